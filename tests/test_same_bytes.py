"""The same input gives the same bytes: on any threads and engine, in any order of files, in any surroundings.

Each run is a process of its own, because a locale, a time zone and the seed of hashes are those of a process. The bytes
of all files are compared; run.json says how long it took, so of it the digests of the files, counts and settings are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT / "dedup" / "demo" / "articles.jsonl"
PLAIN = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
VARIANTS: dict[str, tuple[dict[str, str], list[str]]] = {
    "two threads": ({}, ["--threads", "2"]),
    "another seed of hashes": ({"PYTHONHASHSEED": "4711"}, []),
    "the locale C": ({"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, []),
    "a Turkish locale": ({"LC_ALL": "tr_TR.UTF-8"}, []),
    "a time zone that is ahead": ({"TZ": "Pacific/Kiritimati"}, []),
    "files the other way round": ({}, ["reversed"]),
}
ALL_AT_ONCE = (
    {"PYTHONHASHSEED": "4711", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
    ["--threads", "2", "reversed"],
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The demo in three files."""
    folder = tmp_path_factory.mktemp("corpus")
    lines = ARTICLES.read_text(encoding="utf-8").split("\n")
    for k in range(3):
        (folder / f"{k}.jsonl").write_text("\n".join(lines[k::3]) + "\n", encoding="utf-8")
    return [str(folder / f"{k}.jsonl") for k in range(3)]


def written(
    command: str, corpus: list[str], out: Path, more: list[str], surroundings: dict[str, str], *options: str
) -> dict[str, Any]:
    """What a run wrote: the bytes of all files, and of run.json what does not tell the time."""
    files = corpus[::-1] if "reversed" in more else corpus
    more = [word for word in more if word != "reversed"]
    threads = [] if "--threads" in more else ["--threads", "1"]
    line = [sys.executable, "-m", "dedup", command, *files, "-q", "-o", str(out), *threads, *more, *options]
    subprocess.run(line, cwd=ROOT, env={**os.environ, **PLAIN, **surroundings}, check=True)
    made: dict[str, Any] = {path.name: path.read_bytes() for path in out.iterdir() if path.name != "run.json"}
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    made["run"] = {name: run[name] for name in ("files", "counts", "settings", "bands", "input") if name in run}
    return made


@pytest.fixture(scope="module")
def clustered(corpus: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return written("cluster", corpus, tmp_path_factory.mktemp("plain") / "out", [], {})


@pytest.mark.parametrize("name", VARIANTS)
def test_clusters(clustered: dict[str, Any], corpus: list[str], tmp_path: Path, name: str) -> None:
    surroundings, more = VARIANTS[name]
    made = written("cluster", corpus, tmp_path / "out", more, surroundings)
    assert made == clustered


@pytest.mark.parametrize("format_", ["jsonl", "csv", "parquet"])
def test_engines(corpus: list[str], tmp_path: Path, format_: str) -> None:
    options = ["--level", "copies", "--format", format_]
    memory = written("cluster", corpus, tmp_path / "memory", [], {}, *options, "--engine", "memory")
    surroundings, more = ALL_AT_ONCE
    disk = written("cluster", corpus, tmp_path / "disk", more, surroundings, *options, "--engine", "disk")
    tables = {name for name in memory if name != "run"}
    assert tables == {name for name in disk if name != "run"}
    assert {name: disk[name] for name in tables} == {name: memory[name] for name in tables}
    assert disk["run"]["files"] == memory["run"]["files"]


@pytest.mark.slow
def test_comparisons(corpus: list[str], tmp_path: Path) -> None:
    plain = written("compare", corpus, tmp_path / "plain", [], {}, "--format", "parquet")
    surroundings, more = ALL_AT_ONCE
    assert written("compare", corpus, tmp_path / "other", more, surroundings, "--format", "parquet") == plain


@pytest.mark.slow
def test_the_jit_does_not_show(clustered: dict[str, Any], corpus: list[str], tmp_path: Path) -> None:
    few = {"NUMBA_DISABLE_JIT": "1", "PYTHONWARNINGS": "ignore"}
    assert written("cluster", corpus, tmp_path / "out", [], few) == clustered
