"""What the verbs of an index did, as people and as programs read it. Pure functions: the caller owns the screen."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dedup.index.add import Added
from dedup.index.query import Answer, Match
from dedup.index.remove import Removed
from dedup.report.printable import printable
from dedup.report.words import megabytes, number


def added_row(added: Added) -> dict[str, Any]:
    """What came of adding, for programs."""
    founded = sum(added.documents["founded"].to_pylist())
    return {
        "added": added.added,
        "founded_clusters": founded,
        "joined_clusters": added.added - founded,
        "unchanged": added.unchanged,
        "changed": added.changed,
        "changed_examples": list(added.examples),
        "moved": list(added.moved),
        "buckets_over_cap": added.capped,
    }


def render_added(added: Added, known: str) -> RenderableType:
    """What came of adding, for people."""
    row = added_row(added)
    lines = [
        Text(
            f"{number(row['added'], 'document')} added: {row['joined_clusters']:,} joined a cluster, "
            f"{row['founded_clusters']:,} founded one",
            style="bold",
        )
    ]
    if added.unchanged:
        lines.append(Text(f"{number(added.unchanged, 'document')} there already, with the same text"))
    if added.changed:
        what = "replaced by the new text" if known == "replace" else "left as they were (--known replace takes the new)"
        names = ", ".join(printable(name) for name in added.examples)
        lines.append(Text(f"{number(added.changed, 'document')} there with another text, {what}: {names}"))
    lines += _moved(added.moved)
    if added.capped:
        lines.append(Text(f"{number(added.capped, 'bucket')} over the cap: only its first documents were compared"))
    return Group(*lines)


def _moved(moved: Sequence[str]) -> list[Text]:
    if not moved:
        return []
    names = ", ".join(printable(name) for name in moved[:5]) + (", .." if len(moved) > 5 else "")
    return [Text(f"{number(len(moved), 'document')} in another cluster now, for what led theirs went: {names}")]


def removed_row(removed: Removed) -> dict[str, Any]:
    """What came of removing, for programs."""
    return {"removed": removed.removed, "unknown": list(removed.unknown), "moved": list(removed.moved)}


def render_removed(removed: Removed) -> RenderableType:
    """What came of removing, for people."""
    lines = [Text(f"{number(removed.removed, 'document')} removed", style="bold")]
    if removed.unknown:
        names = ", ".join(printable(name) for name in removed.unknown[:5])
        more = f" and {len(removed.unknown) - 5:,} more" if len(removed.unknown) > 5 else ""
        lines.append(Text(f"not there: {names}{more}"))
    return Group(*lines, *_moved(removed.moved))


def answer_row(answer: Answer) -> dict[str, Any]:
    """An answer, for programs."""
    return {
        "id": answer.id,
        "cluster": answer.cluster,
        "matches": [dataclasses.asdict(match) for match in answer.matches],
        "more": answer.more,
        "words": answer.words,
        "buckets_over_cap": answer.capped,
    }


def render_answers(answers: Sequence[Answer]) -> RenderableType:
    """Answers, for people: the texts with copies, and how many have none."""
    known = [answer for answer in answers if answer.matches]
    parts: list[RenderableType] = []
    if len(answers) > 1:
        parts.append(
            Text(f"{number(len(answers), 'document')}: {len(known):,} with copies in the index", style="bold")
        )  # fmt: skip
    elif not known:
        cluster = answers[0].cluster if answers else None
        parts.append(Text("no copies in the index" + (f"; it belongs to {cluster}" if cluster else ""), style="bold"))
    over = sum(answer.capped for answer in answers)
    if over:
        parts.append(Text(f"{number(over, 'bucket')} over the cap: only the first documents of it were compared"))
    for answer in known:
        parts += ["", Text(f"{printable(answer.id)}  {answer.cluster or 'no cluster'}", style="bold")]
        parts.append(_match_table(answer.matches))
        if answer.more:
            parts.append(Text(f"and {number(answer.more, 'other')}", style="dim"))
    return Group(*parts)


def _match_table(matches: Sequence[Match]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("Jaccard", justify="right", no_wrap=True)
    table.add_column("of it", justify="right", no_wrap=True)
    table.add_column("of theirs", justify="right", no_wrap=True)
    table.add_column("cluster", no_wrap=True)
    table.add_column("document", overflow="fold", ratio=1)
    for match in matches:
        told = [match.id, match.outlet, match.published, match.title]
        table.add_row(
            f"{match.jaccard:.3f}",
            f"{match.containment_query:.3f}",
            f"{match.containment_match:.3f}",
            match.cluster,
            Text("  ".join(printable(part) for part in told if part)),
        )
    return table


def render_info(info: dict[str, Any]) -> RenderableType:
    """What an index is, for people."""
    settings, bands = info["settings"], info["bands"]
    per = f", {info['bytes_per_document']:,.0f} bytes a document" if info["bytes_per_document"] else ""
    documents, texts = number(info["documents"], "document"), number(info["distinct_texts"], "distinct text")
    lines = [Text(f"{documents}, {texts}" if info["documents"] else "no documents yet", style="bold")]
    if info["documents"]:
        lines.append(
            Text(
                f"{number(info['clusters'], 'cluster')}, {info['clusters_of_copies']:,} of them of two documents and "
                f"more, the largest of {info['largest_cluster']:,}"
            )
        )
    if info.get("bytes"):
        files = f" in {number(len(info['segments']), 'segment')}" if "segments" in info else ""
        lines.append(Text(f"{megabytes(info['bytes'])}{files}{per}"))
    if info.get("removed_not_compacted"):
        removed = number(info["removed_not_compacted"], "removed document")
        lines.append(Text(f"{removed} still on the disk; dedup index compact takes them off"))
    lines.append(
        Text(
            f"copies: similarity of {settings['threshold']} or more (Jaccard, {settings['shingle']}), recall "
            f"{settings['recall']} with {bands['bands']} bands of {bands['rows']} slots; kept: {settings['keep']}",
            style="dim",
        )
    )
    return Group(*lines)
