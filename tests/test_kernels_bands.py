"""Band keys and buckets against a dictionary of tuples."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import naive
from dedup.copies.candidates import unpack
from dedup.kernels.bands import band_keys, bucket_pairs

sketches = st.integers(1, 30).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 1), min_size=8, max_size=8), min_size=n, max_size=n)
)


def keys_of(
    slots: NDArray[np.uint32], numbers: NDArray[np.int64], band: int, rows: int, bits: int
) -> NDArray[np.uint64]:
    keys = np.empty(len(numbers), np.uint64)
    band_keys(slots, numbers, band, rows, bits, keys)
    return keys


def pairs_of(keys: NDArray[np.uint64], bits: int, cap: int) -> tuple[list[tuple[int, int]], int]:
    n, capped = bucket_pairs(keys, bits, cap, None)
    out = np.full(n + 1, 99, np.uint64)
    assert bucket_pairs(keys, bits, cap, out) == (n, capped)
    assert out[n] == 99
    left, right = unpack(out[:n])
    return list(zip(left.tolist(), right.tolist(), strict=True)), capped


@given(sketches, st.sampled_from([1, 2, 4, 8]), st.integers(2, 40), st.integers(0, 30), st.data())
def test_buckets(rows_: list[list[int]], rows: int, cap: int, spare_bits: int, data: st.DataObject) -> None:
    slots = np.array(rows_, np.uint32) * np.uint32(2**32 - 1)
    numbers = np.array(data.draw(st.lists(st.integers(0, len(slots) - 1), unique=True, min_size=1)), np.int64)
    bits = max(1, int(len(numbers) - 1).bit_length()) + spare_bits
    for band in range(8 // rows):
        keys = np.sort(keys_of(slots, numbers, band, rows, bits))
        found, capped = pairs_of(keys, bits, cap)
        cut = [tuple(slots[i, band * rows : (band + 1) * rows].tolist()) for i in numbers]
        wanted, over = naive.bucket_pairs(cut, cap)
        assert len(found) == len(set(found))  # none twice
        assert (set(found), capped) == (wanted, over)


def test_every_row_of_a_big_bucket_stays_reachable() -> None:
    for size in (2, 3, 4, 5, 100):
        keys = np.arange(size, dtype=np.uint64) | np.uint64(5 << 40)
        found, capped = pairs_of(keys, 10, 4)
        assert capped == (size > 4)
        assert len(found) == (2 * size - 3 if size > 4 else size * (size - 1) // 2)
        assert {i for pair in found for i in pair} == set(range(size))


def test_keys_depend_on_the_order_of_slots_and_on_the_band() -> None:
    slots = np.array([[1, 2, 1, 2], [2, 1, 1, 2], [1, 2, 2, 1]], np.uint32)
    numbers = np.arange(3)
    first, second = (keys_of(slots, numbers, band, 2, 2) >> np.uint64(2) for band in (0, 1))
    assert first[0] == first[2]
    assert first[0] != first[1]
    assert second[0] == second[1]
    assert not set(first.tolist()) & set(second.tolist())
    assert (keys_of(slots, numbers, 0, 2, 2) & np.uint64(3)).tolist() == [0, 1, 2]


def test_nothing() -> None:
    keys = np.empty(0, np.uint64)
    band_keys(np.zeros((0, 4), np.uint32), np.zeros(0, np.int64), 0, 4, 1, keys)
    assert bucket_pairs(keys, 1, 10, None) == (0, 0)
    assert pairs_of(np.array([8], np.uint64), 1, 10) == ([], 0)
