"""What each document says of what it counts: whether it has the other document's answer as well."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.claims.divergence.differ import Side
from dedup.claims.divergence.numeric import agreed, counted
from dedup.claims.frames import Quantity


class Answers:
    """Quantities by document and by what is counted: the same unit, or the same fate of those counted.

    Parameters
    ----------
    sides : sequence of Side
        The claims of a group, or of all documents.
    """

    def __init__(self, sides: Sequence[Side]) -> None:
        self._values: dict[tuple[str, str, str, str], list[Quantity]] = {}
        for side in sides:
            for one in counted(side) if side.claim.quantities else ():
                self._values.setdefault((side.claim.document_id, *_what(one)), []).append(one)

    def both(self, document: str, other: str, one: Quantity) -> bool:
        """Whether two documents have a value of this in common, whatever else each says."""
        mine, theirs = self.of(document, one), self.of(other, one)
        return any(agreed(x, y) for x in mine for y in theirs)

    def of(self, document: str, one: Quantity) -> list[Quantity]:
        """What a document says of what a quantity counts."""
        return self._values.get((document, *_what(one)), [])

    def one_each(self, document: str, other: str, one: Quantity) -> bool:
        """Whether each of two documents has one value of this at most."""
        return all(len({value.value for value in self.of(name, one)}) <= 1 for name in (document, other))


def _what(one: Quantity) -> tuple[str, str, str]:
    return one.kind, "" if one.state else one.unit, one.state
