"""The tables that pass between stages, and those that are written out.

A stage takes and returns Arrow tables of these schemas and nothing else. `FORMAT_VERSION` goes up when a field is
renamed, dropped or changes its meaning; adding a field does not raise it.
"""

from __future__ import annotations

import pyarrow as pa

FORMAT_VERSION = 1

DOCUMENTS = pa.schema(
    [
        pa.field("id", pa.large_string(), nullable=False),
        pa.field("outlet", pa.large_string()),
        pa.field("published", pa.large_string()),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
        pa.field("title", pa.large_string()),
        pa.field("url", pa.large_string()),
        pa.field("text", pa.large_string(), nullable=False),
        pa.field("source", pa.dictionary(pa.int32(), pa.large_string()), nullable=False),
        pa.field("row", pa.int64(), nullable=False),
        pa.field("language", pa.large_string()),
    ]
)
"""corpus -> copies. `published` is ISO 8601 as precise as it was given, null where unknown; `published_at` the same
instant in UTC (the start of the day where only a day is known), for ordering. `text` is the raw text as read, "" where
it was null. `source` and `row` (1-based) say where the document stood. One chunk a part of the input."""

PAIRS = pa.schema(
    [
        pa.field("left", pa.int64(), nullable=False),
        pa.field("right", pa.int64(), nullable=False),
        pa.field("shared", pa.int64(), nullable=False),
        pa.field("jaccard", pa.float64(), nullable=False),
        pa.field("containment_left", pa.float64(), nullable=False),
        pa.field("containment_right", pa.float64(), nullable=False),
    ]
)
"""copies, inside: verified pairs of document numbers, left < right; a document's number is its rank by id."""

COPIES = pa.schema(
    [
        pa.field("leader", pa.int64(), nullable=False),
        pa.field("similarity", pa.float64(), nullable=False),
    ]
)
"""copies, inside: a row a document number; the number of the kept document of its cluster (its own where it has no
copy) and the exact Jaccard with it."""

REUSE = pa.schema(
    [
        pa.field("left", pa.int64(), nullable=False),
        pa.field("right", pa.int64(), nullable=False),
        pa.field("shared", pa.int64(), nullable=False),
        pa.field("containment_left", pa.float64(), nullable=False),
        pa.field("containment_right", pa.float64(), nullable=False),
        pa.field("passages", pa.int64(), nullable=False),
        pa.field("longest", pa.int64(), nullable=False),
        pa.field("same", pa.int64(), nullable=False),
        pa.field("share_left", pa.float64(), nullable=False),
        pa.field("share_right", pa.float64(), nullable=False),
        pa.field("score", pa.float64(), nullable=False),
    ]
)
"""copies, inside: a row a pair of document numbers with shared passages, left < right, sorted. `shared` and the
containments count shingles of 5 words; `longest` is the longest run of equal words, `same` the equal words of all
passages, `share_left` and `share_right` the share of each document's words that stand in passages, `score` the sum of
the passages' scores."""

PASSAGES = pa.schema(
    [
        pa.field("left", pa.int64(), nullable=False),
        pa.field("right", pa.int64(), nullable=False),
        pa.field("left_start", pa.int64(), nullable=False),
        pa.field("left_end", pa.int64(), nullable=False),
        pa.field("right_start", pa.int64(), nullable=False),
        pa.field("right_end", pa.int64(), nullable=False),
        pa.field("words", pa.int64(), nullable=False),
        pa.field("same", pa.int64(), nullable=False),
        pa.field("density", pa.float64(), nullable=False),
        pa.field("score", pa.float64(), nullable=False),
    ]
)
"""copies, inside: a row a shared passage, sorted by (left, right, left_start). Starts and ends are half-open character
offsets into the raw texts; `words` counts the side that has more of them, `same` those that are equal on both sides in
order, `density` is same / words and `score` same * density."""

OUT_DOCUMENTS = pa.schema(
    [
        pa.field("id", pa.large_string(), nullable=False),
        pa.field("outlet", pa.large_string()),
        pa.field("published", pa.large_string()),
        pa.field("copy_id", pa.large_string(), nullable=False),
        pa.field("kept", pa.bool_(), nullable=False),
        pa.field("kept_reason", pa.large_string()),
        pa.field("similarity", pa.float64(), nullable=False),
        pa.field("title", pa.large_string()),
        pa.field("url", pa.large_string()),
        pa.field("source", pa.large_string(), nullable=False),
        pa.field("row", pa.int64(), nullable=False),
        pa.field("language", pa.large_string()),
    ]
)
"""`documents.*`: a row a document, sorted by id. `kept_reason` is the rule that put the kept document before the next
one of its cluster (`earliest`, `longest`, `outlet order`, or `id` where those are equal), `only` where it has no copy,
null for a document that is not kept."""

OUT_PAIRS = pa.schema(
    [
        pa.field("left", pa.large_string(), nullable=False),
        pa.field("right", pa.large_string(), nullable=False),
        pa.field("jaccard", pa.float64(), nullable=False),
        pa.field("containment_left", pa.float64(), nullable=False),
        pa.field("containment_right", pa.float64(), nullable=False),
        pa.field("kind", pa.large_string(), nullable=False),
    ]
)
"""`pairs.*`: a row a verified pair at or above the threshold, left < right, sorted."""

OUT_PASSAGES = pa.schema(
    [pa.field("left", pa.large_string(), nullable=False), pa.field("right", pa.large_string(), nullable=False)]
    + [PASSAGES.field(i) for i in range(2, len(PASSAGES))]
)
"""`passages.*`: a row a shared passage; columns as in `PASSAGES`, with ids."""

OUT_STORIES = pa.schema(
    [
        pa.field("id", pa.large_string(), nullable=False),
        pa.field("title", pa.large_string(), nullable=False),
        pa.field("keywords", pa.large_string(), nullable=False),
        pa.field("documents", pa.int64(), nullable=False),
        pa.field("copies", pa.int64(), nullable=False),
        pa.field("outlets", pa.large_string(), nullable=False),
        pa.field("first", pa.large_string()),
        pa.field("last", pa.large_string()),
        pa.field("weakest_link", pa.float64()),
    ]
)
"""`stories.*`: a row a story, sorted by id. `keywords` and `outlets` (in order of time) are separated by ", "; `copies`
is how many copy clusters it has; `weakest_link` the lowest mean log-odds at which it was joined, null for one alone."""

OUT_STORYLINES = pa.schema(
    [
        pa.field("id", pa.large_string(), nullable=False),
        pa.field("title", pa.large_string(), nullable=False),
        pa.field("keywords", pa.large_string(), nullable=False),
        pa.field("stories", pa.int64(), nullable=False),
        pa.field("documents", pa.int64(), nullable=False),
        pa.field("outlets", pa.large_string(), nullable=False),
        pa.field("first", pa.large_string()),
        pa.field("last", pa.large_string()),
        pa.field("weakest_link", pa.float64()),
    ]
)
"""`storylines.*`: a row a storyline, sorted by id, that of its earliest document. `stories` is how many it has;
`keywords` and `outlets` (in order of time) are separated by ", "; `weakest_link` the lowest mean nearness (0 to 1) at
which it was joined, null for one story."""


OUT_ORIGINS = pa.schema(
    [
        pa.field("id", pa.large_string(), nullable=False),
        pa.field("source", pa.large_string()),
        pa.field("agency", pa.large_string()),
        pa.field("documents", pa.int64(), nullable=False),
        pa.field("wholly", pa.int64(), nullable=False),
        pa.field("partly", pa.int64(), nullable=False),
        pa.field("outlets", pa.large_string(), nullable=False),
        pa.field("owner", pa.large_string()),
        pa.field("first", pa.large_string()),
        pa.field("last", pa.large_string()),
        pa.field("also", pa.large_string(), nullable=False),
    ]
)
"""`origins.*`: a row an origin of two documents and more, sorted by id. `source` is the document that the others have
their text from, null where it is not in the corpus; `agency` whom they credit; `wholly` and `partly` count its derived
documents, `outlets` are in order of time, `owner` is that of the source's outlet where a table of owners is given;
`also` are other origins that some of its documents have a part from. Lists are separated by ", "."""

OUT_DERIVATIONS = pa.schema(
    [
        pa.field("left", pa.large_string(), nullable=False),
        pa.field("right", pa.large_string(), nullable=False),
        pa.field("degree", pa.large_string(), nullable=False),
        pa.field("direction", pa.large_string(), nullable=False),
        pa.field("by", pa.large_string(), nullable=False),
        pa.field("role", pa.large_string(), nullable=False),
        pa.field("words", pa.int64(), nullable=False),
        pa.field("own_words", pa.int64(), nullable=False),
        pa.field("share_left", pa.float64(), nullable=False),
        pa.field("share_right", pa.float64(), nullable=False),
        pa.field("weight", pa.float64(), nullable=False),
        pa.field("hours", pa.float64()),
    ]
)
"""`derivations.*`: a row a derived pair of documents, left < right, sorted. `degree` is `wholly` or `partly`;
`direction` says where the text comes from: `left`, `right`, `common` (both from a third), `unknown`; `by` what decided
it. `role` is `main` where the pair decides an origin, `side` where it records another one of a mixed text, else empty.
`words` are equal words of all passages, `own_words` those outside quotation marks; `hours` from left to right."""

OUT_EVIDENCE = pa.schema(
    [
        pa.field("left", pa.large_string(), nullable=False),
        pa.field("right", pa.large_string(), nullable=False),
        pa.field("kind", pa.large_string(), nullable=False),
        pa.field("document_id", pa.large_string(), nullable=False),
        pa.field("start", pa.int64(), nullable=False),
        pa.field("end", pa.int64(), nullable=False),
        pa.field("note", pa.large_string(), nullable=False),
        pa.field("weight", pa.float64(), nullable=False),
    ]
)
"""`evidence.*`: a row a trace on a derived pair, sorted by pair. `start` and `end` are half-open character offsets into
the raw text of `document_id`, one of the two; the weights of a pair add up to that of its derivation."""

OUT_MATRIX = pa.schema(
    [
        pa.field("source", pa.large_string(), nullable=False),
        pa.field("outlet", pa.large_string(), nullable=False),
        pa.field("direction", pa.large_string(), nullable=False),
        pa.field("documents", pa.int64(), nullable=False),
        pa.field("wholly", pa.int64(), nullable=False),
        pa.field("words", pa.int64(), nullable=False),
        pa.field("median_hours", pa.float64()),
        pa.field("same_owner", pa.bool_(), nullable=False),
    ]
)
"""`reuse_matrix.*`: a row a pair of outlets, the most words first. `direction` is `known`, `unknown` (the two in
alphabetical order), or `credited` (the source is an agency that is not in the corpus). `documents` are those of
`outlet` that have text from `source`, `wholly` those that mostly are it, `words` the equal ones, `median_hours` how
long after the source they came, null where their dates do not tell."""
