"""A result -> its files.

`OUT/` holds the tables of the result and `run.json`, written whole or not at all (`report.folder`). The tables are byte
for byte the same for the same input and settings; `run.json` also says what differs between runs (seconds, memory,
threads).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from dedup.report.folder import FORMATS, flushed, staging, write_json

# Arrow is imported where it is used: a folder is checked before anything is loaded.
if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 1 << 16
"""Rows that are formatted at a time, and the rows of a Parquet row group."""

Progress = Callable[[str, int, int | None], None]


class Result(Protocol):
    """What a stage answers, as far as it is written: `Copies`, and what is made on top of them."""

    run: dict[str, Any]
    """What run.json says of this stage and of those before it."""

    def tables(self) -> Mapping[str, pa.Table | Streamed]:
        """What is written, by the names in `folder.TABLES`; `documents` holds the columns of all stages so far."""
        ...


class Streamed(Protocol):
    """A table that is bigger than memory: its rows come in pieces of any size."""

    @property
    def schema(self) -> pa.Schema:
        """Of every piece."""

    def __len__(self) -> int:
        """Rows."""

    def pieces(self) -> Iterator[pa.Table]:
        """The rows, from the first to the last; anew at every call."""


def write_run(
    result: Result,
    out: Path,
    format: str = "jsonl",
    *,
    command: dict[str, Any] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    r"""Write a result into a folder.

    Parameters
    ----------
    result : Result
    out : Path
        New, empty, or the folder of an earlier run: of that no file stays, whatever its format was; other files stay.
    format : {"jsonl", "csv", "parquet"}
        Of the tables. CSV has a header, "\n" at line ends, text in quotes and nothing for null; values stand
        as they are, also those that a spreadsheet would take for a formula.
    command : dict, optional
        What was asked for, such as the files and how to read them; goes into run.json as it is.
    progress : callable, optional
        Called with ("write", rows done, rows).

    Returns
    -------
    dict
        What run.json says.

    Raises
    ------
    OutputError
        As `check_out`, and where the disk is full or a file cannot be written. What was there before is untouched.
    """
    start = time.perf_counter()
    with staging(out) as stage:
        files = write_tables(result.tables(), stage, format, progress)
        run = describe(result, command, write_seconds=time.perf_counter() - start, files=files)
        write_json(stage / "run.json", run)
    return run


def describe(
    result: Result,
    command: dict[str, Any] | None = None,
    *,
    write_seconds: float | None = None,
    files: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """What run.json says: the settings, what was counted, measured and capped, and how long it took."""
    from dedup.schema import FORMAT_VERSION

    found = dict(result.run)
    seconds = {**found.pop("seconds", {}), **({} if write_seconds is None else {"write": write_seconds})}
    return {
        "program": "dedup",
        "format_version": FORMAT_VERSION,
        "versions": found.pop("versions", {}),
        "command": command or {},
        "settings": found.pop("settings", {}),
        "threads": found.pop("threads", None),
        "input": found.pop("input", {}),
        "counts": found.pop("counts", {}),
        **found,
        "seconds": {stage: round(value, 4) for stage, value in seconds.items()},
        "peak_memory_bytes": peak_memory_bytes(),
        "files": files or {},
    }


def peak_memory_bytes() -> int | None:
    """The most memory that this process has had in use so far; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    import sys

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def write_tables(
    tables: Mapping[str, pa.Table | Streamed], stage: Path, format: str, progress: Progress | None = None
) -> dict[str, dict[str, Any]]:
    """Write tables into a folder, each as `name.format`; what run.json says of each file, by its name."""
    total, done, files = sum(map(len, tables.values())), 0, {}
    for name, table in tables.items():
        path = stage / f"{name}.{format}"
        for rows in _write_table(table, path, format):
            done += rows
            if progress is not None:
                progress("write", done, total)
        files[path.name] = {"rows": len(table), **fingerprint(path)}
    return files


def _write_table(table: pa.Table | Streamed, path: Path, format: str) -> Iterator[int]:
    """Write a table block by block, the same blocks however the table comes; yields the rows of each."""
    with flushed(path) as file, _writer(file, table.schema, format) as write:
        for block in _blocks(table):
            write(block)
            yield len(block)


def _blocks(table: pa.Table | Streamed) -> Iterator[pa.Table]:
    """A table in blocks of `ROWS`, the last one shorter."""
    import pyarrow as pa

    held: list[pa.Table] = []
    for piece in [table] if isinstance(table, pa.Table) else table.pieces():
        start, n = 0, sum(map(len, held))
        while n + len(piece) - start >= ROWS:
            taken = ROWS - n
            yield pa.concat_tables([*held, piece.slice(start, taken)]).combine_chunks()
            held, start, n = [], start + taken, 0
        if start < len(piece):
            held.append(piece.slice(start))
    if held:
        yield pa.concat_tables(held).combine_chunks()


@contextmanager
def _writer(file: BinaryIO, schema: pa.Schema, format: str) -> Iterator[Callable[[pa.Table], Any]]:
    if format == "jsonl":
        from dedup.report.jsonlines import json_lines

        yield lambda block: file.write(json_lines(block))
    elif format == "csv":
        import pyarrow.csv

        with pyarrow.csv.CSVWriter(file, schema) as csv:
            yield csv.write_table
    elif format == "parquet":
        import pyarrow.parquet

        with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as parquet:
            yield lambda block: parquet.write_table(block, row_group_size=ROWS)
    else:
        raise ValueError(f"format is {format!r}; choose one of {', '.join(FORMATS)}")


def fingerprint(path: Path) -> dict[str, Any]:
    """Size and digest of a file, as run.json gives them."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
