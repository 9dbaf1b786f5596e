"""What this machine offers, and what an answer can depend on."""

from __future__ import annotations

import os
from pathlib import Path

from dedup.errors import SettingsError


def thread_count(threads: int | None) -> int:
    """How many threads to use: as asked for, else one a core that this process may run on.

    Raises
    ------
    SettingsError
        For a number below 1.
    """
    if threads is not None and threads < 1:
        raise SettingsError(f"threads is {threads}; it must be at least 1")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return threads or cores


def versions() -> dict[str, str]:
    """Versions of what an answer can depend on."""
    import platform

    import numba
    import numpy as np
    import pyarrow as pa

    from dedup import __version__

    own = {"dedup": __version__, "python": platform.python_version()}
    return {**own, "numpy": np.__version__, "pyarrow": pa.__version__, "numba": numba.__version__}


def free_memory() -> int | None:
    """Bytes of memory that this process may still take: what the system has free, and what its group allows.

    None where the system does not tell.
    """
    found = [*_meminfo(), *_cgroup()]
    return min(found) if found else None


def _meminfo() -> list[int]:
    for line in _lines("/proc/meminfo"):
        if line.startswith("MemAvailable:"):
            return [int(line.split()[1]) * 1024]
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    return []


def _cgroup() -> list[int]:
    """What a container's limit leaves: version 2 of control groups, then version 1."""
    for limit, used in (
        ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
        ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
    ):
        values = [line.strip() for path in (limit, used) for line in _lines(path)[:1]]
        if len(values) == 2 and all(value.isdecimal() for value in values):
            return [max(0, int(values[0]) - int(values[1]))]
    return []


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return []
