"""Verified edges -> leader clusters, which cannot chain."""

from __future__ import annotations

from typing import Any

from dedup.kernels.jit import jit


@jit
def assign_leaders(order: Any, place: Any, first: Any, neighbours: Any, weights: Any, leader: Any, weight: Any) -> None:
    """Leaders in a total order, then each other node with the most similar of the leaders before it.

    order: int64 [n], nodes from first to last; place: int64 [n], its inverse. Node i's edges are neighbours and
    weights [first[i] : first[i + 1]] (int64, float64). leader: int64 [n] and weight: float64 [n] are filled; a leader
    leads itself with weight 1. A node becomes a leader when no neighbour before it is one. A later leader is not
    considered, so that a leader stands before all of its members; ties go to the earlier one. Every member has an edge
    to its leader: nothing is joined through a third. Cost: two visits an edge.
    """
    for i in range(len(order)):
        leader[i] = -1
    for node in order:
        leads = True
        for e in range(first[node], first[node + 1]):
            if leader[neighbours[e]] == neighbours[e]:
                leads = False
                break
        if leads:
            leader[node] = node
            weight[node] = 1.0
    for node in order:
        if leader[node] == node:
            continue
        for e in range(first[node], first[node + 1]):
            other = neighbours[e]
            if leader[other] != other or place[other] > place[node]:
                continue
            best = leader[node]
            if best < 0 or weights[e] > weight[node] or (weights[e] == weight[node] and place[other] < place[best]):
                leader[node] = other
                weight[node] = weights[e]
