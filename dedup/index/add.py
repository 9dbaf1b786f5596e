"""Documents of a corpus -> one change of an index: those that are new, there already, or there with another text."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.config import CopySettings
from dedup.copies.group import keep_order
from dedup.copies.sketch import Sketches
from dedup.corpus.corpus import Corpus
from dedup.index.draft import Draft, batch_of, with_ids
from dedup.index.merge import merge_tail
from dedup.index.query import cluster_name
from dedup.index.remove import remove
from dedup.index.segment import Hits

Known = Literal["keep", "replace"]
"""What becomes of a document whose id is there with another text."""
EXAMPLES = 5


@dataclass(frozen=True)
class Added:
    """What came of adding documents.

    documents: a row an added document, in the order in which they count as arriving: id, cluster, similarity (exact
    Jaccard with the leader), founded (whether it founded the cluster). unchanged: documents that were there already
    with the same text; changed: those that were there with another text, which were kept, or replaced where that was
    asked for; examples: ids of the first of them. moved: ids of documents in other clusters now because a replaced one
    had led theirs. capped: buckets of which only a part was looked at.
    """

    documents: pa.Table
    unchanged: int
    changed: int
    examples: tuple[str, ...]
    moved: tuple[str, ...]
    capped: int

    @property
    def added(self) -> int:
        """How many documents were added."""
        return int(self.documents.num_rows)


ADDED = pa.schema(
    [
        pa.field("id", pa.large_string(), nullable=False),
        pa.field("cluster", pa.large_string(), nullable=False),
        pa.field("similarity", pa.float64(), nullable=False),
        pa.field("founded", pa.bool_(), nullable=False),
    ]
)


def arrival(corpus: Corpus, counts: NDArray[np.int64], settings: CopySettings) -> NDArray[np.int64]:
    """Rows of a corpus' table in the order in which its documents count as arriving: the most wanted first.

    counts: int64 [n], shingles by row.
    """
    documents = corpus.columns("published_at", "outlet")
    ordered: NDArray[np.int64] = corpus.order[keep_order(documents, counts[corpus.order], settings)]
    return ordered


def add(draft: Draft, corpus: Corpus, sketches: Sketches, rows: NDArray[np.int64], known: Known) -> Added:
    """Put documents into an index where they are new.

    Parameters
    ----------
    draft : Draft
        It is changed, where anything is added.
    corpus : Corpus
    sketches : Sketches
        By row of the corpus' table.
    rows : int64
        The rows to add, in the order in which they count as arriving.
    known : {"keep", "replace"}

    Returns
    -------
    Added
    """
    mine = _pick(sketches, rows)
    ids = corpus.table["id"].take(pa.array(rows)).to_pylist()
    hits = with_ids(draft.segments, ids)
    there, changed = _compare(draft, hits, mine)
    wanted = np.flatnonzero(~there | changed if known == "replace" else ~there)
    examples = tuple(ids[i] for i in np.flatnonzero(changed)[:EXAMPLES])
    counted = (int((there & ~changed).sum()), int(changed.sum()), examples)
    if len(wanted) == 0:
        return Added(ADDED.empty_table(), *counted, (), 0)
    moved: list[str] = []
    if known == "replace" and changed.any():
        moved = remove(draft, [_only(found, changed) for found in hits]).ids
    batch = batch_of(corpus.table.take(pa.array(rows[wanted])))
    first = draft.manifest.next_cluster
    placed = draft.append(batch, _pick(mine, wanted))
    merge_tail(draft)
    clusters, at = np.unique(placed.cluster, return_index=True)
    founded = np.zeros(len(wanted), np.bool_)
    founded[at[clusters >= first]] = True
    names = [cluster_name(number) for number in placed.cluster.tolist()]
    table = pa.table([batch.ids, names, placed.similarity, founded], schema=ADDED)
    return Added(table, *counted, tuple(moved), placed.capped)


def _compare(draft: Draft, hits: list[Hits], mine: Sketches) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """By document: whether its id is there, and whether with another text."""
    there, changed = np.zeros(len(mine.counts), np.bool_), np.zeros(len(mine.counts), np.bool_)
    for segment, found in zip(draft.segments, hits, strict=True):
        prints, counts = segment.pages.take("docs.prints", found.row), segment.pages.take("docs.counts", found.row)
        same = (prints == mine.prints[found.query]).all(axis=1) & (counts == mine.counts[found.query])
        there[found.query], changed[found.query[~same]] = True, True
    return there, changed


def _pick(sketches: Sketches, rows: NDArray[np.int64]) -> Sketches:
    return Sketches(sketches.slots[rows], sketches.counts[rows], sketches.prints[rows])


def _only(hits: Hits, wanted: NDArray[np.bool_]) -> Hits:
    keep = wanted[hits.query]
    return Hits(hits.query[keep], hits.row[keep], hits.capped)


def together(parts: Sequence[Added]) -> Added:
    """What several changes did in all."""
    examples = [example for part in parts for example in part.examples][:EXAMPLES]
    return dataclasses.replace(
        parts[-1],
        documents=pa.concat_tables([part.documents for part in parts]),
        unchanged=sum(part.unchanged for part in parts),
        changed=sum(part.changed for part in parts),
        examples=tuple(examples),
        moved=tuple(name for part in parts for name in part.moved),
        capped=sum(part.capped for part in parts),
    )
