"""Credits: what stands around a name makes it one."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.copies.agencies import Agency, Names, brand_of, read_agencies, shipped
from dedup.copies.credits import find_credits
from dedup.errors import InputError

OUTLETS = ["Norda Press", "Ansel Courier", "The Meridian", "bay-echo.example", "Sarnova Today"]
NAMES = Names(shipped(), OUTLETS)


def kinds(text: str, outlet: str | None = None) -> list[tuple[str, str]]:
    """(kind, name) of every credit to another; spans are checked on the way."""
    found = find_credits(text, NAMES, outlet)
    assert [c.start for c in found] == sorted(c.start for c in found)
    assert all(0 <= c.cue_start <= c.start < c.end <= c.cue_end <= len(text) for c in found)
    return [(c.kind, c.name) for c in found if not c.own]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("PORT ANSEL, April 8 (Reuters) - A ferry burned.", "dateline", "Reuters"),
        ("(Reuters) – A ferry burned.", "dateline", "Reuters"),
        ("Moscow, Dec 20, IRNA – Ties are strong.", "dateline", "IRNA"),
        ("PORT ANSEL (AP) — A ferry burned.", "dateline", "Associated Press"),
        ("NORDA PRESS – A ferry burned.", "dateline", "Norda Press"),
        ("МОСКВА, 8 апр (ТАСС) - Паром сгорел.", "dateline", "TASS"),
        ("By Jane Doe, Associated Press", "byline", "Associated Press"),
        ("Von Erika Muster, dpa", "byline", "dpa"),
        ("The AP contributed to this report.", "contribution", "Associated Press"),
        ("Reporting by Jane Doe; with files from Agence France-Presse", "contribution", "Agence France-Presse"),
        ("With reporting by Norda", "contribution", "Norda Press"),
        ("Source: AFP", "source", "Agence France-Presse"),
        ("Quelle: Deutsche Presse-Agentur", "source", "dpa"),
        ("Source: Telmar Agency", "source", "Telmar Agency"),
        ("Reporting: Telmar Agency", "source", "Telmar Agency"),
        ("The ferry was towed to the yard. (dpa)", "source", "dpa"),
        ("(Norda Press, own reporting)", "source", "Norda Press"),
        ("来源：新华社", "source", "Xinhua"),
        ("Source:\n\n<https://en.irna.ir/news/1/ties>", "source", "IRNA"),
        ("© 2024 Agence France-Presse", "copyright", "Agence France-Presse"),
        ("The picture of the day came via Tasnim, he said.", "via", "Tasnim"),
        ("The captain fell asleep, according to Fars news agency.", "according-to", "Fars"),
        ("Xinhua reported that the boat sank.", "according-to", "Xinhua"),
        ("По данным Рейтер, паром сгорел.", "according-to", "Reuters"),
        ("به گزارش ایرنا کشتی سوخت", "according-to", "IRNA"),
        ("He told CNN that the boat sank.", "told", "CNN"),
        ("He told The Meridian that the boat sank.", "told", "The Meridian"),
        ("Read it at https://www.reuters.com/world/1", "link", "Reuters"),
        ("Photo: AP / J. Petrel", "photo", "Associated Press"),
    ],
)
def test_each_kind(text: str, kind: str, name: str) -> None:
    assert kinds(f"A headline of the day\n\n{text}\n\nMore text follows.") == [(kind, name)]


@pytest.mark.parametrize(
    "text",
    [
        "The share price of Bloomberg rose, and so did that of CNN.",
        "A reporter of Reuters was hurt when the crane fell.",
        "By the end of the day nobody had been found.",
        "Source of the river: the Lissa",
        "The hill was steep (and slippery) - so they said.",
    ],
)
def test_a_mention_is_no_credit(text: str) -> None:
    assert kinds(text) == []


def test_an_outlet_that_credits_itself() -> None:
    text = "PORT ANSEL (Norda Press) - A ferry burned, the mayor told Sarnova Today."
    assert kinds(text, "Norda Press") == [("told", "Sarnova Today")]
    assert [c.own for c in find_credits(text, NAMES, "Norda Press")] == [True, False]
    assert kinds("LONDON (Reuters) - Rates rise.", "reuters.com") == []
    with_domain = Names(shipped(), ["reuters.com"])
    assert all(c.own for c in find_credits("LONDON (Reuters) - Rates rise.", with_domain, "reuters.com"))


def test_strength_tells_a_text_from_a_statement() -> None:
    (dateline, told) = find_credits("OSLO (dpa) - Rates rise, he told CNN.", NAMES)
    assert dateline.whole
    assert not told.whole
    assert dateline.strength > told.strength


def test_a_file_of_the_user_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps([{"name": "Lissa Wire", "forms": ["LW"], "domains": ["lissawire.example"]}]))
    names = Names([*read_agencies(path), *shipped()])
    found = find_credits("ILVANE (LW) - Rice is late. https://lissawire.example/1", names)
    assert [(c.kind, c.name) for c in found] == [("dateline", "Lissa Wire"), ("link", "Lissa Wire")]


@pytest.mark.parametrize("content", ["{", "3", '[{"forms": []}]', '[{"name": "X", "forms": "Y"}]', '[{"name": " "}]'])
def test_a_bad_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content)
    with pytest.raises(InputError, match=r"bad\.json"):
        read_agencies(path)
    with pytest.raises(InputError):
        read_agencies(tmp_path / "none.json")


def test_the_shipped_table_is_sound() -> None:
    forms = [form for agency in shipped() for form in (agency.name, *agency.forms)]
    assert len({agency.name for agency in shipped()}) == len(shipped()) > 150
    assert all(form == form.strip() and form for form in forms)
    domains = [domain for agency in shipped() for domain in agency.domains]
    assert len(domains) == len(set(domains))
    assert all(domain == domain.lower() and "." in domain for domain in domains)


def test_brands() -> None:
    assert brand_of("CNN (Web News)") == "CNN"
    assert brand_of("The Hill") == "The Hill"
    assert Names(shipped(), ["CNN (Web News)"]).of_outlet("CNN (Web News)") == "CNN"
    assert Names((), ["Norda Press", "Norda News"]).head("Norda") is None
    assert Names([Agency("Fars")], ["fars.example"]).of_outlet("fars.example") == "Fars"


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from('AP (Reuters) - \n.,:;told CNN via by Source©é新华社"“”'), max_size=200))
def test_any_text_gives_sound_spans(text: str) -> None:
    kinds(text)


@pytest.mark.parametrize("piece", ["(Reuters ", "By ", "told ", "A, ", "(((", "source: ", "https://a.b/"])
def test_no_pattern_runs_away(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.process_time()
    find_credits(text, NAMES)
    assert time.process_time() - start < 20  # a quadratic one takes minutes


def test_a_name_before_a_dot_without_a_space_is_one() -> None:
    assert kinds("Rates rise, according to CNN.Among those asked, few care.") == [("according-to", "CNN")]
    assert kinds("Rates rise, according to CNN-style talk.") == []


def test_material_that_a_report_says_it_contains() -> None:
    assert kinds("This report contains material from Reuters.") == [("contribution", "Reuters")]
