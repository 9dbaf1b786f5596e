"""HTML files, each a document: the article in it. The id is the file's name, relative to the folder that was given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pyarrow as pa

from dedup.config import ReadSettings
from dedup.corpus.article import LARGE, Article, Page, Refusal
from dedup.corpus.columns import Role
from dedup.corpus.find import DataFile
from dedup.corpus.part import Loaded, Part, nothing, shape
from dedup.corpus.plain import MAX_FILES
from dedup.corpus.streams import DamagedError, Stream, describe, kind_of
from dedup.corpus.strings import clean
from dedup.corpus.tally import Tally
from dedup.corpus.workers import Workers
from dedup.errors import InputError

_SMALL_PART = 1 << 20  # bytes: pages take a hundred times as long as their bytes say


def plan_pages(number: int, files: Sequence[DataFile], settings: ReadSettings, workers: Workers) -> Iterator[Part]:
    """Parts of HTML files that follow one another; `number` is that of the first."""
    held: list[DataFile] = []
    size = 0
    for k, file in enumerate(files):
        if held and (size + file.size > max(_SMALL_PART, settings.part_bytes) or len(held) == MAX_FILES):
            yield PagePart(number + k - len(held), size, tuple(held), settings, workers)
            held, size = [], 0
        held.append(file)
        size += file.size
    if held:
        yield PagePart(number + len(files) - len(held), size, tuple(held), settings, workers)


@dataclass(frozen=True)
class PagePart:
    """Some files, or the one stream of standard input."""

    file: int
    weight: int
    files: tuple[DataFile, ...]
    settings: ReadSettings
    workers: Workers
    stream: Stream | None = None

    def load(self) -> Loaded:
        """Read them and find their articles; a page without one is a row that is passed over."""
        tally = Tally()
        names: list[str] = []
        pages: list[Page] = []
        for file in self.files:
            page = self._read(file)
            if isinstance(page, Refusal):
                refuse(tally, 1, page, file.name)
            else:
                names.append(file.name)
                pages.append(page)
        found: list[tuple[str, Article]] = []
        for name, answer in zip(names, self.workers.extract(pages), strict=True):
            if isinstance(answer, Refusal):
                refuse(tally, 1, answer, name)
            else:
                found.append((name, answer))
        if not found:
            return nothing(tally, 0)
        ids = pa.array([name for name, _ in found], pa.large_string())
        source = pa.DictionaryArray.from_arrays(pa.array(np.arange(len(found), dtype=np.int32)), ids)
        rows = np.ones(len(found), np.int64)
        return shape_articles([article for _, article in found], ids, rows, source, tally, 0)

    def _read(self, file: DataFile) -> Page | Refusal:
        """The bytes of a file, as far as they may go; compressed ones are expanded."""
        cap, pieces, size = self.settings.page_bytes, list[bytes](), 0
        stream = self.stream or Stream(file, self.settings.expansion)
        if kind_of(stream.head) not in (None, "UTF-16", "ORC", "bz2"):
            stream.close()
            return Refusal("not text", f"not text: {describe(stream.head[:64])}", True)
        try:
            if stream.damage:
                raise stream.damage
            for piece in chain([stream.head], stream.rest):
                pieces.append(piece)
                size += len(piece)
                if size > cap:
                    break
        except DamagedError as error:
            return Refusal(error.reason, str(error), True)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", path=file.path) from error
        if size > cap:
            stream.close()
            return Refusal(LARGE, f"more than {cap:,} bytes, which is page-bytes", True)
        return Page(b"".join(pieces))


def refuse(tally: Tally, row: int, refusal: Refusal, name: str = "") -> None:
    """Count a page that gives no document."""
    count = tally.skip if refusal.wrong else tally.pass_over
    count(row, refusal.reason, f"{refusal.reason}: {refusal.what}" if refusal.what else "", name)


def shape_articles(
    articles: Sequence[Article],
    ids: pa.Array,
    rows: np.ndarray,
    source: pa.DictionaryArray,
    tally: Tally,
    numbered: int,
) -> Loaded:
    """The table of a part whose documents are articles of pages; parameters as for `shape`, ids null where unknown."""
    raw: dict[Role, pa.Array] = {
        "id": ids,
        "text": _column(article.text for article in articles),
        "title": _column(article.title for article in articles),
        "outlet": _column(article.outlet for article in articles),
        "date": _column(article.published for article in articles),
        "url": _column(article.url for article in articles),
        "language": _column(article.language for article in articles),
    }
    replaced = np.flatnonzero([article.replaced for article in articles])
    return shape(raw, rows, source, tally, numbered, replaced)


def _column(values: Iterator[str | None]) -> pa.Array:
    return pa.array([None if value is None else clean(value) for value in values], pa.large_string())
