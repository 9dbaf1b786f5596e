"""JSON row by row, with Python's own parser: for the parts that Arrow refuses. Slower by five times, and refuses less.

What it accepts beyond Arrow: a key given twice (the last counts), raw control characters in strings, lone surrogates
(they become U+FFFD), values of several types in one column. What is refused is one row, named and counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from dedup.corpus.columns import Role, nested_name
from dedup.corpus.part import Loaded, from_file, shape
from dedup.corpus.streams import describe
from dedup.corpus.strings import clean
from dedup.corpus.tally import Tally
from dedup.errors import InputError

HEAD_ROWS = 100
Row = dict[str, Any]
_DECODER = json.JSONDecoder(strict=False)
_LINE_END = re.compile(rb"\r\n|\n|\r")
_TOO_LONG = 1 << 24


class _BadRowError(Exception):
    """A reason to count, and words for whoever has to mend it."""

    def __init__(self, reason: str, what: str) -> None:
        super().__init__(what)
        self.reason, self.what = reason, what


def head_rows(data: bytes | memoryview, most: int = HEAD_ROWS) -> list[Row]:
    """The objects among the first lines of these bytes; what does not parse is passed over."""
    rows: list[Row] = []
    start = 0
    for _ in range(2 * most):
        end = _LINE_END.search(data, start)
        stop = end.start() if end else len(data)
        line = bytes(data[start:stop]) if stop - start < _TOO_LONG else b""
        if line.strip():
            try:
                row, _ = _decode(line)
            except _BadRowError:
                row = None
            if isinstance(row, dict):
                rows.append(row)
        if end is None or len(rows) >= most:
            break
        start = end.end()
    return rows


def parse_rows(data: bytes, mapping: dict[Role, str], name: str) -> Loaded:
    """The documents of whole lines; each line that is no object is a skipped row."""
    taker = _Taker(mapping)
    extra = 0
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    for k, line in enumerate(lines, start=1):
        for place, piece in enumerate(_pieces(line)):
            extra += place > 0
            if piece.strip():
                taker.line(k + extra, piece)
    return taker.loaded(name, len(lines) + extra)


def parse_document(data: bytes, path: str) -> list[Any]:
    """The elements of a file that is one array, or the one object that it is.

    Raises
    ------
    InputError
        Where it is not JSON; with the place of the error.
    """
    try:
        value, _ = _decode(data)
    except _BadRowError as error:
        raise InputError(
            f"it is neither JSON lines nor one JSON value ({error.what}); {describe(data)}", path=path
        ) from None
    return value if isinstance(value, list) else [value]


def take_elements(rows: Sequence[Any], mapping: dict[Role, str], name: str) -> Loaded:
    """The documents of parsed elements."""
    taker = _Taker(mapping)
    for k, row in enumerate(rows, start=1):
        taker.value(k, row, escaped=False)
    return taker.loaded(name, len(rows))


def _pieces(line: bytes) -> Iterator[bytes]:
    """A line, or the lines in it where it was written with lone carriage returns (which no JSON string can hold)."""
    if b"\r" in line:
        pieces = line.split(b"\r")
        if sum(bool(piece.strip()) for piece in pieces) > 1 and all(
            piece.lstrip()[:1] in (b"", b"{") for piece in pieces
        ):
            yield from pieces
            return
    yield line


def _decode(line: bytes) -> tuple[Any, bool]:
    """The value, and whether bytes that are not UTF-8 stand in it as U+DC80 to U+DCFF."""
    escaped = False
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text, escaped = line.decode("utf-8", "surrogateescape"), True
    try:
        return _DECODER.decode(text), escaped
    except json.JSONDecodeError as error:
        raise _BadRowError("not JSON", f"not JSON: {error.msg.lower()} at character {error.pos}") from None
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, a thousand brackets
        raise _BadRowError("not JSON", f"not JSON that can be read: {error}") from None


class _Taker:
    """Rows one after the other -> columns."""

    def __init__(self, mapping: dict[Role, str]) -> None:
        self.mapping = mapping
        self.tally = Tally()
        self.rows: list[int] = []
        self.replaced: list[int] = []
        self.columns: dict[Role, list[str | None]] = {role: [] for role in mapping}

    def line(self, number: int, line: bytes) -> None:
        try:
            value, escaped = _decode(line)
        except _BadRowError as error:
            self.tally.skip(number, error.reason, error.what)
        else:
            self.value(number, value, escaped=escaped)

    def value(self, number: int, row: Any, *, escaped: bool) -> None:
        try:
            if not isinstance(row, dict):
                raise _BadRowError("not an object", f"not a JSON object but {_kind(row)}")
            found = {role: self._text(role, row.get(name)) for role, name in self.mapping.items()}
        except _BadRowError as error:
            self.tally.skip(number, error.reason, error.what)
            return
        changed = False
        for role, text in found.items():
            fixed = None if text is None else clean(text, escaped=escaped)
            changed = changed or fixed != text
            self.columns[role].append(fixed)
        if changed:
            self.replaced.append(len(self.rows))
        self.rows.append(number)

    def _text(self, role: Role, value: Any) -> str | None:
        if isinstance(value, dict) and role == "outlet":
            value = nested_name(value)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(int(value)) if value == value and abs(value) < 2**53 and value == int(value) else str(value)
        if role == "text":
            raise _BadRowError("text is not a string", f"the text is {_kind(value)}, not a string")
        if role == "id":
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self.tally.nested_values += 1
        return None

    def loaded(self, name: str, numbered: int) -> Loaded:
        raw: dict[Role, pa.Array] = {role: pa.array(values, pa.large_string()) for role, values in self.columns.items()}
        raw.setdefault("text", pa.nulls(len(self.rows), pa.large_string()))
        rows = np.array(self.rows, np.int64)
        source = from_file(name, len(rows))
        return shape(raw, rows, source, self.tally, numbered, np.array(self.replaced, np.int64))


def _kind(value: Any) -> str:
    names = {list: "a list", dict: "an object", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
