"""The frames of the claims tier: what an article says, piece by piece, each piece with its span.

Stories are small, so this tier is plain frozen dataclasses and no tables. Every `start` and `end` is a half-open
character offset. Readers of one kind (`quantities`, `dates`, ...) give spans in the text they were handed; everything
inside a `Reading` is in the raw text (or title) of the article, so `raw[start:end]` is the evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Field = Literal["text", "title"]
Quote = Literal["none", "direct", "indirect", "mixed"]
Polarity = Literal["positive", "negative"]
Status = Literal[
    "proposed", "intended", "negotiated", "agreed", "signed", "in force", "denied", "expired", "extended", "updated",
    "reported", "confirmed", "feared",
]  # fmt: skip
Modality = Literal["fact", "plan", "conditional", "possible", "demand", "doubt", "refusal"]


@dataclass(frozen=True, slots=True)
class Article:
    """What is read: one document, raw.

    `published` is ISO 8601 as precise as known, None where unknown; `outlet_lines` are lines (stripped) that other
    documents of its outlet have too.
    """

    id: str
    text: str
    title: str = ""
    outlet: str | None = None
    published: str | None = None
    outlet_lines: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """A span of the text that is no part of the article's prose. `kind` is one of `claims.body.KINDS`."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that the text states, with what it counts.

    Attributes
    ----------
    value : float or None
        The one number; None for a range.
    low, high : float or None
        Bounds, inclusive: both equal `value` for an exact number, None where it is open ("more than 40": low 40,
        high None). For an approximate one they are what its rounding allows ("about 2,000").
    kind : str
        "count", "money", "percent", "points", "ratio", "duration", "age", "score", "temperature", "measure", "times",
        "ordinal", "coordinate", or "number" where nothing says what it counts. Ordinals and coordinates are read, but
        apart.
    unit : str
        Normalised and singular: "USD", "%", "day", "kilometre", "person killed" is not a unit but "person" is; ""
        where there is none. For a count, the head noun ("passenger").
    noun : str
        The words that are counted as they stand, in lower case ("people from Skerra"), "" where there are none.
    approximate : bool
        "about", "nearly", "some", "dozens of".
    period : str or None
        "a year", "in 2020", "per month": what the number is measured over, as it stands.
    state : str
        What befell those who are counted: "killed", "injured", "missing", "arrested", "infected", "displaced",
        "rescued", or "" where nothing beside the number says so. Twelve killed and twelve injured are two questions.
    """

    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    kind: str
    unit: str = ""
    noun: str = ""
    approximate: bool = False
    period: str | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date that the text states, as an interval of whole days, both inclusive.

    `first` and `last` are None where the anchor that it needs is unknown: unresolved, not guessed. `other` is a second
    reading where the calendar is in doubt. `part` is the part of the day ("morning", "14:30") where one is stated.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    precision: Literal["minute", "part", "day", "week", "month", "quarter", "season", "year", "decade", "range"]
    part: str | None = None
    other: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or a role where it stands. `name_id` joins mentions of one entity over all articles read together."""

    start: int
    end: int
    text: str
    name_id: str


@dataclass(frozen=True, slots=True)
class Name:
    """An entity: its fullest form, and all forms that were met, most frequent first.

    `kind` is "person", "organisation", "place", "role" (never joined to a name) or "other".
    """

    id: str
    canonical: str
    forms: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to have said what.

    `start`, `end` is the content that is attributed. `speaker` is the resolved name (canonical form, or the words as
    they stand where they name nobody: "police", "the report"), None where a quote floats and nobody is found; the
    speaker's own span is where the words stand that name it. `cue` is the verb or phrase ("said", "according to").
    """

    start: int
    end: int
    speaker: str | None
    speaker_start: int
    speaker_end: int
    name_id: str | None
    cue: str | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, or an independent clause of one, as a frame.

    `sentence` numbers the sentence in its article, so that clauses of one sentence can be put together again;
    `subject` is the subject that a clause carries over from an earlier one, as a span, None where it has its own.
    """

    id: str
    document_id: str
    field: Field
    start: int
    end: int
    text: str
    sentence: int
    speaker: str | None = None
    speaker_id: str | None = None
    cue: str | None = None
    quote: Quote = "none"
    polarity: Polarity = "positive"
    modality: Modality = "fact"
    status: Status | None = None
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateSpan, ...] = ()
    names: tuple[Mention, ...] = ()
    quotes: tuple[tuple[int, int], ...] = ()
    subject: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One article, read."""

    article: Article
    claims: tuple[Claim, ...]
    boilerplate: tuple[Boilerplate, ...] = ()
    dateline: tuple[int, int] | None = None
    byline: tuple[int, int] | None = None
    notes: tuple[str, ...] = field(default=())
