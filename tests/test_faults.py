"""What goes wrong outside of dedup: a clear error and its exit code, nothing half written, and the next run works.

The table of docs/faults.md has a row for each fault, with the name of its test.
"""

from __future__ import annotations

import ast
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import dedup
from dedup import Corpus, Index, read, read_claims
from dedup.errors import InputError
from dedup.pipeline import cluster

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT / "dedup" / "demo" / "articles.jsonl"
ENTRY = "from dedup.cli import entry; entry()"
Done = subprocess.CompletedProcess[str]
WRITING = ".dedup-writing-"
BEFORE = """
import importlib, os, resource, signal, sys
module, name = sys.argv[1].rsplit(".", 1)
where = importlib.import_module(module)
original = getattr(where, name)

def stopped(*arguments, **named):
    if sys.argv[0] == "-c":
        os.kill(os.getpid(), NUMBER)
        for _ in range(1000):  # the signal comes between two steps of Python
            pass
    return original(*arguments, **named)

setattr(where, name, stopped)
del sys.argv[1]
from dedup.cli import entry
entry()
"""
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals, limits and mounts are POSIX")


def dedup_run(*arguments: str | Path, code: str = "from dedup.cli import entry; entry()") -> Done:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    there = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=there, capture_output=True, text=True, check=False, timeout=300)


def signalled(number: int, moment: str, *arguments: str | Path) -> Done:
    """Run a command that gets a signal when it first calls the function `moment`."""
    return dedup_run(moment, *arguments, code=BEFORE.replace("NUMBER", str(int(number))))


def told(done: Done) -> str:
    """The one error for people that a command ended with."""
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("Error: "), done.stderr
    return last


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# The disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("command", ["cluster", pytest.param("compare", marks=pytest.mark.slow)])
def test_a_full_disk(small_disk: Path, command: str) -> None:
    done = dedup_run(command, ARTICLES, "-q", "-o", small_disk / "out")
    assert done.returncode == 1
    assert "no space left on device; nothing was written" in told(done)
    assert list(small_disk.iterdir()) == []


def test_a_full_disk_under_claims_and_an_index(small_disk: Path) -> None:
    done = dedup_run("claims", ARTICLES, "-q", "-o", small_disk / "claims.json")
    assert done.returncode == 1
    assert "no space left on device; nothing was written" in told(done)
    assert list(small_disk.iterdir()) == []
    index = Index.create(small_disk / "i")
    index.add(Corpus.from_texts(["Rain fell on the pier."], ids=["a"]))
    done = dedup_run("index", "add", small_disk / "i", ARTICLES, "-q")
    assert done.returncode == 1
    assert "no space left" in told(done).lower()
    index = Index.open(small_disk / "i")
    index.check()
    assert index.documents()["id"].to_pylist() == ["a"]


def test_a_disk_that_may_not_be_written_to(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    done = dedup_run("cluster", ARTICLES, "-q", "-o", small_disk / "out")
    assert done.returncode == 1
    assert "cannot be written" in told(done)


# The input


def test_an_input_that_cannot_be_read(tmp_path: Path) -> None:
    broken = Path("/proc/self/mem")  # opens, and fails when it is read
    if not broken.exists():
        pytest.skip("needs /proc")
    for name in ("x.jsonl", "x.csv", "x.txt", "x.parquet", "x.warc", "x.html"):
        (tmp_path / name).symlink_to(broken)
        done = dedup_run("cluster", tmp_path / name, "-q", "-o", tmp_path / "out")
        assert done.returncode == 1, name
        assert name in told(done)
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.parquet"])
@pytest.mark.parametrize("change", ["shrinks", "is garbled", "is gone"])
def test_an_input_that_changes_while_it_is_read(tmp_path: Path, name: str, change: str) -> None:
    path = tmp_path / name
    rng = random.Random(1)
    corpus = Corpus.from_texts([" ".join(rng.choices(["rain", "pier", "fire"], k=50)) for _ in range(3000)])
    table = corpus.columns("id", "text")
    if name.endswith("parquet"):
        import pyarrow.parquet as pq

        pq.write_table(table, path, row_group_size=100)
    else:
        rows = table.to_pylist()
        lines = [json.dumps(row) if name == "x.jsonl" else f"{row['id']},{row['text']}" for row in rows]
        path.write_text("id,text\n" * (name == "x.csv") + "\n".join(lines))
    seen = []

    def changed(done: int, total: int | None) -> None:
        if not seen:
            if change == "shrinks":
                os.truncate(path, 5000)
            elif change == "is garbled":
                with path.open("r+b") as file:
                    file.write(b'\xff\x00"' * 60_000)
            else:
                path.unlink()
        seen.append(done)

    try:
        made = read(path, threads=1, part_bytes=1 << 16, progress=changed)
    except InputError as error:
        assert name in str(error)  # noqa: PT017 - it need not be raised: what was read before may be whole rows
        return
    assert 0 < len(made) <= 3000
    made.table.validate(full=True)


# Stops

MOMENTS = [
    ("cluster", "dedup.corpus.read.open_parts"),
    ("cluster", "dedup.pipeline.find_stories"),
    ("cluster", "dedup.report.folder.write_json"),
    ("cluster", "dedup.report.folder._commit"),
    pytest.param("compare", "dedup.claims.coverage.read_articles", marks=pytest.mark.slow),
    pytest.param("compare", "dedup.report.comparing.to_html", marks=pytest.mark.slow),
    ("claims", "dedup.claims.collect.read_articles"),
    ("claims", "dedup.report.folder.flushed"),
]


@pytest.mark.parametrize(("command", "moment"), MOMENTS)
def test_ctrl_c_at_any_moment(tmp_path: Path, command: str, moment: str) -> None:
    out = tmp_path / ("out.json" if command == "claims" else "out")
    done = signalled(signal.SIGINT, moment, command, ARTICLES, "-q", "-o", out)
    assert (done.returncode, told(done)) == (130, "Error: stopped")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "moment", ["dedup.index.index.add", "dedup.index.draft.store", "dedup.index.draft.write_segment"]
)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_stop_of_index_add_leaves_the_last_state(tmp_path: Path, moment: str, number: int) -> None:
    where = tmp_path / "i"
    Index.create(where).add(Corpus.from_texts(["Rain fell on the pier."], ids=["a"]))
    done = signalled(number, moment, "index", "add", where, ARTICLES, "-q")
    assert done.returncode == (130 if number == signal.SIGINT else -signal.SIGKILL)
    assert "Traceback" not in done.stderr
    index = Index.open(where)
    index.check()
    assert index.documents()["id"].to_pylist() == ["a"]
    index.add(read(ARTICLES))
    assert len(index.documents()) == 1 + len(read(ARTICLES))


@pytest.mark.parametrize("existing", [True, False])
@pytest.mark.parametrize(
    ("command", "moment"),
    [
        ("cluster", "dedup.report.folder._commit"),
        pytest.param("compare", "dedup.report.comparing.to_html", marks=pytest.mark.slow),
    ],
)
def test_a_killed_writer(tmp_path: Path, command: str, moment: str, existing: bool) -> None:
    corpus, out = tmp_path / "in.jsonl", tmp_path / "out"
    corpus.write_text("".join(ARTICLES.read_text(encoding="utf-8").splitlines(keepends=True)[:4]), encoding="utf-8")
    if existing:
        assert dedup_run("cluster", corpus, "-q", "-o", out).returncode == 0
    before = contents(out) if existing else {}
    assert signalled(signal.SIGKILL, moment, command, corpus, "-q", "-o", out).returncode == -signal.SIGKILL
    left = {name: data for name, data in (contents(out) if out.exists() else {}).items() if WRITING not in name}
    assert left == before
    assert dedup_run(command, corpus, "-q", "-o", out).returncode == 0
    assert list(tmp_path.rglob(f"{WRITING}*")) == []
    assert (out / "run.json").exists()


@pytest.mark.parametrize("command", [["cluster", "--json"], ["claims", "--json"]])
def test_a_pipe_whose_reader_is_gone(command: list[str]) -> None:
    line = [sys.executable, "-m", "dedup", command[0], str(ARTICLES), *command[1:], "-q"]
    # with the jit off, numpy warns where integers wrap round as they are meant to
    settings = os.environ | {"PYTHONWARNINGS": "ignore:overflow encountered:RuntimeWarning"}
    with subprocess.Popen(line, cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.wait(120) in (0, -signal.SIGPIPE)
        assert running.stderr.read() == b""


# The machine


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", [700, 900, 1100])
def test_a_limit_of_memory(tmp_path: Path, megabytes: int) -> None:
    corpus = tmp_path / "big.jsonl"
    rng = random.Random(1)
    known = ["".join(rng.choices("abcdefghijklmnop", k=7)) for _ in range(5000)]
    with corpus.open("w", encoding="utf-8") as file:
        for i in range(30_000):
            file.write(json.dumps({"id": str(i), "text": " ".join(rng.choices(known, k=150))}) + "\n")
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({megabytes << 20}, {megabytes << 20}))\n"
    done = dedup_run(
        "cluster", corpus, "--level", "copies", "--engine", "memory", "-q", "-o", tmp_path / "out",
        code=limit + "from dedup.cli import entry; entry()",
    )  # fmt: skip
    if done.returncode == 0:
        assert (tmp_path / "out" / "run.json").exists()
    else:
        assert not (tmp_path / "out").exists()
        assert "Traceback" not in done.stderr
        if done.returncode > 0:
            assert "not enough memory" in told(done)
        else:  # the compiler of kernels ends the process where it finds no memory
            assert "LLVM ERROR: out of memory" in done.stderr or "Buffer allocation failed" in done.stderr


@pytest.mark.parametrize("sign", ["can't start new thread", "Unknown error: Failed to launch worker thread: x"])
def test_no_memory_for_a_thread_is_no_memory(monkeypatch: pytest.MonkeyPatch, sign: str) -> None:
    from click.testing import CliRunner

    from dedup.cli import main, run

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(sign)

    monkeypatch.setattr(run, "check_folder", fail)
    done = CliRunner().invoke(main, ["cluster", str(ARTICLES)])
    assert done.exit_code == 1
    assert "Error: not enough memory" in done.stderr


def test_no_result_depends_on_the_clock() -> None:
    """Spans of time are read off a clock that never goes back, and no other one is asked."""
    wall = re.compile(r"\b(?:time\.time(?:_ns)?|datetime\.(?:now|utcnow|today)|date\.today|localtime|time\.ctime)\b")
    for path in sorted((ROOT / "dedup").rglob("*.py")):
        names = [
            ast.unparse(node) for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Attribute)
        ]
        assert [name for name in names if wall.search(name)] == [], path


# Hostile sizes


def seconds(work: object) -> float:
    begin = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - begin


@pytest.mark.slow
def test_many_identical_documents_are_one_text() -> None:
    text = "Four people were killed when fire swept through the ferry off Port Ansel on Monday, police said. " * 3
    small, large = (Corpus.from_texts([text] * n) for n in (25_000, 100_000))
    cluster(small)
    assert seconds(lambda: cluster(large)) < 8 * seconds(lambda: cluster(small)) + 1
    copies = cluster(large)
    assert len(copies.documents()) == 100_000
    assert len(set(copies.documents()["copy_id"].to_pylist())) == 1


@pytest.mark.slow
def test_a_bucket_with_everything_in_it() -> None:
    """Texts that share nearly all of their words, so that every bucket is full: the cap bounds it."""
    rng = random.Random(3)
    base = [f"w{i}" for i in range(60)]
    texts = []
    for i in range(2000):
        words = [*base]
        words[rng.randrange(60)] = f"x{i}"
        texts.append(" ".join(words))
    copies = cluster(Corpus.from_texts(texts))
    assert copies.run["counts"]["buckets_over_cap"] > 0
    assert len(copies.pairs()) < 2000 * 1999 / 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["((((", "“‘", "a.b-", "1,", "at least ", "said ", "<p", "\n\n", "12:", "Mr. ", "A B "]
)
def test_a_line_that_is_hostile_to_expressions(unit: str) -> None:
    short, long = (unit * (n // len(unit)) for n in (5_000, 40_000))

    def work(text: str) -> None:
        read_claims(Corpus.from_texts([text]).with_text_dates(), processes=1)

    work(short)
    assert seconds(lambda: work(long)) < 8 * 4 * seconds(lambda: work(short)) + 2


def test_the_page_of_the_docs_names_every_test() -> None:
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    here = re.findall(r"^def (test_\w+)", Path(__file__).read_text(encoding="utf-8"), re.M)
    named = set(re.findall(r"`(test_\w+)`", page))
    assert set(here) - named == {"test_the_page_of_the_docs_names_every_test"}
    everywhere = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in sorted(named) if f"def {name}(" not in everywhere] == []
    assert dedup.__version__
