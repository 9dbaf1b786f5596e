"""Stories -> storylines: stories of one topic, however far apart in time.

A story stands for its documents by the sum of their weighted terms. Two stories are near by what they share of all
terms and of names and numbers, in equal parts: a topic over time is its people, places and words, while dates and
headlines change. Linkage is the one of stories: the mean over all pairs of two storylines, absent pairs counted as
sharing nothing, so that a big storyline does not grow through a few good pairs.
"""

from __future__ import annotations

import dataclasses
from concurrent.futures import Executor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.config import StorylineSettings, StorySettings
from dedup.kernels.products import N_PRODUCTS, products
from dedup.stories.candidates import Candidates, candidates, total_order
from dedup.stories.linkage import Linked, average_linkage
from dedup.stories.weigh import Weighted

BLOCK = 1 << 16
EVER = 1e9
"""Days: a window that holds all of time."""


class Joined(NamedTuple):
    """Documents joined to storylines.

    first: int64 [n], by document: the first document of its storyline in the total order. weakest: float64 [n], the
    lowest mean nearness at which its storyline was joined, nan where it is one story. about: what run.json says.
    """

    first: NDArray[np.int64]
    weakest: NDArray[np.float64]
    about: dict[str, Any]


def storylines(
    rows: Weighted, day: NDArray[np.float64], story: NDArray[np.int64], settings: StorylineSettings, pool: Executor
) -> Joined:
    """Group stories into storylines.

    Parameters
    ----------
    rows : Weighted
    day : float64 [n]
        Days since 1970, nan where unknown; only for which stories are met first.
    story : int64 [n]
        By document: the first document of its story in the total order.
    settings : StorylineSettings
    pool : Executor
        The answer does not depend on it.

    Returns
    -------
    Joined
        Cost: linear in stories, `top` * `reach` steps each at the most.
    """
    heads, number = np.unique(story, return_inverse=True)
    summed = together(rows, number.astype(np.int64), len(heads))
    when = day[heads]
    looking = StorySettings(
        top=settings.top,
        reach=settings.reach,
        keep=settings.keep,
        least_cosine=settings.least / 4,
        window=0,
        pairs_per_document=2 * settings.keep,
    )
    found = candidates(summed, when, EVER, looking, pool)
    near = nearness(summed, found, pool)
    close = near >= settings.least / 4
    rank = np.empty(len(heads), np.int64)
    rank[total_order(when)] = np.arange(len(heads))
    linked = nearest_together(found.left[close], found.right[close], near[close], settings.least, rank)
    about = {
        "settings": dataclasses.asdict(settings),
        "stories": len(heads),
        "candidates": len(found.left),
        "caps": found.caps,
    }
    return Joined(heads[linked.first][number], linked.weakest[number], about)


def nearest_together(
    left: NDArray[np.int64], right: NDArray[np.int64], near: NDArray[np.float64], least: float, rank: NDArray[np.int64]
) -> Linked:
    """Average linkage of stories: nearness from 0, that of an absent pair, to 1."""
    linked = average_linkage(left, right, near - 1, -1.0, least - 1, least - 1, rank)
    return Linked(linked.first, linked.weakest + 1)


def together(rows: Weighted, number: NDArray[np.int64], n: int) -> Weighted:
    """The summed rows of documents with the same number, of unit length again.

    number: int64 [documents], from 0 to n - 1. Titles and leads are left out: `title` is 0 and `lead` false.
    """
    document = np.repeat(np.arange(len(number)), np.diff(rows.starts))
    n_terms = len(rows.rarity)
    key = number[document] * n_terms + rows.terms
    order = np.argsort(key, kind="stable")
    key = key[order]
    firsts = np.flatnonzero(np.diff(key, prepend=-1))
    owner = key[firsts] // n_terms if n_terms else key
    starts = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=n)))).astype(np.int64)

    def unit(weights: NDArray[np.float32]) -> NDArray[np.float32]:
        if not len(firsts):
            return np.zeros(0, np.float32)
        total = np.add.reduceat(weights[order].astype(np.float64), firsts)
        length = np.sqrt(np.bincount(owner, total**2, n))
        made: NDArray[np.float32] = (total / np.maximum(length, 1e-9)[owner]).astype(np.float32)
        return made

    terms = (key[firsts] % n_terms).astype(np.int32) if n_terms else np.zeros(0, np.int32)
    nothing = np.zeros(len(terms), np.float32)
    return rows._replace(
        starts=starts, terms=terms, all=unit(rows.all), title=nothing, name=unit(rows.name), lead=nothing > 0
    )


def nearness(rows: Weighted, found: Candidates, pool: Executor) -> NDArray[np.float64]:
    """Mean of the cosine of all terms and that of names and numbers, by pair, from 0 to 1."""
    made = np.empty((len(found.left), N_PRODUCTS), np.float32)

    def block(low: int) -> None:
        part = slice(low, low + BLOCK)
        columns = (rows.all, rows.title, rows.name, rows.lead, rows.rarity)
        products(rows.starts, rows.terms, *columns, found.left[part], found.right[part], made[part])

    list(pool.map(block, range(0, len(made), BLOCK)))
    near: NDArray[np.float64] = (made[:, 0].astype(np.float64) + made[:, 2]) / 2
    return near
