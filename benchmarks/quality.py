"""Recall and precision of dedup's pairs against the exact answer, on files and on made corpora in many scripts.

    python benchmarks/quality.py [--data FILE]... [--threshold 0.7 --threshold 0.5] [--documents 3000]
                                 [--out benchmarks/results/quality.json]

FILE is JSON lines or Parquet with `id` and `text`. A made corpus has that many documents: copies at every similarity,
respelled, recased, decomposed, with marks taken off; one in six has fewer than five words. What is scored is the
`pairs.jsonl` of `dedup cluster FILE -o OUT --threshold T`; "short" are pairs of two texts with fewer than five words.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import corpora
import engines
import rows
from score import read_pairs, score
from truth import WIDTH, documents, truth, words


def measure(file: Path, threshold: float, scratch: Path) -> rows.Row:
    """The scores of one run of dedup.

    Raises
    ------
    RuntimeError
        Where dedup fails; with its last line.
    """
    folder = scratch / f"run-{threshold:g}-{file.name}"
    run = engines.run(engines.ENGINES["dedup"], file, folder, threshold, "")
    if run.error:
        raise RuntimeError(f"dedup cluster {file.name} at {threshold:g}: {run.error}")
    found, true = read_pairs(folder / "out" / "pairs.jsonl"), truth(file, threshold)
    ids, texts = documents(file)
    short = {id_ for id_, text in zip(ids, texts, strict=True) if len(text) < 1000 and 0 < len(words(text)) < WIDTH}
    of_short = score(
        {pair for pair in found if short.issuperset(pair)}, [pair for pair in true if short.issuperset(pair)]
    )
    row = {"threshold": threshold, "rows": len(ids), "short_rows": len(short), **score(found, true)}
    return row | {f"short_{name}": of_short[name] for name in ("true_pairs", "recall", "precision")}


def main() -> None:
    """Score every corpus at every threshold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", default=[], help="JSON lines or Parquet; may be repeated")
    parser.add_argument("--threshold", type=float, action="append", help="may be repeated [default 0.7 and 0.5]")
    parser.add_argument("--documents", type=int, default=3000, help="of each made corpus [default 3000]")
    parser.add_argument("--out", type=Path, default=rows.RESULTS / "quality.json")
    options = parser.parse_args()
    made: list[rows.Row] = []
    machine = {**rows.environment(), "versions": rows.versions(("dedup", "numpy", "pyarrow", "numba"))}
    with tempfile.TemporaryDirectory(prefix="dedup-quality-") as name:
        scratch = Path(name)
        files = {(path.parent.name if path.stem == "articles" else path.stem): path for path in options.data}
        for script in corpora.SCRIPTS.values():
            files[script.name] = scratch / f"{script.name.replace(' ', '-')}.jsonl"
            corpora.write_jsonl(files[script.name], corpora.copies_corpus(script, options.documents))
        for label, path in files.items():
            source = rows.describe_file(path) | {"data": label, "made": path not in options.data}
            thresholds = options.threshold or (0.7, 0.5)
            made += [{**source, **measure(path, threshold, scratch), **machine} for threshold in thresholds]
    rows.write(options.out, made)
    names = (
        "data",
        "threshold",
        "rows",
        "true_pairs",
        "recall",
        "precision",
        "short_true_pairs",
        "short_recall",
        "short_precision",
    )
    print(rows.text_table(names, [["" if row[name] is None else f"{row[name]}" for name in names] for row in made]))


if __name__ == "__main__":
    main()
