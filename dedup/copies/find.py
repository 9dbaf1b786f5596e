"""The copies stage, from sketches to a result: collapse, candidates, verification, clusters."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.config import CopySettings
from dedup.copies.candidates import Bands, Groups, candidates, choose_bands, collapse, s_curve, unpack
from dedup.copies.recall import Recall, draw, measure, true_pairs
from dedup.copies.result import Copies, VerifiedPairs
from dedup.copies.sketch import Sketches
from dedup.copies.verify import Overlaps, Sourced, Texts, verify
from dedup.corpus.corpus import Corpus

Progress = Callable[[str, int, int | None], None]
"""Called with a stage's name, how much of it is done, and how much there is (None where that is unknown)."""


@contextmanager
def clock(seconds: dict[str, float], stage: str) -> Iterator[None]:
    """Add the wall time of a block to seconds[stage]."""
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - start


def find_copies(
    corpus: Corpus,
    sketches: Sketches,
    settings: CopySettings,
    pool: Executor,
    *,
    recall_sample: int = 0,
    progress: Progress | None = None,
    seconds: dict[str, float] | None = None,
) -> Copies:
    """Copy clusters of a corpus whose sketches are made.

    Parameters
    ----------
    corpus : Corpus
    sketches : Sketches
        A row a document number.
    settings : CopySettings
    pool : Executor
        Threads; the answer does not depend on them.
    recall_sample : int
        Documents to compare with all others by brute force; 0 for none.
    progress : callable, optional
    seconds : dict, optional
        Wall seconds of earlier stages, to be continued.

    Returns
    -------
    Copies
    """
    seconds = {} if seconds is None else seconds

    def tick(stage: str) -> Callable[[int, int], None] | None:
        return None if progress is None else lambda done, total: progress(stage, done, total)

    bands, texts = choose_bands(settings), Texts.of(corpus.table["text"], corpus.order)
    with clock(seconds, "candidates"):
        groups = collapse(sketches)
        found = candidates(sketches.slots, groups.first, bands, settings.bucket_cap, pool, tick("candidates"))
    with clock(seconds, "verify"):
        left, right = unpack(found.pairs)
        first, counts, width = groups.first, sketches.counts, settings.shingle
        exact = verify(texts, first[left], first[right], counts, width, pool, tick("verify"))
        some = exact.shared > 0
        pairs = VerifiedPairs(left[some], right[some], Overlaps(*(x[some] for x in exact)))
    recall = None
    if recall_sample:
        with clock(seconds, "measure recall"):
            above = pairs.above(settings.threshold)
            packed = above.left.astype(np.uint64) << np.uint64(32) | above.right.astype(np.uint64)
            ticks = tick("measure recall")
            recall = measured(texts, groups, sketches.counts, packed, settings, pool, recall_sample, ticks)
    n_found = {"candidates": len(found.pairs), "buckets_over_cap": found.capped}
    run = {**facts(bands, settings, sketches.counts, groups, n_found, recall), "seconds": seconds}
    with clock(seconds, "cluster"):
        return Copies(corpus, settings, bands, sketches, groups, pairs, run)


def facts(
    bands: Bands,
    settings: CopySettings,
    counts: NDArray[np.int64],
    groups: Groups,
    found: dict[str, int],
    recall: Recall | None,
) -> dict[str, Any]:
    """What run.json says of this stage; `found` counts candidates and buckets over the cap."""
    return {
        "bands": {"bands": bands.bands, "rows": bands.rows, "floor": round(bands.floor(settings.recall), 6)},
        "s_curve": s_curve(bands),
        "recall": None if recall is None else {**recall._asdict(), "value": recall.value},
        "counts": {
            "documents": len(counts),
            "documents_without_words": int((counts == 0).sum()),
            "distinct_texts": len(groups.first),
            **found,
        },
    }


def measured(
    texts: Sourced,
    groups: Groups,
    counts: NDArray[np.int64],
    above: NDArray[np.uint64],
    settings: CopySettings,
    pool: Executor,
    size: int,
    tick: Callable[[int, int], None] | None,
) -> Recall:
    """The recall on a sample of so many documents, by brute force; above: the packed pairs at the threshold."""
    sample = draw(len(groups.first), size)
    true = true_pairs(texts, groups.first, counts, sample, settings.threshold, settings.shingle, pool, tick)
    return measure(true, above, len(sample))
