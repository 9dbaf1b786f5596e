"""Claims -> the pairs worth comparing: the likest in words and letters, and those that share an anchor."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.claims.alignment.pairs import mass
from dedup.claims.alignment.wording import Matrix, Wording
from dedup.claims.frames import Claim
from dedup.config import AlignSettings

BLOCK = 512
FREQUENT = 100
"""Letter groups in more claims of a scope than this, and than a twentieth of it, find nobody: they cost the most."""
OWN = 3
"""Claims of its own document that a claim is compared with: a headline and a first sentence often say the same."""


class Candidates(NamedTuple):
    """Pairs of claims, left < right, ascending: int64 [m]. capped: bool [n], claims that had more than `per_claim`;
    crowded: how many anchors more than `anchor_cap` claims share.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    capped: NDArray[np.bool_]
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
        Cost: a sparse product a scope, quadratic in its claims (10,000 claims: about 10 s), in blocks of rows.
    """
    n, crowded = len(claims), 0
    capped = np.zeros(n, np.bool_)
    stems = _normal(wording.stems, wording.local)
    letters = _normal(wording.letters, wording.letter_weight)
    keys = [np.zeros(0, np.int64)]
    for first, last in _runs(scope):
        bounds = first + np.append(_starts(document[first:last]), last - first)
        for rows, likeness in _likeness(stems[first:last], letters[first:last]):
            row, column, over = _likest(likeness, first + rows, bounds, first, settings)
            capped[over] = True
            keys.append(np.minimum(row, column) * n + np.maximum(row, column))
        pairs, more = _anchored(claims, wording, first, last, settings)
        crowded += more
        keys.append(pairs[:, 0] * n + pairs[:, 1])
    distinct = np.unique(np.concatenate(keys))
    return Candidates(distinct // max(n, 1), distinct % max(n, 1), capped, crowded)


def _likeness(stems: Matrix, letters: Matrix) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Blocks of rows of a scope, with the likeness of each to all claims of the scope."""
    n = stems.shape[0]
    spread = np.bincount(letters.indices, minlength=letters.shape[1])
    rare = letters.copy()
    rare.data = np.where(spread[letters.indices] > max(FREQUENT, n // 20), np.float32(0), letters.data)
    rare.eliminate_zeros()
    turned, rare_turned = stems.T.tocsr(), rare.T.tocsr()
    for top in range(0, n, BLOCK):
        rows = np.arange(top, min(n, top + BLOCK))
        yield rows, ((stems[rows] @ turned) + (rare[rows] @ rare_turned)).toarray()


def _normal(matrix: Matrix, weights: NDArray[np.float64]) -> Matrix:
    """Rows of length one."""
    rows = matrix.copy()
    norm = np.sqrt(mass(matrix, weights**2))
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    rows.data = (weights / np.maximum(norm[row], 1e-12)).astype(np.float32)
    return rows


def _starts(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where a run of equal values, 0 or more, begins."""
    return np.flatnonzero(np.diff(values, prepend=-1))


def _runs(values: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """(first, one past the last) of each run of equal values."""
    return itertools.pairwise([*_starts(values).tolist(), len(values)])


def _likest(
    likeness: NDArray[np.float32],
    rows: NDArray[np.int64],
    bounds: NDArray[np.int64],
    first: int,
    settings: AlignSettings,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For rows of a scope: (row, column) of the likest claims in each document, and the rows that were capped."""
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
    return rows[at], column + first, rows[over]


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
