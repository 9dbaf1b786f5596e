"""The index on disk in figures: batches as they come, questions in between, bytes, and kills.

    python benchmarks/index.py [--documents 1000000] [--batch 10000] [--folder DIR] [--seed 1] [--kills 10]

Documents are made up: about 300 words of a fixed vocabulary, each word as often as words of a language are; one in ten
is an edited copy of an earlier one. They are added batch by batch; after every tenth batch questions are asked, half of
them with an edited copy of a stored document and half with a new text, each timed alone. Then the index is compacted
and asked again, and from a process of its own as the command line does. Last, `dedup index add` is killed at random
moments and run again, and what it leaves is compared with that of a run that was left alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import rows as figures
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dedup import Corpus, Index  # noqa: E402

WORDS, VOCABULARY, COPIES, EDITS = 300, 50_000, 0.1, 6
QUESTIONS = 200


class Maker:
    """Documents of words by number; a document can be made again from its words."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        letters = random.Random(seed)
        self.words = np.array(["".join(letters.choices("aeioubdfgklmnprst", k=letters.randint(2, 11)))
                               for _ in range(VOCABULARY)])  # fmt: skip
        weights = 1 / (np.arange(VOCABULARY) + 8)
        self.ends = np.cumsum(weights / weights.sum())
        self.recent: list[NDArray[np.int64]] = []

    def fresh(self) -> NDArray[np.int64]:
        """The words of a new document."""
        n = int(self.random.normal(WORDS, WORDS / 5))
        return np.searchsorted(self.ends, self.random.random(max(20, n)))

    def edited(self, words: NDArray[np.int64]) -> NDArray[np.int64]:
        """A copy with a few words changed."""
        out = words.copy()
        places = self.random.integers(0, len(out), self.random.integers(0, EDITS + 1))
        out[places] = np.searchsorted(self.ends, self.random.random(len(places)))
        return out

    def text(self, words: NDArray[np.int64]) -> str:
        """The words as a text."""
        return " ".join(self.words[words].tolist())

    def batch(self, n: int) -> list[str]:
        """So many documents; one in ten is an edited copy of one of this batch or an earlier one."""
        texts = []
        for _ in range(n):
            copied = self.recent and self.random.random() < COPIES
            words = self.edited(self.recent[self.random.integers(len(self.recent))]) if copied else self.fresh()
            texts.append(self.text(words))
            if not copied and self.random.random() < 0.05:
                self.recent.append(words)
        return texts


def corpora(maker: Maker, documents: int, batch: int) -> Iterator[Corpus]:
    """Batches of documents."""
    for start in range(0, documents, batch):
        n = min(batch, documents - start)
        yield Corpus.from_texts(maker.batch(n), ids=[f"made-{start + i:09d}" for i in range(n)])


def ask(index: Index, maker: Maker, n: int = QUESTIONS) -> dict[str, Any]:
    """Times of single questions in milliseconds, and how many edited copies found what they were made from."""
    seconds, cpu, found, copies = [], [], 0, 0
    for i in range(n):
        words = maker.recent[maker.random.integers(len(maker.recent))]
        asked = maker.edited(words) if i % 2 else maker.fresh()
        text, copied = maker.text(asked), bool(i % 2 and alike(words, asked) >= index.settings.threshold)
        begin, used = time.perf_counter(), time.thread_time()
        answer = index.match(text, most=20)
        seconds.append(time.perf_counter() - begin)
        cpu.append(time.thread_time() - used)
        copies += copied
        found += bool(copied and answer.matches)
    ms, cpu_ms = np.array(seconds) * 1000, np.array(cpu) * 1000
    return {
        "questions": n,
        "p50_ms": round(float(np.percentile(ms, 50)), 3),
        "p99_ms": round(float(np.percentile(ms, 99)), 3),
        "p50_cpu_ms": round(float(np.percentile(cpu_ms, 50)), 3),
        "p99_cpu_ms": round(float(np.percentile(cpu_ms, 99)), 3),
        "copies_asked": copies,
        "copies_found": found,
    }


def alike(left: NDArray[np.int64], right: NDArray[np.int64]) -> float:
    """Jaccard of the runs of five words of two documents."""
    one, two = ({tuple(words[i : i + 5]) for i in range(len(words) - 4)} for words in (left.tolist(), right.tolist()))
    return len(one & two) / len(one | two)


def usage() -> float:
    """CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def grow(folder: Path, documents: int, batch: int, seed: int) -> list[dict[str, Any]]:
    """Add batch by batch; a row every ten batches, and one for the compacted index."""
    maker, index, made, rows = Maker(seed), Index.create(folder), 0, []
    walls, cpus = [], []
    for number, corpus in enumerate(corpora(maker, documents, batch), 1):
        begin, cpu = time.perf_counter(), usage()
        index.add(corpus)
        walls.append(time.perf_counter() - begin)
        cpus.append(usage() - cpu)
        made += len(corpus)
        if number % 10 == 0 or made == documents:
            row = _row(index, maker, made, batch)
            row |= {
                "add_wall_s": round(sum(walls), 2),
                "add_cpu_s": round(sum(cpus), 2),
                "documents_per_cpu_s": round(batch * len(cpus) / sum(cpus)),
                "batch_wall_s": figures.spread(walls, 3),
            }
            print(json.dumps(row), flush=True)
            rows.append(row)
            walls, cpus = [], []
    begin, cpu = time.perf_counter(), usage()
    index.compact()
    row = _row(index, maker, made, batch)
    row |= {"compact_wall_s": round(time.perf_counter() - begin, 2), "compact_cpu_s": round(usage() - cpu, 2)}
    print(json.dumps(row), flush=True)
    return [*rows, row]


def _row(index: Index, maker: Maker, made: int, batch: int) -> dict[str, Any]:
    info = index.info()
    opened = Index.open(index.path)
    ask(opened, maker, 20)
    return {
        "documents": made,
        "batch": batch,
        "segments": len(info["segments"]),
        "bytes_per_document": info["bytes_per_document"],
        "clusters": info["clusters"],
        **ask(opened, maker),
        "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def cold(folder: Path, seed: int) -> dict[str, Any]:
    """A question asked by a new process: the whole command."""
    text = Maker(seed).batch(1)[0]
    command = [sys.executable, "-m", "dedup", "index", "query", str(folder), "--text", text, "--json"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    walls = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=env)
        walls.append(time.perf_counter() - begin)
    return {"command_wall_s": figures.spread(walls, 3)}


def kills(scratch: Path, n: int, seed: int, documents: int = 20_000) -> dict[str, Any]:
    """Kill `index add` at random moments, run it again, and compare the files with those of a run left alone."""
    rng, maker = random.Random(seed), Maker(seed)
    data = scratch / "made.jsonl"
    with data.open("w") as out:
        for i, text in enumerate(maker.batch(documents)):
            out.write(json.dumps({"id": f"made-{i:06d}", "text": text}) + "\n")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}

    def add(folder: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dedup", "index", "add", str(folder), str(data), "--commit", "1000", "-q"]
        return subprocess.Popen(command, env=env)

    def files(folder: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "lock"}

    Index.create(scratch / "whole")
    begin = time.perf_counter()
    assert add(scratch / "whole").wait() == 0
    seconds, wanted = time.perf_counter() - begin, files(scratch / "whole")
    same, generations = 0, []
    for kill in range(n):
        folder = scratch / f"killed{kill}"
        Index.create(folder)
        process = add(folder)
        time.sleep(seconds * rng.uniform(0.15, 0.95))
        process.send_signal(signal.SIGKILL)
        process.wait()
        left = Index.open(folder)
        left.check()
        generations.append(left.info()["generation"])
        assert add(folder).wait() == 0
        same += files(folder) == wanted
        shutil.rmtree(folder)
    return {"kills": n, "documents": documents, "commits_before_the_kill": generations, "identical_after": same}


def main() -> None:
    """Measure, and write the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=10_000)
    parser.add_argument(
        "--folder", type=Path, help="for the index, which is deleted afterwards; a temporary one otherwise"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--note", default="", help="said in each row, such as that others used the machine")
    parser.add_argument("--out", type=Path, default=figures.RESULTS / "index.json")
    options = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="index-bench-", dir=options.folder))
    try:
        common = {**figures.environment(), "versions": figures.versions(["numpy", "numba", "pyarrow"])}
        if options.note:
            common["note"] = options.note
        measured = grow(scratch / "index", options.documents, options.batch, options.seed)
        measured[-1] |= cold(scratch / "index", options.seed)
        if options.kills:
            measured.append(kills(scratch, options.kills, options.seed))
            print(json.dumps(measured[-1]))
        figures.write(options.out, [{**row, **common} for row in measured])
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
