"""Spellings of names as traces: one that an article does not use itself was left over from the text it was made from.

Two forms are spellings of one name where their consonants agree after the usual transliterations (kh-h, q-k-g, ph-f,
w-v, doubled letters) and their vowels are of one kind in the same places: Raisi and Raeisi, Zelensky and Zelenskiy.
Endings keep their vowel, so that Maria is not Mario. Latin, Cyrillic and Greek letters; other scripts have no capitals
by which a name could be seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

SHORTEST = 5
"""Letters of a name; shorter ones have too many neighbours."""
_NAME = re.compile(r"\b(?=[A-Z]|[^\x00-\x7f])[^\W\d_]{5,}(?:-[^\W\d_]+)*")
_SMALL = re.compile(r"\b(?:[a-z]|[^\x00-\x7f])[^\W\d_]{4,}")
_KINDS = {"A": "aаα", "E": "eеёэε", "I": "iyиіїйыяєηιυ", "O": "ouоуюωο"}
_VOWELS = {letter: kind for kind, letters in _KINDS.items() for letter in letters}
_LIKE = {("A", "E"), ("E", "A")}
_CONSONANTS = (("kh", "h"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("ck", "k"), ("sch", "sh"), ("tz", "z"),
               ("ts", "z"), ("dj", "j"), ("dzh", "j"), ("q", "k"), ("g", "k"), ("c", "k"), ("w", "v"))  # fmt: skip


class LeftOver(NamedTuple):
    """A spelling that one text has left over from the other: `form` where it stands, and its `usual` one there."""

    form: str
    usual: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Forms:
    """The capitalised words of a text: how often, and by the consonants that spellings of one name share."""

    text: str
    counts: Counter[str]
    by_key: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Forms:
        """Read a text; a word that also stands in small letters is no name."""
        counts = Counter(word for word in _NAME.findall(text) if word[0].isupper() and not word.isupper())
        small = set(_SMALL.findall(text))
        counts = Counter({word: n for word, n in counts.items() if word.lower() not in small})
        by_key: dict[str, list[str]] = {}
        for word in counts:
            key = skeleton(word)
            if key:
                by_key.setdefault(key, []).append(word)
        return cls(text, counts, by_key)

    def places(self, word: str) -> list[tuple[int, int]]:
        """Where a form stands: half-open character spans."""
        return [match.span() for match in _NAME.finditer(self.text) if match[0] == word]

    def variants(self, word: str) -> list[str]:
        """Other spellings of this name in the text, the most frequent first."""
        found = [form for form in self.by_key.get(skeleton(word), ()) if same_name(form, word)]
        return sorted(found, key=lambda form: (-self.counts[form], form))


@lru_cache(maxsize=1 << 16)
def _parts(word: str) -> tuple[str, str]:
    """(consonants, kinds of the vowels before, between and behind them)."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    for old, new in _CONSONANTS:
        plain = plain.replace(old, new)
    consonants, kinds, cluster = "", [], ""
    for c in plain.replace("-", ""):
        if c in _VOWELS:
            cluster += _VOWELS[c]
            continue
        if consonants and c == consonants[-1] and not cluster:
            continue  # a doubled letter
        kinds.append(_kind(cluster))
        consonants, cluster = consonants + c, ""
    return consonants, "".join([*kinds, cluster[-1:] or "-"])


def _kind(cluster: str) -> str:
    """One letter for a run of vowels: `-` for none, I where it has one (ai, ei, aei and y stand for each other)."""
    if not cluster:
        return "-"
    return "I" if "I" in cluster else cluster[0]


def skeleton(word: str) -> str:
    """The consonants of a name as transliterations agree on them; "" where there are fewer than two."""
    consonants = _parts(word)[0]
    return consonants if len(consonants) >= 2 else ""


def same_name(a: str, b: str) -> bool:
    """Whether two words are different spellings of one name.

    >>> same_name("Raisi", "Raeisi"), same_name("Gaddafi", "Qadhafi"), same_name("Maria", "Mario")
    (True, True, False)
    """
    if a.casefold() == b.casefold() or min(len(a), len(b)) < SHORTEST:
        return False
    (consonants, left), (others, right) = _parts(a), _parts(b)
    if consonants != others or len(consonants) < 2:
        return False
    left, right = left.replace("I", "E"), right.replace("I", "E")
    if left[0] != right[0] or left[-1] != right[-1]:
        return False
    # an a for an e is a transliteration in a later syllable (Mohammed), another name in the first (Clinton, Clanton)
    first = len(left) - len(left.lstrip("-"))
    kinds = zip(_parts(a)[1], _parts(b)[1], strict=True)
    different = [(i, pair) for i, (pair, x, y) in enumerate(zip(kinds, left, right, strict=True)) if x != y]
    return len(different) <= 1 and all(pair in _LIKE and i != first for i, pair in different)


def left_over(text: Forms, other: Forms) -> list[LeftOver]:
    """Spellings in `text` that are not its usual ones, but the only ones of `other`: left over from it.

    Parameters
    ----------
    text, other : Forms

    Returns
    -------
    list of LeftOver
        Sorted by form. A name must be written more often in another way in `text`, and in this way alone in `other`.
    """
    found = []
    for word, n in text.counts.items():
        if word not in other.counts:
            continue
        usual = text.variants(word)
        if usual and text.counts[usual[0]] > n and not other.variants(word):
            found.append(LeftOver(word, usual[0], tuple(text.places(word))))
    return sorted(found)


def shared_rare(left: Forms, right: Forms, others: Sequence[Forms]) -> list[tuple[str, str]]:
    """(spelling, the others' spelling) of names that both write alike, and at least two others, and all, otherwise."""
    found = []
    for word in sorted(left.counts.keys() & right.counts.keys()):
        if left.variants(word) or right.variants(word):
            continue
        theirs = Counter(form for other in others for form in _first(other.variants(word)))
        if sum(theirs.values()) >= 2 and not any(word in other.counts for other in others):
            found.append((word, min(theirs, key=lambda form: (-theirs[form], form))))
    return found


def _first(forms: Iterable[str]) -> list[str]:
    return list(forms)[:1]
