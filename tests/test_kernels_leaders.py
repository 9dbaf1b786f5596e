"""Leader clusters against `naive.leaders`."""

from __future__ import annotations

import itertools
import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import naive
from dedup.kernels.leaders import assign_leaders


def lead(n: int, similar: dict[tuple[int, int], float], order: list[int]) -> tuple[list[int], list[float]]:
    edges: list[list[tuple[int, float]]] = [[] for _ in range(n)]
    for (i, j), weight in similar.items():
        edges[i].append((j, weight))
        edges[j].append((i, weight))
    first = np.cumsum([0, *map(len, edges)])
    flat = list(itertools.chain.from_iterable(edges))
    place = np.empty(n, np.int64)
    place[order] = np.arange(n)
    leader, weight = np.full(n, -7, np.int64), np.full(n, -7.0)
    neighbours, weights = np.array([j for j, _ in flat], np.int64), np.array([w for _, w in flat], np.float64)
    assign_leaders(np.array(order, np.int64), place, first, neighbours, weights, leader, weight)
    return leader.tolist(), weight.tolist()


def graphs(n: int) -> st.SearchStrategy[tuple[int, dict[tuple[int, int], float], list[int]]]:
    every = list(itertools.combinations(range(n), 2))
    picked = st.lists(st.sampled_from(every), unique=True) if every else st.just([])
    weights = st.sampled_from([0.7, 0.75, 0.8, 0.9, 1.0])
    similar = picked.flatmap(
        lambda ps: st.tuples(*[weights for _ in ps]).map(lambda ws: dict(zip(ps, ws, strict=True)))
    )
    return st.tuples(st.just(n), similar, st.permutations(range(n)))


@given(st.integers(0, 12).flatmap(graphs))
def test_leaders(graph: tuple[int, dict[tuple[int, int], float], list[int]]) -> None:
    n, similar, order = graph
    leader, weight = lead(n, similar, order)
    assert leader == naive.leaders(n, similar, order)
    near = similar | {(j, i): w for (i, j), w in similar.items()}
    for node in range(n):
        assert weight[node] == (1.0 if leader[node] == node else near[node, leader[node]])
        assert order.index(leader[node]) <= order.index(node)  # a leader is the most wanted of its cluster


def test_bigger_graphs() -> None:
    rng = random.Random(8)
    for n, edges in ((50, 40), (80, 300), (120, 2000)):
        every = list(itertools.combinations(range(n), 2))
        similar = {pair: rng.choice([0.7, 0.71, 0.8, rng.random()]) for pair in rng.sample(every, edges)}
        order = rng.sample(range(n), n)
        assert lead(n, similar, order)[0] == naive.leaders(n, similar, order)


def test_a_chain_is_not_one_cluster() -> None:
    chain = {(i, i + 1): 0.9 for i in range(9)}
    assert lead(10, chain, list(range(10)))[0] == [0, 0, 2, 2, 4, 4, 6, 6, 8, 8]


def test_a_later_leader_is_not_considered_even_if_it_is_closer() -> None:
    leader, weight = lead(3, {(0, 1): 0.7, (1, 2): 0.9}, [0, 1, 2])
    assert (leader, weight) == ([0, 0, 2], [1.0, 0.7, 1.0])


def test_the_closest_of_the_leaders_before_wins_and_ties_go_to_the_earlier() -> None:
    assert lead(3, {(0, 2): 0.7, (1, 2): 0.9}, [0, 1, 2])[0] == [0, 1, 1]
    assert lead(3, {(0, 2): 0.9, (1, 2): 0.9}, [1, 0, 2])[0] == [0, 1, 1]
