"""Features -> log-odds that two documents report one event: a logistic regression that ships as numbers."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.stories.features import FEATURES


class Model(NamedTuple):
    """intercept and coefficients of the features as they are (not standardised); begin: the log-odds at which two
    documents join; least: the mean log-odds at which two clusters do; absent: the log-odds of a pair that was no
    candidate.
    """

    intercept: float
    coefficients: NDArray[np.float64]
    begin: float
    least: float
    absent: float

    def log_odds(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds of one event, for rows of features: float64 [m]."""
        odds: NDArray[np.float64] = features @ self.coefficients + self.intercept
        return odds


@cache
def model() -> Model:
    """The model that ships, `model.json`; `tools/train_stories.py` makes it and says from what."""
    data = json.loads((Path(__file__).parent / "model.json").read_text(encoding="utf-8"))
    coefficients = np.array([data["coefficients"][feature] for feature in FEATURES])
    return Model(data["intercept"], coefficients, data["begin"], data["least"], data["absent"])
