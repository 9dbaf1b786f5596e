"""Names of articles that are read together, folded: one entity, one id, wherever it stands.

People by `people`; things and places by their key, their acronym or a form with words left out; states with their
demonyms, and with their capital where that stands for the government; roles and governments by who holds them.
The order of the articles does not matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dedup.claims.frames import Name
from dedup.claims.names.countries import CAPITAL, OFFICIAL
from dedup.claims.names.entities import STRENGTH, Entity, Found, canonical_form, merge_into
from dedup.claims.names.holders import resolve_governments, resolve_roles
from dedup.claims.names.lexicon import words
from dedup.claims.names.people import join_people
from dedup.claims.names.roles import same_state
from dedup.claims.names.spelling import plain, sound
from dedup.claims.names.things import ACRONYM, initials_fit, shortens

METONYM = 0.2  # share of a capital's mentions that act as its government does, from which on the two are one
_CORPORATE = words(
    """
    bank inc corp co ltd plc group holdings lines airlines airways hydro motors savings company corporation
    energy oil
    """
)


@dataclass(slots=True)
class Node:
    """An entity of one article, or what several became; `documents` are numbers of articles, `parts` what it holds:
    (article, id of the entity there).
    """

    entity: Entity
    documents: frozenset[int]
    parts: list[tuple[int, str]]


def join_names(found: Sequence[Found], documents: Sequence[str]) -> tuple[list[Name], list[dict[str, str]]]:
    """Fold the names of articles.

    Parameters
    ----------
    found : sequence of Found
        What `find_names` gave for each article. Its entities are used up.
    documents : sequence of str
        The ids of the articles; their order does not matter.

    Returns
    -------
    names : list of Name
        By id, an id being the canonical form in plain letters.
    ids : list of dict
        For each article, entity id -> name id. A role that is asked for ("the minister") and that nobody holds has
        none, nor has the first word of a sentence that is a name nowhere else.

    Examples
    --------
    >>> from dedup.claims.names.find import find_names
    >>> texts = ["Iranian President Ebrahim Raisi met reporters.", "They asked Raeisi. The Iranian president left."]
    >>> names, _ = join_names([find_names(text) for text in texts], ["a", "b"])
    >>> [(name.id, name.forms) for name in names if name.kind == "person"]
    [('ebrahim-raisi', ('Iranian President Ebrahim Raisi', 'Raeisi', 'The Iranian president'))]
    """
    order = sorted(range(len(found)), key=lambda i: documents[i])
    nodes = [Node(entity, frozenset({i}), [(i, entity.id)]) for i in order for entity in found[i].entities]
    nodes = _merged(nodes, _same_known(nodes))
    nodes = _merged(nodes, _things(nodes))
    people = join_people([node.entity for node in nodes], [node.documents for node in nodes], local=False)
    nodes = _merged(nodes, people)
    nodes = _merged(
        nodes, resolve_roles([node.entity for node in nodes], [node.documents for node in nodes], _places(nodes))
    )
    nodes = _merged(nodes, resolve_governments([node.entity for node in nodes]))
    return _named(nodes, len(found))


def _places(nodes: Sequence[Node]) -> dict[tuple[int, str], int]:
    """(article, entity id) -> the node that it is in."""
    return {part: i for i, node in enumerate(nodes) for part in node.parts}


def _merged(nodes: list[Node], owner: Sequence[int]) -> list[Node]:
    """The nodes with those merged that have one owner; an owner owns itself."""
    for i, head in enumerate(owner):
        if head != i:
            merge_into(nodes[head].entity, nodes[i].entity)
            nodes[head].documents |= nodes[i].documents
            nodes[head].parts += nodes[i].parts
    return [node for i, node in enumerate(nodes) if owner[i] == i]


def _same_known(nodes: Sequence[Node]) -> list[int]:
    """Names that tables know, and capitals that stand for their state."""
    known: dict[str, int] = {}
    owner = list(range(len(nodes)))
    for i, node in enumerate(nodes):
        if node.entity.known and not node.entity.known.startswith("?"):
            owner[i] = known.setdefault(node.entity.known, i)
    mentions: Counter[str] = Counter()
    per_document: dict[int, set[str]] = defaultdict(set)
    for node in nodes:
        mentions[node.entity.known] += node.entity.count
        for document in node.documents:
            per_document[document].add(node.entity.known)
    for i, node in enumerate(nodes):
        if node.entity.known.startswith("?"):
            states = [state for state in OFFICIAL[node.entity.known[1:]] if state in known]
            here = [state for state in states if any(state in per_document[d] for d in node.documents)] or states
            best = max(here, key=lambda state: (mentions[state], state), default="")
            if best:
                node.entity.known = ""
                owner[i] = known[best]
            else:
                node.entity.known = ""
    _capitals(nodes, known, owner)
    return owner


def _capitals(nodes: Sequence[Node], known: dict[str, int], owner: list[int]) -> None:
    """Capitals that act: "Tehran expects", "ties with Moscow"; they join the state if the articles name it too."""
    cities: dict[str, list[int]] = defaultdict(list)
    for i, node in enumerate(nodes):
        entity = node.entity
        if not entity.known and entity.kind in ("place", "other") and " ".join(entity.core).lower() in CAPITAL:
            cities[" ".join(entity.core).lower()].append(i)
    for city, found in sorted(cities.items()):
        acting = sum(nodes[i].entity.acting for i in found)
        state = CAPITAL[city]
        if state in known and acting and acting >= METONYM * sum(nodes[i].entity.count for i in found):
            for i in found:
                owner[i] = known[state]


def _things(nodes: Sequence[Node]) -> list[int]:
    """Organisations, places and the rest: by key, by spelling, by acronym, by a shorter form; unknown demonyms."""
    owner = list(range(len(nodes)))
    rest = [
        i for i, node in enumerate(nodes) if node.entity.kind in ("organisation", "place", "other") and node.entity.core
    ]
    link = _Links(owner, nodes)
    by_key: dict[str, list[int]] = defaultdict(list)
    for i in rest:
        for key in nodes[i].entity.keys:
            by_key[key].append(i)
    for key, found in sorted(by_key.items()):
        long = {k for i in found for k in nodes[i].entity.keys if " " in k and initials_fit(key, k)}
        if len(long) <= 1 or " " in key:
            for i in found[1:]:
                link.unite(found[0], i)
    _spelled(nodes, rest, link)
    _shortened(nodes, by_key, link)
    _demonyms(nodes, by_key, link)
    return [link.head(i) for i in range(len(nodes))]


class _Links:
    """Union-find over nodes, the lowest index of a set being its head."""

    def __init__(self, owner: list[int], nodes: Sequence[Node]) -> None:
        self.owner, self.nodes = owner, nodes

    def head(self, i: int) -> int:
        while self.owner[i] != i:
            self.owner[i] = self.owner[self.owner[i]]
            i = self.owner[i]
        return i

    def unite(self, a: int, b: int) -> None:
        a, b = sorted((self.head(a), self.head(b)))
        if self.nodes[a].entity.known and self.nodes[b].entity.known:
            return
        self.owner[b] = a


def _spelled(nodes: Sequence[Node], rest: Sequence[int], link: _Links) -> None:
    """One word after the other sounds alike, in different articles."""
    by_sound: dict[str, int] = {}
    for i in rest:
        for key in nodes[i].entity.keys:
            heard = " ".join(map(sound, key.split()))
            if len(heard) < 6 or nodes[i].entity.known or ACRONYM.fullmatch("".join(nodes[i].entity.core)):
                continue
            j = by_sound.setdefault(heard, i)
            if j != i and not nodes[i].documents & nodes[j].documents:
                link.unite(i, j)


def _shortened(nodes: Sequence[Node], by_key: dict[str, list[int]], link: _Links) -> None:
    """Such as "Shanghai Organization"; "MFU" where no article spells it out beside it; "Corvane" for Corvane Bank."""
    starts: dict[str, list[str]] = defaultdict(list)
    initial: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in sorted(by_key):
        words = key.split()
        if len(words) > 1 and any(nodes[i].entity.kind != "place" for i in by_key[key]):
            starts[words[0]].append(key)
            initial[words[0][0], words[-1][0]].append(key)
    for key, found in sorted(by_key.items()):
        first = found[0]
        words = key.split()
        if len(words) > 1:
            longer = [other for other in starts[words[0]] if shortens(key, other)]
        elif any(ACRONYM.fullmatch("".join(nodes[i].entity.core)) for i in found) and len(key) > 2:
            longer = [other for other in initial[key[0], key[-1]] if initials_fit(key, other)]
        elif len(key) >= 4 and not nodes[first].entity.known and not any(nodes[i].entity.locative for i in found):
            longer = [other for other in starts[key] if other.split()[1] in _CORPORATE]
            longer = longer if all(nodes[i].entity.kind == "organisation" for o in longer for i in by_key[o]) else []
        else:
            continue
        heads = sorted({link.head(i) for other in longer for i in by_key[other]})
        if len(heads) == 1:
            link.unite(heads[0], first)


_ENDINGS = ("n", "an", "ian", "ean", "ese", "i", "ish", "er")


def _demonyms(nodes: Sequence[Node], by_key: dict[str, list[int]], link: _Links) -> None:
    """The people of places that no table has: "Sarnovan" beside "in Sarnova"."""
    for key, found in sorted(by_key.items()):
        if " " in key or len(key) < 6 or nodes[found[0]].entity.known:
            continue
        roots = [key[: -len(end)] + more for end in _ENDINGS if key.endswith(end) for more in ("", "a", "o", "e", "ia")]
        for root in roots:
            owners = [
                i for i in by_key.get(root, ()) if root != key and (nodes[i].entity.locative or nodes[i].entity.acting)
            ]
            if len(root) >= 4 and owners and same_state(root, key) and not nodes[owners[0]].entity.known:
                nodes[owners[0]].entity.kind = nodes[found[0]].entity.kind = "place"
                link.unite(owners[0], found[0])
                break


def _kind(entity: Entity) -> str:
    """The kind of a name: what is often said to be in, at or near is a place."""
    if entity.kind == "other" and entity.core and not entity.known and entity.locative >= max(1, 0.3 * entity.count):
        return "place"
    return "organisation" if entity.kind == "government" else entity.kind


def _named(nodes: Sequence[Node], n: int) -> tuple[list[Name], list[dict[str, str]]]:
    """Names with ids, and the ids of each article's entities."""
    ids: list[dict[str, str]] = [{} for _ in range(n)]
    names: list[Name] = []
    used: Counter[str] = Counter()
    made = []
    for node in nodes:
        entity = node.entity
        if entity.weak or (entity.generic and entity.kind == "role"):
            continue
        canonical = canonical_form(entity)
        slug = "-".join(filter(None, (plain(word) for word in canonical.split()))) or "name"
        made.append((slug, -STRENGTH[entity.kind], canonical, sorted(entity.forms), node))
    for slug, _, canonical, _, node in sorted(made, key=lambda row: row[:4]):
        used[slug] += 1
        ident = slug if used[slug] == 1 else f"{slug}-{used[slug]}"
        forms = tuple(form for form, _ in sorted(node.entity.forms.items(), key=lambda item: (-item[1], item[0])))
        names.append(Name(ident, canonical, forms, _kind(node.entity)))
        for document, local in node.parts:
            ids[document][local] = ident
    return sorted(names, key=lambda name: name.id), ids
