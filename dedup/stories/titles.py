"""What a story is called: the most central headline, and the words that set it apart."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.stories.evidence import Evidence, Scored
from dedup.stories.latin import spell
from dedup.stories.terms import background, stem_hash

WORD = re.compile(r"[^\W_]{3,}(?:['’-][^\W_]+)*")
N_KEYWORDS = 5
COMMON = 0.15
"""Share of texts with a function word: `says` has .24 in news, `police` .08."""
ENOUGH = 200
"""Documents that know which words are common without the background."""


def central(
    groups: list[NDArray[np.int64]],
    rows: list[dict[str, Any]],
    kept: NDArray[np.int64],
    pairs: Scored,
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


def keywords(
    groups: list[NDArray[np.int64]], rows: list[dict[str, Any]], common: Callable[[set[str]], set[str]]
) -> list[tuple[str, ...]]:
    """Up to five words of the headlines of each group, those first that many of them share and few others have.

    `common` says which of all words are left out: function words. Where a group has nothing else they stay.

    >>> rows = [{"title": t} for t in ("Ferry fire off Port Ansel", "Fire on ferry kills four", "Strike at Vessary")]
    >>> keywords([np.array([0, 1])], rows, lambda words: {"off"})[0][:2]
    ('ferry', 'fire')
    """
    everywhere = Counter(word for row in rows for word in set(_words(row)))
    dull, made = common(set(everywhere)), []
    for group in groups:
        here = Counter(word for n in group for word in set(_words(rows[n])))
        telling = {word: count for word, count in here.items() if word not in dull} or here
        weight = {word: count * math.log((len(rows) + 1) / everywhere[word]) for word, count in telling.items()}
        made.append(tuple(sorted(weight, key=lambda word: (-round(weight[word], 9), -here[word], word))[:N_KEYWORDS]))
    return made


def function_words(words: set[str], evidence: Evidence) -> set[str]:
    """Those of words, in lower case, whose stem many texts have and that are no names: `said`, `after`, not `Trump`."""
    known, rows = background(), evidence.weighted
    share = dict(zip(known.hashes.tolist(), known.share.tolist(), strict=True))
    term = {key: i for i, key in enumerate(evidence.hashes.tolist())}
    n, found = len(evidence.kept), set()
    frequency = np.bincount(rows.terms, minlength=len(evidence.hashes))
    for word in words:
        key = int(stem_hash("".join(map(spell, word))[: evidence.settings.prefix]))
        at = term.get(key)
        if at is not None and rows.named[at]:
            continue
        here = frequency[at] / n if at is not None and n >= ENOUGH else 0.0
        if max(share.get(key, 0.0), here) >= COMMON:
            found.add(word)
    return found


def _words(row: dict[str, Any]) -> list[str]:
    return WORD.findall((row["title"] or "").casefold())
