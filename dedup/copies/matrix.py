"""Derivations -> who reuses whom: how often, how much, how soon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

import pyarrow as pa

from dedup.schema import OUT_MATRIX


@dataclass
class Cell:
    """What one outlet has from another: its documents, those that are wholly derived, words, hours after the source."""

    documents: set[int] = field(default_factory=set)
    wholly: set[int] = field(default_factory=set)
    words: int = 0
    hours: list[float] = field(default_factory=list)

    def add(self, child: int, words: int, wholly: bool, hours: float | None) -> None:
        """Count one derived document."""
        self.documents.add(child)
        self.words += words
        if wholly:
            self.wholly.add(child)
        if hours is not None:
            self.hours.append(hours)


class Taken(NamedTuple):
    """One document that has text from another outlet.

    source, outlet: as they are called. child: the document. direction: `known`, `unknown`, or `credited` where the
    source is not in the corpus and all there is is the credit. words: equal ones. wholly: whether most of it is. hours:
    after the source, None where their dates do not tell.
    """

    source: str
    outlet: str
    child: int
    direction: str
    words: int
    wholly: bool
    hours: float | None


def matrix(taken: Iterable[Taken], owners: Mapping[str, str] | None = None) -> pa.Table:
    """A row a pair of outlets: `schema.OUT_MATRIX`, the most words first.

    Parameters
    ----------
    taken : iterable of Taken
        Where the direction is unknown the two names are put in alphabetical order.
    owners : mapping of outlet to owner, optional
        Marks pairs of one house.

    Examples
    --------
    >>> taken = [Taken("Norda", "Echo", 1, "known", 90, True, 2.0), Taken("Norda", "Echo", 2, "known", 30, False, 4.0)]
    >>> table = matrix(taken)
    >>> table.select(["source", "outlet", "documents", "wholly", "words", "median_hours"]).to_pylist()
    [{'source': 'Norda', 'outlet': 'Echo', 'documents': 2, 'wholly': 1, 'words': 120, 'median_hours': 3.0}]
    """
    cells: defaultdict[tuple[str, str, str], Cell] = defaultdict(Cell)
    for item in taken:
        names = (item.source, item.outlet)
        first, second = (min(names), max(names)) if item.direction == "unknown" else names
        hours = item.hours if item.direction == "known" else None
        cells[first, second, item.direction].add(item.child, item.words, item.wholly, hours)
    owners = owners or {}
    rows = [
        {
            "source": source,
            "outlet": outlet,
            "direction": direction,
            "documents": len(cell.documents),
            "wholly": len(cell.wholly),
            "words": cell.words,
            "median_hours": round(median(cell.hours), 2) if cell.hours else None,
            "same_owner": source in owners and owners.get(source) == owners.get(outlet),
        }
        for (source, outlet, direction), cell in cells.items()
    ]
    rows.sort(key=lambda row: (-row["words"], row["source"], row["outlet"], row["direction"]))  # type: ignore[operator]
    return pa.Table.from_pylist(rows, schema=OUT_MATRIX)
