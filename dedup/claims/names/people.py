"""Which forms of people's names are one person, in one article and over several.

Full names first: one surname (as it sounds) and given names that do not conflict. Then shorter forms, each to the one
full name that it can belong to; where there are two, it belongs to none. A wrong merge is worse than a missed one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final

from dedup.claims.names.entities import Entity
from dedup.claims.names.given import gender
from dedup.claims.names.lexicon import DIMINUTIVE, GIVEN
from dedup.claims.names.spelling import LEAST, compatible_given, first_sound, misspelled, name_words, plain, sound

BLOCK = 200  # full names with one surname and initial, or in a block of first sounds, that are compared in pairs
_SHORT: Final = 3  # words of a form that may stand for a longer one


class _Clusters:
    """Full names in clusters; `of` maps a node to its cluster, `members` a cluster to its nodes."""

    def __init__(self, nodes: Sequence[Entity], documents: Sequence[frozenset[int]]) -> None:
        self.nodes, self.documents = nodes, documents
        self.words = [tuple(name_words(" ".join(node.core))) for node in nodes]
        self.of: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}

    def put(self, i: int, cluster: int) -> None:
        self.of[i] = cluster
        self.members.setdefault(cluster, []).append(i)

    def unite(self, a: int, b: int) -> None:
        for i in self.members.pop(b):
            self.put(i, a)

    def fits(self, i: int, cluster: int) -> bool:
        """Whether a full name can be the person of a cluster. Inside one article, two full names in different
        spellings are two people.
        """
        return all(_one_person(self, i, j) for j in self.members[cluster])


def join_people(nodes: Sequence[Entity], documents: Sequence[frozenset[int]], *, local: bool) -> list[int]:
    """Which of the nodes are one person.

    Parameters
    ----------
    nodes : sequence of Entity
        Of any kind; those that cannot be people stay alone.
    documents : sequence of frozenset of int
        The articles of each node.
    local : bool
        All are of one article. There a form with fewer words may be a given name alone ("Hillary").

    Returns
    -------
    list of int
        For each node the index of the node that stands for it: the fullest form.

    Notes
    -----
    Linear but for full names of one surname, which are compared with the people found so far, and for blocks of one
    first sound up to `BLOCK` names, which are compared in pairs. The order of the nodes does not matter.
    """
    clusters = _Clusters(nodes, documents)
    order = sorted(range(len(nodes)), key=lambda i: _rank(nodes[i], clusters.words[i]))
    if local:
        _promote(nodes, clusters.words)
    else:
        _promote_namesakes(nodes, clusters.words)
    full = [i for i in order if nodes[i].kind == "person" and len(clusters.words[i]) > 1]
    _join_full(clusters, full)
    if not local:
        _join_misspelled(clusters, full)
    _join_short(clusters, [i for i in order if i not in clusters.of or len(clusters.words[i]) == 2], local)
    owner = list(range(len(nodes)))
    for members in clusters.members.values():
        head = min(members, key=lambda i: _rank(nodes[i], clusters.words[i]))
        for i in members:
            owner[i] = head
    return owner


def _rank(node: Entity, words: tuple[str, ...]) -> tuple[object, ...]:
    return -sum(len(plain(word)) > 1 for word in words), -len(words), -node.count, node.core, node.kind, node.sex


def _promote(nodes: Sequence[Entity], words: Sequence[tuple[str, ...]]) -> None:
    """Names of unknown kind are people where their last word returns alone, as people's do."""
    alone = {}
    for node, own in zip(nodes, words, strict=True):
        if len(own) == 1 and node.kind in ("other", "person") and not node.known and node.figure > -2:
            alone[plain(own[0])] = node
    for node, own in zip(nodes, words, strict=True):
        if node.kind != "other" or not 2 <= len(own) <= 3 or node.figure <= -2 or node.known:
            continue
        single = alone.get(plain(own[-1]))
        if (single is not None and single.locative == 0 and node.locative == 0) or node.figure >= 3:
            node.kind = "person"
    for node, own in zip(nodes, words, strict=True):
        if node.kind == "other" and len(own) == 1 and node.figure >= 3:
            node.kind = "person"


def _promote_namesakes(nodes: Sequence[Entity], words: Sequence[tuple[str, ...]]) -> None:
    """A full name that is a person in one article is one in the others."""
    people = {tuple(map(plain, own)) for node, own in zip(nodes, words, strict=True) if node.kind == "person"}
    for node, own in zip(nodes, words, strict=True):
        if node.kind == "other" and len(own) > 1 and not node.known and tuple(map(plain, own)) in people:
            node.kind = "person"


def _one_person(clusters: _Clusters, i: int, j: int) -> bool:
    a, b = clusters.words[i], clusters.words[j]
    x, y = "".join(map(plain, a)), "".join(map(plain, b))
    p, q = clusters.nodes[i].key, clusters.nodes[j].key
    if p != q and ((p and q) or clusters.documents[i] & clusters.documents[j]):
        return False  # a father and a son, where one article names both
    if x == y:
        return True
    if sound(a[-1]) != sound(b[-1]) or _sexes_differ(clusters.nodes[i], clusters.nodes[j]):
        return False
    if not compatible_given(a[:-1], b[:-1]):
        return False
    spelled_alike = plain(a[-1]) == plain(b[-1]) and (
        plain(a[0]) == plain(b[0]) or min(len(plain(a[0])), len(plain(b[0]))) == 1 or sound(a[0]) != sound(b[0])
    )
    return spelled_alike or not (clusters.documents[i] & clusters.documents[j])


def _sexes_differ(a: Entity, b: Entity) -> bool:
    return bool(a.sex and b.sex and a.sex != b.sex)


def _sex(node: Entity) -> str:
    """What the title or the given name tells."""
    return node.sex or {"he": "m", "she": "f"}.get(gender((" ".join(node.core),)), "")


def _join_full(clusters: _Clusters, full: Iterable[int]) -> None:
    by_key: dict[str, list[int]] = defaultdict(list)
    for i in full:
        words = clusters.words[i]
        keys = _keys(words, clusters.nodes[i].key)
        joined = keys[0]
        near = sorted({cluster for key in keys[1:] for cluster in by_key[key]})
        fitting = [c for c in near if clusters.fits(i, c)] if len(near) <= BLOCK else []
        if len(fitting) != 1:  # "J. Arvane" beside Jan and Jens; but the same letters are the same name
            fitting = by_key[joined]
        target = fitting[0] if fitting else i
        clusters.put(i, target)
        for key in keys:
            if target not in by_key[key][-BLOCK - 1 :]:
                by_key[key].append(target)


def _keys(words: Sequence[str], suffix: str) -> list[str]:
    """What full names of one person share: all letters, or the sound of the surname and a given name's first letter."""
    surname = sound(words[-1])
    given = [DIMINUTIVE.get(key, key) for key in map(plain, words[:-1]) if key]
    return ["".join(map(plain, words)) + suffix, *sorted({f"{surname} {first_sound(key)}" for key in given[:2]})]


def _join_misspelled(clusters: _Clusters, full: Sequence[int]) -> None:
    blocks: dict[str, list[int]] = defaultdict(list)
    for i in full:
        blocks[first_sound(clusters.words[i][-1]) + first_sound(clusters.words[i][0])].append(i)
    for block in blocks.values():
        if len(block) > BLOCK:
            continue
        for i, j in combinations(block, 2):
            a, b = clusters.of[i], clusters.of[j]
            if a == b or not misspelled(clusters.words[i], clusters.words[j]):
                continue
            left, right = (frozenset().union(*(clusters.documents[k] for k in clusters.members[c])) for c in (a, b))
            if not left & right and not _sexes_differ(clusters.nodes[i], clusters.nodes[j]):
                clusters.unite(a, b)


class _Tails:
    """The last words of full names, in one, exactly and as they sound, and their first words; each with its nodes."""

    def __init__(self, clusters: _Clusters) -> None:
        self.exact: dict[str, set[int]] = defaultdict(set)
        self.alike: dict[str, set[int]] = defaultdict(set)
        self.given: dict[str, set[int]] = defaultdict(set)
        for i in clusters.of:
            words = clusters.words[i]
            for k in range(1, len(words)):
                tail = "".join(map(plain, words[k:]))
                self.exact[tail].add(i)
                self.alike[sound(tail)].add(i)
            self.given[plain(words[0])].add(i)


def _person_of(clusters: _Clusters, tails: _Tails, i: int, local: bool) -> int | None:
    """The one person to whom a shorter form can belong."""
    node, key = clusters.nodes[i], "".join(map(plain, clusters.words[i]))
    if tails.exact.get(key):
        return _only(clusters, i, tails.exact[key])
    sounding = node.kind == "person" or local or len(key) > LEAST
    found = _only(clusters, i, tails.alike.get(sound(key), set())) if len(key) >= LEAST and sounding else None
    if found is None and local and key in GIVEN:
        found = _only(clusters, i, tails.given.get(key, set()))
    return found


def _join_short(clusters: _Clusters, short: Sequence[int], local: bool) -> None:
    """Each shorter form to the one person whose last words it is, exactly or as it sounds."""
    tails = _Tails(clusters)
    chosen: dict[int, int | None] = {}
    barred: set[tuple[str, int]] = set()
    for i in short:
        if 0 < len(clusters.words[i]) <= _SHORT and _can_be_person(clusters.nodes[i]):
            found = chosen[i] = _person_of(clusters, tails, i, local)
            if found is not None and _another_holder(clusters, i, found, local):
                barred.add(("".join(map(plain, clusters.words[i])), found))
    rest = []
    for i, found in chosen.items():
        if found is not None and ("".join(map(plain, clusters.words[i])), found) in barred:
            found = None
        if i in clusters.of:
            if found is not None and found != clusters.of[i] and len(clusters.words[i]) == 2:
                _move(clusters, i, found)
        elif found is not None:
            clusters.nodes[i].kind = "person"
            clusters.put(i, found)
        elif clusters.nodes[i].kind == "person":
            rest.append(i)
    _join_alone(clusters, rest)


def _another_holder(clusters: _Clusters, i: int, cluster: int, local: bool) -> bool:
    """Whether a surname with an office is not the full name that it could belong to, which lacks the office: "President
    Orrin" before his daughter's full name in one article; in several, more often than it.
    """
    offices = {office.role for office in clusters.nodes[i].offices}
    members = clusters.members[cluster]
    held = {office.role for j in members for office in clusters.nodes[j].offices}
    if not offices or offices & held:
        return False
    if local:
        return clusters.nodes[i].first < min(clusters.nodes[j].first for j in members)
    return clusters.nodes[i].count > sum(clusters.nodes[j].count for j in members)


def _move(clusters: _Clusters, i: int, found: int) -> None:
    """A double surname that was taken for a full name, to the person whose surname it is."""
    old = clusters.of[i]
    if clusters.members[old] == [i]:
        del clusters.members[old]
        clusters.put(i, found)


def _can_be_person(node: Entity) -> bool:
    if node.known or node.kind in ("role", "government", "place"):
        return False
    return node.kind == "person" or (node.kind == "other" and node.figure > -3 and node.locative <= 1)


def _only(clusters: _Clusters, i: int, candidates: set[int]) -> int | None:
    """The one cluster of the candidates that fits; of several the one that shares an article with the form."""
    ids = sorted({clusters.of[j] for j in candidates if j != i})
    node = clusters.nodes[i]
    if node.sex:
        ids = [c for c in ids if all(_sex(clusters.nodes[j]) in ("", node.sex) for j in clusters.members[c])]
    if len(ids) > 1:
        own = clusters.documents[i]
        together = [c for c in ids if any(own & clusters.documents[j] for j in clusters.members[c])]
        ids = together if len(together) == 1 else []
    return ids[0] if len(ids) == 1 else None


def _join_alone(clusters: _Clusters, rest: Iterable[int]) -> None:
    """Surnames without any full name, together where they are spelled or sound alike."""
    seen: dict[tuple[str, str], int] = {}
    for i in rest:
        key = "".join(map(plain, clusters.words[i]))
        key = sound(key) if len(key) > LEAST else key
        node = clusters.nodes[i]
        for sex in [node.sex, ""] if node.sex else ["", "m", "f"]:
            if (key, sex) in seen:
                clusters.put(i, clusters.of[seen[key, sex]])
                break
        else:
            clusters.put(i, i)
        seen.setdefault((key, node.sex), i)
