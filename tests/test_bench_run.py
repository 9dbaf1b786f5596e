"""Measuring: what is scored is exact, what grows is fitted, and a whole run gives figures, tables and plots."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import naive
from dedup.bench import exact, report
from dedup.bench.engines import PEERS, Peer
from dedup.bench.generate import generate, plan_path
from dedup.bench.growth import fit
from dedup.bench.measure import Measured
from dedup.bench.score import score
from dedup.bench.settings import CrawlSettings
from dedup.bench.subset import subset
from dedup.cli import main
from dedup.config import Shingling
from dedup.pipeline import cluster_files

WORDS = [f"w{i}" for i in range(10)]


@given(st.text(alphabet=st.sampled_from("aB1 .é\u0301ßﬁ中คำ\u0e31க்ක\u200dが한🙂\n"), max_size=30))
def test_shingles_are_those_of_the_slow_definition(text: str) -> None:
    assert exact.shingles(text) == {" ".join(shingle) for shingle in naive.shingles(text, "words", 5)}


def test_brute_force_finds_the_pairs_of_the_sample() -> None:
    rng = random.Random(1)
    sets = {str(k): frozenset(rng.choices(WORDS, k=rng.randint(0, 6))) for k in range(60)}
    every = exact.pairs_within([sets], sets, 0.5)
    some = {name: sets[name] for name in ("3", "14", "15")}
    assert exact.pairs_of(some, sets.items(), 0.5) == {pair for pair in every if set(pair) & set(some)}
    assert every


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("crawl") / "c.jsonl"
    generate(CrawlSettings(documents=1500, words=50, copies=0.5, scripts="plain"), out)
    return out


def write_pairs(path: Path, pairs: list[tuple[str, str]]) -> Path:
    pq.write_table(pa.table({"left": [a for a, _ in pairs], "right": [b for _, b in pairs]}), path)
    return path


@pytest.mark.parametrize("planned", [True, False])
def test_what_is_left_out_and_what_is_wrong_is_seen(tmp_path: Path, crawl: Path, planned: bool) -> None:
    pairs = cluster_files(crawl).pairs()
    found = sorted(zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True))
    how = {"plan": plan_path(crawl)} if planned else {}

    def scored(some: list[tuple[str, str]]) -> dict[str, object]:
        return score(crawl, write_pairs(tmp_path / "p.parquet", some), 0.7, Shingling(), sample=10_000, **how)

    whole = scored(found)
    assert (whole["recall"], whole["precision"]) == (1.0, 1.0)
    assert whole["hits"] == whole["true_pairs"] == len(found)
    half = scored(found[::2])
    assert half["recall"] == pytest.approx(0.5, abs=0.01)
    assert half["precision"] == 1.0
    wrong = scored([*found, *(("made-0000000000", f"made-{k:010d}") for k in range(1, 101))])
    assert wrong["precision"] == pytest.approx(len(found) / (len(found) + 100), abs=0.02)
    assert scored([])["precision"] is None


def test_a_sample_is_part_of_a_larger_one(tmp_path: Path, crawl: Path) -> None:
    sizes = {}
    for n in (100, 300, None):
        subset([str(crawl)], tmp_path / "s.jsonl", n)
        sizes[n] = [json.loads(line)["id"] for line in (tmp_path / "s.jsonl").read_text().splitlines()]
    assert set(sizes[100]) < set(sizes[300]) < set(sizes[None])
    assert [len(ids) for ids in sizes.values()] == [100, 300, 1500]


@given(st.floats(0.5, 2.5), st.floats(1e-6, 10))
def test_an_exponent_is_found_again(exponent: float, scale: float) -> None:
    sizes = [100, 1000, 10_000]
    growth = fit(sizes, [scale * n**exponent for n in sizes])
    assert growth is not None
    assert growth.exponent == pytest.approx(exponent)
    assert growth.at(1e5) == pytest.approx(scale * 1e5**exponent)
    assert fit([100, 100], [1.0, 2.0]) is None


def figures() -> dict[str, object]:
    rows = [
        {"engine": name, "documents": n, "wall_s": n / 1000, "cpu_s": n / 800, "documents_per_s": 1000.0,
         "mb_per_s": 1.5, "peak_bytes": 10**8 + 100 * n, "peak_bytes_per_document": 100.0, "recall": 0.99999,
         "precision": 1.0, "against": "the plan", **({"stages_s": {"read": n / 2000, "write": 0.0}} if k == 0 else {})}
        for k, name in enumerate(("dedup", "rensa"))
        for n in (1000, 10_000)
    ]  # fmt: skip
    rows.append({"engine": "gaoya", "documents": 1000, "trouble": "longer than 5 s"})
    return Measured({"options": []}, rows).to_dict()


def test_tables_say_what_was_measured() -> None:
    found = figures()
    exponents = {(row["engine"], row["cost"]): row["exponent"] for row in found["growth"]}  # type: ignore[attr-defined]
    assert exponents[("dedup", "wall_s")] == 1.0
    assert ("gaoya", "wall_s") not in exponents
    begun = Measured({}, list(found["rows"]), {"dedup": {"wall_s": 0.9}}).growth()  # type: ignore[attr-defined]
    [beyond] = [row["exponent"] for row in begun if (row["engine"], row["cost"]) == ("dedup", "wall_s")]
    assert beyond == pytest.approx(math.log10((10 - 0.9) / (1 - 0.9)), abs=1e-3)
    for made in (report.markdown(found), report.text(found)):
        assert "0.9999" in made
        assert "longer than 5 s" in made
        assert "1,000" in made
        assert "Seconds by stage" in made


def test_plots_are_svg_and_png_and_the_same_every_time() -> None:
    pytest.importorskip("matplotlib")
    found = figures()
    made = report.contents(found)
    assert sorted(made) == ["bench.json", "bench.md", "bench.png", "bench.svg"]
    assert made["bench.png"].startswith(b"\x89PNG\r\n\x1a\n")
    assert b"</svg>" in made["bench.svg"]
    assert made == report.contents(found)
    assert report.draw({"rows": [], "growth": []})["bench.png"].startswith(b"\x89PNG")


@pytest.mark.slow
def test_a_whole_run(tmp_path: Path) -> None:
    line = ["bench", "run", "--sizes", "300,900", "--words", "40", "--scripts", "plain", "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(main, line)
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "out" / "bench.json").read_text())
    assert [(row["engine"], row["documents"]) for row in found["rows"]] == [("dedup", 300), ("dedup", 900)]
    for row in found["rows"]:
        assert row["wall_s"] > 0
        assert row["peak_bytes"] > 10_000_000
        assert row["true_pairs"] > 30
        assert (row["recall"], row["precision"]) == (1.0, 1.0)
        assert row["stages_s"]
    assert found["start"]["dedup"]["cpu_s"] > 0
    assert any(row["cost"].startswith("stage: ") for row in found["growth"])
    assert "900" in done.stdout
    assert (tmp_path / "out" / "bench.md").read_text().startswith("| documents |")


@pytest.mark.slow
def test_a_corpus_of_ones_own(crawl: Path) -> None:
    line = ["bench", "run", str(crawl), "--json", "--quiet", "--sample", "100", "--against", "datasketch"]
    done = CliRunner().invoke(main, line)
    assert done.exit_code == 0, done.output
    own, peer = json.loads(done.stdout)["rows"]
    assert (own["documents"], own["against"], own["precision"], own["recall"]) == (1500, "brute force", 1.0, 1.0)
    assert peer["engine"] == "datasketch"
    assert peer["true_pairs"] == own["true_pairs"] > 0
    assert 0.3 < peer["recall"] <= 1
    assert crawl.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--sizes", "many"], 2, "sizes has 'many'"),
        (["--against", "grep"], 2, "against has 'grep'; there are rensa, datasketch, gaoya"),
        (["--runs", "0"], 2, "runs is 0"),
        (["nowhere.jsonl"], 1, "reading the corpus: "),
        (["--sizes", "100", "--options", "--threshold 9"], 1, "threshold is 9"),
    ],
)
def test_what_cannot_be_measured(arguments: list[str], code: int, message: str) -> None:
    done = CliRunner().invoke(main, ["bench", "run", "--quiet", *arguments])
    assert done.exit_code == code
    assert message in done.stderr


def test_a_peer_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PEERS, "rensa", Peer("rensa", "no.module", "no_such_module", ""))
    done = CliRunner().invoke(main, ["bench", "run", "--against", "rensa"])
    assert done.exit_code == 2
    assert "rensa is not installed here: pip install no_such_module" in done.stderr
