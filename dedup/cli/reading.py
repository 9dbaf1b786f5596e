"""Claims of files, from reading to files and screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dedup.cli.options import reading_of
from dedup.cli.screen import note, progress, show, write_lines
from dedup.errors import SettingsError

if TYPE_CHECKING:
    from dedup.claims.read import Progress

Content = Mapping[str, Any]
Articles = Mapping[str, Mapping[str, Any]]


def run_claims(files: Sequence[str], values: Mapping[str, Any]) -> None:
    """Read files into claims; write what was asked for, and show the claims.

    Parameters
    ----------
    files : sequence of str
    values : dict
        The options of `dedup claims`.

    Raises
    ------
    DedupError
        As `check_files`, `read`, `read_claims` and `write_files`.
    """
    out, quiet = values["out"], values["quiet"]
    makers = {path: _maker(path) for path in out}
    from dedup.report.folder import check_files, write_files

    check_files(out, files)
    with progress(quiet) as tick:
        content, articles = _read(files, values, tick)
        write_files({path: make(content, articles) for path, make in makers.items()})
    if values["as_json"]:
        write_lines(_lines(content))
    elif not quiet or not out:
        from dedup.report.claimlist import render_claims
        from dedup.report.reading import article_views

        show(render_claims(article_views(content), values["top"]))
    if out and not quiet:
        note(f"\nWritten: {', '.join(map(str, out))}")


def _maker(path: Path) -> Callable[[Content, Articles], bytes]:
    """What makes a file of this ending."""
    makers = {".jsonl": _jsonl, ".json": _json, ".html": _html}
    if path.suffix.lower() not in makers:
        hint = "for lines on standard output give --json" if path == Path("-") else "end it with .html, .jsonl or .json"
        raise SettingsError(f"-o {path} does not say what to write; {hint}")
    return makers[path.suffix.lower()]


def _read(files: Sequence[str], values: Mapping[str, Any], tick: Progress | None) -> tuple[Content, Articles]:
    from dedup.claims.collect import read_claims
    from dedup.corpus.read import read

    threads = values["threads"]
    bar = None if tick is None else lambda done, total: tick("read", done, total)
    corpus = read(files, reading_of(values), threads=threads, progress=bar)
    readings = read_claims(corpus, ids=values["ids"] or None, processes=threads, progress=tick)
    rows = (corpus.document(corpus.number(one.article.id)) for one in readings.readings)
    return readings.to_json(), {row["id"]: row for row in rows}


def _lines(content: Content) -> list[str]:
    return [json.dumps(claim, ensure_ascii=False) + "\n" for claim in content["claims"]]


def _jsonl(content: Content, articles: Articles) -> bytes:
    return "".join(_lines(content)).encode("utf-8", "backslashreplace")


def _json(content: Content, articles: Articles) -> bytes:
    from dedup.schema import FORMAT_VERSION

    whole = {"format_version": FORMAT_VERSION, **content}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def _html(content: Content, articles: Articles) -> bytes:
    from dedup.report.page.claims import claims_page

    return claims_page(content, articles).encode("utf-8", "replace")
