"""Labelled corpora of news, as the stories stage sees them, and the variants of them that a model is fitted on.

A folder of data holds `news-stream/articles.parquet` with `news-stream/events.jsonl` (`event`, `articles`: ids), and
`basil/articles.jsonl` and `ecbplus/articles.jsonl` with an `event` in each row. Texts become terms by the functions
that run in the package, copies are left in, and nothing here keeps a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

import dedup
from dedup.config import StorySettings
from dedup.corpus.corpus import Corpus
from dedup.stories.candidates import Candidates, candidates, total_order
from dedup.stories.features import Pairs, features
from dedup.stories.furniture import CHARACTERS, without_furniture
from dedup.stories.terms import Terms, extract
from dedup.stories.weigh import TITLE, Weighted, weigh

STREAM, LABELLED, BASIL, ECB = "news-stream", "news-stream, labelled only", "basil", "ecbplus"
N_FOLDS, FOLD_SEED = 5, 1
DAY_US = 86_400_000_000
UNTITLED, UNDATED, HALF_DATED, THINNED = "without titles", "without dates", "half of the dates", "thinned"
CUT = 0.6
"""Share of events that a thinned corpus has one article of."""
N_THINNED = 12
"""Thinned corpora, by as many seeds, together of weight 4: 4 of them leave more to the seeds."""


class Labelled(NamedTuple):
    """A corpus as terms, by document number. day: float64, nan unknown; event: int64, -1 where there is no label;
    fold: int64, the same for all documents of an event, -1 where there is no label.
    """

    name: str
    rows: Terms
    day: NDArray[np.float64]
    event: NDArray[np.int64]
    fold: NDArray[np.int64]


class Run(NamedTuple):
    """A corpus up to the scored pairs: what a model is fitted on, and what it clusters."""

    corpus: Labelled
    weighted: Weighted
    found: Candidates
    pairs: Pairs
    rank: NDArray[np.int64]


class Variant(NamedTuple):
    """The labelled pairs of a run, with the weight of the run among the others. features: float64 [m, k]; same: bool;
    folds: int64 [m, 2], of both ends.
    """

    corpus: str
    kind: str
    weight: float
    features: NDArray[np.float64]
    same: NDArray[np.bool_]
    folds: NDArray[np.int64]


def columns(corpus: Corpus, numbers: NDArray[np.int64]) -> tuple[pa.Array, pa.Array, NDArray[np.float64]]:
    """(titles, beginnings of texts without furniture, days since 1970) of documents, as `find_stories` takes them."""
    table = corpus.table.take(pa.array(corpus.order[numbers])).combine_chunks()
    starts = pc.utf8_slice_codeunits(table["text"], 0, CHARACTERS).combine_chunks()
    instants = table["published_at"].cast(pa.int64()).cast(pa.float64(), safe=False)
    titles = pc.fill_null(table["title"], "").combine_chunks()
    texts = without_furniture(starts, table["outlet"].combine_chunks())
    return titles, texts, instants.fill_null(float("nan")).to_numpy() / DAY_US


def load(data: Path, pool: Executor) -> dict[str, Labelled]:
    """The corpora of a folder, by name."""
    stream, events = dedup.read(data / "news-stream" / "articles.parquet"), stream_events(data)
    ids = stream.columns("id")["id"].to_pylist()
    numbers = np.array([number for number, key in enumerate(ids) if key in events], np.int64)
    made = {
        STREAM: labelled(STREAM, stream, np.arange(len(stream)), events, events, pool),
        LABELLED: labelled(LABELLED, stream, numbers, events, events, pool),
    }
    for name in (BASIL, ECB):
        file = data / name / "articles.jsonl"
        events = {row["id"]: row["event"] for row in json_lines(file)}
        topics = {key: topic(event) for key, event in events.items()} if name == ECB else events
        corpus = dedup.read(file)
        made[name] = labelled(name, corpus, np.arange(len(corpus)), events, topics, pool)
    return made


def stream_events(data: Path) -> dict[str, str]:
    """The event of each labelled article of the stream, by id; of several the first."""
    events: dict[str, str] = {}
    for row in json_lines(data / "news-stream" / "events.jsonl"):
        for article in row["articles"]:
            events.setdefault(article, row["event"])
    return events


def json_lines(file: Path) -> list[dict[str, str]]:
    """The rows of a file of JSON lines."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def topic(event: str) -> str:
    """The number in front of an event of ECB+: `10ecb` and `10ecbplus` are alike, and so are in one fold.

    >>> topic("10ecbplus")
    '10'
    """
    match = re.match(r"\d+", event)
    return match[0] if match else event


def labelled(
    name: str,
    corpus: Corpus,
    numbers: NDArray[np.int64],
    events: Mapping[str, str],
    groups: Mapping[str, str],
    pool: Executor,
) -> Labelled:
    """Documents of a corpus as terms, with the event and the fold of each, both from ids to names."""
    titles, texts, day = columns(corpus, numbers)
    ids = corpus.columns("id")["id"].take(pa.array(numbers)).to_pylist()
    event, names = codes(ids, events), sorted({groups[key] for key in ids if key in groups})
    group = codes(ids, groups)
    folds = np.append(np.random.default_rng(FOLD_SEED).permutation(len(names)) % N_FOLDS, -1)
    return Labelled(name, extract(titles, texts, StorySettings(), pool), day, event, folds[group])


def codes(ids: list[str], names: Mapping[str, str]) -> NDArray[np.int64]:
    """Numbers of the names of ids, in the order of the names; -1 for an id without one."""
    number = {name: i for i, name in enumerate(sorted({names[key] for key in ids if key in names}))}
    return np.array([number[names[key]] if key in names else -1 for key in ids], np.int64)


def take(corpus: Labelled, documents: NDArray[np.bool_], entries: NDArray[np.bool_] | None = None) -> Labelled:
    """Some documents of a corpus, with some entries of their rows (all by default)."""
    rows = corpus.rows
    document = np.repeat(np.arange(len(documents)), np.diff(rows.starts))
    keep = documents[document] if entries is None else documents[document] & entries
    sizes = np.bincount(document[keep], minlength=len(documents))[documents]
    used, terms = np.unique(rows.terms[keep], return_inverse=True)
    starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    cut = Terms(starts, terms.astype(np.int32), rows.counts[keep], rows.hashes[used], rows.lengths[documents])
    return Labelled(corpus.name, cut, corpus.day[documents], corpus.event[documents], corpus.fold[documents])


def without_titles(corpus: Labelled) -> Labelled:
    """The corpus as it would be without headlines."""
    counts = corpus.rows.counts.copy()
    counts[:, TITLE] = 0
    rows = corpus.rows._replace(counts=counts)
    return take(corpus._replace(rows=rows), np.ones(len(corpus.day), np.bool_), counts.max(axis=1) > 0)


def without_dates(corpus: Labelled, share: float = 1.0) -> Labelled:
    """The corpus with so large a share of its dates removed."""
    gone = np.random.default_rng(3).random(len(corpus.day)) < share
    return corpus._replace(day=np.where(gone, np.nan, corpus.day))


def thinned(corpus: Labelled, seed: int) -> Labelled:
    """The corpus with one article left of most events: in a real stream most articles are alone."""
    rng, keep = np.random.default_rng(seed), np.ones(len(corpus.event), np.bool_)
    for event in np.unique(corpus.event[corpus.event >= 0]):
        members = np.flatnonzero(corpus.event == event)
        if rng.random() < CUT:
            keep[members] = False
            keep[rng.choice(members)] = True
    return take(corpus, keep)


def run(corpus: Labelled, pool: Executor, window: float | None = None) -> Run:
    """Weigh, look for candidates and describe them, as the package does; `window` instead of its own."""
    settings, weighted = StorySettings(), weigh(corpus.rows)
    found = candidates(weighted, corpus.day, settings.window if window is None else window, settings, pool)
    pairs = features(weighted, corpus.rows.lengths, corpus.day, found, settings.least_cosine, pool)
    rank = np.empty(len(corpus.day), np.int64)
    rank[total_order(corpus.day)] = np.arange(len(rank))
    return Run(corpus, weighted, found, pairs, rank)


def variant(made: Run, kind: str, weight: float) -> Variant:
    """The pairs of a run with a label at both ends."""
    corpus, pairs = made.corpus, made.pairs
    a, b = corpus.event[pairs.left], corpus.event[pairs.right]
    known = (a >= 0) & (b >= 0)
    folds = np.column_stack([corpus.fold[side[known]] for side in (pairs.left, pairs.right)])
    return Variant(corpus.name, kind, weight, pairs.features[known], (a == b)[known], folds)


def training_mix(corpora: Mapping[str, Labelled], runs: Mapping[str, Run], pool: Executor) -> list[Variant]:
    """All that a model is fitted on; `runs` are those of the corpora as they are.

    The stream with all its articles counts twice. Of the others there is each as it is, without titles, without dates,
    with half of them, and thinned: half of these as they are, a quarter without dates, a quarter with half of them.
    """
    mix = [variant(runs[STREAM], "as it is", 2.0)]
    for name, corpus in corpora.items():
        if name == STREAM:
            continue
        mix.append(variant(runs[name], "as it is", 1.0))
        mix.append(variant(run(without_titles(corpus), pool), UNTITLED, 0.3))
        if not np.isnan(corpus.day).all():
            mix.append(variant(run(without_dates(corpus), pool), UNDATED, 1.0))
            mix.append(variant(run(without_dates(corpus, 0.5), pool), HALF_DATED, 1.0))
        for seed in range(N_THINNED):
            thin = without_dates(thinned(corpus, seed), (0.0, 0.0, 1.0, 0.5)[seed % 4])
            mix.append(variant(run(thin, pool), THINNED, 4 / N_THINNED))
    return mix
