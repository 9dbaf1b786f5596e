"""Write the README's tables of figures from the rows in `benchmarks/results`.

    python benchmarks/table.py [--check]

They stand between the marks `<!-- benchmarks:start -->` and `<!-- benchmarks:end -->`. With --check nothing is written,
and the exit code is 1 where the README is not as it would be written. No figure is typed by hand.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import rows
from rows import Row

README = rows.ROOT / "README.md"
START, END = "<!-- benchmarks:start -->", "<!-- benchmarks:end -->"


def markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table: the first column to the left, the others to the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *lines)).replace("  |", " |")


def figure(value: float) -> str:
    """A number with three digits that count, or all of those before the point."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def rate(value: float | None) -> str:
    """A recall or a precision; it is 1 only where nothing is missing."""
    if value is None:
        return "–"
    return "1" if value == 1 else f"{min(value, 0.9999):.4f}".rstrip("0").rstrip(".") if value else "0"


def machine(row: Row) -> str:
    """Where and when a row was measured."""
    memory = f"{row['memory_bytes'] / 1e9:.0f} GB"
    return f"{row['cpu']}, {row['cores']} cores, {memory}, {row['os']}, {row['date']}, commit {row['commit']}"


def copies_table(all_rows: Sequence[Row]) -> str:
    """Engines side by side on one file."""
    timed = [row for row in all_rows if "wall_s" in row]
    first = timed[0]
    own = next((row["wall_s"]["median"] for row in timed if row["engine"] == "dedup"), None)
    true = next((row["true_pairs"] for row in timed if "true_pairs" in row), None)
    most = max(row["runs"] for row in timed)
    lines = []
    for row in all_rows:
        name = f"**{row['label']}**" if row["engine"] == "dedup" else row["label"]
        if "wall_s" not in row:
            lines.append([name, row["bands"], row["trouble"].partition(":")[0], *[""] * 5])
            continue
        seconds = row["wall_s"]["median"]
        once = " (one run)" if row["runs"] == 1 < most else ""
        times = "" if own is None or row["engine"] in ("dedup", "read") else f"{figure(seconds / own)} ×"
        found = [rate(row.get(name)) for name in ("recall", "precision")] if row["bands"] else ["", ""]
        costs = [figure(row["mb_per_s"]), figure(row["peak_bytes"] / 1e6)]
        lines.append([name, row["bands"], figure(seconds) + once, times, *costs, *found])
    head = ("whole processes", "bands × rows", "seconds", "to dedup", "MB/s", "peak MB", "recall", "precision")
    pairs = f", {true:,} true pairs" if true is not None else ""
    unchecked = sorted({row["engine"].removesuffix("-32x4") for row in timed if row["check"] == "none"})
    checks = f" Peers hold candidates to an estimate, {' and '.join(unchecked)} to nothing." if unchecked else ""
    caption = (
        f"`{first['data']}`: {first['rows']:,} documents, {first['bytes'] / 1e6:,.0f} MB of JSON lines{pairs} at "
        f"Jaccard {first['threshold']:g}. Medians of {most} runs in turns; recall and precision are those of the "
        f"pairs written, against an exact join.{checks} {machine(first)}."
    )
    return f"{caption}\n\n{markdown(head, lines)}"


def scripts_table(kernels: Sequence[Row], quality: Sequence[Row]) -> str:
    """Speed and quality by script, and quality on files."""
    thresholds = sorted({row["threshold"] for row in quality}, reverse=True)
    by_text = {row["text"]: row for row in kernels}
    scored: dict[str, dict[float, Row]] = {}
    for row in quality:
        scored.setdefault(row["data"], {})[row["threshold"]] = row
    lines = []
    for name in [*by_text, *(name for name in scored if name not in by_text)]:
        speeds = by_text.get(name)
        cells = [figure(speeds[f"{kernel}_mb_per_s"]["median"]) if speeds else "" for kernel in ("sketch", "words")]
        found = scored.get(name, {})
        cells += [rate(found[t]["recall"]) if t in found else "" for t in thresholds]
        precisions = [row["precision"] for row in found.values() if row["precision"] is not None]
        cells += [f"{sum(row['true_pairs'] for row in found.values()):,}" if found else ""]
        lines.append([name, *cells, rate(min(precisions)) if precisions else ""])
    head = ["text", "text to sketches, MB/s", "text to words, MB/s", *(f"recall at {t:g}" for t in thresholds)]
    head += ["true pairs", "lowest precision"]
    threads = f"Kernels on {kernels[0]['threads']} threads, text in memory. " if kernels else ""
    caption = (
        f"{threads}Scripts other than English are pseudo-text, with documents of fewer than five words among them."
    )
    return f"{caption}\n\n{markdown(head, lines)}"


def memory_lines(all_rows: Sequence[Row]) -> str:
    """A sentence a file."""
    return "\n".join(
        f"- `{row['data']}`, {row['bytes'] / 1e6:,.0f} MB: {figure(row['wall_s']['median'])} s, "
        f"{figure(row['times_read'])} × the bare read; peak memory {row['peak_bytes'] / 1e6:,.0f} MB, "
        f"{'within' if row['within_bound'] else 'beyond'} three times the text and 300 MB "
        f"({row['bound_bytes'] / 1e6:,.0f} MB)."
        for row in all_rows
    )


def sections(results: Path) -> Iterator[str]:
    """What there are rows for."""
    for path in sorted(results.glob("copies*.json")):
        found = rows.read(path)
        if any("wall_s" in row for row in found):
            yield copies_table(found)
    if memory := rows.read(results / "memory.json"):
        yield memory_lines(memory)
    kernels, quality = rows.read(results / "kernels.json"), rows.read(results / "quality.json")
    if kernels or quality:
        yield scripts_table(kernels, quality)


def written(readme: str, results: Path) -> str:
    """The README with its tables.

    Raises
    ------
    ValueError
        Where the marks are not there, once each.
    """
    before, start, rest = readme.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end) or START in after or END in after:
        raise ValueError(f"the README must have {START} and {END} once each")
    body = "\n\n".join(sections(results))
    return f"{before}{START}\n{body}{chr(10) if body else ''}{END}{after}"


def main() -> None:
    """Write or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the README would change")
    options = parser.parse_args()
    now = README.read_text(encoding="utf-8")
    then = written(now, rows.RESULTS)
    if options.check and now != then:
        sys.exit("README.md: its figures are not those of benchmarks/results; run python benchmarks/table.py")
    if not options.check:
        README.write_text(then, encoding="utf-8")


if __name__ == "__main__":
    main()
