"""Shared passages: equal in both texts but for bridged edits, none over another, the same whichever is called left."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import naive
from dedup.copies.passages import Passage, passages, words_of
from dedup.kernels.runs import MOST_PLACES

small_texts = st.lists(
    st.sampled_from(["a", "B", "b", "é", "E\u0301", "漢", "ß", "ss", ".", "–", "\n", "🙂"]), max_size=40
).map(" ".join)
edited_texts = st.lists(st.integers(0, 30), max_size=60).map(lambda numbers: " ".join(f"w{n}" for n in numbers))
widths = st.integers(1, 5)
bridges = st.integers(0, 4)


def turned(found: list[Passage]) -> list[Passage]:
    """The same passages with left and right exchanged."""
    return sorted(Passage(p.right_start, p.right_end, p.left_start, p.left_end, *p[4:]) for p in found)


def check(left: str, right: str, width: int, bridge: int) -> list[Passage]:
    """The properties that all passages of two texts have."""
    found = passages(left, right, width, bridge)
    shortest = max(1, min(width, len(naive.words(left)), len(naive.words(right))))
    assert found == sorted(found)
    for p in found:
        x, y = naive.words(left[p.left_start : p.left_end]), naive.words(right[p.right_start : p.right_end])
        assert p.n_words == max(len(x), len(y))
        assert shortest <= p.n_same <= naive.subsequence(x, y)  # what is bridged is an edit, all else is equal
        assert bridge or x == y
        assert (x[:shortest], x[-shortest:]) == (y[:shortest], y[-shortest:])  # both ends are equal words, whole ones
        for text, start, end in ((left, p.left_start, p.left_end), (right, p.right_start, p.right_end)):
            assert start in {place[0] for place in naive.word_places(text)}
            assert end in {place[1] for place in naive.word_places(text)}
    for spans in ([(p.left_start, p.left_end) for p in found], [(p.right_start, p.right_end) for p in found]):
        ordered = sorted(spans)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(ordered))
    return found


@given(st.one_of(st.tuples(small_texts, small_texts), st.tuples(edited_texts, edited_texts)), widths, bridges)
def test_passages(texts: tuple[str, str], width: int, bridge: int) -> None:
    left, right = texts
    found = check(left, right, width, bridge)
    assert [tuple(p) for p in found] == naive.passages(left, right, width, bridge)
    x, y = naive.words(left), naive.words(right)
    if (len(x), sum(map(naive.word_hash, x))) != (len(y), sum(map(naive.word_hash, y))) or x == y:
        assert turned(found) == passages(right, left, width, bridge)


@given(st.permutations(range(14)), st.permutations(range(14)), widths, st.data())
def test_none_is_missed_where_no_word_stands_twice(a: list[int], b: list[int], width: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, 8))
    shared = a[start : start + 6]
    b = [n for n in b if n not in shared]
    at = data.draw(st.integers(0, len(b)))
    b[at:at] = shared
    left, right = (" ".join(f"Wörd{n}" for n in numbers) for numbers in (a, b))
    width = min(width, 6)
    covered = set()
    for p in check(left, right, width, 0):
        covered |= set(naive.words(left[p.left_start : p.left_end]))
    expected = {x for i in range(15 - width) for j in range(15 - width) if a[i : i + width] == b[j : j + width]
                for x in a[i : i + width]}  # fmt: skip
    assert covered == {naive.fold(f"wörd{x}") for x in expected}


@given(small_texts)
def test_a_text_and_itself(text: str) -> None:
    words = naive.words(text)
    assume(len(words) >= 3)
    (whole,) = passages(text, text.upper() if "ß" not in text else text, 3)
    assert (whole.n_words, whole.n_same) == (len(words), len(words))
    assert (whole.left_start, whole.left_end) == (naive.word_places(text)[0][0], naive.word_places(text)[-1][1])


@given(small_texts)
def test_words_of(text: str) -> None:
    found = words_of(text)
    assert found.hashes.tolist() == naive.unit_hashes(text)
    assert found.spans.tolist() == [list(place) for place in naive.word_places(text)]


def test_spans_count_characters_and_not_bytes() -> None:
    left, right = "Ünïcödé 🙂 — das Haus steht", "🙂🙂🙂 漢 DAS HAUS STEHT 🙂"
    (p,) = passages(left, right, 3)
    assert (left[p.left_start : p.left_end], right[p.right_start : p.right_end]) == ("das Haus steht", "DAS HAUS STEHT")


def test_a_small_edit_does_not_end_a_passage() -> None:
    left = (
        "The harbour was fully closed on Monday after the tanker Aurora ran aground near the northern mole of the port"
    )
    right = left.replace("on Monday", "on Tuesday night").replace("tanker", "oil tanker")
    assert len(passages(left, right, 5)) == 2
    (p,) = passages(left, right, 5, bridge=6)
    assert (left[p.left_start : p.left_end], right[p.right_start : p.right_end]) == (left, right)
    assert (p.n_words, p.n_same) == (22, 19)


def test_a_phrase_that_stands_more_often_than_is_tried() -> None:
    phrase = "to be or not"
    right = " ; ".join(f"{phrase} x{i}" for i in range(2 * MOST_PLACES))
    (p,) = passages(f"start {phrase} end", right, 4)
    assert p.n_words == 4
    left = f"start {phrase} x{MOST_PLACES + 5} end"
    (q,) = passages(left, right, 4)
    assert (left[q.left_start : q.left_end], q.n_words) == (f"{phrase} x{MOST_PLACES + 5}", 5)


@pytest.mark.slow
def test_repeats_cost_no_more_than_their_length() -> None:
    page = " ".join(f"w{i % 100}" for i in range(300_000))  # one passage of a hundred words, three thousand times
    (whole,) = passages(page, page + " end", 5)
    assert whole.n_words == 300_000


def test_nothing_in_common() -> None:
    assert passages("", "", 5) == passages("a b c", "", 2) == passages("a b c d", "e f g h", 1) == []


def test_real_lengths() -> None:
    rng = random.Random(6)
    vocabulary = [f"w{i}" for i in range(300)]
    left = rng.choices(vocabulary, k=500)
    right = naive.edited(left, vocabulary, 25, rng)
    found = check(" ".join(left), " ".join(right), 5, 0)
    assert sum(p.n_same for p in found) > 350
    (whole, *_) = check(" ".join(left), " ".join(right), 5, 6)
    assert whole.n_same > 350


def test_equal_texts_below_the_width_are_one_passage() -> None:
    assert passages("Storm warning", "storm WARNING!") == [Passage(0, 13, 0, 13, 2, 2)]
    assert passages("", "storm") == []
