"""The benchmarks measure what they say: the exact answer is exact, made corpora are the same every time, and the
README's figures are those of the committed rows. What they time is not tested here."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive

sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))

import corpora
import engines
import rows
import score
import table
import truth

ROOT = Path(__file__).resolve().parent.parent
BENCHMARKS = ROOT / "benchmarks"
TEXTS = st.text(
    alphabet=st.sampled_from("aB1 .é\u0301ßﬁ中คำ\u0e31க்ක\u200dが한🙂\u00ad\n\U00020000\U0001d400"), max_size=30
)


def run(*arguments: object, **how: Any) -> subprocess.CompletedProcess[str]:
    """A script of the benchmarks in a process of its own, as it is meant to be used."""
    line = [sys.executable, *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, check=False, cwd=ROOT, **how)


def random_texts(rng: random.Random, n: int) -> list[str]:
    """Texts over few words, many of them edited copies of others, some empty or short."""
    words, texts = [f"w{i}" for i in range(12)], list[str]()
    for _ in range(n):
        text = rng.choice(texts).split() if texts and rng.random() < 0.6 else rng.choices(words, k=rng.randint(0, 40))
        for _ in range(rng.randint(0, 2) if text else 0):
            text[rng.randrange(len(text))] = rng.choice(words)
        texts.append(" ".join(text[: rng.randint(0, 60)]))
    return texts


@given(TEXTS)
def test_words_are_those_of_the_slow_definition(text: str) -> None:
    assert truth.words(text) == naive.words(text)


@given(st.text(max_size=40))
def test_words_of_any_text_are_those_of_the_slow_definition(text: str) -> None:
    assert truth.words(text) == naive.words(text)


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.7, 0.75, 1.0])
@pytest.mark.parametrize("seed", range(8))
def test_the_join_finds_what_comparing_all_with_all_finds(seed: int, threshold: float) -> None:
    texts = random_texts(random.Random(seed), 60)
    found = truth.join(truth.shingle_sets(texts), threshold)
    pairs = zip(found.left.tolist(), found.right.tolist(), strict=True)
    assert dict(zip(pairs, found.jaccard.tolist(), strict=True)) == naive.pairs(texts, threshold)


@given(st.lists(TEXTS, max_size=12), st.sampled_from([0.3, 0.5, 0.8]))
def test_the_join_agrees_on_odd_texts(texts: list[str], threshold: float) -> None:
    found = truth.join(truth.shingle_sets(texts), threshold)
    assert set(zip(found.left.tolist(), found.right.tolist(), strict=True)) == set(naive.pairs(texts, threshold))


@pytest.mark.parametrize("name", ["sinhala", "thai", "mixed"])
def test_the_join_agrees_on_a_made_corpus(name: str) -> None:
    texts = [text for _, text in corpora.copies_corpus(corpora.SCRIPTS[name], 90)]
    found = truth.join(truth.shingle_sets(texts), 0.5)
    assert set(zip(found.left.tolist(), found.right.tolist(), strict=True)) == set(naive.pairs(texts, 0.5))
    assert len(found.left) > 20


def test_the_exact_answer_is_kept_and_belongs_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    file, text = tmp_path / "a.jsonl", "one two three four five six"
    corpora.write_jsonl(file, [("z", text), ("a", text.upper()), ("b", "another text"), ("c", "")])
    assert truth.truth(file, 0.7) == truth.truth(file, 0.7) == {("a", "z"): 1.0}
    assert len(list((tmp_path / "dedup-benchmarks").iterdir())) == 1
    corpora.write_jsonl(file, [("z", text), ("a", "something else")])
    assert truth.truth(file, 0.7) == {}


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    corpora.write_jsonl(tmp_path / "a.jsonl", [("x", "one"), ("y", "two"), ("x", "three")])
    with pytest.raises(ValueError, match="'x' stands in it twice"):
        truth.documents(tmp_path / "a.jsonl")


def test_scores_of_pairs() -> None:
    true = [("a", "b"), ("c", "d")]
    assert score.score({("a", "b"), ("a", "c")}, true) == {
        "true_pairs": 2, "found_pairs": 2, "hits": 1, "recall": 0.5, "precision": 0.5,
    }  # fmt: skip
    nothing = score.score(set(), [])
    assert nothing["recall"] is None
    assert nothing["precision"] is None


def test_scores_of_groups_count_all_pairs_of_a_group() -> None:
    edges = {("a", "b"), ("b", "c"), ("c", "d"), ("x", "y")}
    closed = {("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d"), ("x", "y")}
    true = [("a", "d"), ("a", "x"), ("x", "y"), ("p", "q")]
    assert score.score(edges, true, groups=True) == score.score(closed, true)


def test_a_made_file_depends_on_its_seed_alone(tmp_path: Path) -> None:
    texts = [" ".join(f"Sentence {i} of {n}, w{i % 7} and more." for i in range(12)) for n in range(40)]
    corpora.write_jsonl(tmp_path / "source.jsonl", [(str(n), text) for n, text in enumerate(texts)])
    made = {}
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        n = corpora.shuffled(tmp_path / "source.jsonl", tmp_path / name, 50_000, seed)
        made[name] = (tmp_path / name).read_bytes()
        found = [json.loads(line) for line in made[name].splitlines()]
        assert len(found) == len({row["id"] for row in found}) == n
        assert 50_000 <= len(made[name]) < 60_000
        assert not {row["text"] for row in found} & set(texts)
    assert made["a"] == made["b"] != made["c"]


@pytest.mark.parametrize("name", corpora.SCRIPTS)
def test_a_made_corpus_depends_on_its_seed_alone(name: str) -> None:
    script = corpora.SCRIPTS[name]
    made = corpora.copies_corpus(script, 200)
    assert made == corpora.copies_corpus(script, 200)
    assert made != corpora.copies_corpus(script, 200, seed=2)
    assert len(dict(made)) == 200
    lengths = [len(naive.words(text)) for _, text in made]
    assert sum(0 < length < truth.WIDTH for length in lengths) >= 5
    assert max(lengths) > 100


def test_every_engine_has_its_script_and_says_how_it_finds_pairs() -> None:
    for name, engine in engines.ENGINES.items():
        assert engine.name == name
        assert not engine.script or engines.script_of(engine).is_file()
        assert engine.finds_pairs or name == "read"
        line = engines.command(engine, Path("file"), Path("folder"), 0.5, "python")
        assert ("--bands" in line) == (engine.given is not None)
    assert set(engines.DEFAULT.split(",")) < set(engines.ENGINES)


def test_what_is_not_installed_is_said() -> None:
    engine = engines.Engine("x", "x", "x.py", needs=("no_such_library",))
    assert (
        engines.missing(engine, sys.executable)
        == "not installed: ModuleNotFoundError: No module named 'no_such_library'"
    )
    assert engines.missing(engine, "/no/such/python").startswith("not installed: /no/such/python")


CHILD = """
import sys; sys.path.append(sys.argv[1])
import pathlib, processes
log = pathlib.Path(sys.argv[2])
hog = "x = bytearray(80_000_000); import time; [x.__setitem__(i, 1) for i in range(0, len(x), 4096)]; time.sleep(.4)"
nest = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {hog!r}])"
one, two = (processes.run([sys.executable, "-c", what], log, sample=True) for what in (hog, nest))
assert one.error == two.error == ""
assert 80e6 < one.peak_bytes < 200e6, one
assert 80e6 < two.peak_bytes < 200e6, two  # by a process that its parent does not wait for
assert one.wall_s > .4 > two.wall_s > 0
bad = processes.run([sys.executable, "-c", "raise SystemExit('no good')"], log)
assert bad.error == "no good", bad
late = processes.run([sys.executable, "-c", "import time; time.sleep(60)"], log, timeout_s=.3)
assert late.error.startswith("longer than") and late.wall_s < 30
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_processes_are_measured_with_their_children(tmp_path: Path) -> None:
    result = run("-c", CHILD, BENCHMARKS, tmp_path / "log")
    assert result.returncode == 0, result.stderr


def test_copies_measures_a_small_file(tmp_path: Path) -> None:
    corpora.write_jsonl(tmp_path / "a.jsonl", corpora.copies_corpus(corpora.SCRIPTS["greek"], 40))
    line = [BENCHMARKS / "copies.py", tmp_path / "a.jsonl", "--runs", 1, "--engines", "read,dedup,rensa"]
    line += ["--peers", "/no/such/python", "--out", tmp_path / "out.json"]
    result = run(*line, env={**os.environ, "TMPDIR": str(tmp_path)})
    assert result.returncode == 0, result.stderr
    read, dedup, rensa = rows.read(tmp_path / "out.json")
    assert read["wall_s"]["median"] > 0
    assert dedup["precision"] == 1
    assert dedup["recall"] > 0.9
    assert dedup["true_pairs"] > 0
    assert rensa["trouble"].startswith("not installed")
    assert {"commit", "cpu", "cores", "memory_bytes", "os", "date", "versions", "rows", "bytes", "kernels"} <= set(
        dedup
    )
    text = table.copies_table([read, dedup, rensa])
    assert "| **dedup** | 32 × 4 |" in text
    assert "| rensa, plain glue | 16 × 8 | not installed |" in text


def test_the_engine_on_disk_is_measured_and_killed(tmp_path: Path) -> None:
    corpora.write_jsonl(tmp_path / "a.jsonl", corpora.copies_corpus(corpora.SCRIPTS["cyrillic"], 300))
    line = [BENCHMARKS / "disk.py", tmp_path / "a.jsonl", "--runs", 1, "--both", "--recall", 100, "--kills", 1]
    result = run(*line, "--memory", "1GB", "--work", tmp_path, "--out", tmp_path / "out.json")
    assert result.returncode == 0, result.stderr
    memory, disk = rows.read(tmp_path / "out.json")
    assert disk["counts"] == memory["counts"]
    assert disk["work_bytes"] > 0
    assert disk["recall_value"] > 0.9
    assert disk["precision"] == 1
    assert disk["equal_jaccard"] == disk["pairs_sampled"] > 50
    assert disk["same_after_kills"] is True
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "out.json"]


def test_the_readme_has_the_figures_of_the_committed_rows() -> None:
    result = run(BENCHMARKS / "table.py", "--check")
    assert result.returncode == 0, result.stderr


def test_the_table_is_made_of_rows_and_of_nothing_else(tmp_path: Path) -> None:
    bare = f"before\n{table.START}\n{table.END}\nafter\n"
    assert table.written(bare, tmp_path) == bare
    row = {
        "data": "d",
        "bytes": 2e9,
        "wall_s": {"median": 4.0},
        "times_read": 2.0,
        "peak_bytes": 3e9,
        "bound_bytes": 6e9,
    }
    rows.write(tmp_path / "memory.json", [{**row, "within_bound": True}])
    full = table.written(bare, tmp_path)
    assert "`d`, 2,000 MB: 4.00 s, 2.00 × the bare read; peak memory 3,000 MB, within" in full
    assert full.startswith("before\n")
    assert full.endswith("after\n")
    assert table.written(full, tmp_path) == full
    with pytest.raises(ValueError, match="once each"):
        table.written("no marks", tmp_path)


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (1, "1"), (0.99999, "0.9999"), (0.9, "0.9"), (0.12344, "0.1234"), (0, "0")]
)
def test_a_rate_is_one_only_where_nothing_is_missing(value: float | None, text: str) -> None:
    assert table.rate(value) == text


def test_planted_derivations_are_scored_and_written(tmp_path: Path) -> None:
    import origins

    demo = ROOT / "dedup" / "demo" / "articles.jsonl"
    origins.main(["--data", str(demo), "--articles", "6", "--seed", "1", "2", "--out", str(tmp_path / "rows.json")])
    made = rows.read(tmp_path / "rows.json")
    assert {row["seed"] for row in made} == {1, 2}
    assert {"cpu", "versions", "sha256"} <= made[0].keys()
    kinds = {(row["kind"], row["dates"]): row for row in made if row["what"] == "derivation" and row["seed"] == 1}
    for row in kinds.values():
        assert row["direction_right"] + row["direction_wrong"] + row["direction_open"] <= row["pairs"]
    assert kinds["replace 5", True]["recall"] == 1
    assert kinds["replace 5", True]["direction_right"] > 0
