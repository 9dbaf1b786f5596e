"""Bytes -> decisions, so that one string of bytes always garbles one thing in one way."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")
WORDS = (
    "", "a", "\0", "\ud800", "\u202e", "/etc/passwd", "../../x", "2024-13-45", "NaN", "1e400", "<script>", "=1+1",
    "x" * 3000, "\x1b[2J", "None", "c1", "2024-04-08T12:20:00+02:00", "é\n", "{0}", "%s",
)  # fmt: skip
NUMBERS = (0, 1, -1, 2, 7, 255, -(2**31), 2**31, 2**53, 2**63, 2**64, -(2**63) - 1, 10**30, 0.5, -0.0, 1e308, 10_000)


class Choices:
    """Decisions that are read off bytes; when those are used up, every one is the first."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def below(self, n: int) -> int:
        """A number from 0 to n - 1; of one byte where that is enough, else of four."""
        width = 1 if n <= 256 else 4
        taken = self._data[self._at : self._at + width]
        self._at += width
        return int.from_bytes(taken, "little") % n

    def of(self, values: Sequence[T]) -> T:
        """One of these."""
        return values[self.below(len(values))]

    def rest(self) -> bytes:
        """All that is left."""
        left, self._at = self._data[self._at :], len(self._data)
        return left


def odd_value(choices: Choices) -> Any:
    """A value of any type that JSON has, and those that a reader likes least."""
    kind = choices.below(8)
    if kind == 0:
        return None
    if kind == 1:
        return choices.of((True, False))
    if kind in (2, 3):
        return choices.of(NUMBERS)
    if kind in (4, 5):
        return choices.of(WORDS)
    if kind == 6:
        return [odd_value(choices) for _ in range(choices.below(3))]
    return {choices.of(WORDS): odd_value(choices) for _ in range(choices.below(3))}


def garbled_bytes(data: bytes, choices: Choices) -> bytes:
    """The same bytes with some changed, taken out, doubled, or cut off."""
    made = bytearray(data)
    while choices:
        at = choices.below(max(1, len(made)))
        kind = choices.below(6)
        if kind == 0:
            del made[at:]
        elif kind == 1:
            del made[at : at + 1 + choices.below(16)]
        elif kind == 2:
            made[at:at] = made[at : at + 1 + choices.below(64)]
        elif kind == 3:
            made[at : at + 8] = choices.of((0, 1, 2**31, 2**63, 2**64 - 1)).to_bytes(8, "little")
        else:
            made[at : at + 1] = bytes([choices.below(256)])
    return bytes(made)


def garbled_json(value: Any, choices: Choices) -> Any:
    """The same JSON with some values changed, taken out, doubled, or exchanged for one another."""
    made = copy.deepcopy(value)
    for _ in range(8):
        if not choices:
            break
        made = _garbled_once(made, choices)
    return made


def _garbled_once(value: Any, choices: Choices) -> Any:
    holder, key = _place(value, choices)
    if holder is None:
        return odd_value(choices)
    kind = choices.below(5)
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[key]))
    elif kind == 2:
        other, other_key = _place(value, choices)
        holder[key] = copy.deepcopy(other[other_key]) if other is not None else None
    else:
        holder[key] = odd_value(choices)
    return value


def _place(value: Any, choices: Choices) -> tuple[Any, Any]:
    """A place in a tree: its holder and the key there; (None, None) for the whole."""
    holder: Any = None
    key: Any = None
    while isinstance(value, dict | list) and value and (holder is None or choices.below(8)):
        keys: Sequence[Any] = list(value) if isinstance(value, dict) else range(len(value))
        holder, key = value, choices.of(keys)
        value = holder[key]
    return holder, key
