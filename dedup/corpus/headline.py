"""The headline of a document: its title, or the line of its text that stands in for one."""

from __future__ import annotations

import re

READ = 1500
"""Characters of a text in which a headline is looked for."""
LONGEST = 160
"""Characters of a headline; a longer line is a paragraph."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_MARKS = " \t#*_>=-|•·"
_SIGNED = re.compile(r"(?:(?i:by|von|par|por|di))\s+[^\W\d_a-z]")


def headline(title: str | None, text: str) -> str:
    r"""The title of a document, or the first line of its text that can be its headline.

    Parameters
    ----------
    title, text : str
        Of the text the first 1500 characters are read.

    Returns
    -------
    str
        Without marks of headings. "" where there is no title, and the text opens with a paragraph: a headline has three
        words or more, not all of them in capitals, 160 characters or less, no separators of a menu and no full stop.

    Examples
    --------
    >>> headline(None, "News / Local\n\n# Bridge shut after cracks are found\n\nThe bridge over the Sorne was closed.")
    'Bridge shut after cracks are found'
    >>> headline(None, "The bridge over the river Sorne was closed to all traffic on Wednesday."), headline("Shut", "")
    ('', 'Shut')
    """
    if title and title.strip():
        return title.strip()
    lines = [line.strip(_MARKS + "\r") for line in text[:READ].split("\n")]
    for line in lines:
        if len(line) > LONGEST:
            return ""
        words = _WORD.findall(line)
        if len(words) < 3 or line.isupper() or " / " in line or " | " in line or " > " in line or _SIGNED.match(line):
            continue
        return "" if line.endswith((".", ":", ",", ";")) else line
    return ""
