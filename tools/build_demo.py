"""Write the demo corpus, `dedup/demo/articles.jsonl`, and its gold, `dedup/demo/gold.json`, from `tools/demo/`.

    python tools/build_demo.py [--check]

An article is a file `tools/demo/<story>/<number>-<outlet>.txt`: header lines `key: value`, an empty line, the text.
Everything in it is invented. Marks stand in the title and in the text and are taken out, so that no offset is typed:

    {{c ITEM; ITEM ...|a sentence}}   a sentence that makes a claim; an item is one of
        ferry.dead                    a question that it answers (a `[group]` of `gold.ini`)
        ferry.dead=4                  the same, with the answer, where no words of the sentence can be pointed at
        !L01                          a look-alike set (`[look-alike]`) that it belongs to
        @Ana Relka/indirect/said      who says it, how it is quoted (direct, indirect, mixed), by which words of cue
    {{v GROUP=VALUE|words}}           inside a sentence: the words that answer the question, and the answer in a norm;
                                      without GROUP the only question of the sentence, without =VALUE the words
    {{b KIND|words}}                  furniture of the outlet

Header: id, outlet, published (empty: unknown), language, title, url, event (empty: none of the stories), and where
they apply origin (an `[origin]` of `gold.ini`), from and kind (the article that this one was made of, and how). The
copies are computed from the texts. Whatever does not fit together stops the script before anything is written.
"""

from __future__ import annotations

import argparse
import collections
import configparser
import functools
import itertools
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "tools" / "demo"
TARGETS = ROOT / "dedup" / "demo"

Record = dict[str, Any]  # a JSON object of the gold; its keys are described in `gold()`

LABELS = ("corroborated", "divergent", "development", "not-comparable", "single-source")
HARD = {"numeric", "date", "status", "polarity", "participant"}
SOFT = {"attribution", "quote", "name-spelling", "framing", "omission"}
OUTLETS, STORIES, IN_STORIES, UNRELATED = 8, 6, 40, 8  # how many of each the corpus must have; the last two at least
COPY_THRESHOLD = 0.7
LONG_RUN = 40  # words that a shortened or re-led text shares with its source, in one piece, at least
WIDTH = 5
REQUIRED, OPTIONAL = {"id", "outlet", "published", "language", "url", "event"}, {"origin", "from", "kind"}


class Mistake(Exception):
    """Something in the sources does not fit together."""


def demand(condition: object, message: str) -> None:
    """Raise `Mistake` unless the condition holds."""
    if not condition:
        raise Mistake(message)


# ---- markup


@dataclass(frozen=True)
class Mark:
    """One mark: its letter and argument, and the span of the unmarked text that it encloses."""

    letter: str
    argument: str
    start: int
    end: int


def unmark(raw: str) -> tuple[str, list[Mark]]:
    """The text without its marks, and the marks in the order in which they open."""
    text, marks, opened = "", list[Mark | None](), list[tuple[int, str, str, int]]()
    for piece in re.split(r"(\{\{[cvb] ?[^|{}]*\||\}\})", raw):
        if piece == "}}":
            demand(opened, f"a mark is closed that is not open, after …{text[-40:]!r}")
            slot, letter, argument, start = opened.pop()
            marks[slot] = Mark(letter, argument, start, len(text))
        elif piece.startswith("{{"):
            opened.append((len(marks), piece[2], piece[3:-1].strip(), len(text)))
            marks.append(None)
        else:
            demand("{" not in piece and "}" not in piece, f"a stray brace in {piece!r}")
            text += piece
    demand(not opened, f"a mark is not closed: {opened}")
    return text, [mark for mark in marks if mark]


# ---- sources


@dataclass(frozen=True)
class Article:
    """One source file, unmarked."""

    id: str
    outlet: str
    published: str  # these three are empty where unknown or not so
    event: str
    origin: str
    source: str  # the article that this one was made of, and how; both empty for an article of its own
    kind: str
    language: str
    url: str
    fields: dict[str, tuple[str, list[Mark]]]  # "title" and "text"

    @property
    def text(self) -> str:
        """The body without its marks."""
        return self.fields["text"][0]

    @property
    def when(self) -> datetime:
        """The time of publication, to sort by; after all others where it is unknown."""
        if not self.published:
            return datetime.max.replace(tzinfo=UTC)
        time = datetime.fromisoformat(self.published)
        return time if time.tzinfo else time.replace(tzinfo=UTC)


def read_article(path: Path) -> Article:
    """Read one source file."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    header = {key: value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())}
    try:
        fields = {"title": unmark(header.pop("title", "")), "text": unmark(body.strip("\n"))}
        demand(header.keys() >= REQUIRED and header.keys() <= REQUIRED | OPTIONAL, f"header lines {sorted(header)}")
        source = header.pop("from", "")
        return Article(fields=fields, source=source, **{"origin": "", "kind": ""} | header)
    except Mistake as mistake:
        raise Mistake(f"{path.relative_to(SOURCES)}: {mistake}") from mistake


def read_articles() -> list[Article]:
    """All source files, sorted by id."""
    articles = sorted((read_article(path) for path in SOURCES.glob("*/*.txt")), key=lambda article: article.id)
    for left, right in itertools.pairwise(articles):
        demand(left.id != right.id, f"two articles are called {left.id}")
    return articles


Index = dict[str, dict[str, configparser.SectionProxy]]


def read_index() -> Index:
    """The sections of `gold.ini` by kind ("group", "origin", ...) and name."""
    ini = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    ini.read_string((SOURCES / "gold.ini").read_text(encoding="utf-8"))
    index: Index = collections.defaultdict(dict)
    for section in ini.sections():
        kind, _, name = section.partition(" ")
        index[kind][name] = ini[section]
    return index


# ---- copies


@functools.cache
def words(text: str) -> list[str]:
    """Runs of letters, marks and digits of the folded text. No script without spaces occurs in the demo."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in folded).split()


@functools.cache
def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """The word 5-grams; all words of a shorter text as one."""
    tokens = words(text)
    return frozenset(tuple(tokens[i : i + WIDTH]) for i in range(max(1, len(tokens) - WIDTH + 1)))


def jaccard(left: Article, right: Article) -> float:
    """Exact similarity of two whole texts, furniture included."""
    a, b = shingles(left.text), shingles(right.text)
    return len(a & b) / len(a | b)


def longest_run(left: Article, right: Article) -> int:
    """How many words in a row the two texts share at most."""
    best, before = 0, dict[int, int]()
    places = collections.defaultdict(list)
    for place, word in enumerate(words(right.text)):
        places[word].append(place)
    for word in words(left.text):
        before = {place: before.get(place - 1, 0) + 1 for place in places[word]}
        best = max(best, *before.values(), 0)
    return best


def leaders(articles: Sequence[Article]) -> dict[str, str]:
    """Leader clusters: for every id the id of its leader.

    Articles come in a total order (earliest, longest, id). One that is similar enough to no leader so far becomes a
    leader itself; then each of the others goes to the most similar of the leaders that stand before it, so that a
    leader is the most wanted of its cluster.
    """
    order = sorted(articles, key=lambda article: (article.when, -len(article.text), article.id))
    place = {article.id: number for number, article in enumerate(order)}
    chosen: list[Article] = []
    for article in order:
        if all(jaccard(article, leader) < COPY_THRESHOLD for leader in chosen):
            chosen.append(article)

    def leader(article: Article) -> Article:
        """The most similar of the leaders up to this article; a leader is most similar to itself."""
        before = [head for head in chosen if place[head.id] <= place[article.id]]
        return max(before, key=lambda head: (jaccard(article, head), -place[head.id]))

    return {article.id: leader(article).id for article in articles}


# ---- gold


def sentence(article: Article, field: str, mark: Mark, name: str) -> Record:
    """The entry of one marked sentence."""
    text = article.fields[field][0][mark.start : mark.end]
    said = [item.strip()[1:] for item in mark.argument.split(";") if item.strip().startswith("@")]
    speaker, quote, cue = said[0].split("/") if said else (None, "none", None)
    demand(cue is None or cue in text, f"{name}: the cue {cue!r} is not in {text!r}")
    demand(quote in ("none", "direct", "indirect", "mixed"), f"{name}: no kind of quote: {quote}")
    return {"id": name, "file": article.id, "field": field, "text": text, "role": "claim", "speaker": speaker,
            "cue": cue, "quote": quote, "start": mark.start, "end": mark.end}  # fmt: skip


def answers(article: Article, field: str, mark: Mark) -> Iterator[tuple[str, Record]]:
    """The questions that a marked sentence answers, each with the answer and, where marked, the words that give it."""
    text, marks = article.fields[field]
    values: dict[str, str | None] = {}
    for item in (item.strip() for item in mark.argument.split(";")):
        if item and item[0] not in "!@":
            group, _, value = item.partition("=")
            values[group] = value or None
    focus: dict[str, Record] = {}
    for inner in marks:
        if inner.letter == "v" and mark.start <= inner.start and inner.end <= mark.end:
            group, _, value = inner.argument.partition("=")
            demand(group or len(values) == 1, f"{article.id}: which question does this answer: {inner}")
            group = group or next(iter(values))
            demand(group in values, f"{article.id}: a value for {group} in a sentence that is not in it")
            words_ = text[inner.start : inner.end]
            focus[group] = {"value": value or words_.strip('",“”'), "focus": words_,
                            "focus_start": inner.start, "focus_end": inner.end}  # fmt: skip
    for group, stated in values.items():
        demand(stated or group in focus, f"{article.id}: no value for {group} in {text[mark.start : mark.end]!r}")
        yield group, focus.get(group) or {"value": stated}


@dataclass(frozen=True)
class Collected:
    """What the marks of all articles say, before it is ordered by `gold.ini`."""

    sentences: list[Record]
    members: dict[str, list[Record]]  # of claim groups
    look_alikes: dict[str, list[Record]]
    boilerplate: list[Record]


def collect(articles: Iterable[Article]) -> Collected:
    """Go through the marks of all articles."""
    out = Collected([], collections.defaultdict(list), collections.defaultdict(list), [])
    for article in articles:
        for field, (text, marks) in article.fields.items():
            prefix = f"{article.id}.{'t' if field == 'title' else ''}"
            for number, mark in enumerate((mark for mark in marks if mark.letter == "c"), 1):
                entry = sentence(article, field, mark, f"{prefix}{number}")
                out.sentences.append(entry)
                where = {key: entry[key] for key in ("id", "file", "field", "text", "start", "end")}
                for group, answer in answers(article, field, mark):
                    out.members[group].append({**where, "speaker": entry["speaker"], **answer})
                for item in re.findall(r"!(\w+)", mark.argument):
                    out.look_alikes[item].append(where)
            out.boilerplate.extend(
                {"file": article.id, "field": field, "text": text[mark.start : mark.end], "kind": mark.argument,
                 "start": mark.start, "end": mark.end}
                for mark in marks if mark.letter == "b"
            )  # fmt: skip
    return out


def claim_group(name: str, section: configparser.SectionProxy, members: list[Record], origin: dict[str, str]) -> Record:
    """The entry of one question."""
    kinds = section.get("kind", "").split()
    group: Record = {
        "id": name, "story": name.partition(".")[0], "question": section["question"], "label": section["label"],
        "kind": kinds, "severity": "hard" if set(kinds) & HARD else "soft",
        "files": sorted({member["file"] for member in members}),
        "independent_origins": len({origin[member["file"]] for member in members}),
        "members": members, "note": section.get("note", ""),
    }  # fmt: skip
    if "omitted_by" in section:
        group["omitted_by"] = sorted(section["omitted_by"].split())
    return group


def gold(articles: list[Article], index: Index) -> Record:
    """The whole gold: stories, copies, origins, and claims in the form that the scorers read."""
    collected, leader = collect(articles), leaders(articles)
    for kind, used in (("group", collected.members), ("look-alike", collected.look_alikes)):
        demand(used.keys() == index[kind].keys(), f"{kind}s without a partner: {used.keys() ^ index[kind].keys()}")
    origin = {article.id: article.origin or article.id for article in articles}
    clusters = collections.defaultdict(list)
    for member, head in leader.items():
        clusters[head].append(member)
    return {
        "version": 1,
        "offsets": "half-open character offsets into the title or the text as it stands in articles.jsonl",
        "labels": list(LABELS),
        "kinds": sorted(HARD | SOFT),
        "documents": [
            {"id": a.id, "outlet": a.outlet, "published": a.published or None, "language": a.language,
             "event": a.event or None, "origin": origin[a.id], "copy": leader[a.id]}
            for a in articles
        ],
        "copies": sorted(members for members in clusters.values() if len(members) > 1),
        "stories": [
            {"id": name, "title": section["title"], "documents": [a.id for a in articles if a.event == name]}
            for name, section in index["story"].items()
        ],
        "unrelated": [a.id for a in articles if not a.event],
        "origins": [
            {"id": name, "source": section["source"] or None, "agency": section["agency"],
             "documents": [a.id for a in articles if a.origin == name]}
            for name, section in index["origin"].items()
        ],
        "derived": [
            {"from": a.source, "to": a.id, "kind": a.kind} for a in articles if a.source
        ],
        "sentences": collected.sentences,
        "claim_groups": [
            claim_group(name, section, collected.members[name], origin) for name, section in index["group"].items()
        ],
        "hard_negatives": [
            {"id": name, "why": section["why"], "members": collected.look_alikes[name]}
            for name, section in index["look-alike"].items()
        ],
        "boilerplate": collected.boilerplate,
        "aliases": [
            {"canonical": name, "forms": section["forms"].split("; "), "kind": section["kind"]}
            for name, section in index["alias"].items()
        ],
    }  # fmt: skip


# ---- checks


def check_spans(truth: Record, articles: Sequence[Article]) -> None:
    """Every span says what stands there."""
    by_id = {article.id: article for article in articles}
    members = [m for part in ("claim_groups", "hard_negatives") for entry in truth[part] for m in entry["members"]]
    for span in [*truth["sentences"], *truth["boilerplate"], *members]:
        raw = by_id[span["file"]].fields[span["field"]][0]
        demand(raw[span["start"] : span["end"]] == span["text"] != "", f"a span that is not there: {span}")
        if "focus" in span:
            demand(raw[span["focus_start"] : span["focus_end"]] == span["focus"], f"a focus that is not there: {span}")


def check_group(group: Record, story_of: dict[str, str]) -> None:
    """One question is labelled as its members allow."""
    name, label, files, kinds = group["id"], group["label"], group["files"], set(group["kind"])
    values = {member["value"] for member in group["members"]}
    demand({story_of[file] for file in files} == {group["story"]}, f"{name} has members outside its story")
    demand(label in LABELS and kinds <= HARD | SOFT, f"{name}: unknown label or kind")
    needs: dict[str, Callable[[], bool]] = {
        "corroborated": lambda: group["independent_origins"] > 1 and not kinds,
        "single-source": lambda: group["independent_origins"] == 1 and not kinds,
        "divergent": lambda: len(files) > 1 and bool(kinds) and (len(values) > 1 or kinds == {"omission"}),
        "development": lambda: len(files) > 1 and len(values) > 1,
        "not-comparable": lambda: len(files) > 1 and len(values) > 1,
    }
    demand(needs[label](), f"{name} cannot be {label}: {group['independent_origins']} origins, {kinds}, {values}")
    for file in group.get("omitted_by", []):
        demand(story_of.get(file) == group["story"] and file not in files, f"{name} is not omitted by {file}")
    demand(("omission" in kinds) == ("omitted_by" in group), f"{name}: omission, and by whom?")


def check_look_alikes(truth: Record) -> None:
    """Every look-alike set has a pair in two documents that answers no question together."""
    together = {
        frozenset(pair)
        for group in truth["claim_groups"]
        for pair in itertools.combinations({member["id"] for member in group["members"]}, 2)
    }
    for entry in truth["hard_negatives"]:
        pairs = [(a, b) for a, b in itertools.combinations(entry["members"], 2) if a["file"] != b["file"]]
        demand(any(frozenset((a["id"], b["id"])) not in together for a, b in pairs), f"{entry['id']} is no look-alike")


def check_derived(truth: Record, articles: Sequence[Article]) -> None:
    """Reprints come after their source, share its origin, and are as similar to it as their kind says."""
    by_id = {article.id: article for article in articles}
    for entry in truth["derived"]:
        source, reprint, kind = by_id[entry["from"]], by_id[entry["to"]], entry["kind"]
        demand(source.when < reprint.when and source.origin == reprint.origin != "", f"not of that source: {entry}")
        close = jaccard(source, reprint) >= COPY_THRESHOLD
        demand(kind in ("verbatim", "edited", "shortened", "re-led"), f"unknown kind: {entry}")
        demand(close == (kind in ("verbatim", "edited")), f"{entry}: Jaccard {jaccard(source, reprint):.3f}")
        demand(longest_run(source, reprint) >= LONG_RUN, f"{entry}: longest run {longest_run(source, reprint)}")


def check(truth: Record, articles: Sequence[Article]) -> None:
    """Everything that the corpus promises."""
    outlets = {article.outlet for article in articles}
    demand(len(outlets) == OUTLETS, f"{len(outlets)} outlets: {sorted(outlets)}")
    demand(len(truth["stories"]) == STORIES, f"{len(truth['stories'])} stories")
    demand(sum(len(s["documents"]) for s in truth["stories"]) >= IN_STORIES, "too few articles in the stories")
    demand(len(truth["unrelated"]) >= UNRELATED, "too few unrelated articles")
    events, origins = {s["id"] for s in truth["stories"]}, {o["id"]: o for o in truth["origins"]}
    for article in articles:
        demand(not article.event or article.event in events, f"{article.id}: unknown event {article.event}")
        demand(not article.origin or article.origin in origins, f"{article.id}: unknown origin {article.origin}")
    for origin in origins.values():
        demand(len(origin["documents"]) > 1, f"origin {origin['id']} has one document")
        demand(origin["source"] in (None, *origin["documents"]), f"origin {origin['id']}: its source is not in it")
    check_spans(truth, articles)
    for group in truth["claim_groups"]:
        check_group(group, {article.id: article.event for article in articles})
    shown = {kind for group in truth["claim_groups"] if group["label"] == "divergent" for kind in group["kind"]}
    demand(shown == HARD | SOFT, f"kinds that no divergence has: {(HARD | SOFT) - shown}")
    check_look_alikes(truth)
    check_derived(truth, articles)
    everything = "\n".join(article.fields[field][0] for article in articles for field in article.fields)
    everything = everything.replace("\u00a0", " ")
    for alias in truth["aliases"]:
        for form in alias["forms"]:
            demand(form in everything, f"nobody writes {form!r}")


# ---- output


def build() -> dict[str, str]:
    """Name and content of every file to be written."""
    articles = read_articles()
    truth = gold(articles, read_index())
    check(truth, articles)
    rows = [
        {"id": a.id, "outlet": a.outlet, "published": a.published or None, "title": a.fields["title"][0],
         "url": a.url, "text": a.text}
        for a in articles
    ]  # fmt: skip
    return {
        "articles.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows),
        "gold.json": json.dumps(truth, ensure_ascii=False, indent=1) + "\n",
    }


def main() -> int:
    """Write the files, or compare them with the committed ones."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--check", action="store_true", help="write nothing; exit 1 where a committed file differs")
    only_check = arguments.parse_args().check
    try:
        files = build()
    except Mistake as mistake:
        print(f"build_demo.py: {mistake}", file=sys.stderr)
        return 1
    if only_check:
        there = {path.name: path.read_bytes() for path in TARGETS.iterdir() if path.name in files}
        differs = [name for name, content in files.items() if there.get(name) != content.encode()]
        print(f"differ from what this script builds: {', '.join(differs)}" if differs else "the demo is as built")
        return 1 if differs else 0
    TARGETS.mkdir(exist_ok=True)
    package = TARGETS / "__init__.py"
    if not package.exists():
        package.write_text('"""The demo corpus: invented news of eight outlets, and its gold."""\n', encoding="utf-8")
    for name, content in files.items():
        (TARGETS / name).write_bytes(content.encode())
        print(f"{name}: {len(content.encode()):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
