"""Read real news into claims: is every span evidence, what is found, what does it cost.

    python benchmarks/claims.py --data DIR [--gold GOLD --articles DIR] [--size 1000] [--processes 2] [--out FILE]

DIR holds `basil/articles.jsonl` and `news-stream/articles.parquet`, both with id, outlet, date, title and text. Every
claim of both (of the stream so many articles as `--size` says, from its start) is held to raw[start:end] == text, and
every span in it to its bounds. Seconds are of the whole call, processes included.

GOLD is a JSON file with `sentences` (file, start, end, speaker) and, if any, `aliases` (canonical, forms); its articles
are the text files of the folder `--articles`, or the rows of an articles.jsonl there, read together. Printed are the
sentences that a claim stands for, the speakers found (a word in common, accents and hyphens aside), and the alias
sets found: all forms of a set, wherever they stand in a claim, have one id, and two sets never share one.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import rows

from dedup import read_claims
from dedup.claims.frames import Article, Claim
from dedup.claims.read import Readings


def check(read: Readings) -> int:
    """The number of spans that are no evidence, which should be 0."""
    wrong = 0
    for reading in read.readings:
        for claim in reading.claims:
            raw = reading.article.title if claim.field == "title" else reading.article.text
            wrong += raw[claim.start : claim.end] != claim.text or not claim.text
            wrong += sum(raw[name.start : name.end] != name.text for name in claim.names)
            spans = [(one.start, one.end) for one in (*claim.quantities, *claim.dates, *claim.names)]
            wrong += sum(not claim.start <= start < end <= claim.end for start, end in [*spans, *claim.quotes])
    return wrong


def cost(what: str, articles: list[Article], processes: int | None) -> rows.Row:
    """Spans and seconds of one corpus, read as one group."""
    start = time.perf_counter()
    read = read_claims(articles, processes=processes)
    seconds = time.perf_counter() - start
    claims = list(read.claims)
    return {
        "what": "read", "corpus": what, "documents": len(articles), "claims": len(claims), "names": len(read.names),
        "with_speaker": sum(claim.speaker is not None for claim in claims),
        "characters": sum(len(article.text) for article in articles), "wrong_spans": check(read),
        "wall_s": round(seconds, 2), "processes": processes,
    }  # fmt: skip


def fold(name: str | None) -> set[str]:
    """The words of a name in plain letters."""
    plain = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().lower()
    return set(re.sub(r"[^a-z ]", "", plain).split())


def overlapping(sentence: dict[str, Any], claims: Iterable[Claim]) -> list[Claim]:
    """The claims that share at least half of the shorter one with a sentence."""
    out = []
    for claim in claims:
        shared = min(sentence["end"], claim.end) - max(sentence["start"], claim.start)
        if shared > 0 and 2 * shared >= min(sentence["end"] - sentence["start"], claim.end - claim.start):
            out.append(claim)
    return out


def named(claims: Iterable[Claim], form: str) -> set[str]:
    """The ids of the mentions that stand for a form, wherever it stands in a claim; "" where none does."""
    out = set()
    pattern = re.compile(r"(?<!\w)" + re.escape(form) + r"(?!\w)")
    for claim in claims:
        for match in pattern.finditer(claim.text):
            start, end = claim.start + match.start(), claim.start + match.end()
            over = [
                ((min(m.end, end) - max(m.start, start)) / (max(m.end, end) - min(m.start, start)), m.name_id)
                for m in claim.names
                if m.start < end and start < m.end
            ]
            out.add(max(over, default=(0.0, ""))[1])
    return out


def quality(gold: dict[str, Any], articles: list[Article], show: bool) -> rows.Row:
    """Sentences, speakers and alias sets of a gold."""
    claims = list(read_claims(articles).claims)
    where: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        where.setdefault((claim.document_id, claim.field), []).append(claim)
    covered, said, found = 0, 0, 0
    for sentence in gold["sentences"]:
        near = overlapping(sentence, where.get((sentence["file"], sentence.get("field", "text")), []))
        covered += bool(near)
        if sentence.get("speaker"):
            said += 1
            hit = any(fold(sentence["speaker"]) & fold(claim.speaker) for claim in near)
            found += hit
            if show and not hit:
                print("speaker", sentence["id"], sentence["speaker"], [c.speaker for c in near], file=sys.stderr)
    sets = [
        (entry["canonical"], set().union(*(named(claims, form) for form in entry["forms"])))
        for entry in gold.get("aliases", [])
    ]
    owners: dict[str, int] = {}
    for canonical, ids in sets:
        if show and (len(ids) != 1 or "" in ids):
            print("alias", canonical, sorted(ids), file=sys.stderr)
        for ident in sorted(ids - {""}):
            owners[ident] = owners.get(ident, 0) + 1
    return {
        "what": "quality", "documents": len(articles), "sentences": f"{covered}/{len(gold['sentences'])}",
        "speakers": f"{found}/{said}",
        "aliases": f"{sum(len(ids) == 1 and '' not in ids for _, ids in sets)}/{len(sets)}",
        "wrong_merges": sum(n > 1 for n in owners.values()),
    }  # fmt: skip


def from_folder(folder: Path, gold: dict[str, Any]) -> list[Article]:
    """The articles that a gold speaks of; dates as the gold or the table gives them."""
    dates = {one["file"]: one.get("published") for one in gold.get("documents", []) if "file" in one}
    table = folder / "articles.jsonl"
    if table.exists():
        return from_rows(map(json.loads, table.read_text(encoding="utf-8").splitlines()))
    return [
        Article(path.name, path.read_bytes().decode("utf-8"), published=dates.get(path.name))
        for path in sorted(folder.glob("*.txt"))
    ]


def from_rows(table: Iterable[dict[str, Any]]) -> list[Article]:
    """Articles from rows of a table."""
    out = []
    for row in table:
        date = row.get("date") or row.get("published")
        out.append(Article(str(row["id"]), row["text"] or "", row.get("title") or "", row.get("outlet"), date))
    return out


def stream(path: Path, size: int) -> list[Article]:
    """The first articles of the stream."""
    import pyarrow.parquet as pq

    batch = next(pq.ParquetFile(path).iter_batches(size, columns=["id", "outlet", "date", "title", "text"]))
    return from_rows(batch.to_pylist())


def main() -> None:
    """Measure, and print or write the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with basil and news-stream")
    parser.add_argument("--gold", type=Path, help="JSON with sentences and aliases")
    parser.add_argument("--articles", type=Path, help="folder with the articles of the gold")
    parser.add_argument("--size", type=int, default=1000, help="articles of the stream")
    parser.add_argument("--processes", type=int, help="all cores by default")
    parser.add_argument("--show", action="store_true", help="name what was missed, on stderr")
    parser.add_argument("--out", type=Path, help="write the rows there")
    options = parser.parse_args()
    made: list[rows.Row] = []
    if options.data:
        basil = (options.data / "basil" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
        made.append(cost("basil", from_rows(map(json.loads, basil)), options.processes))
        news = stream(options.data / "news-stream" / "articles.parquet", options.size)
        made.append(cost("news-stream", news, options.processes))
    if options.gold:
        gold = json.loads(options.gold.read_text(encoding="utf-8"))
        made.append({**quality(gold, from_folder(options.articles, gold), options.show), "gold": options.gold.name})
    for row in made:
        print(json.dumps(row))
    if options.out:
        options.out.write_text(
            json.dumps([{**rows.environment(), **row} for row in made], indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
