"""The quantities that a text states -> values with bounds, unit, noun and period, each with its span.

    numeral -> a name, a date? -> bound before it -> range -> money, percent, unit, ratio, age, score, what it counts

What is never a quantity: years and days (they are dates), telephones, list marks, verses, addresses, flights, roads,
laws, models and ids. Ordinals and coordinates are read, with kinds of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dedup.claims.dates.find import find_dates
from dedup.claims.frames import DateSpan, Quantity
from dedup.claims.numbers.labels import is_label
from dedup.claims.numbers.numerals import FRACTIONS, SCALES, SMALL, VAGUE, Numeral, read_numeral, read_scale
from dedup.claims.numbers.triggers import is_number, triggers
from dedup.claims.numbers.units import UNITS
from dedup.claims.numbers.wordlists import word_set
from dedup.claims.quantities import spelled as starts
from dedup.claims.quantities.bounds import Left, left_of, suffix_of
from dedup.claims.quantities.forms import FORMS, bare
from dedup.claims.quantities.measures import currency_end
from dedup.claims.quantities.reading import Reading

_DURATION_DATE = re.compile(r"\b(?:last|past|next|coming|previous|following|preceding)\s$", re.IGNORECASE)
_RANGE_TO = re.compile(
    r"(?P<dash>\s?[-–—]\s?)|\s(?P<word>to|or|and)\s(?:(?:about|as\smuch\sas|as\smany\sas|even|perhaps|maybe)\s)?",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s?(?:-|–|—|to|and|through)\s?(?:about\s)?(?:[$€£₹]\s?)?", re.IGNORECASE)
_BARE_WORDS = word_set("were are was have had died survived remain remained")
_NEXT_WORD = re.compile(r"\s([a-z]+)")
_CAPITAL_BEFORE = re.compile(r"[a-z,]\s(?:[A-Z][\w’'.-]*\s){0,2}[A-Z][\w’'-]*\s$")
_MARK_BEFORE = re.compile(r"[.!?”\")]\s{1,2}$")
_MARK_AFTER = re.compile(r"[.)]\s")
_SIGN = re.compile(r"(?:^|[\s(])(?P<sign>[-−–]|minus\s|negative\s)$", re.IGNORECASE)
_COMPOUND = re.compile(r",?\s(?:and\s)?")
_ORDINAL_TOKEN = re.compile(r"[0-9]{1,4}(?:st|nd|rd|th)", re.IGNORECASE)
_UNIT_STARTS = frozenset(
    name for name, unit in UNITS.items() if unit.dimension == "time" and len(name) > 2 and not name.endswith("s")
) - {"quarter", "second", "sec", "min", "yr"}
_SPECIAL = {
    **dict.fromkeys(starts.FOLDS, starts.times_word),
    **dict.fromkeys(("twice", "thrice", "once"), starts.times_word),
    **dict.fromkeys(starts.ORDINALS, starts.ordinal),
    **dict.fromkeys(_UNIT_STARTS, starts.unit_of_one),
    "couple": starts.couple,
}
_STARTS = frozenset((*SMALL, *VAGUE, "tens", "half"))
_SCALE_STARTS = frozenset(name for name in SCALES if len(name) > 3)
_TRIGGERS = frozenset((*_STARTS, *_SCALE_STARTS, *_SPECIAL, *FRACTIONS))


def find_quantities(
    text: str, dates: Sequence[DateSpan] | None = None, skipped: list[tuple[int, int]] | None = None
) -> list[Quantity]:
    """Every quantity that a text states.

    Parameters
    ----------
    text : str
        Any text; English is read.
    dates : sequence of DateSpan, optional
        The dates of the same text, as `find_dates` gives them: a number in one is none. Found here where not given.
    skipped : list, optional
        Gets the spans of stretches that were not read, because they are tables: of 256 words more than two in five are
        numbers.

    Returns
    -------
    list of Quantity
        In order, without overlaps; `low <= value <= high` where they are not None. Linear in the text, a millisecond or
        two for an article of 600 words.

    Examples
    --------
    >>> [(q.value, q.low, q.high, q.kind, q.unit) for q in find_quantities("More than 40 people paid $20 in 2019.")]
    [(40.0, 40.0, None, 'count', 'person'), (20.0, 20.0, 20.0, 'money', 'USD')]
    """
    taken = [(span.start, span.end) for span in (find_dates(text) if dates is None else dates)]
    found: list[Quantity] = []
    floor, at = 0, 0
    for match in triggers(text, _TRIGGERS, skipped):
        start = match.start()
        if start < floor:
            continue
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        inside = at < len(taken) and taken[at][0] <= start
        quantity = _at(text, match, floor, inside)
        if quantity is None:
            continue
        if found and quantity.start < found[-1].end:
            continue
        found.append(quantity)
        floor = max(quantity.end, match.end())
        _merge(text, found)
    return found


def _at(text: str, match: re.Match[str], floor: int, inside: bool) -> Quantity | None:
    """The quantity whose number begins with a token."""
    word, start = match[0], match.start()
    if is_number(word):
        if inside and not _DURATION_DATE.search(text, max(floor, start - 12), start):
            return None
        if _ORDINAL_TOKEN.fullmatch(word):
            return starts.ordinal(text, start, match.end(), floor)
        number = read_numeral(text, start)
    else:
        word = word.lower()
        if word in _SPECIAL:
            return None if inside else _SPECIAL[word](text, start, match.end(), floor)
        if word in FRACTIONS and (word != "half" or read_numeral(text, start) is None):
            return None if inside else starts.fraction_word(text, start, match.end(), floor)
        if inside and not _DURATION_DATE.search(text, max(floor, start - 12), start):
            return None
        number = read_scale(text, start) if word in _SCALE_STARTS else read_numeral(text, start)
    if number is None or number.start < floor:
        return None
    return _read(text, number, floor)


def _read(text: str, number: Numeral, floor: int) -> Quantity | None:
    if is_label(text, number.start):
        return None
    number, left = suffix_of(text, number, left_of(text, number.start, floor))
    signed = _signed(text, number, left, floor)
    reading = Reading(text, signed or number, None, left, floor)
    reading = _ranged(reading)
    found = _formed(reading)
    if _falls(reading) and (found is None or found.kind != "score"):
        reading = replace(reading, last=None)  # 44 to 12 percent: the one against the other, and no range
        found = _formed(reading)
    if found is not None:
        return found
    return None if reading.last is None and _unsaid(reading) else bare(reading)


def _formed(reading: Reading) -> Quantity | None:
    for form in FORMS:
        found = form(reading)
        if found is not None:
            return found
    return None


def _falls(reading: Reading) -> bool:
    """Whether two numbers joined by "to" go down, without a "from" before them."""
    if reading.last is None or reading.link != "to" or reading.number.single <= reading.last.single:
        return False
    before = reading.text[max(0, reading.left.start - 5) : reading.left.start]
    return before.lower() != "from "


def _unsaid(reading: Reading) -> bool:
    """Whether a number without any unit or noun is better left out: words that are pronouns, and parts of names."""
    text, number = reading.text, reading.number
    following = _NEXT_WORD.match(text, number.end)
    if number.words and not number.approximate:
        if number.single == 1 and not number.scaled:
            return True
        return not (reading.left.bound or (following and following[1] in _BARE_WORDS) or number.scaled)
    if number.words:
        return False
    if _MARK_BEFORE.search(text, max(0, number.start - 3), number.start) and _MARK_AFTER.match(text, number.end):
        return True
    stuck = text[number.end : number.end + 1].isalpha() or text[number.start : number.end] == "911"
    return stuck or _CAPITAL_BEFORE.search(text, max(0, number.start - 40), number.start) is not None


def _signed(text: str, number: Numeral, left: Left, floor: int) -> Numeral | None:
    match = _SIGN.search(text, max(floor, number.start - 10), number.start)
    if match is None or number.value is None or left.currency or (match["sign"] in "–−-" and number.words):
        return None
    return number._replace(start=match.start("sign"), value=-number.value, low=-number.value, high=-number.value)


def _ranged(reading: Reading) -> Reading:
    """With the second number of a range: 10-15, three to five, between 3 and 5, $800 to $1,000."""
    text, number = reading.text, reading.number
    link = _RANGE_TO.match(text, number.end)
    if link is None or number.value is None or number.fraction:
        return reading
    place = currency_end(text, link.end()) if reading.left.currency else link.end()
    if link["dash"] and text[place : place + 1] == "0" and text[place : place + 2].isdigit():
        return reading
    last = read_numeral(text, place)
    if last is None or last.value is None or last.fraction or (not link["dash"] and is_label(text, last.start)):
        return reading
    word = (link["word"] or "").lower()
    if (word == "and" and reading.left.bound != "between") or (link["dash"] and (number.words or last.words)):
        return reading
    if word == "or" and not (number.value < last.value <= 3 * number.value + 2):
        return reading
    if last.scaled and not number.scaled and number.value < 1000 and number.value * last.step < last.value * 100:
        factor = _scale_of(text, last)
        if factor > 1 and number.value * factor <= last.value * 1.0001:
            number = number._replace(value=number.value * factor, low=number.value * factor, high=number.value * factor)
    return replace(reading, number=number, last=last, link="dash" if link["dash"] else word)


def _scale_of(text: str, number: Numeral) -> float:
    """The factor of the words of scale in a numeral: 1e6 for `22 million`."""
    factor = 1.0
    for match in re.finditer(r"[a-z]+", text[number.start : number.end].lower()):
        factor *= SCALES.get(match[0], 1.0)
    return factor


def _merge(text: str, found: list[Quantity]) -> None:
    """Join the last two: both ends of a range with their own units, two hours and 15 minutes, 6 feet 2 inches."""
    if len(found) < 2:
        return
    a, b = found[-2], found[-1]
    if b.start - a.end > 12 or a.value is None or b.value is None:
        return
    between = text[a.end : b.start]
    if a.kind == b.kind and a.unit == b.unit and a.unit and not a.noun and _JOINT.fullmatch(between):
        word = between.strip().lower().split(" ")[0].rstrip("$€£₹")
        before = text[max(0, a.start - 9) : a.start].lower() + text[a.start : a.start + 8].lower()
        if word == "to" and a.value > b.value and "from " not in before:
            return  # 43 percent to 42 percent: the one against the other
        if a.low is not None and b.high is not None and (word != "and" or "between " in before):
            found[-2:] = [
                replace(
                    b,
                    start=a.start,
                    value=None,
                    low=min(a.value, b.value),
                    high=max(a.value, b.value),
                    approximate=a.approximate,
                )
            ]
    elif (
        a.kind == b.kind in ("duration", "measure")
        and _COMPOUND.fullmatch(between)
        and a.low == a.value == a.high == b.value + a.value - b.value
    ):
        big, small = UNITS.get(a.unit), UNITS.get(b.unit)
        if (
            big
            and small
            and big.dimension == small.dimension
            and big.size > small.size
            and b.low == b.high
            and b.value * small.size < big.size
        ):
            value = round(a.value + b.value * small.size / big.size, 6)
            found[-2:] = [replace(a, end=b.end, value=value, low=value, high=value, period=b.period)]
