"""How the suite runs: with the jit or as plain Python, and the same on every run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

import hypothesis
import pytest

JIT = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")

# Derandomised, so that a change breaks the suite and not the day; to look for new cases: HYPOTHESIS_PROFILE=explore.
# Without a database nothing is written beside the tests. A kernel's first call compiles it, so there is no deadline.
_COMMON = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("jit", derandomize=True, database=None, max_examples=100, **_COMMON)
hypothesis.settings.register_profile("plain", derandomize=True, database=None, max_examples=15, **_COMMON)
hypothesis.settings.register_profile("explore", max_examples=3000, **_COMMON)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "jit" if JIT else "plain"))


def pytest_configure(config: pytest.Config) -> None:
    """With the jit off integers are numpy scalars, and numpy warns where a hash wraps round as it is meant to.

    A filter, not `np.errstate`: that would not reach the threads of a pool.
    """
    if not JIT:
        config.addinivalue_line("filterwarnings", "ignore:overflow encountered:RuntimeWarning")


@pytest.fixture(scope="session")
def pool() -> Iterator[Executor]:
    """Threads for the stages that take a pool."""
    with ThreadPoolExecutor(2) as executor:
        yield executor
