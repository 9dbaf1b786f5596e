"""Texts and an index -> the stored documents that each is a copy of, verified, and the cluster it belongs to."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.config import CopySettings
from dedup.copies.candidates import Bands, collapse
from dedup.errors import ThresholdError
from dedup.index.place import UNKNOWN, Asked, Found, Source, above, look


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
    in the order of their arrival; more: how many others there are. words: whether the text has any. capped: buckets of
    the text of which only the first documents were compared.
    """

    id: str
    cluster: str | None
    matches: tuple[Match, ...]
    more: int
    words: bool
    capped: int = 0

    def named(self, name: str) -> Answer:
        """The same answer, to a text of this name."""
        return dataclasses.replace(self, id=name)


def cluster_name(number: int) -> str:
    """How a cluster is called: `c17`."""
    return f"c{number}"


def answer(
    source: Source,
    asked: Asked,
    ids: Sequence[str],
    settings: CopySettings,
    bands: Bands,
    pool: Executor,
    threshold: float | None = None,
    most: int | None = None,
) -> list[Answer]:
    """Find the copies of texts in an index.

    Parameters
    ----------
    source : Source
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
    list of Answer
        In the order of the texts.

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
    found, _, capped = look(source, asked, numbers, settings, pool, leaders=False)
    clusters = _clusters(source, asked, numbers, found, settings.threshold)
    matches = _matches(source, above(found, threshold), len(numbers), most)
    group = np.full(len(ids), UNKNOWN)
    group[groups.members] = np.repeat(np.arange(len(numbers)), np.diff(groups.starts))
    answers = []
    for name, g in zip(ids, group.tolist(), strict=True):
        if g == UNKNOWN:
            answers.append(Answer(name, None, (), 0, False))
        else:
            cluster = None if clusters[g] == UNKNOWN else cluster_name(int(clusters[g]))
            answers.append(Answer(name, cluster, matches[g][0], matches[g][1], True, int(capped[g])))
    return answers


def _clusters(
    source: Source, asked: Asked, numbers: NDArray[np.int64], found: Found, threshold: float
) -> NDArray[np.int64]:
    """The cluster of each text: that of the same text, else of the most similar leader, the earlier of two."""
    clusters, _ = source.known(asked.sketches, numbers)
    near = above(found, threshold)
    leading = np.flatnonzero(near.leads)
    keys = (near.cluster[leading], -near.overlaps.jaccard[leading], near.query[leading])
    order = leading[np.lexsort(keys)]
    query, first = np.unique(near.query[order], return_index=True)
    open_ = clusters[query] == UNKNOWN
    clusters[query[open_]] = near.cluster[order[first[open_]]]
    return clusters


def _matches(source: Source, found: Found, n: int, most: int | None) -> list[tuple[tuple[Match, ...], int]]:
    """For each of n texts its matches, and how many more there are."""
    order = np.lexsort((found.arrival, -found.overlaps.jaccard, found.query))
    members = source.documents(found.arrival)
    made: list[list[Match]] = [[] for _ in range(n)]
    more = [0] * n
    for i in order.tolist():
        query, theirs = int(found.query[i]), members[i]
        room = len(theirs) if most is None else min(len(theirs), most - len(made[query]))
        more[query] += len(theirs) - room
        made[query] += [_match(source.record(document), found, i) for document in theirs[:room]]
    return [(tuple(mine), others) for mine, others in zip(made, more, strict=True)]


def _match(record: dict[str, Any], found: Found, i: int) -> Match:
    shared, left, right = (float(x[i]) for x in found.overlaps)
    return Match(
        record["id"],
        record.get("outlet"),
        record.get("published"),
        record.get("title"),
        record.get("url"),
        shared / (left + right - shared),
        shared / left,
        shared / right,
        cluster_name(int(found.cluster[i])),
        bool(found.leads[i]),
    )
