"""A number in its place, and the quantity made of it."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.claims.frames import Quantity
from dedup.claims.numbers.numerals import Numeral
from dedup.claims.quantities.bounds import Left, bounded
from dedup.claims.quantities.measures import period_after


@dataclass(frozen=True, slots=True)
class Reading:
    """A number in its place: itself, the second one of a range, what stands left of it, and where reading may begin."""

    text: str
    number: Numeral
    last: Numeral | None
    left: Left
    floor: int
    link: str = ""

    @property
    def end(self) -> int:
        """Where the number ends, or the second one of a range."""
        return (self.last or self.number).end

    def make(
        self,
        end: int,
        kind: str,
        unit: str = "",
        *,
        noun: str = "",
        period: bool = True,
        factor: float = 1.0,
        state: str = "",
        start: int = -1,
    ) -> Quantity:
        """The quantity up to `end`, with its bounds and what it is measured over."""
        value, low, high, approximate, end = bounded(self.text, self.number, self.last, self.left, end)
        found, after = period_after(self.text, end) if period else (None, end)
        value, low, high = (None if x is None else x * factor if factor != 1 else x for x in (value, low, high))
        left = self.number.start if self.left.bound == "between" and self.last is None else self.left.start
        first = min(left, self.number.start) if start < 0 else start
        return Quantity(first, after, value, low, high, kind, unit, noun, approximate, found, state)
