"""The engine on disk: a corpus bigger than memory -> the same copies, byte for byte, as the engine in memory finds."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.config import CopySettings, ReadSettings
from dedup.copies.candidates import Bands, Groups, choose_bands, collapse
from dedup.copies.find import Progress, clock, facts, measured
from dedup.copies.sketch import Sketches
from dedup.corpus.find import STDIN, DataFile, find
from dedup.corpus.remote import is_remote
from dedup.engines.budget import HELD, budget, check_disk, estimate
from dedup.engines.join import Join, candidate_runs, verify_runs
from dedup.engines.order import sort_documents
from dedup.engines.result import StoredCopies
from dedup.engines.spill import Segment, spill
from dedup.engines.stored import StoredTexts, sketched
from dedup.engines.work import Facts, Work, guarded, open_work
from dedup.errors import DedupError, SettingsError
from dedup.machine import thread_count, versions


@dataclass(frozen=True)
class Shares:
    """How a budget of memory is shared out; bytes, or items that are held at a time."""

    part_bytes: int
    sorted_bytes: int
    most_pairs: int
    most_shingles: int

    @classmethod
    def of(cls, memory: int, threads: int, part_bytes: int) -> Shares:
        """Shares of so many bytes for so many threads.

        A part that is parsed takes about four times its size, and two parts a thread wait; a pair that is sorted takes
        24 bytes and is held by each thread; a shingle takes eight.
        """
        parts = max(1 << 20, memory // (32 * threads))
        pairs = max(1 << 16, memory // (256 * threads))
        return cls(min(part_bytes, parts), max(1 << 20, memory // 16), pairs, max(1 << 20, memory // 48))


@contextmanager
def cluster_on_disk(
    paths: Any,
    read_settings: ReadSettings | None = None,
    settings: CopySettings | None = None,
    *,
    memory: int | str | None = None,
    threads: int | None = None,
    work: str | os.PathLike[str] | None = None,
    resume: bool = False,
    keep_work: bool = True,
    measure_recall: int = 0,
    progress: Progress | None = None,
) -> Iterator[StoredCopies]:
    r"""Find the copies in files that do not fit into memory.

    Parameters
    ----------
    paths : path or iterable of paths
        As for `dedup.read`.
    read_settings : ReadSettings, optional
    settings : CopySettings, optional
    memory : int or str, optional
        Bytes to use, or a size such as "4GB"; three quarters of what is free by default. About 170 bytes a document are
        held whatever it is.
    threads : int, optional
        All cores by default. The answer does not depend on it.
    work : path, optional
        A folder for working files, new or empty; with `resume` that of an unfinished run. It is emptied when the block
        ends without an error. A temporary folder of the system by default.
    resume : bool
        Go on where an unfinished run stopped.
    keep_work : bool
        Whether the work folder stays where the block ends with an error, so that a later run can go on.
    measure_recall : int
        As for `dedup.cluster`.
    progress : callable, optional
        Called with (stage, done, total or None).

    Yields
    ------
    StoredCopies
        Usable inside the block.

    Raises
    ------
    DedupError
        As `dedup.read`, `engines.budget.check_disk` and `engines.work.open_work` do.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> text = "The ferry to Sandholm was stopped on Monday after a fire in the engine room."
    >>> rows = [f'{{"id": "{name}", "text": "{text}"}}\n' for name in ("a", "b")]
    >>> _ = (folder / "news.jsonl").write_text("".join(rows))
    >>> with cluster_on_disk(folder / "news.jsonl", memory="1GB") as copies:
    ...     for piece in copies.pairs().pieces():
    ...         print(piece.select(["left", "right", "kind"]).to_pylist())
    [{'left': 'a', 'right': 'b', 'kind': 'exact'}]
    """
    read, settings, n = read_settings or ReadSettings(), settings or CopySettings(), thread_count(threads)
    bands, size = choose_bands(settings), budget(memory)
    files = find([paths] if isinstance(paths, str | os.PathLike) else list(paths), read).files
    if resume and any(file.path == STDIN for file in files):
        raise SettingsError("standard input cannot be read again, so such a run cannot be resumed; write it to a file")
    place = Path(tempfile.mkdtemp(prefix="dedup-work-") if work is None else work)
    need = estimate(files, settings, bands)
    if need is not None:
        check_disk(place, need.disk_bytes)
    keep = keep_work and work is not None
    with open_work(place, _header(files, read, settings), resume=resume, keep=keep) as folder:
        shares = dataclasses.asdict(Shares.of(size, n, read.part_bytes))
        made = folder.done("shares") or folder.record("shares", **shares)  # a resumed run cuts as the first one did
        run = _Run(folder, settings, bands, Shares(**{name: made[name] for name in shares}), n, size, progress)
        with guarded(place, f"make room and go on with --work {place} --resume" if keep else None):
            copies = run.copies(paths, dataclasses.replace(read, part_bytes=run.shares.part_bytes), measure_recall)
        yield copies
        folder.finish()


def _header(files: list[DataFile], read: ReadSettings, settings: CopySettings) -> Facts:
    """What decides the answer: the files, and the settings."""
    listed = []
    for file in files:
        local = file.path != STDIN and not is_remote(file.path)
        listed.append([file.path, file.name, file.size, Path(file.path).stat().st_mtime_ns if local else 0])
    asked = {key: value for key, value in dataclasses.asdict(read).items() if key != "part_bytes"}
    return {"files": listed, "reading": asked, "settings": dataclasses.asdict(settings)}


@dataclass(frozen=True)
class _Run:
    """What the steps of a run share."""

    work: Work
    settings: CopySettings
    bands: Bands
    shares: Shares
    threads: int
    memory: int
    progress: Progress | None

    def tick(self, stage: str) -> Callable[[int, int | None], None] | None:
        progress = self.progress
        return None if progress is None else lambda done, total: progress(stage, done, total)

    def copies(self, paths: Any, read: ReadSettings, recall_sample: int) -> StoredCopies:
        """All steps, each passed over where it is done."""
        work, settings, bands, seconds = self.work, self.settings, self.bands, dict[str, float]()
        with ThreadPoolExecutor(self.threads) as pool:
            with clock(seconds, "read and sketch"):
                spilled = spill(work, paths, read, settings, bands, self.threads, self.tick("read and sketch"))
            with clock(seconds, "sort"):
                documents, renamed = sort_documents(work, spilled, self.shares.sorted_bytes, self.tick("sort"))
                spilled.report.renamed_ids = renamed
            if len(documents) >= 1 << 32:
                raise DedupError(f"the corpus has {len(documents)} documents; this engine numbers {(1 << 32) - 1}")
            with clock(seconds, "candidates"):
                order = documents.order()
                counts, groups = self._groups(spilled.segments, order)
                texts = StoredTexts(work, spilled.segments, order)
                most = (self.shares.most_pairs, self.shares.most_shingles)
                join = Join(work, spilled.segments, texts, order, counts, groups, settings, bands, *most)
                at_once = max(1, min(self.threads, self.memory // max(1, 80 * len(order))))
                candidates, capped = candidate_runs(join, pool, at_once, self.tick("candidates"))
            with clock(seconds, "verify"):
                pairs, n = verify_runs(join, candidates, pool, self.tick("verify"))
            recall = None
            if recall_sample:
                with clock(seconds, "measure recall"):
                    above = np.ascontiguousarray(pairs.between(None, None)["pair"])
                    tick = self.tick("measure recall")
                    recall = measured(texts, groups, counts, above, settings, pool, recall_sample, tick)
            found = {"candidates": n, "buckets_over_cap": capped}
            run: dict[str, Any] = {
                **facts(bands, settings, counts, groups, found, recall),
                "seconds": seconds,
                "settings": {**dataclasses.asdict(settings), "shingle": str(settings.shingle)},
                "threads": self.threads,
                "versions": versions(),
                "input": spilled.report.to_dict(),
            }
            with clock(seconds, "cluster"):
                most_pairs = self.shares.most_pairs
                copies = StoredCopies(work, documents, texts, settings, bands, counts, groups, pairs, most_pairs, run)
            held = HELD * len(order)
            copies.run["engine"] = {"work_bytes": work.written_bytes, "held_bytes": held, "resumed": work.resumed}
            return copies

    def _groups(self, segments: list[Segment], order: NDArray[np.int64]) -> tuple[NDArray[np.int64], Groups]:
        """Shingles of each document, and the documents that are the same text; the fingerprints are let go."""
        counts, prints = sketched(self.work, segments, order)
        return counts, collapse(Sketches(np.empty((0, 0), np.uint32), counts, prints))
