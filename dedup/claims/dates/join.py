"""Pieces of dates that stand together -> one: weekday and day, day and time, both ends of a range."""

from __future__ import annotations

import re
from dataclasses import replace

from dedup.claims.dates.place import Atom

_NEAR = re.compile(r",?\s\(?|,\s")
_CLOCK_LINK = re.compile(r",?\s(?:(?:on|at|around|about|by|from|@)\s)?(?:(?:about|around|approximately|the)\s)?")
_OF = re.compile(r"\s(?:of\s)?")
_DASH = re.compile(r"\s?[-–]\s?|—")
_TO = re.compile(r"\s(?:to|through|thru|until|till|up\sto)\s(?:the\s)?", re.IGNORECASE)
_AND = re.compile(r"\sand\s(?:the\s)?", re.IGNORECASE)
_FROM = re.compile(r"\b(?P<from>from|between)\s(?:the\s)?$", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\s(?:at\sleast\s|the\s|about\s|around\s)?$", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:moved?|moving|postpon\w{1,4}|delay\w{0,3}|reschedul\w{1,4}|push\w{0,3}|brought\sforward|put\soff|"
    r"shift\w{0,3}|extend\w{0,3})\b[^.!?\n]{0,60}$",
    re.IGNORECASE,
)
_GAP = 26
_DAYS = frozenset(("date", "weekday", "today", "feast", "interval"))
_CLASSES = {
    "date": "day", "weekday": "day", "today": "day", "feast": "day", "interval": "day", "year": "year", "unit": "unit",
    "clock": "clock", "decade": "year", "season": "season", "quarter": "quarter", "fiscal": "year",
}  # fmt: skip


def join(text: str, atoms: list[Atom]) -> list[Atom]:
    """Join what is one expression. Atoms come and go in order; one pass for each kind of joint.

    Parameters
    ----------
    text : str
        The text of the atoms.
    atoms : list of Atom
        As `date_atoms` gives them.

    Returns
    -------
    list of Atom
        In order, without overlaps; a part of the day or a short weekday that joined nothing is dropped.
    """
    days = _fold(text, atoms, _same_day)
    ranges = _fold(text, _fold(text, days, _timed), _ranged)
    floors = [0, *(atom.end for atom in ranges)]
    found = [_since(text, atom, floor) for floor, atom in zip(floors, ranges, strict=False)]
    return [
        atom for atom in found if atom.form != "part" and not (atom.form == "weekday" and atom.end - atom.start < 6)
    ]


def _fold(text: str, atoms: list[Atom], merge: object) -> list[Atom]:
    joined: list[Atom] = []
    for atom in atoms:
        while joined and atom.start - joined[-1].end <= _GAP:
            floor = joined[-2].end if len(joined) > 1 else 0
            found = merge(text, joined[-1], atom, floor)  # type: ignore[operator]  # one of the three below
            if found is None:
                break
            joined.pop()
            atom = found
        joined.append(atom)
    return joined


def _between(text: str, a: Atom, b: Atom, pattern: re.Pattern[str]) -> bool:
    return pattern.fullmatch(text, a.end, b.start) is not None


def _closing(text: str, a: Atom, b: Atom) -> int:
    """Where the pair ends: with the bracket, if one was opened between them."""
    return b.end + (text[b.end : b.end + 1] == ")" and "(" in text[a.end : b.start])


def _same_day(text: str, a: Atom, b: Atom, floor: int) -> Atom | None:
    """Tuesday, Jan. 3 - Tuesday of last week - March last year - two days after Jan. 3."""
    if {a.form, b.form} == {"weekday", "date"} or (a.form == "weekday" and b.form == "interval"):
        named, day = (a, b) if a.form == "weekday" else (b, a)
        if (
            (day.day is None and day.interval is None)
            or day.day2
            or named.det in ("last", "next")
            or not _between(text, a, b, _NEAR)
        ):
            return None
        return replace(day, start=a.start, end=_closing(text, a, b), weekday=named.weekday, part=a.part or b.part)
    if b.form == "unit" and b.det in ("last", "this", "next") and not b.edge and _between(text, a, b, _OF):
        if a.form == "weekday" and b.unit == "week" and not a.det:
            return replace(a, end=b.end, unit="week", det=b.det)
        if a.form == "date" and b.unit == "year" and a.year is None and not a.det:
            return replace(a, end=b.end, unit="year", det=b.det)
    if a.form == "from text" and a.det in ("before", "after") and b.form in _DAYS and _between(text, a, b, _OF):
        return replace(a, form="from date", end=b.end, ends=(b,))
    return None


def _timed(text: str, a: Atom, b: Atom, floor: int) -> Atom | None:
    """At 5 p.m. on Tuesday; Tuesday at 5 p.m."""
    if a.form == "clock" and b.form in _DAYS and not (b.part and ":" in b.part) and not b.day2:
        day = b
    elif b.form == "clock" and a.form in _DAYS and not (a.part and ":" in a.part) and not a.day2:
        day = a
    else:
        return None
    if not _between(text, a, b, _CLOCK_LINK) or (day.form == "date" and day.day is None):
        return None
    return replace(day, start=a.start, end=b.end, part=(a if day is b else b).part)


def _ranged(text: str, a: Atom, b: Atom, floor: int) -> Atom | None:
    """From Monday to Wednesday, 2015-2018, between March and May."""
    same = _CLASSES.get(a.form) == _CLASSES.get(b.form) != "unit"
    mixed = a.form in ("year", "date") and b.form in ("unit", "today", "year", "date")
    if a.form not in _CLASSES or not (same or mixed):
        return None
    before = _FROM.search(text, max(floor, a.start - 14), a.start)
    word = before["from"].lower() if before else ""
    linked = (
        (same and _between(text, a, b, _DASH))
        or ((same or word == "from") and _between(text, a, b, _TO))
        or (word == "between" and _between(text, a, b, _AND))
    )
    if not linked or _MOVED.search(text, max(floor, a.start - 80), a.start):
        return None
    return Atom(before.start() if before else a.start, b.end, "range", ends=(a, b))


def _since(text: str, atom: Atom, floor: int) -> Atom:
    if atom.form in ("from text", "unresolved", "part", "rolling"):
        return atom
    match = _SINCE.search(text, max(floor, atom.start - 18), atom.start)
    return Atom(match.start(), atom.end, "since", ends=(atom,)) if match else atom
