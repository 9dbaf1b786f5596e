"""A look-ahead for the first letters of a pattern changes nothing that the pattern finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.claims.speech import stance
from dedup.claims.text.begins import begins

PATTERNS = (
    "ab|a c|b", "(?:a|b)c|ca?b", "(?<!a )(?:ab|b)|c", r"\w+b|ca", "a{2}|b*c|c+", "[ab]c|[^a]b|[a-c]a", "(?=a)ab|b",
    "a?b|c", "(?P<x>a(?:b|c)?|b)|(?P<y>c(?: a| b))", "a(?!b)|b", r"a\.b|\+", "",
)  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("letters", [1, 2, 4])
@given(text=st.text(alphabet="abc .+", max_size=12))
def test_the_same_is_found(pattern: str, letters: int, text: str) -> None:
    plain, led = re.compile(f"(?:{pattern})"), re.compile(f"{begins(pattern, letters)}(?:{pattern})")
    assert [m.span() for m in led.finditer(text)] == [m.span() for m in plain.finditer(text)]


WORDS = st.sampled_from(
    ["not", "don't", "they’ll", "no longer", "will", "25 may", "may 3", "deny", "signed", "agreed to", "in force",
     "who", "rotten", "unable to", "the", " ", " ", " ", ",", "’t", "in", "reached a", "deal"]
)  # fmt: skip


@given(st.lists(WORDS).map("".join))
def test_the_patterns_of_stance_find_the_same(text: str) -> None:
    for forms, led in ((stance._ANY_HIT, stance._HITS), (stance._ANY_STEP, stance._STEPS)):
        plain = re.compile(rf"\b(?:{forms})(?!\w)")
        assert [(m.span(), m.lastgroup) for m in led.finditer(text)] == [
            (m.span(), m.lastgroup) for m in plain.finditer(text)
        ]
        assert "(?=" in led.pattern
