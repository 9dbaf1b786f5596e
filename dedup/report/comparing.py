"""A comparison -> its folder: the page, Markdown, claims.csv, JSON and the articles; and back, to report again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from dedup.errors import InputError
from dedup.report.claimtable import claims_csv
from dedup.report.files import fingerprint, peak_memory_bytes, write_tables
from dedup.report.folder import FORMATS, TABLES, flushed, staging, write_files, write_json
from dedup.report.markdown import to_markdown
from dedup.report.page.render import to_html
from dedup.report.runs import as_written, check_version, json_rows, read_table
from dedup.report.select import selected
from dedup.report.tables import comparison_tables
from dedup.report.views import story_views
from dedup.schema import FORMAT_VERSION

if TYPE_CHECKING:
    import pyarrow as pa

Articles = Mapping[str, Mapping[str, Any]]
Passages = Iterable[Mapping[str, Any]]


def write_comparison(
    content: Mapping[str, Any],
    articles: Articles,
    tables: Mapping[str, pa.Table],
    out: Path,
    run: Mapping[str, Any],
    *,
    format: str = "jsonl",
) -> dict[str, Any]:
    """Write a comparison and all its reports, whole or not at all.

    Parameters
    ----------
    content : dict
        What comparison.json says.
    articles : dict
        Those compared, by id: `id`, `outlet`, `published`, `title`, `url`, `text`.
    tables : dict
        Of the earlier stages, by the names in `folder.TABLES`, to be written beside it; `passages` is one of them.
        Those that `run["files"]` names stay, where the folder of a run is given its comparison, and need not be here.
    out : Path
    run : dict
        Settings, counts and seconds of the stages; with `files` where `out` is the folder of that run.
    format : {"jsonl", "csv", "parquet"}
        Of the tables. With Parquet the comparison itself is written as tables too, those of `report.tables`.

    Returns
    -------
    dict
        What run.json says.

    Raises
    ------
    OutputError
        As `report.folder.staging`.
    """
    kept = {name: facts for name, facts in run.get("files", {}).items() if Path(name).stem in TABLES}
    passages = tables["passages"].to_pylist() if "passages" in tables else _passages(out)
    with staging(out, kept) as stage:
        for name, make in _reports(content, articles, passages, None, None).items():
            _write(stage / name, make())
        write_json(stage / "comparison.json", content)
        _write(stage / "articles.jsonl", _json_lines(articles[key] for key in sorted(articles)))
        files = {path.name: fingerprint(path) for path in sorted(stage.iterdir())}
        files |= kept | write_tables(tables, stage, format)
        if format == "parquet":
            files |= write_tables(comparison_tables(content), stage, format)
        facts = {**run, "seconds": {stage: round(value, 4) for stage, value in run.get("seconds", {}).items()}}
        head = {"program": "dedup", "format_version": FORMAT_VERSION}
        tail = {"comparison": content["counts"], "peak_memory_bytes": peak_memory_bytes(), "files": files}
        done = {**head, **facts, **tail}
        write_json(stage / "run.json", done)
    return done


def _passages(folder: Path) -> list[dict[str, Any]]:
    """The shared passages of a result, whatever the format of its tables; none where it has no such table."""
    files = [folder / f"passages.{ending}" for ending in FORMATS]
    rows = [read_table(path).to_pylist() for path in files if path.is_file()]
    return rows[0] if rows else []


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
        with as_written(path):
            content = json.loads(path.read_bytes())
            check_version(content, path)
        with as_written(folder / "articles.jsonl"):
            articles = {row["id"]: row for row in json_rows(folder / "articles.jsonl")}
        with as_written(folder / "passages"):
            passages = _passages(folder)
    except OSError as error:
        raise InputError((error.strerror or str(error)).lower(), path=str(folder)) from None
    return content, articles, passages


def write_reports(
    content: Mapping[str, Any],
    articles: Articles,
    passages: Passages,
    out: Path,
    only: str | None,
    story: str | None,
    *,
    parquet: bool = False,
) -> Path:
    """The page, Markdown, claims.csv and, where wanted, the tables, of all or of a part; returns the path of the page.

    Each file is replaced whole. Other files of the folder stay.

    Raises
    ------
    InputError
        Where the comparison lacks what its format promises; nothing is written then.
    """
    with as_written(out / "comparison.json"):
        made = {name: make() for name, make in _reports(content, articles, list(passages), only, story).items()}
        if parquet:
            made |= _parquet(comparison_tables(selected(content, only, story)))
    out.mkdir(parents=True, exist_ok=True)
    write_files({out / name: report for name, report in made.items()})
    return out / "report.html"


def _parquet(tables: Mapping[str, Any]) -> dict[str, bytes]:
    """The bytes of tables as Parquet, by the name of the file."""
    with TemporaryDirectory(prefix="dedup-") as place:
        return {name: (Path(place) / name).read_bytes() for name in write_tables(tables, Path(place), "parquet")}


def _reports(
    content: Mapping[str, Any], articles: Articles, passages: Passages, only: str | None, story: str | None
) -> dict[str, Callable[[], bytes]]:
    """Every report by the name of its file."""
    return {
        "claims.csv": lambda: claims_csv(selected(content, only, story)),
        "report.md": lambda: to_markdown(story_views(content, only, story)).encode("utf-8", "replace"),
        "report.html": lambda: to_html(content, articles, passages, only=only, story=story).encode("utf-8", "replace"),
    }


def _json_lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8", "backslashreplace")


def _write(path: Path, content: bytes) -> None:
    with flushed(path) as file:
        file.write(content)
