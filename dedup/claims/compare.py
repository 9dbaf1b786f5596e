"""Readings of several articles -> what they say on the same questions, and where one is silent."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.claims.alignment.align import Model, Pairs, model, pair_claims
from dedup.claims.alignment.group import Grouped, group_claims
from dedup.claims.alignment.question import question
from dedup.claims.comparison import Comparison, Document, Group, Judge, Omission, Origin, Possible, Published, Story
from dedup.claims.divergence.clashes import Scored, clash_groups
from dedup.claims.divergence.framings import framing_groups
from dedup.claims.divergence.omission import tell_omissions
from dedup.claims.divergence.spellings import spelling_groups
from dedup.claims.frames import Claim, Name, Reading
from dedup.config import AlignSettings


@dataclass(frozen=True)
class Coverage:
    """What the earlier stages know of the documents that are compared.

    Attributes
    ----------
    documents : sequence of Document
        One that is missing is its own origin and copy, and its scope is its story; the rest its `Article` says.
    stories, origins : sequences
        As they are written out.
    scope : mapping of document id to scope
        Claims are compared within one scope: a story id, a storyline id, or one name for all. The story's by default.
    """

    documents: Sequence[Document] = ()
    stories: Sequence[Story] = ()
    origins: Sequence[Origin] = ()
    scope: Mapping[str, str] = field(default_factory=dict)


def compare(
    readings: Iterable[Reading],
    settings: AlignSettings | None = None,
    *,
    names: Sequence[Name] = (),
    coverage: Coverage | None = None,
    judge: Judge | None = None,
    learned: Model | None = None,
) -> Comparison:
    """Put the claims of several documents together, one question a group.

    Parameters
    ----------
    readings : iterable of Reading
        A document each; their order does not matter.
    settings : AlignSettings, optional
        Defaults otherwise.
    names : sequence of Name
        The entities that the readings' mentions belong to.
    coverage : Coverage, optional
        All documents are one story, each with its own origin, otherwise.
    judge : Judge, optional
        Says of each group of two or more claims how they differ.
    learned : Model, optional
        Another model than the one that ships.

    Returns
    -------
    Comparison
        The same for any order of the readings.

    Raises
    ------
    ValueError
        Where two readings have one document id.

    Examples
    --------
    >>> from dedup.claims.frames import Article
    >>> def read(id, text):
    ...     return Reading(Article(id, text), (Claim(f"{id}:0", id, "text", 0, len(text), text, 0),))
    >>> one = read("echo", "Twelve sailors drowned when the ferry Sea Marigold sank off Port Ansel.")
    >>> two = read("herald", "Fifteen sailors drowned as the Sea Marigold sank off Port Ansel on Monday.")
    >>> [group.claims for group in compare([two, one]).groups]
    [('echo:0', 'herald:0')]
    """
    settings, coverage = settings or AlignSettings(), coverage or Coverage()
    read = _arrange(readings, coverage)
    documents = {one.document.id: one.document for one in read}
    claims = [claim for one in read for claim in one.reading.claims]
    counts = np.array([len(one.reading.claims) for one in read], np.int64)
    document = np.repeat(np.arange(len(read)), counts)
    scopes = {name: number for number, name in enumerate(dict.fromkeys(one.scope for one in read))}
    scope = np.repeat(np.array([scopes[one.scope] for one in read], np.int64), counts)
    learned = learned or model()
    pairs = pair_claims(claims, document, scope, settings)
    stories = {name: number for number, name in enumerate(dict.fromkeys(one.document.story_id for one in read))}
    story = np.repeat(np.array([stories[one.document.story_id] for one in read], np.int64), counts)
    abroad = story[pairs.left] != story[pairs.right]
    log_odds = learned.log_odds(pairs, document) - settings.other_story * abroad
    grouped = group_claims(pairs, log_odds, document, learned, settings.precision)
    groups = _groups(claims, grouped, documents)
    if judge is not None:
        entities = {name.id: name for name in names}
        groups = [_judged(group, members, judge, documents, entities) for group, members in groups]
    spelled = spelling_groups(claims, names, documents)
    framed = framing_groups(claims, documents) if judge is not None else []
    clashes = _clashes(claims, _apart(pairs, log_odds, document, grouped), names, documents, groups) if judge else []
    possible, unlisted = _possible(claims, pairs, log_odds, grouped, settings)
    omissions = _omissions(groups, possible, read, settings.omission_share)
    if judge is not None:
        groups = tell_omissions(groups, omissions, documents)
    return Comparison(
        documents=tuple(documents[one] for one in sorted(documents)),
        stories=tuple(coverage.stories),
        origins=tuple(coverage.origins),
        claims=tuple(claims),
        names=tuple(names),
        groups=tuple(group for group, _ in groups + clashes + spelled + framed),
        possible=possible,
        omissions=omissions,
        boilerplate=tuple((one.document.id, span) for one in read for span in one.reading.boilerplate),
        counts={
            "documents": len(read),
            "claims": len(claims),
            "pairs_compared": len(pairs.left),
            "groups": sum(len(members) > 1 for _, members in groups),
            "claims_at_cap": int(pairs.capped.sum()),
            "clash_groups": len(clashes),
            "spelling_groups": len(spelled),
            "framing_groups": len(framed),
            "anchors_at_cap": pairs.crowded,
            "possible_pairs": len(possible),
            "possible_pairs_beyond_cap": unlisted,
        },
    )


class _Read(NamedTuple):
    """A document with its reading and the scope that it is compared in."""

    document: Document
    reading: Reading
    scope: str


def _arrange(readings: Iterable[Reading], coverage: Coverage) -> list[_Read]:
    """Readings by scope, then by id."""
    known = {document.id: document for document in coverage.documents}
    made: dict[str, _Read] = {}
    for reading in readings:
        article = reading.article
        if article.id in made:
            raise ValueError(f"two readings have the id {article.id!r}")
        published = Published(article.published, "as given") if article.published else None
        story = coverage.scope.get(article.id, "")
        alone = Document(article.id, article.outlet, article.title, published, story, article.id, article.id)
        document = known.get(article.id, alone)
        made[article.id] = _Read(document, reading, coverage.scope.get(article.id, document.story_id))
    return sorted(made.values(), key=lambda one: (one.scope, one.document.id))


Grouping = tuple[Group, list[Claim]]


def _groups(claims: Sequence[Claim], grouped: Grouped, documents: Mapping[str, Document]) -> list[Grouping]:
    """Groups with their claims, by the first claim of each; a claim that is in another one is no group by itself."""
    members: dict[int, list[int]] = {}
    for number, of in enumerate(grouped.group.tolist()):
        members.setdefault(of, []).append(number)
    weakest = grouped.weakest.copy()
    also: set[int] = set()
    for number, of, mean in zip(
        *(one.tolist() for one in (grouped.also, grouped.also_in, grouped.also_mean)), strict=True
    ):
        members[of].append(number)
        also.add(number)
        weakest[of] = np.fmin(weakest[of], mean)
    return [
        _group(claims[of], [claims[number] for number in sorted(those)], float(weakest[of]), documents)
        for of, those in members.items()
        if len(those) > 1 or of not in also
    ]


def _group(namer: Claim, claims: list[Claim], weakest: float, documents: Mapping[str, Document]) -> Grouping:
    """A group, named by the first of its claims that has no other group to be named by."""
    of = list(dict.fromkeys(claim.document_id for claim in claims))
    origins = tuple(dict.fromkeys(documents[one].origin_id for one in of))
    group = Group(
        id=namer.id,
        story_id=documents[namer.document_id].story_id,
        question=question(claims),
        claims=tuple(claim.id for claim in claims),
        verdict="corroborated" if len(origins) > 1 else "single-source",
        outlets=tuple(dict.fromkeys(documents[one].outlet or one for one in of)),
        origins=origins,
        weakest=1.0 if math.isnan(weakest) else round(_probability(weakest), 6),
    )
    return group, claims


def _judged(
    group: Group, claims: list[Claim], judge: Judge, documents: Mapping[str, Document], names: Mapping[str, Name]
) -> Grouping:
    """A group of several claims with its verdict and divergences, and what is asked by what differs."""
    if len(claims) < 2:
        return group, claims
    group = judge(group, claims, documents, names)
    found = group.divergences + group.notes
    return (replace(group, question=question(claims, found)) if found else group), claims


def _apart(
    pairs: Pairs, log_odds: NDArray[np.float64], document: NDArray[np.int64], grouped: Grouped
) -> Iterator[Scored]:
    """Pairs of two documents that are in no one group."""
    abroad = document[pairs.left] != document[pairs.right]
    rows = np.flatnonzero(abroad & ~grouped.together(pairs.left, pairs.right))
    for row in rows.tolist():
        yield Scored(int(pairs.left[row]), int(pairs.right[row]), float(log_odds[row]))


def _clashes(
    claims: Sequence[Claim],
    apart: Iterable[Scored],
    names: Sequence[Name],
    documents: Mapping[str, Document],
    groups: Sequence[Grouping],
) -> list[Grouping]:
    """Groups of claims that alignment left apart and that cannot both be true."""
    return clash_groups(claims, apart, {name.id: name for name in names}, documents, [group for group, _ in groups])


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _possible(
    claims: Sequence[Claim], pairs: Pairs, log_odds: NDArray[np.float64], grouped: Grouped, settings: AlignSettings
) -> tuple[tuple[Possible, ...], int]:
    """Pairs of two documents and two groups that are likely enough to be shown, the likeliest first; and how many more.

    A pair is shown where it is among the likeliest of either of its claims.
    """
    least = min(max(settings.possible, 1e-9), 1 - 1e-9)
    likely = log_odds >= math.log(least / (1 - least))
    rows = np.flatnonzero(likely & ~grouped.together(pairs.left, pairs.right))
    # Rounded, so that equals do not stand by the last bit of a sum.
    order = rows[np.lexsort((pairs.right[rows], pairs.left[rows], -np.round(log_odds[rows], 9)))].tolist()
    listed: Counter[int] = Counter()
    made, unlisted = [], 0
    for at in order:
        left, right = int(pairs.left[at]), int(pairs.right[at])
        one, other = claims[left], claims[right]
        if one.document_id == other.document_id:
            continue
        if min(listed[left], listed[right]) >= settings.possible_per_claim:
            unlisted += 1
            continue
        listed.update((left, right))
        made.append(Possible(one.id, other.id, round(_probability(log_odds[at]), 6)))
    return tuple(made), unlisted


def _omissions(
    groups: Sequence[Grouping], possible: Sequence[Possible], read: Sequence[_Read], share: float
) -> tuple[Omission, ...]:
    """Documents that are silent where two or more other origins of their story answer, and a good share of all.

    Not those of an origin that answers, nor those with a claim that possibly does.
    """
    stories: dict[str, list[Document]] = {}
    for one in read:
        stories.setdefault(one.document.story_id, []).append(one.document)
    of = {claim.id: claim.document_id for _, claims in groups for claim in claims}
    maybe: dict[str, set[str]] = {}
    for pair in possible:
        maybe.setdefault(pair.left, set()).add(of[pair.right])
        maybe.setdefault(pair.right, set()).add(of[pair.left])
    found = []
    for group, claims in groups:
        known = stories[group.story_id]
        if len(group.origins) < max(2, share * len({document.origin_id for document in known})):
            continue
        near = set().union(*(maybe.get(claim.id, set()) for claim in claims))
        found += [
            Omission(group.id, document.id)
            for document in known
            if document.origin_id not in group.origins and document.id not in near
        ]
    return tuple(found)
