"""A sentence -> its clauses, the subject carried over where a clause leaves it out.

There is no parser here: closed lists of words and a few endings find the verbs. What is not sure is not split, since a
sentence that is left whole loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from dedup.claims.text.words import words

LONGEST = 400
"""Words and marks of a sentence, at most: a longer one is a list or no sentence, and is left whole."""
TOKEN = re.compile(r"[^\W_](?:[\w&]|[’'.,/-](?=\w))*|[^\w\s]|_")
OPENERS, CLOSERS = "“«([{", "”»)]}"
_ENCLOSING = re.compile(r"[\"“”«»()\[\]{}]")
JOINERS = words("and but or yet so while whereas although though")
"""Behind a comma or a semicolon, these begin a clause where a subject and a verb follow."""
REPORTS_ON = words("""
    saying adding noting stressing insisting arguing warning claiming telling explaining announcing alleging
    denying suggesting confirming emphasizing emphasising acknowledging admitting promising vowing pledging
    predicting recalling reiterating underlining underscoring pointing concluding estimating cautioning
    declaring asserting indicating hailing expressing describing calling urging accusing
""")
"""Participles that go on reporting behind a comma."""
AUXILIARIES = words("""
    is are was were am has have had do does did will would can could may might shall should must isn't aren't
    wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't cannot couldn't mustn't
    shouldn't needn't
""")
PASTS = words("""
    said told went took made came saw got gave found left kept began held brought led met ran sent won lost paid
    built spent fell rose grew knew thought felt became wrote spoke stood broke struck drove drew sold bought
    caught fought taught sought threw chose flew wore rode hid swore shook sank swept slept dealt meant
    understood overcame withdrew put set hit cut shot quit let read sat lay heard forgave forgot froze lent fled
    fed bled stole stuck hung shut split spread burnt learnt underwent undertook undid awoke bent bound bit blew
    bred dug drank ate rang sang shone slid spun stung swam swung tore woke wound wept says tells adds calls
    wants thinks believes knows hopes insists argues claims warns expects plans makes takes goes comes gets
    needs remains seems appears means includes keeps sees brings gives becomes requires allows carries provides
    involves depends belongs
""")
"""Past forms that no rule of spelling shows, and present ones that are hardly ever nouns."""
NOT_PAST = words("""
    red bed need feed seed speed breed indeed hundred wicked naked sacred unprecedented aged rugged so-called
    united limited embed shed sled greed creed deed weed reed freed kindred alleged unnamed armed detailed
    experienced supposed proposed related required advanced increased complicated isolated
""")
SUBJECTS = words("he she it they we i you there this that these those who one nobody everyone everybody someone both")
DETERMINERS = words("""
    the a an his her its their our my your some many most several few all each every another no any more less
    two three four five six seven eight nine ten dozens hundreds thousands millions neither either other such
""")
PREPOSITIONS = words("""
    in on at by for from with to of about into over under after before between during against through without
    within among since until as like near amid despite across behind beyond toward towards upon off per via than
    because when where if whether although though while once unless how why what
""")
RELATIVES = words("who which that whose whom where")
ADVERBS = words("""
    also then still later now even only just already never not always often soon again meanwhile therefore thus
    however instead recently immediately finally eventually subsequently reportedly allegedly
""")


SPEECH = words("""
    said says told tells added adds asked wrote warned warns explained replied announced denied claimed claims
    insisted insists argued argues stressed noted confirmed reported called calls urged vowed pledged promised
    demanded accused acknowledged admitted declined refused signaled signalled suggested thanked
""")
_MAY_SPLIT = re.compile(r"[,;\"“”«»()\[\]{}]|(?<![^\W_])(?:" + "|".join(sorted(JOINERS)) + r")(?![\w&])", re.IGNORECASE)
"""What stands in every sentence of several clauses."""
_NO_SUBJECTS = RELATIVES - SUBJECTS
PRONOUNS = words("he she it they we i you")
WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday")
TIMES = words("day night morning evening afternoon week weekend month year spring summer autumn winter fall")


class Clause(NamedTuple):
    """A clause: its span, and the span of the subject that it takes over from an earlier one (None: it has its own)."""

    start: int
    end: int
    subject: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Words and marks of a sentence, as lists side by side: a sentence has too many for a record each."""

    text: list[str]
    lower: list[str]
    start: list[int]
    end: list[int]
    inside: list[bool]  # quotation marks or brackets

    def __len__(self) -> int:
        return len(self.text)


def split_clauses(text: str, start: int, end: int) -> list[Clause]:
    """The clauses of the sentence at `start` to `end`: a sentence that cannot be split surely is one clause.

    A clause begins at a semicolon, at a coordinator ("and", "but", "while") and at a participle that goes on reporting
    ("adding that"), where what stands before and behind each has a verb; also at the second "that" of one report.
    "X said that Y" stays whole, for "X said" alone states nothing. Quotations and brackets are not split, nor sentences
    of more than `LONGEST` words and marks.

    Parameters
    ----------
    text : str
        The text that the sentence stands in.
    start, end : int
        The sentence, as `split_sentences` gives it.

    Returns
    -------
    list of Clause
        In order, none over another, no blanks at their ends; the first begins with the sentence and the last ends with
        it. Cost: linear.

    Examples
    --------
    >>> text = "The mayor closed the bridge, but the buses still ran, and promised repairs."
    >>> for clause in split_clauses(text, 0, len(text)):
    ...     print(text[clause.start : clause.end], clause.subject and text[slice(*clause.subject)])
    The mayor closed the bridge, None
    but the buses still ran, None
    and promised repairs. the buses
    """
    if end <= start:
        return []
    whole = [Clause(start, end, None)]
    if not _MAY_SPLIT.search(text, start, end):
        return whole
    tokens = _tokens(text, start, end)
    if len(tokens) > LONGEST:
        return whole
    begins = [0]
    for n in range(2, len(tokens) - 1):
        near = tokens.text[n - 1] in ",;" or tokens.lower[n] in JOINERS or tokens.inside[n - 1]
        if near and not tokens.inside[n] and n - begins[-1] >= 2 and _begins_clause(tokens, begins[-1], n):
            begins.append(n)
    return _joined(tokens, begins, start, end) if len(begins) > 1 else whole


def _joined(tokens: _Tokens, begins: Sequence[int], start: int, end: int) -> list[Clause]:
    """The clauses that begin at these words, with their subjects; one without any is a part of the one before."""
    clauses: list[Clause] = []
    subject: tuple[int, int] | None = None
    for first, last in zip(begins, [*begins[1:], len(tokens)], strict=True):
        own = _subject(tokens, first, last)
        begin, stop = (tokens.start[first] if clauses else start), (tokens.end[last - 1] if last < len(tokens) else end)
        if clauses and own is None and subject is None:  # nothing to carry over: not a clause after all
            clauses[-1] = Clause(clauses[-1].start, stop, clauses[-1].subject)
            continue
        clauses.append(Clause(begin, stop, None if own is not None or not clauses else subject))
        subject = own or subject
    return clauses


def _tokens(text: str, start: int, end: int) -> _Tokens:
    """Words and marks of a sentence, `LONGEST` and one more at most, and whether each is quoted or in brackets."""
    spans = [match.span() for match in islice(TOKEN.finditer(text, start, end), LONGEST + 1)]
    marks = [text[first:last] for first, last in spans]
    lower = [mark.casefold().replace("’", "'") for mark in marks]
    inside = [False] * len(marks)
    if _ENCLOSING.search(text, start, end):
        inside = _enclosed(marks)
    return _Tokens(marks, lower, [first for first, _ in spans], [last for _, last in spans], inside)


def _enclosed(marks: Sequence[str]) -> list[bool]:
    out: list[bool] = []
    depth, quoted = 0, False
    for mark in marks:
        if mark == '"':
            quoted = not quoted
        inside = quoted or depth > 0 or mark == '"'
        if mark in OPENERS:
            depth, inside = depth + 1, True
        elif mark in CLOSERS:
            depth, inside = max(0, depth - 1), True
        out.append(inside)
    return out


def _is_verb(tokens: _Tokens, n: int) -> bool:
    """Whether a word is surely a verb with a subject: by list, or a past form by its ending."""
    word = tokens.lower[n]
    if tokens.inside[n]:
        return False
    if word in AUXILIARIES or (word in PASTS and not (n and tokens.lower[n - 1] in {"to", "the", "a", "an"})):
        return True
    if word.endswith(("'s", "'re", "'ve", "'ll", "'d")) and word.split("'")[0] in SUBJECTS:
        return True
    if not word.endswith("ed") or len(word) < 5 or word in NOT_PAST or tokens.text[n][0].isupper() or "-" in word:
        return False
    before = tokens.lower[n - 1] if n else ""
    return before not in DETERMINERS and before not in PREPOSITIONS and before not in AUXILIARIES and before != "'s"


def _is_adverb(tokens: _Tokens, n: int) -> bool:
    word = tokens.lower[n]
    return word in ADVERBS or (word.endswith("ly") and len(word) > 4 and tokens.text[n][0].islower())


def _verb(tokens: _Tokens, first: int, last: int) -> int | None:
    """The first verb of a stretch."""
    return next((n for n in range(first, last) if _is_verb(tokens, n)), None)


def _until(tokens: _Tokens, first: int, limit: int = 14) -> int:
    """The end of the piece that begins at a word: the next comma, semicolon, dash or joiner, `limit` words at most."""
    n = first
    while n < len(tokens) and n - first < limit and (tokens.inside[n] or tokens.text[n] not in ",;—–"):
        n += 1
    return n


def _starts_with_subject(tokens: _Tokens, first: int) -> bool:
    """Whether a subject and its verb stand at a word."""
    last = _until(tokens, first)
    if first >= last or tokens.inside[first]:
        return False
    while _is_adverb(tokens, first) and first + 1 < last:
        first += 1
    head, written = tokens.lower[first], tokens.text[first]
    if head in PREPOSITIONS or head in _NO_SUBJECTS or head.endswith("ing"):
        return False
    verb = _verb(tokens, first, last)
    if verb is None or verb == first:
        return False
    if head in SUBJECTS:
        return verb - first <= 3
    if any(tokens.lower[m] in RELATIVES or tokens.inside[m] for m in range(first, verb)):
        return False
    named = head in DETERMINERS or written[0].isupper() or written[0].isdigit()
    weak = tokens.lower[verb] not in AUXILIARIES and tokens.lower[verb] not in PASTS
    return (named or not weak) and verb - first <= (6 if weak else 9)


def _starts_with_verb(tokens: _Tokens, first: int) -> bool:
    """Whether a verb without a subject stands at a word, an adverb before it aside."""
    while first < len(tokens) - 1 and _is_adverb(tokens, first):
        first += 1
    return _is_verb(tokens, first) and tokens.lower[first] not in {"had", "do"} and "'" not in tokens.lower[first]


def _begins_clause(tokens: _Tokens, begun: int, n: int) -> bool:
    """Whether a clause begins at the word `n`, where the one before it begins at `begun`."""
    word, before = tokens.lower[n], tokens.text[n - 1]
    if _verb(tokens, begun, n) is None:
        return False
    if before == ";":
        follows = n + 1 if word in JOINERS else n
        return _starts_with_subject(tokens, follows) or _starts_with_verb(tokens, follows)
    marked = before == "," or (before in '"”»' and tokens.text[n - 2] == ",")
    if word in REPORTS_ON and marked:
        return tokens.lower[n + 1] == "that" or _verb(tokens, n + 1, len(tokens)) is not None
    following = tokens.lower[n + 1]
    if word not in JOINERS or following == "not" or (word == "so" and following in {"that", "as"}):
        return False
    if following == "that" and word in {"and", "but"}:
        said = any(tokens.lower[m] == "that" and not tokens.inside[m] for m in range(begun, n))
        return said and _verb(tokens, n + 2, len(tokens)) is not None
    return _joins_marked(tokens, begun, n) if marked else _joins_unmarked(tokens, begun, n)


def _joins_marked(tokens: _Tokens, begun: int, n: int) -> bool:
    """Whether a joiner behind a comma begins a clause."""
    word = tokens.lower[n]
    if word in {"and", "or"} and _in_list(tokens, begun, n):
        return False
    return _starts_with_subject(tokens, n + 1) or (word in {"and", "but", "or"} and _starts_with_verb(tokens, n + 1))


def _joins_unmarked(tokens: _Tokens, begun: int, n: int) -> bool:
    """Whether a joiner without a comma begins a clause: only a pronoun, or a verb that has one subject to go with."""
    following = tokens.lower[n + 1]
    if tokens.lower[n] not in {"and", "but"}:
        return False
    if following in SUBJECTS - {"that", "this", "those", "these", "who", "one"}:
        return _starts_with_subject(tokens, n + 1)
    sure = following in AUXILIARIES or following in PASTS
    return sure and (following in SPEECH or _groups(tokens, begun, n) == 1) and _starts_with_verb(tokens, n + 1)


def _groups(tokens: _Tokens, first: int, last: int) -> int:
    """How many verbs with a subject of their own a stretch has; what belongs to one verb counts once."""
    count, previous, n = 0, -9, first
    while n < last:
        if tokens.lower[n] in RELATIVES - {"that"} and n and tokens.text[n - 1] == ",":  # in commas: it is over
            n = next((m for m in range(n, last) if tokens.text[m] == "," and not tokens.inside[m]), n)
        elif _is_verb(tokens, n):
            count += n - previous > 3
            previous = n
        n += 1
    return count


def _in_list(tokens: _Tokens, begun: int, n: int) -> bool:
    """Whether the comma before `n` is the last of a list: what stands between it and the one before has no verb."""
    comma = n - 1
    previous = next((m for m in range(comma - 1, begun, -1) if tokens.text[m] == "," and not tokens.inside[m]), None)
    return previous is not None and comma - previous <= 5 and _verb(tokens, previous + 1, comma) is None


def _subject(tokens: _Tokens, first: int, last: int) -> tuple[int, int] | None:
    """The span of the subject of a clause, None where it has none of its own."""
    while first < last and tokens.lower[first] in JOINERS:
        first += 1
    if first < last and tokens.lower[first] in REPORTS_ON:
        return None
    held: tuple[int, int] | None = None
    at = first
    while at < last:
        stop = min(_until(tokens, at, last), last)
        piece = range(at, stop)
        at = stop + 1
        if not piece or tokens.lower[piece[0]] in (RELATIVES | JOINERS) - {"that"}:
            continue
        found = _subject_of_piece(tokens, piece)
        if found is not None:
            return found
        verb = _verb(tokens, piece[0], stop)
        if verb is not None and all(tokens.inside[m] or _is_adverb(tokens, m) for m in range(piece[0], verb)):
            return held or (_inverted(tokens, verb, stop) if verb > first else None)
        if held is None and verb is None and _may_be_subject(tokens, piece[0], stop):
            last_word = next((m for m in range(piece[0] + 1, stop) if tokens.lower[m] in RELATIVES), stop) - 1
            held = (tokens.start[piece[0]], tokens.end[last_word])
    return None


def _may_be_subject(tokens: _Tokens, first: int, last: int) -> bool:
    """Whether words without a verb may be a subject: not an adverbial, and no participle at their head."""
    head = tokens.lower[first]
    if tokens.inside[first] or head in PREPOSITIONS or _is_adverb(tokens, first):
        return False
    if head.endswith(("ing", "ed")) and len(head) > 4 and last - first > 1:
        return False
    if head in {"last", "this", "next", "earlier", "later"} and tokens.lower[min(first + 1, last - 1)] in TIMES:
        return False
    return all(
        tokens.lower[n] not in {"after", "before", "ago", "when", "because", "later"} for n in range(first, last)
    )


def _subject_of_piece(tokens: _Tokens, piece: range) -> tuple[int, int] | None:
    """The words before the verb of a piece between commas."""
    begin = piece[0]
    while begin < piece[-1] and (tokens.inside[begin] or _is_adverb(tokens, begin)):
        begin += 1
    if begin == piece[0] and tokens.lower[begin] == "that":
        begin = min(begin + 1, piece[-1])
    if tokens.lower[begin] in {"last", "this", "next"} and begin + 2 < piece[-1] and tokens.lower[begin + 1] in TIMES:
        begin += 2
    verb = _verb(tokens, begin, piece[-1] + 1)
    if verb is None or verb == begin or not _may_be_subject(tokens, begin, verb):
        return None
    if tokens.lower[begin] in PRONOUNS:
        return tokens.start[begin], tokens.end[begin]
    stop = next((m for m in range(begin + 1, verb) if tokens.lower[m] in RELATIVES), verb)
    if stop - begin > 2 and tokens.lower[stop - 1] in WEEKDAYS and tokens.lower[stop - 2] == "on":
        stop -= 2
    while stop > begin and (_is_adverb(tokens, stop - 1) or tokens.inside[stop - 1]):
        stop -= 1
    return (tokens.start[begin], tokens.end[stop - 1]) if stop > begin else None


def _inverted(tokens: _Tokens, verb: int, stop: int) -> tuple[int, int] | None:
    """The subject behind a verb of speech: "..., said the mayor"."""
    if tokens.lower[verb] not in {"said", "says", "added", "asked", "wrote", "told", "warned", "explained", "replied"}:
        return None
    begin = end = verb + 1
    while end < stop and end - begin < 8 and not tokens.inside[end] and tokens.lower[end] not in PREPOSITIONS:
        end += 1
    named = end > begin and (tokens.text[begin][0].isupper() or tokens.lower[begin] in DETERMINERS | SUBJECTS)
    if not named or tokens.lower[begin] in RELATIVES:
        return None
    return tokens.start[begin], tokens.end[end - 1]
