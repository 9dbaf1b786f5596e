"""gaoya: its own words, shingles and index, in Rust, on all cores; its estimate as the check."""

from __future__ import annotations

from dedup.bench.peers import glue


def main() -> None:
    """Find pairs; 20 bands of 5 are the index's defaults."""
    import gaoya  # a peer need not be there

    options = glue.options(bands=20, rows=5)
    ids, texts = glue.read(options.file)
    index = gaoya.minhash.MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=options.threshold,
        num_bands=options.bands,
        band_size=options.rows,
        analyzer="word",
        lowercase=True,
        ngram_range=(glue.WIDTH, glue.WIDTH),
        id_container="smallvec",
    )
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    found = index.par_bulk_query(texts)
    glue.write(options.out, ids, ((a, b) for a, near in enumerate(found) for b in near if a < b))


if __name__ == "__main__":
    main()
