"""Web archives: WARC, WARC.gz and WET, as Common Crawl, CC-News, Heritrix and wget write them.

Each record is a row, counted from 1. A document is a response (or resource) that is HTML, its article, or a conversion
to text, as it stands. All other records are passed over by their kind; those that the crawler cut short, that end
before their length says, or are longer than a page may be, are skipped. The id is the url.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from dedup.config import ReadSettings
from dedup.corpus.article import LARGE, Article, Page, Refusal
from dedup.corpus.languages import language_code
from dedup.corpus.pages import refuse, shape_articles
from dedup.corpus.part import Loaded, Part, from_file, nothing, rest_lost
from dedup.corpus.plain import decode
from dedup.corpus.response import MAX_HEADER, not_html, page_of_response
from dedup.corpus.streams import DamagedError, Stream, describe
from dedup.corpus.tally import Tally
from dedup.corpus.warcrecords import Damage, Raw, records
from dedup.corpus.workers import Workers
from dedup.errors import InputError

MARK = b"WARC/"
CLIPPED = "record clipped by the end of the archive"
TRUNCATED = "record truncated by the crawler"
DAMAGED = "damaged record"
_PART_PAGES = 256  # some seconds of work
_READ = frozenset({"response", "resource", "conversion"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Record(NamedTuple):
    """A record, as far as the thread that reads the archive takes it: its block, or why that is not read."""

    kind: str
    url: str | None = None
    day: str | None = None
    type: str = ""
    identified: str | None = None
    language: str | None = None
    block: bytes = b""
    refusal: Refusal | None = None


def plan_archive(number: int, stream: Stream, settings: ReadSettings, workers: Workers) -> Iterator[Part]:
    """Cut an archive into parts of whole records.

    Raises
    ------
    InputError
        Where it is no web archive.
    """
    if stream.head.lstrip()[: len(MARK)] != MARK and (stream.head.strip() or stream.damage is None):
        if not stream.head and stream.damage is None:
            return
        raise InputError(f"it is not WARC; {describe(stream.head)}", path=stream.file.path)
    held: list[Record] = []
    size = done = 0

    def part() -> Part:
        nonlocal held, size, done
        made = WarcPart(number, stream.consumed - done, stream.file.name, tuple(held), settings, workers)
        held, size, done = [], 0, stream.consumed
        return made

    for found in records(stream, settings.page_bytes + MAX_HEADER):
        if isinstance(found, DamagedError):
            yield part()
            yield rest_lost(number, found)
            return
        held.append(_taken(found, settings))
        size += len(held[-1].block)
        if size >= settings.part_bytes or sum(1 for one in held if one.block) >= _PART_PAGES:
            yield part()
    yield part()


def _taken(found: Raw | Damage, settings: ReadSettings) -> Record:
    """What is kept of a record until a thread reads it."""
    if isinstance(found, Damage):
        return Record("damage", refusal=Refusal(DAMAGED, found.what, True))
    url = (found.headers.get("warc-target-uri") or "").strip("<> ") or None
    refusal = _refused(found, url, settings.page_bytes + MAX_HEADER)
    if refusal is not None:
        return Record(found.kind, url, refusal=refusal)
    day = _DAY.match(found.headers.get("warc-date", ""))
    return Record(
        found.kind,
        url,
        day[0] if day else None,
        found.headers.get("content-type", ""),
        found.headers.get("warc-identified-payload-type"),
        found.headers.get("warc-identified-content-language"),
        found.block,
    )


def _refused(found: Raw, url: str | None, cap: int) -> Refusal | None:
    """Why the block of a record is not looked at."""
    if found.kind not in _READ:
        return Refusal(f"{found.kind} record", "", False)
    cut = found.headers.get("warc-truncated")
    if cut:
        return Refusal(TRUNCATED, f"{cut[:40]}, {url}", True)
    if "warc-segment-number" in found.headers:
        return Refusal("record in segments", str(url), True)
    if found.length > cap:
        return Refusal(LARGE, f"{found.length:,} bytes, {url}", True)
    if len(found.block) < found.length:
        return Refusal(CLIPPED, f"{len(found.block):,} of {found.length:,} bytes, {url}", True)
    return None


@dataclass(frozen=True)
class WarcPart:
    """Records that follow one another."""

    file: int
    weight: int
    name: str
    records: tuple[Record, ...]
    settings: ReadSettings
    workers: Workers

    def load(self) -> Loaded:
        """Find their documents."""
        tally = Tally()
        found: dict[int, Article] = {}
        pages: dict[int, Page] = {}
        for row, record in enumerate(self.records, 1):
            content = record.refusal or _content(record, self.settings.page_bytes)
            if isinstance(content, Refusal):
                refuse(tally, row, content)
            elif isinstance(content, Article):
                found[row] = content
            else:
                pages[row] = content
        for row, answer in zip(pages, self.workers.extract(list(pages.values())), strict=True):
            if isinstance(answer, Refusal):
                refuse(tally, row, answer._replace(what=f"{answer.what}, {self.records[row - 1].url}"))
            else:
                found[row] = answer
        if not found:
            return nothing(tally, len(self.records))
        rows = np.array(sorted(found), np.int64)
        articles = [found[int(row)] for row in rows]
        ids = pa.array([article.url for article in articles], pa.large_string())
        return shape_articles(articles, ids, rows, from_file(self.name, len(rows)), tally, len(self.records))


def _content(record: Record, cap: int) -> Page | Article | Refusal:
    """The page or the text of a record."""
    if record.kind == "response":
        return page_of_response(record.block, cap, url=record.url, day=record.day, identified=record.identified)
    if len(record.block) > cap:
        return Refusal(LARGE, f"{len(record.block):,} bytes, {record.url}", True)
    if record.kind == "resource":
        refused = not_html(record.identified or record.type, record.block)
        return refused or Page(record.block, record.url, None, record.day)
    if not record.type.lower().startswith("text/plain"):
        return Refusal("conversion that is not text", "", False)
    text, replaced = decode(record.block)
    if not text.strip():
        return Refusal("conversion without text", "", False)
    return Article(text, url=record.url, language=language_code(record.language), replaced=replaced)
