"""Titles and offices: what a person is called beside the name, and whose name a role stands for.

An `Office` is a role and the state it belongs to. "Iranian President Ebrahim Raisi" and "Iran's president, Ebrahim
Raisi," say who holds it; "the Iranian president" asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dedup.claims.names.countries import CAPITAL, COUNTRY, DEMONYM, REGIONS
from dedup.claims.names.lexicon import ADDRESS, MODIFIER, ROLE, SHORT_ROLE, words
from dedup.claims.names.spelling import plain

REACH = 90  # characters that a role phrase may take
_MOST_WORDS = 6
_WORDS = re.compile(r"[^\W\d_][\w’'.-]*|[^\w\s]|\s\s+|\n")
_DEMONYM_ENDINGS: Final = ("n", "an", "ian", "ean", "ese", "i", "ish", "er", "ic", "lander")
_SAME: Final = {
    "minister of foreign affairs": "foreign minister", "foreign affairs minister": "foreign minister",
    "minister for foreign affairs": "foreign minister", "top diplomat": "foreign minister",
    "chief diplomat": "foreign minister", "foreign secretary": "foreign minister",
    "head of state": "president", "premier": "prime minister", "head of government": "prime minister",
    "chief executive officer": "chief executive", "ceo": "chief executive", "fm": "foreign minister",
    "pm": "prime minister", "supreme leader": "leader", "defense minister": "defence minister",
    "defense secretary": "defence secretary", "secretary of defense": "defence secretary",
    "spokeswoman": "spokesman", "spokesperson": "spokesman", "chairwoman": "chairman", "chairperson": "chairman",
    "chair": "chairman",
}  # fmt: skip
_HEAD_OF: Final = {"head": ("state", "government"), "minister": (), "secretary": (), "director": (), "chief": ()}
# offices that have one holder at a time, so that "the president" can be asked for
SINGLE: Final = words(
    """
    president minister premier chancellor king queen pope governor mayor chairman chief executive ceo speaker
    sheriff ambassador commissioner leader sultan emir monarch archbishop secretary pm
    """
)
_PAST: Final = words("former ex then next late future onetime one-time ousted deposed outgoing would-be")
_INSIDE: Final = ("of", "state", "affairs", "government")
_PLACELESS: Final = words("his her their its my our your")


@dataclass(frozen=True, slots=True)
class Office:
    """A role in one spelling ("foreign minister") and its state or place in plain letters, "" where none is said."""

    role: str
    state: str = ""

    def fits(self, other: Office) -> bool:
        """Whether one who holds this can be asked for by the other: the role is the same, or asked for by its last
        word ("the minister"), and the state, where it is asked for, is said of the holder too: an article's other
        president is no Russian one.
        """
        if other.state and not (self.state and same_state(self.state, other.state)):
            return False
        return same_role(other.role, self.role)


def same_role(asked: str, held: str) -> bool:
    """Whether a role can be asked for in these words; fewer may do ("minister" for an education minister).

    >>> same_role("minister", "education minister"), same_role("president", "vice president")
    (True, False)
    """
    if asked == held:
        return True
    return asked in ("minister", "secretary", "chief") and held.endswith(" " + asked) and not held.startswith("deputy")


def same_state(a: str, b: str) -> bool:
    """Whether two places can be one: one is not said, both are equal, or one is the people of the other.

    >>> same_state("sarnova", "sarnovan"), same_state("", "Iran"), same_state("Iran", "Russia")
    (True, True, False)
    """
    if not a or not b or a == b:
        return True
    short, long = sorted((a, b), key=len)
    stem = short.rstrip("aeiouy") if len(short) > 4 else short
    return any(long in (short + ending, stem + ending) for ending in _DEMONYM_ENDINGS)


def state_key(word: str) -> str:
    """The state that a word names, as a name, a demonym or a capital; else the word in plain letters."""
    key = word.lower().replace(".", "").removeprefix("the ")
    return COUNTRY.get(key) or DEMONYM.get(key) or CAPITAL.get(key) or REGIONS.get(key) or plain(word)


def is_adjective(word: str) -> bool:
    """Whether a word is a demonym: what a state's people and things are called."""
    key = word.lower()
    return key in DEMONYM or key in REGIONS


def title_word(key: str) -> bool:
    """Whether a word can be a part of a title before a name."""
    parts = key.split("-")
    return key in ROLE or key in MODIFIER or key in ADDRESS or key in SHORT_ROLE or (
        len(parts) > 1 and all(part in ROLE or part in MODIFIER or part.isdigit() for part in parts)
    )  # fmt: skip


def ends_title(key: str) -> bool:
    """Whether a word can be the last of a title: a role or a form of address."""
    return key in ROLE or key in ADDRESS or key in SHORT_ROLE or key.split("-")[-1] in ROLE


def normal_role(words: Sequence[str]) -> str:
    """One spelling of a role, from its words.

    >>> normal_role(["Minister", "of", "Foreign", "Affairs"]), normal_role(["education", "minister"])
    ('foreign minister', 'education minister')
    """
    keys = [SHORT_ROLE.get(key, key) for key in (word.lower().rstrip(".") for word in words)]
    phrase = " ".join(keys)
    if phrase in _SAME:
        return _SAME[phrase]
    if len(keys) > 2 and keys[0] in ("minister", "secretary", "chief", "director", "head") and keys[1] in ("of", "for"):
        rest = [key for key in keys[2:] if key not in ("the", "of", "affairs")]
        turned = " ".join([*rest, keys[0]])
        return _SAME.get(turned, turned)
    if keys and keys[-1] in _SAME and len(keys) > 1:
        return " ".join([*keys[:-1], _SAME[keys[-1]]])
    return phrase


def is_past(word: str) -> bool:
    """Whether a word says that the office is not held now: "former", "next"."""
    return word.lower().rstrip(",") in _PAST


def role_after(text: str, position: int) -> tuple[int, str, bool] | None:
    """The role phrase that begins at `position`, after a state: its end, its normal form, whether a name follows.

    >>> role_after("Iran's foreign minister said", 7)
    (23, 'foreign minister', False)
    """
    words: list[str] = []
    end = best = 0
    ahead = ""
    for match in _WORDS.finditer(text, position, position + REACH):
        word = match.group()
        if word.endswith(("'s", "’s")):
            word = word[:-2]
        key = word.lower().rstrip(".")
        inside = title_word(key) or key in ("top", "head") or (words and key in _INSIDE)
        if len(words) >= _MOST_WORDS or not inside or (key == "of" and words[-1] not in _HEAD_OF):
            ahead = word
            break
        if word[0].isupper() and key in ADDRESS and words and words[-1] in ROLE:
            ahead = word
            break
        words.append(key)
        end = match.start() + len(word.rstrip("."))
        if key in ROLE or key in SHORT_ROLE or " ".join(words) in _SAME:
            best = len(words)
            best_end = end
    if not best:
        return None
    role = normal_role(words[:best])
    tail = text[best_end : best_end + 1]
    return best_end, role, best == len(words) and tail == " " and ahead[:1].isupper()


def role_before(text: str, position: int, low: int) -> tuple[int, list[str]] | None:
    """The title in lower case, or with a capital at the start of a sentence, that ends right before `position`.

    Returns where it begins and its words, None where no role stands there. It does not reach below `low`.

    >>> role_before("said Harbour police chief Nils", 26, 0)
    (5, ['Harbour', 'police', 'chief'])
    >>> role_before("the first-time Oscars", 15, 0) is None
    True
    """
    start = max(low, position - REACH)
    piece = text[start:position]
    if not piece.endswith((" ", "\u00a0")):
        return None
    words = [(start + m.start(), m.group()) for m in _WORDS.finditer(piece)]
    if not words or not ends_title(words[-1][1].lower().rstrip(".")) or words[-1][1].lower() in ("house", "office"):
        return None
    if words[-1][1].endswith(".") and words[-1][1].lower().rstrip(".") not in SHORT_ROLE:
        return None  # the end of a sentence
    taken: list[str] = []
    begin = position
    for at, word in reversed(words[-_MOST_WORDS:]):
        key = word.lower().rstrip(".")
        bare = word[:-2] if word.endswith(("'s", "’s")) else word
        named = bare[:1].isupper() and (state_key(bare) != plain(bare) or is_adjective(bare) or bare != word)
        if not (title_word(key) or named):
            break
        taken.append(word)
        begin = at
        if named:
            break
    taken.reverse()
    return (begin, taken) if taken else None


def office_of(words: Sequence[str]) -> Office | None:
    """The office that the words of a title name; None for a mere form of address or a past office.

    >>> office_of(["Iranian", "President"]), office_of(["Mr"]), office_of(["former", "president"])
    (Office(role='president', state='Iran'), None, None)
    """
    state = ""
    rest: list[str] = []
    for word in words:
        bare = word[:-2] if word.endswith(("'s", "’s")) else word
        key = bare.lower().rstrip(".")
        if is_past(key):
            return None
        if key in ADDRESS and key not in ROLE:
            continue
        if bare[:1].isupper() and (bare != word or state_key(bare) != plain(bare)) and key not in ROLE:
            state = state_key(bare)
        else:
            rest.append(bare)
    while rest and not ends_title(rest[-1].lower().rstrip(".")):
        rest.pop()
    return Office(normal_role(rest), state) if rest and rest[-1].lower().rstrip(".") not in _PLACELESS else None
