"""A claim -> what it has, read once, so that most pairs that cannot clash are told apart at a glance.

Of the pairs of a big story all but a few are of claims that count other things, or of which neither denies anything.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dedup.claims.comparison import Kind
from dedup.claims.divergence.differ import Side
from dedup.claims.divergence.harm import harmed, harmless
from dedup.claims.divergence.numeric import counted
from dedup.claims.divergence.participant import purposes
from dedup.claims.divergence.polarity import deeds
from dedup.claims.divergence.steps import steps_in

DENYING = re.compile(r"\b(?:den(?:y|ies|ied|ying)|ruled? out|rules out|nobody|no one|none)\b", re.IGNORECASE)
FATES = frozenset(("killed", "injured", "missing", "arrested", "infected", "displaced", "rescued"))
LEAST_NEAR = 0.5
"""Share of the words of the shorter claim that both must have for their names to be compared anyhow."""
_FAMILY = {"number": "count", "ratio": "percent"}
"""Kinds of quantities that are compared with those of another kind."""


class Glance(NamedTuple):
    """What a claim has that a clash needs.

    Attributes
    ----------
    families, subjects, purposes, stems : frozenset of str
        Kinds of what it counts, those that are compared with each other as one; who does what has an opposite; what its
        names are there for; its words.
    fated, calm, harm : bool
        Whether it counts people by what befell them, says that nobody was hurt, or that somebody was.
    """

    side: Side
    families: frozenset[str]
    subjects: frozenset[str]
    purposes: frozenset[str]
    stems: frozenset[str]
    denies: bool
    steps: bool
    fated: bool
    calm: bool
    harm: bool


def glance(side: Side) -> Glance:
    """What a claim has."""
    claim = side.claim
    quantities = counted(side) if claim.quantities else []
    kinds = frozenset(_FAMILY.get(one.kind, one.kind) for one in (*quantities, *claim.quantities))
    return Glance(
        side,
        kinds,
        frozenset(subject for subject, _, _ in deeds(side)),
        purposes(side) if claim.names else frozenset(),
        frozenset(spot.stem for spot in side.spots),
        DENYING.search(" ".join(claim.text.split())) is not None,
        bool(steps_in(claim.text.lower())),
        any(one.state in FATES for one in quantities),
        harmless(claim.text),
        harmed(claim.text) is not None,
    )


def may_clash(kind: Kind, a: Glance, b: Glance) -> bool:
    """Whether two claims have what a clash of some kind needs."""
    if kind == "polarity":
        return a.denies or b.denies or not a.subjects.isdisjoint(b.subjects)
    if kind == "numeric":
        return not a.families.isdisjoint(b.families)
    if kind == "status":
        return a.steps and b.steps
    if kind == "date":
        return bool(a.side.claim.dates and b.side.claim.dates)
    if not (a.side.claim.names and b.side.claim.names):
        return False
    near = len(a.stems & b.stems) >= LEAST_NEAR * min(len(a.stems), len(b.stems))
    return near or not a.purposes.isdisjoint(b.purposes)


def of_one_fate(kind: Kind, a: Glance, b: Glance) -> bool:
    """Whether two claims may tell otherwise of what befell the same people."""
    if kind == "polarity":
        return (a.calm and b.harm) or (a.harm and b.calm)
    return a.fated and bool(b.families & {"count"})
