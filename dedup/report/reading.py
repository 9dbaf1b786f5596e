"""Claims, as `Readings.to_json` holds them -> what the terminal and the page show of each article.

Both lay out what stands here and decide nothing. Text is as it was read; whoever shows it makes it safe.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dedup.report.words import number

FactKind = Literal["speaker", "stance", "quantity", "date", "name"]
SpanKind = Literal["quote", "quantity", "date", "name"]
_PLURALS = {"person": "people", "foot": "feet", "inch": "inches", "century": "centuries", "child": "children"}
_SAYS_IT = {
    "killed": frozenset(("dead", "killed", "deaths", "death", "bodies", "body", "fatalities", "fatality")),
    "injured": frozenset(("injured", "injuries", "wounded", "hurt")),
    "missing": frozenset(("missing",)),
    "arrested": frozenset(("arrested", "arrests", "arrest")),
}
"""Nouns that say themselves what befell those who are counted."""
_COUNTED = ("count", "duration", "age", "measure", "times", "score", "points")


@dataclass(frozen=True, slots=True)
class Fact:
    """What a claim says, in words: `kind` tells how it is shown."""

    kind: FactKind
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """A claim with its facts and the spans in its field that they were read from."""

    claim: Mapping[str, Any]
    facts: tuple[Fact, ...]
    spans: tuple[tuple[int, int, SpanKind], ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as it is shown: its row in the content, its claims by place (title first), what was left out."""

    document: Mapping[str, Any]
    claims: tuple[Said, ...]
    boilerplate: tuple[Mapping[str, Any], ...]

    def counts(self) -> str:
        """How much was read, in words."""
        speakers = {said.claim["speaker_id"] or said.claim["speaker"] for said in self.claims if said.claim["speaker"]}
        names = {name["name_id"] for said in self.claims for name in said.claim["names"]}
        told = [
            number(len(self.claims), "claim"),
            number(len(speakers), "speaker"),
            number(sum(len(said.claim["quantities"]) for said in self.claims), "quantity", "quantities"),
            number(sum(len(said.claim["dates"]) for said in self.claims), "date"),
            number(len(names), "name"),
        ]
        return ", ".join(told)


def article_views(content: Mapping[str, Any]) -> list[ArticleView]:
    """Every article with its claims.

    Parameters
    ----------
    content : dict
        From `Readings.to_json`.

    Returns
    -------
    list of ArticleView
        In the order of the content.
    """
    names = {name["id"]: name["canonical"] for name in content["names"]}
    claims: dict[str, list[Said]] = {document["id"]: [] for document in content["documents"]}
    left_out: dict[str, list[Mapping[str, Any]]] = {document["id"]: [] for document in content["documents"]}
    for claim in content["claims"]:
        claims[claim["document_id"]].append(Said(claim, tuple(facts(claim, names)), tuple(_spans(claim))))
    for one in content["boilerplate"]:
        left_out[one["document_id"]].append(one)
    return [
        ArticleView(document, tuple(claims[document["id"]]), tuple(left_out[document["id"]]))
        for document in content["documents"]
    ]


def _spans(claim: Mapping[str, Any]) -> Iterator[tuple[int, int, SpanKind]]:
    yield from ((start, end, "quote") for start, end in claim["quotes"])
    yield from ((one["start"], one["end"], "quantity") for one in claim["quantities"])
    yield from ((one["start"], one["end"], "date") for one in claim["dates"])
    yield from ((one["start"], one["end"], "name") for one in claim["names"])


def facts(claim: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Fact]:
    """What a claim says: who says it and how, how firm it is, its values and the names in it.

    Parameters
    ----------
    claim : dict
        A row of `claims`.
    names : dict
        The canonical form of each name by its id.
    """
    who = speaker(claim)
    if who:
        yield Fact("speaker", who)
    how = [word for word, plain in (("polarity", "positive"), ("modality", "fact")) if claim[word] != plain]
    stance = [str(claim[word]) for word in how] + ([claim["status"]] if claim["status"] else [])
    if stance:
        yield Fact("stance", ", ".join(dict.fromkeys(stance)))
    yield from (Fact("quantity", words) for words in _once(map(quantity_words, claim["quantities"])))
    yield from (Fact("date", words) for words in _once(_date(claim, date) for date in claim["dates"]))
    yield from (Fact("name", words) for words in _once(names.get(one["name_id"], "") for one in claim["names"]))


def _date(claim: Mapping[str, Any], date: Mapping[str, Any]) -> str:
    """A date as it stands, and the days that it means."""
    stands = " ".join(claim["text"][date["start"] - claim["start"] : date["end"] - claim["start"]].split())
    meant = date_words(date)
    return meant if stands == meant else f"{stands} = {meant}"


def _once(words: Iterable[str]) -> Iterator[str]:
    return (word for word in dict.fromkeys(words) if word)


def speaker(claim: Mapping[str, Any]) -> str:
    """Who says a claim, by which words, and how much of it is quoted; "" for the outlet's own words.

    Examples
    --------
    >>> speaker({"speaker": "Nils Arvane", "cue": "said", "quote": "indirect"})
    'Nils Arvane (“said”), indirect quote'
    >>> speaker({"speaker": None, "cue": None, "quote": "direct"}), speaker({"speaker": None, "quote": "none"})
    ('somebody, direct quote', '')
    """
    if claim["speaker"] is None and claim["quote"] == "none":
        return ""
    cue = f" (“{claim['cue']}”)" if claim["cue"] else ""
    quote = "" if claim["quote"] == "none" else f", {claim['quote']} quote"
    return f"{claim['speaker'] or 'somebody'}{cue}{quote}"


def quantity_words(quantity: Mapping[str, Any]) -> str:
    """A quantity with its bounds, what it counts, what befell those, and over which period.

    Examples
    --------
    >>> row = {"value": None, "low": 1200.0, "high": None, "approximate": False, "kind": "count", "unit": "person",
    ...        "noun": "people", "state": "displaced", "period": None}
    >>> quantity_words(row), quantity_words({**row, "low": 1.5, "high": 2.0, "noun": "", "period": "a year"})
    ('at least 1,200 people displaced', '1.5 to 2 people displaced a year')
    """
    low, high, unit = quantity["low"], quantity["high"], quantity["noun"] or quantity["unit"]
    if quantity["value"] is not None:
        amount = ("about " if quantity["approximate"] else "") + plain(quantity["value"])
    elif low is not None and high is not None:
        amount = f"{plain(low)} to {plain(high)}"
    else:
        amount = f"at least {plain(low)}" if low is not None else f"at most {plain(high)}" if high is not None else "?"
    if not quantity["noun"] and unit and quantity["kind"] in _COUNTED and quantity["value"] != 1:
        unit = _PLURALS.get(unit, f"{unit}s" if unit.replace(" ", "").isalpha() and unit.islower() else unit)
    state = "" if _SAYS_IT.get(quantity["state"], frozenset()).intersection(unit.split()) else quantity["state"]
    unit += " old" if quantity["kind"] == "age" else ""
    return " ".join(part for part in (amount, unit, state, quantity["period"] or "") if part)


def plain(value: float) -> str:
    """A number as people write it.

    >>> plain(1_400_000_000.0), plain(0.25), plain(1e30), plain(2 / 3)
    ('1,400,000,000', '0.25', '1e+30', '0.667')
    """
    if not math.isfinite(value) or abs(value) >= 1e16:
        return f"{value:g}"
    return f"{int(value):,}" if value == int(value) else f"{value:.3g}" if abs(value) < 1 else f"{value:,.10g}"


def date_words(date: Mapping[str, Any]) -> str:
    """The day or days that a date stands for.

    Examples
    --------
    >>> date_words({"from": "2024-04-08", "to": "2024-04-08", "part": "morning", "other": None})
    '2024-04-08 morning'
    >>> date_words({"from": None, "to": None, "part": None, "other": None})
    'unresolved'
    """
    if not date["from"]:
        return "unresolved"
    days = _days(date["from"], date["to"])
    other = f" or {_days(*date['other'])}" if date["other"] else ""
    return f"{days}{' ' + date['part'] if date['part'] else ''}{other}"


def _days(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def left_out(view: ArticleView) -> str:
    """What of an article is no prose, by kind, in words; "" where there is nothing."""
    kinds: dict[str, int] = {}
    for one in view.boilerplate:
        kinds[one["kind"]] = kinds.get(one["kind"], 0) + 1
    return ", ".join(kind if n == 1 else f"{kind} ({n:,})" for kind, n in kinds.items())
