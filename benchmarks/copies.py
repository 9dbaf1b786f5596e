"""Time dedup, its peers and the bare read on one file, in one run, and score what they find against the exact answer.

    python benchmarks/copies.py FILE.jsonl [--runs 5] [--engines dedup,rensa,...] [--threshold 0.7] [--cold]
                                [--peers /path/to/python] [--out benchmarks/results/copies.json]

Every figure is of a whole process: start, imports, reading, finding, writing. Engines take turns (A B C A B C ...), so
that whatever slows the machine down for a while hits all alike, and each is first run once to warm up, which is not
timed. An engine whose first run lasts longer than --slow seconds runs that once only, and that counts.

Peers run with the Python of --peers (`benchmarks/peers/requirements.txt` makes one); those that are not installed get a
row that says so. `-32x4` behind a peer's name asks it for dedup's bands, so that both propose the same pairs.
--cold adds the first run on a new machine: dedup with an empty cache of compiled kernels.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import engines
import processes
import rows
from engines import ENGINES, Engine

COLD_RUNS = 3


@dataclass
class Measured:
    """The runs of one engine; `trouble` says why there are none."""

    engine: Engine
    folder: Path
    runs: list[processes.Run] = field(default_factory=list)
    sampled_bytes: int = 0
    trouble: str = ""

    def wants(self, turn: int, turns: int, slow_s: float) -> bool:
        """Whether this engine takes part in a turn; turn 0 is the one that warms up."""
        if self.trouble:
            return False
        if self.engine.cold:
            return 1 <= turn <= min(COLD_RUNS, turns)
        return turn == 0 or not (self.runs and self.runs[0].wall_s > slow_s)

    def add(self, turn: int, run: processes.Run, slow_s: float) -> None:
        """Take the result of a turn."""
        if run.error:
            self.trouble = f"failed: {run.error}"
        elif turn > 0 or run.wall_s > slow_s:
            self.runs.append(run)
        if turn == 0 and self.engine.several_processes:
            self.sampled_bytes = run.peak_bytes

    def peak(self) -> rows.Row:
        """The most memory held, and how that was measured."""
        if self.sampled_bytes:
            return {"peak_bytes": self.sampled_bytes, "peak_how": "PSS of all its processes, sampled in its first run"}
        return {"peak_bytes": max(run.peak_bytes for run in self.runs), "peak_how": "ru_maxrss, most of its runs"}


def measure(
    file: Path, names: Sequence[str], *, turns: int, threshold: float, peers: str, slow_s: float, scratch: Path
) -> list[Measured]:
    """Run the engines in turns; the output of each one's last run stays in its folder."""
    all_measured = [Measured(ENGINES[name], scratch / name) for name in names]
    for measured in all_measured:
        measured.trouble = engines.missing(measured.engine, peers)
    for turn in range(turns + 1):
        for measured in all_measured:
            if not measured.wants(turn, turns, slow_s):
                continue
            shutil.rmtree(measured.folder, ignore_errors=True)
            sample = turn == 0 and measured.engine.several_processes
            run = engines.run(measured.engine, file, measured.folder, threshold, peers, sample=sample)
            measured.add(turn, run, slow_s)
            what = f"turn {turn} of {turns}" if turn else "warming up"
            say(f"{measured.engine.name:20} {what}: {run.error or f'{run.wall_s:.2f} s'}")
    return all_measured


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, file=sys.stderr, flush=True)


def add_scores(all_measured: Sequence[Measured], file: Path, threshold: float) -> dict[str, rows.Row]:
    """Recall and precision by engine, each from the output of its last run; in a process of its own."""
    out: dict[str, rows.Row] = {}
    for groups in (False, True):
        paths = {}
        for measured in all_measured:
            folder, engine = measured.folder, measured.engine
            if measured.runs and engine.finds_pairs and engine.groups is groups:
                paths[engine.name] = folder / ("pairs.csv" if engine.script else "out/pairs.jsonl")
        if paths:
            script = [sys.executable, str(rows.ROOT / "benchmarks" / "score.py"), str(file), *map(str, paths.values())]
            line = [*script, "--threshold", str(threshold), *(["--groups"] if groups else [])]
            said = subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout
            out.update(zip(paths, map(json.loads, said.splitlines()), strict=True))
    return out


def describe(file: Path) -> rows.Row:
    """Name, size, digest, number of documents and bytes of text of a file of JSON lines."""
    n, text_bytes = 0, 0
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            n, text_bytes = n + 1, text_bytes + len((json.loads(line)["text"] or "").encode("utf-8", "surrogatepass"))
    return {**rows.describe_file(file), "rows": n, "text_bytes": text_bytes}


def make_rows(
    all_measured: Sequence[Measured], data: rows.Row, threshold: float, peers: str, scores: dict[str, rows.Row]
) -> list[rows.Row]:
    """A row an engine."""
    machine, out = rows.environment(), []
    for measured in all_measured:
        engine = measured.engine
        row: rows.Row = {"engine": engine.name, "label": engine.label, "threshold": threshold, **data}
        row |= {"bands": engine.bands_at(threshold), "words": engine.words, "check": engine.check, "shingle": "5 words"}
        if not measured.runs:
            out.append({**row, "trouble": measured.trouble, **machine})
            continue
        wall = rows.spread([run.wall_s for run in measured.runs])
        row |= {"runs": len(measured.runs), "wall_s": wall}
        row |= {"cpu_s": rows.spread([run.cpu_s for run in measured.runs])}
        row |= {"mb_per_s": round(data["bytes"] / wall["median"] / 1e6, 2)}
        row |= {"documents_per_s": round(data["rows"] / wall["median"], 1), **measured.peak()}
        row |= {"files": "cached by the system", "kernels": "compiled in the run" if engine.cold else "compiled before"}
        if engine.cold:
            row["says_that_it_compiles"] = "compiling" in (measured.folder / "log").read_text(encoding="utf-8")
        row |= scores.get(engine.name, {})
        versions = rows.versions(engine.packages, peers if engine.is_peer else sys.executable)
        if engine.name.startswith("dedup") and "dedup" not in versions:
            versions["dedup"] = "this checkout"
        out.append({**row, "versions": versions, **machine})
    return out


def table(all_rows: Sequence[rows.Row]) -> str:
    """The rows for a terminal."""
    lines = []
    for row in all_rows:
        if "trouble" in row:
            lines.append([row["engine"], row["bands"], row["trouble"][:60], *[""] * 6])
            continue
        rates = ["" if row.get(name) is None else f"{row[name]:.4f}" for name in ("recall", "precision")]
        wall = row["wall_s"]
        times = [f"{wall['median']:.2f}", f"{wall['min']:.2f}-{wall['max']:.2f}", f"{row['cpu_s']['median']:.2f}"]
        times += [f"{row['mb_per_s']:.1f}", f"{row['peak_bytes'] / 1e6:.0f}"]
        lines.append([row["engine"], row["bands"], *times, *rates])
    head = ("engine", "bands", "s", "min-max", "cpu s", "MB/s", "peak MB", "recall", "precision")
    return rows.text_table(head, lines)


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="JSON lines with `id` and `text`")
    parser.add_argument("--runs", type=int, default=5, help="timed turns [default 5]")
    parser.add_argument("--engines", default=engines.DEFAULT, help=f"of {', '.join(ENGINES)}")
    parser.add_argument("--threshold", type=float, default=0.7)
    parser.add_argument("--cold", action="store_true", help="time dedup with an empty cache of kernels too")
    parser.add_argument("--slow", type=float, default=60, metavar="S", help="run what lasts longer only once [60]")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="has the peers [default this one]")
    parser.add_argument("--out", type=Path, default=rows.RESULTS / "copies.json")
    options = parser.parse_args()
    names = options.engines.split(",") + (["dedup-cold"] if options.cold else [])
    options.names = list(dict.fromkeys(names))
    if unknown := [name for name in options.names if name not in ENGINES]:
        parser.error(f"there is no engine {', '.join(unknown)}; there are {', '.join(ENGINES)}")
    if found := shutil.which(options.peers):
        options.peers = str(Path(found).absolute())  # not resolved: the Python of a venv is a link
    if options.runs < 1 or not options.file.is_file():
        parser.error("--runs is at least 1" if options.runs < 1 else f"there is no file {options.file}")
    return options


def main() -> None:
    """Measure, score, write."""
    options = parse()
    with tempfile.TemporaryDirectory(prefix="dedup-copies-") as name:
        how = {"turns": options.runs, "threshold": options.threshold, "peers": options.peers, "slow_s": options.slow}
        all_measured = measure(options.file, options.names, scratch=Path(name), **how)
        say("the exact answer, and what was found of it ...")
        scores = add_scores(all_measured, options.file, options.threshold)
        made = make_rows(all_measured, describe(options.file), options.threshold, options.peers, scores)
    rows.write(options.out, made)
    print(table(made))
    say(f"written: {options.out}")


if __name__ == "__main__":
    main()
