"""Which column of a file is the text, which the id, and so on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from dedup.config import ReadSettings
from dedup.errors import ColumnError

Role = Literal["id", "text", "title", "outlet", "date", "url", "language"]
ROLES: tuple[Role, ...] = get_args(Role)
# The same lists stand in the reasons of `ReadSettings`; a test holds them together. The first that is there is taken.
NAMES: Mapping[Role, tuple[str, ...]] = {
    "id": ("id", "doc_id", "document_id", "uid", "guid", "uuid", "key"),
    "text": ("text", "body", "content", "article", "raw_content", "full_text", "document"),
    "title": ("title", "headline", "heading"),
    "outlet": ("outlet", "source", "publisher", "newspaper", "publication", "site", "domain"),
    "date": ("published", "date", "published_at", "publish_date", "date_published", "datetime", "timestamp"),
    "url": ("url", "link", "uri", "source_url"),
    "language": ("language", "lang"),
}
# The name of an outlet that comes as an object, as news APIs give it: {"source": {"id": .., "name": ..}}.
NESTED_NAMES = ("name", "title", "domain")


def find_columns(available: Sequence[str], settings: ReadSettings, path: str) -> dict[Role, str]:
    """Role -> name of its column in this file, for the roles that have one.

    A name that was given counts, else the usual ones, letter case aside.

    Raises
    ------
    ColumnError
        Where a column that was given is not there, or none looks like the text; the message lists those that are.

    Examples
    --------
    >>> find_columns(["ID", "Body", "x"], ReadSettings(), "a.csv")
    {'id': 'ID', 'text': 'Body'}
    """
    folded: dict[str, str] = {}
    for column in available:
        folded.setdefault(column.casefold(), column)
    found: dict[Role, str] = {}
    for role in ROLES:
        given: str | None = getattr(settings, f"{role}_column")
        if given is not None:
            name: str | None = given if given in available else folded.get(given.casefold())
            if name is None:
                raise ColumnError(f"there is no column {given!r}; {_listing(available)}", path=path)
            found[role] = name
        else:
            name = next((folded[usual] for usual in NAMES[role] if usual in folded), None)
            if name is not None:
                found[role] = name
    if "text" not in found:
        raise ColumnError(
            f"no column is called {', '.join(NAMES['text'][:-1])} or {NAMES['text'][-1]}; {_listing(available)}. "
            "Name the one that holds the text with --text-column",
            path=path,
        )
    return found


def nested_name(value: Mapping[str, Any]) -> Any:
    """The name in an outlet that is an object; None where it has none."""
    return next((value[key] for key in NESTED_NAMES if value.get(key) is not None), None)


def _listing(available: Sequence[str]) -> str:
    names = ", ".join(available[:50]) + (f" and {len(available) - 50} more" if len(available) > 50 else "")
    return f"the columns are: {names}" if available else "it has no columns"
