"""Quotation marks -> spans of quoted words: every style of mark, nested, unbalanced, running over paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dedup.claims.text.words import words

QuoteKind = Literal["speech", "fragment", "scare"]


@dataclass(slots=True)
class QuoteSpan:
    """Words between quotation marks. `start`, `end` hold the marks, `inner_start`, `inner_end` the words only.

    Attributes
    ----------
    kind : str
        "speech" for words that can stand alone (they begin like a sentence and end with a stop), "fragment" for a
        piece of several words that stands in another sentence, "scare" for a word or three, or a title, that need not
        be what anyone said.
    closed : bool
        False where the closing mark is missing: the next paragraph goes on with the same quote, or a mark was lost.
    group : int
        Equal for the pieces of one quote that runs over several paragraphs.
    depth : int
        0 for an outer quote, 1 for a quote inside a quote, and so on.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    kind: QuoteKind
    closed: bool
    group: int
    depth: int


# One family holds what may close what: “ opens and, after „, closes; writers mix " with “ ”.
_DOUBLE, _ANGLE, _SINGLE, _TICK, _CORNER = range(5)
_MARK = re.compile(r"``|''|[\"“”„‟＂«»‹›‘’‚'`「」『』]{1,2}")
_FAMILY = (
    dict.fromkeys('"“”„‟＂', _DOUBLE)
    | dict.fromkeys("«»‹›", _ANGLE)
    | dict.fromkeys("‘’‚'`", _SINGLE)
    | dict.fromkeys("「」『』", _CORNER)
)
_BREAK = re.compile(r"\n[^\S\n]*\n\s*|(?<=[.!?:;\"”’'»])[^\S\n]*\n\s*")
_ELISION = re.compile(r"(?:\d0s|em|til|till|twas|tis|cause|bout|n|round)\b", re.IGNORECASE)
_WORDS = re.compile(r"\w+(?:[’'-]\w+)*")
_LOST = re.compile(r"[,?!](?=\s+(?:he|she|they|[A-Z]\w+)\s+(?:said|says|added|told|wrote|asked)\b)")
_SAID = re.compile(r"\s+(?:he|she|they|[A-Z]\w+)\s+(?:said|says|added|told|wrote|asked)\b")
_SENTENCE = re.compile(r"[.?!]\s+")
_LOST_REACH = 400  # characters; a sentence is rarely longer
_BEFORE = " \t\n\r\u00a0([{—–-/…:"  # what may stand before an opening mark
_MAX_DEPTH = 8  # deeper nesting is broken markup, not prose
_TITLE_WORDS = 8  # a title is not longer
_MINOR = words("a an the of and or in on for to at by with from as vs is")


@dataclass(slots=True)
class _Open:
    family: int
    start: int
    inner: int


def quotes(text: str) -> list[QuoteSpan]:
    """The quoted spans of a text, by start; a nested quote follows the one that holds it.

    A mark is read by its neighbours, so that apostrophes, feet and inches are none. A closing mark that was lost ends
    the quote with its paragraph (or where "he said" follows a comma); where an opening mark was lost and the paragraph
    has no other, the quote starts with the paragraph. Time is linear in the length of the text.

    >>> text = 'They call it "reform". “It’s a ‘gift,’ really,” he said.'
    >>> [(text[q.start : q.end], q.kind, q.depth) for q in quotes(text)]
    [('"reform"', 'scare', 0), ('“It’s a ‘gift,’ really,”', 'speech', 0), ('‘gift,’', 'scare', 1)]
    """
    found: list[QuoteSpan] = []
    going_on = -1  # group of a quote that its paragraph left open
    for start, end in _paragraphs(text):
        inside = sorted(_paragraph(text, start, end), key=lambda q: (q.start, -q.end))
        last = None
        for quote in _nested(inside):
            quote.group = going_on if going_on >= 0 and quote.start == start and quote.depth == 0 else len(found)
            found.append(quote)
            last = quote if quote.depth == 0 else last
        going_on = last.group if last and not last.closed else -1
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = len(text) - len(text.lstrip())
    for match in _BREAK.finditer(text):
        if match.start() > start:
            yield start, match.start()
        start = max(start, match.end())
    if start < len(text):
        yield start, len(text.rstrip())


def _nested(inside: list[QuoteSpan]) -> Iterator[QuoteSpan]:
    """Give each its depth; one that crosses the end of another is dropped."""
    holding: list[int] = []
    for quote in inside:
        while holding and holding[-1] <= quote.start:
            holding.pop()
        if holding and quote.end > holding[-1]:
            continue
        quote.depth = len(holding)
        yield quote
        holding.append(quote.end)


def _paragraph(text: str, start: int, end: int) -> list[QuoteSpan]:
    """The quotes of one paragraph, depth and group still open."""
    stack: list[_Open] = []
    found: list[QuoteSpan] = []
    marks = list(_MARK.finditer(text, start, end))
    closers = _single_closers(text, marks)
    for number, match in enumerate(marks):
        mark, left, right = match.group(), match.start(), match.end()
        if mark in ("``", "''"):
            family = _TICK
        elif len(mark) == 2 and mark[0] != mark[1] and _FAMILY[mark[0]] != _FAMILY[mark[1]]:
            _two(text, mark, left, end, stack, found, start)
            continue
        else:
            family = _FAMILY[mark[0]]
        if family == _SINGLE and not _is_single(text, match, stack, number, closers):
            continue
        _mark(text, family, mark, (left, right), (start, end), stack, found)
    for opened in stack:
        lost = _unclosed(text, opened, start, end)
        if lost:
            found.append(lost)
    return found


def _two(text: str, mark: str, left: int, end: int, stack: list[_Open], found: list[QuoteSpan], start: int) -> None:
    """Two marks of different families in a row: ’” or “‘, one after the other."""
    for step in (0, 1):
        at = left + step
        _mark(text, _FAMILY[mark[step]], mark[step], (at, at + 1), (start, end), stack, found)


def _mark(
    text: str, family: int, mark: str, at: tuple[int, int], bounds: tuple[int, int], stack: list[_Open],
    found: list[QuoteSpan],
) -> None:  # fmt: skip
    """Open or close a quote at one mark."""
    left, right = at
    before = text[left - 1] if left > bounds[0] else " "
    after = text[right] if right < bounds[1] else " "
    opened = next((k for k in range(len(stack) - 1, -1, -1) if stack[k].family == family), -1)
    if _opens(mark, before, after, opened >= 0):
        if opened >= 0:  # the closing mark was lost
            del stack[opened:]
        if len(stack) < _MAX_DEPTH:
            stack.append(_Open(family, left, right))
    elif opened >= 0:
        if text[stack[opened].inner : left].strip():
            found.append(_quote(text, stack[opened].start, right, (stack[opened].inner, left), True))
        del stack[opened:]
    elif family == _DOUBLE and not stack and mark[0] in '"”':
        _unopened(text, at, bounds, found)


def _unopened(text: str, at: tuple[int, int], bounds: tuple[int, int], found: list[QuoteSpan]) -> None:
    """A quote whose opening mark was lost, from its sentence on, where its end shows that it is one."""
    left, right = at
    if not found and text[left - 1] in ",.!?…":
        start = bounds[0]
    elif _SAID.match(text, right):
        low = max(bounds[0], left - _LOST_REACH, found[-1].end if found else 0)
        breaks = [match.end() for match in _SENTENCE.finditer(text, low, left)]
        start = breaks[-1] if breaks else low
    else:
        return
    start += len(text[start:left]) - len(text[start:left].lstrip())
    if start < left:
        found.append(_quote(text, start, right, (start, left), True))


def _opens(mark: str, before: str, after: str, is_open: bool) -> bool:
    """Whether a mark opens a quote, by its form first and its neighbours where the form is misused or says nothing."""
    can_open = not after.isspace() and (before in _BEFORE or before in _FAMILY)
    can_close = not before.isspace()
    form = mark[0]
    if form in "„‚‟「『" or mark == "``":
        return True
    if form in "」』" or mark == "''":
        return False
    if form in "“‘`":
        return not (is_open and can_close and not can_open) and not after.isspace()
    if form in "”’" and (is_open or not can_open):
        return False
    if form in "«»‹›" and is_open:
        return False
    if is_open:
        return can_open and not can_close
    return can_open


def _single_closers(text: str, marks: list[re.Match[str]]) -> list[bool]:
    """For each mark, whether a single mark that can close stands after it, before the next that surely opens."""
    ahead, out = False, [False] * len(marks)
    for number in range(len(marks) - 1, -1, -1):
        match = marks[number]
        out[number] = ahead
        if match.group()[0] == "‘":
            ahead = False
        elif match.group()[0] in "’'":
            after, before = text[match.end() : match.end() + 1], text[match.start() - 1 : match.start()]
            ahead = ahead or (not after.isalnum() and not before.isspace())
    return out


def _is_single(text: str, match: re.Match[str], stack: list[_Open], number: int, closers: list[bool]) -> bool:
    """Whether a single mark is a quotation mark and no apostrophe."""
    before = text[match.start() - 1] if match.start() else " "
    after = text[match.end() : match.end() + 1]
    if before.isalnum() and after.isalnum():
        return False
    is_open = any(opened.family == _SINGLE for opened in stack)
    if match.group()[0] == "‘":
        return bool(after.strip()) and not _ELISION.match(text, match.end())
    if is_open and not before.isspace() and not after.isalnum():
        plural = before in "sS" and closers[number]
        return not plural
    if match.group()[0] in "'`" and not is_open:
        can_open = (before in _BEFORE or before in _FAMILY) and bool(after.strip())
        return can_open and closers[number] and not _ELISION.match(text, match.end())
    return False


def _unclosed(text: str, opened: _Open, start: int, end: int) -> QuoteSpan | None:
    """A quote whose closing mark is missing, to the end of its paragraph; a lone single mark is no quote."""
    if opened.family == _SINGLE and not (opened.start == start and text[opened.start] == "‘"):
        return None
    cut = _LOST.search(text, opened.inner, end)
    stop = cut.end() if cut else end
    if not text[opened.inner : stop].strip():
        return None
    return _quote(text, opened.start, stop, (opened.inner, stop), cut is not None)


def _quote(text: str, start: int, end: int, inner: tuple[int, int], closed: bool) -> QuoteSpan:
    return QuoteSpan(start, end, *inner, _kind(text, start, end, inner), closed, 0, 0)


def _kind(text: str, start: int, end: int, inner: tuple[int, int]) -> QuoteKind:
    """Speech, fragment or scare, by length, capitals and stops."""
    head = text[inner[0] : min(inner[1], inner[0] + 200)]
    words = _WORDS.findall(head)
    tail = text[max(inner[0], inner[1] - 3) : inner[1]].rstrip("”’\"'")
    stop = tail[-1:] in (",", ".", "?", "!", "…", "—", "-", ";") or text[end : end + 1] in (",", ".")
    first = next((c for c in head if c.isalnum()), "")
    begins = not first.islower()
    if len(words) <= _TITLE_WORDS and inner[1] - inner[0] < 200:
        ended = text[inner[1] - 1] in ".?!…"
        if not ended and len(words) > 1 and all(w[:1].isupper() or w in _MINOR or w[:1].isdigit() for w in words):
            return "scare"
        leads = text[max(0, start - 2) : start].rstrip()[-1:] in ("", ",", ":", "\n", ".", "!", "?", "”", '"')
        if begins and stop and (leads or len(words) > 3):
            return "speech"
        return "scare" if len(words) <= 3 else "fragment"
    return "speech" if begins else "fragment"
