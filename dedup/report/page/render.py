"""A comparison, with its articles -> report.html."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from dedup.report.page.annotate import Mark, Paragraph, paragraphs
from dedup.report.page.assets import asset, digest, template
from dedup.report.page.drawings import Drawing, origin_graph, timeline
from dedup.report.page.safe import link, shown
from dedup.report.views import SIGNS, SOFT_SIGN, Answer, Question, StoryView, manner, outlet_of, story_views, told
from dedup.report.when import in_one_zone
from dedup.report.words import number, shortened

MATRIX_OUTLETS = 24
"""Outlets of the reuse matrix: those that give or take most; how many are left out is said."""


CELL_CHARACTERS = 36
"""Characters of a claim that stand in the grid where no value is named."""


class Cell(NamedTuple):
    """What one outlet says to a question, for each of its documents: (value or first words, id of the claim's place,
    whether it is a value).
    """

    outlet: str
    said: tuple[tuple[str, str, bool], ...]
    silent: bool


class Row(NamedTuple):
    """A question of the grid, with all its answers in full."""

    anchor: str
    question: Question
    cells: tuple[Cell, ...]
    full: tuple[tuple[Answer, tuple[tuple[Mapping[str, Any], str], ...]], ...]


class Article(NamedTuple):
    """A document as it is shown. origin: the id of the document that it has its text from, "" for none or unknown."""

    anchor: str
    document: Mapping[str, Any]
    url: str
    title: tuple[Paragraph, ...]
    paragraphs: tuple[Paragraph, ...]
    origin: str
    is_source: bool


class StoryPage(NamedTuple):
    """A story as it is shown. when: dates by document id, in one zone; first: the numbers that its questions, claims
    and documents begin with.
    """

    anchor: str
    view: StoryView
    outlets: tuple[str, ...]
    rows: tuple[Row, ...]
    articles: tuple[Article, ...]
    drawing: Drawing
    kinds: tuple[str, ...]
    day: str
    when: Mapping[str, str]
    first: tuple[int, int, int]


class Matrix(NamedTuple):
    """Texts that an outlet (row) has from another one (column): counts, and shades from 0 to 8."""

    takers: tuple[str, ...]
    givers: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    shades: tuple[tuple[int, ...], ...]
    left_out: int


def to_html(
    comparison: Mapping[str, Any],
    articles: Mapping[str, Mapping[str, Any]],
    passages: Iterable[Mapping[str, Any]] = (),
    *,
    only: str | None = None,
    story: str | None = None,
) -> str:
    """The whole report as one page.

    Parameters
    ----------
    comparison : dict
        The content of `comparison.json`.
    articles : dict
        By document id: `text`, `title` and `url` as they were read.
    passages : iterable of dict
        Shared passages, as in `passages.*`: ids `left` and `right`, and character spans.
    only, story : optional
        As `report.views.story_views` takes them.

    Returns
    -------
    str
        HTML with its styles and script inside, under a policy that lets nothing else run and nothing be fetched. Texts
        of stories of one document are left out, because nothing is compared in them.
    """
    views = story_views(comparison, only, story)
    shown_stories = [view for view in views if len(view.documents) > 1]
    pages = _Pages(comparison, articles).make(shown_stories)
    anchors = {article.document["id"]: article.anchor for page in pages for article in page.articles}
    rows = {row.anchor: row for page in pages for row in page.rows}
    outlets = sorted({outlet for page in pages for outlet in page.outlets})
    style, script = (asset(name) for name in ("style.css", "script.js"))
    return template("report.html").render(
        pages=pages,
        noted=lambda targets: [rows[target] for target in targets if _is_noted(rows[target].question)],
        n_single=len(views) - len(shown_stories),
        n_documents=len(comparison["documents"]),
        n_outlets=len({d["outlet"] for d in comparison["documents"] if d["outlet"]}),
        n_hard=sum(view.n_hard for view in views),
        n_soft=sum(view.n_soft for view in views),
        n_agreed=sum(view.count("corroborated") for view in views),
        n_developed=sum(view.count("development") for view in views),
        matrix=_matrix(comparison),
        bars=timeline([document for view in views for document in view.documents]),
        kinds=sorted({kind for page in pages for kind in page.kinds}),
        outlets=outlets,
        index=_json(_index(pages, outlets)),
        passages=_json(_spans(passages, anchors)),
        signs=SIGNS | {"soft": SOFT_SIGN, "hard": SIGNS["divergent"]},
        style=style,
        script=script,
        style_hash=digest(style),
        script_hash=digest(script),
        number=number,
        shown=shown,
        outlet_of=outlet_of,
        told=told,
        manner=manner,
        shortened=shortened,
    )


class _Pages:
    """Numbers everything that can be linked to, story by story, and lays it out."""

    def __init__(self, comparison: Mapping[str, Any], articles: Mapping[str, Mapping[str, Any]]) -> None:
        self.articles = articles
        self.origins = {origin["id"]: origin for origin in comparison["origins"]}
        self.boilerplate: dict[str, list[Mark]] = {}
        for one in comparison["boilerplate"]:
            self.boilerplate.setdefault(one["document_id"], []).append(Mark(one["start"], one["end"], "boilerplate"))
        self.n_questions = self.n_claims = self.n_documents = 0

    def make(self, views: Sequence[StoryView]) -> list[StoryPage]:
        return [self._story(i, view) for i, view in enumerate(views, 1)]

    def _story(self, i: int, view: StoryView) -> StoryPage:
        first = self.n_questions + 1, self.n_claims + 1, self.n_documents + 1
        asked = [question for question in view.questions if len(question.answers) > 1 or question.severity]
        outlets = tuple(
            dict.fromkeys(
                [outlet_of(document) for document in view.documents]
                + [answer.outlet for question in asked for answer in question.answers]
            )
        )
        marks: dict[tuple[str, str], list[Mark]] = {}
        rows = tuple(self._row(question, outlets, marks) for question in asked)
        kinds = tuple(sorted({one["kind"] for question in asked for one in question.group["divergences"]}))
        day = next(((d["published"] or {}).get("value") or "" for d in view.documents), "")[:10]
        articles = tuple(self._article(document, marks) for document in view.documents)
        graph = origin_graph(view, self.origins)
        return StoryPage(f"s{i}", view, outlets, rows, articles, graph, kinds, day, _when(view, asked), first)

    def _row(self, question: Question, outlets: Sequence[str], marks: dict[tuple[str, str], list[Mark]]) -> Row:
        self.n_questions += 1
        anchor, kind = f"q{self.n_questions}", question.severity or question.verdict
        values = [value for one in told(question.group) for value in one["values"]]
        said: dict[str, list[tuple[str, str, bool]]] = {}
        full = []
        for answer in question.answers:
            placed = []
            for claim in answer.claims:
                self.n_claims += 1
                place, field = f"c{self.n_claims}", marks.setdefault((claim["document_id"], claim["field"]), [])
                field.append(Mark(claim["start"], claim["end"], kind, place, anchor))
                field += {
                    Mark(v["start"], v["end"], "value")
                    for v in values
                    if v["claim_id"] == claim["id"] and (v["start"], v["end"]) != (claim["start"], claim["end"])
                }
                placed.append((claim, place))
            words = answer.value or shortened(shown(" ".join(answer.claims[0]["text"].split())), CELL_CHARACTERS)
            said.setdefault(answer.outlet, []).append((words, placed[0][1], bool(answer.value)))
            full.append((answer, tuple(placed)))
        silent = {outlet_of(document) for document in question.silent}
        cells = tuple(Cell(outlet, tuple(said.get(outlet, ())), outlet in silent) for outlet in outlets)
        return Row(anchor, question, cells, tuple(full))

    def _article(self, document: Mapping[str, Any], marks: Mapping[tuple[str, str], list[Mark]]) -> Article:
        self.n_documents += 1
        key = document["id"]
        read = self.articles.get(key, {})
        origin = self.origins.get(document["origin_id"], {})
        body = [*marks.get((key, "text"), []), *self.boilerplate.get(key, [])]
        return Article(
            f"d{self.n_documents}",
            document,
            link(read.get("url")),
            tuple(paragraphs(document["title"] or "", marks.get((key, "title"), []))),
            tuple(paragraphs(read.get("text") or "", body)),
            str(origin.get("source") or ""),
            origin.get("source") == key and len(origin.get("documents", ())) > 1,
        )


def _is_noted(question: Question) -> bool:
    """Whether the margin of an article names a question: not where all answers are one origin's, alike."""
    return question.verdict != "single-source" or question.severity != ""


def _when(view: StoryView, asked: Sequence[Question]) -> dict[str, str]:
    """The dates of a story's documents, and of others that answer its questions, as they stand in one line."""
    documents = {d["id"]: d for d in [*view.documents, *(a.document for question in asked for a in question.answers)]}
    dates = in_one_zone([(document["published"] or {}).get("value") for document in documents.values()])
    return {key: f"{day} {clock}".strip() for key, (day, clock) in zip(documents, dates, strict=True)}


def _index(pages: Sequence[StoryPage], outlets: Sequence[str]) -> dict[str, Any]:
    """What the filters need of every story, laid out or not: of each question its severity, kinds and outlets; and the
    outlets of its articles.
    """
    place = {outlet: i for i, outlet in enumerate(outlets)}

    def question(row: Row) -> list[Any]:
        kinds = list(dict.fromkeys(one["kind"] for one in row.question.group["divergences"]))
        return [row.question.severity, kinds, [place[cell.outlet] for cell in row.cells if cell.said or cell.silent]]

    stories = [
        [[question(row) for row in page.rows], sorted({place[outlet_of(a.document)] for a in page.articles})]
        for page in pages
    ]
    return {"outlets": [shown(outlet) for outlet in outlets], "stories": stories}


def _matrix(comparison: Mapping[str, Any]) -> Matrix:
    """Who has how many texts from whom: of every origin, the outlet of its source and those of what is derived."""
    outlet = {document["id"]: outlet_of(document) for document in comparison["documents"]}
    taken: dict[tuple[str, str], int] = {}
    for origin in comparison["origins"]:
        source = outlet.get(origin["source"] or "")
        for document_id in origin["documents"] if source else ():
            if outlet[document_id] != source:
                taken[outlet[document_id], str(source)] = taken.get((outlet[document_id], str(source)), 0) + 1
    total: dict[str, int] = {}
    for pair, n in taken.items():
        for name in pair:
            total[name] = total.get(name, 0) + n
    ranked = sorted(total, key=lambda name: (-total[name], name))
    names = sorted(ranked[:MATRIX_OUTLETS])
    givers = tuple(name for name in names if any(taken.get((other, name)) for other in names))
    takers = tuple(name for name in names if any(taken.get((name, other)) for other in names))
    counts = tuple(tuple(taken.get((taker, giver), 0) for giver in givers) for taker in takers)
    top = max((n for row in counts for n in row), default=0)
    shades = tuple(tuple(-(-8 * n // top) if n else 0 for n in row) for row in counts)
    return Matrix(takers, givers, counts, shades, len(ranked) - len(names))


def _spans(passages: Iterable[Mapping[str, Any]], anchors: Mapping[str, str]) -> list[list[Any]]:
    """Passages between documents that are shown, by their anchors, as small as JSON can say them."""
    found = [
        [anchors[p["left"]], anchors[p["right"]], p["left_start"], p["left_end"], p["right_start"], p["right_end"]]
        for p in passages
        if p["left"] in anchors and p["right"] in anchors
    ]
    return sorted(found)


def _json(value: Any) -> str:
    """JSON that can stand in a script element: nothing in it ends one."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
