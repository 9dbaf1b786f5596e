"""Two claims -> one says that nobody came to harm, the other that somebody did."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dedup.claims.divergence.differ import Finding, Side, same_document, value_of

SURE = 0.7
"""Confidence: whether both tell of one event is known from their story alone."""
NOBODY = re.compile(
    r"\b(?:nobody|no one|none of \w+(?: \w+)?)\s+(?:(?:was|were|is|are|has|have|had|been|seriously|else)\s+){0,3}"
    r"(?:hurt|injured|killed|harmed|wounded|died)\b"
    r"|\bno\s+(?:\w+\s+){0,2}(?:injuries|casualties|deaths|fatalities|victims)\b"
    r"|\bno\s+(?:people|passengers|residents|\w+s)\s+(?:were|had been|have been)\s+(?:hurt|injured|killed|harmed)\b",
    re.IGNORECASE,
)
HARM = re.compile(
    r"\b(?:(?:was|were|been|being)\s+(?:\w+ly\s+)?(?:killed|drowned|injured|hurt|wounded)|drowned|died"
    r"|lost\s+(?:his|her|their)\s+li(?:fe|ves)"
    r"|(?:killed|injured|wounded)\s+(?:at least\s+)?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten))\b",
    re.IGNORECASE,
)
_UNREAL = re.compile(r"\b(?:not|nobody|no one|never|could|might|would|if|may)\b[^.;]{0,40}$", re.IGNORECASE)


def harmless(text: str) -> bool:
    """Whether a text says that nobody came to harm.

    >>> harmless("No one was injured, the ministry said."), harmless("One man was injured.")
    (True, False)
    """
    return NOBODY.search(text) is not None


def harmed(text: str) -> re.Match[str] | None:
    """Where a text says that somebody came to harm."""
    for found in HARM.finditer(text):
        if not _UNREAL.search(text[: found.start()]) and not harmless(text):
            return found
    return None


def find_harm(a: Side, b: Side) -> Iterator[Finding]:
    """Where one claim says that nobody came to harm and the other that somebody did.

    Parameters
    ----------
    a, b : Side
        Two claims of one story.

    Yields
    ------
    Finding
        At most one, a conflict of polarity.
    """
    if same_document(a, b) or "conditional" in (a.claim.modality, b.claim.modality):
        return
    nobody = [NOBODY.search(side.claim.text) for side in (a, b)]
    somebody = [harmed(side.claim.text) for side in (a, b)]
    for one, other in ((nobody[0], somebody[1]), (somebody[0], nobody[1])):
        if one and other:
            left = a.claim.start + one.start(), a.claim.start + one.end()
            right = b.claim.start + other.start(), b.claim.start + other.end()
            yield Finding("polarity", "conflict", "", SURE, value_of(a, left), value_of(b, right))
            return
