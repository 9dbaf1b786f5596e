"""Words that say the opposite of each other, and words that deny: which side of what a word is on."""

from __future__ import annotations

import re
from functools import cache

_PAIRS = """
rise rises rose risen rising increase increases increased increasing climb climbs climbed grow grows grew grown growing
 | fall falls fell fallen falling decrease decreases decreased decreasing drop drops dropped dropping decline declines
 declined declining shrink shrank shrunk
gain gains gained win wins won winning | lose loses lost losing
work works worked working | fail fails failed failing malfunction malfunctioned
pass passes passed | fail fails failed
succeed succeeds succeeded | fail fails failed
alive survive survives survived surviving lives lived | dead die dies died drowned killed perished
accept accepts accepted accepting approve approves approved approving | reject rejects rejected rejecting refuse refuses
 refused decline declined veto vetoed
confirm confirms confirmed confirming admit admits admitted acknowledge acknowledged acknowledges
 | deny denies denied denying dispute disputes disputed refute refuted refutes
support supports supported supporting back backs backed backing favor favors favored favour favours favoured
 | oppose opposes opposed opposing
allow allows allowed allowing permit permits permitted
 | forbid forbids forbade forbidden ban bans banned banning prohibit
 prohibits prohibited bar bars barred
agree agrees agreed | refuse refuses refused
uphold upholds upheld | overturn overturns overturned strike struck
guilty | innocent
legal lawful constitutional | illegal unlawful unconstitutional
true | false untrue
safe | unsafe dangerous
able | unable
likely | unlikely
possible | impossible
open opens opened opening reopen reopened reopens | close closes closed closing shut shuts
start starts started begin begins began | stop stops stopped end ends ended
arrive arrives arrived | leave leaves left depart departed departs
enter enters entered join joins joined | leave leaves left quit quits exit exited
include includes included including | exclude excludes excluded excluding
keep keeps kept | abandon abandons abandoned drop dropped
acquit acquits acquitted clear cleared | convict convicts convicted
remain remains remained stay stays stayed | leave leaves left
strengthen strengthens strengthened | weaken weakens weakened
public | secret
harm harmed harms hurt hurts injured wounded | unharmed unhurt uninjured
raise raises raised | lower lowers lowered cut cuts
sober | drunk intoxicated
armed | unarmed
known | unknown
conscious | unconscious
stable | critical
"""
DENIAL = re.compile(
    r"^(?:not|never|no|none|nobody|nothing|neither|nor|cannot|without|\w+n[’']t|den(?:y|ies|ied|ying)|hardly)$"
)
"""Words of which one makes a clause say the opposite."""


@cache
def _sides() -> dict[str, frozenset[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    lines = _PAIRS.replace("\n ", " ").strip().split("\n")
    for number, line in enumerate(lines):
        for side, words in enumerate(line.split("|")):
            for word in words.split():
                found.setdefault(word, set()).add((number, side))
    return {word: frozenset(sides) for word, sides in found.items()}


def opposed(one: str, other: str) -> bool:
    """Whether two words, in lower case, say the opposite of each other.

    >>> opposed("worked", "failed"), opposed("rose", "grew"), opposed("confirmed", "denies")
    (True, False, True)
    """
    sides = _sides()
    return any((number, 1 - side) in sides.get(other, ()) for number, side in sides.get(one, ()))


def sides_of(word: str) -> frozenset[tuple[int, int]]:
    """On which sides of what a word stands."""
    return _sides().get(word, frozenset())


def denies(word: str) -> bool:
    """Whether a word, in lower case, denies.

    >>> [denies(word) for word in ("not", "didn’t", "denied", "notice")]
    [True, True, True, False]
    """
    return DENIAL.match(word) is not None
