"""The stories stage: copy clusters -> terms -> candidates -> scored pairs -> stories."""

from __future__ import annotations

import dataclasses
from concurrent.futures import Executor
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dedup.config import StorylineSettings, StorySettings
from dedup.copies.find import Progress, clock
from dedup.copies.result import Copies
from dedup.stories.candidates import candidates, total_order
from dedup.stories.evidence import Evidence, Scored
from dedup.stories.features import features
from dedup.stories.furniture import CHARACTERS, without_furniture
from dedup.stories.linkage import average_linkage
from dedup.stories.model import model
from dedup.stories.result import Stories
from dedup.stories.terms import extract
from dedup.stories.weigh import weigh

DAY_US = 86_400_000_000


def find_stories(
    copies: Copies,
    settings: StorySettings,
    pool: Executor,
    *,
    storylines: StorylineSettings | None = None,
    progress: Progress | None = None,
    seconds: dict[str, float] | None = None,
) -> Stories:
    """Group the copy clusters of a corpus into stories: the coverage of one event by all outlets.

    Parameters
    ----------
    copies : Copies
        A copy cluster takes part once, as its kept document.
    settings : StorySettings
    pool : Executor
        Threads; the answer does not depend on them.
    storylines : StorylineSettings, optional
        Where they are given, the tables of the result hold storylines too.
    progress : callable, optional
    seconds : dict, optional
        Wall seconds of earlier stages, to be continued.

    Returns
    -------
    Stories
        Cost: linear in documents; about half a millisecond each.
    """
    seconds = {} if seconds is None else seconds

    def tick(done: int) -> None:
        if progress is not None:
            progress("stories", done, 4)

    kept = np.flatnonzero(copies.leader == np.arange(len(copies.corpus)))
    tick(0)
    with clock(seconds, "terms"):
        texts, titles, day = _columns(copies, kept)
        rows = extract(titles, texts, settings, pool)
        weighted = weigh(rows)
    tick(1)
    with clock(seconds, "story candidates"):
        found = candidates(weighted, day, settings.window, settings, pool)
    tick(2)
    with clock(seconds, "score"):
        pairs = features(weighted, rows.lengths, day, found, settings.least_cosine, pool)
        scorer = model()
        scored = Scored(pairs.left, pairs.right, pairs.cosine, scorer.log_odds(pairs.features))
    tick(3)
    with clock(seconds, "link"):
        rank = np.empty(len(kept), np.int64)
        rank[total_order(day)] = np.arange(len(kept))
        levels = scorer.absent, scorer.begin, scorer.least
        linked = average_linkage(scored.left, scored.right, scored.log_odds, *levels, rank)
    evidence = Evidence(
        settings, storylines or StorylineSettings(), settings.window, kept, day, rows.lengths, rows.hashes, weighted,
        found, scored, pairs.around, scorer, rank, linked,
    )  # fmt: skip
    stories = Stories(copies, evidence, storylines is not None)
    tick(4)
    stories.run.update(_run(evidence, stories), seconds=seconds)
    if storylines is not None:  # now, so that `run` tells of them whatever is asked first
        _ = stories.storyline
    return stories


def _columns(copies: Copies, kept: NDArray[np.int64]) -> tuple[pa.Array, pa.Array, NDArray[np.float64]]:
    """(beginnings of texts without furniture, titles, days since 1970) of the kept documents."""
    corpus = copies.corpus
    rows = pa.array(corpus.order[kept])
    starts = pc.utf8_slice_codeunits(corpus.table["text"], 0, CHARACTERS).take(rows).combine_chunks()
    table = corpus.table.select(["outlet", "title", "published_at"]).take(rows).combine_chunks()
    outlets, titles = table["outlet"].combine_chunks(), pc.fill_null(table["title"], "").combine_chunks()
    instants = table["published_at"].cast(pa.int64()).cast(pa.float64(), safe=False)
    day = instants.fill_null(float("nan")).to_numpy() / DAY_US
    return without_furniture(starts, outlets), titles, day


def _run(evidence: Evidence, stories: Stories) -> dict[str, Any]:
    """What run.json says of this stage."""
    sizes = np.bincount(stories.story, minlength=1)
    n = len(evidence.kept)
    everything = n * (n - 1) / 2
    return {
        "stories": {
            "settings": dataclasses.asdict(evidence.settings),
            "copy_clusters": n,
            "candidates": len(evidence.found.left),
            "candidates_of_all_pairs": round(len(evidence.found.left) / everything, 9) if everything else 0.0,
            "scored": len(evidence.scored.left),
            "cut": round(evidence.found.cut, 6),
            "caps": evidence.found.caps,
            "stories_of_several": int((sizes > 1).sum()),
            "documents_in_them": int(sizes[sizes > 1].sum()),
            "largest": int(sizes.max()),
        }
    }
