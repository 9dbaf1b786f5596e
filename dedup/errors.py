"""Every error that dedup raises on purpose.

One tree, so that a caller can catch `DedupError` and nothing else. A message names the place (file, row), the value,
the bound it broke, and what to do next; the command line prints it without a traceback and exits with `exit_code`.
"""

from __future__ import annotations


class DedupError(Exception):
    """Base of all of them; exit code 1."""

    exit_code = 1


class InputError(DedupError):
    """A corpus, a file or a row could not be read."""

    def __init__(self, message: str, *, path: str | None = None, row: int | None = None) -> None:
        place = path or ""
        if row is not None:
            place = f"{place}, row {row}" if place else f"row {row}"
        super().__init__(f"{place}: {message}" if place else message)
        self.path = path
        self.row = row


class ColumnError(InputError):
    """A column that was asked for is not in the file; the message lists those that are."""


class SettingsError(DedupError):
    """A setting is outside its range, or two settings exclude each other; exit code 2, as for any wrong usage."""

    exit_code = 2


class OutputError(DedupError):
    """The output could not be written; what was there before is untouched."""


class StoreError(DedupError):
    """An index cannot be used: damaged, of another version, in use by another writer, out of reach."""


class BusyError(StoreError):
    """Another process is writing to the index."""


class UnknownDocumentError(DedupError):
    """No document has this id."""


class ThresholdError(SettingsError):
    """A threshold below the floor at which the candidates of this run are still complete."""
