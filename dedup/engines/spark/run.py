"""The engine on Spark: a corpus that is too big for one machine -> the same copies as every other engine finds."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from dedup.config import CopySettings, ReadSettings
from dedup.copies.candidates import choose_bands, s_curve
from dedup.copies.find import Progress, clock
from dedup.engines.spark.clusters import NODES, local, nodes_of, place
from dedup.engines.spark.documents import number_documents
from dedup.engines.spark.frames import fetch
from dedup.engines.spark.join import EDGES, join
from dedup.engines.spark.parts import KEY, read_parts
from dedup.engines.spark.result import SparkCopies
from dedup.engines.spark.session import open_session
from dedup.errors import DedupError
from dedup.machine import thread_count, versions

MOST_EDGES = 50_000_000
"""Pairs of distinct texts that the driver takes: about 100 bytes each while they are clustered."""


@contextmanager
def cluster_on_spark(
    paths: Any,
    read_settings: ReadSettings | None = None,
    settings: CopySettings | None = None,
    *,
    master: str | None = None,
    conf: Mapping[str, str] | None = None,
    session: Any = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Iterator[SparkCopies]:
    """Find the copies in files, on a cluster of machines.

    Parameters
    ----------
    paths : path or iterable of paths
        As for `dedup.read`. Parquet and plain JSON lines are read by the workers, which must see them under the same
        path or url; what is compressed, and all other formats, is read here and sent.
    read_settings : ReadSettings, optional
    settings : CopySettings, optional
    master : str, optional
        A master's url, such as `local[4]`, `spark://host:7077`, `yarn`; by default what `spark-submit` or
        `spark-defaults.conf` says, else all cores of this machine.
    conf : mapping, optional
        Settings of Spark's own.
    session : pyspark.sql.SparkSession, optional
        Use this one, and leave it open.
    threads : int, optional
        That read here what the workers cannot; all cores by default. The answer does not depend on it.
    progress : callable, optional
        Called with (stage, done, total or None).

    Yields
    ------
    SparkCopies
        Usable inside the block.

    Raises
    ------
    DedupError
        As `dedup.read` and `engines.spark.session.open_session` do; and where there are more pairs than `MOST_EDGES`.
    """
    read, settings = read_settings or ReadSettings(), settings or CopySettings()
    bands, n, seconds = choose_bands(settings), thread_count(threads), dict[str, float]()

    def tick(stage: str) -> None:
        if progress is not None:
            progress(stage, 1, 1)

    with ExitStack() as stack:
        with clock(seconds, "start"):
            spark = stack.enter_context(open_session(master, conf or {}, session))
        with clock(seconds, "read and sketch"):
            found = read_parts(spark, paths, read, settings, bands, n)
        tick("read and sketch")
        with clock(seconds, "sort"):
            documents, found.report.renamed_ids = number_documents(spark, found)
        tick("sort")
        texts = found.rows.filter("at >= 0").select(*KEY.names, "text")
        with clock(seconds, "candidates"):
            joined = join(documents, texts, settings, bands, tick)
        with clock(seconds, "verify"):
            n_edges = joined.edges.count()
            if n_edges > MOST_EDGES:
                raise DedupError(
                    f"{n_edges} pairs of distinct texts are alike, and this engine clusters {MOST_EDGES} of them; "
                    "ask for more likeness with --threshold, or run it on parts of the corpus"
                )
        tick("verify")
        with clock(seconds, "cluster"):
            nodes = nodes_of(documents, joined.groups, joined.edges)
            some = local(fetch(nodes, NODES), fetch(joined.edges, EDGES))
            placed, counts = place(some, settings)
        tick("cluster")
        run: dict[str, Any] = {
            "bands": {"bands": bands.bands, "rows": bands.rows, "floor": round(bands.floor(settings.recall), 6)},
            "s_curve": s_curve(bands),
            "recall": None,
            "counts": {
                "documents": found.documents,
                "documents_without_words": found.documents - joined.with_words,
                "distinct_texts": joined.distinct,
                "candidates": joined.candidates,
                "buckets_over_cap": joined.capped,
                **counts,
            },
            "seconds": seconds,
            "settings": {**dataclasses.asdict(settings), "shingle": str(settings.shingle)},
            "threads": spark.sparkContext.defaultParallelism,
            "versions": {**versions(), "spark": spark.version},
            "input": found.report.to_dict(),
            "engine": {"name": "spark", "master": spark.sparkContext.master},
        }
        yield SparkCopies(spark, documents, texts, some, placed, settings, bands, found.text_bytes, run)
