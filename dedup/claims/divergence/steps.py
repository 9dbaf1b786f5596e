"""Words -> how far a matter has come: the steps of treaties, of what comes to its end, of trials and of offices.

Steps are told by verbs and by nouns ("signed", "the signing", "signatory"). Two steps are compared within one ladder.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Step(NamedTuple):
    """A step of a ladder; ranks go up as a matter goes on."""

    ladder: str
    name: str
    rank: int


_LADDERS: dict[str, dict[str, str]] = {
    "treaty": {
        "proposed": (
            r"propos(?:e|es|ed|al|als|ing)|put forward|(?:made|makes|make) an? offer|introduced|suggested"
            r"|yet to (?:accept|agree)\w*|floated"
        ),
        "intended": r"consider(?:s|ed|ing)?|planned|weighing|contemplat\w+",
        "negotiated": r"negotiat(?:ed|es|ing|ions?)|in talks|under (?:discussion|negotiation)|discuss(?:ed|es|ing)",
        "agreed": (
            r"agree[sd]?(?: in principle| terms| to| on)?|initial(?:l?ed|s)|reached (?:a|an|the) \w+"
            r"|approv(?:ed|es|al)|accepted|struck a deal"
        ),
        "signed": r"sign(?:s|ed|ing|atory|atories|ature)|inked|finali[sz](?:ed|es|ation)|passed|adopted|enacted",
        "ratified": r"ratif(?:ied|ies|y|ication)",
        "in force": (
            r"(?:came|come|comes|is|entered|enters?|put) (?:in|into) (?:force|effect)|took effect|takes effect"
            r"|impos(?:ed|es|ition)|implement(?:ed|s|ation)|launch(?:ed|es)"
        ),
    },
    "end": {
        "extended": r"exten(?:ded|ds|sion)|renew(?:ed|s|al)|prolonged",
        "suspended": (
            r"suspen(?:ded|ds|d|ding|sion)|on ice|put on hold|paus(?:ed|es|ing)|shelv(?:ed|es|ing)|postponed"
            r"|delayed"
        ),
        "withdrawn": (
            r"withdr(?:awn|ew|awing|aws?|awal)|scrap(?:ped|s|ping)|cancel(?:l?ed|l?ing|s|lation)"
            r"|dropp?(?:ed|ing)|abandon(?:ed|s|ing)|revoked|abolished"
        ),
        "expired": r"expir(?:ed|es|y|ation)|lapsed",
    },
    "trial": {
        "suspected": r"suspected|investigated|under investigation|questioned",
        "accused": r"accused|alleged(?:ly)?|accuses",
        "arrested": r"arrest(?:ed|s)?|detained|in custody|taken into custody",
        "charged": r"charged|indict(?:ed|ment|s)",
        "tried": r"on trial|tried for",
        "acquitted": r"acquitt(?:ed|al)|cleared of|exonerated",
        "convicted": r"convict(?:ed|ion|s)|found guilty|pleaded guilty",
        "sentenced": r"sentenced|jailed",
    },
    "office": {
        "nominated": r"nominat(?:ed|es|ion)|tapped|chosen",
        "confirmed": r"confirm(?:ed|s|ation)",
        "appointed": r"appoint(?:ed|s|ment)|sworn in|took office",
        "resigned": r"resign(?:ed|s|ation)|stepped down",
        "dismissed": r"fired|dismissed|sacked|ousted",
    },
}
STEPS: tuple[Step, ...] = tuple(
    Step(ladder, name, rank) for ladder, steps in _LADDERS.items() for rank, name in enumerate(steps, 1)
)
_FORMS = re.compile(
    r"\b(?:"
    + "|".join(
        f"(?P<s{number}>{form})"
        for number, form in enumerate(form for steps in _LADDERS.values() for form in steps.values())
    )
    + r")(?!\w)"
)
PLANNED = re.compile(
    r"\b(?:will|shall|would|may|might|could|plans?|planning|planned|expect(?:s|ed)?|intend(?:s|ed)?|aims?|hopes?|set to"
    r"|due to|wants?|is to|are to|to be|schedul(?:es?|ed)|slated|poised)\b"
)
"""Words that put a deed ahead."""


def steps_in(text: str) -> list[tuple[Step, int, int]]:
    """The steps that a text in lower case names, in order: (step, start, end).

    >>> [(step.ladder, step.name) for step, _, _ in steps_in("the signing of the accord, which is yet to expire")]
    [('treaty', 'signed')]
    """
    return [(STEPS[int((match.lastgroup or "s0")[1:])], match.start(), match.end()) for match in _FORMS.finditer(text)]
