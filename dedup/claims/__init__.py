"""A story -> claims: what each outlet says, read into frames with exact spans, aligned and compared across outlets.

`read` takes one article through `text` (body, sentences, clauses), `names`, `numbers`, `dates`, `quantities` and
`speech`, and gives the claims of `frames`. `compare` takes what was read through `alignment` (claims on one question)
and `divergence` (how they differ), and gives a `comparison`. `collect` and `coverage` do either for a corpus.
"""
