"""Verified pairs -> copy clusters: the rule of every engine, on those documents alone that have a copy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.config import CopySettings
from dedup.copies.candidates import Groups
from dedup.copies.group import cluster_counts, cluster_groups, keep_order, keep_reasons
from dedup.copies.verify import Overlaps
from dedup.corpus.dates import INSTANT
from dedup.engines.spark.frames import Frame
from dedup.engines.spark.join import EDGES, SAME

NODES = pa.schema(
    [
        pa.field("number", pa.int64()),
        pa.field("head", pa.int64()),
        pa.field("count", pa.int64()),
        pa.field("published_at", pa.int64()),
        pa.field("outlet", pa.string()),
        pa.field("id", pa.string()),
    ]
)
"""A document that has a copy; `head` is the lowest number of those with its text, `count` its shingles."""

PLACED = pa.schema(
    [
        pa.field("number", pa.int64()),
        pa.field("leader", pa.int64()),
        pa.field("copy_id", pa.string()),
        pa.field("kept", pa.bool_()),
        pa.field("kept_reason", pa.string()),
        pa.field("similarity", pa.float64()),
    ]
)
"""What became of a document that has a copy."""


def nodes_of(documents: Frame, groups: Frame, edges: Frame) -> Frame:
    """The documents that have a copy, as `NODES`."""
    ends = edges.select("left").union(edges.select("right")).toDF("head").distinct()
    several = groups.filter("n > 1").select("head")
    heads = groups.select("head", *SAME).join(ends.union(several).distinct(), "head", "leftsemi")
    return documents.join(heads, list(SAME)).select(*NODES.names)


class Local(NamedTuple):
    """Documents numbered from 0 in the order of their numbers, in groups, and the edges between groups, sorted."""

    nodes: pa.Table
    groups: Groups
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    overlaps: Overlaps


def local(nodes: pa.Table, edges: pa.Table) -> Local:
    """Bring documents and edges into the form of the copies stage.

    Parameters
    ----------
    nodes : pyarrow.Table
        `NODES`, with all documents of every head that an edge names.
    edges : pyarrow.Table
        `join.EDGES`.
    """
    nodes = nodes.sort_by("number").combine_chunks()
    heads, group = np.unique(nodes["head"].to_numpy(), return_inverse=True)
    members = np.argsort(group, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(group, minlength=len(heads))))).astype(np.int64)
    edges = edges.sort_by([("left", "ascending"), ("right", "ascending")])
    left, right = (np.searchsorted(heads, edges[name].to_numpy()) for name in ("left", "right"))
    overlaps = Overlaps(*(edges[name].to_numpy() for name in EDGES.names[2:]))
    return Local(nodes, Groups(members, starts), left, right, overlaps)


def place(some: Local, settings: CopySettings) -> tuple[pa.Table, dict[str, int]]:
    """Clusters of documents: `PLACED`, in the order of `some.nodes`, and what run.json counts of them."""
    nodes, n = some.nodes, len(some.nodes)
    documents = pa.table(
        {"published_at": nodes["published_at"].cast(INSTANT), "outlet": nodes["outlet"].cast(pa.large_string())}
    )
    counts = nodes["count"].to_numpy()
    order = keep_order(documents, counts, settings)
    clusters = cluster_groups(some.groups, some.left, some.right, some.overlaps.jaccard, order)
    reasons = keep_reasons(documents, counts, clusters.leader, order, settings)
    leader = pa.array(clusters.leader)
    placed = {
        "number": nodes["number"],
        "leader": nodes["number"].take(leader),
        "copy_id": nodes["id"].take(leader),
        "kept": pa.array(clusters.leader == np.arange(n)),
        "kept_reason": reasons,
        "similarity": pa.array(clusters.similarity),
    }
    found = cluster_counts(some.groups, some.left, some.right, clusters.leader, settings.pair_cap)
    found["largest_cluster"] = max(1, found["largest_cluster"])  # those without a copy are not among the nodes
    return pa.table(placed).cast(PLACED), found
