"""From terms to weighed rows, candidates and features, against the slow way with dense matrices."""

from __future__ import annotations

import itertools
import math
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import dedup.stories.candidates
import dedup.stories.features
from conftest import JIT
from dedup.config import StorySettings
from dedup.errors import SettingsError
from dedup.kernels.meet import top_terms
from dedup.kernels.products import neighbourhood, products
from dedup.stories.candidates import PARTIAL, Candidates, candidates, total_order
from dedup.stories.features import FEATURES, NEAREST, expected_gap, features
from dedup.stories.furniture import CHARACTERS, without_furniture
from dedup.stories.model import model
from dedup.stories.terms import Terms, background, extract
from dedup.stories.weigh import Weighted, weigh

POOL = ThreadPoolExecutor(2)
GENEROUS = StorySettings(top=20, reach=10_000, keep=500, least_cosine=0.05)
N = 60 if JIT else 20


def large(values: list[str | None]) -> pa.Array:
    return pa.array(values, pa.large_string())


def made(seed: int, n: int = N, undated: float = 0.2) -> tuple[Weighted, NDArray[np.float64], Terms]:
    """Documents of random words, most of them from the vocabulary of one of a few events, some without words."""
    rng = random.Random(seed)
    common = [f"w{chr(97 + i)}{chr(97 + j)}" for i in range(8) for j in range(8)]
    events = [rng.sample(common, 12) for _ in range(5)]
    texts = []
    for _ in range(n):
        event = rng.choice(events)
        words = [rng.choice(event if rng.random() < 0.7 else common) for _ in range(rng.choice([0, 1, 15, 30, 30]))]
        texts.append(" ".join(word.capitalize() if rng.random() < 0.3 else word for word in words))
    titles = [" ".join(rng.choices(events[0] + events[1], k=rng.randrange(5))) for _ in range(n)]
    rows = extract(large(titles), large(texts), StorySettings(lead=8), POOL)
    day = np.array(
        [math.nan if rng.random() < undated else rng.choice([0.0, 1, 2.5, 2.5, 9, 30]) for _ in range(n)], np.float64
    )
    return weigh(rows), day, rows


def dense(rows: Weighted, weights: NDArray[Any]) -> NDArray[np.float64]:
    out = np.zeros((len(rows.starts) - 1, len(rows.rarity)))
    for d in range(len(out)):
        part = slice(rows.starts[d], rows.starts[d + 1])
        out[d, rows.terms[part]] = weights[part]
    return out


# ---- weights


@pytest.mark.parametrize("seed", [1, 2])
def test_weigh(seed: int) -> None:
    weighted, _, rows = made(seed)
    n, known = len(rows.lengths), background()
    shares = dict(zip(known.hashes.tolist(), known.share.tolist(), strict=True))
    counts = rows.counts.astype(int)
    k = min(200, 2 * n)
    for term, value in enumerate(weighted.rarity):
        share = shares.get(int(rows.hashes[term]), min(shares.values()) / 4)
        df = int((rows.terms == term).sum())
        assert value == pytest.approx(max(0.0, -math.log((df + k * share) / (n + k))), rel=1e-5)
    for d in range(n):
        part = range(rows.starts[d], rows.starts[d + 1])
        raw = [
            math.log1p(3 * counts[e, 0] + counts[e, 2] + counts[e, 1]) * weighted.rarity[rows.terms[e]] for e in part
        ]
        length = math.sqrt(sum(x * x for x in raw))
        assert weighted.all[part].tolist() == pytest.approx([x / length for x in raw], rel=1e-4)
        for e in part:
            assert bool(weighted.lead[e]) == bool(counts[e, 0] or counts[e, 1])
            assert (weighted.title[e] > 0) == (counts[e, 0] > 0 and weighted.rarity[rows.terms[e]] > 0)
            at = rows.terms == rows.terms[e]
            capital, inside, number = (counts[at, c].sum() for c in (3, 4, 5))
            named = (inside > 0 and (capital + 0.5) / (inside + 1.5) > 0.5) or number > 0
            assert (weighted.name[e] > 0) == (named and weighted.all[e] > 0)
    for weights in (weighted.all, weighted.title, weighted.name):
        assert weights.dtype == np.float32
        lengths = np.linalg.norm(dense(weighted, weights), axis=1)
        assert np.all((np.abs(lengths - 1) < 1e-5) | (lengths == 0))


# ---- candidates


def naive_sums(rows: Weighted, day: NDArray[np.float64], settings: StorySettings) -> dict[tuple[int, int], float]:
    """What every two documents inside the window share of their heaviest terms."""
    weights = dense(rows, rows.all)
    tops = [dict(sorted(enumerate(row), key=lambda item: (-item[1], item[0]))[: settings.top]) for row in weights]
    out = {}
    for i, j in itertools.combinations(range(len(day)), 2):
        if math.isnan(day[i]) or math.isnan(day[j]) or abs(day[i] - day[j]) <= settings.window:
            out[i, j] = sum(weight * tops[j].get(term, 0.0) for term, weight in tops[i].items())
    return {pair: value for pair, value in out.items() if value > 0}


def pairs_of(found: Candidates) -> set[tuple[int, int]]:
    pairs = {(min(a, b), max(a, b)) for a, b in zip(found.left.tolist(), found.right.tolist(), strict=True)}
    assert len(pairs) == len(found.left)  # each once
    return pairs


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize(("undated", "window"), [(0.2, 5.0), (0.0, 1.0), (1.0, 5.0), (0.5, 0.0)])
def test_candidates_are_those_of_all_pairs(seed: int, undated: float, window: float) -> None:
    rows, day, _ = made(seed, undated=undated)
    settings = StorySettings(top=20, reach=10_000, keep=500, window=window)
    found = candidates(rows, day, window, settings, POOL)
    sums = naive_sums(rows, day, settings)
    least = PARTIAL * settings.least_cosine
    wanted = {pair for pair, value in sums.items() if value >= least}
    doubtful = {pair for pair, value in sums.items() if abs(value - least) < 1e-6}
    assert pairs_of(found) ^ wanted <= doubtful
    assert len(wanted) > 10


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("keep", [1, 3, 8])
def test_the_best_are_kept(seed: int, keep: int) -> None:
    """Each document keeps so many earlier ones, the nearest; where the last of them are equal, up to twice as many."""
    rows, day, _ = made(seed)
    settings = StorySettings(top=20, reach=10_000, keep=keep, window=5.0)
    found = candidates(rows, day, 5.0, settings, POOL)
    sums = naive_sums(rows, day, settings)
    place = np.argsort(total_order(day))
    pairs_of(found)
    for d in range(len(day)):
        mine = {i + j - d: value for (i, j), value in sums.items() if d in (i, j)}
        values = {
            other: x for other, x in mine.items() if place[other] < place[d] and x >= PARTIAL * settings.least_cosine
        }
        kept = found.left[found.right == d].tolist()
        cut = sorted(values.values(), reverse=True)[:keep][-1] if values else 0.0
        assert set(kept) <= {other for other, value in values.items() if value > cut - 1e-5}
        assert {other for other, value in values.items() if value > cut + 1e-5} <= set(kept)
        assert min(keep, len(values)) <= len(kept) <= 2 * keep


@pytest.mark.parametrize(
    "settings", [{"reach": 8, "keep": 2}, {"reach": 8, "keep": 80}, {"reach": 256, "keep": 5}], ids=str
)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_pair_is_inside_the_window_or_undated(seed: int, settings: dict[str, int]) -> None:
    rows, day, _ = made(seed, n=3 * N)
    found = candidates(rows, day, 2.0, StorySettings(top=12, **settings), POOL)
    gaps = np.abs(day[found.left] - day[found.right])
    assert np.all(np.isnan(gaps) | (gaps <= 2.0))
    place = np.argsort(total_order(day))
    assert (place[found.left] < place[found.right]).all()
    everything = naive_sums(rows, day, StorySettings(top=12, window=2.0))
    assert pairs_of(found) <= everything.keys()


@pytest.mark.parametrize("share", [0.2, 0.6])
def test_of_all_pairs_the_nearest_are_scored(share: float) -> None:
    """So many a document in all, ties at the last of them too; and what is left out is counted."""
    rows, day, _ = made(1)
    generous = StorySettings(top=20, reach=10_000, keep=500, pairs_per_document=10_000)
    everything = candidates(rows, day, 5.0, generous, POOL)
    assert everything.caps == {"reach": 0, "keep": 0, "pairs_per_document": 0}
    most = max(1, int(share * len(everything.left) / len(day)))
    settings = StorySettings(top=20, reach=10_000, keep=500, pairs_per_document=most)
    found = candidates(rows, day, 5.0, settings, POOL)
    sums = naive_sums(rows, day, settings)
    assert pairs_of(found) < pairs_of(everything)
    assert len(found.left) >= most * len(day)
    assert min(sums[pair] for pair in pairs_of(found)) == pytest.approx(found.cut, abs=1e-6)
    assert max(sums[pair] for pair in pairs_of(everything) - pairs_of(found)) < found.cut + 1e-6
    assert found.caps["pairs_per_document"] == len(everything.left) - len(found.left)


def test_caps_are_counted() -> None:
    rows, day, _ = made(2, n=3 * N)
    found = candidates(rows, day, 5.0, StorySettings(top=12, reach=8, keep=2), POOL)
    assert found.caps["reach"] > 0
    assert 0 < found.caps["keep"] <= len(day)


@pytest.mark.parametrize("block", [1, 7, 64])
def test_threads_and_blocks_do_not_show(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, day, terms = made(5)
    settings = StorySettings(top=20, reach=8, keep=3)
    wanted = candidates(rows, day, 5.0, settings, POOL)
    scored = features(rows, terms.lengths, day, wanted, 0.05, POOL)
    assert len(wanted.left) > 20
    monkeypatch.setattr(dedup.stories.candidates, "BLOCK", block)
    monkeypatch.setattr(dedup.stories.features, "BLOCK", block)
    for threads in (1, 2, 5):
        with ThreadPoolExecutor(threads) as pool:
            found = candidates(rows, day, 5.0, settings, pool)
            again = features(rows, terms.lengths, day, found, 0.05, pool)
        assert all(np.array_equal(a, b) for a, b in zip(found, wanted, strict=True))
        assert all(np.array_equal(a, b) for a, b in zip(again, scored, strict=True))


def test_one_document_and_none() -> None:
    for n in (0, 1):
        rows, day, terms = made(1, n=n)
        found = candidates(rows, day, 5.0, GENEROUS, POOL)
        assert len(found.left) == len(found.right) == 0
        assert features(rows, terms.lengths, day, found, 0.05, POOL).features.shape == (0, len(FEATURES))


def test_total_order() -> None:
    assert total_order(np.array([3.0, np.nan, 1.0, 3.0, np.nan])).tolist() == [1, 4, 2, 0, 3]


@given(st.lists(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), max_size=6), max_size=5), st.integers(1, 6))
def test_top_terms(weights: list[list[float]], k: int) -> None:
    starts = np.cumsum([0, *map(len, weights)])
    flat = np.array([x for row in weights for x in row], np.float32)
    terms = np.concatenate([np.arange(len(row)) * 3 for row in weights] or [np.zeros(0)]).astype(np.int32)
    out, out_weights = np.zeros((len(weights), k), np.int32), np.zeros((len(weights), k), np.float32)
    counts = np.zeros(len(weights), np.int64)
    top_terms(starts, terms, flat, out, out_weights, counts)
    for d, row in enumerate(weights):
        wanted = sorted(((-x, 3 * i) for i, x in enumerate(row) if x > 0))[:k]
        assert counts[d] == len(wanted)
        assert list(zip((-out_weights[d, : counts[d]]).tolist(), out[d, : counts[d]].tolist(), strict=True)) == wanted


# ---- features


@pytest.mark.parametrize("seed", [1, 2])
def test_products(seed: int) -> None:
    rows, day, _ = made(seed)
    left, right = np.triu_indices(len(day))
    out = np.full((len(left), 4), np.nan, np.float32)
    products(rows.starts, rows.terms, rows.all, rows.title, rows.name, rows.lead, rows.rarity, left, right, out)
    lead = dense(rows, rows.lead)
    for column, matrix in enumerate((dense(rows, rows.all), dense(rows, rows.title), dense(rows, rows.name))):
        assert out[:, column] == pytest.approx((matrix @ matrix.T)[left, right], abs=1e-5)
    assert out[:, 3] == pytest.approx(((lead * rows.rarity) @ lead.T)[left, right], rel=1e-4, abs=1e-5)


@given(
    st.integers(1, 6).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.integers(0, 8)), max_size=20),
        )
    ),
    st.integers(1, 5),
)
def test_neighbourhood(case: tuple[int, list[tuple[int, int, int]]], k: int) -> None:
    n, edges = case
    left, right = (np.array([edge[side] for edge in edges], np.int64) for side in (0, 1))
    out = np.full((n, k), np.nan, np.float32)
    neighbourhood(n, left, right, np.array([edge[2] / 8 for edge in edges], np.float32), out)
    for d in range(n):
        values = sorted((c / 8 for a, b, c in edges for side in (a, b) if side == d), reverse=True) + [0.0] * k
        assert out[d].tolist() == pytest.approx([np.mean(values[: c + 1]) for c in range(k)])


@pytest.mark.parametrize("seed", [1, 2])
def test_features(seed: int) -> None:
    rows, day, terms = made(seed)
    found = candidates(rows, day, 5.0, GENEROUS, POOL)
    pairs = features(rows, terms.lengths, day, found, 0.2, POOL)
    matrices = [dense(rows, weights) for weights in (rows.all, rows.title, rows.name)]
    cosine, title, name = (matrix @ matrix.T for matrix in matrices)
    near = cosine[found.left, found.right] >= 0.2
    assert 0 < len(pairs.left) == near.sum() < len(near)
    around: dict[int, list[float]] = {d: [0.0] * NEAREST for d in range(len(day))}
    for i, j in zip(pairs.left, pairs.right, strict=True):
        around[i].append(cosine[i, j])
        around[j].append(cosine[i, j])
    k = max(1, min(NEAREST, len(day) // 12))
    mean = {d: sum(sorted(values, reverse=True)[:k]) / k for d, values in around.items()}
    lead = dense(rows, rows.lead)
    for i, j, row in zip(pairs.left, pairs.right, pairs.features, strict=True):
        undated = math.isnan(day[i] - day[j])
        wanted = {
            "root": math.sqrt(cosine[i, j]),
            "title": title[i, j],
            "name": name[i, j],
            "nameless": max(0.0, 0.1 - name[i, j]),
            "log_days": 0.0 if undated else math.log(1 + abs(day[i] - day[j])),
            "undated": float(undated),
            "undated_gap": expected_gap(day) if undated else 0.0,
            "relative": cosine[i, j] / math.sqrt((mean[i] + 0.05) * (mean[j] + 0.05)),
            "mass": math.sqrt((lead[i] * lead[j] * rows.rarity).sum()),
            "length": math.log(20 + max(terms.lengths[i], terms.lengths[j])) / 6,
        }
        assert row.tolist() == pytest.approx([wanted[feature] for feature in FEATURES], rel=1e-4, abs=1e-5)
    assert pairs.cosine == pytest.approx(cosine[pairs.left, pairs.right], abs=1e-5)


@given(st.lists(st.none() | st.integers(-1000, 1000), max_size=12))
def test_expected_gap(days: list[int | None]) -> None:
    day = np.array([math.nan if d is None else d for d in days], np.float64)
    gaps = [math.log(1 + abs(a - b)) for a, b in itertools.combinations([d for d in days if d is not None], 2)]
    assert expected_gap(day) == pytest.approx(sum(gaps) / len(gaps) if gaps else 0.0)


def test_expected_gap_of_many() -> None:
    """From quantiles: as good as from all, and the order does not show."""
    rng = np.random.default_rng(1)
    day = rng.exponential(30, 1500)
    i, j = np.triu_indices(len(day), 1)
    assert expected_gap(day) == pytest.approx(np.log1p(np.abs(day[i] - day[j])).mean(), rel=0.02)
    assert expected_gap(rng.permutation(day)) == expected_gap(day)


def test_model() -> None:
    shipped = model()
    assert len(shipped.coefficients) == len(FEATURES)
    assert shipped.absent < shipped.least <= shipped.begin < -shipped.absent
    rows = np.random.default_rng(1).random((5, len(FEATURES)))
    wanted = [sum(c * x for c, x in zip(shipped.coefficients, row, strict=True)) + shipped.intercept for row in rows]
    assert shipped.log_odds(rows) == pytest.approx(wanted)


@pytest.mark.parametrize(
    "wrong", [{"window": -1}, {"prefix": 1}, {"words": 19}, {"top": 4}, {"least_cosine": 1.5}], ids=str
)
def test_settings_out_of_range(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong)).replace("_", "-")):
        StorySettings(**wrong)


# ---- furniture


def naive_furniture(texts: list[str | None], outlets: list[str | None]) -> list[str]:
    out = []
    for text, outlet in zip(texts, outlets, strict=True):
        kept = []
        for line in (text or "")[:CHARACTERS].split("\n"):
            sharing = [
                other
                for other, where in zip(texts, outlets, strict=True)
                if where == outlet and line.strip() in {x.strip() for x in (other or "")[:CHARACTERS].split("\n")}
            ]
            if not (outlet and line.strip() and len(sharing) >= 3):
                kept.append(line)
        out.append("\n".join(kept))
    return out


lines = st.lists(
    st.sampled_from(["Ring us!", " Ring us! ", "By our staff", "One.", "Two.", "", " ", "Λίσσα"]), max_size=5
)


@given(
    st.lists(
        st.tuples(st.none() | lines.map("\n".join), st.none() | st.sampled_from(["Herald", "Post", ""])), max_size=10
    )
)
def test_furniture(rows: list[tuple[str | None, str | None]]) -> None:
    texts, outlets = [text for text, _ in rows], [outlet for _, outlet in rows]
    found = without_furniture(large(texts), large(outlets)).to_pylist()
    assert [text or "" for text in found] == naive_furniture(texts, outlets)


def test_furniture_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.stories.furniture.BLOCK", 2)
    texts = [f"Ring us!\nStory {i}." for i in range(7)]
    outlets = ["a", "a", None, "b", "a", "b", None]
    found = without_furniture(large(texts), large(outlets)).to_pylist()
    assert found == ["Story 0.", "Story 1.", *texts[2:4], "Story 4.", *texts[5:]]


def test_furniture_without_outlets_stays() -> None:
    texts: list[str | None] = ["Ring us!", "Ring us!", "Ring us!", None]
    assert without_furniture(large(texts), large([None] * 4)).to_pylist() == texts
    assert without_furniture(large([]), large([])).to_pylist() == []


def test_of_a_long_text_the_beginning_is_looked_at() -> None:
    texts = ["a" * CHARACTERS + "\nRing us!"] * 3 + ["λ" * 7000]
    found = without_furniture(large(texts), large(["a", "b", "c", "a"])).to_pylist()
    assert found == ["a" * CHARACTERS] * 3 + ["λ" * CHARACTERS]
