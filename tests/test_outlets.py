from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.corpus.outlets import SUFFIXES, outlet, outlets

CASES = {
    "https://www.bbc.co.uk/x": "bbc.co.uk",
    "http://news.example.com": "example.com",
    "example.com/path": "example.com",
    "//a.b.example.org:8080/x": "example.org",
    "https://user:pw@www.abc.net.au/": "abc.net.au",
    "HTTP://WWW.Example.COM./": "example.com",
    "https://pilot.substack.com/p/1": "pilot.substack.com",
    "https://a.pilot.blogspot.co.uk/": "pilot.blogspot.co.uk",
    "https://co.uk/": "co.uk",
    "http://127.0.0.1:80/": "127.0.0.1",
    "http://localhost/x": None,
    "/relative/path.html": None,
    "": None,
    "http://[::1]/x": None,
    "https://www.zeit.de?x=a.b.c": "zeit.de",
    "https://новости.рф/1": "новости.рф",
    None: None,
}


@pytest.mark.parametrize(("url", "expected"), CASES.items())
def test_outlet_of_a_url(url: str | None, expected: str | None) -> None:
    assert outlets(pa.array([url], pa.string())).to_pylist() == [expected]


def test_column() -> None:
    urls = pa.chunked_array([list(CASES)]).combine_chunks()
    assert outlets(urls).to_pylist() == list(CASES.values())
    assert outlets(pa.array([], pa.large_string())).to_pylist() == []


def test_table_is_of_the_size_it_says() -> None:
    assert 150 <= len(SUFFIXES) <= 400
    assert all(suffix == suffix.lower() and suffix.count(".") in (1, 2) for suffix in SUFFIXES)


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    name = outlet(text)
    assert name is None or name.count(".") >= 1
    outlets(pa.array([text], pa.string())).validate(full=True)
