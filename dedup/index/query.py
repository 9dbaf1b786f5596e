"""Texts and an index -> the stored documents that each is a copy of, verified, and the cluster it belongs to."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.config import CopySettings
from dedup.copies.candidates import Bands, collapse
from dedup.errors import ThresholdError
from dedup.index.place import UNKNOWN, Asked, Found, above, known_clusters, look
from dedup.index.segment import Segment, band_lookups


@dataclass(frozen=True)
class Match:
    """A stored document that a text is a copy of.

    jaccard: exact, 0 to 1; containment_query: the share of the asked text's shingles that the document has,
    containment_match: the share of the document's that the asked text has. leads: its text leads its cluster.
    """

    id: str
    outlet: str | None
    published: str | None
    title: str | None
    url: str | None
    jaccard: float
    containment_query: float
    containment_match: float
    cluster: str
    leads: bool


@dataclass(frozen=True)
class Answer:
    """What an index says of a text.

    cluster: the one that the text belongs to, None where it would found its own. matches: the most similar first, then
    in the order of their arrival; more: how many others there are. words: whether the text has any.
    """

    id: str
    cluster: str | None
    matches: tuple[Match, ...]
    more: int
    words: bool

    def named(self, name: str) -> Answer:
        """The same answer, to a text of this name."""
        return dataclasses.replace(self, id=name)


class Answers(NamedTuple):
    """Answers to several texts, in their order; capped: buckets of which only a part was looked at."""

    answers: list[Answer]
    capped: int


def cluster_name(number: int) -> str:
    """How a cluster is called: `c17`."""
    return f"c{number}"


def answer(
    segments: Sequence[Segment],
    asked: Asked,
    ids: Sequence[str],
    settings: CopySettings,
    bands: Bands,
    pool: Executor,
    threshold: float | None = None,
    most: int | None = None,
) -> Answers:
    """Find the copies of texts in an index.

    Parameters
    ----------
    segments : sequence of Segment
    asked : Asked
    ids : sequence of str
        What the texts are called, for their answers.
    settings : CopySettings
    bands : Bands
    pool : Executor
    threshold : float, optional
        The least Jaccard of a match; that of the index by default. The cluster is always by that of the index.
    most : int, optional
        Matches to give of each text; all by default.

    Returns
    -------
    Answers

    Raises
    ------
    ThresholdError
        For a threshold at which the index no longer has the recall it was made for.
    """
    floor = min(settings.threshold, bands.floor(settings.recall))
    threshold = settings.threshold if threshold is None else threshold
    if not floor <= threshold <= 1.0:
        raise ThresholdError(
            f"threshold {threshold} is outside {floor:.4f} to 1, where this index has the recall it was made for; "
            "make an index with a lower threshold for it"
        )
    groups = collapse(asked.sketches)
    numbers = groups.first
    wanted = band_lookups(asked.sketches.slots, numbers, bands)
    found, _, capped = look(segments, asked, numbers, wanted, settings, pool, leaders=False)
    clusters = _clusters(segments, asked, numbers, found, settings.threshold)
    matches = _matches(segments, above(found, threshold), len(numbers), most)
    group = np.full(len(ids), UNKNOWN)
    group[groups.members] = np.repeat(np.arange(len(numbers)), np.diff(groups.starts))
    answers = []
    for name, g in zip(ids, group.tolist(), strict=True):
        if g == UNKNOWN:
            answers.append(Answer(name, None, (), 0, False))
        else:
            cluster = None if clusters[g] == UNKNOWN else cluster_name(int(clusters[g]))
            answers.append(Answer(name, cluster, matches[g][0], matches[g][1], True))
    return Answers(answers, capped)


def _clusters(
    segments: Sequence[Segment], asked: Asked, numbers: NDArray[np.int64], found: Found, threshold: float
) -> NDArray[np.int64]:
    """The cluster of each text: that of the same text, else of the most similar leader, the earlier of two."""
    clusters, _ = known_clusters(segments, asked.sketches, numbers)
    near = above(found, threshold)
    leading = np.flatnonzero(near.leads)
    order = leading[np.lexsort((near.cluster[leading], -near.overlaps.jaccard[leading], near.query[leading]))]
    query, first = np.unique(near.query[order], return_index=True)
    open_ = clusters[query] == UNKNOWN
    clusters[query[open_]] = near.cluster[order[first[open_]]]
    return clusters


def _matches(
    segments: Sequence[Segment], found: Found, n: int, most: int | None
) -> list[tuple[tuple[Match, ...], int]]:
    """For each of n texts its matches, and how many more there are."""
    order = np.lexsort((found.row, found.segment, -found.overlaps.jaccard, found.query))
    members = _documents(segments, found)
    made: list[list[Match]] = [[] for _ in range(n)]
    more = [0] * n
    jaccard, (shared, left, right) = found.overlaps.jaccard, found.overlaps
    for i in order.tolist():
        mine, theirs = made[int(found.query[i])], members[i]
        room = len(theirs) if most is None else max(0, most - len(mine))
        more[int(found.query[i])] += len(theirs) - min(room, len(theirs))
        for segment, row in theirs[:room]:
            record = json.loads(segments[segment].records[np.array([row])][0])
            mine.append(
                Match(
                    record["id"],
                    record.get("outlet"),
                    record.get("published"),
                    record.get("title"),
                    record.get("url"),
                    float(jaccard[i]),
                    float(shared[i] / left[i]),
                    float(shared[i] / right[i]),
                    cluster_name(int(found.cluster[i])),
                    bool(found.leads[i]),
                )
            )
    return [(tuple(mine), others) for mine, others in zip(made, more, strict=True)]


def _documents(segments: Sequence[Segment], found: Found) -> list[list[tuple[int, int]]]:
    """For each text that was found the documents that have it: (segment, row), in the order of arrival."""
    prints, counts = np.zeros((len(found.row), 2), np.uint64), np.zeros(len(found.row), np.int32)
    for place in np.unique(found.segment).tolist():
        mine = found.segment == place
        prints[mine] = segments[place].pages.take("texts.prints", found.row[mine])
        counts[mine] = segments[place].pages.take("texts.counts", found.row[mine])
    members: list[list[tuple[int, int]]] = [[] for _ in range(len(found.row))]
    for place, segment in enumerate(segments):
        hits = segment.with_text(prints, counts)
        for text, row in zip(hits.query.tolist(), hits.row.tolist(), strict=True):
            members[text].append((place, row))
    return members
