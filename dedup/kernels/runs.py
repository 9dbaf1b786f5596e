"""Two word sequences -> the runs of words that they share, and passages made of them.

The shingles of one side stand in a hash table; the other side is read from its first word to its last. At each place
that no run covers yet, the longest run of all places where its shingle stands is taken, and reading goes on behind it
(as a Lempel-Ziv parser does): every word is compared at most once for each of the `MOST_PLACES` places that are tried,
so the cost is linear, whatever the texts repeat. Runs grow backwards too, and where two overlap the longer one keeps
its words. Neighbouring runs are then joined into a passage where little stands between them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.jit import jit, jit_inline
from dedup.kernels.postings import frequency_of

U64 = np.uint64
MOST_PLACES = 16
"""Places of one shingle that are tried. One that stands more often is tried last, where nothing rarer was found."""
FAR = 4
"""So many times the bridge may stand between two runs if at least half of it is the same on both sides."""
GOLDEN, S32 = U64(0x9E3779B97F4A7C15), U64(32)


@jit_inline
def place_of(keys: Any, heads: Any, x: Any) -> Any:
    """Where x stands in the table, or the free place where it would."""
    low = len(keys) - 1
    at = np.int64((x * GOLDEN) >> S32) & low
    while heads[at] >= 0 and keys[at] != x:
        at = (at + 1) & low
    return at


@jit_inline
def fill_table(shingles: Any, n: Any, keys: Any, heads: Any, sizes: Any, nexts: Any) -> None:
    """Hash table of shingles[:n]: the first place of each, how many it has, and from each place the next one.

    keys: uint64, heads, sizes: int32 [2**b > n], filled here. nexts: int32 [n], -1 behind the last.
    """
    for at in range(len(heads)):
        heads[at] = -1
    for i in range(n - 1, -1, -1):
        at = place_of(keys, heads, shingles[i])
        if heads[at] < 0:
            keys[at] = shingles[i]
            sizes[at] = 0
        nexts[i] = heads[at]
        heads[at] = i
        sizes[at] += 1


@jit_inline
def extent(a: Any, p: Any, b: Any, q: Any) -> Any:
    """How many words from a[p] and b[q] on are equal."""
    n, most = 0, min(len(a) - p, len(b) - q)
    while n < most and a[p + n] == b[q + n]:
        n += 1
    return n


@jit_inline
def is_stock(frequency: Any, stock: Any, x: Any) -> Any:
    """Whether a shingle stands in `stock` documents or more."""
    return frequency[frequency_of(frequency, x)] >= stock


@jit_inline
def shared_runs(
    a: Any,
    b: Any,
    b_shingles: Any,
    width: Any,
    keys: Any,
    heads: Any,
    sizes: Any,
    nexts: Any,
    frequency: Any,
    stock: Any,
    covered: Any,
    runs: Any,
) -> Any:
    """Runs of at least `width` words of b that a has too, as (place in b, place in a, words); returns how many.

    a, b: uint64, word hashes. b_shingles: uint64, those of b. keys, heads, sizes, nexts: the table of a. A stock
    phrase begins no run, though a run may hold it. covered: uint8 [len(b)], zeros, left at zero. runs: int64
    [>= 2 * len(b), 3].
    """
    n, many = 0, False
    for turn in range(2):
        q, low, last, has_last = 0, 0, 0, False
        while q <= len(b) - width:
            x = b_shingles[q]
            at = place_of(keys, heads, x)
            if heads[at] < 0 or covered[q]:
                q += 1
                continue
            often = sizes[at] > MOST_PLACES
            many = many or often
            if often != (turn == 1) or is_stock(frequency, stock, x):
                q += 1
                continue
            best, place = 0, 0
            if has_last and 0 <= q + last < len(a):  # on from the last run, as behind a small edit
                best, place = extent(a, q + last, b, q), q + last
            tried, p = 0, heads[at]
            while p >= 0 and tried < MOST_PLACES and best < len(b) - q:
                length = extent(a, p, b, q)
                if length > best:
                    best, place = length, np.int64(p)
                p = nexts[p]
                tried += 1
            if best < width:
                q += 1
                continue
            back = 0
            while q - back > low and place > back and a[place - back - 1] == b[q - back - 1]:
                back += 1
            runs[n, 0], runs[n, 1], runs[n, 2] = q - back, place - back, best + back
            covered[q - back : q + best] = 1
            n += 1
            low, last, has_last = q, place - q, True
            q += best
        if not many:
            break
    for i in range(n):
        covered[runs[i, 0] : runs[i, 0] + runs[i, 2]] = 0
    return n


@jit_inline
def disjoint(runs: Any, n: Any, width: Any, taken_a: Any, taken_b: Any) -> Any:
    """Let the longer run keep its words where two overlap; the other one keeps its longest free stretch.

    runs: int64 [.., 3], as `shared_runs` filled it; replaced by those that are left, in the order of b; returns how
    many. taken_a, taken_b: uint8, zeros, left at zero.
    """
    kept = np.empty((n, 3), np.int64)
    left = 0
    for r in np.argsort(-runs[:n, 2], kind="mergesort"):
        q, p, length = runs[r]
        best, from_, free = 0, 0, 0
        for t in range(length):
            free = 0 if taken_a[p + t] or taken_b[q + t] else free + 1
            if free > best:
                best, from_ = free, t + 1 - free
        if best >= width:
            q, p = q + from_, p + from_
            taken_a[p : p + best] = 1
            taken_b[q : q + best] = 1
            kept[left, 0], kept[left, 1], kept[left, 2] = q, p, best
            left += 1
    order = np.argsort(kept[:left, 0], kind="mergesort")
    for i in range(left):
        q, p, length = kept[order[i]]
        runs[i, 0], runs[i, 1], runs[i, 2] = q, p, length
        taken_a[p : p + length] = 0
        taken_b[q : q + length] = 0
    return left


@jit_inline
def common(a: Any, p: Any, p_end: Any, b: Any, q: Any, q_end: Any, row: Any) -> Any:
    """Length of the longest common subsequence of a[p:p_end] and b[q:q_end]. row: int64, longer than the latter."""
    n = q_end - q
    row[: n + 1] = 0
    for i in range(p, p_end):
        diagonal = 0
        for j in range(n):
            above = row[j + 1]
            row[j + 1] = diagonal + 1 if a[i] == b[q + j] else max(above, row[j])
            diagonal = above
    return row[n]


@jit_inline
def evidence(b_shingles: Any, q: Any, length: Any, width: Any, frequency: Any, stock: Any) -> Any:
    """Words of the run b[q : q + length] that count: those of its shingles that are no stock phrases."""
    fresh, last = 0, -1
    for i in range(q, q + length - width + 1):
        if not is_stock(frequency, stock, b_shingles[i]):
            from_ = max(i, last)
            fresh += i + width - from_
            last = i + width
    return fresh


@jit_inline
def bridged(
    a: Any,
    b: Any,
    b_shingles: Any,
    width: Any,
    frequency: Any,
    stock: Any,
    runs: Any,
    n: Any,
    bridge: Any,
    row: Any,
    out: Any,
) -> Any:
    """Join neighbouring runs into passages; returns how many.

    runs: int64 [n, 3], disjoint, in the order of b. Two are joined where they stand in the same order in a and at most
    `bridge` words are between them on either side, or at most `FAR` times as many of which half are the same. row:
    int64 [FAR * bridge + 1]. out: int64 [.., 7]: place in b, its end, place in a, its end, equal words, words that
    count (`evidence`), longest run.
    """
    made = 0
    for r in range(n):
        q, p, length = runs[r]
        counting = evidence(b_shingles, q, length, width, frequency, stock)
        if made > 0 and p >= out[made - 1, 3]:
            gap = max(q - out[made - 1, 1], p - out[made - 1, 3])
            if gap <= FAR * bridge:
                same = common(a, out[made - 1, 3], p, b, out[made - 1, 1], q, row)
                if gap <= bridge or 2 * same >= gap:
                    out[made - 1, 1], out[made - 1, 3] = q + length, p + length
                    out[made - 1, 4] += same + length
                    out[made - 1, 5] += counting
                    out[made - 1, 6] = max(out[made - 1, 6], length)
                    continue
        out[made, 0], out[made, 1], out[made, 2], out[made, 3] = q, q + length, p, p + length
        out[made, 4], out[made, 5], out[made, 6] = length, counting, length
        made += 1
    return made


@jit
def shared_passages(
    words: Any,
    shingles: Any,
    starts: Any,
    sizes: Any,
    tables: Any,
    scans: Any,
    width: Any,
    bridge: Any,
    frequency: Any,
    stock: Any,
    least: Any,
    lower: Any,
    dense: Any,
    first: Any,
    out: Any,
) -> Any:
    """Passages of the pairs (tables[i], scans[i]) of documents, from pair `first` on.

    words, shingles: uint64; document d is words[starts[d] : starts[d] + sizes[d]], its shingles stand at the same
    places. tables, scans: int64 [m], the document whose table is made (once for neighbouring pairs that have the same)
    and the one that is read. least: int64 [m], words that must count in a passage, or half of a shorter document;
    `lower` are enough in a pair whose passages together have as many, and `dense` of the shorter document. out: int64
    [.., 8]: the pair, then as in `bridged`. Returns (rows, the first pair that was not done because out was full).
    """
    most, longest = 0, 0
    for i in range(len(tables)):
        most = max(most, sizes[tables[i]])
        longest = max(longest, max(sizes[scans[i]], sizes[tables[i]]))
    bits = 1
    while (1 << bits) < 2 * most:
        bits += 1
    all_keys = np.empty(1 << bits, np.uint64)
    all_heads, all_sizes = np.empty(1 << bits, np.int32), np.empty(1 << bits, np.int32)
    nexts = np.empty(most, np.int32)
    covered, taken_a = np.zeros(longest, np.uint8), np.zeros(longest, np.uint8)
    taken_b = np.zeros(longest, np.uint8)
    runs, found = np.empty((2 * longest + 2, 3), np.int64), np.empty((longest + 1, 7), np.int64)
    row = np.empty(FAR * bridge + 2, np.int64)
    n_out, table, room = 0, -1, 1
    for i in range(first, len(tables)):
        d, e = tables[i], scans[i]
        a, b = words[starts[d] : starts[d] + sizes[d]], words[starts[e] : starts[e] + sizes[e]]
        if min(len(a), len(b)) < width:
            continue
        if n_out + len(b) // width > len(out):
            return n_out, i
        if d != table:
            table, room = d, 1
            while room < 2 * len(a):
                room *= 2
            mine = shingles[starts[d] : starts[d] + sizes[d]]
            fill_table(mine, len(a) - width + 1, all_keys[:room], all_heads[:room], all_sizes[:room], nexts)
        theirs = shingles[starts[e] : starts[e] + sizes[e]]
        n = shared_runs(
            a, b, theirs, width, all_keys[:room], all_heads[:room], all_sizes[:room], nexts,
            frequency, stock, covered, runs,
        )  # fmt: skip
        n = disjoint(runs, n, width, taken_a, taken_b)
        n = bridged(a, b, theirs, width, frequency, stock, runs, n, bridge, row, found)
        total = 0
        for r in range(n):
            total += found[r, 5]
        shorter = min(len(a), len(b))
        bar = min(least[i], max(min(lower, shorter), shorter >> 1))
        if total >= bar and total >= dense * shorter:
            bar = min(bar, lower)
        for r in range(n):
            if found[r, 5] >= bar:
                out[n_out, 0] = i
                out[n_out, 1:] = found[r]
                n_out += 1
    return n_out, len(tables)
