"""What the cache of compiled kernels may never do is stop the work: garbled, cut short, or on a disk that is full."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import numpy as np
from dedup.kernels.jit import pending
from dedup.kernels.overlap import overlaps
out = np.zeros(1, np.int64)
shingles, left, right = np.array([3, 5, 7, 5, 7, 9], np.uint64), np.array([0]), np.array([1])
before = pending(overlaps)
overlaps(shingles, np.array([0, 3]), np.array([3, 3]), left, right, out)
print(before, out.tolist())
"""
LIMIT = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (64, resource.RLIM_INFINITY))\n"


def run(cache: Path, code: str = CODE) -> str:
    settings = os.environ | {"NUMBA_CACHE_DIR": str(cache), "NUMBA_DISABLE_JIT": "0"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=settings)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.slow
def test_a_garbled_cache_is_made_anew(tmp_path: Path) -> None:
    assert run(tmp_path) == "True [2]"
    assert run(tmp_path) == "False [2]"
    for garble in (lambda raw: raw[: len(raw) // 2], lambda raw: b"", lambda raw: b"\x80\x05x" + raw[3:]):
        for suffix in (".nbi", ".nbc"):
            files = list(tmp_path.rglob(f"overlap*{suffix}"))
            assert files
            for file in files:
                file.write_bytes(garble(file.read_bytes()))
            assert run(tmp_path).endswith("[2]")
            assert run(tmp_path) == "False [2]"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="limits of a process are POSIX")
def test_a_kernel_that_cannot_be_saved_is_used(tmp_path: Path) -> None:
    assert run(tmp_path, LIMIT + CODE) == "True [2]"
    assert [file for file in tmp_path.rglob("*") if file.suffix == ".nbc"] == []
