"""Claims that are in no one group and still cannot both be true -> a group each: the same thing, answered otherwise.

Alignment puts claims together that are worded alike. "17 detained after unrest" and "Officers hauled off 31 people" are
not, and a lead that answers several questions is in the group of one of them. Here the pairs that alignment compared
and did not join are looked at once more, with more asked of each kind than inside a group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from dedup.claims.alignment.question import question
from dedup.claims.comparison import HARD, Divergence, Document, Group, Kind
from dedup.claims.divergence.answers import Answers
from dedup.claims.divergence.contrast import DIFFERS, told
from dedup.claims.divergence.differ import (
    Differ,
    Finding,
    Side,
    Span,
    around,
    other_dates,
    other_names,
    other_people,
    sides,
)
from dedup.claims.divergence.glance import DENYING, FATES, Glance, glance, may_clash, of_one_fate
from dedup.claims.divergence.harm import find_harm, harmless
from dedup.claims.divergence.numeric import VAGUE, counted, find_numeric
from dedup.claims.divergence.polarity import OPPOSITE
from dedup.claims.divergence.verbs import verb_of
from dedup.claims.frames import Claim, Name
from dedup.claims.text.words import words

LEAST_ODDS = {"date": -3.0, "numeric": -1.5, "participant": -1.7, "polarity": -1.7, "status": -1.5}
"""Log-odds of one question, by kind, from which on two claims are looked at that are in no one group."""
LEAST_ODDS_DAY = -1.7
"""The same of dates that are no times of the day: those of other things that are told in the same verb lie below it."""
LEAST_CONFIDENCE = 0.57
DISCOUNT = 0.1
"""What a divergence beyond a group has less of confidence."""
_SAYING = words(
    """is was are were be been said say told tell announc ask state speak vote met meet call report writ wrote post
    tweet add suggest insist argu claim testif express confirm admit answer acknowledg warn explain"""
)
KINDS: tuple[Kind, ...] = ("polarity", "status", "numeric", "date", "participant")
"""What each of `DIFFERS` finds."""
_LISTED_BEFORE = re.compile(r"(?:\w,? and|\w,? or) $")
_LISTED_AFTER = re.compile(r"(?:, [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*(?:,| and\b| or\b))")
_OF_OUTLET = re.compile(r"[’']s \w+ \w+ (?:explain|report|wr[io]te|ask|examin|look)", re.IGNORECASE)
_HE = re.compile(r"^[\"“]?(?:he|she|they|it|his|her|their|that|this|these|those|i|we|you|who)\b", re.IGNORECASE)


_Found = tuple[Finding, Side, Side]
_FATED: tuple[tuple[Kind, Differ], ...] = (("numeric", find_numeric), ("polarity", find_harm))
AHEAD = 1500
"""Characters of an article in which it says of the whole event that nobody was hurt; further on it is of one place."""
MOST_TOLD = 400
"""Claims of a story on what befell somebody that are compared with each other, in order."""
_FATE = re.compile(
    r"\b(?:kill|inju|hurt|wound|dead|died|death|drown|missing|arrest|detain|custody|rescu|surviv|escap|alive|evacuat"
    r"|infect|toll|casualt|lost (?:his|her|their) li)\w*",
    re.IGNORECASE,
)


class Scored(NamedTuple):
    """Two claims, by their place, that are of two documents and no one group, with their log-odds of one question."""

    left: int
    right: int
    odds: float


def clash_groups(
    claims: Sequence[Claim],
    pairs: Iterable[Scored],
    names: Mapping[str, Name],
    documents: Mapping[str, Document],
    grouped: Sequence[Group],
) -> list[tuple[Group, list[Claim]]]:
    """A group for each thing that claims of different groups answer in ways that cannot both be true.

    Parameters
    ----------
    claims : sequence of Claim
        In their order.
    pairs : iterable of Scored
        Those that alignment compared.
    names : mapping of name id to Name
    documents : mapping of document id to Document
    grouped : sequence of Group
        What was found inside groups: nothing is told twice.

    Returns
    -------
    list of (Group, list of Claim)
        By the first claim. One hard divergence in each, and the verdict "divergent".

    Notes
    -----
    About 0.03 milliseconds a pair: what a clash needs is read of each claim once (`glance`).
    """
    chosen = [pair for pair in pairs if pair.odds >= min(LEAST_ODDS.values())]
    used = sorted({place for pair in chosen for place in (pair.left, pair.right)})
    seen = map(glance, sides([claims[place] for place in used], documents, names))
    made = dict(zip(used, seen, strict=True))
    answers = Answers(sides(claims, documents, names))
    said = {
        (divergence.kind, value.claim_id) for group in grouped for divergence in group.divergences
        for value in divergence.values if divergence.kind in HARD
    }  # fmt: skip
    found = list(_of_one_fate(claims, chosen, names, documents, answers, said))
    for pair in sorted(chosen):
        one_seen, other_seen = made[pair.left], made[pair.right]
        a, b = one_seen.side, other_seen.side
        for kind, differ in zip(KINDS, DIFFERS, strict=True):
            if pair.odds < LEAST_ODDS[kind] or not may_clash(kind, one_seen, other_seen):
                continue
            found += [
                (one, a, b)
                for one in differ(a, b)
                if one.outcome == "conflict"
                and one.confidence >= LEAST_CONFIDENCE
                and not {(kind, a.claim.id), (kind, b.claim.id)} & said
                and _sound(one, a, b, pair.odds, answers)
            ]
    return [_group(of, claims, documents) for of in _joined(found)]


def _of_one_fate(
    claims: Sequence[Claim],
    compared: Sequence[Scored],
    names: Mapping[str, Name],
    documents: Mapping[str, Document],
    answers: Answers,
    said: set[tuple[Kind, str]],
) -> Iterator[_Found]:
    """What documents of one story say of those who were killed, hurt, held or rescued, however it is worded."""
    known = {(pair.left, pair.right) for pair in compared if pair.odds >= LEAST_ODDS["numeric"]}
    told = [place for place, claim in enumerate(claims) if _FATE.search(claim.text) or harmless(claim.text)]
    made = sides([claims[place] for place in told], documents, names)
    stories: dict[str, list[tuple[int, Glance]]] = {}
    for place, side in zip(told, made, strict=True):
        stories.setdefault(side.document.story_id, []).append((place, glance(side)))
    for members in stories.values():
        hurt = {seen.side.claim.document_id for _, seen in members if seen.harm}
        for (i, one_seen), (j, other_seen) in combinations(members[:MOST_TOLD], 2):
            a, b = one_seen.side, other_seen.side
            if a.claim.document_id == b.claim.document_id:
                continue
            for kind, differ in _FATED:
                if not of_one_fate(kind, one_seen, other_seen) or (kind == "numeric" and (i, j) in known):
                    continue
                if {(kind, a.claim.id), (kind, b.claim.id)} & said or other_dates(a, b) or other_names(a, b):
                    continue
                for one in differ(a, b):
                    if one.outcome == "conflict" and _sound_fate(one, a, b, answers, hurt):
                        yield one, a, b


def _sound_fate(one: Finding, a: Side, b: Side, answers: Answers, hurt: set[str]) -> bool:
    """Whether the counts are of one fate, or who says that nobody was hurt tells of nobody who was."""
    if one.kind == "polarity":
        calm = a if harmless(a.claim.text) else b
        return calm.claim.document_id not in hurt and calm.claim.start < AHEAD
    return one.about in FATES and one.confidence >= LEAST_CONFIDENCE and _sound_number(one, a, b, answers)


def _sound(one: Finding, a: Side, b: Side, odds: float, answers: Answers) -> bool:
    """Whether what was found would hold outside a group."""
    if one.kind == "date":
        return _sound_date(one, a, b, odds)
    if one.kind == "numeric":
        return _sound_number(one, a, b, answers)
    if one.kind == "participant":
        named = (a, one.left), (b, one.right)
        return not any(_in_list(side, (it.start, it.end)) for side, it in named) and not _reporter(a, b, one)
    if one.kind == "polarity":
        return one.confidence == OPPOSITE or DENYING.search(f"{one.left.value} | {one.right.value}") is not None
    return True


def _reporter(a: Side, b: Side, one: Finding) -> bool:
    """Whether one of two names is that of the outlet that tells it, or of one of its people: "NPR's Susan Davis"."""
    return any(
        value.value.casefold() in side.outlet.casefold() or _OF_OUTLET.match(side.after(value.end))
        for side, value in ((a, one.left), (b, one.right))
    )


def _in_list(side: Side, span: Span) -> bool:
    """Whether a name is one of several: "Ventura, Santa Barbara and Riverside counties"."""
    after = side.claim.text[span[1] - side.claim.start :]
    return bool(_LISTED_BEFORE.search(side.before(span[0])) or _LISTED_AFTER.match(after))


def _sound_date(one: Finding, a: Side, b: Side, odds: float) -> bool:
    """Whether both dates are of one event: the same noun beside the same verb, and no other people."""
    spans = (one.left.start, one.left.end), (one.right.start, one.right.end)
    if odds < LEAST_ODDS_DAY and not (_timed(a, spans[0]) and _timed(b, spans[1])):
        return False
    verb = verb_of(a, spans[0])
    if verb in _SAYING or other_people(a, b) or _year(a, spans[0]) != _year(b, spans[1]):
        return False
    near = around(a, spans[0], 5).keys() & around(b, spans[1], 5).keys()
    return odds >= 0 or bool({stem for stem in near if stem != verb} - {"day", "year", "month", "week"})


def _timed(side: Side, span: Span) -> bool:
    """Whether a date is a time of the day."""
    return any(date.start == span[0] and ":" in (date.part or "") for date in side.claim.dates)


def _year(side: Side, span: tuple[int, int]) -> bool:
    """Whether a date is a year: beside a day it is seldom of one thing."""
    return any(date.start == span[0] and date.precision == "year" for date in side.claim.dates)


def _sound_number(one: Finding, a: Side, b: Side, answers: Answers) -> bool:
    """Whether each document has one answer, and a pronoun does not hide whose it is."""
    if (_HE.match(a.claim.text) or _HE.match(b.claim.text)) and not _common_name(a, b):
        return False
    of = [it for it in counted(a) if it.start == one.left.start]
    if any(it.kind == "duration" or it.unit in VAGUE for it in of):
        return False  # how long a debate lasts, and the drive there; 13 states, and the 37 others
    documents = a.claim.document_id, b.claim.document_id
    return bool(of) and answers.one_each(*documents, of[0]) and not answers.both(*documents, of[0])


def _common_name(a: Side, b: Side) -> bool:
    return bool({name.name_id for name in a.claim.names} & {name.name_id for name in b.claim.names})


def _joined(found: Sequence[_Found]) -> Iterator[list[_Found]]:
    """Findings of one kind that share a claim, together, in order."""
    head: dict[tuple[str, str], tuple[str, str]] = {}

    def top(key: tuple[str, str]) -> tuple[str, str]:
        while head.setdefault(key, key) != key:
            key = head[key]
        return key

    for one, a, b in found:
        head[top((one.kind, b.claim.id))] = top((one.kind, a.claim.id))
    parts: dict[tuple[str, str], list[_Found]] = {}
    for each in found:
        parts.setdefault(top((each[0].kind, each[1].claim.id)), []).append(each)
    yield from parts.values()


def _group(
    found: Sequence[_Found], claims: Sequence[Claim], documents: Mapping[str, Document]
) -> tuple[Group, list[Claim]]:
    of = {side.claim.id: side for _, *both in found for side in both}
    contrast = told([one for one, _, _ in found], {key: [side] for key, side in of.items()}, of)
    members = [claim for claim in claims if claim.id in of]
    where = list(dict.fromkeys(claim.document_id for claim in members))
    confidence = round(max(0.0, contrast.confidence - DISCOUNT), 4)
    divergence = Divergence(contrast.kind, "hard", confidence, contrast.reason, contrast.values)
    group = Group(
        id=f"clash:{contrast.kind}:{members[0].id}",
        story_id=documents[where[0]].story_id,
        question=question(members, [divergence]),
        claims=tuple(claim.id for claim in members),
        verdict="divergent",
        outlets=tuple(dict.fromkeys(documents[name].outlet or name for name in where)),
        origins=tuple(dict.fromkeys(documents[name].origin_id for name in where)),
        divergences=(divergence,),
    )
    return group, members
