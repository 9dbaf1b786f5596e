"""Roles that stand for their holder, and governments: "the Iranian president", "his Russian counterpart", "the 13th
administration".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from dedup.claims.names.countries import CAPITAL, COUNTRY, DEMONYM
from dedup.claims.names.lexicon import INSTITUTION, ROLE, words
from dedup.claims.names.roles import SINGLE, Office, is_past, normal_role, role_after, state_key, title_word
from dedup.claims.names.spelling import plain
from dedup.claims.names.spot import Spot

_BEFORE_STATE = re.compile(r"(?:(?<!\w)([\w’'-]+)\s)?(?:(?<!\w)(\w+)\s)$")
_OPEN: Final = words("a an any every no some another two three several many most few")
_THE_ROLE = re.compile(
    r"\b([Tt]he) ((?:[a-z-]+ ){0,3}(?:" + "|".join(sorted(SINGLE)) + r"))\b(?!['’]?s?[ -](?:of|for|[A-Z])|-)"
)
_CAPITAL_OF = re.compile(r"\scapital\b")
_OF_STATE = re.compile(
    r"\b([Tt]he )?((?:[a-z]+ ){0,2}(?:" + "|".join(sorted(SINGLE | {"president"})) + r")) of (the )?$"
)
_GOVERNMENT = re.compile(r"\b(?:government|administration|cabinet)\b")
_ORDINAL = re.compile(r"(\d{1,3}(?:st|nd|rd|th)|new|current|present)\s$")
_PLACE_AFTER = re.compile(r"\s(?:took office |that took office )?(?:in|of)\s(?:the )?$")
_SPACED_WORD = re.compile(r"(\w[\w’'-]*)\s$")


def state_roles(text: str, spots: Sequence[Spot]) -> Iterator[Spot]:
    """Roles after a state ("the Iranian president", "Iran's top diplomat") and before one ("the president of Iran").

    `spots` in the order of the text. A role that belongs to a name which follows it is that name's title and no role.
    """
    taken = {spot.start for spot in spots if spot.office is not None}
    person = before_it = -1
    for i, spot in enumerate(spots):
        if spot.kind == "person" and spot.core:
            person, before_it = i, person
        if not spot.core or (spot.kind not in ("place", "other") and not spot.known):
            continue
        possessive = text[spot.end : spot.end + 2] in ("'s", "’s")
        state = spot.known if spot.known and not spot.known.startswith("?") else state_key(" ".join(spot.core))
        if possessive or spot.known or _looks_adjective(spot):
            made = _after(text, spots, i, state, possessive, taken, before_it if person == i else person)
            if made is not None:
                yield made
                continue
        before = _OF_STATE.search(text, max(0, spot.start - 60), spot.start)
        if before and spot.kind == "place" and not _is_open(text, before.start()):
            yield Spot(before.start(), spot.end, (), "role", office=Office(normal_role(before[2].split()), state))


def _after(
    text: str, spots: Sequence[Spot], i: int, state: str, possessive: bool, taken: set[int], person: int
) -> Spot | None:
    spot = spots[i]
    at = spot.end + (2 if possessive else 0)
    if not text[at : at + 1].isspace():
        return None
    capital = _CAPITAL_OF.match(text, at)
    if capital and spot.known:
        city = next((city for city, owner in CAPITAL.items() if owner == spot.known), "")
        return Spot(_with_article(text, spot.start), capital.end(), (city.title(),), "place") if city else None
    found = role_after(text, at)
    if found is None or spot.start in taken:
        return None
    end, role, named = found
    if any(
        end < other.end and other.start <= end and other.kind == "person" and other.core
        for other in spots[i + 1 : i + 4]
    ):
        return None
    if _is_open(text, spot.start):
        return None
    if named or role in ("resident", "member", "officer") or role.split()[-1] not in ROLE | SINGLE:
        return None
    anchor = -1
    if role.endswith("counterpart"):
        role, anchor = "counterpart", person
    return Spot(_with_article(text, spot.start), end, (), "role", office=Office(role, state), anchor=anchor)


def _looks_adjective(spot: Spot) -> bool:
    """A word that may be a demonym of a place that no table has: Sarnovan."""
    return len(spot.core) == 1 and spot.core[0].endswith(("n", "ese", "i", "ish"))


def _with_article(text: str, start: int) -> int:
    return start - 4 if text[max(0, start - 4) : start].lower() == "the " else start


def _is_open(text: str, start: int) -> bool:
    """Whether what stands before says that nobody, anybody or a past holder is meant: "a", "former"."""
    match = _BEFORE_STATE.search(text, max(0, start - 40), start)
    words = [word.lower() for word in (match.groups() if match else ()) if word]
    return any(is_past(word) for word in words) or bool(words and words[-1] in _OPEN)


def bare_roles(text: str) -> Iterator[Spot]:
    """Such as "the president", "the foreign minister": a mention only where somebody is known to hold the office."""
    for match in _THE_ROLE.finditer(text):
        words = match[2].split()
        if all(title_word(word) for word in words) and not any(is_past(word) for word in words):
            office = Office(normal_role(words))
            yield Spot(match.start(), match.end(), (), "role", office=office, generic=True)


def governments(text: str, spots: Sequence[Spot]) -> Iterator[Spot]:
    """Governments with their state or number: "the Russian government", "the new administration in Tehran"."""
    ends = {spot.end: spot for spot in spots if spot.kind == "place"}
    starts = {spot.start: spot for spot in spots if spot.kind == "place"}
    for match in _GOVERNMENT.finditer(text):
        start, end, state, key = match.start(), match.end(), "", ""
        owner = ends.get(start - 1) or (ends.get(start - 3) if text[start - 3 : start - 1] in ("'s", "’s") else None)
        if owner is not None:
            start, state = owner.start, _state_of(owner)
        number = _ORDINAL.search(text, max(0, start - 12), start)
        if number:
            start = number.start()
            key = number[1] if number[1][0].isdigit() else ""
            key = key or ("new" if number[1] == "new" else "")
        if not state:
            for at in sorted(at for at in (end + 4, end + 8, end + 16, end + 20) if at in starts):
                if _PLACE_AFTER.fullmatch(text, end, at):
                    state, stop = _state_of(starts[at]), starts[at].end
                    end = stop if at - end <= 8 else end
                    break
        if key or state:
            start = _with_article(text, start)
            yield Spot(start, end, (), "government", office=Office(INSTITUTION[match.group()], state), key=key)


def _state_of(spot: Spot) -> str:
    known = spot.known if not spot.known.startswith("?") else ""
    key = " ".join(spot.core).lower().replace(".", "")
    return known or COUNTRY.get(key) or DEMONYM.get(key) or CAPITAL.get(key) or plain("".join(spot.core))
