"""Recall and precision of the pairs that an engine wrote, against the plan of a made-up crawl or by brute force.

    python -m dedup.bench.score CORPUS.jsonl PAIRS --threshold 0.7 [--shingle words:5] [--plan PLAN] [--sample 20000]

With a plan, clusters are drawn by chance until they have `--sample` documents, and all pairs within them are compared;
without one, so many documents are drawn and compared with all others. Precision is of found pairs, drawn by chance and
compared. All comparisons are exact, and share no code with what is measured. Prints a JSON object. A process of its
own, so that what measures stays small.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from dedup.bench.exact import Pair, jaccard, pairs_of, pairs_within, shingles
from dedup.config import Shingling

CHECKED = 5_000
"""Found pairs whose Jaccard is computed anew, for precision."""


def score(
    corpus: Path, pairs: Path, threshold: float, shingle: Shingling, *, plan: Path | None = None, sample: int = 20_000
) -> dict[str, Any]:
    """Score one file of pairs.

    Parameters
    ----------
    corpus : Path
        JSON lines with `id` and `text`.
    pairs : Path
        .parquet, .csv or .jsonl with `left` and `right`.
    threshold : float
        Jaccard that makes a true pair.
    shingle : Shingling
        What Jaccard is of.
    plan : Path, optional
        Of a made-up crawl; see `dedup.bench.generate.PLAN`.
    sample : int
        Documents that are drawn; by hash, so that they are the same every time.

    Returns
    -------
    dict
        `found_pairs`, `true_pairs` and `hits` of the sample, `recall`, `checked_pairs`, `precision`; the last and
        recall are null where there is nothing to have.
    """
    found = read_pairs(pairs)
    checked = _drawn_pairs(found, CHECKED)
    wanted = {name for pair in checked for name in pair}
    clusters = _drawn_clusters(plan, sample) if plan is not None else []
    drawn = {name for cluster in clusters for name in cluster}
    if plan is None:
        drawn = _drawn_documents(corpus, sample)
    sets = {
        name: shingles(text, shingle.unit, shingle.width)
        for name, text in documents(corpus)
        if name in wanted or name in drawn
    }
    if plan is not None:
        true = pairs_within(clusters, sets, threshold)
    else:
        everything = ((name, shingles(text, shingle.unit, shingle.width)) for name, text in documents(corpus))
        true = pairs_of({name: sets[name] for name in sorted(drawn)}, everything, threshold)
    hits = len(true & _touching(found, {name for pair in true for name in pair}))
    right = sum(jaccard(sets[a], sets[b]) >= threshold for a, b in checked)
    return {
        "found_pairs": found.num_rows,
        "sampled_documents": len(drawn),
        "true_pairs": len(true),
        "hits": hits,
        "recall": hits / len(true) if true else None,
        "checked_pairs": len(checked),
        "precision": right / len(checked) if checked else None,
    }


def read_pairs(path: Path) -> Any:
    """The columns `left` and `right` as an Arrow table of strings."""
    import pyarrow as pa

    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        table = pq.read_table(path, columns=["left", "right"])
    elif path.suffix == ".csv":
        import pyarrow.csv as pv

        table = pv.read_csv(path)
    else:
        import pyarrow.json as pj

        table = pj.read_json(path)
    return table.select(["left", "right"]).cast(pa.schema([("left", pa.large_string()), ("right", pa.large_string())]))


def documents(path: Path) -> Iterator[tuple[str, str]]:
    """Ids and texts of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield str(row["id"]), row["text"] or ""


def draw(name: str) -> int:
    """A number by which names are drawn: those with the least.

    >>> draw("a") != draw("b"), draw("a") == draw("a")
    (True, True)
    """
    return zlib.crc32(name.encode("utf-8", "surrogatepass")) * 2654435761 % (1 << 32)


def _drawn_pairs(found: Any, n: int) -> list[Pair]:
    import numpy as np

    step = max(1, found.num_rows // n)
    picked = found.take(np.arange(0, found.num_rows, step)[:n])
    return [_ordered(a, b) for a, b in zip(picked["left"].to_pylist(), picked["right"].to_pylist(), strict=True)]


def _drawn_clusters(plan: Path, n: int) -> list[list[str]]:
    """Whole clusters of copies; templates are none, but those in them are compared with each other too."""
    import pyarrow.parquet as pq

    table = pq.read_table(plan, columns=["id", "cluster"])
    members: dict[int, list[str]] = defaultdict(list)
    for name, cluster in zip(table["id"].to_pylist(), table["cluster"].to_pylist(), strict=True):
        members[cluster].append(name)
    out: list[list[str]] = []
    size = 0
    for cluster in sorted(members, key=lambda number: (draw(str(number)), number)):
        if size >= n:
            break
        out.append(members[cluster])
        size += len(members[cluster])
    return out


def _drawn_documents(corpus: Path, n: int) -> set[str]:
    names = sorted((draw(name), name) for name, _ in documents(corpus))
    return {name for _, name in names[:n]}


def _touching(found: Any, names: Collection[str]) -> set[Pair]:
    """Those of the found pairs both of whose documents are among these."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = pa.array(sorted(names), pa.large_string())
    both = pc.and_(pc.is_in(found["left"], value_set=known), pc.is_in(found["right"], value_set=known))
    some = found.filter(both)
    return {_ordered(a, b) for a, b in zip(some["left"].to_pylist(), some["right"].to_pylist(), strict=True)}


def _ordered(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def main() -> None:
    """Score a file of pairs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--threshold", type=float, default=0.7)
    parser.add_argument("--shingle", type=Shingling.parse, default=Shingling())
    parser.add_argument("--plan", type=Path)
    parser.add_argument("--sample", type=int, default=20_000)
    o = parser.parse_args()
    result = score(o.corpus, o.pairs, o.threshold, o.shingle, plan=o.plan, sample=o.sample)
    o.out.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
