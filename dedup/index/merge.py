"""Several segments -> one, without what is gone: fewer places to look, and room on the disk again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.index.draft import Draft
from dedup.index.pages import PageWriter
from dedup.index.segment import ROW_MASK, Docs, Segment, TextRows, write_segment
from dedup.index.strings import Strings, StringWriter

FANOUT = 4
"""So many segments of one size become one of the next: an index of n documents has some 3 * log4(n / 1000) of them."""
SMALLEST = 1024
"""Documents of a segment up to which all count as one size."""


def size_class(docs: int) -> int:
    """0 up to `SMALLEST` documents, and one more for each time `FANOUT` as many.

    >>> [size_class(n) for n in (1, 1024, 1025, 4096, 5000, 10_000, 40_000)]
    [0, 0, 1, 1, 2, 2, 3]
    """
    size, limit = 0, SMALLEST
    while docs > limit:
        size, limit = size + 1, limit * FANOUT
    return size


def due(docs: Sequence[int]) -> int | None:
    """Where the last segments begin that should become one; None where they need not.

    Only segments at the end are merged, so that documents stay in the order of their arrival.

    >>> due([10_000] * 3), due([10_000] * 4), due([40_000, 10_000, 500, 500, 500, 500])
    (None, 0, 2)
    >>> due([40_000, 10_000, 10_000, 10_000]), due([40_000, 500, 40_000, 40_000, 40_000])
    (None, 0)
    """
    sizes = [size_class(n) for n in docs]
    for size in sorted(set(sizes)):
        start = len(sizes)
        while start and sizes[start - 1] <= size:
            start -= 1
        if sizes[start:].count(size) >= FANOUT:  # smaller ones go with them, but do not make it due
            return start
    return None


def merge_tail(draft: Draft) -> None:
    """Merge the last segments of a draft as long as there are enough of one size."""
    while (start := due([segment.entry.docs for segment in draft.segments])) is not None:
        merge(draft, start, len(draft.segments))


def merge(draft: Draft, start: int, end: int) -> None:
    """Make one segment of those from start to end; of none that has a document left, none.

    Cost: reads and writes all of it once; blocks of strings of which nothing is gone are copied as they are.
    """
    segments = draft.segments[start:end]
    docs = [np.flatnonzero(~segment.gone_docs) for segment in segments]
    texts = [np.flatnonzero(~segment.gone_texts) for segment in segments]
    if not any(map(len, docs)) and not any(map(len, texts)):
        draft.replace(start, end, None)
        return
    out = PageWriter(draft.folder / draft.next_name(".segment"))
    try:
        records, bodies = StringWriter(out, "records"), StringWriter(out, "bodies")
        for segment, rows in zip(segments, docs, strict=True):
            _append(records, segment.records, rows)
        records.settle()
        for segment, rows in zip(segments, texts, strict=True):
            _append(bodies, segment.bodies, rows)
        bodies.settle()
        columns = [_gather(segments, docs, "docs", name) for name in Docs._fields]
        text_columns = [_gather(segments, texts, "texts", name) for name in TextRows._fields]
        n_bands = draft.manifest.bands.bands
        bands = _bands(segments, texts, n_bands)
        entry = write_segment(out, Docs(*columns), TextRows(*text_columns), records, bodies, n_bands, bands, {})
    except BaseException:
        out.abandon()
        raise
    draft.replace(start, end, entry)


def _gather(segments: Sequence[Segment], rows: Sequence[NDArray[np.int64]], kind: str, name: str) -> NDArray[Any]:
    """A column of all segments."""
    parts = [segment.pages[f"{kind}.{name}"][mine] for segment, mine in zip(segments, rows, strict=True)]
    return np.concatenate(parts)


def _bands(
    segments: Sequence[Segment], rows: Sequence[NDArray[np.int64]], n_bands: int
) -> Iterator[NDArray[np.uint64]]:
    """Keys of one band after the other with the new rows; which of them lead stays in the keys."""
    moves, base = [], 0
    for segment, mine in zip(segments, rows, strict=True):
        new = np.full(segment.entry.texts, -1)
        new[mine] = base + np.arange(len(mine))
        moves.append(new)
        base += len(mine)
    for band in range(n_bands):
        parts = []
        for segment, new in zip(segments, moves, strict=True):
            keys = segment.pages.row("bands.keys", band)
            moved = new[(keys & ROW_MASK).astype(np.int64)]
            parts.append(((keys & ~ROW_MASK) | moved.astype(np.uint64))[moved >= 0])
        yield np.concatenate(parts)


def _append(out: StringWriter, strings: Strings, rows: NDArray[np.int64]) -> None:
    """Append these rows; a block of which all rows are wanted is copied, where it is not a small one."""
    cuts = np.searchsorted(rows, strings.firsts)
    for block in range(strings.blocks):
        mine = rows[cuts[block] : cuts[block + 1]]
        first, last = strings.span(block)
        if len(mine) == last - first and strings.large(block):
            out.settle()
            out.copy(*strings.raw(block))
        elif len(mine):
            out.extend(strings[mine])
