"""Parts in the order of reading -> tables, with what only their file as a whole decides: row numbers, ids, dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pyarrow as pa

from dedup.corpus.columns import Role
from dedup.corpus.dates import decide, read_dates
from dedup.corpus.find import STDIN, DataFile
from dedup.corpus.part import Loaded, Part
from dedup.corpus.tally import ReadReport, Tally, add
from dedup.errors import InputError
from dedup.schema import DOCUMENTS


class Assembly:
    """Takes parts in the order of reading; `finish` gives their tables and the report."""

    def __init__(self, *, stop: bool) -> None:
        self._stop = stop
        self._before: dict[int, int] = defaultdict(int)
        self._tallies: list[tuple[str, int, Tally]] = []
        self._kept: list[tuple[int, Loaded]] = []
        self._bytes = 0

    def add(self, part: Part, loaded: Loaded, file: DataFile) -> bool:
        """Take the next part; whether it has documents.

        Raises
        ------
        InputError
            On its first bad row, where reading is to stop at one.
        """
        before = self._before[part.file]
        self._before[part.file] += loaded.numbered
        self._bytes += part.weight
        if self._stop and loaded.tally.problems:
            problem = min(loaded.tally.problems, key=lambda p: (p.name, p.row))
            raise InputError(problem.what, path=problem.name or file.path, row=before + problem.row)
        self._tallies.append((file.name, before, loaded.tally))
        if not loaded.batch.num_rows:
            return False
        self._kept.append((part.file, numbered(loaded, before, file.name)))
        return True

    def finish(
        self, files: Sequence[DataFile], mappings: Sequence[dict[Role, str]], skipped_files: dict[str, int]
    ) -> tuple[list[pa.Table], ReadReport]:
        """The tables of the parts that have documents, and what happened."""
        evidence: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for number, loaded in self._kept:
            day, month = evidence[number]
            evidence[number] = day + loaded.evidence[0], month + loaded.evidence[1]
        tables = [
            pa.Table.from_batches([dated(loaded, evidence[number])], schema=DOCUMENTS) for number, loaded in self._kept
        ]
        piped = any(file.path == STDIN for file in files)
        report = ReadReport(
            files=len(files),
            bytes=self._bytes if piped else sum(file.size for file in files),
            documents=sum(table.num_rows for table in tables),
            skipped_files=dict(sorted(skipped_files.items())),
            mapping={
                file.name: {str(role): name for role, name in mapping.items()}
                for file, mapping in zip(files, mappings, strict=True)
                if mapping
            },
        )
        add(report, self._tallies)
        return tables, report


def numbered(loaded: Loaded, before: int, name: str) -> Loaded:
    """Rows counted from the start of the file, and ids where there was none: `<file>:<row>`."""
    import pyarrow.compute as pc

    batch = loaded.batch
    if before:
        batch = _put(batch, "row", pc.add(batch.column("row"), before))
    if loaded.missing is not None:
        rows = pc.cast(batch.column("row"), pa.large_string())
        made = pc.binary_join_element_wise(pa.scalar(name, pa.large_string()), rows, pa.scalar(":", pa.large_string()))
        batch = _put(batch, "id", pc.if_else(loaded.missing, made, batch.column("id")))
    return Loaded(batch, loaded.tally, loaded.numbered, None, loaded.dates, loaded.evidence)


def dated(loaded: Loaded, evidence: tuple[int, int]) -> pa.RecordBatch:
    """Dates such as 3/4/2018 by the order that the whole column shows."""
    order = decide(evidence)
    if loaded.dates is None or order is None:
        return loaded.batch
    column = read_dates(loaded.dates, order)
    return _put(_put(loaded.batch, "published", column.iso), "published_at", column.instant)


def _put(batch: pa.RecordBatch, name: str, values: pa.Array) -> pa.RecordBatch:
    columns = [values if field.name == name else batch.column(field.name) for field in DOCUMENTS]
    return pa.RecordBatch.from_arrays(columns, schema=DOCUMENTS)
