"""Hard divergences: how many of those that readers found are found, how many are called that are none.

    python benchmarks/divergence.py [--data DIR] [--texts FOLDER --gold GOLD] [--edits] [--show] [--out FILE]

DIR has `claims-gold/articles.jsonl` and `gold.json`, `basil/articles.jsonl`, and for `--edits` what `edits.py` needs.
FOLDER of .txt files with its GOLD is compared as one scope. The demo that ships is always compared. Events are taken
from the golds, not found, so that what is counted is the judging of claims; settings are those that ship.

A gold's hard divergence is found where a divergence of one of its kinds has values in two of its sentences, of two
documents where the gold has it so. A false alarm is a hard divergence between sentences of the gold that share none of
its divergent groups. Divergences of basil were read by eye, once each: `gold/basil-divergences.jsonl` has their spans
and verdicts, no text. What is found today and was never read is counted apart, as is what was found and is not now.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import rows

sys.path.insert(0, str(rows.ROOT))

import edits

from dedup.claims.compare import Coverage, compare
from dedup.claims.comparison import HARD, Comparison
from dedup.claims.divergence.judge import judge
from dedup.claims.frames import Article
from dedup.claims.read import read_articles

DEMO = rows.ROOT / "dedup" / "demo"
JUDGED = Path(__file__).resolve().parent / "gold" / "basil-divergences.jsonl"


class Found(NamedTuple):
    """A hard divergence: its kind, and where its values stand: (document, field, start, end)."""

    event: str
    kind: str
    values: tuple[tuple[str, str, int, int], ...]
    said: tuple[str, ...]


def lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def article(row: Mapping[str, Any]) -> Article:
    """A row as an article."""
    day = row.get("published") or row.get("date")
    return Article(row["id"], row["text"], row.get("title") or "", row.get("outlet"), day)


def compared(articles: Sequence[Article], event_of: Mapping[str, str]) -> Comparison:
    """Articles, read and compared inside their events."""
    groups = [event_of[one.id] for one in articles]
    read = read_articles(articles, groups=groups, processes=1)
    return compare(read.readings, names=read.names, coverage=Coverage(scope=event_of), judge=judge)


def hard(made: Comparison, event_of: Mapping[str, str]) -> list[Found]:
    """The hard divergences of a comparison."""
    return called(made, event_of, HARD)


def called(made: Comparison, event_of: Mapping[str, str], kinds: Collection[str]) -> list[Found]:
    """The divergences of some kinds of a comparison."""
    of = {claim.id: claim for claim in made.claims}
    found = []
    for group in made.groups:
        for one in group.divergences:
            if one.kind in kinds:
                at = [(of[value.claim_id], value) for value in one.values]
                values = tuple((claim.document_id, claim.field, value.start, value.end) for claim, value in at)
                found.append(Found(event_of[values[0][0]], one.kind, values, tuple(value.value for _, value in at)))
    return found


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two spans share at least half of the shorter one."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared > 0 and 2 * shared >= min(a[1] - a[0], b[1] - b[0])


class Gold:
    """What a reader found: sentences with their places, groups of them, and which of those diverge."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.sentences = {one["id"]: one for one in data["sentences"]}
        self.divergent: list[tuple[str, set[str], set[str], bool]] = []
        for group in data["claim_groups"]:
            if group["label"] == "divergent":
                kinds = {group["kind"]} if isinstance(group["kind"], str) else set(group["kind"])
                severity = group.get("severity") or ("hard" if kinds & HARD else "soft")
                members = set().union(*(self._members(member) for member in group["members"]))
                self.divergent.append((group["id"], kinds, members, severity == "hard"))

    def _members(self, member: Mapping[str, Any]) -> set[str]:
        if member.get("id") in self.sentences:
            return {member["id"]}
        return self.at(member["file"], member.get("field", "text"), member["start"], member["end"])

    def at(self, document: str, field: str, start: int, end: int) -> set[str]:
        """The sentences that a span is of."""
        return {
            key
            for key, one in self.sentences.items()
            if (one["file"], one.get("field", "text")) == (document, field)
            and _overlap((one["start"], one["end"]), (start, end))
        }

    def score(self, found: Iterable[Found], show: bool) -> rows.Row:
        """How many hard divergences are found, and how many false alarms there are."""
        stands = [(one, set().union(*(self.at(*value) for value in one.values))) for one in found]
        hits, total = self._found(stands, True, show)
        alarms = [
            one for one, ids in stands
            if len(ids) > 1 and not any(len(ids & members) > 1 for _, _, members, _ in self.divergent)
        ]  # fmt: skip
        for one in alarms if show else ():
            print("false alarm", one, file=sys.stderr)
        return {"hard found": f"{hits} of {total}", "false alarms": len(alarms), "called hard": len(stands)}

    def found(self, found: Iterable[Found], is_hard: bool) -> tuple[int, int]:
        """How many of its hard divergences, or of its soft ones, are found; and how many it has."""
        return self._found([(one, set().union(*(self.at(*value) for value in one.values))) for one in found], is_hard)

    def _found(self, stands: Sequence[tuple[Found, set[str]]], is_hard: bool, show: bool = False) -> tuple[int, int]:
        total = hits = 0
        for name, kinds, members, severe in self.divergent:
            if severe != is_hard:
                continue
            many = len({self.sentences[key]["file"] for key in members}) > 1
            hit = any(one.kind in kinds and self._linked(ids & members, many) for one, ids in stands)
            total, hits = total + 1, hits + hit
            if show and not hit:
                print("missed", name, sorted(kinds), file=sys.stderr)
        return hits, total

    def _linked(self, ids: set[str], many: bool) -> bool:
        return len(ids) > 1 and (not many or len({self.sentences[key]["file"] for key in ids}) > 1)


def of_gold(
    what: str, articles: Sequence[Article], event_of: Mapping[str, str], gold: Path, show: bool
) -> list[rows.Row]:
    """The row of a collection with a gold, and one for each of its events where it has several."""
    data = json.loads(gold.read_text(encoding="utf-8"))
    found = hard(compared(articles, event_of), event_of)
    made = [{"what": what, **Gold(data).score(found, show)}]
    events = sorted(set(event_of.values()))
    if 1 < len(events) <= MOST_EVENTS:
        for event in events:
            own = {key for key, name in event_of.items() if name == event}
            groups = [
                g
                for g in data["claim_groups"]
                if {member.get("file") or _file(member) for member in g["members"]} <= own
            ]
            one = Gold({"sentences": data["sentences"], "claim_groups": groups})
            made.append({"what": what, "event": event, **one.score([f for f in found if f.event == event], False)})
    return made


ARTICLES = 250
"""Articles whose sentences are edited."""
MOST_EVENTS = 10
"""Events of a gold up to which each has a row."""


def _file(member: Mapping[str, Any]) -> str:
    return str(member["id"]).split(":")[0]


def same(one: Found, judged: Mapping[str, Any]) -> bool:
    """Whether a divergence is one that was read: the same kind, and a place of each of two documents in common."""
    places = [(value["document"], value["field"], value["start"], value["end"]) for value in judged["values"]]
    hit = {
        document
        for document, field, start, end in one.values
        for name, other, first, last in places
        if (document, field) == (name, other) and min(end, last) > max(start, first)
    }
    return one.kind == judged["kind"] and len(hit) > 1


def read_by_eye(found: Sequence[Found], judged: Sequence[Mapping[str, Any]], events: int) -> rows.Row:
    """What is found today by the verdict of who read it."""
    verdicts = Counter(next((str(row["right"]) for row in judged if same(one, row)), "unread") for one in found)
    lost = sum(row["right"] and not any(same(one, row) for one in found) for row in judged)
    of = len({one.event for one in found})
    read = verdicts["True"] + verdicts["False"]
    return {
        "what": "basil, read by eye",
        "right": verdicts["True"],
        "wrong": verdicts["False"],
        "unread": verdicts["unread"],
        "precision": round(verdicts["True"] / read, 4) if read else None,
        "events with any": of,
        "events with none": events - of,
        "right ones read before and not found now": lost,
    }


def measured(options: argparse.Namespace) -> list[rows.Row]:
    """All figures, in order."""
    demo = [article(row) for row in lines(DEMO / "articles.jsonl")]
    gold = json.loads((DEMO / "gold.json").read_text(encoding="utf-8"))
    event_of = {one["id"]: one["event"] or one["id"] for one in gold["documents"]}
    found = of_gold("demo", demo, event_of, DEMO / "gold.json", options.show)
    if options.texts:
        paths = sorted(options.texts.glob("*.txt"))
        texts = [Article(path.name, path.read_text(encoding="utf-8")) for path in paths]
        found += of_gold("texts", texts, dict.fromkeys([one.id for one in texts], "one"), options.gold, options.show)
    if options.data:
        read = lines(options.data / "claims-gold/articles.jsonl")
        events = {row["id"]: row["event"] for row in read}
        path = options.data / "claims-gold/gold.json"
        found += of_gold("claims-gold", [article(row) for row in read], events, path, options.show)
        read = lines(options.data / "basil/articles.jsonl")
        events = {row["id"]: row["event"] for row in read}
        made = hard(compared([article(row) for row in read], events), events)
        judged = lines(JUDGED)
        found.append(read_by_eye(made, judged, len(set(events.values()))))
        for one in made if options.show else ():
            print(next((str(row["right"]) for row in judged if same(one, row)), "unread"), one, file=sys.stderr)
        if options.edits:
            total = edits.tally(edits.versions_of(options.data, "report", ARTICLES, 11))
            found += [row for row in edits.figures(total, "report", 11) if ": " not in row["edit"]]
    return found


def main() -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--edits", action="store_true", help="typed edits too, which take some minutes")
    parser.add_argument("--show", action="store_true", help="name what is missed and what is called hard, on stderr")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.texts and not options.gold:
        parser.error("--texts needs --gold")
    found = measured(options)
    for row in found:
        print(row)
    if options.out:
        rows.write(options.out, [{**found[0], **rows.environment()}, *found[1:]])
    return 0


if __name__ == "__main__":
    sys.exit(main())
