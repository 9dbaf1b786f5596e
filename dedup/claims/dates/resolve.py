"""One piece of a date -> an interval of days, against the day of publication and the way the sentence looks.

Nothing is guessed: without the anchor that a piece needs, it has no days. Where the calendar leaves two readings, the
likelier is `first` and `last` and the second one is `other`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from dedup.claims.dates import calendar as cal
from dedup.claims.dates import shift as shift
from dedup.claims.dates.calendar import Interval
from dedup.claims.dates.place import Atom
from dedup.claims.dates.scene import Precision, Resolved, Scene, one
from dedup.claims.dates.tense import Way


def resolve(atom: Atom, scene: Scene) -> Resolved:
    """The days of one piece.

    Parameters
    ----------
    atom : Atom
        As `datejoin.join` gives it.
    scene : Scene
        Text and anchor.

    Returns
    -------
    Resolved
        Without days where the anchor is missing, where the calendar has no such day, and where it is unclear from
        which day a text counts.
    """
    found = _RESOLVERS[atom.form](atom, scene)
    if atom.part and found.precision == "day":
        return found._replace(precision="minute" if ":" in atom.part else "part")
    return found


def _pick(
    past: Interval | None, future: Interval | None, toward: Way | None, base: date
) -> tuple[Interval | None, Interval | None]:
    """The reading on the side that the sentence looks to, or else the nearer one; and the other, where in doubt."""
    if past is None or future is None or past == future:
        return past or future, None
    behind, ahead = (base - past[1]).days, (future[0] - base).days
    if toward == "past":
        return (past, None) if not (ahead <= 35 and behind > 300) else (future, past)
    if toward == "future":
        return (future, None) if not (behind <= 35 and ahead > 300) else (past, future)
    return (past, future) if behind <= ahead else (future, past)


def _weekday(atom: Atom, scene: Scene) -> Resolved:
    base, number = scene.day, atom.weekday or 0
    if atom.det in ("previous", "following", "same"):
        stated = shift.stated(scene)
        base = stated[0][0] if stated else None
        if base is None:
            return one(None)
        delta = {
            "previous": -((base.weekday() - number - 1) % 7 + 1),
            "following": (number - base.weekday() - 1) % 7 + 1,
        }.get(atom.det, 0)
        return one(cal.plus(base, delta))
    if base is None or (atom.det == "a" and scene.text[max(0, atom.start - 5) : atom.start].lower() == "on a "):
        return one(None)
    monday = base - timedelta(min(base.weekday(), base.toordinal() - 1))
    if atom.unit == "week":
        return one(cal.plus(monday, number + {"last": -7, "next": 7}.get(atom.det, 0)))
    before = cal.plus(base, -((base.weekday() - number - 1) % 7 + 1))
    after = cal.plus(base, (number - base.weekday() - 1) % 7 + 1)
    if atom.det in ("last", "past", "this past"):
        return one(before, before - timedelta(7) if before and before >= monday and atom.det == "last" else None)
    if atom.det in ("next", "coming", "this coming"):
        week_on = cal.plus(after, 7) if after else None
        return one(week_on, after) if after and after - monday < timedelta(7) and atom.det == "next" else one(after)
    if atom.det == "this":
        return one(cal.plus(monday, number))
    past, future = (base, base) if number == base.weekday() else (before, after)
    toward = scene.way(atom)
    if toward == "future":
        return one(future, cal.plus(base, 7) if future == base else None)
    return one(past, None if toward == "past" else future)


def _date(atom: Atom, scene: Scene) -> Resolved:
    year = atom.year
    if atom.unit == "year" and year is None and scene.year is not None:
        year = scene.year + {"last": -1, "next": 1}.get(atom.det, 0)
    if year is not None:
        return Resolved(_days(atom, year), _width(atom))
    if scene.anchor is None or (atom.day and scene.day is None) or (scene.month is None):
        return Resolved(None, _width(atom))
    base, here = scene.anchor[0], scene.month
    options = [_days(atom, here[0] + k) for k in (-1, 0, 1)]
    known = [days for days in options if days is not None]
    if atom.day and atom.weekday is not None:
        fit = [days for days in known if days[0].weekday() == atom.weekday]
        known = sorted(fit, key=lambda days: abs((days[0] - base).days))[:1] or known
    past = next((days for days in reversed(known) if days[0] <= scene.anchor[1]), None)
    future = next((days for days in known if days[1] >= base), None)
    if atom.det and not atom.day:
        past = next((days for days in reversed(known) if (days[0].year, days[0].month) < here), None)
        later = next((days for days in known if (days[0].year, days[0].month) > here), None)
        now = next((days for days in known if days[0].year == here[0]), None)
        return Resolved({"next": later, "this coming": later, "this": now}.get(atom.det, past), _width(atom))
    toward = scene.way(atom)
    first, other = (past, None) if toward == "past" and past and not atom.day else _pick(past, future, toward, base)
    if other and first and 2 * _distance(first, base) < _distance(other, base):
        other = None  # twice as far: no doubt
    return Resolved(first, _width(atom), other)


def _distance(days: Interval, base: date) -> int:
    return max(0, (base - days[1]).days, (days[0] - base).days)


def _width(atom: Atom) -> Precision:
    return "range" if atom.day2 or (atom.edge and not atom.day) else "day" if atom.day else "month"


def _days(atom: Atom, year: int) -> Interval | None:
    month = atom.month or 0
    if not atom.day:
        return cal.month(year, month, atom.edge)
    first, last = cal.day(year, month, atom.day), cal.day(year, month, atom.day2 or atom.day)
    return (first, last) if first and last and first <= last else None


def _year(atom: Atom, scene: Scene) -> Resolved:
    return Resolved(cal.year(atom.year or 0, atom.edge), "range" if atom.edge else "year")


def _decade(atom: Atom, scene: Scene) -> Resolved:
    year = atom.year or 0
    if year % 100 == 0 and year < 2000:  # the 1800s are a century
        low, high = {"early": (0, 33), "mid": (34, 66), "late": (67, 99)}.get(atom.edge, (0, 99))
        return Resolved(cal.years(year + low, year + high), "range")
    return Resolved(cal.decade(year, atom.edge), "range" if atom.edge else "decade")


def _season(atom: Atom, scene: Scene) -> Resolved:
    if atom.year:
        other = cal.season(atom.year - 1, atom.unit) if atom.unit == "winter" else None
        return Resolved(cal.season(atom.year, atom.unit), "season", other)
    base = scene.day
    if base is None:
        return Resolved(None, "season")
    known = [days for k in (-2, -1, 0, 1) if (days := cal.season(base.year + k, atom.unit))]
    past = next((days for days in reversed(known) if days[1] < base), None)
    future = next((days for days in known if days[0] > base), None)
    now = next((days for days in known if days[0] <= base <= days[1]), None)
    if atom.det in ("last", "this past"):
        return Resolved(past, "season")
    if atom.det == "next":
        return Resolved(future, "season")
    if atom.det == "this" and not now:
        now = next((days for days in known if days[0].year == base.year), None)
    first, other = (now, None) if now else _pick(past, future, scene.way(atom), base)
    return Resolved(first, "season", other)


def _quarter(atom: Atom, scene: Scene) -> Resolved:
    n, base = int(atom.n or 0), scene.anchor[1] if scene.month and scene.anchor else None
    if atom.year:
        return Resolved(cal.quarter(atom.year, n), "quarter")
    if atom.edge == "year":
        year = scene.year
        return Resolved(
            cal.quarter(year + {"last": -1, "next": 1}.get(atom.det, 0), n) if year and n else None, "quarter"
        )
    if base is None:
        return Resolved(None, "quarter")
    now = (base.month - 1) // 3
    if not n:
        index = base.year * 4 + now + {"last": -1, "previous": -1, "next": 1}.get(atom.det, 0)
        return Resolved(cal.quarter(index // 4, index % 4 + 1), "quarter")
    past = cal.quarter(base.year if n - 1 < now else base.year - 1, n)
    future = cal.quarter(base.year if n - 1 >= now else base.year + 1, n)
    if scene.way(atom) == "future":
        return Resolved(future, "quarter")
    return Resolved(past, "quarter", future if n - 1 == now else None)


def _fiscal(atom: Atom, scene: Scene) -> Resolved:
    """A calendar year, or the one of the United States government, from October on; companies have others."""
    year = atom.year or 0
    first, last = cal.day(year - 1, 10, 1), cal.day(year, 9, 30)
    return Resolved(cal.year(year), "year", (first, last) if first and last else None)


def _feast(atom: Atom, scene: Scene) -> Resolved:
    if atom.year:
        return one(cal.feast(atom.year, atom.unit))
    base = scene.day
    if base is None:
        return one(None)
    known = [found for k in (-1, 0, 1) if (found := cal.feast(base.year + k, atom.unit))]
    past = next((found for found in reversed(known) if found <= base), None)
    future = next((found for found in known if found >= base), None)
    if atom.det in ("last", "next"):
        return one(past if atom.det == "last" else future)
    first, other = _pick((past, past) if past else None, (future, future) if future else None, scene.way(atom), base)
    return Resolved(first, "day", other if first and abs((first[0] - base).days) > 120 else None)


def _from_date(atom: Atom, scene: Scene) -> Resolved:
    base = resolve(atom.ends[0], scene)
    if base.days is None or atom.n is None or base.days[0] != base.days[1]:
        return Resolved(None, "day")
    return shift.counted(base.days[0], -atom.n if atom.det == "before" else atom.n, atom.unit)


def _interval(atom: Atom, scene: Scene) -> Resolved:
    return Resolved(atom.interval, "day", atom.other)


def _range(atom: Atom, scene: Scene) -> Resolved:
    a, b = atom.ends
    if a.form == b.form == "clock":
        return Resolved(None, "minute")
    if a.form == b.form == "date" and a.year is None and b.year is not None:
        a = replace(a, year=b.year - ((a.month or 0) > (b.month or 0)))
    last = resolve(b, scene).days
    first = resolve(a, scene).days
    if a.form == b.form == "weekday" and first and last and not a.det:
        first = (last[0] - timedelta(min((last[0].weekday() - first[0].weekday()) % 7, last[0].toordinal() - 1)),) * 2
    if a.form == b.form == "date" and b.year is None and first and last and first[0] > last[1]:
        days = _days(a, last[0].year - 1) if scene.way(atom) != "future" else None
        first, last = (days, last) if days else (first, _days(b, first[0].year + 1))
    if first is None or last is None or first[0] > last[1]:
        return Resolved(None, "range")
    return Resolved((first[0], last[1]), "range")


def _since(atom: Atom, scene: Scene) -> Resolved:
    """From a day on, to the day of publication."""
    inner = atom.ends[0]
    start = resolve(inner, scene).days
    if start is None and inner.form in ("weekday", "feast", "season"):
        return Resolved(None, "range")
    if start is None or scene.anchor is None:
        return Resolved(None, "range")
    if start[0] > scene.anchor[1] and inner.form == "date" and inner.year is None:  # since is never ahead
        start = _days(inner, start[0].year - 1) or start
    return Resolved((start[0], scene.anchor[1]) if start[0] <= scene.anchor[1] else None, "range")


def _nothing(atom: Atom, scene: Scene) -> Resolved:
    return Resolved(None, "minute" if atom.form == "clock" else "range")


_RESOLVERS: dict[str, Callable[[Atom, Scene], Resolved]] = {
    "date": _date, "weekday": _weekday, "year": _year, "decade": _decade, "season": _season, "quarter": _quarter,

    "fiscal": _fiscal, "feast": _feast, "today": shift.today, "unit": shift.unit, "rolling": shift.rolling,
    "ago": shift.ago,
    "from text": shift.from_text, "from date": _from_date, "interval": _interval, "range": _range, "since": _since,
    "clock": _nothing, "unresolved": _nothing,
}  # fmt: skip
