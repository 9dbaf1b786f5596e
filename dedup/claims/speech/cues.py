"""The words that attribute: verbs of saying by class and form, and the nouns that can speak.

The lists were drawn up by hand from what English news texts use and are meant to be read and corrected.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from dedup.claims.text.words import words

CueKind = Literal["say", "strict", "weak", "describe", "deny", "demand"]
Form = Literal["finite", "past", "ing", "base"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A form of a cue verb.

    Attributes
    ----------
    kind : str
        "say" verbs attribute to anything that stands as their subject; "strict" ones only with a quote, a colon or a
        that-clause after them ("added", "wrote"); the others need a subject that can speak: "weak" ("believes"),
        "describe" ("called the plan …"), "deny", "demand".
    form : str
        "finite" (says, said), "past" (could be a participle too: "reported"), "ing", "base".
    noun : bool
        The form is a noun as well ("claims"), so its neighbours must show that it is a verb.
    """

    lemma: str
    kind: CueKind
    form: Form
    noun: bool


_VERBS: dict[CueKind, str] = {
    "say": """say tell state declare announce testify argue claim insist maintain contend assert allege opine reason
        conclude remark quip joke reiterate disclose report warn vow inform tweet""",
    "strict": """add write continue note post explain comment reply respond answer ask recall observe mention shout
        exclaim whisper repeat begin counter retort elaborate muse wonder shoot fire interject lament boast
        chime clarify specify point signal indicate hint agree recount order propose recommend advise speak rule
        find show reveal suggest read imply caution decide conclude complain reflect concur ruminate sum scoff
        sneer fume""",
    "weak": """believe think expect hope fear estimate reckon predict forecast consider stress underscore underline
        highlight affirm reaffirm confirm emphasise emphasize acknowledge concede admit recognise recognize
        promise pledge project speculate suspect assume doubt worry regret communicate convey discuss identify
        cite quote accept feel understand explain threaten tout assure remind""",
    "describe": """call describe characterise characterize label dub brand criticise criticize blast slam praise hail
        condemn denounce decry deride blame accuse applaud commend laud welcome liken mock ridicule thank
        congratulate portray depict bash ripp lambast rebuke chide fault credit cast""",
    "deny": "deny dispute reject refute rebut dismiss disavow contradict question oppose",
    "demand": "demand urge implore request warn plead beg appeal encourage press",
}
_IRREGULAR = {
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "begin": ("begins", "began", "begun", "beginning"),
    "shoot": ("shoots", "shot", "shot", "shooting"),
    "speak": ("speaks", "spoke", "spoken", "speaking"),
    "find": ("finds", "found", "found", "finding"),
    "show": ("shows", "showed", "shown", "showing"),
    "feel": ("feels", "felt", "felt", "feeling"),
    "read": ("reads", "read", "read", "reading"),
    "understand": ("understands", "understood", "understood", "understanding"),
    "cast": ("casts", "cast", "cast", "casting"),
    "beg": ("begs", "begged", "begged", "begging"),
    "forecast": ("forecasts", "forecast", "forecast", "forecasting"),
    "quip": ("quips", "quipped", "quipped", "quipping"),
    "refer": ("refers", "referred", "referred", "referring"),
    "admit": ("admits", "admitted", "admitted", "admitting"),
    "rebut": ("rebuts", "rebutted", "rebutted", "rebutting"),
    "slam": ("slams", "slammed", "slammed", "slamming"),
    "concur": ("concurs", "concurred", "concurred", "concurring"),
    "sum": ("sums", "summed", "summed", "summing"),
    "ripp": ("rips", "ripped", "ripped", "ripping"),
    "regret": ("regrets", "regretted", "regretted", "regretting"),
}
_ALSO_NOUNS = words(
    """claim claims state states report reports tweet tweets note notes post posts comment comments reply replies
    answer answers response question questions estimate estimates hope hopes fear fears forecast forecasts stress
    highlight highlights promise promises pledge pledges guarantee project projects doubt doubts regret quote quotes
    demand demands order orders request requests appeal appeals press call calls label labels brand brands blame
    praise welcome fault credit cast thanks point points signal signals hint hints rule rules find shows show joke
    jokes vow vows quip finding findings saying warning writing reading feeling understanding beginning shooting
    thinking order reason reasons counter counters fire fires wonder lament boast read worry worries suspect
    suspects reading cites thought caution"""
)


def _forms(verb: str) -> tuple[str, str, str, str]:
    """Third person, past, participle, -ing of a verb."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    third = verb + "es" if verb.endswith(("ch", "sh", "s", "x", "z")) else verb + "s"
    past, going = verb + "ed", verb + "ing"
    if verb.endswith("e"):
        past, going = verb + "d", verb[:-1] + "ing"
    elif verb.endswith("y") and verb[-2] not in "aeou":
        third, past = verb[:-1] + "ies", verb[:-1] + "ied"
    return third, past, past, going


def _table() -> dict[str, Cue]:
    table: dict[str, Cue] = {}
    for kind, verbs in _VERBS.items():
        for verb in verbs.split():
            third, past, participle, going = _forms(verb)
            forms: list[tuple[str, Form]] = [(verb, "base"), (third, "finite"), (going, "ing"), (participle, "past")]
            forms.append((past, "past" if past == participle else "finite"))
            for word, form in forms:
                table.setdefault(word, Cue(verb, kind, form, word in _ALSO_NOUNS))
    return table


CUES = _table()
"""Every form of every cue verb, in lower case."""

CUE_OBJECTS = {
    "express": "hope hopes optimism concern concerns support confidence doubt doubts regret regrets delight outrage "
    "gratitude alarm disappointment satisfaction fear fears readiness willingness skepticism scepticism sympathy "
    "condolences frustration anger appreciation sorrow interest surprise",
    "voice": "hope hopes optimism concern concerns support confidence doubt doubts outrage alarm opposition",
    "make": "clear",
}
"""Verbs that attribute with a noun of their own: "expressed hope that"."""
for _verb, _nouns in tuple(CUE_OBJECTS.items()):
    CUE_OBJECTS[_forms(_verb)[0]] = CUE_OBJECTS[_forms(_verb)[3]] = _nouns
    CUE_OBJECTS["made" if _verb == "make" else _forms(_verb)[1]] = _nouns

PEOPLE = words(
    """president minister premier chancellor secretary spokesman spokeswoman spokesperson official officer diplomat
    ambassador envoy senator representative congressman congresswoman lawmaker legislator governor mayor councilman
    councilwoman councillor commissioner leader chief head chairman chairwoman chair director executive ceo founder
    owner manager boss general commander admiral colonel captain sergeant lieutenant soldier king queen prince
    princess pope bishop priest pastor imam rabbi judge justice lawyer attorney prosecutor counsel sheriff detective
    investigator inspector policeman agent analyst economist expert scholar researcher scientist professor teacher
    doctor physician nurse historian author writer columnist journalist reporter editor critic activist advocate
    campaigner organiser organizer protester demonstrator supporter opponent ally adviser advisor aide strategist
    pollster consultant candidate nominee rival politician republican democrat conservative liberal voter resident
    neighbour neighbor witness victim survivor relative friend colleague father mother son daughter brother sister
    wife husband widow uncle aunt cousin parent man woman boy girl student worker farmer driver pilot passenger fan
    coach player captain employer employee trader investor banker dealer broker insider source observer member
    counterpart predecessor successor executive operator promoter hunter skipper deckhand singer actor actress star
    star host anchor moderator musician artist cleric monk regulator auditor treasurer clerk coroner firefighter
    paramedic volunteer negotiator mediator monitor delegate tourist customer user shopkeeper engineer architect
    designer programmer developer biologist geologist chemist physicist epidemiologist meteorologist forecaster
    solicitor barrister plaintiff defendant inmate prisoner hostage refugee migrant villager local native other
    people men women children policemen spokesmen spokeswomen police critic clergy tenant landlord fisherman
    businessman businesswoman contractor caller reader viewer user person figure premier deputy adviser vice-
    president lord lady peer mp mep whip chaplain warden ranger keeper guard gunman suspect rebel militant insurgent
    fighter guerrilla separatist islamist opposition freshman undersecretary steward hauler haulier majority minority
    superintendent principal dean provost harbourmaster harbormaster stationmaster postmaster"""
)
"""Nouns for people, in the singular: what is said of them may be said by them."""

BODIES = words(
    """government administration ministry department agency bureau office authority authorities court commission
    committee council parliament congress senate house party campaign coalition union federation association
    organisation organization group company firm corporation bank fund institute institution foundation center
    centre university college school hospital clinic church diocese club team league network newspaper paper daily
    magazine weekly journal outlet site website blog broadcaster station channel press media police force army navy
    military service regulator watchdog union board panel jury staff family team side delegation mission embassy
    consulate kremlin pentagon cabinet leadership opposition regime state city county airline operator carrier
    utility maker retailer manufacturer developer publisher tribunal secretariat body think-tank charity ngo
    alliance exchange brigade coastguard delegation department laboratory museum observatory line harbour port works"""
)
"""Nouns for bodies and outlets, in the singular."""

PAPERS = words(
    """report study survey poll statement letter memo memorandum indictment complaint lawsuit suit filing document data
    figures records record transcript article story editorial bulletin notice release communique communiqué
    affidavit ruling opinion dissent decision verdict order draft text email e-mail message tweet post paper review
    audit assessment analysis estimate forecast census index log diary book memoir website law bill resolution
    agreement treaty testimony account plan proposal budget petition caption headline sign video statistics count
    tally dispatch declaration motion brief briefing minutes rules page"""
)
"""Nouns for writings, in the singular: "the report said"."""


@lru_cache(1 << 14)
def singular(noun: str) -> str:
    """The singular of a plural noun in lower case, by rule and exception; other words come back as they are.

    >>> [singular(word) for word in ("ministers", "agencies", "women", "boss", "police")]
    ['minister', 'agency', 'woman', 'boss', 'police']
    """
    if noun.endswith("men"):
        return noun[:-2] + "an"
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "ches", "shes", "xes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and len(noun) > 3 else noun


def speaks(noun: str) -> bool:
    """Whether a noun names what can speak: people, a body or a writing."""
    word = noun.lower()
    one = singular(word)
    return bool({word, one} & PEOPLE or {word, one} & BODIES or {word, one} & PAPERS) or one.endswith(
        ("ist", "woman", "person", "ologist", "ician", "monger", "maker", "holder", "crat")
    )
