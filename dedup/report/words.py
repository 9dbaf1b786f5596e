"""Numbers as people read them, and texts cut where a word ends."""

from __future__ import annotations


def number(count: int, noun: str, nouns: str = "") -> str:
    """A count with its noun; `nouns` is its plural where that is not made with an s.

    >>> number(1, "document"), number(35_895, "document"), number(2, "story", "stories")
    ('1 document', '35,895 documents', '2 stories')
    """
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def megabytes(n_bytes: int) -> str:
    """A size in MB, of 10**6 bytes, or in kB where it is small.

    >>> megabytes(229_000_000), megabytes(1_500_000), megabytes(950)
    ('229 MB', '1.5 MB', '0.9 kB')
    """
    mb = n_bytes / 1e6
    return f"{mb:,.0f} MB" if mb >= 10 else f"{mb:.1f} MB" if mb >= 0.1 else f"{n_bytes / 1e3:.1f} kB"


def shortened(text: str, most: int) -> str:
    """The first words of a text, in at most so many characters.

    >>> shortened("Four people were killed and nineteen hurt", 24), shortened("Four", 24)
    ('Four people were …', 'Four')
    """
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"
