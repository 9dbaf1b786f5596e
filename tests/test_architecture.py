"""The layout is a promise: these tests read every file of the package and hold it to the rules of the house.

`violations(root)` is the checker. It is run on the package, and then on small made-up packages that break one rule
each, so that a checker that sees nothing would fail too.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LAYERS = {
    # below all
    "errors": 0, "config": 0, "schema": 0, "machine": 0, "py": 0,
    # the data flow; a module imports from its own layer and from lower ones
    "kernels": 1, "corpus": 2, "copies": 3, "index": 4, "engines": 4, "stories": 5, "claims": 6,
    # these two do not know each other: reports are functions of results, the pipeline makes results
    "pipeline": 7, "report": 7,
    # measures all of them
    "bench": 8,
    # above all
    "estimator": 8, "cli": 8, "__main__": 9,
}  # fmt: skip
ROOMS = {
    # inside claims: what one article says, then what several say; a room imports from itself and from lower ones
    "frames": 0, "rows": 1, "text": 1, "numbers": 1, "dates": 2, "names": 2, "quantities": 3, "speech": 3,
    "draft": 4, "read": 5, "collect": 6, "comparison": 6, "alignment": 7, "divergence": 8, "compare": 9, "coverage": 10,
}  # fmt: skip
LEAVES = {"__init__", "demo"}  # import nothing of the package but what is below all
BELOW_ALL = {"errors", "config", "schema"}
KERNEL_LIBRARIES = {"numpy", "numba", "llvmlite"}  # llvmlite is the part of numba that writes machine code
HEAVY = {
    "numpy",
    "pyarrow",
    "numba",
    "llvmlite",
    "scipy",
    "sklearn",
    "pandas",
    "rapidfuzz",
    "datasketch",
    "redis",
    "rich",
    "jinja2",
    "trafilatura",
    "lxml",
    "fastwarc",
    "fsspec",
    "matplotlib",
}
MAX_LINES = 400


@dataclass(frozen=True)
class Import:
    """One name imported by a module."""

    target: str  # dotted, as far as it is a module: "dedup.copies.bands", "numpy"
    name: str  # what is taken from it, "" for a plain import
    line: int
    top: bool  # runs when the module is imported
    typing: bool  # under `if TYPE_CHECKING:`, so it never runs


@dataclass(frozen=True)
class Module:
    """A parsed file of the package."""

    name: str  # "dedup.copies.bands"; a package has the name of its folder
    path: Path
    lines: int
    tree: ast.Module

    @property
    def part(self) -> str:
        """The part of the package it belongs to: `copies` for `dedup.copies.bands`."""
        dotted = self.name.split(".")
        return dotted[1] if len(dotted) > 1 else "__init__"


def parse(root: Path) -> dict[str, Module]:
    """Every Python file of the package in the folder `root`, by its dotted name."""
    modules = {}
    for path in sorted(root.rglob("*.py")):
        dotted = [root.name, *path.relative_to(root).with_suffix("").parts]
        name = ".".join(dotted[:-1] if dotted[-1] == "__init__" else dotted)
        source = path.read_text(encoding="utf-8")
        modules[name] = Module(name, path, len(source.splitlines()), ast.parse(source))
    return modules


def imports(module: Module, modules: dict[str, Module]) -> Iterator[Import]:
    """Every import of a module, wherever it stands; `from package import submodule` is an import of the submodule."""

    def visit(node: ast.AST, top: bool, typing: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, "", node.lineno, top, typing)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module.name.split(".")
                keep = len(package) - node.level + (module.path.name == "__init__.py")
                base = ".".join([*package[:keep], *([base] if base else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield Import(*((inner, "") if inner in modules else (base, alias.name)), node.lineno, top, typing)
        elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for statement in node.body:
                yield from visit(statement, top, True)
            for statement in node.orelse:
                yield from visit(statement, top, typing)
        else:
            inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for child in ast.iter_child_nodes(node):
                yield from visit(child, top and not inside, typing)

    yield from visit(module.tree, True, False)


def import_violations(module: Module, modules: dict[str, Module], package: str) -> Iterator[str]:
    """What a module may import: layers, kernels, leaves, light command line."""
    part = module.part
    if part not in LAYERS and part not in LEAVES:
        yield f"{module.name}: {part!r} has no layer; give it one in LAYERS"
        return
    for used in imports(module, modules):
        place = f"{module.name}:{used.line}"
        dotted = used.target.split(".")
        if dotted[0] != package:
            if part == "kernels" and dotted[0] not in KERNEL_LIBRARIES | set(sys.stdlib_module_names):
                yield f"{place}: kernels import numpy, numba and the standard library, not {dotted[0]}"
            if part == "cli" and used.top and not used.typing and dotted[0] in HEAVY:
                yield f"{place}: the command line imports {dotted[0]} at the top; import it where it is used"
            continue
        target = dotted[1] if len(dotted) > 1 else "__init__"
        if part in LEAVES:
            if not used.typing and target not in BELOW_ALL | {part}:
                yield f"{place}: {part} is a leaf and imports {used.target}"
        elif part == "kernels" and target != "kernels":
            yield f"{place}: kernels import each other only, not {used.target}"
        elif target == "__init__":
            if used.name != "__version__":
                yield f"{place}: takes {used.name or 'the package'} from {package}; import it from where it is defined"
        elif target in LAYERS and (
            LAYERS[target] > LAYERS[part] or (LAYERS[target] == LAYERS[part] == LAYERS["report"] and target != part)
        ):
            yield f"{place}: {part} imports {used.target}, which is not below it"


def room_violations(module: Module, modules: dict[str, Module]) -> Iterator[str]:
    """What a module of the claims may import of the others."""
    for used in imports(module, modules):
        if module.part == "claims" and used.target.startswith("dedup.claims."):
            yield from misplaced(module, used)


def misplaced(module: Module, used: Import) -> Iterator[str]:
    """An import of one room of the claims by another that is not above it."""
    place = f"{module.name}:{used.line}"
    room, target = (name.split(".")[2] for name in (module.name, used.target))
    if room not in ROOMS or target not in ROOMS:
        yield f"{place}: {room or target!r} has no place among the rooms of the claims; give it one in ROOMS"
    elif room != target and ROOMS[target] >= ROOMS[room]:
        yield f"{place}: {room} imports {used.target}, which is not below it"


def cycles(modules: dict[str, Module]) -> Iterator[str]:
    """Import cycles, those through imports inside functions too; imports for type checkers do not count."""
    graph = {
        name: sorted({used.target for used in imports(module, modules) if not used.typing} & modules.keys() - {name})
        for name, module in modules.items()
    }
    done: set[str] = set()

    def walk(name: str, trail: list[str]) -> Iterator[str]:
        if name in trail:
            yield "import cycle: " + " -> ".join([*trail[trail.index(name) :], name])
        elif name not in done:
            for target in graph[name]:
                yield from walk(target, [*trail, name])
            done.add(name)

    for name in graph:
        yield from walk(name, [])


def undocumented(module: Module) -> Iterator[str]:
    """Public functions, classes and methods without a docstring."""

    def visit(body: list[ast.stmt], prefix: str) -> Iterator[str]:
        for node in body:
            if isinstance(node, ast.If | ast.Try):
                yield from visit([*node.body, *node.orelse], prefix)
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            overload = any(ast.unparse(decorator).endswith("overload") for decorator in node.decorator_list)
            if not overload and not ast.get_docstring(node):
                yield f"{module.name}:{node.lineno}: {prefix}{node.name} has no docstring"
            if isinstance(node, ast.ClassDef):
                yield from visit(node.body, f"{prefix}{node.name}.")

    if not ast.get_docstring(module.tree):
        yield f"{module.name}: the module has no docstring"
    yield from visit(module.tree.body, "")


def violations(root: Path) -> list[str]:
    """Every breach of the rules in the package in the folder `root`."""
    modules, found = parse(root), []
    for module in modules.values():
        if re.fullmatch(r"_?util(itie)?s?", module.path.stem) or module.path.parent.name == "utils":
            found.append(f"{module.name}: name the file after what it does")
        if module.lines > MAX_LINES:
            found.append(f"{module.name}: {module.lines} lines, the limit is {MAX_LINES}")
        found += [*import_violations(module, modules, root.name), *room_violations(module, modules)]
        found += undocumented(module)
    return found + list(cycles(modules))


def test_the_package_keeps_the_rules() -> None:
    assert violations(ROOT / "dedup") == []


SOUND = {
    "__init__.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from dedup.pipeline import cluster\n",
    "__main__.py": "from dedup.cli import main\n",
    "errors.py": "",
    "config.py": "from dedup.errors import x\n",
    "pipeline.py": "from dedup.copies import bands\nimport dedup.corpus.read\n",
    "kernels/__init__.py": "",
    "kernels/fold.py": "import numpy as np\nfrom dedup.kernels import jit\n",
    "kernels/jit.py": "import numba\nimport os\n",
    "corpus/__init__.py": "",
    "corpus/read.py": "import pyarrow\nfrom dedup.kernels.fold import fold\n",
    "copies/__init__.py": "",
    "copies/bands.py": "from dedup.corpus.read import read\nfrom dedup.config import x\n",
    "claims/__init__.py": "",
    "claims/frames.py": "",
    "claims/text/__init__.py": "",
    "claims/text/body.py": "from dedup.claims.frames import x\n",
    "claims/dates/__init__.py": "",
    "claims/dates/find.py": "from dedup.claims.text.body import x\n",
    "report/__init__.py": "",
    "report/text.py": "from dedup import __version__\nfrom dedup.copies import bands\n",
    "cli/__init__.py": "import click\ndef main():\n    'Doc.'\n    import rich\n    from dedup.report import text\n",
    "demo/__init__.py": "from pathlib import Path\n",
}


def package(folder: Path, changes: dict[str, str]) -> Path:
    """Write the sound made-up package with some of its files changed; every file gets a docstring."""
    root = folder / "dedup"
    for name, source in {**SOUND, **changes}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'"""A file."""\n{source}', encoding="utf-8")
    return root


def test_the_checker_finds_nothing_in_a_sound_package(tmp_path: Path) -> None:
    assert violations(package(tmp_path, {})) == []


@pytest.mark.parametrize(
    ("file", "source", "message"),
    [
        (
            "corpus/read.py",
            "from dedup.copies.bands import f",
            "corpus imports dedup.copies.bands, which is not below it",
        ),
        ("corpus/read.py", "from dedup.copies import bands", "corpus imports dedup.copies.bands"),
        ("corpus/read.py", "import dedup.copies.bands", "corpus imports dedup.copies.bands"),
        ("corpus/read.py", "from ..copies import bands", "corpus imports dedup.copies.bands"),
        (
            "corpus/read.py",
            "def f():\n    'Doc.'\n    from dedup.copies import bands",
            "corpus imports dedup.copies.bands",
        ),
        ("copies/bands.py", "from dedup.report.text import f", "copies imports dedup.report.text"),
        ("copies/bands.py", "from dedup.pipeline import f", "copies imports dedup.pipeline"),
        ("report/text.py", "from dedup.cli import main", "report imports dedup.cli"),
        ("report/text.py", "from dedup.pipeline import f", "report imports dedup.pipeline"),
        ("pipeline.py", "from dedup.report import text", "pipeline imports dedup.report.text"),
        ("errors.py", "from dedup.kernels import fold", "errors imports dedup.kernels.fold"),
        ("copies/bands.py", "from dedup import cluster", "import it from where it is defined"),
        (
            "claims/text/body.py",
            "from dedup.claims.dates import find",
            "text imports dedup.claims.dates.find, which is",
        ),
        ("claims/other.py", "from dedup.claims.dates import find", "'other' has no place among the rooms"),
        ("kernels/fold.py", "import pyarrow", "not pyarrow"),
        ("kernels/fold.py", "from scipy.special import f", "not scipy"),
        ("kernels/fold.py", "from dedup.errors import x", "kernels import each other only"),
        ("__init__.py", "from dedup.pipeline import cluster", "__init__ is a leaf"),
        ("demo/__init__.py", "from dedup.corpus import read", "demo is a leaf"),
        ("cli/__init__.py", "import numpy as np", "imports numpy at the top"),
        ("cli/cluster.py", "from rich.console import Console", "imports rich at the top"),
        ("cli/cluster.py", "try:\n    import pyarrow\nexcept ImportError:\n    pass", "imports pyarrow at the top"),
        ("things/__init__.py", "", "'things' has no layer"),
        ("corpus/utils.py", "", "name the file after what it does"),
        ("corpus/long.py", "x = 1\n" * 400, "401 lines, the limit is 400"),
        ("kernels/jit.py", "from dedup.kernels import fold", "cycle: dedup.kernels.fold -> dedup.kernels.jit -> dedup"),
        ("copies/a.py", "def f():\n    'Doc.'\n    import dedup.copies.a2", ""),
        ("copies/bands.py", "def f(): ...", "f has no docstring"),
        ("copies/bands.py", "async def f(): ...", "f has no docstring"),
        ("copies/bands.py", "class C: ...", "C has no docstring"),
        ("copies/bands.py", "class C:\n    'Doc.'\n    def f(self): ...", "C.f has no docstring"),
        ("copies/bands.py", "if True:\n    def f(): ...", "f has no docstring"),
    ],
)
def test_the_checker_finds_each_breach(tmp_path: Path, file: str, source: str, message: str) -> None:
    found = violations(package(tmp_path, {file: source}))
    if not message:
        assert found == []
    else:
        assert any(message in line for line in found), found


def test_the_checker_finds_a_cycle_through_functions(tmp_path: Path) -> None:
    inside = "def {0}():\n    'Doc.'\n    from dedup.copies import {1}\n"
    root = package(tmp_path, {"copies/a.py": inside.format("f", "b"), "copies/b.py": inside.format("g", "a")})
    assert violations(root) == ["import cycle: dedup.copies.a -> dedup.copies.b -> dedup.copies.a"]


def test_the_checker_finds_a_missing_module_docstring(tmp_path: Path) -> None:
    root = package(tmp_path, {})
    (root / "copies" / "bands.py").write_text("x = 1\n")
    assert violations(root) == ["dedup.copies.bands: the module has no docstring"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["-c", "import dedup"],
        ["-c", "import dedup.cli; dedup.cli.main"],
        ["-m", "dedup", "--help"],
        ["-m", "dedup", "--version"],
    ],
    ids=" ".join,
)
def test_nothing_heavy_is_loaded_before_it_is_needed(arguments: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    loaded = {line.rsplit("|", 1)[1].strip().split(".")[0] for line in run.stderr.splitlines() if line.count("|") == 2}
    assert "dedup" in loaded
    assert not loaded & HEAVY


def test_package_data_is_there_and_complete() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared: set[Path] = set()
    for name, patterns in settings["tool"]["setuptools"]["package-data"].items():
        for pattern in patterns:
            files = set(ROOT.joinpath(*name.split(".")).glob(pattern))
            assert files, f"no file is {pattern} in {name}"
            declared |= files
    present = {
        path
        for path in (ROOT / "dedup").rglob("*")
        if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts
    }
    assert present == declared, "every file that is not Python is package data, or it is missing once installed"


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_lists_itself() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    described = re.findall(r"^([a-z][a-z-]*):.*?## (.+)$", makefile, flags=re.MULTILINE)
    assert {"demo", "test", "test-nojit", "test-redis", "lint", "bench", "dist", "clean"} <= {
        target for target, _ in described
    }
    run = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = [re.match(r"  make (\S+) +(.+)", line) for line in run.stdout.splitlines()]
    assert [match.groups() for match in listed if match] == described
    assert len(listed) == len(described)
