"""`dedup compare` and `dedup report`: from articles, or an earlier run, to the page; and how they fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dedup.cli import main
from dedup.report import folder
from dedup.report.storyreason import NAMES
from dedup.stories.features import FEATURES

ARTICLES = Path(__file__).resolve().parent.parent / "dedup" / "demo" / "articles.jsonl"
REPORTS = {"articles.jsonl", "claims.csv", "comparison.json", "report.html", "report.md", "run.json"}
TABLES = set(folder.TABLES) - {"storylines"}


def run(*arguments: str | Path, code: int = 0) -> Result:
    done = CliRunner(env={"COLUMNS": "100"}).invoke(main, [str(a) for a in arguments], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    out = tmp_path_factory.mktemp("compared") / "out"
    return out, run("compare", ARTICLES, "-o", out, "--threads", "1")


def test_all_files_are_written_and_hold_together(compared: tuple[Path, Result]) -> None:
    out, done = compared
    files = REPORTS | {f"{table}.jsonl" for table in TABLES}
    assert {path.name for path in out.iterdir()} == files
    assert f"The page: {out}/report.html" in done.stderr
    content = json.loads((out / "comparison.json").read_text())
    articles = {row["id"]: row for row in map(json.loads, (out / "articles.jsonl").read_text().splitlines())}
    assert {document["id"] for document in content["documents"]} == articles.keys()
    for claim in content["claims"]:
        raw = articles[claim["document_id"]][claim["field"]]
        assert raw[claim["start"] : claim["end"]] == claim["text"]
    assert {claim for group in content["groups"] for claim in group["claims"]} == {c["id"] for c in content["claims"]}
    facts = json.loads((out / "run.json").read_text())
    assert facts["comparison"] == content["counts"]
    assert set(facts["files"]) == files - {"run.json"}


def test_an_earlier_run_gives_the_same_comparison(compared: tuple[Path, Result], tmp_path: Path) -> None:
    for ending in ("jsonl", "csv", "parquet"):
        before = tmp_path / f"run-{ending}"
        run("cluster", ARTICLES, "-o", before, "-q", "--format", ending)
        run("compare", before, "-o", tmp_path / f"out-{ending}", "-q")
        for name in ("comparison.json", "report.html"):
            assert (tmp_path / f"out-{ending}" / name).read_bytes() == (compared[0] / name).read_bytes()


def test_the_folder_of_a_run_can_take_its_comparison(compared: tuple[Path, Result], tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("cluster", ARTICLES, "-o", out, "-q", "--format", "parquet")
    for _ in range(2):  # and again, from what is now a comparison
        run("compare", out, "-o", out, "-q")
        assert {path.name for path in out.iterdir()} == REPORTS | {f"{table}.parquet" for table in TABLES}
        assert (out / "report.html").read_bytes() == (compared[0] / "report.html").read_bytes()
    run("report", out, "-q")
    assert (out / "report.html").read_bytes() == (compared[0] / "report.html").read_bytes()


def test_one_story_of_an_earlier_run(tmp_path: Path) -> None:
    run("cluster", ARTICLES, "-o", tmp_path / "run", "-q")
    run("compare", tmp_path / "run", "--story", "norda-0408-ferry", "-o", tmp_path / "out", "-q")
    content = json.loads((tmp_path / "out" / "comparison.json").read_text())
    assert [story["id"] for story in content["stories"]] == ["norda-0408-ferry"]
    assert "no story has the id 'x'" in run("compare", tmp_path / "run", "--story", "x", code=1).stderr


def test_the_reports_are_made_again_from_the_files(compared: tuple[Path, Result], tmp_path: Path) -> None:
    out, _ = compared
    again = tmp_path / "again"
    run("report", out, "-o", again, "-q")
    for name in ("report.html", "report.md", "claims.csv"):
        assert (again / name).read_bytes() == (out / name).read_bytes()
    part = run("report", out, "-o", tmp_path / "part", "--story", "norda-0408-ferry")
    assert f"Read on in {tmp_path / 'part' / 'report.html'}" in part.stderr
    assert len((tmp_path / "part" / "report.html").read_bytes()) < len((out / "report.html").read_bytes())


@pytest.mark.parametrize(("threads", "order"), [("1", 1), ("2", -1)])
def test_the_same_bytes(compared: tuple[Path, Result], tmp_path: Path, threads: str, order: int) -> None:
    lines = ARTICLES.read_text(encoding="utf-8").splitlines(keepends=True)[::order]
    (tmp_path / "articles.jsonl").write_text("".join(lines), encoding="utf-8")
    run("compare", tmp_path / "articles.jsonl", "-o", tmp_path / "out", "--threads", threads, "-q")
    for name in ("comparison.json", "report.html", "report.md", "claims.csv", "articles.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (compared[0] / name).read_bytes()


def test_json_and_a_corpus_as_one_scope() -> None:
    done = run("compare", ARTICLES, "--json", "--scope", "corpus", "--threads", "1")
    assert len(json.loads(done.stdout)["documents"]) == 59


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["compare", "nowhere.jsonl"], 1, "nowhere.jsonl"),
        (["compare", ARTICLES, "--scope", "topic"], 2, "'topic' is not one of"),
        (["compare", ARTICLES, "--precision", "2"], 2, "precision is 2.0"),
        (["compare", ARTICLES, "-o", "-"], 2, "-o names a folder"),
        (["report", "nowhere"], 1, "holds no comparison.json"),
    ],
)
def test_errors_say_what_to_do(arguments: list[str | Path], code: int, message: str) -> None:
    assert message in run(*arguments, code=code).stderr


def test_a_run_that_was_changed_is_refused(tmp_path: Path) -> None:
    run("cluster", ARTICLES, "-o", tmp_path / "run", "-q")
    (tmp_path / "run" / "stories.jsonl").write_text("{}\n")
    assert "is not the file that this run wrote" in run("compare", tmp_path / "run", code=1).stderr
    run("cluster", ARTICLES, "-o", tmp_path / "copies", "-q", "--level", "copies")
    assert "has no stories" in run("compare", tmp_path / "copies", code=1).stderr


def test_a_comparison_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "comparison.json").write_text('{"format_version": 99}')
    for name in ("articles.jsonl", "passages.jsonl"):
        (tmp_path / name).write_text("")
    assert "has format version 99" in run("report", tmp_path, code=1).stderr


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("claims", lambda rows: rows.pop()),
        ("documents", lambda rows: rows[0].pop("outlet")),
        ("groups", lambda rows: rows[0].update(verdict="proved")),
        ("groups", lambda rows: rows[0].update(claims=None)),
        ("groups", lambda rows: rows[0].update(divergences=["x"])),
    ],
)
def test_a_comparison_that_was_damaged_is_refused_and_nothing_written(
    compared: tuple[Path, Result], tmp_path: Path, name: str, change: Callable[[list[Any]], object]
) -> None:
    content = json.loads((compared[0] / "comparison.json").read_text(encoding="utf-8"))
    change(content[name])
    (tmp_path / "comparison.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "articles.jsonl").write_bytes((compared[0] / "articles.jsonl").read_bytes())
    assert "is not as its format says" in run("report", tmp_path, "-o", tmp_path / "out", code=1).stderr
    assert not (tmp_path / "out").exists()


def test_every_feature_of_the_pair_score_has_a_name_for_readers() -> None:
    assert set(FEATURES) - set(NAMES) == {"length"}


def test_other_line_ends_inside_a_text_do_not_part_a_row(tmp_path: Path) -> None:
    fire = "A fire on the ferry Marigold off Port Ansel killed four people on Monday, harbour police said."
    rows = [
        {"id": key, "title": f"Fire\u2028on ferry {key}", "text": f"{fire} {key}", "date": "2024-04-08"} for key in "ab"
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    run("cluster", tmp_path / "news.jsonl", "-o", tmp_path / "run", "-q")
    run("compare", tmp_path / "run", "-o", tmp_path / "out", "-q")
    run("report", tmp_path / "out", "-q")
    assert "Fire\u2028on ferry" in (tmp_path / "out" / "comparison.json").read_text(encoding="utf-8")
