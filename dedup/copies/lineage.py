"""Derivations -> origins: each text goes back to the one that it has most of itself from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.config import OriginSettings
from dedup.copies.derive import SURE, Derivation
from dedup.copies.side import Side

UNSURE = 0.5
"""A source that is one only by the order of ids or dates counts so much less than one that is known."""


class Link(NamedTuple):
    """From a text to the one it comes from: numbers of kept documents, and the derivation that says so."""

    child: int
    parent: int
    derivation: Derivation


@dataclass(frozen=True)
class Lineage:
    """Where each document has its text from.

    root: int64 [n], by document number, the kept document that its chain of sources ends at; mains: the link of each
    derived kept document; sides: for mixed texts, links to other origins.
    """

    root: NDArray[np.int64]
    mains: dict[int, Link]
    sides: tuple[Link, ...]


def trace(
    leader: NDArray[np.int64], rank: NDArray[np.int64], derivations: Sequence[Derivation], settings: OriginSettings
) -> Lineage:
    """Follow every document to its origin.

    Parameters
    ----------
    leader : int64 [n]
        By document number, the kept document of its copy cluster.
    rank : int64 [n]
        Place of each document in the order of time (unknown last, then by number): who counts as first where the
        evidence does not say.
    derivations : sequence of Derivation
        Of pairs of kept documents that are derived.
    settings : OriginSettings

    Returns
    -------
    Lineage
        Chains are followed to their end, so A, B from A and C from B are of one origin. A text mixed of two belongs to
        the one that it shares more of its own words with. Cost: about the number of derivations.
    """
    links: dict[int, list[Link]] = {}
    for derivation in derivations:
        parent, child = _ends(derivation, rank)
        links.setdefault(child, []).append(Link(child, parent, derivation))
    parents: dict[int, int] = {}
    mains: dict[int, Link] = {}
    for child in sorted(links, key=lambda number: int(rank[number])):
        links[child].sort(key=lambda link: (-_strength(link.derivation), int(rank[link.parent])))
        for link in links[child]:
            if _root(link.parent, parents) != child:  # two that name each other as their source: the stronger stays
                parents[child], mains[child] = link.parent, link
                break
    root = np.array([_root(int(kept), parents) for kept in leader], np.int64)
    return Lineage(root, mains, tuple(_sides(links, mains, root, settings)))


def _ends(derivation: Derivation, rank: NDArray[np.int64]) -> tuple[int, int]:
    """(parent, child): by direction, else the earlier one is the parent."""
    left, right = derivation.left, derivation.right
    if derivation.direction == "left":
        return left, right
    if derivation.direction == "right":
        return right, left
    return (left, right) if rank[left] < rank[right] else (right, left)


def _strength(derivation: Derivation) -> float:
    """Own words in common, the more if the direction is known; quoted ones break ties."""
    known = 1.0 if derivation.source is not None else UNSURE
    return known * (derivation.own_words + 0.001 * derivation.words)


def _root(number: int, parents: dict[int, int]) -> int:
    seen = 0
    while number in parents:
        number, seen = parents[number], seen + 1
        if seen > len(parents):
            raise AssertionError("sources go round in a circle")
    return number


def _sides(
    links: Mapping[int, list[Link]], mains: Mapping[int, Link], root: NDArray[np.int64], settings: OriginSettings
) -> list[Link]:
    """The strongest link of each mixed text to every other origin that it has enough of its words from."""
    found = []
    for child in sorted(links):
        taken = {int(root[child])}
        for link in links[child]:
            other = int(root[link.parent])
            if other not in taken and link is not mains.get(child) and link.derivation.own_words >= settings.side_words:
                taken.add(other)
                found.append(link)
    return found


class Head(NamedTuple):
    """What an origin is called by: the id of document `number`; `source` is the document that all have their text from,
    None where that is not in the corpus; `agency` whom they credit, None where nobody is.
    """

    number: int
    source: int | None
    agency: str | None


def head_of(members: Sequence[int], root: int, rank: NDArray[np.int64], sides: Mapping[int, Side]) -> Head:
    """The source of a group of documents of one origin.

    Parameters
    ----------
    members : sequence of int
        All documents of it.
    root : int
        The one that the chains end at.
    rank : int64 [n]
    sides : mapping
        The documents as evidence.

    Returns
    -------
    Head
        The document of the outlet that most of the others credit; where that is not among them but the root says that
        the text is the agency's, or two say that they have it from there, no document; else the root.
    """
    credited: Counter[str] = Counter()
    for number in members:
        credited.update(sides[number].whole_credits.keys())
    for name, _ in sorted(credited.items(), key=lambda item: (-item[1], item[0])):
        theirs = [number for number in members if sides[number].name == name]
        if theirs:
            number = min(theirs, key=lambda n: int(rank[n]))
            return Head(number, number, name)
    own = sides[root].whole_credits
    for name, n in sorted(credited.items(), key=lambda item: (-item[1], item[0])):
        if n >= 2 or (name in own and own[name].strength >= SURE):
            return Head(root, None, name)
    return Head(root, root, None)
