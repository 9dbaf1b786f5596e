"""A group of claims -> direct quotes of one speaker that do not have the same words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Opcode

from dedup.claims.alignment.wording import NUMERALS, fold
from dedup.claims.comparison import Divergence, Document, Group, Value
from dedup.claims.divergence.shared import LINKING
from dedup.claims.frames import Claim, Name
from dedup.claims.text.words import words

LEAST_WORDS = 4
LEAST_SHARED = 0.5
"""Of the words of the shorter quote, in order: below it the words are others, and it may be another quote."""
LEAST_AGAIN = 0.75
"""The same where one article has both: an orator repeats himself."""
LEAST_COMMON = 0.6
"""The same of words that say something."""
OPENINGS = words("and so well oh now look you know i mean yes no")
"""Words that may be left out before a sentence without a mark."""
SPELLING = 80.0
"""Likeness of two spellings of one word: "organise" and "organize" have 88."""
_ASIDE = re.compile(r"\[[^\]\n]{0,200}\]|\([^)\n]{0,200}\)")
_CUT = re.compile(r"\.\s?\.\s?\.|…|\[")
_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’][^\W_]+|[.,:]\d+)*")
_SHORT = {
    "n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'d": "would",
}  # fmt: skip
_BASE = {"wo": "will", "ca": "can", "sha": "shall"}


class _Word(NamedTuple):
    """A word of a quote, as it is compared; `piece` counts the quotation marks that it stands in."""

    key: str
    start: int
    end: int
    piece: int
    opens: bool  # a sentence, with a capital


class _Quote(NamedTuple):
    """What a claim quotes; `cuts` says that the outlet marks words as left out or put in."""

    claim: Claim
    words: tuple[_Word, ...]
    cuts: bool


class _Found(NamedTuple):
    """How two quotes differ."""

    confidence: float
    values: tuple[Value, Value]


def differ_quote(
    group: Group, claims: Sequence[Claim], documents: Mapping[str, Document], names: Mapping[str, Name]
) -> tuple[Divergence, ...]:
    """Direct quotes whose words differ by more than marks, capitals, brackets, ellipses and where they are cut off.

    Two quotes are one saying where at least half of the words of the shorter are the other's, in order. Where fewer
    are, nothing is said: of the sayings of one speaker in quite other words, most are two (see `benchmarks/gold`).

    Parameters
    ----------
    group, claims, documents, names
        As a finder takes them.

    Returns
    -------
    tuple of Divergence
        One at most.

    Examples
    --------
    >>> def quoted(id, text):
    ...     end = len(text)
    ...     return Claim(id, id, "text", 0, end, text, 0, "Moe", cue="said", quote="direct", quotes=((0, end),))
    >>> one = quoted("a", '"The smoke was faster than the flames."')
    >>> two = quoted("b", '"The smoke ran faster than the flames."')
    >>> group = Group("a", "s", "", ("a", "b"), "corroborated", (), ("a", "b"))
    >>> [[value.value for value in found.values] for found in differ_quote(group, [one, two], {}, {})]
    [['was', 'ran']]
    """
    read = [quote for claim in claims if (quote := _read(claim)) is not None]
    settled = _settled(read)
    best: dict[str, tuple[float, Value]] = {}
    sure = 0.0
    for at, one in enumerate(read):
        for other in read[at + 1 :]:
            if _met(one, other) & settled or (found := _compare(one, other)) is None:
                continue
            sure = max(sure, found.confidence)
            for value in found.values:
                if value.claim_id not in best or found.confidence > best[value.claim_id][0]:
                    best[value.claim_id] = found.confidence, value
    if not best:
        return ()
    values = tuple(best[claim.id][1] for claim in claims if claim.id in best)
    ways = ", ".join(dict.fromkeys(f"“{value.value}”" for value in values if value.value))
    reason = f"one saying is quoted with different words: {ways}"
    return (Divergence("quote", "soft", round(sure, 2), reason, values),)


def _met(one: _Quote, other: _Quote) -> set[tuple[str, str]]:
    """Each of two quotes with the document of the other."""
    return {(one.claim.id, other.claim.document_id), (other.claim.id, one.claim.document_id)}


def _settled(read: Sequence[_Quote]) -> set[tuple[str, str]]:
    """Quotes with the documents that have them in the same words."""
    found: set[tuple[str, str]] = set()
    for at, one in enumerate(read):
        for other in read[at + 1 :]:
            if (
                one.claim.document_id != other.claim.document_id
                and _share(one, other) == 1
                and not _differences(one, other)
            ):
                found |= _met(one, other)
    return found


def _read(claim: Claim) -> _Quote | None:
    """The quoted words of a claim, without what is put in brackets; None where they are too few to be a saying."""
    if claim.quote not in ("direct", "mixed"):
        return None
    found: list[_Word] = []
    cuts = False
    for piece, (start, end) in enumerate(claim.quotes):
        text = claim.text[start - claim.start : end - claim.start]
        cuts = cuts or bool(_CUT.search(text))
        bare = _ASIDE.sub(lambda match: " " * len(match[0]), text)
        found += _words(bare, start, piece)
    return _Quote(claim, tuple(found), cuts) if len(found) >= LEAST_WORDS else None


def _words(text: str, offset: int, piece: int) -> list[_Word]:
    """Words with their contractions written out: "doesn't" is "does not"."""
    parts = []
    for match in _WORD.finditer(text):
        before = text[: match.start()].rstrip("\"'“‘” ")[-1:]
        opens = match[0][0].isupper() and (not before or before in ".?!:")
        keys = _written_out(match[0].casefold().replace("’", "'"))
        parts += [_Word(key, offset + match.start(), offset + match.end(), piece, opens) for key in keys]
    return parts


def _written_out(word: str) -> tuple[str, ...]:
    if word == "cannot":
        return "can", "not"
    for ending, full in _SHORT.items():
        if word.endswith(ending) and len(word) > len(ending):
            base = word.removesuffix(ending)
            return _BASE.get(base, base), full
    word = fold(word.removesuffix("'s").replace(".", "") if word[:1].isalpha() else word)
    return (NUMERALS.get(word, word),)


def _compare(one: _Quote, other: _Quote) -> _Found | None:
    same_document = one.claim.document_id == other.claim.document_id
    if not _one_speaker(one.claim, other.claim):
        return None
    share = _share(one, other)
    if same_document and (share < LEAST_AGAIN or abs(one.claim.sentence - other.claim.sentence) < 2):
        return None
    if share < LEAST_SHARED:
        return None
    spots = _differences(one, other)
    if not spots:
        return None
    first, second = (_value(quote, [spot[side] for spot in spots]) for side, quote in enumerate((one, other)))
    small = all(
        word.key in LINKING
        for side, quote in enumerate((one, other))
        for spot in spots
        for word in quote.words[spot[side][0] : spot[side][1]]
    )
    return _Found(round(0.4 + 0.5 * share - 0.2 * small - 0.1 * (len(spots) > 3), 2), (first, second))


def _equal(one: _Quote, other: _Quote) -> list[Opcode]:
    """The runs of words that two quotes share, in order."""
    mine, theirs = [word.key for word in one.words], [word.key for word in other.words]
    return [block for block in Indel.opcodes(mine, theirs) if block.tag == "equal"]


def _share(one: _Quote, other: _Quote) -> float:
    """The share of the words of the shorter quote that the other has in the same order; 0 where they say nothing."""
    blocks = _equal(one, other)
    keys = [word.key for block in blocks for word in one.words[block.src_start : block.src_end]]
    saying = [sum(word.key not in LINKING for word in quote.words) for quote in (one, other)]
    telling = sum(key not in LINKING for key in keys)
    if telling < 2 or telling < LEAST_COMMON * min(saying):
        return 0.0
    return len(keys) / min(len(one.words), len(other.words))


def _one_speaker(one: Claim, other: Claim) -> bool:
    """Whether two claims may quote one speaker; not where both are named and share no word."""
    if one.speaker is None or other.speaker is None or one.speaker_id == other.speaker_id is not None:
        return True
    a, b = ({fold(word) for word in _WORD.findall(claim.speaker or "")} for claim in (one, other))
    return bool((a & b) - LINKING)


Spot = tuple[tuple[int, int], tuple[int, int]]


def _differences(one: _Quote, other: _Quote) -> list[Spot]:
    """Where the words of two quotes differ, as ranges of words in each, without what a cut or a spelling explains."""
    blocks = _equal(one, other)
    found: list[Spot] = []
    edges = [(0, 0), *((b.src_end, b.dest_end) for b in blocks)], [*((b.src_start, b.dest_start) for b in blocks)]
    for number, ((a, b), (c, d)) in enumerate(zip(*edges, strict=False)):
        if number == 0:
            if _cut_before(one, c, other, d):
                found.append(((0, c + (d > 0 and c == 0)), (0, d + (c > 0 and d == 0))))
        elif (a, b) != (c, d) and not _excused(one, (a, c), other, (b, d)):
            found.append(((a, c), (b, d)))
    return found


def _cut_before(one: _Quote, a: int, other: _Quote, b: int) -> bool:
    """Whether one quote opens a sentence, with a capital, inside a sentence of the other: a word before it is gone."""
    if one.cuts or other.cuts or (a and b) or not (a or b):
        return False
    longer, at, shorter = (one, a, other) if a else (other, b, one)
    if all(word.key in OPENINGS for word in longer.words[:at]):
        return False
    return at <= 2 and shorter.words[0].opens and not longer.words[at].opens and longer.words[0].opens


def _excused(one: _Quote, here: tuple[int, int], other: _Quote, there: tuple[int, int]) -> bool:
    """Whether words that differ are left out at a mark, stand between two pieces, or are two spellings."""
    if here[0] == here[1] or there[0] == there[1]:
        quote, at = (one, here[0]) if here[0] == here[1] else (other, there[0])
        between = 0 < at < len(quote.words) and quote.words[at - 1].piece != quote.words[at].piece
        return quote.cuts or between
    if one.cuts or other.cuts:
        return True
    a, b = ("".join(word.key for word in quote.words[s:e]) for quote, (s, e) in ((one, here), (other, there)))
    return a == b or (len(a) > 4 and a[0] == b[0] and fuzz.ratio(a, b) >= SPELLING and here[1] - here[0] == 1)


def _value(quote: _Quote, ranges: Sequence[tuple[int, int]]) -> Value:
    """The span of the words that differ, or of the words around the place where they are missing."""
    first, last = min(start for start, _ in ranges), max(end for _, end in ranges)
    if first == last:
        first, last = max(0, first - 1), min(len(quote.words), last + 1)
    start, end = quote.words[first].start, quote.words[last - 1].end
    offset = quote.claim.start
    shown = [
        quote.claim.text[quote.words[s].start - offset : quote.words[e - 1].end - offset] for s, e in ranges if s < e
    ]
    value = " … ".join(shown) or quote.claim.text[start - offset : end - offset]
    return Value(quote.claim.id, start, end, " ".join(value.split()))
