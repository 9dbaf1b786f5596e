"""Dates inside running text -> phrases with their spans: months of thirteen languages, three calendars, clock, weekday.

A word next to a number is looked up, never a list of names searched for, so that reading costs one pass of a few short
patterns whose repetitions are all bounded. Nothing is completed: a phrase without a year has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from dedup.corpus.dateforms import VAGUE_ZONES, ZONES, Parsed, parse

# One month a line. English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Polish, Turkish, Swedish;
# Arabic (both sets of names) and Persian. A name that two languages use for different months is left out.
_GREGORIAN = """
jan january januar januari jänner janvier janv enero ene gennaio gen janeiro
feb february februar februari février févr fevrier febrero febbraio fevereiro fev feb
mar march märz maerz mrz mars marzo março maart mrt
apr april avril avr abril abr aprile
may mai mayo maggio mag maio mei
jun june juni juin junio giugno giu junho
jul july juli juillet juil julio luglio lug julho
aug august août aout agosto ago augustus augusti
sep sept september septembre septiembre settembre setembro
oct october okt oktober octobre octubre ottobre ott outubro
nov november novembre noviembre novembro
dec december dez dezember décembre déc decembre diciembre dic dicembre dezembro
"""
_GREGORIAN_OTHER = """
января янв январь stycznia ocak يناير|كانون الثاني|ژانویه
февраля фев февраль lutego şubat فبراير|شباط|فوریه
марта мар март marca mart مارس|آذار
апреля апр апрель kwietnia nisan أبريل|ابريل|نيسان|آوریل
мая май maja maj mayıs مايو|أيار|ايار|مه
июня июн июнь czerwca haziran يونيو|يونيه|حزيران|ژوئن
июля июл июль lipca temmuz يوليو|يوليه|تموز|ژوئیه
августа авг август sierpnia ağustos أغسطس|اغسطس|آب|اوت
сентября сен сент сентябрь września eylül سبتمبر|أيلول|سپتامبر
октября окт октябрь października ekim أكتوبر|اكتوبر|تشرين الأول|اکتبر
ноября ноя нояб ноябрь listopada kasım نوفمبر|تشرين الثاني|نوامبر
декабря дек декабрь grudnia aralık ديسمبر|كانون الأول|دسامبر
"""
_PERSIAN = """
farvardin فروردین
ordibehesht اردیبهشت
khordad خرداد
tir تیر
mordad مرداد|امرداد
shahrivar شهریور
mehr مهر
aban آبان
azar آذر
dey دی
bahman بهمن
esfand اسفند
"""
_ISLAMIC = """
muharram محرم
safar صفر
ربيع الأول|ربیع الاول
ربيع الآخر|ربيع الثاني|ربیع الثانی
جمادى الأولى|جمادی الاول
جمادى الآخرة|جمادی الثانی
rajab رجب
shaban شعبان
ramadan ramazan رمضان
shawwal شوال
ذو القعدة|ذی القعده
ذو الحجة|ذی الحجه
"""
_WEEKDAYS = """
mon monday montag lundi lunes lunedì lunedi segunda maandag
tue tues tuesday dienstag mardi martes martedì terça dinsdag
wed weds wednesday mittwoch mercredi miércoles mercoledì quarta woensdag
thu thur thurs thursday donnerstag jeudi jueves giovedì quinta donderdag
fri friday freitag vendredi viernes venerdì sexta vrijdag
sat saturday samstag sonnabend samedi sábado sabato zaterdag
sun sunday sonntag dimanche domingo domenica zondag
"""
_WEEKDAYS_OTHER = """
понедельник poniedziałek pazartesi måndag الاثنين|الإثنين|دوشنبه
вторник wtorek salı tisdag الثلاثاء|سهشنبه
среда środa çarşamba onsdag الأربعاء|الاربعاء|چهارشنبه
четверг czwartek perşembe torsdag الخميس|پنجشنبه
пятница piątek cuma fredag الجمعة|جمعه
суббота sobota cumartesi lördag السبت|شنبه
воскресенье niedziela pazar söndag الأحد|الاحد|یکشنبه
"""
# One character for one, so that offsets stay: digits of Arabic and Persian; the blanks and marks that stand in dates.
_PLAIN = str.maketrans(
    {base + k: str(k) for base in (0x0660, 0x06F0) for k in range(10)}
    | dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"), " ")
)
_NEEDS_PLAIN = re.compile("[\u0660-\u0669\u06f0-\u06f9\u00a0\u202f\u2009\u200e\u200f\u202a-\u202c\u2066-\u2069]")
_SPELL = str.maketrans("يىكأإآةؤ", "ییکاااهو")  # Arabic and Persian keyboards write one letter in two ways


def _key(word: str) -> str:
    return word.lower().replace("\u0307", "").replace("\u200c", "").translate(_SPELL)


_CALENDARS = (("islamic", _ISLAMIC), ("persian", _PERSIAN), ("gregorian", _GREGORIAN), ("gregorian", _GREGORIAN_OTHER))


def _months() -> Iterator[tuple[str, tuple[str, int]]]:
    for calendar, table in _CALENDARS:
        for number, line in enumerate(table.strip().splitlines(), start=1):
            for name in _names(line):
                yield name, (calendar, number)


def _names(line: str) -> Iterator[str]:
    """Names of a line: blanks part them, but not those in Arabic letters, which `|` parts: some are two words."""
    place = next((k for k, c in enumerate(line) if "\u0600" <= c <= "\u06ff"), len(line))
    yield from map(_key, line[:place].split())
    yield from map(_key, line[place:].split("|"))


MONTH_OF = dict(_months())
WEEKDAY_OF = {
    name: k
    for table in (_WEEKDAYS, _WEEKDAYS_OTHER)
    for k, line in enumerate(table.strip().splitlines())
    for name in _names(line)
}

_WORD = r"[^\W\d_]{2,14}"
_TWO = r"(?:\s(?:ال|الث)[^\W\d_]{2,7})?"
_YEAR = r"(?:1[2-9]|20)[0-9]{2}"
_YEARS = re.compile(_YEAR)
_DIGIT = re.compile(r"[0-9]")
_DASH = re.compile(r"[-–—―=/]")
_SHORT = 160  # characters; of longer texts, dates without a year are read in the first 100
_NOT_BEFORE = r"(?<![\w./:$€£+-])"
_NOT_AFTER = r"(?![0-9%]|[-/.,:][0-9])"
_DMY = re.compile(
    rf"(?<![\w./:$€£+])(?P<d>[0-3]?[0-9])(?:st|nd|rd|th|er|[.ºª°])?[\s./-]{{0,2}}(?:of\s|de\s|d['’])?(?P<m>{_WORD}{_TWO})\b\.?"
    rf"(?:\s?\([^()0-9]{{2,16}}\)|\s?/\s?{_WORD}{_TWO}\b)?(?:\sماه)?(?:[\s,،./-]{{0,3}}(?:de\s|del\s|of\s)?(?P<y>{_YEAR}){_NOT_AFTER})?"
)
_MDY = re.compile(
    rf"(?<!\w)(?P<m>{_WORD})\.?[\s-]{{1,2}}(?P<d>[0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9%:]|,[0-9]|[./][0-9])"
    rf"(?:[\s,./-]{{1,3}}(?P<y>{_YEAR}){_NOT_AFTER})?"
)
_MY = re.compile(rf"(?<!\w)(?P<m>{_WORD})\.?[\s,/-]{{1,2}}(?:de\s|del\s)?(?P<y>{_YEAR}){_NOT_AFTER}")
_YMD = re.compile(
    rf"{_NOT_BEFORE}(?P<y>{_YEAR})(?P<sep>[-/.])(?P<m>[01]?[0-9])(?P=sep)(?P<d>[0-3]?[0-9])(?![0-9%]|[-/.][0-9])"
)
_SLASHED = re.compile(
    rf"{_NOT_BEFORE}(?P<d>[0-3]?[0-9])(?P<sep>[-/.])(?P<m>[0-3]?[0-9])(?P=sep)(?P<y>{_YEAR})(?![0-9%]|[-/.][0-9])"
)
_CJK = re.compile(rf"(?P<y>{_YEAR})\s?[年년]\s?(?P<m>[01]?[0-9])\s?[月월]\s?(?P<d>[0-3]?[0-9])\s?[日일]")
_FORMS = (_YMD, _SLASHED, _CJK, _DMY, _MDY, _MY)

_ZONE = "|".join(sorted([*ZONES, *VAGUE_ZONES], key=len, reverse=True))
_CLOCK = (
    r"(?P<clock>[0-2]?[0-9][:h.][0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?(?:\s?[ap]\.?m\b\.?)?|[01]?[0-9]\s?[ap]\.?m\b\.?)"
    rf"(?![0-9%])(?:\s?(?P<zone>{_ZONE})\b)?(?:\s?(?P<offset>[+-][01][0-9]:?[0-5][0-9])(?![0-9]))?"
)
_AFTER = re.compile(
    r"(?:\s{0,2}\(?[^\W\d_]{3,9}\)?(?=[\s,،]))?"  # 20 January 2022 (Thursday) 10:05
    r"[\s,،|@·•(–—T/-]{0,4}(?:(?:at|um|à|às|a las|alle|ore|om|kl|в|ساعت|الساعة)[\s.:]{1,2})?" + _CLOCK,
    re.IGNORECASE,
)
_BEFORE = re.compile(_CLOCK + r"[\s,،|·•–—/-]{0,4}(?:(?:on|am|le|el|del)\s)?$", re.IGNORECASE)
_DAY_BEFORE = re.compile(
    rf"(?<!\w)((?:[^\W\d_]{{1,5}}[\s\u200c])?{_WORD})\.?[\s,،]{{0,2}}\(?(?:(?:the|den|dem|le|el|o)\s)?$"
)
_DAY_AFTER = re.compile(rf"[\s,،]{{0,2}}[(]?({_WORD})")
_RANGE = re.compile(r"[0-9](?:st|nd|rd|th)?\s?(?:[-–—/&]|to|and|bis|und|et|y)\s?$", re.IGNORECASE)
_TO = re.compile(r"\s?[-–—]\s?[0-9]{1,2}(?![0-9:.h]|\s?[ap]\.?m|\s[a-z])")
_PERSIAN_TEXT = re.compile("[پچژگ\u06f0-\u06f9]")
_LEAP = (1, 5, 9, 13, 17, 22, 26, 30)


class Phrase(NamedTuple):
    """A date as it stands in a text; `text[start:end]` is all that says it, weekday and clock with it."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    clock: str
    """Time as written, with its zone; "" where there is none."""
    weekday: int | None
    """Weekday as written, Monday 0."""
    doubt: float
    """1.0, or what is left of it where the calendar, or the first day of its month, is not sure."""

    def parsed(self, year: int | None = None) -> Parsed | None:
        """ISO text and instant; None without a year, or where there is no such day."""
        year = self.year or year
        if year is None:
            return None
        iso = "-".join([f"{year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])
        return (parse(f"{iso} {self.clock}") if self.clock and self.day else None) or parse(iso)

    def date(self, year: int | None = None) -> date | None:
        """The day, where one is known and exists."""
        year = self.year or year
        if not (year and self.month and self.day):
            return None
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    def agrees(self, year: int | None = None) -> bool | None:
        """Whether the weekday fits the day; None where either is missing."""
        day = self.date(year)
        return None if day is None or self.weekday is None else day.weekday() == self.weekday


def plain(text: str) -> str:
    """The text with ASCII digits and blanks, character for character, so that offsets stay.

    >>> plain("۱۴۰۱/۰۴/۰۱")
    '1401/04/01'
    """
    return text.translate(_PLAIN) if not text.isascii() and _NEEDS_PLAIN.search(text) else text


def phrases(text: str, raw: str | None = None) -> list[Phrase]:
    """Every date that a text states, in order, without overlaps; those that are a range of days are left out.

    Parameters
    ----------
    text : str
        As `plain` gives it. Of more than 160 characters, dates without a year are read in the first 100 only.
    raw : str, optional
        The text before `plain`: Persian digits tell a Persian year from an Islamic one.

    Examples
    --------
    >>> [(p.parsed().iso, p.agrees()) for p in phrases("Thursday 20 January 2022, 10:05 GMT")]
    [('2022-01-20T10:05Z', True)]
    >>> [p.parsed().iso for p in phrases("1 تیر 1401")]
    ['2022-06-22']
    """
    found: list[Phrase] = []
    taken: list[tuple[int, int]] = []
    windows = _windows(text)
    for form in _FORMS:
        for match in (match for window in windows for match in form.finditer(text, *window)):
            month = match["m"]
            if not (month.isdigit() or _month(month)):
                continue
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(
                    match.span()
                )  # also where it is no date: of "31 February 2022", not even the month is sure
                phrase = _phrase(text, match, raw or text)
                if phrase is not None:
                    found.append(phrase)
    return sorted(found)


def _windows(text: str) -> list[tuple[int, int]]:
    """Of a short text all; of a long one what is around each year, and its beginning where that may be a dateline."""
    if len(text) <= _SHORT:
        return [(0, len(text))]
    windows = [(0, 100)]
    for match in _YEARS.finditer(text, 100):
        first, last = max(0, match.start() - 45), match.end() + 8
        if first <= windows[-1][1]:
            windows[-1] = (windows[-1][0], last)
        else:
            windows.append((first, last))
    begins = (
        windows[0][1] > 100
        or _YEARS.search(text, 0, 104)
        or (_DIGIT.search(text, 0, 100) and _DASH.search(text, 0, 150))
    )
    return windows if begins else windows[1:]


def _month(name: str) -> tuple[str, int] | None:
    name = _key(name)
    return MONTH_OF.get(name) or MONTH_OF.get(name.partition(" ")[0])


def _phrase(text: str, match: re.Match[str], raw: str) -> Phrase | None:
    got = match.groupdict()
    year = int(got["y"]) if got["y"] else None
    calendar, doubt = "gregorian", 1.0
    day = int(got["d"]) if got.get("d") else None
    if got["m"].isdigit():
        month: int | None = int(got["m"])
        if year is not None and year < 1500:
            calendar, doubt = _calendar(year, raw)
    else:
        calendar, month = _month(got["m"]) or ("", 0)
        doubt = 0.6 if calendar == "islamic" else 1.0  # the month begins when the moon is seen
    if not calendar or _RANGE.search(text, max(0, match.start() - 8), match.start()) or _TO.match(text, match.end()):
        return None
    if calendar != "gregorian":
        if not (year and month and day):
            return None
        turned = (from_persian if calendar == "persian" else from_islamic)(year, month, day)
        if turned is None:
            return None
        year, month, day = turned.year, turned.month, turned.day
    elif year is not None and not 1700 <= year < 2100:
        return None
    bare = Phrase(match.start(), match.end(), year, month, day, "", None, doubt)
    phrase = _around(text, bare)
    if match.re is _SLASHED and calendar == "gregorian":
        return _ordered(phrase, got["sep"])
    return phrase if phrase.parsed(2000) is not None and (day is None or phrase.date(year or 2000)) else None


def _calendar(year: int, raw: str) -> tuple[str, float]:
    """Whose year 1401 is: of a Persian text the Persian one; else the reading that falls into our time, in doubt."""
    if 1300 <= year <= 1410:
        return "persian", 1.0 if _PERSIAN_TEXT.search(raw) else 0.6
    return ("islamic", 0.6) if 1411 <= year <= 1480 and not _PERSIAN_TEXT.search(raw) else ("", 0.0)


def _ordered(phrase: Phrase, sep: str) -> Phrase | None:
    """20/01/2022: which number is the month? What is above 12 is none, a weekday decides, dots are day first."""
    day, month = phrase.day or 0, phrase.month or 0
    first = phrase if month <= 12 else None
    second = phrase._replace(day=month, month=day) if day <= 12 else None
    ways = [way for way in (first, second) if way is not None and way.date() is not None]
    if len(ways) == 2 and day != month:
        fit = [way for way in ways if way.agrees()]
        if len(fit) == 1:
            return fit[0]
        return ways[0] if sep == "." else phrase._replace(month=None, day=None, clock="")
    return ways[0] if ways else None


def _around(text: str, phrase: Phrase) -> Phrase:
    """With the clock and the weekday that stand right before or after it."""
    start, end, clock, weekday = phrase.start, phrase.end, "", None
    if phrase.day is not None:
        after = _AFTER.match(text, end, min(len(text), end + 60))
        before = None if after else _BEFORE.search(text[max(0, start - 30) : start])
        if after:
            clock, end = _time(after), after.end()
        elif before and not text[max(0, start - 31) + before.start() : start][:1].isalpha():
            clock, start = _time(before), max(0, start - 30) + before.start()
    head = text[max(0, phrase.start - 26) : phrase.start]
    named = _DAY_BEFORE.search(head)
    if named:
        joined, last = _key(re.sub(r"\s", "", named[1])), _key(named[1].split()[-1])
        weekday = WEEKDAY_OF.get(joined, WEEKDAY_OF.get(last))
        if weekday is not None:
            shift = 0 if joined in WEEKDAY_OF else len(named[1]) - len(named[1].split()[-1])
            start = min(start, phrase.start - len(head) + named.start(1) + shift)
            if not clock:
                before = _BEFORE.search(text[max(0, start - 30) : start])
                if before and phrase.day is not None:
                    clock, start = _time(before), max(0, start - 30) + before.start()
    if weekday is None:
        later = _DAY_AFTER.match(text, phrase.end, min(len(text), phrase.end + 20))
        weekday = WEEKDAY_OF.get(_key(later[1])) if later else None
        if later and weekday is not None:
            end = max(end, later.end(1))
    return phrase._replace(start=start, end=end, clock=clock, weekday=weekday)


def _time(match: re.Match[str]) -> str:
    """The clock as `dateforms` reads it."""
    clock = match["clock"].lower().replace("h", ":")
    if re.match(r"\d+\.\d\d", clock):
        clock = clock.replace(".", ":", 1)
    return " ".join(part for part in (clock, (match["zone"] or "").lower(), match["offset"] or "") if part)


def from_persian(year: int, month: int, day: int) -> date | None:
    """A day of the Solar Hijri calendar by its cycle of 33 years, which is right from 1210 to about 1500.

    >>> str(from_persian(1401, 4, 1)), str(from_persian(1357, 11, 22)), from_persian(1402, 12, 30)
    ('2022-06-22', '1979-02-11', None)
    """
    last = 31 if month <= 6 else 30 if month <= 11 or year % 33 in _LEAP else 29
    if not (1210 <= year <= 1500 and 1 <= month <= 12 and 1 <= day <= last):
        return None
    leaps = sum((y % 33 in _LEAP) for y in range(min(year, 1401), max(year, 1401)))
    days = (year - 1401) * 365 + (leaps if year > 1401 else -leaps)
    return date(2022, 3, 21) + timedelta(days + 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1)


def from_islamic(year: int, month: int, day: int) -> date | None:
    """A day of the tabular Islamic calendar; the observed one may be a day off.

    >>> str(from_islamic(1443, 1, 1)), from_islamic(1443, 13, 1)
    ('2021-08-10', None)
    """
    if not (1200 <= year <= 1500 and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    return date.fromordinal(day + 29 * (month - 1) + month // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + 227014)
