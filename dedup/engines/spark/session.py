"""A session of Spark, or a clear word about why there is none."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pyarrow as pa

from dedup.engines.spark.frames import ROWS, Batches, batches_of, fetch, stage
from dedup.errors import DedupError, SettingsError

CONNECT_SECONDS = 10.0
"""How long a master may take to accept a connection."""
WORKER_SECONDS = 120.0
"""How long a first small task may take: until then, the cluster has no room for this job."""
PORTS = {"spark": 7077, "k8s": 443}
_VERSIONS = pa.schema([pa.field("python", pa.string()), pa.field("dedup", pa.string())])


class SparkError(DedupError):
    """Spark is not there, cannot be reached, or has given up."""


@contextmanager
def open_session(
    master: str | None, conf: Mapping[str, str], session: Any = None, wait: float = WORKER_SECONDS
) -> Iterator[Any]:
    """A session, stopped at the end unless it was there before.

    Parameters
    ----------
    master : str, optional
        A master's url; by default what `spark-submit` or `spark-defaults.conf` says, else all cores of this machine.
    conf : mapping
        More of Spark's own settings.
    session : pyspark.sql.SparkSession, optional
        The one to use.
    wait : float
        Seconds until the workers must have run a first task.

    Raises
    ------
    SparkError
        Where pyspark or Java is missing, the master cannot be reached, or the workers cannot do the work.
    SettingsError
        Where the url is none.
    """
    with warnings.catch_warnings():  # about versions of pandas, of which nothing is used here
        warnings.filterwarnings("ignore", "PySpark does not yet", FutureWarning)
        found = session
        if found is None:
            check(master)
            found = _started(master, conf)
        try:
            probe(found, wait)
            with _told():
                yield found
        finally:
            if session is None:
                found.stop()


def check(master: str | None, seconds: float = CONNECT_SECONDS) -> None:
    """Whether Spark can be started here with this master; errors as in `open_session`."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        raise SparkError('--engine spark needs pyspark: pip install "dedup[spark]"') from None
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and (Path(home) / "bin" / "java").exists()):
        raise SparkError(
            "--engine spark needs Java 17 or newer, and there is no java on the path; "
            "install it (Debian: openjdk-17-jre-headless) or say where it is in JAVA_HOME"
        )
    if master is None or re.fullmatch(r"local(\[[\d*]+(,\d+)?\])?|local-cluster\[.+\]", master):
        return
    if master == "yarn":
        if not (os.environ.get("HADOOP_CONF_DIR") or os.environ.get("YARN_CONF_DIR")):
            raise SparkError("--master yarn finds the cluster by HADOOP_CONF_DIR or YARN_CONF_DIR; neither is set")
        return
    places = _places(master)
    if not places:
        raise SettingsError(f"master is {master!r}; write local[4], spark://HOST:7077, yarn or k8s://https://HOST:PORT")
    reasons = [reason for host, port in places if (reason := _unreachable(host, port, seconds))]
    if len(reasons) == len(places):
        raise SparkError(f"the master {master} cannot be reached: {'; '.join(reasons)}")


def _places(master: str) -> list[tuple[str, int]]:
    """Hosts and ports of a master's url; several masters stand behind one another."""
    match = re.fullmatch(r"(spark|k8s)://(?:https?://)?([^/]+)/?", master)
    if not match:
        return []
    found = []
    for place in match[2].split(","):
        host, colon, port = place.rpartition(":")
        if colon and not port.isdecimal():
            return []
        found.append((host.strip("[]") if colon else place, int(port) if colon else PORTS[match[1]]))
    return found


def _unreachable(host: str, port: int, seconds: float) -> str | None:
    try:
        socket.create_connection((host, port), seconds).close()
    except (OSError, OverflowError) as error:
        said = getattr(error, "strerror", None) or str(error)
        return f"{host}:{port}: {said.lower()}"
    return None


def _started(master: str | None, conf: Mapping[str, str]) -> Any:
    from pyspark.sql import SparkSession

    if SparkSession.getActiveSession() is not None:
        raise SparkError("a session of Spark is running in this process; give it as `session`")
    settings = {
        "spark.app.name": "dedup",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.python.daemon.module": "dedup.engines.spark.daemon",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS),
        "spark.sql.adaptive.enabled": "true",
        "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
        **conf,
    }
    builder = SparkSession.builder
    if master is not None:
        builder = builder.master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    os.environ.setdefault(
        "PYSPARK_PYTHON", sys.executable if master is None or master.startswith("local") else "python3"
    )
    with _told("Spark did not start"):
        found = builder.getOrCreate()
        found.sparkContext.setLogLevel("ERROR")
        return found


def probe(session: Any, seconds: float) -> None:
    """Run one task, to learn whether there are workers, and whether they have what it takes.

    Raises
    ------
    SparkError
        Where none has answered in time, or their Python or dedup is another.
    """
    from dedup import __version__

    context = session.sparkContext
    context.setJobGroup("dedup-probe", "looks for workers", interruptOnCancel=True)
    done, late = Event(), Event()

    def give_up() -> None:
        if not done.wait(seconds):
            late.set()
        while not done.wait(1):  # again: a job that is not submitted yet is not cancelled
            context.cancelJobGroup("dedup-probe")

    Thread(target=give_up, daemon=True).start()
    try:
        with _told("the workers cannot do this work; dedup and what it needs must be installed on them"):
            found = fetch(stage(session.range(1), partial(_versions), _VERSIONS), _VERSIONS).to_pylist()[0]
    except SparkError:
        if late.is_set():
            raise SparkError(
                f"no worker has taken a task within {seconds:.0f} s; see in the master's page whether there are "
                "workers with room, and ask for less with --spark-conf spark.executor.memory=2g"
            ) from None
        raise
    finally:
        done.set()
        context.setLocalProperty("spark.jobGroup.id", None)
    mine = {"python": f"{sys.version_info.major}.{sys.version_info.minor}", "dedup": __version__}
    for name, value in mine.items():
        if found[name] != value:
            raise SparkError(
                f"the workers have {name} {found[name]}, and the driver {value}; install the same on both, or say "
                "which Python the workers are to use with PYSPARK_PYTHON"
            )


def _versions(_: Batches) -> Batches:
    from dedup import __version__

    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    yield from batches_of({"python": pa.array([python]), "dedup": pa.array([__version__])}, _VERSIONS)


@contextmanager
def _told(what: str = "Spark has given up") -> Iterator[None]:
    """What Spark raises, in a sentence: its own messages are pages of Java."""
    try:
        yield
    except DedupError:
        raise
    except Exception as error:  # py4j and pyspark have no common base, and differ between versions
        module = type(error).__module__.partition(".")[0]
        if module not in ("py4j", "pyspark"):
            raise
        raise SparkError(f"{what}: {_cause(str(error))}") from error


def _cause(text: str) -> str:
    """The line of a long message that says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = [x for x in lines if re.match(r"(\w+\.)*\w*(Error|Exception|Interrupted)\b", x) and "Traceback" not in x]
    return (named[-1] if named else lines[0] if lines else "no reason given")[:400]
