"""A result -> its files. The only place that makes folders and files of results.

`OUT/` holds the tables of the result and `run.json`. They are written whole or not at all: into a temporary folder on
the same disk, flushed to it, and renamed. The tables are byte for byte the same for the same input and settings;
`run.json` also says what differs between runs (seconds, memory, threads).
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from dedup.errors import OutputError

# Arrow is imported where it is used: a folder is checked before anything is loaded.
if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("jsonl", "csv", "parquet")
ROWS = 1 << 16
"""Rows that are formatted at a time, and the rows of a Parquet row group."""

TABLES = ("documents", "pairs", "passages", "stories")
_OURS = {"run.json"} | {f"{table}.{ending}" for table in TABLES for ending in FORMATS}
_TEMPORARY = ".dedup-writing-"

Progress = Callable[[str, int, int | None], None]


class Result(Protocol):
    """What a stage answers, as far as it is written: `Copies`, and what is made on top of them."""

    run: dict[str, Any]
    """What run.json says of this stage and of those before it."""

    def tables(self) -> dict[str, pa.Table]:
        """What is written, by the names in `TABLES`; `documents` holds the columns of all stages so far."""
        ...


def check_out(out: Path) -> None:
    """Refuse a folder that a result cannot or should not be written to; to be called before the long work.

    Parameters
    ----------
    out : Path
        May be new, an empty folder, or the folder of an earlier run, which will be replaced.

    Raises
    ------
    OutputError
        Where it is a file, has other files in it, or cannot be written to.
    """
    try:
        if out.is_dir():
            _check_contents(out)
        elif out.exists() or out.is_symlink():
            raise OutputError(f"{out}: is not a folder; name a new one, or an empty one")
        place = next((folder for folder in (out, *out.absolute().parents) if folder.exists()), out)
        if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
            raise OutputError(f"{out}: cannot be written, because {place} is not a folder that this user may write to")
    except OSError as error:
        raise OutputError(f"{out}: {_reason(error)}; name another folder") from None


def _check_contents(out: Path) -> None:
    names = sorted(entry.name for entry in out.iterdir() if not entry.name.startswith(_TEMPORARY))
    if names and not _is_run(out / "run.json"):
        some = ", ".join(repr(name) for name in names[:3]) + (" .." if len(names) > 3 else "")
        raise OutputError(
            f"{out}: is not empty and not the result of an earlier run (it holds {some}); name a new or an empty folder"
        )


def _is_run(path: Path) -> bool:
    """Whether this is the run.json of a run of dedup."""
    try:
        run = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(run, dict) and run.get("program") == "dedup"


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
    check_out(out)
    start = time.perf_counter()
    try:
        with _staging(out) as stage:
            tables = result.tables()
            total, done, files = sum(map(len, tables.values())), 0, {}
            for name, table in tables.items():
                path = stage / f"{name}.{format}"
                for rows in _write_table(table, path, format):
                    done += rows
                    if progress is not None:
                        progress("write", done, total)
                files[path.name] = {"rows": len(table), **_fingerprint(path)}
            run = describe(result, command, write_seconds=time.perf_counter() - start, files=files)
            with _flushed(stage / "run.json") as file:
                # a file name that is not UTF-8 becomes a lone surrogate, which JSON can say in ASCII only
                file.write((json.dumps(run, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace"))
            _commit(stage, out)
    except OSError as error:
        raise OutputError(f"{out}: {_reason(error)}; nothing was written, and what was there is untouched") from error
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


def _write_table(table: pa.Table, path: Path, format: str) -> Iterator[int]:
    """Write a table block by block, the same blocks however the table is chunked; yields the rows of each."""
    with _flushed(path) as file, _writer(file, table.schema, format) as write:
        for start in range(0, len(table), ROWS):
            block = table.slice(start, ROWS).combine_chunks()
            write(block)
            yield len(block)


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


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


@contextmanager
def _flushed(path: Path) -> Iterator[BinaryIO]:
    """A new file that is on the disk when the block ends."""
    with path.open("xb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """A temporary folder on the disk of `out`: beside it where it is new, so that it can be renamed, else in it."""
    home = out if out.is_dir() else out.absolute().parent
    home.mkdir(parents=True, exist_ok=True)
    _clear_leftovers(home)
    stage = home / f"{_TEMPORARY}{os.getpid()}-{secrets.token_hex(4)}"
    stage.mkdir()
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _clear_leftovers(home: Path) -> None:
    """Remove the temporary folders of runs that were killed."""
    if os.name != "posix":  # elsewhere one cannot ask for a process without ending it
        return
    for folder in home.glob(f"{_TEMPORARY}*-*"):
        pid = folder.name.removeprefix(_TEMPORARY).split("-")[0]
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (ValueError, OverflowError, PermissionError):
            continue


def _commit(stage: Path, out: Path) -> None:
    """Make the staged files the result.

    A new folder appears at once; in an old one each file is replaced, run.json last: its digests tell whether the
    others belong to it.
    """
    if not out.is_dir():
        stage.rename(out)
        _flush_folder(out.absolute().parent)
        return
    new = sorted((path.name for path in stage.iterdir()), key=lambda name: (name == "run.json", name))
    for name in new:
        (stage / name).replace(out / name)
    for name in _OURS.difference(new):
        (out / name).unlink(missing_ok=True)
    _flush_folder(out)


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()
