"""Say whether a summary says what its article does not (SummEdits, news), with the claims that `compare` reads.

    python benchmarks/summedits.py --data DIR [--out benchmarks/results/summedits.json]

DIR has summedits/news-dev.jsonl with doc, summary, label (0 inconsistent, 1 consistent) and edit_types. Article and
summary are read as two articles; each claim of the summary is held to the claims of the article: what of its words,
names and numbers the likeliest claims have, and the article at all, and whether the likeliest contradicts it. A
logistic regression weighs that, fitted and with its threshold picked without the article it is measured on. The figure
is balanced accuracy, per cent; published ones on the whole test set are SummaC 61.9 and QAFactEval 74.4.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import rows
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

sys.path.append(str(rows.ROOT / "tools"))

from alignment_data import read_rows
from dedup.claims.alignment.align import model, pair_claims
from dedup.claims.alignment.wording import read_words, telling_couples
from dedup.claims.comparison import Document
from dedup.claims.divergence.contrast import contrasts
from dedup.claims.frames import Article, Claim, Name
from dedup.claims.read import read_articles
from dedup.config import AlignSettings

NEAR = 3
"""Claims of the article that a claim of the summary is held to."""
FEATURES = (
    "odds", "unmet", "unmet_most", "unsaid", "unsaid_most", "couples", "names", "numbers", "polarity", "contradicted",
)  # fmt: skip
"""odds: log-odds of the likeliest claim. unmet: rarity of the words that the likeliest claims lack, as a share, and the
rarest one; unsaid: that the article lacks. couples: share of couples of telling words that it lacks; names, numbers:
how many it lacks. polarity: the likeliest denies; contradicted: by hard divergences, their confidence."""


def features(article: str, summary: str) -> NDArray[np.float64]:
    """Of a summary: the worst and the mean over its claims, float64 [2 * len(FEATURES)]."""
    read = read_articles([Article("article", article), Article("summary", summary)], processes=1)
    theirs, mine = (list(reading.claims) for reading in read.readings)
    if not mine or not theirs:
        return np.zeros(2 * len(FEATURES))
    claims = [*theirs, *mine]
    document = np.repeat(np.arange(2), (len(theirs), len(mine)))
    pairs = pair_claims(claims, document, np.zeros(len(claims), np.int64), AlignSettings())
    odds = model().log_odds(pairs, document)
    cross = document[pairs.left] != document[pairs.right]
    names = {name.id: name for name in read.names}
    found = []
    for number in range(len(theirs), len(claims)):
        own = np.flatnonzero(cross & (pairs.right == number))
        best = own[np.argsort(-odds[own], kind="stable")][:NEAR]
        near = [claims[at] for at in pairs.left[best]]
        found.append(claim_features(claims[number], near, theirs, names, float(odds[best[0]]) if len(best) else -6.0))
    table = np.array(found)
    return np.concatenate((table.max(axis=0), table.mean(axis=0)))


def claim_features(
    claim: Claim, near: Sequence[Claim], everything: Sequence[Claim], names: Mapping[str, Name], odds: float
) -> list[float]:
    """One claim of a summary against the likeliest claims, and all, of the article."""
    own = {word.stem: word.rarity for word in read_words(claim.text)}
    met = {word.stem for one in near for word in read_words(one.text)}
    said = {word.stem for one in everything for word in read_words(one.text)}
    couples = set(telling_couples(read_words(claim.text)))
    there = {couple for one in everything for couple in telling_couples(read_words(one.text))}
    known = {mention.name_id for one in everything for mention in one.names}
    whole = sum(own.values()) or 1.0
    unmet = [rarity for stem, rarity in own.items() if stem not in met]
    unsaid = [rarity for stem, rarity in own.items() if stem not in said]
    return [
        -odds,
        sum(unmet) / whole,
        max(unmet, default=0.0),
        sum(unsaid) / whole,
        max(unsaid, default=0.0),
        len(couples - there) / max(1, len(couples)),
        float(len({mention.name_id for mention in claim.names} - known)),
        float(len({stem for stem in own if stem[0].isdigit()} - said)),
        float(bool(near) and near[0].polarity != claim.polarity),
        contradicted(claim, near, names),
    ]


def contradicted(claim: Claim, near: Sequence[Claim], names: Mapping[str, Name]) -> float:
    """How surely the likeliest claims contradict it."""
    documents = {name: Document(name, name, "", None, "", name, name) for name in ("article", "summary")}
    told = [one for other in near for one in contrasts([other, claim], documents, names) if one.outcome == "conflict"]
    return max((one.confidence for one in told), default=0.0)


def held_out(table: NDArray[np.float64], labels: NDArray[np.int64], of: NDArray[np.int64]) -> NDArray[np.int64]:
    """What is said of each summary by a model and a threshold from the other articles."""
    said = np.zeros(len(labels), np.int64)
    for article in np.unique(of):
        rest, inside = of != article, of == article
        head = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, class_weight="balanced", max_iter=3000))
        head.fit(table[rest], labels[rest])
        chances = head.predict_proba(table[rest])[:, 1]
        least = max(np.unique(chances), key=lambda at: balanced_accuracy_score(labels[rest], chances >= at))
        said[inside] = head.predict_proba(table[inside])[:, 1] >= least
    return said


def figures(rows_of: Sequence[Mapping[str, Any]], table: NDArray[np.float64]) -> list[rows.Row]:
    """Balanced accuracy, and of each kind of edit the share found."""
    labels = np.array([row["label"] for row in rows_of])
    place = {text: number for number, text in enumerate(dict.fromkeys(row["doc"] for row in rows_of))}
    said = held_out(table, labels, np.array([place[row["doc"]] for row in rows_of]))
    found: list[rows.Row] = [{
        "what": "summaries of news",
        "summaries": len(labels),
        "articles": len(place),
        "balanced_accuracy": round(100 * float(balanced_accuracy_score(labels, said)), 1),
        "consistent_kept": round(float((said[labels == 1] == 1).mean()), 3),
    }]  # fmt: skip
    for kind in sorted({kind for row in rows_of for kind in row["edit_types"]}):
        rows_with = np.array([kind in row["edit_types"] for row in rows_of])
        found.append({
            "what": kind, "summaries": int(rows_with.sum()), "found": round(float((said[rows_with] == 0).mean()), 3)
        })  # fmt: skip
    return found


def main() -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    summaries = read_rows(options.data / "summedits" / "news-dev.jsonl")
    table = np.array([features(row["doc"], row["summary"]) for row in summaries])
    found = figures(summaries, table)
    for one in found:
        print(one)
    if options.out:
        rows.write(options.out, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
