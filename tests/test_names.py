"""Names: what is one, what is two, and what is none."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.claims.frames import Article
from dedup.claims.names.spelling import misspelled, name_words, plain, same_name, sound
from dedup.claims.read import Readings, read_articles


def read(*texts: str) -> Readings:
    return read_articles([Article(str(i), text) for i, text in enumerate(texts)])


def forms(*texts: str, kind: str = "") -> dict[str, set[str]]:
    """The forms of every name, by its canonical one."""
    return {name.canonical: set(name.forms) for name in read(*texts).names if kind in ("", name.kind)}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Sergei Vold", "Sergey Vold"),
        ("Hanne Amir-Tornqvist", "Hanne Amirtornqvist"),
        ("Hanne Amir Tornqvist", "Amir-Tornqvist"),
        ("Joe Marst", "Joseph R. Marst"),
        ("Nils Arvane", "Mr Arvane"),
        ("Dario Ostrevan", "Ντάριο Όστρεβαν"),
        ("Dario Ostrevan", "Dariu Ostrevan"),
        ("Khalid Rand", "Halid Rand"),
    ],
)
def test_one_name(a: str, b: str) -> None:
    assert same_name(a, b)
    assert same_name(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ebrahim Orrin", "Hassan Orrin"),
        ("Mario Feld", "Maria Feld"),
        ("Daniel Feld", "Danielle Feld"),
        ("Lee", "Li"),
        ("Nils Arvane", "Nils Brandis"),
        ("John A. Moss", "John B. Moss"),
    ],
)
def test_two_names(a: str, b: str) -> None:
    assert not same_name(a, b)


@given(st.text(max_size=12), st.text(max_size=12))
def test_spelling_takes_anything(a: str, b: str) -> None:
    assert same_name(a, b) == same_name(b, a)
    assert plain(plain(a)) == plain(a)
    assert isinstance(sound(a), str)
    assert misspelled(name_words(a), name_words(b)) in (True, False)


def test_two_people_of_one_surname_stay_two() -> None:
    found = forms("Erik Solvang met Hanna Solvang. Solvang left early.", kind="person")
    assert found == {"Erik Solvang": {"Erik Solvang"}, "Hanna Solvang": {"Hanna Solvang"}, "Solvang": {"Solvang"}} or (
        "Solvang" not in found["Erik Solvang"] | found["Hanna Solvang"]
    )


def test_a_father_and_a_son() -> None:
    found = forms("Rep. Jesse Falk Jr. met the Rev. Jesse Falk on Monday.", kind="person")
    assert sorted(map(sorted, found.values())) == [["Rep. Jesse Falk Jr."], ["Rev. Jesse Falk"]]


def test_a_daughter_is_not_the_president() -> None:
    text = "President Orrin spoke on Monday. Mr Orrin left early. His daughter Signe Orrin, 12, stayed. Orrin waved."
    found = forms(text, kind="person")
    assert not {"President Orrin", "Mr Orrin"} & found["Signe Orrin"]


def test_roles_ask_for_their_state() -> None:
    text = "President Stellan Aune met the Russian president in Port Ansel. The president was late."
    found = forms(text)
    assert "the Russian president" not in found["Stellan Aune"]
    assert "The president" in found["Stellan Aune"]
    both = forms("French President Luc Morel was late.", "The French president was late.", kind="person")
    assert both == {"Luc Morel": {"French President Luc Morel", "The French president"}}


@pytest.mark.parametrize("before", ["a", "former", "the former", "any"])
def test_a_former_or_any_holder_is_nobody(before: str) -> None:
    found = forms("French President Luc Morel was late.", f"It was {before} French president who spoke.", kind="person")
    assert found == {"Luc Morel": {"French President Luc Morel"}}


def test_apposition_needs_its_comma() -> None:
    assert "Iran's envoy" not in str(
        forms("In a meeting with Ruud, Iran's ambassador said no. Mikkel Ruud left.")["Mikkel Ruud"]
    )
    found = forms("Iran's ambassador, Mikkel Ruud, said no.", kind="person")
    assert found == {"Mikkel Ruud": {"Iran's ambassador", "Mikkel Ruud"}}


def test_capitals_join_their_state_only_where_they_act() -> None:
    acts = forms("Iran was angry. Tehran said it would answer.")
    assert acts["Iran"] == {"Iran", "Tehran"}
    stands = forms("Iran was angry. It rained in Tehran.")
    assert stands["Iran"] == {"Iran"}


def test_acronyms() -> None:
    found = forms("The Marine Accident Board (MAB) spoke. The MAB was late. The MRB was not.")
    assert found["Marine Accident Board"] == {"Marine Accident Board", "MAB"}
    assert found["MRB"] == {"MRB"}


def test_headlines_and_first_words() -> None:
    lines = (
        "Orrin Dam Holds As Waters Rise Again\n\nThe dam at Orrin held. Rain fell. Engineers were there. Rain is wet."
    )
    assert {name.canonical for name in read(lines).names} == {"Orrin"}
    assert forms("Lowmere waits.", "It rained in Lowmere.") == {"Lowmere": {"Lowmere"}}


def test_calendar_and_pronouns_are_no_names() -> None:
    assert (
        read("On Monday I said that May and June were wet. I am sure, and so is Karel Omdal.").names[0].canonical
        == "Karel Omdal"
    )
    assert len(read("On Monday I said that May and June were wet.").names) == 0


def test_the_order_of_articles_does_not_matter() -> None:
    texts = [
        "Police chief Nils Arvane spoke.", "Mr Arvane left. Sarnova waits.", "Nills Arvane, 50, is from Sarnova.",
        "The Sarnovan police chief is Arvane.",
    ]  # fmt: skip
    articles = [Article(str(i), text) for i, text in enumerate(texts)]
    assert len({read_articles(list(some)).names for some in itertools.permutations(articles)}) == 1
