"""The pages of the docs hang together; `make docs` holds what they quote to what the commands say."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_page_is_in_the_menu_and_every_file_that_a_page_names_is_there() -> None:
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for page in (ROOT / "docs").rglob("*.md"):
        assert f": {page.relative_to(ROOT / 'docs').as_posix()}\n" in menu, page
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    named = [(page, name) for page in pages for name in re.findall(r"`((?:dedup|benchmarks|tools|tests)/[\w./-]+)`",
             page.read_text(encoding="utf-8"))]  # fmt: skip
    assert len(named) > 10
    assert [(page.name, name) for page, name in named if not (ROOT / name).exists()] == []
