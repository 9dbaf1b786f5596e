"""A corpus, or so many of its documents drawn by chance -> JSON lines, which every engine reads.

    python -m dedup.bench.subset OUT.jsonl CORPUS... [--documents N]

Documents are drawn by the hash of their ids, so that a smaller sample is part of a larger one. A process of its own, so
that what measures stays small.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from dedup.bench.score import draw


def subset(paths: list[str], out: Path, n: int | None = None) -> int:
    """Write documents, sorted by id; returns how many there were.

    Raises
    ------
    DedupError
        Where the corpus cannot be read.
    """
    from dedup.corpus.read import read

    corpus = read(paths)
    table = corpus.columns("id", "outlet", "published", "title", "url", "text")
    if n is not None and n < table.num_rows:
        ids = table["id"].to_pylist()
        chosen = sorted(range(len(ids)), key=lambda k: (draw(ids[k]), ids[k]))[:n]
        table = table.take(sorted(chosen))
    with out.open("w", encoding="utf-8") as file:
        for batch in table.to_batches(max_chunksize=1000):
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in batch.to_pylist())
    return int(table.num_rows)


def main() -> None:
    """Write a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("--documents", type=int)
    options = parser.parse_args()
    subset(options.corpus, options.out, options.documents)


if __name__ == "__main__":
    main()
