"""What the finders of hard divergences share: claims with their words and places, and what a finder says of two.

A finder looks at two claims of one group and says where they answer the same thing and do not agree. In doubt it says
nothing: a false alarm costs a reader more than a miss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from dedup.claims.alignment.values import Agree, agree_dates
from dedup.claims.alignment.wording import WORD, word_of
from dedup.claims.comparison import Document, Kind, Value
from dedup.claims.frames import Claim, Name
from dedup.claims.text.words import words

REACH = 7
"""Words on either side of a value that say what it is a value of."""
LINKING = words(
    """a about after all also an and are as at be been before but by did do does for from had has have he her his how in
    is it its of on one or our she so some than that the their them there they this those to up was we were what when
    where which while who will with would you not no said say says told according more"""
)
"""Words that every sentence has; what claims share of them is nothing."""

LIST = 4
"""Sentences between two of one article from which on they are no items of one list."""

Outcome = Literal["conflict", "development", "not-comparable"]
Span = tuple[int, int]


class Spot(NamedTuple):
    """A word of a claim in its place in the raw text, its stem, and what it weighs: how rare it is in news."""

    start: int
    end: int
    stem: str
    weight: float


@dataclass(frozen=True, slots=True)
class Side:
    """A claim as it is compared.

    Attributes
    ----------
    outlet : str
        Its outlet's name, its document's id where that is unknown.
    day : str or None
        The first day on which a text of its origin came out, ISO 8601.
    spots : tuple of Spot
        Its words that say something, in order.
    names : mapping of name id to Name
    """

    claim: Claim
    document: Document
    outlet: str
    day: str | None
    spots: tuple[Spot, ...]
    names: Mapping[str, Name]

    def words(self, span: Span) -> str:
        """The words of a span of the raw text, in one line."""
        start = self.claim.start
        return " ".join(self.claim.text[span[0] - start : span[1] - start].split())

    def before(self, at: int, length: int = 60) -> str:
        """What stands before a place, in lower case."""
        text = self.claim.text[: at - self.claim.start]
        return text[-length:].lower()

    def after(self, at: int, length: int = 60) -> str:
        """What stands after a place, in lower case."""
        return self.claim.text[at - self.claim.start :][:length].lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """Two claims answer the same thing, and not alike.

    Attributes
    ----------
    about : str
        What is answered, so that findings on one thing can be told together.
    confidence : float
        From 0 to 1.
    left, right : Value
        In the order of the claims.
    why : str
        What makes it no conflict, where it is none.
    """

    kind: Kind
    outcome: Outcome
    about: str
    confidence: float
    left: Value
    right: Value
    why: str = ""


Differ = Callable[[Side, Side], Iterable[Finding]]
"""Two claims of one group, in its order -> what is found."""


def sides(claims: Sequence[Claim], documents: Mapping[str, Document], names: Mapping[str, Name]) -> list[Side]:
    """The claims of a group with what is compared of them."""
    first: dict[str, str] = {}
    for document in documents.values():
        if document.published:
            day = document.published.value[:10]
            first[document.origin_id] = min(day, first.get(document.origin_id, day))
    made = []
    for claim in claims:
        document = documents[claim.document_id]
        outlet = document.outlet or document.id
        made.append(Side(claim, document, outlet, first.get(document.origin_id), _spots(claim), names))
    return made


def _spots(claim: Claim) -> tuple[Spot, ...]:
    spots = []
    for found in WORD.finditer(claim.text):
        word = word_of(found.group())
        if word.stem and word.stem not in LINKING and found.group().lower() not in LINKING:
            spots.append(Spot(claim.start + found.start(), claim.start + found.end(), word.stem, word.rarity))
    return tuple(spots)


def value_of(side: Side, span: Span, words: str = "") -> Value:
    """A value of a claim, in its own words."""
    return Value(side.claim.id, span[0], span[1], words or side.words(span))


def around(side: Side, span: Span, reach: int = REACH) -> dict[str, float]:
    """Stems near a span, with their weight; those inside it are left out."""
    left = [spot for spot in side.spots if spot.end <= span[0]][-reach:]
    right = [spot for spot in side.spots if spot.start >= span[1]][:reach]
    return {spot.stem: spot.weight for spot in left + right}


def stems(side: Side, without: Iterable[Span] = ()) -> dict[str, float]:
    """The stems of a claim with their weight, but for those inside some spans."""
    spans = list(without)
    return {
        spot.stem: spot.weight
        for spot in side.spots
        if not any(start < spot.end and spot.start < end for start, end in spans)
    }


def shared(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Share of the lesser weight that both have, 0 to 1."""
    least = min(sum(a.values()), sum(b.values()))
    return sum(weight for stem, weight in a.items() if stem in b) / least if least else 0.0


def alike(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Share of all weight that both have, 0 to 1."""
    both = sum(weight for stem, weight in a.items() if stem in b)
    total = sum(a.values()) + sum(b.values()) - both
    return both / total if total else 0.0


def values_spans(claim: Claim) -> list[Span]:
    """Where its quantities and dates stand."""
    return [(one.start, one.end) for one in claim.quantities] + [(one.start, one.end) for one in claim.dates]


def other_people(a: Side, b: Side) -> bool:
    """Whether both claims name people, and none in common."""
    left, right = (
        {name.name_id for name in side.claim.names if name.name_id in side.names and _is_person(side, name.name_id)}
        for side in (a, b)
    )
    return bool(left) and bool(right) and not left & right


def _is_person(side: Side, name_id: str) -> bool:
    return side.names[name_id].kind == "person"


def other_names(a: Side, b: Side) -> bool:
    """Whether both claims name something, and nothing in common."""
    left, right = ({name.name_id for name in side.claim.names} for side in (a, b))
    return bool(left) and bool(right) and not left & right


def other_dates(a: Side, b: Side) -> bool:
    """Whether both claims are dated, and no two of their dates can be the same."""
    dates = [[date for date in side.claim.dates if date.first] for side in (a, b)]
    return all(dates) and not any(isinstance(agree_dates(x, y), Agree) for x in dates[0] for y in dates[1])


def same_document(a: Side, b: Side) -> bool:
    """Whether both claims are of one article."""
    return a.claim.document_id == b.claim.document_id


def far_apart(a: Side, b: Side) -> bool:
    """Whether two claims of one article stand so far apart that they are no items of one list."""
    return a.claim.field != b.claim.field or abs(a.claim.sentence - b.claim.sentence) >= LIST


def same_origin(a: Side, b: Side) -> bool:
    """Whether both claims are of one origin."""
    return a.document.origin_id == b.document.origin_id


def other_speakers(a: Side, b: Side) -> bool:
    """Whether two claims are said by two who are named."""
    one, other = a.claim.speaker, b.claim.speaker
    return bool(one and other and one.casefold() != other.casefold())
