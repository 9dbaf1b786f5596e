"""Groups and the documents that are silent on them -> a divergence that says who tells it and who does not.

That an outlet leaves something out is no disagreement: the divergence is faint, and the verdict of the group stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dedup.claims.comparison import Divergence, Document, Group, Omission, Value
from dedup.claims.divergence.shared import by_document
from dedup.claims.frames import Claim

FAINTEST, SUREST, STEP = 0.2, 0.45, 0.05
"""Confidence: with each origin that tells it, it is likelier that the silent ones left it out."""


def tell_omissions(
    groups: Sequence[tuple[Group, list[Claim]]], omissions: Sequence[Omission], documents: Mapping[str, Document]
) -> list[tuple[Group, list[Claim]]]:
    """Add to each group on which a document is silent a soft divergence of the kind `omission`.

    Parameters
    ----------
    groups : sequence of (Group, list of Claim)
    omissions : sequence of Omission
    documents : mapping of document id to Document

    Returns
    -------
    list of (Group, list of Claim)
        The same groups in their order. The values are the first claim of each document that tells it, whole, and have
        no words: there is no other answer to set beside them.

    Examples
    --------
    >>> texts = {"a": "The dam was inspected in May.", "b": "Inspectors saw the dam in May."}
    >>> claims = [Claim(id, id, "text", 0, len(text), text, 0) for id, text in texts.items()]
    >>> group = Group("a", "s", "dam in May", ("a", "b"), "corroborated", ("a", "b"), ("a", "b"))
    >>> known = {id: Document(id, id.upper(), "", None, "s", id, id) for id in "abc"}
    >>> [(told, _)] = tell_omissions([(group, claims)], [Omission("a", "c")], known)
    >>> told.verdict, told.divergences[0].kind, told.divergences[0].reason
    ('corroborated', 'omission', 'told by A and B, not by C')
    """
    silent: dict[str, list[str]] = {}
    for one in omissions:
        silent.setdefault(one.group_id, []).append(one.document_id)
    return [
        (_told(group, claims, silent[group.id], documents), claims) if group.id in silent else (group, claims)
        for group, claims in groups
    ]


def _told(group: Group, claims: list[Claim], silent: Sequence[str], documents: Mapping[str, Document]) -> Group:
    firsts = [own[0] for own in by_document(claims).values()]
    values = tuple(Value(claim.id, claim.start, claim.end, "") for claim in firsts)
    tellers = _listed([documents[claim.document_id] for claim in firsts])
    reason = f"told by {tellers}, not by {_listed([documents[one] for one in silent])}"
    confidence = round(min(SUREST, FAINTEST + STEP * len(group.origins)), 2)
    found = Divergence("omission", "soft", confidence, reason, values)
    return replace(group, divergences=(*group.divergences, found))


def _listed(documents: Sequence[Document]) -> str:
    """Outlets in words: "A", "A and B", "A, B and C"."""
    names = list(dict.fromkeys(document.outlet or document.id for document in documents))
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
