"""`dedup demo`."""

from __future__ import annotations

import os
import shlex
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import click

from dedup.cli.options import Command, Option, settings_of
from dedup.cli.run import run_cluster
from dedup.cli.screen import note


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
@click.option("--quiet", "-q", is_flag=True, cls=Option, help="only write the result")
def demo(out: Path, quiet: bool) -> None:
    """Show what dedup does, on invented news that comes with it.

    Six events in a few days, eight outlets, a wire and its reprints, and articles that have nothing to do with them.
    """
    with as_file(files("dedup.demo") / "articles.jsonl") as articles:
        facts = run_cluster([articles], settings_of({}), out=out, quiet=quiet)
        if not quiet:
            note(next_steps(articles, facts["largest_clusters"][0]))


def next_steps(articles: Path, cluster: dict[str, Any]) -> str:
    """The commands to try next, on two documents of a cluster and on one's own articles."""
    here = os.path.relpath(articles) if articles.is_relative_to(Path.cwd()) else str(articles)
    pair = shlex.join(["dedup", "explain", here, cluster["copy_id"], cluster["least_similar"]])
    return f"\nNext, why two of them are together:\n  {pair}\nand your own articles:\n  dedup cluster CORPUS -o out/"
