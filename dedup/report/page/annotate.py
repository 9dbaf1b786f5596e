"""An article and the claims in it -> paragraphs of pieces, each with what it is part of."""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dedup.report.page.safe import shown

_PARAGRAPH = re.compile(r"[^\n]*(?:\n\s*|\Z)")
GRAVITY = ("hard", "soft", "development", "not-comparable", "corroborated", "single-source", "said", "told")
"""What a claim is marked as, the gravest first; where nothing is compared, whether it is somebody's words."""
INSIDE = ("value", "quote", "name", "date", "quantity", "dateline", "byline", "boilerplate")
"""What else a span can be, in the order of its classes."""


class Mark(NamedTuple):
    """A span of the text that is something: `kind` is one of `GRAVITY` or `INSIDE`.

    anchor: the id of the element at which the span begins, "" for none; target: the id of the question it answers.
    """

    start: int
    end: int
    kind: str
    anchor: str = ""
    target: str = ""


class Piece(NamedTuple):
    """Text of one kind. css: classes; anchors: ids that begin here; targets: questions that it answers."""

    text: str
    css: str
    anchors: tuple[str, ...]
    targets: tuple[str, ...]


class Paragraph(NamedTuple):
    """A paragraph, and the questions that its claims answer, each once."""

    pieces: tuple[Piece, ...]
    targets: tuple[str, ...]


def paragraphs(text: str, marks: Iterable[Mark]) -> list[Paragraph]:
    r"""Cut a text at line ends and at the ends of marks; all pieces together are the text.

    Parameters
    ----------
    text : str
    marks : iterable of Mark
        In any order; they may overlap.

    Returns
    -------
    list of Paragraph
        Cost: n log n in marks and pieces.

    Examples
    --------
    >>> for p in paragraphs("Four died.\n\nRates stay.", [Mark(0, 10, "hard", "c1", "q1"), Mark(0, 4, "value")]):
    ...     print([(piece.text, piece.css) for piece in p.pieces], p.targets)
    [('Four', 'claim hard value'), (' died.', 'claim hard'), ('\n\n', '')] ('q1',)
    [('Rates stay.', '')] ()
    """
    ordered = sorted(mark for mark in marks if mark.start < mark.end)
    made, active, at = [], list[Mark](), 0
    for match in _PARAGRAPH.finditer(text):
        start, end = match.span()
        if start == end:
            continue
        active = [mark for mark in active if mark.end > start]
        while at < len(ordered) and ordered[at].start < end:
            active.append(ordered[at])
            at += 1
        pieces = tuple(_pieces(text, start, end, active))
        made.append(Paragraph(pieces, tuple(dict.fromkeys(t for piece in pieces for t in piece.targets))))
    return made


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterable[Piece]:
    bounds = {start, end} | {min(max(bound, start), end) for mark in marks for bound in (mark.start, mark.end)}
    waiting, here = deque(marks), list[Mark]()  # marks are sorted by start
    for low, high in itertools.pairwise(sorted(bounds)):
        here = [mark for mark in here if mark.end > low]
        while waiting and waiting[0].start <= low:
            here.append(waiting.popleft())
        claims = [mark for mark in here if mark.kind in GRAVITY]
        kinds = {mark.kind for mark in here}
        css = [f"claim {min(claims, key=lambda mark: GRAVITY.index(mark.kind)).kind}"] if claims else []
        css += [kind for kind in INSIDE if kind in kinds]
        yield Piece(
            shown(text[low:high]),
            " ".join(css),
            tuple(mark.anchor for mark in here if mark.anchor and mark.start == low),
            tuple(dict.fromkeys(mark.target for mark in claims if mark.target)),
        )
