"""Reading: every format, every way that a file can be bad, and what is counted or said."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dedup.config import ReadSettings
from dedup.corpus.columns import NAMES
from dedup.corpus.read import read, read_with
from dedup.errors import ColumnError, InputError, SettingsError

ROWS = [
    {
        "id": "a",
        "title": "Rain",
        "outlet": "The Tern",
        "date": "2018-08-29",
        "url": "https://tern.example/1",
        "text": "Rain.\nMore.",
    },
    {
        "id": "b",
        "title": "Sun",
        "outlet": None,
        "date": "29 August 2018",
        "url": "https://www.heron.co.uk/2",
        "text": "Sun, “dry”\r\n.",
    },
    {"id": "c", "title": None, "outlet": "The Wren", "date": None, "url": None, "text": "தமிழ் 😀"},
]


def jsonl(rows: Any) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def write(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def texts(corpus: Any) -> dict[str, str]:
    table = corpus.columns("id", "text")
    return dict(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))


CSV = (
    "id,title,outlet,date,url,text\n"
    'a,Rain,The Tern,2018-08-29,https://tern.example/1,"Rain.\nMore."\n'
    'b,Sun,,29 August 2018,https://www.heron.co.uk/2,"Sun, “dry”\r\n."\n'
    "c,,The Wren,,,தமிழ் 😀\n"
)


def check_rows(corpus: Any) -> None:
    assert texts(corpus) == {row["id"]: row["text"] for row in ROWS}
    assert corpus.columns("outlet")["outlet"].to_pylist() == ["The Tern", "heron.co.uk", "The Wren"]
    assert corpus.columns("published")["published"].to_pylist() == ["2018-08-29", "2018-08-29", None]
    assert corpus.columns("title")["title"].to_pylist() == ["Rain", "Sun", None]
    corpus.table.validate(full=True)


def zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        out.write(data)
    return sink.getvalue().to_pybytes()


PACK = {"": bytes, ".gz": gzip.compress, ".bz2": lambda data: bz2.compress(data, 1), ".zst": zstd}


@pytest.mark.parametrize("suffix", PACK)
@pytest.mark.parametrize(
    ("name", "data"), [("x.jsonl", jsonl(ROWS)), ("x.ndjson", jsonl(ROWS)), ("x.csv", CSV.encode())]
)
def test_each_format_and_compression(tmp_path: Path, name: str, data: bytes, suffix: str) -> None:
    check_rows(read(write(tmp_path / (name + suffix), PACK[suffix](data))))


def test_tsv_and_semicolons(tmp_path: Path) -> None:
    tsv = write(tmp_path / "x.tsv", "id\ttext\na\tone, two\n")
    semi = write(tmp_path / "y.csv", 'id;text\nb;"one; two, three"\n')
    assert texts(read([tsv, semi])) == {"a": "one, two", "b": "one; two, three"}


def test_parquet(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "x.parquet", row_group_size=2)
    check_rows(read(tmp_path / "x.parquet"))


def test_parquet_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array([1.0, None, 3.0]),
            "text": pa.array(["a", "b", "a"]).dictionary_encode(),
            "source": pa.array([{"name": "The Tern"}, None, {"name": None}]),
            "published": pa.array([0, 1_535_536_800_000, None], pa.timestamp("ms")),
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")
    corpus = read(tmp_path / "x.parquet")
    assert texts(corpus) == {"1": "a", "3": "a", "x.parquet:2": "b"}
    assert corpus.document(0)["published"] == "1970-01-01"
    assert corpus.document(2)["published"] == "2018-08-29T10:00:00"
    assert corpus.document(0)["outlet"] == "The Tern"


def test_big_row_group_is_cut(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"id": [str(k) for k in range(99)], "text": [f"{k} " * 300 for k in range(99)]}),
        tmp_path / "x.parquet",
    )
    corpus = read(tmp_path / "x.parquet", part_bytes=1024)
    assert corpus.table["text"].num_chunks > 10
    assert texts(corpus) == {str(k): f"{k} " * 300 for k in range(99)}
    assert corpus.columns("row")["row"].to_pylist() == [int(i) + 1 for i in corpus.columns("id")["id"].to_pylist()]


def test_folder(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    write(tmp_path / "sub" / "b.md", b"caf\xe9")
    write(tmp_path / "sub" / "c.jsonl", jsonl([{"text": "in a file"}]))
    write(tmp_path / "sub" / "d.css", "p {}")
    write(tmp_path / ".hidden.txt", "no")
    corpus = read(tmp_path)
    assert texts(corpus) == {"a.txt": "one\r\ntwo\rthree\n", "sub/b.md": "caf\ufffd", "sub/c.jsonl:1": "in a file"}
    assert corpus.report.replaced_characters == 1
    assert corpus.report.skipped_files == {".css": 1}
    assert corpus.report.files == 3


def test_glob(tmp_path: Path) -> None:
    for name in ("a.txt", "x/b.txt", "x/y/c.txt", "x/y/d.md"):
        write(tmp_path / name, name)
    assert set(texts(read(str(tmp_path / "**" / "*.txt")))) == {"a.txt", "x/b.txt", "x/y/c.txt"}
    assert set(texts(read(str(tmp_path / "x" / "?.txt")))) == {"b.txt"}
    with pytest.raises(InputError, match="no file matches"):
        read(str(tmp_path / "*.csv"))


def test_several_formats_in_one_call_and_each_file_once(tmp_path: Path) -> None:
    one, two = write(tmp_path / "a.jsonl", jsonl(ROWS[:1])), write(tmp_path / "b.csv", "id,text\nz,zz\n")
    three = write(tmp_path / "c.txt", "plain")
    corpus = read([one, two, three, tmp_path])
    assert set(texts(corpus)) == {"a", "z", "c.txt"}
    assert corpus.report.files == 3


@pytest.mark.parametrize(
    ("data", "settings"),
    [
        (jsonl(ROWS), {}),
        (gzip.compress(jsonl(ROWS)), {}),
        (CSV.encode(), {"input_format": "csv"}),
        (zstd(CSV.encode()), {"input_format": "csv"}),
        (json.dumps(ROWS, indent=1).encode(), {}),
    ],
)
def test_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes, settings: dict[str, Any]) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    corpus = read("-", **settings)
    check_rows(corpus)
    assert corpus.report.bytes == len(data)


def test_stdin_parquet_and_text(monkeypatch: pytest.MonkeyPatch) -> None:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), sink)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(sink.getvalue())))
    check_rows(read("-"))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"just words")))
    assert texts(read("-", input_format="text")) == {"stdin": "just words"}
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"just words")))
    with pytest.raises(InputError, match="--input-format"):
        read("-")


@pytest.mark.parametrize("layout", [None, 2])
def test_json_array_and_object(tmp_path: Path, layout: int | None) -> None:
    check_rows(read(write(tmp_path / "x.json", json.dumps(ROWS, indent=layout))))
    assert texts(read(write(tmp_path / "y.json", json.dumps(ROWS[0], indent=layout)))) == {"a": ROWS[0]["text"]}


# --- broken rows ---------------------------------------------------------------------------------------------------


BROKEN = [
    b'{"id":"1","text":"one"}',
    b'{"id":"2","te',
    b"",
    b"null",
    b"[1]",
    b'"x"',
    b'{"id":"7","text":["a"]}',
    b'{"id":"8","text":"eight"} junk',
    b'{"id":"9","text":"nine"}{"id":"9b","text":"b"}',
    b'{"id":10,"text":"ten"}',
]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_broken_rows_are_counted(tmp_path: Path, end: bytes) -> None:
    corpus = read(write(tmp_path / "x.jsonl", end.join(BROKEN)))
    assert texts(corpus) == {"1": "one", "10": "ten"}
    assert corpus.report.skipped == {"not JSON": 3, "not an object": 3, "text is not a string": 1}
    assert corpus.report.rows == 9
    assert corpus.report.examples[0].startswith("x.jsonl, row 2: not JSON")
    assert corpus.document(1)["row"] == 10


@pytest.mark.parametrize("part_bytes", [1024, 1 << 20])
def test_stop_names_file_and_row(tmp_path: Path, part_bytes: int) -> None:
    rows = [json.dumps({"id": str(k), "text": "x" * 200}) for k in range(50)]
    rows[37], rows[41] = '{"id":', "nonsense"
    path = write(tmp_path / "x.jsonl", "\n".join(rows))
    with pytest.raises(InputError, match=r"x\.jsonl, row 38: not JSON") as caught:
        read(path, on_error="stop", part_bytes=part_bytes)
    assert caught.value.row == 38


def test_null_as_first_row_does_not_crash(tmp_path: Path) -> None:
    corpus = read(write(tmp_path / "x.jsonl", b'null\n{"id":"1","text":"a"}\n'))
    assert texts(corpus) == {"1": "a"}


def test_ragged_and_unclosed_csv(tmp_path: Path) -> None:
    data = 'id,text\n1,one\n2\n\n3,three,more\n4,four\n5,"never closed\n6,six\n'
    corpus = read(write(tmp_path / "x.csv", data))
    assert texts(corpus) == {"1": "one", "4": "four", "6": "six"}
    assert corpus.report.skipped == {"ragged row": 2, "unclosed quote": 1}
    assert corpus.report.examples[0] == "x.csv, row 2: 1 cells where the header has 2"
    with pytest.raises(InputError, match=r"x\.csv, row 2: 1 cells"):
        read(tmp_path / "x.csv", on_error="stop")


def test_stray_quotes_in_csv_do_not_move_borders(tmp_path: Path) -> None:
    rows = [f'{k},5" pipe {k} {"x" * 90}\n' for k in range(99)]
    corpus = read(write(tmp_path / "x.csv", "id,text\n" + "".join(rows)), part_bytes=1024)
    assert len(corpus) == 99
    assert corpus.report.skipped == {}


# --- files that are not what they say ------------------------------------------------------------------------------


def test_missing_file_names_its_neighbour(tmp_path: Path) -> None:
    write(tmp_path / "articles.jsonl", jsonl(ROWS))
    with pytest.raises(InputError, match=r"article\.jsonl: there is no such file or folder; .*articles\.jsonl"):
        read(tmp_path / "article.jsonl")


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.parquet", "x.json"])
def test_missing_text_column_lists_those_there(tmp_path: Path, name: str) -> None:
    rows = [{"id": "1", "story": "s", "lead": "l"}]
    if name.endswith("parquet"):
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / name)
    else:
        data = {"x.csv": b"id,story,lead\n1,s,l\n", "x.json": json.dumps(rows).encode()}.get(name, jsonl(rows))
        write(tmp_path / name, data)
    with pytest.raises(ColumnError, match=r"the columns are: id, story, lead\. .*--text-column"):
        read(tmp_path / name)
    with pytest.raises(ColumnError, match="there is no column 'tale'; the columns are: id, story, lead"):
        read(tmp_path / name, text_column="tale")
    assert texts(read(tmp_path / name, text_column="story")) == {"1": "s"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.parquet", b"just text, and enough of it"),
        ("x.parquet", b""),
        ("x.parquet", b"PAR1 and then nothing else"),
        ("x.jsonl.gz", jsonl(ROWS)),
        ("x.jsonl.zst", b"no"),
        ("x.csv.bz2", CSV.encode()),
        ("x.jsonl", gzip.compress(jsonl(ROWS))),
        ("x.jsonl", b"id,text\n1,x\n"),
        ("x.jsonl", bytes(range(256)) * 9),
        ("x.csv", b"PK\x03\x04" + bytes(99)),
        ("x.csv", bytes(99) + b"\n"),
        ("x.json", b'{"id": "1", "text": '),
        ("x.json", b'[{"id": "1", "text": "a"}'),
        ("x.jsonl", '{"text": "x"}'.encode("utf-16")),
        ("x.dat", b"words"),
    ],
)
def test_not_what_it_says(tmp_path: Path, name: str, data: bytes) -> None:
    path = write(tmp_path / name, data)
    for on_error in ("skip", "stop"):
        with pytest.raises(InputError, match=name.replace(".", r"\.")):
            read(path, on_error=on_error)


def test_text_file_that_is_not_text_is_a_bad_row(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", b"%PDF-1.4 ...")
    write(tmp_path / "b.txt", b"words")
    corpus = read(tmp_path)
    assert corpus.report.skipped == {"not text": 1}
    assert corpus.report.examples == ["a.txt, row 1: not text: it is PDF"]


@pytest.mark.parametrize(
    ("name", "data"), [("x.jsonl", b""), ("x.jsonl", b"\n \n"), ("x.csv", b"id,text\n"), ("x.csv", b"")]
)
def test_empty_corpus(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(InputError, match="the corpus has no documents: 1 file read"):
        read(write(tmp_path / name, data))


def test_empty_folder_and_folder_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no documents"):
        read(tmp_path)
    write(tmp_path / "a.docx", "x")
    with pytest.raises(InputError, match=r"1 files passed over \(\.docx\)"):
        read(tmp_path)


def test_empty_file_beside_others(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", b"")
    write(tmp_path / "b.jsonl", jsonl(ROWS))
    check_rows(read(tmp_path))


# --- archives ------------------------------------------------------------------------------------------------------


def _noise(n: int) -> list[dict[str, str]]:
    return [{"id": f"{k:05}", "text": f"{hash((k, 1)) & 0xFFFFFFFFFFFF:x} {k * 7919 % 10007} story"} for k in range(n)]


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".zst"])
@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_truncated_archive(tmp_path: Path, suffix: str, kind: str) -> None:
    rows = _noise(40_000)
    data = (
        jsonl(rows) if kind == "jsonl" else ("id,text\n" + "".join(f"{r['id']},{r['text']}\n" for r in rows)).encode()
    )
    packed = PACK[suffix](data)
    path = write(tmp_path / f"x.{kind}{suffix}", packed[: len(packed) * 3 // 4])
    corpus = read(path, part_bytes=1 << 16)
    assert 10_000 < len(corpus) < 40_000
    assert texts(corpus) == {r["id"]: r["text"] for r in rows[: len(corpus)]}
    assert corpus.report.skipped == {"damaged archive": 1}
    assert len(read(path)) == len(corpus)  # whatever the size of parts
    with pytest.raises(InputError, match="damaged archive"):
        read(path, on_error="stop")


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".zst"])
def test_members_and_padding(tmp_path: Path, suffix: str) -> None:
    pack = PACK[suffix]
    data = pack(jsonl(ROWS[:1])) + pack(jsonl(ROWS[1:])) + (b"" if suffix == ".zst" else bytes(512))
    check_rows(read(write(tmp_path / f"x.jsonl{suffix}", data)))


# --- hard characters -----------------------------------------------------------------------------------------------


def test_invalid_utf8_surrogates_and_nul(tmp_path: Path) -> None:
    data = (
        b'{"id":"1","text":"caf\xe9 \xf0\x9f"}\n{"id":"2","text":"a\\ud800b"}\n{"id":"3","text":"a\\u0000b"}\n'
        b'{"id":"4","text":"raw \x00 and \x0b and \t"}\n{"id":"5","text":"\\ud83d\\ude00","other":"\xff"}\n'
        b'{"id":"6","text":"\xed\xa0\x80"}\n{"id":"7","text":"one","text":"two"}\n'
    )
    corpus = read(write(tmp_path / "x.jsonl", data))
    assert texts(corpus) == {
        "1": "caf\ufffd \ufffd",
        "2": "a\ufffdb",
        "3": "a\0b",
        "4": "raw \0 and \x0b and \t",
        "5": "😀",
        "6": "\ufffd" * 3,
        "7": "two",
    }
    assert corpus.report.replaced_characters == 3
    assert corpus.report.nul_texts == 2
    corpus.table.validate(full=True)


def test_fast_and_slow_agree_on_invalid_utf8(tmp_path: Path) -> None:
    row = b'{"id":"1","text":"\xe2\x82 caf\xe9\xc3"}\n'
    fast = read(write(tmp_path / "a.jsonl", row))
    slow = read(write(tmp_path / "b.jsonl", row + b"nonsense\n"))
    assert fast.text(0) == slow.text(0)
    assert fast.report.replaced_characters == slow.report.replaced_characters == 1


@pytest.mark.parametrize("extra", [b"", b"5\n"])
def test_csv_invalid_utf8_and_nul(tmp_path: Path, extra: bytes) -> None:
    data = b"\xef\xbb\xbfid,text\n1,caf\xe9\n2,a\x00b\n3,\xe2\x80\xa8x\n" + extra
    corpus = read(write(tmp_path / "x.csv", data))
    assert texts(corpus) == {"1": "caf\ufffd", "2": "a\0b", "3": "\u2028x"}
    assert corpus.report.replaced_characters == 1
    assert corpus.report.nul_texts == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    rows = [{"id": str(k), "text": f"a\r\nb\rc\n{k}\u2028\x85\x0b"} for k in range(5)]
    corpus = read(write(tmp_path / "x.jsonl", "\ufeff" + end.join(json.dumps(row, ensure_ascii=False) for row in rows)))
    assert texts(corpus) == {row["id"]: row["text"] for row in rows}
    assert corpus.columns("row")["row"].to_pylist() == [1, 2, 3, 4, 5]
    lines = ["id,text", *(f'{k},"a\r\nb\rc\nd{k}"' for k in range(5))]
    corpus = read(write(tmp_path / "x.csv", end.join(lines)))
    assert texts(corpus) == {str(k): f"a\r\nb\rc\nd{k}" for k in range(5)}


def test_mixed_line_ends_and_blank_lines(tmp_path: Path) -> None:
    rows = [f'{{"id":"{k}","text":"t{k}"}}' for k in range(4)]
    corpus = read(write(tmp_path / "x.jsonl", f"\n{rows[0]}\r\n\r\n  {rows[1]}\n \t\n{rows[2]}\r{rows[3]}"))
    assert texts(corpus) == {str(k): f"t{k}" for k in range(4)}
    assert corpus.columns("row")["row"].to_pylist() == [2, 4, 6, 7]


@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz", "x.csv", "x.txt"])
def test_document_of_50_mb(tmp_path: Path, name: str) -> None:
    text = "Wörter, " * (50_000_000 // 9)
    if name.endswith("csv"):
        data = f'id,text\na,short\nb,"{text}"\nc\nd,short\n'.encode()  # a ragged row, so that both parsers see it
    elif name.endswith("txt"):
        data = text.encode()
    else:
        data = jsonl([{"id": "a", "text": "short"}, {"id": "b", "text": text}, {"id": "d", "text": "short"}])
    corpus = read(write(tmp_path / name, gzip.compress(data, 1) if name.endswith("gz") else data), part_bytes=4096)
    assert text in texts(corpus).values()
    assert len(corpus) == (1 if name.endswith("txt") else 3)


# --- columns and values --------------------------------------------------------------------------------------------


def test_names_are_those_of_the_settings() -> None:
    for role, names in NAMES.items():
        reason = ReadSettings.__dataclass_fields__[f"{role}_column"].metadata["reason"]
        assert reason.split(";")[0] == f"found by name: {', '.join(names)}"


def test_names_in_any_case_and_mapping(tmp_path: Path) -> None:
    corpus = read(
        write(
            tmp_path / "x.csv", "ID,Headline,Body,Publisher,PUBLISHED_AT,Link,Lang\n1,h,b,p,2018,http://a.example,da\n"
        )
    )
    assert corpus.document(0) | {"published_at": None, "source": None} == {
        "id": "1",
        "outlet": "p",
        "published": "2018",
        "published_at": None,
        "title": "h",
        "url": "http://a.example",
        "text": "b",
        "source": None,
        "row": 1,
        "language": "da",
    }
    assert corpus.report.mapping == {
        "x.csv": {
            "id": "ID",
            "text": "Body",
            "title": "Headline",
            "outlet": "Publisher",
            "date": "PUBLISHED_AT",
            "url": "Link",
            "language": "Lang",
        }
    }


def test_values_of_other_types(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "text": "a", "source": {"id": None, "name": "The Tern"}, "published": 1535500800},
        {"id": 12345678901234567890123, "text": "b", "source": "The Wren", "title": ["x"], "published": "soon"},
        {"id": 2.0, "text": 5, "source": {}, "published": 1535500800123},
        {"id": None, "text": None, "published": None},
        {"id": True, "text": ""},
    ]
    corpus = read(write(tmp_path / "x.jsonl", jsonl(rows)))
    assert texts(corpus) == {"1": "a", "12345678901234567890123": "b", "2": "5", "x.jsonl:4": "", "true": ""}
    assert corpus.document(corpus.number("1"))["outlet"] == "The Tern"
    assert corpus.document(corpus.number("2"))["published"] == "2018-08-29T00:00:00.123Z"
    report = corpus.report
    assert (report.null_texts, report.empty_texts, report.nested_values, report.unparsed_dates) == (1, 1, 1, 1)
    assert report.examples == ["x.jsonl, row 2: date not understood: 'soon'"]


def test_nested_outlets_and_numbers_take_the_fast_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> None:
        raise AssertionError("row by row")

    monkeypatch.setattr("dedup.corpus.jsonl.parse_rows", never)
    rows = [{"id": k, "text": "a", "source": {"id": "q", "name": "The Tern"}, "date": 1535500800 + k} for k in range(9)]
    corpus = read(write(tmp_path / "x.jsonl", jsonl([*rows, {"text": "no more"}])))
    assert corpus.document(0)["outlet"] == "The Tern"
    assert corpus.document(3)["published"] == "2018-08-29T00:00:03Z"


def test_day_or_month_is_decided_by_the_file(tmp_path: Path) -> None:
    us = [{"id": f"u{k}", "text": "x" * 300, "date": f"3/{k}/2018"} for k in range(1, 32)]
    uk = [{"id": f"k{k:02}", "text": "x" * 300, "date": f"{k}/3/2018"} for k in range(1, 32)]
    unknown = [{"id": "z", "text": "x", "date": "4/5/2018"}]
    for name, rows in (("us", us), ("uk", uk), ("zz", unknown)):
        write(tmp_path / f"{name}.jsonl", jsonl(rows))
    corpus = read(tmp_path, part_bytes=1024)
    published = dict(zip(*(corpus.columns(c)[c].to_pylist() for c in ("id", "published")), strict=True))
    assert published == {f"u{k}": f"2018-03-{k:02}" for k in range(1, 32)} | {
        f"k{k:02}": f"2018-03-{k:02}" for k in range(1, 32)
    } | {"z": "2018"}


def test_settings(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", jsonl(ROWS))
    with pytest.raises(SettingsError, match="there is no setting colour of reading"):
        read(path, colour="red")
    with pytest.raises(SettingsError, match="threads is 0"):
        read(path, threads=0)
    with pytest.raises(SettingsError, match="on-error"):
        read(path, on_error="explode")


def test_progress_and_then(tmp_path: Path) -> None:
    rows = [{"id": str(k), "text": "word " * 50} for k in range(100)]
    rows_bad = b"nonsense" * 100 + b"\n" + b"bad\n" * 500
    path = write(tmp_path / "x.jsonl", jsonl(rows[:50]) + rows_bad + jsonl(rows[50:]))
    seen: list[tuple[int, int | None]] = []
    corpus, counts = read_with(
        path,
        ReadSettings(part_bytes=1024),
        lambda table: table.num_rows,
        threads=2,
        progress=lambda a, b: seen.append((a, b)),
    )
    assert counts == [len(chunk) for chunk in corpus.table["text"].chunks]
    assert all(len(c) for c in corpus.table["text"].chunks)
    assert {tuple(len(c) for c in column.chunks) for column in corpus.table.columns} == {tuple(counts)}
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert [a for a, _ in seen] == sorted(a for a, _ in seen)


def test_what_then_raises_is_passed_on(tmp_path: Path) -> None:
    def fail(_: pa.Table) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read_with(write(tmp_path / "x.jsonl", jsonl(ROWS)), ReadSettings(), fail)
