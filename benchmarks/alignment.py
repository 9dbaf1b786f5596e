"""Score how claims are put together, on golds read by hand, beside similarity alone.

    python benchmarks/alignment.py --data DIR [--texts FOLDER --gold FILE] [--out benchmarks/results/alignment.json]

DIR is a folder as `tools/alignment_data.py` describes it. Each event of claims-gold, and each storyline of
`benchmarks/gold/questions.jsonl`, is compared with a model that `tools/train_alignment.py` fits without it; the
thresholds are those that ship. FOLDER of .txt files with its gold is compared with the model that ships, as one scope,
each text a story of its own. What is counted are pairs of the gold's sentences of two documents that are in one group,
groups on the spelling of names among them ("spellings") or not.

Similarity alone: one feature of the pairs in place of the model's log-odds. Average precision over all compared pairs
of which the gold says something; and groups by average linkage at the threshold with the highest recall at a precision
of .8 (.6 for FOLDER), picked on the labels that it is scored on: no run without labels reaches more.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import rows
from numpy.typing import NDArray

sys.path.append(str(rows.ROOT / "tools"))

import alignment_data as data
import train_alignment as train
from dedup.claims.alignment.align import FEATURES, Model, model
from dedup.claims.compare import Coverage, compare
from dedup.claims.comparison import Document
from dedup.config import AlignSettings

ALONE = ("local_cosine", "letter_cosine", "both_jaccard", "local_jaccard", "news_cosine", "token_sort")
PRECISIONS = (0.7, 0.75, 0.8, 0.85, 0.9)


def found_by(
    corpus: data.Labelled, learned: Mapping[int, Model], precision: float, spellings: bool, story: Mapping[str, str]
) -> set[data.Pair]:
    """Pairs of the gold's sentences that `compare` puts in one group, each scope with its model.

    `story` is that of each document; a scope is one story where it says nothing.
    """
    standing = {claim.id: ids for claim, ids in zip(corpus.claims, corpus.standing, strict=True)}
    found: set[data.Pair] = set()
    for scope, of in learned.items():
        here = {claim.document_id for claim, at in zip(corpus.claims, corpus.scope, strict=True) if at == scope}
        readings = [reading for reading in corpus.read.readings if reading.article.id in here]
        made = compare(
            readings,
            AlignSettings(precision=precision),
            names=corpus.read.names,
            coverage=Coverage(
                [Document(name, None, "", None, story.get(name, "one"), name, name) for name in sorted(here)],
                scope=dict.fromkeys(here, "one"),
            ),
            learned=of,
        )
        for group in made.groups:
            if spellings or not group.id.startswith("spelling:"):
                found |= corpus.gold.cross([one for claim in group.claims for one in standing[claim]])
    return found


def row(what: str, gold: data.Gold, found: set[data.Pair], **more: object) -> rows.Row:
    """Precision, recall and look-alikes joined."""
    hit = len(found & gold.pairs)
    return {
        "what": what,
        **more,
        "precision": round(hit / max(1, len(found)), 4),
        "recall": round(hit / max(1, len(gold.pairs)), 4),
        "pairs": len(found),
        "gold": len(gold.pairs),
        "look_alikes_joined": f"{len(found & gold.look_alikes)} of {len(gold.look_alikes)}",
    }


def compared_rows(
    what: str, corpus: data.Labelled, learned: Mapping[int, Model], story: Mapping[str, str] | None = None
) -> list[rows.Row]:
    """The product's own figures by the precision asked for."""
    return [
        row(what, corpus.gold, found_by(corpus, learned, asked, spelled, story or {}), asked=asked, spellings=spelled)
        for spelled in (False, True)
        for asked in PRECISIONS
    ]


def alone_rows(what: str, made: train.Compared, least: float) -> list[rows.Row]:
    """One feature in place of the model."""
    found = []
    for name in ALONE:
        values = made.pairs.features[:, FEATURES.index(name)]
        best = max((_linked(made, values, float(at)) for at in np.quantile(values, np.linspace(0.5, 0.995, 60))),
                   key=lambda one: (one.precision >= least, one.recall))  # fmt: skip
        found.append({
            "what": what,
            "alone": name,
            "average_precision": round(train.average_precision(values, made.labels), 4),
            "precision": round(best.precision, 4),
            "recall": round(best.recall, 4),
            "look_alikes_joined": f"{best.look_alikes} of {len(made.corpus.gold.look_alikes)}",
        })  # fmt: skip
    return found


def _linked(made: train.Compared, values: NDArray[np.float64], begin: float) -> train.Figures:
    none = np.zeros(1)
    plain = Model(0.0, none, 0.0, none, np.array([0.5]), np.array([begin]), 0.1, -0.5, 0.0)
    return train.score(made, train.linked(made, values, begin, plain))


def main() -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    made, ships = train.corpora(options.data), model()
    scale, gold_odds, other_odds = train.calibration(made)
    found: list[rows.Row] = []
    for what, name, odds in (("claims-gold", "gold", gold_odds), ("questions", "questions", other_odds)):
        of: train.Compared = getattr(made, name)
        learned = {
            scope: train.calibrated(train.fit(made, (name, scope)), *scale)._replace(
                precision=ships.precision, begin=ships.begin
            )
            for scope in range(len(of.corpus.scopes))
        }
        found += [
            {"what": what, "average_precision": round(train.average_precision(odds, of.labels), 4)},
            *compared_rows(what, of.corpus, learned, made.events if name == "questions" else None),
            *alone_rows(what, of, 0.8),
        ]
    if options.texts:
        other = train.compared(data.texts(options.texts, options.gold))
        odds = ships.log_odds(other.pairs, other.corpus.document)
        found += [
            {"what": "texts", "average_precision": round(train.average_precision(odds, other.labels), 4)},
            *compared_rows(
                "texts",
                other.corpus,
                {0: ships},
                {claim.document_id: claim.document_id for claim in other.corpus.claims},
            ),
            *alone_rows("texts", other, 0.6),
        ]
    for one in found:
        print(one)
    if options.out:
        rows.write(options.out, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
