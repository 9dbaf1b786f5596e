"""Hashes of words (or characters) -> hashes of shingles.

A shingle of `width` units u is mixed as finish(sum of u[j] * P**(width-1-j)), modulo 2**64: order-sensitive, since P
is odd and large, rolled in two multiplications a unit, and finished by a bijection, so that each bit can be trusted.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.jit import jit_inline
from dedup.kernels.mix import finish

U64 = np.uint64
P = U64(0xD1342543DE82EF95)


@jit_inline
def shingle(units: Any, n: Any, width: Any) -> Any:
    """Shingle hashes of units[:n], in place; returns how many.

    units: uint64. Fewer units than the width make one shingle of all of them, none make none.
    """
    if n == 0:
        return 0
    if n < width:
        width = n
    salt = U64(width) * P  # shingles of another width are other shingles
    leaving = U64(1)
    for _ in range(width):
        leaving *= P
    rolling = U64(0)
    for i in range(width - 1):
        rolling = rolling * P + units[i]
    first = U64(0)
    for i in range(n - width + 1):
        rolling = rolling * P - first * leaving + units[i + width - 1]
        first = units[i]
        units[i] = finish(rolling ^ salt)
    return n - width + 1
