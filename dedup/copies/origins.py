"""The origins stage: from shared passages to who has it from whom."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.config import OriginSettings
from dedup.copies.agencies import Agency
from dedup.copies.derive import Derivation, Evidence, said
from dedup.copies.desk import Desk
from dedup.copies.find import Progress, clock
from dedup.copies.judge import Judge
from dedup.copies.lineage import trace
from dedup.copies.precedence import hours_between
from dedup.copies.provenance import Origins
from dedup.copies.reuse import Reuse


def find_origins(
    reuse: Reuse,
    settings: OriginSettings,
    *,
    stories: NDArray[np.int64] | None = None,
    agencies: Sequence[Agency] = (),
    owners: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    seconds: dict[str, float] | None = None,
) -> Origins:
    """Tell derived texts from independent reports, and give every document an origin.

    Parameters
    ----------
    reuse : Reuse
        Pairs that share passages.
    settings : OriginSettings
    stories : int64 [n], optional
        By document number, a number that documents on one event share.
    agencies : sequence of Agency
        To know beside those that ship and the outlets of the corpus; their forms win.
    owners : mapping of outlet to owner, optional
    progress : callable, optional
    seconds : dict, optional
        Wall seconds of earlier stages, to be continued.

    Returns
    -------
    Origins
        Cost: about 0.2 ms a pair and 2 ms a document that is in one.
    """
    seconds = {} if seconds is None else seconds
    with clock(seconds, "origins"):
        desk = Desk(reuse.copies.corpus, agencies)
        judge = Judge(desk, reuse, settings, stories)
        judged = list(judge.judged(progress))
        copies = _copies(desk, reuse.copies.leader)
        lineage = trace(reuse.copies.leader, desk.rank, [d for d in judged if d.degree != "not"], settings)
        made = Origins(reuse, settings, lineage, judged, copies, desk, owners or {}, judge)
    degrees = Counter(derivation.degree for derivation in judged)
    facts = {"settings": dataclasses.asdict(settings), "pairs": len(judge.looked_at)}
    facts |= {name: degrees[name] for name in ("wholly", "partly")}
    facts["not"] = len(judge.looked_at) - degrees["wholly"] - degrees["partly"]
    made.run["origins"] = {**facts, **made.counts()}
    made.run["seconds"] = seconds
    return made


def _copies(desk: Desk, leader: NDArray[np.int64]) -> list[Derivation]:
    """For each copy that is not the kept one: its derivation, of which the likeness is the proof."""
    return [_copy(desk, int(leader[n]), n) for n in np.flatnonzero(leader != np.arange(len(leader))).tolist()]


def _copy(desk: Desk, kept: int, number: int) -> Derivation:
    left, right = desk[min(kept, number)], desk[max(kept, number)]
    hours = hours_between(left.published, right.published)
    proof = Evidence("copy", number, 0, len(desk[number].text), "a copy of the other, verified", 1.0)
    direction, by = said(left, right, hours)
    words = min(left.n_words, right.n_words)
    return Derivation(left.number, right.number, "wholly", direction, by, words, words, 1.0, 1.0, 1.0, hours, (proof,))
