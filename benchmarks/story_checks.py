"""What `benchmarks/stories.py` asks beside the figures of stories: candidates by MinHash, the window, storylines, ids.

Each function returns rows. Corpora come as the runs of `tools/stories_data.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import rows

SAMPLE = 2_000_000
"""Pairs drawn by chance that a share of all pairs is counted on."""
WINDOWS = (3.0, 5.0, 10.0, 20.0, 30.0)
LEVELS = (0.08, 0.1, 0.12, 0.15, 0.18, 0.2, 0.25, 0.3)
"""Nearness from which stories are tried as one storyline."""


# --- candidates


def same_event_pairs(event: Any) -> Any:
    """Every pair of documents of one event: int64 [m, 2]."""
    import numpy as np

    known = np.flatnonzero(event >= 0)
    known = known[np.argsort(event[known], kind="stable")]
    groups = np.split(known, np.flatnonzero(np.diff(event[known])) + 1)
    pairs = [np.stack([group[side] for side in np.triu_indices(len(group), 1)], axis=1) for group in groups]
    return np.concatenate(pairs)


def signatures(weighted: Any, top: int, slots: int) -> Any:
    """MinHash of the heaviest terms of each document: uint64 [n, slots]; an empty document has values of its own."""
    import numpy as np

    from dedup.kernels.meet import top_terms
    from dedup.kernels.mix import finish

    n = len(weighted.starts) - 1
    terms, weights = np.zeros((n, top), np.int32), np.zeros((n, top), np.float32)
    counts = np.zeros(n, np.int64)
    top_terms(weighted.starts, weighted.terms, weighted.all, terms, weights, counts)
    missing = np.arange(top) >= counts[:, None]
    vocabulary, made = np.arange(len(weighted.rarity), dtype=np.uint64), np.empty((n, slots), np.uint64)
    mix = np.frompyfunc(finish, 1, 1)
    for slot in range(slots):
        salt = np.uint64(mix(np.uint64(slot + 1)))
        order = np.random.default_rng(int(salt) & 0x7FFFFFFF).permutation(len(vocabulary)).astype(np.uint64)
        hashed = order[terms]
        hashed[missing] = np.iinfo(np.uint64).max
        made[:, slot] = hashed.min(axis=1)
    made[counts == 0] = (np.arange(n, dtype=np.uint64) + np.uint64(1 << 40))[counts == 0, None]
    return made


def lsh_rows(
    run: Any, shapes: Sequence[tuple[int, int, int]] = ((20, 128, 1), (20, 64, 2), (60, 128, 1))
) -> list[rows.Row]:
    """Recall and share of all pairs of MinHash with so many (top terms, bands, rows), inside the window.

    The share is counted on pairs drawn by chance, so that no list of them has to be made.
    """
    import numpy as np

    from dedup.config import StorySettings

    day, window = run.corpus.day, StorySettings().window
    true = same_event_pairs(run.corpus.event)
    drawn = np.random.default_rng(0).integers(0, len(day), (SAMPLE, 2))
    drawn = drawn[drawn[:, 0] != drawn[:, 1]]
    made = []
    for top, bands, width in shapes:
        signature = signatures(run.weighted, top, bands * width)

        def met(pairs: Any, signature: Any = signature, bands: int = bands, width: int = width) -> float:
            gap = np.abs(day[pairs[:, 0]] - day[pairs[:, 1]])
            pairs, hits = pairs[~(gap > window)], 0
            for low in range(0, len(pairs), 1 << 16):
                a, b = (signature[pairs[low : low + (1 << 16), side]] for side in (0, 1))
                hits += int((a == b).reshape(len(a), bands, width).all(axis=2).any(axis=1).sum())
            return hits

        row = {"what": "candidates", "corpus": run.corpus.name, "documents": len(day), "true_pairs": len(true)}
        name = f"MinHash of {top} terms, {bands} bands of {width}"
        shares = {"recall": met(true) / len(true), "share_of_all_pairs": met(drawn) / len(drawn)}
        made.append({**row, "method": name, **{key: round(value, 5) for key, value in shares.items()}})
    return made


def window_rows(
    corpora: Mapping[str, Any], names: Sequence[str], models: Sequence[Any], pool: Executor
) -> list[rows.Row]:
    """Cross-validated figures by window, and the share of dated pairs of one event that it holds."""
    import numpy as np

    import stories_data
    import train_stories

    made = []
    for name in names:
        day = corpora[name].day
        gap = np.abs(np.subtract(*day[same_event_pairs(corpora[name].event)].T))
        for window in WINDOWS:
            run = stories_data.run(corpora[name], pool, window=window)
            score = train_stories.cross_validate(run, models)
            held = float((gap[~np.isnan(gap)] <= window).mean())
            row = {"what": "window", "corpus": name, "window": window, "pairs_inside": round(held, 4)}
            made.append({**row, **{key: round(value, 4) for key, value in score._asdict().items()}})
    return made


# --- storylines


def storyline_rows(data: Path, runs: Mapping[str, Any], models: Sequence[Any], pool: Executor) -> list[rows.Row]:
    """Storylines of ECB+ against its topics, by the level that ships and by one picked without the fold; sizes in the
    stream.
    """
    import numpy as np

    import stories_data
    import train_stories
    from dedup.config import StorylineSettings
    from dedup.stories.storylines import storylines

    ships = StorylineSettings().least
    run = runs[stories_data.ECB]
    names = sorted({row["event"] for row in stories_data.json_lines(data / stories_data.ECB / "articles.jsonl")})
    topics = np.unique([stories_data.topic(name) for name in names], return_inverse=True)[1][run.corpus.event]
    fold = run.corpus.fold
    shared: dict[float, Any] = {level: np.empty((len(topics), 3), np.int64) for level in LEVELS}
    alone = np.empty((len(topics), 3), np.int64)
    for number, model in enumerate(models):
        story, here = train_stories.cluster(run, model), fold == number
        alone[here] = train_stories.overlaps(story, topics)[here]
        for level in LEVELS:
            found = storylines(run.weighted, run.corpus.day, story, StorylineSettings(least=level), pool)
            shared[level][here] = train_stories.overlaps(found.first, topics)[here]
    picked = np.empty((len(topics), 3), np.int64)
    for number in range(len(models)):
        best = max(LEVELS, key=lambda level: train_stories.score(shared[level][fold != number]).f1)
        picked[fold == number] = shared[best][fold == number]
    methods = {
        "stories alone": alone, f"storylines, {ships}": shared[ships], "storylines, level of other folds": picked,
    }  # fmt: skip
    base = {"what": "storylines", "corpus": stories_data.ECB}
    made = [{**base, "method": name, **_rounded(train_stories.score(part))} for name, part in methods.items()]
    return [*made, _sizes(runs[stories_data.STREAM], models[0], pool)]


def _sizes(run: Any, model: Any, pool: Executor) -> rows.Row:
    """How many storylines a stream has, how large they are, and whether events stay whole in them."""
    import numpy as np

    import train_stories
    from dedup.config import StorylineSettings
    from dedup.stories.storylines import storylines

    story, event = train_stories.cluster(run, model), run.corpus.event
    line = storylines(run.weighted, run.corpus.day, story, StorylineSettings(), pool).first
    documents = np.unique(line, return_counts=True)[1]
    lines, stories = np.unique(np.unique(np.stack((line, story)), axis=1)[0], return_counts=True)
    return {
        "what": "storylines", "corpus": run.corpus.name, "method": "sizes", "stories": len(np.unique(story)),
        "storylines": len(lines), "of_several_stories": int((stories > 1).sum()), "most_stories": int(stories.max()),
        "most_documents": int(documents.max()),
        "event_recall_of_stories": round(train_stories.score(train_stories.overlaps(story, event)).recall, 4),
        "event_recall": round(train_stories.score(train_stories.overlaps(line, event)).recall, 4),
    }  # fmt: skip


def _rounded(score: Any) -> rows.Row:
    return {name: round(value, 4) for name, value in score._asdict().items()}


# --- ids


def stability_row(data: Path, threads: int, share: float = 0.8) -> rows.Row:
    """What becomes of the stories of the first part of the stream once the rest is there.

    The first part by time; undated documents come at chance.
    """
    import numpy as np
    import pyarrow as pa
    import stories as bench

    import dedup

    corpus = dedup.read(data / "news-stream" / "articles.parquet", threads=threads)
    time = corpus.columns("published_at")["published_at"].cast(pa.int64()).cast(pa.float64(), safe=False).to_numpy()
    time = np.where(
        np.isnan(time), np.random.default_rng(0).permutation(np.resize(time[~np.isnan(time)], len(time))), time
    )
    early = np.sort(np.argsort(time, kind="stable")[: int(share * len(time))])
    old, new = (
        dedup.find_stories(dedup.cluster(some, threads=threads), threads=threads)
        for some in (bench.part(corpus, early), corpus)
    )
    return {"what": "stability", "corpus": "news-stream", "documents": len(early), "of": len(time)} | kept(old, new)


def kept(old: Any, new: Any) -> rows.Row:
    """Of the stories of several documents of an earlier run, the shares that a later one has with the same id, and with
    the same id and the same old members; and of the old documents, the share with the same story id.
    """
    members = {story.id: set(story.members) for story in old.stories(2)}
    known = {name for story in old.stories() for name in story.members}
    later = {story.id: set(story.members) & known for story in new.stories()}
    before, after = ({name: story.id for story in run.stories() for name in story.members} for run in (old, new))
    same_id = sum(later.get(name, set()) >= {name} for name in members)
    whole = sum(later.get(name) == group for name, group in members.items())
    documents = sum(after[name] == story for name, story in before.items())
    counts = {
        "same_id": same_id / len(members),
        "same_id_and_members": whole / len(members),
        "same_document": documents / len(before),
    }
    return {"stories": len(members), **{name: round(value, 4) for name, value in counts.items()}}
