"""A comparison, as `comparison.json` holds it -> what every report of it shows: stories, their questions, the answers.

Terminal, Markdown and HTML lay these out and decide nothing. They take the file's content and not the objects of a
run, so that a report made later, from files, is the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dedup.report.select import asked_for

VERDICTS = ("divergent", "development", "not-comparable", "corroborated", "single-source")
"""In the order in which a reader wants them."""
SIGNS = {"divergent": "≠", "development": "→", "not-comparable": "∥", "corroborated": "=", "single-source": "·"}
"""A sign for each verdict, because colour alone does not reach everybody."""
SOFT_SIGN = "~"
"""For a divergence in wording, attribution or emphasis."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one document says to a question. `value` is the value that a divergence names, "" where none does; `claims`
    the claims themselves, as in the file; `origin` is the document's.
    """

    document: Mapping[str, Any]
    claims: tuple[Mapping[str, Any], ...]
    value: str

    @property
    def outlet(self) -> str:
        """Who says it: the outlet, or the document's id where it is unknown."""
        return outlet_of(self.document)


@dataclass(frozen=True, slots=True)
class Question:
    """One group of claims: `answers` in order of time, `silent` the documents that other origins expose as silent."""

    group: Mapping[str, Any]
    answers: tuple[Answer, ...]
    silent: tuple[Mapping[str, Any], ...]

    @property
    def verdict(self) -> str:
        """One of `VERDICTS`."""
        return str(self.group["verdict"])

    @property
    def hard(self) -> tuple[Mapping[str, Any], ...]:
        """Its divergences in fact: numeric, date, status, polarity, participant."""
        return tuple(one for one in self.group["divergences"] if one["severity"] == "hard")

    @property
    def soft(self) -> tuple[Mapping[str, Any], ...]:
        """Its divergences in attribution, wording and emphasis; who leaves it out is in `silent`."""
        return tuple(
            one for one in self.group["divergences"] if one["severity"] != "hard" and one["kind"] != "omission"
        )

    @property
    def sign(self) -> str:
        """`≠` for a contradiction, `~` where only wording differs, else that of the verdict."""
        return SOFT_SIGN if self.verdict == "divergent" and not self.hard else SIGNS[self.verdict]

    @property
    def severity(self) -> str:
        """The gravest of its divergences: `hard`, `soft`, or nothing."""
        # A comparison may call an omission alone divergent.
        divergent = self.verdict == "divergent"
        return "hard" if self.hard and divergent else "soft" if self.soft or divergent else ""

    def by_value(self) -> list[tuple[str, list[Answer]]]:
        """Answers with the same value together, in the order in which each value first came; those without one last."""
        found: dict[str, list[Answer]] = {}
        for answer in self.answers:
            found.setdefault(answer.value, []).append(answer)
        return sorted(found.items(), key=lambda item: item[0] == "")


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story, its documents in order of time (unknown last), and its questions, hard divergences first."""

    story: Mapping[str, Any]
    documents: tuple[Mapping[str, Any], ...]
    questions: tuple[Question, ...]

    def count(self, verdict: str) -> int:
        """How many of its questions have this verdict."""
        return sum(question.verdict == verdict for question in self.questions)

    @property
    def n_hard(self) -> int:
        """Questions on whose facts the outlets contradict each other."""
        return sum(question.severity == "hard" for question in self.questions)

    @property
    def n_soft(self) -> int:
        """Questions that outlets only word, attribute or weigh differently."""
        return sum(question.severity == "soft" for question in self.questions)


def story_views(comparison: Mapping[str, Any], only: str | None = None, story: str | None = None) -> list[StoryView]:
    """The stories of a comparison, those with the most hard divergences first, then the largest, then by id.

    Parameters
    ----------
    comparison : dict
        The content of `comparison.json`.
    only : {"hard", "soft"}, optional
        Leave out questions without such a divergence, and stories without such a question.
    story : str, optional
        The id of the one story wanted.

    Returns
    -------
    list of StoryView
    """
    documents = {document["id"]: document for document in comparison["documents"]}
    claims = {claim["id"]: claim for claim in comparison["claims"]}
    silent: dict[str, list[Mapping[str, Any]]] = {}
    for omission in comparison["omissions"]:
        silent.setdefault(omission["group_id"], []).append(documents[omission["document_id"]])
    questions: dict[str, list[Question]] = {}
    for group in comparison["groups"]:
        if asked_for(group, only, story):
            question = _question(group, claims, documents, silent.get(group["id"], []))
            questions.setdefault(group["story_id"], []).append(question)
    views = [
        StoryView(
            one,
            tuple(sorted((documents[key] for key in one["documents"]), key=_time)),
            tuple(sorted(questions.get(one["id"], []), key=_rank)),
        )
        for one in comparison["stories"]
        if story in (None, one["id"]) and (only is None or one["id"] in questions)
    ]
    return sorted(views, key=lambda view: (-view.n_hard, -len(view.documents), view.story["id"]))


def _question(
    group: Mapping[str, Any],
    claims: Mapping[str, Mapping[str, Any]],
    documents: Mapping[str, Mapping[str, Any]],
    silent: Iterable[Mapping[str, Any]],
) -> Question:
    said: dict[str, list[Mapping[str, Any]]] = {}
    for claim_id in group["claims"]:
        said.setdefault(claims[claim_id]["document_id"], []).append(claims[claim_id])
    value = {value["claim_id"]: value["value"] for one in reversed(told(group)) for value in one["values"]}
    answers = [
        Answer(documents[key], tuple(ones), next((value[one["id"]] for one in ones if value.get(one["id"])), ""))
        for key, ones in said.items()
    ]
    answers.sort(key=lambda answer: _time(answer.document))
    return Question(group, tuple(answers), tuple(sorted(silent, key=_time)))


def outlet_of(document: Mapping[str, Any]) -> str:
    """The outlet of a document, or its id where that is unknown."""
    return str(document["outlet"] or document["id"])


def told(group: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """How its answers differ, and why some that differ do not contradict each other: divergences, then notes."""
    return [*group["divergences"], *group.get("notes", ())]


def manner(one: Mapping[str, Any]) -> str:
    """What one of `told` is, in words: how grave and how sure, or what it is instead.

    >>> manner({"severity": "hard", "confidence": 0.9}), manner({"verdict": "development"})
    ('hard, confidence 0.90', 'development')
    """
    return f"{one['severity']}, confidence {one['confidence']:.2f}" if "severity" in one else str(one["verdict"])


def _time(document: Mapping[str, Any]) -> tuple[bool, str, str]:
    """Order of time: by the date as it is written, unknown last, then by id."""
    value = (document["published"] or {}).get("value")
    return value is None, instant(value) if value else "", document["id"]


def instant(value: str) -> str:
    """A date so written that texts sort as moments: in UTC where it has an offset.

    >>> instant("2024-04-08T06:10:00+02:00"), instant("2024-04-08")
    ('2024-04-08T04:10:00', '2024-04-08')
    """
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if moment.tzinfo is None:
        return value
    try:
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat()
    except OverflowError:
        return value


def _rank(question: Question) -> tuple[Any, ...]:
    sure = max((one["confidence"] for one in question.group["divergences"] if one["kind"] != "omission"), default=0.0)
    severity = ("hard", "soft", "").index(question.severity)
    place = VERDICTS.index(question.verdict)
    return severity, place, -sure, -question.group["origins"], -len(question.answers), question.group["id"]
