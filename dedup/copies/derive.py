"""Two documents that share passages -> whether one has its text from the other, and from which evidence.

Words that stand in quotation marks belong to their speaker and prove little: two reporters hear the same sentence;
names and numbers belong to the event. What proves a common text is the reporters' own words, and every other trace adds
to it: a credit, a spelling left over, the same translation of a quotation, the same order of the same passages. Each
has a weight; from 1 on the texts are held to be derived. The weights are settings; `docs/origins.md` says on what they
were measured.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from dedup.config import OriginSettings
from dedup.copies.credits import Credit
from dedup.copies.precedence import hours_between
from dedup.copies.quotes import other_wording, shared_quotes
from dedup.copies.side import Side
from dedup.copies.spellings import LeftOver, left_over, shared_rare
from dedup.copies.widen import widen

Degree = Literal["wholly", "partly", "not"]
Direction = Literal["left", "right", "common", "unknown"]


QUOTED = ("quote", "translation")
DATELINE_HOURS = 48
"""An agency updates what it sent, and its page has the date of the last time."""
SURE = 0.8
"""A credit from here on says that the whole text is of the agency."""


class Run(NamedTuple):
    """A shared passage: half-open character spans in both raw texts, and how many words are equal."""

    left_start: int
    left_end: int
    right_start: int
    right_end: int
    same: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a common text: `kind`, a span in the raw text of `document` (a number), a note, and its weight.

    kind is passage, quote, translation, spelling, order, credit or copy. A weight is additive; 1 is proof.
    """

    kind: str
    document: int
    start: int
    end: int
    note: str
    weight: float


@dataclass(frozen=True)
class Derivation:
    """What the evidence says on a pair of documents.

    left, right: document numbers, left < right. degree: `wholly` where most of the derived text stands in the other,
    `partly`, `not`. direction: where it comes from: `left`, `right`, `common` (both from a third that is not among
    them), `unknown`. by: what decided the direction. words: equal words; own_words: those outside quotation marks;
    share_left, share_right: of each one's words. weight: of all evidence. hours: from the left to the right one, None
    where their dates do not tell.
    """

    left: int
    right: int
    degree: Degree
    direction: Direction
    by: str
    words: int
    own_words: int
    share_left: float
    share_right: float
    weight: float
    hours: float | None
    evidence: tuple[Evidence, ...]

    @property
    def source(self) -> int | None:
        """The document that the other one has its text from."""
        return {"left": self.left, "right": self.right}.get(self.direction)


def derive(
    left: Side,
    right: Side,
    runs: Sequence[Run],
    shares: tuple[float, float],
    settings: OriginSettings,
    others: Sequence[Side] = (),
    close: bool = False,
) -> Derivation:
    """Judge a pair.

    Parameters
    ----------
    left, right : Side
    runs : sequence of Run
        The passages that they share, sorted by their start in the left text.
    shares : tuple of float
        Share of each one's words that stands in them.
    settings : OriginSettings
    others : sequence of Side
        Other documents on the same event: how they spell a name or word a quotation shows what is rare.
    close : bool
        The two are on one event, so that a short passage is worth a second look.

    Returns
    -------
    Derivation
    """
    hours, words = hours_between(left.published, right.published), sum(run.same for run in runs)
    own = _own(left, right, runs, settings)
    if close and _beyond(own, left, right, settings) < settings.least:
        wide = [Run(*widen(left.text, right.text, run)) for run in runs]
        if wide != list(runs):
            runs, own = wide, _own(left, right, wide, settings)
    evidence: list[Evidence] = []
    left_overs: list[tuple[Side, LeftOver]] = []
    if _beyond(own, left, right, settings) >= settings.least:
        evidence = _passages(left, right, runs, own, settings)
        spellings, left_overs = _left_overs(left, right, runs, settings)
        evidence += _credits(left, right, settings) + spellings + _order(left, runs, own, settings)
        room = settings.rare_spelling + settings.quotes
        if 1 - room <= _weight(evidence) < 1:  # what only the other articles can show is looked at where it decides
            evidence += _rare(left, right, others, settings) + _quotations(left, right, others, settings)
        evidence = _capped(evidence, settings.quotes)
    weight = _weight(evidence)
    degree: Degree = "not"
    direction: Direction = "unknown"
    by = ""
    if weight >= 1:
        direction, by = _direction(left, right, runs, shares, hours, left_overs, settings)
        degree = _degree(shares, direction, settings)
    return Derivation(left.number, right.number, degree, direction, by, words, round(sum(own)), *shares, weight, hours,
                      tuple(evidence))  # fmt: skip


def _own(left: Side, right: Side, runs: Sequence[Run], settings: OriginSettings) -> list[float]:
    """The writer's own words of each passage; zeros where the passages are too short for it to matter."""
    if _beyond([run.same for run in runs], left, right, settings) < settings.least:
        return [0.0] * len(runs)
    return [run.same * min(left.own_ratio(*run[:2]), right.own_ratio(*run[2:4])) for run in runs]


def _weight(evidence: Sequence[Evidence]) -> float:
    return round(sum(item.weight for item in evidence), 4)


def _needed(left: Side, right: Side, settings: OriginSettings) -> float:
    """Words that prove; of one outlet, which prints its own background again, a share of the shorter text."""
    if left.name is None or left.name != right.name:
        return float(settings.passage_words)
    return max(float(settings.passage_words), settings.same_outlet * min(left.n_words, right.n_words))


def _beyond(words: Sequence[float], left: Side, right: Side, settings: OriginSettings) -> float:
    """The weight of passages of so many words: what each has beyond chance, as a share of what proves."""
    beyond = sum(max(0.0, n - settings.chance_words) for n in words)
    if beyond < settings.least * (settings.passage_words - settings.chance_words):
        return 0.0  # too few whatever the outlets are, which spares reading the texts
    return beyond / (_needed(left, right, settings) - settings.chance_words)


def _passages(
    left: Side, right: Side, runs: Sequence[Run], own: Sequence[float], settings: OriginSettings
) -> list[Evidence]:
    """The passages themselves, those of quotations apart."""
    needed, made = _needed(left, right, settings), []
    for run, words in zip(runs, own, strict=True):
        at = f"as at {run.right_start}-{run.right_end} of the other"
        if words >= 1:
            weight = max(0.0, words - settings.chance_words) / (needed - settings.chance_words)
            made.append(Evidence("passage", left.number, *run[:2], f"{run.same} words {at}", round(weight, 4)))
        else:
            weight, note = settings.quoted * run.same / needed, f"{run.same} words of a quotation, {at}"
            made.append(Evidence("quote", left.number, *run[:2], note, round(weight, 4)))
    return made


def _capped(evidence: list[Evidence], most: float) -> list[Evidence]:
    """The evidence with what rests on quotations held to a weight in all: a speech is heard by every reporter."""
    total = sum(item.weight for item in evidence if item.kind in QUOTED)
    if total <= most:
        return evidence
    return [
        dataclasses.replace(item, weight=round(item.weight * most / total, 4)) if item.kind in QUOTED else item
        for item in evidence
    ]


def _credits(left: Side, right: Side, settings: OriginSettings) -> list[Evidence]:
    """A text that names the other's outlet as its source, or both that name the same third."""
    made = []
    for one, other in ((left, right), (right, left)):
        for credit in one.credits:
            if other.name is not None and credit.name == other.name:
                weight = settings.credited if credit.whole else settings.credited * credit.strength
                made.append(_credit(one, credit, f"credits {credit.name}, which published the other", weight))
                break
    for name in sorted(left.whole_credits.keys() & right.whole_credits.keys()):
        made.append(_credit(left, left.whole_credits[name], f"both credit {name}", settings.credited / 2))
        made.append(_credit(right, right.whole_credits[name], f"both credit {name}", settings.credited / 2))
        break
    return made


def _credit(side: Side, credit: Credit, note: str, weight: float) -> Evidence:
    return Evidence("credit", side.number, credit.start, credit.end, f"{credit.kind}: {note}", round(weight, 4))


def _left_overs(
    left: Side, right: Side, runs: Sequence[Run], settings: OriginSettings
) -> tuple[list[Evidence], list[tuple[Side, LeftOver]]]:
    """Spellings left over from the other text; in a paragraph with a shared passage they weigh all, elsewhere less."""
    made, found = [], []
    for one, other, places in (
        (left, right, [run[:2] for run in runs]),
        (right, left, [run[2:4] for run in runs]),
    ):
        for item in left_over(one.forms, other.forms):
            item = item._replace(spans=tuple(span for span in item.spans if not one.is_quoted(*span)))
            if not item.spans:
                continue  # in a quotation it is the spelling of whom it is taken from
            found.append((one, item))
            near = any(_near(one.text, span, place) for span in item.spans for place in places)
            note = f"writes {item.form} here and {item.usual} otherwise; the other writes {item.form} alone"
            weight = settings.left_over * (1 if near else 0.6) / len(item.spans)
            made += [Evidence("spelling", one.number, *span, note, round(weight, 4)) for span in item.spans]
    return made, found


def _rare(left: Side, right: Side, others: Sequence[Side], settings: OriginSettings) -> list[Evidence]:
    """Spellings that both have, and the other articles on the event have not."""
    if len(others) < 2:
        return []
    return [
        Evidence("spelling", left.number, *left.forms.places(word)[0],
                 f"both write {word}, the others on this event {usual}", settings.rare_spelling)
        for word, usual in shared_rare(left.forms, right.forms, [side.forms for side in others])
    ]  # fmt: skip


def _near(text: str, span: tuple[int, int], place: tuple[int, int]) -> bool:
    """Whether a span stands within a passage or in a paragraph with it."""
    return not text[min(span[1], place[1]) : max(span[0], place[0])].strip().count("\n")


def _quotations(left: Side, right: Side, others: Sequence[Side], settings: OriginSettings) -> list[Evidence]:
    """The same wording of a quotation that others word otherwise: one translation, or one reporter's notes."""
    made: list[Evidence] = []
    shared = shared_quotes(left.quotes, right.quotes, settings.quote_words)
    if not shared:
        return made
    theirs = [quote for side in others if side.outlet not in (left.outlet, right.outlet) for quote in side.quotes]
    for a, _ in shared:
        other = other_wording(a, theirs)
        if other is not None and len(made) < 2:
            note = "both word this quotation alike, others otherwise"
            made.append(Evidence("translation", left.number, a.start, a.end, note, settings.translation))
    return made


def _order(left: Side, runs: Sequence[Run], own: Sequence[float], settings: OriginSettings) -> list[Evidence]:
    """Passages that follow each other alike: reporters who write by themselves arrange the facts by themselves."""
    runs = [run for run, words in zip(runs, own, strict=True) if words >= 3]
    if len(runs) < 3:
        return []
    ends: list[int] = []
    for run in runs:  # longest increasing subsequence of the places in the right text
        i = bisect_left(ends, run.right_start)
        ends[i : i + 1] = [run.right_start]
    if len(ends) < 0.8 * len(runs):
        return []
    note = f"{len(ends)} of {len(runs)} passages in the same order"
    return [Evidence("order", left.number, runs[0].left_start, runs[-1].left_end, note, settings.order)]


def _degree(shares: tuple[float, float], direction: Direction, settings: OriginSettings) -> Degree:
    share = {"left": shares[1], "right": shares[0]}.get(direction, max(shares))
    return "wholly" if share >= settings.wholly else "partly"


def said(
    left: Side, right: Side, hours: float | None, shares: tuple[float, float] = (1.0, 1.0), wholly: float = 0.0
) -> tuple[Direction, str]:
    """What credits and dates say on the direction, and which of them.

    A text that credits the other's outlet says it itself, whatever the dates of the two pages; else both have it from
    a third that both credit. One that is datelined to its own outlet was there before a page that is dated up to
    `DATELINE_HOURS` earlier. One of which a share of `wholly` is in common, and that is said to be a third's, is not
    the source: both have it from there. Else the earlier one was there first.
    """
    to_right = left.name is not None and left.name in right.whole_credits
    to_left = right.name is not None and right.name in left.whole_credits
    if to_right != to_left:
        return ("left", "credit") if to_right else ("right", "credit")
    if left.whole_credits.keys() & right.whole_credits.keys():
        return "common", "credit"
    if left.own_dateline != right.own_dateline and abs(hours or 0) <= DATELINE_HOURS:
        return ("left", "dateline") if left.own_dateline else ("right", "dateline")
    if any(
        share >= wholly and any(credit.strength >= SURE for credit in side.whole_credits.values())
        for side, share in zip((left, right), shares, strict=True)
    ):
        return "common", "credit"
    if hours is not None and hours != 0:
        return ("left", "time") if hours > 0 else ("right", "time")
    return "unknown", ""


def _direction(
    left: Side,
    right: Side,
    runs: Sequence[Run],
    shares: tuple[float, float],
    hours: float | None,
    left_overs: Sequence[tuple[Side, LeftOver]],
    settings: OriginSettings,
) -> tuple[Direction, str]:
    """`said`; else the shape of the overlap; else a spelling left over; else a statement credited to the other."""
    direction, by = said(left, right, hours, shares, settings.wholly)
    if direction != "unknown":
        return direction, by
    shape = _shape(left, right, runs, shares, settings)
    if shape != "unknown":
        return shape, "containment"
    traces = {side.number for side, _ in left_overs}
    if len(traces) == 1:
        return ("right" if traces == {left.number} else "left"), "spelling"
    named = [
        other.name is not None and any(credit.name == other.name for credit in one.credits)
        for one, other in ((left, right), (right, left))
    ]
    if named[0] != named[1]:
        return ("right" if named[0] else "left"), "credit"
    return "unknown", ""


def _shape(
    left: Side, right: Side, runs: Sequence[Run], shares: tuple[float, float], settings: OriginSettings
) -> Direction:
    """A text that stands nearly whole in a longer one: its ground, where the longer one has a beginning of its own; cut
    from it, where both begin alike and the longer one goes on; unknown where that has more in the middle alone.
    """
    if not runs or max(shares) < settings.inside or max(shares) - min(shares) < settings.asymmetry:
        return "unknown"
    inside_left = shares[0] > shares[1]  # the left one stands within the right one
    if inside_left:
        longer, first, last = right, min(run.right_start for run in runs), max(run.right_end for run in runs)
    else:
        longer, first, last = left, runs[0].left_start, max(run.left_end for run in runs)
    least = settings.lead * len(longer.text)
    if first >= least:
        return "left" if inside_left else "right"
    if len(longer.text) - last >= least:
        return "right" if inside_left else "left"
    return "unknown"
