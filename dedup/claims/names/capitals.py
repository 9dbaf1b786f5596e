"""Capitalised words of a text and the runs that they form: what a name can be made of, before anything is decided.

One regular expression walks over the words with a capital; what stands between two of them ("of the", "van der", a
space) says whether they belong together. Linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from dedup.claims.names.lexicon import (
    ADDRESS,
    CALENDAR,
    FUNCTION,
    JOINS_OF,
    NAMESAKE,
    ORGANISATION,
    SHORT_ROLE,
    SUFFIX,
    words,
)

# Python's re has no class of capitals; those of the BMP are a few hundred ranges
_UPPER: Final = "".join(c for c in map(chr, range(0x10000)) if c.isupper() or c.istitle())
_CAPITAL = re.compile(
    rf"(?<![\w])(?:(?:al|el|ar|as|ad|an|az|at|ul)[-‑]|[dl]['’])?[{_UPPER}]"
    rf"(?:\.(?:[{_UPPER}]\.)+(?:[{_UPPER}](?![\w]))?|\w*(?:(?:[-‑'’&]|(?<=[{_UPPER}])\.(?=[{_UPPER}]\b))\w+)*)"
)
_LOWER = re.compile(r"(?<![\w'’-])[^\W\d_A-Z][\w]*")
_ABBREVIATED: Final = frozenset({*ADDRESS, *SHORT_ROLE, *SUFFIX, "st", "ft", "mt"})
_PARTICLES: Final = words(
    """
    de la le du del della di da dos das do van der den von zu zum bin bint ibn ben al el ul y e de-la and &
    """
) - {"and"}
_FREE = re.compile(r"\s(?:(?:de|la|le|du|del|della|di|da|dos|das|van|der|den|von|zu|bin|bint|ibn|ul|y|&)\s){1,3}")
_HEADED = re.compile(r"\s(?:of|for|on)\s(?:the\s)?|\sand\s")
_OPENERS: Final = "\"'“‘„«‹([{*#>•·–—-|"
_LONG_LINE = 50  # characters before a line break that is a wrap and no end
BEFORE_WEEKDAY: Final = words("black good super easter ash bloody holy")
NEW_PLACES: Final = words(
    """
    york zealand jersey hampshire mexico delhi orleans england guinea haven brunswick caledonia south
    """
)
_MONTH_NAMES: Final = frozenset({"may", "april", "june", "august", "march"})


@dataclass(slots=True)
class Word:
    """A word with a capital: its span without a possessive ending, and how it stands.

    `initial`: at the start of a sentence, a quotation or a line, where a capital proves nothing.
    """

    start: int
    end: int
    text: str
    key: str  # lower case, without full stops
    initial: bool
    possessive: bool
    stop: int  # where the next word may begin: past the possessive and the full stop of an abbreviation


@dataclass(slots=True)
class Run:
    """Capitalised words that belong together, with what joins each to the one before ("" for the first)."""

    words: list[Word]
    joins: list[str] = field(default_factory=lambda: [""])

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.words[-1].end


def capitals(text: str, starts: frozenset[int] = frozenset()) -> list[Word]:
    """Every word with a capital; `starts` are offsets at which sentences begin."""
    out: list[Word] = []
    for match in _CAPITAL.finditer(text):
        start, end, raw = match.start(), match.end(), match.group()
        stop, possessive = end, False
        if len(raw) > 2 and raw[-1] in "sS" and raw[-2] in "'’":
            raw, end, possessive = raw[:-2], end - 2, True
        elif raw[-1] in "sS" and text[end : end + 1] in ("'", "’") and raw.lower() + "'" in NAMESAKE:
            stop += 1
        key = raw.lower().replace(".", "")
        if text[end : end + 1] == "." and (key in _ABBREVIATED or (len(key) == 1 and not possessive)):
            stop = end + 1
            if len(key) == 1 or key in SUFFIX:
                end += 1
                raw = text[start:end]
        before = out[-1].stop if out else 0
        out.append(Word(start, end, raw, key, _initial(text, start, before, starts), possessive, stop))
    return out


def _initial(text: str, start: int, before: int, starts: frozenset[int]) -> bool:
    """Whether a word stands where any word has a capital. `before` is where the capitalised word before it ended."""
    if start in starts:
        return True
    at, low = start, max(before, start - 12)
    while at > low and (text[at - 1].isspace() or text[at - 1] in _OPENERS):
        at -= 1
        if text[at] in '\n"“„«':
            return True
        if text[at] in "'‘([{*" and (at == 0 or not text[at - 1].isalnum()):
            return True
    if at == 0:
        return True
    return at > before and text[at - 1] in '.!?:;…"”»' and not (text[at - 1] in '"”»' and text[at - 2 : at - 1] in ",;")


def lowered(text: str) -> frozenset[str]:
    """The words of a text that stand in lower case somewhere."""
    return frozenset(_LOWER.findall(text))


def runs(text: str, words: list[Word]) -> list[Run]:
    """The words in runs, each as long as its joins allow; words of the calendar and function words are left out."""
    out: list[Run] = []
    open_run: Run | None = None
    for i, word in enumerate(words):
        if _is_none(words, i, open_run is not None and word.start - open_run.words[-1].stop <= 1):
            open_run = None
            continue
        if open_run is not None:
            join = _join(text, open_run, word, words[i + 1] if i + 1 < len(words) else None)
            if join is not None:
                open_run.words.append(word)
                open_run.joins.append(join)
                continue
        open_run = Run([word])
        out.append(open_run)
    return out


def _is_none(words: list[Word], i: int, inside: bool) -> bool:
    """Whether a word with a capital is no part of a name: a function word, a month, a weekday, the pronoun I."""
    key = words[i].key
    following = words[i + 1] if i + 1 < len(words) else None
    near = following is not None and following.start - words[i].stop == 1
    if key in CALENDAR:
        previous = words[i - 1].key if i and inside else ""
        if previous in BEFORE_WEEKDAY:
            return False
        return not (key in _MONTH_NAMES and previous and (previous in ADDRESS or previous not in FUNCTION) and not near)
    if key in FUNCTION and len(words[i].text) > 1:
        if key == "new" and near and following is not None and following.key in NEW_PLACES:
            return False
        if words[i].text.isupper() and not words[i].initial and len(key) > 1:
            return False  # "US", "IT", "WHO"
        return words[i].initial or key in _HARD
    return key in ("i", "i'm", "i’m", "i’ve", "i've", "i’ll", "i'll", "i’d", "i'd")


_HARD: Final = FUNCTION - words("new first second last third own people police own plus three four five six")


def _join(text: str, run: Run, word: Word, following: Word | None) -> str | None:
    """What joins a word to a run, None where nothing does."""
    last = run.words[-1]
    if word.start - last.stop > 16 or (word.initial and word.start - last.stop > 1 and last.key not in _ABBREVIATED):
        return None
    gap = text[last.stop : word.start]
    if last.possessive and (last.key + "'s") not in NAMESAKE:
        return None
    if gap.isspace():
        if "\n" in gap:
            wrapped = len(gap) == 1 and last.stop - text.rfind("\n", max(0, last.stop - 200), last.stop) > _LONG_LINE
            return " " if wrapped and not word.initial else None
        return " " if len(gap) <= 2 and not word.initial else None
    if "\n" in gap:
        return None
    if _FREE.fullmatch(gap):
        return gap if gap.strip() != "&" or not word.initial else None
    if gap == ", " and word.key in SUFFIX:
        return gap
    if not _HEADED.fullmatch(gap):
        return None
    return _headed(run, gap, word, following)


def _headed(run: Run, gap: str, word: Word, following: Word | None) -> str | None:
    keys = [w.key for w in run.words]
    if gap.strip() == "and":
        # "Department of Health and Human Services"; "Metal and Foundry Workers' Union", where the end says it
        headed = (
            any("of" in join or "for" in join or "on" in join for join in run.joins) and keys[-1] not in ORGANISATION
        )
        adjacent = following is not None and following.start - word.stop <= 1 and not word.possessive
        ends = word.key in NAMESAKE or word.key + "'" in NAMESAKE or (following is not None and (
            following.key in ORGANISATION or following.key in NAMESAKE or following.key + "'" in NAMESAKE
        ))  # fmt: skip
        return gap if (headed and adjacent) or (adjacent and ends and len(keys) <= 2 and "the" not in gap) else None
    return gap if keys[-1] in JOINS_OF or (len(keys) > 1 and keys[0] in JOINS_OF and "of" in gap) else None
