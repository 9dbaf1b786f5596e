"""`dedup claims FILE...`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dedup.cli.options import READING, Command, Option, settings_options
from dedup.cli.reading import run_claims
from dedup.config import ReadSettings


@click.command(cls=Command, short_help="Show what an article says: each claim, who says it, its numbers and dates.")
@click.argument("files", nargs=-1, required=True)
@settings_options(ReadSettings, READING)
@click.option(
    "--id", "ids", cls=Option, multiple=True, metavar="ID", help="only this article of the files; may be repeated"
)
@click.option(
    "--out",
    "-o",
    cls=Option,
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="file to write, or to replace; its ending says what: .html, .jsonl or .json; may be repeated",
)
@click.option("--json", "as_json", cls=Option, is_flag=True, help="a line of JSON a claim to standard output")
@click.option(
    "--top", cls=Option, type=click.IntRange(min=0), default=10, metavar="N", help="articles to show [default 10]"
)
@click.option("--threads", type=int, metavar="N", cls=Option, help="cores to use; changes no result [default all]")
@click.option("--quiet", "-q", is_flag=True, cls=Option, help="say nothing but errors and what was asked for")
def claims(files: tuple[str, ...], **values: Any) -> None:
    """Read articles claim by claim: who says it and in which words, quoted or not, denied, planned or done, with its
    numbers, days and names as values; and say what of the page is no article.

    FILES are as for `dedup cluster`: text files, JSON lines, CSV, Parquet, folders, or - for standard input. Names are
    folded over all articles that are read together, so give those of one event.

    \b
    Written with -o:
      claims.jsonl    a line a claim, with the spans of all that was read in it
      claims.json     the same with documents, names and boilerplate, as in comparison.json
      article.html    a page to read: the text with everything marked, the claims beside it
    """  # noqa: D301 - click wants the character, not its spelling
    run_claims(files, values)
