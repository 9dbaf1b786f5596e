"""Pairs that share passages -> those that are worth a judge: most could not be derived, and nothing is made of them."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.config import OriginSettings
from dedup.copies import widen
from dedup.copies.compare import nearby
from dedup.copies.side import OWN_START
from dedup.copies.verify import Texts
from dedup.corpus.views import text_views
from dedup.kernels.ownwords import LETTER, OWN, SPACE, code_points, count_words, own_words, widened

BLOCK_BYTES = 16 << 20
"""Text that is held as code points at a time, four bytes each."""
ROUNDING = 1e-9
"""What a sum in another order may differ by: the sieve must not drop what the judge would keep."""


class Kinds:
    """What the patterns of `copies.side` and str say of code points, a page of 256 at a time as texts have them.

    kinds: uint8 by code point, bits of `kernels.ownwords`; folds: int32 by code point and expansions: int32 [.., 3], as
    in `kernels.ownwords.widened`.
    """

    def __init__(self) -> None:
        self.kinds = np.zeros(0x110000, np.uint8)
        self.folds = np.arange(0x110000, dtype=np.int32)
        self.expansions = np.zeros((256, 3), np.int32)
        self._known = np.zeros(0x1100, np.bool_)
        self._longer = 0

    def know(self, pages: NDArray[np.bool_]) -> None:
        """Read up on these pages: bool [0x1100]."""
        for page in np.flatnonzero(pages & ~self._known).tolist():
            text = "".join(map(chr, range(256 * page, 256 * page + 256)))
            for bit, pattern in _PATTERNS:
                for match in pattern.finditer(text):
                    self.kinds[256 * page + match.start() : 256 * page + match.end()] |= bit
            for point, folded in enumerate(map(str.casefold, text), 256 * page):
                self.folds[point] = ord(folded) if len(folded) == 1 else self._longer_fold(folded)
            self._known[page] = True

    def _longer_fold(self, folded: str) -> int:
        self.expansions[self._longer, : len(folded)] = [*map(ord, folded)]
        self._longer += 1
        return -self._longer


_PATTERNS = (
    (LETTER, re.compile(r"[^\W_]+")),
    (SPACE, re.compile(r"\s+")),
    (OWN, re.compile(f"(?:{OWN_START})+")),
)


class Pairs(NamedTuple):
    """left, right: int64 [m]; close: bool [m], on one event; apart: bool [m], known to be on different ones; alike:
    bool [m], of one outlet. ends: int64 [m + 1]: pair i has rows ends[i] .. ends[i + 1] of runs: int64 [.., 5].
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    close: NDArray[np.bool_]
    apart: NDArray[np.bool_]
    alike: NDArray[np.bool_]
    ends: NDArray[np.int64]
    runs: NDArray[np.int64]

    def take(self, rows: NDArray[np.int64]) -> Pairs:
        """Some of them."""
        sizes = np.diff(self.ends)[rows]
        ends = np.concatenate(([0], np.cumsum(sizes)))
        places = np.repeat(self.ends[rows] - ends[:-1], sizes) + np.arange(ends[-1])
        flags = (self.close[rows], self.apart[rows], self.alike[rows])
        return Pairs(self.left[rows], self.right[rows], *flags, ends, self.runs[places])


class Points(NamedTuple):
    """Document d as code points: points[starts[d] : starts[d] + sizes[d]]. words: about how many it has."""

    points: NDArray[np.uint32]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    words: NDArray[np.int64]


def worth_judging(
    texts: Texts, bytes_of: NDArray[np.int64], pairs: Pairs, settings: OriginSettings
) -> NDArray[np.bool_]:
    """Which pairs have passages of so many own words that other evidence counts beside them.

    Parameters
    ----------
    texts : Texts
    bytes_of : int64 [n]
        Bytes of each document, by number.
    pairs : Pairs
    settings : OriginSettings

    Returns
    -------
    bool [m]
        False only where `copies.derive.derive` would weigh no evidence; True for the others, and for passages beside
        embedded messages as if their words were the writer's. Cost: linear in the texts, about 3 ns a byte, and 1 us a
        passage.
    """
    worth, kinds = np.zeros(len(pairs.left), np.bool_), Kinds()
    order = np.lexsort((pairs.right, pairs.left, nearby(pairs.left, pairs.right, len(bytes_of))[pairs.left]))
    fill = np.cumsum((bytes_of[pairs.left] + bytes_of[pairs.right])[order]) // BLOCK_BYTES
    for part in np.split(order, np.flatnonzero(np.diff(fill)) + 1):
        if len(part):
            worth[part] = _worth(texts, bytes_of, pairs.take(part), settings, kinds)
    return worth


def _worth(
    texts: Texts, bytes_of: NDArray[np.int64], pairs: Pairs, settings: OriginSettings, kinds: Kinds
) -> NDArray[np.bool_]:
    m = len(pairs.left)
    numbers, where = np.unique(np.concatenate((pairs.left, pairs.right)), return_inverse=True)
    points = _points(texts, numbers, bytes_of[numbers], kinds)
    docs = np.stack((where[:m], where[m:]), axis=1).astype(np.int64)
    shorter = points.words[docs].min(axis=1)
    least = np.where(pairs.apart, (settings.other_event * shorter).astype(np.int64), 0)
    needed = np.maximum(settings.passage_words, least).astype(np.float64)
    needed = np.where(pairs.alike, np.maximum(needed, settings.same_outlet * shorter), needed)
    bar = settings.least * (needed - settings.chance_words) - ROUNDING

    def reached(some: Pairs, rows: NDArray[np.int64], runs: NDArray[np.int64]) -> NDArray[np.bool_]:
        sides = np.repeat(docs[rows], np.diff(some.ends), axis=0)
        own = np.empty(len(runs), np.float64)
        own_words(points.points, points.starts, points.sizes, kinds.kinds, sides, runs, own)
        beyond = np.add.reduceat(np.maximum(0.0, own - settings.chance_words), some.ends[:-1]) if len(rows) else bar[:0]
        enough: NDArray[np.bool_] = beyond >= bar[rows]
        return enough

    worth: NDArray[np.bool_] = reached(pairs, np.arange(m), pairs.runs)
    again = np.flatnonzero(pairs.close & ~worth)
    some = pairs.take(again)
    sides, wide = np.repeat(docs[again], np.diff(some.ends), axis=0), np.empty_like(some.runs)
    how = (widen.REACH, widen.WORDS, widen.LEAST, widen.DENSITY)
    widened(*points[:3], kinds.kinds, kinds.folds, kinds.expansions, sides, some.runs, *how, wide)
    worth[again] = reached(some, again, wide)
    return worth


def _points(texts: Texts, numbers: NDArray[np.int64], sizes: NDArray[np.int64], kinds: Kinds) -> Points:
    """Some documents as code points; sizes: their bytes."""
    starts = np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64)
    n, rows = len(numbers), texts.row[numbers]
    made = Points(np.empty(int(sizes.sum()), np.uint32), starts, np.zeros(n, np.int64), np.zeros(n, np.int64))
    pages = np.zeros(0x1100, np.bool_)
    pages[0] = True
    chunk_of = np.searchsorted(texts.bounds, rows, side="right") - 1
    for chunk in np.unique(chunk_of):
        for view in text_views(texts.chunks[chunk]):
            low = texts.bounds[chunk] + view.first
            mine = np.flatnonzero((rows >= low) & (rows < low + len(view)))
            if len(mine):
                lengths = np.empty(len(mine), np.int64)
                code_points(view.data, view.offsets, rows[mine] - low, starts[mine], made.points, lengths, pages)
                made.sizes[mine] = lengths
    kinds.know(pages)
    count_words(made.points, starts, made.sizes, kinds.kinds, made.words)
    return made
