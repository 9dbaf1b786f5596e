"""Near-duplicates in every kind of script: made-up words of its letters, planted copies, and every pair compared by
`naive`. What is found must be true, and of what is true nearly all must be found."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

import pytest

import naive
from dedup import Corpus, cluster

Syllables = Callable[[random.Random], str]


def letters(*ranges: tuple[int, int]) -> str:
    """The letters that are assigned in these ranges."""
    points = (chr(p) for first, last in ranges for p in range(first, last + 1))
    return "".join(c for c in points if unicodedata.category(c)[0] == "L")


def syllables(bases: str, marks: list[str], share: float = 0.6) -> Syllables:
    """One base letter and often marks behind it."""
    return lambda rng: rng.choice(bases) + (rng.choice(marks) if rng.random() < share else "")


LATIN = syllables("abcdeghilmnoprstuvzßøłďžŉﬁĳÅÉ", ["\u0301", "\u0308", "\u0323\u0302", "\u0327"], 0.15)
GREEK = syllables("αβγδεζηθλμνξπρστφχψωςΔΣΩ", ["\u0301", "\u0342\u0345", "\u0314"], 0.2)
CYRILLIC = syllables("абвгдежзиклмнопрстуфхцчшщыьэюяЙЁЇ", ["\u0301"], 0.05)
SINHALA = syllables(
    letters((0x0D9A, 0x0DC6)),
    ["ා", "ැ", "ි", "ී", "ු", "ෙ", "ේ", "ො", "ෝ", "ෞ", "ං", "්", "්\u200dය", "්\u200dර", "්\u200dරි"],
)
TAMIL = syllables("கஙசஜஞடணதநனபமயரறலளழவஷஸஹ", ["ா", "ி", "ீ", "ு", "ூ", "ெ", "ே", "ை", "ொ", "ோ", "ௌ", "்", "்\u200c"])
HINDI = syllables(
    letters((0x0915, 0x0939)) + "क़ख़ग़ज़ड़ढ़फ़",
    ["ा", "ि", "ी", "ु", "ू", "े", "ै", "ो", "ं", "ँ", "्", "़ा", "्\u200dष", "्\u200cक", "्र"],
)
ARABIC = syllables(
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويآأؤإئةىﻻ",
    [
        "\u064e",
        "\u064f",
        "\u0650",
        "\u0652",
        "\u064b",
        "\u0651\u064e",
        "\u064e\u0651",
        "\u0651\u064f",
        "\u0670",
        "\u200c",
        "ـ",
    ],
)
HANGUL = syllables("".join(chr(p) for p in range(0xAC00, 0xD7A4, 7)), [""])
CHINESE = syllables(
    "".join(chr(p) for p in (*range(0x4E00, 0x5600), *range(0x20000, 0x20040), *range(0xF900, 0xF960))), [""]
)
JAPANESE = syllables(
    "".join(chr(p) for p in range(0x6700, 0x6900)) + letters((0x3041, 0x3094), (0x30A1, 0x30FE)) + "ｶｷｸﾊﾋｱﾝ",
    ["", "", "ー"],
)
THAI = syllables(letters((0x0E01, 0x0E2E)), ["ะ", "ั", "า", "ำ", "ิ", "ี", "ุ", "่", "้", "ี่", "ื้", "ุ่", "์", "็"])
LAO = syllables(letters((0x0E81, 0x0EAE)) + "ໜໝ", ["ະ", "ັ", "າ", "ຳ", "ິ", "ີ", "ຸ", "່", "້", "ີ່", "ຼ", "ົ"])
KHMER = syllables(letters((0x1780, 0x17A2)), ["ា", "ិ", "ី", "ុ", "ូ", "េ", "ែ", "ំ", "់", "្រ", "្យ", "្វា", "ៅ"])
MYANMAR = syllables(
    letters((0x1000, 0x1021)), ["ာ", "ိ", "ီ", "ု", "ူ", "ေ", "ဲ", "ံ", "့", "း", "်", "ျ", "ြ", "ွ", "ှ", "္က", "ို့"]
)
DESERET = syllables(letters((0x10400, 0x1044F)), [""])

SPACED = {"Latin": LATIN, "Greek": GREEK, "Cyrillic": CYRILLIC, "Sinhala": SINHALA, "Tamil": TAMIL, "Hindi": HINDI,
          "Arabic": ARABIC, "Hangul": HANGUL, "Deseret": DESERET}  # fmt: skip
UNSPACED = {"Chinese": CHINESE, "Japanese": JAPANESE, "Thai": THAI, "Lao": LAO, "Khmer": KHMER, "Myanmar": MYANMAR}
STOPS = {
    "Chinese": "，。、「」",
    "Japanese": "、。・「」",
    "Arabic": "،؛.",
    "Hindi": "।,",
    "Khmer": "។៕ ",
    "Myanmar": "၊။ ",
}


def word(script: str, rng: random.Random) -> str:
    """A word of one to four syllables; one syllable where words are not parted."""
    if script == "mixed":
        script = rng.choice([*SPACED, *UNSPACED])
    make = SPACED.get(script) or UNSPACED[script]
    return "".join(make(rng) for _ in range(rng.randint(1, 4) if script in SPACED else 1))


def text_of(words: list[str], script: str, rng: random.Random) -> str:
    """Words as they are written: spaces or none, and now and then a stop."""
    stops = STOPS.get(script, ".,;“”—")
    gap = "" if script in UNSPACED else " "
    return "".join(w + (rng.choice(stops) + " " if rng.random() < 0.08 else gap) for w in words)


def respelled(text: str, rng: random.Random) -> str:
    """The same words spelled another way: composed or decomposed, in capitals, with joiners, other stops."""
    text = unicodedata.normalize(rng.choice(["NFC", "NFD", "NFKC", "NFKD"]), text)
    how = rng.randrange(4)
    if how == 0:
        text = unicodedata.normalize("NFD", text).upper()  # as Unicode has it: U+1FFC is a letter and a mark
    elif how == 1:  # before letters only: marks do not change places across a joiner
        joined = (
            rng.choice(naive.JOINERS) + c if rng.random() < 0.1 and unicodedata.category(c)[0] == "L" else c
            for c in text
        )
        text = "".join(joined)
    elif how == 2:
        text = "»" + text.replace(" ", "\u00a0 – ").replace(".", " …") + "\n"
    return text


def corpus_of(
    script: str, n_bases: int, length: tuple[int, int], rng: random.Random
) -> tuple[list[str], list[tuple[int, int]]]:
    """Documents, shuffled, and the pairs among them that differ in spelling only."""
    spare = [word(script, rng) for _ in range(600)]
    documents: list[tuple[str, int]] = []
    for base in range(n_bases):
        words = rng.choices(spare, k=rng.randint(*length))
        text = text_of(words, script, rng)
        documents += [(text, base), (respelled(text, rng), base), (respelled(text, rng), base)]
        for edits in (1, 1, 2, 3):
            copy = text_of(naive.edited(words, spare, edits, rng), script, rng)
            documents.append((respelled(copy, rng), -1))
    rng.shuffle(documents)
    numbers = [i for i, (_, base) in enumerate(documents) if base >= 0]
    same = [(i, j) for i in numbers for j in numbers if i < j and documents[i][1] == documents[j][1]]
    return [text for text, _ in documents], same


def check(texts: list[str], same: list[tuple[int, int]], thresholds: tuple[float, ...], least: int) -> None:
    corpus = Corpus.from_texts(texts, ids=[f"{i:04}" for i in range(len(texts))])
    for threshold in thresholds:
        wanted = naive.pairs(texts, threshold)
        table = cluster(corpus, threshold=threshold, threads=2).pairs().to_pylist()
        found = {(int(row["left"]), int(row["right"])): row["jaccard"] for row in table}
        assert len(wanted) >= least
        assert found.items() <= wanted.items()  # precision 1, and each similarity exact
        assert len(found) >= 0.995 * len(wanted)
        for pair in same:
            assert found[pair] == wanted[pair] == 1.0


@pytest.mark.parametrize("script", [*SPACED, *UNSPACED, "mixed"])
def test_a_small_corpus(script: str) -> None:
    texts, same = corpus_of(script, 4, (30, 60), random.Random(f"small {script}"))
    check(texts, same, (0.7,), 30)


@pytest.mark.slow
@pytest.mark.parametrize("script", [*SPACED, *UNSPACED, "mixed"])
def test_script(script: str) -> None:
    texts, same = corpus_of(script, 30, (60, 140), random.Random(script))
    check(texts, same, (0.7, 0.5), 400)


@pytest.mark.parametrize("script", [*SPACED, *UNSPACED, "mixed"])
def test_documents_under_five_words(script: str) -> None:
    """One shingle each: the same words are copies, however they are spelled, and any other word makes another text."""
    rng = random.Random(f"short {script}")
    texts, same = corpus_of(script, 12, (1, 4), rng)
    short = [text for text in texts if len(naive.words(text)) < 5]
    assert len(short) >= 60 - 24 * (script == "mixed")  # a mixed word may be several
    check(texts, same, (0.7, 0.99), len(same))


def test_scripts_side_by_side() -> None:
    """One corpus of all: nothing is a copy of anything in another script."""
    rng = random.Random("all")
    texts: list[str] = []
    same: list[tuple[int, int]] = []
    for script in (*SPACED, *UNSPACED):
        more, pairs = corpus_of(script, 1, (30, 50), rng)
        same += [(i + len(texts), j + len(texts)) for i, j in pairs]
        texts += more
    check(texts, same, (0.7,), 15 * 10)
