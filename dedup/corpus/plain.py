"""Text files, each a document: .txt and .md. The id is the file's name, relative to the folder that was given.

UTF-8, with or without a byte order mark; what is not UTF-8 becomes U+FFFD and is counted. UTF-16 is read where its mark
says so. Line ends stay as they are.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from dedup.corpus.columns import Role
from dedup.corpus.find import DataFile
from dedup.corpus.part import Loaded, Part, nothing, shape
from dedup.corpus.streams import BOM, describe, kind_of, open_raw
from dedup.corpus.tally import Tally
from dedup.errors import InputError

MAX_FILES = 1024


def plan(number: int, files: Sequence[DataFile], part_bytes: int) -> Iterator[Part]:
    """Parts of text files that follow one another, of about `part_bytes`; `number` is that of the first."""
    held: list[DataFile] = []
    size = 0
    for k, file in enumerate(files):
        if held and (size + file.size > part_bytes or len(held) == MAX_FILES):
            yield TextPart(number + k - len(held), size, tuple(held))
            held, size = [], 0
        held.append(file)
        size += file.size
    if held:
        yield TextPart(number + len(files) - len(held), size, tuple(held))


@dataclass(frozen=True)
class TextPart:
    """Some files, or `data` of standard input in place of the one."""

    file: int
    weight: int
    files: tuple[DataFile, ...]
    data: bytes | None = None

    def load(self) -> Loaded:
        """Read them; one that is no text is a row that is skipped."""
        names: list[str] = []
        texts: list[str] = []
        replaced: list[int] = []
        tally = Tally()
        for file in self.files:
            raw = self._read(file)
            known = kind_of(raw[:64])
            if known and known not in ("UTF-16", "ORC", "bz2"):  # those two are words that a text may begin with
                tally.skip(1, "not text", f"not text: {describe(raw[:64])}", file.name)
                continue
            text, changed = decode(raw)
            if changed:
                replaced.append(len(names))
            names.append(file.name)
            texts.append(text)
        if not names:
            return nothing(tally, 0)
        ids = pa.array(names, pa.large_string())
        source = pa.DictionaryArray.from_arrays(pa.array(np.arange(len(names), dtype=np.int32)), ids)
        ones = np.ones(len(names), np.int64)
        columns: dict[Role, pa.Array] = {"id": ids, "text": pa.array(texts, pa.large_string())}
        return shape(columns, ones, source, tally, 0, np.array(replaced, np.int64))

    def _read(self, file: DataFile) -> bytes:
        if self.data is not None:
            return self.data
        with open_raw(file) as opened:
            try:
                return opened.read()
            except OSError as error:
                raise InputError(f"cannot be read: {error.strerror}", path=file.path) from error


def decode(raw: bytes) -> tuple[str, bool]:
    r"""The text of a file, and whether anything in it had to be replaced.

    >>> decode(b"\xef\xbb\xbfa\r\nb"), decode(b"caf\xe9")
    (('a\r\nb', False), ('caf\ufffd', True))
    """
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    raw = raw.removeprefix(BOM)
    try:
        return raw.decode(encoding), False
    except UnicodeDecodeError:
        return raw.decode(encoding, "replace"), True
