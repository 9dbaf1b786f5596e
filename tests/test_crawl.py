"""Pages and web archives: every page and every record is a document or counted with the reason."""

from __future__ import annotations

import bisect
import bz2
import gzip
import itertools
import random
import sys
import zlib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import crawls
from dedup.config import ReadSettings
from dedup.corpus import streams, workers
from dedup.corpus.article import Article, Page, Refusal, extract
from dedup.corpus.charsets import decode_page
from dedup.corpus.corpus import Corpus
from dedup.corpus.read import read
from dedup.corpus.response import page_of_response
from dedup.errors import InputError


def write(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def accounted(corpus: Corpus) -> None:
    report = corpus.report
    assert report.rows == report.documents + sum(report.skipped.values())
    assert report.documents == len(corpus)


# --- pages ---------------------------------------------------------------------------------------------------------


def test_a_page_is_its_article(tmp_path: Path) -> None:
    write(tmp_path / "a" / "pier.html", crawls.page(url="https://www.ansel-herald.example/pier"))
    write(tmp_path / "b.htm", crawls.page("No address", published=None))
    corpus = read(tmp_path)
    rows = corpus.columns("id", "outlet", "published", "title", "url", "language").to_pylist()
    assert rows == [
        {
            "id": "a/pier.html",
            "outlet": "ansel-herald.example",
            "published": "2022-03-14T09:30:00+01:00",
            "title": "Pier of Port Ansel to be rebuilt",
            "url": "https://www.ansel-herald.example/pier",
            "language": "en",
        },
        {
            "id": "b.htm",
            "outlet": "The Ansel Herald",
            "published": None,
            "title": "No address",
            "url": None,
            "language": "en",
        },
    ]
    text = corpus.text(0)
    assert all(sentence in text for sentence in crawls.SENTENCES)
    assert "rights reserved" not in text
    assert "Sport" not in text
    accounted(corpus)


def test_pages_without_an_article_are_counted_and_stop_nothing(tmp_path: Path) -> None:
    write(tmp_path / "a.html", crawls.page())
    write(tmp_path / "empty.html", "")
    write(tmp_path / "index.html", "<html><body></body></html>")
    write(tmp_path / "picture.html", b"\x89PNG\r\n\x1a\n")
    corpus = read(tmp_path)
    assert corpus.report.skipped == {"not text": 1, "page without an article": 2}
    assert any(example.startswith("index.html, row 1: page without an article") for example in corpus.report.examples)
    accounted(corpus)
    with pytest.raises(InputError, match="picture"):
        read(tmp_path, on_error="stop")
    (tmp_path / "picture.html").unlink()
    assert len(read(tmp_path, on_error="stop")) == 1


@pytest.mark.parametrize(
    ("body", "limits", "reason"),
    [
        (b"<p>hello " * 500, {"page_elements": 100}, "page of too many elements"),
        (b"<div>" * 300 + b"<p>hello</p>" + b"</div>" * 300, {}, "page nested too deep"),
        (b"<div>" * 20 + b"<p>hello</p>", {"page_depth": 10}, "page nested too deep"),
        (b"<p>hello</p>" * 500, {"page_bytes": 1024}, "page too large"),
    ],
    ids=["elements", "parser's depth", "depth", "bytes"],
)
def test_bounds_of_a_page(tmp_path: Path, body: bytes, limits: dict[str, int], reason: str) -> None:
    write(tmp_path / "bomb.html", b"<html><body>" + body)
    write(tmp_path / "bomb.html.gz", gzip.compress(b"<html><body>" + body))
    write(tmp_path / "other.txt", "Rain.")
    corpus = read(tmp_path, **limits)
    assert corpus.report.skipped == {reason: 2}
    assert any(f"bomb.html, row 1: {reason}" in example for example in corpus.report.examples)
    accounted(corpus)


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("Ærø".encode(), None, "Ærø"),
        ("Ærø".encode(), "iso-8859-1", "Ærø"),
        ("Ærø".encode("utf-16"), None, "Ærø"),
        ("\ufeffÆrø".encode(), "koi8-r", "Ærø"),
        (b"caf\xe9 \x93quoted\x94", "ISO-8859-1", "café “quoted”"),
        ('<meta charset="windows-1251">Мост'.encode("cp1251"), None, '<meta charset="windows-1251">Мост'),
        ('<meta charset="gb2312">大桥'.encode("gb18030"), None, '<meta charset="gb2312">大桥'),
        (b"plain", "unicode_escape", "plain"),
        (b"plain", "no such", "plain"),
    ],
)
def test_encodings(data: bytes, declared: str | None, text: str) -> None:
    assert decode_page(data, declared) == (text, False)


def test_bytes_that_are_no_text_are_replaced_and_counted(tmp_path: Path) -> None:
    data = crawls.page(head='<meta charset="utf-8">').encode().replace(b"northern", b"north\xe9rn")
    corpus = read(write(tmp_path / "a.html", data))
    assert "north\ufffdrn" in corpus.text(0)
    assert corpus.report.replaced_characters == 1


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "gb2312", "utf-16", "iso-2022-jp", "hex", "x"]))
def test_any_bytes_are_decoded(data: bytes, declared: str | None) -> None:
    text, _ = decode_page(data, declared)
    assert isinstance(text, str)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(["<div>", "</p>", "<p>", "<table><tr>", "<!--", "&#xd800;", "<script>", "Rain ", "\0", "<"])
    )
)
def test_any_markup_gives_an_article_or_a_reason(pieces: list[str]) -> None:
    answer = extract(Page("".join(pieces).encode()), ReadSettings())
    assert isinstance(answer, Article | Refusal)


# --- responses -----------------------------------------------------------------------------------------------------

BODY = b"<html><p>" + b"Rain is expected in Skerra. " * 40


def chunked(body: bytes, size: int = 100) -> bytes:
    cut = [body[k : k + size] for k in range(0, len(body), size)]
    return b"".join(b"%x;name=1\r\n%b\r\n" % (len(piece), piece) for piece in cut) + b"0\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (BODY, {}),
        (chunked(BODY), {"Transfer_Encoding": "chunked"}),
        (BODY, {"Transfer_Encoding": "chunked"}),
        (gzip.compress(BODY), {"Content_Encoding": "gzip"}),
        (BODY, {"Content_Encoding": "gzip"}),
        (chunked(gzip.compress(BODY)), {"Content_Encoding": "gzip", "Transfer_Encoding": "chunked"}),
        (zlib.compress(BODY), {"Content_Encoding": "deflate"}),
        (raw_deflate(BODY), {"Content_Encoding": "deflate"}),
        (BODY, {"Content_Encoding": "br"}),
        (pa.compress(BODY, "brotli", asbytes=True), {"Content_Encoding": "br"}),
        (pa.compress(BODY, "zstd", asbytes=True), {"Content_Encoding": "zstd"}),
    ],
)
def test_encodings_of_a_response(body: bytes, headers: dict[str, str]) -> None:
    found = page_of_response(crawls.response(body, **headers), 10_000)
    assert isinstance(found, Page)
    assert found.data == BODY


@pytest.mark.parametrize("codec", ["gzip", "br", "zstd"])
def test_a_bomb_in_a_response_is_not_expanded(codec: str) -> None:
    body = bytes(30_000_000)
    bomb = (
        gzip.compress(body) if codec == "gzip" else pa.compress(body, {"br": "brotli"}.get(codec, codec), asbytes=True)
    )
    answer = page_of_response(crawls.response(bomb, Content_Encoding=codec), 100_000)
    assert isinstance(answer, Refusal)
    assert answer.reason == "page too large"


def test_a_damaged_response_is_counted() -> None:
    answer = page_of_response(crawls.response(b"\x1f\x8b\x08" + bytes(40), Content_Encoding="gzip"), 1000)
    assert isinstance(answer, Refusal)
    assert answer.reason == "response that cannot be decoded"


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", ""]), st.booleans())
def test_any_response_is_a_page_or_a_reason(body: bytes, coding: str, join: bool) -> None:
    headers = {"Content_Encoding": coding, **({"Transfer_Encoding": "chunked"} if join else {})}
    assert isinstance(page_of_response(crawls.response(body, **headers), 1000), Page | Refusal)
    assert isinstance(page_of_response(body, 1000), Page | Refusal)


# --- archives ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["c.warc", "c.warc.gz", "whole.warc.gz", "c.warc.bz2", "named-otherwise"])
def test_every_record_is_accounted_for(tmp_path: Path, name: str) -> None:
    joined = b"".join(crawls.crawl())
    data = {
        "c.warc.gz": crawls.packed(crawls.crawl()),
        "whole.warc.gz": gzip.compress(joined),
        "c.warc.bz2": bz2.compress(joined),
    }.get(name, joined)
    corpus = read(write(tmp_path / name, data))
    assert corpus.report.skipped == crawls.CRAWL_SKIPS
    assert corpus.report.rows == len(crawls.crawl())
    accounted(corpus)
    url = "https://news.ansel-herald.example"
    rows = corpus.columns("id", "url", "row", "outlet", "published", "title").to_pylist()
    assert [(row["id"], row["url"], row["row"]) for row in rows] == [
        (f"{url}/1", f"{url}/1", 3),
        (f"{url}/1#2", f"{url}/1", 13),
        (f"{url}/2", f"{url}/2", 5),
    ]
    assert {row["outlet"] for row in rows} == {"ansel-herald.example"}
    assert rows[2]["title"] == "Story 2"
    assert rows[2]["published"] == "2022-03-14T09:30:00+01:00"


def test_only_what_is_wrong_stops(tmp_path: Path) -> None:
    path = write(tmp_path / "c.warc", b"".join([crawls.INFO, crawls.article(1), crawls.article(2)]))
    assert len(read(path, on_error="stop")) == 2
    with pytest.raises(InputError, match=r"c\.warc, row 10: record truncated by the crawler"):
        read(write(tmp_path / "c.warc", b"".join(crawls.crawl())), on_error="stop")


def test_text_of_a_crawl(tmp_path: Path) -> None:
    text = "Bro i Skerra\nBroen åbner på fredag."
    data = crawls.INFO + crawls.record(
        text.encode(),
        "https://skerra.example/bro",
        kind="conversion",
        type="text/plain",
        WARC_Identified_Content_Language="dan,eng",
    )
    corpus = read(write(tmp_path / "x.warc.wet.gz", crawls.packed([data])))
    assert corpus.document(0)["text"] == text
    assert corpus.document(0)["language"] == "da"
    assert corpus.document(0)["outlet"] == "skerra.example"
    accounted(corpus)


def test_a_clipped_archive(tmp_path: Path) -> None:
    records = [crawls.article(1), crawls.article(2)]
    whole = b"".join(records)
    for name, data in (("a.warc", whole[:-200]), ("a.warc.gz", crawls.packed(records)[:-100])):
        corpus = read(write(tmp_path / name, data))
        assert [corpus.document(0)["title"], len(corpus)] == ["Story 1", 1]
        assert corpus.report.skipped == {"record clipped by the end of the archive": 1}
        accounted(corpus)


@pytest.mark.parametrize(
    ("middle", "skipped", "titles"),
    [
        (b"garbage\r\n\r\n", {"damaged record": 1}, [1, 2]),
        (crawls.article(9)[4:], {"damaged record": 1}, [1, 2]),
        (crawls.article(9, length=-4), {"damaged record": 1, "response": 1}, [1, 2]),
    ],
)
def test_reading_goes_on_behind_damage(tmp_path: Path, middle: bytes, skipped: Any, titles: list[int]) -> None:
    corpus = read(write(tmp_path / "a.warc", crawls.article(1) + middle + crawls.article(2)))
    assert [row["title"] for row in corpus.columns("title").to_pylist()] == [f"Story {n}" for n in titles]
    assert corpus.report.skipped["damaged record"] == 1
    accounted(corpus)


def test_a_length_that_is_too_long_swallows_no_other_record(tmp_path: Path) -> None:
    wrong = crawls.record(crawls.response(crawls.page("Wrong").encode()), "https://a.example/w", length=3000)
    corpus = read(write(tmp_path / "a.warc", crawls.article(1) + wrong + crawls.article(2)))
    assert {"Story 1", "Story 2"} <= {row["title"] for row in corpus.columns("title").to_pylist()}
    accounted(corpus)


def test_damage_within_gzip_costs_one_record(tmp_path: Path) -> None:
    members = [gzip.compress(crawls.article(n), mtime=0) for n in range(1, 6)]
    broken = bytearray(members[2])
    broken[len(broken) // 2 :] = bytes(len(broken) - len(broken) // 2)
    corpus = read(write(tmp_path / "a.warc.gz", b"".join([*members[:2], bytes(broken), *members[3:]])))
    assert [row["title"] for row in corpus.columns("title").to_pylist()] == [f"Story {n}" for n in (1, 2, 4, 5)]
    assert sum(corpus.report.skipped.values()) == 1
    accounted(corpus)


def test_damage_anywhere_costs_the_records_that_it_hits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "extract", lambda page, settings: Article(f"x {len(page.data)}", url=page.url))
    rng = random.Random(7)
    pages = [rng.randbytes(2000).hex() for _ in range(60)]
    whole = [crawls.record(crawls.response(page.encode()), f"https://a.example/{n}") for n, page in enumerate(pages)]
    members = [gzip.compress(one, mtime=0) for one in whole]
    ends = list(itertools.accumulate(map(len, members)))
    for _ in range(15):
        data, hit = bytearray(b"".join(members)), set[int]()
        for _ in range(rng.choice([1, 3])):
            at, n = rng.randrange(ends[0], len(data) - 40), rng.choice([1, 4, 40])
            data[at : at + n] = rng.randbytes(n)
            hit |= {bisect.bisect(ends, at), bisect.bisect(ends, at + n - 1)}
        corpus = read(write(tmp_path / "a.warc.gz", bytes(data)), threads=1)
        there = {int(row["id"].rpartition("/")[2]) for row in corpus.columns("id").to_pylist()}
        assert set(range(60)) - there <= hit
        accounted(corpus)


@pytest.mark.parametrize("suffix", [".gz", ".bz2"])
def test_an_archive_that_expands_too_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    monkeypatch.setattr(streams, "FREE", 1 << 20)
    pack = gzip.compress if suffix == ".gz" else bz2.compress
    rows = b'{"text": "Rain."}\n' + b'{"text": "' + b"a" * 8_000_000 + b'"}\n'
    corpus = read(write(tmp_path / f"a.jsonl{suffix}", pack(rows)), expansion=20)
    assert corpus.report.skipped == {"archive expands too far": 1}
    assert any("expansion allows" in example for example in corpus.report.examples)
    assert len(read(tmp_path, expansion=10_000_000)) == 2
    bomb = crawls.article(1) + crawls.record(bytes(8_000_000), "https://a.example/b", kind="resource", type="text/html")
    corpus = read(write(tmp_path / f"b.warc{suffix}", pack(bomb)), expansion=20)
    assert len(corpus) == 1
    assert corpus.report.skipped == {"archive expands too far": 1, "record clipped by the end of the archive": 1}


def test_a_record_that_is_too_long_is_passed_without_being_held(tmp_path: Path) -> None:
    big = crawls.record(crawls.response(bytes(3_000_000)), "https://a.example/b")
    corpus = read(write(tmp_path / "a.warc", crawls.article(1) + big + crawls.article(2)), page_bytes=100_000)
    assert len(corpus) == 2
    assert corpus.report.skipped == {"page too large": 1}
    accounted(corpus)


def test_what_is_no_archive_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="it is not WARC; it begins with 'hello'"):
        read(write(tmp_path / "a.warc", b"hello"))
    with pytest.raises(InputError, match="no documents"):
        read(write(tmp_path / "b.warc", b""))


SMALL = [crawls.INFO, crawls.article(1), crawls.record(b"x", kind="request"), crawls.article(2)]
CACHE: dict[bytes, Article | Refusal] = {}


def remembered(page: Page, limits: ReadSettings) -> Article | Refusal:
    if page.data not in CACHE:
        CACHE[page.data] = extract(page, limits)
    return CACHE[page.data]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.booleans(), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8)), max_size=6), st.floats(0, 1))
def test_no_damage_raises(tmp_path: Path, compressed: bool, edits: list[tuple[float, bytes]], end: float) -> None:
    data = bytearray(crawls.packed(SMALL) if compressed else b"".join(SMALL))
    for place, new in edits:
        at = int(place * len(data))
        data[at : at + len(new)] = new
    if end < 0.8:
        del data[int(end * len(data)) :]
    path = write(tmp_path / ("a.warc.gz" if compressed else "a.warc"), bytes(data))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "extract", remembered)
        try:
            accounted(read(path, threads=1))
        except InputError as error:
            message = str(error)
        else:
            message = "no documents"
    assert any(words in message for words in ("no documents", "it is not WARC", "its name says"))


def test_processes_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "c.warc.gz", crawls.packed(crawls.crawl()))
    write(tmp_path / "d" / "a.html", crawls.page())
    write(tmp_path / "d" / "b.html", "<p>")
    alone = read(tmp_path, threads=1)
    monkeypatch.setattr(workers, "FEW", 1)
    shared = read(tmp_path, threads=2)
    assert shared.table.equals(alone.table)
    assert shared.report.to_dict() == alone.report.to_dict()


# --- elsewhere -----------------------------------------------------------------------------------------------------


@pytest.fixture
def memory() -> Any:
    fsspec = pytest.importorskip("fsspec")
    files = fsspec.filesystem("memory")
    files.store.clear()
    yield files
    files.store.clear()


def test_files_elsewhere_are_read_as_those_here(tmp_path: Path, memory: Any) -> None:
    rows = b"".join(b'{"id": "%d", "text": "Rain in town %d."}\n' % (k, k) for k in range(300))
    table = pa.table({"id": ["p"], "text": ["Sun."]})
    pq.write_table(table, tmp_path / "b.parquet")
    here = {
        "a.jsonl": rows,
        "b.parquet": (tmp_path / "b.parquet").read_bytes(),
        "c.csv": b"id,text\nc,Snow.\n",
        "d/c.warc.gz": crawls.packed(crawls.crawl()),
        "d/e.html": crawls.page().encode(),
        "d/f.txt": b"Wind.",
        "d/g.css": b"p {}",
        ".hidden.txt": b"no",
    }
    for name, data in here.items():
        write(tmp_path / name, data)
        memory.pipe_file(f"/bucket/news/{name}", data)
    local, elsewhere = read(tmp_path, threads=1), read("memory://bucket/news", part_bytes=1024, threads=1)
    assert elsewhere.columns(*local.table.column_names).equals(local.columns(*local.table.column_names))
    assert elsewhere.report.skipped == local.report.skipped
    assert elsewhere.report.skipped_files == {".css": 1}
    assert len(read("memory://bucket/news/*.csv")) == 1
    assert read("memory://bucket/news/c.csv").document(0)["source"] == "c.csv"
    assert read((tmp_path / "c.csv").as_uri()).text(0) == "Snow."


def test_arrow_reads_where_there_is_no_fsspec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    for name in ("a.jsonl", "sub/b.jsonl", ".c.jsonl"):
        write(tmp_path / name, b'{"text": "Rain."}\n')
    assert read(tmp_path.as_uri()).columns("id")["id"].to_pylist() == ["a.jsonl:1", "sub/b.jsonl:1"]
    assert len(read((tmp_path / "a.jsonl").as_uri())) == 1
    with pytest.raises(InputError, match="there is no such file or folder"):
        read((tmp_path / "none").as_uri())
    with pytest.raises(InputError, match="patterns need fsspec"):
        read(f"{tmp_path.as_uri()}/*.jsonl")
    with pytest.raises(InputError, match=r"nosuch://b/a\.jsonl: cannot be opened: .*fsspec"):
        read("nosuch://b/a.jsonl")


def test_what_is_not_there_elsewhere(memory: Any) -> None:
    with pytest.raises(InputError, match="there is no such file or folder"):
        read("memory://bucket/none.jsonl")
    with pytest.raises(InputError, match="no file matches"):
        read("memory://bucket/*.jsonl")
    with pytest.raises(InputError, match=r"nosuch://bucket/a\.jsonl: cannot be opened: .*nosuch"):
        read("nosuch://bucket/a.jsonl")


def test_a_connection_that_breaks_is_an_error_with_the_url(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.pipe_file("/bucket/a.jsonl", b'{"text": "Rain."}\n' * 100)

    def broken(*_: Any) -> bytes:
        raise RuntimeError("the line is dead")

    monkeypatch.setattr("fsspec.implementations.memory.MemoryFile.read", broken, raising=False)
    with pytest.raises(InputError, match=r"memory://.*a\.jsonl: cannot be read: the line is dead"):
        read("memory://bucket/a.jsonl")
