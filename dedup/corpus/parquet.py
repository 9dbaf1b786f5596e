"""Parquet: a row group is a part, and a big row group several; only the columns that are wanted are read.

A row number counts the rows of the file, from 1. A damaged row group is one problem, and all its rows are skipped.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from dedup.config import ReadSettings
from dedup.corpus.columns import Role, find_columns
from dedup.corpus.find import DataFile
from dedup.corpus.part import Loaded, Part, from_file, nothing, shape
from dedup.corpus.remote import is_remote
from dedup.corpus.streams import describe, open_raw
from dedup.corpus.tally import Tally
from dedup.errors import ColumnError, InputError

# A row group up to this many parts is read by one thread as a whole: row groups are then read side by side, which is
# faster than cutting one up, as only one thread can decode a row group.
_WHOLE = 4


def plan(
    number: int, file: DataFile, settings: ReadSettings, mapping: dict[Role, str], data: bytes | None = None
) -> Iterator[Part]:
    """Cut a file (or `data`, of standard input) into parts; `mapping` is filled with the columns that are read.

    Raises
    ------
    InputError
        Where the file is not Parquet.
    ColumnError
        Where there is no column of text, or not the columns that were asked for.
    """
    opened = _open(file, data)
    schema = opened.schema_arrow
    mapping.update(find_columns(schema.names, settings, file.path))
    kind = schema.field(mapping["text"]).type
    if pa.types.is_nested(kind):
        raise ColumnError(f"the column {mapping['text']!r} is {kind}, not text", path=file.path)
    meta = opened.metadata
    stored = max(len(data) if data is not None else file.size, 1)
    done = 0
    for k in range(meta.num_row_groups):
        end = stored * (k + 1) // meta.num_row_groups
        group = meta.row_group(k)
        size = _size(group, set(mapping.values()))
        source = _Source(number, file, mapping, opened.metadata, data)
        if size <= _WHOLE * settings.part_bytes:
            yield GroupPart(source, end - done, k, group.num_rows)
        else:
            rows = max(1, group.num_rows * settings.part_bytes // size)
            yield from _slices(source, opened, k, group.num_rows, rows, end - done)
        done = end


def _open(file: DataFile, data: bytes | None, meta: Any = None) -> Any:
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(_source_of(file, data), metadata=meta)
    except (pa.ArrowInvalid, OSError) as error:
        try:
            with io.BytesIO(data) if data is not None else open_raw(file) as raw:
                head = raw.read(64)
        except OSError as failed:  # not the file, but the disk
            raise InputError(f"cannot be read: {failed.strerror or failed}", path=file.path) from failed
        detail = "its end is missing or damaged" if head.startswith(b"PAR1") else describe(head)
        raise InputError(f"it is not a whole Parquet file; {detail}", path=file.path) from error


def _source_of(file: DataFile, data: bytes | None) -> Any:
    """What Arrow opens: a buffer, a path of this machine, or a file elsewhere."""
    if data is not None:
        return pa.BufferReader(data)
    return open_raw(file) if is_remote(file.path) else file.path


def _size(group: Any, names: set[str]) -> int:
    """Bytes of the wanted columns, uncompressed."""
    columns = (group.column(k) for k in range(group.num_columns))
    return sum(column.total_uncompressed_size for column in columns if column.path_in_schema.split(".")[0] in names)


def _slices(source: _Source, opened: Any, k: int, total: int, rows: int, weight: int) -> Iterator[Part]:
    """Parts of a row group that is too big for one; decoded here, one after the other, while threads do the rest."""
    names = list(dict.fromkeys(source.mapping.values()))
    seen = 0
    batches = opened.iter_batches(batch_size=rows, row_groups=[k], columns=names, use_threads=False)
    while True:
        try:
            batch = next(batches, None)
        except (pa.ArrowInvalid, OSError) as error:
            yield LostPart(source.file, weight, total - seen, str(error))
            return
        if batch is None:
            return
        seen += batch.num_rows
        share = (
            weight * batch.num_rows // max(total, 1)
            if seen < total
            else weight - weight * (seen - batch.num_rows) // total
        )
        yield SlicePart(source, share, batch)


@dataclass(frozen=True)
class _Source:
    """What the parts of a file share."""

    file: int
    found: DataFile
    mapping: dict[Role, str]
    meta: Any
    data: bytes | None

    def shape(self, table: pa.Table | pa.RecordBatch) -> Loaded:
        raw = {role: table.column(name) for role, name in self.mapping.items()}
        n = table.num_rows
        return shape(raw, np.arange(1, n + 1), from_file(self.found.name, n), Tally(), n)


@dataclass(frozen=True)
class GroupPart:
    """A row group."""

    source: _Source
    weight: int
    group: int
    rows: int

    @property
    def file(self) -> int:
        """Number of the file."""
        return self.source.file

    def load(self) -> Loaded:
        """Read it; a reader is opened for each, as one reader is not for several threads."""
        names = list(dict.fromkeys(self.source.mapping.values()))
        try:
            with _open(self.source.found, self.source.data, self.source.meta) as opened:
                table = opened.read_row_group(self.group, columns=names, use_threads=False)
        except (pa.ArrowInvalid, OSError) as error:
            return _lost(self.rows, str(error))
        return self.source.shape(table)


@dataclass(frozen=True)
class SlicePart:
    """Some rows of a row group, decoded."""

    source: _Source
    weight: int
    batch: pa.RecordBatch

    @property
    def file(self) -> int:
        """Number of the file."""
        return self.source.file

    def load(self) -> Loaded:
        """Shape it."""
        return self.source.shape(self.batch)


@dataclass(frozen=True)
class LostPart:
    """Rows that could not be decoded."""

    file: int
    weight: int
    rows: int
    what: str

    def load(self) -> Loaded:
        """No documents, all rows skipped."""
        return _lost(self.rows, self.what)


def _lost(rows: int, what: str) -> Loaded:
    tally = Tally()
    tally.skip(1, "damaged row group", f"damaged row group, {rows} rows are not read: {what.splitlines()[0][:200]}")
    tally.rows += rows - 1
    tally.skipped["damaged row group"] = rows
    return nothing(tally, rows)
