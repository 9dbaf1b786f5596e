"""A line -> the kind of furniture that it is by its wording alone: pages everywhere word these things alike."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from dedup.claims.text.words import words

KINDS = (
    "advertisement",  # "Advertisement", "Story continues below"
    "address line",  # where else the site can be reached
    "app link",
    "breadcrumb",
    "byline",
    "captcha",
    "comment form",
    "contact line",  # ring the newsdesk, got a tip
    "copyright",
    "counter",  # "0 Persons", "12 shares", "3 min read"
    "credit line",  # agency or helpers: "(Reuters) -", "Reporting by ...", "Source: ..."
    "date line",
    "dateline",
    "disclaimer",
    "follow prompt",
    "footer",
    "letter prompt",
    "market line",
    "news id",
    "newsletter prompt",
    "ornament",  # a line without a letter or a digit
    "outlet line",  # other documents of the outlet have it too, and no rule knows what it is
    "photo caption",  # the words of a caption that only place people in the picture
    "photo credit",
    "player line",
    "post line",  # who posted it, and when: below an embedded post
    "related block",
    "related headline",
    "repeated headline",
    "section line",
    "share line",
    "source banner",
    "source link",
    "subheading",
    "subscription prompt",
    "tags",
    "other",  # by the line model alone
)
"""Kinds of boilerplate."""


@cache
def _table() -> dict[str, Any]:
    """What `furniture.toml` holds, the fragments put in their places."""
    text = (Path(__file__).parent / "furniture.toml").read_text(encoding="utf-8")
    for name, fragment in reversed(tomllib.loads(text)["fragments"].items()):  # one may hold those before it
        text = text.replace(f"<{name}>", fragment)
    return tomllib.loads(text)


def fragment(name: str) -> str:
    """A piece of a pattern that several rules share: "agency", "credited", "month" or "name"."""
    value: str = _table()["fragments"][name]
    return value


class LineRule(NamedTuple):
    """A rule for whole lines. names: all else in the line are names; tail: it holds behind the prose only; sure: even
    where the line reports speech.
    """

    kind: str
    pattern: re.Pattern[str]
    names: bool
    tail: bool
    sure: bool


class InsideRule(NamedTuple):
    """A rule for furniture inside a line. needs: a line without one of these cannot match."""

    kind: str
    pattern: re.Pattern[str]
    needs: tuple[str, ...]


@cache
def _line_rules() -> tuple[LineRule, ...]:
    """The rules for whole lines, in order."""
    rules = []
    for rule in _table()["line"]:
        joined = "|".join(f"(?:{pattern})" for pattern in rule["patterns"])
        pattern = re.compile(joined, 0 if rule.get("case") else re.IGNORECASE)
        rules.append(LineRule(rule["kind"], pattern, *(rule.get(flag, False) for flag in ("names", "tail", "sure"))))
    return tuple(rules)


@cache
def _inside_rules(where: str) -> tuple[InsideRule, ...]:
    """The rules for furniture inside a line, that stands at its "end", "anywhere", or in a "caption"."""
    return tuple(
        InsideRule(rule["kind"], re.compile(rule["pattern"]), tuple(rule["needs"]))
        for rule in _table()["inside"]
        if rule["where"] == where
    )


BY = re.compile(r"(?:by|written by|words by|story by|report by|posted by|author|analysis by):?\s", re.IGNORECASE)
PARTICLES = words("""
    de van von der den la al el bin ben di du da le dos del and & ibn ten ter with in for
""")
BREADCRUMB = re.compile(r"(?:[^›»>/|→\n]{1,40}(?:\s*[›»>→]\s*|\s+/\s+)){1,8}[^›»>/|→\n]{1,60}")


@cache
def _date_word() -> re.Pattern[str]:
    return re.compile(fragment("date_word"), re.IGNORECASE)


def is_date_line(text: str) -> bool:
    """Whether a line says a date or a time and nothing else.

    >>> [is_date_line(line) for line in ("Updated: 9 April 2024, 6:45 a.m.", "2 hours ago", "In April 2024 it burnt.")]
    [True, True, False]
    """
    date_word = _date_word()
    words = text.replace("(", " ").replace(")", " ").replace("|", " | ").split()
    return (
        0 < len(words) <= 16
        and any(character.isdigit() for character in text)
        and all(date_word.fullmatch(word.rstrip(",:;")) or not word.strip(",:;") for word in words)
        and sum(character.isalpha() or character in "-/.:" for character in text) > 0
    )


def is_byline(text: str) -> bool:
    """Whether a line says who wrote the article: "By", then names, then perhaps a post or a place.

    >>> [is_byline(line) for line in ("By Signe Rasko and Tor Anneland", "BY ASTA LUND, Echo", "By noon it was over.")]
    [True, True, False]
    """
    by = BY.match(text)
    if not by or len(text) > 140 or text.endswith((".", "!", "?")):
        return False
    names = re.split(r" ?[,|•·–—] ?| - ", text[by.end() :], maxsplit=1)[0].split()
    return (
        0 < len(names) <= 9
        and names[0] not in PARTICLES
        and all(name[0].isupper() or name in PARTICLES for name in names)
    )


def is_signed(text: str) -> bool:
    """Whether a line is a name of up to four words, a comma and a date: whose text this is, and of when.

    >>> [is_signed(line) for line in ("Radio Sorne, 15 May 2025", "On Monday, 15 May 2025", "The bridge, 3 km long")]
    [True, False, False]
    """
    name, comma, rest = text.partition(", ")
    words = name.split()
    return (
        bool(comma)
        and 0 < len(words) <= 4
        and all(word[0].isupper() or word in PARTICLES or word == "of" for word in words)
        and is_date_line(rest.rstrip("."))
        and words[0] not in ("On", "In", "By", "At", "Since", "Until")
    )


SHARING = words("""
    share tweet pin email print copy facebook twitter whatsapp linkedin reddit pinterest telegram messenger
    flipboard google bookmark
""")
BESIDE_SHARING = words("""
    mail e this the it via on to by with article story page post link url friends your a friend x close save
    more sms plus comment comments in or send us like
""")


def is_share_line(text: str) -> bool:
    """Whether all words of a line are those of buttons to share a page.

    >>> [is_share_line(line) for line in ("Email | Print | Copy link", "Share this story", "Share of the vote")]
    [True, True, False]
    """
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return (
        0 < len(words) <= 24
        and not SHARING.isdisjoint(words)
        and all(word in SHARING or word in BESIDE_SHARING for word in words)
    )


SAID = re.compile(r"[\"“”«»]|\b(?:said|says|told|according to|announced|added|denied)\b")


CREDITING = PARTICLES | words("""
    by from and additional reporting editing writing research translation files inputs material contributions
    compiled translated edited reported produced written filed at on or the of in for to courtesy provided
    submitted handout screenshot image images photo photos picture illustration graphic credit copyright source
    via news agency
""")


def _only_names(text: str) -> bool:
    """Whether all words of a line are names or those that credits are made of."""
    return all(
        not word[0].islower() or word.casefold() in CREDITING for word in re.findall(r"[^\W\d_][\w’'.-]*", text)[1:]
    )


def wording(text: str, tail: bool = False) -> str | None:
    """The kind of furniture that a line is by its wording alone.

    Parameters
    ----------
    text : str
        A line: no marks, single blanks.
    tail : bool
        Whether it stands behind the prose; a few more wordings are furniture there.

    Returns
    -------
    str or None
        One of `KINDS`; None where nothing is known, and for a line of more than 420 characters. Cost: linear.

    Examples
    --------
    >>> wording("Sign up for our morning newsletter"), wording("News ID 884120"), wording("Four people died.")
    ('newsletter prompt', 'news id', None)
    """
    if not any(character.isalnum() for character in text[:1000]):
        return "ornament"
    if len(text) > 420:
        return None
    speech = len(text) > 60 and SAID.search(text)
    if is_date_line(text):
        return "date line"
    if is_share_line(text):
        return "share line"
    for rule in _line_rules():
        if (
            (tail or not rule.tail)
            and (rule.sure or not speech)
            and rule.pattern.fullmatch(text)
            and (not rule.names or _only_names(text))
        ):
            return rule.kind
    return None


def inside(text: str) -> list[tuple[int, int, str]]:
    """Furniture inside a line of prose: spans and kinds, in order, none over another.

    Examples
    --------
    >>> text = "Nils Arvane (2nd L) on the quay on Monday. (Photo: Jo Petrel)"
    >>> [(text[start:end], kind) for start, end, kind in inside(text)]
    [('(2nd L)', 'photo caption'), ('(Photo: Jo Petrel)', 'photo credit')]
    """
    found: list[tuple[int, int, str]] = []
    last = len(text)
    close = max(0, last - 160)
    for rule in _inside_rules("end"):
        if any(text.find(need, close) >= 0 for need in rule.needs):
            end = rule.pattern.search(text, close, last)
            if end:
                last = end.start()
                found.append((*_inner(text, end), rule.kind))
    for rule in _inside_rules("anywhere") + (_inside_rules("caption") if found else ()):
        if any(need in text for need in rule.needs):
            found += [(*_inner(text, hit), rule.kind) for hit in rule.pattern.finditer(text, 0, last)]
    found.sort()
    return [item for n, item in enumerate(found) if not n or item[0] >= found[n - 1][1]]


def _inner(text: str, hit: re.Match[str]) -> tuple[int, int]:
    """A span without the blank that it begins or ends with."""
    return hit.start() + (text[hit.start()] == " "), hit.end() - (text[hit.end() - 1] == " ")
