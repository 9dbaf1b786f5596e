"""`dedup report RUN`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dedup.cli.comparing import run_report
from dedup.cli.options import Command, Option
from dedup.cli.screen import note, show_json


def _show_schema(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        from dedup.report.contract import comparison_schema

        show_json(comparison_schema())
        ctx.exit()


@click.command(cls=Command, short_help="Make the reports of a finished comparison again, or of one story of it.")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--out", "-o", cls=Option, metavar="OUT/", type=click.Path(path_type=Path), help="folder [default RUN]")
@click.option("--story", cls=Option, metavar="ID", help="only this story")
@click.option("--only", cls=Option, type=click.Choice(("hard", "soft")), help="only questions that differ so")
@click.option(
    "--top", cls=Option, type=click.IntRange(min=0), default=10, metavar="N", help="stories to show [default 10]"
)
@click.option(
    "--format",
    cls=Option,
    type=click.Choice(("jsonl", "parquet")),
    default="jsonl",
    help="parquet: the comparison as tables too [default jsonl: comparison.json has all]",
)
@click.option(
    "--schema",
    cls=Option,
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_schema,
    help="the JSON Schema of comparison.json to standard output, and nothing else",
)
@click.option("--json", "as_json", cls=Option, is_flag=True, help="comparison.json to standard output, for programs")
@click.option("--open", "opened", cls=Option, is_flag=True, help="show the page in the browser")
@click.option("--quiet", "-q", is_flag=True, cls=Option, help="only write the files")
def report(run: Path, out: Path | None, format: str, opened: bool, quiet: bool, **values: Any) -> None:
    """Make report.html, report.md and claims.csv of RUN again, the folder that `dedup compare` wrote.

    Nothing is read or compared anew. With --story or --only they are of a part, and so are the tables.
    """
    page = run_report(run, out=out, parquet=format == "parquet", quiet=quiet, **values)
    if not quiet:
        note(f"\nRead on in {page}")
    if opened:
        click.launch(str(page))
