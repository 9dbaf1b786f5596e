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
from functools import lru_cache
from typing import NamedTuple

_LETTER = re.compile(r"[^\W\d_]")
SHORTEST = 5
"""Letters of a name; shorter ones have too many neighbours."""
_NAME = re.compile(r"[A-Z\x80-\U0010ffff](?<=[^\W\d_])(?<!\w.)[^\W\d_]{4,}(?:-[^\W\d_]+)*", re.DOTALL)
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


class Forms:
    """The capitalised words of a text, those that also stand in small letters left out: they are no names.

    Whether they do is looked up for the few words of which it matters.

    counts: how often each capitalised word stands, small or not. several: those of which another spelling may stand
    there too.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        words = Counter(_NAME.findall(text))
        self.counts = {word: n for word, n in words.items() if _is_capitalised(word)}
        self._by_key: dict[str, list[str]] = {}
        for word in self.counts:
            self._by_key.setdefault(skeleton(word), []).append(word)
        self._by_key.pop("", None)
        self._small: dict[str, bool] = {}

    @classmethod
    def of(cls, text: str) -> Forms:
        """Read a text."""
        return cls(text)

    @property
    def several(self) -> list[str]:
        """Words that share their consonants with another."""
        return [word for words in self._by_key.values() if len(words) > 1 for word in words]

    def __contains__(self, word: str) -> bool:
        """Whether a form stands here, and is a name."""
        return word in self.counts and not self._is_small(word)

    def _is_small(self, word: str) -> bool:
        if word not in self._small:
            self._small[word] = _stands(word.lower(), self.text)
        return self._small[word]

    def places(self, word: str) -> list[tuple[int, int]]:
        """Where a form stands: half-open character spans."""
        return [match.span() for match in _NAME.finditer(self.text) if match[0] == word]

    def variants(self, word: str) -> list[str]:
        """Other spellings of this name in the text, the most frequent first."""
        forms = self._by_key.get(skeleton(word))
        if forms is None or forms == [word]:
            return []
        found = [form for form in forms if same_name(form, word) and form in self]
        return sorted(found, key=lambda form: (-self.counts[form], form))


@lru_cache(maxsize=1 << 17)
def _is_capitalised(word: str) -> bool:
    return word[0].isupper() and not word.isupper()


def _stands(word: str, text: str) -> bool:
    """Whether a word of letters stands in a text by itself."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        before, after = text[at - 1 : at], text[end : end + 1]
        if not (before.isalnum() or before == "_") and not (after.isalpha() and _LETTER.match(after)):
            return True
        at = text.find(word, at + 1)
    return False


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


@lru_cache(maxsize=1 << 17)
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
    for word in text.several:
        if word not in other.counts:
            continue
        usual, n = text.variants(word), text.counts[word]
        if usual and text.counts[usual[0]] > n and word in text and word in other and not other.variants(word):
            found.append(LeftOver(word, usual[0], tuple(text.places(word))))
    return sorted(found)


def shared_rare(left: Forms, right: Forms, others: Sequence[Forms]) -> list[tuple[str, str]]:
    """(spelling, the others' spelling) of names that both write alike, and at least two others, and all, otherwise."""
    found = []
    for word in sorted(left.counts.keys() & right.counts.keys()):
        theirs = Counter(form for other in others for form in _first(other.variants(word)))
        if sum(theirs.values()) < 2 or any(word in other for other in others):
            continue
        if word in left and word in right and not left.variants(word) and not right.variants(word):
            found.append((word, min(theirs, key=lambda form: (-theirs[form], form))))
    return found


def _first(forms: Iterable[str]) -> list[str]:
    return list(forms)[:1]
