"""Overlaps of sorted sets against sets."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import naive
from dedup.copies.recall import _directory
from dedup.copies.verify import Sets
from dedup.kernels.overlap import count_overlaps, overlaps

U64 = np.uint64
values = st.integers(0, 12).map(naive.finish) | st.sampled_from([0, 1, 2**63, naive.ALL])
families = st.lists(st.sets(values, max_size=12), min_size=1, max_size=9)


def sets_of(family: list[set[int]], gap: int = 2) -> Sets:
    """Sorted sets in one array, with room between them that a kernel must not look at."""
    flat: list[int] = []
    starts = []
    for one in family:
        starts.append(len(flat))
        flat += sorted(one) + [7] * gap
    return Sets(np.array(flat, U64), np.array(starts, np.int64), np.array([len(one) for one in family], np.int64))


@given(families)
def test_overlaps(family: list[set[int]]) -> None:
    left, right = np.array(list(itertools.product(range(len(family)), repeat=2)), np.int64).T.copy()
    out = np.full(len(left), -1, np.int64)
    overlaps(*sets_of(family), left, right, out)
    assert out.tolist() == [len(family[a] & family[b]) for a, b in zip(left, right, strict=True)]


def test_no_pairs() -> None:
    none = np.zeros(0, np.int64)
    overlaps(*sets_of([set()]), none, none, none)


@given(families, st.data())
def test_count_overlaps(family: list[set[int]], data: st.DataObject) -> None:
    sample = data.draw(st.lists(st.integers(0, len(family) - 1), unique=True, min_size=1))
    posts: dict[int, list[int]] = {}
    for place, number in enumerate(sample):
        for value in family[number]:
            posts.setdefault(value, []).append(place)
    keys = np.array(sorted(posts), U64)
    members = np.array([place for key in sorted(posts) for place in posts[key]], np.int64)
    ends = np.cumsum([0, *(len(posts[key]) for key in sorted(posts))])
    counts, touched = np.zeros(len(sample), np.int64), np.empty(len(sample), np.int64)
    index = (keys, _directory(keys), ends, members, counts, touched)
    wanted = {
        (s, place): len(one & family[number])
        for s, one in enumerate(family)
        for place, number in enumerate(sample)
        if one & family[number]
    }
    for room in (0, len(wanted) // 2, len(wanted), len(wanted) + 3):
        out = np.full((room + 1, 3), -1, np.int64)
        assert count_overlaps(*sets_of(family), *index, out[:room]) == len(wanted)
        assert not counts.any()
        written = min(room, len(wanted))
        found = {(s, place): shared for s, place, shared in out[:written].tolist()}
        assert len(found) == written
        assert found.items() <= wanted.items()
        assert (out[written:] == -1).all()
