"""Sentences of news -> the same sentences with one typed edit: another number, date, name, polarity or status; or a
neutral one, after which it says the same in other words.

The rules read nothing of `dedup`: they are regular expressions and small tables of their own, so that what the program
can see does not decide what it is asked. Each returns the ways in which a sentence can be so edited.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
DAYS = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
]  # fmt: skip
NUMBERS = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
_MONTH = "|".join(MONTHS)
_DAY = "|".join(DAYS)
_NUMBER = re.compile(
    r"(?<![\w.,:/#&-])(\$?)(\d{1,3}(?:,\d{3})+|\d{1,4})(\.\d+)?(?![\w:/&-]|[.,]\d|['’]|(?:st|nd|rd|th)\b)"
)
_WORDED = re.compile(r"\b(" + "|".join(NUMBERS) + r")\s(?=[a-z]{4,})")
_AGO = re.compile(r"\s?\w+\s(?:ago|earlier|later|after|before|since|from)\b")
_NAMED = re.compile(r"(?:\b[A-Z][\w.]*|No\.|Section|Article)\s$")
_NAMED_DATE = re.compile(rf"\b(?:{_MONTH}|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.?\s$")
_WEEKDAY = re.compile(rf"\b({_DAY})\b(?!['’])")
_MONTH_DAY = re.compile(rf"\b((?:{_MONTH}|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)\s)(\d{{1,2}})\b(?![\d,]*\d{{3}})")
_IN_MONTH = re.compile(rf"\b([Ii]n\s)({_MONTH})\b(?!\s\d)")
_IN_YEAR = re.compile(r"\b([Ii]n\s(?:(?:" + _MONTH + r")\s)?)((?:19|20)\d\d)\b")
_FULL_NAME = re.compile(r"(?<=[a-z,]\s)([A-Z][a-z]{2,}\s[A-Z][a-z]{2,})(?=[\s,.;])(?!\s[A-Z])")
_LAST_NAME = re.compile(r"(?<=[a-z]\s)((?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\.\s[A-Z][a-z]{3,})(?=[\s,.;])(?!\s[A-Z])")
_PLACE = re.compile(
    r"(?<=\sin\s)([A-Z][a-z]{3,})(?=[.;]|\s(?:and|on|for|to|after|when|where|that|as|by|with|at|was|is|were)\b)"
)
_GIVEN = {
    "James", "John", "Robert", "Michael", "William", "David", "Richard", "Joseph", "Thomas", "Charles",
    "Christopher", "Daniel", "Matthew", "Anthony", "Mark", "Donald", "Steven", "Paul", "Andrew", "Joshua", "Kenneth",
    "Kevin", "Brian", "George", "Timothy", "Ronald", "Edward", "Jason", "Jeffrey", "Ryan", "Jacob", "Gary",
    "Nicholas", "Eric", "Jonathan", "Stephen", "Larry", "Justin", "Scott", "Brandon", "Benjamin", "Samuel",
    "Gregory", "Frank", "Patrick", "Jack", "Dennis", "Jerry", "Tyler", "Aaron", "Adam", "Nathan", "Henry", "Peter",
    "Kyle", "Bill", "Jim", "Joe", "Bob", "Mike", "Dan", "Tom", "Chris", "Steve", "Jeff", "Ben", "Mitch", "Chuck",
    "Ted", "Bernie", "Rick", "Tim", "Ron", "Mary", "Patricia", "Jennifer", "Linda", "Elizabeth", "Barbara", "Susan",
    "Jessica", "Sarah", "Karen", "Lisa", "Nancy", "Betty", "Sandra", "Margaret", "Ashley", "Kimberly", "Emily",
    "Donna", "Michelle", "Carol", "Amanda", "Melissa", "Deborah", "Stephanie", "Rebecca", "Laura", "Cynthia",
    "Kathleen", "Amy", "Angela", "Anna", "Hillary", "Barack", "Kamala", "Mitt", "Marco", "Rand", "Jared", "Ivanka",
    "Melania", "Vladimir", "Emmanuel", "Boris", "Theresa", "Kim", "Sean", "Brett",
}  # fmt: skip
_NO_NAME = re.compile(
    rf"\b(?:{_MONTH}|{_DAY}|The|New|North|South|East|West|United|White|House|Supreme|Court|State|Senate|President"
    r"|Congress|Department|Democrat\w*|Republican\w*|University|Street|Party|National|American\w*)\b"
)
_HELD = re.compile(
    r"\b(was|were|is|are|will|has|have|had|did|can|could|would|should)\s(?!not\b|no\b|never|n['’]|nothing|none|only|a\s"
    r"|an\s|the\s|that|to\b|more|less|also|just|I\b|you\b|he\b|she\b|it\b|we\b|they\b|been\s(?:no|not))(?=[a-z]+)"
)
_DENIED = re.compile(
    r"\b(was|were|is|are|will|has|have|had|could|would|should)(\snot|n['’]t)\s(?!only|just|to\b|yet|all)"
)
_LEADS = re.compile(r"[.?!]|\b(?:if|whether|unless|than|until|so|why|how)\b", re.IGNORECASE)
ANTONYMS = (
    ("rose", "fell"), ("increased", "decreased"), ("accepted", "rejected"), ("confirmed", "denied"),
    ("approved", "rejected"), ("supported", "opposed"), ("supports", "opposes"), ("guilty", "innocent"),
    ("legal", "illegal"), ("opened", "closed"), ("won", "lost"), ("passed", "failed"), ("alive", "dead"),
    ("agreed to", "refused to"), ("allowed", "forbidden"), ("succeeded", "failed"), ("upheld", "overturned"),
    ("safe", "unsafe"), ("able to", "unable to"), ("true", "false"), ("gained", "lost"), ("likely", "unlikely"),
)  # fmt: skip
PAST = {
    "announced": "announce", "signed": "sign", "visited": "visit", "approved": "approve", "launched": "launch",
    "released": "release", "resigned": "resign", "appointed": "appoint", "nominated": "nominate", "filed": "file",
    "introduced": "introduce", "closed": "close", "opened": "open", "ordered": "order", "imposed": "impose",
    "lifted": "lift", "ended": "end", "met with": "meet with", "withdrew": "withdraw", "passed": "pass",
    "published": "publish", "issued": "issue", "banned": "ban", "ratified": "ratify", "joined": "join",
}  # fmt: skip
"""Past tense and bare form of verbs of deeds that are planned before they are done."""
STEPS = (
    ("signed", "agreed to"), ("signed", "proposed"), ("approved", "proposed"), ("passed", "proposed"),
    ("agreed to", "proposed to"), ("has agreed", "is negotiating"), ("imposed", "proposed"), ("agreed on", "discussed"),
    ("suspended", "cancelled"), ("extended", "suspended"), ("ratified", "signed"), ("charged", "convicted"),
    ("arrested", "charged"), ("accused of", "convicted of"), ("nominated", "confirmed"), ("expired", "extended"),
    ("took effect", "was proposed"), ("launched", "proposed"), ("appointed", "proposed"), ("canceled", "suspended"),
)  # fmt: skip
SYNONYMS = (
    ("purchased", "bought"), ("began", "started"), ("nearly", "almost"), ("additional", "further"), ("about", "around"),
    ("assist", "help"), ("attempt", "try"), ("currently", "at present"), ("children", "kids"), ("large", "big"),
    ("officials", "authorities"), ("killed", "slain"), ("ended", "finished"), ("several", "a number of"),
    ("residents", "inhabitants"), ("physicians", "doctors"), ("physician", "doctor"), ("home", "house"),
    ("incident", "event"), ("shortly after", "soon after"), ("many", "numerous"), ("often", "frequently"),
    ("lawmakers", "legislators"), ("attorney", "lawyer"), ("but", "yet"), ("although", "though"), ("while", "as"),
    ("told reporters", "told journalists"), ("said", "stated"), ("received", "got"), ("requested", "asked for"),
    ("due to", "because of"), ("prior to", "before"), ("following", "after"), ("car", "vehicle"), ("film", "movie"),
    ("worried", "concerned"), ("died", "lost their lives"), ("across", "throughout"), ("important", "significant"),
    ("victory", "win"), ("probe", "investigation"), ("investigation", "inquiry"), ("huge", "enormous"),
    ("quickly", "rapidly"), ("also", "too"), ("demand", "call for"), ("support", "backing"), ("agency", "body"),
)  # fmt: skip
_QUOTE = re.compile(r"[\"“”]")


class Edit(NamedTuple):
    """An edit of a sentence: its kind, what it is in particular, and the span of the sentence that is replaced."""

    kind: str
    how: str
    start: int
    end: int
    words: str

    def of(self, sentence: str) -> str:
        """The sentence so edited."""
        return sentence[: self.start] + self.words + sentence[self.end :]


Rule = Callable[[str, random.Random, Sequence[str]], list[Edit]]
"""A sentence, what is drawn by, and names of other events."""


def _number(sentence: str, rng: random.Random, _: Sequence[str]) -> list[Edit]:
    found = []
    for match in _NUMBER.finditer(sentence):
        before = sentence[: match.start()]
        digits, value = match[2], int(match[2].replace(",", ""))
        plain_year = not match[1] and "," not in digits and match[3] is None and 1800 <= value <= 2100
        if plain_year or (_NAMED.search(before) and not match[1]) or _NAMED_DATE.search(before) or value < 2:
            continue
        if _AGO.match(sentence[match.end() :]):
            continue
        factor = rng.choice((0.5, 0.6, 1.5, 2, 3))
        step = 10 ** max(0, len(str(value)) - 2)
        new = max(step, round(value * factor / step) * step)
        if before.endswith(", ") and sentence[match.end() :].startswith(","):
            new = value + rng.choice((-4, 5, 9))  # an age
        new += step * (new == value)
        made = f"{new:,}" if "," in digits else str(new)
        found.append(Edit("numeric", "digits", match.start(2), match.end(2), made))
    for match in _WORDED.finditer(sentence):
        if _AGO.match(sentence[match.end() :]):
            continue
        at = NUMBERS.index(match[1])
        new = NUMBERS[at + rng.choice((2, 3))] if at < 10 else NUMBERS[at - rng.choice((3, 5))]
        found.append(Edit("numeric", "words", match.start(1), match.end(1), new))
    return found


def _date(sentence: str, rng: random.Random, _: Sequence[str]) -> list[Edit]:
    found = []
    for match in _WEEKDAY.finditer(sentence):
        new = rng.choice([day for day in DAYS if day != match[1]])
        found.append(Edit("date", "weekday", match.start(), match.end(), new))
    for match in _MONTH_DAY.finditer(sentence):
        day = int(match[2])
        new = str(day + rng.choice((2, 3, 5)) if day < 20 else day - rng.choice((2, 3, 5)))
        found.append(Edit("date", "day", match.start(2), match.end(2), new))
    for match in _IN_MONTH.finditer(sentence):
        new = rng.choice([month for month in MONTHS if month != match[2]])
        found.append(Edit("date", "month", match.start(2), match.end(2), new))
    for match in _IN_YEAR.finditer(sentence):
        new = str(int(match[2]) - rng.choice((1, 2, 4)))
        found.append(Edit("date", "year", match.start(2), match.end(2), new))
    return found


def names(sentence: str) -> list[tuple[str, int, int]]:
    """Names inside a sentence: (pattern, start, end)."""
    found = []
    for how, pattern in (("full", _FULL_NAME), ("titled", _LAST_NAME), ("place", _PLACE)):
        for m in pattern.finditer(sentence):
            before = sentence[: m.start()].split()[-1]
            if how == "full" and m[1].split()[0] not in _GIVEN:
                continue
            if not _NO_NAME.search(m[1]) and not before[0].isupper() and before not in ("the", "a", "an"):
                found.append((how, *m.span(1)))
    return found


def _name(sentence: str, rng: random.Random, others: Sequence[str]) -> list[Edit]:
    found = []
    for how, start, end in names(sentence):
        pool = [name for kind, _, name in (one.partition(":") for one in others) if kind == how]
        new = rng.choice(pool) if pool else ""
        same = set(re.findall(r"\w+", new)) & set(re.findall(r"\w+", sentence))
        if new and not same:
            found.append(Edit("participant", how, start, end, new))
    return found


def _polarity(sentence: str, _rng: random.Random, _: Sequence[str]) -> list[Edit]:
    found = []
    found += [
        Edit("polarity", "not added", match.end(1), match.end(1), " not")
        for match in _HELD.finditer(sentence)
        if not _LEADS.search(sentence[: match.start()])
    ]
    found += [
        Edit("polarity", "not dropped", match.start(2), match.end(2), "")
        for match in _DENIED.finditer(sentence)
        if not _LEADS.search(sentence[: match.start()])
    ]
    for a, b in ANTONYMS:
        for old, new in ((a, b), (b, a)):
            found += [
                Edit("polarity", "antonym", m.start(), m.end(), new) for m in re.finditer(rf"\b{old}\b", sentence)
            ]
    return found


_SUBJECTS = ("he", "she", "they", "it", "who", "which", "president", "minister", "court", "government", "officials")


def _status(sentence: str, _rng: random.Random, _: Sequence[str]) -> list[Edit]:
    found = []
    for past, bare in PAST.items():
        for m in re.finditer(
            rf"(?<!be )(?<!been )(?<!was )(?<!were )(?<!is )(?<!are )(?<!being )(?<!\bto )\b{past}\b", sentence
        ):
            before = (sentence[: m.start()].split() or [""])[-1]
            if not (before[:1].isupper() or before in _SUBJECTS) or before.endswith(","):
                continue
            found.append(Edit("status", "done to planned", m.start(), m.end(), f"will {bare}"))
        found += [
            Edit("status", "planned to done", m.start(), m.end(), past)
            for m in re.finditer(rf"\b(?:will|plans to|is expected to) {bare}\b", sentence)
        ]
    for a, b in STEPS:
        for old, new in ((a, b), (b, a)):
            found += [
                Edit("status", "another step", m.start(), m.end(), new) for m in re.finditer(rf"\b{old}\b", sentence)
            ]
    return found


def _synonym(sentence: str, _rng: random.Random, _: Sequence[str]) -> list[Edit]:
    return [
        Edit("neutral", "synonym", m.start(), m.end(), new)
        for old, new in SYNONYMS
        for m in re.finditer(rf"\b{old}\b", sentence)
    ]


_TAIL = re.compile(
    rf"^([A-Z][^,;:\"“”—]{{25,}}?)\s((?:on|last|in)\s(?:{_DAY}|week|month|year|{_MONTH}|(?:19|20)\d\d))\.$"
)
_FRONT = re.compile(rf"^((?:On|Last|In)\s(?:{_DAY}|week|month|year|{_MONTH}|(?:19|20)\d\d)),\s([^;:\"“”—]{{25,}})\.$")
_SAID_LAST = re.compile(r"^([A-Z][^\"“”;:—]{25,}),\s((?:[A-Z][\w.]*\s?){1,3}|he|she|officials|police)\s?(said)\.$")
_SAID_FIRST = re.compile(r"^((?:[A-Z][a-z.]+\s){1,3}|He\s|She\s|Officials\s|Police\s)said\sthat\s([^\"“”;:—]{25,})\.$")


def _order(sentence: str, _rng: random.Random, _: Sequence[str]) -> list[Edit]:
    whole = len(sentence)
    if m := _TAIL.match(sentence):
        keep = m[1] if re.match(r"(?:[A-Z]\w+\s){2}|I\s", m[1]) else m[1][0].lower() + m[1][1:]
        return [Edit("neutral", "order", 0, whole, f"{m[2][0].upper()}{m[2][1:]}, {keep}.")]
    if m := _FRONT.match(sentence):
        rest = m[2][0].upper() + m[2][1:]
        return [Edit("neutral", "order", 0, whole, f"{rest} {m[1][0].lower()}{m[1][1:]}.")]
    if m := _SAID_LAST.match(sentence):
        who = m[2].strip()
        return [Edit("neutral", "order", 0, whole, f"{who[0].upper()}{who[1:]} said that {m[1]}.")]
    if m := _SAID_FIRST.match(sentence):
        who = m[1].strip() if m[1].strip() not in ("He", "She", "Officials", "Police") else m[1].strip().lower()
        return [Edit("neutral", "order", 0, whole, f"{m[2][0].upper()}{m[2][1:]}, {who} said.")]
    return []


def _rounding(sentence: str, _rng: random.Random, _: Sequence[str]) -> list[Edit]:
    found = []
    for match in _NUMBER.finditer(sentence):
        before, digits = sentence[: match.start()], match[2]
        value = int(digits.replace(",", ""))
        year = not match[1] and "," not in digits and match[3] is None and 1800 <= value <= 2100
        if year or _NAMED.search(before) or _NAMED_DATE.search(before):
            continue
        if (
            match[3] is None
            and value <= 12
            and value >= 2
            and not match[1]
            and sentence[match.end() :][:2].strip().isalpha()
        ):
            found.append(Edit("neutral", "rounding", match.start(2), match.end(2), NUMBERS[value - 2]))
        elif match[3] is None and value > 100 and value % 100 and not re.search(r"(?:about|nearly|than)\s\$?$", before):
            step = 10 ** (len(str(value)) - 2)
            new = round(value / step) * step
            made = f"{match[1]}{new:,}" if "," in digits else f"{match[1]}{new}"
            found.append(Edit("neutral", "rounding", match.start(), match.end(2), f"about {made}"))
    for match in _WORDED.finditer(sentence):
        if sentence[match.end() :].startswith(("in ", "of ", "million", "billion", "hundred", "thousand")):
            continue
        found.append(Edit("neutral", "rounding", match.start(1), match.end(1), str(NUMBERS.index(match[1]) + 2)))
    found += [
        Edit("neutral", "rounding", m.start(1), m.end(1), new)
        for old, new in (("percent", "per cent"), ("half", "50 percent"), ("a dozen", "12"), ("a decade", "10 years"))
        for m in re.finditer(rf"\b({old})\b(?! of| million| billion|-)", sentence)
        if old == "percent" or sentence[m.end() :].startswith((" people", " years"))
    ]
    return found


_REGULAR = [
    "approved", "rejected", "opposed", "supported", "criticized", "announced", "attacked", "accused", "arrested",
    "appointed", "blocked", "dismissed", "ordered", "signed", "proposed", "released", "published", "launched", "led",
    "funded", "owned", "backed", "denied", "described", "interviewed", "questioned", "nominated", "endorsed",
    "called", "praised", "passed", "raised", "killed", "injured", "shot", "hired", "fired", "urged", "condemned",
    "introduced", "won", "defended", "visited", "detained", "charged", "expanded", "slammed", "blasted", "ended",
    "reported", "issued", "sued", "halted", "overturned", "upheld",
]  # fmt: skip
_VERB = "|".join(_REGULAR)
_PASSIVE = re.compile(
    r"^((?:The|A|An|His|Her|Their|Its|Mr\.|Ms\.|[A-Z][a-z]+)\s[^,;:\"“”—]{3,60}?)\s(was|were)\s(\w{3,}ed|shot|led)\sby\s"
    r"((?:the\s|a\s|an\s)?[^,;:\"“”—]{3,60}?)(\sin\s[^,;:]*|\son\s[^,;:]*|\slast\s[^,;:]*|\safter\s[^,;:]*)?\.$"
)
_ACTIVE = re.compile(
    r"^((?:The|A|An)\s(?:[A-Za-z]+\s){1,3}?|(?:(?:Mr|Mrs|Ms|Sen|Rep|Gov)\.\s)?[A-Z][a-z]+\s(?:[A-Z][a-z]+\s){0,2}|Police\s)"
    rf"({_VERB})\s((?:the|a|an|his|its|their|two|three|[a-z]+\s[a-z]+s|[A-Z][a-z]+(?:’s|\'s)?)\s(?:[A-Za-z’\'-]+\s?){{0,3}}?)"
    r"((?:\s(?:for|in|on|last|after|before|during|over|at|with|from|that|who|which|while|when)\s|,\s(?!and\b)).*)?\.$"
)


_NO_SUBJECT = re.compile(
    r"^(?:He|She|They|We|It|I|You|After|Before|When|While|If|Others|But|And|Who|This|That|Then|Also|Most|Some)\b"
    r"|\b(?:has|have|had|was|were|eventually|previously|also|never|recently|then|first|who|that|be|been|is|are|ly)\b"
)


def _voice(sentence: str, _rng: random.Random, _: Sequence[str]) -> list[Edit]:
    whole = len(sentence)
    clause = " that " in sentence or " who " in sentence or sentence.startswith(("But ", "And ", "Both ", "Some "))
    if (m := _PASSIVE.match(sentence)) and not clause:
        who = m[4][0].upper() + m[4][1:]
        what = (
            m[1][0].lower() + m[1][1:] if m[1].split()[0] in ("The", "A", "An", "His", "Her", "Its", "Their") else m[1]
        )
        return [Edit("neutral", "voice", 0, whole, f"{who} {m[3]} {what}{m[5] or ''}.")]
    m = _ACTIVE.match(sentence)
    if m and not _NO_SUBJECT.search(m[1]):
        who = m[1].strip()
        who = who[0].lower() + who[1:] if who.split()[0] in ("The", "A", "An", "Police") else who
        what = m[3].strip()
        was = "were" if what.endswith("s") and not what.endswith(("ss", "us")) else "was"
        return [Edit("neutral", "voice", 0, whole, f"{what[0].upper()}{what[1:]} {was} {m[2]} by {who}{m[4] or ''}.")]
    return []


RULES: dict[str, tuple[Rule, ...]] = {
    "numeric": (_number,),
    "date": (_date,),
    "participant": (_name,),
    "polarity": (_polarity,),
    "status": (_status,),
    "neutral": (_synonym, _order, _rounding, _voice),
}


def edits(sentence: str, kind: str, rng: random.Random, others: Sequence[str]) -> list[Edit]:
    """The ways to edit a sentence so; none inside a quotation, which nobody rewrites.

    Parameters
    ----------
    sentence : str
    kind : str
        A key of `RULES`.
    rng : random.Random
        What new values are drawn by.
    others : sequence of str
        Names of other events, as "full:Jo Vane", "titled:Mr. Vane" or "place:Skerra".
    """
    if _QUOTE.search(sentence):
        return []
    found = [one for rule in RULES[kind] for one in rule(sentence, rng, others)]
    return [one for one in found if one.of(sentence) != sentence]
