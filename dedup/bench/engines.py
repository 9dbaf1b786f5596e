"""What is measured: dedup and installed peers, each a command that reads one file and writes pairs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dedup.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent.parent
"""Where the package `dedup` is, for the processes that are started."""


@dataclass(frozen=True)
class Peer:
    """A library, and the glue around it that its users write; `cores` are those it uses by itself."""

    name: str
    module: str
    needs: str
    how: str


PEERS = {
    peer.name: peer
    for peer in (
        Peer("rensa", "dedup.bench.peers.rensa_plain", "rensa", "16 bands of 8, estimate as the check, one process"),
        Peer("datasketch", "dedup.bench.peers.datasketch_plain", "datasketch",
             "its own bands, estimate as the check, one process"),
        Peer("gaoya", "dedup.bench.peers.gaoya_threads", "gaoya", "20 bands of 5, estimate as the check, all cores"),
    )
}  # fmt: skip
OWN = "dedup"


def chosen(names: str) -> tuple[Peer, ...]:
    """The peers of a list such as "rensa,datasketch".

    Raises
    ------
    SettingsError
        For one that is unknown, or not installed.
    """
    found = []
    for name in filter(None, (part.strip() for part in names.split(","))):
        if name not in PEERS:
            raise SettingsError(f"against has {name!r}; there are {', '.join(PEERS)}")
        run = subprocess.run([sys.executable, "-c", f"import {PEERS[name].needs}"], capture_output=True, check=False)
        if run.returncode:
            raise SettingsError(f"{name} is not installed here: pip install {PEERS[name].needs}")
        found.append(PEERS[name])
    return tuple(found)


def own_command(corpus: Path, folder: Path, options: Sequence[str]) -> list[str]:
    """Dedup on a file; its tables and run.json go to `folder`/out."""
    made = ["cluster", str(corpus), "-o", str(folder / "out"), "--format", "parquet", "--quiet", *options]
    return [sys.executable, "-m", "dedup", *made]


def peer_command(peer: Peer, corpus: Path, folder: Path, threshold: float) -> list[str]:
    """A peer on a file; its pairs go to `folder`/pairs.csv."""
    out = str(folder / "pairs.csv")
    return [sys.executable, "-m", peer.module, str(corpus), out, "--threshold", str(threshold)]


def environment() -> dict[str, str]:
    """The environment of the processes: this package is the one that they find."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
