"""What is written right behind a number: currency, percent, unit, and what the number is measured over."""

from __future__ import annotations

import re

from dedup.claims.numbers.units import BY_NAME, COUNTRY_MONEY, CURRENCIES, CURRENCY_CODES, ONLY_DIGITS, UNITS

_CODE = re.compile(rf"\s?({'|'.join(sorted(CURRENCY_CODES))}|[€£₹])(?!\w)")
_MONEY = re.compile(
    r"[\s-](?:(?P<of>(?:[A-Z][a-z]{1,12}\s)?[A-Z][A-Za-z]{1,12}|U\.S\.)\s)?(?P<w>[a-z]{3,9})\b(?P<s>\ssterling)?(?!-)",
    re.ASCII,
)
_BEFORE_CURRENCY = re.compile(r"(?:(?:US|AU|CA|NZ|HK|NT|[ACSR])?\$|[€£¥₹]|Rs\.?|USD|EUR|GBP|INR)\s?")
_RISKY = frozenset(
    ("won", "real", "try", "rand", "dong", "sterling", "lira", "crown", "nok", "crowns", "pound", "pounds")
)
_PERCENT = re.compile(
    r"(?P<pp>(?:\s?%|[\s-]percentage|[\s-]per\scent|[\s-]percent)[\s-]points?\b)|(?P<bp>[\s-]basis[\s-]points?\b)|"
    r"(?P<pc>\s?%|[\s-](?:percent|per\scent|pct)(?!\w))|(?P<pt>\spoints\b|-points?(?=\s(?:lead|margin|drop|"
    r"gain|rise|increase|swing|advantage|fall|edge)))",
    re.IGNORECASE,
)
_ADJECTIVE = (
    r"(?:(?:full|more|straight|consecutive|long|whole|solid|business|working|calendar|additional|extra|"
    r"successive|further|short|hard|"
    r"light|metric|statute|other|different|remaining|school|academic|legislative|financial|fiscal|"
    r"session|man|person|crucial|entire|"
    r"tumultuous|turbulent|difficult|brief|sleepless|US)\s)?"
)
_SPEED = re.compile(
    r"[\s-]?(?:(?P<k>km/h|kph|kmh|kilomet(?:re|er)s\s(?:per|an)\shour)|(?P<m>mph|miles\s(?:per|an)\shour))\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    rf"(?P<gap>[\s-]?){_ADJECTIVE}(?P<power>(?:square|sq\.?|cubic|"
    rf"cu\.?|nautical)[\s-])?(?P<unit>[A-Za-z]{{1,12}})\b(?![’'](?!s?\s))(?:-long\b)?"
)
_POWERS = {"s": "square", "c": "cubic", "n": "nautical"}
_TIME = "second|minute|hour|day|night|week|fortnight|month|quarter|year|decade|century|season|game|shift|term|session"
_PER = re.compile(
    rf"[\s-](?:an?|each|every)[\s-](?:{_TIME}|barrel|share|gallon|head|person|piece|tonne|ton|pound|ounce|litre|"
    rf"liter|mile|kilo|plate|ticket)\b"
    r"|\sper\s(?:[a-z]{2,14}\s){0,2}?[a-z]{2,16}(?=[.,;:)?!”\"]|\s(?:in|on|at|for|to|and|or|from|by|of|with|is|"
    r"are|was|were|since|as|the|over|a|while|"
    r"but|than|after|before|during|if|when|he|she|it|they|who|which|that|under|about)\b|$)"
    r"|\sper\s[0-9][0-9,]{0,10}(?:\s(?:people|residents|inhabitants|births|population|women|children))?(?![0-9,.][0-9])"
    r"|\sper\s[a-z]{2,16}\b|/(?:hour|day|month|year|week)\b"
    r"|\s(?:annually|yearly|daily|weekly|monthly|hourly|nightly|a-year|per-capita)\b",
    re.IGNORECASE,
)
_MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan\\.|Feb\\.|Aug\\.|Sept\\.|Oct\\.|Nov\\.|Dec\\."
)
_WHEN = re.compile(
    rf"\s(?:in|during|since|for|from)\s(?:the\s)?(?:(?:first|second|third|fourth)\s(?:quarter|half)(?:\sof)?\s?|"
    rf"fiscal\s(?:year\s)?|(?:early|late|mid)[\s-])?"
    rf"(?:(?:(?:{_MONTH}),?\s)?(?:19|20)[0-9]{{2}}(?:\s?[-–]\s?(?:(?:19|20)[0-9]{{2}}|"
    rf"[0-9]{{2}})(?![0-9]))?(?![0-9%]|,[0-9])|(?:{_MONTH})(?!\s[0-9])|"
    r"(?:first|second|third|fourth)[\s-]quarter)|\s(?:last|this|next)\s(?:year|month|quarter|week|season|decade)\b"
)
_OVER = re.compile(
    r"\s(?:over|in|during|within|for|across)\s(?:the\s)?(?:(?:next|last|past|coming|previous|first)\s)?"
    r"(?:[0-9]{1,3}[\s-]|(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|several|few)\s)?(?:days?|"
    r"weeks?|months?|years?|decades?|hours?)\b(?!-)",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(r"\s(?:ago|earlier|later|before)\b")


def currency_end(text: str, start: int) -> int:
    """Where a currency sign that begins at `start` ends; `start` itself where there is none."""
    match = _BEFORE_CURRENCY.match(text, start)
    return match.end() if match else start


def currency_after(text: str, end: int, scaled: bool, given: str) -> tuple[str, int]:
    """The currency written behind a number, and where it ends; `given` is the one before it.

    >>> currency_after("5 million Canadian dollars", 9, True, ""), currency_after("200 pounds", 3, False, "")
    (('CAD', 26), ('', 3))
    """
    code = _CODE.match(text, end)
    if code:
        return given or CURRENCIES.get(code[1], code[1]), code.end()
    match = _MONEY.match(text, end)
    if match is None:
        return given, end
    word = match["w"]
    if given:
        return (
            (given, match.end())
            if CURRENCIES.get(word) == given and not match["of"] and word not in _RISKY
            else (given, end)
        )
    if word in ("cent", "cents") and not match["of"]:
        return ("0.01 USD", match.end()) if word == "cents" or text[end] == "-" else ("", end)
    country = (match["of"] or "").lower().replace(".", "").split(" ")
    if word in ("pound", "pounds", "sterling"):
        base: str | None = "GBP" if scaled or match["s"] or country != [""] else None
    elif word in _RISKY and not (scaled or country != [""] or word in ("crowns", "lira", "rand")):
        base = None
    else:
        base = CURRENCIES.get(word)
    if base is None:
        return "", end
    special = next(
        (COUNTRY_MONEY[name, base] for name in (" ".join(country), country[-1]) if (name, base) in COUNTRY_MONEY), base
    )
    return ("peso" if special == "PHP" and "philippine" not in country else special), match.end()


def percent_after(text: str, end: int) -> tuple[str, str, int]:
    """Kind ("percent", "points" or ""), unit and end of what follows a number.

    >>> percent_after("5 percentage points", 1), percent_after("5%", 1), percent_after("5 boats", 1)
    (('points', 'percentage point', 19), ('percent', '%', 2), ('', '', 1))
    """
    match = _PERCENT.match(text, end)
    if match is None:
        return "", "", end
    if match["pc"]:
        return "percent", "%", match.end()
    unit = "percentage point" if match["pp"] else "basis point" if match["bp"] else "point"
    return "points", unit, match.end()


def unit_after(text: str, end: int, words: bool) -> tuple[str, str, int] | None:
    """Kind, unit and end of a unit of time or measure behind a number; short spellings only behind digits.

    >>> unit_after("35 km", 2, False), unit_after("a three-day trip", 7, True)
    (('measure', 'kilometre', 5), ('duration', 'day', 11))
    """
    speed = _SPEED.match(text, end)
    if speed:
        return "measure", "km/h" if speed["k"] else "mph", speed.end()
    match = _UNIT.match(text, end)
    if match is None:
        return None
    word = match["unit"]
    unit = UNITS.get(word.lower()) if word.islower() or word.lower() in ("mw", "gw", "gb", "mb", "tb", "kwh") else None
    if unit is None or (not match["gap"] and (words or word not in ONLY_DIGITS)):
        return None
    if word in ONLY_DIGITS and words:
        return None
    hyphen = match["gap"] == "-"
    if (
        word in ("second", "quarter", "minute", "ha", "foot", "ft")
        and not hyphen
        and word != "ft"
        and not (word == "foot" and match["gap"])
    ):
        return None
    if match["power"]:
        name = f"{_POWERS[match['power'][0]]} {unit.name}"
        return ("measure", name, match.end()) if name in BY_NAME else None
    if word == "weekend":
        return None
    return unit.kind, unit.name, match.end()


def period_after(text: str, end: int) -> tuple[str | None, int]:
    """What a quantity is measured over, as it stands, and the end with it.

    A rate and a year that stand right behind it belong to its span; a stretch ("over 16 years") is told, but is a
    quantity or a date of its own.

    >>> period_after("$40 a year", 3), period_after("$40 in 2019", 3), period_after("$40 over 16 years", 3)
    (('a year', 10), ('in 2019', 11), ('over 16 years', 3))
    """
    match = _PER.match(text, end) or _WHEN.match(text, end)
    if match:
        return match[0].strip().lstrip("-/"), match.end()
    over = _OVER.match(text, end)
    if over and not _LONG_AGO.match(text, over.end()):
        return over[0].strip(), end
    return None, end
