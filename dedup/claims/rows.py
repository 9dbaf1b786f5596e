"""Frames -> what JSON says of them: only dicts, lists, strings, numbers and None, with keys in a fixed order."""

from __future__ import annotations

from typing import Any

from dedup.claims.frames import Boilerplate, Claim, DateSpan, Mention, Name, Quantity


def claim_row(claim: Claim) -> dict[str, Any]:
    """A claim, as it stands in `comparison.json` and in a line of `dedup claims`.

    Examples
    --------
    >>> row = claim_row(Claim("a:text:0:9", "a", "text", 0, 9, "Rain fell", 0, subject=(0, 4)))
    >>> row["text"], row["quote"], row["subject"], row["quantities"]
    ('Rain fell', 'none', [0, 4], [])
    """
    return {
        "id": claim.id,
        "document_id": claim.document_id,
        "field": claim.field,
        "start": claim.start,
        "end": claim.end,
        "text": claim.text,
        "sentence": claim.sentence,
        "speaker": claim.speaker,
        "speaker_id": claim.speaker_id,
        "cue": claim.cue,
        "quote": claim.quote,
        "polarity": claim.polarity,
        "modality": claim.modality,
        "status": claim.status,
        "quantities": [quantity_row(quantity) for quantity in claim.quantities],
        "dates": [date_row(date) for date in claim.dates],
        "names": [_mention(mention) for mention in claim.names],
        "quotes": [list(quote) for quote in claim.quotes],
        "subject": None if claim.subject is None else list(claim.subject),
    }


def quantity_row(quantity: Quantity) -> dict[str, Any]:
    """A quantity."""
    return {
        "start": quantity.start,
        "end": quantity.end,
        "value": quantity.value,
        "low": quantity.low,
        "high": quantity.high,
        "kind": quantity.kind,
        "unit": quantity.unit,
        "noun": quantity.noun,
        "approximate": quantity.approximate,
        "period": quantity.period,
        "state": quantity.state,
    }


def date_row(date: DateSpan) -> dict[str, Any]:
    """A date, its days in ISO 8601; `other` is its second reading, where there is one."""
    return {
        "start": date.start,
        "end": date.end,
        "from": date.first and date.first.isoformat(),
        "to": date.last and date.last.isoformat(),
        "precision": date.precision,
        "part": date.part,
        "other": [day.isoformat() for day in date.other] if date.other else None,
    }


def _mention(mention: Mention) -> dict[str, Any]:
    return {"start": mention.start, "end": mention.end, "name_id": mention.name_id}


def name_row(name: Name) -> dict[str, Any]:
    """A name with its forms."""
    return {"id": name.id, "canonical": name.canonical, "forms": list(name.forms), "kind": name.kind}


def boilerplate_row(document_id: str, span: Boilerplate) -> dict[str, Any]:
    """A piece of a document that is no prose."""
    return {"document_id": document_id, "start": span.start, "end": span.end, "kind": span.kind}
