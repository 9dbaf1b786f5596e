"""What a comparison says in JSON is what the dataclasses hold, in the form of the contract."""

from __future__ import annotations

import json
from datetime import date

from dedup.claims.comparison import (
    Comparison,
    Divergence,
    Document,
    Group,
    Omission,
    Origin,
    Possible,
    Published,
    Span,
    Story,
    Value,
)
from dedup.claims.frames import Boilerplate, Claim, DateSpan, Mention, Name, Quantity

TEXT = "Nils Arvane said 12 sailors drowned on 8 April."


def made() -> Comparison:
    claim = Claim(
        "d1:0",
        "d1",
        "text",
        0,
        len(TEXT),
        TEXT,
        0,
        speaker="Nils Arvane",
        speaker_id="n1",
        cue="said",
        quote="indirect",
        quantities=(Quantity(17, 19, 12.0, 12.0, 12.0, "count", "sailor", "sailors"),),
        dates=(DateSpan(39, 46, date(2024, 4, 8), date(2024, 4, 8), "day"),),
        names=(Mention(0, 11, "Nils Arvane", "n1"),),
    )
    day = Published("2024-04-09", "day", 0.9, (Span("d1", 0, 4, kind="dateline"),))
    values = (Value("d1:0", 17, 19, "12"),)
    group = Group(
        "d1:0", "s", "sailors: how many?", ("d1:0",), "divergent", ("Echo",), ("d1",), 0.91234,
        (Divergence("numeric", "hard", 0.8, "12 against 15 sailors", values),),
    )  # fmt: skip
    return Comparison(
        (Document("d1", "Echo", "Boat lost", day, "s", "d1", "d1"), Document("d2", None, "", None, "s", "d2", "d2")),
        (Story("s", "Boat lost", ("boat",), ("d1", "d2"), ("Echo",), ("d1", "d2"), "2024-04-09", None),),
        (Origin("d1", ("d1",), None, (Span("d1", 3, 9, kind="credit", note="Norda Press"),)),),
        (claim,),
        (Name("n1", "Nils Arvane", ("Nils Arvane", "Arvane"), "person"),),
        (group,),
        (Possible("d1:0", "d2:4", 0.43216),),
        (Omission("d1:0", "d2"),),
        (("d1", Boilerplate(50, 60, "byline")),),
        {"claims": 1},
    )


def test_the_json_has_the_fields_of_the_contract() -> None:
    content = made().to_json()
    assert content["format_version"] == 1
    assert content["documents"][0] == {
        "id": "d1", "outlet": "Echo", "title": "Boat lost", "story_id": "s", "origin_id": "d1", "copy_id": "d1",
        "published": {
            "value": "2024-04-09", "precision": "day", "confidence": 0.9,
            "evidence": [
                {"kind": "dateline", "document_id": "d1", "field": "text", "start": 0, "end": 4, "note": ""}
            ],
        },
    }  # fmt: skip
    assert content["documents"][1]["published"] is None
    [claim] = content["claims"]
    assert claim["quantities"][0]["value"] == 12.0
    assert TEXT[claim["quantities"][0]["start"] : claim["quantities"][0]["end"]] == "12"
    assert claim["dates"][0]["from"] == claim["dates"][0]["to"] == "2024-04-08"
    assert claim["names"] == [{"start": 0, "end": 11, "name_id": "n1"}]
    assert content["names"] == [
        {"id": "n1", "canonical": "Nils Arvane", "forms": ["Nils Arvane", "Arvane"], "kind": "person"}
    ]
    [group] = content["groups"]
    assert (group["outlets"], group["origins"], group["weakest"]) == (1, 1, 0.9123)
    assert group["divergences"][0]["values"] == [{"claim_id": "d1:0", "start": 17, "end": 19, "value": "12"}]
    assert content["omissions"] == [{"group_id": "d1:0", "document_id": "d2"}]
    assert content["boilerplate"] == [{"document_id": "d1", "start": 50, "end": 60, "kind": "byline"}]
    assert content["possible"] == [{"left": "d1:0", "right": "d2:4", "probability": 0.4322}]


def test_the_json_survives_a_round_trip() -> None:
    content = made().to_json()
    assert json.loads(json.dumps(content)) == content
