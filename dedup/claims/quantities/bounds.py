"""The words beside a number that bound it: more than, at least, up to, about, nearly, or so, between, or older."""

from __future__ import annotations

import re
from typing import NamedTuple

from dedup.claims.numbers.numerals import Numeral
from dedup.claims.numbers.units import CURRENCIES, CURRENCY_CODES
from dedup.claims.numbers.wordlists import word_set

_LEAST = (
    r"more\sthan|at\sleast|no\sfewer\sthan|no\sless\sthan|not\sless\sthan|not\sfewer\sthan|upwards?\sof|in\sexcess\sof|"
    r"exceed(?:s|ed|ing)?|greater\sthan|higher\sthan|longer\sthan|larger\sthan|bigger\sthan|a\sminimum\sof|"
    r"minimum\sof|north\sof|over|above|"
    r"as\sfew\sas|as\slittle\sas|beyond|topp(?:ed|ing)|surpass(?:ed|es|ing)|past\sthe|older\sthan|well\sover|"
    r"well\sabove|far\smore\sthan|"
    r"far\sover|easily"
)
_MOST = (
    r"up\sto|as\smany\sas|as\smuch\sas|as\shigh\sas|as\slong\sas|at\smost|no\smore\sthan|not\smore\sthan|"
    r"no\slonger\sthan|no\slater\sthan|"
    r"fewer\sthan|less\sthan|lower\sthan|smaller\sthan|shorter\sthan|under|below|a\smaximum\sof|maximum\sof|"
    r"south\sof|within|well\sunder|"
    r"well\sbelow|younger\sthan|not\seven"
)
_UNDER = (
    r"nearly|almost|close\sto|approaching|nearing|just\sunder|just\sbelow|just\sless\sthan|just\sshy\sof|"
    r"slightly\s(?:less|fewer)\sthan|not\squite|shy\sof"
)
_OVER = (
    r"just\sover|just\sabove|just\smore\sthan|slightly\s(?:more\sthan|over|above)|a\slittle\s(?:more\sthan|"
    r"over)|little\smore\sthan"
)
_ABOUT = (
    r"about|around|approximately|approx\.?|roughly|some|circa|an?\sestimated|estimated|estimates\sof|"
    r"in\sthe\sregion\sof|practically|virtually|"
    r"more\sor\sless|something\slike|somewhere\saround|or\sso|an\saverage\sof|perhaps|maybe|about\shalf|c\."
)
_BEFORE = re.compile(
    rf"(?:^|(?<=[^\w]))(?:(?P<over>{_OVER})|(?P<under>{_UNDER})|(?P<least>{_LEAST})|(?P<most>{_MOST})|"
    rf"(?P<about>{_ABOUT})|"
    r"(?P<between>between))\s(?:the\sages\sof\s|ages\s|(?P<about2>about|around|roughly|approximately|"
    r"an\sestimated|some)\s|a\srecord\s|another\s|"
    r"an\sadditional\s|the\s)?$",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"([A-Za-z.]{1,13})\s$")
# The words that stand last in a phrase above: most numbers have none of them before, and need no further look.
_LAST_WORDS = word_set(
    """
    than least of exceed exceeds exceeded exceeding over above as beyond topped topping surpassed surpasses surpassing
    the easily to most under below within even nearly almost approaching nearing quite about around approximately
    approx approx. roughly some circa estimated practically virtually less like so perhaps maybe half c. between ages
    record another additional
    """
)
_TILDE = re.compile(r"(?:(?P<about>[~≈])|(?P<least>>)|(?P<most><))\s?$")
_CODES = "|".join(sorted(CURRENCY_CODES))
_SYMBOLS = "".join(sorted(c for c in CURRENCIES if len(c) == 1))
_CURRENCY = re.compile(
    rf"(?:\b(?:US|AU|CA|NZ|HK|NT|[ACSR]))?\$\s?$|[{re.escape(_SYMBOLS)}]\s?$|\b(?:{_CODES}|Rs\.?|RMB)\s?$"
)
_RIGHT = re.compile(
    r"(?P<least>\s(?:or|and)\s(?:more|older|over|above|up|higher|greater|longer|better)\b)|"
    r"(?P<most>\s(?:or|and)\s(?:less|fewer|under|younger|below|lower)\b)|(?P<about>\s(?:or\sso|or\sthereabouts|"
    r"give\sor\stake)\b)",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"(?P<least>\+|[-\s]plus\b|\sor\smore(?=\s[a-z]))|(?P<most>\sor\s(?:fewer|less)(?=\s[a-z]))|"
    r"(?P<about>-odd\b|-ish\b|\sor\sso(?=\s[a-z]))",
    re.IGNORECASE,
)
_REACH = 36


class Left(NamedTuple):
    """What stands left of a number: where that begins, its currency, and its bound.

    `bound` is "least", "most", "about", "under" (nearly), "over" (just over), "between" or "".
    """

    start: int
    currency: str
    bound: str


def left_of(text: str, start: int, floor: int) -> Left:
    """What stands left of the number at `start`, not before `floor`."""
    currency, place = "", start
    sign = _CURRENCY.search(text, max(floor, start - 6), start)
    if sign:
        word = sign[0].strip().lower()
        currency = CURRENCIES.get(word, CURRENCIES.get(word.rstrip("."), word.upper()))
        place = sign.start()
    previous = _LAST_WORD.search(text, max(floor, place - 16), place)
    if previous is not None and previous[1].lower() in _LAST_WORDS:
        match = _BEFORE.search(text, max(floor, place - _REACH), place)
    else:
        match = _TILDE.search(text, max(floor, place - 2), place)
    if match is None:
        return Left(place, currency, "")
    bound = next(name for name in ("over", "under", "least", "most", "about", "between") if match.groupdict().get(name))
    return Left(match.start(), currency, bound)


def suffix_of(text: str, number: Numeral, left: Left) -> tuple[Numeral, Left]:
    """The number with what is stuck to it: 40+, 20-odd, 1,000-plus."""
    match = _SUFFIX.match(text, number.end)
    if match is None:
        return number, left
    bound = next(name for name in ("least", "most", "about") if match[name])
    return number._replace(end=match.end()), left._replace(bound=bound)


def right_of(text: str, end: int) -> tuple[str, int]:
    """The bound behind a quantity: or more, or so, and older; and where it ends."""
    match = _RIGHT.match(text, end)
    if match is None:
        return "", end
    return next(name for name in ("least", "most", "about") if match[name]), match.end()


def rounded(value: float, step: float) -> tuple[float, float]:
    """What a rounded number can stand for: half a step either way, but within a tenth and a fifth of itself.

    A step is the unit of the last significant digit. About 2,000 may be 1,600 to 2,400; about 12 is 11.4 to 12.6.

    >>> rounded(2000, 1000), rounded(60_000, 10_000)
    ((1600.0, 2400.0), (55000.0, 65000.0))
    """
    slack = max(min(step / 2, 0.2 * abs(value)), 0.05 * abs(value))
    return round(value - slack, 9), round(value + slack, 9)


def bounded(
    text: str, number: Numeral, last: Numeral | None, left: Left, end: int
) -> tuple[float | None, float | None, float | None, bool, int]:
    """Value, low, high, whether approximate, and the end with the words behind it."""
    if last is not None:
        a, b = number.single, last.single
        return None, min(a, b), max(a, b), left.bound in ("about", "under", "over"), end
    after, stop = right_of(text, end)
    bound = after or (left.bound if left.bound != "between" else "")
    if number.value is None:
        low, high = (number.low, None) if bound == "least" else (number.low, number.high)
        return None, low, high, True, stop
    value, step = number.value, number.step
    if number.approximate and not bound:
        return value, number.low, number.high, True, stop
    if bound == "least":
        return value, value, None, number.approximate, stop
    if bound == "most":
        return value, None, value, number.approximate, stop
    low, high = rounded(value, step)
    ways = {"about": (low, high), "under": (low, value), "over": (value, high)}
    return (value, *ways.get(bound, (value, value)), bound in ways, stop)
