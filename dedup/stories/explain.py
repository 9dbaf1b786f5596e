"""Two documents -> why they are in one story or not, and what would have changed that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dedup.kernels.meet import top_terms
from dedup.kernels.products import N_PRODUCTS, products
from dedup.stories.candidates import PARTIAL
from dedup.stories.evidence import Evidence
from dedup.stories.features import FEATURES, expected_gap, matrix

if TYPE_CHECKING:
    from dedup.stories.result import Stories

BOUNDED = ("root", "title", "name")
"""Features that go from 0 to 1."""


@dataclass(frozen=True)
class Feature:
    """One thing that the pair score looks at. contribution: coefficient times value, in log-odds."""

    name: str
    value: float
    contribution: float


@dataclass(frozen=True)
class Change:
    """A change of one feature, the others as they are.

    feature: its name. now, then: in the unit that a reader knows, `unit`: days, cosine or dates. gain: log-odds that
    it adds to the pair. enough: whether it alone would have changed the answer.
    """

    feature: str
    now: float
    then: float
    unit: str
    gain: float
    enough: bool


@dataclass(frozen=True)
class Why:
    """Why two documents are in one story or not.

    Attributes
    ----------
    left, right : str
        Ids as they were asked for; left_kept, right_kept: those that their copy clusters keep, which were compared.
    left_story, right_story : str
        Ids of their stories.
    together, copies : bool
        Whether they are in one story; whether in one copy cluster, where nothing else was looked at.
    days : float or None
        Between them; None where a date is missing.
    candidate : bool
        Whether the pair was scored. left_out: where not, `window` (too far apart in time), `words` (their heaviest
        terms share too little), `cap` (others were nearer in words), `reach` (others that share the same terms were
        nearer in time) or `cosine` (they share too little of all); None otherwise.
    features : tuple of Feature
        Those of the pair, whether it was scored or not.
    intercept, log_odds : float
        The latter is the sum of intercept and contributions.
    begin, least, absent : float
        Log-odds at which two documents join; mean log-odds at which stories do; what a pair that was not scored counts.
    mean_link : float or None
        Mean log-odds over all pairs between both stories (of one story: over all its pairs), as linkage saw them.
    pairs, scored : int
        How many pairs that mean runs over, and how many of them were scored.
    needed : float
        Log-odds that `mean_link` lacks to join the stories, above 0, and what the pair lacks to count more than one
        that was not scored; where they are together, minus what the story's weakest join had to spare, 0 or below.
    changes : tuple of Change
        What would have raised (where they are together: lowered) the pair's log-odds by as much, those that are enough
        first. Of stories of several documents, all pairs between them would have had to change so on average.
    """

    left: str
    right: str
    left_kept: str
    right_kept: str
    left_story: str
    right_story: str
    together: bool
    copies: bool
    days: float | None
    candidate: bool
    left_out: str | None
    features: tuple[Feature, ...]
    intercept: float
    log_odds: float
    begin: float
    least: float
    absent: float
    mean_link: float | None
    pairs: int
    scored: int
    needed: float
    changes: tuple[Change, ...]


def why(evidence: Evidence, stories: Stories, left: int, right: int) -> Why:
    """Explain two document numbers.

    Cost: a pass over the scored pairs.
    """
    ids = stories.copies.corpus.columns("id")["id"]
    a, b = stories.place(left), stories.place(right)
    copies, scorer = a == b, evidence.scorer
    values = pair_features(evidence, a, b)
    features = tuple(
        Feature(name, float(x), float(c * x)) for name, x, c in zip(FEATURES, values, scorer.coefficients, strict=True)
    )
    log_odds = float(scorer.log_odds(values[None])[0])
    together = bool(stories.story[left] == stories.story[right])
    left_out = None if copies else reason(evidence, a, b)
    mean, pairs, scored = mean_link(evidence, a, b)
    needed = 0.0 if copies else lacking(evidence, a, b, mean, log_odds)
    gap = abs(float(evidence.day[a] - evidence.day[b]))
    name = {number: ids[int(number)].as_py() for number in (left, right, *evidence.kept[[a, b]])}
    return Why(
        left=name[left],
        right=name[right],
        left_kept=name[evidence.kept[a]],
        right_kept=name[evidence.kept[b]],
        left_story=ids[int(stories.story[left])].as_py(),
        right_story=ids[int(stories.story[right])].as_py(),
        together=together,
        copies=copies,
        days=None if np.isnan(gap) else gap,
        candidate=not copies and left_out is None,
        left_out=left_out,
        features=features,
        intercept=scorer.intercept,
        log_odds=log_odds,
        begin=scorer.begin,
        least=scorer.least,
        absent=scorer.absent,
        mean_link=mean,
        pairs=pairs,
        scored=scored,
        needed=needed,
        changes=() if copies else changes(evidence, values, gap, needed, together),
    )


def pair_features(evidence: Evidence, a: int, b: int) -> NDArray[np.float64]:
    """The features of two kept documents, whether they were a candidate or not: float64 [10]."""
    rows, made = evidence.weighted, np.empty((1, N_PRODUCTS), np.float32)
    left, right = np.array([a]), np.array([b])
    columns = (rows.all, rows.title, rows.name, rows.lead, rows.rarity)
    products(rows.starts, rows.terms, *columns, left, right, made)
    found: NDArray[np.float64] = matrix(left, right, made, evidence.lengths, evidence.day, evidence.around)[0]
    return found


def reason(evidence: Evidence, a: int, b: int) -> str | None:
    """Why two kept documents were not scored, as `Why.left_out`; None where they were."""
    first, second = (a, b) if evidence.rank[a] < evidence.rank[b] else (b, a)
    if ((evidence.scored.left == first) & (evidence.scored.right == second)).any():
        return None
    earlier = evidence.found.left[evidence.found.right == second]
    if (earlier == first).any():
        return "cosine"
    if abs(evidence.day[a] - evidence.day[b]) > evidence.window:
        return "window"
    if heaviest_share(evidence, a, b) < PARTIAL * evidence.settings.least_cosine:
        return "words"
    return "cap" if len(earlier) >= evidence.settings.keep else "reach"


def heaviest_share(evidence: Evidence, a: int, b: int) -> float:
    """What the heaviest terms of two kept documents share, as the candidates count it."""
    rows, k = evidence.weighted, evidence.settings.top
    spans = [slice(rows.starts[d], rows.starts[d + 1]) for d in (a, b)]
    terms, weights = np.zeros((2, k), np.int32), np.zeros((2, k), np.float32)
    counts = np.zeros(2, np.int64)
    starts = np.cumsum([0, *(span.stop - span.start for span in spans)])
    both = [np.concatenate([column[span] for span in spans]) for column in (rows.terms, rows.all)]
    top_terms(starts, *both, terms, weights, counts)
    one, other = (dict(zip(terms[i, : counts[i]], weights[i, : counts[i]], strict=True)) for i in (0, 1))
    return float(sum(weight * other.get(term, 0.0) for term, weight in one.items()))


def mean_link(evidence: Evidence, a: int, b: int) -> tuple[float | None, int, int]:
    """(mean log-odds, pairs, scored pairs) between the stories of two kept documents, inside it where it is one."""
    first, scored, absent = evidence.linked.first, evidence.scored, evidence.scorer.absent
    one, other = (first == first[x] for x in (a, b))
    n, m = int(one.sum()), int(other.sum())
    if first[a] == first[b]:
        inside, pairs = one[scored.left] & one[scored.right], n * (n - 1) // 2
    else:
        inside = (one[scored.left] & other[scored.right]) | (other[scored.left] & one[scored.right])
        pairs = n * m
    if not pairs:
        return None, 0, 0
    odds = np.clip(scored.log_odds[inside], absent, -absent)
    return float((odds.sum() + absent * (pairs - len(odds))) / pairs), pairs, len(odds)


def lacking(evidence: Evidence, a: int, b: int, mean: float | None, log_odds: float) -> float:
    """See `Why.needed`."""
    scorer, first = evidence.scorer, evidence.linked.first
    sizes = [int((first == first[x]).sum()) for x in (a, b)]
    if first[a] == first[b]:
        threshold = scorer.begin if sizes[0] == 2 else scorer.least
        return min(0.0, threshold - float(evidence.linked.weakest[a]))
    have = scorer.absent if mean is None else mean
    return (scorer.begin if sizes == [1, 1] else scorer.least) - have + max(0.0, scorer.absent - log_odds)


def changes(
    evidence: Evidence, values: NDArray[np.float64], gap: float, needed: float, together: bool
) -> tuple[Change, ...]:
    """See `Why.changes`: each is no larger than is needed, and inside the range of its feature."""
    value = {name: float(x) for name, x in zip(FEATURES, values, strict=True)}
    weight = {name: float(x) for name, x in zip(FEATURES, evidence.scorer.coefficients, strict=True)}
    made = [] if together or not np.isnan(gap) else [_dated(evidence, weight, needed)]
    if not np.isnan(gap) and weight["log_days"] < 0:
        made += _days(evidence, value["log_days"], weight["log_days"], gap, needed)
    for name in BOUNDED:
        if weight[name] > 0:
            wanted = value[name] + needed / weight[name]
            then = min(1.0, max(0.0, wanted))
            made.append(Change(name, value[name], then, "cosine", weight[name] * (then - value[name]), wanted == then))
    made = [change for change in made if change.gain]
    return tuple(sorted(made, key=lambda change: (not change.enough, -abs(change.gain), change.feature)))


def _dated(evidence: Evidence, weight: dict[str, float], needed: float) -> Change:
    """Both dates known, and the same day."""
    gain = -(weight["undated"] + weight["undated_gap"] * expected_gap(evidence.day))
    return Change("undated", 0, 1, "dates", gain, gain >= needed)


def _days(evidence: Evidence, value: float, weight: float, gap: float, needed: float) -> list[Change]:
    """Nearer in time, and inside the window, or farther apart."""
    wanted = value + needed / weight
    then = float(np.expm1(max(0.0, wanted)))
    then = min(then, evidence.window) if needed > 0 else then
    return [Change("log_days", gap, then, "days", weight * (float(np.log1p(then)) - value), wanted >= 0)]
