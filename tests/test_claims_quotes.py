"""Quotation marks of every style, nested, lost, and over paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.claims.speech.quotes import quotes


def found(text: str, depth: int = 0) -> list[str]:
    return [text[quote.start : quote.end] for quote in quotes(text) if quote.depth == depth]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"It holds," she said.', ['"It holds,"']),
        ("“It holds,” she said.", ["“It holds,”"]),
        ("«Das hält», sagte sie.", ["«Das hält»"]),
        ("»Das hält«, sagte sie.", ["»Das hält«"]),
        ("„Das hält“, sagte sie.", ["„Das hält“"]),
        ("„To trzyma”, she said.", ["„To trzyma”"]),
        ("``It holds,'' she said.", ["``It holds,''"]),
        ("「橋は安全です」と述べた。", ["「橋は安全です」"]),
        ("'It holds,' she said.", ["'It holds,'"]),
        ("‘It holds,’ she said.", ["‘It holds,’"]),
        ("'The members' rights don't count,' she said.", ["'The members' rights don't count,'"]),
        ("The members' rights don't count, it's the '90s.", []),
        ("The dogs’ owners’ club isn’t here.", []),
        ("She is 5'4\" tall; the pipe is 6\" wide.", []),
        ("Rock 'n' roll.", []),
        ("“It holds,” she said. “It will hold.”", ["“It holds,”", "“It will hold.”"]),
        ("“It holds,“ she said.", ["“It holds,“"]),
        ('"It holds, she said on Monday.', ['"It holds,']),
        ("It holds and will hold,” she said.", ["It holds and will hold,”"]),
        ('"One," he said. "Two," he said. That is three" he said.', ['"One,"', '"Two,"', 'That is three"']),
        ("“” and \"\" are empty.", []),
        ("", []),
    ],
)  # fmt: skip
def test_styles(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_quote_inside_a_quote() -> None:
    text = "“He said, ‘Let it come,’ and left,” she wrote."
    assert found(text) == ["“He said, ‘Let it come,’ and left,”"]
    assert found(text, 1) == ["‘Let it come,’"]


def test_a_quote_over_paragraphs_is_one() -> None:
    text = "“One two three four.\n\n“Five six seven.\n\n“Eight nine,” she said.\n\n“Another,” he said."
    spans = quotes(text)
    assert [quote.closed for quote in spans] == [False, False, True, True]
    assert [quote.group for quote in spans] == [0, 0, 0, 3]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“We have no plan to sell the bank,” she said.", "speech"),
        ("“Yes.”", "speech"),
        ("They agreed on “a plan that both sides can live with for years” on Monday.", "fragment"),
        ("The “reform” was late.", "scare"),
        ("She spoke on the “Morning Harbour” show.", "scare"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert [quote.kind for quote in quotes(text)] == [kind]


MARKS = st.text(alphabet="\"'“”‘’„«»‹›`「」 ab.,!?\n5sS", max_size=80)


@given(st.one_of(st.text(max_size=200), MARKS))
def test_any_text(text: str) -> None:
    spans = quotes(text)
    holding: list[int] = []
    last = -1
    for quote in spans:
        assert 0 <= quote.start <= quote.inner_start < quote.inner_end <= quote.end <= len(text)
        assert quote.start >= last
        last = quote.start
        while holding and holding[-1] <= quote.start:
            holding.pop()
        assert quote.depth == len(holding)
        assert not holding or quote.end <= holding[-1]
        holding.append(quote.end)
        assert text[quote.inner_start : quote.inner_end].strip()
