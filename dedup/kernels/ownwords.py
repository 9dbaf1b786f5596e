"""Pairs of documents -> how many words of their passages are the writers' own, and the passages widened.

These say for every passage what `copies.side.Side.own_ratio` and `copies.widen.widen` say for one, so that most pairs
are put aside before anything is made of them. Texts are code points here, and a table says of which kinds each is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.fold import decode
from dedup.kernels.jit import jit, jit_inline
from dedup.kernels.mix import finish

U64 = np.uint64
LETTER, SPACE, OWN = 1, 2, 4
"""Bits of the table of kinds: a letter or digit; white space; what an own word may begin with."""
LONGEST_QUOTE = 2000
SHORTEST_SINGLE = 12
"""Characters of a quotation in single marks, below which they are apostrophes."""


@jit
def code_points(data: Any, offsets: Any, rows: Any, starts: Any, out: Any, sizes: Any, pages: Any) -> None:
    """UTF-8 -> code points. Document i is the text of rows[i]; its points are out[starts[i] : starts[i] + sizes[i]].

    data: uint8; offsets: int64, where each text begins. rows, starts, sizes: int64 [m]; out: uint32, a place a byte.
    pages: bool [0x1100], set where one of the 256 points of a page occurs, but for those below 128.
    """
    for i in range(len(rows)):
        at, end, to = offsets[rows[i]], offsets[rows[i] + 1], starts[i]
        while at < end:
            if data[at] < 0x80:
                out[to] = data[at]
                at += 1
            else:
                point, length = decode(data, at, end)
                point = np.int64(0xFFFD) if point < 0 else point
                out[to] = point
                pages[point >> 8] = True
                at += length
            to += 1
        sizes[i] = to - starts[i]


@jit
def count_words(points: Any, starts: Any, sizes: Any, kinds: Any, out: Any) -> None:
    """Words of each document between white space. kinds: uint8 by code point; out: int64 [m]."""
    for i in range(len(starts)):
        n, inside = 0, False
        for at in range(starts[i], starts[i] + sizes[i]):
            space = kinds[points[at]] & SPACE != 0
            n += inside and space
            inside = not space
        out[i] = n + inside


@jit_inline
def is_joiner(point: Any) -> Any:
    """What may stand inside a word: . & apostrophes and the hyphen."""
    return point == 0x2E or point == 0x26 or point == 0x2019 or point == 0x27 or point == 0x2D


@jit_inline
def word_end(points: Any, at: Any, end: Any, kinds: Any) -> Any:
    """Where the word ends that begins at `at`."""
    while True:
        while at < end and kinds[points[at]] & LETTER:
            at += 1
        if at + 1 < end and is_joiner(points[at]) and kinds[points[at + 1]] & LETTER:
            at += 1
        else:
            return at


@jit_inline
def words_in(points: Any, at: Any, end: Any, kinds: Any) -> Any:
    """How many words stand from at to end."""
    n = 0
    while at < end:
        if kinds[points[at]] & LETTER:
            n += 1
            at = word_end(points, at, end, kinds)
        else:
            at += 1
    return n


@jit_inline
def own_in(points: Any, begin: Any, at: Any, end: Any, kinds: Any) -> Any:
    """How many words from at to end begin with no capital and no digit. begin: where the text begins."""
    n = 0
    while at < end:
        if kinds[points[at]] & OWN and (at == begin or not (kinds[points[at - 1]] & LETTER or points[at - 1] == 0x5F)):
            n += 1
            at = word_end(points, at + 1, end, kinds)
        else:
            at += 1
    return n


@jit_inline
def closes(opening: Any, point: Any) -> Any:
    """Whether a mark ends a quotation that began with `opening`."""
    if opening == 0x201C or opening == 0x22:  # “ "
        return point == 0x201D or point == 0x22
    if opening == 0xAB:  # «
        return point == 0xBB
    if opening == 0x201E:  # „
        return point == 0x201C or point == 0x201D
    return point == opening + 1  # 「 『


@jit_inline
def stops(opening: Any, point: Any) -> Any:
    """Whether a mark cannot stand in a quotation that began with `opening`."""
    if point == 0x0A or point == opening or closes(opening, point):
        return True
    return opening == 0x201E and (point == 0x201C or point == 0x201D)


@jit_inline
def quote_end(points: Any, begin: Any, at: Any, end: Any, kinds: Any) -> Any:
    """Where the quotation ends whose opening mark stands at `at`, the closing mark not counted; -1 where it is none."""
    opening = points[at]
    if opening == 0x2018:  # a single mark, which may be an apostrophe
        if at > begin and (kinds[points[at - 1]] & LETTER or points[at - 1] == 0x5F):
            return -1
        for q in range(at + 1, min(end, at + 2 + LONGEST_QUOTE)):
            if points[q] == 0x2019 and q - at > SHORTEST_SINGLE:
                if q + 1 >= end or not (kinds[points[q + 1]] & LETTER or points[q + 1] == 0x5F):
                    return q
            if points[q] == 0x2018 or points[q] == 0x0A:
                return -1
        return -1
    if not (
        opening == 0x201C or opening == 0x22 or opening == 0xAB or opening == 0x201E
        or opening == 0x300C or opening == 0x300E
    ):  # fmt: skip
        return -1
    q = at + 1
    while q < end and q - at <= LONGEST_QUOTE and not stops(opening, points[q]):
        q += 1
    if q == at + 1:
        return -1
    if q == end or points[q] == 0x0A:  # not closed: it ends with its paragraph, if its marks are of the common kind
        return q if opening == 0x201C or opening == 0x22 else -1
    return q if closes(opening, points[q]) else -1


@jit_inline
def own_share(points: Any, begin: Any, end: Any, start: Any, stop: Any, kinds: Any) -> Any:
    """Share of the words from start to stop that are the writer's own, in the document from begin to end.

    1 where the lines of the span may hold an embedded message ("(@").
    """
    n = words_in(points, start, stop, kinds)
    if n == 0:
        return 0.0
    line, last = start, stop
    while line > begin and points[line - 1] != 0x0A:
        line -= 1
    while last < end and points[last] != 0x0A:
        last += 1
    for q in range(line, last - 1):
        if points[q] == 0x28 and points[q + 1] == 0x40:
            return 1.0
    own, at, q = 0, start, line
    while q < last and q < stop:
        closed = quote_end(points, line, q, last, kinds)
        if closed < 0:
            q += 1
            continue
        if q + 1 > at:
            own += own_in(points, begin, at, min(q + 1, stop), kinds)
        at = max(at, closed)
        q = closed if closed == last or points[closed] == 0x0A else closed + 1
    if at < stop:
        own += own_in(points, begin, at, stop, kinds)
    return own / n


@jit
def own_words(points: Any, starts: Any, sizes: Any, kinds: Any, sides: Any, runs: Any, out: Any) -> None:
    """The writer's own words of passages, of the side that has the smaller share of them.

    points: uint32; document d is points[starts[d] : starts[d] + sizes[d]]. kinds: uint8 by code point. sides: int64
    [m, 2], the documents; runs: int64 [m, 5], half-open spans in both, and equal words. out: float64 [m].
    """
    for i in range(len(runs)):
        share = 1.0
        for side in range(2):
            begin = starts[sides[i, side]]
            a, b = begin + runs[i, 2 * side], begin + runs[i, 2 * side + 1]
            share = min(share, own_share(points, begin, begin + sizes[sides[i, side]], a, b, kinds))
        out[i] = runs[i, 4] * share


@jit_inline
def folded_word(points: Any, at: Any, end: Any, kinds: Any, folds: Any, expansions: Any) -> Any:
    """(hash of the case-folded letters and digits from `at`, where they end)."""
    h = U64(0)
    while at < end and kinds[points[at]] & LETTER:
        point = np.int64(points[at])
        folded = np.int64(folds[point])
        if folded >= 0:
            h = finish(h + U64(folded))
        else:
            for k in range(3):
                if expansions[-folded - 1, k] > 0:
                    h = finish(h + U64(expansions[-folded - 1, k]))
        at += 1
    return h, at


@jit_inline
def words_beside(
    points: Any, low: Any, high: Any, back: Any, most: Any, kinds: Any, folds: Any, expansions: Any, words: Any,
    spans: Any,
) -> Any:  # fmt: skip
    """Words of points[low:high] nearest to the run: the first ones, or with `back` the last ones from the end on."""
    n, at = 0, low
    while at < high and (back or n < most):
        if not kinds[points[at]] & LETTER:
            at += 1
            continue
        h, end = folded_word(points, at, high, kinds, folds, expansions)
        words[n % most], spans[n % most, 0], spans[n % most, 1] = h, at, end
        n += 1
        at = end
    if not back:
        return n
    have = min(n, most)  # a ring: turned so that the last one comes first
    ring, places = words.copy(), spans.copy()
    for k in range(have):
        words[k] = ring[(n - 1 - k) % most]
        spans[k] = places[(n - 1 - k) % most]
    return have


@jit_inline
def in_order(a: Any, n: Any, b: Any, m: Any, least: Any, density: Any) -> Any:
    """(place in a, place in b, length) of the longest common subsequence that is dense, length 0 where there is none.

    One that ends at places i and j is dense where its length is at least `density` of the shorter of the two ways.
    """
    common = 0
    for i in range(n):
        seen, here = False, False
        for k in range(i):
            seen = seen or a[k] == a[i]
        for j in range(m):
            here = here or a[i] == b[j]
        common += here and not seen
    if common < least:
        return 0, 0, 0
    longest = np.zeros((n + 1, m + 1), np.int64)
    best, at, other = 0, 0, 0
    for i in range(n):
        for j in range(m):
            longest[i + 1, j + 1] = max(longest[i, j + 1], longest[i + 1, j])
            if a[i] != b[j]:
                continue
            length = longest[i, j] + 1
            longest[i + 1, j + 1] = max(longest[i + 1, j + 1], length)
            if length < least or length < density * (min(i, j) + 1):
                continue
            nearer = i + j < at + other or (i + j == at + other and i > at)
            if length > best or (length == best and nearer):
                best, at, other = length, i, j
    return at, other, best


@jit
def widened(
    points: Any, starts: Any, sizes: Any, kinds: Any, folds: Any, expansions: Any, sides: Any, runs: Any, reach: Any,
    most: Any, least: Any, density: Any, out: Any,
) -> None:  # fmt: skip
    """Runs with the near-verbatim words beside them taken up; as `copies.widen.widen`.

    points, starts, sizes, kinds, sides, runs: as in `own_words`. folds: int32 by code point, what it is case-folded
    to, or where negative the row -n - 1 of expansions: int32 [.., 3], zero-padded. reach: characters on either side;
    most: words; least: words in common; density: share of the words. out: int64 [m, 5].
    """
    a, b = np.empty(most, np.uint64), np.empty(most, np.uint64)
    at_a, at_b = np.empty((most, 2), np.int64), np.empty((most, 2), np.int64)
    for i in range(len(runs)):
        begin, other = starts[sides[i, 0]], starts[sides[i, 1]]
        ends = (begin + sizes[sides[i, 0]], other + sizes[sides[i, 1]])
        p, q, r, s = begin + runs[i, 0], begin + runs[i, 1], other + runs[i, 2], other + runs[i, 3]
        same = runs[i, 4]
        high, top = q, s
        while high < ends[0] and high - q < reach and points[high] != 0x0A:
            high += 1
        while top < ends[1] and top - s < reach and points[top] != 0x0A:
            top += 1
        n = words_beside(points, q, high, False, most, kinds, folds, expansions, a, at_a)
        m = words_beside(points, s, top, False, most, kinds, folds, expansions, b, at_b)
        x, y, more = in_order(a, n, b, m, least, density)
        if more > 0:
            q, s, same = at_a[x, 1], at_b[y, 1], same + more
        low, bottom = p, r
        while low > begin and p - low < reach and points[low - 1] != 0x0A:
            low -= 1
        while bottom > other and r - bottom < reach and points[bottom - 1] != 0x0A:
            bottom -= 1
        n = words_beside(points, low, p, True, most, kinds, folds, expansions, a, at_a)
        m = words_beside(points, bottom, r, True, most, kinds, folds, expansions, b, at_b)
        x, y, more = in_order(a, n, b, m, least, density)
        if more > 0:
            p, r, same = at_a[x, 0], at_b[y, 0], same + more
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = p - begin, q - begin, r - other, s - other
        out[i, 4] = same
