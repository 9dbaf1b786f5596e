"""The dates that a text states -> intervals of days with their spans, against the day on which it was published.

    atoms (as written) -> joined (one expression, one piece) -> resolved (days)

Rules, all of them in `docs/claims.md`: a weekday looks the way its verb looks; "last" and "next" are read by calendar
weeks from Monday; a month or a day without a year is the nearest on the side to which the sentence looks; "two days
earlier" counts from the one day that the text stated just before. What needs an anchor that is unknown is unresolved.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from dedup.claims.dates.atoms import date_atoms
from dedup.claims.dates.calendar import Interval, month, year
from dedup.claims.dates.join import join
from dedup.claims.dates.resolve import resolve
from dedup.claims.dates.scene import Precision, Scene
from dedup.claims.frames import DateSpan
from dedup.corpus.dateforms import parse

_REACH = 240  # characters before "two days earlier" in which the day may stand that it counts from


def find_dates(
    text: str,
    published: date | str | None = None,
    precision: Literal["day", "month", "year"] = "day",
    skipped: list[tuple[int, int]] | None = None,
) -> list[DateSpan]:
    """Every date that a text states.

    Parameters
    ----------
    text : str
        Any text; English is read.
    published : date, str or None
        When the text was published: a day, or ISO 8601 as precise as known (`2018`, `2018-08`, `2018-08-29T10:00Z`).
        None, or what is no date, leaves what depends on it unresolved.
    precision : {"day", "month", "year"}, default "day"
        How much of `published` is sure.
    skipped : list, optional
        Gets the spans of stretches that were not read, because they are tables: of 256 words more than two in five are
        numbers or names of days.

    Returns
    -------
    list of DateSpan
        In order, without overlaps. `first` and `last` are None, both, where a span is unresolved. Linear in the text,
        about 1 ms for an article of 600 words.

    Examples
    --------
    >>> [(d.first.isoformat(), d.part) for d in find_dates("The ferry sank on Friday night.", "2022-01-23")]
    [('2022-01-21', 'night')]
    >>> find_dates("The ferry sank on Friday.")[0].first is None
    True
    """
    anchor = _anchor(published, precision)
    spans: list[DateSpan] = []
    for atom in join(text, date_atoms(text, skipped)):
        scene = Scene(text, anchor, _stated(text, spans, atom.start))
        found = resolve(atom, scene)
        first, last = found.days or (None, None)
        part = atom.part or None
        if atom.form == "range" and atom.ends[0].form == "clock" == atom.ends[1].form:
            part = f"{atom.ends[0].part}-{atom.ends[1].part}"
        other = found.other if found.other != found.days else None
        spans.append(DateSpan(atom.start, atom.end, first, last, found.precision, part, other))
    return spans


def _anchor(published: date | str | None, precision: str) -> Interval | None:
    """The interval in which the text was published."""
    iso = published.isoformat()[:10] if isinstance(published, date) else published
    parsed = parse(iso) if iso else None
    if parsed is None:
        return None
    size = min({"day": 10, "month": 7, "year": 4}[precision], len(parsed.iso))
    number = [int(part) for part in parsed.iso[:size].split("-")]
    if len(number) == 3:
        day = date(*number)
        return day, day
    return month(number[0], number[1]) if len(number) == 2 else year(number[0])


def _stated(text: str, spans: list[DateSpan], start: int) -> tuple[tuple[Interval, Precision], ...]:
    """The days stated right before a place: those of its sentence, or else the last one of the sentences before."""
    near: list[DateSpan] = []
    for span in reversed(spans[-6:]):
        if start - span.end > _REACH or "\n\n" in text[span.end : start]:
            break
        if span.first is not None and span.last is not None and span.precision != "range":
            near.append(span)
    if not near:
        return ()
    same = [span for span in near if not any(mark in text[span.end : start] for mark in (". ", "! ", "? ", "\n"))]
    return tuple(((s.first, s.last), s.precision) for s in reversed(same or near[:1]) if s.first and s.last)
