"""datasketch with plain glue, one process; its estimate as the check."""

from __future__ import annotations

from dedup.bench.peers import glue


def main() -> None:
    """Find pairs; without bands given, datasketch derives its own from the threshold."""
    from datasketch import MinHash, MinHashLSH

    options = glue.options()
    params = (options.bands, options.rows) if options.bands else None
    n_slots = options.bands * options.rows or 128
    ids, texts = glue.read(options.file)
    kept = [(i, found) for i, text in enumerate(texts) if (found := glue.shingles(text))]
    tokens = ([shingle.encode() for shingle in found] for _, found in kept)
    sketches = list(MinHash.generator(tokens, num_perm=n_slots))
    index = MinHashLSH(threshold=options.threshold, num_perm=n_slots, params=params)
    for i, sketch in enumerate(sketches):
        index.insert(i, sketch, check_duplication=False)
    pairs = (
        (kept[a][0], kept[b][0])
        for a, sketch in enumerate(sketches)
        for b in index.query(sketch)
        if a < b and sketch.jaccard(sketches[b]) >= options.threshold
    )
    glue.write(options.out, ids, pairs)


if __name__ == "__main__":
    main()
