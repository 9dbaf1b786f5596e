"""`python -m fuzz [TARGET...] --seconds N`: every target under atheris, each in a child of one process.

What makes one fail is kept in build/fuzz/crashes; `python -m fuzz TARGET FILE` runs it once more.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import pkgutil
import re
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent.parent
WORK = ROOT / "build" / "fuzz"
LONGEST = 4096
"""Bytes of an input. Nothing here is about size, and small inputs run fast."""
SLOW = 20
"""Seconds that an input may take: whatever takes longer for so few bytes is a crash too."""


def import_instrumented() -> None:
    """Import the package with counters in its branches; not the kernels, which are compiled from their own bytecode."""
    import atheris

    import dedup.kernels

    for module in pkgutil.walk_packages(dedup.kernels.__path__, "dedup.kernels."):
        importlib.import_module(module.name)
    with contextlib.redirect_stderr(io.StringIO()), atheris.instrument_imports(include=["dedup"]):
        for module in pkgutil.walk_packages(dedup.__path__, "dedup."):
            if not module.name.startswith(("dedup.kernels", "dedup.bench", "dedup.__main__")):
                importlib.import_module(module.name)


def run(name: str, seconds: int) -> tuple[bool, int]:
    """Run one target in a child of this process: (whether it failed, how many inputs it ran)."""
    from fuzz.targets import TARGETS

    corpus, crashes, log = WORK / "corpus" / name, WORK / "crashes", WORK / f"{name}.log"
    for folder in (corpus, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    for k, seed in enumerate(TARGETS[name].seeds()):
        (corpus / f"seed-{k:02}").write_bytes(seed)
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={SLOW}", "-print_final_stats=1",
               "-rss_limit_mb=4000", f"-artifact_prefix={crashes / name}-", str(corpus)]  # fmt: skip
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _fuzz(name, options, log)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    text = log.read_text(encoding="utf-8", errors="replace")
    counts = re.findall(r"number_of_executed_units: (\d+)", text) or re.findall(r"^#(\d+)\t", text, re.M) or ["0"]
    if code:
        print(text[-4000:])
    return code != 0, int(counts[-1])


def _fuzz(name: str, options: list[str], log: Path) -> NoReturn:
    """What the child does; libFuzzer ends it."""
    import atheris

    from fuzz.targets import TARGETS

    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    TARGETS[name].run(TARGETS[name].seeds()[0])  # what it makes once does not count as a slow input
    atheris.Setup(["fuzz", *options], TARGETS[name].run)
    atheris.Fuzz()
    os._exit(1)


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", help="names in fuzz.targets [default all]; or one, and a file to replay")
    parser.add_argument("--seconds", type=int, default=60, help="for all together [default 60]")
    chosen = parser.parse_args()
    replay = len(chosen.targets) == 2 and Path(chosen.targets[1]).is_file()
    begin = time.monotonic()
    if not replay:
        import_instrumented()
    from fuzz.targets import TARGETS  # after that, or the package would be imported without counters

    if replay:
        TARGETS[chosen.targets[0]].run(Path(chosen.targets[1]).read_bytes())
        return 0
    names = chosen.targets or list(TARGETS)
    left = max(0.0, chosen.seconds - (time.monotonic() - begin))
    shares = sum(TARGETS[name].share for name in names)
    failed = []
    for name in names:
        begin = time.monotonic()
        bad, count = run(name, max(1, int(left * TARGETS[name].share / shares)))
        failed += [name] * bad
        told = "FAILED" if bad else "no failure"
        print(f"{name:14} {count:>9,} inputs {time.monotonic() - begin:6.0f} s  {told}", flush=True)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
