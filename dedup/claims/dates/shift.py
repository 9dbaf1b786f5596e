"""Days that count from the day of publication, or from one that the text stated before."""

from __future__ import annotations

from datetime import date

from dedup.claims.dates import calendar as cal
from dedup.claims.dates.calendar import Interval
from dedup.claims.dates.place import Atom
from dedup.claims.dates.scene import Precision, Resolved, Scene, one

_TURN = 10  # days into January in which "last year" may still be said of the year before


def today(atom: Atom, scene: Scene) -> Resolved:
    """Today, yesterday, this morning."""
    return one(cal.plus(scene.day, int(atom.n or 0)) if scene.day else None)


def unit(atom: Atom, scene: Scene) -> Resolved:
    """Of this week, last year, early next month."""
    step = {"last": -1, "this past": -1, "next": 1, "coming": 1, "this coming": 1}.get(atom.det, 0)
    edge = atom.edge if atom.edge not in ("earlier", "later") else ""
    found = _UNITS[atom.unit](atom, scene, step, edge) if atom.unit in _UNITS else Resolved(None, "range")
    if atom.edge in ("earlier", "later") and found.days and scene.day:
        first, last = (
            (found.days[0], min(scene.day, found.days[1]))
            if atom.edge == "earlier"
            else (max(scene.day, found.days[0]), found.days[1])
        )
        return Resolved((first, last), "range") if first <= last else found
    return found


def _unit_week(atom: Atom, scene: Scene, step: int, edge: str) -> Resolved:
    base = scene.day
    if base is None:
        return Resolved(None, "week")
    sunday = base.weekday() == 6 and step <= 0  # where weeks begin on Sunday, this one has just begun
    return Resolved(cal.week(base, step, edge), "week", cal.week(base, step + 1, edge) if sunday else None)


def _unit_weekend(atom: Atom, scene: Scene, step: int, edge: str) -> Resolved:
    base = scene.day
    if base is None:
        return Resolved(None, "range")
    inside = base.weekday() >= 5
    if atom.det in ("this", "the"):
        behind = not inside and (scene.way(atom) == "past" or (atom.det == "the" and scene.way(atom) is None))
        return Resolved(cal.weekend(base, -1 if behind else 0), "range")
    doubt = cal.weekend(base, 0) if atom.det == "next" and not inside else None
    return Resolved(cal.weekend(base, step), "range", doubt)


def _unit_month(atom: Atom, scene: Scene, step: int, edge: str) -> Resolved:
    if scene.month is None:
        return Resolved(None, "month")
    number = scene.month[0] * 12 + scene.month[1] - 1 + step
    return Resolved(cal.month(number // 12, number % 12 + 1, edge), "range" if edge else "month")


def _unit_year(atom: Atom, scene: Scene, step: int, edge: str) -> Resolved:
    if scene.year is None:
        return Resolved(None, "year")
    turn = (
        scene.day is not None and scene.day.month == 1 and scene.day.day <= _TURN and step <= 0 and atom.det != "next"
    )
    return Resolved(
        cal.year(scene.year + step, edge),
        "range" if edge else "year",
        cal.year(scene.year + step - 1, edge) if turn else None,
    )


def _unit_decade(atom: Atom, scene: Scene, step: int, edge: str) -> Resolved:
    return Resolved(cal.decade(scene.year // 10 * 10 + 10 * step, edge) if scene.year else None, "decade")


def rolling(atom: Atom, scene: Scene) -> Resolved:
    """The last two weeks, the next decade: up to the day of publication, or from it."""
    base, n = scene.day, atom.n
    if base is None or n is None or atom.unit in ("minute", "weekend"):
        return Resolved(None, "range")
    n, unit = (-(-n // 24), "day") if atom.unit == "hour" else (n, atom.unit)
    back = atom.det in ("last", "past")
    far = cal.shift(base, -n if back else n, unit)
    return Resolved(((far, base) if back else (base, far)) if far else None, "range")


def ago(atom: Atom, scene: Scene) -> Resolved:
    """Two weeks ago, ten days from now."""
    if scene.day is None or atom.n is None:
        return Resolved(None, "day")
    return counted(scene.day, atom.n, atom.unit, loose=atom.det == "loose")


def counted(base: date, n: float, unit: str, *, loose: bool = False) -> Resolved:
    """So many units from a day; as precise as the unit is."""
    if unit in ("hour", "minute", "weekend"):
        return Resolved(None, "day")
    there = cal.shift(base, n, unit)
    if there is None:
        return Resolved(None, "day")
    if unit == "day":
        return one(there)
    slack = {"week": 3, "fortnight": 3}.get(unit)
    if slack:
        first, last = cal.plus(there, -slack), cal.plus(there, slack)
        return Resolved((first, last) if first and last else None, "week")
    if unit == "month" or n != int(n):
        low, high = cal.add_months(there, -1 if loose else 0), cal.add_months(there, 1 if loose else 0)
        ends = (cal.month(low.year, low.month), cal.month(high.year, high.month)) if low and high else (None, None)
        return Resolved((ends[0][0], ends[1][1]) if ends[0] and ends[1] else None, "range" if loose else "month")
    wide = 5 if unit == "decade" else 50 if unit == "century" else int(loose)
    return Resolved(cal.years(there.year - wide, there.year + wide), "range" if wide else "year")


def stated(scene: Scene) -> tuple[Interval, Precision] | None:
    """The one day that the text counts from: the nearest stated before; None where two different ones are as near."""
    days = [found for found in scene.stated if found[1] in ("day", "part", "minute")]
    if len({found[0] for found in days}) > 1:
        return None
    return days[-1] if days else (scene.stated[-1] if len({found[0] for found in scene.stated}) == 1 else None)


def from_text(atom: Atom, scene: Scene) -> Resolved:
    """Two days later, the next day: from the one day stated just before."""
    known = stated(scene)
    if known is None or atom.n is None:
        return Resolved(None, "day")
    (base, _), width = known
    n = -atom.n if atom.det in ("earlier", "before", "prior", "back") else atom.n
    if width in ("day", "part", "minute"):
        if n == 0 and atom.unit != "day":
            found = {
                "week": cal.week(base),
                "month": cal.month(base.year, base.month),
                "year": cal.year(base.year),
            }.get(atom.unit)
            return Resolved(found, "range")
        return counted(base, n, atom.unit)
    if width == "year" and atom.unit in ("year", "decade"):
        return Resolved(cal.year(base.year + int(n * (10 if atom.unit == "decade" else 1))), "year")
    if width == "month" and atom.unit in ("month", "year"):
        return counted(base, n, atom.unit)
    return Resolved(None, "day")


_UNITS = {
    "week": _unit_week, "weekend": _unit_weekend, "month": _unit_month, "year": _unit_year, "decade": _unit_decade,
}  # fmt: skip
