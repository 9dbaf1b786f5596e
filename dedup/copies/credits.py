"""A text -> its credits: where it names an agency or an outlet as its source.

A name alone is no credit; what stands around it makes it one. Kinds, and what each says:

- `dateline` ("PORT ANSEL (Reuters) -"), `byline` ("By Jane Doe, Associated Press"), `source` ("Source: AFP", a line
  that is a name and nothing else, "(dpa)" at the end of a paragraph), `contribution` ("AP contributed to this report"),
  `copyright` ("© 2024 AFP"): the text, or a part of it, is theirs.
- `via` ("via Tasnim"), `link` (an address on their pages), `according-to` ("according to Fars", "Xinhua reported"),
  `told` ("told CNN"): one statement is theirs.
- `photo` ("AP Photo", "Getty"): a picture is theirs, which says nothing about the text.

Every pattern looks at a line and a window of fixed length, so the cost is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from dedup.copies.agencies import GENERIC, TOKEN, Match, Names

WINDOW = 90
"""Characters of the line on each side of a name that are looked at."""
LINE = 160
"""Characters of a line that can be a byline or a credit as a whole."""
STRENGTH = {
    "dateline": 0.9, "byline": 0.9, "source": 0.9, "copyright": 0.8, "contribution": 0.6,
    "via": 0.4, "link": 0.3, "according-to": 0.3, "told": 0.2, "photo": 0.0,
}  # fmt: skip
"""How much of the text a credit speaks for: from .6 on of the text as a whole, below of a statement."""
WHOLE = 0.6


@dataclass(frozen=True, slots=True)
class Credit:
    """A source that a text names.

    start, end: half-open character offsets of the name; cue_start, cue_end: of the phrase it stands in. name: as the
    table of agencies writes it out, or as it stands where the table has none. own: it is the outlet itself.
    """

    start: int
    end: int
    cue_start: int
    cue_end: int
    name: str
    kind: str
    own: bool = False

    @property
    def strength(self) -> float:
        """How much of the text it speaks for, 0 to 1."""
        return STRENGTH[self.kind]

    @property
    def whole(self) -> bool:
        """Whether it names the source of the text, and not of a statement or a picture."""
        return self.strength >= WHOLE


_DASH = r"(?:--|[-–—―])"
_RULES_LEFT = (  # (kind, what stands before the name)
    ("copyright", re.compile(r"(?:©|\(c\)|\bcopyright\b)[\s,]*(?:\d{4}[\s,–-]*){0,2}(?:by\s+)?(?:the\s+)?$", re.I)),
    ("via", re.compile(r"\bvia\s+(?:the\s+)?$", re.I)),
    ("told", re.compile(r"\b(?:told|tell|telling|tells|interview\s+(?:with|to|on)|(?:speaking|talking|spoke|statement|"
                        r"remarks|comments)\s+(?:to|with|on))\s+(?:the\s+)?$", re.I)),
    ("according-to", re.compile(
        r"\b(?:according\s+to|(?:as\s+)?(?:first\s+)?(?:reported|carried|cited|quoted|published|obtained)\s+(?:by|in)|citing|cites|quoting|"
        r"laut|nach\s+angaben\s+(?:von|der)|selon|d['’]après|según|de\s+acuerdo\s+con|secondo|segundo|volgens|enligt|ifølge|według|"
        r"по\s+(?:данным|сообщению|информации)|сообщает|передает|передаёт|как\s+сообщил[аои]?|به\s+گزارش|به\s+نقل\s+از|"
        r"بحسب|وفقا\s+ل|نقلا\s+عن|حسب|σύμφωνα\s+με|据|據)\s*(?:the\s+|the\s+news\s+agency\s+|(?:agencia|agence|agentur|"
        r"agenzia|агентств[аоу]|خبرگزاری|وكالة)\s+)?$", re.I)),
)  # fmt: skip
_SAID = re.compile(
    r"^(?:['’]s)?(?:\s+(?:news\s+)?agency|\s+newspaper|\s+television|\s+TV|\s+news)?(?:\s+(?:has|had|also|first|earlier))?\s+"
    r"(?:reported|reports|quoted|cited|berichtete?|meldete?|rapporte|rapporté|informó|reportó|сообщил[аои]?|报道|報道|報じ)",
    re.IGNORECASE,
)
_PHOTO = re.compile(
    r"\b(?:photo|photos|photograph|photographer|image|images|picture|pictures|file|getty|illustration|video|foto|cr[eé]dit)\b|"
    r"\((?:\d\w\w\s+)?[LRC]\)",
    re.IGNORECASE,
)
_PHOTO_NEAR = re.compile(
    r"(?:photo|image|picture|foto|video|credit|getty images)\s*(?:by|:|/|courtesy of)?\s*[^\n]{0,30}$", re.I
)
_CONTRIBUTED = re.compile(
    r"\bcontribut(?:ed|ing|ions?)\b|\bwith\s+(?:additional\s+)?(?:reporting|files|material|information|inputs?|content|reports?)"
    r"\s+(?:by|from)\b|\badditional\s+reporting\b|\bwith\s+agenc(?:y|ies)\b|\bcompiled\s+from\b|\bmit\s+material\s+von\b|"
    r"\bavec\s+(?:l['’])?\s*$|\bcon\s+información\s+de\b|\bthis\s+(?:story|report|article)\s+(?:includes|uses|contains)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^\W*(?:by|von|par|por|di|da|door|av|af|autor|автор|от)\b[\s:]", re.IGNORECASE)
_SOURCE = re.compile(
    r"^\W*(?:sources?|quelle|fuente|fonte|bron|kilde|källa|źródło|reporting|reported\s+by|report\s+by|text|story|"
    r"originally\s+published\s+(?:by|in|on|at)|this\s+(?:story|article|report)\s+(?:is\s+from|comes\s+from|was\s+(?:originally\s+)?"
    r"(?:published|produced|written)\s+(?:by|in|on|at))|источник|منبع|المصدر|πηγή|来源|來源|出典|출처|स्रोत)\s*[:：]?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_SOURCE_CUE = re.compile(
    r"^\W*(?:sources?|quelle|fuente|fonte|источник|منبع|المصدر|πηγή|来源|來源|出典)\W*$", re.IGNORECASE
)
_OPEN = re.compile(
    r"[(\[（【]\s*(?:[^()\[\]（）【】\n]{0,40}[/,;&]\s*|with\s+|by\s+|source:\s*)?(?:the\s+)?$", re.IGNORECASE
)
_CLOSE = re.compile(r"^[^()\[\]（）【】\n]{0,40}[)\]）】]")
_DATELINE_TAIL = re.compile(rf"^\s*{_DASH}\s*\S")
"""A colon does not do: what stands before one at the start of a line is who speaks."""
_PLACE = re.compile(
    r"^\W*(?:[^\W\d_][\w.'’-]*[\s,/]+){1,6}(?:\d{1,2}[\s,]+)?(?:[^\W\d_][\w.]*[\s,]+)?(?:\d{1,4}[\s,]+)?$"
)
_URL = re.compile(r"\bhttps?://[^\s<>\"'()\[\]]{4,300}")
_STATED = re.compile(  # a source that no table has, in places where only a source can stand
    r"^(?P<cue>\W*(?:sources?|reporting|quelle|fuente|fonte)\s*:\s*)(?P<name>[^\W\d_][^\n:;()]{1,50}?)\s*\.?\s*$|"
    r"^(?P<place>[^\n()\[\]]{0,60}?)[(\[](?P<agency>[^\W\d_][^\n()\[\]:;\d]{1,40}?)[)\]]\s*(?:--|[-–—])\s*\S",
    re.IGNORECASE | re.MULTILINE,
)

_STATED_HINT = re.compile(r":(?<=[\sseg]:)|[)\]]\s*(?:--|[-–—])", re.IGNORECASE)
"""Found wherever `_STATED` is, and far faster where it is not."""


def find_credits(text: str, names: Names, outlet: str | None = None) -> list[Credit]:
    """Where a text names its sources.

    Parameters
    ----------
    text : str
        Raw; spans refer to it.
    names : Names
        Agencies and outlets.
    outlet : str, optional
        Who published the text: a credit to it is `own`.

    Returns
    -------
    list of Credit
        In order; one a name and place.

    Examples
    --------
    >>> from dedup.copies.agencies import Names, shipped
    >>> text = "PARIS (AFP) - Rates rise. The minister told CNN so, according to Fars. Jane Doe of Reuters contributed."
    >>> [(credit.kind, credit.name) for credit in find_credits(text, Names(shipped()))]
    [('dateline', 'Agence France-Presse'), ('told', 'CNN'), ('according-to', 'Fars'), ('contribution', 'Reuters')]
    """
    own = names.of_outlet(outlet)
    found: dict[int, Credit] = {}
    for match in names.find(text):
        credit = _judge(text, match, own)
        if credit is not None:
            found.setdefault(match.start, credit)
    for credit in (*_links(text, names, own), *_stated(text, names, own), *_heads(text, names, own)):
        if not any(c.start < credit.end and credit.start < c.end and c.whole >= credit.whole for c in found.values()):
            found.setdefault(credit.start, credit)
    return [found[start] for start in sorted(found)]


def _judge(text: str, match: Match, own: str | None) -> Credit | None:
    """The credit that a name is part of, None where it is only mentioned."""
    start, end, name = match
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    left, right = text[max(first, start - WINDOW) : start], text[end : min(last, end + WINDOW)]
    kind = _kind(left, right, start - first, last - first)
    if kind is None:
        if not _PHOTO_NEAR.search(left):
            return None
        kind = "photo"
    if _pictured(left, right, last - first):
        kind = "via" if kind == "via" else "photo"
    cue = (start - len(left), end + len(right)) if kind not in ("told", "via", "according-to") else (start, end)
    return Credit(start, end, *cue, name, kind, own is not None and name == own)


def _kind(left: str, right: str, column: int, length: int) -> str | None:
    whole_left = column <= WINDOW
    kind = _bracketed(left, right, whole_left)
    if kind:
        return kind
    for kind, before in _RULES_LEFT:
        if before.search(left):
            return kind
    if whole_left and _SOURCE.search(left):
        return "source"
    if length <= LINE and _BYLINE.search(left):
        return "byline"
    if _near(_CONTRIBUTED, left, right):
        return "contribution"
    if whole_left and _DATELINE_TAIL.match(right) and (not left.strip(" \t*_#>") or _dateline(left)):
        return "dateline"
    if length <= LINE and not left.strip(" \t*_#>-–—(") and not right.strip(" \t*_.)-–—") and not column > 8:
        return "source"
    return "according-to" if _SAID.match(right) else None


def _bracketed(left: str, right: str, whole_left: bool) -> str | None:
    """`(Reuters) -` behind a place or at the start of a line, `(AFP)` at the end of one."""
    if not _OPEN.search(left):
        return None
    close = _CLOSE.match(right)
    if not close:
        return None
    if "/" in left[max(left.rfind("("), left.rfind("[")) :]:
        return "photo"  # "(Jane Doe/Reuters)" is how pictures are signed
    rest = right[close.end() :]
    if whole_left and _DATELINE_TAIL.match(rest):
        return "dateline"
    return "source" if not rest.strip() and len(left) + len(right) > 0 else None


def _dateline(left: str) -> bool:
    """`MOSCOW, Dec 20, ` before a name: a place in capitals, or a place and a date."""
    if not _PLACE.match(left):
        return False
    words = TOKEN.findall(left)
    return words[0].isupper() or ("," in left and words[0][0].isupper() and len(words) <= 5)


def _near(cue: re.Pattern[str], left: str, right: str) -> bool:
    """Whether a cue stands in the same sentence."""
    before = re.split(r"[.!?]\s+(?=[^\W\d_])", left)[-1]
    after = re.split(r"[.!?](?:\s|$)", right, maxsplit=1)[0]
    return bool(cue.search(before) or cue.search(after))


def _pictured(left: str, right: str, length: int) -> bool:
    """Whether the name belongs to a picture: the words for one are close by, or the line is a caption."""
    return bool(_PHOTO_NEAR.search(left) or re.match(r"\s*(?:photo|images?|file|/)\b", right, re.IGNORECASE)) or (
        length <= 3 * LINE and bool(_PHOTO.search(left[-WINDOW:])) and len(right) < 3
    )


def _links(text: str, names: Names, own: str | None) -> Iterator[Credit]:
    """Addresses on the pages of a known name; a source where the line, or the one before, says so."""
    for match in _URL.finditer(text) if "://" in text else ():
        host = urlsplit(match[0].rstrip(".,;)>")).hostname if "//" in match[0] else None
        name = names.of_domain(host) if host else None
        if name is None:
            continue
        before = text[max(0, match.start() - 60) : match.start()].rstrip(" <(\t\n")
        cue = before.rsplit("\n", 1)[-1]
        kind = "source" if _SOURCE_CUE.match(cue) else "link"
        yield Credit(match.start(), match.end(), match.start() - len(before), match.end(), name, kind, name == own)


def _stated(text: str, names: Names, own: str | None) -> Iterator[Credit]:
    """Sources that no table has, where only one can stand ("Source: X", "PLACE (X) -")."""
    if not _STATED_HINT.search(text):
        return
    for match in _STATED.finditer(text):
        group = "name" if match["name"] else "agency"
        name = match[group].strip()
        words = TOKEN.findall(name)
        # a source is a name: capitals or a script without them, and not a whole sentence
        if not words or len(words) > 6 or any(w[0].islower() and len(w) > 3 for w in words) or name.isdecimal():
            continue
        if group == "agency" and not (match["place"].strip() == "" or _capital(match["place"])):
            continue
        known = names.head(words[0]) if len(words) == 1 else None
        if known is None and group == "agency" and not (words[-1].lower() in GENERIC or name.isupper()):
            continue
        stated, start = known or name, match.start(group)
        kind = "source" if group == "name" else "dateline"
        yield Credit(start, start + len(name), *match.span(), stated, kind, stated == own)


def _capital(place: str) -> bool:
    return place.lstrip("*#> ")[:1].isupper()


_REPORTING = re.compile(
    r"\b(?:with\s+(?:additional\s+)?(?:reporting|material|files|information)\s+(?:by|from)\s+(?:the\s+)?|\(|"
    r"^\W*(?:sources?|reporting|by)\s*:?\s*(?:the\s+)?)(?P<head>[^\W\d_]\w{3,30})",
    re.IGNORECASE | re.MULTILINE,
)


def _heads(text: str, names: Names, own: str | None) -> Iterator[Credit]:
    """`With reporting by Norda`, where an outlet of the corpus is called Norda Press."""
    if not names.has_head(text):
        return
    for match in _REPORTING.finditer(text):
        name = names.head(match["head"])
        if name is not None and not match[0].startswith("("):
            kind = "contribution" if match[0].lower().startswith("with") else "source"
            yield Credit(*match.span("head"), *match.span(), name, kind, name == own)
