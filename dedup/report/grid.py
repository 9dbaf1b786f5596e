"""A comparison -> what the terminal shows: for each story its questions, who answers what, contradictions first."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dedup.report.printable import printable
from dedup.report.views import Answer, Question, StoryView, outlet_of, told
from dedup.report.words import number, shortened

QUESTION, CELL = 26, 11
"""Columns that a question and an outlet need at least in the grid."""
WORDS = 90
"""Characters of a claim that are shown where a divergence names no value."""
MOST_AGREED = 5
"""Questions without a divergence that are shown for each story; the rest is counted."""
STYLES = {"hard": "bold red", "soft": "yellow", "": "green"}


def render_comparison(
    views: Sequence[StoryView], width: int = 80, top: int = 10, rest: str = "--top"
) -> RenderableType:
    """Stories with their questions.

    Parameters
    ----------
    views : sequence of StoryView
        From `report.views.story_views`.
    width : int
        Columns of the window: where the outlets of a story fit side by side there is a grid, else a list.
    top : int
        Stories to show; the rest is counted.
    rest : str
        Where to see the rest.

    Returns
    -------
    rich renderable
    """
    several = [view for view in views if len(view.documents) > 1]
    parts: list[RenderableType] = [_counts(views)]
    for view in several[:top]:
        parts += ["", _story(view, width)]
    if len(several) > top:
        parts += ["", Text(f".. and {number(len(several) - top, 'more story', 'more stories')} ({rest})", style="dim")]
    return Group(*parts)


def _counts(views: Sequence[StoryView]) -> RenderableType:
    documents = sum(len(view.documents) for view in views)
    several = [view for view in views if len(view.documents) > 1]
    hard, soft = sum(view.n_hard for view in views), sum(view.n_soft for view in views)
    agreed, developed = (sum(view.count(v) for view in views) for v in ("corroborated", "development"))
    first = f"{number(documents, 'document')}, {number(len(several), 'story', 'stories')} of two documents and more"
    second = (
        f"{number(hard, 'question')} on which the facts differ (≠), {soft:,} told differently (~); "
        f"{agreed:,} answered alike (=), {developed:,} that developed (→)"
    )
    return Group(Text(first), Text(second, style="bold"))


def _story(view: StoryView, width: int) -> RenderableType:
    story = view.story
    outlets = list(dict.fromkeys(outlet_of(document) for document in view.documents))
    facts = (
        f"{number(len(view.documents), 'document')}, {number(len(outlets), 'outlet')}, "
        f"{number(len(story['origins']), 'origin')}; {story['id']}"
    )
    heading = Group(Text(printable(story["title"]) or "(no title)", style="bold underline"), Text(printable(facts)))
    shown = [question for question in view.questions if question.severity or question.verdict == "not-comparable"]
    rest = [question for question in view.questions if question not in shown and len(question.answers) > 1]
    shown += rest[:MOST_AGREED]
    body: RenderableType
    if len(outlets) > 1 and QUESTION + CELL * len(outlets) <= width:
        body = _grid(shown, outlets)
    else:
        body = Group(*(_listed(question) for question in shown))
    more = len(rest) - MOST_AGREED
    tail = [Text(f"  .. and {number(more, 'more question')} answered alike", style="dim")] if more > 0 else []
    if not shown:
        tail = [Text("  no two documents answer one question", style="dim")]
    return Group(heading, body, *tail)


def _grid(questions: Sequence[Question], outlets: Sequence[str]) -> RenderableType:
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim", expand=True)
    table.add_column("", no_wrap=True, width=1)
    table.add_column("question", ratio=2, overflow="fold")
    for outlet in outlets:
        table.add_column(printable(outlet), ratio=1, overflow="fold")
    for question in questions:
        said: dict[str, list[str]] = {}
        for answer in question.answers:
            said.setdefault(answer.outlet, []).append(_short(answer, question))
        silent = {outlet_of(document) for document in question.silent}
        cells = [
            " / ".join(dict.fromkeys(said[outlet])) if outlet in said else "silent" if outlet in silent else ""
            for outlet in outlets
        ]
        style = STYLES[question.severity]
        label = Group(Text(printable(question.group["question"])), *(Text(r, style="dim") for r in _reasons(question)))
        table.add_row(Text(question.sign, style=style), label, *(Text(cell) for cell in cells))
    return table


def _listed(question: Question) -> RenderableType:
    """A question with its answers under it, one value a line."""
    style = STYLES[question.severity]
    lines: list[RenderableType] = [
        Text.assemble((f"{question.sign} ", style), (printable(question.group["question"]), style))
    ]
    for value, answers in question.by_value():
        names = ", ".join(dict.fromkeys(printable(answer.outlet) for answer in answers))
        what = printable(value) or shortened(printable(answers[0].claims[0]["text"]), WORDS)
        gap = " " * max(2, 14 - cell_len(what))
        lines.append(Padding(Text.assemble((what, "bold" if value else "dim"), f"{gap}{names}"), (0, 0, 0, 4)))
    if question.silent:
        names = ", ".join(dict.fromkeys(printable(outlet_of(document)) for document in question.silent))
        lines.append(Padding(Text(f"silent        {names}", style="dim"), (0, 0, 0, 4)))
    lines += [Padding(Text(reason, style="dim"), (0, 0, 0, 4)) for reason in _reasons(question)]
    return Group(*lines)


def _short(answer: Answer, question: Question) -> str:
    """The value, or the first words of the claim."""
    if answer.value:
        return printable(answer.value)
    return shortened(printable(answer.claims[0]["text"]), 40) if question.severity else "✓"


def _reasons(question: Question) -> list[str]:
    """Why it counts as a divergence, in words."""
    return [f"{one['kind']}: {printable(one['reason'])}" for one in told(question.group)]
