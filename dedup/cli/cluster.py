"""`dedup cluster CORPUS... -o OUT/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dedup.cli.options import (
    Command,
    Option,
    corpus_options,
    engine_of,
    engine_options,
    level_option,
    origin_options,
    recall_option,
    settings_of,
)
from dedup.cli.run import run_cluster
from dedup.config import LEVELS


@click.command(cls=Command, short_help="Find copies and stories: who printed the same, who reports the same event.")
@corpus_options
@click.option(
    "--out",
    "-o",
    cls=Option,
    metavar="OUT/",
    type=click.Path(path_type=Path),
    help="folder for the result: new, empty, or of an earlier run, which is replaced; without it the summary is all",
)
@click.option(
    "--format",
    cls=Option,
    type=click.Choice(("jsonl", "csv", "parquet")),
    default="jsonl",
    help="of documents and pairs [default jsonl]",
)
@level_option(LEVELS)
@click.option(
    "--top",
    cls=Option,
    type=click.IntRange(min=0),
    default=10,
    metavar="N",
    help="stories, or clusters of copies, to show [default 10]",
)
@click.option("--json", "as_json", cls=Option, is_flag=True, help="the summary as JSON, for programs")
@origin_options
@recall_option
@engine_options
def cluster(corpus: tuple[str, ...], **values: Any) -> None:
    """Find near-duplicates, verify them, and group the articles of all outlets into stories, one an event.

    CORPUS is one or more files (JSON lines, CSV, TSV; also .gz, .zst, .bz2; Parquet), folders or patterns of .txt and
    .md files, or - for standard input; all of them are one corpus.

    \b
    Written to OUT/:
      documents.*  a row a document, none left out: its cluster, what is kept and why
      pairs.*      a row a verified pair: Jaccard and both containments
      stories.*    a row a story: headline, outlets in order of time, how many independent origins, first and last
      passages.*   a row a passage that two documents share, with its places in both
      origins.*    a row a source that several documents have their text from
      derivations.*, evidence.*  the pairs of documents behind them, and what speaks for each
      reuse_matrix.*  a row a pair of outlets: who has text from whom, how much, how soon
      storylines.* a row a storyline, with --level storylines
      run.json     settings, counts, seconds, memory, caps that were hit, recall
    """  # noqa: D301 - click wants the character, not its spelling
    run_cluster(corpus, settings_of(values), engine=engine_of(values), **shown(values))


def shown(values: dict[str, Any]) -> dict[str, Any]:
    """Those of the values that are no settings: where the result goes, and how it is made."""
    names = ("out", "format", "level", "top", "as_json", "quiet", "threads", "measure_recall", "agencies", "owners")
    return {name: values[name] for name in names}
