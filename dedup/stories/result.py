"""What the stories stage answers, in a form that can be questioned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.copies.result import Copies
from dedup.corpus.textdates import EVIDENCE
from dedup.schema import OUT_STORIES
from dedup.stories.features import Pairs
from dedup.stories.linkage import Linked
from dedup.stories.titles import central, keywords

LATEST = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Story:
    """The coverage of one event.

    id: of its earliest document. title: the headline of its most central document. members: ids in order of time
    (unknown last). copies: how many copy clusters it has. weakest: the lowest mean log-odds at which it was joined,
    None for one copy cluster.
    """

    id: str
    title: str
    keywords: tuple[str, ...]
    members: tuple[str, ...]
    outlets: tuple[str, ...]
    copies: int
    first: str | None
    last: str | None
    weakest: float | None


class Stories:
    """Stories over the copy clusters of a corpus.

    Attributes
    ----------
    copies : Copies
    story : int64 [n]
        By document number: the number of the earliest document of its story, its own where it is alone.
    run : dict
        What `run.json` says: that of the copies stage and this one's.
    """

    def __init__(self, copies: Copies, kept: NDArray[np.int64], pairs: Pairs, linked: Linked) -> None:
        self.copies, self.run = copies, dict(copies.run)
        self._kept, self._pairs = kept, pairs
        place = np.full(len(copies.corpus), -1, np.int64)
        place[kept] = np.arange(len(kept))
        cluster = linked.first[place[copies.leader]]  # by document number: a place among the kept documents
        time = copies.corpus.columns("published_at")["published_at"].cast(pa.int64()).fill_null(LATEST).to_numpy()
        order = np.lexsort((np.arange(len(time)), time, cluster))
        firsts = order[np.flatnonzero(np.diff(cluster[order], prepend=-1))]
        head = np.empty(len(kept), np.int64)
        head[cluster[firsts]] = firsts
        self.story = head[cluster]
        self._time = time
        weakest = np.full(len(time), np.nan)
        weakest[firsts] = linked.weakest[cluster[firsts]]
        self._weakest = weakest

    def __repr__(self) -> str:
        return f"<Stories: {len(self.story)} documents, {len(np.unique(self.story))} stories>"

    def documents(self) -> pa.Table:
        """`Copies.documents` with `story_id`, the id of the earliest document of its story.

        And, where dates were looked for in the texts, with how each date is known and where it stands.
        """
        table, corpus = self.copies.documents(), self.copies.corpus
        table = table.append_column("story_id", table["id"].take(pa.array(self.story)))
        for field in EVIDENCE:
            if field.name in corpus.table.column_names:
                table = table.append_column(field.name, corpus.columns(field.name)[field.name])
        return table

    def stories(self, least: int = 1, most: int | None = None) -> list[Story]:
        """Stories of at least so many documents, the largest first, then by id; `most` of them at the most."""
        return [story for story in self._all if len(story.members) >= least][:most]

    @cached_property
    def _all(self) -> list[Story]:
        """Every story, the largest first: the table and the summary both ask for them."""
        n = len(self.story)
        by_story = np.lexsort((np.arange(n), self._time, self.story))
        sizes = np.bincount(self.story, minlength=n) if n else self.story
        heads = np.flatnonzero(sizes)
        heads = heads[np.argsort(-sizes[heads], kind="stable")]
        starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        rows = self.copies.corpus.columns("id", "outlet", "published", "title").to_pylist()
        groups = [by_story[starts[head] : starts[head + 1]] for head in heads]
        titles = central(groups, rows, self._kept, self._pairs)
        words = keywords(groups, rows)
        return [
            self._one(rows, group, *both) for group, both in zip(groups, zip(titles, words, strict=True), strict=True)
        ]

    def _one(self, rows: list[dict[str, Any]], group: NDArray[np.int64], title: str, words: tuple[str, ...]) -> Story:
        members = [rows[number] for number in group]
        dates = [row["published"] for row in members if row["published"]]
        outlets = tuple(dict.fromkeys(row["outlet"] for row in members if row["outlet"]))
        weakest = self._weakest[group[0]]
        return Story(
            members[0]["id"],
            title,
            words,
            tuple(row["id"] for row in members),
            outlets,
            len(np.unique(self.copies.leader[group])),
            dates[0] if dates else None,
            dates[-1] if dates else None,
            None if np.isnan(weakest) else round(float(weakest), 6),
        )

    def kept_pairs(self, most: int = 500) -> NDArray[np.int64]:
        """Pairs of the kept documents of one story, left < right, sorted: int64 [m, 2].

        In a story of more than `most` of them each is paired with the earliest and with the next one only.
        """
        leader = self.copies.leader
        kept = np.flatnonzero(leader == np.arange(len(leader)))
        kept = kept[np.lexsort((kept, self._time[kept], self.story[kept]))]
        pairs = [np.zeros((0, 2), np.int64)]
        for group in np.split(kept, np.flatnonzero(np.diff(self.story[kept])) + 1):
            if len(group) < 2:
                continue
            i, j = np.triu_indices(len(group), 1)
            if len(group) > most:
                near = (i == 0) | (j == i + 1)
                i, j = i[near], j[near]
            pairs.append(np.sort(np.stack((group[i], group[j]), axis=1), axis=1))
        return np.unique(np.concatenate(pairs), axis=0)

    def table(self) -> pa.Table:
        """A row a story, sorted by id: `schema.OUT_STORIES`."""
        stories = sorted(self.stories(), key=lambda story: story.id.encode())
        columns: dict[str, list[Any]] = {
            "id": [story.id for story in stories],
            "title": [story.title for story in stories],
            "keywords": [", ".join(story.keywords) for story in stories],
            "documents": [len(story.members) for story in stories],
            "copies": [story.copies for story in stories],
            "outlets": [", ".join(story.outlets) for story in stories],
            "first": [story.first for story in stories],
            "last": [story.last for story in stories],
            "weakest_link": [story.weakest for story in stories],
        }
        return pa.table([pa.array(columns[field.name], field.type) for field in OUT_STORIES], schema=OUT_STORIES)

    def tables(self) -> dict[str, pa.Table]:
        """What is written of this stage and of the copies, by name."""
        return {"documents": self.documents(), "pairs": self.copies.pairs(), "stories": self.table()}
