"""Sizes × engines -> what each run cost and found. Every step is a process of its own, so that this one stays small:
a process begins its own peak memory at what the one that started it holds.
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from dedup import __version__
from dedup.bench import processes
from dedup.bench.engines import OWN, ROOT, Peer, environment, own_command, peer_command
from dedup.bench.growth import fit, marginal
from dedup.bench.settings import BenchSettings, CrawlSettings
from dedup.errors import DedupError, InputError
from dedup.machine import thread_count

FORMAT_VERSION = 1
Tell = Callable[[str], None]
Row = dict[str, Any]


class MeasureError(DedupError):
    """A step of a measurement ended badly; the message has the last line it said."""


@dataclass
class Measured:
    """The figures of all sizes and engines, and how they grow; `start` is what 200 short documents cost an engine."""

    about: Row
    rows: list[Row] = field(default_factory=list)
    start: dict[str, Row] = field(default_factory=dict)

    def growth(self) -> list[Row]:
        """Exponents of wall, processor seconds, memory and each stage, an engine; none with one size.

        Of whole runs, what is beyond the cost of starting is fitted: else a small size says more of imports than of
        documents.
        """
        return [row for engine in dict.fromkeys(row["engine"] for row in self.rows) for row in self._growth(engine)]

    def _growth(self, engine: str) -> Iterator[Row]:
        own = [row for row in self.rows if row["engine"] == engine and not row.get("trouble")]
        sizes = [row["documents"] for row in own]
        start = self.start.get(engine, {})
        costs = {name: [row[name] - start.get(name, 0) for row in own] for name in ("wall_s", "cpu_s", "peak_bytes")}
        for stage in dict.fromkeys(name for row in own for name in row.get("stages_s", {})):
            costs[f"stage: {stage}"] = [row.get("stages_s", {}).get(stage, 0.0) for row in own]
        for name, values in costs.items():
            growth = fit(sizes, values)
            if growth is not None:
                more = marginal(sizes, values)
                yield {
                    "engine": engine,
                    "cost": name,
                    "exponent": round(growth.exponent, 4),
                    "scale": growth.scale,
                    "spread": round(growth.spread, 4),
                    "beyond": start.get(name, 0),
                    "of_one_more_document": more,
                }

    def to_dict(self) -> Row:
        """For JSON."""
        growth = self.growth()
        return {
            "format_version": FORMAT_VERSION,
            **self.about,
            "start": self.start,
            "rows": self.rows,
            "growth": growth,
        }


def measure(
    sizes: Sequence[int],
    crawl: CrawlSettings,
    bench: BenchSettings,
    scratch: Path,
    *,
    corpus: Sequence[str] = (),
    peers: Sequence[Peer] = (),
    options: Sequence[str] = (),
    tell: Tell = lambda _: None,
) -> Measured:
    """Measure dedup, and peers, on crawls of some sizes or on samples of a corpus.

    Parameters
    ----------
    sizes : sequence of int
        Numbers of documents; of a corpus may be none, which is all of it.
    crawl : CrawlSettings
        Of the made-up crawls; each size is one with its own number of documents.
    bench : BenchSettings
    scratch : Path
        A folder for the files, which must be empty; what is not needed any more is removed.
    corpus : sequence of str, optional
        Paths as for `dedup cluster`; instead of made-up crawls.
    peers : sequence of Peer, optional
    options : sequence of str, optional
        More options for `dedup cluster`, such as `--memory 4GB`.
    tell : callable, optional
        Called with what is going on.

    Returns
    -------
    Measured

    Raises
    ------
    MeasureError
        Where making a crawl, reading the corpus or scoring ends badly. An engine that does has a row that says so.
    """
    about = _about(bench, None if corpus else crawl, corpus, options)
    measured = Measured(about)
    small = scratch / "small.jsonl"
    _generate(CrawlSettings(documents=200, words=40), small, scratch)
    tell("warming up")
    _step("dedup cluster, warming up", own_command(small, scratch / "warm", options), scratch)
    for name, _, command in _commands(small, peers, options, bench):
        ran = _run(name, command, scratch / name, bench, _facts(small), tell)
        measured.start[name] = {cost: ran[cost] for cost in ("wall_s", "cpu_s", "peak_bytes") if cost in ran}
    for size in sizes or [0]:
        file, plan = _made(size, crawl, corpus, scratch, tell)
        facts = _facts(file)
        for name, how, command in _commands(file, peers, options, bench):
            row = {"engine": name, "how": how, **facts}
            row |= _run(name, command, scratch / name, bench, facts, tell)
            if not row.get("trouble"):
                row |= _score(name, file, scratch / name, plan, bench, tell)
            measured.rows.append(row)
        file.unlink()
    return measured


def _commands(
    file: Path, peers: Sequence[Peer], options: Sequence[str], bench: BenchSettings
) -> Iterator[tuple[str, str, Callable[[Path], list[str]]]]:
    """(engine, how it finds pairs, what makes its command for a folder), dedup first."""
    yield OWN, "", lambda folder: own_command(file, folder, options)
    for peer in peers:
        yield peer.name, peer.how, partial(peer_command, peer, file, threshold=bench.threshold)


def _about(bench: BenchSettings, crawl: CrawlSettings | None, corpus: Sequence[str], options: Sequence[str]) -> Row:
    import os

    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else None
    return {
        "versions": {"dedup": __version__, "python": platform.python_version()},
        "machine": {"cores": thread_count(None), "memory_bytes": memory, "system": platform.system(),
                    "processor": platform.machine()},
        "settings": asdict(bench),
        "crawl": asdict(crawl) if crawl is not None else None,
        "corpus": list(corpus),
        "options": list(options),
    }  # fmt: skip


def _step(name: str, command: Sequence[str], scratch: Path, timeout_s: float = 86_400) -> None:
    """Run a step that is not measured.

    Raises
    ------
    MeasureError
        Where it ends badly.
    """
    log = scratch / "step.log"
    run = processes.run(command, log, env=environment(), cwd=ROOT, timeout_s=timeout_s)
    if run.error:
        raise MeasureError(f"{name}: {run.error}")


def _generate(crawl: CrawlSettings, file: Path, scratch: Path) -> None:
    line = [sys.executable, "-m", "dedup", "bench", "generate", "-o", str(file), "--quiet"]
    for name, value in asdict(crawl).items():
        line += [f"--{name.replace('_', '-')}", str(value)]
    _step("dedup bench generate", line, scratch)


def _made(
    size: int, crawl: CrawlSettings, corpus: Sequence[str], scratch: Path, tell: Tell
) -> tuple[Path, Path | None]:
    """The file of a size, and its plan where it is made up."""
    file = scratch / f"{size or 'all'}.jsonl"
    if corpus:
        tell(f"taking {f'{size:,} documents' if size else 'all documents'}")
        line = [sys.executable, "-m", "dedup.bench.subset", str(file), *(str(Path(p).resolve()) for p in corpus)]
        _step("reading the corpus", [*line, *(["--documents", str(size)] if size else [])], scratch)
        return file, None
    tell(f"making {size:,} documents")
    _generate(CrawlSettings(**{**asdict(crawl), "documents": size}), file, scratch)
    return file, file.with_name(file.name + ".plan.parquet")


def _facts(file: Path) -> Row:
    """Documents and bytes, by counting lines."""
    n = 0
    with file.open("rb") as lines:
        while block := lines.read(1 << 20):
            n += block.count(b"\n")
    if not n:
        raise InputError("has no documents", path=str(file))
    return {"documents": n, "bytes": file.stat().st_size}


def _run(
    name: str, command: Callable[[Path], list[str]], folder: Path, bench: BenchSettings, facts: Row, tell: Tell
) -> Row:
    """The median of some runs; the output of the last one stays in `folder`."""
    import shutil

    runs: list[processes.Run] = []
    for turn in range(bench.runs):
        tell(f"{name}: {facts['documents']:,} documents" + (f", run {turn + 1}" if bench.runs > 1 else ""))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        run = processes.run(command(folder), folder / "log", env=environment(), cwd=ROOT, timeout_s=bench.timeout)
        if run.error:
            return {"trouble": run.error}
        runs.append(run)
    wall = statistics.median(run.wall_s for run in runs)
    peak = max(run.peak_bytes for run in runs)
    return {
        "runs": len(runs),
        "wall_s": round(wall, 4),
        "wall_min_s": round(min(run.wall_s for run in runs), 4),
        "wall_max_s": round(max(run.wall_s for run in runs), 4),
        "cpu_s": round(statistics.median(run.cpu_s for run in runs), 4),
        "documents_per_s": round(facts["documents"] / wall, 2),
        "mb_per_s": round(facts["bytes"] / wall / 1e6, 3),
        "peak_bytes": peak,
        "peak_bytes_per_document": round(peak / facts["documents"], 1),
        **(_own_facts(folder / "out") if name == OWN else {}),
    }


def _own_facts(out: Path) -> Row:
    """What run.json says, and what the output takes on disk."""
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return {"stages_s": run["seconds"], "output_bytes": size, "counts": run["counts"]}


def _score(name: str, file: Path, folder: Path, plan: Path | None, bench: BenchSettings, tell: Tell) -> Row:
    """Recall and precision, in a process of its own."""
    tell(f"{name}: checking what was found")
    pairs, threshold, shingle = folder / "pairs.csv", bench.threshold, "words:5"
    if name == OWN:
        pairs = folder / "out" / "pairs.parquet"
        settings = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))["settings"]
        threshold, shingle = settings["threshold"], settings["shingle"]
    said = folder / "score.json"
    line = [sys.executable, "-m", "dedup.bench.score", str(file), str(pairs), str(said)]
    line += ["--threshold", str(threshold), "--shingle", shingle]
    line += ["--plan", str(plan), "--sample", str(bench.planned)] if plan else ["--sample", str(bench.sample)]
    _step(f"scoring {name}", line, folder)
    return {"threshold": threshold, "against": "the plan" if plan else "brute force", **json.loads(said.read_text())}
