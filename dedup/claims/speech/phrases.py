"""A sentence as tokens, and the noun phrases beside a cue: who stands before "said", who after "according to"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from dedup.claims.frames import Mention
from dedup.claims.speech.cues import speaks
from dedup.claims.speech.quotes import QuoteSpan
from dedup.claims.text.words import words

HIDDEN = "\u2022"  # stands for each character of a quote, so that the words around it can be read without it
_TOKEN = re.compile(
    HIDDEN + r"+|(?:[^\W\d_]\.){2,}[^\W\d_]?"
    r"|(?:Mrs?|Ms|Dr|Sens?|Reps?|Govs?|Gen|St|Jr|Sr|Lt|Col|Sgt|Capt|Prof|Rev|Hon)\.|@\w+|\d{1,3}(?:,\d{3})+(?!\w)"
    r"|\w+(?:[’'\-.&/]\w+)*|\S"
)  # fmt: skip
DETERMINERS = words("the a an this these those his her its their our my your")
PREPOSITIONS = words(
    "of in for at from with on to by about against under over near inside outside across within among between behind "
    "representing into through since despite"
)
_STOPS = words(
    """that which who whom whose because but and or as when while after before if though although until where whether
    than so yet nor unless how why what is are was were be been being has have had will would can could may might
    must shall should do does did not n't never like plus then there here instead however according"""
)
AUXILIARIES = words("has have had 've is are was were be been being did does do having")
MODALS = words("will would can could may might must shall should cannot can't won't wouldn't couldn't")
_TIMES = words(
    """monday tuesday wednesday thursday friday saturday sunday today yesterday tonight jan. feb. january february
    march april june july august september october november december sept. oct. nov. dec. earlier later recently
    afterwards week month year morning afternoon evening night weekend last this next late early ago previously then"""
)
_ADVERBS = words(
    """also too further once again now still even just only already ever often then therefore meanwhile earlier later
    recently too always first both all themselves himself herself itself since thus however"""
)
PRONOUNS = words("he she they it we i who which some others many both several most neither none one")
_NOT_MANNER = words("family assembly italy july ally reply supply monopoly anomaly daily weekly monthly")
_REACH = 40  # tokens: how far a phrase is looked for
_LINKS = 4  # prepositions: how long a chain of phrases may be


@dataclass(slots=True)
class Sentence:
    """A sentence as tokens, with the mention and the quote that each token belongs to (-1 for none)."""

    start: int
    end: int
    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]
    mention: list[int]
    hidden: list[int]  # the tokens that stand for quoted words

    def __len__(self) -> int:
        return len(self.words)

    def any_quoted(self, first: int, stop: int) -> bool:
        """Whether one of the tokens [first, stop) stands for quoted words."""
        k = bisect_left(self.hidden, first)
        return k < len(self.hidden) and self.hidden[k] < stop

    def quoted(self, i: int) -> bool:
        """Whether token `i` stands for quoted words."""
        return 0 <= i < len(self.words) and self.words[i][0] == HIDDEN


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase as tokens [first, last], its head, and a mention where it names somebody."""

    first: int
    last: int
    head: int
    mention: int = -1
    other: Phrase | None = None  # the second of two that are joined by "and"


def hide(text: str, spans: Sequence[QuoteSpan]) -> str:
    """The text with its outer quotes (scare quotes left as they are) put out of sight, character by character."""
    pieces, at = [], 0
    for quote in spans:
        if quote.depth == 0 and quote.kind != "scare" and quote.start >= at:
            pieces += [text[at : quote.start], HIDDEN * (quote.end - quote.start)]
            at = quote.end
    return "".join([*pieces, text[at:]])


def read_sentence(hidden: str, start: int, end: int, mentions: Sequence[Mention], begins: Sequence[int]) -> Sentence:
    """Tokens of `hidden[start:end]`. `begins` are the starts of the mentions."""
    spans = [match.span() for match in _TOKEN.finditer(hidden, start, end)]
    words = [hidden[first:last] for first, last in spans]
    starts, ends = [span[0] for span in spans], [span[1] for span in spans]
    named = [-1] * len(words)
    quoted = [i for i, word in enumerate(words) if word[0] == HIDDEN]
    for k in range(max(bisect_right(begins, start) - 1, 0), bisect_left(begins, end)):
        i = bisect_right(ends, mentions[k].start)
        while i < len(words) and starts[i] < mentions[k].end:
            if words[i][0] != HIDDEN:
                named[i] = k
            i += 1
        if 0 < i < len(words) and named[i - 1] == k and words[i] in ("Jr.", "Sr.", "II", "III"):
            named[i] = k
    return Sentence(start, end, words, [w.lower().replace("’", "'") for w in words], starts, ends, named, quoted)


def is_word(s: Sentence, i: int) -> bool:
    """Whether token `i` is there, and a word that can be part of a noun phrase."""
    if not 0 <= i < len(s.words) or s.quoted(i):
        return False
    return s.words[i][0].isalnum() or s.words[i][0] == "@" or s.words[i] in "&%"


def is_adverb(word: str) -> bool:
    """Whether a word in lower case may stand between a subject and its verb."""
    return word in _ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in _NOT_MANNER)


def skip_adjuncts(s: Sentence, i: int) -> int:
    """Leftwards from token `i` over adverbs and times ("on Tuesday", "earlier this week") to what they follow."""
    low = max(0, i - 8)
    while i >= low:
        word = s.lower[i]
        if (word in _TIMES or is_adverb(word)) and s.mention[i] < 0:
            i -= 1
            continue
        if word in ("on", "in", "at") and i + 1 < len(s) and s.lower[i + 1] in _TIMES:
            i -= 1
            continue
        if word.isdigit() and i and s.lower[i - 1] in _TIMES:
            i -= 1
            continue
        break
    return i


def _core(s: Sentence, last: int) -> int:
    """First token of the phrase that ends at `last`, prepositions not crossed."""
    first, low = last, max(0, last - 12)
    while first - 1 >= low:
        i = first - 1
        word = s.lower[i]
        joined = s.mention[i] >= 0 and s.mention[i] == s.mention[first]
        if not joined:
            if word in DETERMINERS:
                return i
            if (
                not is_word(s, i)
                or word in _STOPS
                or word in PREPOSITIONS
                or (word in PRONOUNS and word not in _COUNTS)
            ):
                break
            if (word in _TIMES and word not in ("last", "this", "late")) or (is_adverb(word) and word not in _COUNTS):
                break
        first = i
    return first


_COUNTS = words("some many several most both all one")


def before(s: Sentence, j: int) -> Phrase | None:
    """The noun phrase that ends at token `j` and can be the subject of a verb after it.

    A chain ("a spokesman for the ministry") gives its first link; one that hangs on a preposition ("In a statement Mr
    Orrin") gives the name that stands last.
    """
    if not is_word(s, j) or (s.lower[j] in _STOPS and s.lower[j] not in PRONOUNS):
        return None
    if s.lower[j] in PRONOUNS:
        return Phrase(j, j, j)
    chain: list[tuple[int, int]] = []
    last = j
    for _ in range(_LINKS):
        first = _listed(s, _core(s, last))
        chain.append((first, last))
        if first < 2 or s.lower[first - 1] not in PREPOSITIONS:
            break
        nominal = skip_adjuncts(s, first - 2) if s.lower[first - 1] in ("in", "on", "at") else first - 2
        if not is_word(s, nominal) or s.lower[nominal] in _STOPS | PREPOSITIONS | AUXILIARIES:
            if s.lower[nominal] in PRONOUNS and is_word(s, nominal):
                return Phrase(nominal, nominal, nominal)
            break
        if not (s.mention[nominal] >= 0 or speaks(s.lower[nominal])) and s.lower[first - 1] != "of":
            break
        last = nominal
    first, last = chain[-1]
    hangs = first >= 1 and s.lower[first - 1] in PREPOSITIONS
    if hangs:
        first, last = chain[0]
    return _phrase(s, first, last, j, hangs)


def _listed(s: Sentence, first: int) -> int:
    """First token of "Iran and Russia" after a preposition, where `first` is that of its last part."""
    if first < 4 or s.lower[first - 1] != "and" or not is_word(s, first - 2):
        return first
    inner = _core(s, first - 2)
    governed = inner > 1 and s.lower[inner - 1] in ("of", "for", "from") and is_word(s, inner - 2)
    return inner if governed and s.lower[inner - 2].endswith("s") and speaks(s.lower[inner - 2]) else first


def _phrase(s: Sentence, first: int, last: int, end: int, hangs: bool) -> Phrase | None:
    """The phrase of one core; the mention counts where the core ends with it."""
    head = last
    if s.lower[head] in DETERMINERS | PREPOSITIONS | _TIMES and s.mention[head] < 0:
        return None
    named = s.mention[head]
    if hangs and named < 0 and not speaks(s.lower[head]) and not s.lower[head].endswith("s"):
        return None
    if hangs and named >= 0:
        first = s.mention.index(named, max(0, head - 12))
    whole = Phrase(first, head if hangs or named >= 0 else end, head, named)
    return _with_partner(s, whole) if not hangs else whole


def _with_partner(s: Sentence, phrase: Phrase) -> Phrase:
    """Join "A and B" where A stands where a subject can stand, so that no earlier clause ends with A."""
    i = phrase.first - 1
    if i < 1 or s.lower[i] not in ("and", "&") or not is_word(s, i - 1):
        return phrase
    partner = s.mention[i - 1]
    if partner < 0 and not speaks(s.lower[i - 1]):
        return phrase
    first = _core(s, i - 1)
    clear = first == 0 or not is_word(s, first - 1) or s.lower[first - 1] in ("that", "as", "while", "and", "but")
    if not clear:
        return phrase
    return Phrase(first, phrase.last, phrase.head, phrase.mention, Phrase(first, i - 1, i - 1, partner))


def subject(s: Sentence, j: int) -> Phrase | None:
    """The subject of a verb whose group begins after token `j`, over brackets and appositions."""
    j = skip_adjuncts(s, j)
    low = max(0, j - _REACH)
    if j >= low and s.words[j] == ")":
        k = j
        while k >= low and s.words[k] != "(":
            k -= 1
        j = skip_adjuncts(s, k - 1) if k > low else j
    if j < 0 or s.quoted(j):
        return None
    if s.words[j] in ",—–":
        return _over_commas(s, j, low)
    found = before(s, j)
    return _past_relative(s, found) if found and found.first > 1 else found


def _past_relative(s: Sentence, found: Phrase) -> Phrase:
    """What "who" refers to, where the phrase ends its clause: "An official who asked not to be named said"."""
    for k in range(found.first - 2, max(0, found.first - 14), -1):
        if not is_word(s, k) or s.lower[k] in ("and", "that", "but"):
            break
        if s.lower[k] == "who":
            return before(s, k - 1) or found
    return found


def _over_commas(s: Sentence, j: int, low: int) -> Phrase | None:
    """The subject before an apposition that ends with the comma (or dash) at `j`."""
    mark = s.words[j]
    if j < 1 or s.quoted(j - 1):
        return None
    k = j - 1
    tried = 0
    while k > low and tried < 4:
        if s.quoted(k):
            return None
        if s.words[k] == mark and k > 0:
            tried += 1
            end = skip_adjuncts(s, k - 1)
            if end >= 0 and s.words[end] == ")":
                while end > low and s.words[end] != "(":
                    end -= 1
                end -= 1
            found = before(s, end) if end >= 0 else None
            if found and (found.mention >= 0 or speaks(s.lower[found.head]) or s.lower[found.head] in ("he", "she")):
                return _named_by(s, found, k + 1, j)
        k -= 1
    return None


def _named_by(s: Sentence, phrase: Phrase, first: int, last: int) -> Phrase:
    """The phrase, or the name right after it that says who it is ("the mayor, Ana Sol, …")."""
    if phrase.mention >= 0 or not is_word(s, first):
        return phrase
    i = first
    while i < last and i < first + 4 and s.mention[i] < 0 and s.words[i][0].isupper():
        i += 1
    if i < last and s.mention[i] >= 0:
        return Phrase(phrase.first, phrase.last, phrase.head, s.mention[i])
    return phrase


def after(s: Sentence, i: int) -> Phrase | None:
    """The noun phrase that begins at token `i`: "said NP", "according to NP", "by NP"."""
    if not is_word(s, i):
        return None
    counts = s.lower[i] in _COUNTS and is_word(s, i + 1) and s.lower[i + 1] not in _STOPS | PREPOSITIONS
    if s.lower[i] in PRONOUNS and not counts:
        return Phrase(i, i, i)
    k, high, head = i, min(len(s), i + _REACH), -1
    while k < high and is_word(s, k):
        word = s.lower[k]
        inside = s.mention[k] >= 0
        if not inside and (word in _STOPS or word in _TIMES or is_adverb(word)):
            break
        if not inside and word in PREPOSITIONS:
            if word not in ("of", "for", "from", "at", "in") or k == i:
                break
            head = k - 1 if head < 0 else head
        k += 1
    last = k - 1
    head = last if head < 0 else head
    if last < i or (last == i and s.lower[i] in DETERMINERS):
        return None
    found = Phrase(i, last, head, s.mention[head])
    if found.mention < 0 and k < len(s) - 1 and s.words[k] == ",":
        named = _named_by(s, found, k + 1, min(len(s) - 1, k + 8))
        end = next((j for j in range(k + 1, len(s)) if s.mention[j] < 0), len(s)) if named.mention >= 0 else k
        return named if end >= len(s) or s.words[end] in ",." else found
    return found
