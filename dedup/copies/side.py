"""A document as evidence: what is read from it once, when it is first asked for."""

from __future__ import annotations

import re
from functools import cached_property

from dedup.copies.agencies import Names
from dedup.copies.credits import Credit, find_credits
from dedup.copies.precedence import Interval, interval
from dedup.copies.quotes import Quote, quote_spans, quotes
from dedup.copies.spellings import Forms

_WORD = re.compile(r"[^\W_]+(?:[.&’'-][^\W_]+)*")
OWN_START = r"(?:[a-z]|[^\x00-\x7f\W\d_])(?<=[^A-ZÀ-ÖØ-ÞΑ-ΫА-ЯЁЄІЇ])"
_OWN = re.compile(rf"\b{OWN_START}[^\W_]*(?:[.&’'-][^\W_]+)*")
"""A word that does not begin with a capital (Latin, Greek, Cyrillic) or a digit."""
_MARK = re.compile(r"[\"“„«‘「『]|\(@")


class Side:
    """A document as evidence: what is read from it once, when it is first asked for."""

    def __init__(self, number: int, text: str, outlet: str | None, published: str | None, names: Names) -> None:
        self.number, self.text, self.outlet, self.names = number, text, outlet, names
        self.name = names.of_outlet(outlet)
        self.published: Interval | None = interval(published)

    @cached_property
    def credits(self) -> list[Credit]:
        """Credits to others; one to the outlet itself is no reuse."""
        return [credit for credit in self._named if not credit.own]

    @cached_property
    def _named(self) -> list[Credit]:
        return find_credits(self.text, self.names, self.outlet)

    @property
    def own_dateline(self) -> bool:
        """Whether it is datelined to its own outlet, as an agency does."""
        return any(credit.own and credit.kind == "dateline" for credit in self._named)

    @cached_property
    def whole_credits(self) -> dict[str, Credit]:
        """By name, the strongest credit for the text as a whole."""
        found: dict[str, Credit] = {}
        for credit in self.credits:
            if credit.whole and (credit.name not in found or credit.strength > found[credit.name].strength):
                found[credit.name] = credit
        return found

    @cached_property
    def forms(self) -> Forms:
        """Names as it spells them."""
        return Forms.of(self.text)

    @cached_property
    def quotes(self) -> list[Quote]:
        """Its quotations of some length."""
        return quotes(self.text, 6)

    @cached_property
    def n_words(self) -> int:
        """About how many words it has: those between spaces."""
        return len(self.text.split())

    def own_ratio(self, start: int, end: int) -> float:
        """Share of the words from `start` to `end` that are the writer's: not quoted, no names and no numbers.

        Titles of office, lists of states and figures are the same in every report. Only the lines of the span are
        read: a quotation ends with its paragraph.
        """
        n, own, at = len(_WORD.findall(self.text, start, end)), 0, start
        for first, last in [*self._quoted(start, end), (end, end)]:
            own += len(_OWN.findall(self.text, at, max(at, min(first, end))))
            at = max(at, last)
        return own / n if n else 0.0

    def _quoted(self, start: int, end: int) -> list[tuple[int, int]]:
        """Quotations in the lines that a span touches."""
        first = self.text.rfind("\n", 0, start) + 1
        last = self.text.find("\n", end)
        lines = self.text[first : len(self.text) if last < 0 else last]
        if not _MARK.search(lines):
            return []
        return [(a + first, b + first) for a, b in quote_spans(lines)]

    def is_quoted(self, start: int, end: int) -> bool:
        """Whether a span stands in a quotation."""
        return any(a <= start and end <= b for a, b in self._quoted(start, end))
