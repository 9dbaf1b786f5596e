"""Lines -> which are furniture, and of what kind: by wording, by place, by their neighbours, by the outlet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dedup.claims.frames import Article
from dedup.claims.furniture import BREADCRUMB, is_byline, wording
from dedup.claims.lines import Line

TOP = 6
"""Lines at the top where banners, breadcrumbs and bylines stand."""
STOPS = (".", "!", "?", "…", ".”", '."', "”", '"', ".'", ".’", ".)", ":")
MEDIA = re.compile(
    r"\b(?:news|press|agency|newswire|wire|times|herald|post|courier|gazette|tribune|today|radio|tv|echo|chronicle|journal|daily|weekly|observer|network)\b",
    re.IGNORECASE,
)
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
    """
    kinds = [wording(line.text) for line in lines]
    _mark_top(lines, kinds, article)
    _mark_outlet_lines(lines, kinds, article)
    _mark_related(lines, kinds)
    _mark_tail(lines, kinds)
    _mark_headings(lines, kinds)
    return kinds


def _fold(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())


def is_sentence(text: str) -> bool:
    """Whether a line ends like a sentence."""
    return text.endswith(STOPS) or len(text) > 200


def _mark_top(lines: Sequence[Line], kinds: list[str | None], article: Article) -> None:
    """Banners, breadcrumbs, bylines, and headlines that stand there twice."""
    outlet = set(_fold(article.outlet or "").split()) - {"the", "news", "online", "com"}
    seen = {_fold(article.title)} - {""}
    for n, line in enumerate(lines[: 2 * TOP]):
        text, folded = line.text, _fold(line.text)
        if len(text) > 200:
            continue
        if kinds[n] is None and folded in seen:
            kinds[n] = "repeated headline"
        elif len(folded) > 15:
            seen.add(folded)
        if kinds[n] is not None and kinds[n] != "share line":
            continue
        if is_byline(text):
            kinds[n] = "byline"
        elif n < TOP and BREADCRUMB.fullmatch(text) and len(text) <= 100 and not is_sentence(text):
            kinds[n] = "breadcrumb"
        elif n < TOP and kinds[n] is None:
            kinds[n] = _banner(text, set(folded.split()), outlet)


def _banner(text: str, words: set[str], outlet: set[str]) -> str | None:
    """Whether a line at the top names the outlet or its section."""
    if len(text) > 70 or is_sentence(text):
        return None
    names = bool(outlet) and outlet <= words
    if names or (
        MEDIA.search(text)
        and (text.isupper() or len(words) <= 6)
        and not re.search(r"\b[a-z]{3,}ed\b|\b[a-z]{3,}s\b", text)
    ):
        return "section line" if re.search(r" [-–—|:] [A-Z][a-z]+$", text) else "source banner"
    if re.fullmatch(r"[A-Z]{2,8}", text):
        return "source banner"
    return None


def _mark_outlet_lines(lines: Sequence[Line], kinds: list[str | None], article: Article) -> None:
    """Lines that the outlet repeats; not where they are most of the text, for then it is a copy, not furniture."""
    if not article.outlet_lines:
        return
    hits = [n for n, line in enumerate(lines) if article.text[line.start : line.end].strip() in article.outlet_lines]
    if 2 * sum(len(lines[n].text) for n in hits) > sum(len(line.text) for line in lines):
        return
    prose = [n for n in range(len(lines)) if kinds[n] is None and n not in set(hits)]
    for n in hits:
        if kinds[n] is None:
            kinds[n] = (
                "source banner" if prose and n < prose[0] else "footer" if prose and n > prose[-1] else "outlet line"
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
    """A byline below the text: only names behind the last sentence."""
    for n in range(len(lines) - 1, max(len(lines) - 4, 0), -1):
        if kinds[n] is None:
            if is_byline(lines[n].text):
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
