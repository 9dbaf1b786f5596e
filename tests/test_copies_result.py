"""`dedup.cluster` on made-up corpora, from texts to pairs and clusters, against `naive`; and what a result answers."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

import naive
from dedup import Copies, CopySettings, Corpus, cluster
from dedup.copies.candidates import Bands
from dedup.errors import SettingsError, ThresholdError, UnknownDocumentError
from dedup.schema import OUT_DOCUMENTS, OUT_PAIRS

SEEDS = [1, 2, 3]
Pair = tuple[str, str]


def names(n: int) -> list[str]:
    return [f"d{i:03}" for i in range(n)]


def dates(rng: random.Random, n: int) -> list[str | None]:
    return [rng.choice([None, f"2024-05-{rng.randint(1, 28):02}"]) for _ in range(n)]


def made(seed: int, n: int = 40, **overrides: Any) -> tuple[list[str], Copies]:
    rng = random.Random(seed)
    texts = naive.corpus(rng, n)
    settings = {"threshold": 0.5, "slots": 128} | overrides
    when = settings.pop("dates", None) or dates(rng, n)
    outlets = [rng.choice([None, "Herald", "Post", "Wire"]) for _ in range(n)]
    return texts, cluster(Corpus.from_texts(texts, ids=names(n), dates=when, outlets=outlets), threads=2, **settings)


def pairs_of(copies: Copies) -> dict[Pair, float]:
    return {(row["left"], row["right"]): row["jaccard"] for row in copies.pairs().to_pylist()}


def naive_pairs(texts: list[str], threshold: float, unit: str = "words", width: int = 5) -> dict[Pair, float]:
    found = naive.pairs(texts, threshold, unit, width)
    return {(names(len(texts))[i], names(len(texts))[j]): value for (i, j), value in found.items()}


def naive_order(copies: Copies, texts: list[str]) -> list[int]:
    rows = copies.corpus.columns("published_at", "outlet").to_pylist()
    settings = copies.settings
    shingling = settings.shingle

    def key(i: int) -> tuple[float, ...]:
        when, outlet = rows[i]["published_at"], rows[i]["outlet"]
        length = len(naive.shingles(texts[i], shingling.unit, shingling.width))
        keys = naive.keep_keys(
            int(when.timestamp()) if when else None, length, outlet, settings.keep, settings.outlet_order
        )
        return (*(value for _, value in keys), i)

    return sorted(range(len(texts)), key=key)


def check(texts: list[str], copies: Copies) -> None:
    """A whole result against the slow way."""
    settings, n = copies.settings, len(texts)
    unit, width = settings.shingle.unit, settings.shingle.width
    wanted = naive_pairs(texts, settings.threshold, unit, width)
    table = copies.pairs()
    assert table.schema == OUT_PAIRS
    assert pairs_of(copies) == wanted
    assert [(row["left"], row["right"]) for row in table.to_pylist()] == sorted(wanted)
    for row in table.to_pylist():
        a, b = (texts[int(row[side][1:])] for side in ("left", "right"))
        assert row["containment_left"] == naive.containment(a, b, unit, width)
        assert row["containment_right"] == naive.containment(b, a, unit, width)
        assert row["kind"] == ("exact" if row["jaccard"] == 1 else "near")
    leader = naive.clusters(texts, settings.threshold, naive_order(copies, texts), unit, width)
    assert copies.leader.tolist() == leader
    documents = copies.documents()
    assert documents.schema == OUT_DOCUMENTS
    for i, row in enumerate(documents.to_pylist()):
        assert (row["id"], row["copy_id"], row["kept"]) == (names(n)[i], names(n)[leader[i]], leader[i] == i)
        alone = leader[i] == i or naive.shingles(texts[i], unit, width) == naive.shingles(texts[leader[i]], unit, width)
        assert row["similarity"] == (1.0 if alone else naive.jaccard(texts[i], texts[leader[i]], unit, width))
        assert (row["kept_reason"] is None) == (not row["kept"])
        assert (row["kept_reason"] == "only") == (leader.count(i) == 1)
    clusters = copies.clusters()
    assert sum(len(c.members) for c in clusters) == sum(leader.count(x) for x in set(leader) if leader.count(x) > 1)
    assert copies.n_clusters == len(clusters) == copies.run["counts"]["clusters"]
    assert [len(c.members) for c in clusters] == sorted((len(c.members) for c in clusters), reverse=True)
    for c in clusters:
        assert {m.id for m in c.members} == {names(n)[i] for i in range(n) if names(n)[leader[i]] == c.copy_id}
        assert c.weakest == min(m.similarity for m in c.members)
        times = [m.published or "9999" for m in c.members]
        assert times == sorted(times)
    assert copies.clusters(2) == clusters[:2]


@pytest.mark.parametrize(
    "keep", [{"keep": "earliest"}, {"keep": "longest"}, {"keep": "outlet", "outlet_order": ("Wire", "post")}]
)
@pytest.mark.parametrize("seed", SEEDS)
def test_cluster(seed: int, keep: dict[str, Any]) -> None:
    check(*made(seed, **keep))


@pytest.mark.parametrize("shingle", ["words:1", "words:3", "chars:9", "chars:4"])
def test_other_shingles(shingle: str) -> None:
    check(*made(9, shingle=shingle, threshold=0.6))


@pytest.mark.parametrize(("threshold", "slots"), [(0.3, 256), (0.9, 64), (1.0, 16), (0.7, 512)])
def test_other_thresholds_and_sketches(threshold: float, slots: int) -> None:
    check(*made(11, threshold=threshold, slots=slots, n=30))


@pytest.mark.slow
def test_a_bigger_corpus() -> None:
    texts, copies = made(17, n=300, threshold=0.7)
    check(texts, copies)
    assert copies.n_clusters > 10


@given(st.lists(st.lists(st.sampled_from(["a", "b", "c"]), max_size=9).map(" ".join), min_size=1, max_size=12))
def test_small_vocabulary(texts: list[str]) -> None:
    """At threshold 0.9 and slots to spare no pair of such short texts is missed; precision and clusters hold anyway."""
    copies = cluster(
        Corpus.from_texts(texts, ids=names(len(texts))), threads=1, threshold=0.9, shingle="words:2", recall=0.999999
    )
    check(texts, copies)


def test_all_documents_empty() -> None:
    texts = ["", " ", "…", "\u200d"]
    copies = cluster(Corpus.from_texts(texts, ids=names(4)), measure_recall=3)
    check(texts, copies)
    assert len(copies.pairs()) == 0
    assert copies.run["counts"]["documents_without_words"] == 4
    assert copies.run["recall"]["true"] == 0
    assert (copies.run["recall"]["low"], copies.run["recall"]["high"], copies.run["recall"]["value"]) == (
        0.0,
        1.0,
        None,
    )
    assert copies.why("d000", "d001").verdict == "Apart: a document without words has no copies."
    assert not copies.sketch("d000").any()


def test_one_document() -> None:
    copies = cluster(Corpus.from_texts(["Just one document with a few words."], ids=names(1)), measure_recall=1)
    check(["Just one document with a few words."], copies)
    assert copies.clusters() == []


def test_many_identical_texts_are_compared_once_and_written_out_up_to_the_cap() -> None:
    texts = ["The ferry stopped on Monday after a fire in the engine room."] * 30
    texts.append(texts[0].replace("Monday", "Tuesday"))
    copies = cluster(Corpus.from_texts(texts, ids=names(31)), threshold=0.2, pair_cap=10)
    assert copies.run["counts"]["distinct_texts"] == 2
    assert copies.n_clusters == 1
    assert len(copies.pairs()) == 29 + 30  # with the first of the group only
    check(texts, cluster(Corpus.from_texts(texts, ids=names(31)), threshold=0.2))


def test_a_bucket_over_the_cap_is_counted_and_still_clusters() -> None:
    rng = random.Random(1)
    base = [f"w{i}" for i in range(200)]
    texts = [" ".join(naive.edited(base, ["x", "y", "z"], 1, rng)) for _ in range(40)]
    copies = cluster(Corpus.from_texts(texts, ids=names(40)), bucket_cap=5)
    assert copies.run["counts"]["buckets_over_cap"] > 0
    assert copies.n_clusters == 1
    assert pairs_of(copies).items() <= naive_pairs(texts, 0.7).items()


# ---- other thresholds of one run


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_rethreshold_is_a_fresh_run(seed: int) -> None:
    texts, copies = made(seed, threshold=0.6)
    assert copies.floor < 0.6
    for threshold in (copies.floor, 0.6, 0.75, 0.9, 1.0):
        again, fresh = copies.rethreshold(threshold), made(seed, threshold=threshold)[1]
        check(texts, again)
        assert again.documents() == fresh.documents()
        assert again.pairs() == fresh.pairs()
        assert again.clusters() == fresh.clusters()
        assert again.settings == fresh.settings
        assert again.run["settings"] == fresh.run["settings"]
        for name in ("pairs_of_distinct_texts", "clusters", "documents_in_clusters", "largest_cluster", "documents"):
            assert again.run["counts"][name] == fresh.run["counts"][name], name
    assert copies.settings.threshold == 0.6  # the first result is as it was
    check(texts, copies)


def test_a_measured_recall_is_that_of_one_threshold() -> None:
    _, copies = made(1, measure_recall=10)
    assert copies.run["recall"]
    assert copies.rethreshold(0.5).run["recall"] == copies.run["recall"]
    assert copies.rethreshold(0.8).run["recall"] is None


def test_floor() -> None:
    _, copies = made(1, n=5, threshold=0.7)
    assert copies.bands == Bands(32, 4)
    assert copies.floor == Bands(32, 4).floor(0.999)
    for threshold in (copies.floor - 1e-6, 0.3, 0.0, -1.0, 1.0001, float("nan")):
        with pytest.raises(ThresholdError, match=f"{copies.floor:.4f} to 1.*cluster again with threshold="):
            copies.rethreshold(threshold)
    assert copies.rethreshold(0.9).floor == copies.floor  # going up loses nothing
    assert copies.rethreshold(0.9).rethreshold(0.7).documents() == copies.documents()


# ---- why


@pytest.mark.parametrize("seed", SEEDS)
def test_why(seed: int) -> None:
    texts, copies = made(seed, n=25)
    table, leader = pairs_of(copies), copies.leader
    every = list(itertools.product(range(25), repeat=2))
    asked = [(int(a[1:]), int(b[1:])) for a, b in table][:10] + random.Random(seed).sample(every, 12) + [(4, 4)]
    for i, j in asked:
        a, b = names(25)[i], names(25)[j]
        why = copies.why(a, b)
        x, y = (set(naive.shingles(texts[k])) for k in (i, j))
        assert (why.left, why.right, why.text_left, why.text_right) == (a, b, texts[i], texts[j])
        assert (why.shared, why.shingles_left, why.shingles_right) == (len(x & y), len(x), len(y))
        assert why.jaccard == naive.jaccard(texts[i], texts[j])
        assert why.containment_left == naive.containment(texts[i], texts[j])
        assert why.containment_right == naive.containment(texts[j], texts[i])
        assert why.together == (leader[i] == leader[j])
        assert (why.kept_left, why.kept_right) == (names(25)[leader[i]], names(25)[leader[j]])
        assert why.chance == naive.collision_chance(why.jaccard, *copies.bands)
        slots = [copies.sketch(name)[: copies.bands.bands * copies.bands.rows].reshape(copies.bands) for name in (a, b)]
        assert why.bands_agreeing == (int((slots[0] == slots[1]).all(axis=1).sum()) if x and y else 0)
        assert why.estimate == (float((copies.sketch(a) == copies.sketch(b)).mean()) if x and y else 0.0)
        if i < j and (a, b) in table:
            assert why.bands_agreeing > 0
            assert why.jaccard == table[a, b]
        first = "This is one" if i == j else "Together" if why.together else "Apart"
        assert why.verdict.startswith(first)
        assert sum(p.n_same for p in why.passages) <= min(len(naive.words(text)) for text in (texts[i], texts[j]))


def test_why_of_a_pair_that_was_missed() -> None:
    """With a recall of one half some pairs at the threshold are never compared, and the verdict says so."""
    rng = random.Random(12)
    base = [f"w{i}" for i in range(60)]
    texts = [" ".join(naive.edited(base, ["x", "y", "z"], 3, rng)) for _ in range(30)]
    copies = cluster(Corpus.from_texts(texts, ids=names(30)), recall=0.5, threshold=0.6, slots=16)
    missed = sorted(naive_pairs(texts, 0.6).keys() - pairs_of(copies).keys())
    assert missed
    assert pairs_of(copies).items() <= naive_pairs(texts, 0.6).items()
    apart = [why for why in (copies.why(*pair) for pair in missed) if not why.together]
    assert all("no band of their sketches agrees" in why.verdict for why in apart)
    assert apart


def test_why_of_a_pair_in_two_clusters() -> None:
    """A later kept document is not joined, however close: the pair is written out, the verdict says where each is."""
    words = [f"w{i}" for i in range(100)]
    first, middle, last = words, ["x", "y", *words[2:]], ["x", "y", *words[2:90], *(f"z{i}" for i in range(10))]
    corpus = Corpus.from_texts(
        [" ".join(w) for w in (first, middle, last)], ids=["a", "b", "c"], dates=["2024", "2025", "2026"]
    )
    copies = cluster(corpus, threshold=0.79)
    assert pairs_of(copies).keys() == {("a", "b"), ("b", "c")}
    assert copies.leader.tolist() == [0, 0, 2]
    why = copies.why("b", "c")
    assert not why.together
    assert why.verdict.startswith("Apart: their similarity")
    assert "is among the pairs, but a and c are kept for them" in why.verdict


def test_an_unknown_document() -> None:
    _, copies = made(1, n=3)
    for ask in (
        lambda: copies.why("d000", "nobody"),
        lambda: copies.sketch("nobody"),
        lambda: copies.to_datasketch("?"),
    ):
        with pytest.raises(UnknownDocumentError):
            ask()


# ---- forms


def test_tables() -> None:
    _, copies = made(2)
    assert copies.to_arrow() == copies.documents()
    frame = copies.to_pandas()
    assert list(frame["id"]) == copies.documents()["id"].to_pylist()
    assert frame["kept"].sum() == pc.sum(copies.documents()["kept"]).as_py()
    assert isinstance(copies.documents(), pa.Table)
    assert "40 documents" in repr(copies)


def test_sketches_can_be_taken_away() -> None:
    _, copies = made(2)
    one = copies.sketch("d001")
    one[:] = 0
    assert (one.dtype, len(one)) == (np.uint32, copies.settings.slots)
    assert copies.sketch("d001").any()


def test_settings_out_of_range() -> None:
    corpus = Corpus.from_texts(["a b c"])
    for overrides, name in (
        ({"threshold": 0.0}, "threshold"), ({"threshold": float("nan")}, "threshold"), ({"slots": 100}, "power of two"),
        ({"recall": 1.0}, "recall"), ({"shingle": "letters:5"}, "words:N"), ({"shingle": "words:0"}, "width"),
        ({"keep": "first"}, "earliest"), ({"bucket_cap": 1}, "bucket-cap"), ({"treshold": 0.5}, "threshold"),
        ({"threads": 0}, "threads"),
    ):  # fmt: skip
        with pytest.raises(SettingsError, match=name):
            cluster(corpus, **overrides)
    assert cluster(corpus, CopySettings(threshold=0.8), slots=16).settings == CopySettings(threshold=0.8, slots=16)
