"""A group of claims -> words with a judgement in them, where another document has a plainer word, or none.

The words are those of `loaded.json`, a short list written and reviewed by hand. What stands in quotation marks is its
speaker's choice and not the outlet's, so it is left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dedup.claims.alignment.wording import TELLING
from dedup.claims.comparison import Divergence, Document, Group, Value
from dedup.claims.divergence.attribution import LEAST_ALIKE, speaker_value
from dedup.claims.divergence.shared import LINKING, Token, alike, by_document, inside, tokens
from dedup.claims.frames import Claim, Name
from dedup.claims.text.words import words

NEAR = 7
"""Words on each side of a noun among which two claims must share one, for it to be taken as a word for one thing."""


VERBS = words("should would will can could may might must shall do does did said says told")


class Loaded(NamedTuple):
    """Words with a judgement in them.

    Attributes
    ----------
    scales : dict of noun, singular or plural, to (thing, level)
        Nouns for one thing, from the plainest (level 0) up; a noun is on one scale.
    adjectives : dict of word to class
    opposed : frozenset of (class, class)
    saying : dict of word to class
    neutral : frozenset of str
        Words of saying without a judgement.
    """

    scales: Mapping[str, tuple[str, int]]
    adjectives: Mapping[str, str]
    opposed: frozenset[tuple[str, str]]
    saying: Mapping[str, str]
    neutral: frozenset[str]


@cache
def loaded() -> Loaded:
    """The words that ship, `loaded.json`."""
    data = json.loads((Path(__file__).parent / "loaded.json").read_text(encoding="utf-8"))
    scales: dict[str, tuple[str, int]] = {}
    for scale in data["scales"]:
        for level, nouns in enumerate(scale["levels"]):
            for noun in nouns:
                for form in (noun, noun + "s", noun + "es"):
                    scales.setdefault(form, (scale["thing"], level))
    opposed = {(a, b) for a, b in data["opposed"]} | {(b, a) for a, b in data["opposed"]}
    return Loaded(
        scales,
        {word: kind for kind, those in data["adjectives"].items() for word in those},
        frozenset(opposed),
        {word: kind for kind, those in data["saying"]["loaded"].items() for word in those},
        frozenset(data["saying"]["neutral"]),
    )


class _Spot(NamedTuple):
    """A word with its level, class or head in a claim, and the stems around it."""

    claim: Claim
    start: int
    end: int
    text: str
    level: int
    around: frozenset[str]


def differ_framing(
    group: Group, claims: Sequence[Claim], documents: Mapping[str, Document], names: Mapping[str, Name]
) -> tuple[Divergence, ...]:
    """Words of unlike judgement for one thing; judging adjectives on one side only; unlike words for saying.

    Parameters
    ----------
    group, claims, documents, names
        As a finder takes them.

    Returns
    -------
    tuple of Divergence
        One for each thing that is named so, by the order of its first claim.

    Examples
    --------
    >>> texts = "Kemberg greeted the merger of the two banks.", "Kemberg greeted the takeover of the smaller bank."
    >>> one, two = (Claim(id, id, "text", 0, len(text), text, 0) for id, text in zip("ab", texts))
    >>> group = Group("a", "s", "", ("a", "b"), "corroborated", (), ("a", "b"))
    >>> [found] = differ_framing(group, [one, two], {}, {})
    >>> found.reason, [value.value for value in found.values]
    ('one thing is called “merger” and “takeover”', ['merger', 'takeover'])
    """
    return (*_nouns(claims), *_adjectives(claims), *_saying(claims))


def _own(claim: Claim) -> tuple[tuple[Token, ...], list[int]]:
    """The words of a claim, and the places of those that are the outlet's own."""
    read = tokens(claim)
    if claim.quote == "direct" and not claim.quotes:
        return read, []
    return read, [at for at, token in enumerate(read) if not inside(claim.quotes, token.start, token.end)]


def _around(read: Sequence[Token], at: int, apart: str) -> frozenset[str]:
    near = (*read[max(0, at - NEAR) : at], *read[at + 1 : at + 1 + NEAR])
    scales = loaded().scales
    return frozenset(
        token.stem
        for token in near
        if token.lower not in LINKING
        and token.rarity > TELLING
        and (not apart or scales.get(token.lower, ("", 0))[0] != apart)
    )


def _nouns(claims: Sequence[Claim]) -> Iterator[Divergence]:
    scales = loaded().scales
    found: dict[str, list[_Spot]] = {}
    for claim in claims:
        read, own = _own(claim)
        for at in own:
            thing, level = scales.get(read[at].lower, ("", 0))
            verb = at > 0 and read[at - 1].lower == "to"
            if thing and not verb and (claim.field == "title" or not read[at].text[0].isupper()):
                token = read[at]
                spot = _Spot(claim, token.start, token.end, token.text.lower(), level, _around(read, at, thing))
                found.setdefault(thing, []).append(spot)
    for spots in found.values():
        chosen = _apart(spots)
        if chosen:
            ways = list(dict.fromkeys(f"“{spot.text}”" for spot in chosen))
            yield _made(chosen, 0.55, "one thing is called " + " and ".join(ways))


def _apart(spots: Sequence[_Spot]) -> list[_Spot]:
    """The spots of documents whose strongest word is on another level than that of one beside them."""
    strongest: dict[str, int] = {}
    for spot in spots:
        document = spot.claim.document_id
        strongest[document] = max(strongest.get(document, 0), spot.level)
    top = [spot for spot in spots if spot.level == strongest[spot.claim.document_id]]
    kept: dict[str, _Spot] = {}
    both = {(spot.claim.id, spot.level) for spot in spots}
    for at, one in enumerate(top):
        for other in top[at + 1 :]:
            apart = one.level != other.level and one.around & other.around
            if apart and (one.claim.id, other.level) not in both and (other.claim.id, one.level) not in both:
                kept.setdefault(one.claim.document_id, one)
                kept.setdefault(other.claim.document_id, other)
    return [spot for spot in top if kept.get(spot.claim.document_id) is spot]


def _made(spots: Sequence[_Spot], confidence: float, reason: str) -> Divergence:
    values = tuple(Value(spot.claim.id, spot.start, spot.end, spot.text) for spot in spots)
    return Divergence("framing", "soft", confidence, reason, values)


def _adjectives(claims: Sequence[Claim]) -> Iterator[Divergence]:
    """Opposed judgements of one matter; or a judgement beside a noun that the other document has without one."""
    held = {
        document: [spot for claim in those for spot in judged(claim)] for document, those in by_document(claims).items()
    }
    done: set[str] = set()
    opposed = loaded().opposed
    of = list(held.items())
    for at, (_, mine) in enumerate(of):
        for _, theirs in of[at + 1 :]:
            for a in mine:
                for b in theirs:
                    if (a.kind, b.kind) in opposed and a.head == b.head and a.head not in done:
                        done.add(a.head)
                        reason = f"judged as “{a.text}” and as “{b.text}”"
                        yield Divergence("framing", "soft", 0.6, reason, (a.value(), b.value()))
    for document, mine in of:
        for a in mine:
            if a.head in done:
                continue
            plain = _plain(a, [claim for claim in claims if claim.document_id != document], held)
            if plain is not None:
                done.add(a.head)
                reason = f"“{a.text}” of one is “{plain.value}” of another"
                yield Divergence("framing", "soft", 0.45, reason, (a.value(), plain))


class Judged(NamedTuple):
    """An adjective with a judgement and the noun that it judges."""

    claim: Claim
    kind: str
    adjective: str
    head: str
    start: int
    end: int
    around: frozenset[str]

    @property
    def text(self) -> str:
        """The words as they stand."""
        raw = self.claim.text[self.start - self.claim.start : self.end - self.claim.start]
        return " ".join(raw.split())

    def value(self) -> Value:
        """As a value of a divergence."""
        return Value(self.claim.id, self.start, self.end, self.text)


def judged(claim: Claim) -> Iterator[Judged]:
    """The judging adjectives of a claim, outside quotation marks, each with the noun after it.

    >>> claim = Claim("a", "a", "text", 0, 50, "They spoke of the disgraceful and hasty withdrawal.", 0)
    >>> [(found.adjective, found.head, found.text) for found in judged(claim)]
    [('disgraceful', 'withdrawal', 'disgraceful and hasty withdrawal')]
    """
    kinds = loaded().adjectives
    read, own = _own(claim)
    free = set(own)
    for at in own:
        kind = kinds.get(read[at].lower)
        if kind is None:
            continue
        head = _head(claim, read, at, free)
        if head is not None and not (read[head].text[0].isupper() and claim.field == "text"):
            noun = read[head]
            around = _around(read, head, "")
            yield Judged(claim, kind, read[at].lower, noun.stem, read[at].start, noun.end, around)


def _head(claim: Claim, read: Sequence[Token], at: int, free: set[int]) -> int | None:
    """The noun that an adjective stands before: the last word before a stop, a linking word or a mark."""
    last = None
    for place in range(at + 1, min(at + 5, len(read))):
        between = claim.text[read[place - 1].end - claim.start : read[place].start - claim.start]
        linking = read[place].lower in VERBS or (
            read[place].lower in LINKING and read[place].lower not in ("and", "or")
        )
        if place not in free or linking or between.strip(" \u00a0\n-") not in ("", ","):
            break
        if last is not None and (between.strip() == "," or read[place].lower.endswith(("ing", "ed"))):
            break
        if read[place].lower not in ("and", "or"):
            last = place
        elif last is not None and read[last].lower not in loaded().adjectives and last > at + 1:
            break
    return last


def plural_alike(word: str, other: str) -> bool:
    """Whether two words, in lower case, are one noun, in one number or in both.

    >>> plural_alike("visits", "visit"), plural_alike("visited", "visit")
    (True, False)
    """
    return word.removesuffix("s") == other.removesuffix("s")


def _plain(one: Judged, others: Sequence[Claim], held: Mapping[str, Sequence[Judged]]) -> Value | None:
    """The same noun in a document that does not judge it, near a word that both have."""
    for claim in others:
        if any(judgement.head == one.head or judgement.kind == one.kind for judgement in held[claim.document_id]):
            continue
        read, own = _own(claim)
        for at in own:
            if plural_alike(read[at].lower, one.text.split()[-1].casefold()) and _around(read, at, "") & one.around:
                return Value(claim.id, read[at].start, read[at].end, read[at].text)
    return None


def _saying(claims: Sequence[Claim]) -> Iterator[Divergence]:
    """A word of saying with a judgement, where another document has a plain one for the same speaker."""
    known = loaded()
    spoken = [claim for claim in claims if claim.speaker_id is not None and claim.cue]
    for at, one in enumerate(spoken):
        for other in spoken[at + 1 :]:
            if one.document_id == other.document_id or one.speaker_id != other.speaker_id:
                continue
            a, b = (claim.cue.casefold() for claim in (one, other) if claim.cue)
            unlike = (a in known.saying and b in known.neutral) or (b in known.saying and a in known.neutral)
            if unlike and alike(one, other) >= LEAST_ALIKE:
                values = (_cue(one), _cue(other))
                yield Divergence("framing", "soft", 0.35, f"{one.speaker} “{a}” by one, “{b}” by another", values)
                return


def _cue(claim: Claim) -> Value:
    for token in tokens(claim):
        if claim.cue and token.lower == claim.cue.casefold():
            return Value(claim.id, token.start, token.end, token.text)
    return speaker_value(claim)
