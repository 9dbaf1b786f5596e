"""The claims of a few articles -> one page: each text with what was read in it marked, and the frames beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from dedup.report.page.annotate import Mark, Paragraph, paragraphs
from dedup.report.page.assets import asset, digest, template
from dedup.report.page.safe import link, shown
from dedup.report.reading import ArticleView, Said, article_views, left_out
from dedup.report.words import number


class Note(NamedTuple):
    """A claim beside its paragraph. anchor: the id of its place in the text."""

    anchor: str
    said: Said


class Row(NamedTuple):
    """A paragraph and the claims that begin in it."""

    paragraph: Paragraph
    notes: tuple[Note, ...]


class Sheet(NamedTuple):
    """An article as it is shown."""

    anchor: str
    view: ArticleView
    url: str
    title: tuple[Row, ...]
    text: tuple[Row, ...]
    left_out: str


def claims_page(content: Mapping[str, Any], articles: Mapping[str, Mapping[str, Any]]) -> str:
    """Articles with their claims as one page.

    Parameters
    ----------
    content : dict
        From `Readings.to_json`.
    articles : dict
        By document id: `text`, `title` and `url` as they were read.

    Returns
    -------
    str
        HTML with its styles inside and no script, under a policy that lets nothing run and nothing be fetched. What is
        no prose is shown, small and apart.
    """
    counter = iter(range(1, 1 << 62))
    sheets = [
        _sheet(f"d{i}", view, articles.get(view.document["id"], {}), counter)
        for i, view in enumerate(article_views(content), 1)
    ]
    style = asset("style.css", "claims.css")
    return template("claims.html").render(
        sheets=sheets, style=style, style_hash=digest(style), number=number, shown=shown
    )


def _sheet(anchor: str, view: ArticleView, read: Mapping[str, Any], counter: Iterable[int]) -> Sheet:
    notes = [Note(f"c{i}", said) for said, i in zip(view.claims, counter, strict=False)]
    body = [Mark(one["start"], one["end"], "boilerplate") for one in view.boilerplate]
    for kind in ("dateline", "byline"):
        span = view.document[kind]
        body += [Mark(span[0], span[1], kind)] if span else []
    return Sheet(
        anchor,
        view,
        link(read.get("url")),
        tuple(_rows(view.document["title"] or "", [note for note in notes if note.said.claim["field"] == "title"], [])),
        tuple(_rows(read.get("text") or "", [note for note in notes if note.said.claim["field"] == "text"], body)),
        left_out(view),
    )


def _rows(text: str, notes: Sequence[Note], marks: list[Mark]) -> Iterable[Row]:
    """The paragraphs of a text, each with the claims that begin in it."""
    marks = list(marks)
    for note in notes:
        claim = note.said.claim
        kind = "said" if claim["speaker"] or claim["quote"] != "none" else "told"
        marks.append(Mark(claim["start"], claim["end"], kind, note.anchor, note.anchor))
        marks += [Mark(start, end, span) for start, end, span in note.said.spans]
    by_anchor = {note.anchor: note for note in notes}
    for paragraph in paragraphs(text, marks):
        here = [by_anchor.pop(target) for target in paragraph.targets if target in by_anchor]
        yield Row(paragraph, tuple(here))
