"""The work folder of a run on disk: its files, what is done, and how a run goes on after it was killed.

`manifest.jsonl` begins with what the run is for; each later line says that a step is done and names its files with size
and checksum. A file counts only when a line names it, and each line carries a checksum of its own, so that whatever was
being written when the run was killed is written again.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from dedup.errors import OutputError, SettingsError

MANIFEST, DONE, LOCK = "manifest.jsonl", "finished", "lock"
WORK_VERSION = 1
"""Of the layout of a work folder; a run of another version is not continued."""
_CHUNK = 1 << 22

Facts = dict[str, Any]


class Work:
    """A folder for the working files of one run.

    Made by `open_work`. `header` is what the run is for, `resumed` whether steps were found done.
    """

    def __init__(self, folder: Path, header: Facts, steps: dict[str, Facts], *, made: bool) -> None:
        self.folder, self.header, self._steps, self._made = folder, header, steps, made
        self.resumed = bool(steps)
        self.written_bytes = sum(file["bytes"] for facts in steps.values() for file in facts.get("files", []))

    def path(self, name: str) -> Path:
        """Where a file of this name is."""
        return self.folder / name

    def put(self, name: str, *pieces: Any) -> Facts:
        """Write a file of these buffers; its name, size and checksum, for `record`."""
        with self.path(name).open("wb") as file:
            writer = Sink(file)
            for piece in pieces:
                writer.write(piece)
        return writer.facts(name)

    @contextmanager
    def sink(self, name: str) -> Iterator[Sink]:
        """A new file to be written piece by piece."""
        with self.path(name).open("wb") as file:
            yield Sink(file)

    def done(self, step: str) -> Facts | None:
        """What was recorded of a step, None where it is not done or its files are not what was written."""
        facts = self._steps.get(step)
        if facts is None:
            return None
        needed = [file for file in facts["files"] if f"drop {file['file'].rpartition('.')[2]}" not in self._steps]
        return facts if all(map(self._whole, needed)) else None

    def record(self, step: str, files: Sequence[Facts] = (), **facts: Any) -> Facts:
        """Say that a step is done, and with what."""
        self._steps[step] = {**facts, "files": list(files)}
        with self.path(MANIFEST).open("ab") as manifest:
            manifest.write(_line({"step": step, **self._steps[step]}))
        self.written_bytes += sum(file["bytes"] for file in files)
        return self._steps[step]

    def drop(self, names: Sequence[str]) -> None:
        """Remove files that no later step needs."""
        for name in names:
            self.path(name).unlink(missing_ok=True)

    def drop_kind(self, kind: str, names: Sequence[str]) -> None:
        """Remove the files that end so, of all steps; they are no longer looked for."""
        if f"drop {kind}" not in self._steps:
            self.record(f"drop {kind}")
        self.drop(names)

    def finish(self) -> None:
        """Remove all files; the folder too where this run made it."""
        with contextlib.suppress(OSError):  # the result is written: what cannot be removed is no failure of the run
            self.path(MANIFEST).replace(self.path(DONE))
        _clear(self.folder)
        self.path(LOCK).unlink(missing_ok=True)
        if self._made:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _whole(self, file: Facts) -> bool:
        try:
            with self.path(file["file"]).open("rb") as opened:
                size = os.fstat(opened.fileno()).st_size
                crc = 0
                while size == file["bytes"] and (data := opened.read(_CHUNK)):
                    crc = zlib.crc32(data, crc)
        except OSError:
            return False
        return bool(size == file["bytes"] and crc == file["crc32"])


class Sink:
    """A file that is being written, with its size and checksum so far."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.bytes, self.crc32 = file, 0, 0

    def write(self, data: Any) -> None:
        """Append a buffer."""
        view = memoryview(data).cast("B") if memoryview(data).nbytes else memoryview(b"")
        self._file.write(view)
        self.bytes += view.nbytes
        self.crc32 = zlib.crc32(view, self.crc32)

    def facts(self, name: str) -> Facts:
        """Name, size and checksum."""
        return {"file": name, "bytes": self.bytes, "crc32": self.crc32}


@contextmanager
def open_work(folder: Path, header: Facts, *, resume: bool, keep: bool = True) -> Iterator[Work]:
    """A work folder, locked against other runs.

    Parameters
    ----------
    folder : Path
        New, empty, or with `resume` that of an unfinished run of the same corpus and settings.
    header : dict
        What decides the answer: the files with their sizes and times, and the settings.
    resume : bool
        Go on where an unfinished run stopped; where there is none, from the beginning.
    keep : bool
        Whether the files stay when the block ends with an error.

    Raises
    ------
    OutputError
        Where it cannot be made, holds other things, or another run is using it.
    SettingsError
        Where it holds an unfinished run and `resume` is False, or a run of another corpus or other settings.
    """
    made = not folder.exists()
    try:
        with guarded(folder, None):
            folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            yield _opened(folder, json.loads(json.dumps(header)), resume, made)
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def guarded(folder: Path, again: str | None) -> Iterator[None]:
    """Turn what the system says against reading or writing a work folder into an error for people.

    again: what to say of going on, None where there is nothing to go on with.

    Raises
    ------
    OutputError
        For a full disk, a file that is gone, and the like.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise OutputError(
            f"{folder}: {Path(error.filename or folder).name} is gone or damaged, and what it was made from is no "
            "longer there; remove the folder and start again"
        ) from error
    except OSError as error:
        reason = (error.strerror or str(error) or type(error).__name__).lower()
        more = "" if again is None else f"; {again}"
        raise OutputError(
            f"{folder}: {reason}; the input, and results of earlier runs, are as they were{more}"
        ) from error


def is_unfinished(folder: Path) -> bool:
    """Whether a folder holds the work of a run that was stopped."""
    return (folder / MANIFEST).is_file()


def _opened(folder: Path, header: Facts, resume: bool, made: bool) -> Work:
    names = {entry.name for entry in folder.iterdir()} - {LOCK}
    if DONE in names and MANIFEST not in names:  # a run that was killed while it cleared up
        _clear(folder)
        names = set()
    if MANIFEST not in names:
        if names:
            raise OutputError(f"{folder}: is not empty and not the work folder of a run; name a new or an empty folder")
        return _begun(folder, header, made)
    if not resume:
        raise SettingsError(f"{folder} holds an unfinished run; go on with it with --resume, or remove the folder")
    lines = _read(folder / MANIFEST)
    if not lines:  # killed before its first line
        _clear(folder)
        return _begun(folder, header, made)
    made = lines[0].pop("made")
    if lines[0] != {"work_version": WORK_VERSION, **header}:
        raise SettingsError(f"{folder} holds an unfinished run of {_difference(lines[0], header)}; name another folder")
    return Work(folder, header, {line.pop("step"): line for line in lines[1:]}, made=made)


def _begun(folder: Path, header: Facts, made: bool) -> Work:
    (folder / MANIFEST).write_bytes(_line({"work_version": WORK_VERSION, "made": made, **header}))
    return Work(folder, header, {}, made=made)


def _difference(old: Facts, new: Facts) -> str:
    differ = [name for name in {**old, **new} if old.get(name) != new.get(name) and name != "work_version"]
    return f"other {' and '.join(differ)}" if differ else "another version of dedup"


def _clear(folder: Path) -> None:
    """Remove the files of a run; `finished` last, so that a folder half cleared is known for one."""
    for path in sorted(folder.iterdir(), key=lambda path: path.name == DONE):
        if path.name != LOCK:
            path.unlink(missing_ok=True)


def _line(facts: Facts) -> bytes:
    text = json.dumps(facts, separators=(",", ":")).encode("ascii")
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _read(path: Path) -> list[Facts]:
    """The whole lines of a manifest; what follows them is cut off."""
    found: list[Facts] = []
    data = path.read_bytes()
    end = 0
    for line in data.splitlines(keepends=True):
        crc, _, text = line.rstrip(b"\n").partition(b" ")
        if not line.endswith(b"\n") or crc != b"%08x" % zlib.crc32(text):
            break
        found.append(json.loads(text))
        end += len(line)
    if end < len(data):
        os.truncate(path, end)
    return found


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other runs out; the system lets go of the lock when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with (folder / LOCK).open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(f"{folder}: another run is using it; name another folder") from None
        yield
