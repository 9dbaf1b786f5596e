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
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Words = list[str]
SENTENCE = re.compile(r"(?<=[.!?…”])\s+")
OUTLETS = tuple(f"Outlet {number}" for number in range(1, 41))


@dataclass(frozen=True)
class Script:
    """How pseudo-text of a script is made: a word, what stands between words, what ends a sentence."""

    name: str
    word: Callable[[random.Random], str]
    space: str = " "
    stop: str = ". "
    comma: str = ", "


def _letters(*spans: str) -> str:
    """The assigned code points of spans such as "0430-044F", as a string."""
    points = itertools.chain.from_iterable(range(int(span[:4], 16), int(span[-4:], 16) + 1) for span in spans)
    return "".join(chr(point) for point in points if unicodedata.category(chr(point))[0] in "LMN")


def _of(letters: str, low: int = 2, high: int = 9) -> Callable[[random.Random], str]:
    return lambda rng: "".join(rng.choices(letters, k=rng.randint(low, high)))


def _syllables(
    bases: str, signs: str, share: float = 0.6, low: int = 1, high: int = 4, joined: str = "", rare: str = ""
) -> Callable[[random.Random], str]:
    """Words of base letters that carry a mark with a chance of `share`; `joined` binds two, `rare` follows few."""

    def word(rng: random.Random) -> str:
        parts = []
        for _ in range(rng.randint(low, high)):
            parts.append(rng.choice(bases))
            if joined and rng.random() < 0.15:
                parts += [joined, rng.choice(bases)]
            if rng.random() < share:
                parts.append(rng.choice(signs))
            if rare and rng.random() < 0.1:
                parts.append(rng.choice(rare))
        return "".join(parts)

    return word


HAN, HIRAGANA, KATAKANA = _letters("4E00-62FF"), _letters("3041-3093"), _letters("30A1-30F3")


def _japanese(rng: random.Random) -> str:
    shape = rng.random()
    if shape < 0.55:
        return "".join(rng.choices(HAN, k=rng.randint(1, 2)) + rng.choices(HIRAGANA, k=rng.randint(1, 2)))
    return "".join(rng.choices(HIRAGANA if shape < 0.85 else KATAKANA, k=rng.randint(2, 4)))


def _mixed(rng: random.Random) -> str:
    kinds = [script for name, script in SCRIPTS.items() if name != "mixed"]
    shape = rng.random()
    if shape < 0.5:
        return _of("abcdefghijklmnopqrstuvwxyz")(rng)
    if shape < 0.6:
        return rng.choice(("“", "«", "(", "")) + str(rng.randint(0, 10**6)) + rng.choice(("%", "”", ")", "€", "😀", ""))
    return rng.choice(kinds).word(rng)


ARABIC = _syllables(_letters("0621-063A", "0641-064A"), _letters("064B-0652"), 0.6, 2, 6)
HINDI = _syllables(_letters("0915-0939"), _letters("093E-094C"), 0.6, 1, 4, "\u094d", "\u0902")
TAMIL = _syllables("கஙசஞடணதநபமயரலவழளறன", _letters("0BBE-0BCD"), 0.7, 2, 5)
SINHALA = _syllables(_letters("0D9A-0DC6"), _letters("0DCF-0DDF"), 0.6, 1, 4, "\u0dca\u200d", "\u0dca")
THAI = _syllables(_letters("0E01-0E2E"), _letters("0E30-0E3A"), 0.5, 1, 4, "", _letters("0E48-0E4B"))
KHMER = _syllables(_letters("1780-17A2"), _letters("17B6-17C5"), 0.7, 1, 3, "\u17d2")
SCRIPTS: dict[str, Script] = {
    script.name: script
    for script in (
        Script("latin with accents", _of("aaeeiioubcdfghlmnprstvzáàâäçéèêëíîïñóôöøúüßœšžł")),
        Script("cyrillic", _of(_letters("0430-044F") + "оеаинт")),
        Script("greek", _of(_letters("03AC-03CE"))),
        Script("arabic with harakat", ARABIC, " ", ". ", "، "),
        Script("hebrew", _of(_letters("05D0-05EA"), 2, 7)),
        Script("hindi", HINDI, " ", "। "),
        Script("tamil", TAMIL),
        Script("sinhala", SINHALA),
        Script("thai", THAI, "", " ", " "),
        Script("khmer", KHMER, "", "។ ", " "),
        Script("chinese", _of(HAN, 1, 2), "", "。", "，"),
        Script("japanese", _japanese, "", "。", "、"),
        Script("hangul", _of(_letters("AC00-C5FF"), 1, 4)),
        Script("mixed", _mixed),
    )
}


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
