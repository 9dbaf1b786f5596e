"""The engine on disk answers byte for byte as the one in memory, however small its batches are."""

from __future__ import annotations

import bz2
import csv
import filecmp
import gzip
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dedup.config import CopySettings, ReadSettings, Shingling
from dedup.engines.disk import Shares, cluster_on_disk
from dedup.engines.runs import PAIR, VERIFIED, Run, Runs
from dedup.errors import InputError, UnknownDocumentError
from dedup.kernels.bands import band_keys, band_mixes, pack_keys
from dedup.pipeline import cluster_files
from dedup.report.files import write_run

DEMO = Path(__file__).resolve().parent.parent / "dedup" / "demo" / "articles.jsonl"
Row = dict[str, Any]
TINY = Shares(part_bytes=2048, sorted_bytes=6000, most_pairs=60, most_shingles=900)
"""So little that a handful of documents takes many parts, sorted parts, ranges and blocks."""


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Shares, "of", lambda *_: TINY)


def both(
    paths: Any,
    folder: Path,
    settings: CopySettings | None = None,
    read: ReadSettings | None = None,
    *,
    format_: str = "jsonl",
    threads: int = 2,
    recall: int = 0,
) -> tuple[Row, Row]:
    """Run both engines; what their run.json says. Their tables must be the same bytes."""
    copies = cluster_files(paths, read, settings, threads=2, measure_recall=recall)
    memory = write_run(copies, folder / "memory", format_)
    more: dict[str, Any] = {"memory": "1GB", "threads": threads, "measure_recall": recall, "work": folder / "work"}
    with cluster_on_disk(paths, read, settings, **more) as stored:
        on_disk = write_run(stored, folder / "disk", format_)
        assert stored.clusters(3) == copies.clusters(3)
        assert stored.text_bytes == copies.text_bytes
        first = copies.documents()["id"][0].as_py()
        assert stored.text(first) == copies.text(first)
        with pytest.raises(UnknownDocumentError):
            stored.text("no such document")
        assert stored.documents().to_reader().read_all().equals(copies.documents())
        assert stored.pairs().to_reader().read_all().equals(copies.pairs())
    assert not (folder / "work").exists()
    for name in ("documents", "pairs"):
        file = f"{name}.{format_}"
        assert filecmp.cmp(folder / "memory" / file, folder / "disk" / file, shallow=False), name
    for name in ("counts", "input", "recall", "bands", "s_curve", "settings", "files"):
        assert on_disk[name] == memory[name]
    return memory, on_disk


def made(seed: int, n: int) -> list[Row]:
    """Rows with edited copies, shared ids, ids that look renamed, dates of several forms, and holes."""
    rng = random.Random(seed)
    words = [f"w{k}" for k in range(400)]
    rows: list[Row] = []
    for number in range(n):
        if rows and rng.random() < 0.5:
            text = rng.choice(rows[-12:])["text"].split()
            for _ in range(rng.choice((0, 0, 1, 3))):
                if text:
                    text[rng.randrange(len(text))] = rng.choice(words)
        else:
            text = rng.choices(words, k=rng.choice((0, 3, 20, 60)))
        name = rng.choice((f"doc-{number}", f"doc-{rng.randrange(9)}", f"doc-{rng.randrange(9)}#2", f"é{number}"))
        row: Row = {"id": name, "text": " ".join(text)}
        row["outlet"] = rng.choice(("Herald", "Echo", None))
        row["date"] = rng.choice((None, "3/4/2018", "12/25/2018", "2018-04-08", "2018-04-08T14:05+02:00", "soon"))
        row["title"] = rng.choice((None, "A title"))
        rows.append(row)
    return rows


def as_jsonl(rows: list[Row]) -> bytes:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    return "\n".join([*lines[:3], '{"broken', "", *lines[3:]]).encode()


def as_csv(rows: list[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_parquet(rows: list[Row]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out, row_group_size=5)
    return out.getvalue()


def without_ids(rows: list[Row]) -> bytes:
    return as_jsonl([{**row, "id": None} for row in rows])


FILES: dict[str, Callable[[list[Row]], bytes]] = {
    "a.jsonl": as_jsonl,
    "b.csv": as_csv,
    "c.parquet": as_parquet,
    "d.jsonl.gz": lambda rows: gzip.compress(as_jsonl(rows)),
    "e.jsonl.bz2": lambda rows: bz2.compress(without_ids(rows)),
    "f.json": lambda rows: json.dumps(rows).encode(),
}


def corpus(folder: Path, seed: int, n: int, names: tuple[str, ...] = tuple(FILES)) -> Path:
    """A folder of files of these formats with n rows each, and two text files."""
    root = folder / "corpus"
    root.mkdir()
    for k, name in enumerate(names):
        (root / name).write_bytes(FILES[name](made(seed + k, n)))
    (root / "g.txt").write_text("One text alone in its file, and so one document.")
    (root / "h.md").write_text("One text alone in its file, and so one document!")
    return root


@pytest.mark.parametrize("format_", ["jsonl", "csv", "parquet"])
def test_the_demo(tmp_path: Path, format_: str, tiny: None) -> None:
    memory, _ = both(DEMO, tmp_path, format_=format_, recall=100)
    assert memory["counts"]["clusters"] > 1
    assert memory["recall"]["value"] == 1.0


def test_shares_of_a_real_budget(tmp_path: Path) -> None:
    both(DEMO, tmp_path)


@pytest.mark.parametrize(("seed", "threads"), [(0, 1), (1, 3), (2, 2)])
def test_several_files_formats_and_shared_ids(tmp_path: Path, seed: int, threads: int, tiny: None) -> None:
    memory, _ = both(corpus(tmp_path, 10 * seed, 40), tmp_path, threads=threads)
    assert memory["input"]["renamed_ids"] > 5
    assert memory["input"]["skipped"] == {"not JSON": 3}
    assert memory["counts"]["clusters"] > 5


@pytest.mark.parametrize(
    "change",
    [
        {"keep": "longest"},
        {"keep": "outlet", "outlet_order": ("Echo", "Herald")},
        {"threshold": 0.4},
        {"bucket_cap": 2, "pair_cap": 2},
        {"shingle": Shingling("chars", 9), "slots": 64},
    ],
    ids=str,
)
def test_settings(tmp_path: Path, change: dict[str, Any], tiny: None) -> None:
    root = corpus(tmp_path, 7, 30, ("a.jsonl", "b.csv"))
    near = [{"id": f"near-{k}", "text": " ".join([*map(str, range(60)), f"w{k}"])} for k in range(5)]
    (root / "near.jsonl").write_bytes(as_jsonl(near))
    memory, _ = both(root, tmp_path, CopySettings(**change))
    if "bucket_cap" in change:
        assert memory["counts"]["buckets_over_cap"] > 0
        assert memory["counts"]["pairs_over_cap"] > 0


@hypothesis_settings(max_examples=40)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "id": st.sampled_from(("a", "a#2", "a#2#2", "a!", "b", "ä", "")),
                "text": st.text("ab .", max_size=24),
                "date": st.sampled_from((None, "3/4/2018", "25/12/2018", "12/25/2018")),
                "title": st.sampled_from((None, "x", "y")),
            }
        ),
        min_size=1,
        max_size=12,
    ),
    cut=st.integers(0, 12),
)
def test_any_rows(tmp_path_factory: pytest.TempPathFactory, rows: list[Row], cut: int) -> None:
    folder = tmp_path_factory.mktemp("rows")
    for name, some in (("one.jsonl", rows[:cut]), ("two.jsonl", rows[cut:])):
        if some:
            (folder / name).write_text("".join(json.dumps(row) + "\n" for row in some))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shares, "of", lambda *_: Shares(1024, 2500, 8, 5))
        both(sorted(folder.glob("*.jsonl")), folder, CopySettings(slots=16, shingle=Shingling("words", 1)))


def test_the_order_of_files_and_of_threads_changes_nothing(tmp_path: Path, tiny: None) -> None:
    root = corpus(tmp_path, 3, 25, ("a.jsonl", "b.csv"))
    files = sorted(root.iterdir())
    for k, paths in enumerate((files, files[::-1])):
        with cluster_on_disk(paths, memory="1GB", threads=1 + 2 * k) as copies:
            write_run(copies, tmp_path / f"out{k}")
    for name in ("documents.jsonl", "pairs.jsonl"):
        assert filecmp.cmp(tmp_path / "out0" / name, tmp_path / "out1" / name, shallow=False)


def test_no_document_is_the_same_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x"}\n{"broken\n')
    messages = []
    for run in (
        lambda: cluster_files(tmp_path / "a.jsonl"),
        lambda: cluster_on_disk(tmp_path / "a.jsonl", memory="1GB").__enter__(),
    ):
        with pytest.raises(InputError) as caught:
            run()
        messages.append(str(caught.value))
    assert messages[0] == messages[1]


def test_documents_without_words(tmp_path: Path, tiny: None) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": ""}\n{"id": "y", "text": "..."}\n')
    memory, _ = both(tmp_path / "a.jsonl", tmp_path)
    assert memory["counts"]["distinct_texts"] == 0


def test_stop_at_the_first_bad_row(tmp_path: Path, tiny: None) -> None:
    root = corpus(tmp_path, 1, 20, ("a.jsonl",))
    with (
        pytest.raises(InputError, match=r"a.jsonl, row 4"),
        cluster_on_disk(root, ReadSettings(on_error="stop"), memory="1GB"),
    ):
        pass


# the parts


@given(
    runs=st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=30), max_size=6),
    most=st.integers(1, 50),
    wide=st.booleans(),
)
def test_ranges_are_one_sort(
    tmp_path_factory: pytest.TempPathFactory, runs: list[list[int]], most: int, wide: bool
) -> None:
    path, dtype = tmp_path_factory.mktemp("runs") / "runs", VERIFIED if wide else PAIR
    pieces, at, listed = [], 0, []
    for run in runs:
        items = np.zeros(len(run), dtype)
        keys = np.sort(np.array(run, np.uint64))
        items["pair" if wide else ...] = keys
        pieces.append(items)
        listed.append(Run(path, at, len(run)))
        at += len(run)
    np.concatenate([np.empty(0, dtype), *pieces]).tofile(path)
    stored = Runs(dtype, listed)
    found = [int(x["pair"] if wide else x) for some in stored.ranges(most) for x in some]
    assert len(stored) == at
    assert found == sorted(x for run in runs for x in run)


def test_mixes_are_packed_to_the_same_keys() -> None:
    rng = np.random.default_rng(1)
    slots = rng.integers(0, 2**32, (50, 16), dtype=np.uint32)
    numbers = rng.permutation(50)[:40]
    mixes = np.empty((4, 50), np.uint64)
    band_mixes(slots, 4, mixes)
    for band in range(4):
        fused, packed = np.empty(40, np.uint64), np.empty(40, np.uint64)
        band_keys(slots, numbers, band, 4, 6, fused)
        pack_keys(mixes[band], numbers, 6, packed)
        assert (fused == packed).all()


def test_shares_stay_within_the_budget() -> None:
    for memory in (500_000_000, 4_000_000_000, 64_000_000_000):
        for threads in (1, 2, 64):
            shares = Shares.of(memory, threads, 16 << 20)
            waiting = 4 * shares.part_bytes * (2 * threads + 1)
            assert waiting <= max(memory // 2, 4 * (1 << 20) * (2 * threads + 1))
            assert 24 * shares.most_pairs * threads <= max(memory // 8, 24 * threads << 16)
