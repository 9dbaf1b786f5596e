"""Who has text from whom, for the terminal: sources down, outlets across, darker where more words are shared."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dedup.report.printable import printable
from dedup.report.words import number, shortened

SHADES = " ░▒▓█"
ROWS = 8
"""Sources that are shown, those with the most words first; `reuse_matrix.*` has all."""
NAME, CELL = 22, 9
"""Columns of the terminal for a source and for an outlet."""


def heat_map(rows: Sequence[dict[str, Any]], width: int) -> RenderableType | None:
    """The matrix of outlets as a map.

    Parameters
    ----------
    rows : sequence of dict
        Of `schema.OUT_MATRIX`, the most words first.
    width : int
        Columns of the window; they decide how many outlets are shown.

    Returns
    -------
    rich renderable or None
        None where no outlet has text from another. In a cell: a shade by the logarithm of the words in common, and the
        documents that have them. Pairs of unknown direction are counted below.
    """
    known = [row for row in rows if row["direction"] != "unknown"]
    unknown = len(rows) - len(known)
    if not rows:
        return None
    cells: Counter[tuple[str, str]] = Counter()
    words: Counter[tuple[str, str]] = Counter()
    for row in known:
        cells[row["source"], row["outlet"]] += row["documents"]
        words[row["source"], row["outlet"]] += row["words"]
    sources = _heaviest(words, 0, ROWS)
    outlets = _heaviest(words, 1, max(1, (width - NAME) // CELL))
    parts: list[RenderableType] = [Text("Who has text from whom: documents, darker for more words", style="bold")]
    if known:
        parts.append(_table(sources, outlets, cells, words))
    hidden = len({row["source"] for row in known}) - len(sources), len({row["outlet"] for row in known}) - len(outlets)
    rest = [number(n, noun) for n, noun in zip(hidden, ("source", "outlet"), strict=True) if n > 0]
    notes = [f"+ {' and '.join(rest)} in reuse_matrix.*"] if rest else []
    if unknown:
        notes.append(f"{number(unknown, 'pair')} of outlets with text in common of unknown direction")
    absent = {row["source"] for row in known if row["direction"] == "credited"}
    if absent & set(sources):
        notes.append("* credited; its own text is not in the corpus")
    return Group(*parts, *(Text(note, style="dim") for note in notes))


def _heaviest(words: Counter[tuple[str, str]], side: int, most: int) -> list[str]:
    """The names on one side, those with the most words first."""
    total: Counter[str] = Counter()
    for pair, n in words.items():
        total[pair[side]] += n + 1
    return [name for name, _ in sorted(total.items(), key=lambda item: (-item[1], item[0]))[:most]]


def _table(
    sources: list[str], outlets: list[str], cells: Counter[tuple[str, str]], words: Counter[tuple[str, str]]
) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("source", no_wrap=True, width=NAME - 1)
    for outlet in outlets:
        table.add_column(shortened(printable(outlet), 2 * CELL), justify="right", width=CELL - 1, overflow="fold")
    most = max(words.values(), default=0)
    for source in sources:
        shown = [_cell(cells[source, outlet], words[source, outlet], most) for outlet in outlets]
        table.add_row(Text(shortened(printable(source), NAME - 2)), *shown)
    return table


def _cell(documents: int, words: int, most: int) -> Text:
    if not documents:
        return Text("·", style="dim")
    return Text(f"{shade(words, most)} {documents:,}")


def shade(words: int, most: int) -> str:
    """One of four shades, by the logarithm of the words; none where there is no word.

    >>> [shade(n, 1000) for n in (0, 3, 30, 100, 1000)]
    [' ', '░', '▒', '▓', '█']
    """
    if words <= 0 or most <= 0:
        return SHADES[0]
    return SHADES[min(4, max(1, math.ceil(4 * math.log1p(words) / math.log1p(most) - 1e-9)))]
