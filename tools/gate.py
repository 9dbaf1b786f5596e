"""Hold what the stages reach: measure it, and compare it with the floors in `tools/floors.json`.

    python tools/gate.py                                 the demo that ships
    python tools/gate.py --data DIR                      labelled news: whichever collections DIR has
    python tools/gate.py --raise                         floors up to what is reached now, less a margin
    python tools/gate.py --lower stories.f1 --reason "…"   one floor down to it; the reason stays in the file
    python tools/gate.py --anew demo --reason "…"        all floors of a collection, because its files have changed

What is measured is in `benchmarks/figures.py`. A floor belongs to the files it was measured on, by their digest, and is
not applied to others of the same name. Where that happens to the demo, the gate fails: it would hold nothing.

A figure of which less is better has a ceiling, in the same place. The margin is .005 of a share, and one of a count,
unless the count is as good as it can be (none).

Exit codes: 0, all floors hold; 1, one does not; 2, a wrong call or a file of floors that cannot be read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "tools" / "floors.json"
MARGIN = 0.005
FORMAT = 1
OWN = "demo"
"""The collection that ships with the project: floors of another state of it are a failure."""

Verdict = Literal["holds", "BELOW", "ABOVE", "no floor", "NOT MEASURED"]
Figures = Mapping[str, float]


class GateError(Exception):
    """The call, or the file of floors, is wrong."""


class Measured(NamedTuple):
    """Figures of a collection, the digest of its files, and which of the figures are to be low."""

    data: str
    sha256: str
    figures: Figures
    low: frozenset[str]


class Line(NamedTuple):
    """A figure beside its floor; None where there is none."""

    data: str
    name: str
    figure: float | None
    bound: float | None
    verdict: Verdict

    @property
    def fails(self) -> bool:
        """Whether this line alone closes the gate."""
        return self.verdict not in ("holds", "no floor")


def load(path: Path) -> dict[str, Any]:
    """The floors of a file, {"format", "data": [..], "lowered": [..]}; none where there is no file.

    Raises
    ------
    GateError
        Where the file is no file of floors.
    """
    if not path.exists():
        return {"format": FORMAT, "data": [], "lowered": []}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        wrong = [
            one["data"] for one in content["data"] if len(one["sha256"]) != 64 or not isinstance(one["floors"], dict)
        ]
        wrong += [one["floor"] for one in content["lowered"] if not one["reason"].strip()]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GateError(f"{path}: not a file of floors ({error!r}); take the committed one") from error
    if content.get("format") != FORMAT or wrong:
        raise GateError(f"{path}: format {content.get('format')}, wrong entries: {wrong}; take the committed one")
    return dict(content)


def save(path: Path, content: Mapping[str, Any]) -> None:
    """Write a file of floors, whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    text = json.dumps(content, indent=1, ensure_ascii=False)
    text = re.sub(r'\{\s+("least"|"most"): ([0-9.]+)\s+\}', r"{\1: \2}", text)  # a floor a line: easier to review
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(path)


def entry_of(floors: Mapping[str, Any], data: str) -> dict[str, Any] | None:
    """What a file of floors has on a collection."""
    return next((entry for entry in floors["data"] if entry["data"] == data), None)


def with_margin(name: str, figure: float, low: bool) -> dict[str, float]:
    """The floor of a figure that is reached, or its ceiling.

    >>> with_margin("stories.f1", 0.9342, False), with_margin("claims.hard_found", 12, False)
    ({'least': 0.929}, {'least': 11})
    >>> with_margin("copies.recall", 1.0, False), with_margin("claims.false_alarms", 0, True)
    ({'least': 0.995}, {'most': 0})
    """
    if isinstance(figure, int):
        return {"most": figure + 1 if figure else 0} if low else {"least": max(0, figure - 1)}
    return {"most": round(figure + MARGIN, 3)} if low else {"least": round(figure - MARGIN, 3)}


def holds(figure: float, bound: Mapping[str, float]) -> bool:
    """Whether a figure is inside its bound."""
    return figure >= bound["least"] if "least" in bound else figure <= bound["most"]


def check(floors: Mapping[str, Any], measured: Iterable[Measured]) -> tuple[list[Line], list[str]]:
    """Every figure and every floor of what was measured, and the collections whose floors are of other files."""
    lines: list[Line] = []
    other: list[str] = []
    for one in measured:
        entry = entry_of(floors, one.data)
        if entry is not None and entry["sha256"] != one.sha256:
            other.append(one.data)
        bounds = entry["floors"] if entry is not None and entry["sha256"] == one.sha256 else {}
        names = dict.fromkeys((*one.figures, *bounds))
        lines += [_line(one, name, bounds.get(name)) for name in names]
    return lines, other


def _line(one: Measured, name: str, bound: Mapping[str, float] | None) -> Line:
    figure = one.figures.get(name)
    if bound is None:
        return Line(one.data, name, figure, None, "no floor")
    value = bound["least"] if "least" in bound else bound["most"]
    if figure is None:
        return Line(one.data, name, None, value, "NOT MEASURED")
    return Line(
        one.data, name, figure, value, "holds" if holds(figure, bound) else "BELOW" if "least" in bound else "ABOVE"
    )


def raised(floors: Mapping[str, Any], measured: Iterable[Measured]) -> dict[str, Any]:
    """The floors with those that are better now, and with figures that had none; nothing goes down.

    Raises
    ------
    GateError
        Where a collection's floors are of other files: those might go down, and want a reason.
    """
    made = json.loads(json.dumps(floors))
    for one in measured:
        entry = entry_of(made, one.data)
        if entry is None:
            entry = {"data": one.data, "sha256": one.sha256, "floors": {}}
            made["data"].append(entry)
        elif entry["sha256"] != one.sha256:
            raise GateError(f"the floors of {one.data} are of other files; take new ones: --anew {one.data} --reason …")
        for name, figure in one.figures.items():
            bound, old = with_margin(name, figure, name in one.low), entry["floors"].get(name)
            if old is None or (holds(next(iter(bound.values())), old)):
                entry["floors"][name] = bound
    return dict(made)


def lowered(floors: Mapping[str, Any], measured: Sequence[Measured], name: str, reason: str) -> dict[str, Any]:
    """The floors with one moved to where its figure is now, and the reason kept.

    Raises
    ------
    GateError
        Without a reason; where `name` (`stories.f1`, `demo.stories.f1`) is no floor or several; where it holds.
    """
    if not reason.strip():
        raise GateError("a floor goes down only with a --reason")
    made = json.loads(json.dumps(floors))
    found = [
        (one, entry, floor)
        for one in measured
        if (entry := entry_of(made, one.data)) is not None and entry["sha256"] == one.sha256
        for floor in entry["floors"]
        if name in (floor, f"{one.data}.{floor}")
    ]
    if len(found) != 1:
        names = [f"{one.data}.{floor}" for one, _, floor in found] or "none of what was measured"
        raise GateError(f"--lower {name} must name one floor; it names {names}")
    one, entry, floor = found[0]
    if floor not in one.figures:
        raise GateError(f"{one.data}.{floor} was not measured; there is nothing to lower it to")
    old = entry["floors"][floor]
    if holds(one.figures[floor], old):
        raise GateError(f"{one.data}.{floor} holds: {one.figures[floor]}, with {old}; it is not lowered")
    entry["floors"][floor] = with_margin(floor, one.figures[floor], floor in one.low)
    made["lowered"].append(_record(one.data, floor, old, entry["floors"][floor], reason))
    return dict(made)


def anew(floors: Mapping[str, Any], measured: Sequence[Measured], data: str, reason: str) -> dict[str, Any]:
    """The floors with those of a collection taken again, on the files that it has now.

    Raises
    ------
    GateError
        Without a reason; where it was not measured, or its files are those that its floors are of.
    """
    if not reason.strip():
        raise GateError("floors are taken anew only with a --reason")
    one, entry = next((one for one in measured if one.data == data), None), entry_of(floors, data)
    if one is None or entry is None:
        raise GateError(f"--anew {data}: it has no floors, or was not measured")
    if entry["sha256"] == one.sha256:
        raise GateError(f"--anew {data}: its files have not changed; --raise its floors, or --lower one")
    made = json.loads(json.dumps(floors))
    made["data"] = [row for row in made["data"] if row["data"] != data]
    made = raised(made, [one])
    new = entry_of(made, data)
    for name, old in entry["floors"].items():
        now = new["floors"].get(name) if new else None
        if now is None or not holds(next(iter(now.values())), old):
            made["lowered"].append(_record(data, name, old, now, reason))
    return made


def _record(data: str, floor: str, old: Any, new: Any, reason: str) -> dict[str, Any]:
    day = dt.datetime.now(dt.UTC).date().isoformat()
    return {"data": data, "floor": floor, "from": old, "to": new, "reason": reason.strip(), "date": day}


def measure(data: Path | None, only: Sequence[str]) -> list[Measured]:
    """Run the product on the demo, or on what a folder has of the collections that are known.

    Raises
    ------
    GateError
        Where there is nothing to measure.
    """
    sys.path.append(str(ROOT / "benchmarks"))
    import figures  # type: ignore[import-not-found]  # benchmarks are scripts, which mypy does not read

    known = [one for one in figures.measures(data) if not only or one.data in only]
    if not known:
        raise GateError(f"{data or 'the demo'}: nothing to measure" + (f" among {', '.join(only)}" if only else ""))
    made = []
    for one in known:
        print(f"measuring {one.data} …", file=sys.stderr, flush=True)
        made.append(Measured(one.data, one.digest(), one.figures(), frozenset(figures.CEILINGS)))
    return made


def report(lines: Sequence[Line], other: Sequence[str]) -> str:
    """What is said at the end."""
    rows: list[tuple[str, ...]] = [("", "figure", "floor", "")]
    for one in lines:
        cells = ("–" if value is None else f"{value:g}" for value in (one.figure, one.bound))
        rows.append((f"{one.data}.{one.name}", *cells, one.verdict))
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    said = [
        f"{name:<{widths[0]}}  {figure:>{widths[1]}}  {bound:>{widths[2]}}  {verdict}".rstrip()
        for name, figure, bound, verdict in rows
    ]
    said += [f"{name}: its floors are of other files and were not applied" for name in other]
    bad = sum(one.fails for one in lines)
    held = sum(one.verdict == "holds" for one in lines)
    return "\n".join([*said, f"{held} floors hold, {bad} do not"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, then hold or move the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with labelled news; the demo otherwise")
    parser.add_argument("--only", nargs="+", default=[], metavar="COLLECTION", help="of the folder, these alone")
    parser.add_argument("--floors", type=Path, default=FLOORS, help="the file of floors")
    parser.add_argument("--reason", default="", help="why floors go down; kept in the file")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--raise", dest="up", action="store_true", help="floors up to what is reached, less a margin")
    how.add_argument("--lower", metavar="FLOOR", help="one floor down to what is reached")
    how.add_argument("--anew", metavar="COLLECTION", help="its floors again, on the files that it has now")
    options = parser.parse_args(arguments)
    try:
        floors = load(options.floors)
        if (options.lower or options.anew) and not options.reason.strip():
            raise GateError("a floor goes down only with a --reason")
        measured = measure(options.data, options.only)
        if options.up or options.lower or options.anew:
            if options.up:
                floors = raised(floors, measured)
            elif options.lower:
                floors = lowered(floors, measured, options.lower, options.reason)
            else:
                floors = anew(floors, measured, options.anew, options.reason)
            save(options.floors, floors)
    except GateError as error:
        print(f"gate: {error}", file=sys.stderr)
        return 2
    lines, other = check(floors, measured)
    print(report(lines, other))
    return int(any(line.fails for line in lines) or OWN in other or _unheld(lines))


def _unheld(lines: Sequence[Line]) -> bool:
    """Whether the demo has no floor at all, as where the file of floors is gone."""
    own = [line for line in lines if line.data == OWN]
    return bool(own) and all(line.verdict == "no floor" for line in own)


if __name__ == "__main__":
    sys.exit(main())
