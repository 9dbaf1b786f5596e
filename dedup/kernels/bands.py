"""Sketches -> candidates: band keys, and the pairs inside each bucket.

A band is a group of consecutive slots. Its key is an order-sensitive 64-bit mix of them and of the band's number. The
key's high bits and the row number are packed into one uint64 and sorted: a bucket is then a run of equal high bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.jit import jit, jit_inline
from dedup.kernels.mix import finish

U64 = np.uint64
BAND = U64(0xA0761D6478BD642F)


@jit_inline
def band_mix(slots: Any, row: Any, band: Any, rows: Any) -> Any:
    """The 64 bits that stand for one band of a sketch: slots[row, band * rows : (band + 1) * rows] and its number."""
    key = U64(band + 1) * BAND
    for slot in range(band * rows, (band + 1) * rows):
        key = finish(key + U64(slots[row, slot]))
    return key


@jit
def band_keys(slots: Any, numbers: Any, band: Any, rows: Any, bits: Any, out: Any) -> None:
    """Packed keys of one band: the mix of slots[numbers[i], band * rows : (band + 1) * rows], then i in the low bits.

    slots: uint32 [n, k]; numbers: int64 [m]; bits: how many low bits hold i, 2**bits >= m; out: uint64 [m].
    """
    low = (U64(1) << U64(bits)) - U64(1)
    for i in range(len(numbers)):
        out[i] = (band_mix(slots, numbers[i], band, rows) & ~low) | U64(i)


@jit
def band_mixes(slots: Any, rows: Any, out: Any) -> None:
    """The mixes of all bands of all sketches, to be packed once it is known how many there are in all.

    slots: uint32 [n, k]; rows: slots a band; out: uint64 [bands, n].
    """
    for row in range(slots.shape[0]):
        for band in range(out.shape[0]):
            out[band, row] = band_mix(slots, row, band, rows)


@jit
def pack_keys(mixes: Any, numbers: Any, bits: Any, out: Any) -> None:
    """Packed keys, as `band_keys` makes them, from mixes: uint64 [n]; numbers: int64 [m] into them; out: uint64 [m]."""
    low = (U64(1) << U64(bits)) - U64(1)
    for i in range(len(numbers)):
        out[i] = (mixes[numbers[i]] & ~low) | U64(i)


@jit
def bucket_pairs(keys: Any, bits: Any, cap: Any, out: Any) -> Any:
    """Pairs i < j of the rows that share a bucket, packed as i << 32 | j; returns (pairs, buckets over the cap).

    keys: uint64 [m], sorted. A bucket of up to `cap` rows gives all its pairs; a larger one pairs each row with the
    bucket's first and with its neighbour. out: uint64, or None to count only.
    """
    m = len(keys)
    shift = U64(bits)
    low = (U64(1) << shift) - U64(1)
    n, capped, start = 0, 0, 0
    while start < m:
        end = start + 1
        while end < m and keys[end] >> shift == keys[start] >> shift:
            end += 1
        size = end - start
        if size > cap:
            capped += 1
        if out is None:
            n += size * (size - 1) // 2 if size <= cap else 2 * size - 3
        else:
            for b in range(start + 1, end):
                right = keys[b] & low
                for a in range(start if size <= cap else b - 1, b):
                    out[n] = (keys[a] & low) << U64(32) | right
                    n += 1
                if size > cap and b > start + 1:
                    out[n] = (keys[start] & low) << U64(32) | right
                    n += 1
        start = end
    return n, capped
