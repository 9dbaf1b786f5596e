"""Runs of capitalised words -> spots: each a name or a role where it stands, with what it says of itself.

A run is read from its title ("Russian Foreign Minister"), its last word ("... University"), the tables of states and of
known names, and the first words that people have. What remains is `other` until the whole text has been seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dedup.claims.names.capitals import NEW_PLACES, Run, Word
from dedup.claims.names.countries import CAPITAL, COUNTRY, DEMONYM, OFFICIAL, PREFIXES, REGIONS
from dedup.claims.names.known import BY_WORDS, EXACT, KINDS, PLACES
from dedup.claims.names.lexicon import (
    ADDRESS,
    COLLECTIVE,
    FUNCTION,
    FURNITURE,
    GENERIC,
    GIVEN,
    LOCATIVE,
    MODIFIER,
    NAMESAKE,
    ORGANISATION,
    PLACE,
    ROLE,
    SHORT_ROLE,
    SPEECH,
    SUFFIX,
    words,
)  # fmt: skip
from dedup.claims.names.roles import Office, ends_title, normal_role, office_of, role_before, state_key, title_word
from dedup.claims.names.spelling import plain
from dedup.claims.names.spot import Seen, Spot

_BEFORE = re.compile(r"([^\W\d_][\w'’]*)\s$")
_AFTER = re.compile(r"\s([^\W\d_][\w'’-]*)")
_AGED = re.compile(r",\s\d{1,3},")
_CITY_STARTS: Final = words("san santa los las saint st el port fort mount north south east west upper lower")
_COMMON_ENDS: Final = ("ing", "ly", "ed", "tion", "tions", "ment", "ments", "ness", "ers", "ists", "ies", "ous", "ive",
                       "able", "als", "ants", "ents", "ors", "ians", "isms", "ity")  # fmt: skip
_PARTICLE = re.compile(r"(?<!\w)(?:bin|ibn|van der|van den|van|von|de la|de|der|al|el)\s$")


def read_run(text: str, run: Run, seen: Seen, low: int) -> list[Spot]:
    """The spots of a run. A title in lower case before it is taken in, as far as `low`.

    Cost: linear in the words of the run.
    """
    words, joins = _trimmed(text, run, seen)
    if not words:
        return []
    spots = _whole(text, words, joins)
    if spots is None:
        spots = _compound(text, words[0]) if len(words) == 1 else None
    if spots is None:
        spots = _titled(text, words, joins)
    weak = run.words[0].initial and len(run.words) == 1 and not _keeps(words, seen, "")
    for spot in spots:
        _look_around(text, spot)
        spot.weak = weak and not spot.known
    if spots and (spots[0].core and spots[0].kind in ("person", "other")) and not spots[0].known:
        _title_before(text, spots[0], low, spots)
    return spots


def _trimmed(text: str, run: Run, seen: Seen) -> tuple[list[Word], list[str]]:
    """The words without those at the start of a sentence that are no part of a name."""
    words, joins = run.words, run.joins
    after = _AFTER.match(text, run.end, run.end + 24) if len(words) == 1 else None
    while words and words[0].initial and not _keeps(words, seen, after[1] if after else ""):
        if len(run.words) == 1 and _may_be(words[0], seen):
            break
        words, joins = words[1:], joins[1:]
        if joins and joins[0].strip():
            return [], []
        if words and not words[0].initial:
            break
    return words, ["", *joins[1:]]


def _keeps(words: list[Word], seen: Seen, following: str) -> bool:
    """Whether the first word of a sentence belongs to a name; `following` is the word after a lone one."""
    first, key = words[0], words[0].key
    folded = plain(first.text)
    if key in FUNCTION:
        return key == "new" and len(words) > 1 and words[1].key in NEW_PLACES
    if (
        state_key(first.text) != folded
        or key in ADDRESS
        or first.text in EXACT
        or (len(first.text) == 2 and "." in first.text)
    ):
        return True
    if key in FURNITURE:
        return False
    if len(words) > 1:
        if title_word(key) or key in GIVEN or key in _CITY_STARTS:
            return True
        rest_known = words[1].key in GIVEN or words[1].key in seen.inner
        return key not in seen.lower if rest_known else key not in seen.lower or seen.inner[key] > 0
    if seen.inner[key]:
        return key not in seen.lower or seen.inner[key] > 1
    if key in seen.lower or title_word(key):
        return False
    return key in GIVEN or key in PLACES or (following in SPEECH and not key.endswith((*_COMMON_ENDS, "s")))


def _may_be(word: Word, seen: Seen) -> bool:
    """Whether a lone first word can be a name that only other articles know."""
    return not (word.key in FUNCTION or word.key in FURNITURE or word.key in seen.lower or title_word(word.key))


def _whole(text: str, words: list[Word], joins: list[str]) -> list[Spot] | None:
    """A run that a table knows as a whole."""
    start, end = words[0].start, words[-1].end
    raw = text[start:end]
    folded = " ".join(raw.lower().replace(".", "").split())
    core = tuple(w.text for w in words)
    known = EXACT.get(raw.replace(".", "")) or EXACT.get(raw) or BY_WORDS.get(folded)
    if known:
        return [Spot(start, end, core, KINDS[known], known), *_leading_state(text, words)]
    if len(folded) > 2 or raw.isupper():
        state = COUNTRY.get(folded)
        if state:
            return [Spot(start, end, core, "place", state)]
        if folded in DEMONYM or folded in REGIONS:
            return [Spot(start, end, core, "place", DEMONYM.get(folded) or REGIONS[folded])]
    if folded in OFFICIAL:
        return [Spot(start, end, core, "place", "?" + folded)]
    if folded in CAPITAL or folded in PLACES:
        return [Spot(start, end, core, "place", figure=-2)]
    return None


def _compound(text: str, word: Word) -> list[Spot] | None:
    """The parts of a hyphenated word that are names of their own: Iran-Russia, Saudi-imposed, Sino-Iranian."""
    parts = re.split("[-‑]", word.text)
    if len(parts) < 2:
        return None
    out: list[Spot] = []
    at = word.start
    for part in parts:
        key = part.lower().replace(".", "")
        state = PREFIXES.get(key) or (COUNTRY.get(key) if len(key) > 2 or part.isupper() else None) or DEMONYM.get(key)
        if part[:1].isupper() and (state or key in CAPITAL or key in PLACES):
            out.append(Spot(at, at + len(part), (part,), "place", state or "", acting=True))
        at += len(part) + 1
    return out or (None if parts[-1][:1].isupper() or len(parts) > 2 else [])


def _titled(text: str, words: list[Word], joins: list[str]) -> list[Spot]:
    """A run of several words, or one that no table knows: title, name, or both."""
    n = _title_length(words, joins)
    rest, tied = words[n:], joins[n:]
    if n and not rest:
        return _role_only(text, words)
    if n and "of" in tied[0].split():
        return _role_with_complement(text, words, joins, n)
    if n and not _is_body(rest, tied):
        return [*_person(text, words, n), *_states(words[:n])]
    k = _role_inside(words, joins)
    if k:
        m = k
        while m > 1 and title_word(words[m - 1].key) and words[m - 1].key not in ORGANISATION:
            m -= 1
        before = _named(text, words[:m], joins[:m])
        return [*before, *(_person(text, words[m:], k - m + 1) if k + 1 < len(words) else _role_only(text, words[m:]))]
    return _named(text, words, joins)


def _title_length(words: list[Word], joins: list[str]) -> int:
    """How many words at the start are a title: states and roles, the last of them one that ends a title."""
    n = 0
    for i, word in enumerate(words):
        if i and joins[i].strip():
            break
        is_state = state_key(word.text) != plain(word.text) and not (i and word.key in GIVEN)
        if not (is_state or title_word(word.key)) or (
            i and word.key in GIVEN and word.key not in ROLE and not is_state
        ):
            break
        if ends_title(word.key):
            n = i + 1
    if n == len(words) > 1 and words[0].key in GIVEN and not title_word(words[0].key):
        return 0
    return n


def _is_body(rest: Sequence[Word], joins: Sequence[str]) -> bool:
    """Whether what follows a title makes the whole no person: "General Motors", "Justice Department"."""
    last = rest[-1].key
    if last in COLLECTIVE:
        return True
    if rest[0].key in GIVEN and len(rest) > 1:
        return False
    return (
        last in ORGANISATION
        or last in PLACE
        or any(join.strip() in ("of", "of the", "for", "and") for join in joins[1:])
    )


def _role_inside(words: list[Word], joins: list[str]) -> int:
    """The index of a role after other words: "Weekly Standard Editor Bill Kristol", "RNC Chairman"; 0 for none."""
    if words[0].key in GIVEN:
        return 0
    for k in range(len(words) - 1, 0, -1):
        if not ends_title(words[k].key) or joins[k].strip() or (k + 1 < len(joins) and joins[k + 1].strip()):
            continue
        rest = words[k + 1 :]
        if not rest:
            return k if words[k].key in ROLE and len(words) > 1 else 0
        if len(rest) <= 3 and not _is_body(rest, [""] * len(rest)):
            return k
    return 0


def _person(text: str, words: list[Word], n: int) -> list[Spot]:
    """A person with `n` words of title before the name."""
    title, rest = [w.text for w in words[:n]], [w for w in words[n:] if w.key not in SUFFIX]
    if not rest:
        return _role_only(text, words)
    suffix = next((w.key for w in words[n:] if w.key in ("jr", "sr")), "")
    sex = next((ADDRESS[w.key] for w in words[:n] if ADDRESS.get(w.key)), "")
    core = tuple(w.text for w in rest)
    return [Spot(words[0].start, words[-1].end, core, "person", office=office_of(title), sex=sex, figure=4, key=suffix)]


def _role_only(text: str, words: list[Word]) -> list[Spot]:
    """A title that no name follows: a role where it has a state, else asked for in the text."""
    office = office_of([w.text for w in words])
    states = _states(words)
    if office is None or (len(words) == 1 and not office.state):
        return states
    generic = not office.state
    return [Spot(words[0].start, words[-1].end, (), "role", office=office, generic=generic), *states]


def _role_with_complement(text: str, words: list[Word], joins: list[str], n: int) -> list[Spot]:
    """As "Secretary of State Hillary Clinton", "The Minister of Foreign Affairs of the Islamic Republic of Iran"."""
    k = n + 1
    while k < len(words) and (joins[k].strip() or not (words[k].key in GIVEN or words[k].key in ADDRESS)):
        k += 1
    phrase = words[n - 1 : k]
    state, state_spot = _complement_state(text, words[n:k], joins[n:k])
    role_words = [phrase[0].text, "of", *(w.text for w in phrase[1:] if not state_spot or w.start < state_spot.start)]
    if len(role_words) == 2:
        role_words.pop()
    base = office_of([w.text for w in words[:n]])
    if base is None:
        return _states(words[:n])
    role = normal_role(role_words) if len(role_words) > 1 else base.role
    office = Office(role, state or base.state)
    nested = [*_states(words[:n]), *([state_spot] if state_spot else [])]
    if k < len(words):
        return [*_person(text, words[k:], _title_length(words[k:], [""] * (len(words) - k))), *nested]
    return [Spot(words[0].start, words[k - 1].end, (), "role", office=office, generic=not office.state), *nested]


def _complement_state(text: str, words: list[Word], joins: list[str]) -> tuple[str, Spot | None]:
    """The state at the end of "of ...", if one is there, with its spot."""
    for i in range(len(words)):
        raw = text[words[i].start : words[-1].end]
        found = COUNTRY.get(" ".join(raw.lower().replace(".", "").split()))
        if found:
            core = tuple(w.text for w in words[i:])
            return found, Spot(words[i].start, words[-1].end, core, "place", found, nested=True)
    return "", None


def _states(words: Sequence[Word]) -> list[Spot]:
    """The states inside a title, as spots of their own."""
    out = []
    for word in words:
        state = state_key(word.text)
        if state != plain(word.text) and word.key not in CAPITAL and (len(word.key) > 2 or word.text.isupper()):
            out.append(Spot(word.start, word.end, (word.text,), "place", state, nested=True))
    return out


def _leading_state(text: str, words: Sequence[Word]) -> list[Spot]:
    """The state that a longer name begins with: "Islamic Republic of Iran Broadcasting"."""
    for k in range(min(4, len(words) - 1), 1, -1):
        state = COUNTRY.get(" ".join(text[words[0].start : words[k - 1].end].lower().split()))
        if state:
            core = tuple(word.text for word in words[:k])
            return [Spot(words[0].start, words[k - 1].end, core, "place", state, nested=True)]
    return _states(words[:1]) if len(words) > 1 else []


def _named(text: str, words: list[Word], joins: list[str]) -> list[Spot]:
    """A run without a title."""
    suffix = next((w.key for w in words[1:] if w.key in ("jr", "sr")), "")
    words = [w for w in words if w.key not in SUFFIX] or words
    core = tuple(w.text for w in words)
    end = words[-1].end
    spot = Spot(words[0].start, end, core, "other", key=suffix)
    last, first = words[-1].key, words[0].key
    if len(words) == 1:
        if words[0].text.isupper() and 2 <= len(first) <= 6:
            spot.kind = "organisation"
        spot.figure = -3 if first in COLLECTIVE else 0
        return [spot] if len(first) > 1 else []
    states = _leading_state(text, words)
    headed = any(join.strip() in ("of", "of the", "for", "for the", "and", "on", "&") for join in joins)
    given = first in GIVEN and not headed and len(words) <= 4
    if given and len(words) == 2 and last not in PLACE:
        spot.kind, spot.figure = "person", 3
    elif last in ORGANISATION or any(w.key in NAMESAKE or w.key + "'" in NAMESAKE for w in words):
        spot.kind = "organisation"
    elif last in PLACE or first in PLACE or first in _CITY_STARTS:
        spot.kind = "place"
    elif last in COLLECTIVE or first in COLLECTIVE:
        spot.figure = -3
    elif given or _has_initial(words):
        spot.kind, spot.figure = "person", 3
    elif headed and (first in ORGANISATION or words[0].key in ORGANISATION):
        spot.kind = "organisation"
    elif states:
        spot.figure = -2
    return [spot, *states]


def _has_initial(words: Sequence[Word]) -> bool:
    """Such as "Michael S. Steele": a middle initial, or initials and a surname."""
    return len(words) <= 4 and any(len(w.text) == 2 and w.text[1] == "." for w in words[:-1])


def _look_around(text: str, spot: Spot) -> None:
    """What stands beside a spot says whether it is a place or somebody."""
    before = _BEFORE.search(text, max(0, spot.start - 24), spot.start)
    after = _AFTER.match(text, spot.end, spot.end + 24)
    word = before[1].lower() if before else ""
    following = after[1] if after else ""
    if word in LOCATIVE or word in ("visit", "visited", "arrived", "visits"):
        spot.locative = True
        spot.figure -= word not in ("from", "to", "into", "across")
    elif spot.kind != "person" or not spot.office:
        verb = following in SPEECH
        spot.acting = spot.acting or verb or word in ("with", "between", "against", "by", "and") or (
            text[spot.end : spot.end + 2] in ("'s", "’s") or following in ("and", "government", "administration", "has")
        )  # fmt: skip
        if verb or _AGED.match(text, spot.end):
            spot.figure += 1 if verb else 3
    if word == "the":
        spot.figure -= 2
    if word in GENERIC:
        assert before is not None
        spot.start = before.start(1)
        spot.kind, spot.figure = "place", -3
    if spot.kind in ("person", "other") and len(spot.core) == 1:
        particle = _PARTICLE.search(text, max(0, spot.start - 9), spot.start)
        if particle and particle[0].strip() in ("bin", "ibn", "van", "von", "van der", "van den"):
            spot.start = particle.start()


def _title_before(text: str, spot: Spot, low: int, spots: list[Spot]) -> None:
    """Take a title in lower case before a name into its spot: "Harbour police chief Nils Arvane"."""
    found = role_before(text, spot.start, low)
    if found is None or found[1][-1].lower() in ("house", "former"):
        return
    begin, title = found
    if spot.kind == "other" and spot.locative:
        return
    last = title[-1].lower().rstrip(".")
    if last in SHORT_ROLE or last in ROLE or last in MODIFIER:
        spot.kind, spot.start, spot.figure = "person", begin, spot.figure + 4
        spot.office = office_of(title) or spot.office
        word = title[0][:-2] if title[0].endswith(("'s", "’s")) else title[0]
        if word[0].isupper() and state_key(word) != plain(word):
            spots.append(Spot(begin, begin + len(word), (word,), "place", state_key(word), nested=True))
