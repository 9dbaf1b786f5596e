"""The typed edits of the benchmark change what they say they change, and nothing else."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "benchmarks"))

import edit_rules
import edits

OTHERS = ["full:Petra Sonn", "titled:Mr. Kale", "place:Skerra"]


@pytest.mark.parametrize(
    ("sentence", "kind", "how"),
    [
        ("The fire injured 1,450 people in the port.", "numeric", "digits"),
        ("The fire injured seven people in the port.", "numeric", "words"),
        ("The council of Lowmere met on Monday in the mill.", "date", "weekday"),
        ("The council of Lowmere met on April 9 in the mill.", "date", "day"),
        ("The mill was built in 1987 by dockers of the port.", "date", "year"),
        ("The mill was sold to captain Daniel Ravel, who keeps bees.", "participant", "full"),
        ("The barges were held in Lowmere on the river.", "participant", "place"),
        ("The barges were held at the lock for a week.", "polarity", "not added"),
        ("The barges were not held at the lock for a week.", "polarity", "not dropped"),
        ("The council approved the new lock at the mill.", "polarity", "antonym"),
        ("The council signed the treaty on the river.", "status", "another step"),
        ("The Council announced a new lock at the mill.", "status", "done to planned"),
        ("The nine residents of the mill were asked to go home.", "neutral", "synonym"),
        ("The council of Lowmere met in the old mill on Monday.", "neutral", "order"),
        ("The fire injured 1,450 people in the port.", "neutral", "rounding"),
        ("The new lock was opened by the mayor of Lowmere.", "neutral", "voice"),
    ],
)
def test_each_rule_edits_what_it_says(sentence: str, kind: str, how: str) -> None:
    found = [one for one in edit_rules.edits(sentence, kind, random.Random(1), OTHERS) if one.how == how]
    assert found
    for one in found:
        assert one.kind == kind
        assert one.of(sentence) != sentence
        assert one.of(sentence).endswith(sentence[one.end :])


def test_nothing_is_edited_in_a_quotation() -> None:
    for kind in edit_rules.RULES:
        assert (
            edit_rules.edits("“We will not sign 12 papers on Monday,” she said.", kind, random.Random(1), OTHERS) == []
        )


def test_a_neutral_number_is_within_rounding_and_a_typed_one_is_not() -> None:
    sentence = "The fire injured 1,450 people in the port."
    for seed in range(20):
        [typed] = edit_rules.edits(sentence, "numeric", random.Random(seed), ())
        assert abs(int(typed.words.replace(",", "")) - 1450) > 300
    [neutral] = [e for e in edit_rules.edits(sentence, "neutral", random.Random(1), ()) if e.how == "rounding"]
    assert neutral.words in ("about 1,400", "about 1,500")


def collection(folder: Path) -> Path:
    """Two events in the form of the data."""
    lines = [
        "The fire in Port Ansel injured 19 dockers and a mate of the ferry.",
        "The council of Lowmere met in the old mill on Monday.",
        "The harbour master of Skerra signed the contract with the dockers.",
        "The gates of the dam were not opened for the barges of Norda.",
        "The new lock at Mill End was opened by the mayor of Lowmere.",
    ]
    (folder / "basil").mkdir(parents=True)
    (folder / "news-stream").mkdir()
    rows = [
        {"id": f"a{n}", "event": f"e{n}", "date": "2024-04-09", "text": "\n\n".join(lines[n:] + lines[:n])}
        for n in range(4)
    ]
    (folder / "basil/articles.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (folder / "news-stream/events.jsonl").write_text(json.dumps({"event": "x", "articles": ["n0"]}), encoding="utf-8")
    pq.write_table(pa.table({"id": ["n0"], "text": [" ".join(lines)]}), folder / "news-stream/articles.parquet")
    return folder


def test_versions_are_the_same_for_one_seed_and_spans_are_right(tmp_path: Path) -> None:
    data = collection(tmp_path)
    made = [one for half in ("develop", "report") for one in edits.versions_of(data, half, 20, 3)]
    assert made == [one for half in ("develop", "report") for one in edits.versions_of(data, half, 20, 3)]
    assert {one.source.event for one in made} >= {"e0", "e1", "e2", "e3"}
    for one in made:
        for sentence in one.made:
            same = one.text[slice(*sentence.old)] == one.other[slice(*sentence.new)]
            assert same == (sentence.kind == "")
    total = edits.tally(made)
    assert total.edited["untouched"] > 0
    assert total.found["untouched"] == total.found["neutral"] == 0
    assert sum(total.found[kind] for kind in ("numeric", "date", "polarity", "status")) > 0
