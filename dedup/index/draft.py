"""One change of an index, from the state it begins with to the one that replaces it.

Segments that a draft writes are whole files, but no part of the index until `commit` has replaced the manifest. A
process that ends before leaves files that the next writer sweeps away.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Sequence
from concurrent.futures import Executor
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.config import CopySettings
from dedup.copies.candidates import Bands
from dedup.copies.sketch import Sketches, join, sketch
from dedup.corpus.views import text_views
from dedup.index.manifest import Entry, Manifest, store, sweep
from dedup.index.pages import PageWriter
from dedup.index.place import Asked, Placed, place
from dedup.index.segment import MEMBER, Docs, Hits, Segment, TextRows, band_lookups, write_segment
from dedup.index.source import Segments
from dedup.index.strings import StringWriter

FIELDS = ("id", "outlet", "published", "title", "url")
"""What is kept of a document beside its text."""
_SHARE = 4096


class Batch(NamedTuple):
    """Documents in the order in which they count as arriving: ids, what is kept of each as JSON, and their texts."""

    ids: list[str]
    records: list[bytes]
    texts: pa.Array

    def take(self, rows: NDArray[np.int64]) -> Batch:
        """Some of them."""
        return Batch([self.ids[i] for i in rows], [self.records[i] for i in rows], self.texts.take(pa.array(rows)))


def batch_of(table: pa.Table) -> Batch:
    """The documents of a table of schema `DOCUMENTS`, in its order."""
    rows = table.select(list(FIELDS)).to_pylist()
    records = [json.dumps({k: v for k, v in row.items() if v is not None}, ensure_ascii=False).encode() for row in rows]
    texts = table["text"].combine_chunks()
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.chunk(0) if texts.num_chunks else pa.array([], pa.large_string())
    return Batch([row["id"] for row in rows], records, texts)


def id_of(record: bytes) -> str:
    """The id in what is kept of a document."""
    return str(json.loads(record)["id"])


def id_hashes(ids: Sequence[str]) -> NDArray[np.uint64]:
    """uint64 [n, 2]: 128 bits of BLAKE2b of each id."""
    digests = b"".join(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest() for name in ids)
    return np.frombuffer(digests, "<u8").reshape(-1, 2)


def with_ids(segments: Sequence[Segment], ids: Sequence[str]) -> list[Hits]:
    """The documents with these ids, a segment an element."""
    hashes = id_hashes(ids)
    return [segment.with_ids(hashes) for segment in segments]


def sketch_all(texts: pa.Array, settings: CopySettings, pool: Executor) -> Sketches:
    """Sketches of texts, shared out over a pool."""
    parts = [texts.slice(start, _SHARE) for start in range(0, len(texts), _SHARE)] or [texts]
    made = list(pool.map(lambda part: sketch(part, settings), parts))
    return join(made, np.arange(len(texts)))


class Draft:
    """A change that is being made.

    Attributes
    ----------
    manifest : Manifest
        Of the state so far; its `segments` are those of `segments`.
    segments : list of Segment
    """

    def __init__(self, folder: Path, manifest: Manifest, segments: Sequence[Segment], pool: Executor) -> None:
        self.folder, self.pool = folder, pool
        self.manifest, self.segments = manifest, list(segments)
        self._marked: set[str] = set()

    def next_name(self, suffix: str) -> str:
        """A name for a file that no file of the index has."""
        name = f"{self.manifest.next_file:08d}{suffix}"
        self.manifest = dataclasses.replace(self.manifest, next_file=self.manifest.next_file + 1)
        return name

    def append(self, batch: Batch, sketches: Sketches | None = None) -> Placed:
        """Put documents into a new segment, each in its cluster. No id may be in the index already."""
        if sketches is None:
            sketches = sketch_all(batch.texts, self.manifest.settings, self.pool)
        manifest = self.manifest
        source = Segments(self.segments, manifest.bands, manifest.settings.bucket_cap)
        asked = Asked(batch.texts, sketches)
        placed = place(source, asked, manifest.settings, manifest.bands, manifest.next_cluster, self.pool)
        out = PageWriter(self.folder / self.next_name(".segment"))
        try:
            entry = _write(out, batch, sketches, placed, manifest.bands)
        except BaseException:
            out.abandon()
            raise
        self.manifest = dataclasses.replace(self.manifest, next_cluster=placed.next_cluster)
        self.segments.append(Segment(self.folder, entry))
        return placed

    def replace(self, start: int, end: int, entry: Entry | None) -> None:
        """Put one segment, or none, in the place of some that follow one another."""
        self.segments[start:end] = [] if entry is None else [Segment(self.folder, entry)]

    def mark(self, place: int, docs: NDArray[np.int64], texts: NDArray[np.int64]) -> None:
        """Mark documents and texts of a segment as gone."""
        if len(docs) or len(texts):
            self.segments[place] = self.segments[place].without(docs, texts)
            self._marked.add(self.segments[place].entry.name)

    def commit(self) -> Manifest:
        """Make this the state of the index; what it replaces is deleted."""
        for segment in self.segments:
            if segment.entry.name in self._marked:
                segment.entry = self._write_gone(segment)
        entries = tuple(segment.entry for segment in self.segments)
        self.manifest = dataclasses.replace(
            self.manifest, segments=entries, generation=self.manifest.generation + 1
        )  # fmt: skip
        store(self.folder, self.manifest)
        sweep(self.folder, self.manifest)
        return self.manifest

    def _write_gone(self, segment: Segment) -> Entry:
        docs, texts = np.flatnonzero(segment.gone_docs), np.flatnonzero(segment.gone_texts)
        out = PageWriter(self.folder / self.next_name(".gone"))
        try:
            out.array("docs", docs)
            out.array("texts", texts)
            check = out.finish({"segment": segment.entry.name})
        except BaseException:
            out.abandon()
            raise
        return dataclasses.replace(
            segment.entry,
            gone=out.path.name,
            gone_check=check,
            gone_docs=len(docs),
            gone_texts=len(texts),
        )


def _write(out: PageWriter, batch: Batch, sketches: Sketches, placed: Placed, bands: Bands) -> Entry:
    """Write the segment of a batch."""
    counts = sketches.counts.astype(np.int32)
    docs = Docs(id_hashes(batch.ids), sketches.prints, counts, placed.cluster, placed.similarity)
    fresh = placed.fresh
    texts = TextRows(sketches.prints[fresh], counts[fresh], placed.cluster[fresh], placed.leads)
    records, bodies = StringWriter(out, "records"), StringWriter(out, "bodies")
    records.extend(batch.records)
    records.settle()
    for view in text_views(batch.texts.take(pa.array(fresh))):
        data, offsets = view.data, view.offsets.tolist()
        bodies.extend(data[a:b].tobytes() for a, b in itertools.pairwise(offsets))
    rows = np.arange(len(fresh), dtype=np.uint64) | np.where(placed.leads, np.uint64(0), MEMBER)
    bodies.settle()
    keys = band_lookups(sketches.slots, fresh, bands).T | rows
    return write_segment(out, docs, texts, records, bodies, bands.bands, keys, {})
