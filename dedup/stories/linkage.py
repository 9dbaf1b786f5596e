"""Scored pairs -> clusters: average linkage with every absent pair counted against."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernels.linkage import link


class Linked(NamedTuple):
    """By document: first, the member of its cluster that comes first in the total order; weakest, the lowest mean
    log-odds at which the cluster was joined (nan for a document alone).
    """

    first: NDArray[np.int64]
    weakest: NDArray[np.float64]


def average_linkage(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    log_odds: NDArray[np.float64],
    absent: float,
    begin: float,
    least: float,
    rank: NDArray[np.int64],
) -> Linked:
    """Join clusters while the mean log-odds over all pairs between them is at least `least`, two documents at `begin`.

    Parameters
    ----------
    left, right : int64 [m]
        Pairs, each once.
    log_odds : float64 [m]
        Clipped to [absent, -absent].
    absent : float
        Log-odds of a pair that is not among them, below `least`.
    begin, least : float
        Two reports must be likelier to be of one event than a further one of an event that several already report.
    rank : int64 [n]
        Place of each document in the total order.

    Returns
    -------
    Linked
        The same for any order of the pairs: gains are rounded to 2**-12, so that their sums are exact.
    """
    n = len(rank)
    gain = np.round((np.clip(log_odds, absent, -absent) - absent) * 4096) / 4096
    some = gain > 0
    a, b, gain = rank[left[some]], rank[right[some]], gain[some]
    ends, others, gains = np.concatenate((a, b)), np.concatenate((b, a)), np.concatenate((gain, gain))
    by_end = np.lexsort((others, ends))
    first = np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=n)))).astype(np.int64)
    parent, mean = np.empty(n, np.int64), np.empty(n)
    link(first, others[by_end], gains[by_end], begin - absent, least - absent, np.ones(n, np.int64), parent, mean)
    while not np.array_equal(up := parent[parent], parent):
        parent = up
    document = np.empty(n, np.int64)
    document[rank] = np.arange(n)
    return Linked(document[parent[rank]], (mean[parent] + absent)[rank])
