"""Who is said to have said what: cues, quotes and speakers put together."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from dedup.claims.frames import Attribution, Mention, Name, Quote
from dedup.claims.speech.content import OPENING, contents
from dedup.claims.speech.cues import BODIES, PAPERS
from dedup.claims.speech.headlines import colon, is_headline
from dedup.claims.speech.phrases import PREPOSITIONS, Phrase, Sentence, hide, is_word, read_sentence
from dedup.claims.speech.quotes import QuoteSpan, quotes
from dedup.claims.speech.saying import Saying, sayings
from dedup.claims.speech.speakers import Memory, Resolver, Roster, Speaker
from dedup.claims.text.words import words

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Speech:
    """What holds of one claim: who says it, by which cue, and how much of it is quoted."""

    speaker: str | None = None
    speaker_start: int = 0
    speaker_end: int = 0
    name_id: str | None = None
    cue: str | None = None
    quote: Quote = "none"


@dataclass(slots=True)
class _Said:
    """A cue whose speaker is known."""

    saying: Saying
    speaker: Speaker


@dataclass(slots=True)
class _Owned:
    """A quote with who said it and by which cue."""

    speaker: Speaker | None
    cue: str | None


_LINKING = words("and but that also then so or as yet")
_WORD = re.compile(r"\w+(?:[’'.-]\w+)*")
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*[“\"‘«])")
_FAR = 60  # tokens: how far into a sentence its subject is looked for
_SPEAKERS = 8  # of one sentence that are remembered
_MIN_FLOAT = 4  # words: a shorter quote without a cue is nobody's speech


def attributions(
    text: str,
    sentences: Sequence[Span],
    mentions: Sequence[Mention],
    names: Mapping[str, Name] | None = None,
    headline: bool = False,
) -> list[Attribution]:
    """Every attributed span of a text, by start.

    Parameters
    ----------
    text : str
        The text.
    sentences : sequence of (int, int)
        Its sentences, in order, without overlap.
    mentions : sequence of Mention
        Names with their spans in `text`, by start, without overlap.
    names : mapping of str to Name, optional
        Full form and kind by name id; where None, the longest form met and a guess.
    headline : bool
        Read the text as a headline: "Orrin: 'no deal'".

    Returns
    -------
    list of Attribution
        Spans may cross sentences (one quote) and overlap (a quote inside reported speech).

    Notes
    -----
    Linear in the length of the text; no lookup goes further than a fixed number of tokens or sentences.

    Examples
    --------
    >>> text = "“It holds,” said Ana Sol. The bridge is safe, she added."
    >>> found = attributions(text, [(0, 25), (26, 56)], [Mention(17, 24, "Ana Sol", "n1")])
    >>> [(text[a.start : a.end], a.speaker, a.cue, a.quote) for a in found]
    [('“It holds,”', 'Ana Sol', 'said', 'direct'), ('The bridge is safe', 'Ana Sol', 'added', 'indirect')]
    """
    return _Reader(text, sentences, mentions, names, headline).read()


def _outer(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions without those that stand inside another ("Norda" in "Bank of Norda")."""
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


class _Reader:
    """One pass over the sentences of a text."""

    def __init__(
        self, text: str, sentences: Sequence[Span], mentions: Sequence[Mention], names: Mapping[str, Name] | None,
        headline: bool,
    ) -> None:  # fmt: skip
        self.text, self.sentences, self.headline = text, sentences, headline
        self.quotes = quotes(text)
        self.outer = [quote for quote in self.quotes if quote.depth == 0]
        self.quote_starts = [quote.start for quote in self.outer]
        self.owned: dict[int, _Owned] = {}
        self.hidden = hide(text, self.outer)
        self.memory = Memory()
        known = names or {}
        self.mentions = _outer(m for m in mentions if m.name_id not in known or known[m.name_id].kind != "role")
        self.begins = [mention.start for mention in self.mentions]
        self.roster = Roster(text, self.mentions, names)
        self.resolver = Resolver(self.roster, self.memory)
        self.breaks = [match.start() for match in _PARAGRAPH.finditer(text)]
        self.found: list[Attribution] = []

    def read(self) -> list[Attribution]:
        """Sentences in order, then the quotes that no cue owns."""
        for start, end in self.sentences:
            self._sentence(start, end)
        self._float()
        self.found.sort(key=lambda a: (a.start, -a.end))
        return self.found

    def _sentence(self, start: int, end: int) -> None:
        s = read_sentence(self.hidden, start, end, self.mentions, self.begins)
        self.memory.spoke.append([])
        self.memory.topic.append(None)
        self.memory.others.append([])
        self.memory.thing.append(self._thing(s))
        self._topics(s)
        said: list[_Said] = []
        titled = colon(s, self.roster) if self.headline or is_headline(s) else None
        if titled:
            saying, tokens = titled
            said.append(_Said(saying, self.roster.speaker(saying.phrase.mention if saying.phrase else 0)))
            given = [[tokens]]
        else:
            said = self._cues(s)
            given = contents(s, [one.saying for one in said])
        for one, ranges in zip(said, given, strict=True):
            for tokens in ranges:
                self._emit(one.speaker, self._cue(s, one.saying), self._span(s, *tokens))
        self._left_over(s, said)

    def _cues(self, s: Sentence) -> list[_Said]:
        """The cues of a sentence whose speaker is somebody; speakers are remembered as they come."""
        said: list[_Said] = []
        cues = sayings(s)
        for saying in cues:
            if len(cues) > 1 and saying.kind == "weak" and saying.first and s.lower[saying.first - 1] in OPENING:
                continue  # "Asked if officials thought …, Orrin said"
            speaker = self._speaker(s, saying, said)
            if speaker:
                said.append(_Said(saying, speaker))
                if saying.phrase and not saying.source:
                    self.memory.spoke[-1] = [*self.memory.spoke[-1][-_SPEAKERS:], speaker]
        return said

    def _thing(self, s: Sentence) -> Speaker | None:
        """The writing or body that a sentence begins with ("The report …"), for an "it" that speaks later."""
        if not s.lower or s.lower[0] not in ("the", "a", "an", "his", "her", "their", "its"):
            return None
        for i in range(1, min(len(s), 6)):
            if s.lower[i] in PAPERS or s.lower[i] in BODIES:
                return self.resolver.words(s, Phrase(0, i, i))
            if not is_word(s, i) or s.lower[i] in PREPOSITIONS:
                break
        return None

    def _topics(self, s: Sentence) -> None:
        """Remember the person that a sentence is about (the first that nothing governs), and the others."""
        seen: set[int] = set()
        for i, k in enumerate(s.mention):
            if k < 0 or k in seen or len(seen) > 8:
                continue
            seen.add(k)
            speaker = self.roster.speaker(k)
            if self.roster.kind(self.mentions[k].name_id) != "person":
                continue
            ends = s.lower[i : i + 6]
            owner = self.text[self.mentions[k].end : self.mentions[k].end + 2].startswith(("'s", "’s", "’", "'"))
            owner = owner or any(word.endswith("'s") for word in ends[:1])
            if self.memory.topic[-1] is None and not owner and not self._governed(s, i):
                self.memory.topic[-1] = speaker
            else:
                self.memory.others[-1].append(speaker)

    def _governed(self, s: Sentence, i: int) -> bool:
        j = i - 1
        while j >= max(0, i - 4) and s.words[j][:1].isupper() and s.lower[j] not in PREPOSITIONS:
            j -= 1
        if j >= 0 and s.lower[j] in ("the", "a"):
            j -= 1
        return j >= 0 and s.lower[j] in PREPOSITIONS

    def _speaker(self, s: Sentence, saying: Saying, said: list[_Said]) -> Speaker | None:
        phrase = saying.phrase
        if phrase is None:
            main = next((one.speaker for one in said if not one.saying.source), None)
            return main or self._main_subject(s, saying.cue)
        local = not self._set_off(s, phrase.first) or s.lower[phrase.first] in ("who", "which")
        return self.resolver.resolve(s, phrase, local)

    def _set_off(self, s: Sentence, first: int) -> bool:
        """Whether what stands before token `first` is words that are said, and no opening clause."""
        if s.quoted(first - 1):
            return True
        if first < 2:
            return False
        return s.words[first - 1] == "," and s.lower[0] not in OPENING and not (
            s.lower[0] in PREPOSITIONS or s.lower[0].endswith("ing")
        )  # fmt: skip

    def _main_subject(self, s: Sentence, limit: int) -> Speaker | None:
        """The subject of the sentence, for a cue that has none of its own."""
        topic = self.memory.topic[-1]
        if s.lower and s.lower[0] in ("he", "she", "they", "it"):
            return self.resolver.resolve(s, Phrase(0, 0, 0), False)
        if topic and topic.start < s.starts[limit]:
            return topic
        first = next((k for k in s.mention[: min(limit, _FAR)] if k >= 0), -1)
        return self.roster.speaker(first) if first >= 0 else None

    def _cue(self, s: Sentence, saying: Saying) -> str | None:
        if saying.cue < 0:
            return ":"
        return self.text[s.starts[saying.cue] : s.ends[saying.last]]

    def _span(self, s: Sentence, first: int, stop: int) -> Span:
        """Tokens [first, stop) as a span of the text: whole quotes, no punctuation at its ends."""
        while first < stop and s.words[first] in ",;:—–-":
            first += 1
        while stop > first + 1 and s.words[stop - 1] in ",;:—–.-":
            stop -= 1
        start, end = s.starts[min(first, len(s) - 1)], s.ends[max(first, stop - 1)] if stop > first else s.end
        opened, closing = self._quote_at(start), self._quote_at(end - 1)
        return opened.start if opened else start, closing.end if closing else end

    def _quote_at(self, at: int) -> QuoteSpan | None:
        k = bisect_right(self.quote_starts, at) - 1
        if k >= 0 and self.outer[k].start <= at < self.outer[k].end and self.outer[k].kind != "scare":
            return self.outer[k]
        return None

    def _emit(self, speaker: Speaker | None, cue: str | None, span: Span) -> None:
        start, end = span
        if start >= end:
            return
        first = bisect_left(self.quote_starts, start)
        inside, at = [], start
        outside = []
        for k in range(first, len(self.outer)):
            quote = self.outer[k]
            if quote.start >= end:
                break
            inside.append(k)
            self.owned.setdefault(k, _Owned(speaker, cue))
            outside.append(self.text[at : quote.start])
            at = quote.end
        outside.append(self.text[at:end] if at < end else "")
        bare = [w for w in _WORD.findall(" ".join(outside)) if w.lower() not in _LINKING]
        kind: Quote = "indirect" if not inside else "mixed" if bare else "direct"
        self.found.append(
            Attribution(
                start, end, speaker.text if speaker else None, speaker.start if speaker else start,
                speaker.end if speaker else start, speaker.name_id if speaker else None, cue, kind,
            )
        )  # fmt: skip

    # ---- quotes without a cue ----

    def _left_over(self, s: Sentence, said: list[_Said]) -> None:
        """Quotes of a sentence with a cue, or with a subject, that stand apart from the cue's own words."""
        first, last = bisect_left(self.quote_starts, s.start), bisect_left(self.quote_starts, s.end)
        cues = [s.starts[one.saying.cue] for one in said] if said and said[0].saying.cue >= 0 else []
        for k in range(first, last):
            quote = self.outer[k]
            if k in self.owned or quote.kind == "scare":
                continue
            lead = self.hidden[max(s.start, quote.start - 200) : quote.start].strip(" ,:—–-(")
            if said and said[0].saying.cue >= 0:
                at = bisect_left(cues, quote.start)
                nearest = min(
                    said[max(0, at - 1) : at + 1], key=lambda one: abs(s.starts[one.saying.cue] - quote.start)
                )
                self._emit(nearest.speaker, self._cue(s, nearest.saying), (quote.start, quote.end))
            elif lead and len(_WORD.findall(self.text[quote.start : quote.end])) >= 2 * _MIN_FLOAT:
                topic = self._main_subject(s, max(0, bisect_left(s.starts, quote.start) - 1)) if s.words else None
                if topic:
                    self.memory.spoke[-1].append(topic)
                    self._emit(topic, None, (quote.start, quote.end))

    def _float(self) -> None:
        """Quotes that no cue owns: the other paragraphs of one quote, and what follows the last speaker's words."""
        groups = {self.outer[k].group: owner for k, owner in sorted(self.owned.items())}
        ends = [end for _, end in self.sentences]
        for k, quote in enumerate(self.outer):
            if k in self.owned or quote.kind == "scare":
                continue
            owner = groups.get(quote.group)
            n = bisect_right(ends, quote.start)
            if owner is None and not self._starts_sentence(quote, n):
                continue
            if len(_WORD.findall(self.text[quote.start : min(quote.end, quote.start + 80)])) < 2:
                continue
            owner = owner or self._continued(k, n)
            end = quote.end
            if n < len(self.sentences) and self.sentences[n][1] > end and quote.closed:
                end = self.sentences[n][1]
            speaker = owner.speaker if owner else None
            self.owned[k] = _Owned(speaker, None)
            self._emit(speaker, owner.cue if owner and quote.group in groups else None, (quote.start, end))

    def _starts_sentence(self, quote: QuoteSpan, n: int) -> bool:
        return n < len(self.sentences) and not self.text[self.sentences[n][0] : quote.start].strip()

    def _continued(self, k: int, n: int) -> _Owned | None:
        """Who goes on speaking in quote `k`: the last speaker before it in reach, else the next in its paragraph."""
        quote = self.outer[k]
        back = self.owned.get(k - 1)
        here = bisect_right(self.breaks, quote.start)
        if back and back.speaker and bisect_right(self.breaks, self.outer[k - 1].start) == here:
            return back
        ahead = self.owned.get(k + 1)
        if ahead and bisect_right(self.breaks, self.outer[k + 1].start) == here:
            return ahead
        for i in range(n - 1, max(-1, n - 4), -1):
            if i < len(self.memory.spoke) and self.memory.spoke[i]:
                return _Owned(self.memory.spoke[i][-1], None)
            topic = self.memory.topic[i] if i < len(self.memory.topic) else None
            if topic and self.text[self.sentences[i][0] : self.sentences[i][1]].rstrip().endswith(":"):
                return _Owned(topic, None)
        return back


def speech_of(span: Span, found: Sequence[Attribution]) -> Speech:
    """Who says what stands in `span` (a claim), given the attributions of its text; `Speeches` asks many times.

    >>> said = [Attribution(0, 9, "Ana Sol", 14, 21, "n1", "said", "direct")]
    >>> speech_of((0, 22), said).speaker, speech_of((30, 40), said).quote
    ('Ana Sol', 'none')
    """
    return Speeches(found).of(span)


class Speeches:
    """The attributions of one text, to be asked about its claims. A question costs what it overlaps, and a search."""

    def __init__(self, found: Sequence[Attribution]) -> None:
        self.found = sorted(found, key=lambda one: (one.start, -one.end))
        self.starts = [one.start for one in self.found]
        self.reach = list(accumulate((one.end for one in self.found), max))  # the furthest end so far

    def of(self, span: Span) -> Speech:
        """Who says what stands in `span`.

        The speaker is the one of the first attribution that has at least half as much of the claim as the one that has
        most; the quote type counts all of that speaker's words in the claim.
        """
        start, end = span
        shares = []
        for one in self.found[bisect_right(self.reach, start) : bisect_left(self.starts, end)]:
            shared = min(end, one.end) - max(start, one.start)
            if shared > 0:
                shares.append((shared, one))
        if not shares:
            return Speech()
        most = max(shared for shared, _ in shares)
        chosen = next(one for shared, one in shares if 2 * shared >= most)
        kinds = {one.quote for _, one in shares if one.speaker == chosen.speaker}
        kind: Quote = kinds.pop() if len(kinds) == 1 else "mixed"
        return Speech(chosen.speaker, chosen.speaker_start, chosen.speaker_end, chosen.name_id, chosen.cue, kind)
