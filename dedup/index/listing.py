"""What an index holds, as a table and in figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.index.draft import FIELDS
from dedup.index.manifest import FORMAT_VERSION, Manifest, settings_row
from dedup.index.query import cluster_name
from dedup.index.segment import Segment

STORED = pa.schema(
    [pa.field(name, pa.large_string()) for name in (*FIELDS, "cluster")] + [pa.field("similarity", pa.float64())]
)
"""A row a stored document: what is known of it, its cluster, and its exact Jaccard with the leader."""


def rows(segment: Segment, numbers: NDArray[np.int64]) -> pa.RecordBatch:
    """Some documents of a segment as rows of `STORED`."""
    records = segment.documents(numbers)
    columns: list[Any] = [[record.get(name) for record in records] for name in FIELDS]
    columns.append([cluster_name(number) for number in segment.pages.take("docs.cluster", numbers).tolist()])
    columns.append(segment.pages.take("docs.similarity", numbers))
    arrays = [pa.array(column, field.type) for column, field in zip(columns, STORED, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=STORED)


def describe(path: Path, manifest: Manifest, segments: Sequence[Segment]) -> dict[str, Any]:
    """Settings, documents, clusters, segments and bytes of an index. Cost: reads 8 bytes a document."""
    live = sum(segment.live for segment in segments)
    clusters = [np.zeros(0, np.int64), *(s.pages["docs.cluster"][~s.gone_docs] for s in segments)]
    sizes = np.unique(np.concatenate(clusters), return_counts=True)[1]
    size = sum(segment.pages.size + segment.gone_bytes for segment in segments)
    return {
        "path": str(path),
        "format_version": FORMAT_VERSION,
        "generation": manifest.generation,
        "settings": settings_row(manifest.settings),
        "bands": manifest.bands._asdict(),
        "documents": live,
        "distinct_texts": sum(int((~segment.gone_texts).sum()) for segment in segments),
        "clusters": len(sizes),
        "clusters_of_copies": int((sizes > 1).sum()),
        "largest_cluster": int(sizes.max(initial=0)),
        "removed_not_compacted": sum(int(segment.gone_docs.sum()) for segment in segments),
        "segments": [{"file": s.entry.name, "documents": s.live, "bytes": s.pages.size} for s in segments],
        "bytes": size,
        "bytes_per_document": round(size / live, 1) if live else None,
    }
