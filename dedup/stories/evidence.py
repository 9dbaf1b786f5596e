"""What a result of the stories stage stands on, kept so that it can be questioned."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.config import StorylineSettings, StorySettings
from dedup.stories.candidates import Candidates
from dedup.stories.linkage import Linked
from dedup.stories.model import Model
from dedup.stories.weigh import Weighted


class Scored(NamedTuple):
    """Scored pairs. left, right: int64 [m], places among the kept documents; cosine: float32 [m]; log_odds: float64."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    cosine: NDArray[np.float32]
    log_odds: NDArray[np.float64]


class Evidence(NamedTuple):
    """All of a run, by place among the kept documents.

    kept: int64 [k], their numbers. window: days, as used. day: float64 [k], nan unknown; lengths: int64 [k], words
    read; around: float64 [k], see `features.Pairs`. rank: int64 [k], place in the total order. hashes: uint64 by term.
    """

    settings: StorySettings
    storyline_settings: StorylineSettings
    window: float
    kept: NDArray[np.int64]
    day: NDArray[np.float64]
    lengths: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    weighted: Weighted
    found: Candidates
    scored: Scored
    around: NDArray[np.float64]
    scorer: Model
    rank: NDArray[np.int64]
    linked: Linked
