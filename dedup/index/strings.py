"""Strings of bytes in compressed blocks: small on disk, and any of them back in tens of microseconds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.index.pages import Pages, PageWriter
from dedup.index.sound import unsound

BLOCK_BYTES = 1 << 15
"""Of strings before compression: blocks of 16 kB are 6 % larger in all, those of 64 kB take twice as long to read."""
_LEVEL = 3
_CACHED = 128


class StringWriter:
    """Appends strings to a file of pages, under a name."""

    def __init__(self, out: PageWriter, name: str) -> None:
        self._out, self._name, self._codec = out, name, pa.Codec("zstd", compression_level=_LEVEL)
        self._waiting: list[bytes] = []
        self._bytes = 0
        self._sizes: list[NDArray[np.int64]] = []
        self._at: list[int] = []
        self._ends: list[int] = []
        self._first: list[int] = [0]

    def extend(self, strings: Iterable[bytes]) -> None:
        """Append strings."""
        for string in strings:
            self._waiting.append(string)
            self._bytes += len(string)
            if self._bytes >= BLOCK_BYTES:
                self._flush()

    def _flush(self) -> None:
        if self._waiting:
            sizes = np.fromiter(map(len, self._waiting), np.int64, len(self._waiting))
            self.copy(self._codec.compress(b"".join(self._waiting), asbytes=True), sizes)
            self._waiting, self._bytes = [], 0

    def copy(self, compressed: bytes | memoryview, sizes: NDArray[np.int64]) -> None:
        """Append a block as it stands in another file; what waits to be a block must not be there (`settle`)."""
        self._at.append(self._out.block(compressed))
        self._ends.append(self._out.at)
        self._sizes.append(sizes)
        self._first.append(self._first[-1] + len(sizes))

    def settle(self) -> None:
        """Make a block of what waits, however little."""
        self._flush()

    def finish(self) -> None:
        """Write the places of all strings."""
        self._flush()
        none = np.zeros(0, np.int64)
        self._out.array(f"{self._name}.size", np.concatenate([none, *self._sizes]).astype(np.uint32))
        self._out.array(f"{self._name}.block", np.array([self._at, self._ends], np.int64).T.reshape(-1, 2))
        self._out.array(f"{self._name}.first", np.array(self._first, np.int64))


class Strings:
    """The strings that a `StringWriter` has written."""

    def __init__(self, pages: Pages, name: str) -> None:
        self._pages, self._codec = pages, pa.Codec("zstd")
        self._name = name
        self._cache: OrderedDict[int, tuple[bytes, NDArray[np.int64]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pages.unchecked(f"{self._name}.size"))

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return len(self._pages.unchecked(f"{self._name}.block"))

    @property
    def firsts(self) -> NDArray[np.int64]:
        """int64 [blocks + 1]: the first string of each block, and how many there are."""
        firsts: NDArray[np.int64] = self._pages[f"{self._name}.first"]
        return firsts

    def large(self, block: int) -> bool:
        """Whether a block is as large as blocks should be."""
        first, last = self.span(block)
        return int(self._pages[f"{self._name}.size"][first:last].sum()) >= BLOCK_BYTES // 2

    def span(self, block: int) -> tuple[int, int]:
        """First string of a block, and one past its last."""
        first, last = self._pages.take(f"{self._name}.first", np.array([block, block + 1])).tolist()
        if not 0 <= first <= last <= len(self):
            raise unsound(self._pages.path, f"a block of {self._name} holds rows {first} to {last} of {len(self)}")
        return first, last

    def raw(self, block: int) -> tuple[memoryview, NDArray[np.int64]]:
        """A block as it stands in the file, and the sizes of its strings."""
        start, end = self._pages.take(f"{self._name}.block", np.array([block]))[0].tolist()
        first, last = self.span(block)
        sizes = self._pages.take(f"{self._name}.size", np.arange(first, last)).astype(np.int64)
        return self._pages.read(start, end), sizes

    def _block(self, block: int) -> tuple[bytes, NDArray[np.int64]]:
        found = self._cache.get(block)
        if found is None:
            compressed, sizes = self.raw(block)
            ends = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
            try:
                found = self._codec.decompress(compressed, int(ends[-1]), asbytes=True), ends
            except OSError as error:
                raise unsound(self._pages.path, f"a block of {self._name} cannot be unpacked ({error})") from error
            self._cache[block] = found
            if len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
        return found

    def __getitem__(self, rows: NDArray[np.int64]) -> list[bytes]:
        """The strings of these rows, in their order. Cost: a block of 32 kB for each run of rows in one."""
        if len(rows) == 0:
            return []
        firsts = self._pages[f"{self._name}.first"]
        blocks = np.searchsorted(firsts, rows, side="right") - 1
        made = []
        for row, block in zip(rows.tolist(), blocks.tolist(), strict=True):
            if not 0 <= block < self.blocks or row >= firsts[block + 1]:
                raise unsound(self._pages.path, f"no block of {self._name} holds row {row}")
            data, ends = self._block(block)
            place = row - int(firsts[block])
            made.append(data[ends[place] : ends[place + 1]])
        return made


def text_array(strings: list[bytes]) -> pa.Array:
    """Strings of UTF-8 as an Arrow array of large_string, not checked again."""
    offsets = np.zeros(len(strings) + 1, np.int64)
    np.cumsum([len(string) for string in strings], out=offsets[1:])
    return pa.Array.from_buffers(
        pa.large_string(), len(strings), [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(strings))]
    )
