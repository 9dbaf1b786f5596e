"""Claims -> scored pairs: the log-odds that two claims answer the same question, from a model that ships as numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.claims.alignment.candidates import candidates
from dedup.claims.alignment.pairs import WORDS, word_features
from dedup.claims.alignment.rivals import RIVALS, rival_features
from dedup.claims.alignment.slots import SLOTS, slot_features
from dedup.claims.alignment.support import SUPPORT, support_features
from dedup.claims.alignment.wording import Wording, word_claims
from dedup.claims.frames import Claim
from dedup.config import AlignSettings

FEATURES = WORDS + RIVALS + SLOTS
LIKENESS = tuple(WORDS.index(name) for name in ("local_cosine", "letter_cosine", "both_jaccard"))
"""What rivals are ranked by, summed."""
CHUNK = 32_768
"""Pairs whose words are compared at a time: it bounds memory."""


class Model(NamedTuple):
    """Two looks at each pair: coefficients and an intercept for its own features, and for what the other pairs then say
    of it (`support`); the second gives calibrated log-odds. precision: precisions on held-out events, ascending; begin:
    the log-odds at which two claims join to have them. step: how much lower the mean may be for groups. absent:
    log-odds of a pair that was no candidate; own: what a pair inside one document must have more.
    """

    intercept: float
    coefficients: NDArray[np.float64]
    again_intercept: float
    again: NDArray[np.float64]
    precision: NDArray[np.float64]
    begin: NDArray[np.float64]
    step: float
    absent: float
    own: float

    def first_look(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds of one question by a pair's own features, for rows of them: float64 [m]."""
        odds: NDArray[np.float64] = features @ self.coefficients + self.intercept
        return odds

    def log_odds(self, pairs: Pairs, document: NDArray[np.int64]) -> NDArray[np.float64]:
        """Log-odds of one question, of each pair: float64 [m]."""
        support = support_features(pairs.left, pairs.right, self.first_look(pairs.features), document)
        odds: NDArray[np.float64] = support @ self.again + self.again_intercept
        return odds

    def threshold(self, precision: float) -> float:
        """The log-odds at which two claims join for a precision, as measured on held-out events."""
        return float(np.interp(precision, self.precision, self.begin))


@cache
def model() -> Model:
    """The model that ships, `alignment.json`; `tools/train_alignment.py` makes it and says from what."""
    data = json.loads((Path(__file__).parent / "alignment.json").read_text(encoding="utf-8"))
    coefficients = np.array([data["coefficients"].get(feature, 0.0) for feature in FEATURES])
    again = np.array([data["again"].get(feature, 0.0) for feature in SUPPORT])
    levels = sorted((float(precision), begin) for precision, begin in data["begin"].items())
    precision, begin = np.array(levels).T
    linkage = data["step"], data["absent"], data["own"]
    return Model(data["intercept"], coefficients, data["again_intercept"], again, precision, begin, *linkage)


class Pairs(NamedTuple):
    """Pairs of claims that were compared, left < right, ascending: int64 [m], with features float64 [m, .]. capped and
    crowded: see `candidates.Candidates`.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    features: NDArray[np.float64]
    capped: NDArray[np.bool_]
    crowded: int


def pair_claims(
    claims: Sequence[Claim],
    document: NDArray[np.int64],
    scope: NDArray[np.int64],
    settings: AlignSettings,
    wording: Wording | None = None,
) -> Pairs:
    """Compare claims with the likest of their scope.

    Parameters
    ----------
    claims : sequence of Claim
        Those of a scope together, in it those of a document, in the order of its text.
    document, scope : int64 [n]
        Numbers, from 0.
    settings : AlignSettings
    wording : Wording, optional
        Made here otherwise.

    Returns
    -------
    Pairs
        About 50 microseconds a pair.
    """
    wording = wording or word_claims([claim.text for claim in claims], scope)
    found = candidates(claims, wording, document, scope, settings)
    features = np.empty((len(found.left), len(FEATURES)))
    for at in range(0, len(features), CHUNK):
        part = slice(at, at + CHUNK)
        features[part, : len(WORDS)] = word_features(wording, found.left[part], found.right[part])
    likeness = features[:, LIKENESS].sum(axis=1)
    slots = len(FEATURES) - len(SLOTS)
    features[:, len(WORDS) : slots] = rival_features(found.left, found.right, likeness, document, scope)
    features[:, slots:] = slot_features(claims, found.left, found.right, scope)
    return Pairs(found.left, found.right, features, found.capped, found.crowded)
