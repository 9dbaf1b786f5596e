"""The words of a text at which a quantity or a date may begin, and the stretches in which none is looked for."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import islice

BLOCK = 256  # words
"""How many words are judged together."""
TABLE = 0.4
"""Of a block of words, the share of numbers and names of days from which on it is a table or noise, and not prose."""
_TOKEN = re.compile(r"[^\W_]+")
_DIGITS = frozenset("0123456789")


def triggers(text: str, words: Container[str], skipped: list[tuple[int, int]] | None = None) -> Iterator[re.Match[str]]:
    """The numbers in digits and the words of a list, in order, as matches of the whole word.

    A block of 256 words of which more than two in five are such is a table, and skipped: nothing there says what its
    numbers count, and a hostile text costs no more than any other.

    Parameters
    ----------
    text : str
        Any text.
    words : container of str
        In small letters.
    skipped : list, optional
        Gets the spans of the blocks that were skipped.

    Yields
    ------
    re.Match
        Of letters and digits, without hyphens.

    Examples
    --------
    >>> [match[0] for match in triggers("In May 12 boats sank", {"may"})]
    ['May', '12']
    >>> len(list(triggers("1, " * 1000, ())))
    232
    """
    tokens = _TOKEN.finditer(text)
    while block := list(islice(tokens, BLOCK)):
        found = [match for match in block if (word := match[0])[0] in _DIGITS or word.lower() in words]
        if len(block) < BLOCK or len(found) <= TABLE * BLOCK:
            yield from found
        elif skipped is not None:
            skipped.append((block[0].start(), block[-1].end()))


def is_number(word: str) -> bool:
    """Whether a word begins with a digit."""
    return word[0] in _DIGITS
