"""Which of two documents was there first: only what their dates, as precise as they are, can show."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

ZONES = timedelta(hours=14)
"""How far a clock without a zone may be from UTC, where it is compared with one that has a zone."""


class Interval(NamedTuple):
    """When a document was published: from `first`, before `last`, in UTC. `zoned`: the zone is known."""

    first: datetime
    last: datetime
    zoned: bool


def interval(published: str | None) -> Interval | None:
    """The time that an ISO 8601 date leaves open: a day, a minute, a second; None where there is none.

    >>> span = interval("2024-04-08T14:05+02:00")
    >>> str(span.first), str(span.last)
    ('2024-04-08 12:05:00+00:00', '2024-04-08 12:06:00+00:00')
    """
    if not published:
        return None
    try:
        if len(published) <= 10:
            return _whole(published)
        at = datetime.fromisoformat(published)
    except ValueError:
        return None
    clock = published[11:].split("+")[0].split("-")[0].rstrip("Z")
    width = timedelta(seconds=1) if clock.count(":") > 1 else timedelta(minutes=1)
    zoned = at.tzinfo is not None
    at = at.astimezone(UTC) if zoned else at.replace(tzinfo=UTC)
    return Interval(at, at + width, zoned)


def _whole(published: str) -> Interval:
    """A day, a month or a year."""
    parts = [int(part) for part in published.split("-")]
    year, month, day = [*parts, 1, 1][:3]
    first = date(year, month, day)
    if len(parts) == 3:
        last = first + timedelta(days=1)
    elif len(parts) == 2:
        last = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    else:
        last = date(first.year + 1, 1, 1)
    start, end = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (first, last))
    return Interval(start, end, False)


def hours_between(earlier: Interval | None, later: Interval | None) -> float | None:
    """Hours from the first to the second, negative where that came first; None where neither is for sure first.

    Two dates without a zone are read as of one clock, as those of one feed are; a date without one is compared with
    a date that has one only where no zone could turn them round. For days it is the difference of the days.

    >>> hours_between(interval("2024-04-08"), interval("2024-04-10"))
    48.0
    >>> hours_between(interval("2024-04-08"), interval("2024-04-08T10:00Z")) is None
    True
    """
    if earlier is None or later is None:
        return None
    slack = timedelta(0) if earlier.zoned == later.zoned else ZONES
    if earlier.last + slack <= later.first or later.last + slack <= earlier.first:
        return round((later.first - earlier.first).total_seconds() / 3600, 4)
    return None
