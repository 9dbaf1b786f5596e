"""Whether what a file of an index holds can be what dedup writes.

Checksums find damage; they do not hold off somebody who can make checksums. Kernels trust shapes and rows, so these are
looked at before anything of a file reaches one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from numpy.typing import NDArray

from dedup.errors import StoreError

ODD = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What Python raises where a value is not of the type, or not in the range, that the code expects."""
KINDS = ("<u8", "<i8", "<u4", "<i4", "<f8", "|b1")
"""The types of arrays in a file of pages."""
_TEXT = {"prints": ("<u8", (2,)), "counts": ("<i4", ()), "cluster": ("<i8", ())}
_COLUMNS = {
    "docs": {**_TEXT, "id_hash": ("<u8", (2,)), "similarity": ("<f8", ())},
    "texts": {**_TEXT, "leads": ("|b1", ())},
}
_STRINGS = {"docs": "records", "texts": "bodies"}
_FIELDS = ("outlet", "published", "title", "url")


def unsound(place: object, what: str) -> StoreError:
    """The error for a file that holds what dedup does not write."""
    return StoreError(f"{place}: is damaged: {what}; restore the index from a copy, or make it anew from its documents")


@contextmanager
def sound(place: object) -> Iterator[None]:
    """Make an error for people of what comes of values that dedup does not write.

    Raises
    ------
    StoreError
        Naming the place and the value.
    """
    try:
        yield
    except ODD as error:
        raise unsound(place, f"it holds what dedup does not write ({type(error).__name__}: {error})") from error


def array_place(entry: Mapping[str, Any], end: int, align: int) -> tuple[str, tuple[int, ...], int, int]:
    """(type, shape, count, first byte) of an array, as a footer says it; `end` is where arrays end in the file.

    Raises
    ------
    LookupError, TypeError, ValueError
        Where it is none that a file of `end` bytes can hold.
    """
    kind, shape, at = entry["dtype"], tuple(entry["shape"]), entry["at"]
    if any(type(n) is not int or n < 0 for n in (*shape, at)):
        raise ValueError(f"an array of shape {shape} at {at!r}")
    count = math.prod(shape)
    if kind not in KINDS or at % align or at + count * int(kind[2:]) > end:
        raise ValueError(f"an array of {count} {kind!r} at {at}, in {end} bytes")
    return kind, shape, count, at


def check_arrays(arrays: Mapping[str, NDArray[Any]], docs: int, texts: int) -> None:
    """Hold the arrays of a segment to the shapes and types that kernels take them for.

    Raises
    ------
    LookupError, ValueError
        Naming the first that is missing, or of another shape or type.
    """
    for group, n in (("docs", docs), ("texts", texts)):
        for name, (kind, tail) in _COLUMNS[group].items():
            _hold(arrays, f"{group}.{name}", kind, (n, *tail))
        strings = _STRINGS[group]
        _hold(arrays, f"{strings}.size", "<u4", (n,))
        blocks = len(arrays[f"{strings}.block"])
        _hold(arrays, f"{strings}.block", "<i8", (blocks, 2))
        _hold(arrays, f"{strings}.first", "<i8", (blocks + 1,))


def check_directory(arrays: Mapping[str, NDArray[Any]], name: str, bands: int, stride: int) -> None:
    """The same for a directory of so many bands."""
    _hold(arrays, f"{name}.keys", "<u8", (bands, arrays[f"{name}.keys"].size // bands))
    length = arrays[f"{name}.keys"].shape[1]
    _hold(arrays, f"{name}.fences", "<u8", (bands, -(-length // stride)))


def _hold(arrays: Mapping[str, NDArray[Any]], name: str, kind: str, shape: tuple[int, ...]) -> None:
    has = arrays[name]
    if has.dtype.str != kind or has.shape != shape:
        raise ValueError(f"{name} is {has.dtype.str} {has.shape}, not {kind} {shape}")


def read_record(record: bytes, place: object) -> dict[str, Any]:
    """What is kept of a document: its id, and where known outlet, date, title and url.

    Raises
    ------
    StoreError
        Where it is not that.
    """
    with sound(place):
        read = json.loads(record)
        if not isinstance(read["id"], str) or not all(isinstance(read.get(name), str | None) for name in _FIELDS):
            raise ValueError("a document with values of another type")
    return dict(read)
