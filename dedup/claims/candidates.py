"""Claims -> the pairs worth comparing: the likest in words and letters, and those that share an anchor."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.claims.frames import Claim
from dedup.claims.pairs import mass
from dedup.claims.wording import Matrix, Wording
from dedup.config import AlignSettings

BLOCK = 512
OWN = 3
"""Claims of its own document that a claim is compared with: a headline and a first sentence often say the same."""


class Candidates(NamedTuple):
    """Pairs of claims, left < right, ascending: int64 [m]. capped: claims that had more than `per_claim`; crowded:
    anchors that more than `anchor_cap` claims share.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    capped: int
    crowded: int


def candidates(
    claims: Sequence[Claim],
    wording: Wording,
    document: NDArray[np.int64],
    scope: NDArray[np.int64],
    settings: AlignSettings,
) -> Candidates:
    """The pairs of claims of one scope that are compared.

    Parameters
    ----------
    claims : sequence of Claim
        Those of a scope together, and in it those of a document.
    wording : Wording
    document, scope : int64 [n]
        Numbers; a document is in one scope.
    settings : AlignSettings

    Returns
    -------
    Candidates
        Cost: a sparse product a scope, quadratic in its claims (6,000 claims: about 3 s), in blocks of rows.
    """
    n = len(claims)
    if not n:
        none = np.zeros(0, np.int64)
        return Candidates(none, none, 0, 0)
    stems = _normal(wording.stems, wording.local)
    letters = _normal(wording.letters, wording.letter_weight)
    keys: list[NDArray[np.int64]] = []
    capped = crowded = 0
    for first, last in _runs(scope):
        bounds = first + np.append(_starts(document[first:last]), last - first)
        for top in range(first, last, BLOCK):
            rows = slice(top, min(last, top + BLOCK))
            likeness = (stems[rows] @ stems[first:last].T).toarray() + (letters[rows] @ letters[first:last].T).toarray()
            row, column, over = _likest(likeness, np.arange(rows.start, rows.stop), bounds, first, settings)
            capped += over
            keys.append(np.minimum(row, column) * n + np.maximum(row, column))
        pairs, over = _anchored(claims, wording, first, last, settings)
        crowded += over
        keys.append(pairs[:, 0] * n + pairs[:, 1])
    distinct = np.unique(np.concatenate(keys))
    return Candidates(distinct // n, distinct % n, capped, crowded)


def _normal(matrix: Matrix, weights: NDArray[np.float64]) -> Matrix:
    """Rows of length one."""
    rows = matrix.copy()
    norm = np.sqrt(mass(matrix, weights**2))
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    rows.data = (weights / np.maximum(norm[row], 1e-12)).astype(np.float32)
    return rows


def _starts(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where a run of equal values begins."""
    return np.flatnonzero(np.diff(values, prepend=values[0] - 1))


def _runs(values: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """(first, one past the last) of each run of equal values."""
    return itertools.pairwise([*_starts(values).tolist(), len(values)])


def _likest(
    likeness: NDArray[np.float32],
    rows: NDArray[np.int64],
    bounds: NDArray[np.int64],
    first: int,
    settings: AlignSettings,
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """For rows of a scope: (row, column) of the likest claims in each document, and how many rows were capped."""
    kept = np.zeros(likeness.shape, np.bool_)
    likeness[np.arange(len(rows)), rows - first] = -1.0  # a claim is not its own candidate
    for start, stop in itertools.pairwise((bounds - first).tolist()):
        part = likeness[:, start:stop]
        own = (rows >= start + first) & (rows < stop + first)
        for some, most in ((own, OWN), (~own, settings.per_document)):
            chosen = part[some]
            if not len(chosen):
                continue
            least = np.full(len(chosen), settings.least_likeness, np.float32)
            if most < stop - start:
                least = np.maximum(least, np.partition(chosen, -most, axis=1)[:, -most])
            kept[some, start:stop] = chosen >= least[:, None]
    sizes = kept.sum(axis=1)
    over = np.flatnonzero(sizes > settings.per_claim)
    for row in over.tolist():
        columns = np.flatnonzero(kept[row])
        order = np.lexsort((columns, -likeness[row, columns]))
        kept[row, columns[order[settings.per_claim :]]] = False
    at, column = np.nonzero(kept)
    return rows[at], column + first, len(over)


def _anchored(
    claims: Sequence[Claim], wording: Wording, first: int, last: int, settings: AlignSettings
) -> tuple[NDArray[np.int64], int]:
    """Pairs of claims of different documents that share an anchor few others have, and how many anchors had more."""
    postings: dict[Hashable, list[int]] = {}
    for number in range(first, last):
        for anchor in _anchors(claims[number]):
            postings.setdefault(anchor, []).append(number)
        for couple in wording.skips.indices[wording.skips.indptr[number] : wording.skips.indptr[number + 1]].tolist():
            postings.setdefault(couple, []).append(number)
    crowded, pairs = 0, []
    for members in postings.values():
        if len(members) > settings.anchor_cap:
            crowded += 1
            continue
        pairs += [
            pair
            for pair in itertools.combinations(members, 2)
            if claims[pair[0]].document_id != claims[pair[1]].document_id
        ]
    return np.array(pairs, np.int64).reshape(-1, 2), crowded


def _anchors(claim: Claim) -> Iterator[Hashable]:
    """What a claim shares with few claims that are on something else."""
    for quantity in claim.quantities:
        yield "quantity", quantity.low, quantity.high, quantity.unit
    for date in claim.dates:
        if date.first and date.precision in ("minute", "part", "day"):
            yield "date", date.first, date.part
    names = sorted({mention.name_id for mention in claim.names})
    for couple in itertools.combinations(names[:8], 2):
        yield "names", *couple
    if claim.speaker_id:
        yield "speaker", claim.speaker_id
