"""Speed of the kernels alone, by script: text in memory to sketches, and text in memory to words.

    python benchmarks/kernels.py --data FILE [--runs 7] [--threads 2] [--mb 16] [--out benchmarks/results/kernels.json]

English is the text of FILE (JSON lines or Parquet); the other scripts are pseudo-text, made for this with words of a
natural length and of a natural frequency. MB are 10**6 bytes of UTF-8. Each figure is the median of several passes over
the same text, scripts taking turns, after one pass that is not timed; threads take slices of a megabyte or two.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # dedup, where it is not installed

import corpora
import rows
from truth import documents

from dedup.config import CopySettings
from dedup.copies.sketch import sketch
from dedup.corpus.views import text_views
from dedup.kernels.fold import MAX_MARKS, fold_words
from dedup.kernels.jit import jit
from dedup.kernels.unicode import fold_table

SLICE_BYTES = 2 << 20
SETTINGS = CopySettings()


@jit
def count_words(offsets: Any, data: Any, page_of: Any, pages: Any, expansions: Any, most: Any) -> Any:
    """How many words the documents of a view have; `most` is the length in bytes of the longest."""
    marks, out, n = np.empty(MAX_MARKS, np.int64), np.empty(2 * most + 1, np.uint64), 0
    for row in range(len(offsets) - 1):
        n += fold_words(data, offsets[row], offsets[row + 1], page_of, pages, expansions, marks, out, None)
    return n


def only_words(texts: pa.Array) -> int:
    """Fold texts and hash their words; returns how many there are."""
    n = 0
    for view in text_views(texts):
        n += count_words(view.offsets, view.data, *fold_table(), int(np.diff(view.offsets).max(initial=0)))
    return n


def slices(texts: pa.Array) -> list[pa.Array]:
    """The texts in slices of about `SLICE_BYTES`."""
    lengths = np.array([0, *np.cumsum([len(text.as_py().encode()) for text in texts])])
    edges = np.searchsorted(lengths, np.arange(0, lengths[-1] + SLICE_BYTES, SLICE_BYTES))
    bounds = itertools.pairwise(edges.tolist())
    return [texts.slice(first, last - first) for first, last in bounds if last > first]


def seconds(function: Callable[[pa.Array], Any], parts: list[pa.Array], pool: ThreadPoolExecutor) -> float:
    """One pass over all parts."""
    start = time.perf_counter()
    for _ in pool.map(function, parts):
        pass
    return time.perf_counter() - start


def sketched(texts: pa.Array) -> None:
    """Fold, shingle and sketch texts."""
    sketch(texts, SETTINGS)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="English: JSON lines or Parquet with `id` and `text`")
    parser.add_argument("--runs", type=int, default=7, help="timed passes [default 7]")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--mb", type=float, default=16, help="size of each made text in MB [default 16]")
    parser.add_argument("--out", type=Path, default=rows.RESULTS / "kernels.json")
    options = parser.parse_args()
    texts = {"english": [text.encode("utf-8", "replace").decode() for text in documents(options.data)[1]]}
    for script in corpora.SCRIPTS.values():
        texts[script.name] = corpora.pseudo_texts(script, int(options.mb * 1e6))
    parts = {name: slices(pa.array(some, pa.large_string())) for name, some in texts.items()}
    n_bytes = {name: sum(len(text.encode()) for text in some) for name, some in texts.items()}
    n_documents = {name: len(some) for name, some in texts.items()}
    del texts
    what = {"sketch": sketched, "words": only_words}
    taken: dict[tuple[str, str], list[float]] = {(name, kernel): [] for name in parts for kernel in what}
    with ThreadPoolExecutor(options.threads) as pool:
        for turn in range(options.runs + 1):
            for name, kernel in taken:
                last = seconds(what[kernel], parts[name], pool)
                if turn:
                    taken[name, kernel].append(last)
    machine, made = rows.environment(), []
    for name in parts:
        speeds = {kernel: [n_bytes[name] / s / 1e6 for s in taken[name, kernel]] for kernel in what}
        row = {"text": name, "data": options.data.name if name == "english" else "pseudo-text, seed 1"}
        row |= {"bytes": n_bytes[name], "rows": n_documents[name], "threads": options.threads, "runs": options.runs}
        row |= {f"{kernel}_mb_per_s": rows.spread(values, 1) for kernel, values in speeds.items()}
        made.append({**row, "versions": rows.versions(("dedup", "numpy", "pyarrow", "numba")), **machine})
    rows.write(options.out, made)
    lines = [[row["text"], *(f"{row[f'{kernel}_mb_per_s']['median']:.0f}" for kernel in what)] for row in made]
    print(rows.text_table(["text", "fold, shingle, sketch MB/s", "words only MB/s"], lines))


if __name__ == "__main__":
    main()
