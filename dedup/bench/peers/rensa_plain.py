"""rensa with plain glue, one process: its batch of sketches, its LSH index, its estimate as the check."""

from __future__ import annotations

from dedup.bench.peers import glue


def main() -> None:
    """Find pairs; 16 bands of 8 (the 8 of 16 of rensa's own benchmark propose 3 % of the pairs at Jaccard 0.7)."""
    import rensa  # a peer need not be there

    options = glue.options(bands=16, rows=8)
    n_slots = options.bands * options.rows
    ids, texts = glue.read(options.file)
    kept = [(i, found) for i, text in enumerate(texts) if (found := glue.shingles(text))]
    sketches = rensa.RMinHash.from_token_sets([found for _, found in kept], num_perm=n_slots, seed=42)
    index = rensa.RMinHashLSH(threshold=options.threshold, num_perm=n_slots, num_bands=options.bands)
    index.insert_many(sketches)
    pairs = (
        (kept[a][0], kept[b][0])
        for a, near in enumerate(index.query_all(sketches))
        for b in near
        if a < b and sketches[a].jaccard(sketches[b]) >= options.threshold
    )
    glue.write(options.out, ids, pairs)


if __name__ == "__main__":
    main()
