"""Between Arrow tables here and data frames of Spark: all rows pass as Arrow, in both directions.

A data frame is made from another by a function of Arrow batches (`stage`). Rows come to the driver as whole Arrow
streams in a binary column (`fetch`), and go out in the same way (`send`): Spark's own rows would cost a Python object a
value.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Batches = Iterator[pa.RecordBatch]
Frame = Any
"""A `pyspark.sql.DataFrame`: pyspark need not be there."""

ROWS = 2000
"""Rows of a batch that is handed to Spark: a batch of long texts then stays far below the 2 GB that Arrow's strings
can hold."""
SENT_ROWS = 50_000
"""Rows of a batch of numbers and names that goes out from the driver."""
_NAMES = {
    pa.int32(): "int",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.bool_(): "boolean",
    pa.string(): "string",
    pa.binary(): "binary",
}
_PACKED = pa.schema([pa.field("data", pa.binary())])
_PACKED_DDL = "data binary"


def ddl(schema: pa.Schema) -> str:
    """A schema as Spark writes it.

    >>> ddl(pa.schema({"number": pa.int64(), "id": pa.string()}))
    '`number` bigint, `id` string'
    """
    return ", ".join(f"`{field.name}` {_NAMES[field.type]}" for field in schema)


def stage(frame: Frame, function: Callable[[Batches], Batches], schema: pa.Schema) -> Frame:
    """The rows that a function makes of the Arrow batches of each partition."""
    with warnings.catch_warnings():  # about versions of pandas, of which nothing is used here
        warnings.filterwarnings("ignore", "PySpark does not yet", FutureWarning)
        return frame.mapInArrow(function, ddl(schema))


def batches_of(columns: dict[str, Any], schema: pa.Schema, rows: int = ROWS) -> Batches:
    """Columns as batches of a schema, so many rows each; what is not given is null, numpy arrays will do."""
    n = len(next(iter(columns.values())))
    arrays = []
    for field in schema:
        values = columns.get(field.name)
        array = pa.nulls(n, field.type) if values is None else values
        array = array if isinstance(array, pa.Array) else pa.array(array)
        arrays.append(array if array.type == field.type else array.cast(field.type))
    batch = pa.RecordBatch.from_arrays(arrays, schema=schema)
    for start in range(0, n, rows):
        yield batch.slice(start, rows)


def whole(batches: Batches, schema: pa.Schema) -> pa.Table:
    """All rows of a partition as one table of one chunk a column."""
    return pa.Table.from_batches([batch.cast(schema) for batch in batches], schema=schema).combine_chunks()


def fetch(frame: Frame, schema: pa.Schema) -> pa.Table:
    """All rows of a data frame, here; in the order of its partitions."""
    return pa.concat_tables([schema.empty_table(), *map(_read, _packed(frame, schema).collect())])


def stream(frame: Frame, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of a data frame partition by partition, of which two are here at a time."""
    yield from map(_read, _packed(frame, schema).toLocalIterator(prefetchPartitions=True))


def send(session: Any, tables: Iterable[pa.Table], schema: pa.Schema) -> Frame:
    """A data frame of what is here; each table is cut into pieces of `SENT_ROWS` rows."""
    pieces = (batch for table in tables for batch in table.cast(schema).combine_chunks().to_batches(SENT_ROWS))
    rows = [(_write(pa.Table.from_batches([batch])),) for batch in pieces] or [(_write(schema.empty_table()),)]
    return stage(session.createDataFrame(rows, _PACKED_DDL), partial(_unpack, schema), schema)


def _packed(frame: Frame, schema: pa.Schema) -> Frame:
    return stage(frame.select(*schema.names), partial(_pack, schema), _PACKED)


def _pack(schema: pa.Schema, batches: Batches) -> Batches:
    for batch in batches:
        data = pa.array([_write(pa.Table.from_batches([batch.cast(schema)]))], pa.binary())
        yield pa.RecordBatch.from_arrays([data], schema=_PACKED)


def _unpack(schema: pa.Schema, batches: Batches) -> Batches:
    for batch in batches:
        for value in batch.column(0):
            for some in pa.ipc.open_stream(value.as_buffer()):
                yield some.cast(schema)


def _write(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _read(row: Any) -> pa.Table:
    return pa.ipc.open_stream(bytes(row[0])).read_all()


# 64-bit words in Spark's types: no unsigned numbers there, and no arrays of a fixed size


def signed(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The same bits as numbers that Spark knows."""
    return np.ascontiguousarray(values).view(np.int64)


def words_as_binary(values: NDArray[np.uint64], ends: NDArray[np.int64]) -> pa.Array:
    """Runs of words, each as one binary value: run i is values[ends[i - 1] : ends[i]], the first from 0."""
    offsets = np.concatenate(([0], 8 * ends)).astype(np.int64)
    data = pa.py_buffer(np.ascontiguousarray(values))
    array = pa.Array.from_buffers(pa.large_binary(), len(ends), [None, pa.py_buffer(offsets), data])
    return array.cast(pa.binary())


def binary_as_words(array: pa.Array) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The words of all values behind one another, and the bounds of each: int64 [n + 1].

    >>> words = np.array([1, 2, 3], np.uint64)
    >>> [x.tolist() for x in binary_as_words(words_as_binary(words, np.array([2, 3])))]
    [[1, 2, 3], [0, 2, 3]]
    """
    array = array.cast(pa.large_binary())
    _, offsets, data = array.buffers()
    bounds = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    raw = np.frombuffer(data if data is not None else b"", np.uint8)[bounds[0] : bounds[-1]]
    return np.frombuffer(raw.tobytes(), np.uint64), (bounds - bounds[0]) // 8
