"""What every peer's script needs: `dedup.bench.peers.glue`, for the scripts that are here."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from dedup.bench.peers.glue import WIDTH, WORD, options, read, shingles, write

__all__ = ["WIDTH", "WORD", "options", "read", "shingles", "write"]
