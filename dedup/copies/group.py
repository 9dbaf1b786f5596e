"""Verified pairs -> copy clusters, and which copy is kept."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.config import CopySettings
from dedup.copies.candidates import Groups
from dedup.kernels.leaders import assign_leaders

LATEST = np.iinfo(np.int64).max


def keep_order(documents: pa.Table, lengths: NDArray[np.int64], settings: CopySettings) -> NDArray[np.int64]:
    """Document numbers from the most to the least wanted: the total order that seeds clusters and picks the kept copy.

    Parameters
    ----------
    documents : pyarrow.Table
        `published_at` and `outlet` by document number.
    lengths : int64 [n]
        Shingles of each.
    settings : CopySettings
        `earliest`: by date (unknown last), then length (longest first), then id. `longest`: length, date, id.
        `outlet`: place in `outlet_order` (others last), date, length, id.

    Returns
    -------
    int64 [n]
    """
    keys = [key for _, key in _keys(documents, lengths, settings)]
    return np.lexsort((np.arange(len(lengths)), *reversed(keys)))


def _keys(
    documents: pa.Table, lengths: NDArray[np.int64], settings: CopySettings
) -> list[tuple[str, NDArray[np.int64]]]:
    """The rules of a keeper policy, the first one first: name and key by document number, lowest wanted."""
    date = documents["published_at"].combine_chunks().cast(pa.int64()).fill_null(LATEST).to_numpy(zero_copy_only=False)
    earliest, longest = ("earliest", date), ("longest", -lengths)
    if settings.keep == "longest":
        return [longest, earliest]
    if settings.keep == "earliest":
        return [earliest, longest]
    rank = {outlet.casefold(): i for i, outlet in enumerate(settings.outlet_order)}
    names = documents["outlet"].dictionary_encode().combine_chunks()
    ranks = [rank.get(name.casefold(), len(rank)) for name in names.dictionary.to_pylist()]
    codes = names.indices.fill_null(len(ranks)).to_numpy(zero_copy_only=False)
    return [("outlet order", np.array([*ranks, len(rank)])[codes]), earliest, longest]


class Clusters(NamedTuple):
    """By document number: the kept document of its cluster (its own number where it has no copy), and the exact
    Jaccard similarity with it.
    """

    leader: NDArray[np.int64]
    similarity: NDArray[np.float64]


def cluster_groups(
    groups: Groups,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    jaccard: NDArray[np.float64],
    order: NDArray[np.int64],
) -> Clusters:
    """Leader clusters over the groups of identical texts.

    Parameters
    ----------
    groups : Groups
    left, right : int64 [m]
        Pairs of groups at or above the threshold, each once.
    jaccard : float64 [m]
    order : int64 [n]
        From `keep_order`. A group stands where its most wanted member stands.

    Returns
    -------
    Clusters
        Every member passes the threshold with the kept document itself.
    """
    n_groups, n = len(groups.starts) - 1, len(order)
    leader, similarity = np.arange(n), np.ones(n)
    if n_groups == 0:
        return Clusters(leader, similarity)
    place = np.empty(n, np.int64)
    place[order] = np.arange(n)
    best = np.minimum.reduceat(place[groups.members], groups.starts[:-1])
    group_order = np.argsort(best, kind="stable")
    group_place = np.empty(n_groups, np.int64)
    group_place[group_order] = np.arange(n_groups)
    ends = np.concatenate((left, right))
    by_node = np.argsort(ends, kind="stable")
    first = np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=n_groups)))).astype(np.int64)
    neighbours = np.concatenate((right, left))[by_node]
    weights = np.concatenate((jaccard, jaccard))[by_node]
    group_leader, weight = np.empty(n_groups, np.int64), np.empty(n_groups)
    assign_leaders(group_order, group_place, first, neighbours, weights, group_leader, weight)
    group_of = np.repeat(np.arange(n_groups), np.diff(groups.starts))
    leader[groups.members] = order[best[group_leader[group_of]]]
    similarity[groups.members] = weight[group_of]
    return Clusters(leader, similarity)


class Expanded(NamedTuple):
    """Pairs of documents; `source` is the pair of groups that each comes from, -1 inside one group. capped: pairs of
    groups, or groups, that were over the cap.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    source: NDArray[np.int64]
    capped: int


def over_cap(groups: Groups, left: NDArray[np.int64], right: NDArray[np.int64], cap: int) -> NDArray[np.bool_]:
    """Which pairs of groups (a group with itself where left == right) stand for more pairs of documents than `cap`."""
    sizes = np.diff(groups.starts)
    product = sizes[left] * sizes[right]
    over: NDArray[np.bool_] = np.where(left == right, product - sizes[left], 2 * product) > 2 * cap
    return over


def expand(groups: Groups, left: NDArray[np.int64], right: NDArray[np.int64], cap: int) -> Expanded:
    """Pairs of groups -> pairs of documents, with those inside each group.

    Parameters
    ----------
    groups : Groups
    left, right : int64 [m]
        Pairs of groups.
    cap : int
        Where a pair of groups stands for more document pairs than this, only the pairs with either group's first
        member are given; inside a group likewise.

    Returns
    -------
    Expanded
        left < right, sorted.
    """
    inside = np.flatnonzero(np.diff(groups.starts) > 1)
    a, b = np.concatenate((left, inside)), np.concatenate((right, inside))
    low, high, source = documents_of(groups, a, b, cap)
    by_pair = np.lexsort((high, low))
    source = np.where(source < len(left), source, -1)[by_pair]
    return Expanded(low[by_pair], high[by_pair], source, int(over_cap(groups, a, b, cap).sum()))


def documents_of(
    groups: Groups, a: NDArray[np.int64], b: NDArray[np.int64], cap: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of documents low < high that pairs of groups stand for, and which pair of groups each comes from.

    a, b: int64 [m], pairs of groups, or a group with itself; those over `cap` as in `expand`.
    """
    sizes = np.diff(groups.starts)
    over = over_cap(groups, a, b, cap)
    total = n_documents_of(groups, a, b, cap)
    pair = np.repeat(np.arange(len(a)), total)
    k = np.arange(len(pair)) - np.repeat(np.cumsum(total) - total, total)
    width = sizes[b][pair]
    i = np.where(over[pair], np.maximum(k - width + 1, 0), k // width)  # over: (0, 0..b), then (1..a, 0)
    j = np.where(over[pair], np.where(k < width, k, 0), k % width)
    x, y = groups.members[groups.starts[a][pair] + i], groups.members[groups.starts[b][pair] + j]
    keep = (a[pair] != b[pair]) | (x < y)
    x, y, source = x[keep], y[keep], pair[keep]
    return np.minimum(x, y), np.maximum(x, y), source


def n_documents_of(groups: Groups, a: NDArray[np.int64], b: NDArray[np.int64], cap: int) -> NDArray[np.int64]:
    """How many pairs `documents_of` goes through for each pair of groups, at the least those that it gives."""
    sizes = np.diff(groups.starts)
    return np.where(over_cap(groups, a, b, cap), sizes[a] + sizes[b] - 1, sizes[a] * sizes[b])


def cluster_counts(
    groups: Groups, left: NDArray[np.int64], right: NDArray[np.int64], leader: NDArray[np.int64], cap: int
) -> dict[str, int]:
    """What run.json counts of the clusters; left, right: the pairs of groups at or above the threshold."""
    sizes, inside = np.bincount(leader, minlength=1), np.flatnonzero(np.diff(groups.starts) > 1)
    over = over_cap(groups, np.concatenate((left, inside)), np.concatenate((right, inside)), cap)
    return {
        "pairs_of_distinct_texts": len(left),
        "pairs_over_cap": int(over.sum()),
        "clusters": int((sizes > 1).sum()),
        "documents_in_clusters": int(sizes[sizes > 1].sum()),
        "largest_cluster": int(sizes.max()),
    }


def keep_reasons(
    documents: pa.Table,
    lengths: NDArray[np.int64],
    leader: NDArray[np.int64],
    order: NDArray[np.int64],
    settings: CopySettings,
) -> pa.Array:
    """By document number: the rule that put a kept document before the next one of its cluster.

    Parameters
    ----------
    documents, lengths, settings
        As in `keep_order`.
    leader : int64 [n]
        The kept document of each one's cluster.
    order : int64 [n]
        From `keep_order`.

    Returns
    -------
    pyarrow.Array of string
        `earliest`, `longest`, `outlet order`, `id` where the rules before it tie, `only` without a copy, null where
        the document is not kept.
    """
    n = len(order)
    keys = _keys(documents, lengths, settings)
    reason = np.full(n, None, dtype=object)
    reason[leader == np.arange(n)] = "only"
    by_cluster = order[np.argsort(leader[order], kind="stable")]  # cluster by cluster, the most wanted first
    same = leader[by_cluster[1:]] == leader[by_cluster[:-1]]
    kept = leader[by_cluster[:-1]] == by_cluster[:-1]
    first, second = by_cluster[:-1][same & kept], by_cluster[1:][same & kept]
    decided = np.full(len(first), "id", dtype=object)
    for name, key in reversed(keys):
        decided[key[first] != key[second]] = name
    reason[first] = decided
    return pa.array(reason, pa.large_string())
