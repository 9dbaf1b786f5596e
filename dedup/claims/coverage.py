"""The tables of the earlier stages -> what a comparison knows of its documents, and which of them it reads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from dedup.claims.collect import COLUMNS, articles_from
from dedup.claims.compare import Coverage, compare
from dedup.claims.comparison import Comparison, Document, Origin, Published, Span, Story
from dedup.claims.divergence.judge import judge
from dedup.claims.frames import Article
from dedup.claims.read import read_articles
from dedup.config import SCOPES, AlignSettings
from dedup.copies.find import clock
from dedup.errors import SettingsError, UnknownDocumentError

if TYPE_CHECKING:
    from dedup.corpus.corpus import Corpus

KEYS = {"story": "story_id", "storyline": "storyline_id"}


def chosen(tables: Mapping[str, pa.Table], scope: str, story: str | None = None) -> list[str]:
    """Ids of the documents that have another one in their scope, so that there is something to compare.

    Parameters
    ----------
    tables : dict
        With `documents`, as they are written out.
    scope : {"story", "storyline", "corpus"}
    story : str, optional
        The id of the one story wanted.

    Raises
    ------
    SettingsError
        Where the scope is none of these, or the documents do not have it.
    UnknownDocumentError
        Where no story has this id.
    """
    if scope not in SCOPES:
        raise SettingsError(f"scope is {scope!r}; choose one of {', '.join(SCOPES)}")
    for key in ("story_id", KEYS.get(scope, "story_id")):
        if key not in tables["documents"].column_names:
            raise SettingsError(f"scope is {scope!r}, but this result has no {key}; find stories and storylines first")
    rows = tables["documents"].select(["id", "story_id", KEYS.get(scope, "story_id")]).to_pylist()
    if story is not None:
        rows = [row for row in rows if row["story_id"] == story]
        if not rows:
            raise UnknownDocumentError(f"no story has the id {story!r}; the column `id` of stories.* lists them")
    if scope == "corpus":
        return [row["id"] for row in rows]
    sizes = Counter(row[KEYS[scope]] for row in rows)
    return [row["id"] for row in rows if sizes[row[KEYS[scope]]] > 1]


def articles_of(corpus: Corpus, ids: Sequence[str]) -> list[Article]:
    """Documents of a corpus, by id, as articles."""
    numbers = pa.array([corpus.number(key) for key in ids], pa.int64())
    return articles_from(corpus.columns(*COLUMNS).take(numbers))


def coverage(tables: Mapping[str, pa.Table], ids: Sequence[str], scope: str) -> Coverage:
    """What earlier stages know of some documents.

    Parameters
    ----------
    tables : dict
        `documents`, `stories`, `origins` and `evidence`, as they are written out; the last two may be missing.
    ids : sequence of str
        Of the documents that are compared.
    scope : {"story", "storyline", "corpus"}

    Returns
    -------
    Coverage
        Stories and origins are those of these documents; counts and dates of a story are those of all its documents.
    """
    wanted = set(ids)
    rows = [row for row in tables["documents"].to_pylist() if row["id"] in wanted]
    members: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["published"] is None, row["published"] or "", row["id"])):
        members[row["story_id"]].append(row)
    stories = [_story(row, members[row["id"]]) for row in tables["stories"].to_pylist() if row["id"] in members]
    return Coverage(
        documents=[_document(row) for row in rows],
        stories=stories,
        origins=_origins(tables, rows),
        scope={row["id"]: row[KEYS[scope]] if scope in KEYS else "" for row in rows},
    )


def _document(row: Mapping[str, Any]) -> Document:
    published = None
    if row["published"]:
        evidence: tuple[Span, ...] = ()
        if row.get("date_start") is not None:
            place = row["id"], row["date_start"], row["date_end"], row["date_field"], row["date_source"]
            evidence = (Span(*place),)
        confidence = row.get("date_confidence", 1.0)
        published = Published(row["published"], row.get("date_precision") or "as given", confidence, evidence)
    return Document(
        row["id"],
        row["outlet"],
        row["title"] or "",
        published,
        row["story_id"],
        row.get("origin_id") or row["copy_id"],
        row["copy_id"],
    )


def _story(row: Mapping[str, Any], members: Sequence[Mapping[str, Any]]) -> Story:
    return Story(
        row["id"],
        row["title"],
        tuple(word for word in row["keywords"].split(", ") if word),
        tuple(member["id"] for member in members),
        tuple(dict.fromkeys(member["outlet"] for member in members if member["outlet"])),
        tuple(dict.fromkeys(member.get("origin_id") or member["copy_id"] for member in members)),
        row["first"],
        row["last"],
    )


def _origins(tables: Mapping[str, pa.Table], rows: Sequence[Mapping[str, Any]]) -> list[Origin]:
    """Origins of two documents and more, with what shows each."""
    if "origins" not in tables:
        return []
    members: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        members[row["origin_id"]].append(row["id"])
    origin = {row["id"]: row["origin_id"] for row in rows}
    shown: defaultdict[str, list[Span]] = defaultdict(list)
    for item in tables["evidence"].to_pylist() if "evidence" in tables else ():
        of = origin.get(item["left"])
        if of is not None and of == origin.get(item["right"]) and item["document_id"] in origin:
            shown[of].append(Span(item["document_id"], item["start"], item["end"], "text", item["kind"], item["note"]))
    return [
        Origin(row["id"], tuple(members[row["id"]]), row["source"], tuple(shown[row["id"]]))
        for row in tables["origins"].to_pylist()
        if len(members[row["id"]]) > 1
    ]


def compare_documents(
    corpus: Corpus,
    tables: Mapping[str, pa.Table],
    settings: AlignSettings,
    scope: str = "story",
    story: str | None = None,
    *,
    processes: int | None = None,
    seconds: dict[str, float] | None = None,
) -> Comparison:
    """Read and compare documents of a corpus, with what earlier stages, or an earlier run, wrote about them.

    Parameters
    ----------
    corpus : Corpus
        Holds every document of `tables["documents"]` that is compared.
    tables : dict
        As `coverage` takes them.
    settings : AlignSettings
    scope, story
        As `chosen` takes them.
    processes : int, optional
        As `read_articles` takes it.
    seconds : dict, optional
        Gets the wall seconds of both stages.

    Raises
    ------
    SettingsError, UnknownDocumentError
        As `chosen`, and where the corpus lacks a document.
    """
    seconds = {} if seconds is None else seconds
    ids = chosen(tables, scope, story)
    known = coverage(tables, ids, scope)
    with clock(seconds, "read claims"):
        articles = articles_of(corpus, ids)
        read = read_articles(articles, groups=[known.scope[one.id] for one in articles], processes=processes)
    with clock(seconds, "compare"):
        return compare(read.readings, settings, names=read.names, coverage=known, judge=judge)
