"""Lines of a text: their hashes, and the parts that are left when some of them are cut out."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.jit import equal64, jit, jit_inline, load64, trailing_zeros
from dedup.kernels.mix import finish

U64 = np.uint64
ONE, ZERO, ALL = U64(1), U64(0), U64(0xFFFFFFFFFFFFFFFF)
NEWLINE, SPACE = np.uint8(10), 32
SEED, MULTIPLY = U64(0x8EBC6AF09C88C6E3), U64(0x589965CC75374CC3)
S29 = U64(29)
LONG = 240
"""Bytes from which a line is a paragraph, which an outlet may also repeat because it tells the same story again."""


@jit_inline
def line_end(data: Any, at: Any, end: Any) -> Any:
    """Where the line that begins at data[at] ends: its newline, or `end`; reads up to 63 bytes past it."""
    while at < end:
        found = equal64(data, at, NEWLINE)
        if found != ZERO:
            return min(end, at + np.int64(trailing_zeros(found)))
        at += 64
    return end


@jit_inline
def line_hash(data: Any, start: Any, end: Any, salt: Any) -> Any:
    """Hash of the bytes data[start:end] without white space around them; 0 where nothing is left.

    Its lowest bit says whether the line has at least `LONG` bytes.
    """
    while start < end and data[start] <= SPACE:
        start += 1
    while end > start and data[end - 1] <= SPACE:
        end -= 1
    if start == end:
        return ZERO
    length = end - start
    h = SEED + salt + U64(length)
    while end - start > 8:
        h = (h ^ load64(data, start)) * MULTIPLY
        h ^= h >> S29
        start += 8
    h ^= load64(data, start) & (ALL >> U64(8 * (8 - (end - start))))
    return (finish(h) & ~ONE) | U64(2) | U64(length >= LONG)


@jit
def line_keys(offsets: Any, data: Any, salts: Any, out: Any) -> Any:
    """Hashes of the distinct lines of each document; returns how many.

    offsets: int64 [n + 1] into data: uint8 with `PAD` readable bytes behind. salts: uint64 [n], what a line belongs
    to: lines of different salts differ; 0 leaves a document out. out: uint64, room for every line.
    """
    n = 0
    for row in range(len(offsets) - 1):
        at, end, first = offsets[row], offsets[row + 1], n
        if salts[row] == ZERO:
            continue
        while at < end:
            stop = line_end(data, at, end)
            key = line_hash(data, at, stop, salts[row])
            if key != ZERO:
                out[n] = key
                n += 1
            at = stop + 1
        if n > first:
            out[first:n].sort()
            last = first
            for i in range(first + 1, n):
                if out[i] != out[last]:
                    last += 1
                    out[last] = out[i]
            n = last + 1
    return n


@jit_inline
def is_in(keys: Any, key: Any) -> Any:
    """Whether the sorted keys hold this one."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low < len(keys) and keys[low] == key


@jit
def cut_lines(offsets: Any, data: Any, salts: Any, known: Any, keys: Any, starts: Any, parts: Any) -> Any:
    """The parts of each document between the lines whose hashes are among `keys`.

    known: uint64 [2**b / 64], a bit for the high b bits of each key, which answers most questions. keys: uint64,
    sorted. starts: int64 [n + 1], where the parts of each document begin in parts: int64 [.., 2], byte spans in `data`,
    or None to count. Other arguments as in `line_keys`; a document with salt 0 is one part. Returns how many parts.
    """
    n, shift = 0, U64(64)
    while (64 * len(known)) >> np.int64(U64(64) - shift) > 1:
        shift -= ONE
    for row in range(len(offsets) - 1):
        starts[row] = n
        end, from_ = offsets[row + 1], offsets[row]
        at = from_ if salts[row] != ZERO and len(keys) > 0 else end
        while at < end:
            stop = line_end(data, at, end)
            key = line_hash(data, at, stop, salts[row])
            bit = key >> shift
            if (known[np.int64(bit >> U64(6))] >> (bit & U64(63))) & ONE != ZERO and is_in(keys, key):
                if at > from_:
                    if parts is not None:
                        parts[n, 0], parts[n, 1] = from_, at
                    n += 1
                from_ = min(stop + 1, end)
            at = stop + 1
        if end > from_:
            if parts is not None:
                parts[n, 0], parts[n, 1] = from_, end
            n += 1
    starts[len(offsets) - 1] = n
    return n
