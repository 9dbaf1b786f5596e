"""The engine on disk: seconds, memory, disk, recall and precision on files of any size, beside the engine in memory.

    python benchmarks/disk.py FILE.jsonl... [--memory 4GB] [--runs 3] [--both] [--recall 1000] [--kills 0]
                              [--work DIR] [--out benchmarks/results/disk.json]

Each run is a whole process. With --both the engine in memory takes turns with it, and their tables must be the same
bytes. --recall compares so many documents with all others by brute force, in a run of its own that is not timed;
precision is that of a sample of the written pairs, whose Jaccard is computed anew by the code of `truth.py`, which
shares none with dedup. --kills starts a run with --resume again and again, ends it with SIGKILL at random moments so
many times, lets it finish, and asks for the same bytes as of the run that nothing stopped.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import processes
import rows
from truth import WIDTH, words

TABLES = ("documents.jsonl", "pairs.jsonl")
SAMPLE = 500
"""Pairs whose Jaccard is computed anew."""


def command(file: Path, out: Path, engine: str, options: argparse.Namespace, *more: str) -> list[str]:
    """One run of dedup."""
    base = [sys.executable, "-m", "dedup", "cluster", str(file), "--level", "copies", "-q", "-o", str(out)]
    return [*base, "--engine", engine, "--memory", options.memory, *more]


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, file=sys.stderr, flush=True)


def measure(file: Path, folder: Path, options: argparse.Namespace) -> list[rows.Row]:
    """A row an engine."""
    engines = ("memory", "disk") if options.both else ("disk",)
    runs: dict[str, list[processes.Run]] = {engine: [] for engine in engines}
    for turn in range(options.runs):
        for engine in engines:
            line = command(file, folder / engine, engine, options)
            run = processes.run(line, folder / "log", cwd=rows.ROOT, timeout_s=24 * 3600)
            if run.error:
                raise RuntimeError(run.error)
            runs[engine].append(run)
            said = f"{run.wall_s:.1f} s, processor {run.cpu_s:.1f} s, peak {run.peak_bytes / 1e6:.0f} MB"
            say(f"{file.name} {engine:6} turn {turn + 1} of {options.runs}: {said}")
    if options.both and not same(folder, "memory", "disk"):
        raise RuntimeError("the engines do not agree")
    return [row(file, folder / engine, engine, runs[engine], options) for engine in engines]


def row(file: Path, out: Path, engine: str, runs: Sequence[processes.Run], options: argparse.Namespace) -> rows.Row:
    """The figures of an engine on a file."""
    told = json.loads((out / "run.json").read_bytes())
    n = told["counts"]["documents"]
    cpu = rows.spread([run.cpu_s for run in runs])
    return {
        "engine": engine,
        "data": file.name,
        "bytes": file.stat().st_size,
        "documents": n,
        "memory": options.memory,
        "runs": len(runs),
        "wall_s": rows.spread([run.wall_s for run in runs]),
        "cpu_s": cpu,
        "cpu_us_a_document": round(cpu["median"] / n * 1e6, 2),
        "peak_bytes": max(run.peak_bytes for run in runs),
        "work_bytes": told["engine"].get("work_bytes"),
        "seconds": told["seconds"],
        "counts": told["counts"],
        "machine": "shared with other work; compare processor seconds, and wall seconds of one file",
        **rows.environment(),
    }


def same(folder: Path, a: str, b: str) -> bool:
    """Whether two results have the same tables, byte for byte."""
    return all(filecmp.cmp(folder / a / name, folder / b / name, shallow=False) for name in TABLES)


def recall(file: Path, folder: Path, options: argparse.Namespace) -> rows.Row:
    """Recall by brute force, from a run of its own."""
    line = command(file, folder / "recall", "disk", options, "--measure-recall", str(options.recall))
    subprocess.run(line, cwd=rows.ROOT, check=True)
    told = json.loads((folder / "recall" / "run.json").read_bytes())["recall"]
    shutil.rmtree(folder / "recall")
    return {f"recall_{name}": value for name, value in told.items()}


def precision(file: Path, pairs: Path, threshold: float = 0.7) -> rows.Row:
    """The share of a sample of written pairs that are at or above the threshold, and whose Jaccard is what was said."""
    rng, sample = random.Random(1), list[dict[str, str | float]]()
    with pairs.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):  # a reservoir
            place = rng.randrange(number + 1)
            if number < SAMPLE:
                sample.append(json.loads(line))
            elif place < SAMPLE:
                sample[place] = json.loads(line)
    wanted = {pair[side] for pair in sample for side in ("left", "right")}
    texts = {}
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            if document["id"] in wanted:
                texts[document["id"]] = shingles(document["text"])
    exact = [jaccard(texts[str(pair["left"])], texts[str(pair["right"])]) for pair in sample]
    true = sum(value >= threshold for value in exact)
    equal = sum(abs(value - float(pair["jaccard"])) < 1e-12 for value, pair in zip(exact, sample, strict=True))
    return {"pairs_sampled": len(sample), "precision": true / max(1, len(sample)), "equal_jaccard": equal}


def shingles(text: str) -> set[tuple[str, ...]]:
    """Runs of five words; all words of a shorter text."""
    listed = words(text)
    runs = {tuple(listed[i : i + WIDTH]) for i in range(len(listed) - WIDTH + 1)}
    return runs or {tuple(listed)}


def jaccard(a: set[tuple[str, ...]], b: set[tuple[str, ...]]) -> float:
    """Shared by all."""
    return len(a & b) / len(a | b)


def kill(file: Path, folder: Path, options: argparse.Namespace, lasts_s: float) -> rows.Row:
    """End a run at random moments, and let it go on; whether the result is the same."""
    work = (options.work or folder) / "killed-work"
    line = command(file, folder / "killed", "disk", options, "--work", str(work), "--resume")
    rng, killed, steps = random.Random(5), 0, list[int]()
    tries = 0
    while killed < options.kills:
        tries += 1
        if tries > 20 * options.kills:
            raise SystemExit(f"{file}: runs end before they can be killed")
        with subprocess.Popen(line, cwd=rows.ROOT) as process:
            try:
                process.wait(rng.random() * lasts_s * 0.6)
                if not work.exists():  # it has come to its end
                    shutil.rmtree(folder / "killed", ignore_errors=True)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                killed += 1
        manifest = work / "manifest.jsonl"
        steps.append(sum(1 for _ in manifest.open("rb")) - 1 if manifest.exists() else -1)
        say(f"killed {killed} of {options.kills}; steps done: {steps[-1]}")
    subprocess.run(line, cwd=rows.ROOT, check=True)
    return {"kills": killed, "steps_done_when_killed": steps, "same_after_kills": same(folder, "disk", "killed")}


def main() -> None:
    """Measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", help="JSON lines with `id` and `text`")
    parser.add_argument("--memory", default="4GB")
    parser.add_argument("--runs", type=int, default=3, help="timed turns [default 3]")
    parser.add_argument("--both", action="store_true", help="the engine in memory too, in turns")
    parser.add_argument("--recall", type=int, default=0, metavar="N", help="documents compared with all others")
    parser.add_argument("--kills", type=int, default=0, metavar="N", help="runs to end and to resume")
    parser.add_argument("--work", type=Path, help="folder for all that is written [default a temporary one]")
    parser.add_argument("--out", type=Path, default=rows.RESULTS / "disk.json")
    options = parser.parse_args()
    made: list[rows.Row] = []
    for file in options.files:
        with tempfile.TemporaryDirectory(prefix="dedup-disk-", dir=options.work) as name:
            folder = Path(name)
            measured = measure(file, folder, options)
            disk = measured[-1]
            disk |= precision(file, folder / "disk" / "pairs.jsonl")
            if options.recall:
                disk |= recall(file, folder, options)
            if options.kills:
                disk |= kill(file, folder, options, disk["wall_s"]["median"])
            if options.both:
                disk["times_memory"] = round(disk["wall_s"]["median"] / measured[0]["wall_s"]["median"], 3)
                disk["times_memory_cpu"] = round(disk["cpu_s"]["median"] / measured[0]["cpu_s"]["median"], 3)
            made += measured
            kept = [old for old in rows.read(options.out) if old["data"] not in {row["data"] for row in made}]
            rows.write(options.out, [*kept, *made])
    lines = []
    for one in made:
        times = [f"{one[name]['median']:.1f}" for name in ("wall_s", "cpu_s")]
        sizes = [f"{(one[name] or 0) / 1e6:,.0f}" for name in ("peak_bytes", "work_bytes")]
        rates = [str(one.get(name, "")) for name in ("recall_value", "precision", "times_memory", "same_after_kills")]
        lines.append([f"{one['data']} {one['engine']}", f"{one['documents']:,}", *times, *sizes, *rates])
    head = (
        "file, engine",
        "documents",
        "s",
        "cpu s",
        "peak MB",
        "work MB",
        "recall",
        "precision",
        "x memory",
        "killed",
    )
    print(rows.text_table(head, lines))


if __name__ == "__main__":
    main()
