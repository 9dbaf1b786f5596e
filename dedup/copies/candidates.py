"""Sketches -> candidates: bands chosen for a stated recall, buckets, pairs."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.config import CopySettings
from dedup.copies.sketch import Sketches
from dedup.errors import SettingsError
from dedup.kernels.bands import band_keys, bucket_pairs


class Bands(NamedTuple):
    """`bands` groups of `rows` slots each."""

    bands: int
    rows: int

    def chance(self, jaccard: float) -> float:
        """Chance that a pair of this similarity becomes a candidate: 1 - (1 - J**rows)**bands.

        >>> round(Bands(32, 4).chance(0.7), 4)
        0.9998
        """
        return float(1.0 - (1.0 - jaccard**self.rows) ** self.bands)

    def floor(self, recall: float) -> float:
        """The lowest similarity at which that chance is still `recall`.

        >>> round(Bands(32, 4).floor(0.999), 3)
        0.664
        """
        return float((1.0 - (1.0 - recall) ** (1.0 / self.bands)) ** (1.0 / self.rows))


def choose_bands(settings: CopySettings) -> Bands:
    """The most selective bands, as many as the slots hold, that reach the recall asked for at the threshold.

    Raises
    ------
    SettingsError
        Where not even one row a band reaches it; the message gives the best that the slots can do.

    Examples
    --------
    >>> choose_bands(CopySettings(threshold=0.7)), choose_bands(CopySettings(threshold=0.5))
    (Bands(bands=32, rows=4), Bands(bands=64, rows=2))
    """
    for rows in range(settings.slots, 0, -1):
        bands = Bands(settings.slots // rows, rows)
        if bands.chance(settings.threshold) >= settings.recall:
            return bands
    best = Bands(settings.slots, 1)
    raise SettingsError(
        f"recall {settings.recall} at threshold {settings.threshold} is out of reach with {settings.slots} slots "
        f"(best {best.chance(settings.threshold):.4f}); raise --slots or the threshold, or ask for less recall"
    )


class Groups(NamedTuple):
    """Documents with the same multiset of shingles, collapsed.

    members: int64 [n], document numbers group by group, ascending in each; starts: int64 [groups + 1] into them.
    Documents without shingles are in no group.
    """

    members: NDArray[np.int64]
    starts: NDArray[np.int64]

    @property
    def first(self) -> NDArray[np.int64]:
        """The lowest document number of each group."""
        return self.members[self.starts[:-1]]


def collapse(sketches: Sketches) -> Groups:
    """Group the documents that are the same text, so that every later stage sees each text once. Groups are in the
    order of their first members.
    """
    numbers = np.flatnonzero(sketches.counts > 0)
    if len(numbers) == 0:
        return Groups(numbers, np.zeros(1, np.int64))
    keys = (sketches.prints[numbers, 1], sketches.prints[numbers, 0], sketches.counts[numbers])
    by_print = np.lexsort(keys)  # stable: documents of one print stay in the order of their numbers
    new = np.ones(len(numbers), np.bool_)
    new[1:] = np.any([key[by_print][1:] != key[by_print][:-1] for key in keys], axis=0)
    numbers = numbers[by_print]
    rank = np.empty(int(new.sum()), np.int64)
    rank[np.argsort(numbers[new])] = np.arange(len(rank))
    group = rank[np.cumsum(new) - 1]
    starts = np.concatenate(([0], np.cumsum(np.bincount(group)))).astype(np.int64)
    return Groups(numbers[np.argsort(group, kind="stable")], starts)


class Candidates(NamedTuple):
    """pairs: uint64 [m], sorted and distinct, i << 32 | j for groups i < j; capped: buckets over the cap, all bands."""

    pairs: NDArray[np.uint64]
    capped: int


def candidates(
    slots: NDArray[np.uint32],
    numbers: NDArray[np.int64],
    bands: Bands,
    cap: int,
    pool: Executor,
    tick: Callable[[int, int], None] | None = None,
) -> Candidates:
    """Pairs of rows that agree in at least one whole band.

    Parameters
    ----------
    slots : uint32 [n, k]
        Sketches.
    numbers : int64 [m]
        The row of `slots` that each group stands for, m < 2**32; pairs are of positions in this array.
    bands : Bands
    cap : int
        Bucket size beyond which a bucket gives leader and neighbour pairs only.
    pool : Executor
        Bands are independent; each is one task. The answer does not depend on the pool.
    tick : callable, optional
        Called with (bands done, bands).

    Returns
    -------
    Candidates
        Cost: a sort of m numbers a band.
    """
    bits = max(1, int(len(numbers) - 1).bit_length()) if len(numbers) else 1

    def one(band: int) -> tuple[NDArray[np.uint64], int]:
        keys = np.empty(len(numbers), np.uint64)
        band_keys(slots, numbers, band, bands.rows, bits, keys)
        keys.sort()
        n, capped = bucket_pairs(keys, bits, cap, None)
        pairs = np.empty(n, np.uint64)
        if n:
            bucket_pairs(keys, bits, cap, pairs)
        return np.unique(pairs), int(capped)

    found, waiting, capped = np.empty(0, np.uint64), [], 0
    for done, (pairs, over) in enumerate(pool.map(one, range(bands.bands)), 1):
        waiting.append(pairs)
        capped += over
        if sum(map(len, waiting)) > max(len(found), 1 << 20) or done == bands.bands:
            found = np.unique(np.concatenate([found, *waiting]))
            waiting = []
        if tick:
            tick(done, bands.bands)
    return Candidates(found, capped)


def unpack(pairs: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Left and right of packed pairs."""
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def s_curve(bands: Bands) -> list[dict[str, Any]]:
    """The chance of becoming a candidate at Jaccard 0.05, 0.10, ... 1."""
    return [{"jaccard": j / 20, "chance": round(bands.chance(j / 20), 6)} for j in range(1, 21)]
