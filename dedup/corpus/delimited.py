"""CSV and TSV: parts at record ends, parsed by Arrow, row by row with Python's csv where Arrow refuses.

The first record names the columns. A row number counts data records, from 1; blank lines are none. Both parsers read
the same dialect (RFC 4180 and what Python accepts beyond it); a test holds them together on random input.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dedup.config import ReadSettings
from dedup.corpus.columns import Role, find_columns
from dedup.corpus.find import DataFile
from dedup.corpus.part import Loaded, Part, from_file, rest_lost, shape
from dedup.corpus.streams import BOM, HEAD, DamagedError, Stream, describe, kind_of
from dedup.corpus.strings import clean
from dedup.corpus.tally import Tally
from dedup.errors import InputError

_INT32 = 2**31 - 1
_RECOVERIES = 100


@dataclass(frozen=True)
class Layout:
    """The delimiter, the number of columns, and which of them are read."""

    delimiter: str
    width: int
    places: dict[Role, int]


def plan(number: int, stream: Stream, settings: ReadSettings, mapping: dict[Role, str]) -> Iterator[Part]:
    """Cut a file into parts of whole records; `mapping` is filled with the columns that are read.

    Raises
    ------
    InputError
        Where the file is not text.
    ColumnError
        Where its first record does not name the text, or not the columns that were asked for.
    """
    file, body = stream.file, stream.head.removeprefix(BOM)
    if not body.strip():
        if len(body) >= HEAD:
            raise InputError("its first 256 KB are blank", path=file.path)
        return
    first = body.lstrip().splitlines()[0]
    if kind_of(stream.head) or b"\0" in first:
        raise InputError(f"it is not {file.kind.upper()}; {describe(stream.head)}", path=file.path)
    delimiter = "\t" if file.kind == "tsv" else _delimiter(first)
    names, start = _header(body, delimiter)
    found = find_columns(names, settings, file.path)
    mapping.update(found)
    layout = Layout(delimiter, len(names), {role: names.index(name) for role, name in found.items()})
    yield from _cut(number, stream, layout, body[start:], settings.part_bytes)


def _delimiter(line: bytes) -> str:
    """The comma, unless the first line has none of it and has another."""
    if b"," not in line:
        for other in (b";", b"\t", b"|"):
            if other in line:
                return other.decode()
    return ","


def _header(body: bytes, delimiter: str) -> tuple[list[str], int]:
    """The names, and where the records begin."""
    text = body.decode("utf-8", "surrogateescape")
    lines = io.StringIO(text, newline="")
    for names in _reader(lines, delimiter):
        if names:
            start = len(text[: lines.tell()].encode("utf-8", "surrogateescape"))
            return [clean(name.strip(), escaped=True) for name in names], start
    return [], len(body)


def _reader(lines: Iterator[str], delimiter: str, *, strict: bool = False) -> Iterator[list[str]]:
    # The limit of 128 KB a cell is a setting of the process; there is no other way to read a long article.
    csv.field_size_limit(sys.maxsize)
    return csv.reader(lines, delimiter=delimiter, strict=strict)


def _cut(number: int, stream: Stream, layout: Layout, head: bytes, size: int) -> Iterator[Part]:
    held, n, target, done = [head], len(head), size, 0

    def part(data: bytes, *, last: bool = False) -> Part:
        nonlocal done
        weight, done = stream.consumed - done, stream.consumed
        return CsvPart(number, weight, stream.file, layout, data, last)

    try:
        if stream.damage:
            raise stream.damage
        for chunk in stream.rest:
            held.append(chunk)
            n += len(chunk)
            if n < target:
                continue
            data = b"".join(held)
            end = record_end(data, layout.delimiter)
            if end:
                yield part(data[:end])
            held, n = [data[end:]], len(data) - end
            target = size if end else 2 * n  # a cell longer than a part: look again when twice as much is there
    except DamagedError as error:
        data = b"".join(held)
        yield part(data[: record_end(data, layout.delimiter)])
        yield rest_lost(number, error)
    else:
        yield part(b"".join(held), last=True)


def record_end(data: bytes, delimiter: str) -> int:
    r"""Where the last whole record ends (0 where none does), for data that begins with a record.

    A newline ends a record where the quotes before it are even in number. That holds while each quote that opens stands
    at the start of a cell or right behind one that closed; where one does not, the records are read one by one.

    >>> record_end(b'a,"b\nc"\nd,"e\n', ",")
    8
    """
    view = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(view == 34)
    opening = quotes[0::2]
    before = view[opening - 1] if len(opening) else view[:0]
    doubled = np.zeros(len(opening), bool)
    doubled[1:] = opening[1:] - 1 == quotes[1::2][: len(opening) - 1] if len(opening) else False
    fine = (before == ord(delimiter)) | (before == 10) | (before == 13) | doubled | (opening == 0)
    if not fine.all():
        return _record_end_slow(data, delimiter)
    end = data.rfind(b"\n")
    while end >= 0:
        place = int(np.searchsorted(quotes, end))
        if place % 2 == 0:
            return end + 1
        end = data.rfind(b"\n", 0, int(quotes[place - 1]))
    return 0


def _record_end_slow(data: bytes, delimiter: str) -> int:
    text = data.decode("utf-8", "surrogateescape")
    lines = _Counted(text[: text.rfind("\n") + 1])
    end = before = 0
    for _ in _reader(lines, delimiter):
        end, before = before, lines.characters
    # The last record may have been ended by the end of the data inside quotes: leave it for the next part.
    return len(text[:end].encode("utf-8", "surrogateescape"))


class _Counted:
    """The lines of a text, and how many characters have been given out."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.characters = 0

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.characters += len(line)
        return line


@dataclass(frozen=True)
class CsvPart:
    """Whole records of a file."""

    file: int
    weight: int
    source: DataFile
    layout: Layout
    data: bytes
    last: bool

    def load(self) -> Loaded:
        """Parse with Arrow; row by row where a row is ragged or a quote is never closed."""
        table = _fast(self.data, self.layout, last=self.last)
        if table is None:
            return _slow(self.data, self.layout, self.source.name, last=self.last)
        raw = {role: table[str(place)] for role, place in self.layout.places.items()}
        n = table.num_rows
        return shape(raw, np.arange(1, n + 1), from_file(self.source.name, n), Tally(), n)


def _fast(data: bytes, layout: Layout, *, last: bool) -> pa.Table | None:
    import pyarrow.csv as pv

    if not data.strip(b"\r\n") or len(data) >= _INT32 - 8 or (last and data.count(b'"') % 2):
        return None
    names = [str(k) for k in range(layout.width)]
    wanted = [names[place] for place in sorted(set(layout.places.values()))]
    ragged = False

    def refuse(_row: pv.InvalidRow) -> str:
        nonlocal ragged
        ragged = True
        return "skip"

    try:
        table = pv.read_csv(
            # Arrow drops a byte order mark at the start of what it is given; here it would be the text's own
            pa.BufferReader(BOM + data if data.startswith(BOM) else data),
            read_options=pv.ReadOptions(use_threads=False, block_size=len(data) + 1 + len(BOM), column_names=names),
            parse_options=pv.ParseOptions(
                delimiter=layout.delimiter, newlines_in_values=True, invalid_row_handler=refuse
            ),
            convert_options=pv.ConvertOptions(
                column_types={name: pa.large_string() for name in wanted},
                include_columns=wanted, strings_can_be_null=False, null_values=[], check_utf8=False,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid:
        return None
    return None if ragged else table


def _slow(data: bytes, layout: Layout, name: str, *, last: bool) -> Loaded:
    try:
        text, escaped = data.decode(), False
    except UnicodeDecodeError:
        text, escaped = data.decode("utf-8", "surrogateescape"), True
    tally = Tally()
    rows: list[int] = []
    replaced: list[int] = []
    columns: dict[Role, list[str]] = {role: [] for role in layout.places}
    number = 0
    for record in _records(text, layout.delimiter, recover=last):
        number += 1
        if isinstance(record, str):
            tally.skip(number, "unclosed quote", record)
        elif len(record) != layout.width:
            tally.skip(number, "ragged row", f"{len(record)} cells where the header has {layout.width}")
        else:
            fixed = {role: clean(record[place], escaped=escaped) for role, place in layout.places.items()}
            if escaped and any(fixed[role] != record[place] for role, place in layout.places.items()):
                replaced.append(len(rows))
            for role, value in fixed.items():
                columns[role].append(value)
            rows.append(number)
    raw = {role: pa.array(values, pa.large_string()) for role, values in columns.items()}
    source = from_file(name, len(rows))
    return shape(raw, np.array(rows, np.int64), source, tally, number, np.array(replaced, np.int64))


def _records(text: str, delimiter: str, *, recover: bool) -> Iterator[list[str] | str]:
    """The records; for one whose quote is never closed, words in its place, and on from the line after its first."""
    start = 0
    for attempt in range(_RECOVERIES):
        lines = _Counted(text[start:])
        held: list[str] | None = None
        begin = here = 0
        for record in _reader(lines, delimiter):
            if held:
                yield held
            held, begin, here = record, here, lines.characters
        if not (recover and held and attempt < _RECOVERIES - 1 and _open(text[start + begin :], delimiter)):
            if held:
                yield held
            return
        yield "a quote is opened and never closed"
        newline = text.find("\n", start + begin)
        if newline < 0:
            return
        start = newline + 1


def _open(text: str, delimiter: str) -> bool:
    """Whether this one record ends inside quotes."""
    try:
        list(_reader(io.StringIO(text, newline=""), delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False
