"""A piece of a date expression, and the place in a text where one is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

YEAR = r"(?:1[5-9]|20)[0-9]{2}"


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a date expression as written; which fields mean something depends on `form`.

    `form` is "date" (a day, a month), "weekday", "year", "decade", "season", "quarter", "fiscal", "feast", "today" (`n`
    days from it), "unit" (this week, last year), "rolling" (the last `n` units), "ago" (`n` units from the anchor),
    "from text" (`n` units from a day of the text), "interval", "clock", "part", "range" (of two atoms), "since" (one),
    "unresolved". `det` is the determiner (last, this, next), `edge` the part of the interval (early, end), `part` the
    part of the day.
    """

    start: int
    end: int
    form: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    day2: int | None = None
    weekday: int | None = None
    n: float | None = None
    unit: str = ""
    det: str = ""
    edge: str = ""
    part: str = ""
    interval: tuple[date, date] | None = None
    other: tuple[date, date] | None = None
    ends: tuple[Atom, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A word of the text: where it is, and how far back an expression around it may reach."""

    text: str
    start: int
    end: int
    floor: int
    word: str

    def before(self, pattern: re.Pattern[str], start: int = -1, reach: int = 40) -> re.Match[str] | None:
        """What a pattern that ends in `$` finds right before the word, or before `start`."""
        start = self.start if start < 0 else start
        return pattern.search(self.text, max(self.floor, start - reach), start)


_EDGES = {"middle": "mid", "beginning": "start", "close": "end"}


def edge_of(match: re.Match[str] | None) -> str:
    """`early`, `mid`, `late`, `start`, `end`, `earlier` or `later`, from the group `edge`."""
    words = (match["edge"] or "").lower().split() if match else []
    found = next((w for w in words if w not in ("the", "very", "of")), "")
    return _EDGES.get(found, found)


def det_of(match: re.Match[str] | None) -> str:
    """The determiner in the group `det`, without its article; the article alone stays."""
    det = " ".join((match["det"] or "").lower().split()) if match else ""
    return det.removeprefix("the ") if det != "the" else det
