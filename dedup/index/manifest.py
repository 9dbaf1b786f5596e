"""Which files make up an index, its settings and counters: one small file that is replaced whole, and the lock."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import json
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from dedup.config import CopySettings, Shingling
from dedup.copies.candidates import Bands, choose_bands
from dedup.copies.sketch import sketch
from dedup.errors import BusyError, SettingsError, StoreError
from dedup.index.pages import sync_folder
from dedup.index.sound import sound

FORMAT_VERSION = 1
NAME, LOCK, SEEN = "manifest.json", "lock", "watched.json"
KIND = "dedup index"
_FILE = re.compile(r"[0-9]{8,20}\.(?:segment|gone)\Z")
_PROBE = (
    "The ferry to Sandholm was stopped on Monday after a fire in the engine room, the harbour office said.",
    "Ǆ ﬁ Straße İstanbul ΌΔΟΣ क्षत्रिय தமிழ் สวัสดี 東京タワーへ行く １２３ Zoë",
)


@dataclass(frozen=True)
class Entry:
    """A segment as the manifest knows it.

    check: the checksum of its footer, `gone`: the file of its tombstones, if any, with how many documents and texts
    are gone.
    """

    name: str
    check: int
    docs: int
    texts: int
    gone: str | None = None
    gone_check: int = 0
    gone_docs: int = 0
    gone_texts: int = 0


@dataclass(frozen=True)
class Manifest:
    """One state of an index. generation: how many changes led to it; next_file, next_cluster: the numbers to give."""

    settings: CopySettings
    bands: Bands
    probe: int
    generation: int = 0
    next_file: int = 1
    next_cluster: int = 1
    segments: tuple[Entry, ...] = ()

    @property
    def files(self) -> set[str]:
        """The names of all files that it is made of."""
        return {entry.name for entry in self.segments} | {entry.gone for entry in self.segments if entry.gone}


def new_manifest(settings: CopySettings) -> Manifest:
    """An empty index of these settings; raises as `choose_bands`."""
    return Manifest(settings, choose_bands(settings), probe(settings))


def probe(settings: CopySettings) -> int:
    """A number that changes when what a text is folded, shingled or sketched to does: other versions of dedup differ.

    It is the checksum of the sketches of two fixed texts.
    """
    return _probe(settings, _PROBE)


@functools.cache
def _probe(settings: CopySettings, texts: tuple[str, ...]) -> int:
    made = sketch(pa.array(texts, pa.large_string()), settings)
    return zlib.crc32(made.prints.tobytes(), zlib.crc32(np.ascontiguousarray(made.slots).tobytes()))


def settings_row(settings: CopySettings) -> dict[str, Any]:
    """Settings as JSON has them."""
    return {**dataclasses.asdict(settings), "shingle": str(settings.shingle)}


def read_settings(row: dict[str, Any]) -> CopySettings:
    """Settings from JSON."""
    order = tuple(row["outlet_order"])
    return CopySettings(**{**row, "shingle": Shingling.parse(row["shingle"]), "outlet_order": order})


def check_settings(has: CopySettings, wanted: CopySettings, where: str) -> None:
    """Hold settings that were asked for to those that an index was made with.

    Raises
    ------
    SettingsError
        Naming each that differs, with both values.
    """
    ours, theirs = settings_row(has), settings_row(wanted)
    different = [f"{name.replace('_', '-')} {ours[name]} (asked for: {theirs[name]})"
                 for name in ours if ours[name] != theirs[name]]  # fmt: skip
    if different:
        raise SettingsError(
            f"{where} was made with {', '.join(different)}; leave the settings out, or make another index with yours"
        )


def load(folder: Path) -> Manifest:
    """Read the manifest of an index.

    Raises
    ------
    StoreError
        Where there is no index, or one of another version, or its manifest is damaged, or this dedup sketches texts
        otherwise than the one that made it.
    """
    path = folder / NAME
    try:
        body = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise StoreError(f"{folder} is no index; make one with: dedup index create {folder}") from None
    except NotADirectoryError:
        raise StoreError(f"{folder} is no folder") from None
    except OSError as error:
        raise StoreError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    except (ValueError, RecursionError):
        raise _damaged(path) from None
    if not isinstance(body, dict) or body.get("kind") != KIND:
        raise _damaged(path)
    if body.get("format_version") != FORMAT_VERSION:
        raise StoreError(
            f"{path}: has format version {body.get('format_version')}, and this version of dedup reads "
            f"{FORMAT_VERSION}; make the index anew from its documents, or use the version of dedup that wrote it"
        )
    if body.pop("check", None) != _check(body):
        raise _damaged(path)
    with sound(path):
        made = _made(body)
    settings = made.settings
    if made.probe != probe(settings) or made.bands != choose_bands(settings):
        raise StoreError(
            f"{folder} was made by a version of dedup that folds or sketches texts otherwise, so their numbers cannot "
            "be compared; make the index anew from its documents, or use the version of dedup that made it"
        )
    return made


def _made(body: dict[str, Any]) -> Manifest:
    """A manifest of what its file says; raises what `sound` takes."""
    try:
        settings = read_settings(body["settings"])
    except SettingsError as error:
        raise ValueError(str(error)) from error
    counters = body["probe"], body["generation"], body["next_file"], body["next_cluster"]
    entries = tuple(Entry(**entry) for entry in body["segments"])
    bands = Bands(*body["bands"])
    for entry in entries:
        names = _FILE.match(entry.name) and (entry.gone is None or _FILE.match(entry.gone))
        numbers = (entry.check, entry.docs, entry.texts, entry.gone_check, entry.gone_docs, entry.gone_texts)
        if not names or not _are_counts(numbers):
            raise ValueError(f"an entry {entry}")
    if not _are_counts((*counters, *bands)):
        raise ValueError(f"counters {counters}, bands {bands}")
    return Manifest(settings, bands, *counters, entries)


def _are_counts(numbers: tuple[Any, ...]) -> bool:
    return all(type(number) is int and 0 <= number < 1 << 62 for number in numbers)


def _damaged(path: Path) -> StoreError:
    return StoreError(f"{path}: is damaged; restore the index from a copy, or make it anew from its documents")


def _check(body: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(body, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def store(folder: Path, manifest: Manifest) -> None:
    """Make a manifest the one that holds: written under another name, brought to the disk, renamed."""
    body: dict[str, Any] = {
        "kind": KIND,
        "format_version": FORMAT_VERSION,
        "generation": manifest.generation,
        "settings": settings_row(manifest.settings),
        "bands": list(manifest.bands),
        "probe": manifest.probe,
        "next_file": manifest.next_file,
        "next_cluster": manifest.next_cluster,
        "segments": [dataclasses.asdict(entry) for entry in manifest.segments],
    }
    write_json(folder / NAME, {**body, "check": _check(body)})


def write_json(path: Path, body: dict[str, Any]) -> None:
    """Replace a small JSON file, whole and durably."""
    partial = path.with_name(f"tmp-{path.name}")
    with partial.open("wb") as file:
        file.write((json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode())
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def read_watched(folder: Path) -> dict[str, dict[str, list[int]]]:
    """By folder that is watched: the files that have been taken in, as they were then.

    Raises
    ------
    StoreError
        Where the file that says so is damaged.
    """
    path = folder / SEEN
    try:
        body = json.loads(path.read_bytes())
        check = body.pop("check")
        folders: dict[str, dict[str, list[int]]] = body["folders"]
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
        check, body, folders = None, {}, {}
    if check == _check(body):
        return folders
    raise StoreError(f"{path}: is damaged; delete it, and files are taken in once more, which adds none twice")


def store_watched(folder: Path, folders: dict[str, dict[str, list[int]]]) -> None:
    """Replace that file."""
    body = {"folders": folders}
    write_json(folder / SEEN, {**body, "check": _check(body)})


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Be the one writer of an index; the system gives the lock up when the process ends, however it ends.

    Raises
    ------
    StoreError
        Where another process, or another thread, is writing.
    """
    if not (folder / NAME).exists():
        load(folder)  # says that there is no index
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _lock(handle):
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() if hasattr(os, "pread") else ""
            raise BusyError(
                f"{folder} is being written to{f' by process {holder}' if holder else ''}; "
                "an index has one writer at a time, try again when it is done"
            )
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    """Lock an open file for this process alone, without waiting; whether that went."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def sweep(folder: Path, manifest: Manifest) -> list[str]:
    """Delete what no manifest names: what a killed writer left, and what a change has replaced. For the writer only."""
    known = {NAME, LOCK, SEEN, *manifest.files}
    swept = []
    for path in sorted(folder.iterdir()):
        ours = path.name.startswith("tmp-") or path.suffix in (".segment", ".gone")
        if ours and path.name not in known:
            with contextlib.suppress(
                PermissionError
            ):  # a system that keeps what a reader has open: the next writer may
                path.unlink(missing_ok=True)
            swept.append(path.name)
    return swept
