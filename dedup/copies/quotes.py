"""Quotations: words that belong to a speaker, so that two who print them need not have them from each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from dedup.copies.agencies import TOKEN

MOST = 2000
"""Characters of a quotation; an opening mark without a closing one must not swallow the article."""
_MARKS = re.compile(
    r"(?=[“«„「『\"‘])(?:"  # nearly every place is passed over by this alone
    r"“(?P<a>[^“”\"\n]{1,2000})(?:[”\"]|$)|«(?P<b>[^«»\n]{1,2000})»|„(?P<c>[^„“”\n]{1,2000})[“”]|"
    r"「(?P<d>[^「」\n]{1,2000})」|『(?P<e>[^『』\n]{1,2000})』|\"(?P<f>[^\"”\n]{1,2000})(?:[\"”]|$)|"
    r"(?<!\w)‘(?P<g>[^‘\n]{12,2000}?)’(?!\w))",
    re.MULTILINE,
)
_POST = re.compile(
    r"^(?:[^\n]{1,600}\n{1,2}(?=[ \t]*[—–-]))?[^\n]{0,900}?[—–-][ \t]*[^\n()—–]{1,80}"
    r"\(@\w{1,30}\)[ \t]*\w{3,12} \d{1,2}, \d{4}",
    re.MULTILINE,
)
"""A message of a network as pages embed it: its text, a dash, who sent it and when."""
LIKE = 0.5
"""Share of the words of the shorter of two quotations that are in the other where both may be of one utterance."""


class Quote(NamedTuple):
    """Half-open character span inside the marks, and its folded words."""

    start: int
    end: int
    words: tuple[str, ...]


def quote_spans(text: str) -> list[tuple[int, int]]:
    """Spans of what stands in quotation marks, and of embedded messages, in order.

    A quotation that is not closed ends with its paragraph.

    >>> text = 'He said: "No." «Нет», „nein“.'
    >>> [text[start:end] for start, end in quote_spans(text)]
    ['No.', 'Нет', 'nein']
    """
    spans = [match.span(match.lastgroup or 0) for match in _MARKS.finditer(text)]
    posts = [match.span() for match in _POST.finditer(text)] if "(@" in text else []
    if not posts:
        return spans
    free = [span for span in spans if not any(a < span[1] and span[0] < b for a, b in posts)]
    return sorted(free + posts)


def quotes(text: str, least: int) -> list[Quote]:
    """Quotations of at least so many words."""
    made = []
    for start, end in quote_spans(text):
        words = tuple(TOKEN.findall(text[start:end].casefold()))
        if len(words) >= least:
            made.append(Quote(start, end, words))
    return made


def shared_quotes(left: Sequence[Quote], right: Sequence[Quote], least: int) -> list[tuple[Quote, Quote]]:
    """Pairs of quotations that agree word for word, or of which one begins, ends or stands within the other.

    Parameters
    ----------
    left, right : sequence of Quote
    least : int
        Words in common at the least.

    Returns
    -------
    list of tuple
        In the order of the left text; each left quotation once.
    """
    found = []
    theirs = [(b, _joined(b.words)) for b in right if len(b.words) >= least]
    for a in left:
        if len(a.words) < least:
            continue
        mine = _joined(a.words)
        for b, other in theirs:
            if mine in other or other in mine:
                found.append((a, b))
                break
    return found


def _joined(words: Sequence[str]) -> str:
    """Words as one string in which those of a part of them are found: none has a space in it."""
    return f" {' '.join(words)} "


def other_wording(quote: Quote, others: Sequence[Quote]) -> Quote | None:
    """A quotation of the same utterance in other words: its translation by somebody else, or another's notes."""
    words = {word for word in quote.words if len(word) > 3}
    for other in others:
        theirs = {word for word in other.words if len(word) > 3}
        least = min(len(words), len(theirs))
        if least < 4 or quote.words == other.words:
            continue
        common = len(words & theirs)
        if common >= LIKE * least and common < 0.9 * least and not _agree(quote.words, other.words):
            return other
    return None


def _agree(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether one stands within the other, so that they are one wording, cut."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return _joined(short) in _joined(long)
