"""Titles and texts -> sparse rows of terms, weighed by how rare they are."""

from __future__ import annotations

import json
from concurrent.futures import Executor
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.config import StorySettings
from dedup.corpus.views import text_views
from dedup.kernels.mix import finish
from dedup.kernels.terms import N_COUNTS, WORD_SEED, document_terms
from dedup.kernels.unicode import fold_table
from dedup.stories.latin import spelling

TITLE_WORDS = 100


class Terms(NamedTuple):
    """Rows of documents: document d has terms[starts[d] : starts[d + 1]], ascending.

    starts: int64 [n + 1]; terms: int32 [nnz], numbers of terms; counts: uint16 [nnz, 6], see `kernels.terms`; hashes:
    uint64 by term number, ascending; lengths: int64 [n], terms read of each text, repeats included.
    """

    starts: NDArray[np.int64]
    terms: NDArray[np.int32]
    counts: NDArray[np.uint16]
    hashes: NDArray[np.uint64]
    lengths: NDArray[np.int64]


def extract(titles: pa.Array, texts: pa.Array, settings: StorySettings, pool: Executor, block: int = 2048) -> Terms:
    """Terms of documents.

    Parameters
    ----------
    titles, texts : pyarrow.Array of large_string
        A row a document; nulls count as empty.
    settings : StorySettings
        `words`, `lead` and `prefix`.
    pool : Executor
        Blocks of documents are independent; the answer does not depend on the pool.

    Returns
    -------
    Terms
        About 10 microseconds a document: only its first words are read.
    """
    starts = range(0, len(texts), block)
    parts = list(pool.map(lambda at: _rows(titles.slice(at, block), texts.slice(at, block), settings), starts))
    ends, hashes, counts, lengths = ([np.zeros(0, dtype)] for dtype in (np.int64, np.uint64, np.uint16, np.int64))
    counts = [np.zeros((0, N_COUNTS), np.uint16)]
    base = 0
    for part in (piece for pieces in parts for piece in pieces):
        ends.append(part[0] + base)
        base += len(part[1])
        for kept, piece in zip((hashes, counts, lengths), part[1:], strict=True):
            kept.append(piece)
    distinct, terms = np.unique(np.concatenate(hashes), return_inverse=True)
    rows = np.concatenate(([0], *ends)).astype(np.int64)
    return Terms(rows, terms.astype(np.int32), np.concatenate(counts), distinct, np.concatenate(lengths))


def _rows(titles: pa.Array, texts: pa.Array, settings: StorySettings) -> list[tuple[NDArray[Any], ...]]:
    """(ends, hashes, counts, lengths) of a block, in one or two pieces."""
    made: list[tuple[NDArray[Any], ...]] = []
    for view in text_views(texts):
        for title in text_views(titles.slice(view.first, len(view))):
            n = len(title)
            offsets = view.offsets[title.first : title.first + n + 1]
            room = n * (settings.words + TITLE_WORDS + 1)
            hashes, counts = np.empty(room, np.uint64), np.empty((room, N_COUNTS), np.uint16)
            ends, lengths = np.empty(n, np.int64), np.empty(n, np.int64)
            size = document_terms(
                offsets, view.data, title.offsets, title.data, *fold_table(), *spelling(), settings.prefix,
                settings.words, settings.lead, hashes, counts, ends, lengths,
            )  # fmt: skip
            made.append((ends, hashes[:size].copy(), counts[:size].copy(), lengths))
    return made


class Background(NamedTuple):
    """How common the commonest stems are in news at large. hashes: uint64, ascending; share: float64 of documents."""

    hashes: NDArray[np.uint64]
    share: NDArray[np.float64]


@cache
def background() -> Background:
    """The table that ships, `background.json`: it steadies the weights of a corpus of a few documents."""
    shares = json.loads((Path(__file__).parent / "background.json").read_text(encoding="utf-8"))["share"]
    hashes = np.array([stem_hash(stem) for stem in shares], np.uint64)
    order = np.argsort(hashes)
    return Background(hashes[order], np.array(list(shares.values()), np.float64)[order])


def stem_hash(stem: str) -> np.uint64:
    """The term that a stem, as `background.json` spells it, stands for."""
    h = WORD_SEED
    for letter in stem:
        h = finish(h + np.uint64(ord(letter)))
    return np.uint64(h)
