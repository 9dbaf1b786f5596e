"""Score the clean-up of articles: furniture found, sentences kept, and what it costs.

    python benchmarks/body.py --gold GOLD --texts TEXTS [--show 20]
    python benchmarks/body.py --data DIR [--sample 1000] [--show 60]

GOLD is a JSON file with `boilerplate`, `sentences` and perhaps `layout_traps`, each with `file`, `start`, `end` in raw
characters; TEXTS a folder of text files, or an `articles.jsonl`. An item of furniture is found where at least half of
its characters are in furniture; a sentence is lost where a letter or a digit of it is, those apart that the gold counts
as furniture. DIR holds `news-stream/articles.parquet` and `claims-gold/`: of the stream, articles drawn by chance are
cleaned with the lines of their outlets in the whole stream. `--show` prints what was lost or missed, or lines that were
taken out and short lines that were kept, to be read by eye.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dedup.claims.frames import Article
from dedup.claims.text.body import Body, clean, outlet_lines
from dedup.claims.text.sentences import split_sentences

Record = dict[str, Any]


def read(texts: Path) -> dict[str, Article]:
    """The articles of a folder of text files, or of a file of JSON lines, by id; with the lines that outlets repeat."""
    if texts.is_dir():
        return {path.name: Article(path.name, path.read_bytes().decode("utf-8")) for path in sorted(texts.iterdir())}
    rows = [json.loads(line) for line in texts.read_text(encoding="utf-8").splitlines()]
    articles = [Article(row["id"], row["text"], row.get("title") or "", row.get("outlet")) for row in rows]
    return {article.id: article for article in with_outlet_lines(articles)}


def with_outlet_lines(articles: list[Article]) -> list[Article]:
    """The same articles, each with the lines that its outlet repeats."""
    lines = outlet_lines(articles)
    return [dataclasses.replace(one, outlet_lines=lines.get(one.outlet or "", frozenset())) for one in articles]


def in_text(items: list[Record]) -> list[Record]:
    """Those that are in the text, not in the title."""
    return [item for item in items if item.get("field", "text") == "text"]


def score(gold: Record, articles: dict[str, Article], show: int) -> None:
    """Print what was found of a gold."""
    bodies = {name: clean(article) for name, article in articles.items()}
    furniture = {name: covered(body) for name, body in bodies.items()}
    inside: defaultdict[str, set[int]] = defaultdict(set)
    found, agreed, missed = 0, Counter[tuple[str, bool]](), []
    for item in in_text(gold.get("boilerplate", [])):
        span = range(item["start"], item["end"])
        inside[item["file"]] |= set(span)
        hit = 2 * sum(place in furniture[item["file"]] for place in span) >= len(span)
        found += hit
        agreed[item["kind"].split(" (")[0], kind_of(bodies[item["file"]], span) == item["kind"].split(" (")[0]] += 1
        if not hit:
            missed.append((item["kind"], articles[item["file"]].text[item["start"] : item["end"]]))
    lost = []
    sentences = in_text(gold["sentences"])
    for item in sentences:
        text = articles[item["file"]].text
        gone = furniture[item["file"]] - inside[item["file"]]
        if any(place in gone and text[place].isalnum() for place in range(item["start"], item["end"])):
            lost.append(text[item["start"] : item["end"]])
    print(f"furniture found {found} of {len(in_text(gold.get('boilerplate', [])))}")
    print(f"of the kind that the gold says {sum(n for (_, same), n in agreed.items() if same)}")
    print(f"sentences lost {len(lost)} of {len(sentences)}")
    traps = gold.get("layout_traps", [])
    passed = [passes(trap, articles[trap["file"]].text, bodies[trap["file"]]) for trap in traps]
    print(f"layout traps passed {sum(passed)} of {len(traps)}")
    for what, lines in (
        ("missed", missed),
        ("lost", lost),
        ("trap", [t for t, ok in zip(traps, passed, strict=True) if not ok]),
    ):
        for line in lines[:show]:
            print(f"  {what}: {line!r}"[:200])


def covered(body: Body) -> set[int]:
    """Raw offsets that are in furniture."""
    return {place for item in body.boilerplate for place in range(item.start, item.end)}


def kind_of(body: Body, span: range) -> str:
    """The kind of the furniture that shares most with a span."""
    shared = [(min(i.end, span.stop) - max(i.start, span.start), i.kind) for i in body.boilerplate]
    return max(shared, default=(0, ""))[1]


def passes(trap: Record, text: str, body: Body) -> bool:
    """Whether a trap of layout was seen: what is asked depends on what its note says."""
    start, end, note = trap["start"], trap["end"], trap["note"]
    taken = [item for item in body.boilerplate if item.start < end and start < item.end]
    kinds = {item.kind for item in taken}
    spans = [body.raw(first, last) for first, last in split_sentences(body.text)]
    if "twice" in note:
        return "repeated headline" in kinds
    if "dateline" in note:
        return "dateline" in kinds
    if "byline" in note:
        return "byline" in kinds
    if "boundary" in note:
        return any(start < first < end for first, _ in spans)
    if "broken" in note or note == "same":
        return not taken and any(first <= start and end <= last for first, last in spans)
    return not taken and text[start:end] in body.text


def stream(data: Path, size: int, show: int) -> None:
    """Clean articles of the stream drawn by chance; print shares, times, and lines to read."""
    import pyarrow.parquet as pq

    rows = pq.read_table(data / "news-stream/articles.parquet", columns=["id", "outlet", "title", "text"]).to_pylist()
    everything = [Article(r["id"], r["text"] or "", r["title"] or "", r["outlet"]) for r in rows]
    lines = outlet_lines(everything)
    chosen = random.Random(7).sample(everything, min(size, len(everything)))
    chosen = [dataclasses.replace(a, outlet_lines=lines.get(a.outlet or "", frozenset())) for a in chosen]
    clean(chosen[0])
    spent, out, kept, kinds = [], [], [], Counter[str]()
    for article in chosen:
        begun = time.process_time()
        body = clean(article)
        spent.append(time.process_time() - begun)
        for item in body.boilerplate:
            kinds[item.kind] += 1
            out.append((item.kind, article.text[item.start : item.end]))
        kept += [line for line in body.text.split("\n\n") if len(line) < 90 or line[-1] not in ".!?\"”’')"]
    print(f"articles {len(chosen)}, {sum(len(a.text) for a in chosen) / len(chosen):.0f} characters each")
    mean, median = statistics.mean(spent), statistics.median(spent)
    print(f"ms an article: mean {1e3 * mean:.2f}, median {1e3 * median:.2f}, longest {1e3 * max(spent):.1f}")
    print("furniture by kind:", dict(kinds.most_common()))
    print(f"short or unfinished lines kept: {len(kept)}")
    draw = random.Random(11)
    out = sorted(set(out))  # each distinct line once: the commonest are the surest
    for kind, line in draw.sample(out, min(show, len(out))):
        print(f"  out [{kind}] {line[:160]!r}")
    for line in draw.sample(kept, min(show, len(kept))):
        print(f"  kept {line[:160]!r}")


def main() -> None:
    """Run what the arguments ask for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--gold", type=Path)
    arguments.add_argument("--texts", type=Path)
    arguments.add_argument("--data", type=Path)
    arguments.add_argument("--sample", type=int, default=1000)
    arguments.add_argument("--show", type=int, default=20)
    options = arguments.parse_args()
    if options.gold:
        score(json.loads(options.gold.read_text(encoding="utf-8")), read(options.texts), options.show)
    if options.data:
        folder = options.data / "claims-gold"
        score(
            json.loads((folder / "gold.json").read_text(encoding="utf-8")),
            read(folder / "articles.jsonl"),
            options.show,
        )
        stream(options.data, options.sample, options.show)


if __name__ == "__main__":
    main()
