"""What Spark starts on a worker, once: the process that its tasks' processes are forked from.

All that the tasks need is imported, and the kernels are loaded, before the first fork; each of the many short-lived
processes would need seconds for it.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from dedup.config import CopySettings
from dedup.copies.candidates import choose_bands
from dedup.copies.verify import Sets
from dedup.engines.batches import sketch_batch, verify_batch
from dedup.engines.spark import documents, join, parts  # noqa: F401 - for those that are forked
from dedup.kernels.bands import bucket_pairs


def warm() -> None:
    """Call each kernel once, so that its machine code is there."""
    settings = CopySettings()
    sketch_batch(pa.array(["one two three four five six"], pa.large_string()), settings, choose_bands(settings))
    keys = np.zeros(2, np.uint64)
    bucket_pairs(keys, 32, settings.bucket_cap, None)
    bucket_pairs(keys, 32, settings.bucket_cap, np.empty(1, np.uint64))
    one = np.zeros(1, np.int64)
    verify_batch(Sets(np.ones(1, np.uint64), one, np.ones(1, np.int64)), one, one)


if __name__ == "__main__":
    from pyspark.daemon import manager

    warm()
    manager()
