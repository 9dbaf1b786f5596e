"""`dedup index VERB DIR`: documents as they arrive, and what a text is a copy of."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from dedup.cli.options import COPIES, READING, Command, Option, given, reading_of, settings_options
from dedup.cli.screen import note, progress, show, show_json, show_lines
from dedup.config import CopySettings, ReadSettings, Shingling
from dedup.errors import InputError, SettingsError

F = TypeVar("F", bound=Callable[..., Any])

threads_option = click.option(
    "--threads", type=int, metavar="N", cls=Option, help="cores to use; changes no result [default all]"
)
quiet_option = click.option(
    "--quiet", "-q", is_flag=True, cls=Option, help="say nothing but errors and what was asked for"
)
json_option = click.option("--json", "as_json", cls=Option, is_flag=True, help="the result as JSON, for programs")
known_option = click.option(
    "--known",
    cls=Option,
    type=click.Choice(("keep", "replace")),
    default="keep",
    help="what becomes of a document whose id is there with another text: the old one stays, or the new one takes its "
    "place [default keep]",
)
where = click.argument("where", metavar="DIR")


class Verbs(click.Group):
    """Verbs in the order in which one needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(self.commands)


@click.group(cls=Verbs, short_help="Keep an index: add documents as they come, and ask what a text is a copy of.")
def index() -> None:
    """Documents that stay on disk, with clusters whose ids stay, and answers in milliseconds.

    DIR is a folder, or redis://HOST:PORT/DB?name=NAME for an index that several machines share (pip install
    "dedup[redis]").

    \b
    dedup index create monitor/
    dedup index add monitor/ today.jsonl
    dedup index query monitor/ new.jsonl
    dedup index watch monitor/ incoming/
    """  # noqa: D301 - click wants the character, not its spelling


@index.command(cls=Command)
@where
@settings_options(CopySettings, COPIES)
@json_option
@quiet_option
def create(where: str, as_json: bool, quiet: bool, **values: Any) -> None:
    """Make an empty index. Its settings hold for good."""
    from dedup.report.indexing import render_info

    settings = _copy_settings(values)
    info = _create(where, settings).info()
    if as_json:
        show_json(info)
    elif not quiet:
        show(render_info(info))


@index.command(cls=Command)
@where
@click.argument("corpus", nargs=-1, required=True)
@known_option
@click.option(
    "--each", is_flag=True, cls=Option, help="a line of JSON for each added document: id, cluster, similarity, founded"
)
@click.option(
    "--commit",
    type=click.IntRange(min=1),
    default=50_000,
    metavar="N",
    cls=Option,
    help="documents that are made durable together: so much work a kill can cost [default 50000]",
)
@settings_options(ReadSettings, READING)
@threads_option
@json_option
@quiet_option
def add(
    where: str,
    corpus: tuple[str, ...],
    known: Any,
    each: bool,
    commit: int,
    threads: int | None,
    as_json: bool,
    quiet: bool,
    **values: Any,
) -> None:
    """Add the documents of CORPUS: files, folders or patterns, or - for standard input.

    A document whose id is there with the same text is left as it is, so adding a file twice changes nothing, and after
    a stop the same command goes on from where it was.
    """
    from dedup.corpus.read import read
    from dedup.report.indexing import added_row, render_added

    if each and as_json:
        raise SettingsError("--each and --json both write to standard output; name one of them")
    store = _open(where, threads)
    made = read(list(corpus), reading_of(values), threads=threads)
    with progress(quiet) as tick:
        added = store.add(made, known=known, commit=commit, progress=tick)
    if each:
        show_lines(added.documents.to_pylist())
    elif as_json:
        show_json(added_row(added))
    elif not quiet:
        show(render_added(added, known))
    if not quiet:
        _note_skipped(made.report.skipped)


@index.command(cls=Command)
@where
@click.argument("corpus", nargs=-1)
@click.option("--text", metavar="TEXT", cls=Option, help="a text to ask for, in place of files")
@click.option(
    "--follow",
    is_flag=True,
    cls=Option,
    help="answer each line of JSON on standard input as it comes, with a line of JSON",
)
@click.option(
    "--threshold",
    type=float,
    metavar="RATIO",
    cls=Option,
    help="the least Jaccard of a match [default that of the index]",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=20,
    metavar="N",
    cls=Option,
    help="matches to show of each document [default 20]",
)
@settings_options(ReadSettings, READING)
@threads_option
@click.option("--json", "as_json", cls=Option, is_flag=True, help="a line of JSON for each document, for programs")
@quiet_option
def query(
    where: str,
    corpus: tuple[str, ...],
    text: str | None,
    follow: bool,
    threshold: float | None,
    top: int,
    threads: int | None,
    as_json: bool,
    quiet: bool,
    **values: Any,
) -> None:
    """Say what documents of the index each document of CORPUS is a copy of, and the cluster it belongs to.

    Nothing is added. CORPUS is files, folders or patterns, or - for standard input.
    """
    from dedup.report.indexing import answer_row, render_answers

    if (len(corpus) > 0) + (text is not None) + follow != 1:
        raise SettingsError("name files to ask for, or a text with --text, or --follow for standard input")
    reading = reading_of(values)
    store = _open(where, threads)
    if follow:
        for answer in _follow(store, reading, threshold, top):
            show_lines([answer_row(answer)])
        return
    if text is not None:
        answers = [store.match(text, threshold=threshold, most=top)]
    else:
        from dedup.corpus.read import read

        made = read(list(corpus), reading, threads=threads)
        answers = store.query(made, threshold=threshold, most=top)
        if not quiet:
            _note_skipped(made.report.skipped)
    if as_json:
        show_lines(map(answer_row, answers))
    else:
        show(render_answers(answers))


@index.command(cls=Command)
@where
@click.argument("ids", nargs=-1)
@click.option(
    "--ids-from",
    metavar="FILE",
    type=click.File("r", encoding="utf-8"),
    cls=Option,
    help="ids from a file, one a line; - is standard input",
)
@json_option
@quiet_option
def remove(where: str, ids: tuple[str, ...], ids_from: Any, as_json: bool, quiet: bool) -> None:
    """Take the documents with these IDS out of the index.

    Where the document that led a cluster goes, the others of the cluster are placed anew; they are listed.
    """
    from dedup.report.indexing import removed_row, render_removed

    wanted = [*ids, *([line.rstrip("\n") for line in ids_from if line.strip()] if ids_from else [])]
    if not wanted:
        raise SettingsError("name the ids to remove, or a file of them with --ids-from")
    removed = _open(where).remove(wanted)
    if as_json:
        show_json(removed_row(removed))
    elif not quiet:
        show(render_removed(removed))


@index.command(cls=Command)
@where
@json_option
@quiet_option
def compact(where: str, as_json: bool, quiet: bool) -> None:
    """Rewrite the index as one segment, without what was removed."""
    from dedup.report.indexing import render_info

    store = _open(where)
    store.compact()
    if as_json:
        show_json(store.info())
    elif not quiet:
        show(render_info(store.info()))


@index.command(cls=Command)
@where
@click.option("--check", is_flag=True, cls=Option, help="read every byte and compare it with its checksums")
@json_option
def info(where: str, check: bool, as_json: bool) -> None:
    """Say what an index is: settings, documents, clusters, bytes."""
    from dedup.report.indexing import render_info

    store = _open(where)
    if check:
        store.check()
    if as_json:
        show_json(store.info())
    else:
        show(render_info(store.info()))


@index.command("list", cls=Command)
@where
def list_(where: str) -> None:
    """Write a line of JSON for each document, in the order of arrival: id, outlet, dates, cluster, similarity."""
    for batch in _open(where).batches():
        show_lines(batch.to_pylist())


@index.command(cls=Command)
@where
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--every",
    type=click.FloatRange(min=0.05),
    default=2.0,
    metavar="SECONDS",
    cls=Option,
    help="how often to look [default 2]",
)
@click.option("--once", is_flag=True, cls=Option, help="take in what is there, and end")
@known_option
@settings_options(ReadSettings, READING)
@threads_option
@click.option("--json", "as_json", cls=Option, is_flag=True, help="a line of JSON for each file, for programs")
@quiet_option
def watch(
    where: str,
    folder: Path,
    every: float,
    once: bool,
    known: Any,
    threads: int | None,
    as_json: bool,
    quiet: bool,
    **values: Any,
) -> None:
    """Add the files of FOLDER, those that are there and those that appear, until Ctrl-C.

    A file is read when it has not changed from one look to the next, and once more if it changes later; no document is
    added twice.
    """
    from dedup.index.watch import watch as watch_folder
    from dedup.report.indexing import added_row

    reading = reading_of(values)
    store = _open(where, threads)
    for taken in watch_folder(store, folder, reading, every=every, known=known, once=once):
        row = {"file": taken.name, "problem": taken.problem}
        if taken.added is not None:
            row |= added_row(taken.added)
        if as_json:
            show_lines([row])
        elif not quiet:
            told = taken.problem or "{added} added, {unchanged} there already, {changed} with another text".format(
                **row
            )
            note(f"{taken.name}: {told}")


def _copy_settings(values: dict[str, Any]) -> CopySettings:
    from dedup.cli.options import read_order

    chosen = given(values, CopySettings)
    if "shingle" in chosen:
        chosen["shingle"] = Shingling.parse(chosen["shingle"])
    if "outlet_order" in chosen:
        chosen["outlet_order"] = read_order(chosen["outlet_order"])
    return CopySettings(**chosen)


def _kind(where: str) -> Any:
    """The class of the index at this address."""
    if "://" in where:
        from dedup.index.shared import SharedIndex

        return SharedIndex
    from dedup.index.index import Index

    return Index


def _create(where: str, settings: CopySettings) -> Any:
    return _kind(where).create(where, settings)


def _open(where: str, threads: int | None = None) -> Any:
    return _kind(where).open(where, threads=threads)


def _follow(store: Any, settings: ReadSettings, threshold: float | None, top: int) -> Iterable[Any]:
    """Answers to the lines of standard input, each before the next is read."""
    from dedup.corpus.columns import find_columns

    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(f"is not JSON: {error}", path="stdin", row=number) from None
        if not isinstance(row, dict):
            raise InputError("is no object", path="stdin", row=number)
        names = find_columns(list(row), settings, "stdin")
        name = row.get(names["id"]) if "id" in names else None
        store.refresh()
        answer = store.match(str(row[names["text"]] or ""), threshold=threshold, most=top)
        yield answer.named(f"stdin:{number}" if name is None else str(name))


def _note_skipped(skipped: dict[str, int]) -> None:
    if skipped:
        note("skipped: " + ", ".join(f"{n} rows ({reason})" for reason, n in sorted(skipped.items())))
