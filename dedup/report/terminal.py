"""The summary of a run -> what the terminal shows. Pure functions: the caller owns the screen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dedup.report.coverage import story_list, storyline_list, told
from dedup.report.heatmap import heat_map
from dedup.report.printable import printable
from dedup.report.words import megabytes, number

CURVE = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
EXAMPLES = 3
RATED_BYTES = 1_000_000
"""With less text than this the seconds are those of loading libraries, and MB/s would say nothing."""

_SKIPPED = {
    "renamed_ids": "with an id that was taken: renamed to id#2, id#3, ..",
    "null_texts": "without a text",
    "empty_texts": "with an empty text",
    "nul_texts": "with NUL characters in the text",
    "replaced_characters": "with invalid characters, replaced by U+FFFD",
    "nested_values": "values that are lists or objects where text is wanted: taken for missing",
    "unparsed_dates": "with a date that was not understood: taken for undated",
}


def render_summary(facts: dict[str, Any], width: int = 80) -> RenderableType:
    """The summary as people read it: what was found, how long it took, what was left out, where it is.

    Parameters
    ----------
    facts : dict
        From `report.summary.summary`.
    width : int
        Columns of the window; decides after how many outlets a line is cut.

    Returns
    -------
    rich renderable
    """
    parts: list[RenderableType] = [_headline(facts)]
    if "largest_stories" in facts:  # its copies are folded into them
        if facts["largest_stories"]:
            parts += ["", story_list(facts, width)]
        if facts.get("largest_storylines"):
            parts += ["", storyline_list(facts)]
    elif facts["largest_clusters"]:
        parts += ["", _largest(facts, width)]
    if facts.get("reuse_matrix"):
        drawn = heat_map(facts["reuse_matrix"], width)
        parts += ["", drawn] if drawn is not None else []
    for lines in (_recall(facts), _left_out(facts["input"]), _caps(facts)):
        if lines:
            parts += ["", *(Padding(line, (0, 0, 0, 0 if i == 0 else 2)) for i, line in enumerate(lines))]
    parts += ["", *_time(facts)]
    if facts["files"]:
        parts += ["", *_files(facts)]
    return Group(*parts)


def to_text(renderable: RenderableType, width: int = 80) -> str:
    """What a renderable looks like without colours, in a window of so many columns, without spaces at line ends."""
    console = plain_console(width)
    with console.capture() as capture:
        console.print(renderable)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def plain_console(width: int) -> Console:
    """A console that writes no colours, links or emoji, whatever the environment says."""
    return Console(
        width=width, color_system=None, force_terminal=False, legacy_windows=False, markup=False, emoji=False,
        highlight=False, _environ={},
    )  # fmt: skip


def _headline(facts: dict[str, Any]) -> RenderableType:
    counts, settings = facts["counts"], facts["settings"]
    n, clustered, clusters = counts["documents"], counts["documents_in_clusters"], counts["clusters"]
    copies = f"{number(clusters, 'cluster')} of copies" if clusters else "no copies"
    if clusters:
        copies += f", with {number(clustered, 'document')} in them; {number(n - clustered, 'document')} without a copy"
    size = megabytes(facts["text_bytes"])
    texts = f"{number(n, 'document')}, {number(counts['distinct_texts'], 'distinct text')}, {size} of text"
    wordless = counts.get("documents_without_words", 0)
    lines = [Text(texts + (f" ({wordless:,} without a word)" if wordless else "")), Text(copies, style="bold")]
    if "stories" in facts:
        lines.append(Text(_story_counts(facts["stories"], n), style="bold"))
    if "largest_storylines" in facts:
        several = facts["storylines"]["storylines_of_several"]
        lines.append(Text(f"{number(several, 'storyline')} of two stories and more", style="bold"))
    lines.append(
        Text(f"copies: similarity of {settings['threshold']} or more (Jaccard, {settings['shingle']})", style="dim")
    )
    return Group(*lines)


def _story_counts(stories: dict[str, Any], n_documents: int) -> str:
    n_stories, inside = stories["stories_of_several"], stories["documents_in_them"]
    if not n_stories:
        return "no event that more than one document reports"
    found = "1 story" if n_stories == 1 else f"{n_stories:,} stories"
    return f"{found} of two documents and more, with {inside:,} in them; {n_documents - inside:,} alone with theirs"


def _largest(facts: dict[str, Any], width: int) -> RenderableType:
    shown, clusters = facts["largest_clusters"], facts["counts"]["clusters"]
    which = "Clusters, the largest first" if len(shown) == clusters else f"The {len(shown)} largest clusters"
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("title; outlets in order of time", overflow="fold", ratio=1)
    table.add_column("similar", justify="right", no_wrap=True)
    for cluster in shown:
        body = Group(
            Text(printable(cluster["title"]) or "(no words)", style="bold"),
            Text(told(cluster["members"], cluster["size"], 3 * max(20, width - 20))),
            Text(_kept(cluster), style="dim"),
        )
        table.add_row(f"{cluster['size']:,}", body, similarities(cluster["weakest"], cluster["strongest"]))
    return Group(Text(which, style="bold"), table)


def _kept(cluster: dict[str, Any]) -> str:
    text = f"keeps {printable(cluster['copy_id'])} ({cluster['kept_reason']})"
    other = printable(cluster["least_similar"])
    return f"{text}; {'same words' if cluster['weakest'] == 1 else 'least similar'}: {other}"


def similarities(low: float, high: float) -> str:
    """`0.71–0.96`: cut, not rounded, so that only equal sets are shown as 1.00.

    >>> similarities(0.7, 0.9999), similarities(1.0, 1.0)
    ('0.70–0.99', '1.00')
    """
    a, b = (f"{math.floor(value * 100 + 1e-9) / 100:.2f}" for value in (low, high))
    return a if a == b else f"{a}–{b}"


def _recall(facts: dict[str, Any]) -> list[Text]:
    recall, bands = facts.get("recall"), facts["bands"]
    if recall is None:
        return []
    sample = f"{number(recall['sample'], 'distinct text')} compared with all others"
    if recall["value"] is None:
        measured = f"not measured: no pair at the threshold in {sample}"
    else:
        measured = (
            f"{recall['value']:.4f} (95 % interval {recall['low']:.4f}–{recall['high']:.4f}): found "
            f"{recall['found']:,} of {number(recall['true'], 'true pair')}, {sample}"
        )
    chances = ", ".join(f"{chance:.3f} at {j}" for j, chance in _curve(facts["s_curve"]))
    curve = f"chance to be compared, by similarity ({bands['bands']} bands of {bands['rows']}): {chances}"
    return [Text("Recall", style="bold"), Text(measured), Text(curve)]


def _curve(points: Iterable[dict[str, float]]) -> Iterator[tuple[float, float]]:
    for point in points:
        if any(math.isclose(point["jaccard"], j) for j in CURVE):
            yield point["jaccard"], point["chance"]


def _left_out(report: dict[str, Any]) -> list[Text]:
    """What was skipped or mended while reading, and why."""
    lines = []
    skipped = report.get("skipped", {})
    if skipped:
        reasons = ", ".join(f"{printable(reason)} {n:,}" for reason, n in skipped.items())
        lines.append(f"{number(sum(skipped.values()), 'row')} of {report['rows']:,} skipped: {reasons}")
    if report.get("skipped_files"):
        kinds = ", ".join(f"{printable(kind) or '(no ending)'} {n:,}" for kind, n in report["skipped_files"].items())
        lines.append(f"{number(sum(report['skipped_files'].values()), 'file')} of another kind skipped: {kinds}")
    lines += [f"{report[name]:,} {what}" for name, what in _SKIPPED.items() if report.get(name)]
    examples = report.get("examples", [])
    lines += [printable(example) for example in examples[:EXAMPLES]]
    if len(examples) > EXAMPLES:
        lines.append(f".. and {len(examples) - EXAMPLES} more examples in run.json or with --json")
    return [Text("Input", style="bold"), *map(Text, lines)] if lines else []


def _caps(facts: dict[str, Any]) -> list[Text]:
    counts, settings, lines = facts["counts"], facts["settings"], []
    if counts.get("buckets_over_cap"):
        lines.append(
            f"{number(counts['buckets_over_cap'], 'bucket')} had more than {settings['bucket_cap']:,} texts and gave "
            "only pairs with the first and the neighbour (--bucket-cap)"
        )
    if counts.get("pairs_over_cap"):
        lines.append(
            f"{number(counts['pairs_over_cap'], 'pair')} of collapsed texts stood for more than "
            f"{settings['pair_cap']:,} pairs of documents and gave only pairs with the first (--pair-cap)"
        )
    return [Text("Caps that were hit", style="bold"), *map(Text, lines)] if lines else []


def _time(facts: dict[str, Any]) -> list[Text]:
    speed, seconds, rates = facts["speed"], facts["seconds"], []
    stages = ", ".join(f"{stage} {value:.2f}" for stage, value in seconds.items())
    text = f"{speed['seconds']:.2f} s on {number(facts['threads'], 'thread')}: {stages}"
    if speed["text_mb_per_s"] and facts["text_bytes"] >= RATED_BYTES:
        rates += [f"{speed['text_mb_per_s']:,.0f} MB of text/s", f"{speed['documents_per_s']:,.0f} documents/s"]
    if facts["peak_memory_bytes"]:
        rates.append(f"peak memory {megabytes(facts['peak_memory_bytes'])}")
    lines = [Text(text), *([Text("; ".join(rates))] if rates else [])]
    engine = facts.get("engine", {})
    if engine.get("name") == "disk":
        size = megabytes(engine["work_bytes"])
        lines.append(Text(f"worked on disk ({printable(engine['why'])}), with {size} of working files"))
    return lines


def _files(facts: dict[str, Any]) -> list[Text]:
    out = printable(facts["out"]).rstrip("/")
    files = {name: file["rows"] for name, file in facts["files"].items() if "rows" in file}
    lines = [f"{out}/{name}: {number(rows, 'row')}" for name, rows in files.items()]
    return [Text("Written", style="bold"), *(Text(f"  {line}") for line in [*lines, f"{out}/run.json"])]
