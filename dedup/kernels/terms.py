"""Words -> terms: what two reports of one event share when they share no sentence.

A term is the first letters of a word in a Latin spelling without accents (so that `minister`, `ministers` and, in
another script, a name and its transliteration meet), a number with its separators dropped, or two adjacent characters
of a script without spaces. Nothing here knows a language: what is common is known by counting.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.fold import MAX_MARKS, decode, fold_words
from dedup.kernels.jit import jit
from dedup.kernels.mix import finish
from dedup.kernels.unicode import EXPANSION

U64 = np.uint64
SPELLED = 0x2000
"""Code points below this have an entry in the table of spellings."""
KEEP = 0x80000000
"""An entry of that table: the code point stands for itself."""
WIDE, WIDE_END = 0xFF00, 0xFFF0
"""Letters of full and half width, which are read as the plain ones."""
MAX_LETTERS = 64
INSIDE_CAPITAL, INSIDE, NUMBER = 1, 2, 4
NUMBER_SEED, PAIR_SEED, WORD_SEED = U64(11), U64(13), U64(17)
N_COUNTS = 6
"""Columns of a term's counts: in the title, in the lead, in all of the text, with a capital inside a sentence, inside
a sentence at all, as a number."""


@jit
def number_term(data: Any, spans: Any, n_words: Any, i: Any) -> Any:
    """(term, next word) of the number that begins at word i, read on through points and commas between digits."""
    h = NUMBER_SEED
    while True:
        for k in range(spans[i, 0], spans[i, 1]):
            h = finish(h + U64(data[k]))
        end = spans[i, 1]
        joined = i + 1 < n_words and spans[i + 1, 0] == end + 1 and (data[end] == 0x2C or data[end] == 0x2E)
        if not joined or not 0x30 <= data[spans[i + 1, 0]] <= 0x39:
            return h, i + 1
        i += 1


@jit
def begins_sentence(data: Any, low: Any, at: Any) -> Any:
    """Whether a mark that ends a sentence, a quotation mark or a new line stands in data[low:at]."""
    for k in range(low, at):
        c = data[k]
        if c == 0x2E or c == 0x21 or c == 0x3F or c == 0x3A or c == 0x0A or c == 0x22 or c >= 0x80:
            return True
    return False


@jit
def unspaced(point: Any) -> Any:
    """Whether a character begins a word of its own; the ranges of `tools/build_fold_table.py`."""
    if point < 0x0E00:
        return False
    if point < 0x2E80:
        return point <= 0x0EFF or 0x1000 <= point <= 0x109F or 0x1780 <= point <= 0x17FF
    return (
        point <= 0x2FDF
        or 0x3005 <= point <= 0x30FF
        or 0x31F0 <= point <= 0x31FF
        or 0x3400 <= point <= 0x9FFF
        or 0xF900 <= point <= 0xFAFF
        or 0x20000 <= point <= 0x323AF
    )


@jit
def folded(point: Any, page_of: Any, pages: Any, expansions: Any) -> Any:
    """The first character that compatibility folding makes of one: of a voiced kana the plain one, of a full-width
    letter the ASCII one.
    """
    entry = np.int64(pages[np.int64(page_of[point >> 8]) << 8 | (point & 255)])
    if (entry >> 21) & 7 == EXPANSION:
        return np.int64(expansions[(entry & 0x1FFFFF) >> 5]) & 0x1FFFFF
    return (point + entry) & 0x1FFFFF


@jit
def joiner(point: Any) -> Any:
    """Whether a character vanishes."""
    return point == 0xAD or point == 0x200C or point == 0x200D or point == 0x2060 or point == 0xFEFF


@jit
def spell_word(
    data: Any, at: Any, end: Any, spelling: Any, page_of: Any, pages: Any, expansions: Any, letters: Any
) -> Any:
    """Latin letters of the word data[at:end] into letters; returns (how many, whether it is Greek)."""
    count, greek = 0, False
    while at < end and count < 24:
        point, length = decode(data, at, end)
        at += length
        if point < 0 or joiner(point):
            continue
        if WIDE <= point < WIDE_END:
            point = folded(point, page_of, pages, expansions)
        if 0x370 <= point < 0x400 or 0x1F00 <= point < 0x2000:
            greek = True
        if point >= SPELLED or spelling[point] == KEEP:
            letters[count] = point
            count += 1
            continue
        packed = np.int64(spelling[point])
        while packed != 0:
            letters[count] = packed & 0xFF
            count += 1
            packed >>= 8
    return count, greek


@jit
def greek_sounds(letters: Any, count: Any) -> Any:
    """Join letters that Greek writes a sound with: mp, nt, gk at the beginning, ou anywhere; returns the new count."""
    if count > 2:
        sound = 0
        if letters[0] == 0x6D and letters[1] == 0x70:
            sound = 0x62
        elif letters[0] == 0x6E and letters[1] == 0x74:
            sound = 0x64
        elif letters[0] == 0x67 and letters[1] == 0x6B:
            sound = 0x67
        if sound > 0:
            letters[0] = sound
            for k in range(1, count - 1):
                letters[k] = letters[k + 1]
            count -= 1
    kept, k = 0, 0
    while k < count:
        if k + 1 < count and letters[k] == 0x6F and letters[k + 1] == 0x79:
            letters[kept] = 0x75
            k += 1
        else:
            letters[kept] = letters[k]
        kept += 1
        k += 1
    return kept


@jit
def word_terms(
    data: Any,
    n_words: Any,
    spans: Any,
    page_of: Any,
    pages: Any,
    expansions: Any,
    spelling: Any,
    capital: Any,
    prefix: Any,
    first: Any,
    terms: Any,
    flags: Any,
) -> Any:
    """Terms of a text's words, with their flags, written from place `first` on; returns the new end.

    data: uint8. n_words, spans: int64 [n_words, 2] of byte offsets, from `fold_words`. page_of, pages, expansions: the
    fold table. spelling: uint32 [SPELLED], up
    to four ASCII letters of a code point (0 drops it); capital: bool [SPELLED]. prefix: letters that count. terms:
    uint64; flags: uint8, a sum of INSIDE_CAPITAL, INSIDE, NUMBER.
    """
    n, i = first, 0
    letters = np.empty(MAX_LETTERS * 2, np.int64)
    while i < n_words:
        at, end = spans[i, 0], spans[i, 1]
        if 0x30 <= data[at] <= 0x39:
            terms[n], i = number_term(data, spans, n_words, i)
            flags[n] = NUMBER
            n += 1
            continue
        point, _ = decode(data, at, end)
        plain = folded(point, page_of, pages, expansions) if point >= 0x0E00 else point
        i += 1
        if unspaced(plain):  # with the next character, their marks aside
            if i < n_words and spans[i, 0] == end:
                following, _ = decode(data, spans[i, 0], spans[i, 1])
                following = folded(following, page_of, pages, expansions) if following >= 0x0E00 else max(following, 0)
                terms[n] = finish(finish(PAIR_SEED + U64(plain)) + U64(following))
                flags[n] = INSIDE
                n += 1
            continue
        count, greek = spell_word(data, at, end, spelling, page_of, pages, expansions, letters)
        if greek:
            count = greek_sounds(letters, count)
        if count > 0:
            h = WORD_SEED
            for k in range(min(count, prefix)):
                h = finish(h + U64(letters[k]))
            terms[n] = h
            flags[n] = 0
            if i > 1 and not begins_sentence(data, spans[i - 2, 1], at):
                flags[n] = INSIDE + (INSIDE_CAPITAL if 0 <= point < SPELLED and capital[point] else 0)
            n += 1
    return n


@jit
def read_words(
    data: Any,
    start: Any,
    end: Any,
    most: Any,
    page_of: Any,
    pages: Any,
    expansions: Any,
    marks: Any,
    hashes: Any,
    spans: Any,
) -> Any:
    """Spans of the first `most` words of data[start:end]; reads only as much of it as it takes. Returns how many."""
    step = 8 * most
    while True:
        stop = min(end, start + step)
        while stop < end and data[stop] & 0xC0 == 0x80:  # not inside a character
            stop += 1
        n = fold_words(data, start, stop, page_of, pages, expansions, marks, hashes, spans)
        if n > most or stop == end:
            return min(n, most)
        step *= 2
        if 2 * step + 64 > len(hashes):
            return n


@jit
def document_terms(
    offsets: Any,
    data: Any,
    title_offsets: Any,
    title_data: Any,
    page_of: Any,
    pages: Any,
    expansions: Any,
    spelling: Any,
    capital: Any,
    prefix: Any,
    n_read: Any,
    n_lead: Any,
    out_terms: Any,
    out_counts: Any,
    ends: Any,
    lengths: Any,
) -> Any:
    """Sparse rows of documents: distinct terms in ascending order with their counts. Returns how many in all.

    offsets, data and title_offsets, title_data: int64 [n + 1] and uint8 with `PAD` readable bytes behind. page_of,
    pages, expansions: the fold table. spelling, capital, prefix: as in `word_terms`. n_read: words of a text that are
    read; n_lead: how many of them are its lead. out_terms: uint64 and out_counts: uint16 [.., N_COUNTS], with room for
    n_read + 100 a document. ends: int64 [n], where each row ends; lengths: int64 [n], words read.
    """
    room = 128 * n_read + 256
    spans, hashes = np.empty((room, 2), np.int64), np.empty(room, np.uint64)
    marks = np.empty(MAX_MARKS, np.int64)
    terms, flags = np.empty(n_read + 101, np.uint64), np.empty(n_read + 101, np.uint8)
    nnz = 0
    for d in range(len(offsets) - 1):
        a, b = title_offsets[d], title_offsets[d + 1]
        k = read_words(title_data, a, b, 100, page_of, pages, expansions, marks, hashes, spans)
        n_title = word_terms(
            title_data, k, spans, page_of, pages, expansions, spelling, capital, prefix, 0, terms, flags
        )
        a, b = offsets[d], offsets[d + 1]
        k = read_words(data, a, b, n_read, page_of, pages, expansions, marks, hashes, spans)
        n = word_terms(data, k, spans, page_of, pages, expansions, spelling, capital, prefix, n_title, terms, flags)
        lengths[d] = n - n_title
        start = nnz
        for o in np.argsort(terms[:n]):
            if nnz == start or terms[o] != out_terms[nnz - 1]:
                out_terms[nnz] = terms[o]
                for c in range(N_COUNTS):
                    out_counts[nnz, c] = 0
                nnz += 1
            row, flag = nnz - 1, flags[o]
            if o < n_title:
                out_counts[row, 0] += 1
            else:
                out_counts[row, 1] += o - n_title < n_lead
                out_counts[row, 2] += 1
                out_counts[row, 3] += (flag & INSIDE_CAPITAL) > 0
                out_counts[row, 4] += (flag & INSIDE) > 0
            out_counts[row, 5] += (flag & NUMBER) > 0
        ends[d] = nnz
    return nnz
