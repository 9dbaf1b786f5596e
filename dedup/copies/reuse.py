"""The reuse stage: documents that are no copies of each other, but share passages."""

from __future__ import annotations

import dataclasses
from concurrent.futures import Executor
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dedup.config import ReuseSettings, Shingling
from dedup.copies.bodies import bodies
from dedup.copies.compare import Found, Rules, compare
from dedup.copies.find import Progress, clock
from dedup.copies.partners import Sampled, sample_pairs
from dedup.copies.result import Copies
from dedup.copies.verify import Texts, verify
from dedup.errors import SettingsError
from dedup.schema import OUT_PAIRS, OUT_PASSAGES, PASSAGES, REUSE

WIDTH = 5
"""Words of a shingle, whatever the copies stage uses: passages are runs of words."""
DENSE = 0.1
"""Share of the shorter document from which on its passages may be as short as those of one story."""


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

    Raises
    ------
    SettingsError
        Where `extra_pairs` is no array of pairs of document numbers.
    """
    seconds = {} if seconds is None else seconds
    extra_pairs = _checked(extra_pairs, len(copies.corpus))
    if progress is not None:
        progress("reuse", 0, 2)
    with clock(seconds, "reuse candidates"):
        kept = copies.leader == np.arange(len(copies.corpus))
        documents = bodies(copies.corpus, kept, settings.lines, pool)
        sampled = sample_pairs(documents, kept, _outlets(copies), WIDTH, settings, pool)
    if progress is not None:
        progress("reuse", 1, 2)
    with clock(seconds, "passages"):
        left, right, asked = _with_extra(sampled, extra_pairs, len(kept))
        least = np.where(asked, settings.story_words, settings.words)
        rules = Rules(WIDTH, settings.bridge, settings.story_words, DENSE, sampled.frequency, sampled.stock)
        found = compare(documents, left, right, least, copies.content_rank, rules, pool)
        pairs, rows = _tables(copies, left, right, found, pool)
    facts = {
        "settings": dataclasses.asdict(settings),
        "boilerplate_lines": documents.lines,
        **sampled.facts,
        "candidates": len(sampled.left),
        "asked_for": int(asked.sum()),
        "pairs": len(pairs),
        "passages": len(rows),
    }
    if progress is not None:
        progress("reuse", 2, 2)
    made = Reuse(copies, settings, pairs, rows, facts, base)
    made.run["seconds"] = seconds
    return made


def _checked(pairs: NDArray[np.int64] | None, n: int) -> NDArray[np.int64] | None:
    """Pairs of numbers below n, as int64 [m, 2]."""
    if pairs is None:
        return None
    try:
        array = np.asarray(pairs)
    except ValueError:
        raise SettingsError("extra_pairs has rows of different lengths; each must be two document numbers") from None
    if array.size == 0:
        return np.zeros((0, 2), np.int64)
    if array.ndim != 2 or array.shape[1] != 2:
        raise SettingsError(f"extra_pairs has the shape {array.shape}; it must be (m, 2), a row a pair of documents")
    if array.dtype.kind not in "iu":
        raise SettingsError(f"extra_pairs has values of type {array.dtype}; they must be document numbers, integers")
    low, high = int(array.min()), int(array.max())
    if low < 0 or high >= n:
        raise SettingsError(f"extra_pairs names document {low if low < 0 else high}; the corpus has 0 to {n - 1}")
    return array.astype(np.int64)


def _outlets(copies: Copies) -> NDArray[np.int64]:
    """A number of each document's outlet, -1 for none."""
    codes = copies.corpus.columns("outlet")["outlet"].combine_chunks().dictionary_encode().indices
    numbers: NDArray[np.int64] = codes.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers


def _with_extra(
    sampled: Sampled, extra: NDArray[np.int64] | None, n: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """(left, right, whether it was asked for) of all pairs to compare, sorted and distinct."""
    wanted = np.zeros(0, np.int64)
    if extra is not None and len(extra):
        low, high = np.sort(extra, axis=1).T
        wanted = (low * n + high)[low < high]
    codes = np.union1d(sampled.left * n + sampled.right, wanted)
    return codes // n, codes % n, np.isin(codes, wanted)


def _tables(
    copies: Copies, left: NDArray[np.int64], right: NDArray[np.int64], found: Found, pool: Executor
) -> tuple[pa.Table, pa.Table]:
    """`schema.REUSE` and `schema.PASSAGES` of what was found."""
    pair, words = found.pair, found.lengths.max(axis=1, initial=0)
    density = found.same / np.maximum(words, 1)
    passages = {
        "left": left[pair],
        "right": right[pair],
        **{name: found.places[:, i] for i, name in enumerate(PASSAGES.names[2:6])},
        "words": words,
        "same": found.same,
        "density": density,
        "score": found.same * density,
    }
    some, first = np.unique(pair, return_index=True)

    def total(values: NDArray[Any]) -> NDArray[Any]:
        return np.add.reduceat(values, first) if len(first) else values[:0]

    shared = verify(*_texts(copies, left[some], right[some]), pool)
    reuse = {
        "left": left[some],
        "right": right[some],
        "shared": shared.shared,
        "containment_left": shared.shared / shared.left_size,
        "containment_right": shared.shared / shared.right_size,
        "passages": np.diff(np.append(first, len(pair))),
        "longest": np.maximum.reduceat(found.longest, first) if len(first) else first,
        "same": total(found.same),
        "share_left": total(found.lengths[:, 0]) / np.maximum(found.words[some, 0], 1),
        "share_right": total(found.lengths[:, 1]) / np.maximum(found.words[some, 1], 1),
        "score": total(passages["score"]),
    }
    return pa.table(reuse, schema=REUSE), pa.table(passages, schema=PASSAGES)


def _texts(
    copies: Copies, left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[Texts, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], Shingling]:
    """What `verify` takes: its room for the shingles of a document is twice the bytes where it has not counted them."""
    corpus, shingling = copies.corpus, Shingling("words", WIDTH)
    texts = Texts.of(corpus.table["text"], corpus.order)
    if copies.settings.shingle == shingling:
        return texts, left, right, copies.shingle_counts, shingling
    room = pc.binary_length(corpus.columns("text")["text"]).to_numpy()
    return texts, left, right, 2 * room + 1, shingling
