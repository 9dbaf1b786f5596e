"""Who holds an office, and so whom a role stands for; which government is meant.

A role belongs to the one person who is said to hold the office in the articles: one who is named in the same article
comes before others. Where two could be meant, nobody is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dedup.claims.names.entities import Entity
from dedup.claims.names.roles import Office


def resolve_roles(
    entities: Sequence[Entity], documents: Sequence[frozenset[int]], places: dict[tuple[int, str], int]
) -> list[int]:
    """For each entity the index of the person whom it stands for, else of the role that it is one with.

    Parameters
    ----------
    entities : sequence of Entity
    documents : sequence of frozenset of int
        The articles of each.
    places : dict
        (article, id of an entity there) -> index, for the people whose counterpart a role is.

    Returns
    -------
    list of int
    """
    owner = list(range(len(entities)))
    _give_counterparts(entities)
    holders = [i for i, entity in enumerate(entities) if entity.kind == "person" and entity.offices]
    by_word: dict[str, list[int]] = defaultdict(list)
    for i in holders:
        for word in sorted({office.role.split()[-1] for office in entities[i].offices}):
            by_word[word].append(i)
    alone: dict[Office, int] = {}
    for i, entity in enumerate(entities):
        if entity.kind != "role":
            continue
        offices = _asked(entity, documents[i], entities, places)
        found = _holder(offices, entities, by_word, documents, i)
        if found is not None:
            owner[i] = found
        elif not entity.generic and offices:
            owner[i] = alone.setdefault(offices[0], i)
    return owner


def _give_counterparts(entities: Sequence[Entity]) -> None:
    """In "his Iranian counterpart Zarif": the office of whom he stands with is not known here, so none is given."""
    for entity in entities:
        for office in [office for office in entity.offices if office.role.endswith("counterpart")]:
            if entity.kind == "person":
                del entity.offices[office]


def _asked(
    entity: Entity, documents: frozenset[int], entities: Sequence[Entity], places: dict[tuple[int, str], int]
) -> list[Office]:
    """The offices that a role can mean; a counterpart's are those of the person beside it, of the other state."""
    out = []
    for office in sorted(entity.offices, key=lambda office: (office.role, office.state)):
        if office.role != "counterpart":
            out.append(office)
            continue
        for document in sorted(documents):
            person = places.get((document, entity.anchor))
            if person is not None:
                roles = sorted({held.role for held in entities[person].offices if held.role != "counterpart"})
                out += [Office(role, office.state) for role in roles]
    return out


def _holder(
    offices: Sequence[Office],
    entities: Sequence[Entity],
    by_word: dict[str, list[int]],
    documents: Sequence[frozenset[int]],
    role: int,
) -> int | None:
    """The one person who holds one of the offices."""
    found = set()
    for office in offices:
        for i in by_word.get(office.role.split()[-1], ()):
            held = [other for other in entities[i].offices if other.fits(office)]
            if held and (not entities[role].generic or documents[i] & documents[role]):
                found.add(i)
    here = {i for i in found if documents[i] & documents[role]}
    # one whose state is said comes before one of whom only the office is known
    for group in (here, found - here):
        exact = {
            i
            for i in group
            if any(o.state and o.state == p.state for o in offices for p in entities[i].offices if o.fits(p))
        }
        best = exact or group
        if len(best) == 1:
            return min(best)
        if best:
            return None
    return None


def resolve_governments(entities: Sequence[Entity]) -> list[int]:
    """Governments by state and number. One without a state is that of the only state whose government has its number;
    a "new" one is the only numbered one of its state.
    """
    owner = list(range(len(entities)))
    own = [(i, _state(entities[i]), entities[i].key) for i in owner if entities[i].kind == "government"]
    states: dict[str, set[str]] = defaultdict(set)
    for _, state, key in own:
        if state and key[:1].isdigit():
            states[key].add(state)
    numbered: dict[str, set[str]] = defaultdict(set)
    for key, found in states.items():
        for state in found:
            numbered[state].add(key)
    heads: dict[tuple[str, str], int] = {}
    for i, state, key in own:
        if not state and len(states.get(key, ())) == 1:
            state = next(iter(states[key]))
        if key == "new" and len(numbered.get(state, ())) == 1:
            key = next(iter(numbered[state]))
        owner[i] = heads.setdefault((state, key), i)
    return owner


def _state(entity: Entity) -> str:
    return min((office.state for office in entity.offices), default="")
