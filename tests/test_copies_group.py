"""Which copy is kept and why, clusters of groups, and pairs of groups as pairs of documents."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive
from dedup.config import CopySettings
from dedup.copies.candidates import Groups
from dedup.copies.group import cluster_counts, cluster_groups, expand, keep_order, keep_reasons
from dedup.errors import SettingsError

OUTLETS = ("Herald", "Post", "STRASSE")
POLICIES: list[dict[str, Any]] = [
    {"keep": "earliest"}, {"keep": "longest"}, {"keep": "outlet", "outlet_order": OUTLETS},
    {"keep": "outlet", "outlet_order": ("nobody",)},
]  # fmt: skip

documents = st.lists(
    st.tuples(
        st.none() | st.sampled_from([0, 1, -(10**15), 10**15]),
        st.integers(0, 3),
        st.none() | st.sampled_from(["Herald", "POST", "straße", "other", ""]),
    ),
    max_size=14,
)


def table_of(rows: list[tuple[int | None, int, str | None]]) -> pa.Table:
    return pa.table(
        {
            "published_at": pa.array([date for date, _, _ in rows], pa.timestamp("us", tz="UTC")),
            "outlet": pa.array([outlet for _, _, outlet in rows], pa.large_string()),
        }
    )


def naive_order(rows: list[tuple[int | None, int, str | None]], policy: dict[str, Any]) -> list[int]:
    settings = CopySettings(**policy)
    keys = [[key for _, key in naive.keep_keys(*row, settings.keep, settings.outlet_order)] for row in rows]
    return sorted(range(len(rows)), key=lambda i: (*keys[i], i))


def groups_of(members: list[list[int]]) -> Groups:
    flat = np.array([d for group in members for d in group], np.int64)
    return Groups(flat, np.cumsum([0, *map(len, members)]))


@pytest.mark.parametrize("policy", POLICIES, ids=str)
@given(rows=documents)
def test_keep_order(policy: dict[str, Any], rows: list[tuple[int | None, int, str | None]]) -> None:
    lengths = np.array([length for _, length, _ in rows], np.int64)
    assert keep_order(table_of(rows), lengths, CopySettings(**policy)).tolist() == naive_order(rows, policy)


@pytest.mark.parametrize("policy", POLICIES, ids=str)
@given(rows=documents, data=st.data())
def test_keep_reasons(
    policy: dict[str, Any], rows: list[tuple[int | None, int, str | None]], data: st.DataObject
) -> None:
    settings, lengths = CopySettings(**policy), np.array([length for _, length, _ in rows], np.int64)
    order = naive_order(rows, policy)
    part = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    clusters = [[d for d in order if part[d] == p] for p in range(4)]
    leader = np.zeros(len(rows), np.int64)
    wanted: list[str | None] = [None] * len(rows)
    for cluster in filter(None, clusters):
        leader[cluster] = cluster[0]
        wanted[cluster[0]] = "only"
        if len(cluster) > 1:
            first, second = (naive.keep_keys(*rows[d], settings.keep, settings.outlet_order) for d in cluster[:2])
            differ = [name for (name, a), (_, b) in zip(first, second, strict=True) if a != b]
            wanted[cluster[0]] = differ[0] if differ else "id"
    found = keep_reasons(table_of(rows), lengths, leader, np.array(order, np.int64), settings)
    assert found.type == pa.large_string()
    assert found.to_pylist() == wanted


def test_an_order_of_outlets_is_needed_for_keeping_by_outlet() -> None:
    with pytest.raises(SettingsError, match="--outlet-order"):
        CopySettings(keep="outlet")


# ---- clusters of groups


@st.composite
def grouped(draw: st.DrawFn) -> tuple[int, list[list[int]], dict[tuple[int, int], float], list[int]]:
    """(documents, their groups in the order of the first members, similar groups, order of the documents)."""
    n = draw(st.integers(0, 14))
    part = draw(st.lists(st.integers(-1, 6), min_size=n, max_size=n))  # -1: without words, in no group
    members = sorted(filter(None, ([d for d in range(n) if part[d] == p] for p in range(7))))
    every = list(itertools.combinations(range(len(members)), 2))
    picked = draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    similar = {pair: draw(st.sampled_from([0.7, 0.8, 1.0])) for pair in sorted(picked)}
    return n, members, similar, draw(st.permutations(range(n)))


@given(grouped())
def test_cluster_groups(case: tuple[int, list[list[int]], dict[tuple[int, int], float], list[int]]) -> None:
    n, members, similar, order = case
    place = {d: i for i, d in enumerate(order)}
    heads = [min(group, key=lambda d: place[d]) for group in members]
    group_order = sorted(range(len(members)), key=lambda g: place[heads[g]])
    leader_of = naive.leaders(len(members), similar, group_order)
    leader, similarity = list(range(n)), [1.0] * n
    for g, group in enumerate(members):
        for d in group:
            leader[d] = heads[leader_of[g]]
            similarity[d] = 1.0 if leader_of[g] == g else similar[min(g, leader_of[g]), max(g, leader_of[g])]
    left, right = np.array(list(similar), np.int64).reshape(-1, 2).T
    found = cluster_groups(groups_of(members), left, right, np.array(list(similar.values())), np.array(order, np.int64))
    assert found.leader.tolist() == leader
    assert found.similarity.tolist() == similarity
    assert all(place[leader[d]] <= place[d] for d in range(n))


@given(grouped(), st.integers(1, 12))
def test_cluster_counts(case: tuple[int, list[list[int]], dict[tuple[int, int], float], list[int]], cap: int) -> None:
    n, members, similar, order = case
    left, right = np.array(list(similar), np.int64).reshape(-1, 2).T
    groups = groups_of(members)
    found = cluster_groups(groups, left, right, np.array(list(similar.values())), np.array(order, np.int64))
    sizes = [found.leader.tolist().count(d) for d in range(n)]
    several = [size for size in sizes if size > 1]
    assert cluster_counts(groups, left, right, found.leader, cap) == {
        "pairs_of_distinct_texts": len(similar),
        "pairs_over_cap": naive_expand(members, list(similar), cap)[1],
        "clusters": len(several),
        "documents_in_clusters": sum(several),
        "largest_cluster": max(sizes, default=0),
    }


# ---- expanding


def naive_expand(
    members: list[list[int]], pairs: list[tuple[int, int]], cap: int
) -> tuple[list[tuple[int, int, int]], int]:
    out, capped = [], 0
    for source, (a, b) in enumerate(pairs):
        found = list(itertools.product(members[a], members[b]))
        if len(found) > cap:
            capped += 1
            found = [(x, y) for x, y in found if x == members[a][0] or y == members[b][0]]
        out += [(min(x, y), max(x, y), source) for x, y in found]
    for group in members:
        inside = list(itertools.combinations(group, 2))
        if len(inside) > cap:
            capped += 1
            inside = [(group[0], y) for y in group[1:]]
        out += [(x, y, -1) for x, y in inside]
    return sorted(out), capped


@given(grouped(), st.integers(1, 12))
def test_expand(case: tuple[int, list[list[int]], dict[tuple[int, int], float], list[int]], cap: int) -> None:
    _, members, similar, _ = case
    left, right = np.array(list(similar), np.int64).reshape(-1, 2).T
    found = expand(groups_of(members), left, right, cap)
    rows = list(zip(found.left.tolist(), found.right.tolist(), found.source.tolist(), strict=True))
    assert (rows, found.capped) == naive_expand(members, list(similar), cap)


def test_expand_under_and_over_the_cap() -> None:
    groups = groups_of([[0, 3, 5], [1, 2], [4]])
    none = np.zeros(0, np.int64)
    assert expand(groups, none, none, 3).capped == 0
    assert expand(groups, none, none, 2).capped == 1
    over = expand(groups, np.array([0]), np.array([1]), 5)
    assert list(zip(over.left, over.right, over.source, strict=True)) == [
        (0, 1, 0), (0, 2, 0), (0, 3, -1), (0, 5, -1), (1, 2, -1), (1, 3, 0), (1, 5, 0), (3, 5, -1),
    ]  # fmt: skip
    assert over.capped == 1
