"""Processes that find the articles in pages: an extraction is 30 ms of Python, which threads cannot share out."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from types import TracebackType

from dedup.config import ReadSettings
from dedup.corpus.article import Article, Page, Refusal, extract
from dedup.errors import InputError

FEW = 64
"""Pages that are faster extracted here than the processes are started."""
_CHUNK = 8


class Workers:
    """As many processes as threads are asked for, started when there is enough for them to do.

    Answers are in the order of the pages and do not depend on the number of processes.

    Examples
    --------
    >>> with Workers(ReadSettings(), 1) as workers:
    ...     [answer.reason for answer in workers.extract([Page(b"<p>")])]
    ['page without an article']
    """

    def __init__(self, settings: ReadSettings, processes: int) -> None:
        self._settings, self._processes = settings, processes
        self._seen = 0
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._here = threading.Lock()  # two pages at once in one interpreter are no faster than one after the other

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def extract(self, pages: Sequence[Page]) -> list[Article | Refusal]:
        """What each page gives. Safe to be called from several threads.

        Raises
        ------
        InputError
            Where a process ended, for want of memory or by somebody's hand.
        """
        pool = self._started(len(pages))
        if pool is None:
            with self._here:
                return [extract(page, self._settings) for page in pages]
        try:
            return list(pool.map(partial(extract, settings=self._settings), pages, chunksize=_CHUNK))
        except BrokenProcessPool as error:
            raise InputError("a process that reads pages ended; is there enough memory? Try --threads 1") from error

    def _started(self, more: int) -> ProcessPoolExecutor | None:
        with self._lock:
            self._seen += more
            if self._pool is None and self._processes > 1 and self._seen > FEW:
                context = multiprocessing.get_context("spawn")  # numba's threads do not survive a fork
                self._pool = ProcessPoolExecutor(self._processes, mp_context=context)
            return self._pool
