"""Bytes of a file, plain or compressed, as a stream; what their first bytes say that they are."""

from __future__ import annotations

import bz2
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from dedup.corpus.find import STDIN, DataFile
from dedup.errors import InputError

CHUNK = 1 << 20
COMPRESSED_CHUNK = 1 << 16  # what is lost before the damage in a damaged archive is less than this
HEAD = 1 << 18

MAGIC = {
    b"\x1f\x8b": "gzip", b"(\xb5/\xfd": "zstd", b"BZh": "bz2", b"PAR1": "Parquet",
    b"PK\x03\x04": "zip (or xlsx, docx)", b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG",
    b"\xfd7zXZ": "xz", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"ARROW1": "Arrow", b"SQLite format 3": "SQLite",
    b"\xd0\xcf\x11\xe0": "an old Office format", b"Obj\x01": "Avro", b"ORC": "ORC",
}  # fmt: skip
BOM = b"\xef\xbb\xbf"


class DamagedError(Exception):
    """A compressed stream ended early or its bytes are wrong; all before it was handed on."""


class Scratch:
    """Buffers that one part hands on to the next: fresh memory costs more, in page faults, than the reading itself."""

    def __init__(self) -> None:
        self._free: list[bytearray] = []

    @contextmanager
    def take(self, size: int) -> Iterator[memoryview]:
        """A buffer of so many bytes, for as long as the context lasts; what is in it is left over."""
        try:
            buffer = self._free.pop()
        except IndexError:  # asked for by threads at once: look and take in one step
            buffer = bytearray()
        if len(buffer) < size:
            buffer = bytearray(size)
        yield memoryview(buffer)[:size]
        self._free.append(buffer)


def kind_of(head: bytes) -> str | None:
    """The format that these first bytes belong to, where they are those of a known binary one."""
    return next((name for magic, name in MAGIC.items() if head.startswith(magic)), None)


def describe(head: bytes) -> str:
    """First bytes for a message.

    >>> describe(b"PAR1....")
    'it is Parquet'
    >>> describe(b"hello, all")
    "it begins with 'hello, all'"
    """
    known = kind_of(head)
    if known:
        return f"it is {known}"
    return f"it begins with {head[:40].decode('utf-8', 'backslashreplace')!r}" if head else "it is empty"


def open_raw(file: DataFile) -> BinaryIO:
    """The bytes as stored.

    Raises
    ------
    InputError
        Where the system refuses to open it.
    """
    if file.path == STDIN:
        return sys.stdin.buffer
    try:
        return Path(file.path).open("rb")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=file.path) from error


class Stream:
    """The bytes of a file, decompressed: `head` first, then `rest` in chunks as they come.

    `head` has at least 256 KB and a whole line, or is all that there is; `damage` says that the file is damaged within
    it. `consumed` is how many stored bytes have been read so far. `rest` ends, or raises `DamagedError`.
    """

    def __init__(self, file: DataFile) -> None:
        self.file = file
        self.consumed = 0
        self._raw = open_raw(file)
        self._first = self._raw.read(COMPRESSED_CHUNK)
        self.codec = file.compression
        if self.codec == "auto":
            found = kind_of(self._first)
            self.codec = found if found in ("gzip", "zstd", "bz2") else None
        if self.codec is not None and self._first and kind_of(self._first) != self.codec:
            self.close()
            raise InputError(
                f"its name says {self.codec}, but {describe(self._first)}; give it the name that it should have",
                path=file.path,
            )
        self.rest = self._chunks()
        self.head, self.damage = self._take_head()

    def close(self) -> None:
        """Close the file, unless it is standard input."""
        if self.file.path != STDIN:
            self._raw.close()

    def _take_head(self) -> tuple[bytes, DamagedError | None]:
        pieces: list[bytes] = []
        size, line = 0, False
        try:
            for chunk in self.rest:
                pieces.append(chunk)
                size += len(chunk)
                line = line or b"\n" in chunk
                if size >= HEAD and line:
                    break
        except DamagedError as error:
            return b"".join(pieces), error
        return b"".join(pieces), None

    def _chunks(self) -> Iterator[bytes]:
        try:
            if self.codec is None:
                yield from self._stored(CHUNK)
            elif self.codec == "zstd":
                yield from self._zstd()
            else:
                yield from self._members()
        finally:
            self.close()

    def _stored(self, size: int) -> Iterator[bytes]:
        data = self._first
        while data:
            self.consumed += len(data)
            yield data
            data = self._raw.read(size)

    def _members(self) -> Iterator[bytes]:
        """Gzip and bzip2, of several members one after the other; zeros after the last are padding."""
        member = self._member()
        started = False
        for stored in self._stored(COMPRESSED_CHUNK):
            data = stored
            while data:
                if not started:
                    data = data.lstrip(b"\0")
                    if not data:
                        break
                started = True
                try:
                    out = member.decompress(data)
                except (OSError, EOFError, zlib.error) as error:
                    raise DamagedError(str(error)) from error
                if out:
                    yield out
                data = member.unused_data if member.eof else b""
                if member.eof:
                    member, started = self._member(), False
        if started:
            raise DamagedError("it ends in the middle")

    def _member(self) -> Any:
        """A decompressor of one member; what the two kinds share has no name in the standard library."""
        return bz2.BZ2Decompressor() if self.codec == "bz2" else zlib.decompressobj(31)

    def _zstd(self) -> Iterator[bytes]:
        import pyarrow as pa

        try:
            with pa.CompressedInputStream(pa.PythonFile(_Joined(self), mode="r"), "zstd") as plain:
                while data := plain.read(COMPRESSED_CHUNK):
                    yield data
        except OSError as error:
            raise DamagedError(str(error)) from error


class _Joined:
    """What Arrow needs of a file: read, closed, close."""

    def __init__(self, stream: Stream) -> None:
        self._chunks = stream._stored(COMPRESSED_CHUNK)
        self._left = b""
        self.closed = False

    def read(self, size: int) -> bytes:
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._left = chunk
        data, self._left = self._left[:size], self._left[size:]
        return data

    def close(self) -> None:
        self.closed = True
