"""Articles -> claims: every span is evidence, and one name has one id."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup import Corpus, cluster, find_stories, read_claims
from dedup.claims.frames import Article, Claim, Mention
from dedup.claims.read import Readings, read_articles
from dedup.errors import SettingsError

DEMO = Path(__file__).resolve().parent.parent / "dedup" / "demo"
ARTICLES = [
    Article(row["id"], row["text"], row["title"], row["outlet"], row["published"])
    for row in map(json.loads, (DEMO / "articles.jsonl").read_text(encoding="utf-8").splitlines())
]
GOLD: dict[str, Any] = json.loads((DEMO / "gold.json").read_text(encoding="utf-8"))
PIECES = st.sampled_from(
    ["Ebrahim Raisi", "“Yes,” he said.", "the Iranian president", " ", "\n\n", ". ", "U.S.", "3,5 %", "Mr. ", "’s",
     "\u00a0", "Σάρνοβα", "İ", "of the", " and ", "(MFU)", "Jan. 5", "—", "🙂", "\u200d", "ﬁ", "A", "x", "'", '"',
     "said ", "co-captain ", "his Iranian counterpart", "Jr.", "President of ", "government "]
)  # fmt: skip


@pytest.fixture(scope="module")
def demo() -> Readings:
    return read_articles(ARTICLES)


def spans(claim: Claim) -> list[tuple[int, int]]:
    """Every span that a claim holds."""
    out = [(name.start, name.end) for name in claim.names]
    out += [(quantity.start, quantity.end) for quantity in claim.quantities]
    out += [(day.start, day.end) for day in claim.dates]
    return [*out, *claim.quotes, *([claim.subject] if claim.subject else [])]


def check(read: Readings) -> None:
    """Every span is inside its raw text, and the text of a claim and of a mention is what stands there."""
    known = {name.id for name in read.names}
    seen = set()
    for reading in read.readings:
        for claim in reading.claims:
            raw = reading.article.title if claim.field == "title" else reading.article.text
            assert raw[claim.start : claim.end] == claim.text != ""
            assert claim.id == f"{reading.article.id}:{claim.field}:{claim.start}:{claim.end}"
            assert claim.id not in seen
            seen.add(claim.id)
            assert all(0 <= start < end <= len(raw) for start, end in spans(claim))
            for mention in claim.names:
                assert raw[mention.start : mention.end] == mention.text
                assert claim.start <= mention.start < mention.end <= claim.end
                assert mention.name_id in known
        for span in (reading.dateline, reading.byline):
            assert span is None or 0 <= span[0] <= span[1] <= len(reading.article.text)


def test_spans_of_the_demo(demo: Readings) -> None:
    check(demo)
    assert len(list(demo.claims)) > 500


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.text() | st.lists(PIECES).map("".join), st.lists(PIECES, max_size=6).map("".join)), max_size=3
    )
)
def test_spans_of_any_text(texts: list[tuple[str, str]]) -> None:
    check(read_articles([Article(str(i), text, title) for i, (text, title) in enumerate(texts)]))


def test_sentences_of_the_gold_are_covered(demo: Readings) -> None:
    where: dict[tuple[str, str], list[Claim]] = {}
    for claim in demo.claims:
        where.setdefault((claim.document_id, claim.field), []).append(claim)
    lost = [
        s["id"]
        for s in GOLD["sentences"]
        if not any(min(s["end"], c.end) - max(s["start"], c.start) >= 0.5 * min(s["end"] - s["start"], c.end - c.start)
                   for c in where.get((s["file"], s["field"]), []))
    ]  # fmt: skip
    assert lost == []


def shared(mention: Mention, start: int, end: int) -> float:
    """How much of a span a mention covers, and how little more."""
    both = min(mention.end, end) - max(mention.start, start)
    return both / (max(mention.end, end) - min(mention.start, start))


def named(read: Readings, form: str) -> set[str]:
    """The ids of the mentions that stand for a form, at each place where it stands in a claim."""
    out = set()
    for claim in read.claims:
        at = claim.text.find(form)
        while at >= 0:
            start, end = claim.start + at, claim.start + at + len(form)
            around = claim.text[at - 1 : at] + claim.text[at + len(form) : at + len(form) + 1]
            if not any(c.isalnum() for c in around):
                over = [(shared(m, start, end), m.name_id) for m in claim.names if m.start < end and start < m.end]
                out.add(max(over, default=(0.0, ""))[1])
            at = claim.text.find(form, at + 1)
    return out


def test_aliases_of_the_gold(demo: Readings) -> None:
    found = {
        entry["canonical"]: set().union(*(named(demo, form) for form in entry["forms"])) for entry in GOLD["aliases"]
    }
    assert {name: ids for name, ids in found.items() if len(ids) != 1 or "" in ids} == {}
    owners = [next(iter(ids)) for ids in found.values()]
    assert len(set(owners)) == len(owners)


def test_the_order_of_articles_and_processes_do_not_matter(demo: Readings) -> None:
    turned = read_articles(ARTICLES[::-1], processes=2)
    assert turned.names == demo.names
    assert turned.readings[::-1] == demo.readings


def test_groups_keep_surnames_apart() -> None:
    texts = ["Nils Arvane came. Arvane said so.", "Mr Arvane is the butcher."]
    articles = [Article(str(i), text) for i, text in enumerate(texts)]
    together = read_articles(articles)
    apart = read_articles(articles, groups=["a", "b"])
    assert {m.name_id for claim in together.claims for m in claim.names} == {"nils-arvane"}
    assert {m.name_id for claim in apart.claims for m in claim.names} == {"nils-arvane", "arvane@b"}


def test_bad_calls() -> None:
    with pytest.raises(SettingsError, match="two articles have the id 'a'"):
        read_articles([Article("a", "x"), Article("a", "y")])
    with pytest.raises(SettingsError, match="2 articles and 1 groups"):
        read_articles([Article("a", "x"), Article("b", "y")], groups=["s"])
    with pytest.raises(SettingsError, match="at least 1"):
        read_articles([Article("a", "x")], processes=0)


def test_corpus_and_stories_and_articles_agree() -> None:
    texts = [
        "Harbour police chief Nils Arvane said the fire on the Marigold was out.",
        "Sausages will cost more in June, the butcher Arvane said.",
    ]
    corpus = Corpus.from_texts(texts, ids=["a", "b"], titles=["Fire out", None], dates=["2024-04-08", "2021-06-01"])
    read = read_claims(corpus)
    days = ("2024-04-08", "2021-06-01")
    assert read == read_claims(
        [Article("a", texts[0], "Fire out", None, days[0]), Article("b", texts[1], "", None, days[1])]
    )
    stories = find_stories(cluster(corpus))
    assert [story.members for story in stories.stories()] == [("a",), ("b",)]
    apart = read_claims(stories)
    assert [claim.text for claim in apart.claims] == [claim.text for claim in read.claims]
    assert {claim.speaker_id for claim in read.claims if claim.field == "text"} == {"nils-arvane"}
    assert {claim.speaker_id for claim in apart.claims if claim.document_id == "b"} == {"arvane@b"}


# Bounds


def test_what_is_longer_than_the_most_is_read_in_part_and_said() -> None:
    text = "Ana Sol came. " * 100
    (reading,) = read_articles([Article("a", text)], most=70).readings
    assert reading.notes == ("only the first 70 of 1,400 characters were read",)
    assert reading.article.text == text
    assert [claim.text for claim in reading.claims] == ["Ana Sol came."] * 5
    (whole,) = read_articles([Article("a", text)]).readings
    assert (whole.notes, len(whole.claims)) == ((), 100)
    with pytest.raises(SettingsError, match="most is 0"):
        read_articles([Article("a", "x")], most=0)


def test_a_table_is_named_in_the_notes() -> None:
    text = "The results follow.\n\n" + "12 34 won, " * 300 + "\n\nAbout 40 people came."
    (reading,) = read_articles([Article("a", text)]).readings
    (note,) = reading.notes
    found = re.fullmatch(r"characters ([\d,]+) to ([\d,]+) look like a table: .*", note)
    assert found is not None
    start, end = (int(found[n].replace(",", "")) for n in (1, 2))
    assert start < 200
    assert 2_500 < end <= len(text)  # the last, short block is read
    assert [q.value for claim in reading.claims for q in claim.quantities][-1] == 40.0


HOSTILE = {
    "names": "Ana Sol Orrin Vessary Kelder Brandis ", "roles": "the Sarnovan president Ana Sol said minister ",
    "quotes": "“yes,” she said. “no ", "brackets": "([{ ", "numbers": "12 people 3,4 km ", "marks": ",;.—'\" ",
    "dates": "on Monday two days later in May ", "joiners": "and he said that but was ", "word": "a", "line": "Ana\n\n",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("shape", sorted(HOSTILE))
def test_time_is_linear_in_the_text(shape: str) -> None:
    def seconds(n: int) -> float:
        text = (HOSTILE[shape] * n)[:n]
        start = time.process_time()
        read_articles([Article("a", text)])
        return time.process_time() - start

    seconds(2_000)
    few, many = (min(seconds(n) for _ in range(3)) for n in (20_000, 160_000))
    assert many < 20 * few + 0.1  # 8 times the text; 64 times the time would be quadratic
