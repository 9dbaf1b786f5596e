"""What the copies stage answers, in a form that can be questioned."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dedup.config import CopySettings
from dedup.copies.candidates import Bands, Groups
from dedup.copies.explain import Explanation, explain
from dedup.copies.group import Clusters, cluster_counts, cluster_groups, expand, keep_order, keep_reasons
from dedup.copies.sketch import Sketches
from dedup.copies.verify import Overlaps
from dedup.corpus.corpus import Corpus
from dedup.errors import ThresholdError
from dedup.schema import OUT_DOCUMENTS, OUT_PAIRS

if TYPE_CHECKING:
    import datasketch
    import pandas as pd


class VerifiedPairs(NamedTuple):
    """Pairs of groups, each verified: every candidate that shares a shingle, above and below the threshold.

    left, right: int64 [m], positions of groups, left < right, sorted. overlaps: the exact counts.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    overlaps: Overlaps

    def above(self, threshold: float) -> VerifiedPairs:
        """Those with a Jaccard similarity of at least `threshold`."""
        keep = self.overlaps.jaccard >= threshold
        return VerifiedPairs(self.left[keep], self.right[keep], Overlaps(*(x[keep] for x in self.overlaps)))


@dataclass(frozen=True)
class Member:
    """One document of a copy cluster; `similarity` is the exact Jaccard with the kept one."""

    id: str
    outlet: str | None
    published: str | None
    title: str | None
    similarity: float


@dataclass(frozen=True)
class Cluster:
    """A copy cluster: `members` in order of time (unknown last), the kept one among them; `weakest` is the lowest
    similarity of a member with the kept document, `kept_reason` the rule that kept it.
    """

    copy_id: str
    members: tuple[Member, ...]
    weakest: float
    kept_reason: str

    @classmethod
    def of(cls, rows: pa.Table, similarity: NDArray[np.float64], head: int, reason: str) -> Cluster:
        """The cluster whose documents are the rows of a table, sorted by id; the kept one is row `head`."""
        listed = rows.to_pylist()
        members = [
            Member(row["id"], row["outlet"], row["published"], row["title"], float(s))
            for row, s in zip(listed, similarity, strict=True)
        ]
        time = {row["id"]: (row["published_at"] is None, row["published_at"]) for row in listed}
        known = sorted((m for m in members if not time[m.id][0]), key=lambda m: (time[m.id][1], m.id))
        unknown = sorted((m for m in members if time[m.id][0]), key=lambda m: m.id)
        return cls(listed[head]["id"], tuple(known + unknown), float(similarity.min()), reason)


DOCUMENT_COLUMNS = ("id", "outlet", "published", "title", "url", "source", "row", "language")
"""Of `schema.DOCUMENTS`, what `document_rows` takes."""

CLUSTER_COLUMNS = ("id", "outlet", "published", "published_at", "title")
"""Of the documents of a cluster, what `Cluster.of` takes."""


def document_rows(
    table: pa.Table, copy_ids: pa.Array, kept: NDArray[np.bool_], reasons: pa.Array, similarity: NDArray[np.float64]
) -> pa.Table:
    """Rows of `documents.*`: the columns of `table`, schema `DOCUMENTS`, with what became of each document."""
    columns = {
        "copy_id": copy_ids,
        "kept": pa.array(kept),
        "kept_reason": reasons,
        "similarity": pa.array(similarity),
        "source": table["source"].cast(pa.large_string()),
    }
    names = OUT_DOCUMENTS.names
    return pa.table({name: columns[name] if name in columns else table[name] for name in names}).cast(OUT_DOCUMENTS)


def pair_rows(left: pa.Array, right: pa.Array, overlaps: Overlaps) -> pa.Table:
    """Rows of `pairs.*`: the ids of both sides, and the exact measures."""
    jaccard = overlaps.jaccard
    return pa.table(
        {
            "left": left,
            "right": right,
            "jaccard": jaccard,
            "containment_left": overlaps.shared / overlaps.left_size,
            "containment_right": overlaps.shared / overlaps.right_size,
            "kind": pc.if_else(pa.array(jaccard == 1.0), "exact", "near"),
        }
    ).cast(OUT_PAIRS)


class Copies:
    """Copy clusters of a corpus, with the evidence.

    Made by `dedup.cluster`. Document numbers are ranks by id, as in `Corpus`.

    Attributes
    ----------
    corpus : Corpus
    settings : CopySettings
    bands : Bands
        The banding that was chosen; `bands.chance(j)` is the chance that a pair of similarity j was compared at all.
    run : dict
        Settings, counts, seconds by stage, caps that were hit: what `run.json` says.
    """

    def __init__(
        self,
        corpus: Corpus,
        settings: CopySettings,
        bands: Bands,
        sketches: Sketches,
        groups: Groups,
        pairs: VerifiedPairs,
        run: dict[str, Any],
    ) -> None:
        self.corpus, self.settings, self.bands = corpus, settings, bands
        self._sketches, self._groups, self._pairs = sketches, groups, pairs
        self._above = pairs.above(settings.threshold)
        documents = corpus.columns("published_at", "outlet")
        self._order = keep_order(documents, sketches.counts, settings)
        above = self._above
        self._clusters: Clusters = cluster_groups(groups, above.left, above.right, above.overlaps.jaccard, self._order)
        self._reasons = keep_reasons(documents, sketches.counts, self._clusters.leader, self._order, settings)
        counts = cluster_counts(groups, above.left, above.right, self._clusters.leader, settings.pair_cap)
        self.run = {**run, "counts": {**run.get("counts", {}), **counts}}

    def __repr__(self) -> str:
        return f"<Copies: {len(self.corpus)} documents, {self.n_clusters} clusters at {self.settings.threshold}>"

    @property
    def leader(self) -> NDArray[np.int64]:
        """By document number: the number of the kept document of its cluster, its own where it has no copy."""
        return self._clusters.leader

    @property
    def kept_reasons(self) -> pa.Array:
        """By document number: the rule that kept it, as `documents()` says it."""
        return self._reasons

    @property
    def shingle_counts(self) -> NDArray[np.int64]:
        """By document number: its shingles, with repeats."""
        return self._sketches.counts

    @property
    def content_rank(self) -> NDArray[np.int64]:
        """By document number: its place in an order by length and content alone, equal texts by number."""
        prints = self._sketches.prints
        rank = np.empty(len(prints), np.int64)
        rank[np.lexsort((prints[:, 1], prints[:, 0], self._sketches.counts))] = np.arange(len(prints))
        return rank

    @property
    def n_clusters(self) -> int:
        """Clusters of two documents and more."""
        return int((np.bincount(self._clusters.leader, minlength=1) > 1).sum())

    @property
    def floor(self) -> float:
        """The lowest threshold at which the candidates of this run still have the recall asked for."""
        return min(self.settings.threshold, self.bands.floor(self.settings.recall))

    def documents(self) -> pa.Table:
        """A row a document, sorted by id: `schema.OUT_DOCUMENTS`."""
        table = self.corpus.columns(*DOCUMENT_COLUMNS)
        leader = self._clusters.leader
        copy_ids = table["id"].take(pa.array(leader))
        return document_rows(
            table, copy_ids, leader == np.arange(len(leader)), self._reasons, self._clusters.similarity
        )

    def pairs(self) -> pa.Table:
        """A row a verified pair at or above the threshold, left < right, sorted: `schema.OUT_PAIRS`.

        Collapsed identical texts are written out as pairs again, up to `pair_cap` a group or pair of groups.
        """
        above = self._above
        made = expand(self._groups, above.left, above.right, self.settings.pair_cap)
        # inside a group `source` is -1: it picks the entry appended here, one shingle shared of one
        shared, a, b = (np.append(x, 1)[made.source] for x in above.overlaps)
        swapped = (made.source >= 0) & (self._group_of[made.left] != np.append(above.left, -1)[made.source])
        left_size, right_size = np.where(swapped, b, a), np.where(swapped, a, b)
        ids = self.corpus.columns("id")["id"].combine_chunks()
        left, right = ids.take(pa.array(made.left)), ids.take(pa.array(made.right))
        return pair_rows(left, right, Overlaps(shared, left_size, right_size))

    @property
    def _group_of(self) -> NDArray[np.int64]:
        group = np.full(len(self.corpus), -1, np.int64)
        group[self._groups.members] = np.repeat(np.arange(len(self._groups.starts) - 1), np.diff(self._groups.starts))
        return group

    def tables(self) -> dict[str, pa.Table]:
        """What is written of this stage, by name."""
        return {"documents": self.documents(), "pairs": self.pairs()}

    def clusters(self, most: int | None = None) -> list[Cluster]:
        """Clusters of two documents and more, the largest first, then by id; `most` of them at the most."""
        leader = self._clusters.leader
        sizes = np.bincount(leader, minlength=len(leader)) if len(leader) else leader
        heads = np.flatnonzero(sizes > 1)
        heads = heads[np.argsort(-sizes[heads], kind="stable")][:most]
        by_leader = np.argsort(leader, kind="stable")
        starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        table = self.corpus.columns(*CLUSTER_COLUMNS)
        return [self._cluster(table, by_leader[starts[head] : starts[head + 1]], int(head)) for head in heads]

    def _cluster(self, table: pa.Table, numbers: NDArray[np.int64], head: int) -> Cluster:
        place, similarity = int(np.searchsorted(numbers, head)), self._clusters.similarity[numbers]
        return Cluster.of(table.take(pa.array(numbers)), similarity, place, self._reasons[head].as_py())

    @property
    def text_bytes(self) -> int:
        """Of all texts, in UTF-8."""
        return int(pc.sum(pc.binary_length(self.corpus.table["text"])).as_py() or 0)

    def text(self, id: str) -> str:
        """The raw text of a document."""
        return self.corpus.text(self.corpus.number(id))

    def why(self, a: str, b: str) -> Explanation:
        """Why two documents are, or are not, together: measures, chances, shared passages.

        Raises
        ------
        UnknownDocumentError
            Where there is no document of this id.
        """
        x, y = self.corpus.number(a), self.corpus.number(b)
        leader = self._clusters.leader
        ids = self.corpus.columns("id")["id"]
        kept = [ids[int(leader[n])].as_py() for n in (x, y)]
        near = [float(self._clusters.similarity[n]) for n in (x, y)]
        texts = (self.corpus.text(x), self.corpus.text(y))
        return explain((a, b), texts, self.settings, self.bands, (kept[0], kept[1]), (near[0], near[1]))

    def rethreshold(self, threshold: float) -> Copies:
        """The same run at another threshold, without reading or comparing anything again.

        Raises
        ------
        ThresholdError
            Below `floor`: pairs there may never have been candidates. The message says how to run for it.
        """
        if not self.floor <= threshold <= 1.0:
            raise ThresholdError(
                f"threshold {threshold} is outside {self.floor:.4f} to 1, where the candidates of this run have the "
                f"recall asked for; cluster again with threshold={threshold}"
            )
        settings = dataclasses.replace(self.settings, threshold=threshold)
        run = {**self.run, "settings": {**self.run.get("settings", {}), "threshold": threshold}}
        if threshold != self.settings.threshold:  # it was measured at the other one
            run["recall"] = None
        return Copies(self.corpus, settings, self.bands, self._sketches, self._groups, self._pairs, run)

    def sketch(self, id: str) -> NDArray[np.uint32]:
        """The sketch of a document: uint32 [slots]; all zeros where it has no words."""
        slots: NDArray[np.uint32] = self._sketches.slots[self.corpus.number(id)].copy()
        return slots

    def to_datasketch(self, id: str) -> datasketch.MinHash:
        """The sketch as a `datasketch.MinHash`, to compare and to put in its LSH indexes; see `copies.interchange`."""
        from dedup.copies.interchange import to_minhash

        return to_minhash(self.sketch(id))

    def to_arrow(self) -> pa.Table:
        """`documents()` under the name that Arrow users look for."""
        return self.documents()

    def to_pandas(self) -> pd.DataFrame:
        """`documents()` as a pandas DataFrame; needs pandas."""
        return self.documents().to_pandas()
