"""A file of the user -> which outlets belong to one house."""

from __future__ import annotations

import csv
from pathlib import Path

from dedup.errors import InputError

HEADER = ("outlet", "owner")


def read_owners(path: Path) -> dict[str, str]:
    """Owners by outlet, from a CSV file of two columns; a header `outlet,owner` may stand first, `#` begins a comment.

    Outlets are written as they stand in the corpus.

    Raises
    ------
    InputError
        Where it cannot be read, is not UTF-8, a row has not two values, or an outlet has two owners.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError((error.strerror or str(error)).lower(), path=str(path)) from None
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 at byte {error.start}", path=str(path)) from None
    owners: dict[str, str] = {}
    for row, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        values = tuple(value.strip() for value in next(csv.reader([line])))
        if not owners and tuple(value.lower() for value in values) == HEADER:
            continue
        if len(values) != 2 or not all(values):
            raise InputError(f"is {line!r}; write outlet,owner", path=str(path), row=row)
        outlet, owner = values
        if owners.get(outlet, owner) != owner:
            raise InputError(f"{outlet} belongs to {owners[outlet]} and to {owner}", path=str(path), row=row)
        owners[outlet] = owner
    if not owners:
        raise InputError("names no owner; write outlet,owner, one outlet a line", path=str(path))
    return owners
