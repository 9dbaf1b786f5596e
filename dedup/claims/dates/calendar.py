"""Intervals of whole days, both ends inclusive: years, months, weeks, seasons, quarters, decades, and feasts.

A week is from Monday to Sunday. Seasons are the meteorological ones of the northern half of the world. What lies
outside the years 1 to 9999 is None, never an error.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

Interval = tuple[date, date]


def day(year: int, month: int, number: int) -> date | None:
    """A day, where the calendar has it.

    >>> day(2019, 2, 29) is None
    True
    """
    try:
        return date(year, month, number)
    except (ValueError, OverflowError):
        return None


def plus(start: date, days: int) -> date | None:
    """A day so many days later."""
    try:
        return start + timedelta(days)
    except OverflowError:
        return None


def month(year: int, number: int, part: str = "") -> Interval | None:
    """A month, or its `part`: "early" (to the 10th), "mid" (to the 20th), "late", "start" or "end" (one day).

    >>> [str(d) for d in month(2020, 2, "late")]
    ['2020-02-21', '2020-02-29']
    """
    if not (1 <= year <= 9999 and 1 <= number <= 12):
        return None
    last = calendar.monthrange(year, number)[1]
    first, final = {"early": (1, 10), "mid": (11, 20), "late": (21, last), "start": (1, 1), "end": (last, last)}.get(
        part, (1, last)
    )
    return date(year, number, first), date(year, number, final)


def year(number: int, part: str = "") -> Interval | None:
    """A year, or a third of it; "start" and "end" are its first and its last month.

    >>> [str(d) for d in year(2019, "mid")]
    ['2019-05-01', '2019-08-31']
    """
    if not 1 <= number <= 9999:
        return None
    first, last = {"early": (1, 4), "mid": (5, 8), "late": (9, 12), "start": (1, 1), "end": (12, 12)}.get(part, (1, 12))
    return date(number, first, 1), date(number, last, calendar.monthrange(number, last)[1])


def decade(first: int, part: str = "") -> Interval | None:
    """Ten years, or a part: "early" is 0 to 3, "mid" 4 to 6, "late" 7 to 9.

    >>> [d.year for d in decade(1970, "mid")]
    [1974, 1976]
    """
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9), "start": (0, 0), "end": (9, 9)}.get(part, (0, 9))
    return years(first + low, first + high)


def years(first: int, last: int) -> Interval | None:
    """From the first day of one year to the last day of another."""
    return (date(first, 1, 1), date(last, 12, 31)) if 1 <= first <= last <= 9999 else None


def week(of: date, shift: int = 0, part: str = "") -> Interval | None:
    """The week of a day, `shift` weeks on; "early" is to Tuesday, "mid" Wednesday and Thursday, "late" from Friday.

    >>> [str(d) for d in week(date(2022, 1, 20), -1)]
    ['2022-01-10', '2022-01-16']
    """
    monday = plus(of, 7 * shift - of.weekday())
    low, high = {"early": (0, 1), "mid": (2, 3), "late": (4, 6), "start": (0, 0), "end": (6, 6)}.get(part, (0, 6))
    first, last = (plus(monday, low), plus(monday, high)) if monday else (None, None)
    return (first, last) if first and last else None


def weekend(of: date, shift: int = 0) -> Interval | None:
    """Saturday and Sunday of the week of a day, `shift` weeks on."""
    found = week(of, shift)
    return (found[1] - timedelta(1), found[1]) if found else None


def add_months(of: date, n: int) -> date | None:
    """The same day `n` months later, or the last one of a shorter month.

    >>> str(add_months(date(2020, 1, 31), 1))
    '2020-02-29'
    """
    number = of.year * 12 + of.month - 1 + n
    if not 12 <= number < 120_000:
        return None
    return date(number // 12, number % 12 + 1, min(of.day, calendar.monthrange(number // 12, number % 12 + 1)[1]))


def shift(of: date, n: float, unit: str) -> date | None:
    """A day, so many units on; halves of a unit are rounded to days.

    >>> str(shift(date(2020, 8, 31), -18, "month")), str(shift(date(2020, 1, 1), 1.5, "week"))
    ('2019-02-28', '2020-01-11')
    """
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}.get(unit)
    if abs(n) > 1e5:
        return None
    if months:
        whole = int(n * months)
        moved = add_months(of, whole)
        return plus(moved, round((n * months - whole) * 30)) if moved else None
    return plus(of, int(n * {"week": 7, "fortnight": 14}.get(unit, 1)))


def season(year_number: int, name: str) -> Interval | None:
    """A season of a year; the winter of a year begins in its December.

    >>> [str(d) for d in season(2019, "winter")]
    ['2019-12-01', '2020-02-29']
    """
    start = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}[name]
    first = month(year_number, start)
    last = add_months(first[0], 2) if first else None
    end = month(last.year, last.month) if last else None
    return (first[0], end[1]) if first and end else None


def quarter(year_number: int, number: int) -> Interval | None:
    """A quarter of a calendar year, 1 to 4."""
    first, last = month(year_number, 3 * number - 2), month(year_number, 3 * number)
    return (first[0], last[1]) if first and last else None


def easter(year_number: int) -> date | None:
    """Easter Sunday of the western churches (Meeus, Astronomical Algorithms, 1991).

    >>> str(easter(2018)), str(easter(2024))
    ('2018-04-01', '2024-03-31')
    """
    if not 1583 <= year_number <= 9999:
        return None
    a, (b, c) = year_number % 19, divmod(year_number, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    number, rest = divmod(h + m - 7 * n + 114, 31)
    return date(year_number, number, rest + 1)


# Feasts: month and day; or month, weekday (Monday 0) and which of them, -1 the last; or days from Easter.
FEASTS: dict[str, tuple[int, ...]] = {
    "new year's day": (1, 1), "new year's eve": (12, 31), "new year's": (1, 1), "valentine's day": (2, 14),
    "st. patrick's day": (3, 17), "may day": (5, 1), "juneteenth": (6, 19), "independence day": (7, 4),
    "fourth of july": (7, 4), "july fourth": (7, 4), "july 4th": (7, 4), "bastille day": (7, 14), "halloween": (10, 31),
    "veterans day": (11, 11), "armistice day": (11, 11), "christmas eve": (12, 24), "christmas day": (12, 25),
    "christmas": (12, 25), "boxing day": (12, 26), "martin luther king jr. day": (1, 0, 3),
    "martin luther king day": (1, 0, 3), "presidents day": (2, 0, 3), "memorial day": (5, 0, -1),
    "labor day": (9, 0, 1), "columbus day": (10, 0, 2), "thanksgiving day": (11, 3, 4), "thanksgiving": (11, 3, 4),
    "black friday": (11, 4, 5), "cyber monday": (11, 0, 5), "good friday": (-2,), "easter sunday": (0,),
    "easter monday": (1,), "easter": (0,), "ash wednesday": (-46,), "palm sunday": (-7,), "maundy thursday": (-3,),
}  # fmt: skip


def feast(year_number: int, name: str) -> date | None:
    """The day of a feast, as the United States keep those without a fixed date; None for an unknown name.

    >>> str(feast(2018, "thanksgiving")), str(feast(2018, "black friday")), str(feast(2016, "memorial day"))
    ('2018-11-22', '2018-11-23', '2016-05-30')
    """
    rule = FEASTS.get(name)
    if rule is None or not 1583 <= year_number <= 9998:
        return None
    if len(rule) == 1:
        sunday = easter(year_number)
        return plus(sunday, rule[0]) if sunday else None
    if len(rule) == 2:
        return date(year_number, rule[0], rule[1])
    if name in ("black friday", "cyber monday"):
        thursday = feast(year_number, "thanksgiving")
        return plus(thursday, 1 if name == "black friday" else 4) if thursday else None
    number, weekday, which = rule
    if which < 0:
        last = month(year_number, number)
        return last[1] - timedelta((last[1].weekday() - weekday) % 7) if last else None
    first = date(year_number, number, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (which - 1))
