"""`dedup bench generate` and `dedup bench run`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dedup.bench.settings import CrawlSettings
from dedup.cli.options import CRAWL, Command, Option, given, settings_options
from dedup.cli.screen import note, progress


class Bench(click.Group):
    """The two verbs of measuring; its help has the heading that all commands have."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Where the output goes, then the verbs."""
        with formatter.section("Output"):
            formatter.write_dl([("generate", "a crawl and its plan, as files"), ("run", "a table, JSON, and plots")])
        self.format_commands(ctx, formatter)


@click.group(cls=Bench, short_help="Measure speed, memory, recall and growth on made-up crawls or your own corpus.")
def bench() -> None:
    """Measure what dedup costs and finds: on made-up crawls of any size with planted copies, or on your own corpus.

    \b
    dedup bench generate --documents 1000000 -o crawl.jsonl
    dedup bench run --sizes 10000,100000 -o bench/
    dedup bench run news.jsonl --against rensa,datasketch -o bench/
    """  # noqa: D301 - click wants the character, not its spelling


@bench.command(cls=Command, short_help="Write a made-up crawl with planted copies.")
@settings_options(CrawlSettings, CRAWL)
@click.option(
    "--out",
    "-o",
    cls=Option,
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="file to write, .jsonl or .parquet; the plan goes beside it, to FILE.plan.parquet",
)
@click.option("--threads", type=int, metavar="N", cls=Option, help="cores to use; changes no result [default all]")
@click.option("--quiet", "-q", is_flag=True, cls=Option, help="say nothing but errors")
def generate(out: Path, threads: int | None, quiet: bool, **values: Any) -> None:
    """Write a crawl of made-up documents, some of which are edited copies of others, batch by batch.

    The same settings give the same bytes. Memory does not grow with the documents, but for eight bytes a cluster. The
    plan says of each document that is not single which cluster it belongs to, and how it was edited.
    """
    settings = CrawlSettings(**given(values, CrawlSettings))
    from dedup.bench.generate import generate as write
    from dedup.bench.generate import plan_path

    with progress(quiet) as tick:
        made = write(settings, out, threads=threads, progress=tick)
    if not quiet:
        note(
            f"{made.documents:,} documents, {made.bytes / 1e6:,.0f} MB, {made.text_bytes / 1e6:,.0f} MB of text; "
            f"{made.clustered:,} in clusters of copies, {made.templated:,} of templates\n{out}\n{plan_path(out)}"
        )
