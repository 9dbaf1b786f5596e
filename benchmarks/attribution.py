"""Score who is said to have said what, and the polarity of edited sentences.

    python benchmarks/attribution.py --data DIR [--show]

DIR has `basil/articles.jsonl` (300 articles on 100 events), `claims-gold/` and `summedits/news-dev.jsonl`.

- basil: `benchmarks/gold/attribution.jsonl`, a row a sentence: offsets, the speaker and where the text names it, other
  words that are as good, and how much is quoted. The sentences were drawn by chance (seed 20261125) from all sentences
  with a quotation mark or one of 60 verbs of saying, and judged by hand before the code was run on them; 13 that hold
  no statement of their own, or that two readers could judge differently, were left out. `none` rows attribute nothing.
- claims-gold: the attributed spans of `gold.json`.
- summedits: pairs of a summary and an edit of it. Where a negation was put in or taken out, the number of negative
  sentences should change; where the edit is a paraphrase, it should not.

A speaker is right where the last word of the expected one stands in the speaker of a claim that overlaps the sentence
by half of the shorter of the two. Articles of one event are read together.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import rows

from dedup.claims.frames import Article, Claim
from dedup.claims.read import read_articles
from dedup.claims.speech.stance import stance
from dedup.claims.text.sentences import split_sentences

GOLD = rows.ROOT / "benchmarks" / "gold" / "attribution.jsonl"


def lines(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def folded(name: str | None) -> list[str]:
    """The words of a name without accents, case and punctuation."""
    plain = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9 ]", "", plain.replace("-", " ")).split()


def read(articles: Iterable[Mapping[str, Any]], needed: set[str]) -> dict[tuple[str, str], list[Claim]]:
    """The claims of articles by document and field; those of one event are read together."""
    events: dict[str, list[Article]] = {}
    for row in articles:
        article = Article(row["id"], row["text"], row["title"] or "", row.get("outlet"), row.get("date"))
        events.setdefault(row["event"], []).append(article)
    claims: dict[tuple[str, str], list[Claim]] = {}
    for event in events.values():
        if needed & {article.id for article in event}:
            for claim in read_articles(event, processes=1).claims:
                claims.setdefault((claim.document_id, claim.field), []).append(claim)
    return claims


def over(claims: Iterable[Claim], start: int, end: int) -> list[Claim]:
    """The claims that overlap a span by half of the shorter of the two."""
    return [
        claim
        for claim in claims
        if min(claim.end, end) - max(claim.start, start) >= 0.5 * min(claim.end - claim.start, end - start)
    ]


def quote_of(claims: Iterable[Claim]) -> str:
    """How much of a sentence is quoted, from its claims: those of its clauses put together."""
    kinds = {claim.quote for claim in claims} - {"none"}
    return kinds.pop() if len(kinds) == 1 else "mixed" if kinds else "none"


def score(
    gold: Iterable[Mapping[str, Any]], claims: Mapping[tuple[str, str], list[Claim]], show: bool
) -> dict[str, Any]:
    """Right speakers and quote types of the attributed sentences; attributions where there is none."""
    attributed = right = typed = unattributed = alarms = 0
    for row in gold:
        document = row.get("file", row["id"])
        found = over(claims.get((document, row.get("field", "text")), []), row["start"], row["end"])
        if not row.get("speaker"):
            unattributed += row.get("quote") == "none"
            alarms += row.get("quote") == "none" and any(claim.speaker for claim in found)
            continue
        wanted = [folded(name)[-1:] for name in [row["speaker"], *row.get("also", [])]]
        named = any(set(last) <= set(folded(claim.speaker)) for claim in found for last in wanted if last)
        kind = quote_of(found)
        attributed, right, typed = attributed + 1, right + named, typed + (kind == row["quote"])
        if show and not (named and kind == row["quote"]):
            said = sorted({claim.speaker or "" for claim in found})
            print("  ", document, row["start"], row["speaker"], row["quote"], "found:", said, kind)
    return {
        "sentences": attributed,
        "speaker_accuracy": round(right / max(attributed, 1), 4),
        "quote_type_accuracy": round(typed / max(attributed, 1), 4),
        "unattributed": unattributed,
        "attributed_wrongly": alarms,
    }


def negatives(text: str) -> int:
    """The number of negative sentences."""
    return sum(stance(text, start, end).polarity == "negative" for start, end in split_sentences(text))


def polarity(pairs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """How often a negation that was put in or taken out is seen, and how often a paraphrase looks like one."""
    edited = seen = paraphrased = alarms = 0
    for pair in pairs:
        changed = negatives(pair["summary"]) != negatives(pair["original_summary"])
        if "negation_insertion_removal" in pair["edit_types"]:
            edited, seen = edited + 1, seen + changed
        elif pair["label"] == 1 and pair["summary"] != pair["original_summary"]:
            paraphrased, alarms = paraphrased + 1, alarms + changed
    return {"negations": edited, "seen": seen, "paraphrases": paraphrased, "false_alarms": alarms}


def main() -> None:
    """Print a row a corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--show", action="store_true", help="name each sentence that was read wrongly")
    options = parser.parse_args()
    basil = lines(GOLD)
    claims = read(lines(options.data / "basil" / "articles.jsonl"), {row["id"] for row in basil})
    print(json.dumps({"corpus": "basil", **score(basil, claims, options.show)}))
    gold = json.loads((options.data / "claims-gold" / "gold.json").read_text(encoding="utf-8"))["sentences"]
    claims = read(lines(options.data / "claims-gold" / "articles.jsonl"), {row["file"] for row in gold})
    print(json.dumps({"corpus": "claims-gold", **score(gold, claims, options.show)}))
    print(json.dumps({"corpus": "summedits", **polarity(lines(options.data / "summedits" / "news-dev.jsonl"))}))


if __name__ == "__main__":
    main()
