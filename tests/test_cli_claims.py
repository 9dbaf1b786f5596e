"""`dedup claims`: what it shows, what it writes, and how it fails. DEDUP_RENEW_GOLDEN=1 renews the golden files."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from dedup.claims.frames import Article
from dedup.claims.read import read_articles
from dedup.cli import main
from dedup.report import folder
from dedup.report.claimlist import marked, render_claims
from dedup.report.page.claims import claims_page
from dedup.report.page.safe import shown
from dedup.report.reading import article_views, quantity_words
from dedup.report.terminal import to_text
from test_page import HOSTILE, Reader

ROOT = Path(__file__).resolve().parent.parent
ARTICLES, GOLDEN = ROOT / "dedup" / "demo" / "articles.jsonl", ROOT / "tests" / "golden"
ONE = ("--id", "courier-0408-ferry")


def run(*arguments: str | Path, code: int = 0, width: int = 80, stdin: str | None = None) -> Result:
    done = CliRunner(env={"COLUMNS": str(width)}).invoke(
        main, ["claims", *map(str, arguments)], input=stdin, catch_exceptions=False
    )
    assert done.exit_code == code, done.output
    return done


def check_golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("DEDUP_RENEW_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8"), "see the head of this file for how to renew"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """All of the demo in every form."""
    out = tmp_path_factory.mktemp("claims")
    paths = {ending: out / f"demo.{ending}" for ending in ("html", "jsonl", "json")}
    run(ARTICLES, "-q", "--threads", "1", *(a for path in paths.values() for a in ("-o", path)))
    assert {path.name for path in out.iterdir()} == {path.name for path in paths.values()}
    return paths


def raw() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in map(json.loads, ARTICLES.read_text(encoding="utf-8").splitlines())}


# What is shown


def test_golden_claims_of_an_article() -> None:
    check_golden("demo-claims.txt", run(ARTICLES, *ONE).stdout)


def test_golden_lines_of_an_article() -> None:
    check_golden("demo-claims.jsonl", run(ARTICLES, *ONE, "--json").stdout)


@pytest.mark.parametrize("width", [40, 80, 160])
def test_it_fits_the_window_and_has_no_colours_in_a_pipe(width: int) -> None:
    ids = ("--id", "norda-0408-ferry", "--id", "echo-0409-ferry", "--id", "courier-0408-ferry")
    text = run(ARTICLES, *ids, "--top", "1", width=width).stdout
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    assert ".. and 2 more articles (--top, --id)" in " ".join(text.split())


def test_a_terminal_has_what_was_read_in_colours() -> None:
    read = read_articles([Article("a", "On Monday Ana Sol said “12 ships” sank.", published="2024-04-10")])
    (view,) = article_views(read.to_json())
    (said,) = view.claims
    console = Console(force_terminal=True, color_system="truecolor", width=80, _environ={})
    with console.capture() as capture:
        console.print(render_claims([view]))
    assert re.search(r"\x1b\[1;32mMonday\x1b\[0m", capture.get())
    kinds = {str(text): span.style for span in marked(said.claim, said.spans).spans
             if (text := said.claim["text"][span.start : span.end])}  # fmt: skip
    assert kinds == {
        "Monday": "bold green", "Ana Sol": "cyan", "“": "italic", "12 ships": "italic bold yellow", "”": "italic",
    }  # fmt: skip
    assert "Monday = 2024-04-08" in capture.get()


def test_articles_of_a_pipe_and_of_text_files(tmp_path: Path) -> None:
    assert "Nils Arvane (“said”), indirect quote" in run("-", stdin='{"text": "Nils Arvane said it rained."}').stdout
    for name, text in (("a", "Chief Nils Arvane came."), ("b", "Mr Arvane said it rained.")):
        (tmp_path / f"{name}.txt").write_text(text)
    lines = run(tmp_path / "a.txt", tmp_path / "b.txt", "--json").stdout.splitlines()
    assert [json.loads(line)["speaker"] for line in lines] == [None, "Nils Arvane"]


def test_quiet_and_where_the_files_are(tmp_path: Path) -> None:
    out = tmp_path / "x.jsonl"
    assert f"Written: {out}" in run(ARTICLES, *ONE, "-o", out).stderr
    done = run(ARTICLES, *ONE, "-o", out, "-q")
    assert (done.stdout, done.stderr) == ("", "")
    assert run(ARTICLES, *ONE, "-q").stdout


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"value": 19.0, "noun": "injured", "unit": "person", "state": "injured"}, "19 injured"),
        ({"value": 4.0, "unit": "person", "state": "killed"}, "4 people killed"),
        ({"value": 1.0, "kind": "duration", "unit": "day"}, "1 day"),
        ({"value": 2.0, "kind": "measure", "unit": "nautical mile"}, "2 nautical miles"),
        ({"value": 26.0, "kind": "age", "unit": "year"}, "26 years old"),
        ({"value": 1.4e9, "kind": "money", "unit": "USD", "approximate": True}, "about 1,400,000,000 USD"),
        ({"value": 12.5, "kind": "percent", "unit": "%", "period": "in 2020"}, "12.5 % in 2020"),
        ({"low": None, "high": 5.0, "kind": "number"}, "at most 5"),
        ({"value": float("inf"), "kind": "number"}, "inf"),
        ({"low": None, "high": None, "kind": "number"}, "?"),
    ],
)
def test_quantities_in_words(row: dict[str, Any], words: str) -> None:
    plain: dict[str, Any] = {"value": None, "low": None, "high": None, "kind": "count", "unit": "", "noun": "",
                             "approximate": False, "period": None, "state": ""}  # fmt: skip
    assert quantity_words({**plain, **row}) == words


# What is written


def test_every_span_is_evidence(written: dict[str, Path]) -> None:
    rows, articles = [json.loads(line) for line in written["jsonl"].read_text(encoding="utf-8").splitlines()], raw()
    whole = json.loads(written["json"].read_text(encoding="utf-8"))
    assert whole["claims"] == rows
    assert whole["format_version"] == 1
    assert [document["id"] for document in whole["documents"]] == sorted(articles)
    assert {one["document_id"] for one in whole["boilerplate"]} <= articles.keys()
    for row in rows:
        field = articles[row["document_id"]][row["field"]]
        assert field[row["start"] : row["end"]] == row["text"]
        for one in (*row["quantities"], *row["dates"], *row["names"]):
            assert row["start"] <= one["start"] < one["end"] <= row["end"]


def test_threads_and_order_do_not_show(written: dict[str, Path], tmp_path: Path) -> None:
    turned = ARTICLES.read_text(encoding="utf-8").splitlines(keepends=True)[::-1]
    (tmp_path / "turned.jsonl").write_text("".join(turned), encoding="utf-8")
    out = {ending: tmp_path / f"out.{ending}" for ending in written}
    run(tmp_path / "turned.jsonl", "-q", "--threads", "2", *(a for path in out.values() for a in ("-o", path)))
    for ending, path in out.items():
        assert path.read_bytes() == written[ending].read_bytes()


def test_one_article_knows_the_lines_of_its_outlet(tmp_path: Path) -> None:
    last = "Follow the tide with our ferry desk"
    rows = [{"id": str(i), "outlet": "Echo", "text": f"Ferry {i} sailed.\n\n{last}"} for i in range(5)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (line,) = run(tmp_path / "in.jsonl", "--id", "3", "--json").stdout.splitlines()
    assert json.loads(line)["text"] == "Ferry 3 sailed."


# The page


def test_the_page_has_the_whole_text(written: dict[str, Path]) -> None:
    page, articles = written["html"].read_text(encoding="utf-8"), raw()
    sheets = re.findall(r'<article class="sheet".*?</article>', page, flags=re.DOTALL)
    assert len(sheets) == len(articles)
    for sheet, key in zip(sheets, sorted(articles), strict=True):
        told = re.findall(r'<p class="t" dir="auto">(.*?)</p>', sheet, flags=re.DOTALL)
        assert "".join(Reader("".join(told)).text) == shown(articles[key]["text"])


def test_the_page_runs_and_asks_nothing(written: dict[str, Path]) -> None:
    page = written["html"].read_text(encoding="utf-8")
    reader = Reader(page)
    assert not {"script", "img", "link", "iframe", "form"} & set(reader.tags)
    assert len(reader.ids) == len(set(reader.ids))
    assert {href[1:] for href in reader.links if href.startswith("#")} <= set(reader.ids)
    (style,) = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'Policy" content="([^"]*)"', page)
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


PIECES = st.sampled_from(
    [HOSTILE, "“", '"', " he said. ", "Ana Sol ", "12 people ", "on Monday ", "\n\n", "<b>", "\u202e", "\x00", "&amp;"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join), st.lists(PIECES, max_size=2).map("".join))
def test_hostile_articles(text: str, title: str) -> None:
    read = read_articles([Article(HOSTILE, text, title, HOSTILE, "2024-04-08")])
    content = read.to_json()
    page = claims_page(content, {HOSTILE: {"text": text, "title": title, "url": "javascript:alert(1)"}})
    reader = Reader(page)
    assert not {"script", "img", "svg", "iframe", "form"} & set(reader.tags)
    assert all(link.startswith("#") for link in reader.links)
    told = re.findall(r'<p class="t" dir="auto">(.*?)</p>', page, flags=re.DOTALL)
    assert "".join(Reader("".join(told)).text) == shown(text).replace("\r", "\ufffd")
    lines = to_text(render_claims(article_views(content)))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", lines)


def test_no_text_at_all(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "x", "text": ""}\n')
    assert "0 claims" in run(tmp_path / "in.jsonl", "-o", tmp_path / "out.html").stdout
    assert "no text" in (tmp_path / "out.html").read_text()


# How it fails


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere.jsonl"], 1, "nowhere.jsonl"),
        ([ARTICLES, "--id", "courier-0408-fery"], 1, "no document has the id 'courier-0408-fery'"),
        ([ARTICLES, "-o", "-"], 2, "for lines on standard output give --json"),
        ([ARTICLES, "-o", "claims.txt"], 2, "end it with .html, .jsonl or .json"),
        ([ARTICLES, "-o", ARTICLES], 2, "is an input, which the result would replace"),
        ([ARTICLES, "-o", "nowhere/x.html"], 1, "is not a folder that this user may write to"),
        ([ARTICLES, "-o", "x.html", "-o", "./x.html"], 2, "is named twice"),
        ([ARTICLES, "--threads", "0"], 2, "threads is 0"),
        ([], 2, "Missing argument"),
    ],
)
def test_errors_say_what_to_do(
    arguments: list[str | Path], code: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = ARTICLES.read_bytes()
    assert message in run(*arguments, code=code).stderr
    assert ARTICLES.read_bytes() == before
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "x.html").mkdir()
    assert "is not a file" in run(ARTICLES, "-o", tmp_path / "x.html", code=1).stderr
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "a.jsonl").write_text('{"text": "It rained."}\n')
    assert "is an input" in run(inside, "-o", inside / "a.jsonl", code=2).stderr


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.jsonl").write_text("old")
    (tmp_path / "x.jsonl").symlink_to(tmp_path / "real.jsonl")
    run(ARTICLES, *ONE, "-q", "-o", tmp_path / "x.jsonl")
    assert (tmp_path / "x.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_text().startswith("{")


def test_all_files_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = [tmp_path / "a.jsonl", tmp_path / "b.html"]
    for path in out:
        path.write_text("old")
    whole = folder.flushed

    def fails_at_the_second(path: Path) -> Any:
        if len(list(tmp_path.iterdir())) > 2:
            raise OSError(28, "No space left on device")
        return whole(path)

    monkeypatch.setattr(folder, "flushed", fails_at_the_second)
    done = run(ARTICLES, *ONE, "-o", out[0], "-o", out[1], code=1)
    assert "no space left on device; nothing was written" in done.stderr
    assert [path.read_text() for path in out] == ["old", "old"]
    assert sorted(tmp_path.iterdir()) == out
