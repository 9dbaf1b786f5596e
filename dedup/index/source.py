"""Segments on disk as the source of an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.copies.candidates import Bands
from dedup.copies.sketch import Sketches
from dedup.index.place import UNKNOWN, Stored
from dedup.index.segment import Segment, band_lookups

_ROW_BITS = 32


class Segments:
    """What `Source` asks for, of segments in the order of arrival. A text's `arrival` is segment << 32 | row.

    cap: of a larger bucket only so many texts are looked at.
    """

    def __init__(self, segments: Sequence[Segment], bands: Bands, cap: int) -> None:
        self._segments, self._bands, self._cap = segments, bands, cap

    def known(self, sketches: Sketches, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Clusters of texts that are there, and their similarity with the leader."""
        clusters, similarity = np.full(len(numbers), UNKNOWN), np.ones(len(numbers))
        prints, counts = sketches.prints[numbers], sketches.counts[numbers].astype(np.int32)
        for segment in self._segments:
            hits = segment.with_text(prints, counts)
            clusters[hits.query] = segment.pages.take("docs.cluster", hits.row)
            similarity[hits.query] = segment.pages.take("docs.similarity", hits.row)
        return clusters, similarity

    def stored(self, sketches: Sketches, numbers: NDArray[np.int64], *, leaders: bool) -> Stored:
        """Texts that share a bucket with sketches."""
        wanted = band_lookups(sketches.slots, numbers, self._bands)
        hits = [segment.similar(wanted, self._cap, leaders) for segment in self._segments]
        none = np.zeros(0, np.int64)
        query = np.concatenate([none, *(h.query for h in hits)])
        places = np.concatenate([none, *(i << _ROW_BITS | h.row for i, h in enumerate(hits))])
        arrival, text = np.unique(places, return_inverse=True)
        texts, counts, clusters, leads = [], [none], [none], [np.zeros(0, np.bool_)]
        for i, rows in self._rows(arrival):
            segment = self._segments[i]
            texts.append(segment.texts(rows))
            counts.append(segment.pages.take("texts.counts", rows).astype(np.int64))
            clusters.append(segment.pages.take("texts.cluster", rows))
            leads.append(segment.pages.take("texts.leads", rows).astype(np.bool_))
        columns = np.concatenate(counts), np.concatenate(clusters), np.concatenate(leads)
        capped = sum((h.capped for h in hits), np.zeros(len(numbers), np.int64))
        return Stored(query, text.reshape(-1), texts, *columns, arrival, capped)

    def _rows(self, arrivals: NDArray[np.int64]) -> list[tuple[int, NDArray[np.int64]]]:
        """The rows of each segment that has any of these, which are sorted."""
        segment = arrivals >> _ROW_BITS
        return [(i, arrivals[segment == i] & ((1 << _ROW_BITS) - 1)) for i in np.unique(segment).tolist()]

    def documents(self, arrivals: NDArray[np.int64]) -> list[Any]:
        """The documents of texts, segment << 32 | row each."""
        ordered, back = np.unique(arrivals, return_inverse=True)
        prints, counts = [np.zeros((0, 2), np.uint64)], [np.zeros(0, np.int32)]
        for i, rows in self._rows(ordered):
            prints.append(self._segments[i].pages.take("texts.prints", rows))
            counts.append(self._segments[i].pages.take("texts.counts", rows))
        hits = [segment.with_text(np.concatenate(prints), np.concatenate(counts)) for segment in self._segments]
        none = np.zeros(0, np.int64)
        text = np.concatenate([none, *(h.query for h in hits)])
        place = np.concatenate([none, *(i << _ROW_BITS | h.row for i, h in enumerate(hits))])
        place = place[np.argsort(text, kind="stable")]
        ends = np.cumsum(np.bincount(text, minlength=len(ordered)))
        members = np.split(place, ends[:-1]) if len(ordered) else []
        return [members[t] for t in back.reshape(-1).tolist()]

    def record(self, document: Any) -> dict[str, Any]:
        """What is kept of a document."""
        segment, row = int(document) >> _ROW_BITS, int(document) & ((1 << _ROW_BITS) - 1)
        kept: dict[str, Any] = self._segments[segment].documents(np.array([row]))[0]
        return kept
