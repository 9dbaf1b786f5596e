"""Pseudo-text in many scripts: how a word of each is made, what stands between words, and what ends a sentence."""

from __future__ import annotations

import itertools
import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Script:
    """How pseudo-text of a script is made: a word, what stands between words, what ends a sentence."""

    name: str
    word: Callable[[random.Random], str]
    space: str = " "
    stop: str = ". "
    comma: str = ", "


def _letters(*spans: str) -> str:
    """The assigned code points of spans such as "0430-044F", as a string."""
    points = itertools.chain.from_iterable(range(int(span[:4], 16), int(span[-4:], 16) + 1) for span in spans)
    return "".join(chr(point) for point in points if unicodedata.category(chr(point))[0] in "LMN")


def _of(letters: str, low: int = 2, high: int = 9) -> Callable[[random.Random], str]:
    return lambda rng: "".join(rng.choices(letters, k=rng.randint(low, high)))


def _syllables(
    bases: str, signs: str, share: float = 0.6, low: int = 1, high: int = 4, joined: str = "", rare: str = ""
) -> Callable[[random.Random], str]:
    """Words of base letters that carry a mark with a chance of `share`; `joined` binds two, `rare` follows few."""

    def word(rng: random.Random) -> str:
        parts = []
        for _ in range(rng.randint(low, high)):
            parts.append(rng.choice(bases))
            if joined and rng.random() < 0.15:
                parts += [joined, rng.choice(bases)]
            if rng.random() < share:
                parts.append(rng.choice(signs))
            if rare and rng.random() < 0.1:
                parts.append(rng.choice(rare))
        return "".join(parts)

    return word


HAN, HIRAGANA, KATAKANA = _letters("4E00-62FF"), _letters("3041-3093"), _letters("30A1-30F3")


def _japanese(rng: random.Random) -> str:
    shape = rng.random()
    if shape < 0.55:
        return "".join(rng.choices(HAN, k=rng.randint(1, 2)) + rng.choices(HIRAGANA, k=rng.randint(1, 2)))
    return "".join(rng.choices(HIRAGANA if shape < 0.85 else KATAKANA, k=rng.randint(2, 4)))


def _mixed(rng: random.Random) -> str:
    kinds = [script for name, script in SCRIPTS.items() if name != "mixed"]
    shape = rng.random()
    if shape < 0.5:
        return _of("abcdefghijklmnopqrstuvwxyz")(rng)
    if shape < 0.6:
        return rng.choice(("“", "«", "(", "")) + str(rng.randint(0, 10**6)) + rng.choice(("%", "”", ")", "€", "😀", ""))
    return rng.choice(kinds).word(rng)


ARABIC = _syllables(_letters("0621-063A", "0641-064A"), _letters("064B-0652"), 0.6, 2, 6)
HINDI = _syllables(_letters("0915-0939"), _letters("093E-094C"), 0.6, 1, 4, "\u094d", "\u0902")
TAMIL = _syllables("கஙசஞடணதநபமயரலவழளறன", _letters("0BBE-0BCD"), 0.7, 2, 5)
SINHALA = _syllables(_letters("0D9A-0DC6"), _letters("0DCF-0DDF"), 0.6, 1, 4, "\u0dca\u200d", "\u0dca")
THAI = _syllables(_letters("0E01-0E2E"), _letters("0E30-0E3A"), 0.5, 1, 4, "", _letters("0E48-0E4B"))
KHMER = _syllables(_letters("1780-17A2"), _letters("17B6-17C5"), 0.7, 1, 3, "\u17d2")
SCRIPTS: dict[str, Script] = {
    script.name: script
    for script in (
        Script("latin with accents", _of("aaeeiioubcdfghlmnprstvzáàâäçéèêëíîïñóôöøúüßœšžł")),
        Script("cyrillic", _of(_letters("0430-044F") + "оеаинт")),
        Script("greek", _of(_letters("03AC-03CE"))),
        Script("arabic with harakat", ARABIC, " ", ". ", "، "),
        Script("hebrew", _of(_letters("05D0-05EA"), 2, 7)),
        Script("hindi", HINDI, " ", "। "),
        Script("tamil", TAMIL),
        Script("sinhala", SINHALA),
        Script("thai", THAI, "", " ", " "),
        Script("khmer", KHMER, "", "។ ", " "),
        Script("chinese", _of(HAN, 1, 2), "", "。", "，"),
        Script("japanese", _japanese, "", "。", "、"),
        Script("hangul", _of(_letters("AC00-C5FF"), 1, 4)),
        Script("mixed", _mixed),
    )
}
PLAIN = Script("plain", _syllables("bbcdddffgghhklllmmnnnprrrsssttttvw", "aaeeeiiou", 0.75, 1, 4))
NAMED: dict[str, Script] = {
    PLAIN.name: PLAIN,
    **{name.partition(" ")[0]: script for name, script in SCRIPTS.items()},
}
"""Pseudo-text in plain letters, about as long as English; and the others, by the first word of their names."""
