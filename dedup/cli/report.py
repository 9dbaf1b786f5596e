"""`dedup report RUN`."""

from __future__ import annotations

from pathlib import Path

import click

from dedup.cli.comparing import run_report
from dedup.cli.options import Command, Option
from dedup.cli.screen import note


@click.command(cls=Command, short_help="Make the reports of a finished comparison again, or of one story of it.")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--out", "-o", cls=Option, metavar="OUT/", type=click.Path(path_type=Path), help="folder [default RUN]")
@click.option("--story", cls=Option, metavar="ID", help="only this story")
@click.option("--only", cls=Option, type=click.Choice(("hard", "soft")), help="only questions that differ so")
@click.option(
    "--top", cls=Option, type=click.IntRange(min=0), default=10, metavar="N", help="stories to show [default 10]"
)
@click.option("--json", "as_json", cls=Option, is_flag=True, help="comparison.json to standard output, for programs")
@click.option("--open", "opened", cls=Option, is_flag=True, help="show the page in the browser")
@click.option("--quiet", "-q", is_flag=True, cls=Option, help="only write the files")
def report(
    run: Path, out: Path | None, story: str | None, only: str | None, top: int, as_json: bool, opened: bool, quiet: bool
) -> None:
    """Make report.html, report.md and claims.csv of RUN again, the folder that `dedup compare` wrote.

    Nothing is read or compared anew. With --story or --only the page and Markdown are of a part;
    claims.csv always has all claims.
    """
    page = run_report(run, out=out, only=only, story=story, top=top, as_json=as_json, quiet=quiet)
    if page is not None and not quiet:
        note(f"\nRead on in {page}")
    if page is not None and opened:
        click.launch(str(page))
