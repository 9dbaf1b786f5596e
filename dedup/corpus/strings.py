"""Strings of any Arrow type, from any reader -> large_string that is valid UTF-8, as the compiled kernels require."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

_SURROGATE = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"


def whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """One array of a column, without a copy where it is one already."""
    if isinstance(column, pa.Array):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def as_text(values: pa.Array) -> pa.Array:
    """A column as large_string: numbers become their decimal text (12.0, which a hole made of 12, becomes "12").

    Bytes are taken for UTF-8 and not checked: `valid` does that.

    Raises
    ------
    pa.ArrowNotImplementedError
        For lists, structs and other types that have no text.

    Examples
    --------
    >>> as_text(pa.array([12.0, None, 0.5])).to_pylist()
    ['12', None, '0.5']
    """
    import pyarrow.compute as pc

    kind = values.type
    if pa.types.is_large_string(kind):
        return values
    if pa.types.is_dictionary(kind):
        return as_text(values.dictionary).take(values.indices)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pc.cast(values, pa.large_binary()).cast(pa.large_string(), safe=False)
    if pa.types.is_floating(kind):
        values = pc.cast(values, pa.float64())
        integral = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), float(2**53)))
        integers = pc.cast(pc.if_else(integral, values, pa.scalar(None, pa.float64())), pa.int64())
        decimals = pa.array([None if x is None else repr(x) for x in values.to_pylist()], pa.large_string())
        return pc.coalesce(pc.cast(integers, pa.large_string()), decimals)
    if pa.types.is_nested(kind):
        raise pa.ArrowNotImplementedError(f"{kind} has no text")
    return pc.cast(values, pa.large_string())


def valid(values: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """The same strings with invalid UTF-8 replaced by U+FFFD, and the rows (int64) in which that was needed.

    Valid input is returned as it is, after one pass at some 5 GB/s.
    """
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        return _repair(values)
    return values, np.zeros(0, np.int64)


def _repair(values: pa.Array) -> tuple[pa.Array, np.ndarray]:
    fixed: list[str | None] = []
    rows: list[int] = []
    for row, raw in enumerate(values.cast(pa.large_binary()).to_pylist()):
        if raw is None:
            fixed.append(None)
            continue
        try:
            fixed.append(raw.decode())
        except UnicodeDecodeError:
            fixed.append(raw.decode(errors="replace"))
            rows.append(row)
    return pa.array(fixed, pa.large_string()), np.array(rows, np.int64)


def clean(text: str, *, escaped: bool = False) -> str:
    r"""A Python string without lone surrogates: each becomes U+FFFD.

    Parameters
    ----------
    text : str
        As it was read.
    escaped : bool
        Whether it was decoded with `surrogateescape`: U+DC80 to U+DCFF then stand for bytes that were not UTF-8, which
        become U+FFFD by the same rule as everywhere (one for each maximal part of a character).

    Examples
    --------
    >>> clean("a\ud800b"), clean("\udce2\udc82", escaped=True)
    ('a�b', '�')
    """
    if not _SURROGATE.search(text):
        return text
    if escaped:
        text = re.sub("[\ud800-\udc7f\udd00-\udfff]", REPLACEMENT, text)
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return _SURROGATE.sub(REPLACEMENT, text)


def has_nul(values: pa.Array) -> int:
    """How many strings hold a NUL character. One pass at memory speed; a second one only where there is any."""
    import pyarrow.compute as pc

    data = values.buffers()[2]
    if data is None or data.size == 0 or np.frombuffer(data, np.uint8).min() > 0:
        return 0
    return int(pc.sum(pc.match_substring(values, "\0")).as_py() or 0)
