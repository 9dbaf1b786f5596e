"""Articles -> readings: claims with everything that is read in them, each span in the raw text.

Two passes. The first reads each article by itself (in processes, where there are many): prose, sentences, clauses, what
stands in them, and the names as one article knows them. The second folds the names of all articles and writes their
ids into the claims. The answer depends neither on the number of processes nor on the order of the articles.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any

from dedup.claims.draft import MOST, Draft, read_draft
from dedup.claims.frames import Article, Claim, Mention, Name, Reading
from dedup.claims.names.entities import Found
from dedup.claims.names.joining import join_names
from dedup.claims.rows import boilerplate_row, claim_row, name_row
from dedup.claims.text.body import outlet_lines
from dedup.errors import SettingsError
from dedup.machine import thread_count

Span = tuple[int, int]
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


def read_articles(
    articles: Sequence[Article],
    *,
    groups: Sequence[str] | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    most: int = MOST,
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
    most : int
        Characters of a text that are read, at least 1; where a text has more, the notes of its reading say so.

    Returns
    -------
    Readings

    Raises
    ------
    SettingsError
        Where two articles have one id, there are not as many groups as articles, or `processes` or `most` is below 1.

    Notes
    -----
    Linear in the text, whatever stands in it; about 20 ms of one core for an article of 5,000 characters, and 1 to 7
    seconds for the most that is read of one.

    Examples
    --------
    >>> texts = ["Police chief Nils Arvane said on Monday: the fire is out.", "Mr Arvane spoke to reporters."]
    >>> read = read_articles([Article(str(i), text) for i, text in enumerate(texts)])
    >>> [(claim.id, [mention.name_id for mention in claim.names]) for claim in read.claims]
    [('0:text:0:57', ['nils-arvane']), ('1:text:0:29', ['nils-arvane'])]
    """
    _check(articles, groups, processes, most)
    with _uncollected():
        return _read(articles, groups, _first_pass(with_lines(articles), processes, most), progress)


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
    articles: Sequence[Article], groups: Sequence[str] | None, passed: Iterator[Draft], progress: Progress | None
) -> Readings:
    drafts = []
    for draft in passed:
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


def _check(articles: Sequence[Article], groups: Sequence[str] | None, processes: int | None, most: int) -> None:
    seen: set[str] = set()
    for article in articles:
        if article.id in seen:
            raise SettingsError(f"two articles have the id {article.id!r}; claims need ids that differ")
        seen.add(article.id)
    if groups is not None and len(groups) != len(articles):
        raise SettingsError(f"there are {len(articles)} articles and {len(groups)} groups; give one for each")
    if processes is not None and processes < 1:
        raise SettingsError(f"processes is {processes}; it must be at least 1")
    if most < 1:
        raise SettingsError(f"most is {most}; at least 1 character of a text must be read")


def with_lines(articles: Sequence[Article]) -> list[Article]:
    """The articles with the lines that their outlet has elsewhere; those that have some keep them."""
    lines = outlet_lines(articles)
    return [
        replace(article, outlet_lines=lines.get(article.outlet or "", frozenset()))
        if not article.outlet_lines
        else article
        for article in articles
    ]


def _first_pass(articles: Sequence[Article], processes: int | None, most: int) -> Iterator[Draft]:
    n = processes or (thread_count(None) if len(articles) >= FEW else 1)
    if n == 1 or len(articles) < 2:
        yield from _read_part(articles, most)
        return
    size = max(1, min(32, len(articles) // (4 * n)))
    parts = [articles[i : i + size] for i in range(0, len(articles), size)]
    # started afresh, so that no thread of this process is copied in the middle of what it does
    with ProcessPoolExecutor(n, mp_context=multiprocessing.get_context("spawn"), initializer=gc.disable) as pool:
        for part in pool.map(_read_listed, parts, repeat(most)):
            yield from part


def _read_part(articles: Sequence[Article], most: int) -> Iterator[Draft]:
    return (read_draft(article, most) for article in articles)


def _read_listed(articles: Sequence[Article], most: int) -> list[Draft]:
    return list(_read_part(articles, most))


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


def _second_pass(article: Article, draft: Draft, ids: dict[str, str], names: dict[str, Name]) -> Reading:
    """Write the folded names into the claims; a role that nobody holds is no mention."""
    claims = []
    for claim in draft.claims:
        mentions = tuple(Mention(m.start, m.end, m.text, ids[m.name_id]) for m in claim.names if m.name_id in ids)
        speaker = ids.get(claim.speaker_id or "")
        spoken = names[speaker].canonical if speaker and names[speaker].kind != "role" else claim.speaker
        claims.append(replace(claim, names=mentions, speaker_id=speaker, speaker=spoken))
    return Reading(article, tuple(claims), draft.boilerplate, draft.dateline, draft.byline, draft.notes)
