"""Pairs with their log-odds -> what the other pairs say of each: rivals, third claims that meet both, neighbours.

Two claims that both answer the question of a third one likely answer it together; and of the claims of one document
that could answer, the likeliest one does. The first look, at the words of a pair, cannot know either.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dedup.claims.alignment.rivals import neighbours, places
from dedup.kernels.between import between

SUPPORT = (
    "odds",
    "third",
    "third_best",
    "ahead_larger",
    "ahead_smaller",
    "likeliest",
    "place",
    "met_less",
    "met_more",
    "likely_along",
    "likely_along_mean",
    "likely_beside",
    "likely_beside_mean",
)
"""third: log of the summed chances that a third claim meets both; third_best: of the best one, the smaller chance.
ahead: log-odds before the best rival in the other document, within 5. likeliest: 1 where each is the other's; place: of
each for the other, 1 / (1 + place), summed. met: log of how many claims of other documents the two meet, expected.
along, beside: chances of the pairs around, as in `rivals`."""

NOBODY = -6.0
"""Log-odds of a rival where there is none."""
WIDEST = 5.0

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def support_features(left: Ints, right: Ints, odds: Floats, document: Ints) -> Floats:
    """What the other pairs say of each pair.

    Parameters
    ----------
    left, right : int64 [m]
        Pairs of claims, left < right, ascending by both.
    odds : float64 [m]
        Log-odds of the first look.
    document : int64 [n]
        Of each claim; those of a document stand together, in the order of its text.

    Returns
    -------
    float64 [m, len(SUPPORT)]
        Cost: the pairs of both claims of each pair.
    """
    m, n = len(left), len(document)
    if not m:
        return np.zeros((0, len(SUPPORT)))
    chance = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    claim, other = np.concatenate((left, right)), np.concatenate((right, left))
    # places() takes a rival's 0 for nobody: log-odds are lifted above it.
    lifted = np.concatenate((odds, odds)) - NOBODY + 30
    rank, rival = places(claim * (document.max() + 1) + document[other], lifted, other)
    rival = np.where(rival == 0, 30.0, rival)
    ahead = (np.clip(lifted - rival, -WIDEST, WIDEST)).reshape(2, m)
    a, b = rank[:m], rank[m:]
    total, best = _between(left, right, chance, n)
    cross = np.where(document[left] != document[right], chance, 0.0)
    met = np.bincount(claim, np.concatenate((cross, cross)), n)
    columns = [
        odds,
        np.log(1e-3 + total),
        best,
        ahead.max(axis=0),
        ahead.min(axis=0),
        ((a == 0) & (b == 0)).astype(np.float64),
        1 / (1 + a) + 1 / (1 + b),
        np.log(0.01 + np.minimum(met[left], met[right])),
        np.log(0.01 + np.maximum(met[left], met[right])),
    ]
    return np.column_stack(columns + neighbours(left, right, chance, document))


def _between(left: Ints, right: Ints, chance: Floats, n: int) -> tuple[Floats, Floats]:
    """The third claims that meet both of each pair: summed chances, and that of the best."""
    ends, others = np.concatenate((left, right)), np.concatenate((right, left))
    order = np.lexsort((others, ends))
    starts = np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=n)))).astype(np.int64)
    total, best = np.empty(len(left)), np.empty(len(left))
    weights = np.concatenate((chance, chance))[order]
    between(starts, others[order], weights, left, right, total, best)
    return total, best
