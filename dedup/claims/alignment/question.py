"""A group of claims -> a short question in the claims' own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dedup.claims.alignment.wording import WORD, read_words, word_of
from dedup.claims.frames import Claim
from dedup.claims.text.words import words

MOST_WORDS = 9
LEAST_RARITY = 0.7
"""Of a word that may begin or end a label: about half of all news articles have a commoner one."""
LINKING = words("a an and as at but by for from has have in is of on or said that the their to was were with")


def question(claims: Sequence[Claim]) -> str:
    """What the claims of a group are about, and what of it they answer.

    The heaviest words that at least half of the claims share are looked up in the claim that has the most of them; the
    shortest stretch with them is the label. A number that most of them count makes it "how many?", a date "when?", a
    status "how far?".

    Parameters
    ----------
    claims : sequence of Claim
        At least one.

    Returns
    -------
    str
        At most 9 words and a question.

    Examples
    --------
    >>> one = Claim("a", "1", "text", 0, 0, "Norda signed the fishing treaty with Skerra on Monday.", 0)
    >>> two = Claim("b", "2", "text", 0, 0, "The fishing treaty with Skerra was to be signed in May, it said.", 0)
    >>> question([one, two])
    'signed the fishing treaty with Skerra'
    """
    shared = _shared(claims)
    best = max(range(len(claims)), key=lambda at: (_weight(claims[at], shared), -len(claims[at].text), -at))
    return _stretch(claims[best].text, shared) + _asked(claims)


def _shared(claims: Sequence[Claim]) -> dict[str, float]:
    """Rarity of the stems that at least half of the claims have, two where there are two; heaviest four to six."""
    rarity: dict[str, float] = {}
    count: Counter[str] = Counter()
    for claim in claims:
        own = {word.stem: word.rarity for word in read_words(claim.text)}
        rarity.update(own)
        count.update(own.keys())
    need = max(min(2, len(claims)), (len(claims) + 1) // 2)
    telling = [stem for stem, n in count.items() if n >= need and rarity[stem] > LEAST_RARITY]
    heaviest = sorted(telling, key=lambda stem: (-rarity[stem], stem))[:5]
    return {stem: rarity[stem] for stem in heaviest}


def _weight(claim: Claim, shared: dict[str, float]) -> float:
    own = {word.stem for word in read_words(claim.text)}
    return sum(weight for stem, weight in shared.items() if stem in own)  # in this order: sums round by their order


def _stretch(text: str, shared: dict[str, float]) -> str:
    """The stretch of at most so many words that holds the most of the shared weight, and the shortest such."""
    spans = [found.span() for found in WORD.finditer(text)]
    stems = [word_of(text[start:end]).stem for start, end in spans]
    best, choice = (-1.0, 0), (0, min(len(spans), MOST_WORDS))
    for first in range(len(spans)):
        for last in range(first + 1, min(len(spans), first + MOST_WORDS) + 1):
            if shared and (stems[first] not in shared or stems[last - 1] not in shared):
                continue
            weight = sum(weight for stem, weight in shared.items() if stem in stems[first:last])
            if (round(weight, 6), first - last) > best:
                best, choice = (round(weight, 6), first - last), (first, last)
    if not spans:
        return text.strip()[:60]
    if not shared:
        while choice[1] > 1 and text[slice(*spans[choice[1] - 1])].casefold() in LINKING:
            choice = choice[0], choice[1] - 1
    return " ".join(text[spans[choice[0]][0] : spans[choice[1] - 1][1]].split())


def _asked(claims: Sequence[Claim]) -> str:
    """What most of the claims state beside the words they share."""
    if len(claims) < 2:
        return ""
    most = len(claims) / 2
    units = Counter(unit for claim in claims for unit in {(one.kind, one.unit) for one in claim.quantities if one.unit})
    kind, n = min(((kind, n) for (kind, _), n in units.items()), key=lambda one: (-one[1], one[0]), default=("", 0))
    if n > most:
        return ": how many?" if kind == "count" else ": how much?"
    if sum(claim.status is not None for claim in claims) > most:
        return ": how far?"
    return ": when?" if sum(bool(claim.dates) for claim in claims) > most else ""
