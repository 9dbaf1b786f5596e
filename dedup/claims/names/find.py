"""Names of one article: where they stand, and which of them are one within it.

No model: words with a capital, what stands beside them, closed lists and what the article itself shows (a word that it
also has in lower case, a surname that returns, an acronym with its long form). `find_names` reads one article;
`joining.join_names` folds the names of articles that are read together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from dedup.claims.names.capitals import Run, Word, capitals, lowered, runs
from dedup.claims.names.entities import STRENGTH, Entity, Found, merge_into
from dedup.claims.names.known import FORMS, KINDS, LOOSE
from dedup.claims.names.lexicon import FUNCTION
from dedup.claims.names.people import join_people
from dedup.claims.names.roles import state_key
from dedup.claims.names.rolespots import bare_roles, governments, state_roles
from dedup.claims.names.spelling import name_words, plain
from dedup.claims.names.spot import Seen, Spot
from dedup.claims.names.spots import read_run
from dedup.claims.names.things import ACRONYM, initials_fit, thing_key

_TITLE_LINE = 240  # characters: longer lines are prose
_CASED = re.compile(r"[^\W\d_][\w’'-]*")


def find_names(text: str, title: str = "", starts: Sequence[int] = ()) -> Found:
    """The names of one article.

    Parameters
    ----------
    text, title : str
        Prose and headline. Spans are character offsets into each.
    starts : sequence of int
        Offsets in `text` at which sentences begin, where they are known.

    Returns
    -------
    Found

    Notes
    -----
    Linear in the text, but for what has one surname (see `people`).

    Examples
    --------
    >>> found = find_names("Harbour police chief Nils Arvane spoke on Monday. Arvane said the fire was out.")
    >>> [(entity.kind, entity.core, sorted(entity.forms)) for entity in found.entities]
    [('person', ('Nils', 'Arvane'), ['Arvane', 'Harbour police chief Nils Arvane'])]
    """
    body, left = _spots(text, frozenset(starts))
    head, left_title = _spots(title, frozenset())
    known = _known_words([*body, *head])
    body += [spot for line in left for spot in _headline(text, line, known)]
    head += [spot for line in left_title for spot in _headline(title, line, known)]
    entities: list[Entity] = []
    places = [_finish(text, body), _finish(title, head)]
    owners = _gather([*places[0], *places[1]], [text, title], len(places[0]), entities)
    cut = len(places[0])
    mentions = [
        tuple((spot.start, spot.end, owner) for spot, owner in zip(part, owned, strict=True))
        for part, owned in ((places[0], owners[:cut]), (places[1], owners[cut:]))
    ]
    return Found(mentions[0], mentions[1], tuple(entities))


def _spots(text: str, starts: frozenset[int]) -> tuple[list[Spot], list[list[Word]]]:
    """The spots of the prose, and the capitalised words of each line that has them everywhere, a headline."""
    words = capitals(text, starts)
    titled = _title_lines(text)
    prose: list[Word] = []
    lines: dict[int, list[Word]] = {}
    for word in words:
        i = bisect_right(titled, (word.start, len(text) + 1)) - 1
        if i >= 0 and word.start < titled[i][1]:
            lines.setdefault(i, []).append(word)
        else:
            prose.append(word)
    inner = Counter(word.key for word in prose if not word.initial)
    seen = Seen(lowered(text), inner)
    out: list[Spot] = []
    low = 0
    for run in runs(text, prose):
        made = read_run(text, run, seen, low)
        out += made
        low = made[-1].end if made else low
    return out, [lines[i] for i in sorted(lines)]


def _title_lines(text: str) -> list[tuple[int, int]]:
    """The lines in which nearly every longer word has a capital."""
    out = []
    at = 0
    for line in text.split("\n"):
        if 0 < len(line) <= _TITLE_LINE:
            words = [word for word in _CASED.findall(line) if word not in FUNCTION]
            high = sum(word[0].isupper() for word in words)
            prose = line.rstrip().endswith((".", ",", ";"))
            if (not prose and len(words) > 3 and high >= 0.85 * len(words)) or (len(words) > 1 and line.isupper()):
                out.append((at, at + len(line)))
        at += len(line) + 1
    return out


def _known_words(spots: Iterable[Spot]) -> dict[tuple[str, ...], Spot]:
    """The names of the prose by their plain words; of a person the surname too."""
    out: dict[tuple[str, ...], Spot] = {}
    for spot in spots:
        words = tuple(plain(word) for word in spot.core)
        if words and (len(words[0]) > 2 or len(words) > 1 or spot.core[0].isupper()):
            out.setdefault(words, spot)
            if spot.kind == "person" and len(words) > 1:
                out.setdefault(words[-1:], spot)
    return out


def _headline(text: str, words: list[Word], known: dict[tuple[str, ...], Spot]) -> list[Spot]:
    """The names of a headline with capitals everywhere: those that the prose has, and those that tables have."""
    out: list[Spot] = []
    i = 0
    while i < len(words):
        taken = 0
        for n in range(min(6, len(words) - i), 0, -1):
            piece = words[i : i + n]
            spot = known.get(tuple(plain(word.text) for word in piece))
            if spot is not None and piece[-1].end - piece[0].start <= sum(len(w.text) + 8 for w in piece):
                core = tuple(w.text.title() if w.text.isupper() and len(w.text) > 4 else w.text for w in piece)
                out.append(Spot(piece[0].start, piece[-1].end, core, spot.kind, spot.known))
                taken = n
                break
        if not taken and words[i].key not in FUNCTION:
            lone = read_run(text, Run([words[i]]), _NOTHING, words[i].start)
            out += [spot for spot in lone if spot.known or spot.kind == "place"]
        i += taken or 1
    return out


_NOTHING = Seen(frozenset(), Counter())


def _finish(text: str, spots: list[Spot]) -> list[Spot]:
    """With the roles, the governments and the known names in lower case; in order, overlapping ones left out."""
    spots.sort(key=lambda spot: (spot.start, -spot.end))
    extra = [*state_roles(text, spots), *governments(text, spots)]
    positions = [spot.start for spot in spots]
    for spot in extra:
        if spot.anchor >= 0:
            spot.anchor = positions[spot.anchor]
    extra += [*bare_roles(text), *_loose(text)]
    merged = sorted([*spots, *extra], key=lambda spot: (spot.start, -spot.end, spot.kind == "other", bool(spot.core)))
    out: list[Spot] = []
    for spot in merged:
        outer = out[-1] if out else None
        while outer is not None and outer.nested and outer.end <= spot.start:
            outer = next((o for o in reversed(out) if not o.nested), None)
        if outer is not None and spot.start < outer.end:
            inside = (
                spot.end <= outer.end
                and (spot.kind == "place" or outer.kind == "role")
                and (spot.start, spot.end) != (outer.start, outer.end)
            )
            if not inside or (out[-1].start, out[-1].end) == (spot.start, spot.end):
                continue
            spot.nested = True
        out.append(spot)
    return out


def _loose(text: str) -> Iterable[Spot]:
    """Known names that are found in any case: "the coronavirus pandemic"."""
    low = text.lower().replace("\u00a0", " ")
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text).replace("\u00a0", " ")
    for form in LOOSE:
        at = low.find(form)
        while at >= 0:
            end = at + len(form)
            if not (low[at - 1 : at].isalnum() or low[end : end + 1].isalnum()):
                known = FORMS[form]
                yield Spot(at, end, tuple(text[at:end].split()), KINDS[known], known)
            at = low.find(form, end)


def _gather(spots: list[Spot], texts: list[str], cut: int, entities: list[Entity]) -> list[str]:
    """Fill `entities` from the spots; the id of each spot's entity. The first `cut` spots are of the first text."""
    groups: dict[tuple[object, ...], Entity] = {}
    first: list[Entity] = []
    by_start: dict[tuple[int, int], Entity] = {}
    for i, spot in enumerate(spots):
        part = int(i >= cut)
        key = _group_key(spot)
        entity = groups.get(key)
        if entity is None:
            entity = groups[key] = Entity("", spot.kind, spot.core, known=spot.known, key=spot.key, first=i)
        _add(entity, spot, texts[part])
        first.append(entity)
        by_start[part, spot.start] = entity
    nodes = list(groups.values())
    heads = _Heads(nodes, join_people(nodes, [frozenset({0})] * len(nodes), local=True))
    for short, long in _acronyms(spots, texts, cut, first):
        a, b = heads.of(short), heads.of(long)
        if a.kind != "person" and b.kind != "person":
            heads.unite(b, a)
    for role, person in _appositions(spots, texts, cut, first):
        a, b = heads.of(role), heads.of(person)
        if b.kind in ("person", "other") and a.kind == "role":
            b.kind = "person"
            heads.unite(b, a)
    kept = {id(heads.of(node)): heads.of(node) for node in nodes}
    for n, entity in enumerate(kept.values()):
        entity.id = str(n)
        entities.append(entity)
    for i, spot in enumerate(spots):
        if spot.anchor >= 0:
            whose = by_start.get((int(i >= cut), spot.anchor))
            heads.of(first[i]).anchor = heads.of(whose).id if whose is not None else ""
    return [heads.of(entity).id for entity in first]


class _Heads:
    """Which entity each one has become part of."""

    def __init__(self, nodes: Sequence[Entity], owner: Sequence[int]) -> None:
        self.head = {id(node): node for node in nodes}
        for i, node in enumerate(nodes):
            self.unite(nodes[owner[i]], node)

    def of(self, node: Entity) -> Entity:
        while self.head[id(node)] is not node:
            self.head[id(node)] = self.head[id(self.head[id(node)])]
            node = self.head[id(node)]
        return node

    def unite(self, head: Entity, node: Entity) -> None:
        if head is not node:
            merge_into(head, node)
            self.head[id(node)] = head


def _group_key(spot: Spot) -> tuple[object, ...]:
    if spot.known:
        return ("known", spot.known)
    if not spot.core:
        return (spot.kind, spot.office, spot.key, spot.generic, spot.anchor)
    if spot.kind == "place" and state_key(spot.core[0]) != plain(spot.core[0]) and len(spot.core) == 1:
        return ("name", plain(spot.core[0]))
    return (
        "name",
        *(plain(word) for word in name_words(" ".join(spot.core)) or spot.core),
        spot.key,
        len(spot.core) == 1 and spot.sex,
    )


def _add(entity: Entity, spot: Spot, text: str) -> None:
    """One more mention of an entity."""
    entity.forms[" ".join(text[spot.start : spot.end].split())] += 1
    if spot.core:
        entity.cores[spot.core] += 1
        raw = " ".join(text[max(spot.start, text.find(spot.core[0], spot.start, spot.end)) : spot.end].split())
        entity.spelled.setdefault(spot.core, raw.title() if raw.isupper() and len(raw) > 6 else raw)
        entity.keys = tuple(
            sorted(
                {*entity.keys, thing_key(spot.core if spot.kind == "person" else text[spot.start : spot.end].split())}
            )
        )
    if spot.office is not None:
        entity.offices[spot.office] += 1
    entity.sex = entity.sex or spot.sex
    entity.figure += spot.figure
    entity.locative += spot.locative
    entity.acting += spot.acting
    entity.generic = spot.generic
    entity.weak = entity.weak and spot.weak
    if entity.kind != spot.kind and STRENGTH[spot.kind] > STRENGTH[entity.kind]:
        entity.kind = spot.kind


def _acronyms(spots: list[Spot], texts: list[str], cut: int, first: list[Entity]) -> list[tuple[Entity, Entity]]:
    """Pairs (acronym, long form) that a text states: "the Metal and Foundry Workers' Union (MFU)"."""
    out = []
    for i in range(1, len(spots)):
        if i == cut:
            continue
        left, right, text = spots[i - 1], spots[i], texts[int(i >= cut)]
        gap = text[left.end : right.start]
        if gap not in (" (", " (the ", ", or ", " or the ") or not left.core or not right.core:
            continue
        for short, long, a, b in ((right, left, first[i], first[i - 1]), (left, right, first[i - 1], first[i])):
            raw = text[short.start : short.end]
            if ACRONYM.fullmatch(raw) and len(long.core) > 1 and initials_fit(raw, text[long.start : long.end]):
                out.append((a, b))
                break
    return out


def _appositions(spots: list[Spot], texts: list[str], cut: int, first: list[Entity]) -> list[tuple[Entity, Entity]]:
    """Pairs (role, person) between commas: "Iran's foreign minister, Hossein Amir-Abdollahian,"."""
    out = []
    outer = [i for i, spot in enumerate(spots) if not spot.nested]
    for i, j in pairwise(outer):
        if i < cut <= j:
            continue
        text, left, right = texts[int(i >= cut)], spots[i], spots[j]
        if text[left.end : right.start] not in (", ", " (") or text[right.end : right.end + 1] not in (
            ",",
            ")",
            ";",
            ".",
        ):
            continue
        for role, name, a, b in ((left, right, i, j), (right, left, j, i)):
            person = name.core and not name.known and name.kind in ("person", "other") and not name.locative
            if role.kind == "role" and role.anchor < 0 and not role.generic and person and role.office is not None:
                out.append((first[a], first[b]))
                break
    return out
