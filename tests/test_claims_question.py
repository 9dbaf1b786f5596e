"""The label of a group: whole phrases of its own words, and the question that what differs answers."""

from __future__ import annotations

import pytest

from dedup.claims.alignment.phrases import phrases, tokens
from dedup.claims.alignment.question import question
from dedup.claims.compare import compare
from dedup.claims.comparison import Document
from dedup.claims.divergence.judge import judge
from dedup.claims.frames import Article, Claim
from dedup.claims.read import read_articles


def label(*texts: str) -> str:
    """The label of texts of one sentence each, as one group that is judged."""
    read = read_articles([Article(str(n), text, published="2024-04-09") for n, text in enumerate(texts)])
    claims = list(read.claims)
    names = {name.id: name for name in read.names}
    documents = {str(n): Document(str(n), None, "", None, "", str(n), str(n)) for n in range(len(texts))}
    group = compare(read.readings, names=read.names).groups[0]
    judged = judge(group, claims, documents, names)
    return question(claims, judged.divergences + judged.notes)


def spoken(*texts: str) -> str:
    """The label of texts that are nothing but words."""
    return question([Claim(str(n), str(n), "text", 0, len(text), text, 0) for n, text in enumerate(texts)])


def read_phrases(text: str) -> list[str]:
    row = tokens(text)
    return [text[row[a].start : row[b].end] for a, b in phrases(row, 9)]


def test_what_differs_is_asked_with_what_is_counted() -> None:
    asked = label(
        "Engineers found 14 cracked hangers on the Marrow Bridge.",
        "On the Marrow Bridge 17 cracked hangers were found.",
    )
    assert asked.endswith("?")
    assert "how many" in asked
    assert "hangers" in asked
    assert not set(asked) & set("1247")


def test_a_date_that_differs_is_asked_and_not_told() -> None:
    asked = label("The Marrow Bridge closed on 3 April 2024.", "The Marrow Bridge closed on 5 April 2024.")
    assert asked.endswith(": when?")
    assert "Marrow Bridge" in asked
    assert "April" not in asked


def test_a_date_that_all_give_is_not_asked() -> None:
    asked = label("The Marrow Bridge closed on 3 April 2024.", "The old Marrow Bridge closed on 3 April 2024.")
    assert "?" not in asked


def test_one_number_among_three_claims_asks_nothing() -> None:
    asked = label(
        "The council closed the Marrow Bridge to 300 lorries.", "The council closed the Marrow Bridge.",
        "The Marrow Bridge was closed by the council.",
    )  # fmt: skip
    assert "?" not in asked


@pytest.mark.parametrize(
    "text",
    [
        "“We were caught out by the price,” said the bank’s Jana Trell.",
        "Prices rose in a row on Thursday and reached 7,300 crowns a tonne, traders in Hask told the paper.",
        "The bridge (built in 1961) carries about 38,000 vehicles a day between Veldmar and the port of Hask.",
        '"It is a deck that we do not trust," Mr. Lindqvar told reporters who had waited for the council\'s answer.',
    ],
)
def test_phrases_are_whole(text: str) -> None:
    linking = {"in", "a", "the", "on", "and", "by", "of", "that", "who", "had", "is", "for", "said", "about", "between"}
    found = read_phrases(text)
    assert found
    for phrase in found:
        assert not set(phrase) & set('“”"()'), phrase
        inside = phrase.split()
        assert not {inside[0].lower(), inside[-1].lower()} & linking, phrase
        assert "," not in phrase.replace("7,300", "").replace("38,000", ""), phrase


def test_a_title_before_a_name_ends_no_phrase() -> None:
    assert "Mr. Lindqvar" in read_phrases("The county sent Mr. Lindqvar to the bridge.")


def test_a_label_is_no_lone_name_where_more_is_shared() -> None:
    made = spoken("Trell said the bank was caught out by the price of steel.", "Trell did not see the price of steel.")
    assert "price of steel" in made


def test_a_text_without_a_phrase_has_its_first_words() -> None:
    assert spoken("And it is what it is.") == "And it is what it is"
    assert spoken("…") == "…"


def test_a_label_does_not_depend_on_how_often_it_is_made() -> None:
    texts = "Nine sailors drowned off Port Ansel.", "Off Port Ansel twelve sailors drowned."
    assert label(*texts) == label(*texts)
    assert "sailors" in label(*texts)
