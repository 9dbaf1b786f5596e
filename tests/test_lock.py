"""The versions that CI takes are inside the bounds that everybody else gets, and none is missing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LOCKED_EXTRAS = ("pandas", "redis", "test", "browser", "dev")


def direct() -> list[Requirement]:
    """What `make lock` asks for, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [
        *project["dependencies"],
        *(line for extra in LOCKED_EXTRAS for line in project["optional-dependencies"][extra]),
    ]
    return [one for one in map(Requirement, lines) if one.name != "dedup"]


def locked() -> dict[str, Version]:
    """Versions by name."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [re.fullmatch(r"([A-Za-z0-9._-]+)==(\S+)", line) for line in lines if not line.startswith("#")]
    assert all(pins), "a line of the lock is no version"
    return {canonicalize_name(pin[1]): Version(pin[2]) for pin in pins if pin}


@pytest.mark.parametrize("requirement", direct(), ids=str)
def test_a_locked_version_is_inside_its_bounds(requirement: Requirement) -> None:
    version = locked().get(canonicalize_name(requirement.name))
    assert version is not None, "not in requirements.lock: run make lock"
    assert version in requirement.specifier, f"{version} is outside {requirement.specifier}: run make lock"


def test_names_stand_once() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert len(locked()) == sum("==" in line for line in lines) > 30
