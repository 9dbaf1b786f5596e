"""The summary of a run -> what the terminal shows. Pure functions: the caller owns the screen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dedup.report.printable import printable
from dedup.report.when import in_one_zone

CURVE = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
EXAMPLES = 3
OUTLETS = 8
"""Outlets of a story that are named."""
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
    if facts.get("largest_stories"):
        parts += ["", _stories(facts)]
    if facts["largest_clusters"]:
        parts += ["", _largest(facts, width)]
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
    found = f"{_n(clusters, 'cluster')} of copies" if clusters else "no copies"
    if clusters:
        found += f", with {_n(clustered, 'document')} in them; {_n(n - clustered, 'document')} without a copy"
    texts = f"{_n(n, 'document')}, {_n(counts['distinct_texts'], 'distinct text')}, {_mb(facts['text_bytes'])} of text"
    wordless = counts.get("documents_without_words", 0)
    lines = [
        Text(texts + (f" ({wordless:,} without a word)" if wordless else "")),
        Text(found, style="bold"),
        Text(f"copies: similarity of {settings['threshold']} or more (Jaccard, {settings['shingle']})", style="dim"),
    ]
    return Group(*lines)


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
            Text(_outlets(cluster, 3 * max(20, width - 20))),
            Text(_kept(cluster), style="dim"),
        )
        table.add_row(f"{cluster['size']:,}", body, similarities(cluster["weakest"], cluster["strongest"]))
    return Group(Text(which, style="bold"), table)


def _stories(facts: dict[str, Any]) -> RenderableType:
    shown, n = facts["largest_stories"], facts["stories"]["stories_of_several"]
    which = "Stories, the largest first" if len(shown) == n else f"The {len(shown)} largest of {n:,} stories"
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("headline; outlets in order of time", overflow="fold", ratio=1)
    for story in shown:
        days = " to ".join(dict.fromkeys(day[:10] for day in (story["first"], story["last"]) if day)) or "undated"
        outlets = [printable(outlet) for outlet in story["outlets"]]
        more = f", +{len(outlets) - OUTLETS}" if len(outlets) > OUTLETS else ""
        copied = story["size"] - story["copies"]
        folded = f"; {copied:,} {'copy' if copied == 1 else 'copies'} folded" if copied else ""
        body = Group(
            Text(printable(story["title"]) or "(no words)", style="bold"),
            Text(", ".join(outlets[:OUTLETS]) + more if outlets else "outlet unknown"),
            Text("; ".join(filter(None, (days + folded, ", ".join(map(printable, story["keywords"]))))), style="dim"),
        )
        table.add_row(f"{story['size']:,}", body)
    return Group(Text(which, style="bold"), table)


def _outlets(cluster: dict[str, Any], cells: int) -> str:
    """`Herald 2024-04-08 06:10, Meridian 09:30, +4`: a date is said once, an outlet that printed again is counted."""
    members = cluster["members"]
    times = in_one_zone([member["published"] for member in members])
    names = [printable(member["outlet"] or member["id"]) for member in members]
    items: list[tuple[str, str, int]] = []
    day, used, told = "", 0, 0
    for name, (date, clock) in zip(names, times, strict=True):
        when = " ".join(x for x in (date if date != day else "", clock) if x) if date else "undated"
        if items and name == items[-1][0] and (not when or date == day):
            items[-1] = (name, items[-1][1], items[-1][2] + 1)
        else:
            used += cell_len(f"{name} {when}, ")
            if items and used > cells:
                break
            items.append((name, when, 1))
        day = date or day
        told += 1
    text = ", ".join(f"{name}{f' ×{times}' if times > 1 else ''} {when}".rstrip() for name, when, times in items)
    rest = cluster["size"] - told
    return f"{text}, +{rest:,}" if rest else text


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
    sample = f"{_n(recall['sample'], 'distinct text')} compared with all others"
    if recall["value"] is None:
        measured = f"not measured: no pair at the threshold in {sample}"
    else:
        measured = (
            f"{recall['value']:.4f} (95 % interval {recall['low']:.4f}–{recall['high']:.4f}): found "
            f"{recall['found']:,} of {_n(recall['true'], 'true pair')}, {sample}"
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
        lines.append(f"{_n(sum(skipped.values()), 'row')} of {report['rows']:,} skipped: {reasons}")
    if report.get("skipped_files"):
        kinds = ", ".join(f"{printable(kind) or '(no ending)'} {n:,}" for kind, n in report["skipped_files"].items())
        lines.append(f"{_n(sum(report['skipped_files'].values()), 'file')} of another kind skipped: {kinds}")
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
            f"{_n(counts['buckets_over_cap'], 'bucket')} had more than {settings['bucket_cap']:,} texts and gave only "
            "pairs with the first and the neighbour (--bucket-cap)"
        )
    if counts.get("pairs_over_cap"):
        lines.append(
            f"{_n(counts['pairs_over_cap'], 'pair')} of collapsed texts stood for more than {settings['pair_cap']:,} "
            "pairs of documents and gave only pairs with the first (--pair-cap)"
        )
    return [Text("Caps that were hit", style="bold"), *map(Text, lines)] if lines else []


def _time(facts: dict[str, Any]) -> list[Text]:
    speed, seconds, rates = facts["speed"], facts["seconds"], []
    stages = ", ".join(f"{stage} {value:.2f}" for stage, value in seconds.items())
    text = f"{speed['seconds']:.2f} s on {_n(facts['threads'], 'thread')}: {stages}"
    if speed["text_mb_per_s"] and facts["text_bytes"] >= RATED_BYTES:
        rates += [f"{speed['text_mb_per_s']:,.0f} MB of text/s", f"{speed['documents_per_s']:,.0f} documents/s"]
    if facts["peak_memory_bytes"]:
        rates.append(f"peak memory {_mb(facts['peak_memory_bytes'])}")
    return [Text(text), *([Text("; ".join(rates))] if rates else [])]


def _files(facts: dict[str, Any]) -> list[Text]:
    out = printable(facts["out"]).rstrip("/")
    lines = [f"{out}/{name}: {_n(file['rows'], 'row')}" for name, file in facts["files"].items()]
    return [Text("Written", style="bold"), *(Text(f"  {line}") for line in [*lines, f"{out}/run.json"])]


def _n(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _mb(n_bytes: int) -> str:
    mb = n_bytes / 1e6
    return f"{mb:,.0f} MB" if mb >= 10 else f"{mb:.1f} MB" if mb >= 0.1 else f"{n_bytes / 1e3:.1f} kB"
