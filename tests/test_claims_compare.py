"""Claims of several outlets come together under one question; the answer depends on no order and no seed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dedup.claims.alignment.align import FEATURES, model, pair_claims
from dedup.claims.compare import Coverage, compare
from dedup.claims.comparison import Comparison, Divergence, Document, Group, Value
from dedup.claims.divergence.spellings import spelling_groups
from dedup.claims.frames import Article, Claim, Mention, Name, Reading
from dedup.claims.text.sentences import split_sentences
from dedup.config import AlignSettings

ROOT = Path(__file__).resolve().parent.parent

TEXTS = {
    "echo": "Twelve sailors drowned when the trawler Marigold sank off Port Ansel on Monday. The harbour master had "
    "warned of the storm two days before. The owner, Norda Fisheries, said the trawler was inspected in March.",
    "herald": "The trawler Marigold sank off Port Ansel on Monday and fifteen sailors drowned. Norda Fisheries, which "
    "owns it, said it had been inspected in March. A memorial service will be held in the chapel on Sunday.",
    "radio": "The harbour master of Port Ansel warned of the storm two days before the trawler went down. A choir sang "
    "at the harbour for an hour. Schools in the valley stay closed this week.",
}


def read(name: str, text: str, outlet: str | None = None) -> Reading:
    claims = tuple(
        Claim(f"{name}:{start}", name, "text", start, end, text[start:end], number)
        for number, (start, end) in enumerate(split_sentences(text))
    )
    return Reading(Article(name, text, outlet=outlet), claims)


def readings() -> list[Reading]:
    return [read(name, text, name.title()) for name, text in TEXTS.items()]


def groups(made: Comparison) -> list[tuple[str, ...]]:
    return [group.claims for group in made.groups if len(group.claims) > 1]


def test_claims_on_one_question_come_together_although_their_numbers_differ() -> None:
    made = groups(compare(readings()))
    assert any({"echo:0", "herald:0"} <= set(claims) for claims in made)
    assert any({"echo:79", "radio:0"} <= set(claims) or {"echo:80", "radio:0"} <= set(claims) for claims in made)


def test_every_claim_is_in_a_group_and_nothing_is_lost() -> None:
    made = compare(readings())
    assert {claim for group in made.groups for claim in group.claims} == {claim.id for claim in made.claims}
    assert len({group.id for group in made.groups}) == len(made.groups)
    assert len(made.claims) == sum(len(reading.claims) for reading in readings())


def test_a_question_is_of_the_words_of_its_claims() -> None:
    made = compare(readings())
    by_id = {claim.id: claim for claim in made.claims}
    for group in made.groups:
        words = group.question.partition(": ")[0]
        assert any(words in " ".join(by_id[claim].text.split()) for claim in group.claims), group.question
        assert words


def test_the_order_of_documents_does_not_matter() -> None:
    expected = json.dumps(compare(readings()).to_json())
    for seed in range(4):
        shuffled = readings()
        random.Random(seed).shuffle(shuffled)
        assert json.dumps(compare(shuffled).to_json()) == expected


def test_the_seed_of_hashes_does_not_matter() -> None:
    script = (
        "import json, sys; sys.path.append('tests'); import test_claims_compare as t; "
        "print(json.dumps(t.compare(t.readings()).to_json()))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(said) == 1


def test_a_stricter_precision_joins_less_and_keeps_the_rest_as_possible() -> None:
    loose, strict = (compare(readings(), AlignSettings(precision=precision)) for precision in (0.6, 0.9))
    assert len(groups(strict)) <= len(groups(loose))
    joined = {pair for group in groups(loose) for pair in [(group[0], group[1])]}
    apart = joined - {pair for group in groups(strict) for pair in [(group[0], group[1])]}
    listed = {(pair.left, pair.right) for pair in strict.possible}
    assert apart <= listed


def test_scopes_are_not_compared_with_each_other() -> None:
    scope = {"echo": "a", "herald": "b", "radio": "c"}
    made = compare(readings(), coverage=Coverage(scope=scope))
    assert groups(made) == []
    assert made.possible == ()


def test_origins_not_outlets_corroborate() -> None:
    def known(name: str, origin: str) -> Document:
        return Document(name, name.title(), "", None, "s", origin, name)

    one = Coverage((known("echo", "wire"), known("herald", "wire"), known("radio", "radio")))
    pair = next(claims for claims in groups(compare(readings())) if {claim[:2] for claim in claims} == {"ec", "he"})
    group = {group.claims: group for group in compare(readings(), coverage=one).groups}[pair]
    assert (group.outlets, group.origins, group.verdict) == (("Echo", "Herald"), ("wire",), "single-source")
    apart = {group.claims: group for group in compare(readings()).groups}
    assert apart[pair].verdict == "corroborated"


def test_who_is_silent_where_two_other_origins_answer_is_an_omission() -> None:
    made = compare(readings())
    by_id = {group.id: group for group in made.groups}
    inspected = next(group.id for group in made.groups if "herald:80" in group.claims)
    silent = {omission.document_id for omission in made.omissions if omission.group_id == inspected}
    assert silent == {"radio"}, "nothing of the ship's inspection is in it"
    for omission in made.omissions:
        assert len(by_id[omission.group_id].origins) >= 2
        assert not any(claim.startswith(omission.document_id) for claim in by_id[omission.group_id].claims)


def test_the_judge_is_asked_about_every_group_of_several_claims() -> None:
    asked = []

    def judge(group: Group, claims: object, documents: object, names: object) -> Group:
        asked.append(group.claims)
        found = Divergence("numeric", "hard", 1.0, "12 against 15", (Value(group.claims[0], 0, 6, "12"),))
        return replace(group, verdict="divergent", divergences=(found,))

    made = compare(readings(), judge=judge)
    assert asked == groups(made)
    assert all(group.verdict == "divergent" for group in made.groups if len(group.claims) > 1)


def test_two_readings_of_one_document_are_refused() -> None:
    with pytest.raises(ValueError, match="two readings have the id 'echo'"):
        compare([*readings(), read("echo", "Again.")])


@pytest.mark.parametrize("given", [[], [read("a", "")], [read("a", ""), read("b", "One sentence stands alone here.")]])
def test_little_or_nothing_to_compare_is_fine(given: list[Reading]) -> None:
    made = compare(given)
    assert groups(made) == []
    assert len(made.documents) == len(given)


def test_features_are_symmetric_in_a_pair() -> None:
    claims = [claim for reading in readings() for claim in reading.claims]
    document = np.repeat(np.arange(3), [len(reading.claims) for reading in readings()])
    scope = np.zeros(len(claims), np.int64)
    one = pair_claims(claims, document, scope, AlignSettings())
    back = pair_claims(claims[::-1], 2 - document[::-1], scope, AlignSettings())
    n = len(claims) - 1
    forward = {(a, b): row for a, b, row in zip(one.left.tolist(), one.right.tolist(), one.features, strict=True)}
    for a, b, row in zip(back.left.tolist(), back.right.tolist(), back.features, strict=True):
        np.testing.assert_allclose(row, forward[n - b, n - a], atol=1e-9)
    assert one.features.shape[1] == len(FEATURES) == len(model().coefficients)


def test_a_name_that_two_outlets_spell_differently_is_a_group_of_its_own() -> None:
    def told(name: str, text: str, form: str) -> Reading:
        made = read(name, text)
        at = text.index(form)
        mention = Mention(at, at + len(form), form, "brekk")
        return replace(made, claims=(replace(made.claims[0], names=(mention,)), *made.claims[1:]))

    one, two = told("a", "Captain Jon Brekk came ashore.", "Captain Jon Brekk"), told("b", "Breck slept.", "Breck")
    known = [Name("brekk", "Jon Brekk", ("Jon Brekk", "Breck"), "person")]
    made = compare([one, two], names=known)
    [group] = [group for group in made.groups if group.id.startswith("spelling:")]
    [found] = group.divergences
    assert (found.kind, found.severity) == ("name-spelling", "soft")
    texts = {"a": one.article.text, "b": two.article.text}
    assert [texts[value.claim_id[0]][value.start : value.end] for value in found.values] == ["Brekk", "Breck"]
    alike = told("b", "Brekk slept.", "Brekk")
    assert not any(group.id.startswith("spelling:") for group in compare([one, alike], names=known).groups)


@pytest.mark.parametrize(
    ("form", "other"), [("Dan Holt", "Daniel Holt"), ("Holt", "HOLT"), ("Holt's", "Holt"), ("Iran", "Iranian")]
)
def test_short_forms_capitals_and_endings_are_no_other_spelling(form: str, other: str) -> None:
    def told(name: str, form: str) -> Claim:
        return Claim(name, name, "text", 0, len(form), form, 0, names=(Mention(0, len(form), form, "n"),))

    known = {name: Document(name, None, "", None, "s", name, name) for name in ("a", "b")}
    assert spelling_groups([told("a", form), told("b", other)], [Name("n", form, (form, other), "person")], known) == []


def test_documents_of_other_stories_need_more() -> None:
    def known(name: str, story: str) -> Document:
        return Document(name, None, "", None, story, name, name)

    coverage = Coverage([known(name, name) for name in TEXTS], scope=dict.fromkeys(TEXTS, "all"))
    weight = [
        sum(len(group) for group in groups(compare(readings(), AlignSettings(other_story=cost), coverage=coverage)))
        for cost in (0.0, 20.0)
    ]
    assert weight[0] > 0
    assert weight[1] == 0


def test_silence_is_told_as_a_faint_divergence_and_changes_no_verdict() -> None:
    def judge(group: Group, claims: object, documents: object, names: object) -> Group:
        return group

    plain, told = compare(readings()), compare(readings(), judge=judge)
    verdicts = {group.id: group.verdict for group in plain.groups}
    found = {group.id: one for group in told.groups for one in group.divergences if one.kind == "omission"}
    assert set(found) == {one.group_id for one in told.omissions} != set()
    for group in told.groups:
        assert group.verdict == verdicts[group.id]
        if group.id in found:
            one = found[group.id]
            assert (one.severity, one.confidence < 0.5) == ("soft", True)
            assert {value.claim_id for value in one.values} <= set(group.claims)
            assert len({value.claim_id.split(":")[0] for value in one.values}) >= 2
    assert not any(group.divergences for group in plain.groups)
