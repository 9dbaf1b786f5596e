"""The engine on Spark answers byte for byte as the one in memory: real Spark, on this machine and on a cluster."""

from __future__ import annotations

import filecmp
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from conftest import CONF, ROOT, environment
from dedup.config import CopySettings, ReadSettings, Shingling
from dedup.engines.spark import documents, join, parts
from dedup.engines.spark.run import cluster_on_spark
from dedup.engines.spark.session import SparkError, check
from dedup.errors import InputError, SettingsError, UnknownDocumentError
from dedup.pipeline import cluster_files
from dedup.report.files import write_run
from test_engines import DEMO, as_jsonl, corpus

pytestmark = pytest.mark.spark
Row = dict[str, Any]


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """So little that a handful of documents takes many parts, ranges of ids, and slices of buckets."""
    monkeypatch.setattr(parts, "PART_BYTES", 2048)
    monkeypatch.setattr(documents, "RANGE_ROWS", 30)


def both(paths: Any, folder: Path, spark: Any, settings: CopySettings | None = None) -> Row:
    """Run both engines; their tables must be the same bytes. What run.json says of Spark."""
    copies = cluster_files(paths, None, settings, threads=2)
    memory = write_run(copies, folder / "memory")
    with cluster_on_spark(paths, None, settings, session=spark) as found:
        spread = write_run(found, folder / "spark")
        assert found.clusters(3) == copies.clusters(3)
        assert found.text_bytes == copies.text_bytes
        first = copies.documents()["id"][0].as_py()
        assert found.text(first) == copies.text(first)
        with pytest.raises(UnknownDocumentError):
            found.text("no such document")
    same(folder / "memory", folder / "spark")
    for name in ("counts", "input", "bands", "s_curve", "settings", "files"):
        assert spread[name] == memory[name], name
    return spread


def same(left: Path, right: Path) -> None:
    for name in ("documents.jsonl", "pairs.jsonl"):
        assert filecmp.cmp(left / name, right / name, shallow=False), name


def test_the_demo(spark: Any, tmp_path: Path) -> None:
    run = both(DEMO, tmp_path, spark)
    assert run["counts"]["clusters"] > 1
    assert run["engine"]["name"] == "spark"


def test_several_files_formats_and_shared_ids(spark: Any, tmp_path: Path, tiny: None) -> None:
    run = both(corpus(tmp_path, 10, 40), tmp_path, spark)
    assert run["input"]["renamed_ids"] > 5
    assert run["input"]["skipped"] == {"not JSON": 3}
    assert run["counts"]["clusters"] > 5


@pytest.mark.parametrize(
    "change",
    [
        {"bucket_cap": 2, "pair_cap": 2, "keep": "longest"},
        {"keep": "outlet", "outlet_order": ("Echo", "Herald"), "shingle": Shingling("chars", 9), "slots": 64},
    ],
    ids=str,
)
def test_settings(spark: Any, tmp_path: Path, change: dict[str, Any]) -> None:
    root = corpus(tmp_path, 7, 30, ("a.jsonl", "c.parquet"))
    near = [{"id": f"near-{k}", "text": " ".join([*map(str, range(60)), f"w{k}"])} for k in range(5)]
    (root / "near.jsonl").write_bytes(as_jsonl(near))
    run = both(root, tmp_path, spark, CopySettings(**change))
    if "bucket_cap" in change:
        assert run["counts"]["buckets_over_cap"] > 0
        assert run["counts"]["pairs_over_cap"] > 0


@hypothesis_settings(max_examples=3, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "id": st.sampled_from(("a", "a#2", "a#2#2", "a!", "b", "ä", "")),
                "text": st.text("ab .", max_size=24),
                "date": st.sampled_from((None, "3/4/2018", "25/12/2018", "12/25/2018")),
                "title": st.sampled_from((None, "x", "y")),
            }
        ),
        min_size=8,
        max_size=30,
    ),
)
def test_any_rows(spark: Any, tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    folder = tmp_path_factory.mktemp("rows")
    for name, some in (("one.jsonl", rows[:5]), ("two.jsonl", rows[5:])):
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in some))
    both(sorted(folder.glob("*.jsonl")), folder, spark, CopySettings(slots=16, shingle=Shingling("words", 1)))


def test_documents_without_words(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": ""}\n{"id": "y", "text": "..."}\n')
    assert both(tmp_path / "a.jsonl", tmp_path, spark)["counts"]["distinct_texts"] == 0


def test_what_cannot_be_read_is_the_same_error(spark: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "x"}\n{"broken\n')
    for read in (ReadSettings(), ReadSettings(on_error="stop")):
        messages = []
        for run in (lambda read=read: cluster_files(path, read), lambda read=read: enter(path, read, spark)):
            with pytest.raises(InputError) as caught:
                run()
            messages.append(str(caught.value))
        assert messages[0] == messages[1]


def enter(path: Path, read: ReadSettings, spark: Any) -> None:
    with cluster_on_spark(path, read, session=spark):
        pass


def test_a_cluster_of_two_workers(cluster: str, tmp_path: Path) -> None:
    write_run(cluster_files(DEMO), tmp_path / "memory")
    conf = {**CONF, "spark.executor.memory": "600m"}
    more = [f"--spark-conf={name}={value}" for name, value in conf.items()]
    command = [sys.executable, "-m", "dedup", "cluster", str(DEMO), "-o", str(tmp_path / "spark"), "--level", "copies"]
    command += ["--engine", "spark", "--master", cluster, *more]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr[-3000:]
    same(tmp_path / "memory", tmp_path / "spark")
    run = json.loads((tmp_path / "spark" / "run.json").read_text())
    assert run["engine"]["master"] == cluster


# buckets that go over the ends of batches


def test_buckets_stay_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "BUCKET_ROWS", 4)
    rows = [(band, key, head) for band in range(3) for key, size in ((1, 1), (2, 9), (5, 2)) for head in range(size)]
    table = pa.Table.from_arrays([pa.array(x) for x in zip(*rows, strict=True)], join.KEYS.names).cast(join.KEYS)
    found = []
    for heads, buckets in join._whole_buckets(iter(table.to_batches(2))):
        bounds = [k for k in range(1, len(buckets)) if buckets[k] != buckets[k - 1]]
        found += [heads[a:b].tolist() for a, b in zip([0, *bounds], [*bounds, len(heads)], strict=True)]
    assert found == [list(range(size)) for _ in range(3) for size in (1, 9, 2)]


# what cannot be done is said


def test_no_pyspark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(SparkError, match=r'pip install "dedup\[spark\]"'):
        check(None)


def test_no_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(SparkError, match="needs Java 17"):
        check("local[2]")


@pytest.mark.parametrize(
    "master", ["spark://127.0.0.1:9", "spark://127.0.0.1:9,127.0.0.1:1", "k8s://https://127.0.0.1:9"]
)
def test_a_master_that_is_not_there(master: str) -> None:
    with pytest.raises(SparkError, match=r"cannot be reached: 127.0.0.1:9: "):
        check(master)


@pytest.mark.parametrize("master", ["local[x]", "spark://host:port", "mesos://host", "", "127.0.0.1:7077"])
def test_a_master_that_is_none(master: str) -> None:
    with pytest.raises(SettingsError, match="write local"):
        check(master)


def test_yarn_without_its_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HADOOP_CONF_DIR", "YARN_CONF_DIR"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SparkError, match="HADOOP_CONF_DIR"):
        check("yarn")
