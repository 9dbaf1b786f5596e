"""Headlines that attribute with a colon: "Orrin: no deal", "'No deal': Orrin", "Orrin in Skerra: no deal"."""

from __future__ import annotations

from dedup.claims.speech.phrases import Phrase, Sentence
from dedup.claims.speech.saying import Saying
from dedup.claims.speech.speakers import Roster

_LEAST = 2  # words that are said; a single one after a colon is a label
_MOST = 25  # tokens; a longer line is no headline


def is_headline(s: Sentence) -> bool:
    """Whether a sentence can be a headline: short, and without a stop at its end."""
    return 0 < len(s) < _MOST and s.words[-1] not in (".", "?", "!", ":")


def colon(s: Sentence, roster: Roster) -> tuple[Saying, tuple[int, int]] | None:
    """The cue that a colon is, with the tokens of what is said; None where neither side is a person or a body."""
    at = next((i for i, word in enumerate(s.words[: _MOST * 2]) if word == ":"), -1)
    if at < 1:
        return None
    for first, begin, stop in ((0, at + 1, len(s)), (at + 1, 0, at)):
        if stop - begin < _LEAST:
            continue
        bound = at if first == 0 else len(s)
        k = next((s.mention[j] for j in range(first, min(first + 4, bound)) if s.mention[j] >= 0), -1)
        if k < 0 or roster.kind(roster.mentions[k].name_id) not in ("person", "organisation"):
            continue
        last = max(j for j in range(first, bound) if s.mention[j] == k)
        if last + 1 < bound and (first or s.lower[last + 1] not in ("in", "on", "at", "to")):
            continue
        return Saying(first, -1, -1, begin, Phrase(first, last, last, k), "say"), (begin, stop)
    return None
