"""Scored pairs -> how each stands among its rivals: is it the likest of both, by how much, do neighbours meet too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RIVALS = (
    "mutual",
    "rank_better",
    "rank_worse",
    "margin_larger",
    "margin_smaller",
    "crowd",
    "rank_overall",
    "level",
    "along",
    "along_mean",
    "beside",
    "beside_mean",
)
"""rank: among the claims of the other document, 1 / (1 + place); margin: over the best rival there; crowd: likeness
beyond what both have with their three likest; level: beyond what claims of the scope have with their likest; along:
likeness of the claims before both, and after both; beside: of one with the claim before or after the other."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def rival_features(left: Ints, right: Ints, likeness: Floats, document: Ints, scope: Ints) -> Floats:
    """How pairs stand among their rivals.

    Parameters
    ----------
    left, right : int64 [m]
        Pairs of claims, left < right, ascending by both.
    likeness : float64 [m]
    document, scope : int64 [n]
        Of each claim; those of a document stand together, in the order of its text.

    Returns
    -------
    float64 [m, len(RIVALS)]
        A pair that is not among them counts as likeness 0. Cost: a few sorts.
    """
    m, n = len(left), len(document)
    if not m:
        return np.zeros((0, len(RIVALS)))
    claim, other = np.concatenate((left, right)), np.concatenate((right, left))
    double = np.concatenate((likeness, likeness))
    rank, rival = places(claim * (document.max() + 1) + document[other], double, other)
    overall, _ = places(claim, double, other)
    crowd = np.bincount(claim, np.where(overall < 3, double, 0.0), n) / 3
    best = np.bincount(claim, np.where(overall == 0, double, 0.0), n)
    level = np.bincount(scope, best) / np.maximum(1, np.bincount(scope))
    a, b = rank[:m], rank[m:]
    margins = likeness - rival[:m], likeness - rival[m:]
    columns = [
        ((a == 0) & (b == 0)).astype(np.float64),
        1 / (1 + np.minimum(a, b)),
        1 / (1 + np.maximum(a, b)),
        np.maximum(*margins),
        np.minimum(*margins),
        2 * likeness - crowd[left] - crowd[right],
        1 / (1 + overall[:m]) + 1 / (1 + overall[m:]),
        likeness - level[scope[left]],
    ]
    return np.column_stack(columns + neighbours(left, right, likeness, document))


def places(group: Ints, likeness: Floats, other: Ints) -> tuple[Ints, Floats]:
    """Within each group: the place of each entry by likeness, and the likeness of the best other entry (0: none)."""
    order = np.lexsort((other, -likeness, group))
    starts = np.flatnonzero(np.diff(group[order], prepend=group.min() - 1))
    sizes = np.diff(np.append(starts, len(group)))
    place = np.empty(len(group), np.int64)
    place[order] = np.arange(len(group)) - np.repeat(starts, sizes)
    best = likeness[order[starts]]
    second = np.where(sizes > 1, likeness[order[np.minimum(starts + 1, len(group) - 1)]], 0.0)
    rival = np.empty(len(group))
    rival[order] = np.where(place[order] == 0, np.repeat(second, sizes), np.repeat(best, sizes))
    return place, rival


def neighbours(left: Ints, right: Ints, likeness: Floats, document: Ints) -> list[Floats]:
    """Likeness of the pairs around each pair."""
    n = len(document)
    keys = left * n + right

    def of(step: int, other_step: int) -> Floats:
        a, b = np.clip(left + step, 0, n - 1), np.clip(right + other_step, 0, n - 1)
        key = np.minimum(a, b) * n + np.maximum(a, b)
        at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
        there = (keys[at] == key) & (document[a] == document[left]) & (document[b] == document[right])
        return np.where(there, likeness[at], 0.0)

    along = np.stack((of(-1, -1), of(1, 1)))
    beside = np.stack((of(-1, 0), of(1, 0), of(0, -1), of(0, 1)))
    return [along.max(axis=0), along.mean(axis=0), beside.max(axis=0), beside.mean(axis=0)]
