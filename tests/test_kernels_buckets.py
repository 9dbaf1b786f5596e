from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.kernels.buckets import bucket_ranges, bucket_rows, fence_ranges

U64 = np.uint64
TOP = 2**64 - 1


def looked_up(
    runs: np.ndarray, wanted: np.ndarray, reach: int, stride: int, cap: int, base: int = 64
) -> tuple[list[tuple[int, int]], list[int], set[int]]:
    """(query, low bits) of what is found, capped buckets by query, and the pages that were asked for."""
    length = runs.shape[1]
    fences = np.ascontiguousarray(runs[:, ::stride])
    state = np.zeros((base + 8 * runs.size) // 4096 + 1, np.uint8)
    pages, ranges = np.empty(len(state), np.int64), np.empty((*wanted.shape, 2), np.int64)
    n = fence_ranges(fences, wanted, U64(reach), length, stride, base, state, ranges, pages)
    for start, end in ranges.reshape(-1, 2):  # what is read later is in the pages that were named
        if end > start:
            assert set(range((base + 8 * start) >> 12, ((base + 8 * end - 1) >> 12) + 1)) <= set(pages[:n].tolist())
    assert (np.flatnonzero(state == 2) == np.sort(pages[:n])).all()
    flat = runs.reshape(-1)
    total = bucket_ranges(flat, wanted, U64(reach), ranges)
    found, capped = np.empty(total, U64), np.zeros(len(wanted), np.int64)
    n_rows = bucket_rows(flat, ranges, U64(0xFFFF), cap, capped, found)
    rows = [(int(x) >> 32, int(x) & 0xFFFFFFFF) for x in found[:n_rows]]
    return rows, capped.tolist(), set(pages[:n].tolist())


@given(
    runs=st.integers(1, 3).flatmap(
        lambda bands: st.integers(0, 30).flatmap(
            lambda m: st.lists(st.lists(st.integers(0, 40), min_size=m, max_size=m), min_size=bands, max_size=bands)
        )
    ),
    asked=st.lists(st.integers(0, 41), max_size=4),
    high=st.booleans(),
    reach=st.integers(0, 3),
    stride=st.integers(1, 7),
    cap=st.integers(1, 5),
)
@settings(max_examples=150, deadline=None)
def test_a_look_up_finds_what_a_scan_finds(
    runs: list[list[int]], asked: list[int], high: bool, reach: int, stride: int, cap: int
) -> None:
    lift = TOP - 44 if high else 0  # the highest keys there are must not wrap round
    keys = np.sort(np.array(runs, U64).reshape(len(runs), -1) + U64(lift), axis=1)
    wanted = np.array([[x] * len(runs) for x in asked], U64).reshape(-1, len(runs)) + U64(lift)
    rows, capped, _ = looked_up(keys, wanted, reach, stride, cap)
    expected, over = [], []
    for q, x in enumerate(asked):
        buckets = [[int(k) for k in run if lift + x <= int(k) <= lift + x + reach] for run in keys]
        expected += [(q, k & 0xFFFF) for bucket in buckets for k in bucket[:cap]]
        over.append(sum(len(bucket) > cap for bucket in buckets))
    assert rows == expected
    assert capped == over


def test_of_a_large_directory_few_pages_are_asked_for() -> None:
    keys = np.arange(0, 100_000, dtype=U64).reshape(2, -1) << U64(20)
    rows, _, pages = looked_up(keys, keys[:, 777][None] & ~U64(0xFFFF), 0xFFFF, 512, 9)
    assert len(rows) == 2
    assert len(pages) <= 4


@pytest.mark.parametrize("cap", [1, 3])
def test_the_first_of_a_large_bucket_are_taken(cap: int) -> None:
    keys = np.arange(10, dtype=U64)[None]
    rows, capped, _ = looked_up(keys, np.zeros((1, 1), U64), 9, 4, cap)
    assert (rows, capped) == ([(0, i) for i in range(cap)], [1])
