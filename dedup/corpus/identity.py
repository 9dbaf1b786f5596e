"""Document ids: unique, and the order of numbers that follows from them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

# Which of the documents with one id keeps it: the first by these columns, so that the order of files does not matter.
_CANONICAL = ("id", "published_at", "outlet", "title", "url", "text", "source", "row")


def number_by_id(table: pa.Table) -> tuple[pa.Table, np.ndarray, int]:
    """Make the ids of a table unique and rank its rows by them.

    Parameters
    ----------
    table : pa.Table
        Of schema `DOCUMENTS`.

    Returns
    -------
    (pa.Table, int64 array, int)
        The table, in which documents that share an id are called `id`, `id#2`, `id#3` in canonical order; the row of
        each document number, a number being the rank of the id by its UTF-8 bytes; how many were renamed. One sort.
    """
    order = _order(table["id"])
    ids = table["id"].take(pa.array(order))
    same = _equal_to_previous(ids)
    if not same.any():
        return table, order, 0
    table = _rename(table, order, same)
    return table, _order(table["id"]), int(same.sum())


def _order(ids: pa.ChunkedArray) -> np.ndarray:
    import pyarrow.compute as pc

    return np.asarray(pc.sort_indices(ids).to_numpy(), dtype=np.int64)


def _equal_to_previous(ids: pa.ChunkedArray) -> np.ndarray:
    import pyarrow.compute as pc

    same = np.zeros(len(ids), bool)
    if len(ids) > 1:
        same[1:] = pc.equal(ids[1:], ids[:-1]).to_numpy()
    return same


def _rename(table: pa.Table, order: np.ndarray, same: np.ndarray) -> pa.Table:
    import pyarrow.compute as pc

    shared = same.copy()
    shared[:-1] |= same[1:]
    rows = order[shared]
    some = table.select(_CANONICAL).take(pa.array(rows))
    some = some.set_column(some.schema.get_field_index("source"), "source", some["source"].cast(pa.large_string()))
    keys = [(name, "ascending", "at_end") for name in _CANONICAL]
    canonical = pc.sort_indices(some, sort_keys=keys).to_numpy()
    rows = rows[canonical]
    ids = some["id"].take(pa.array(canonical))
    first = ~_equal_to_previous(ids)
    places = np.arange(len(rows))
    nth = places - np.maximum.accumulate(np.where(first, places, 0)) + 1
    new = pc.if_else(
        pa.array(first), ids, pc.binary_join_element_wise(ids, pc.cast(pa.array(nth), pa.large_string()), _text("#"))
    )
    new = _free(new, ids, first, table["id"])
    everything = table["id"].combine_chunks()
    position = np.full(table.num_rows, -1, np.int64)
    position[rows] = places
    at = pa.array(position, mask=position < 0)
    renamed = pc.coalesce(_flat(new).take(at), everything)
    return table.set_column(
        table.schema.get_field_index("id"), table.schema.field("id"), rechunk(renamed, table["text"])
    )


def _free(new: Any, ids: Any, first: np.ndarray, everything: pa.ChunkedArray) -> Any:
    """Numbers that no document has already: where `a#2` is there, the second `a` becomes `a#3`."""
    import pyarrow.compute as pc

    taken_already = pc.and_(pc.is_in(_flat(new), value_set=_flat(everything)), pa.array(~first))
    if not pc.any(taken_already).as_py():
        return new
    taken = {name for name in everything.to_pylist() if "#" in name}
    names: list[str] = []
    nth = 1
    for name, is_first in zip(ids.to_pylist(), first, strict=True):
        if is_first:
            nth = 1
            names.append(name)
            continue
        nth += 1
        while f"{name}#{nth}" in taken:
            nth += 1
        names.append(f"{name}#{nth}")
    return pa.array(names, pa.large_string())


def rechunk(values: pa.Array, like: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cut an array into chunks of the same lengths as another column's."""
    lengths = [len(chunk) for chunk in like.chunks]
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return pa.chunked_array(
        [values.slice(int(start), length) for start, length in zip(starts, lengths, strict=False)], values.type
    )


def _flat(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def _text(value: str) -> pa.Scalar:
    return pa.scalar(value, pa.large_string())
