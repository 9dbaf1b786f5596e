"""What is made up and measured, and how: settings with their unit, range and reason."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from dedup.bench.scripts import NAMED
from dedup.config import check, knob
from dedup.errors import SettingsError


@dataclass(frozen=True)
class CrawlSettings:
    """A made-up crawl with planted copies, for measuring: the same settings give the same bytes."""

    documents: int = knob(100_000, "each size of a comparison is a crawl of its own", unit="documents", low=1)
    seed: int = knob(1, "another seed, other texts", low=0, high=1 << 31)
    words: int = knob(300, "news articles have about so many on average", unit="words a document", low=8, high=100_000)
    copies: float = knob(0.3, "web crawls have 20 to 50 % near-duplicates", unit="share of documents", low=0.0,
                         high=1.0)  # fmt: skip
    templates: float = knob(0.05, "pages with one form, alike but no copies: 16 of 28 shingles of two are the same",
                            unit="share of documents", low=0.0, high=1.0)  # fmt: skip
    exponent: float = knob(3.0, "sizes of clusters follow a power law; near 2 few clusters have most of the copies",
                           low=1.1, high=10.0)  # fmt: skip
    largest: int = knob(200, "pairs grow with the square of a cluster's size", unit="documents", low=2, high=1 << 20)
    edits: float = knob(0.06, "words of an edited copy that are replaced, at most; at .06 Jaccard falls to .58",
                        unit="share of words", low=0.0, high=1.0)  # fmt: skip
    share_same: float = knob(0.3, "copies that are not edited at all", unit="weight", low=0.0)
    share_respelled: float = knob(0.1, "copies with other punctuation and capitals", unit="weight", low=0.0)
    share_replaced: float = knob(0.3, "copies with words replaced", unit="weight", low=0.0)
    share_shortened: float = knob(0.12, "copies without their end, up to half of them", unit="weight", low=0.0)
    share_led: float = knob(0.12, "copies with a new beginning, up to half as long again", unit="weight", low=0.0)
    share_inside: float = knob(0.06, "copies inside a text twice to thrice as long", unit="weight", low=0.0)
    scripts: str = knob("plain=7,latin=1,cyrillic=0.5,arabic=0.5,hindi=0.5,chinese=0.5",
                        "name=weight, separated by commas; plain, latin, cyrillic, greek, arabic, hebrew, hindi, "
                        "tamil, sinhala, thai, khmer, chinese, japanese, hangul, mixed")  # fmt: skip

    def __post_init__(self) -> None:
        check(self)
        if self.copies + self.templates > 1:
            raise SettingsError(f"copies and templates are {self.copies + self.templates} of all; they are at most 1")
        if not sum(getattr(self, field.name) for field in dataclasses.fields(self) if field.name.startswith("share_")):
            raise SettingsError("all shares are 0; at least one kind of edit must have one")
        self.script_shares()

    def script_shares(self) -> list[tuple[str, float]]:
        """Scripts and their weights.

        Raises
        ------
        SettingsError
            For an unknown script, or a weight that is no positive number.
        """
        found = []
        for item in self.scripts.split(","):
            name, _, weight = item.strip().partition("=")
            if name not in NAMED or not re.fullmatch(r"|\d+(\.\d*)?|\.\d+", weight):
                raise SettingsError(f"scripts has {item!r}; write name=weight, with a name of {', '.join(NAMED)}")
            found.append((name, float(weight or 1)))
        if not sum(weight for _, weight in found):
            raise SettingsError("scripts: all weights are 0")
        return found


@dataclass(frozen=True)
class BenchSettings:
    """How a measurement is made."""

    runs: int = knob(1, "the median is told, with the least and the most", unit="runs", low=1, high=100)
    threshold: float = knob(0.7, "of peers, and of pairs that count as true; of dedup with --options", unit="Jaccard",
                            low=0.01, high=1.0)  # fmt: skip
    planned: int = knob(20_000, "of a crawl: documents of whole clusters, drawn by chance, all pairs compared",
                        unit="documents", low=2)  # fmt: skip
    sample: int = knob(500, "of a corpus: documents, drawn by chance, that are compared with all", unit="documents",
                       low=1)  # fmt: skip
    timeout: int = knob(3600, "a run that lasts longer is ended, and said to have been", unit="seconds", low=1)

    def __post_init__(self) -> None:
        check(self)
