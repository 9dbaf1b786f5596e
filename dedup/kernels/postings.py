"""Shingles of documents -> the pairs that share a sample of them.

A document's own sample are its shingles whose hash is below 2**64 / rate, the rate a power of two that leaves about
`sample` of them or more, at most 2**`MOST_RATE_BITS`; a short text samples all that it has. What a document samples
more finely than another is looked up in that one too, so that a pair meets in every shingle below the larger bound of
the two: a brief is found inside a long page, however coarse the page's own sample is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.jit import jit, jit_inline
from dedup.kernels.mix import finish

U64 = np.uint64
ONE, ZERO, ALL = U64(1), U64(0), U64(0xFFFFFFFFFFFFFFFF)
MOST_RATE_BITS = 2
"""Logarithm of the coarsest rate: a quarter of the shingles of a long text. An eighth made more than twice as many
candidates of the same pairs, and comparing those cost more than it saved."""
S32 = U64(32)
SEEN = 4096
"""Places of the memory that keeps a phrase, which one document repeats, from being counted again and again."""


@jit_inline
def rate_bits(n: Any, sample: Any) -> Any:
    """The logarithm of the rate for a document of n shingles."""
    bits = 0
    while bits < MOST_RATE_BITS and n >= (sample << (bits + 1)):
        bits += 1
    return bits


@jit_inline
def frequency_of(frequency: Any, x: Any) -> Any:
    """Where the frequency of a shingle stands: by bits that an entry keeps and that its rate does not depend on."""
    return np.int64((x >> S32) & U64(len(frequency) - 1))


@jit
def own_samples(
    shingles: Any,
    places: Any,
    numbers: Any,
    width: Any,
    sample: Any,
    low_bits: Any,
    frequency: Any,
    sizes: Any,
    out: Any,
) -> Any:
    """Own samples of some documents, and in how many documents each shingle stands.

    shingles, places: as `kernels.wordplaces.place_words` fills them. numbers: int64 [m], the number of each document,
    below 2**low_bits, low_bits at most 32. frequency: uint8 [2**b], b at most 26, raised by one a document and shingle
    up to 255; a phrase that a document repeats may count twice where others stand between. sizes: int64 [m], shingles
    of each. out: uint64, room for all shingles: a sample's hash with the document's number in the low bits. Returns how
    many.
    """
    seen = np.zeros(SEEN, np.uint64)
    keep, total = ALL << U64(low_bits), 0
    for i in range(len(places)):
        n = max(0, places[i, 1] - width + 1)
        sizes[i] = n
        most = ALL >> U64(rate_bits(n, sample))
        stamp, number = U64(i + 1) << U64(40), U64(numbers[i])
        for k in range(places[i, 0], places[i, 0] + n):
            x = shingles[k]
            place = np.int64(x & U64(SEEN - 1))
            if seen[place] == x ^ stamp:
                continue
            seen[place] = x ^ stamp
            at = frequency_of(frequency, x)
            frequency[at] += frequency[at] < 255
            out[total] = (x & keep) | number  # without a branch, which nothing could foresee
            total += x <= most
    return total


@jit
def add_frequencies(total: Any, more: Any) -> None:
    """Add to total, up to 255. uint8, of one length."""
    for i in range(len(total)):
        total[i] = min(255, np.int64(total[i]) + np.int64(more[i]))


@jit_inline
def bit_of(known: Any, x: Any, shift: Any) -> Any:
    """Whether the bit of x is set; shift as `shift_of` gives it."""
    bit = x >> shift
    return (known[np.int64(bit >> U64(6))] >> (bit & U64(63))) & ONE != ZERO


@jit_inline
def shift_of(known: Any) -> Any:
    """How far a hash is shifted to give its bit in known: uint64 [2**b / 64]."""
    shift = U64(64)
    while (64 * len(known)) >> np.int64(U64(64) - shift) > 1:
        shift -= ONE
    return shift


@jit
def mark(samples: Any, known: Any) -> None:
    """Set the bit of each sample's high bits. known: uint64 [2**b / 64], b at most 32."""
    shift = shift_of(known)
    for x in samples:
        bit = x >> shift
        known[np.int64(bit >> U64(6))] |= ONE << (bit & U64(63))


@jit
def look_up(
    shingles: Any, places: Any, numbers: Any, width: Any, sample: Any, known: Any, low_bits: Any, out: Any
) -> Any:
    """What some documents have, beyond their own samples, of the marked ones. As `own_samples`; known: as `mark`."""
    shift, keep, total = shift_of(known), ALL << U64(low_bits), 0
    for i in range(len(places)):
        n = max(0, places[i, 1] - width + 1)
        most = ALL >> U64(rate_bits(n, sample))
        for k in range(places[i, 0], places[i, 0] + n):
            x = shingles[k]
            if x > most and bit_of(known, x, shift):
                out[total] = (x & keep) | U64(numbers[i])
                total += 1
    return total


@jit
def met_twice(entries: Any, frequency: Any, stock: Any, low_bits: Any, once: Any, twice: Any) -> Any:
    """Entries whose hash another entry may have too and that are no stock phrases, moved to the front.

    frequency: as `own_samples` filled it: what stands in `stock` documents and more is left out. once, twice: uint64
    [2**b / 64], zeros, scratch. Returns (entries, stock phrases left out).
    """
    shift, n, left_out = shift_of(once), 0, 0
    for x in entries:
        bit = finish(x >> U64(low_bits)) >> shift
        at, mask = np.int64(bit >> U64(6)), ONE << (bit & U64(63))
        twice[at] |= once[at] & mask
        once[at] |= mask
    for x in entries:
        bit = finish(x >> U64(low_bits)) >> shift
        if (twice[np.int64(bit >> U64(6))] >> (bit & U64(63))) & ONE == ZERO:
            continue
        if frequency[frequency_of(frequency, x)] >= stock:
            left_out += 1
            continue
        entries[n] = x
        n += 1
    return n, left_out


@jit
def shared_postings(entries: Any, low_bits: Any, heads: Any, starts: Any, members: Any) -> Any:
    """Sorted entries -> postings of at least two documents.

    entries: uint64, sorted. starts: int64, or None to count; heads: uint64, the hash of each; members: int32. Posting
    p has the documents members[starts[p] : starts[p + 1]], ascending and distinct. Returns (postings, members).
    """
    n, total, at = 0, 0, 0
    while at < len(entries):
        end = at + 1
        distinct = 1
        while end < len(entries) and (entries[end] ^ entries[at]) >> U64(low_bits) == ZERO:
            distinct += entries[end] != entries[end - 1]
            end += 1
        if distinct > 1:
            if starts is not None:
                starts[n] = total
                heads[n] = entries[at] & (ALL << U64(low_bits))
                for i in range(at, end):
                    if i == at or entries[i] != entries[i - 1]:
                        members[total] = np.int32(entries[i] & ((ONE << U64(low_bits)) - ONE))
                        total += 1
            else:
                total += distinct
            n += 1
        at = end
    if starts is not None:
        starts[n] = total
    return n, total


@jit
def by_document(starts: Any, members: Any, n: Any, first: Any, postings: Any) -> None:
    """The postings of each document. first: int64 [n + 1] and postings: int32 [len(members)], filled like `starts`."""
    first[:] = 0
    for member in members:
        first[member + 1] += 1
    for d in range(n):
        first[d + 1] += first[d]
    place = first[:n].copy()
    for p in range(len(starts) - 1):
        for i in range(starts[p], starts[p + 1]):
            postings[place[members[i]]] = p
            place[members[i]] += 1


@jit
def crowded(starts: Any, members: Any, outlets: Any, least: Any, n_outlets: Any, out: Any) -> None:
    """Whether the outlet of a document has at least `least` documents in the posting: what an outlet repeats.

    outlets: int64 by document, -1 for none. out: bool [len(members)].
    """
    counts = np.zeros(n_outlets + 1, np.int64)
    for p in range(len(starts) - 1):
        for i in range(starts[p], starts[p + 1]):
            counts[outlets[members[i]] + 1] += 1
        for i in range(starts[p], starts[p + 1]):
            outlet = outlets[members[i]]
            out[i] = outlet >= 0 and counts[outlet + 1] >= least
        for i in range(starts[p], starts[p + 1]):
            counts[outlets[members[i]] + 1] = 0


@jit
def partners(
    begin: Any,
    end: Any,
    starts: Any,
    members: Any,
    heads: Any,
    first: Any,
    postings: Any,
    repeated: Any,
    outlets: Any,
    sizes: Any,
    sample: Any,
    posting_cap: Any,
    least: Any,
    lower: Any,
    partner_cap: Any,
    counts: Any,
    touched: Any,
    out: Any,
) -> Any:
    """Documents begin..end -> the pairs of each with those that it shares enough samples with.

    starts, members, heads: the postings; first, postings: those of each document. repeated: as `crowded` filled it:
    such a posting does not count for two documents of that outlet. outlets, sizes: int64 by document, its outlet and
    its shingles. sample: as in `own_samples`. A posting of more than `posting_cap` documents pairs each with its first
    and with the next ones only. least: shingles that a pair must share by its samples, or half of the shorter document,
    but at least `lower`. partner_cap: pairs of one document, those that share most first, then the lowest numbers.
    counts: int32 [n], zeros; touched: int64 [n]. out: uint64, i << 32 | j for i < j. Returns (pairs, documents over the
    cap, where it stopped because out was full).
    """
    n_out, over = 0, 0
    for d in range(begin, end):
        if n_out + partner_cap > len(out):
            return n_out, over, d
        n = 0
        for k in range(first[d], first[d + 1]):
            p = postings[k]
            a, b = starts[p], starts[p + 1]
            for i in range(a, b):
                e = members[i]
                if e == d or (repeated[i] and outlets[e] == outlets[d]):
                    continue
                if b - a > posting_cap and i != a and members[a] != d:
                    near = (i > a and members[i - 1] == d) or (i + 1 < b and members[i + 1] == d)
                    if not near:
                        continue
                if heads[p] > ALL >> U64(rate_bits(min(sizes[d], sizes[e]), sample)):
                    continue
                if counts[e] == 0:
                    touched[n] = e
                    n += 1
                counts[e] += 1
        kept = 0
        for t in range(n):
            e = touched[t]
            shorter = min(sizes[d], sizes[e])
            bits = rate_bits(shorter, sample)
            if (counts[e] << bits) >= min(least, max(lower, shorter >> 1)) and counts[e] > (bits > 0):
                touched[kept] = np.int64(counts[e]) << 32 | np.int64(0x7FFFFFFF - e)
                kept += 1
            counts[e] = 0
        if kept > partner_cap:
            over += 1
            touched[:kept].sort()
            for t in range(partner_cap):
                touched[t] = touched[kept - 1 - t]
            kept = partner_cap
        for t in range(kept):
            e = np.int64(0x7FFFFFFF) - (touched[t] & np.int64(0xFFFFFFFF))
            out[n_out] = U64(min(d, e)) << U64(32) | U64(max(d, e))
            n_out += 1
    return n_out, over, end
