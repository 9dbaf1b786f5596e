"""What an article, or several, say of one name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from dedup.claims.names.roles import Office


@dataclass(slots=True)
class Entity:
    """What one article says of one name: its words (`spelled` as they stand), its forms with their counts and
    what kind it is.

    `known` is the canonical of a table's name; `keys` are what things are joined by; `anchor` is the id of the person
    whose counterpart a role is; `weak` where nothing but the first word of a sentence says that it is a name;
    `first` is its place in the order in which names come up.
    Picklable: articles are read in processes.
    """

    id: str
    kind: str
    core: tuple[str, ...] = ()
    cores: Counter[tuple[str, ...]] = field(default_factory=Counter)
    spelled: dict[tuple[str, ...], str] = field(default_factory=dict)
    forms: Counter[str] = field(default_factory=Counter)
    offices: Counter[Office] = field(default_factory=Counter)
    sex: str = ""
    known: str = ""
    keys: tuple[str, ...] = ()
    key: str = ""
    anchor: str = ""
    figure: int = 0
    locative: int = 0
    acting: int = 0
    generic: bool = False
    weak: bool = True
    first: int = 0

    @property
    def count(self) -> int:
        """How often it is mentioned."""
        return self.forms.total()


@dataclass(frozen=True, slots=True)
class Found:
    """The names of one article: (start, end, entity id) of every mention in its text and in its title, by start (an
    outer one before those inside it), and the entities.
    """

    text: tuple[tuple[int, int, str], ...]
    title: tuple[tuple[int, int, str], ...]
    entities: tuple[Entity, ...]


# which kind is kept where mentions of one name differ
STRENGTH = {"other": 0, "place": 1, "organisation": 2, "person": 3, "role": 4, "government": 5}


def merge_into(head: Entity, node: Entity) -> None:
    """Give an entity what is known of another one that is the same."""
    head.cores.update(node.cores)
    head.forms.update(node.forms)
    for core, raw in node.spelled.items():
        head.spelled.setdefault(core, raw)
    head.offices.update(node.offices)
    head.keys = tuple(sorted({*head.keys, *node.keys}))
    head.sex = head.sex or node.sex
    head.known = head.known or node.known
    head.figure += node.figure
    head.locative += node.locative
    head.acting += node.acting
    head.weak = head.weak and node.weak


def canonical_form(entity: Entity) -> str:
    """The fullest form: a table's name, or in Latin script before others the most words, then the most frequent."""
    if entity.known and not entity.known.startswith("?"):
        return entity.known
    if entity.cores:
        best = min(
            entity.cores,
            key=lambda core: (
                not core[0].isascii(),
                _led_in(core, entity.cores),
                -len(core),
                -entity.cores[core],
                core,
            ),
        )
        return entity.spelled.get(best, " ".join(best))
    return min(entity.forms, key=lambda form: (-entity.forms[form], form)).removeprefix("the ").removeprefix("The ")


def _led_in(core: tuple[str, ...], cores: Counter[tuple[str, ...]]) -> bool:
    """Whether a form is a more frequent full name with a word before it, which is then no part of it."""
    return len(core) > 2 and cores.get(core[1:], 0) >= cores[core]
