"""dedup: near-duplicates, stories, origins and divergent claims in any pile of news.

The public names are loaded when they are first used, so that `import dedup` and `dedup --help` stay fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from dedup.claims.collect import read_claims
    from dedup.config import CopySettings, OriginSettings, ReadSettings, Shingling, StorySettings
    from dedup.copies.provenance import Origins
    from dedup.copies.result import Copies
    from dedup.corpus.corpus import Corpus
    from dedup.corpus.read import read
    from dedup.engines.disk import cluster_on_disk
    from dedup.estimator import StoryClusterer
    from dedup.index.index import Index
    from dedup.index.shared import SharedIndex
    from dedup.pipeline import cluster, compare, find_origins, find_reuse, find_stories
    from dedup.stories.result import Stories

_HOME = {
    "read": "dedup.corpus.read",
    "read_claims": "dedup.claims.collect",
    "cluster": "dedup.pipeline",
    "Corpus": "dedup.corpus.corpus",
    "Copies": "dedup.copies.result",
    "CopySettings": "dedup.config",
    "Index": "dedup.index.index",
    "OriginSettings": "dedup.config",
    "Origins": "dedup.copies.provenance",
    "ReadSettings": "dedup.config",
    "SharedIndex": "dedup.index.shared",
    "Shingling": "dedup.config",
    "Stories": "dedup.stories.result",
    "StoryClusterer": "dedup.estimator",
    "StorySettings": "dedup.config",
    "cluster_on_disk": "dedup.engines.disk",
    "compare": "dedup.pipeline",
    "find_origins": "dedup.pipeline",
    "find_reuse": "dedup.pipeline",
    "find_stories": "dedup.pipeline",
}

__all__ = [
    "Copies",
    "CopySettings",
    "Corpus",
    "Index",
    "OriginSettings",
    "Origins",
    "ReadSettings",
    "SharedIndex",
    "Shingling",
    "Stories",
    "StoryClusterer",
    "StorySettings",
    "__version__",
    "cluster",
    "cluster_on_disk",
    "compare",
    "find_origins",
    "find_reuse",
    "find_stories",
    "read",
    "read_claims",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        import importlib

        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'dedup' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
