"""Golds of claims -> claims as the product reads them, with what is known of each pair.

DATA is a folder with

    claims-gold/articles.jsonl   id, outlet, date, title, text
    claims-gold/gold.json        sentences with id, file, field, start, end; claim_groups and
                                 hard_negatives with members
    ecbplus/articles.jsonl       id, event, title, text; events like 10ecb and 10ecbplus are the same kind of event,
                                 another instance
    msrp/train.jsonl, test.jsonl a, b, same (1 or 0)
    news-stream/articles.parquet id, outlet, date, title, text

`benchmarks/gold/questions.jsonl` has what was read by hand in articles of news-stream: a line is a storyline of one or
two events, `documents` with their events, all their `sentences` (document, field, start, end), and as numbers of
sentences the `questions` that they answer, and `look_alikes`.

A claim stands for a sentence of the gold where their spans share at least half of the shorter one. A pair of claims is
of one question where any two sentences that they stand for are in one group; of pairs with a claim that stands for no
sentence nothing is known.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

import dedup.demo
from dedup.claims.alignment.group import Grouped
from dedup.claims.frames import Article, Claim
from dedup.claims.read import Readings, read_articles

Pair = tuple[str, str]
QUESTIONS = Path(__file__).resolve().parent.parent / "benchmarks" / "gold" / "questions.jsonl"


class Gold:
    """Sentences of a gold, pairs of them that answer one question, and pairs that only look like it."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.sentences: dict[str, Mapping[str, Any]] = {}
        self._at: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
        for sentence in content["sentences"]:
            self.sentences[sentence["id"]] = sentence
            self._at[sentence["file"], sentence.get("field") or "text"].append(sentence)
        self.pairs = self._pairs(content["claim_groups"])
        self.look_alikes = self._pairs(content["hard_negatives"]) - self.pairs

    def standing(self, document: str, field: str, start: int, end: int) -> list[str]:
        """Ids of the sentences that a span stands for."""
        return [
            sentence["id"]
            for sentence in self._at.get((document, field), [])
            if _half(start, end, sentence["start"], sentence["end"])
        ]

    def cross(self, ids: Sequence[str]) -> set[Pair]:
        """All pairs of some sentences that stand in two documents."""
        pairs = itertools.combinations(sorted(set(ids)), 2)
        return {(a, b) for a, b in pairs if self.sentences[a]["file"] != self.sentences[b]["file"]}

    def _pairs(self, groups: Sequence[Mapping[str, Any]]) -> set[Pair]:
        found: set[Pair] = set()
        for group in groups:
            found |= self.cross([one for member in group["members"] for one in self._member(member)])
        return found

    def _member(self, member: Mapping[str, Any]) -> list[str]:
        if member.get("id") in self.sentences:
            return [member["id"]]
        return self.standing(member["file"], member.get("field") or "text", member["start"], member["end"])


def _half(start: int, end: int, other_start: int, other_end: int) -> bool:
    shared = min(end, other_end) - max(start, other_start)
    return shared > 0 and 2 * shared >= min(end - start, other_end - other_start)


class Labelled(NamedTuple):
    """Claims by scope and document. scope, document: int64 [n]; scopes: the names of the scopes; standing: ids of the
    gold's sentences by claim.
    """

    read: Readings
    claims: list[Claim]
    document: NDArray[np.int64]
    scope: NDArray[np.int64]
    scopes: list[str]
    gold: Gold
    standing: list[list[str]]

    def labels(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
        """By pair: 1 of one question, 0 not, -1 not known or inside one document."""
        made = np.full(len(left), -1)
        for at, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
            a, b = self.standing[one], self.standing[other]
            if a and b and self.document[one] != self.document[other]:
                made[at] = any((min(x, y), max(x, y)) in self.gold.pairs for x in a for y in b)
        return made

    def found(self, grouped: Grouped) -> set[Pair]:
        """Pairs of the gold's sentences whose claims are in one group."""
        members: dict[int, list[str]] = defaultdict(list)
        for number, ids in zip(grouped.group.tolist(), self.standing, strict=True):
            members[number] += ids
        for claim, number in zip(grouped.also.tolist(), grouped.also_in.tolist(), strict=True):
            members[number] += self.standing[claim]
        return set().union(*(self.gold.cross(ids) for ids in members.values()))


def label(articles: Sequence[Article], scope_of: Mapping[str, str], content: Mapping[str, Any]) -> Labelled:
    """Articles as the product reads them, with a gold."""
    gold = Gold(content)
    ordered = sorted(articles, key=lambda article: (scope_of[article.id], article.id))
    read = read_articles(ordered, groups=[scope_of[article.id] for article in ordered])
    claims = list(read.claims)
    documents = {article.id: number for number, article in enumerate(ordered)}
    scopes = sorted(set(scope_of.values()))
    place = {name: number for number, name in enumerate(scopes)}
    return Labelled(
        read,
        claims,
        np.array([documents[claim.document_id] for claim in claims], np.int64),
        np.array([place[scope_of[claim.document_id]] for claim in claims], np.int64),
        scopes,
        gold,
        [gold.standing(claim.document_id, claim.field, claim.start, claim.end) for claim in claims],
    )


def claims_gold(folder: Path) -> Labelled:
    """Events of three outlets each, read by hand. A group's members say which articles are of one event."""
    content = json.loads((folder / "claims-gold" / "gold.json").read_text(encoding="utf-8"))
    rows = read_rows(folder / "claims-gold" / "articles.jsonl")
    return label([_article(row, "date") for row in rows], _events(content), content)


def questions(folder: Path) -> tuple[Labelled, list[str]]:
    """Storylines of one or two events each, a scope a storyline, every sentence known; and the event of each claim."""
    content: dict[str, list[Any]] = {"sentences": [], "claim_groups": [], "hard_negatives": []}
    scope_of: dict[str, str] = {}
    event_of: dict[str, str] = {}
    for made in read_rows(QUESTIONS):
        name = made["storyline"]
        scope_of.update(dict.fromkeys(made["documents"], name))
        event_of.update(made["documents"])
        content["sentences"] += [
            {"id": f"{name}.{number}", "file": file, "field": field, "start": start, "end": end}
            for number, (file, field, start, end) in enumerate(made["sentences"])
        ]
        for key, of in (("questions", "claim_groups"), ("look_alikes", "hard_negatives")):
            content[of] += [{"members": [{"id": f"{name}.{number}"} for number in group]} for group in made[key]]
    table = pq.read_table(folder / "news-stream" / "articles.parquet", filters=[("id", "in", sorted(scope_of))])
    read = label([_article(row, "date") for row in table.to_pylist()], scope_of, content)
    return read, [event_of[claim.document_id] for claim in read.claims]


def demo() -> Labelled:
    """The articles that ship, which were written for the project."""
    folder = Path(dedup.demo.__file__).parent
    content = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    rows = read_rows(folder / "articles.jsonl")
    scope_of = {row["id"]: row["event"] or row["id"] for row in content["documents"]}
    return label([_article(row, "published") for row in rows if row["id"] in scope_of], scope_of, content)


def instances(folder: Path, each: int = 4) -> tuple[Labelled, list[str]]:
    """News of two events of one kind (two fires, two trials), a scope a kind; and the event of each document.

    Nothing is known of their claims but that those of different events answer different questions. `each` documents of
    an event are taken, the first by id.
    """
    by_event: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_rows(folder / "ecbplus" / "articles.jsonl"):
        by_event[row["event"]].append(row)
    rows = [row for event in sorted(by_event) for row in sorted(by_event[event], key=lambda row: row["id"])[:each]]
    scope_of = {row["id"]: row["event"].rstrip("abcdefghijklmnopqrstuvwxyz") for row in rows}
    event_of = {row["id"]: row["event"] for row in rows}
    made = label(
        [_article(row, "") for row in rows], scope_of, {"sentences": [], "claim_groups": [], "hard_negatives": []}
    )
    return made, [event_of[claim.document_id] for claim in made.claims]


def texts(folder: Path, gold: Path) -> Labelled:
    """A folder of .txt files, all one scope, with its gold."""
    content = json.loads(gold.read_text(encoding="utf-8"))
    articles = [Article(file.name, file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.txt"))]
    return label(articles, {article.id: "all" for article in articles}, content)


def read_rows(file: Path) -> list[dict[str, Any]]:
    """JSON lines."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _article(row: Mapping[str, Any], date: str) -> Article:
    return Article(row["id"], row["text"], row.get("title") or "", row.get("outlet"), row.get(date) or None)


def _events(content: Mapping[str, Any]) -> dict[str, str]:
    """The event of each document: those that share a group are of one, named after its first document."""
    root: dict[str, str] = {}

    def find(name: str) -> str:
        while root.setdefault(name, name) != name:
            name = root[name]
        return name

    for group in [*content["claim_groups"], *content["hard_negatives"]]:
        files = sorted({member["file"] for member in group["members"]})
        for file in files:
            a, b = find(files[0]), find(file)
            root[max(a, b)] = min(a, b)
    return {name: find(name) for name in list(root)}
