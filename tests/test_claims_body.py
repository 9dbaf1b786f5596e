from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.claims.frames import Article
from dedup.claims.text.body import KINDS, clean, outlet_lines
from dedup.claims.text.sentences import split_sentences

MARKS = [
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "\xa0",
    "\u200b",
    "**",
    "__",
    "# ",
    "> ",
    "\\*",
    "[a](http://b.c)",
    "<b>",
    "\x00",
    "“",
    '"',
]
WORDS = [
    "By Ana Lund",
    "(Reuters)",
    " - ",
    "PORT ANSEL",
    ".",
    "Mr.",
    "...",
    "\ud7ff",
    "Tags:",
    "3 Comments",
    "Read more:",
]
PIECES = st.sampled_from(MARKS + WORDS)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map("".join)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_character_of_a_body_stands_where_it_says(text: str) -> None:
    body = clean(Article("1", text))
    assert len(body.at) == len(body.text) + 1
    assert (np.diff(body.at) >= 0).all()
    assert all(
        text[place] == character or character.isspace() for character, place in zip(body.text, body.at, strict=False)
    )
    assert all(item.kind in KINDS and 0 <= item.start < item.end <= len(text) for item in body.boilerplate)
    for start, end in split_sentences(body.text):
        first, last = body.raw(start, end)
        assert 0 <= first < last <= len(text)
        assert text[first] == body.text[start]
        assert text[last - 1] == body.text[end - 1]


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_sentences_cover_all_that_is_no_blank(text: str) -> None:
    spans = split_sentences(text)
    covered = "".join("".join(text[start:end].split()) for start, end in spans)
    assert covered == "".join(text.split())
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


def test_the_lines_of_an_outlet_are_those_of_three_documents() -> None:
    texts = ["Ring us!\nA.", "B.\n Ring us! ", "Ring us!\nC.\nTwice.", "Twice."]
    articles = [Article(str(n), text, outlet="Echo") for n, text in enumerate(texts)]
    assert outlet_lines(articles) == {"Echo": frozenset({"Ring us!"})}
    assert outlet_lines([Article("1", "Ring us!")] * 3) == {}
