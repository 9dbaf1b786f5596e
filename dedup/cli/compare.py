"""`dedup compare CORPUS... -o OUT/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dedup.cli.comparing import run_compare
from dedup.cli.options import (
    COMPARISON,
    Command,
    Option,
    corpus_options,
    origin_options,
    settings_of,
    settings_options,
)
from dedup.config import SCOPES, AlignSettings


@click.command(cls=Command, short_help="Put together what outlets say on the same questions, as a page to read.")
@corpus_options
@origin_options
@settings_options(AlignSettings, COMPARISON)
@click.option(
    "--scope",
    cls=Option,
    section=COMPARISON,
    type=click.Choice(SCOPES),
    default="story",
    help="what claims are compared within: the articles on one event, on one topic, or all of them [default story]",
)
@click.option("--story", cls=Option, section=COMPARISON, metavar="ID", help="compare this story alone, by its id")
@click.option(
    "--out",
    "-o",
    cls=Option,
    metavar="OUT/",
    type=click.Path(path_type=Path),
    help="folder for the result: new, empty, or of an earlier run, which is replaced; without it the table is all",
)
@click.option(
    "--format",
    cls=Option,
    type=click.Choice(("jsonl", "csv", "parquet")),
    default="jsonl",
    help="of the tables; parquet: the comparison itself as tables too [default jsonl]",
)
@click.option(
    "--fail-on",
    cls=Option,
    type=click.Choice(("hard", "any")),
    help="end with exit code 3 where there is such a divergence; for scripts",
)
@click.option(
    "--only", cls=Option, type=click.Choice(("hard", "soft")), help="show questions that differ so, no others"
)
@click.option(
    "--top", cls=Option, type=click.IntRange(min=0), default=10, metavar="N", help="stories to show [default 10]"
)
@click.option("--json", "as_json", cls=Option, is_flag=True, help="comparison.json to standard output, for programs")
def compare(corpus: tuple[str, ...], fail_on: str | None, **values: Any) -> None:
    """Compare what outlets say about one event, claim by claim: who answers the same question, and who otherwise.

    Hard divergences are about the facts (numbers, dates, a step taken or not, denials, who took part), soft ones about
    the telling. Each is a place to look, with its words: many are false alarms, and what is not listed may differ all
    the same (docs/divergences.md has the figures).

    CORPUS is one or more files or folders, as for `dedup cluster`; or the folder that `dedup cluster` wrote, whose
    stories and origins are then taken as they are.

    \b
    Written to OUT/:
      report.html      a page to read: stories, questions by outlet, annotated articles
      report.md        the same for an editor
      claims.csv       a row a claim, for a spreadsheet
      comparison.json  everything, with the spans of the evidence
      articles.jsonl   the articles that were compared
      documents.* ..   the tables of `dedup cluster`, where CORPUS is not its folder
      claims.parquet ..  with --format parquet: claims, quantities, groups, divergences, .. as tables
      run.json         settings, counts, seconds
    """  # noqa: D301 - click wants the character, not its spelling
    names = ("out", "format", "scope", "story", "only", "top", "as_json", "quiet", "threads", "agencies", "owners")
    found = run_compare(corpus, settings_of(values), **{name: values[name] for name in names})
    if fail_on and (found["hard"] if fail_on == "hard" else found["hard"] + found["soft"]):
        raise click.exceptions.Exit(3)
