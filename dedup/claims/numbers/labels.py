"""Numbers that are names: flights, roads, laws, models, addresses, telephones, ids, list marks, verses.

They count nothing and date nothing, so the readers of quantities and of dates leave them out.
"""

from __future__ import annotations

import re

from dedup.claims.numbers.wordlists import word_set

_LABEL = word_set(
    """
    flight boeing airbus highway route interstate freeway motorway section article chapter rule resolution page
    pages room channel psalm psalms verse number no no. nos. title class level phase pier area windows iphone galaxy
    bowl war game week day proposition prop amendment division gate line terminal district ward block road formula
    type form hr h.r h.r. s.r act bill part episode season volume vol vol. issue figure fig fig. table exhibit
    appendix item step lot suite apt apt. building floor apollo soyuz falcon category stage group lane exit
    mile-marker platform bus train tram unit station precinct sector zone grade round heat lap race version build
    directive regulation clause paragraph para para. schedule case docket file isbn issn id tel tel. phone fax call
    dial dialed dialled dialing calling called calls hotline extension ext ext. zip box p.o engine ladder company
    troop pack local camp model series mark mk order decree law code convention protocol annex point question q
    studio studios platoon regiment brigade mach gen generation romans corinthians genesis exodus isaiah proverbs
    leviticus deuteronomy ephesians galatians hebrews matthew
    """
)
# These are labels in small letters too, before digits; the others only with a capital.
_CALLS = word_set("call dial dialed dialled dialing calling called calls")
_LOWER = word_set(
    """
    section article chapter rule page pages room channel verse number no no. nos. proposition amendment volume vol.
    fig. highway route flight episode tel phone fax appendix exhibit paragraph interstate version isbn hotline ext.
    clause h.r h.r. category
    """
)
_BEFORE = re.compile(r"([^\W\d_][\w.’'-]{0,14})(?:\s|\s?[#№]\s?)$")
_STREET = re.compile(
    r"(?:st|nd|rd|th)?(?:\s[A-Z][\w’'.-]{0,15}){0,3}\s(?:Street|St\.|Avenue|Ave\.?|Road|Rd\.?|Boulevard|Blvd\.?|"
    r"Lane|Drive|Square|"
    r"Court|Place|Parkway|Highway|Plaza|Terrace|Row)(?!\w)"
)
_PHONE = re.compile(r"\(?\+?[0-9]{1,4}\)?(?:[\s.-]\(?[0-9]{2,5}\)?){2,5}(?![0-9])|[0-9]{3}[-.][0-9]{4}(?![0-9-])")
_LIST = re.compile(r"(?:^|[\n\r\u2028])[\s(\[*•·-]{0,4}$")
_LIST_END = re.compile(r"[.):\]]\s|[.)\]]$")
_BRACKETS = re.compile(r"[0-9]{1,3}\]")
_LETTER_MODEL = re.compile(r"(?<![^\W\d_])[A-Z]{1,5}[-/]?$")
_EMERGENCY = frozenset(("911", "999", "112", "101", "311", "988"))
_FOLLOWS = re.compile(
    r":[0-9]|[\s.-]0[0-9]{2}|[-/:][A-Za-z]*[0-9]+[-/:][0-9A-Za-z]|\.[0-9]+\.[0-9]|[0-9A-Za-z.]*@|[xX×][0-9]|/7\b|/[0-9]+/[0-9]"
)


def is_label(text: str, start: int) -> bool:
    """Whether the number at `start` is a name, an address, a telephone, a part of an id or a mark of a list.

    Looks at no more than twenty characters on either side.

    >>> [is_label(text, text.index("7")) for text in ("Flight 737 left", "It has 737 seats", "7 Harbour Street")]
    [True, False, True]
    """
    return _named(text, start) or (text[start].isdigit() and (_numbered(text, start) or _addressed(text, start)))


def _named(text: str, start: int) -> bool:
    """A word before it makes it a name."""
    match = _BEFORE.search(text, max(0, start - 20), start)
    if match is None:
        return False
    word, lower = match[1], match[1].lower()
    if lower in _CALLS:
        return text[start : start + 3] in _EMERGENCY and not text[start + 3 : start + 4].isdigit()
    if lower not in _LABEL:
        return False
    digits = text[start].isdigit()
    return (digits and lower in _LOWER) or (word[0].isupper() and (digits or text[start].isupper()))


def _numbered(text: str, start: int) -> bool:
    """A mark of a list, a note, a telephone, part of an id or of a model's name."""
    previous = text[start - 1 : start]
    if previous and (previous in "/_@=#&" or (previous in "-–:." and text[start - 2 : start - 1].isdigit())):
        return True
    if previous and previous in "'’‘" and text[start + 2 : start + 3] in (*"., ;:)”\n", ""):
        return True  # '18, a year
    if text[max(0, start - 2) : start].strip() in ("§", "§§"):
        return True
    if text[start] == "0" and text[start + 1 : start + 2].isdigit():
        return True
    if previous == "-" and re.search(r"[\w]-$", text[max(0, start - 2) : start]) and not text[start - 2].isdigit():
        return (
            bool(_LETTER_MODEL.search(text, max(0, start - 7), start))
            or text[max(0, start - 6) : start].lower() == "covid-"
        )
    if previous.isalpha() or (previous == "." and text[start - 2 : start - 1].isalnum()):
        return True
    if _LIST.search(text, max(0, start - 6), start) and _LIST_END.match(text, _digits_end(text, start)):
        return True
    if previous == "[" and _BRACKETS.match(text, start):
        return True
    end = _digits_end(text, start)
    return _PHONE.match(text, start) is not None or _FOLLOWS.match(text, end) is not None


def _addressed(text: str, start: int) -> bool:
    return _STREET.match(text, _digits_end(text, start)) is not None


_DIGIT_RUN = re.compile(r"[0-9]{1,30}")


def _digits_end(text: str, start: int) -> int:
    match = _DIGIT_RUN.match(text, start)
    return match.end() if match else start
