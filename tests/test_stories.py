"""`dedup.find_stories` from texts to stories: the demo corpus against its gold, corners, and what a result answers."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import naive
from dedup import Copies, Corpus, Stories, StorySettings, cluster, find_stories
from dedup.corpus.headline import headline
from dedup.schema import OUT_DOCUMENTS, OUT_STORIES
from dedup.stories.evidence import Scored
from dedup.stories.titles import central, keywords

DEMO = Path(__file__).resolve().parent.parent / "dedup" / "demo"
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (DEMO / "articles.jsonl").read_text(encoding="utf-8").splitlines()
]
GOLD: dict[str, Any] = json.loads((DEMO / "gold.json").read_text(encoding="utf-8"))
EVENT = {name: name for name in GOLD["unrelated"]} | {
    name: story["id"] for story in GOLD["stories"] for name in story["documents"]
}
PROSE = (
    "A fire on the ferry Marigold off Port Ansel killed four people on Monday, the coastguard said. The vessel, bound "
    "for Sandholm with 212 passengers, lost power at 6.40. Captain Ilse Brandt ordered it abandoned."
)


def corpus_of(rows: list[dict[str, Any]]) -> Corpus:
    def column(name: str) -> list[Any]:
        return [row.get(name) for row in rows]

    return Corpus.from_texts(
        column("text"), ids=column("id"), dates=column("published"), titles=column("title"), outlets=column("outlet")
    )


def found_in(rows: list[dict[str, Any]], threads: int = 2, **settings: Any) -> Stories:
    return find_stories(cluster(corpus_of(rows), threads=threads), threads=threads, **settings)


def answer(stories: Stories) -> tuple[list[dict[str, Any]], list[Any], Any]:
    """All that does not tell where a row stood in its file."""
    documents = stories.documents().drop_columns(["source", "row"])
    return documents.to_pylist(), stories.stories(), stories.run["stories"]


def without(*names: str, rows: list[dict[str, Any]] = ROWS) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key not in names} for row in rows]


def story_of(stories: Stories) -> dict[str, str]:
    return {row["id"]: row["story_id"] for row in stories.documents().to_pylist()}


@pytest.fixture(scope="module")
def demo() -> Stories:
    return found_in(ROWS)


def check(stories: Stories, copies: Copies | None = None) -> None:
    """What holds for every answer."""
    copies = copies or stories.copies
    documents = stories.documents()
    assert documents.schema.names == [*OUT_DOCUMENTS.names, "story_id"]
    rows = {row["id"]: row for row in documents.to_pylist()}
    when = dict(zip(rows, copies.corpus.columns("published_at")["published_at"].to_pylist(), strict=True))
    place = {name: ((when[name] is None, when[name] or 0), i) for i, name in enumerate(rows)}
    groups: dict[str, list[str]] = {}
    for name, row in rows.items():
        groups.setdefault(row["story_id"], []).append(name)
        assert row["story_id"] == rows[row["copy_id"]]["story_id"]  # copies share their story
    for head, members in groups.items():
        assert head == min(members, key=lambda name: place[name])
    listed = stories.stories()
    assert [(-len(story.members), story.id) for story in listed] == sorted((-len(m), h) for h, m in groups.items())
    for story in listed:
        members = sorted(groups[story.id], key=lambda name: place[name])
        assert story.members == tuple(members)
        assert story.outlets == tuple(dict.fromkeys(rows[name]["outlet"] for name in members if rows[name]["outlet"]))
        assert story.copies == len({rows[name]["copy_id"] for name in members})
        assert (story.weakest is None) == (story.copies == 1)
        dates = [rows[name]["published"] for name in members if rows[name]["published"]]
        assert (story.first, story.last) == ((dates[0], dates[-1]) if dates else (None, None))
        texts = {name: stories.copies.corpus.text(stories.copies.corpus.number(name)) for name in members}
        titles = {headline(rows[name]["title"], texts[name]) for name in members}
        assert story.title in titles
        assert story.title or not any(titles)
        assert len(story.keywords) <= 5
        assert all(word in " ".join(titles).casefold() for word in story.keywords)
    assert stories.stories(2) == [story for story in listed if len(story.members) >= 2]
    assert stories.stories(1, 3) == listed[:3]
    assert stories.stories(10**6) == []
    counts = stories.run["stories"]
    assert counts["copy_clusters"] == len({row["copy_id"] for row in rows.values()})
    assert counts["largest"] == max((len(members) for members in groups.values()), default=0)
    assert counts["stories_of_several"] == sum(len(members) > 1 for members in groups.values())
    assert counts["documents_in_them"] == sum(len(members) for members in groups.values() if len(members) > 1)
    check_table(stories)
    json.dumps(stories.run)


def check_table(stories: Stories) -> None:
    table = stories.table()
    assert table.schema == OUT_STORIES
    table.validate(full=True)
    rows = table.to_pylist()
    assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), key=str.encode)
    by_id = {story.id: story for story in stories.stories()}
    assert by_id.keys() == {row["id"] for row in rows}
    for row in rows:
        story = by_id[row["id"]]
        assert row == {
            "id": story.id, "title": story.title, "keywords": ", ".join(story.keywords),
            "documents": len(story.members), "copies": story.copies, "outlets": ", ".join(story.outlets),
            "first": story.first, "last": story.last, "weakest_link": story.weakest,
        }  # fmt: skip
    for field in OUT_STORIES:
        assert field.nullable or table[field.name].null_count == 0


# ---- the demo corpus


def test_the_demo(demo: Stories) -> None:
    check(demo)


def test_the_demo_against_its_gold(demo: Stories) -> None:
    """Its six events exactly, and every unrelated article alone."""
    precision, recall, f1 = naive.bcubed(story_of(demo), EVENT)
    assert (precision, recall, f1) == pytest.approx((1.0, 1.0, 1.0))


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_and_order_do_not_show(demo: Stories, threads: int) -> None:
    rows = random.Random(threads).sample(ROWS, len(ROWS))
    assert answer(found_in(rows, threads)) == answer(demo)


@pytest.mark.parametrize(
    "names", [("published",), ("title",), ("outlet", "url"), ("published", "title", "outlet", "url")]
)
def test_the_demo_without_a_column(names: tuple[str, ...]) -> None:
    stories = found_in(without(*names))
    check(stories)
    _, _, f1 = naive.bcubed(story_of(stories), EVENT)
    assert f1 > 0.75, f"without {', '.join(names)}: F1 {f1:.4f}"


def test_copies_cost_nothing(demo: Stories) -> None:
    """The same text three times more, a little later: the same stories, with more members."""
    again = [row | {"id": f"{row['id']}-{i}", "published": "2024-05-01"} for row in ROWS[:8] for i in range(3)]
    stories = found_in(ROWS + again)
    check(stories)
    old, new = story_of(demo), story_of(stories)
    assert {name: new[name] for name in old} == old
    assert all(new[row["id"]] == new[row["id"][:-2]] for row in again)
    assert stories.run["stories"]["scored"] == demo.run["stories"]["scored"]


def test_later_articles_leave_old_stories_and_their_ids() -> None:
    """Of the stories among the first half by time, all keep their id, and nearly all their members."""
    dated = sorted((row for row in ROWS if row["published"]), key=lambda row: str(row["published"])[:10])
    early = dated[: len(dated) // 2]
    old, new = found_in(early), found_in(ROWS)
    names = {row["id"] for row in early}
    later = {story.id: set(story.members) & names for story in new.stories()}
    groups = {story.id: set(story.members) for story in old.stories(2)}
    assert len(groups) >= 3
    assert groups.keys() <= later.keys()
    assert sum(later[name] == group for name, group in groups.items()) >= len(groups) - 1


def test_a_window_of_no_days_parts_what_stands_apart() -> None:
    """Only documents of one instant, and undated ones, are compared."""
    stories = found_in(ROWS, window=0)
    check(stories)
    assert stories.run["stories"]["candidates"] < found_in(ROWS).run["stories"]["candidates"]
    assert stories.run["stories"]["settings"]["window"] == 0


# ---- corners


def doc(name: str, text: str | None = PROSE, published: str | None = "2024-04-08", **other: Any) -> dict[str, Any]:
    return {
        "id": name,
        "text": text,
        "published": published,
        "title": "Ferry fire kills four",
        "outlet": "Post",
    } | other


OTHER = (
    "The central bank left rates where they are. Its governor, Anna Moller, saw no reason to hurry in a weak economy."
)
REWRITE = (
    "Four people died when the Marigold, a ferry bound for Sandholm, caught fire off Port Ansel. Captain Ilse Brandt "
    "had all 212 passengers leave the vessel, according to the coastguard."
)
TOLD_TWICE = [
    doc("a"),
    doc("b", REWRITE, "2024-04-09", title="Ferry fire off Port Ansel"),
    doc("c", OTHER, title="Rates"),
]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([doc("a")], [("a",)]),
        ([doc("a"), doc("b")], [("a", "b")]),
        ([doc("b", published="2024-04-07"), doc("a")], [("b", "a")]),
        ([doc("b", published=None), doc("a", published=None)], [("a", "b")]),
        ([doc("a", published=None), doc("b")], [("b", "a")]),
        ([doc("a", text, title=None) for text in ("",)], [("a",)]),
        ([doc(n, text, title=None) for n, text in zip("abcd", ("", " — !", None, "\u200d"), strict=True)],
         [("a",), ("b",), ("c",), ("d",)]),
        ([doc("a", "", title=""), doc("b", "", title="  "), doc("c")], [("a",), ("b",), ("c",)]),
        (TOLD_TWICE, [("a", "b"), ("c",)]),
        (without("title", rows=TOLD_TWICE), [("a", "b"), ("c",)]),
        (without("outlet", rows=TOLD_TWICE), [("a", "b"), ("c",)]),
    ],
    ids=["one", "two identical", "the later id is earlier", "no dates", "one date", "an empty text", "no words",
         "empty titles", "told twice", "no titles", "no outlets"],
)  # fmt: skip
def test_corners(rows: list[dict[str, Any]], wanted: list[tuple[str, ...]]) -> None:
    stories = found_in(rows)
    check(stories)
    assert [story.members for story in stories.stories()] == wanted


@pytest.mark.parametrize(
    "change", [without("published", rows=TOLD_TWICE), without("published", "title", rows=TOLD_TWICE)]
)
def test_corners_without_dates(change: list[dict[str, Any]]) -> None:
    stories = found_in(change)
    check(stories)
    assert story_of(stories)["c"] == "c"


def test_far_apart_in_time_is_another_event() -> None:
    stories = found_in([doc("a"), doc("b", REWRITE, "2021-04-09")])
    check(stories)
    assert story_of(stories) == {"a": "a", "b": "b"}
    assert stories.run["stories"]["candidates"] == 0


def test_dates_before_1970_and_far_ahead() -> None:
    rows = [doc("a", published="1912-04-15"), doc("b", REWRITE, "1912-04-16"), doc("c", OTHER, "2199-01-01")]
    stories = found_in(rows)
    check(stories)
    assert [story.members for story in stories.stories()] == [("a", "b"), ("c",)]


def test_progress_and_seconds() -> None:
    seen: list[tuple[str, int, int | None]] = []
    stories = find_stories(cluster(corpus_of(TOLD_TWICE)), progress=lambda *state: seen.append(state))
    assert [state for state in seen if state[0] == "stories"] == [("stories", i, 4) for i in range(5)]
    assert {"terms", "story candidates", "score", "link"} <= stories.run["seconds"].keys()
    assert stories.run["stories"]["settings"] == {
        name: getattr(StorySettings(), name) for name in StorySettings.__dataclass_fields__
    }
    assert "3 documents, 2 stories" in repr(stories)


# ---- titles and keywords


def pairs_of(edges: dict[tuple[int, int], float]) -> Scored:
    left, right = np.array(list(edges), np.int64).reshape(-1, 2).T
    return Scored(left, right, np.array(list(edges.values()), np.float32), np.zeros(len(edges)))


def titles_of(
    groups: list[list[int]], titles: list[str | None], kept: list[int], edges: dict[tuple[int, int], float]
) -> list[str]:
    rows = [{"title": title} for title in titles]
    arrays = [np.array(group, np.int64) for group in groups]
    return central(arrays, rows, np.array(kept, np.int64), pairs_of(edges))


def test_the_title_is_that_of_the_most_central_document() -> None:
    edges = {(0, 1): 0.5, (1, 2): 0.4, (0, 3): 0.9}  # places among the kept ones; 3 is of another story
    assert titles_of([[0, 2, 4], [6]], list("abcdefg"), [0, 2, 4, 6], edges) == ["c", "g"]
    assert titles_of([[0, 2, 4], [6]], ["a", "b", None, "d", "e", "f", " g "], [0, 2, 4, 6], edges) == ["a", "g"]


@pytest.mark.parametrize(("order", "wanted"), [([0, 1, 2], "a"), ([2, 1, 0], "c"), ([1, 0, 2], "b")])
def test_of_equally_central_documents_the_earliest_gives_the_title(order: list[int], wanted: str) -> None:
    edges = {(0, 1): 0.5, (1, 2): 0.5, (0, 2): 0.5}
    assert titles_of([order], ["a", "b", "c"], [0, 1, 2], edges) == [wanted]


def test_a_story_without_titles_has_none() -> None:
    assert titles_of([[0, 1]], [None, ""], [0, 1], {(0, 1): 0.5}) == [""]
    assert titles_of([[0], [1]], ["a", None], [0, 1], {}) == ["a", ""]
    assert titles_of([], [], [], {}) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_central(seed: int) -> None:
    rng = random.Random(seed)
    n = 20
    titles = [rng.choice([None, "", f"title {i}"]) for i in range(n)]
    kept = sorted(rng.sample(range(n), 15))
    part = [rng.randrange(4) for _ in range(n)]
    groups = [[d for d in rng.sample(range(n), n) if part[d] == p] for p in range(3)]  # the fourth is not asked for
    every = list(itertools.combinations(range(len(kept)), 2))
    edges = {pair: rng.choice([0.25, 0.5, 0.75]) for pair in rng.sample(every, 50)}
    wanted = []
    for group in groups:
        near = dict.fromkeys(group, 0.0)
        for (i, j), value in edges.items():
            if kept[i] in near and kept[j] in near:
                near[kept[i]] += value
                near[kept[j]] += value
        named = [d for d in group if titles[d]]
        wanted.append(titles[max(named, key=lambda d: near[d])] if named else "")
    assert titles_of(groups, titles, kept, edges) == wanted


def test_keywords() -> None:
    titles = [
        "Ferry fire kills four",
        "Ferry: FERRY fire",
        "Fire at a mill",
        None,
        "Mill strike",
        "o'clock it’s 2024 né",
    ]
    rows = [{"title": title} for title in titles]

    def words(*group: int) -> tuple[str, ...]:
        return keywords([np.array(group)], rows, lambda words: set())[0]

    assert words(0, 1) == (
        "ferry",
        "four",
        "kills",
        "fire",
    )  # of two headlines; of one; of three, though of both of these
    assert words(3) == ()
    assert words(2) == ("mill", "fire")
    assert words(5) == ("2024", "clock")
    assert len(words(0, 1, 2, 4)) == 5
    assert keywords([], rows, lambda words: set()) == []


@pytest.mark.parametrize("build", [lambda: pa.table(found_in(TOLD_TWICE).table())])
def test_table(build: Callable[[], pa.Table]) -> None:
    rows = build().to_pylist()
    assert [(row["id"], row["documents"], row["copies"], row["outlets"]) for row in rows] == [
        ("a", 2, 2, "Post"), ("c", 1, 1, "Post"),
    ]  # fmt: skip
    assert (rows[0]["first"], rows[0]["last"]) == ("2024-04-08", "2024-04-09")
    assert rows[0]["weakest_link"] is not None
    assert rows[1]["weakest_link"] is None
    assert rows[1]["keywords"] == "rates"
