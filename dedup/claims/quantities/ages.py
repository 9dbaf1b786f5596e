"""Ages and scores: bare numbers that only their place tells."""

from __future__ import annotations

import re

from dedup.claims.frames import Quantity
from dedup.claims.numbers.units import PERSONS
from dedup.claims.numbers.wordlists import word_set
from dedup.claims.quantities.counted import counted
from dedup.claims.quantities.reading import Reading

_YEAR_OLD = re.compile(r"[\s-](?:year|yr)s?[\s-]olds?\b|[\s-]years?\sof\sage\b", re.IGNORECASE)
_YEAR_OLD_OTHER = re.compile(r"[\s-](?P<unit>day|week|month)s?[\s-]olds?\b", re.IGNORECASE)
_OLD_NOUN = re.compile(r"\s([A-Za-z’'-]+)(?:\s[a-z’'-]+){0,3}")
_AGENT = re.compile(r"(?:[a-z]{2}[eo]r|ist|ian|ee|mer|former)$")
_THINGS = word_set(
    "computer paper newspaper tower border order river center centre letter career offer power charter theater theatre "
    "copper under over after other older newer sewer chapter matter number water barrier carrier tanker freighter "
    "minor major prior committee guarantee"
)
_LAST_WORD = re.compile(r"([A-Za-z’']{1,12})(?:\s|,\s|\),\s)$|(?:[.)’'”]),?\s$")
_BEFORE_AGES = word_set("aged age ages of to at from is was between over under above below")
_AGED = re.compile(
    r"\b(?:(?:aged?|ages|age\s(?:of|to|at|from)|ages\sof|age\sis|age\swas)(?:\sbetween|"
    r"\sfrom)?)\s(?:(?P<who>over|under|above|below)\s)?$",
    re.IGNORECASE,
)
_APPOSED = re.compile(
    r"[A-Z][\w’'.-]*(?:\s\([^()\n]{1,20}\))?\s?,\s(?:(?:now|then|who\sis|who\swas|about|only|just|both|also)\s)?$|"
    r"\b(?:man|woman|girl|boy|mother|father|resident|student|sister|brother|wife|husband|son|daughter),\s$"
)
_APPOSED_END = re.compile(
    r"(?:,(?:\s(?!(?:[a-z]+\s)?[0-9])|[”\"’])|\)|\.(?:\s|$|[”\"])|\sof\s[A-Z]|;|\sand\s[a-z]{3,12}ing\b|"
    r"\sand\s[A-Z][a-z]+\s[A-Z][a-z’'-]+,\s[0-9])"
)
_WAS = re.compile(
    r"\b(?:he|she|who|I|they|girl|boy|(?<![.!?]\s)[A-Z][a-z]+)\s(?:is|was|were|am|turned|turns|[’']s|"
    r"are)\s(?:just|only|about|then|now|already|barely|not\syet)?\s?$|\bturn(?:ed|s|ing)\s$"
)
_WAS_END = re.compile(r"[.,;)!?”\"]|$|\sand\b|\swhen\b|\syears\sold|\sat\sthe\stime")
_NOW_AGE = re.compile(r"\b(?:now|then)\s$")
_AND_OLDER = re.compile(r"\s(?:and|or)\s(?:older|over|above|up|younger|under)\b(?!\s[0-9])", re.IGNORECASE)
_FEW_PERSONS = re.compile(
    r"\b(?:children|those|anyone|people|adults|women|men|kids|workers|americans|minors|girls|boys|voters|"
    r"players)\s(?:aged?\s)?(?:over|under|above|below)\s$",
    re.IGNORECASE,
)
_AGE_DECADE = re.compile(r"\b(?:in|into)\s(?:his|her|their|my)\s(?:(early|mid|late)[\s-])?$", re.IGNORECASE)
_SCORE_LINK = re.compile(r"[-–](?=[0-9])|\sto\s(?=[0-9])")
_SCORE_BEFORE = re.compile(
    r"\b(?:w[io]ns?|won|beat|beats|beating|lost|loses|losing|loss|defeat\w*|victory|victories|draw|drew|tied?|"
    r"led|leads?|leading|trail\w*|scores?|"
    r"record|voted?|vote\sof|passed|by|final|edged|routed?|thrash\w+|upset|downed|rout|went|ruled|ruling|split|"
    r"game|up|down|over)\b[^.!?;\n]{0,28}$",
    re.IGNORECASE,
)
_SCORE_AFTER = re.compile(
    r"\s(?:(?=against\b|in\sfavor\b)|(?P<span>votes?|win|victory|loss|decision|record|majority|lead|draw|defeat|ruling|"
    r"margin|start|run|split|score|overtime)\b)",
    re.IGNORECASE,
)


def age(r: Reading) -> Quantity | None:
    """Aged 34; a 34-year-old; ", 34,"; when she was 14; 58 and older. A 10-year-old plan has a duration."""
    text, end = r.text, r.end
    old = _YEAR_OLD.match(text, end)
    if old:
        thing = text[old.start()] == "-" and _is_thing(text, old.end())
        return r.make(old.end(), "duration" if thing else "age", "year", period=False)
    other = _YEAR_OLD_OTHER.match(text, end)
    if other:
        return r.make(other.end(), "age", other["unit"].lower(), period=False)
    top = r.last or r.number
    if (
        r.number.value is None
        or top.value is None
        or not 0 < top.value <= 115
        or r.number.scaled
        or top.value != int(top.value)
    ):
        return None
    older = _AND_OLDER.match(text, end)
    if older:
        return r.make(end, "age", "year", period=False)
    start = min(r.left.start, r.number.start)
    word = _LAST_WORD.search(text, max(r.floor, start - 15), start)
    if word is None:
        return None
    name = (word[1] or "").lower()
    before = _AGED.search(text, max(r.floor, start - 18), start) if name in _BEFORE_AGES else None
    if before:
        return r.make(end, "age", "year", period=False, start=before.start())
    if r.left.bound == "between" and "ages" in text[start : r.number.start]:
        return r.make(end, "age", "year", period=False)
    if r.last is None and not r.left.bound and _alone(r):
        return r.make(end, "age", "year", period=False)
    if (
        r.left.bound
        and _FEW_PERSONS.search(text, max(0, r.number.start - 24), r.number.start)
        and _WAS_END.match(text, end)
    ):
        return r.make(end, "age", "year", period=False)
    return None


_AGE_NEXT = word_set(
    """
    who was is has had and or in of from with when at told said named son daughter his her to whose died
    """
)


def _is_thing(text: str, start: int) -> bool:
    """Whether what is ten years old is no person: a word in small letters follows, and none for a person."""
    words = _OLD_NOUN.match(text, start)
    named = words[0].split() if words else []
    if not named or not named[0].islower() or named[0] in _AGE_NEXT:
        return False
    return not any(w.removesuffix("s") in PERSONS or (_AGENT.search(w) and w not in _THINGS) for w in named)


def _alone(r: Reading) -> bool:
    """Whether a bare number is set off as an age is."""
    text, start, end = r.text, r.number.start, r.number.end
    window = max(0, start - 46)
    if _APPOSED_END.match(text, end) and _APPOSED.search(text, window, start):
        return r.number.single > 1 or not r.number.words
    if r.number.single < 3 or not _WAS_END.match(text, end):
        return False
    now = _NOW_AGE.search(text, window, start) if text[end : end + 1] in (",", ".") else None
    return now is not None or _WAS.search(text, window, start) is not None


def age_decade(r: Reading) -> Quantity | None:
    """In her 40s, in his late 50s."""
    if (
        r.number.words
        or r.text[r.number.end : r.number.end + 1] != "s"
        or r.number.single % 10
        or not 10 <= r.number.single <= 100
    ):
        return None
    before = _AGE_DECADE.search(r.text, max(r.floor, r.number.start - 20), r.number.start)
    if before is None:
        return None
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get((before[1] or "").lower(), (0, 9))
    return Quantity(
        before.start(1) if before[1] else r.number.start,
        r.number.end + 1,
        None,
        r.number.low + low,
        r.number.low + high,
        "age",
        "year",
        approximate=True,
    )


def score(r: Reading) -> Quantity | None:
    """3-2, beat them 24-17, a 396-9 vote: what ascends is a range, unless a word of winning or voting is near."""
    a, b = r.number, r.last
    if (
        b is None
        or a.words
        or b.words
        or r.link not in ("dash", "to")
        or a.value is None
        or b.value is None
        or r.left.currency
    ):
        return None
    if a.scaled or b.scaled or a.value != int(a.value) or b.value != int(b.value) or r.left.bound:
        return None
    before = _SCORE_BEFORE.search(r.text, max(r.floor, a.start - 44), a.start)
    after = _SCORE_AFTER.match(r.text, b.end)
    if r.link == "to" and not (after or (before and a.value >= b.value)):
        return None
    if not (
        after
        or (before and (a.value >= b.value or not r.text[b.end : b.end + 2].strip().isalpha()))
        or a.value >= b.value
    ):
        return None
    if counted(r.text, b.end, b.value) and not after and not a.value >= b.value:
        return None
    near = (before[0] if before else "") + (after[0] if after else "")
    unit = (
        "vote" if re.search(r"\b(?:votes?|voted|passed|ruled|ruling|decision|majority)\b", near, re.IGNORECASE) else ""
    )
    return Quantity(
        a.start,
        after.end() if after and after["span"] else b.end,
        None,
        min(a.value, b.value),
        max(a.value, b.value),
        "score",
        unit,
    )
