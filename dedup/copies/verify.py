"""Candidates -> verified pairs: exact overlaps of the sets of shingles, read from the texts a second time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.config import Shingling
from dedup.corpus.views import text_views
from dedup.kernels.overlap import overlaps
from dedup.kernels.sketch import shingle_sets
from dedup.kernels.unicode import fold_table

BLOCK_SHINGLES = 1 << 22
"""Shingles that one task holds at a time: 32 MB."""


class Overlaps(NamedTuple):
    """For every pair: the shingles they share, and each side's number of distinct shingles. int64 [m] each."""

    shared: NDArray[np.int64]
    left_size: NDArray[np.int64]
    right_size: NDArray[np.int64]

    @property
    def jaccard(self) -> NDArray[np.float64]:
        """Exact Jaccard similarity."""
        return self.shared / (self.left_size + self.right_size - self.shared)


class Sets(NamedTuple):
    """Set s is shingles[starts[s] : starts[s] + sizes[s]], sorted and distinct."""

    shingles: NDArray[np.uint64]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]


def check_room(sets: Sets) -> None:
    """Refuse sets that had no room; raises ValueError."""
    if (sets.sizes < 0).any():
        raise ValueError("a text has more shingles than were counted of it")


class Sourced(Protocol):
    """Whatever can give the shingles of documents: texts in memory, or on a disk."""

    def sets(self, numbers: NDArray[np.int64], counts: NDArray[np.int64], shingling: Shingling) -> Sets:
        """Sorted distinct shingles of the documents `numbers`; counts as in `Texts.sets`."""


class Texts(NamedTuple):
    """Where the documents stand: the chunks of the text column, and by number the row among all of them."""

    chunks: list[pa.Array]
    bounds: NDArray[np.int64]
    row: NDArray[np.int64]

    @classmethod
    def of(cls, column: pa.ChunkedArray, order: NDArray[np.int64]) -> Texts:
        """Texts of a column in which document number i stands in row order[i]."""
        bounds = np.concatenate(([0], np.cumsum([len(chunk) for chunk in column.chunks]))).astype(np.int64)
        return cls(column.chunks, bounds, order)

    def sets(self, numbers: NDArray[np.int64], counts: NDArray[np.int64], shingling: Shingling) -> Sets:
        """Sorted distinct shingles of the documents `numbers`.

        counts: int64 [len(numbers)], their numbers of shingles with repeats, which is the room they are given.
        Raises ValueError where a text has more: then counts and texts are not of one corpus.
        """
        ends = np.cumsum(counts).astype(np.int64)
        starts = ends - counts
        sets = Sets(np.empty(int(counts.sum()), np.uint64), starts, np.zeros(len(numbers), np.int64))
        rows = self.row[numbers]
        chars = None if shingling.unit == "words" else True
        chunk_of = np.searchsorted(self.bounds, rows, side="right") - 1
        for chunk in np.unique(chunk_of):
            for view in text_views(self.chunks[chunk]):
                low = self.bounds[chunk] + view.first
                mine = np.flatnonzero((rows >= low) & (rows < low + len(view)))
                if len(mine):
                    sizes = np.empty(len(mine), np.int64)
                    places = (rows[mine] - low, starts[mine], ends[mine], sets.shingles, sizes)
                    shingle_sets(view.offsets, view.data, *fold_table(), chars, shingling.width, *places)
                    sets.sizes[mine] = sizes
        check_room(sets)
        return sets


def verify(
    texts: Sourced,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    counts: NDArray[np.int64],
    shingling: Shingling,
    pool: Executor,
    tick: Callable[[int, int], None] | None = None,
) -> Overlaps:
    """Exact overlaps of the pairs (left[i], right[i]) of document numbers.

    Parameters
    ----------
    texts : Texts, or another source of shingles
    left, right : int64 [m]
        Sorted by (left, right): neighbouring pairs then share their texts.
    counts : int64 [n]
        Shingles of every document, with repeats.
    shingling : Shingling
    pool : Executor
        Blocks of pairs are independent; memory is about 32 MB a thread, whatever m is.
    tick : callable, optional
        Called with (pairs done, pairs).

    Returns
    -------
    Overlaps
    """
    fill = np.cumsum(counts[left] + counts[right]) // BLOCK_SHINGLES if len(left) else np.zeros(0, np.int64)
    cuts = [0, *(np.flatnonzero(np.diff(fill)) + 1).tolist(), len(left)]

    def block(start: int, end: int) -> Overlaps:
        numbers, where = np.unique(np.concatenate((left[start:end], right[start:end])), return_inverse=True)
        sets = texts.sets(numbers, counts[numbers], shingling)
        a, b = where[: end - start], where[end - start :]
        shared = np.empty(end - start, np.int64)
        overlaps(sets.shingles, sets.starts, sets.sizes, a, b, shared)
        return Overlaps(shared, sets.sizes[a], sets.sizes[b])

    done = []
    for result in pool.map(block, cuts[:-1], cuts[1:]):
        done.append(result)
        if tick:
            tick(cuts[len(done)], len(left))
    return Overlaps(*(np.concatenate(parts) for parts in zip(*done, strict=True)))
