"""Soft divergences: pairs of sentences written for this project, read by the true readers, with what is to be found."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import dedup.claims.divergence.framing as framing
from dedup.claims.compare import compare
from dedup.claims.comparison import Divergence, Document, Group
from dedup.claims.divergence.framings import framing_groups
from dedup.claims.divergence.soft import soft
from dedup.claims.divergence.spellings import spelling_groups
from dedup.claims.frames import Article, Claim
from dedup.claims.read import Readings, read_articles


def read(*texts: str) -> Readings:
    return read_articles([Article(chr(97 + number), text) for number, text in enumerate(texts)], processes=1)


def differ(*texts: str) -> dict[str, Divergence]:
    """The soft divergences of all claims of some articles as one group, by kind; the spans are checked."""
    found = read(*texts)
    claims = list(found.claims)
    ids = tuple(claim.id for claim in claims)
    documents = {
        chr(97 + number): Document(chr(97 + number), None, "", None, "", "", "") for number in range(len(texts))
    }
    group = Group(ids[0], "", "", ids, "corroborated", tuple(documents), tuple(documents))
    made = soft(group, claims, documents, {name.id: name for name in found.names})
    owners = {claim.id: claim for claim in claims}
    for one in made:
        assert one.severity == "soft"
        assert 0 < one.confidence < 1
        assert len(one.values) >= 2
        for value in one.values:
            owner = owners[value.claim_id]
            assert owner.start <= value.start < value.end <= owner.end
    return {one.kind: one for one in made}


def raw(texts: tuple[str, ...], found: Divergence) -> list[str]:
    return [texts[ord(value.claim_id[0]) - 97][value.start : value.end] for value in found.values]


QUOTES = [
    (
        '"The ice was thinner than the map said," Nora Velt said.',
        '"The ice was weaker than the map said," Nora Velt said.',
        "thinner weaker",
    ),
    (
        '"We shall open the dam on Friday," Karel Omdal said.',
        '"We will open the dam on Friday," Karel Omdal told the radio.',
        "shall will",
    ),
    (
        '"The bridge cannot carry lorries," Karel Omdal said.',
        '"The bridge could not carry lorries," Karel Omdal said.',
        "cannot could",
    ),
    (
        '"But the harbour freezes every winter," Nora Velt wrote.',
        '"The harbour freezes every winter," Nora Velt wrote.',
        "But The",
    ),
]
SAME_QUOTES = [
    (
        '"Rivers know no borders, and thirst knows none," Nora Velt said.',
        '"A river stops at no border and neither does thirst," Nora Velt said.',
    ),
    ('"The bridge doesn’t carry lorries," Karel Omdal said.', "“The bridge does not carry lorries”, Karel Omdal said."),
    (
        '"The ice was thin, very thin, that night," Nora Velt said.',
        '"The ice was thin ... that night," Nora Velt said.',
    ),
    ('"They [the crew] did all they could," Nora Velt said.', '"They did all they could," Nora Velt said.'),
    (
        '"It was a long night on the ice for all of us," Nora Velt said.',
        'Nora Velt said it was "a long night on the ice".',
    ),
    ('"And the harbour freezes every winter," Nora Velt said.', '"The harbour freezes every winter," Nora Velt said.'),
    ('"The harbour freezes every winter," Nora Velt said.', '"The harbour froze every winter," Karel Omdal said.'),
    ('"The organisers were late again," Nora Velt said.', '"The organizers were late again," Nora Velt said.'),
    ('"We talk to the U.N. every week," Nora Velt said.', '"We talk to the UN every week," Nora Velt said.'),
    ('"Nobody warned us of the ice," Nora Velt said.', '"I shall repair the boat in spring," Nora Velt said.'),
]


@pytest.mark.parametrize(("one", "other", "words"), QUOTES)
def test_quotes_with_other_words(one: str, other: str, words: str) -> None:
    found = differ(one, other)["quote"]
    assert [value.split()[0] for value in raw((one, other), found)] == words.split()


@pytest.mark.parametrize(("one", "other"), SAME_QUOTES)
def test_quotes_that_a_cut_a_mark_or_a_spelling_explains_and_other_sayings(one: str, other: str) -> None:
    assert "quote" not in differ(one, other)


def test_a_quote_that_both_have_is_not_set_against_another_one() -> None:
    text = '"We can lose a week of work," Nora Velt said. "We can not lose a month of work," Nora Velt said.'
    assert "quote" not in differ(text, text)


ATTRIBUTIONS = [
    (
        "Nora Velt said the fire had started in a refrigerated lorry on the lower deck.",
        "Karel Omdal said the fire had started in a refrigerated lorry on the lower deck.",
        True,
    ),
    (
        "Police said the fire had started in a refrigerated lorry on deck.",
        "Two passengers said the fire had started in a refrigerated lorry on deck.",
        True,
    ),
    (
        "The lorry caught fire on the lower deck near the engine room.",
        "Nora Velt claimed the lorry caught fire on the lower deck near the engine room.",
        True,
    ),
    (
        "Officials said the fire had started in a refrigerated lorry on deck.",
        "Nora Velt said the fire had started in a refrigerated lorry on deck.",
        False,
    ),
    (
        "Nora Velt said the fire had started in a refrigerated lorry on deck.",
        "Ms Velt said the fire had started in a refrigerated lorry on deck.",
        False,
    ),
    (
        "The fire had started in a refrigerated lorry on deck.",
        "Nora Velt said the fire had started in a refrigerated lorry on deck.",
        False,
    ),
    ("Nora Velt said the mill would close in spring.", "Karel Omdal said the ferry would sail on Sunday.", False),
]


@pytest.mark.parametrize(("one", "other", "wanted"), ATTRIBUTIONS)
def test_who_says_it(one: str, other: str, wanted: bool) -> None:
    assert ("attribution" in differ(one, other)) == wanted


FRAMINGS = [
    (
        "The merger of the two banks was approved in Kemberg.",
        "The takeover of the bank was approved in Kemberg.",
        ["merger", "takeover"],
    ),
    (
        "The Skerra government closed the border stations.",
        "The Skerra regime closed the border stations.",
        ["government", "regime"],
    ),
    ("A demonstration filled Brenholm on Sunday.", "A riot filled Brenholm on Sunday.", ["demonstration", "riot"]),
    ("The historic treaty with Norda was signed.", "The treaty with Norda was signed.", ["historic treaty", "treaty"]),
    (
        "The mill's strong results surprised Kemberg.",
        "The mill's dismal results surprised Kemberg.",
        ["strong results", "dismal results"],
    ),
    (
        "Nora Velt said the mill had dumped acid in the river Lissa.",
        "Nora Velt claimed the mill had dumped acid in the river Lissa.",
        ["said", "claimed"],
    ),
]
PLAIN = [
    ("The merger of the two banks was approved in Kemberg.", "The merger of the banks was approved in Kemberg."),
    ("The Skerra government closed the border stations.", '"The Skerra regime closed the border stations," it read.'),
    ("The government of Norda raised taxes on beer.", "The regime of Skerra freed nine sailors."),
    ("The historic treaty with Norda was signed.", "The landmark treaty with Norda was signed."),
    ("Talks about the merger failed, and no takeover came of it.", "The merger in Kemberg failed, no takeover came."),
    ("The doctors asked him to riot no more in Brenholm.", "He would march no more in Brenholm."),
]


@pytest.mark.parametrize(("one", "other", "words"), FRAMINGS)
def test_words_with_a_judgement(one: str, other: str, words: list[str]) -> None:
    assert raw((one, other), differ(one, other)["framing"]) == words


@pytest.mark.parametrize(("one", "other"), PLAIN)
def test_words_without_a_difference_in_judgement(one: str, other: str) -> None:
    assert "framing" not in differ(one, other)


def test_a_thing_named_in_passing() -> None:
    texts = (
        "Prices fell. Nobody regrets the disgraceful withdrawal of Norda from Skerra.",
        "Ships returned to port after the withdrawal of Norda from Skerra in May.",
        "The withdrawal of Kemberg from the league came in May.",
    )
    found = read(*texts)
    documents = {name: Document(name, None, "", None, "s", name, name) for name in "abc"}
    [(group, claims)] = framing_groups(list(found.claims), documents)
    assert raw(texts, group.divergences[0]) == ["disgraceful withdrawal", "withdrawal"]
    assert [claim.document_id for claim in claims] == ["a", "b"]
    assert group.verdict == "divergent"


SPELLED = [
    ("Nora Velt spoke. Ruben Skaarli sailed.", "Ruben Skarli sailed on.", ["Skaarli", "Skarli"]),
    ("Ships lay off Culvía on Monday.", "Ships lay off Culvia on Tuesday.", ["Culvía", "Culvia"]),
    ("Senator Nora Velt spoke in the Senate of Norda.", "Senate leader Nora Velt spoke.", []),
]


@pytest.mark.parametrize(("one", "other", "words"), SPELLED)
def test_spellings(one: str, other: str, words: list[str]) -> None:
    found = read(one, other)
    documents = {name: Document(name, None, "", None, "s", name, name) for name in "ab"}
    groups = spelling_groups(list(found.claims), found.names, documents)
    assert [value.value for group, _ in groups for value in group.divergences[0].values] == words


def test_the_order_of_documents_does_not_matter() -> None:
    one, other, _ = FRAMINGS[0]
    found = read(one, other)
    from dedup.claims.divergence.judge import judge

    both = [
        compare(order, names=found.names, judge=judge).to_json() for order in (found.readings, found.readings[::-1])
    ]
    assert both[0] == both[1]


def test_the_list_of_words_is_in_order() -> None:
    path = Path(framing.__file__).parent / "loaded.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    assert len(path.read_bytes()) < 10_000
    nouns = [noun for scale in data["scales"] for level in scale["levels"] for noun in level]
    adjectives = [word for those in data["adjectives"].values() for word in those]
    for words in (nouns, adjectives):
        assert all(re.fullmatch(r"[a-z-]+", word) for word in words)
        assert len(words) == len(set(words))
    assert {kind for pair in data["opposed"] for kind in pair} <= set(data["adjectives"])


def test_a_group_of_no_quotes_and_no_speakers() -> None:
    claim = Claim("a", "a", "text", 0, 0, "", 0)
    assert soft(Group("a", "", "", ("a",), "single-source", (), ()), [claim], {}, {}) == ()
