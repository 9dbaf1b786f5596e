"""Candidates -> features: what the pair score looks at."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernels.products import N_PRODUCTS, neighbourhood, products
from dedup.stories.candidates import Candidates
from dedup.stories.weigh import Weighted

FEATURES = ("root", "title", "name", "nameless", "log_days", "undated", "undated_gap", "relative", "mass", "length")
"""The columns of `Pairs.features`.

root: square root of the cosine of all terms. title: cosine of the titles' terms. name: cosine of names and numbers.
nameless: what that lacks to .1, for two reports of one event share a name or a number.
log_days: log(1 + days between), 0 where a date is missing. undated: whether one is. undated_gap: where one is, the mean
log(1 + days) between two dated documents of the corpus: among years of news an undated article needs more evidence.
relative: cosine / sqrt((a + .05) (b + .05)), a and b each side's mean of its K largest cosines, K = n / 12 from 1 to 5:
how near they are for documents of their surroundings. mass: square root of the summed rarity of terms that stand in
the title or lead of both. length: log(20 + words read) of the longer one, divided by 6.
"""
BLOCK = 1 << 16
NEAREST = 5
NAMED = 0.1


class Pairs(NamedTuple):
    """Candidates that share enough.

    left, right: int64 [m]; cosine: float32 [m]; features: float64 [m, 10]; around: float64 [n], by document the mean of
    its K largest cosines (see `relative`).
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    cosine: NDArray[np.float32]
    features: NDArray[np.float64]
    around: NDArray[np.float64]


def features(
    rows: Weighted,
    lengths: NDArray[np.int64],
    day: NDArray[np.float64],
    found: Candidates,
    least_cosine: float,
    pool: Executor,
) -> Pairs:
    """Features of every candidate with a cosine of at least `least_cosine`.

    Parameters
    ----------
    rows : Weighted
    lengths : int64 [n]
        Words read of each text.
    day : float64 [n]
        nan where unknown.
    found : Candidates
    least_cosine : float
    pool : Executor

    Returns
    -------
    Pairs
        Cost: about 3 microseconds a pair and core.
    """
    made = np.empty((len(found.left), N_PRODUCTS), np.float32)

    def block(low: int) -> None:
        part = slice(low, low + BLOCK)
        columns = (rows.all, rows.title, rows.name, rows.lead, rows.rarity)
        products(rows.starts, rows.terms, *columns, found.left[part], found.right[part], made[part])

    list(pool.map(block, range(0, len(made), BLOCK)))
    near = made[:, 0] >= least_cosine
    left, right, shared = found.left[near], found.right[near], made[near]
    around = _around(len(day), left, right, shared[:, 0])
    return Pairs(left, right, shared[:, 0], matrix(left, right, shared, lengths, day, around), around)


def matrix(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    shared: NDArray[np.float32],
    lengths: NDArray[np.int64],
    day: NDArray[np.float64],
    around: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The features of pairs, `FEATURES` by column; shared: float32 [m, 4], from `kernels.products`."""
    cosine = shared[:, 0]
    title, name, mass = shared[:, 1:].T.astype(np.float64)
    days = np.abs(day[left] - day[right])
    undated = np.isnan(days)
    columns = {
        "root": np.sqrt(np.maximum(cosine, 0)),
        "title": title,
        "name": name,
        "nameless": np.maximum(NAMED - name, 0.0),
        "log_days": np.where(undated, 0.0, np.log1p(days)),
        "undated": undated,
        "undated_gap": undated * expected_gap(day),
        "relative": cosine / np.sqrt((around[left] + 0.05) * (around[right] + 0.05)),
        "mass": np.sqrt(mass),
        "length": np.log(np.maximum(lengths[left], lengths[right]) + 20) / 6,
    }
    return np.column_stack([np.asarray(columns[feature], np.float64) for feature in FEATURES])


def expected_gap(day: NDArray[np.float64]) -> float:
    """Mean of log(1 + days between) over the dated documents, from at most 200 quantiles; 0 where fewer than two are.

    >>> round(expected_gap(np.array([0.0, 0.0, np.nan, 10.0])), 3)
    1.599
    """
    dated = np.sort(day[~np.isnan(day)])
    if len(dated) < 2:
        return 0.0
    some = dated[np.linspace(0, len(dated) - 1, min(len(dated), 200)).astype(np.int64)]
    i, j = np.triu_indices(len(some), 1)
    return float(np.log1p(np.abs(some[i] - some[j])).mean())


def _around(
    n: int, left: NDArray[np.int64], right: NDArray[np.int64], cosine: NDArray[np.float32]
) -> NDArray[np.float64]:
    means = np.empty((n, NEAREST), np.float32)
    neighbourhood(n, left, right, cosine, means)
    return means[:, max(1, min(NEAREST, n // 12)) - 1].astype(np.float64)
