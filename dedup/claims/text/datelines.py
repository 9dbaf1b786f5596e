"""The beginning of a paragraph -> its dateline, the credit of an agency in it, and a byline that runs into the text."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from dedup.claims.text.furniture import fragment

LABELS = re.compile(
    r"(?:FILE|UPDATE\w*|WATCH|BREAKING|OPINION|VIDEO|PHOTOS?|LIVE|EXCLUSIVE|ANALYSIS|EDITORIAL|FACT ?CHECK|READ|MORE"
    r"|RELATED"
    r"|CORRECTION|NOTE|POLL|Q|A|WARNING|COMMENT\w*|REVIEW|INTERVIEW|REPORT|NEWS|STORY|SPOILER ALERT|TRANSCRIPT"
    r"|ED(?:ITOR)?['’]?S? NOTE)\b"
)
"""Words in capitals before a dash or a colon that are no places."""
RUN_IN = re.compile(
    r"(?!(?:The|A|An|This|That|His|Her|Our|In|One|Its|Their|Final|New)\b)(?:[A-Z][\w.&’'-]{0,25} ){0,3}"
    r"(?:[A-Z][\w.&’'-]{0,25}?)?"
    r"(?:commentary|Commentary|analysis|Analysis|exclusive|Exclusive|opinion|Opinion)\s?:\s"
)


# @DATE, @CREDIT, @AGENCY and @DASH stand for what `_forms` puts there. A place in small letters needs an agency, a date
# or a long dash behind it; one in capitals only a dash.
CAPITALS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.’'-]{1,25}(?:[ /][A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.’'-]{0,25}){0,4}"
PLACE = r"[A-ZÀ-ÖØ-Þ][\w.’'-]{1,25}(?:[ /](?:[A-ZÀ-ÖØ-Þ][\w.’'-]{0,25}|de|of|la|el|al|the|am|sur)){0,4}"
REGION = r"(?:, ?(?:[A-ZÀ-ÖØ-Þ][\w.’'-]{0,20} ?){1,3})"
FORMS = (
    rf"(?P<place>{PLACE}{REGION}?,? @DATE),? (?P<credit>@CREDIT|@AGENCY,?)? ?@DASH ?",
    rf"(?P<place>{CAPITALS}{REGION}?,? @DATE)(?P<credit>)\.? (?=[A-ZÀ-ÖØ-Þ“\"'])",
    rf"(?P<place>{PLACE}{REGION}?),? (?P<credit>@CREDIT(?: ?@DASH)?) ?(?=[A-ZÀ-ÖØ-Þ\d“\"'‘])",
    rf"(?P<place>{PLACE}{REGION}?), (?P<credit>@AGENCY) ?@DASH ",
    rf"(?P<place>{CAPITALS}{REGION}?)(?P<credit>) ?(?:—|–|―|--|:(?= )| - ) ?(?=[\w“\"'‘])",
    rf"(?P<place>{PLACE}{REGION}?)(?P<credit>) (?:—|--) (?=[A-Z“\"])",
    r"(?P<place>)(?P<credit>@CREDIT ?@DASH) ?",
)


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    month, agency = fragment("month"), fragment("agency")
    day = rf"(?:(?i:{month}) ?\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)? (?i:{month}))(?:,? ?(?:19|20)\d\d)?"
    pieces = {"@DATE": day, "@CREDIT": rf"\({agency}(?:/[\w .]{{1,20}})?\)", "@DASH": r"(?:—|–|―|--|-|:)"}
    forms = []
    for form in FORMS:
        for name, piece in (*pieces.items(), ("@AGENCY", agency)):
            form = form.replace(name, piece)
        forms.append(re.compile(form))
    return tuple(forms)


class Opening(NamedTuple):
    """Spans in a line: what stands before the prose. `end` is where the prose begins; `kind` names each part."""

    end: int
    parts: tuple[tuple[int, int, str], ...]


def read_opening(text: str) -> Opening | None:
    """The dateline or the run-in byline that a line begins with.

    Parameters
    ----------
    text : str
        A line: no marks, single blanks.

    Returns
    -------
    Opening or None
        Cost: the first 120 characters are read.

    Examples
    --------
    >>> read_opening("PORT ANSEL, April 8 (Norda Press) - Four people were killed")
    Opening(end=36, parts=((0, 19, 'dateline'), (20, 35, 'credit line')))
    >>> read_opening("Valley Echo commentary: During the flood")
    Opening(end=24, parts=((0, 23, 'byline'),))
    >>> read_opening("Nothing - or nearly nothing - was left.")
    """
    head = text[:120]
    if LABELS.match(head):
        return None
    found = RUN_IN.match(head)
    if found:
        return Opening(found.end(), ((0, len(found[0].rstrip()), "byline"),))
    for form in _forms():
        found = form.match(head)
        if found and found.end() < len(text):
            parts = []
            credit = found.start("credit") if found["credit"] else found.end()
            if found["place"]:
                parts.append((0, len(head[:credit].rstrip()), "dateline"))
            if found["credit"]:
                parts.append((credit, len(found[0].rstrip()), "credit line"))
            return Opening(found.end(), tuple(parts))
    return None
