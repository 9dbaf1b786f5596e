"""A group of claims -> a short question in the claims' own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from dedup.claims.alignment.phrases import AUXILIARIES, DETERMINERS, PRONOUNS, SAYING, Token, phrases, tokens
from dedup.claims.alignment.wording import read_words
from dedup.claims.comparison import Divergence, Note
from dedup.claims.frames import Claim, Quantity
from dedup.claims.text.words import words

MOST_WORDS = 9
MOST_CLAIMS = 24
"""Claims of a group that are looked through for its label; the first are as good as the rest."""
LEAST_RARITY = 0.7
"""Of a word that a label is sought for: about half of all news articles have a commoner one."""
NOT_SHARED = 1.0
"""What a word costs that most claims do not have, in rarity."""
TOLD = 1.5
"""What a word costs that begins to tell ("was", "said", "who"): a label names."""
BARE = 4.0
"""What a label costs that is one word, or a name and nothing of it, in rarity."""
FAR, FARTHEST = 0.3, 10
"""What a label costs for each word between it and an answer, in rarity; and the most words that count."""
FINITE = AUXILIARIES | PRONOUNS | SAYING | {"if"}
BEFORE_VERBS = AUXILIARIES | PRONOUNS | {"to"}
DATED = 0.5
"""Rarity of numbers and of words of the calendar in a label: they are answers and seldom what is asked."""
CALENDAR = words(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday today yesterday tomorrow week month year day morning evening night"""
)
ASKED = {"date": "when?", "participant": "who?", "polarity": "is it so?", "status": "done or planned?"}
MEASURED = {"money": "how much?", "percent": "how much?", "duration": "how long?", "age": "how old?"}
NOUN_WORDS = 3

Shared = dict[str, float]
"""Rarity by stem."""
Answer = tuple[str, int, int]
"""Id of a claim, and a span of the raw text."""


class _Asked(NamedTuple):
    """What is asked, and the spans of the answers by the id of their claim: no label tells an answer."""

    words: str = ""
    noun: str = ""
    answers: tuple[Answer, ...] = ()


def question(claims: Sequence[Claim], found: Sequence[Divergence | Note] = ()) -> str:
    """What the claims of a group are about, and what of it they answer.

    The label is the phrase of a claim that holds most of what at least half of the claims share, and little else. What
    is asked is what differs first; where nothing does, the number that most of them give of one thing.

    Parameters
    ----------
    claims : sequence of Claim
        At least one.
    found : sequence of Divergence or Note
        How they differ, the heaviest first; soft ones ask nothing.

    Returns
    -------
    str
        At most 9 words, and a question where there is one.

    Examples
    --------
    >>> from dedup.claims.comparison import Value
    >>> one = Claim("a", "1", "text", 0, 0, "Norda signed the fishing treaty with Skerra on Monday.", 0)
    >>> two = Claim("b", "2", "text", 0, 0, "The fishing treaty with Skerra was to be signed in May, it said.", 0)
    >>> question([one, two])
    'Norda signed the fishing treaty with Skerra'
    >>> values = Value("a", 6, 12, "signed"), Value("b", 29, 47, "was to be signed")
    >>> question([one, two], [Divergence("status", "hard", 0.9, "", values)])
    'fishing treaty with Skerra: done or planned?'
    """
    asked = _asked(claims, found)
    label = _label(claims, asked)
    if not asked.words:
        return label
    said = {token.stem for token in tokens(label)}
    noun = "" if {token.stem for token in tokens(asked.noun)} <= said else asked.noun
    return f"{label}: {asked.words.removesuffix('?')} {noun}?" if noun else f"{label}: {asked.words}"


def _label(claims: Sequence[Claim], asked: _Asked) -> str:
    """The best phrase without an answer; with one, where all that is shared is in the answers."""
    bare = BARE / 4 if asked.noun else BARE
    worth, label = _best(claims, _shared(claims), asked.answers, bare)
    if worth <= 0:
        worth, label = max((worth, label), _best(claims[:1], _shared(claims[:1]), asked.answers, bare), key=_first)
    return label or _best(claims, _shared(claims), (), bare)[1] or _first_words(claims[0].text)


def _first(one: tuple[float, str]) -> float:
    return one[0]


def _best(claims: Sequence[Claim], shared: Shared, answers: Sequence[Answer], bare: float) -> tuple[float, str]:
    """What the phrase is worth that is worth most, and the first of such; "" where there is none."""
    best, label = float("-inf"), ""
    for claim in claims[:MOST_CLAIMS]:
        row = tokens(claim.text)
        spans = [(start - claim.start, end - claim.start) for of, start, end in answers if of == claim.id]
        barred = {at for at, one in enumerate(row) if any(a < one.end and one.start < b for a, b in spans)}
        for first, last in phrases(row, MOST_WORDS, barred):
            stretch = row[first : last + 1]
            worth = _worth(stretch, shared, bare) - TOLD * (_verbal(row, first) + 2 * _cut(row, first, last))
            worth -= FAR * min([FARTHEST, *(max(first - at, at - last) for at in barred)]) if answers else 0
            if round(worth, 6) > best:
                best, label = round(worth, 6), claim.text[stretch[0].start : stretch[-1].end]
    return best, " ".join(label.split())


def _verbal(row: Sequence[Token], first: int) -> bool:
    """Whether a phrase begins with what is likely a verb: after "had", "he" or "to", or "founded" without "the"."""
    one = row[first]
    if one.name or first == 0:
        return False
    before = row[first - 1].lower
    if not one.opens and before in BEFORE_VERBS:
        return True
    return one.lower.endswith("ed") and (one.opens or before not in DETERMINERS)


def _cut(row: Sequence[Token], first: int, last: int) -> bool:
    """Whether a phrase ends within what somebody says, before its verb: "she said that the workers" (had left)."""
    if row[last].closes or row[last + 1].lower not in AUXILIARIES:
        return False
    return any(token.lower in FINITE or token.lower == "that" for token in row[first:last])


def _worth(stretch: Sequence[Token], shared: Shared, bare: float) -> float:
    """The shared rarity that a stretch has, less what is not shared; a word in it twice counts once."""
    own = dict.fromkeys(token.stem for token in stretch)
    alien = sum(token.stem not in shared and not token.hollow for token in stretch)
    finite = sum(token.lower in FINITE for token in stretch)
    full = [token for token in stretch if not token.hollow]
    thin = (len(full) < 2) + all(token.name for token in full)
    return sum(shared.get(stem, 0.0) for stem in own) - NOT_SHARED * alien - TOLD * finite - bare * thin


def _first_words(text: str) -> str:
    """What is left for a text without any phrase."""
    return " ".join(text.split()[:MOST_WORDS]).strip("\"“”'‘’()[],;:. ") or text.strip()[:60]


def _shared(claims: Sequence[Claim]) -> Shared:
    """Rarity of the stems that at least half of the claims have, two where there are two; the heaviest six."""
    rarity: dict[str, float] = {}
    count: Counter[str] = Counter()
    for claim in claims:
        said = {word.stem for word in read_words(claim.cue or "")}
        own = {word.stem: _rarity(word.text, word.rarity) for word in read_words(claim.text) if word.stem not in said}
        rarity.update(own)
        count.update(own.keys())
    need = max(min(2, len(claims)), (len(claims) + 1) // 2)
    telling = [stem for stem, n in count.items() if n >= need and rarity[stem] >= DATED]
    heaviest = sorted(telling, key=lambda stem: (-rarity[stem], stem))[:6]
    return {stem: rarity[stem] for stem in heaviest}


def _rarity(word: str, rarity: float) -> float:
    if word[0].isdigit() or word.casefold() in CALENDAR:
        return DATED
    return rarity if rarity > LEAST_RARITY else 0.0


def _asked(claims: Sequence[Claim], found: Sequence[Divergence | Note]) -> _Asked:
    """What differs first, of what is hard or was; else the number that most claims give of one thing."""
    for one in found:
        if isinstance(one, Divergence) and one.severity != "hard":
            continue
        answers = tuple((value.claim_id, value.start, value.end) for value in one.values)
        if one.kind == "numeric":
            return _counted(claims, answers)
        if one.kind in ASKED:
            return _Asked(ASKED[one.kind], answers=() if one.kind == "polarity" else answers)
    return _most(claims)


def _counted(claims: Sequence[Claim], answers: tuple[Answer, ...]) -> _Asked:
    """How many of what, by the quantities where the answers stand."""
    hit = [
        (claim, quantity)
        for claim in claims
        for quantity in claim.quantities
        if any(of == claim.id and a < quantity.end and quantity.start < b for of, a, b in answers)
    ]
    return _how(claims, hit) if hit else _Asked("how many?", answers=answers)


def _most(claims: Sequence[Claim]) -> _Asked:
    """The one thing that more than half of the claims, of two documents, give a number of."""
    if len(claims) < 2:
        return _Asked()
    having: dict[tuple[str, str, str], list[tuple[Claim, Quantity]]] = {}
    for claim in claims:
        first = {(one.kind, one.unit, one.state): one for one in reversed(claim.quantities) if one.unit}
        for key in sorted(first):
            if first[key].kind in ("count", "money", "percent"):
                having.setdefault(key, []).append((claim, first[key]))
    enough = [key for key, those in having.items() if 2 * len(those) > len(claims) and _abroad(those)]
    if not enough:
        return _Asked()
    return _how(claims, having[min(enough, key=lambda key: (-len(having[key]), key))])


def _abroad(those: Sequence[tuple[Claim, Quantity]]) -> bool:
    return len({claim.document_id for claim, _ in those}) > 1


def _how(claims: Sequence[Claim], hit: Sequence[tuple[Claim, Quantity]]) -> _Asked:
    """The question that quantities of one thing answer."""
    of = {(quantity.kind, quantity.unit) for _, quantity in hit}
    answers = tuple(
        (claim.id, *_digits(claim, one)) for claim in claims for one in claim.quantities if (one.kind, one.unit) in of
    )
    kind = Counter(quantity.kind for _, quantity in hit).most_common(1)[0][0]
    if kind == "measure":
        return _Asked("how many?", f"{hit[0][1].unit}s", answers)
    if kind != "count":
        return _Asked(MEASURED.get(kind, "how much?"), answers=answers)
    nouns = Counter(noun for _, quantity in hit if quantity.value != 1 and (noun := _noun(quantity)))
    noun = min(nouns, key=lambda one: (-nouns[one], len(one), one), default="")
    return _Asked("how many?", noun, answers)


def _digits(claim: Claim, quantity: Quantity) -> tuple[int, int]:
    """The span of a quantity without what it counts."""
    text = claim.text[quantity.start - claim.start : quantity.end - claim.start]
    at = text.casefold().find(quantity.noun) if quantity.noun else -1
    return quantity.start, quantity.start + at if at > 0 else quantity.end


def _noun(quantity: Quantity) -> str:
    """What is counted, in a few words, with "a day" where it is counted by the day."""
    row = tokens(quantity.noun)[:NOUN_WORDS]
    while row and row[-1].hollow:
        row = row[:-1]
    if not row:
        return ""
    period = (quantity.period or "").casefold()
    per = period if period.startswith(("a ", "an ", "per ", "each ", "every ")) else ""
    noun = quantity.noun[row[0].start : row[-1].end]
    return f"{noun} {per}" if per and not noun.endswith(per) else noun
