"""Who is said to have said what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dedup.claims.frames import Attribution, Mention, Name, Quote

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Speech:
    """What holds of one claim: who says it, by which cue, and how much of it is quoted."""

    speaker: str | None = None
    speaker_start: int = 0
    speaker_end: int = 0
    name_id: str | None = None
    cue: str | None = None
    quote: Quote = "none"


def attributions(
    text: str,
    sentences: Sequence[Span],
    mentions: Sequence[Mention],
    names: Mapping[str, Name] | None = None,
    headline: bool = False,
) -> list[Attribution]:
    """Every attributed span of a text, by start.

    `mentions` are spans in `text`, by start; `names` gives the full form and the kind of each name id. `headline` reads
    the text as a headline ("Trump: 'no deal'").
    """
    raise NotImplementedError


def speech_of(span: Span, found: Sequence[Attribution]) -> Speech:
    """Who says what stands in `span` (a claim), given the attributions of its text."""
    raise NotImplementedError
