"""Text from a corpus -> text that is safe and steady on a terminal.

A title may hold anything: escape sequences that repaint the screen, marks that turn the direction of a line, line ends.
"""

from __future__ import annotations

import re

_SPACE = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that change the direction of what follows
    "\u206a-\u206f\ufff9-\ufffb\U000e0000-\U000e007f"  # deprecated, annotations, tags: invisible
    "\ud800-\udfff\ufffe\uffff]"  # halves of pairs and non-characters, which cannot be written
)


def printable(text: str) -> str:
    r"""One line of text in which nothing moves the cursor: white space is one space, unsafe characters are escapes.

    >>> printable("Fire\x1b[2J in\n\nthe \u202eharbour")
    'Fire\\x1b[2J in the \\u202eharbour'
    """
    return escaped(text).strip()


def escaped(text: str) -> str:
    r"""The same for a piece of a line, which keeps a space at its ends.

    >>> escaped("\x1b[2J \n")
    '\\x1b[2J '
    """
    return _UNSAFE.sub(_escape, _SPACE.sub(" ", text))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
