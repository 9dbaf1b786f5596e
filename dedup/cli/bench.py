"""`dedup bench generate` and `dedup bench run`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from dedup.bench.settings import BenchSettings, CrawlSettings
from dedup.cli.options import CRAWL, OUTPUT, Command, Option, given, settings_options
from dedup.cli.screen import note, progress
from dedup.errors import OutputError, SettingsError


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


@bench.command(cls=Command, short_help="Measure dedup, and peers, over sizes: a table, JSON, plots.")
@click.argument("corpus", nargs=-1)
@click.option(
    "--sizes",
    cls=Option,
    metavar="N,N,..",
    help="numbers of documents: of made-up crawls, or drawn from CORPUS [default 10000,30000,100000, or all of CORPUS]",
)
@click.option("--against", cls=Option, default="", metavar="NAMES", help="installed peers: rensa, datasketch, gaoya")
@settings_options(BenchSettings, OUTPUT)
@click.option(
    "--out",
    "-o",
    cls=Option,
    metavar="OUT/",
    type=click.Path(path_type=Path, file_okay=False),
    help="folder for bench.json, bench.md, bench.svg and bench.png; without it the table is all",
)
@click.option("--json", "as_json", cls=Option, is_flag=True, help="the figures as JSON, for programs")
@click.option(
    "--scratch",
    cls=Option,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="where files are made and removed again [default the system's folder for such]",
)
@click.option("--options", cls=Option, default="--level copies", help='of dedup cluster [default "--level copies"]')
@click.option("--quiet", "-q", is_flag=True, cls=Option, help="say nothing but errors and the table")
@settings_options(CrawlSettings, CRAWL, without=("documents",))
def run(
    corpus: tuple[str, ...],
    sizes: str | None,
    against: str,
    out: Path | None,
    as_json: bool,
    scratch: Path | None,
    options: str,
    quiet: bool,
    **values: Any,
) -> None:
    """Measure documents a second, seconds by stage, peak memory, recall and precision, and how they grow.

    CORPUS are files as for `dedup cluster`; without it crawls are made up. Each run is a process of its own, start and
    output included, after one that compiles kernels. Recall and precision are exact: against the plan of a crawl, or by
    brute force on documents drawn from CORPUS.
    """
    import tempfile

    from dedup.bench.engines import chosen
    from dedup.bench.measure import measure

    asked = BenchSettings(**given(values, BenchSettings))
    crawl = CrawlSettings(**given(values, CrawlSettings))
    numbers = read_sizes(sizes if sizes or corpus else "10000,30000,100000")
    peers = chosen(against)
    if out is not None:
        check_plots(out)
    with tempfile.TemporaryDirectory(prefix="dedup-bench-", dir=scratch) as folder:
        measured = measure(
            numbers,
            crawl,
            asked,
            Path(folder),
            corpus=corpus,
            peers=peers,
            options=shlex.split(options),
            tell=(lambda _: None) if quiet else note,
        )
    found = measured.to_dict()
    from dedup.bench.report import can_draw, contents, text
    from dedup.cli.screen import show_json

    if out is not None:
        from dedup.report.folder import write_files

        out.mkdir(parents=True, exist_ok=True)
        write_files({out / name: data for name, data in contents(found, can_draw()).items()})
        if not can_draw():
            note("No plots: they need matplotlib, which comes with pip install 'dedup[bench]'.")
    if as_json:
        show_json(found)
    else:
        click.echo(text(found), nl=False)


def check_plots(out: Path) -> None:
    """Refuse a folder that cannot be one, before anything is measured.

    Raises
    ------
    OutputError
        Where it is a file, or lies in none that is there.
    """
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file; name a folder")


def read_sizes(text: str | None) -> list[int]:
    """Numbers of documents, from a list such as "1000,1e4".

    Raises
    ------
    SettingsError
        For what is no number of documents.

    Examples
    --------
    >>> read_sizes("1000,1e4"), read_sizes(None)
    ([1000, 10000], [])
    """
    found = []
    for part in filter(None, (part.strip() for part in (text or "").split(","))):
        try:
            size = int(float(part))
        except (ValueError, OverflowError):
            size = 0
        if size < 10:
            raise SettingsError(f"sizes has {part!r}; each is a number of documents, from 10")
        found.append(size)
    return found
