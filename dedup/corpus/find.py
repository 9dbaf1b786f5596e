"""Paths as people give them -> the files to read: folders, globs, single files, standard input."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dedup.config import ReadSettings
from dedup.corpus.remote import is_remote, list_remote
from dedup.errors import InputError

FORMATS = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".csv": "csv", ".tsv": "tsv", ".tab": "tsv",
    ".parquet": "parquet", ".pq": "parquet", ".txt": "text", ".md": "text", ".text": "text", ".markdown": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".warc": "warc", ".wet": "warc", ".wat": "warc",
}  # fmt: skip
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd", ".bz2": "bz2"}
STDIN = "-"


@dataclass(frozen=True)
class DataFile:
    """A file to read.

    `path` opens it ("-" is standard input); `name` is how ids, reports and tables call it: relative to the folder that
    was given, else to its own folder, with `/`. `kind` is a format or "auto", `compression` a codec, "auto" or None.
    `named` is False for a file that only stands in a folder that was given.
    """

    path: str
    name: str
    kind: str
    compression: str | None
    size: int
    named: bool = True


@dataclass(frozen=True)
class FileIn(os.PathLike[str]):
    """A file that is called as if the folder `root` had been given: `name` is relative to that, with `/`."""

    root: str
    name: str

    def __fspath__(self) -> str:
        return str(Path(self.root) / self.name)


@dataclass(frozen=True)
class Found:
    """The files of a corpus in the order given, each once; and by extension those in folders that are not read."""

    files: list[DataFile]
    skipped: dict[str, int]


def find(paths: Iterable[str | os.PathLike[str]], settings: ReadSettings) -> Found:
    """List the files that these paths mean.

    Folders are searched all the way down, in order of name; names that begin with a dot are passed over. A path with
    `*`, `?` or `[` that is no file itself is a glob, in which `**` crosses folders. A url such as `s3://bucket/folder`
    is looked up where it leads. A file reached twice is read once.

    Raises
    ------
    InputError
        Where a path does not exist, or a glob matches nothing.
    """
    files: list[DataFile] = []
    skipped: Counter[str] = Counter()
    seen: set[str] = set()
    for given in paths:
        if isinstance(given, FileIn):
            files.append(_single(Path(given), Path(given.root), settings))
            continue
        for file in _expand(os.fspath(given), settings, skipped):
            key = file.path if file.path == STDIN or is_remote(file.path) else os.path.realpath(file.path)
            if key not in seen:
                seen.add(key)
                files.append(file)
    return Found(files, dict(skipped))


def _expand(given: str, settings: ReadSettings, skipped: Counter[str]) -> Iterator[DataFile]:
    if given == STDIN:
        yield DataFile(STDIN, "stdin", settings.input_format, "auto", 0)
        return
    if is_remote(given):
        yield from _elsewhere(given, settings, skipped)
        return
    path = Path(given)
    if path.is_dir():
        yield from _folder(path, settings, skipped)
    elif path.exists():
        yield _single(path, path.parent, settings)
    elif glob.has_magic(given):
        yield from _glob(given, settings, skipped)
    else:
        raise InputError(f"there is no such file or folder{_near(path)}", path=given)


def _folder(root: Path, settings: ReadSettings, skipped: Counter[str]) -> Iterator[DataFile]:
    """What is read in a folder; with an input format that was given, only the files of that format."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = Path(folder) / name
            if path.is_file() and _fits(path, settings):
                kind, compression = by_name(name)
                yield DataFile(str(path), _name(path, root), kind, compression, path.stat().st_size, named=False)
            else:
                skipped[_ending(path)] += 1


def _fits(path: Path, settings: ReadSettings) -> bool:
    """Whether a file in a folder is read: by its name, and by the input format where one was given."""
    kind, compression = by_name(path.name)
    wanted = settings.input_format in ("auto", kind) and kind != "auto"
    return wanted and not (compression and kind in ("text", "parquet"))


def _ending(path: Path) -> str:
    compression = by_name(path.name)[1]
    return "".join(path.suffixes[-2:]) if compression else path.suffix or "(no extension)"


def _elsewhere(url: str, settings: ReadSettings, skipped: Counter[str]) -> Iterator[DataFile]:
    """What a url means; of a folder the files that a local one would give."""
    found, folder = list_remote(url)
    for file in found:
        path = Path(file.name)
        if folder and any(piece.startswith(".") for piece in path.parts):
            continue
        kind, compression = by_name(path.name)
        if not folder:
            kind = kind if settings.input_format == "auto" else settings.input_format
            yield DataFile(file.url, file.name, kind, compression, file.size)
        elif _fits(path, settings):
            yield DataFile(file.url, file.name, kind, compression, file.size, named=False)
        else:
            skipped[_ending(path)] += 1


def _glob(pattern: str, settings: ReadSettings, skipped: Counter[str]) -> Iterator[DataFile]:
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
    if not matches:
        raise InputError("no file matches", path=pattern)
    fixed = Path(pattern).parts
    magic = next(k for k, piece in enumerate(fixed) if glob.has_magic(piece))
    root = Path(*fixed[:magic]) if magic else Path()
    for match in matches:
        path = Path(match)
        if path.is_file():
            yield _single(path, root, settings)
        elif "**" not in pattern:  # `**` has already listed what is in it
            yield from _folder(path, settings, skipped)


def _single(path: Path, root: Path, settings: ReadSettings) -> DataFile:
    kind, compression = by_name(path.name)
    if settings.input_format != "auto":
        kind = settings.input_format
    return DataFile(str(path), _name(path, root), kind, compression, path.stat().st_size)


def by_name(name: str) -> tuple[str, str | None]:
    """Format and compression that a file's name says; "auto" where it says none."""
    suffixes = Path(name.lower()).suffixes
    compression = COMPRESSIONS.get(suffixes[-1]) if suffixes else None
    if compression:
        suffixes.pop()
    return (FORMATS.get(suffixes[-1], "auto") if suffixes else "auto"), compression


def _name(path: Path, root: Path) -> str:
    """Relative path with `/`; bytes of it that are not UTF-8 become U+FFFD."""
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    return os.fsencode(name).decode("utf-8", "replace")


def _near(path: Path) -> str:
    """What else is in that folder, for whoever mistyped."""
    import difflib

    try:
        names = sorted(entry.name for entry in path.parent.iterdir())[:10_000]
    except OSError:
        return ""
    close = difflib.get_close_matches(path.name, names, 3)
    return f"; in that folder there is {' and '.join(close)}" if close else ""
