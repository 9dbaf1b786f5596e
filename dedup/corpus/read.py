"""Files -> a corpus: parts of files, parsed by threads, put together in the order of reading.

One thread (the caller's) finds where parts begin, or decompresses a stream into parts; the others parse them. At most
a few parts wait at a time, so memory is bounded by the documents themselves. Nothing depends on which thread is faster.
"""

from __future__ import annotations

import dataclasses
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol, TypeVar

import pyarrow as pa

from dedup.config import ReadSettings
from dedup.corpus import delimited, jsonl, parquet, plain, warc
from dedup.corpus.assemble import Assembly, dated
from dedup.corpus.columns import Role
from dedup.corpus.corpus import Corpus
from dedup.corpus.find import STDIN, DataFile, find
from dedup.corpus.pages import PagePart, plan_pages
from dedup.corpus.part import DamagedPart, Loaded, Part
from dedup.corpus.response import not_html
from dedup.corpus.streams import Stream, describe, kind_of
from dedup.corpus.workers import Workers
from dedup.errors import InputError, SettingsError
from dedup.machine import thread_count
from dedup.schema import DOCUMENTS

T = TypeVar("T")
P = TypeVar("P", bound=Part)
FOREIGN = "file without articles"
_DEFAULTS = ReadSettings()  # frozen: one for all calls
Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


class Progress(Protocol):
    """Called as parts are read, from the thread that reads; `total_bytes` is None where it is not known."""

    def __call__(self, done_bytes: int, total_bytes: int | None) -> None:
        """Bytes of input read so far, as on disk."""


def read(
    paths: Paths,
    settings: ReadSettings = _DEFAULTS,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    **overrides: Any,
) -> Corpus:
    r"""Read documents from files.

    Parameters
    ----------
    paths : path or iterable of paths
        Files, folders, globs, urls such as `s3://`; "-" is standard input. JSON lines, CSV, TSV, WARC, WET, HTML (each
        also .gz, .zst, .bz2), Parquet, text files; several formats together.
    settings : ReadSettings
        How; see there.
    threads : int, optional
        How many threads parse; all cores that this process may use by default. It does not change the result.
    progress : Progress, optional
        Called after each part.
    **overrides
        Fields of `settings` to change, such as `text_column="story"`.

    Returns
    -------
    Corpus
        The documents, and in its `report` all that was skipped, replaced or renamed.

    Raises
    ------
    InputError
        Where a file is missing, is not what its name says, or the corpus has no documents; with `on_error="stop"` also
        at the first bad row.
    ColumnError
        Where a file has no column of text, or not the one that was asked for.
    SettingsError
        Where an override is no setting, or outside its range.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.jsonl").write_text('{"id": "x", "text": "Rain."}\n{"broken\n')
    >>> corpus = read(folder)
    >>> corpus.text(0), corpus.report.skipped
    ('Rain.', {'not JSON': 1})
    """
    known = {field.name for field in dataclasses.fields(settings)}
    if not known.issuperset(overrides):
        unknown = ", ".join(sorted(set(overrides) - known))
        raise SettingsError(f"there is no setting {unknown} of reading; there are {', '.join(sorted(known))}")
    if overrides:
        settings = dataclasses.replace(settings, **overrides)
    return read_with(paths, settings, _nothing, threads=threads, progress=progress)[0]


def read_with(
    paths: Paths,
    settings: ReadSettings,
    then: Callable[[pa.Table], T],
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> tuple[Corpus, list[T]]:
    """Read documents, and do something with each part on the thread that has parsed it.

    Parameters
    ----------
    paths, settings, threads, progress
        As for `read`.
    then : callable
        Gets the documents of a part (schema `DOCUMENTS`, at least one). Their texts and titles are final; ids may yet
        change, as do row numbers and such dates as only the whole column decides.

    Returns
    -------
    (Corpus, list)
        The list has what `then` returned, an element a chunk of `corpus.table`, in the same order.

    Raises
    ------
    DedupError
        As `read` does. What `then` raises is passed on.
    """
    n = thread_count(threads)
    assembly = Assembly(stop=settings.on_error == "stop")
    kept: list[tuple[int, Loaded]] = []
    results: list[T] = []
    done = 0

    def work(part: Part) -> tuple[Loaded, list[T]]:
        loaded = part.load()
        if not loaded.batch.num_rows:
            return loaded, []
        return loaded, [then(pa.Table.from_batches([loaded.batch]))]

    with open_parts(paths, settings, n) as opened:
        for part, (loaded, result) in run_parts(opened.parts, work, n):
            taken = assembly.add(part, loaded, opened.files[part.file])
            if taken is not None:
                kept.append((part.file, taken))
                results += result
            done += part.weight
            if progress is not None:
                progress(done, opened.total_bytes)
    batches = [dated(loaded, assembly.evidence[file]) for file, loaded in kept]
    tables = [pa.Table.from_batches([batch], schema=DOCUMENTS) for batch in batches]
    return Corpus.from_tables(tables, assembly.report(opened.files, opened.mappings, opened.skipped)), results


@dataclass(frozen=True)
class Opened:
    """The files of a corpus, and their parts, which are found as they are asked for.

    `mappings` are filled with the columns that are read, file by file; `skipped` counts the files in folders that are
    not of a kind that is read.
    """

    files: list[DataFile]
    mappings: list[dict[Role, str]]
    skipped: dict[str, int]
    parts: Iterator[Part]

    @property
    def total_bytes(self) -> int | None:
        """Of all files, as on disk; None where one is standard input."""
        piped = any(file.path == STDIN for file in self.files)
        return None if piped else sum(file.size for file in self.files)


@contextmanager
def open_parts(paths: Paths, settings: ReadSettings, threads: int) -> Iterator[Opened]:
    """Find the files of a corpus and cut them into parts; what parses them stays until the block ends.

    Raises
    ------
    InputError
        As `read` does; for what is in a file, only when its parts are asked for.
    """
    listed = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    found = find(listed, settings)
    mappings: list[dict[Role, str]] = [{} for _ in found.files]
    with Workers(settings, threads) as workers:
        yield Opened(found.files, mappings, found.skipped, _parts(found.files, settings, mappings, workers))


def run_parts(parts: Iterator[P], work: Callable[[P], T], threads: int) -> Iterator[tuple[P, T]]:
    """Do something with every part, on threads; give the results back in the order of reading.

    An error comes when its part's turn comes, not before. At most 2 * threads + 1 parts wait at a time.
    """
    waiting: deque[tuple[P, Future[T]]] = deque()
    failure: InputError | None = None
    pool = ThreadPoolExecutor(threads, thread_name_prefix="dedup-read")
    try:
        while True:
            try:
                part = next(parts, None)
            except InputError as error:  # of a later file: what came before it is reported first
                part, failure = None, error
            if part is None:
                break
            waiting.append((part, pool.submit(work, part)))
            if len(waiting) > 2 * threads:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
        if failure is not None:
            raise failure
    finally:
        pool.shutdown(cancel_futures=True)


def _parts(
    files: Sequence[DataFile], settings: ReadSettings, mappings: Sequence[dict[Role, str]], workers: Workers
) -> Iterator[Part]:
    """The parts of all files, in order; files of one document each that follow one another are read together."""
    groups = groupby(enumerate(files), key=lambda item: _single(item[1]))
    for kind, group in groups:
        numbered = list(group)
        if kind == "text":
            yield from plain.plan(numbered[0][0], [file for _, file in numbered], settings.part_bytes)
            continue
        if kind == "html":
            yield from plan_pages(numbered[0][0], [file for _, file in numbered], settings, workers)
            continue
        for number, file in numbered:
            parts = _file_parts(number, file, settings, mappings[number], workers)
            if not file.named and settings.on_error == "skip":
                parts = _unless_foreign(number, file, parts)
            yield from parts


def _single(file: DataFile) -> str:
    """The format of a file that is one document; "" of others."""
    return file.kind if file.kind in ("text", "html") and file.path != STDIN else ""


def _file_parts(
    number: int, file: DataFile, settings: ReadSettings, mapping: dict[Role, str], workers: Workers
) -> Iterator[Part]:
    if file.kind == "parquet" and file.path != STDIN:
        yield from parquet.plan(number, file, settings, mapping)
        return
    stream = Stream(file, settings.expansion, recover=file.kind in ("warc", "auto"))
    kind = _sniff(stream) if file.kind == "auto" else file.kind
    if kind != "warc":
        stream.never_resume()
    if kind == "warc":
        yield from warc.plan_archive(number, stream, settings, workers)
    elif kind == "html":
        yield PagePart(number, file.size, (file,), settings, workers, stream)
    else:
        yield from _stream_parts(number, stream, kind, settings, mapping)


def _unless_foreign(number: int, file: DataFile, parts: Iterator[Part]) -> Iterator[Part]:
    """The parts of a file that stands in a folder; one that holds no articles is counted, and stops nothing."""
    try:
        first = next(parts, None)
    except InputError as error:
        yield DamagedPart(number, file.size, str(error), FOREIGN)
        return
    if isinstance(first, jsonl.DocumentPart):
        yield _Guarded(number, file.size, first)
    elif first is not None:
        yield first
        yield from parts


@dataclass(frozen=True)
class _Guarded:
    """A file that is one JSON value: whether it holds articles shows only when it is parsed."""

    file: int
    weight: int
    part: Part

    def load(self) -> Loaded:
        """Its documents; none and one problem where it has no articles."""
        try:
            return self.part.load()
        except InputError as error:
            return DamagedPart(self.file, self.weight, str(error), FOREIGN).load()


def _stream_parts(
    number: int, stream: Stream, kind: str, settings: ReadSettings, mapping: dict[Role, str]
) -> Iterator[Part]:
    """The parts of a table that is read from its beginning, or of the one text of standard input."""
    file = stream.file
    if kind == "jsonl":
        yield from jsonl.plan(number, stream, settings, mapping)
    elif kind in ("csv", "tsv"):
        yield from delimited.plan(number, stream, settings, mapping)
    else:
        data = stream.everything()
        if kind == "parquet":
            yield from parquet.plan(number, file, settings, mapping, data)
        else:
            yield plain.TextPart(number, stream.consumed, (file,), data)


def _sniff(stream: Stream) -> str:
    """What the first bytes say that a file is whose name does not."""
    head = stream.head
    if kind_of(head) == "Parquet":
        return "parquet"
    body = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if body[:1] in (b"{", b"[", b""):
        return "jsonl"
    if body.startswith(warc.MARK):
        return "warc"
    if not_html("", body) is None:
        return "html"
    raise InputError(
        f"its name does not say what it is, and {describe(head)}; say it with --input-format", path=stream.file.path
    )


def _nothing(_: pa.Table) -> None:
    return None
