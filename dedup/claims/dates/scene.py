"""What a piece of a date is resolved against, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from dedup.claims.dates.calendar import Interval
from dedup.claims.dates.place import Atom
from dedup.claims.dates.tense import Way, way

Precision = Literal["minute", "part", "day", "week", "month", "quarter", "season", "year", "decade", "range"]


class Resolved(NamedTuple):
    """What a piece comes to: its days, how precise they are, and a second reading."""

    days: Interval | None
    precision: Precision
    other: Interval | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What a piece is resolved against.

    `anchor` is the interval in which the text was published, None where unknown; `stated` are the days that the text
    stated just before, with their precision, nearest last.
    """

    text: str
    anchor: Interval | None
    stated: tuple[tuple[Interval, Precision], ...] = ()

    @property
    def day(self) -> date | None:
        """The day of publication, where it is known to the day."""
        return self.anchor[0] if self.anchor and self.anchor[0] == self.anchor[1] else None

    @property
    def month(self) -> tuple[int, int] | None:
        """Year and month of publication, where known."""
        if self.anchor and (self.anchor[0].year, self.anchor[0].month) == (self.anchor[1].year, self.anchor[1].month):
            return self.anchor[0].year, self.anchor[0].month
        return None

    @property
    def year(self) -> int | None:
        """Year of publication, where known."""
        return self.anchor[0].year if self.anchor and self.anchor[0].year == self.anchor[1].year else None

    def way(self, atom: Atom) -> Way | None:
        """Which way the sentence looks at a piece."""
        return way(self.text, atom.start, atom.end)


def one(found: date | None, other: date | None = None) -> Resolved:
    """A day, and a second reading."""
    return Resolved(
        (found, found) if found else None, "day", (other, other) if found and other and other != found else None
    )
