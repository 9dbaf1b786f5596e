"""The words that name a speaker -> who it is: names, pronouns and roles, to the last one that fits."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dedup.claims.frames import Mention, Name
from dedup.claims.names.given import Gender, gender
from dedup.claims.speech.cues import BODIES, PAPERS, PEOPLE, singular, speaks
from dedup.claims.speech.phrases import DETERMINERS, PREPOSITIONS, Phrase, Sentence, before, is_word
from dedup.claims.text.words import words


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker: the name, or the words as they stand, and where they stand."""

    text: str
    start: int
    end: int
    name_id: str | None = None
    head: str = ""  # the noun, in lower case, where words name the speaker
    plural: bool = False
    person: bool = False
    gender: Gender = ""


@dataclass(slots=True)
class Memory:
    """Who could be meant by "he", "they", "the minister": what each sentence so far had, the last one last."""

    spoke: list[list[Speaker]] = field(default_factory=list)
    topic: list[Speaker | None] = field(default_factory=list)
    others: list[list[Speaker]] = field(default_factory=list)
    thing: list[Speaker | None] = field(default_factory=list)


_NEAREST = 16  # holders of a role that are looked at on each side
_BACK = 10  # sentences: how far a pronoun reaches
_TITLES = {
    "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "pres": "president",
    "sgt": "sergeant", "col": "colonel", "capt": "captain", "prof": "professor", "dr": "doctor", "rev": "pastor",
    "sens": "senator", "reps": "representative", "congresswoman": "representative", "congressman": "representative",
    "premier": "minister", "ceo": "executive",
}  # fmt: skip
_SAME = {"lawmaker": {"senator", "representative", "legislator", "mp"}, "legislator": {"senator", "representative"},
         "politician": {"senator", "representative", "governor", "mayor", "minister", "president"},
         "congressman": {"representative"}, "congresswoman": {"representative"}, "diplomat": {"minister", "ambassador"},
         "leader": {"president", "minister", "speaker", "chief"}, "premier": {"minister"}}  # fmt: skip
_OFFICES = words(
    "foreign prime vice deputy defence defense interior finance oil energy health justice trade economy education "
    "transport environment agriculture treasury press attorney labour labor culture police fire army navy"
)
_EMPTY = DETERMINERS | PREPOSITIONS | _OFFICES
_NUMBERS = words("two both pair")
_APPOSITION = re.compile(r",\s+([\w’'.\- ]{3,80}?)(?=,| who\b|\.\s|$)")
_PERSON_FORM = re.compile(r"(?:Mrs?|Ms|Dr|Sen|Rep|Gov|Gen|President|Minister|Prof|Judge)\b\.?\s")
_BODY_FORM = re.compile(
    r"\b(?:Agency|Ministry|Department|University|Committee|Council|Party|Bank|Institute|Association|Press|Times|News|"
    r"Office|Court|Commission|Union|Post|Inc|Corp|Ltd|House|Group|Service|Network|Radio|Police|Hospital)\b"
)


class Roster:
    """The names of one text: full form, kind and gender of each, and the roles that the text gives them."""

    def __init__(self, text: str, mentions: Sequence[Mention], names: Mapping[str, Name] | None) -> None:
        self.text, self.mentions = text, mentions
        self.names = names or {}
        forms: dict[str, dict[str, None]] = {}
        for mention in mentions:
            forms.setdefault(mention.name_id, {})[mention.text] = None
        self.forms = {key: tuple(seen) for key, seen in forms.items()}
        self.genders: dict[str, Gender] = {}
        self._roles: dict[str, list[tuple[int, Attributes]]] | None = None

    def canonical(self, name_id: str) -> str:
        """The fullest form of a name."""
        name = self.names.get(name_id)
        return name.canonical if name else max(self.forms[name_id], key=lambda form: (len(form), form))

    def kind(self, name_id: str) -> str:
        """The kind of a name; guessed from its forms where no table of names was given."""
        name = self.names.get(name_id)
        if name:
            return name.kind
        forms = self.forms[name_id]
        if any(_PERSON_FORM.match(form) for form in forms) or gender(forms):
            return "person"
        if any(_BODY_FORM.search(form) or (form.isupper() and " " not in form) for form in forms):
            return "organisation"
        return "person" if any(len(form.split()) > 1 for form in forms) else "other"

    def speaker(self, k: int) -> Speaker:
        """The speaker that mention `k` names."""
        mention = self.mentions[k]
        key = mention.name_id
        person = self.kind(key) in ("person", "other")
        if person and key not in self.genders:
            name = self.names.get(key)
            self.genders[key] = gender((*self.forms[key], *(name.forms if name else ()), self.canonical(key)))
        return Speaker(
            self.canonical(key), mention.start, mention.end, key, "", False, person, self.genders.get(key, "")
        )

    def holders(self, wanted: Iterable[str], at: int, asked: Sequence[str]) -> tuple[list[int], list[int]]:
        """The nearest mentions before and after an offset that hold one of some roles; in the order of the text.

        At most `_NEAREST` of each role on each side are looked at.
        """
        if self._roles is None:
            self._roles = {}
            for k, mention in enumerate(self.mentions):
                if self.kind(mention.name_id) != "place":
                    for head, had in self._beside(mention):
                        self._roles.setdefault(head, []).append((k, Attributes.of(had)))
        back: set[int] = set()
        ahead: set[int] = set()
        words_asked = Attributes.of(asked)
        for role in wanted:
            known = self._roles.get(role, [])
            cut = bisect_left(known, at, key=lambda item: self.mentions[item[0]].start)
            back.update(k for k, had in known[max(0, cut - _NEAREST) : cut] if words_asked.fits(had))
            ahead.update(k for k, had in known[cut : cut + _NEAREST] if words_asked.fits(had))
        return sorted(back), sorted(ahead)

    def _beside(self, mention: Mention) -> list[tuple[str, frozenset[str]]]:
        out = []
        lead = self.text[max(0, mention.start - 70) : mention.start]
        lead = re.split(r"[.;:!?\n(“\"]\s|\b(?:and|of|with|by|to|that|as|met|from)\s", lead)[-1]
        title = [*lead.replace(",", " ").split(), *mention.text.split()[:-1]]
        out += _role(title)
        tail = _APPOSITION.match(self.text, mention.end, mention.end + 120)
        if tail:
            words = tail[1].split()
            cut = next((i for i, word in enumerate(words) if word.lower() in PREPOSITIONS), len(words))
            found = _role(words[:cut])
            out += [(head, rest | frozenset(w.lower() for w in words[cut:])) for head, rest in found]
        return out


def _role(words: Sequence[str]) -> list[tuple[str, frozenset[str]]]:
    """The last role noun among some words, with the words before it."""
    for i in range(len(words) - 1, max(-1, len(words) - 7), -1):
        plain = words[i].strip(".,’'").lower()
        head = _TITLES.get(plain, plain)
        if head in PEOPLE or (head in BODIES and i == len(words) - 1):
            first = max(0, i - 5)
            return [(head, frozenset(w.strip(".,").replace("’", "'").lower() for w in words[first:i]))]
    return []


_DEMONYMS = {"american": "us", "british": "uk", "french": "france", "dutch": "neth", "danish": "denm", "greek": "gree",
             "swiss": "swit", "welsh": "wale", "polish": "pola", "spanish": "spai", "u.s": "us"}  # fmt: skip


def _place(word: str) -> str:
    plain = re.sub(r"'s?$", "", word).strip(".")
    return _DEMONYMS.get(plain, plain)[:4]


class Attributes(NamedTuple):
    """The words beside a role: the office ("foreign"), and what else says which one ("Russian")."""

    offices: frozenset[str]
    places: frozenset[str]

    @classmethod
    def of(cls, beside: Iterable[str]) -> Attributes:
        """From words in lower case."""
        found = frozenset(beside)
        return cls(found & _OFFICES, frozenset(_place(word) for word in found - _EMPTY))

    def fits(self, had: Attributes) -> bool:
        """Whether a role asked for with these words can be that of one who has the words `had`."""
        if had.offices and self.offices != had.offices:
            return False
        return not self.places or not had.places or not self.places.isdisjoint(had.places)


class Resolver:
    """Resolves the phrases beside cues, in the order of the text."""

    def __init__(self, roster: Roster, memory: Memory) -> None:
        self.roster, self.memory = roster, memory

    def resolve(self, s: Sentence, phrase: Phrase, local: bool) -> Speaker | None:
        """Who a phrase means. `local`: a pronoun may mean somebody earlier in the same sentence.

        None where the words name nobody who could be reported ("I", "which" of a thing).
        """
        if phrase.other:
            return self._both(s, phrase)
        if phrase.mention >= 0 and self.roster.kind(self.roster.mentions[phrase.mention].name_id) != "role":
            return self.roster.speaker(phrase.mention)
        word = s.lower[phrase.head]
        if phrase.first == phrase.last:
            if word in ("i", "we", "none", "neither", "nobody"):
                return None
            if word in ("who", "which"):
                return self._antecedent(s, phrase.head)
            if word in ("he", "she"):
                return self._person(s, phrase, word, local)
            if word in ("it", "they"):
                return self._last_of(s, phrase, plural=word == "they")
        return self._by_role(s, phrase)

    def words(self, s: Sentence, phrase: Phrase) -> Speaker:
        """The words of a phrase as they stand, as the speaker."""
        start, end = s.starts[phrase.first], s.ends[phrase.last]
        head = s.lower[phrase.head]
        return Speaker(self.roster.text[start:end], start, end, None, head, head != singular(head))

    def _both(self, s: Sentence, phrase: Phrase) -> Speaker:
        parts = []
        for part in (phrase.other, Phrase(phrase.head, phrase.last, phrase.head, phrase.mention)):
            if part and part.mention >= 0:
                parts.append(self.roster.speaker(part.mention).text)
            elif part:
                parts.append(self.roster.text[s.starts[part.first] : s.ends[part.last]])
        return Speaker("; ".join(parts), s.starts[phrase.first], s.ends[phrase.last], None, "", True)

    def _antecedent(self, s: Sentence, i: int) -> Speaker | None:
        j = i - 1 if i and s.words[i - 1] != "," else i - 2
        found = before(s, j) if j >= 0 else None
        if found is None or found.head == i or s.lower[found.head] in ("who", "which"):
            return None
        if found.mention < 0 and not speaks(s.lower[found.head]):
            return None
        return self.resolve(s, found, False)

    def _person(self, s: Sentence, phrase: Phrase, word: str, local: bool) -> Speaker:
        start, end = s.starts[phrase.first], s.ends[phrase.last]
        for candidate in self._candidates(local):
            if candidate.person and not candidate.plural and candidate.gender in ("", word):
                return _at(candidate, candidate.start, candidate.end)
            if candidate.head and not candidate.plural and singular(candidate.head) in PEOPLE:
                return candidate
        return Speaker(self.roster.text[start:end], start, end, None, word)

    def _candidates(self, local: bool) -> list[Speaker]:
        """Who could be meant, from the last sentence back: speakers, then subjects, at last all others."""
        memory = self.memory
        out: list[Speaker] = []
        high = len(memory.spoke)
        far: list[Speaker] = []
        for i in range(high - 1, max(-1, high - 1 - _BACK), -1):
            out += reversed(memory.spoke[i])
            topic = memory.topic[i]
            if topic and (local or i < high - 1):
                out.append(topic)
            if i < high - 1:
                far += memory.others[i]
        return out + far

    def _last_of(self, s: Sentence, phrase: Phrase, plural: bool) -> Speaker | None:
        high = len(self.memory.spoke)
        people: dict[str, Speaker] = {}
        for i in range(high - 1, max(-1, high - 1 - _BACK // 2), -1):
            for speaker in reversed(self.memory.spoke[i]):
                if speaker.plural == plural and not speaker.person:
                    return speaker
                if speaker.person:
                    people.setdefault(speaker.text, speaker)
            thing = self.memory.thing[i]
            if thing and not plural and i < high - 1:
                return thing
        if plural and len(people) > 1:
            return _joined([*people.values()][:2], s.starts[phrase.first], s.ends[phrase.last])
        return self.words(s, phrase)

    def _by_role(self, s: Sentence, phrase: Phrase) -> Speaker:
        """A common noun: a name that it stands for, else the words."""
        spoken = self.words(s, phrase)
        head = spoken.head
        inner = next((s.mention[i] for i in range(phrase.first, phrase.head) if s.mention[i] >= 0), -1)
        if (
            inner >= 0
            and singular(head) in BODIES
            and self.roster.kind(self.roster.mentions[inner].name_id) == ("organisation")
        ):
            return self.roster.speaker(inner)
        lead = s.lower[phrase.first]
        definite = lead in DETERMINERS - {"a", "an"} or lead.endswith("'s") or s.words[phrase.first][0].isupper()
        if not definite or lead in ("a", "an") or not is_word(s, phrase.head):
            return spoken
        one = singular(head)
        asked = [w for w in s.lower[phrase.first : phrase.head] if w not in DETERMINERS]
        tail = [w for w in s.lower[phrase.head + 1 : phrase.last + 1] if w not in DETERMINERS | PREPOSITIONS | {"and"}]
        if one in PEOPLE:
            return self._holder(spoken, one, [*asked, *tail]) or spoken
        if one in BODIES | PAPERS and len(asked) + len(tail) < 2:
            return self._earlier(one, asked) or (self._holder(spoken, one, asked) if lead == "the" else None) or spoken
        return spoken

    def _holder(self, spoken: Speaker, role: str, asked: list[str]) -> Speaker | None:
        """Who holds a role: the last one named before, else (where the words say which) the first after."""
        wanted = {_TITLES.get(role, role)} | _SAME.get(role, set())
        if "foreign" in asked:
            wanted |= {"diplomat", "counterpart"}  # "his Russian counterpart, …" is a foreign minister too
        places = [word for word in asked if word not in _OFFICES | _NUMBERS]
        if spoken.plural and len(places) == 2:  # "the foreign ministers of Norda and Maravel"
            return self._one_each(spoken, wanted, [word for word in asked if word in _OFFICES], places)
        back, ahead = self.roster.holders(wanted, spoken.start, asked)
        if spoken.plural:
            numbers = [w for w in asked if w in _NUMBERS]
            if not numbers and not asked:
                return None
            first = {self.roster.mentions[k].name_id: k for k in reversed([*back, *ahead])}
            if len(first) == 2 or (numbers and len(first) > 1):
                chosen = sorted(first.values())[:2]
                return _joined([self.roster.speaker(k) for k in chosen], spoken.start, spoken.end)
            return self._pair(spoken) if numbers else None
        earlier = self._earlier(role, asked)
        if back:
            return self.roster.speaker(back[-1])
        if earlier:
            return earlier
        if not asked and role in _SAME:
            return next((c for c in self._candidates(False)[:3] if c.person), None)
        return self.roster.speaker(ahead[0]) if ahead and asked else None

    def _one_each(
        self, spoken: Speaker, wanted: Iterable[str], offices: list[str], places: Sequence[str]
    ) -> Speaker | None:
        """For each of two places the nearest holder of a role, if they are two people."""
        chosen = []
        for place in places:
            back, ahead = self.roster.holders(wanted, spoken.start, [*offices, place])
            chosen += (back[-1:] or ahead[:1])[:1]
        people = {self.roster.mentions[k].name_id: k for k in chosen}
        if len(people) < 2:
            return None
        return _joined([self.roster.speaker(k) for k in people.values()], spoken.start, spoken.end)

    def _pair(self, spoken: Speaker) -> Speaker | None:
        people: dict[str, Speaker] = {}
        for speaker in self._candidates(False):
            if speaker.plural and ";" in speaker.text:
                return _at(speaker, spoken.start, spoken.end)
            if speaker.person:
                people.setdefault(speaker.text, speaker)
        return _joined([*people.values()][:2], spoken.start, spoken.end) if len(people) > 1 else None

    def _earlier(self, head: str, asked: list[str]) -> Speaker | None:
        """The last speaker whose words or name have the same noun ("the official" for "a senior official")."""
        if set(asked) - {"same", "senior", "new", "russian", "british", "american"} and len(asked) > 1:
            return None
        high = len(self.memory.spoke)
        for i in range(high - 1, max(-1, high - 1 - _BACK), -1):
            for speaker in reversed(self.memory.spoke[i]):
                if speaker.head and singular(speaker.head) == head:
                    return speaker
                if speaker.name_id and not speaker.person and head in speaker.text.lower().split():
                    return speaker
        return None


def _at(speaker: Speaker, start: int, end: int) -> Speaker:
    return Speaker(
        speaker.text, start, end, speaker.name_id, speaker.head, speaker.plural, speaker.person, speaker.gender
    )


def _joined(people: Sequence[Speaker], start: int, end: int) -> Speaker:
    return Speaker("; ".join(sorted(p.text for p in people)), start, end, None, "", True)
