"""Pairs of documents -> what they share: dot products of sparse rows, in one merge."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.jit import jit

N_PRODUCTS = 4
"""Columns: cosine of all terms, of titles, of names and numbers, and the summed rarity of terms shared by the leads or
titles of both."""


@jit
def products(
    starts: Any,
    terms: Any,
    weights: Any,
    title: Any,
    name: Any,
    lead: Any,
    rarity: Any,
    left: Any,
    right: Any,
    out: Any,
) -> None:
    """What the documents left[i] and right[i] share, for every i.

    starts: int64 [n + 1]; terms: int32 [nnz], ascending in each row. weights, title, name: float32 [nnz], each of unit
    length in a row; lead: bool [nnz], in the lead or the title. rarity: float32 by term. left, right: int64 [m]. out:
    float32 [m, N_PRODUCTS]. Cost: the two rows of a pair.
    """
    for p in range(len(left)):
        i, i_end = starts[left[p]], starts[left[p] + 1]
        j, j_end = starts[right[p]], starts[right[p] + 1]
        cosine, titles, names, mass = np.float32(0), np.float32(0), np.float32(0), np.float32(0)
        while i < i_end and j < j_end:
            a, b = terms[i], terms[j]
            if a == b:
                cosine += weights[i] * weights[j]
                titles += title[i] * title[j]
                names += name[i] * name[j]
                if lead[i] and lead[j]:
                    mass += rarity[a]
            i += a <= b
            j += b <= a
        out[p, 0], out[p, 1], out[p, 2], out[p, 3] = cosine, titles, names, mass


@jit
def neighbourhood(n: Any, left: Any, right: Any, cosine: Any, out: Any) -> None:
    """Mean of each document's largest cosines, as many as out has columns: column k the mean of the k + 1 largest.

    left, right: int64 [m]; cosine: float32 [m]; out: float32 [n, k]. A missing one counts as 0.
    """
    k = out.shape[1]
    for d in range(n):
        for c in range(k):
            out[d, c] = 0
    for p in range(len(left)):
        for side in range(2):
            d = left[p] if side == 0 else right[p]
            value = cosine[p]
            for c in range(k):  # insert into the descending list
                if value > out[d, c]:
                    value, out[d, c] = out[d, c], value
    for d in range(n):
        total = np.float32(0)
        for c in range(k):
            total += out[d, c]
            out[d, c] = total / np.float32(c + 1)
