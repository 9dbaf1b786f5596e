"""A made-up crawl -> a file, batch by batch: JSON lines or Parquet, and the plan beside it."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dedup.bench.plan import Plan, Roles, mix, unit
from dedup.bench.settings import CrawlSettings
from dedup.bench.text import Texts
from dedup.errors import OutputError, SettingsError
from dedup.machine import thread_count

BATCH = 2_000
OUTLETS = 40
_FIRST_DAY = dt.date(2020, 1, 1)
_DAYS = 366
COLUMNS = ("id", "outlet", "published", "title", "url", "text")
PLAN = pa.schema(
    [
        pa.field("id", pa.large_string(), nullable=False),
        pa.field("cluster", pa.int64(), nullable=False),
        pa.field("kind", pa.large_string(), nullable=False),
        pa.field("script", pa.large_string(), nullable=False),
    ]
)
"""The plan of a crawl: a row a document that is not single, in the order of the file. `cluster` is a number; `kind` is
`source`, a kind of edit, or `templated`, of a page that shares a form with others and is no copy."""


class Written(NamedTuple):
    """What was written."""

    documents: int
    bytes: int
    text_bytes: int
    clustered: int
    templated: int


def batches(settings: CrawlSettings, threads: int | None = None) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
    """The documents of a crawl and their plan, batch by batch; the same whatever the threads.

    Parameters
    ----------
    settings : CrawlSettings
    threads : int, optional
        All cores by default.

    Yields
    ------
    (pa.RecordBatch, pa.RecordBatch)
        `COLUMNS`, all text, in the order of their numbers; and rows of `PLAN`.

    Examples
    --------
    >>> [(batch, plan)] = batches(CrawlSettings(documents=100, copies=0.5))
    >>> batch.num_rows, plan.num_rows >= 50, batch.column("id")[7].as_py()
    (100, True, 'made-0000000007')
    """
    plan = Plan(settings)
    texts = Texts(settings)
    n = thread_count(threads)
    with ThreadPoolExecutor(n) as pool:
        waiting: deque[Future[tuple[pa.RecordBatch, pa.RecordBatch]]] = deque()
        for start in range(0, settings.documents, BATCH):
            stop = min(start + BATCH, settings.documents)
            waiting.append(pool.submit(_batch, plan, texts, start, stop))
            if len(waiting) > n:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def generate(
    settings: CrawlSettings,
    out: Path,
    *,
    threads: int | None = None,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> Written:
    """Write a crawl to a file, and its plan to `OUT.plan.parquet` beside it; both whole or not at all.

    Parameters
    ----------
    settings : CrawlSettings
    out : Path
        Its name ends in .jsonl or .parquet, and that is what it becomes; an existing file is replaced.
    threads : int, optional
        All cores by default. The bytes do not depend on it.
    progress : callable, optional
        Called with ("generate", documents done, documents).

    Returns
    -------
    Written
        About 12,000 documents of 300 words a second and core; memory does not grow with them, but for eight bytes a
        cluster.

    Raises
    ------
    SettingsError
        For a name with another ending.
    OutputError
        Where the file cannot be written.
    """
    if out.suffix not in (".jsonl", ".parquet"):
        raise SettingsError(f"{out} ends in neither .jsonl nor .parquet; name what should be written so")
    done = text_bytes = clustered = templated = 0
    part, plan_part = out.with_name(out.name + ".partial"), plan_path(out).with_name(plan_path(out).name + ".partial")
    try:
        with _opened(part, out.suffix) as write, _opened(plan_part, ".parquet", PLAN) as write_plan:
            for batch, plan in batches(settings, threads):
                write(batch)
                write_plan(plan)
                done += batch.num_rows
                text_bytes += int(pc.sum(pc.binary_length(batch.column("text"))).as_py())
                pages = int(pc.sum(pc.equal(plan.column("kind"), "templated")).as_py() or 0)
                templated, clustered = templated + pages, clustered + plan.num_rows - pages
                if progress is not None:
                    progress("generate", done, settings.documents)
        part.replace(out)
        plan_part.replace(plan_path(out))
    except OSError as error:
        raise OutputError(f"{out}: cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
        plan_part.unlink(missing_ok=True)
    return Written(done, out.stat().st_size, text_bytes, clustered, templated)


def plan_path(out: Path) -> Path:
    """Where the plan of a crawl is.

    >>> plan_path(Path("a/crawl.jsonl")).name
    'crawl.jsonl.plan.parquet'
    """
    return out.with_name(out.name + ".plan.parquet")


def _batch(plan: Plan, texts: Texts, start: int, stop: int) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    roles = plan.roles(start, stop)
    text, title = texts.of(plan, roles)
    ids = pa.array([f"made-{number:010d}" for number in roles.number.tolist()], pa.large_string())
    outlet, published = _outlets(roles), _dates(roles)
    url = _joined("https://", outlet, ".example/", ids)
    batch = pa.RecordBatch.from_arrays([ids, outlet, published, title, url, text], names=list(COLUMNS))
    planned = np.flatnonzero(roles.cluster >= 0)
    kinds = pa.array([plan.kinds[k] for k in roles.kind[planned].tolist()], pa.large_string())
    names = texts.script(roles)
    scripts = pa.array([names[k] for k in planned.tolist()], pa.large_string())
    columns = [ids.take(pa.array(planned)), pa.array(roles.cluster[planned]), kinds, scripts]
    return batch, pa.RecordBatch.from_arrays(columns, schema=PLAN)


def _joined(*pieces: Any) -> pa.LargeStringArray:
    """Strings and columns, joined row by row."""
    wide = [pa.scalar(piece, pa.large_string()) if isinstance(piece, str) else piece for piece in (*pieces, "")]
    return pc.binary_join_element_wise(*wide)


def _outlets(roles: Roles) -> pa.LargeStringArray:
    names = pa.array([f"outlet-{k + 1:02d}" for k in range(OUTLETS)], pa.large_string())
    return names.take(pa.array((mix(roles.own, 41) % np.uint64(OUTLETS)).astype(np.int64)))


def _dates(roles: Roles) -> pa.LargeStringArray:
    """A day of a year for each base text; copies come up to nine days later."""
    days = pa.array([(_FIRST_DAY + dt.timedelta(days=k)).isoformat() for k in range(_DAYS + 9)], pa.large_string())
    day = (unit(mix(roles.base, 42)) * _DAYS).astype(np.int64)
    late = (unit(mix(roles.own, 43)) * 10).astype(np.int64)
    return days.take(pa.array(day + np.where(roles.kind > 1, late, 0)))


@contextlib.contextmanager
def _opened(path: Path, ending: str, schema: pa.Schema | None = None) -> Iterator[Callable[[pa.RecordBatch], Any]]:
    """What writes batches to a file."""
    if ending == ".parquet":
        import pyarrow.parquet as pq

        schema = schema or pa.schema([pa.field(name, pa.large_string()) for name in COLUMNS])
        with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:
            yield writer.write_batch
        return
    with path.open("wb") as file:

        def write(batch: pa.RecordBatch) -> None:
            file.write(_lines(batch))

        yield write


def _lines(batch: pa.RecordBatch) -> Any:
    """JSON lines as one buffer; no word has a character that JSON escapes."""
    pieces: list[Any] = []
    for k, name in enumerate(COLUMNS):
        pieces += [f'{"{" if k == 0 else ", "}"{name}": "' if k == 0 else f'", "{name}": "', batch.column(name)]
    lines = _joined(*pieces, '"}\n')
    _, offsets, data = lines.buffers()
    places = np.frombuffer(offsets, np.int64)
    return memoryview(data)[int(places[lines.offset]) : int(places[lines.offset + len(lines)])]
