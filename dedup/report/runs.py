"""The folder of an earlier run -> its facts and tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dedup.errors import InputError
from dedup.report.folder import FORMATS
from dedup.schema import FORMAT_VERSION

if TYPE_CHECKING:
    import pyarrow as pa


_ODD = (ArithmeticError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError, ValueError)


@contextmanager
def as_written(path: Path) -> Iterator[None]:
    """Make an error for people of what comes of values that dedup does not write.

    Raises
    ------
    InputError
        Naming the file and what came of it.
    """
    try:
        yield
    except _ODD as error:
        told = f"is not as its format says ({type(error).__name__}: {error}); make it again with dedup"
        raise InputError(told, path=str(path)) from error


def read_run(folder: Path) -> dict[str, Any]:
    """What run.json says.

    Raises
    ------
    InputError
        Where it is not there, cannot be read, or has another format version.
    """
    path = folder / "run.json"
    try:
        run = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError((error.strerror or str(error)).lower(), path=str(path)) from None
    except (ValueError, RecursionError):
        raise InputError("is not JSON", path=str(path)) from None
    if not isinstance(run, dict) or run.get("program") != "dedup":
        raise InputError("was not written by dedup", path=str(path))
    check_version(run, path)
    return run


def check_version(content: dict[str, Any], path: Path) -> None:
    """Refuse what another version of the format wrote.

    Raises
    ------
    InputError
        Naming both versions.
    """
    if content.get("format_version") != FORMAT_VERSION:
        found = f"has format version {content.get('format_version')}, and this is a reader of {FORMAT_VERSION}"
        raise InputError(f"{found}; make the run again", path=str(path))


def json_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines; a text may hold other line ends, such as U+2028, as they are."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def read_tables(folder: Path, run: dict[str, Any], names: Sequence[str]) -> dict[str, pa.Table]:
    """Some tables of a run, by name, those that it has.

    Raises
    ------
    InputError
        Where a file that run.json lists is gone or is not what was written.
    """
    from dedup.report.files import fingerprint

    tables = {}
    with as_written(folder / "run.json"):
        wanted = {file: facts["sha256"] for file, facts in run.get("files", {}).items() if _is_table(file, names)}
    for file, digest in wanted.items():
        path = folder / file
        if not path.is_file() or fingerprint(path)["sha256"] != digest:
            raise InputError("is not the file that this run wrote; make the run again", path=str(path))
        with as_written(path):
            tables[path.stem] = read_table(path)
            _check_columns(tables[path.stem], path.stem)
    return tables


def _is_table(file: str, names: Sequence[str]) -> bool:
    """Whether this is the file of one of these tables: its name alone, so that none leads out of the folder."""
    return any(file == f"{name}.{ending}" for name in names for ending in FORMATS)


def _check_columns(table: pa.Table, name: str) -> None:
    """Hold a table to its schema; raises ValueError. It may have more columns."""
    for field in _empty(name).schema:
        column = table[field.name]
        if column.type != field.type and column.null_count < len(column):
            raise ValueError(f"{field.name} is {column.type}, not {field.type}")
        if column.null_count and not field.nullable:
            raise ValueError(f"{field.name} is missing in {column.null_count} rows")


def _types() -> dict[str, pa.DataType]:
    """The type of every column that a table can have: CSV does not say it, and an id may look like a number."""
    import pyarrow as pa

    from dedup import schema
    from dedup.corpus.textdates import EVIDENCE

    tables = [table for name, table in vars(schema).items() if name.startswith("OUT_")]
    types = {field.name: field.type for table in [EVIDENCE, *tables] for field in table}
    return types | dict.fromkeys(("story_id", "storyline_id", "origin_id"), pa.large_string())


def read_table(path: Path) -> pa.Table:
    """A table of a run, with the types that it was written with."""
    import pyarrow as pa

    if path.suffix == ".parquet":
        import pyarrow.parquet

        return pyarrow.parquet.read_table(path)
    if path.suffix == ".csv":
        import pyarrow.csv

        options = pyarrow.csv.ConvertOptions(
            column_types=_types(), strings_can_be_null=True, quoted_strings_can_be_null=False
        )
        return pyarrow.csv.read_csv(path, convert_options=options)
    rows, types = json_rows(path), _types()
    if not rows:  # then the file does not tell its columns
        return _empty(path.stem)
    names = list(rows[0])
    read = pa.Table.from_pylist(rows)  # a type that is not known, of a later column, is that of its values
    return read.cast(pa.schema([(name, types.get(name, read.schema.field(name).type)) for name in names]))


def _empty(name: str) -> pa.Table:
    """The table of this name, without rows."""
    from dedup import schema

    return getattr(schema, f"OUT_{name.removeprefix('reuse_').upper()}").empty_table()
