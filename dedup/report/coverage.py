"""Who printed it and when, in a line; and stories as a news desk lists them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dedup.report.printable import printable
from dedup.report.when import in_one_zone
from dedup.report.words import number


def told(members: Sequence[dict[str, Any]], size: int, cells: int) -> str:
    """`Herald 2024-04-08 06:10 (+2 copies), Meridian 09:30, +4`: a date is said once.

    Parameters
    ----------
    members : sequence of dict
        `outlet`, `published`, `id`, and `copies` where others printed the same text; in order of time.
    size : int
        Documents there are in all, for what is left out.
    cells : int
        About so many columns of the terminal are filled.
    """
    times = in_one_zone([member["published"] for member in members])
    names = [printable(member["outlet"] or member["id"]) for member in members]
    items: list[tuple[str, str, int]] = []
    day, used, n_told = "", 0, 0
    for member, name, (date, clock) in zip(members, names, times, strict=True):
        when = " ".join(x for x in (date if date != day else "", clock) if x) if date else "undated"
        copies = member.get("copies", 0)
        if copies:
            when = f"{when} (+{copies:,} {'copy' if copies == 1 else 'copies'})".lstrip()
        if items and name == items[-1][0] and (not when or date == day) and not copies:
            items[-1] = (name, items[-1][1], items[-1][2] + 1)
        else:
            used += cell_len(f"{name} {when}, ")
            if items and used > cells:
                break
            items.append((name, when, 1))
        day = date or day
        n_told += 1 + copies
    text = ", ".join(f"{name}{f' ×{times}' if times > 1 else ''} {when}".rstrip() for name, when, times in items)
    rest = size - n_told
    return f"{text}, +{rest:,}" if rest else text


def story_list(facts: dict[str, Any], width: int) -> RenderableType:
    """The largest stories: headline, who had it and when with copies folded, how many outlets, what it is about.

    Parameters
    ----------
    facts : dict
        From `report.summary.summary`, with `largest_stories`.
    width : int
        Columns of the window.

    Returns
    -------
    rich renderable
    """
    shown, n = facts["largest_stories"], facts["stories"]["stories_of_several"]
    which = "Stories, the largest first" if len(shown) == n else f"The {len(shown)} largest of {n:,} stories"
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("headline; who had it, in order of time", overflow="fold", ratio=1)
    for story in shown:
        body = Group(
            Text(printable(story["title"]) or "(no words)", style="bold"),
            Text(told(story["coverage"], story["size"], 3 * max(20, width - 10))),
            Text(_sources(story), style="dim"),
        )
        table.add_row(f"{story['size']:,}", body)
    return Group(Text(which, style="bold"), table)


def storyline_list(facts: dict[str, Any]) -> RenderableType:
    """The largest storylines: the headline of each, its stories and documents, from when to when, what it is about."""
    shown, n = facts["largest_storylines"], facts["storylines"]["storylines_of_several"]
    which = "Storylines, the largest first" if len(shown) == n else f"The {len(shown)} largest of {n:,} storylines"
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("stories", justify="right", no_wrap=True)
    table.add_column("storyline", overflow="fold", ratio=1)
    for line in shown:
        days = " to ".join(dict.fromkeys(day[:10] for day in (line["first"], line["last"]) if day)) or "undated"
        size = f"{number(line['size'], 'document')}, {number(len(line['outlets']), 'outlet')}"
        words = ", ".join(map(printable, line["keywords"]))
        body = Group(
            Text(printable(line["title"]) or "(no words)", style="bold"),
            Text("; ".join(filter(None, (size, days, words))), style="dim"),
        )
        table.add_row(f"{line['n_stories']:,}", body)
    return Group(Text(which, style="bold"), table)


def _sources(story: dict[str, Any]) -> str:
    """`8 outlets, 4 origins, 7 texts; ferry, fire, ansel`; with owners `4 origins of 3 owners`."""
    n_outlets = len(story["outlets"])
    outlets = number(n_outlets, "outlet") if n_outlets else "outlet unknown"
    texts = number(story["copies"], "text") if story["copies"] < story["size"] else ""
    origins = number(story["origins"], "origin") if "origins" in story else ""
    if "owners" in story:
        origins += f" of {number(story['owners'], 'owner')}"
    words = ", ".join(map(printable, story["keywords"]))
    return "; ".join(filter(None, (", ".join(filter(None, (outlets, origins, texts))), words)))
