"""Lists of words as they are easiest to read: in lines, with blanks between them."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a list, each once.

    >>> sorted(words("said says told"))
    ['said', 'says', 'told']
    """
    return frozenset(text.split())
