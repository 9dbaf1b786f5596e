"""Measured recall: the brute force finds what `naive` finds, and a miss is seen."""

from __future__ import annotations

import random
from concurrent.futures import Executor
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import dedup.copies.find
import dedup.copies.recall
import naive
from dedup import CopySettings, Corpus, cluster
from dedup.config import Shingling
from dedup.copies.candidates import Candidates, collapse
from dedup.copies.recall import draw, measure, true_pairs, wilson
from dedup.copies.sketch import sketch
from dedup.copies.verify import Texts


@pytest.mark.parametrize("shingle", ["words:5", "words:2", "chars:6"])
@pytest.mark.parametrize("block", [50, 1 << 22])
def test_true_pairs(shingle: str, block: int, pool: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dedup.copies.recall, "BLOCK_SHINGLES", block)
    shingling, rng = Shingling.parse(shingle), random.Random(3)
    texts = naive.corpus(rng, 30, length=30)
    array = pa.array(texts, pa.large_string())
    sketches = sketch(array, CopySettings(shingle=shingling, slots=16))
    numbers = collapse(sketches).first
    for size in (1, 7, len(numbers)):
        sample = draw(len(numbers), size)
        place = {int(number): i for i, number in enumerate(numbers)}
        distinct = naive.pairs([texts[i] for i in numbers], 0.4, shingling.unit, shingling.width)
        wanted = sorted(pair for pair in distinct if set(pair) & set(sample.tolist()))
        everything = Texts.of(pa.chunked_array([array]), np.arange(len(texts)))
        found = true_pairs(everything, numbers, sketches.counts, sample, 0.4, shingling, pool)
        assert found.tolist() == [list(pair) for pair in wanted]
        assert len(place) == len(numbers)


def corpus_of(seed: int) -> Corpus:
    return Corpus.from_texts(naive.corpus(random.Random(seed), 60))


def test_nothing_missed_is_recall_one() -> None:
    row = cluster(corpus_of(5), measure_recall=1000).run["recall"]
    distinct = [group[0] for group in naive.same_texts(naive.corpus(random.Random(5), 60))]
    texts = [naive.corpus(random.Random(5), 60)[i] for i in distinct]
    assert row["sample"] == len(texts)
    assert row["true"] == row["found"] == len(naive.pairs(texts, 0.7)) > 10
    assert (row["value"], row["high"]) == (1.0, 1.0)
    assert row["low"] == wilson(row["true"], row["true"])[0] > 0.7
    assert cluster(corpus_of(5)).run["recall"] is None


def test_pairs_taken_away_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every third candidate is thrown away; of the pairs at the threshold exactly those are not found."""
    whole = cluster(corpus_of(5), measure_recall=1000).run["recall"]
    kept: list[Candidates] = []
    candidates = dedup.copies.find.candidates

    def lossy(*arguments: Any) -> Candidates:
        found = candidates(*arguments)
        kept.append(found)
        left = np.delete(found.pairs, np.s_[::3])
        return Candidates(left, found.capped)

    monkeypatch.setattr(dedup.copies.find, "candidates", lossy)
    copies = cluster(corpus_of(5), measure_recall=1000)
    row = copies.run["recall"]
    assert row["true"] == whole["true"]
    assert row["found"] == len(copies._pairs.above(0.7).left) < whole["found"]
    assert row["value"] == row["found"] / row["true"]
    assert row["low"] < row["value"] < row["high"] < 1
    assert 0.4 < row["value"] < 0.9


def test_measure() -> None:
    true = np.array([[0, 1], [0, 2], [3, 4], [5, 2**31]], np.int64)
    packed = (true[:, 0].astype(np.uint64) << np.uint64(32)) | true[:, 1].astype(np.uint64)
    for found, hits in ((packed, 4), (packed[:3], 3), (packed[:0], 0), (packed + np.uint64(1), 1)):
        result = measure(true, found, 9)
        assert (result.sample, result.true, result.found, result.value) == (9, 4, hits, hits / 4)
        assert (result.low, result.high) == wilson(hits, 4)
    nothing = measure(np.empty((0, 2), np.int64), packed, 9)
    assert (nothing.value, nothing.low, nothing.high) == (None, 0.0, 1.0)


def test_wilson() -> None:
    for n in (1, 5, 50, 1000):
        for hits in range(0, n + 1, max(1, n // 7)):
            low, high = wilson(hits, n)
            assert 0 <= low <= hits / n + 1e-12
            assert hits / n - 1e-12 <= high <= 1
            for edge in (low, high):  # the interval's ends are the proportions that are z standard errors away
                if 1e-9 < edge < 1 - 1e-9:
                    assert abs(hits / n - edge) == pytest.approx(1.959964 * (edge * (1 - edge) / n) ** 0.5)


def test_draw() -> None:
    assert draw(0, 5).tolist() == []
    assert draw(3, 10).tolist() == [0, 1, 2]
    sample = draw(1000, 100)
    assert sample.tolist() == sorted(set(sample.tolist())) == draw(1000, 100).tolist()
    assert len(sample) == 100
    assert set(draw(1000, 50).tolist()) < set(sample.tolist())
    assert abs(sample.mean() - 500) < 4 * 289 / 10
