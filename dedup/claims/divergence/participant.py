"""Two claims -> names in one place of what is told that cannot be one: "advised by Hartwell", "advised by Osmund".

A name is in one place where it does one thing ("was advised by", "the adviser,"), or where two claims are the same but
for it. Names that both claims have, in any spelling, are no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from dedup.claims.alignment.wording import word_of
from dedup.claims.divergence.differ import Finding, Side, Span, alike, same_document, shared, stems, value_of
from dedup.claims.divergence.facing import facing, in_one_place
from dedup.claims.names.countries import state_of
from dedup.claims.names.spelling import name_words, same_name, same_word
from dedup.claims.text.words import words

LEAST = 0.6
LEAST_ALIKE = 0.7
"""Share of all words that claims have in common, the names aside, from which on a name between the same words is in one
place."""
LEAST_FACED = 0.75
"""Likeness of two claims from which on names in one place of them are compared."""
FACED = 0.85
"""Confidence of those."""
ALIKE = 65.0
"""Likeness of letters from which on two names in one place may be one, otherwise spelled."""
_TAIL = r"(?:the\s+)?(?:[\w'’-]+\s+){0,4}$"
_AGENT = re.compile(r"(\w+)\s+(?:\w+ly\s+)?by\s+" + _TAIL)
_TOLD = re.compile(
    r"\b(?:quoted|cited|reported|published|obtained|reviewed|told|said|according|interview\w*)\s+(?:\w+\s+)?(?:the\s+)?$"
)
_CALLED = re.compile(r"(\w+)\s+(?:of|called|named|known\s+as)\s+(?:the\s+)?$")
_ROLE_BEFORE = re.compile(r"\b([a-z]+),\s+$")
_ROLE_AFTER = re.compile(
    r",\s+(?:the|a|an|its|their|his|her)\s+(?:[\w'’-]+\s+){0,3}?([a-z]+)(?=[,.;]|\s+(?:of|for|at|who)\b)"
)
SHORT = 3
"""Letters of an abbreviation: "Va" of Virginia."""
LEAST_COMMON = 3
"""Words that claims must have in common to be the same but for a name."""
_OWN = re.compile(r"(?<=[a-z]\s)[A-Z]\S*(?:\s+[A-Z]\S*)*$")
_PARTY = re.compile(r"\b[DRI]-|\b(?:Democrats?|Republicans?|Independent|Fla|Ark|Calif|Mass|Tex|Penn?)\b")
MOST_NAMES = 6
"""Claims with more names are lists."""
_SAID = words(
    "said told quoted say reported asked cited seen posted written published led made obtained reviewed released issued"
)
_SETTLED = words("village town city hamlet settlement community suburb district municipality")
_SHARED_ROLES = words(
    """minister spokesman spokeswoman spokesperson professor analyst economist senator lawyer attorney member official
    officer resident witness victim candidate player director expert researcher soldier student son daughter company
    state country leader"""
)
"""Roles that several people of one story have."""


class _Named(NamedTuple):
    span: Span
    text: str
    kind: str
    name_id: str


def find_participants(a: Side, b: Side) -> Iterator[Finding]:
    """Names of two claims that stand in one place and cannot be one.

    Parameters
    ----------
    a, b : Side
        Two claims of one group, in its order.

    Yields
    ------
    Finding
        At most one, a conflict.
    """
    if same_document(a, b) or "conditional" in (a.claim.modality, b.claim.modality):
        return
    mine, theirs = _named(a), _named(b)
    if faced := _faced(a, b):
        yield Finding("participant", "conflict", "", FACED, value_of(a, faced[0]), value_of(b, faced[1]))
        return
    left, right = _rest(mine, theirs, b), _rest(theirs, mine, a)
    if not left or not right or max(len(mine), len(theirs)) > MOST_NAMES:
        return
    like = alike(stems(a, [one.span for one in left]), stems(b, [one.span for one in right]))
    scored = [(_score(a, b, one, other, like), one, other) for one in left for other in right]
    score, one, other = max(scored, key=lambda each: (each[0], -each[1].span[0], -each[2].span[0]))
    if score < LEAST:
        return
    values = value_of(a, one.span), value_of(b, other.span)
    yield Finding("participant", "conflict", "", round(min(0.9, 0.6 * score + 0.2), 4), *values)


def purposes(side: Side) -> frozenset[str]:
    """What the names of a claim are there for, as stems."""
    return frozenset().union(*(_places(side, name) for name in _named(side)))


def _faced(a: Side, b: Side) -> tuple[Span, Span] | None:
    """Names in one place of two claims that are nearly one sentence."""
    if facing(a, b).like < LEAST_FACED:
        return None
    for one in _named(a, 1):
        for other in _named(b, 1):
            if _one_kind(one, other) and in_one_place(a, b, one.span, other.span) and _other_name(a, b, one, other):
                return None if _respelled(a, b, one, other) else (one.span, other.span)
    return None


def _respelled(a: Side, b: Side, one: _Named, other: _Named) -> bool:
    """Whether all that stands there is one name in two spellings: "Muammar al-Qaddafi", "Moammar Gadhafi"."""
    return any(
        gap.left[0] < one.span[1] and one.span[0] < gap.left[1] and gap.right[0] < other.span[1]
        and other.span[0] < gap.right[1] and _spelled_alike(" ".join(gap.mine), " ".join(gap.theirs))
        for gap in facing(a, b).gaps
    )  # fmt: skip


def _one_kind(one: _Named, other: _Named) -> bool:
    """Whether two names may be of one kind; what a name of several words is of is often unsure."""
    kinds = {one.kind, other.kind}
    return len(kinds) == 1 or "other" in kinds or min(len(_capitals(one.text)), len(_capitals(other.text))) > 1


def _other_name(a: Side, b: Side, one: _Named, other: _Named) -> bool:
    """Whether two names in one place are of two, neither of whom the other claim names in full."""
    if one.name_id == other.name_id or _one_name(one.text, other.text):
        return False
    if _shortens(one.text, other.text) or _within(one.text, other.text) or _spelled_alike(one.text, other.text):
        return False
    if _TOLD.search(a.before(one.span[0])) or _TOLD.search(b.before(other.span[0])):
        return False  # who is told, or quotes, is a matter of attribution
    return one.text not in b.claim.text and other.text not in a.claim.text


def _spelled_alike(one: str, other: str) -> bool:
    """Whether one may be the other in another spelling: "Muammar", "Moammar"."""
    return fuzz.ratio(one.casefold(), other.casefold()) >= ALIKE


def _within(one: str, other: str) -> bool:
    """Whether one is a country and the other may be a place in it."""
    return _a_state(one) != _a_state(other)


def _a_state(text: str) -> bool:
    """Whether a name is that of a country, or begins with it: "Pakistan April" under a photograph."""
    return any(state_of(part) is not None for part in (text, *text.split()[:1]))


def _named(side: Side, shortest: int = 5) -> list[_Named]:
    """The names of a claim, each place once; places of so many letters."""
    found: list[_Named] = []
    for mention in sorted(side.claim.names, key=lambda one: (one.start, -one.end)):
        name = side.names.get(mention.name_id)
        kind = name.kind if name else "other"
        start, text = mention.start, mention.text
        own = _OWN.search(text) if kind == "person" else None
        if own:  # without the role before it: "campaign chairman Nils Arvane"
            start, text = start + own.start(), own.group()
        if (
            kind == "role"
            or not _capitals(text)
            or _PARTY.search(text)
            or (found and mention.start < found[-1].span[1])
        ):
            continue
        if kind == "place" and len(text) < shortest:
            continue
        found.append(_Named((start, mention.end), text, kind, mention.name_id))
    return found


@lru_cache(maxsize=1 << 14)
def _capitals(text: str) -> tuple[str, ...]:
    return tuple(word for word in name_words(text) if word[:1].isupper() and len(word) > 1)


@lru_cache(maxsize=1 << 16)
def _one_name(one: str, other: str) -> bool:
    """Whether two names are spellings of one, or have a word in common."""
    return same_name(one, other) or any(same_word(x, y) for x in _capitals(one) for y in _capitals(other))


def _rest(mine: list[_Named], theirs: list[_Named], other: Side) -> list[_Named]:
    """Those that the other claim does not have, under any spelling or as a word."""
    text = {word.casefold() for word in re.findall(r"\w+", other.claim.text)}
    return [
        one
        for one in mine
        if not any(one.name_id == it.name_id or _one_name(one.text, it.text) for it in theirs)
        and not any(word.casefold() in text for word in _capitals(one.text))
    ]


def _score(a: Side, b: Side, one: _Named, other: _Named, like: float) -> float:
    """How sure it is that two names stand in one place, 0 to 1."""
    if (one.kind != other.kind and "other" not in (one.kind, other.kind)) or _shortens(one.text, other.text):
        return 0.0
    if _within(one.text, other.text):
        return 0.0
    if one.text[:4].casefold() == other.text[:4].casefold() or _spelled_alike(one.text, other.text):
        return 0.0
    common = stems(a, [one.span]).keys() & stems(b, [other.span]).keys()
    if like >= LEAST_ALIKE and len(common) >= LEAST_COMMON:
        return 0.3 + like * 0.7 if _between(a, one) == _between(b, other) else 0.0
    both = _places(a, one) & _places(b, other)
    if not both:
        return 0.0
    rest = shared(stems(a, [one.span]), stems(b, [other.span]))
    return min(1.0, 0.4 + 0.3 * like + 0.4 * rest)


def _shortens(one: str, other: str) -> bool:
    """Whether one is the beginning of the other: "Ark", "Arkansas"."""
    short, long = sorted((one.rstrip(".").casefold(), other.rstrip(".").casefold()), key=len)
    return long.startswith(short) or (len(short) <= SHORT and long[:1] == short[:1])


def _between(side: Side, name: _Named) -> tuple[str, str]:
    """The word before a name and the word behind it."""
    before = re.findall(r"[\w'’]+|[.,;:]", side.before(name.span[0]))
    after = re.findall(r"[\w'’]+|[.,;:]", side.after(name.span[1]))
    return before[-1] if before else "", after[0] if after else ""


def _places(side: Side, name: _Named) -> set[str]:
    """What a name is there for, as stems: the verb that it is the agent of, its role, what kind of settlement it is."""
    before, after = side.before(name.span[0], 70), side.after(name.span[1], 70)
    found = set()
    agent = _AGENT.search(before)
    if agent and agent[1] not in _SAID and len(agent[1]) > 3:
        found.add(_stem(agent[1]))
    for match in (_ROLE_BEFORE.search(before), _ROLE_AFTER.match(after)):
        if match and match[1].rstrip("s") not in _SHARED_ROLES and len(match[1]) > 3:
            found.add(_stem(match[1]))
    called = _CALLED.search(before)
    if called and called[1] in _SETTLED:
        found.add("settlement")
    return found


def _stem(word: str) -> str:
    return word_of(word).stem
