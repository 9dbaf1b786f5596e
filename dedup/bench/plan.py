"""What a made-up crawl holds: which document is a copy of which, how it was edited, and which are of one template.

Nothing is stored but the sizes of clusters: what a document is follows from its number, by arithmetic, so that any part
of a crawl of any size can be made at any time. The numbers of the documents of a cluster are scattered over the crawl.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.bench.settings import CrawlSettings

Words64 = NDArray[np.uint64]
Numbers = NDArray[np.int64]

KINDS = ("same", "respelled", "replaced", "shortened", "led", "inside")
"""How copies are edited: not at all; case and punctuation; words replaced; cut short; given a new beginning; set inside
other text. The settings say how many are of which kind."""
SINGLE, SOURCE, TEMPLATED = "single", "source", "templated"

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1, _MIX2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31, _S11 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(11)
_ROUNDS = 4


def mix(values: Words64, key: int = 0) -> Words64:
    """A random-looking word of 64 bits for each value and key (SplitMix64's finaliser).

    >>> mix(np.array([1, 2], np.uint64)).tolist() == mix(np.array([1, 2], np.uint64)).tolist()
    True
    """
    z = values * _GOLDEN
    z += np.uint64((key * 0xD1342543DE82EF95 + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF)
    z ^= z >> _S30
    z *= _MIX1
    z ^= z >> _S27
    z *= _MIX2
    z ^= z >> _S31
    return z


def unit(values: Words64) -> NDArray[np.float64]:
    """Words of 64 bits as numbers from 0 to below 1.

    >>> unit(np.array([0, 2**63], np.uint64)).tolist()
    [0.0, 0.5]
    """
    return (values >> _S11).astype(np.float64) * 2.0**-53


class Roles(NamedTuple):
    """What some documents are, an element a document.

    `cluster` is the number of the cluster or template, -1 of a single one; `kind` an index into `Plan.kinds`;
    `base` the key of the text that it has with others, `own` the key of what it has alone.
    """

    number: Numbers
    cluster: Numbers
    kind: NDArray[np.int8]
    base: Words64
    own: Words64


class Plan:
    """The plan of a crawl.

    Parameters
    ----------
    settings : CrawlSettings

    Notes
    -----
    Cluster sizes s from 2 on have a chance proportional to s to the power of -`exponent`, up to `largest`. Eight bytes
    are held for each cluster and template.

    Examples
    --------
    >>> plan = Plan(CrawlSettings(documents=1000, copies=0.5))
    >>> roles = plan.roles(0, 1000)
    >>> int((roles.cluster >= 0).sum()) >= 500, sorted(set(plan.kinds[k] for k in roles.kind))[:3]
    (True, ['inside', 'led', 'replaced'])
    """

    kinds = (SINGLE, SOURCE, *KINDS, TEMPLATED)

    def __init__(self, settings: CrawlSettings) -> None:
        self.settings = settings
        rng = np.random.Generator(np.random.PCG64(settings.seed))
        n = settings.documents
        copied = _sizes(rng, round(n * settings.copies), settings)
        self.n_clusters = len(copied)
        templated = _sizes(rng, round(n * settings.templates), settings)
        ends = np.cumsum(np.concatenate([copied, templated]))
        self._ends = ends[ends <= n]  # what does not fit is left out whole
        self.n_clusters = min(self.n_clusters, len(self._ends))
        self._shares = np.cumsum([getattr(settings, f"share_{kind}") for kind in KINDS])
        self._bits = max(1, (max(n, 2) - 1).bit_length() + 1) // 2

    def roles(self, start: int, stop: int) -> Roles:
        """What the documents start .. stop - 1 are."""
        number = np.arange(start, stop, dtype=np.int64)
        place = self._scattered(number)
        cluster = np.searchsorted(self._ends, place, side="right").astype(np.int64)
        single = cluster == len(self._ends)
        first = np.concatenate([np.zeros(1, np.int64), self._ends])[cluster]
        seed = self.settings.seed
        own = mix(place.astype(np.uint64), 2 * seed + 1)
        shared = mix(np.where(single, place, first).astype(np.uint64), 2 * seed + 2)
        picked = unit(mix(own, 3)) * self._shares[-1]
        kind = 2 + np.searchsorted(self._shares, picked, side="right").clip(0, len(KINDS) - 1)
        kind = np.where(place == first, 1, kind)
        kind = np.where(cluster >= self.n_clusters, len(KINDS) + 2, kind)
        kind = np.where(single, 0, kind).astype(np.int8)
        return Roles(number, np.where(single, -1, cluster), kind, shared, own)

    def _scattered(self, number: Numbers) -> Numbers:
        """A permutation of 0 .. n - 1: a Feistel network over the next even power of two, walked until it is inside."""
        n, half = self.settings.documents, np.uint64(self._bits)
        mask = np.uint64((1 << self._bits) - 1)
        out = number.astype(np.uint64)
        outside = np.ones(len(out), bool)
        while outside.any():
            left, right = out[outside] >> half, out[outside] & mask
            for turn in range(_ROUNDS):
                left, right = right, left ^ (mix(right, self.settings.seed * _ROUNDS + turn) & mask)
            out[outside] = left << half | right
            outside = out >= np.uint64(n)
        return out.astype(np.int64)


def _sizes(rng: np.random.Generator, wanted: int, settings: CrawlSettings) -> Numbers:
    """Sizes of clusters that have so many documents together, or a few less."""
    sizes = np.arange(2, settings.largest + 1)
    chances = np.cumsum(sizes.astype(np.float64) ** -settings.exponent)
    drawn: list[Numbers] = []
    total = 0
    while total < wanted:
        some = sizes[np.searchsorted(chances, rng.random(1 << 16) * chances[-1], side="right").clip(0, len(sizes) - 1)]
        drawn.append(some.astype(np.int64))
        total += int(some.sum())
    if not drawn:
        return np.zeros(0, np.int64)
    made = np.concatenate(drawn)
    return made[np.cumsum(made) <= wanted]
