"""Runs of commands and what they cost: `dedup.bench.processes`, for these scripts."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dedup.bench.processes import PATIENCE_S, Run, last_line, run, session_members

__all__ = ["PATIENCE_S", "Run", "last_line", "run", "session_members"]
