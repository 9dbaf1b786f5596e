"""Lines that no rule knows -> the chance that each is furniture: a logistic regression that ships as numbers."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dedup.claims.text.clauses import AUXILIARIES, PASTS, SUBJECTS
from dedup.claims.text.lines import Line
from dedup.claims.text.words import words

LINKING = words("""
    more read watch click here photos photo video image images slideshow gallery related story stories coverage
    full live updates update subscribe sign newsletter newsletters follow share tweet facebook twitter comment
    comments continued continue below above next previous top latest trending podcast listen download app print
    email credit caption copyright reserved rights advertisement sponsored editor editors editorial opinion
    analysis columnist contributor staff reporter correspondent getty reuters ap afp via source sources topics
    tags section support donate menu home search close show hide view replay pullquote transcript embed special
    report series part graphic chart interactive map
""")
TO_READER = words("you your our us we please")
POSTED = ("(@", "pic.twitter", "t.co/", "aption ")
"""What stands in posts and captions: prose, although it may not end like it."""
WORD = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*")
STOPS = (".", "—", "–", "-", "!", "?", "…", ";", ",", "”", '"', ".’", ".'", ".)", ".]")

FEATURES = (
    "intercept", "few words", "many words", "long", "colon at the end", "stop inside",
    "capitals", "titled", "all capitals", "digits", "marks", "separators", "address", "linking words",
    "first linking", "to the reader", "verb", "pronoun", "quotation", "first line", "top",
    "last line", "bottom", "beside furniture", "between furniture", "beside prose", "between prose", "close",
    "in brackets",
)  # fmt: skip
"""Names of the features, in order."""


class Model(NamedTuple):
    """weights: one a feature; threshold: the probability from which a line is furniture."""

    weights: tuple[float, ...]
    threshold: float


@cache
def model() -> Model:
    """The model that ships, `lines.json`; `tools/train_lines.py` makes it and says from what."""
    data = json.loads((Path(__file__).parent / "lines.json").read_text(encoding="utf-8"))
    return Model(tuple(data["weights"][name] for name in FEATURES), data["threshold"])


def is_open(lines: Sequence[Line], n: int) -> bool:
    """Whether the model may judge line `n`: it does not end like a sentence, nor look like a part of one.

    What ends with a stop, has a verb and more than eight words, or begins or goes on in lower case is never taken out
    by the model: a sentence lost costs more than furniture kept.
    """
    text = lines[n].text
    if len(text) > 160 or text.endswith(STOPS) or text[0].islower() or any(mark in text for mark in POSTED):
        return False
    if n + 1 < len(lines) and lines[n + 1].text[0].islower():
        return False
    return text.count(" ") < 8 or not any(
        word in AUXILIARIES or word in PASTS for word in (token.casefold() for token in WORD.findall(text))
    )


def features(lines: Sequence[Line], kinds: Sequence[str | None], n: int) -> list[float]:
    """Features of line `n`, each from 0 to 1; `kinds` says what is known of its neighbours.

    Returns
    -------
    list of float [len(FEATURES)]
    """
    text = lines[n].text
    tokens = WORD.findall(text) or [""]
    lower = [token.casefold() for token in tokens]
    count = len(tokens)
    letters = [c for c in text if c.isalpha()] or ["x"]
    linking = [word in LINKING for word in lower]
    sides = [_side(lines, kinds, n - 1), _side(lines, kinds, n + 1)]
    return [
        1.0,
        max(0.0, 1 - count / 5),
        min(1.0, count / 20),
        min(1.0, len(text) / 160),
        float(text.endswith(":")),
        float(bool(re.search(r"[.!?] ", text))),
        sum(c.isupper() for c in letters) / len(letters),
        sum(token[:1].isupper() or token[:1].isdigit() for token in tokens) / count,
        float(text.isupper()),
        sum(c.isdigit() for c in text) / len(text),
        min(1.0, 5 * sum(not c.isalnum() and not c.isspace() for c in text) / len(text)),
        float(any(mark in text for mark in ("|", "›", "»", ">", "/", "•", "·"))),
        float(bool(re.search(r"@\w|https?:|www\.|\.(?:com|org|net)\b|#\w", text))),
        min(1.0, 2 * sum(linking) / count),
        float(linking[0]),
        float(not TO_READER.isdisjoint(lower)),
        float(any(word in AUXILIARIES or word in PASTS for word in lower)),
        float(any(word in SUBJECTS for word in lower)),
        float(any(mark in text for mark in '"“”‘')),
        float(n == 0),
        float(n < 4),
        float(n == len(lines) - 1),
        float(n >= len(lines) - 4),
        float(1 in sides),
        float(sides == [1, 1]),
        float(-1 in sides),
        float(sides == [-1, -1]),
        float(lines[n].gap == 1),
        float(text[0] in "([" and text[-1] in ")]"),
    ]


def _side(lines: Sequence[Line], kinds: Sequence[str | None], n: int) -> int:
    """What a neighbour is: 1 furniture, -1 prose, 0 neither surely, or no line."""
    if not 0 <= n < len(lines):
        return 0
    if kinds[n] is not None:
        return 1
    return -1 if len(lines[n].text) >= 80 and lines[n].text.endswith(STOPS) else 0


def chance(lines: Sequence[Line], kinds: Sequence[str | None], n: int) -> float:
    """The probability that line `n` is furniture, by the model that ships."""
    odds = sum(weight * value for weight, value in zip(model().weights, features(lines, kinds, n), strict=True))
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, odds))))
