"""All targets by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fuzz import folders, readers, texts


class Target(NamedTuple):
    """A function that fails where dedup does, and bytes to begin with; share: of the time, beside the others'."""

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    share: int = 1


TARGETS = {
    "jsonl": Target(readers.jsonl, readers.jsonl_seeds),
    "packed": Target(readers.packed, readers.packed_seeds),
    "csv": Target(readers.delimited, readers.delimited_seeds),
    "text": Target(readers.text, readers.text_seeds),
    "html": Target(readers.html, readers.html_seeds),
    "warc": Target(readers.warc, readers.warc_seeds),
    "parquet": Target(readers.parquet, readers.parquet_seeds),
    "fold": Target(texts.fold, texts.text_seeds),
    "dates": Target(texts.dates, texts.text_seeds),
    "claims": Target(texts.claims, texts.text_seeds, 2),
    "comparison": Target(folders.comparison, folders.edit_seeds),
    "run": Target(folders.run, folders.edit_seeds),
    "index": Target(folders.index, folders.edit_seeds),
    "crafted_index": Target(folders.crafted_index, folders.edit_seeds),
}
