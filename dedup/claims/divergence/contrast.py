"""The claims of a group -> where two of them do not agree, told together: one contrast a kind, with who says what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from dedup.claims.comparison import Document, Kind, Value
from dedup.claims.divergence.answers import Answers
from dedup.claims.divergence.date import find_dates
from dedup.claims.divergence.differ import Differ, Finding, Outcome, Side, far_apart, same_document, sides
from dedup.claims.divergence.numeric import counted, find_numeric
from dedup.claims.divergence.participant import find_participants
from dedup.claims.divergence.polarity import find_polarity
from dedup.claims.divergence.status import find_status
from dedup.claims.frames import Claim, Name

DIFFERS: tuple[Differ, ...] = (find_polarity, find_status, find_numeric, find_dates, find_participants)
FACED = 0.9
"""Confidence from which on values stand in one place of claims that are nearly one sentence."""
SHOWN = 3
"""Outlets that are named beside a value in a reason; more are counted."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """What does not agree, of one kind and about one thing; `reason` says who says what."""

    kind: Kind
    outcome: Outcome
    confidence: float
    reason: str
    values: tuple[Value, ...]


def contrasts(
    claims: Sequence[Claim], documents: Mapping[str, Document], names: Mapping[str, Name]
) -> tuple[Contrast, ...]:
    """Where claims of one group do not agree.

    Parameters
    ----------
    claims : sequence of Claim
        Those of one group.
    documents : mapping of document id to Document
    names : mapping of name id to Name

    Returns
    -------
    tuple of Contrast
        By kind, conflicts first. The order of the claims changes neither their number nor their kinds.

    Notes
    -----
    Every two claims are compared, those with one text of one origin once: quadratic in the texts of a group, about 0.1
    milliseconds for two.
    """
    made = sorted(
        sides(claims, documents, names), key=lambda one: (one.claim.document_id, one.claim.field, one.claim.start)
    )
    alike: dict[tuple[str, str], list[Side]] = {}
    for side in made:
        alike.setdefault((side.document.origin_id, " ".join(side.claim.text.split())), []).append(side)
    first = {members[0].claim.id: members for members in alike.values()}
    answers = Answers(made)
    found: dict[tuple[int, Outcome, str], list[Finding]] = {}
    for a, b in combinations([members[0] for members in alike.values()], 2):
        if same_document(a, b) and not far_apart(a, b):
            continue
        for number, differ in enumerate(DIFFERS):
            for finding in differ(a, b):
                if _said_by_both(finding, a, b, answers):
                    continue
                found.setdefault((number, finding.outcome, finding.about), []).append(finding)
    of = {side.claim.id: side for side in made}
    every = [told(findings, first, of) for findings in found.values()]
    order = {"conflict": 0, "development": 1, "not-comparable": 2}
    return tuple(sorted(every, key=lambda one: (order[one.outcome], one.kind, one.reason)))


def _said_by_both(one: Finding, a: Side, b: Side, answers: Answers) -> bool:
    """Whether both articles have a count in common, so that what differs is the count of something else."""
    if one.kind != "numeric" or one.confidence >= FACED or a.claim.document_id == b.claim.document_id:
        return False
    of = [quantity for quantity in counted(a) if quantity.start == one.left.start]
    return bool(of) and answers.both(a.claim.document_id, b.claim.document_id, of[0])


def told(findings: Sequence[Finding], alike: Mapping[str, list[Side]], of: Mapping[str, Side]) -> Contrast:
    """Findings on one thing as one contrast.

    Parameters
    ----------
    findings : sequence of Finding
        Of one kind and outcome.
    alike : mapping of claim id to list of Side
        The claims of one text that a claim stands for, itself among them.
    of : mapping of claim id to Side
    """
    values: dict[tuple[str, int], tuple[Value, Side]] = {}
    for finding in findings:
        for value in (finding.left, finding.right):
            for side in alike[value.claim_id]:
                moved = _moved(value, of[value.claim_id], side)
                values.setdefault((side.claim.id, moved.start), (moved, side))
    said = [values[key] for key in sorted(values, key=lambda key: _place(*values[key]))]
    reason = _reason(findings[0], said)
    best = max(finding.confidence for finding in findings)
    one = findings[0]
    return Contrast(one.kind, one.outcome, best, reason, tuple(value for value, _ in said))


def _moved(value: Value, origin: Side, side: Side) -> Value:
    """A value in another claim of the same text."""
    if origin is side or origin.claim.text != side.claim.text:
        span = (value.start, value.end) if origin is side else (side.claim.start, side.claim.end)
        return Value(side.claim.id, *span, value.value)
    shift = side.claim.start - origin.claim.start
    return Value(side.claim.id, value.start + shift, value.end + shift, value.value)


def _place(value: Value, side: Side) -> tuple[str, str, int]:
    return side.claim.document_id, side.claim.field, value.start


def _reason(one: Finding, said: Sequence[tuple[Value, Side]]) -> str:
    """Who says what, the value of the most first; and whether it is a change inside one origin."""
    who: dict[str, list[str]] = {}
    for value, side in said:
        outlets = who.setdefault(value.value, [])
        if side.outlet not in outlets:
            outlets.append(side.outlet)
    order = sorted(who, key=lambda value: (-len(who[value]), value.casefold()))
    parts = [f"{_listed(who[value])} {'says' if len(who[value]) == 1 else 'say'} “{value}”" for value in order]
    reason = "; ".join(parts)
    if one.why:
        return f"{reason}: {one.why}"
    if len({side.claim.document_id for _, side in said}) == 1:
        return f"one article contradicts itself: {reason}"
    return "; ".join([reason, *_edits(said)])


def _listed(outlets: Sequence[str]) -> str:
    if len(outlets) > SHOWN:
        return f"{', '.join(outlets[:SHOWN])} and {len(outlets) - SHOWN} more"
    return " and ".join(filter(None, (", ".join(outlets[:-1]), outlets[-1])))


def _edits(said: Sequence[tuple[Value, Side]]) -> list[str]:
    """Values that reprints have changed, and those of their sources."""
    told = []
    for origin in dict.fromkeys(side.document.origin_id for _, side in said):
        own = [(value, side) for value, side in said if side.document.origin_id == origin]
        if len({value.value for value, _ in own}) < 2 or len({side.claim.document_id for _, side in own}) < 2:
            continue
        then, source = min(own, key=lambda one: _age(one[1]))
        for now, reprint in own:
            if now.value != then.value and reprint.outlet != source.outlet:
                told.append(
                    f"an edit inside one origin: the reprint ({reprint.outlet}) says “{now.value}”, "
                    f"its source ({source.outlet}) “{then.value}”"
                )
    return list(dict.fromkeys(told))


def _age(side: Side) -> tuple[bool, bool, str, str]:
    """The source of an origin comes first: the document that it is named after, else the earliest."""
    document = side.document
    published = document.published.value if document.published else ""
    return document.id != document.origin_id, not published, published, document.id
