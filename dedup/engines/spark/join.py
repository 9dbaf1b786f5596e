"""Numbered documents -> verified pairs of distinct texts: identical texts collapsed, bands joined, shingles compared.

A text that several documents have is known by the lowest of their numbers, its head. Local engines number the distinct
texts from 0 in the order of their heads; heads themselves are in the same order, so that buckets are paired alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dedup.config import CopySettings, Shingling
from dedup.copies.candidates import Bands, unpack
from dedup.copies.verify import Sets, Texts
from dedup.engines.batches import verify_batch
from dedup.engines.spark.frames import Batches, Frame, batches_of, binary_as_words, signed, stage, words_as_binary
from dedup.kernels.bands import bucket_pairs

SAME = ("count", "print0", "print1")
"""What is equal where two documents are the same text."""
KEYS = pa.schema([pa.field("band", pa.int32()), pa.field("key", pa.int64()), pa.field("head", pa.int64())])
PAIRS = pa.schema([pa.field("left", pa.int64()), pa.field("right", pa.int64())])
SETS = pa.schema([pa.field("head", pa.int64()), pa.field("set", pa.binary())])
EDGES = pa.schema([*PAIRS, *(pa.field(name, pa.int64()) for name in ("shared", "left_size", "right_size"))])
BUCKET_ROWS = 1 << 18
"""Keys that wait at the least until the buckets among them are paired."""


@dataclass(frozen=True)
class Joined:
    """groups: head, `SAME`, how many documents `n`; edges: `EDGES`, pairs of heads at or above the threshold."""

    groups: Frame
    edges: Frame
    distinct: int
    with_words: int
    candidates: int
    capped: int


def join(documents: Frame, texts: Frame, settings: CopySettings, bands: Bands, tick: Any) -> Joined:
    """Find and verify the pairs of distinct texts.

    Parameters
    ----------
    documents : DataFrame
        From `documents.number_documents`.
    texts : DataFrame
        `parts.KEY` and the text.
    settings, bands
    tick : callable
        Called with the name of a stage when it is done.
    """
    from pyspark.sql import functions as F

    some = documents.filter("count > 0").groupBy(*SAME)
    first = F.min_by(F.struct("keys", "part", "at"), "number").alias("first")
    groups = some.agg(F.min("number").alias("head"), F.count("*").alias("n"), first).persist()
    distinct, with_words = (int(x or 0) for x in groups.agg(F.count("*"), F.sum("n")).first())
    bits = max(1, (distinct - 1).bit_length()) if distinct else 1
    keys = stage(groups.select("head", "first.keys"), partial(_explode, bands, bits), KEYS)
    keys = keys.repartition("band", "key").sortWithinPartitions("band", "key", "head")
    made = stage(keys, partial(_pair, settings.bucket_cap), PAIRS).dropDuplicates().persist()
    candidates = made.filter("left >= 0")
    over = F.when(F.col("left") < 0, F.col("right")).otherwise(0)
    rows, above, capped = (
        int(x or 0) for x in made.agg(F.count("*"), F.count_if(F.col("left") < 0), F.sum(over)).first()
    )
    tick("candidates")
    ends = candidates.select(F.col("left").alias("head")).union(candidates.select("right")).distinct()
    wanted = groups.join(ends, "head", "leftsemi").select("head", "count", "first.part", "first.at")
    sets = stage(
        wanted.join(texts, ["part", "at"]).select("head", "count", "text"), partial(_sets, settings.shingle), SETS
    )
    sets = sets.persist()
    sides = candidates.join(sets.toDF("left", "left_set"), "left").join(sets.toDF("right", "right_set"), "right")
    sides = sides.select("left", "right", "left_set", "right_set")
    edges = stage(sides, partial(_verify, settings.threshold), EDGES).persist()
    return Joined(groups, edges, distinct, with_words, rows - above, capped)


def _explode(bands: Bands, bits: int, batches: Batches) -> Batches:
    """The keys of all bands of each text, without the bits that local engines put numbers in."""
    low = np.uint64((1 << bits) - 1)
    for batch in batches:
        n = batch.num_rows
        words, _ = binary_as_words(batch.column("keys"))
        columns = {
            "band": np.tile(np.arange(bands.bands, dtype=np.int32), n),
            "key": signed(words & ~low),
            "head": np.repeat(batch.column("head").to_numpy(), bands.bands),
        }
        yield from batches_of(columns, KEYS, 1 << 16)


def _pair(cap: int, batches: Batches) -> Batches:
    """Pairs of each bucket of a partition that is sorted by band, key and head.

    Buckets over the cap are counted: a row of -1 and less, different in each partition, and their number.
    """
    from pyspark import TaskContext

    capped, context = 0, TaskContext.get()
    for heads, buckets in _whole_buckets(batches):
        place = np.arange(len(heads), dtype=np.uint64)
        keys = buckets.astype(np.uint64) << np.uint64(32) | place
        n, over = bucket_pairs(keys, 32, cap, None)
        pairs = np.empty(n, np.uint64)
        if n:
            bucket_pairs(keys, 32, cap, pairs)
        capped += int(over)
        left, right = unpack(np.unique(pairs))
        yield from batches_of({"left": heads[left], "right": heads[right]}, PAIRS, 1 << 16)
    if capped:
        row = {"left": np.array([-1 - context.partitionId()]), "right": np.array([capped])}
        yield from batches_of(row, PAIRS)


def _whole_buckets(batches: Batches) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Heads, and the number of the bucket of each, for whole buckets only."""
    waiting, size, least = [np.empty((0, 3), np.int64)], 0, BUCKET_ROWS
    for batch in batches:
        waiting.append(np.stack([batch.column(name).to_numpy().astype(np.int64) for name in KEYS.names], axis=1))
        size += batch.num_rows
        if size < least:
            continue
        held = np.concatenate(waiting)
        inside = (held[:, :2] == held[-1, :2]).all(axis=1)  # the end of a sorted run is one bucket, which may go on
        last = len(held) - int(inside.sum())
        if last:
            yield held[:last, 2], _numbered(held[:last])
        waiting, size = [held[last:]], len(held) - last
        least = max(BUCKET_ROWS, 2 * size)
    held = np.concatenate(waiting)
    if len(held):
        yield held[:, 2], _numbered(held)


def _numbered(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    new = np.zeros(len(rows), np.int64)
    new[1:] = (rows[1:, :2] != rows[:-1, :2]).any(axis=1)
    return np.cumsum(new)


def _sets(shingling: Shingling, batches: Batches) -> Batches:
    """Sorted distinct shingles of each text, behind one another as one binary value."""
    for batch in batches:
        n = batch.num_rows
        texts = Texts.of(pa.chunked_array([batch.column("text").cast(pa.large_string())]), np.arange(n))
        for start, stop in _pieces(batch.column("count").to_numpy()):
            numbers = np.arange(start, stop)
            sets = texts.sets(numbers, batch.column("count").to_numpy()[start:stop], shingling)
            ends = np.cumsum(sets.sizes)
            at = np.repeat(sets.starts - (ends - sets.sizes), sets.sizes) + np.arange(int(sets.sizes.sum()))
            columns = {"head": batch.column("head")[start:stop], "set": words_as_binary(sets.shingles[at], ends)}
            yield from batches_of(columns, SETS)


def _pieces(counts: NDArray[np.int64], most: int = 1 << 23) -> Iterator[tuple[int, int]]:
    """Rows cut so that each piece has about so many shingles."""
    cuts = np.flatnonzero(np.diff(np.cumsum(counts) // most)) + 1
    bounds = [0, *cuts.tolist(), len(counts)]
    yield from ((a, b) for a, b in itertools.pairwise(bounds) if a < b)


def _verify(threshold: float, batches: Batches) -> Batches:
    for batch in batches:
        n = batch.num_rows
        (a, bounds_a), (b, bounds_b) = (binary_as_words(batch.column(name)) for name in ("left_set", "right_set"))
        starts = np.concatenate((bounds_a[:-1], bounds_b[:-1] + len(a)))
        sizes = np.concatenate((np.diff(bounds_a), np.diff(bounds_b)))
        shared = verify_batch(Sets(np.concatenate((a, b)), starts, sizes), np.arange(n), np.arange(n, 2 * n))
        left, right = sizes[:n], sizes[n:]
        keep = pa.array(shared / (left + right - shared) >= threshold)
        columns = {"left": batch.column("left"), "right": batch.column("right")}
        columns |= {"shared": pa.array(shared), "left_size": pa.array(left), "right_size": pa.array(right)}
        yield from batches_of({name: pc.filter(values, keep) for name, values in columns.items()}, EDGES)
