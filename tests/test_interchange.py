"""Sketches as datasketch's MinHash and LeanMinHash, and back."""

from __future__ import annotations

import pickle
import random

import numpy as np
import pytest
from datasketch import LeanMinHash, MinHash, MinHashLSH
from hypothesis import given
from hypothesis import strategies as st

import naive
from dedup import Copies, Corpus, cluster
from dedup.copies.interchange import from_minhash, to_lean_minhash, to_minhash
from dedup.errors import SettingsError

sketches = st.lists(st.integers(0, 2**32 - 1), min_size=16, max_size=64).map(lambda x: np.array(x, np.uint32))


@given(sketches)
def test_round_trip(sketch: np.ndarray) -> None:
    for convert in (to_minhash, to_lean_minhash):
        back = from_minhash(convert(sketch))
        assert back.dtype == np.uint32
        assert back.tolist() == sketch.tolist()
        assert len(convert(sketch)) == len(sketch)
    assert from_minhash(LeanMinHash(to_minhash(sketch))).tolist() == sketch.tolist()


@given(sketches)
def test_a_lean_one_survives_being_written(sketch: np.ndarray) -> None:
    lean = to_lean_minhash(sketch)
    buffer = bytearray(lean.bytesize())
    lean.serialize(buffer)
    assert from_minhash(LeanMinHash.deserialize(buffer)).tolist() == sketch.tolist()
    assert from_minhash(pickle.loads(pickle.dumps(lean))).tolist() == sketch.tolist()


@given(sketches, st.data())
def test_jaccard_is_our_estimate(sketch: np.ndarray, data: st.DataObject) -> None:
    other = sketch.copy()
    changed = data.draw(st.lists(st.integers(0, len(sketch) - 1), unique=True))
    other[changed] ^= np.uint32(1)
    wanted = 1 - len(changed) / len(sketch)
    for convert in (to_minhash, to_lean_minhash):
        assert convert(sketch).jaccard(convert(other)) == pytest.approx(wanted)


@pytest.fixture(scope="module")
def found() -> tuple[list[str], Copies]:
    texts = naive.corpus(random.Random(21), 60)
    corpus = Corpus.from_texts(texts, ids=[f"d{i:02}" for i in range(60)])
    return texts, cluster(corpus, threshold=0.5)


def test_their_index_finds_our_pairs(found: tuple[list[str], Copies]) -> None:
    texts, copies = found
    with_words = [i for i, text in enumerate(texts) if naive.words(text)]
    index = MinHashLSH(params=tuple(copies.bands), num_perm=128)
    for i in with_words:
        index.insert(i, copies.to_datasketch(f"d{i:02}"))
    pairs = naive.pairs(texts, 0.5)
    assert len(pairs) > 10
    for (i, j), jaccard in pairs.items():
        assert j in index.query(copies.to_datasketch(f"d{i:02}"))
        estimate = copies.to_datasketch(f"d{i:02}").jaccard(copies.to_datasketch(f"d{j:02}"))
        assert estimate == copies.why(f"d{i:02}", f"d{j:02}").estimate
        assert abs(estimate - jaccard) <= 4 * (jaccard * (1 - jaccard) / 128) ** 0.5 + 1e-9
    lean = MinHashLSH(params=tuple(copies.bands), num_perm=128)
    for i in with_words:
        lean.insert(i, to_lean_minhash(copies.sketch(f"d{i:02}")))
    for i in with_words:
        query = to_lean_minhash(copies.sketch(f"d{i:02}"))
        assert sorted(lean.query(query)) == sorted(index.query(copies.to_datasketch(f"d{i:02}")))


def test_a_sketch_of_their_own_is_refused() -> None:
    theirs = MinHash(num_perm=16)
    theirs.update(b"word")
    for foreign in (theirs, LeanMinHash(theirs), MinHash(num_perm=16, seed=7)):
        with pytest.raises(SettingsError, match=f"seed {foreign.seed} .*Sketch the text with dedup instead"):
            from_minhash(foreign)


def test_they_refuse_to_compare_ours_with_their_own() -> None:
    ours, theirs = to_minhash(np.arange(16, dtype=np.uint32)), MinHash(num_perm=16)
    with pytest.raises(ValueError, match="seed"):
        ours.jaccard(theirs)


def test_a_converted_sketch_is_a_copy() -> None:
    sketch = np.arange(16, dtype=np.uint32)
    minhash = to_minhash(sketch)
    sketch[:] = 0
    assert from_minhash(minhash).tolist() == list(range(16))
    back = from_minhash(minhash)
    back[:] = 0
    assert from_minhash(minhash).tolist() == list(range(16))
