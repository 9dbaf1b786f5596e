"""What the stories stage answers, in a form that can be questioned."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.copies.find import clock
from dedup.copies.result import Copies
from dedup.corpus.headline import headline
from dedup.corpus.textdates import EVIDENCE
from dedup.schema import OUT_STORIES, OUT_STORYLINES
from dedup.stories.evidence import Evidence
from dedup.stories.storylines import storylines
from dedup.stories.titles import central, function_words, keywords

if TYPE_CHECKING:
    from dedup.stories.explain import Why

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


@dataclass(frozen=True)
class Storyline:
    """Stories of one topic over time.

    id: of its earliest document. title: the headline of its most central document. stories: ids, in order of their
    earliest documents; members: ids of documents in order of time (unknown last). weakest: the lowest mean nearness, 0
    to 1, at which it was joined, None for one story.
    """

    id: str
    title: str
    keywords: tuple[str, ...]
    stories: tuple[str, ...]
    members: tuple[str, ...]
    outlets: tuple[str, ...]
    first: str | None
    last: str | None
    weakest: float | None


class Stories:
    """Stories over the copy clusters of a corpus, and storylines over them.

    Attributes
    ----------
    copies : Copies
    story : int64 [n]
        By document number: the number of the earliest document of its story, its own where it is alone.
    storyline : int64 [n]
        The same for its storyline. Found when it is first asked for.
    wants_storylines : bool
        Whether the tables hold storylines.
    run : dict
        What `run.json` says: that of the copies stage and this one's.
    """

    def __init__(self, copies: Copies, evidence: Evidence, wants_storylines: bool = False) -> None:
        self.copies, self.run = copies, dict(copies.run)
        self._evidence, self.wants_storylines = evidence, wants_storylines
        instants = copies.corpus.columns("published_at")["published_at"].cast(pa.int64())
        self._time = instants.fill_null(LATEST).to_numpy()
        self._place = np.full(len(copies.corpus), -1, np.int64)
        self._place[evidence.kept] = np.arange(len(evidence.kept))
        self.story, self._weakest = self._heads(evidence.linked.first, evidence.linked.weakest)

    def _heads(
        self, first: NDArray[np.int64], weakest: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """From places among the kept documents to numbers: (the earliest of its group, the group's weakest)."""
        place = self._place[self.copies.leader]
        group = first[place]
        order = np.lexsort((np.arange(len(group)), self._time, group))
        firsts = order[np.flatnonzero(np.diff(group[order], prepend=-1))]
        head = np.empty(len(first), np.int64)
        head[group[firsts]] = firsts
        return head[group], weakest[place]

    def __repr__(self) -> str:
        return f"<Stories: {len(self.story)} documents, {len(np.unique(self.story))} stories>"

    @property
    def storyline(self) -> NDArray[np.int64]:
        """By document number: the number of the earliest document of its storyline."""
        return self._storylines[0]

    @cached_property
    def _storylines(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        evidence, seconds = self._evidence, self.run.setdefault("seconds", {})
        with clock(seconds, "storylines"), ThreadPoolExecutor(self.run.get("threads", 1)) as pool:
            joined = storylines(
                evidence.weighted, evidence.day, evidence.linked.first, evidence.storyline_settings, pool
            )
        made = self._heads(joined.first, joined.weakest)
        _, n_stories = np.unique(made[0][np.unique(self.story)], return_counts=True)
        counts = {"storylines": len(n_stories), "storylines_of_several": int((n_stories > 1).sum())}
        self.run["storylines"] = joined.about | counts
        return made

    def documents(self, storylines: bool | None = None) -> pa.Table:
        """`Copies.documents` with `story_id`, the id of the earliest document of its story.

        With `storylines`, `storyline_id` too (by default where they were asked for). And, where dates were looked for
        in the texts, with how each date is known and where it stands.
        """
        table, corpus = self.copies.documents(), self.copies.corpus
        ids = table["id"]
        table = table.append_column("story_id", ids.take(pa.array(self.story)))
        if self.wants_storylines if storylines is None else storylines:
            table = table.append_column("storyline_id", ids.take(pa.array(self.storyline)))
        for field in EVIDENCE:
            if field.name in corpus.table.column_names:
                table = table.append_column(field.name, corpus.columns(field.name)[field.name])
        return table

    def stories(self, least: int = 1, most: int | None = None) -> list[Story]:
        """Stories of at least so many documents, the largest first, then by id; `most` of them at the most."""
        return [story for story in self._all if len(story.members) >= least][:most]

    def storylines(self, least: int = 1, most: int | None = None) -> list[Storyline]:
        """Storylines of at least so many stories, those with most documents first, then by id; `most` at the most."""
        return [line for line in self._all_lines if len(line.stories) >= least][:most]

    def why(self, left: str, right: str) -> Why:
        """Why two documents are in one story or not, by id; see `dedup.stories.explain.Why`.

        Raises
        ------
        UnknownDocumentError
            Where there is no document with such an id.
        """
        from dedup.stories.explain import why

        corpus = self.copies.corpus
        return why(self._evidence, self, corpus.number(left), corpus.number(right))

    def place(self, number: int) -> int:
        """The place among the kept documents of what a document's copy cluster keeps."""
        return int(self._place[self.copies.leader[number]])

    @cached_property
    def _all(self) -> list[Story]:
        """Every story, the largest first: the table and the summary both ask for them."""
        rows, made = self._rows, []
        for group, title, words in self._named(self.story):
            members = [rows[number] for number in group]
            ids = tuple(row["id"] for row in members)
            outlets, first, last = _spread(members)
            copies, weakest = len(np.unique(self.copies.leader[group])), _rounded(self._weakest[group[0]])
            made.append(Story(ids[0], title, words, ids, outlets, copies, first, last, weakest))
        return made

    @cached_property
    def _all_lines(self) -> list[Storyline]:
        rows, made = self._rows, []
        for group, title, words in self._named(self.storyline):
            members = [rows[number] for number in group]
            heads = tuple(dict.fromkeys(rows[number]["id"] for number in self.story[group]))
            outlets, first, last = _spread(members)
            weakest = _rounded(self._storylines[1][group[0]])
            ids = tuple(row["id"] for row in members)
            made.append(Storyline(ids[0], title, words, heads, ids, outlets, first, last, weakest))
        return made

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.copies.corpus.columns("id", "outlet", "published", "title").to_pylist()
        for number, row in enumerate(rows):
            row["title"] = row["title"] or headline(None, self.copies.corpus.text(number))
        return rows

    def _named(self, head: NDArray[np.int64]) -> list[tuple[NDArray[np.int64], str, tuple[str, ...]]]:
        """(numbers in order of time, title, keywords) of each group of documents with the same head, largest first."""
        n = len(head)
        by_group = np.lexsort((np.arange(n), self._time, head))
        sizes = np.bincount(head, minlength=n) if n else head
        heads = np.flatnonzero(sizes)
        heads = heads[np.argsort(-sizes[heads], kind="stable")]
        starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        groups = [by_group[starts[i] : starts[i + 1]] for i in heads]
        titles = central(groups, self._rows, self._evidence.kept, self._evidence.scored)
        words = keywords(groups, self._rows, lambda words: function_words(words, self._evidence))
        return list(zip(groups, titles, words, strict=True))

    def kept_pairs(self, most: int = 500) -> NDArray[np.int64]:
        """Pairs of the kept documents of one story, left < right, sorted: int64 [m, 2].

        In a story of more than `most` of them each is paired with the earliest and with the next one only.
        """
        leader = self.copies.leader
        kept = np.flatnonzero(leader == np.arange(len(leader)))
        kept = kept[np.lexsort((kept, self._time[kept], self.story[kept]))]
        pairs, upper = [np.zeros((0, 2), np.int64)], functools.cache(lambda size: np.triu_indices(size, 1))
        for group in np.split(kept, np.flatnonzero(np.diff(self.story[kept])) + 1):
            if len(group) < 2:
                continue
            i, j = upper(len(group))
            if len(group) > most:
                near = (i == 0) | (j == i + 1)
                i, j = i[near], j[near]
            pairs.append(np.sort(np.stack((group[i], group[j]), axis=1), axis=1))
        return np.unique(np.concatenate(pairs), axis=0)

    def table(self) -> pa.Table:
        """A row a story, sorted by id: `schema.OUT_STORIES`."""
        rows = [vars(one) | {"documents": len(one.members), "weakest_link": one.weakest} for one in self._all]
        return _table(OUT_STORIES, rows)

    def storyline_table(self) -> pa.Table:
        """A row a storyline, sorted by id: `schema.OUT_STORYLINES`."""
        counts = [{"stories": len(one.stories), "documents": len(one.members)} for one in self._all_lines]
        rows = [vars(one) | {"weakest_link": one.weakest} for one in self._all_lines]
        return _table(OUT_STORYLINES, [row | count for row, count in zip(rows, counts, strict=True)])

    def tables(self) -> dict[str, pa.Table]:
        """What is written of this stage and of the copies, by name; storylines where they were asked for."""
        tables = {"documents": self.documents(), "pairs": self.copies.pairs(), "stories": self.table()}
        return tables | ({"storylines": self.storyline_table()} if self.wants_storylines else {})


def _spread(members: Sequence[dict[str, Any]]) -> tuple[tuple[str, ...], str | None, str | None]:
    """(outlets in order of time, first date, last date) of documents in order of time."""
    dates = [row["published"] for row in members if row["published"]]
    outlets = tuple(dict.fromkeys(row["outlet"] for row in members if row["outlet"]))
    return outlets, dates[0] if dates else None, dates[-1] if dates else None


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)


def _table(schema: pa.Schema, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows of a table of results, sorted by id; lists of words are joined."""
    rows = sorted(rows, key=lambda row: row["id"].encode())
    columns = {
        field.name: [", ".join(value) if isinstance(value := row[field.name], tuple) else value for row in rows]
        for field in schema
    }
    return pa.table([pa.array(columns[field.name], field.type) for field in schema], schema=schema)
