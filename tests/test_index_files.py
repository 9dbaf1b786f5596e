"""What is on the disk: kills, damage, other versions, two writers, folders that are watched."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dedup import Index, ReadSettings
from dedup.errors import InputError, StoreError
from dedup.index import manifest, pages
from dedup.index.watch import Taken, watch
from test_index import SETTINGS, TEXTS, corpus_of, state

ROOT = Path(__file__).resolve().parent.parent
FIRST = {f"a{i}": text for i, text in enumerate(TEXTS[:14])}
SECOND = {f"b{i}": text for i, text in enumerate(TEXTS[10:])}


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != manifest.LOCK}


def change(index: Index) -> None:
    """A change with everything in it: segments, tombstones, documents that are placed anew, a merge."""
    index.add(corpus_of(SECOND), commit=8)
    index.remove(["a0", "a2", "b1"])


def start(folder: Path) -> Index:
    index = Index.create(folder, **SETTINGS)
    index.add(corpus_of(FIRST))
    return index


@pytest.mark.slow
def test_a_kill_at_any_write_leaves_a_good_state_and_the_same_command_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is copied at each write, rename and sync: each copy is what a kill there would have left."""
    index = start(tmp_path / "i")
    copies: list[Path] = []

    def copied(function: Callable[..., Any]) -> Callable[..., Any]:
        def inner(*arguments: Any, **named: Any) -> Any:
            copies.append(tmp_path / f"copy{len(copies)}")
            shutil.copytree(index.path, copies[-1])
            return function(*arguments, **named)

        return inner

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", copied(Path.replace))
        patch.setattr(Path, "unlink", copied(Path.unlink))
        patch.setattr(os, "fsync", copied(os.fsync))
        patch.setattr(pages.PageWriter, "_write", copied(pages.PageWriter._write))
        change(index)
    wanted = files(index.path)
    states = {1: {**state(Index.open(copies[0]))}}
    assert len(copies) > 200
    for copy in copies[:: max(1, len(copies) // 40)]:
        there = Index.open(copy)
        there.check()
        known = states.setdefault(there.info()["generation"], state(there))
        assert state(there) == known
        change(there)
        assert files(copy) == wanted
    assert len(states) >= 4


@pytest.mark.slow
def test_killed_processes_are_made_good_by_running_again(tmp_path: Path) -> None:
    rng = random.Random(4)
    rows = [
        {"id": f"d{i}", "text": f"{rng.choice(TEXTS)} {' '.join(rng.choices('abcdefgh', k=9))}"} for i in range(2000)
    ]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    Index.create(tmp_path / "whole", **SETTINGS)
    Index.create(tmp_path / "killed", **SETTINGS)

    def add(name: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dedup", "index", "add", name, "news.jsonl", "--commit", "100", "-q"]
        return subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)})

    assert add("whole").wait() == 0
    for commits in (3, 9, 15):
        process = add("killed")
        while manifest.load(tmp_path / "killed").generation < commits and process.poll() is None:
            time.sleep(0.002)
        time.sleep(0.1 * rng.random())
        process.send_signal(signal.SIGKILL)
        process.wait()
        Index.open(tmp_path / "killed").check()
    assert add("killed").wait() == 0
    assert files(tmp_path / "killed") == files(tmp_path / "whole")


@pytest.mark.slow
def test_damage_to_any_file_is_found_and_never_answers_wrongly(tmp_path: Path) -> None:
    index = start(tmp_path / "i")
    change(index)
    index.set_watched("/incoming", {"a.jsonl": [1, 2]})
    index = Index.open(index.path)
    before = state(index)
    right = [index.match(text) for text in TEXTS]
    names = sorted(files(index.path))
    assert {Path(name).suffix for name in names} == {".json", ".segment", ".gone"}
    rng = random.Random(1)
    for name in names:
        path = index.path / name
        whole = path.read_bytes()
        for place in sorted(rng.sample(range(len(whole)), min(len(whole), 60))):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << rng.randrange(8))]) + whole[place + 1 :])
            if name == manifest.SEEN:
                try:
                    assert Index.open(index.path).watched("/incoming") == {"a.jsonl": [1, 2]}  # a blank became another
                except StoreError as error:
                    assert "delete it" in str(error)  # noqa: PT017 - it need not be raised
                continue
            try:
                damaged = Index.open(index.path)
                text = rng.randrange(len(TEXTS))
                assert damaged.match(TEXTS[text]) == right[text]
                assert state(damaged) == before
                damaged.check()
                assert name == manifest.NAME  # a blank became another one
            except StoreError as error:
                assert name in str(error) or "damaged" in str(error)  # noqa: PT017
        for length in (0, 10, len(whole) // 2, len(whole) - 2):
            path.write_bytes(whole[:length])
            with pytest.raises(StoreError, match=r"damaged|cut short"):
                Index.open(index.path).watched("/incoming")
        path.write_bytes(whole)
    Index.open(index.path).check()


def test_a_missing_or_exchanged_file_is_named(tmp_path: Path) -> None:
    index = start(tmp_path / "i")
    index.add(corpus_of(SECOND))
    one, two = sorted(index.path.glob("*.segment"))
    one.rename(tmp_path / "away")
    with pytest.raises(StoreError, match=rf"{one.name}: is missing"):
        Index.open(index.path)
    shutil.copy(two, one)
    with pytest.raises(StoreError, match="is not the file that the manifest names"):
        Index.open(index.path)


def test_other_versions_of_the_format_are_refused(tmp_path: Path) -> None:
    index = start(tmp_path / "i")
    segment = next(index.path.glob("*.segment"))
    whole = segment.read_bytes()
    segment.write_bytes(whole[:8] + b"\x00\x00\x00\x00" + whole[12:])
    with pytest.raises(StoreError, match="has format version 0, and this version of dedup reads 1"):
        Index.open(index.path)
    segment.write_bytes(whole)
    body = json.loads((index.path / manifest.NAME).read_text())
    (index.path / manifest.NAME).write_text(json.dumps({**body, "format_version": 99}))
    with pytest.raises(StoreError, match="has format version 99, and this version of dedup reads 1"):
        Index.open(index.path)


def test_another_folding_or_sketching_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = start(tmp_path / "i")
    with monkeypatch.context() as patch:
        patch.setattr(manifest, "_PROBE", ("What another dedup would make of it.", "x"))
        with pytest.raises(StoreError, match="folds or sketches texts otherwise"):
            Index.open(index.path)


def test_there_is_one_writer_and_the_second_is_told_who(tmp_path: Path) -> None:
    index = start(tmp_path / "i")
    with manifest.writing(index.path):
        with pytest.raises(StoreError, match=f"is being written to by process {os.getpid()}"):
            index.remove(["a0"])
        assert Index.open(index.path).match(TEXTS[0]).matches
    index.remove(["a0"])


def test_what_a_killed_writer_left_is_swept_by_the_next(tmp_path: Path) -> None:
    index = start(tmp_path / "i")
    (index.path / "00000077.segment").write_bytes(b"half")
    (index.path / "tmp-00000078.gone").write_bytes(b"")
    (index.path / "notes.txt").write_text("mine")
    Index.open(index.path).check()
    index.remove(["a0"])
    left = {path.name for path in index.path.iterdir()}
    assert "notes.txt" in left
    assert not {"00000077.segment", "tmp-00000078.gone"} & left


def test_many_small_blocks_and_pages_come_back(tmp_path: Path) -> None:
    out = pages.PageWriter(tmp_path / "x")
    values = np.arange(5000, dtype=np.uint64)
    at = out.block(b"abc")
    out.array("a", values)
    out.array("none", values[:0].reshape(0, 2))
    check = out.finish({"x": 1})
    read = pages.Pages(tmp_path / "x")
    assert (read.check, read.meta) == (check, {"x": 1})
    assert bytes(read.read(at, at + 3)) == b"abc"
    assert (read["a"] == values).all()
    assert (read.take("a", np.array([4999, 0])) == [4999, 0]).all()
    assert read["none"].shape == (0, 2)


# ---- watching


def looks(folder: Path, index: Index, steps: list[Callable[[], object]]) -> list[Taken]:
    """What is taken while these things happen, one before each look."""
    waiting = iter(steps)

    class Over(Exception):
        pass

    def sleep(_: float) -> None:
        try:
            next(waiting)()
        except StopIteration:
            raise Over from None

    taken: list[Taken] = []
    with contextlib.suppress(Over):
        taken.extend(watch(index, folder, ReadSettings(), sleep=sleep))
    return taken


def test_files_are_taken_as_they_appear_and_none_twice(tmp_path: Path) -> None:
    folder = tmp_path / "incoming"
    (folder / "sub").mkdir(parents=True)
    index = Index.create(tmp_path / "i", **SETTINGS)

    def write(name: str, *texts: str) -> Callable[[], object]:
        return lambda: (folder / name).write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))

    write("a.jsonl", TEXTS[0])()
    taken = looks(folder, index, [lambda: None, write("sub/a.jsonl", TEXTS[0]), lambda: None, lambda: None])
    assert [(one.name, one.added and one.added.added) for one in taken] == [("a.jsonl", 1), ("sub/a.jsonl", 1)]
    assert state(index) == {"a.jsonl:1": "c1", "sub/a.jsonl:1": "c1"}
    assert looks(folder, Index.open(index.path), [lambda: None] * 3) == []
    grown = looks(folder, Index.open(index.path), [write("a.jsonl", TEXTS[0], TEXTS[1]), lambda: None, lambda: None])
    assert [(one.added and (one.added.added, one.added.unchanged)) for one in grown] == [(1, 1)]
    (folder / "bad.jsonl").write_text("[1, 2]")
    bad = looks(folder, Index.open(index.path), [lambda: None] * 3)
    assert [one.name for one in bad] == ["bad.jsonl"]
    assert bad[0].problem


def test_a_file_that_is_still_written_is_left_for_later(tmp_path: Path) -> None:
    folder = tmp_path / "incoming"
    folder.mkdir()
    index = Index.create(tmp_path / "i", **SETTINGS)
    row = json.dumps({"id": "x", "text": TEXTS[0]})

    def write(part: str) -> None:
        with (folder / "a.jsonl").open("a") as file:
            file.write(part)

    taken = looks(folder, index, [lambda: write(row[:9]), lambda: write(row[9:]), lambda: write("\n"), lambda: None])
    assert [(one.name, one.problem) for one in taken] == [("a.jsonl", None)]
    assert state(index) == {"x": "c1"}


def test_a_folder_waits_while_another_process_is_writing(tmp_path: Path) -> None:
    folder = tmp_path / "incoming"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXTS[0])
    index = Index.create(tmp_path / "i", **SETTINGS)
    other = manifest.writing(index.path)
    steps = [other.__enter__, lambda: None, lambda: other.__exit__(None, None, None), lambda: None, lambda: None]
    assert [one.name for one in looks(folder, index, steps)] == ["a.txt"]
    assert state(index) == {"a.txt": "c1"}


def test_watching_once_ends_and_a_folder_must_be_there(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", **SETTINGS)
    folder = tmp_path / "incoming"
    with pytest.raises(InputError, match="there is no such folder"):
        list(watch(index, folder, ReadSettings()))
    folder.mkdir()
    (folder / "a.txt").write_text(TEXTS[0])
    taken = list(watch(index, folder, ReadSettings(), once=True, sleep=lambda _: None))
    assert [one.name for one in taken] == ["a.txt"]
    assert state(index) == {"a.txt": "c1"}
