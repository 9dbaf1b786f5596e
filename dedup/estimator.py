"""Copies, stories and storylines as a scikit-learn clusterer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClusterMixin

from dedup.config import LEVELS, ReadSettings, StorySettings
from dedup.corpus.columns import Role, find_columns
from dedup.corpus.corpus import Corpus
from dedup.errors import SettingsError
from dedup.pipeline import cluster, find_stories

if TYPE_CHECKING:
    from dedup.copies.result import Copies
    from dedup.stories.result import Stories


class StoryClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no annotations
    """Cluster documents by the event that they report, or by the text that they print.

    Parameters
    ----------
    level : {"stories", "copies", "storylines"}
        What a cluster is: the coverage of one event, the copies of one text, or the stories of one topic.
    threshold : float
        Jaccard similarity of two copies, 0.01 to 1; `CopySettings.threshold`.
    window : float, optional
        Days that two reports of one event may be apart; `StorySettings.window` where it is None.
    text_dates : bool
        Documents without a date get the one that their text or url states for sure.
    n_jobs : int, optional
        Threads; all cores where it is None or -1. The answer does not depend on it.

    Attributes
    ----------
    labels_ : int64 array, shape (n,)
        Clusters, numbered from 0 by their first document in `X`. A document that is alone has a label of its own: there
        is no noise.
    result_ : Stories or Copies
        The evidence: what `find_stories` or `cluster` answers. Its ids are the places in `X`, with zeros in front.

    Raises
    ------
    SettingsError
        For a parameter outside its range.
    InputError
        Where `X` has no documents, or a list has another length than `X`.

    See Also
    --------
    dedup.cluster, dedup.find_stories : the same as functions, for files and with all settings.

    Examples
    --------
    >>> from dedup import StoryClusterer
    >>> fire = "A fire on the ferry Marigold off Port Ansel killed four people"
    >>> texts = [f"{fire} on Monday, police said.", "Rates stay where they are.", f"Police said: {fire.lower()}."]
    >>> StoryClusterer().fit_predict(texts, dates=["2024-04-08", "2024-04-08", None])
    array([0, 1, 0])
    """

    def __init__(
        self,
        level: str = "stories",
        *,
        threshold: float = 0.7,
        window: float | None = None,
        text_dates: bool = False,
        n_jobs: int | None = None,
    ) -> None:
        self.level = level
        self.threshold = threshold
        self.window = window
        self.text_dates = text_dates
        self.n_jobs = n_jobs

    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        dates: Iterable[Any] | None = None,
        titles: Iterable[str | None] | None = None,
        outlets: Iterable[str | None] | None = None,
        urls: Iterable[str | None] | None = None,
    ) -> StoryClusterer:
        """Cluster documents.

        Parameters
        ----------
        X : sequence of str, shape (n,), or table
            Texts; None counts as an empty one. Or a pandas DataFrame or Arrow table, whose columns are found by their
            usual names, as in files: `text`, `title`, `published` or `date`, `outlet`, `url`.
        y : ignored
        dates, titles, outlets, urls : sequence, optional
            As many as texts, None where unknown; they stand before columns of a table.

        Returns
        -------
        StoryClusterer
            Itself.
        """
        if self.level not in LEVELS:
            raise SettingsError(f"level is {self.level!r}; choose one of {', '.join(LEVELS)}")
        given = {"date": dates, "title": titles, "outlet": outlets, "url": urls}
        found = _columns(X) | {role: _array(values) for role, values in given.items() if values is not None}
        corpus = _corpus(found)
        copies = cluster(
            corpus.with_text_dates() if self.text_dates else corpus, threads=self._threads(), threshold=self.threshold
        )
        self.result_: Stories | Copies = copies
        groups = copies.leader
        if self.level != "copies":
            settings = StorySettings() if self.window is None else StorySettings(window=self.window)
            self.result_ = stories = find_stories(copies, settings, threads=self._threads())
            groups = stories.story if self.level == "stories" else stories.storyline
        self.labels_ = _labels(groups[np.argsort(corpus.order)])
        return self

    def _threads(self) -> int | None:
        return None if self.n_jobs in (None, -1) else self.n_jobs

    def __sklearn_tags__(self) -> Any:
        """Says that it takes one text a sample, not numbers."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.one_d_array = True, True
        tags.input_tags.two_d_array = False
        return tags


def _columns(X: Any) -> dict[str, pa.Array]:
    """The columns of a table by role; of anything else, its values as the texts."""
    if not hasattr(X, "columns"):
        return {"text": _array(X)}
    names = X.column_names if isinstance(X, pa.Table) else list(X.columns)
    by_text = {str(name): name for name in names}
    roles: dict[Role, str] = find_columns(list(by_text), ReadSettings(), "X")
    return {role: _array(X[by_text[name]]) for role, name in roles.items() if role != "id"}


def _array(values: Any) -> Any:
    """Values as Arrow takes them: what pandas calls missing is null."""
    if isinstance(values, pa.ChunkedArray):
        return values.combine_chunks()
    if hasattr(values, "dtype"):  # of pandas or numpy; one text a row, whatever the shape
        flat = values if getattr(values, "ndim", 1) == 1 else np.ravel(values)
        return pa.array(flat, from_pandas=True)
    return values if isinstance(values, pa.Array) else list(values)


def _corpus(found: dict[str, Any]) -> Corpus:
    """A corpus whose ids sort as the rows do, so that a tie is decided by the place in `X`."""
    n = len(found["text"])
    plural = {"text": "texts", "date": "dates", "title": "titles", "outlet": "outlets", "url": "urls"}
    return Corpus.from_texts(
        ids=[f"{row:0{len(str(n))}}" for row in range(n)], **{plural[role]: values for role, values in found.items()}
    )


def _labels(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers of groups in the order in which they first come.

    >>> _labels(np.array([7, 3, 7, 0]))
    array([0, 1, 0, 2])
    """
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    labels: NDArray[np.int64] = rank[inverse]
    return labels
