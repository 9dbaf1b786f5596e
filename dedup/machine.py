"""What this machine offers, and what an answer can depend on."""

from __future__ import annotations

import os

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
