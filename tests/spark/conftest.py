"""Spark for these tests alone: a session of this machine, and a cluster of a master and two workers on loopback."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pyspark = pytest.importorskip("pyspark", reason="the extra dedup[spark] is not installed")

ROOT = Path(__file__).resolve().parent.parent.parent
CONF = {
    "spark.sql.shuffle.partitions": "3",
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
"""Little data needs few partitions, and nothing listens outside."""


def environment() -> dict[str, str]:
    """Of a process that is to find this checkout, and the Python that runs the tests."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}


@pytest.fixture(scope="session", autouse=True)
def java() -> None:
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.fail("there is no java; Debian and Ubuntu have it in the package openjdk-17-jre-headless")


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session on two cores of this machine."""
    from dedup.engines.spark.session import open_session

    os.environ.update(environment())
    with open_session("local[2]", CONF) as session:
        yield session


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The url of a master with two workers."""
    folder = tmp_path_factory.mktemp("cluster")
    program = Path(pyspark.__file__).parent / "bin" / "spark-class"
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> Path:
        log = folder / f"{len(started)}.log"
        command = [
            str(program),
            f"org.apache.spark.deploy.{name}",
            "--host",
            "127.0.0.1",
            "--webui-port",
            "0",
            *arguments,
        ]
        with log.open("wb") as out:
            started.append(subprocess.Popen(command, stdout=out, stderr=out, env=environment(), cwd=folder))
        return log

    try:
        log = start("master.Master", "--port", "0")
        url = awaited(log, r"Starting Spark master at (spark://\S+)")
        logs = [
            start("worker.Worker", "--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"work{k}"), url)
            for k in range(2)
        ]
        for log in logs:
            awaited(log, r"(Successfully registered with master)")
        yield url
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)


def awaited(log: Path, pattern: str, seconds: float = 90) -> str:
    """What a log says, as soon as it does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        match = re.search(pattern, log.read_text(errors="replace"))
        if match:
            return match[1]
        time.sleep(0.1)
    raise AssertionError(f"{log} does not say {pattern} within {seconds} s:\n{log.read_text()[-2000:]}")
