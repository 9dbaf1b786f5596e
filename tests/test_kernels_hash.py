"""Hash arithmetic: the scalar functions against whole numbers of Python, and unsigned 64 bits all the way through."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive
from dedup.kernels import fold, jit, mix, shingle, sketch, sort
from dedup.kernels.bands import band_keys

U64 = np.uint64
PLAIN = bool(numba.config.DISABLE_JIT)
numbers = st.integers(0, naive.ALL)


def unsigned(function: Any) -> bool:
    """Whether every version of a jitted function that was compiled so far answers in uint64."""
    return all(signature.return_type == numba.types.uint64 for signature in function.nopython_signatures)


def compiled(function: Any) -> Any:
    """An intrinsic as a function that Python can call."""
    return function if PLAIN else numba.njit(function)


@compiled
def load64(data: Any, index: Any) -> Any:
    return jit.load64(data, index)


@compiled
def masks64(data: Any, index: Any) -> Any:
    return jit.masks64(data, index)


@compiled
def equal64(data: Any, index: Any, byte: Any) -> Any:
    return jit.equal64(data, index, np.uint8(byte))


@compiled
def trailing_zeros(value: Any) -> Any:
    return jit.trailing_zeros(U64(value))


@given(numbers)
def test_finish(x: int) -> None:
    assert mix.finish(U64(x)) == naive.finish(x)


def test_finish_is_a_bijection_that_spreads_every_bit() -> None:
    assert len({int(mix.finish(U64(x))) for x in range(5000)}) == 5000
    rng = np.random.default_rng(0)
    samples = rng.integers(0, 2**64, 60, np.uint64)
    flips = [
        (int(mix.finish(x)) ^ int(mix.finish(x ^ U64(1 << bit)))).bit_count() for x in samples for bit in range(64)
    ]
    assert abs(np.mean(flips) - 32) < 4 * 4 / len(flips) ** 0.5


@given(numbers, numbers)
def test_step_depends_on_both(h: int, chunk: int) -> None:
    wanted = (h ^ chunk) * 0x9FB21C651E98DF25 & naive.ALL
    assert fold.step(U64(h), U64(chunk)) == wanted ^ wanted >> 32


@given(st.text("abcxyzABCXYZ0189", min_size=1, max_size=40), st.integers(0, 9))
def test_ascii_words(word: str, before: int) -> None:
    data = np.frombuffer(b"~" * before + word.encode() + b"~" * jit.PAD, np.uint8)
    assert fold.hash_ascii(data, before, before + len(word)) == naive.word_hash(word.lower())


@given(st.characters(exclude_categories=["Cs"]))
def test_encode_and_decode(character: str) -> None:
    data = character.encode()
    value, bits = fold.encode(ord(character))
    assert (value, bits) == (int.from_bytes(data, "little"), 8 * len(data))
    padded = np.frombuffer(data + b"\x80" * jit.PAD, np.uint8)
    assert fold.decode(padded, 0, len(data)) == (ord(character), len(data))
    assert fold.decode(padded, 0, len(data) - 1)[0] == -1 or len(data) == 1


@given(st.binary(min_size=64, max_size=200), st.data())
def test_machine_operations(raw: bytes, data: st.DataObject) -> None:
    array, at = np.frombuffer(raw, np.uint8), data.draw(st.integers(0, len(raw) - 64))
    block, byte = raw[at : at + 64], data.draw(st.integers(0, 255))
    assert load64(array, at) == int.from_bytes(raw[at : at + 8], "little")
    word, high = masks64(array, at)
    assert word == sum(1 << i for i, b in enumerate(block) if bytes([b]).isalnum())
    assert high == sum(1 << i for i, b in enumerate(block) if b >= 128)
    assert equal64(array, at, byte) == sum(1 << i for i, b in enumerate(block) if b == byte)


def test_masks_of_every_byte() -> None:
    array = np.arange(256, dtype=np.uint8)
    for at in range(0, 256, 64):
        word, high = masks64(array, at)
        assert [b for b in range(64) if int(word) >> b & 1] == [b for b in range(64) if bytes([at + b]).isalnum()]
        assert int(high) == (naive.ALL if at >= 128 else 0)


def test_trailing_zeros() -> None:
    assert trailing_zeros(U64(0)) == 64
    for bit in range(64):
        assert trailing_zeros(U64(1 << bit)) == trailing_zeros(U64(naive.ALL << bit & naive.ALL)) == bit


# ---- numba makes int64 of uint64 + 1 and tells nobody


def test_scalar_hashes_stay_unsigned() -> None:
    big = U64(2**63 + 12345)
    data = np.frombuffer(b"word" + b"~" * jit.PAD, np.uint8)
    results = [mix.finish(big), fold.step(big, big), fold.hash_ascii(data, 0, 4), *fold.encode(0x1F642)]
    if PLAIN:
        assert all(isinstance(x, np.uint64) for x in results)
    else:
        assert unsigned(mix.finish)
        assert unsigned(fold.step)
        assert unsigned(fold.hash_ascii)
        assert all(
            s.return_type == numba.types.UniTuple(numba.types.uint64, 2) for s in fold.encode.nopython_signatures
        )


def test_folded_words_stay_unsigned() -> None:
    """Many hashes have their highest bit set, and none has lost its low bits on the way through a float."""
    words = [f"w{i}" for i in range(300)] + [f"ä{i}漢" for i in range(300)]
    text = " ".join(words).encode()
    out = np.empty(2 * len(text), U64)
    data = np.frombuffer(text + b" " * jit.PAD, np.uint8)
    table, marks = fold_table_and_marks()
    n = fold.fold_words(data, 0, len(text), *table, marks, out, None)
    assert out[:n].tolist() == naive.unit_hashes(text.decode())
    assert (out[:n] >= U64(2**63)).sum() > 200


def fold_table_and_marks() -> tuple[Any, Any]:
    from dedup.kernels.unicode import fold_table

    return fold_table(), np.empty(fold.MAX_MARKS, np.int64)


def test_shingles_sketches_and_keys_stay_unsigned() -> None:
    units = np.array([naive.finish(i) for i in range(200)], U64)
    made = units.copy()
    n = shingle.shingle(made, 200, 3)
    wanted = naive.shingle_hashes(units.tolist(), 3)
    assert made[:n].tolist() == wanted
    spare, best, level, out = (
        np.empty(200, U64),
        np.empty(64, U64),
        np.empty(64, np.int64),
        np.empty((1, 64), np.uint32),
    )
    assert sort.sort_unique(made, n, spare) == n
    assert made[:n].tolist() == sorted(wanted)
    sketch.similarity_sketch(made, n, spare, best, level, out, 0)
    assert out[0].tolist() == naive.sketch(set(wanted), 64)
    keys = np.empty(1, U64)
    band_keys(out, np.zeros(1, np.int64), 3, 4, 1, keys)
    key = 4 * 0xA0761D6478BD642F & naive.ALL
    for slot in out[0, 12:16].tolist():
        key = naive.finish((key + slot) & naive.ALL)
    assert keys[0] == key & ~1


@pytest.mark.skipif(PLAIN, reason="nothing is compiled")
def test_nothing_of_a_hash_is_compiled_to_a_signed_number() -> None:
    test_shingles_sketches_and_keys_stay_unsigned()
    for kernel, hashes in ((shingle.shingle, 1), (sort.sort_unique, 2), (sketch.similarity_sketch, 3)):
        for signature in kernel.nopython_signatures:
            arrays = [a.dtype for a in signature.args if isinstance(a, numba.types.Array)]
            assert arrays.count(numba.types.uint64) == hashes
