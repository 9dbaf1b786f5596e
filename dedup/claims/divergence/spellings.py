"""Names that outlets spell differently -> a group each: who writes it how, with the words as they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from dedup.claims.alignment.wording import fold
from dedup.claims.comparison import Divergence, Document, Group, Value
from dedup.claims.frames import Claim, Mention, Name
from dedup.claims.names.countries import state_of
from dedup.claims.names.roles import title_word

WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
LEAST_LETTERS = 4
LEAST_RATIO = 75.0
"""Of two spellings of one word: Sergei and Sergey have 83, Raisi and Rossi 60."""
LEAST_RATIO_PLACE = 88.0
"""The same of places, whose people are called by a word like it: Mexico and Mexican have 77."""
KINDS = ("person", "organisation", "place")
CAPTION = re.compile(
    r"\((?:\d(?:st|nd|rd|th) )?(?:[LRC]|left|right|centre|center)\)|\b(?:file photo|pictured)\b", re.IGNORECASE
)
"""What captions of pictures say and sentences do not."""


class _Spelled(NamedTuple):
    """A mention with the words of its name that some spell differently."""

    claim: Claim
    mention: Mention
    words: tuple[str, ...]


def spelling_groups(
    claims: Sequence[Claim], names: Sequence[Name], documents: Mapping[str, Document]
) -> list[tuple[Group, list[Claim]]]:
    """A group for each person, organisation or place whose name is spelled differently, by documents or inside one.

    A part that is left out is no other spelling, nor is a short form (Dan, Daniel), an ending (Iran, Iranian) or a
    capital. Each document gives the fullest mention of each of its spellings.

    Parameters
    ----------
    claims : sequence of Claim
        In their order.
    names : sequence of Name
        Those that the claims mention; of others nothing is said.
    documents : mapping of document id to Document

    Returns
    -------
    list of (Group, list of Claim)
        By name id. The verdict is "divergent", with one soft divergence.

    Examples
    --------
    >>> one = Claim("a:0", "a", "text", 0, 20, "Jon Brekk sailed on.", 0, names=(Mention(0, 9, "Jon Brekk", "n"),))
    >>> two = Claim("b:0", "b", "text", 0, 21, "Mr Breck, he was told", 0, names=(Mention(0, 8, "Mr Breck", "n"),))
    >>> known = {id: Document(id, None, "", None, "s", id, id) for id in "ab"}
    >>> [(group, _)] = spelling_groups([one, two], [Name("n", "Jon Brekk", ("Jon Brekk", "Mr Breck"), "person")], known)
    >>> group.question, [value.value for value in group.divergences[0].values]
    ('Jon Brekk: how is it spelled?', ['Brekk', 'Breck'])
    """
    mentions: dict[str, list[tuple[Claim, Mention]]] = {}
    for claim in claims:
        for mention in claim.names:
            mentions.setdefault(mention.name_id, []).append((claim, mention))
    made = []
    for name in sorted(names, key=lambda one: one.id):
        if name.kind in KINDS and name.id in mentions:
            spelled = _spelled(mentions[name.id], LEAST_RATIO_PLACE if name.kind == "place" else LEAST_RATIO)
            if len({one.words for one in spelled}) > 1:
                made.append(_group(name, spelled, documents))
    return made


def _spelled(mentions: Sequence[tuple[Claim, Mention]], least: float) -> list[_Spelled]:
    """The fullest mention of each spelling in each document, in order; empty where all spell alike."""
    words = sorted({word for _, mention in mentions for word in _words(mention.text)})
    doubtful: set[str] = set()
    for at, word in enumerate(words):
        for other in words[at + 1 :]:
            if _variants(word, other, least):
                doubtful.update((word, other))
    best: dict[tuple[str, tuple[str, ...]], _Spelled] = {}
    for claim, mention in mentions:
        own = tuple(word for word in _words(mention.text) if word in doubtful)
        for word in own:
            key = claim.document_id, (word,)
            held = best.get(key)
            if held is None or _worth(claim, mention) > _worth(held.claim, held.mention):
                best[key] = _Spelled(claim, mention, own)
    return list(dict.fromkeys(best.values()))


def _worth(claim: Claim, mention: Mention) -> tuple[int, bool]:
    """How well a mention shows a spelling: by the words of the name, then by standing in a sentence, not a caption."""
    sentence = claim.text.rstrip("\"'”’») ").endswith((".", "!", "?", ",")) and CAPTION.search(claim.text) is None
    return len(_words(mention.text)), sentence


def _words(text: str) -> list[str]:
    """Words of a name in lower case, accents and hyphens kept, without a possessive; not its titles and countries."""
    return [
        word.casefold()
        for word in WORD.findall(re.sub(r"[’'`]s?\b", "", text))
        if len(word) >= LEAST_LETTERS
        and not word.islower()
        and not title_word(word.casefold().split("-")[0])
        and (word.casefold() == text.casefold() or state_of(word) is None)
    ]


def _variants(word: str, other: str, least: float) -> bool:
    """Whether two words are spellings of one."""
    a, b = (fold(re.sub(r"[-‐‑]", "", one)) for one in (word, other))
    if a == b:
        return word != other and (least == LEAST_RATIO or word[0].isascii() == other[0].isascii())
    if a[0] != b[0] or a.startswith(b) or b.startswith(a):
        return False
    return fuzz.ratio(a, b) >= least


def _group(name: Name, spelled: Sequence[_Spelled], documents: Mapping[str, Document]) -> tuple[Group, list[Claim]]:
    values = tuple(_value(one) for one in spelled)
    claims = list({one.claim.id: one.claim for one in spelled}.values())
    of = list(dict.fromkeys(claim.document_id for claim in claims))
    ways = list(dict.fromkeys(value.value for value in values))
    found = Divergence("name-spelling", "soft", 0.9, "spelled " + ", ".join(f"“{way}”" for way in ways), values)
    group = Group(
        id=f"spelling:{name.id}",
        story_id=documents[of[0]].story_id,
        question=f"{name.canonical}: how is it spelled?",
        claims=tuple(claim.id for claim in claims),
        verdict="divergent",
        outlets=tuple(dict.fromkeys(documents[one].outlet or one for one in of)),
        origins=tuple(dict.fromkeys(documents[one].origin_id for one in of)),
        divergences=(found,),
    )
    return group, claims


def _value(spelled: _Spelled) -> Value:
    """The words that differ, and what stands between them."""
    at = [
        found.span()
        for found in WORD.finditer(spelled.mention.text)
        if any(word in spelled.words for word in _words(found[0]))
    ]
    at = at or [(0, len(spelled.mention.text))]  # words that were split otherwise
    start, end = at[0][0], at[-1][1]
    words = " ".join(spelled.mention.text[start:end].split())
    return Value(spelled.claim.id, spelled.mention.start + start, spelled.mention.start + end, words)
