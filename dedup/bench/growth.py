"""How a cost grows with the number of documents: an exponent, fitted, and what it says of larger sizes."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import NamedTuple


class Growth(NamedTuple):
    """cost = `scale` * documents ** `exponent`; `spread` is the largest ratio of a measured cost to the fitted one."""

    exponent: float
    scale: float
    spread: float

    def at(self, documents: float) -> float:
        """The cost of so many documents, if it goes on like this."""
        return float(self.scale * documents**self.exponent)


def fit(documents: Sequence[int], costs: Sequence[float]) -> Growth | None:
    """Least squares on logarithms.

    Parameters
    ----------
    documents : sequence of int
        Sizes.
    costs : sequence of float
        What was measured at each; those that are not above 0 are left out.

    Returns
    -------
    Growth or None
        None where fewer than two different sizes have a cost.

    Examples
    --------
    >>> growth = fit([1000, 10_000, 100_000], [2.0, 20.0, 200.0])
    >>> round(growth.exponent, 6), round(growth.at(1_000_000), 3), round(growth.spread, 6)
    (1.0, 2000.0, 1.0)
    """
    points = [(math.log(n), math.log(cost)) for n, cost in zip(documents, costs, strict=True) if n > 0 and cost > 0]
    if len({x for x, _ in points}) < 2:
        return None
    slope, intercept = statistics.linear_regression([x for x, _ in points], [y for _, y in points])
    off = max(abs(y - intercept - slope * x) for x, y in points)
    return Growth(slope, math.exp(intercept), math.exp(off))


def marginal(documents: Sequence[int], costs: Sequence[float]) -> float | None:
    """What one more document costs between the two largest sizes; None with fewer than two.

    >>> marginal([1000, 3000], [5.0, 9.0])
    0.002
    """
    points = sorted(zip(documents, costs, strict=True))
    if len(points) < 2 or points[-1][0] == points[-2][0]:
        return None
    return (points[-1][1] - points[-2][1]) / (points[-1][0] - points[-2][0])
