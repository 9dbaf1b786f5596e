"""Made-up crawls: the same bytes every time, the copies that the plan says, of every kind and at every similarity."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import naive
from dedup.bench.generate import batches, generate, plan_path
from dedup.bench.plan import KINDS, Plan
from dedup.bench.settings import CrawlSettings
from dedup.cli import main
from dedup.errors import OutputError, SettingsError

SMALL = CrawlSettings(documents=3000, words=60, copies=0.5, templates=0.1, largest=20)


@pytest.fixture(scope="module")
def crawl() -> tuple[pa.Table, list[dict[str, object]]]:
    made = list(batches(SMALL))
    return pa.Table.from_batches([b for b, _ in made]), pa.Table.from_batches([p for _, p in made]).to_pylist()


def test_the_same_bytes_on_any_threads_and_from_any_place(tmp_path: Path) -> None:
    settings = CrawlSettings(documents=4500, words=12)
    for threads in (1, 3):
        generate(settings, tmp_path / f"{threads}.jsonl", threads=threads)
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "3.jsonl").read_bytes()
    assert plan_path(tmp_path / "1.jsonl").read_bytes() == plan_path(tmp_path / "3.jsonl").read_bytes()
    plan = Plan(settings)
    part, whole = plan.roles(2100, 2200), plan.roles(0, 4500)
    for one, all_of_it in zip(part, whole, strict=True):
        assert (one == all_of_it[2100:2200]).all()


def test_json_lines_and_parquet_hold_the_same(tmp_path: Path, crawl: tuple[pa.Table, object]) -> None:
    written = generate(SMALL, tmp_path / "c.jsonl")
    generate(SMALL, tmp_path / "c.parquet")
    rows = [json.loads(line) for line in (tmp_path / "c.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows == pq.read_table(tmp_path / "c.parquet").to_pylist() == crawl[0].to_pylist()
    assert written.documents == 3000
    assert written.bytes == (tmp_path / "c.jsonl").stat().st_size
    assert written.text_bytes == sum(len(row["text"].encode()) for row in rows)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "c.jsonl", "c.jsonl.plan.parquet", "c.parquet", "c.parquet.plan.parquet",
    ]  # fmt: skip


def test_numbers_are_a_permutation_and_clusters_as_large_as_planned() -> None:
    for n in (1, 2, 3, 17, 1000):
        plan = Plan(CrawlSettings(documents=n, copies=0.9, templates=0.0, largest=5))
        roles = plan.roles(0, n)
        assert sorted(plan._scattered(roles.number).tolist()) == list(range(n))
        sizes = Counter(roles.cluster[roles.cluster >= 0].tolist())
        assert all(2 <= size <= 5 for size in sizes.values())
        assert len(sizes) == plan.n_clusters


def test_small_clusters_are_the_most(crawl: tuple[pa.Table, list[dict[str, object]]]) -> None:
    plan = Plan(CrawlSettings(documents=100_000, copies=0.5))
    sizes = Counter(Counter(plan.roles(0, 100_000).cluster.tolist()).values())
    assert sizes[2] > 2.5 * sizes[3] > 4 * sizes[4] > 0
    assert max(size for size in sizes if size < 1000) > 50


def test_copies_are_what_the_plan_says(crawl: tuple[pa.Table, list[dict[str, object]]]) -> None:
    table, plan = crawl
    text = dict(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))
    clusters: dict[object, list[dict[str, object]]] = defaultdict(list)
    for row in plan:
        clusters[row["cluster"]].append(row)
    seen: Counter[str] = Counter()
    for members in clusters.values():
        source = next((row for row in members if row["kind"] == "source"), None)
        for row in members if source else []:
            kind, own, base = str(row["kind"]), text[str(row["id"])], text[str(source["id"])]
            seen[kind] += 1
            words, of = naive.words(own), naive.words(base)
            if kind in ("source", "same"):
                assert own == base
            elif kind == "respelled":
                assert words == of
            elif kind == "shortened":
                assert words == of[: len(words)]
            elif kind == "led":
                assert words[-len(of) :] == of
            elif kind == "inside":
                assert " ".join(of) in " ".join(words)
                assert len(words) > 2 * len(of)
            else:
                assert kind == "replaced"
                assert row["script"] == "chinese" or len(words) == len(of)  # there each character is a word
    assert set(KINDS) < set(seen)
    assert 0.2 < seen["same"] / (sum(seen.values()) - seen["source"]) < 0.4


def test_templates_are_alike_but_no_copies(crawl: tuple[pa.Table, list[dict[str, object]]]) -> None:
    table, plan = crawl
    text = dict(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))
    pages: dict[object, list[str]] = defaultdict(list)
    for row in plan:
        if row["kind"] == "templated":
            pages[row["cluster"]].append(str(row["id"]))
    values = []
    for ids in pages.values():
        a, b = (set(naive.shingles(text[i], "words", 5)) for i in ids[:2])
        values.append(len(a & b) / len(a | b))
    assert len(values) > 50
    assert 0.35 < sorted(values)[len(values) // 2] < 0.65


def test_files_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"neither \.jsonl nor \.parquet"):
        generate(SMALL, tmp_path / "c.csv")
    with pytest.raises(OutputError, match="cannot be written"):
        generate(SMALL, tmp_path / "nowhere" / "c.jsonl")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"scripts": "klingon"}, "scripts has 'klingon'"),
        ({"scripts": "plain=x"}, "scripts has 'plain=x'"),
        ({"scripts": "plain=0"}, "all weights are 0"),
        ({"copies": 0.8, "templates": 0.3}, "at most 1"),
        ({f"share_{kind}": 0.0 for kind in KINDS}, "all shares are 0"),
    ],
)
def test_settings_that_cannot_be(values: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        CrawlSettings(**values)  # type: ignore[arg-type]


def test_the_command(tmp_path: Path) -> None:
    out = tmp_path / "c.jsonl"
    line = ["bench", "generate", "--documents", "50", "--words", "10", "--scripts", "tamil,thai", "-o", str(out)]
    done = CliRunner().invoke(main, line)
    assert done.exit_code == 0, done.output
    assert "50 documents" in done.stderr
    assert len(out.read_text(encoding="utf-8").splitlines()) == 50
    refused = CliRunner().invoke(main, [*line, "--copies", "2"])
    assert refused.exit_code == 2
    assert "copies is 2" in refused.stderr
