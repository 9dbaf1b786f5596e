"""Average linkage on a sparse graph against all pairs of clusters compared again and again."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive
from dedup.stories.linkage import Linked, average_linkage

Odds = dict[tuple[int, int], float]


def linked(odds: Odds, absent: float, begin: float, least: float, rank: list[int]) -> Linked:
    left, right = np.array(list(odds), np.int64).reshape(-1, 2).T
    values = np.array(list(odds.values()), np.float64)
    return average_linkage(left, right, values, absent, begin, least, np.array(rank, np.int64))


def answer(found: Linked) -> tuple[list[int], list[float | None]]:
    return found.first.tolist(), [None if np.isnan(x) else x for x in found.weakest.tolist()]


def check(odds: Odds, absent: float, begin: float, least: float, rank: list[int]) -> None:
    first, weakest = naive.average_linkage(odds, absent, begin, least, rank)
    found_first, found_weakest = answer(linked(odds, absent, begin, least, rank))
    assert found_first == first
    assert [w is None for w in found_weakest] == [w is None for w in weakest]
    assert [w for w in found_weakest if w is not None] == pytest.approx([w for w in weakest if w is not None])


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Odds, list[int]]:
    """Log-odds in whole numbers, so that ties occur, some beyond the bounds; and ranks."""
    n = draw(st.integers(0, 12))
    every = list(itertools.combinations(range(n), 2))
    picked = draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    values = draw(st.lists(st.integers(-9, 9), min_size=len(picked), max_size=len(picked)))
    return dict(zip(picked, map(float, values), strict=True)), draw(st.permutations(range(n)))


@given(graphs(), st.sampled_from([(-8.0, -1.5, -2.5), (-2.0, 1.0, -1.0), (-4.0, 0.0, 0.0), (-8.0, -3.0, -7.5)]))
def test_average_linkage(graph: tuple[Odds, list[int]], bounds: tuple[float, float, float]) -> None:
    check(graph[0], *bounds, graph[1])


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_average_linkage_on_larger_graphs(seed: int, share: float) -> None:
    """Clusters grow, so that lists move to the end of the pool and old entries of the heap are passed over."""
    rng = random.Random(seed)
    n = 24
    event = [rng.randrange(4) for _ in range(n)]
    odds = {
        (i, j): float(rng.randint(-1, 4) if event[i] == event[j] else rng.randint(-6, 1))
        for i, j in itertools.combinations(range(n), 2)
        if rng.random() < share
    }
    check(odds, -8.0, -1.5, -2.5, rng.sample(range(n), n))


@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_show(graph: tuple[Odds, list[int]], rng: random.Random) -> None:
    odds, rank = graph
    odds = {pair: value + rng.random() for pair, value in odds.items()}  # sums that would depend on their order
    wanted = answer(linked(odds, -8.0, -1.5, -2.5, rank))
    mixed = [(pair[::-1] if rng.random() < 0.5 else pair, value) for pair, value in odds.items()]
    rng.shuffle(mixed)
    assert answer(linked(dict(mixed), -8.0, -1.5, -2.5, rank)) == wanted


@given(graphs(), st.randoms(use_true_random=False))
def test_numbers_do_not_show_where_ranks_are_kept(graph: tuple[Odds, list[int]], rng: random.Random) -> None:
    odds, rank = graph
    new = rng.sample(range(len(rank)), len(rank))
    moved = {(new[i], new[j]): value for (i, j), value in odds.items()}
    new_rank = [0] * len(rank)
    for i, place in enumerate(new):
        new_rank[place] = rank[i]
    first, weakest = answer(linked(odds, -8.0, -1.5, -2.5, rank))
    other, other_weakest = answer(linked(moved, -8.0, -1.5, -2.5, new_rank))
    assert [other[new[i]] for i in range(len(rank))] == [new[f] for f in first]
    assert [other_weakest[new[i]] for i in range(len(rank))] == weakest


def test_an_absent_pair_counts_against() -> None:
    """A chain of good pairs is no cluster: from the third document on, those without a pair weigh too."""
    chain = {(i, i + 1): 2.0 for i in range(5)}
    assert linked(chain, -8.0, -1.5, -2.5, list(range(6))).first.tolist() == [0, 0, 2, 2, 4, 4]
    short = {(0, 1): 2.0, (1, 2): 2.0}  # (2 - 8) / 2 = -3
    assert answer(linked(short, -8.0, -1.5, -2.5, [0, 1, 2])) == ([0, 0, 2], [2.0, 2.0, None])
    assert answer(linked(short, -8.0, -1.5, -3.0, [0, 1, 2])) == ([0, 0, 0], [-3.0, -3.0, -3.0])


@pytest.mark.parametrize(("value", "joined"), [(-1.5, True), (-1.51, False), (-2.5, False), (-2.51, False)])
def test_two_documents_need_more_than_a_further_one(value: float, joined: bool) -> None:
    assert linked({(0, 1): value}, -8.0, -1.5, -2.5, [0, 1]).first.tolist() == [0, 0 if joined else 1]
    three = {(0, 1): 5.0, (0, 2): value, (1, 2): value}
    assert linked(three, -8.0, -1.5, -2.5, [0, 1, 2]).first.tolist() == ([0, 0, 0] if value >= -2.5 else [0, 0, 2])


def test_of_equal_means_the_first_in_rank_is_joined() -> None:
    odds = {(0, 1): 1.0, (1, 2): 1.0}
    assert linked(odds, -8.0, -1.5, -2.5, [0, 1, 2]).first.tolist() == [0, 0, 2]
    assert linked(odds, -8.0, -1.5, -2.5, [2, 1, 0]).first.tolist() == [0, 2, 2]


def test_nothing() -> None:
    assert answer(linked({}, -8.0, -1.5, -2.5, [])) == ([], [])
    assert answer(linked({}, -8.0, -1.5, -2.5, [1, 0])) == ([0, 1], [None, None])
    assert answer(linked({(0, 1): -8.0}, -8.0, -1.5, -2.5, [0, 1])) == ([0, 1], [None, None])


@pytest.mark.slow
def test_a_big_cluster() -> None:
    """Two events of 200 reports, every pair of each, and one good pair between them."""
    n = 400
    odds = {(i, j): 1.0 for i, j in itertools.combinations(range(n), 2) if i % 2 == j % 2}
    odds[0, 1] = 8.0
    odds[2, 3] = 0.0
    found = linked(odds, -8.0, -1.5, -2.5, list(range(n)))
    sizes = np.bincount(found.first)
    assert sizes.sum() == n
    assert len(sizes[sizes > 10]) == 2
