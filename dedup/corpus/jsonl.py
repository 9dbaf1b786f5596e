"""JSON lines, and files that are one JSON array or object: parts at line ends, parsed by Arrow, row by row where not.

A row number is a line number, from 1. A file that is one array counts its elements instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from dedup.config import ReadSettings
from dedup.corpus.columns import NESTED_NAMES, Role, find_columns
from dedup.corpus.find import STDIN, DataFile
from dedup.corpus.jsonrows import Row, head_rows, parse_document, parse_rows, take_elements
from dedup.corpus.part import Loaded, Part, from_file, rest_lost, shape
from dedup.corpus.remote import is_remote
from dedup.corpus.streams import BOM, HEAD, DamagedError, Scratch, Stream, describe, open_raw
from dedup.corpus.tally import Tally
from dedup.errors import InputError

PEEK_ROWS = 8
_INT32 = 2**31 - 1
_BLOCK = 1 << 18
_NESTED = pa.struct([(name, pa.large_string()) for name in NESTED_NAMES])


def plan(number: int, stream: Stream, settings: ReadSettings, mapping: dict[Role, str]) -> Iterator[Part]:
    """Cut a file into parts; `mapping` is filled with the columns that are read, as soon as the first rows are known.

    Raises
    ------
    InputError
        Where the file is not JSON.
    ColumnError
        Where its first rows have no text, or not the columns that were asked for.
    """
    file, body = stream.file, stream.head.removeprefix(BOM)
    first = body.lstrip()[:1]
    if first == b"[" or (first == b"{" and not head_rows(body)):
        data = stream.everything().removeprefix(BOM)
        yield DocumentPart(number, stream.consumed, file, settings, mapping, data)
        return
    if body.strip():
        mapping.update(find_columns(_keys(head_rows(body), file, body), settings, file.path))
    elif stream.damage is None and len(body) >= HEAD:
        raise InputError("its first 256 KB are blank", path=file.path)
    if file.path != STDIN and stream.codec is None and not is_remote(file.path):
        stream.close()
        yield from _positions(number, file, mapping, len(stream.head) - len(body), settings.part_bytes)
    else:
        yield from _streamed(number, stream, mapping, body, settings.part_bytes)


def _positions(number: int, file: DataFile, mapping: dict[Role, str], start: int, size: int) -> Iterator[Part]:
    """Parts of a plain file: only their borders are looked at here, the threads read what is between."""
    scratch = Scratch()
    with open_raw(file) as raw:
        end = raw.seek(0, 2)
        while start < end:
            stop = start + size
            raw.seek(min(stop, end))
            while stop < end:  # on to the end of the line
                window = raw.read(1 << 16)
                newline = window.find(b"\n")
                if newline >= 0:
                    stop += newline + 1
                    break
                stop += len(window)
                if not window:
                    break
            stop = min(stop, end)
            yield JsonPart(number, stop - start, file, mapping, start, stop, scratch)
            start = stop


def _streamed(number: int, stream: Stream, mapping: dict[Role, str], head: bytes, target: int) -> Iterator[Part]:
    """Parts of a stream, each with its bytes."""
    held, size, done = [head], len(head), 0

    def part(data: bytes) -> Part:
        nonlocal done
        weight, done = stream.consumed - done, stream.consumed
        return JsonPart(number, weight, stream.file, mapping, 0, len(data), Scratch(), data)

    try:
        if stream.damage:
            raise stream.damage
        for chunk in stream.rest:
            if size >= target and b"\n" in chunk:
                end = chunk.rfind(b"\n") + 1
                yield part(b"".join([*held, chunk[:end]]))
                held, size = [chunk[end:]], len(chunk) - end
            else:
                held.append(chunk)
                size += len(chunk)
    except DamagedError as error:
        data = b"".join(held)
        yield part(data[: data.rfind(b"\n") + 1])
        yield rest_lost(number, error)
    else:
        yield part(b"".join(held))


@dataclass(frozen=True)
class JsonPart:
    """Whole lines of a file: bytes `start` to `stop` of it, or `data`."""

    file: int
    weight: int
    source: DataFile
    mapping: dict[Role, str]
    start: int
    stop: int
    scratch: Scratch
    data: bytes | None = None

    def load(self) -> Loaded:
        """Parse with Arrow; row by row where Arrow cannot be trusted with this part or refuses it."""
        if self.data is not None:
            return self._parse(memoryview(self.data))
        with self.scratch.take(self.stop - self.start) as data:
            self._read(data)
            return self._parse(data)

    def _parse(self, data: memoryview) -> Loaded:
        lines, total = line_numbers(data)
        table = _fast(data, self.mapping, len(lines)) if lines is not None else None
        if lines is None or table is None:
            return parse_rows(bytes(data), self.mapping, self.source.name)
        raw = {role: table[name] for role, name in self.mapping.items()}
        return shape(raw, lines, from_file(self.source.name, len(lines)), Tally(), total)

    def _read(self, into: memoryview) -> None:
        try:
            with Path(self.source.path).open("rb", buffering=0) as raw:
                raw.seek(self.start)
                filled = 0
                while filled < len(into):
                    count = raw.readinto(into[filled:])
                    if not count:
                        raise InputError("it became shorter while it was read", path=self.source.path)
                    filled += count
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", path=self.source.path) from error


def line_numbers(data: bytes | memoryview) -> tuple[np.ndarray | None, int]:
    """Numbers (int64, from 1) of the lines that hold an object, None where another line holds anything; and all lines.

    Arrow does not say which line a row stood in, takes a lone `null` for a row, and crashes where it is the first.
    """
    view = np.frombuffer(data, np.uint8)
    equal = np.empty(min(_BLOCK, len(view)), bool)  # small, so that it stays in the cache: half the time
    starts = np.concatenate(
        [np.zeros(1, np.int64), *(_newlines(view, at, equal) + 1 for at in range(0, len(view), _BLOCK))]
    )
    if starts[-1] == len(data):
        starts = starts[:-1]
    odd = np.flatnonzero(view[starts] != ord("{"))
    if not len(odd):
        return np.arange(1, len(starts) + 1), len(starts)
    keep = np.ones(len(starts), bool)
    for k in odd:
        stop = starts[k + 1] if k + 1 < len(starts) else len(data)
        begin = bytes(data[starts[k] : stop]).lstrip(b" \t\r\n")[:1]
        if begin not in (b"", b"{"):
            return None, len(starts)
        keep[k] = begin == b"{"
    return np.flatnonzero(keep) + 1, len(starts)


def _newlines(view: np.ndarray, at: int, equal: np.ndarray) -> np.ndarray:
    block = view[at : at + _BLOCK]
    return np.flatnonzero(np.equal(block, 10, out=equal[: len(block)])) + at


def _fast(data: memoryview, mapping: dict[Role, str], n: int) -> pa.Table | None:
    """Arrow's own parser over all of the part at once; None where it refuses, or finds another number of rows."""
    import pyarrow.json as pj

    if not n or len(data) >= _INT32:
        return None
    types = _types(head_rows(data, PEEK_ROWS), mapping)
    try:
        table = pj.read_json(
            pa.BufferReader(data),
            read_options=pj.ReadOptions(use_threads=False, block_size=len(data) + 1),
            parse_options=pj.ParseOptions(explicit_schema=pa.schema(types), unexpected_field_behavior="ignore"),
        )
    except pa.ArrowInvalid:
        return None
    return table if table.num_rows == n else None


def _types(rows: Sequence[Row], mapping: dict[Role, str]) -> dict[str, pa.DataType]:
    """What Arrow should expect. A wrong guess costs time, never an answer: the part is then read row by row."""
    types = {}
    for role, name in mapping.items():
        seen = {type(row.get(name)) for row in rows} - {type(None)}
        integral = seen == {int} and role in ("id", "date")
        types[name] = pa.int64() if integral else _NESTED if seen == {dict} and role == "outlet" else pa.large_string()
    return types


def _keys(rows: Sequence[Row], file: DataFile, head: bytes) -> list[str]:
    if not rows:
        raise InputError(
            f"none of its first lines is a JSON object; {describe(head)}. Say what it is with --input-format",
            path=file.path,
        )
    return list(dict.fromkeys(key for row in rows for key in row))


@dataclass(frozen=True)
class DocumentPart:
    """A whole file that is one JSON value."""

    file: int
    weight: int
    source: DataFile
    settings: ReadSettings
    mapping: dict[Role, str]
    data: bytes

    def load(self) -> Loaded:
        """Parse it at once, and find its columns by its first elements."""
        rows = parse_document(self.data, self.source.path)
        keys = _keys([row for row in rows if isinstance(row, dict)], self.source, self.data) if rows else []
        if keys:
            self.mapping.update(find_columns(keys, self.settings, self.source.path))
        return take_elements(rows, self.mapping, self.source.name)
