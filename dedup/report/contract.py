"""What programs may rely on: the JSON Schema of `comparison.json`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("comparison.schema.json")


def comparison_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `comparison.json`, with a description of every field.

    Returns
    -------
    dict
        It allows fields that it does not name, because adding one does not raise `format_version`.

    Examples
    --------
    >>> schema = comparison_schema()
    >>> schema["$defs"]["omission"]["required"]
    ['group_id', 'document_id']
    """
    return dict(_read())


@cache
def _read() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return read
