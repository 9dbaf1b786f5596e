"""A corpus: documents as one table in the order of reading, numbered by the rank of their ids."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from dedup.corpus.assemble import dated, numbered
from dedup.corpus.columns import Role
from dedup.corpus.dateforms import from_python
from dedup.corpus.identity import number_by_id
from dedup.corpus.part import from_file, shape
from dedup.corpus.strings import clean, whole
from dedup.corpus.tally import ReadReport, Tally, add
from dedup.errors import InputError, UnknownDocumentError
from dedup.schema import DOCUMENTS

__all__ = ["Corpus", "ReadReport"]

_SOURCE = "texts"
_CLOSE_AMONG = 200_000  # ids to compare with one that is not there; more of them would take seconds


class Corpus:
    """Documents, their order, and how they were read.

    Attributes
    ----------
    table : pa.Table
        Schema `DOCUMENTS`, in the order of reading, one chunk a part of the input and the same chunks in each column.
    report : ReadReport
        What was read and what was not.
    order : int64 array, shape (n,)
        Row in `table` of the document with number i. Numbers are ranks by id, by the bytes of its UTF-8.

    Examples
    --------
    >>> corpus = Corpus.from_texts(["Rain is expected.", "Sun is expected."], ids=["b", "a"])
    >>> len(corpus), corpus.number("a"), corpus.text(0)
    (2, 0, 'Sun is expected.')
    """

    def __init__(self, table: pa.Table, report: ReadReport, order: np.ndarray) -> None:
        self.table = table
        self.report = report
        self.order = order

    @classmethod
    def from_tables(cls, tables: list[pa.Table], report: ReadReport) -> Corpus:
        """Join tables of schema `DOCUMENTS`; ids become unique, and `report` says how many had to be renamed.

        Raises
        ------
        InputError
            Where there is no document.
        """
        batches = [batch for table in tables for batch in table.combine_chunks().to_batches() if batch.num_rows]
        if not batches:
            raise InputError(why_empty(report))
        table = pa.Table.from_batches(batches, schema=DOCUMENTS)
        place = DOCUMENTS.get_field_index("source")
        table = table.set_column(place, DOCUMENTS.field("source"), table["source"].unify_dictionaries())
        table, order, report.renamed_ids = number_by_id(table)
        report.documents = len(order)
        return cls(table, report, order)

    @classmethod
    def from_texts(
        cls,
        texts: Iterable[str | None] | pa.Array | pa.ChunkedArray,
        *,
        ids: Iterable[Any] | pa.Array | None = None,
        outlets: Iterable[str | None] | pa.Array | None = None,
        dates: Iterable[Any] | pa.Array | None = None,
        titles: Iterable[str | None] | pa.Array | None = None,
        urls: Iterable[str | None] | pa.Array | None = None,
        languages: Iterable[str | None] | pa.Array | None = None,
    ) -> Corpus:
        """A corpus of what is in memory already.

        Parameters
        ----------
        texts : iterable of str or None, or Arrow array
            None counts as a text that is missing, and becomes "".
        ids : optional
            Strings or integers; without them a document's id is `texts:1`, `texts:2` and so on.
        outlets, titles, urls, languages : optional
            As many as texts; None where unknown. An outlet that is None is taken from the url.
        dates : optional
            Strings in any form that `dedup.corpus.dates` reads, or date and datetime objects.

        Raises
        ------
        InputError
            Where a list has another length than the texts, or there are no texts.
        """
        given: dict[Role, Any] = {
            "text": texts,
            "id": ids,
            "outlet": outlets,
            "date": dates,
            "title": titles,
            "url": urls,
            "language": languages,
        }
        raw = {role: _array(values) for role, values in given.items() if values is not None}
        n = len(raw["text"])
        for role, values in raw.items():
            if len(values) != n:
                raise InputError(f"there are {n} texts but {len(values)} values of {role}")
        tally, rows = Tally(), np.arange(1, n + 1)
        loaded = shape(raw, rows, from_file(_SOURCE, n), tally, n)
        batch = dated(numbered(loaded, 0, _SOURCE), loaded.evidence)
        report = ReadReport()
        add(report, [(_SOURCE, 0, tally)])
        return cls.from_tables([pa.Table.from_batches([batch], schema=DOCUMENTS)], report)

    def with_text_dates(self) -> Corpus:
        """The same corpus, in which documents without a date have the one that their text or url states for sure.

        The table gets the columns of `corpus.textdates.EVIDENCE`: how each date is known, and where it stands.
        """
        from dedup.corpus.textdates import fill_dates

        return Corpus(fill_dates(self.table), self.report, self.order)

    def __len__(self) -> int:
        return len(self.order)

    def __repr__(self) -> str:
        return f"<Corpus of {len(self)} documents from {self.report.files} files>"

    def columns(self, *names: str) -> pa.Table:
        """These columns in the order of document numbers; they are copied."""
        return self.table.select(list(names)).take(pa.array(self.order)).combine_chunks()

    @cached_property
    def _ids(self) -> pa.Array:
        return whole(self.columns("id")["id"])

    def number(self, id: str) -> int:
        """The number of a document; a binary search.

        Raises
        ------
        UnknownDocumentError
            Where no document has this id; the message names the closest.
        """
        wanted = id.encode("utf-8", "surrogatepass")
        place = bisect.bisect_left(range(len(self)), wanted, key=lambda i: self._ids[i].as_py().encode())
        if place < len(self) and self._ids[place].as_py() == id:
            return place
        raise UnknownDocumentError(f"no document has the id {id!r}; {self._close(id, place)}")

    def _close(self, wanted: str, place: int) -> str:
        """The ids most like it; of a big corpus, among its neighbours in order."""
        from rapidfuzz import fuzz, process

        low = max(0, min(place - _CLOSE_AMONG // 2, len(self) - _CLOSE_AMONG))
        names = self._ids.slice(low, _CLOSE_AMONG).to_pylist()
        close = process.extract(clean(wanted), names, scorer=fuzz.ratio, limit=3, score_cutoff=60)
        if close:
            return f"the closest are {', '.join(repr(name) for name, _, _ in close)}"
        return f"ids look like {', '.join(repr(name) for name in names[:3])}; the column `id` of documents.* lists them"

    def text(self, number: int) -> str:
        """The raw text of a document by its number."""
        return str(self.table["text"][int(self.order[number])].as_py())

    def document(self, number: int) -> dict[str, Any]:
        """All columns of a document by its number."""
        row = int(self.order[number])
        return {name: self.table[name][row].as_py() for name in self.table.column_names}


def _array(values: Any) -> pa.Array:
    """An Arrow array of what a caller holds; lone surrogates become U+FFFD."""
    if isinstance(values, pa.Array):
        return values
    if isinstance(values, pa.ChunkedArray):
        return values.combine_chunks()
    listed = [from_python(v) if isinstance(v, date) else clean(v) if isinstance(v, str) else v for v in values]
    if all(v is None or isinstance(v, str) for v in listed):
        return pa.array(listed, pa.large_string())
    try:
        return pa.array(listed)
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # strings beside numbers
        return pa.array([None if v is None else str(v) for v in listed], pa.large_string())


def why_empty(report: ReadReport) -> str:
    """There is nothing to work on: say what was there instead."""
    parts = [f"{report.files} file{'s' * (report.files != 1)} read"]
    parts += [f"{n} rows skipped ({reason})" for reason, n in sorted(report.skipped.items())]
    parts += [f"{n} files passed over ({suffix})" for suffix, n in sorted(report.skipped_files.items())]
    example = f". The first: {report.examples[0]}" if report.examples else ""
    known = ".txt, .md, .jsonl, .ndjson, .json, .csv, .tsv, .parquet, .html, .warc and .wet"
    hint = "" if report.files else f". Articles are read from {known}"
    return f"the corpus has no documents: {', '.join(parts)}{example}{hint}"
