"""What a story is called: the most central headline, and the words that set it apart."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.stories.features import Pairs

WORD = re.compile(r"[^\W_]{3,}(?:['’-][^\W_]+)*")
N_KEYWORDS = 5


def central(
    groups: list[NDArray[np.int64]],
    rows: list[dict[str, Any]],
    kept: NDArray[np.int64],
    pairs: Pairs,
) -> list[str]:
    """The headline of the document that is nearest to the others of its story, for every group of numbers.

    Nearness is the sum of the cosines of the scored pairs inside the story; of equal ones the earliest with a title is
    taken. A story without a title gives the empty text.
    """
    story = np.full(len(rows), -1, np.int64)
    for i, group in enumerate(groups):
        story[group] = i
    left, right = kept[pairs.left], kept[pairs.right]
    inside = (story[left] == story[right]) & (story[left] >= 0) if len(left) else np.zeros(0, np.bool_)
    near = np.zeros(len(rows))
    for side in (left, right):
        near += np.bincount(side[inside], pairs.cosine[inside], len(rows)) if len(rows) else near
    titles = []
    for group in groups:
        titled = [n for n in group if rows[n]["title"]]
        best = max(titled, key=lambda n: round(float(near[n]), 6), default=None)  # the first of equal ones
        titles.append(rows[best]["title"].strip() if best is not None else "")
    return titles


def keywords(groups: list[NDArray[np.int64]], rows: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """Up to five words of the headlines of each story, those first that many of them share and few others have.

    >>> rows = [{"title": t} for t in ("Ferry fire off Port Ansel", "Fire on ferry kills four", "Strike at Vessary")]
    >>> keywords([np.array([0, 1])], rows)[0][:2]
    ('ferry', 'fire')
    """
    everywhere = Counter(word for row in rows for word in set(_words([row])))
    made = []
    for group in groups:
        here = Counter(word for n in group for word in set(_words([rows[n]])))
        weight = {word: count * math.log((len(rows) + 1) / everywhere[word]) for word, count in here.items()}
        made.append(tuple(sorted(weight, key=lambda word: (-round(weight[word], 9), -here[word], word))[:N_KEYWORDS]))
    return made


def _words(rows: Iterable[dict[str, Any]]) -> list[str]:
    return [word for row in rows for word in WORD.findall((row["title"] or "").casefold())]
