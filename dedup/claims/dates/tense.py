"""Which way a date looks: "met on Tuesday" behind, "will meet on Tuesday" ahead.

The verb nearest to the date inside its clause decides; a verb before it is nearer than one after it, because English
puts the time behind the verb. Where there is no verb near, nothing is decided.
"""

from __future__ import annotations

import re
from typing import Literal

Way = Literal["past", "future"]

_WINDOW = 110  # characters looked at on each side
_PAST_VERBS = """
was were had said told made took went came left won lost held gave got found fell rose began spoke wrote sent met saw
became led ran struck drew broke sat stood fought brought bought thought caught taught built spent kept felt dealt meant
heard paid laid read flew grew knew threw blew drove rode beat shot hit cut put died has have did tweeted testified
been since ago sank fled hung sold bound swore sang rang shook sought drank swam wound withdrew undertook overthrew
statement announcement remarks comments interview tweet message ruling saying speaking broadcast woke hid bit ate fed
forgot rejected quit shut spread hurt knew stole rode
"""
_PAST = frozenset(_PAST_VERBS.split())
_AHEAD_WORDS = """
will won't won’t shall scheduled slated expected due needs must should can could may might until till deadline upcoming
would election elections re-election reelection midterm midterms begins starts opens expires by prepares preparing
planning gonna going set poised plan plans planned intend intends hope hopes hoping aim aims vow vows need is are was
were ahead advance up no in takes get
"""
_AHEAD = frozenset(_AHEAD_WORDS.split())
# Words that look ahead only with another one right behind them.
_WITH = {
    "going": ("to",), "set": ("to",), "poised": ("to",), "plan": ("to", "for", "on"), "plans": ("to", "for", "on"),
    "planned": ("for", "to"), "intend": ("to",), "intends": ("to",), "hope": ("to",), "hopes": ("to",),
    "hoping": ("to",), "aim": ("to",), "aims": ("to",), "vow": ("to",), "vows": ("to",), "need": ("to",),
    "needs": ("to",), "is": ("to",), "are": ("to",), "was": ("to",), "were": ("to",), "ahead": ("of",),
    "advance": ("of",), "up": ("for",),
    "no": ("later",), "in": ("time",), "takes": ("place",), "get": ("ready",),
}  # fmt: skip
# Doing words that tell of a plan: "is meeting", but not "is looking".
_GOING = frozenset(
    (
        "meeting", "arriving", "leaving", "visiting", "traveling", "travelling", "holding", "hosting", "launching",
        "heading", "returning", "opening", "starting", "playing", "voting", "flying", "going", "moving", "closing",
    )
)  # fmt: skip
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_STOP = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSen)(?<!\bRep)(?<!\bGov)(?<!\b[A-Z])[.!?][\"”’']?\s|[;:\n“”\"]"
)
_NOT_PAST = frozenset(
    ("united", "hundred", "indeed", "need", "speed", "armed", "limited", "red", "wed", "embed", "so-called")
)


def way(text: str, start: int, end: int) -> Way | None:
    """The direction of the date `text[start:end]` from the day on which the text was written.

    Parameters
    ----------
    text : str
        The text; 110 characters on either side are read, to the end of the sentence or of the quotation.
    start, end : int
        The span of the date.

    Returns
    -------
    {"past", "future"} or None
        None where no verb is near enough to tell.

    Examples
    --------
    >>> way("The council met on Tuesday.", 19, 26), way("The council will meet on Tuesday.", 25, 32)
    ('past', 'future')
    """
    head = max(0, start - _WINDOW)
    for stop in _STOP.finditer(text, head, start):
        head = stop.end()
    after = _STOP.search(text, end, min(len(text), end + _WINDOW))
    tail = after.start() if after else min(len(text), end + _WINDOW)
    best: tuple[float, Way] | None = None
    for found, _, last in _cues(text, head, start, before=True):
        best = _nearer(best, found, start - last)
    for found, first, _ in _cues(text, end, tail, before=False):
        distance = 2.0 * (first - end) + 12
        if best is not None and best[0] <= distance:
            break
        best = _nearer(best, found, distance)
    return best[1] if best else None


def _cues(text: str, start: int, end: int, before: bool) -> list[tuple[Way, int, int]]:
    """The words of a stretch before or after a date that look one way or the other, each with its span."""
    words = [(match[0].lower(), match.start(), match.end()) for match in _WORD.finditer(text, start, end)]
    found: list[tuple[Way, int, int]] = []
    for k, (word, first, last) in enumerate(words):
        following = words[k + 1][0] if k + 1 < len(words) else ""
        ahead = word in _AHEAD and (word not in _WITH or following in _WITH[word])
        if word == "by":  # "by early March", and not "rejected by the council in March"
            ahead = before and k + 2 >= len(words)
        if ahead or word.endswith(("’ll", "'ll")) or (word in ("is", "are") and following in _GOING):
            found.append(("future", first, last))
        elif word in _PAST or (len(word) > 4 and word.endswith("ed") and word not in _NOT_PAST):
            found.append(("past", first, last))
    return found


def _nearer(best: tuple[float, Way] | None, found: Way, distance: float) -> tuple[float, Way]:
    # "will be held on Tuesday", "is expected to have left": what follows a mark of the future is its own
    if best is not None and best[1] == "future" and found == "past" and 0 <= best[0] - distance <= 24:
        return (distance, "future")
    return (distance, found) if best is None or distance <= best[0] else best
