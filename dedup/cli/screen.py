"""What a command says: data and summaries to standard output, progress and notes to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import Progress, TaskID

    from dedup.copies.find import Progress as Tick

COMPILING = "compiling kernels, once on this machine…"
BYTES = {"read and sketch", "read"}  # stages that count bytes


def window_width() -> int:
    """Columns to fill: COLUMNS, or those of the window, or 80; 40 at least."""
    from rich.console import Console

    return max(40, Console(file=sys.stdout).width)


def show(renderable: RenderableType) -> None:
    """Print to standard output: as wide as the window, without colours where it is not one."""
    from rich.console import Console

    _never_fail(sys.stdout)
    console = Console(
        file=sys.stdout, width=window_width(), markup=False, emoji=False, highlight=False, soft_wrap=False
    )
    if console.is_terminal:
        console.print(renderable)
    else:
        from dedup.report.terminal import to_text

        sys.stdout.write(to_text(renderable, console.width))


def show_json(value: Any) -> None:
    """Print a value as JSON to standard output."""
    _never_fail(sys.stdout)
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write_lines(lines: Iterable[str]) -> None:
    """Print lines, each with its end, to standard output."""
    _never_fail(sys.stdout)
    sys.stdout.writelines(lines)


def show_lines(values: Iterable[Any]) -> None:
    """Print values as JSON lines to standard output; whoever reads them has each line at once."""
    _never_fail(sys.stdout)
    for value in values:
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """Say something on standard error."""
    _never_fail(sys.stderr)
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _never_fail(stream: Any) -> None:
    """Write what the stream's encoding cannot say as an escape."""
    if getattr(stream, "errors", None) == "strict":
        stream.reconfigure(errors="backslashreplace")


@contextmanager
def progress(quiet: bool) -> Iterator[Tick | None]:
    """A bar on standard error for every stage, where that is a terminal; the note about compiling in any case.

    Yields
    ------
    callable or None
        What the pipeline calls with (stage, done, total or None), from any thread; None where nothing is to be said.
    """
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bars() as bars:
            yield _Ticks(bars)
    else:
        yield _Ticks(None)


def _bars() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[amount]}"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


class _Ticks:
    """Turns calls of the pipeline into bars."""

    def __init__(self, bars: Progress | None) -> None:
        self.bars, self.tasks, self.compiling = bars, dict[str, "TaskID"](), False

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if stage == "compile":
            if not self.compiling:
                self.compiling = True
                self.bars.console.print(COMPILING) if self.bars else note(COMPILING)
        elif self.bars:
            if stage not in self.tasks:
                self.tasks[stage] = self.bars.add_task(stage, total=total, amount="")
            self.bars.update(self.tasks[stage], completed=done, total=total, amount=_amount(stage, done, total))


def _amount(stage: str, done: int, total: int | None) -> str:
    unit, scale = (" MB", 1e6) if stage in BYTES else ("", 1)
    return f"{done / scale:,.0f}{unit}" + ("" if total is None else f" of {total / scale:,.0f}{unit}")
