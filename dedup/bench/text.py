"""The words of made-up documents: a function of keys and places, for many documents at once, as one Arrow buffer."""

from __future__ import annotations

import itertools
import random
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.bench.plan import Numbers, Plan, Roles, Words64, mix, unit
from dedup.bench.scripts import NAMED
from dedup.bench.settings import CrawlSettings

VOCABULARY = 1 << 14
_TABLE = 1 << 18  # chances of words are multiples of one in so many
_FORMS = 8  # of a word: what follows it (a space, a comma, a stop, the end), in lower case and with a capital
_SPREAD = np.exp(0.55 * np.array([
    -2.24, -1.78, -1.53, -1.35, -1.21, -1.08, -0.97, -0.87, -0.78, -0.70, -0.62, -0.55, -0.48, -0.42, -0.35, -0.29,
    -0.23, -0.17, -0.12, -0.06, 0.0, 0.06, 0.12, 0.17, 0.23, 0.29, 0.35, 0.42, 0.48, 0.55, 0.62, 0.70, 0.78, 0.87,
    0.97, 1.08, 1.21, 1.35, 1.53, 1.78, 2.24]))  # fmt: skip
"""Lengths of articles, to their median: quantiles of a log-normal distribution."""
_LEAST = 8
_SLOT, _BLOCK = 20, 22  # of each 22 words of a template the last two are the page's own
_SENTENCE, _CLAUSE = np.uint64(15), np.uint64(17)


class Shapes(NamedTuple):
    """How each document is put together: words from `start` on are the base's first `shared`, all others its own.

    `rate` of the base's words are replaced; `template`: so are the slots of a template; `layout` is the key of its
    sentences.
    """

    length: Numbers
    start: Numbers
    shared: Numbers
    rate: NDArray[np.float64]
    template: NDArray[np.bool_]
    layout: Words64


class Texts:
    """Makes the texts of a plan's documents.

    Examples
    --------
    >>> plan = Plan(CrawlSettings(documents=50, words=20))
    >>> texts = Texts(plan.settings)
    >>> made, titles = texts.of(plan, plan.roles(0, 50))
    >>> len(made), made.equals(texts.of(plan, plan.roles(0, 50))[0])
    (50, True)
    """

    def __init__(self, settings: CrawlSettings) -> None:
        self.settings = settings
        names = [name for name, _ in settings.script_shares()]
        self._shares = np.cumsum([share for _, share in settings.script_shares()])
        self.scripts = names
        self._words = pa.concat_arrays([_forms(name, settings.seed) for name in names])
        weights = np.cumsum(1.0 / (np.arange(VOCABULARY) + 5.0))
        self._ranks = np.searchsorted(weights, (np.arange(_TABLE) + 0.5) / _TABLE * weights[-1]).astype(np.int32)

    def of(self, plan: Plan, roles: Roles) -> tuple[pa.LargeStringArray, pa.LargeStringArray]:
        """Texts and titles (the first words) of documents."""
        shapes = self._shapes(plan, roles)
        script = self._script(roles)
        text = self._render(roles, shapes, script, shapes.length)
        title = self._render(roles, shapes, script, np.minimum(shapes.length, 9))
        return text, title

    def script(self, roles: Roles) -> list[str]:
        """The name of the script of each document."""
        return [self.scripts[k] for k in self._script(roles).tolist()]

    def _script(self, roles: Roles) -> Numbers:
        picked = unit(mix(roles.base, 11)) * self._shares[-1]
        place: Numbers = (
            np.searchsorted(self._shares, picked, side="right").clip(0, len(self.scripts) - 1).astype(np.int64)
        )
        return place

    def _shapes(self, plan: Plan, roles: Roles) -> Shapes:
        """Lengths, and what each kind of edit does."""
        kinds = {name: roles.kind == k for k, name in enumerate(plan.kinds)}
        spread = _SPREAD[(unit(mix(roles.base, 12)) * len(_SPREAD)).astype(np.int64)]
        base = np.maximum(_LEAST, (self.settings.words * spread / _SPREAD.mean()).astype(np.int64))
        much = unit(mix(roles.own, 13))  # how much of an edit
        shared = np.where(kinds["shortened"], np.maximum(1, (base * (1 - 0.5 * much)).astype(np.int64)), base)
        before = np.where(kinds["led"], 1 + (base * 0.5 * much).astype(np.int64), 0)
        before = np.where(kinds["inside"], base // 2 + (base * much).astype(np.int64), before)
        after = np.where(kinds["inside"], base, 0)
        rate = np.where(kinds["replaced"], much * self.settings.edits, 0.0)
        layout = np.where(kinds["respelled"], roles.own, roles.base)
        return Shapes(before + shared + after, before, shared, rate, kinds["templated"], layout)

    def _render(self, roles: Roles, shapes: Shapes, script: Numbers, length: Numbers) -> pa.LargeStringArray:
        """The first `length` words of each document as text, without joining strings one by one."""
        ends = np.cumsum(length)
        starts = ends - length
        document = np.repeat(np.arange(len(length)), length)
        at = np.arange(int(ends[-1]) if len(ends) else 0) - starts[document]
        inside = at - shapes.start[document]
        shared = (inside >= 0) & (inside < shapes.shared[document])
        own = mix(at.astype(np.uint64), 21) ^ roles.own[document]
        if (shapes.rate > 0).any():
            shared &= unit(mix(own, 22)) >= shapes.rate[document]
        if shapes.template.any():
            shared &= ~shapes.template[document] | (inside % _BLOCK < _SLOT)
        place = np.where(shared, inside, at).astype(np.uint64)
        key = np.where(shared, roles.base[document], roles.own[document])
        word = mix(mix(place, 23) ^ key, 24)
        rank = self._ranks[(word >> np.uint64(64 - 18)).astype(np.int64)]
        form = self._marks(inside, shapes.layout[document], at == 0, at == length[document] - 1)
        index = (script[document] * VOCABULARY + rank) * _FORMS + form
        joined = self._words.take(pa.array(index))
        return _cut(joined, np.concatenate([np.zeros(1, np.int64), ends]))

    def _marks(
        self, inside: Numbers, layout: Words64, first: NDArray[np.bool_], last: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """The form of each word: sentences of fifteen words on average, and commas between."""
        here = mix(mix(inside.astype(np.uint64), 31) ^ layout, 32)
        stop = here % _SENTENCE == 0
        comma = here // _SENTENCE % _CLAUSE == 0
        after_stop = np.concatenate([np.ones(1, bool), stop[:-1]]) if len(stop) else stop
        form: Numbers = np.where(last, 3, np.where(stop, 2, np.where(comma, 1, 0)))
        form += 4 * (after_stop | first)
        return form


def _forms(script: str, seed: int) -> pa.LargeStringArray:
    """The words of a script, the commonest first, each in all its forms."""
    made = NAMED[script]
    rng = random.Random(f"{made.name} {seed}")
    after = (made.space, made.comma, made.stop, made.stop.strip())
    words = (made.word(rng) for _ in range(VOCABULARY))
    forms = itertools.chain.from_iterable(
        [*(word + end for end in after), *(word.capitalize() + end for end in after)] for word in words
    )
    return pa.array(forms, pa.large_string())


def _cut(words: pa.LargeStringArray, ends: Numbers) -> pa.LargeStringArray:
    """Runs of an array of strings, joined: its bytes stand one after the other already."""
    _, offsets, data = words.buffers()
    places = np.frombuffer(offsets, np.int64)[ends]
    return pa.LargeStringArray.from_buffers(len(ends) - 1, pa.py_buffer(places), data)
