"""The demo corpus keeps what it promises, judged from the built files alone: only the last test runs the script.

Similarity is computed by `naive`, so that the gold's copies do not rest on the script that wrote them.
"""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import naive

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "dedup" / "demo"
KINDS = {"numeric", "date", "status", "polarity", "participant"} | {
    "attribution", "quote", "name-spelling", "framing", "omission",
}  # fmt: skip

ARTICLES: dict[str, dict[str, Any]] = {
    row["id"]: row for row in map(json.loads, (DEMO / "articles.jsonl").read_text(encoding="utf-8").splitlines())
}
GOLD: dict[str, Any] = json.loads((DEMO / "gold.json").read_text(encoding="utf-8"))
DOCUMENTS = {document["id"]: document for document in GOLD["documents"]}
GROUPS = {group["id"]: group for group in GOLD["claim_groups"]}


@pytest.fixture(scope="module")
def similar() -> dict[tuple[str, str], float]:
    """The Jaccard similarity of every two articles, by ids in both orders."""
    sets = {name: set(naive.shingles(row["text"])) for name, row in ARTICLES.items()}
    out = {}
    for a, b in itertools.combinations(sets, 2):
        out[a, b] = out[b, a] = len(sets[a] & sets[b]) / len(sets[a] | sets[b])
    return out


def test_counts() -> None:
    assert len(ARTICLES) == len(DOCUMENTS) >= 48
    assert list(ARTICLES) == sorted(ARTICLES) == list(DOCUMENTS)
    assert len({row["outlet"] for row in ARTICLES.values()}) == 8
    assert len(GOLD["stories"]) == 6
    in_stories = [name for story in GOLD["stories"] for name in story["documents"]]
    assert len(in_stories) >= 40
    assert len(GOLD["unrelated"]) >= 8
    assert sorted(in_stories + GOLD["unrelated"]) == list(ARTICLES)
    assert all(len({ARTICLES[name]["outlet"] for name in story["documents"]}) >= 5 for story in GOLD["stories"])


def test_articles_are_of_a_readable_length() -> None:
    assert all(140 <= len(row["text"].split()) <= 520 for row in ARTICLES.values())


def test_dates() -> None:
    undated = [row for row in ARTICLES.values() if row["published"] is None]
    assert len(undated) == 1
    said = re.sub("(?i)sarnova today", "", undated[0]["title"] + undated[0]["text"])
    assert not re.search(r"(?i)day\b|\bapril\b|\b20\d\d\b", said)
    dated = [row["published"] for row in ARTICLES.values() if row["published"]]
    assert len({datetime.fromisoformat(value).date() for value in dated}) >= 6
    assert {len(value) for value in dated} >= {10, 17, 20, 25}  # a day, a minute, a second; in UTC or with an offset


def test_one_article_in_another_script() -> None:
    def is_latin(text: str) -> bool:
        letters = [c for c in text if c.isalpha()]
        return sum(unicodedata.name(c).startswith("LATIN") for c in letters) > len(letters) / 2

    other = [name for name, row in ARTICLES.items() if not is_latin(row["text"])]
    assert len(other) == 1
    assert DOCUMENTS[other[0]]["event"]


def test_typographic_traps() -> None:
    texts = [row["text"] for row in ARTICLES.values()]
    assert any({"“", "”", "’", "—", "\u00a0"} <= set(text) for text in texts)
    assert sum(bool(re.search(r"[a-z]\n\n[a-z]", text)) for text in texts) == 1  # a false paragraph break


def test_no_mark_is_left() -> None:
    assert not any(set("{}") & set(row["title"] + row["text"]) for row in ARTICLES.values())


def test_spans() -> None:
    members = [m for part in ("claim_groups", "hard_negatives") for entry in GOLD[part] for m in entry["members"]]
    for span in [*GOLD["sentences"], *GOLD["boilerplate"], *members]:
        raw = ARTICLES[span["file"]][span["field"]]
        assert raw[span["start"] : span["end"]] == span["text"] != ""
        if "focus" in span:
            assert span["start"] <= span["focus_start"] < span["focus_end"] <= span["end"]
            assert raw[span["focus_start"] : span["focus_end"]] == span["focus"]


def test_members_are_listed_sentences() -> None:
    sentences = {entry["id"]: entry for entry in GOLD["sentences"]}
    assert len(sentences) == len(GOLD["sentences"])
    used = set()
    for part in ("claim_groups", "hard_negatives"):
        for member in (member for entry in GOLD[part] for member in entry["members"]):
            used.add(member["id"])
            assert all(member[key] == sentences[member["id"]][key] for key in ("file", "field", "start", "end"))
    assert used == set(sentences)


def test_sentences_do_not_overlap() -> None:
    for _, spans in itertools.groupby(GOLD["sentences"], key=lambda entry: (entry["file"], entry["field"])):
        assert all(left["end"] <= right["start"] for left, right in itertools.pairwise(spans))


def test_speakers_have_their_cue() -> None:
    said = [entry for entry in GOLD["sentences"] if entry["speaker"]]
    assert len(said) >= 100
    assert all(entry["cue"] in entry["text"] and entry["quote"] != "none" for entry in said)
    assert {entry["quote"] for entry in GOLD["sentences"]} == {"none", "direct", "indirect"}


def test_every_label_and_kind() -> None:
    labels = Counter(group["label"] for group in GROUPS.values())
    assert set(labels) == {"corroborated", "divergent", "development", "not-comparable", "single-source"}
    assert labels["development"] >= 2
    assert labels["not-comparable"] >= 2
    divergent = [group for group in GROUPS.values() if group["label"] == "divergent"]
    assert {kind for group in divergent for kind in group["kind"]} == KINDS
    assert all(group["kind"] for group in divergent)
    assert len(GOLD["hard_negatives"]) >= 12


@pytest.mark.parametrize("name", GROUPS)
def test_group(name: str) -> None:
    group = GROUPS[name]
    files = {member["file"] for member in group["members"]}
    assert {DOCUMENTS[file]["event"] for file in files} == {group["story"]}
    assert len({DOCUMENTS[file]["origin"] for file in files}) == group["independent_origins"]
    assert all(member["value"] for member in group["members"])
    if group["label"] == "single-source":
        assert group["independent_origins"] == 1
    elif group["label"] == "corroborated":
        assert group["independent_origins"] > 1
    else:
        assert len(files) > 1
        assert len({member["value"] for member in group["members"]}) > 1
    assert not files & set(group.get("omitted_by", []))
    assert ("omission" in group["kind"]) == bool(group.get("omitted_by"))


def test_a_divergence_lies_inside_one_origin() -> None:
    """Some reprint has changed a figure of its source."""
    inside = [group for group in GROUPS.values() if group["label"] == "divergent" and group["independent_origins"] == 1]
    assert any("numeric" in group["kind"] for group in inside)


def test_copies_are_those_of_the_texts(similar: dict[tuple[str, str], float]) -> None:
    """The gold's clusters, from the definition: leaders in order, members to their most similar leader."""

    def order(name: str) -> tuple[str, int, str]:
        published = ARTICLES[name]["published"]
        when = datetime.fromisoformat(published).timestamp() if published else float("inf")
        return (f"{when:020.3f}", -len(ARTICLES[name]["text"]), name)

    leaders: list[str] = []
    for name in sorted(ARTICLES, key=order):
        if all(similar[name, leader] < 0.7 for leader in leaders):
            leaders.append(name)
    clusters = {leader: [leader] for leader in leaders}
    for name in ARTICLES.keys() - clusters.keys():
        clusters[max(leaders, key=lambda leader: similar[name, leader])].append(name)
    assert GOLD["copies"] == sorted(sorted(members) for members in clusters.values() if len(members) > 1)
    copy = {member: leader for leader, members in clusters.items() for member in members}
    assert copy == {name: document["copy"] for name, document in DOCUMENTS.items()}


def test_derived_texts_are_as_similar_as_their_kind_says(similar: dict[tuple[str, str], float]) -> None:
    assert {entry["kind"] for entry in GOLD["derived"]} == {"verbatim", "edited", "shortened", "re-led"}
    assert len({entry["from"] for entry in GOLD["derived"]}) >= 2
    for entry in GOLD["derived"]:
        close = entry["kind"] in ("verbatim", "edited")
        assert (similar[entry["from"], entry["to"]] >= 0.7) == close
        assert DOCUMENTS[entry["from"]]["origin"] == DOCUMENTS[entry["to"]]["origin"]


def test_independent_reports_share_no_text(similar: dict[tuple[str, str], float]) -> None:
    for (left, right), value in similar.items():
        if DOCUMENTS[left]["origin"] != DOCUMENTS[right]["origin"]:
            assert value < 0.1, (left, right)


def test_origins() -> None:
    for origin in GOLD["origins"]:
        assert len(origin["documents"]) > 1
        assert origin["documents"] == [name for name in DOCUMENTS if DOCUMENTS[name]["origin"] == origin["id"]]
        assert origin["source"] is None or origin["source"] in origin["documents"]
    assert any(origin["source"] is None for origin in GOLD["origins"])
    shared = {origin["id"] for origin in GOLD["origins"]}
    assert all(document["origin"] in shared | {name} for name, document in DOCUMENTS.items())


def test_furniture_of_every_outlet_recurs() -> None:
    seen = Counter((ARTICLES[entry["file"]]["outlet"], entry["text"]) for entry in GOLD["boilerplate"])
    for outlet in {row["outlet"] for row in ARTICLES.values()}:
        assert max(count for (owner, _), count in seen.items() if owner == outlet) >= 4
    assert all(any(entry["file"] == name for entry in GOLD["boilerplate"]) for name in ARTICLES)


def test_the_committed_files_are_those_that_the_script_builds() -> None:
    command = [sys.executable, str(ROOT / "tools" / "build_demo.py"), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
