"""Fit the model that says whether two claims answer one question: write `dedup/claims/alignment/alignment.json`.

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
from dedup.claims.alignment.align import FEATURES, LIKENESS, Model, Pairs, pair_claims
from dedup.claims.alignment.group import Grouped, group_claims
from dedup.config import AlignSettings

FILE = Path(__file__).resolve().parent.parent / "dedup" / "claims" / "alignment" / "alignment.json"
FORMAT_VERSION = 1
MADE_BY = "tools/train_alignment.py"
TOLERANCE = 0.002
REGULARISATION = 0.3
DEMO_WEIGHT, INSTANCE_WEIGHT = 0.3, 0.6
LIKE = 0.3
"""Pairs of two events of one kind are fitted on where their likeness is above this: the others teach nothing."""
STEP, ABSENT, OWN = 0.5, -3.0, 0.0
SELECTED = (
    "level",
    "crowd",
    "margin_larger",
    "margin_smaller",
    "along",
    "along_mean",
    "beside_mean",
    "shared_weight",
    "best_shared",
    "skip_weight",
    "letter_cosine",
    "number_jaccard",
    "name_jaccard",
    "name_apart",
    "first_name",
    "value_shared",
    "date_shared",
    "date_apart",
    "speaker_shared",
)
"""What a forward selection over ten events (claims-gold and the demo, each held out) kept, and the slots: with all
features the held-out average precision is the same, but groups of the same precision have a tenth less recall."""
LEVELS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
GRID = np.arange(-3.0, 4.01, 0.1)
PROTOCOL = (
    "one event of claims-gold left out at a time; the demo, which was written for the project, is always among what is "
    "fitted on, and so are pairs of two events of one kind (ecbplus), as pairs of different questions. Precision and "
    "recall are over pairs of the gold's sentences of two documents in one group. Features, regularisation and "
    "the three linkage settings were chosen with these figures in sight."
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


Part = tuple[NDArray[np.float64], NDArray[np.int64], float]


def fit(parts: Sequence[Part]) -> Model:
    """A logistic regression on standardised features, with its coefficients for the features as they are.

    Parameters
    ----------
    parts : sequence of (features, labels, weight)
        Pairs of one question weigh as much in each part, times its weight; in one without any, all its pairs together.

    Returns
    -------
    Model
        Without thresholds, not calibrated.
    """
    columns = [FEATURES.index(name) for name in SELECTED]
    matrix, labels = np.concatenate([x[:, columns] for x, _, _ in parts]), np.concatenate([y for _, y, _ in parts])
    weights = np.concatenate([np.full(len(y), 100 * weight / (y.sum() or max(1, len(y)))) for _, y, weight in parts])
    scaler = StandardScaler().fit(matrix)
    regression = LogisticRegression(C=REGULARISATION, max_iter=2000)
    regression.fit(scaler.transform(matrix), labels, sample_weight=weights)
    coefficients = np.zeros(len(FEATURES))
    coefficients[columns] = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - coefficients[columns] @ scaler.mean_)
    return Model(intercept, coefficients, np.array([0.0]), np.array([0.0]), STEP, ABSENT, OWN)


def known(made: Compared, rows: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Features and labels of those pairs of which something is known."""
    rows = rows & (made.labels >= 0)
    return made.pairs.features[rows], made.labels[rows]


class Corpora(NamedTuple):
    """What is fitted on: the gold, and what is always among it."""

    gold: Compared
    demo: Compared
    instances: Part


def corpora(folder: Path) -> Corpora:
    """Read and compare everything."""
    gold, demo = compared(data.claims_gold(folder)), compared(data.demo())
    return Corpora(gold, demo, apart(*data.instances(folder)))


def apart(corpus: data.Labelled, events: Sequence[str]) -> Part:
    """Pairs of claims on two events of one kind that look alike, none of one question."""
    pairs = compared(corpus).pairs
    place = {event: number for number, event in enumerate(sorted(set(events)))}
    event = np.array([place[name] for name in events], np.int64)
    rows = (event[pairs.left] != event[pairs.right]) & (pairs.features[:, LIKENESS].sum(axis=1) > LIKE)
    return pairs.features[rows], np.zeros(int(rows.sum()), np.int64), INSTANCE_WEIGHT


def fit_without(made: Corpora, scope: int | None) -> Model:
    """The model fitted without one event of the gold."""
    everything = np.ones(len(made.demo.labels), np.bool_)
    gold = known(made.gold, made.gold.scope != scope)
    return fit([(*gold, 1.0), (*known(made.demo, everything), DEMO_WEIGHT), made.instances])


def held_out(made: Corpora) -> NDArray[np.float64]:
    """Log-odds of each pair of the gold by a model that did not see its event."""
    gold = made.gold
    odds = np.zeros(len(gold.labels))
    for scope in range(len(gold.corpus.scopes)):
        inside = gold.scope == scope
        odds[inside] = fit_without(made, scope).log_odds(gold.pairs.features[inside])
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


def calibrated_models(made: Corpora) -> tuple[Model, NDArray[np.float64]]:
    """The model that ships, without thresholds, and the held-out log-odds of the gold, both calibrated."""
    odds = held_out(made)
    slope, shift = calibrate(odds, made.gold.labels)
    return calibrated(fit_without(made, None), slope, shift), odds * slope + shift


def train(folder: Path) -> dict[str, Any]:
    """What alignment.json says."""
    made = corpora(folder)
    gold = made.gold
    model, odds = calibrated_models(made)
    levels = thresholds(gold, odds, model)
    return {
        "format_version": FORMAT_VERSION,
        "made_by": MADE_BY,
        "data": {
            "language": "English",
            "claims-gold": _size(gold),
            "demo": _size(made.demo),
            "ecbplus": {"other_pairs": len(made.instances[1])},
        },
        "protocol": PROTOCOL,
        "average_precision": round(average_precision(odds, gold.labels), 4),
        "held_out": {
            str(level): {name: round(getattr(one, name), 3) for name in ("precision", "recall", "look_alikes")}
            for level, (_, one) in levels.items()
        },
        "coefficients": {name: round(float(model.coefficients[FEATURES.index(name)]), 4) for name in SELECTED},
        "intercept": round(model.intercept, 4),
        "begin": {str(level): begin for level, (begin, _) in levels.items()},
        "step": STEP,
        "absent": ABSENT,
        "own": OWN,
    }


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
    content = train(options.data)
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
