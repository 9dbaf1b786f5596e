"""What fuzzing runs on begins without a failure, and what it once found stays mended."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dedup import Index, read
from dedup.config import Shingling
from dedup.copies.verify import Texts
from dedup.errors import InputError, StoreError
from dedup.index import manifest
from dedup.report.runs import read_run
from fuzz import folders
from fuzz.choices import Choices, garbled_bytes, garbled_json
from fuzz.targets import TARGETS

SLOW = ("comparison", "run")


@pytest.mark.parametrize("name", [name for name in TARGETS if name not in SLOW])
def test_seeds(name: str) -> None:
    for seed in TARGETS[name].seeds():
        TARGETS[name].run(seed)


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_seeds_of_whole_folders(name: str) -> None:
    for seed in TARGETS[name].seeds():
        TARGETS[name].run(seed)


def test_the_same_bytes_garble_in_the_same_way() -> None:
    tree = {"a": [1, 2, {"b": None}], "c": "x"}
    for seed in folders.edit_seeds():
        assert garbled_json(tree, Choices(seed)) == garbled_json(tree, Choices(seed))
        assert garbled_bytes(b"abcdefgh" * 9, Choices(seed)) == garbled_bytes(b"abcdefgh" * 9, Choices(seed))
    assert tree == {"a": [1, 2, {"b": None}], "c": "x"}


# Found by fuzzing


def test_a_crafted_index_is_an_error_and_nothing_is_written_outside_an_array() -> None:
    """Counts of a segment decided how much room its shingles had: a smaller one with right checksums broke the heap."""
    texts = pa.chunked_array([pa.array(["one two three four five six seven"], pa.large_string())])
    with pytest.raises(ValueError, match="more shingles than were counted"):
        Texts.of(texts, np.array([0])).sets(np.array([0]), np.array([1]), Shingling())


@pytest.mark.parametrize(
    "edit",
    [
        lambda body: body.pop("generation"),
        lambda body: body["settings"].update(threshold=1e308),
        lambda body: body["settings"].update(outlet_order=5),
        lambda body: body["segments"][0].update(name="../../x"),
        lambda body: body["segments"][0].update(docs=1 << 70),
        lambda body: body["segments"].append(5),
        lambda body: body.update(bands=[3]),
        lambda body: body.update(probe="\ud800"),
    ],
)
def test_a_manifest_of_other_values_with_the_right_checksum(tmp_path: Path, edit: object) -> None:
    Index.create(tmp_path / "i").add(read([_articles(tmp_path)]))
    body = json.loads((tmp_path / "i" / manifest.NAME).read_text())
    body.pop("check")
    edit(body)  # type: ignore[operator]
    (tmp_path / "i" / manifest.NAME).write_text(json.dumps({**body, "check": manifest._check(body)}))
    with pytest.raises(StoreError, match="is damaged"):
        Index.open(tmp_path / "i")


def _articles(folder: Path) -> Path:
    path = folder / "a.jsonl"
    path.write_text('{"id": "a", "text": "The pier of Port Ansel burned on Monday."}\n')
    return path


def test_durations_that_python_cannot_hold(tmp_path: Path) -> None:
    table = pa.table({"text": ["The pier burned."], "published": pa.array([2**62], pa.duration("ms"))})
    pq.write_table(table, tmp_path / "x.parquet")
    read_ = read(tmp_path / "x.parquet")
    assert read_.columns("published")["published"].to_pylist() == [None]
    assert read_.report.unparsed_dates == 1


def test_json_that_is_too_deep_is_no_run(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"a":' * 100_000)
    with pytest.raises(InputError, match="is not JSON"):
        read_run(tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="needs atheris: pip install '.[fuzz]'")
def test_atheris_runs_the_targets(tmp_path: Path) -> None:
    tests = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "fuzz", "fold", "--seconds", "5"]
    done = subprocess.run(
        command,
        cwd=tests.parent,
        env={**os.environ, "PYTHONPATH": str(tests)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no failure" in done.stdout
