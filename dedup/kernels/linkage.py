"""Scored pairs -> clusters by average linkage on a sparse graph.

The mean runs over all pairs of two clusters, those without an edge too: an absent pair counts as gain 0, which is as
strongly against as can be. So a big cluster cannot swallow a small one through a few good edges. Gains are multiples of
2**-12, whose sums do not depend on their order. A heap of pairs (highest mean first, then the lowest numbers) makes the
order of merges total.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from dedup.kernels.jit import jit


class Heap(NamedTuple):
    """Means and the two clusters, as a binary heap: float64, int64, int64, with room to grow into."""

    mean: Any
    left: Any
    right: Any


class Edges(NamedTuple):
    """Sorted neighbours of each cluster and the summed gains, in one growing pool: int64, float64."""

    other: Any
    gain: Any


@jit
def before(heap: Any, i: Any, j: Any) -> Any:
    """Whether entry i comes before entry j."""
    if heap.mean[i] != heap.mean[j]:
        return heap.mean[i] > heap.mean[j]
    if heap.left[i] != heap.left[j]:
        return heap.left[i] < heap.left[j]
    return heap.right[i] < heap.right[j]


@jit
def swap(heap: Any, i: Any, j: Any) -> None:
    """Exchange two entries."""
    heap.mean[i], heap.mean[j] = heap.mean[j], heap.mean[i]
    heap.left[i], heap.left[j] = heap.left[j], heap.left[i]
    heap.right[i], heap.right[j] = heap.right[j], heap.right[i]


@jit
def push(heap: Any, n: Any, mean: Any, left: Any, right: Any) -> Any:
    """Add an entry to a heap of n; returns the heap, grown where it was full."""
    if n == len(heap.mean):
        heap = Heap(
            np.concatenate((heap.mean, np.empty_like(heap.mean))),
            np.concatenate((heap.left, np.empty_like(heap.left))),
            np.concatenate((heap.right, np.empty_like(heap.right))),
        )
    heap.mean[n], heap.left[n], heap.right[n] = mean, left, right
    i = n
    while i > 0 and before(heap, i, (i - 1) >> 1):
        swap(heap, i, (i - 1) >> 1)
        i = (i - 1) >> 1
    return heap


@jit
def drop_first(heap: Any, n: Any) -> None:
    """Remove the first of n entries."""
    swap(heap, 0, n - 1)
    i = 0
    while True:
        child = 2 * i + 1
        if child >= n - 1:
            return
        if child + 1 < n - 1 and before(heap, child + 1, child):
            child += 1
        if not before(heap, child, i):
            return
        swap(heap, i, child)
        i = child


@jit
def find(edges: Any, start: Any, count: Any, other: Any) -> Any:
    """Place of a neighbour in a cluster's list, or where it would stand."""
    low, high = start, start + count
    while low < high:
        middle = (low + high) >> 1
        if edges.other[middle] < other:
            low = middle + 1
        else:
            high = middle
    return low


@jit
def replace_neighbour(edges: Any, start: Any, count: Any, old: Any, new: Any, gain: Any) -> Any:
    """In one cluster's list: `old`, where it is there, makes room for `new`, whose gain is set; returns the count."""
    at = find(edges, start, count, old)
    if at < start + count and edges.other[at] == old:
        for k in range(at, start + count - 1):
            edges.other[k], edges.gain[k] = edges.other[k + 1], edges.gain[k + 1]
        count -= 1
    at = find(edges, start, count, new)
    if at == start + count or edges.other[at] != new:
        for k in range(start + count, at, -1):
            edges.other[k], edges.gain[k] = edges.other[k - 1], edges.gain[k - 1]
        edges.other[at] = new
        count += 1
    edges.gain[at] = gain
    return count


@jit
def merge_lists(edges: Any, used: Any, a: Any, a_count: Any, b: Any, b_count: Any, parent: Any) -> Any:
    """The union of two lists, gains added, behind the pool's end; returns its new end. Merged clusters are left out."""
    a_end, b_end = a + a_count, b + b_count
    while a < a_end or b < b_end:
        if b == b_end or (a < a_end and edges.other[a] < edges.other[b]):
            other, gain = edges.other[a], edges.gain[a]
            a += 1
        elif a == a_end or edges.other[b] < edges.other[a]:
            other, gain = edges.other[b], edges.gain[b]
            b += 1
        else:
            other, gain = edges.other[a], edges.gain[a] + edges.gain[b]
            a += 1
            b += 1
        if parent[other] == other:
            edges.other[used], edges.gain[used] = other, gain
            used += 1
    return used


@jit
def link(first: Any, other: Any, gain: Any, begin: Any, least: Any, size: Any, parent: Any, mean: Any) -> None:
    """Merge the two clusters with the highest mean gain, while that is at least `least` > 0 (`begin` for two nodes).

    first: int64 [n + 1]; other: int64, sorted in each row, and gain: float64: every edge in both directions. size:
    int64 [n], documents of each node, will be changed. parent: int64 [n], filled: a merged node points to the lower
    one it was merged into, a root to itself. mean: float64 [n], filled: the lowest mean at which a root was merged, nan
    where it never was. Cost: about a heap operation and a list for each edge and merge.
    """
    n = len(parent)
    edges = Edges(np.empty(4 * len(other) + 1024, np.int64), np.empty(4 * len(other) + 1024, np.float64))
    room = len(other) + 16
    heap = Heap(np.empty(room, np.float64), np.empty(room, np.int64), np.empty(room, np.int64))
    start, count = first[:-1].copy(), first[1:] - first[:-1]
    used, n_heap = len(other), 0
    edges.other[:used] = other
    edges.gain[:used] = gain
    for i in range(n):
        parent[i], mean[i] = i, np.nan
        for e in range(first[i], first[i + 1]):
            value = gain[e] / (size[i] * size[other[e]])
            if i < other[e] and value >= begin:
                heap = push(heap, n_heap, value, i, other[e])
                n_heap += 1
    while n_heap > 0:
        value, a, b = heap.mean[0], heap.left[0], heap.right[0]
        drop_first(heap, n_heap)
        n_heap -= 1
        if parent[a] != a or parent[b] != b:
            continue
        at = find(edges, start[a], count[a], b)
        if at == start[a] + count[a] or edges.other[at] != b or edges.gain[at] / (size[a] * size[b]) != value:
            continue  # an entry from before one of the two grew
        parent[b] = a
        mean[a] = value if np.isnan(mean[a]) else min(mean[a], value)
        mean[a] = mean[a] if np.isnan(mean[b]) else min(mean[a], mean[b])
        room = used + count[a] + count[b]
        if room > len(edges.other):
            edges = Edges(
                np.concatenate((edges.other, np.empty(room, np.int64))),
                np.concatenate((edges.gain, np.empty(room, np.float64))),
            )
        end = merge_lists(edges, used, start[a], count[a], start[b], count[b], parent)
        # `a` itself stands in b's list: it is a root, and is taken out here
        at = find(edges, used, end - used, a)
        if at < end and edges.other[at] == a:
            for k in range(at, end - 1):
                edges.other[k], edges.gain[k] = edges.other[k + 1], edges.gain[k + 1]
            end -= 1
        start[a], count[a], used = used, end - used, end
        size[a] += size[b]
        for e in range(start[a], end):
            near = edges.other[e]
            count[near] = replace_neighbour(edges, start[near], count[near], b, a, edges.gain[e])
            value = edges.gain[e] / (size[a] * size[near])
            if value >= least:
                heap = push(heap, n_heap, value, min(a, near), max(a, near))
                n_heap += 1
