"""A story -> the geometry of its drawing: who printed when, and who has it from whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from dedup.report.views import StoryView, outlet_of

WIDTH, LANE, LEFT, RIGHT, TOP = 640, 26, 150, 24, 14
"""Pixels: the drawing, a lane of one outlet, what is left for names, the margin, what is above the first lane."""


CLOSE = 28
"""Pixels between two dots, across, below which an arrow has no room to bend."""


class Dot(NamedTuple):
    """A document: its place, whether it is the source of an origin, and its ordinal in the story."""

    x: float
    y: float
    document: Mapping[str, Any]
    source: bool
    dated: bool


class Arrow(NamedTuple):
    """From a source to what is derived from it, as an SVG path."""

    path: str
    source: str
    derived: str


class Drawing(NamedTuple):
    """All of it. lanes: (y, outlet). ticks: (x, label)."""

    width: int
    height: int
    lanes: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str], ...]
    dots: tuple[Dot, ...]
    arrows: tuple[Arrow, ...]


def origin_graph(view: StoryView, origins: Mapping[str, Mapping[str, Any]]) -> Drawing:
    """Documents by outlet and time, with an arrow from the source of each origin to what came from it.

    Parameters
    ----------
    view : StoryView
    origins : dict
        Of `comparison.json`, by id.

    Returns
    -------
    Drawing
        Undated documents stand at the left edge. The same for the same input.
    """
    outlets = list(dict.fromkeys(outlet_of(document) for document in view.documents))
    lane = {outlet: TOP + LANE * (i + 0.5) for i, outlet in enumerate(outlets)}
    moments = {document["id"]: _moment(document) for document in view.documents}
    known = [moment for moment in moments.values() if moment is not None]
    first, last = (min(known), max(known)) if known else (0.0, 0.0)
    span = WIDTH - LEFT - RIGHT - 20

    def x(document: Mapping[str, Any]) -> float:
        moment = moments[document["id"]]
        if moment is None:
            return float(LEFT)
        return round(LEFT + 20 + span * ((moment - first) / (last - first) if last > first else 0.5), 1)

    sources = {str(one["source"]) for one in origins.values() if one["source"]}
    dots = {
        document["id"]: Dot(
            x(document),
            lane[outlet_of(document)],
            document,
            document["id"] in sources,
            moments[document["id"]] is not None,
        )
        for document in view.documents
    }
    arrows = []
    for document in view.documents:
        origin = origins.get(document["origin_id"])
        source = str(origin["source"]) if origin and origin["source"] else ""
        if source in dots and source != document["id"]:
            arrows.append(Arrow(_path(dots[source], dots[document["id"]]), source, document["id"]))
    ticks = tuple(dict.fromkeys(((LEFT + 20.0, _day(first)), (float(WIDTH - RIGHT), _day(last))))) if known else ()
    if known and _day(first) == _day(last):
        ticks = ticks[:1]
    height = int(TOP + LANE * len(outlets) + 26)
    lanes = tuple((y, outlet) for outlet, y in lane.items())
    return Drawing(WIDTH, height, lanes, ticks, tuple(dots.values()), tuple(arrows))


def _path(source: Dot, derived: Dot) -> str:
    """A curve that leaves to the right and arrives from the left; one that falls where the two are close in time."""
    if derived.x - source.x < CLOSE:
        down = 1 if derived.y > source.y else -1
        middle = (source.y + derived.y) / 2
        return (
            f"M{source.x:g} {source.y + 6 * down:g}C{source.x:g} {middle:g} {derived.x:g} {middle:g} "
            f"{derived.x:g} {derived.y - 8 * down:g}"
        )
    bend = max(18.0, abs(derived.x - source.x) / 2)
    return (
        f"M{source.x:g} {source.y:g}C{source.x + bend:g} {source.y:g} {derived.x - bend / 2:g} {derived.y:g} "
        f"{derived.x - 7:g} {derived.y:g}"
    )


def _moment(document: Mapping[str, Any]) -> float | None:
    value = (document["published"] or {}).get("value")
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:  # a month or a year alone
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except OverflowError:
        return None


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


class Bar(NamedTuple):
    """A day of the timeline. height: 0 to 1, of the busiest day."""

    day: str
    documents: int
    height: float


def timeline(documents: Sequence[Mapping[str, Any]], most: int = 120) -> list[Bar]:
    """Documents a day, or a month where the days are more than `most`; days without any between are there too."""
    days: dict[str, int] = {}
    for document in documents:
        value = (document["published"] or {}).get("value") or ""
        if len(value) >= 10:
            days[value[:10]] = days.get(value[:10], 0) + 1
    if not days:
        return []
    span = (datetime.fromisoformat(max(days)) - datetime.fromisoformat(min(days))).days
    if span >= most:
        months: dict[str, int] = {}
        for day, n in days.items():
            months[day[:7]] = months.get(day[:7], 0) + n
        counts = sorted(months.items())[-most:]
    else:
        start = datetime.fromisoformat(min(days)).toordinal()
        every = [datetime.fromordinal(start + i).date().isoformat() for i in range(span + 1)]
        counts = [(day, days.get(day, 0)) for day in every]
    top = max(n for _, n in counts)
    return [Bar(day, n, round(n / top, 4)) for day, n in counts]
