"""What reading costs: how it grows with the text, whatever stands in it, and for a real corpus.

    python benchmarks/reading.py [--data DIR] [--size 1000] [--out FILE]

Texts of made-up words in shapes that a hostile or broken page has (one endless sentence, names alone, quotes alone, ..)
are read at 1, 2, 4 and 8 times a size, and at 5 MB in a single paragraph, of which `MOST` characters are read. All
seconds are of the processor, since a machine may have other work; `growth` is how many times the time of the first
size the last one takes, at eight times the text. With DIR, which holds `news-stream/articles.parquet`, so many articles
as `--size` says are read in two processes; `cpu_s` is of all of them, `serial_s` of the one that starts them.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import claims
import rows

from dedup.claims.frames import Article
from dedup.claims.read import read_articles

BASE = 50_000
"""Characters of the smallest text."""
WHOLE = 5_000_000
Shape = Callable[[random.Random], str]


def word(made: random.Random, most: int = 9) -> str:
    """A word of small letters."""
    return "".join(made.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(made.randint(2, most)))


def one_of(pieces: Sequence[str]) -> Shape:
    """A shape that takes one of these at a time."""
    return lambda made: made.choice(pieces)


SHAPES: dict[str, Shape] = {
    "one sentence": lambda made: f"{word(made)} ",
    "prose": lambda made: " ".join(word(made) for _ in range(12)).capitalize() + ". ",
    "names": lambda made: f"{word(made).title()} ",
    "pairs of names": lambda made: f"{word(made).title()} {word(made).title()} {word(made)} ",
    "roles": lambda made: f"{made.choice(('president', 'minister of', 'Mr', 'chief', 'the'))} {word(made).title()} ",
    "one name": one_of(("Ana Sol said he ",)),
    "quotes": lambda made: f"“{word(made)}” ",
    "open quotes": lambda made: f"{made.choice('“«‘„')}{word(made)} ",
    "said": lambda made: f"“{word(made)},” {word(made).title()} said. ",
    "cues": one_of(("said ", "told ", "according to ", "he ", "added ", "that ", "who ", "the ")),
    "numbers": lambda made: f"{made.randint(0, 10 ** made.randint(1, 7))} ",
    "counts": lambda made: f"{made.randint(2, 9999)} {made.choice(('people', 'dead', 'km', 'percent'))} ",
    "dates": one_of(("Monday ", "two days later ", "March 3 ", "in 2020 ", "last week ", "3/4/2018 ")),
    "words of numbers": one_of(("two ", "hundred ", "and ", "million ", "thirty ", "- ", "half ", "a ")),
    "brackets": lambda made: made.choice("([{)]}") + made.choice(("", " ", "x")),
    "one word": one_of(("the ",)),
    "one letter": one_of(("A",)),
    "random unicode": lambda made: chr(made.choice((made.randint(32, 0x2FF), made.randint(0x370, 0xD7FF)))),
    "marks": lambda made: made.choice(".,;:!?-—…'\"") + made.choice(("", " ", "a")),
    "joiners": one_of(("and ", "but ", "or ", "who ", "that ", "is ", "was ", "he ", ", ")),
    "acronyms": lambda made: f"{word(made).upper()[:3]} ({' '.join(word(made).title() for _ in range(3))}) ",
    "lines": lambda made: f"{word(made)}\n",
    "headlines": lambda made: f"{word(made).title()} {word(made).title()}\n\n",
}


def text_of(shape: str, size: int) -> str:
    """A text of a shape, the same each time."""
    made, pieces, length = random.Random(shape), list[str](), 0
    while length < size:
        pieces.append(SHAPES[shape](made))
        length += len(pieces[-1])
    return "".join(pieces)[:size]


def seconds(text: str) -> float:
    """Seconds of the processor to read a text."""
    start = time.process_time()
    read_articles([Article("a", text, published="2024-04-08")], processes=1)
    return time.process_time() - start


def growth(shape: str) -> rows.Row:
    """A shape at eight times the text, and at 5 MB."""
    taken = {times: round(seconds(text_of(shape, times * BASE)), 3) for times in (1, 2, 4, 8)}
    return {
        "what": "growth", "shape": shape, "characters": BASE, **{f"x{times}_s": s for times, s in taken.items()},
        "growth": round(taken[8] / max(taken[1], 0.001), 1), "mb5_s": round(seconds(text_of(shape, WHOLE)), 2),
    }  # fmt: skip


def corpus(articles: list[Article]) -> rows.Row:
    """Articles of a stream, in two processes."""
    started = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    start = time.perf_counter()
    read = read_articles(articles, processes=2)
    wall = time.perf_counter() - start
    ended = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, others = (b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip(started, ended, strict=True))
    return {
        "what": "corpus", "documents": len(articles), "characters": sum(len(one.text) for one in articles),
        "claims": sum(1 for _ in read.claims), "processes": 2, "wall_s": round(wall, 1), "serial_s": round(own, 1),
        "cpu_s": round(own + others, 1), "quiet_s": round(own + others / 2, 1),
    }  # fmt: skip


def main() -> None:
    """Measure, and print or write the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with news-stream")
    parser.add_argument("--size", type=int, default=1000, help="articles of the stream")
    parser.add_argument("--shapes", nargs="*", default=list(SHAPES), choices=list(SHAPES), help="only these")
    parser.add_argument("--out", type=Path, help="write the rows there")
    options = parser.parse_args()
    made: list[rows.Row] = []
    if options.data:
        made.append(corpus(claims.stream(options.data / "news-stream" / "articles.parquet", options.size)))
        print(json.dumps(made[-1]), flush=True)
    for shape in options.shapes:
        made.append(growth(shape))
        print(json.dumps(made[-1]), flush=True)
    if options.out:
        environment = rows.environment()
        options.out.write_text(
            "[\n" + ",\n".join(json.dumps({**environment, **row}) for row in made) + "\n]\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
