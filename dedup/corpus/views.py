"""The one place that turns Arrow strings into the flat arrays that kernels take."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dedup.kernels.jit import PAD


class TextView(NamedTuple):
    """Documents first..first + len(offsets) - 2 of an array; `data` is readable for `PAD` bytes behind the last."""

    first: int
    offsets: NDArray[np.int64]
    data: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.offsets) - 1


def text_views(array: pa.Array) -> list[TextView]:
    """Views of a string array, without copying but for its last few bytes.

    Parameters
    ----------
    array : pyarrow.Array of string or large_string
        Any slice; nulls count as empty.

    Returns
    -------
    list of TextView
        The last documents stand in a view of their own, copied, because kernels read a margin behind the text which
        the buffer may not have.

    Examples
    --------
    >>> [len(view) for view in text_views(pa.array(["one", "two"]))]
    [2]
    """
    if not pa.types.is_large_string(array.type):
        array = array.cast(pa.large_string())
    if array.null_count:
        array = pc.fill_null(array, "")
    n = len(array)
    if n == 0:
        return []
    _, offsets_buffer, data_buffer = array.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int64)[array.offset : array.offset + n + 1]
    data = np.frombuffer(data_buffer if data_buffer is not None else b"", np.uint8)
    safe = int(np.searchsorted(offsets[1:], len(data) - PAD, side="right"))
    views = [TextView(0, offsets[: safe + 1], data)] if safe else []
    if safe < n:
        start, end = int(offsets[safe]), int(offsets[n])
        tail = np.zeros(end - start + PAD, np.uint8)
        tail[: end - start] = data[start:end]
        tail.flags.writeable = False
        rest = offsets[safe:] - start
        rest.flags.writeable = False
        views.append(TextView(safe, rest, tail))
    return views
