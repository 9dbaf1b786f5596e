"""A run on disk that is stopped anywhere goes on to the same result; what stops it harms nothing."""

from __future__ import annotations

import errno
import filecmp
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

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dedup import cli
from dedup.config import CopySettings, EngineSettings, ReadSettings
from dedup.engines import budget, spill, work
from dedup.engines.budget import parse_size, plan
from dedup.engines.disk import Shares, cluster_on_disk
from dedup.errors import InputError, OutputError, SettingsError
from dedup.report.files import write_run

ROOT = Path(__file__).resolve().parent.parent
TABLES = ("documents.jsonl", "pairs.jsonl")
Stop = Callable[[str], None]


class Stopped(BaseException):
    """As a signal would."""


def write(path: Path, n: int, seed: int = 1) -> Path:
    """JSON lines of n documents, many of them edited copies; some share their ids."""
    rng = random.Random(seed)
    words = [f"w{k}" for k in range(2000)]
    texts: list[list[str]] = []
    with path.open("w") as out:
        for number in range(n):
            text = list(rng.choice(texts[-30:])) if texts and rng.random() < 0.4 else rng.choices(words, k=60)
            text[rng.randrange(len(text))] = rng.choice(words)
            texts.append(text)
            name = f"{number % max(1, n - 5)}"
            out.write(json.dumps({"id": name, "text": " ".join(text), "date": "3/4/2018"}) + "\n")
    return path


def run(corpus: Path, folder: Path, out: str = "out", **more: Any) -> dict[str, Any]:
    with cluster_on_disk(corpus, memory="1GB", threads=2, work=folder / "work", **more) as copies:
        return write_run(copies, folder / out)


def same(folder: Path, a: str = "out", b: str = "whole") -> bool:
    return all(filecmp.cmp(folder / a / name, folder / b / name, shallow=False) for name in TABLES)


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus of several parts, and in `whole` its result of a run that nothing stopped."""
    monkeypatch.setattr(Shares, "of", lambda *_: Shares(8192, 3000, 200, 3000))
    path = write(tmp_path / "corpus.jsonl", 120)
    with cluster_on_disk(path, memory="1GB") as copies:
        write_run(copies, tmp_path / "whole")
    return path


def stop_at(monkeypatch: pytest.MonkeyPatch, what: Stop, name: str = "record") -> None:
    """Let `what` look at each step before it is recorded."""
    original = getattr(work.Work, name)

    def spy(self: Any, step: str, *args: Any, **facts: Any) -> Any:
        what(step)
        return original(self, step, *args, **facts)

    monkeypatch.setattr(work.Work, name, spy)


def steps_of(corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, **more: Any) -> list[str]:
    seen: list[str] = []
    with monkeypatch.context() as patch:
        stop_at(patch, seen.append)
        run(corpus, folder, "other", **more)
    shutil.rmtree(folder / "other")
    return seen


def test_stopped_before_every_step(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = steps_of(corpus, tmp_path, monkeypatch)
    kinds = [next(k for k, step in enumerate(steps) if step.startswith(kind)) for kind in ("part", "band", "range ")]
    assert len(steps) > 20
    for at in sorted({*range(0, len(steps), 11), *kinds, *(kind + 1 for kind in kinds), len(steps) - 1}):

        def stop(step: str, at: int = at) -> None:
            if step == steps[at]:
                raise Stopped

        with monkeypatch.context() as patch:
            stop_at(patch, stop)
            with pytest.raises(Stopped):
                run(corpus, tmp_path)
        left = steps_of(corpus, tmp_path, monkeypatch, resume=True)
        assert not set(left) & set(steps[:at])
        assert not (tmp_path / "work").exists()


def test_stopped_and_resumed_is_the_same_bytes(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for step in ("part 3", "read", "order", "band 7", "ranges", "range 1"):

        def stop(found: str, step: str = step) -> None:
            if found == step:
                raise Stopped

        with monkeypatch.context() as patch:
            stop_at(patch, stop)
            with pytest.raises(Stopped):
                run(corpus, tmp_path)
        told = run(corpus, tmp_path, resume=True)
        assert told["engine"]["resumed"] is (step != "shares")
        assert same(tmp_path)


def test_a_damaged_file_is_made_again(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(step: str) -> None:
        if step == "band 2":
            raise Stopped

    for name in ("00000002.texts", "00000001.keys", "00000000.sketch"):
        with monkeypatch.context() as patch:
            stop_at(patch, stop)
            with pytest.raises(Stopped):
                run(corpus, tmp_path)
        data = bytearray((tmp_path / "work" / name).read_bytes())
        data[len(data) // 2] ^= 1
        (tmp_path / "work" / name).write_bytes(data)
        run(corpus, tmp_path, resume=True)
        assert same(tmp_path)


def test_a_file_that_cannot_be_made_again(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(step: str) -> None:
        if step == "range 0":
            raise Stopped

    with monkeypatch.context() as patch:
        stop_at(patch, stop)
        with pytest.raises(Stopped):
            run(corpus, tmp_path)
    (tmp_path / "work" / "band.0003.pairs").write_bytes(b"")
    with pytest.raises(OutputError, match=r"00000000\.keys is gone or damaged, .* remove the folder and start again"):
        run(corpus, tmp_path, resume=True)


def test_an_error_of_the_caller_is_his_own(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="mine"), cluster_on_disk(corpus, memory="1GB", work=tmp_path / "work"):
        raise OSError(errno.ENOSPC, "mine")
    assert (tmp_path / "work" / work.MANIFEST).exists()
    run(corpus, tmp_path, resume=True)
    assert same(tmp_path)


def test_a_torn_manifest(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(step: str) -> None:
        if step == "part 4":
            raise Stopped

    for cut in (1, 30, 10**6):
        with monkeypatch.context() as patch:
            stop_at(patch, stop)
            with pytest.raises(Stopped):
                run(corpus, tmp_path)
        manifest = tmp_path / "work" / work.MANIFEST
        data = manifest.read_bytes()
        manifest.write_bytes(data[: max(0, len(data) - cut)])
        run(corpus, tmp_path, resume=True)
        assert same(tmp_path)


def test_killed_while_it_clears_up(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(work.Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(Stopped))
        with pytest.raises(Stopped):
            run(corpus, tmp_path)
    assert (tmp_path / "work" / work.DONE).exists() or (tmp_path / "work" / work.MANIFEST).exists()
    run(corpus, tmp_path, resume=True)
    assert same(tmp_path)


def test_what_is_not_its_own_work_is_refused(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(step: str) -> None:
        if step == "read":
            raise Stopped

    with monkeypatch.context() as patch:
        stop_at(patch, stop)
        with pytest.raises(Stopped):
            run(corpus, tmp_path)
    with pytest.raises(SettingsError, match="holds an unfinished run; go on with it with --resume"):
        run(corpus, tmp_path)
    with pytest.raises(SettingsError, match="an unfinished run of other settings"):
        run(corpus, tmp_path, resume=True, settings=CopySettings(threshold=0.8))
    with pytest.raises(SettingsError, match="an unfinished run of other reading"):
        run(corpus, tmp_path, resume=True, read_settings=ReadSettings(on_error="stop"))
    write(corpus, 60, seed=2)
    with pytest.raises(SettingsError, match="an unfinished run of other files"):
        run(corpus, tmp_path, resume=True)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("words")
    with (
        pytest.raises(OutputError, match="not empty and not the work folder"),
        cluster_on_disk(corpus, memory="1GB", work=tmp_path / "mine"),
    ):
        pass
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "words"
    with (
        pytest.raises(SettingsError, match="standard input cannot be read again"),
        cluster_on_disk("-", memory="1GB", work=tmp_path / "w", resume=True),
    ):
        pass


@pytest.mark.skipif(os.name != "posix", reason="locks are of this system")
def test_two_runs_in_one_folder(corpus: Path, tmp_path: Path) -> None:
    with (
        cluster_on_disk(corpus, memory="1GB", work=tmp_path / "work"),
        pytest.raises(OutputError, match="another run is using it"),
        cluster_on_disk(corpus, memory="1GB", work=tmp_path / "work", resume=True),
    ):
        pass


def test_a_full_disk(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(corpus, tmp_path)
    data = corpus.read_bytes()
    original = work.Sink.write
    for room in (5_000, 40_000, 80_000):
        written = 0
        before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

        def full(self: Any, piece: Any, room: int = room) -> None:
            nonlocal written
            written += memoryview(piece).nbytes
            if written > room:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            original(self, piece)

        with monkeypatch.context() as patch:
            patch.setattr(work.Sink, "write", full)
            with pytest.raises(OutputError, match=r"no space left on device; the input, .* as they were; make room"):
                run(corpus, tmp_path)
        assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
        assert corpus.read_bytes() == data
        run(corpus, tmp_path, resume=True)
        assert same(tmp_path)


def test_a_disk_that_is_too_small_is_told_before_anything_is_read(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(budget.shutil, "disk_usage", lambda _: usage._replace(free=1000))
    monkeypatch.setattr(spill, "run_parts", lambda *_: pytest.fail("it was read"))
    with pytest.raises(OutputError, match=r"needs about 0 MB of disk for working files, and 0 MB are free there; name"):
        run(corpus, tmp_path)
    assert not (tmp_path / "work").exists()


def test_a_temporary_work_folder_goes_with_an_error(corpus: Path, tmp_path: Path) -> None:
    with (
        pytest.raises(InputError),
        cluster_on_disk([corpus, tmp_path / "gone"], memory="1GB", work=tmp_path / "w", keep_work=False),
    ):
        pass
    (tmp_path / "bad.jsonl").write_text("nothing\n")
    with (
        pytest.raises(InputError),
        cluster_on_disk([corpus, tmp_path / "bad.jsonl"], memory="1GB", work=tmp_path / "w", keep_work=False),
    ):
        pass
    assert not (tmp_path / "w").exists()


# which engine


def test_sizes() -> None:
    sizes = ("4GB", "4 gb", "0.5GiB", "123456789", "2TB")
    assert [parse_size(text) for text in sizes] == [4 * 10**9, 4 * 10**9, 2**29, 123456789, 2 * 10**12]
    for text in ("", "much", "4XB", "-1GB", "4GBB", "1e9", "."):
        with pytest.raises(SettingsError, match="write a size such as 4GB"):
            parse_size(text)
    with pytest.raises(SettingsError, match="the least that dedup works with is 500 MB"):
        budget.budget("100MB")
    assert budget.budget(None) >= budget.LEAST


def test_the_engine_follows_from_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    path.touch()
    os.truncate(path, 10**9)  # sparse: nothing of it is read

    def chosen(level: str = "copies", **engine: Any) -> budget.Plan:
        return plan(path, ReadSettings(), CopySettings(), EngineSettings(**engine), level)

    assert chosen(memory="4GB").engine == "memory"
    assert chosen(memory="3GB").engine == "disk"
    assert chosen(memory="3GB").why == "it would take about 3.3 GB of memory, and 3.0 GB may be used"
    assert chosen(memory="3GB", engine="memory").engine == "memory"
    assert chosen(memory="8GB", engine="disk").engine == "disk"
    assert chosen("stories", memory="10GB").engine == "memory"
    with pytest.raises(SettingsError, match=r"stories are not; ask for .* --level copies, or .* --memory 9\.8GB"):
        chosen("stories", memory="4GB")
    with pytest.raises(SettingsError, match="name it with --work"):
        chosen(resume=True)
    rows = pa.table({"id": ["a"] * 1000, "text": ["words " * 1000] * 1000})
    pq.write_table(rows, tmp_path / "packed.parquet", use_dictionary=False)
    packed = plan(tmp_path / "packed.parquet", ReadSettings(), CopySettings(), EngineSettings(memory="1GB"), "copies")
    assert packed.need is not None
    assert 5_900_000 < packed.need.text_bytes < 6_200_000
    assert packed.need.text_bytes > 10 * (tmp_path / "packed.parquet").stat().st_size
    for size in (100, 10_000):  # short documents have more of what is kept beside the text
        (tmp_path / "rows.jsonl").write_text((json.dumps({"text": "x" * size}) + "\n") * (1_000_000 // size))
        short = plan(tmp_path / "rows.jsonl", ReadSettings(), CopySettings(), EngineSettings(memory="1GB"), "copies")
        assert short.need is not None
        assert (short.need.disk_bytes > 5_000_000) is (size == 100)
    piped = plan("-", ReadSettings(), CopySettings(), EngineSettings(memory="1GB"), "copies")
    assert (piped.engine, piped.need) == ("memory", None)


def dedup(*words: str) -> int:
    try:
        cli.main([*words], prog_name="dedup")
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "corpus.jsonl", 60)
    common = ("cluster", str(path), "--level", "copies", "-o")
    assert dedup(*common, str(tmp_path / "whole"), "--engine", "memory", "--json") == 0
    in_memory = json.loads(capsys.readouterr().out)
    assert dedup(*common, str(tmp_path / "out"), "--engine", "disk", "--memory", "1GB", "--json") == 0
    said = capsys.readouterr()
    on_disk = json.loads(said.out)
    assert said.err.startswith("Working on disk: asked for; about 0 MB of working files in ")
    assert same(tmp_path)
    assert on_disk["largest_clusters"] == in_memory["largest_clusters"]
    assert (in_memory["engine"]["name"], on_disk["engine"]["name"]) == ("memory", "disk")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["corpus.jsonl", "out", "whole"]
    assert dedup(*common, str(tmp_path / "out"), "--engine", "disk") == 0
    assert "worked on disk (asked for), with " in capsys.readouterr().out
    for work_folder in (tmp_path / "out" / "work", tmp_path / "out", tmp_path):
        assert dedup(*common, str(tmp_path / "out"), "--engine", "disk", "--work", str(work_folder)) == 2
        assert "lie in one another" in capsys.readouterr().err
    assert dedup("cluster", str(path), "--engine", "disk") == 2
    assert "--level copies" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals are of this system")
def test_killed_at_random_moments(tmp_path: Path) -> None:
    path = write(tmp_path / "corpus.jsonl", 4000)
    line = [sys.executable, "-m", "dedup", "cluster", str(path), "--level", "copies", "-q", "-o"]
    started = time.perf_counter()
    subprocess.run([*line, str(tmp_path / "whole"), "--engine", "memory"], cwd=ROOT, check=True)
    lasts = time.perf_counter() - started
    rng = random.Random(7)
    more = ["--engine", "disk", "--memory", "500MB", "--work", str(tmp_path / "work"), "--resume"]
    killed = 0
    for _ in range(5):
        with subprocess.Popen([*line, str(tmp_path / "out"), *more], cwd=ROOT) as process:
            try:
                process.wait(rng.uniform(0.3, 1.2) * lasts)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                killed += 1
    subprocess.run([*line, str(tmp_path / "out"), *more], cwd=ROOT, check=True)
    assert killed
    assert same(tmp_path)
    assert not (tmp_path / "work").exists()
