"""Titles and texts to counted terms, against `naive`; spellings that must meet and those that must not."""

from __future__ import annotations

import random
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import naive
from conftest import JIT
from dedup.config import StorySettings
from dedup.kernels.terms import KEEP, SPELLED, joiner, unspaced
from dedup.stories.latin import CYRILLIC, GREEK, spell, spelling
from dedup.stories.terms import Terms, background, extract, stem_hash

SMALL = StorySettings(words=40, lead=5, prefix=6)
TITLE, LEAD, TEXT, CAPITAL, INSIDE, NUMBER = range(6)
POOL = ThreadPoolExecutor(2)

WORDS = [
    "ferry", "Ferries", "FERRY", "Lissa", "Λίσσα", "Лисса", "μπύρα", "ντομάτα", "ούζο", "Щукин", "Ёлкин", "Straße",
    "São", "e\u0301tude", "Łódź", "1,840", "1.840", "1840", "2024", "3rd", "12", "12.", ",5", "don’t", "minister-elect",
    "co\u00adoperate", "می\u200cشود", "東京", "タワー", "か\u3099", "ภาษาไทย", "ကမ်း", "한국어", "이", "שלום", "१२३",
    "internationalisation" * 2, "Ａbc", "½", "㎏", "𐐀𐐨", "🙂", "—",
]  # fmt: skip
GAPS = [" ", " ", " ", ". ", "! ", "? ", ": ", ", ", "\n", ' "', " “", "” ", " (", "", "-", ",", "."]


@st.composite
def sentences(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=25))
    return "".join(word + gap for word, gap in parts)


def rows_of(
    titles: list[str | None], texts: list[str | None], settings: StorySettings = SMALL, block: int = 2048
) -> list[dict[int, tuple[int, ...]]]:
    """Counts by the hash of the term, for each document."""
    return unpacked(extract(large(titles), large(texts), settings, POOL, block))


def large(values: list[str | None]) -> pa.Array:
    return pa.array(values, pa.large_string())


def unpacked(rows: Terms) -> list[dict[int, tuple[int, ...]]]:
    assert (np.diff(rows.hashes.astype(object)) > 0).all()
    out = []
    for a, b in zip(rows.starts[:-1], rows.starts[1:], strict=True):
        assert (np.diff(rows.terms[a:b]) > 0).all()
        out.append(
            {int(rows.hashes[t]): tuple(c) for t, c in zip(rows.terms[a:b], rows.counts[a:b].tolist(), strict=True)}
        )
    assert rows.starts[-1] == len(rows.terms) == len(rows.counts)
    return out


def letters(character: str) -> str:
    """What counts of a character: its Latin spelling where that is one, else itself, as it is written."""
    spelled = spell(character)
    return spelled if ord(character) < SPELLED and spelled.isascii() else character


def naive_rows(titles: list[str | None], texts: list[str | None], settings: StorySettings = SMALL) -> list[dict]:
    how = (settings.words, settings.lead, settings.prefix, letters)
    return [naive.document_terms(t or "", x or "", *how) for t, x in zip(titles, texts, strict=True)]


def alike(a: str, b: str) -> bool:
    """Whether two texts have the same terms, as often."""
    first, second = rows_of([None, None], [a, b])
    return {t: c[TEXT] for t, c in first.items()} == {t: c[TEXT] for t, c in second.items()}


# ---- against the slow way


@example([("", "")])
@example([(None, None), ("a", None), (None, "a")])
@given(st.lists(st.tuples(st.none() | sentences(), st.none() | sentences()), min_size=1, max_size=6))
def test_counts(rows: list[tuple[str | None, str | None]]) -> None:
    titles, texts = [title for title, _ in rows], [text for _, text in rows]
    assert rows_of(titles, texts) == naive_rows(titles, texts)


@pytest.mark.parametrize("prefix", [2, 3, 6, 24])
@pytest.mark.parametrize("words", [20, 33, 400])
def test_other_settings(prefix: int, words: int) -> None:
    rng = random.Random(prefix)
    settings = StorySettings(prefix=prefix, words=words, lead=7)
    texts = [" ".join(rng.choices(WORDS, k=rng.randrange(60))) for _ in range(20 if JIT else 4)]
    titles = [" ".join(rng.choices(WORDS, k=rng.randrange(9))) for _ in texts]
    assert rows_of(titles, texts, settings) == naive_rows(titles, texts, settings)


@pytest.mark.parametrize("block", [1, 2, 3, 7, 2048])
def test_documents_at_the_borders_of_parts(block: int) -> None:
    """Slices, blocks, and texts so near the end of a buffer that they are copied: the same rows."""
    rng = random.Random(5)
    texts = ["x" * 40, "", None, *(" ".join(rng.choices(WORDS, k=rng.randrange(12))) for _ in range(12)), None, "end"]
    titles = [rng.choice([None, "", "Title " * rng.randrange(8), "Λίσσα"]) for _ in texts]
    wanted = naive_rows(titles, texts)
    assert rows_of(titles, texts, block=block) == wanted
    sliced = extract(
        large(["before", *titles, "a"])[1:-1], large(["Before that", *texts, "b"])[1:-1], SMALL, POOL, block
    )
    assert unpacked(sliced) == wanted
    assert sliced.lengths.tolist() == [len(naive.text_terms(text or "", 40, 6, letters)) for text in texts]


def test_threads_do_not_show() -> None:
    rng = random.Random(6)
    texts = large([" ".join(rng.choices(WORDS, k=20)) for _ in range(23)])
    wanted = extract(texts, texts, SMALL, POOL, 100)
    for threads in (1, 5):
        with ThreadPoolExecutor(threads) as pool:
            found = extract(texts, texts, SMALL, pool, 2)
        assert all(np.array_equal(a, b) for a, b in zip(found, wanted, strict=True))


def test_types() -> None:
    for texts in (large([]), large([""]), large(["a word"])):
        rows = extract(texts, texts, SMALL, POOL)
        assert [x.dtype for x in rows] == [np.int64, np.int32, np.uint16, np.uint64, np.int64]
        assert rows.counts.shape == (len(rows.terms), 6)
        assert len(rows.starts) == len(texts) + 1
        assert len(rows.lengths) == len(texts)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text(title: str, text: str) -> None:
    title, text = (x.encode("utf-8", "ignore").decode() for x in (title, text))
    (row,) = rows_of([title], [text])
    assert all(counts[TITLE] or counts[TEXT] for counts in row.values())
    assert all(counts[LEAD] <= counts[TEXT] and counts[CAPITAL] <= counts[INSIDE] for counts in row.values())
    assert sum(counts[TEXT] for counts in row.values()) <= SMALL.words
    assert sum(counts[LEAD] for counts in row.values()) <= SMALL.lead
    assert rows_of([title, "x"], [text, "y"])[0] == row  # where it stands does not matter


@pytest.mark.parametrize("filler", ["word ", "字", "ภา", "x", "\n", "é", "1,", "e\u0301", "\u00ad", "🙂", "\u0301"])
def test_of_a_long_text_only_the_beginning_is_read(filler: str, pool: Executor) -> None:
    """One paragraph of 5 MB: what stands behind the words that are read, and behind a bound of bytes, is not seen."""
    head = "The ferry to Sandholm was stopped on Monday. "
    body = head + filler * ((5_000_000 if JIT else 50_000) // len(filler.encode()))
    behind = body[: 30_000 if JIT else 5_000]
    settings = StorySettings(words=400 if JIT else 20)
    texts = [body + "behind", behind + " and something else", "short"]
    rows = unpacked(extract(large([head, head, ""]), large(texts), settings, pool))
    assert rows[0] == rows[1]
    assert rows[2] == naive_rows([""], ["short"])[0]
    assert all(term in rows[0] for term in naive_rows([""], [head])[0])


@pytest.mark.parametrize("shift", range(12))
def test_no_word_that_is_read_is_cut(shift: int) -> None:
    """The text is read in steps of bytes; the last word that counts may lie across the end of one."""
    settings = StorySettings(words=20, prefix=24)
    for word in ("internationalisation", "διεθνοποίηση", "1234567890123", "東京"):
        texts: list[str | None] = ["x" * shift + " " + "abcdefg " * 18 + word + " and " + "more " * 200]
        assert rows_of([None], texts, settings) == naive_rows([None], texts, settings)


def test_a_long_title_is_cut() -> None:
    (row,) = rows_of([" ".join(f"w{i}" for i in range(150))], [""])
    assert len(row) == 100
    (row,) = rows_of(["Ferry " * 70_000], ["Ferry " * 70_000])
    assert list(row.values()) == [(100, 5, 40, 39, 39, 0)]


# ---- what meets


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("minister", "ministers"), ("MINISTER", "ministerial"), ("Lissa", "Λίσσα"), ("Lissa", "ΛΙΣΣΑ"),
        ("Lissa", "Лисса"), ("Maravel", "Μάραβελ"), ("Sarnova", "Σάρνοβα"), ("Sarnova", "Сарнова"),
        ("Berna", "Μπέρνα"), ("Dora", "Ντόρα"), ("Gora", "Γκόρα"), ("Ruzvelt", "Ρούζβελτ"), ("Zhukov", "Жуков"),
        ("Straße", "STRASSE"), ("São", "sao"), ("étude", "e\u0301tude"), ("Łódź", "lodz"), ("Ældre", "aeldre"),
        ("Ёлкин", "Елкин"), ("Київ", "Kiiv"), ("объект", "обект"), ("co\u00adoperate", "cooperate"),
        ("می\u200cشود", "میشود"), ("1,840", "1.840"), ("1,840,000", "1840000"), ("1,840", "1840"),
        ("東京", "東京"), ("ภาษา", "ภาษา"),
        ("Ｆｅｒｒｙ", "ferry"), ("がぎ", "か\u3099き\u3099"), ("ガギ", "カ\u3099キ\u3099"),
    ],
)  # fmt: skip
def test_spellings_that_meet(a: str, b: str) -> None:
    assert alike(a, b)
    assert rows_of([None], [a])[0]


@pytest.mark.parametrize(
    ("a", "b"),
    [("minister", "mining"), ("1,840", "1 840"), ("1,840", "1,841"), ("1, 840", "1,840"), ("12", "l2"),
     ("東京", "京東"), ("12th", "12"), ("Lissa", "Lisa"), ("ภาษา", "ษาภา"), ("1–840", "1,840")],
)  # fmt: skip
def test_spellings_that_do_not_meet(a: str, b: str) -> None:
    assert not alike(a, b)


def test_numbers_end_where_no_digit_follows() -> None:
    assert alike("paid 12.", "paid 12")
    assert alike("12,then", "12 then")
    (row,) = rows_of([None], ["In 2024.05 it was 3,5, or 7."])
    assert sorted(c[NUMBER] for c in row.values()) == [0, 0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("text", ["東京タワー", "ภาษาไทย", "ກຂຄງຈ", "កខគឃង", "ကခဂဃင"])
def test_scripts_without_spaces_give_pairs(text: str) -> None:
    """Two characters that stand together, marks aside; not across a space or a comma; a single one gives nothing."""
    characters = [word[0] for word in naive.words(text)]
    (row,) = rows_of([None], [text])
    assert sum(c[TEXT] for c in row.values()) == len(characters) - 1
    assert alike(text + "、" + text, text + " " + text)
    (row,) = rows_of([None], ["、".join(characters)])
    assert row == {}


def test_a_word_of_one_syllable_counts() -> None:
    (row,) = rows_of([None], ["이 말 이"])
    assert sorted(c[TEXT] for c in row.values()) == [1, 2]


# ---- counts


def test_columns() -> None:
    text = "Ferry burns. The Ferry was the Lissa, said Lissa: Lissa has 1,840 seats. «Lissa» left"
    (row,) = rows_of(["Lissa burns 1.840"], [text], StorySettings(lead=5, words=40))

    def counts(word: str) -> tuple[int, ...]:
        return row[int(stem_hash(word))]

    assert counts("ferry") == (0, 2, 2, 1, 1, 0)
    assert counts("lissa") == (1, 0, 4, 2, 2, 0)  # not behind a colon, nor behind a quotation mark
    assert counts("burns") == (1, 1, 1, 0, 1, 0)
    assert counts("the") == (0, 1, 2, 0, 1, 0)
    assert counts("left") == (0, 0, 1, 0, 0, 0)
    assert [c for c in row.values() if c[NUMBER]] == [(1, 0, 1, 0, 0, 2)]


# ---- tables


def test_table_of_spellings() -> None:
    table = spelling()
    assert table.letters.shape == table.capital.shape == (SPELLED,)
    for point in [*range(0x21, 0x530), 0xAD, *range(0x1E00, SPELLED)]:
        spelled = spell(chr(point))
        if spelled.isascii():
            assert int(table.letters[point]).to_bytes(4, "little").rstrip(b"\0").decode() == spelled
        else:
            assert table.letters[point] == KEEP
        assert table.capital[point] == chr(point).isupper()
    assert all(spell(c.upper()) == spell(c) for c in [*GREEK, *CYRILLIC] if len(c.upper()) == 1)
    assert spell("ς") == spell("σ")


@given(st.characters(exclude_categories=["Cs"]))
def test_kinds_of_characters(character: str) -> None:
    assert bool(unspaced(ord(character))) == naive.unspaced(character)
    assert bool(joiner(ord(character))) == (character in naive.JOINERS)


@pytest.mark.parametrize("edge", [edge + side for span in naive.UNSPACED for edge in span for side in (-1, 0, 1)])
def test_edges_of_the_scripts_without_spaces(edge: int) -> None:
    assert bool(unspaced(edge)) == naive.unspaced(chr(edge))


def test_background() -> None:
    known = background()
    assert (np.diff(known.hashes.astype(object)) > 0).all()
    assert ((known.share > 0) & (known.share <= 1)).all()
    (row,) = rows_of([None], ["the presidents"])
    assert all(term in known.hashes.tolist() for term in row)
