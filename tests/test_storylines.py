"""Storylines against the slow way with dense matrices, what a result says of them, and why two are together."""

from __future__ import annotations

import itertools
import math
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import naive
from dedup import Stories, cluster, find_stories
from dedup.config import StorylineSettings
from dedup.errors import SettingsError, UnknownDocumentError
from dedup.schema import OUT_STORYLINES
from dedup.stories.candidates import total_order
from dedup.stories.features import FEATURES
from dedup.stories.linkage import average_linkage
from dedup.stories.storylines import Joined, storylines
from test_stories import EVENT, OTHER, ROWS, corpus_of, doc, found_in, story_of
from test_stories_candidates import POOL, dense, made

GENEROUS = StorylineSettings(top=20, reach=10_000, keep=500, least=0.3)


def some_stories(seed: int, n: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """By document, the first of a story of one to four documents."""
    rng = random.Random(seed)
    cuts = sorted(rng.sample(range(1, n), n // 2))
    return np.repeat([0, *cuts], np.diff([0, *cuts, n])).astype(np.int64)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("least", [0.15, 0.3])
def test_storylines(seed: int, least: float) -> None:
    """Mean of both cosines of summed rows, then average linkage of all stories."""
    rows, day, _ = made(seed)
    story = some_stories(seed, len(day))
    found = storylines(rows, day, story, StorylineSettings(top=20, reach=10_000, keep=500, least=least), POOL)
    heads = sorted(set(story.tolist()))
    near = np.zeros((len(heads), len(heads)))
    for weights in (rows.all, rows.name):
        matrix = dense(rows, weights)
        summed = np.array([matrix[story == head].sum(axis=0) for head in heads])
        summed /= np.maximum(np.linalg.norm(summed, axis=1), 1e-9)[:, None]
        near += summed @ summed.T / 2
    place = np.argsort(total_order(day[heads]))
    every = itertools.combinations(range(len(heads)), 2)
    odds = {(i, j): near[i, j] - 1 for i, j in every if near[i, j] >= least / 4 + 1e-6}
    first, weakest = naive.average_linkage(odds, -1.0, least - 1, least - 1, place.tolist())
    number = {head: i for i, head in enumerate(heads)}
    assert [heads[first[number[int(s)]]] for s in story] == found.first.tolist()
    wanted = [math.nan if (w := weakest[number[int(s)]]) is None else w + 1 for s in story]
    assert found.weakest.tolist() == pytest.approx(wanted, abs=1e-3, nan_ok=True)
    assert 1 < len(set(found.first.tolist())) < len(heads)


def test_a_story_is_never_parted() -> None:
    rows, day, _ = made(4)
    story = some_stories(4, len(day))
    for settings in (GENEROUS, StorylineSettings(), StorylineSettings(keep=1, reach=8, top=5)):
        found = storylines(rows, day, story, settings, POOL)
        for head in set(story.tolist()):
            assert len(set(found.first[story == head].tolist())) == 1


def test_threads_do_not_show() -> None:
    rows, day, _ = made(5)
    story = some_stories(5, len(day))

    def answer(threads: int) -> Joined:
        with ThreadPoolExecutor(threads) as pool:
            return storylines(rows, day, story, StorylineSettings(keep=3, reach=8), pool)

    one, two = answer(1), answer(2)
    assert one.first.tolist() == two.first.tolist()
    np.testing.assert_array_equal(one.weakest, two.weakest)


@pytest.mark.parametrize("n", [0, 1])
def test_none_and_one(n: int) -> None:
    rows, day, _ = made(1, n=n)
    assert storylines(rows, day, np.arange(n), StorylineSettings(), POOL).first.tolist() == list(range(n))


def test_a_big_storyline_does_not_grow_through_a_few_good_pairs() -> None:
    """Nine stories that are near each other, and one near to two of them only."""
    odds = dict.fromkeys(itertools.combinations(range(9), 2), -0.4) | {(0, 9): -0.45, (1, 9): -0.45}
    left, right = np.array(list(odds)).T
    rank = np.arange(10)
    linked = average_linkage(left, right, np.array(list(odds.values())), -1.0, -0.7, -0.7, rank)
    assert linked.first.tolist() == [0] * 9 + [9]


@pytest.mark.parametrize("wrong", [{"least": 0.0}, {"top": 4}, {"reach": 7}, {"keep": 0}], ids=str)
def test_settings_out_of_range(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        StorylineSettings(**wrong)


# ---- the result


FERRY = "The ferry Marigold of the Ansel Line, captain Ilse Brandt, on the crossing between Port Ansel and Sandholm"
SAGA = [
    doc("fire", f"{FERRY}, caught fire. Four people died, the coastguard said.", "2024-04-08"),
    doc("inquiry", f"{FERRY}, had its sprinklers shut, the inquiry heard.", "2024-09-20", title="Sprinklers shut"),
    doc("verdict", f"{FERRY}, was unfit for sea, the court held in its verdict.", "2025-06-02", title="Court speaks"),
    doc("bank", "The central bank left its rates where they are; Anna Moller saw no reason to hurry.", title="Rates"),
]


@pytest.fixture(scope="module")
def saga() -> Stories:
    return found_in(SAGA)


def test_a_storyline_goes_beyond_the_window(saga: Stories) -> None:
    assert len(saga.stories()) == 4
    lines = saga.storylines()
    assert [line.stories for line in lines] == [("fire", "inquiry", "verdict"), ("bank",)]
    line = lines[0]
    assert (line.id, line.members, line.outlets) == ("fire", ("fire", "inquiry", "verdict"), ("Post",))
    assert (line.first, line.last) == ("2024-04-08", "2025-06-02")
    assert line.weakest is not None
    assert line.weakest >= 0.15
    assert lines[1].weakest is None
    assert saga.storylines(2) == lines[:1]
    assert saga.storylines(1, 1) == lines[:1]


def test_the_table_and_the_column(saga: Stories) -> None:
    rows = {row["id"]: row for row in saga.documents(storylines=True).to_pylist()}
    assert {name: row["storyline_id"] for name, row in rows.items()} == {
        "fire": "fire", "inquiry": "fire", "verdict": "fire", "bank": "bank",
    }  # fmt: skip
    assert "storyline_id" not in saga.documents().schema.names
    table = saga.storyline_table()
    assert table.schema == OUT_STORYLINES
    table.validate(full=True)
    assert [(row["id"], row["stories"], row["documents"]) for row in table.to_pylist()] == [
        ("bank", 1, 1),
        ("fire", 3, 3),
    ]
    assert saga.run["storylines"]["storylines"] == 2
    assert saga.run["storylines"]["stories"] == 4
    assert "storylines" in saga.run["seconds"]


def test_settings_of_storylines_reach_them() -> None:
    stories = find_stories(cluster(corpus_of(SAGA)), storylines=StorylineSettings(least=1.0))
    assert len(stories.storylines()) == 4
    assert stories.tables().keys() == {"documents", "pairs", "stories", "storylines"}
    assert "storyline_id" in stories.documents().schema.names
    assert stories.run["storylines"]["settings"]["least"] == 1.0


@pytest.mark.parametrize("threads", [1, 2])
def test_order_of_the_input_does_not_show(threads: int) -> None:
    rows = random.Random(threads).sample(ROWS, len(ROWS))
    found, wanted = found_in(rows, threads), found_in(ROWS)
    assert found.storylines() == wanted.storylines()
    assert found.storyline_table() == wanted.storyline_table()
    columns = ["source", "row"]
    assert found.documents(True).drop_columns(columns) == wanted.documents(True).drop_columns(columns)


def test_storylines_of_the_demo_are_whole_stories_and_few_topics() -> None:
    """Each of its events is another topic: no storyline holds two of them."""
    stories = found_in(ROWS)
    line = {row["id"]: row["storyline_id"] for row in stories.documents(True).to_pylist()}
    story = story_of(stories)
    for name in story:
        assert line[name] == line[story[name]]
    precision, _, _ = naive.bcubed(line, EVENT)
    assert precision > 0.9


# ---- why


def test_why_of_all_pairs_agrees_with_the_answer() -> None:
    stories = found_in(ROWS)
    story, names = story_of(stories), [row["id"] for row in ROWS]
    seen = set()
    for left, right in itertools.combinations(names[::2], 2):
        why = stories.why(left, right)
        assert why.together == (story[left] == story[right])
        assert (why.left_story, why.right_story) == (story[left], story[right])
        seen.add((why.copies, why.together, why.candidate, why.left_out))
        assert [feature.name for feature in why.features] == list(FEATURES)
        assert why.log_odds == pytest.approx(why.intercept + sum(f.contribution for f in why.features))
        assert why.scored <= why.pairs
        if why.copies:
            assert why.changes == ()
            continue
        assert why.candidate == (why.left_out is None)
        assert (why.needed <= 0) if why.together else (why.needed > 0)
        for change in why.changes:
            assert change.gain * why.needed >= 0 or why.needed == 0
    assert {entry[3] for entry in seen} >= {None, "words"}
    assert {entry[1] for entry in seen} == {True, False}


def test_what_is_enough_is_enough() -> None:
    """Making the change that is said to be enough gives the other answer."""
    rows = [doc("a"), doc("b", WEAKER, "2024-04-16", title="Fares rise on the Sandholm crossing")]
    apart = found_in(rows)
    why = apart.why("a", "b")
    assert not why.together
    change = next(change for change in why.changes if change.feature == "log_days")
    assert change.enough
    assert change.then < change.now == why.days == 8
    day = 8 + int(change.then)
    near = found_in([rows[0], rows[1] | {"published": f"2024-04-{day:02}"}])
    assert near.why("a", "b").together
    assert near.why("b", "a").needed <= 0
    later = next(change for change in near.why("a", "b").changes if change.feature == "log_days")
    assert later.then > later.now


WEAKER = (
    "Fares on the crossing to Sandholm rise from May, the Ansel Line said. One of its vessels, the Marigold, is laid "
    "up since the fire; another is to take its place before the summer, and the company hopes for a good season."
)
ROWS_ABOUT_FIRE = (
    "Passengers of the Marigold told of smoke and panic. The ferry, bound for Sandholm, burned off Port Ansel, and the "
    "coastguard took 212 people on board. Captain Ilse Brandt left last."
)


def test_why_outside_the_window_and_without_dates() -> None:
    rows = [doc("a"), doc("b", ROWS_ABOUT_FIRE, "2021-04-09"), doc("c", OTHER, None, title="Rates")]
    stories = found_in(rows)
    why = stories.why("a", "b")
    assert (why.left_out, why.candidate, why.mean_link) == ("window", False, why.absent)
    assert why.days == 1095
    change = next(change for change in why.changes if change.feature == "log_days")
    assert change.then <= stories.run["stories"]["settings"]["window"]
    undated = stories.why("a", "c")
    assert undated.days is None
    assert (undated.left, undated.right) == ("a", "c")
    assert undated.together or any(change.feature == "undated" for change in undated.changes)


def test_why_of_copies_and_of_one_document() -> None:
    stories = found_in([doc("a"), doc("b"), doc("c", "Something else, of which nobody wrote.", title="No")])
    assert stories.why("a", "b").copies
    assert stories.why("b", "c").left_kept == "a"
    assert stories.why("a", "a").together
    with pytest.raises(UnknownDocumentError):
        stories.why("a", "nobody")


def test_a_cap_is_said() -> None:
    stories = found_in(ROWS, keep=1)
    reasons = {stories.why(a["id"], b["id"]).left_out for a, b in itertools.combinations(ROWS[:20], 2)}
    assert "cap" in reasons
