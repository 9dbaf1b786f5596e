"""A Redis server for these tests alone: on a free port of this machine, in a folder that is deleted."""

from __future__ import annotations

import itertools
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

redis = pytest.importorskip("redis", reason="the extra dedup[redis] is not installed")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server, without a name of an index."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.fail("redis-server is not installed; Debian and Ubuntu have it in the package redis-server")
    folder, port = tmp_path_factory.mktemp("redis"), free_port()
    command = [
        program,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(folder),
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as running:
        client = redis.Redis(port=port)
        for _ in range(200):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
        client.close()
        running.terminate()


_numbers = itertools.count()


@pytest.fixture
def url(server: str) -> str:
    """The address of an index that is not there yet."""
    return f"{server}?name=test{next(_numbers)}"


@pytest.fixture
def keys(server: str) -> Callable[[str], set[bytes]]:
    """What keys there are of an index."""
    client = redis.Redis(port=int(server.rsplit(":", 1)[1].split("/")[0]))

    def found(address: str) -> set[bytes]:
        return set(client.scan_iter(f"dedup:{address.rsplit('=', 1)[1]}:*"))

    return found


def client_of(address: str) -> Any:
    """A client of the server of an index."""
    return redis.Redis(port=int(address.split(":")[2].split("/")[0]))
