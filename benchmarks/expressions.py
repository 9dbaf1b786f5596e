"""Quantities and dates of real news, against a list that was read by hand.

    python benchmarks/expressions.py --data DIR [--show]

DIR holds basil/articles.jsonl. The list is in benchmarks/gold: offsets and values, no text. `windows.jsonl` are the
passages (paragraphs of articles drawn at random) in which all quantities and all dates were marked before the readers
were run on them, so that what is found there and not marked counts against precision. Ordinals and coordinates are
kinds apart and count neither way.

Prints, for each list, recall and precision at three levels: the span overlaps; the value is right too (for a date, both
its days; for a quantity, its value, and its bounds unless it is approximate); and unit and kind as well.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dedup.claims.dates.find import find_dates
from dedup.claims.frames import DateSpan, Quantity
from dedup.claims.quantities.find import find_quantities

GOLD = Path(__file__).resolve().parent / "gold"
APART = ("ordinal", "coordinate")
Row = dict[str, Any]


@dataclass
class Tally:
    """Hits of one list at three levels, and the sizes of both sides."""

    gold: int = 0
    found: int = 0
    overlap: int = 0
    value: int = 0
    whole: int = 0

    def line(self, name: str) -> str:
        """One line of figures."""
        levels = (("span", self.overlap), ("value", self.value), ("unit and kind", self.whole))
        figures = "  ".join(
            f"{level}: recall {hits / max(self.gold, 1):.3f} precision {hits / max(self.found, 1):.3f}"
            for level, hits in levels
        )
        return f"{name}: {self.gold} marked, {self.found} found  {figures}"


def read(path: Path) -> list[Row]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def same_number(a: float | None, b: float | None) -> bool:
    """Equal but for floating point; None is only equal to None."""
    return a is b if a is None or b is None else abs(a - b) <= 1e-6 * max(1.0, abs(b))


def right_quantity(gold: Row, found: Quantity) -> bool:
    """The value, and the bounds of what is not approximate."""
    if not same_number(found.value, gold["value"]):
        return False
    return bool(gold.get("approximate")) or (
        same_number(found.low, gold["low"]) and same_number(found.high, gold["high"])
    )


def whole_quantity(gold: Row, found: Quantity) -> bool:
    """The unit and the kind too."""
    return right_quantity(gold, found) and (found.unit, found.kind) == (gold["unit"], gold["kind"])


def right_date(gold: Row, found: DateSpan) -> bool:
    """Both days."""
    days = (found.first and found.first.isoformat(), found.last and found.last.isoformat())
    return days == (gold["first"], gold["last"])


def compare(
    gold: Sequence[Row],
    found: Sequence[Any],
    right: Callable[[Row, Any], bool],
    whole: Callable[[Row, Any], bool],
    tally: Tally,
) -> list[str]:
    """Count one document; the misses, for --show."""
    misses = []
    used: set[int] = set()
    for row in gold:
        near = [k for k, f in enumerate(found) if k not in used and f.start < row["end"] and row["start"] < f.end]
        near.sort(key=lambda k: (not whole(row, found[k]), not right(row, found[k])))
        if near:
            best = near[0]
            used.add(best)
            tally.overlap += 1
            tally.value += right(row, found[best])
            tally.whole += whole(row, found[best])
        if not near or not whole(row, found[near[0]]):
            misses.append(f"marked {row}\n   got {found[near[0]] if near else None}")
    tally.gold += len(gold)
    tally.found += len(found)
    return misses + [f"extra {f}" for k, f in enumerate(found) if k not in used]


def main() -> None:
    """Score both readers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print what was missed and what was found too much")
    options = parser.parse_args()
    articles = {row["id"]: row for row in read(options.data / "basil" / "articles.jsonl")}
    lists = {name: read(GOLD / f"{name}.jsonl") for name in ("quantities", "dates", "windows")}
    tallies = {"quantities": Tally(), "dates": Tally()}
    seconds, words = 0.0, 0
    for document in sorted({row["document"] for row in lists["windows"]}):
        article = articles[document]
        text = article["text"]
        begun = time.process_time()
        dates = find_dates(text, article["date"])
        quantities = find_quantities(text, dates)
        seconds, words = seconds + time.process_time() - begun, words + len(text.split())
        windows = [(row["start"], row["end"]) for row in lists["windows"] if row["document"] == document]

        def inside(span: Any, windows: list[tuple[int, int]] = windows) -> bool:
            return any(start <= span.start and span.end <= end for start, end in windows)

        for name, found, right, whole in (
            (
                "quantities",
                [q for q in quantities if inside(q) and q.kind not in APART],
                right_quantity,
                whole_quantity,
            ),
            ("dates", [d for d in dates if inside(d)], right_date, right_date),
        ):
            gold = [row for row in lists[name] if row["document"] == document]
            misses = compare(gold, found, right, whole, tallies[name])  # type: ignore[arg-type]  # rows of one kind
            for miss in misses if options.show else ():
                start = int(miss.split("start")[1].split(",")[0].strip("=': "))
                print(f"{name} {document}: {text[max(0, start - 40) : start + 50]!r}\n   {miss}")
    for name, tally in tallies.items():
        print(tally.line(name))
    print(f"{1e3 * seconds / words * 600:.2f} ms of processor time for 600 words, both readers")


if __name__ == "__main__":
    main()
