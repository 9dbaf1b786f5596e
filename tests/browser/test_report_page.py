"""The report in a real browser, opened from disk: Chromium of the system, driven by Playwright.

    make test-browser

Screenshots go to the folder that DEDUP_SCREENSHOTS names, or nowhere.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

import gold_comparison
import test_page
from dedup.report.page.render import to_html

pytestmark = pytest.mark.browser
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(to_html(gold_comparison.comparison(), gold_comparison.articles()), encoding="utf-8")
    return file


class Opened:
    """A page, and what it said and asked for."""

    def __init__(self, browser: Browser, file: Path, **context: object) -> None:
        self.context = browser.new_context(**{"viewport": DESK, **context})  # type: ignore[arg-type]
        self.page = self.context.new_page()
        self.said, self.requests = list[str](), list[str]()
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri())

    def close(self) -> None:
        """Hold it to silence: no console message, no error, no request but the file."""
        self.context.close()
        assert self.said == []
        assert [url for url in self.requests if not url.startswith("file://")] == []
        assert len(self.requests) == 1


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    opened = Opened(browser, report)
    yield opened.page
    opened.close()


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("DEDUP_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def open_story(page: Page, words: str) -> str:
    page.get_by_role("link", name=re.compile(words)).first.click()
    return page.evaluate("location.hash.slice(1)")


def test_from_the_overview_to_the_first_contradiction(page: Page) -> None:
    shot(page, "overview")
    story = page.locator(f"#{open_story(page, 'Fire on the ferry')}")
    expect(story).to_be_in_viewport()
    shot(page, "story")
    question = story.locator(".question.hard", has_text="injured")
    question.locator("summary").click()
    expect(question.locator("dl")).to_contain_text("29 injured when fire raced")
    shot(page, "grid")


def test_a_value_in_the_grid_leads_to_its_words(page: Page) -> None:
    story = page.locator(f"#{open_story(page, 'Fire on the ferry')}")
    story.locator(".question.hard td a", has_text="29").first.click()
    lit = page.locator(".claim.lit")
    expect(lit).to_be_visible()
    expect(lit).to_be_in_viewport()
    shot(page, "article")


def test_a_claim_shows_what_the_others_say(page: Page) -> None:
    story = page.locator(f"#{open_story(page, 'Fire on the ferry')}")
    story.locator(".article summary").first.click()
    story.locator(".article[open] p .claim.hard").first.click()
    panel = page.locator("#panel")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("the facts differ")
    shot(page, "panel")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    story.locator(".article[open] p .claim.hard[id]").first.focus()
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()


def test_two_articles_side_by_side(page: Page) -> None:
    story = page.locator(f"#{open_story(page, 'Fire on the ferry')}")
    story.locator(".article summary", has_text="Kelder Valley Echo").click()
    choice = story.locator(".article[open] .other")
    label = choice.locator("option", has_text="Norda Press").first.text_content() or ""
    choice.select_option(label=label)
    pair = page.locator("#pair")
    expect(pair).to_contain_text("shared passage")
    expect(pair.locator(".different").first).to_be_visible()
    assert pair.locator(".mark", has_text="=").count() > 1
    shot(page, "side-by-side")


def test_passages_that_are_given_mark_the_words_that_differ_inside(browser: Browser, tmp_path: Path) -> None:
    comparison, articles = gold_comparison.comparison(), gold_comparison.articles()
    left, right = (articles[key]["text"].index("Four people") for key in ("echo-0409-ferry", "norda-0408-ferry"))
    passage = {
        "left": "echo-0409-ferry", "right": "norda-0408-ferry", "left_start": left, "left_end": left + 120,
        "right_start": right, "right_end": right + 120,
    }  # fmt: skip
    file = tmp_path / "report.html"
    file.write_text(to_html(comparison, articles, [passage]), encoding="utf-8")
    opened = Opened(browser, file)
    story = opened.page.locator(f"#{open_story(opened.page, 'Fire on the ferry')}")
    story.locator(".article summary", has_text="Kelder Valley Echo").click()
    choice = story.locator(".article[open] .other")
    choice.select_option(label=choice.locator("option", has_text="(1 shared)").text_content() or "")
    assert "29" in opened.page.locator("#pair del").all_text_contents()
    assert "19" in opened.page.locator("#pair ins").all_text_contents()
    opened.close()


def test_filters_leave_what_was_asked_for(page: Page) -> None:
    n_stories = page.locator(".story").count()
    page.select_option("#severity", "hard")
    expect(page.locator("#found")).to_contain_text(f"{n_stories} of {n_stories} stories")
    expect(page.locator(".question.corroborated:visible")).to_have_count(0)
    page.select_option("#kind", "date")
    expect(page.locator("#found")).not_to_contain_text(f"{n_stories} of {n_stories} stories, 30")
    for question in page.locator(".question:visible").all():
        assert "date" in (question.get_attribute("data-kinds") or "").split()
    page.click("#reset")
    page.fill("#search", "sprinklers")
    expect(page.locator(".story:visible")).to_have_count(1)
    expect(page.locator("tr[data-story]:visible")).to_have_count(1)
    page.click("#reset")
    page.fill("#from", "2024-04-12")
    expect(page.locator("#found")).not_to_contain_text(f"{n_stories} of")
    page.click("#reset")
    expect(page.locator("#found")).to_be_empty()
    page.select_option("#outlet", "Kelder Valley Echo")
    expect(page.locator("#found")).to_contain_text("stories")
    assert 0 < page.locator(".story:visible").count() < n_stories
    page.click("#reset")
    expect(page.locator(".story:visible")).to_have_count(n_stories)


def test_keys(page: Page) -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    for key in "jj":
        page.keyboard.press(key)
        page.wait_for_timeout(700)
    assert page.evaluate("document.activeElement.className") == "story"
    assert page.evaluate("document.activeElement.id") == "s2"
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_dark_and_light(browser: Browser, report: Path) -> None:
    opened = Opened(browser, report, color_scheme="dark")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    dark = opened.page.evaluate(paper)
    shot(opened.page, "overview-dark")
    opened.page.locator("body").press("d")
    assert opened.page.evaluate(paper) != dark
    opened.page.reload()
    assert opened.page.evaluate(paper) != dark  # it is remembered
    opened.requests.pop()
    opened.close()


def test_a_telephone(browser: Browser, report: Path) -> None:
    opened = Opened(browser, report, viewport=PHONE, has_touch=True, is_mobile=True)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    shot(opened.page, "overview-phone")
    open_story(opened.page, "Fire on the ferry")
    opened.page.wait_for_timeout(700)
    shot(opened.page, "story-phone")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    opened.close()


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report that is too big to be laid out at once."""
    file = tmp_path_factory.mktemp("big") / "report.html"
    file.write_text(to_html(*gold_comparison.many(16)), encoding="utf-8")
    return file


def test_a_big_report_is_laid_out_where_it_is_looked_at(browser: Browser, big: Path) -> None:
    opened = Opened(browser, big)
    page = opened.page
    n_stories = page.locator(".story").count()
    assert n_stories == 96
    assert page.locator(".story > noscript").count() > n_stories / 2
    last = page.locator(".story").last.get_attribute("id")
    assert page.locator(f"#{last} .article").count() == 0
    page.locator(f"tr[data-story='{last}'] a").first.click()
    expect(page.locator(f"#{last} h3").first).to_be_in_viewport()
    page.locator(f"#{last} .grid td a").first.click()  # a place in an article of it
    expect(page.locator(".claim.lit")).to_be_in_viewport()
    page.evaluate("scrollTo(0, 0)")
    page.fill("#search", "sprinklers")  # a word of articles, most of them not laid out
    expect(page.locator("#found")).to_contain_text("16 of 96 stories")
    page.click("#reset")
    page.select_option("#severity", "hard")
    expect(page.locator("#found")).to_contain_text("questions")
    told = page.locator("#found").text_content() or ""
    questions = int(told.split(", ")[1].split()[0])
    page.evaluate("document.querySelectorAll('.story').forEach(s => location.hash = s.id)")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # all of it is printed
    assert page.locator(".story > noscript").count() == 0
    assert page.locator(".question.hard").count() == questions
    assert page.locator(".question:not(.hard):not([hidden])").count() == 0  # laid out later, filtered as well
    opened.close()


def test_keys_reach_contradictions_that_are_not_laid_out(browser: Browser, big: Path) -> None:
    opened = Opened(browser, big)
    for _ in range(40):
        opened.page.keyboard.press("n")
    place = "[...document.querySelectorAll('.question.hard')].findIndex(q => q.getBoundingClientRect().top > 0)"
    assert opened.page.evaluate(place) >= 20
    assert opened.page.locator(".story > noscript").count() > 10
    opened.close()


def test_a_link_from_outside_opens_its_place_in_a_big_report(browser: Browser, big: Path) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    anchors = re.findall(r'id="(d\d+)"', big.read_text(encoding="utf-8"))
    page.goto(f"{big.as_uri()}#{anchors[-1]}")
    expect(page.locator(f"#{anchors[-1]}")).to_be_in_viewport()
    assert page.evaluate(f"document.getElementById('{anchors[-1]}').open")
    context.close()


def test_without_script_all_can_be_read(browser: Browser, report: Path) -> None:
    opened = Opened(browser, report, java_script_enabled=False)
    page = opened.page
    expect(page.locator(".tools")).to_be_hidden()
    page.locator(".question.hard summary").first.click()
    expect(page.locator(".question.hard dl").first).to_be_visible()
    page.locator(".article summary").first.click()
    expect(page.locator(".article .note").first).to_be_visible()
    opened.close()


def test_hostile_texts_do_nothing(browser: Browser, tmp_path: Path) -> None:
    comparison, texts = test_page.hostile()
    long = "W" * 5000
    comparison["stories"][0]["title"] = long
    comparison["groups"][0]["question"] = long + test_page.HOSTILE
    file = tmp_path / "report.html"
    file.write_text(to_html(comparison, texts), encoding="utf-8")
    for viewport in (DESK, PHONE):
        opened = Opened(browser, file, viewport=viewport)
        opened.page.on("dialog", lambda dialog: pytest.fail(f"it asked: {dialog.message}"))
        for summary in opened.page.locator("summary").all():
            summary.click()
        opened.page.locator(".claim[data-q]").first.click()
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_serious(browser: Browser, report: Path, scheme: str, viewport: dict[str, int]) -> None:
    opened = Opened(browser, report, color_scheme=scheme, viewport=viewport, bypass_csp=True)
    page = opened.page
    page.evaluate("for (const s of document.querySelectorAll('.story:not(#s1)')) s.remove()")  # all are alike
    page.evaluate("for (const d of document.querySelectorAll('#s1 .question details')) d.open = true")
    page.evaluate("document.querySelector('#s1 .article').open = true")
    page.evaluate(AXE)
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})")
    grave = [
        (one["id"], one["impact"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"][:300])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == []
    opened.close()
