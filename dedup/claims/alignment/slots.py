"""Pairs of claims -> which of their slots agree, differ or are missing: names, numbers, dates, speakers, stance.

A value that differs is no reason against one question: "12 dead" and "15 dead" answer the same. What is counted here is
whether the same things are named, counted and dated, and the model weighs each.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.claims.alignment.pairs import Floats, Ints, meet, overlap
from dedup.claims.alignment.wording import Matrix, rows_of, scope_rarity
from dedup.claims.frames import Claim

SLOTS = (
    "name_jaccard",
    "name_shorter",
    "name_weight",
    "name_missing",
    "name_apart",
    "first_name",
    "value_shared",
    "counted_shared",
    "quantity_apart",
    "date_shared",
    "date_apart",
    "speaker_shared",
    "speaker_apart",
    "quote_shared",
    "polarity_differs",
    "status_shared",
    "status_differs",
    "modality_differs",
    "titles",
)
"""shared: both have one in common; apart: both have some, none in common; missing: one of them has none. first_name:
1 the same name stands first in both, -1 another one. counted: the unit or what is counted. titles: how many of the two
are headlines, halved."""


def slot_features(claims: Sequence[Claim], left: Ints, right: Ints, scope: Ints) -> NDArray[np.float64]:
    """Which slots of pairs of claims agree.

    Parameters
    ----------
    claims : sequence of Claim
    left, right : int64 [m]
    scope : int64 [n]

    Returns
    -------
    float64 [m, len(SLOTS)]
        The same for (a, b) and (b, a).
    """
    names = _rows(claims, lambda claim: [mention.name_id for mention in claim.names])
    name = overlap(names, np.log1p(scope_rarity(names, scope)), meet(names, left, right), left, right)
    name_missing, name_apart = _apart(names, left, right)
    values, counted = _rows(claims, _values), _rows(claims, _counted)
    dates, speakers = _rows(claims, _dates), _rows(claims, _speakers)
    statuses = _rows(claims, lambda claim: [claim.status] if claim.status else [])
    quotes = _rows(claims, _quoted)
    columns = [
        name.jaccard,
        name.shorter,
        np.log1p(name.weight),
        name_missing,
        name_apart,
        _first_names(claims, left, right),
        _shared(values, left, right),
        _shared(counted, left, right),
        _apart(counted, left, right)[1],
        _shared(dates, left, right),
        _apart(dates, left, right)[1],
        _shared(speakers, left, right),
        _apart(speakers, left, right)[1],
        np.log1p(meet(quotes, left, right).total(np.ones(len(quotes.indices)))),
        _differs(claims, lambda claim: claim.polarity, left, right),
        _shared(statuses, left, right),
        _apart(statuses, left, right)[1],
        _differs(claims, lambda claim: claim.modality, left, right),
        _titles(claims, left, right),
    ]
    return np.column_stack(columns)


def _rows(claims: Sequence[Claim], things: Callable[[Claim], Sequence[Hashable]]) -> Matrix:
    return rows_of([list(things(claim)) for claim in claims])[0]


def _values(claim: Claim) -> list[Hashable]:
    return [(quantity.low, quantity.high, quantity.unit) for quantity in claim.quantities if quantity.kind != "ordinal"]


def _counted(claim: Claim) -> list[Hashable]:
    return [quantity.unit or quantity.kind for quantity in claim.quantities if quantity.kind != "ordinal"]


def _dates(claim: Claim) -> list[Hashable]:
    return [(date.first, date.last) for date in claim.dates if date.first]


def _speakers(claim: Claim) -> list[Hashable]:
    who = claim.speaker_id or (claim.speaker and claim.speaker.casefold())
    return [who] if who else []


def _quoted(claim: Claim) -> list[Hashable]:
    """Runs of four words inside the claim's quotation marks."""
    words = [
        word
        for start, end in claim.quotes
        if claim.start <= start and end <= claim.end
        for word in claim.text[start - claim.start : end - claim.start].casefold().split()
    ]
    return [" ".join(words[at : at + 4]) for at in range(len(words) - 3)]


def _shared(matrix: Matrix, left: Ints, right: Ints) -> Floats:
    """1 where both have one in common."""
    return np.minimum(1.0, meet(matrix, left, right).total(np.ones(len(matrix.indices))))


def _apart(matrix: Matrix, left: Ints, right: Ints) -> tuple[Floats, Floats]:
    """1 where one of them has none; and 1 where both have some, none in common."""
    size = np.diff(matrix.indptr)
    missing = np.asarray(np.minimum(size[left], size[right]) == 0, np.float64)
    return missing, (1 - missing) * (1 - _shared(matrix, left, right))


def _first_names(claims: Sequence[Claim], left: Ints, right: Ints) -> Floats:
    place: dict[str, int] = {}
    first = np.full(len(claims), -1)
    for number, claim in enumerate(claims):
        if claim.names:
            name = min(claim.names, key=lambda mention: mention.start).name_id
            first[number] = place.setdefault(name, len(place))
    a, b = first[left], first[right]
    known = (a >= 0) & (b >= 0)
    return np.where(known, np.where(a == b, 1.0, -1.0), 0.0)


def _differs(claims: Sequence[Claim], what: Callable[[Claim], str], left: Ints, right: Ints) -> Floats:
    kinds = [what(claim) for claim in claims]
    place = {kind: number for number, kind in enumerate(sorted(set(kinds)))}
    value = np.array([place[kind] for kind in kinds], np.int64)
    return np.asarray(value[left] != value[right], np.float64)


def _titles(claims: Sequence[Claim], left: Ints, right: Ints) -> Floats:
    title = np.array([claim.field == "title" for claim in claims], np.float64)
    return np.asarray((title[left] + title[right]) / 2, np.float64)
