"""A group of claims -> one content on the word of different people, or contested and in an outlet's own voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dedup.claims.alignment.wording import fold
from dedup.claims.comparison import Divergence, Document, Group, Value
from dedup.claims.divergence.shared import LINKING, alike, document_pairs, tokens
from dedup.claims.frames import Claim, Name
from dedup.claims.text.words import words

LEAST_ALIKE = 0.5
"""Of what two claims tell that is the same: below it two people may each have said something of their own."""
VAGUE = words(
    "official officials source sources report reports authority authorities media newspaper newspapers statement "
    "spokesman spokeswoman spokesperson spokespeople agency government administration press people person someone "
    "others he she it they we i you who document documents analyst analysts expert experts one some many study "
    "data figures article website letter"
)
"""Speakers who may be anyone, so that they are nobody else than one who is named."""
PRIVATE = words(
    "passenger passengers witness witnesses relative relatives resident residents villager villagers neighbour "
    "neighbours neighbor neighbors survivor survivors critic critics organiser organisers organizer organizers "
    "protester protesters demonstrator demonstrators striker strikers union unions worker workers employee employees "
    "opponent opponents supporter supporters rebel rebels activist activists family families parents friends lawyer "
    "lawyers prosecutor prosecutors police inspectors auditors economists doctors scientists campaigners customers"
)
"""Speakers without a name who are certainly another one than a person or an organisation with one."""
DISTANT = words("claimed claims claim alleged alleges allege alleging claiming maintained maintains contended contends")


class _Voice(NamedTuple):
    """Who speaks in a claim: the id and kind of the name, else the words that stand for the speaker."""

    claim: Claim
    id: str | None
    kind: str
    words: frozenset[str]


def differ_attribution(
    group: Group, claims: Sequence[Claim], documents: Mapping[str, Document], names: Mapping[str, Name]
) -> tuple[Divergence, ...]:
    """Different speakers for one content, and one's word that another outlet states as fact.

    A speaker who may be the same one ("officials", "the chief" beside a name) is no other. Where an outlet speaks for
    itself, only what another one puts at a distance ("claimed") or denies is worth saying; that is common, so its
    confidence is low.

    Parameters
    ----------
    group, claims, documents, names
        As a finder takes them.

    Returns
    -------
    tuple of Divergence
        At most one of each sort.

    Examples
    --------
    >>> text = "The fire began in a refrigerated lorry, {} said."
    >>> one, two = (
    ...     Claim(id, id, "text", 0, 60, text.format(who), 0, who, cue="said", quote="indirect")
    ...     for id, who in (("a", "police"), ("b", "two passengers"))
    ... )
    >>> group = Group("a", "s", "", ("a", "b"), "corroborated", (), ("a", "b"))
    >>> [found] = differ_attribution(group, [one, two], {}, {})
    >>> found.reason, [value.value for value in found.values]
    ('the same is told on the word of police and of two passengers', ['police', 'two passengers'])
    """
    found = [_speakers(claims, names), _own_voice(claims)]
    return tuple(one for one in found if one is not None)


def _speakers(claims: Sequence[Claim], names: Mapping[str, Name]) -> Divergence | None:
    chosen: dict[str, Claim] = {}
    best, certain = 0.0, False
    for one, other in document_pairs(claims):
        mine, theirs = ([_voice(claim, names) for claim in part if _says_who(claim)] for part in (one, other))
        if any(claim.speaker and not _says_who(claim) for claim in (*one, *other)):
            continue
        if not mine or not theirs or any(not _others(a, b) for a in mine for b in theirs):
            continue
        for a in mine:
            for b in theirs:
                share = alike(a.claim, b.claim)
                if share >= LEAST_ALIKE and not _told_of(a, b.claim) and not _told_of(b, a.claim):
                    best, certain = max(best, share), certain or (a.kind == b.kind == "person")
                    chosen.update({a.claim.id: a.claim, b.claim.id: b.claim})
    if not chosen:
        return None
    values = tuple(speaker_value(claim) for claim in claims if claim.id in chosen)
    who = list(dict.fromkeys(chosen[claim.id].speaker or "" for claim in claims if claim.id in chosen))
    reason = "the same is told on the word of " + " and of ".join(who)
    return Divergence("attribution", "soft", round(0.25 + 0.3 * best + 0.1 * certain, 2), reason, values)


def _own_voice(claims: Sequence[Claim]) -> Divergence | None:
    """What one outlet states and another one only says that somebody claims."""
    for one, other in document_pairs(claims):
        for fact, said in [(a, b) for a in one for b in other] + [(b, a) for a in one for b in other]:
            plain = fact.speaker is None and fact.modality == "fact" and fact.field == "text"
            cue = (said.cue or "").casefold()
            distant = cue in DISTANT or (said.speaker is not None and said.modality == "doubt")
            if (
                plain
                and said.speaker
                and distant
                and not _told_of(_voice(said, {}), fact)
                and alike(fact, said) >= LEAST_ALIKE + 0.1
            ):
                if any(claim.speaker or claim.modality == "doubt" for claim in (one if fact in one else other)):
                    continue
                values = (Value(fact.id, fact.start, fact.end, "stated as fact"), speaker_value(said))
                reason = f"stated as fact by one, on the word of {said.speaker} by another"
                return Divergence("attribution", "soft", 0.4, reason, values)
    return None


def _says_who(claim: Claim) -> bool:
    """Whether the speaker is named in the claim itself; one who is looked for further off is less sure."""
    value = speaker_value(claim) if claim.speaker else None
    return value is not None and (value.start, value.end) != (claim.start, claim.end)


def _told_of(voice: _Voice, claim: Claim) -> bool:
    """Whether a claim speaks of the one whose voice it is not: it may tell what that one said."""
    here = {fold(token.text) for token in tokens(claim)}
    return bool(here & {word for word in voice.words if len(word) > 2}) or any(
        voice.id is not None and name.name_id == voice.id for name in claim.names
    )


def _voice(claim: Claim, names: Mapping[str, Name]) -> _Voice:
    known = names.get(claim.speaker_id or "")
    kind = known.kind if known is not None else ""
    own = frozenset(fold(token) for token in _plain(claim.speaker or "") if token.casefold() not in LINKING)
    return _Voice(claim, claim.speaker_id if kind not in ("", "role") else None, kind if kind != "role" else "", own)


def _plain(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() or letter == "-" else " " for letter in text).split()


def _others(a: _Voice, b: _Voice) -> bool:
    """Whether two voices are certainly two people or bodies."""
    if a.words & b.words or a.words & VAGUE or b.words & VAGUE or not a.words or not b.words:
        return False
    if a.id and b.id:
        return a.id != b.id and a.kind == b.kind and a.kind in ("person", "organisation")
    if a.id or b.id:
        nameless = b if a.id else a
        return bool(nameless.words & PRIVATE) and nameless.claim.speaker is not None and _crowd(nameless)
    return bool(a.words & PRIVATE or b.words & PRIVATE)


def _crowd(voice: _Voice) -> bool:
    """Several people, so no single one who is named elsewhere."""
    return any(word.endswith("s") or word in ("police", "union", "family") for word in voice.words & PRIVATE)


def speaker_value(claim: Claim) -> Value:
    """The words of a claim that name its speaker; all of it where they stand elsewhere."""
    for mention in claim.names:
        if claim.speaker_id is not None and mention.name_id == claim.speaker_id:
            return Value(claim.id, mention.start, mention.end, claim.speaker or mention.text)
    lower = claim.text.casefold()
    at = lower.find(claim.speaker.casefold()) if claim.speaker and len(lower) == len(claim.text) else -1
    if claim.speaker and at >= 0:
        return Value(claim.id, claim.start + at, claim.start + at + len(claim.speaker), claim.speaker)
    surname = fold(_plain(claim.speaker or "")[-1]) if _plain(claim.speaker or "") else ""
    for token in tokens(claim):
        if surname and fold(token.text) == surname:
            return Value(claim.id, token.start, token.end, claim.speaker or token.text)
    return Value(claim.id, claim.start, claim.end, claim.speaker or "")
