"""The sieve before the judge: its kernels say what `Side.own_ratio` and `widen` say, and it loses nothing."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest

from dedup import Corpus, cluster, find_origins, find_stories
from dedup.copies.agencies import Names
from dedup.copies.side import Side
from dedup.copies.sieve import Kinds, Points, _points
from dedup.copies.verify import Texts
from dedup.copies.widen import DENSITY, LEAST, REACH, WORDS, widen
from dedup.kernels.ownwords import own_words, widened

PIECES = [
    *"aAbBzZ09_ .,&'-’‘“”\"«»„「」『』()@\n\n  ",
    "é",
    "É",
    "ж",
    "Ж",
    "ß",
    "İ",
    "東",
    "２",
    "ǆ",
    "\u2003",
    "😀",
    "ŉ",
]
PROSE = [
    "the",
    "Ferry",
    "to",
    "Sandholm",
    "was",
    "stopped",
    "on",
    "Monday",
    "he",
    "said",
    "“no”",
    "it's",
    "Straße",
    "of",
]


def texts(seed: int, n: int, length: int, pieces: list[str], gap: str = "") -> list[str]:
    rng = random.Random(seed)
    return [gap.join(rng.choice(pieces) for _ in range(rng.randint(1, length))) for _ in range(n)]


def points_of(raw: list[str]) -> tuple[Points, Kinds]:
    array, kinds = pa.chunked_array([pa.array(raw, pa.large_string())]), Kinds()
    sizes = np.array([len(text.encode()) for text in raw])
    return _points(Texts.of(array, np.arange(len(raw))), np.arange(len(raw)), sizes, kinds), kinds


def spans(raw: list[str], rng: random.Random, n: int) -> tuple[np.ndarray, np.ndarray]:
    """(documents, runs) of random places."""
    sides, runs = [], []
    for _ in range(n):
        pair = [rng.randrange(len(raw)) for _ in range(2)]
        cuts = [sorted(rng.randrange(len(raw[d]) + 1) for _ in range(2)) for d in pair]
        sides.append(pair)
        runs.append([*cuts[0], *cuts[1], rng.randint(1, 30)])
    return np.array(sides, np.int64), np.array(runs, np.int64)


def test_documents_become_code_points_with_their_words() -> None:
    raw = ["", *texts(1, 30, 60, PIECES)]
    made, _ = points_of(raw)
    for i, text in enumerate(raw):
        stretch = made.points[made.starts[i] : made.starts[i] + made.sizes[i]].tolist()
        assert stretch == [ord(character) for character in text]
        assert made.words[i] == len(text.split())


@pytest.mark.parametrize("seed", range(4))
def test_own_words_are_those_of_the_patterns(seed: int) -> None:
    raw = [text.replace("(@", "(") for text in texts(seed, 60, 80, PIECES)]
    made, kinds = points_of(raw)
    sides, runs = spans(raw, random.Random(seed), 300)
    out = np.empty(len(runs))
    own_words(made.points, made.starts, made.sizes, kinds.kinds, sides, runs, out)
    documents = [Side(i, text, None, None, Names(())) for i, text in enumerate(raw)]
    for (a, b), run, found in zip(sides.tolist(), runs.tolist(), out.tolist(), strict=True):
        wanted = run[4] * min(documents[a].own_ratio(*run[:2]), documents[b].own_ratio(*run[2:4]))
        assert found == wanted, (raw[a], raw[b], run)


def test_a_quotation_without_an_end_ends_with_its_paragraph_or_is_none() -> None:
    raw = [
        "He said “no more of that\nand left",
        "x " * 20 + "“" + "w " * 1100 + "”",
        "’tis ‘a long one of many words’ so",
    ]
    made, kinds = points_of(raw)
    runs = np.array([[0, len(text), 0, len(text), 10] for text in raw], np.int64)
    sides, out = np.stack([np.arange(3)] * 2, axis=1), np.empty(3)
    own_words(made.points, made.starts, made.sizes, kinds.kinds, sides, runs, out)
    wanted = [10 * Side(i, text, None, None, Names(())).own_ratio(0, len(text)) for i, text in enumerate(raw)]
    assert out.tolist() == wanted
    assert out[1] == 10  # too long for a quotation
    assert 0 < out[0] < 10


@pytest.mark.parametrize("seed", range(4))
def test_runs_are_widened_alike(seed: int) -> None:
    raw = texts(seed, 30, 120, PROSE, " ") + texts(seed, 30, 120, [*PROSE, "\n"], " ") + texts(seed, 20, 90, PIECES)
    made, kinds = points_of(raw)
    sides, runs = spans(raw, random.Random(seed), 300)
    out = np.empty_like(runs)
    tables = (kinds.kinds, kinds.folds, kinds.expansions)
    widened(made.points, made.starts, made.sizes, *tables, sides, runs, REACH, WORDS, LEAST, DENSITY, out)
    wide = [widen(raw[a], raw[b], tuple(run)) for (a, b), run in zip(sides.tolist(), runs.tolist(), strict=True)]
    assert [tuple(row) for row in out.tolist()] == wide
    assert out.tolist() != runs.tolist()


def coverage(seed: int) -> Corpus:
    """Articles that share sentences, quotations and names, of five outlets, some with a message in them."""
    rng = random.Random(seed)
    words = ["".join(rng.choice("bdfglmnprst") + rng.choice("aeiou") for _ in range(2)) for _ in range(400)]

    def sentence() -> str:
        made = " ".join(rng.choice(words) for _ in range(rng.randint(6, 14)))
        kind = rng.randrange(5)
        return (
            f"“{made},” said Ostrevaan."
            if kind == 0
            else f"{made.capitalize()} (@brenholm) said."
            if kind == 1
            else made + "."
        )

    shared = [sentence() for _ in range(12)]
    rows = [
        "\n".join(rng.choice(shared) if rng.random() < 0.3 else sentence() for _ in range(rng.randint(6, 14)))
        for _ in range(30)
    ]
    outlets = [f"Outlet {rng.randrange(5)}" for _ in rows]
    return Corpus.from_texts(rows, ids=[f"d{i:02}" for i in range(len(rows))], outlets=outlets)


@pytest.mark.parametrize("seed", range(3))
def test_what_the_sieve_drops_has_no_evidence(seed: int) -> None:
    origins = find_origins(find_stories(cluster(coverage(seed))))
    judge = origins._judge
    dropped = sorted(set(range(len(judge.reuse.pairs))) - set(judge.worth.tolist()))
    assert dropped
    assert len(judge.worth)
    for row in dropped:
        found = judge.judge(row)
        assert (found.degree, found.weight, found.evidence) == ("not", 0, ())
    left, right = (judge.reuse.pairs[name][dropped[0]].as_py() for name in ("left", "right"))
    ids = origins.reuse.copies.corpus.columns("id")["id"].to_pylist()
    asked = origins.derivation(ids[right], ids[left])
    assert asked is not None
    assert (asked.left, asked.right, asked.degree) == (left, right, "not")
