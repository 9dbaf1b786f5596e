"""Results -> files and terminal: right bytes, whole or not at all, and nothing that a title could do to a screen."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

import naive
from dedup.copies.passages import Passage, passages
from dedup.copies.result import Copies
from dedup.corpus.corpus import Corpus
from dedup.errors import OutputError
from dedup.pipeline import cluster
from dedup.report import files, folder
from dedup.report.evidence import aligned, cut, explained
from dedup.report.explanation import render_explanation
from dedup.report.files import describe, write_run
from dedup.report.folder import check_out
from dedup.report.jsonlines import json_lines
from dedup.report.printable import printable
from dedup.report.summary import summary
from dedup.report.terminal import render_summary, similarities, to_text
from dedup.report.when import in_one_zone

WIRE = (
    "Four people were killed when fire swept through the car deck of the ferry off Port Ansel on Monday, police said. "
)
REST = "The boat had left Skerra at three in the morning with 212 people on board, most of them asleep in their cars."
HOSTILE = (
    "Fire\x1b[2J\x1b]0;owned\x07 in\r\nthe \u202eharbour\u2066 \x9b31m\ud7ff\u2028[bold]not markup[/bold] :smile: {x}"
)


def make(titles: list[str | None] | None = None, outlets: list[str | None] | None = None) -> Copies:
    """Two clusters (three near, two equal) and one document without a copy."""
    texts = [WIRE + REST, WIRE + REST + " More soon.", "By our staff. " + WIRE + REST, REST[:60], REST[:60], "Else."]
    dates = ["2024-04-08T12:20:00+02:00", "2024-04-08T09:00:00Z", None, "2024-04-09", "2024-04", "2023"]
    return cluster(
        Corpus.from_texts(texts, ids=list("abcdef"), dates=dates, titles=titles, outlets=outlets),
        threads=1,
        threshold=0.6,
    )


@pytest.fixture(scope="module")
def copies() -> Copies:
    return make([HOSTILE, "B", None, None, "E", "F"], ["Herald", "Meridian", "Herald", None, "Echo", None])


def facts_of(result: Copies, **more: Any) -> dict[str, Any]:
    return summary(result, describe(result), out="out/", **more)


# JSON lines

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ODD = st.text(st.sampled_from('"\\/\b\f\n\r\t\0\x01\x1f\x7f\x80\u2028\u2029\ufeff\ud7ff\U0001f600\U0010ffffaé中'))


@given(st.lists(st.tuples(TEXT | ODD | st.none(), ODD, st.booleans() | st.none(), st.integers(-(2**63), 2**63 - 1))))
def test_json_lines_are_those_of_json(rows: list[tuple[str | None, str, bool | None, int]]) -> None:
    names, types = ("id", 'a "name"', "kept", "row"), (pa.large_string(), pa.large_string(), pa.bool_(), pa.int64())
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    table = pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)})
    expected = "".join(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n" for row in rows)
    assert json_lines(table).to_pybytes().decode() == expected
    half = len(rows) // 2
    assert json_lines(table.slice(half)).to_pybytes().decode() == "\n".join(expected.split("\n")[half:])


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_json_floats_read_back_as_the_same_floats(values: list[float]) -> None:
    table = pa.table({"x": pa.array(values, pa.float64())})
    read = [json.loads(line)["x"] for line in json_lines(table).to_pybytes().decode().splitlines()]
    assert read == values
    assert all(isinstance(value, float) for value in read)


# Files


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a result in any format, as the same Python values."""
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    if path.suffix == ".parquet":
        return list(pq.read_table(path).to_pylist())
    with path.open(encoding="utf-8", newline="") as file:
        return [{k: convert(k, v) for k, v in row.items()} for row in csv.DictReader(file)]


def convert(name: str, value: str) -> Any:
    if name in ("similarity", "jaccard", "containment_left", "containment_right"):
        return float(value)
    if name == "kept":
        return value == "true"
    return int(value) if name == "row" else value or None


@pytest.mark.parametrize("format_", folder.FORMATS)
def test_every_format_holds_the_tables(copies: Copies, tmp_path: Path, format_: str) -> None:
    run = write_run(copies, tmp_path / "new" / "out", format_, command={"corpus": ["x"]})
    out = tmp_path / "new" / "out"
    assert sorted(p.name for p in out.iterdir()) == sorted([f"documents.{format_}", f"pairs.{format_}", "run.json"])
    assert rows_of(out / f"documents.{format_}") == copies.documents().to_pylist()
    assert rows_of(out / f"pairs.{format_}") == copies.pairs().to_pylist()
    assert json.loads((out / "run.json").read_text(encoding="utf-8")) == json.loads(json.dumps(run))
    assert b"\r" not in (out / f"pairs.{format_}").read_bytes() or format_ == "parquet"
    assert [p.name for p in tmp_path.iterdir()] == ["new"]
    assert [p.name for p in out.parent.iterdir()] == ["out"]


def test_run_json_says_what_is_needed(copies: Copies, tmp_path: Path) -> None:
    run = write_run(copies, tmp_path / "out", command={"corpus": ["x"]})
    needed = {"program", "format_version", "versions", "command", "settings", "threads", "input", "counts", "bands"}
    assert needed | {"s_curve", "recall", "seconds", "peak_memory_bytes", "files"} <= run.keys()
    assert run["files"]["documents.jsonl"]["rows"] == 6
    assert run["files"]["documents.jsonl"]["bytes"] == (tmp_path / "out" / "documents.jsonl").stat().st_size
    assert run["seconds"]["write"] > 0
    assert run["peak_memory_bytes"] is None or run["peak_memory_bytes"] > 10_000_000


@pytest.mark.parametrize("format_", folder.FORMATS)
def test_chunks_do_not_show(copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str) -> None:
    monkeypatch.setattr(files, "ROWS", 2)
    table = copies.documents()
    one, many = tmp_path / "one", tmp_path / "many"
    pieces = pa.concat_tables([table.slice(0, 1), table.slice(1, 3), table.slice(4)])
    assert list(files._write_table(table, one, format_)) == [2, 2, 2]
    assert list(files._write_table(pieces, many, format_)) == [2, 2, 2]
    assert one.read_bytes() == many.read_bytes()


@pytest.mark.parametrize("format_", folder.FORMATS)
def test_no_rows_are_a_file_too(tmp_path: Path, format_: str) -> None:
    nothing = cluster(Corpus.from_texts(["one"], ids=["a"]), threads=1)
    write_run(nothing, tmp_path / "out", format_)
    assert rows_of(tmp_path / "out" / f"pairs.{format_}") == []


def test_an_earlier_run_is_replaced_and_other_files_stay(copies: Copies, tmp_path: Path) -> None:
    write_run(copies, tmp_path, "csv")
    (tmp_path / "notes.txt").write_text("mine")
    write_run(copies, tmp_path, "jsonl")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["documents.jsonl", "notes.txt", "pairs.jsonl", "run.json"]


@pytest.mark.parametrize("name", ["notes.txt", "run.json", "documents.jsonl"])
def test_a_folder_of_something_else_is_refused(copies: Copies, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{}")
    with pytest.raises(OutputError, match=f"is not empty .*'{name}'.*name a new or an empty folder"):
        write_run(copies, tmp_path)
    assert (tmp_path / name).read_text() == "{}"


def test_a_file_is_refused(copies: Copies, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    for out in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(OutputError, match="not a folder"):
            check_out(out)
        with pytest.raises(OutputError, match="not a folder"):
            write_run(copies, out)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_is_refused(copies: Copies, tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(OutputError, match="may write"):
            write_run(copies, tmp_path / "out")
    finally:
        tmp_path.chmod(0o755)


def test_a_read_only_disk_is_refused_for_root_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder.os, "access", lambda path, mode: False)
    with pytest.raises(OutputError, match=f"cannot be written, because {tmp_path} is not a folder that this user may"):
        check_out(tmp_path / "a" / "b")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("existing", [True, False])
def test_a_failure_leaves_what_was_there(
    copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, existing: bool
) -> None:
    out = tmp_path / "out"
    if existing:
        write_run(copies, out, "csv")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    calls = []

    def fail(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 3:
            raise error

    monkeypatch.setattr(folder.os, "fsync", fail)
    with pytest.raises(OutputError if isinstance(error, OSError) else KeyboardInterrupt) as caught:
        write_run(copies, out)
    if isinstance(error, OSError):
        assert (
            str(caught.value) == f"{out}: no space left on device; nothing was written, and what was there is untouched"
        )
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
    assert out.exists() == existing


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are POSIX")
def test_a_file_that_may_not_grow_is_an_error_for_people(tmp_path: Path) -> None:
    code = (
        "import resource; from dedup.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY)); main()"
    )
    articles = Path(__file__).parent.parent / "dedup" / "demo" / "articles.jsonl"
    command = [sys.executable, "-c", code, "cluster", str(articles), "-o", str(tmp_path / "out")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1  # kernels that could not be saved are used all the same
    assert run.stderr.splitlines()[-1].startswith(f"Error: {tmp_path / 'out'}: file too large; nothing was written")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="elsewhere leftovers stay")
def test_leftovers_of_killed_runs_go_and_those_of_living_ones_stay(copies: Copies, tmp_path: Path) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    dead = tmp_path / f"{folder._TEMPORARY}{int(gone.stdout)}-00"
    alive = tmp_path / f"{folder._TEMPORARY}{os.getpid()}-00"
    strange = tmp_path / f"{folder._TEMPORARY}x-00"
    for place in (dead, alive, strange):
        place.mkdir()
        (place / "documents.jsonl").write_text("half")
    write_run(copies, tmp_path)
    assert not dead.exists()
    assert alive.exists()
    assert strange.exists()


def test_an_unknown_format_is_refused(copies: Copies, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="format is 'xml'; choose one of jsonl, csv, parquet"):
        write_run(copies, tmp_path / "out", "xml")
    assert list(tmp_path.iterdir()) == []


# The summary


def test_the_facts_of_a_cluster(copies: Copies) -> None:
    first, second = facts_of(copies)["largest_clusters"]
    assert first["copy_id"] == "b"
    assert first["kept_reason"] == "earliest"
    assert [member["id"] for member in first["members"]] == ["b", "a", "c"]
    assert first["outlets"] == ["Meridian", "Herald"]
    assert first["weakest"] == min(member["similarity"] for member in first["members"]) < first["strongest"] < 1
    assert second["title"] == "E"
    assert facts_of(make())["largest_clusters"][1]["title"] == REST[:60]
    assert second["least_similar"] == "d" if second["copy_id"] == "e" else "e"
    assert facts_of(copies, top=1)["largest_clusters"] == [first]
    assert facts_of(copies, top=0)["largest_clusters"] == []
    json.dumps(facts_of(copies))


def test_the_summary_says_who_printed_it_when(copies: Copies) -> None:
    text = to_text(render_summary(facts_of(copies), 200), 200)
    assert "Meridian 2024-04-08 09:00 UTC, Herald 10:20 UTC, Herald undated" in text
    assert "keeps b (earliest); least similar: " in text
    assert "2 clusters of copies, with 5 documents in them; 1 document without a copy" in text


SKIPS = {
    "skipped": {"not JSON": 2, "no text": 1}, "skipped_files": {".pdf": 3, "": 1}, "rows": 9, "renamed_ids": 1,
    "null_texts": 1, "empty_texts": 2, "nul_texts": 1, "replaced_characters": 1, "nested_values": 1,
    "unparsed_dates": 4,
    "examples": [f"news.jsonl, row {i}: \x1b[31mnot JSON" for i in range(5)],
}  # fmt: skip


def test_the_summary_says_what_was_left_out_capped_and_measured(copies: Copies) -> None:
    facts = facts_of(copies)
    facts["input"] = SKIPS
    facts["counts"] |= {"buckets_over_cap": 3, "pairs_over_cap": 1}
    facts["recall"] = {"sample": 2000, "true": 3216, "found": 3215, "low": 0.9982, "high": 0.9999, "value": 0.99969}
    facts["text_bytes"], facts["speed"] = 2_000_000, {"seconds": 1.0, "text_mb_per_s": 2.0, "documents_per_s": 6.0}
    text = to_text(render_summary(facts, 300), 300)
    for line in (
        "3 rows of 9 skipped: not JSON 2, no text 1",
        "4 files of another kind skipped: .pdf 3, (no ending) 1",
        "4 with a date that was not understood: taken for undated",
        "news.jsonl, row 0: \\x1b[31mnot JSON",
        ".. and 2 more examples in run.json or with --json",
        "3 buckets had more than 1,000 texts and gave only pairs with the first and the neighbour (--bucket-cap)",
        "1 pair of collapsed texts stood for more than 10,000 pairs of documents",
        "0.9997 (95 % interval 0.9982–0.9999): found 3,215 of 3,216 true pairs, 2,000 distinct texts compared",
        "by similarity (42 bands of 3)",
        "2 MB of text/s; 6 documents/s",
    ):
        assert line in text
    facts["recall"] |= {"true": 0, "value": None}
    assert "not measured: no pair at the threshold" in to_text(render_summary(facts, 200), 200)


def test_no_copies_are_said_to_be_none() -> None:
    alone = cluster(Corpus.from_texts(["one two", "three"], ids=["a", "b"]), threads=1)
    assert "no copies\n" in to_text(render_summary(facts_of(alone)))


def test_many_outlets_are_folded() -> None:
    n = 60
    many = cluster(
        Corpus.from_texts([WIRE] * n, ids=[f"{i:02}" for i in range(n)], outlets=[f"Outlet {i}" for i in range(n)]),
        threads=1,
    )
    (found,) = facts_of(many)["largest_clusters"]
    assert found["size"] == n
    assert len(found["members"]) == 50
    for width in (40, 80, 200):
        lines = to_text(render_summary(facts_of(many), width), width)
        shown = len(re.findall(r"Outlet\s+\d", lines))
        assert re.search(rf",\s+\+{n - shown}\b", lines)
        assert 1 <= shown < 30


def test_similarities_are_cut_not_rounded() -> None:
    assert similarities(0.7, 0.99999) == "0.70–0.99"
    assert similarities(1.0, 1.0) == "1.00"
    assert similarities(0.29, 0.57) == "0.29–0.57"  # 0.57 * 100 is 56.99999999999999


def test_dates_that_cannot_be_brought_to_one_zone_keep_theirs() -> None:
    assert in_one_zone(["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "2024-04-08T06:10", "2024"]) == [
        ("0001-01-01", "00:00+1400"),
        ("9999-12-31", "23:59-1200"),
        ("2024-04-08", "06:10"),
        ("2024", ""),
    ]
    assert in_one_zone(["nonsense", "2024-99-99T99:99Z"]) == [("nonsense", ""), ("2024-99-99", "99:99")]


# On the screen


def unsafe(text: str) -> set[str]:
    """Characters that move the cursor, turn the line, or cannot be written."""
    bidi = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"
    return {
        c for c in text if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c in bidi or 0xD800 <= ord(c) < 0xE000
    }


@pytest.mark.parametrize("width", [40, 80, 200])
def test_screens_fit_their_window_whatever_a_title_says(width: int) -> None:
    wide = "船の火災で四人死亡、港は終日閉鎖された " * 4
    result = make([wide, HOSTILE, "x" * 300, "\u202e", "", None], [HOSTILE, wide, "y" * 90, None, "\x00", None])
    screens = [
        to_text(render_summary({**facts_of(result), "input": SKIPS, "out": HOSTILE}, width), width),
        to_text(render_explanation(explained(result, "a", "b")), width),
        to_text(render_explanation(explained(result, "d", "f")), width),
    ]
    for screen in screens:
        assert max(map(cell_len, screen.splitlines())) <= width
        assert unsafe(screen) == set()
    if width == 200:
        assert "[bold]not markup[/bold] :smile: {x}" in screens[0]


@given(st.text(st.characters(exclude_categories=[]), max_size=40))
def test_printable_text_is_one_safe_line(text: str) -> None:
    shown = printable(text)
    assert unsafe(shown) == set()
    assert "\n" not in shown
    assert printable(shown) == shown
    shown.encode()


def test_printable_keeps_what_scripts_need() -> None:
    for text in ("ශ්‍රී ලංකා", "می‌خواهم", "naïve", "👩‍🚒 נמל", "co\u00adop"):
        assert printable(text) == text


# The evidence

WORDS = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon", "zeta"]), max_size=40).map(" ".join)


@given(WORDS, WORDS)
@settings(max_examples=60)
def test_aligned_rows_are_the_texts(left: str, right: str) -> None:
    found = passages(left, right, 3)
    rows = aligned(found, left, right)
    main = [row for row in rows if row.kind != "moved"]
    for text, side in ((left, "left"), (right, "right")):
        spans = [getattr(row, side) for row in main]
        assert spans == sorted(spans)
        covered = " ".join(text[start:end] for start, end in spans)
        assert naive.words(covered) == naive.words(text)
    for row in rows:
        if row.kind != "different":
            assert naive.words(left[slice(*row.left)]) == naive.words(right[slice(*row.right)])
    assert sum(row.kind != "different" for row in rows) == len(found)


def test_a_passage_that_crosses_a_longer_one_is_moved() -> None:
    left, right = "a b c. d e f g.", "d e f g. a b c."
    found = [Passage(0, 5, 9, 14, 3, 3), Passage(7, 14, 0, 7, 4, 4)]
    assert [(row.kind, left[slice(*row.left)], right[slice(*row.right)]) for row in aligned(found, left, right)] == [
        ("different", "a b c. ", ""), ("same", "d e f g", "d e f g"), ("different", ".", ". a b c."),
        ("moved", "a b c", "a b c"),
    ]  # fmt: skip


def test_cut_counts_words_of_every_script() -> None:
    assert cut("a b c", 6) == "a b c"
    assert cut("un deux trois quatre cinq six sept huit neuf dix", 4) == "un deux … 6 words … neuf dix"
    assert cut("船の火災で四人死亡", 4) == "船の … 5 words … 死亡"
    assert cut("x " * 1000, 4) == "x x … 996 words … x x"


def test_an_explanation_begins_with_its_verdict_and_shows_the_passages(copies: Copies) -> None:
    facts = explained(copies, "a", "c")
    text = to_text(render_explanation(facts), 120)
    assert text.startswith(printable(facts["verdict"])[:40])
    for word in ("Jaccard", "left in right", "right in left", "estimate", "chance", "By our staff", "≠", "=", "Herald"):
        assert word in text
    json.dumps(facts)
    for passage in facts["passages"]:
        assert (WIRE + REST)[passage["left_start"] : passage["left_end"]] == passage["left_text"]


def test_an_explanation_of_nothing_in_common(copies: Copies) -> None:
    text = to_text(render_explanation(explained(copies, "a", "f")), 80)
    assert "They share no run of 5 words." in text
    assert "Else." in text


def test_words_that_differ_inside_a_passage_are_marked() -> None:
    left = "The harbour of Port Ansel was closed on Monday after the tanker Aurora ran aground "
    left += "near the northern mole of the inner port"
    right = left.replace("Monday", "Sunday night").replace("northern", "old northern")
    pair = cluster(Corpus.from_texts([left, right], ids=["a", "b"]), threads=1)
    facts = explained(pair, "a", "b")
    (passage,) = facts["passages"]
    edits = [(left[a:b].strip(), right[c:d].strip()) for a, b, c, d in passage["differences"]]
    assert edits == [("Monday", "Sunday night"), ("", "old")]
    text = to_text(render_explanation(facts), 200)
    assert "closed on ‹Monday› after" in text
    assert "closed on ‹Sunday› ‹night› after" in text
    assert "‹old› northern mole" in text
    assert "‹word› differs inside one" in text


def test_a_long_explanation_is_cut() -> None:
    same = [f"w{i} w{i}b w{i}c w{i}d w{i}e w{i}f" for i in range(60)]
    left = f" {' '.join(f'left{i}' for i in range(9))} ".join(same)
    right = f" {' '.join(f'right{i}' for i in range(9))} ".join(same)
    pair = cluster(Corpus.from_texts([left, right], ids=["a", "b"]), threads=1)
    assert ".. and 79 more rows; --json has all passages" in to_text(render_explanation(explained(pair, "a", "b")))
