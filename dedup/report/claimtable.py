"""A comparison -> claims.csv: a row a claim, for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

from dedup.report.views import instant, told

COLUMNS = (
    "story_id", "group_id", "question", "verdict", "divergences", "value", "outlet", "published", "document_id",
    "origin_id", "field", "start", "end", "text", "speaker", "cue", "quote", "polarity", "modality", "status",
    "quantities", "dates", "names", "claim_id",
)  # fmt: skip
_AHEAD = re.compile("^[\\s\x00-\x1f\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
"""What a spreadsheet, or what is between, may drop at the beginning of a cell: space, controls, marks without width."""
FORMULA = ("=", "+", "-", "@", "|", "%")
"""What a spreadsheet may take for the beginning of a formula, full-width forms included by `defused`."""


def claims_csv(comparison: Mapping[str, Any]) -> bytes:
    """All claims, by story, question and time, as UTF-8 with a byte order mark (spreadsheets ask for it).

    Parameters
    ----------
    comparison : dict
        The content of `comparison.json`.

    Returns
    -------
    bytes
        Text that a spreadsheet would run as a formula has an apostrophe in front.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in sorted(_rows(comparison), key=lambda row: row[0]):
        writer.writerow([defused(value) for value in row[1]])
    return ("\ufeff" + out.getvalue()).encode("utf-8", "replace")


def _rows(comparison: Mapping[str, Any]) -> Iterable[tuple[tuple[Any, ...], list[Any]]]:
    documents = {document["id"]: document for document in comparison["documents"]}
    names = {name["id"]: name["canonical"] for name in comparison["names"]}
    claims = {claim["id"]: claim for claim in comparison["claims"]}
    for group in comparison["groups"]:
        values = {v["claim_id"]: v["value"] for one in reversed(told(group)) for v in one["values"]}
        kinds = ", ".join(f"{one['kind']} ({one['severity']})" for one in group["divergences"])
        for claim_id in group["claims"]:
            claim = claims[claim_id]
            document = documents[claim["document_id"]]
            published = (document["published"] or {}).get("value") or ""
            key = (group["story_id"], group["id"], instant(published), claim["document_id"], claim["start"], claim_id)
            yield key, [
                group["story_id"], group["id"], group["question"], group["verdict"], kinds, values.get(claim_id, ""),
                document["outlet"], published, document["id"], document["origin_id"], claim["field"], claim["start"],
                claim["end"], claim["text"], claim["speaker"], claim["cue"], claim["quote"], claim["polarity"],
                claim.get("modality"), claim["status"], "; ".join(map(_quantity, claim["quantities"])),
                "; ".join(map(_date, claim["dates"])),
                "; ".join(dict.fromkeys(names.get(name["name_id"], name["name_id"]) for name in claim["names"])),
                claim_id,
            ]  # fmt: skip


def _quantity(quantity: Mapping[str, Any]) -> str:
    low, high, unit = quantity["low"], quantity["high"], quantity["unit"] or ""
    about = "about " if quantity["approximate"] else ""
    if quantity["value"] is not None:
        number = f"{quantity['value']:g}"
    elif low is not None and high is not None:
        number = f"{low:g} to {high:g}"
    else:
        number = f"at least {low:g}" if low is not None else f"at most {high:g}" if high is not None else "?"
    return f"{about}{number} {unit}".strip()


def _date(date: Mapping[str, Any]) -> str:
    first, last = date["from"], date["to"]
    return (first if first == last else f"{first}/{last}") if first else "unresolved"


def defused(value: Any) -> Any:
    r"""A value that no spreadsheet runs; numbers and what is no text stay as they are.

    >>> defused("=SUM(A1)"), defused(-4), defused("４ dead"), defused("＝1+1")
    ("'=SUM(A1)", -4, '４ dead', "'＝1+1")
    """
    if not isinstance(value, str):
        return value
    first = _AHEAD.sub("", value)[:1]
    narrow = chr(ord(first) - 0xFEE0) if first and 0xFF01 <= ord(first) <= 0xFF5E else first
    return f"'{value}" if value[:1] in ("\t", "\r", "\n") or narrow in FORMULA else value
