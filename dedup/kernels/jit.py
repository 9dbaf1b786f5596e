"""The jit policy of all kernels, and the few machine operations that numba has no name for.

Every kernel is `@jit`: compiled at its first call, without the GIL, cached on disk (numba replaces cache files
atomically, so several processes may write at once). `NUMBA_DISABLE_JIT=1` switches all of it off; the operations
below then have plain Python bodies of the same meaning.

The intrinsics read past the place they are asked for: `load64` eight bytes, `masks64` sixty-four. Callers own that
margin (see `PAD`).
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba import types
from numba.core.runtime import rtsys
from numba.extending import intrinsic

PAD = 64
"""Bytes that must be readable behind the last byte of text that a kernel is given."""

_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "boundscheck": False}


def jit(function: Callable[..., Any]) -> Any:
    """Compile with the project's policy: no GIL, cached, C semantics for division, bounds trusted."""
    try:
        kernel = numba.njit(**_OPTIONS, cache=True)(function)
    except RuntimeError:  # no folder on this machine can be written to: compiled anew in each process
        return numba.njit(**_OPTIONS)(function)
    file = _cache_file(kernel)
    if hasattr(file, "_source_stamp"):
        # numba looks at the kernel's own file only, but a kernel must be compiled again when one that it calls changes
        file._source_stamp = (file._source_stamp, _sources_stamp())
        _load_lightly(kernel._cache)
        _save_if_possible(kernel._cache)
    return kernel


def _load_lightly(cache: Any) -> None:
    """Let a compiled kernel be loaded without all that numba needs only to compile one: 0.2 s a process.

    numba prepares its whole compiler before it looks into its cache. What loading does need is the runtime that
    allocates arrays. Where the cache has nothing, numba goes its usual way.
    """
    usual = cache.load_overload

    def load_overload(signature: Any, context: Any) -> Any:
        rtsys.initialize(context)
        try:
            with cache._guard_against_spurious_io_errors():
                found = cache._load_overload(signature, context)
                if found is not None:
                    return found
            return usual(signature, context)
        except Exception:  # noqa: BLE001 - a file cut short or garbled may fail in any way; compiled again
            with contextlib.suppress(OSError):
                cache.flush()
            return None

    cache.load_overload = load_overload


def _save_if_possible(cache: Any) -> None:
    """Let a compiled kernel that cannot be saved be used all the same; the next process compiles it anew."""
    usual = cache.save_overload

    def save_overload(signature: Any, data: Any) -> None:
        with contextlib.suppress(OSError):
            usual(signature, data)

    cache.save_overload = save_overload


jit_inline = jit
"""The same, for a scalar helper that only other kernels call; LLVM inlines it."""


@functools.cache
def _sources_stamp() -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of change of every kernel file."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return tuple((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files)


def pending(kernel: Any) -> bool:
    """Whether a kernel must still be compiled: the disk cache has no version of it that is up to date."""
    if not hasattr(kernel, "py_func"):  # the jit is off
        return False
    file = _cache_file(kernel)
    try:
        return not (hasattr(file, "_load_index") and file._load_index())
    except Exception:  # noqa: BLE001 - garbled, as above
        return True


def _cache_file(kernel: Any) -> Any:
    return getattr(getattr(kernel, "_cache", None), "_cache_file", None)


def _byte_vector(context: Any, builder: Any, signature: Any, args: Any, lanes: int) -> Any:
    """Load `lanes` bytes at data[index], unaligned."""
    from llvmlite import ir
    from numba.core import cgutils

    array = context.make_array(signature.args[0])(context, builder, args[0])
    pointer = cgutils.gep_inbounds(builder, array.data, args[1])
    vector = builder.bitcast(pointer, ir.VectorType(ir.IntType(8), lanes).as_pointer())
    loaded = builder.load(vector)
    loaded.align = 1
    return loaded


@intrinsic
def _load64(typing: Any, data: Any, index: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from llvmlite import ir

        return builder.bitcast(_byte_vector(context, builder, signature, args, 8), ir.IntType(64))

    return types.uint64(data, types.intp), code


@intrinsic
def _masks64(typing: Any, data: Any, index: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from llvmlite import ir

        byte, lanes = ir.IntType(8), ir.VectorType(ir.IntType(8), 64)
        loaded = _byte_vector(context, builder, signature, args, 64)

        def splat(value: int) -> Any:
            return ir.Constant(lanes, [ir.Constant(byte, value)] * 64)

        letter = builder.icmp_unsigned("<", builder.sub(builder.or_(loaded, splat(0x20)), splat(0x61)), splat(26))
        digit = builder.icmp_unsigned("<", builder.sub(loaded, splat(0x30)), splat(10))
        high = builder.icmp_signed("<", loaded, splat(0))
        word = builder.bitcast(builder.or_(letter, digit), ir.IntType(64))
        wide = builder.bitcast(high, ir.IntType(64))
        return context.make_tuple(builder, signature.return_type, [word, wide])

    return types.UniTuple(types.uint64, 2)(data, types.intp), code


@intrinsic
def _equal64(typing: Any, data: Any, index: Any, byte: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from llvmlite import ir

        lanes = ir.VectorType(ir.IntType(8), 64)
        one = builder.insert_element(ir.Constant(lanes, ir.Undefined), args[2], ir.Constant(ir.IntType(32), 0))
        zeros = ir.Constant(ir.VectorType(ir.IntType(32), 64), None)
        splat = builder.shuffle_vector(one, ir.Constant(lanes, ir.Undefined), zeros)
        equal = builder.icmp_unsigned("==", _byte_vector(context, builder, signature, args, 64), splat)
        return builder.bitcast(equal, ir.IntType(64))

    return types.uint64(data, types.intp, types.uint8), code


@intrinsic
def _trailing_zeros(typing: Any, value: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        from llvmlite import ir

        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 0))

    return types.uint64(types.uint64), code


if numba.config.DISABLE_JIT:  # plain bodies, for the suite that runs with the jit off

    def load64(data: Any, index: int) -> np.uint64:
        """The eight bytes at data[index] as a little-endian number."""
        return np.uint64(int.from_bytes(bytes(data[index : index + 8]), "little"))

    def masks64(data: Any, index: int) -> tuple[np.uint64, np.uint64]:
        """Two bit masks of the sixty-four bytes at data[index]: ASCII letter or digit; above ASCII."""
        block = np.asarray(data[index : index + 64])
        folded = block | 0x20
        word = ((folded >= 0x61) & (folded <= 0x7A)) | ((block >= 0x30) & (block <= 0x39))
        weights = np.uint64(1) << np.arange(len(block), dtype=np.uint64)
        return np.uint64(weights[word].sum()), np.uint64(weights[block >= 0x80].sum())

    def equal64(data: Any, index: int, byte: Any) -> np.uint64:
        """Bit mask of those of the sixty-four bytes at data[index] that equal `byte`."""
        block = np.asarray(data[index : index + 64])
        weights = np.uint64(1) << np.arange(len(block), dtype=np.uint64)
        return np.uint64(weights[block == byte].sum())

    def trailing_zeros(value: np.uint64) -> np.uint64:
        """Number of zero bits below the lowest one; 64 for zero."""
        return np.uint64(64) if value == 0 else np.uint64((int(value) & -int(value)).bit_length() - 1)

else:
    load64, masks64, equal64, trailing_zeros = _load64, _masks64, _equal64, _trailing_zeros
