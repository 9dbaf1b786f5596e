"""Plant derived texts among real news, and score how many of them are found, by kind of edit and by what survives.

    python benchmarks/reuse.py --data DIR [--each 60] [--seed 0] [--out benchmarks/results/reuse.json]

DIR has a folder news-stream with `articles.parquet` and `events.jsonl`. Texts are made by editing its articles: cut to
the first part, put inside another page, given a new lead, sentences reordered, words replaced at 5, 10 and 20 %, two
sources mixed, the first third paraphrased (two words in five replaced, the rest shuffled in threes). They stand in the
stream as articles of an outlet of their own, a day later than their source.

What survives is exact: the share of the 5-grams of the shorter text that the other one has too. A pair is found where
`find_reuse` gives it with at least `SHARE` of the shorter text's words in passages; and, beside it, where
`find_origins` derives it. Negatives are all pairs of real articles of one event, and every planted text with every
other document; a pair among these that is said to be derived is false where less than `LEAST` of the shorter one's
5-grams is in the other: an article that itself shares text with the source is no mistake.

Direction is right where the source is named, `unknown` counted apart, with dates and with all dates left out.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rows

SHARE = 0.1
LEAST = 0.05
BINS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.8, 1.01)
PACKAGES = ("dedup", "numpy", "pyarrow", "numba")
Edit = Callable[[str, str, random.Random, list[str]], str]


def sentences(text: str) -> list[str]:
    """The sentences of a text, roughly."""
    return [part for part in re.split(r"(?<=[.!?])\s+", text) if part.strip()]


def first(share: float) -> Edit:
    """The first part of the source, whole sentences."""

    def edit(source: str, other: str, rng: random.Random, vocabulary: list[str]) -> str:
        parts = sentences(source)
        return " ".join(parts[: max(2, round(share * len(parts)))])

    return edit


def inside(source: str, other: str, rng: random.Random, vocabulary: list[str]) -> str:
    """A brief of the source inside another page: every second sentence of an article, so that it is no copy of that."""
    page, brief = sentences(other)[::2], " ".join(sentences(source)[:4])
    at = rng.randrange(len(page) + 1)
    return " ".join([*page[:at], brief, *page[at:]])


def new_lead(source: str, other: str, rng: random.Random, vocabulary: list[str]) -> str:
    """The source behind the first sentences of another article, without its own."""
    parts = sentences(source)
    return " ".join(sentences(other)[:4] + parts[max(1, len(parts) // 4) :])


def reordered(source: str, other: str, rng: random.Random, vocabulary: list[str]) -> str:
    """The sentences of the source, shuffled."""
    parts = sentences(source)
    return " ".join(rng.sample(parts, len(parts)))


def replaced(rate: float) -> Edit:
    """The source with a share of its words replaced by other words of the news."""

    def edit(source: str, other: str, rng: random.Random, vocabulary: list[str]) -> str:
        return " ".join(rng.choice(vocabulary) if rng.random() < rate else word for word in source.split())

    return edit


def mixed(source: str, other: str, rng: random.Random, vocabulary: list[str]) -> str:
    """Sentences of two sources in turns of three."""
    a, b = sentences(source), sentences(other)
    turns = [part for i in range(0, min(len(a), len(b)), 3) for part in (*a[i : i + 3], *b[i : i + 3])]
    return " ".join(turns)


def paraphrased(source: str, other: str, rng: random.Random, vocabulary: list[str]) -> str:
    """The first third with two words in five replaced and the rest shuffled in threes, then the source."""
    words = source.split()
    lead = [rng.choice(vocabulary) if rng.random() < 0.4 else word for word in words[: len(words) // 3]]
    shuffled = [word for i in range(0, len(lead), 3) for word in rng.sample(lead[i : i + 3], len(lead[i : i + 3]))]
    return " ".join(shuffled + words[len(words) // 3 :])


EDITS: dict[str, Edit] = {
    "first quarter": first(0.25),
    "first half": first(0.5),
    "brief in a page": inside,
    "new lead": new_lead,
    "sentences reordered": reordered,
    "5 % of words replaced": replaced(0.05),
    "10 % of words replaced": replaced(0.10),
    "20 % of words replaced": replaced(0.20),
    "30 % of words replaced": replaced(0.30),
    "two sources mixed": mixed,
    "lead paraphrased": paraphrased,
}


def grams(text: str) -> set[tuple[str, ...]]:
    """The word 5-grams of a text."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def surviving(a: str, b: str) -> float:
    """Share of the 5-grams of the shorter text that the other one has."""
    x, y = grams(a), grams(b)
    return len(x & y) / max(1, min(len(x), len(y)))


def planted(articles: list[dict[str, Any]], each: int, seed: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """(the planted articles, by id: kind, ids of the sources)."""
    rng = random.Random(seed)
    fit = [a for a in articles if 200 <= len(a["text"].split()) <= 2000 and len(a["published"] or "") >= 10]
    vocabulary = [word for a in rng.sample(fit, min(300, len(fit))) for word in a["text"].split()]
    made, facts = [], {}
    for kind, edit in EDITS.items():
        for i in range(each):
            source, other = rng.sample(fit, 2)
            name = f"planted-{kind}-{i}"
            day = dt.date.fromisoformat(source["published"][:10]) + dt.timedelta(days=1)
            text = edit(source["text"], other["text"], rng, vocabulary)
            made.append({"id": name, "text": text, "outlet": f"planted {i % 7}", "published": day.isoformat()})
            facts[name] = {"kind": kind, "sources": [source["id"]] + [other["id"]] * (kind == "two sources mixed")}
    return made, facts


def corpus_of(articles: list[dict[str, Any]], dates: bool) -> Any:
    """A corpus of these rows."""
    from dedup import Corpus

    columns = {name: [a[name] for a in articles] for name in ("id", "outlet", "published", "text")}
    when = columns["published"] if dates else None
    return Corpus.from_texts(columns["text"], ids=columns["id"], outlets=columns["outlet"], dates=when)


def answers(articles: list[dict[str, Any]], dates: bool) -> dict[str, Any]:
    """(pairs by passages, derived pairs with their direction, seconds)."""
    from dedup import cluster, find_origins
    from dedup.pipeline import find_reuse

    copies = cluster(corpus_of(articles, dates))
    reuse = find_reuse(copies)
    origins = find_origins(reuse)
    ids = [a["id"] for a in sorted(articles, key=lambda a: a["id"].encode())]
    kept = {ids[i]: ids[leader] for i, leader in enumerate(copies.leader)}
    shares = {
        (ids[row["left"]], ids[row["right"]]): max(row["share_left"], row["share_right"])
        for row in reuse.pairs.to_pylist()
    }
    table = origins.tables()["derivations"].to_pylist()
    derived = {(row["left"], row["right"]): row["direction"] for row in table}
    return {"kept": kept, "shares": shares, "derived": derived, "seconds": reuse.run["seconds"]}


def pair_of(a: str, b: str) -> tuple[str, str]:
    """Two ids in the order of a table."""
    return (a, b) if a.encode() < b.encode() else (b, a)


def judged(articles: list[dict[str, Any]], facts: dict[str, Any], dates: bool, events: list[list[str]]) -> list[Any]:
    """Rows: by kind, by what survives, precision, direction."""
    said = answers(articles, dates)
    texts = {a["id"]: a["text"] for a in articles}
    told = []
    for name, fact in facts.items():
        for source in fact["sources"]:
            pair = pair_of(said["kept"][name], said["kept"][source])
            copies = pair[0] == pair[1]
            direction = "copy" if copies else said["derived"].get(pair, "")
            right = direction == ("left" if pair[0] == said["kept"][source] else "right")
            told.append(
                {
                    "kind": fact["kind"],
                    "survives": surviving(texts[name], texts[source]),
                    "passages": copies or said["shares"].get(pair, 0.0) >= SHARE,
                    "derivation": bool(direction),
                    "direction": "none" if copies or not direction else "right" if right
                    else "unknown" if direction in ("unknown", "common") else "wrong",
                }
            )  # fmt: skip
    made: list[Any] = [
        {"what": "kind", "kind": kind, **recall([t for t in told if t["kind"] == kind])} for kind in EDITS
    ]
    for low, high in itertools.pairwise(BINS):
        some = [t for t in told if low <= t["survives"] < high]
        made.append({"what": "survives", "from": low, "to": min(1.0, high), **recall(some)})
    made.append({"what": "survives", "from": 0.3, "to": 1.0, **recall([t for t in told if t["survives"] >= 0.3])})
    together = {pair_of(a, b) for event in events for a in event for b in event if a != b}
    for how, pairs in (
        ("passages", {p for p, s in said["shares"].items() if s >= SHARE}),
        ("derivation", said["derived"]),
    ):
        scope = [p for p in pairs if p in together or p[0] in facts or p[1] in facts]
        wrong = [p for p in scope if surviving(texts[p[0]], texts[p[1]]) < LEAST]
        made.append({"what": "precision", "by": how, "pairs": len(scope), "false": len(wrong),
                     "precision": round(1 - len(wrong) / max(1, len(scope)), 4)})  # fmt: skip
    counted = [t["direction"] for t in told]
    made.append({"what": "direction", **{name: counted.count(name) for name in ("right", "wrong", "unknown", "none")}})
    return [{**row, "dates": dates} for row in made]


def recall(told: list[dict[str, Any]]) -> rows.Row:
    """How many pairs there are, what survives of them, and how many are found."""
    n = len(told)
    means = {name: round(sum(t[name] for t in told) / max(1, n), 4) for name in ("survives", "passages", "derivation")}
    return {"pairs": n, **means}


def main() -> None:
    """Measure, write, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder with news-stream")
    parser.add_argument("--documents", type=int, default=8000, help="real articles among which texts are planted")
    parser.add_argument("--each", type=int, default=60, help="planted texts of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=rows.RESULTS / "reuse.json")
    options = parser.parse_args()
    import dedup

    folder = options.data / "news-stream"
    table = dedup.read(folder / "articles.parquet").columns("id", "outlet", "published", "text")
    lines = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line)["articles"] for line in lines]
    named = {name for event in events for name in event}
    articles = table.to_pylist()
    chosen = set(random.Random(options.seed).sample(range(len(articles)), min(options.documents, len(articles))))
    articles = [a for i, a in enumerate(articles) if i in chosen or a["id"] in named]
    more, facts = planted(articles, options.each, options.seed)
    made = [row for dates in (True, False) for row in judged(articles + more, facts, dates, events)]
    machine = {
        **rows.environment(),
        "versions": rows.versions(PACKAGES),
        "documents": len(articles),
        "seed": options.seed,
    }
    rows.write(options.out, [{**row, **machine} for row in made])
    for row in made:
        print(" ".join(f"{name}={value}" for name, value in row.items()))
    print(f"written: {options.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
