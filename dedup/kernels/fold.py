"""UTF-8 text -> hashes of its folded words.

Two paths give one answer. Text is scanned 64 bytes at a time for *runs* of letters, digits and bytes above ASCII. A
run of ASCII only is a word, hashed from eight-byte loads with case folded by one OR, so that words do not wait for
each other. A run that touches a byte above ASCII is decoded and folded by the table, character by character.

The hash of a word is a chain over the UTF-8 bytes of its folded spelling, eight at a time, the last zero-padded:
h = (h ^ chunk) * M; h ^= h >> 32. Zero is no letter, so the padding is unambiguous; each step is a bijection of h, so
two words of up to eight bytes never collide.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.jit import equal64, jit, jit_inline, load64, masks64, trailing_zeros
from dedup.kernels.mix import finish
from dedup.kernels.unicode import BASE, BREAK, EXPANSION, JOINER, MARK, UNSPACED, UNSPACED_MARK

U64 = np.uint64
PLAIN_BASE, PLAIN_UNSPACED = BASE << 21, UNSPACED << 21
PLAIN_MARK, PLAIN_UNSPACED_MARK = MARK << 21, UNSPACED_MARK << 21
"""Entries of the fold table that change nothing: the character itself, and a mark that needs no ordering."""
SEED = U64(0x243F6A8885A308D3)
M = U64(0x9FB21C651E98DF25)
LOWER = U64(0x2020202020202020)
HIGH = U64(0x8080808080808080)
ALL = U64(0xFFFFFFFFFFFFFFFF)
ZERO, ONE, EIGHT, S32, S64 = U64(0), U64(1), U64(8), U64(32), U64(64)
SPACE = 0x20
MAX_MARKS = 64
"""Marks in a row that are put in canonical order together (Unicode's Stream-Safe limit is 30)."""


@jit_inline
def step(h: Any, chunk: Any) -> Any:
    """One link of the chain: a bijection of h for a given chunk."""
    h = (h ^ chunk) * M
    return h ^ (h >> S32)


@jit_inline
def hash_ascii(data: Any, start: Any, end: Any) -> Any:
    """Hash of the ASCII word data[start:end], end > start; reads up to 7 bytes past it."""
    h = SEED
    while end - start > 8:
        h = step(h, load64(data, start) | LOWER)
        start += 8
    spare = U64(8 * (8 - (end - start)))
    return step(h, (load64(data, start) | LOWER) & (ALL >> spare))


@jit_inline
def decode(data: Any, at: Any, end: Any) -> Any:
    """(code point, length) of the UTF-8 sequence at data[at], at < end; (-1, 1) where it is not one."""
    b = np.int64(data[at])
    if b < 0x80:
        return b, 1
    if b < 0xE0:
        n, point, least = 2, b & 0x1F, 0x80
    elif b < 0xF0:
        n, point, least = 3, b & 0x0F, 0x800
    else:
        n, point, least = 4, b & 0x0F, 0x10000
    if b < 0xC2 or at + n > end:
        return -1, 1
    for i in range(1, n):
        c = np.int64(data[at + i])
        if c & 0xC0 != 0x80:
            return -1, 1
        point = point << 6 | (c & 0x3F)
    if point < least or point >= 0x110000:
        return -1, 1
    return point, n


@jit_inline
def wide_point(text: Any) -> Any:
    """(code point, length) of a sequence of two or three bytes at the low end of eight; length 0 where it is none."""
    if text & U64(0xC0C0F0) == U64(0x8080E0):
        point = (text & U64(0x0F)) << U64(12) | (text & U64(0x3F00)) >> U64(2) | (text >> U64(16)) & U64(0x3F)
        return np.int64(point), (3 if point >= U64(0x800) else 0)
    if text & U64(0xC0E0) == U64(0x80C0):
        point = (text & U64(0x1F)) << U64(6) | (text >> EIGHT) & U64(0x3F)
        return np.int64(point), (2 if point >= U64(0x80) else 0)
    return np.int64(0), 0


@jit_inline
def encode(point: Any) -> Any:
    """(UTF-8 bytes of a code point as a little-endian number, how many bits)."""
    p = U64(point)
    low, mid = (p & U64(0x3F)) | U64(0x80), ((p >> U64(6)) & U64(0x3F)) | U64(0x80)
    if point < 0x80:
        return p, EIGHT
    if point < 0x800:
        return (p >> U64(6)) | U64(0xC0) | (low << EIGHT), U64(16)
    if point < 0x10000:
        return (p >> U64(12)) | U64(0xE0) | (mid << EIGHT) | (low << U64(16)), U64(24)
    high = ((p >> U64(12)) & U64(0x3F)) | U64(0x80)
    return (p >> U64(18)) | U64(0xF0) | (high << EIGHT) | (mid << U64(16)) | (low << U64(24)), S32


@jit_inline
def push(h: Any, acc: Any, bits: Any, value: Any, width: Any) -> Any:
    """Append `width` bits of bytes to the word (h, acc, bits): the chain, the open chunk and its length in bits."""
    acc |= value << bits
    bits += width
    if bits >= S64:
        h = step(h, acc)
        bits -= S64
        acc = value >> (width - bits) if bits > ZERO else ZERO
    return h, acc, bits


@jit_inline
def put_mark(marks: Any, n: Any, point: Any, order: Any) -> Any:
    """Insert a combining mark behind those of the same or a lower combining class."""
    i = n
    while i > 0 and (marks[i - 1] >> 24) > order:
        marks[i] = marks[i - 1]
        i -= 1
    marks[i] = order << 24 | point
    return n + 1


@jit_inline
def is_ascii_word(b: Any) -> Any:
    """Letter or digit of ASCII."""
    return 0x30 <= b <= 0x39 or 0x41 <= b <= 0x5A or 0x61 <= b <= 0x7A


@jit_inline
def emit(out: Any, spans: Any, n: Any, h: Any, start: Any, end: Any) -> Any:
    """Write a word; `spans` is an int64 [n, 2] array of byte offsets, or None."""
    out[n] = h
    if spans is not None:
        spans[n, 0] = start
        spans[n, 1] = end
    return n + 1


@jit_inline
def hash_plain(data: Any, start: Any, end: Any) -> Any:
    """Hash of a word data[start:end] whose letters above ASCII are folded already; reads up to 7 bytes past it."""
    h = SEED
    while True:
        chunk = load64(data, start)
        if end - start < 8:
            chunk &= ALL >> U64(8 * (8 - (end - start)))
            return step(h, chunk | ((~chunk & HIGH) >> U64(2)) & (ALL >> U64(8 * (8 - (end - start)))))
        h = step(h, chunk | ((~chunk & HIGH) >> U64(2)))  # 0x20 into each ASCII byte
        start += 8
        if start == end:
            return h


@jit
def fold_run(
    data: Any,
    start: Any,
    until: Any,
    end: Any,
    page_of: Any,
    pages: Any,
    expansions: Any,
    marks: Any,
    chars: Any,
    out: Any,
    spans: Any,
    n: Any,
) -> Any:
    """Words of data[start:end], any UTF-8, appended to out from place n. The slow path, character by character.

    It stops at the first ASCII byte at or behind `until` that ends a word, and returns (the new n, where it stopped).
    data: uint8, readable for `PAD` bytes behind `end`. page_of, pages, expansions: the fold table. marks: int64
    [MAX_MARKS], scratch. chars: None, or True to write the hash of each folded character, words parted by a space,
    instead of the hash of each word. out: uint64; a byte gives at most two words, or eight characters. spans: int64
    [.., 2] for the byte offsets of each word, or None. Bytes that are no UTF-8 are breaks.
    """
    h, acc, bits = SEED, ZERO, ZERO
    size, n_marks, unspaced, word_at, word_end = 0, 0, False, start, start
    at, scan = start, chars is None
    while True:
        if scan:  # words that need nothing but ASCII's case folded are hashed where they stand
            word_at = at
            while at < end:
                text = load64(data, at)
                if text & U64(0x80) == ZERO:
                    word, _ = masks64(data, at)
                    length, entry = np.int64(trailing_zeros(~word)), np.int64(PLAIN_BASE)
                    length = min(length, end - at)
                    if length == 0:
                        break
                else:
                    point, length = wide_point(text)
                    if length == 0 or at + length > end:
                        break
                    entry = np.int64(pages[np.int64(page_of[point >> 8]) << 8 | (point & 255)])
                if entry == PLAIN_UNSPACED or (entry == PLAIN_BASE and (unspaced or at == word_at)):
                    if at > word_at:
                        n = emit(out, spans, n, hash_plain(data, word_at, at), word_at, at)
                        word_at = at
                    unspaced = entry == PLAIN_UNSPACED
                elif entry != PLAIN_BASE and (at == word_at or (entry != PLAIN_MARK and entry != PLAIN_UNSPACED_MARK)):
                    break
                at += length
            ends = at >= end or (data[at] < 0x80 and not is_ascii_word(data[at]))
            if ends:
                if at > word_at:
                    n = emit(out, spans, n, hash_plain(data, word_at, at), word_at, at)
                if at >= until:
                    return n, at
                at += 1
                continue
            at, scan = word_at, False  # this word goes the long way
        here = at
        point, length = decode(data, at, end) if at < end else (-1, 1)  # behind the text stands a break
        at += length
        entry = np.int64(0)
        if point >= 0:
            entry = np.int64(pages[np.int64(page_of[point >> 8]) << 8 | (point & 255)])
        first, count = 0, 1
        if (entry >> 21) & 7 == EXPANSION:
            first, count = (entry & 0x1FFFFF) >> 5, entry & 31
        for i in range(first, first + count):
            if count > 1:
                entry = np.int64(expansions[i])
                folded = entry & 0x1FFFFF
            else:
                folded = (point + entry) & 0x1FFFFF
            kind, order = (entry >> 21) & 7, entry >> 24
            if n_marks > 0 and (order == 0 or n_marks == MAX_MARKS):  # the waiting marks are complete, and in order
                for m in range(n_marks):
                    mark = marks[m] & 0x1FFFFF
                    mark = 0x3B9 if mark == 0x345 else mark  # case folding makes an iota of this mark
                    if chars is None:
                        value, width = encode(mark)
                        h, acc, bits = push(h, acc, bits, value, width)
                    else:
                        out[n] = finish(U64(mark))
                        n += 1
                n_marks = 0
            if kind == JOINER:  # vanishes, though marks do not change places across it
                continue
            if size > 0 and (kind == BREAK or kind == UNSPACED or (kind == BASE and unspaced)):
                if chars is None:
                    n = emit(out, spans, n, step(h, acc) if bits > ZERO else h, word_at, word_end)
                    h, acc, bits = SEED, ZERO, ZERO
                size = 0
            if kind == BREAK:
                continue
            if size == 0:
                unspaced = kind == UNSPACED or kind == UNSPACED_MARK
                word_at = here
                if chars is not None and n > 0:
                    out[n] = finish(U64(SPACE))
                    n += 1
            size += 1
            word_end = at
            if order > 0:
                n_marks = put_mark(marks, n_marks, folded, order)
                if n_marks == size and marks[0] & 0x1FFFFF == folded:  # so far only marks, and this comes first
                    unspaced = kind == UNSPACED_MARK
            elif chars is None:
                value, width = encode(folded)
                h, acc, bits = push(h, acc, bits, value, width)
            else:
                out[n] = finish(U64(folded))
                n += 1
        if here >= end or (here >= until and 0 <= point < 0x80 and size == 0):
            return n, min(here, end)
        scan = chars is None and size == 0 and n_marks == 0


@jit_inline
def plain_punctuation(data: Any, block: Any) -> Any:
    """Bit mask of the bytes of quotation marks, dashes and other breaks of U+2000-203F that lie wholly in the block.

    They are E2 80 xx. Left to the slow path: ZWNJ and ZWJ (8C, 8D), and the two that fold to a mark (97, BE).
    """
    lead = equal64(data, block, np.uint8(0xE2)) & (equal64(data, block, np.uint8(0x80)) >> ONE)
    if lead == ZERO:
        return ZERO
    odd = equal64(data, block, np.uint8(0x8C)) | equal64(data, block, np.uint8(0x8D))
    odd |= equal64(data, block, np.uint8(0x97)) | equal64(data, block, np.uint8(0xBE))
    lead &= ~(odd >> U64(2)) & (ALL >> U64(2))
    return lead | lead << ONE | lead << U64(2)


@jit
def fold_words(
    data: Any, start: Any, end: Any, page_of: Any, pages: Any, expansions: Any, marks: Any, out: Any, spans: Any
) -> Any:
    """Hashes of the folded words of data[start:end], in order, into out; returns how many.

    data: uint8 with `PAD` readable bytes behind `end`. out: uint64 [>= 2 * (end - start)]. spans: int64 [.., 2] for
    the byte offsets of each word, or None. Other arguments as in `fold_run`. Empty text gives 0. 1.5 GB/s a core on
    English, 0.3 and more on other scripts.
    """
    n, block, in_run, run_at = 0, start, False, start
    while block < end:
        word, high = masks64(data, block)
        if high != ZERO:
            high &= ~plain_punctuation(data, block)
        if end - block < 64:
            inside = (ONE << U64(end - block)) - ONE
            word &= inside
            high &= inside
        run = word | high
        before = (run << ONE) | U64(in_run)
        starts, ends = run & ~before, before & ~run
        done = ZERO  # bits that lie before the present run
        wide = False
        while True:
            if not in_run:
                if starts == ZERO:
                    break
                first = trailing_zeros(starts)
                starts &= starts - ONE
                run_at, in_run = block + np.int64(first), True
                done = (ONE << first) - ONE
            if ends == ZERO:
                wide = (high & ~done) != ZERO
                break
            last = trailing_zeros(ends)
            if (high & ~done & ((ONE << last) - ONE)) != ZERO:
                wide = True
                break
            ends &= ends - ONE
            at, in_run = block + np.int64(last), False
            n = emit(out, spans, n, hash_ascii(data, run_at, at), run_at, at)
        block += 64
        if wide:  # from this run to the end of the block, and of the word there
            n, block = fold_run(data, run_at, block, end, page_of, pages, expansions, marks, None, out, spans, n)
            in_run = False
    if in_run:
        n = emit(out, spans, n, hash_ascii(data, run_at, end), run_at, end)
    return n
