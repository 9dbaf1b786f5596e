"""The jit policy of all kernels, and the few machine operations that numba has no name for.

Every kernel is `@jit`: compiled at its first call, without the GIL, cached on disk (numba replaces cache files
atomically, so several processes may write at once). `NUMBA_DISABLE_JIT=1` switches all of it off; the operations
below then have plain Python bodies of the same meaning.

The intrinsics read past the place they are asked for: `load64` eight bytes, `masks64` sixty-four. Callers own that
margin (see `PAD`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic

PAD = 64
"""Bytes that must be readable behind the last byte of text that a kernel is given."""

_OPTIONS: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy", "boundscheck": False}


def jit(function: Callable[..., Any]) -> Any:
    """Compile with the project's policy: no GIL, cached, C semantics for division, bounds trusted."""
    return numba.njit(**_OPTIONS)(function)


def jit_inline(function: Callable[..., Any]) -> Any:
    """The same for a scalar helper that only other kernels call; LLVM inlines it."""
    return numba.njit(nogil=True, cache=True, error_model="numpy")(function)


def pending(kernel: Any) -> bool:
    """Whether a kernel must still be compiled on this machine: nothing of it is in the disk cache."""
    cache = getattr(kernel, "_cache", None)
    if cache is None:
        return False
    function = kernel.py_func
    return not any(Path(cache.cache_path).glob(f"{function.__module__.rpartition('.')[2]}.{function.__name__}-*.nbc"))


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
