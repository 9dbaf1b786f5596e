"""Sketches as estimators: bias and variance against theory, bands against their formula, datasketch as second oracle.

Seeds are fixed and bounds are four standard errors wide, so that a right kernel passes always and a wrong one hardly
ever. What was measured when this was written, as variance over that of k independent minima, J (1 - J) / k, at k = 128:
0.50 for a union of 10 to 100 shingles, 0.65 at 300, 0.86 at 1,000 and 1.0 at 10,000. Rounds fill the slots evenly among
the shingles, which is where the half goes, until there are many more shingles than slots.
"""

from __future__ import annotations

import functools
import random

import numpy as np
import pyarrow as pa
import pytest
from datasketch import MinHash
from numpy.typing import NDArray

import naive
from dedup.config import CopySettings
from dedup.copies.candidates import Bands, choose_bands
from dedup.copies.sketch import sketch
from dedup.kernels.sketch import similarity_sketch

K = 128
SIMILARITIES = [0.1, 0.3, 0.5, 0.7, 0.9]
Z = 4.0
U64 = np.uint64


@functools.cache
def agreements(union: int, jaccard: float, trials: int, k: int = K) -> NDArray[np.bool_]:
    """bool [trials, k]: where the sketches agree of two random sets of this union and, to the nearest, similarity."""
    rng = np.random.default_rng([union, round(100 * jaccard), k])
    shared = round(jaccard * union)
    mine = (union - shared) // 2
    scratch = (np.empty(union, U64), np.empty(k, U64), np.empty(k, np.int64))
    out = np.empty((2 * trials, k), np.uint32)
    for trial in range(trials):
        values = rng.integers(0, 2**64, union, U64)
        left, right = values[: shared + mine].copy(), np.concatenate((values[:shared], values[shared + mine :]))
        similarity_sketch(left, len(left), *scratch, out, 2 * trial)
        similarity_sketch(right, len(right), *scratch, out, 2 * trial + 1)
    return out[0::2] == out[1::2]


def spread(jaccard: float, k: int = K) -> float:
    """Variance of an estimate from k independent slots."""
    return jaccard * (1 - jaccard) / k


def check_bias(union: int, jaccard: float, trials: int, k: int = K) -> None:
    exact = round(jaccard * union) / union
    estimates = agreements(union, jaccard, trials, k).mean(axis=1)
    assert abs(estimates.mean() - exact) <= Z * (spread(exact, k) / trials) ** 0.5


def test_a_few_trials() -> None:
    """So many as the plain Python suite has time for."""
    check_bias(10, 0.5, 100, 16)
    check_bias(100, 0.3, 40, 16)


@pytest.mark.slow
@pytest.mark.parametrize("jaccard", SIMILARITIES)
@pytest.mark.parametrize(
    ("union", "trials"), [(10, 3000), (30, 3000), (100, 3000), (300, 3000), (1000, 3000), (10_000, 2000)]
)
def test_bias_and_variance(union: int, trials: int, jaccard: float) -> None:
    check_bias(union, jaccard, trials)
    variance = agreements(union, jaccard, trials).mean(axis=1).var()
    assert variance <= 1.15 * spread(jaccard)
    bound = {10: 0.6, 30: 0.6, 100: 0.6, 300: 0.75, 1000: 0.97}.get(union)
    if bound:  # clearly fewer errors than independent minima make
        assert variance <= bound * spread(jaccard)


@pytest.mark.slow
@pytest.mark.parametrize("slot", [0, 1, 63, 127])
def test_every_slot_is_unbiased(slot: int) -> None:
    for union, jaccard in ((10, 0.5), (100, 0.3), (1000, 0.7)):
        agree = agreements(union, jaccard, 3000)[:, slot].mean()
        assert abs(agree - jaccard) <= Z * (jaccard * (1 - jaccard) / 3000) ** 0.5


@pytest.mark.slow
@pytest.mark.parametrize("k", [16, 64, 256, 1024])
def test_other_numbers_of_slots(k: int) -> None:
    for union in (20, 400):
        check_bias(union, 0.4, 1000, k)
        assert agreements(union, 0.4, 1000, k).mean(axis=1).var() <= 1.2 * spread(0.4, k)


# ---- bands


def collisions(union: int, jaccard: float, trials: int, bands: Bands) -> float:
    whole = agreements(union, jaccard, trials)[:, : bands.bands * bands.rows].reshape(trials, *bands)
    return float(whole.all(axis=2).any(axis=1).mean())


@pytest.mark.slow
@pytest.mark.parametrize("bands", [Bands(32, 4), Bands(64, 2), Bands(42, 3)], ids=str)
@pytest.mark.parametrize("jaccard", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
def test_bands_collide_as_the_formula_says(bands: Bands, jaccard: float) -> None:
    """1 - (1 - J**r)**b takes slots for independent, which they are in unions much larger than the sketch."""
    trials, chance = 6000, naive.collision_chance(jaccard, *bands)
    error = Z * (chance * (1 - chance) / trials) ** 0.5 + 1 / trials
    assert abs(collisions(3000, jaccard, trials, bands) - chance) <= error


@pytest.mark.slow
@pytest.mark.parametrize("bands", [Bands(32, 4), Bands(64, 2), Bands(42, 3)], ids=str)
@pytest.mark.parametrize("union", [10, 30, 100, 300])
def test_in_short_texts_the_curve_is_steeper(union: int, bands: Bands) -> None:
    """Few shingles share the slots evenly, so similar texts meet more often than by the formula and others less often:
    at 32 x 4 and J = 0.6 .993 of the pairs with a union of 30 against .988, at J = 0.2 .047 against .050."""
    trials = 6000
    for jaccard in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        chance, rate = naive.collision_chance(jaccard, *bands), collisions(union, jaccard, trials, bands)
        error = Z * (chance * (1 - chance) / trials) ** 0.5 + 1 / trials
        if chance >= 0.7:
            assert rate >= chance - error
        elif chance <= 0.2:
            assert rate <= chance + error
        else:
            assert abs(rate - chance) <= 0.02 + error


@pytest.mark.slow
def test_the_recall_asked_for_is_reached_at_the_threshold() -> None:
    for threshold, recall in ((0.7, 0.9), (0.5, 0.99), (0.8, 0.95)):
        bands = choose_bands(CopySettings(threshold=threshold, recall=recall))
        for union in (10, 100, 3000):
            rate = collisions(union, threshold, 3000, bands)
            assert rate >= recall - Z * (recall * (1 - recall) / 3000) ** 0.5


# ---- datasketch


def test_datasketch_agrees_within_the_error() -> None:
    """Both estimate the Jaccard of the same texts; each is within four standard errors of it, and so of the other."""
    rng = random.Random(14)
    vocabulary = [f"w{i}" for i in range(500)]
    left = [rng.choices(vocabulary, k=rng.choice([8, 20, 60, 200])) for _ in range(30)]
    pairs = [(words, naive.edited(words, vocabulary, rng.randint(0, len(words) // 4), rng)) for words in left]
    texts = [" ".join(words) for pair in pairs for words in pair]
    slots = sketch(pa.array(texts), CopySettings()).slots
    theirs = []
    for text in texts:
        one = MinHash(num_perm=K)
        one.update_batch([" ".join(shingle).encode() for shingle in naive.shingles(text)])
        theirs.append(one)
    errors = []
    for i in range(0, len(texts), 2):
        exact = naive.jaccard(texts[i], texts[i + 1])
        ours, other = float((slots[i] == slots[i + 1]).mean()), theirs[i].jaccard(theirs[i + 1])
        error = Z * spread(exact) ** 0.5 + 1e-9
        assert abs(ours - exact) <= error
        assert abs(other - exact) <= error
        assert abs(ours - other) <= 2**0.5 * error
        errors.append((ours - exact, other - exact))
    mean, _ = np.abs(np.mean(errors, axis=0))
    assert mean <= Z * (0.25 / K / len(pairs)) ** 0.5
    squares = np.square(errors).mean(axis=0)
    assert squares[0] < squares[1]  # with a fixed seed: fewer errors on texts of this length
