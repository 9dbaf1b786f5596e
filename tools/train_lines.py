"""Fit the model of the lines of an article: write `dedup/claims/text/lines.json`.

    python tools/train_lines.py DATA [--check-only]

DATA holds `news-stream/articles.parquet` (outlet, title, text) and `basil/articles.jsonl` (outlet, title, text). No
label is made by hand. Among the lines that the model may judge (`judge_lines.is_open`), furniture are those that at
least three documents of an outlet have, and those that a rule knows; prose are those that one document of an outlet
has and no rule knows, and all such lines of basil, whose texts are clean. Some furniture is among the former prose, so
precision is higher than it is told here. Each distinct line of an outlet counts once, at most 300 of either sort, from
articles drawn by chance. Figures are cross-validated by outlet: the lines of an outlet are judged by a model that has
seen none of them. The threshold is set by reading: of 35 lines beyond it that count as prose here, drawn by chance,
31 were furniture.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dedup.claims.frames import Article
from dedup.claims.text.judge_lines import FEATURES, features, is_open
from dedup.claims.text.lines import read_lines
from dedup.claims.text.sort_lines import sort_by_rules
from dedup.stories.furniture import line_key, shared_lines

TARGET = Path(__file__).resolve().parent.parent / "dedup" / "claims" / "text" / "lines.json"
ARTICLES, PER_OUTLET, SEED, THRESHOLD = 9000, 300, 1, 0.8


class Examples(NamedTuple):
    """x: float64 [n, features]; y: 1 furniture; group: number of the outlet; known: a rule knows it; clean: it is of
    basil; a row a line.
    """

    x: NDArray[np.float64]
    y: NDArray[np.int64]
    group: NDArray[np.int64]
    known: NDArray[np.bool_]
    clean: NDArray[np.bool_]


def open_lines(article: Article) -> list[tuple[str, list[float], bool]]:
    """The lines of an article that the model may judge, with their features, and whether a rule knows each."""
    lines = list(read_lines(article.text))
    kinds = sort_by_rules(lines, article)
    return [
        (article.text[line.start : line.end].strip(), features(lines, kinds, n), kinds[n] is not None)
        for n, line in enumerate(lines)
        if is_open(lines, n)
    ]


def examples(data: Path) -> Examples:
    """Labelled lines of the corpora."""
    rows = pq.read_table(data / "news-stream/articles.parquet", columns=["outlet", "title", "text"]).to_pylist()
    random.Random(SEED).shuffle(rows)
    common = shared_lines((row["text"], row["outlet"]) for row in rows)
    outlets = {name: n for n, name in enumerate(sorted({row["outlet"] for row in rows if row["outlet"]}))}
    taken: Counter[tuple[str, int]] = Counter()
    seen: defaultdict[str, set[str]] = defaultdict(set)
    found: list[tuple[list[float], int, int, bool, bool]] = []
    for row in rows[:ARTICLES]:
        outlet = row["outlet"]
        if not outlet or not row["text"] or min(taken[outlet, 0], taken[outlet, 1]) >= PER_OUTLET:
            continue
        for line, values, known in open_lines(Article("", row["text"], row["title"] or "", outlet)):
            label = int(known or line_key(outlet, line) in common)
            if line not in seen[outlet] and taken[outlet, label] < PER_OUTLET:
                seen[outlet].add(line)
                taken[outlet, label] += 1
                found.append((values, label, outlets[outlet], known, False))
    print(f"{len(found)} lines of the stream", flush=True)
    for line in (data / "basil/articles.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        outlet = "basil " + row["outlet"]
        group = outlets.setdefault(outlet, len(outlets))
        for _, values, known in open_lines(Article("", row["text"], row["title"], None)):
            if not known:
                found.append((values, 0, group, False, True))
    x, y, groups, known_by_rule, clean = zip(*found, strict=True)
    return Examples(np.array(x), np.array(y), np.array(groups), np.array(known_by_rule), np.array(clean))


def fit(x: NDArray[np.float64], y: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weights of a logistic regression; the intercept is a feature."""
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=500)
    weights: NDArray[np.float64] = model.fit(x, y).coef_[0]
    return weights


def out_of_fold(data: Examples) -> NDArray[np.float64]:
    """For each line its probability by a model that has seen no line of its outlet."""
    odds = np.zeros(len(data.y))
    for train, test in GroupKFold(n_splits=5).split(data.x, data.y, data.group):
        odds[test] = data.x[test] @ fit(data.x[train], data.y[train])
    chances: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
    return chances


def main() -> None:
    """Fit, score, and write or compare."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--check-only", action="store_true")
    options = arguments.parse_args()
    data = examples(options.data)
    chances = out_of_fold(data)
    told = chances >= THRESHOLD
    weights = fit(data.x, data.y)
    new = ~data.known
    result: dict[str, Any] = {
        "format_version": 1,
        "made_by": "tools/train_lines.py",
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "lines": {
            "furniture": int(data.y.sum()),
            "prose": int((1 - data.y).sum()),
            "outlets": len(set(data.group)),
        },
        "protocol": "5 folds by outlet; labels by repetition, see the script",
        "auc": round(float(roc_auc_score(data.y, chances)), 4),
        "auc_unknown_to_rules": round(float(roc_auc_score(data.y[new], chances[new])), 4),
        "precision": round(float(data.y[told].mean()), 4),
        "recall": round(float(told[data.y == 1].mean()), 4),
        "recall_unknown_to_rules": round(float(told[new & (data.y == 1)].mean()), 4),
        "prose_taken_out": round(float(told[data.y == 0].mean()), 5),
        "prose_of_basil_taken_out": round(float(told[data.clean].mean()), 5),
        "threshold": THRESHOLD,
        "weights": {name: round(float(weight), 3) for name, weight in zip(FEATURES, weights, strict=True)},
    }
    print(json.dumps({key: value for key, value in result.items() if key != "weights"}, indent=1))
    if options.check_only:
        old = json.loads(TARGET.read_text(encoding="utf-8"))
        far = max(abs(old["weights"][name] - weight) for name, weight in result["weights"].items())
        print(f"the weights that ship are at most {far:.3f} away")
        sys.exit(far > 0.05)
    TARGET.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
