"""Parts in the order of reading -> what only their file as a whole decides: row numbers, ids, dates; and the report."""

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
    """Takes parts in the order of reading and counts them; `report` says what happened.

    Attributes
    ----------
    documents : int
        So far.
    evidence : dict
        By number of file: what its dates show of the order of day and month, complete when all its parts are taken.
    """

    def __init__(self, *, stop: bool) -> None:
        self._stop = stop
        self._before: dict[int, int] = defaultdict(int)
        self._tallies: list[tuple[str, int, Tally]] = []
        self._bytes = 0
        self.documents = 0
        self.evidence: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))

    def add(self, part: Part, loaded: Loaded, file: DataFile) -> Loaded | None:
        """Take the next part: its documents with their rows and ids, None where it has none.

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
            return None
        self.documents += loaded.batch.num_rows
        day, month = self.evidence[part.file]
        self.evidence[part.file] = day + loaded.evidence[0], month + loaded.evidence[1]
        return numbered(loaded, before, file.name)

    def report(
        self, files: Sequence[DataFile], mappings: Sequence[dict[Role, str]], skipped_files: dict[str, int]
    ) -> ReadReport:
        """What happened."""
        piped = any(file.path == STDIN for file in files)
        report = ReadReport(
            files=len(files),
            bytes=self._bytes if piped else sum(file.size for file in files),
            documents=self.documents,
            skipped_files=dict(sorted(skipped_files.items())),
            mapping={
                file.name: {str(role): name for role, name in mapping.items()}
                for file, mapping in zip(files, mappings, strict=True)
                if mapping
            },
        )
        add(report, self._tallies)
        return report


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
