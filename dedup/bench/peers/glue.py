"""What every peer's script needs beside the peer: read JSON lines, cut shingles, write pairs.

This is the plain Python that a user of these libraries writes; they take lists of tokens and give numbers back.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Iterable
from pathlib import Path

WORD = re.compile(r"\w+")
WIDTH = 5


def options(bands: int = 0, rows: int = 0) -> argparse.Namespace:
    """`FILE OUT.csv --threshold T --bands B --rows R --words W`; what is given here are the peer's own bands."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--threshold", type=float, default=0.7)
    parser.add_argument("--bands", type=int, default=bands)
    parser.add_argument("--rows", type=int, default=rows)
    parser.add_argument("--words", choices=("regex", "split"), default="regex")
    return parser.parse_args()


def read(path: Path) -> tuple[list[str], list[str]]:
    """Ids and texts."""
    ids, texts = [], []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            ids.append(row["id"])
            texts.append(row["text"] or "")
    return ids, texts


def shingles(text: str) -> list[str]:
    """Every five consecutive words, in lower case; all of a shorter text as one, none of a text without words."""
    words = WORD.findall(text.lower())
    return [" ".join(words[i : i + WIDTH]) for i in range(max(1, len(words) - WIDTH + 1))] if words else []


def write(path: Path, ids: list[str], pairs: Iterable[tuple[int, int]]) -> None:
    """Write pairs of positions as pairs of ids."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("left", "right"))
        writer.writerows((ids[a], ids[b]) for a, b in pairs)
