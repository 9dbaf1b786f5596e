"""Dates as they were published -> dates that can stand in one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

_WITH_ZONE = re.compile(r"T.*(Z|[+-]\d\d:?\d\d)$")


def in_one_zone(published: Sequence[str | None]) -> list[tuple[str, str]]:
    """Day and time of day of each date; ("", "") where there is none.

    Parameters
    ----------
    published : sequence of str or None
        ISO 8601, each as precise as it was given. Where the offsets differ, dates with a time are brought to UTC and
        say so; else they stand as they were given, without the offset.

    Examples
    --------
    >>> in_one_zone(["2024-04-08T06:10:00+02:00", "2024-04", None])
    [('2024-04-08', '06:10'), ('2024-04', ''), ('', '')]
    >>> in_one_zone(["2024-04-08T00:30+02:00", "2024-04-07T23:00Z"])
    [('2024-04-07', '22:30 UTC'), ('2024-04-07', '23:00 UTC')]
    """
    moments = [_moment(value) for value in published]
    offsets = {moment.utcoffset() for moment in moments if moment is not None}
    return [_parts(value, moment, len(offsets) > 1) for value, moment in zip(published, moments, strict=True)]


def _moment(value: str | None) -> datetime | None:
    """The instant of a date that says its time and offset."""
    if value is None or not _WITH_ZONE.search(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _parts(value: str | None, moment: datetime | None, to_utc: bool) -> tuple[str, str]:
    if moment is not None and to_utc:
        try:
            moment = moment.astimezone(UTC)
        except OverflowError:  # the first and the last day that a datetime can hold
            return moment.date().isoformat(), f"{moment:%H:%M%z}"
        return moment.date().isoformat(), f"{moment:%H:%M} UTC"
    day, _, clock = (value or "").partition("T")
    return day, clock[:5]
