"""What the copies stage answers where the documents are on a cluster: rows stay there until they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dedup.config import CopySettings
from dedup.copies.candidates import Bands
from dedup.copies.group import expand
from dedup.copies.result import CLUSTER_COLUMNS, DOCUMENT_COLUMNS, Cluster, document_rows, pair_rows
from dedup.copies.verify import Overlaps
from dedup.corpus.dates import INSTANT
from dedup.engines.result import Streamed
from dedup.engines.spark.clusters import PLACED, Local
from dedup.engines.spark.frames import Frame, fetch, send, stream
from dedup.engines.spark.parts import KEY, READ
from dedup.errors import UnknownDocumentError
from dedup.schema import OUT_DOCUMENTS, OUT_PAIRS

PAIR_ROWS = 1 << 17
"""Rows of a piece of the table of pairs."""
_FATE = ("copy_id", "kept", "kept_reason", "similarity")
_WRITTEN = pa.schema([READ.field(name) for name in DOCUMENT_COLUMNS] + [PLACED.field(name) for name in _FATE])
_LISTED = pa.schema([pa.field("number", pa.int64()), *(READ.field(name) for name in CLUSTER_COLUMNS)])
_TEXTS = pa.schema([pa.field("id", pa.string()), pa.field("text", pa.string())])


class SparkCopies:
    """Copy clusters of a corpus on a cluster, as long as its session is open.

    Made by `dedup.engines.spark.run.cluster_on_spark`.

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
        session: Any,
        documents: Frame,
        texts: Frame,
        some: Local,
        placed: pa.Table,
        settings: CopySettings,
        bands: Bands,
        text_bytes: int,
        run: dict[str, Any],
    ) -> None:
        self.settings, self.bands, self.text_bytes, self.run = settings, bands, text_bytes, run
        self._session, self._documents, self._texts = session, documents, texts
        self._local, self._placed = some, placed
        self._openings: dict[str, str] = {}

    def __len__(self) -> int:
        return int(self.run["counts"]["documents"])

    def __repr__(self) -> str:
        return f"<SparkCopies: {len(self)} documents, {self.run['counts']['clusters']} clusters>"

    def frame(self) -> Frame:
        """`documents()` as a data frame of Spark, unsorted: for what goes on there."""
        placed = send(self._session, [self._placed], PLACED).drop("leader")
        return self._documents.join(placed, "number", "left").selectExpr(
            *DOCUMENT_COLUMNS,
            "number",
            "coalesce(copy_id, id) AS copy_id",
            "coalesce(kept, true) AS kept",
            "CASE WHEN copy_id IS NULL THEN 'only' ELSE kept_reason END AS kept_reason",
            "coalesce(similarity, CAST(1 AS DOUBLE)) AS similarity",
        )

    def documents(self) -> Streamed:
        """A row a document, sorted by id: `schema.OUT_DOCUMENTS`."""
        return Streamed(OUT_DOCUMENTS, len(self), self._document_pieces)

    def _document_pieces(self) -> Iterator[pa.Table]:
        for table in stream(self.frame().sort("number"), _WRITTEN):
            kept = table["kept"].combine_chunks().to_numpy(zero_copy_only=False)
            similarity = table["similarity"].to_numpy()
            yield document_rows(table, table["copy_id"], kept, table["kept_reason"], similarity)

    def pairs(self) -> Streamed:
        """A row a verified pair at or above the threshold, left < right, sorted: `schema.OUT_PAIRS`."""
        some = self._local
        made = expand(some.groups, some.left, some.right, self.settings.pair_cap)
        return Streamed(OUT_PAIRS, len(made.left), partial(self._pair_pieces, made))

    def _pair_pieces(self, made: Any) -> Iterator[pa.Table]:
        some, ids = self._local, self._local.nodes["id"].combine_chunks()
        group = np.empty(len(some.nodes), np.int64)
        group[some.groups.members] = np.repeat(np.arange(len(some.groups.starts) - 1), np.diff(some.groups.starts))
        shared, a, b = (np.append(x, 1) for x in some.overlaps)  # inside a group: one shingle shared of one
        lower = np.append(some.left, -1)
        for start in range(0, len(made.left), PAIR_ROWS):
            rows = slice(start, start + PAIR_ROWS)
            left, right, source = made.left[rows], made.right[rows], made.source[rows]
            swapped = (source >= 0) & (group[left] != lower[source])
            sizes = (np.where(swapped, b[source], a[source]), np.where(swapped, a[source], b[source]))
            yield pair_rows(ids.take(pa.array(left)), ids.take(pa.array(right)), Overlaps(shared[source], *sizes))

    def tables(self) -> dict[str, Streamed]:
        """What is written of this stage, by name."""
        return {"documents": self.documents(), "pairs": self.pairs()}

    def clusters(self, most: int | None = None) -> list[Cluster]:
        """Clusters of two documents and more, the largest first, then by id; `most` of them at the most."""
        leader = self._placed["leader"].to_numpy()
        heads, sizes = np.unique(leader, return_counts=True)
        largest = [k for k in np.argsort(-sizes, kind="stable").tolist() if sizes[k] > 1][:most]
        wanted = np.flatnonzero(np.isin(leader, heads[largest]))
        numbers = self._placed["number"].take(pa.array(wanted))
        one = send(self._session, [pa.table({"number": numbers})], pa.schema([_LISTED.field(0)]))
        rows = fetch(self._documents.join(one, "number", "leftsemi"), _LISTED).sort_by("number")
        rows = rows.set_column(4, "published_at", rows["published_at"].cast(INSTANT))
        placed = self._placed.take(pa.array(wanted))
        self._look_up(heads[largest])
        found = []
        for head in heads[largest].tolist():
            mine = pc.equal(placed["leader"], head)
            members, fate = rows.filter(mine), placed.filter(mine)
            at = int(np.searchsorted(members["number"].to_numpy(), head))
            reason = fate["kept_reason"][at].as_py()
            found.append(Cluster.of(members.drop_columns("number"), fate["similarity"].to_numpy(), at, reason))
        return found

    def _look_up(self, numbers: Any) -> None:
        """Have the texts of some documents here: each on its own would be a job on the cluster."""
        table = pa.table({"number": pa.array(numbers, pa.int64())})
        one = send(self._session, [table], table.schema)
        keys = self._documents.join(one, "number", "leftsemi").select(*KEY.names, "id")
        for row in fetch(keys.join(self._texts, KEY.names), _TEXTS).to_pylist():
            self._openings[row["id"]] = row["text"]

    def text(self, id: str) -> str:
        """The raw text of a document.

        Raises
        ------
        UnknownDocumentError
            Where there is no document of this id.
        """
        if id not in self._openings:
            from pyspark.sql import functions as F

            keys = self._documents.filter(F.col("id") == F.lit(id)).select(*KEY.names, "id")
            found = fetch(keys.join(self._texts, KEY.names), _TEXTS)
            if not len(found):
                raise UnknownDocumentError(f"no document has the id {id!r}")
            self._openings[id] = found["text"][0].as_py()
        return self._openings[id]
