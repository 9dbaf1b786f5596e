"""What makes a quantity of a number: the words before and behind it.

Each form takes a `Reading`, a number with what stands left of it, and gives a `Quantity` or None; `FORMS` is the order
in which they are tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from dedup.claims.frames import Quantity
from dedup.claims.numbers.numerals import read_numeral
from dedup.claims.numbers.wordlists import word_set
from dedup.claims.quantities.ages import age, age_decade, score
from dedup.claims.quantities.bounds import Left, rounded
from dedup.claims.quantities.counted import Counted, counted, state_of
from dedup.claims.quantities.measures import currency_after, percent_after, unit_after
from dedup.claims.quantities.reading import Reading

_IN = re.compile(r"\s(?:(?:in|out\sof)\s(?:every\s)?|in\severy\s)(?=[a-z0-9])", re.IGNORECASE)
_TO_ONE = re.compile(r"[-\s]to[-\s](?:1|one)\b(?![,.][0-9])", re.IGNORECASE)
_SLASH_PART = re.compile(r"/([2-9]|10)(?![0-9/])(?=\s(?:of|inch|cup|mile|the|majority|vote))")
_PRONOUN = re.compile(r"\b(?:no|this|that|each|every|any|which|another|such)\s$", re.IGNORECASE)
_LASTING = re.compile(
    r"(?:^|[.!?:;(—–\n]\s?|\b(?:for|after|is|was|are|were|been|be|took|take|takes|lasted|lasts|last|spent|spend|of|by|just|well|with|has|"
    r"have|had|served|waited|to|a|an|the|and|or|than)\s)$",
    re.IGNORECASE,
)
_VAGUE_OF = re.compile(r"\sof(?=\s)")
_OF = re.compile(
    r"\s(?:of\s)(?:all\s|the\s|its\s|his\s|her\s|their\s|our\s|those\s|these\s|a\s|an\s|U\.S\.\s)*(?=[A-Za-z])",
    re.IGNORECASE,
)
NOUN = re.compile(
    r"(?:[A-Za-z’'-]+\s){0,2}?(?:[A-Za-z’'-]*s|people|women|men|children|population|vote|voters|electorate|"
    r"country|budget|income|economy|market|money|land|house|government)\b"
)
_TIMES = re.compile(
    r"[\s-](?:times|(?P<fold>fold))\b(?:\s(?:as|more|higher|larger|less|the|greater|bigger)\b(?:\s(?:many|much|"
    r"likely|than))?)?|fold\b",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"(?:\s?°\s?|\s?º\s?|[\s-]degrees?(?:\s|$|(?=[.,;)])))(?P<s>C(?:elsius|entigrade)?|F(?:ahrenheit)?|"
    r"Kelvin)?(?![a-z])|\s?(?P<c>C|F)(?![\w.’'])",
    re.IGNORECASE,
)
_COORDINATE = re.compile(
    r"\s?(?:°|º|[\s-]degrees?)\s?(?:[0-9]{1,2}\s?[′'’]\s?(?:[0-9]{1,2}(?:\.[0-9]+)?\s?[″\"”]\s?)?)?(?:north|"
    r"south|east|west|latitude|longitude|[NSEW]\b)|\s?[NSEW]\b(?=[,.;)\s]|$)"
)
_COORDINATE_BEFORE = re.compile(
    r"\b(?:latitude|longitude|coordinates|lat\.?|lon\.?|long\.)\s(?:is\s|of\s)?[-−]?$", re.IGNORECASE
)
_MAGNITUDE = re.compile(
    r"\b(?:magnitude|Richter\sscale\sat|measured|measuring)(?:\s(?:of|an?|a\spreliminary))?[\s-]$", re.IGNORECASE
)
_MAGNITUDE_AFTER = re.compile(r"[\s-]magnitude\b", re.IGNORECASE)


def coordinate(r: Reading) -> Quantity | None:
    """34.05 N, latitude 34.05."""
    match = _COORDINATE.match(r.text, r.number.end)
    if r.last is None and (
        match
        or (_COORDINATE_BEFORE.search(r.text, max(r.floor, r.number.start - 18), r.number.start) and not r.number.words)
    ):
        end = match.end() if match else r.number.end
        return Quantity(r.number.start, end, r.number.value, r.number.low, r.number.high, "coordinate")
    return None


def money(r: Reading) -> Quantity | None:
    """$2 billion, 1.84 bln crowns, Rs 5 crore, 300 dollars, EUR 20m."""
    if r.left.currency:
        _, end = currency_after(
            r.text, r.end, r.number.scaled or (r.last is not None and r.last.scaled), r.left.currency
        )
        return r.make(max(end, r.end), "money", r.left.currency)
    of = _VAGUE_OF.match(r.text, r.end) if r.number.approximate else None  # billions of dollars
    code, end = currency_after(r.text, of.end() if of else r.end, r.number.scaled, "")
    return r.make(end, "money", code.removeprefix("0.01 "), factor=0.01 if " " in code else 1.0) if code else None


def percent(r: Reading) -> Quantity | None:
    """35.7 percent, 3 percentage points, 25 basis points, 12 points."""
    kind, unit, end = percent_after(r.text, r.end)
    if not kind:
        return None
    noun, stop = of_noun(r.text, end) if kind == "percent" else ("", end)
    return r.make(stop, kind, unit, noun=noun)


def of_noun(text: str, end: int) -> tuple[str, int]:
    """`of the vote` behind a share: the words, and where they end."""
    of = _OF.match(text, end)
    noun = NOUN.match(text, of.end()) if of else None
    return (" ".join(noun[0].lower().split()), noun.end()) if noun else ("", end)


def ratio(r: Reading) -> Quantity | None:
    """One in three, 3 out of 4, two-thirds of the vote, a 2-to-1 margin."""
    number, text = r.number, r.text
    if number.fraction:
        noun, end = of_noun(text, number.end)
        return r.make(end, "ratio", "", noun=noun)
    if number.value is None or (r.last is not None and r.link != "to"):
        return None
    one = _TO_ONE.match(text, number.end)
    if one and number.value > 0:
        return Quantity(number.start, one.end(), number.value, number.value, number.value, "ratio")
    slash = _SLASH_PART.match(text, number.end) if not number.words else None
    if slash and number.value < int(slash[1]):
        value = number.value / int(slash[1])
        return Quantity(number.start, slash.end(), value, value, value, "ratio")
    link = _IN.match(text, number.end)
    whole = read_numeral(text, link.end()) if link else None
    if (
        whole is None
        or whole.value is None
        or whole.fraction
        or not 0 < number.value < whole.value
        or (1500 <= whole.value < 2100 and not whole.words)
    ):
        return None
    out = link is not None and ("out" in link[0].lower() or "every" in link[0].lower())
    if not out and (
        number.value > 99
        or whole.value > 1e6
        or re.match(
            r"[\s-](?:years?|months?|days?|hours?|weeks?|minutes?|decades?|states|countries|games)\b",
            text[whole.end : whole.end + 12],
        )
    ):
        return None
    item = counted(text, whole.end, whole.value)
    end, noun = (item.end, item.noun) if item else (whole.end, "")
    value = number.value / whole.value
    return Quantity(
        min(r.left.start, number.start),
        end,
        value,
        *rounded_share(value, r.left),
        "ratio",
        "",
        noun,
        r.left.bound == "about",
    )


def rounded_share(value: float, left: Left) -> tuple[float | None, float | None]:
    """Bounds of a share under the words before it."""
    if left.bound == "about":
        return rounded(value, 0.05)
    return (value if left.bound != "most" else None), (value if left.bound != "least" else None)


def times(r: Reading) -> Quantity | None:
    """Three times, tenfold."""
    match = _TIMES.match(r.text, r.end)
    return r.make(match.end(), "times", "time") if match else None


def temperature(r: Reading) -> Quantity | None:
    """40C, 100 degrees Fahrenheit, minus 5 degrees."""
    match = _DEGREES.match(r.text, r.end)
    if match is None or (
        match["c"] and (r.number.words or match["c"].islower() or r.text[match.start() : match.start() + 1] == " ")
    ):
        return None
    letter = (match["s"] or match["c"] or "").upper()[:1]
    if (
        not letter
        and "egree" in match[0]
        and re.match(r"\s?(?:angle|turn|view|rotation|murder|burns)", r.text[match.end() : match.end() + 10])
    ):
        return r.make(match.end(), "measure", "degree")
    end = r.end + len(r.text[r.end : match.end()].rstrip())
    return r.make(end, "temperature", f"degree {letter}".strip())


def magnitude(r: Reading) -> Quantity | None:
    """Magnitude 6.4, a 6.4-magnitude quake."""
    after = _MAGNITUDE_AFTER.match(r.text, r.end)
    if after:
        return r.make(after.end(), "measure", "magnitude")
    before = _MAGNITUDE.search(r.text, max(r.floor, r.number.start - 26), r.number.start)
    if before and r.number.single < 10 and not unit_after(r.text, r.end, r.number.words):
        return r.make(r.end, "measure", "magnitude", start=before.start())
    return None


def measure(r: Reading) -> Quantity | None:
    """Durations and measures: two months, a three-day trip, 35 km, 6,000 square feet."""
    found = unit_after(r.text, r.end, r.number.words)
    if found is None:
        return None
    kind, unit, end = found
    if (
        r.number.words
        and r.number.single == 1
        and r.last is None
        and unit in ("day", "night")
        and not r.left.bound
        and r.text[r.end] != "-"
    ):
        return None  # one day, one night: some time
    if kind == "duration" and _during(r):
        return replace(r, left=Left(r.number.start, "", "")).make(end, kind, unit)
    return r.make(end, kind, unit)


def _during(r: Reading) -> bool:
    """Whether "over 16 years" tells how long something takes, and not that it takes longer."""
    if r.text[r.left.start : r.number.start].lower().strip() != "over":
        return False
    return _LASTING.search(r.text, max(0, r.left.start - 12), r.left.start) is None


def count(r: Reading) -> Quantity | None:
    """140 people, four bodies, 19 injured, a 35-word oath, three of the five officers."""
    top = r.last or r.number
    many = 1.0 if top.value == 1 and r.last is None else 2.0
    if many == 1 and r.number.words and _PRONOUN.search(r.text, max(0, r.number.start - 8), r.number.start):
        return None  # no one, this one
    item = counted(r.text, r.end, many)
    if item and many == 1 and not r.left.bound and r.number.words and re.match(r"\sof\b", r.text[r.end : r.end + 4]):
        return None  # one of the reasons
    if item is None and r.number.approximate:
        of = re.match(r"\s(?:of\s)?(?=[A-Za-z])", r.text[r.end : r.end + 5])
        item = counted(r.text, r.end + of.end() - 1, 2.0) if of and " of" in of[0] else None
        item = item and Counted(item.end, item.noun, item.head)
    end = item.end if item else r.end
    state, end = state_of(r.text, min(r.left.start, r.number.start), r.end, end)
    if item is None and not state:
        return None
    head = item.head if item else ""
    if head in _STATE_NOUNS or (item is None and state) or head == "other":
        head = "person"
    noun = item.noun if item else r.text[r.end : end].strip(" -").lower()
    return r.make(end, "count", head, noun=noun, state=state)


_STATE_NOUNS = word_set("dead death fatality injured wounded injury life body arrest infection casualty")


def bare(r: Reading) -> Quantity:
    """A number that nothing near it explains."""
    return r.make(r.end, "number")


FORMS: tuple[Callable[[Reading], Quantity | None], ...] = (
    coordinate, age_decade, age, percent, ratio, times, temperature, magnitude, money, measure, score, count,
)  # fmt: skip
