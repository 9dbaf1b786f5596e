"""Lines that several documents of one outlet share say nothing about the event: they are left out of the terms."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

CHARACTERS = 6000
"""Of a text, more than its words that are read; what stands behind is not looked at."""
LEAST = 3
"""Documents of one outlet that must share a line."""
BLOCK = 2048


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
    seen: Counter[int] = Counter()
    for at in range(0, len(starts), BLOCK):
        for text, outlet in zip(starts.slice(at, BLOCK).to_pylist(), names[at : at + BLOCK], strict=True):
            if text and outlet:
                seen.update({hash((outlet, line.strip())) for line in text.split("\n") if line.strip()})
    common = {line for line, count in seen.items() if count >= LEAST}
    if not common:
        return starts
    kept = []
    for at in range(0, len(starts), BLOCK):
        block = []
        for text, outlet in zip(starts.slice(at, BLOCK).to_pylist(), names[at : at + BLOCK], strict=True):
            lines = (text or "").split("\n")
            if outlet:
                lines = [line for line in lines if hash((outlet, line.strip())) not in common]
            block.append("\n".join(lines))
        kept.append(pa.array(block, pa.large_string()))
    return pa.concat_arrays(kept)
