"""The shared index on a real server: the same answers as the index on disk, and clear errors."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import naive
from conftest import client_of, free_port
from dedup import CopySettings, Index, ReadSettings, SharedIndex
from dedup.errors import OutputError, SettingsError, StoreError, ThresholdError, UnknownDocumentError
from dedup.index import transact
from dedup.index.watch import watch
from test_cli import ARTICLES, ROOT, WIRE, run
from test_index import SETTINGS, TEXTS, Machine, batches, corpus_of, expected, put, state

pytestmark = pytest.mark.redis


@pytest.mark.parametrize("seed", range(3))
def test_batches_give_the_clusters_of_the_oracle(url: str, seed: int) -> None:
    rng = random.Random(seed)
    index, store = SharedIndex.create(url, **SETTINGS), naive.Store(0.5)
    for batch in batches(rng, 6, 7):
        index.add(corpus_of(batch), commit=rng.randint(1, 9))
        put(store, batch)
        assert state(index) == expected(store)
    gone = rng.sample(sorted(store.texts), 12)
    removed = index.remove([*gone, "nobody"])
    assert (removed.removed, removed.unknown) == (12, ("nobody",))
    assert list(removed.moved) == store.remove(gone)
    assert state(SharedIndex.open(url)) == expected(store)
    index.check()


def test_any_sequence_of_verbs_does_what_the_oracle_does(server: str) -> None:
    numbers = iter(range(10_000))

    class Shared(Machine):
        def new(self) -> Any:
            self.url = f"{server}?name=machine{next(numbers)}"
            return SharedIndex.create(self.url, **SETTINGS)

        def again(self) -> Any:
            return SharedIndex.open(self.url)

    case = Shared.TestCase
    case.settings = settings(
        max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
    )
    case("runTest").runTest()


def test_it_answers_as_the_index_on_disk_does(url: str, tmp_path: Path) -> None:
    documents = {f"d{i}": text for i, text in enumerate(TEXTS)}
    one, two = Index.create(tmp_path / "i", **SETTINGS), SharedIndex.create(url, **SETTINGS)
    assert one.add(corpus_of(documents)).documents.equals(two.add(corpus_of(documents)).documents)
    assert one.documents().equals(two.documents())
    assert one.query(corpus_of(documents)) == two.query(corpus_of(documents))
    for text in TEXTS:
        assert one.match(text, most=2) == two.match(text, most=2)
    left, right = one.info(), two.info()
    for name in (
        "documents",
        "distinct_texts",
        "clusters",
        "clusters_of_copies",
        "largest_cluster",
        "settings",
        "bands",
    ):
        assert left[name] == right[name]
    again = two.add(corpus_of(documents))
    assert (again.added, again.unchanged) == (0, len(TEXTS))
    assert two.cluster_of("d0") == one.cluster_of("d0")
    assert "d0" in two
    assert "x" not in two
    with pytest.raises(UnknownDocumentError, match="nobody"):
        two.cluster_of("nobody")
    with pytest.raises(ThresholdError):
        two.match("x", threshold=0.01)


def test_nothing_of_a_removed_document_stays(url: str, keys: Callable[[str], set[bytes]]) -> None:
    index = SharedIndex.create(url, **SETTINGS)
    empty = keys(url)
    index.add(corpus_of({f"d{i}": text for i, text in enumerate(TEXTS)}))
    assert len(keys(url)) > len(empty)
    index.remove([f"d{i}" for i in range(len(TEXTS))])
    assert len(index) == 0
    assert keys(url) == empty


def test_two_indexes_on_one_server_do_not_meet(server: str) -> None:
    one, two = (SharedIndex.create(f"{server}?name=pair{i}", **SETTINGS) for i in range(2))
    one.add(corpus_of({"a": TEXTS[0]}))
    assert len(two) == 0
    assert two.match(TEXTS[0]).matches == ()


def test_what_a_killed_writer_left_is_passed_over_and_deleted_by_compact(
    url: str, keys: Callable[[str], set[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = SharedIndex.create(url, **SETTINGS)
    index.add(corpus_of({"a": TEXTS[0]}))
    before = keys(url)

    class Killed(BaseException):
        pass

    def killed(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("dedup.index.transact.Change._queue_gone", killed)
        with pytest.raises(Killed):
            index.add(corpus_of({"b": TEXTS[3], "c": TEXTS[0] + " more"}))
    assert keys(url) > before
    assert state(index) == {"a": "c1"}
    assert index.match(TEXTS[3]).matches == ()
    index.compact()
    assert keys(url) == before
    index.add(corpus_of({"b": TEXTS[3]}))
    assert state(index) == {"a": "c1", "b": "c2"}


def test_a_killed_process_is_made_good_by_running_again(server: str, tmp_path: Path) -> None:
    rng = random.Random(4)
    rows = [
        {"id": f"d{i}", "text": f"{rng.choice(TEXTS)} {' '.join(rng.choices('abcdefgh', k=9))}"} for i in range(600)
    ]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    whole, killed = (SharedIndex.create(f"{server}?name={name}", **SETTINGS) for name in ("whole", "killed"))
    corpus = corpus_of({row["id"]: row["text"] for row in rows})
    whole.add(corpus, commit=50)
    command = [
        sys.executable,
        "-m",
        "dedup",
        "index",
        "add",
        f"{server}?name=killed",
        "news.jsonl",
        "--commit",
        "50",
        "-q",
    ]
    process = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)})
    while len(killed) < 100 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert 100 <= len(killed) < 600
    killed.check()
    client_of(server).delete("dedup:killed:lock")  # or two minutes later
    killed.add(corpus, commit=50)
    assert killed.documents().equals(whole.documents())


def test_there_is_one_writer(url: str) -> None:
    index = SharedIndex.create(url, **SETTINGS)
    with index._changing(), pytest.raises(StoreError, match="is being written to by another process"):
        SharedIndex.open(url).add(corpus_of({"a": TEXTS[0]}))
    index.add(corpus_of({"a": TEXTS[0]}))


def test_a_lost_lock_writes_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    index = SharedIndex.create(url, **SETTINGS)
    lock, placing = f"dedup:{url.rsplit('=', 1)[1]}:lock", transact.place

    def slow(*arguments: Any) -> Any:
        client_of(url).set(lock, "another")
        return placing(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(transact, "place", slow)
        with pytest.raises(StoreError, match="the lock was lost to another writer; nothing"):
            index.add(corpus_of({"a": TEXTS[0]}))
    assert len(index) == 0
    client_of(url).delete(lock)
    index.add(corpus_of({"a": TEXTS[0]}))
    assert len(index) == 1


def test_errors_say_what_to_do(url: str, server: str) -> None:
    with pytest.raises(StoreError, match="is no index; make one with"):
        SharedIndex.open(url)
    SharedIndex.create(url)
    with pytest.raises(OutputError, match="is an index already"):
        SharedIndex.create(url)
    with pytest.raises(SettingsError, match=r"threshold 0\.7 \(asked for: 0\.8\)"):
        SharedIndex.open(url, CopySettings(threshold=0.8))
    away = f"redis://127.0.0.1:{free_port()}/0?name=x"
    with pytest.raises(StoreError, match="no Redis server answers there"):
        SharedIndex.open(away)
    secret = server.replace("redis://", "redis://:wrong@") + "?name=x"
    with pytest.raises(StoreError) as refused:
        SharedIndex.open(secret)
    assert "wrong@" not in str(refused.value)
    for bad in ("redis://", "redis://h:x/0", "redis://h/one", "http://h/0", "redis://h/0?nome=x"):
        with pytest.raises(SettingsError, match="is no address of a shared index"):
            SharedIndex.open(bad)
    client_of(url).hset(f"dedup:{url.rsplit('=', 1)[1]}:meta", "format_version", 9)
    with pytest.raises(StoreError, match="has format version 9"):
        SharedIndex.open(url)
    with pytest.raises(SettingsError, match="two bands at least"):
        SharedIndex.create(f"{server}?name=one", threshold=1.0)


def test_a_lost_text_is_found_by_check(url: str) -> None:
    index = SharedIndex.create(url, **SETTINGS)
    index.add(corpus_of({"a": TEXTS[0]}))
    client_of(url).delete(f"dedup:{url.rsplit('=', 1)[1]}:texts")
    with pytest.raises(StoreError, match="the text of 'a' is lost"):
        index.check()


def test_the_command_line_and_a_watched_folder(url: str, tmp_path: Path) -> None:
    assert "no documents yet" in run("index", "create", url).stdout
    assert run("index", "add", url, ARTICLES).stdout.startswith("59 documents added:")
    assert json.loads(run("index", "add", url, ARTICLES, "--json").stdout)["unchanged"] == 59
    lines = [json.loads(line) for line in run("index", "query", url, ARTICLES, "--json").stdout.splitlines()]
    assert len(lines) == 59
    assert "1 document removed" in run("index", "remove", url, WIRE).stdout
    assert len(run("index", "list", url).stdout.splitlines()) == 58
    assert "58 documents" in run("index", "info", url, "--check").stdout
    run("index", "compact", url)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXTS[0])
    index = SharedIndex.open(url)
    for expected_names in (["a.txt"], []):
        taken = list(watch(index, tmp_path / "in", ReadSettings(), once=True, sleep=lambda _: None))
        assert [one.name for one in taken] == expected_names
    assert "no Redis server answers" in run("index", "info", f"redis://127.0.0.1:{free_port()}/0", code=1).stderr
