"""report.html: all of the comparison is in it, nothing of a text can act in it, and it asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
import random
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gold_comparison
from dedup.report.page.annotate import GRAVITY, Mark, paragraphs
from dedup.report.page.drawings import LEFT, origin_graph, timeline
from dedup.report.page.render import to_html
from dedup.report.page.safe import link, shown
from dedup.report.views import story_views

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}\u202eevil\x00\x1b[2J</style>]]>--><!--"


class Reader(HTMLParser):
    """What a browser would find: elements, attributes, ids, links and text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags, self.ids, self.links = list[str](), list[str](), list[str]()
        self.attributes, self.text, self._inside = list[tuple[str, str | None]](), list[str](), list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._inside.append(tag)
        for name, value in attrs:
            self.attributes.append((name, value))
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._inside or self._inside[-1] not in ("script", "style"):
            self.text.append(data)


@pytest.fixture(scope="module")
def comparison() -> dict[str, Any]:
    return gold_comparison.comparison()


@pytest.fixture(scope="module")
def page(comparison: dict[str, Any]) -> str:
    return to_html(comparison, gold_comparison.articles())


def hostile() -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """A story of two documents in which every string is an attack."""
    ids = [f"{HOSTILE}{i}" for i in range(2)]
    documents = [
        {
            "id": key, "outlet": HOSTILE, "title": HOSTILE, "story_id": HOSTILE, "origin_id": HOSTILE, "copy_id": key,
            "published": {"value": "2024-04-08T12:00", "precision": "minute", "confidence": None, "evidence": []},
        }
        for key in ids
    ]  # fmt: skip
    claims = [
        {
            "id": key + "c", "document_id": key, "field": "text", "start": 0, "end": len(HOSTILE), "text": HOSTILE,
            "sentence": 0, "speaker": HOSTILE, "speaker_id": None, "cue": HOSTILE, "quote": "none",
            "polarity": "positive", "modality": "fact", "status": None, "quantities": [], "dates": [], "names": [],
            "quotes": [],
        }
        for key in ids
    ]  # fmt: skip
    values = [{"claim_id": claim["id"], "start": 3, "end": 9, "value": HOSTILE} for claim in claims]
    group = {
        "id": HOSTILE, "story_id": HOSTILE, "question": HOSTILE, "claims": [claim["id"] for claim in claims],
        "verdict": "divergent", "outlets": 1, "outlet_names": [HOSTILE], "origins": 1, "origin_ids": [HOSTILE],
        "weakest": 1.0, "divergences": [
            {"kind": "numeric", "severity": "hard", "confidence": 0.5, "reason": HOSTILE, "values": values}
        ],
    }  # fmt: skip
    story = {
        "id": HOSTILE, "title": HOSTILE, "keywords": [HOSTILE], "documents": ids, "outlets": [HOSTILE],
        "origins": [HOSTILE], "first": None, "last": None,
    }  # fmt: skip
    origin = {"id": HOSTILE, "documents": ids, "source": ids[0], "evidence": []}
    comparison = {
        "documents": documents, "stories": [story], "origins": [origin], "claims": claims, "names": [],
        "groups": [group], "omissions": [], "boilerplate": [],
    }  # fmt: skip
    texts = {key: {"text": HOSTILE * 3, "title": HOSTILE, "url": "javascript:alert(1)"} for key in ids}
    return comparison, texts


# Everything is there


def test_every_story_question_and_article_is_in_the_page(page: str, comparison: dict[str, Any]) -> None:
    text = " ".join(" ".join(Reader(page).text).split())
    for view in story_views(comparison):
        assert view.story["title"] in text
        for question in view.questions:
            if len(question.answers) > 1:
                assert " ".join(question.group["question"].split()) in text


def test_the_paragraphs_of_an_article_are_its_text(page: str, comparison: dict[str, Any]) -> None:
    whole = re.findall(r'<details class="article".*?data-id="([^"]*)">(.*?)</details>', page, flags=re.DOTALL)
    texts = gold_comparison.articles()
    assert len(whole) == sum(len(story["documents"]) for story in comparison["stories"])
    for key, html in whole:
        told = re.findall(r'<p class="t" dir="auto">(.*?)</p>', html, flags=re.DOTALL)
        assert "".join(Reader("".join(told)).text) == shown(texts[key]["text"])


def test_links_lead_somewhere_and_ids_are_unique(page: str) -> None:
    reader = Reader(page)
    assert len(reader.ids) == len(set(reader.ids))
    assert {href[1:] for href in reader.links if href.startswith("#")} <= set(reader.ids)


def test_passages_of_documents_that_are_shown_are_embedded(comparison: dict[str, Any]) -> None:
    passage = {"left_start": 1, "left_end": 5, "right_start": 2, "right_end": 6}
    known = {"left": "norda-0408-ferry", "right": "today-0408-ferry", **passage}
    page = to_html(comparison, gold_comparison.articles(), [known, {**known, "left": "nowhere"}])
    (found,) = re.findall(r'id="passages">(.*?)</script>', page)
    assert re.fullmatch(r'\[\["d\d+","d\d+",1,5,2,6\]\]', found)


def test_the_order_of_the_file_does_not_show(page: str, comparison: dict[str, Any]) -> None:
    mixed = dict(comparison)
    for name in ("documents", "stories", "origins", "claims", "groups", "omissions"):
        mixed[name] = random.Random(5).sample(comparison[name], len(comparison[name]))
    assert to_html(mixed, gold_comparison.articles()) == page


def test_nothing_to_compare_is_said() -> None:
    empty = {
        name: []
        for name in ("documents", "stories", "origins", "claims", "names", "groups", "omissions", "boilerplate")
    }
    assert "there is nothing to compare" in to_html(empty, {})


# Nothing acts


def test_hostile_texts_stay_texts() -> None:
    clean = to_html(*hostile())
    reader = Reader(clean)
    assert "img" not in reader.tags
    assert reader.tags.count("script") == 3
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name == "style"]
    assert not [href for href in reader.links if not href.startswith("#")]
    assert "{{7*7}}" in "".join(reader.text)
    assert "\x00" not in clean
    assert "\x1b" not in clean


def test_the_policy_names_the_script_and_the_style_and_nothing_else(page: str) -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "*" not in policy
    for element in ("style", "script"):
        (content,) = re.findall(rf"<{element}>(.*?)</{element}>", page, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in policy.replace("&#39;", "'")


def test_nothing_is_fetched(page: str) -> None:
    reader = Reader(page)
    assert not {"link", "img", "iframe", "object", "embed", "video", "audio", "source", "base"} & set(reader.tags)
    assert not [value for name, value in reader.attributes if name in ("src", "srcset", "data", "action", "poster")]
    (style,) = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.example",
     "http://", "https:evil", " https://a.example", "https://a.example\n", "https://a.example/\x00", "http://[", ""],
)  # fmt: skip
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    assert link(url) == ""


# Pieces


@given(
    st.text(),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from([*GRAVITY, "value", "boilerplate"]))),
)
def test_pieces_are_the_text_and_have_the_marks_that_cover_them(text: str, spans: list[tuple[int, int, str]]) -> None:
    marks = [Mark(min(a, b), max(a, b), kind, "", f"q{i}") for i, (a, b, kind) in enumerate(spans)]
    made = paragraphs(text, marks)
    assert "".join(piece.text for paragraph in made for piece in paragraph.pieces) == shown(text)
    place = 0
    for piece in (piece for paragraph in made for piece in paragraph.pieces):
        covering = [m for m in marks if m.start <= place and place + len(piece.text) <= m.end and m.start < m.end]
        kinds = [m.kind for m in covering if m.kind in GRAVITY]
        assert ("claim" in piece.css) == bool(kinds)
        assert ("boilerplate" in piece.css.split()) == any(m.kind == "boilerplate" for m in covering)
        if kinds:
            assert piece.css.split()[1] == min(kinds, key=GRAVITY.index)
        place += len(piece.text)


def test_an_anchor_stands_once_where_its_claim_begins() -> None:
    made = paragraphs("One two.\n\nThree four.", [Mark(4, 15, "hard", "c1", "q1")])
    anchors = [(piece.text, piece.anchors) for paragraph in made for piece in paragraph.pieces if piece.anchors]
    assert anchors == [("two.\n\n", ("c1",))]


def test_long_texts_take_no_quadratic_time() -> None:
    text = "word " * 100_000
    assert sum(len(p.pieces) for p in paragraphs(text, [Mark(0, len(text), "boilerplate")])) == 1
    many = [Mark(5 * i, 5 * i + 4, "hard", f"c{i}", f"q{i}") for i in range(100_000)]
    assert sum(len(p.pieces) for p in paragraphs(text, many)) == 200_000


# Drawings


def test_arrows_run_from_the_source(comparison: dict[str, Any]) -> None:
    origins = {origin["id"]: origin for origin in comparison["origins"]}
    for view in story_views(comparison):
        drawing = origin_graph(view, origins)
        assert len(drawing.dots) == len(view.documents)
        inside = {document["id"] for document in view.documents}
        expected = {
            (origins[d["origin_id"]]["source"], d["id"])
            for d in view.documents
            if d["origin_id"] in origins and origins[d["origin_id"]]["source"] in inside - {d["id"]}
        }
        assert {(arrow.source, arrow.derived) for arrow in drawing.arrows} == expected
        assert all(LEFT <= dot.x <= drawing.width and 0 < dot.y < drawing.height for dot in drawing.dots)
        assert all(dot.x == LEFT for dot in drawing.dots if not dot.dated)


def test_the_timeline_counts_days_and_then_months() -> None:
    documents = [{"published": {"value": day}} for day in ("2024-04-08T10:00", "2024-04-08", "2024-04-10", "2024-04")]
    bars = timeline([*documents, {"published": None}])
    assert [(bar.day, bar.documents, bar.height) for bar in bars] == [
        ("2024-04-08", 2, 1.0), ("2024-04-09", 0, 0.0), ("2024-04-10", 1, 0.5)
    ]  # fmt: skip
    far = timeline([{"published": {"value": "2020-01-05"}}, *documents])
    assert [(bar.day, bar.documents) for bar in far] == [("2020-01", 1), ("2024-04", 3)]
    assert timeline([]) == []
