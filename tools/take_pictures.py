"""Take the pictures of the report that the README and the docs show, from the demo corpus, in Chromium.

make pictures
python tools/take_pictures.py [FOLDER]
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from dedup.cli import main as dedup

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-lcd-text", "--hide-scrollbars"]
COLOURS = 200
"""Of a picture: a page of text needs few, and the file is a third as big."""
DESK, PHONE = (1160, 760), (390, 780)
STORY = "norda-0408-ferry"
"""The story that is shown."""


def overview(page: Page) -> None:
    """The page as it opens."""


def story(page: Page) -> None:
    """The head of a story, with the drawing of who printed when."""
    page.locator(f"[data-story='{anchor(page)}'] a").first.click()


def grid(page: Page) -> None:
    """Its questions by outlet, with the words of the first contradiction."""
    story(page)
    place = page.locator(f"#{anchor(page)}")
    place.locator(".question.hard summary").first.click()
    to_top(page, f"#{anchor(page)} .grid")


def article(page: Page) -> None:
    """An article that was changed on the way, with what the others say in the margin."""
    story(page)
    place = page.locator(f"#{anchor(page)}")
    place.locator(".article summary", has_text="Kelder Valley Echo").click()
    to_top(page, f"#{anchor(page)} .article[open]")


def side_by_side(page: Page) -> None:
    """That article beside its source."""
    article(page)
    choice = page.locator(f"#{anchor(page)} .article[open] .other")
    choice.select_option(label=choice.locator("option", has_text="Norda Press").first.text_content() or "")
    page.locator("#pair").wait_for()


def anchor(page: Page) -> str:
    """The element of the story that is shown."""
    found = page.locator(f".story:has(.article[data-id='{STORY}'])").get_attribute("id")
    assert found is not None
    return found


def to_top(page: Page, selector: str) -> None:
    """Scroll so that an element stands below the tools."""
    page.evaluate("selector => document.querySelector(selector).scrollIntoView()", selector)


class Picture(NamedTuple):
    """What is shown, and how."""

    name: str
    act: Callable[[Page], None]
    scheme: str = "light"
    size: tuple[int, int] = DESK


PICTURES = [
    *(Picture(act.__name__.replace("_", "-"), act) for act in (overview, story, grid, article, side_by_side)),
    *(
        Picture(f"{act.__name__.replace('_', '-')}-dark", act, "dark")
        for act in (overview, grid, article, side_by_side)
    ),
    *(Picture(f"{act.__name__.replace('_', '-')}-phone", act, size=PHONE) for act in (overview, grid, article)),
]


def take(browser: Browser, report: Path, picture: Picture, folder: Path) -> None:
    """One picture: the page is opened anew, from disk."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        reduced_motion="reduce",
        is_mobile=picture.size == PHONE,
        has_touch=picture.size == PHONE,
    )
    page = context.new_page()
    page.goto(report.as_uri())
    picture.act(page)
    page.wait_for_timeout(400)
    shot = page.screenshot(animations="disabled", caret="hide")
    context.close()
    few = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(folder / f"{picture.name}.png", optimize=True)


def main() -> int:
    """Compare the demo corpus and take all pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        out = Path(place) / "demo"
        CliRunner().invoke(dedup, ["demo", "-o", str(out), "-q"], catch_exceptions=False)
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for picture in PICTURES:
            take(browser, out / "report.html", picture, folder)
            print(f"{picture.name}.png {(folder / f'{picture.name}.png').stat().st_size / 1000:.0f} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
