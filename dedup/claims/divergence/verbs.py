"""A date or a quantity in a claim -> the verb that it belongs to."""

from __future__ import annotations

import re

from dedup.claims.alignment.wording import word_of
from dedup.claims.divergence.differ import Side, Span
from dedup.claims.text.words import words

_IRREGULAR = words(
    """began begun broke broken came come fell fallen found gave given went gone held hit left lost met paid put ran
    read rose said sank saw sent set shot struck stood taken took threw told won built bought sold caught born die dies
    begin begins start starts open opens close arrive arrives meet meets return leave resume end ends vote march go be
    was were is are"""
)
_SAME_VERB = {
    "began": "start", "begun": "start", "begin": "start", "broke": "start", "launch": "start", "ope": "open",
    "came": "arriv", "come": "arriv", "land": "arriv", "reach": "arriv", "end": "finish", "complet": "finish",
    "clos": "finish", "conclud": "finish", "di": "kill", "die": "kill", "slain": "kill", "appoint": "nominat",
    "nam": "nominat", "went": "go", "return": "go", "walk": "start",
}  # fmt: skip
"""Stems of verbs that tell one thing, as far as a date is concerned."""
_VERB = re.compile(r"\b(?:(?!(?:alleged|supposed|united)\b)[a-z]{2,}ed|" + "|".join(sorted(_IRREGULAR)) + r")\b")


def verb_of(side: Side, span: Span) -> str:
    """The stem of the verb that a date or a quantity belongs to: the last before it, else the first behind."""
    before = _VERB.findall(side.before(span[0], 80))
    behind = _VERB.search(side.after(span[1], 60))
    word = before[-1] if before else behind.group() if behind else ""
    stem = word_of(word).stem if word else ""
    return _SAME_VERB.get(stem, _SAME_VERB.get(word, stem))
