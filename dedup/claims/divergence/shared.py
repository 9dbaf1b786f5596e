"""A claim -> its words with their places in the raw text; how much of what two claims tell is the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from dedup.claims.alignment.wording import TELLING, WORD, word_of
from dedup.claims.frames import Claim
from dedup.claims.text.words import words

LINKING = words(
    "a an the and or but of in on at by for from to with as that this these those it its he she they his her their him "
    "them is are was were be been being has have had who which not over after against into about under between during "
    "before since than so if when while because"
)

LEAST_STEMS = 3
"""Stems that two claims share, below which nothing is said of how alike they are."""


class Token(NamedTuple):
    """A word of a claim: as it stands, in lower case, its stem, how rare it is in news, where it stands (raw)."""

    text: str
    lower: str
    stem: str
    rarity: float
    start: int
    end: int


def tokens(claim: Claim) -> tuple[Token, ...]:
    """The words of a claim, in order.

    >>> claim = Claim("a", "a", "text", 10, 28, "The Marigold sank.", 0)
    >>> [(token.stem, token.start, token.end) for token in tokens(claim)]
    [('the', 10, 13), ('marigold', 14, 22), ('sank', 23, 27)]
    """
    return tuple(
        token._replace(start=claim.start + token.start, end=claim.start + token.end) for token in _tokens(claim.text)
    )


@lru_cache(maxsize=1 << 12)
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(
        Token(found[0], found[0].casefold(), word.stem, word.rarity, found.start(), found.end())
        for found in WORD.finditer(text)
        if (word := word_of(found[0])).stem
    )


def told(claim: Claim) -> dict[str, float]:
    """The stems of what a claim tells, with their rarity: without linking words, the speaker and the word of saying."""
    apart = {token.stem for token in _tokens(f"{claim.speaker or ''} {claim.cue or ''}")}
    return {
        token.stem: token.rarity
        for token in tokens(claim)
        if token.lower not in LINKING and token.rarity > TELLING and token.stem not in apart
    }


def alike(one: Claim, other: Claim) -> float:
    """The share of what the shorter of two claims tells that the other tells too, by rarity; 0 for a word or two.

    >>> texts = "The fire began in a refrigerated lorry below.", "A refrigerated lorry caught fire first."
    >>> one, two = (Claim(text, text, "text", 0, 0, text, 0) for text in texts)
    >>> round(alike(one, two), 2)
    0.84
    """
    a, b = told(one), told(other)
    shared = [a[stem] for stem in a if stem in b]
    if len(shared) < LEAST_STEMS:
        return 0.0
    return sum(shared) / min(sum(a.values()), sum(b.values()))


def inside(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a place is inside one of some spans."""
    return any(first <= start and end <= last for first, last in spans)


def by_document(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    """Claims by document, both in the order that they were given in."""
    made: dict[str, list[Claim]] = {}
    for claim in claims:
        made.setdefault(claim.document_id, []).append(claim)
    return made


def document_pairs(claims: Sequence[Claim]) -> Iterator[tuple[list[Claim], list[Claim]]]:
    """The claims of each two documents."""
    of = list(by_document(claims).values())
    for at, one in enumerate(of):
        for other in of[at + 1 :]:
            yield one, other
