"""The folder of a result: new, or that of an earlier run; its files appear whole or not at all.

The only place that makes folders and files of results. They are written into a temporary folder on the same disk,
flushed to it, and renamed.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from dedup.errors import OutputError, SettingsError

FORMATS = ("jsonl", "csv", "parquet")
TABLES = (
    "documents", "pairs", "passages", "stories", "storylines",
    "origins", "derivations", "evidence", "reuse_matrix",
)  # fmt: skip
COMPARISON_TABLES = (
    "claims", "quantities", "dates", "mentions", "quotes", "names", "forms", "groups", "answers", "divergences",
    "values", "notes", "note_values", "omissions", "possible", "boilerplate",
)  # fmt: skip
OURS = frozenset(
    {"run.json", "comparison.json", "articles.jsonl", "claims.csv", "report.md", "report.html"}
    | {f"{table}.{ending}" for table in TABLES for ending in FORMATS}
    | {f"{table}.parquet" for table in COMPARISON_TABLES}
)
"""Every file that a result can have: those of an earlier run that a new one does not write are removed."""
_TEMPORARY = ".dedup-writing-"


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


@contextmanager
def staging(out: Path, keep: Iterable[str] = ()) -> Iterator[Path]:
    """A temporary folder, whose files become the result when the block ends without an error.

    Parameters
    ----------
    out : Path
        As `check_out` takes it. A new folder appears at once; in an old one each file is replaced, run.json last.
    keep : iterable of str
        Files of the earlier run that belong to the new one too.

    Raises
    ------
    OutputError
        As `check_out`, and where the disk is full or a file cannot be written. What was there before is untouched.
    """
    check_out(out)
    try:
        with _temporary(out) as stage:
            yield stage
            _commit(stage, out, frozenset(keep))
    except OSError as error:
        raise OutputError(f"{out}: {_reason(error)}; nothing was written, and what was there is untouched") from error


def check_files(files: Iterable[Path], inputs: Iterable[str | os.PathLike[str]] = ()) -> None:
    """Refuse files that cannot or should not be written; to be called before the long work.

    Raises
    ------
    OutputError
        Where one is a folder, or its folder is missing or not to be written to.
    SettingsError
        Where one is an input, or is named twice.
    """
    seen: set[Path] = set()
    for file in files:
        try:
            home, place = file.absolute().parent, file.resolve()
            if place.exists() and not place.is_file():
                raise OutputError(f"{file}: is not a file; name a new one, or one to replace")
            if not home.is_dir() or not os.access(home, os.W_OK | os.X_OK):
                raise OutputError(
                    f"{file}: cannot be written, because {home} is not a folder that this user may write to"
                )
            if place in seen:
                raise SettingsError(f"{file} is named twice; name it once")
            if any(_is_same(Path(path), place) for path in inputs):
                raise SettingsError(f"{file} is an input, which the result would replace; name another file")
        except OSError as error:
            raise OutputError(f"{file}: {_reason(error)}; name another file") from None
        seen.add(place)


def _is_same(path: Path, place: Path) -> bool:
    """Whether an input is this file, or a folder that holds it."""
    if path.is_dir():
        return place.is_file() and place.is_relative_to(path.resolve())
    return path.is_file() and (path.resolve() == place or (place.is_file() and path.samefile(place)))


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files beside one another, each whole or not at all: all are on the disk before the first takes its name.

    Raises
    ------
    OutputError
        Where the disk is full or one cannot be written. What was there before is untouched.
    """
    parts: dict[Path, Path] = {}
    try:
        for named, content in contents.items():
            path = named.resolve()  # a link stays, and what it leads to is replaced
            _clear_leftovers(path.parent)
            part = path.parent / f"{_TEMPORARY}{os.getpid()}-{secrets.token_hex(4)}"
            parts[part] = path
            with flushed(part) as file:
                file.write(content)
        for part, path in parts.items():
            part.replace(path)
            _flush_folder(path.parent)
    except OSError as error:
        names = ", ".join(map(str, contents))
        raise OutputError(f"{names}: {_reason(error)}; nothing was written, and what was there is untouched") from error
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def work_folder(out: Path | None) -> Path:
    """A name for a temporary folder on the disk of `out`, or of this folder: cleared up after a run that was killed."""
    home = Path.cwd() if out is None else out if out.is_dir() else out.absolute().parent
    if home.is_dir():
        _clear_leftovers(home)
    return home / f"{_TEMPORARY}{os.getpid()}-work-{secrets.token_hex(4)}"


def write_json(path: Path, content: Any) -> None:
    """Write a JSON value, to the disk before it returns."""
    with flushed(path) as file:
        # a file name that is not UTF-8 becomes a lone surrogate, which JSON can say in ASCII only
        file.write((json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace"))


@contextmanager
def flushed(path: Path) -> Iterator[BinaryIO]:
    """A new file that is on the disk when the block ends."""
    with path.open("xb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _temporary(out: Path) -> Iterator[Path]:
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
    """Remove the temporary folders and files of runs that were killed."""
    if os.name != "posix":  # elsewhere one cannot ask for a process without ending it
        return
    for folder in home.glob(f"{_TEMPORARY}*-*"):
        pid = folder.name.removeprefix(_TEMPORARY).split("-")[0]
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            if folder.is_dir():
                shutil.rmtree(folder, ignore_errors=True)
            else:
                folder.unlink(missing_ok=True)
        except (ValueError, OverflowError, PermissionError):
            continue


def _commit(stage: Path, out: Path, keep: frozenset[str]) -> None:
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
    for name in OURS.difference(new, keep):
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
