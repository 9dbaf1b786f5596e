"""Two claims -> a matter that one of them has further on than the other.

What is agreed, signed or in force is a step of one ladder only where both claims have the same matter ("accord",
"offer"). A later report that is further on is a development.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dedup.claims.divergence.differ import (
    Finding,
    Outcome,
    Side,
    Span,
    alike,
    around,
    same_document,
    shared,
    stems,
    value_of,
)
from dedup.claims.divergence.facing import facing, lone_gap
from dedup.claims.divergence.steps import PLANNED, steps_in
from dedup.claims.text.words import words

LEAST = 0.45
LEAST_INSIDE = 0.75
FACED = 0.85
"""Confidence where two claims are nearly one sentence."""
_TELLING = re.compile(r"\b(?:announc|unveil|declar|propos|reveal|say|said|tell|told)")
_UNDONE = re.compile(r"\b(?:would|could|might|may|should)(?: \w+)? have\b")
_PAST = re.compile(r"\w+ed|has|have|had|was|were|met|won|lost|left|held|gave|made|took|went|came|withdrew|shot|began")
MATTERS = words(
    """accord agreement contract deal document law merger offer pact plan proposal protocol resolution roadmap
    settlement takeover text treaty truce ceasefire bill budget memorandum pledge bid compromise peace"""
)
"""Things that are proposed, agreed, signed and put into force."""
_STEPS: tuple[tuple[str, int, str], ...] = (
    (
        "proposed",
        1,
        r"propos(?:e|es|ed)|proposal to|put forward|(?:made|makes|make) an? offer|yet to (?:accept|agree)\w*",
    ),
    ("negotiated", 2, r"(?:being|still) negotiat\w+|negotiating|in talks|under (?:discussion|negotiation)"),
    ("agreed", 3, r"agree[sd]?(?: in principle| terms| to| on)?|initial(?:l?ed|s)|reached (?:a|an|the) \w+"),
    ("signed", 4, r"sign(?:s|ed|ing)(?! off| up)|inked|ratif(?:ied|ies|y)|finali[sz](?:ed|es|ation)"),
    ("in force", 5, r"(?:came|come|comes|is|entered|enters?|put) (?:in|into) (?:force|effect)|took effect"),
    ("suspended", 11, r"suspend(?:ed|s|ing)?|on ice|put on hold|paus(?:ed|es|ing)|shelv(?:ed|es|ing)"),
    ("withdrawn", 12, r"withdr(?:awn|ew|awing|aws?)|scrap(?:ped|s|ping)|cancel(?:led|ed|ling|s)|dropp?(?:ed|ing)"),
)
_FORMS = re.compile(r"\b(?:" + "|".join(f"(?P<s{n}>{form})" for n, (_, _, form) in enumerate(_STEPS)) + r")(?!\w)")
_AHEAD = re.compile(
    r"\b(?:will|would|may|might|could|to be|hopes? to|plans? to|need(?:s|ed)? to|determined to|expected to|set to"
    r"|due to|must|should|if|before|wants? to|ready to|prepar\w+ to|the need to|intends? to|tasked)\b[^,;:.]{0,40}$"
)
_NOT = re.compile(r"\b(?:not|never|yet to|n[o']t|denied|without|no)\b[^,;:.]{0,25}$")


class _Step(NamedTuple):
    name: str
    rank: int
    span: Span
    matter: str


def find_status(a: Side, b: Side) -> Iterator[Finding]:
    """Steps of one matter that differ.

    Parameters
    ----------
    a, b : Side
        Two claims of one group, in its order.

    Yields
    ------
    Finding
        At most one, a conflict or a development.
    """
    if faced := _faced(a, b):
        outcome, why = _outcome(a, b, *faced)
        values = value_of(a, faced[0].span), value_of(b, faced[1].span)
        yield Finding("status", outcome, "", FACED, *values, why)
        return
    left, right = _steps(a), _steps(b)
    if not left or not right or {step.rank for step in left} & {step.rank for step in right}:
        return
    pairs = [(one, other) for one in left for other in right if _ladder(one) == _ladder(other)]
    if not pairs:
        return
    like = alike(stems(a), stems(b))
    scored = [(_score(a, b, one, other, like), one, other) for one, other in pairs]
    score, one, other = max(scored, key=lambda each: (each[0], -each[1].span[0], -each[2].span[0]))
    if score < (LEAST_INSIDE if same_document(a, b) else LEAST):
        return
    outcome, why = _outcome(a, b, one, other)
    yield Finding(
        "status",
        outcome,
        "",
        round(min(0.9, 0.25 + 0.6 * score), 4),
        value_of(a, one.span),
        value_of(b, other.span),
        why,
    )


def _faced(a: Side, b: Side) -> tuple[_Step, _Step] | None:
    """Where two claims that are nearly one sentence name other steps, or one puts ahead what the other has done."""
    if same_document(a, b):
        return None
    for gap in facing(a, b).gaps:
        if not lone_gap(a, b, gap):
            continue
        mine, theirs = " ".join(gap.mine), " ".join(gap.theirs)
        one, other = ({step.name: step.rank for step, _, _ in steps_in(words)} for words in (mine, theirs))
        if one and other and not one.keys() & other.keys():
            return _faced_step(max(one.values()), gap.left), _faced_step(max(other.values()), gap.right)
        ahead = _ahead(mine, gap.after), _ahead(theirs, gap.after)
        if _TELLING.search(f"{mine} {theirs} {gap.after}"):
            continue  # who said that he would announce it has announced it
        left, right = (_verb(side, span) for side, span in ((a, gap.left), (b, gap.right)))
        if ahead == (True, False) and _PAST.fullmatch(b.words(right).lower().split()[-1]):
            return _faced_step(0, gap.left), _faced_step(1, right)
        if ahead == (False, True) and _PAST.fullmatch(a.words(left).lower().split()[-1]):
            return _faced_step(1, left), _faced_step(0, gap.right)
    return None


def _ahead(said: str, after: str) -> bool:
    """Whether words put a deed ahead; "would have" tells of none, and "is expected" is no less a plan than "plans"."""
    return PLANNED.search(f"{said} {after}") is not None and not _UNDONE.search(f"{said} {after}")


def _faced_step(rank: int, span: Span) -> _Step:
    return _Step("", rank, span, "")


def _verb(side: Side, span: Span) -> Span:
    """A gap, or the word behind it where nothing stands there."""
    if span[1] > span[0]:
        return span
    at = span[1] - side.claim.start
    after = re.compile(r"[\w’']+").search(side.claim.text, at)
    return (side.claim.start + after.start(), side.claim.start + after.end()) if after else (span[0] - 1, span[1])


def _ladder(step: _Step) -> bool:
    return step.rank > 10


def _steps(side: Side) -> list[_Step]:
    """The steps that a claim says were taken, each with its matter; what is ahead or denied is left aside."""
    if side.claim.modality in ("conditional", "doubt"):
        return []
    claim, found = side.claim, []
    matter = _matter(side)
    for match in _FORMS.finditer(claim.text.lower()):
        name, rank, _ = _STEPS[int((match.lastgroup or "s0")[1:])]
        span = (claim.start + match.start(), claim.start + match.end())
        before = side.before(span[0])
        if _NOT.search(before) or (_AHEAD.search(before) and rank not in (1, 11, 12)):
            continue
        if matter:
            found.append(_Step(name, rank, span, matter))
    top = max((step.rank for step in found), default=0)
    return [step for step in found if step.rank == top]


def _matter(side: Side) -> str:
    for match in re.finditer(r"\w+", side.claim.text.lower()):
        word = match.group().rstrip("s") if match.group() not in MATTERS else match.group()
        if word in MATTERS:
            return word
    return ""


def _score(a: Side, b: Side, one: _Step, other: _Step, like: float) -> float:
    """How sure it is that two steps are of one matter, 0 to 1."""
    near = shared(around(a, one.span), around(b, other.span))
    names = {mention.name_id for mention in a.claim.names} & {mention.name_id for mention in b.claim.names}
    return min(1.0, 0.4 * near + 0.4 * like + 0.15 * (one.matter == other.matter) + 0.15 * min(2, len(names)))


def _outcome(a: Side, b: Side, one: _Step, other: _Step) -> tuple[Outcome, str]:
    """A later report that is further on, and does not tell of the day of the earlier one, is a development."""
    if a.day is None or b.day is None or a.day == b.day:
        return "conflict", ""
    (early, first), (late, then) = ((a, one), (b, other)) if a.day < b.day else ((b, other), (a, one))
    if then.rank < first.rank:
        return "conflict", ""
    told = [date.first.isoformat() for date in late.claim.dates if date.first and date.precision in ("day", "part")]
    if told and max(told) <= (early.day or ""):
        return "conflict", ""
    return "development", "the later report is further on"
