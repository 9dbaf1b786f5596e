"""Compare sentence splitters: dedup's own, and pysbd, syntok, blingfire and nupunkt where they are installed.

    python benchmarks/sentences.py --data DIR [--gold GOLD --texts TEXTS]... [--show 0]

Each gold gives sentences with `file`, `start`, `end` in raw characters (as for `benchmarks/body.py`); they are split as
they stand in the cleaned body, and a sentence is right where a predicted one has its very bounds. `DIR/msrp` gives
single sentences of news; ten at a time are joined by blanks, and what is counted are the bounds between them: found,
and not there. Sentences of it that do not end with an end mark, or hold one before a capital, are left out, for nobody
could tell their bounds. Seconds are of one megabyte of the same sentences, and of a paragraph of five.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import body as bodies

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dedup.claims.text.body import clean
from dedup.claims.text.sentences import split_sentences

Spans = list[tuple[int, int]]
Splitter = Callable[[str], Spans]


def trimmed(text: str, spans: Spans) -> Spans:
    """Spans without blanks at their ends; empty ones are left out."""
    out = []
    for start, end in spans:
        piece = text[start:end]
        first = start + len(piece) - len(piece.lstrip())
        last = end - len(piece) + len(piece.rstrip())
        if last > first:
            out.append((first, last))
    return out


def by_paragraph(split: Splitter) -> Splitter:
    """A splitter that is given one paragraph at a time, as all but the first of these need it."""

    def run(text: str) -> Spans:
        spans, at = [], 0
        for paragraph in text.split("\n\n"):
            spans += [(at + start, at + end) for start, end in split(paragraph)]
            at += len(paragraph) + 2
        return spans

    return run


def splitters() -> Iterator[tuple[str, Splitter]]:
    """Those that can be imported."""
    yield "dedup", split_sentences
    try:
        import pysbd

        segmenter = pysbd.Segmenter(language="en", clean=False, char_span=True)
        yield "pysbd", by_paragraph(lambda text: [(span.start, span.end) for span in segmenter.segment(text)])
    except ImportError:
        pass
    try:
        from syntok import segmenter as syntok

        def tokens(text: str) -> Spans:
            found = (sentence for paragraph in syntok.process(text) for sentence in paragraph)
            return [(s[0].offset, s[-1].offset + len(s[-1].value)) for s in found if s]

        yield "syntok", by_paragraph(tokens)
    except ImportError:
        pass
    try:
        import blingfire

        yield "blingfire", by_paragraph(lambda text: blingfire.text_to_sentences_and_offsets(text)[1] if text else [])
    except ImportError:
        pass
    try:
        import nupunkt

        yield "nupunkt", by_paragraph(lambda text: list(nupunkt.sent_spans(text)) if text else [])
    except ImportError:
        pass


def score_gold(gold: Path, texts: Path, split: Splitter, show: int) -> tuple[int, int]:
    """How many sentences of a gold have their bounds, of how many."""
    articles = bodies.read(texts)
    spans = {}
    for name, article in articles.items():
        body = clean(article)
        spans[name] = {body.raw(*span) for span in trimmed(body.text, split(body.text))}
    sentences = bodies.in_text(json.loads(gold.read_text(encoding="utf-8"))["sentences"])
    wrong = [item for item in sentences if not _near(spans[item["file"]], item["start"], item["end"])]
    for item in wrong[:show]:
        print(f"    {articles[item['file']].text[item['start'] : item['end']]!r}")
    return len(sentences) - len(wrong), len(sentences)


def _near(spans: set[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a span of the very bounds is there, closing marks aside: golds differ in whether they take them in."""
    return any((start - before, end + behind) in spans for before in (0, 1) for behind in (0, 1, -1))


def joined(data: Path) -> list[tuple[str, set[int]]]:
    """Texts of ten sentences each, and the offsets where sentences end."""
    sentences = set()
    for file in ("train.jsonl", "test.jsonl"):
        for line in (data / "msrp" / file).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            sentences |= {" ".join(row[key].split()) for key in row if isinstance(row[key], str) and len(row[key]) > 30}
    usable = sorted(one for one in sentences if one.rstrip("\"'”’)").endswith((".", "!", "?")) and _whole(one))
    random.Random(5).shuffle(usable)
    texts = []
    for group in itertools.batched(usable, 10) if sys.version_info >= (3, 12) else _batched(usable):
        ends = set(itertools.accumulate(len(one) + 1 for one in group))
        texts.append((" ".join(group), {end - 1 for end in ends}))
    return texts


def _batched(items: list[str]) -> Iterator[tuple[str, ...]]:
    for at in range(0, len(items), 10):
        yield tuple(items[at : at + 10])


def _whole(sentence: str) -> bool:
    """Whether nothing in it could be taken for two sentences: an inner ! or ?, or an inner quotation that stops."""
    inner = sentence[:-3]
    return not any(mark in inner for mark in ("! ", "? ", '." ', '!" ', '?" ', "... ", ".' "))


def score_joined(texts: list[tuple[str, set[int]]], split: Splitter, show: int) -> tuple[float, float]:
    """Precision and recall of the bounds between joined sentences."""
    hit = told = 0
    for text, ends in texts:
        predicted = {end for _, end in trimmed(text, split(text))} - {len(text)}
        inner = ends - {len(text)}
        hit += len(predicted & inner)
        told += len(predicted)
        for end in sorted(predicted ^ inner):
            if show > 0:
                show -= 1
                sign = "+" if end in predicted else "-"
                print(f"    {sign} {text[max(0, end - 40) : end]!r} | {text[end : end + 30]!r}")
    return hit / told, hit / sum(len(ends) - 1 for _, ends in texts)


def seconds(text: str, split: Splitter) -> float:
    """How long a text takes."""
    begun = time.perf_counter()
    split(text)
    return time.perf_counter() - begun


def main() -> None:
    """Print a line for each splitter."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path)
    arguments.add_argument("--gold", type=Path, action="append", default=[])
    arguments.add_argument("--texts", type=Path, action="append", default=[])
    arguments.add_argument("--show", type=int, default=0)
    options = arguments.parse_args()
    texts = joined(options.data) if options.data else []
    megabyte = " ".join(text for text, _ in texts)[:1_000_000]
    for name, split in splitters():
        show = options.show if name == "dedup" else 0
        line = [f"{name:10}"]
        for gold, folder in zip(options.gold, options.texts, strict=True):
            line.append("gold {}/{}".format(*score_gold(gold, folder, split, show)))
        if texts:
            precision, recall = score_joined(texts, split, show)
            f1 = 2 * precision * recall / (precision + recall)
            line.append(f"joined P {precision:.4f} R {recall:.4f} F1 {f1:.4f}")
            line.append(f"1 MB {seconds(megabyte[:200_000], split) * 5:.2f} s")
        if texts and name == "dedup":
            line.append(f"5 MB, one paragraph {seconds((megabyte * 6)[:5_000_000], split):.2f} s")
        print("  ".join(line), flush=True)


if __name__ == "__main__":
    main()
