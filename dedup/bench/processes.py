"""Run a command to its end and say what it cost: seconds, processor seconds, and the most memory it held.

Seconds are from before the process is made until it has ended. Processor seconds are those of the process and all its
descendants, also of those that their parents did not wait for (on Linux they become this process's children).
Memory is `ru_maxrss` of the largest process; for a command of several processes that says too little, so a run with
`sample=True` adds up the proportional set size (PSS) of all its processes, where a page shared by two counts half for
each: every 50 ms, after 20 s every 500 ms. `ru_maxrss` begins at what the process that starts the command holds: this
module and what imports it stay small, and do work on data in processes of its own.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
PATIENCE_S = 10.0
"""How long processes that outlive the command may take to end, before they are ended."""


@dataclass(frozen=True)
class Run:
    """What one run of a command cost; `error` is empty where it ended well."""

    wall_s: float
    cpu_s: float
    peak_bytes: int
    error: str = ""


def run(
    command: Sequence[str],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    sample: bool = False,
    timeout_s: float = 3600,
) -> Run:
    """Run a command.

    Parameters
    ----------
    command : sequence of str
    log : Path
        Takes what the command says on either stream.
    env, cwd
        As for `subprocess.Popen`.
    sample : bool
        Peak memory over all processes of the command, not of the largest one.
    timeout_s : float
        After so long the command is ended, and the run has an error.

    Returns
    -------
    Run
    """
    _adopt(True)
    late, sampled = threading.Event(), [0]
    with log.open("wb") as said:
        start = time.perf_counter()
        child = subprocess.Popen(
            command, stdout=said, stderr=subprocess.STDOUT, env=env, cwd=cwd, start_new_session=True
        )

        def end() -> None:
            late.set()
            _end(child.pid)

        timer = threading.Timer(timeout_s, end)
        timer.start()
        with _sampling(child.pid, sampled) if sample else contextlib.nullcontext():
            _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        timer.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss
    for rest in _reap(child.pid):
        cpu, peak = cpu + rest.ru_utime + rest.ru_stime, max(peak, rest.ru_maxrss)
    _adopt(False)
    peak_bytes = max(sampled[0], peak * (1 if sys.platform == "darwin" else 1024))
    error = f"longer than {timeout_s:.0f} s" if late.is_set() else last_line(log) if child.returncode else ""
    return Run(wall, cpu, peak_bytes, error or (f"exit code {child.returncode}" if child.returncode else ""))


def last_line(log: Path) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _end(session: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(session, signal.SIGKILL)


def _reap(session: int) -> Iterator[resource.struct_rusage]:
    """Wait for those processes of a session that came to this one when their parent ended; end those that stay."""
    deadline = time.monotonic() + PATIENCE_S
    while members := session_members(session):
        for pid in members:
            with contextlib.suppress(ChildProcessError):  # a child of another process of the session, as yet
                done, _, usage = os.wait4(pid, os.WNOHANG)
                if done:
                    yield usage
        if time.monotonic() > deadline:
            _end(session)
        time.sleep(0.005)


def _adopt(yes: bool) -> None:
    """Become the parent of descendants whose parents end, or no longer."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, int(yes), 0, 0, 0)


@contextlib.contextmanager
def _sampling(session: int, most: list[int]) -> Iterator[None]:
    stop = threading.Event()

    def sample() -> None:
        start = time.monotonic()
        while not stop.wait(0.05 if time.monotonic() - start < 20 else 0.5):
            most[0] = max(most[0], sum(map(_pss_bytes, session_members(session))))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def session_members(session: int) -> list[int]:
    """The processes of a session; none where there is no /proc."""
    members = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            stat = (folder / "stat").read_text()
            if int(stat.rpartition(")")[2].split()[3]) == session:
                members.append(int(folder.name))
    return members


def _pss_bytes(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
