"""The index: what can be done with it, one method a verb."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from dedup.config import CopySettings, with_overrides
from dedup.copies.sketch import join
from dedup.corpus.corpus import Corpus
from dedup.errors import OutputError, StoreError, UnknownDocumentError
from dedup.index.add import Added, Known, add, arrival, together
from dedup.index.draft import Draft, sketch_all, with_ids
from dedup.index.listing import STORED, describe, rows
from dedup.index.manifest import (
    Manifest,
    check_settings,
    load,
    new_manifest,
    read_watched,
    store,
    store_watched,
    sweep,
    writing,
)
from dedup.index.merge import merge, merge_tail
from dedup.index.place import Asked
from dedup.index.query import Answer, answer, cluster_name
from dedup.index.remove import Removed, remove
from dedup.index.segment import Hits, Segment
from dedup.index.source import Segments
from dedup.index.watch import Stamps
from dedup.machine import thread_count

COMMIT = 50_000
"""Documents that are made durable together: so much work a kill can cost."""
_ATTEMPTS = 20


class Index:
    """Documents on disk that new ones are compared with, and clusters with ids that stay.

    Made by `Index.create` and `Index.open`. An object is a snapshot: others may write meanwhile, and `refresh` takes
    up what they did. Writing verbs take the lock of the index, work on its newest state, and leave the object there.

    Attributes
    ----------
    path : Path
    settings : CopySettings

    Examples
    --------
    >>> import tempfile
    >>> from dedup import Corpus
    >>> index = Index.create(tempfile.mkdtemp() + "/news")
    >>> text = "The ferry to Sandholm was stopped on Monday after a fire in the engine room."
    >>> index.add(Corpus.from_texts([text, "Something else."], ids=["a", "b"])).added
    2
    >>> found = index.match(text.upper())
    >>> found.cluster, [(match.id, match.jaccard) for match in found.matches]
    ('c1', [('a', 1.0)])
    """

    def __init__(self, path: Path, manifest: Manifest, segments: list[Segment], threads: int | None = None) -> None:
        self.path, self._threads = path, threads
        self._manifest, self._segments = manifest, segments

    @classmethod
    def create(cls, path: str | os.PathLike[str], settings: CopySettings | None = None, **overrides: Any) -> Index:
        """Make an empty index.

        Parameters
        ----------
        path : path
            A folder that is not there yet, or is empty.
        settings : CopySettings, optional
            What counts as a copy; it holds for good.
        **overrides
            Fields of it to change, such as `threshold=0.8`.

        Raises
        ------
        SettingsError
            For a setting outside its range, or a recall that is out of reach.
        OutputError
            Where the folder has something in it, or cannot be made.
        """
        folder, manifest = Path(path), new_manifest(with_overrides(settings, overrides))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                there = "is an index already" if (folder / "manifest.json").exists() else "is not empty"
                raise OutputError(f"{folder} {there}; name another folder, or delete this one first")
            store(folder, manifest)
        except OSError as error:
            raise OutputError(f"{folder}: {(error.strerror or str(error)).lower()}") from None
        return cls(folder, manifest, [])

    @classmethod
    def open(
        cls, path: str | os.PathLike[str], settings: CopySettings | None = None, *, threads: int | None = None
    ) -> Index:
        """Open an index as it is now.

        Parameters
        ----------
        path : path
        settings : CopySettings, optional
            What it must have been made with.
        threads : int, optional
            Cores to use in what follows; all by default. They change no result.

        Raises
        ------
        StoreError
            Where there is no index, or one of another version, or it is damaged.
        SettingsError
            Where it was made with other settings.
        """
        folder = Path(path)
        manifest, segments = _snapshot(folder)
        if settings is not None:
            check_settings(manifest.settings, settings, str(folder))
        return cls(folder, manifest, segments, threads)

    @property
    def settings(self) -> CopySettings:
        """What the index was made with."""
        return self._manifest.settings

    def __len__(self) -> int:
        return sum(segment.live for segment in self._segments)

    def __repr__(self) -> str:
        return f"<Index of {len(self)} documents in {self.path}>"

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and any(len(hits.row) for hits in self._with_ids([id]))

    def refresh(self) -> bool:
        """Take up what others have written; whether there was anything."""
        if load(self.path) == self._manifest:
            return False
        self._manifest, self._segments = _snapshot(self.path, self._segments)
        return True

    # ---- asking

    def match(self, text: str, *, threshold: float | None = None, most: int | None = None) -> Answer:
        """The stored documents that a text is a copy of; parameters and errors as in `query`."""
        asked = pa.array([text.encode("utf-8", "replace").decode()], pa.large_string())
        return self._answer(asked, ["text"], _Here(), threshold, most)[0]

    def query(self, corpus: Corpus, *, threshold: float | None = None, most: int | None = None) -> list[Answer]:
        """The stored documents that each document of a corpus is a copy of; nothing is added.

        Parameters
        ----------
        corpus : Corpus
        threshold : float, optional
            The least Jaccard of a match, down to where the index has the recall it was made for; its own by default.
        most : int, optional
            Matches to give of each; all by default.

        Returns
        -------
        list of Answer
            In the order of reading.

        Raises
        ------
        ThresholdError
            For a threshold below that.
        StoreError
            Where a part of the index that is needed is damaged.
        """
        made: list[Answer] = []
        with ThreadPoolExecutor(thread_count(self._threads)) as pool:
            for batch in corpus.table.to_batches(COMMIT):
                ids = batch.column("id").to_pylist()
                made += self._answer(batch.column("text"), ids, pool, threshold, most)
        return made

    def _answer(
        self, texts: pa.Array, ids: list[str], pool: Executor, threshold: float | None, most: int | None
    ) -> list[Answer]:
        asked = Asked(texts, sketch_all(texts, self.settings, pool))
        source = Segments(self._segments, self._manifest.bands, self.settings.bucket_cap)
        return answer(source, asked, ids, self.settings, self._manifest.bands, pool, threshold, most)

    def cluster_of(self, id: str) -> str:
        """The cluster of a stored document.

        Raises
        ------
        UnknownDocumentError
            Where there is no document of this id.
        """
        for segment, hits in zip(self._segments, self._with_ids([id]), strict=True):
            if len(hits.row):
                return cluster_name(int(segment.pages.take("docs.cluster", hits.row)[0]))
        raise UnknownDocumentError(f"no document in {self.path} has the id {id!r}")

    def documents(self) -> pa.Table:
        """A row a document, in the order of arrival: id, outlet, published, title, url, cluster, similarity."""
        return pa.Table.from_batches(list(self.batches()), schema=STORED)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """`documents()` piece by piece, for an index that is larger than memory."""
        for segment in self._segments:
            alive = np.flatnonzero(~segment.gone_docs)
            for start in range(0, len(alive), COMMIT):
                yield rows(segment, alive[start : start + COMMIT])

    def info(self) -> dict[str, Any]:
        """What the index is: settings, documents, clusters, segments, bytes."""
        return describe(self.path, self._manifest, self._segments)

    def check(self) -> None:
        """Read every byte of the index and compare it with its checksums; raises `StoreError` where one is damaged."""
        for segment in self._segments:
            segment.check_all()

    # ---- changing

    def add(
        self,
        corpus: Corpus,
        *,
        known: Known = "keep",
        commit: int = COMMIT,
        progress: Callable[[str, int, int | None], None] | None = None,
    ) -> Added:
        """Put the documents of a corpus into the index, each into its cluster.

        Parameters
        ----------
        corpus : Corpus
            They count as arriving in the order of `settings.keep`: by date, if it is `earliest`.
        known : {"keep", "replace"}
            What becomes of a document whose id is there already with another text: the old one stays, or the new one
            takes its place. One with the same text is left as it is: adding a corpus twice changes nothing.
        commit : int
            Documents that are made durable together. After a kill, adding the same corpus again goes on from there and
            ends in the same index.
        progress : callable, optional
            Called with ("add", documents done, documents).

        Returns
        -------
        Added

        Raises
        ------
        StoreError
            Where another process is writing, or the index is damaged.
        """
        results = []
        with self._changing() as pool:
            parts = [sketch_all(chunk, self.settings, pool) for chunk in corpus.table["text"].chunks]
            sketches = join(parts, np.arange(len(corpus)))
            order = arrival(corpus, sketches.counts, self.settings)
            for start in range(0, len(order), commit):
                draft = Draft(self.path, self._manifest, self._segments, pool)
                results.append(add(draft, corpus, sketches, order[start : start + commit], known))
                if results[-1].added:
                    self._settle(draft)
                if progress is not None:
                    progress("add", min(start + commit, len(order)), len(order))
        return together(results)

    def remove(self, ids: Iterable[str]) -> Removed:
        """Take documents out of the index.

        Where the document that led a cluster goes, and no other has its text, the others of the cluster are placed
        anew: they join other leaders or get new ids. `compact` takes what was removed off the disk.

        Parameters
        ----------
        ids : iterable of str

        Returns
        -------
        Removed

        Raises
        ------
        StoreError
            Where another process is writing, or the index is damaged.
        """
        wanted = list(dict.fromkeys(ids))
        with self._changing() as pool:
            hits = self._with_ids(wanted)
            there = {int(i) for found in hits for i in found.query}
            unknown = tuple(wanted[i] for i in range(len(wanted)) if i not in there)
            if not there:
                return Removed(0, unknown, ())
            draft = Draft(self.path, self._manifest, self._segments, pool)
            moved = remove(draft, hits)
            merge_tail(draft)
            self._settle(draft)
        return Removed(moved.removed, unknown, tuple(moved.ids))

    def compact(self) -> None:
        """Make one segment of all, without what was removed. Cost: reads and writes the whole index once.

        Raises
        ------
        StoreError
            Where another process is writing, or the index is damaged.
        """
        with self._changing() as pool:
            if len(self._segments) > 1 or any(segment.entry.gone for segment in self._segments):
                draft = Draft(self.path, self._manifest, self._segments, pool)
                merge(draft, 0, len(draft.segments))
                self._settle(draft)

    def watched(self, folder: str) -> Stamps:
        """The files of a watched folder that have been taken in."""
        return read_watched(self.path).get(folder, {})

    def set_watched(self, folder: str, stamps: Stamps) -> None:
        """Remember which files of a watched folder have been taken in; raises as `add`."""
        with self._changing():
            store_watched(self.path, {**read_watched(self.path), folder: stamps})

    def _changing(self) -> _Changing:
        return _Changing(self)

    def _settle(self, draft: Draft) -> None:
        """Commit a draft and go on from there."""
        self._manifest, self._segments = draft.commit(), draft.segments

    def _with_ids(self, ids: Sequence[str]) -> list[Hits]:
        return with_ids(self._segments, ids)


class _Changing:
    """The lock, the newest state and a pool, for the time of one writing verb."""

    def __init__(self, index: Index) -> None:
        self._index, self._lock = index, writing(index.path)

    def __enter__(self) -> Executor:
        index = self._index
        self._lock.__enter__()
        try:
            index.refresh()
            sweep(index.path, index._manifest)
            self._pool = ThreadPoolExecutor(thread_count(index._threads))
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise
        return self._pool

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown()
        self._lock.__exit__(None, None, None)


class _Here(Executor):
    """Runs what it is given at once, in the caller's thread: for one text, where a thread would cost more."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run it."""
        future: Future[Any] = Future()
        future.set_result(function(*args, **kwargs))
        return future


def _snapshot(folder: Path, opened: list[Segment] | None = None) -> tuple[Manifest, list[Segment]]:
    """A manifest and its segments, those that are open already as they are; again where a writer was faster."""
    have = {segment.entry: segment for segment in opened or ()}
    for attempt in range(_ATTEMPTS):
        manifest = load(folder)
        try:
            return manifest, [have.get(entry) or Segment(folder, entry) for entry in manifest.segments]
        except FileNotFoundError as error:
            missing = error.filename
            if attempt and load(folder) == manifest:
                break  # nobody is writing: the file is lost
    raise StoreError(f"{missing}: is missing; restore the index from a copy, or make it anew from its documents")
