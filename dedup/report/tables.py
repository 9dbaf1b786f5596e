"""A comparison -> flat tables, for those who work with data: joined by ids, a value a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

_TYPES = {"text": pa.large_string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
_SPAN = {"start": "integer", "end": "integer"}
COLUMNS: dict[str, dict[str, str]] = {
    "claims": {
        "id": "text", "document_id": "text", "field": "text", **_SPAN, "text": "text", "sentence": "integer",
        "speaker": "text", "speaker_id": "text", "cue": "text", "quote": "text", "polarity": "text",
        "modality": "text", "status": "text", "subject_start": "integer", "subject_end": "integer",
    },
    "quantities": {
        "claim_id": "text", **_SPAN, "value": "number", "low": "number", "high": "number", "kind": "text",
        "unit": "text", "noun": "text", "approximate": "boolean", "period": "text", "state": "text",
    },
    "dates": {"claim_id": "text", **_SPAN, "from": "text", "to": "text", "precision": "text", "part": "text",
              "other_from": "text", "other_to": "text"},
    "mentions": {"claim_id": "text", **_SPAN, "name_id": "text"},
    "quotes": {"claim_id": "text", **_SPAN},
    "names": {"id": "text", "canonical": "text", "kind": "text"},
    "forms": {"name_id": "text", "form": "text"},
    "groups": {
        "id": "text", "story_id": "text", "question": "text", "verdict": "text", "outlets": "integer",
        "origins": "integer", "weakest": "number",
    },
    "answers": {"group_id": "text", "claim_id": "text"},
    "divergences": {
        "group_id": "text", "divergence": "integer", "kind": "text", "severity": "text", "confidence": "number",
        "reason": "text",
    },
    "values": {"group_id": "text", "divergence": "integer", "claim_id": "text", **_SPAN, "value": "text"},
    "notes": {"group_id": "text", "note": "integer", "kind": "text", "verdict": "text", "reason": "text"},
    "note_values": {"group_id": "text", "note": "integer", "claim_id": "text", **_SPAN, "value": "text"},
    "omissions": {"group_id": "text", "document_id": "text"},
    "possible": {"left": "text", "right": "text", "probability": "number"},
    "boilerplate": {"document_id": "text", **_SPAN, "kind": "text"},
}  # fmt: skip
"""The columns of each table. They are the fields of `comparison.json`, without lists (a pair is two columns), and the
id of what a row is of; `divergence` and `note` number those of a group, from 0."""


def comparison_tables(comparison: Mapping[str, Any]) -> dict[str, pa.Table]:
    """What is claimed, asked and answered, as tables.

    Parameters
    ----------
    comparison : dict
        The content of `comparison.json`.

    Returns
    -------
    dict of pyarrow.Table
        By the names in `COLUMNS`, in the order of the file; `documents`, `stories` and `origins` are tables of
        `dedup cluster`.
    """
    return {name: _table(name, rows) for name, rows in _rows(comparison).items()}


def _table(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    columns, listed = COLUMNS[name], list(rows)
    schema = pa.schema([(column, _TYPES[kind]) for column, kind in columns.items()])
    return pa.table(
        [pa.array([row.get(column) for row in listed], schema.field(column).type) for column in columns], schema
    )


def _rows(comparison: Mapping[str, Any]) -> dict[str, Iterable[Mapping[str, Any]]]:
    claims, groups = comparison["claims"], comparison["groups"]
    divergences, notes = _of(groups, "divergences", "divergence"), _of(groups, "notes", "note")
    return {
        "claims": ({**claim, **_ends("subject", claim.get("subject"), "start", "end")} for claim in claims),
        "quantities": _inside(claims, "quantities"),
        "dates": ({**date, **_ends("other", date.get("other"), "from", "to")} for date in _inside(claims, "dates")),
        "mentions": _inside(claims, "names"),
        "quotes": (
            {"claim_id": claim["id"], "start": start, "end": end} for claim in claims for start, end in claim["quotes"]
        ),
        "names": comparison["names"],
        "forms": ({"name_id": name["id"], "form": form} for name in comparison["names"] for form in name["forms"]),
        "groups": groups,
        "answers": ({"group_id": group["id"], "claim_id": claim} for group in groups for claim in group["claims"]),
        "divergences": divergences,
        "values": _values(divergences, "divergence"),
        "notes": notes,
        "note_values": _values(notes, "note"),
        **{name: comparison[name] for name in ("omissions", "possible", "boilerplate")},
    }


def _ends(name: str, pair: Sequence[Any] | None, first: str, last: str) -> dict[str, Any]:
    """Two columns for a pair that may be absent."""
    one, other = pair or (None, None)
    return {f"{name}_{first}": one, f"{name}_{last}": other}


def _inside(claims: Iterable[Mapping[str, Any]], name: str) -> Iterator[Mapping[str, Any]]:
    """Rows for what stands in each claim."""
    return ({**one, "claim_id": claim["id"]} for claim in claims for one in claim[name])


def _of(groups: Iterable[Mapping[str, Any]], name: str, number: str) -> list[dict[str, Any]]:
    """The divergences, or the notes, of all groups, each with its number."""
    return [{**one, "group_id": group["id"], number: i} for group in groups for i, one in enumerate(group[name])]


def _values(found: Iterable[Mapping[str, Any]], number: str) -> Iterator[dict[str, Any]]:
    return ({**value, "group_id": one["group_id"], number: one[number]} for one in found for value in one["values"])
