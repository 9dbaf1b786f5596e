"""Two claims -> dates and times that answer the same thing and cannot be the same.

A date belongs to the verb that it stands by: "was inspected in January", "arrived on Tuesday". The day on which
something was said is no answer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from dedup.claims.alignment.values import Agree, Conflict, agree_dates
from dedup.claims.divergence.differ import (
    LINKING,
    Finding,
    Side,
    Span,
    alike,
    around,
    other_people,
    same_document,
    shared,
    stems,
    value_of,
    values_spans,
)
from dedup.claims.divergence.facing import facing, in_one_place
from dedup.claims.divergence.verbs import verb_of
from dedup.claims.frames import DateSpan

LEAST = 0.5
"""Score of a match from which on two dates answer the same thing."""
LEAST_LIKE = 0.6
"""Likeness of claims from which on the verbs of two dates may differ."""
FACED = 0.9
"""Confidence of dates in one place of two claims that are nearly one sentence."""
LEAST_INSIDE = 0.9
"""The same inside one article."""
CLOSE_BY = 8
"""Characters between a noun and its date."""
LEADING = 16
"""Characters before a date that a claim begins with: "But late on"."""
MINUTES = 15
"""Two times of a day nearer than this agree: few reports give the minute."""
_SAYING = re.compile(
    r"\b(?:said|says|say|told \w+(?: \w+)?|announced|reported|statement|wrote|tweeted|posted|added|confirmed|published"
    r"|updated|interview|conference|according to [\w' ]{1,40})(?: (?:late|early|that|here|again))?(?: (?:on|in|at))?"
    r"(?: the)?\s*$"
)
_SAID_BEHIND = re.compile(
    r",?\s+(?!(?:when|after|as|before|that|which|who|where|while)\b)(?:[\w.’'-]+\s+){0,5}?"
    r"(?:said|says|told|announced|tweeted|wrote|posted|claimed|suggested|insisted|confirmed|admitted|reported)\b"
)
"""What behind a date makes it the day of saying: "On Sunday, the minister said he had learned"."""
_PREPOSED = re.compile(
    r"\b(?:in|on|of|by|until|since|for|from|early|late|mid|last|this|next|during|around|about|through|and|or|to)[\s-]+$"
)
_BOUND_IN = re.compile(r"(by|since|until|before|after|through)\b")
_BOUND = re.compile(
    r"\b((?:since|until|till|before|after|by|from|to|between|as of|prior to|through|no later than))(?: the)?\s*$"
)
_PRONOUN = {"he": "he", "his": "he", "him": "he", "she": "she", "her": "she"}
_ORDER = re.compile(
    r"\b(?:an?\s+(?:second|third|fourth|previous|earlier|further)|another|separate"
    r"|(?:last|previous|earlier)\s+(?!week|month|year|night|summer|winter|spring|fall|autumn|\w+day\b|time)[a-z])",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_DEICTIC = re.compile(r"\b(?:today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening)|now)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_CLOCK = re.compile(r"(\d\d):(\d\d)")


def find_dates(a: Side, b: Side) -> Iterator[Finding]:
    """Dates of two claims that answer the same thing and cannot be the same.

    Parameters
    ----------
    a, b : Side
        Two claims of one group, in its order.

    Yields
    ------
    Finding
        At most one, a conflict.
    """
    if faced := _faced(a, b):
        yield Finding("date", "conflict", "", FACED, value_of(a, faced[0]), value_of(b, faced[1]))
        return
    left, right = _answers(a), _answers(b)
    if not left or not right:
        left, right = next(
            ((mine, theirs) for bound in ("by", "since", "until")
             if (mine := _answers(a, bound)) and (theirs := _answers(b, bound))), ([], [])
        )  # fmt: skip
    if not left or not right or any(_fits(one, other) for one in left for other in right) or other_people(a, b):
        return
    like = alike(stems(a, values_spans(a.claim)), stems(b, values_spans(b.claim)))
    scored = [(_score(a, b, one, other, like), one, other) for one in left for other in right]
    score, one, other = max(scored, key=lambda each: (each[0], -each[1].start, -each[2].start))
    if score < (LEAST_INSIDE if same_document(a, b) else LEAST) or not _conflict(a, b, one, other):
        return
    yield Finding(
        "date",
        "conflict",
        "",
        round(min(0.95, 0.3 + 0.6 * score), 4),
        value_of(a, (one.start, one.end)),
        value_of(b, (other.start, other.end)),
    )


def _faced(a: Side, b: Side) -> tuple[Span, Span] | None:
    """Dates in one place of two claims that are nearly one sentence, and cannot be the same."""
    if same_document(a, b) and len(facing(a, b).gaps) != 1:
        return None
    for one in a.claim.dates:
        for other in b.claim.dates:
            left, right = (one.start, one.end), (other.start, other.end)
            if not in_one_place(a, b, left, right) or _rested(a, one) or _rested(b, other):
                continue
            if one.first is None or other.first is None or "range" in (one.precision, other.precision):
                if _day_words(a.words(left)) != _day_words(b.words(right)) and a.day == b.day:
                    return left, right
            elif _conflict(a, b, one, other):
                return left, right
    return None


def _rested(side: Side, date: DateSpan) -> bool:
    return date.precision in ("decade", "season", "quarter")


def _day_words(text: str) -> list[str]:
    """The weekdays, numbers and years of a date."""
    return re.findall(r"\d+|[a-z]+day\b", text.lower())


def _answers(side: Side, bound: str = "") -> list[DateSpan]:
    """The dates that say when something was or will be, or by when: not when it was said."""
    found = []
    for date in side.claim.dates:
        named = any(name.start <= date.start and date.end <= name.end for name in side.claim.names)
        named = named or (side.words((date.start, date.end)) == "Today" and date.start > side.claim.start)
        if named or _said_on(side, date) or _bound(side, date) != bound or _of_a_noun(side, date):
            continue
        if date.precision in ("decade", "season", "quarter") or (date.first is None and not _clock(date)):
            continue
        found.append(date)
    return found


def _said_on(side: Side, date: DateSpan) -> bool:
    """Whether it is the day on which something was said."""
    if _SAYING.search(side.before(date.start)):
        return True
    leading = date.start - side.claim.start <= LEADING
    return leading and _SAID_BEHIND.match(side.after(date.end, 120)) is not None


def _bound(side: Side, date: DateSpan) -> str:
    """The "by" or "since" before a date, "" where there is none."""
    found = _BOUND.search(side.before(date.start)) or _BOUND_IN.match(side.words((date.start, date.end)).lower())
    return found[1] if found and found[1] != "before" else ""


def _of_a_noun(side: Side, date: DateSpan) -> bool:
    """Whether a month or a year only says which of several things is meant: "its poor February performance"."""
    if re.match(r"[’']s\b", side.after(date.end)):
        return True
    if date.precision not in ("month", "year") or _PREPOSED.search(side.before(date.start)):
        return False
    after = re.match(r"\s+([a-z]{3,})", side.after(date.end))
    return " " not in side.words((date.start, date.end)) and after is not None and after[1] not in LINKING


def _clock(date: DateSpan) -> int | None:
    """Minutes of the day."""
    match = _CLOCK.match(date.part or "")
    return int(match[1]) * 60 + int(match[2]) if match else None


def _fits(one: DateSpan, other: DateSpan) -> bool:
    """Whether two dates can be the same, times of the day aside."""
    if one.first is None or other.first is None:
        return False
    clocks = _clock(one), _clock(other)
    if None not in clocks and isinstance(agree_dates(one, other), Conflict):
        return False
    return isinstance(agree_dates(one, other), Agree)


def _conflict(a: Side, b: Side, one: DateSpan, other: DateSpan) -> bool:
    clocks = _clock(one), _clock(other)
    if one.first is None or other.first is None or one.first == other.first:
        return clocks[0] is not None and clocks[1] is not None and abs(clocks[0] - clocks[1]) >= MINUTES
    if not isinstance(agree_dates(one, other), Conflict):
        return False
    if a.words((one.start, one.end)).casefold() == b.words((other.start, other.end)).casefold():
        return False  # read from what stands around them
    if a.day != b.day and _relative(a, one) and _relative(b, other):
        return False
    if a.day != b.day and _on_its_day(a, one) and _on_its_day(b, other):
        return False
    return not _misread(a.words((one.start, one.end)), b.words((other.start, other.end)), one, other)


def _relative(side: Side, date: DateSpan) -> bool:
    """Whether a week, a month or a year is told from the day of the report: "last month"."""
    return re.match(r"(?:\w+ )?(?:this|last|next) \w+$", side.words((date.start, date.end)).lower()) is not None


def _on_its_day(side: Side, date: DateSpan) -> bool:
    """Whether a report tells of the day that it came out on, or of the one before: another report has another day."""
    if side.document.published is None or date.first is None or len(side.document.published.value) < 10:
        return False
    return 0 <= (dt.date.fromisoformat(side.document.published.value[:10]) - date.first).days <= 1


def _misread(left: str, right: str, one: DateSpan, other: DateSpan) -> bool:
    """The same words of two articles, which may be told from different days: a weekday, or a day without its year.

    A caption's "Friday" is that of an old photograph, and a text that went up after midnight says "this evening".
    """
    if one.first is None or other.first is None:
        return True
    days = abs((one.first - other.first).days)
    daily = {"year", "month"}.isdisjoint((one.precision, other.precision))
    if daily and days % 7 == 0 and (_WEEKDAY.search(left) or _WEEKDAY.search(right)):
        return True
    if daily and days <= 1 and (_DEICTIC.search(left) or _DEICTIC.search(right)):
        return True
    if _YEAR.search(left) and _YEAR.search(right):
        return False
    if "/" in left + right:
        return True
    if "year" in (one.precision, other.precision):
        return False
    return one.first.month == other.first.month and one.first.year != other.first.year


def _score(a: Side, b: Side, one: DateSpan, other: DateSpan, like: float) -> float:
    """How sure it is that two dates answer the same thing, 0 to 1."""
    left, right = (one.start, one.end), (other.start, other.end)
    near = max(
        shared(around(a, left, 5), around(b, right, 5)),
        shared(_leading(a, one), _leading(b, other))
        if min(len(_leading(a, one)), len(_leading(b, other))) > 1
        else 0.0,
    )
    verbs = verb_of(a, left), verb_of(b, right)
    same = verbs[0] == verbs[1]
    noun = not same and (verbs[0] == _noun(b, other) or verbs[1] == _noun(a, one))
    if not all(verbs) or (not (same or noun) and like < LEAST_LIKE and near < 1):
        return 0.0
    if _who(a) | _who(b) == {"he", "she"} or _another(a) != _another(b):
        return 0.0
    told = 0.2 if same or noun else -0.25
    kinds = 0.1 if (one.precision, bool(_clock(one))) == (other.precision, bool(_clock(other))) else 0.0
    alone = 0.1 if len(a.claim.dates) == len(b.claim.dates) == 1 else 0.0
    return max(0.0, min(1.0, 0.4 * near + 0.4 * like + kinds + alone + told))


def _another(side: Side) -> bool:
    """Whether a claim tells of another one of a kind: "a second march"."""
    return _ORDER.search(side.claim.text) is not None


def _who(side: Side) -> set[str]:
    """Whether a claim tells of a man or of a woman alone; empty where it tells of both or of neither."""
    found = {_PRONOUN[word] for word in re.findall(r"\b(he|his|him|she|her)\b", side.claim.text.lower())}
    return found if len(found) == 1 else set()


def _noun(side: Side, date: DateSpan) -> str:
    """The stem of the last word before a date, where only small words are between: "her last inspection on 3 May"."""
    before = [spot for spot in side.spots if spot.end <= date.start][-1:]
    return before[0].stem if before and date.start - before[0].end < CLOSE_BY else ""


def _leading(side: Side, date: DateSpan) -> dict[str, float]:
    """The stems before a date."""
    return {spot.stem: spot.weight for spot in [spot for spot in side.spots if spot.end <= date.start][-4:]}
