"""Shared passages: equal in both texts, as long as can be, none inside another, none missed."""

from __future__ import annotations

import random

from hypothesis import assume, given
from hypothesis import strategies as st

import naive
from dedup.copies.passages import MAX_PLACES, Passage, passages, words_of

small_texts = st.lists(
    st.sampled_from(["a", "B", "b", "é", "E\u0301", "漢", "ß", "ss", ".", "–", "\n", "🙂"]), max_size=30
).map(" ".join)
widths = st.integers(1, 5)


def runs(left: list[str], right: list[str], width: int) -> list[tuple[int, int, int]]:
    """(place left, place right, length) of every maximal run of equal words."""
    out = []
    for i in range(len(left)):
        for j in range(len(right)):
            if i and j and left[i - 1] == right[j - 1]:
                continue
            n = 0
            while i + n < len(left) and j + n < len(right) and left[i + n] == right[j + n]:
                n += 1
            if n >= width:
                out.append((i, j, n))
    return out


def as_places(found: list[Passage], left: str, right: str) -> list[tuple[int, int, int]]:
    """Passages in words instead of characters."""
    a, b = ({place[0]: i for i, place in enumerate(naive.word_places(text))} for text in (left, right))
    return [(a[p.left_start], b[p.right_start], p.n_words) for p in found]


def width_of(left: str, right: str, width: int) -> int:
    """The width that counts: of a text with fewer words, all of them."""
    return max(1, min(width, len(naive.words(left)), len(naive.words(right))))


def check(left: str, right: str, width: int) -> list[tuple[int, int, int]]:
    found = passages(left, right, width)
    x, y = naive.words(left), naive.words(right)
    width = width_of(left, right, width)
    places = as_places(found, left, right)
    for p, (i, j, n) in zip(found, places, strict=True):
        assert (
            naive.words(left[p.left_start : p.left_end])
            == naive.words(right[p.right_start : p.right_end])
            == x[i : i + n]
        )
        assert n >= width
        assert (p.left_end, p.right_end) == (
            naive.word_places(left)[i + n - 1][1],
            naive.word_places(right)[j + n - 1][1],
        )
    assert places == sorted(places)
    assert set(places) <= set(runs(x, y, width))  # each is as long as it can be
    for side in (0, 1):
        covered = [place for run in places for place in range(run[side], run[side] + run[2])]
        assert len(covered) == len(set(covered))  # none overlaps another
    return places


@given(small_texts, small_texts, widths)
def test_passages(left: str, right: str, width: int) -> None:
    places = check(left, right, width)
    width = width_of(left, right, width)
    every = runs(naive.words(left), naive.words(right), width)
    assert max((n for _, _, n in places), default=0) == max((n for _, _, n in every), default=0)
    for i, j, n in every:  # what was not taken is in the way of something at least as long
        taken = (i, j, n) in places
        blocked = any(m >= n and ((a < i + n and i < a + m) or (b < j + n and j < b + m)) for a, b, m in places)
        assert taken or blocked


@given(st.permutations(range(14)), st.permutations(range(14)), widths, st.data())
def test_none_is_missed_where_no_word_stands_twice(a: list[int], b: list[int], width: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, 10))
    b = [n for n in b if n not in a[start : start + 6]]  # a run that both have
    at = data.draw(st.integers(0, len(b)))
    left, right = (" ".join(f"Wörd{n}" for n in numbers) for numbers in (a, b[:at] + a[start : start + 6] + b[at:]))
    assert check(left, right, width) == sorted(runs(naive.words(left), naive.words(right), width))


@given(small_texts)
def test_a_text_and_itself(text: str) -> None:
    words = naive.words(text)
    assume(len(words) >= 3)
    (whole,) = passages(text, text.upper() if "ß" not in text else text, 3)
    assert whole.n_words == len(words)
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


def test_a_phrase_that_stands_more_often_than_is_tried() -> None:
    phrase = "to be or not"
    right = " ; ".join(f"{phrase} x{i}" for i in range(2 * MAX_PLACES))
    (p,) = passages(f"start {phrase} end", right, 4)
    assert p.n_words == 4
    left = f"start {phrase} x{MAX_PLACES + 5} end"
    (q,) = passages(left, right, 4)
    assert (left[q.left_start : q.left_end], q.n_words) == (f"{phrase} x{MAX_PLACES + 5}", 5)


def test_nothing_in_common() -> None:
    assert passages("", "", 5) == passages("a b c", "", 2) == passages("a b c d", "e f g h", 1) == []


def test_real_lengths() -> None:
    rng = random.Random(6)
    vocabulary = [f"w{i}" for i in range(300)]
    left = rng.choices(vocabulary, k=500)
    right = naive.edited(left, vocabulary, 25, rng)
    places = check(" ".join(left), " ".join(right), 5)
    assert sum(n for _, _, n in places) > 350


def test_equal_texts_below_the_width_are_one_passage() -> None:
    assert passages("Storm warning", "storm WARNING!") == [Passage(0, 13, 0, 13, 2)]
    assert passages("", "storm") == []
