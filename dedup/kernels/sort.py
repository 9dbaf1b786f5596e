"""Sorting hashes: they are uniform, so one distribution pass by their high bits does nearly all the work."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.jit import jit_inline

U64 = np.uint64
SMALL = 32


@jit_inline
def insertion_sort(x: Any, start: Any, end: Any) -> None:
    """Sort x[start:end] in place; linear where it is nearly sorted or all equal."""
    for i in range(start + 1, end):
        value = x[i]
        j = i
        while j > start and x[j - 1] > value:
            x[j] = x[j - 1]
            j -= 1
        x[j] = value


@jit_inline
def sort_unique(x: Any, n: Any, spare: Any) -> Any:
    """Sort x[:n] and drop repeats, in place; returns how many are left.

    x: uint64, uniform (hashes); spare: uint64 [>= n]. Expected cost is linear: about n buckets by the high bits, then
    an insertion sort over all, in which no value moves farther than its bucket. Repeats of one value are no trouble.
    """
    if n > SMALL:
        bits = 1
        while (1 << bits) < n and bits < 20:
            bits += 1
        shift = U64(64 - bits)
        ends = np.zeros((1 << bits) + 1, np.int64)
        for i in range(n):
            ends[np.int64(x[i] >> shift) + 1] += 1
        for i in range(1 << bits):
            ends[i + 1] += ends[i]
        for i in range(n):
            bucket = np.int64(x[i] >> shift)
            spare[ends[bucket]] = x[i]
            ends[bucket] += 1
        for i in range(n):
            x[i] = spare[i]
    insertion_sort(x, 0, n)
    left = 0
    for i in range(n):
        if left == 0 or x[i] != x[left - 1]:
            x[left] = x[i]
            left += 1
    return left
