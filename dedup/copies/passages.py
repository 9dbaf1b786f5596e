"""Two texts -> the passages they share, as character spans in both."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.corpus.views import text_views
from dedup.kernels.fold import MAX_MARKS, fold_words
from dedup.kernels.unicode import fold_table

MAX_PLACES = 64
"""Places of one shingle in the right text that are tried; a phrase that stands more often extends the same runs."""


class Passage(NamedTuple):
    """Half-open character spans of the same run of words in the left and in the right text, and its length in words."""

    left_start: int
    left_end: int
    right_start: int
    right_end: int
    n_words: int


class Words(NamedTuple):
    """hashes: uint64 [n] of the folded words; spans: int64 [n, 2], half-open character offsets in the raw text."""

    hashes: NDArray[np.uint64]
    spans: NDArray[np.int64]


def words_of(text: str) -> Words:
    """The folded words of a text, with their places.

    >>> words_of("Two  words").spans.tolist()
    [[0, 3], [5, 10]]
    """
    array = pa.array([text], pa.large_string())
    (view,) = text_views(array)
    size = int(view.offsets[1] - view.offsets[0])
    hashes, spans = np.empty(2 * size + 1, np.uint64), np.empty((2 * size + 1, 2), np.int64)
    marks = np.empty(MAX_MARKS, np.int64)
    n = fold_words(view.data, view.offsets[0], view.offsets[1], *fold_table(), marks, hashes, spans)
    characters = np.zeros(size + 1, np.int64)  # byte offset -> character offset: count the bytes that begin one
    characters[1:] = np.cumsum((view.data[:size] & 0xC0) != 0x80)
    ends = spans[:n, 1]
    return Words(hashes[:n].copy(), np.stack((characters[spans[:n, 0]], characters[ends]), axis=1))


def passages(left: str, right: str, width: int = 5) -> list[Passage]:
    """Maximal runs of at least `width` equal folded words, longest first, none overlapping another in either text.

    Parameters
    ----------
    left, right : str
        Raw texts; spans refer to them.
    width : int
        Words, at least 1; of a shorter text all of its words.

    Returns
    -------
    list of Passage
        In the order of the left text. Greedy: the longest run is taken first. Case, punctuation and layout do not
        count. Cost: about the two lengths, times the repeats of a phrase up to 64.

    Examples
    --------
    >>> a, b = "He said the bridge was closed on Monday.", "Police: THE BRIDGE was closed on Tuesday"
    >>> [(a[p.left_start : p.left_end], b[p.right_start : p.right_end]) for p in passages(a, b)]
    [('the bridge was closed on', 'THE BRIDGE was closed on')]
    """
    a, b = words_of(left), words_of(right)
    x, y = a.hashes.tolist(), b.hashes.tolist()
    width = max(1, min(width, len(x), len(y)))
    places: dict[tuple[int, ...], list[int]] = {}
    for j in range(len(y) - width + 1):
        where = places.setdefault(tuple(y[j : j + width]), [])
        if len(where) < MAX_PLACES:
            where.append(j)
    runs, seen = [], set()
    for i in range(len(x) - width + 1):
        for j in places.get(tuple(x[i : i + width]), ()):
            if (i - 1, j - 1) in seen:  # inside a run that began earlier on this diagonal
                seen.add((i, j))
                continue
            seen.add((i, j))
            n, before = width, 0
            while i + n < len(x) and j + n < len(y) and x[i + n] == y[j + n]:
                n += 1
            while i > before and j > before and x[i - before - 1] == y[j - before - 1]:
                before += 1  # its first words stand more often than is tried
            runs.append((-n - before, i - before, j - before))
    free_x, free_y, taken = np.ones(len(x), np.bool_), np.ones(len(y), np.bool_), []
    for minus_n, i, j in sorted(runs):
        n = -minus_n
        if free_x[i : i + n].all() and free_y[j : j + n].all():
            free_x[i : i + n] = free_y[j : j + n] = False
            taken.append((i, j, n))
    return [
        Passage(int(a.spans[i, 0]), int(a.spans[i + n - 1, 1]), int(b.spans[j, 0]), int(b.spans[j + n - 1, 1]), n)
        for i, j, n in sorted(taken)
    ]
