"""Articles -> readings: claims with everything that is read in them, each span in the raw text.

Two passes. The first reads each article by itself (in processes, where there are many): prose, sentences, clauses, what
stands in them, and the names as one article knows them. The second folds the names of all articles and writes their
ids into the claims. The answer depends neither on the number of processes nor on the order of the articles.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dedup.claims.body import Body, clean, outlet_lines
from dedup.claims.clauses import split_clauses
from dedup.claims.entities import Found
from dedup.claims.frames import Article, Boilerplate, Claim, Field, Mention, Name, Reading
from dedup.claims.joining import join_names
from dedup.claims.names import find_names
from dedup.claims.sentences import split_sentences
from dedup.errors import SettingsError

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


@dataclass(frozen=True, slots=True)
class _Draft:
    """An article after the first pass; name ids are those of its own entities."""

    claims: tuple[Claim, ...]
    boilerplate: tuple[Boilerplate, ...]
    dateline: tuple[int, int] | None
    byline: tuple[int, int] | None
    found: Found


def read_articles(
    articles: Sequence[Article], *, groups: Sequence[str] | None = None, processes: int | None = None
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
    drafts = _first_pass(_with_lines(articles), processes)
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


def _with_lines(articles: Sequence[Article]) -> list[Article]:
    """The articles with the lines that their outlet has elsewhere."""
    lines = outlet_lines(articles)
    return [
        replace(article, outlet_lines=lines.get(article.outlet or "", frozenset()))
        if not article.outlet_lines
        else article
        for article in articles
    ]


def _first_pass(articles: Sequence[Article], processes: int | None) -> list[_Draft]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    n = processes or (cores if len(articles) >= FEW else 1)
    if n == 1 or len(articles) < 2:
        return [read_draft(article) for article in articles]
    from joblib import Parallel, delayed  # type: ignore[import-untyped]  # it ships no types

    size = max(1, min(32, len(articles) // (4 * n)))
    parts = [articles[i : i + size] for i in range(0, len(articles), size)]
    done: Iterable[list[_Draft]] = Parallel(n_jobs=n)(delayed(_read_part)(part) for part in parts)
    return [draft for part in done for draft in part]


def _read_part(articles: Sequence[Article]) -> list[_Draft]:
    return [read_draft(article) for article in articles]


def read_draft(article: Article) -> _Draft:
    """Read one article by itself; its names have ids of its own."""
    body = clean(article)
    sentences = split_sentences(body.text)
    found = find_names(body.text, article.title, [start for start, _ in sentences])
    claims = [*_title_claims(article, found), *_text_claims(article, body, sentences, found)]
    return _Draft(tuple(claims), body.boilerplate, body.dateline, body.byline, found)


def _title_claims(article: Article, found: Found) -> Iterator[Claim]:
    """The title as one claim, without blanks around it."""
    raw = article.title
    end = len(raw.rstrip())
    start = end - len(raw.rstrip().lstrip())
    if start < end:
        yield _claim(
            article, "title", raw, (start, end), 0, tuple(Mention(a, b, raw[a:b], ident) for a, b, ident in found.title)
        )


def _text_claims(article: Article, body: Body, sentences: Sequence[tuple[int, int]], found: Found) -> Iterator[Claim]:
    """The clauses of the sentences, with what stands in them, in raw offsets."""
    raw = article.text
    starts = [start for start, _, _ in found.text]
    for number, (first, last) in enumerate(sentences):
        for clause in split_clauses(body.text, first, last):
            mentions = []
            for i in range(bisect_left(starts, clause.start), bisect_left(starts, clause.end)):
                start, end, ident = found.text[i]
                start, end = body.raw(start, min(end, clause.end))
                mentions.append(Mention(start, end, raw[start:end], ident))
            claim = _claim(article, "text", raw, body.raw(clause.start, clause.end), number, tuple(mentions))
            yield replace(claim, subject=body.raw(*clause.subject) if clause.subject else None)


def _claim(
    article: Article, where: Field, raw: str, span: tuple[int, int], sentence: int, names: tuple[Mention, ...]
) -> Claim:
    start, end = span
    ident = f"{article.id}:{where}:{start}:{end}"
    return Claim(ident, article.id, where, start, end, raw[start:end], sentence, names=names)


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
    claims = tuple(
        replace(claim, names=tuple(replace(m, name_id=ids[m.name_id]) for m in claim.names if m.name_id in ids))
        for claim in draft.claims
    )
    return Reading(article, claims, draft.boilerplate, draft.dateline, draft.byline)
