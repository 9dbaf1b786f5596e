"""Two claims that are nearly the same sentence -> where they are not: what stands in one where the other has another
thing.

A value that stands in one place of two such claims answers one thing, whatever it is: "was shot on Monday", "was shot
on Sunday". Where two things differ at once ("12 dead in Norda", "15 dead in Skerra") they are two facts in like words.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from dedup.claims.alignment.wording import NUMERALS, word_of
from dedup.claims.divergence.differ import Side, Span, values_spans

LEAST = 0.66
"""Share of the words that two claims must have in common, in order, to be compared place by place."""
COMMON = 0.5
"""Share of the distinct words of the shorter claim that both must have: it spares the slower comparison."""
LEAST_WORDS = 4
"""Words that they must have in common at least."""
LONGEST = 9
"""Words of a gap: what is longer is another sentence."""
_WORD = re.compile(r"\w+(?:[.,:]\d+)*(?:[’']\w+)?")
_CUT = 4000


class Gap(NamedTuple):
    """Where two claims differ: what stands there in each (raw spans, empty where one has nothing), and its words.

    `before` and `after` are the words around it that both have, in lower case, "" at an end.
    """

    left: Span
    right: Span
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    before: str
    after: str


class Facing(NamedTuple):
    """How alike two claims are, 0 to 1, and where they differ."""

    like: float
    gaps: tuple[Gap, ...]


_APART = Facing(0.0, ())


def facing(a: Side, b: Side) -> Facing:
    """Where two claims differ; nothing for claims that are not nearly the same.

    Parameters
    ----------
    a, b : Side

    Returns
    -------
    Facing
        With spans in the raw text. Endings aside words are the same ("sign", "signed"), and so are "two" and "2".
    """
    found = _facing(a.claim.text[:_CUT], b.claim.text[:_CUT])
    if not found.gaps:
        return found
    one, other = a.claim.start, b.claim.start
    return Facing(
        found.like,
        tuple(
            gap._replace(
                left=(gap.left[0] + one, gap.left[1] + one), right=(gap.right[0] + other, gap.right[1] + other)
            )
            for gap in found.gaps
        ),
    )


@lru_cache(maxsize=1 << 12)
def _facing(left: str, right: str) -> Facing:
    mine, theirs = _words(left), _words(right)
    if not mine or not theirs or max(len(mine), len(theirs)) > 2 * min(len(mine), len(theirs)):
        return _APART
    sets = _distinct(left), _distinct(right)
    if len(sets[0] & sets[1]) < COMMON * min(map(len, sets)):
        return _APART
    matcher = SequenceMatcher(None, [one[0] for one in mine], [one[0] for one in theirs], autojunk=False)
    if matcher.real_quick_ratio() < LEAST or matcher.quick_ratio() < LEAST:
        return _APART
    blocks = matcher.get_matching_blocks()
    same = sum(block.size for block in blocks)
    like = 2 * same / (len(mine) + len(theirs))
    if like < LEAST or same < LEAST_WORDS:
        return _APART
    gaps, i, j = [], 0, 0
    for block in blocks:
        if (block.a > i or block.b > j) and max(block.a - i, block.b - j) <= LONGEST:
            gaps.append(_gap((left, right), (mine, theirs), (i, block.a), (j, block.b)))
        elif block.a > i or block.b > j:
            return _APART
        i, j = block.a + block.size, block.b + block.size
    return Facing(like, tuple(gaps))


_Placed = tuple[str, int, int]
"""Stem, and where the word stands."""


@lru_cache(maxsize=1 << 14)
def _words(text: str) -> tuple[_Placed, ...]:
    return tuple((word_of(found[0]).stem or found[0].lower(), *found.span()) for found in _WORD.finditer(text))


@lru_cache(maxsize=1 << 14)
def _distinct(text: str) -> frozenset[str]:
    return frozenset(stem for stem, _, _ in _words(text))


def _gap(texts: tuple[str, str], read: tuple[tuple[_Placed, ...], tuple[_Placed, ...]], one: Span, other: Span) -> Gap:
    """A gap from the numbers of its first word and of the word behind its last, in each claim."""
    spans, words = [], []
    for text, placed, (first, last) in zip(texts, read, (one, other), strict=True):
        at = placed[first - 1][2] if first else 0
        spans.append((placed[first][1], placed[last - 1][2]) if last > first else (at, at))
        words.append(tuple(text[start:end].lower() for _, start, end in placed[first:last]))
    left = read[0]
    before = texts[0][left[one[0] - 1][1] : left[one[0] - 1][2]].lower() if one[0] else ""
    after = texts[0][left[one[1]][1] : left[one[1]][2]].lower() if one[1] < len(left) else ""
    return Gap(spans[0], spans[1], words[0], words[1], before, after)


def in_one_place(a: Side, b: Side, one: Span, other: Span) -> bool:
    """Whether two spans stand in one place of two claims that are nearly the same, and nothing else differs there.

    Parameters
    ----------
    a, b : Side
    one, other : (int, int)
        Raw spans, of the first claim and of the second.

    Returns
    -------
    bool
        True where one gap touches both, and no other gap touches a name, a date or a quantity of both claims.
    """
    return any(_touch(gap.left, one) and _touch(gap.right, other) and lone_gap(a, b, gap) for gap in facing(a, b).gaps)


def lone_gap(a: Side, b: Side, gap: Gap) -> bool:
    """Whether nothing that could make two facts of it differs in another gap: no name, date or quantity of both."""
    return not any(_typed(a, it.left) and _typed(b, it.right) for it in facing(a, b).gaps if it != gap)


def _touch(gap: Span, span: Span) -> bool:
    return gap[0] < span[1] and span[0] < gap[1]


def _typed(side: Side, gap: Span) -> bool:
    """Whether a name, a date or a quantity stands in a gap, and not only the "nearly" of one."""
    claim = side.claim
    words = _WORD.findall(claim.text[gap[0] - claim.start : gap[1] - claim.start])
    if not any(word[0].isupper() or word[0].isdigit() or word.lower() in NUMERALS for word in words):
        return False
    names = ((one.start, one.end) for one in claim.names)
    return any(_touch(gap, span) for span in (*names, *values_spans(claim)))
