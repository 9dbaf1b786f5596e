"""Sketches to and from datasketch's MinHash and LeanMinHash.

Slots are carried over as hash values: `MinHash.jaccard` and datasketch's LSH compare them slot by slot, which is what
a sketch of ours means too. Do not `update` or `merge` a converted sketch: slots are mixed winners of Fast Similarity
Sketching, not minima, so the minimum of two of them says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from dedup.errors import SettingsError

if TYPE_CHECKING:
    from datasketch import LeanMinHash, MinHash

SEED = 0x5EED
"""The seed that converted sketches carry, so that datasketch refuses to compare them with its own."""
SCHEME: Literal["affine32"] = "affine32"
"""datasketch's scheme of 32-bit hash values."""


def to_minhash(sketch: NDArray[np.uint32]) -> MinHash:
    """A sketch as a `datasketch.MinHash`.

    Parameters
    ----------
    sketch : uint32 [k]

    Examples
    --------
    >>> a = np.arange(128, dtype=np.uint32)
    >>> to_minhash(a).jaccard(to_minhash(a))
    1.0
    """
    from datasketch import MinHash

    return MinHash(seed=SEED, hashvalues=sketch, scheme=SCHEME)


def to_lean_minhash(sketch: NDArray[np.uint32]) -> LeanMinHash:
    """A sketch as a `datasketch.LeanMinHash`, which is smaller and can be serialised."""
    from datasketch import LeanMinHash

    return LeanMinHash(seed=SEED, hashvalues=sketch, scheme=SCHEME)


def from_minhash(minhash: MinHash | LeanMinHash) -> NDArray[np.uint32]:
    """The sketch that `to_minhash` or `to_lean_minhash` made a MinHash of.

    Raises
    ------
    SettingsError
        For a MinHash that datasketch itself computed: its slots are minima of other hashes and match none of ours.
    """
    if minhash.seed != SEED:
        raise SettingsError(
            f"this MinHash has seed {minhash.seed} and was not converted from a dedup sketch; slots of the two kinds "
            "cannot be compared. Sketch the text with dedup instead"
        )
    return np.array(minhash.hashvalues, np.uint32)
