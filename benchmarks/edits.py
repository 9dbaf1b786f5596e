"""Typed edits of real sentences in two versions of a story: which kinds are found, and how often a neutral edit alarms.

    python benchmarks/edits.py --data DIR [--half report] [--articles 150] [--seed 7] [--out FILE] [--show 10]

DIR has `basil/articles.jsonl`, `news-stream/articles.parquet` and its `events.jsonl` (see `tools/alignment_data.py`).
An article of an event is cut to its first whole sentences; the other version has some of them edited (`edit_rules.py`),
lacks a tenth of the rest, and comes out on the same day. Both are read and compared as any two documents are, judged
with the settings that ship. A typed edit is found where a hard divergence of its kind has one value in the sentence and
one in its edited form; a neutral edit alarms where any hard divergence has. "with neutral" are typed edits of sentences
that have a neutral edit too, in another place. "untouched" are sentences that stand in both versions as they are.

Events fall in two halves by their id. Rules were written against `develop`; the figures that are reported are of
`report`, with another seed for what is drawn.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import rows

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from edit_rules import RULES, Edit, edits, names

from dedup.claims.compare import compare
from dedup.claims.comparison import HARD, Comparison
from dedup.claims.divergence.judge import judge
from dedup.claims.frames import Article
from dedup.claims.read import read_articles

SENTENCES = 16
"""Sentences of an article that are kept, at most."""
SHARE = 0.6
"""Of the sentences of an article that are edited, where they can be."""
RARE = 0.5
"""Of the sentences that can be reordered or rounded, those that are: few can. What can be turned from active to passive
or back always is."""
_SENTENCE = re.compile(r"(?<=[a-z0-9)%][.?!])\s+(?=[A-Z“\"])")
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Sen|Rep|Gov|St|Jan|Feb|Aug|Sept|Oct|Nov|Dec|No|Inc|Co|Corp|Lt|Gen)\.$"
)


class Source(NamedTuple):
    """An article with the event that it is of."""

    event: str
    id: str
    day: str
    text: str


class Made(NamedTuple):
    """A sentence of the other version: where it stands in both, and what was done to it ("" for nothing)."""

    kind: str
    how: str
    mixed: bool
    old: tuple[int, int]
    new: tuple[int, int]


class Version(NamedTuple):
    """An article as it was cut, its other version, and the sentences of that."""

    source: Source
    text: str
    other: str
    made: list[Made]


def half_of(event: str) -> str:
    """The half that an event falls in, by its id alone."""
    return ("develop", "report")[hashlib.sha256(event.encode()).digest()[0] & 1]


def sources(data: Path, half: str, articles: int, rng: random.Random) -> list[Source]:
    """Articles of the events of a half, one or two an event, as many of each collection."""
    basil = [json.loads(line) for line in (data / "basil/articles.jsonl").read_text(encoding="utf-8").splitlines()]
    first = [Source(row["event"], row["id"], row["date"] or "2018-05-02", row["text"]) for row in basil]
    events = [json.loads(line) for line in (data / "news-stream/events.jsonl").read_text(encoding="utf-8").splitlines()]
    of = {article: event["event"] for event in events for article in event["articles"]}
    table = pq.read_table(data / "news-stream/articles.parquet", columns=["id", "text"])  # type: ignore[no-untyped-call]
    second = [
        Source(of[row["id"]], row["id"], "2018-05-02", row["text"]) for row in table.to_pylist() if row["id"] in of
    ]
    chosen = []
    for some in (first, second):
        here = sorted(one for one in some if half_of(one.event) == half)
        chosen += rng.sample(here, min(len(here), articles // 2))
    return chosen


def sentences(text: str) -> list[str]:
    """Whole sentences of an article of 8 to 45 words, as a reader would cut them; no headings, no bylines."""
    found = []
    for line in text.split("\n"):
        parts: list[str] = []
        for piece in _SENTENCE.split(line.strip()):
            if parts and _ABBREVIATED.search(parts[-1]):
                parts[-1] += " " + piece
            else:
                parts.append(piece)
        found += [one for one in parts if one[-1:] == "." and one[:1].isupper() and 8 <= len(one.split()) <= 45]
    return list(dict.fromkeys(found))[:SENTENCES]


def version(source: Source, rng: random.Random, others: Sequence[str], wanted: Counter[str]) -> Version | None:
    """An article and its other version; the kind of which there is least so far comes first."""
    kept = sentences(source.text)
    if len(kept) < 4:
        return None
    text, other, made = "", "", list[Made]()
    for number, sentence in enumerate(kept):
        chosen = _edit(sentence, rng, others, wanted) if rng.random() < SHARE else []
        if not chosen and rng.random() < 0.1:
            text += sentence + "\n\n"
            continue
        edited = sentence
        for one in sorted(chosen, key=lambda one: -one.start):
            edited = one.of(edited)
        kinds = [one.kind for one in chosen if one.kind != "neutral"] or [one.kind for one in chosen]
        how = next((one.how for one in chosen if one.kind in kinds[:1]), "")
        ends = "\n\n" if number % 2 else " "
        old, new = (len(text), len(text) + len(sentence)), (len(other), len(other) + len(edited))
        made.append(Made(kinds[0] if kinds else "", how, len(chosen) > 1, old, new))
        text += sentence + ends
        other += edited + ends
    return Version(source, text.strip(), other.strip(), made)


def _edit(sentence: str, rng: random.Random, others: Sequence[str], wanted: Counter[str]) -> list[Edit]:
    """One edit of a sentence, of the kind of which there is least so far; and perhaps a neutral one beside it."""
    rare = [one for one in edits(sentence, "neutral", rng, others) if one.how != "synonym"]
    turned = [one for one in rare if one.how == "voice"]
    if turned or (rare and rng.random() < RARE):
        return [rng.choice(turned or rare)]
    for kind in sorted(RULES, key=lambda kind: (wanted[kind], kind)):
        found = edits(sentence, kind, rng, others)
        if kind == "neutral" and found:
            how = min({one.how for one in found}, key=lambda how: (wanted[how], how))
            found = [one for one in found if one.how == how]
        if not found:
            continue
        one = rng.choice(found)
        wanted.update((kind, one.how))
        beside = [
            it
            for it in (edits(sentence, "neutral", rng, others) if kind != "neutral" else ())
            if it.end <= one.start - 2 or it.start >= one.end + 2
        ]
        return [one, rng.choice(beside)] if beside and rng.random() < 0.5 else [one]
    return []


def compared(one: Version) -> Comparison:
    """Both versions, read and compared with the settings that ship."""
    articles = [
        Article("a", one.text, outlet="First", published=one.source.day),
        Article("b", one.other, outlet="Second", published=one.source.day),
    ]
    read = read_articles(articles, processes=1)
    return compare(read.readings, names=read.names, judge=judge)


def found_in(made: Comparison) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Hard divergences of the two versions: kind, a value's span in the first, a value's span in the other."""
    of = {claim.id: claim for claim in made.claims}
    for group in made.groups:
        for one in group.divergences:
            if one.kind not in HARD:
                continue
            spans: dict[str, list[tuple[int, int]]] = {"a": [], "b": []}
            for value in one.values:
                spans[of[value.claim_id].document_id].append((value.start, value.end))
            yield from ((one.kind, left, right) for left in spans["a"] for right in spans["b"])
            if not spans["a"] or not spans["b"]:
                yield one.kind, (-1, -1), (-1, -1)


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


class Tally(NamedTuple):
    """How often what was done was found, and what alarmed."""

    edited: Counter[str]
    found: Counter[str]
    missed: list[str]
    stray: list[str]


def tally(versions: Sequence[Version]) -> Tally:
    """Compare all versions and count."""
    total = Tally(Counter(), Counter(), [], [])
    for one in versions:
        hard = list(found_in(compared(one)))
        used: set[int] = set()
        for made in one.made:
            here = [n for n, (_, a, b) in enumerate(hard) if _within(a, made.old) and _within(b, made.new)]
            used.update(here)
            kinds = {hard[n][0] for n in here}
            name = made.kind or "untouched"
            told = bool(kinds) if name in ("neutral", "untouched") else made.kind in kinds
            for key in (name, f"{name}: {made.how}", f"{name} with neutral" if made.mixed else f"{name} alone"):
                total.edited[key] += 1
                total.found[key] += told
            total.edited[f"{name}, any kind"] += 1
            total.found[f"{name}, any kind"] += bool(kinds)
            if told == (name in ("neutral", "untouched")):
                of = one.text[slice(*made.old)], one.other[slice(*made.new)]
                total.missed.append(f"{name}: {made.how} {sorted(kinds)}\n   {of[0]}\n   {of[1]}")
        for n, (kind, a, b) in enumerate(hard):
            if n not in used:
                total.stray.append(f"{kind}\n   {_around(one.text, a)}\n   {_around(one.other, b)}")
    return total


def _around(text: str, span: tuple[int, int]) -> str:
    """A value in its sentence, as it is shown."""
    return " ".join(
        f"{text[max(0, span[0] - 120) : span[0]]}[{text[slice(*span)]}]{text[span[1] : span[1] + 120]}".split()
    )


def versions_of(data: Path, half: str, articles: int, seed: int) -> list[Version]:
    """The versions of a half, the same for one seed."""
    rng = random.Random(f"{seed} {half}")
    chosen = sources(data, half, articles, rng)
    pool = {
        f"{how}:{sentence[start:end]}"
        for one in chosen
        for sentence in sentences(one.text)
        for how, start, end in names(sentence)
    }
    wanted: Counter[str] = Counter()
    made = (version(one, rng, sorted(pool), wanted) for one in chosen)
    return [one for one in made if one is not None]


def figures(total: Tally, half: str, seed: int) -> list[rows.Row]:
    """A row for each kind, and for each way of each kind."""
    return [
        {
            "what": "typed edits",
            "half": half,
            "seed": seed,
            "edit": key,
            "sentences": total.edited[key],
            "called hard" if key.startswith(("neutral", "untouched")) else "found": total.found[key],
            "share": round(total.found[key] / total.edited[key], 4),
        }
        for key in sorted(total.edited)
    ] + [
        {
            "what": "typed edits",
            "half": half,
            "seed": seed,
            "edit": "between two sentences",
            "called hard": len(total.stray),
        }
    ]


def main() -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", choices=("develop", "report"), default="report")
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--show", type=int, default=0, help="misses and alarms of each kind to print")
    options = parser.parse_args()
    total = tally(versions_of(options.data, options.half, options.articles, options.seed))
    shown: Counter[str] = Counter()
    for line in [*total.missed, *(f"stray {one}" for one in total.stray)]:
        kind = line.split("[")[0].split("\n")[0].strip()
        shown[kind] += 1
        if shown[kind] <= options.show:
            print(line)
    found = figures(total, options.half, options.seed)
    columns: list[Any] = [
        [str(r["edit"]), str(r.get("sentences", "")), str(r.get("share", r.get("called hard")))] for r in found
    ]
    print(rows.text_table(["edit", "sentences", "share"], columns))
    if options.out:
        rows.write(options.out, [{**one, **rows.environment()} if n == 0 else one for n, one in enumerate(found)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
