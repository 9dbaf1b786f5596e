"""The figures of each stage that `tools/gate.py` holds: on the demo that ships, and on folders of labelled news.

They are of the product as it ships, its models among them, and some of those were fitted to some of these data. They
say whether a change made something worse; how good it is on news that it never saw, `benchmarks/results` says.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import rows

sys.path.extend((str(rows.ROOT), str(rows.ROOT / "tools")))

import attribution
import divergence
from score import score
from truth import truth

import alignment_data
import dedup
import stories_data
import train_stories
from dedup.claims.comparison import Comparison
from dedup.stories.result import Stories

SOFT = ("attribution", "quote", "name-spelling", "framing", "omission")
CEILINGS = (
    "claims.look_alikes_joined",
    "claims.attributed_wrongly",
    "claims.false_alarms",
    "divergences.wrong",
    "divergences.unread",
)
"""Figures that are to be low."""

Figures = dict[str, float | int]


class Measure(NamedTuple):
    """Files that figures are measured on, and how."""

    data: str
    files: tuple[Path, ...]
    figures: Callable[[], Figures]

    def digest(self) -> str:
        """SHA-256 of the names and contents of the files, in their order."""
        made = hashlib.sha256()
        for path in self.files:
            with path.open("rb") as file:
                made.update(f"{path.name} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
        return made.hexdigest()


def measures(data: Path | None) -> list[Measure]:
    """What can be measured: the demo, or what a folder of data has."""
    demo = divergence.DEMO
    if data is None:
        files = demo / "articles.jsonl", demo / "gold.json"
        return [Measure("demo", files, lambda: demo_figures(*files))]
    stream = data / "news-stream" / "articles.parquet", data / "news-stream" / "events.jsonl"
    claims = data / "claims-gold" / "articles.jsonl", data / "claims-gold" / "gold.json"
    basil, ecb = (data / name / "articles.jsonl" for name in (stories_data.BASIL, stories_data.ECB))
    reuters = data / "reuters21578" / "articles.parquet"
    every = [
        Measure("reuters21578", (reuters,), lambda: exact_figures(reuters)),
        Measure("news-stream", stream, lambda: stream_figures(data)),
        Measure("basil", (basil,), lambda: {**exact_figures(basil), **event_figures(basil)}),
        Measure("ecbplus", (ecb,), lambda: {**exact_figures(ecb), **event_figures(ecb)}),
        Measure("claims-gold", claims, lambda: gold_figures(*claims)),
        Measure("basil-divergences", (basil, divergence.JUDGED), lambda: judged_figures(basil)),
    ]
    return [one for one in every if all(path.exists() for path in one.files)]


# --- by collection


def demo_figures(articles: Path, gold_file: Path) -> Figures:
    """The whole job on the demo, stage by stage against its gold."""
    gold = json.loads(gold_file.read_text(encoding="utf-8"))
    documents = {one["id"]: one for one in gold["documents"]}
    copies = dedup.cluster(dedup.read(articles))
    stories = dedup.find_stories(copies)
    origins = dedup.find_origins(stories)
    ids = copies.corpus.columns("id")["id"].to_pylist()
    made = dedup.compare(origins)
    return {
        **pair_figures("copies", ids, copies.leader.tolist(), [documents[key]["copy"] for key in ids]),
        **story_figures(stories, {key: one["event"] for key, one in documents.items() if one["event"]}),
        **pair_figures("origins", ids, origins.origin.tolist(), [documents[key]["origin"] for key in ids]),
        **claim_figures(made, gold, dict.fromkeys(documents, "demo")),
    }


def stream_figures(data: Path) -> Figures:
    """Stories of the whole stream, among the articles that have a label."""
    copies = dedup.cluster(dedup.read(data / "news-stream" / "articles.parquet"))
    return story_figures(dedup.find_stories(copies), stories_data.stream_events(data))


def exact_figures(file: Path) -> Figures:
    """Pairs of copies, against all pairs at the threshold."""
    copies = dedup.cluster(dedup.read(file))
    table = copies.pairs()
    pairs = zip(table["left"].to_pylist(), table["right"].to_pylist(), strict=True)
    return told("copies", score({(min(pair), max(pair)) for pair in pairs}, truth(file, copies.settings.threshold)))


def event_figures(file: Path) -> Figures:
    """Stories of a file whose rows have an event."""
    events = {row["id"]: row["event"] for row in stories_data.json_lines(file)}
    return story_figures(dedup.find_stories(dedup.cluster(dedup.read(file))), events)


def gold_figures(articles: Path, gold_file: Path) -> Figures:
    """Claims of given events."""
    read = divergence.lines(articles)
    events = {row["id"]: row["event"] for row in read}
    made = divergence.compared([divergence.article(row) for row in read], events)
    return claim_figures(made, json.loads(gold_file.read_text(encoding="utf-8")), events)


def judged_figures(articles: Path) -> Figures:
    """Hard divergences of given events, by the verdict of who read them."""
    read = divergence.lines(articles)
    events = {row["id"]: row["event"] for row in read}
    made = divergence.compared([divergence.article(row) for row in read], events)
    found = divergence.hard(made, events)
    row = divergence.read_by_eye(found, divergence.lines(divergence.JUDGED), len(set(events.values())))
    return {f"divergences.{name}": row[name] for name in ("right", "wrong", "unread")}


# --- by stage


def told(stage: str, scored: Mapping[str, Any]) -> Figures:
    """Recall and precision of a stage; one that there is nothing to tell from is left out."""
    shares = {f"{stage}.{name}": scored[name] for name in ("recall", "precision")}
    return {name: round(value, 4) for name, value in shares.items() if value is not None}


def pair_figures(stage: str, ids: Sequence[str], found: Sequence[Hashable], true: Sequence[Hashable]) -> Figures:
    """Recall and precision of the pairs that are in one cluster.

    >>> pair_figures("copies", ["a", "b", "c", "d"], [0, 0, 0, 3], [7, 7, 8, 8])
    {'copies.recall': 0.5, 'copies.precision': 0.3333}
    """
    return told(stage, score(*(_pairs(ids, labels) for labels in (found, true))))


def _pairs(ids: Iterable[str], labels: Iterable[Hashable]) -> set[tuple[str, str]]:
    members: defaultdict[Hashable, list[str]] = defaultdict(list)
    for key, label in zip(ids, labels, strict=True):
        members[label].append(key)
    return {pair for group in members.values() for pair in itertools.combinations(sorted(group), 2)}


def story_figures(stories: Stories, events: Mapping[str, str]) -> Figures:
    """B-cubed figures of the documents that have an event."""
    ids = stories.copies.corpus.columns("id")["id"].to_pylist()
    made = train_stories.score(train_stories.overlaps(stories.story, stories_data.codes(ids, events)))
    return {f"stories.{name}": round(getattr(made, name), 4) for name in ("precision", "recall", "f1")}


def claim_figures(made: Comparison, content: Mapping[str, Any], event_of: Mapping[str, str]) -> Figures:
    """Pairs of sentences on one question, look-alikes joined, speakers, and divergences, against a gold."""
    gold = alignment_data.Gold(content)
    standing = {
        claim.id: gold.standing(claim.document_id, claim.field, claim.start, claim.end) for claim in made.claims
    }
    groups = [[one for claim in group.claims for one in standing[claim]] for group in made.groups]
    pairs = set().union(*map(gold.cross, groups))
    places: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for claim in made.claims:
        places[claim.document_id, claim.field].append(claim)
    speakers = attribution.score(content["sentences"], places, False)
    called, judged = divergence.Gold(content), divergence.hard(made, event_of)
    return {
        **told("claims", score(pairs, gold.pairs)),
        "claims.look_alikes_joined": len(pairs & gold.look_alikes),
        "claims.speakers": speakers["speaker_accuracy"],
        "claims.attributed_wrongly": speakers["attributed_wrongly"],
        "claims.hard_found": called.found(judged, True)[0],
        "claims.false_alarms": called.score(judged, False)["false alarms"],
        "claims.soft_found": called.found(divergence.called(made, event_of, SOFT), False)[0],
    }
