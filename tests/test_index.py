from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import dedup
import naive
from dedup import Corpus, Index
from dedup.errors import OutputError, SettingsError, StoreError, ThresholdError, UnknownDocumentError
from dedup.index.merge import due
from dedup.index.query import cluster_name

SETTINGS = {"threshold": 0.5, "slots": 64}


def pool(seed: int = 5) -> list[str]:
    """Texts of which many are edited copies of others, some are the same, one is short and one has no words."""
    rng = random.Random(seed)
    return [*naive.corpus(rng, 36, length=24, vocabulary=200), "Rain.", "RAIN", "—", ""]


TEXTS = pool()


def corpus_of(documents: dict[str, str]) -> Corpus:
    return Corpus.from_texts(list(documents.values()), ids=list(documents))


def arrival(documents: dict[str, str]) -> list[str]:
    """The order of `keep = earliest` for documents without dates: the longest first, then by id."""
    return sorted(documents, key=lambda name: (-len(naive.shingles(documents[name])), name))


def state(index: Any) -> dict[str, str]:
    table = index.documents()
    return dict(zip(table["id"].to_pylist(), table["cluster"].to_pylist(), strict=True))


def expected(store: naive.Store) -> dict[str, str]:
    return {name: cluster_name(cluster) for name, cluster in store.cluster.items()}


def put(store: naive.Store, documents: dict[str, str]) -> None:
    for name in arrival(documents):
        if name not in store.texts:
            store.put(name, documents[name])


def batches(rng: random.Random, n: int, size: int) -> list[dict[str, str]]:
    return [{f"d{batch}-{i}": rng.choice(TEXTS) for i in range(size)} for batch in range(n)]


def test_the_oracles_pairs_are_candidates_of_the_pool(tmp_path: Path) -> None:
    """Sketches are the same on every run, so the machine below cannot fail by the chance that a pair is missed."""
    index = Index.create(tmp_path / "i", **SETTINGS)
    documents = {f"d{i}": text for i, text in enumerate(dict.fromkeys(TEXTS))}
    index.add(corpus_of(documents))
    store = naive.Store(0.5)
    put(store, documents)
    for text in TEXTS:
        assert {match.id: match.jaccard for match in index.match(text).matches} == store.query(text)[1]


@pytest.mark.parametrize("seed", range(3))
def test_batches_give_the_clusters_of_the_oracle(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    index, store = Index.create(tmp_path / "i", **SETTINGS), naive.Store(0.5)
    for batch in batches(rng, 6, 7):
        index.add(corpus_of(batch))
        put(store, batch)
        assert state(index) == expected(store)
    gone = rng.sample(sorted(store.texts), 12)
    removed = index.remove([*gone, "nobody"])
    assert (removed.removed, removed.unknown) == (12, ("nobody",))
    assert list(removed.moved) == store.remove(gone)
    assert state(index) == expected(store)
    index.compact()
    assert state(index) == expected(store)
    assert len(index.info()["segments"]) == 1
    assert index.info()["removed_not_compacted"] == 0


class Machine(RuleBasedStateMachine):
    """Any sequence of verbs does what the oracle does."""

    def new(self) -> Any:
        """An empty index."""
        return Index.create(Path(self.folder.name) / "i", **SETTINGS)

    def again(self) -> Any:
        """The same index, opened once more."""
        return Index.open(self.index.path)

    @initialize()
    def create(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.index = self.new()
        self.store = naive.Store(0.5)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    names = st.integers(0, 30).map(lambda i: f"n{i}")

    @rule(documents=st.dictionaries(names, st.sampled_from(TEXTS), min_size=1, max_size=6), commit=st.integers(1, 7))
    def add(self, documents: dict[str, str], commit: int) -> None:
        there = {name for name in documents if name in self.store.texts}
        changed = {n for n in there if naive._bag(self.store.texts[n]) != naive._bag(documents[n])}
        made = self.index.add(corpus_of(documents), commit=commit)
        put(self.store, documents)
        assert (made.added, made.unchanged, made.changed) == (
            len(documents) - len(there), len(there - changed), len(changed),
        )  # fmt: skip
        for row in made.documents.to_pylist():
            cluster = self.store.cluster[row["id"]]
            assert row["cluster"] == cluster_name(cluster)
            if naive.shingles(documents[row["id"]]):
                assert row["similarity"] == naive.jaccard(documents[row["id"]], self.store.leader[cluster])

    @rule(name=names, text=st.sampled_from(TEXTS))
    def replace(self, name: str, text: str) -> None:
        self.index.add(corpus_of({name: text}), known="replace")
        if name in self.store.texts and naive._bag(self.store.texts[name]) != naive._bag(text):
            self.store.remove([name])
        put(self.store, {name: text})

    @rule(gone=st.lists(names, max_size=4))
    def remove(self, gone: list[str]) -> None:
        removed = self.index.remove(gone)
        assert set(removed.unknown) == {name for name in gone if name not in self.store.texts}
        assert list(removed.moved) == self.store.remove(gone)

    @rule()
    def compact(self) -> None:
        self.index.compact()

    @rule()
    def reopen(self) -> None:
        self.index = self.again()
        self.index.check()

    @rule(text=st.sampled_from(TEXTS))
    def query(self, text: str) -> None:
        answer, (cluster, near) = self.index.match(text), self.store.query(text)
        assert answer.cluster == (None if cluster is None else cluster_name(cluster))
        assert {match.id: match.jaccard for match in answer.matches} == near
        for match in answer.matches:
            assert match.containment_query == naive.containment(text, self.store.texts[match.id])
            assert match.containment_match == naive.containment(self.store.texts[match.id], text)
            assert match.cluster == cluster_name(self.store.cluster[match.id])
        assert [m.jaccard for m in answer.matches] == sorted((m.jaccard for m in answer.matches), reverse=True)

    @invariant()
    def same_documents(self) -> None:
        if hasattr(self, "store"):
            assert state(self.index) == expected(self.store)
            assert len(self.index) == len(self.store.texts)


TestMachine = pytest.mark.slow(Machine.TestCase)
TestMachine.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_one_corpus_has_the_clusters_of_dedup_cluster_however_it_is_cut(tmp_path: Path) -> None:
    rng = random.Random(2)
    texts = [rng.choice(TEXTS) for _ in range(60)]
    dates = [f"2024-03-{rng.randint(1, 28):02d}" if rng.random() < 0.8 else None for _ in texts]
    corpus = Corpus.from_texts(texts, ids=[f"a{i}" for i in range(60)], dates=dates)
    table = dedup.cluster(corpus, **SETTINGS).documents()
    kept = dict(zip(table["id"].to_pylist(), table["copy_id"].to_pylist(), strict=True))
    states = []
    for commit in (1000, 17, 1):
        index = Index.create(tmp_path / str(commit), **SETTINGS)
        index.add(corpus, commit=commit)
        states.append(state(index))
    assert states[0] == states[1] == states[2]
    clusters = states[0]
    assert {a: clusters[kept[a]] for a in kept} == clusters
    assert len(set(clusters.values())) == len(set(kept.values()))


def test_adding_twice_changes_nothing(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", **SETTINGS)
    corpus = corpus_of({"a": TEXTS[0], "b": TEXTS[1]})
    index.add(corpus)
    before = {path.name: path.read_bytes() for path in index.path.iterdir()}
    again = index.add(corpus)
    assert (again.added, again.unchanged, again.changed) == (0, 2, 0)
    assert {path.name: path.read_bytes() for path in index.path.iterdir()} == before


def test_a_reader_keeps_its_snapshot_until_it_asks_for_more(tmp_path: Path) -> None:
    writer = Index.create(tmp_path / "i", **SETTINGS)
    writer.add(corpus_of({"a": TEXTS[0]}))
    reader = Index.open(writer.path)
    writer.add(corpus_of({"b": TEXTS[0]}))
    writer.remove(["a"])
    writer.compact()
    assert [match.id for match in reader.match(TEXTS[0]).matches] == ["a"]
    assert reader.refresh()
    assert [match.id for match in reader.match(TEXTS[0]).matches] == ["b"]
    assert not reader.refresh()


def test_what_is_known_of_a_document_comes_back(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i")
    text = "The ferry to Sandholm was stopped on Monday after a fire."
    index.add(Corpus.from_texts([text], ids=["ü1"], outlets=["Norda"], dates=["2024-04-08"], titles=["Ferry 🔥"],
                                urls=["https://norda.example/1"]))  # fmt: skip
    match = index.match(text).matches[0]
    assert (match.id, match.outlet, match.published, match.title, match.url) == (
        "ü1", "Norda", "2024-04-08", "Ferry 🔥", "https://norda.example/1",
    )  # fmt: skip
    assert index.cluster_of("ü1") == "c1"
    assert "ü1" in index
    assert "u1" not in index
    with pytest.raises(UnknownDocumentError, match="nobody"):
        index.cluster_of("nobody")


def test_most_bounds_the_matches_and_counts_the_others(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", **SETTINGS)
    index.add(corpus_of({f"d{i}": TEXTS[0] for i in range(9)}))
    answer = index.match(TEXTS[0], most=4)
    assert ([match.id for match in answer.matches], answer.more) == (["d0", "d1", "d2", "d3"], 5)


def test_buckets_over_the_cap_are_counted_and_leaders_come_first(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", bucket_cap=2, **SETTINGS)
    text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    index.add(corpus_of({f"d{i}": f"{text} {'abcdefgh'[i]}" for i in range(8)}))
    answer = index.match(f"{text} z")
    assert answer.capped > 0
    assert answer.cluster == "c1"
    assert answer.matches[0].leads
    assert index.match(TEXTS[0]).capped == 0


def test_a_threshold_of_a_query_has_the_floor_of_the_index(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i")
    index.add(corpus_of({"a": TEXTS[0]}))
    assert index.match(TEXTS[0], threshold=0.9).matches
    with pytest.raises(ThresholdError, match=r"0\.2 is outside 0\.66"):
        index.match(TEXTS[0], threshold=0.2)


def test_a_corpus_is_answered_in_its_order(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", **SETTINGS)
    index.add(corpus_of({"a": TEXTS[0]}))
    answers = index.query(corpus_of({"z": TEXTS[0], "y": "", "x": TEXTS[0].upper()}))
    assert [(a.id, len(a.matches), a.cluster, a.words) for a in answers] == [
        ("z", 1, "c1", True), ("y", 0, None, False), ("x", 1, "c1", True),
    ]  # fmt: skip


def test_other_settings_are_refused_with_the_reason(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", **SETTINGS)
    with pytest.raises(SettingsError, match=r"threshold 0\.5 \(asked for: 0\.7\), slots 64 \(asked for: 128\)"):
        Index.open(index.path, dedup.CopySettings())
    Index.open(index.path, dedup.CopySettings(threshold=0.5, slots=64))


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(OutputError, match="is not empty"):
        Index.create(tmp_path)
    Index.create(tmp_path / "i")
    with pytest.raises(OutputError, match="is an index already"):
        Index.create(tmp_path / "i")
    with pytest.raises(StoreError, match="is no index; make one with"):
        Index.open(tmp_path)
    with pytest.raises(StoreError, match="is no index"):
        Index.open(tmp_path / "nothing")


def test_segments_stay_few(tmp_path: Path) -> None:
    sizes: list[int] = []
    worst = written = 0
    for _ in range(100):
        sizes.append(10_000)
        while (start := due(sizes)) is not None:
            written += sum(sizes[start:])
            sizes[start:] = [sum(sizes[start:])]
        worst = max(worst, len(sizes))
    assert worst <= 12
    assert written <= 3 * 100 * 10_000  # each document three times at most, and once when it came
    index = Index.create(tmp_path / "i", **SETTINGS)
    for i in range(30):
        index.add(corpus_of({f"d{i}": TEXTS[i]}))
    assert len(index.info()["segments"]) <= 4
    assert len(index) == 30


def test_the_first_documents_may_have_no_words(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i")
    assert index.match("anything").matches == ()
    index.add(corpus_of({"a": "", "b": "…"}))
    assert state(index) == {"a": "c1", "b": "c2"}
    assert index.match("").words is False
    index.remove(["a"])
    index.compact()
    assert state(index) == {"b": "c2"}
    index.remove(["b"])
    index.compact()
    assert state(index) == {}
    assert index.info()["segments"] == []


def test_similarity_in_the_list_is_exact(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "i", **SETTINGS)
    documents = {f"d{i}": text for i, text in enumerate(TEXTS)}
    index.add(corpus_of(documents))
    store = naive.Store(0.5)
    put(store, documents)
    table = index.documents()
    found = np.array(table["similarity"].to_pylist())
    true = [
        naive.jaccard(documents[name], store.leader[store.cluster[name]]) if naive.shingles(documents[name]) else 1.0
        for name in table["id"].to_pylist()
    ]
    assert (found == true).all()
