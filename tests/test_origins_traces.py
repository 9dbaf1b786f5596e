"""Traces beyond passages: spellings, quotations, dates."""

from __future__ import annotations

import pytest

from dedup.copies.precedence import hours_between, interval
from dedup.copies.quotes import other_wording, quote_spans, quotes, shared_quotes
from dedup.copies.spellings import Forms, left_over, same_name, shared_rare


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Raisi", "Raeisi"), ("Zelensky", "Zelenskiy"), ("Mohammed", "Mohammad"), ("Gaddafi", "Qadhafi"),
        ("Skaarli", "Skarli"), ("Khamenei", "Hamenei"), ("Lidia", "Lydia"), ("Аливев", "Аливёв"),
    ],
)  # fmt: skip
def test_spellings_of_one_name(a: str, b: str) -> None:
    assert same_name(a, b)
    assert same_name(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [("Maria", "Mario"), ("Clinton", "Clanton"), ("Marie", "Maria"), ("Raisi", "Raisi"), ("Oslo", "Uslo"),
     ("Solvang", "Solving"), ("Brenholm", "Brenholms"), ("Hansen", "Hanson")],
)  # fmt: skip
def test_names_that_are_two(a: str, b: str) -> None:
    assert not same_name(a, b)
    assert not same_name(b, a)


def test_a_spelling_left_over_tells_whose_text_it_was() -> None:
    source = Forms.of("Minister Ostrevaan came. Then Ostrevaan spoke, and Ostrevaan left.")
    taker = Forms.of("He met Ostrevan. Later Ostrevan said so, before Ostrevaan had left.")
    (found,) = left_over(taker, source)
    assert (found.form, found.usual) == ("Ostrevaan", "Ostrevan")
    text = "He met Ostrevan. Later Ostrevan said so, before Ostrevaan had left."
    assert [text[start:end] for start, end in found.spans] == ["Ostrevaan"]
    assert left_over(source, taker) == []


def test_two_names_that_both_have_are_no_trace() -> None:
    text = "Allan met Allen. Then Allan left, and Allen stayed, and Allan called."
    assert left_over(Forms.of(text), Forms.of(text)) == []


def test_a_spelling_that_only_two_have() -> None:
    two = [Forms.of("So Ostrevaan said."), Forms.of("Yet Ostrevaan came.")]
    others = [Forms.of("But Ostrevan left."), Forms.of("When Ostrevan spoke.")]
    assert shared_rare(*two, others) == [("Ostrevaan", "Ostrevan")]
    assert shared_rare(*two, others[:1]) == []
    assert shared_rare(*two, [*others, Forms.of("And Ostrevaan sang.")]) == []


def test_quotations_of_all_marks() -> None:
    text = '“One.” he said, "two", «trois», „vier“, 「五」. “open to the end\nof the line'
    assert [text[a:b] for a, b in quote_spans(text)] == ["One.", "two", "trois", "vier", "五", "open to the end"]
    mixed = '“I am here," she said. "And I stay."'
    assert [mixed[a:b] for a, b in quote_spans(mixed)] == ["I am here,", "And I stay."]


def test_the_same_wording_and_another() -> None:
    ours = quotes("“The river does not stop at a border, and neither does thirst,” he said.", 6)
    same = quotes("He said: “A river is a river. The river does not stop at a border, and neither does thirst.”", 6)
    other = quotes("“Rivers stop at no border, and thirst does not either; the river does know none,” he said.", 6)
    assert len(shared_quotes(ours, same, 8)) == 1
    assert shared_quotes(ours, other, 8) == []
    assert other_wording(ours[0], same) is None
    assert other_wording(ours[0], other) == other[0]
    assert other_wording(ours[0], quotes("“Nothing of the sort was ever said by me or by him.”", 6)) is None


@pytest.mark.parametrize(
    ("a", "b", "hours"),
    [
        ("2024-04-08", "2024-04-09", 24.0),
        ("2024-04-08", "2024-04-08", None),
        ("2024-04-08T10:00+02:00", "2024-04-08T10:00Z", 2.0),
        ("2024-04-08T10:00Z", "2024-04-08T09:30Z", -0.5),
        ("2024-04-08T10:00Z", "2024-04-08T10:00:30Z", None),
        ("2024-04-08T10:00:00Z", "2024-04-08T10:00:30Z", 0.0083),
        ("2024-04-08", "2024-04-08T23:00Z", None),
        ("2024-04-08", "2024-04-09T10:00Z", None),  # the day may have been that of Honolulu
        ("2024-04-08", "2024-04-10T10:00Z", 58.0),
        ("2024", "2024-04-10", None),
        ("2024-12", "2025-01-01", 744.0),
        ("2023", "2024-04-10", 11160.0),
        (None, "2024-04-10", None),
        ("soon", "2024-04-10", None),
    ],
)
def test_dates_say_what_they_can(a: str | None, b: str | None, hours: float | None) -> None:
    assert hours_between(interval(a), interval(b)) == hours
    assert hours_between(interval(b), interval(a)) == (None if hours is None else -hours)
