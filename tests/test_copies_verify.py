"""Candidates checked: exact overlaps against sets of tuples of words."""

from __future__ import annotations

import itertools
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import dedup.copies.verify
import naive
from dedup.config import CopySettings, Shingling
from dedup.copies.sketch import sketch
from dedup.copies.verify import Overlaps, Texts, verify

texts_ = st.lists(
    st.lists(st.sampled_from(["a", "B", "é", "漢", "."]), max_size=14).map(" ".join), min_size=1, max_size=12
)


def counts_of(texts: list[str], shingling: Shingling) -> NDArray[np.int64]:
    return sketch(pa.array(texts, pa.large_string()), CopySettings(shingle=shingling, slots=16)).counts


def check(texts: list[str], pairs: list[tuple[int, int]], found: Overlaps, shingling: Shingling) -> None:
    sets = [set(naive.shingles(text, shingling.unit, shingling.width)) for text in texts]
    assert found.shared.tolist() == [len(sets[i] & sets[j]) for i, j in pairs]
    assert found.left_size.tolist() == [len(sets[i]) for i, _ in pairs]
    assert found.right_size.tolist() == [len(sets[j]) for _, j in pairs]
    for (i, j), jaccard in zip(pairs, found.jaccard.tolist(), strict=True):
        assert jaccard == naive.jaccard(texts[i], texts[j], shingling.unit, shingling.width)


@given(texts_, st.sampled_from(["words:5", "words:2", "chars:4"]), st.data())
def test_verify(texts: list[str], shingle: str, data: st.DataObject) -> None:
    """Every pair of documents with words, whatever the order of rows and wherever the column is cut."""
    shingling = Shingling.parse(shingle)
    counts = counts_of(texts, shingling)
    pairs = [(i, j) for i, j in itertools.combinations(range(len(texts)), 2) if counts[i] and counts[j]]
    order = np.array(data.draw(st.permutations(range(len(texts)))), np.int64)
    rows = [""] * len(texts)
    for number, row in enumerate(order.tolist()):
        rows[row] = texts[number]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(texts)), max_size=3)))
    chunks = [pa.array(rows[a:b], pa.large_string()) for a, b in itertools.pairwise([0, *cuts, len(rows)])]
    left, right = np.array(pairs, np.int64).reshape(-1, 2).T
    with ThreadPoolExecutor(2) as pool:
        found = verify(Texts.of(pa.chunked_array(chunks), order), left, right, counts, shingling, pool)
    check(texts, pairs, found, shingling)


@pytest.mark.parametrize("shingles", [1, 30, 500, 1 << 22])
def test_blocks_do_not_show(shingles: int, pool: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    import random

    monkeypatch.setattr(dedup.copies.verify, "BLOCK_SHINGLES", shingles)
    texts = [text for text in naive.corpus(random.Random(4), 25, length=25) if naive.words(text)]
    pairs = list(itertools.combinations(range(len(texts)), 2))
    left, right = np.array(pairs, np.int64).T
    column = pa.chunked_array([pa.array(texts[:9], pa.large_string()), pa.array(texts[9:], pa.large_string())])
    ticks: list[tuple[int, int]] = []
    found = verify(
        Texts.of(column, np.arange(len(texts))), left, right, counts_of(texts, Shingling()), Shingling(), pool,
        lambda *tick: ticks.append(tick),
    )  # fmt: skip
    check(texts, pairs, found, Shingling())
    assert ticks == sorted(ticks)
    assert ticks[-1] == (len(pairs), len(pairs))
    assert len(ticks) > 1 or shingles == 1 << 22


def test_no_pairs(pool: Executor) -> None:
    none = np.zeros(0, np.int64)
    texts = Texts.of(pa.chunked_array([pa.array(["a b"], pa.large_string())]), np.arange(1))
    found = verify(texts, none, none, np.ones(1, np.int64), Shingling(), pool)
    assert [len(x) for x in (*found, found.jaccard)] == [0, 0, 0, 0]
