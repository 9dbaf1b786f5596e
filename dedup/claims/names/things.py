"""Names of things and places: one key for their spellings, acronyms, shortened forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dedup.claims.names.lexicon import words
from dedup.claims.names.spelling import plain

ACRONYM = re.compile(r"(?:[A-Z][A-Za-z]?[A-Z&-]*[A-Z]|(?:[A-Z]\.){2,})(?<!-)")
_SKIP: Final = words("of the and for on in de la du des & a")
# words of which there are many organisations, so that a shorter name says too little
_WIDE: Final = words(
    """
    world international national united european american british general central federal state royal global
    first new north south east west northern southern eastern western democratic republican
    """
)
_BRITISH: Final = (("isation", "ization"), ("centre", "center"), ("labour", "labor"), ("defence", "defense"),
                   ("programme", "program"), ("theatre", "theater"))  # fmt: skip


def thing_key(words: Sequence[str]) -> str:
    """One key for the spellings of a name that is no person's: letters only, American, without articles.

    >>> thing_key(["The", "Shanghai", "Cooperation", "Organisation"])
    'shanghai cooperation organization'
    """
    parts = []
    for word in words:
        key = plain(word.removesuffix("'s").removesuffix("’s"))
        if key in ("the", "") and word != "&":
            continue
        key = "and" if word == "&" else key
        for british, american in _BRITISH:
            key = key.replace(british, american)
        parts.append(key)
    return " ".join(parts)


def initials_fit(acronym: str, long: str) -> bool:
    """Whether an acronym is made of the first letters of a long form, in order, beginning with its first word; words
    without their letter may stand between.

    >>> [initials_fit(short, "Metal and Foundry Workers' Union") for short in ("MFU", "IRIB")]
    [True, False]
    """
    letters = [c for c in acronym.lower() if c.isalpha()]
    words = [word for word in re.findall(r"[^\W_]+", long.lower()) if word not in _SKIP or word in ("in",)]
    if len(words) < 2 or len(letters) < 2 or words[0][0] != letters[0] or words[-1][0] != letters[-1]:
        return False
    at = 0
    for word in words:
        if at < len(letters) and word[0] == letters[at]:
            at += 1
    return at == len(letters) and len(words) <= len(letters) + 2


def shortens(short: str, long: str) -> bool:
    """Whether a key is another one with words left out of its middle: "shanghai organization".

    >>> shortens("shanghai organization", "shanghai cooperation organization")
    True
    >>> shortens("world organization", "world health organization")
    False
    """
    a, b = short.split(), long.split()
    if len(a) < 2 or len(a) >= len(b) or a[0] != b[0] or a[-1] != b[-1] or a[0] in _WIDE:
        return False
    rest = iter(b)
    return all(word in rest for word in a)
