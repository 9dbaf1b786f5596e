"""The second look at pairs of claims: common neighbours against a slow count, and a claim in two groups."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from dedup.claims.alignment.align import Model, Pairs
from dedup.claims.alignment.group import Grouped, group_claims
from dedup.claims.alignment.support import SUPPORT, support_features

DOCUMENT = np.array([0, 0, 1, 1, 2, 2, 2])


def scored(seed: int, share: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    every = np.array(list(itertools.combinations(range(len(DOCUMENT)), 2)), np.int64)
    some = every[rng.random(len(every)) < share]
    return some[:, 0], some[:, 1], rng.normal(0, 3, len(some))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("share", [0.2, 0.6, 1.0])
def test_third_claims_are_counted_as_a_slow_count_does(seed: int, share: float) -> None:
    left, right, odds = scored(seed, share)
    chance = {
        frozenset(pair): 1 / (1 + np.exp(-x)) for *pair, x in zip(left.tolist(), right.tolist(), odds, strict=True)
    }
    made = support_features(left, right, odds, DOCUMENT)
    for row, a, b in zip(made, left.tolist(), right.tolist(), strict=True):
        ways = [
            (chance[frozenset((a, c))], chance[frozenset((c, b))])
            for c in range(len(DOCUMENT))
            if c not in (a, b) and frozenset((a, c)) in chance and frozenset((c, b)) in chance
        ]
        assert row[SUPPORT.index("third")] == pytest.approx(np.log(1e-3 + sum(x * y for x, y in ways)))
        assert row[SUPPORT.index("third_best")] == pytest.approx(max((min(way) for way in ways), default=0))


def test_the_likeliest_of_each_other_are_known_and_how_far_they_are_ahead() -> None:
    left, right = np.array([0, 0, 1]), np.array([2, 3, 2])
    made = support_features(left, right, np.array([2.0, -1.0, 0.5]), DOCUMENT)
    likeliest, ahead = SUPPORT.index("likeliest"), SUPPORT.index("ahead_smaller")
    assert made[:, likeliest].tolist() == [1.0, 0.0, 0.0]
    assert made[:, ahead].tolist() == pytest.approx([1.5, -3.0, -1.5])


def test_no_pairs_have_no_features() -> None:
    nothing = np.zeros(0, np.int64)
    assert support_features(nothing, nothing, np.zeros(0), DOCUMENT).shape == (0, len(SUPPORT))


def grouped(odds: dict[tuple[int, int], float]) -> Grouped:
    pairs = sorted(odds)
    left, right = np.array(pairs, np.int64).reshape(-1, 2).T
    values = np.array([odds[pair] for pair in pairs])
    made = Pairs(left, right, np.zeros((len(pairs), 1)), np.zeros(len(DOCUMENT), np.bool_), 0)
    none = np.zeros(1)
    model = Model(0.0, none, 0.0, none, np.array([0.8]), np.array([0.0]), 0.25, -3.0, 0.0)
    return group_claims(made, values, DOCUMENT, model, 0.8)


def test_a_claim_that_answers_two_questions_is_in_the_group_of_each() -> None:
    made = grouped({(0, 2): 3.0, (0, 4): 3.0, (2, 4): 3.0, (0, 3): 1.0})
    assert made.group.tolist() == [0, 1, 0, 3, 0, 5, 6]
    assert list(zip(made.also.tolist(), made.also_in.tolist(), strict=True)) == [(0, 3)]
    assert made.together(np.array([0, 2, 2]), np.array([3, 3, 4])).tolist() == [True, False, True]


def test_a_claim_joins_no_further_group_that_most_of_which_it_does_not_meet() -> None:
    made = grouped({(0, 2): 3.0, (3, 4): 3.0, (0, 3): 1.0, (0, 4): -2.0})
    assert made.also.tolist() == []
