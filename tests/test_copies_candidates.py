"""Identical texts collapsed, bands chosen, candidates: against dictionaries."""

from __future__ import annotations

import itertools
import math
import random
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive
from dedup.config import CopySettings, Shingling
from dedup.copies.candidates import Bands, candidates, choose_bands, collapse, s_curve, unpack
from dedup.copies.sketch import sketch
from dedup.errors import DedupError, SettingsError

small_texts = st.lists(st.sampled_from(["a", "b", "B", "ä"]), max_size=5).map(" ".join)


@given(st.lists(small_texts, max_size=25), st.sampled_from(["words:5", "words:2", "words:1", "chars:3"]))
def test_collapse(texts: list[str], shingle: str) -> None:
    shingling = Shingling.parse(shingle)
    groups = collapse(sketch(pa.array(texts, pa.string()), CopySettings(shingle=shingling, slots=16)))
    wanted = naive.same_texts(texts, shingling.unit, shingling.width)
    found = [groups.members[a:b].tolist() for a, b in itertools.pairwise(groups.starts.tolist())]
    assert found == wanted
    assert groups.first.tolist() == [group[0] for group in wanted]


def slots_with_buckets(n: int, k: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    slots = rng.integers(0, 2**32, (n, k), np.uint32)
    for _ in range(3 * n):  # rows that agree in a band or two
        a, b, at = rng.integers(n), rng.integers(n), rng.integers(k // 4) * 4
        slots[a, at : at + 4] = slots[b, at : at + 4]
    return slots


@pytest.mark.parametrize("cap", [2, 5, 1000])
@pytest.mark.parametrize(("bands", "rows"), [(4, 4), (8, 2), (1, 16), (3, 5)])
def test_candidates(cap: int, bands: int, rows: int, pool: Executor) -> None:
    slots = slots_with_buckets(50, 16, seed=bands)
    numbers = np.random.default_rng(1).permutation(50)[:37]
    wanted: set[tuple[int, int]] = set()
    over = 0
    for band in range(bands):
        cut = [tuple(slots[i, band * rows : (band + 1) * rows].tolist()) for i in numbers]
        pairs, capped = naive.bucket_pairs(cut, cap)
        wanted, over = wanted | pairs, over + capped
    ticks: list[tuple[int, int]] = []
    found = candidates(slots, numbers, Bands(bands, rows), cap, pool, lambda *tick: ticks.append(tick))
    left, right = unpack(found.pairs)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == sorted(wanted)
    assert found.capped == over
    assert ticks == [(i, bands) for i in range(1, bands + 1)]
    with ThreadPoolExecutor(5) as more:
        assert (candidates(slots, numbers, Bands(bands, rows), cap, more).pairs == found.pairs).all()


def test_a_big_bucket_never_gives_nothing(pool: Executor) -> None:
    slots = np.ones((500, 16), np.uint32)
    found = candidates(slots, np.arange(500), Bands(4, 4), 10, pool)
    assert found.capped == 4
    assert len(found.pairs) == 2 * 500 - 3


def test_candidates_of_nothing_and_of_one(pool: Executor) -> None:
    for n in (0, 1):
        found = candidates(np.ones((n, 16), np.uint32), np.arange(n), Bands(4, 4), 10, pool)
        assert (len(found.pairs), found.capped) == (0, 0)


# ---- bands


@pytest.mark.parametrize("slots", [16, 32, 64, 128, 256, 512, 1024])
@pytest.mark.parametrize("recall", [0.5, 0.9, 0.999, 0.999999])
def test_choose_bands(slots: int, recall: float) -> None:
    for threshold in [i / 20 for i in range(1, 21)]:
        settings = CopySettings(threshold=threshold, slots=slots, recall=recall)
        possible = [
            (slots // rows, rows)
            for rows in range(1, slots + 1)
            if naive.collision_chance(threshold, slots // rows, rows) >= recall
        ]
        if not possible:
            with pytest.raises(SettingsError, match="out of reach") as caught:
                choose_bands(settings)
            best = naive.collision_chance(threshold, slots, 1)
            assert all(word in str(caught.value) for word in (str(recall), str(threshold), str(slots), f"{best:.4f}"))
            continue
        bands = choose_bands(settings)
        assert bands == max(possible, key=lambda pair: pair[1])
        assert bands.bands * bands.rows <= slots
        assert bands.chance(threshold) >= recall
        assert bands.floor(recall) <= threshold + 1e-12
        assert math.isclose(bands.chance(bands.floor(recall)), recall, rel_tol=1e-9)


def test_error_of_bands_is_one_of_ours_and_says_what_to_do() -> None:
    with pytest.raises(DedupError, match="raise --slots or the threshold, or ask for less recall") as caught:
        choose_bands(CopySettings(threshold=0.01, slots=16))
    assert caught.value.exit_code == 2


def test_chance_agrees_with_the_formula() -> None:
    rng = random.Random(2)
    for _ in range(200):
        j, bands, rows = rng.random(), rng.randint(1, 128), rng.randint(1, 8)
        assert Bands(bands, rows).chance(j) == naive.collision_chance(j, bands, rows)
    assert (Bands(9, 3).chance(0.0), Bands(9, 3).chance(1.0)) == (0.0, 1.0)


def test_s_curve() -> None:
    curve = s_curve(Bands(32, 4))
    assert [point["jaccard"] for point in curve] == [i / 20 for i in range(1, 21)]
    assert [point["chance"] for point in curve] == sorted(point["chance"] for point in curve)
    assert curve[13] == {"jaccard": 0.7, "chance": round(naive.collision_chance(0.7, 32, 4), 6)}
