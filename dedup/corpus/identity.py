"""Document ids: unique, and the order of numbers that follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
    same = equal_to_previous(ids)
    if not same.any():
        return table, order, 0
    table = _rename(table, order, same)
    return table, _order(table["id"]), int(same.sum())


def _order(ids: pa.ChunkedArray) -> np.ndarray:
    import pyarrow.compute as pc

    return np.asarray(pc.sort_indices(ids).to_numpy(), dtype=np.int64)


def equal_to_previous(ids: pa.ChunkedArray) -> np.ndarray:
    """Which ids are those of the row before; bool, [n]."""
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
    first_by = canonical(some)
    rows = rows[first_by.to_numpy()]
    ids = some["id"].take(first_by)
    places = np.arange(len(rows))
    new = free_names(ids, ~equal_to_previous(ids), lambda: iter(table["id"].chunks))
    everything = table["id"].combine_chunks()
    position = np.full(table.num_rows, -1, np.int64)
    position[rows] = places
    at = pa.array(position, mask=position < 0)
    renamed = pc.coalesce(new.take(at), everything)
    return table.set_column(
        table.schema.get_field_index("id"), table.schema.field("id"), rechunk(renamed, table["text"])
    )


def canonical(some: pa.Table) -> pa.Array:
    """The order of documents that share ids, id by id: which of them is the first does not depend on the files.

    some: the columns `_CANONICAL`, `source` as large_string. Returns indices.
    """
    import pyarrow.compute as pc

    return pc.sort_indices(some, sort_keys=[(name, "ascending", "at_end") for name in _CANONICAL])


def free_names(ids: pa.ChunkedArray, first: np.ndarray, everything: Callable[[], Iterator[pa.Array]]) -> pa.Array:
    """New names for documents that share ids: `a`, `a#2`, `a#3`; where a document is called `a#2` already, it is left
    out.

    Parameters
    ----------
    ids : ChunkedArray of large_string
        Equal ones behind one another.
    first : bool array
        Which are the first of their name, and keep it.
    everything : callable
        Gives all ids of the corpus, array by array; called up to twice.
    """
    import pyarrow.compute as pc

    places = np.arange(len(first))
    nth = places - np.maximum.accumulate(np.where(first, places, 0)) + 1
    flat = _flat(ids)
    counted = pc.binary_join_element_wise(flat, pc.cast(pa.array(nth), pa.large_string()), _text("#"))
    new = pc.if_else(pa.array(first), flat, counted)
    made = counted.filter(pa.array(~first))
    if not any(pc.any(pc.is_in(some, value_set=made)).as_py() for some in everything()):
        return new
    taken: set[str] = set()
    for some in everything():
        numbered = some.filter(pc.match_substring(some, "#"))
        bases = pc.replace_substring_regex(numbered, r"#[^#]*$", "")
        taken.update(numbered.filter(pc.is_in(bases, value_set=flat)).to_pylist())
    names: list[str] = []
    n = 1
    for name, is_first in zip(flat.to_pylist(), first, strict=True):
        if is_first:
            n = 1
            names.append(name)
            continue
        n += 1
        while f"{name}#{n}" in taken:
            n += 1
        names.append(f"{name}#{n}")
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
