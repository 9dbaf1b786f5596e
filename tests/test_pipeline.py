"""The whole method, from files or from memory: the same answer whatever the threads and the order."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import naive
from dedup import Copies, CopySettings, Corpus, ReadSettings, cluster, read
from dedup.config import with_overrides
from dedup.errors import SettingsError
from dedup.machine import thread_count
from dedup.pipeline import cluster_files

N = 60


def rows(seed: int) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    texts = naive.corpus(rng, N, length=30)
    return [
        {
            "id": f"d{i:03}",
            "text": text,
            "date": rng.choice([None, f"2024-05-{rng.randint(1, 28):02}"]),
            "outlet": rng.choice([None, "Herald", "Post"]),
        }
        for i, text in enumerate(texts)
    ]


def corpus_of(made: list[dict[str, Any]]) -> Corpus:
    columns = {name: [row[name] for row in made] for name in made[0]}
    return Corpus.from_texts(columns["text"], ids=columns["id"], dates=columns["date"], outlets=columns["outlet"])


def answer(copies: Copies, *, places: bool = False) -> tuple[pa.Table, pa.Table, Any]:
    documents = copies.documents()
    return documents if places else documents.drop_columns(["source", "row"]), copies.pairs(), copies.run["counts"]


@pytest.mark.parametrize("keep", ["earliest", "longest"])
def test_threads_and_order_do_not_show(keep: str) -> None:
    made = rows(1)
    wanted = answer(cluster(corpus_of(made), threads=1, threshold=0.5, keep=keep, bucket_cap=3, pair_cap=2))
    assert wanted[2]["clusters"] > 3
    assert wanted[2]["buckets_over_cap"] > 0
    rng = random.Random(2)
    for threads in (1, 2, 5):
        shuffled = rng.sample(made, len(made))
        found = cluster(corpus_of(shuffled), threads=threads, threshold=0.5, keep=keep, bucket_cap=3, pair_cap=2)
        assert answer(found) == wanted
        assert found.run["threads"] == threads


def test_measured_recall_does_not_depend_on_the_order() -> None:
    made = rows(1)
    first = cluster(corpus_of(made), threads=1, measure_recall=20).run["recall"]
    assert first["sample"] == 20
    assert cluster(corpus_of(made[::-1]), threads=5, measure_recall=20).run["recall"] == first


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = rows(3)
    paths = [tmp_path / f"{name}.jsonl" for name in "abc"]
    for i, path in enumerate(paths):
        lines = [json.dumps(row, ensure_ascii=i == 1) for row in made[i::3]]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


def test_files_are_clustered_as_a_corpus_is(files: list[Path]) -> None:
    settings = CopySettings(threshold=0.5)
    wanted = answer(cluster(read(files), settings), places=True)
    assert wanted[2]["documents"] == N
    for threads in (1, 2, 5):
        for order, part_bytes in ((files, 1 << 24), (files[::-1], 1 << 10)):
            found = cluster_files(order, ReadSettings(part_bytes=part_bytes), settings, threads=threads)
            assert answer(found, places=True) == wanted
    assert found.run["input"]["documents"] == N
    assert {"candidates", "verify", "cluster"} < found.run["seconds"].keys()
    assert all(seconds >= 0 for seconds in found.run["seconds"].values())
    assert found.run["settings"]["shingle"] == "words:5"
    json.dumps(found.run)


def test_a_corpus_of_many_chunks(files: list[Path]) -> None:
    """Documents stand in parts of one kB; numbers, texts and sketches find each other all the same."""
    corpus = read(files, part_bytes=1 << 10)
    assert corpus.table["text"].num_chunks > 3
    copies = cluster(corpus, threshold=0.5, threads=2)
    texts = [corpus.text(i) for i in range(N)]
    found = {(row["left"], row["right"]): row["jaccard"] for row in copies.pairs().to_pylist()}
    ids = copies.documents()["id"].to_pylist()
    assert found == {(ids[i], ids[j]): value for (i, j), value in naive.pairs(texts, 0.5).items()}


def test_progress_tells_every_stage(files: list[Path]) -> None:
    ticks: list[tuple[str, int, int | None]] = []
    cluster_files(files, threads=2, measure_recall=10, progress=lambda *tick: ticks.append(tick))
    stages = list(dict.fromkeys(stage for stage, _, _ in ticks if stage != "compile"))
    assert stages == ["read and sketch", "candidates", "verify", "measure recall"]
    for stage in stages:
        last = [tick for tick in ticks if tick[0] == stage][-1]
        assert last[1] == last[2]
        done = [tick[1] for tick in ticks if tick[0] == stage]
        assert done == sorted(done)


def test_overrides() -> None:
    assert with_overrides(None, {}) == CopySettings()
    settings = with_overrides(CopySettings(slots=64), {"threshold": 0.8, "shingle": "chars:9"})
    assert (settings.slots, settings.threshold, str(settings.shingle)) == (64, 0.8, "chars:9")
    with pytest.raises(SettingsError, match=r"there is no setting 'slot'; there are .*slots"):
        with_overrides(None, {"slot": 64})


def test_thread_count() -> None:
    assert thread_count(3) == 3
    assert thread_count(None) >= 1
    for bad in (0, -1):
        with pytest.raises(SettingsError, match=f"threads is {bad}"):
            thread_count(bad)
