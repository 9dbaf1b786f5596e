"""Postings of heavy terms -> pairs of documents worth scoring.

Documents stand in a total order (undated first, then by time). Each posts its heaviest terms, and meets the earlier
documents of its postings: the nearest in time inside the window, and the undated ones, the heaviest first. What it
shares with each is summed up, and the best few are kept. No step visits more than `reach` entries of a posting, so the
cost is linear in documents.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernels.jit import jit


@jit
def top_terms(starts: Any, terms: Any, weights: Any, out_terms: Any, out_weights: Any, counts: Any) -> None:
    """The heaviest terms of each row, of equal ones the first.

    starts: int64 [n + 1]; terms: int32, weights: float32 [nnz]. out_terms: int32 and out_weights: float32 [n, k].
    counts: int64 [n], how many there are: terms of no weight are left out.
    """
    k = out_terms.shape[1]
    for d in range(len(starts) - 1):
        a = starts[d]
        counts[d] = 0
        for o in np.argsort(-weights[a : starts[d + 1]], kind="mergesort")[:k]:
            if weights[a + o] > 0:
                out_terms[d, counts[d]] = terms[a + o]
                out_weights[d, counts[d]] = weights[a + o]
                counts[d] += 1


@jit
def meet(
    day: Any,
    tops: Any,
    weights: Any,
    counts: Any,
    first: Any,
    posts: Any,
    post_weights: Any,
    n_undated: Any,
    window: Any,
    reach: Any,
    keep: Any,
    least: Any,
    low: Any,
    high: Any,
    out_left: Any,
    out_right: Any,
    out_sum: Any,
    hits: Any,
) -> Any:
    """Pairs of the places low..high of the total order with earlier places; returns how many were written.

    day: float64 [n], by place, nan unknown. tops, weights, counts: from `top_terms`, by place. first: int64 [terms +
    1] into posts: int32 and post_weights: float32; a posting holds n_undated[t] undated places by falling weight, then
    the dated ones in order. keep: pairs a place begins with the best; ties at the last of them are all kept, up to
    twice as many. least: the least sum that counts. out_left, out_right: int32 and out_sum: float32 [2 * keep * (high -
    low)]. hits: int64 [2], counted up: postings that `reach` cut off, and places that `keep` did.
    """
    score, touched = np.zeros(len(day), np.float32), np.empty(len(day), np.int64)
    n = 0
    for place in range(low, high):
        n_touched, when = 0, day[place]
        for k in range(counts[place]):
            term, weight = tops[place, k], weights[place, k]
            begin, end = first[term], first[term + 1]
            dated = begin + n_undated[term]
            seen = 0
            for e in range(begin, dated):
                other = posts[e]
                if other < place:
                    if score[other] == 0:
                        touched[n_touched] = other
                        n_touched += 1
                    score[other] += weight * post_weights[e]
                    seen += 1
                    if seen >= reach:
                        hits[0] += e + 1 < dated
                        break
            if np.isnan(when):
                continue
            e = dated + np.searchsorted(posts[dated:end], place) - 1
            seen = 0
            while e >= dated and seen < reach and when - day[posts[e]] <= window:
                other = posts[e]
                if score[other] == 0:
                    touched[n_touched] = other
                    n_touched += 1
                score[other] += weight * post_weights[e]
                seen += 1
                e -= 1
            hits[0] += e >= dated and when - day[posts[e]] <= window
        cut = least
        if n_touched > keep:
            sums = np.empty(n_touched, np.float32)
            for i in range(n_touched):
                sums[i] = score[touched[i]]
            best = np.partition(sums, n_touched - keep)[n_touched - keep]
            hits[1] += best > least
            cut = max(least, best)
        written = 0
        for i in range(n_touched):
            other = touched[i]
            if score[other] >= cut and written < 2 * keep:
                out_left[n] = other
                out_right[n] = place
                out_sum[n] = score[other]
                n += 1
                written += 1
            score[other] = 0
    return n
