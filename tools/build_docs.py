"""Make what the docs quote: the output of their commands, the help of every command, and the settings.

    python tools/build_docs.py            rewrite the pages where they are out of date
    python tools/build_docs.py --check    say which are, and change nothing (exit code 1)

A block that is fenced as `console` holds commands after `$ ` and what they print. They are run in order, a page in one
empty folder, into which the line `<!-- files: FOLDER -->` of the page copies a folder of the docs. What differs from
run to run (seconds, memory) is a line with `…`; a line `$ command  | head -N` keeps the first N lines and says `…`.
Commands are those of dedup, and `ls` and `cat`; nothing is run by a shell.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

import dedup.config
from dedup.cli import main

DOCS = Path(__file__).resolve().parent.parent / "docs"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILES = re.compile(r"^<!-- files: (\S+) -->$", re.MULTILINE)
HEAD = re.compile(r"^(.*?)\s+\| head -(\d+)$")
VARIES = re.compile(r"^\d[\d.,]* s on \d+ threads?\b|^peak memory \d")
WIDTH = "80"


def pages() -> list[Path]:
    """The pages that have blocks of commands."""
    return [page for page in sorted(DOCS.rglob("*.md")) if "```console" in page.read_text(encoding="utf-8")]


def built(page: Path) -> str:
    """A page with the output of its commands."""
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        for folder in FILES.findall(text):
            shutil.copytree(DOCS / folder, Path(scratch) / Path(folder).name)
        before = Path.cwd()
        os.chdir(scratch)
        try:
            return BLOCK.sub(lambda block: f"```console\n{''.join(_block(block[1]))}```", text)
        finally:
            os.chdir(before)


def _block(block: str) -> Iterator[str]:
    for line in block.splitlines():
        if line.startswith("$ "):
            yield f"{line}\n"
            yield from (f"{said}\n" if said else "\n" for said in _said(line[2:]))


def _said(command: str) -> list[str]:
    """The lines that a command prints."""
    cut = HEAD.match(command)
    words = shlex.split(cut[1] if cut else command)
    if words[0] == "dedup":
        lines = _without_figures(_dedup(words[1:]))
    elif words[0] == "ls":
        lines = sorted(path.name for path in Path(words[1] if len(words) > 1 else ".").iterdir())
    elif words[0] == "cat":
        lines = Path(words[1]).read_text(encoding="utf-8").splitlines()
    else:
        raise SystemExit(f"{command}: only dedup, ls and cat are run")
    most = int(cut[2]) if cut else len(lines)
    return [*lines[:most], "…"] if most < len(lines) else lines


def _dedup(arguments: list[str]) -> list[str]:
    done = CliRunner().invoke(main, arguments, env={"COLUMNS": WIDTH, "TERM": "dumb"}, prog_name="dedup")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]


def _without_figures(lines: list[str]) -> list[str]:
    """`…` for each paragraph of seconds and memory."""
    kept: list[str] = []
    varies = False
    for line in lines:
        if line.startswith("compiling kernels"):
            continue
        varies = bool(line) and (varies or bool(VARIES.match(line)))
        if not varies:
            kept.append(line)
        elif not kept or kept[-1] != "…":
            kept.append("…")
    return kept


def commands() -> str:
    """The help of every command, as a page."""
    parts = ["# Commands\n", "What `--help` says, command by command. Made by `tools/build_docs.py`.\n"]

    def show(name: str, command: click.Command, level: int) -> None:
        parts.append(f"{'#' * level} {name}\n")
        parts.append("```text\n" + "\n".join(_dedup([*name.split()[1:], "--help"])) + "\n```\n")
        if isinstance(command, click.Group):
            for inner in command.list_commands(click.Context(command)):
                found = command.get_command(click.Context(command), inner)
                if found is not None and not found.hidden:
                    show(f"{name} {inner}", found, 2)

    show("dedup", main, 2)
    return "\n".join(parts)


def settings() -> str:
    """Every settings class of `dedup.config`, as a page of tables."""
    about = (
        "The fields of the settings classes, with unit, range, default and reason. Those that a command has as options "
        "are written there with dashes. Made by `tools/build_docs.py` from `dedup/config.py`.\n"
    )
    parts = ["# Settings\n", about]
    for name, found in sorted(vars(dedup.config).items(), key=lambda item: item[0]):
        if isinstance(found, type) and dataclasses.is_dataclass(found) and not name.startswith("_"):
            parts += [f"## {name}\n", f"{(found.__doc__ or '').strip().splitlines()[0]}\n"]
            parts.append("| setting | default | range | reason |\n|---|---|---|---|")
            parts.append("\n".join(_row(field) for field in dataclasses.fields(found)) + "\n")
    return "\n".join(parts)


def _row(field: dataclasses.Field[object]) -> str:
    meta = field.metadata
    low, high = meta.get("low"), meta.get("high")
    span = ", ".join(meta.get("choices") or ()) or (
        "" if low is None and high is None else f"{low} to {high}" if high is not None else f"from {low}"
    )
    default = "" if field.default in (None, dataclasses.MISSING) else f"`{field.default}`"
    cells = (f"`{field.name}`", default, f"{span} {meta.get('unit', '')}".strip(), meta.get("reason", ""))
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def wanted() -> dict[Path, str]:
    """Every page that this tool writes, with what should be in it."""
    made = {DOCS / "reference" / "commands.md": commands(), DOCS / "reference" / "settings.md": settings()}
    return made | {page: built(page) for page in pages()}


def run() -> int:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 where a page is out of date")
    check = parser.parse_args().check
    stale = []
    for page, text in wanted().items():
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            stale.append(page.relative_to(DOCS.parent))
            if not check:
                page.parent.mkdir(parents=True, exist_ok=True)
                page.write_text(text, encoding="utf-8")
    for page in stale:
        print(f"{page}: {'out of date; run python tools/build_docs.py' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(run())
