"""What SECURITY.md says: nothing of the input is run, and nothing of it names a file."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dedup.cli import main

PACKAGE = Path(__file__).resolve().parent.parent / "dedup"
NEVER_IMPORTED = {"pickle", "marshal", "shelve", "subprocess", "dill", "joblib", "code", "codeop", "runpy", "yaml"}
NEVER_CALLED = {"eval", "exec", "compile", "__import__"}
NEVER_ATTRIBUTES = {("os", "system"), ("os", "popen"), ("tempfile", "mktemp"), ("np", "load"), ("numpy", "load")}


ALLOWED = {
    "bench/engines.py": "imports subprocess",  # peers that are measured are programs, with arguments of our own
    "bench/processes.py": "imports subprocess",
    "engines/spark/parts.py": "imports pickle",  # from our driver to our workers and back, as Spark itself does
}


def breaches(source: str) -> list[str]:
    """The places where a file could run, or load as code, what it was given."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        found += [f"{node.lineno}: imports {name}" for name in names if name.split(".")[0] in NEVER_IMPORTED]
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in NEVER_CALLED:
                found.append(f"{node.lineno}: calls {node.func.id}")
            if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
                called = node.func.value.id, node.func.attr
                found += [f"{node.lineno}: calls {'.'.join(called)}"] * (called in NEVER_ATTRIBUTES)
            found += [f"{node.lineno}: shell" for keyword in node.keywords if keyword.arg == "shell"]
    return found


def test_nothing_of_the_input_is_run() -> None:
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) > 100
    found = {file.relative_to(PACKAGE).as_posix(): breaches(file.read_text(encoding="utf-8")) for file in files}
    assert {name: reason.split(": ")[1] for name, reasons in found.items() for reason in reasons} == ALLOWED


@pytest.mark.parametrize(
    "source",
    ["import pickle", "from subprocess import run", "eval(x)", "import os\nos.system(x)", "run(x, shell=True)"],
)
def test_the_checker_finds_each(source: str) -> None:
    assert len(breaches(source)) == 1


HOSTILE = (
    "../../up",
    "/etc/absolute",
    "..",
    "a/b",
    "C:\\con",
    "nul\0byte",
    "-o",
    "~/home",
    "$(id)",
    "%2e%2e%2f",
    "",
    " ",
)


@pytest.mark.parametrize("command", ["cluster", "compare"])
def test_no_file_is_named_by_the_input(tmp_path: Path, command: str) -> None:
    rows = [
        {"id": name, "title": name, "outlet": name, "url": name, "text": f"The ferry Sea Marigold sank at pier {n}."}
        for n, name in enumerate(HOSTILE)
    ]
    source, plain = tmp_path / "in" / "rows.jsonl", tmp_path / "in" / "plain.jsonl"
    source.parent.mkdir()
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    plain.write_text("\n".join(json.dumps(row | dict.fromkeys(("id", "title", "outlet", "url"), f"n{n}"))
                               for n, row in enumerate(rows)), encoding="utf-8")  # fmt: skip
    for file in (source, plain):
        done = CliRunner().invoke(main, [command, str(file), "-o", str(tmp_path / file.stem), "--quiet"])
        assert done.exit_code == 0, done.output
    hostile, usual = (
        sorted(str(path.relative_to(tmp_path / folder)) for path in (tmp_path / folder).rglob("*"))
        for folder in ("rows", "plain")
    )
    assert hostile == usual
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "plain", "rows"]
