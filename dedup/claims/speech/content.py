"""The words that belong to each cue of a sentence: those after it, those before it, or both."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.claims.speech.phrases import PREPOSITIONS, Sentence, skip_adjuncts
from dedup.claims.speech.saying import Saying
from dedup.claims.text.words import words

Tokens = tuple[int, int]  # half-open

OPENING = words(
    """when after before if whether as while asked although though because since once during speaking pressed where
    until"""
)
"""Words that begin a clause or phrase that stands before the main clause and is not what is said."""
_JOINING = words("and but while by before after then")
_HEARERS = words("reporters journalists him her them lawmakers us me viewers")
_REACH = 300  # tokens: the most that one cue is given on either side, far more than any sentence of prose has
_NEAR = 6  # cues: how many neighbours are looked at


def contents(s: Sentence, found: Sequence[Saying]) -> list[list[Tokens]]:
    """For each cue, the token ranges of its content, left to right.

    A trailing source ("…, the delegation said") takes a clause that has a cue of its own only where that one is weak
    and nothing in it is quoted; else the one who is named inside stays the speaker.
    """
    out: list[list[Tokens]] = []
    low = 0
    for n, saying in enumerate(found):
        stop, begins = _stop(s, found, n), _begin(s, saying)
        near = range(max(0, n - _NEAR), n)
        left = _left(s, saying, max(low, saying.first - _REACH))
        if left is None and n and _outranks(s, saying, [found[k] for k in near]):
            left = _left(s, saying, max(0, saying.first - _REACH))
        right = (begins, stop) if _has_content(s, begins, stop, bool(left), saying) else None
        taken: list[Tokens] = []
        if left and right and not s.any_quoted(*left) and s.words[saying.begins] != ",":
            left = None  # an opening clause: "And, right ahead of the visit, she said that …"
        if left and not (saying.source and right and saying.first == low):
            if s.any_quoted(*left) or not any(out[k] for k in near):
                taken.append(left)
            elif _outranks(s, saying, [found[k] for k in near]):
                taken.append((max(0, left[1] - _REACH), left[1]))
        if right:
            taken.append(right)
        if saying.passive and not taken:
            taken.append((max(0, saying.first - _REACH), saying.first + 1))
        out.append(taken)
        low = stop if right else max(low, saying.last + 1)
    return out


def _outranks(s: Sentence, saying: Saying, inner: Sequence[Saying]) -> bool:
    """Whether a cue at the end is the source of a clause that has one itself: "Sarnova has promised …, she said"."""
    said = ("said", "says", "say")
    if s.lower[saying.cue] not in (*said, "announced", "added") or s.any_quoted(saying.first - 60, saying.first):
        return False
    return not any(s.lower[one.cue] in (*said, "told") for one in inner)


def _stop(s: Sentence, found: Sequence[Saying], n: int) -> int:
    """Where the words of a cue end at the latest: the next cue that stands beside it, or the sentence's end."""
    saying = found[n]
    high = min(len(s), saying.begins + _REACH)
    if saying.source and saying.first == 0:
        return high
    for other in found[n + 1 : n + 1 + _NEAR]:
        first = other.first
        if first <= saying.last or first > high:
            continue
        if s.words[first - 1] in ",;:—–" or s.lower[first - 1] in _JOINING or s.quoted(first - 1):
            k = first - 1
            while k > saying.last and (s.words[k] in ",;—–" or s.lower[k] in _JOINING):
                k -= 1
            return k + 1
    return high


def _begin(s: Sentence, saying: Saying) -> int:
    """First token of the content after a cue: past "that", a colon, and whom it was told to."""
    i = saying.begins
    if saying.kind == "describe" or saying.source:
        return i
    for j in range(i, min(len(s), i + 14)):
        if s.quoted(j):
            return j if s.words[j - 1] in ",:" or j == i else i
        if s.lower[j] == "that" or s.words[j] == ":":
            return j + 1
        if s.words[j] == "," and "that" in s.lower[j + 1 : j + 4]:
            continue  # "adding, however, that"
        if s.words[j] in ",;" or s.lower[j] in ("is", "was", "are", "were", "will", "would", "has", "had"):
            break
    return i


def _left(s: Sentence, saying: Saying, low: int) -> Tokens | None:
    """Tokens of the words before a cue that are its content, if they are set off from it."""
    first = saying.first
    if saying.phrase is None or first <= low or saying.passive:
        return None
    k = first - 1
    if saying.source and s.words[k] not in ",—–" and not s.quoted(k):
        return (low, first) if first - low > 3 else None
    if not (s.words[k] in ",—–?!" or s.quoted(k)):
        return None
    while k > low and s.words[k] in ",—–":
        k -= 1
    if s.quoted(k) or saying.source:
        return low, k + 1
    opening = s.lower[low] in OPENING or s.lower[low] in PREPOSITIONS or s.lower[low].endswith("ing")
    return None if k + 1 - low < 2 or (opening and not _ends_after(s, saying)) else (low, k + 1)


def _ends_after(s: Sentence, saying: Saying) -> bool:
    """Whether nothing but an adjunct follows the cue."""
    return not _has_content(s, saying.begins, min(len(s), saying.begins + _REACH), True, saying)


def _has_content(s: Sentence, begin: int, stop: int, left: bool, saying: Saying) -> bool:
    """Whether the tokens after a cue are words that are said, and no adjunct ("on Tuesday", "in a statement")."""
    if begin >= stop or not any(s.words[j][0].isalnum() or s.quoted(j) for j in range(begin, min(stop, begin + 9))):
        return False
    if s.any_quoted(begin, min(stop, begin + 60)):
        return True
    if saying.source:
        return not left and s.words[begin] == ","
    if begin > saying.begins and s.lower[begin - 1] == "that":
        return True
    if saying.inverted:
        return False
    if not left:
        return True
    if s.words[begin] == ",":
        return _resumes(s, begin, stop)
    if _quote_before(s, saying.first):
        return False
    if skip_adjuncts(s, begin) < begin or s.lower[begin] in PREPOSITIONS or s.lower[begin] in OPENING:
        return False
    return stop - begin > 3 and saying.phrase is not None and s.lower[begin] not in _HEARERS


def _resumes(s: Sentence, begin: int, stop: int) -> bool:
    """Whether words after "he said," go on with what is said: no participle and no relative clause."""
    word = s.lower[begin + 1] if begin + 1 < stop else ""
    return bool(word) and not word.endswith("ing") and word not in ("who", "which", "whose", "according", "when")


def _quote_before(s: Sentence, first: int) -> bool:
    return s.quoted(first - 1) or (first > 1 and s.words[first - 1] in ",—" and s.quoted(first - 2))
