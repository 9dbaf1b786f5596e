"""Shingle hashes -> sketches: Fast Similarity Sketching, fused with folding and shingling.

Dahlgaard, Knudsen, Thorup, "Fast Similarity Sketching" (FOCS 2017). In round r < k every shingle x hashes to a slot
and a value; a slot keeps the smallest value of the first round that reaches it; in round k + r every shingle goes to
slot r. Rounds go on until no slot is empty, so that two sets agree in a slot with probability J exactly, with less
variance than k independent minima, at about one hash a shingle instead of k. Round 0 spends the shingle's own hash.
What is stored is a 32-bit mix of the winner and its round: equal winners stay equal, and nothing else can be read off.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.fold import MAX_MARKS, fold_run, fold_words
from dedup.kernels.jit import jit, jit_inline
from dedup.kernels.mix import finish
from dedup.kernels.shingle import shingle
from dedup.kernels.sort import sort_unique

U64 = np.uint64
ROUND = U64(0x9E3779B97F4A7C15)
ALL = U64(0xFFFFFFFFFFFFFFFF)
S32 = U64(32)
SORT_ABOVE = 4096
"""Shingles above which repeats are removed before a second round, so that a page of repeats is not hashed n times."""


@jit_inline
def room(n_bytes: Any, chars: Any) -> Any:
    """Most units that a document of so many bytes can have: U+FDFA, three bytes, folds to eighteen characters."""
    return (2 if chars is None else 8) * n_bytes + 1


@jit_inline
def fold(
    data: Any, start: Any, end: Any, page_of: Any, pages: Any, expansions: Any, marks: Any, chars: Any, out: Any
) -> Any:
    """Hashes of the words of data[start:end], or of its characters where `chars` is True and not None."""
    if chars is None:
        return fold_words(data, start, end, page_of, pages, expansions, marks, out, None)
    n, _ = fold_run(data, start, end, end, page_of, pages, expansions, marks, chars, out, None, 0)
    return n


@jit_inline
def similarity_sketch(shingles: Any, n: Any, spare: Any, best: Any, level: Any, out: Any, row: Any) -> None:
    """Sketch of the set shingles[:n], n > 0, into out[row].

    shingles: uint64, may be sorted and freed of repeats in place. spare: uint64 [>= n], scratch. best: uint64 [k] and
    level: int64 [k], scratch. out: uint32 [.., k], k a power of two. Cost: one hash a shingle from about k * log(k)
    shingles on, up to k / 5 each for a handful.
    """
    k = out.shape[1]
    shift = U64(64)
    while (1 << np.int64(U64(64) - shift)) < k:
        shift -= U64(1)
    for slot in range(k):
        best[slot] = ALL
    for i in range(n):
        x = shingles[i]
        slot = np.int64(x >> shift)
        best[slot] = min(best[slot], x)
    empty = 0
    for slot in range(k):
        level[slot] = 0
        if best[slot] == ALL:
            level[slot] = -1
            empty += 1
    if empty > 0 and n > SORT_ABOVE:
        n = sort_unique(shingles, n, spare)
    turn = 1
    while empty > 0:
        salt = U64(turn) * ROUND
        for i in range(n):
            y = finish(shingles[i] + salt)
            slot = np.int64(y >> shift) if turn < k else turn - k
            if level[slot] < 0:
                level[slot] = turn
                best[slot] = y
                empty -= 1
            elif level[slot] == turn:
                best[slot] = min(best[slot], y)
        turn += 1
    for slot in range(k):
        out[row, slot] = np.uint32(finish(best[slot] ^ U64(level[slot]) * ROUND) >> S32)


@jit
def sketch_part(
    offsets: Any,
    data: Any,
    page_of: Any,
    pages: Any,
    expansions: Any,
    chars: Any,
    width: Any,
    first: Any,
    last: Any,
    slots: Any,
    counts: Any,
    prints: Any,
) -> None:
    """Sketches of the documents first..last of a part.

    offsets: int64 [n + 1] into data; data: uint8 with `PAD` readable bytes behind its last one; page_of, pages,
    expansions: the fold table. chars: None for words, True for characters. slots: uint32 [n, k], untouched for a
    document without shingles. counts: int64 [n], shingles with repeats. prints: uint64 [n, 2], a fingerprint of the
    multiset of shingles: documents that agree in it and in the count are the same text for every later stage.
    """
    longest = 0
    for row in range(first, last):
        longest = max(longest, offsets[row + 1] - offsets[row])
    units = np.empty(room(longest, chars), np.uint64)
    spare = np.empty(room(longest, chars), np.uint64)
    marks = np.empty(MAX_MARKS, np.int64)
    best = np.empty(slots.shape[1], np.uint64)
    level = np.empty(slots.shape[1], np.int64)
    for row in range(first, last):
        start, end = offsets[row], offsets[row + 1]
        n = fold(data, start, end, page_of, pages, expansions, marks, chars, units)
        n = shingle(units, n, width)
        counts[row] = n
        total, squares = U64(0), U64(0)
        for i in range(n):
            total += units[i]
            squares += units[i] * (units[i] >> S32)
        prints[row, 0], prints[row, 1] = total, squares
        if n > 0:
            similarity_sketch(units, n, spare, best, level, slots, row)


@jit
def shingle_sets(
    offsets: Any,
    data: Any,
    page_of: Any,
    pages: Any,
    expansions: Any,
    chars: Any,
    width: Any,
    rows: Any,
    at: Any,
    ends: Any,
    out: Any,
    sizes: Any,
) -> None:
    """Sorted distinct shingles of some documents of a part.

    rows: int64 [m], which documents. at, ends: int64 [m], the room that each one's shingles have in out: uint64, that
    of its `counts`. sizes: int64 [m], how many distinct ones were written; -1 where the room is too small, and nothing
    was. Other arguments as in `sketch_part`.
    """
    longest = 0
    for row in rows:
        longest = max(longest, offsets[row + 1] - offsets[row])
    units = np.empty(room(longest, chars), np.uint64)
    spare = np.empty(room(longest, chars), np.uint64)
    marks = np.empty(MAX_MARKS, np.int64)
    for i in range(len(rows)):
        start, end = offsets[rows[i]], offsets[rows[i] + 1]
        n = fold(data, start, end, page_of, pages, expansions, marks, chars, units)
        n = sort_unique(units, shingle(units, n, width), spare)
        if n > ends[i] - at[i]:
            sizes[i] = -1
            continue
        sizes[i] = n
        for j in range(n):
            out[at[i] + j] = units[j]
