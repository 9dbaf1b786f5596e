"""What segments hold, read back: texts and their shingles, counts and fingerprints, the keys of a band."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.config import Shingling
from dedup.copies.verify import Sets
from dedup.engines.batches import sets_of
from dedup.engines.spill import Segment
from dedup.engines.work import Work
from dedup.kernels.jit import PAD

GAP = 1 << 15
"""Texts that are so many bytes apart are read together with what is between them."""

READ_BYTES = 1 << 23
"""Texts that one task holds at a time."""


class StoredTexts:
    """The texts of a corpus on disk, by document number; a source of shingles as `copies.verify.Texts` is.

    order: int64 [n], the place of each document number.
    """

    def __init__(self, work: Work, segments: list[Segment], order: NDArray[np.int64]) -> None:
        self._work, self._segments, self._order = work, segments, order
        self._firsts = np.array([segment.first for segment in segments])

    @property
    def text_bytes(self) -> int:
        """Of all texts."""
        return sum(segment.text_bytes for segment in self._segments)

    def sets(self, numbers: NDArray[np.int64], counts: NDArray[np.int64], shingling: Shingling) -> Sets:
        """Sorted distinct shingles of the documents `numbers`; counts: int64, with repeats, the room they are given."""
        sets = self.room(counts)
        self.fill(self._order[numbers], sets, np.argsort(self._order[numbers], kind="stable"), shingling)
        return sets

    @staticmethod
    def room(counts: NDArray[np.int64]) -> Sets:
        """Sets to be filled, of so many shingles at the most."""
        starts = np.concatenate(([0], np.cumsum(counts)))[:-1].astype(np.int64)
        return Sets(np.empty(int(counts.sum()), np.uint64), starts, np.zeros(len(counts), np.int64))

    def fill(
        self,
        places: NDArray[np.int64],
        sets: Sets,
        which: NDArray[np.int64],
        shingling: Shingling,
        pool: Executor | None = None,
    ) -> None:
        """Fill those of the sets that `which` names, in the order of their places, which is that of the disk."""
        tasks = list(self._tasks(places, which))

        def run(task: tuple[Segment, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]) -> None:
            segment, mine, starts, ends = task
            data, at = self._read(segment, starts, ends)
            some = Sets(sets.shingles, sets.starts[mine], np.empty(len(mine), np.int64))
            sets_of(data, at, at + (ends - starts), shingling, some)
            sets.sizes[mine] = some.sizes

        for _ in map(run, tasks) if pool is None else pool.map(run, tasks):
            pass

    def _tasks(
        self, places: NDArray[np.int64], which: NDArray[np.int64]
    ) -> Iterator[tuple[Segment, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
        """(segment, which, starts, ends): some texts of a segment, `READ_BYTES` of them or a single one."""
        segment_of = np.searchsorted(self._firsts, places[which], side="right") - 1
        cuts = [0, *(np.flatnonzero(np.diff(segment_of)) + 1).tolist(), len(which)]
        for low, high in itertools.pairwise(cuts):
            if low == high:
                continue
            segment, mine = self._segments[int(segment_of[low])], which[low:high]
            offsets = np.fromfile(self._work.path(segment.name("sketch")), np.int64, segment.rows + 1)
            rows = places[mine] - segment.first
            starts, ends = offsets[rows], offsets[rows + 1]
            fill = np.cumsum(ends - starts) // READ_BYTES
            inner = [0, *(np.flatnonzero(np.diff(fill)) + 1).tolist(), len(mine)]
            for a, b in itertools.pairwise(inner):
                yield segment, mine[a:b], starts[a:b], ends[a:b]

    def _read(
        self, segment: Segment, starts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """The texts at starts..ends (ascending) in one buffer, and where each begins in it."""
        new = np.ones(len(starts), np.bool_)
        new[1:] = starts[1:] - ends[:-1] > GAP
        first = np.flatnonzero(new)
        low, high = starts[first], ends[np.append(first[1:], len(starts)) - 1]
        at = np.concatenate(([0], np.cumsum(high - low)))
        data = np.zeros(int(at[-1]) + PAD, np.uint8)
        with self._work.path(segment.name("texts")).open("rb", buffering=0) as file:
            for i in range(len(first)):
                file.seek(int(low[i]))
                view = memoryview(data.data)[int(at[i]) : int(at[i + 1])]
                while view and (count := file.readinto(view)):
                    view = view[count:]
        run = np.cumsum(new) - 1
        return data, at[run] + (starts - low[run])

    def texts(self, numbers: NDArray[np.int64]) -> pa.Array:
        """The raw texts of some documents, in that order."""
        places = self._order[numbers]
        which = np.argsort(places, kind="stable")
        found: list[str] = [""] * len(numbers)
        for segment, mine, starts, ends in self._tasks(places, which):
            data, at = self._read(segment, starts, ends)
            for i, a, size in zip(mine.tolist(), at.tolist(), (ends - starts).tolist(), strict=True):
                found[i] = data[a : a + size].tobytes().decode()
        return pa.array(found, pa.large_string())

    def lengths(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Bytes of some texts."""
        places = self._order[numbers]
        lengths = np.zeros(len(numbers), np.int64)
        for _, mine, starts, ends in self._tasks(places, np.argsort(places, kind="stable")):
            lengths[mine] = ends - starts
        return lengths


def sketched(work: Work, segments: list[Segment], order: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Counts and prints of all documents, by number."""
    n = len(order)
    counts, prints = np.empty(n, np.int64), np.empty((n, 2), np.uint64)
    for segment in segments:
        data = np.fromfile(work.path(segment.name("sketch")), np.int64)
        rows, at = segment.rows, slice(segment.first, segment.first + segment.rows)
        counts[at] = data[rows + 1 : 2 * rows + 1]
        prints[at] = data[2 * rows + 1 :].view(np.uint64).reshape(rows, 2)
    return counts[order], prints[order]


def band_of(work: Work, segments: list[Segment], band: int) -> NDArray[np.uint64]:
    """The keys of one band of all documents, by place."""
    keys = np.empty(segments[-1].first + segments[-1].rows, np.uint64)
    for segment in segments:
        at = slice(segment.first, segment.first + segment.rows)
        keys[at] = np.fromfile(work.path(segment.name("keys")), np.uint64, segment.rows, offset=8 * band * segment.rows)
    return keys
