"""A result -> the facts that a person wants to know first, as plain values: for JSON and for the terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from dedup.corpus.headline import headline
from dedup.report.printable import printable
from dedup.report.words import shortened

if TYPE_CHECKING:
    from dedup.copies.provenance import Origins
    from dedup.copies.result import Cluster, Copies
    from dedup.engines.result import StoredCopies
    from dedup.engines.spark.result import SparkCopies
    from dedup.stories.result import Stories, Story, Storyline

MOST_MEMBERS = 50
"""Members of a cluster that are listed, from the earliest on; `size` says how many there are, documents.* lists all."""

MOST_PAIRS = 500
"""Pairs of outlets that are told, those with the most words first; reuse_matrix.* has all."""

MEASURING = "measure recall"
"""The stage that is not part of the work."""

OPENING = 80
"""Characters of the text that stand for a title where there is none."""


def summary(
    copies: Copies | StoredCopies | SparkCopies,
    run: dict[str, Any],
    top: int = 10,
    out: str | None = None,
    stories: Stories | None = None,
    origins: Origins | None = None,
) -> dict[str, Any]:
    """What a run found, for people and for JSON.

    Parameters
    ----------
    copies : Copies or StoredCopies
    run : dict
        From `report.files.write_run` or `report.files.describe`.
    top : int
        How many of the largest clusters to tell of, at least 0.
    out : str, optional
        The folder that `run["files"]` are in, as it was named.
    stories : Stories, optional
        Of these copies.
    origins : Origins, optional
        Of these stories.

    Returns
    -------
    dict
        All of `run`, and: `text_bytes` (UTF-8, of all documents), `speed` (over all stages but the measuring of
        recall), `largest_clusters`, `largest_stories` and `largest_storylines`
        (where there are some), `reuse_matrix` (with origins: who reuses whom, the first rows), and `out`.
    """
    text_bytes = copies.text_bytes
    seconds = sum(value for stage, value in run["seconds"].items() if stage != MEASURING)
    n = run["counts"]["documents"]
    speed = {
        "seconds": round(seconds, 4),
        "text_mb_per_s": round(text_bytes / 1e6 / seconds, 3) if seconds else None,
        "documents_per_s": round(n / seconds, 1) if seconds else None,
    }
    largest = [_cluster(copies, cluster) for cluster in copies.clusters(top)]
    facts = {**run, "text_bytes": text_bytes, "speed": speed, "largest_clusters": largest, "out": out}
    if stories is not None:
        facts["largest_stories"] = [_story(stories.copies, story, origins) for story in stories.stories(2, top)]
        if stories.wants_storylines:
            facts["largest_storylines"] = [_storyline(stories.copies, line) for line in stories.storylines(2, top)]
    if origins is not None:
        facts["reuse_matrix"] = origins.matrix.slice(0, MOST_PAIRS).to_pylist()
    return facts


def _story(copies: Copies, story: Story, origins: Origins | None) -> dict[str, Any]:
    counted = {} if origins is None else {"origins": origins.independent(story.members)}
    if origins is not None and origins.owners:
        counted["owners"] = origins.houses(story.members)
    return {
        "story_id": story.id,
        "title": story.title or _opening(copies, story.id),
        "keywords": list(story.keywords),
        "size": len(story.members),
        "copies": story.copies,
        "outlets": list(story.outlets),
        **counted,
        "first": story.first,
        "last": story.last,
        "weakest_link": story.weakest,
        "coverage": _coverage(copies, story.members)[:MOST_MEMBERS],
    }


def _storyline(copies: Copies, line: Storyline) -> dict[str, Any]:
    return {
        "storyline_id": line.id,
        "title": line.title or _opening(copies, line.id),
        "keywords": list(line.keywords),
        "size": len(line.members),
        "n_stories": len(line.stories),
        "stories": list(line.stories[:MOST_MEMBERS]),
        "outlets": list(line.outlets),
        "first": line.first,
        "last": line.last,
        "weakest_link": line.weakest,
    }


def _coverage(copies: Copies, members: tuple[str, ...]) -> list[dict[str, Any]]:
    """The texts of a story in order of time: the first printing of each, with how many printed it after."""
    numbers = [copies.corpus.number(member) for member in members]
    printed = Counter(int(copies.leader[number]) for number in numbers)
    told: dict[int, dict[str, Any]] = {}
    for member, number in zip(members, numbers, strict=True):
        text = int(copies.leader[number])
        if text not in told:
            document = copies.corpus.document(number)
            about = {"id": member, "outlet": document["outlet"], "published": document["published"]}
            told[text] = {**about, "copies": printed[text] - 1}
    return list(told.values())


def _cluster(copies: Copies | StoredCopies | SparkCopies, cluster: Cluster) -> dict[str, Any]:
    kept = next(member for member in cluster.members if member.id == cluster.copy_id)
    others = [member for member in cluster.members if member.id != cluster.copy_id]
    least = min(others, key=lambda member: (member.similarity, member.id))
    return {
        "copy_id": cluster.copy_id,
        "kept_reason": cluster.kept_reason,
        "title": kept.title or _opening(copies, kept.id),
        "size": len(cluster.members),
        "weakest": cluster.weakest,
        "strongest": max(member.similarity for member in others),
        "least_similar": least.id,
        "outlets": list(dict.fromkeys(member.outlet for member in cluster.members if member.outlet is not None)),
        "members": [
            {"id": m.id, "outlet": m.outlet, "published": m.published, "similarity": m.similarity}
            for m in cluster.members[:MOST_MEMBERS]
        ],
    }


def _opening(copies: Copies | StoredCopies | SparkCopies, document: str) -> str:
    """What stands in for a title that is missing: the headline in the text, or its first words."""
    text = copies.text(document)
    return headline(None, text) or shortened(printable(text[: 4 * OPENING]), OPENING)
