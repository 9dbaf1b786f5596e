"""Targets of the readers: a file of any bytes is documents, or an error for people; never anything else."""

from __future__ import annotations

import csv
import functools
import gzip
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from crawls import page, record, response
from dedup.config import ReadSettings
from dedup.corpus.corpus import Corpus
from dedup.corpus.read import read
from dedup.errors import DedupError
from fuzz.choices import WORDS, Choices

ROWS = (
    {"id": "a", "title": "Pier", "text": "The pier of Port Ansel burned on Monday.", "outlet": "Herald",
     "published": "2024-04-08"},
    {"id": "b", "title": None, "text": "“Rain”, said Mira Toven,\nand left; 12 % of it.", "outlet": "Echo",
     "published": "8/4/2024"},
    {"id": "a", "title": "é\0", "text": "東京タワー \ud83d\ude42", "outlet": "", "published": "1712563200"},
)  # fmt: skip


@functools.cache
def _home() -> Path:
    return Path(tempfile.mkdtemp(prefix="dedup-fuzz-"))


def _read(data: bytes, name: str, settings: ReadSettings | None = None) -> Corpus | None:
    """What a file holds; None where it is an error for people."""
    path = _home() / name
    path.write_bytes(data)
    try:
        corpus = read(path, settings or ReadSettings(), threads=1)
    except DedupError:
        return None
    finally:
        path.unlink()
    corpus.table.validate(full=True)
    names = corpus.columns("id")["id"].to_pylist()
    assert names
    assert len(set(names)) == len(names)
    assert all(corpus.text(i) is not None for i in range(min(3, len(corpus))))
    json.dumps(corpus.report.to_dict())
    return corpus


def _small(part_bytes: int) -> ReadSettings:
    """Parts smaller than the settings allow, so that they split everywhere."""
    made = ReadSettings()
    object.__setattr__(made, "part_bytes", part_bytes)
    return made


def _rows(corpus: Corpus | None) -> list[dict[str, Any]] | None:
    return None if corpus is None else corpus.columns(*corpus.table.column_names).to_pylist()


def _same_in_parts(data: bytes, name: str) -> None:
    """However small the parts are, the rows are the same."""
    assert _rows(_read(data, name)) == _rows(_read(data, name, _small(16)))


def jsonl(data: bytes) -> None:
    """JSON lines, an array, or one object; every fourth input is compressed as it stands."""
    _same_in_parts(data, "x.jsonl")


def packed(data: bytes) -> None:
    """What is called compressed and is not, or is cut off."""
    name = ("x.jsonl.gz", "x.csv.zst", "x.jsonl.bz2", "x.warc.gz", "x.json", "x")[data[0] % 6 if data else 0]
    _read(data[1:], name)


def delimited(data: bytes) -> None:
    """CSV and TSV."""
    _same_in_parts(data, "x.csv")
    _read(data, "x.tsv")


def text(data: bytes) -> None:
    """A text file."""
    corpus = _read(data, "x.txt")
    if corpus is not None:
        corpus.with_text_dates()


def html(data: bytes) -> None:
    """A page."""
    _read(data, "x.html")


def warc(data: bytes) -> None:
    """WARC, and WET."""
    _read(data, "x.warc")
    _read(b"WARC/1.0\r\nWARC-Type: conversion\r\n" + data, "x.wet")


def parquet(data: bytes) -> None:
    """Parquet: bytes as they are, or a table of odd columns."""
    if data[:1] == b"T":
        _read(_odd_table(Choices(data[1:])), "x.parquet")
    else:
        _read(data, "x.parquet")


_TYPES: tuple[pa.DataType, ...] = (
    pa.string(), pa.large_string(), pa.binary(), pa.int64(), pa.uint64(), pa.float64(), pa.bool_(), pa.date32(),
    pa.timestamp("ns", "Europe/Oslo"), pa.timestamp("s"), pa.decimal128(20, 3), pa.list_(pa.string()), pa.null(),
    pa.struct([("name", pa.string())]), pa.dictionary(pa.int32(), pa.string()), pa.duration("ms"), pa.time32("s"),
)  # fmt: skip


def _odd_table(choices: Choices) -> bytes:
    arrays: dict[str, Any] = {}
    n = choices.below(5)
    for name in ("text", "id", "title", "outlet", "published", "url"):
        kind = choices.of(_TYPES)
        values = [_odd_cell(kind, choices) for _ in range(n)]
        try:
            arrays[name] = pa.array(values, kind)
        except (pa.ArrowException, OverflowError, ValueError, TypeError):
            arrays[name] = pa.nulls(n, kind)
    sink = io.BytesIO()
    try:
        pq.write_table(pa.table(arrays), sink, row_group_size=1 + choices.below(3))
    except pa.ArrowException:  # a type that Parquet does not have
        return b""
    return sink.getvalue()


def _odd_cell(kind: pa.DataType, choices: Choices) -> Any:
    if not choices.below(6):
        return None
    word = choices.of([w for w in WORDS if "\ud800" not in w])
    if pa.types.is_binary(kind):
        return bytes([choices.below(256)]) * choices.below(5)
    if pa.types.is_list(kind):
        return [word]
    if pa.types.is_struct(kind):
        return {"name": word}
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind):
        return word
    if pa.types.is_boolean(kind):
        return bool(choices.below(2))
    if pa.types.is_timestamp(kind) or pa.types.is_duration(kind) or pa.types.is_integer(kind):
        return choices.of((0, 1, -1, 2**40, 2**62, -(2**62), 1712563200))
    return choices.below(100)


# Seeds


def jsonl_seeds() -> list[bytes]:
    """Rows as lines, as an array, as one object, with what is no row among them."""
    lines = [json.dumps(row, ensure_ascii=k == 2).encode() for k, row in enumerate(ROWS)]
    odd = [
        b'{"text": 5}',
        b'{"text": ["a", "b"]}',
        b"[1]",
        b"null",
        b'{"text": "\\ud800"}',
        b'{"text": "x", "published": 1e400}',
    ]
    array, one = b"[" + b",".join(lines) + b"]", b'{"articles": [' + lines[0] + b"]}"
    return [b"\n".join(lines), array, lines[0], b"\r\n".join(lines + odd), one]


def packed_seeds() -> list[bytes]:
    """Members, and one that is cut off."""
    data = gzip.compress(jsonl_seeds()[0], mtime=0)
    pages = gzip.compress(warc_seeds()[0], mtime=0)
    return [b"\0" + data, b"\0" + data[:-9], b"\0" + data + data, b"\3" + pages, b"\5" + jsonl_seeds()[0]]


def delimited_seeds() -> list[bytes]:
    """Commas, semicolons and tabs, quotes that do not close."""
    made = []
    for delimiter in ",;\t":
        sink = io.StringIO()
        writer = csv.DictWriter(sink, list(ROWS[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(ROWS[:2])
        made.append(sink.getvalue().encode())
    return [*made, b'id,text\n1,"a\n2,b\n', b"text\n\xff\xfe\n", b"\xef\xbb\xbfid,text,text\n1,2,3,4\n"]


def text_seeds() -> list[bytes]:
    """Texts with a date, of another encoding, and none."""
    return [b"The pier\nRadio Sorne, 15 May 2025\n\nIt burned.", "été".encode("latin-1"), "x".encode("utf-16"), b""]


def html_seeds() -> list[bytes]:
    """An article's page, and parts of one."""
    return [
        page().encode(),
        b"<html><body><p>x</p>",
        b"<!DOCTYPE html><meta charset=utf-16><article><p>" + b"word " * 60,
    ]


def warc_seeds() -> list[bytes]:
    """Records as a crawl has them, lengths that lie."""
    whole = record(response(page().encode()), "https://ansel.example/pier")
    text = "WARC-Target-URI: https://x.example/\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\nThe pier.\n\n"
    short = record(response(b"<p>x</p>"), "https://x.example/", length=5)
    return [whole, short, text.encode(), record(b"x", kind="warcinfo", type="application/warc-fields")]


def parquet_seeds() -> list[bytes]:
    """A table, and bytes that make odd ones."""
    sink = io.BytesIO()
    rows = list(ROWS[:2])
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return [sink.getvalue(), *(b"T" + bytes((k * 7 + i * i) % 256 for i in range(60)) for k in range(12))]
