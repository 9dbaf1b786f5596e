"""Recall measured, not promised: a sample of documents compared with every other one by brute force."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.config import Shingling
from dedup.copies.verify import BLOCK_SHINGLES, Sets, Sourced
from dedup.kernels.overlap import count_overlaps


class Recall(NamedTuple):
    """sample: documents compared with all others; true: pairs of theirs at or above the threshold; found: those among
    the verified ones; low, high: 95 % Wilson interval of found / true (0 and 1 where there is no true pair).
    """

    sample: int
    true: int
    found: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """Found / true; None where the sample holds no true pair."""
        return self.found / self.true if self.true else None


class Index(NamedTuple):
    """The shingles of the sample and who has them, as `kernels.overlap.count_overlaps` takes it."""

    keys: NDArray[np.uint64]
    directory: NDArray[np.int64]
    posts: NDArray[np.int64]
    members: NDArray[np.int64]


def wilson(hits: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's score interval of a proportion; (0, 1) for no observation.

    >>> [round(x, 3) for x in wilson(99, 100)]
    [0.946, 0.998]
    """
    if n == 0:
        return 0.0, 1.0
    p, d = hits / n, 1 + z * z / n
    centre, half = (p + z * z / (2 * n)) / d, z / d * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5
    return max(0.0, centre - half), min(1.0, centre + half)


def draw(n: int, size: int) -> NDArray[np.int64]:
    """The numbers of a sample of `size` out of n, the same on every run: those with the lowest mixed numbers."""
    mixed = (np.arange(n, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    return np.sort(np.argsort(mixed, kind="stable")[:size])


def true_pairs(
    texts: Sourced,
    numbers: NDArray[np.int64],
    counts: NDArray[np.int64],
    sample: NDArray[np.int64],
    threshold: float,
    shingling: Shingling,
    pool: Executor,
    tick: Callable[[int, int], None] | None = None,
) -> NDArray[np.int64]:
    """Every pair of a sampled and another document at or above the threshold, by exact counting.

    Parameters
    ----------
    texts : Texts, or another source of shingles
    numbers : int64 [m]
        Document numbers to compare, one of each group of identical texts.
    counts : int64 [n]
        Shingles of every document, with repeats.
    sample : int64 [s]
        Positions in `numbers`.
    threshold : float
    shingling : Shingling
    pool : Executor
    tick : callable, optional
        Called with (documents done, documents).

    Returns
    -------
    int64 [p, 2]
        Positions in `numbers`, left < right, sorted, distinct. Cost: every shingle of the corpus is looked up once in
        the sorted shingles of the sample.
    """
    if len(sample) == 0:  # no document has words
        return np.empty((0, 2), np.int64)
    mine = texts.sets(numbers[sample], counts[numbers[sample]], shingling)
    owner = np.repeat(np.arange(len(sample)), mine.sizes)
    flat = np.concatenate([mine.shingles[s : s + n] for s, n in zip(mine.starts, mine.sizes, strict=True)])
    by_shingle = np.argsort(flat, kind="stable")
    keys, first = np.unique(flat[by_shingle], return_index=True)
    posts = np.append(first, len(flat)).astype(np.int64)
    index = Index(keys, _directory(keys), posts, owner[by_shingle])
    cuts = [0, *(np.flatnonzero(np.diff(np.cumsum(counts[numbers]) // BLOCK_SHINGLES)) + 1).tolist(), len(numbers)]

    def block(start: int, end: int) -> NDArray[np.int64]:
        sets = texts.sets(numbers[start:end], counts[numbers[start:end]], shingling)
        found = np.empty((1 << 16, 3), np.int64)
        while (n := _count(sets, index, len(sample), found)) > len(found):
            found = np.empty((n, 3), np.int64)
        found = found[:n]
        union = sets.sizes[found[:, 0]] + mine.sizes[found[:, 1]] - found[:, 2]
        found = found[found[:, 2] / union >= threshold]
        pairs = np.stack((found[:, 0] + start, sample[found[:, 1]]), axis=1)
        return np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)

    pairs = [np.empty((0, 2), np.int64)]
    for some in pool.map(block, cuts[:-1], cuts[1:]):
        pairs.append(some)
        if tick:
            tick(cuts[len(pairs) - 1], len(numbers))
    return np.unique(np.concatenate(pairs), axis=0)


def _directory(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Where the keys with each value of their high bits begin; about one key each."""
    bits = max(1, len(keys).bit_length())
    return np.concatenate(
        ([0], np.cumsum(np.bincount((keys >> np.uint64(64 - bits)).astype(np.int64), minlength=1 << bits)))
    )


def _count(sets: Sets, index: Index, n_sample: int, found: NDArray[np.int64]) -> int:
    scratch = (np.zeros(n_sample, np.int64), np.empty(n_sample, np.int64))
    return int(count_overlaps(*sets, *index, *scratch, found))


def measure(true: NDArray[np.int64], found: NDArray[np.uint64], n_sample: int) -> Recall:
    """Compare the true pairs (positions) with the packed verified ones."""
    packed = true[:, 0].astype(np.uint64) << np.uint64(32) | true[:, 1].astype(np.uint64)
    hits = int(np.isin(packed, found).sum())
    return Recall(n_sample, len(true), hits, *wilson(hits, len(true)))
