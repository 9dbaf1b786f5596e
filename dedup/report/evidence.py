"""An explanation -> facts for JSON, and rows of two columns: what both texts share and what stands between.

`aligned` puts the shared passages in one order for both texts; those that stand elsewhere in the right text come last,
as moved.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from dedup.copies.passages import Passage, passages, words_of
from dedup.report.derived import derivation_facts
from dedup.report.printable import printable
from dedup.schema import FORMAT_VERSION

if TYPE_CHECKING:
    from dedup.copies.provenance import Origins
    from dedup.copies.result import Copies
    from dedup.stories.result import Stories

ABOUT = ("id", "title", "outlet", "published", "url", "source", "row")


class Row(NamedTuple):
    """One row of the two columns: `same` (a shared passage), `different` (what stands between two), or `moved`.

    left, right: half-open character spans; an empty one where a side has nothing.
    """

    kind: Literal["same", "different", "moved"]
    left: tuple[int, int]
    right: tuple[int, int]


def explained(
    copies: Copies, left: str, right: str, stories: Stories | None = None, origins: Origins | None = None
) -> dict[str, Any]:
    """Why two documents are, or are not, together, as plain values.

    Parameters
    ----------
    copies : Copies
    left, right : str
        Ids.
    stories : Stories, optional
        Of these copies.
    origins : Origins, optional
        Of these stories.

    Returns
    -------
    dict
        The fields of `Explanation`, with `documents` (id, title, outlet, .. of both) and each passage with its spans,
        its text as it stands in both and where these differ. The texts themselves are under `texts`, and under `story`
        the fields of `stories.explain.Why`, where there are stories; under
        `derivation` what `report.derived.derivation_facts` says, where there are origins.

    Raises
    ------
    UnknownDocumentError
        Where there is no document of this id.
    """
    why = copies.why(left, right)
    documents = [copies.corpus.document(copies.corpus.number(name)) for name in (left, right)]
    facts: dict[str, Any] = {"program": "dedup", "format_version": FORMAT_VERSION}
    facts.update((field.name, getattr(why, field.name)) for field in dataclasses.fields(why))
    texts = facts.pop("text_left"), facts.pop("text_right")
    facts["bands"] = why.bands._asdict()
    facts["shingle"] = str(copies.settings.shingle)
    facts["documents"] = [{name: document[name] for name in ABOUT} for document in documents]
    facts["passages"] = [_passage(passage, *texts) for passage in why.passages]
    facts["texts"] = list(texts)
    if stories is not None:
        facts["story"] = dataclasses.asdict(stories.why(left, right))
    if origins is not None:
        facts["derivation"] = derivation_facts(origins, left, right)
    return facts


def _passage(passage: Passage, left: str, right: str) -> dict[str, Any]:
    x, y = left[passage.left_start : passage.left_end], right[passage.right_start : passage.right_end]
    return {**passage._asdict(), "left_text": x, "right_text": y, "differences": differences(passage, left, right)}


def differences(passage: Passage, left: str, right: str) -> list[list[int]]:
    """Where the two sides of a passage differ: left start and end, right start and end, in characters of the texts.

    Without those in punctuation and layout alone; one side of a difference may be empty. Cost: linear.

    >>> a, b = "It closed on Monday after the storm", "It closed late on Sunday after the storm"
    >>> differences(Passage(0, len(a), 0, len(b), 8, 6), a, b)
    [[9, 10, 9, 15], [12, 20, 17, 25]]
    """
    if passage.n_words == passage.n_same:
        return []
    a, b = passage.left_start, passage.right_start
    x, y = left[a : passage.left_end], right[b : passage.right_end]
    out, at = [], (0, 0)
    for run in [*_chain(passages(x, y, 1)), Passage(len(x), len(x), len(y), len(y), 0, 0)]:
        gap = (at[0], run.left_start), (at[1], run.right_start)
        out += [[a + row.left[0], a + row.left[1], b + row.right[0], b + row.right[1]] for row in _between(*gap, x, y)]
        at = run.left_end, run.right_end
    return out


OPEN, CLOSE = "\u2039", "\u203a"
"""What stands around each word that differs inside a passage."""


def marked(text: str, span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> str:
    """The part `span` of a text, with each word inside `spans` between `OPEN` and `CLOSE`.

    >>> marked("It closed late on Sunday.", (3, 24), [(9, 15), (17, 24)])
    'closed ‹late› on ‹Sunday›'
    """
    out, at = [], span[0]
    for start, end in spans:
        for first, last in words_of(text[start:end]).spans.tolist():
            out += [text[at : start + first], OPEN, text[start + first : start + last], CLOSE]
            at = start + last
    return "".join([*out, text[at : span[1]]])


def aligned(shared: Sequence[Passage], left: str, right: str) -> list[Row]:
    """Shared passages and what stands between them, in the order of both texts; then the moved passages.

    Parameters
    ----------
    shared : sequence of Passage
        None overlapping another in either text.
    left, right : str

    Returns
    -------
    list of Row
        Without the moved ones, the rows cover both texts from the first to the last character. Greedy: the longest
        passages set the order, one that crosses a longer one counts as moved.
    """
    chain = _chain(shared)
    rows: list[Row] = []
    a = b = 0
    for passage in chain:
        rows += _between((a, passage.left_start), (b, passage.right_start), left, right)
        a, b = passage.left_end, passage.right_end
        rows.append(Row("same", (passage.left_start, a), (passage.right_start, b)))
    rows += _between((a, len(left)), (b, len(right)), left, right)
    moved = sorted(set(shared) - set(chain))
    return rows + [Row("moved", (p.left_start, p.left_end), (p.right_start, p.right_end)) for p in moved]


def _chain(shared: Sequence[Passage]) -> list[Passage]:
    """Passages that stand in the same order in both texts, the longest first wherever two cross."""
    chain: list[Passage] = []
    for passage in sorted(shared, key=lambda p: (-p.n_words, p)):
        i = bisect_left(chain, passage)
        after_last = i == 0 or chain[i - 1].right_end <= passage.right_start
        if after_last and (i == len(chain) or passage.right_end <= chain[i].right_start):
            chain.insert(i, passage)
    return chain


def _between(left: tuple[int, int], right: tuple[int, int], left_text: str, right_text: str) -> Iterator[Row]:
    """What stands between two passages; nothing where that is punctuation and space alone, on both sides."""
    if any(c.isalnum() for c in left_text[slice(*left)]) or any(c.isalnum() for c in right_text[slice(*right)]):
        yield Row("different", left, right)


def cut(text: str, most: int) -> str:
    """A text for the screen, of at most about `most` words: the first, the last, and how many are left out between.

    >>> cut("one two three four five six seven eight nine ten eleven twelve", 6)
    'one two three … 6 words … ten eleven twelve'
    """
    if len(text) <= 2 * most:  # cannot have more words than that, whatever the script
        return printable(text)
    spans = words_of(text).spans
    rest = len(spans) - 2 * (most // 2)
    if rest < 4:
        return printable(text)
    head, tail = int(spans[most // 2 - 1, 1]), int(spans[len(spans) - most // 2, 0])
    head, tail = head + (text[head : head + 1] == CLOSE), tail - (text[tail - 1 : tail] == OPEN)
    return f"{printable(text[:head])} … {rest:,} words … {printable(text[tail:])}"
