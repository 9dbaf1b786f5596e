"""What a shared index keeps in Redis, and how it is read and changed.

Under the prefix `dedup:NAME:` stand `meta` (settings and counters), `docs` (by id: what is kept of a document, its
text's key, cluster, similarity, arrival), `texts` (by key: cluster, whether it leads, similarity, arrival, the text
compressed), `of:KEY` (the ids that have a text), `cluster:N` (the keys of its texts), `order` (ids by arrival), `sizes`
(documents of each cluster), and the buckets of datasketch under `lsh`. A text's key is its fingerprint and its number
of shingles.

A change is one transaction. The buckets of new texts are written before it: those that a killed writer leaves name
texts that are not there, which readers pass over and `compact` deletes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.copies.candidates import Bands
from dedup.copies.interchange import to_lean_minhash
from dedup.copies.sketch import Sketches
from dedup.errors import SettingsError, StoreError
from dedup.index.place import UNKNOWN, Stored
from dedup.index.strings import text_array

_TEXT = struct.Struct("<qq?diI")  # arrival, cluster, leads, similarity, shingles, bytes of the text
_SHARE = 1000


@dataclass(frozen=True)
class Place:
    """Where a shared index is. `shown` is the address without a password."""

    shown: str
    name: str
    parameters: dict[str, Any] = field(repr=False)

    @property
    def prefix(self) -> str:
        """What all its keys begin with."""
        return f"dedup:{self.name}:"


def parse_place(url: str) -> Place:
    """Read `redis://[[user]:password@]host[:port][/db][?name=NAME]`, or `rediss://` for TLS.

    Raises
    ------
    SettingsError
        For another form.

    Examples
    --------
    >>> place = parse_place("redis://:secret@store.example:6380/2?name=news")
    >>> place.shown, place.prefix
    ('redis://store.example:6380/2?name=news', 'dedup:news:')
    """
    parts = urlsplit(url)
    try:
        port = parts.port or 6379
        db = int(parts.path.strip("/") or 0)
        query = parse_qs(parts.query, strict_parsing=bool(parts.query))
        name = query.pop("name", ["dedup"])[0]
    except ValueError:
        name = ""
    if parts.scheme not in ("redis", "rediss") or not parts.hostname or not name or query:
        raise SettingsError(f"{parts.scheme}://{parts.hostname}{parts.path}?{parts.query} is no address of a shared "
                            "index; write redis://HOST:PORT/DB?name=NAME")  # fmt: skip
    parameters: dict[str, Any] = {"host": parts.hostname, "port": port, "db": db}
    if parts.username:
        parameters["username"] = unquote(parts.username)
    if parts.password:
        parameters["password"] = unquote(parts.password)
    if parts.scheme == "rediss":
        parameters["ssl"] = True
    return Place(f"{parts.scheme}://{parts.hostname}:{port}/{db}?name={name}", name, parameters)


@contextmanager
def told(place: Place) -> Iterator[None]:
    """Turn what the client raises into errors that say what to do."""
    try:
        import redis
    except ImportError:
        raise StoreError(
            "a shared index needs the package redis; install it with: pip install 'dedup[redis]'"
        ) from None
    try:
        yield
    except redis.AuthenticationError as error:
        raise StoreError(f"{place.shown}: the server refuses the password: {error}") from None
    except (redis.ConnectionError, redis.TimeoutError) as error:
        raise StoreError(
            f"{place.shown}: no Redis server answers there ({error}); see that it runs and that host and port are right"
        ) from None
    except redis.WatchError:
        raise StoreError(
            f"{place.shown}: the lock was lost to another writer; nothing of this step was written"
        ) from None
    except redis.RedisError as error:
        raise StoreError(f"{place.shown}: the server says: {error}") from None


class Doc(NamedTuple):
    """A document as `docs` has it. text: the key of its text, b"" for one without words."""

    record: dict[str, Any]
    text: bytes
    cluster: int
    similarity: float
    arrival: int

    def pack(self) -> bytes:
        """As it is stored."""
        row = [self.record, self.text.hex(), self.cluster, self.similarity, self.arrival]
        return json.dumps(row, ensure_ascii=False).encode()

    @classmethod
    def unpack(cls, data: bytes) -> Doc:
        """From what is stored."""
        record, text, *others = json.loads(data)
        return cls(record, bytes.fromhex(text), *others)


class Text(NamedTuple):
    """A text as `texts` has it."""

    arrival: int
    cluster: int
    leads: bool
    similarity: float
    shingles: int
    body: bytes

    def pack(self) -> bytes:
        """As it is stored: the text compressed by zstd."""
        compressed: bytes = pa.compress(self.body, codec="zstd", asbytes=True)
        return _TEXT.pack(*self[:-1], len(self.body)) + compressed

    @classmethod
    def unpack(cls, data: bytes) -> Text:
        """From what is stored."""
        arrival, cluster, leads, similarity, shingles, size = _TEXT.unpack_from(data)
        body = pa.decompress(data[_TEXT.size :], size, codec="zstd", asbytes=True)
        return cls(arrival, cluster, leads, similarity, shingles, body)


def text_keys(sketches: Sketches, numbers: NDArray[np.int64]) -> list[bytes]:
    """The keys of texts: 20 bytes, or none for those without words."""
    prints, counts = sketches.prints[numbers].astype("<u8"), sketches.counts[numbers].tolist()
    return [row.tobytes() + struct.pack("<i", n) if n else b"" for row, n in zip(prints, counts, strict=True)]


def open_buckets(place: Place, bands: Bands, slots: int) -> Any:
    """Datasketch's LSH with these bands on the server; its keys are bytes, so that nothing is unpickled."""
    from datasketch import MinHashLSH

    config = {"type": "redis", "basename": f"{place.prefix}lsh".encode(), "redis": place.parameters}
    return MinHashLSH(num_perm=slots, params=tuple(bands), storage_config=config, prepickle=False)


class Remote:
    """What `Source` asks for, of a shared index.

    client : redis.Redis
    buckets : datasketch.MinHashLSH
    hidden : keys of texts that are to be taken for gone.
    """

    def __init__(
        self, client: Any, place: Place, buckets: Any, cap: int, hidden: frozenset[bytes] = frozenset()
    ) -> None:
        self.client, self.place, self.buckets, self._cap, self._hidden = client, place, buckets, cap, hidden
        self._key_of: dict[int, bytes] = {}

    def without(self, keys: Iterable[bytes]) -> Remote:
        """The same, without some texts."""
        return Remote(self.client, self.place, self.buckets, self._cap, frozenset(keys))

    def key(self, part: str) -> str:
        """The key of a part of the index."""
        return self.place.prefix + part

    def docs(self, ids: Sequence[str | bytes]) -> list[Doc | None]:
        """Documents by id; None for those that are not there."""
        if not len(ids):
            return []
        names = [name.encode() if isinstance(name, str) else name for name in ids]
        return [None if value is None else Doc.unpack(value) for value in self.client.hmget(self.key("docs"), names)]

    def ids_of(self, key: bytes) -> list[bytes]:
        """The documents that have a text, in the order of arrival."""
        return list(self.client.lrange(self.key("of:").encode() + key, 0, -1))

    def fill_buckets(self, fresh: dict[bytes, int], sketches: Sketches) -> None:
        """Put new texts, rows of sketches, into their buckets; once more changes nothing."""
        with self.buckets.insertion_session() as session:
            for key, row in fresh.items():
                if key not in self.buckets:
                    session.insert(key, to_lean_minhash(sketches.slots[row]), check_duplication=False)

    def texts(self, keys: Sequence[bytes]) -> list[Text | None]:
        """Texts by key; None for those that are not there."""
        found: list[Text | None] = []
        for start in range(0, len(keys), _SHARE):
            some = keys[start : start + _SHARE]
            values = self.client.hmget(self.key("texts"), some)
            found += [
                None if value is None or key in self._hidden else Text.unpack(value)
                for key, value in zip(some, values, strict=True)
            ]
        return found

    def known(self, sketches: Sketches, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Clusters of texts that are there, and their similarity with the leader."""
        clusters, similarity = np.full(len(numbers), UNKNOWN), np.ones(len(numbers))
        for i, text in enumerate(self.texts(text_keys(sketches, numbers))):
            if text is not None:
                clusters[i], similarity[i] = text.cluster, text.similarity
        return clusters, similarity

    def stored(self, sketches: Sketches, numbers: NDArray[np.int64], *, leaders: bool) -> Stored:
        """Texts that share a bucket with sketches. Cost: 1 request a band for each thousand of texts."""
        pairs: list[tuple[int, bytes]] = []
        capped = [np.zeros(0, np.int64)]
        for start in range(0, len(numbers), _SHARE):
            near, over = self._near(sketches.slots[numbers[start : start + _SHARE]])
            pairs += [(start + i, key) for i, keys in enumerate(near) for key in keys]
            capped.append(over)
        keys = sorted({key for _, key in pairs})
        there = {
            k: text for k, text in zip(keys, self.texts(keys), strict=True) if text and (text.leads or not leaders)
        }
        ordered = sorted(there, key=lambda key: there[key].arrival)
        row = {key: i for i, key in enumerate(ordered)}
        self._key_of |= {there[key].arrival: key for key in ordered}
        pairs = [(query, key) for query, key in pairs if key in row]
        mine = [there[key] for key in ordered]
        return Stored(
            np.array([query for query, _ in pairs], np.int64),
            np.array([row[key] for _, key in pairs], np.int64),
            [text_array([text.body for text in mine])] if mine else [],
            np.array([text.shingles for text in mine], np.int64),
            np.array([text.cluster for text in mine], np.int64),
            np.array([text.leads for text in mine], np.bool_),
            np.array([text.arrival for text in mine], np.int64),
            np.concatenate(capped),
        )

    def _near(self, slots: NDArray[np.uint32]) -> tuple[list[list[bytes]], NDArray[np.int64]]:
        """For each sketch the keys in its buckets, sorted; and how many of its buckets were over the cap."""
        minhashes = [to_lean_minhash(row) for row in slots]
        found: list[set[bytes]] = [set() for _ in minhashes]
        capped = np.zeros(len(minhashes), np.int64)
        for (start, end), table in zip(self.buckets.hashranges, self.buckets.hashtables, strict=True):
            names = [self.buckets._H(minhash.hashvalues[start:end]) for minhash in minhashes]
            for i, (mine, members) in enumerate(zip(found, table.getmany(*names), strict=True)):
                capped[i] += len(members) > self._cap
                mine.update(members if len(members) <= self._cap else sorted(members)[: self._cap])
        return [sorted(mine) for mine in found], capped

    def documents(self, arrivals: NDArray[np.int64]) -> list[Any]:
        """The ids of the documents of texts."""
        pipe = self.client.pipeline(transaction=False)
        for arrival in arrivals.tolist():
            pipe.lrange(self.key("of:").encode() + self._key_of[arrival], 0, -1)
        return list(pipe.execute())

    def record(self, document: Any) -> dict[str, Any]:
        """What is kept of a document."""
        return Doc.unpack(self.client.hget(self.key("docs"), document)).record
