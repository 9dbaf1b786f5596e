"""Lists of words as they are read best: in one string."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a string.

    >>> sorted(word_set("on in"))
    ['in', 'on']
    """
    return frozenset(words.split())
