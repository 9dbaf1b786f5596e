"""What the origins stage answers, in a form that can be questioned."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from dedup.config import OriginSettings
from dedup.copies.derive import Derivation
from dedup.copies.desk import Desk
from dedup.copies.judge import Judge
from dedup.copies.lineage import Head, Lineage, head_of
from dedup.copies.matrix import Taken, matrix
from dedup.copies.reuse import Reuse
from dedup.schema import OUT_DERIVATIONS, OUT_EVIDENCE, OUT_ORIGINS


@dataclass(frozen=True)
class Origin:
    """Documents that have their text from one source.

    id: of the source, or of the earliest of them. source: id of the document that the others have their text from, None
    where it is not in the corpus. agency: whom they credit. members: ids in order of time (unknown last). wholly,
    partly: derived documents. owner: of the source's outlet. also: ids of other origins that members have a part from.
    """

    id: str
    source: str | None
    agency: str | None
    members: tuple[str, ...]
    outlets: tuple[str, ...]
    wholly: int
    partly: int
    owner: str | None
    first: str | None
    last: str | None
    also: tuple[str, ...]


class Origins:
    """Origins of the documents of a corpus, with the evidence.

    Attributes
    ----------
    reuse : Reuse
    origin : int64 [n]
        By document number: the number of the document that its origin is called by, its own where it is independent.
    derivations : list of Derivation
        Of pairs that are derived, sorted by (left, right); copies among them.
    settings : OriginSettings
    run : dict
        What `run.json` says: that of the earlier stages and, under `origins`, this one's.
    """

    def __init__(
        self,
        reuse: Reuse,
        settings: OriginSettings,
        lineage: Lineage,
        judged: Sequence[Derivation],
        copies: Sequence[Derivation],
        desk: Desk,
        owners: Mapping[str, str],
        judge: Judge,
    ) -> None:
        self.reuse, self.settings, self.owners = reuse, settings, owners
        self._lineage, self._desk, self._judge, self._stories = lineage, desk, judge, judge.stories
        derived = [derivation for derivation in judged if derivation.degree != "not"]
        self.derivations = sorted([*derived, *copies], key=lambda d: (d.left, d.right))
        self._judged = {(d.left, d.right): d for d in (*judged, *copies)}
        self._heads: dict[int, Head] = {}
        self.origin = lineage.root.copy()
        for root, members in self._groups().items():
            if len(members) > 1:
                head = head_of(members, root, desk.rank, desk)
                self.origin[members] = head.number
                self._heads[head.number] = head
        self.run: dict[str, Any] = dict(reuse.run)

    def __repr__(self) -> str:
        return f"<Origins: {len(self.origin)} documents, {len(np.unique(self.origin))} origins>"

    def _groups(self) -> dict[int, list[int]]:
        """By root: its documents in order of time."""
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for number in np.argsort(self._desk.rank).tolist():
            groups[int(self._lineage.root[number])].append(number)
        return groups

    def counts(self) -> dict[str, int]:
        """Origins in all, and those of several documents."""
        sizes = np.unique(self.origin, return_counts=True)[1]
        several = sizes[sizes > 1]
        return {
            "origins": len(sizes),
            "origins_of_several": len(several),
            "documents_in_them": int(several.sum()),
            "largest": int(sizes.max(initial=0)),
        }

    @cached_property
    def _about(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.reuse.copies.corpus.columns("id", "outlet", "published").to_pylist()
        return rows

    def independent(self, ids: Iterable[str]) -> int:
        """How many independent origins some documents have, such as those of a story or a copy cluster.

        Raises
        ------
        UnknownDocumentError
            Where there is no document of such an id.
        """
        return len({int(self.origin[self.reuse.copies.corpus.number(name)]) for name in ids})

    def houses(self, ids: Iterable[str]) -> int:
        """How many owners the sources of their origins have; an outlet without one counts by itself."""
        heads = {int(self.origin[self.reuse.copies.corpus.number(name)]) for name in ids}
        return len({self._house(number) for number in heads})

    def _house(self, number: int) -> str:
        outlet = self._about[number]["outlet"]
        return f"outlet {number}" if outlet is None else self.owners.get(outlet, f"outlet {outlet}")

    def origins(self, least: int = 2, most: int | None = None) -> list[Origin]:
        """Origins of at least so many documents, the largest first, then by id; `most` of them at the most."""
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for number in np.argsort(self._desk.rank).tolist():
            groups[int(self.origin[number])].append(number)
        heads = sorted(groups, key=lambda head: (-len(groups[head]), head))
        return [self._origin(head, groups[head]) for head in heads if len(groups[head]) >= least][:most]

    def _origin(self, number: int, members: Sequence[int]) -> Origin:
        rows, ids = [self._about[n] for n in members], set(members)
        head = self._heads.get(number, Head(number, number, None))
        sides = [link for link in self._lineage.sides if link.child in ids]
        also = sorted({int(self.origin[link.parent]) for link in sides} - {number})
        degrees = self._degrees(members, head.source)
        dates = [row["published"] for row in rows if row["published"]]
        outlet = self._about[number]["outlet"]
        return Origin(
            self._about[number]["id"],
            None if head.source is None else self._about[head.source]["id"],
            head.agency,
            tuple(row["id"] for row in rows),
            tuple(dict.fromkeys(row["outlet"] for row in rows if row["outlet"])),
            degrees["wholly"],
            degrees["partly"],
            self.owners.get(outlet) if outlet else None,
            dates[0] if dates else None,
            dates[-1] if dates else None,
            tuple(self._about[n]["id"] for n in also),
        )

    def _degrees(self, members: Sequence[int], source: int | None) -> Counter[str]:
        degrees: Counter[str] = Counter()
        for number in members:
            kept = int(self.reuse.copies.leader[number])
            link = self._lineage.mains.get(kept)
            if number != source and (kept != number or link is not None):
                degrees["wholly" if link is None or kept != number else link.derivation.degree] += 1
        return degrees

    def derivation(self, a: str, b: str) -> Derivation | None:
        """What was found on two documents, None where they share no passage.

        Raises
        ------
        UnknownDocumentError
            Where there is no document of this id.
        """
        x, y = (self.reuse.copies.corpus.number(name) for name in (a, b))
        pair = (min(x, y), max(x, y))
        return self._judged.get(pair) or self._judge.find(*pair)

    def taken(self) -> Iterator[Taken]:
        """Every document that has text from another outlet: from its main source, and from those at its side."""
        desk, names = self._desk, self._desk.names
        copies = [d for d in self.derivations if d.evidence and d.evidence[0].kind == "copy"]
        links = [*self._lineage.mains.values(), *self._lineage.sides]
        pairs = [(link.parent, link.child, link.derivation) for link in links]
        leader = self.reuse.copies.leader
        for d in copies:
            child = d.left if d.source == d.right or (d.source is None and leader[d.left] == d.right) else d.right
            pairs.append((d.left + d.right - child, child, d))
        for parent, child, found in pairs:
            source, outlet = names.of_outlet(desk.outlets[parent]), names.of_outlet(desk.outlets[child])
            if source is None or outlet is None or source == outlet or found.direction == "common":
                continue
            direction = "unknown" if found.source is None else "known"
            hours = None if found.hours is None else abs(found.hours)
            yield Taken(source, outlet, child, direction, found.words, found.degree == "wholly", hours)
        yield from self._credited()

    def _credited(self) -> Iterator[Taken]:
        """Documents of an origin whose agency is not in the corpus, and that credit it."""
        for number, head in sorted(self._heads.items()):
            if head.source is not None or head.agency is None:
                continue
            for member in np.flatnonzero(self.origin == number).tolist():
                outlet = self._desk.names.of_outlet(self._desk.outlets[member])
                if outlet is None or head.agency not in self._desk[member].whole_credits:
                    continue
                link = self._lineage.mains.get(member)
                words = link.derivation.words if link else 0
                wholly = link is not None and link.derivation.degree == "wholly"
                yield Taken(head.agency, outlet, member, "credited", words, wholly, None)

    @cached_property
    def matrix(self) -> pa.Table:
        """Who reuses whom: `schema.OUT_MATRIX`."""
        return matrix(self.taken(), self.owners)

    def table(self) -> pa.Table:
        """A row an origin of several documents, sorted by id: `schema.OUT_ORIGINS`."""
        plain = [name for name in OUT_ORIGINS.names if name not in ("documents", "outlets", "also")]
        rows = [
            {
                **{name: getattr(origin, name) for name in plain},
                "documents": len(origin.members),
                "outlets": ", ".join(origin.outlets),
                "also": ", ".join(origin.also),
            }
            for origin in sorted(self.origins(), key=lambda origin: origin.id.encode())
        ]
        return pa.Table.from_pylist(rows, schema=OUT_ORIGINS)

    def derivations_table(self) -> pa.Table:
        """A row a derived pair: `schema.OUT_DERIVATIONS`."""
        mains = {id(link.derivation) for link in self._lineage.mains.values()}
        sides = {id(link.derivation) for link in self._lineage.sides}
        plain = [name for name in OUT_DERIVATIONS.names if name not in ("left", "right", "role")]
        rows = [
            {
                "left": self._about[d.left]["id"],
                "right": self._about[d.right]["id"],
                "role": "main" if id(d) in mains or d.evidence[0].kind == "copy" else "side" if id(d) in sides else "",
                **{name: getattr(d, name) for name in plain},
            }
            for d in self.derivations
        ]
        return pa.Table.from_pylist(rows, schema=OUT_DERIVATIONS)

    def evidence(self) -> pa.Table:
        """A row a trace: `schema.OUT_EVIDENCE`."""
        rows = [
            {
                "left": self._about[d.left]["id"],
                "right": self._about[d.right]["id"],
                "kind": item.kind,
                "document_id": self._about[item.document]["id"],
                "start": item.start,
                "end": item.end,
                "note": item.note,
                "weight": item.weight,
            }
            for d in self.derivations
            for item in d.evidence
        ]
        return pa.Table.from_pylist(rows, schema=OUT_EVIDENCE)

    def tables(self) -> dict[str, pa.Table]:
        """The tables of the earlier stages with the origins in them, and those of this stage."""
        tables = self.reuse.tables()
        ids = tables["documents"]["id"].combine_chunks()
        place = tables["documents"].schema.get_field_index("copy_id") + 1
        tables["documents"] = tables["documents"].add_column(place, "origin_id", ids.take(pa.array(self.origin)))
        if "stories" in tables and self._stories is not None:
            tables["stories"] = self._with_origins(tables["stories"])
        made = {"origins": self.table(), "derivations": self.derivations_table(), "evidence": self.evidence()}
        return {**tables, **made, "reuse_matrix": self.matrix}

    def _with_origins(self, stories: pa.Table) -> pa.Table:
        """The stories with how many independent origins each has, and how many owners where these are known."""
        origins: defaultdict[str, set[int]] = defaultdict(set)
        assert self._stories is not None
        for number, story in enumerate(self._stories.tolist()):
            origins[self._about[story]["id"]].add(int(self.origin[number]))
        ids = stories["id"].to_pylist()
        place = stories.schema.get_field_index("outlets") + 1
        counted = stories.add_column(place, "origins", pa.array([len(origins[name]) for name in ids], pa.int64()))
        if not self.owners:
            return counted
        houses = [len({self._house(number) for number in origins[name]}) for name in ids]
        return counted.add_column(place + 1, "owners", pa.array(houses, pa.int64()))
