"""Sorted runs on disk -> one sorted sequence, range by range: what does not fit into memory is sorted so."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

PAIR = np.dtype("<u8")
"""A pair: left << 32 | right."""

VERIFIED = np.dtype([("pair", "<u8"), ("shared", "<u4"), ("left", "<u4"), ("right", "<u4")])
"""A pair, how many shingles its sides share, and how many each has; 20 bytes."""

SAMPLES = 64
"""Items that are looked at for each range, to cut ranges of about one size."""


class Run(NamedTuple):
    """Items start..start + length of a file, sorted."""

    path: Path
    start: int
    length: int


class Runs:
    """Runs of one dtype, sorted by pair."""

    def __init__(self, dtype: np.dtype[Any], runs: Iterable[Run]) -> None:
        self.dtype, self.runs = dtype, [run for run in runs if run.length]

    def __len__(self) -> int:
        return sum(run.length for run in self.runs)

    def cuts(self, most: int) -> list[int]:
        """Pairs at which to cut, so that about `most` items are in a range; the same for the same runs."""
        n = -(-len(self) // most)
        if n < 2:
            return []
        stride = max(1, most // SAMPLES)
        sample = np.sort(np.concatenate([_keys(self._map(run)[stride // 2 :: stride]) for run in self.runs]))
        places = np.linspace(0, len(sample), n + 1)[1:-1].astype(np.int64)
        return sorted({int(key) for key in sample[places]}) if len(sample) else []

    def between(self, low: int | None, high: int | None) -> NDArray[Any]:
        """The items with low <= pair < high, run after run."""
        found = [np.empty(0, self.dtype)]
        for run in self.runs:
            items = self._map(run)
            start = 0 if low is None else bisect.bisect_left(items, low, key=_key)
            stop = len(items) if high is None else bisect.bisect_left(items, high, key=_key)
            if stop > start:
                found.append(np.array(items[start:stop]))
        return np.concatenate(found)

    def ranges(self, most: int) -> Iterator[NDArray[Any]]:
        """All items in order of their pairs, about `most` at a time."""
        cuts: list[int | None] = [None, *self.cuts(most), None]
        for low, high in itertools.pairwise(cuts):
            items = self.between(low, high)
            yield items[np.argsort(_keys(items), kind="stable")]

    def _map(self, run: Run) -> NDArray[Any]:
        # a map that is dropped after use: its pages then no longer count as memory of this process
        return np.memmap(run.path, self.dtype, "r", offset=run.start * self.dtype.itemsize, shape=(run.length,))


def _keys(items: NDArray[Any]) -> NDArray[np.uint64]:
    return np.ascontiguousarray(items["pair"] if items.dtype.names else items)


def _key(item: Any) -> int:
    return int(item["pair"] if item.dtype.names else item)
