"""A number where it begins in a text, in digits or in words -> its value, and what is sure of it.

`read_numeral` reads one number at one place: `1,987`, `2.5 million`, `twenty-one`, `two and a half`, `half a million`,
`several hundred`, `tens of thousands`. It looks at a bounded number of characters, so a text is read in linear time.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TO_NINETEEN = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_TENS = """
twenty thirty forty fifty sixty seventy eighty ninety
"""
SMALL = {word: value for value, word in enumerate(_TO_NINETEEN.split())} | {
    word: 10 * k for k, word in enumerate(_TENS.split(), start=2)
}
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "lakhs": 1e5,
    "crore": 1e7, "crores": 1e7, "dozen": 12.0, "mn": 1e6, "mln": 1e6, "bn": 1e9, "bln": 1e9, "tn": 1e12, "trn": 1e12,
    "k": 1e3, "m": 1e6, "b": 1e9,
}  # fmt: skip
# What a vague plural can mean: thousands may be any number from two thousand on, until another word takes over.
VAGUE = {
    "dozens": (24.0, 100.0), "scores": (40.0, 200.0), "hundreds": (200.0, 1e3), "thousands": (2e3, 1e5),
    "millions": (2e6, 1e9), "billions": (2e9, 1e12), "trillions": (2e12, 1e15),
}  # fmt: skip
FRACTIONS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10,
}  # fmt: skip
_GLYPHS = {
    "½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅖": 0.4, "⅗": 0.6, "⅘": 0.8, "⅛": 0.125,
}  # fmt: skip
_ENOUGH = 15  # digits; longer ones are identifiers

_DIGITS = re.compile(
    r"(?:[0-9]{1,3}(?:,[0-9]{2,3}){0,5},[0-9]{3}(?![0-9])|[0-9]{1,40})(?:\.[0-9]{1,12}(?![0-9])(?!\.[0-9]))?"
)
_GLYPH = re.compile("[\\s\u2044-]?([½¼¾⅓⅔⅕⅖⅗⅘⅛])")
_MIXED = re.compile(r"[\s-](1|2|3)/(2|3|4|8)(?![0-9/])")
_WORD_SCALE = re.compile(
    r"[\s-]{1,2}(?:of\s)?(hundred|thousand|million|billion|trillion|lakhs?|crores?|dozen|mn|mln|bn|bln|tn|"
    r"trn)\b\.?(?<!\s\.)",
    re.IGNORECASE,
)
_SHORT_SCALE = re.compile(r"(k|mn|mln|bn|bln|tn|trn)(?![\w/])|(m|b)(?![\w/])", re.IGNORECASE)
_NEXT_WORD = re.compile(r"(?:\sand\s|[\s-])([a-z]{3,9})(?![a-z])", re.IGNORECASE)
_AND_PART = re.compile(r"\sand\s(?:a|one)[\s-](half|quarter|third)\b", re.IGNORECASE)
_AND_THREE = re.compile(r"\sand\sthree[\s-]quarters\b", re.IGNORECASE)
_FRACTION = re.compile(r"[\s-](half|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)\b")
_HALF_A = re.compile(r"half(?:\sof)?[\s-](?:an?|one)[\s-](hundred|thousand|million|billion|trillion|dozen)\b", re.I)
_VAGUE_OF = re.compile(r"\sof\s(thousands|millions|billions|trillions)\b", re.IGNORECASE)


class Numeral(NamedTuple):
    """A number as it stands: `text[start:end]` is all of it, its scale with it.

    `value` is None where only bounds are known; `low` and `high` are then what the words allow. `step` is the unit of
    its last significant digit, 1 for `12`, 1000 for `2,000`, 1e8 for `1.4 billion`. `scaled` is whether a word of scale
    stands in it, `words` whether it is written in words.
    """

    start: int
    end: int
    value: float | None
    low: float
    high: float
    step: float
    words: bool
    scaled: bool = False
    approximate: bool = False
    fraction: bool = False

    @property
    def single(self) -> float:
        """The value, or the lower bound where there is none."""
        return self.low if self.value is None else self.value


def step_of(value: float) -> float:
    """The unit of the last significant digit of a number; 1 for 0.

    >>> step_of(12), step_of(2000), step_of(1.4e9), step_of(0.25)
    (1.0, 1000.0, 100000000.0, 0.01)
    """
    if not value or value != value or value in (float("inf"), float("-inf")):
        return 1.0
    mantissa, _, exponent = f"{abs(value):.11e}".partition("e")
    return float(f"1e{int(exponent) - len(mantissa.rstrip('0').rstrip('.').replace('.', '')) + 1}")


def read_numeral(text: str, start: int) -> Numeral | None:
    """The number that begins at `start`, as long as it goes.

    Parameters
    ----------
    text : str
        Any text.
    start : int
        Where a digit or a letter of a number word stands. What is before it is not looked at.

    Returns
    -------
    Numeral or None
        None where no number begins there, and for runs of more than 15 digits.

    Examples
    --------
    >>> read_numeral("two and a half million crowns", 0).value
    2500000.0
    >>> read_numeral("dozens of boats", 0)[2:5]
    (None, 24.0, 100.0)
    """
    if text[start : start + 1].isdigit():
        return _digits(text, start)
    word = _word_at(text, start)
    if word in VAGUE or word == "tens":
        return _vague(text, start, word)
    if word == "half":
        half = _HALF_A.match(text, start)
        return _exact(start, half.end(), SCALES[half[1].lower()] / 2, words=True, scaled=True) if half else None
    return _words(text, start, word) if word in SMALL or word in SCALES else None


_WORD_AT = re.compile(r"[a-z]{1,10}(?![a-z])", re.IGNORECASE)


def _word_at(text: str, start: int) -> str:
    match = _WORD_AT.match(text, start)
    return match[0].lower() if match else ""


def _exact(start: int, end: int, value: float, *, words: bool, scaled: bool = False, step: float = 0.0) -> Numeral:
    return Numeral(start, end, value, value, value, step or step_of(value), words, scaled)


def _digits(text: str, start: int) -> Numeral | None:
    match = _DIGITS.match(text, start)
    if match is None:  # a digit of another script
        return None
    written = match[0].replace(",", "")
    whole, _, decimals = written.partition(".")
    if len(whole) > _ENOUGH:
        return None
    value, end = float(written), match.end()
    step = 10.0 ** -len(decimals) if decimals else step_of(value)
    glyph = _GLYPH.match(text, end) if not decimals else None
    mixed = _MIXED.match(text, end) if not decimals and glyph is None else None
    if glyph:
        value, end, step = value + _GLYPHS[glyph[1]], glyph.end(), 0.25
    elif mixed and int(mixed[1]) < int(mixed[2]):
        value, end, step = value + int(mixed[1]) / int(mixed[2]), mixed.end(), 0.25
    part = _AND_PART.match(text, end)
    if part:
        value, end = value + 1 / FRACTIONS[part[1].lower()], part.end()
    return _scaled(text, Numeral(start, end, value, value, value, step, words=False))


def _scaled(text: str, number: Numeral) -> Numeral:
    """With the words of scale that follow: `2.5 million`, `50 thousand crore`, `3bn`."""
    value, end, step, scaled = number.single, number.end, number.step, number.scaled
    short = _SHORT_SCALE.match(text, end) if not number.words else None
    if short and not (short[2] and text[end - 1 : end] == " "):
        factor = SCALES[short[0].lower()]
        value, step, end, scaled = value * factor, step * factor, short.end(), True
    for _ in range(3):
        word = _WORD_SCALE.match(text, end)
        if word is None:
            break
        factor = SCALES[word[1].lower()]
        value, step, end, scaled = value * factor, step * factor, word.end(1), True
    return number._replace(end=end, value=value, low=value, high=value, step=step, scaled=scaled)


def _vague(text: str, start: int, word: str) -> Numeral | None:
    end, of = start + len(word), _VAGUE_OF.match(text, start + len(word))
    factor = {"tens": 10.0, "hundreds": 100.0, "dozens": 12.0}.get(word)
    if of and factor:
        unit = VAGUE[of[1].lower()][0] / 2
        high = {10.0: 10.0, 12.0: 100.0 / 12, 100.0: 10.0}[factor]
        return Numeral(start, of.end(), None, 2 * factor * unit, high * factor * unit, unit, True, True, True)
    if word not in VAGUE or (word == "scores" and text[end : end + 4].lower() != " of "):
        return None
    low, high = VAGUE[word]
    return Numeral(start, end, None, low, high, low / 2, True, True, True)


def _words(text: str, start: int, word: str) -> Numeral | None:
    """A number in words, by the rule that what follows a scale is smaller than it."""
    total, current, last, end, scaled = 0.0, 0.0, 0.0, start, False
    for k in range(12):
        if k:
            following = _NEXT_WORD.match(text, end)
            word = following[1].lower() if following else ""
            if following is None or not _continues(word, last, " and " in following[0].lower()):
                break
            end = following.end()
        else:
            end = start + len(word)
        if word in SMALL:
            last = float(SMALL[word])
            current += last
        else:
            last = SCALES[word]
            scaled = True
            current = (current or 1.0) * last
            if last >= 1000:
                total, current = total + current, 0.0
    value = total + current
    part, three = _AND_PART.match(text, end), _AND_THREE.match(text, end)
    if part or three:
        value += 0.75 if three else 1 / FRACTIONS[part[1].lower()]  # type: ignore[index]  # one of them matched
        end = (three or part).end()  # type: ignore[union-attr]
    number = _exact(start, end, value, words=True, scaled=scaled, step=4.0 if last == 12 and scaled else 0.0)
    fraction = _FRACTION.match(text, end) if value < 10 and not scaled else None
    if fraction and not part and not three and _is_share(text, fraction):
        below = FRACTIONS[fraction[1].rstrip("s") if fraction[1] != "half" else "half"]
        if value < below and (fraction[1].endswith("s") or value == 1):
            return number._replace(
                end=fraction.end(), value=value / below, low=value / below, high=value / below, step=0.05, fraction=True
            )
    return _scaled(text, number) if part or three else number


def _is_share(text: str, fraction: re.Match[str]) -> bool:
    """Two-thirds, two thirds of: but three quarters without more may be nine months."""
    return fraction[0][0] == "-" or "quarter" not in fraction[1] or text[fraction.end() : fraction.end() + 4] == " of "


def _continues(word: str, last: float, joined: bool) -> bool:
    """Whether a word goes on a number whose last word had the value `last`."""
    if word in SMALL:
        if joined:
            return last >= 100 and last != 12
        value = SMALL[word]
        return (last >= 100 and last != 12) or (20 <= last < 100 and 0 < value < 10)
    if word in ("hundred", "thousand", "million", "billion", "trillion", "lakh", "crore", "dozen"):
        return not joined and last > 0
    return False


_BEFORE_SCALE = re.compile(
    r"(?:(?P<a>\b(?:a|an|the|per))|(?P<few>\b(?:several|a\sfew|few|many))|(?P<couple>\ba\scouple(?:\sof)?))\s$", re.I
)


def read_scale(text: str, start: int) -> Numeral | None:
    """A number whose first word is one of scale: `a hundred`, `several thousand`, `a couple of hundred`.

    >>> read_scale("a hundred boats", 2)[:3], read_scale("several dozen", 8)[2:5]
    ((0, 9, 100.0), (None, 24.0, 108.0))
    """
    number = _words(text, start, _word_at(text, start))
    before = _BEFORE_SCALE.search(text, max(0, start - 14), start)
    if number is None or before is None:
        return None
    if before["a"]:
        return number._replace(start=before.start()) if before["a"].lower() in ("a", "an") else None
    unit = SCALES[_word_at(text, start)]
    if before["couple"]:
        return number._replace(
            start=before.start(), value=2 * unit, low=1.5 * unit, high=3 * unit, step=unit, approximate=True
        )
    return number._replace(start=before.start(), value=None, low=2 * unit, high=9 * unit, step=unit, approximate=True)
