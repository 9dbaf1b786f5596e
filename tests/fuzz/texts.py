"""Targets of what looks into a text: words and shingles against the oracle, dates, claims."""

from __future__ import annotations

import itertools
import unicodedata
from datetime import date

import numpy as np

import naive
from dedup import Corpus, read_claims
from dedup.claims.frames import Claim
from dedup.corpus.dates import parse_date
from dedup.corpus.textdates import find_date
from dedup.kernels.fold import MAX_MARKS, fold_words
from dedup.kernels.jit import PAD
from dedup.kernels.shingle import shingle
from dedup.kernels.unicode import BREAK, fold_table

TABLE = fold_table()


def _text(data: bytes) -> str:
    """Text of any bytes; half of the inputs are of code points, so that few bytes reach every script."""
    if data[:1] == b"U":
        points = (int.from_bytes(data[i : i + 3], "little") % 0x110000 for i in range(1, len(data) - 2, 3))
        return "".join(chr(p) for p in points if not 0xD800 <= p < 0xE000)
    return data.decode("utf-8", "replace")


def _comparable(text: str) -> bool:
    """Whether kernel and oracle mean to agree: as the tests of the kernel say."""
    folded = unicodedata.normalize("NFKD", text)
    marks = max((len(list(run)) for on, run in itertools.groupby(folded, unicodedata.combining) if on), default=0)

    def later(c: str) -> bool:
        point = ord(c)
        kind = int(TABLE.pages[int(TABLE.page_of[point >> 8]) << 8 | point & 255] >> 21) & 7
        return kind == BREAK and unicodedata.category(c)[0] in "LMN"

    return (
        not any(map(later, text))
        and marks <= MAX_MARKS
        and not ("\u0345" in folded and any(map(naive.unspaced, folded)))
    )


def fold(data: bytes) -> None:
    """Words, their places and their shingles, as `naive` has them; bytes that are no UTF-8 harm nothing."""
    _words(np.frombuffer(data + b"x" * PAD, np.uint8), len(data))
    text = _text(data)
    if not _comparable(text):
        return
    raw = text.encode()
    words, spans = _words(np.frombuffer(raw + b"x" * PAD, np.uint8), len(raw))
    at = list(itertools.accumulate((len(c.encode()) for c in text), initial=0))
    assert words.tolist() == naive.unit_hashes(text)
    assert spans.tolist() == [[at[a], at[b]] for a, b in naive.word_places(text)]
    width = 1 + len(data) % 8
    units = np.append(words, np.zeros(3, np.uint64))
    n = shingle(units, len(words), width)
    assert units[:n].tolist() == naive.shingle_hashes(words.tolist(), width)


def _words(array: np.ndarray, end: int) -> tuple[np.ndarray, np.ndarray]:
    room = 2 * end + 2
    out, spans = np.full(room, 77, np.uint64), np.full((room, 2), -1, np.int64)
    n = fold_words(array, 0, end, *TABLE, np.empty(MAX_MARKS, np.int64), out, spans)
    assert n < room
    assert (out[n:] == 77).all()
    assert (spans[n:] == -1).all()
    return out[:n], spans[:n]


def dates(data: bytes) -> None:
    """A date that is found stands in the text and is one of the calendar."""
    title, _, text = _text(data).partition("\x1f")
    value = title[:60]
    for order in (None, "dmy", "mdy"):
        parsed = parse_date(value, order)  # type: ignore[arg-type]
        if parsed is not None:
            _is_date(parsed[0])
    found = find_date(title, text, "https://x.example/" + value.replace("\n", ""))
    if found is not None:
        _is_date(found.value)
        assert 0 <= found.start <= found.end <= max(len(title), len(text), len(value) + 18)


def _is_date(iso: str) -> None:
    day = [int(part) for part in iso.partition("T")[0].split("-")]
    date(*[*day, 1, 1][:3])


def claims(data: bytes) -> None:
    """Every span of a claim lies in its text, and the words there are the claim's."""
    first, _, second = _text(data).partition("\x1f")
    corpus = Corpus.from_texts([first, second], ids=["a", "b"], dates=["2024-04-08", None], titles=[first[:80], None])
    read = read_claims(corpus, processes=1)
    made = read.to_json()
    texts = {"a": first, "b": second}
    for claim in read.claims:
        _check_claim(claim, texts[claim.document_id], first[:80])
    assert read_claims(corpus, processes=1).to_json() == made


def _check_claim(claim: Claim, text: str, title: str) -> None:
    field = title if claim.field == "title" else text
    assert 0 <= claim.start < claim.end <= len(field)
    assert field[claim.start : claim.end] == claim.text
    for span in (*claim.quantities, *claim.dates, *claim.names):
        assert 0 <= span.start < span.end <= len(field)


# Seeds


def text_seeds() -> list[bytes]:
    """Sentences with everything in them that a stage looks for, in the scripts that are treated apart."""
    prose = (
        "PORT ANSEL (Norda) - “At least 12 people were killed,” police chief Nils Arvane said on Monday, 8 April "
        "2024.\x1f"
        "The ferry Skerra, 40 metres long, did not sink, the harbour office told Radio Sorne; 3.5 million euros (about "
        "$4m) are to be paid by 2026. Dr. Mira Toven denied it: 'We never said that.' It happened at 3 a.m. last week."
    )
    lines = "Published: 15/05/2025 08:30\nUpdated yesterday\n\nBy Our Staff\x1f© 2025 Echo. 14 hours ago. Mai 2025."
    odd = "e\u0301tude Étude don’t 2.5\u202f% Straße 東京タワー、한국어 \u0dc1\u0dca\u200d ภาษาไทย ﷺ ½ Ǆ İ"
    return [prose.encode(), lines.encode(), odd.encode(), b"U" + bytes(range(1, 200)),
            b"\xff\xc3(\xed\xa0\x80", b"((((\"'" * 40]  # fmt: skip
