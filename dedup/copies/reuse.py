"""The reuse stage: documents that are no copies of each other, but share passages."""

from __future__ import annotations

import dataclasses
import itertools
from concurrent.futures import Executor
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dedup.config import ReuseSettings, Shingling
from dedup.copies.find import Progress, clock
from dedup.copies.passages import passages
from dedup.copies.result import Copies
from dedup.copies.verify import Texts, shingle_sets_of
from dedup.schema import OUT_PAIRS, OUT_PASSAGES, PASSAGES, REUSE

WIDTH = 5
"""Words of a shingle, whatever the copies stage uses: passages are runs of words."""


class Result(Protocol):
    """What an earlier stage answers: its facts and its tables."""

    run: dict[str, Any]

    def tables(self) -> dict[str, pa.Table]:
        """What is written, by name."""
        ...


class Reuse:
    """Pairs of documents that share passages, and the passages.

    Attributes
    ----------
    copies : Copies
    pairs : pa.Table
        `schema.REUSE`: of kept documents, and of the pairs that were asked for.
    passages : pa.Table
        `schema.PASSAGES`, in the order of `pairs`.
    settings : ReuseSettings
    run : dict
        What `run.json` says: that of the earlier stages and, under `reuse`, this one's.
    """

    def __init__(
        self,
        copies: Copies,
        settings: ReuseSettings,
        pairs: pa.Table,
        found: pa.Table,
        facts: dict[str, Any],
        base: Result | None = None,
    ) -> None:
        self.copies, self.settings, self.pairs, self.passages = copies, settings, pairs, found
        self.base: Result = base or copies
        self.run: dict[str, Any] = {**self.base.run, "reuse": facts}

    def __repr__(self) -> str:
        return f"<Reuse: {len(self.pairs)} pairs, {len(self.passages)} passages>"

    def tables(self) -> dict[str, pa.Table]:
        """The tables of the earlier stages, with the contained pairs among `pairs`, and `passages`."""
        tables = self.base.tables()
        return {**tables, "pairs": self.with_contained(tables["pairs"]), "passages": self.table()}

    def with_contained(self, pairs: pa.Table) -> pa.Table:
        """`Copies.pairs`, and those whose containment reaches `settings.contains` though they are no copies."""
        reuse = self.pairs
        most = pc.max_element_wise(reuse["containment_left"], reuse["containment_right"])
        reuse = reuse.filter(pc.greater_equal(most, self.settings.contains))
        ids = self.copies.corpus.columns("id")["id"].combine_chunks()
        # shared / left + shared / right - 1 turned into shared / (left + right - shared)
        inverse = pc.add(pc.divide(1.0, reuse["containment_left"]), pc.divide(1.0, reuse["containment_right"]))
        jaccard = pc.divide(1.0, pc.subtract(inverse, 1.0))
        made = pa.table(
            {
                "left": ids.take(reuse["left"].combine_chunks()),
                "right": ids.take(reuse["right"].combine_chunks()),
                "jaccard": jaccard,
                "containment_left": reuse["containment_left"],
                "containment_right": reuse["containment_right"],
                "kind": pa.array(["contains"] * len(reuse), pa.large_string()),
            }
        ).cast(OUT_PAIRS)
        made = made.filter(pc.less(made["jaccard"], self.copies.settings.threshold))
        return pa.concat_tables([pairs, made]).sort_by([("left", "ascending"), ("right", "ascending")])

    def table(self) -> pa.Table:
        """A row a passage, with ids for numbers: `schema.OUT_PASSAGES`."""
        ids = self.copies.corpus.columns("id")["id"].combine_chunks()
        table = self.passages
        for i, name in enumerate(("left", "right")):
            table = table.set_column(i, name, ids.take(table[name].combine_chunks()))
        return table.cast(OUT_PASSAGES)


def find_reuse(
    copies: Copies,
    settings: ReuseSettings,
    pool: Executor,
    *,
    extra_pairs: NDArray[np.int64] | None = None,
    base: Result | None = None,
    progress: Progress | None = None,
    seconds: dict[str, float] | None = None,
) -> Reuse:
    """Find the passages that documents share: a brief inside a long page, a new lead on old text, two sources mixed.

    Parameters
    ----------
    copies : Copies
        A copy cluster takes part once, as its kept document.
    settings : ReuseSettings
    pool : Executor
        Threads; the answer does not depend on them.
    extra_pairs : int64 [m, 2], optional
        Pairs of document numbers to compare in any case, such as those of one story; for them shorter passages count
        (`story_words`). A pair may come in either order and more than once.
    base : Result, optional
        The result of the last stage so far, whose tables and facts are carried on; `copies` otherwise.
    progress : callable, optional
    seconds : dict, optional
        Wall seconds of earlier stages, to be continued.

    Returns
    -------
    Reuse
    """
    seconds = {} if seconds is None else seconds
    with clock(seconds, "reuse"):
        left, right, asked = _pairs(copies, settings, extra_pairs)
        reuse, found = _compare(copies, settings, left, right, asked)
    facts = {"settings": dataclasses.asdict(settings), "candidates": len(left), "pairs": len(reuse)}
    made = Reuse(copies, settings, reuse, found, {**facts, "passages": len(found)}, base)
    made.run["seconds"] = seconds
    return made


def _pairs(
    copies: Copies, settings: ReuseSettings, extra: NDArray[np.int64] | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """(left, right, asked for) of the pairs to compare: those that share two shingles that are no stock phrases."""
    n = len(copies.corpus)
    kept = np.flatnonzero(copies.leader == np.arange(n))
    texts = Texts.of(copies.corpus.table["text"], copies.corpus.order)
    room = pc.binary_length(copies.corpus.columns("text")["text"]).to_numpy()[kept] + 1
    sets = shingle_sets_of(texts, kept, room, Shingling("words", WIDTH))
    flat = np.concatenate([sets.shingles[s : s + k] for s, k in zip(sets.starts, sets.sizes, strict=True)])
    owner = np.repeat(kept, sets.sizes)
    order = np.argsort(flat, kind="stable")
    flat, owner = flat[order], owner[order]
    starts = np.flatnonzero(np.concatenate(([True], flat[1:] != flat[:-1], [True])))
    packed = []
    for a, b in itertools.pairwise(starts):
        if 2 <= b - a <= settings.posting_cap:
            i, j = np.triu_indices(int(b - a), 1)
            packed.append(owner[a:b][i] * n + owner[a:b][j])
    codes, times = np.unique(np.concatenate(packed or [np.zeros(0, np.int64)]), return_counts=True)
    codes = codes[times >= 2]
    wanted = np.zeros(0, np.int64)
    if extra is not None and len(extra):
        low, high = np.sort(np.asarray(extra, np.int64), axis=1).T
        wanted = np.unique((low * n + high)[low < high])
    codes = np.union1d(codes, wanted)
    return codes // n, codes % n, np.isin(codes, wanted)


def _compare(
    copies: Copies,
    settings: ReuseSettings,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    asked: NDArray[np.bool_],
) -> tuple[pa.Table, pa.Table]:
    from dedup.copies.passages import words_of
    from dedup.kernels.shingle import shingle

    def shingles(text: str) -> tuple[set[int], int]:
        hashes = words_of(text).hashes.copy()
        n = len(hashes)
        return set(hashes[: shingle(hashes, n, WIDTH)].tolist()), n

    rows, found = [], []
    for a, b, lower in zip(left.tolist(), right.tolist(), asked.tolist(), strict=True):
        x, y = copies.corpus.text(a), copies.corpus.text(b)
        least = settings.story_words if lower else settings.words
        runs = [run for run in passages(x, y, WIDTH) if run.n_words >= least]
        if not runs:
            continue
        (p, n), (q, m) = shingles(x), shingles(y)
        same, shared = sum(run.n_words for run in runs), len(p & q)
        longest = max(run.n_words for run in runs)
        sides = (shared / len(p), shared / len(q), len(runs), longest, same, same / n, same / m, float(same))
        rows.append((a, b, shared, *sides))
        found += [(a, b, *run[:4], run.n_words, run.n_words, 1.0, float(run.n_words)) for run in runs]
    return _table(rows, REUSE), _table(found, PASSAGES)


def _table(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
