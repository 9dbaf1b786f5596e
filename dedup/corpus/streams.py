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
from dedup.corpus.remote import is_remote, open_remote
from dedup.errors import InputError

CHUNK = 1 << 20
COMPRESSED_CHUNK = 1 << 16  # what is lost before the damage in a damaged archive is less than this
HEAD = 1 << 18
PIECE = 16 << 20
FREE = 64 << 20  # so much may come out of any archive, however small it is

MAGIC = {
    b"\x1f\x8b": "gzip", b"(\xb5/\xfd": "zstd", b"BZh": "bz2", b"PAR1": "Parquet",
    b"PK\x03\x04": "zip (or xlsx, docx)", b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG",
    b"\xfd7zXZ": "xz", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"ARROW1": "Arrow", b"SQLite format 3": "SQLite",
    b"\xd0\xcf\x11\xe0": "an old Office format", b"Obj\x01": "Avro", b"ORC": "ORC",
}  # fmt: skip
BOM = b"\xef\xbb\xbf"
_MEMBER = b"\x1f\x8b\x08"  # of gzip


class DamagedError(Exception):
    """A compressed stream ended early or its bytes are wrong; all before it was handed on."""

    reason = "damaged archive"


class ExpandedError(DamagedError):
    """More comes out of an archive than text can have been put in."""

    reason = "archive expands too far"


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
        Where the system refuses to open it, or nothing here can.
    """
    if file.path == STDIN:
        return sys.stdin.buffer
    if is_remote(file.path):
        return open_remote(file.path)
    try:
        return Path(file.path).open("rb")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=file.path) from error


class Stream:
    """The bytes of a file, decompressed: `head` first, then `rest` in chunks as they come.

    `head` has at least 256 KB and a whole line, or is all that there is; `damage` says that the file is damaged within
    it. `consumed` is how many stored bytes have been read so far. `rest` ends, or raises `DamagedError`; it does that
    too where more than `expansion` times of them came out, and more than 64 MB.
    """

    def __init__(self, file: DataFile, expansion: int | None = None, *, recover: bool = False) -> None:
        self.file = file
        self._expansion, self._recover = expansion, recover
        self._produced = 0
        self._undone = b""
        self.consumed = 0
        self._raw = open_raw(file)
        self._first = self._read(COMPRESSED_CHUNK)
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

    def _read(self, size: int) -> bytes:
        """The next stored bytes; raises InputError where the disk, or who is behind a pipe, does not give them."""
        try:
            return self._raw.read(size)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}", path=self.file.path) from error

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

    def never_resume(self) -> None:
        """Close the file at damage, also where that is behind us."""
        self._recover = False
        if self.damage is not None:
            self.close()

    def everything(self) -> bytes:
        """All of it, or all before the damage, which is then in `damage`."""
        pieces = [self.head]
        try:
            if self.damage is None:
                pieces.extend(self.rest)
        except DamagedError as error:
            self.damage = error
        return b"".join(pieces)

    def resume(self) -> bool:
        """After damage in gzip: go on with the next member, as each record of a web archive is one. False without."""
        if not self._recover or self.codec != "gzip" or isinstance(self.damage, ExpandedError):
            return False
        held = self._undone
        while (at := held.find(_MEMBER)) < 0:
            more = self._read(COMPRESSED_CHUNK)
            if not more:
                self.close()
                return False
            self.consumed += len(more)
            held = held[1 - len(_MEMBER) :] + more
        self._first = held[at:]
        self.consumed -= len(self._first)
        self.damage = None
        self.rest = self._chunks()
        return True

    def _chunks(self) -> Iterator[bytes]:
        """Decompressed; the file stays open after damage where `resume` may be called."""
        resumable = False
        try:
            if self.codec is None:
                yield from self._stored(CHUNK)
            else:
                yield from self._bounded(self._zstd() if self.codec == "zstd" else self._members())
        except DamagedError as error:
            resumable = self._recover and self.codec == "gzip" and not isinstance(error, ExpandedError)
            raise
        finally:
            if not resumable:
                self.close()

    def _bounded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            room = max(FREE, (self._expansion or 0) * self.consumed) - self._produced
            self._produced += len(chunk)
            if self._expansion and len(chunk) > room:
                yield chunk[:room]
                raise ExpandedError(f"more than {self._expansion} times its size, which expansion allows")
            yield chunk

    def _stored(self, size: int) -> Iterator[bytes]:
        data = self._first
        while data:
            self.consumed += len(data)
            yield data
            data = self._read(size)

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
                fresh, started = not started, True
                try:
                    yield from _expand(member, data)
                except (OSError, EOFError, zlib.error) as error:
                    self._undone = data[1:] if fresh else data
                    raise DamagedError(str(error)) from error
                data = member.unused_data if member.eof else b""
                if member.eof:
                    member, started = self._member(), False
        if started:
            self._undone = b""
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


def _expand(member: Any, data: bytes) -> Iterator[bytes]:
    """What these bytes of a gzip or bzip2 member expand to, in pieces of at most 16 MB."""
    out = member.decompress(data, PIECE)
    while out:
        yield out
        if isinstance(member, bz2.BZ2Decompressor):
            out = b"" if member.eof or member.needs_input else member.decompress(b"", PIECE)
        else:
            out = member.decompress(member.unconsumed_tail, PIECE) if member.unconsumed_tail else b""


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
