"""A folder in which files appear -> an index that has what is in them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dedup.config import ReadSettings
from dedup.corpus.corpus import Corpus
from dedup.corpus.find import FileIn, find
from dedup.corpus.read import read
from dedup.errors import BusyError, InputError
from dedup.index.add import Added, Known

Stamps = dict[str, list[int]]
"""By name of a file: its bytes, and when it was changed, in nanoseconds."""


class Store(Protocol):
    """What a folder can be watched for: an index on disk or a shared one."""

    def add(self, corpus: Corpus, *, known: Known = "keep") -> Added:
        """Put documents into it."""

    def watched(self, folder: str) -> Stamps:
        """The files of a folder that have been taken in, as they were then."""

    def set_watched(self, folder: str, stamps: Stamps) -> None:
        """Remember them."""


@dataclass(frozen=True)
class Taken:
    """A file that was looked at: what came of adding it, or why it could not be read."""

    name: str
    added: Added | None
    problem: str | None


def watch(
    store: Store,
    folder: Path,
    settings: ReadSettings,
    *,
    every: float = 2.0,
    known: Known = "keep",
    once: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Taken]:
    """Take the files of a folder into an index, those that are there and those that appear.

    A file is taken when it has not changed from one look to the next, and again when it changes later. The same file is
    not taken twice, by this process or another after it; documents whose ids are there already are not added again.

    Parameters
    ----------
    store : Store
    folder : Path
        With the folders in it; documents without an id are called by the name of their file in it.
    settings : ReadSettings
    every : float
        Seconds between two looks.
    known : {"keep", "replace"}
        As in `Index.add`.
    once : bool
        Look until all that is there has been taken, and end.
    sleep : callable
        What waits between two looks.

    Yields
    ------
    Taken
        A file at a time, as soon as it is in the index.

    Raises
    ------
    InputError
        Where there is no such folder.
    StoreError
        As `Index.add`; but while another process is writing, files wait.
    """
    if not folder.is_dir():
        raise InputError("there is no such folder", path=str(folder))
    key = str(folder.resolve())
    done, before = store.watched(key), Stamps()
    while True:
        now = _look(folder, settings)
        settled = [name for name, stamp in now.items() if stamp != done.get(name) and stamp == before.get(name)]
        for name in settled:
            taken = _take(store, folder, name, settings, known)
            if taken is None:
                break  # at the next look
            done = {**done, name: now[name]}
            _remember(store, key, done, every, sleep)
            yield taken
        if once and all(stamp == done.get(name) for name, stamp in now.items()):
            return
        before = now
        sleep(every)


def _remember(store: Store, folder: str, stamps: Stamps, every: float, sleep: Callable[[float], None]) -> None:
    """Say in the index what has been taken, as soon as nobody else is writing."""
    while True:
        try:
            return store.set_watched(folder, stamps)
        except BusyError:
            sleep(every)


def _look(folder: Path, settings: ReadSettings) -> Stamps:
    """The files of a folder that can be read, in order of name."""
    stamps = {}
    for file in find([folder], settings).files:
        try:
            stat = Path(file.path).stat()
        except FileNotFoundError:  # gone since it was listed
            continue
        stamps[Path(file.path).relative_to(folder).as_posix()] = [stat.st_size, stat.st_mtime_ns]
    return stamps


def _take(store: Store, folder: Path, name: str, settings: ReadSettings, known: Known) -> Taken | None:
    """Read a file and add its documents; None where another process is writing."""
    try:
        corpus = read([FileIn(str(folder), name)], settings)
    except InputError as error:
        return Taken(name, None, str(error))
    try:
        return Taken(name, store.add(corpus, known=known), None)
    except BusyError:
        return None
