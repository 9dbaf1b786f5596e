"""`dedup explain CORPUS A B`."""

from __future__ import annotations

from typing import Any

import click

from dedup.cli.options import Command, Option, corpus_options, settings_of
from dedup.cli.screen import progress, show, show_json


@click.command(cls=Command, short_help="Say why two documents are, or are not, together.")
@corpus_options
@click.argument("a")
@click.argument("b")
@click.option("--json", "as_json", cls=Option, is_flag=True, help="the evidence as JSON, with the spans of passages")
def explain(
    corpus: tuple[str, ...], a: str, b: str, as_json: bool, quiet: bool, threads: int | None, **values: Any
) -> None:
    """Say why the documents with the ids A and B are, or are not, together.

    Clusters CORPUS, with the same settings as `dedup cluster`, and shows how similar the two are, the chance that they
    were compared, and the passages they share, side by side.
    """
    settings = settings_of(values)
    from dedup.pipeline import cluster_files
    from dedup.report.evidence import explained
    from dedup.report.explanation import render_explanation

    with progress(quiet) as tick:
        copies = cluster_files(corpus, settings.read, settings.copies, threads=threads, progress=tick)
    facts = explained(copies, a, b)
    if as_json:
        show_json({name: value for name, value in facts.items() if name != "texts"})
    else:
        show(render_explanation(facts))
