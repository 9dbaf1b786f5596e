"""`dedup explain CORPUS A B`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dedup.cli.options import Command, Option, corpus_options, level_option, origin_options, settings_of
from dedup.cli.screen import progress, show, show_json


@click.command(cls=Command, short_help="Say why two documents are, or are not, together.")
@corpus_options
@click.argument("a")
@click.argument("b")
@level_option(("copies", "stories"))
@origin_options
@click.option("--json", "as_json", cls=Option, is_flag=True, help="the evidence as JSON, with the spans of passages")
def explain(
    corpus: tuple[str, ...],
    a: str,
    b: str,
    level: str,
    as_json: bool,
    quiet: bool,
    threads: int | None,
    agencies: Path | None,
    owners: Path | None,
    **values: Any,
) -> None:
    """Say why the documents with the ids A and B are, or are not, together.

    Clusters CORPUS, with the same settings as `dedup cluster`, and shows how similar the two are, the chance that they
    were compared, what speaks for and against one event, what would have changed the answer, and the passages they
    share, side by side.
    """
    settings = settings_of(values)
    from dedup.cli.run import known_names
    from dedup.pipeline import cluster_files, find_origins, find_stories
    from dedup.report.evidence import explained
    from dedup.report.explanation import render_explanation

    known = known_names(agencies, owners)
    with progress(quiet) as tick:
        copies = cluster_files(
            corpus,
            settings.read,
            settings.copies,
            threads=threads,
            text_dates=level != "copies",
            progress=tick,
        )
        stories = origins = None
        if level != "copies":
            stories = find_stories(copies, settings.stories, threads=threads, progress=tick)
            copies.corpus.number(a), copies.corpus.number(b)  # an id that is not there is said before more is done
            origins = find_origins(stories, threads=threads, progress=tick, **known)
    facts = explained(copies, a, b, stories, origins)
    if as_json:
        show_json({name: value for name, value in facts.items() if name != "texts"})
    else:
        show(render_explanation(facts))
