"""Say whether two sentences of news mean the same (MSRP), from the features that claims are aligned by.

    python benchmarks/msrp.py --data DIR [--out benchmarks/results/msrp.json]

DIR has msrp/train.jsonl and msrp/test.jsonl with a, b and same (1 or 0). The alignment model answers another question
(one question, whatever the values), so heads are fitted here, on the training pairs alone: on the shipped features of
words, and on those with longer runs, edits and words of denial. Which head is the best is said by five-fold
cross-validation on the training pairs; the figures on the test pairs are beside it, and are not chosen by.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import rows
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein
from sklearn.ensemble import HistGradientBoostingClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

sys.path.append(str(rows.ROOT / "tools"))

from alignment_data import read_rows
from dedup.claims.alignment.pairs import meet, overlap, word_features
from dedup.claims.alignment.wording import Matrix, Wording, rows_of, word_claims

NOT = re.compile(r"\b(?:not|no|never|without|nor|none|neither|cannot)\b|n't\b", re.IGNORECASE)
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def load(file: Path) -> tuple[list[str], list[str], Ints]:
    """Both sides of each pair, and whether they mean the same."""
    pairs = read_rows(file)
    return [pair["a"] for pair in pairs], [pair["b"] for pair in pairs], np.array([pair["same"] for pair in pairs])


def features(a: Sequence[str], b: Sequence[str]) -> tuple[Floats, Floats]:
    """The shipped features of words, which say what each side has alone; and those of longer runs, edits and denial."""
    n = len(a)
    wording = word_claims([*a, *b], np.zeros(2 * n, np.int64))
    left, right = np.arange(n), np.arange(n) + n
    more = runs(wording, left, right)
    refused = np.array([bool(NOT.search(one)) != bool(NOT.search(other)) for one, other in zip(a, b, strict=True)])
    return word_features(wording, left, right), np.column_stack([*more, refused])


def runs(wording: Wording, left: Ints, right: Ints) -> list[Floats]:
    """Features of longer runs and of edits."""
    found: list[Floats] = []
    for width in (3, 4):
        found += _shares(rows_of([_runs_of(one, width) for one in wording.order])[0], left, right)
    found += _shares(wording.bigrams, left, right)[1:]
    plain, order = np.array(wording.plain, object), np.array(wording.order, object)
    found.append(process.cpdist(order[left], order[right], scorer=Levenshtein.normalized_similarity))
    found.append(process.cpdist(plain[left], plain[right], scorer=Levenshtein.normalized_similarity))
    found += [
        process.cpdist(plain[left], plain[right], scorer=scorer) / 100
        for scorer in (fuzz.token_set_ratio, fuzz.partial_ratio)
    ]
    a, b = wording.length[left], wording.length[right]
    return [*found, np.abs(a - b).astype(np.float64)]


def _runs_of(stems: str, width: int) -> list[str]:
    return [stems[at : at + width] for at in range(len(stems) - width + 1)]


def _shares(matrix: Matrix, left: Ints, right: Ints) -> list[Floats]:
    met = overlap(matrix, np.ones(len(matrix.indices)), meet(matrix, left, right), left, right)
    return [met.shorter, met.longer]


def heads() -> dict[str, Any]:
    """Ways to decide, none with a setting picked on the test pairs."""
    linear = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=3000))
    kernel = make_pipeline(StandardScaler(), SVC(C=1.0, gamma=0.006))
    trees = HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.04, max_leaf_nodes=8, l2_regularization=5.0, random_state=0
    )
    parts = [("linear", linear), ("kernel", kernel), ("trees", trees)]
    return {
        "logistic regression": linear,
        "support vectors": kernel,
        "boosted trees": trees,
        "vote of the three": VotingClassifier(parts, voting="hard"),
    }


def figures(head: Any, train: tuple[Floats, Ints], test: tuple[Floats, Ints]) -> rows.Row:
    """Accuracy and F1, cross-validated and on the test pairs, in per cent."""
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    held_out = cross_val_predict(head, *train, cv=folds)
    said = head.fit(*train).predict(test[0])
    return {
        f"{where}_{name}": round(100 * float(measure(truth, answer)), 2)
        for where, truth, answer in (("cross_validated", train[1], held_out), ("test", test[1], said))
        for name, measure in (("accuracy", accuracy_score), ("f1", f1_score))
    }


def main() -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    parts = [load(options.data / "msrp" / f"{name}.jsonl") for name in ("train", "test")]
    made = [features(a, b) for a, b, _ in parts]
    found = []
    for label, pick in (("shipped features", lambda one: one[0]), ("and runs, edits and denial", np.hstack)):
        for name, head in heads().items():
            scored = figures(head, (pick(made[0]), parts[0][2]), (pick(made[1]), parts[1][2]))
            found.append({"what": "paraphrase", "features": label, "head": name, **scored})
            print(found[-1], flush=True)
    if options.out:
        rows.write(options.out, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
