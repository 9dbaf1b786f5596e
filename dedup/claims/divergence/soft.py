"""A group of claims -> the soft ways in which they differ: who says it, in what quoted words, how it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dedup.claims.comparison import Divergence, Document, Group
from dedup.claims.divergence.attribution import differ_attribution
from dedup.claims.divergence.framing import differ_framing
from dedup.claims.divergence.quote import differ_quote
from dedup.claims.frames import Claim, Name


def soft(
    group: Group, claims: Sequence[Claim], documents: Mapping[str, Document], names: Mapping[str, Name]
) -> tuple[Divergence, ...]:
    """The soft divergences of a group.

    Parameters
    ----------
    group : Group
    claims : sequence of Claim
        Those of the group, in its order.
    documents : mapping of document id to Document
    names : mapping of name id to Name

    Returns
    -------
    tuple of Divergence
        By kind: attribution, quote, framing.
    """
    finders = differ_attribution, differ_quote, differ_framing
    return tuple(found for finder in finders for found in finder(group, claims, documents, names))
