"""What happened while reading: counted part by part, added up into one report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MAX_EXAMPLES = 20
MAX_DATE_EXAMPLES = 5


class Problem(NamedTuple):
    """Something to tell about a row; `name` is "" where the part has one file."""

    name: str
    row: int
    what: str


@dataclass
class Tally:
    """The counts of one part. Rows are numbered within the part until `assemble` knows what went before."""

    rows: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    null_texts: int = 0
    empty_texts: int = 0
    nul_texts: int = 0
    replaced_characters: int = 0
    nested_values: int = 0
    unparsed_dates: int = 0
    problems: list[Problem] = field(default_factory=list)
    date_problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def skip(self, row: int, reason: str, what: str, name: str = "") -> None:
        """Count a row that is wrong and not read; `name` is its file where the part has several."""
        self.rows += 1
        self.skipped[reason] += 1
        if len(self.problems) < MAX_EXAMPLES:
            self.problems.append(Problem(name, row, what))

    def pass_over(self, row: int, reason: str, what: str = "", name: str = "") -> None:
        """Count a row that is no document, though nothing is wrong with it; told as an example if `what` says so."""
        self.rows += 1
        self.skipped[reason] += 1
        if what and len(self.notes) < MAX_EXAMPLES:
            self.notes.append(Problem(name, row, what))


@dataclass
class ReadReport:
    """What was read, what was not, and why. `to_dict` is the same whatever the threads and the order of the files."""

    files: int = 0
    bytes: int = 0
    """Of input, as on disk or from standard input."""
    rows: int = 0
    """Documents and skipped rows together."""
    documents: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    """Reason -> rows that were not read."""
    skipped_files: dict[str, int] = field(default_factory=dict)
    """File name extension -> files in the folders given that are not of a kind that is read."""
    renamed_ids: int = 0
    """Documents whose id another document has too; they became `id#2`, `id#3`."""
    null_texts: int = 0
    """Documents without a text; they stay, with the text "". """
    empty_texts: int = 0
    nul_texts: int = 0
    """Documents with a NUL character in their text; it stays."""
    replaced_characters: int = 0
    """Documents in which invalid UTF-8 or a lone surrogate became U+FFFD."""
    nested_values: int = 0
    """Values of title, outlet, date or url that were lists or objects, taken for null."""
    unparsed_dates: int = 0
    examples: list[str] = field(default_factory=list)
    """The first 20 problems by file and row: "file, row N: what"."""
    mapping: dict[str, dict[str, str]] = field(default_factory=dict)
    """File -> what is read (id, text, title, ..) -> column that it is read from."""

    def to_dict(self) -> dict[str, Any]:
        """For JSON, with sorted keys.

        >>> ReadReport(files=1, skipped={"b": 1, "a": 2}).to_dict()["skipped"]
        {'a': 2, 'b': 1}
        """
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for name in ("skipped", "skipped_files", "mapping"):
            values[name] = {key: values[name][key] for key in sorted(values[name])}
        return values


def add(report: ReadReport, tallies: list[tuple[str, int, Tally]]) -> None:
    """Add the tallies of parts (file name, rows before the part, tally) to a report."""
    problems: list[Problem] = []
    notes: list[Problem] = []
    dates: list[Problem] = []
    skipped: Counter[str] = Counter(report.skipped)
    for name, before, tally in tallies:
        for count in ("rows", "null_texts", "empty_texts", "nul_texts", "replaced_characters", "nested_values"):
            setattr(report, count, getattr(report, count) + getattr(tally, count))
        report.unparsed_dates += tally.unparsed_dates
        skipped.update(tally.skipped)
        problems += [Problem(p.name or name, before + p.row, p.what) for p in tally.problems]
        notes += [Problem(p.name or name, before + p.row, p.what) for p in tally.notes]
        dates += [Problem(name, before + p.row, p.what) for p in tally.date_problems]
    chosen = sorted(problems)[:MAX_EXAMPLES]
    chosen += sorted(notes)[: MAX_EXAMPLES - len(chosen)]
    chosen += sorted(dates)[: min(MAX_DATE_EXAMPLES, MAX_EXAMPLES - len(chosen))]
    report.examples = [f"{name}, row {row}: {what}" for name, row, what in chosen]
    report.skipped = dict(sorted(skipped.items()))
