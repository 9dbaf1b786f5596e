"""A Latin spelling for letters of Latin, Greek and Cyrillic script, so that a name and its transliteration meet.

It is for counting shared terms, not for reading: accents are dropped, and a few pairs of letters fall together.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernels.terms import KEEP, SPELLED

GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", [*"avgdezi", "th", *"iklmnxoprsstyfh", "ps", "o"], strict=True))
CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґў",
        [*"abvgde", "zh", *"ziiklmnoprstuf", "kh", "ts", "ch", "sh", "shch", "_", "y", "_", "e", "yu", "ya", *"iiegu"],
        strict=True,
    )
)
LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"}


class Spelling(NamedTuple):
    """By code point below `SPELLED`: letters uint32, up to four ASCII letters, lowest byte first (0 drops the code
    point, `KEEP` leaves it); capital bool.
    """

    letters: NDArray[np.uint32]
    capital: NDArray[np.bool_]


def spell(character: str) -> str:
    """The Latin spelling of one character; itself where it has none.

    >>> [spell(c) for c in "ÉшΛß漢"]
    ['e', 'sh', 'l', 'ss', '漢']
    """
    out = ""
    for part in unicodedata.normalize("NFKD", character.casefold()):
        if not accent(part):
            out += GREEK.get(part) or CYRILLIC.get(part) or LATIN.get(part) or part
    return out.replace("_", "")


def accent(character: str) -> bool:
    """Whether it is a combining mark of Latin, Greek or Cyrillic."""
    return 0x300 <= ord(character) < 0x370


@cache
def spelling() -> Spelling:
    """The table; made once a process in about 10 ms."""
    letters, capital = np.zeros(SPELLED, np.uint32), np.zeros(SPELLED, np.bool_)
    for point in range(SPELLED):
        latin = spell(chr(point))
        capital[point] = chr(point).isupper()
        if latin and latin.isascii() and len(latin) <= 4:
            letters[point] = int.from_bytes(latin.encode(), "little")
        elif latin:
            letters[point] = KEEP
    return Spelling(letters, capital)
