"""Lines -> which are furniture, and of what kind: by wording, by place, by their neighbours, by the outlet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dedup.claims.frames import Article
from dedup.claims.text.furniture import BREADCRUMB, is_byline, is_signed, wording
from dedup.claims.text.judge_lines import chance, is_open, model
from dedup.claims.text.lines import Line

TOP = 6
"""Lines at the top where banners, breadcrumbs and bylines stand."""
SIGNED = re.compile(r"(?:[—–]|--?) ?[^\W\d_][^.!?:;\"“”]{2,60}")
STOPS = (".", "!", "?", "…", ".”", '."', "”", '"', ".'", ".’", ".)", ":")
MEDIA = re.compile(
    r".*\b(?:news|press|agency|newswire|wire|times|herald|post|courier|gazette|tribune|today|radio|tv|echo|chronicle"
    r"|journal|daily|weekly|observer|network)",
    re.IGNORECASE,
)
SECTION = re.compile(r"(?P<name>.{2,40}) [-–—|:] [A-Z]\w{1,20}(?: [A-Z]\w{1,20})?")
ADDRESS = re.compile(
    r"\b(?:you|your|our|us|we|please|click|subscrib\w+|sign(?:ing)? up|email|newsletter|reader\w*|reporter"
    r"|correspondent|columnist|editor|author|writer|written|published|copyright|website|advertis\w+|foundation|follow|contact"
    r"|visit|podcast)\b|@|\.com\b|\.org\b",
    re.IGNORECASE,
)
"""What a line that speaks to the reader, or of the outlet and its people, says; a sentence that an outlet repeats
without any of it may be news."""
SENTENCES = re.compile(r"[.!?…:][\"”’')\]]*(?:\s|$)")
CLOSING = ("”", '"', "’", "»")
HEADLINES = 8
"""Headlines, at most, that a related block has."""


def sort_lines(lines: Sequence[Line], article: Article) -> list[str | None]:
    """For each line the kind of furniture that it is, None for prose.

    Parameters
    ----------
    lines : sequence of Line
        All of the article.
    article : Article
        Its title, outlet and outlet lines are used.

    Returns
    -------
    list of str or None
        Cost: linear.
    """
    kinds = sort_by_rules(lines, article)
    unknown = [n for n in range(len(lines)) if kinds[n] is None]
    if not article.title and unknown and unknown[0] < TOP:
        unknown = unknown[1:]  # it may be the headline
    threshold = model().threshold
    for n in [n for n in unknown if is_open(lines, n) and chance(lines, kinds, n) >= threshold]:
        kinds[n] = "other"
    return kinds


def sort_by_rules(lines: Sequence[Line], article: Article) -> list[str | None]:
    """As `sort_lines`, without the model."""
    kinds = [wording(line.text) for line in lines]
    last = max((n for n, line in enumerate(lines) if kinds[n] is None and _is_prose(line.text)), default=-1)
    for n in range(last + 1, len(lines)):
        kinds[n] = kinds[n] or wording(lines[n].text, tail=True)
    _mark_top(lines, kinds, article)
    _mark_outlet_lines(lines, kinds, article)
    _mark_related(lines, kinds)
    _mark_tail(lines, kinds)
    _mark_headings(lines, kinds)
    return kinds


def _fold(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())


def _is_prose(text: str) -> bool:
    """Whether a line surely is prose: long, and ended like a sentence."""
    return len(text) >= 80 and text.endswith(STOPS)


def is_sentence(text: str) -> bool:
    """Whether a line ends like a sentence."""
    return text.endswith(STOPS) or len(text) > 200


def _mark_top(lines: Sequence[Line], kinds: list[str | None], article: Article) -> None:
    """Banners, breadcrumbs, bylines, and headlines that stand there twice."""
    outlet = set(_fold(article.outlet or "").split()) - {"the", "news", "online", "com"}
    seen = {_fold(article.title)} - {""}
    begun = False
    for n, line in enumerate(lines[: 2 * TOP]):
        text, folded = line.text, _fold(line.text)
        begun = begun or (kinds[n] is None and _is_prose(text))
        if len(text) > 200:
            continue
        if kinds[n] is None and folded in seen and not _is_prose(text):
            kinds[n] = "repeated headline"
        elif len(folded) > 15:
            seen.add(folded)
        if kinds[n] is not None and kinds[n] != "share line":
            continue
        if is_byline(text) or (n < TOP and not begun and is_signed(text)):
            kinds[n] = "byline"
        elif n < TOP and BREADCRUMB.fullmatch(text) and len(text) <= 100 and not SENTENCES.search(text):
            kinds[n] = "breadcrumb"
        elif n < TOP and kinds[n] is None and not begun and len(lines) > 1:
            kinds[n] = _banner(text, set(folded.split()), outlet)


def _banner(text: str, words: set[str], outlet: set[str]) -> str | None:
    """Whether a line at the top names the outlet or its section."""
    if len(text) > 70 or is_sentence(text) or not _is_title(text):
        return None
    section = SECTION.fullmatch(text)
    if section and (MEDIA.fullmatch(section["name"]) or (outlet and outlet <= words)):
        return "section line"
    if MEDIA.fullmatch(text) or (outlet and outlet <= words and len(words) <= len(outlet) + 3):
        return "source banner"
    return "source banner" if re.fullmatch(r"[A-Z]{2,8}", text) else None


def _is_title(text: str) -> bool:
    """Whether all words of a line but small ones begin with a capital."""
    return all(not word[0].islower() or word in {"the", "of", "and", "for", "in"} for word in text.split())


def _mark_outlet_lines(lines: Sequence[Line], kinds: list[str | None], article: Article) -> None:
    """Lines that the outlet repeats; not where they are most of the text, for then it is a copy, not furniture."""
    if not article.outlet_lines:
        return
    hits = [n for n, line in enumerate(lines) if article.text[line.start : line.end].strip() in article.outlet_lines]
    if 2 * sum(len(lines[n].text) for n in hits) > sum(len(line.text) for line in lines):
        return
    hits = [n for n in hits if kinds[n] is None and not _may_be_news(lines[n].text)]
    hits = [n for n in hits if not _is_signature(lines, n)]
    taken = set(hits)
    prose = [n for n in range(len(lines)) if kinds[n] is None and n not in taken]
    for n in hits:
        before, behind = not prose or n < prose[0], bool(prose) and n > prose[-1]
        kinds[n] = "source banner" if before else "footer" if behind else "outlet line"


def _may_be_news(text: str) -> bool:
    """Whether a line is long, or a whole sentence, and neither speaks to the reader nor of the outlet."""
    return (len(text) > 160 or _is_prose(text)) and not ADDRESS.search(text)


def _is_signature(lines: Sequence[Line], n: int) -> bool:
    """Whether a line names who is quoted: it stands below a quotation, or again and again as in an interview."""
    text = lines[n].text
    if len(text) > 80 or not _is_title(text) or " " not in text:
        return False
    return bool(n and lines[n - 1].text.endswith(CLOSING)) or (
        len(text) <= 40 and sum(line.text == text for line in lines) >= 3
    )


def _mark_related(lines: Sequence[Line], kinds: list[str | None]) -> None:
    """The headlines under a related block."""
    left = 0
    for n, line in enumerate(lines):
        if kinds[n] == "related block":
            left = HEADLINES
        elif (
            left
            and kinds[n] is None
            and not line.text.endswith((".", ":", "”", '"', ",", ";"))
            and len(line.text) <= 140
            and line.text[0] not in '“"'
            and not line.text[0].islower()
        ):
            kinds[n] = "related headline"
            left -= 1
        elif kinds[n] is None:
            left = 0


def _mark_tail(lines: Sequence[Line], kinds: list[str | None]) -> None:
    """A byline below the text: only names behind the last sentence, or a name with a dash before it."""
    for n in range(len(lines) - 1, max(len(lines) - 4, 0), -1):
        if kinds[n] is None:
            text = lines[n].text
            if is_byline(text) or (SIGNED.fullmatch(text) and _is_title(text.lstrip("—–- "))):
                kinds[n] = "byline"
            else:
                return


def _mark_headings(lines: Sequence[Line], kinds: list[str | None]) -> None:
    """Marked headings below the first, between paragraphs."""
    seen = False
    for n, line in enumerate(lines):
        if kinds[n] is None:
            if line.heading and seen and len(line.text) <= 120 and not line.text.endswith((".", ",", ";")):
                kinds[n] = "subheading"
            seen = True
