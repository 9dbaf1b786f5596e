"""Made-up corpora: pseudo-text in many scripts, and large files of shuffled sentences of a given one. All are seeded.

    python benchmarks/corpora.py SOURCE.jsonl OUT.jsonl --bytes 1000000000 [--seed 1]

writes JSON lines of about so many bytes: each document takes as many sentences as one of the source, drawn from all of
its sentences, so that words, lengths and punctuation are those of the source and no document is one of its articles.
One in twenty is an edited copy of an earlier one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import random
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dedup.bench.scripts import SCRIPTS, Script

__all__ = ["SCRIPTS", "Script"]

Words = list[str]
SENTENCE = re.compile(r"(?<=[.!?…”])\s+")
OUTLETS = tuple(f"Outlet {number}" for number in range(1, 41))


class Writer:
    """Writes pseudo-text of a script: words of a fixed vocabulary, the first of it far more often than the last."""

    def __init__(self, script: Script, seed: int, n_words: int = 20_000) -> None:
        self.script, self.rng = script, random.Random(f"{script.name} {seed}")
        self.vocabulary = [script.word(self.rng) for _ in range(n_words)]
        self.weights = list(itertools.accumulate(1 / (rank + 5) for rank in range(n_words)))

    def words(self, n: int) -> Words:
        """So many words."""
        return self.rng.choices(self.vocabulary, cum_weights=self.weights, k=n)

    def render(self, words: Words) -> str:
        """The words as sentences, cut anew each time."""
        parts, left = [], self.rng.randint(6, 20)
        for word in words[:-1]:
            left -= 1
            stop = (
                self.script.stop if left == 0 else self.script.comma if self.rng.random() < 0.06 else self.script.space
            )
            parts += [word, stop]
            left = left or self.rng.randint(6, 20)
        return "".join([*parts, *words[-1:], self.script.stop.strip()])


def pseudo_texts(script: Script, n_bytes: int, seed: int = 1) -> list[str]:
    """Documents of 100 to 500 words, together at least so many bytes of UTF-8."""
    writer, made, size = Writer(script, seed), list[str](), 0
    while size < n_bytes:
        text = writer.render(writer.words(writer.rng.randint(100, 500)))
        size += len(text.encode())
        made.append(text)
    return made


def copies_corpus(script: Script, n: int, seed: int = 1) -> list[tuple[str, str]]:
    """Ids and texts of so many documents, many of them edited copies of others at every similarity.

    One in six has one to four words; some have none. Copies differ in punctuation, case and Unicode's normal form;
    or they have words replaced, a shorter end, a new lead, other marks.
    """
    writer, texts, kept = Writer(script, seed, 5000), list[str](), list[Words]()
    rng = writer.rng
    while len(texts) < n:
        shape = rng.random()
        if kept and shape < 0.6:
            texts.append(_respelled(writer.render(_edited(writer, rng.choice(kept[-200:]))), rng))
        elif shape < 0.61:
            texts.append(rng.choice(("", " ", "…", "— ! —")))
        else:
            kept.append(writer.words(rng.randint(1, 4) if rng.random() < 1 / 6 else rng.randint(8, 250)))
            texts.append(writer.render(kept[-1]))
    return [(f"{script.name}-{number:06d}", text) for number, text in enumerate(texts)]


def _edited(writer: Writer, words: Words) -> Words:
    rng, out = writer.rng, list(words)
    kind = rng.choice(("same", "same", "replaced", "replaced", "replaced", "shortened", "led", "unmarked"))
    if kind == "replaced":
        for _ in range(rng.randint(1, 1 + len(out) // 15)):
            out[rng.randrange(len(out))] = writer.words(1)[0]
    elif kind == "shortened":
        del out[rng.randint((len(out) + 1) // 2, len(out)) :]
    elif kind == "led":
        out[:0] = writer.words(rng.randint(1, 1 + len(out) // 3))
    elif kind == "unmarked":
        at = rng.randrange(len(out))
        bare = "".join(c for c in unicodedata.normalize("NFD", out[at]) if unicodedata.category(c)[0] != "M")
        out[at] = bare or out[at]
    return out


def _respelled(text: str, rng: random.Random) -> str:
    form = rng.choice(("", "NFC", "NFD", "NFKC", "upper"))
    if form == "upper":
        return text.upper()
    return unicodedata.normalize(form, text) if form else text  # type: ignore[arg-type]


def shuffled(source: Path, out: Path, n_bytes: int, seed: int = 1) -> int:
    """Write the large file that this script is for; returns how many documents it has."""
    rng = random.Random(seed)
    sentences, lengths = list[str](), list[int]()
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            found = SENTENCE.split(json.loads(line)["text"] or "")
            sentences += found
            lengths.append(len(found))
    written, number, recent = 0, 0, list[list[str]]()
    with out.open("w", encoding="utf-8") as target:
        while written < n_bytes:
            document = _copy(rng, recent, sentences) if recent and rng.random() < 0.05 else None
            if document is None:
                document = rng.choices(sentences, k=rng.choice(lengths))
                recent = [*recent[-199:], document]
            line = json.dumps(_row(rng, number, document), ensure_ascii=False) + "\n"
            target.write(line)
            written, number = written + len(line.encode("utf-8", "surrogatepass")), number + 1
    return number


def _copy(rng: random.Random, recent: Sequence[list[str]], sentences: Sequence[str]) -> list[str]:
    """A recent document with another first sentence, or a shorter end, or as it was."""
    document = list(rng.choice(recent))
    kind = rng.randrange(3)
    if kind == 0:
        document[0] = rng.choice(sentences)
    elif kind == 1:
        del document[max(1, rng.randint(len(document) * 3 // 5, len(document))) :]
    return document


def _row(rng: random.Random, number: int, document: Sequence[str]) -> dict[str, str]:
    day = dt.date(2020, 1, 1) + dt.timedelta(days=rng.randrange(366))
    title = " ".join(document[0].split()[:9])
    text = " ".join(document)
    return {
        "id": f"made-{number:08d}",
        "outlet": rng.choice(OUTLETS),
        "date": day.isoformat(),
        "title": title,
        "text": text,
    }


def write_jsonl(path: Path, documents: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> None:
    """Write ids and texts as JSON lines."""
    with path.open("w", encoding="utf-8") as out:
        for name, text in documents:
            out.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")


def main() -> None:
    """Write a large file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--bytes", type=int, default=10**9)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{shuffled(options.source, options.out, options.bytes, options.seed)} documents")


if __name__ == "__main__":
    main()
