from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.corpus.corpus import Corpus
from dedup.corpus.headline import headline
from dedup.corpus.read import read
from dedup.errors import InputError, UnknownDocumentError


def test_numbers_are_ranks_by_bytes() -> None:
    ids = ["b", "a", "é", "Z", "😀", "\uffee", "10", "9"]
    corpus = Corpus.from_texts([f"text of {i}" for i in ids], ids=ids)
    ordered = sorted(ids, key=str.encode)
    assert corpus.columns("id")["id"].to_pylist() == ordered
    assert [corpus.number(i) for i in ordered] == list(range(len(ids)))
    assert corpus.text(corpus.number("é")) == "text of é"
    assert corpus.order.dtype == np.int64
    assert len(corpus) == 8


def test_from_texts_of_everything() -> None:
    corpus = Corpus.from_texts(
        ["a", None, "c\ud800"],
        ids=[1, 2, 3],
        outlets=[None, "Tern", None],
        titles=["x", None, ""],
        dates=[date(2018, 8, 29), datetime(2018, 8, 29, 10), "3/13/2018"],
        urls=["http://www.heron.example/1", None, None],
    )
    assert [corpus.document(k)["published"] for k in range(3)] == ["2018-08-29", "2018-08-29T10:00:00", "2018-03-13"]
    assert [corpus.document(k)["outlet"] for k in range(3)] == ["heron.example", "Tern", None]
    assert corpus.text(1) == ""
    assert corpus.text(2) == "c\ufffd"
    assert corpus.report.null_texts == 1
    assert corpus.report.documents == 3


def test_from_texts_without_ids_and_from_arrow() -> None:
    assert Corpus.from_texts(pa.array(["x", "y"])).columns("id")["id"].to_pylist() == ["texts:1", "texts:2"]
    with pytest.raises(InputError, match="there are 1 texts but 2 values of title"):
        Corpus.from_texts(["x"], titles=["a", "b"])
    with pytest.raises(InputError, match="no documents"):
        Corpus.from_texts([])


def test_unknown_id_names_the_closest() -> None:
    corpus = Corpus.from_texts(["x", "y"], ids=["storm-2018-01", "storm-2018-02"])
    with pytest.raises(UnknownDocumentError, match="'storm-2018-1'; the closest are 'storm-2018-01'"):
        corpus.number("storm-2018-1")
    with pytest.raises(UnknownDocumentError, match="ids look like"):
        corpus.number("\ud800")


def test_shared_ids_are_renamed_in_canonical_order() -> None:
    corpus = Corpus.from_texts(
        ["second", "undated", "first", "other", "taken"],
        ids=["a", "a", "a", "b", "a#2"],
        dates=["2018-02-01", None, "2018-01-01", None, None],
    )
    texts = {corpus.document(k)["id"]: corpus.text(k) for k in range(5)}
    assert texts == {"a": "first", "a#2": "taken", "a#3": "second", "a#4": "undated", "b": "other"}
    assert corpus.report.renamed_ids == 2


@given(
    st.lists(st.tuples(st.sampled_from(["a", "b", "a#2", "a#2#2", "c"]), st.text(max_size=3)), min_size=1, max_size=30)
)
def test_renaming_gives_unique_ids_and_ignores_order(rows: list[tuple[str, str]]) -> None:
    def documents(some: list[tuple[str, str]]) -> list[tuple[str, str]]:
        corpus = Corpus.from_texts([t for _, t in some], ids=[i for i, _ in some])
        table = corpus.columns("id", "text")
        return list(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))

    found = documents(rows)
    assert len({i for i, _ in found}) == len(rows)
    assert sorted(t for _, t in found) == sorted(t for _, t in rows)
    assert documents(rows[::-1]) == found


def test_order_of_files_does_not_matter(tmp_path: Path) -> None:
    for k, name in enumerate(["x", "y", "z"]):
        rows = [{"id": str(i), "text": f"{name} {i}", "date": f"2018-01-{9 - k:02}"} for i in range(20)]
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows) + "broken\n")
    files = [tmp_path / f"{name}.jsonl" for name in "xyz"]
    one, two = read(files, threads=1), read(files[::-1], threads=2, part_bytes=1024)
    names = one.table.column_names
    assert one.columns(*names).to_pylist() == two.columns(*names).to_pylist()
    assert one.report.to_dict() == two.report.to_dict()
    assert one.report.renamed_ids == 40
    assert one.text(one.number("7")) == "z 7"
    json.dumps(one.report.to_dict())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Bridge shut after cracks\n\nThe bridge was closed.", "Bridge shut after cracks"),
        ("0 Persons\n22 June 2022\nBridge shut after cracks\n\nThe bridge was closed.", "Bridge shut after cracks"),
        ("News / Local / Sorne valley\n\nBridge shut after cracks\r\n", "Bridge shut after cracks"),
        ("By Dalia Renner\nBridge shut after cracks\n", "Bridge shut after cracks"),
        ("The bridge was closed on Wednesday.\nBridge shut after cracks\n", ""),
        ("word " * 60 + "\nBridge shut after cracks\n", ""),
        ("Bridge\nshut\n", ""),
        ("", ""),
    ],
)
def test_the_headline_of_a_text_without_a_title(text: str, expected: str) -> None:
    assert headline(None, text) == headline(" ", text) == expected
    assert headline(" Given \n", text) == "Given"
