"""Scored pairs of claims -> groups, one question a group: average linkage, pairs inside a document held to more."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.claims.align import Model
from dedup.stories.linkage import average_linkage


class Grouped(NamedTuple):
    """By claim: group, the number of the first claim of its group; weakest, the lowest mean log-odds at which the group
    was joined (nan for a claim alone).
    """

    group: NDArray[np.int64]
    weakest: NDArray[np.float64]


def group_claims(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    log_odds: NDArray[np.float64],
    document: NDArray[np.int64],
    model: Model,
    precision: float,
) -> Grouped:
    """Join claims whose log-odds say that they answer one question.

    Two claims join at the threshold of the precision; groups join while the mean over all their pairs is at most
    `model.step` below it, where a pair that was never compared counts as `model.absent`. Two claims of one document
    seldom answer one question, and when they do they are very alike: they need `model.own` more.

    Parameters
    ----------
    left, right : int64 [m]
        Pairs, each once.
    log_odds : float64 [m]
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
    inside = document[left] == document[right]
    linked = average_linkage(
        left,
        right,
        np.where(inside, log_odds - model.own, log_odds),
        model.absent,
        begin,
        max(begin - model.step, model.absent + 0.1),
        np.arange(len(document)),
    )
    return Grouped(linked.first, linked.weakest)
