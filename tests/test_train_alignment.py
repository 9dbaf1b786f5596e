"""The alignment model is fitted without the event it is measured on, and the golds are read as they stand."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))

import alignment_data as data
import train_alignment as train
from dedup.claims.alignment.align import FEATURES, LIKENESS, model
from dedup.claims.alignment.group import Grouped
from dedup.claims.frames import Article

SAID = {
    "a1": "The bridge at Torvik fell into the river on Monday. Nobody was hurt, the mayor said.",
    "a2": "On Monday the Torvik bridge fell into the river. The mayor said that nobody was hurt.",
    "b1": "A strike closed the mill at Elsing for a week. Wages are the reason.",
    "b2": "The mill at Elsing is closed for a week by a strike. The choir sang on.",
}
EVENT = {"a1": "a", "a2": "a", "b1": "b", "b2": "b"}


def sentence(file: str, number: int) -> dict[str, object]:
    first = SAID[file].index(". ") + 1
    start, end = ((0, first), (first + 1, len(SAID[file])))[number]
    return {"id": f"{file}.{number}", "file": file, "field": "text", "start": start, "end": end}


def gold() -> dict[str, object]:
    sentences = [sentence(file, number) for file in SAID for number in (0, 1)]
    pairs = [("a1.0", "a2.0"), ("a1.1", "a2.1"), ("b1.0", "b2.0")]
    by_id = {one["id"]: one for one in sentences}
    groups = [{"members": [by_id[one] for one in pair]} for pair in pairs]
    return {
        "sentences": sentences,
        "claim_groups": groups,
        "hard_negatives": [{"members": [by_id["b1.1"], by_id["b2.1"]]}],
    }


def labelled() -> data.Labelled:
    return data.label([Article(name, text) for name, text in SAID.items()], EVENT, gold())


def test_a_gold_is_pairs_of_sentences_of_two_documents() -> None:
    found = data.Gold(gold())
    assert found.pairs == {("a1.0", "a2.0"), ("a1.1", "a2.1"), ("b1.0", "b2.0")}
    assert found.look_alikes == {("b1.1", "b2.1")}


@pytest.mark.parametrize(
    ("span", "stands"), [((0, 51), ["a1.0"]), ((0, 25), ["a1.0"]), ((40, 75), ["a1.1"]), ((49, 54), []), ((90, 95), [])]
)
def test_a_span_stands_for_a_sentence_with_half_of_the_shorter_one(span: tuple[int, int], stands: list[str]) -> None:
    assert data.Gold(gold()).standing("a1", "text", *span) == stands


def test_labels_are_of_pairs_of_two_documents_that_stand_for_sentences() -> None:
    made = labelled()
    numbers = {ids[0]: number for number, ids in enumerate(made.standing)}
    left = np.array([numbers["a1.0"], numbers["a1.0"], numbers["a1.0"]])
    right = np.array([numbers["a2.0"], numbers["a2.1"], numbers["a1.1"]])
    assert made.labels(left, right).tolist() == [1, 0, -1]
    none, means = np.zeros(0, np.int64), np.zeros(0)
    alone = Grouped(np.arange(len(made.claims)), np.ones(len(made.claims)), none, none, means)
    assert made.found(alone) == set()
    assert made.found(alone._replace(group=np.zeros(len(made.claims), np.int64))) > made.gold.pairs
    one, other = numbers["a1.0"], numbers["a2.0"]
    further = alone._replace(also=np.array([one]), also_in=np.array([other]), also_mean=np.ones(1))
    assert made.found(further) == {("a1.0", "a2.0")}


def test_a_held_out_model_does_not_change_with_the_labels_of_its_event() -> None:
    made = train.compared(labelled())
    others = np.zeros((3, len(FEATURES))), np.zeros(3, np.int64), 1.0
    events = dict.fromkeys(SAID, "x")
    mixed = made._replace(labels=np.where(made.labels >= 0, np.arange(len(made.labels)) % 2, -1))
    before = train.fit(train.Corpora(made, mixed, made, others, events), ("gold", 0))
    turned = np.where((made.scope == 0) & (made.labels >= 0), 1 - made.labels, made.labels)
    changed = train.Corpora(made._replace(labels=turned), mixed, made, others, events)
    after, other = train.fit(changed, ("gold", 0)), train.fit(changed, ("gold", 1))
    for look in ("coefficients", "again"):
        np.testing.assert_array_equal(getattr(before, look), getattr(after, look))
        assert np.abs(getattr(before, look) - getattr(other, look)).max() > 0


def test_pairs_of_two_events_are_of_different_questions() -> None:
    corpus = data.label([Article(name, text) for name, text in SAID.items()], dict.fromkeys(SAID, "x"), gold())
    features, labels, _ = train.apart(corpus, [EVENT[claim.document_id] for claim in corpus.claims])
    assert not labels.any()
    assert (features[:, LIKENESS].sum(axis=1) > train.LIKE).all()


def test_what_ships_has_the_selected_features_and_rising_thresholds() -> None:
    content = json.loads(train.FILE.read_text(encoding="utf-8"))
    assert list(content["coefficients"]) == list(train.SELECTED)
    ships = model()
    assert (np.diff(ships.precision) > 0).all()
    assert (np.diff(ships.begin) >= 0).all()
    assert content["held_out"]["0.8"]["precision"] >= 0.8
    assert content["held_out"]["0.8"]["recall"] >= 0.35
    assert content["held_out"]["0.8"]["look_alikes"] <= 2
    assert content["held_out_questions"]["0.8"]["precision"] >= 0.75
    assert train.difference(train.numbers(content), train.numbers(content)) == 0
