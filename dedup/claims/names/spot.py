"""A name or a role where it stands, before it is known whose."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dedup.claims.names.roles import Office


@dataclass(slots=True)
class Spot:
    """A name or a role in one text.

    `core` holds the words of the name without its title, () for a role; `known` is the canonical of a table's name;
    `figure` counts what speaks for a person (+) or against (-); `nested` stands inside another spot.
    """

    start: int
    end: int
    core: tuple[str, ...]
    kind: str
    known: str = ""
    office: Office | None = None
    sex: str = ""
    figure: int = 0
    locative: bool = False
    acting: bool = False  # stands as somebody who does or has things: a capital so used is its government
    nested: bool = False
    weak: bool = False  # one word at the start of a sentence: a name only where it is one elsewhere too
    generic: bool = False  # "the minister": no mention unless somebody holds it
    key: str = ""  # of a government: its number, "new" or ""; of a person "jr" or "sr"
    anchor: int = -1  # of a counterpart: the index of the spot of whom it is


@dataclass(frozen=True, slots=True)
class Seen:
    """What a text shows of its words: those that stand in lower case, and how often each stands with a capital where
    it need not.
    """

    lower: frozenset[str]
    inner: Counter[str]
