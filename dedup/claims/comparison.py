"""What a comparison answers: groups of claims on one question, how they differ, and what stands beside them.

Plain frozen dataclasses, in the words of `comparison.json`; `Comparison.to_json` is that file's content.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from dedup.claims.frames import Boilerplate, Claim, Name
from dedup.claims.rows import boilerplate_row, claim_row, name_row

FORMAT_VERSION = 1

Kind = Literal[
    "numeric", "date", "status", "polarity", "participant",
    "attribution", "quote", "name-spelling", "framing", "omission",
]  # fmt: skip
Severity = Literal["hard", "soft"]
Verdict = Literal["corroborated", "divergent", "development", "not-comparable", "single-source"]

HARD: frozenset[str] = frozenset(("numeric", "date", "status", "polarity", "participant"))


@dataclass(frozen=True, slots=True)
class Value:
    """What one claim answers: a span of the raw text (or title) of its document, and the value as words."""

    claim_id: str
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Divergence:
    """Claims on one question that do not agree. `confidence` is from 0 to 1; nothing says who is right."""

    kind: Kind
    severity: Severity
    confidence: float
    reason: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Values that differ and are no divergence: a later state of things, or values that cannot be compared."""

    kind: Kind
    verdict: Verdict
    reason: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Claims that answer one question.

    As it is grouped its verdict is "corroborated" or, with one origin, "single-source", without divergences; a `Judge`
    says what is so.

    Attributes
    ----------
    id : str
        Of its first claim in the order of documents and of the text.
    story_id : str
        Of the document of its first claim.
    question : str
        A short label from the claims' own words.
    claims : tuple of str
        Ids, by document and position.
    outlets : tuple of str
        Names, each once, in the order of the claims. A document whose outlet is unknown counts under its own id.
    origins : tuple of str
        Independent origins of its documents; how many there are is what counts as corroboration.
    weakest : float
        The lowest mean probability at which parts of it were joined; 1 for a claim alone.
    notes : tuple of Note
        Why it is a development, or not comparable.
    """

    id: str
    story_id: str
    question: str
    claims: tuple[str, ...]
    verdict: Verdict
    outlets: tuple[str, ...]
    origins: tuple[str, ...]
    weakest: float = 1.0
    divergences: tuple[Divergence, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Possible:
    """Two claims that may answer one question, below the precision that was asked for."""

    left: str
    right: str
    probability: float


@dataclass(frozen=True, slots=True)
class Omission:
    """A document of the group's story that does not answer what two or more other origins answer."""

    group_id: str
    document_id: str


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of the raw text or title of a document that are evidence."""

    document_id: str
    start: int
    end: int
    field: str = "text"
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A date of publication, ISO 8601, with how it is known."""

    value: str
    precision: str
    confidence: float | str | None = None
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the earlier stages know it. Without a story, an origin or a copy it is its own."""

    id: str
    outlet: str | None
    title: str
    published: Published | None
    story_id: str
    origin_id: str
    copy_id: str


@dataclass(frozen=True, slots=True)
class Story:
    """The documents of one event."""

    id: str
    title: str
    keywords: tuple[str, ...]
    documents: tuple[str, ...]
    outlets: tuple[str, ...]
    origins: tuple[str, ...]
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Documents that have their text from one source, and what shows it. `source` is None where it is not known."""

    id: str
    documents: tuple[str, ...]
    source: str | None
    evidence: tuple[Span, ...] = ()


Judge = Callable[[Group, Sequence[Claim], Mapping[str, Document], Mapping[str, Name]], Group]
"""(a group, its claims in its order, documents by id, names by id) -> the group with its verdict and divergences."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Claims of several documents, aligned.

    Attributes
    ----------
    claims : tuple of Claim
        By document, then field (title first) and position.
    groups : tuple of Group
        Those with several documents and those of one alike. Each claim is in exactly one, and may be in groups on the
        spelling of names (`spelling:` before the id) beside it.
    possible : tuple of Possible
        Pairs of claims in different groups, the likeliest first.
    counts : dict
        What was compared and how often each cap was hit.
    """

    documents: tuple[Document, ...]
    stories: tuple[Story, ...]
    origins: tuple[Origin, ...]
    claims: tuple[Claim, ...]
    names: tuple[Name, ...]
    groups: tuple[Group, ...]
    possible: tuple[Possible, ...] = ()
    omissions: tuple[Omission, ...] = ()
    boilerplate: tuple[tuple[str, Boilerplate], ...] = ()
    counts: Mapping[str, int | float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The content of `comparison.json`: only dicts, lists, strings, numbers and None, in a fixed order."""
        return {
            "format_version": FORMAT_VERSION,
            "documents": [_document(document) for document in self.documents],
            "stories": [_story(story) for story in self.stories],
            "origins": [_origin(origin) for origin in self.origins],
            "claims": [claim_row(claim) for claim in self.claims],
            "names": [name_row(name) for name in self.names],
            "groups": [_group(group) for group in self.groups],
            "possible": [
                {"left": pair.left, "right": pair.right, "probability": round(pair.probability, 4)}
                for pair in self.possible
            ],
            "omissions": [{"group_id": one.group_id, "document_id": one.document_id} for one in self.omissions],
            "boilerplate": [boilerplate_row(document_id, span) for document_id, span in self.boilerplate],
            "counts": dict(sorted(self.counts.items())),
        }


def _span(span: Span) -> dict[str, Any]:
    return {
        "kind": span.kind,
        "document_id": span.document_id,
        "field": span.field,
        "start": span.start,
        "end": span.end,
        "note": span.note,
    }


def _document(document: Document) -> dict[str, Any]:
    published = document.published
    return {
        "id": document.id,
        "outlet": document.outlet,
        "title": document.title,
        "published": published
        and {
            "value": published.value,
            "precision": published.precision,
            "confidence": published.confidence,
            "evidence": [_span(span) for span in published.evidence],
        },
        "story_id": document.story_id,
        "origin_id": document.origin_id,
        "copy_id": document.copy_id,
    }


def _story(story: Story) -> dict[str, Any]:
    return {
        "id": story.id,
        "title": story.title,
        "keywords": list(story.keywords),
        "documents": list(story.documents),
        "outlets": list(story.outlets),
        "origins": list(story.origins),
        "first": story.first,
        "last": story.last,
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "id": origin.id,
        "documents": list(origin.documents),
        "source": origin.source,
        "evidence": [_span(span) for span in origin.evidence],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "story_id": group.story_id,
        "question": group.question,
        "claims": list(group.claims),
        "verdict": group.verdict,
        "outlets": len(group.outlets),
        "outlet_names": list(group.outlets),
        "origins": len(group.origins),
        "origin_ids": list(group.origins),
        "weakest": round(group.weakest, 4),
        "divergences": [
            {
                "kind": one.kind,
                "severity": one.severity,
                "confidence": round(one.confidence, 4),
                "reason": one.reason,
                "values": _values(one.values),
            }
            for one in group.divergences
        ],
        "notes": [
            {"kind": one.kind, "verdict": one.verdict, "reason": one.reason, "values": _values(one.values)}
            for one in group.notes
        ],
    }


def _values(values: Sequence[Value]) -> list[dict[str, Any]]:
    return [
        {"claim_id": value.claim_id, "start": value.start, "end": value.end, "value": value.value} for value in values
    ]
