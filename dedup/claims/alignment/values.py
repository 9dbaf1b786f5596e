"""Do two quantities, or two dates, say the same? Agree, conflict, or not to be compared, each with its reason.

Two values are compared only where they can be answers to one question: the same kind and what is measured alike, the
same period, the same fate of those counted. What rounding and the words beside a number allow is no conflict.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from dedup.claims.frames import DateSpan, Quantity
from dedup.claims.numbers.numerals import step_of
from dedup.claims.numbers.units import BY_NAME, PERSONS

_ROUNDING = 0.05  # the largest share of a value that its rounding is taken to have moved it
_ALIKE = (frozenset(("count", "number")), frozenset(("percent", "ratio")))
_PART = "those counted may be a part of each other"
_CONVERTED = 0.06  # and the same where units were converted: "10 km" and "six miles"


@dataclass(frozen=True, slots=True)
class Agree:
    """Both can be true of one thing."""

    reason: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """If both are about one thing, one of them is not true."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotComparable:
    """They answer different questions, or one of them says too little."""

    reason: str


Outcome = Agree | Conflict | NotComparable


def comparable(a: Quantity, b: Quantity) -> NotComparable | None:
    """Why two quantities cannot be compared; None where they can.

    Parameters
    ----------
    a, b : Quantity
        As `find_quantities` gives them.

    Returns
    -------
    NotComparable or None
        With the reason in words.

    Examples
    --------
    >>> from dedup.claims.quantities.find import find_quantities
    >>> grew, shrank = (find_quantities(text)[0] for text in ("3 percent in 2020", "5 percent in 2021"))
    >>> comparable(grew, shrank).reason
    'they are measured over different periods: in 2020, in 2021'
    """
    if a.kind != b.kind and not any({a.kind, b.kind} <= pair for pair in _ALIKE):
        return NotComparable(f"one is a {a.kind}, the other a {b.kind}")
    if a.kind == "ordinal" and a.noun != b.noun:
        return NotComparable("the ordinals are of different things")
    if a.unit != b.unit and not _same_dimension(a, b):
        return _other_unit(a, b)
    if a.state and b.state and a.state != b.state:
        return NotComparable(f"one counts the {a.state}, the other the {b.state}")
    if a.kind in ("percent", "ratio") and a.noun and b.noun and _words(a.noun).isdisjoint(_words(b.noun)):
        return NotComparable(f"they are shares of different things: {a.noun}, {b.noun}")
    if a.period and b.period and _period(a.period) != _period(b.period):
        return NotComparable(f"they are measured over different periods: {a.period}, {b.period}")
    return None


def _words(noun: str) -> set[str]:
    return {word.rstrip("s") for word in noun.split()}


def _same_dimension(a: Quantity, b: Quantity) -> bool:
    """Units of one dimension; and a count without a noun may be of anything."""
    first, second = BY_NAME.get(a.unit), BY_NAME.get(b.unit)
    if first is not None and second is not None:
        return first.dimension == second.dimension
    temperature = a.kind == b.kind == "temperature"
    share = {a.kind, b.kind} == {"percent", "ratio"}
    return temperature or share or ("" in (a.unit, b.unit) and {a.kind, b.kind} <= {"count", "number", "score"})


def _other_unit(a: Quantity, b: Quantity) -> NotComparable:
    if a.kind == "money":
        return NotComparable(f"the currencies differ: {a.unit}, {b.unit}")
    if a.unit in PERSONS and b.unit in PERSONS:
        return NotComparable(f"{_PART}: {a.unit}, {b.unit}")
    return NotComparable(f"the units differ: {a.unit or 'none'}, {b.unit or 'none'}")


_SAME_PERIODS = {
    "annually": "year", "yearly": "year", "daily": "day", "weekly": "week", "monthly": "month", "hourly": "hour",
    "nightly": "night",
}  # fmt: skip
_RATE_WORDS = frozenset(("a", "an", "per", "each", "every", "the"))


def _period(period: str) -> str:
    """`a year`, `per year`, `annually` -> `year`; of a stated time, its words."""
    words = period.lower().replace("-", " ").split()
    if words[0] in _RATE_WORDS or words[0] in _SAME_PERIODS:
        return " ".join(_SAME_PERIODS.get(word, word) for word in words if word not in _RATE_WORDS)
    return " ".join(word for word in words if word not in ("in", "during", "for", "since", "from", "the", "over"))


def _is_rate(period: str | None) -> bool:
    words = (period or "").lower().replace("-", " ").split()
    return bool(words) and (words[0] in _RATE_WORDS or words[0] in _SAME_PERIODS)


def agree(a: Quantity, b: Quantity) -> Outcome:
    """Whether two quantities say the same, allowing for rounding, bounds and units.

    Parameters
    ----------
    a, b : Quantity
        As `find_quantities` gives them.

    Returns
    -------
    Agree, Conflict or NotComparable
        With the reason in words. Symmetric but for the order of the values in the reason.

    Examples
    --------
    >>> from dedup.claims.quantities.find import find_quantities
    >>> def read(text):
    ...     return find_quantities(text)[0]
    >>> agree(read("about 2,000 people"), read("1,987 people")).reason
    '1,987 is within what about 2,000 allows'
    >>> type(agree(read("more than 40 years"), read("four decades"))).__name__
    'Agree'
    >>> agree(read("12 dead"), read("15 dead")).reason
    '12 is not 15'
    """
    reason = comparable(a, b)
    if reason is not None:
        alike = reason.reason.startswith(_PART) and comparable(replace(a, unit=b.unit), b) is None
        same = agree(replace(a, unit=b.unit), b) if alike else reason
        return same if isinstance(same, Agree) else reason
    converted = (
        (a.unit != b.unit and "" not in (a.unit, b.unit)) or a.kind != b.kind == "ratio" or b.kind != a.kind == "ratio"
    )
    first, second = _bounds(a, b.unit), _bounds(b, b.unit)
    if first is None or second is None:
        return NotComparable("one of them has no value")
    if a.kind == "score":
        return _scores(a, b)
    exact = first[0] == first[1] and second[0] == second[1]
    if exact and first == second:
        return Agree(f"both are {_said(a)}" if not converted else f"{_said(a)} is {_said(b)}")
    if not exact and first[0] <= second[1] and second[0] <= first[1]:
        return _inside(a, b, first, second)
    if _is_rate(a.period) != _is_rate(b.period):
        return NotComparable("one is a rate, the other is not")
    if _rounds(first, second, a, b, converted):
        return Agree(f"{_said(a)} and {_said(b)} are one value, rounded")
    return Conflict(f"{_said(a)} is not {_said(b)}" if exact else f"{_said(b)} is outside what {_said(a)} allows")


def _inside(a: Quantity, b: Quantity, first: tuple[float, float], second: tuple[float, float]) -> Outcome:
    if first[0] == first[1]:
        return Agree(f"{_said(a)} is within what {_said(b)} allows")
    if second[0] == second[1]:
        return Agree(f"{_said(b)} is within what {_said(a)} allows")
    return Agree(f"{_said(a)} and {_said(b)} leave room for one value")


def _scores(a: Quantity, b: Quantity) -> Outcome:
    if (a.low, a.high) == (b.low, b.high):
        return Agree("the scores are the same")
    return Conflict(f"{_said(a)} is not {_said(b)}")


def _bounds(q: Quantity, unit: str) -> tuple[float, float] | None:
    """Lowest and highest value, in another unit of the same dimension; what is open is infinite."""
    if q.value is None and q.low is None and q.high is None:
        return None
    low = -math.inf if q.low is None else q.low
    high = math.inf if q.high is None else q.high
    if q.low is None and q.kind != "temperature":
        low = min(0.0, high)
    if q.unit == unit:
        return low, high
    if q.kind == "temperature":
        turn = {("degree C", "degree F"): (1.8, 32.0), ("degree F", "degree C"): (1 / 1.8, -32 / 1.8)}.get(
            (q.unit, unit), (1.0, 0.0)
        )
        return low * turn[0] + turn[1], high * turn[0] + turn[1]
    if q.kind == "ratio" and unit == "%":
        return low * 100, high * 100
    if q.kind == "percent" and unit == "":
        return low / 100, high / 100
    mine, other = BY_NAME.get(q.unit), BY_NAME.get(unit)
    if mine is None or other is None:
        return low, high
    factor = mine.size / other.size
    return low * factor, high * factor


def _rounds(first: tuple[float, float], second: tuple[float, float], a: Quantity, b: Quantity, converted: bool) -> bool:
    """Whether one value is the other one rounded: 2,000 and 1,987, $1.4 and $1.375 billion; but not 10 and 12."""
    x = first[0] if first[0] == first[1] else _nearest(first, second)
    y = second[0] if second[0] == second[1] else _nearest(second, first)
    if not (math.isfinite(x) and math.isfinite(y)) or x == 0 or y == 0:
        return False
    error = abs(x - y) / max(abs(x), abs(y))
    if converted:
        return error <= _CONVERTED
    if error > _ROUNDING:
        return False
    coarse, fine = sorted((x, y), key=lambda value: -step_of(value))
    step = step_of(coarse)
    whole = a.kind in ("count", "number", "age", "times", "points", "duration") and step < 100
    return not whole and step > step_of(fine) and abs(coarse - fine) <= step / 2


def _nearest(bounds: tuple[float, float], other: tuple[float, float]) -> float:
    return bounds[0] if bounds[0] > other[1] else bounds[1]


_WITH_UNIT = frozenset(("money", "duration", "measure", "temperature"))


def _number(value: float) -> str:
    return f"{value:,.12g}" if abs(value) < 1e15 else f"{value:.6g}"


def _said(q: Quantity) -> str:
    """A quantity in a few words."""
    unit = "%" if q.unit == "%" else f" {q.unit}" if q.unit and q.kind in _WITH_UNIT else ""
    if unit and q.kind in ("duration", "measure") and q.value != 1:
        unit = " feet" if q.unit == "foot" else unit if q.unit in ("mph", "km/h", "magnitude") else unit + "s"
        unit = unit.replace("centurys", "centuries")
    if q.value is None:
        low, high = ("?" if x is None else _number(x) for x in (q.low, q.high))
        return f"{low} to {high}{unit}" if not q.approximate else f"between {low} and {high}{unit}"
    word = "about " if q.approximate else ""
    if q.high is None:
        word = "at least "
    elif q.low is None:
        word = "at most "
    return f"{word}{_number(q.value)}{unit}"


def agree_dates(a: DateSpan, b: DateSpan) -> Outcome:
    """Whether two dates can be the same: their intervals, or a second reading of one, overlap.

    Parameters
    ----------
    a, b : DateSpan
        As `find_dates` gives them.

    Returns
    -------
    Agree, Conflict or NotComparable
        An unresolved date is not comparable, and neither are intervals apart where one is only in doubt.

    Examples
    --------
    >>> from dedup.claims.dates.find import find_dates
    >>> friday, day = find_dates("on Friday, the 20th", "2022-01-23")[0], find_dates("on Jan. 21, 2022")[0]
    >>> agree_dates(friday, day)
    Agree(reason='both are 2022-01-21')
    """
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return NotComparable("one of them is unresolved")
    if a.first <= b.last and b.first <= a.last:
        if a.first == a.last == b.first == b.last:
            if a.part and b.part and ":" in a.part and ":" in b.part and a.part != b.part:
                return Conflict(f"both are {a.first}, but at {a.part} and at {b.part}")
            return Agree(f"both are {a.first}")
        return Agree(f"{_days(a)} and {_days(b)} overlap")
    for mine in ((a.first, a.last), a.other):
        for other in ((b.first, b.last), b.other):
            if mine and other and mine[0] <= other[1] and other[0] <= mine[1]:
                return Agree("a second reading of one of them fits the other")
    return Conflict(f"{_days(a)} is not {_days(b)}")


def _days(span: DateSpan) -> str:
    return str(span.first) if span.first == span.last else f"{span.first} to {span.last}"
