"""How big report.html is and how soon a person can use it, in Chromium, from disk.

    python benchmarks/page.py --corpus seeds=FOLDER:corpus --corpus basil=FILE --day 2014-11-05=FILE

Each corpus is compared as `dedup compare` does it, within stories or the scope behind the colon; `--day` takes the
articles of one day of a file. Besides, a made run of 500 stories and 5,000 documents is measured: the comparison of
the demo corpus, its stories over and over under other ids. Rows go to benchmarks/results/page.json.

What is measured, of `--runs` fresh browser contexts each, as the median: `shown_s` until the first contents are
painted, `interactive_s` until the page's script has run and the main thread answers, both from the start of the
navigation; `filter_s` from a word typed into the search field to the list that is left; `open_s` from a click on a
story of the overview, and on a value in its grid, to the article with the words in view; and the memory of the
page's script.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
from playwright.sync_api import Browser, sync_playwright
from rows import RESULTS, Row, environment, read, versions, write

from dedup.cli import main as dedup
from dedup.report.comparing import read_comparison
from dedup.report.page.render import to_html

PAGE = Path(__file__).resolve().parent.parent / "docs" / "report.md"
DEMO = Path(__file__).resolve().parent.parent / "dedup" / "demo" / "articles.jsonl"
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
TIMED = ("shown_s", "interactive_s", "filter_s", "open_s")
MADE_STORIES, MADE_DOCUMENTS = 500, 5000
TIMES = """() => ({
    shown_s: performance.getEntriesByName("first-contentful-paint")[0].startTime / 1000,
    script_mb: performance.memory ? performance.memory.usedJSHeapSize / 1e6 : null,
})"""
FILTER = """word => new Promise(done => {
    const field = document.getElementById("search"), start = performance.now();
    new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => done((performance.now() - start) / 1000))))
        .observe(document.getElementById("found"), {childList: true, characterData: true, subtree: true});
    field.value = word;
    field.dispatchEvent(new Event("input"));
})"""
OPEN = """() => new Promise(done => {
    const links = document.querySelectorAll("tr[data-story] a[href^='#s']"), link = links[Math.floor(links.length / 2)];
    const start = performance.now();
    link.click();
    document.querySelector(link.getAttribute("href")).querySelector(".grid td a")?.click();
    requestAnimationFrame(() => setTimeout(() => done((performance.now() - start) / 1000)));
})"""


def compared(corpus: str, scope: str, out: Path) -> Path:
    """The report of a corpus."""
    dedup.main(["compare", corpus, "-o", str(out), "--scope", scope, "-q"], standalone_mode=False)
    return out


def one_day(day: str, path: Path, place: Path) -> str:
    """The articles of a day, as a file of their own."""
    table = pq.read_table(path)
    found = table.filter(pc.starts_with(table["date"], day))
    file = place / f"{day}.parquet"
    pq.write_table(found, file)
    return str(file)


def made(out: Path, place: Path) -> Path:
    """A big report: the stories of the demo again and again, until there are so many stories and documents."""
    content, articles, _ = read_comparison(compared(str(DEMO), "story", out))
    big: dict[str, list[Any]] = {name: [] for name, value in content.items() if isinstance(value, list)}
    texts: dict[str, Mapping[str, Any]] = {}
    n_stories = n_documents = 0
    while n_stories < MADE_STORIES or n_documents < MADE_DOCUMENTS:
        ending = f"~{n_stories}"
        copy = json.loads(_renamed(content, ending))
        for name, rows in big.items():
            rows += copy[name]
        texts |= {key + ending: {**row, "id": key + ending} for key, row in articles.items()}
        n_stories, n_documents = len(big["stories"]), len(big["documents"])
    path = place / "made.html"
    path.write_text(to_html({**content, **big}, texts), encoding="utf-8")
    (place / "made.json").write_text(json.dumps({"documents": n_documents, "stories": n_stories}))
    return path


def _renamed(content: Mapping[str, Any], ending: str) -> str:
    """The comparison as JSON, with the ids of documents, stories, origins, claims and groups ending in `ending`."""
    ids = {row["id"] for name in ("documents", "stories", "origins", "claims", "groups") for row in content[name]}

    def again(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: again(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [again(inner) for inner in value]
        return value + ending if isinstance(value, str) and value in ids else value

    return json.dumps(again(content))


def measured(browser: Browser, path: Path, runs: int) -> Row:
    """Medians of fresh contexts."""
    found: list[Row] = []
    for _ in range(runs):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(120_000)
        start = time.perf_counter()
        page.goto(path.as_uri(), wait_until="load")
        page.wait_for_selector(".tools:not([hidden])")
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        row: Row = {"interactive_s": time.perf_counter() - start, **page.evaluate(TIMES)}
        row["filter_s"] = page.evaluate(FILTER, "ferry")
        page.evaluate("document.getElementById('reset').click()")
        row["open_s"] = page.evaluate(OPEN) if page.locator("tr[data-story]").count() else None
        found.append(row)
        context.close()
    return {
        name: round(statistics.median(values), 3)
        if (values := [r[name] for r in found if r[name] is not None])
        else None
        for name in found[0]
    }


def main() -> None:
    """Compare, measure, write rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", action="append", default=[], metavar="NAME=PATH[:SCOPE]")
    parser.add_argument(
        "--day", action="append", default=[], metavar="DAY=FILE", help="articles of a day, from Parquet"
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", type=Path, default=RESULTS / "page.json")
    parser.add_argument("--table", action="store_true", help="only write the table in docs/report.md again")
    asked = parser.parse_args()
    if asked.table:
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), read(asked.out)), encoding="utf-8")
        return
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        place, reports = Path(temporary), dict[str, Path]()
        for one in asked.corpus:
            name, _, rest = one.partition("=")
            path, _, scope = rest.partition(":")
            reports[name] = compared(path, scope or "story", place / name) / "report.html"
        for one in asked.day:
            day, _, path = one.partition("=")
            reports[f"a day, {day}"] = compared(one_day(day, Path(path), place), "story", place / day) / "report.html"
        reports[f"made, {MADE_STORIES} stories"] = made(place / "demo", place)
        reports["demo"] = place / "demo" / "report.html"
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        rows = []
        for name, path in reports.items():
            facts = {"chromium": browser.version, **versions(("dedup", "playwright"))}
            row = {"name": name, **_size(path), **measured(browser, path, asked.runs), "versions": facts}
            print(json.dumps({key: value for key, value in row.items() if key != "versions"}))
            rows.append({**row, **environment()})
        browser.close()
    write(asked.out, rows)


def with_table(page: str, rows: Sequence[Row]) -> str:
    """The page of the docs with these figures in it."""
    head, rest = page.split("<!-- sizes:start -->")
    return f"{head}<!-- sizes:start -->\n{table(rows)}\n<!-- sizes:end -->{rest.split('<!-- sizes:end -->')[1]}"


def table(rows: Sequence[Row]) -> str:
    """Figures as Markdown, with the machine they were measured on."""
    lines = [
        "| report | documents | stories | MB | shown, s | usable, s | search, s | an article opened, s |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        times = " | ".join("" if row[name] is None else f"{row[name]:.2f}" for name in TIMED)
        size = row["html_bytes"] / 1e6
        lines.append(f"| {row['name']} | {row['documents']:,} | {row['stories']:,} | {size:.2f} | {times} |")
    about = rows[0]
    machine = f"{about['cpu']}, {about['cores']} cores, shared with other work"
    lines += ["", f"Medians of fresh windows of Chromium {about['versions']['chromium']}; {machine}; {about['date']}."]
    return "\n".join(lines)


def _size(path: Path) -> Row:
    told = path.with_suffix(".json") if path.name == "made.html" else path.with_name("comparison.json")
    content = json.loads(told.read_text(encoding="utf-8"))
    counts = {
        name: content[name] if isinstance(content[name], int) else len(content[name])
        for name in ("documents", "stories")
    }
    return {**counts, "html_bytes": path.stat().st_size}


if __name__ == "__main__":
    main()
