"""The exact answer, without any sketch and without the kernels: words by a regular expression, shingles as text."""

from __future__ import annotations

import collections
import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping

UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # radicals of Han
    (0x3005, 0x30FF),  # marks of Han, kana
    (0x31F0, 0x31FF),  # more kana
    (0x3400, 0x9FFF),  # Han
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
JOINERS = ("\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad")
Pair = tuple[str, str]


@functools.cache
def word_pattern(end: int = 0x110000) -> re.Pattern[str]:
    """What a word is, in folded text without joiners whose code points are all below `end`."""
    kinds: dict[str, list[str]] = {"spaced": [], "unspaced": [], "mark": [], "unspaced mark": []}

    def kind(point: int) -> str:
        category = unicodedata.category(chr(point))[0]
        if category not in "LMN":
            return ""
        unspaced = "unspaced" if any(low <= point <= high for low, high in UNSPACED) else ""
        return f"{unspaced} mark".strip() if category == "M" else unspaced or "spaced"

    for name, points in itertools.groupby(range(end), kind):
        if name:
            run = list(points)
            kinds[name].append(f"\\U{run[0]:08x}-\\U{run[-1]:08x}")
    spaced, unspaced, mark, unspaced_mark = ("".join(ranges) for ranges in kinds.values())
    either = f"[{spaced}{mark}][{spaced}{mark}{unspaced_mark}]*"
    return re.compile(f"[{unspaced}{unspaced_mark}][{mark}{unspaced_mark}]*|{either}" if unspaced else either)


def words(text: str) -> list[str]:
    """The words of a text as `docs/conventions.md` defines them.

    >>> words("Æ ﬁne day, DAY")
    ['æ', 'fine', 'day', 'day']
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        for joiner in JOINERS:
            text = text.replace(joiner, "")
    if text.isascii():
        return word_pattern(0x80).findall(text.lower())
    basic = len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)
    return word_pattern(0x10000 if basic else 0x110000).findall(text)  # the shorter the pattern, the faster


def shingles(text: str, unit: str = "words", width: int = 5) -> frozenset[str]:
    """The set of shingles of a text, each as it stands.

    >>> sorted(shingles("a b c d e f")), shingles("..."), sorted(shingles("ab c", "chars", 3))
    (['a b c d e', 'b c d e f'], frozenset(), ['ab ', 'b c'])
    """
    found = words(text)
    if not found:
        return frozenset()
    if unit == "chars":
        joined = " ".join(found)
        return frozenset(joined[i : i + width] for i in range(max(1, len(joined) - width + 1)))
    return frozenset(" ".join(found[i : i + width]) for i in range(max(1, len(found) - width + 1)))


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared shingles to all; 0 where either is empty.

    >>> jaccard(frozenset("ab"), frozenset("bc"))
    0.3333333333333333
    """
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared) if shared else 0.0


def pairs_within(groups: Iterable[Iterable[str]], sets: Mapping[str, frozenset[str]], threshold: float) -> set[Pair]:
    """The pairs of each group at or above a threshold, each in order."""
    return {
        (a, b)
        for group in groups
        for a, b in itertools.combinations(sorted(group), 2)
        if jaccard(sets[a], sets[b]) >= threshold
    }


def pairs_of(
    sample: Mapping[str, frozenset[str]], everything: Iterable[tuple[str, frozenset[str]]], threshold: float
) -> set[Pair]:
    """The pairs of some documents with all documents: for each of those, what it shares with each of the sample."""
    posted: dict[str, list[str]] = {}
    for name, found in sample.items():
        for shingle in found:
            posted.setdefault(shingle, []).append(name)
    pairs: set[Pair] = set()
    for name, found in everything:
        shared = collections.Counter(itertools.chain.from_iterable(posted[s] for s in found if s in posted))
        for other, n in shared.items():
            if other != name and n / (len(found) + len(sample[other]) - n) >= threshold:
                pairs.add((min(name, other), max(name, other)))
    return pairs
