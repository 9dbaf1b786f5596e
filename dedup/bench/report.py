"""Figures of a benchmark -> a table for a terminal, Markdown, JSON, and plots as SVG and PNG."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Row = dict[str, Any]
HEAD = ("documents", "engine", "seconds", "cpu s", "documents/s", "MB/s", "peak MB", "bytes/doc", "recall", "precision")
_COLOURS = ("#1b6ca8", "#c05621", "#2f855a", "#805ad5")


def lines(found: Row) -> list[list[str]]:
    """The cells of the table, a row a size and engine."""
    out = []
    for row in found["rows"]:
        first = [f"{row['documents']:,}", row["engine"]]
        if row.get("trouble"):
            out.append([*first, row["trouble"][:60], *[""] * (len(HEAD) - 3)])
            continue
        out.append(
            [
                *first,
                f"{row['wall_s']:.2f}",
                f"{row['cpu_s']:.2f}",
                f"{row['documents_per_s']:,.0f}",
                f"{row['mb_per_s']:.1f}",
                f"{row['peak_bytes'] / 1e6:,.0f}",
                f"{row['peak_bytes_per_document']:,.0f}",
                _rate(row.get("recall")),
                _rate(row.get("precision")),
            ]
        )
    return out


def growth_lines(found: Row) -> list[list[str]]:
    """Exponents, and what one more document costs between the two largest sizes."""
    out = []
    for row in found["growth"]:
        more = row["of_one_more_document"]
        unit = f"{more:,.0f} bytes" if row["cost"] == "peak_bytes" else f"{more * 1e6:,.1f} µs"
        out.append([row["engine"], row["cost"], f"{row['exponent']:.2f}", f"× {row['spread']:.2f}", unit])
    return out


GROWTH_HEAD = ("engine", "cost", "exponent", "off by at most", "one more document")


def stage_lines(found: Row) -> list[list[str]]:
    """Seconds by stage, a row a size."""
    own = [row for row in found["rows"] if row.get("stages_s")]
    names = list(dict.fromkeys(name for row in own for name in row["stages_s"]))
    body = [[f"{row['documents']:,}", *(f"{row['stages_s'].get(name, 0):.2f}" for name in names)] for row in own]
    return [["documents", *names], *body] if body else []


def markdown(found: Row) -> str:
    """All tables, for a page."""
    parts = [_table(HEAD, lines(found))]
    if stages := stage_lines(found):
        parts.append("Seconds by stage:\n\n" + _table(stages[0], stages[1:]))
    if growth := growth_lines(found):
        parts.append(
            "Growth of what is beyond the cost of starting: a × documents to the power of the exponent.\n\n"
            + _table(GROWTH_HEAD, growth)
        )
    checked = {row["against"] for row in found["rows"] if "against" in row}
    parts.append(
        f"Recall against {', '.join(sorted(checked)) or 'nothing'}; precision of pairs drawn and computed anew."
    )
    return "\n\n".join(parts) + "\n"


def text(found: Row) -> str:
    """The same for a terminal."""
    parts = [_columns([list(HEAD), *lines(found)])]
    if stages := stage_lines(found):
        parts.append("Seconds by stage\n" + _columns(stages))
    if growth := growth_lines(found):
        parts.append("Growth, beyond the cost of starting\n" + _columns([list(GROWTH_HEAD), *growth]))
    return "\n\n".join(parts) + "\n"


def contents(found: Row, plots: bool = True) -> dict[str, bytes]:
    """The files of a report by name: bench.json, bench.md and, with matplotlib, bench.svg and bench.png."""
    out = {
        "bench.json": (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode(),
        "bench.md": markdown(found).encode(),
    }
    return out | (draw(found) if plots else {})


def can_draw() -> bool:
    """Whether matplotlib is there."""
    import importlib.util

    return importlib.util.find_spec("matplotlib") is not None


def draw(found: Row) -> dict[str, bytes]:
    """The plots: seconds, memory and, by stage, seconds, over documents; both axes logarithmic."""
    import io

    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "dedup", "font.size": 9}):
        figure = Figure(figsize=(11, 3.8), layout="constrained")
        FigureCanvasAgg(figure)
        seconds, memory, stages = figure.subplots(1, 3)
        _costs(seconds, found, "wall_s", 1.0, "seconds, start to end")
        _costs(memory, found, "peak_bytes", 1e-6, "peak memory, MB")
        _stages(stages, found)
        out = {}
        for kind, more in (
            ("svg", {"metadata": {"Date": None}}),
            ("png", {"dpi": 144, "metadata": {"Software": None}}),
        ):
            file = io.BytesIO()
            figure.savefig(file, format=kind, **more)
            out[f"bench.{kind}"] = file.getvalue()
    return out


def _costs(axes: Axes, found: Row, name: str, factor: float, label: str) -> None:
    """One cost of all engines, with the line that was fitted."""
    fitted = {row["engine"]: row for row in found["growth"] if row["cost"] == name}
    for k, engine in enumerate(dict.fromkeys(row["engine"] for row in found["rows"])):
        own = [row for row in found["rows"] if row["engine"] == engine and not row.get("trouble")]
        if not own:
            continue
        colour, sizes = _COLOURS[k % len(_COLOURS)], [row["documents"] for row in own]
        growth = fitted.get(engine)
        title = f"{engine} (n to the {growth['exponent']:.2f})" if growth else engine
        axes.plot(sizes, [row[name] * factor for row in own], "o", color=colour, label=title)
        if growth:
            ends = [min(sizes) * (max(sizes) / min(sizes)) ** (step / 30) for step in range(31)]
            line = [(growth["beyond"] + growth["scale"] * n ** growth["exponent"]) * factor for n in ends]
            axes.plot(ends, line, "-", color=colour, linewidth=1)
    _finish(axes, label)


def _stages(axes: Axes, found: Row) -> None:
    own = [row for row in found["rows"] if row.get("stages_s")]
    for stage in dict.fromkeys(name for row in own for name in row["stages_s"]):
        points = [(row["documents"], row["stages_s"][stage]) for row in own if row["stages_s"].get(stage, 0) > 0]
        axes.plot([x for x, _ in points], [y for _, y in points], "o-", markersize=3, linewidth=1, label=stage)
    _finish(axes, "seconds by stage of dedup")


def _finish(axes: Axes, label: str) -> None:
    if axes.lines:
        from matplotlib.ticker import FuncFormatter, LogLocator

        for scale, axis in ((axes.set_xscale, axes.xaxis), (axes.set_yscale, axes.yaxis)):
            scale("log")
            axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
            axis.set_minor_formatter("")
        axes.legend(fontsize=7)
    axes.set_xlabel("documents")
    axes.set_title(label)
    axes.grid(visible=True, which="major", alpha=0.3)


def _rate(value: float | None) -> str:
    """A share with four digits; 1 only where nothing is missing.

    >>> _rate(1.0), _rate(0.99999), _rate(None)
    ('1', '0.9999', '–')
    """
    if value is None:
        return "–"
    return "1" if value == 1 else f"{min(value, 0.9999):.4f}"


def _table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    rule = ["---:"] * len(head)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *body))


def _columns(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
