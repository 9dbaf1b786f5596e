"""A comparison -> its folder: the page, Markdown, claims.csv, JSON and the articles; and back, to report again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from dedup.errors import InputError
from dedup.report.claimtable import claims_csv
from dedup.report.files import fingerprint, peak_memory_bytes
from dedup.report.folder import flushed, staging, write_json
from dedup.report.markdown import to_markdown
from dedup.report.page.render import to_html
from dedup.report.runs import check_version, json_rows
from dedup.report.views import story_views
from dedup.schema import FORMAT_VERSION

Articles = Mapping[str, Mapping[str, Any]]
Passages = Iterable[Mapping[str, Any]]


def write_comparison(
    content: Mapping[str, Any], articles: Articles, passages: Passages, out: Path, run: Mapping[str, Any]
) -> None:
    """Write a comparison and all its reports, whole or not at all.

    Parameters
    ----------
    content : dict
        What comparison.json says.
    articles : dict
        Those compared, by id: `id`, `outlet`, `published`, `title`, `url`, `text`.
    passages : iterable of dict
        Rows of `passages.*` between them.
    out : Path
    run : dict
        Settings, counts and seconds of the stages.

    Raises
    ------
    OutputError
        As `report.folder.staging`.
    """
    passages = list(passages)
    with staging(out) as stage:
        write_json(stage / "comparison.json", content)
        _write(stage / "articles.jsonl", _json_lines(articles[key] for key in sorted(articles)))
        _write(stage / "passages.jsonl", _json_lines(passages))
        for name, make in _reports(content, articles, passages, None, None).items():
            _write(stage / name, make())
        files = {path.name: fingerprint(path) for path in sorted(stage.iterdir())}
        facts = {**run, "seconds": {stage: round(value, 4) for stage, value in run.get("seconds", {}).items()}}
        head = {"program": "dedup", "format_version": FORMAT_VERSION}
        tail = {"comparison": content["counts"], "peak_memory_bytes": peak_memory_bytes(), "files": files}
        write_json(stage / "run.json", {**head, **facts, **tail})


def read_comparison(folder: Path) -> tuple[dict[str, Any], Articles, list[dict[str, Any]]]:
    """What `write_comparison` wrote: (comparison, articles by id, passages).

    Raises
    ------
    InputError
        Where the folder holds no comparison, or one of another format version.
    """
    path = folder / "comparison.json"
    if not path.is_file():
        raise InputError("holds no comparison.json; make one with dedup compare CORPUS -o OUT/", path=str(folder))
    try:
        content = json.loads(path.read_bytes())
        rows = json_rows(folder / "articles.jsonl")
        passages = json_rows(folder / "passages.jsonl")
    except OSError as error:
        raise InputError((error.strerror or str(error)).lower(), path=str(folder)) from None
    except ValueError as error:
        raise InputError(f"cannot be read: {error}", path=str(folder)) from None
    check_version(content, path)
    return content, {row["id"]: row for row in rows}, passages


def write_reports(
    content: Mapping[str, Any], articles: Articles, passages: Passages, out: Path, only: str | None, story: str | None
) -> Path:
    """The page and Markdown, of all or of a part, and claims.csv, which has all; returns the path of the page.

    Each file is replaced whole. Other files of the folder stay.
    """
    out.mkdir(parents=True, exist_ok=True)
    for name, make in _reports(content, articles, list(passages), only, story).items():
        part = out / f".{name}.part"
        part.unlink(missing_ok=True)
        _write(part, make())
        part.replace(out / name)
    return out / "report.html"


def _reports(
    content: Mapping[str, Any], articles: Articles, passages: Passages, only: str | None, story: str | None
) -> dict[str, Callable[[], bytes]]:
    """Every report by the name of its file."""
    return {
        "claims.csv": lambda: claims_csv(content),
        "report.md": lambda: to_markdown(story_views(content, only, story)).encode("utf-8", "replace"),
        "report.html": lambda: to_html(content, articles, passages, only=only, story=story).encode("utf-8", "replace"),
    }


def _json_lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8", "backslashreplace")


def _write(path: Path, content: bytes) -> None:
    with flushed(path) as file:
        file.write(content)
