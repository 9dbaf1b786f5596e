"""Documents -> claims: what `dedup.read_claims` calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dedup.claims.frames import Article
from dedup.claims.read import Progress, Readings, read_articles, with_lines
from dedup.errors import SettingsError

if TYPE_CHECKING:
    import pyarrow as pa

    from dedup.corpus.corpus import Corpus
    from dedup.stories.result import Stories

COLUMNS = ("id", "text", "title", "outlet", "published")
"""What an article is made of."""


def read_claims(
    source: Corpus | Stories | Sequence[Article],
    *,
    ids: Sequence[str] | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Readings:
    """Read documents into claims, with the names in them folded.

    Parameters
    ----------
    source : Corpus, Stories or sequence of Article
        With stories, names are folded inside each story: the surname of one story is nobody of another. Otherwise all
        documents are read together, as if they were of one story.
    ids : sequence of str, optional
        Read only these documents of a corpus. What its outlets print again and again is still looked for in all.
    processes : int, optional
    progress : callable, optional
        Both as in `read_articles`.

    Returns
    -------
    Readings
        By document number (ids in order), in the order of `ids`, or in that of the articles.

    Raises
    ------
    SettingsError
        Where two articles have one id, `processes` is below 1, or `ids` are given and the source is no corpus.
    UnknownDocumentError
        Where the corpus has no document of such an id.

    Notes
    -----
    Linear in the text; a corpus should be cut to the stories that are wanted before, since all claims are in memory.

    Examples
    --------
    >>> from dedup import Corpus, read_claims
    >>> texts = ["Harbour police chief Nils Arvane said the fire was out.", "The fire was out, Arvane said."]
    >>> read = read_claims(Corpus.from_texts(texts, ids=["echo", "herald"]))
    >>> [(claim.document_id, claim.speaker, claim.quote) for claim in read.claims]
    [('echo', 'Nils Arvane', 'indirect'), ('herald', 'Nils Arvane', 'indirect')]
    """
    from dedup.corpus.corpus import Corpus
    from dedup.stories.result import Stories

    if ids is not None and not isinstance(source, Corpus):
        raise SettingsError("ids choose documents of a corpus; hand in the articles that are wanted instead")
    groups = None
    if isinstance(source, Stories):
        corpus = source.copies.corpus
        names = corpus.columns("id")["id"].to_pylist()
        articles: Sequence[Article] = articles_of(corpus)
        groups = [names[story] for story in source.story]
    elif isinstance(source, Corpus):
        articles = articles_of(source)
        if ids is not None:
            numbers = [source.number(one) for one in dict.fromkeys(ids)]
            articles = with_lines(articles)
            articles = [articles[i] for i in numbers]
    else:
        articles = source
    return read_articles(articles, groups=groups, processes=processes, progress=progress)


def articles_of(corpus: Corpus) -> list[Article]:
    """The documents of a corpus as articles, by number; one without a date has the one that its text states surely."""
    if corpus.table["published"].null_count:
        corpus = corpus.with_text_dates()
    return articles_from(corpus.columns(*COLUMNS))


def articles_from(table: pa.Table) -> list[Article]:
    """Rows with the columns `COLUMNS` as articles."""
    rows = table.to_pylist()
    return [Article(row["id"], row["text"], row["title"] or "", row["outlet"], row["published"]) for row in rows]
