"""Files -> segments on disk: each part of the input is sketched as soon as it is parsed, and its texts leave memory.

A segment is what is kept of one part: `.texts` (the texts behind one another), `.sketch` (where each text begins, how
many shingles it has, its fingerprint), `.keys` (band by band), `.meta` (all columns but the text, sorted by id, as
Arrow), and `.dates` (dates as they stood, where only the whole file can tell day from month).
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dedup.config import CopySettings, ReadSettings
from dedup.copies.candidates import Bands
from dedup.corpus.assemble import Assembly
from dedup.corpus.corpus import why_empty
from dedup.corpus.part import Loaded, Part
from dedup.corpus.read import Opened, open_parts, run_parts
from dedup.corpus.tally import Problem, ReadReport, Tally
from dedup.engines.batches import sketch_batch
from dedup.engines.work import Facts, Work
from dedup.errors import InputError
from dedup.schema import DOCUMENTS

META = pa.schema([field for field in DOCUMENTS if field.name != "text"]).append(pa.field("place", pa.int64()))
"""Of `.meta`; `place` is the rank of the document in the order of reading, from 0."""


class Segment(NamedTuple):
    """What is kept of a part: its number, the place of its first document, how many it has, the bytes of their texts,
    the number of its file, and whether its dates wait for a decision.
    """

    part: int
    first: int
    rows: int
    text_bytes: int
    meta_bytes: int
    file: int
    dates: bool

    def name(self, kind: str) -> str:
        """Of one of its files."""
        return f"{self.part:08d}.{kind}"


class Spilled(NamedTuple):
    """A corpus on disk; `evidence` is that of `corpus.assemble.Assembly`."""

    segments: list[Segment]
    report: ReadReport
    evidence: dict[int, tuple[int, int]]


class _Done(NamedTuple):
    """A part whose texts and keys are on disk; `batch` holds the other columns, the text is empty."""

    loaded: Loaded
    files: list[Facts]
    text_bytes: int


def spill(
    work: Work,
    paths: Any,
    read: ReadSettings,
    settings: CopySettings,
    bands: Bands,
    threads: int,
    tick: Callable[[int, int | None], None] | None = None,
) -> Spilled:
    """Read a corpus into segments; parts that an earlier run has done are passed over.

    Raises
    ------
    DedupError
        As `dedup.read` does.
    """
    known = _known(work)
    if known is not None:
        return known
    assembly = Assembly(stop=read.on_error == "stop")
    segments: list[Segment] = []
    done = 0
    with open_parts(paths, read, threads) as opened:
        for part, result in run_parts(_numbered(opened.parts), _worker(work, settings, bands), threads):
            facts = _taken(work, part, result, assembly, opened)
            if facts["rows"]:
                first = segments[-1].first + segments[-1].rows if segments else 0
                sizes = (facts["rows"], facts["text_bytes"], facts["meta_bytes"])
                segments.append(Segment(part.number, first, *sizes, part.file, facts["dates"]))
            done += part.weight
            if tick is not None:
                tick(done, opened.total_bytes)
    report = assembly.report(opened.files, opened.mappings, opened.skipped)
    if not segments:
        raise InputError(why_empty(report))
    evidence = {str(file): list(found) for file, found in assembly.evidence.items()}
    work.record("read", segments=[list(segment) for segment in segments], report=report.to_dict(), evidence=evidence)
    return Spilled(segments, report, dict(assembly.evidence))


def _known(work: Work) -> Spilled | None:
    """What an earlier run has read, where all of it is there."""
    facts = work.done("read")
    if facts is None:
        return None
    segments = [Segment(*values) for values in facts["segments"]]
    if not all(work.done(f"part {segment.part}") for segment in segments):
        return None
    evidence = {int(file): (found[0], found[1]) for file, found in facts["evidence"].items()}
    return Spilled(segments, ReadReport(**facts["report"]), evidence)


@dataclasses.dataclass(frozen=True)
class _Numbered:
    """A part and its number in the order of reading."""

    number: int
    part: Part

    @property
    def file(self) -> int:
        return self.part.file

    @property
    def weight(self) -> int:
        return self.part.weight

    def load(self) -> Loaded:
        return self.part.load()


def _numbered(parts: Iterator[Part]) -> Iterator[_Numbered]:
    for number, part in enumerate(parts):
        yield _Numbered(number, part)


def _worker(work: Work, settings: CopySettings, bands: Bands) -> Callable[[Any], Facts | _Done]:
    """What a thread does with a part: what of it is big goes to the disk."""

    def run(part: _Numbered) -> Facts | _Done:
        known = work.done(f"part {part.number}")
        if known is not None:
            return known
        loaded = part.load()
        batch = loaded.batch
        if not batch.num_rows:
            return _Done(loaded, [], 0)
        texts = batch.column("text")
        offsets, data = _flat(texts)
        made = sketch_batch(texts, settings, bands)
        files = [
            work.put(f"{part.number:08d}.texts", data),
            work.put(f"{part.number:08d}.sketch", offsets, made.counts, made.prints),
            work.put(f"{part.number:08d}.keys", made.keys),
        ]
        empty = pa.array([""], pa.large_string()).take(pa.array(np.zeros(len(texts), np.int64)))
        columns = [empty if field.name == "text" else batch.column(field.name) for field in DOCUMENTS]
        light = dataclasses.replace(loaded, batch=pa.RecordBatch.from_arrays(columns, schema=DOCUMENTS))
        return _Done(light, files, int(offsets[-1]))

    return run


def _flat(texts: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Offsets from 0, and the bytes of the texts behind one another."""
    _, offsets_buffer, data_buffer = texts.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(data_buffer if data_buffer is not None else b"", np.uint8)[offsets[0] : offsets[-1]]
    return offsets - offsets[0], data


def _taken(work: Work, part: _Numbered, result: Facts | _Done, assembly: Assembly, opened: Opened) -> Facts:
    """Count a part in its turn; what is recorded of it."""
    if isinstance(result, dict):  # by an earlier run
        opened.mappings[part.file].update(result["mapping"])
        assembly.add(part, _recalled(result), opened.files[part.file])
        return result
    taken = assembly.add(part, result.loaded, opened.files[part.file])
    return _record(work, f"part {part.number}", part, taken, result, assembly, opened)


def _record(
    work: Work, step: str, part: _Numbered, taken: Loaded | None, done: _Done, assembly: Assembly, opened: Opened
) -> Facts:
    """Write the columns of a part, and say that it is done."""
    files, meta_bytes, dates = done.files, 0, False
    if taken is not None:
        first = assembly.documents - taken.batch.num_rows
        meta = _meta(taken.batch, first)
        files = [*files, put_table(work, f"{part.number:08d}.meta", meta)]
        meta_bytes = files[-1]["bytes"]
        if taken.dates is not None:
            dates = True
            column = pa.table({"dates": taken.dates.take(pc.subtract(meta["place"], first))})
            files = [*files, put_table(work, f"{part.number:08d}.dates", column)]
    tally = vars(done.loaded.tally)
    return work.record(
        step,
        files,
        rows=0 if taken is None else taken.batch.num_rows,
        text_bytes=done.text_bytes,
        meta_bytes=meta_bytes,
        dates=dates,
        numbered=done.loaded.numbered,
        evidence=list(done.loaded.evidence),
        tally={**tally, "skipped": dict(tally["skipped"])},
        mapping=dict(opened.mappings[part.file]),
    )


def _meta(batch: pa.RecordBatch, first: int) -> pa.Table:
    """The columns of a batch but its text, sorted by id, equal ids in the order of reading."""
    table = pa.Table.from_batches([batch]).drop_columns(["text"])
    table = table.append_column("place", pa.array(np.arange(first, first + len(table))))
    return table.take(pc.sort_indices(table, sort_keys=[("id", "ascending"), ("place", "ascending")]))


def _recalled(facts: Facts) -> Loaded:
    """What `Assembly` wants to know of a part that is done."""
    tally = dict(facts["tally"])
    for name in ("problems", "date_problems", "notes"):
        tally[name] = [Problem(*problem) for problem in tally[name]]
    tally["skipped"] = Counter(tally["skipped"])
    n = facts["rows"]
    arrays = [pa.nulls(n, field.type) for field in DOCUMENTS]
    nothing = pa.schema([pa.field(field.name, field.type) for field in DOCUMENTS])
    batch = pa.RecordBatch.from_arrays(arrays, schema=nothing)
    return Loaded(batch, Tally(**tally), facts["numbered"], evidence=tuple(facts["evidence"]))


def put_table(work: Work, name: str, table: pa.Table) -> Facts:
    """Write a table as one Arrow file of one batch, which can be mapped into memory."""
    table = table.combine_chunks()
    with work.sink(name) as sink, pa.ipc.new_file(pa.PythonFile(_Adapter(sink), mode="w"), table.schema) as writer:
        writer.write_table(table, max_chunksize=max(1, len(table)))
    return sink.facts(name)


def map_table(work: Work, name: str) -> pa.Table:
    """An Arrow file mapped into memory: what is not looked at is not read."""
    with pa.memory_map(str(work.path(name))) as source:
        return pa.ipc.open_file(source).read_all()


class _Adapter:
    """What Arrow needs of a file that it writes."""

    closed = False

    def __init__(self, sink: Any) -> None:
        self._sink = sink

    def write(self, data: Any) -> int:
        self._sink.write(data)
        return len(data)

    def tell(self) -> int:
        return int(self._sink.bytes)

    def flush(self) -> None:
        return None

    def close(self) -> None:
        return None
