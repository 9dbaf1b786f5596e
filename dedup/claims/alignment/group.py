"""Scored pairs of claims -> groups, one question a group: average linkage, pairs inside a document held to more.

A sentence that answers two questions is in the group of each: linkage gives every claim one group, and a claim then
joins each further group with which its mean log-odds pass the same threshold.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.claims.alignment.align import Model, Pairs
from dedup.stories.linkage import average_linkage


class Grouped(NamedTuple):
    """By claim: group, the number of the first claim of its group; weakest, the lowest mean log-odds at which the group
    was joined (nan for a claim alone).

    also, also_in: int64 [k], claims and the further groups that they are in; also_mean: float64 [k], their mean
    log-odds with the members.
    """

    group: NDArray[np.int64]
    weakest: NDArray[np.float64]
    also: NDArray[np.int64]
    also_in: NDArray[np.int64]
    also_mean: NDArray[np.float64]

    def together(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the claims of each pair are in one group, by the group of either: bool [m]."""
        n, of = len(self.group), self.group
        further = self.also * n + self.also_in
        one, other = np.isin(left * n + of[right], further), np.isin(right * n + of[left], further)
        return np.asarray((of[left] == of[right]) | one | other)


def group_claims(
    pairs: Pairs, log_odds: NDArray[np.float64], document: NDArray[np.int64], model: Model, precision: float
) -> Grouped:
    """Join claims whose log-odds say that they answer one question.

    Two claims join at the threshold of the precision; groups join while the mean over all their pairs is at most
    `model.step` below it, where a pair that was never compared counts as `model.absent`. Two claims of one document
    seldom answer one question, and when they do they are very alike: they need `model.own` more. Where claims had more
    candidates than were compared, groups of them join once more by those pairs alone that were.

    Parameters
    ----------
    pairs : Pairs
    log_odds : float64 [m]
        Of each pair.
    document : int64 [n]
    model : Model
    precision : float
        Asked for, 0.5 to 0.99.

    Returns
    -------
    Grouped
        The same for any order of the pairs.
    """
    begin = model.threshold(precision)
    levels = model.absent, begin, max(begin - model.step, model.absent + 0.1)
    rank = np.arange(len(document))
    odds = np.where(document[pairs.left] == document[pairs.right], log_odds - model.own, log_odds)
    linked = average_linkage(pairs.left, pairs.right, odds, *levels, rank)
    group, weakest = linked.first, linked.weakest
    if pairs.capped.any():
        left, right, mean = _between(pairs, odds, group)
        again = average_linkage(left, right, mean, *levels, rank)
        group = again.first[linked.first]
        weakest = np.fmin(linked.weakest[linked.first], again.weakest[linked.first])[group]
    return Grouped(group, weakest, *_further(pairs, odds, group, model.absent, begin))


def _further(
    pairs: Pairs, odds: NDArray[np.float64], group: NDArray[np.int64], absent: float, begin: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Claims with the further groups whose members they meet at a mean of `begin`, and that mean."""
    n = len(group)
    claim, other = np.concatenate((pairs.left, pairs.right)), group[np.concatenate((pairs.right, pairs.left))]
    # Multiples of 2**-12, so that the sum does not depend on the order.
    gain = np.round((np.clip(odds, absent, -absent) - absent) * 4096) / 4096
    rows = group[claim] != other
    keys, inverse = np.unique(claim[rows] * n + other[rows], return_inverse=True)
    total = np.bincount(inverse, np.concatenate((gain, gain))[rows], len(keys))
    also, also_in = keys // max(n, 1), keys % max(n, 1)
    mean = total / np.bincount(group, minlength=n)[also_in] + absent
    enough = mean >= begin
    return also[enough], also_in[enough], mean[enough]


LEAST_PAIRS = 3
"""Compared pairs between two groups of capped claims whose mean may join them."""


def _between(
    pairs: Pairs, odds: NDArray[np.float64], group: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Mean log-odds of the compared pairs between groups, by their first claims, where both claims were capped."""
    a, b = group[pairs.left], group[pairs.right]
    rows = (a != b) & pairs.capped[pairs.left] & pairs.capped[pairs.right]
    low, high = np.minimum(a, b)[rows], np.maximum(a, b)[rows]
    keys, inverse, counts = np.unique(low * len(group) + high, return_inverse=True, return_counts=True)
    # Multiples of 2**-12, so that the sum does not depend on the order.
    total = np.bincount(inverse, np.round(np.clip(odds[rows], -50, 50) * 4096) / 4096, len(keys))
    enough = counts >= LEAST_PAIRS
    keys, mean = keys[enough], total[enough] / counts[enough]
    return keys // len(group), keys % len(group), mean
