"""Weighted rows -> candidates: pairs of documents worth scoring, never all of them."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.config import StorySettings
from dedup.kernels.meet import meet, top_terms
from dedup.stories.weigh import Weighted

BLOCK = 4096
PARTIAL = 0.4
"""Share of `least_cosine` that the posted terms alone must reach: they are not all of a document."""


class Candidates(NamedTuple):
    """Pairs of documents; left stands before right in the total order. int64 [m] each.

    cut: what the heaviest terms of every pair share at the least. caps: how often each was hit: `reach` (postings cut
    off), `keep` (documents with more), `pairs_per_document` (pairs below `cut` that were left out).
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    cut: float
    caps: dict[str, int]


def total_order(day: NDArray[np.float64]) -> NDArray[np.int64]:
    """Documents from first to last: undated ones, then by time; equal ones by number. day: float64 [n], nan unknown."""
    return np.lexsort((np.arange(len(day)), np.where(np.isnan(day), -np.inf, day)))


def candidates(
    rows: Weighted, day: NDArray[np.float64], window: float, settings: StorySettings, pool: Executor
) -> Candidates:
    """Pairs that share enough of their heaviest terms inside the window.

    Parameters
    ----------
    rows : Weighted
    day : float64 [n]
        Days since 1970, nan where unknown; an undated document meets all others.
    window : float
        Days.
    settings : StorySettings
        `top`, `reach`, `keep`, `pairs_per_document`, `least_cosine`.
    pool : Executor
        Blocks of documents are independent; the answer does not depend on the pool.

    Returns
    -------
    Candidates
        Cost: linear in documents, `top` * `reach` steps each at the most.
    """
    n = len(day)
    tops, weights = np.zeros((n, settings.top), np.int32), np.zeros((n, settings.top), np.float32)
    counts = np.zeros(n, np.int64)
    top_terms(rows.starts, rows.terms, rows.all, tops, weights, counts)
    order = total_order(day)
    tops, weights, counts, day = tops[order], weights[order], counts[order], day[order]
    first, n_undated, posts, post_weights = _postings(tops, weights, counts, day, len(rows.rarity))

    least, hits = PARTIAL * settings.least_cosine, np.zeros((-(-n // BLOCK), 2), np.int64)

    def block(low: int) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]:
        high = min(low + BLOCK, n)
        left, right = (np.empty(2 * settings.keep * (high - low), np.int32) for _ in range(2))
        sums = np.empty(len(left), np.float32)
        found = meet(
            day, tops, weights, counts, first, posts, post_weights, n_undated, float(window), settings.reach,
            settings.keep, least, low, high, left, right, sums, hits[low // BLOCK],
        )  # fmt: skip
        return left[:found].copy(), right[:found].copy(), sums[:found].copy()

    none = np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32)
    left, right, sums = (
        np.concatenate(column) for column in zip(*[none, *pool.map(block, range(0, n, BLOCK))], strict=True)
    )
    cut, room = least, settings.pairs_per_document * n
    if len(sums) > room:
        cut = float(np.partition(sums, len(sums) - room)[len(sums) - room])
        best = sums >= cut  # equal ones all stay, so that the order of documents does not show
        left, right = left[best], right[best]
    caps = dict(zip(("reach", "keep"), hits.sum(axis=0).tolist(), strict=True))
    return Candidates(order[left], order[right], cut, caps | {"pairs_per_document": len(sums) - len(left)})


def _postings(
    tops: NDArray[np.int32],
    weights: NDArray[np.float32],
    counts: NDArray[np.int64],
    day: NDArray[np.float64],
    n_terms: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    """(where each term's posting begins, its undated places, places, weights); see `kernels.meet`."""
    used = np.arange(tops.shape[1]) < counts[:, None]
    term, weight, place = tops[used], weights[used], np.repeat(np.arange(len(day)), counts)
    undated = np.isnan(day[place])
    by_term = np.lexsort((place, np.where(undated, -weight, 0), ~undated, term))
    first = np.concatenate(([0], np.cumsum(np.bincount(term, minlength=n_terms)))).astype(np.int64)
    n_undated = np.bincount(term[undated], minlength=n_terms).astype(np.int64)
    return first, n_undated, place[by_term].astype(np.int32), weight[by_term]
