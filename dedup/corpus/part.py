"""A part of a file, and its documents as a table: what every reader makes, whatever it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa

from dedup.corpus.columns import NESTED_NAMES, Role
from dedup.corpus.dates import INSTANT, DateColumn, read_dates
from dedup.corpus.outlets import outlets
from dedup.corpus.streams import DamagedError
from dedup.corpus.strings import as_text, has_nul, valid, whole
from dedup.corpus.tally import MAX_DATE_EXAMPLES, Problem, Tally
from dedup.schema import DOCUMENTS


@dataclass(frozen=True)
class Loaded:
    """The documents of a part, and what only the whole corpus can decide about them.

    `batch` has the schema `DOCUMENTS`. Not final in it: `row` counts from the start of the part, null ids are "" (see
    `missing`), and dates that only their column decides are years (see `dates`).
    """

    batch: pa.RecordBatch
    tally: Tally
    numbered: int
    """By how much this part moves the row numbers of the next."""
    missing: pa.Array | None = None
    """bool: rows without an id, where there are any."""
    dates: pa.Array | None = None
    """The dates as they stood, where some are ambiguous."""
    evidence: tuple[int, int] = (0, 0)


class Part(Protocol):
    """A piece of the input that a thread can read on its own. Cheap to hold until `load`."""

    @property
    def file(self) -> int:
        """Number of the file in the order of reading."""

    @property
    def weight(self) -> int:
        """Bytes of input that this part stands for, as on disk."""

    def load(self) -> Loaded:
        """Read, parse and check it."""


def shape(
    raw: Mapping[Role, pa.Array | pa.ChunkedArray],
    rows: np.ndarray,
    source: pa.DictionaryArray,
    tally: Tally,
    numbered: int,
    replaced: np.ndarray | None = None,
) -> Loaded:
    """Make the table of a part from its columns as they were read.

    Parameters
    ----------
    raw : mapping of role to array
        Any Arrow type; roles that the file does not have are left out.
    rows : int64 array
        Number of each row within the part, from 1.
    source : DictionaryArray
        The file of each row.
    tally : Tally
        What was counted while parsing; the rest is added to it here.
    numbered : int
        Rows of the file that this part stands for, skipped ones included.
    replaced : int64 array, optional
        Documents in which the parser itself already put U+FFFD.
    """
    import pyarrow.compute as pc

    n = len(rows)
    fixed = [] if replaced is None else [replaced]
    text: dict[Role, pa.Array] = {}
    for role, column in raw.items():
        if role != "date" or _is_text(column.type):
            text[role], changed = valid(_text(whole(column), tally, outlet=role == "outlet"))
            fixed.append(changed)
    body = text["text"]
    tally.rows += n
    tally.null_texts += body.null_count
    if body.null_count:
        body = pc.fill_null(body, "")
    tally.empty_texts += int(pc.sum(pc.equal(pc.binary_length(body), 0)).as_py() or 0) - text["text"].null_count
    tally.nul_texts += has_nul(body)
    if any(len(rows) for rows in fixed):
        tally.replaced_characters += len(np.unique(np.concatenate(fixed)))
    ids = _present(text.get("id"), n)
    dates = text["date"] if "date" in text else whole(raw["date"]) if "date" in raw else None
    when = _dates(dates, rows, tally)
    columns = {
        "id": pc.fill_null(ids, ""),
        "outlet": _outlets(_present(text.get("outlet"), n), _present(text.get("url"), n)),
        "published": when.iso if when else pa.nulls(n, pa.large_string()),
        "published_at": when.instant if when else pa.nulls(n, INSTANT),
        "title": _present(text.get("title"), n),
        "url": _present(text.get("url"), n),
        "text": body,
        "source": source,
        "row": pa.array(rows, pa.int64()),
        "language": _present(text.get("language"), n),
    }
    return Loaded(
        batch=pa.RecordBatch.from_arrays([columns[name] for name in DOCUMENTS.names], schema=DOCUMENTS),
        tally=tally,
        numbered=numbered,
        missing=pc.is_null(ids) if ids.null_count else None,
        dates=dates if when and when.ambiguous else None,
        evidence=when.evidence if when else (0, 0),
    )


def from_file(name: str, n: int) -> pa.DictionaryArray:
    """The `source` column of rows that all stand in one file."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int32)), pa.array([name], pa.large_string()))


def nothing(tally: Tally, numbered: int) -> Loaded:
    """A part in which there are no documents."""
    return shape({"text": pa.array([], pa.large_string())}, np.zeros(0, np.int64), from_file("", 0), tally, numbered)


def rest_lost(file: int, error: DamagedError) -> DamagedPart:
    """What stands for the rest of an archive that is damaged, or expands too far."""
    return DamagedPart(file, 0, f"{error.reason}: {error}; the rest of it is not read", error.reason)


@dataclass(frozen=True)
class DamagedPart:
    """What cannot be read of a file: the rest of a damaged archive, or all of one that holds no articles."""

    file: int
    weight: int
    what: str
    reason: str = "damaged archive"

    def load(self) -> Loaded:
        """No documents, one problem."""
        tally = Tally()
        tally.skip(1, self.reason, self.what)
        return nothing(tally, 1)


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
    )


def _text(column: pa.Array, tally: Tally, *, outlet: bool) -> pa.Array:
    """As text; a title, outlet or url that is a list or an object is null and counted."""
    if pa.types.is_struct(column.type) and outlet:
        column = _named(column)
    try:
        return as_text(column)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        tally.nested_values += len(column) - column.null_count
        return pa.nulls(len(column), pa.large_string())


def _named(column: pa.StructArray) -> pa.Array:
    """The name of each outlet that is an object."""
    import pyarrow.compute as pc

    there = [field.name for field in column.type]
    names = [as_text(pc.struct_field(column, name)) for name in NESTED_NAMES if name in there]
    return pc.coalesce(*names) if names else column


def _present(column: pa.Array | None, n: int) -> pa.Array:
    """An optional column: "" is null, and so is what is not there."""
    import pyarrow.compute as pc

    if column is None:
        return pa.nulls(n, pa.large_string())
    empty = pc.equal(pc.binary_length(column), 0)
    if pc.any(empty).as_py():
        return pc.if_else(empty, pa.scalar(None, pa.large_string()), column)
    return column


def _outlets(given: pa.Array, urls: pa.Array) -> pa.Array:
    """Each outlet as given, else the domain of the url."""
    import pyarrow.compute as pc

    if not given.null_count or urls.null_count == len(urls):
        return given
    return pc.coalesce(given, outlets(urls))


def _shown(value: pa.Scalar) -> str:
    """A value for people; what Python has no value for, by its type."""
    try:
        return str(value.as_py())
    except (OverflowError, ValueError):
        return f"{value.type} out of range"


def _dates(column: pa.Array | None, rows: np.ndarray, tally: Tally) -> DateColumn | None:
    if column is None:
        return None
    when = read_dates(column)
    tally.unparsed_dates += len(when.unparsed)
    for k in when.unparsed[:MAX_DATE_EXAMPLES]:
        value = _shown(column[int(k)])
        tally.date_problems.append(Problem("", int(rows[k]), f"date not understood: {value[:60]!r}"))
    return when
