"""Rows of terms -> weights: how much a shared term says."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.stories.terms import Terms, background

TITLE, LEAD, TEXT, CAPITAL, INSIDE, NUMBER = range(6)
TITLE_FACTOR = 3.0
"""How often a term of the title counts; 1 to 6 give the same stories within .01."""
BACKGROUND = 200
"""Documents that the background stands for, at most; a corpus of few documents is heard twice as loud as it."""


class Weighted(NamedTuple):
    """Weights beside the rows of `Terms`.

    starts, terms: its rows. all, title, name: float32 [nnz], each of unit length in a row (or 0): all terms; those of
    the title; names and numbers. lead: bool [nnz], in the title or the lead. rarity: float32 by term, -log of the share
    of documents; named: bool by term, a name or a number.
    """

    starts: NDArray[np.int64]
    terms: NDArray[np.int32]
    all: NDArray[np.float32]
    title: NDArray[np.float32]
    name: NDArray[np.float32]
    lead: NDArray[np.bool_]
    rarity: NDArray[np.float32]
    named: NDArray[np.bool_]


def weigh(rows: Terms) -> Weighted:
    """Weigh terms by log frequency in the document and rarity in the corpus, steadied by the background.

    Parameters
    ----------
    rows : Terms

    Returns
    -------
    Weighted
        The share of documents with a term is (df + k * background share) / (n + k), k = min(200, 2 n). A term is a name
        where more than half of its places inside sentences have a capital; numbers count as names. Cost: linear.
    """
    n, counts = len(rows.lengths), rows.counts
    rarity = _rarity(rows, n)
    inside = np.bincount(rows.terms, counts[:, INSIDE], len(rows.hashes))
    capital = np.bincount(rows.terms, counts[:, CAPITAL], len(rows.hashes))
    number = np.bincount(rows.terms, counts[:, NUMBER], len(rows.hashes)) > 0
    named = ((inside > 0) & ((capital + 0.5) / (inside + 1.5) > 0.5)) | number
    idf = rarity[rows.terms]
    frequency = np.log1p(TITLE_FACTOR * counts[:, TITLE] + counts[:, TEXT] + counts[:, LEAD])
    everything = frequency * idf
    document = np.repeat(np.arange(n), np.diff(rows.starts))

    def unit(weights: NDArray[np.float64]) -> NDArray[np.float32]:
        length = np.sqrt(np.bincount(document, weights**2, n))
        return (weights / np.maximum(length, 1e-9)[document]).astype(np.float32)

    return Weighted(
        rows.starts,
        rows.terms,
        unit(everything),
        unit((counts[:, TITLE] > 0) * idf),
        unit(everything * named[rows.terms]),
        (counts[:, TITLE] > 0) | (counts[:, LEAD] > 0),
        rarity.astype(np.float32),
        named,
    )


def _rarity(rows: Terms, n: int) -> NDArray[np.float64]:
    known = background()
    at = np.minimum(np.searchsorted(known.hashes, rows.hashes), len(known.hashes) - 1)
    share = np.where(known.hashes[at] == rows.hashes, known.share[at], known.share.min() / 4)
    k = min(BACKGROUND, 2 * n)
    df = np.bincount(rows.terms, minlength=len(rows.hashes))
    rarity: NDArray[np.float64] = np.maximum(-np.log((df + k * share) / (n + k)), 0.0)
    return rarity
