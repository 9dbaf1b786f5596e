"""What a number counts: the noun behind it, and what befell those who are counted.

Without a tagger: the words behind a number are followed until one that no noun phrase holds, and the first plural among
them is the head. That is right for "two longtime Republican strategists" and wrong where a verb ends in s behind a noun
without one ("12 sheep dies").
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dedup.claims.numbers.numerals import SMALL
from dedup.claims.numbers.units import PERSONS
from dedup.claims.numbers.wordlists import word_set

_STOPS = word_set(
    """
    the a an this that these those his her its their our your my him he she they it we you i them us me who whom
    whose which what when where why how if because while although though as than then so but and or nor not no of in
    on at by for from to with without into onto over under about after before during since until through between
    among against across around behind beyond near per via toward towards upon within along off out up down is are
    was were be been being am has have had having do does did will would can could may might must shall should there
    here also only just even still already yet ever never very too again once twice more less most least least ago
    later earlier said says say told according including both each every all any some other's left right now today
    yesterday tomorrow tonight monday tuesday wednesday thursday friday saturday sunday january february april june
    july september october november december etc versus vs like plus minus times whether amid despite went came made
    took got
    """
)
_PLURALS = word_set(
    """
    people men women children police policemen policewomen gunmen firemen fishermen congressmen congresswomen lawmen
    lives wives teeth feet geese mice cattle sheep fish aircraft spacecraft troops personnel staff crew clergy youth
    media data criteria series species dead wounded injured businessmen spokesmen servicemen workmen freshmen
    """
)
_IRREGULAR = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "police": "police", "lives": "life",
    "wives": "wife",
    "teeth": "tooth", "feet": "foot", "mice": "mouse", "criteria": "criterion", "media": "medium", "knives": "knife",
    "leaves": "leaf", "halves": "half", "thieves": "thief", "series": "series", "species": "species", "buses": "bus",
    "gases": "gas", "viruses": "virus", "crises": "crisis", "analyses": "analysis", "bases": "base", "cases": "case",
    "houses": "house", "phases": "phase", "horses": "horse", "purchases": "purchase", "expenses": "expense",
    "offenses": "offense", "licenses": "license", "responses": "response", "nurses": "nurse", "courses": "course",
    "causes": "cause", "releases": "release", "increases": "increase", "movies": "movie", "cookies": "cookie",
    "ties": "tie",
    "heroes": "hero", "potatoes": "potato", "tomatoes": "tomato", "vetoes": "veto", "tornadoes": "tornado",
    "votes": "vote",
}  # fmt: skip
_NOT_PLURAL = word_set(
    """
    this was is has his its us as yes less plus always perhaps across various serious previous famous news politics
    religious dangerous numerous continuous indigenous congress success process access business illness witness
    press stress address class glass loss mass boss cross series species basis crisis analysis campus virus status
    focus democrats' thus versus ms mrs does goes says includes means makes gets gives comes becomes begins allows
    seems appears requires remains besides towards afterwards overseas indoors outdoors nowadays texas arkansas
    kansas paris los las angeles illinois jesus james charles hess reuters
    """
)
_ATTRIBUTIVE = word_set(
    """
    sports arms sales news goods customs awards jobs savings systems operations states rights crew staff police
    youth media data fish personnel aircraft
    """
)
_WORD = re.compile(r"[\s](?:[“\"‘']{1,2})?([^\W\d_](?:[^\W\d_]|[’'.-](?=[^\W\d_])){0,30})")
_HYPHEN = re.compile(r"[-‐‑]([^\W\d_]{2,20})(?:[-‐‑]([^\W\d_]{2,20}))?(?![\w])")
_BASE = re.compile("[’']")
_MANNERS = frozenset(("time", "sided", "way", "dimensional", "handedly", "fold"))
_TAIL = re.compile(r"\s(?:from|of)\s(?:the\s)?[A-Z][\w’'-]{1,20}(?:\s[A-Z][\w’'-]{1,20})?")
_NUMBER = re.compile(rf"\s(?:[0-9][0-9,]{{0,8}}|{'|'.join(SMALL)})\b", re.IGNORECASE)
_MORE = re.compile(r"\s(?:more|fewer|less)(?=\s(?!than\b)[a-z])", re.IGNORECASE)
_OF_THE = re.compile(r"\sof\s(?:the|these|those|its|their|his|her|our|my|them)\b", re.IGNORECASE)
_ADJECTIVE = re.compile(
    r"(?:[a-z]{3,}(?:al|ic|ive|ous|ful|ary|less|ish|ible|able|ed|ing|ant|ior|ier|est)|other|more|single|last|first|final|real|young|"
    r"old|new|local|main|"
    r"major|key|small|big|large|long|further|such|good|bad|white|black|woman|suicide|car|police|state|u\.s|high|"
    r"top|armed)$",
    re.IGNORECASE,
)
_ONE_STOPS = word_set(
    """
    day night time thing point way hand side morning step moment place word case reason example area aspect factor
    option issue concern question problem more another such other who that which reporter-turned sense respect level
    instance occasion end evening afternoon can could should must needs wants does
    """
)

_STATES = {
    "killed": "killed dead died deaths death fatalities perished slain murdered killing lives bodies fatally toll "
    "dying executed",
    "injured": "injured wounded hurt hospitalized hospitalised injuries wounding injuring injury wounds",
    "missing": "missing disappeared unaccounted",
    "arrested": "arrested detained arrests arresting detaining custody jailed imprisoned",
    "infected": "infected infections infecting sickened",
    "displaced": "displaced homeless displacing evacuated",
    "rescued": "rescued saved survived survivors",
}
_STATE_OF = {word: state for state, words in _STATES.items() for word in words.split()}
_STATE_WORD = "|".join(sorted(_STATE_OF, key=len, reverse=True))
_STATE_BEFORE = re.compile(
    rf"\b(?P<s>{_STATE_WORD})(?:\s(?:a|an|the|toll|has|had|have|rose|rises|risen|climbed|stands|stood|reached|"
    rf"was|of|by|to|at|now|is|are|"
    r"total|another|nearly|almost|about|around|over|more|than|at|least|some|up|as|many|approximately|roughly|"
    r"estimated|only|all|what)){0,6}\s$",
    re.IGNORECASE,
)
_STATE_AFTER = re.compile(
    rf"[\s-](?:(?:people|others?|more|of|them|were|was|are|is|have|had|has|been|being|be|reported|reportedly|"
    rf"confirmed|feared|believed|left|still|"
    rf"officers)\s){{0,4}}(?P<s>{_STATE_WORD})\b",
    re.IGNORECASE,
)


class Counted(NamedTuple):
    """What stands behind a number: where it ends, the words, and the head in the singular."""

    end: int
    noun: str
    head: str


def singular(word: str) -> str:
    """The singular of an English noun, by its ending.

    >>> [singular(word) for word in ("people", "bodies", "crashes", "votes", "troops", "gas")]
    ['person', 'body', 'crash', 'vote', 'troop', 'gas']
    """
    word = word.lower()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("men"):
        return word[:-2] + "an"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return word[:-2]
    return word[:-1] if _is_plural(word) and word.endswith("s") else word


def _is_plural(word: str) -> bool:
    word = word.lower()
    return word in _PLURALS or (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is", "’s", "'s"))
        and word not in _NOT_PLURAL
    )


def counted(text: str, end: int, value: float) -> Counted | None:
    """The noun that a number ending at `end` counts.

    Parameters
    ----------
    text : str
        The text; at most seven words are looked at.
    end : int
        Where the number ends.
    value : float
        The number: one thing has a noun in the singular.

    Returns
    -------
    Counted or None
        None where no noun is found.

    Examples
    --------
    >>> counted("two longtime party officials left", 3, 2)
    Counted(end=28, noun='longtime party officials', head='official')
    """
    joined = _HYPHEN.match(text, end)
    if joined:
        word = joined[2] or joined[1]
        if word.endswith("ed") or not _STOPS.isdisjoint((word.lower(), joined[1].lower())) or word in _MANNERS:
            return None  # two-tiered, one-off
        return Counted(joined.end(), _words(text, end, joined.end()), singular(word))
    of = _OF_THE.match(text, end)
    if of:
        if of[0].lower().endswith("them"):
            return Counted(of.end(), "of them", "")
        other = _NUMBER.match(text, of.end())
        if other:  # eight of the 12 jurors: the 12 are a quantity of their own
            whole = counted(text, other.end(), 2.0)
            return Counted(end, whole.noun, whole.head) if whole else None
        end = of.end()
    words: list[re.Match[str]] = []
    place = end
    more = _MORE.match(text, place) if not of else None
    place = more.end() if more else place
    for _ in range(7):
        match = _WORD.match(text, place)
        if match is None or _BASE.split(match[1].lower(), maxsplit=1)[0].rstrip(".") in _STOPS:
            break
        words.append(match)
        place = match.end()
    found = _singular_head(words) if value == 1 and not of else _head(words)
    if found is None:
        return None
    tail = _TAIL.match(text, found.end())
    stop = tail.end() if tail else found.end()
    return Counted(stop, _words(text, end, stop), singular(found[1].split("’")[0].split("'")[0]))


def _words(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].lower().split()).strip(" -‐‑“\"‘'")


def _head(words: list[re.Match[str]]) -> re.Match[str] | None:
    for k, match in enumerate(words):
        if not _is_plural(match[1]):
            continue
        following = words[k + 1] if k + 1 < len(words) else None
        if following and _is_plural(following[1]) and match[1].lower() in _ATTRIBUTIVE:
            return following
        return match
    return None


def _singular_head(words: list[re.Match[str]]) -> re.Match[str] | None:
    if not words or words[0][1].lower() in _ONE_STOPS or words[0][1].lower() in _STATE_OF:
        return None
    for match in words:
        if match[1].lower() in PERSONS:
            return match
    for match in words[:4]:
        word = match[1]
        if _is_plural(word) or word.lower() in _ONE_STOPS:
            return None
        if not word[0].isupper() and not _ADJECTIVE.match(word):
            return match
    return None


def state_of(text: str, start: int, number_end: int, end: int) -> tuple[str, int]:
    """What befell those who are counted, and where the span ends with the word that says it.

    Looks right behind the counted noun, then right behind the number, then before it. ("", end) where nothing is said.

    >>> state_of("killing three and", 8, 13, 13), state_of("12 people were hurt", 0, 2, 9)[0]
    (('killed', 13), 'injured')
    """
    after = _STATE_AFTER.match(text, end)
    if after:
        near = end == number_end and " " not in after[0].strip()
        return _STATE_OF[after["s"].lower()], after.end() if near else end
    inside = [word for word in text[number_end:end].lower().split() if word in _STATE_OF]
    if inside:
        return _STATE_OF[inside[-1]], end
    before = _STATE_BEFORE.search(text, max(0, start - 44), start)
    if before and not re.search(r"\bthe\s$", text[max(0, start - 4) : start]):
        return _STATE_OF[before["s"].lower()], end
    return "", end
