"""A clause -> its polarity, its modality and how far along the matter is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dedup.claims.frames import Modality, Polarity, Status
from dedup.claims.text.begins import begins

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stance:
    """How a clause puts its matter, each answer with the span of the words that decided it (None where none did)."""

    polarity: Polarity = "positive"
    polarity_span: Span | None = None
    modality: Modality = "fact"
    modality_span: Span | None = None
    status: Status | None = None
    status_span: Span | None = None


class _Hit(NamedTuple):
    kind: str
    start: int
    end: int
    outside: bool  # not in a subordinate clause or phrase


# What decides, in the order in which it is tried at one place. Reviewed by hand; every form is spelled out as far as
# that stays readable, so that "planned" and "planning permission" are not one.
_IDLE = (
    r"not (?:only|just|merely|simply|least)|whether or not|no(?:\.|°)? ?\d+"
    r"|no (?:doubt|later|more|fewer|less|sooner|wonder|matter|other than)|no,|nothing but|not until|if not|why not"
    r"|not to mention|may day|mid-may|(?:in|on|by|since|early|late|until|last|of|from) may|may \d+|\d+ may"
    r"|can't help|will (?:and testament|power)|free will|at will|on (?:the )?condition of anonymity|out of nowhere"
    r"|(?:consumer|market|global|domestic|strong|weak|high|low|rising|falling|slowing|soft|energy|oil|fuel|in) demand"
    r"|demand (?:is|was|has|fell|rose|grew|remains|remained)"
)
_LIMIT = (
    r"who|which|whose|whom|because|although|though|when|while|whether|where|whereas|without|rather than|instead of"
    r"|despite|other than|as if|so that|in order"
)
_DENY = (
    r"den(?:y|ies|ied|ying)|deni(?:al|als) (?:of|that)|disavow(?:s|ed|ing)?|refut(?:e|es|ed|ing)"
    r"|rebut(?:s|ted|ting)?"
)
_REFUSE = (
    r"refus(?:e|es|ed|ing|al)(?: to)?|declin(?:e|es|ed|ing) to|reject(?:s|ed|ing)?|rul(?:e|es|ed|ing) out"
    r"|turn(?:s|ed)? down|rebuff(?:s|ed)?|balk(?:s|ed)? at"
    r"|(?:will|would|won't|wouldn't) not? ?(?:agree|accept|allow)|spurn(?:s|ed)?|veto(?:es|ed)?"
)
_FAIL = (
    r"fail(?:s|ed|ing)? to|failure to|unable to|stop(?:s|ped)? short of|lack(?:s|ed)?|avoid(?:s|ed)? "
    r"|refrain(?:s|ed)? from|cancel(?:s|led|ed|ling)?|called off|scrap(?:s|ped)|abandon(?:s|ed)?|untrue"
    r"|false(?! alarm)|far from|at odds with"
)
_NOT = (
    r"not yet|not|\w+n[’']t|cannot|never|no longer|no one|nobody|none|nothing|nowhere|neither|no|nor|hardly"
    r"|scarcely|barely"
)
_IF = (
    r"if|unless|provided(?: that)?|as long as|on condition|in the event|in case|contingent on|conditional on"
    r"|depend(?:s|ed|ing)? on|would have|could have|were (?:it|he|she|they) to|should (?:the|it) fail"
)
_DEMAND = (
    r"must|should|ought to|need(?:s|ed)? to|ha(?:s|ve|d) to|demand(?:s|ed|ing)?|urg(?:e|es|ed|ing)"
    r"|call(?:s|ed|ing)? (?:on|for)|insist(?:s|ed|ing)? on|order(?:s|ed|ing)? \w+ to|appeal(?:s|ed|ing)? (?:to|for)"
    r"|request(?:s|ed|ing)?|require(?:s|d)?|ask(?:s|ed|ing)? (?:for|\w+ to|the \w+ to)|press(?:es|ed|ing)? for"
    r"|stress(?:es|ed)? the need|implor(?:e|es|ed)|beg(?:s|ged)"
)
_DOUBT = (
    r"doubt(?:s|ed|ful|fully)?|unclear|uncertain|unlikely|question(?:s|ed)? whether|sceptical|skeptical"
    r"|remains to be seen|disput(?:e|es|ed)|alleg(?:e|es|ed|edly|ation|ations)|purported(?:ly)?|so-called"
    r"|unverified|unconfirmed|improbable|not (?:sure|certain|known|clear)|no (?:proof|evidence)|unknown"
)
_MAYBE = (
    r"may|might|could|possibl[ey]|perhaps|likely|probabl[ey]|potential(?:ly)?|maybe|suspect(?:s|ed)?"
    r"|appear(?:s|ed)? to|seem(?:s|ed)? to|presumabl[ey]|conceivabl[ey]|chance (?:of|that)|risk of"
    r"|threaten(?:s|ed)? to"
)
_INTEND = (
    r"intend(?:s|ed|ing)? to|(?:is|are|was|were) planning|plan(?:s|ned)? (?:to|for|on)|aim(?:s|ed|ing)? (?:to|at)"
    r"|(?:is|are|was|were|am) (?:determined|resolved|committed|ready|willing|preparing) to|determined to"
    r"|seek(?:s|ing)? to|sought to|want(?:s|ed)? to|vow(?:s|ed)? (?:to|that)|pledg(?:e|es|ed) to"
    r"|promis(?:e|es|ed) (?:to|that)|hop(?:e|es|ed|ing) to|prepar(?:e|es|ed) to|look(?:s|ed|ing) to|resolved to"
    r"|threaten(?:s|ed)? to"
)
_PLAN = (
    r"will|shall|won[’']t|\w+[’']ll|going to"
    r"|(?:is|are|was|were) (?:now |still |also |widely )?(?:expected|scheduled|due|set|slated|supposed|poised|about) to"
    r"|expected to|scheduled (?:to|for|on)|(?:is|are) to (?=[a-z])"
    r"|due to (?=be\b|open|start|begin|take|meet|arrive|sign)|would|upcoming|forthcoming"
    r"|to be (?:signed|held|built|opened|completed|finali[sz]ed)"
)
_FEAR = (
    r"fear(?:s|ed)?(?: dead| to have| that| for)?|presumed (?:dead|drowned|lost|killed)"
    r"|believed (?:dead|killed|drowned|trapped|to (?:have|be))|unaccounted for|missing"
)
_CONFIRM = r"confirm(?:s|ed|ing)?|verif(?:ied|ies|y)|officially|certif(?:ied|y)"
_REPORT = (
    r"reportedly|(?:is|are|was|were) reported(?:ly)?|reports? (?:of|that|said|say)|said to (?:have|be)"
    r"|according to reports?|unofficial(?:ly)?|preliminary"
)
_LADDER: tuple[tuple[Status, str], ...] = (
    (
        "in force",
        (
            r"(?:in|into) (?:force|effect)|t(?:ook|ake|akes|aken) effect|effective (?:from|since|on|immediately)"
            r"|(?:is|are|was|were|being) implemented|has been implemented|implement(?:s|ed)? the"
        ),
    ),
    (
        "expired",
        (r"expir(?:e|es|ed|ing)|laps(?:e|es|ed)|ran out|run out|terminat(?:e|es|ed)"),
    ),
    (
        "extended",
        (r"extend(?:s|ed|ing)?|renew(?:s|ed|ing)?|prolong(?:s|ed)?"),
    ),
    (
        "updated",
        (r"updat(?:e|es|ed|ing)|amend(?:s|ed|ing)?|revis(?:e|es|ed|ing)|upgrad(?:e|es|ed|ing)|overhaul(?:s|ed)?"),
    ),
    (
        "signed",
        (r"sign(?:s|ed|ing)?(?! of\b| that\b| up\b)|ratif(?:y|ies|ied|ying)|inked"),
    ),
    (
        "agreed",
        (
            r"agree(?:s|d|ing)?(?! with\b)"
            r"|reach(?:es|ed|ing)? (?:a|an|the)?(?: \w+)? ?(?:deal|agreement|accord|understanding)"
            r"|(?:struck|strike|strikes) a|finali[sz](?:e|es|ed|ing|ation)|conclud(?:e|es|ed|ing) (?:a|an|the) \w+"
            r"|clinch(?:es|ed)?|accept(?:s|ed)?|approv(?:e|es|ed|ing)|complet(?:e|es|ed) (?:a|an|the) \w*"
            r"|endors(?:e|es|ed)"
        ),
    ),
    (
        "negotiated",
        (
            r"negotiat(?:e|es|ed|ing|ions?)|hold(?:s|ing)? talks|held talks|in talks"
            r"|talks (?:on|over|about|between|to)|discuss(?:es|ed|ing)?|under discussion|bargain(?:s|ed|ing)?"
            r"|consult(?:s|ed|ing) (?:on|over)"
        ),
    ),
    (
        "proposed",
        (
            r"propos(?:e|es|ed|ing|al|als)|(?<!the )(?<!an )(?<!its )(?:offer|offers|offered|offering)"
            r"|suggest(?:s|ed|ing)?|tabl(?:ed|ing)|float(?:s|ed)|put(?:s|ting)? forward|draft(?:s|ed|ing)?"
            r"|mull(?:s|ed|ing)?|consider(?:s|ing)?"
        ),
    ),
)
_GROUPS = (
    ("idle", _IDLE), ("deny", _DENY), ("refuse", _REFUSE), ("fail", _FAIL), ("doubt", _DOUBT), ("not", _NOT),
    ("if", _IF),
    ("limit", _LIMIT), ("fear", _FEAR), ("confirm", _CONFIRM), ("report", _REPORT), ("demand", _DEMAND),
    ("plan", _PLAN), ("maybe", _MAYBE), ("intend", _INTEND),
)  # fmt: skip
_ANY_HIT = "|".join(f"(?P<{name}>{form})" for name, form in _GROUPS)
_MERGED_BEGIN = r"\w++[’']|\d"  # "don't", "they'll", "25 may"
_ANY_STEP = "|".join(f"(?P<s{n}>{form})" for n, (_, form) in enumerate(_LADDER))
_HITS = re.compile(rf"\b{begins(_ANY_HIT, otherwise=_MERGED_BEGIN)}(?:{_ANY_HIT})(?!\w)")
_STEPS = re.compile(rf"\b{begins(_ANY_STEP)}(?:{_ANY_STEP})(?!\w)")
_CASUALTY = re.compile(
    r"\b(?:kill(?:s|ed|ing)?|dead|d(?:ie|ied|ying)|deaths?|injur\w+|wound(?:ed|s)|missing|casualt\w+|toll|victims?|drown\w*"
    r"|surviv\w+|hurt|bod(?:y|ies)|infect\w+|trapped)\b",
)
_STOP = re.compile(r"[,;:—–()]")
_HELPER = re.compile(
    r"\b(?:has|have|had|was|were|is|are|be|been|being|will|would|to|not|and|\w{2,8}n[’']t)\s+"
    r"(?:(?:\w{1,20}ly|also|twice|already|now|just)\s+)?$"
)
_REDUCED = re.compile(r"\s+(?:in|by|at|on|with|between|during|last|under|after|from)\b")
_UNTIL = re.compile(r"[^,;:.()—–]{0,60}\buntil\b")  # "not closed until midnight": closed, then
_CONDITIONS = ("if", "unless", "provided", "as long", "on condition", "in case", "in the event")
_MERGED: dict[str, Modality] = {
    "won't": "plan", "wouldn't": "plan", "couldn't": "possible", "mightn't": "possible", "mustn't": "demand",
    "shouldn't": "demand", "needn't": "demand",
}  # fmt: skip
_MOST = 4_000  # characters of a clause that are read; no clause of prose is longer
_CLOSE = 4  # words: two negations this near cancel each other


def stance(text: str, start: int, end: int) -> Stance:
    """Polarity, modality and status of `text[start:end]`, a clause or a sentence.

    Parameters
    ----------
    text : str
        The text; spans of the answer are offsets into it.
    start, end : int
        The clause. What stands beyond its first 4,000 characters is not read.

    Returns
    -------
    Stance

    Notes
    -----
    A negation counts for the clause only where it does not stand in a subordinate clause or phrase ("the minister, who
    did not attend, signed"); "not only", "no doubt" and the like are none, and two that follow each other cancel
    ("did not deny"). What is denied, refused or called off is negative. A step of the ladder (signed, extended, …) that
    is planned, possible or demanded is `intended`.

    Examples
    --------
    >>> text = "The accord will not be signed before June."
    >>> found = stance(text, 0, len(text))
    >>> found.polarity, found.modality, found.status, text[slice(*found.status_span)]
    ('negative', 'plan', 'intended', 'will not be signed')
    """
    clause = text[start : min(end, start + _MOST)]
    low = clause.lower()  # forms are matched in lower case, which is twice as fast as matching without regard to case
    if len(low) != len(clause):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in clause)
    hits = list(_hits(low, 0, len(low)))
    negations = _negations(low, hits)
    first = next((hit for hit in negations if hit.outside), None)
    modality, deciding = _modality(low, hits, negations)
    status, span = _status(low, 0, len(low), hits, negations)
    return Stance(
        "negative" if first else "positive",
        _shifted((first.start, first.end) if first else None, start),
        modality,
        _shifted(deciding, start),
        status,
        _shifted(span, start),
    )


def _shifted(span: Span | None, start: int) -> Span | None:
    return (span[0] + start, span[1] + start) if span else None


def _hits(text: str, start: int, end: int) -> Iterator[_Hit]:
    """The deciding words of a clause, with whether each stands in its main part."""
    closed = start  # up to here, what stands is subordinate
    for match in _HITS.finditer(text, start, end):
        kind = match.lastgroup or ""
        outside = match.start() >= closed
        if kind == "limit" or (kind == "if" and match.group().lower().startswith(_CONDITIONS)):
            stop = _STOP.search(text, match.end(), end)
            closed = max(closed, stop.start() if stop else end)
        yield _Hit(kind, match.start(), match.end(), outside)


def _negations(text: str, hits: Sequence[_Hit]) -> list[_Hit]:
    """The negations that stand: those that do not cancel each other."""
    kept: list[_Hit] = []
    for hit in hits:
        word = text[hit.start : hit.end].lower()
        without = word == "without"
        if hit.kind not in ("deny", "refuse", "fail", "not") and not without:
            if hit.kind == "doubt" and word.startswith(("not ", "no ")) and not kept:
                kept.append(hit)
            continue
        if (word == "nor" and kept) or (hit.kind == "not" and _UNTIL.match(text, hit.end)):
            continue
        last = kept[-1] if kept else None
        between = text[last.end : hit.start] if last else ""
        near = last is not None and last.outside and len(between.split()) < _CLOSE and not _STOP.search(between)
        if near and not re.search(r"\b(?:and|or|but|that|nor)\b", between):
            kept.pop()
        elif not without:
            kept.append(hit)
    return kept


_ORDER: tuple[tuple[str, Modality], ...] = (
    ("demand", "demand"), ("refuse", "refusal"), ("doubt", "doubt"), ("maybe", "possible"), ("intend", "plan"),
    ("plan", "plan"),
)  # fmt: skip


def _modality(text: str, hits: Sequence[_Hit], negations: Sequence[_Hit]) -> tuple[Modality, Span | None]:
    """A condition first, else the first of the others in the main part of the clause."""
    condition = next((hit for hit in hits if hit.kind == "if"), None)
    if condition:
        return "conditional", (condition.start, condition.end)
    named = dict(_ORDER)
    kept = {(hit.start, hit.end) for hit in negations}
    for hit in hits:
        merged = _MERGED.get(text[hit.start : hit.end].lower().replace("’", "'")) if hit.kind == "not" else None
        if merged and hit.outside:
            return merged, (hit.start, hit.end)
        if not hit.outside or hit.kind not in named or (hit.kind == "refuse" and (hit.start, hit.end) not in kept):
            continue
        return named[hit.kind], (hit.start, hit.end)
    return "fact", None


def _status(
    text: str, start: int, end: int, hits: Sequence[_Hit], negations: Sequence[_Hit]
) -> tuple[Status | None, Span | None]:
    """The step that the main part of the clause is at."""
    kept = {(hit.start, hit.end) for hit in negations}
    for hit in hits:
        if hit.kind == "deny" and hit.outside and (hit.start, hit.end) in kept:
            return "denied", (hit.start, hit.end)
    losses = _CASUALTY.search(text, start, end) is not None
    if losses:
        for kind, name in _KNOWN:
            found = next((hit for hit in hits if hit.kind == kind), None)
            if found:
                return name, (found.start, found.end)
    step = _step(text, start, end, hits)
    if step:
        return step
    for hit in hits:
        if hit.kind == "intend" and hit.outside:
            return "intended", (hit.start, hit.end)
    for kind, name in _KNOWN[1:]:
        found = next((hit for hit in hits if hit.kind == kind and hit.outside), None)
        if found:
            return name, (found.start, found.end)
    return None, None


_KNOWN: tuple[tuple[str, Status], ...] = (("fear", "feared"), ("confirm", "confirmed"), ("report", "reported"))
_AHEAD = 60  # characters: how far before a verb the words stand that make it a plan


def _step(text: str, start: int, end: int, hits: Sequence[_Hit]) -> tuple[Status, Span] | None:
    """The first step of the ladder that is a predicate, else the first beside a noun ("the deal signed in …")."""
    beside: tuple[Status, Span] | None = None
    for match in _STEPS.finditer(text, start, end):
        name = _LADDER[int((match.lastgroup or "s0")[1:])][0]
        helped = _HELPER.search(text, max(start, match.start() - 40), match.start()) is not None
        reduced = not helped and _REDUCED.match(text, match.end()) is not None and match.group().lower().endswith("ed")
        found: tuple[Status, Span] = (name, (match.start(), match.end()))
        ahead = _ahead(text, hits, match.start()) if name != "negotiated" else None
        if ahead and not reduced and name != "proposed":
            return "intended", (ahead.start, match.end())
        if reduced or _subordinate(text, hits, match.start()):
            beside = beside or found
            continue
        return found
    return beside


def _ahead(text: str, hits: Sequence[_Hit], at: int) -> _Hit | None:
    """What makes the verb at an offset a plan, a demand or a possibility, if it stands right before it."""
    for hit in reversed(hits):
        if hit.end <= at and hit.kind in ("plan", "intend", "maybe", "demand", "if", "refuse"):
            between = text[hit.end : at]
            near = at - hit.end <= _AHEAD and len(between.split()) <= 5 and not _STOP.search(between)
            return hit if near and not re.search(r"\b(?:that|and|but|had|have)\b", between) else None
    return None


def _subordinate(text: str, hits: Sequence[_Hit], at: int) -> bool:
    """Whether an offset stands in a subordinate clause."""
    limit = next((hit for hit in reversed(hits) if hit.kind == "limit" and hit.end <= at), None)
    return limit is not None and not _STOP.search(text, limit.end, at)
