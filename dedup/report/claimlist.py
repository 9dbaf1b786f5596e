"""Claims -> what the terminal shows: each claim with what was read in it marked, and the facts below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dedup.report.printable import escaped, printable
from dedup.report.reading import ArticleView, Fact, Said, left_out
from dedup.report.words import number

STYLES = {"name": "cyan", "quantity": "bold yellow", "date": "bold green", "quote": "italic", "speaker": "magenta",
          "stance": "red"}  # fmt: skip
LABELS = {"quantity": "numbers", "date": "dates", "name": "names"}
_STRENGTH = ("quote", "name", "date", "quantity")  # the later one wins where spans meet
NUMBER = 4
"""Columns for the number of a sentence."""


def render_claims(views: Sequence[ArticleView], top: int = 10) -> RenderableType:
    """Articles with their claims.

    Parameters
    ----------
    views : sequence of ArticleView
        From `report.reading.article_views`.
    top : int
        Articles to show; the rest is counted.

    Returns
    -------
    rich renderable
        Colours repeat what the lines below each claim say in words.
    """
    parts: list[RenderableType] = []
    for view in views[:top]:
        parts += ["", *_article(view)] if parts else _article(view)
    if len(views) > top:
        parts += ["", Text(f".. and {number(len(views) - top, 'more article')} (--top, --id)", style="dim")]
    return Group(*parts)


def _article(view: ArticleView) -> Iterator[RenderableType]:
    document = view.document
    where = [printable(document[key]).replace("T", " ") for key in ("outlet", "published") if document[key]]
    yield Text(printable(document["title"]) or "(no title)", style="bold underline")
    yield Text("; ".join([*where, printable(document["id"])]))
    yield Text(view.counts(), style="dim")
    for said in view.claims:
        yield _claim(said)
    for words in ([f"left out: {out}"] if (out := left_out(view)) else []) + list(document["notes"]):
        yield Text(printable(words), style="dim")


def _claim(said: Said) -> RenderableType:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(justify="right", width=NUMBER + 1, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    claim = said.claim
    label = "title" if claim["field"] == "title" else f"{claim['sentence'] + 1:,}"
    lines = list(_lines(said.facts))
    table.add_row(Text(label, style="dim"), Group(marked(claim, said.spans), *lines))
    return Padding(table, (1, 0, 0, 0)) if claim["field"] == "title" or lines else table


def marked(claim: Mapping[str, Any], spans: Sequence[tuple[int, int, str]]) -> Text:
    """The text of a claim, what was read in it in the colour of its kind; nothing in it can act on the screen."""
    raw, start, size = claim["text"], claim["start"], len(claim["text"])
    held = [(max(0, a - start), min(size, b - start), kind) for a, b, kind in spans]
    bounds = sorted({0, size, *(bound for a, b, _ in held for bound in (a, b) if a < b)})
    waiting, here, text = sorted(held), list[tuple[int, int, str]](), Text()
    at = 0
    for low, high in pairwise(bounds):
        here = [span for span in here if span[1] > low]
        while at < len(waiting) and waiting[at][0] <= low:
            here.append(waiting[at])
            at += 1
        kinds = {kind for a, b, kind in here if a <= low and b > low}
        strongest = max(kinds, key=_STRENGTH.index, default="")
        style = " ".join(STYLES[kind] for kind in dict.fromkeys(("quote", strongest)) if kind in kinds)
        text.append(escaped(raw[low:high]), style=style)
    return text


def _lines(facts: Sequence[Fact]) -> Iterator[Text]:
    """One line for who and how, one for the values and names."""
    who = [fact for fact in facts if fact.kind in ("speaker", "stance")]
    if who:
        yield Text("; ").join(Text(printable(fact.words), style=STYLES[fact.kind]) for fact in who)
    parts = []
    for kind, group in groupby((fact for fact in facts if fact.kind in LABELS), key=lambda fact: fact.kind):
        words = ", ".join(printable(fact.words) for fact in group)
        parts.append(Text.assemble((f"{LABELS[kind]}: ", "dim"), (words, STYLES[kind].removeprefix("bold "))))
    if parts:
        yield Text("; ", style="dim").join(parts)
