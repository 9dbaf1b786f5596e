"""Shared passages between documents that are no copies of each other."""

from __future__ import annotations

import itertools
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import naive
from dedup import Copies, Corpus, cluster, pipeline
from dedup.config import ReuseSettings
from dedup.copies.reuse import Reuse, find_reuse
from dedup.errors import SettingsError
from dedup.schema import OUT_PASSAGES, PASSAGES, REUSE


def words(rng: random.Random, n: int) -> str:
    return " ".join(f"w{rng.randrange(5000)}" for _ in range(n))


def reuse_of(texts: list[str], extra: list[tuple[int, int]] | None = None, **settings: float) -> Reuse:
    copies: Copies = cluster(Corpus.from_texts(texts, ids=[f"d{i:03}" for i in range(len(texts))]))
    with ThreadPoolExecutor(2) as pool:
        pairs = None if extra is None else np.array(extra, np.int64)
        return find_reuse(copies, ReuseSettings(**settings), pool, extra_pairs=pairs)


def test_a_brief_inside_a_long_page_is_found() -> None:
    rng = random.Random(1)
    brief = words(rng, 60)
    page = f"{words(rng, 900)}.\n{brief}\n{words(rng, 900)}"
    reuse = reuse_of([brief, page, words(rng, 500)])
    assert reuse.pairs.schema == REUSE
    assert reuse.passages.schema == PASSAGES
    (pair,) = reuse.pairs.to_pylist()
    assert (pair["left"], pair["right"], pair["containment_left"], pair["share_left"]) == (0, 1, 1.0, 1.0)
    (passage,) = reuse.passages.to_pylist()
    assert page[passage["right_start"] : passage["right_end"]] == brief
    assert [row["kind"] for row in reuse.tables()["pairs"].to_pylist()] == ["contains"]


def edited(rng: random.Random, text: str, rate: float) -> str:
    """The text with a share of its words replaced."""
    return " ".join(f"x{rng.randrange(9999)}" if rng.random() < rate else word for word in text.split())


def naive_pairs(texts: list[str], least: int) -> set[tuple[int, int]]:
    """Pairs whose longest shared run is that long."""
    words = [naive.words(text) for text in texts]
    return {
        (i, j)
        for i, j in itertools.combinations(range(len(texts)), 2)
        if max((n for _, _, n in naive.shared_runs(words[i], words[j], 5)), default=0) >= least
    }


def planted(seed: int) -> list[str]:
    """Texts that share runs of 25 words and more, or nothing but a few words."""
    rng = random.Random(seed)
    texts = [words(rng, rng.choice((15, 40, 90, 300, 900))) for _ in range(30)]
    for _ in range(25):
        source, target = rng.sample(range(30), 2)
        run = texts[source].split()
        start = rng.randrange(max(1, len(run) - 40))
        into = texts[target].split()
        at = rng.randrange(len(into))
        texts[target] = " ".join(into[:at] + run[start : start + rng.randint(25, 60)] + into[at:])
    return texts


@pytest.mark.parametrize("seed", range(4))
def test_every_pair_with_a_long_run_is_found(seed: int) -> None:
    texts = planted(seed)
    reuse = reuse_of(texts, sample=1 << 20)
    kept = reuse.copies.leader == np.arange(len(texts))
    wanted = {(i, j) for i, j in naive_pairs(texts, 20) if kept[i] and kept[j]}
    found = set(zip(reuse.pairs["left"].to_pylist(), reuse.pairs["right"].to_pylist(), strict=True))
    assert len(wanted) > 10
    assert wanted <= found
    for row in reuse.pairs.to_pylist():
        left, right = texts[row["left"]], texts[row["right"]]
        assert row["containment_left"] == pytest.approx(naive.containment(left, right))
        assert row["containment_right"] == pytest.approx(naive.containment(right, left))
    default = set(zip(*(reuse_of(texts).pairs[side].to_pylist() for side in ("left", "right")), strict=True))
    assert len(wanted & default) >= 0.8 * len(wanted)  # a run of 20 words has 4 sampled shingles, give or take


def test_a_row_adds_up_its_passages() -> None:
    reuse = reuse_of(planted(7))
    passages = reuse.passages.to_pylist()
    assert reuse.pairs.num_rows > 10
    for row in reuse.pairs.to_pylist():
        mine = [p for p in passages if (p["left"], p["right"]) == (row["left"], row["right"])]
        assert row["passages"] == len(mine)
        assert row["same"] == sum(p["same"] for p in mine)
        assert row["score"] == pytest.approx(sum(p["same"] ** 2 / p["words"] for p in mine))
        text = reuse.copies.corpus.text(row["left"])
        inside = sum(len(naive.words(text[p["left_start"] : p["left_end"]])) for p in mine)
        assert row["share_left"] == pytest.approx(inside / len(naive.words(text)))


def test_pairs_that_are_asked_for_need_less() -> None:
    rng = random.Random(3)
    quote = words(rng, 9)
    texts = [f"{words(rng, 200)} {quote} {words(rng, 200)}" for _ in range(3)]
    assert reuse_of(texts).pairs.num_rows == 0
    asked = reuse_of(texts, extra=[(2, 0), (0, 2), (1, 1)])
    assert [(row["left"], row["right"], row["longest"]) for row in asked.pairs.to_pylist()] == [(0, 2, 9)]


def test_words_replaced_inside_are_bridged() -> None:
    rng = random.Random(4)
    source = words(rng, 300)
    (row,) = reuse_of([source, edited(rng, source, 0.15)]).pairs.to_pylist()
    assert row["share_left"] > 0.8
    assert row["same"] > 220


def test_stock_phrases_and_lines_that_an_outlet_repeats_are_no_evidence() -> None:
    rng = random.Random(5)
    notice, line = words(rng, 30), words(rng, 30)
    texts = [f"{words(rng, 100)} {notice} {words(rng, 100)}" for _ in range(60)]
    assert reuse_of(texts).pairs.num_rows == 0  # 60 documents have it: a stock phrase
    assert reuse_of(texts, stock=70).pairs.num_rows > 0
    texts = [f"{words(rng, 100)}\n{line}\n{words(rng, 100)}" for _ in range(6)]
    for outlets, n in ((["a"] * 6, 0), ([f"o{i}" for i in range(6)], 15)):
        copies = cluster(Corpus.from_texts(texts, ids=[f"d{i}" for i in range(6)], outlets=outlets))
        assert pipeline.find_reuse(copies).pairs.num_rows == n


def test_order_and_threads_change_nothing() -> None:
    texts = planted(11)
    ids, outlets = [f"d{i:02}" for i in range(30)], [f"o{i % 4}" for i in range(30)]
    first = pipeline.find_reuse(cluster(Corpus.from_texts(texts, ids=ids, outlets=outlets)), threads=1)
    order = random.Random(1).sample(range(30), 30)
    mixed = [[values[i] for i in order] for values in (texts, ids, outlets)]
    again = pipeline.find_reuse(cluster(Corpus.from_texts(mixed[0], ids=mixed[1], outlets=mixed[2])), threads=3)
    assert first.pairs.equals(again.pairs)
    assert first.passages.equals(again.passages)
    assert first.tables()["pairs"].equals(again.tables()["pairs"])
    assert first.tables()["passages"].schema == OUT_PASSAGES


def test_a_template_is_bounded_and_the_caps_are_counted() -> None:
    rng = random.Random(9)
    form = [words(rng, 12) for _ in range(20)]
    texts = [" ".join(f"{part} {words(rng, 9)}" for part in rng.sample(form, 8)) for _ in range(120)]
    reuse = reuse_of(texts, stock=250, posting_cap=10, partner_cap=5)
    facts = reuse.run["reuse"]
    assert facts["postings_over_cap"] > 0
    assert facts["documents_over_partner_cap"] > 0
    assert facts["candidates"] <= 5 * 120


@pytest.mark.parametrize("texts", [["", "", ""], ["one"], ["a b c", "a b c d", "漢字"]])
def test_texts_with_next_to_no_words(texts: list[str]) -> None:
    reuse = reuse_of(texts, extra=[(0, len(texts) - 1)])
    assert reuse.tables()["pairs"].equals(reuse.copies.pairs())
    assert reuse.table().num_rows == reuse.passages.num_rows == 0


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (np.array([0, 1]), r"shape \(2,\)"),
        (np.array([[0, 1, 2]]), r"shape \(1, 3\)"),
        (np.array([[0.0, 1.0]]), "type float64"),
        (np.array([["a", "b"]]), "type <U1"),
        (np.array([[0, 2]]), "document 2; the corpus has 0 to 1"),
        (np.array([[-1, 1]]), "document -1; the corpus has 0 to 1"),
        ([[0, 1], [1]], "different lengths"),
    ],
)
def test_pairs_that_are_none_are_an_error(pairs: Any, said: str) -> None:
    copies = cluster(Corpus.from_texts(["One text.", "Another text."]))
    with ThreadPoolExecutor(1) as pool, pytest.raises(SettingsError, match=f"extra_pairs.*{said}"):
        find_reuse(copies, ReuseSettings(), pool, extra_pairs=pairs)


def test_no_pairs_to_ask_for_are_none() -> None:
    copies = cluster(Corpus.from_texts(["One text.", "Another text."]))
    with ThreadPoolExecutor(1) as pool:
        assert len(find_reuse(copies, ReuseSettings(), pool, extra_pairs=np.zeros((0, 2), np.int64)).pairs) == 0
