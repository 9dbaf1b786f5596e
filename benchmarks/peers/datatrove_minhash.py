"""datatrove's MinHash pipeline, stages one to three, with its defaults (those of FineWeb), on all cores.

Its answer is groups: documents joined by buckets, without any check. Written are the pairs that stage three joins, and
the harness counts all pairs of a group. A file is one task, so the file is first cut into one part a core.
"""

from __future__ import annotations

import itertools
import json
import os
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

import glue
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader


def cut(path: Path, folder: Path, parts: int) -> list[list[str]]:
    """Write the parts; the ids of each, in the order in which datatrove counts them: without empty texts."""
    folder.mkdir()
    lines = path.read_bytes().splitlines(keepends=True)
    ids = []
    for part in range(parts):
        some = lines[part * len(lines) // parts : (part + 1) * len(lines) // parts]
        (folder / f"{part:05d}.jsonl").write_bytes(b"".join(some))
        ids.append([row["id"] for row in map(json.loads, some) if row["text"]])
    return ids


def edges(folder: Path) -> Iterator[tuple[int, int, int, int]]:
    """(part, document, part, document) of every match."""
    for path in sorted(folder.glob("**/*.dups")):
        yield from struct.iter_unpack("<4I", path.read_bytes())


def main() -> None:
    """Find groups; 14 bands of 8."""
    options = glue.options(bands=14, rows=8)
    workers = len(os.sched_getaffinity(0))
    config = MinhashConfig(n_grams=glue.WIDTH, num_buckets=options.bands, hashes_per_bucket=options.rows)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ids = cut(options.file, folder / "in", workers)
        parts, signatures, buckets, remove = (str(folder / name) for name in ("in", "signatures", "buckets", "remove"))
        stages = [
            ([JsonlReader(parts), MinhashDedupSignature(signatures, config=config)], workers),
            ([MinhashDedupBuckets(signatures, buckets, config=config)], options.bands),
            ([MinhashDedupCluster(buckets, remove, config=config)], 1),
        ]
        for number, (steps, tasks) in enumerate(stages):
            logs = str(folder / f"logs-{number}")
            LocalPipelineExecutor(steps, tasks=tasks, workers=min(workers, tasks), logging_dir=logs).run()
        flat = list(itertools.chain.from_iterable(ids))
        first = [sum(map(len, ids[:part])) for part in range(workers)]
        glue.write(options.out, flat, ((first[p] + a, first[q] + b) for p, a, q, b in edges(folder / "buckets")))


if __name__ == "__main__":
    main()
