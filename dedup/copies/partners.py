"""Documents -> the pairs that share a sample of their shingles, however long the rest of either is."""

from __future__ import annotations

import os
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.config import ReuseSettings
from dedup.copies.bodies import Bodies
from dedup.copies.compare import block_of
from dedup.kernels.postings import (
    MOST_RATE_BITS,
    add_frequencies,
    by_document,
    crowded,
    look_up,
    mark,
    met_twice,
    own_samples,
    partners,
    shared_postings,
)

TASK_BYTES = 4 << 20
MOST_TABLES = 4
"""Tables of frequencies that are filled at a time; each is a byte for 16 bytes of text, up to 64 MB."""
MOST_FREQUENCY_BITS = 26
"""Beyond, shingles share places: each adds to the others' frequencies."""
STOCK_RATIO = 0.002
"""In a large corpus a phrase is a stock phrase from this share of the documents on, up to `MOST_STOCK` of them."""
MOST_STOCK = 250
BLOCK = 4096
"""Documents whose partners one task finds."""


class Sampled(NamedTuple):
    """What the documents share of their samples.

    left, right: int64 [m], candidate pairs, left < right, sorted. frequency: uint8 [2**b], by
    `kernels.postings.frequency_of`, about how many documents have a shingle, up to 255. stock: from how many on it is
    a stock phrase. facts: what was counted, caps among it.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    frequency: NDArray[np.uint8]
    stock: int
    facts: dict[str, int]


def sample_pairs(
    documents: Bodies,
    taking_part: NDArray[np.bool_],
    outlets: NDArray[np.int64],
    width: int,
    settings: ReuseSettings,
    pool: Executor,
) -> Sampled:
    """Pairs of documents that share enough sampled shingles.

    Parameters
    ----------
    documents : Bodies
    taking_part : bool [n]
        By document number.
    outlets : int64 [n]
        By document number: a number of its outlet, -1 for none.
    width : int
        Words of a shingle.
    settings : ReuseSettings
        `sample`, `words`, `story_words`, `stock`, `lines`, `posting_cap` and `partner_cap` are used.
    pool : Executor

    Returns
    -------
    Sampled
        Cost: the texts are folded once, at some 500 MB a second and core, and where some are short the longer ones a
        second time.
    """
    low_bits = max(1, len(documents.body).bit_length())
    stock = max(settings.stock, min(MOST_STOCK, int(STOCK_RATIO * taking_part.sum())))
    first = _first_pass(documents, taking_part, width, settings.sample, low_bits, pool)
    finer = _second_pass(documents, taking_part, width, settings.sample, low_bits, first, pool)
    entries = np.concatenate([*first.samples, *finer])
    scratch = np.zeros((1 << max(0, (8 * len(entries)).bit_length() - 6), 2), np.uint64)  # two bits of a hash close by
    kept, left_out = met_twice(entries, first.frequency, stock, low_bits, scratch[:, 0], scratch[:, 1])
    entries = entries[:kept]
    entries.sort()
    packed, facts = _meet(entries, low_bits, first.sizes, outlets, settings, width, pool)
    facts = {"sampled_shingles": sum(map(len, first.samples)), "stock_shingles_left_out": left_out, **facts}
    left, right = (packed >> np.uint64(32)).astype(np.int64), (packed & np.uint64(0xFFFFFFFF)).astype(np.int64)
    return Sampled(left, right, first.frequency, stock, facts)


class Samples(NamedTuple):
    """Of every document. frequency: as in `Sampled`; samples: entries, by task; sizes: int64 [n], shingles of each."""

    frequency: NDArray[np.uint8]
    samples: list[NDArray[np.uint64]]
    sizes: NDArray[np.int64]


def _tasks(documents: Bodies, taking_part: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Document numbers, about `TASK_BYTES` in each, neighbours of one view together."""
    tasks = []
    for body in documents.bodies:
        rows = np.flatnonzero(taking_part[body.numbers])
        if len(rows):
            fill = np.cumsum(np.diff(body.view.offsets)[rows]) // TASK_BYTES
            tasks += [body.numbers[part] for part in np.split(rows, np.flatnonzero(np.diff(fill)) + 1)]
    return tasks


def _first_pass(
    documents: Bodies, taking_part: NDArray[np.bool_], width: int, sample: int, low_bits: int, pool: Executor
) -> Samples:
    """The own samples of all documents."""
    tasks, total = _tasks(documents, taking_part), int(documents.sizes()[taking_part].sum())
    size = 1 << min(MOST_FREQUENCY_BITS, max(16, (total // 16).bit_length()))
    sizes = np.zeros(len(documents.body), np.int64)
    tables = min(MOST_TABLES, os.cpu_count() or 1, max(1, len(tasks)))

    def first(group: list[NDArray[np.int64]]) -> tuple[NDArray[np.uint8], list[NDArray[np.uint64]]]:
        frequency, samples = np.zeros(size, np.uint8), []
        for numbers in group:
            block = block_of(documents, numbers, width)
            counts, out = np.empty(len(numbers), np.int64), np.empty(len(block.words), np.uint64)
            how = (numbers, width, sample, low_bits, frequency, counts)
            made = own_samples(block.shingles, block.places, *how, out)
            sizes[numbers] = counts
            samples.append(out[:made].copy())
        return frequency, samples

    frequency, samples = np.zeros(size, np.uint8), [np.zeros(0, np.uint64)]
    for more, some in pool.map(first, [tasks[i::tables] for i in range(tables)]):
        add_frequencies(frequency, more)
        samples += some
    return Samples(frequency, samples, sizes)


def _second_pass(
    documents: Bodies,
    taking_part: NDArray[np.bool_],
    width: int,
    sample: int,
    low_bits: int,
    first: Samples,
    pool: Executor,
) -> list[NDArray[np.uint64]]:
    """What longer documents have of the finer samples of shorter ones: nothing to do where all are long."""
    bound = np.uint64(1 << (64 - MOST_RATE_BITS))
    fine = [samples[samples >= bound] for samples in first.samples]
    total = sum(map(len, fine))
    if not total:
        return []
    known = np.zeros(1 << max(0, min(32, (16 * total).bit_length()) - 6), np.uint64)
    for samples in fine:
        mark(samples, known)

    def second(numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
        block = block_of(documents, numbers, width)
        out = np.empty(len(block.words), np.uint64)
        made = look_up(block.shingles, block.places, numbers, width, sample, known, low_bits, out)
        return out[:made].copy()

    return list(pool.map(second, _tasks(documents, taking_part & (first.sizes >= 2 * sample))))


def _meet(
    entries: NDArray[np.uint64],
    low_bits: int,
    sizes: NDArray[np.int64],
    outlets: NDArray[np.int64],
    settings: ReuseSettings,
    width: int,
    pool: Executor,
) -> tuple[NDArray[np.uint64], dict[str, int]]:
    """(packed pairs, what was counted) of sorted entries."""
    n, (postings, total) = len(sizes), shared_postings(entries, low_bits, None, None, None)
    heads, starts = np.empty(postings, np.uint64), np.zeros(postings + 1, np.int64)
    members = np.empty(total, np.int32)
    shared_postings(entries, low_bits, heads, starts, members)
    first, mine, repeated = np.empty(n + 1, np.int64), np.empty(total, np.int32), np.empty(total, np.bool_)
    by_document(starts, members, n, first, mine)
    crowded(starts, members, outlets, settings.lines, int(outlets.max(initial=0)) + 1, repeated)
    bounds = (settings.words - width + 1, settings.story_words - width + 1, settings.partner_cap)
    lists = (starts, members, heads, first, mine, repeated, outlets, sizes, settings.sample, settings.posting_cap)

    def block(begin: int) -> tuple[list[NDArray[np.uint64]], int]:
        end = min(n, begin + BLOCK)
        counts, touched, capped, made = np.zeros(n, np.int32), np.empty(n, np.int64), 0, []
        while begin < end:
            out = np.empty(BLOCK + settings.partner_cap, np.uint64)
            wrote, over, begin = partners(begin, end, *lists, *bounds, counts, touched, out)
            made.append(out[:wrote])
            capped += over
        return made, capped

    found, capped = [np.zeros(0, np.uint64)], 0
    for made, over in pool.map(block, range(0, n, BLOCK)):
        found += made
        capped += over
    facts = {
        "shared_samples": postings,
        "repeated_by_outlet": int(np.add.reduceat(repeated, starts[:-1]).astype(bool).sum()) if postings else 0,
        "postings_over_cap": int((np.diff(starts) > settings.posting_cap).sum()),
        "documents_over_partner_cap": capped,
    }
    return np.unique(np.concatenate(found)), facts
