"""A short shared run -> the near-verbatim sentence around it, where there is one.

Passages are runs of several equal words. A clause that was copied with a word changed here and there leaves one short
run, and single words in the same order beside it: these are taken up here.
"""

from __future__ import annotations

import re

REACH = 140
"""Characters of the paragraph on each side that are looked at."""
WORDS = 16
LEAST = 3
"""Words that both sides must have beside the run before they are put in order."""
DENSITY = 0.6
"""Share of the words beside the run, on the side that has fewer, that must be equal."""
_WORD = re.compile(r"[^\W_]+")


def widen(left: str, right: str, run: tuple[int, int, int, int, int]) -> tuple[int, int, int, int, int]:
    """Take up what stands beside a run of equal words in the same order in both texts.

    Parameters
    ----------
    left, right : str
        Raw texts.
    run : tuple of int
        Half-open spans in both, and the equal words.

    Returns
    -------
    tuple of int
        The same run, or a wider one. Only within its paragraph, and at most `WORDS` words on each side.

    Examples
    --------
    >>> a = "They want to extend the ten-year rice treaty they had signed in 1999."
    >>> b = "It wants to extend a ten-year rice treaty that they signed in 1999, he said."
    >>> widen(a, b, (10, 19, 9, 18, 2))
    (10, 68, 9, 66, 10)
    """
    a, b, c, d, same = run
    after = _beside(_words(left[b : b + REACH].split("\n", 1)[0]), _words(right[d : d + REACH].split("\n", 1)[0]))
    if after:
        b, d, same = b + after[0][1], d + after[1][1], same + after[2]
    low, bottom = max(0, a - REACH), max(0, c - REACH)
    low, bottom = max(low, left.rfind("\n", low, a) + 1), max(bottom, right.rfind("\n", bottom, c) + 1)
    before = _beside(_words(left[low:a])[::-1], _words(right[bottom:c])[::-1])
    if before:
        a, c, same = low + before[0][0], bottom + before[1][0], same + before[2]
    return a, b, c, d, same


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(match[0].casefold(), *match.span()) for match in _WORD.finditer(text)]


def _beside(
    left: list[tuple[str, int, int]], right: list[tuple[str, int, int]]
) -> tuple[tuple[int, int], tuple[int, int], int] | None:
    """(span of the farthest equal word on the left, on the right, equal words), None where there are too few."""
    left, right = left[:WORDS], right[:WORDS]
    if len({word for word, *_ in left} & {word for word, *_ in right}) < LEAST:
        return None
    best: dict[tuple[int, int], int] = {}  # longest common subsequence that ends with this pair of equal words
    for i, (word, *_) in enumerate(left):
        for j, (other, *_) in enumerate(right):
            if word == other:
                best[i, j] = 1 + max((n for (x, y), n in best.items() if x < i and y < j), default=0)
    dense = [(n, -i - j, i, j) for (i, j), n in best.items() if n >= LEAST and n >= DENSITY * (min(i, j) + 1)]
    if not dense:
        return None
    n, _, i, j = max(dense)
    return left[i][1:], right[j][1:], n
