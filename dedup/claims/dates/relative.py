"""Pieces of dates that count from another day: two weeks ago, the last 19 months, this year, yesterday."""

from __future__ import annotations

import re

from dedup.claims.dates.numbers import part_after
from dedup.claims.dates.place import Atom, Place, det_of, edge_of
from dedup.claims.numbers.numerals import SMALL

_N = (
    r"(?P<n>[0-9]{1,3}|(?:a\s|the\s)?couple(?:\sof)?|a\sfew|few|several|many|"
    rf"(?:an?|(?:(?:twenty|thirty|forty|fifty|sixty)-)?(?:{'|'.join(sorted(SMALL, key=len, reverse=True))}))"
    r"(?:\sand\sa\shalf)?)"
)
_COUNT = re.compile(
    rf"\b(?:(?:the\s)?(?P<det>last|past|next|coming|previous|following|preceding|first|final)\s)?{_N}[\s-]$", re.I
)
_THAN = re.compile(
    r"\b(?P<bound>more\sthan|less\sthan|at\sleast|over|almost|nearly|about|around|roughly|just\sover|just\sunder|some|"
    r"barely|only|just)\s$", re.IGNORECASE
)  # fmt: skip


_AGO = re.compile(
    r"\s(?P<w>ago|earlier|later|hence|back|from\snow|prior|afterwards?|(?:before|after)\b(?!\s(?:and|he|she|"
    r"they|that|it|I|we)\b))\b",
    re.I,
)
_DET = re.compile(
    r"\b(?:(?P<edge>early|late|mid|earlier|later|(?:the\s)?(?:very\s)?(?:end|start|beginning|middle|close)\sof)[\s-])?"
    r"(?P<det>(?:the\s)?(?:same|previous|following|preceding|coming|past|last|next)|this\s(?:past|coming)|this|"
    r"the|that)\s$",
    re.IGNORECASE,
)
_SPAN_PREP = re.compile(r"\b(?:over|in|within|during|for|of|through|throughout)\s$", re.IGNORECASE)
_DAY_BEFORE = re.compile(r"\s(before\syesterday|after\stomorrow)\b", re.IGNORECASE)
_S = ("", "s")
UNIT_WORDS = {
    **{word + s: word for word in ("day", "week", "fortnight", "month", "year", "decade", "weekend") for s in _S},
    **{word + s: word for word in ("hour", "minute") for s in _S},
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night",
}  # fmt: skip
_STEPS = {"same": 0, "that": 0, "previous": -1, "preceding": -1, "following": 1}
_DAYPARTS = ("morning", "afternoon", "evening", "night")
_TITLE_TODAY = re.compile(r"(?:USA\s|[“\"‘'])$")
TODAY_WORDS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_EARLIER = re.compile(r"\b(?P<edge>earlier|late|early|later)\s$", re.IGNORECASE)
_TITLETODAY_WORDS = re.compile(r"(?:USA\s|[“\"‘'])$")


def unit_around(at: Place) -> Atom | None:
    """What a unit of time makes with the words around it."""
    unit = UNIT_WORDS[at.word]
    count = at.before(_COUNT, reach=44)
    if count and unit not in _DAYPARTS:
        return _counted(at, count, unit)
    near = None if at.word.endswith("s") else at.before(_DET, reach=36)
    if near is None:
        return None
    if unit in _DAYPARTS:
        return _daypart(at, near, det_of(near), unit)
    return _the(at, near, unit) if det_of(near) == "the" else _determined(at, near, unit)


def _the(at: Place, near: re.Match[str], unit: str) -> Atom | None:
    """The day before, the day after tomorrow, over the weekend, the end of the month."""
    edge, ago = edge_of(near), _AGO.match(at.text, at.end)
    special = _DAY_BEFORE.match(at.text, at.end)
    if special and unit == "day":
        return Atom(near.start(), special.end(), "today", n=-2 if special[1].startswith("b") else 2)
    if ago and ago["w"].lower() in ("before", "after", "earlier"):
        return Atom(near.start(), ago.end(), "from text", n=1, unit=unit, det=ago["w"].lower())
    if unit == "weekend" and at.before(_SPAN_PREP, near.start("det"), 12):
        return Atom(near.start("det"), at.end, "unit", unit=unit, det="the")
    if edge in ("end", "start", "mid"):
        return Atom(near.start(), at.end, "unit", unit=unit, det="this", edge=edge)
    return None


def _determined(at: Place, near: re.Match[str], unit: str) -> Atom | None:
    """Of this year, last month, the past decade, the next day, the same week."""
    det, start, article = det_of(near), near.start(), near["det"].lower().startswith("the ")
    if at.text[at.start].isupper() and _TITLE_TODAY.search(at.text, max(0, start - 5), start):
        return None  # a programme: “This Week”
    spanning = at.before(_SPAN_PREP, near.start("det"), 12) is not None
    if det in _STEPS:
        known = article or det == "that"
        return Atom(start, at.end, "from text", n=_STEPS[det], unit=unit, det="shift") if known else None
    if det == "next" and article and unit not in ("hour", "minute") and not (spanning and unit != "day"):
        return Atom(start, at.end, "from text", n=1, unit=unit, det="shift")
    if unit in ("day", "hour", "minute") or (det == "past" and not article):
        return None
    if article and det in ("last", "past", "next", "coming") and unit != "weekend":
        return Atom(start, at.end, "rolling", n=1, unit=unit, det=det)
    return Atom(start, at.end, "unit", unit=unit, det=det, edge=edge_of(near))


def _counted(at: Place, count: re.Match[str], unit: str) -> Atom | None:
    n, ago, det = _number(count["n"].lower()), _AGO.match(at.text, at.end), det_of(count)
    if det in ("first", "final"):
        return None
    if det:
        if det in ("last", "past", "next", "coming"):
            return Atom(count.start(), at.end, "rolling", n=n, unit=unit, det=det)
        return Atom(count.start(), at.end, "unresolved", unit=unit)
    if ago is None:
        return None
    word = " ".join(ago["w"].lower().split())
    bound = at.before(_THAN, count.start(), 12)
    start, loose = (bound.start(), bound["bound"].lower() not in ("only", "just")) if bound else (count.start(), False)
    if word in ("ago", "back", "from now", "hence"):
        sign = -1 if word in ("ago", "back") else 1
        return Atom(start, ago.end(), "ago", n=None if n is None else sign * n, unit=unit, det="loose" if loose else "")
    return Atom(start, ago.end(), "from text", n=None if loose else n, unit=unit, det=word)


def _number(words: str) -> float | None:
    half = words.endswith("and a half")
    word = words.split()[0] if not words.startswith(("a couple", "the couple", "a few")) else words.split()[1]
    if word.isdigit():
        return float(word)
    value = {"a": 1, "an": 1, "couple": 2}.get(word)
    if value is None and all(part in SMALL for part in word.split("-")):
        value = sum(SMALL[part] for part in word.split("-"))
    return None if value is None else value + 0.5 * half


def _daypart(at: Place, near: re.Match[str], det: str, unit: str) -> Atom | None:
    edge = edge_of(near)
    start = near.start()
    if det == "this":
        return Atom(start, at.end, "today", n=0, part=unit)
    if det == "last" and unit == "night" and not near["det"].lower().startswith("the"):
        return Atom(start, at.end, "today", n=-1, part="night")
    if det in ("same", "that", "next", "following", "previous"):
        n = {"next": 1, "following": 1, "previous": -1}.get(det, 0)
        return Atom(start, at.end, "from text", n=n, unit="day", det="shift", part=unit)
    return Atom(start, at.end, "part", part=unit) if edge and det == "the" else None


def today(at: Place) -> Atom | None:
    """Today, tonight, yesterday, tomorrow, but not the newspaper."""
    text = at.text
    if at.word in ("today", "tomorrow") and text[at.start].isupper():
        quoted = _TITLE_TODAY.search(text, max(0, at.start - 5), at.start)
        if quoted and (quoted[0].startswith("USA") or re.match(r"[,.]?[”\"’']", text[at.end : at.end + 2])):
            return None
        if text[at.end : at.end + 5].lower() == " show":
            return None
    before = at.before(_EARLIER, reach=9)
    start = before.start() if before else at.start
    atom = Atom(
        start,
        at.end,
        "today",
        n=TODAY_WORDS[at.word],
        part="night" if at.word == "tonight" else "",
        edge=edge_of(before),
    )
    return part_after(text, atom)
