"""Fit the model that says whether two claims answer one question: write `dedup/claims/alignment.json`.

    python tools/train_alignment.py DATA [--check-only] [--date 2026-11-25]

DATA is a folder as `tools/alignment_data.py` describes it. Of its texts nothing is kept but the coefficients of a
logistic regression. The figures in the file, its calibration and its thresholds are from models that did not see the
event they are measured on. `--check-only` writes nothing, says how far what ships is from what would be written, and
fails where that is more than rounding.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.preprocessing import StandardScaler

import alignment_data as data
from dedup.claims.align import FEATURES, Model, Pairs, pair_claims
from dedup.claims.group import Grouped, group_claims
from dedup.config import AlignSettings

FILE = Path(__file__).resolve().parent.parent / "dedup" / "claims" / "alignment.json"
FORMAT_VERSION = 1
MADE_BY = "tools/train_alignment.py"
TOLERANCE = 0.002
REGULARISATION = 0.1
DEMO_WEIGHT = 0.3
STEP, ABSENT, OWN = 1.0, -5.0, 1.0
LEVELS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
GRID = np.arange(-3.0, 4.01, 0.1)
PROTOCOL = (
    "one event of claims-gold left out at a time; the demo, which was written for the project, is always among what is "
    "fitted on. Precision and recall are over pairs of the gold's sentences of two documents that are in one group. "
    "Features, regularisation and the three linkage settings were chosen with these figures in sight."
)


class Compared(NamedTuple):
    """A labelled corpus with its compared pairs and what is known of them: int64 [m]."""

    corpus: data.Labelled
    pairs: Pairs
    labels: NDArray[np.int64]

    @property
    def scope(self) -> NDArray[np.int64]:
        """The scope of each pair."""
        return self.corpus.scope[self.pairs.left]


def compared(corpus: data.Labelled) -> Compared:
    """Compare the claims of a corpus as the product does."""
    pairs = pair_claims(corpus.claims, corpus.document, corpus.scope, AlignSettings())
    return Compared(corpus, pairs, corpus.labels(pairs.left, pairs.right))


def fit(parts: Sequence[tuple[NDArray[np.float64], NDArray[np.int64], float]]) -> Model:
    """A logistic regression on standardised features, with its coefficients for the features as they are.

    Parameters
    ----------
    parts : sequence of (features, labels, weight)
        Pairs of one question weigh as much in each part, times its weight.

    Returns
    -------
    Model
        Without thresholds, not calibrated.
    """
    matrix, labels = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    weights = np.concatenate([np.full(len(y), 100 * weight / max(1, y.sum())) for _, y, weight in parts])
    scaler = StandardScaler().fit(matrix)
    regression = LogisticRegression(C=REGULARISATION, max_iter=2000)
    regression.fit(scaler.transform(matrix), labels, sample_weight=weights)
    coefficients = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - coefficients @ scaler.mean_)
    return Model(intercept, coefficients, np.array([0.0]), np.array([0.0]), STEP, ABSENT, OWN)


def known(made: Compared, rows: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Features and labels of those pairs of which something is known."""
    rows = rows & (made.labels >= 0)
    return made.pairs.features[rows], made.labels[rows]


def fit_without(gold: Compared, demo: Compared, scope: int | None) -> Model:
    """The model fitted without one event."""
    everything = np.ones(len(demo.labels), np.bool_)
    return fit([(*known(gold, gold.scope != scope), 1.0), (*known(demo, everything), DEMO_WEIGHT)])


def held_out(gold: Compared, demo: Compared) -> NDArray[np.float64]:
    """Log-odds of each pair by a model that did not see its event."""
    odds = np.zeros(len(gold.labels))
    for scope in range(len(gold.corpus.scopes)):
        inside = gold.scope == scope
        odds[inside] = fit_without(gold, demo, scope).log_odds(gold.pairs.features[inside])
    return odds


def calibrate(odds: NDArray[np.float64], labels: NDArray[np.int64]) -> tuple[float, float]:
    """Slope and shift that make held-out log-odds probabilities (Platt)."""
    rows = labels >= 0
    regression = LogisticRegression(C=1e6).fit(odds[rows, None], labels[rows])
    return float(regression.coef_[0, 0]), float(regression.intercept_[0])


def calibrated(model: Model, slope: float, shift: float) -> Model:
    """The model with its log-odds calibrated."""
    return model._replace(intercept=model.intercept * slope + shift, coefficients=model.coefficients * slope)


def linked(made: Compared, odds: NDArray[np.float64], begin: float, model: Model) -> Grouped:
    """The groups at a threshold."""
    at = model._replace(precision=np.array([0.5]), begin=np.array([begin]))
    return group_claims(made.pairs, odds, made.corpus.document, at, 0.5)


class Figures(NamedTuple):
    """Of pairs of the gold's sentences in one group: precision, recall, how many, and how many only look alike."""

    precision: float
    recall: float
    pairs: int
    look_alikes: int


def score(made: Compared, grouped: Grouped) -> Figures:
    """What groups make of the gold."""
    gold, found = made.corpus.gold, made.corpus.found(grouped.group)
    hit = len(found & gold.pairs)
    return Figures(hit / max(1, len(found)), hit / max(1, len(gold.pairs)), len(found), len(found & gold.look_alikes))


def thresholds(made: Compared, odds: NDArray[np.float64], model: Model) -> dict[float, tuple[float, Figures]]:
    """By precision: the lowest threshold that has it on held-out events at this and every higher threshold, nearly.

    The precision of a threshold is the mean over three neighbouring ones, so that a step of one pair does not decide.
    """
    figures = [score(made, linked(made, odds, float(begin), model)) for begin in GRID]
    precision = np.array([one.precision if one.pairs else 1.0 for one in figures])
    smooth = np.convolve(np.pad(precision, 1, mode="edge"), np.ones(3) / 3, mode="valid")
    rising = np.minimum.accumulate(smooth[::-1])[::-1]
    made_of = {}
    for level in LEVELS:
        at = int(np.argmax(rising >= level)) if (rising >= level).any() else len(GRID) - 1
        made_of[level] = (round(float(GRID[at]), 2), figures[at])
    return made_of


def average_precision(odds: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Average precision over the pairs of which something is known."""
    rows = labels >= 0
    return float(average_precision_score(labels[rows], odds[rows]))


def train(folder: Path) -> tuple[dict[str, Any], Compared, NDArray[np.float64]]:
    """What alignment.json says, the gold as compared, and its held-out calibrated log-odds."""
    gold, demo = compared(data.claims_gold(folder)), compared(data.demo())
    odds = held_out(gold, demo)
    slope, shift = calibrate(odds, gold.labels)
    odds = odds * slope + shift
    model = calibrated(fit_without(gold, demo, None), slope, shift)
    levels = thresholds(gold, odds, model)
    content = {
        "format_version": FORMAT_VERSION,
        "made_by": MADE_BY,
        "data": {"language": "English", "claims-gold": _size(gold), "demo": _size(demo)},
        "protocol": PROTOCOL,
        "average_precision": round(average_precision(odds, gold.labels), 4),
        "held_out": {
            str(level): {name: round(getattr(one, name), 3) for name in ("precision", "recall", "look_alikes")}
            for level, (_, one) in levels.items()
        },
        "coefficients": {name: round(float(x), 4) for name, x in zip(FEATURES, model.coefficients, strict=True)},
        "intercept": round(model.intercept, 4),
        "begin": {str(level): begin for level, (begin, _) in levels.items()},
        "step": STEP,
        "absent": ABSENT,
        "own": OWN,
    }  # fmt: skip
    return content, gold, odds


def _size(made: Compared) -> dict[str, int]:
    return {
        "documents": int(made.corpus.document.max() + 1),
        "events": len(made.corpus.scopes),
        "claims": len(made.corpus.claims),
        "pairs_of_one_question": int((made.labels == 1).sum()),
        "other_pairs": int((made.labels == 0).sum()),
        "look_alikes": len(made.corpus.gold.look_alikes),
    }


def numbers(content: Mapping[str, Any]) -> dict[str, float]:
    """What of alignment.json changes an answer."""
    begin = {f"begin {level}": value for level, value in content["begin"].items()}
    rest = {name: content[name] for name in ("intercept", "step", "absent", "own")}
    return {**content["coefficients"], **begin, **rest}


def difference(old: Mapping[str, float], new: Mapping[str, float]) -> float:
    """The most that two tables differ by; a name that only one has counts as 0 in the other."""
    return max(abs(old.get(name, 0.0) - new.get(name, 0.0)) for name in {*old, *new})


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, and write or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--check-only", action="store_true")
    parser.add_argument("--date", default=dt.datetime.now(dt.UTC).date().isoformat())
    options = parser.parse_args(arguments)
    content, _, _ = train(options.data)
    content["data"]["date"] = options.date
    print(json.dumps({name: content[name] for name in ("average_precision", "held_out", "begin")}, indent=1))
    if options.check_only:
        apart = difference(numbers(json.loads(FILE.read_text(encoding="utf-8"))), numbers(content))
        print(f"what ships is {apart:.4f} from what would be written")
        return int(apart > TOLERANCE)
    FILE.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
