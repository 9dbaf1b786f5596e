"""Looking up many keys in sorted directories on disk, page by page, so that a page is checked before it is believed.

A directory is `bands` runs of sorted keys, one after the other. Of each run every `stride`-th key is also in a small
array of fences. The first kernel finds between which fences a bucket lies and which pages of the file must be checked
for that; the second, which trusts them, finds the bucket; the third writes out its rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.jit import jit, jit_inline

U64 = np.uint64


@jit_inline
def _first_not_below(keys: Any, start: Any, end: Any, wanted: Any) -> Any:
    """Where the first of the sorted keys[start:end] that is not below `wanted` stands."""
    while start < end:
        middle = (start + end) // 2
        if keys[middle] < wanted:
            start = middle + 1
        else:
            end = middle
    return start


@jit_inline
def _first_above(keys: Any, start: Any, end: Any, highest: Any) -> Any:
    """Where the first of the sorted keys[start:end] that is above `highest` stands."""
    while start < end:
        middle = (start + end) // 2
        if keys[middle] <= highest:
            start = middle + 1
        else:
            end = middle
    return start


@jit
def fence_ranges(
    fences: Any, wanted: Any, reach: Any, length: Any, stride: Any, base: Any, state: Any, ranges: Any, pages: Any
) -> Any:
    """Where buckets may lie, and the pages to check before they are read; returns how many pages.

    fences: uint64 [bands, f], the keys 0, stride, 2 * stride .. of each run. wanted: uint64 [q, bands], the lowest key
    of each bucket, `reach`: uint64, how far above it the highest may be. length: keys of a run. base: byte of the file
    at which the directory begins, a multiple of 8. state: uint8 [pages of 4096 bytes], 0 for those not checked yet;
    those that are returned are set to 2. ranges: int64 [q, bands, 2], half-open places in the directory. pages:
    int64, with room for all pages.
    """
    n = 0
    for q in range(wanted.shape[0]):
        for band in range(wanted.shape[1]):
            run, low = fences[band], wanted[q, band]
            first = max(0, _first_not_below(run, 0, len(run), low) - 1)
            last = _first_above(run, first, len(run), low + reach)
            start = band * length + first * stride
            end = max(start, band * length + min(length, last * stride))
            ranges[q, band, 0], ranges[q, band, 1] = start, end
            if end > start:
                for page in range((base + 8 * start) >> 12, ((base + 8 * end - 1) >> 12) + 1):
                    if state[page] == 0:
                        state[page] = 2
                        pages[n] = page
                        n += 1
    return n


@jit
def bucket_ranges(keys: Any, wanted: Any, reach: Any, ranges: Any) -> Any:
    """Narrow ranges to the buckets themselves; returns how many keys all buckets hold together.

    keys: uint64, the directory. wanted, reach, ranges: as in `fence_ranges`; ranges is changed in place.
    """
    total = 0
    for q in range(wanted.shape[0]):
        for band in range(wanted.shape[1]):
            start, end = ranges[q, band, 0], ranges[q, band, 1]
            low = _first_not_below(keys, start, end, wanted[q, band])
            high = _first_above(keys, low, end, wanted[q, band] + reach)
            ranges[q, band, 0], ranges[q, band, 1] = low, high
            total += high - low
    return total


@jit
def bucket_rows(keys: Any, ranges: Any, mask: Any, cap: Any, capped: Any, out: Any) -> Any:
    """Rows of the buckets as q << 32 | row; returns how many were written.

    keys, ranges: as in `bucket_ranges`. mask: uint64, the bits of a key that hold its row. cap: of a larger bucket the
    first so many keys are written. capped: int64 [q], is raised by the number of such buckets. out: uint64, with room
    for what `bucket_ranges` returned.
    """
    n = 0
    for q in range(ranges.shape[0]):
        for band in range(ranges.shape[1]):
            start, end = ranges[q, band, 0], ranges[q, band, 1]
            if end - start > cap:
                capped[q] += 1
                end = start + cap
            for place in range(start, end):
                out[n] = U64(q) << U64(32) | (keys[place] & mask)
                n += 1
    return n
