"""Numbers as people read them."""

from __future__ import annotations


def number(count: int, noun: str) -> str:
    """A count with its noun.

    >>> number(1, "document"), number(35_895, "document")
    ('1 document', '35,895 documents')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def megabytes(n_bytes: int) -> str:
    """A size in MB, of 10**6 bytes, or in kB where it is small.

    >>> megabytes(229_000_000), megabytes(1_500_000), megabytes(950)
    ('229 MB', '1.5 MB', '0.9 kB')
    """
    mb = n_bytes / 1e6
    return f"{mb:,.0f} MB" if mb >= 10 else f"{mb:.1f} MB" if mb >= 0.1 else f"{n_bytes / 1e3:.1f} kB"
