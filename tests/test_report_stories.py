"""What people see of stories and storylines: the list, the JSON, the reasons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dedup.cli import main
from dedup.report.coverage import told

ARTICLES = Path(__file__).resolve().parent.parent / "dedup" / "demo" / "articles.jsonl"


def run(*arguments: str | Path) -> str:
    done = CliRunner(env={"COLUMNS": "100"}).invoke(main, [str(a) for a in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_copies_are_folded_and_a_date_is_said_once() -> None:
    members = [
        {"id": "a", "outlet": "Wire", "published": "2024-04-08T12:20:00+02:00", "copies": 2},
        {"id": "b", "outlet": "Herald", "published": "2024-04-08T13:00:00+02:00", "copies": 0},
        {"id": "c", "outlet": None, "published": None, "copies": 1},
    ]
    assert told(members, 6, 200) == "Wire 2024-04-08 12:20 (+2 copies), Herald 13:00, c undated (+1 copy)"
    assert told(members, 6, 10) == "Wire 2024-04-08 12:20 (+2 copies), +3"


def test_every_document_of_a_story_is_told_or_counted() -> None:
    facts = json.loads(run("cluster", ARTICLES, "--json", "--level", "storylines"))
    for story in facts["largest_stories"]:
        assert sum(1 + text["copies"] for text in story["coverage"]) == story["size"]
        assert len(story["coverage"]) == story["copies"]
    assert facts["counts"]["documents"] == 59
    lines = facts["largest_storylines"]
    assert all(line["n_stories"] == len(line["stories"]) > 1 for line in lines)
    assert len(lines) == facts["storylines"]["storylines_of_several"]


def test_a_storyline_of_two_stories(tmp_path: Path) -> None:
    topic = "the water accord on the river Lissa between Maravel and Ostrevan"
    texts = [f"Ministers of Maravel and Ostrevan met on {topic}, delegates said. Part {i}." for i in (1, 2)]
    rows = [{"id": f"a{i}", "text": text, "date": f"202{i}-04-08"} for i, text in enumerate(texts)]
    rows += [
        {"id": f"b{i}", "text": f"Hens number {i} laid eggs of gold in {i}.", "date": "2024-01-01"} for i in range(3)
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(map(json.dumps, rows)))
    facts = json.loads(
        run("cluster", tmp_path / "news.jsonl", "--json", "--level", "storylines", "--threshold", "0.99")
    )
    assert any({"a0", "a1"} <= set(line["stories"]) for line in facts["largest_storylines"])
    assert "  Ministers of" in run("cluster", tmp_path / "news.jsonl", "--level", "storylines", "--threshold", "0.99")


def test_storylines_are_listed_where_they_are_asked_for() -> None:
    assert "of two stories and more" in run("cluster", ARTICLES, "--level", "storylines")
    assert "of two stories and more" not in run("cluster", ARTICLES)
    assert "stories of two documents" not in run("cluster", ARTICLES, "--level", "copies")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("courier-0408-ferry", ["One story", "mean log-odds", "would have put them apart"]),
        ("herald-0409-lake-fire", ["Two stories", "would have put them together"]),
        ("today-0408-ferry", ["One story", "because they are copies of one text"]),
        ("courier-0411-museum", ["Two stories"]),
    ],
)
def test_explain_says_why_a_story_is_one(other: str, said: list[str]) -> None:
    text = " ".join(run("explain", ARTICLES, "norda-0408-ferry", other).split())
    assert [words for words in said if words not in text] == []
    text = run("explain", ARTICLES, "norda-0408-ferry", other, "--level", "copies")
    assert "One story" not in text
    assert "Two stories" not in text


def test_the_reasons_as_json_add_up() -> None:
    story = json.loads(run("explain", ARTICLES, "norda-0408-ferry", "courier-0408-ferry", "--json"))["story"]
    total = story["intercept"] + sum(feature["contribution"] for feature in story["features"])
    assert total == pytest.approx(story["log_odds"])
    assert story["together"]
    assert story["needed"] <= 0
