"""Fast Similarity Sketching against `naive.sketch`, slot by slot, and sketches of texts."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import naive
from dedup.config import CopySettings, Shingling
from dedup.copies.sketch import Sketches, join, sketch
from dedup.copies.verify import Texts
from dedup.corpus.views import text_views
from dedup.kernels.sketch import SORT_ABOVE, similarity_sketch, sketch_part
from dedup.kernels.unicode import fold_table

U64 = np.uint64
numbers = st.integers(0, naive.ALL - 1)
shinglings = st.sampled_from(["words:5", "words:1", "words:3", "chars:1", "chars:4", "chars:9"]).map(Shingling.parse)
small_texts = st.lists(st.sampled_from(["a", "B", "ä", "cc", "漢字", "don’t", "x\u200dy", ".", "—"]), max_size=30).map(
    " ".join
)


def slots_of(values: list[int], k: int) -> list[int]:
    n = len(values)
    out = np.full((3, k), 9, np.uint32)
    similarity_sketch(np.array(values, U64), n, np.empty(n, U64), np.empty(k, U64), np.empty(k, np.int64), out, 1)
    assert (out[[0, 2]] == 9).all()
    return out[1].tolist()


@given(st.lists(numbers, min_size=1, max_size=60), st.sampled_from([16, 32, 64]))
def test_sketch(values: list[int], k: int) -> None:
    assert slots_of(values, k) == naive.sketch(set(values), k)


@pytest.mark.parametrize("k", [16, 128, 256, pytest.param(1024, marks=pytest.mark.slow)])
@pytest.mark.parametrize("n", [1, 2, 7, 100, 700])
def test_sketch_of_every_size(n: int, k: int) -> None:
    rng = random.Random(n * k)
    values = [rng.getrandbits(64) for _ in range(n)]
    assert slots_of(values, k) == naive.sketch(set(values), k)


def test_a_handful_takes_the_last_rounds() -> None:
    """With very many slots a slot is left for the rounds that go to one slot each."""
    assert any(turn_of_last(value, 16) >= 16 for value in range(1, 400))
    for value in range(1, 400):
        assert slots_of([naive.finish(value)], 16) == naive.sketch({naive.finish(value)}, 16)


def turn_of_last(value: int, k: int) -> int:
    """How many rounds it takes until one element has reached every slot."""
    x, empty, turn = naive.finish(value), set(range(k)), 0
    while empty:
        y = x if turn == 0 else naive.finish((x + turn * 0x9E3779B97F4A7C15) & naive.ALL)
        empty.discard(y >> (64 - k.bit_length() + 1) if turn < k else turn - k)
        turn += 1
    return turn - 1


@given(st.lists(numbers, min_size=1, max_size=30), st.data())
def test_order_and_repeats_do_not_matter(values: list[int], data: st.DataObject) -> None:
    others = data.draw(st.permutations(values + data.draw(st.lists(st.sampled_from(values), max_size=30))))
    assert slots_of(list(others), 64) == slots_of(values, 64)


@pytest.mark.slow
def test_a_page_that_repeats_itself() -> None:
    """Above so many shingles repeats are removed before the second round; that must not show."""
    rng = random.Random(3)
    few = [rng.getrandbits(64) for _ in range(5)]
    for n in (SORT_ABOVE, SORT_ABOVE + 1, 3 * SORT_ABOVE):
        assert slots_of((few * n)[:n], 128) == naive.sketch(set(few), 128)


def test_sets_that_share_nothing_agree_nowhere() -> None:
    rng = random.Random(5)
    a, b = ([rng.getrandbits(64) for _ in range(20)] for _ in range(2))
    assert not any(x == y for x, y in zip(slots_of(a, 256), slots_of(b, 256), strict=True))


# ---- texts


def settings_of(shingling: Shingling, slots: int = 16) -> CopySettings:
    return CopySettings(shingle=shingling, slots=slots)


def hashes(text: str, shingling: Shingling) -> list[int]:
    return naive.shingle_hashes(naive.unit_hashes(text, shingling.unit), shingling.width)


def check(made: Sketches, texts: list[str], shingling: Shingling) -> None:
    for i, text in enumerate(texts):
        wanted = hashes(text, shingling)
        assert made.counts[i] == len(wanted) == len(naive.shingles(text, shingling.unit, shingling.width))
        assert made.slots[i].tolist() == (naive.sketch(set(wanted), made.slots.shape[1]) if wanted else [0] * 16)
        squares = sum(x * (x >> 32) for x in wanted)
        assert made.prints[i].tolist() == [sum(wanted) & naive.ALL, squares & naive.ALL]


@given(st.lists(small_texts | st.none(), max_size=8), shinglings, st.booleans(), st.data())
def test_sketches_of_slices(rows: list[str | None], shingling: Shingling, large: bool, data: st.DataObject) -> None:
    array = pa.array(rows, pa.large_string() if large else pa.string())
    start = data.draw(st.integers(0, len(rows)))
    end = data.draw(st.integers(start, len(rows)))
    made = sketch(array.slice(start, end - start), settings_of(shingling))
    assert [x.dtype for x in made] == [np.uint32, np.int64, np.uint64]
    check(made, [row or "" for row in rows[start:end]], shingling)


@given(st.lists(small_texts, min_size=1, max_size=8), shinglings, st.data())
def test_shingle_sets(texts: list[str], shingling: Shingling, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(texts)))
    column = pa.chunked_array([pa.array(texts[:cut], pa.large_string()), pa.array(texts[cut:], pa.large_string())])
    order = np.array(data.draw(st.permutations(range(len(texts)))), np.int64)
    numbers = np.array(data.draw(st.lists(st.integers(0, len(texts) - 1), unique=True)), np.int64)
    counts = np.array([len(hashes(texts[order[i]], shingling)) for i in numbers], np.int64)
    sets = Texts.of(column, order).sets(numbers, counts, shingling)
    for i, number in enumerate(numbers):
        found = sets.shingles[sets.starts[i] : sets.starts[i] + sets.sizes[i]].tolist()
        assert found == sorted(set(hashes(texts[order[number]], shingling)))


def test_other_documents_of_a_part_are_not_touched() -> None:
    texts = ["one two three", "four", "", "five six", "seven"]
    array = pa.array([*texts, "margin " * 20], pa.large_string())
    view = text_views(array)[0]
    slots = np.full((5, 16), 7, np.uint32)
    counts, prints = np.full(5, 7, np.int64), np.full((5, 2), 7, np.uint64)
    sketch_part(view.offsets, view.data, *fold_table(), None, 5, 1, 4, slots, counts, prints)
    assert counts.tolist() == [7, 1, 0, 1, 7]
    assert (slots[[0, 2, 4]] == 7).all()
    assert (prints[[0, 4]] == 7).all()
    assert slots[1].tolist() == naive.sketch(set(hashes("four", Shingling())), 16)


def test_prints_are_of_the_text_and_not_of_its_set_or_order_of_words() -> None:
    def prints(text: str, shingle: str) -> list[int]:
        made = sketch(pa.array([text]), CopySettings(shingle=Shingling.parse(shingle)))
        return [*made.prints[0].tolist(), int(made.counts[0])]

    assert prints("a b c d e f", "words:5") == prints("A, b – c\nd E f.", "words:5")
    assert prints("a b a", "words:1") == prints("b a a", "words:1")  # the same shingles are the same text
    assert prints("a b a", "words:1") != prints("a b b", "words:1")
    assert prints("a b c d e f", "words:5") != prints("b c d e f a", "words:5")


def test_join_puts_parts_in_the_order_of_numbers() -> None:
    settings = CopySettings(slots=16)
    parts = [sketch(pa.array(["one", "two"]), settings), sketch(pa.array(["three"]), settings)]
    whole = sketch(pa.array(["three", "one", "two"]), settings)
    joined = join(parts, np.array([2, 0, 1]))
    assert all(same(a, b) for a, b in zip(joined, whole, strict=True))
    assert [len(x) for x in join([], np.zeros(0, np.int64))] == [0, 0, 0]


def same(a: NDArray[np.generic], b: NDArray[np.generic]) -> bool:
    return a.dtype == b.dtype and bool((a == b).all())
