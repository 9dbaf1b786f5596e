"""A claim -> stretches of its text that can be read by themselves: whole phrases, as far as words alone show them.

There is no parser here. A phrase begins after a mark or a linking word, at a number, or where a name begins; it ends
before a mark or a linking word, or where a name ends. It holds no quotation mark or bracket.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from dedup.claims.alignment.wording import word_of
from dedup.claims.text.words import words

TOKEN = re.compile(r"[$£€]?[^\W_]+(?:[.,:]\d+|['’&./-][^\W_]+)*%?")
BOUND = re.compile(r"[^\s$£€%]")
"""Between two words: any mark parts phrases."""
TITLE = 3
"""Letters of "Mr", "Sen" and the like, after which a stop ends nothing."""
DETERMINERS = words("a an the this that these those its his her their our my your no every each any some all both")
PRONOUNS = words(
    "i it he she they we you him them us me who whom whose which what one there here himself herself itself"
)
RELATIVES = words("who which")
"""What a verb follows at once, or a clause without its object."""
LINKS = words(
    """about above according across after again against ahead along alongside also although amid among and around as
    at away because before behind below between but by despite down during even except for from how if in
    including inside into just like more most near not now of off on once only onto or out outside over past per
    since so such than then though through throughout till to too toward towards under unless until up upon via
    very was were what when where whether while why with within without worth yet"""
)
AUXILIARIES = words(
    """am are be been being can cannot could did do does had has have is may might must shall should was were will would
    isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't don't doesn't didn't"""
)
SAYING = words("said says say saying told tells added adds announced reported reports according asked warned claimed")
FUNCTION = DETERMINERS | PRONOUNS | LINKS | AUXILIARIES | SAYING
OPENERS = DETERMINERS | words("him them us me it")
"""What a verb or a preposition stands before: a phrase that ends there hangs in the air."""


class Token(NamedTuple):
    """A word where it stands in the text, in lower case, and its stem; whether a mark or an end is before and after."""

    start: int
    end: int
    lower: str
    stem: str
    opens: bool
    closes: bool
    name: bool

    @property
    def number(self) -> bool:
        """Whether it has a digit."""
        return any(letter.isdigit() for letter in self.lower)

    @property
    def hollow(self) -> bool:
        """Whether it is a linking word, or begins as one ("they're", but not "Monday's"); a lone letter is as good."""
        alone = len(self.lower) == 1 and not self.number
        return alone or self.lower in FUNCTION or self.lower.split("’")[0].split("'")[0] in PRONOUNS


def tokens(text: str) -> list[Token]:
    """The words of a text in order.

    >>> [(one.lower, one.opens, one.closes) for one in tokens("The bank’s rate, he said.")]
    [('the', True, False), ('bank’s', False, False), ('rate', False, True), ('he', True, False), ('said', False, True)]
    """
    found = list(TOKEN.finditer(text))
    ends = [0, *(one.end() for one in found)]
    starts = [*(one.start() for one in found), len(text)]
    gaps = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    titles = [False, *(len(one[0]) <= TITLE and one[0].istitle() for one in found)]
    parted = [
        at in (0, len(found)) or (bool(BOUND.search(gap)) and not (titles[at] and gap == ". "))
        for at, gap in enumerate(gaps)
    ]
    return [
        Token(
            one.start(), one.end(), one[0].casefold(), word_of(re.split(r"['’]", one[0].strip("$£€%"))[0] or "x").stem,
            parted[at], parted[at + 1], one[0][0].isupper(),
        )
        for at, one in enumerate(found)
    ]  # fmt: skip


def phrases(row: Sequence[Token], longest: int, answers: Collection[int] = frozenset()) -> Iterator[tuple[int, int]]:
    """First and last word, inclusive, of each phrase of at most so many words.

    `answers` are words that no phrase has; where one is a number, a phrase may begin or end beside it.

    >>> row = tokens("The ferry Sea Marigold, which sank off Port Ansel, carried 40 people.")
    >>> [" ".join(one.lower for one in row[a : b + 1]) for a, b in phrases(row, 3)][:3]
    ['ferry sea marigold', 'sea marigold', 'port ansel']
    """
    begins = [_begins(row, at, answers) for at in range(len(row))]
    ends = [_ends(row, at, answers) for at in range(len(row))]
    for first in range(len(row)):
        if not begins[first]:
            continue
        for last in range(first, min(len(row), first + longest)):
            if last in answers or (last > first and row[last].opens):
                break
            if ends[last]:
                yield first, last


def _begins(row: Sequence[Token], at: int, answers: Collection[int]) -> bool:
    one, before = row[at], row[at - 1] if at else None
    if one.hollow or (before is not None and before.lower in RELATIVES):
        return False
    if before is None or one.opens or before.hollow or (before.number and at - 1 in answers):
        return True
    return one.number or (one.name and not before.name)


def _ends(row: Sequence[Token], at: int, answers: Collection[int]) -> bool:
    one, after = row[at], row[at + 1] if at + 1 < len(row) else None
    if one.hollow or one.lower.endswith("ly"):
        return False
    if after is None or one.closes:
        return True
    if after.number:
        return at + 1 in answers
    return after.lower not in OPENERS and (after.hollow or (one.name and not after.name))
