"""Pairs of claims -> how alike their words are: weighed overlaps, runs and numbers, a row a pair."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq
from scipy import sparse

from dedup.claims.alignment.wording import Matrix, Wording

WORDS = (
    "local_jaccard",
    "local_shorter",
    "local_longer",
    "local_cosine",
    "news_jaccard",
    "news_shorter",
    "news_longer",
    "news_cosine",
    "both_jaccard",
    "both_shorter",
    "both_longer",
    "both_cosine",
    "shared_weight",
    "best_shared",
    "stem_jaccard",
    "skip_jaccard",
    "skip_shorter",
    "skip_weight",
    "bigram_jaccard",
    "bigram_shorter",
    "letter_cosine",
    "letter_shorter",
    "capital_jaccard",
    "capital_shorter",
    "capital_missing",
    "number_jaccard",
    "number_shared",
    "number_missing",
    "number_apart",
    "token_sort",
    "sequence",
    "sequence_shorter",
    "shorter",
    "length_ratio",
    "stem_alone",
    "stem_alone_less",
    "news_alone",
    "news_alone_less",
    "capital_alone",
    "capital_alone_less",
    "number_alone",
    "number_alone_less",
    "number_all_met",
)
"""Local: weighed by how rare a stem is in the scope; news: in news at large; both: their product. shorter, longer:
the share of the lighter (heavier) claim's weight that is shared. alone: the weight of what a claim has and the other
has not, the more of the two; less: the less. number_all_met: 1 where the more has none."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Meeting(NamedTuple):
    """What pairs share: for each shared column, the number of the pair and the entry of its left claim."""

    pair: Ints
    entry: Ints
    n: int

    def total(self, weights: Floats) -> Floats:
        """The sum of the weights of what each pair shares."""
        return np.asarray(np.bincount(self.pair, weights[self.entry], self.n), np.float64)


def meet(matrix: Matrix, left: Ints, right: Ints) -> Meeting:
    """What the rows of each pair share."""
    numbered = sparse.csr_array(
        (np.arange(1.0, len(matrix.indices) + 1), matrix.indices, matrix.indptr), shape=matrix.shape
    )
    both = numbered[left].multiply(matrix[right]).tocsr()
    pair = np.repeat(np.arange(len(left)), np.diff(both.indptr))
    return Meeting(pair, both.data.astype(np.int64) - 1, len(left))


def mass(matrix: Matrix, weights: Floats) -> Floats:
    """The sum of the weights of each row."""
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return np.asarray(np.bincount(row, weights, matrix.shape[0]), np.float64)


def ratio(part: Floats, whole: Floats) -> Floats:
    """Part over whole, 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


class Overlap(NamedTuple):
    """Of weighted sets: Jaccard, containment in the lighter and in the heavier one, cosine, the shared weight, and what
    either has alone, the more and the less.
    """

    jaccard: Floats
    shorter: Floats
    longer: Floats
    cosine: Floats
    weight: Floats
    alone: Floats
    alone_less: Floats


def overlap(matrix: Matrix, weights: Floats, meeting: Meeting, left: Ints, right: Ints) -> Overlap:
    """How much the rows of each pair share, by weight. A column weighs the same in all rows of one scope."""
    whole, square = mass(matrix, weights), np.sqrt(mass(matrix, weights**2))
    a, b, both = whole[left], whole[right], meeting.total(weights)
    cosine = ratio(meeting.total(weights**2), square[left] * square[right])
    return Overlap(
        ratio(both, a + b - both),
        ratio(both, np.minimum(a, b)),
        ratio(both, np.maximum(a, b)),
        cosine,
        both,
        _rest(np.maximum(a, b), both),
        _rest(np.minimum(a, b), both),
    )


def _rest(whole: Floats, both: Floats) -> Floats:
    """What is left; rounded, as sums of the same weights in two orders leave a little."""
    return np.asarray(np.round(np.maximum(whole - both, 0.0), 9), np.float64)


def word_features(wording: Wording, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """How alike the words of pairs are.

    Parameters
    ----------
    wording : Wording
    left, right : int64 [m]
        Pairs of its rows, both of one scope.

    Returns
    -------
    float64 [m, len(WORDS)]
        The same for (a, b) and (b, a). About 25 microseconds a pair.
    """
    columns, alone = _stem_columns(wording, left, right)
    skip = overlap(wording.skips, wording.skip_weight, meet(wording.skips, left, right), left, right)
    columns += [skip.jaccard, skip.shorter, np.log1p(skip.weight)]
    bigram = _plain_overlap(wording.bigrams, left, right)
    columns += [bigram.jaccard, bigram.shorter]
    letter = overlap(wording.letters, wording.letter_weight, meet(wording.letters, left, right), left, right)
    columns += [letter.cosine, letter.shorter]
    capital = _plain_overlap(wording.capitals, left, right)
    columns += [capital.jaccard, capital.shorter, _missing(wording.capitals, left, right)]
    number, without = _plain_overlap(wording.numbers, left, right), _missing(wording.numbers, left, right)
    columns += [number.jaccard, np.minimum(number.weight, 3), without, (1 - without) * (number.weight == 0)]
    columns += _run_columns(wording, left, right) + alone
    columns += [capital.alone, capital.alone_less, number.alone, number.alone_less, number.alone == 0]
    return np.column_stack(columns)


def _plain_overlap(matrix: Matrix, left: Ints, right: Ints) -> Overlap:
    return overlap(matrix, np.ones(len(matrix.indices)), meet(matrix, left, right), left, right)


def _missing(matrix: Matrix, left: Ints, right: Ints) -> Floats:
    """1 where one of the two rows is empty."""
    size = np.diff(matrix.indptr)
    return np.asarray(np.minimum(size[left], size[right]) == 0, np.float64)


def _stem_columns(wording: Wording, left: Ints, right: Ints) -> tuple[list[Floats], list[Floats]]:
    """Features of the stems that pairs share, and of those that they do not."""
    shared = meet(wording.stems, left, right)
    both = wording.local * wording.news
    columns: list[Floats] = []
    news = overlap(wording.stems, wording.news, shared, left, right)
    columns += overlap(wording.stems, wording.local, shared, left, right)[:4] + news[:4]
    columns += overlap(wording.stems, both, shared, left, right)[:4]
    best = np.zeros(shared.n)
    np.maximum.at(best, shared.pair, both[shared.entry])
    columns += [np.log1p(shared.total(both)), best]
    stems = overlap(wording.stems, np.ones(len(both)), shared, left, right)
    columns.append(stems.jaccard)
    return columns, [stems.alone, stems.alone_less, news.alone, news.alone_less]


def _run_columns(wording: Wording, left: Ints, right: Ints) -> list[Floats]:
    """Features of the order of words, and lengths."""
    plain, order = np.array(wording.plain, object), np.array(wording.order, object)
    sort = process.cpdist(plain[left], plain[right], scorer=fuzz.token_sort_ratio) / 100.0
    common = process.cpdist(order[left], order[right], scorer=LCSseq.similarity).astype(np.float64)
    a, b = wording.length[left].astype(np.float64), wording.length[right].astype(np.float64)
    short, long = np.minimum(a, b), np.maximum(a, b)
    return [
        sort.astype(np.float64), ratio(common, long), ratio(common, short), np.log1p(short), ratio(short, long)
    ]  # fmt: skip
