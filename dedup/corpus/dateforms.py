"""One date as people and machines write it -> ISO 8601 and an instant. Nothing is guessed: what is not sure stays out.

The form is found by taking the time off the value, then the words that carry no date (weekday, "on", "published"), and
matching what is left as a whole. A value that leaves anything unexplained is no date.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

Order = Literal["day", "month"]
EPOCH = datetime(1970, 1, 1)

_MONTH_NAMES = (
    ("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may",), ("jun", "june"),
    ("jul", "july"), ("aug", "august"), ("sep", "sept", "september"), ("oct", "october"), ("nov", "november"),
    ("dec", "december"),
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names}
# RFC 2822 names, and others that mean one offset everywhere. BST, IST and the like mean several: the time is kept
# without a zone. Hours from UTC.
ZONES = {
    "z": 0.0, "utc": 0.0, "gmt": 0.0, "ut": 0.0, "est": -5.0, "edt": -4.0, "cst": -6.0, "cdt": -5.0, "mst": -7.0,
    "mdt": -6.0, "pst": -8.0, "pdt": -7.0, "wet": 0.0, "west": 1.0, "cet": 1.0, "cest": 2.0, "eet": 2.0, "eest": 3.0,
    "msk": 3.0, "jst": 9.0, "kst": 9.0, "hkt": 8.0, "awst": 8.0, "acst": 9.5, "aest": 10.0, "aedt": 11.0,
    "nzst": 12.0, "nzdt": 13.0,
}  # fmt: skip
VAGUE_ZONES = ("bst", "ist", "et", "ct", "mt", "pt", "sgt", "ast", "pkt", "wib")
NO_DATE = frozenset({"", "none", "null", "nan", "nat", "n/a", "na", "-", "unknown"})

_MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_ZONE_NAME = "|".join(sorted([*ZONES, *VAGUE_ZONES], key=len, reverse=True))
_TIME = re.compile(
    r"(?:(?<=\d)t|(?:^|(?<=[\s,日일])))\s*(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?|\s*(?P<bare>[ap])\.?m\b\.?|(?=z$))"
    rf"(?!\d)(?:\s*(?P<name>{_ZONE_NAME})\b)?(?:\s*(?P<offset>[+-](?:0\d|1\d):?(?:[0-5]\d)?)(?!\d))?(?:\s*\([a-z ]+\))?"
)
_NOISE = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?|\b(?:on|at|of|the|published|posted|date)\b:?|,"
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_SEP = r"(?P<sep>[-/.])"
_FORMS = [
    re.compile(form)
    for form in (
        rf"(?P<y>\d{{4}}){_SEP}(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})",
        r"(?P<y>\d{4})[-/](?P<m>\d{1,2})",
        rf"(?P<a>\d{{1,2}}){_SEP}(?P<b>\d{{1,2}})(?P=sep)(?P<y>\d{{4}})",
        r"(?P<a>\d{1,2})(?P<sep>[/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{2})",  # not 18-08-29: year first or last?
        rf"(?P<d>\d{{1,2}})[ ./-]*{_MONTH}[ ./-]*(?P<y>\d{{4}}|\d{{2}})",
        rf"{_MONTH}[ ./-]*(?P<d>\d{{1,2}})[ ./-]+(?P<y>\d{{4}})",
        rf"{_MONTH}[ ./-]*(?P<y>\d{{4}})",
        rf"(?P<y>\d{{4}})[ ./-]*{_MONTH}[ ./-]*(?P<d>\d{{1,2}})",
        r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]",
        r"(?P<y>\d{4})-?w(?P<week>\d{2})-?(?P<weekday>[1-7])",
        r"(?P<y>\d{4})-(?P<ordinal>\d{3})",
    )
]
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?(z|[+-][01]\d:?[0-5]\d)?")
_NUMBER = re.compile(r"(\d+)(?:\.(\d*))?")
_EPOCH_DIGITS = {9: 0, 10: 0, 12: 3, 13: 3, 15: 6, 16: 6, 18: 9, 19: 9}


class Parsed(NamedTuple):
    """A date that was understood. `order`: what it proves, or leaves open, about the order of day and month."""

    iso: str
    instant_us: int
    order: Literal["", "day", "month", "open"] = ""


class _Day(NamedTuple):
    iso: str
    first: date
    order: Literal["", "day", "month", "open"] = ""


def parse(value: str, order: Order | None = None) -> Parsed | None:
    """Read one date; without an `order`, of `3/4/2018` only the year is sure. None where it is no date."""
    text = value.strip().lower()
    if text in NO_DATE or len(text) > 100:
        return None
    try:
        return _compact(text) or _number(text) or _written(text, order)
    except (ValueError, OverflowError):  # the 30th of February, hour 25
        return None


def _written(text: str, order: Order | None) -> Parsed | None:
    clock = _TIME.search(text)
    rest = text[: clock.start()] + " " + text[clock.end() :] if clock else text
    rest = _ORDINAL.sub("", _NOISE.sub(" ", rest))
    day = _day(" ".join(rest.split()), order)
    if day is None:
        return None
    if clock is None or len(day.iso) < 10:  # the time of an unknown day says nothing
        if clock is not None and day.order != "open":
            return None
        return Parsed(day.iso, _micros(datetime(day.first.year, day.first.month, day.first.day)), day.order)
    written, moment = _clock(clock, day.first)
    return Parsed(f"{day.iso}T{written}", moment, day.order)


def _day(text: str, order: Order | None) -> _Day | None:
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            break
    else:
        return None
    got = match.groupdict()
    year = int(got["y"])
    if len(got["y"]) == 2:  # the POSIX pivot
        year += 1900 if year >= 69 else 2000
    if got.get("a"):
        return _slashed(int(got["a"]), int(got["b"]), year, order or ("day" if got["sep"] == "." else None))
    if got.get("week"):
        return _whole(date.fromisocalendar(year, int(got["week"]), int(got["weekday"])))
    if got.get("ordinal"):
        day = date(year, 1, 1) + timedelta(days=int(got["ordinal"]) - 1)
        return _whole(day) if day.year == year else None
    month = MONTHS[got["month"]] if got.get("month") else int(got["m"])
    if not got.get("d"):
        return _Day(f"{year:04}-{month:02}", date(year, month, 1))
    return _whole(date(year, month, int(got["d"])))


def _slashed(a: int, b: int, year: int, order: Order | None) -> _Day | None:
    if a == b:
        return _whole(date(year, a, a))
    if a > 12:
        return _whole(date(year, b, a), "day")
    if b > 12:
        return _whole(date(year, a, b), "month")
    if order is None:
        return _Day(f"{year:04}", date(year, 1, 1), "open")
    return _whole(date(year, b, a) if order == "day" else date(year, a, b), "open")


def _whole(day: date, order: Literal["", "day", "month", "open"] = "") -> _Day:
    return _Day(day.isoformat(), day, order)


def _clock(match: re.Match[str], day: date) -> tuple[str, int]:
    """The time as ISO, with its zone where one is known, and the instant."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = match["half"] or match["bare"]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if half == "p" else 0)
    second, fraction = match["second"], match["fraction"] or ""
    micro = int((fraction + "000000")[:6])
    moment = datetime(day.year, day.month, day.day, hour, minute, int(second or 0), micro)
    written = f"{hour:02}:{minute:02}" + (f":{second}" if second else "") + (f".{fraction}" if fraction else "")
    zone, minutes = _zone(match["name"], match["offset"])
    return written + zone, _micros(moment) - minutes * 60_000_000


def _zone(name: str | None, offset: str | None) -> tuple[str, int]:
    """ISO form and minutes from UTC; an offset says more than a name beside it (GMT+0200)."""
    if offset:
        digits = offset[1:].replace(":", "").ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        return f"{offset[0]}{digits[:2]}:{digits[2:]}", -minutes if offset[0] == "-" else minutes
    if name is None or name not in ZONES:
        return "", 0
    minutes = round(ZONES[name] * 60)
    if minutes == 0:
        return "Z", 0
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}", minutes


def _compact(text: str) -> Parsed | None:
    """20180829, 20180829T1000Z, 20180829103000: ISO's basic form and the one of web archives."""
    match = _COMPACT.fullmatch(text)
    if not match or (match[7] and not match[4]):
        return None
    try:
        moment = datetime(*(int(match[k] or 0) for k in range(1, 7)))  # type: ignore[arg-type]  # six ints
    except ValueError:
        return None  # ten or more digits that are no calendar date may still be an epoch
    if text.isdigit() and not 1900 <= moment.year <= 2100:
        return None
    iso = moment.date().isoformat()
    if match[4]:
        iso += f"T{match[4]}:{match[5]}" + (f":{match[6]}" if match[6] else "")
    zone, minutes = _zone("z", None) if match[7] == "z" else _zone(None, match[7])
    return Parsed(iso + zone, _micros(moment) - minutes * 60_000_000)


def _number(text: str) -> Parsed | None:
    """A year, or seconds, milli-, micro- or nanoseconds since 1970 (told apart by the number of digits)."""
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    digits, fraction = match[1], (match[2] or "").rstrip("0")
    if len(digits) == 4 and not fraction:
        return Parsed(f"{int(digits):04}", _micros(datetime(int(digits), 1, 1)))
    if len(digits) == 8 and not fraction and match[2] is not None:
        return _compact(digits)  # 20180829.0, as a data frame with holes writes it
    power = _EPOCH_DIGITS.get(len(digits))
    if power is None:
        return None
    digits += fraction
    power += len(fraction)
    micros = int(digits) * 10**6 // 10**power
    moment = EPOCH + timedelta(microseconds=micros)
    iso = (
        moment.isoformat(timespec="microseconds").rstrip("0").rstrip(".") if moment.microsecond else moment.isoformat()
    )
    return Parsed(iso + "Z", micros)


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def from_python(value: datetime | date) -> str:
    """ISO text of a Python date, for callers that hold objects; a naive midnight is taken for a day.

    >>> from_python(date(2018, 8, 29))
    '2018-08-29'
    """
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is not None and value.utcoffset() == timedelta(0):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    if value.tzinfo is None and (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0):
        return value.date().isoformat()
    return value.isoformat()
