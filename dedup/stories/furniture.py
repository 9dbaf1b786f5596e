"""Lines that several documents of one outlet share say nothing about the event: they are left out of the terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

CHARACTERS = 6000
"""Of a text, more than its words that are read; what stands behind is not looked at."""
LEAST = 3
"""Documents of one outlet that must share a line."""
BLOCK = 2048


def line_key(outlet: str, line: str) -> int:
    """What stands for a line of an outlet; equal within one process only."""
    return hash((outlet, line))


def shared_lines(documents: Iterable[tuple[str | None, str | None]]) -> set[int]:
    """The keys of the lines that at least `LEAST` documents of one outlet have.

    Parameters
    ----------
    documents : iterable of (text, outlet)
        Lines are compared without the blanks around them; empty ones, and documents without an outlet, do not count.

    Returns
    -------
    set of int
        Keys as `line_key` gives them: a number a line holds a large corpus in memory where its lines would not fit.
    """
    seen: Counter[int] = Counter()
    for text, outlet in documents:
        if text and outlet:
            seen.update({line_key(outlet, line.strip()) for line in text.split("\n") if line.strip()})
    return {line for line, count in seen.items() if count >= LEAST}


def without_furniture(texts: pa.Array, outlets: pa.Array) -> pa.Array:
    r"""The beginnings of texts, without the lines that at least three documents of the same outlet have.

    Parameters
    ----------
    texts, outlets : pyarrow.Array of large_string
        A row a document; a document without an outlet keeps all its lines.

    Returns
    -------
    pyarrow.Array of large_string
        At most `CHARACTERS` of each. Cost: about 30 microseconds a document.

    Examples
    --------
    >>> texts = [*(f"Ring the newsdesk!\nStory {i}." for i in range(3)), "Ring the newsdesk!"]
    >>> texts = pa.array(texts, pa.large_string())
    >>> without_furniture(texts, pa.array(["a", "a", "a", "b"], pa.large_string())).to_pylist()
    ['Story 0.', 'Story 1.', 'Story 2.', 'Ring the newsdesk!']
    """
    starts = pc.utf8_slice_codeunits(texts, 0, CHARACTERS)
    names = outlets.to_pylist()
    blocks = (
        zip(starts.slice(at, BLOCK).to_pylist(), names[at : at + BLOCK], strict=True)
        for at in range(0, len(starts), BLOCK)
    )
    common = shared_lines(chain.from_iterable(blocks))
    if not common:
        return starts
    kept = []
    for at in range(0, len(starts), BLOCK):
        block = []
        for text, outlet in zip(starts.slice(at, BLOCK).to_pylist(), names[at : at + BLOCK], strict=True):
            lines = (text or "").split("\n")
            if outlet:
                lines = [line for line in lines if line_key(outlet, line.strip()) not in common]
            block.append("\n".join(lines))
        kept.append(pa.array(block, pa.large_string()))
    return pa.concat_arrays(kept)
