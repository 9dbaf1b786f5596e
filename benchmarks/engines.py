"""What is measured: dedup, the bare read, and the peers, each a command that reads one file and writes pairs."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import processes
from rows import ROOT

PEERS = ROOT / "benchmarks" / "peers"
MOVED = ROOT / "dedup" / "bench" / "peers"
"""Scripts that `dedup bench run --against` uses too."""


@dataclass(frozen=True)
class Engine:
    """One thing to time.

    bands: what it uses at threshold 0.7; `given`: (bands, rows a band) to ask for instead of its own. words: how it
    finds them. check: what a candidate is held to. needs: what its Python must be able to import. groups: it answers
    with groups, of which all pairs count. derives: its bands depend on the threshold. more: further arguments of its
    script.
    """

    name: str
    label: str
    script: str = ""
    bands: str = ""
    words: str = ""
    check: str = ""
    needs: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    several_processes: bool = False
    groups: bool = False
    derives: bool = False
    more: tuple[str, ...] = ()
    given: tuple[int, int] | None = None
    cold: bool = False

    @property
    def is_peer(self) -> bool:
        """Whether it runs with the peers' Python."""
        return bool(self.needs)

    @property
    def finds_pairs(self) -> bool:
        """Whether recall and precision mean anything for it."""
        return bool(self.bands)

    def bands_at(self, threshold: float) -> str:
        """The bands, in words where they are not known here."""
        return f"its own for {threshold:g}" if self.derives and threshold != 0.7 else self.bands


REGEX = r"\w+, lower case"
OWN = ("dedup", "numpy", "pyarrow", "numba")
_BASE = (
    Engine("read", "bare read, `pyarrow.json.read_json`", "read_pyarrow.py", packages=("pyarrow",)),
    Engine("dedup", "dedup", bands="32 × 4", words="all of Unicode", check="exact", packages=OWN, derives=True),
    Engine("rensa", "rensa, plain glue", "rensa_plain.py", "16 × 8", REGEX, "estimate", ("rensa",), ("rensa",)),
    Engine("rensa-2p", "rensa, two processes, tuned glue", "rensa_tuned.py", "16 × 8", REGEX, "estimate",
           ("rensa", "orjson", "numpy"), ("rensa", "orjson", "numpy"), several_processes=True),
    Engine("rensa-2p-split", "rensa, two processes, tuned glue, words split at spaces", "rensa_tuned.py", "16 × 8",
           "split at spaces, lower case", "estimate", ("rensa", "orjson", "numpy"), ("rensa", "orjson", "numpy"),
           several_processes=True, more=("--words", "split")),
    Engine("gaoya", "gaoya, threads", "gaoya_threads.py", "20 × 5", "its own", "estimate", ("gaoya",), ("gaoya",)),
    Engine("datasketch", "datasketch, plain glue", "datasketch_plain.py", "14 × 9", REGEX, "estimate",
           ("datasketch",), ("datasketch", "numpy"), derives=True),
    Engine("text-dedup", "text-dedup, all cores", "text_dedup_minhash.py", "25 × 10", "split at \\W, lower case",
           "none", ("text_dedup.minhash",), ("text-dedup", "datasets", "numpy"), several_processes=True, groups=True,
           derives=True),
    Engine("datatrove", "datatrove, all cores", "datatrove_minhash.py", "14 × 8", "spaCy, English", "none",
           ("datatrove.pipeline.dedup.minhash", "spacy", "xxhash", "orjson"), ("datatrove", "spacy", "xxhash", "numpy"),
           several_processes=True, groups=True),
)  # fmt: skip
EQUAL = (32, 4)
"""dedup's bands at threshold 0.7 and recall 0.999, for peers that let one choose: equal recall of candidates."""


def _equal(engine: Engine) -> Engine:
    name, bands = f"{engine.name}-{EQUAL[0]}x{EQUAL[1]}", f"{EQUAL[0]} × {EQUAL[1]}"
    return dataclasses.replace(engine, name=name, bands=bands, given=EQUAL, derives=False)


_COLD = dataclasses.replace(_BASE[1], name="dedup-cold", label="dedup, first run on a machine", cold=True)
ENGINES: Mapping[str, Engine] = {
    engine.name: engine for engine in (*_BASE, _COLD, *(_equal(base) for base in _BASE if base.is_peer))
}
DEFAULT = (
    "read,dedup,rensa,rensa-32x4,rensa-2p,rensa-2p-32x4,rensa-2p-split,gaoya,gaoya-32x4,datasketch,datasketch-32x4,"
    "text-dedup,datatrove"
)


def command(engine: Engine, file: Path, folder: Path, threshold: float, peers: str) -> list[str]:
    """The command that reads `file` and writes into `folder`, which is new and empty."""
    if not engine.script:
        options = ["--level", "copies", "-o", str(folder / "out"), "--threshold", str(threshold)]
        return [*dedup_command(), "cluster", str(file), *options]
    script = str(script_of(engine))
    if not engine.is_peer:
        return [sys.executable, script, str(file)]
    bands = ["--bands", str(engine.given[0]), "--rows", str(engine.given[1])] if engine.given else []
    return [peers, script, str(file), str(folder / "pairs.csv"), "--threshold", str(threshold), *bands, *engine.more]


def script_of(engine: Engine) -> Path:
    """The script of a peer: here, or in the package where `dedup bench` uses it too."""
    return (MOVED if (MOVED / engine.script).is_file() else PEERS) / engine.script


def dedup_command() -> list[str]:
    """The installed command of this Python, else the package in this checkout."""
    installed = Path(sys.executable).with_name("dedup")
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "dedup"]


def environment(engine: Engine, folder: Path) -> dict[str, str]:
    """The environment of the command: where dedup is not installed it is found in this checkout."""
    out = dict(os.environ)
    if not engine.script or engine.is_peer:
        out["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), out.get("PYTHONPATH"))))
    if engine.cold:
        out["NUMBA_CACHE_DIR"] = str(folder / "numba")
    return out


def missing(engine: Engine, peers: str) -> str:
    """Why an engine cannot run here; empty where it can."""
    if not engine.is_peer:
        return ""
    imports = "; ".join(f"import {name}" for name in engine.needs)
    try:
        run = subprocess.run([peers, "-c", imports], capture_output=True, text=True, check=False, timeout=300)
    except OSError as error:
        return f"not installed: {peers}: {error.strerror}"
    lines = run.stderr.strip().splitlines()
    return f"not installed: {lines[-1] if lines else 'import failed'}" if run.returncode else ""


def run(engine: Engine, file: Path, folder: Path, threshold: float, peers: str, **how: object) -> processes.Run:
    """Run an engine once, in a folder of its own, with the output in it."""
    folder.mkdir()
    line = command(engine, file.resolve(), folder, threshold, peers)
    return processes.run(line, folder / "log", env=environment(engine, folder), cwd=folder, **how)  # type: ignore[arg-type]
