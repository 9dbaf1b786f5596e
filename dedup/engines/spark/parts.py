"""Files -> documents with their sketches, on the workers: the readers are those of every other engine.

Spark's own readers would not do: the same file must give the same documents, ids, dates and counts as `dedup.read`
gives. So the driver cuts files into parts as `dedup.read` does. A part of a Parquet file or of plain JSON lines is a
place in a file, and the worker that gets it opens the file; any other part is read on the driver and sent.
"""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dedup.config import CopySettings, ReadSettings
from dedup.copies.candidates import Bands
from dedup.corpus.assemble import Assembly
from dedup.corpus.corpus import why_empty
from dedup.corpus.dateforms import Order
from dedup.corpus.dates import decide
from dedup.corpus.jsonl import JsonPart
from dedup.corpus.parquet import GroupPart
from dedup.corpus.part import Loaded, Part
from dedup.corpus.read import Opened, open_parts, run_parts
from dedup.corpus.streams import Scratch
from dedup.corpus.tally import ReadReport, Tally
from dedup.engines.batches import sketch_batch
from dedup.engines.spark.frames import Batches, Frame, batches_of, fetch, signed, stage, words_as_binary
from dedup.errors import DedupError, InputError
from dedup.schema import DOCUMENTS

PART_BYTES = 64 << 20
"""Of a part of JSON lines; a row group of Parquet up to four times as big is one part."""

KEY = pa.schema([pa.field("part", pa.int32()), pa.field("at", pa.int64())])
"""What a document is called until it has a number: its part, and its place in it."""

READ = pa.schema(
    [
        *KEY,
        pa.field("facts", pa.binary()),
        pa.field("id", pa.string()),
        pa.field("missing", pa.bool_()),
        pa.field("dates", pa.string()),
        pa.field("outlet", pa.string()),
        pa.field("published", pa.string()),
        pa.field("published_at", pa.int64()),
        pa.field("title", pa.string()),
        pa.field("url", pa.string()),
        pa.field("text", pa.string()),
        pa.field("source", pa.string()),
        pa.field("row", pa.int64()),
        pa.field("language", pa.string()),
        pa.field("count", pa.int64()),
        pa.field("print0", pa.int64()),
        pa.field("print1", pa.int64()),
        pa.field("keys", pa.binary()),
    ]
)
"""A row a document, as it was read, and one a part (`at` is -1) with the `facts` of it. `missing` and `dates` as in
`corpus.part.Loaded`; `published_at` in microseconds; `keys` are the keys of all bands."""
_FACTS = pa.schema([*KEY, pa.field("facts", pa.binary())])


@dataclass(frozen=True)
class Facts:
    """What the driver wants to know of a part; `error` is why it could not be read."""

    rows: int
    text_bytes: int
    loaded: Loaded | None
    error: DedupError | None = None


@dataclass(frozen=True)
class Held:
    """A part that the driver has read."""

    file: int
    weight: int
    loaded: Loaded

    def load(self) -> Loaded:
        """It is read already."""
        return self.loaded


@dataclass(frozen=True)
class Places:
    """By part, what only the whole corpus decides: names of the files and rows before it, `order` of day and month."""

    names: list[str]
    before: list[int]
    order: list[Order | None]


@dataclass(frozen=True)
class Readied:
    """A corpus as it was read: `rows` of schema `READ` on the cluster, and what the driver knows of it."""

    rows: Frame
    places: Places
    report: ReadReport
    documents: int
    text_bytes: int


def read_parts(
    session: Any,
    paths: Any,
    read: ReadSettings,
    settings: CopySettings,
    bands: Bands,
    threads: int,
    tick: Callable[[int, int | None], None] | None = None,
) -> Readied:
    """Read a corpus on the cluster.

    Raises
    ------
    DedupError
        As `dedup.read` does, on whatever machine it happens.
    """
    parts: list[Part] = []
    packed: list[bytes] = []
    with open_parts(paths, dataclasses.replace(read, part_bytes=PART_BYTES), threads) as opened:
        for part, data in run_parts(opened.parts, _packed, threads):
            parts.append(Held(part.file, part.weight, _NOTHING))
            packed.append(data)
        rows = [(number, data) for number, data in enumerate(packed)]
        frame = session.createDataFrame(rows, "number int, data binary").repartition(max(1, len(rows)))
        rows_read = stage(frame, partial(_read, settings, bands), READ).persist()
        found = fetch(rows_read.filter("at = -1"), _FACTS).sort_by("part")
        return _assembled(rows_read, parts, found, opened, read, tick)


_NOTHING = Loaded(pa.RecordBatch.from_arrays([], schema=pa.schema([])), Tally(), 0)


def _packed(part: Part) -> bytes:
    """A part as it goes to a worker: where it is, or all that is in it."""
    if isinstance(part, GroupPart) and part.source.data is None:
        source = dataclasses.replace(part.source, meta=None)  # the footer is read again: it may be large
        return pickle.dumps(dataclasses.replace(part, source=source))
    if isinstance(part, JsonPart) and part.data is None:
        return pickle.dumps(dataclasses.replace(part, scratch=Scratch()))
    return pickle.dumps(Held(part.file, part.weight, part.load()))


def _read(settings: CopySettings, bands: Bands, batches: Batches) -> Batches:
    for batch in batches:
        for number, data in zip(batch.column(0).to_pylist(), batch.column(1), strict=True):
            yield from _rows(number, pickle.loads(data.as_buffer()), settings, bands)


def _rows(number: int, part: Part, settings: CopySettings, bands: Bands) -> Batches:
    """The documents of a part, and its facts."""
    try:
        loaded = part.load()
    except DedupError as error:
        yield from _told(number, Facts(0, 0, None, error))
        return
    batch, n = loaded.batch, loaded.batch.num_rows
    texts = batch.column("text")
    light = dataclasses.replace(loaded, batch=_NOTHING.batch, missing=None, dates=None)
    yield from _told(number, Facts(n, int(pc.sum(pc.binary_length(texts)).as_py() or 0), light))
    if not n:
        return
    made = sketch_batch(texts, settings, bands)
    names = ("id", "outlet", "published", "title", "url", "text", "row", "language")
    columns: dict[str, Any] = {name: batch.column(name) for name in names}
    columns |= {
        "part": np.full(n, number, np.int32),
        "at": np.arange(n),
        "source": batch.column("source").cast("string"),
    }
    columns |= {"published_at": batch.column("published_at").cast(pa.int64()), "missing": loaded.missing}
    columns |= {"dates": None if loaded.dates is None else loaded.dates.cast(pa.large_string())}
    columns |= {"count": made.counts, "print0": signed(made.prints[:, 0]), "print1": signed(made.prints[:, 1])}
    for start in range(0, n, 1 << 16):  # a binary column holds 2 GB
        some = {name: None if x is None else x[start : start + (1 << 16)] for name, x in columns.items()}
        keys = np.ascontiguousarray(made.keys[:, start : start + (1 << 16)].T)
        some["keys"] = words_as_binary(keys.ravel(), np.arange(1, len(keys) + 1) * bands.bands)
        yield from batches_of(some, READ)


def _told(number: int, facts: Facts) -> Batches:
    columns = {"part": pa.array([number]), "at": pa.array([-1]), "facts": pa.array([pickle.dumps(facts)])}
    yield from batches_of(columns, READ)


def _assembled(
    rows: Frame,
    parts: list[Part],
    found: pa.Table,
    opened: Opened,
    read: ReadSettings,
    tick: Callable[[int, int | None], None] | None,
) -> Readied:
    """Count all parts in the order of reading, as every engine does."""
    assembly = Assembly(stop=read.on_error == "stop")
    names, before, rows_of = [], [], dict[int, int]()
    text_bytes = 0
    for part, data in zip(parts, found["facts"], strict=True):
        facts: Facts = pickle.loads(data.as_buffer())
        if facts.error is not None:
            raise facts.error
        assert facts.loaded is not None
        names.append(opened.files[part.file].name)
        before.append(rows_of.get(part.file, 0))
        rows_of[part.file] = before[-1] + facts.loaded.numbered
        assembly.add(part, dataclasses.replace(facts.loaded, batch=_blank(facts.rows)), opened.files[part.file])
        text_bytes += facts.text_bytes
    report = assembly.report(opened.files, opened.mappings, opened.skipped)
    if not assembly.documents:
        raise InputError(why_empty(report))
    if tick is not None:
        tick(report.bytes, report.bytes)
    order = [decide(assembly.evidence[part.file]) for part in parts]
    return Readied(rows, Places(names, before, order), report, assembly.documents, text_bytes)


def _blank(n: int) -> pa.RecordBatch:
    """So many documents of which nothing is known: what `Assembly` counts."""
    nothing = pa.schema([pa.field(field.name, field.type) for field in DOCUMENTS])
    return pa.RecordBatch.from_arrays([pa.nulls(n, field.type) for field in DOCUMENTS], schema=nothing)


def some_parts(batches: Batches) -> Iterator[tuple[pa.RecordBatch, Any]]:
    """Batches, and the part of each of their rows: int64 [rows]."""
    for batch in batches:
        if batch.num_rows:
            yield batch, batch.column("part").to_numpy().astype(np.int64)
