"""Pairs of documents -> the passages that they share, with their spans."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.copies.bodies import Bodies
from dedup.kernels.runs import shared_passages
from dedup.kernels.unicode import fold_table
from dedup.kernels.wordplaces import place_words, to_characters

BLOCK_BYTES = 16 << 20
"""Text that one task holds as words: up to 100 MB of them."""


class Rules(NamedTuple):
    """What counts as a passage; see `kernels.runs`.

    width: words of a shingle. bridge: words that may differ inside a passage. lower: words that must count in a
    passage of a pair that shares `dense` of its shorter document. frequency, stock: shingles that stand in `stock`
    documents or more count for nothing.
    """

    width: int
    bridge: int
    lower: int
    dense: float
    frequency: NDArray[np.uint8]
    stock: int


class Found(NamedTuple):
    """Passages and, by pair, the words of both documents.

    pair: int64 [m], positions of the pairs, ascending; places: int64 [m, 4], left start and end, right start and end
    in characters of the raw texts; lengths: int64 [m, 2], the words of either side; same, longest: int64 [m], equal
    words and the longest run of them. words: int64 [pairs, 2], words of the two documents.
    """

    pair: NDArray[np.int64]
    places: NDArray[np.int64]
    lengths: NDArray[np.int64]
    same: NDArray[np.int64]
    longest: NDArray[np.int64]
    words: NDArray[np.int64]


class Block(NamedTuple):
    """Words of some documents. places: int64 [k, 2], where each begins and how many it has; the others are flat."""

    words: NDArray[np.uint64]
    shingles: NDArray[np.uint64]
    spans: NDArray[np.int64]
    places: NDArray[np.int64]


def compare(
    documents: Bodies,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    least: NDArray[np.int64],
    rank: NDArray[np.int64],
    rules: Rules,
    pool: Executor,
) -> Found:
    """The passages of the pairs (left[i], right[i]) of document numbers.

    Parameters
    ----------
    documents : Bodies
    left, right : int64 [m]
    least : int64 [m]
        Words that must count in a passage of the pair.
    rank : int64 [n]
        A total order of the documents by content: the later one of a pair is tabled, the other one read, so that the
        answer does not depend on which is called left.
    rules : Rules
    pool : Executor
        Blocks of pairs are independent; the answer does not depend on them.

    Returns
    -------
    Found
        Cost: linear in the two texts of each pair, about 5 ns a word.
    """
    swap = rank[left] > rank[right]
    tables, scans = np.where(swap, left, right), np.where(swap, right, left)
    order = np.lexsort((scans, tables, nearby(left, right, len(rank))[tables]))
    sizes = documents.sizes()
    new = np.diff(tables[order], prepend=-1) != 0
    fill = np.cumsum(sizes[scans[order]] + np.where(new, sizes[tables[order]], 0)) // BLOCK_BYTES
    cuts = [part for part in np.split(order, np.flatnonzero(np.diff(fill)) + 1) if len(part)]
    done = list(pool.map(lambda part: _block(documents, tables[part], scans[part], least[part], rules), cuts))
    pair = np.concatenate([np.zeros(0, np.int64), *(cut[found.pair] for cut, found in zip(cuts, done, strict=True))])
    by_pair = np.argsort(pair, kind="stable")
    turned = swap[pair][by_pair]

    def gathered(name: str, empty: tuple[int, ...]) -> NDArray[np.int64]:
        arrays = [getattr(found, name) for found in done]
        return np.concatenate([np.zeros(empty, np.int64), *arrays])

    places, lengths = gathered("places", (0, 4))[by_pair], gathered("lengths", (0, 2))[by_pair]
    # a block says (scanned, tabled): that is (left, right) unless the left one is tabled
    places = np.where(turned[:, None], places[:, [2, 3, 0, 1]], places)
    lengths = np.where(turned[:, None], lengths[:, ::-1], lengths)
    words = np.zeros((len(left), 2), np.int64)
    if cuts:
        words[np.concatenate(cuts)] = gathered("words", (0, 2))
    words = np.where(swap[:, None], words[:, ::-1], words)
    last = np.lexsort((places[:, 0], pair[by_pair]))
    same, longest = gathered("same", (0,))[by_pair], gathered("longest", (0,))[by_pair]
    return Found(pair[by_pair][last], places[last], lengths[last], same[last], longest[last], words)


def nearby(left: NDArray[np.int64], right: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """By document number, the lowest number among it and those that it is paired with.

    Pairs that are sorted by it stand beside others of the same documents, as those of one story do, so that a block of
    them has each text once.

    >>> nearby(np.array([0, 3, 1]), np.array([2, 4, 2]), 5).tolist()
    [0, 1, 0, 3, 3]
    """
    lowest = np.arange(n)
    np.minimum.at(lowest, left, right)
    np.minimum.at(lowest, right, left)
    return lowest


def _block(
    documents: Bodies,
    tables: NDArray[np.int64],
    scans: NDArray[np.int64],
    least: NDArray[np.int64],
    rules: Rules,
) -> Found:
    numbers, where = np.unique(np.concatenate((tables, scans)), return_inverse=True)
    block = block_of(documents, numbers, rules.width)
    table, scan = where[: len(tables)], where[len(tables) :]
    starts, sizes = block.places[:, 0], block.places[:, 1]
    rows = np.concatenate([np.zeros((0, 8), np.int64), *_passages(block, table, scan, least, rules)])
    pair = rows[:, 0]
    a, b = starts[table[pair]], starts[scan[pair]]
    ends = (b + rows[:, 1], b + rows[:, 2], a + rows[:, 3], a + rows[:, 4])
    real = np.concatenate(([0], np.cumsum(block.spans[:, 0] >= 0)))
    lengths = np.stack((real[ends[1]] - real[ends[0]], real[ends[3]] - real[ends[2]]), axis=1)
    words = np.stack([real[starts[side] + sizes[side]] - real[starts[side]] for side in (scan, table)], axis=1)
    byte = [
        np.stack((block.spans[x, 0], block.spans[y - 1, 1]), axis=1)
        for x, y in ((ends[0], ends[1]), (ends[2], ends[3]))
    ]
    places = [
        characters(documents, numbers[side[pair]], spans) for side, spans in zip((scan, table), byte, strict=True)
    ]
    return Found(pair, np.concatenate(places, axis=1), lengths, rows[:, 5], rows[:, 7], words)


def _passages(
    block: Block, table: NDArray[np.int64], scan: NDArray[np.int64], least: NDArray[np.int64], rules: Rules
) -> Iterator[NDArray[np.int64]]:
    """Rows of `kernels.runs.shared_passages`."""
    sizes = block.places[:, 1].copy()
    longest = int(sizes.max()) // rules.width + 1 if len(sizes) else 1
    done = 0
    while done < len(table):
        out = np.empty((longest + 16 * (len(table) - done), 8), np.int64)
        made, done = shared_passages(
            block.words,
            block.shingles,
            block.places[:, 0].copy(),
            sizes,
            table,
            scan,
            rules.width,
            rules.bridge,
            rules.frequency,
            rules.stock,
            least,
            rules.lower,
            rules.dense,
            done,
            out,
        )
        yield out[:made]


def block_of(documents: Bodies, numbers: NDArray[np.int64], width: int) -> Block:
    """The folded words of some documents, with their shingles and byte spans."""
    body, row = documents.body[numbers], documents.row[numbers]
    n_bytes = n_parts = 0
    for i in np.unique(body):
        one, mine = documents.bodies[i], row[body == i]
        n_bytes += int((one.view.offsets[mine + 1] - one.view.offsets[mine]).sum())
        n_parts += int((one.starts[mine + 1] - one.starts[mine]).sum())
    room = n_bytes // 3 + n_parts + len(numbers) + 16
    while True:
        block = Block(
            np.empty(room, np.uint64),
            np.empty(room, np.uint64),
            np.empty((room, 2), np.int64),
            np.empty((len(numbers), 2), np.int64),
        )
        at = 0
        for i in np.unique(body):
            one, mine = documents.bodies[i], np.flatnonzero(body == i)
            places = np.empty((len(mine), 2), np.int64)
            what = (one.starts, one.parts, row[mine], numbers[mine], width)
            at = place_words(one.view.data, one.view.offsets, *fold_table(), *what, at, *block[:3], places)
            if at < 0:
                break
            block.places[mine] = places
        if at >= 0:
            return Block(block.words[:at], block.shingles[:at], block.spans[:at], block.places)
        room *= 2


def characters(documents: Bodies, numbers: NDArray[np.int64], spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """Byte spans in documents -> character spans."""
    order = np.lexsort((spans[:, 0], numbers))
    body, row = documents.body[numbers], documents.row[numbers]
    out = spans.copy()
    for i in np.unique(body):
        mine = order[body[order] == i]
        places, view = spans[mine], documents.bodies[i].view
        to_characters(view.data, view.offsets, row[mine], places)
        out[mine] = places
    return out
