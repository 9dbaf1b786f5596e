"""Whether one of two documents has its text from the other -> facts for JSON, and what the terminal shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dedup.report.printable import printable

if TYPE_CHECKING:
    from dedup.copies.provenance import Origins

BY = {
    "credit": "a credit",
    "dateline": "the dateline of its own outlet",
    "time": "the dates",
    "containment": "the shape of what they share",
    "spelling": "a spelling left over",
}
"""What decided a direction."""
MOST_CHARACTERS = 90
"""Of the text that a trace stands in, on the screen."""


def derivation_facts(origins: Origins, left: str, right: str) -> dict[str, Any]:
    """What was found on two documents, as plain values.

    Parameters
    ----------
    origins : Origins
    left, right : str
        Ids.

    Returns
    -------
    dict
        left, right: the documents that were compared: the kept ones of their clusters of copies, where the two are of
        different ones. degree: wholly, partly, not, or none where they share no passage. source: id of the one that the
        other has its text from, None where that is not known. The rest as in `copies.derive.Derivation`; each evidence
        has the id of its document, and the text that it stands in.

    Raises
    ------
    UnknownDocumentError
        Where there is no document of this id.
    """
    copies = origins.reuse.copies
    ids = copies.corpus.columns("id")["id"]
    numbers = [copies.corpus.number(name) for name in (left, right)]
    heads = [int(copies.leader[number]) for number in numbers]
    if heads[0] != heads[1]:
        numbers = heads
    names = [ids[number].as_py() for number in numbers]
    found = origins.derivation(*names)
    facts: dict[str, Any] = {"left": names[0], "right": names[1], "same_copies": heads[0] == heads[1]}
    if found is None:
        return {**facts, "degree": "none", "evidence": []}
    shares = (found.share_left, found.share_right)
    turned = found.left != numbers[0]
    facts |= {
        "degree": found.degree,
        "direction": {"left": "right", "right": "left"}.get(found.direction, found.direction)
        if turned
        else found.direction,
        "by": found.by,
        "source": None if found.source is None else ids[found.source].as_py(),
        "words": found.words,
        "own_words": found.own_words,
        "share_left": shares[turned],
        "share_right": shares[not turned],
        "weight": found.weight,
        "hours": -found.hours if turned and found.hours is not None else found.hours,
    }
    facts["evidence"] = [
        {
            "kind": item.kind,
            "document": ids[item.document].as_py(),
            "start": item.start,
            "end": item.end,
            "note": item.note,
            "weight": item.weight,
            "text": copies.corpus.text(item.document)[item.start : item.end],
        }
        for item in found.evidence
    ]
    return facts


def render_derivation(facts: dict[str, Any]) -> RenderableType:
    """The verdict on who has it from whom, and a row a trace: weight, kind, note and where it stands.

    Parameters
    ----------
    facts : dict
        From `derivation_facts`.

    Returns
    -------
    rich renderable
    """
    parts: list[RenderableType] = [Text(printable(_verdict(facts)), style="bold")]
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    for item in facts["evidence"]:
        text = " ".join(item["text"].split())
        shown = text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"
        where = f"{item['document']}: {shown}" if item["kind"] != "copy" else item["document"]
        table.add_row(f"{item['weight']:.2f}", Text(item["kind"]), Text(printable(f"{item['note']}; {where}")))
    if facts["evidence"]:
        parts += ["", table]
    return Group(*parts)


def _verdict(facts: dict[str, Any]) -> str:
    names = f"{facts['left']} and {facts['right']}"
    if facts["degree"] == "none":
        if facts["left"] == facts["right"]:
            return "One document has no source in itself."
        if facts["same_copies"]:
            return "Both are copies of the same kept document; who has it from whom is told of each and that one."
        return f"Neither has its text from the other: {names} share no passage that is long enough."
    if facts["degree"] == "not":
        why = f"the evidence weighs {facts['weight']:.2f}, and 1 is proof"
        return f"Neither has its text from the other, as far as can be seen: {why}."
    how = {"wholly": "mostly of one text", "partly": "of one text in part"}[facts["degree"]]
    told = f"{names} are {how} (evidence {facts['weight']:.2f}, of which 1 is proof)"
    by = BY.get(facts["by"], facts["by"])
    if facts["source"] is not None:
        return f"{told}; {facts['source']} was there first, by {by}."
    if facts["direction"] == "common":
        return f"{told}; both have it from a third, by {by}."
    return f"{told}; which was there first is not known."
