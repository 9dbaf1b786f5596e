"""Parts of documents -> the hashes of their words, their shingles, and where the words stand."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.fold import MAX_MARKS, fold_words
from dedup.kernels.jit import jit
from dedup.kernels.mix import finish
from dedup.kernels.shingle import shingle

U64 = np.uint64
BETWEEN = U64(0xD6E8FEB86659FD93)


@jit
def place_words(
    data: Any,
    offsets: Any,
    page_of: Any,
    pages: Any,
    expansions: Any,
    starts: Any,
    parts: Any,
    rows: Any,
    names: Any,
    width: Any,
    at: Any,
    words: Any,
    shingles: Any,
    spans: Any,
    places: Any,
) -> Any:
    """Words of some documents, with one that equals no other between two parts.

    data, page_of, pages, expansions: as in `fold_words`. offsets: int64, where each document begins in data. starts,
    parts: as in `cut_lines`. rows: int64 [m], the documents; names: int64 [m], a number of each that no other has. at:
    the first free place in words, shingles: uint64, and spans: int64 [.., 2], byte offsets in the document, (-1, -1)
    for the word between two parts. places: int64 [m, 2], where the words of each begin, and how many there are, those
    between parts included. Behind the last shingle of a document stand word hashes. Returns the next free place, or -1
    where there is too little room.
    """
    marks = np.empty(MAX_MARKS, np.int64)
    longest = 0
    for row in rows:
        for part in range(starts[row], starts[row + 1]):
            longest = max(longest, parts[part, 1] - parts[part, 0])
    units, where = np.empty(2 * longest + 1, np.uint64), np.empty((2 * longest + 1, 2), np.int64)
    for i in range(len(rows)):
        row, begin = rows[i], at
        for part in range(starts[row], starts[row + 1]):
            n = fold_words(data, parts[part, 0], parts[part, 1], page_of, pages, expansions, marks, units, where)
            if at + n + 1 > len(words):
                return -1
            if at > begin:
                words[at] = finish(BETWEEN + (U64(names[i]) << U64(24)) + U64(part - starts[row]))
                spans[at, 0], spans[at, 1] = -1, -1
                at += 1
            for k in range(n):
                words[at + k] = units[k]
                spans[at + k, 0], spans[at + k, 1] = where[k, 0] - offsets[row], where[k, 1] - offsets[row]
            at += n
        places[i, 0], places[i, 1] = begin, at - begin
        for k in range(begin, at):
            shingles[k] = words[k]
        shingle(shingles[begin:at], at - begin, width)
    return at


@jit
def to_characters(data: Any, offsets: Any, rows: Any, places: Any) -> None:
    """Byte offsets -> character offsets, in place, each row of places in the document rows[i].

    data: uint8; offsets: int64, where each document begins. rows: int64 [m], neighbours of one document best together;
    places: int64 [m, k]. An offset below the one before is counted from the document's start again.
    """
    last, byte, characters = -1, 0, 0
    for i in range(len(rows)):
        for k in range(places.shape[1]):
            wanted = places[i, k]
            if rows[i] != last or wanted < byte:
                last, byte, characters = rows[i], 0, 0
            base = offsets[rows[i]]
            for at in range(base + byte, base + wanted):
                characters += (data[at] & 0xC0) != 0x80
            byte = wanted
            places[i, k] = characters
