"""Documents -> their texts without the lines that their outlet repeats."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.corpus.corpus import Corpus
from dedup.corpus.views import TextView, text_views
from dedup.kernels.lines import cut_lines, line_keys

LONG_FACTOR = 3
"""So many times the documents it takes for a paragraph to be boilerplate, for an outlet tells a story several times."""


class Body(NamedTuple):
    """Documents of one view, and what is left of each.

    view: their raw texts. numbers: int64 [n], the document number of each. starts: int64 [n + 1] into parts: int64
    [.., 2], byte spans in `view.data`; the parts of document i are parts[starts[i] : starts[i + 1]].
    """

    view: TextView
    numbers: NDArray[np.int64]
    starts: NDArray[np.int64]
    parts: NDArray[np.int64]


class Bodies(NamedTuple):
    """All documents; by document number where each one stands. lines: how many different lines were cut out."""

    bodies: list[Body]
    body: NDArray[np.int64]
    row: NDArray[np.int64]
    lines: int

    def sizes(self) -> NDArray[np.int64]:
        """Bytes of each document, by number."""
        sizes = np.zeros(len(self.body), np.int64)
        for body in self.bodies:
            sizes[body.numbers] = np.diff(body.view.offsets)
        return sizes


def whole_bodies(texts: pa.Array) -> Bodies:
    """Texts with nothing cut out; a document's number is its place."""
    return _located([_cut(view, np.arange(view.first, view.first + len(view)), None, _NONE, _NONE)
                     for view in text_views(texts)], len(texts), 0)  # fmt: skip


def bodies(corpus: Corpus, counted: NDArray[np.bool_], least: int, pool: Executor) -> Bodies:
    """The documents of a corpus without the lines that at least `least` documents of the same outlet have.

    Parameters
    ----------
    corpus : Corpus
        A document without an outlet keeps all its lines.
    counted : bool [n]
        By document number, whether its lines count.
    least : int
        For a line of 240 bytes and more three times as many.
    pool : Executor

    Returns
    -------
    Bodies
        Cost: two passes over the bytes at some 2 GB/s.
    """
    number = np.empty(len(corpus), np.int64)
    number[corpus.order] = np.arange(len(corpus))
    salts = _salts(corpus.table["outlet"])
    places, row = [], 0
    for chunk in corpus.table["text"].chunks:
        views = text_views(chunk)
        places += [(view, slice(row + view.first, row + view.first + len(view))) for view in views]
        row += len(chunk)

    def hashes(place: tuple[TextView, slice]) -> NDArray[np.uint64]:
        view, rows = place
        data = view.data[view.offsets[0] : view.offsets[-1]]
        out = np.empty(int(np.count_nonzero(data == 10)) + len(view), np.uint64)
        return out[: line_keys(view.offsets, view.data, np.where(counted[number[rows]], salts[rows], 0), out)]

    keys = np.sort(np.concatenate([np.zeros(0, np.uint64), *pool.map(hashes, places)]))
    first = np.flatnonzero(np.diff(keys, prepend=np.uint64(0)))
    needed = np.where(keys[first] & np.uint64(1), LONG_FACTOR * least, least)
    keys = keys[first][np.diff(np.append(first, len(keys))) >= needed]
    known = _bits(keys)
    made = list(pool.map(lambda place: _cut(place[0], number[place[1]], salts[place[1]], known, keys), places))
    return _located(made, len(corpus), len(keys))


_NONE = np.zeros(0, np.uint64)


def _salts(outlets: pa.ChunkedArray) -> NDArray[np.uint64]:
    """A random number an outlet, 0 for none."""
    codes = outlets.combine_chunks().dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False)
    mixed = (codes.astype(np.int64).astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    salts: NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(32))
    return salts


def _bits(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    from dedup.kernels.postings import mark

    known = np.zeros(1 << max(0, (16 * len(keys)).bit_length() - 6), np.uint64)
    mark(keys, known)
    return known


def _cut(
    view: TextView,
    numbers: NDArray[np.int64],
    salts: NDArray[np.uint64] | None,
    known: NDArray[np.uint64],
    keys: NDArray[np.uint64],
) -> Body:
    starts = np.empty(len(view) + 1, np.int64)
    if not len(keys) or salts is None:
        parts = np.stack((view.offsets[:-1], view.offsets[1:]), axis=1)
        return Body(view, numbers, np.arange(len(view) + 1), np.ascontiguousarray(parts))
    parts = np.empty((cut_lines(view.offsets, view.data, salts, known, keys, starts, None), 2), np.int64)
    cut_lines(view.offsets, view.data, salts, known, keys, starts, parts)
    return Body(view, numbers, starts, parts)


def _located(made: list[Body], n: int, lines: int) -> Bodies:
    body, row = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for i, one in enumerate(made):
        body[one.numbers] = i
        row[one.numbers] = np.arange(len(one.numbers))
    return Bodies(made, body, row, lines)
