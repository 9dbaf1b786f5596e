"""A group of claims on one question -> how they differ, and what can be said of them together.

Hard kinds come from `contrast`, soft ones from `soft`; each kind has a file of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dedup.claims.comparison import Divergence, Document, Group, Note, Verdict
from dedup.claims.divergence.contrast import contrasts
from dedup.claims.divergence.soft import soft
from dedup.claims.frames import Claim, Name

CLEAR = 0.5
"""Least confidence of a soft divergence that makes a group divergent; a fainter one is told beside its verdict."""


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
        With its divergences, hard ones first, its notes, and its verdict.

    Examples
    --------
    >>> from dedup.claims.frames import Article
    >>> from dedup.claims.read import read_articles
    >>> texts = "The fire killed 12 dockers on Monday.", "The fire killed 15 dockers on Monday."
    >>> read = read_articles([Article(str(n), text, published="2024-04-09") for n, text in enumerate(texts)])
    >>> origins = {n: Document(n, None, "", None, "", n, n) for n in "01"}
    >>> group = Group("0", "", "dockers killed", ("0", "1"), "corroborated", ("0", "1"), ("0", "1"))
    >>> found = judge(group, read.claims, origins, {name.id: name for name in read.names})
    >>> found.verdict, [(one.kind, [value.value for value in one.values]) for one in found.divergences]
    ('divergent', [('numeric', ['12 dockers', '15 dockers'])])
    """
    made = contrasts(claims, documents, names)
    hard = tuple(
        Divergence(one.kind, "hard", one.confidence, one.reason, one.values)
        for one in made
        if one.outcome == "conflict"
    )
    notes = tuple(Note(one.kind, one.outcome, one.reason, one.values) for one in made if one.outcome != "conflict")
    mild = soft(group, claims, documents, names)
    return replace(group, divergences=hard + mild, notes=notes, verdict=_verdict(group, hard, notes, mild))


def _verdict(group: Group, hard: Sequence[Divergence], notes: Sequence[Note], mild: Sequence[Divergence]) -> Verdict:
    """What can be said of the claims together; the heaviest word wins."""
    if hard:
        return "divergent"
    for verdict in ("development", "not-comparable"):
        if any(note.verdict == verdict for note in notes):
            return verdict
    if any(one.confidence >= CLEAR for one in mild):
        return "divergent"
    return "single-source" if len(group.origins) < 2 else "corroborated"
