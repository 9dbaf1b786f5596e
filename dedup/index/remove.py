"""Documents that are taken out, and what becomes of those that they led."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.index.draft import Batch, Draft, id_of
from dedup.index.segment import Hits, Segment
from dedup.index.strings import text_array


@dataclass(frozen=True)
class Removed:
    """What came of removing documents: how many; ids that were not there; ids of others that were led by a removed one
    and are in another cluster now.
    """

    removed: int
    unknown: tuple[str, ...]
    moved: tuple[str, ...]


_NONE = np.zeros(0, np.int64)


class Moved(NamedTuple):
    """removed: how many documents were taken out; ids, clusters: those whose leader went, and where they are now."""

    removed: int
    ids: list[str]
    clusters: NDArray[np.int64]


def remove(draft: Draft, hits: list[Hits]) -> Moved:
    """Take documents out of an index.

    A text stays while any document has it. Where the text that led a cluster goes, the other documents of the cluster
    are placed anew, in the order in which they arrived: they join other leaders, or lead clusters with new numbers.

    Parameters
    ----------
    draft : Draft
        It is changed.
    hits : list of Hits
        The documents, a segment an element.

    Returns
    -------
    Moved
        Cost: a look at the fingerprints of all texts, and where leaders go, a new segment of those they led.
    """
    prints, counts = _taken(draft, hits)
    for place, found in enumerate(hits):
        draft.mark(place, found.row, _NONE)
    left = np.zeros(len(counts), np.bool_)
    for segment in draft.segments:
        left[segment.with_text(prints, counts).query] = True
    orphaned = _bury(draft, prints[~left], counts[~left])
    batch = _take_out(draft, orphaned)
    removed = sum(len(found.row) for found in hits)
    if not batch.ids:
        return Moved(removed, [], _NONE)
    return Moved(removed, batch.ids, draft.append(batch).cluster)


def _taken(draft: Draft, hits: list[Hits]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """The distinct texts, by fingerprint, of documents; those without words have none."""
    prints, counts = [np.zeros((0, 2), np.uint64)], [np.zeros(0, np.int32)]
    for segment, found in zip(draft.segments, hits, strict=True):
        prints.append(segment.pages.take("docs.prints", found.row))
        counts.append(segment.pages.take("docs.counts", found.row))
    together, sizes = np.concatenate(prints), np.concatenate(counts)
    worded = sizes > 0
    _, first = np.unique(together[worded], axis=0, return_index=True)
    return together[worded][first], sizes[worded][first]


def _bury(draft: Draft, prints: NDArray[np.uint64], counts: NDArray[np.int32]) -> NDArray[np.int64]:
    """Mark texts as gone; returns the clusters that they led."""
    orphaned = [_NONE]
    for place, segment in enumerate(draft.segments):
        rows = np.flatnonzero(np.isin(segment.pages["texts.prints"][:, 0], prints[:, 0]) & ~segment.gone_texts)
        theirs, sizes = segment.pages.take("texts.prints", rows), segment.pages.take("texts.counts", rows)
        known = {(int(a), int(b), int(n)) for (a, b), n in zip(prints, counts, strict=True)}
        same = [(int(a), int(b), int(n)) in known for (a, b), n in zip(theirs, sizes, strict=True)]
        rows = rows[np.array(same, np.bool_)]
        leads = segment.pages.take("texts.leads", rows).astype(np.bool_)
        orphaned.append(segment.pages.take("texts.cluster", rows)[leads])
        draft.mark(place, _NONE, rows)
    return np.unique(np.concatenate(orphaned))


def _take_out(draft: Draft, clusters: NDArray[np.int64]) -> Batch:
    """Mark what is left of these clusters as gone; returns its documents in the order of their arrival."""
    records: list[bytes] = []
    keys: list[tuple[int, int, int]] = []
    text_of: dict[tuple[int, int, int], bytes] = {}
    for place, segment in enumerate(draft.segments):
        docs = np.flatnonzero(np.isin(segment.pages["docs.cluster"], clusters) & ~segment.gone_docs)
        rows = np.flatnonzero(np.isin(segment.pages["texts.cluster"], clusters) & ~segment.gone_texts)
        records += segment.records[docs]
        keys += _keys(segment, "docs", docs)
        text_of.update(zip(_keys(segment, "texts", rows), segment.bodies[rows], strict=True))
        draft.mark(place, docs, rows)
    texts = text_array([text_of[key] for key in keys]) if keys else pa.array([], pa.large_string())
    return Batch([id_of(record) for record in records], records, texts)


def _keys(segment: Segment, kind: str, rows: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """What tells texts apart."""
    prints, counts = segment.pages.take(f"{kind}.prints", rows), segment.pages.take(f"{kind}.counts", rows)
    return [(int(a), int(b), int(n)) for (a, b), n in zip(prints, counts, strict=True)]
