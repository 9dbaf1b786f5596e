"""The shared index: the verbs of the index on disk, for several machines, in a Redis server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa

from dedup.config import CopySettings, with_overrides
from dedup.copies.sketch import Sketches, join
from dedup.corpus.corpus import Corpus
from dedup.errors import BusyError, OutputError, SettingsError, StoreError, UnknownDocumentError
from dedup.index.add import ADDED, EXAMPLES, Added, Known, arrival, together
from dedup.index.draft import Batch, batch_of, sketch_all
from dedup.index.listing import STORED
from dedup.index.manifest import FORMAT_VERSION, Manifest, check_settings, new_manifest, read_settings, settings_row
from dedup.index.place import Asked
from dedup.index.query import Answer, answer, cluster_name
from dedup.index.remote import Place, Remote, open_buckets, parse_place, text_keys, told
from dedup.index.remove import Removed
from dedup.index.transact import LEASE, Change
from dedup.index.watch import Stamps
from dedup.machine import thread_count

COMMIT = 1000
"""Documents of one transaction: the server answers nobody else while it runs."""
_KIND = "dedup shared index"


class SharedIndex:
    """Documents in a Redis server that new ones are compared with, and clusters with ids that stay.

    It answers as `Index` does, from the same settings and by the same rules; several machines read at once, and one
    writes at a time. Made by `SharedIndex.create` and `SharedIndex.open`, from `redis://HOST:PORT/DB?name=NAME`.

    Attributes
    ----------
    settings : CopySettings
    """

    def __init__(self, where: Place, client: Any, manifest: Manifest, threads: int | None = None) -> None:
        self._place, self._client, self._threads = where, client, threads
        self._bands, self.settings = manifest.bands, manifest.settings
        self._buckets = open_buckets(where, manifest.bands, manifest.settings.slots)

    @classmethod
    def create(cls, url: str, settings: CopySettings | None = None, **overrides: Any) -> SharedIndex:
        """Make an empty shared index; parameters and errors as `Index.create`.

        Raises
        ------
        StoreError
            Where no server answers, or the package redis is not installed.
        """
        where, manifest = parse_place(url), new_manifest(with_overrides(settings, overrides))
        if manifest.bands.bands < 2:
            raise SettingsError("a shared index needs two bands at least; lower the threshold, or raise --slots")
        meta = {
            "format_version": FORMAT_VERSION,
            "settings": json.dumps(settings_row(manifest.settings)),
            "bands": json.dumps(list(manifest.bands)),
            "probe": manifest.probe,
            "next_cluster": 1,
            "next_arrival": 1,
            "generation": 0,
        }
        with told(where):
            client = _connect(where)
            if not client.hsetnx(f"{where.prefix}meta", "kind", _KIND):
                raise OutputError(f"{where.shown} is an index already; give it another name")
            client.hset(f"{where.prefix}meta", mapping=meta)
            return cls(where, client, manifest)

    @classmethod
    def open(cls, url: str, settings: CopySettings | None = None, *, threads: int | None = None) -> SharedIndex:
        """Open a shared index; parameters and errors as `Index.open`.

        Raises
        ------
        StoreError
            Where no server answers, there is no index of this name, or it was made by another version.
        SettingsError
            Where it was made with other settings.
        """
        where = parse_place(url)
        with told(where):
            client = _connect(where)
            meta = {key.decode(): value for key, value in client.hgetall(f"{where.prefix}meta").items()}
            manifest = _manifest(where, meta)
            if settings is not None:
                check_settings(manifest.settings, settings, where.shown)
            return cls(where, client, manifest, threads)

    def __len__(self) -> int:
        with told(self._place):
            return int(self._client.hlen(self._key("docs")))

    def __repr__(self) -> str:
        return f"<SharedIndex {self._place.shown}>"

    def __contains__(self, name: object) -> bool:
        with told(self._place):
            return isinstance(name, str) and bool(self._client.hexists(self._key("docs"), name.encode()))

    def refresh(self) -> bool:
        """As `Index.refresh`; a shared index is always as it is now."""
        return False

    def _key(self, part: str) -> str:
        return self._place.prefix + part

    def _source(self) -> Remote:
        return Remote(self._client, self._place, self._buckets, self.settings.bucket_cap)

    # ---- asking

    def match(self, text: str, *, threshold: float | None = None, most: int | None = None) -> Answer:
        """As `Index.match`."""
        asked = pa.array([text.encode("utf-8", "replace").decode()], pa.large_string())
        with ThreadPoolExecutor(1) as pool, told(self._place):
            return self._answer(asked, ["text"], pool, threshold, most)[0]

    def query(self, corpus: Corpus, *, threshold: float | None = None, most: int | None = None) -> list[Answer]:
        """As `Index.query`."""
        made: list[Answer] = []
        with ThreadPoolExecutor(thread_count(self._threads)) as pool, told(self._place):
            for batch in corpus.table.to_batches(COMMIT):
                ids = batch.column("id").to_pylist()
                made += self._answer(batch.column("text"), ids, pool, threshold, most)
        return made

    def _answer(
        self, texts: pa.Array, ids: list[str], pool: Executor, threshold: float | None, most: int | None
    ) -> list[Answer]:
        asked = Asked(texts, sketch_all(texts, self.settings, pool))
        return answer(self._source(), asked, ids, self.settings, self._bands, pool, threshold, most)

    def cluster_of(self, name: str) -> str:
        """As `Index.cluster_of`."""
        with told(self._place):
            doc = self._source().docs([name])[0]
        if doc is None:
            raise UnknownDocumentError(f"no document in {self._place.shown} has the id {name!r}")
        return cluster_name(doc.cluster)

    def documents(self) -> pa.Table:
        """As `Index.documents`."""
        return pa.Table.from_batches(list(self.batches()), schema=STORED)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """As `Index.batches`; what changes meanwhile may or may not be in them."""
        start = 0
        with told(self._place):
            while ids := self._client.zrange(self._key("order"), start, start + COMMIT - 1):
                start += COMMIT
                docs = [doc for doc in self._source().docs(ids) if doc is not None]
                rows = [{**d.record, "cluster": cluster_name(d.cluster), "similarity": d.similarity} for d in docs]
                yield pa.RecordBatch.from_pylist(rows, schema=STORED)

    def info(self) -> dict[str, Any]:
        """As `Index.info`, without segments; bytes are not known of one index on a server."""
        with told(self._place):
            sizes = np.array([int(n) for n in self._client.hvals(self._key("sizes"))], np.int64)
            return {
                "path": self._place.shown,
                "format_version": FORMAT_VERSION,
                "generation": int(self._client.hget(self._key("meta"), "generation")),
                "settings": settings_row(self.settings),
                "bands": self._bands._asdict(),
                "documents": len(self),
                "distinct_texts": int(self._client.hlen(self._key("texts"))),
                "clusters": len(sizes),
                "clusters_of_copies": int((sizes > 1).sum()),
                "largest_cluster": int(sizes.max(initial=0)),
                "bytes": None,
                "bytes_per_document": None,
            }

    def check(self) -> None:
        """See that every document's text is there and can be read; raises `StoreError` where one is not."""
        with told(self._place):
            for start in range(0, len(self), COMMIT):
                docs = self._source().docs(self._client.zrange(self._key("order"), start, start + COMMIT - 1))
                worded = [doc for doc in docs if doc is not None and doc.text]
                for doc, text in zip(worded, self._source().texts([doc.text for doc in worded]), strict=True):
                    if text is None or text.cluster != doc.cluster:
                        raise StoreError(f"{self._place.shown}: the text of {doc.record['id']!r} is lost; add it again")

    def watched(self, folder: str) -> Stamps:
        """As `Index.watched`."""
        with told(self._place):
            found = self._client.hgetall(self._key(f"watched:{folder}"))
        return {name.decode(): [int(part) for part in stamp.split()] for name, stamp in found.items()}

    def set_watched(self, folder: str, stamps: Stamps) -> None:
        """As `Index.set_watched`."""
        rows = {name: f"{size} {changed}" for name, (size, changed) in stamps.items()}
        with told(self._place):
            self._client.hset(self._key(f"watched:{folder}"), mapping=rows)

    # ---- changing

    def add(
        self,
        corpus: Corpus,
        *,
        known: Known = "keep",
        commit: int = COMMIT,
        progress: Callable[[str, int, int | None], None] | None = None,
    ) -> Added:
        """As `Index.add`; at most a thousand documents are one transaction."""
        results, commit = [], min(commit, COMMIT)
        with self._changing() as change:
            parts = [sketch_all(chunk, self.settings, change.pool) for chunk in corpus.table["text"].chunks]
            sketches = join(parts, np.arange(len(corpus)))
            order = arrival(corpus, sketches.counts, self.settings)
            for start in range(0, len(order), commit):
                rows = order[start : start + commit]
                batch = batch_of(corpus.table.take(pa.array(rows)))
                mine = Sketches(sketches.slots[rows], sketches.counts[rows], sketches.prints[rows])
                results.append(self._add(batch, mine, known, change))
                if progress is not None:
                    progress("add", min(start + commit, len(order)), len(order))
        return together(results)

    def _add(self, batch: Batch, sketches: Sketches, known: Known, change: Change) -> Added:
        keys = text_keys(sketches, np.arange(len(batch.ids)))
        there = self._source().docs(batch.ids)
        changed = [i for i, doc in enumerate(there) if doc is not None and doc.text != keys[i]]
        new = [i for i, doc in enumerate(there) if doc is None]
        counted = (len(batch.ids) - len(new) - len(changed), len(changed))
        examples = tuple(batch.ids[i] for i in changed[:EXAMPLES])
        moved: tuple[str, ...] = ()
        if known == "replace" and changed:
            moved = change.remove([batch.ids[i] for i in changed]).moved
            new = sorted(new + changed)
        if not new:
            return Added(ADDED.empty_table(), *counted, examples, moved, 0)
        rows = np.array(new, np.int64)
        mine = Sketches(sketches.slots[rows], sketches.counts[rows], sketches.prints[rows])
        first = int(self._client.hget(self._key("meta"), "next_cluster"))
        placed = change.write(batch.take(rows), mine)
        clusters, at = np.unique(placed.cluster, return_index=True)
        founded = np.zeros(len(new), np.bool_)
        founded[at[clusters >= first]] = True
        names = [cluster_name(number) for number in placed.cluster.tolist()]
        table = pa.table([[batch.ids[i] for i in new], names, placed.similarity, founded], schema=ADDED)
        return Added(table, *counted, examples, moved, placed.capped)

    def remove(self, ids: Iterable[str]) -> Removed:
        """As `Index.remove`; nothing of what was removed stays on the server."""
        wanted = list(dict.fromkeys(ids))
        with self._changing() as change:
            return change.remove(wanted)

    def compact(self) -> None:
        """Delete what a writer that was killed left behind."""
        with self._changing():
            for key in list(self._buckets.keys.keys()):
                if not self._client.hexists(self._key("texts"), key):
                    self._buckets.remove(key)

    @contextmanager
    def _changing(self) -> Iterator[Change]:
        """The lock and a pool, for the time of one writing verb."""
        with told(self._place):
            lock = self._client.lock(self._key("lock"), timeout=LEASE, blocking=False)
            if not lock.acquire():
                raise BusyError(
                    f"{self._place.shown} is being written to by another process; an index has one writer at a time, "
                    f"try again when it is done (the lock of one that was killed is free after {LEASE} s)"
                )
            try:
                with ThreadPoolExecutor(thread_count(self._threads)) as pool:
                    yield Change(self._source(), self.settings, self._bands, pool, lock)
            finally:
                if lock.owned():
                    lock.release()


def _connect(where: Place) -> Any:
    import redis

    client = redis.Redis(**where.parameters, socket_connect_timeout=5)
    client.ping()
    return client


def _manifest(where: Place, meta: dict[str, bytes]) -> Manifest:
    """What the server says of an index, held to what this version of dedup does."""
    if meta.get("kind") != _KIND.encode():
        raise StoreError(f"{where.shown} is no index; make one with: dedup index create '{where.shown}'")
    if int(meta.get("format_version", b"0")) != FORMAT_VERSION:
        raise StoreError(
            f"{where.shown}: has format version {meta.get('format_version', b'0').decode()}, and this version of dedup "
            f"reads {FORMAT_VERSION}; make the index anew, or use the version of dedup that wrote it"
        )
    manifest = new_manifest(read_settings(json.loads(meta["settings"])))
    if manifest.probe != int(meta["probe"]) or list(manifest.bands) != json.loads(meta["bands"]):
        raise StoreError(
            f"{where.shown} was made by a version of dedup that folds or sketches texts otherwise; make the index "
            "anew, or use the version of dedup that made it"
        )
    return manifest
