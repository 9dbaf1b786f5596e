"""An explanation -> what the terminal shows: the verdict, the measures, the two texts side by side."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dedup.copies.passages import Passage
from dedup.report.derived import render_derivation
from dedup.report.evidence import CLOSE, OPEN, Row, aligned, cut, marked
from dedup.report.printable import printable
from dedup.report.storyreason import render_story_reason

SAME_WORDS, DIFFERENT_WORDS = 24, 60
"""Words of a passage that both share, and of what differs, before their middle is left out."""
MOST_ROWS = 40
"""Rows of the two columns; beyond, the rest is counted."""

_SIGN = {"same": "=", "different": "≠", "moved": "↕"}
_STYLE = {"same": "dim", "different": "bold", "moved": "italic"}


def render_explanation(facts: dict[str, Any]) -> RenderableType:
    """The verdict first, then the measures it rests on, then the evidence.

    Parameters
    ----------
    facts : dict
        From `report.evidence.explained`.

    Returns
    -------
    rich renderable
        `=` marks what both texts share, `≠` what differs between, `↕` a shared passage that stands elsewhere;
        ‹ › stand around each word that differs inside a passage.
    """
    verdict = Text(printable(facts["verdict"]), style="bold")
    story = ["", render_story_reason(facts["story"])] if "story" in facts else []
    derived = ["", render_derivation(facts["derivation"])] if "derivation" in facts else []
    return Group(verdict, "", _measures(facts), *story, *derived, "", _side_by_side(facts))


def _measures(facts: dict[str, Any]) -> RenderableType:
    a, b, n = facts["shingles_left"], facts["shingles_right"], facts["shared"]
    shape, bands = facts["shingle"], "{bands} bands of {rows} slots".format(**facts["bands"])
    rows = [
        ("Jaccard", "jaccard", f"{n:,} shared of {a + b - n:,} {shape} shingles; threshold {facts['threshold']}"),
        ("left in right", "containment_left", f"containment: {n:,} of the left one's {a:,}"),
        ("right in left", "containment_right", f"containment: {n:,} of the right one's {b:,}"),
        ("estimate", "estimate", "from the sketches alone"),
        ("chance", "chance", f"to be compared: {bands}, {facts['bands_agreeing']} of them agree"),
    ]
    for side in ("left", "right"):
        kept, here = facts[f"kept_{side}"], facts[side]
        what = "is the kept document of its cluster" if kept == here else f"with its kept document, {printable(kept)}"
        rows.append((f"{side} and kept", f"similarity_{side}", what))
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    for name, field, what in rows:
        table.add_row(Text(name), Text(_ratio(facts[field])), Text(what))
    return table


def _ratio(value: float) -> str:
    """Four digits, cut: 1.0000 and 0.0000 are exact."""
    digits = int(value * 10_000 + 1e-6)
    return f"{max(digits, 1) / 10_000:.4f}" if value > 0 else "0.0000"


def _side_by_side(facts: dict[str, Any]) -> RenderableType:
    left, right = facts["texts"]
    passages = [Passage(*(passage[name] for name in Passage._fields)) for passage in facts["passages"]]
    rows = aligned(passages, left, right)
    inside = {(p[:2], p[2:4]): fact["differences"] for p, fact in zip(passages, facts["passages"], strict=True)}
    table = Table(box=None, padding=(0, 1), pad_edge=False, expand=True, header_style="")
    table.add_column(_heading(facts["documents"][0]), overflow="fold", ratio=1)
    table.add_column("", no_wrap=True, width=1)
    table.add_column(_heading(facts["documents"][1]), overflow="fold", ratio=1)
    for row in rows[:MOST_ROWS]:
        edits = inside.get((row.left, row.right), [])
        cells = [
            _cell(row, marked(text, span, [(edit[2 * side], edit[2 * side + 1]) for edit in edits]), bool(edits))
            for side, (text, span) in enumerate(((left, row.left), (right, row.right)))
        ]
        table.add_row(cells[0], Text(_SIGN[row.kind]), cells[1])
    parts: list[RenderableType] = [_legend(rows, passages, facts), "", table]
    if len(rows) > MOST_ROWS:
        parts += ["", Text(f".. and {len(rows) - MOST_ROWS:,} more rows; --json has all passages")]
    return Group(*parts)


def _heading(document: dict[str, Any]) -> Text:
    """Title, outlet and date, id."""
    of = ", ".join(printable(document[name]) for name in ("outlet", "published") if document[name])
    lines = [printable(document["title"] or ""), of, printable(document["id"])]
    return Text("\n".join(line for line in lines if line) + "\n", style="bold")


def _legend(rows: list[Row], passages: list[Passage], facts: dict[str, Any]) -> Text:
    if not passages:
        unit, _, width = facts["shingle"].partition(":")
        return Text(f"They share no run of {width if unit == 'words' else 5} words.")
    words = sum(passage.n_same for passage in passages)
    moved = sum(row.kind == "moved" for row in rows)
    text = f"Shared: {len(passages):,} passage{'s' * (len(passages) != 1)}, {words:,} words (=); "
    text += "between them they differ (≠)" if any(row.kind == "different" for row in rows) else "and nothing else"
    text += f"; {moved:,} stand{'s' * (moved == 1)} elsewhere (↕)" if moved else ""
    edited = any(fact["differences"] for fact in facts["passages"])
    return Text(text + (f"; {OPEN}word{CLOSE} differs inside one" if edited else ""))


def _cell(row: Row, text: str, edited: bool) -> Text:
    """A side of a row. What differs inside a passage is bold too, and the passage is shown at more length."""
    shown = cut(text, SAME_WORDS if row.kind == "same" and not edited else DIFFERENT_WORDS)
    cell = Text(shown or "–", style=_STYLE[row.kind])
    cell.highlight_regex(f"{OPEN}[^{CLOSE}]*{CLOSE}", "not dim bold")
    return cell
