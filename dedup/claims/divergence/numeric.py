"""Two claims -> quantities that answer the same thing and do not agree.

First the quantities that agree are set aside; of the rest, those are matched that measure the same (kind, unit, what
befell those counted) in the same surroundings, each with one other; only then they are judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from dedup.claims.alignment.values import Agree, Conflict, NotComparable, agree, comparable
from dedup.claims.alignment.wording import NUMERALS
from dedup.claims.divergence.differ import (
    Finding,
    Outcome,
    Side,
    alike,
    around,
    other_dates,
    other_names,
    other_speakers,
    same_document,
    same_origin,
    shared,
    stems,
    value_of,
    values_spans,
)
from dedup.claims.divergence.facing import facing, in_one_place, lone_gap
from dedup.claims.divergence.verbs import verb_of
from dedup.claims.frames import Quantity
from dedup.claims.numbers.numerals import step_of
from dedup.claims.numbers.units import PERSONS
from dedup.claims.text.words import words

LEAST = 0.5
"""Score of a match from which on two values answer the same thing."""
LEAST_LIKE = 0.4
"""Likeness of the claims from which on people are counted of whom different things are told."""
LEAST_BARE = 0.7
"""Likeness of the claims from which on numbers are compared that count nothing."""
LEAST_NEAR = 0.3
"""Share of the words around two values that both have, below which only claims in like words are compared."""
LEAST_INSIDE = 0.7
"""The same inside one article: it seldom contradicts itself, and often tells of two things in like words."""
FACED = 0.97
"""Score of values in one place of two claims that are nearly one sentence."""
MOST_TIMES = 3
"""Times that one amount may be the other to be taken for one thing by the names beside it."""
TELLING = 0.25
"""What a unit that both claims have once, and that says what is measured, adds to the score."""
VAGUE = words("time thing way case part state country place point year month week day hour minute side group member")
MOMENT = 0.03
"""Share by which two shares of a moving thing may differ."""
MOST_PARTS = 10
"""Times as many people as somewhere else from which on a count is the toll, and the other a part of it."""
CLOSE = 0.1
"""Share of a bound by which another bound may differ: "up to 20", "up to 21"."""
_NUMERAL = re.compile(
    r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty"
)
_APART = frozenset(("ordinal", "coordinate", "ratio", "times", "score", "age"))
_MORE = re.compile(r"\b(?:another|other|further|additional|extra|including|among them|of them|up|down)\s*$")
_PART = re.compile(r"\s*(?:\w+\s){0,2}(?:of (?:whom|them|which|the|those|these|its|their|his|her)|among)\b")
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+$")
_PARTITIVE = re.compile(r"\bof (?:the|those|these|them|its|his|her|their)\b", re.IGNORECASE)
_ALIVE = re.compile(r"\s*(?:\w+\s){0,3}?(?:escaped|survived|alive|unharmed)\b")
_SAME_UNIT = {"post": "job", "position": "job", "kid": "child", "death": "person", "fatality": "person"}
BEYOND = 1.9
"""An amount that is said to be "over" some value is not so many times as much."""
_ABOVE = re.compile(r"\b(?:over|more than|above|upwards of|in excess of)\s+\S+(?:\s\S+)?$", re.IGNORECASE)
_SWELLING = words("killed injured missing arrested infected displaced rescued")
_RISING = re.compile(
    r"\b(?:ros?e|risen|rises|rising|climb\w*|grow[ns]?|grew|mount\w*|now|so far|still|latest|updated?|revised|down to"
    r"|up to|up from|since|increas\w+|fell|fallen|drop\w*)\b",
    re.IGNORECASE,
)
_OVER = re.compile(r"\s*\S*?\s*(?:of \w+ )?(?:\w+ ){0,2}?(?:in|over|within|for|per|during)\s+(?:the\s+)?(?:\w+\s+)?$")
_BY = re.compile(r"\s*(?:\w+\s+){0,2}by\s+(?:\w+\s+){0,3}$")


class _Match(NamedTuple):
    score: float
    left: Quantity
    right: Quantity


def find_numeric(a: Side, b: Side) -> Iterator[Finding]:
    """Quantities of two claims that answer the same thing and do not agree.

    Parameters
    ----------
    a, b : Side
        Two claims of one group, in its order.

    Yields
    ------
    Finding
        A conflict, a development (what swells from day to day, told on two days), or values that cannot be compared.
    """
    left, right = counted(a), counted(b)
    left, right = _unanswered(left, b.claim.quantities), _unanswered(right, a.claim.quantities)
    like = alike(stems(a, values_spans(a.claim)), stems(b, values_spans(b.claim)))
    least = LEAST_INSIDE if same_document(a, b) else LEAST
    faced = list(_faced(a, b))
    taken = {match.left.start for match in faced}, {match.right.start for match in faced}
    found = False
    left = [one for one in left if one.start not in taken[0]]
    right = [one for one in right if one.start not in taken[1]]
    for match in [*faced, *_assigned(a, b, left, right, like)]:
        outcome, why = _outcome(a, b, match)
        if outcome is None or match.score < least or (same_document(a, b) and other_speakers(a, b)):
            continue
        if outcome == "conflict" and _listed(a, b):
            continue
        if outcome == "conflict" and match.score != FACED and (_parts(a, b, match) or _one_day(match)):
            continue
        found = True
        yield Finding(
            "numeric",
            outcome,
            match.left.state or match.left.unit or match.left.kind,
            round(min(0.97, 0.35 + 0.6 * match.score), 4),
            value_of(a, (match.left.start, match.left.end)),
            value_of(b, (match.right.start, match.right.end)),
            why,
        )
    if not found and not same_document(a, b):
        yield from _bare(a, b)


def _listed(a: Side, b: Side) -> bool:
    """Whether both stand in the body of one article: it tells of two launches or numbers its pictures,
    and seldom contradicts itself.
    """
    return same_document(a, b) and a.claim.field == b.claim.field


def _parts(a: Side, b: Side, match: _Match) -> bool:
    """Whether one of two values is a part of the other: "eight states and another 21", "29 states"; "six of the eight
    dioceses", "six dioceses"; 33 who died, and the one who was killed by a tree.
    """
    for side, mine, other in ((a, match.left, match.right), (b, match.right, match.left)):
        if not mine.value or not other.value:
            continue
        if mine.state and other.value >= MOST_PARTS * mine.value:
            return True
        before = {NUMERALS.get(word, word) for word in side.before(mine.start, 80).split()}
        if re.search(r"\bof\b", side.before(mine.start)) and not before.isdisjoint((other.value, f"{other.value:g}")):
            return True
        more = [it.value for it in side.claim.quantities if it.value and _MORE.search(side.before(it.start))]
        if any(abs(mine.value + value - other.value) < 0.5 for value in more):
            return True
    return False


def _bare(a: Side, b: Side) -> Iterator[Finding]:
    """Numerals in one place of two claims that are nearly one sentence, whatever they count."""
    for gap in facing(a, b).gaps:
        bare = len(gap.mine) == len(gap.theirs) == 1 and all(map(_NUMERAL.fullmatch, gap.mine + gap.theirs))
        dated = any(one.start <= gap.left[0] < one.end for one in a.claim.dates)
        named = any(one.start <= gap.left[0] < one.end for one in a.claim.names)
        if not bare or dated or named or not lone_gap(a, b, gap):
            continue
        if _far(_plain(gap.mine[0]), _plain(gap.theirs[0])):
            yield Finding("numeric", "conflict", "", FACED - 0.1, value_of(a, gap.left), value_of(b, gap.right))


def _plain(word: str) -> float:
    return float(NUMERALS.get(word, word.replace(",", "")))


def _far(one: float, other: float) -> bool:
    """Whether two numbers are more than rounding apart."""
    return abs(one - other) > (CLOSE * max(one, other) if max(one, other) > 20 else 0.5)


def _faced(a: Side, b: Side) -> Iterator[_Match]:
    """Quantities in one place of two claims that are nearly one sentence."""
    for one in a.claim.quantities:
        for other in b.claim.quantities:
            if one.kind in ("coordinate", "ordinal") or comparable(one, other) is not None or _unscaled(a, one):
                continue
            if (_same_bound(one, other) or not agreed(one, other)) and in_one_place(
                a, b, (one.start, one.end), (other.start, other.end)
            ):
                yield _Match(FACED, one, other)


def _same_bound(one: Quantity, other: Quantity) -> bool:
    """Whether both are "up to" or "more than" something, and not the same."""
    if one.value is None or other.value is None or one.unit != other.unit:
        return False
    open_alike = (one.low is None) == (other.low is None) and (one.high is None) == (other.high is None)
    bound = (one.low is None) != (one.high is None)
    return open_alike and bound and abs(one.value - other.value) > CLOSE * max(abs(one.value), abs(other.value))


def counted(side: Side) -> list[Quantity]:
    """The quantities of a claim that can be compared, with the times that they are measured over."""
    found = []
    for one in side.claim.quantities:
        if one.kind in _APART or (one.value == 1 and one.kind in ("count", "number") and not one.state):
            continue
        if one.noun.split()[:1] in (["more"], ["other"], ["additional"], ["extra"]):
            continue
        if (
            _unscaled(side, one)
            or _MONTH.search(side.before(one.start))
            or _MORE.search(side.before(one.start))
            or _PART.match(side.after(one.end))
        ):
            continue
        unit = _SAME_UNIT.get(one.unit, one.unit)
        state = one.state or ("rescued" if one.unit and _ALIVE.match(side.after(one.end)) else "")
        found.append(replace(one, unit=unit, state=state, period=one.period or _measured_over(side, one)))
    return found


def _unscaled(side: Side, one: Quantity) -> bool:
    """Whether a letter behind an amount is a scale that was not read: "$2T"."""
    return one.kind == "money" and side.after(one.end)[:1].isalpha()


def _measured_over(side: Side, quantity: Quantity) -> str | None:
    """A duration or date that says over what time: "210 millimetres of rain in seven days", "210 million by 2028"."""
    if quantity.kind not in ("measure", "money", "percent", "count"):
        return None
    start = side.claim.start
    durations = [(one.start, one.end) for one in side.claim.quantities if one.kind == "duration"]
    dates = [(one.start, one.end) for one in side.claim.dates]
    for span in sorted(durations + dates):
        if not 0 <= span[0] - quantity.end <= 40:
            continue
        between = side.claim.text[quantity.end - start : span[0] - start]
        if _OVER.fullmatch(between) or (span in dates and _BY.fullmatch(between)):
            return f"over {side.words(span)}"
    return None


def _unanswered(mine: Sequence[Quantity], theirs: Sequence[Quantity]) -> list[Quantity]:
    """Those that agree with none of the other claim."""
    return [one for one in mine if not any(agreed(one, other) for other in theirs)]


def agreed(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities agree, and not only because one of them is open to any height."""
    if _cut_short(one, other):
        return True
    if not isinstance(agree(one, other), Agree):
        return False
    bounds = [q.low for q in (one, other) if q.high is None and q.low is not None]
    tops = [q.value for q in (one, other) if q.high is not None and q.value is not None]
    return one.kind != "money" or not bounds or not tops or tops[0] < BEYOND * bounds[0]


def _one_day(match: _Match) -> bool:
    """Whether two shares are so near that they are one, read at two hours of a day: 5.2 and 5.3 percent."""
    one, other = match.left, match.right
    if one.kind != "percent" or other.kind != "percent" or not one.value or not other.value:
        return False
    return abs(one.value - other.value) <= MOMENT * max(abs(one.value), abs(other.value))


def _cut_short(one: Quantity, other: Quantity) -> bool:
    """Whether the digits of one are the first of the other: $43 million of $43,885,310."""
    if one.kind != other.kind or one.unit != other.unit or not one.value or not other.value:
        return False
    coarse, fine = sorted((one.value, other.value), key=lambda value: -step_of(value))
    step = step_of(coarse)
    return step >= 1000 and coarse >= 10 * step and coarse <= fine < coarse + step


def _assigned(a: Side, b: Side, left: list[Quantity], right: list[Quantity], like: float) -> list[_Match]:
    """Each quantity with at most one of the other claim, the best match first."""
    found = []
    for one in left:
        for other in right:
            alone = _alone(one, other, left) and _alone(other, one, right)
            score = _score(a, b, one, other, like, alone)
            if score > 0:
                found.append(_Match(score, one, other))
    found.sort(key=lambda match: (-match.score, match.left.start, match.right.start))
    used: set[int] = set()
    chosen = []
    for match in found:
        keys = {2 * match.left.start, 2 * match.right.start + 1}
        if not keys & used:
            used |= keys
            chosen.append(match)
    return chosen


def _paid(side: Side, one: Quantity) -> bool:
    """Whether it is the one amount of money of its claim, and no "billions"."""
    return one.kind == "money" and bool(one.value) and sum(it.kind == "money" for it in side.claim.quantities) == 1


def _of_one_size(one: Quantity, other: Quantity) -> bool:
    """Whether two amounts are near enough to be of one thing."""
    low, high = sorted((abs(one.value or 0), abs(other.value or 0)))
    return high <= MOST_TIMES * low


def _alone(one: Quantity, other: Quantity, among: list[Quantity]) -> bool:
    """Whether it is the only one of its kind, or, where both have one fate, of that fate."""
    fate = one.state if one.state == other.state else ""
    return sum(one.kind == it.kind and (not fate or it.state == fate) for it in among) == 1


def _score(a: Side, b: Side, one: Quantity, other: Quantity, like: float, alone: bool) -> float:
    """How sure it is that two quantities answer the same thing, 0 to 1."""
    reason = comparable(one, other)
    if reason is not None and not reason.reason.startswith("they are measured over different periods"):
        return 0.0
    if other_dates(a, b) and not (one.period or other.period):
        return 0.0
    if "number" in (one.kind, other.kind) and like < LEAST_BARE:
        return 0.0
    state = bool(one.state) and one.state == other.state
    near = shared(around(a, (one.start, one.end)), around(b, (other.start, other.end)))
    lone = alone and not same_document(a, b) and not other_names(a, b)
    named = {name.name_id for name in a.claim.names} & {name.name_id for name in b.claim.names}
    paid = lone and bool(named) and _paid(a, one) and _paid(b, other) and _of_one_size(one, other)
    telling = paid or (lone and one.unit == other.unit and _telling(one))
    if near < LEAST_NEAR and like < LEAST_BARE and not telling and not (state and lone):
        return 0.0
    verbs = verb_of(a, (one.start, one.end)), verb_of(b, (other.start, other.end))
    if one.kind == other.kind == "money" and like < LEAST_BARE and not _of_one_size(one, other):
        return 0.0
    if all(verbs) and verbs[0] != verbs[1] and one.kind == "money" and like < LEAST_BARE and not paid:
        return 0.0
    unit = one.unit == other.unit != ""
    if all(verbs) and verbs[0] != verbs[1] and one.unit in PERSONS and not state and like < LEAST_LIKE:
        return 0.0
    period = bool(one.period) and bool(other.period)
    score = 0.4 * near + 0.4 * like + 0.2 * state + 0.1 * unit + 0.15 * alone + 0.1 * period
    score += TELLING * telling + 0.1 * (state and unit and lone)
    if bool(one.state) != bool(other.state):
        score -= 0.15
    return max(0.0, min(1.0, score))


def _telling(one: Quantity) -> bool:
    """Whether the unit alone says what is measured, where two claims have one each: metres, branches, jobs."""
    return one.kind == "measure" or (one.kind == "count" and one.unit not in PERSONS and one.unit not in VAGUE)


def _outcome(a: Side, b: Side, match: _Match) -> tuple[Outcome | None, str]:
    found = agree(match.left, match.right)
    if _far_beyond(a, b, match) or (match.score == FACED and _same_bound(match.left, match.right)):
        return "conflict", ""
    if isinstance(found, NotComparable):
        return "not-comparable", found.reason
    if not isinstance(found, Conflict):
        return None, ""
    if bool(match.left.period) != bool(match.right.period) and not _plain_period(match):
        return "not-comparable", f"only one says over what time: {match.left.period or match.right.period}"
    if _developed(a, b, match):
        return "development", "the later report has the later count"
    return "conflict", ""


def _far_beyond(a: Side, b: Side, match: _Match) -> bool:
    """Whether one says "over 250 million" and the other twice as much: nobody would have put it so."""
    sides = (a, match.left, match.right), (b, match.right, match.left)
    return any(
        one.kind == other.kind == "money"
        and one.unit == other.unit
        and one.low is not None
        and one.high is None
        and (other.value or 0) >= BEYOND * one.low
        and _ABOVE.search(side.words((side.claim.start, one.end))) is not None
        for side, one, other in sides
    )


def _plain_period(match: _Match) -> bool:
    """Whether the time that only one of them has is no measure of it."""
    period = (match.left.period or match.right.period or "").lower()
    return match.left.kind == match.right.kind == "count" and not period.startswith(("over", "a ", "per", "each"))


def _developed(a: Side, b: Side, match: _Match) -> bool:
    """Whether a count that swells from day to day is told on two days, and the later report has more."""
    if a.day is None or b.day is None or a.day == b.day or same_origin(a, b):
        return False
    early, late = (match.left, match.right) if a.day < b.day else (match.right, match.left)
    later = b if a.day < b.day else a
    state = match.left.state or match.right.state
    if state in ("missing", "displaced", "rescued"):
        return True
    grown = (late.low or 0) > (early.low or 0)
    people = late.unit in PERSONS or early.unit in PERSONS
    return (grown and (state in _SWELLING or people)) or bool(_RISING.search(later.claim.text))
