"""Shingles and their sorted sets against `naive`."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive
from dedup.kernels.shingle import shingle
from dedup.kernels.sort import SMALL, insertion_sort, sort_unique

U64 = np.uint64
numbers = st.integers(0, naive.ALL)


def shingles(units: list[int], width: int) -> list[int]:
    made = np.array([*units, 1, 2, 3], U64)
    n = shingle(made, len(units), width)
    return made[:n].tolist()


@given(st.lists(numbers, max_size=40), st.integers(1, 64))
def test_shingles(units: list[int], width: int) -> None:
    assert shingles(units, width) == naive.shingle_hashes(units, width)


@given(st.lists(st.sampled_from("abc"), max_size=30), st.integers(1, 6))
def test_equal_shingles_and_no_others_have_equal_hashes(words: list[str], width: int) -> None:
    text = " ".join(words)
    made, wanted = shingles(naive.unit_hashes(text), width), naive.shingles(text, "words", width)
    assert len(made) == len(wanted)
    assert {(a == b) for a, b in zip(made, wanted, strict=True)} <= {False}
    assert [made.index(x) for x in made] == [wanted.index(x) for x in wanted]


def test_order_and_width_count() -> None:
    assert shingles([1, 2], 2) != shingles([2, 1], 2)
    assert shingles([], 5) == []
    assert shingles([7], 1) == shingles([7], 5)  # shorter than the width: one shingle of what there is
    assert shingles([0, 5], 2) != shingles([5], 2)
    assert len(set(shingles([0] * 3, 3) + shingles([0] * 2, 2) + shingles([0], 1))) == 3


def sorted_set(values: list[int]) -> list[int]:
    x, spare = np.array([*values, 42], U64), np.zeros(len(values) + 1, U64)
    left = sort_unique(x, len(values), spare)
    assert x[len(values)] == 42
    return x[:left].tolist()


@given(st.lists(numbers, max_size=200) | st.lists(st.sampled_from([0, 1, 2**63, naive.ALL, 77 << 50]), max_size=200))
def test_sort_unique(values: list[int]) -> None:
    assert sorted_set(values) == sorted(set(values))


@pytest.mark.parametrize("n", [0, 1, 2, SMALL - 1, SMALL, SMALL + 1, 64, 65, 1000, 3000])
def test_sort_unique_of_every_shape(n: int) -> None:
    rng = random.Random(n)
    uniform = [rng.getrandbits(64) for _ in range(n)]
    for values in (
        uniform,
        sorted(uniform),
        sorted(uniform)[::-1],
        [5] * n,
        uniform[: n // 7] * 7,
        [x >> 58 for x in uniform],
    ):
        assert sorted_set(values) == sorted(set(values))


def test_sort_unique_of_a_whole_array() -> None:
    for values in ([5] * 3, [5] * 100, [7, 7, 5], [5]):
        x = np.array(values, U64)
        left = sort_unique(x, len(x), np.empty(len(x), U64))
        assert x[:left].tolist() == sorted(set(values))


@given(st.lists(numbers, max_size=30), st.data())
def test_insertion_sort_sorts_a_part(values: list[int], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(values)))
    end = data.draw(st.integers(start, len(values)))
    x = np.array(values, U64)
    insertion_sort(x, start, end)
    assert x.tolist() == values[:start] + sorted(values[start:end]) + values[end:]
