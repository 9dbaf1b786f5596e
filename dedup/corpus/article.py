"""A web page -> its article: body, title, date, outlet and language, by trafilatura; or why there is none.

It runs in processes of its own, so nothing here imports what they need not have.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from dedup.config import ReadSettings
from dedup.corpus.charsets import decode_page
from dedup.corpus.languages import language_code

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LARGE = "page too large"
CROWDED = "page of too many elements"
DEEP = "page nested too deep"
NO_TEXT = "page without an article"
FAILED = "page that cannot be parsed"

_LAST_DAY = "2100-01-01"  # not today: the same page gives the same date on any day
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{10,40})"')
_DATE_KEYS = ("published", "pubdate", "dcterms.date", "dc.date", "date")
_TOP_LEVEL = 1 << 20  # of scripts that are looked at for their date, in characters
for _name in ("trafilatura", "htmldate", "courlan"):  # what they say of a page is said by the counts of the report
    logging.getLogger(_name).addHandler(logging.NullHandler())


class Page(NamedTuple):
    """What stood in a file or an archive: `day` is when it was fetched, ISO 8601, if that is known."""

    data: bytes
    url: str | None = None
    charset: str | None = None
    day: str | None = None


class Article(NamedTuple):
    """What a page says; `replaced`: with U+FFFD for bytes that were no text."""

    text: str
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    replaced: bool = False


class Refusal(NamedTuple):
    """Why a page gives no article; `wrong` where a cap or a failure is the reason."""

    reason: str
    what: str
    wrong: bool


def extract(page: Page, settings: ReadSettings) -> Article | Refusal:
    """Find the article in a page.

    Parameters
    ----------
    page : Page
    settings : ReadSettings
        `page_bytes`, `page_elements` and `page_depth` bound what is parsed.

    Returns
    -------
    Article or Refusal
        About 30 ms for an ordinary page.

    Notes
    -----
    The text is the body that trafilatura finds, a line a paragraph, without comments; it is the raw text to which all
    offsets refer. The outlet is the name that the page gives its site, for callers without a url.

    Examples
    --------
    >>> page = b"<html lang=en><title>Rain</title><body><article><p>Rain is expected in Skerra." + b" It pours." * 40
    >>> article = extract(Page(page), ReadSettings())
    >>> article.title, article.language, article.text[:16]
    ('Rain', 'en', 'Rain is expected')
    """
    if len(page.data) > settings.page_bytes:
        return Refusal(LARGE, f"{len(page.data):,} bytes; page-bytes is {settings.page_bytes:,}", True)
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    text, replaced = decode_page(page.data, page.charset)
    try:
        tree = load_html(text)
        if tree is None:
            return Refusal(NO_TEXT, "it has no elements", False)
        refused = _bounded(tree, settings)
        if refused is not None:
            return refused
        language = language_code(tree.get("lang") or tree.get("xml:lang") or _meta_language(tree))
        moments = _moments(tree)
        found = bare_extraction(
            tree,
            url=page.url,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={
                "extensive_search": False,  # dates in the text are found later, with their place and confidence
                "original_date": True,
                "max_date": page.day or _LAST_DAY,
            },
        )
    except Exception as error:  # noqa: BLE001 - whatever a page does to the parser, the others go on
        return Refusal(FAILED, f"{type(error).__name__}: {str(error)[:120]}", True)
    return _article(found, page, moments, language, replaced)


def _article(found: Any, page: Page, moments: list[str], language: str | None, replaced: bool) -> Article | Refusal:
    body = (found.text or "").strip() if found is not None else ""
    if not body:
        return Refusal(NO_TEXT, "no body of text was found in it", False)
    day = found.date or None
    return Article(
        text=body,
        title=found.title or None,
        published=next((moment for moment in moments if day and moment.startswith(f"{day}T")), day),
        outlet=None if page.url or found.url else found.sitename or None,
        url=page.url or found.url or None,
        language=language or language_code(found.language),
        replaced=replaced,
    )


def _bounded(tree: HtmlElement, settings: ReadSettings) -> Refusal | None:
    """Refuse trees that take minutes, or in which the parser left out what was nested too deep: about 1 ms."""
    from lxml.etree import iterwalk

    elements = depth = deepest = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        elements += 1
        depth += 1
        deepest = max(deepest, depth)
    if elements > settings.page_elements:
        return Refusal(CROWDED, f"{elements:,} elements; page-elements is {settings.page_elements:,}", True)
    if deepest > settings.page_depth:
        return Refusal(DEEP, f"{deepest} elements inside one another; page-depth is {settings.page_depth}", True)
    return None


def _moments(tree: HtmlElement) -> list[str]:
    """Dates with a time that the page gives for its publication; trafilatura gives the day alone."""
    found: list[str] = []
    for element in tree.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if any(word in key for word in _DATE_KEYS):
            found.append((element.get("content") or "").strip())
    for element in tree.iter("script"):
        if "ld+json" in (element.get("type") or ""):
            found += _PUBLISHED.findall((element.text or "")[:_TOP_LEVEL])
    found += [(element.get("datetime") or "").strip() for element in tree.iter("time")]
    return [moment for moment in found if 16 <= len(moment) <= 40]


def _meta_language(tree: HtmlElement) -> str | None:
    for element in tree.iter("meta"):
        key = (element.get("http-equiv") or element.get("property") or element.get("name") or "").lower()
        if key in ("content-language", "og:locale", "language"):
            return str(element.get("content") or "")
    return None
