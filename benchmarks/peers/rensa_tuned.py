"""rensa in two processes with tuned glue.

What is tuned: orjson; a shingle is no string but a number, mixed by numpy from the hashes that Python keeps of its
words; rensa gets one flat array of numbers; bands are numpy sorts. With `--words split` words are those of rensa's own
benchmark, `str.lower().split()`: three times faster to find, but a comma makes another word.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import glue
import numpy as np
import orjson
import rensa

WEIGHTS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD], np.uint64
)
PROCESSES = 2
PARTS = 8


def cut(path: Path) -> list[tuple[Path, int, int]]:
    """The file in parts of whole lines."""
    size = path.stat().st_size
    cuts = [0]
    with path.open("rb") as file:
        for part in range(1, PARTS):
            file.seek(part * size // PARTS)
            file.readline()
            cuts.append(file.tell())
    return [(path, start, end) for start, end in itertools.pairwise([*cuts, size]) if start < end]


def sketch(part: tuple[Path, int, int], n_slots: int, split: bool) -> tuple[list[str], Any]:
    """Ids of the documents with words, and their sketches: uint32 [n, n_slots]."""
    path, start, end = part
    with path.open("rb") as file:
        file.seek(start)
        lines = file.read(end - start).splitlines()
    ids, flat, starts = [], [], [0]
    for line in lines:
        row = orjson.loads(line)
        text = (row["text"] or "").lower()
        words = text.split() if split else glue.WORD.findall(text)
        if not words:
            continue
        hashes = np.fromiter(map(hash, words), np.int64, len(words)).view(np.uint64)
        n = max(1, len(words) - glue.WIDTH + 1)
        mixed = np.zeros(n, np.uint64)
        for j, weight in enumerate(WEIGHTS[: len(words)]):
            mixed += hashes[j : j + n] * weight
        flat.append(mixed ^ mixed >> np.uint64(29))
        ids.append(row["id"])
        starts.append(starts[-1] + n)
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
        np.concatenate(flat or [np.zeros(0, np.uint64)]), np.array(starts, np.uint64), n_slots, 42
    )
    return ids, np.array(matrix.to_rows(), np.uint32).reshape(len(ids), n_slots)


def candidates(slots: Any, bands: int, rows: int) -> Iterator[tuple[int, int]]:
    """Rows that agree in a whole band."""
    for band in range(bands):
        part = np.ascontiguousarray(slots[:, band * rows : (band + 1) * rows])
        keys = part.view([("", part.dtype)] * rows).ravel()
        mixed = np.zeros(len(part), np.uint64)
        for j in range(rows):
            mixed = (mixed ^ part[:, j]) * WEIGHTS[0]
            mixed ^= mixed >> np.uint64(32)
        order = np.argsort(mixed, kind="stable")
        edges = np.flatnonzero(np.diff(mixed[order], prepend=~mixed[order[:1]], append=~mixed[order[-1:]]))
        for first, last in itertools.pairwise(edges.tolist()):
            if last - first > 1:
                for a, b in itertools.combinations(sorted(order[first:last].tolist()), 2):
                    if keys[a] == keys[b]:
                        yield a, b


def main() -> None:
    """Find pairs; 16 bands of 8."""
    options = glue.options(bands=16, rows=8)
    split = options.words == "split"
    n_slots = options.bands * options.rows
    os.environ["RAYON_NUM_THREADS"] = "1"  # a process a core is enough
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:  # forked, so that both hash strings alike
        made = pool.starmap(sketch, [(part, n_slots, split) for part in cut(options.file)], chunksize=1)
        pool.close()
        pool.join()
    ids = list(itertools.chain.from_iterable(some for some, _ in made))
    slots = np.concatenate([some for _, some in made])
    found = sorted(set(candidates(slots, options.bands, options.rows)))
    pairs = ((a, b) for a, b in found if np.mean(slots[a] == slots[b]) >= options.threshold)
    glue.write(options.out, ids, pairs)


if __name__ == "__main__":
    main()
