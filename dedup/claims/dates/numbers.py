"""Pieces of date expressions that begin with a digit or stand beside a date: years, decades, clocks, parts of a day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from dedup.claims.dates.place import YEAR, Atom, edge_of
from dedup.claims.numbers.labels import is_label
from dedup.claims.numbers.numerals import SMALL
from dedup.claims.numbers.units import PERSONS, UNITS
from dedup.claims.numbers.wordlists import word_set
from dedup.corpus.dateforms import parse

_PART = re.compile(
    r"(?:,?\s(?:in\sthe\s|at\s)?(?:early\s|late\s|mid-?)?|-)(?P<part>morning|afternoon|evening|night|"
    r"overnight)\b(?!\s(?:Live|Football))",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"\b(?:(?:on|in|by)\s)?(?:the\s)?(?:early\s|late\s)?(?P<part>morning|afternoon|evening|night|early\shours)\sof\s$",
    re.I,
)
_ZONE = (
    r"(?:\s?\(?(?:GMT|UTC|BST|E[SD]?T|C[SD]T|M[SD]T|P[SD]?T|CES?T|EES?T|MSK|IST|[Ll]ocal\s[Tt]ime|"
    r"Eastern(?:\s[Tt]ime)?|Pacific|Central)\b\)?)?"
)
_CLOCK = re.compile(
    r"(?P<h>[0-2]?[0-9])(?:[:.](?P<m>[0-5][0-9]))?(?::[0-5][0-9])?(?:\s?(?P<half>[ap])\.?\s?m\b\.?(?!\w)|"
    r"\s?(?P<oclock>o[’']clock)"
    rf"|(?P<zoned>(?=\s?(?:GMT|UTC|BST|E[SD]?T|hours|local\stime)\b))){_ZONE}",
    re.IGNORECASE,
)
_CLOCK24 = re.compile(r"(?P<h>[0-2]?[0-9]):(?P<m>[0-5][0-9])(?![0-9:]|\.[0-9]|\s?[-–]\s?[0-9]{1,2}:)" + _ZONE)
_CLOCK_RANGE = re.compile(
    r"[0-1]?[0-9](?::[0-5][0-9])?(?=\s?(?:[-–]|to)\s?[0-1]?[0-9](?::[0-5][0-9])?\s?[ap]\.?m\b)", re.IGNORECASE
)
_AT = re.compile(
    r"(?:\b(?:at|by|from|until|till|to|around|about|before|after|since|between|and)|[,(])\s$", re.IGNORECASE
)
_WORD_CLOCK = re.compile(
    r"(?P<name>noon|midnight|midday)\b(?!\s(?:oil|snack|run|train))|(?P<past>quarter|half)\s(?P<way>past|to)\s"
    r"(?P<h>[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    re.IGNORECASE,
)
_A = re.compile(r"\ba\s$", re.IGNORECASE)
_ISO = re.compile(r"[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}(?![0-9])(?:T[0-9:]{4,8}(?:Z|[+-][0-9:]{4,5})?)?")
_SLASHED = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2}(?!\1))(?![0-9])")
_YEAR_FORM = re.compile(rf"({YEAR})(?P<s>s(?![a-z]))?(?![0-9])")
_YEARS = re.compile(rf"{YEAR}\s?[-–—/]\s?(?P<y>{YEAR}|[0-9]{{2}})(?![0-9]|[-–/][0-9]|[,.][0-9]|%)")
_SHORT_DECADE = re.compile(r"([0-9])0s(?![a-z])")
_BEFORE_YEAR = re.compile(
    r"\b(?:(?P<cue>in|since|of|from|by|until|till|during|for|after|before|between|to|through|and|year|season|summer|"
    r"winter|spring|autumn|fall|circa|around|about|back\sto|as\searly\sas|the|fiscal|or)\s)?"
    r"(?:(?P<edge>early|mid|middle|late|(?:the\s)?(?:end|start|beginning|middle|"
    r"close)\sof(?:\sthe)?)[\s-](?:in\s|the\s)?)?$",
    re.IGNORECASE,
)
_STRONG = word_set("in since of from by until till during year circa back fiscal")
_BAD_BEFORE = re.compile(r"(?:[\w$€£¥₹#/:.,+=&@%-]|[A-Z]\.\s?|No\.\s)$")
_BAD_AFTER = re.compile(r",[0-9]{3}|\.[0-9]|%|[/:-][0-9A-Za-z]|\s?(?:°|[-–]\s?[0-9])|[a-z]")
_NEXT = re.compile(r"[\s-]([^\W\d_]+)")
_UNIT_WORDS = (frozenset(UNITS) | {p + "s" for p in PERSONS} | word_set(
    """
    percent per per-cent million billion hundred thousand dollars euros pounds yen people men women children troops
    police times points votes bodies degrees rpm copies seats jobs homes houses deaths cases euro rupees feet square
    cubic
    """
)) - {
    "quarter", "m", "second", "night", "republicans", "democrats", "democratics", "americans", "candidates",
    "nationals",
}  # fmt: skip


def number(text: str, start: int, end: int, floor: int) -> Atom | None:
    """The date, year, decade or time that begins with the digit at `start`; None for any other number."""
    following = text[end : end + 1]
    if (
        following
        and following in "-/.:"
        and start > 0
        and text[start - 1] in "$€£/.:-_@=#"
        and text[start - 1 : start] not in "-"
    ):
        return None
    length = end - start
    if length == 4 and following and following in "-/.":
        found = _iso(text, start)
        if found is not None:
            return found
    if length <= 2 and following and following in "/.-":
        found = _slashed(text, start)
        if found is not None:
            return found
    if length >= 4:
        return _year(text, start, end, floor) or _clock(text, start, floor)
    if length == 3 and text[end - 1] == "s":
        return _short_decade(text, start, floor)
    return _clock(text, start, floor)


def _iso(text: str, start: int) -> Atom | None:
    match = _ISO.match(text, start)
    found = parse(match[0][:10].rstrip("T").replace("/", "-").replace(".", "-")) if match else None
    if match is None or found is None or len(found.iso) != 10:
        return None
    first = date.fromisoformat(found.iso)
    part = match[0].partition("T")[2][:5]
    return Atom(start, match.end(), "interval", interval=(first, first), part=part if ":" in part else "")


def _slashed(text: str, start: int) -> Atom | None:
    """9/11, 3/4/2018: where both numbers can be the month both readings are given, month first before day first."""
    if (
        text[start : start + 4] == "9/11"
        and not text[start + 4 : start + 5].isdigit()
        and text[start + 4 : start + 5] != "/"
    ):
        return Atom(start, start + 4, "interval", interval=(date(2001, 9, 11), date(2001, 9, 11)))
    match = _SLASHED.match(text, start)
    if match is None or (match[1] == "-" and len(match[0].split("-")[2]) < 4):
        return None
    ways = []
    for order in ("day", "month") if match[1] == "." else ("month", "day"):
        found = parse(match[0].replace("-", "/"), order)
        if found is not None and len(found.iso) == 10 and found.iso not in ways:
            ways.append(found.iso)
    if not ways or (match[1] == "." and len(match[0].split(".")[2]) < 4):
        return None
    days = [date.fromisoformat(iso) for iso in ways]
    other = (days[1], days[1]) if len(days) > 1 and match[1] != "." else None
    return Atom(start, match.end(), "interval", interval=(days[0], days[0]), other=other)


def _year(text: str, start: int, end: int, floor: int) -> Atom | None:
    match = _YEAR_FORM.match(text, start)
    if match is None or (_BAD_BEFORE.search(text, max(0, start - 4), start) and not _mid(text, start)):
        return None
    value = int(match[1])
    before = _BEFORE_YEAR.search(text, max(floor, start - 32), start)
    edge = edge_of(before)
    first = before.start("edge") if before and before["edge"] else start
    if match["s"]:
        return Atom(first, match.end(), "decade", value, edge=edge) if value % 10 == 0 else None
    span = _YEARS.match(text, start)
    if span:
        last = int(span["y"]) if len(span["y"]) == 4 else value // 100 * 100 + int(span["y"])
        if not value < last <= value + 150:
            return None
        return Atom(
            start,
            span.end(),
            "range",
            ends=(Atom(start, start + 4, "year", value), Atom(span.start("y"), span.end(), "year", last)),
        )
    if match.end() != end or _BAD_AFTER.match(text, end):
        return None
    cue = (before["cue"] or "").lower().split() if before else []
    if text[end : end + 2] in ("'s", "’s") and value % 10 == 0 and cue == ["the"]:
        return Atom(first, end + 2, "decade", value, edge=edge)
    following = _NEXT.match(text, end)
    word = following[1].lower() if following else ""
    if word in _UNIT_WORDS or is_label(text, start) or not (1900 <= value < 2100 or (cue and cue[0] in _STRONG)):
        return None
    return Atom(first, end, "year", value, edge=edge)


def _mid(text: str, start: int) -> bool:
    return (
        text[max(0, start - 4) : start].lower() == "mid-"
        or text[max(0, start - 5) : start].lower() in ("late-", "post-")
        or (text[start - 1] == "-" and text[max(0, start - 3) : start - 1] in ("re", "ly"))
    )


def _short_decade(text: str, start: int, floor: int) -> Atom | None:
    match = _SHORT_DECADE.match(text, start)
    if match is None or start == 0 or text[start - 1] not in "'’‘" or int(match[1]) < 3:
        return None
    before = _BEFORE_YEAR.search(text, max(floor, start - 33), start - 1)
    first = before.start("edge") if before and before["edge"] else start - 1
    return Atom(max(first, floor), match.end(), "decade", 1900 + 10 * int(match[1]), edge=edge_of(before))


def _clock(text: str, start: int, floor: int) -> Atom | None:
    """5:15 a.m., 10am, 17:00 GMT, at 14:30, 5 o'clock; chapter and verse are none."""
    if start and text[start - 1] in "$€£.:/_@=#" and not text[start - 2 : start].isspace():
        return None
    short = _CLOCK_RANGE.match(text, start)
    if short:
        half = _CLOCK.search(text, short.end(), short.end() + 20)
        got = _time(int(short[0].split(":")[0]), int([*short[0].split(":"), "0"][1]), half["half"] if half else "")
        return Atom(start, short.end(), "clock", part=got) if got else None
    match = _CLOCK.match(text, start)
    if match and (match["half"] or match["oclock"] or match["m"]):
        got = _time(int(match["h"]), int(match["m"] or 0), match["half"] or "")
        return Atom(start, match.end(), "clock", part=got) if got else None
    match = _CLOCK24.match(text, start)
    if match is None or not (_AT.search(text, max(floor, start - 9), start) or match.end() > match.end("m")):
        return None
    got = _time(int(match["h"]), int(match["m"]), "")
    return Atom(start, match.end(), "clock", part=got) if got else None


def _time(hour: int, minute: int, half: str) -> str:
    if half and not 1 <= hour <= 12:
        return ""
    hour = hour % 12 + 12 * (half.lower() == "p") if half else hour
    return f"{hour:02}:{minute:02}" if hour <= 24 else ""


def clock_after(text: str, start: int, floor: int) -> Atom | None:
    """A time in words: noon, midnight, quarter past five, half past 5."""
    match = _WORD_CLOCK.match(text, start)
    if match is None:
        return None
    if match["name"]:
        return Atom(start, match.end(), "clock", part="00:00" if match["name"].lower() == "midnight" else "12:00")
    hour = int(match["h"]) if match["h"].isdigit() else SMALL[match["h"].lower()]
    minutes = 15 if match["past"].lower() == "quarter" else 30
    if match["way"].lower() == "to":
        hour, minutes = (hour - 1) or 12, 60 - minutes
    article = _A.search(text, max(floor, start - 2), start)
    return (
        Atom(article.start() if article else start, match.end(), "clock", part=f"{hour:02}:{minutes:02}")
        if hour <= 24
        else None
    )


def part_after(text: str, atom: Atom) -> Atom:
    """With the part of the day that stands right behind it, or before it ("the night of 3 May")."""
    match = _PART.match(text, atom.end)
    if match and not atom.part:
        return replace(atom, end=match.end(), part=match["part"].lower().replace("overnight", "night"))
    before = _PART_OF.search(text, max(0, atom.start - 26), atom.start)
    if before and not atom.part:
        part = "morning" if "hours" in before["part"].lower() else before["part"].lower()
        return replace(atom, start=before.start("part"), part=part)
    return atom
