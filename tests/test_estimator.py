"""The scikit-learn face: the same answers as the functions, for texts, arrays and tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

import dedup
from dedup import StoryClusterer
from dedup.config import LEVELS
from dedup.errors import ColumnError, InputError, SettingsError

ARTICLES = Path(__file__).resolve().parent.parent / "dedup" / "demo" / "articles.jsonl"


@pytest.fixture(scope="module")
def articles() -> list[dict[str, Any]]:
    return [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def frame(articles: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(articles)


def same_groups(labels: np.ndarray, names: list[Any]) -> bool:
    pairs = set(zip(labels.tolist(), names, strict=True))
    return len(pairs) == len(set(labels.tolist())) == len(set(names))


@pytest.mark.parametrize("level", LEVELS)
def test_the_same_answer_as_the_functions(frame: pd.DataFrame, level: str) -> None:
    found = dedup.find_stories(dedup.cluster(dedup.read(ARTICLES).with_text_dates())).documents(True).to_pylist()
    column = {"copies": "copy_id", "stories": "story_id", "storylines": "storyline_id"}[level]
    by_id = {row["id"]: row[column] for row in found}
    labels = StoryClusterer(level, text_dates=True).fit_predict(frame)
    assert same_groups(labels, [by_id[key] for key in frame["id"]])


def test_labels_count_from_the_first_row(frame: pd.DataFrame) -> None:
    labels = StoryClusterer().fit_predict(frame)
    _, first = np.unique(labels, return_index=True)
    assert labels.dtype == np.int64
    assert (np.diff(first) > 0).all()
    assert set(labels) == set(range(labels.max() + 1))


def test_lists_arrays_and_tables_are_alike(articles: list[dict[str, Any]], frame: pd.DataFrame) -> None:
    expected = StoryClusterer().fit_predict(frame)
    columns = {name: [row.get(name) for row in articles] for name in ("text", "title", "outlet", "published", "url")}
    more = {"titles": columns["title"], "outlets": columns["outlet"], "dates": columns["published"]}
    table = pa.table({name: [None if v is None else str(v) for v in values] for name, values in columns.items()})
    for labels in (
        StoryClusterer(n_jobs=1).fit_predict(columns["text"], **more, urls=columns["url"]),
        StoryClusterer().fit_predict(np.array(columns["text"], object)[:, None], **more, urls=columns["url"]),
        StoryClusterer().fit_predict(pd.Series(columns["text"]), **more, urls=columns["url"]),
        StoryClusterer(n_jobs=-1).fit_predict(table),
    ):
        np.testing.assert_array_equal(labels, expected)


def test_a_missing_text_is_alone() -> None:
    frame = pd.DataFrame({"text": ["one two three", None, np.nan, "one two three"], "date": [pd.NaT] * 4})
    assert StoryClusterer("copies").fit_predict(frame).tolist() == [0, 1, 2, 0]


def test_it_is_an_estimator(frame: pd.DataFrame) -> None:
    made = clone(StoryClusterer(threshold=0.5, window=3.0))
    assert made.get_params() == {
        "level": "stories",
        "threshold": 0.5,
        "window": 3.0,
        "text_dates": False,
        "n_jobs": None,
    }
    step = make_pipeline(FunctionTransformer(lambda X: X["text"]), made)
    labels = step.fit_predict(frame)
    np.testing.assert_array_equal(labels, made.set_params().fit(frame["text"]).labels_)
    assert made.__sklearn_tags__().input_tags.string
    assert isinstance(made.result_, dedup.Stories)


@pytest.mark.parametrize(
    ("parameters", "X", "error", "message"),
    [
        ({"level": "topics"}, ["a"], SettingsError, "level is 'topics'; choose one of copies, stories, storylines"),
        ({"threshold": 2.0}, ["a"], SettingsError, "threshold is 2.0"),
        ({"window": -1.0}, ["a"], SettingsError, "window is -1.0"),
        ({"n_jobs": 0}, ["a"], SettingsError, "threads is 0"),
        ({}, [], InputError, "the corpus has no documents"),
        ({}, pd.DataFrame({"words": ["a"]}), ColumnError, "the columns are: words"),
    ],
)
def test_errors(parameters: dict[str, Any], X: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        StoryClusterer(**parameters).fit(X)


def test_lists_of_another_length() -> None:
    with pytest.raises(InputError, match="there are 2 texts but 1 values of date"):
        StoryClusterer().fit(["a", "b"], dates=["2024-04-08"])
