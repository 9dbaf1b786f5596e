"""Articles -> readings: claims with everything that is read in them, each span in the raw text.

Two passes. The first reads each article by itself (in processes, where there are many): prose, sentences, clauses, what
stands in them, and the names as one article knows them. The second folds the names of all articles and writes their
ids into the claims. The answer depends neither on the number of processes nor on the order of the articles.
"""

from __future__ import annotations

import gc
import multiprocessing
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from dedup.claims.dates.find import find_dates
from dedup.claims.frames import Article, Boilerplate, Claim, DateSpan, Field, Mention, Name, Quantity, Reading
from dedup.claims.names.entities import Found, canonical_form
from dedup.claims.names.find import find_names
from dedup.claims.names.joining import join_names
from dedup.claims.quantities.find import find_quantities
from dedup.claims.rows import boilerplate_row, claim_row, name_row
from dedup.claims.speech.attribution import Speech, Speeches, attributions
from dedup.claims.speech.quotes import quotes
from dedup.claims.speech.stance import stance
from dedup.claims.text.body import clean, outlet_lines
from dedup.claims.text.clauses import Clause, split_clauses
from dedup.claims.text.sentences import split_sentences
from dedup.errors import SettingsError
from dedup.machine import thread_count

Span = tuple[int, int]
S = TypeVar("S", Quantity, DateSpan)
Progress = Callable[[str, int, int | None], None]
READING_CLAIMS = "read claims"
FEW = 48  # articles: fewer are read faster than processes start


@dataclass(frozen=True, slots=True)
class Readings:
    """Articles that were read together.

    Attributes
    ----------
    readings : tuple of Reading
        In the order of the articles.
    names : tuple of Name
        By id; the `name_id` of every mention is one of them.
    """

    readings: tuple[Reading, ...]
    names: tuple[Name, ...]

    @property
    def claims(self) -> Iterator[Claim]:
        """All claims, article by article."""
        return (claim for reading in self.readings for claim in reading.claims)

    def to_json(self) -> dict[str, Any]:
        """What was read, in the words of `comparison.json`: only dicts, lists, strings, numbers and None."""
        return {
            "documents": [_document(reading) for reading in self.readings],
            "claims": [claim_row(claim) for claim in self.claims],
            "names": [name_row(name) for name in self.names],
            "boilerplate": [
                boilerplate_row(reading.article.id, span) for reading in self.readings for span in reading.boilerplate
            ],
        }


def _document(reading: Reading) -> dict[str, Any]:
    article = reading.article
    return {
        "id": article.id,
        "outlet": article.outlet,
        "published": article.published,
        "title": article.title,
        "dateline": None if reading.dateline is None else list(reading.dateline),
        "byline": None if reading.byline is None else list(reading.byline),
        "notes": list(reading.notes),
    }


@dataclass(frozen=True, slots=True)
class _Draft:
    """An article after the first pass; name ids are those of its own entities."""

    claims: tuple[Claim, ...]
    boilerplate: tuple[Boilerplate, ...]
    dateline: tuple[int, int] | None
    byline: tuple[int, int] | None
    found: Found


def read_articles(
    articles: Sequence[Article],
    *,
    groups: Sequence[str] | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Readings:
    """Read articles into claims, with one id for a name wherever it stands.

    Parameters
    ----------
    articles : sequence of Article
        Their ids must differ. Where `outlet_lines` is empty, lines that articles of one outlet share are looked for
        among those given.
    groups : sequence of str, optional
        What the names of each article are folded with: those of the articles with the same label, such as the id of
        their story. Names that need no other to be understood (a full name, an organisation) have one id in all groups
        anyway. By default all articles are one group.
    processes : int, optional
        Processes that read; a core each by default, one for a few articles. The answer does not depend on it.
    progress : callable, optional
        Called with ("read claims", articles read, articles).

    Returns
    -------
    Readings

    Raises
    ------
    SettingsError
        Where two articles have one id, there are not as many groups as articles, or `processes` is below 1.

    Notes
    -----
    Linear in the text; about 15 ms of one core for an article of 5,000 characters.

    Examples
    --------
    >>> texts = ["Police chief Nils Arvane said on Monday: the fire is out.", "Mr Arvane spoke to reporters."]
    >>> read = read_articles([Article(str(i), text) for i, text in enumerate(texts)])
    >>> [(claim.id, [mention.name_id for mention in claim.names]) for claim in read.claims]
    [('0:text:0:57', ['nils-arvane']), ('1:text:0:29', ['nils-arvane'])]
    """
    _check(articles, groups, processes)
    with _uncollected():
        return _read(articles, groups, processes, progress)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for cycles, of which nothing here makes any: it would walk over all claims again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(
    articles: Sequence[Article], groups: Sequence[str] | None, processes: int | None, progress: Progress | None
) -> Readings:
    drafts = []
    for draft in _first_pass(with_lines(articles), processes):
        drafts.append(draft)
        if progress is not None:
            progress(READING_CLAIMS, len(drafts), len(articles))
    labels = list(groups) if groups is not None else [""] * len(articles)
    names, ids = _fold(articles, [draft.found for draft in drafts], labels)
    by_id = {name.id: name for name in names}
    readings = tuple(
        _second_pass(article, draft, own, by_id) for article, draft, own in zip(articles, drafts, ids, strict=True)
    )
    used = {mention.name_id for reading in readings for claim in reading.claims for mention in claim.names}
    return Readings(readings, tuple(name for name in names if name.id in used))


def _check(articles: Sequence[Article], groups: Sequence[str] | None, processes: int | None) -> None:
    seen: set[str] = set()
    for article in articles:
        if article.id in seen:
            raise SettingsError(f"two articles have the id {article.id!r}; claims need ids that differ")
        seen.add(article.id)
    if groups is not None and len(groups) != len(articles):
        raise SettingsError(f"there are {len(articles)} articles and {len(groups)} groups; give one for each")
    if processes is not None and processes < 1:
        raise SettingsError(f"processes is {processes}; it must be at least 1")


def with_lines(articles: Sequence[Article]) -> list[Article]:
    """The articles with the lines that their outlet has elsewhere; those that have some keep them."""
    lines = outlet_lines(articles)
    return [
        replace(article, outlet_lines=lines.get(article.outlet or "", frozenset()))
        if not article.outlet_lines
        else article
        for article in articles
    ]


def _first_pass(articles: Sequence[Article], processes: int | None) -> Iterator[_Draft]:
    n = processes or (thread_count(None) if len(articles) >= FEW else 1)
    if n == 1 or len(articles) < 2:
        yield from map(read_draft, articles)
        return
    size = max(1, min(32, len(articles) // (4 * n)))
    parts = [articles[i : i + size] for i in range(0, len(articles), size)]
    # started afresh, so that no thread of this process is copied in the middle of what it does
    with ProcessPoolExecutor(n, mp_context=multiprocessing.get_context("spawn"), initializer=gc.disable) as pool:
        for part in pool.map(_read_part, parts):
            yield from part


def _read_part(articles: Sequence[Article]) -> list[_Draft]:
    return [read_draft(article) for article in articles]


def read_draft(article: Article) -> _Draft:
    """Read one article by itself; its names have ids of its own."""
    body = clean(article)
    sentences = split_sentences(body.text)
    found = find_names(body.text, article.title, [start for start, _ in sentences])
    claims = _title_claims(article, found)
    page = _page(article, "text", body.text, body.raw, sentences, found)
    for number, (first, last) in enumerate(sentences):
        claims += [page.claim(clause, number) for clause in split_clauses(body.text, first, last)]
    return _Draft(tuple(claims), body.boilerplate, body.dateline, body.byline, found)


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
    dates = find_dates(text, article.published)
    starts = [mention.start for mention in mentions]
    amounts = find_quantities(text, dates)
    return _Page(article, where, text, raw, mentions, starts, Speeches(said), outer, dates, amounts)


def _fold(
    articles: Sequence[Article], found: Sequence[Found], labels: Sequence[str]
) -> tuple[list[Name], list[dict[str, str]]]:
    """The names of each group; those of two groups with one full name are one."""
    members: dict[str, list[int]] = {}
    for i, label in enumerate(labels):
        members.setdefault(label, []).append(i)
    names: dict[str, Name] = {}
    ids: list[dict[str, str]] = [{} for _ in articles]
    for label in sorted(members):
        own, maps = join_names([found[i] for i in members[label]], [articles[i].id for i in members[label]])
        renamed = {}
        for name in own:
            ident = name.id if len(members) == 1 or _stands_alone(name) else f"{name.id}@{label}"
            renamed[name.id] = ident
            names[ident] = _united(names.get(ident), replace(name, id=ident))
        for i, mapped in zip(members[label], maps, strict=True):
            ids[i] = {local: renamed[ident] for local, ident in mapped.items()}
    return sorted(names.values(), key=lambda name: name.id), ids


def _stands_alone(name: Name) -> bool:
    """Whether a name means the same in every group: no lone surname, no role."""
    return name.kind in ("place", "organisation") or (name.kind in ("person", "other") and " " in name.canonical)


def _united(a: Name | None, b: Name) -> Name:
    return b if a is None else replace(a, forms=tuple(dict.fromkeys([*a.forms, *b.forms])))


def _second_pass(article: Article, draft: _Draft, ids: dict[str, str], names: dict[str, Name]) -> Reading:
    """Write the folded names into the claims; a role that nobody holds is no mention."""
    claims = []
    for claim in draft.claims:
        mentions = tuple(Mention(m.start, m.end, m.text, ids[m.name_id]) for m in claim.names if m.name_id in ids)
        speaker = ids.get(claim.speaker_id or "")
        spoken = names[speaker].canonical if speaker and names[speaker].kind != "role" else claim.speaker
        claims.append(replace(claim, names=mentions, speaker_id=speaker, speaker=spoken))
    return Reading(article, tuple(claims), draft.boilerplate, draft.dateline, draft.byline)
