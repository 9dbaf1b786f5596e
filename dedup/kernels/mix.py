"""The one mixing function of all kernels."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.jit import jit_inline

U64 = np.uint64
_M1, _M2 = U64(0xBF58476D1CE4E5B9), U64(0x94D049BB133111EB)
_S30, _S27, _S31 = U64(30), U64(27), U64(31)


@jit_inline
def finish(x: Any) -> Any:
    """Stafford's mix 13: a bijection of 64 bits in which each input bit flips half of the output bits."""
    x = (x ^ (x >> _S30)) * _M1
    x = (x ^ (x >> _S27)) * _M2
    return x ^ (x >> _S31)
