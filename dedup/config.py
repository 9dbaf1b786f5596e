"""Every knob, with its unit, range, default and reason.

Settings are frozen dataclasses; `knob` attaches what a person needs to know to each field, `check` holds the ranges,
and the command line and the documentation are made from the same metadata.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from dedup.errors import SettingsError

LEVELS = ("copies", "stories", "storylines")
"""How far to go: texts that were printed again, the coverage of one event by all outlets, the stories of one topic."""

SCOPES = ("story", "storyline", "corpus")
"""What claims are compared within: the articles on one event, on one topic, or all of them."""


ENGINES = ("auto", "memory", "disk", "spark")
"""Where the work is done: in memory, on disk, on disk where a corpus is too big for the memory, or on a cluster."""


def knob(
    default: Any,
    reason: str,
    *,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """A dataclass field that carries its unit, range and reason."""
    return dataclasses.field(
        default=default, metadata={"reason": reason, "unit": unit, "low": low, "high": high, "choices": choices}
    )


def check(settings: Any) -> None:
    """Hold every field of a settings object to the range in its metadata.

    Raises
    ------
    SettingsError
        Naming the field, its value and the bound.
    """
    for field in dataclasses.fields(settings):
        value, meta = getattr(settings, field.name), field.metadata
        name = field.name.replace("_", "-")
        if meta.get("choices") and value not in meta["choices"]:
            raise SettingsError(f"{name} is {value!r}; choose one of {', '.join(meta['choices'])}")
        low, high = meta.get("low"), meta.get("high")
        if low is None and high is None:
            continue
        whole = isinstance(field.default, int)
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            raise SettingsError(f"{name} is {value!r}; it must be {'a whole number' if whole else 'a number'}")
        if not ((low is None or value >= low) and (high is None or value <= high)):  # so written, NaN fails too
            bounds = f"at least {low}" if high is None else f"from {low} to {high}"
            raise SettingsError(f"{name} is {value}; it must be {bounds}")


@dataclass(frozen=True)
class Shingling:
    """What a shingle is: `width` consecutive words, or `width` consecutive characters of the folded text.

    >>> Shingling.parse("words:5")
    Shingling(unit='words', width=5)
    """

    unit: str = knob(
        "words", "unrelated articles reach J = .36 on 5 characters, .0004 on 5 words", choices=("words", "chars")
    )
    width: int = knob(5, "5 words tell copies from coverage", unit="words or characters", low=1, high=64)

    def __post_init__(self) -> None:
        check(self)

    @classmethod
    def parse(cls, text: str) -> Shingling:
        """Read `words:N` or `chars:N`.

        Raises
        ------
        SettingsError
            Where the text has another form, or N is outside 1 to 64.
        """
        match = re.fullmatch(r"(words|chars):(\d{1,4})", text.strip())
        if not match:
            raise SettingsError(f"shingle is {text!r}; write words:N or chars:N, such as words:5")
        return cls(match[1], int(match[2]))

    def __str__(self) -> str:
        return f"{self.unit}:{self.width}"


@dataclass(frozen=True)
class ReadSettings:
    """How files become documents."""

    id_column: str | None = knob(None, "found by name: id, doc_id, document_id, uid, guid, uuid, key")
    text_column: str | None = knob(
        None, "found by name: text, body, content, article, raw_content, full_text, document"
    )
    title_column: str | None = knob(None, "found by name: title, headline, heading")
    outlet_column: str | None = knob(
        None, "found by name: outlet, source, publisher, newspaper, publication, site, domain"
    )
    date_column: str | None = knob(
        None, "found by name: published, date, published_at, publish_date, date_published, datetime, timestamp"
    )
    url_column: str | None = knob(
        None, "found by name: url, link, uri, source_url; gives the outlet where no column does"
    )
    language_column: str | None = knob(None, "found by name: language, lang")
    input_format: str = knob("auto", "by the file's name; needed for standard input that is not JSON lines",
                             choices=("auto", "jsonl", "csv", "tsv", "parquet", "text", "html", "warc"))  # fmt: skip
    on_error: str = knob(
        "skip", "one bad row should not stop a million good ones; it is counted and reported", choices=("skip", "stop")
    )
    page_bytes: int = knob(10_000_000, "an article's page has less than 1 MB; a bigger one, once decompressed, is "
                           "skipped", unit="bytes", low=1 << 10, high=1 << 30)  # fmt: skip
    page_elements: int = knob(60_000, "an article's page has less than 10,000; time grows faster than their number, "
                              "and a page with more is skipped", unit="elements", low=10)  # fmt: skip
    page_depth: int = knob(200, "an article's page has less than 60; the parser itself ends at 255", unit="elements "
                           "inside one another", low=8, high=254)  # fmt: skip
    expansion: int = knob(300, "text is compressed 3 to 10 times; what comes out of an archive beyond so many times "
                          "its size, and 64 MB, is not read", unit="times", low=2)  # fmt: skip
    part_bytes: int = knob(16 << 20, "unit of parallel reading: small enough to share out, large enough not to matter",
                           unit="bytes", low=1 << 10, high=1 << 30)  # fmt: skip

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class CopySettings:
    """How near-duplicates are found, verified and grouped."""

    shingle: Shingling = dataclasses.field(default=Shingling(), metadata={"reason": "see Shingling", "unit": ""})
    threshold: float = knob(0.7, "copies with a new headline and a cut last paragraph pass, other coverage does not",
                            unit="Jaccard", low=0.01, high=1.0)  # fmt: skip
    recall: float = knob(
        0.999,
        "share of pairs exactly at the threshold that become candidates",
        unit="probability",
        low=0.5,
        high=0.999999,
    )
    slots: int = knob(128, "standard error of the estimate below .045", unit="slots of 32 bits", low=16, high=1024)
    bucket_cap: int = knob(1000, "buckets up to this size give all their pairs; beyond, each member is paired with the "
                           "bucket's first and with its neighbour", unit="documents", low=2)  # fmt: skip
    pair_cap: int = knob(
        10_000,
        "identical texts are collapsed; two such groups are written out as all their pairs of documents up to this "
        "number, beyond as pairs with each group's first",
        unit="pairs",
        low=1,
    )
    keep: str = knob(
        "earliest", "the first publication is the likeliest source", choices=("earliest", "longest", "outlet")
    )
    outlet_order: tuple[str, ...] = knob((), "for keep=outlet: outlets from the most to the least wanted")

    def __post_init__(self) -> None:
        check(self)
        if self.keep == "outlet" and not self.outlet_order:
            raise SettingsError("keep is 'outlet' but no order is given; name the outlets with --outlet-order FILE")
        if self.slots & (self.slots - 1):
            raise SettingsError(f"slots is {self.slots}; it must be a power of two")


@dataclass(frozen=True)
class ReuseSettings:
    """How shared passages are found between texts that are no copies of each other."""

    sample: int = knob(32, "a text with fewer shingles is looked up whole in all others, a longer one with a "
                       "quarter of them at the least", unit="shingles", low=1, high=1 << 20)  # fmt: skip
    words: int = knob(20, "what is shorter is mostly a quotation that both heard; of a short text half is enough",
                      unit="equal words", low=5)  # fmt: skip
    story_words: int = knob(7, "in articles on one event a shorter run is evidence too", unit="equal words", low=5)
    bridge: int = knob(6, "an edit of so many words inside a passage does not end it", unit="words", low=0, high=32)
    stock: int = knob(
        48, "what stands in so many documents is a stock phrase, and no evidence", unit="documents", low=2, high=250
    )
    lines: int = knob(4, "a line that so many documents of one outlet have is its boilerplate", unit="documents", low=2)
    posting_cap: int = knob(32, "a shingle that more documents share pairs each with the first and with its neighbour "
                            "only", unit="documents", low=2)  # fmt: skip
    partner_cap: int = knob(200, "candidates of one document, those that share most first", unit="documents", low=1)
    contains: float = knob(0.5, "half of the shorter text stands in the other: it is written out as contained",
                           unit="containment", low=0.05, high=1.0)  # fmt: skip

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class OriginSettings:
    """How shared passages and other traces become derivations: weights add up, and 1 is held to be proof."""

    passage_words: int = knob(22, "a passage with so many equal words that are neither quoted nor names is proof",
                              unit="words", low=5)  # fmt: skip
    chance_words: int = knob(4, "of each passage so many words are a title or a turn of speech, and count nothing",
                             unit="words", low=0)  # fmt: skip
    least: float = knob(0.3, "with passages of less weight no other trace counts", low=0.0, high=1.0)
    quoted: float = knob(0.2, "words of a speaker count so much less than the reporter's", low=0.0, high=1.0)
    quotes: float = knob(0.3, "weight that quotations have in all: three reporters at one speech share no source",
                         low=0.0, high=1.0)  # fmt: skip
    quote_words: int = knob(8, "shorter quotations agree by chance", unit="words", low=3)
    same_outlet: float = knob(0.3, "an outlet prints its own background again: so much of the shorter text must be "
                              "shared", unit="share of words", low=0.0, high=1.0)  # fmt: skip
    other_event: float = knob(0.15, "articles on different events share forms and biographies: so much of the shorter "
                              "text must be shared", unit="share of words", low=0.0, high=1.0)  # fmt: skip
    wholly: float = knob(0.6, "the rest is a new lead and furniture", unit="share of words", low=0.0, high=1.0)
    credited: float = knob(
        0.6, "weight of a credit to the other's outlet, or to one that both credit", low=0.0, high=1.0
    )
    left_over: float = knob(0.7, "weight of a spelling left over from the other text", low=0.0, high=1.0)
    rare_spelling: float = knob(0.3, "weight of a spelling that both have and no other", low=0.0, high=1.0)
    translation: float = knob(0.2, "weight of a wording of a quotation that others word otherwise", low=0.0, high=1.0)
    order: float = knob(0.2, "weight of three passages and more in the same order", low=0.0, high=1.0)
    inside: float = knob(0.7, "a text that stands so far within another was cut from it or built upon",
                         unit="share of words", low=0.0, high=1.0)  # fmt: skip
    asymmetry: float = knob(0.2, "two shares nearer than this show no direction", low=0.0, high=1.0)
    lead: float = knob(0.08, "an own beginning of the longer text: it was built on the shorter one",
                       unit="share of words", low=0.0, high=1.0)  # fmt: skip
    side_words: int = knob(25, "another origin of a mixed text is recorded from so many words of its own on",
                           unit="words", low=1)  # fmt: skip

    def __post_init__(self) -> None:
        check(self)
        if self.chance_words >= self.passage_words:
            raise SettingsError(
                f"chance-words is {self.chance_words}; it must be below passage-words, which is {self.passage_words}"
            )


@dataclass(frozen=True)
class StorySettings:
    """How copy clusters are grouped into stories."""

    window: float = knob(
        10.0,
        "holds 99 % of the pairs of one event; 5 to 30 days give the same within .003",
        unit="days",
        low=0.0,
        high=100_000.0,
    )
    prefix: int = knob(6, "5 letters to whole words give the same stories within .01", unit="letters", low=2, high=24)
    words: int = knob(400, "news says what happened at the top; 200 to 1500 are alike", unit="words", low=20, high=5000)
    lead: int = knob(80, "the first paragraphs name the event", unit="words", low=5, high=1000)
    top: int = knob(60, "heaviest terms of a document that look for candidates", unit="terms", low=5, high=500)
    reach: int = knob(
        512, "entries of a posting that a document visits, the nearest in time first", unit="documents", low=8
    )
    keep: int = knob(
        150, "earlier documents that a document is compared with, the nearest in words", unit="documents", low=1
    )
    pairs_per_document: int = knob(
        40, "so many of these pairs a document are scored in all, the nearest in words: cost grows with documents, not "
        "with how crowded a day is, and a small corpus loses none", unit="pairs", low=1)  # fmt: skip
    least_cosine: float = knob(
        0.02, "pairs that share less are not scored; a big corpus has nearer ones", unit="cosine", low=0.0, high=1.0
    )

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class StorylineSettings:
    """How stories are grouped into storylines."""

    least: float = knob(
        0.15, "picked on the topics of ECB+, where .10 to .18 are alike", unit="mean nearness", low=0.01, high=1.0
    )
    top: int = knob(40, "heaviest terms of a story that look for candidates", unit="terms", low=5, high=500)
    reach: int = knob(256, "entries of a posting that a story visits, the nearest in time first", unit="stories", low=8)
    keep: int = knob(40, "earlier stories that a story is compared with, the nearest in words", unit="stories", low=1)

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class AlignSettings:
    """How claims of different documents are put together under one question."""

    precision: float = knob(0.8, "asked for of the pairs that are put together; what is below is kept as possible",
                            unit="precision", low=0.5, high=0.99)  # fmt: skip
    per_document: int = knob(10, "claims of each other document that a claim is compared with, the likest first; "
                             "9 of 10 true partners are among them", unit="claims", low=1, high=1000)  # fmt: skip
    per_claim: int = knob(60, "claims that a claim is compared with in all, the likest first; a bound for stories of "
                          "dozens of documents", unit="claims", low=10)  # fmt: skip
    least_likeness: float = knob(0.15, "word and letter cosine, summed; below it no pair has been of one question",
                                 unit="cosines", low=0.0, high=2.0)  # fmt: skip
    anchor_cap: int = knob(20, "an anchor (a number and its unit, a date, two names, a rare word, a speaker) that more "
                           "claims share does not tell them apart", unit="claims", low=2)  # fmt: skip
    other_story: float = knob(1.0, "what the log-odds of two claims lose where their documents tell different events: "
                              "two visits, fires or trials are told in the same words", unit="log-odds", low=0.0,
                              high=20.0)  # fmt: skip
    possible: float = knob(0.2, "pairs that are less likely are not listed as possible", unit="probability", low=0.0,
                           high=1.0)  # fmt: skip
    possible_per_claim: int = knob(
        5, "possible partners listed of each claim, the likeliest first", unit="claims", low=0
    )
    omission_share: float = knob(
        1 / 3, "what fewer of a story's origins answer is no omission of the others", unit="share of origins", low=0.0,
        high=1.0,
    )  # fmt: skip

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class EngineSettings:
    """Where the work is done; it changes no byte of the result."""

    engine: str = knob("auto", "auto: on disk where the corpus is too big for the memory", choices=ENGINES)
    memory: str | int | None = knob(None, "three quarters of what is free on this machine", unit="bytes, or as 4GB")
    work: str | None = knob(None, "a folder for working files, about 1.5 times the text; a temporary one otherwise")
    resume: bool = knob(False, "go on where a run that was stopped has left its work folder")
    master: str | None = knob(None, "of the cluster: local[4], spark://HOST:7077, yarn, k8s://https://HOST:PORT; by "
                              "default what spark-submit says, else this machine", unit="url")  # fmt: skip
    spark_conf: tuple[str, ...] = knob((), "a setting of Spark's own, such as spark.executor.memory=8g; may be "
                                       "repeated", unit="name=value")  # fmt: skip

    def __post_init__(self) -> None:
        check(self)
        if self.resume and self.work is None:
            raise SettingsError("--resume goes on with the work folder of a run that was stopped; name it with --work")
        if self.engine == "spark":
            if self.memory is not None or self.work is not None:
                raise SettingsError("--memory and --work are of this machine; on Spark say --spark-conf "
                                    "spark.executor.memory=8g")  # fmt: skip
            self.conf()
        elif self.master is not None or self.spark_conf:
            raise SettingsError("--master and --spark-conf are of --engine spark")

    def conf(self) -> dict[str, str]:
        """Spark's own settings, by name."""
        pairs = [setting.partition("=") for setting in self.spark_conf]
        for name, equals, _ in pairs:
            if not equals or not name.startswith("spark."):
                raise SettingsError(f"--spark-conf is {name + equals!r}; write spark.executor.memory=8g")
        return {name: value for name, _, value in pairs}


S = TypeVar("S", AlignSettings, CopySettings, OriginSettings, ReuseSettings, StorySettings)


def with_overrides(settings: CopySettings | None, overrides: Mapping[str, Any]) -> CopySettings:
    """Settings with some fields replaced; a `shingle` given as text is parsed."""
    if isinstance(overrides.get("shingle"), str):
        overrides = {**overrides, "shingle": Shingling.parse(overrides["shingle"])}
    return with_fields(settings or CopySettings(), overrides)


def with_fields(settings: S, overrides: Mapping[str, Any]) -> S:
    """Settings with some fields replaced.

    Raises
    ------
    SettingsError
        For a name that is none of its fields, or a value outside its range.
    """
    known = {field.name for field in dataclasses.fields(settings)}
    for name in overrides:
        if name not in known:
            raise SettingsError(f"there is no setting {name!r}; there are {', '.join(sorted(known))}")
    return dataclasses.replace(settings, **overrides)
