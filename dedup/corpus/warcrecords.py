"""The records of a web archive, one after the other, by fastwarc; and the way on where its bytes are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dedup.corpus.streams import DamagedError, ExpandedError, Stream

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

RECOVERIES = 100
"""So often reading goes on behind damage; an archive with more of it is none."""
_VERSION = b"WARC/"
_KEPT = 1 << 25  # bytes behind the last record's beginning in which the next one is looked for after damage


class Raw(NamedTuple):
    """A record: its kind (`response`, ..), headers by lower-case name, stated length, and its block up to a cap."""

    kind: str
    headers: dict[str, str]
    length: int
    block: bytes


class Damage(NamedTuple):
    """A place where no record begins though one should."""

    what: str


class Tape:
    """A stream as fastwarc reads it, which can be wound back to the last record's beginning."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._first: bytes | None = stream.head
        self._ahead = b""
        self._past = bytearray()
        self._start = 0  # position of the first byte of `_past`
        self.base = 0  # position at which this reading of it began
        self.damage: DamagedError | None = None

    def read(self, size: int = -1) -> bytes:
        """The next bytes, some or all that were asked for; none at the end and where the stream is damaged."""
        if not self._ahead:
            self._ahead = self._next()
        data = self._ahead if size < 0 else self._ahead[:size]
        self._ahead = self._ahead[len(data) :]
        self._past += data
        if len(self._past) > 2 * _KEPT:
            self._forget(len(self._past) - _KEPT)
        return data

    def tell(self) -> int:
        """How many bytes were read since the last winding back."""
        return self._start + len(self._past) - self.base

    def seek(self, offset: int, whence: int = 0) -> int:
        """Not possible: fastwarc asks for the method, and only calls it where it skips in files."""
        raise OSError("a stream cannot be searched")

    def close(self) -> None:
        """The stream closes itself."""

    def _next(self) -> bytes:
        if self._first is not None:
            data, self._first = self._first, None
            if data:
                return data
        if self.damage is not None:
            return b""
        if self._stream.damage is not None:
            self.damage = self._stream.damage
            return b""
        try:
            return next(self._stream.rest, b"")
        except DamagedError as error:
            self.damage = self._stream.damage = error
            return b""

    def passed(self, position: int) -> None:
        """Nothing before this position is wanted again."""
        if position > self._start:
            self._forget(min(position - self._start, len(self._past)))

    def _forget(self, count: int) -> None:
        del self._past[:count]
        self._start += count

    def wind(self, after: int) -> int | None:
        """Go to where the next record seems to begin behind a position; how many bytes lie between, None at the end."""
        at = after
        while True:
            found = self._past.find(b"\n" + _VERSION, max(0, at - self._start))
            if found >= 0:
                self._ahead = bytes(self._past[found + 1 :]) + self._ahead
                del self._past[found + 1 :]
                self.base = self._start + found + 1
                return self.base - after
            at = max(at, self._start + len(self._past) - len(_VERSION))
            if not self.read(1 << 20):
                return None

    def resume(self) -> bool:
        """Behind damage of a compressed stream: whether it goes on with another member."""
        if not self._stream.resume():
            return False
        self.damage = None
        self.base = self._start + len(self._past)
        return True


def records(stream: Stream, cap: int) -> Iterator[Raw | Damage | DamagedError]:
    """The records of an archive; damage where it is, and at last what ended the archive before its time, if anything.

    Parameters
    ----------
    stream : Stream
        Decompressed bytes.
    cap : int
        So many bytes of a block are read; all of them are passed.

    Yields
    ------
    Raw, Damage or DamagedError
        Where no record begins as it should, the next line with a WARC version is taken for the next one; behind damage
        in gzip the next member. A record that is cut short there has a block that is shorter than its length.
    """
    tape = Tape(stream)
    for _ in range(RECOVERIES):
        place = _Place(tape.base)
        try:
            yield from _segment(tape, cap, place)
        except OSError as error:  # fastwarc's: where it stands is no record
            skipped = tape.wind(place.at + 1)
            further = "none follows" if skipped is None else f"one does {skipped:,} bytes further"
            yield Damage(f"no record begins where one should; {further} ({error})")
            if skipped is not None:
                continue
        if tape.damage is None:
            if place.clipped and tape.wind(place.at + 1) is not None:  # a wrong length, which reached beyond the end
                continue
            return
        damage = tape.damage
        if not tape.resume():
            if not place.clipped or isinstance(damage, ExpandedError):  # a cap's hits are counted in any case
                yield damage
            return
        if not place.clipped:
            yield Damage(f"{damage.reason}: {damage}")
    yield DamagedError(f"damaged in more than {RECOVERIES} places")


class _Place:
    """Where the last record began, and whether it was cut short."""

    def __init__(self, at: int) -> None:
        self.at, self.clipped = at, False


def _segment(tape: Tape, cap: int, place: _Place) -> Iterator[Raw]:
    """Records up to the end, or damage.

    Raises
    ------
    OSError
        Where no record begins.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = {int(getattr(WarcRecordType, name)): name for name in _KINDS}
    base = tape.base
    for record in ArchiveIterator(tape, parse_http=False, stream_detect=False):
        place.at = base + record.stream_pos
        tape.passed(place.at)
        kind = kinds.get(int(record.record_type), "unknown")
        length = record.content_length
        block = _block(record, cap)
        place.clipped = len(block) < min(length, cap)
        headers = {name.lower(): value for name, value in record.headers.items()}
        yield Raw(kind, headers, length, block)


_KINDS = ("warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation")


def _block(record: WarcRecord, cap: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while size < cap and (piece := record.reader.read(cap - size)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)
