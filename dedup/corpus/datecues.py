"""What marks a date as one of publication: labels, bylines, agencies, credits; and what marks it as another day.

Short lists of words in the languages of `datephrases`, and rules of form. Every repetition is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dedup.corpus.dateforms import MONTHS
from dedup.corpus.datephrases import WEEKDAY_OF, Phrase


class Line(NamedTuple):
    """A line of the head: where it starts, as `plain` gives it, what it dates, and whether prose went before it."""

    start: int
    text: str
    dates: list[Phrase]
    late: bool


BREAK = re.compile(r"[^\n\r\u2028\u2029]+")
DIGIT = re.compile(r"[0-9]")
_PUBLISHED = (
    r"(?:first |originally )?(?:published|posted|issued|released|publicado|publicada|publié|publie|veröffentlicht|"
    r"pubblicato|gepubliceerd|geplaatst|publicerad|опубликовано|дата публикации|opublikowano|yayınlanma|tarih|"
    r"publication date|date published|published date|release date|"
    r"(?:created|date|datum|fecha|data|stand|erstellt)(?=\s{0,2}(?::|$))|"
    r"تاریخ انتشار|تاریخ|تاريخ النشر|نشر(?: في)?|منتشر شده)"
)
_UPDATED = (
    r"(?:last )?(?:updated?|modified|edited|corrected|aktualisiert|mis à jour|actualizado|aggiornato|bijgewerkt|"
    r"uppdaterad|обновлено|zaktualizowano|güncelleme|atualizado|تحديث|آخر تحديث|به روز رسانی|بروزرسانی)"
)
_LABEL = re.compile(
    r"(?:(?:^|[|·•–—/\[(*#>;-])[\s*_]*|"
    r"\bthis (?:article|story|post|column|piece|report|essay|item|transcript) (?:was|is|has been) )"
    rf"(?:(?P<old>originally (?:published|posted|appeared|ran))|(?P<new>{_PUBLISHED})|(?P<late>{_UPDATED}))"
    r"\b(?P<rest>[^0-9\n]{0,50})$",
    re.IGNORECASE,
)
LABEL_LINE = re.compile(rf"\s*(?:(?P<new>{_PUBLISHED})|(?P<late>{_UPDATED}))(?: on| at)?\s*:?\s*", re.IGNORECASE)
_OTHER_DAY = re.compile(
    r"\b(?:deadline|due|born|birth\w*|died|death|obituary|anniversar\w+|expir\w+|valid|until|since|before|after|through|"
    r"access(?:ed)?|retriev\w+|archiv\w+|file|undated|event|when|where|starts?|starting|ends?|begins?|register|registration|"
    r"closing|join|tickets?|effective|last visited|copyright|week of|for release|embargo\w*|remember\w*|attacks?|"
    r"battle|act of|law|"
    r"note|letter|dear|episode|season|premier\w*|vote[ds]?|elections?|hearing|trial|arrives?|next|upcoming|"
    r"expires|geboren|naissance|fällig|frist|date limite|scadenza|plazo)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*")
# Words that a line of furniture may hold beside names.
_SMALL_WORDS = """
a.m ago al am and at bst by comment comments ct das de del der di die door e edt email est et first for from gmt id
in ist la last le local min mins minute minutes news of on p.m par pdt persons pm por posted print pst published
read reporter share shares staff the time to uhr und updated utc van via view views von with writer y
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_BYLINE = re.compile(r"(?:^|[|·•–—\s-])(?:by|von|par|por|di|door|text|author)\b:?\s", re.IGNORECASE)
_PARTS = "|·•–—-/:;(["
_JOINED = re.compile(r"\s?(?:[-–—]|to|until|till|through|and|bis|au|al|до)\s?", re.IGNORECASE)
_DASH = re.compile(
    r"[\s,،.)]{0,3}(?:/[^/\n]{2,30}/[\s.:]{0,3}(?:--?|[–—―])?|"
    r"(?P<agency>\([^()\n]{2,40}\)|[^\W\d_a-z][\w .&/-]{1,28}?)?[\s,.:)]{0,3}(?:--?|[–—―=]))(?!\s?[0-9])"
)
LIST_MARK = re.compile(r"[\s*_>#\"“«(\[]*")
CREDIT = re.compile(
    r"\((?:photo|image|picture|pic|credit|source|via|foto|bild)\b[^()\n]{0,100}|"
    r"\([^()\n]{0,60}(?:photo|reuters|getty|afp|via |image|pool|/ap\b|epa|xinhua)"
    r"[^()\n]{0,60}\)|\breuters/|\bap photo|\bafp photo|getty images|\bphoto(?:graph)? by\b|"
    r"^\W{0,3}(?:photo|image|picture|caption|pictured|foto|bild)\b|"
    r"\((?:\d(?:st|nd|rd|th)\s)?(?:l|r|c|left|right|cent(?:re|er))\)",
    re.IGNORECASE,
)
OLD_PICTURE = re.compile(
    r"\bfiles?\b|archiv|undated|\bstock\b|screen\s?(?:shot|grab)|أرشيف|ارشيف|آرشیو|архив", re.IGNORECASE
)
TODAY = re.compile(
    r"(?:\b(?:today|heute|aujourd['’]hui|hoy|oggi|hoje|vandaag|сегодня|bugün|dzisiaj|امروز|اليوم)\b)"
    r"[\s,،:(–—-]{0,3}(?:is\s|den\s|le\s|em\s)?$",
    re.IGNORECASE,
)
TODAY_AFTER = re.compile(r"\s?[(,]\s?(?:today|heute|aujourd['’]hui|hoy|oggi)\b", re.IGNORECASE)
ON = re.compile(r"\bon\s$", re.IGNORECASE)
NOT_NOW = re.compile(
    r"\b(?:since|until|till|by|before|after|born|birthday|anniversary|deadline|will|would|shall|next|scheduled|from|act|expected|"
    r"due|last|ago|back|when|dated|expires?|file|plans?)\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?<!\w)(?:(?P<not>last|next|every|each|past|coming)\s)?(?P<day>[^\W\d_]{4,12})(?!\w)", re.IGNORECASE
)
COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright)\s*(?:©|\(c\))?\s*(?:(?:19|20)[0-9]{2}\s?[-–]\s?)?(?P<y>(?:19|20)[0-9]{2})", re.IGNORECASE
)
_DAY = r"0?[1-9]|[12][0-9]|3[01]"
_MONTH = r"0?[1-9]|1[0-2]|" + "|".join(sorted(MONTHS, key=len, reverse=True))
URL = (
    re.compile(rf"/(?P<y>(?:19|20)[0-9]{{2}})[/-](?P<m>{_MONTH})[/-](?P<d>{_DAY})(?![0-9])", re.IGNORECASE),
    re.compile(r"/(?P<y>(?:19|20)[0-9]{2})/?(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12][0-9]|3[01])(?![0-9])"),
    re.compile(rf"/(?P<y>(?:19|20)[0-9]{{2}})/(?P<m>{_MONTH})(?=/|$)", re.IGNORECASE),
)  # fmt: skip


def header_kind(line: Line, k: int, above: re.Match[str] | None) -> str:
    """What a date in a line of furniture is; "" for none."""
    text, phrase = line.text, line.dates[k]
    last = line.dates[k - 1].end if k else 0
    before = text[last : phrase.start]
    if any(
        _JOINED.fullmatch(text, a.end, b.start)
        for a, b in zip(line.dates, line.dates[1:], strict=False)
        if phrase in (a, b)
    ):
        return ""
    label = _LABEL.search(text, last, phrase.start) or (None if before.strip() else above)
    between = label.groupdict().get("rest") or "" if label is not None else ""
    names = all(_is_name(word) or word.lower() in _SMALL for word in _WORDS.findall(between))
    if label is not None and phrase.start < 160 and names and not _OTHER_DAY.search(between):
        if label.groupdict().get("old"):
            return "header original"
        return "header published" if label["new"] else "header updated"
    if len(text) > 160 or "@" in text or _OTHER_DAY.search(text) or CREDIT.search(text):
        return _run_in(line, phrase)
    return _bare(line, phrase)


def _run_in(line: Line, phrase: Phrase) -> str:
    """A text whose lines were lost: it opens with names, a date and a clock."""
    words = _WORDS.findall(line.text[: phrase.start])
    after = line.text[phrase.end :].lstrip(" |·•-–—")[:1]
    opens = not words or (len(words) <= 6 and words[0].lower() not in _SMALL and all(map(_is_name, words)))
    if line.start == 0 and phrase.clock and phrase.start < 60 and opens and _is_name(after or "-") and after != ",":
        return "header furniture"
    return ""


def _bare(line: Line, phrase: Phrase) -> str:
    """A date without a label: alone on its line, with a byline, or among names and separators."""
    text, rest = line.text, line.text
    if text.count("(", 0, phrase.start) > text.count(")", 0, phrase.start) and ")" not in text[phrase.end :]:
        return ""  # a life that goes on: Jane Roe (February 3, 1973 -
    for other in reversed(line.dates):
        rest = rest[: other.start] + " " + rest[other.end :]
    words = _WORDS.findall(rest)
    if len(words) > 12 or not all(_is_name(word) or word.lower() in _SMALL for word in words):
        return ""
    names = [word for word in words if word.lower() not in _SMALL]
    if names and not _BYLINE.search(rest):
        beside = text[: phrase.start].rstrip()[-1:] + text[phrase.end :].lstrip()[:1]
        ends = text[:1].isalpha() and text[: phrase.start].endswith(", ") and not text[phrase.end :].strip(" .*_")
        if len(names) > 8 or not (set(beside) & set(_PARTS) or rest.isupper() or (ends and len(names) <= 4)):
            return ""  # the last: "Radio Sorne, 15 May 2025"
        return "header late" if line.late else "header furniture"
    return "header late" if line.late else "header alone"


def _is_name(word: str) -> bool:
    """Written as names are; letters without case may be."""
    return not word[0].islower()


def is_dateline(text: str, first: int, phrase: Phrase) -> bool:
    """A place in capitals, the date, perhaps an agency, a dash."""
    dash = _DASH.match(text, phrase.end)
    place = text[first : phrase.start]
    words = _WORDS.findall(place)
    if dash is None or "@" in place or _OTHER_DAY.search(place):
        return False
    if place.count("(") > place.count(")") and text[phrase.end : phrase.end + 1] != ")":
        return False  # a life: Jane Roe (February 3, 1973 -
    agency = dash["agency"] or ""
    if not all(map(_is_name, _WORDS.findall(agency))) and not agency.startswith("("):
        return False
    if not words:
        return agency.startswith("(") or dash[0].lstrip(" ,.").startswith("/")
    small = sum(not _is_name(word) for word in words)
    caseless = not any(word[0].isupper() for word in words)
    return all(_is_name(word) or word in _SMALL for word in words) and len(words) - small <= (4 if caseless else 8)


def weekdays(text: str) -> Iterator[int]:
    """The weekdays that a text names, without last and next ones."""
    for match in _WEEKDAY.finditer(text):
        day = WEEKDAY_OF.get(match["day"].lower())
        if day is not None and not match["not"]:
            yield day
