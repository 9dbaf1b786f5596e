"""Articles without a date -> the date that they state themselves, with its evidence, or none.

A cascade: header > url > dateline > caption > body. The first source that gives a day and reaches `ACCEPT` is taken;
where none does, the most confident one is reported, and nothing below `FLOOR`. The url stands second because a date in
its path is the outlet's own filing date (of a stream of 35,895 articles right within a day for 23,806 of 23,810), and
a header that says "published" may add the minute. Where that stream had enough cases, a confidence is the share that
was right within a day; headers and datelines are rare in it, and theirs are set by judgement.

What is no date of publication: pictures from the file, deadlines, birthdays, names of laws, days that the text tells of
but does not tie to itself. A dateline without a year needs one from elsewhere. No clock is read: the same text gives
the same date for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pyarrow as pa

from dedup.corpus.datecues import (
    BREAK,
    COPYRIGHT,
    CREDIT,
    DIGIT,
    LABEL_LINE,
    LIST_MARK,
    NOT_NOW,
    OLD_PICTURE,
    ON,
    TODAY,
    TODAY_AFTER,
    URL,
    Line,
    header_kind,
    is_dateline,
    weekdays,
)
from dedup.corpus.dateforms import MONTHS
from dedup.corpus.datephrases import Phrase, phrases, plain

ACCEPT = 0.9
"""What `fill_dates` takes. A wrong day does more harm than none: it tears an article out of its story; one without a
day is still compared by its words. Of the stream above it takes 116 dates from the text alone, 109 of them right (two
others stand beside a given date that is earlier than the text itself), and 23,913 with urls, 23,904 right."""
_DAYS = ("day", "minute")
FLOOR = 0.5  # below one half, unknown is the better answer
HEAD, TAIL = 1500, 500  # characters in which furniture, datelines and captions stand
CONFIDENCE = {
    "header published": 0.97,  # "Published: 22 June 2022"
    "header alone": 0.95,  # a line of a date and nothing else, or of a date and a byline
    "header furniture": 0.9,  # a line of names and separators with a date
    "header title": 0.9,  # at the end of the title, behind a separator and with the time
    "header updated": 0.8,  # the only one stated; not before the publication, often the same day
    "header original": 0.7,  # "originally published": right for the text, wrong for a later printing
    "header late": 0.6,  # a line of its own behind the first paragraphs: may head a quotation or a chronicle
    "header several": 0.5,  # two different days, none of them labelled: the page's own clock, or links
    "url": 0.99,
    "url month": 0.99,
    "dateline": 0.95,
    "dateline, year of url or header": 0.93,
    "dateline, year and weekday": 0.85,  # the weekday fits in one year of about six
    "dateline, year of text": 0.8,  # the latest year named, with a month up to three before the dateline's
    "dateline, year of copyright": 0.5,  # 588 of 3,171 such lines had the year of the article: most were the crawl's
    "caption and weekday": 0.95,  # its weekday, stated, is the first that the prose names: 94 of 97
    "caption": 0.7,  # the same, but the weekday of the picture is worked out: 106 of 150
    "body today": 0.8,
    "body weekday": 0.6,
}


@dataclass(frozen=True)
class FoundDate:
    """A date of publication that an article states, and where.

    Attributes
    ----------
    value : str
        ISO 8601 as precise as stated, with its zone where one is.
    instant_us : int
        Microseconds since 1970 of its first moment in UTC.
    precision : {"minute", "day", "month", "year"}
    confidence : float
        From 0 to 1; one of `CONFIDENCE`, less where calendar or weekday are in doubt.
    source : {"header", "url", "dateline", "caption", "body"}
    field : {"text", "title", "url"}
        Where the evidence stands, at the characters `start` to `end`.
    """

    value: str
    instant_us: int
    precision: str
    confidence: float
    source: str
    field: str
    start: int
    end: int


def find_date(title: str | None, text: str, url: str | None = None) -> FoundDate | None:
    r"""The date of publication that an article states.

    Parameters
    ----------
    title, text, url : str
        Of the text only the first 1500 and the last 500 characters are read; for a dateline without a year 20,000.

    Returns
    -------
    FoundDate or None
        None where the article states none, or only dates of other days.

    Examples
    --------
    >>> find_date(None, "The Herald\nPublished: 22 June 2022 - 23:39\n\nThe bridge is open.").value
    '2022-06-22T23:39'
    >>> found = find_date(None, "SKERRA, 20 January 2022 (Norda Press) - The bridge is open.")
    >>> found.value, found.source, found.confidence
    ('2022-01-20', 'dateline', 0.95)
    >>> find_date("The bridge is open", "It was built after the flood of January 20, 2022.")
    """
    best: FoundDate | None = None
    for found in _cascade(title or "", text, url or ""):
        if found.confidence >= ACCEPT and found.precision in _DAYS:
            return found
        if best is None or found.confidence > best.confidence:
            best = found
    return best if best is not None and best.confidence >= FLOOR else None


def _cascade(title: str, text: str, url: str) -> Iterator[FoundDate]:
    filed = _from_url(url)
    lines = _lines(text[:HEAD])
    headers = [*_headers(lines), *_title(title), *_footers(text)]
    yield from headers
    if filed is not None:
        yield filed
    yield from _datelines(lines, text, [filed, *headers])
    yield from _captions(lines)
    yield from _bodies(lines)


def _lines(head: str, longest: int = HEAD) -> list[Line]:
    """The lines that are not blank; of those that are longer than `longest` no dates."""
    readable, late = plain(head), False
    lines = []
    for match in BREAK.finditer(readable):
        line = match[0]
        if line.strip():
            dates = (
                phrases(line, head[match.start() : match.end()]) if len(line) <= longest and DIGIT.search(line) else []
            )
            lines.append(Line(match.start(), line, dates, late))
            late = late or (len(line) > 120 and not (dates and CREDIT.search(line)))
    return lines


def _made(
    kind: str, phrase: Phrase, shift: int, year: int | None = None, field: str = "text", start: int = -1
) -> FoundDate | None:
    """The answer; a weekday that does not fit, and a calendar in doubt, cost confidence."""
    parsed = phrase.parsed(year)
    if parsed is None:
        return None
    confidence = CONFIDENCE[kind] * phrase.doubt * (0.5 if phrase.agrees(year) is False else 1.0)
    if phrase.day is None and source_of(kind) == "header":
        confidence *= 0.8  # an issue's month, or the heading of a chronicle
    first = phrase.start if start < 0 else start
    return FoundDate(
        parsed.iso,
        parsed.instant_us,
        precision_of(parsed.iso),
        round(confidence, 3),
        source_of(kind),
        field,
        shift + first,
        shift + phrase.end,
    )


def source_of(kind: str) -> str:
    """The source that a kind of evidence belongs to.

    >>> source_of("dateline, year of text")
    'dateline'
    """
    return kind.split()[0].strip(",")


def precision_of(iso: str) -> str:
    """What an ISO text is precise to.

    >>> precision_of("2022"), precision_of("2022-06"), precision_of("2022-06-22"), precision_of("2022-06-22T23:39")
    ('year', 'month', 'day', 'minute')
    """
    return {4: "year", 7: "month", 10: "day"}.get(len(iso), "minute")


def _headers(lines: list[Line]) -> list[FoundDate]:
    """Of the lines before and around the first paragraphs: the labelled dates first, then the others."""
    found: list[tuple[str, Phrase, int]] = []
    label_above = None
    for line in lines:
        for k, phrase in enumerate(line.dates):
            if phrase.year is not None:
                kind = header_kind(line, k, label_above)
                if kind:
                    found.append((kind, phrase, line.start))
        label_above = LABEL_LINE.fullmatch(line.text)
    bare = {phrase.date() for kind, phrase, _ in found if kind in ("header alone", "header furniture") and phrase.day}
    days = sorted(day for day in bare if day)
    if days and (days[-1] - days[0]).days > 1:
        several = ("header alone", "header furniture")
        found = [("header several" if kind in several else kind, phrase, shift) for kind, phrase, shift in found]
    made = [_made(kind, phrase, shift) for kind, phrase, shift in found]
    return sorted((f for f in made if f is not None), key=lambda f: -f.confidence)


def _title(title: str) -> Iterator[FoundDate]:
    """A date with a clock that a page's template put behind the headline."""
    text = plain(title[:300])
    dates = phrases(text, title[:300]) if DIGIT.search(text) else []
    if dates and dates[-1].clock and len(text) - dates[-1].end < 8:
        found = _made("header title", dates[-1], 0, field="title")
        if found is not None:
            yield found


def _footers(text: str) -> list[FoundDate]:
    """Labelled dates of the last lines."""
    start = max(len(text) - TAIL, HEAD)
    lines = _lines(text[start:], 160) if start < len(text) else []
    found = [
        _made(kind, phrase, start + line.start)
        for line in lines
        for k, phrase in enumerate(line.dates)
        if phrase.year is not None
        for kind in [header_kind(line, k, None)]
        if kind in ("header published", "header updated", "header original")
    ]
    return sorted((f for f in found if f is not None), key=lambda f: -f.confidence)


def _from_url(url: str) -> FoundDate | None:
    """/2016/09/20/, /2016/sep/20/, /2016-09-20, /2016/0920/ and /2016/09/ in the path; nothing else of it."""
    try:
        path = urlsplit(url[:2000]).path
    except ValueError:  # a bracket that opens no IPv6 address
        return None
    at = url.find(path) if path else -1
    for form in URL:
        match = form.search(path)
        if match and at >= 0:
            month = MONTHS.get(match["m"].lower()) or int(match["m"])
            day = int(match["d"]) if "d" in form.groupindex else None
            phrase = Phrase(match.start() + 1, match.end(), int(match["y"]), month, day, "", None, 1.0)
            found = _made("url" if day else "url month", phrase, at, field="url")
            if found is not None:
                return found
    return None


def _datelines(lines: list[Line], text: str, others: list[FoundDate | None]) -> Iterator[FoundDate]:
    """SKERRA, Jan. 20 (Norda Press) -"""
    for line in lines:
        mark = LIST_MARK.match(line.text)
        first = mark.end() if mark else 0
        for phrase in line.dates[:1]:
            if phrase.day and phrase.month and phrase.start - first <= 60 and is_dateline(line.text, first, phrase):
                kind, year = ("dateline", None) if phrase.year else _year(phrase, text, others)
                found = _made(kind, phrase, line.start, year, start=first) if kind else None
                if found is not None:
                    yield found


def _year(phrase: Phrase, text: str, others: list[FoundDate | None]) -> tuple[str, int | None]:
    """The year of a dateline that has none, and how it is known; "" where it is not."""
    month = phrase.month or 0
    stated = [other for other in others if other is not None and len(other.value) >= 7]
    if stated:  # the turn of a year: December's dateline under January's address
        years = {int(s.value[:4]) - (month - int(s.value[5:7]) > 6) for s in stated}
        return ("dateline, year of url or header", years.pop()) if len(years) == 1 else ("", None)
    read = plain(text[:20_000])
    named = max((p.year for p in phrases(read, text[:20_000]) if p.year and p.start > phrase.end), default=None)
    months = [p.month for p in phrases(read, text[:20_000]) if p.year == named and p.month and p.month <= month]
    rights = [int(match["y"]) for match in COPYRIGHT.finditer(plain(text[-TAIL:]))]
    by_text = named if named and months and month - max(months) <= 3 else None
    year = by_text or (rights[-1] if rights else None)
    if year is None or (by_text and rights and rights[-1] != by_text):
        return "", None
    if phrase.agrees(year):
        return "dateline, year and weekday", year
    return ("dateline, year of text" if by_text else "dateline, year of copyright"), year


def _captions(lines: list[Line]) -> Iterator[FoundDate]:
    """A picture's date, where the prose names its weekday first: else the picture may be of any year."""
    pictures = [line for line in lines if line.dates and CREDIT.search(line.text)]
    if not pictures:
        return
    prose = next((day for line in lines if line not in pictures for day in weekdays(line.text)), None)
    for line in pictures:
        for phrase in line.dates:
            window = line.text[max(0, phrase.start - 300) : phrase.end + 200]
            day = phrase.date()
            if day is None or phrase.year is None or OLD_PICTURE.search(window) or not CREDIT.search(window):
                continue
            if day.weekday() == prose:
                found = _made("caption and weekday" if phrase.agrees() else "caption", phrase, line.start)
                if found is not None:
                    yield found


def _bodies(lines: list[Line]) -> Iterator[FoundDate]:
    """What the prose ties to itself: "today, 20 January 2022", "on Thursday (January 20, 2022)"."""
    for line in lines:
        for phrase in line.dates:
            if phrase.day is None or phrase.year is None or OLD_PICTURE.search(line.text):
                continue
            before = line.text[max(0, phrase.start - 80) : phrase.start]
            sentence = re.split(r"[.!?]\s", before)[-1]
            kind = ""
            if TODAY.search(before) or TODAY_AFTER.match(line.text, phrase.end):
                kind = "body today"
            elif (
                phrase.agrees()
                and ON.search(before)
                and "(" in line.text[phrase.start : phrase.end]
                and not NOT_NOW.search(sentence)
            ):
                kind = "body weekday"
            found = _made(kind, phrase, line.start) if kind else None
            if found is not None:
                yield found


EVIDENCE = pa.schema(
    [
        pa.field("date_precision", pa.large_string()),
        pa.field("date_confidence", pa.float64()),
        pa.field("date_source", pa.large_string()),
        pa.field("date_field", pa.large_string()),
        pa.field("date_start", pa.int64()),
        pa.field("date_end", pa.int64()),
    ]
)
"""What `fill_dates` adds: how a date is known. `date_source` is "column" for a given one; all null without a date."""


def fill_dates(table: pa.Table) -> pa.Table:
    """Give the rows without a date the one that their text states, and say of every date how it is known.

    Parameters
    ----------
    table : pa.Table
        Schema `DOCUMENTS`.

    Returns
    -------
    pa.Table
        The same rows and chunks. `published` and `published_at` are set where they were null and a date of a day or
        better reaches `ACCEPT`; a month or a year stays out, because later stages would take it for its first day.
        Then the columns of `EVIDENCE`. About 0.2 ms a row without a date, nothing for the others.
    """
    batches = [_filled(batch) for batch in table.to_batches()]
    schema = pa.schema([*table.schema, *EVIDENCE], metadata=table.schema.metadata)
    return pa.Table.from_batches(batches, schema=schema)


def _filled(batch: pa.RecordBatch) -> pa.RecordBatch:
    published = batch.column("published").to_pylist()
    instants = batch.column("published_at").cast(pa.int64()).to_pylist()
    titles, texts, urls = (batch.column(name) for name in ("title", "text", "url"))
    rows: list[dict[str, object]] = []
    for k, given in enumerate(published):
        if given is not None:
            rows.append({"date_precision": precision_of(given), "date_confidence": 1.0, "date_source": "column"})
            continue
        found = find_date(titles[k].as_py(), texts[k].as_py() or "", urls[k].as_py())
        if found is None or found.confidence < ACCEPT or found.precision not in _DAYS:
            rows.append({})
            continue
        published[k], instants[k] = found.value, found.instant_us
        rows.append(
            {
                f"date_{name}": getattr(found, name)
                for name in ("precision", "confidence", "source", "field", "start", "end")
            }
        )
    columns = {name: batch.column(name) for name in batch.schema.names}
    columns["published"] = pa.array(published, batch.schema.field("published").type)
    columns["published_at"] = pa.array(instants, pa.int64()).cast(batch.schema.field("published_at").type)
    evidence = [pa.array([row.get(field.name) for row in rows], field.type) for field in EVIDENCE]
    return pa.RecordBatch.from_arrays(
        [*columns.values(), *evidence], schema=pa.schema([*batch.schema, *EVIDENCE], metadata=batch.schema.metadata)
    )
