"""What every page is made with: templates that escape, files that go inside the page, and their digests."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment, Template

TEMPLATES = Path(__file__).parent / "templates"


def asset(*names: str) -> str:
    """Styles or scripts, one behind the other."""
    return "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names)


def digest(text: str) -> str:
    """What a Content-Security-Policy calls a style or script by.

    >>> digest("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def template(name: str) -> Template:
    """A template, compiled once; markup in what it is given is escaped."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from dedup.report.views import outlet_of

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["outlet_of"] = outlet_of
    return environment
