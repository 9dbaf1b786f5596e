"""One run, from files to files and screen, as `cluster` and `demo` do it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dedup.cli.options import DEFAULT_LEVEL, Settings
from dedup.cli.screen import note, progress, show, show_json, window_width
from dedup.config import EngineSettings, StorylineSettings
from dedup.errors import SettingsError

if TYPE_CHECKING:
    from dedup.copies.find import Progress
    from dedup.copies.provenance import Origins
    from dedup.copies.result import Copies
    from dedup.engines.result import StoredCopies
    from dedup.engines.spark.result import SparkCopies
    from dedup.stories.result import Stories


_DEFAULT = EngineSettings()  # frozen: one for all calls


def known_names(agencies: Path | None, owners: Path | None) -> dict[str, Any]:
    """What the files of agencies and owners say, as `find_origins` takes it."""
    from dedup.copies.agencies import read_agencies
    from dedup.copies.owners import read_owners

    found: dict[str, Any] = {}
    if agencies is not None:
        found["agencies"] = read_agencies(agencies)
    if owners is not None:
        found["owners"] = read_owners(owners)
    return found


def check_folder(out: Path | None, corpus: Sequence[str | os.PathLike[str]]) -> None:
    """Refuse a folder for results that cannot be one, before anything is read.

    Raises
    ------
    SettingsError
        For `-`, and where an input lies in it.
    OutputError
        Where it cannot be written to, or holds other things.
    """
    if out == Path("-"):
        raise SettingsError("-o names a folder; for the summary on standard output alone leave -o out")
    if out is None:
        return
    from dedup.report.folder import check_out

    check_out(out)
    for path in corpus:
        if Path(path).is_file() and Path(path).resolve().is_relative_to(out.resolve()):
            raise SettingsError(f"{path} lies in {out}, where the result would replace it; name another folder")


def analyse(
    corpus: Sequence[str | os.PathLike[str]],
    settings: Settings,
    level: str,
    known: dict[str, Any],
    threads: int | None,
    tick: Progress | None,
    measure_recall: int = 0,
) -> tuple[Copies, Stories | None, Origins | None]:
    """Copies, and beyond that level stories (with storylines at theirs) and origins."""
    from dedup.pipeline import cluster_files, find_origins, find_stories

    copies = cluster_files(
        corpus,
        settings.read,
        settings.copies,
        threads=threads,
        measure_recall=measure_recall,
        text_dates=level != "copies",
        progress=tick,
    )
    if level == "copies":
        return copies, None, None
    lines = StorylineSettings() if level == "storylines" else None
    stories = find_stories(copies, settings.stories, storylines=lines, threads=threads, progress=tick)
    return copies, stories, find_origins(stories, threads=threads, progress=tick, **known)


def command(corpus: Sequence[str | os.PathLike[str]], settings: Settings) -> dict[str, Any]:
    """What run.json says was asked for: enough to read the same corpus again."""
    return {"corpus": [os.fspath(path) for path in corpus], "read": dataclasses.asdict(settings.read)}


def _check_apart(out: Path | None, work: str | None) -> None:
    """Refuse working files among those of the result, before the long work."""
    if out is None or work is None:
        return
    one, other = out.resolve(), Path(work).resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise SettingsError(f"{work} and {out} lie in one another; name another folder for working files with --work")


@contextmanager
def found(
    corpus: Sequence[str | os.PathLike[str]],
    settings: Settings,
    level: str,
    engine: EngineSettings,
    known: dict[str, Any],
    out: Path | None,
    threads: int | None,
    tick: Progress | None,
    measure_recall: int,
) -> Iterator[tuple[Copies | StoredCopies | SparkCopies, Stories | None, Origins | None]]:
    """What `analyse` finds, by the engine that the corpus and the memory call for; inside the block."""
    from dedup.engines.budget import plan, say

    if engine.engine == "spark":
        with on_spark(corpus, settings, level, engine, threads, tick, measure_recall) as spread:
            yield spread, None, None
        return
    chosen = plan(corpus, settings.read, settings.copies, engine, level)
    if chosen.engine == "memory":
        copies, stories, origins = analyse(corpus, settings, level, known, threads, tick, measure_recall)
        for stage in (copies, stories, origins):
            if stage is not None:
                stage.run["engine"] = chosen.facts()
        yield copies, stories, origins
        return
    from dedup.engines.disk import cluster_on_disk
    from dedup.report.folder import work_folder

    work = engine.work or work_folder(out)
    if tick is not None:
        size = "" if chosen.need is None else f"; about {say(chosen.need.disk_bytes)} of working files"
        note(f"Working on disk: {chosen.why}{size} in {work}")
    with cluster_on_disk(
        corpus,
        settings.read,
        settings.copies,
        memory=chosen.memory,
        threads=threads,
        work=work,
        resume=engine.resume,
        keep_work=engine.work is not None,
        measure_recall=measure_recall,
        progress=tick,
    ) as stored:
        stored.run["engine"] = {**chosen.facts(), **stored.run["engine"]}
        yield stored, None, None


@contextmanager
def on_spark(
    corpus: Sequence[str | os.PathLike[str]],
    settings: Settings,
    level: str,
    engine: EngineSettings,
    threads: int | None,
    tick: Progress | None,
    measure_recall: int,
) -> Iterator[SparkCopies]:
    """The copies, found on a cluster; inside the block.

    Raises
    ------
    SettingsError
        For what is not done there, with what to do instead.
    DedupError
        As `cluster_on_spark`.
    """
    if level != "copies":
        raise SettingsError(
            f"Spark finds copies, not {level}: run it with --level copies, then dedup cluster without --engine on the "
            "documents that are kept; docs/spark.md shows how"
        )
    if measure_recall:
        raise SettingsError("--measure-recall compares on this machine; run it on a sample of the corpus without Spark")
    from dedup.engines.spark.run import cluster_on_spark

    options: dict[str, Any] = {"master": engine.master, "conf": engine.conf(), "threads": threads, "progress": tick}
    with cluster_on_spark(corpus, settings.read, settings.copies, **options) as found:
        yield found


def run_cluster(
    corpus: Sequence[str | os.PathLike[str]],
    settings: Settings,
    *,
    out: Path | None,
    format: str = "jsonl",
    level: str = DEFAULT_LEVEL,
    engine: EngineSettings = _DEFAULT,
    top: int = 10,
    as_json: bool = False,
    quiet: bool = False,
    threads: int | None = None,
    measure_recall: int = 0,
    agencies: Path | None = None,
    owners: Path | None = None,
) -> dict[str, Any]:
    """Cluster a corpus, write the result where a folder is given, and show the summary.

    Raises
    ------
    DedupError
        As `check_folder`, `analyse` and `write_run`.
    """
    check_folder(out, corpus)
    _check_apart(out, engine.work)
    from dedup.report.files import describe, write_run
    from dedup.report.summary import summary

    known, asked, facts = known_names(agencies, owners), command(corpus, settings), None
    with (
        progress(quiet) as tick,
        found(corpus, settings, level, engine, known, out, threads, tick, measure_recall) as (copies, stories, origins),
    ):
        if out is None:
            run = describe(origins or copies, asked)
        else:
            run = write_run(origins or copies, out, format, command=asked, progress=tick)
        if as_json or out is None or not quiet:
            name = None if out is None else str(out)
            facts = summary(copies, run, top, out=name, stories=stories, origins=origins)
    if facts is None:
        return run
    if as_json:
        show_json(facts)
    else:
        from dedup.report.terminal import render_summary

        show(render_summary(facts, window_width()))
    if out is None and not quiet:
        note("Nothing was written; add -o OUT/ for documents, pairs and run.json.")
    return facts
