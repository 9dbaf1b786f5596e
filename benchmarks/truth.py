"""The exact answer: every pair of documents of a file at or above a Jaccard threshold, found without any sketch.

    python benchmarks/truth.py FILE OUT.csv --threshold 0.7

It shares no code with dedup. The words are those of `docs/conventions.md`, taken by a regular expression from folded
text; a shingle is five of them, and all of a shorter text; words and shingles are numbered, not hashed, so that no
two of them can be mistaken for each other. Pairs come from a prefix filter: of two sets with a Jaccard of t, each has
a shingle that both have among its n - ceil(t * n) + 1 rarest ones, so only documents that share one of these are
compared, and those by intersecting their sets. It wants about 12 bytes of memory for each byte of text.
"""

from __future__ import annotations

import argparse
import collections
import csv
import hashlib
import itertools
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dedup.bench.exact import words

__all__ = ["documents", "join", "shingle_sets", "truth", "words"]

WIDTH = 5
Numbers = NDArray[np.int64]


class Sets(NamedTuple):
    """The shingles of document i are ids[starts[i] : starts[i + 1]], distinct, the rarest first."""

    starts: Numbers
    ids: Numbers

    def __getitem__(self, i: int) -> Numbers:  # type: ignore[override]
        return self.ids[self.starts[i] : self.starts[i + 1]]


class Pairs(NamedTuple):
    """left[i] < right[i], numbers of documents in the order of the file."""

    left: Numbers
    right: Numbers
    jaccard: NDArray[np.float64]


def documents(path: Path) -> tuple[list[str], list[str]]:
    """Ids and texts of a file of JSON lines or of Parquet with the columns `id` and `text`.

    Raises
    ------
    ValueError
        Where an id stands twice: pairs of ids would then not say which documents they are.
    """
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        table = pq.read_table(path, columns=["id", "text"])
        ids, texts = [str(x) for x in table["id"].to_pylist()], [x or "" for x in table["text"].to_pylist()]
    else:
        with path.open(encoding="utf-8") as lines:
            rows = [(str(row["id"]), row["text"] or "") for row in map(json.loads, filter(str.strip, lines))]
        ids, texts = [row[0] for row in rows], [row[1] for row in rows]
    if len(set(ids)) < len(ids):
        raise ValueError(f"{path}: the id {collections.Counter(ids).most_common(1)[0][0]!r} stands in it twice")
    return ids, texts


def _number(first: Numbers, second: Numbers) -> Numbers:
    """A number for each distinct pair (first[i], second[i]), the same for the same pair."""
    return np.unique(first * (second.max(initial=0) + 1) + second, return_inverse=True)[1].astype(np.int64)


def shingle_sets(texts: Iterable[str]) -> Sets:
    """The sets of shingles of all texts, as numbers in the order of how many texts have them."""
    numbers: collections.defaultdict[str, int] = collections.defaultdict(itertools.count(1).__next__)
    flat, lengths = list[NDArray[np.int32]](), list[int]()
    for text in texts:
        found = words(text)
        lengths.append(len(found))
        padding = [""] * (WIDTH - len(found)) if 0 < len(found) < WIDTH else []  # "" is no word: it has its own number
        flat.append(np.fromiter(map(numbers.__getitem__, found + padding), np.int32, len(found) + len(padding)))
    n_words = np.array(lengths, np.int64)
    n_shingles = np.where(n_words > 0, np.maximum(n_words, WIDTH) - WIDTH + 1, 0)
    run = np.concatenate(flat).astype(np.int64) if flat else np.zeros(0, np.int64)
    if not len(run):
        return Sets(np.zeros(len(lengths) + 1, np.int64), run)
    two = _number(run[:-1], run[1:])
    four = _number(two[:-2], two[2:])
    five = _number(four[:-1], run[4:])
    padded = np.where(n_words > 0, np.maximum(n_words, WIDTH), 0)
    first = np.concatenate(([0], np.cumsum(padded)[:-1]))
    document = np.repeat(np.arange(len(lengths)), n_shingles)
    offset = np.arange(len(document)) - np.repeat(np.cumsum(n_shingles) - n_shingles, n_shingles)
    shingle = _number(five[first[document] + offset], np.zeros(len(document), np.int64))
    n_distinct = int(shingle.max()) + 1
    own = np.sort(document * n_distinct + shingle)
    own = own[np.diff(own, prepend=-1) > 0]  # each document's shingles, once
    document, shingle = own // n_distinct, own % n_distinct
    rank = np.empty(n_distinct, np.int64)
    rank[np.argsort(np.bincount(shingle, minlength=n_distinct), kind="stable")] = np.arange(n_distinct)
    ids = np.sort(document * n_distinct + rank[shingle]) % n_distinct
    starts = np.concatenate(([0], np.cumsum(np.bincount(document, minlength=len(lengths)))))
    return Sets(starts.astype(np.int64), ids)


def join(sets: Sets, threshold: float) -> Pairs:
    """Every pair of sets with a Jaccard of at least the threshold, sorted; empty sets are in none."""
    groups = _equal_sets(sets)
    found: dict[tuple[int, int], float] = {}
    for group in groups:
        found.update(((a, b), 1.0) for a, b in itertools.combinations(group, 2))
    for a, b in _candidates(sets, np.array([group[0] for group in groups], np.int64), threshold):
        x, y = sets[groups[a][0]], sets[groups[b][0]]
        shared = len(np.intersect1d(x, y, assume_unique=True))
        jaccard = shared / (len(x) + len(y) - shared)
        if jaccard >= threshold:
            found.update(((min(i, j), max(i, j)), jaccard) for i in groups[a] for j in groups[b])
    keys = sorted(found)
    left, right = (np.array([key[side] for key in keys], np.int64) for side in (0, 1))
    return Pairs(left, right, np.array([found[key] for key in keys], np.float64))


def _equal_sets(sets: Sets) -> list[list[int]]:
    """Documents with the same shingles, grouped; none for those without."""
    groups: dict[tuple[int, bytes], list[int]] = {}
    for i in range(len(sets.starts) - 1):
        if len(ids := sets[i]):
            group = groups.setdefault((len(ids), hashlib.sha256(ids.tobytes()).digest()), [])
            group.append(i)
            assert np.array_equal(ids, sets[group[0]])
    return list(groups.values())


def _candidates(sets: Sets, heads: Numbers, threshold: float) -> Iterator[tuple[int, int]]:
    """Positions in heads of those pairs of sets that pass the prefix filter and the filter by size."""
    sizes = sets.starts[heads + 1] - sets.starts[heads]
    prefix = sizes - np.ceil(threshold * sizes - 1e-9).astype(np.int64) + 1
    prefix = np.minimum(prefix, sizes)
    which = np.repeat(np.arange(len(heads)), prefix)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(prefix) - prefix, prefix)
    shingle = sets.ids[sets.starts[heads][which] + offset]
    order = np.lexsort((sizes[which], shingle))
    which, shingle = which[order], shingle[order]
    seen = np.zeros(0, np.int64)
    at = np.arange(len(which))
    for distance in itertools.count(1):  # a shingle's documents stand side by side, the smallest first
        at = at[at + distance < len(which)]
        at = at[shingle[at] == shingle[at + distance]]
        if not len(at):
            break
        a, b = which[at], which[at + distance]
        near = sizes[a] >= threshold * sizes[b] - 1e-9
        low, high = np.minimum(a, b)[near], np.maximum(a, b)[near]
        seen = np.union1d(seen, low * len(heads) + high)
    for key in seen.tolist():
        yield divmod(key, len(heads))


def truth(path: Path, threshold: float) -> dict[tuple[str, str], float]:
    """The exact pairs of a file, by ids in their order, each with its Jaccard; kept in the system's temporary folder.

    The name of what is kept holds the digest of the file and of this script: it is never out of date.
    """
    digest = hashlib.sha256(Path(__file__).read_bytes())
    with path.open("rb") as file:
        digest.update(hashlib.file_digest(file, "sha256").digest())
    key = digest.hexdigest()[:16]
    kept = Path(tempfile.gettempdir()) / "dedup-benchmarks" / f"truth-{key}-{threshold:g}.csv"
    if not kept.exists():
        ids, texts = documents(path)
        found = join(shingle_sets(texts), threshold)
        kept.parent.mkdir(exist_ok=True)
        partial = kept.with_suffix(".partial")
        with partial.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("left", "right", "jaccard"))
            for a, b, jaccard in zip(found.left.tolist(), found.right.tolist(), found.jaccard.tolist(), strict=True):
                writer.writerow((*sorted((ids[a], ids[b])), jaccard))
        partial.replace(kept)
    with kept.open(encoding="utf-8", newline="") as rows:
        return {(row["left"], row["right"]): float(row["jaccard"]) for row in csv.DictReader(rows)}


def main() -> None:
    """Write the pairs of a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--threshold", type=float, default=0.7)
    options = parser.parse_args()
    pairs = truth(options.file, options.threshold)
    with options.out.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("left", "right", "jaccard"))
        writer.writerows((*pair, jaccard) for pair, jaccard in pairs.items())


if __name__ == "__main__":
    main()
