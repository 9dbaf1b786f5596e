"""The pieces of date expressions in a text, as written: nothing is resolved here, and nothing needs an anchor.

Each word is looked up once; what it may be part of is then read around it by patterns of bounded length, so that the
time is linear in the text. A word that is also a name or a verb (May, March, second, fall) is a date only beside what
makes it one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from dedup.claims.dates import numbers as datenumbers
from dedup.claims.dates import relative as daterelative
from dedup.claims.dates.numbers import clock_after, part_after
from dedup.claims.dates.place import YEAR, Atom, Place, det_of, edge_of
from dedup.claims.dates.relative import TODAY_WORDS, UNIT_WORDS
from dedup.claims.numbers.triggers import is_number, triggers
from dedup.corpus.dateforms import MONTHS as MONTH_WORDS

_MONTH = "|".join(sorted(MONTH_WORDS, key=len, reverse=True))
_ORD = r"(?:st|nd|rd|th)?"
_MD = re.compile(
    rf"\.?\s{{1,2}}(?:the\s)?(?P<d>[0-3]?[0-9]){_ORD}(?:(?:\s?[-–—]\s?|\s(?:to|"
    rf"through)\s)(?P<d2>[0-3]?[0-9]){_ORD}(?![0-9:/,.]*[0-9])"
    rf"(?!\s?[ap]\.?m\b)|\s(?:and|&)\s(?P<d3>[0-3]?[0-9]){_ORD}(?=[.,;)]|\s(?:in|at)\s|$))?(?![0-9:%/]|,[0-9]|"
    rf"\.[0-9]|[-–—][0-9])"
    rf"(?!\s(?:million|billion|percent|per\scent|people)\b)(?:,?\s{{1,2}}(?P<y>{YEAR})(?![0-9%]|,[0-9]))?"
)
_DM = re.compile(
    rf"(?<![\w.,:/$£€-])(?:the\s)?(?P<d>[0-3]?[0-9]){_ORD}(?:\s?(?:[-–—]|\bto\b|\band\b|"
    rf"&)\s?(?P<d2>[0-3]?[0-9]){_ORD})?\s(?:of\s)?$"
)
_Y = re.compile(rf"(?:\.?,?|\sof)\s(?P<y>{YEAR})(?![0-9%]|,[0-9]|\.[0-9])")
_EDGE = r"(?P<edge>early|mid|middle|late|(?:the\s)?(?:very\s)?(?:end|start|beginning|middle|close)\sof)(?:\sin)?[\s-]"
_BEFORE_MONTH = re.compile(rf"\b(?:{_EDGE})?(?P<det>this\spast|this\scoming|last|this|next)?\s?(?<=[\s-])$", re.I)
_PREP = re.compile(
    rf"\b(?:in|since|until|till|by|of|last|next|this|early|late|mid|from|through|during|before|after|between|to|"
    rf"(?:{_MONTH})\.?,?\s(?:and|or|to))[\s-]$",
    re.IGNORECASE,
)
_WORDY = frozenset(("may", "march", "mar", "april", "june", "august", "jun", "jan", "dec", "sep", "oct", "apr", "aug"))
_CAPITAL = re.compile(r"\s[A-Z][a-z]")
_ATTACKS = re.compile(r"(?:,\s2001,?)?\s(?:terror|attack|hijack)", re.IGNORECASE)

_WEEKDAY = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = {name: k for k, name in enumerate(_WEEKDAY)}
_SHORT_DAYS = {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "weds": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}
_BEFORE_DAY = re.compile(
    r"\b(?:(?P<no>every|each|most|some|many|super|ash|good|easter|palm|black|cyber|giving|bloody|fat|shrove|"
    r"maundy|freaky|"
    r"ruby|fox\snews|mail\son|sheffield|casual|any)|(?P<det>this\spast|this\scoming|the\scoming|the\sprevious|"
    r"the\sfollowing|the\ssame|"
    r"last|this|next|past|coming|previous|following|a)|(?P<edge>early|late|earlier|later)(?:\son)?)\s$",
    re.IGNORECASE,
)
_NOT_DAY = re.compile(
    r"\s(?:Night\s(?:Live|Football|Lights)|Times|Telegraph|Mirror|Herald|Addams)\b|[’']?s\s(?:child|best)"
)
_DATE_AHEAD = re.compile(
    rf"\.?,?\s(?:[0-3]?[0-9]{_ORD}\s)?(?:{_MONTH})\b|\.?,?\s[0-3]?[0-9]\s(?:{_MONTH})\b", re.IGNORECASE
)

_BEFORE_SEASON = re.compile(
    rf"\b(?:(?:{_EDGE})?(?P<det>last|this\spast|this|next|(?P<the>(?:in|of|by|since|until|during)\s(?:the|early|"
    rf"late|mid))))[\s-]$",
    re.I,
)
_SEASON_YEAR = re.compile(rf"(?:\sof)?\s(?P<y>{YEAR})(?![0-9%]|,[0-9])")
_QUARTER = re.compile(
    r"\b(?P<q>first|second|third|fourth|final|1st|2nd|3rd|4th|last|this|next|previous|current)[\s-](?:fiscal[\s-])?$",
    re.I,
)
_QUARTER_YEAR = re.compile(
    rf"\s(?:of\s|in\s)?(?:the\s)?(?:fiscal\s)?(?:(?:year\s)?(?P<y>{YEAR})(?![0-9%]|,[0-9])|(?P<rel>this|last|"
    rf"next)\syear\b)",
    re.I,
)
_BUSINESS = re.compile(
    r"[$€£%]|\b(?:percent|profits?|earnings|revenues?|sales|growth|economy|gdp|results|losses|income|shares|"
    r"fiscal|output)\b",
    re.I,
)
_FISCAL = re.compile(rf"(?:\syear)?(?:\s(?P<y>{YEAR}))(?:[-–/](?P<y2>[0-9]{{2}}))?(?![0-9])", re.IGNORECASE)
_FEASTS = {
    "christmas": r"christmas(?:\s(?:eve|day))?", "thanksgiving": r"thanksgiving(?:\sday)?", "halloween": "halloween",
    "juneteenth": "juneteenth", "new": r"new\syear[’']?s(?:\s(?:eve|day))?", "valentine": r"valentine[’']?s\sday",
    "independence": r"independence\sday", "labor": r"labor\sday", "memorial": r"memorial\sday", "may": r"may\sday",
    "veterans": r"veterans[’']?\sday", "boxing": r"boxing\sday", "bastille": r"bastille\sday",
    "columbus": r"columbus\sday",
    "martin": r"martin\sluther\sking(?:\sjr\.?)?\sday", "presidents": r"presidents[’']?\sday",
    "black": r"black\sfriday",
    "cyber": r"cyber\smonday", "good": r"good\sfriday", "easter": r"easter(?:\s(?:sunday|monday))?",
    "ash": r"ash\swednesday",
    "palm": r"palm\ssunday", "maundy": r"maundy\sthursday", "fourth": r"fourth\sof\sjuly",
    "armistice": r"armistice\sday",
    "july": r"july\s(?:fourth|4th)(?![\s,]{1,2}[0-9])", "st": r"st\.?\spatrick[’']?s\sday",
}  # fmt: skip
_FEAST = {word: re.compile(rf"(?:{form})\b(?![-])", re.IGNORECASE) for word, form in _FEASTS.items()}
_FEAST_DET = re.compile(r"\b(?P<det>last|this|next)\s$", re.IGNORECASE)
_FEAST_YEAR = re.compile(rf"(?:,|\sof|\sin)?\s(?P<y>{YEAR})(?![0-9%]|,[0-9])")


def date_atoms(text: str, skipped: list[tuple[int, int]] | None = None) -> list[Atom]:
    """All pieces in order, none overlapping another.

    >>> [(a.form, a.month, a.day) for a in date_atoms("It may rain on Friday, March 4.")]
    [('weekday', None, None), ('date', 3, 4)]
    """
    atoms: list[Atom] = []
    floor = 0
    for match in triggers(text, _READERS, skipped):
        if match.start() < floor:
            continue
        word = match[0]
        reader = None if is_number(word) else _READERS[word.lower()]
        if reader is None:
            atom = datenumbers.number(text, match.start(), match.end(), floor)
        else:
            atom = reader(Place(text, match.start(), match.end(), floor, word.lower()))
        if atom is not None:
            atoms.append(atom)
            floor = atom.end
    return atoms


def _month(at: Place) -> Atom | None:
    short = len(at.word) < 5 and at.word not in ("may", "june", "july")
    if at.text[at.start].islower() and (short or at.word in ("may", "march", "august")) and not at.before(_DM):
        return None
    number = MONTH_WORDS[at.word]
    day_first = at.before(_DM, reach=20)
    if day_first and 1 <= int(day_first["d"]) <= 31:
        year = _Y.match(at.text, at.end)
        end = year.end() if year else at.end
        atom = Atom(
            day_first.start("d"),
            end,
            "date",
            _int(year["y"] if year else None),
            number,
            int(day_first["d"]),
            _int(day_first["d2"]),
        )
        return part_after(at.text, atom)
    after = _MD.match(at.text, at.end)
    if after and 1 <= int(after["d"]) <= 31:
        d2 = after["d2"] or after["d3"]
        atom = Atom(at.start, after.end(), "date", _int(after["y"]), number, int(after["d"]), int(d2) if d2 else None)
        if number == 9 and atom.day == 11 and not atom.year and _ATTACKS.match(at.text, atom.end):
            atom = replace(atom, year=2001)
        return part_after(at.text, atom)
    return _month_alone(at, number, short)


def _month_alone(at: Place, number: int, short: bool) -> Atom | None:
    year = _Y.match(at.text, at.end)
    before = at.before(_BEFORE_MONTH, reach=24)
    start = before.start() if before and (before["edge"] or before["det"]) else at.start
    if year:
        return Atom(start, year.end(), "date", int(year["y"]), number, edge=edge_of(before))
    prep = at.before(_PREP, reach=18)
    if short and not (prep and at.text[at.end : at.end + 1] == "."):
        return None
    named = at.word in ("may", "march") or (at.word in _WORDY and _CAPITAL.match(at.text, at.end))
    if named and not (prep or (before and before["edge"])):
        return None
    return Atom(start, at.end, "date", None, number, edge=edge_of(before), det=det_of(before))


def _int(value: str | None) -> int | None:
    return int(value) if value else None


def _weekday(at: Place) -> Atom | None:
    before = at.before(_BEFORE_DAY, reach=20)
    if (before and before["no"]) or _NOT_DAY.match(at.text, at.end):
        return None
    det = det_of(before)
    start = before.start() if before and det != "a" else at.start
    atom = Atom(start, at.end, "weekday", weekday=_WEEKDAYS[at.word], det=det, edge=edge_of(before))
    return part_after(at.text, atom)


def _short_day(at: Place) -> Atom | None:
    if not at.text[at.start].isupper() or not _DATE_AHEAD.match(at.text, at.end):
        return None
    return Atom(at.start, at.end + (at.text[at.end] == "."), "weekday", weekday=_SHORT_DAYS[at.word])


def _season(at: Place) -> Atom | None:
    before, year = at.before(_BEFORE_SEASON, reach=36), _SEASON_YEAR.match(at.text, at.end)
    if year:
        return Atom(at.start, year.end(), "season", int(year["y"]), unit=at.word)
    if before is None or at.text[at.start].isupper() or at.text[at.end : at.end + 1].isalpha():
        return None
    return Atom(
        at.start if before["the"] else before.start(),
        at.end,
        "season",
        unit=at.word,
        det="" if before["the"] else det_of(before),
    )


def _quarter(at: Place) -> Atom | None:
    before = at.before(_QUARTER, reach=20)
    if before is None:
        return None
    after, which = _QUARTER_YEAR.match(at.text, at.end), before["q"].lower()
    number = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "final": 4}.get(
        which
    )
    window = at.text[max(0, at.start - 90) : at.end + 60]
    if after is None and not _BUSINESS.search(window):
        return None
    end = after.end() if after else at.end
    year = int(after["y"]) if after and after["y"] else None
    det = (after["rel"] or "").lower() if after else ""
    return Atom(
        before.start(), end, "quarter", year, n=number, det=det or ("" if number else which), edge="year" if det else ""
    )


def _q(at: Place) -> Atom | None:
    year = _Y.match(at.text, at.end)
    if not year and not _BUSINESS.search(at.text, max(0, at.start - 60), min(len(at.text), at.end + 60)):
        return None
    return Atom(
        at.start, year.end() if year else at.end, "quarter", int(year["y"]) if year else None, n=int(at.word[1])
    )


def _fiscal(at: Place) -> Atom | None:
    match = _FISCAL.match(at.text, at.end)
    return Atom(at.start, match.end(), "fiscal", int(match["y"])) if match else None


def _fy(at: Place) -> Atom | None:
    number = int(at.word[2:])
    return Atom(at.start, at.end, "fiscal", number if number > 99 else 2000 + number)


def _feast(at: Place) -> Atom | None:
    match = _FEAST[at.word].match(at.text, at.start)
    if match is None or not at.text[at.start].isupper():
        return _READERS_OF_BOTH[at.word](at) if at.word in _READERS_OF_BOTH else None
    name = " ".join(match[0].lower().replace("’", "'").split()).replace("veterans' day", "veterans day")
    name = name.replace("presidents' day", "presidents day").replace("valentines day", "valentine's day")
    name = name.replace("new years", "new year's").replace("patricks", "patrick's").replace("st pat", "st. pat")
    year = _FEAST_YEAR.match(at.text, match.end())
    det = at.before(_FEAST_DET, reach=6)
    atom = Atom(
        det.start() if det else at.start,
        year.end() if year else match.end(),
        "feast",
        _int(year["y"] if year else None),
        unit=name.replace(" jr day", " jr. day"),
        det=det_of(det),
    )
    return part_after(at.text, atom)


def _clock_word(at: Place) -> Atom | None:
    return clock_after(at.text, at.start, at.floor)


_READERS_OF_BOTH: dict[str, Callable[[Place], Atom | None]] = {"may": _month, "july": _month}
_READERS: dict[str, Callable[[Place], Atom | None]] = {
    **dict.fromkeys(MONTH_WORDS, _month),
    **dict.fromkeys(_WEEKDAYS, _weekday),
    **dict.fromkeys(_SHORT_DAYS, _short_day),
    **dict.fromkeys(UNIT_WORDS, daterelative.unit_around),
    **dict.fromkeys(TODAY_WORDS, daterelative.today),
    **dict.fromkeys(("spring", "summer", "fall", "autumn", "winter"), _season),
    **dict.fromkeys(("noon", "midnight", "midday", "quarter", "half"), _clock_word),
    **dict.fromkeys(("q1", "q2", "q3", "q4"), _q),
    **dict.fromkeys(("fiscal", "fy"), _fiscal),
    **{f"fy{y}": _fy for k in range(1990, 2060) for y in (k, f"{k % 100:02}")},
    **dict.fromkeys(_FEASTS, _feast),
}
_READERS["quarter"] = lambda at: clock_after(at.text, at.start, at.floor) or _quarter(at)
