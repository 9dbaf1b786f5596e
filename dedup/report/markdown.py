"""A comparison -> Markdown for editors: a section a story, the contradictions first, each value with its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dedup.report.printable import printable
from dedup.report.views import Question, StoryView, manner, outlet_of, told
from dedup.report.words import number

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~!&$])")  # $ begins a formula where Markdown has them
_AT_START = re.compile(r"^(\s*)([-+>=]|\d+[.)])")
LEGEND = (
    "≠ the facts differ; ~ told differently; → developed; ∥ not comparable; = answered alike. "
    "Nothing here says who is right."
)


def to_markdown(views: Sequence[StoryView]) -> str:
    """The stories of two documents and more, as Markdown.

    Parameters
    ----------
    views : sequence of StoryView
        From `report.views.story_views`.

    Returns
    -------
    str
        Texts from the corpus are escaped: they cannot make links, markup or tables.
    """
    lines = ["# What the outlets say", "", LEGEND, ""]
    several = [view for view in views if len(view.documents) > 1]
    if not several:
        lines += ["No story has more than one document.", ""]
    for view in several:
        lines += _story(view)
    return "\n".join(lines)


def _story(view: StoryView) -> Iterator[str]:
    story = view.story
    outlets = dict.fromkeys(outlet_of(document) for document in view.documents)
    yield f"## {escaped(story['title']) or '(no title)'}"
    yield ""
    yield (
        f"{number(len(view.documents), 'document')} by {number(len(outlets), 'outlet')}, "
        f"{number(len(story['origins']), 'independent origin')}. "
        f"{number(view.n_hard, 'question')} on which the facts differ, {view.n_soft:,} told differently, "
        f"{view.count('corroborated'):,} answered alike, {view.count('development'):,} that developed."
    )
    yield ""
    for document in view.documents:
        published = (document["published"] or {}).get("value") or "undated"
        origin = "" if document["origin_id"] == document["id"] else f", from {escaped(document['origin_id'])}"
        title = escaped(document["title"]) or "(no title)"
        yield f"- {escaped(outlet_of(document))}, {published}: {title} ({escaped(document['id'])}{origin})"
    yield ""
    for question in view.questions:
        if len(question.answers) > 1 or question.severity:
            yield from _question(question)


def _question(question: Question) -> Iterator[str]:
    group = question.group
    yield f"### {question.sign} {escaped(group['question'])}"
    yield ""
    origins, outlets = number(group["origins"], "independent origin"), number(group["outlets"], "outlet")
    yield f"{group['verdict'].capitalize()}; {outlets}, {origins}."
    yield ""
    for one in told(group):
        yield f"- **{one['kind']}** ({manner(one)}): {escaped(one['reason'])}"
    if told(group):
        yield ""
    yield "| value | outlet | words |"
    yield "|---|---|---|"
    for value, answers in question.by_value():
        for answer in answers:
            words = " … ".join(escaped(claim["text"]) + _speaker(claim) for claim in answer.claims)
            yield f"| {escaped(value)} | {escaped(answer.outlet)} | {words} |"
    for document in question.silent:
        yield f"| *silent* | {escaped(outlet_of(document))} | |"
    yield ""


def _speaker(claim: Mapping[str, Any]) -> str:
    return f" ({escaped(claim['speaker'])})" if claim["speaker"] else ""


def escaped(text: str) -> str:
    r"""Text that Markdown shows as it is, on one line.

    >>> escaped("# <b>Fire</b> | [here](x)")
    '\\# \\<b\\>Fire\\</b\\> \\| \\[here\\](x)'
    """
    return _AT_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", printable(text)))
