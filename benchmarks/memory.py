"""Peak memory and time of dedup against its bound and against a bare read, on a file and on one made of it.

    python benchmarks/memory.py FILE.jsonl [--generate 1000000000] [--runs 3] [--out benchmarks/results/memory.json]

The bound is three times the bytes of the text and 300 MB. --generate shuffles the sentences of FILE into a file of so
many bytes in the system's temporary folder (`benchmarks/corpora.py`); --only-generated leaves FILE itself out. Runs
take turns, as in `copies.py`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import copies
import rows

NAMES = ("read", "dedup")


def measure(file: Path, turns: int, threshold: float, scratch: Path) -> rows.Row:
    """One row: dedup's figures, with those of the bare read and the bound."""
    measured = copies.measure(
        file, NAMES, turns=turns, threshold=threshold, peers=sys.executable, slow_s=float("inf"), scratch=scratch
    )
    data = copies.describe(file)
    read, dedup = copies.make_rows(measured, data, threshold, sys.executable, {})
    if trouble := read.get("trouble") or dedup.get("trouble"):
        raise RuntimeError(trouble)
    bound = 3 * data["text_bytes"] + 300_000_000
    ratio = dedup["wall_s"]["median"] / read["wall_s"]["median"]
    dedup |= {"read_wall_s": read["wall_s"], "read_peak_bytes": read["peak_bytes"], "times_read": round(ratio, 3)}
    return dedup | {"bound_bytes": bound, "within_bound": dedup["peak_bytes"] <= bound}


def main() -> None:
    """Measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="JSON lines with `id` and `text`")
    parser.add_argument(
        "--generate", type=int, metavar="BYTES", help="make a file of so many bytes, and measure it too"
    )
    parser.add_argument("--only-generated", action="store_true", help="do not measure FILE itself")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3, help="timed turns [default 3]")
    parser.add_argument("--threshold", type=float, default=0.7)
    parser.add_argument("--out", type=Path, default=rows.RESULTS / "memory.json")
    options = parser.parse_args()
    made = []
    with tempfile.TemporaryDirectory(prefix="dedup-memory-") as name:
        files = [] if options.only_generated else [options.file]
        if options.generate:
            files.append(Path(name) / f"made-{options.generate}.jsonl")
            script = str(rows.ROOT / "benchmarks" / "corpora.py")  # a process of its own, so that this one stays small
            line = [sys.executable, script, str(options.file), str(files[-1])]
            subprocess.run([*line, "--bytes", str(options.generate), "--seed", str(options.seed)], check=True)
        for number, file in enumerate(files):
            scratch = Path(name) / str(number)
            scratch.mkdir()
            made.append(measure(file, options.runs, options.threshold, scratch))
    rows.write(options.out, made)
    lines = []
    for row in made:
        sizes = [f"{row[key] / 1e6:,.0f}" for key in ("text_bytes", "peak_bytes", "bound_bytes")]
        times = [f"{row[key]['median']:.2f}" for key in ("wall_s", "read_wall_s")]
        lines.append([row["data"], *sizes, "yes" if row["within_bound"] else "NO", *times, f"{row['times_read']:.2f}"])
    print(rows.text_table(["file", "text MB", "peak MB", "bound MB", "within", "s", "bare read s", "ratio"], lines))


if __name__ == "__main__":
    main()
