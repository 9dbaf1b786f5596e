"""Write what docs/outputs.md says of comparison.json and of its tables, from the schema that programs are held to.

python tools/build_outputs.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dedup.report.contract import comparison_schema
from dedup.report.tables import COLUMNS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "outputs.md"


def records(schema: dict[str, Any]) -> Iterator[str]:
    """A section for the whole and one for each record."""
    yield from table("The whole", schema)
    for name, record in schema["$defs"].items():
        yield from table(f"`{name}`", record)


def table(heading: str, record: dict[str, Any]) -> Iterator[str]:
    """A record with its fields."""
    yield from (f"### {heading}", "", record["description"], "", "| field | type | meaning |", "|---|---|---|")
    for name, field in record["properties"].items():
        yield f"| `{name}` | {kind(field)} | {meaning(field)} |"
    yield ""


def kind(field: dict[str, Any]) -> str:
    """The type of a field, in words."""
    if "$ref" in field:
        return f"`{field['$ref'].rsplit('/', 1)[1]}`"
    if "const" in field:
        return f"`{field['const']}`"
    if "anyOf" in field:
        return " or ".join(kind(one) for one in field["anyOf"])
    if "enum" in field:
        return "one of these, or null" if None in field["enum"] else "one of these"
    if "prefixItems" in field:
        return "a pair" + (" or null" if "null" in field["type"] else "")
    if field["type"] == "array":
        return f"list of {kind(field['items'])}"
    types: str | list[str] = field["type"]
    return types if isinstance(types, str) else " or ".join(types)


def meaning(field: dict[str, Any]) -> str:
    """What a field is, and the values it can have."""
    values = ", ".join(f"`{value}`" for value in field.get("enum", ()) if value is not None)
    return str(field["description"]) + (f": {values}" if values else "")


def tables() -> Iterator[str]:
    """The columns of each table."""
    yield from ("| table | columns |", "|---|---|")
    for name, columns in COLUMNS.items():
        yield f"| `{name}.parquet` | {', '.join(f'`{column}`' for column in columns)} |"


def built(page: str) -> str:
    """The page with both sections as they are now."""
    for name, lines in (("schema", records(comparison_schema())), ("tables", tables())):
        start, end = f"<!-- {name}:start -->", f"<!-- {name}:end -->"
        before, rest = page.split(start)
        page = f"{before}{start}\n" + "\n".join(lines).strip() + f"\n{end}{rest.split(end)[1]}"
    return page


def main() -> int:
    """Write the page, or say whether it is as it would be written."""
    page = PAGE.read_text(encoding="utf-8")
    if "--check" in sys.argv[1:]:
        same = built(page) == page
        print(f"{PAGE.name} is {'as built' if same else 'out of date: run tools/build_outputs.py'}")
        return 0 if same else 1
    PAGE.write_text(built(page), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
