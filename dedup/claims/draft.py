"""An article -> a draft of its reading: prose, sentences, clauses, and what stands in them; names as it knows them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from dedup.claims.dates.find import find_dates
from dedup.claims.frames import Article, Boilerplate, Claim, DateSpan, Field, Mention, Name, Quantity
from dedup.claims.names.entities import Found, canonical_form
from dedup.claims.names.find import find_names
from dedup.claims.quantities.find import find_quantities
from dedup.claims.speech.attribution import Speech, Speeches, attributions
from dedup.claims.speech.quotes import quotes
from dedup.claims.speech.stance import stance
from dedup.claims.text.body import clean
from dedup.claims.text.clauses import Clause, split_clauses
from dedup.claims.text.sentences import split_sentences

Span = tuple[int, int]
MOST = 500_000
"""Characters of a text that are read: far more than any article has, and a bound on what a hostile one costs."""
S = TypeVar("S", Quantity, DateSpan)


@dataclass(frozen=True, slots=True)
class Draft:
    """An article after the first pass; name ids are those of its own entities."""

    claims: tuple[Claim, ...]
    boilerplate: tuple[Boilerplate, ...]
    dateline: tuple[int, int] | None
    byline: tuple[int, int] | None
    found: Found
    notes: tuple[str, ...] = ()


def read_draft(article: Article, most: int = MOST) -> Draft:
    """Read one article by itself; its names have ids of its own."""
    whole, notes = len(article.text), list[str]()
    if whole > most:
        article = replace(article, text=article.text[:most])
        notes.append(f"only the first {most:,} of {whole:,} characters were read")
    body = clean(article)
    sentences = split_sentences(body.text)
    found = find_names(body.text, article.title, [start for start, _ in sentences])
    claims = _title_claims(article, found)
    page = _page(article, "text", body.text, body.raw, sentences, found)
    for number, (first, last) in enumerate(sentences):
        claims += [page.claim(clause, number) for clause in split_clauses(body.text, first, last)]
    notes += [_table(body.raw(*span)) for span in page.tables]
    return Draft(tuple(claims), body.boilerplate, body.dateline, body.byline, found, tuple(notes))


def _table(span: Span) -> str:
    return f"characters {span[0]:,} to {span[1]:,} look like a table: their numbers and days were not read"


def _title_claims(article: Article, found: Found) -> list[Claim]:
    """The title as one claim, without blanks around it."""
    end = len(article.title.rstrip())
    start = end - len(article.title.rstrip().lstrip())
    if start == end:
        return []
    page = _page(article, "title", article.title, lambda first, last: (first, last), [(start, end)], found)
    return [page.claim(Clause(start, end, None), 0)]


def _kind(kind: str) -> str:
    return "organisation" if kind == "government" else kind


@dataclass(frozen=True, slots=True)
class _Page:
    """One field of an article with all that was read in it; `raw` turns a span of `text` into one of the raw field."""

    article: Article
    field: Field
    text: str
    raw: Callable[[int, int], Span]
    mentions: list[Mention]
    starts: list[int]
    said: Speeches
    quotes: list[Span]
    dates: list[DateSpan]
    quantities: list[Quantity]
    tables: list[Span]

    def claim(self, clause: Clause, sentence: int) -> Claim:
        """The claim of a clause, with what stands in it."""
        whole = self.article.title if self.field == "title" else self.article.text
        start, end = self.raw(clause.start, clause.end)
        speech = self.said.of((clause.start, clause.end))
        how = stance(self.text, clause.start, clause.end)
        return Claim(
            f"{self.article.id}:{self.field}:{start}:{end}",
            self.article.id,
            self.field,
            start,
            end,
            whole[start:end],
            sentence,
            speaker=speech.speaker,
            speaker_id=speech.name_id or self._named(speech),
            cue=speech.cue,
            quote=speech.quote,
            polarity=how.polarity,
            modality=how.modality,
            status=how.status,
            quantities=tuple(self._moved(self.quantities, clause)),
            dates=tuple(self._moved(self.dates, clause)),
            names=tuple(self._names(clause, whole)),
            quotes=tuple(self._quoted(clause)),
            subject=self.raw(*clause.subject) if clause.subject else None,
        )

    def _moved(self, spans: list[S], clause: Clause) -> Iterator[S]:
        """The quantities or dates that stand in a clause, with raw offsets."""
        first = bisect_left(spans, clause.start, key=_start)
        for span in spans[first : bisect_left(spans, clause.end, lo=first, key=_start)]:
            start, end = self.raw(span.start, min(span.end, clause.end))
            yield replace(span, start=start, end=end)

    def _names(self, clause: Clause, whole: str) -> Iterator[Mention]:
        for i in range(bisect_left(self.starts, clause.start), bisect_left(self.starts, clause.end)):
            mention = self.mentions[i]
            start, end = self.raw(mention.start, min(mention.end, clause.end))
            yield Mention(start, end, whole[start:end], mention.name_id)

    def _quoted(self, clause: Clause) -> Iterator[Span]:
        """The parts of the clause that are quoted; a quote may run over several."""
        first = max(0, bisect_left(self.quotes, (clause.start, clause.start)) - 1)
        for i in range(first, bisect_left(self.quotes, (clause.end, clause.end))):
            start, end = max(self.quotes[i][0], clause.start), min(self.quotes[i][1], clause.end)
            if start < end:
                yield self.raw(start, end)

    def _named(self, speech: Speech) -> str | None:
        """The entity of a speaker that is named by a role: "the Iranian president said"."""
        if speech.speaker is None or speech.speaker_start >= speech.speaker_end:
            return None
        at = bisect_right(self.starts, speech.speaker_start) - 1
        for mention in self.mentions[max(0, at - 1) : at + 2]:
            shared = min(mention.end, speech.speaker_end) - max(mention.start, speech.speaker_start)
            if shared >= 0.6 * (speech.speaker_end - speech.speaker_start) and mention.end == speech.speaker_end:
                return mention.name_id
        return None


def _start(span: Quantity | DateSpan) -> int:
    return span.start


def _page(
    article: Article, where: Field, text: str, raw: Callable[[int, int], Span], sentences: Sequence[Span], found: Found
) -> _Page:
    spans = found.title if where == "title" else found.text
    mentions = [Mention(start, end, text[start:end], ident) for start, end, ident in spans]
    names = {
        entity.id: Name(entity.id, canonical_form(entity), tuple(sorted(entity.forms)), _kind(entity.kind))
        for entity in found.entities
    }
    said = attributions(text, sentences, mentions, names, headline=where == "title")
    outer = [(quote.start, quote.end) for quote in quotes(text) if quote.depth == 0]
    skipped: list[Span] = []
    dates = find_dates(text, article.published, skipped=skipped)
    starts = [mention.start for mention in mentions]
    amounts = find_quantities(text, dates, skipped=skipped)
    return _Page(
        article, where, text, raw, mentions, starts, Speeches(said), outer, dates, amounts, _united_spans(skipped)
    )


def _united_spans(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, those that meet as one; between two blocks of a table stands a mark or a space."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1] + 2:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out
