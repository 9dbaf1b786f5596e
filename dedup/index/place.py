"""New documents and an index -> the cluster of each: the rules of copies, with what is there already before what comes.

A text that is there already has the cluster it has. Any other joins the most similar leader that it passes the
threshold with, or leads a cluster of its own; documents are taken in their order, so that nothing depends on how a
corpus is cut into batches.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.config import CopySettings
from dedup.copies.candidates import Bands, Groups, candidates, collapse, unpack
from dedup.copies.sketch import Sketches
from dedup.copies.verify import Overlaps, Texts, verify
from dedup.index.sound import sound
from dedup.kernels.leaders import assign_leaders

UNKNOWN = -1


class Stored(NamedTuple):
    """Texts of an index, m of them, that k asked ones share a bucket with.

    query, text: int64 [k], which of the asked and which of the stored texts. texts: Arrow arrays, together of m texts;
    counts, cluster: int64 [m], shingles with repeats, and cluster; leads: bool [m]; arrival: int64 [m], a number that
    tells them apart and grows with the time of arrival. capped: int64 [asked], buckets that were looked at in part.
    """

    query: NDArray[np.int64]
    text: NDArray[np.int64]
    texts: list[pa.Array]
    counts: NDArray[np.int64]
    cluster: NDArray[np.int64]
    leads: NDArray[np.bool_]
    arrival: NDArray[np.int64]
    capped: NDArray[np.int64]


class Source(Protocol):
    """Where an index keeps its documents: on disk, or in a shared store."""

    def known(self, sketches: Sketches, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Clusters of texts that are there as they are, `UNKNOWN` for others, and their similarity with the leader:
        int64 and float64 [len(numbers)].
        """

    def stored(self, sketches: Sketches, numbers: NDArray[np.int64], *, leaders: bool) -> Stored:
        """Texts that share a bucket with the rows `numbers` of sketches; where asked, only those that lead clusters."""

    def documents(self, arrivals: NDArray[np.int64]) -> list[Any]:
        """For each of these stored texts the documents that have it, in the order of arrival, for `record`."""

    def record(self, document: Any) -> dict[str, Any]:
        """What is kept of a document."""


class Found(NamedTuple):
    """Verified texts of an index, k of them. query: int64, which of the asked texts; text: int64, which of the stored,
    or the asked, ones; cluster: int64; leads: bool; arrival: int64, as in `Stored`; overlaps: exact, the asked text on
    the left.
    """

    query: NDArray[np.int64]
    text: NDArray[np.int64]
    cluster: NDArray[np.int64]
    leads: NDArray[np.bool_]
    arrival: NDArray[np.int64]
    overlaps: Overlaps


class Placed(NamedTuple):
    """Where new documents belong.

    cluster: int64 [n], by document; similarity: float64 [n], exact Jaccard with the leader. fresh: int64, documents
    whose texts are new, the first of each; leads: bool, by fresh text. next_cluster: the number to give next. capped:
    buckets of which only a part was looked at.
    """

    cluster: NDArray[np.int64]
    similarity: NDArray[np.float64]
    fresh: NDArray[np.int64]
    leads: NDArray[np.bool_]
    next_cluster: int
    capped: int


class Asked(NamedTuple):
    """Texts to place or to look for, with their sketches."""

    texts: pa.Array
    sketches: Sketches


def look(
    source: Source,
    asked: Asked,
    numbers: NDArray[np.int64],
    settings: CopySettings,
    pool: Executor,
    *,
    leaders: bool,
    inner: NDArray[np.uint64] | None = None,
) -> tuple[Found, Found, NDArray[np.int64]]:
    """Verify all texts of an index that share a bucket with the asked ones.

    Parameters
    ----------
    source : Source
    asked : Asked
    numbers : int64 [q]
        Which of the asked texts; `query` in the result is a position in this array.
    settings : CopySettings
    pool : Executor
    leaders : bool
        Only texts that lead a cluster.
    inner : uint64, optional
        Packed pairs of positions, to be verified with each other in the same pass.

    Returns
    -------
    (Found, Found, int64 [q])
        Texts of the index; the inner pairs, with the right one's position as `text`; buckets over the cap.
    """
    near, n = source.stored(asked.sketches, numbers, leaders=leaders), len(asked.texts)
    counts = np.concatenate((asked.sketches.counts, near.counts))
    a, b = unpack(np.zeros(0, np.uint64) if inner is None else inner)
    left, right = np.concatenate((numbers[near.query], numbers[a])), np.concatenate((n + near.text, numbers[b]))
    order = np.lexsort((right, left))
    texts = Texts.of(pa.chunked_array([asked.texts, *near.texts], pa.large_string()), np.arange(len(counts)))
    exact = Overlaps(*np.empty((3, len(order)), np.int64))
    if len(order):
        with sound("the index"):  # counts and texts are what files say
            done = verify(texts, left[order], right[order], counts, settings.shingle, pool)
        for values, sorted_values in zip(exact, done, strict=True):
            values[order] = sorted_values
    k, text, none = len(near.query), near.text, np.full(len(a), UNKNOWN)
    first, second = (Overlaps(*(x[part] for x in exact)) for part in (slice(k), slice(k, None)))
    outer = Found(near.query, text, near.cluster[text], near.leads[text], near.arrival[text], first)
    among = Found(a, b, none, np.zeros(len(a), np.bool_), none, second)
    return outer, among, near.capped


def above(found: Found, threshold: float) -> Found:
    """Those with a Jaccard similarity of at least `threshold`."""
    keep = np.flatnonzero((found.overlaps.shared > 0) & (found.overlaps.jaccard >= threshold))
    query, text, cluster, leads, arrival, overlaps = found
    return Found(
        query[keep], text[keep], cluster[keep], leads[keep], arrival[keep], Overlaps(*(x[keep] for x in overlaps))
    )


def place(
    source: Source,
    asked: Asked,
    settings: CopySettings,
    bands: Bands,
    next_cluster: int,
    pool: Executor,
) -> Placed:
    """Give every document of a batch its cluster.

    Parameters
    ----------
    source : Source
        The index so far.
    asked : Asked
        The documents of the batch, in the order in which they count as arriving.
    settings : CopySettings
    bands : Bands
    next_cluster : int
        The number of the next cluster that is founded.
    pool : Executor

    Returns
    -------
    Placed
        Cost: as `find_copies` of the batch, and a look into every band of every segment for each new text.
    """
    sketches, threshold = asked.sketches, settings.threshold
    groups = collapse(sketches)
    known, group_weight = source.known(sketches, groups.first)
    fresh = np.flatnonzero(known == UNKNOWN)
    numbers = groups.first[fresh]
    near = candidates(sketches.slots, numbers, bands, settings.bucket_cap, pool)
    outer, among, capped = look(source, asked, numbers, settings, pool, leaders=True, inner=near.pairs)
    leader, weight, leaders = _assign(above(outer, threshold), above(among, threshold), len(fresh))
    follows = leader < len(leaders)  # a cluster that was there
    leads = leader == len(leaders) + np.arange(len(fresh))
    group_cluster = known
    group_weight[fresh] = weight
    founders = _founders(sketches.counts, numbers[leads])
    rank = np.full(len(sketches.counts), UNKNOWN)
    rank[founders] = next_cluster + np.arange(len(founders))
    joined = np.empty(len(fresh), np.int64)
    joined[follows] = leaders[leader[follows]]
    joined[~follows] = rank[numbers[leader[~follows] - len(leaders)]]
    group_cluster[fresh] = joined
    cluster, similarity = rank, np.ones(len(rank))  # documents without words found clusters of their own
    _spread(groups, group_cluster, cluster)
    _spread(groups, group_weight, similarity)
    end = next_cluster + len(founders)
    return Placed(cluster, similarity, numbers, leads, end, int(capped.sum()) + near.capped)


def _assign(outer: Found, among: Found, n: int) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Leaders of n new texts: (node of each one's leader, Jaccard with it, clusters of the nodes that were there).

    The nodes are the leaders that were there, in the order of their clusters, then the new texts in theirs.
    """
    leaders, node = np.unique(outer.cluster, return_inverse=True)
    old = len(leaders)
    left = np.concatenate((node.reshape(-1), old + among.query))
    right = np.concatenate((old + outer.query, old + among.text))
    jaccard = np.concatenate((outer.overlaps.jaccard, among.overlaps.jaccard))
    ends = np.concatenate((left, right))
    by_node = np.argsort(ends, kind="stable")
    first = np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=old + n)))).astype(np.int64)
    neighbours, weights = np.concatenate((right, left))[by_node], np.concatenate((jaccard, jaccard))[by_node]
    order = np.arange(old + n)
    leader, weight = np.empty(old + n, np.int64), np.empty(old + n)
    assign_leaders(order, order, first, neighbours, weights, leader, weight)
    return leader[old:], weight[old:], leaders


def _founders(counts: NDArray[np.int64], leading: NDArray[np.int64]) -> NDArray[np.int64]:
    """Documents that found a cluster, in their order: the first of each leading text, and those without words."""
    return np.sort(np.concatenate((leading, np.flatnonzero(counts == 0))))


def _spread(groups: Groups, values: NDArray[Any], out: NDArray[Any]) -> None:
    """Give every member of a group its group's value."""
    out[groups.members] = np.repeat(values, np.diff(groups.starts))
