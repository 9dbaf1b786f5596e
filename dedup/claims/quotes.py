"""Quotation marks -> spans of quoted words: every style of mark, nested, unbalanced, running over paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

QuoteKind = Literal["speech", "fragment", "scare"]


@dataclass(frozen=True, slots=True)
class QuoteSpan:
    """Words between quotation marks. `start`, `end` hold the marks, `inner_start`, `inner_end` the words only.

    Attributes
    ----------
    kind : str
        "speech" for words that can stand alone (a clause of several words, or one with its own full stop), "fragment"
        for a piece that stands in another sentence, "scare" for a word or two that need not be anyone's words.
    closed : bool
        False where the closing mark is missing: the next paragraph goes on with the same quote, or a mark was lost.
    group : int
        Equal for the pieces of one quote that runs over several paragraphs.
    depth : int
        0 for an outer quote, 1 for a quote inside a quote, and so on.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    kind: QuoteKind
    closed: bool
    group: int
    depth: int


def quotes(text: str) -> list[QuoteSpan]:
    """The quoted spans of a text, by start; a nested quote follows the one that holds it."""
    raise NotImplementedError
