"""What the copies stage answers where the documents are on disk: numbers in memory, words as they are asked for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dedup.config import CopySettings
from dedup.copies.candidates import Bands, Groups, unpack
from dedup.copies.group import (
    Clusters,
    cluster_counts,
    cluster_groups,
    documents_of,
    keep_order,
    keep_reasons,
    n_documents_of,
)
from dedup.copies.result import CLUSTER_COLUMNS, DOCUMENT_COLUMNS, Cluster, document_rows, pair_rows
from dedup.copies.verify import Overlaps
from dedup.engines.order import Documents
from dedup.engines.runs import VERIFIED, Run, Runs
from dedup.engines.stored import StoredTexts
from dedup.engines.work import Work
from dedup.errors import UnknownDocumentError
from dedup.schema import OUT_DOCUMENTS, OUT_PAIRS


@dataclass(frozen=True)
class Streamed:
    """A table that comes in pieces, each of `schema`; `make` gives them anew at every call."""

    schema: pa.Schema
    rows: int
    make: Callable[[], Iterator[pa.Table]]

    def __len__(self) -> int:
        return self.rows

    def pieces(self) -> Iterator[pa.Table]:
        """The rows, from the first to the last."""
        return self.make()

    def to_reader(self) -> pa.RecordBatchReader:
        """For whatever reads Arrow batch by batch."""
        batches = (batch for piece in self.pieces() for batch in piece.to_batches())
        return pa.RecordBatchReader.from_batches(self.schema, batches)


class StoredCopies:
    """Copy clusters of a corpus on disk, as long as its work folder is open.

    Made by `dedup.engines.disk.cluster_on_disk`. Document numbers are ranks by id, as in `Corpus`.

    Attributes
    ----------
    settings : CopySettings
    bands : Bands
    text_bytes : int
        Of all texts, in UTF-8.
    run : dict
        Settings, counts, seconds by stage, caps that were hit: what `run.json` says.
    """

    def __init__(
        self,
        work: Work,
        documents: Documents,
        texts: StoredTexts,
        settings: CopySettings,
        bands: Bands,
        counts: NDArray[np.int64],
        groups: Groups,
        pairs: Runs,
        most_pairs: int,
        run: dict[str, Any],
    ) -> None:
        self.settings, self.bands, self.text_bytes = settings, bands, texts.text_bytes
        self._work, self._documents, self._texts = work, documents, texts
        self._groups, self._pairs, self._most_pairs = groups, pairs, most_pairs
        table = _columns(documents, "published_at", *(("outlet",) if settings.keep == "outlet" else ()))
        order = keep_order(table, counts, settings)
        above = pairs.between(None, None)
        left, right = unpack(above["pair"])
        jaccard = _overlaps(above).jaccard
        del above
        self._clusters: Clusters = cluster_groups(groups, left, right, jaccard, order)
        del jaccard
        self._reasons = keep_reasons(table, counts, self._clusters.leader, order, settings)
        found = cluster_counts(groups, left, right, self._clusters.leader, settings.pair_cap)
        self.run = {**run, "counts": {**run.get("counts", {}), **found}}

    def __len__(self) -> int:
        return len(self._documents)

    def __repr__(self) -> str:
        return f"<StoredCopies: {len(self)} documents, {self.run['counts']['clusters']} clusters>"

    @property
    def leader(self) -> NDArray[np.int64]:
        """By document number: the number of the kept document of its cluster, its own where it has no copy."""
        return self._clusters.leader

    def documents(self) -> Streamed:
        """A row a document, sorted by id: `schema.OUT_DOCUMENTS`."""
        return Streamed(OUT_DOCUMENTS, len(self), self._document_pieces)

    def _document_pieces(self) -> Iterator[pa.Table]:
        leader = self._clusters.leader
        numbers = np.arange(len(leader))
        heads = np.unique(leader[leader != numbers])
        names = self._documents.take(heads, "id")["id"].combine_chunks()
        for part, table in self._documents.tables(*DOCUMENT_COLUMNS):
            mine = slice(part.first, part.first + part.rows)
            kept = leader[mine] == numbers[mine]
            place = np.searchsorted(heads, leader[mine])
            ids = table["id"].combine_chunks()
            copy_ids = pc.if_else(pa.array(kept), ids, names.take(pa.array(place, mask=kept)))
            similarity = self._clusters.similarity[mine]
            yield document_rows(table, copy_ids, kept, self._reasons.slice(part.first, part.rows), similarity)

    def pairs(self) -> Streamed:
        """A row a verified pair at or above the threshold, left < right, sorted: `schema.OUT_PAIRS`."""
        runs = self._expanded()
        return Streamed(OUT_PAIRS, len(runs), lambda: self._pair_pieces(runs))

    def _expanded(self) -> Runs:
        """Pairs of documents, as runs on disk: those of each pair of groups, and those inside each group."""
        sources = [self._pairs.ranges(self._most_pairs), _inside(self._groups, self._most_pairs)]
        runs, name = [], "documents.pairs"
        with self._work.sink(name) as sink:
            at = 0
            for source in sources:
                for some in source:
                    for low, high in self._slices(some):
                        made = self._expand(some[low:high])
                        sink.write(made)
                        runs.append(Run(self._work.path(name), at, len(made)))
                        at += len(made)
        return Runs(VERIFIED, runs)

    def _slices(self, pairs: NDArray[Any]) -> Iterator[tuple[int, int]]:
        """Pairs of groups cut so that each slice stands for about `most_pairs` pairs of documents."""
        made = np.cumsum(n_documents_of(self._groups, *unpack(pairs["pair"]), self.settings.pair_cap))
        cuts = [0, *(np.flatnonzero(np.diff(made // self._most_pairs)) + 1).tolist(), len(pairs)]
        return itertools.pairwise(cuts)

    def _expand(self, pairs: NDArray[Any]) -> NDArray[Any]:
        a, b = unpack(pairs["pair"])
        low, high, source = documents_of(self._groups, a, b, self.settings.pair_cap)
        swapped = self._group_of[low] != a[source]
        made = np.empty(len(low), VERIFIED)
        made["pair"] = low.astype(np.uint64) << np.uint64(32) | high.astype(np.uint64)
        made["shared"] = pairs["shared"][source]
        made["left"] = np.where(swapped, pairs["right"][source], pairs["left"][source])
        made["right"] = np.where(swapped, pairs["left"][source], pairs["right"][source])
        return made[np.argsort(made["pair"], kind="stable")]

    @cached_property
    def _group_of(self) -> NDArray[np.int64]:
        starts, members = self._groups.starts, self._groups.members
        group = np.full(len(self), -1, np.int64)
        group[members] = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        return group

    def _pair_pieces(self, runs: Runs) -> Iterator[pa.Table]:
        for some in runs.ranges(max(1, self._most_pairs // 8)):
            left, right = unpack(some["pair"])
            numbers, where = np.unique(np.concatenate((left, right)), return_inverse=True)
            ids = self._documents.take(numbers, "id")["id"].combine_chunks()
            first, second = ids.take(pa.array(where[: len(some)])), ids.take(pa.array(where[len(some) :]))
            yield pair_rows(first, second, _overlaps(some))

    def tables(self) -> dict[str, Streamed]:
        """What is written of this stage, by name."""
        return {"documents": self.documents(), "pairs": self.pairs()}

    def clusters(self, most: int | None = None) -> list[Cluster]:
        """Clusters of two documents and more, the largest first, then by id; `most` of them at the most."""
        leader = self._clusters.leader
        sizes = np.bincount(leader, minlength=len(leader))
        heads = np.flatnonzero(sizes > 1)
        heads = heads[np.argsort(-sizes[heads], kind="stable")][:most]
        found = []
        for head in heads.tolist():
            numbers = np.flatnonzero(leader == head)
            rows = self._documents.take(numbers, *CLUSTER_COLUMNS)
            place, reason = int(np.searchsorted(numbers, head)), self._reasons[head].as_py()
            found.append(Cluster.of(rows, self._clusters.similarity[numbers], place, reason))
        return found

    def text(self, id: str) -> str:
        """The raw text of a document.

        Raises
        ------
        UnknownDocumentError
            Where there is no document of this id.
        """
        number = self._documents.number(id)
        if number is None:
            raise UnknownDocumentError(f"no document has the id {id!r}")
        return str(self._texts.texts(np.array([number]))[0].as_py())


def _columns(documents: Documents, *names: str) -> pa.Table:
    """Some columns of all documents, in memory."""
    copies = [pa.table({name: _copied(table[name]) for name in names}) for _, table in documents.tables(*names)]
    return pa.concat_tables(copies).unify_dictionaries()


def _copied(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column that no longer holds on to a file; outlets become codes."""
    if pa.types.is_large_string(column.type):
        return column.dictionary_encode()
    return column.take(pa.array(np.arange(len(column))))


def _overlaps(pairs: NDArray[Any]) -> Overlaps:
    return Overlaps(*(pairs[name].astype(np.int64) for name in ("shared", "left", "right")))


def _inside(groups: Groups, most: int) -> Iterator[NDArray[Any]]:
    """Each group of several documents as a pair with itself: one shingle shared of one."""
    inside = np.flatnonzero(np.diff(groups.starts) > 1).astype(np.uint64)
    for start in range(0, len(inside), most):
        some = inside[start : start + most]
        pairs = np.ones(len(some), VERIFIED)
        pairs["pair"] = some << np.uint64(32) | some
        yield pairs
