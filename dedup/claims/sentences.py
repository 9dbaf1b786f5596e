"""A text -> the spans of its sentences."""

from __future__ import annotations

import re

from dedup.claims.words import words

# A run of end marks, what closes behind it, then a blank; or an empty line.
STOP = re.compile(
    r"(?<![.!?…])(?P<marks>[.!?…]++)(?P<close>[\"”’'»)\]}›]*+)(?P<blank>\s++|$)"
    r"|(?P<full>[。！？｡।॥؟]++[」』”’）]*+)\s*+"
    r"|(?P<break>\n\s*\n\s*)"
)
OPENING = "\"“‘'«‹([{„¿¡-—–*•"
ALWAYS = words("""
    mr mrs ms messrs mme mlle dr prof rev fr sr jr st ste hon gov lt col gen sgt capt cmdr adm maj cpl pvt sen
    rep reps sens pres supt det insp amb atty attys asst assoc dept dist vs v viz cf no nos vol fig figs eq sec
    ch pp op ed eds al approx est mt ft gens cols lts profs drs hons mons sra srta dona fra bros
""")
"""Abbreviations that something always follows, so that they end no sentence."""
SOMETIMES = words("""
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun inc corp co ltd
    llc plc etc ave blvd rd hwy ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss
    mo mont neb nev okla ore pa penn tenn tex va vt wash wis wyo ont que alta a.m p.m u.s u.k u.n e.u u.s.a d.c
    n.y n.j n.c s.c n.h n.m n.d s.d w.va r.i l.a p.s ph.d m.d b.a m.a j.d i.e e.g esq intl univ natl govt hrs
    mins secs min max avg cent
""")
"""Abbreviations that may end a sentence: what follows decides."""
NUMBERED = words("""
    no nos vol fig figs sec ch pp p art para ver jan feb mar apr jun jul aug sept sep oct nov dec
""")
STARTERS = words("""
    the a an this that these those he she it they we i you his her its their our my in on at for from with by
    but and so as if when while after before since there here what who why how where which however meanwhile
    also not no yes although though according some many most several all each every another other one two three
    now then today yesterday last next only both under over during despite because until once still even just
    more less mr mrs ms dr
""")
"""Words that, in upper case behind a doubtful abbreviation, begin a sentence."""
SPEECH = words("said says told asked added replied wrote tweeted explained shouted asks writes")


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
        return _full_stop(text, stop.start(), following, opened > after)
    if marks in {"...", "…", "...."} and not close:
        return not lower
    return not lower


def _full_stop(text: str, at: int, following: str, opened: bool) -> bool:
    """Whether a single stop before a blank and a word that is not in lower case ends a sentence."""
    word = _word_before(text, at)
    plain = word.casefold()
    if not word:
        return True
    if len(word) == 1 and word.isalpha():
        return _after_initial(text, at, word, following)
    if plain in NUMBERED and following[0].isdigit():
        return False
    if plain in ALWAYS:
        return plain in {"no", "v", "al", "ed", "st", "jr", "sr", "est", "ft"} and _begins(following, plain)
    if plain in SOMETIMES or ("." in word and all(len(part) <= 2 for part in word.split("."))):
        return opened or following.casefold() in STARTERS
    return not (word.isdigit() and len(word) <= 2 and _begins_line(text, at - len(word)))


def _begins(following: str, plain: str) -> bool:
    return following.casefold() in STARTERS or (plain == "no" and not following[0].isdigit())


def _begins_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "\n"


def _after_initial(text: str, at: int, word: str, following: str) -> bool:
    """Whether a stop behind a single letter ends a sentence: not behind an initial of a name."""
    if word == "I":
        return following.casefold() in STARTERS
    if word.islower():
        return True
    return following.casefold() in STARTERS
