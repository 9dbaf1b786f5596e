"""Two claims -> one says that it is so, the other that it is not.

A negation answers a claim only where it is of the same words: "no crack in the spillway" and "the spillway is cracked".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dedup.claims.comparison import Value
from dedup.claims.divergence.differ import (
    Finding,
    Side,
    Span,
    Spot,
    alike,
    other_people,
    same_document,
    shared,
    stems,
    value_of,
)
from dedup.claims.divergence.facing import facing, lone_gap
from dedup.claims.divergence.opposites import denies, opposed, sides_of
from dedup.claims.speech.stance import stance
from dedup.claims.text.words import words

LEAST = 0.57
LEAST_SAID = 0.5
"""The same where a verb of denying denies."""
LEAST_ONE_VOICE = 0.6
"""Likeness of claims from which on one speaker is told to have said both: most say two things in like words."""
LEAST_HELD = 0.55
"""Share of what is negated that the other claim says."""
FACED = 0.9
"""Confidence where two claims are nearly one sentence."""
MOST_DENYING = 3
"""Words of a gap that is a denial."""
_HELPING = words(
    "do does did is are was were be been being has have had will would can could should may might a an any to"
)
"""What may stand beside a denial in its place."""
_NOT_DENIED = words("only just least necessarily merely yet")
OPPOSITE = 0.65
"""Confidence where one subject does opposite things."""
LEAST_SUBJECT = 5.0
"""How rare a noun is, in news at large, that what it does is told of one thing."""
_DEED = re.compile(
    r"\b([A-Za-z]{4,})\s+(?:(?:had|have|has|was|were|is|are)\s+)?([a-z]{4,})(?=[,.;]|$|\s+(?:exactly|as|and|but|that|when|after)\b)"
)
_CANNOT = re.compile(r"cannot|can[’']t|couldn[’']t", re.IGNORECASE)
"""What cannot be is not denied by who wants it."""
_SELF = re.compile(r"[\"“‘']?(?:I|We|You)\b")
_UNREAL = re.compile(
    r"\b(?:(?:looking|want\w*|wish\w*|try\w*|tried|seek\w*|sought|attempt\w*|out|vow\w*|hop\w*) to|looking into"
    r"|investigat\w+|inquiry into|probe (?:in|of)\w*|could|would|should|might|if)\s+(?:\w+\s+){0,2}$"
)
"""What before a word makes it no statement."""
_NEGATED = re.compile(r"\b(?:no|not|never|few|some|other|\w+n['’]t)\b", re.IGNORECASE)
LEAST_DENIED = 3
"""Words behind a verb of denying that are enough where the other claim has all of them."""
_ANY = words("any singl ever such whatsoev")
LEAST_INSIDE = 0.9
"""The same inside one article: it quotes both sides."""
_SCOPE = 7
"""Words behind a negation, and three before it, that are what is negated."""
_HARD = re.compile(
    r"(?:not|never|no|nobody|none|nothing|cannot|no one|\w+n['’]t|no longer|den(?:y|ies|ied|ying)|ruled? out|rules out"
    r"|neither|refut\w+)",
    re.IGNORECASE,
)
_IDLE = re.compile(
    r"[\"”’']|\s+(?:in|on|at|from|whether|the only|only|just|an? [A-Z]|as|to mention|because|if|more|less)\b"
)
"""What behind a negation makes it none of the clause."""
_OPEN = re.compile(r"\?|\bwhether\b", re.IGNORECASE)
_NEGATIVE = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|cannot|\w+n['’]t|den(?:y|ies|ied)|fail\w*|refus\w+|reject\w*|lack\w*|without"
    r"|unable|false|neither|nor|hardly|unlikely|stop\w*|avoid\w*|prevent\w*|ban\w*|yet to)\b",
    re.IGNORECASE,
)
"""Words that make the other claim negative too, in some way."""
_NOTHING = re.compile(r"\W*(?:\w+\W+)?(?:no|nothing|never|not)\b", re.IGNORECASE)
"""A denial that follows: "would contain no", "do not contain"."""
_END = re.compile(r"[,;:.!?\u2014\u2013()]|\b(?:because|and|but|which|who|when|while|after|before|if|than)\b")
_MODAL = ("conditional", "demand", "doubt", "possible")


def find_polarity(a: Side, b: Side) -> Iterator[Finding]:
    """What one claim says and the other denies.

    Parameters
    ----------
    a, b : Side
        Two claims of one group, in its order.

    Yields
    ------
    Finding
        At most one, a conflict.
    """
    if faced := _faced(a, b):
        yield Finding("polarity", "conflict", "", FACED, value_of(a, faced[0]), value_of(b, faced[1]))
        return
    if found_opposite := _opposite(a, b):
        yield Finding("polarity", "conflict", "", OPPOSITE, *found_opposite)
        return
    if a.claim.polarity == b.claim.polarity or a.claim.modality in _MODAL or b.claim.modality in _MODAL:
        return
    no, yes = (a, b) if a.claim.polarity == "negative" else (b, a)
    found = stance(no.claim.text, 0, len(no.claim.text))
    if found.polarity_span is None:
        return
    start, end = (no.claim.start + at for at in found.polarity_span)
    if not _HARD.fullmatch(no.words((start, end))) or _NEGATIVE.search(yes.claim.text):
        return
    if _IDLE.match(no.after(end)) or _OPEN.search(f"{no.claim.text} {yes.claim.text}"):
        return
    if _one_voice(a, b) and alike(stems(a), stems(b)) < LEAST_ONE_VOICE:
        return
    if _SELF.match(no.claim.text) and _SELF.match(yes.claim.text):
        return
    score = _score(no, yes, start, end)
    least = LEAST_SAID if _denied(no, start, end) else LEAST
    if score < (LEAST_INSIDE if same_document(a, b) else least):
        return
    if _CANNOT.fullmatch(no.words((start, end))) or _unreal(no, yes, start, end) or _affirmed(no, start, end):
        return
    denied = value_of(no, _scope(no, start, end))
    said = value_of(yes, _matching(no, yes, start, end))
    left, right = (denied, said) if no is a else (said, denied)
    yield Finding("polarity", "conflict", "", round(min(0.9, 0.2 + 0.65 * score), 4), left, right)


def _faced(a: Side, b: Side) -> tuple[Span, Span] | None:
    """Where two claims that are nearly one sentence deny each other, or use opposites."""
    if same_document(a, b):
        return None
    for gap in facing(a, b).gaps:
        if max(len(gap.mine), len(gap.theirs)) > MOST_DENYING or not lone_gap(a, b, gap):
            continue
        spoken = gap.mine + gap.theirs
        denials = [word for word in spoken if denies(word)]
        if _NOTHING.match(a.after(gap.left[1])) or _NOTHING.match(b.after(gap.right[1])):
            continue
        if len(denials) == 1 and gap.after not in _NOT_DENIED and all(w in _HELPING or denies(w) for w in spoken):
            return _wide(a, gap.left), _wide(b, gap.right)
        if any(opposed(one, other) for one in gap.mine for other in gap.theirs):
            return gap.left, gap.right
    return None


def _opposite(a: Side, b: Side) -> tuple[Value, Value] | None:
    """Where one subject does opposite things in two claims: "sprinklers worked", "the deck sprinklers had failed"."""
    if same_document(a, b) or a.claim.modality in _MODAL or b.claim.modality in _MODAL or other_people(a, b):
        return None
    mine, theirs = deeds(a), deeds(b)
    for subject, word, span in mine:
        for other, deed, where in theirs:
            if subject == other and opposed(word, deed):
                return value_of(a, span), value_of(b, where)
    return None


def deeds(side: Side) -> list[tuple[str, str, Span]]:
    """Words with an opposite that end a clause or are followed by little, with the noun right before them."""
    found = []
    for match in _DEED.finditer(side.claim.text):
        word = match[2].lower()
        start, end = (side.claim.start + at for at in match.span())
        if sides_of(word) and not _NEGATED.search(side.before(start, 20)):
            spots = [spot for spot in side.spots if spot.start == start]
            if spots and spots[0].weight >= LEAST_SUBJECT:
                found.append((spots[0].stem, word, (start, end)))
    return found


def _wide(side: Side, span: Span) -> Span:
    """A gap with the word before it and the one behind it."""
    before = re.search(r"[\w’']+\W*$", side.claim.text[: span[0] - side.claim.start])
    after = re.match(r"\W*[\w’']+", side.claim.text[span[1] - side.claim.start :])
    start = side.claim.start + before.start() if before else span[0]
    return start, span[1] + (after.end() if after else 0)


def _behind(side: Side, end: int) -> list[Spot]:
    """The words behind a negation in its clause."""
    text = side.claim.text[end - side.claim.start :]
    stop = _END.search(text, 1)
    limit = end + stop.start() if stop else side.claim.end
    return [spot for spot in side.spots if end <= spot.start < limit and spot.stem not in _ANY][:_SCOPE]


def _negated(side: Side, start: int, end: int) -> dict[str, float]:
    """The stems that the negation is of: those behind it, and the subject before it where it is no verb of denying."""
    behind = _behind(side, end)
    before = [] if _denied(side, start, end) else [spot for spot in side.spots if spot.end <= start][-2:]
    return {spot.stem: spot.weight for spot in before + behind}


def _unreal(no: Side, yes: Side, start: int, end: int) -> bool:
    """Whether the other claim only wishes or supposes what is denied."""
    first = {spot.stem for spot in _behind(no, end)[:1]}
    places = [_matching(no, yes, start, end)[0], *(spot.start for spot in yes.spots if spot.stem in first)]
    return any(_UNREAL.search(yes.before(place, 30)) for place in places)


def _affirmed(no: Side, start: int, end: int) -> bool:
    """Whether the claim itself says what the other says, and denies something else in the same verb: "people get on
    her case and I don't get it".
    """
    first = {spot.stem for spot in _behind(no, end)[:1]}
    return not _denied(no, start, end) and any(spot.stem in first and spot.end <= start for spot in no.spots)


def _one_voice(a: Side, b: Side) -> bool:
    """Whether one speaker says both, or nobody is known to say either of two people's."""
    speaker, other = a.claim.speaker, b.claim.speaker
    return speaker == other if speaker is not None and other is not None else other_people(a, b)


def _named_words(side: Side) -> set[str]:
    """Stems of the words of its names."""
    spans = [(name.start, name.end) for name in side.claim.names]
    return {spot.stem for spot in side.spots if any(start <= spot.start < end for start, end in spans)}


def _has(have: Mapping[str, float], stem: str) -> bool:
    """Whether a stem is there, short verbs ("use", "used") in any tense."""
    return stem in have or any(len(stem) < 5 and other in (stem + "d", stem + "ed", stem[:-1]) for other in have)


def _score(no: Side, yes: Side, start: int, end: int) -> float:
    """How sure it is that one denies what the other says, 0 to 1."""
    have = stems(yes)
    behind = _behind(no, end)
    if not behind or (not _denied(no, start, end) and not _has(have, behind[0].stem)):
        return 0.0
    scope = _negated(no, start, end)
    named = _named_words(no) | _named_words(yes)
    hits = sum(stem in have and stem not in named and not stem.isdigit() for stem in scope)
    held = _held(scope, have)
    if _denied(no, start, end) and hits >= LEAST_DENIED:
        held = max(held, _held(dict(list(scope.items())[:LEAST_DENIED]), have))
    if hits < 2 or held < LEAST_HELD:
        return 0.0
    rest = stems(no, [(start, end)])
    return 0.6 * held + 0.3 * alike(rest, have) + 0.1 * shared(rest, have)


def _denied(side: Side, start: int, end: int) -> bool:
    """Whether a verb of denying is what denies."""
    return side.words((start, end)).lower().startswith(("den", "ref", "rul"))


def _held(scope: Mapping[str, float], have: Mapping[str, float]) -> float:
    """The share of what is negated that is there, by weight."""
    total = sum(scope.values())
    return sum(weight for stem, weight in scope.items() if stem in have) / total if total else 0.0


def _scope(side: Side, start: int, end: int) -> tuple[int, int]:
    """The negation with the words behind it, up to three."""
    behind = _behind(side, end)[:4]
    return start, behind[-1].end if behind else end


def _matching(no: Side, yes: Side, start: int, end: int) -> tuple[int, int]:
    """The first words of the other claim that are those denied."""
    scope = _negated(no, start, end)
    hits = [spot for spot in yes.spots if spot.stem in scope][:3]
    if not hits:
        return yes.claim.start, yes.claim.end
    near = [spot for spot in hits if spot.start - hits[0].end < 40]
    return hits[0].start, near[-1].end
