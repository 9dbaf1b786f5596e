"""The obvious slow way to do what the kernels and stages do fast: sets, dictionaries, one character at a time.

Nearly every test of the kernels says `naive.f(x) == f(x)`. Nothing here is tuned; it is to be read and believed.
"""

from __future__ import annotations

import collections
import itertools
import unicodedata

UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x2FDF),
    (0x3005, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
JOINERS = "\u200c\u200d\u2060\ufeff\u00ad"


def unspaced(character: str) -> bool:
    """Whether the character belongs to a script that is written without spaces."""
    return any(low <= ord(character) <= high for low, high in UNSPACED)


def fold(text: str) -> str:
    """NFKD, full case folding, NFKD: spellings that differ in case or composition become equal."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())


def words(text: str) -> list[str]:
    """Runs of letters, marks and digits; in scripts without spaces each base character with its marks."""
    out: list[str] = []
    word = ""
    for character in fold(text):
        kind = unicodedata.category(character)[0]
        if character in JOINERS:
            continue
        if word and (kind not in "LMN" or (kind in "LN" and (unspaced(character) or unspaced(word[0])))):
            out.append(word)
            word = ""
        if kind in "LMN":
            word += character
    return [*out, word] if word else out


def shingles(text: str, unit: str = "words", width: int = 5) -> list[tuple[str, ...]]:
    """Every run of `width` words (or characters of the words joined by a space); all of a shorter text as one."""
    units = words(text) if unit == "words" else list(" ".join(words(text)))
    return [tuple(units[i : i + width]) for i in range(max(1, len(units) - width + 1))] if units else []


def jaccard(a: str, b: str, unit: str = "words", width: int = 5) -> float:
    """Exact Jaccard similarity of the two sets of shingles; 0 where either is empty."""
    x, y = set(shingles(a, unit, width)), set(shingles(b, unit, width))
    return len(x & y) / len(x | y) if x and y else 0.0


def containment(a: str, b: str, unit: str = "words", width: int = 5) -> float:
    """Share of a's shingles that b has."""
    x, y = set(shingles(a, unit, width)), set(shingles(b, unit, width))
    return len(x & y) / len(x) if x else 0.0


def pairs(texts: list[str], threshold: float, unit: str = "words", width: int = 5) -> dict[tuple[int, int], float]:
    """Every pair at or above the threshold, by comparing all with all."""
    sets = [set(shingles(text, unit, width)) for text in texts]
    found = {}
    for i, j in itertools.combinations(range(len(texts)), 2):
        union = len(sets[i] | sets[j])
        if sets[i] and sets[j] and len(sets[i] & sets[j]) / union >= threshold:
            found[i, j] = len(sets[i] & sets[j]) / union
    return found


def leaders(n: int, similar: dict[tuple[int, int], float], order: list[int]) -> list[int]:
    """Leader clustering: in this order each document that no leader is similar to becomes one; the others join the
    most similar of the leaders before them, the earlier one where two are equally similar."""
    near: dict[int, dict[int, float]] = collections.defaultdict(dict)
    for (i, j), value in similar.items():
        near[i][j] = near[j][i] = value
    chosen: list[int] = []
    for d in order:
        if not any(leader in near[d] for leader in chosen):
            chosen.append(d)
    place = {d: i for i, d in enumerate(order)}
    result = list(range(n))
    for d in range(n):
        if d not in chosen:
            before = [c for c in chosen if c in near[d] and place[c] < place[d]]
            result[d] = max(before, key=lambda c: (near[d][c], -place[c]))
    return result


def collision_chance(jaccard: float, bands: int, rows: int) -> float:
    """Chance that two sketches agree in a whole band: 1 - (1 - J**rows)**bands."""
    return float(1 - (1 - jaccard**rows) ** bands)
