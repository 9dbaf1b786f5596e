"""Who has it from whom: derivations, origins, the matrix."""

from __future__ import annotations

import dataclasses
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup import Corpus, Origins, OriginSettings, cluster, find_origins, find_stories, read
from dedup.copies.agencies import Names, shipped
from dedup.copies.derive import Derivation, Run, derive
from dedup.copies.lineage import trace
from dedup.copies.side import Side
from dedup.errors import SettingsError, UnknownDocumentError
from dedup.pipeline import find_reuse
from dedup.schema import OUT_DERIVATIONS, OUT_EVIDENCE, OUT_MATRIX, OUT_ORIGINS

DEMO = Path(__file__).resolve().parent.parent / "dedup" / "demo"
RNG = random.Random(5)
VOCABULARY = ["".join(RNG.choice("bdfglmnprstv") + RNG.choice("aeiou") for _ in range(3)) for _ in range(4000)]


def prose(seed: int, n: int = 120) -> str:
    """Sentences of invented words."""
    rng = random.Random(seed)
    words = [rng.choice(VOCABULARY) for _ in range(n)]
    return ". ".join(" ".join(words[i : i + 12]).capitalize() for i in range(0, n, 12)) + "."


def origins_of(documents: dict[str, dict[str, Any]], **options: Any) -> Origins:
    rows = documents.values()
    corpus = Corpus.from_texts(
        [row["text"] for row in rows], ids=list(documents), outlets=[row.get("outlet") for row in rows],
        dates=[row.get("date") for row in rows],
    )  # fmt: skip
    return find_origins(find_reuse(cluster(corpus), sample=4096, words=12), **options)


def groups(origins: Origins) -> list[tuple[str, ...]]:
    return sorted(origin.members for origin in origins.origins())


@pytest.fixture(scope="module")
def demo() -> Origins:
    return find_origins(find_stories(cluster(read(DEMO / "articles.jsonl"))))


def test_the_demo_has_the_origins_of_its_gold(demo: Origins) -> None:
    gold = json.loads((DEMO / "gold.json").read_text(encoding="utf-8"))
    wanted = sorted((sorted(o["documents"]), o["source"], o["agency"]) for o in gold["origins"])
    assert sorted((sorted(o.members), o.source, o.agency) for o in demo.origins()) == wanted


def test_the_demo_has_the_derivations_of_its_gold(demo: Origins) -> None:
    gold = json.loads((DEMO / "gold.json").read_text(encoding="utf-8"))
    for item in gold["derived"]:
        found = demo.derivation(item["from"], item["to"])
        assert found is not None
        assert found.degree != "not"
        assert found.source == demo.reuse.copies.corpus.number(item["from"])
    assert demo.derivation("meridian-0413-protest", "norda-0413-protest") is None


def test_tables_keep_their_schemas_and_spans(demo: Origins) -> None:
    tables = demo.tables()
    schemas = {"origins": OUT_ORIGINS, "derivations": OUT_DERIVATIONS, "evidence": OUT_EVIDENCE}
    assert {name: tables[name].schema for name in schemas} == schemas
    assert tables["reuse_matrix"].schema == OUT_MATRIX
    corpus = demo.reuse.copies.corpus
    for row in tables["evidence"].to_pylist():
        text = corpus.text(corpus.number(row["document_id"]))
        assert 0 <= row["start"] < row["end"] <= len(text)
        assert row["document_id"] in (row["left"], row["right"])
        if row["kind"] == "credit":
            assert "Norda" in text[row["start"] : row["end"]]
    documents = tables["documents"]
    assert documents.column_names.index("origin_id") == documents.column_names.index("copy_id") + 1
    by_id = dict(zip(documents["id"].to_pylist(), documents["origin_id"].to_pylist(), strict=True))
    assert by_id["ledger-0409-ferry"] == "norda-0408-ferry"
    assert by_id["meridian-0409-ferry"] == "meridian-0409-ferry"
    for story in tables["stories"].to_pylist():
        members = [i for i, s in zip(documents["id"].to_pylist(), documents["story_id"].to_pylist(), strict=True)
                   if s == story["id"]]  # fmt: skip
        assert story["origins"] == len({by_id[m] for m in members}) == demo.independent(members)


def test_weights_of_a_pair_add_up(demo: Origins) -> None:
    for derivation in demo.derivations:
        assert sum(item.weight for item in derivation.evidence) == pytest.approx(derivation.weight, abs=1e-3)


def test_the_matrix_of_the_demo(demo: Origins) -> None:
    rows = {(row["source"], row["outlet"]): row for row in demo.matrix.to_pylist()}
    today = rows["Norda Press", "Sarnova Today"]
    assert (today["documents"], today["wholly"], today["direction"], today["median_hours"]) == (3, 3, "known", 0.58)
    assert rows["Telmar Agency", "Ansel Courier"]["direction"] == "credited"
    assert all(row["words"] >= 0 for row in rows.values())


def test_a_chain_is_one_origin() -> None:
    a, own = prose(1, 240), prose(2, 60)
    b = f"{own} {a[: len(a) // 2]}"
    c = f"{prose(3, 60)} {b[: len(b) // 2]} {prose(4, 40)}"
    origins = origins_of(
        {
            "a": {"text": a, "outlet": "A", "date": "2024-04-01"},
            "b": {"text": b, "outlet": "B", "date": "2024-04-02"},
            "c": {"text": c, "outlet": "C", "date": "2024-04-03"},
        }
    )
    assert groups(origins) == [("a", "b", "c")]
    assert origins.independent(["a", "b", "c"]) == 1


def test_a_mixed_text_belongs_to_its_main_source_and_names_the_other() -> None:
    x, y = prose(11, 240), prose(12, 240)
    mixed = f"{x[:1200]} {y[:400]}"
    origins = origins_of(
        {
            "mixed": {"text": mixed, "outlet": "M", "date": "2024-04-02"},
            "x": {"text": x, "outlet": "X", "date": "2024-04-01"},
            "y": {"text": y, "outlet": "Y", "date": "2024-04-01"},
        }
    )
    assert groups(origins) == [("x", "mixed")]
    assert origins.origins()[0].also == ("y",)
    roles = {(r["left"], r["right"]): r["role"] for r in origins.derivations_table().to_pylist()}
    assert roles == {("mixed", "x"): "main", ("mixed", "y"): "side"}
    assert origins.independent(["mixed", "x", "y"]) == 2


def test_reporters_at_one_speech_are_two_sources() -> None:
    speech = ". ".join(f"“{prose(seed, 30)}” he said" for seed in (21, 22, 23))
    texts = {
        "a": {"text": f"{prose(31)} {speech}. {prose(32)}", "outlet": "A", "date": "2024-04-01"},
        "b": {"text": f"{prose(33)} {speech}. {prose(34)}", "outlet": "B", "date": "2024-04-02"},
    }
    assert groups(origins_of(texts)) == []
    plain = {name: {**row, "text": row["text"].replace("“", "").replace("”", "")} for name, row in texts.items()}
    assert groups(origins_of(plain)) == [("a", "b")]


def test_an_agency_that_is_not_there_is_a_shared_origin() -> None:
    wire = prose(41, 24)
    texts = {
        "a": {"text": f"OSLO (dpa) - {prose(42)}\n\n{wire[:110]}. {prose(43)}", "outlet": "A", "date": "2024-04-01"},
        "b": {"text": f"{prose(44)}\n\n{wire[:110]}. {prose(45)}\n\nSource: dpa", "outlet": "B", "date": "2024-04-02"},
        "c": {"text": f"{prose(46)}\n\nSource: dpa", "outlet": "C", "date": "2024-04-02"},
    }
    (origin,) = origins_of(texts).origins()
    assert (origin.members, origin.source, origin.agency) == (("a", "b"), None, "dpa")
    silent = {k: {**row, "text": row["text"].replace("dpa", "own")} for k, row in texts.items()}
    assert groups(origins_of(silent)) == []  # the passage alone is too short


def test_owners_are_told_apart() -> None:
    x, y = prose(51), prose(52)
    texts = {
        "a": {"text": x, "outlet": "A"}, "b": {"text": f"{x} {prose(53, 40)}", "outlet": "B"},
        "c": {"text": y, "outlet": "C"},
    }  # fmt: skip
    origins = origins_of(texts, owners={"A": "House", "C": "House", "B": "House"})
    assert origins.independent(["a", "b", "c"]) == 2
    assert origins.houses(["a", "b", "c"]) == 1
    assert all(row["same_owner"] for row in origins.matrix.to_pylist())


@pytest.mark.parametrize(
    ("shape", "source"),
    [("cut", "long"), ("built upon", "short")],
)
def test_without_dates_the_shape_of_the_overlap_tells(shape: str, source: str) -> None:
    short = prose(61, 120)
    long = f"{short} {prose(62, 200)}" if shape == "cut" else f"{prose(62, 120)} {short} {prose(63, 100)}"
    found = origins_of({"long": {"text": long, "outlet": "L"}, "short": {"text": short, "outlet": "S"}})
    derivation = found.derivation("long", "short")
    assert derivation is not None
    assert (derivation.by, derivation.source) == ("containment", ["long", "short"].index(source))


def test_what_cannot_be_known_is_unknown() -> None:
    common = prose(71, 60)
    texts = {
        "a": {"text": f"{prose(72)} {common} {prose(73)}", "outlet": "A", "date": "2024-04-01"},
        "b": {"text": f"{prose(74)} {common} {prose(75)}", "outlet": "B", "date": "2024-04-01"},
    }
    derivation = origins_of(texts).derivation("a", "b")
    assert derivation is not None
    assert (derivation.degree, derivation.direction, derivation.source) == ("partly", "unknown", None)
    assert origins_of(texts).matrix.to_pylist()[0]["direction"] == "unknown"


def test_a_spelling_left_over_decides_where_the_passage_is_short() -> None:
    passage = " ".join(prose(81, 17).split())
    names = Names(shipped())
    source = f"Ostrevaan came. Then {passage} for Ostrevaan. {prose(82)}"
    taker = f"Ostrevan spoke, Ostrevan said. Then {passage} for Ostrevaan. {prose(83)}"
    plain = taker.replace("Ostrevaan", "Ostrevan")
    for text, degree in ((taker, "partly"), (plain, "not")):
        left, right = Side(0, source, "A", None, names), Side(1, text, "B", None, names)
        at = source.index(passage), text.index(passage)
        run = Run(at[0], at[0] + len(passage), at[1], at[1] + len(passage), 17)
        found = derive(left, right, [run], (0.1, 0.1), OriginSettings())
        assert found.degree == degree
        assert found.source == (0 if degree == "partly" else None)


def test_settings_are_held_to_their_bounds() -> None:
    with pytest.raises(SettingsError, match="chance-words"):
        OriginSettings(chance_words=30)
    with pytest.raises(SettingsError, match="there is no setting"):
        origins_of({"a": {"text": "One."}}, colour=3)
    with pytest.raises(UnknownDocumentError):
        origins_of({"a": {"text": "One."}}).derivation("a", "z")


@pytest.mark.parametrize("text", ["", "One.", "…"])
def test_almost_nothing_has_an_origin_each(text: str) -> None:
    origins = origins_of({"a": {"text": text}, "b": {"text": text + " Two."}})
    assert origins.origins() == []
    assert {name: len(table) for name, table in origins.tables().items()}["documents"] == 2


def derivation(left: int, right: int, direction: str, words: int) -> Derivation:
    return Derivation(left, right, "partly", direction, "time", words, words, 0.1, 0.1, 1.0, None, ())  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(["left", "right", "common", "unknown"]),
                  st.integers(1, 99)),
        max_size=20,
    ),
    st.permutations(range(8)),
)  # fmt: skip
def test_every_chain_ends(pairs: list[tuple[int, int, str, int]], rank: list[int]) -> None:
    found = {(min(a, b), max(a, b)): derivation(min(a, b), max(a, b), d, w) for a, b, d, w in pairs if a != b}
    leader = np.arange(8)
    lineage = trace(leader, np.array(rank), list(found.values()), OriginSettings())
    for number in range(8):
        root = int(lineage.root[number])
        assert root not in lineage.mains
        assert int(lineage.root[root]) == root
    again = trace(leader, np.array(rank), list(reversed(found.values())), OriginSettings())
    assert (again.root == lineage.root).all()
    joined = {frozenset((link.child, link.parent)) for link in lineage.mains.values()}
    assert joined <= {frozenset(pair) for pair in found}


def test_the_order_of_the_files_changes_nothing(demo: Origins) -> None:
    rows = [json.loads(line) for line in (DEMO / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    random.Random(3).shuffle(rows)
    corpus = Corpus.from_texts(
        [row["text"] for row in rows], ids=[row["id"] for row in rows], outlets=[row["outlet"] for row in rows],
        dates=[row["published"] for row in rows], titles=[row["title"] for row in rows],
    )  # fmt: skip
    again = find_origins(find_stories(cluster(corpus), threads=1))
    for name in ("origins", "derivations", "evidence", "reuse_matrix"):
        assert again.tables()[name].equals(demo.tables()[name]), name


def test_settings_are_in_the_run(demo: Origins) -> None:
    facts = demo.run["origins"]
    assert facts["settings"] == dataclasses.asdict(OriginSettings())
    assert facts["origins"] == len(np.unique(demo.origin))
    assert facts["largest"] == 5
    assert "origins" in demo.run["seconds"]
    assert isinstance(demo.matrix, pa.Table)


def test_a_clause_with_words_changed_is_taken_up_where_the_event_is_one() -> None:
    names = Names(shipped(), ())
    a = "He said that the growers were determined to extend the long rice treaty they had signed upriver in spring."
    b = "It adds that the growers were determined to extend a long rice treaty that they signed upriver in spring, too."
    run = Run(a.index("that the"), a.index(" the long"), b.index("that the"), b.index(" a long"), 7)
    sides = Side(0, a, "A", None, names), Side(1, b, "B", None, names)
    near = derive(*sides, [run], (0.1, 0.1), OriginSettings(passage_words=15), close=True)
    far = derive(*sides, [run], (0.1, 0.1), OriginSettings(passage_words=15))
    assert (near.degree, far.degree) == ("partly", "not")
    (evidence,) = [item for item in near.evidence if item.kind == "passage"]
    assert a[evidence.start : evidence.end].endswith("in spring")


WIRED = "LOTHAVEN (Norda Press) - "
BODY = prose(71, 160)


@pytest.mark.parametrize(
    ("wire_day", "page_day", "direction", "by"),
    [("2024-04-02", "2024-04-01", "wire", "dateline"), ("2024-04-09", "2024-04-01", "page", "time"),
     (None, None, "wire", "dateline")],
)  # fmt: skip
def test_an_own_dateline_was_there_before_a_page_of_the_day_before(
    wire_day: str | None, page_day: str | None, direction: str, by: str
) -> None:
    origins = origins_of(
        {
            "page": {"text": f"{BODY} {prose(72, 24)}", "outlet": "Bay Echo", "date": page_day},
            "wire": {"text": f"{WIRED}{BODY} {prose(73, 60)}", "outlet": "Norda Press", "date": wire_day},
        }
    )
    found = origins.derivation("page", "wire")
    assert found is not None
    assert (["page", "wire"][found.source or 0], found.by) == (direction, by)


def test_a_text_that_is_said_to_be_a_thirds_is_not_the_source() -> None:
    documents = {
        "a": {"text": f"{WIRED}{BODY}", "outlet": "Bay Echo", "date": "2024-04-01"},
        "b": {"text": f"{BODY} {prose(72, 40)}", "outlet": "Ansel Courier", "date": "2024-04-02"},
    }
    found = origins_of(documents).derivation("a", "b")
    assert found is not None
    assert (found.direction, found.by, found.source) == ("common", "credit", None)
    # of a longer article only a part is shared: its credit does not say whose that part is
    documents["a"]["text"] += prose(74, 400)
    found = origins_of(documents).derivation("a", "b")
    assert found is not None
    assert (found.direction, found.by) == ("left", "time")
