"""Sorted shingle sets -> exact overlaps."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.jit import jit

U64 = np.uint64


@jit
def overlaps(shingles: Any, starts: Any, sizes: Any, left: Any, right: Any, out: Any) -> None:
    """How many shingles the sets left[i] and right[i] share, for every i, by merging.

    shingles: uint64; set s is shingles[starts[s] : starts[s] + sizes[s]], sorted and distinct. left, right: int64 [m].
    out: int64 [m]. Cost: the sum of the two sizes a pair.
    """
    for i in range(len(left)):
        a, b = starts[left[i]], starts[right[i]]
        a_end, b_end = a + sizes[left[i]], b + sizes[right[i]]
        shared = 0
        while a < a_end and b < b_end:
            x, y = shingles[a], shingles[b]
            shared += x == y
            a += x <= y
            b += y <= x
        out[i] = shared


@jit
def count_overlaps(
    shingles: Any,
    starts: Any,
    sizes: Any,
    keys: Any,
    directory: Any,
    posts: Any,
    members: Any,
    counts: Any,
    touched: Any,
    out: Any,
) -> Any:
    """For each set, every sampled set that it shares a shingle with, and how many: the brute force behind a recall.

    shingles, starts, sizes: the sets, as in `overlaps`. keys: uint64, the sorted distinct shingles of the sample;
    directory: int64 [2**b + 1], where the keys with each value of their b high bits begin, b > 0; posts: int64
    [len(keys) + 1] into members: int64, which sampled sets hold each key. counts: int64 [sample], zeros; touched: int64
    [sample]. out: int64 [room, 3] for (set, sampled set, shared). Returns how many rows there are, which may be more
    than the room (then call again with more; counts are left at zero).
    """
    shift = U64(64)
    while (1 << np.int64(U64(64) - shift)) < len(directory) - 1:
        shift -= U64(1)
    n = 0
    for s in range(len(sizes)):
        n_touched = 0
        for x in shingles[starts[s] : starts[s] + sizes[s]]:
            high = np.int64(x >> shift)
            for place in range(directory[high], directory[high + 1]):
                if keys[place] != x:
                    continue
                for m in range(posts[place], posts[place + 1]):
                    if counts[members[m]] == 0:
                        touched[n_touched] = members[m]
                        n_touched += 1
                    counts[members[m]] += 1
        for t in range(n_touched):
            if n < len(out):
                out[n, 0], out[n, 1], out[n, 2] = s, touched[t], counts[touched[t]]
            n += 1
            counts[touched[t]] = 0
    return n
