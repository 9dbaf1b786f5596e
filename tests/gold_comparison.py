"""The gold of the demo corpus, in the form of `comparison.json`: what a perfect comparison would say.

Reports are tested on it, so that their tests do not move with what the claims tier finds.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DEMO = Path(__file__).resolve().parent.parent / "dedup" / "demo"
HARD = {"numeric", "date", "status", "polarity", "participant"}


def articles() -> dict[str, dict[str, Any]]:
    """The demo's articles by id."""
    rows = map(json.loads, (DEMO / "articles.jsonl").read_text(encoding="utf-8").splitlines())
    return {row["id"]: row for row in rows}


def comparison() -> dict[str, Any]:
    """The gold as a comparison."""
    gold, texts = json.loads((DEMO / "gold.json").read_text(encoding="utf-8")), articles()
    story_of = {document["id"]: document["event"] or document["id"] for document in gold["documents"]}
    origin_of = {document["id"]: document["origin"] for document in gold["documents"]}
    documents = [
        {
            "id": document["id"],
            "outlet": document["outlet"],
            "title": texts[document["id"]]["title"],
            "published": document["published"]
            and {"value": document["published"], "precision": "minute", "confidence": 1.0, "evidence": []},
            "story_id": story_of[document["id"]],
            "origin_id": document["origin"],
            "copy_id": document["copy"],
        }
        for document in gold["documents"]
    ]
    stories = [
        {
            "id": story["id"],
            "title": story["title"],
            "keywords": story["title"].casefold().split()[:3],
            "documents": story["documents"],
            "outlets": sorted({texts[key]["outlet"] for key in story["documents"] if texts[key].get("outlet")}),
            "origins": sorted({origin_of[key] for key in story["documents"]}),
            "first": None,
            "last": None,
        }
        for story in gold["stories"]
    ]
    claims: dict[str, dict[str, Any]] = {}
    groups = [_group(group, claims, texts, origin_of) for group in gold["claim_groups"]]
    return {
        "format_version": 1,
        "documents": documents,
        "stories": stories,
        "origins": [
            {"id": one["id"], "documents": one["documents"], "source": one["source"], "evidence": []}
            for one in gold["origins"]
        ],
        "claims": sorted(claims.values(), key=lambda claim: (claim["document_id"], claim["field"], claim["start"])),
        "names": [],
        "groups": groups,
        "possible": [],
        "omissions": [
            {"group_id": group["id"], "document_id": key}
            for group in gold["claim_groups"]
            if "omission" in group["kind"]
            for story in gold["stories"]
            if story["id"] == group["story"]
            for key in story["documents"]
            if key not in group["files"]
        ],
        "boilerplate": [
            {"document_id": item["file"], "start": item["start"], "end": item["end"], "kind": item["kind"]}
            for item in gold["boilerplate"]
            if item["field"] == "text"
        ],
        "counts": {},
    }


def many(times: int) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The gold so many times over, its documents, stories, origins, claims and groups under ids that end in ~0, ~1, ..;
    and the articles.
    """
    one, texts = comparison(), articles()
    ids = {row["id"] for name in ("documents", "stories", "origins", "claims", "groups") for row in one[name]}

    def again(value: Any, ending: str) -> Any:
        if isinstance(value, dict):
            return {key: again(inner, ending) for key, inner in value.items()}
        if isinstance(value, list):
            return [again(inner, ending) for inner in value]
        return value + ending if isinstance(value, str) and value in ids else value

    copies = [again(one, f"~{i}") for i in range(times)]
    big = {name: [row for copy in copies for row in copy[name]] if isinstance(rows, list) else rows
           for name, rows in one.items()}  # fmt: skip
    return big, {f"{key}~{i}": row for i in range(times) for key, row in texts.items()}


def _group(
    group: dict[str, Any],
    claims: dict[str, dict[str, Any]],
    texts: dict[str, dict[str, Any]],
    origin_of: dict[str, str],
) -> dict[str, Any]:
    ids, values = [], []
    for member in group["members"]:
        claim_id = f"{member['file']}:{member['field']}:{member['start']}:{member['end']}"
        claims.setdefault(claim_id, _claim(claim_id, member))
        ids.append(claim_id)
        if member.get("value") is not None:
            start, end = member.get("focus_start", member["start"]), member.get("focus_end", member["end"])
            values.append({"claim_id": claim_id, "start": start, "end": end, "value": str(member["value"])})
    outlets = sorted({texts[key].get("outlet") or key for key in group["files"]})
    origins = sorted({origin_of[key] for key in group["files"]})
    return {
        "id": group["id"],
        "story_id": group["story"],
        "question": group["question"],
        "claims": list(dict.fromkeys(ids)),
        "verdict": group["label"],
        "outlets": len(outlets),
        "outlet_names": outlets,
        "origins": len(origins),
        "origin_ids": origins,
        "weakest": 1.0,
        "notes": [],
        "divergences": [
            {
                "kind": kind,
                "severity": "hard" if kind in HARD else "soft",
                "confidence": 0.9,
                "reason": f"they differ in {kind}",
                "values": values,
            }
            for kind in (group["kind"] if group["label"] != "corroborated" else [])
        ],
    }


def _claim(claim_id: str, member: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": claim_id,
        "document_id": member["file"],
        "field": member["field"],
        "start": member["start"],
        "end": member["end"],
        "text": member["text"],
        "sentence": 0,
        "speaker": member.get("speaker"),
        "speaker_id": None,
        "cue": None,
        "quote": "none",
        "polarity": "positive",
        "modality": "fact",
        "status": None,
        "quantities": [],
        "dates": [],
        "names": [],
        "quotes": [],
        "subject": None,
    }
