"""A clause -> its polarity, its modality and how far along the matter is."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.claims.frames import Modality, Polarity, Status

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stance:
    """How a clause puts its matter, each answer with the span of the words that decided it (None where none did)."""

    polarity: Polarity = "positive"
    polarity_span: Span | None = None
    modality: Modality = "fact"
    modality_span: Span | None = None
    status: Status | None = None
    status_span: Span | None = None


def stance(text: str, start: int, end: int) -> Stance:
    """Polarity, modality and status of `text[start:end]`."""
    raise NotImplementedError
