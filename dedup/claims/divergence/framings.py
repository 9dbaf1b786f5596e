"""Things that one document names with a judgement and another without -> a group each, wherever both stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dedup.claims.comparison import Divergence, Document, Group, Value
from dedup.claims.divergence.framing import Judged, judged, plural_alike
from dedup.claims.divergence.shared import Token, inside, tokens
from dedup.claims.frames import Claim

REACH = 6
"""Words on each side of a noun where the names stand that say whose it is."""
LEAST_RARITY = 2.0
"""Of the noun: what more than one article in seven has is no thing that can be told from others by two names."""


class _Plain(NamedTuple):
    """The noun where nothing judges it."""

    claim: Claim
    start: int
    end: int
    text: str


def framing_groups(claims: Sequence[Claim], documents: Mapping[str, Document]) -> list[tuple[Group, list[Claim]]]:
    """A group for each thing that one document of a story judges by an adjective and another one names without.

    Two nouns are the same thing where the word is the same and two of the names or rare words near it are. The groups
    that claims are in anyway say the same of claims on one question; this is for a thing named in passing.

    Parameters
    ----------
    claims : sequence of Claim
        In their order.
    documents : mapping of document id to Document

    Returns
    -------
    list of (Group, list of Claim)
        By the first claim. One soft divergence in each, and the verdict "divergent".

    Examples
    --------
    >>> from dedup.claims.frames import Mention
    >>> def read(id, text):
    ...     names = tuple(Mention(at, at + len(n), n, n) for n in ("Skerra", "Norda") if (at := text.find(n)) >= 0)
    ...     return Claim(f"{id}:0", id, "text", 0, len(text), text, 0, names=names)
    >>> one = read("a", "They spoke of the disgraceful withdrawal of Norda from Skerra.")
    >>> two = read("b", "Prices rose after the withdrawal of Norda from Skerra in May.")
    >>> known = {id: Document(id, None, "", None, "s", id, id) for id in "ab"}
    >>> [(group, _)] = framing_groups([one, two], known)
    >>> group.divergences[0].reason
    '“disgraceful withdrawal” of one is “withdrawal” of another'
    """
    stories: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.field == "text":
            stories.setdefault(documents[claim.document_id].story_id, []).append(claim)
    return [made for members in stories.values() for made in _story(members, documents)]


def _story(claims: Sequence[Claim], documents: Mapping[str, Document]) -> Iterator[tuple[Group, list[Claim]]]:
    judgements = [found for claim in claims for found in judged(claim)]
    heads = {found.head for found in judgements}
    nouns: dict[str, list[tuple[Claim, Token, frozenset[str]]]] = {}
    for claim in claims:
        for token in tokens(claim):
            if (
                token.stem in heads
                and token.rarity >= LEAST_RARITY
                and not inside(claim.quotes, token.start, token.end)
            ):
                nouns.setdefault(token.stem, []).append((claim, token, _near(claim, token.start, token.end)))
    done: set[tuple[str, str]] = set()
    for one in judgements:
        if (one.head, one.kind) in done:
            continue
        plain = _partners(one, nouns.get(one.head, ()), judgements)
        if plain:
            done.add((one.head, one.kind))
            yield _group(one, plain, documents)


def _near(claim: Claim, start: int, end: int) -> frozenset[str]:
    """The ids of the names near a noun, which say whose it is."""
    read = tokens(claim)
    at = next(number for number, token in enumerate(read) if token.end >= end)
    first, last = read[max(0, at - REACH)].start, read[min(len(read) - 1, at + REACH)].end
    return frozenset(name.name_id for name in claim.names if first <= name.start and name.end <= last)


def _partners(
    one: Judged, nouns: Sequence[tuple[Claim, Token, frozenset[str]]], judgements: Sequence[Judged]
) -> list[_Plain]:
    """The noun in other documents that do not judge it, one a document."""
    near = _near(one.claim, one.end - 1, one.end)
    judging = {found.claim.document_id for found in judgements if found.head == one.head}
    made: dict[str, _Plain] = {}
    for claim, token, names in nouns:
        other = claim.document_id
        same = plural_alike(token.lower, one.text.split()[-1].casefold())
        if same and other not in judging and other not in made and len(near & names) >= 2:
            made[other] = _Plain(claim, token.start, token.end, token.text)
    return list(made.values())


def _group(one: Judged, plain: Sequence[_Plain], documents: Mapping[str, Document]) -> tuple[Group, list[Claim]]:
    values = (one.value(), *(Value(found.claim.id, found.start, found.end, found.text) for found in plain))
    claims = [one.claim, *(found.claim for found in plain)]
    reason = f"“{one.text}” of one is “{plain[0].text}” of another"
    of = list(dict.fromkeys(claim.document_id for claim in claims))
    group = Group(
        id=f"framing:{one.claim.id}:{one.head}",
        story_id=documents[of[0]].story_id,
        question=f"{one.text}: how is it judged?",
        claims=tuple(claim.id for claim in claims),
        verdict="divergent",
        outlets=tuple(dict.fromkeys(documents[name].outlet or name for name in of)),
        origins=tuple(dict.fromkeys(documents[name].origin_id for name in of)),
        divergences=(Divergence("framing", "soft", 0.4, reason, values),),
    )
    return group, claims
