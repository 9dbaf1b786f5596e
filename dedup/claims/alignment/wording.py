"""Claims -> sparse rows of what their words are, weighed by how rare each is in its scope and in news at large.

A row a claim; columns are stems, pairs of stems, letter groups, capitalised words and numbers. Everything about pairs
of claims (`candidates`, `pairs`) is read off these rows.
"""

from __future__ import annotations

import itertools
import json
import math
import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

import dedup.stories
from dedup.stories.latin import spell

WORD = re.compile(r"[^\W_]+(?:[.,:]\d+)*")
PREFIX = 6
"""Letters of a stem: as `stories/background.json` counts them."""
UNSEEN = 9.0
"""Rarity of a stem that is not among the commonest of news: about one article in 8,000."""
TELLING = 1.2
"""Rarity above which a stem says what a sentence is about: less than a third of articles have it."""
REACH = 3
"""How far a couple of telling stems reach, in such stems."""
ENDINGS = ("ing", "edly", "ed", "ly", "ment", "ation", "ion", "er", "or")
NUMERALS = {
    word: str(value)
    for value, words in (
        (0, "zero"), (1, "one"), (2, "two twice both second"), (3, "three thrice third"), (4, "four fourth"),
        (5, "five fifth"), (6, "six sixth"), (7, "seven seventh"), (8, "eight eighth"), (9, "nine ninth"),
        (10, "ten tenth"), (11, "eleven"), (12, "twelve dozen"), (13, "thirteen"), (14, "fourteen"), (15, "fifteen"),
        (16, "sixteen"), (17, "seventeen"), (18, "eighteen"), (19, "nineteen"), (20, "twenty"), (30, "thirty"),
        (40, "forty"), (50, "fifty"), (60, "sixty"), (70, "seventy"), (80, "eighty"), (90, "ninety"),
    )
    for word in words.split()
}  # fmt: skip

Matrix = Any
"""scipy.sparse.csr_array of float64, a row a claim."""


class Wording(NamedTuple):
    """Rows of claims: binary csr matrices, a claim a row, and a weight for each entry (as `data` is laid out).

    stems, local, news: stems with how rare each is in its scope and in news. skips, skip_weight: two telling stems
    close to each other, in any order. bigrams, letters, letter_weight, capitals, numbers: the others. order: the stems
    of each claim as characters, for common subsequences. plain: folded words. length: stems of each claim, repeats
    included.
    """

    stems: Matrix
    local: NDArray[np.float64]
    news: NDArray[np.float64]
    skips: Matrix
    skip_weight: NDArray[np.float64]
    bigrams: Matrix
    letters: Matrix
    letter_weight: NDArray[np.float64]
    capitals: Matrix
    numbers: Matrix
    order: list[str]
    plain: list[str]
    length: NDArray[np.int64]


def word_claims(texts: Sequence[str], scope: NDArray[np.int64]) -> Wording:
    """The wording of claims.

    Parameters
    ----------
    texts : sequence of str
    scope : int64 [n]
        Claims are compared within one scope, and rarity is counted there.

    Returns
    -------
    Wording
        About 100 microseconds a claim.
    """
    words = [read_words(text) for text in texts]
    stems = [[word.stem for word in row] for row in words]
    stem_rows, vocabulary = rows_of(stems)
    rare = dict.fromkeys(vocabulary, 0.0)
    for row in words:
        rare.update({word.stem: word.rarity for word in row})
    rarity = np.array([rare[stem] for stem in vocabulary] or [0.0])
    plain = [" ".join(fold(word.text) for word in row) for row in words]
    letters, _ = rows_of([letter_groups(text) for text in plain])
    skips, couples = rows_of([telling_couples(row) for row in words])
    couple_rarity = np.array([rare[a] + rare[b] for a, b in couples] or [0.0])
    place = {stem: chr(0x100 + at + (0x800 if at >= 0xD700 else 0)) for at, stem in enumerate(vocabulary)}
    return Wording(
        stems=stem_rows,
        local=np.log1p(scope_rarity(stem_rows, scope)),
        news=rarity[stem_rows.indices],
        skips=skips,
        skip_weight=np.log1p(scope_rarity(skips, scope)) * couple_rarity[skips.indices],
        bigrams=rows_of([list(itertools.pairwise(row)) for row in stems])[0],
        letters=letters,
        letter_weight=np.log1p(scope_rarity(letters, scope)),
        capitals=rows_of([capitalised(row) for row in words])[0],
        numbers=rows_of([[stem for stem in row if stem[0].isdigit()] for row in stems])[0],
        order=["".join(place[stem] for stem in row) for row in stems],
        plain=plain,
        length=np.array([len(row) for row in stems], np.int64),
    )


class Word(NamedTuple):
    """A word as it stands, its stem (or the number it is), and how rare it is in news: -log of a share of articles."""

    text: str
    stem: str
    rarity: float


def read_words(text: str) -> list[Word]:
    """Words of a text in their order; lone letters that are left of a possessive are none.

    >>> [(word.text, word.stem) for word in read_words("Nine Sailors’ boats, 1,200")]
    [('Nine', '9'), ('Sailors', 'sail'), ('boats', 'boat'), ('1,200', '1200')]
    """
    return [word for found in WORD.findall(text) if (word := word_of(found)).stem]


@lru_cache(maxsize=1 << 17)
def word_of(text: str) -> Word:
    """A word with its stem, "" for a lone letter such as a possessive s."""
    if text[0].isdigit():
        return Word(text, text.replace(",", "").rstrip(".:").lower(), UNSEEN)
    folded = fold(text)
    rarity = max(0.01, -math.log(share)) if (share := news_share().get(folded[:PREFIX])) else UNSEEN
    stem = "" if folded in ("s", "t") else NUMERALS.get(folded) or strip_endings(folded)
    return Word(text, stem, rarity)


def strip_endings(word: str) -> str:
    """A word without the endings of number, tense and kind of English words, at least four letters.

    >>> [strip_endings(word) for word in ("cities", "stopped", "reporting", "reporter", "is")]
    ['city', 'stop', 'report', 'report', 'is']
    """
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "sl":
                word = word[:-1]
            break
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 4 and word.endswith("y") else word


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """A word in lower case and Latin letters where it has them."""
    return "".join(spell(letter) for letter in unicodedata.normalize("NFC", word))


def letter_groups(text: str, width: int = 4) -> list[str]:
    """Runs of so many characters within words and across their bounds."""
    text = f" {text} "
    return [text[at : at + width] for at in range(max(1, len(text) - width + 1))]


def capitalised(words: Sequence[Word]) -> list[str]:
    """Stems of words with a capital, but for the first; none where most words have one, as in headlines in title case.

    >>> capitalised(read_words("Police in Skerra met Nils Arvane on the boat."))
    ['skerra', 'nil', 'arvan']
    """
    found = [word.stem for word in words[1:] if word.text[0].isupper()]
    return found if 2 * len(found) <= len(words) + 2 else []


def telling_couples(words: Sequence[Word]) -> list[tuple[str, str]]:
    """Two different stems that are not everywhere, with at most two such stems between them, each couple in one order.

    >>> telling_couples(read_words("The treaty was signed in Skerra."))
    [('sign', 'treati'), ('skerra', 'treati'), ('sign', 'skerra')]
    """
    telling = [word.stem for word in words if word.rarity > TELLING]
    return [
        (min(one, other), max(one, other))
        for at, one in enumerate(telling)
        for other in telling[at + 1 : at + 1 + REACH]
        if one != other
    ]


def rows_of(rows: Sequence[Sequence[Any]]) -> tuple[Matrix, list[Any]]:
    """A binary matrix of the distinct things in each row, and what its columns are."""
    place: dict[Any, int] = {}
    indices: list[int] = []
    ends = [0]
    for row in rows:
        indices.extend(sorted({place.setdefault(thing, len(place)) for thing in row}))
        ends.append(len(indices))
    data = np.ones(len(indices))
    shape = len(rows), max(1, len(place))
    return sparse.csr_array((data, np.array(indices, np.int32), np.array(ends, np.int64)), shape=shape), list(place)


def scope_rarity(matrix: Matrix, scope: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each entry of a matrix: claims of its scope over claims of its scope that have it."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    keys = scope[rows] * np.int64(matrix.shape[1]) + matrix.indices
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    sizes = np.bincount(scope)
    rarity: NDArray[np.float64] = sizes[scope[rows]] / counts[inverse]
    return rarity


@cache
def news_share() -> dict[str, float]:
    """The share of news articles with each of the commonest stems."""
    file = Path(dedup.stories.__file__).parent / "background.json"
    share: dict[str, float] = json.loads(file.read_text(encoding="utf-8"))["share"]
    return share
