"""The command line: what it prints, what it writes, and how it fails.

The golden files are what `dedup demo` and one `dedup explain` say, with seconds and memory masked. After a change that
is meant, renew them and read the difference:

    DEDUP_RENEW_GOLDEN=1 python -m pytest tests/test_cli.py -k golden
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from dedup import __version__
from dedup.cli import COMMANDS, main, options, screen
from dedup.config import CopySettings, ReadSettings, StorySettings
from dedup.copies.candidates import Bands
from dedup.report import folder

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).resolve().parent / "golden"
DEMO = ROOT / "dedup" / "demo"
ARTICLES = DEMO / "articles.jsonl"
WIRE, REPRINT, OTHER = "norda-0408-ferry", "today-0408-ferry", "courier-0408-ferry"


def run(*arguments: str | Path, code: int = 0) -> Result:
    """Run a command in this process."""
    env = {"COLUMNS": "80", "FORCE_COLOR": None, "TTY_COMPATIBLE": None}
    result = CliRunner(env=env).invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def process(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own."""
    command = [sys.executable, "-m", "dedup", *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **more.pop("env", {})}
    return subprocess.run(command, capture_output=True, check=False, env=env, **more)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The folder that `dedup demo` wrote, and what it said."""
    place = tmp_path_factory.mktemp("demo")
    before = Path.cwd()
    os.chdir(place)
    try:
        return place / "dedup-demo", run("demo")
    finally:
        os.chdir(before)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# The demo, and what is kept of it


def masked(text: str) -> str:
    """Without what differs from run to run."""
    text = re.sub(r"\d+\.\d\d s on \d+ threads?:.*?(peak memory [\d.,]+ .B|(?=\n\n))", "SECONDS", text, flags=re.DOTALL)
    return text.replace("\\", "/")


def check_golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("DEDUP_RENEW_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8"), "see the head of this file for how to renew"


DEMO_TABLES = ["documents", "pairs", "stories", "origins", "reuse_matrix"]


@pytest.mark.parametrize("name", [f"{table}.jsonl" for table in DEMO_TABLES])
def test_golden_files_of_the_demo(demo: tuple[Path, Result], name: str) -> None:
    check_golden(f"demo-{name}", (demo[0] / name).read_bytes().decode())


def test_golden_summary_of_the_demo(demo: tuple[Path, Result]) -> None:
    check_golden("demo-summary.txt", masked(demo[1].stdout.split("\nWhat the outlets say")[0]))


def test_the_demo_does_the_whole_job_and_ends_with_the_page(demo: tuple[Path, Result]) -> None:
    out, said = demo
    assert "6 stories of two documents and more" in said.stdout.split("What the outlets say, claim by claim")[1]
    assert "more stories (report.html has all)" in said.stdout
    assert said.stderr.splitlines()[-2] == "The page: dedup-demo/report.html"
    named = re.findall(r"dedup-demo/[\w.]+", said.stdout + said.stderr)
    assert {"dedup-demo/comparison.json", "dedup-demo/claims.csv", "dedup-demo/report.md"} <= set(named)
    assert [name for name in named if not (out.parent / name).is_file()] == []


def test_golden_explanation() -> None:
    check_golden("demo-explain.txt", run("explain", ARTICLES, WIRE, "echo-0409-ferry").stdout)


def test_the_demo_finds_the_copies_of_its_gold(demo: tuple[Path, Result]) -> None:
    gold = json.loads((DEMO / "gold.json").read_text(encoding="utf-8"))
    found = defaultdict(list)
    for row in rows(demo[0] / "documents.jsonl"):
        found[row["copy_id"]].append(row["id"])
    assert sorted(ids for ids in found.values() if len(ids) > 1) == gold["copies"]
    assert {row["id"]: row["copy_id"] for row in rows(demo[0] / "documents.jsonl")} == {
        document["id"]: document["copy"] for document in gold["documents"]
    }


def test_the_demo_says_what_to_do_next_and_it_works(demo: tuple[Path, Result]) -> None:
    (command,) = re.findall(r"^  dedup explain (\S+) (\S+) (\S+)$", demo[1].stderr, flags=re.MULTILINE)
    assert run("explain", *command).stdout.startswith("Together: ")
    assert "dedup compare CORPUS -o out/" in demo[1].stderr


def test_the_demo_can_be_run_again(tmp_path: Path) -> None:
    assert run("demo", "-o", tmp_path / "out", "-q").output == ""
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    run("demo", "-o", tmp_path / "out", "-q")
    after = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert before.pop("run.json") != after.pop("run.json")  # its seconds are others
    assert after == before


# The same bytes


@pytest.mark.parametrize("format_", folder.FORMATS)
def test_threads_and_the_order_of_files_do_not_show(tmp_path: Path, format_: str) -> None:
    lines = ARTICLES.read_text(encoding="utf-8").splitlines(keepends=True)
    for k in range(3):
        (tmp_path / f"{k}.jsonl").write_text("".join(lines[k::3]), encoding="utf-8")
    one, two = tmp_path / "one", tmp_path / "two"
    names = [str(tmp_path / f"{k}.jsonl") for k in range(3)]
    run("cluster", *names, "-o", one, "--format", format_, "--threads", "1", "-q")
    run("cluster", *reversed(names), "-o", two, "--format", format_, "--threads", "2", "-q")
    for table in ("documents", "pairs", "stories"):
        name = f"{table}.{format_}"
        assert (one / name).read_bytes() == (two / name).read_bytes()
    first, second = (json.loads((out / "run.json").read_text())["files"] for out in (one, two))
    assert first == second


# What is printed and written


def test_without_a_folder_the_summary_is_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("cluster", ARTICLES)
    assert "4 clusters of copies, with 10 documents in them" in result.stdout
    assert "Nothing was written; add -o OUT/" in result.stderr
    assert "Written" not in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_json_is_the_only_thing_on_standard_output(tmp_path: Path) -> None:
    result = run("cluster", ARTICLES, "--json", "--top", "2", "-o", tmp_path / "out", "--measure-recall", "all")
    facts = json.loads(result.stdout)
    assert facts["counts"]["clusters"] == 4
    assert [cluster["size"] for cluster in facts["largest_clusters"]] == [3, 3]
    assert facts["recall"]["sample"] == facts["counts"]["distinct_texts"]
    assert facts["out"] == str(tmp_path / "out")
    assert facts["files"] == json.loads((tmp_path / "out" / "run.json").read_text())["files"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--measure-recall", ARTICLES],
        [ARTICLES, "--measure-recall"],
        [ARTICLES, "--measure-recall", "2000"],
        ["--measure-recall=2000", ARTICLES],
        ["--measure-recall", "--top", "0", ARTICLES],
    ],
)
def test_recall_is_measured_with_and_without_a_number(arguments: list[str | Path]) -> None:
    text = run("cluster", *arguments, "--top", "0").stdout
    assert re.search(r"1\.0000 \(95 % interval 0\.\d+–1\.0000\): found 8 of 8 true pairs, 59\s+distinct", text)
    assert "chance to be compared" in text


def test_quiet_says_nothing_where_files_are_written_and_the_summary_where_not(tmp_path: Path) -> None:
    assert run("cluster", ARTICLES, "-q", "-o", tmp_path / "out").output == ""
    result = run("cluster", ARTICLES, "-q")
    assert result.stdout.startswith("59 documents")
    assert result.stderr == ""


def test_explain_as_json() -> None:
    facts = json.loads(run("explain", ARTICLES, WIRE, REPRINT, "--json").stdout)
    assert facts["together"] is True
    assert facts["documents"][0]["id"] == WIRE
    assert facts["documents"][1]["outlet"] == "Sarnova Today"
    texts = {row["id"]: row["text"] for row in rows(ARTICLES)}
    for passage in facts["passages"]:
        assert texts[WIRE][passage["left_start"] : passage["left_end"]] == passage["left_text"]
        assert texts[REPRINT][passage["right_start"] : passage["right_end"]] == passage["right_text"]


def test_explain_says_who_has_it_from_whom_whichever_is_named_first() -> None:
    reworked, other = "ledger-0409-ferry", "meridian-0409-ferry"
    for a, b, way in ((WIRE, reworked, "left"), (reworked, WIRE, "right")):
        found = json.loads(run("explain", ARTICLES, a, b, "--json").stdout)["derivation"]
        assert (found["left"], found["right"], found["source"], found["direction"]) == (a, b, WIRE, way)
        assert found["degree"] in ("wholly", "partly")
        assert found["weight"] >= 1
        texts = {row["id"]: row["text"] for row in rows(ARTICLES)}
        assert all(texts[e["document"]][e["start"] : e["end"]] == e["text"] for e in found["evidence"])
    said = " ".join(run("explain", ARTICLES, WIRE, reworked).stdout.split())
    assert f"{WIRE} was there first, by" in said
    assert re.search(r"\d\.\d\d passage \d+ words as at", said)
    assert "Neither has its text from the other" in " ".join(run("explain", ARTICLES, WIRE, other).stdout.split())
    assert "derivation" not in json.loads(run("explain", ARTICLES, WIRE, other, "--level", "copies", "--json").stdout)


def test_explain_takes_several_files_and_the_settings_of_cluster(tmp_path: Path) -> None:
    lines = ARTICLES.read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "a.jsonl").write_text("".join(lines[::2]), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text("".join(lines[1::2]), encoding="utf-8")
    arguments = ("explain", tmp_path / "a.jsonl", tmp_path / "b.jsonl", WIRE, REPRINT)
    assert run(*arguments).stdout.startswith("Together")
    assert run(*arguments, "--threshold", "0.95").stdout.startswith("Apart")


def test_standard_input() -> None:
    done = process("cluster", "-", "--json", input=ARTICLES.read_bytes())
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["documents"] == 59


def test_an_outlet_order_decides_what_is_kept(tmp_path: Path) -> None:
    order = tmp_path / "order.txt"
    order.write_text(
        "\ufeff# agencies last\nSarnova Today\n\n  Kelder Valley Echo  # small\n".replace("  # small", ""), "utf-8"
    )
    run("cluster", ARTICLES, "--keep", "outlet", "--outlet-order", order, "-o", tmp_path / "out", "-q")
    kept = {row["id"]: row for row in rows(tmp_path / "out" / "documents.jsonl")}
    assert kept[REPRINT]["kept"]
    assert kept[REPRINT]["kept_reason"] == "outlet order"
    assert kept[WIRE]["copy_id"] == REPRINT
    settings = json.loads((tmp_path / "out" / "run.json").read_text())["settings"]
    assert settings["outlet_order"] == ["Sarnova Today", "Kelder Valley Echo"]


def test_settings_reach_the_run(tmp_path: Path) -> None:
    given = (
        "--shingle chars:9 --threshold 0.5 --slots 256 --recall 0.99 --bucket-cap 7 --pair-cap 9 --keep longest "
        "--on-error stop --title-column outlet --threads 1"
    )
    run("cluster", ARTICLES, "-o", tmp_path / "out", "-q", *given.split())
    told = json.loads((tmp_path / "out" / "run.json").read_text())
    assert told["settings"] == {
        "shingle": "chars:9", "threshold": 0.5, "recall": 0.99, "slots": 256, "bucket_cap": 7, "pair_cap": 9,
        "keep": "longest", "outlet_order": [],
    }  # fmt: skip
    assert told["threads"] == 1
    assert told["command"]["corpus"] == [str(ARTICLES)]
    assert told["command"]["read"]["on_error"] == "stop"
    assert rows(tmp_path / "out" / "documents.jsonl")[0]["title"] == "Ansel Courier"


# Help


def test_every_setting_is_an_option_and_its_help_is_its_metadata() -> None:
    with click.Context(main) as context:
        command = main.get_command(context, "cluster")
    assert command is not None
    helps = {parameter.name: parameter.help for parameter in command.params if isinstance(parameter, click.Option)}
    for settings in (ReadSettings, CopySettings, StorySettings):
        for field in options.offered(settings):
            text = helps[field.name] or ""
            assert field.name == "shingle" or field.metadata["reason"] in text
            assert field.metadata["unit"] in text
            assert field.default in (None, ()) or f"default {field.default}" in text


def test_help_is_complete() -> None:
    done = process("--help")
    assert all(re.search(rf"^  {name}  +\S", done.stdout.decode(), flags=re.MULTILINE) for name in COMMANDS)
    assert "..." not in done.stdout.decode().split("Commands:")[1]  # click cuts what is too long


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    assert ("Commands:" if name == "index" else "Output:") in run(name, "--help").stdout


def test_version() -> None:
    assert process("--version").stdout.decode().split() == ["dedup", __version__]


# Failing


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["cluster", "nowhere.jsonl"], 1, "Error: nowhere.jsonl: "),
        (["cluster", ARTICLES, "--text-column", "story"], 1, "there is no column 'story'; the columns are: id, outlet"),
        (["cluster", ARTICLES, "--threshold", "1.5"], 2, "Error: threshold is 1.5; it must be from 0.01 to 1.0"),
        (["cluster", ARTICLES, "--threshold", "nan"], 2, "Error: threshold is nan; it must be from 0.01 to 1.0"),
        (["cluster", ARTICLES, "--threshold", "high"], 2, "'high' is not a valid float"),
        (["cluster", ARTICLES, "--shingle", "lines:2"], 2, "write words:N or chars:N"),
        (["cluster", ARTICLES, "--slots", "100"], 2, "must be a power of two"),
        (["cluster", ARTICLES, "--threads", "0"], 2, "threads is 0; it must be at least 1"),
        (["cluster", ARTICLES, "--keep", "outlet"], 2, "--outlet-order FILE"),
        (["cluster", ARTICLES, "--outlet-order", "nowhere"], 1, "Error: nowhere: no such file or directory"),
        (["cluster", ARTICLES, "--format", "xml"], 2, "'xml' is not one of"),
        (["cluster", ARTICLES, "--measure-recall", "0"], 2, "neither a number of documents, from 1, nor 'all'"),
        (["cluster", ARTICLES, "--top", "-1"], 2, "--top"),
        (["cluster", ARTICLES, "-o", "-"], 2, "-o names a folder"),
        (["cluster"], 2, "Missing argument 'CORPUS...'"),
        (["explain", ARTICLES, WIRE, "norda-0408-fery"], 1, "the closest are 'norda-0408-ferry'"),
        (["explain", ARTICLES, WIRE], 2, "Missing argument"),
        (["merge"], 2, "No such command 'merge'"),
    ],
    ids=lambda value: " ".join(map(str, value)).replace(str(ARTICLES), "ARTICLES") if isinstance(value, list) else "",
)
def test_errors_say_what_to_do(arguments: list[str | Path], code: int, message: str) -> None:
    result = run(*arguments, code=code)
    assert message in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_an_order_without_outlets_is_an_error(tmp_path: Path) -> None:
    for content, message in ((b"# nobody\n\n", "names no outlet"), (b"\xff\xfe", "is not UTF-8 at byte 0")):
        (tmp_path / "order.txt").write_bytes(content)
        assert message in run("cluster", ARTICLES, "--outlet-order", tmp_path / "order.txt", code=1).stderr


def test_a_foreign_folder_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    result = run("cluster", "nowhere.jsonl", "-o", tmp_path, code=1)
    assert "is not empty and not the result of an earlier run (it holds 'thesis.txt')" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "is not a folder" in run("cluster", ARTICLES, "-o", tmp_path / "file" / "out", code=1).stderr
    assert "too long; name another folder" in run("cluster", ARTICLES, "-o", tmp_path / ("x" * 999), code=1).stderr


def test_a_failed_run_leaves_the_earlier_result(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("cluster", ARTICLES, "-o", out, "-q")
    before = {path: path.read_bytes() for path in out.iterdir()}
    (tmp_path / "empty.jsonl").write_text("")
    run("cluster", tmp_path / "empty.jsonl", "-o", out, code=1)
    assert {path: path.read_bytes() for path in out.iterdir()} == before


def test_messages_cannot_repaint_the_screen() -> None:
    stderr = run("cluster", "no\x1b[2Jwhere.jsonl", code=1).stderr
    assert "\x1b" not in stderr


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt, 130), (MemoryError, 1)])
def test_stopping_in_the_middle_of_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], code: int
) -> None:
    def fail(stage: Path, out: Path, keep: frozenset[str]) -> None:
        assert (stage / "run.json").exists()
        raise error

    monkeypatch.setattr(folder, "_commit", fail)
    assert run("cluster", ARTICLES, "-o", tmp_path / "out", code=code).stderr.splitlines()[-1].startswith("Error: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopping_while_reading(tmp_path: Path, number: signal.Signals, code: int) -> None:
    command = [sys.executable, "-m", "dedup", "cluster", "-", "-o", str(tmp_path / "out")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stderr is not None
        line = ARTICLES.read_bytes().splitlines(keepends=True)[0]
        running.stdin.write(line * (1 + 300_000 // len(line)))  # more than a pipe holds: it is being read
        running.stdin.flush()
        time.sleep(0.5)  # until it waits for more
        running.send_signal(number)
        assert running.wait(30) == code
        assert b"Traceback" not in running.stderr.read()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="pipes are POSIX")
def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dedup", "cluster", str(ARTICLES), "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.wait(60) == 0
        assert b"Error" not in running.stderr.read()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_a_full_disk_behind_standard_output() -> None:
    command = [sys.executable, "-m", "dedup", "cluster", str(ARTICLES), "--json"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode != 0
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_a_terminal_of_another_encoding(encoding: str) -> None:
    done = process("explain", ARTICLES, WIRE, "echo-0409-ferry", env={"PYTHONIOENCODING": encoding})
    assert done.returncode == 0, done.stderr
    assert ("≠" if encoding == "utf-8" else "\\u2260") in done.stdout.decode(encoding)


# Progress


class Terminal:
    """A standard error that says it is a terminal."""

    encoding, errors = "utf-8", "replace"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        """There is nothing to flush."""

    def isatty(self) -> bool:
        return True


STAGES = [("read and sketch", 10_000_000, 20_000_000), ("candidates", 3, 32), ("verify", 5, None), ("write", 1, 7)]


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    fake = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", fake)
        patch.setenv("TERM", "xterm")
        patch.setenv("COLUMNS", "120")
        yield fake


def test_a_terminal_sees_a_bar_for_every_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as fake, screen.progress(quiet=False) as tick:
        assert tick is not None
        tick("compile", 0, None)
        for stage, done, total in STAGES:
            tick(stage, done, total)
    for text in ("compiling kernels", "read and sketch", "10 MB of 20 MB", "3 of 32", "verify", "1 of 7"):
        assert text in fake.text


def test_without_a_terminal_only_compiling_is_told_and_only_once(capsys: pytest.CaptureFixture[str]) -> None:
    with screen.progress(quiet=False) as tick:
        assert tick is not None
        for stage, done, total in [("compile", 0, None), *STAGES, ("compile", 0, None)]:
            tick(stage, done, total)
    assert capsys.readouterr().err == screen.COMPILING + "\n"


def test_quiet_has_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as fake, screen.progress(quiet=True) as tick:
        assert tick is None
    assert fake.text == ""


def test_colours_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in run("cluster", ARTICLES).output
    assert "\x1b" not in process("cluster", ARTICLES, env={"FORCE_COLOR": "", "TERM": "xterm"}).stdout.decode()


def test_the_curve_in_run_json_is_that_of_the_bands(tmp_path: Path) -> None:
    run("cluster", ARTICLES, "-o", tmp_path / "out", "-q")
    told = json.loads((tmp_path / "out" / "run.json").read_text())
    bands = Bands(told["bands"]["bands"], told["bands"]["rows"])
    assert [p["chance"] for p in told["s_curve"]] == [round(bands.chance(p["jaccard"]), 6) for p in told["s_curve"]]


def test_the_transcript_of_the_readme_is_what_the_commands_say() -> None:
    readme = (GOLDEN.parent.parent / "README.md").read_text(encoding="utf-8")
    transcript = readme.split("<!-- transcript:start -->")[1].split("<!-- transcript:end -->")[0]
    said = [line[4:] for line in transcript.splitlines() if line.startswith("    ") and line[4] not in "$…"]
    golden = [(GOLDEN / f"demo-{name}.txt").read_text(encoding="utf-8").splitlines() for name in ("summary", "explain")]
    assert len(said) > 40
    assert [line for line in said if line not in golden[0] + golden[1]] == []


def test_an_input_inside_the_output_folder_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("cluster", ARTICLES, "-o", out)
    before = (out / "documents.jsonl").read_bytes()
    done = run("cluster", out / "documents.jsonl", "--text-column", "title", "-o", out, code=2)
    assert "lies in" in done.stderr
    assert (out / "documents.jsonl").read_bytes() == before


def test_a_folder_with_other_files_and_an_own_result_is_read(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "x"}')
    (tmp_path / "bad.parquet").write_bytes(b"no parquet")
    (tmp_path / "a.txt").write_text("The ferry was stopped.")
    run("cluster", ARTICLES, "-o", tmp_path / "result")
    facts = json.loads(run("cluster", tmp_path, "--json").stdout)
    assert facts["counts"]["documents"] == 1
    assert facts["input"]["skipped"] == {"file without articles": 11}
    assert "bad.parquet" in run("cluster", tmp_path, "--on-error", "stop", code=1).stderr


def test_help_keeps_its_tables() -> None:
    lines = run("cluster", "--help").stdout.splitlines()
    assert any(line.startswith("    documents.*  ") for line in lines)
    assert not any("\\b" in line for line in lines)


# Owners and agencies


def test_owners_and_agencies_of_the_user(tmp_path: Path) -> None:
    owners, agencies = tmp_path / "owners.csv", tmp_path / "agencies.json"
    owners.write_text("outlet,owner\n# a house\nIlvane Herald,Lissa Media\nNorda Press,Lissa Media\n")
    agencies.write_text('[{"name": "Telmar News", "forms": ["Telmar Agency"]}]')
    out = tmp_path / "out"
    files = ("--owners", owners, "--agencies", agencies)
    done = run("cluster", ARTICLES, "-o", out, *files)
    assert "5 origins of 4 owners" in done.stdout
    rows = [json.loads(line) for line in (out / "reuse_matrix.jsonl").read_text().splitlines()]
    assert {row["same_owner"] for row in rows if row["source"] == "Norda Press"} == {True, False}
    assert {row["source"] for row in rows if row["direction"] == "credited"} == {"Telmar News"}
    stories = [json.loads(line) for line in (out / "stories.jsonl").read_text().splitlines()]
    assert all(1 <= story["owners"] <= story["origins"] for story in stories)


@pytest.mark.parametrize(
    ("content", "message"),
    [("A\n", "row 1"), ("A,\n", "row 1"), ("A,X\nA,Y\n", "belongs to X and to Y"), ("# none\n", "names no owner")],
)
def test_owners_that_cannot_be_read(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "owners.csv"
    path.write_text(content)
    assert message in run("cluster", ARTICLES, "--owners", path, code=1).stderr
