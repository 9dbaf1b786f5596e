"""Why two documents are, or are not, copies of each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dedup.config import CopySettings, ReuseSettings
from dedup.copies.candidates import Bands
from dedup.copies.passages import Passage, passages
from dedup.copies.sketch import sketch
from dedup.copies.verify import Texts
from dedup.kernels.overlap import overlaps

BRIDGE = ReuseSettings().bridge
"""Words of an edit that does not end a passage."""


@dataclass(frozen=True)
class Explanation:
    """The evidence on one pair of documents.

    jaccard, containment_left, containment_right: exact, 0 to 1; estimate: share of equal slots of the two sketches;
    chance: chance of becoming a candidate at this similarity and these bands; bands_agreeing: how many whole bands
    did agree; shingles_left, shingles_right, shared: distinct shingles. kept_left, kept_right: the kept documents of
    their clusters, similarity_left and similarity_right those with them. passages: shared runs of words, small edits
    bridged.
    """

    left: str
    right: str
    together: bool
    verdict: str
    threshold: float
    jaccard: float
    containment_left: float
    containment_right: float
    shared: int
    shingles_left: int
    shingles_right: int
    estimate: float
    chance: float
    bands: Bands
    bands_agreeing: int
    kept_left: str
    kept_right: str
    similarity_left: float
    similarity_right: float
    text_left: str
    text_right: str
    passages: tuple[Passage, ...]


def explain(
    ids: tuple[str, str],
    texts: tuple[str, str],
    settings: CopySettings,
    bands: Bands,
    kept: tuple[str, str],
    similarity: tuple[float, float],
) -> Explanation:
    """Measure a pair exactly and say what the run did with it.

    Parameters
    ----------
    ids, texts : tuple of str
    settings : CopySettings
    bands : Bands
    kept : tuple of str
        The kept document of each one's cluster.
    similarity : tuple of float
        Jaccard of each with it.
    """
    array = pa.array(texts, pa.large_string())
    slots, counts, _ = sketch(array, settings)
    sets = Texts.of(pa.chunked_array([array]), np.arange(2)).sets(np.arange(2), counts, settings.shingle)
    shared = np.zeros(1, np.int64)
    overlaps(sets.shingles, sets.starts, sets.sizes, np.array([0]), np.array([1]), shared)
    n, (a, b) = int(shared[0]), (int(x) for x in sets.sizes)
    jaccard = n / (a + b - n) if a + b else 0.0
    used = bands.bands * bands.rows
    equal = (slots[0] == slots[1]) if a and b else np.zeros(len(slots[0]), np.bool_)
    agreeing = int(equal[:used].reshape(bands.bands, bands.rows).all(axis=1).sum())
    together = kept[0] == kept[1]
    return Explanation(
        *ids,
        together,
        _verdict(together, ids, kept, jaccard, agreeing, bands, settings.threshold, min(a, b)),
        settings.threshold,
        jaccard,
        n / a if a else 0.0,
        n / b if b else 0.0,
        n,
        a,
        b,
        float(equal.mean()),
        bands.chance(jaccard),
        bands,
        agreeing,
        *kept,
        *similarity,
        *texts,
        tuple(passages(*texts, settings.shingle.width if settings.shingle.unit == "words" else 5, BRIDGE)),
    )


def _verdict(
    together: bool,
    ids: tuple[str, str],
    kept: tuple[str, str],
    jaccard: float,
    agreeing: int,
    bands: Bands,
    threshold: float,
    shortest: int,
) -> str:
    """One sentence for a person; the similarity has as many digits as it takes to see on which side it is."""
    near = jaccard >= threshold
    shown = next(text for n in range(3, 18) if (float(text := f"{jaccard:.{n}f}") >= threshold) == near)
    if ids[0] == ids[1]:
        return "This is one and the same document."
    if shortest == 0:
        return "Apart: a document without words has no copies."
    if together and kept[0] in ids:
        return f"Together: their similarity {shown} reaches the threshold {threshold}, and one of them is kept."
    if together:
        how = "also pass the threshold with each other" if near else f"are only {shown} similar to each other"
        return f"Together: both pass the threshold {threshold} with the kept document {kept[0]}; they {how}."
    if not near:
        return f"Apart: their similarity {shown} is below the threshold {threshold}."
    if not agreeing:
        return (
            f"Apart: their similarity {shown} reaches the threshold {threshold}, but no band of their sketches "
            f"agrees, so they were never compared (the chance of that was {1 - bands.chance(jaccard):.2g})."
        )
    return (
        f"Apart: their similarity {shown} reaches the threshold {threshold} and the pair is among the pairs, "
        f"but {kept[0]} and {kept[1]} are kept for them: of the kept documents that stand before it in the order a "
        "document joins the most similar one, and a later one is not considered."
    )
