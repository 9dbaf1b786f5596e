"""Changes of a shared index, each one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from typing import Any

import numpy as np

from dedup.config import CopySettings
from dedup.copies.candidates import Bands
from dedup.copies.sketch import Sketches
from dedup.errors import StoreError
from dedup.index.draft import Batch, sketch_all
from dedup.index.place import Asked, Placed, place
from dedup.index.remote import Doc, Remote, Text, text_keys
from dedup.index.remove import Removed
from dedup.index.strings import text_array

LEASE = 120
"""Seconds after which the lock of a writer that was killed is free again."""


class Change:
    """What the holder of the lock may do."""

    def __init__(self, source: Remote, settings: CopySettings, bands: Bands, pool: Executor, lock: Any) -> None:
        self.source, self.settings, self.bands, self.pool, self.lock = source, settings, bands, pool, lock

    def write(
        self,
        batch: Batch,
        sketches: Sketches,
        gone: Sequence[Doc] = (),
        dead: Sequence[bytes] = (),
    ) -> Placed:
        """Take documents out and put others in, in one transaction.

        Parameters
        ----------
        batch : Batch
            Documents to put in, in the order in which they count as arriving; no id may be there.
        sketches : Sketches
            Theirs.
        gone : sequence of Doc
            Documents to take out.
        dead : sequence of bytes
            Keys of the texts that go with them.

        Returns
        -------
        Placed

        Raises
        ------
        StoreError
            Where the lock was lost to another writer; then nothing was written.
        """
        self.lock.extend(LEASE, replace_ttl=True)
        meta = self.source.client.hmget(self.source.key("meta"), "next_cluster", "next_arrival")
        source = self.source.without(dead)
        next_cluster, at = int(meta[0]), int(meta[1])
        placed = place(source, Asked(batch.texts, sketches), self.settings, self.bands, next_cluster, self.pool)
        keys = text_keys(sketches, np.arange(len(batch.ids)))
        fresh = {keys[row]: row for row in placed.fresh.tolist()}
        self.source.fill_buckets(fresh, sketches)
        leads = dict(zip(placed.fresh.tolist(), placed.leads.tolist(), strict=True))
        with self.source.client.pipeline(transaction=True) as pipe:
            pipe.watch(self.source.key("lock"))
            if pipe.get(self.source.key("lock")) != self.lock.local.token:
                raise StoreError(
                    f"{self.source.place.shown}: the lock was lost to another writer; nothing of this was written"
                )
            pipe.multi()
            self._queue_gone(pipe, gone, dead)
            for i, (name, key) in enumerate(zip(batch.ids, keys, strict=True)):
                cluster, similarity = int(placed.cluster[i]), float(placed.similarity[i])
                doc = Doc(json.loads(batch.records[i]), key, cluster, similarity, at + i)
                pipe.hset(self.source.key("docs"), name.encode(), doc.pack())
                pipe.zadd(self.source.key("order"), {name.encode(): at + i})
                pipe.hincrby(self.source.key("sizes"), cluster, 1)
                if key:
                    pipe.rpush(self.source.key("of:").encode() + key, name.encode())
                if i in leads:
                    body = batch.texts[i].as_buffer().to_pybytes()
                    text = Text(at + i, cluster, leads[i], similarity, int(sketches.counts[i]), body)
                    pipe.hset(self.source.key("texts"), key, text.pack())
                    pipe.sadd(self.source.key(f"cluster:{cluster}"), key)
            pipe.hset(
                self.source.key("meta"), mapping={"next_cluster": placed.next_cluster, "next_arrival": at + len(keys)}
            )
            pipe.hincrby(self.source.key("meta"), "generation", 1)
            pipe.execute()
        for key in sorted(set(dead) - fresh.keys()):
            if key in self.source.buckets:
                self.source.buckets.remove(key)
        self._drop_empty({doc.cluster for doc in gone})
        return placed

    def _queue_gone(self, pipe: Any, gone: Sequence[Doc], dead: Sequence[bytes]) -> None:
        for doc in gone:
            name = doc.record["id"].encode()
            pipe.hdel(self.source.key("docs"), name)
            pipe.zrem(self.source.key("order"), name)
            pipe.hincrby(self.source.key("sizes"), doc.cluster, -1)
            if doc.text:
                pipe.lrem(self.source.key("of:").encode() + doc.text, 0, name)
        cluster_of = {doc.text: doc.cluster for doc in gone}
        for key in dead:
            pipe.hdel(self.source.key("texts"), key)
            pipe.srem(self.source.key(f"cluster:{cluster_of[key]}"), key)

    def _drop_empty(self, clusters: Iterable[int]) -> None:
        for cluster in sorted(clusters):
            if self.source.client.hget(self.source.key("sizes"), cluster) == b"0":
                self.source.client.hdel(self.source.key("sizes"), cluster)

    def remove(self, ids: list[str]) -> Removed:
        """Take documents out; those that nobody leads any more are placed anew, as in `dedup.index.remove`."""
        docs = dict(zip(ids, self.source.docs(ids), strict=True))
        unknown = tuple(name for name, doc in docs.items() if doc is None)
        gone = [doc for doc in docs.values() if doc is not None]
        if not gone:
            return Removed(0, unknown, ())
        names = {doc.record["id"].encode() for doc in gone}
        dead = [
            key for key in dict.fromkeys(d.text for d in gone if d.text) if not set(self.source.ids_of(key)) - names
        ]
        texts = dict(zip(dead, self.source.texts(dead), strict=True))
        lost = [text.cluster for text in texts.values() if text is not None and text.leads]
        orphans: dict[bytes, Text] = {}
        for cluster in lost:
            keys = sorted(set(self.source.client.smembers(self.source.key(f"cluster:{cluster}"))) - set(dead))
            orphans |= {k: t for k, t in zip(keys, self.source.texts(keys), strict=True) if t is not None}
        waiting = {name for key in orphans for name in self.source.ids_of(key)} - names
        moved = sorted((doc for doc in self.source.docs(sorted(waiting)) if doc), key=lambda doc: doc.arrival)
        records = [json.dumps(doc.record, ensure_ascii=False).encode() for doc in moved]
        bodies = text_array([orphans[doc.text].body for doc in moved])
        batch = Batch([doc.record["id"] for doc in moved], records, bodies)
        sketches = sketch_all(batch.texts, self.settings, self.pool)
        self.write(batch, sketches, [*gone, *moved], [*dead, *orphans])
        return Removed(len(gone), unknown, tuple(batch.ids))
