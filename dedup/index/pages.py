"""Arrays and blocks of bytes in one file, memory-mapped, each page checked before it is first believed.

    magic, version | arrays and blocks, 64-byte aligned | a CRC-32 of each 4096 bytes so far | footer (JSON) | tail

The footer says where what stands, and has a checksum of its own and of the table of checksums. A file is written under
a temporary name and renamed when it is whole and on the disk.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.errors import StoreError
from dedup.index.sound import array_place, sound, unsound

MAGIC = b"DEDUPIDX"
VERSION = 1
PAGE = 4096
_HEAD = struct.Struct("<8sII")  # magic, version, zero
_TAIL = struct.Struct("<QII8s")  # bytes of the footer, its checksum, that of the table of checksums, magic
_ALIGN = 64


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class PageWriter:
    """Writes a file of pages; nothing has its final name before `finish`."""

    def __init__(self, path: Path) -> None:
        self.path, self._partial = path, path.with_name(f"tmp-{path.name}")
        self._file = self._partial.open("wb")
        self._sums: list[int] = []
        self._open, self._open_sum, self.at = 0, 0, 0
        self._arrays: dict[str, dict[str, Any]] = {}
        self._write(_HEAD.pack(MAGIC, VERSION, 0))

    def _write(self, data: Any) -> None:
        view = memoryview(data).cast("B")
        self._file.write(view)
        self.at += len(view)
        place = 0
        while place < len(view):
            step = min(PAGE - self._open, len(view) - place)
            self._open_sum = zlib.crc32(view[place : place + step], self._open_sum)
            self._open, place = self._open + step, place + step
            if self._open == PAGE:
                self._sums.append(self._open_sum)
                self._open, self._open_sum = 0, 0

    def block(self, data: bytes | memoryview) -> int:
        """Write bytes where the file stands; returns at which byte they begin."""
        at = self.at
        self._write(data)
        return at

    def array(self, name: str, values: NDArray[Any]) -> None:
        """Write an array under a name."""
        self.rows(name, values.dtype, values.shape, [values])

    def rows(self, name: str, kind: Any, shape: Sequence[int], parts: Iterable[NDArray[Any]]) -> None:
        """Write an array that is made piece by piece, in the order of its elements."""
        self._write(bytes(-self.at % _ALIGN))
        kind = np.dtype(kind).newbyteorder("<")
        self._arrays[name] = {"dtype": kind.str, "shape": list(shape), "at": self.at}
        for part in parts:
            if part.size:
                self._write(np.ascontiguousarray(part, kind).reshape(-1).view(np.uint8))

    def finish(self, meta: Mapping[str, Any]) -> int:
        """Write the footer, bring all of it to the disk, and give the file its name; returns the footer's checksum."""
        self._file.flush()
        sums = np.array([*self._sums, *([self._open_sum] if self._open else [])], "<u4").tobytes()
        body = {"meta": dict(meta), "arrays": self._arrays, "pages_end": self.at}
        footer = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        check = zlib.crc32(footer)
        self._file.write(sums + footer + _TAIL.pack(len(footer), check, zlib.crc32(sums), MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._partial.replace(self.path)
        sync_folder(self.path.parent)
        return check

    def abandon(self) -> None:
        """Close and delete what was written so far."""
        self._file.close()
        self._partial.unlink(missing_ok=True)


class Pages:
    """A file of pages, open to read.

    Parameters
    ----------
    path : Path

    Attributes
    ----------
    meta : dict
        What `PageWriter.finish` was given.
    check : int
        Checksum of the footer.

    Raises
    ------
    StoreError
        Where the file is of another kind or version, cut short, or its footer is damaged. Damage elsewhere is found
        when the page is read.
    FileNotFoundError
        Where there is none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _HEAD.size + _TAIL.size:
                raise self._damaged(f"is cut short: it has {size} bytes")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, version, _ = _HEAD.unpack_from(self._map, 0)
        if magic != MAGIC:
            raise self._damaged("is no file of an index")
        if version != VERSION:
            raise StoreError(
                f"{path}: has format version {version}, and this version of dedup reads {VERSION}; "
                "make the index anew from its documents, or use the version of dedup that wrote it"
            )
        length, self.check, sums_check, magic = _TAIL.unpack_from(self._map, size - _TAIL.size)
        start = size - _TAIL.size - length
        if magic != MAGIC or start < _HEAD.size:
            raise self._damaged("is cut short, or its last bytes are damaged")
        footer = self._map[start : start + length]
        if zlib.crc32(footer) != self.check:
            raise self._damaged("is damaged: the checksum of its footer differs")
        with sound(path):
            body = json.loads(footer)
            end = int(body["pages_end"])
            places = {name: array_place(entry, end, _ALIGN) for name, entry in body["arrays"].items()}
            self.meta: dict[str, Any] = dict(body["meta"])
        sums = self._map[end:start]
        if end < _HEAD.size or zlib.crc32(sums) != sums_check or len(sums) != 4 * -(-end // PAGE):
            raise self._damaged("is damaged: the checksum of its table of checksums differs")
        self._end, self._size = end, size
        self._sums = np.frombuffer(sums, "<u4")
        self.state = np.zeros(len(self._sums), np.uint8)
        self._arrays: dict[str, NDArray[Any]] = {}
        self._places: dict[str, int] = {}
        for name, (kind, shape, count, at) in places.items():
            flat = np.frombuffer(self._map, kind, count, at) if count else np.zeros(0, kind)
            self._arrays[name], self._places[name] = flat.reshape(shape), at
        self.touch(0, _HEAD.size)

    def _damaged(self, what: str) -> StoreError:
        return StoreError(f"{self.path}: {what}; restore the index from a copy, or make it anew from its documents")

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._size

    def place(self, name: str) -> int:
        """The byte at which an array begins."""
        return self._places[name]

    @property
    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """All arrays by name, their pages not checked: for their shapes and types."""
        return self._arrays

    def unchecked(self, name: str) -> NDArray[Any]:
        """An array whose pages may not have been checked: for kernels that ask `check_pages` themselves."""
        return self._arrays[name]

    def __getitem__(self, name: str) -> NDArray[Any]:
        """A whole array, checked."""
        if name not in self._arrays:
            raise unsound(self.path, f"it has no {name}")
        values = self._arrays[name]
        self.touch(self._places[name], self._places[name] + values.nbytes)
        return values

    def row(self, name: str, number: int) -> NDArray[Any]:
        """One row of an array of two dimensions, checked."""
        values: NDArray[Any] = self._arrays[name][number]
        start = self._places[name] + number * values.nbytes
        self.touch(start, start + values.nbytes)
        return values

    def take(self, name: str, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Some rows of an array, checked; a row is no longer than 64 bytes, and so in one page."""
        values = self._arrays[name]
        if len(rows):
            if rows.min() < 0 or rows.max() >= len(values):
                raise unsound(self.path, f"it names row {rows.max()} of the {len(values)} of {name}")
            width = values.nbytes // len(values)
            pages = np.unique((self._places[name] + rows * width) // PAGE)
            self.check_pages(pages[self.state[pages] != 1])
        return values[rows]

    def read(self, start: int, end: int) -> memoryview:
        """Bytes of the file, checked."""
        self.touch(start, end)
        return memoryview(self._map)[start:end]

    def touch(self, start: int, end: int) -> None:
        """Check the pages of these bytes, where they have not been.

        Raises
        ------
        StoreError
            Where the file is damaged there.
        """
        if end > start:
            if start < 0 or end > self._end:
                raise unsound(self.path, f"it names bytes {start} to {end} of {self._end}")
            first, last = start // PAGE, (end - 1) // PAGE + 1
            self.check_pages(np.flatnonzero(self.state[first:last] != 1) + first)

    def check_pages(self, pages: NDArray[np.int64]) -> None:
        """Check pages by number; raises as `touch`."""
        view = memoryview(self._map)
        for page in pages.tolist():
            start, end = page * PAGE, min((page + 1) * PAGE, self._end)
            if zlib.crc32(view[start:end]) != self._sums[page]:
                self.state[pages] = 0
                raise self._damaged(f"is damaged: the checksum of bytes {start} to {end} differs")
            self.state[page] = 1

    def check_all(self) -> None:
        """Check every page; raises as `touch`. Cost: reads the whole file."""
        self.touch(0, self._end)
