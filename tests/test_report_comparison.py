"""Reports of a comparison, on the gold of the demo: views, terminal, Markdown, claims.csv."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gold_comparison
import test_page
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


@pytest.mark.parametrize("text", ["=1+1", "+1", "-cmd", "@x", "\t=1", "＝1", " =1", "|x", "%x", "\u00a0=1", "\u2003=1",
                                  "\u200b=1", "\ufeff+1", "\u202e@x", "\x00=1", "\n", " \n=1"])  # fmt: skip
def test_formulas_are_defused(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["4 dead", "a=b", "", " a", "\u202ea", "'=1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize("width", [40, 100, 200])
def test_hostile_texts_do_nothing_to_a_terminal(width: int) -> None:
    comparison, _ = test_page.hostile()
    comparison["stories"][0]["title"] = "W" * 3000
    text = to_text(render_comparison(story_views(comparison), width), width)
    assert not {c for c in text if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c in BIDI}
    assert max(map(len, text.splitlines())) <= width
    assert "<script>" in "".join(text.split())


def test_hostile_texts_stay_texts_in_markdown_and_spreadsheets() -> None:
    comparison, _ = test_page.hostile()
    for name in ("text", "speaker", "cue"):
        comparison["claims"][0][name] = "=HYPERLINK(1)"
    text = to_markdown(story_views(comparison))
    assert not {c for c in text if (ord(c) < 32 and c != "\n") or c in BIDI}
    assert re.search(r"(?<!\\)<", text) is None
    assert len(text.splitlines()) == len(to_markdown(story_views(plain())).splitlines())  # no line of its own making
    rows = list(csv.reader(io.StringIO(claims_csv(comparison).decode("utf-8-sig"))))
    assert len(rows) == 3
    assert "'=HYPERLINK(1)" in [cell for row in rows[1:] for cell in row]
    assert not [cell for row in rows[1:] for cell in row if cell.lstrip()[:1] in set("=+-@|%")]


def plain() -> dict[str, Any]:
    """The hostile comparison with a harmless word for each attack."""
    comparison, _ = test_page.hostile()
    plain_: dict[str, Any] = json.loads(json.dumps(comparison).replace(json.dumps(test_page.HOSTILE)[1:-1], "word"))
    return plain_


@given(st.text())
def test_markdown_never_breaks_out_of_its_line(text: str) -> None:
    line = escaped(text)
    assert "\n" not in line
    assert not any(line[i] in "<>|`" and (i == 0 or line[i - 1] != "\\") for i in range(len(line)))


def test_who_leaves_it_out_is_silent_and_makes_no_question_told_differently(comparison: dict[str, Any]) -> None:
    plain = next(group for group in comparison["groups"] if not group["divergences"] and len(group["claims"]) > 1)
    claim = next(one for one in comparison["claims"] if one["id"] == plain["claims"][0])
    value = {"claim_id": claim["id"], "start": claim["start"], "end": claim["end"], "value": ""}
    left_out = {"kind": "omission", "severity": "soft", "confidence": 0.3, "reason": "told", "values": [value]}
    groups = [{**one, "divergences": [left_out]} if one is plain else one for one in comparison["groups"]]
    before, after = (story_views(one) for one in (comparison, {**comparison, "groups": groups}))
    assert [view.n_soft for view in after] == [view.n_soft for view in before]
    question = next(one for view in after for one in view.questions if one.group["id"] == plain["id"])
    assert not question.soft
    assert not any(answer.value for answer in question.answers)
    assert plain["id"] not in {
        one.group["id"] for view in story_views({**comparison, "groups": groups}, "soft") for one in view.questions
    }
