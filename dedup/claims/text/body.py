"""An article -> its prose, with the way back: every character of the body knows where it stands in the raw text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dedup.claims.frames import Article, Boilerplate
from dedup.claims.text.datelines import Opening, read_opening
from dedup.claims.text.furniture import KINDS, inside
from dedup.claims.text.lines import Line, read_lines
from dedup.claims.text.sort_lines import sort_lines
from dedup.claims.text.words import words
from dedup.stories.furniture import line_key, shared_lines

__all__ = ["KINDS", "Body", "clean", "outlet_lines"]

END_MARKS = ".!?…:;"
SPEAKER = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ .'’-]{1,40}:")
CLOSERS = "\"”’'»)]}"
LEANING = words("""
    a an the of to in on at by for from with and or but nor as that than which who whose if into
""")
"""Words that no paragraph ends with."""


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """The prose of an article.

    Attributes
    ----------
    text : str
        Paragraphs with one empty line between them, blanks single. Furniture, marks of Markdown and false paragraph
        breaks are out.
    at : int64 [len(text) + 1]
        The raw offset of each character, and one past the last; never falls. A blank that joins two pieces stands
        where the first of them ends.
    boilerplate : tuple of Boilerplate
        What was taken out, by place, in raw offsets.
    dateline, byline : (int, int) or None
        Raw spans, the agency of a dateline included.
    """

    text: str
    at: NDArray[np.int64] = field(repr=False)
    boilerplate: tuple[Boilerplate, ...] = ()
    dateline: tuple[int, int] | None = None
    byline: tuple[int, int] | None = None

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """The span in the raw text that a span of the body stands for.

        It begins at the first of its characters and ends behind the last; what was taken out between them is inside.

        Raises
        ------
        IndexError
            Where the span is not one of the body.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"span {start}:{end} is not in a body of {len(self.text)} characters")
        first = int(self.at[start])
        return (first, int(self.at[end - 1]) + 1) if end > start else (first, first)


def clean(article: Article) -> Body:
    r"""The prose of an article, and what was taken out of its text.

    Parameters
    ----------
    article : Article
        Any text at all.

    Returns
    -------
    Body
        Cost: linear, about a millisecond for an article of 5,000 characters.

    Examples
    --------
    >>> text = "By Gerd Palmer\n\nPORT ANSEL - The ferry was **late**, and the lower\n\nvillages waited.\n\n3 Comments"
    >>> body = clean(Article("1", text))
    >>> body.text
    'The ferry was late, and the lower villages waited.'
    >>> start, end = body.raw(body.text.index("late"), body.text.index("villages"))
    >>> text[start:end]
    'late**, and the lower\n'
    >>> [(text[b.start : b.end], b.kind) for b in body.boilerplate]
    [('By Gerd Palmer', 'byline'), ('PORT ANSEL -', 'dateline'), ('3 Comments', 'comment form')]
    """
    lines = list(read_lines(article.text))
    kinds = sort_lines(lines, article)
    boilerplate: list[Boilerplate] = []
    parts: list[tuple[str, Sequence[int], str]] = []
    dateline = byline = None
    wrapped = _is_wrapped(lines)
    broken = True
    for line, kind in zip(lines, kinds, strict=True):
        if kind is not None:
            boilerplate.append(Boilerplate(line.start, line.end, kind))
            if kind == "byline" and byline is None:
                byline = (line.start, line.end)
            broken = True
            continue
        cuts = list(inside(line.text))
        opening = _opening(line, lines, len(parts))
        if opening:
            cuts += opening.parts
            named = {part[2] for part in opening.parts}
            span = (line.at[0], line.at[opening.parts[-1][1] - 1] + 1)
            if "byline" in named:
                byline = byline or span
            else:
                dateline = dateline or span
        begin = opening.end if opening else 0
        boilerplate += [Boilerplate(line.at[first], line.at[last - 1] + 1, name) for first, last, name in cuts]
        text, at = _without(line, begin, cuts)
        if not text:
            continue
        glue = _glue(parts[-1][0], text, line, wrapped, broken) if parts else ""
        parts.append((text, at, glue))
        broken = False
    body, places = _assemble(parts, len(article.text))
    return Body(body, places, tuple(sorted(boilerplate, key=lambda item: (item.start, item.end))), dateline, byline)


def _opening(line: Line, lines: Sequence[Line], place: int) -> Opening | None:
    """The dateline or byline that a line of prose begins with, where `place` lines of prose stand before it."""
    opening = read_opening(line.text) if place < 8 else None
    colon = opening is not None and line.text[: opening.end].rstrip().endswith(":")
    if opening is None or opening.parts[0][2] != "dateline" or not colon:
        return opening
    # "ILVANE: The mayor" and "ANA RELKA: Thank you" look alike, but speakers come back.
    speakers = sum(bool(SPEAKER.match(other.text)) for other in lines)
    return opening if place <= 1 and speakers <= 1 else None


def _without(line: Line, begin: int, cuts: list[tuple[int, int, str]]) -> tuple[str, Sequence[int]]:
    """A line without the spans in it that are furniture, and without the blanks that they leave at its ends; where a
    post ends inside it, so does a paragraph.
    """
    if not begin and not cuts:
        return line.text, line.at
    text: list[str] = []
    at: list[int] = []
    done = begin
    apart = False
    for first, last, kind in [*sorted(cuts), (len(line.text), len(line.text), "")]:
        piece = line.text[done:first]
        bare = piece.lstrip() if text and (apart or text[-1][-1] == " ") else piece
        if bare:
            if text and (apart or (bare[0].isalnum() and text[-1][-1].isalnum())):
                glue = "\n\n" if apart else " "
                ended = text[-1].rstrip()
                del at[len(at) - len(text[-1]) + len(ended) :]
                text[-1] = ended
                text.append(glue)
                at.extend([line.at[done - 1]] * len(glue))
            text.append(bare)
            at.extend(line.at[first - len(bare) : first])
            apart = False
        apart = apart or kind == "post line"
        done = max(done, last)
    joined = "".join(text)
    kept = joined.lstrip()
    at = at[len(joined) - len(kept) :]
    kept = kept.rstrip()
    return kept, at[: len(kept)]


def _is_ended(text: str) -> bool:
    """Whether a paragraph may end here: an end mark stands last, brackets and quotation marks behind it aside."""
    bare = text[-8:].rstrip(CLOSERS)
    return not bare or bare[-1] in END_MARKS


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether the text is set in lines of one width, so that a single line break is a blank."""
    close = [(before, line) for before, line in itertools.pairwise(lines) if line.gap == 1 and not line.apart]
    cut = [before for before, _ in close if not _is_ended(before.text) and 40 <= len(before.text) <= 110]
    return len(cut) >= 3 and 2 * len(cut) >= len(close)


def _glue(before: str, after: str, line: Line, wrapped: bool, broken: bool) -> str:
    """What stands between two pieces of prose: a blank where the break between them is false."""
    if line.heading:
        return "\n\n"
    if wrapped and line.gap == 1 and not line.apart and not broken:
        return " "
    if not line.apart and not _is_ended(before):
        if after[0].islower() and not after.startswith(("http", "www.")):
            return " "
        last = before.rsplit(None, 1)[-1]
        if last.casefold() in LEANING or before[-1] == ",":
            return " "
    return "\n\n"


def _assemble(parts: Iterable[tuple[str, Sequence[int], str]], length: int) -> tuple[str, NDArray[np.int64]]:
    """Pieces and what stands before each -> the text and the raw offset of each of its characters."""
    text: list[str] = []
    places: list[NDArray[np.int64]] = []
    end = 0
    for piece, at, glue in parts:
        if glue:
            text.append(glue)
            places.append(np.minimum(np.arange(end, end + len(glue), dtype=np.int64), at[0]))
        text.append(piece)
        places.append(
            np.arange(at.start, at.stop, dtype=np.int64) if isinstance(at, range) else np.array(at, dtype=np.int64)
        )
        end = at[-1] + 1
    places.append(np.array([end if text else length], dtype=np.int64))
    return "".join(text), np.concatenate(places)


def outlet_lines(articles: Iterable[Article]) -> dict[str, frozenset[str]]:
    r"""The lines that at least three documents of one outlet have, for each outlet that has such lines.

    Parameters
    ----------
    articles : iterable of Article
        Read twice: a list, or what gives a new iterator each time.

    Returns
    -------
    dict of str to frozenset of str
        Stripped lines. What goes into `Article.outlet_lines`. Cost: linear.

    Examples
    --------
    >>> ads = [Article(str(i), f"Ring the newsdesk!\nStory {i}.", outlet="Echo") for i in range(3)]
    >>> outlet_lines(ads)
    {'Echo': frozenset({'Ring the newsdesk!'})}
    """
    articles = list(articles)
    common = shared_lines((article.text, article.outlet) for article in articles)
    found: dict[str, set[str]] = {}
    for article in articles:
        if article.outlet:
            for line in article.text.split("\n"):
                stripped = line.strip()
                if stripped and line_key(article.outlet, stripped) in common:
                    found.setdefault(article.outlet, set()).add(stripped)
    return {outlet: frozenset(lines) for outlet, lines in sorted(found.items())}
