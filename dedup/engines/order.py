"""Segments -> documents sorted by id, in parts that fit into memory: numbers, unique ids, and the order of reading.

Each segment is sorted by id already. Ids are sampled, cut into ranges, and each range is brought together from all
segments and sorted: a sorted part. Where documents share an id, those that are renamed are taken out, become segments
of their own under their new names, and all is brought together once more.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dedup.corpus.dates import decide, read_dates
from dedup.corpus.identity import canonical, equal_to_previous, free_names
from dedup.engines.spill import Spilled, map_table, put_table
from dedup.engines.stored import StoredTexts
from dedup.engines.work import Facts, Work

SAMPLE = 200
"""Ids that are looked at for each range, to cut ranges of about one size."""

Tick = Callable[[int, int], None]


class SortedPart(NamedTuple):
    """Documents first..first + rows by number, in one Arrow file with the columns `spill.META`."""

    file: str
    first: int
    rows: int


class Documents:
    """The columns of all documents but their texts, by number."""

    def __init__(self, work: Work, parts: list[SortedPart]) -> None:
        self._work, self.parts = work, parts
        self._firsts = [part.first for part in parts]

    def __len__(self) -> int:
        return self.parts[-1].first + self.parts[-1].rows

    def tables(self, *names: str) -> Iterator[tuple[SortedPart, pa.Table]]:
        """Part by part, these columns, mapped from the disk."""
        for part in self.parts:
            yield part, map_table(self._work, part.file).select(list(names))

    def order(self) -> NDArray[np.int64]:
        """The place of each number: int64 [n]."""
        order = np.empty(len(self), np.int64)
        for part, table in self.tables("place"):
            order[part.first : part.first + part.rows] = table["place"].to_numpy()
        return order

    def take(self, numbers: NDArray[np.int64], *names: str) -> pa.Table:
        """These columns of some documents, numbers ascending."""
        cuts = np.searchsorted(numbers, [*self._firsts, len(self)])
        pieces = [map_table(self._work, self.parts[0].file).select(list(names)).slice(0, 0)]
        for k, part in enumerate(self.parts):
            mine = numbers[cuts[k] : cuts[k + 1]] - part.first
            if len(mine):
                pieces.append(map_table(self._work, part.file).select(list(names)).take(pa.array(mine)))
        return pa.concat_tables(pieces).unify_dictionaries().combine_chunks()

    def number(self, id: str) -> int | None:
        """The number of an id; None where no document has it."""
        wanted = id.encode("utf-8", "surrogatepass")
        for part, table in self.tables("id"):
            ids = table["id"].chunk(0)
            place = _place(ids, wanted)
            if place < part.rows:
                return part.first + place if ids[place].as_py() == id else None
        return None


def sort_documents(work: Work, spilled: Spilled, part_bytes: int, tick: Tick | None = None) -> tuple[Documents, int]:
    """Sort the documents of a corpus by id; how many had to be renamed is the second of what is returned.

    Parameters
    ----------
    work : Work
    spilled : Spilled
    part_bytes : int
        Bytes of columns that are sorted at a time.
    tick : callable, optional
        Called with (parts done, parts).
    """
    facts = work.done("order")
    if facts is None:
        runs = _dated(work, spilled)
        merge = _Merge(work, runs, sum(segment.meta_bytes for segment in spilled.segments), part_bytes)
        order = np.arange(spilled.segments[-1].first + spilled.segments[-1].rows)
        texts = StoredTexts(work, spilled.segments, order)
        files, renamed = merge.run("sorted", tick), 0
        if merge.shared:
            renamed, runs = _rename(work, merge, texts, part_bytes)
            again = _Merge(work, [*merge.runs, *runs], merge.bytes, part_bytes, gone=merge.gone())
            files = again.run("unique", tick)
            work.drop([*runs, *(file["file"] for file in merge.files)])
        facts = work.record("order", files, parts=[file["rows"] for file in files], renamed=renamed)
        for kind in ("meta", "dates", "dated"):
            work.drop_kind(kind, [segment.name(kind) for segment in spilled.segments])
    parts, first = [], 0
    for file, rows in zip(facts["files"], facts["parts"], strict=True):
        parts.append(SortedPart(file["file"], first, rows))
        first += rows
    return Documents(work, parts), facts["renamed"]


def _dated(work: Work, spilled: Spilled) -> list[str]:
    """The sorted runs of all segments, with the dates that only their whole file decides: 3/4/2018 by the others."""
    runs = []
    for segment in spilled.segments:
        order = decide(spilled.evidence[segment.file]) if segment.dates else None
        runs.append(segment.name("meta" if order is None else "dated"))
        if order is None:
            continue
        table = map_table(work, segment.name("meta"))
        column = read_dates(map_table(work, segment.name("dates"))["dates"].combine_chunks(), order)
        for name, values in (("published", column.iso), ("published_at", column.instant)):
            place = table.schema.get_field_index(name)
            table = table.set_column(place, table.schema.field(name), values)
        put_table(work, runs[-1], table)
    return runs


class _Merge:
    """Sorted runs -> sorted parts. `gone`: places, ascending, of documents that are left out."""

    def __init__(
        self, work: Work, runs: list[str], n_bytes: int, part_bytes: int, gone: NDArray[np.int64] | None = None
    ) -> None:
        self.work, self.runs, self.bytes, self._gone = work, runs, n_bytes, gone
        self.files: list[Facts] = []
        self.shared: list[str] = []
        n = max(1, -(-n_bytes // part_bytes))
        self._splits = self._split(n)

    def _ids(self, run: str) -> pa.Array:
        return map_table(self.work, run)["id"].chunk(0)

    def _split(self, n: int) -> list[bytes]:
        """Ids that cut the corpus into n ranges of about one size."""
        if n == 1:
            return []
        total = sum(len(self._ids(run)) for run in self.runs)
        stride = max(1, total // (n * SAMPLE))
        sample, passed = [], 0
        for run in self.runs:
            ids = self._ids(run)
            at = np.arange((-passed) % stride, len(ids), stride)
            sample += [name.as_py().encode() for name in ids.take(pa.array(at))]
            passed += len(ids)
        sample.sort()
        return sorted({sample[len(sample) * k // n] for k in range(1, n)})

    def run(self, name: str, tick: Tick | None) -> list[Facts]:
        """Write the sorted parts; `shared` names files of the documents that share their ids."""
        borders = [[0, *self._borders(run), None] for run in self.runs]
        n = len(self._splits) + 1
        for k in range(n):
            table = self._bring(k, borders)
            if len(table):
                same = equal_to_previous(table["id"])
                if same.any():
                    same[:-1] |= same[1:]
                    file = f"shared.{k:06d}"
                    put_table(self.work, file, table.filter(pa.array(same)))
                    self.shared.append(file)
                file = f"{name}.{k:06d}"
                self.files.append({**put_table(self.work, file, table), "rows": len(table)})
            if tick is not None:
                tick(k + 1, n)
        return self.files

    def _borders(self, run: str) -> list[int]:
        ids = self._ids(run)
        return [_place(ids, split) for split in self._splits]

    def _bring(self, k: int, borders: list[list[Any]]) -> pa.Table:
        pieces = []
        for run, border in zip(self.runs, borders, strict=True):
            table = map_table(self.work, run)
            low, high = border[k], len(table) if border[k + 1] is None else border[k + 1]
            piece = table.slice(low, high - low)
            if self._gone is not None and len(piece) and not run.startswith("renamed"):
                piece = piece.filter(pa.array(~_among(piece["place"].to_numpy(), self._gone)))
            pieces.append(piece)
        table = pa.concat_tables(pieces).unify_dictionaries().combine_chunks()
        return table.take(pc.sort_indices(table, sort_keys=[("id", "ascending"), ("place", "ascending")]))

    def gone(self) -> NDArray[np.int64]:
        """The places of all documents that share their id."""
        found = [map_table(self.work, file)["place"].to_numpy() for file in self.shared]
        return np.sort(np.concatenate(found))


def _place(ids: pa.Array, wanted: bytes) -> int:
    """Where an id stands, or would stand, in ids that are sorted."""
    return bisect.bisect_left(range(len(ids)), wanted, key=lambda i: ids[i].as_py().encode())


def _among(values: NDArray[np.int64], those: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which values are among `those`, ascending."""
    if not len(those):
        return np.zeros(len(values), np.bool_)
    found: NDArray[np.bool_] = those[np.minimum(np.searchsorted(those, values), len(those) - 1)] == values
    return found


def _rename(work: Work, merge: _Merge, texts: StoredTexts, part_bytes: int) -> tuple[int, list[str]]:
    """Give new ids to all but the first of those that share one, as `corpus.identity` does; write them as runs."""
    ordered: list[str] = []
    for file in merge.shared:
        for k, some in enumerate(_blocks(map_table(work, file), texts, part_bytes)):
            ordered.append(f"ordered.{file}.{k:06d}")
            put_table(work, ordered[-1], some)
    ids = [map_table(work, file)["id"].chunk(0) for file in ordered]
    firsts = [~equal_to_previous(pa.chunked_array([each])) for each in ids]
    new = free_names(pa.chunked_array(ids), np.concatenate(firsts), lambda: map(merge._ids, merge.runs))
    runs, at = [], 0
    for file in ordered:
        table = map_table(work, file)
        place = table.schema.get_field_index("id")
        table = table.set_column(place, table.schema.field("id"), new.slice(at, len(table)))
        at += len(table)
        runs.append(f"renamed.{file}")
        put_table(work, runs[-1], table.take(pc.sort_indices(table, sort_keys=[("id", "ascending")])))
    work.drop(ordered)
    return int(sum(len(each) - each.sum() for each in firsts)), runs


def _blocks(table: pa.Table, texts: StoredTexts, most: int) -> Iterator[pa.Table]:
    """Documents that share ids (a table sorted by id) in canonical order; whole ids, about `most` bytes of text."""
    places = table["place"].to_numpy()
    first = np.flatnonzero(~equal_to_previous(table["id"]))
    fill = np.cumsum(texts.lengths(places))
    before = np.concatenate(([0], fill))[first] // most  # of each id, where in the fill it begins
    cuts = [*first[np.flatnonzero(np.diff(before, prepend=-1))].tolist(), len(table)]
    for low, high in itertools.pairwise(cuts):
        some = table.slice(low, high - low)
        place = some.schema.get_field_index("source")
        whole = some.append_column("text", texts.texts(places[low:high]))
        whole = whole.set_column(place, "source", some["source"].cast(pa.large_string()))
        yield some.take(canonical(whole))
