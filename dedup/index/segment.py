"""A segment: documents that were made durable together, and how to look them up. It never changes; what is removed
from it is said beside it.

Document rows are in order of arrival. Texts are kept apart from documents, each once: a document whose text was in the
index already, here or in another segment, has no text of its own, and is found by the fingerprint that both have.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.copies.candidates import Bands
from dedup.errors import StoreError
from dedup.index.manifest import Entry
from dedup.index.pages import Pages, PageWriter
from dedup.index.sound import check_arrays, check_directory, read_record, sound, unsound
from dedup.index.strings import Strings, StringWriter, text_array
from dedup.kernels.bands import band_keys
from dedup.kernels.buckets import bucket_ranges, bucket_rows, fence_ranges

ROW_BITS = 26
"""Bits of a key that hold a row; the others are those of the hash. So a segment holds 67 million documents."""
MEMBER = np.uint64(1 << ROW_BITS)
"""Set in the key of a text that follows a leader: in its bucket, leaders stand first."""
ROW_MASK = np.uint64((1 << ROW_BITS) - 1)
LOW_MASK = np.uint64((1 << (ROW_BITS + 1)) - 1)
STRIDE = 512
_ALL = 1 << 62


class Docs(NamedTuple):
    """Documents as rows. id_hash: uint64 [n, 2]; prints: uint64 [n, 2] and counts: int32 [n], equal where the text is;
    cluster: int64 [n]; similarity: float64 [n], exact Jaccard with the leader.
    """

    id_hash: NDArray[np.uint64]
    prints: NDArray[np.uint64]
    counts: NDArray[np.int32]
    cluster: NDArray[np.int64]
    similarity: NDArray[np.float64]


class TextRows(NamedTuple):
    """Distinct texts as rows, as in `Docs`. leads: bool [m], whether the text leads its cluster."""

    prints: NDArray[np.uint64]
    counts: NDArray[np.int32]
    cluster: NDArray[np.int64]
    leads: NDArray[np.bool_]


class Hits(NamedTuple):
    """query, row: int64 [k], sorted, distinct; capped: int64 [queries], buckets of which only the first rows were
    looked at.
    """

    query: NDArray[np.int64]
    row: NDArray[np.int64]
    capped: NDArray[np.int64]


def lookup_keys(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The lowest key of each hash's bucket."""
    keys: NDArray[np.uint64] = hashes & ~LOW_MASK
    return keys


def band_lookups(slots: NDArray[np.uint32], numbers: NDArray[np.int64], bands: Bands) -> NDArray[np.uint64]:
    """uint64 [q, bands]: the lowest key of each bucket that the rows `numbers` of the sketches are in."""
    keys = np.empty((bands.bands, len(numbers)), np.uint64)
    for band in range(bands.bands):
        band_keys(slots, numbers, band, bands.rows, ROW_BITS + 1, keys[band])
    return np.ascontiguousarray(lookup_keys(keys).T)


def write_directory(out: PageWriter, name: str, shape: tuple[int, int], bands: Iterable[NDArray[np.uint64]]) -> None:
    """Write a directory of (bands, m) keys, hashes with rows in their low bits; each band is sorted in place."""
    fences: list[NDArray[np.uint64]] = []

    def sorted_bands() -> Iterator[NDArray[np.uint64]]:
        for keys in bands:
            keys.sort()
            fences.append(keys[::STRIDE].copy())
            yield keys

    out.rows(f"{name}.keys", np.uint64, shape, sorted_bands())
    out.array(f"{name}.fences", np.concatenate(fences).reshape(shape[0], -1))


def write_segment(
    out: PageWriter,
    docs: Docs,
    texts: TextRows,
    records: StringWriter,
    bodies: StringWriter,
    n_bands: int,
    bands: Iterable[NDArray[np.uint64]],
    meta: dict[str, Any],
) -> Entry:
    """Write the arrays of a segment and finish its file; the strings are in it already.

    Parameters
    ----------
    out : PageWriter
    docs, texts
        Rows.
    records, bodies : StringWriter
        With as many strings as there are documents, and texts.
    n_bands : int
    bands : iterable of uint64 [m]
        Band by band the keys of the texts, with their rows and `MEMBER` in the low bits.
    meta : dict
        What else its footer is to say.
    """
    n, m = len(docs.counts), len(texts.counts)
    if max(n, m) > int(ROW_MASK):
        raise StoreError(f"a segment would hold {max(n, m)} documents; the most is {int(ROW_MASK)}")
    records.finish()
    bodies.finish()
    columns: dict[str, NDArray[Any]] = {f"docs.{name}": values for name, values in docs._asdict().items()}
    columns |= {f"texts.{name}": values for name, values in texts._asdict().items()}
    for name, values in columns.items():
        out.array(name, values)
    rows = np.arange(n, dtype=np.uint64)
    worded = docs.counts > 0  # a document without words has no copies, so nobody looks for its text
    write_directory(out, "by_id", (1, n), [lookup_keys(docs.id_hash[:, 0]) | rows])
    write_directory(out, "by_print", (1, int(worded.sum())), [lookup_keys(docs.prints[worded, 0]) | rows[worded]])
    write_directory(out, "bands", (n_bands, m), bands)
    check = out.finish({**meta, "docs": n, "texts": m})
    return Entry(out.path.name, check, n, m)


class Segment:
    """A segment, open to read, with its tombstones.

    Attributes
    ----------
    entry : Entry
    gone_docs : bool [n]
    gone_texts : bool [m]
        Removed documents, and texts that no document has any more.
    """

    def __init__(self, folder: Path, entry: Entry) -> None:
        self.entry, self.pages = entry, Pages(folder / entry.name)
        if self.pages.check != entry.check:
            raise StoreError(f"{folder / entry.name}: is not the file that the manifest names; restore the index")
        with sound(self.pages.path):
            check_arrays(self.pages.arrays, entry.docs, entry.texts)
        self.records, self.bodies = Strings(self.pages, "records"), Strings(self.pages, "bodies")
        self.gone_docs, self.gone_texts = np.zeros(entry.docs, np.bool_), np.zeros(entry.texts, np.bool_)
        self.gone_bytes = 0
        if entry.gone is not None:
            gone = Pages(folder / entry.gone)
            if gone.check != entry.gone_check:
                raise StoreError(f"{folder / entry.gone}: is not the file that the manifest names; restore the index")
            with sound(gone.path):
                self.gone_docs[gone["docs"]], self.gone_texts[gone["texts"]] = True, True
            self.gone_bytes = gone.size

    @property
    def live(self) -> int:
        """Documents that are not gone."""
        return self.entry.docs - int(self.gone_docs.sum())

    def without(self, docs: NDArray[np.int64], texts: NDArray[np.int64]) -> Segment:
        """The same segment with more of it gone; this one stays as it is."""
        other = copy.copy(self)
        other.gone_docs, other.gone_texts = self.gone_docs.copy(), self.gone_texts.copy()
        other.gone_docs[docs], other.gone_texts[texts] = True, True
        return other

    def check_all(self) -> None:
        """Check every byte; raises `StoreError` where one is damaged."""
        self.pages.check_all()

    def documents(self, rows: NDArray[np.int64]) -> list[dict[str, Any]]:
        """What is kept of documents: id, and where known outlet, date, title and url."""
        return [read_record(record, self.pages.path) for record in self.records[rows]]

    def _look_up(self, name: str, wanted: NDArray[np.uint64], reach: np.uint64, cap: int) -> Hits:
        with sound(self.pages.path):
            check_directory(self.pages.arrays, name, wanted.shape[1], STRIDE)
        keys, fences = self.pages.unchecked(f"{name}.keys"), self.pages[f"{name}.fences"]
        none, capped = np.zeros(0, np.int64), np.zeros(len(wanted), np.int64)
        if keys.size == 0 or len(wanted) == 0:
            return Hits(none, none, capped)
        ranges = np.empty((*wanted.shape, 2), np.int64)
        pages = np.empty(len(self.pages.state), np.int64)
        base, length = self.pages.place(f"{name}.keys"), keys.shape[1]
        state = self.pages.state
        n = fence_ranges(fences, wanted, reach, length, STRIDE, base, state, ranges, pages)
        self.pages.check_pages(pages[:n])
        flat = keys.reshape(-1)
        total = bucket_ranges(flat, wanted, reach, ranges)
        if total == 0:
            return Hits(none, none, capped)
        found = np.empty(total, np.uint64)
        n = bucket_rows(flat, ranges, ROW_MASK, cap, capped, found)
        found = np.unique(found[:n])
        rows = (found & ROW_MASK).astype(np.int64)
        if len(rows) and rows.max() >= (self.entry.texts if name == "bands" else self.entry.docs):
            raise unsound(self.pages.path, f"{name} names row {rows.max()}")
        return Hits((found >> np.uint64(32)).astype(np.int64), rows, capped)

    def similar(self, wanted: NDArray[np.uint64], cap: int, leaders: bool) -> Hits:
        """Texts, not gone, that share a bucket with queries.

        Parameters
        ----------
        wanted : uint64 [q, bands]
            From `band_lookups`.
        cap : int
            Of a larger bucket only the first so many texts are looked at, leaders before others.
        leaders : bool
            Texts that lead a cluster only.
        """
        hits = self._look_up("bands", wanted, MEMBER - np.uint64(1) if leaders else LOW_MASK, cap)
        alive = ~self.gone_texts[hits.row]
        return Hits(hits.query[alive], hits.row[alive], hits.capped)

    def with_ids(self, id_hash: NDArray[np.uint64]) -> Hits:
        """Documents, not gone, with these ids."""
        hits = self._look_up("by_id", lookup_keys(id_hash[:, :1]), LOW_MASK, _ALL)
        same = (self.pages.take("docs.id_hash", hits.row) == id_hash[hits.query]).all(axis=1)
        same &= ~self.gone_docs[hits.row]
        return Hits(hits.query[same], hits.row[same], hits.capped)

    def with_text(self, prints: NDArray[np.uint64], counts: NDArray[np.int32]) -> Hits:
        """Documents, not gone, that have the same text."""
        hits = self._look_up("by_print", lookup_keys(prints[:, :1]), LOW_MASK, _ALL)
        same = (self.pages.take("docs.prints", hits.row) == prints[hits.query]).all(axis=1)
        same &= self.pages.take("docs.counts", hits.row) == counts[hits.query]
        same &= ~self.gone_docs[hits.row]
        return Hits(hits.query[same], hits.row[same], hits.capped)

    def texts(self, rows: NDArray[np.int64]) -> pa.Array:
        """Texts as an Arrow array of large_string."""
        return text_array(self.bodies[rows])
