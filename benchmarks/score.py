"""Recall and precision of the pairs that an engine wrote, against the exact ones.

    python benchmarks/score.py FILE.jsonl PAIRS... --threshold 0.7 [--groups]

PAIRS are .csv or .jsonl with `left` and `right`. With --groups they are edges, and all pairs of a connected group
count. Prints a JSON object for each of PAIRS. A process of its own, so that what measures stays small.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
from collections.abc import Iterable
from pathlib import Path

from rows import Row
from truth import truth

Pair = tuple[str, str]


def read_pairs(path: Path) -> set[Pair]:
    """Pairs of ids, each in order, without a document paired with itself."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows: Iterable[dict[str, str]] = csv.DictReader(lines) if path.suffix == ".csv" else map(json.loads, lines)
        return {(min(a, b), max(a, b)) for a, b in ((str(row["left"]), str(row["right"])) for row in rows) if a != b}


def components(edges: Iterable[Pair]) -> dict[str, str]:
    """The root of each document that has an edge."""
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for a, b in edges:
        parent[root(b)] = root(a)
    return {x: root(x) for x in list(parent)}


def score(found: set[Pair], true: Iterable[Pair], groups: bool = False) -> Row:
    """Counts, recall and precision; either is null where there is nothing to have."""
    true = set(true)
    if groups:
        root = components(found)
        sizes = collections.Counter(root.values()).values()
        n_found = sum(n * (n - 1) // 2 for n in sizes)
        n_hit = sum(a in root and root[a] == root.get(b) for a, b in true)
    else:
        n_found, n_hit = len(found), len(found & true)
    return {
        "true_pairs": len(true),
        "found_pairs": n_found,
        "hits": n_hit,
        "recall": round(n_hit / len(true), 5) if true else None,
        "precision": round(n_hit / n_found, 5) if n_found else None,
    }


def main() -> None:
    """Score files of pairs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("pairs", type=Path, nargs="*")
    parser.add_argument("--threshold", type=float, default=0.7)
    parser.add_argument("--groups", action="store_true")
    options = parser.parse_args()
    true = truth(options.file, options.threshold)
    for path in options.pairs:
        print(json.dumps(score(read_pairs(path), true, options.groups)))


if __name__ == "__main__":
    main()
