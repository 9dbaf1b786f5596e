"""Fit the model of the stories stage: write `dedup/stories/background.json` and `dedup/stories/model.json`.

    python tools/train_stories.py DATA [--check-only] [--begin -1.5] [--least -2.5] [--absent -8]

DATA is a folder as `tools/stories_data.py` describes it. Of its texts only the commonest stems and their share of
documents are kept, and of its pairs only the coefficients of a logistic regression. The figures in model.json are
cross-validated: a model is fitted on pairs with both ends outside a fold, it clusters the whole corpus, and only the
fold's documents are scored, against all labelled ones. All seeds are fixed. `--check-only` writes nothing, says how far
what ships is from what would be written, and fails where that is more than rounding.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

import dedup
import stories_data as data
from dedup.config import StorySettings
from dedup.stories.features import FEATURES
from dedup.stories.furniture import CHARACTERS
from dedup.stories.latin import spell
from dedup.stories.linkage import average_linkage
from dedup.stories.model import Model
from dedup.stories.terms import background, extract, stem_hash

FOLDER = Path(__file__).resolve().parent.parent / "dedup" / "stories"
FORMAT_VERSION = 1
MADE_BY = "tools/train_stories.py"
N_STEMS = 6000
WORD = re.compile(r"[^\W_]+")
BASIL_UNDATED = "basil, no dates"
TOLERANCE = 0.002
"""How far a coefficient or a share may be from what ships: other processors round otherwise."""
PROTOCOL = (
    f"{data.N_FOLDS} folds by event, of ecbplus by topic; the model of a fold is fitted on labelled pairs with both "
    "ends outside it, of all corpora and variants of them; it clusters the whole corpus, and the fold's documents are "
    "scored against all labelled ones. basil without dates: no variant of basil among those fitted on. The features, "
    "the mix and the three thresholds were chosen with these figures in sight; only the coefficients are out of fold."
)


class Thresholds(NamedTuple):
    """See `Model`."""

    begin: float
    least: float
    absent: float


class Score(NamedTuple):
    """B-cubed means over documents, and shares of pairs."""

    precision: float
    recall: float
    f1: float
    pair_precision: float
    pair_recall: float
    pair_f1: float


def background_shares(file: Path, pool: Executor) -> dict[str, float]:
    """The share of documents with each of the commonest stems, the commonest first.

    Lines that an outlet repeats stay in: a corpus of a few documents, for which the background is, cannot know them.
    """
    settings, table = StorySettings(), dedup.read(file).table.combine_chunks()
    titles = pc.fill_null(table["title"], "").combine_chunks()
    texts = pc.utf8_slice_codeunits(table["text"], 0, CHARACTERS).combine_chunks()
    rows = extract(titles, texts, settings, pool)
    stems = {int(stem_hash(stem)): stem for stem in stems_of((titles, texts), settings.prefix)}
    frequency = np.bincount(rows.terms, minlength=len(rows.hashes)).tolist()
    found = zip((stems.get(term) for term in rows.hashes.tolist()), frequency, strict=True)
    commonest = sorted((-count, stem) for stem, count in found if stem is not None)[:N_STEMS]
    return {stem: round(-count / len(table), 5) for count, stem in commonest}


def stems_of(columns: Iterable[pa.Array], prefix: int) -> set[str]:
    """The distinct stems of words; those that begin with a digit are numbers, and none."""
    words: set[str] = set()
    for texts in columns:
        for text in texts.to_pylist():
            words.update(WORD.findall(text))
    letters = {character: spell(character) for character in set("".join(words))}
    stems = {"".join(letters[character] for character in word)[:prefix] for word in words}
    return {stem for stem in stems if stem and not stem[0].isdigit()}


def fit(mix: Sequence[data.Variant], thresholds: Thresholds, fold: int | None = None) -> Model:
    """A logistic regression on standardised features, with its coefficients for the features as they are.

    Parameters
    ----------
    mix : sequence of Variant
        The pairs of one event weigh as much in each variant, times its own weight.
    thresholds : Thresholds
    fold : int, optional
        Pairs with an end in this fold are left out.

    Returns
    -------
    Model
    """
    columns, labels, weights = [], [], []
    for variant in mix:
        inside = np.ones(len(variant.same), np.bool_) if fold is None else (variant.folds != fold).all(axis=1)
        same = variant.same[inside]
        columns.append(variant.features[inside])
        labels.append(same)
        weights.append(np.full(len(same), 100 * variant.weight / max(1, same.sum())))
    matrix = np.concatenate(columns)
    scaler = StandardScaler().fit(matrix)
    regression = LogisticRegression(C=1.0, max_iter=400)
    regression.fit(scaler.transform(matrix), np.concatenate(labels), sample_weight=np.concatenate(weights))
    coefficients = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - coefficients @ scaler.mean_)
    return Model(intercept, coefficients, thresholds.begin, thresholds.least, thresholds.absent)


def fit_folds(mix: Sequence[data.Variant], thresholds: Thresholds) -> list[Model]:
    """A model for each fold, fitted without it."""
    return [fit(mix, thresholds, fold) for fold in range(data.N_FOLDS)]


def without_basil(mix: Sequence[data.Variant]) -> list[data.Variant]:
    """The mix without any variant of basil."""
    return [variant for variant in mix if variant.corpus != data.BASIL]


def cluster(made: data.Run, model: Model) -> NDArray[np.int64]:
    """The story of each document of a run, as the number of one of its documents."""
    log_odds, pairs = model.log_odds(made.pairs.features), made.pairs
    levels = model.absent, model.begin, model.least
    return average_linkage(pairs.left, pairs.right, log_odds, *levels, made.rank).first


def overlaps(story: NDArray[np.int64], event: NDArray[np.int64]) -> NDArray[np.int64]:
    """By document with an event: how many such documents share (story and event, the story, the event), with itself.

    >>> overlaps(np.array([0, 0, 0, 3]), np.array([7, 7, 8, 8])).tolist()
    [[2, 3, 2], [2, 3, 2], [1, 3, 2], [1, 1, 2]]
    """
    known = event >= 0
    both = np.column_stack((story[known], event[known]))
    counts = []
    for keys in (both, both[:, :1], both[:, 1:]):
        _, inverse, sizes = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
        counts.append(sizes[inverse.ravel()])
    return np.column_stack(counts)


def score(shared: NDArray[np.int64]) -> Score:
    """B-cubed and pairwise figures of rows of `overlaps`.

    >>> [round(x, 3) for x in score(overlaps(np.array([0, 0, 0, 3]), np.array([7, 7, 8, 8])))]
    [0.667, 0.75, 0.706, 0.333, 0.5, 0.4]
    """
    precision, recall = (float((shared[:, 0] / shared[:, side]).mean()) for side in (1, 2))
    both, found, true = (int(x) for x in (shared - 1).sum(axis=0))
    pairs = both / found if found else 1.0, both / true if true else 1.0
    return Score(precision, recall, f1(precision, recall), *pairs, f1(*pairs))


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of both."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def cross_validate(made: data.Run, models: Sequence[Model]) -> Score:
    """What models, each of which knows nothing of its fold, make of the documents of their folds."""
    corpus = made.corpus
    folds = corpus.fold[corpus.event >= 0]
    parts = [overlaps(cluster(made, model), corpus.event)[folds == fold] for fold, model in enumerate(models)]
    return score(np.concatenate(parts))


def figures(
    runs: Mapping[str, data.Run], mix: Sequence[data.Variant], thresholds: Thresholds, pool: Executor
) -> dict[str, Score]:
    """Cross-validated scores by corpus."""
    models, strangers = fit_folds(mix, thresholds), fit_folds(without_basil(mix), thresholds)
    scores = {name: cross_validate(made, models) for name, made in runs.items()}
    undated = data.run(data.without_dates(runs[data.BASIL].corpus), pool)
    return scores | {BASIL_UNDATED: cross_validate(undated, strangers)}


def describe(
    corpora: Mapping[str, data.Labelled], model: Model, scores: Mapping[str, Score], date: str
) -> dict[str, Any]:
    """What model.json says."""
    statement = {
        name: {
            "documents": len(corpus.day),
            "dated": int((~np.isnan(corpus.day)).sum()),
            "labelled": int((corpus.event >= 0).sum()),
            "events": len(np.unique(corpus.event[corpus.event >= 0])),
        }
        for name, corpus in corpora.items()
    }
    names = {"precision": 4, "recall": 4, "f1": 4}
    return {
        "format_version": FORMAT_VERSION,
        "made_by": MADE_BY,
        "data": {"date": date, "language": "English", "corpora": statement},
        "protocol": PROTOCOL,
        "b_cubed": {name: {key: round(getattr(s, key), n) for key, n in names.items()} for name, s in scores.items()},
        "coefficients": {name: round(float(x), 4) for name, x in zip(FEATURES, model.coefficients, strict=True)},
        "intercept": round(model.intercept, 4),
        "begin": model.begin,
        "least": model.least,
        "absent": model.absent,
    }


def numbers(model: Mapping[str, Any]) -> dict[str, float]:
    """What of model.json changes an answer."""
    return {**model["coefficients"], **{name: model[name] for name in ("intercept", "begin", "least", "absent")}}


def difference(old: Mapping[str, float], new: Mapping[str, float]) -> float:
    """The most that two tables differ by; a name that only one has counts as 0 in the other."""
    return max(abs(old.get(name, 0.0) - new.get(name, 0.0)) for name in {*old, *new})


def read_json(file: Path) -> dict[str, Any]:
    """A JSON object."""
    return dict(json.loads(file.read_text(encoding="utf-8")))


def write_json(file: Path, content: Mapping[str, Any], indent: int) -> None:
    """Write a JSON object, a value a line."""
    file.write_text(json.dumps(content, indent=indent, ensure_ascii=False) + "\n", encoding="utf-8")


def train(folder: Path, thresholds: Thresholds, check_only: bool, pool: Executor) -> bool:
    """Build both files; returns whether what ships is the same within rounding."""
    corpora = data.load(folder, pool)
    shares = background_shares(folder / "news-stream" / "articles.parquet", pool)
    apart = difference(read_json(FOLDER / "background.json")["share"], shares)
    print(f"background.json: {len(shares)} stems, a share differs by {apart:.5f} at the most")
    if not check_only:
        content = {"format_version": FORMAT_VERSION, "made_by": MADE_BY, "share": shares}
        write_json(FOLDER / "background.json", content, 0)
        background.cache_clear()
    runs = {name: data.run(corpus, pool) for name, corpus in corpora.items()}
    mix = data.training_mix(corpora, runs, pool)
    print(f"{sum(len(v.same) for v in mix):,} labelled pairs in {len(mix)} variants")
    model, scores = fit(mix, thresholds), figures(runs, mix, thresholds, pool)
    made = describe(corpora, model, scores, dt.datetime.now(dt.UTC).date().isoformat())
    old, new = numbers(read_json(FOLDER / "model.json")), numbers(made)
    for name in new:
        print(f"  {name:12} {old[name]:9.4f} -> {new[name]:9.4f}")
    for name, s in scores.items():
        print(f"  {name:28} P {s.precision:.4f}  R {s.recall:.4f}  F1 {s.f1:.4f}")
    if not check_only:
        write_json(FOLDER / "model.json", made, 1)
    return max(apart, difference(old, new)) <= TOLERANCE


def main() -> None:
    """Train, and write or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="a folder with news-stream, basil and ecbplus")
    parser.add_argument("--check-only", action="store_true", help="write nothing; fail where what ships differs")
    parser.add_argument("--begin", type=float, default=-0.75, help="log-odds at which two documents join")
    parser.add_argument("--least", type=float, default=-2.5, help="mean log-odds at which two clusters do")
    parser.add_argument("--absent", type=float, default=-8.0, help="log-odds of a pair that was no candidate")
    options = parser.parse_args()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        thresholds = Thresholds(options.begin, options.least, options.absent)
        alike = train(options.data, thresholds, options.check_only, pool)
    if options.check_only and not alike:
        sys.exit("what ships differs from what this data gives")


if __name__ == "__main__":
    main()
