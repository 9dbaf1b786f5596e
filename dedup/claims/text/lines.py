"""A text -> its lines, without blanks around them and without the marks of Markdown and HTML.

A line keeps, for every character of its plain text, where that character stands in the raw text; nothing that is cut
away later can therefore lose its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
BREAK = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
BLANKS = " \t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\x1f\x00"
"""White space inside a line."""
NOTHING = "\u200b\u2060\ufeff\xad"
"""Characters of no width that pages leave behind; they are cut out. Joiners (U+200C, U+200D) belong to words."""
ODD_BLANKS = re.compile(rf"[{BLANKS}]{{2,}}|[{BLANKS[1:]}]")
WIDTHLESS = re.compile(rf"[{NOTHING}]+")

# Bounded, and none may run over its own opening mark: a hostile text costs a fixed factor, not a square.
ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()#+\-.!<>~|])")
LEAD = re.compile(r"(?:[#>*+\-•·▪‣●■▶►\x00]{1,6}[ \t]+)+")
HEADING = re.compile(r"#{1,6}[ \t]|[*_]{2}(?=\S).{1,150}[*_]{2}[ \t\xa0]*$|\x00")
IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)")
LINK = re.compile(r"\[([^\[\]\n]{1,300})(\]\((?:https?:|mailto:|[/#])[^()\s]{0,500}\))")
AUTOLINK = re.compile(r"(<)(?:https?://|mailto:)[^<>\s]{1,500}(>)")
TAG = re.compile(
    r"</?(?:p|br|hr|b|i|u|em|strong|a|div|span|blockquote|h[1-6]|li|ul|ol|figure|figcaption|img)\b[^<>]{0,500}>", re.I
)
EMPHASIS = re.compile(r"(?<![\w*_])([*_]{1,3})(?=[^\s*_])[^*_\n]{0,500}[^\s*_](\1)(?![\w*_])")
CODE = re.compile(r"(?<!`)(`)[^`\n]{1,200}(`)(?!`)")
MARKED = re.compile(r"[\\*_\[<`#>+\-•·▪‣●■▶►]")


class Line(NamedTuple):
    """A line that is not empty.

    Attributes
    ----------
    start, end : int
        Where it stands in the raw text, marks included, blanks around it not.
    text : str
        Its plain text: no marks, blanks single.
    at : sequence of int, one a character of `text`
        The raw offset of each character, strictly increasing; of a run of blanks, its first.
    gap : int
        Line breaks between it and the line before; 1 follows at once, 2 and more leave lines empty.
    heading : bool
        It is marked as a heading, or is bold from end to end.
    apart : bool
        It begins something of its own: a blank stands before it, as before a paragraph, or the mark of a list.
    """

    start: int
    end: int
    text: str
    at: Sequence[int]
    gap: int
    heading: bool
    apart: bool


def read_lines(text: str) -> Iterator[Line]:
    r"""The lines of a raw text that are not empty.

    Parameters
    ----------
    text : str
        Any characters at all.

    Yields
    ------
    Line
        In order. Cost: linear.

    Examples
    --------
    >>> for line in read_lines("## **Ferry** fire\r\n\r\n  Four\xa0 died. "):
    ...     print(line.start, line.end, line.gap, line.heading, line.text, line.at[-1])
    0 17 0 True Ferry fire 16
    23 34 2 False Four died. 33
    """
    before, gap = 0, 0
    for found in LINE.finditer(text):
        start = found.start()
        gap += len(BREAK.findall(text, before, start))
        before = found.end()
        raw = found[0]
        kept = raw.lstrip(BLANKS + NOTHING)
        shift = len(raw) - len(kept)
        kept = kept.rstrip(BLANKS + NOTHING)
        if not kept:
            continue
        line = _plain(kept, start + shift, gap, raw[0] in BLANKS)
        if line.text:
            yield line
            gap = 0


def _plain(raw: str, start: int, gap: int, apart: bool) -> Line:
    """A line without its marks and its odd blanks."""
    end = start + len(raw)
    cuts = list(_marks(raw)) if MARKED.search(raw) else []
    odd = ODD_BLANKS.search(raw)
    if odd:
        cuts += [(found.start() + 1, found.end()) for found in ODD_BLANKS.finditer(raw) if len(found[0]) > 1]
    cuts += [found.span() for found in WIDTHLESS.finditer(raw)]
    apart = apart or bool(cuts and LEAD.match(raw))
    heading = bool(cuts) and bool(HEADING.match(ESCAPE.sub("\x00", raw[:400])))
    if not cuts and not odd:
        return Line(start, end, raw, range(start, end), gap, False, apart)
    pieces: list[str] = []
    at: list[int] = []
    done = 0
    for first, last in [*sorted(cuts), (len(raw), len(raw))]:
        if first > done:
            pieces.append(raw[done:first])
            at.extend(range(start + done, start + first))
        done = max(done, last)
    plain = "".join(pieces)
    if odd:
        plain = re.sub(rf"[{BLANKS}]", " ", plain)
    # Where a mark stood between two blanks, or at an edge, a blank is one too many.
    keep = [
        i for i, character in enumerate(plain) if character != " " or (0 < i < len(plain) - 1 and plain[i - 1] != " ")
    ]
    while keep and plain[keep[-1]] == " ":
        keep.pop()
    return Line(start, end, "".join(plain[i] for i in keep), [at[i] for i in keep], gap, heading, apart)


def _marks(raw: str) -> Iterator[tuple[int, int]]:
    """Spans of a line that are marks of Markdown or HTML."""
    masked = raw
    if "\\" in raw:
        for found in ESCAPE.finditer(raw):
            yield found.span()
        masked = re.sub(r"\\[\\`*_{}\[\]()#+\-.!<>~|]", "\x00\x00", raw)
    lead = LEAD.match(masked)
    if lead:
        yield lead.span()
    for found in LINK.finditer(masked):
        yield found.start(), found.start() + 1
        yield found.span(2)
    for pattern in (IMAGE, TAG):
        for found in pattern.finditer(masked):
            yield found.span()
    for pattern in (AUTOLINK, EMPHASIS, CODE):
        for found in pattern.finditer(masked):
            yield found.span(1)
            yield found.span(2)
    if masked != raw or "*" in raw:
        inner = EMPHASIS.match(masked)
        if inner:  # the marks of a list inside bold: **\*\* Heading**
            lead = LEAD.match(masked, inner.end(1))
            if lead:
                yield lead.span()
