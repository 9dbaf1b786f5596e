"""Two texts -> the passages they share, as character spans in both."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.copies.bodies import whole_bodies
from dedup.copies.compare import Rules, block_of, characters, compare


class Passage(NamedTuple):
    """Half-open character spans of one passage in the left and in the right text.

    n_words: words of the side that has more of them; n_same: those that are equal on both sides, in order.
    """

    left_start: int
    left_end: int
    right_start: int
    right_end: int
    n_words: int
    n_same: int


class Words(NamedTuple):
    """hashes: uint64 [n] of the folded words; spans: int64 [n, 2], half-open character offsets in the raw text."""

    hashes: NDArray[np.uint64]
    spans: NDArray[np.int64]


def words_of(text: str) -> Words:
    """The folded words of a text, with their places.

    >>> words_of("Two  words").spans.tolist()
    [[0, 3], [5, 10]]
    """
    documents = whole_bodies(pa.array([text], pa.large_string()))
    block = block_of(documents, np.zeros(1, np.int64), 1)
    return Words(block.words, characters(documents, np.zeros(len(block.words), np.int64), block.spans))


def passages(left: str, right: str, width: int = 5, bridge: int = 0) -> list[Passage]:
    """Runs of at least `width` equal folded words, joined where little stands between them; none overlaps another.

    Parameters
    ----------
    left, right : str
        Raw texts; spans refer to them.
    width : int
        Words, at least 1; of a shorter text all of its words.
    bridge : int
        Words that may differ between two runs of one passage; 0 for equal words only. Four times as many may stand
        between if half of them are the same.

    Returns
    -------
    list of Passage
        In the order of the left text. Where two runs overlap the longer one keeps its words. Case, punctuation and
        layout do not count. The other way round gives the same passages. Cost: linear in both lengths, whatever the
        texts repeat: of the places of a shingle 16 are tried, about 50 bytes a word.

    Examples
    --------
    >>> a, b = "He said the bridge was closed on Monday.", "Police: THE BRIDGE was closed on Tuesday"
    >>> [(a[p.left_start : p.left_end], b[p.right_start : p.right_end]) for p in passages(a, b)]
    [('the bridge was closed on', 'THE BRIDGE was closed on')]
    """
    documents = whole_bodies(pa.array([left, right], pa.large_string()))
    block = block_of(documents, np.arange(2), width)
    sizes = block.places[:, 1].tolist()
    width = max(1, min(width, *sizes))
    sums = [int(block.words[at : at + n].sum()) for at, n in block.places.tolist()]
    rank = np.array([0, 1] if (sizes[0], sums[0]) <= (sizes[1], sums[1]) else [1, 0])
    rules = Rules(width, bridge, width, 0.0, np.zeros(1, np.uint8), 1)
    one = np.arange(1)
    with ThreadPoolExecutor(1) as pool:
        found = compare(documents, one, one + 1, one + width, rank, rules, pool)
    columns = (*found.places.T, found.lengths.max(axis=1, initial=0), found.same)
    return [Passage(*row) for row in np.stack(columns, axis=1).tolist()]
