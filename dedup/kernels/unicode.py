"""The fold table: what each code point of Unicode becomes, and of which kind it is.

`tools/build_fold_table.py` makes the file and says how it is laid out. A word (see `docs/conventions.md`) is a run
of BASE characters and marks; each UNSPACED character begins a word of its own; a JOINER vanishes; a BREAK ends a word.
"""

from __future__ import annotations

import functools
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BREAK, BASE, UNSPACED, MARK, UNSPACED_MARK, JOINER, EXPANSION = range(7)
N_PAGES = 0x110000 // 256


class FoldTable(NamedTuple):
    """page_of: uint16 [4352], the page of each 256 code points; pages, expansions: uint32 entries."""

    page_of: NDArray[np.uint16]
    pages: NDArray[np.uint32]
    expansions: NDArray[np.uint32]


@functools.cache
def fold_table() -> FoldTable:
    """The table, read once a process; about 1 ms and 350 kB."""
    raw = zlib.decompress((Path(__file__).parent / "fold.bin").read_bytes())
    _, n_pages, n_expansions = np.frombuffer(raw, "<u4", 3)
    pages_at = 12 + 2 * N_PAGES
    expansions_at = pages_at + 1024 * int(n_pages)
    return FoldTable(
        np.frombuffer(raw, "<u2", N_PAGES, 12).astype(np.uint16),
        np.frombuffer(raw, "<u4", 256 * int(n_pages), pages_at).astype(np.uint32),
        np.frombuffer(raw, "<u4", int(n_expansions), expansions_at).astype(np.uint32),
    )
