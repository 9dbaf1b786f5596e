"""The cues of one sentence: which words attribute, who their subject is, and on which side the words lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dedup.claims.speech.cues import CUE_OBJECTS, CUES, Cue, speaks
from dedup.claims.speech.phrases import (
    AUXILIARIES,
    DETERMINERS,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    Phrase,
    Sentence,
    after,
    before,
    is_adverb,
    is_word,
    skip_adjuncts,
    subject,
)
from dedup.claims.text.words import words


@dataclass(frozen=True, slots=True)
class Saying:
    """One cue with its subject, as tokens.

    `first` is where its clause begins (the subject, or the cue), `cue` to `last` the words of the cue, `begins` the
    first token that can be content after it. `phrase` is None where the subject is that of the main clause ("…,
    adding that"). `inverted`: the subject follows ("said Orrin"). `source`: "according to" and the like.
    """

    first: int
    cue: int
    last: int
    begins: int
    phrase: Phrase | None
    kind: str
    inverted: bool = False
    source: bool = False
    passive: bool = False


_BE = words("is are was were be been being 's 're")
_NEGATIONS = words("not n't never didn't doesn't don't hasn't haven't hadn't isn't wasn't won't wouldn't")
_WH = words("that how what why whether if who when where")
_SUBJECTS = words("he she they it we i there you this these those")
_NO_BASE = words("read rule find fire estimate forecast")
_FREE_ING = frozenset(("by", "before", "after", "while", "in", "and", "as"))


def sayings(s: Sentence) -> list[Saying]:
    """The cues of a sentence, from left to right."""
    found: list[Saying] = []
    last = -1
    for i in [i for i, word in enumerate(s.lower) if word in _STARTS]:
        word = s.lower[i]
        if i <= last or (s.mention[i] >= 0 and s.words[i][:1].isupper() and i > 0):
            continue
        saying = _phrasal(s, i) if word in _PHRASAL else None
        if saying is None and word in CUE_OBJECTS:
            saying = _object(s, i)
        if saying is None and word in CUES:
            saying = _verb(s, i, CUES[word], found)
        if saying:
            found.append(saying)
            last = saying.begins - 1 if saying.inverted or saying.source else saying.last
    return found


_PHRASAL = words("according words as per view opinion put puts")
_STARTS = _PHRASAL | CUES.keys() | CUE_OBJECTS.keys()


def _phrasal(s: Sentence, i: int) -> Saying | None:
    """As in "according to NP", "in the words of NP", "in NP's view", "as NP put it", "per NP"."""
    word, here = s.lower[i], s.lower
    if word == "according" and i + 1 < len(s) and here[i + 1] == "to":
        return _source(s, i, i + 1)
    if word == "words" and i > 1 and here[i - 2 : i] == ["in", "the"] and i + 1 < len(s) and here[i + 1] == "of":
        return _source(s, i - 2, i + 1)
    if word in ("view", "opinion", "words") and i > 1 and here[i - 1].endswith("'s"):
        phrase = before(s, i - 1)
        if phrase and phrase.first and here[phrase.first - 1] == "in":
            return Saying(phrase.first - 1, i, i, i + 1, phrase, "say", source=True)
    if word == "per" and i + 1 < len(s) and s.mention[i + 1] >= 0 and (i == 0 or s.words[i - 1] == ","):
        return _source(s, i, i)
    return _as_put(s, i) if word == "as" else _put_at(s, i) if word in ("put", "puts") else None


def _source(s: Sentence, first: int, last: int) -> Saying | None:
    phrase = after(s, last + 1)
    if phrase is None:
        return None
    return Saying(first, first, last, phrase.last + 1, phrase, "say", source=True)


def _put_at(s: Sentence, i: int) -> Saying | None:
    """As in "police put the crowd at 12,000"."""
    for j in range(i + 2, min(len(s) - 1, i + 10)):
        if s.lower[j] == "at":
            phrase = subject(s, _over_auxiliaries(s, i)) if i else None
            if (
                phrase
                and _can_speak(s, phrase)
                and any(c.isdigit() for c in s.words[j + 1] + s.words[min(j + 2, len(s) - 1)])
            ):
                return Saying(phrase.first, i, i, i + 1, phrase, "weak")
    return None


def _as_put(s: Sentence, i: int) -> Saying | None:
    """As in "as NP put it", "as NP said": what is said stands before or after, set off by commas."""
    for j in range(i + 2, min(len(s), i + 9)):
        if s.lower[j] in ("put", "puts") and j + 1 < len(s) and s.lower[j + 1] == "it":
            phrase = before(s, j - 1)
            return Saying(i, j, j + 1, j + 2, phrase, "say", source=True) if phrase and phrase.first > i else None
        cue = CUES.get(s.lower[j])
        ends = j + 1 >= len(s) or not is_word(s, j + 1)
        if cue and ends and cue.form in ("finite", "past") and (not cue.noun or cue.lemma == "state"):
            phrase = before(s, skip_adjuncts(s, _over_auxiliaries(s, j)))
            if phrase and phrase.first > i and (phrase.mention >= 0 or speaks(s.lower[phrase.head])):
                return Saying(i, j, j, j + 1, phrase, "say", source=True)
    return None


def _over_auxiliaries(s: Sentence, i: int) -> int:
    """The token before the verb group whose verb is token `i`."""
    j, low = i - 1, max(-1, i - 7)
    while j > low and (s.lower[j] in AUXILIARIES or (is_adverb(s.lower[j]) and s.mention[j] < 0)):
        j -= 1
    return j


def _object(s: Sentence, i: int) -> Saying | None:
    """As in "expressed hope that", "made clear that"."""
    for j in range(i + 1, min(len(s), i + 5)):
        if s.lower[j] in CUE_OBJECTS[s.lower[i]].split():
            group = _over_auxiliaries(s, i)
            phrase = subject(s, group) if group >= 0 else None
            if phrase and _can_speak(s, phrase):
                return Saying(phrase.first, i, j, j + 1, phrase, "weak")
            if s.lower[i].endswith("ing"):
                return Saying(i, i, j, j + 1, None, "weak")
            return None
        if not is_word(s, j) or s.lower[j] in PREPOSITIONS:
            return None
    return None


def _can_speak(s: Sentence, phrase: Phrase) -> bool:
    """Whether the subject of a weaker cue names what can speak."""
    head = s.lower[phrase.head]
    return phrase.mention >= 0 or head in PRONOUNS or speaks(head) or phrase.other is not None


def _verb(s: Sentence, i: int, cue: Cue, found: list[Saying]) -> Saying | None:
    """A cue verb at token `i`, if it attributes here."""
    group = _over_auxiliaries(s, i)
    helpers = [w for w in s.lower[group + 1 : i] if w in AUXILIARIES]
    if any(w in _NEGATIONS for w in s.lower[max(0, group) : i]) and cue.kind != "deny":
        return None
    if group >= 0 and s.lower[group] in MODALS:
        return None
    if cue.form == "ing":
        return _participle(s, i, cue, group, helpers, found)
    if helpers and helpers[-1] in _BE:
        return _passive(s, i, cue, group)
    if cue.lemma in ("quote", "cite") and (quoted := _quoting(s, i, group)):
        return quoted
    if cue.form == "base" and not _plural_subject(s, i, cue, group):
        return _infinitive(s, i, cue)
    if cue.noun and not helpers and not _verbal(s, i, group):
        return None
    return _finite(s, i, cue, group)


def _verbal(s: Sentence, i: int, group: int) -> bool:
    """Whether a form that is a noun too is a verb: nothing before it makes it a noun, and an object follows."""
    if group < 0:
        return False
    left = s.lower[i - 1]
    if left in DETERMINERS or left in PREPOSITIONS or left.endswith("'s") or left in ("and", "no", "any", "some"):
        return False
    if s.quoted(i - 1) or s.words[i - 1] == ",":
        return i + 1 < len(s) and (is_word(s, i + 1))
    right = s.lower[i + 1] if i + 1 < len(s) else "."
    if right in ("–", "—"):
        return False  # "five states – …"
    if not is_word(s, i + 1) and right not in (":", "("):
        phrase = subject(s, group)
        return phrase is not None and phrase.first > 1 and s.words[phrase.first - 1] in ",—"
    names = s.mention[group] >= 0 or s.lower[group] in PRONOUNS or speaks(s.lower[group])
    opens = right in _WH | _SUBJECTS | DETERMINERS | {":"} or s.quoted(i + 1)
    return names and (opens or (i + 1 < len(s) and s.mention[i + 1] >= 0))


def _quoting(s: Sentence, i: int, group: int) -> Saying | None:
    """As in "the Post quoted NP as saying": NP is who says it."""
    phrase = after(s, i + 1)
    as_ = phrase.last + 1 if phrase else -1
    if phrase is None or s.lower[as_ : as_ + 2] not in (["as", "saying"], ["as", "telling"]):
        return None
    who = subject(s, group) if group >= 0 else None
    return Saying(who.first if who else i, i, as_ + 1, as_ + 2, phrase, "say")


def _plural_subject(s: Sentence, i: int, cue: Cue, group: int) -> bool:
    """Whether a base form has a subject that takes one: "they say", "prosecutors say"."""
    if group < 0 or (group != i - 1 and s.lower[i - 1] in ("to",)) or (cue.lemma in _NO_BASE and not s.quoted(i + 1)):
        return False
    j = skip_adjuncts(s, group)
    if j >= 0 and s.words[j] == ",":
        return cue.kind == "say" and not cue.noun and (s.quoted(j - 1) or subject(s, group) is not None)
    head = s.lower[j] if j >= 0 else ""
    if head in ("they", "who", "some", "others", "many", "both", "several", "critics", "police", "i", "we"):
        return True
    if not is_word(s, j) or head in PREPOSITIONS or head in DETERMINERS:
        return s.quoted(j) and cue.kind == "say"
    phrase = before(s, j)
    plural = head.endswith("s") and not head.endswith(("ss", "'s"))
    named = phrase is not None and phrase.mention >= 0
    return plural or (named and cue.lemma == "say") or (phrase is not None and phrase.other is not None)


def _infinitive(s: Sentence, i: int, cue: Cue) -> Saying | None:
    """As in "went on to say that", "took to the radio to announce": only right before the words that are said."""
    if not i or s.lower[i - 1] != "to" or cue.kind not in ("say", "strict") or i + 1 >= len(s):
        return None
    leads = s.lower[i + 1] == "that" or s.quoted(i + 1) or s.words[i + 1] == ":"
    return Saying(i - 1, i, i, i + 1, None, cue.kind) if leads else None


def _participle(s: Sentence, i: int, cue: Cue, group: int, helpers: list[str], found: list[Saying]) -> Saying | None:
    """As in "…, adding that", "by saying", "is claiming": the subject is that of the main clause, or its own."""
    if helpers and helpers[-1] in _BE | {"been"}:
        phrase = subject(s, group) if group >= 0 else None
        if phrase and _can_speak(s, phrase) and (_leads(s, i, cue) or cue.lemma in ("expect", "predict", "call")):
            return Saying(phrase.first, i, i, i + 1, phrase, cue.kind)
        return None
    left = s.lower[i - 1] if i else ""
    free = left in _FREE_ING or s.words[i - 1] in ",—–-" if i else True
    while i and is_adverb(left) and not free:
        left = s.lower[group] if group >= 0 else ""
        free = left in _FREE_ING or left == ","
        break
    if not free or (cue.noun and not _leads(s, i, cue)):
        return None
    if (cue.kind == "strict" or left in _FREE_ING) and cue.kind != "describe" and not _leads(s, i, cue):
        return None
    if s.lower[i - 1] == "as" and i and not found:
        return None
    return Saying(i, i, i, i + 1, None, cue.kind)


def _leads(s: Sentence, i: int, cue: Cue) -> bool:
    """Whether words that can be said follow token `i`: a quote, a colon, a clause."""
    k = i + 1
    if k >= len(s):
        return False
    if s.quoted(k) or s.lower[k] in _WH | _SUBJECTS or s.words[k] == ":":
        return True
    if s.words[k] == "," and k + 1 < len(s):
        return s.quoted(k + 1) or "that" in s.lower[k : k + 6] or any(s.quoted(j) for j in range(k, min(len(s), k + 5)))
    window = range(k, min(len(s), k + 12))
    for j in window:
        if s.lower[j] == "that" or s.quoted(j) or s.words[j] == ":":
            return True
        if not is_word(s, j) or (s.lower[j] in CUES and CUES[s.lower[j]].kind == "say" and j > k):
            return False
        if j > k and s.lower[j] in (*AUXILIARIES, *MODALS):
            return True  # a clause without "that": "added the plan was dead"
    return False


def _passive(s: Sentence, i: int, cue: Cue, group: int) -> Saying | None:
    """As in "was quoted as saying", "was described by NP as", "were stressed by NP"."""
    low = max(0, group)
    if cue.lemma in ("quote", "cite"):
        for j in range(i + 1, min(len(s), i + 10)):
            if s.lower[j] == "saying":
                phrase = subject(s, group) if group >= 0 else None
                return Saying(phrase.first, i, j, j + 1, phrase, "say") if phrase else None
    for j in range(i + 1, min(len(s), i + 4)):
        if s.lower[j] == "by":
            phrase = after(s, j + 1)
            if phrase and _can_speak(s, phrase) and cue.lemma not in ("find", "order", "read", "show"):
                return Saying(low, i, i, phrase.last + 1, phrase, cue.kind, passive=True)
            return None
    if cue.lemma == "ask":
        for j in range(i + 1, min(len(s), i + 30)):
            if s.lower[j] == "by":
                phrase = after(s, j + 1)
                if phrase and phrase.mention >= 0 and phrase.last + 2 >= len(s):
                    return Saying(low, i, i, i + 1, phrase, "say")
    return None


_PARTICLES = words("off in up back out together home")  # "called off" says nothing


def _finite(s: Sentence, i: int, cue: Cue, group: int) -> Saying | None:
    """As in "NP said", "said NP", "which he called"."""
    if cue.kind == "describe" and i + 1 < len(s) and s.lower[i + 1] in _PARTICLES:
        return None
    left = skip_adjuncts(s, group)
    opening = left < 0
    after_quote = left >= 0 and (s.quoted(left) or (s.words[left] in ",—–" and left and s.quoted(left - 1)))
    if opening or after_quote:
        return _inverted(s, i, cue)
    phrase = subject(s, group)
    if phrase is None or (phrase.head == left and s.lower[left] in ("what",)):
        comma = s.words[left] == "," and cue.kind == "say"
        if comma:
            found = _inverted(s, i, cue)
            if found:
                return found
        return _shared(s, i, cue, left)
    if cue.kind == "strict" and not (_leads(s, i, cue) or _trails(s, phrase.first, i) or _paired(s, i, cue)):
        return None
    participle = cue.lemma in ("call", "dub", "label", "brand") or (i + 1 < len(s) and s.lower[i + 1] in ("as", "by"))
    if cue.kind == "describe" and participle and s.lower[phrase.first] in ("a", "an") and phrase.mention < 0:
        return None  # "an alliance called …"
    if cue.kind not in ("say", "strict") and not _can_speak(s, phrase):
        return None
    if cue.form == "past" and cue.kind != "say" and s.lower[phrase.head] in ("which", "that"):
        return None
    sure = cue.lemma in ("say", "tell") or _can_speak(s, phrase)
    if cue.kind == "say" and not sure and not (_leads(s, i, cue) or _trails(s, phrase.first, i)):
        return None
    return Saying(phrase.first, i, i, i + 1, phrase, cue.kind)


def _paired(s: Sentence, i: int, cue: Cue) -> bool:
    """As in "ruled out", "spoke of"."""
    right = s.lower[i + 1] if i + 1 < len(s) else ""
    return (cue.lemma, right) in (("rule", "out"), ("speak", "of"), ("point", "to"))


def _trails(s: Sentence, first: int, i: int) -> bool:
    """Whether the clause that begins at token `first`, with its cue at `i`, follows what is said: "…, she added"."""
    if first > 0 and s.quoted(first - 1):
        return True
    ends = i + 1 >= len(s) or not is_word(s, i + 1) or s.lower[i + 1] in ("in", "on", "at", "during")
    return first > 1 and s.words[first - 1] == "," and (s.quoted(first - 2) or ends)


def _inverted(s: Sentence, i: int, cue: Cue) -> Saying | None:
    if cue.kind not in ("say", "strict", "weak") or cue.form not in ("finite", "past"):
        return None
    phrase = after(s, i + 1)
    if phrase is None or s.lower[phrase.head] in ("it", "i", "we"):
        return None
    if phrase.mention < 0 and not speaks(s.lower[phrase.head]) and s.lower[phrase.head] not in PRONOUNS:
        return None
    return Saying(i, i, i, phrase.last + 1, phrase, cue.kind, inverted=True)


def _shared(s: Sentence, i: int, cue: Cue, left: int) -> Saying | None:
    """As in "… and added: “…”": the subject is that of the clause before."""
    joined = left >= 0 and s.lower[left] in ("and", "but", "then", ",", "also")
    if joined and cue.form in ("finite", "past") and (cue.kind in ("describe", "deny", "demand") or _leads(s, i, cue)):
        return Saying(i, i, i, i + 1, None, cue.kind)
    return None


def walk(found: list[Saying]) -> Iterator[tuple[Saying, Saying | None]]:
    """Each saying with the one after it."""
    for k, saying in enumerate(found):
        yield saying, found[k + 1] if k + 1 < len(found) else None
