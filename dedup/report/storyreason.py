"""Why two documents are in one story or not -> what the terminal shows: the verdict, what spoke for and against."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dedup.report.printable import printable
from dedup.report.words import number

NAMES = {
    "root": "words they share",
    "title": "headlines",
    "name": "names and numbers",
    "nameless": "hardly a name or number in common",
    "log_days": "days between",
    "undated": "a date is missing",
    "undated_gap": "a date is missing among documents of many days",
    "relative": "near, compared with their nearest others",
    "mass": "rare words in headline and lead of both",
}
"""What a reader calls the features of the pair score."""
LEFT_OUT = {
    "window": "they are farther apart in time than the window (--window)",
    "words": "their heaviest words have too little in common",
    "cap": "more other documents than are compared with it were nearer in words",
    "reach": "more other documents with the same words were nearer in time",
    "cosine": "all their words together have too little in common",
}
"""Why a pair was not scored."""
MOST_CHANGES = 3


def render_story_reason(why: dict[str, Any]) -> RenderableType:
    """The verdict, the pair's score in parts, and the smallest changes that would have turned it.

    Parameters
    ----------
    why : dict
        The fields of `dedup.stories.explain.Why`.

    Returns
    -------
    rich renderable
    """
    parts: list[RenderableType] = [Text(printable(_verdict(why)), style="bold")]
    if not why["copies"]:
        parts += ["", _score(why), "", *(Text(printable(line)) for line in _changes(why))]
    return Group(*parts)


def _verdict(why: dict[str, Any]) -> str:
    if why["copies"]:
        return f"One story ({why['left_story']}), because they are copies of one text."
    link = "" if why["mean_link"] is None else f"; {_mean(why)}"
    if why["together"]:
        return f"One story ({why['left_story']}){link}."
    return f"Two stories, {why['left_story']} and {why['right_story']}{link}."


def _mean(why: dict[str, Any]) -> str:
    """What linkage saw: the mean over all pairs, and the bar."""
    pairs, bar = why["pairs"], why["begin"] if why["pairs"] == 1 else why["least"]
    if pairs == 1:
        return f"their log-odds of one event {why['mean_link']:+.2f}, and two documents join at {bar:+.1f} or more"
    where = "inside it" if why["together"] else "between them"
    return (
        f"mean log-odds of one event {why['mean_link']:+.2f} over the {number(pairs, 'pair')} {where} "
        f"({why['scored']:,} of them scored); stories join at {bar:+.1f} or more"
    )


def _score(why: dict[str, Any]) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("these two: log-odds of one event", overflow="fold")
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("adds", justify="right", no_wrap=True)
    begins = why["intercept"] + sum(one["contribution"] for one in why["features"] if one["name"] == "length")
    table.add_row("where texts of this length begin", "", f"{begins:+.2f}")
    for one in sorted(why["features"], key=lambda one: -abs(one["contribution"])):
        if one["contribution"] and one["name"] != "length":
            value = why["days"] if one["name"] == "log_days" else one["value"]
            table.add_row(NAMES[one["name"]], f"{value:.2f}", f"{one['contribution']:+.2f}")
    counted = "" if why["candidate"] else f", not scored in the run and counted as {why['absent']:+.1f}"
    table.add_row(Text(f"together{counted}", style="bold"), "", Text(f"{why['log_odds']:+.2f}", style="bold"))
    return table


def _changes(why: dict[str, Any]) -> list[str]:
    lines = []
    if why["left_out"]:
        lines.append(f"The pair was not scored, because {LEFT_OUT[why['left_out']]}.")
    enough = [one for one in why["changes"] if one["enough"]][:MOST_CHANGES]
    other = "apart" if why["together"] else "together"
    if enough:
        lines.append(f"Any of these alone would have put them {other}:")
        lines += [f"  {_change(one)}" for one in enough]
    elif why["changes"]:
        lines.append(f"Nothing alone would have put them {other}. The most that one change could do:")
        lines += [f"  {_change(one)}" for one in why["changes"][:MOST_CHANGES]]
    return lines


def _change(one: dict[str, Any]) -> str:
    gain = f"({one['gain']:+.2f})"
    if one["unit"] == "days":
        return f"{one['then']:.1f} days between them instead of {one['now']:.1f} {gain}"
    if one["unit"] == "dates":
        return f"dates of both known, and the same day {gain}"
    return f"{NAMES[one['feature']]}: {one['then']:.2f} instead of {one['now']:.2f} {gain}"
