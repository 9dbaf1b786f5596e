"""Keys on disk -> verified pairs on disk: bands one at a time, candidates range by range, texts read once a range."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.config import CopySettings
from dedup.copies.candidates import Bands, Groups, unpack
from dedup.engines.batches import verify_batch
from dedup.engines.runs import PAIR, VERIFIED, Run, Runs
from dedup.engines.spill import Segment
from dedup.engines.stored import StoredTexts, band_of
from dedup.engines.work import Facts, Work
from dedup.kernels.bands import bucket_pairs, pack_keys

Tick = Callable[[int, int], None]
BUCKET_KEYS = 1 << 22
"""Sorted keys whose pairs are made at a time."""


@dataclass(frozen=True)
class Join:
    """What the steps of this stage share.

    order: int64 [n], place by number; counts: int64 [n], shingles with repeats; most_pairs: pairs that are held at a
    time; most_shingles: shingles that are.
    """

    work: Work
    segments: list[Segment]
    texts: StoredTexts
    order: NDArray[np.int64]
    counts: NDArray[np.int64]
    groups: Groups
    settings: CopySettings
    bands: Bands
    most_pairs: int
    most_shingles: int


class Found(NamedTuple):
    """Verified pairs of groups at or above the threshold; how many candidates there were; buckets over the cap."""

    pairs: Runs
    candidates: int
    capped: int


def candidate_runs(join: Join, pool: ThreadPoolExecutor, at_once: int, tick: Tick | None = None) -> tuple[Runs, int]:
    """The pairs of every band, sorted, in a file a band; and how many buckets were over the cap.

    at_once: bands that are sorted side by side, each of which takes about 24 bytes a document.
    """
    work, n = join.work, join.bands.bands
    places = join.order[join.groups.first]
    for start in range(0, n, at_once):
        todo = [band for band in range(start, min(start + at_once, n)) if not work.done(f"band {band}")]
        for band, (file, lengths, capped) in zip(todo, pool.map(lambda b: _band(join, places, b), todo), strict=True):
            work.record(f"band {band}", [file], lengths=lengths, capped=capped)
        if tick is not None:
            tick(min(start + at_once, n), n)
    runs, capped = [], 0
    for band in range(n):
        facts = work.done(f"band {band}") or {}
        capped += facts["capped"]
        at = 0
        for length in facts["lengths"]:
            runs.append(Run(work.path(facts["files"][0]["file"]), at, length))
            at += length
    work.drop_kind("keys", [segment.name("keys") for segment in join.segments])
    return Runs(PAIR, runs), capped


def _band(join: Join, places: NDArray[np.int64], band: int) -> tuple[Facts, list[int], int]:
    bits = max(1, int(len(places) - 1).bit_length()) if len(places) else 1
    keys = np.empty(len(places), np.uint64)
    pack_keys(band_of(join.work, join.segments, band), places, bits, keys)
    keys.sort()
    lengths, capped, name = [], 0, f"band.{band:04d}.pairs"
    with join.work.sink(name) as sink:
        for some in _bucket_slices(keys, bits, join.settings.bucket_cap, join.most_pairs):
            n, over = bucket_pairs(some, bits, join.settings.bucket_cap, None)
            pairs = np.empty(n, np.uint64)
            if n:
                bucket_pairs(some, bits, join.settings.bucket_cap, pairs)
            pairs = np.unique(pairs)
            sink.write(pairs)
            lengths.append(len(pairs))
            capped += int(over)
    return sink.facts(name), lengths, capped


def _bucket_slices(keys: NDArray[np.uint64], bits: int, cap: int, most: int) -> Iterator[NDArray[np.uint64]]:
    """Sorted keys cut between buckets, so that the pairs of a slice are at most `most`, or those of one bucket."""
    low = np.uint64((1 << bits) - 1)
    start = 0
    while start < len(keys):
        size = BUCKET_KEYS
        while True:
            last = keys[min(start + size, len(keys)) - 1] | low
            stop = int(np.searchsorted(keys, last, side="right"))
            if size == 1 or bucket_pairs(keys[start:stop], bits, cap, None)[0] <= most:
                break
            size = max(1, size // 4)
        yield keys[start:stop]
        start = stop


def verify_runs(join: Join, candidates: Runs, pool: ThreadPoolExecutor, tick: Tick | None = None) -> tuple[Runs, int]:
    """Verify all candidates, range by range; how many there were is the second of what is returned."""
    work = join.work
    cuts = work.done("ranges")
    if cuts is None:
        cuts = work.record("ranges", cuts=candidates.cuts(join.most_pairs))
    bounds: list[int | None] = [None, *cuts["cuts"], None]
    runs, n = [], 0
    for k, (low, high) in enumerate(itertools.pairwise(bounds)):
        facts = work.done(f"range {k}")
        if facts is None:
            pairs = np.unique(candidates.between(low, high))
            found = [some for block in _blocks(join, pairs) for some in (_verify(join, block, pool),)]
            above = np.concatenate([np.empty(0, VERIFIED), *found])
            file = work.put(f"range.{k:06d}.verified", above)
            facts = work.record(f"range {k}", [file], pairs=len(above), candidates=len(pairs))
        runs.append(Run(work.path(facts["files"][0]["file"]), 0, facts["pairs"]))
        n += facts["candidates"]
        if tick is not None:
            tick(k + 1, len(bounds) - 1)
    return Runs(VERIFIED, runs), n


def _blocks(join: Join, pairs: NDArray[np.uint64]) -> Iterator[NDArray[np.uint64]]:
    """Pairs whose documents have at most `most_shingles` together, or a single one."""
    waiting = [pairs]
    while waiting:
        block = waiting.pop()
        groups = np.unique(np.concatenate(unpack(block)))
        if len(block) > 1 and join.counts[join.groups.first[groups]].sum() > join.most_shingles:
            waiting += [block[len(block) // 2 :], block[: len(block) // 2]]
        elif len(block):
            yield block


def _verify(join: Join, pairs: NDArray[np.uint64], pool: ThreadPoolExecutor) -> NDArray[np.void]:
    """Those of some candidates that are at or above the threshold."""
    left, right = unpack(pairs)
    groups, where = np.unique(np.concatenate((left, right)), return_inverse=True)
    numbers = join.groups.first[groups]
    places = join.order[numbers]
    sets = join.texts.room(join.counts[numbers])
    join.texts.fill(places, sets, np.argsort(places, kind="stable"), join.settings.shingle, pool)
    a, b = where[: len(pairs)], where[len(pairs) :]
    cuts = np.linspace(0, len(pairs), 4 * pool._max_workers + 1).astype(np.int64).tolist()
    shared = np.concatenate(list(pool.map(lambda x, y: verify_batch(sets, a[x:y], b[x:y]), cuts[:-1], cuts[1:])))
    keep = shared / (sets.sizes[a] + sets.sizes[b] - shared) >= join.settings.threshold
    found = np.empty(int(keep.sum()), VERIFIED)
    found["pair"], found["shared"] = pairs[keep], shared[keep]
    found["left"], found["right"] = sets.sizes[a][keep], sets.sizes[b][keep]
    return found
