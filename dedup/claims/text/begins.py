r"""A long alternation -> the letters that it can begin with, as a look-ahead that refuses most places at once.

Python tries every alternative of `\b(?:a|b|..)` at every word. With the look-ahead in front it tries them only where
the first letters fit, and what is found is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_GROUP = re.compile(r"\((?:\?:|\?P<\w+>)")
Prefixes = set[tuple[str, bool]]
"""Letters, and whether more may follow that are known; False where the letters end what is known."""


def begins(pattern: str, letters: int = 4, otherwise: str = "") -> str:
    r"""A look-ahead for the first letters of a pattern.

    Parameters
    ----------
    pattern : str
        A regular expression of letters, blanks, `(?:..|..)`, named groups, `?` behind a letter or group, sets without
        ranges; at anything else (`\w`, a look-around, ..) what may follow is left open.
    letters : int
        How many letters are looked at.
    otherwise : str
        What the alternatives begin with that can begin with any letter, such as `\w++'` for `\w+n't`. Without it they
        stand in the look-ahead whole.

    Returns
    -------
    str
        To stand where the pattern is tried.

    Examples
    --------
    >>> begins("expir(?:e|es|ed)|(?:is|are) done|no?t", 3)
    '(?=(?:ar[e]|ex[p]|is[\\ ]|n(?:[t]|o[t])))'
    >>> begins(r"(?P<not>not|never|\w{2,8}n't)|(?P<if>if)", 2)
    "(?=(?:i[f]|n[eo])|\\w{2,8}n't)"
    """
    found: set[str] = set()
    whole: list[str] = []
    for part in _flat(pattern):
        texts = {text for text, _ in _sequence(part, letters)}
        if "" not in texts:
            found |= texts
        elif part not in whole:
            whole.append(part)
    if "" in whole:
        return ""
    tree = [_tree(found)] if found else []
    if whole and otherwise:
        whole = [otherwise]
    return f"(?={'|'.join([*tree, *whole])})"


def _flat(pattern: str) -> Iterable[str]:
    """The outermost alternatives, those of a group that is one of them as its own."""
    for part in _split(pattern):
        head = _GROUP.match(part)
        if head and _closing(part, 0) == len(part):
            yield from _flat(part[head.end() : -1])
        else:
            yield part


def _tree(texts: set[str]) -> str:
    """Texts as one expression that looks at each letter once."""
    if "" in texts:
        return ""
    by_first: dict[str, set[str]] = {}
    for text in texts:
        by_first.setdefault(text[0], set()).add(text[1:])
    bare = "".join(re.escape(first) for first, rest in sorted(by_first.items()) if "" in rest)
    more = [f"{re.escape(first)}{_tree(rest)}" for first, rest in sorted(by_first.items()) if "" not in rest]
    parts = [*([f"[{bare}]"] if bare else []), *more]
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _alternatives(pattern: str, letters: int) -> Prefixes:
    out: Prefixes = set()
    for part in _split(pattern):
        out |= _sequence(part, letters)
    return out


def _split(pattern: str) -> Iterable[str]:
    """The alternatives of the outermost level."""
    start = depth = i = 0
    while i < len(pattern):
        if pattern[i] == "\\":
            i += 1
        elif pattern[i] == "[":
            i = pattern.index("]", i + 2)
        elif pattern[i] in "()":
            depth += 1 if pattern[i] == "(" else -1
        elif pattern[i] == "|" and not depth:
            yield pattern[start:i]
            start = i + 1
        i += 1
    yield pattern[start:]


def _sequence(part: str, letters: int) -> Prefixes:
    """The first letters of one alternative."""
    known: Prefixes = {("", True)}
    i = 0
    while i < len(part) and any(more and len(text) < letters for text, more in known):
        item, i = _item(part, i, letters)
        if i < len(part) and part[i] in "*+{":
            item = {(text, False) for text, _ in item} | ({("", False)} if part[i] != "+" else set())
            i = len(part)
        elif i < len(part) and part[i] == "?":
            item, i = item | {("", True)}, i + 1
        known = {
            ((text + more_text)[:letters], more_known) if more else (text, False)
            for text, more in known
            for more_text, more_known in (item if more else {("", False)})
        }
    return known


def _item(part: str, i: int, letters: int) -> tuple[Prefixes, int]:
    """A letter, a set or a group, and where it ends."""
    c = part[i]
    if c == "(":
        end = _closing(part, i)
        head = _GROUP.match(part, i)
        if part.startswith(("(?<!", "(?<="), i):  # looks back: says nothing of what follows
            return {("", True)}, end
        return (_alternatives(part[head.end() : end - 1], letters) if head else {("", False)}), end
    if c == "[":
        inner = part[i + 1 : part.index("]", i + 2)]
        known = not inner.startswith("^") and "-" not in inner and "\\" not in inner
        return ({(one, True) for one in inner} if known else {("", False)}), i + len(inner) + 2
    if c == "\\" and not part[i + 1].isalnum():
        return {(part[i + 1], True)}, i + 2
    if c in ".\\^$":
        return {("", False)}, len(part)
    return {(c, True)}, i + 1


def _closing(part: str, i: int) -> int:
    """One past the bracket that closes the one at `i`."""
    depth = 0
    while True:
        if part[i] == "\\":
            i += 1
        elif part[i] == "[":
            i = part.index("]", i + 2)
        else:
            depth += (part[i] == "(") - (part[i] == ")")
        i += 1
        if not depth:
            return i
