"""A text -> the spans of its sentences."""

from __future__ import annotations

import re

from dedup.claims.text.words import words

# A run of end marks, what closes behind it, then a blank; or an empty line.
STOP = re.compile(
    r"(?<![.!?…])(?P<marks>[.!?…]++)(?P<close>[\"”’'»)\]}›“]*+)(?P<blank>\s++|$)"
    r"|(?P<full>[。！？｡।॥؟]++[」』”’）]*+)\s*+"
    r"|(?P<break>\n\s*\n\s*)"
    r"|(?<=[a-z][a-z])(?P<glued>[.!?][\"”’]?)(?=“?[A-Z][a-z]{1,15}[ ,’'])"
)
OPENING = "\"“‘'«‹([{„¿¡-—–*•"
BRACKETS = "([{"
TITLES = words("""
    Mr Mrs Ms Messrs Mme Mlle Dr Drs Prof Profs Rev Fr Hon Gov Govs Lt Lts Lieut Col Cols Gen Gens Brig Sgt Capt
    Cmdr Cdr Adm Maj Cpl Pfc Pvt Spc Sen Sens Rep Reps Pres Supt Det Insp Amb Atty Attys Asst Assoc Ste Mt Ft Sr
    Sra Srta Mons Msgr Bros Fig Figs Eq Vol Op Ed Eds Cf Viz Vs vs viz cf al approx v
""")
"""Abbreviations that something always follows, so that they end no sentence; in the case that they are written in."""
LOCAL = words("""
    Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Inc Corp Co Cos
    Ltd LLC Llc PLC Plc Ave Blvd Rd Hwy St Jr Sr Est Dept Dist Univ Intl Natl Govt Esq Bhd Pty Ala Ariz Ark
    Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Penn Tenn
    Tex Va Vt Wash Wis Wyo Ont Que Alta Sask Man etc inc ltd dept est
""")
"""Abbreviations that may end a sentence: what follows decides."""
CLOCK = words("a.m p.m am pm A.M P.M")
BEHIND_CLOCK = words("""
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT BST
    CET CEST UTC IST Eastern Central Pacific Mountain January February March April May June July August
    September October November December Greenwich Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec
""")
"""What follows a time of the day within the sentence, capital or not."""
NUMBERED = words("No Nos Vol Fig Figs Sec Ch Pp no nos vol fig pp p art para Art Para Ver Rs Rm")
STARTERS = words("""
    the a an this that these those he she it they we i you his her its their our my in on at for from with by
    but and so as if when while after before since there here what who why how where which however meanwhile
    also not no yes although though according some many most several all each every another other one two three
    now then today yesterday last next only both under over during despite because until once still even just
    more less mr mrs ms dr had has have was were is are did does do can could will would should already asked
    earlier later nearly about inside outside among like unlike such police officials prosecutors investigators
""")
"""Words that, in upper case behind a doubtful abbreviation, begin a sentence."""


def split_sentences(text: str) -> list[tuple[int, int]]:
    r"""The spans of the sentences of a text.

    An empty line always ends a sentence. A full stop does not where it belongs to an abbreviation, an initial, a
    number or an address; an end mark inside quotation marks or brackets does where the words behind it begin anew.
    A quotation of several sentences is split inside; each sentence keeps the marks that touch it.

    Parameters
    ----------
    text : str
        Any characters at all; best the text of a `Body`.

    Returns
    -------
    list of (int, int)
        In order, none over another, none empty, no blanks at either end. Cost: linear.

    Examples
    --------
    >>> text = 'Mr. Brekk of the U.S. left at 5 p.m. on Monday. "I saw it. Twice," he said.'
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Mr. Brekk of the U.S. left at 5 p.m. on Monday.', '"I saw it.', 'Twice," he said.']
    """
    spans = []
    start = _skip(text, 0)
    for stop in STOP.finditer(text):
        if stop["marks"] is not None:
            end = stop.end("close")
            if stop.end() < len(text) and "\n\n" not in stop["blank"] and not _ends(text, stop):
                continue
        elif stop["glued"] is not None:
            end = stop.end()
            if _is_address(text, stop.start()):
                continue
        else:
            end = stop.end("full") if stop["full"] is not None else stop.start()
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            spans.append((start, end))
        start = max(start, _skip(text, stop.end()))
    end = len(text.rstrip())
    if end > start:
        spans.append((start, end))
    return spans


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _is_address(text: str, at: int) -> bool:
    """Whether a stop with no blank behind it may be one of an address: another one, or a slash, is in the word."""
    begin = at
    while begin > 0 and at - begin < 40 and not text[begin - 1].isspace():
        begin -= 1
    return any(mark in text[begin:at] for mark in "./@:#")


def _word_before(text: str, at: int) -> str:
    """The word that ends at `at`, of letters and inner stops: 40 characters at most."""
    begin = at
    while begin > 0 and at - begin < 40 and (text[begin - 1].isalnum() or text[begin - 1] in ".’'-&"):
        begin -= 1
    return text[begin:at].strip("’'-&.") if begin < at else ""


def _word_after(text: str, at: int) -> str:
    end = at
    while end < len(text) and end - at < 40 and (text[end].isalnum() or text[end] in "’'"):
        end += 1
    return text[at:end]


def _ends(text: str, stop: re.Match[str]) -> bool:
    """Whether end marks with a blank behind them end a sentence."""
    marks, close, after = stop["marks"], stop["close"], stop.end()
    opened = after
    while opened < len(text) and text[opened] in OPENING:
        opened += 1
    following = _word_after(text, opened)
    if not following:
        return opened > after
    lower = following[0].islower()
    if lower and opened == after:
        return False
    if marks == "." and not close:
        return _full_stop(text, stop.start(), following, text[after:opened])
    if marks in {"...", "…", "...."} and not close:
        return not lower
    return not lower


def _full_stop(text: str, at: int, following: str, opening: str) -> bool:
    """Whether a single stop before a blank and a word that is not in lower case ends a sentence."""
    word = _word_before(text, at).rsplit("-", 1)[-1]
    if not word:
        return True
    if len(word) == 1 and word.isalpha():
        return word != "v" and _after_initial(word, following)
    if word in NUMBERED and following[0].isdigit():
        return False
    if word in TITLES:
        return False
    if word in CLOCK:
        return following not in BEHIND_CLOCK and not opening.startswith(tuple(BRACKETS))
    if word in LOCAL or _is_dotted(word):
        return not opening.startswith(tuple(BRACKETS)) and (bool(opening) or _begins(text, at, following))
    return not (word.isdigit() and len(word) <= 2 and _begins_line(text, at - len(word)))


def _is_dotted(word: str) -> bool:
    """Whether a word is of letters with stops between: U.S, e.g, Ph.D."""
    parts = word.split(".")
    return len(parts) > 1 and all(0 < len(part) <= 2 and part.isalpha() for part in parts)


def _begins(text: str, at: int, following: str) -> bool:
    """Whether a word behind a doubtful stop begins a sentence."""
    if following.casefold() == "no":  # "No. 2" goes on
        return text[at : at + 8].lstrip(". ")[2:3] != "."
    return following.casefold() in STARTERS


def _begins_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "\n"


def _after_initial(word: str, following: str) -> bool:
    """Whether a stop behind a single letter ends a sentence: not behind an initial of a name."""
    return word.islower() or following.casefold() in STARTERS
