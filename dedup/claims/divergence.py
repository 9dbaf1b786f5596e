"""A group of claims on one question -> how they differ, and what can be said of them together.

Each kind of divergence has a file of its own; here they are put together, and the verdict is taken from what they find.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from dedup.claims.comparison import Divergence, Document, Group, Verdict
from dedup.claims.frames import Claim, Name
from dedup.claims.soft import soft

Finder = Callable[[Group, Sequence[Claim], Mapping[str, Document], Mapping[str, Name]], tuple[Divergence, ...]]
"""(a group, its claims in its order, documents by id, names by id) -> the divergences of its kinds."""

FINDERS: tuple[Finder, ...] = (soft,)
"""Hard kinds first."""


def judge(group: Group, claims: Sequence[Claim], documents: Mapping[str, Document], names: Mapping[str, Name]) -> Group:
    """Say how the claims of a group differ.

    Parameters
    ----------
    group : Group
        As it is grouped.
    claims : sequence of Claim
        Those of the group, in its order.
    documents : mapping of document id to Document
    names : mapping of name id to Name

    Returns
    -------
    Group
        With its divergences, hard ones first, and its verdict.
    """
    found = tuple(one for finder in FINDERS for one in finder(group, claims, documents, names))
    found = tuple(sorted(found, key=lambda one: one.severity != "hard"))
    return replace(group, divergences=found, verdict=_verdict(group, found))


def _verdict(group: Group, found: Sequence[Divergence]) -> Verdict:
    """What can be said of the claims together.."""
    if any(one.severity == "hard" for one in found):
        return "divergent"
    if len(group.origins) < 2:
        return "single-source"
    return "divergent" if found else "corroborated"
