"""Pairs of a weighted graph -> what stands between their two ends: the neighbours that both have."""

from __future__ import annotations

from typing import Any

from dedup.kernels.jit import jit


@jit
def between(starts: Any, others: Any, weights: Any, left: Any, right: Any, total: Any, best: Any) -> None:
    """Over common neighbours c of left[p] and right[p]: the sum of w(left, c) w(c, right), and the largest smaller one.

    starts: int64 [n + 1]; others: int64 [nnz], ascending in each row; weights: float64 [nnz], 0 or more. left, right:
    int64 [m]. total, best: float64 [m], out; 0 where there is none. Cost: the two rows of a pair.
    """
    for p in range(len(left)):
        i, i_end = starts[left[p]], starts[left[p] + 1]
        j, j_end = starts[right[p]], starts[right[p] + 1]
        mass, most = 0.0, 0.0
        while i < i_end and j < j_end:
            a, b = others[i], others[j]
            if a == b:
                mass += weights[i] * weights[j]
                most = max(most, min(weights[i], weights[j]))
            i += a <= b
            j += b <= a
        total[p], best[p] = mass, most
