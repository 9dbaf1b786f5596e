"""How much memory and disk a corpus needs, from the sizes of its files, and which engine follows from that."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dedup.config import CopySettings, EngineSettings, ReadSettings
from dedup.copies.candidates import Bands, choose_bands
from dedup.corpus.find import STDIN, DataFile, find
from dedup.corpus.remote import is_remote
from dedup.engines.work import is_unfinished
from dedup.errors import OutputError, SettingsError
from dedup.machine import free_memory

UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12,
         "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}  # fmt: skip
LEAST = 500_000_000
"""The smallest budget: Python, Arrow and the kernels take about half of it."""
SHARE = 0.75
"""Of the memory that is free, what is used where no budget is given."""
UNKNOWN = 4_000_000_000
"""The budget where the system does not say what is free."""

BASE, PER_BYTE = 300_000_000, {"copies": 3.0, "stories": 9.5, "storylines": 9.5}
"""Memory of the engine in memory: so much, and so many times the bytes of text; measured, see docs/scale.md."""
PACKED = {"gzip": 4.0, "zstd": 4.5, "bz2": 5.0, "auto": 1.0, None: 1.0}
"""Bytes of text a byte of file, by compression; measured on news."""
PARQUET = 3.5
"""The same of a Parquet file elsewhere, whose end is not looked at before it is read."""
PAGES = 0.1
"""Of the bytes of web pages, what articles are at the most."""
DOCUMENT_BYTES = 2000
"""Of a document of about 300 words, where no file tells how long its rows are."""
META_BYTES = 200
"""Columns of a document beside its text; they are written twice, in segments and sorted."""
HEAD_BYTES = 1 << 18
"""Of a file, what is looked at to see how long its rows are."""
HELD = 170
"""Bytes of memory a document that the engine on disk holds at its peak; see docs/scale.md."""


class Need(NamedTuple):
    """Estimates: bytes of text, of memory for the engine in memory, of disk for the one on disk."""

    text_bytes: int
    memory_bytes: int
    disk_bytes: int


def parse_size(text: str) -> int:
    """Bytes that a size means.

    Raises
    ------
    SettingsError
        Where it is none.

    Examples
    --------
    >>> parse_size("4GB"), parse_size("1.5 GiB"), parse_size("800000000")
    (4000000000, 1610612736, 800000000)
    """
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,6})?) ?([A-Za-z]{0,3})", text.strip())
    if not match or match[2].upper() not in UNITS:
        raise SettingsError(f"memory is {text!r}; write a size such as 4GB, 800MB or 16GiB")
    return int(float(match[1]) * UNITS[match[2].upper()])


def budget(memory: int | str | None) -> int:
    """Bytes of memory to use: as asked for, else three quarters of what is free.

    Raises
    ------
    SettingsError
        Below 500 MB.
    """
    if memory is None:
        free = free_memory()
        return UNKNOWN if free is None else max(LEAST, int(free * SHARE))
    size = parse_size(memory) if isinstance(memory, str) else memory
    if size < LEAST:
        raise SettingsError(f"memory is {say(size)}; the least that dedup works with is {say(LEAST)}")
    return size


def estimate(files: Sequence[DataFile], settings: CopySettings, bands: Bands, level: str = "copies") -> Need | None:
    """What a corpus needs; None where it comes from standard input, whose size nobody knows."""
    if any(file.path == STDIN for file in files):
        return None
    text = sum(map(_text_bytes, files))
    a_document = 8 * bands.bands + 2 * META_BYTES + 32
    disk = text + text / _row_bytes(files) * a_document
    return Need(int(text), int(BASE + PER_BYTE[level] * text), int(disk))


def _text_bytes(file: DataFile) -> float:
    """About how many bytes of text a file holds: what is unpacked, and of web pages the share that articles are."""
    if file.kind == "parquet":
        return _unpacked(file)
    share = PAGES if file.kind in ("html", "warc") and ".wet" not in file.name else 1.0
    return file.size * PACKED[file.compression] * share


def _unpacked(file: DataFile) -> float:
    """Bytes of a Parquet file before compression, as it says itself."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not is_remote(file.path):
        try:
            meta = pq.read_metadata(file.path)
        except (pa.ArrowInvalid, OSError):  # reading it will say what is wrong
            return float(file.size)
        return float(sum(meta.row_group(k).total_byte_size for k in range(meta.num_row_groups)))
    return file.size * PARQUET


def _row_bytes(files: Sequence[DataFile]) -> float:
    """Bytes of a row, from the first file that tells: the lines at its beginning, or its own count."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for file in files:
        if is_remote(file.path) or not file.size:
            continue
        try:
            if file.kind == "parquet":
                return float(max(1.0, _unpacked(file) / max(1, pq.read_metadata(file.path).num_rows)))
            if file.kind in ("jsonl", "csv", "tsv") and file.compression is None:
                with Path(file.path).open("rb") as opened:
                    head = opened.read(HEAD_BYTES)
                return len(head) / max(1, head.count(b"\n"))
        except (pa.ArrowInvalid, OSError):  # reading it will say what is wrong
            continue
    return DOCUMENT_BYTES


class Plan(NamedTuple):
    """Which engine runs, `memory` or `disk`, and why; the budget of memory in bytes, and what the corpus needs."""

    engine: str
    why: str
    memory: int
    need: Need | None

    def facts(self) -> dict[str, Any]:
        """For run.json."""
        need = {} if self.need is None else {f"estimated_{name}": value for name, value in self.need._asdict().items()}
        return {"name": self.engine, "why": self.why, "budget_bytes": self.memory, **need}


def plan(paths: Any, read: ReadSettings, settings: CopySettings, engine: EngineSettings, level: str) -> Plan:
    """Choose the engine for a corpus.

    Parameters
    ----------
    paths : path or iterable of paths
    read, settings, engine
        What is asked for.
    level : str
        One of `config.LEVELS`: on disk there is `copies` alone.

    Raises
    ------
    InputError
        Where a file is not there.
    SettingsError
        Where the disk is called for, and the level is not `copies`.
    """
    files = find([paths] if isinstance(paths, str | os.PathLike) else list(paths), read).files
    memory, need = budget(engine.memory), estimate(files, settings, choose_bands(settings), level)
    if engine.engine != "auto":
        found = Plan(engine.engine, "asked for", memory, need)
    elif engine.resume and engine.work is not None and is_unfinished(Path(engine.work)):
        found = Plan("disk", f"{engine.work} holds an unfinished run", memory, need)
    elif need is None:
        found = Plan("memory", "how big standard input is shows only when it is read", memory, need)
    elif need.memory_bytes > memory:
        why = f"it would take about {say(need.memory_bytes)} of memory, and {say(memory)} may be used"
        found = Plan("disk", why, memory, need)
    else:
        why = f"it takes up to about {say(need.memory_bytes)} of memory, and {say(memory)} may be used"
        found = Plan("memory", why, memory, need)
    if found.engine == "disk" and level != "copies":
        more = "" if need is None else f", or allow as much with --memory {need.memory_bytes / 1e9:.1f}GB"
        raise SettingsError(
            f"this corpus has to be worked on disk ({found.why}), where copies are found and {level} are not; "
            f"ask for copies alone with --level copies{more}"
        )
    return found


def check_disk(folder: Path, need: int) -> int:
    """Bytes that are free for a work folder.

    Raises
    ------
    OutputError
        Where that is less than `need`.
    """
    place = next((each for each in (folder, *folder.absolute().parents) if each.exists()), folder)
    free = shutil.disk_usage(place).free
    there = sum(path.stat().st_size for path in folder.glob("*") if path.is_file())  # of the run that is resumed
    if free + there < need:
        raise OutputError(
            f"{folder}: this corpus needs about {say(need)} of disk for working files, and {say(free)} are free there; "
            "name a folder on a bigger disk with --work. Nothing was read or written"
        )
    return free


def say(n_bytes: int) -> str:
    """A size for people.

    >>> say(4_250_000_000), say(800_000_000)
    ('4.2 GB', '800 MB')
    """
    return f"{n_bytes / 1e9:.1f} GB" if n_bytes >= 1e9 else f"{n_bytes / 1e6:.0f} MB"
