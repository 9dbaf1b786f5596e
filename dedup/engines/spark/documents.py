"""Rows as they were read -> documents with unique ids, dates, and numbers: ranks by id, as in every engine."""

from __future__ import annotations

import bisect
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dedup.corpus.dateforms import Order
from dedup.corpus.dates import read_dates
from dedup.corpus.identity import equal_to_previous, free_names
from dedup.engines.spark.frames import Batches, Frame, batches_of, fetch, send, stage
from dedup.engines.spark.parts import KEY, READ, Places, Readied, some_parts
from dedup.errors import DedupError

SETTLED = pa.schema([field for field in READ if field.name not in ("facts", "missing", "dates", "text")])
"""`parts.READ` without the text, and with ids, rows and dates that are final but for ids that several have."""
KEYED = SETTLED.append(pa.field("range", pa.int32()))
RANGE_ROWS = 100_000
"""Documents of a range of ids: a range is numbered by one task."""
MOST_RANGES = 4000
SAMPLE = 50
"""Ids that are looked at for each range."""
_IDS = pa.schema([pa.field("id", pa.string())])
_RENAMED = pa.schema([*KEY, pa.field("id", pa.string())])
_CANONICAL = ("published_at", "outlet", "title", "url", "text", "source", "row")
"""As in `corpus.identity`, behind the id."""


def number_documents(session: Any, found: Readied) -> tuple[Frame, int]:
    """Give every document its final id and its number.

    Returns
    -------
    (DataFrame, int)
        The columns `SETTLED` and `number`, kept on the cluster; how many documents were renamed.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    if found.documents >= 1 << 32:
        raise DedupError(f"the corpus has {found.documents} documents; this engine numbers {(1 << 32) - 1}")
    rows = found.rows.filter("at >= 0").drop("facts", "text")
    settled = stage(rows, partial(_settle, found.places), SETTLED)
    settled, renamed = _unique(session, settled, found)
    bounds = _bounds(settled, found.documents)
    keyed = stage(settled, partial(_range, bounds), KEYED)
    sizes = fetch(keyed.groupBy("range").count(), pa.schema({"range": pa.int32(), "count": pa.int64()}))
    count = np.zeros(len(bounds) + 1, np.int64)
    count[sizes["range"].to_numpy()] = sizes["count"].to_numpy()
    starts = F.array(*[F.lit(start).cast("bigint") for start in (np.cumsum(count) - count).tolist()])
    rank = F.row_number().over(Window.partitionBy("range").orderBy("id"))
    return keyed.withColumn("number", starts[F.col("range")] + rank - 1).drop("range").persist(), renamed


def _settle(places: Places, batches: Batches) -> Batches:
    """Rows counted from the start of the file, ids where there was none, dates by what their whole file shows."""
    before, names = np.array(places.before, np.int64), pa.array(places.names, pa.string())
    orders: tuple[Order, ...] = ("day", "month")
    shown = {order: np.array([x == order for x in places.order]) for order in orders}
    for batch, part in some_parts(batches):
        columns = {name: batch.column(name) for name in SETTLED.names}
        columns["row"] = pc.add(columns["row"], pa.array(before[part]))
        if pc.any(batch.column("missing")).as_py():
            numbers = columns["row"].cast(pa.string())
            made = pc.binary_join_element_wise(names.take(pa.array(part)), numbers, ":")
            columns["id"] = pc.if_else(pc.fill_null(batch.column("missing"), False), made, columns["id"])
        dates = batch.column("dates")
        for order in orders:
            which = np.flatnonzero(shown[order][part] & dates.is_valid().to_numpy(zero_copy_only=False))
            if len(which):
                column = read_dates(dates.take(pa.array(which)).cast(pa.large_string()), order)
                columns["published"] = _put(columns["published"], which, column.iso)
                columns["published_at"] = _put(columns["published_at"], which, column.instant)
        yield from batches_of(columns, SETTLED)


def _put(old: pa.Array, which: np.ndarray, new: pa.Array) -> pa.Array:
    """An array with some of its values replaced."""
    at = np.arange(len(old))
    at[which] = len(old) + np.arange(len(which))
    return pa.concat_arrays([old, new.cast(old.type)]).take(pa.array(at))


def _unique(session: Any, settled: Frame, found: Readied) -> tuple[Frame, int]:
    """Rename all but the first of those that share an id, in the order of `corpus.identity`."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    shared = settled.groupBy("id").count().filter("count > 1").select("id").persist()
    if not shared.take(1):
        shared.unpersist()
        return settled, 0
    some = settled.join(shared, "id", "leftsemi").select(*KEY.names, "id", *(x for x in _CANONICAL if x != "text"))
    some = some.join(found.rows.select(*KEY.names, "text"), KEY.names)
    order = [F.col(name).asc_nulls_last() for name in _CANONICAL]
    some = some.withColumn("nth", F.row_number().over(Window.partitionBy("id").orderBy(*order)).cast("bigint"))
    table = fetch(some, pa.schema([*_RENAMED, pa.field("nth", pa.int64())]))
    table = table.sort_by([("id", "ascending"), ("nth", "ascending")])
    ids = pa.chunked_array([table["id"].combine_chunks().cast(pa.large_string())])
    base = F.regexp_replace("id", r"#[^#]*\z", "")
    numbered = settled.filter(F.col("id").contains("#")).select("id", base.alias("base"))
    numbered = numbered.join(shared.withColumnRenamed("id", "base"), "base", "leftsemi").select("id").distinct()
    taken = fetch(numbered, _IDS)["id"].cast(pa.large_string())
    first = ~equal_to_previous(ids)
    new = free_names(ids, first, lambda: iter(taken.chunks))
    table = table.set_column(table.schema.get_field_index("id"), "id", new.cast(pa.string()))
    table = table.select(_RENAMED.names).filter(pa.array(~first))
    renamed = send(session, [table], _RENAMED).withColumnRenamed("id", "new")
    joined = settled.join(renamed, KEY.names, "left").withColumn("id", F.coalesce("new", "id"))
    return joined.select(*SETTLED.names), len(table)


def _bounds(settled: Frame, documents: int) -> list[bytes]:
    """Ids that cut the corpus into ranges of about one size."""
    n = min(MOST_RANGES, -(-documents // RANGE_ROWS))
    if n == 1:
        return []
    ids = settled.select("id").sample(fraction=min(1.0, n * SAMPLE / documents), seed=0)
    sample = sorted(name.as_buffer().to_pybytes() for name in fetch(ids, _IDS)["id"].cast(pa.binary()).combine_chunks())
    return sorted({sample[len(sample) * k // n] for k in range(1, n)}) if sample else []


def _range(bounds: list[bytes], batches: Batches) -> Batches:
    for batch in batches:
        ids = batch.column("id").cast(pa.binary()).to_pylist() if bounds else []
        of = [bisect.bisect_right(bounds, name) for name in ids] if bounds else [0] * batch.num_rows
        columns = {name: batch.column(name) for name in SETTLED.names}
        yield from batches_of({**columns, "range": pa.array(of, pa.int32())}, KEYED)
