"""The whole method: read, find copies, group them into stories, find who has it from whom, compare what they say."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from dedup.config import (
    AlignSettings,
    CopySettings,
    OriginSettings,
    ReadSettings,
    ReuseSettings,
    StorylineSettings,
    StorySettings,
    with_fields,
    with_overrides,
)
from dedup.machine import thread_count, versions

if TYPE_CHECKING:
    import pyarrow as pa

    from dedup.claims.comparison import Comparison
    from dedup.copies.agencies import Agency
    from dedup.copies.find import Progress
    from dedup.copies.provenance import Origins
    from dedup.copies.result import Copies
    from dedup.copies.reuse import Reuse
    from dedup.copies.sketch import Sketches
    from dedup.corpus.corpus import Corpus
    from dedup.stories.result import Stories

# The stages are imported where they are used, so that reading can begin before numba is there.


def cluster(
    corpus: Corpus,
    settings: CopySettings | None = None,
    *,
    threads: int | None = None,
    measure_recall: int = 0,
    progress: Progress | None = None,
    **overrides: Any,
) -> Copies:
    """Find the copies in a corpus.

    Parameters
    ----------
    corpus : Corpus
        From `dedup.read` or `Corpus.from_texts`.
    settings : CopySettings, optional
        Defaults otherwise.
    threads : int, optional
        All cores by default. The answer does not depend on it.
    measure_recall : int
        Compare so many documents with all others by brute force; 0 for none.
    progress : callable, optional
        Called with (stage, done, total or None).
    **overrides
        Fields of `CopySettings`, such as `threshold=0.8`; `shingle` may be text such as `"chars:9"`.

    Returns
    -------
    Copies

    Raises
    ------
    SettingsError
        For a setting outside its range.

    Examples
    --------
    >>> from dedup import Corpus, cluster
    >>> text = "The ferry to Sandholm was stopped on Monday after a fire in the engine room."
    >>> copies = cluster(Corpus.from_texts([text, text.upper(), "Something else."], ids=["a", "b", "c"]))
    >>> [[member.id for member in c.members] for c in copies.clusters()]
    [['a', 'b']]
    """
    settings = with_overrides(settings, overrides)
    n = thread_count(threads)
    seconds: dict[str, float] = {}
    with ThreadPoolExecutor(n) as pool:
        start = time.perf_counter()
        sketch = _load(progress)
        sketches = list(pool.map(lambda batch: sketch(batch.column("text"), settings), corpus.table.to_batches()))
        seconds["sketch"] = time.perf_counter() - start
        return _copies(corpus, sketches, settings, pool, n, measure_recall, progress, seconds)


def cluster_files(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    read_settings: ReadSettings | None = None,
    settings: CopySettings | None = None,
    *,
    threads: int | None = None,
    measure_recall: int = 0,
    text_dates: bool = False,
    progress: Progress | None = None,
) -> Copies:
    """Read files and find the copies in them; each part of the input is sketched as soon as it is parsed.

    Parameters are those of `dedup.read` and `cluster`, and so are the errors; with `text_dates`, documents without a
    date get the one that their text or url states (`Corpus.with_text_dates`).
    """
    from dedup.corpus.read import read_with

    settings = with_overrides(settings, {})
    n, start = thread_count(threads), time.perf_counter()
    with ThreadPoolExecutor(1) as loader, ThreadPoolExecutor(n) as pool:
        kernel = loader.submit(_load, progress)

        def sketch(batch: pa.RecordBatch) -> Sketches:
            return kernel.result()(batch.column("text"), settings)

        def then(table: pa.Table) -> Sketches | None:  # None for a part that was read before the kernel was there
            return sketch(table.combine_chunks().to_batches()[0]) if kernel.done() else None

        def tick(done_bytes: int, total_bytes: int | None) -> None:
            if progress is not None:
                progress("read and sketch", done_bytes, total_bytes)

        corpus, early = read_with(paths, read_settings or ReadSettings(), then, threads=n, progress=tick)
        late = (batch for batch, made in zip(corpus.table.to_batches(), early, strict=True) if made is None)
        rest = pool.map(sketch, late)
        sketches = [next(rest) if made is None else made for made in early]
        seconds = {"read and sketch": time.perf_counter() - start}
        if text_dates:
            corpus = corpus.with_text_dates()
            seconds["dates"] = time.perf_counter() - start - seconds["read and sketch"]
        return _copies(corpus, sketches, settings, pool, n, measure_recall, progress, seconds)


def find_stories(
    copies: Copies,
    settings: StorySettings | None = None,
    *,
    storylines: StorylineSettings | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    **overrides: Any,
) -> Stories:
    """Group the copy clusters of a corpus into stories: the coverage of one event by all outlets.

    Parameters
    ----------
    copies : Copies
        From `cluster`.
    settings : StorySettings, optional
        Defaults otherwise.
    storylines : StorylineSettings, optional
        Where they are given, the tables of the result hold storylines too.
    threads : int, optional
        All cores by default. The answer does not depend on it.
    progress : callable, optional
        Called with (stage, done, total or None).
    **overrides
        Fields of `StorySettings`, such as `window=3`.

    Returns
    -------
    Stories

    Raises
    ------
    SettingsError
        For a setting outside its range.

    Examples
    --------
    >>> from dedup import Corpus, cluster, find_stories
    >>> fire = "A fire on the ferry Marigold off Port Ansel killed four people"
    >>> texts = [f"{fire} on Monday, police said.", f"Police said: {fire.lower()}.", "Rates stay where they are."]
    >>> stories = find_stories(cluster(Corpus.from_texts(texts, ids=["a", "b", "c"])))
    >>> [story.members for story in stories.stories()]
    [('a', 'b'), ('c',)]
    """
    from dedup.stories.find import find_stories as find

    settings = with_fields(settings or StorySettings(), overrides)
    seconds = dict(copies.run.get("seconds", {}))
    with ThreadPoolExecutor(thread_count(threads)) as pool:
        return find(copies, settings, pool, storylines=storylines, progress=progress, seconds=seconds)


def find_reuse(
    result: Copies | Stories,
    settings: ReuseSettings | None = None,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    **overrides: Any,
) -> Reuse:
    """Find the passages that documents share without being copies: a brief inside a long page, a new lead on old text.

    Parameters
    ----------
    result : Copies or Stories
        From `cluster` or `find_stories`. With stories, all pairs of kept documents of one story are compared, and in
        them shorter passages count.
    settings : ReuseSettings, optional
        Defaults otherwise.
    threads : int, optional
        All cores by default. The answer does not depend on it.
    progress : callable, optional
        Called with (stage, done, total or None).
    **overrides
        Fields of `ReuseSettings`, such as `words=20`.

    Returns
    -------
    Reuse

    Raises
    ------
    SettingsError
        For a setting outside its range.

    Examples
    --------
    >>> from dedup import Corpus, cluster
    >>> from dedup.pipeline import find_reuse
    >>> brief = "The ferry to Sandholm was stopped on Monday after a fire in the engine room, the harbour police said."
    >>> page = f"News of the day. Rates stay as they are. {brief} The market opens at ten. Rain comes at night."
    >>> reuse = find_reuse(cluster(Corpus.from_texts([brief, page], ids=["brief", "page"])))
    >>> [(row["left"], row["right"], row["same"]) for row in reuse.table().to_pylist()]
    [('brief', 'page', 19)]
    """
    from dedup.copies.reuse import find_reuse as find
    from dedup.stories.result import Stories

    copies, extra = (result.copies, result.kept_pairs()) if isinstance(result, Stories) else (result, None)
    seconds = dict(result.run.get("seconds", {}))
    settings = with_fields(settings or ReuseSettings(), overrides)
    with ThreadPoolExecutor(thread_count(threads)) as pool:
        return find(copies, settings, pool, extra_pairs=extra, base=result, progress=progress, seconds=seconds)


def find_origins(
    result: Copies | Stories | Reuse,
    settings: OriginSettings | None = None,
    *,
    agencies: Sequence[Agency] = (),
    owners: Mapping[str, str] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    **overrides: Any,
) -> Origins:
    """Find who has it from whom: derived texts and independent reports, and an origin for every document.

    Parameters
    ----------
    result : Copies, Stories or Reuse
        From `cluster`, `find_stories` or `find_reuse`; shared passages are looked for where that was not done. With
        stories more is found: shorter passages, and traces that are rare within the coverage of one event.
    settings : OriginSettings, optional
        Defaults otherwise.
    agencies : sequence of Agency
        Known beside those that ship and the outlets of the corpus; `dedup.copies.agencies.read_agencies` reads a file.
    owners : mapping of outlet to owner, optional
        Outlets of one house are then told.
    threads : int, optional
        All cores by default. The answer does not depend on it.
    progress : callable, optional
        Called with (stage, done, total or None).
    **overrides
        Fields of `OriginSettings`, such as `passage_words=40`.

    Returns
    -------
    Origins

    Raises
    ------
    SettingsError
        For a setting outside its range.

    Examples
    --------
    >>> from dedup import Corpus, cluster, find_origins
    >>> wire = "PORT ANSEL (Norda Press) - The ferry to Sandholm was stopped on Monday after a fire on board, "
    >>> wire += "and the forty passengers were then taken off by two pilot boats before the crew had put it out."
    >>> page = f"Boats were late all over the bay, and the fish market closed at noon. {wire} Rain is expected tonight."
    >>> corpus = Corpus.from_texts([wire, page], ids=["wire", "page"], outlets=["Norda Press", "Bay Echo"])
    >>> origins = find_origins(cluster(corpus))
    >>> [(origin.source, origin.members) for origin in origins.origins()]
    [('wire', ('page', 'wire'))]
    """
    from dedup.copies.origins import find_origins as find
    from dedup.copies.reuse import Reuse
    from dedup.stories.result import Stories

    settings = with_fields(settings or OriginSettings(), overrides)
    reuse = result if isinstance(result, Reuse) else find_reuse(result, threads=threads, progress=progress)
    stories = reuse.base.story if isinstance(reuse.base, Stories) else None
    seconds = dict(reuse.run.get("seconds", {}))
    return find(reuse, settings, stories=stories, agencies=agencies, owners=owners, progress=progress, seconds=seconds)


def compare(
    origins: Origins,
    settings: AlignSettings | None = None,
    *,
    scope: str = "story",
    story: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    **overrides: Any,
) -> Comparison:
    """Read what each outlet says, put claims on one question together, and tell where they differ.

    Parameters
    ----------
    origins : Origins
        From `find_origins`, of a result that has stories.
    settings : AlignSettings, optional
        Defaults otherwise.
    scope : {"story", "storyline", "corpus"}
        What claims are compared within. Documents that are alone in their scope are not read.
    story : str, optional
        The id of the one story to compare.
    processes : int, optional
        That read articles; all cores by default. The answer does not depend on it.
    progress : callable, optional
        Called with (stage, done, total or None).
    **overrides
        Fields of `AlignSettings`, such as `precision=0.8`.

    Returns
    -------
    Comparison

    Raises
    ------
    SettingsError
        For a setting outside its range, or a result without stories.
    UnknownDocumentError
        Where no story has this id.

    Examples
    --------
    >>> from dedup import Corpus, cluster, compare, find_origins, find_stories
    >>> texts = ["Twelve sailors drowned when the ferry Sea Marigold sank off Port Ansel on Monday.",
    ...          "Fifteen sailors drowned when the Sea Marigold ferry sank on Monday, off Port Ansel."]
    >>> copies = cluster(Corpus.from_texts(texts, ids=["echo", "herald"]))
    >>> found = compare(find_origins(find_stories(copies)), scope="corpus")
    >>> [group.claims for group in found.groups]
    [('echo:text:0:81', 'herald:text:0:83')]
    """
    from dedup.claims.coverage import compare_documents

    settings, tables = with_fields(settings or AlignSettings(), overrides), origins.tables()
    corpus, seconds = origins.reuse.copies.corpus, origins.run["seconds"]
    return compare_documents(corpus, tables, settings, scope, story, processes=processes, seconds=seconds)


def _load(progress: Progress | None) -> Callable[[pa.Array, CopySettings], Sketches]:
    """The sketching stage with its kernel loaded, or compiled where this machine has not done that yet."""
    import pyarrow as pa

    from dedup.copies.sketch import sketch
    from dedup.kernels.jit import pending
    from dedup.kernels.sketch import sketch_part

    if progress is not None and pending(sketch_part):
        progress("compile", 0, None)
    sketch(pa.array(["one"], pa.large_string()), CopySettings())
    return sketch


def _copies(
    corpus: Corpus,
    parts: list[Sketches],
    settings: CopySettings,
    pool: ThreadPoolExecutor,
    threads: int,
    sample: int,
    progress: Progress | None,
    seconds: dict[str, float],
) -> Copies:
    from dedup.copies.find import find_copies
    from dedup.copies.sketch import join

    sketches = join(parts, corpus.order)
    copies = find_copies(corpus, sketches, settings, pool, recall_sample=sample, progress=progress, seconds=seconds)
    copies.run.update(settings={**dataclasses.asdict(settings), "shingle": str(settings.shingle)}, threads=threads)
    copies.run.update(versions=versions(), input=corpus.report.to_dict())
    return copies
