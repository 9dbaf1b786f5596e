"""Reports of a comparison, on the gold of the demo: views, terminal, Markdown, claims.csv."""

from __future__ import annotations

import csv
import io
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gold_comparison
from dedup.report.claimtable import COLUMNS, claims_csv, defused
from dedup.report.grid import render_comparison
from dedup.report.markdown import escaped, to_markdown
from dedup.report.terminal import to_text
from dedup.report.views import SIGNS, instant, story_views


@pytest.fixture(scope="module")
def comparison() -> dict[str, Any]:
    return gold_comparison.comparison()


def shuffled(comparison: dict[str, Any]) -> dict[str, Any]:
    mixed = dict(comparison)
    for name in ("documents", "stories", "origins", "claims", "groups", "omissions"):
        mixed[name] = random.Random(5).sample(comparison[name], len(comparison[name]))
    return mixed


def test_hard_divergences_come_first(comparison: dict[str, Any]) -> None:
    views = story_views(comparison)
    assert [view.n_hard for view in views] == sorted((view.n_hard for view in views), reverse=True)
    for view in views:
        severities = [question.severity for question in view.questions]
        assert severities == sorted(severities, key=("hard", "soft", "").index)
        known = [instant(d["published"]["value"]) for d in view.documents if d["published"]]
        assert known == sorted(known)
        assert [d["published"] is None for d in view.documents] == sorted(
            d["published"] is None for d in view.documents
        )


def test_every_group_is_one_question(comparison: dict[str, Any]) -> None:
    views = story_views(comparison)
    questions = [question for view in views for question in view.questions]
    assert sorted(q.group["id"] for q in questions) == sorted(g["id"] for g in comparison["groups"])
    for question in questions:
        said = [claim["id"] for answer in question.answers for claim in answer.claims]
        assert sorted(said) == sorted(question.group["claims"])
        assert sum(len(answers) for _, answers in question.by_value()) == len(question.answers)
        assert question.sign in {*SIGNS.values(), "~"}


def test_a_development_is_no_contradiction(comparison: dict[str, Any]) -> None:
    questions = {q.group["id"]: q for view in story_views(comparison) for q in view.questions}
    assert questions["ferry.dead"].sign == "→"
    assert questions["ferry.dead"].severity == ""
    assert questions["ferry.injured"].severity == "hard"


def test_only_and_story_choose(comparison: dict[str, Any]) -> None:
    hard = story_views(comparison, only="hard")
    assert hard
    assert all(question.hard for view in hard for question in view.questions)
    (one,) = story_views(comparison, story="ferry")
    assert one.story["id"] == "ferry"
    assert story_views(comparison, story="nowhere") == []


@pytest.mark.parametrize("width", [40, 80, 160])
def test_the_terminal_names_values_and_outlets(comparison: dict[str, Any], width: int) -> None:
    text = to_text(render_comparison(story_views(comparison, story="ferry"), width), width)
    flat = " ".join(text.split())
    assert "29" in flat
    assert "Kelder" in flat
    assert "≠" in flat
    assert max(map(len, text.splitlines())) <= width


def test_top_bounds_what_is_shown(comparison: dict[str, Any]) -> None:
    text = to_text(render_comparison(story_views(comparison), 100, top=1), 100)
    assert ".. and 5 more stories" in text


def test_nothing_to_compare() -> None:
    empty = {name: [] for name in ("documents", "stories", "origins", "claims", "names", "groups", "omissions")}
    assert "0 documents" in to_text(render_comparison(story_views(empty)))
    assert "No story has more than one document" in to_markdown(story_views(empty))
    assert len(claims_csv(empty).splitlines()) == 1


def test_markdown_has_every_value_with_its_words(comparison: dict[str, Any]) -> None:
    text = to_markdown(story_views(comparison))
    for group in comparison["groups"]:
        if group["verdict"] == "divergent":
            assert escaped(group["question"]) in text
            assert all(escaped(value["value"]) in text for one in group["divergences"] for value in one["values"])


def test_claims_csv_has_a_row_for_each_claim_of_each_group(comparison: dict[str, Any]) -> None:
    rows = list(csv.DictReader(io.StringIO(claims_csv(comparison).decode("utf-8-sig"))))
    assert len(rows) == sum(len(group["claims"]) for group in comparison["groups"])
    assert tuple(rows[0]) == COLUMNS
    texts = gold_comparison.articles()
    for row in rows:
        raw = texts[row["document_id"]][row["field"]]
        assert defused(raw[int(row["start"]) : int(row["end"])]) == row["text"]


def test_the_order_of_the_file_does_not_show(comparison: dict[str, Any]) -> None:
    mixed = shuffled(comparison)
    assert claims_csv(mixed) == claims_csv(comparison)
    assert to_markdown(story_views(mixed)) == to_markdown(story_views(comparison))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-cmd", "@x", "\t=1", "＝1", " =1", "|x", "%x", "\u00a0=1"])
def test_formulas_are_defused(text: str) -> None:
    assert defused(text) == f"'{text}"


@given(st.text())
def test_markdown_never_breaks_out_of_its_line(text: str) -> None:
    line = escaped(text)
    assert "\n" not in line
    assert not any(line[i] in "<>|`" and (i == 0 or line[i - 1] != "\\") for i in range(len(line)))
