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
