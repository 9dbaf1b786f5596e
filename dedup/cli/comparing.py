"""A comparison, from files or an earlier run to files and screen, as `compare` and `report` do it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dedup.cli.options import Settings
from dedup.cli.run import analyse, check_folder, command, known_names
from dedup.cli.screen import note, progress, show, show_json, window_width
from dedup.errors import InputError, SettingsError

if TYPE_CHECKING:
    import pyarrow as pa

    from dedup.claims.comparison import Comparison
    from dedup.copies.find import Progress
    from dedup.copies.provenance import Origins
    from dedup.copies.result import Copies
    from dedup.corpus.corpus import Corpus
    from dedup.stories.result import Stories


def run_compare(
    corpus: Sequence[str],
    settings: Settings,
    *,
    out: Path | None,
    format: str = "jsonl",
    scope: str = "story",
    story: str | None = None,
    only: str | None = None,
    top: int = 10,
    as_json: bool = False,
    quiet: bool = False,
    threads: int | None = None,
    agencies: Path | None = None,
    owners: Path | None = None,
) -> dict[str, int]:
    """Compare a corpus, or stories of an earlier run; write the result where a folder is given, and show it.

    Returns
    -------
    dict
        `hard` and `soft`: how many questions differ so, in all stories.

    Raises
    ------
    DedupError
        As `check_folder`, `analyse`, `compare` and `write_comparison`.
    """
    check_folder(out, corpus)
    from dedup.report.views import story_views

    with progress(quiet) as tick:
        known = known_names(agencies, owners)
        done = compared(corpus, settings, known, scope=scope, story=story, threads=threads, tick=tick)
        content = done.content
        if out is not None:
            write(done, out, format)
    views = story_views(content)
    if as_json:
        show_json(content)
    elif not quiet or out is None:
        from dedup.report.grid import render_comparison

        shown = story_views(content, only) if only else views
        show(render_comparison(shown, window_width(), top))
        note(f"\n{where(out)}" if out else "\nNothing was written; add -o OUT/ for the page and the files.")
    return {"hard": sum(view.n_hard for view in views), "soft": sum(view.n_soft for view in views)}


class Compared(NamedTuple):
    """A comparison and what goes with it: the articles by id, tables to be written beside it, the folder of the run
    that it was made from, the facts of the run, and what was found on the way, where that was now.
    """

    content: dict[str, Any]
    texts: dict[str, dict[str, Any]]
    tables: dict[str, pa.Table]
    source: Path | None
    run: dict[str, Any]
    found: tuple[Copies, Stories | None, Origins | None] | None = None


def write(done: Compared, out: Path, format: str) -> dict[str, Any]:
    """Write a comparison into a folder, which may be that of its run; what run.json says."""
    from dedup.report.comparing import write_comparison

    tables, run = done.tables, dict(done.run)
    if done.source is not None:
        if out.resolve() == done.source.resolve():
            tables = {}
        else:
            run.pop("files")
    return write_comparison(done.content, done.texts, tables, out, run, format=format)


def where(out: Path) -> str:
    """Where to read on."""
    return (
        f"The page: {out / 'report.html'}\n"
        f"  for an editor: {out / 'report.md'}; for a spreadsheet: {out / 'claims.csv'}; "
        f"for programs: {out / 'comparison.json'}"
    )


def compared(
    corpus: Sequence[str | os.PathLike[str]],
    settings: Settings,
    known: dict[str, Any],
    *,
    scope: str = "story",
    story: str | None = None,
    threads: int | None = None,
    tick: Progress | None = None,
) -> Compared:
    """Compare the articles of files, or of an earlier run."""
    from dedup.pipeline import compare

    if len(corpus) == 1 and (Path(corpus[0]) / "run.json").is_file():
        return _from_run(Path(corpus[0]), settings, scope, story, threads, tick)
    level = "storylines" if scope == "storyline" else "stories"
    before = analyse(corpus, settings, level, known, threads, tick)
    origins = before[2]
    assert origins is not None
    found = compare(origins, settings.align, scope=scope, story=story, processes=threads, progress=tick)
    texts, run = _texts(origins.reuse.copies.corpus, found), {**origins.run, "command": command(corpus, settings)}
    return Compared(found.to_json(), texts, origins.tables(), None, run, before)


def _from_run(
    folder: Path, settings: Settings, scope: str, story: str | None, threads: int | None, tick: Progress | None
) -> Compared:
    """The same for the folder that `dedup cluster` wrote: its corpus is read again, its stories and origins are not."""
    from dedup.claims.coverage import compare_documents
    from dedup.config import ReadSettings
    from dedup.corpus.read import read
    from dedup.report.runs import as_written, read_run, read_tables

    run = read_run(folder)
    tables = read_tables(folder, run, ("documents", "stories", "origins", "evidence", "passages"))
    if not {"documents", "stories"} <= tables.keys():
        raise InputError("has no stories; cluster without --level copies", path=str(folder))
    if tick is not None:
        tick("read again", 0, None)
    with as_written(folder / "run.json"):
        corpus, settings_of_reading = list(run["command"]["corpus"]), ReadSettings(**run["command"]["read"])
        if not all(isinstance(path, str) for path in corpus):
            raise TypeError("paths that are no strings")
    source = read(corpus, settings_of_reading).with_text_dates()
    gone = set(tables["documents"]["id"].to_pylist()) - set(source.columns("id")["id"].to_pylist())
    if gone:
        raise InputError(
            f"the corpus has changed since: {len(gone)} of its documents are not there any more", path=str(folder)
        )
    seconds: dict[str, float] = {}
    found = compare_documents(source, tables, settings.align, scope, story, processes=threads, seconds=seconds)
    texts = _texts(source, found)
    here = {"passages": _between(tables["passages"], texts)} if "passages" in tables else {}
    return Compared(found.to_json(), texts, here, folder, {**run, "seconds": seconds})


def _between(passages: pa.Table, texts: Mapping[str, Any]) -> pa.Table:
    """Passages that two of these articles share."""
    import pyarrow as pa

    sides = (passages["left"].to_pylist(), passages["right"].to_pylist())
    here = [left in texts and right in texts for left, right in zip(*sides, strict=True)]
    return passages.filter(pa.array(here, pa.bool_()))


def _texts(corpus: Corpus, found: Comparison) -> dict[str, dict[str, Any]]:
    """The articles that were compared, as they were read."""
    wanted = ("id", "outlet", "published", "title", "url", "text")
    rows = (corpus.document(corpus.number(document.id)) for document in found.documents)
    return {row["id"]: {name: row[name] for name in wanted} for row in rows}


def run_report(
    folder: Path,
    *,
    out: Path | None,
    only: str | None,
    story: str | None,
    top: int,
    parquet: bool,
    as_json: bool,
    quiet: bool,
) -> Path | None:
    """Make the reports of a finished comparison again, without computing anything anew.

    Returns
    -------
    Path or None
        The page that was written.

    Raises
    ------
    InputError
        Where the folder holds no comparison, or one that this version cannot read.
    """
    from dedup.report.comparing import read_comparison, write_reports
    from dedup.report.runs import as_written
    from dedup.report.views import story_views

    content, texts, passages = read_comparison(folder)
    shown = None
    with as_written(folder / "comparison.json"):
        if story is not None and story not in {one["id"] for one in content["stories"]}:
            raise SettingsError(f"no story has the id {story!r}; there are {_some(content['stories'])}")
        if not (as_json or quiet):
            from dedup.report.grid import render_comparison

            shown = render_comparison(story_views(content, only, story), window_width(), top)
    page = write_reports(content, texts, passages, out or folder, only, story, parquet=parquet)
    if as_json:
        show_json(content)
    elif shown is not None:
        show(shown)
    return page


def _some(stories: Sequence[Mapping[str, Any]]) -> str:
    names = [repr(story["id"]) for story in stories[:3]]
    return ", ".join(names) + (f" and {len(stories) - 3} more" if len(stories) > 3 else "") if names else "none"
