"""What the copies stage does with one batch of documents: the kernels, on Arrow arrays in and flat arrays out.

The engines differ in where batches come from and in how what is made of them is brought together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.config import CopySettings, Shingling
from dedup.copies.candidates import Bands
from dedup.copies.sketch import sketch
from dedup.copies.verify import Sets, check_room
from dedup.kernels.bands import band_mixes
from dedup.kernels.overlap import overlaps
from dedup.kernels.sketch import shingle_sets
from dedup.kernels.unicode import fold_table


class Sketched(NamedTuple):
    """Of a batch of n documents: counts: int64 [n], shingles with repeats; prints: uint64 [n, 2], as in
    `copies.sketch.Sketches`; keys: uint64 [bands, n], equal where two documents agree in all slots of a band.
    """

    counts: NDArray[np.int64]
    prints: NDArray[np.uint64]
    keys: NDArray[np.uint64]


def sketch_batch(texts: pa.Array, settings: CopySettings, bands: Bands) -> Sketched:
    """Sketch the texts of a batch, and keep of each sketch the keys of its bands.

    Parameters
    ----------
    texts : pyarrow.Array of string or large_string
    settings : CopySettings
    bands : Bands
        From `copies.candidates.choose_bands`.

    Returns
    -------
    Sketched
        The keys are half the size of the sketches they are made of, with the default settings.

    Examples
    --------
    >>> from dedup.copies.candidates import choose_bands
    >>> settings = CopySettings()
    >>> made = sketch_batch(pa.array(["one two", "One, two!"]), settings, choose_bands(settings))
    >>> made.keys.shape, bool((made.keys[:, 0] == made.keys[:, 1]).all())
    ((32, 2), True)
    """
    made = sketch(texts, settings)
    keys = np.empty((bands.bands, len(made.counts)), np.uint64)
    band_mixes(made.slots, bands.rows, keys)
    return Sketched(made.counts, made.prints, keys)


def sets_of(
    data: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64], shingling: Shingling, sets: Sets
) -> None:
    """Sorted distinct shingles of texts that stand anywhere in a buffer, each once, into its place.

    data: uint8, UTF-8, with `kernels.jit.PAD` readable bytes behind the last text; starts, ends: int64 [m]; sets: m of
    them, whose `sizes` are filled.
    """
    offsets = np.stack((starts, ends), axis=1).ravel()  # every other gap is a text
    rows = np.arange(0, 2 * len(starts), 2)
    chars = None if shingling.unit == "words" else True
    ends = np.full(len(starts), len(sets.shingles))  # sets stand in any order
    shingle_sets(
        offsets, data, *fold_table(), chars, shingling.width, rows, sets.starts, ends, sets.shingles, sets.sizes
    )
    check_room(sets)


def verify_batch(sets: Sets, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many shingles the sets left[i] and right[i] share: int64 [m].

    >>> sets = Sets(np.array([1, 2, 3, 2, 3, 4], np.uint64), np.array([0, 3]), np.array([3, 3]))
    >>> verify_batch(sets, np.array([0]), np.array([1])).tolist()
    [2]
    """
    shared = np.empty(len(left), np.int64)
    overlaps(sets.shingles, sets.starts, sets.sizes, left, right, shared)
    return shared
