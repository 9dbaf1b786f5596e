"""When two spellings are one name: Raisi and Raeisi, Amir-Abdollahian and Amirabdollahian, Όστρεβαν and Ostrevan.

A word of a name is brought to its Latin letters (`plain`), and from there to how it sounds (`sound`): the pairs of
letters that transliterations and careless typing exchange fall together. A missing word is compatible, a different one
is a conflict, and a spelling that differs in more than its sound is the same name only where everything else agrees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from dedup.claims.frames import Name
from dedup.claims.names.lexicon import ADDRESS, DIMINUTIVE, GIVEN, SHORT_ROLE, SUFFIX
from dedup.stories.latin import spell

LEAST = 4  # letters: shorter words sound alike too often (Lee and Li, Reid and Rid)
ALIKE = 88.0  # rapidfuzz ratio of two whole names, of 100, that are one name misspelled
ALIKE_WORD = 75.0  # and of each of their words

# in this order; a digraph before its letters
_SOUNDS: Final = (
    ("sch", "sh"), ("tch", "ch"), ("tsch", "ch"), ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("ph", "f"), ("kh", "h"),
    ("gh", "g"), ("dh", "d"), ("th", "t"), ("ck", "k"), ("cz", "ch"), ("ts", "z"), ("tz", "z"), ("q", "k"),
    ("w", "v"), ("x", "ks"),
)  # fmt: skip
_GREEK: Final = (("nt", "d"), ("mp", "b"), ("gk", "g"))  # Ντ, Μπ, Γκ at the start of a foreign name
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_HARD_C = re.compile("c(?=[aoulrk]|$)")
_VOWELS = re.compile("[aeiy]{2,}|y")
_DOUBLE = re.compile(r"(.)\1+")
_FEMALE: Final = ("a", "e", "ne", "le", "lle", "ine", "tte")


@lru_cache(1 << 16)
def plain(word: str) -> str:
    """Latin letters and digits in lower case; accents, hyphens and apostrophes gone.

    >>> [plain(word) for word in ("Amir-Abdollahian", "O’Neill", "Darío", "Όστρεβαν", "Путин")]
    ['amirabdollahian', 'oneill', 'dario', 'ostrevan', 'putin']
    """
    if word.isascii():  # nearly all are
        low = word.lower()
        return low if low.isalnum() else "".join(filter(str.isalnum, low))
    out = "".join(part for part in map(spell, word) if part.isalnum())
    if word and "Ͱ" <= word[0] <= "Ͽ":
        for pair, sound_ in _GREEK:
            if out.startswith(pair):
                return sound_ + out[2:]
    return out


@lru_cache(1 << 16)
def sound(word: str) -> str:
    """What spellings of a word have in common. Short words stay as they are.

    >>> sound("Raisi") == sound("Raeisi"), sound("Sergei") == sound("Sergey"), sound("Lee") == sound("Li")
    (True, True, False)
    """
    out = plain(word)
    if len(out) < LEAST:
        return out
    for pair, one in _SOUNDS:
        out = out.replace(pair, one)
    out = _HARD_C.sub("k", out)
    out = _VOWELS.sub("i", out.replace("oo", "u").replace("ou", "u"))
    return _DOUBLE.sub(r"\1", out)


def first_sound(word: str) -> str:
    """The block of a word: spellings are compared inside one block only.

    >>> first_sound("Ebrahim") == first_sound("Ibrahim"), first_sound("Gaddafi") == first_sound("Qaddafi")
    (True, True)
    """
    key = sound(word)[:1]
    return {"e": "a", "i": "a", "o": "a", "u": "a", "c": "k", "g": "k", "z": "s"}.get(key, key)


def same_word(a: str, b: str) -> bool:
    """Whether two words are one spelled alike: the same letters, or the same sound."""
    return plain(a) == plain(b) or sound(a) == sound(b)


def compatible_given(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether given names (and initials) can be one person's: a missing one can, a different one cannot.

    >>> compatible_given(["Joseph", "R"], ["Joe"]), compatible_given(["Ebrahim"], ["Hassan"])
    (True, False)
    """
    if not a or not b:
        return True
    if not _same_given(a[0], b[0]):
        # a person known by the second name: "J. Edgar", "Willard Mitt" and "Mitt"
        short, long = sorted((a, b), key=len)
        return len(short) == 1 and len(short[0]) > 1 and len(long) > 1 and plain(short[0]) == plain(long[1])
    return all(_same_given(x, y) for x, y in zip(a[1:], b[1:], strict=False))


def _same_given(a: str, b: str) -> bool:
    x, y = plain(a), plain(b)
    if not x or not y or min(len(x), len(y)) == 1:
        return x[:1] == y[:1]
    return x == y or sound(a) == sound(b) or DIMINUTIVE.get(x, x) == DIMINUTIVE.get(y, y)


def misspelled(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two full names of as many words are so alike that one is the other, misspelled.

    Given names that are both common ones are no misspelling of each other (Daniel, Danielle), nor is one with the
    ending of the other sex (Mario, Maria).
    """
    if len(a) != len(b) or len(a) < 2 or first_sound(a[-1]) != first_sound(b[-1]):
        return False
    for x, y in zip(a, b, strict=True):
        p, q = plain(x), plain(y)
        if p != q and (min(len(p), len(q)) < LEAST or fuzz.ratio(sound(x), sound(y)) < ALIKE_WORD):
            return False
    p, q = plain(a[0]), plain(b[0])
    if p != q and sound(p) != sound(q) and ({p, q} <= GIVEN or _other_sex(p, q)):
        return False
    return fuzz.ratio(" ".join(map(sound, a)), " ".join(map(sound, b))) >= ALIKE


def _other_sex(p: str, q: str) -> bool:
    short, long = sorted((p, q), key=len)
    if any(short + ending == long for ending in _FEMALE):
        return True
    return len(p) == len(q) and p[:-1] == q[:-1] and {p[-1], q[-1]} in ({"a", "o"}, {"a", "e"}, {"a", "i"})


def name_words(name: str) -> list[str]:
    """The words of a form without titles and suffixes.

    >>> name_words("Mr. George H.W. Bush Jr.")
    ['George', 'H', 'W', 'Bush']
    """
    out: list[str] = []
    for match in _WORD.finditer(name):
        word = match.group().rstrip(".")
        key = word.lower()
        if key in SUFFIX or (not out and (key in ADDRESS or key in SHORT_ROLE)):
            continue
        out += word.split(".") if "." in word else [word]
    return out


def same_name(a: str, b: str) -> bool:
    """Whether two forms of a person's name can be one person's.

    Parameters
    ----------
    a, b : str
        Forms as they stand; titles are left aside.

    Returns
    -------
    bool

    Examples
    --------
    >>> same_name("Ebrahim Raisi", "President Raeisi") or same_name("Ebrahim Raisi", "Raeisi")
    True
    >>> same_name("Ebrahim Raisi", "Hassan Raisi")
    False
    """
    left, right = name_words(a), name_words(b)
    if not left or not right:
        return False
    if same_word(left[-1], right[-1]) and compatible_given(left[:-1], right[:-1]):
        return True
    short, long = sorted((left, right), key=len)
    joined = "".join(map(plain, short))
    return any(joined == "".join(map(plain, long[k:])) for k in range(len(long))) or misspelled(left, right)


def variants(name: Name) -> tuple[tuple[str, ...], ...]:
    """The words of a name that its forms spell in more than one way, each with its spellings, most frequent first.

    >>> variants(Name("n", "Ebrahim Raisi", ("Ebrahim Raisi", "Raeisi", "President Raisi"), "person"))
    (('Raisi', 'Raeisi'),)
    """
    groups: list[list[str]] = []
    for form in name.forms:
        for word in name_words(form):
            if len(word) < LEAST or not word[0].isupper():
                continue
            for group in groups:
                if same_word(group[0], word) or fuzz.ratio(sound(group[0]), sound(word)) >= ALIKE:
                    if word not in group:
                        group.append(word)
                    break
            else:
                groups.append([word])
    return tuple(tuple(group) for group in groups if len(group) > 1)
