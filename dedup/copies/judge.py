"""Pairs that share passages -> which of them are derived."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from dedup.config import OriginSettings
from dedup.copies.derive import Derivation, Run, derive
from dedup.copies.desk import Desk
from dedup.copies.find import Progress
from dedup.copies.reuse import Reuse
from dedup.copies.side import Side
from dedup.copies.sieve import Pairs, worth_judging
from dedup.copies.verify import Texts

OTHERS = 12
"""Documents of a story, the earliest first, whose spellings and quotations are looked at beside those of a pair."""


class Judge:
    """The pairs of the reuse table that have enough in common to be looked at.

    Attributes
    ----------
    looked_at : int64 [m]
        Rows of `reuse.pairs`.
    worth : int64 [k]
        Those of them on which other evidence may count; all others are not derived.
    """

    def __init__(self, desk: Desk, reuse: Reuse, settings: OriginSettings, stories: NDArray[np.int64] | None) -> None:
        self.desk, self.reuse, self.settings, self.stories = desk, reuse, settings, stories
        self._told = _told(reuse.copies.leader, stories, desk.rank)
        self._pairs = self._all()
        enough = _enough(self._pairs.runs[:, 4], self._pairs.ends, settings) | self._pairs.close
        self.looked_at = np.flatnonzero(enough)
        corpus, some = reuse.copies.corpus, self._pairs.take(self.looked_at)
        sizes = pc.binary_length(corpus.table["text"]).to_numpy()[corpus.order].astype(np.int64)
        worth = worth_judging(Texts.of(corpus.table["text"], corpus.order), sizes, some, settings)
        self.worth = self.looked_at[worth]

    def _all(self) -> Pairs:
        pairs, passages = self.reuse.pairs, self.reuse.passages
        left, right = (pairs[name].to_numpy() for name in ("left", "right"))
        none = np.zeros(len(left), np.bool_)
        known = self.stories is not None
        close = none if self.stories is None else self.stories[left] == self.stories[right]
        codes: dict[str, int] = {}
        names = [self.desk.names.of_outlet(outlet) for outlet in self.desk.outlets]
        numbers = np.array([-1 if name is None else codes.setdefault(name, len(codes)) for name in names], np.int64)
        alike = (numbers[left] == numbers[right]) & (numbers[left] >= 0)
        ends = np.concatenate(([0], np.cumsum(pairs["passages"].to_numpy()))).astype(np.int64)
        runs = np.stack([passages[name].to_numpy() for name in Run._fields], axis=1).astype(np.int64)
        return Pairs(left, right, close, ~close if known else none, alike, ends, runs)

    def judged(self, progress: Progress | None = None) -> Iterator[Derivation]:
        """A derivation of each pair that is worth it, in the order of the table."""
        for done, row in enumerate(self.worth.tolist(), 1):
            yield self.judge(row)
            if progress is not None:
                progress("origins", done, len(self.worth))

    def judge(self, row: int) -> Derivation:
        """What the evidence says on a row of `reuse.pairs`."""
        pairs, desk = self._pairs, self.desk
        left, right = int(pairs.left[row]), int(pairs.right[row])
        runs = [Run(*run) for run in pairs.runs[pairs.ends[row] : pairs.ends[row + 1]].tolist()]
        shares = tuple(self.reuse.pairs[name][row].as_py() for name in ("share_left", "share_right"))
        others: list[Side] = []
        if pairs.close[row] and self.stories is not None:
            others = [desk[n] for n in self._told[int(self.stories[left])] if n not in (left, right)]
        used = _apart(desk[left], desk[right], self.settings) if pairs.apart[row] else self.settings
        return derive(desk[left], desk[right], runs, (shares[0], shares[1]), used, others, bool(pairs.close[row]))

    def find(self, left: int, right: int) -> Derivation | None:
        """The same of two document numbers, left < right; None where they share no passage."""
        (rows,) = np.nonzero((self._pairs.left == left) & (self._pairs.right == right))
        return self.judge(int(rows[0])) if len(rows) else None


def _apart(left: Side, right: Side, settings: OriginSettings) -> OriginSettings:
    """The settings for two articles on different events: what is shared must be a share of the shorter text."""
    least = int(settings.other_event * min(left.n_words, right.n_words))
    if least <= settings.passage_words:
        return settings
    return dataclasses.replace(settings, passage_words=least)


def _enough(same: NDArray[np.int64], ends: NDArray[np.int64], settings: OriginSettings) -> NDArray[np.bool_]:
    """Which pairs could be derived, by the lengths of their passages alone: most could not, and are not looked at."""
    beyond = np.concatenate(([0], np.cumsum(np.maximum(0, same - settings.chance_words))))
    total = np.diff(beyond[ends])
    enough: NDArray[np.bool_] = total >= settings.least * (settings.passage_words - settings.chance_words)
    return enough


def _told(
    leader: NDArray[np.int64], stories: NDArray[np.int64] | None, rank: NDArray[np.int64]
) -> Mapping[int, list[int]]:
    """By story: its kept documents, the earliest first, up to `OTHERS`."""
    told: defaultdict[int, list[int]] = defaultdict(list)
    if stories is not None:
        for number in np.argsort(rank).tolist():
            story = int(stories[number])
            if leader[number] == number and len(told[story]) < OTHERS:
                told[story].append(number)
    return told
