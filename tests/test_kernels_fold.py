"""Text to word hashes: the two paths of the fold kernel against `naive`, at every place that a block can begin."""

from __future__ import annotations

import itertools
import random
import struct
import unicodedata
import zlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

import dedup.kernels.unicode
import naive
from dedup.corpus.views import text_views
from dedup.kernels.fold import MAX_MARKS, fold_words
from dedup.kernels.jit import PAD
from dedup.kernels.sketch import fold
from dedup.kernels.unicode import BREAK, EXPANSION, fold_table

TABLE = fold_table()
MARKS = "\u0301\u0323\u0327\u0308\u0315\u05b0\u05bc\u064b\u0651\u093c\u094d\u3099\u0e38\u0e48\u0eb8\u0fb2\u0f71\u1039"
SOUP = (
    "aAzZ09 \n.,-'_\0é\u00adßŉǆİıſΣςЖй\u00a0\u00b7½ﬃﷺ㎏㍐㌖中文語㐀々かがガパｶﾞー"
    "ไก็ำ\u0e33ພາສາ\u0edc\u1780\u17d2\u1798\u17b6"
    "\u1000\u103c\u102f\u1039\u0d85\u0dca\u200d\u0dbb\u0b95\u0bbf\u0bca\u0915\u094d\u200c\u0937\u0643\u0640"
    "한국각\u1112\u1161\u11ab𐐀𝐀𝟘🙂🇩\U000e0001豈𠀀\U0002f800\u200b\u2010\u2011\u2017\u2018\u2026\u2033\u203e\u203f\u2040\u2060\ufeff\ufffd"
    "\uffff\U0010ffff" + MARKS
)
SAMPLE = (
    "The “ferry” to Sandholm—stopped; e\u0301tude Étude ÉTUDE don’t 2.5\u202f% naïve co\u00adoperate Straße ﬁn "
    "東京タワー、한국어 Ѐ𐐀𐐨 \u0dc1\u0dca\u200d\u0dbb\u0dd3 ภาษาไทย 🙂🙂 x\u2028y … ½ﷺ "
    + "long" * 40 + " " + "lóng" * 30 + "9" * 64 + "—" + "z" * 63 + "’s end"
)  # fmt: skip


def with_margin(data: bytes, before: int = 0, filler: bytes = b"x") -> NDArray[np.uint8]:
    """Bytes with letters around them that a kernel must not take for text."""
    return np.frombuffer(filler * before + data + filler * PAD, np.uint8)


def words_at(data: bytes, before: int = 0, filler: bytes = b"x") -> tuple[list[int], list[tuple[int, int]]]:
    """Hashes and byte spans that the kernel gives for data that begins so many bytes into the array."""
    room = 2 * len(data) + 1
    out, spans = np.full(room + 1, 77, np.uint64), np.full((room + 1, 2), -1, np.int64)
    marks, text = np.empty(MAX_MARKS, np.int64), with_margin(data, before, filler)
    n = fold_words(text, before, before + len(data), *TABLE, marks, out, spans)
    assert n < room
    assert (out[n:] == 77).all()  # nothing is written behind the last word
    assert (spans[n:] == -1).all()
    again = np.empty(room, np.uint64)
    assert fold_words(text, before, before + len(data), *TABLE, marks, again, None) == n
    assert (again[:n] == out[:n]).all()
    return out[:n].tolist(), [(a - before, b - before) for a, b in spans[:n].tolist()]


def characters(data: bytes) -> list[int]:
    out = np.empty(8 * len(data) + 1, np.uint64)
    n = fold(with_margin(data), 0, len(data), *TABLE, np.empty(MAX_MARKS, np.int64), True, out)
    return out[:n].tolist()


def expected(text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """What `naive` gives: hashes, and character spans turned into byte spans."""
    at = list(itertools.accumulate((len(c.encode()) for c in text), initial=0))
    return naive.unit_hashes(text), [(at[a], at[b]) for a, b in naive.word_places(text)]


def comparable(text: str) -> bool:
    """Whether kernel and oracle mean to agree: see the tests of these exceptions below."""
    folded = unicodedata.normalize("NFKD", text)
    marks = max((len(list(run)) for on, run in itertools.groupby(folded, unicodedata.combining) if on), default=0)
    later = any(entry_kind(c) == BREAK and unicodedata.category(c)[0] in "LMN" for c in text)  # of a newer Unicode
    return not later and marks <= MAX_MARKS and not ("\u0345" in folded and any(map(naive.unspaced, folded)))


def entry_kind(character: str) -> int:
    point = ord(character)
    return int(TABLE.pages[int(TABLE.page_of[point >> 8]) << 8 | point & 255] >> 21) & 7


texts = st.lists(
    st.one_of(
        st.text(st.sampled_from(SOUP), max_size=12),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
        st.text(st.sampled_from("abcXYZ059"), max_size=90),
        st.text(st.sampled_from("aé" + MARKS), max_size=9),
        st.sampled_from([" ", "”", "’", "—", ". ", "\u200d", "\u00ad", " " * 40]),
    ),
    max_size=14,
).map("".join)


@given(texts, st.integers(0, 130))
@example("", 0)
@example(SAMPLE, 0)
@example("a" * 64, 0)
@example("a" * 65 + "é", 0)
@example("a" * 63 + "é" + "a" * 64, 0)
def test_words(text: str, before: int) -> None:
    assume(comparable(text))
    assert words_at(text.encode(), before) == expected(text)


@given(texts)
@example(SAMPLE)
@example("ﷺ㌖½ ﷺ")
def test_characters(text: str) -> None:
    assume(comparable(text))
    assert characters(text.encode()) == naive.unit_hashes(text, "chars")


@given(st.lists(texts | st.none(), max_size=9), st.booleans(), st.data())
def test_slices_of_arrow_arrays(rows: list[str | None], large: bool, data: st.DataObject) -> None:
    assume(all(comparable(row or "") for row in rows))
    array = pa.array(rows, pa.large_string() if large else pa.string())
    start = data.draw(st.integers(0, len(rows)))
    end = data.draw(st.integers(start, len(rows)))
    found = []
    for view in text_views(array.slice(start, end - start)):
        assert view.first == len(found)
        assert view.offsets[-1] + PAD <= len(view.data)  # kernels read so far behind the text
        for i in range(len(view)):
            a, b = int(view.offsets[i]), int(view.offsets[i + 1])
            out = np.empty(2 * (b - a) + 1, np.uint64)
            n = fold_words(view.data, a, b, *TABLE, np.empty(MAX_MARKS, np.int64), out, None)
            found.append(out[:n].tolist())
    assert found == [naive.unit_hashes(row or "") for row in rows[start:end]]


def test_text_under_a_null_is_not_read() -> None:
    full = pa.array(["one", "two", "three " * 40], pa.large_string())
    array = pa.Array.from_buffers(full.type, 3, [pa.py_buffer(b"\x05"), *full.buffers()[1:]])
    assert array.to_pylist()[:2] == ["one", None]
    lengths = [length for view in text_views(array) for length in np.diff(view.offsets).tolist()]
    assert lengths == [3, 0, 240]


@pytest.mark.parametrize("filler", [b"x", b" ", b"\x80", b"\xcc\x81", "—".encode()])
def test_every_alignment(filler: bytes) -> None:
    """Block bounds fall at every place of the sample, once behind a break and once inside a word."""
    hashes, spans = expected(SAMPLE)
    first = naive.words(SAMPLE)[0]
    for shift in range(66):
        moved = [(a + shift, b + shift) for a, b in spans]
        assert words_at(b" " * shift + SAMPLE.encode(), filler=filler) == (hashes, moved)
        joined = [naive.word_hash("q" * shift + first), *hashes[1:]]
        assert words_at(b"Q" * shift + SAMPLE.encode(), filler=filler) == (joined, [(0, moved[0][1]), *moved[1:]])


def test_every_length_of_a_word() -> None:
    for letters in ("abcdefghij", "éèêë", "語", "a" * 15 + "é", "Я", "𐐀b"):
        for n in range(1, 150):
            text = (letters * n)[:n]
            assert words_at(text.encode(), filler=b"z") == expected(text)


def test_a_long_word_across_many_blocks() -> None:
    for text in ("w" * 5000, "w" * 2000 + "é" + "w" * 2000, "é" * 1500, "중" * 500):
        assert words_at(text.encode(), 17) == expected(text)


def test_punctuation_beside_letters() -> None:
    """All of U+2000-203F, which the fast path knows in part, before and behind every kind of letter and block bound."""
    shapes = ("a{}b", "é{}ö", "{}a", "a{}", "a{}{}b", "語{}a{}語", "{}", "a {} b", "a{}é", "é{}a")
    for point in range(0x2000, 0x2040):
        for shape in shapes:
            text = shape.replace("{}", chr(point))
            hashes, spans = expected(text)
            for shift in (0, *range(56, 66)):
                moved = [(a + shift, b + shift) for a, b in spans]
                assert words_at(b"." * shift + text.encode()) == (hashes, moved), (hex(point), shape, shift)


def test_joiners_vanish() -> None:
    for joiner in naive.JOINERS:
        for plain, joined in (
            ("ab", "a{}b"),
            ("ab", "ab{}"),
            ("ab", "{}ab"),
            ("éb", "é{}{}b"),
            ("क्ष", "क्{}ष"),
            ("", "{}"),
        ):
            assert words_at(joined.replace("{}", joiner).encode())[0] == words_at(plain.encode())[0]


def test_spellings_that_are_the_same() -> None:
    for a, b in (
        ("Étude", "e\u0301TUDE"),
        ("STRASSE", "straße"),
        ("ﬁn", "FIN"),
        ("Ｆｕｌｌ１２", "full12"),
        ("각", "\u1100\u1161\u11a8"),
        ("ガ", "ｶﾞ"),
        ("ệ", "e\u0302\u0323"),
        ("Ⅷ", "viii"),
        ("ᾴ", "\u03b1\u0301\u0345"),
        ("ᾴ", "\u03b1\u0345\u0301"),
        ("ΆΙ", "ᾴ"),
    ):
        assert words_at(a.encode())[0] == words_at(b.encode())[0] == naive.unit_hashes(a) == naive.unit_hashes(b)
    assert words_at(b"e")[0] != words_at("é".encode())[0]


def test_folding_agrees_across_normal_forms() -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert words_at(unicodedata.normalize(form, SAMPLE).encode())[0] == naive.unit_hashes(SAMPLE)


# ---- all of Unicode


def assigned() -> list[str]:
    return [chr(p) for p in range(0x110000) if unicodedata.category(chr(p)) not in ("Cn", "Co", "Cs")]


def same_unicode() -> bool:
    raw = zlib.decompress((Path(dedup.kernels.unicode.__file__).parent / "fold.bin").read_bytes())
    (version,) = struct.unpack_from("<I", raw)
    return unicodedata.unidata_version.split(".")[:2] == [str(version >> 8), str(version & 255)]


needs_same_unicode = pytest.mark.skipif(not same_unicode(), reason="this Python knows another Unicode than the table")


@needs_same_unicode
def test_table_knows_which_code_points_are_no_words() -> None:
    points = np.arange(0x110000)
    entries = TABLE.pages[TABLE.page_of[points >> 8].astype(np.int64) << 8 | points & 255]
    folded = [naive.fold(chr(p)) if not 0xD800 <= p < 0xE000 else "" for p in range(0x110000)]
    wordless = np.array(
        [not any(unicodedata.category(c)[0] in "LMN" or c in naive.JOINERS for c in text) for text in folded]
    )
    kinds = entries >> 21 & 7
    assert (kinds[wordless & (kinds != EXPANSION)] == BREAK).all()
    assert (kinds[~wordless] != BREAK).all()


@needs_same_unicode
@pytest.mark.slow
@pytest.mark.parametrize("shape", ["{} a{}b ", "漢{}क\u094d "])
def test_every_character(shape: str) -> None:
    """Each code point of Unicode alone, repeated and between letters: one text, so every word and place is compared."""
    without = {"\u0345"} if naive.unspaced(shape[0]) else set()  # see the last test
    some = (c for c in assigned() if not without & set(unicodedata.normalize("NFKD", c)))
    around = "".join(shape.replace("{}", c) for c in some)
    (hashes, spans), (wanted, places) = words_at(around.encode()), expected(around)
    assert spans == places
    assert hashes == wanted


@needs_same_unicode
@pytest.mark.slow
def test_every_character_in_characters() -> None:
    text = "".join(f"{c} a{c}b" for c in assigned())
    assert characters(text.encode()) == naive.unit_hashes(text, "chars")


@needs_same_unicode
def test_room_that_callers_give_is_enough() -> None:
    for c in assigned():
        words, size = naive.words(c), len(c.encode())
        assert len(words) <= 2 * size
        assert len(" ".join(words)) + 1 <= 8 * size


# ---- what is no text


@pytest.mark.parametrize(
    "bad",
    [
        b"\xff", b"\x80", b"\xbf\xbf", b"\xfe\xff", b"\xf8\x88\x80\x80\x80",  # never in UTF-8
        b"\xc3", b"\xe2", b"\xe2\x80", b"\xf0\x9f\x99", b"\xe2\x80\xff", b"\xe2\x28\xa1",  # cut short
        b"\xc0\xaf", b"\xc1\x81", b"\xe0\x81\x81", b"\xe0\x83\xb0", b"\xf0\x80\x81\x81", b"\xf0\x83\xb0\xb0",  # long
        b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80",  # a surrogate, beyond Unicode
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_are_breaks(bad: bytes) -> None:
    good = naive.unit_hashes("left right")
    for text in (b"left" + bad + b"right", b"left " + bad + b" right", b"left " + bad + bad + b" right" + bad):
        for shift in range(66):
            hashes, spans = words_at(b" " * shift + text)
            assert hashes == good
            assert [b" ".join((b" " * shift + text)[a:b] for a, b in spans)] == [b"left right"]
    assert characters(b"left" + bad + b"right") == naive.unit_hashes("left right", "chars")


@given(st.binary(max_size=300), st.integers(0, 70))
@example(b"\xe2\x80" * 40, 3)
@example(b"\xf0\x9f\x99" * 30, 0)
def test_any_bytes(data: bytes, before: int) -> None:
    """Random bytes break nothing, whatever stands around them, and ASCII words between spaces are found as ever."""
    text = b"Left " + data + b" Right"
    hashes, spans = words_at(text, before, b"\x80")
    assert (hashes, spans) == words_at(text, before, b"a")
    left, right = naive.unit_hashes("left right")
    assert (hashes[0], hashes[-1]) == (left, right)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert spans == sorted(spans)
    assert len(characters(text)) >= len("left right")


def test_a_text_that_is_cut_inside_a_character_does_not_read_on() -> None:
    for character in ("é", "語", "🙂", "’"):
        data = character.encode()
        for n in range(1, len(data)):
            cut, array = b"word" + data[:n], np.frombuffer(b"word" + data + b"x" * PAD, np.uint8)
            out = np.empty(2 * len(cut) + 1, np.uint64)
            assert fold_words(array, 0, len(cut), *TABLE, np.empty(MAX_MARKS, np.int64), out, None) == 1
            assert out[0] == naive.word_hash("word")


# ---- where kernel and oracle differ on purpose


def test_more_marks_than_are_ordered_together() -> None:
    """Runs of more than 64 marks are ordered in pieces. Those in order already come out right all the same."""
    rng, kinds = random.Random(1), sorted("\u0323\u0327\u0301\u0308\u0345", key=unicodedata.combining)
    for n in (MAX_MARKS - 1, MAX_MARKS, MAX_MARKS + 1, 2 * MAX_MARKS, 1000):
        ordered = "".join(sorted(rng.choices(kinds[:-1], k=n), key=unicodedata.combining))
        for text in ("a\u0301" + "\u0301" * n, f"x a{ordered}b y"):
            assert words_at(text.encode()) == expected(text)
            assert characters(text.encode()) == naive.unit_hashes(text, "chars")
        mixed = "x a" + "".join(rng.choices(kinds, k=n)) + "b y"
        hashes, spans = words_at(mixed.encode())
        assert len(hashes) == 3
        assert (hashes[0], hashes[2]) == tuple(naive.unit_hashes("x y"))
        assert spans == expected(mixed)[1]
        assert len(characters(mixed.encode())) == len(" ".join(naive.words(mixed)))
        assert (hashes[1] == naive.unit_hashes(mixed)[1]) or n > MAX_MARKS


def test_iota_subscript_stays_with_a_character_of_a_script_without_spaces() -> None:
    """U+0345 folds to the letter iota. It is a mark here until the marks are in order, so it does not begin a word."""
    assert words_at("漢\u0345 b".encode())[0] == [naive.word_hash("漢ι"), naive.word_hash("b")]
    assert words_at("x\u0345y \u0345".encode())[0] == naive.unit_hashes("x\u0345y \u0345")
