"""`dedup demo`."""

from __future__ import annotations

import os
import shlex
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import click

from dedup.cli.comparing import Compared, compared, where, write
from dedup.cli.options import Command, Option, settings_of
from dedup.cli.run import check_folder
from dedup.cli.screen import note, progress, show, window_width


@click.command(cls=Command, short_help="Show what dedup does, on invented news that comes with it.")
@click.option(
    "--out",
    "-o",
    cls=Option,
    metavar="OUT/",
    type=click.Path(path_type=Path),
    default=Path("dedup-demo"),
    help="folder for the result; that of an earlier run is replaced [default dedup-demo/]",
)
@click.option("--open", "opened", cls=Option, is_flag=True, help="show the page in the browser")
@click.option("--quiet", "-q", is_flag=True, cls=Option, help="only write the result")
def demo(out: Path, opened: bool, quiet: bool) -> None:
    """Show what dedup does, on invented news that comes with it: copies, stories, origins, and what the outlets say.

    Six events in a few days, eight outlets, a wire and its reprints, and articles that have nothing to do with them.
    It ends with the path of the page to read, report.html.
    """
    check_folder(out, [])
    with as_file(files("dedup.demo") / "articles.jsonl") as articles:
        with progress(quiet) as tick:
            done = compared([articles], settings_of({}), {}, tick=tick)
            run = write(done, out, "jsonl")
        if quiet:
            return
        facts = _show(done, run, out)
        note(next_steps(articles, facts["largest_clusters"][0], out))
    if opened:
        click.launch(str(out / "report.html"))


def _show(done: Compared, run: dict[str, Any], out: Path) -> dict[str, Any]:
    """Say what was found; the facts of the summary."""
    from rich.console import Group
    from rich.text import Text

    from dedup.report.grid import render_comparison
    from dedup.report.summary import summary
    from dedup.report.terminal import render_summary
    from dedup.report.views import story_views

    assert done.found is not None
    copies, stories, origins = done.found
    facts, width = summary(copies, run, out=str(out), stories=stories, origins=origins), window_width()
    heading = Text("\nWhat the outlets say, claim by claim", style="bold")
    show(
        Group(
            render_summary(facts, width),
            heading,
            render_comparison(story_views(done.content), width, top=1, rest="report.html has all"),
        )
    )
    return facts


def next_steps(articles: Path, cluster: dict[str, Any], out: Path) -> str:
    """The commands to try next, on two documents of a cluster and on one's own articles; last, where to read on."""
    here = os.path.relpath(articles) if articles.is_relative_to(Path.cwd()) else str(articles)
    pair = shlex.join(["dedup", "explain", here, cluster["copy_id"], cluster["least_similar"]])
    return (
        f"\nNext, why two of them are together:\n  {pair}\n"
        f"and your own articles:\n  dedup compare CORPUS -o out/\n\n{where(out)}"
    )
