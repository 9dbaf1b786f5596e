"""The model is fitted on what the stage sees at run time, each fold's without it, and the same every time."""

from __future__ import annotations

import json
import sys
from concurrent.futures import Executor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dedup

sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))

import stories_data as data
import train_stories as train

THINGS = ["ferry", "pier", "harvest", "strike", "museum", "tunnel", "clinic", "choir", "dam", "glacier", "tram", "spa"]
PLACES = ["Sandholm", "Vessary", "Ansel", "Lissa", "Torvik", "Calder", "Dun", "Elsing", "Farrow", "Gor", "Hay", "Ince"]
LEVELS = train.Thresholds(-1.5, -2.5, -8.0)


def article(name: str, event: int, outlet: int, day: int) -> dict[str, Any]:
    """A short report of an event in other words at each outlet; every third has no date."""
    thing, place = THINGS[event % 12], PLACES[event % 12]
    said = ("Officials said", "Witnesses told us", "A spokesman confirmed")[outlet]
    text = f"{said} on Monday that the {thing} at {place} had changed. Outlet {outlet} reports from {place}.\nRing us!"
    date = f"2019-03-{1 + day % 28:02}" if event % 3 else ""
    return {
        "id": name,
        "outlet": f"o{outlet}",
        "date": date,
        "title": f"The {thing} at {place}",
        "url": "",
        "text": text,
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("data")
    for name in ("news-stream", "basil", "ecbplus"):
        (root / name).mkdir()
    labelled = [article(f"s{e}-{o}", e, o, 2 * e) for e in range(12) for o in range(2)]
    alone = [article(f"x{i}", 5 * i, 2, 9 * i) for i in range(8)]
    pq.write_table(pa.Table.from_pylist([*labelled, *alone]), root / "news-stream" / "articles.parquet")
    events = [{"event": f"e{e}", "title": "", "articles": [f"s{e}-0", f"s{e}-1"]} for e in range(12)]
    lines(root / "news-stream" / "events.jsonl", events)
    basil = [{**article(f"b{e}-{o}", e, o, e), "event": f"b{e}"} for e in range(10) for o in range(3)]
    lines(root / "basil" / "articles.jsonl", basil)
    ecb = [
        {**article(f"{e}-{o}", e, o, e), "event": f"{e // 2}ecb{'plus' * (e % 2)}"} for e in range(12) for o in range(3)
    ]
    lines(
        root / "ecbplus" / "articles.jsonl",
        [{key: row[key] for key in ("id", "event", "title", "text")} for row in ecb],
    )
    return root


def lines(file: Path, rows: list[dict[str, Any]]) -> None:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture(scope="module")
def corpora(folder: Path, pool: Executor) -> dict[str, data.Labelled]:
    return data.load(folder, pool)


def test_columns_are_those_that_the_stage_takes(folder: Path) -> None:
    from dedup.stories.find import _columns

    corpus = dedup.read(folder / "news-stream" / "articles.parquet")
    numbers = np.arange(3, 20)
    texts, titles, day = _columns(SimpleNamespace(corpus=corpus), numbers)
    mine = data.columns(corpus, numbers)
    assert mine[0].equals(titles)
    assert mine[1].equals(texts)
    np.testing.assert_array_equal(mine[2], day)


def test_a_fold_holds_whole_events_and_whole_topics(corpora: dict[str, data.Labelled]) -> None:
    for corpus in corpora.values():
        for event in np.unique(corpus.event[corpus.event >= 0]):
            assert len(np.unique(corpus.fold[corpus.event == event])) == 1
        assert ((corpus.fold < 0) == (corpus.event < 0)).all()
    ecb = corpora[data.ECB]
    assert len(np.unique(np.stack((ecb.event // 2, ecb.fold)), axis=1).T) == 6  # `0ecb` and `0ecbplus` together
    stream, some = corpora[data.STREAM], corpora[data.LABELLED]
    np.testing.assert_array_equal(stream.fold[stream.event >= 0], some.fold)  # what one leaves out, the other does


def test_a_part_of_a_corpus_is_what_it_would_be_alone(corpora: dict[str, data.Labelled]) -> None:
    basil = corpora[data.BASIL]
    cut = data.take(basil, np.arange(len(basil.day)) % 2 == 0)
    assert len(cut.rows.lengths) == len(cut.rows.starts) - 1 == 15
    first = slice(basil.rows.starts[2], basil.rows.starts[3])
    mine = slice(cut.rows.starts[1], cut.rows.starts[2])
    np.testing.assert_array_equal(cut.rows.hashes[cut.rows.terms[mine]], basil.rows.hashes[basil.rows.terms[first]])
    np.testing.assert_array_equal(cut.rows.counts[mine], basil.rows.counts[first])
    assert not data.without_titles(basil).rows.counts[:, 0].any()
    assert np.isnan(data.without_dates(basil).day).all()


def test_a_model_is_the_same_every_time_and_does_not_see_its_fold(
    corpora: dict[str, data.Labelled], pool: Executor
) -> None:
    runs = {name: data.run(corpus, pool) for name, corpus in corpora.items()}
    mix = data.training_mix(corpora, runs, pool)
    again = train.fit(data.training_mix(corpora, runs, pool), LEVELS, 1)
    np.testing.assert_array_equal(train.fit(mix, LEVELS, 1).coefficients, again.coefficients)
    spoilt = [v._replace(same=v.same ^ (v.folds == 1).any(axis=1)) for v in mix]
    np.testing.assert_array_equal(train.fit(spoilt, LEVELS, 1).coefficients, again.coefficients)
    scores = train.figures(runs, mix, LEVELS, pool)
    assert scores.keys() == {*corpora, train.BASIL_UNDATED}
    assert scores[data.BASIL].f1 > 0.9
    made = train.describe(corpora, train.fit(mix, LEVELS), scores, "2026-01-01")
    assert set(json.loads((train.FOLDER / "model.json").read_text(encoding="utf-8"))) == set(made)
    assert "ferry" not in json.dumps(made)


def test_scores_are_those_of_the_definition() -> None:
    rng = np.random.default_rng(2)
    story, event = rng.integers(0, 6, 40), rng.integers(-1, 6, 40)
    known = [i for i in range(40) if event[i] >= 0]
    precision = np.mean([np.mean([event[j] == event[i] for j in known if story[j] == story[i]]) for i in known])
    recall = np.mean([np.mean([story[j] == story[i] for j in known if event[j] == event[i]]) for i in known])
    found = {(i, j) for i in known for j in known if i < j and story[i] == story[j]}
    true = {(i, j) for i in known for j in known if i < j and event[i] == event[j]}
    mine = train.score(train.overlaps(story, event))
    expected = (precision, recall, len(found & true) / len(found), len(found & true) / len(true))
    assert (mine.precision, mine.recall, mine.pair_precision, mine.pair_recall) == pytest.approx(expected)


def test_the_background_holds_stems_and_their_shares(folder: Path, pool: Executor) -> None:
    shares = train.background_shares(folder / "news-stream" / "articles.parquet", pool)
    assert shares["the"] == 1.0
    assert shares["spokes"] == shares["confir"] == round(8 / 32, 5)
    assert not any(stem[0].isdigit() for stem in shares)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
