"""Rows of figures: a JSON array, a row a line, each with the machine and the versions it was measured on."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
Row = dict[str, Any]


def environment() -> Row:
    """Commit, processor, cores, memory, system and date."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "commit": commit(),
        "cpu": _field("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": cores,
        "memory_bytes": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        "os": _field("/etc/os-release", "PRETTY_NAME", "=") or platform.system(),
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _field(path: str, name: str, separator: str = ":") -> str:
    """The value of the first line `name: value` of one of the system's files; empty where there is none."""
    try:
        lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    parts = (line.partition(separator) for line in lines)
    return next((value.strip().strip('"') for key, _, value in parts if key.strip() == name), "")


def commit() -> str:
    """The commit that was measured, with `+` where files differ from it, those of the results aside."""
    head = _git("rev-parse", "--short=12", "HEAD")
    return head + ("+" if _git("status", "--porcelain", "--", ".", ":!benchmarks/results") else "") if head else "none"


def _git(*arguments: str) -> str:
    try:
        run = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return run.stdout.strip()


def versions(names: Iterable[str], python: str = sys.executable) -> dict[str, str]:
    """Versions of installed packages, of this Python or another; those that are not installed are left out."""
    if python == sys.executable:
        found = {}
        for name in names:
            try:
                found[name] = metadata.version(name)
            except metadata.PackageNotFoundError:
                continue
        return found
    script = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import rows; print(json.dumps(rows.versions(sys.argv[2:])))"
    )
    line = [python, "-c", script, str(Path(__file__).parent), *names]
    return dict(json.loads(subprocess.run(line, capture_output=True, text=True, check=True).stdout))


def describe_file(path: Path) -> Row:
    """Name, size and digest of a data file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return {"data": path.name, "bytes": path.stat().st_size, "sha256": digest.hexdigest()[:16]}


def write(path: Path, rows: Sequence[Row]) -> None:
    """Write rows, one a line, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    partial.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    partial.replace(path)


def read(path: Path) -> list[Row]:
    """The rows of a file; none where there is no file."""
    return list(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else []


def spread(values: Sequence[float], digits: int = 4) -> Row:
    """Median, least and most of some measurements."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return {"median": round(median, digits), "min": round(ordered[0], digits), "max": round(ordered[-1], digits)}


def text_table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table for a terminal: the first column to the left, the others to the right."""
    cells = [list(head), *map(list, lines)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    padded = [[row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])] for row in cells]
    return "\n".join("  ".join(line).rstrip() for line in padded)
