"""Quantities that begin with a word of their own: twice, a couple of, half of, more than a year, a third term."""

from __future__ import annotations

import re

from dedup.claims.frames import Quantity
from dedup.claims.numbers.numerals import FRACTIONS, SMALL, Numeral
from dedup.claims.numbers.units import UNITS
from dedup.claims.numbers.wordlists import word_set
from dedup.claims.quantities.bounds import left_of
from dedup.claims.quantities.counted import counted
from dedup.claims.quantities.forms import NOUN, bare, count, money, of_noun
from dedup.claims.quantities.measures import period_after, unit_after
from dedup.claims.quantities.reading import Reading

_RANKS = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
ORDINALS = {
    word: value
    for value, word in enumerate(
        _RANKS.split(),
        start=1,
    )
}
_UNIT_BEFORE = re.compile(
    r"\b(?:more\sthan|less\sthan|over|under|nearly|almost|about|around|at\sleast|roughly|within|up\sto|"
    r"just\sover|just\sunder|well\sover|"
    r"close\sto|barely|after|in|for|only|half)\s(?P<a>an?)\s$", re.IGNORECASE
)  # fmt: skip


_LOOSE = re.compile(
    r"\b(?:more\sthan|less\sthan|over|under|nearly|almost|about|around|at\sleast|roughly|within|up\sto|"
    r"well\sover|close\sto|barely|just\sover|just\sunder)\s",
    re.IGNORECASE,
)
_LONG = re.compile(r"-long\b", re.IGNORECASE)
_HALF = re.compile(
    r"half(?:\s(?:of|the|its|their|his|her|our|my|a|an|that|those)\b|-(?=(?:hour|day|mile|year|century|million|"
    r"dozen|point)s?\b))",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"(?:s\b)?\s(?:of|off|as|or|more|less)\b", re.IGNORECASE)
_BY_A = re.compile(r"\bby\s(?:nearly\s|almost\s)?(?:a|one)\s$", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?P<a>a|an|one|nearly\sa|about\sa)[\s-]$", re.IGNORECASE)
_MANY = {"once": 1.0, "twice": 2.0, "thrice": 3.0}
FOLDS = {
    f"{word}fold": float(SMALL[word]) for word in ("two", "three", "four", "five", "six", "eight", "ten", "twenty")
}
_RATE = re.compile(
    r"\s(?:(?:an?|per|each|every)\s(?:second|minute|hour|day|night|week|month|year|season|game|decade)\b|daily|"
    r"weekly|monthly|annually|yearly)",
    re.IGNORECASE,
)
_ONCE = re.compile(r"\b(?:only|just|at\sleast|more\sthan|than)\s$", re.IGNORECASE)
_COUPLE = re.compile(
    r"\sof\s(?!hundred|thousand|million|dozen)|\s(?=(?:days|weeks|months|years|hours|minutes|times|decades)\b)"
)
_A = re.compile(r"\b(?:a|the)\s$", re.IGNORECASE)
_DETERMINER = re.compile(
    r"\b(?:the|a|an|his|her|its|their|our|my|your|this|that|every|each|[A-Za-z]+[’']s|for|in|on|and|"
    r"to)\s(?:very\s|only\s|just\s)?$",
    re.IGNORECASE,
)
_ORDINAL_NOUN = re.compile(r"[\s-]([a-z][a-z’'-]{2,20})")
_NOT_ORDINAL = word_set(
    """
    of and or to in on at by the is was has had time thing place person lady family responders half hand would will can
    could should must may might are were have be that it he she they we i
    """
)


def times_word(text: str, start: int, end: int, floor: int) -> Quantity | None:
    """Twice, thrice; once only where it counts (once a week, only once)."""
    word = text[start:end].lower()
    value = FOLDS.get(word) or _MANY[word]
    rate = _RATE.match(text, end)
    if (word == "once" and not (rate or _ONCE.search(text, max(floor, start - 10), start))) or word in (
        "double",
        "triple",
    ):
        return None
    left = left_of(text, start, floor)
    r = Reading(text, Numeral(start, end, value, value, value, 1.0, True), None, left, floor)
    return r.make(end, "times", "time")


def couple(text: str, start: int, end: int, floor: int) -> Quantity | None:
    """A couple of boats: two, or about two."""
    article, link = _A.search(text, max(floor, start - 4), start), _COUPLE.match(text, end)
    if article is None or link is None:
        return None
    number = Numeral(article.start(), end, 2.0, 2.0, 3.0, 1.0, True, approximate=True)
    unit = unit_after(text, link.end() - 1, True)
    item = counted(text, link.end() - 1, 2.0)
    if unit is None and item is None:
        return None
    kind, name, stop = unit or ("count", item.head if item else "", item.end if item else end)
    period, after = period_after(text, stop)
    return Quantity(
        number.start, after, 2.0, 2.0, 3.0, kind, name, item.noun if item and not unit else "", True, period
    )


def fraction_word(text: str, start: int, end: int, floor: int) -> Quantity | None:
    """Half of the votes, a third of them, a quarter of a million."""
    word = text[start:end].lower()
    if word == "half":
        match = _HALF.match(text, start)
        if match is None:
            return None
        stop = match.end() if match[0][-1] != "-" else match.end() - 1
        number = Numeral(start, start + 4, 0.5, 0.5, 0.5, 0.05, True)
        left = left_of(text, start, floor)
        r = Reading(text, number, None, left, floor)
        unit = unit_after(text, stop, True)
        if unit and match[0].split()[-1].lower() not in (
            "of",
            "the",
            "its",
            "their",
            "his",
            "her",
            "our",
            "my",
            "that",
            "those",
        ):
            return Reading(text, number._replace(end=stop), None, left, floor).make(unit[2], unit[0], unit[1])
        noun = NOUN.match(text, stop + 1) if not match[0].lower().endswith(" of") else None
        words, after = (noun[0].lower(), noun.end()) if noun else of_noun(text, end)
        return r.make(max(after, end), "ratio", noun=" ".join(words.split()))
    before = _ARTICLE.search(text, max(floor, start - 10), start)
    after_word = _PART_OF.match(text, end) or (before and _BY_A.search(text, max(floor, start - 10), start))
    if before is None or after_word is None or text[end : end + 1] == "s":
        return None
    share = 1 / FRACTIONS[word]
    first = start - 2 if before["a"].lower().endswith("a") else before.start()
    million = re.match(r"\sof\sa\s(million|billion|trillion)\b", text[end : end + 18], re.IGNORECASE)
    scale = {"million": 1e6, "billion": 1e9, "trillion": 1e12}[million[1].lower()] if million else 1.0
    number = Numeral(
        first, end + (million.end() if million else 0), share * scale, share * scale, share * scale, 0.05 * scale, True
    )
    r = Reading(text, number, None, left_of(text, first, floor), floor)
    if million:
        return money(r) or count(r) or bare(r)
    noun_words, stop = of_noun(text, end)
    return r.make(stop, "ratio", noun=noun_words)


def unit_of_one(text: str, start: int, end: int, floor: int) -> Quantity | None:
    """More than a year, an hour-long speech."""
    unit = UNITS[text[start:end].lower()].name
    long = _LONG.match(text, end)
    before = _UNIT_BEFORE.search(text, max(floor, start - 16), start)
    if long is None and (before is None or not _LOOSE.match(before[0])):
        return None
    if (text[end : end + 1] == "-" and long is None) or text[end : end + 2] in ("’s", "'s"):
        return None
    if re.match(r"\s(?:ago|earlier|later|before|after)\b", text[end : end + 9]):
        return None
    first = before.start("a") if before else start
    article = (
        re.search(r"\b(?:an?|the)\s$", text[max(floor, start - 4) : start], re.IGNORECASE) if before is None else None
    )
    first = start - len(article[0]) if article else first
    number = Numeral(first, end, 1.0, 1.0, 1.0, 1.0, True)
    r = Reading(text, number, None, left_of(text, first, floor), floor)
    return r.make(long.end() if long else end, "duration", unit)


def ordinal(text: str, start: int, end: int, floor: int) -> Quantity | None:
    """A third term, the 27th district: read, but apart."""
    word = text[start:end].lower()
    digits = word[0].isdigit()
    noun = _ORDINAL_NOUN.match(text, end)
    value = float(re.sub("[a-z]+$", "", word)) if digits else float(ORDINALS[word])
    if not digits:
        if (
            noun is None
            or noun[1] in _NOT_ORDINAL
            or noun[1] in SMALL
            or not _DETERMINER.search(text, max(floor, start - 18), start)
        ):
            return fraction_word(text, start, end, floor) if word in FRACTIONS else None
        if word in FRACTIONS:
            share = fraction_word(text, start, end, floor)
            if share is not None:
                return share
    elif re.match(r"\s(?:Street|St\.|Avenue|Ave|Century|Amendment|Congress)", text[end : end + 11]):
        return None
    return Quantity(
        start, noun.end() if noun else end, value, value, value, "ordinal", "", noun[1].lower() if noun else ""
    )
