"""Shared passages between documents that are no copies of each other."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from dedup import Copies, Corpus, cluster
from dedup.config import ReuseSettings
from dedup.copies.reuse import Reuse, find_reuse
from dedup.schema import PASSAGES, REUSE


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
