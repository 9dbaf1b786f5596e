"""Score derivations on planted edits of real articles: recall and precision by kind of edit, and the direction.

    python benchmarks/origins.py --data ARTICLES [--articles 150] [--seed 1 2 3] [--out benchmarks/results/origins.json]

ARTICLES is a corpus of real news in any form that dedup reads, with outlets and dates. From so many of its articles
each kind of edit makes another one, under an outlet of its own, one to three days after its sources, and each kind is
tried by itself, among all the originals:

- `cut`: the first third of the paragraphs; `lead`: a lead of another article on top, and the first sentences gone;
- `reorder`: all sentences shuffled; `replace 5/10/20`: that share of the words replaced, at random places, by words of
  the corpus;
- `mixed`: the first half of one and the second half of another article, which is derived from both;
- `inside`: the first third, in the middle of another article; `paraphrase`: half of the words replaced.

A pair is planted where one was made from the other; it is found where it is derived, or where the two are copies. Two
that were made from one article share their text too, and pairs of originals may do so in life: neither counts for or
against. All else that is found is wrong. Recall is told by kind and by how many of the 5-grams of the shorter text
survive in the longer one; the direction with all dates, and with none.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rows

from dedup import Corpus, Origins, OriginSettings, cluster, find_origins, find_stories, read
from dedup.copies.passages import words_of

SENTENCE = re.compile(r"(?<=[.!?”\"])\s+")
LEAST, MOST = 250, 1200
"""Words of an article that is edited."""
BINS = ((0.3, 1.01), (0.1, 0.3), (0.03, 0.1), (0.0, 0.03))
PACKAGES = ("dedup", "numpy", "pyarrow", "numba", "scikit-learn")


@dataclass(frozen=True)
class Made:
    """An article that was made: its text, how, and the numbers of the articles it was made from, the main one first."""

    text: str
    kind: str
    sources: tuple[int, ...]


def replaced(text: str, share: float, vocabulary: list[str], rng: random.Random) -> str:
    """The text with a share of its words replaced."""
    return re.sub(r"[^\W\d_]+", lambda m: rng.choice(vocabulary) if rng.random() < share else m[0], text)


def edits(texts: list[str], leads: list[str], rng: random.Random) -> list[Made]:
    """Each kind of edit of each article, with new leads out of other articles."""
    vocabulary = [word for text in texts for word in re.findall(r"\b[a-z]{3,}\b", text)]
    made = []
    for i, text in enumerate(texts):
        j = rng.choice([k for k in range(len(texts)) if k != i])
        other, parts = texts[j], [part for part in text.split("\n") if part.strip()]
        sentences = SENTENCE.split(text)
        third = "\n\n".join(parts[: max(2, len(parts) // 3)])
        lead = " ".join(SENTENCE.split(leads[i % len(leads)])[:3])
        theirs = [part for part in other.split("\n") if part.strip()]
        middle = len(theirs) // 2
        shuffled = rng.sample(sentences, len(sentences))
        made += [
            Made(third, "cut", (i,)),
            Made(f"{lead}\n\n{' '.join(sentences[3:])}", "lead", (i,)),
            Made(" ".join(shuffled), "reorder", (i,)),
            *(Made(replaced(text, n / 100, vocabulary, rng), f"replace {n}", (i,)) for n in (5, 10, 20)),
            Made("\n\n".join(parts[: len(parts) // 2] + theirs[middle:]), "mixed", (i, j)),
            Made("\n\n".join([*theirs[:middle], third, *theirs[middle:]]), "inside", (i, j)),
            Made(replaced(text, 0.5, vocabulary, rng), "paraphrase", (i,)),
        ]
    return made


def surviving(a: str, b: str) -> float:
    """Share of the 5-grams of the one with fewer that the other has too."""
    sets = []
    for text in (a, b):
        hashes = words_of(text).hashes.tolist()
        sets.append({tuple(hashes[k : k + 5]) for k in range(len(hashes) - 4)})
    short, long = sorted(sets, key=len)
    return len(short & long) / max(1, len(short))


def drawn(path: Path, n: int, rng: random.Random) -> list[dict[str, Any]]:
    """Articles of a fair length with a date of a day, of different stories as far as titles tell."""
    table = read(path).table.select(["text", "title", "published", "outlet"]).to_pylist()
    rng.shuffle(table)
    fit = (row for row in table if row["published"] and LEAST <= len(row["text"].split()) <= MOST)
    return [row for row, _ in zip(fit, range(n), strict=False)]


def corpus_of(base: list[dict[str, Any]], made: list[Made], dates: bool, rng: random.Random) -> Corpus:
    """The originals as a00000, .. and the edits as b00000, .. ."""
    ids = [f"a{i:05}" for i in range(len(base))] + [f"b{i:05}" for i in range(len(made))]
    outlets = [f"Original {i}" for i in range(len(base))] + [f"Edit {i}" for i in range(len(made))]
    days: list[str | None] = [str(row["published"])[:10] for row in base]
    days += [_later(max(str(base[i]["published"])[:10] for i in item.sources), rng.randint(1, 3)) for item in made]
    texts = [row["text"] for row in base] + [item.text for item in made]
    return Corpus.from_texts(texts, ids=ids, outlets=outlets, dates=days if dates else [None] * len(days))


def _later(day: str, n: int) -> str:
    import datetime as dt

    return (dt.date.fromisoformat(day) + dt.timedelta(days=n)).isoformat()


def score(origins: Origins, base: list[dict[str, Any]], made: list[Made]) -> tuple[dict[str, Counter[str]], list[int]]:
    """What was planted and found by kind and by what survives, with its direction; and how much was true and wrong."""
    n, leader = len(base), origins.reuse.copies.leader.tolist()
    truth = {(source, n + k): item.kind for k, item in enumerate(made) for source in item.sources}
    family = {i: {i} for i in range(n)} | {n + k: set(item.sources) for k, item in enumerate(made)}
    found = {(d.left, d.right): d for d in origins.derivations}
    wrong = [pair for pair in found if pair not in truth and not family[pair[0]] & family[pair[1]] and pair[1] >= n]
    told: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (source, child), kind in truth.items():
        share = surviving(base[source]["text"], made[child - n].text)
        a, b = leader[source], leader[child]
        derivation = found.get((source, child)) or found.get((min(a, b), max(a, b)))
        for group in (kind, next(f"survive {low:g}" for low, high in BINS if low <= share < high)):
            told[group]["pairs"] += 1
            told[group]["found"] += derivation is not None or a == b
            if derivation is not None:
                first = derivation.left if a <= b else derivation.right
                way = {None: "open", first: "right"}.get(derivation.source, "wrong")
                told[group][way] += 1
    return told, [sum(pair in truth for pair in found), len(wrong)]


def measured(data: Path, n: int, seed: int) -> list[rows.Row]:
    """What is found of the edits of n articles, with dates and without."""
    rng = random.Random(seed)
    articles = drawn(data, 2 * n, rng)
    base, leads = articles[:n], articles[n:]
    made = edits([row["text"] for row in base], [row["text"] for row in leads], rng)
    said: list[rows.Row] = []
    for dates in (True, False):
        told: defaultdict[str, Counter[str]] = defaultdict(Counter)
        true = wrong = 0
        for kind in dict.fromkeys(item.kind for item in made):
            some = [item for item in made if item.kind == kind]
            corpus = corpus_of(base, some, dates, random.Random(seed))
            counted, (right, other) = score(find_origins(find_stories(cluster(corpus)), OriginSettings()), base, some)
            true, wrong = true + right, wrong + other
            for name, counts in counted.items():
                told[name] += counts
        facts = {"dates": dates, "articles": len(base), "seed": seed}
        said += [row(name, counts) | facts for name, counts in sorted(told.items())]
        said.append(
            {"what": "precision", "true": true, "wrong": wrong, "precision": true / max(1, true + wrong)} | facts
        )
    return said


def main(arguments: list[str] | None = None) -> None:
    """Plant, find, score, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--seed", type=int, nargs="+", default=[1], help="one or more; each draws other articles")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    said = [one for seed in given.seed for one in measured(given.data, given.articles, seed)]
    for line in said:
        print(*line.values())
    if given.out:
        machine = {**rows.environment(), "versions": rows.versions(PACKAGES), **rows.describe_file(given.data)}
        rows.write(given.out, [{**line, **machine} for line in said])


def row(name: str, counts: Counter[str]) -> rows.Row:
    """What is told of one kind of edit, or of so much that survives."""
    return {
        "what": "derivation",
        "kind": name,
        "pairs": counts["pairs"],
        "recall": round(counts["found"] / counts["pairs"], 4),
        "direction_right": counts["right"],
        "direction_wrong": counts["wrong"],
        "direction_open": counts["open"],
    }


if __name__ == "__main__":
    main()
