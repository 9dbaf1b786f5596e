"""The origins stage: from shared passages to who has it from whom."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.config import OriginSettings
from dedup.copies.agencies import Agency
from dedup.copies.derive import Derivation, Evidence, Run, derive, said
from dedup.copies.desk import Desk
from dedup.copies.find import Progress, clock
from dedup.copies.lineage import trace
from dedup.copies.precedence import hours_between
from dedup.copies.provenance import Origins
from dedup.copies.reuse import Reuse
from dedup.copies.side import Side

OTHERS = 12
"""Documents of a story, the earliest first, whose spellings and quotations are looked at beside those of a pair."""


def find_origins(
    reuse: Reuse,
    settings: OriginSettings,
    *,
    stories: NDArray[np.int64] | None = None,
    agencies: Sequence[Agency] = (),
    owners: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    seconds: dict[str, float] | None = None,
) -> Origins:
    """Tell derived texts from independent reports, and give every document an origin.

    Parameters
    ----------
    reuse : Reuse
        Pairs that share passages.
    settings : OriginSettings
    stories : int64 [n], optional
        By document number, a number that documents on one event share.
    agencies : sequence of Agency
        To know beside those that ship and the outlets of the corpus; their forms win.
    owners : mapping of outlet to owner, optional
    progress : callable, optional
    seconds : dict, optional
        Wall seconds of earlier stages, to be continued.

    Returns
    -------
    Origins
        Cost: about 0.2 ms a pair and 2 ms a document that is in one.
    """
    seconds = {} if seconds is None else seconds
    with clock(seconds, "origins"):
        desk = Desk(reuse.copies.corpus, agencies)
        judged = list(_judge(desk, reuse, settings, stories, progress))
        copies = _copies(desk, reuse.copies.leader)
        lineage = trace(reuse.copies.leader, desk.rank, [d for d in judged if d.degree != "not"], settings)
        made = Origins(reuse, settings, lineage, judged, copies, desk, owners or {}, stories)
    degrees = Counter(derivation.degree for derivation in judged)
    facts = {"settings": dataclasses.asdict(settings), "pairs": len(judged)}
    facts |= {name: degrees[name] for name in ("wholly", "partly", "not")}
    made.run["origins"] = {**facts, **made.counts()}
    made.run["seconds"] = seconds
    return made


def _judge(
    desk: Desk, reuse: Reuse, settings: OriginSettings, stories: NDArray[np.int64] | None, progress: Progress | None
) -> Iterator[Derivation]:
    """A derivation for each pair of the reuse table that has enough in common to be looked at, in its order."""
    pairs = {name: reuse.pairs[name].to_numpy() for name in ("left", "right", "share_left", "share_right", "passages")}
    columns = [reuse.passages[name].to_numpy() for name in Run._fields]
    ends = np.cumsum(pairs["passages"])
    told = _told(reuse.copies.leader, stories, desk.rank)
    enough = _enough(columns[-1], ends, pairs["passages"], settings)
    if stories is not None:
        enough |= stories[pairs["left"]] == stories[pairs["right"]]
    for i in np.flatnonzero(enough).tolist():
        end = int(ends[i])
        left, right = int(pairs["left"][i]), int(pairs["right"][i])
        first = end - int(pairs["passages"][i])
        runs = [Run(*row) for row in zip(*(column[first:end].tolist() for column in columns), strict=True)]
        shares = (float(pairs["share_left"][i]), float(pairs["share_right"][i]))
        others: list[Side] = []
        close = stories is not None and bool(stories[left] == stories[right])
        if stories is not None and close:
            others = [desk[n] for n in told[int(stories[left])] if n not in (left, right)]
        apart = stories is not None and not close
        used = _apart(desk[left], desk[right], settings) if apart else settings
        yield derive(desk[left], desk[right], runs, shares, used, others, close)
        if progress is not None:
            progress("origins", i + 1, len(ends))


def _apart(left: Side, right: Side, settings: OriginSettings) -> OriginSettings:
    """The settings for two articles on different events: what is shared must be a share of the shorter text."""
    least = int(settings.other_event * min(left.n_words, right.n_words))
    if least <= settings.passage_words:
        return settings
    return dataclasses.replace(settings, passage_words=least)


def _enough(
    same: NDArray[np.int64], ends: NDArray[np.int64], counts: NDArray[np.int64], settings: OriginSettings
) -> NDArray[np.bool_]:
    """Which pairs could be derived, by the lengths of their passages alone: most could not, and are not looked at."""
    beyond = np.concatenate(([0], np.cumsum(np.maximum(0, same - settings.chance_words))))
    total = beyond[ends] - beyond[ends - counts]
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


def _copies(desk: Desk, leader: NDArray[np.int64]) -> list[Derivation]:
    """For each copy that is not the kept one: its derivation, of which the likeness is the proof."""
    return [_copy(desk, int(leader[n]), n) for n in np.flatnonzero(leader != np.arange(len(leader))).tolist()]


def _copy(desk: Desk, kept: int, number: int) -> Derivation:
    left, right = desk[min(kept, number)], desk[max(kept, number)]
    hours = hours_between(left.published, right.published)
    proof = Evidence("copy", number, 0, len(desk[number].text), "a copy of the other, verified", 1.0)
    direction, by = said(left, right, hours)
    words = min(left.n_words, right.n_words)
    return Derivation(left.number, right.number, "wholly", direction, by, words, words, 1.0, 1.0, 1.0, hours, (proof,))
