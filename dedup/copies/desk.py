"""The documents of a corpus as evidence, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from dedup.copies.agencies import Agency, Names, shipped
from dedup.copies.side import Side
from dedup.corpus.corpus import Corpus

LATEST = np.iinfo(np.int64).max


class Desk(Mapping[int, Side]):
    """By document number: the document as evidence.

    rank: int64 [n], the place of each in the order of time, unknown last, then by number.
    """

    def __init__(self, corpus: Corpus, agencies: Sequence[Agency] = ()) -> None:
        self.corpus = corpus
        about = self.corpus.columns("outlet", "published", "published_at")
        self.outlets: list[str | None] = about["outlet"].to_pylist()
        self.published: list[str | None] = about["published"].to_pylist()
        time = about["published_at"].cast(pa.int64()).fill_null(LATEST).to_numpy()
        order = np.lexsort((np.arange(len(time)), time))
        self.rank = np.empty(len(order), np.int64)
        self.rank[order] = np.arange(len(order))
        self.names = Names([*agencies, *shipped()], {outlet for outlet in self.outlets if outlet})
        self._sides: dict[int, Side] = {}

    def __getitem__(self, number: int) -> Side:
        if number not in self._sides:
            text = self.corpus.text(number)
            self._sides[number] = Side(number, text, self.outlets[number], self.published[number], self.names)
        return self._sides[number]

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self)))

    def __len__(self) -> int:
        return len(self.outlets)
