"""Whatever the documents, the format, the threads and the parts: what was written is what is read."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.config import ReadSettings
from dedup.corpus.delimited import Layout, _fast, record_end
from dedup.corpus.read import read

# Every character that some library takes for the end of a line, and those that formats give a meaning.
ODD = st.text(
    alphabet=st.sampled_from("a \n\r\t\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\0\",;'{}[]\\é😀\ufeff"), max_size=40
)
TEXT = ODD | st.text(st.characters(codec="utf-8"), max_size=40)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"title": st.none() | TEXT.filter(bool), "text": TEXT, "outlet": st.none() | TEXT.filter(bool)}
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture(autouse=True, scope="module")
def small_chunks() -> Iterator[None]:
    """Streams that give a few bytes at a time, so that they split everywhere too."""
    with patch.multiple("dedup.corpus.streams", HEAD=1, CHUNK=11, COMPRESSED_CHUNK=11):
        yield


def small(part_bytes: int) -> ReadSettings:
    """Parts smaller than the settings allow, so that they split everywhere."""
    made = ReadSettings()
    object.__setattr__(made, "part_bytes", part_bytes)
    return made


def back(data: bytes, name: str, part_bytes: int, threads: int) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        corpus = read(path, small(part_bytes), threads=threads)
    corpus.table.validate(full=True)
    assert corpus.report.skipped == {}
    table = corpus.columns("row", "title", "text", "outlet")
    return sorted(table.to_pylist(), key=lambda row: int(row["row"]))


def expected(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"row": k, **{c: row[c] for c in ("title", "text", "outlet")}} for k, row in enumerate(rows, start=1)]


SIZES = st.sampled_from([1, 7, 64, 1000, 1 << 20])


@settings(max_examples=60, deadline=None)
@given(ROWS, st.booleans(), st.sampled_from(["\n", "\r\n"]), SIZES, st.integers(1, 3), st.booleans())
def test_jsonl(rows: list[dict[str, Any]], ascii_only: bool, end: str, size: int, threads: int, packed: bool) -> None:
    data = "".join(json.dumps(row, ensure_ascii=ascii_only) + end for row in rows).encode()
    data, name = (gzip.compress(data), "x.jsonl.gz") if packed else (data, "x.jsonl")
    assert back(data, name, size, threads) == expected(rows)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from(["\n", "\r\n"]), SIZES, st.integers(1, 3), st.booleans())
def test_csv(rows: list[dict[str, Any]], end: str, size: int, threads: int, every: bool) -> None:
    sink = io.StringIO()
    # Python's writer leaves a lone carriage return unquoted unless lines end in one.
    quoting = csv.QUOTE_ALL if every or end == "\n" else csv.QUOTE_MINIMAL
    writer = csv.DictWriter(sink, ["title", "text", "outlet"], lineterminator=end, quoting=quoting)
    writer.writeheader()
    writer.writerows(rows)
    assert back(sink.getvalue().encode(), "x.csv", size, threads) == expected(rows)


@settings(max_examples=40, deadline=None)
@given(ROWS, SIZES, st.integers(1, 3), st.integers(1, 5), st.booleans())
def test_parquet(rows: list[dict[str, Any]], size: int, threads: int, group: int, large: bool) -> None:
    kind = pa.large_string() if large else pa.string()
    table = pa.Table.from_pylist(rows, pa.schema([(c, kind) for c in ("title", "text", "outlet")]))
    sink = io.BytesIO()
    pq.write_table(table, sink, row_group_size=group)
    assert back(sink.getvalue(), "x.parquet", size, threads) == expected(rows)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.binary(max_size=30).map(lambda b: b.replace(b"\n", b""))
        | TEXT.map(lambda t: json.dumps({"text": t}).encode()),
        max_size=20,
    ),
    SIZES,
)
def test_any_lines_are_the_same_whatever_the_parts(lines: list[bytes], size: int) -> None:
    data = b'{"text": "first"}\n' + b"\n".join(lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.jsonl"
        path.write_bytes(data)
        one, two = read(path, threads=1), read(path, small(size), threads=2)
    names = one.table.column_names
    assert one.columns(*names).to_pylist() == two.columns(*names).to_pylist()
    assert one.report.to_dict() == two.report.to_dict()


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='",\n\r a', max_size=60), SIZES)
def test_any_csv_is_the_same_whatever_the_parts(body: str, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(("id,text\n0,first\n" + body).encode())
        one, two = read(path, threads=1), read(path, small(size), threads=2)
    names = one.table.column_names
    assert one.columns(*names).to_pylist() == two.columns(*names).to_pylist()
    assert one.report.to_dict() == two.report.to_dict()


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='",\n\r a', max_size=12))
def test_arrow_and_python_read_the_same_csv(body: str) -> None:
    table = _fast(body.encode(), Layout(",", 2, {"id": 0, "text": 1}), last=False)
    if table is not None:
        rows = [row for row in csv.reader(io.StringIO(body, newline="")) if row]
        assert [list(row.values()) for row in table.to_pylist()] == rows


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='",\na', max_size=40))
def test_record_end_is_one(body: str) -> None:
    end = record_end(body.encode(), ",")
    assert end == 0 or body[end - 1] == "\n"

    def records(text: str) -> list[list[str]]:
        return [row for row in csv.reader(io.StringIO(text, newline="")) if row]

    assert records(body[:end]) + records(body[end:]) == records(body)
