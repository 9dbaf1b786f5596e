"""Names of agencies and outlets, in all the forms in which an article may credit them.

`agencies.json` holds agencies, broadcasters and papers of the world that others quote; the outlets of the corpus count
as names too, and a file of the user adds to both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from dedup.corpus.outlets import outlet as domain_of
from dedup.errors import InputError

TOKEN = re.compile(r"[^\W_]+(?:[.&’'-][^\W_]+)*")
_CAPITAL = re.compile(r"[A-Z\x80-\U0010ffff](?<=[^\W_])(?<!\w.)[^\W_]*(?:[.&’'-][^\W_]+)*", re.DOTALL)
"""As `TOKEN`, but not in small letters a-z: few names begin so, and few words of a text do not."""
_ALNUM = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[^\w]{1,3}")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TAIL = re.compile(r"\s+[-–—|(].*$")
_WEB = re.compile(r"\b(?:online|website|web|digital)\b", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:com|org|net|info|news|tv|co|example)(?:\.\w{2})?$|\.\w{2}$", re.IGNORECASE)
GENERIC = frozenset(
    """agency agence agencia agentur agenzia press presse prensa news newswire wire media service services times post
    daily herald tribune journal gazette telegraph mail chronicle courier radio television tv network today magazine
    newspaper group""".split()  # noqa: SIM905 - a list of forty quoted words would fill a page
)
"""Words that many outlets have in their names, and that alone name none."""


class Match(NamedTuple):
    """A name where it stands: half-open character offsets, and the name it is a form of."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Agency:
    """A name to credit: `name` as it is written out, other `forms`, and the `domains` of its pages."""

    name: str
    forms: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


class Names:
    """Forms of names, looked up by their first word.

    Parameters
    ----------
    agencies : iterable of Agency
        Of two that share a form the first has it.
    outlets : iterable of str
        Outlets of the corpus: names or domains, as they stand there.

    Examples
    --------
    >>> names = Names(shipped(), outlets=["Norda Press", "heise.de"])
    >>> [match.name for match in names.find("Norda Press and the AP told Heise.de so, رويترز too")]
    ['Norda Press', 'Associated Press', 'heise.de', 'Reuters']
    >>> names.of_outlet("reuters.com"), names.of_outlet("Norda Press"), names.of_outlet(None)
    ('Reuters', 'Norda Press', None)
    """

    def __init__(self, agencies: Iterable[Agency], outlets: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._spaceless: dict[str, str] = {}
        self._domains: dict[str, str] = {}
        self._exact: dict[str, str] = {}
        self._heads: dict[str, str | None] = {}
        for agency in agencies:
            self._add(agency.name, (agency.name, *agency.forms), agency.domains)
        self._of_outlet: dict[str, str] = {}
        for outlet in sorted(set(outlets)):
            self._add_outlet(outlet)
        for forms in self._by_first.values():
            forms.sort(key=lambda form: (-len(form[0]), form))  # the longest first
        self._by_two = {first: _by_second(forms) for first, forms in self._by_first.items()}
        heads = sorted(word for word, name in self._heads.items() if name is not None)
        self._any_head = re.compile("|".join(map(re.escape, heads))) if heads else None
        self._small = sorted(word for word in self._by_first if "a" <= word[0] <= "z")
        self._dense = [(form, name) for form, name in self._spaceless.items() if _SPACELESS.search(form)]

    def _add(self, name: str, forms: Iterable[str], domains: Iterable[str] = ()) -> None:
        for form in dict.fromkeys(f for given in forms for f in _spellings(given)):
            if form in self._exact:
                continue
            self._exact[form] = name
            if _SPACELESS.search(form):
                self._spaceless[form] = name
            else:
                words = tuple(TOKEN.findall(form))
                if words:
                    self._by_first.setdefault(words[0], []).append((words, name))
        for domain in domains:
            self._domains.setdefault(domain.lower(), name)

    def _forms_at(self, text: str, end: int, first: str) -> Iterator[tuple[tuple[str, ...], str]]:
        """The forms that may stand where their first word ends, the longest first."""
        several, one = self._by_two[first]
        gap = _GAP.match(text, end) if several else None
        if gap:
            yield from several.get(_letters(text, gap.end()), ())
        yield from one

    def _add_outlet(self, outlet: str) -> None:
        brand = brand_of(outlet)
        spelt = (outlet, brand, brand.capitalize(), brand.upper())
        known = self._domains.get(outlet.lower()) or next((self._exact[s] for s in spelt if s in self._exact), None)
        domain = "." in outlet and " " not in outlet
        name = known or (outlet if domain else brand)
        self._of_outlet[outlet] = name
        forms = [brand, outlet]
        if domain:
            self._domains.setdefault(outlet.lower(), name)
            forms += [outlet.lower(), outlet.capitalize()]
        self._add(name, [form for form in forms if _is_name(form)])
        words = TOKEN.findall(brand)
        if len(words) > 1 and words[-1].lower() in GENERIC and len(words[0]) > 3 and words[0].lower() not in GENERIC:
            head = words[0]
            # a head that two outlets have, or that is a name by itself, names none of them
            taken = head in self._exact or self._heads.get(head, name) != name
            self._heads[head] = None if taken else name

    def of_outlet(self, outlet: str | None) -> str | None:
        """The name that stands for an outlet; itself where nobody knows it."""
        if outlet is None:
            return None
        return self._of_outlet.get(outlet) or self._domains.get(outlet.lower()) or self._exact.get(outlet, outlet)

    def of_domain(self, host: str) -> str | None:
        """The name that owns a host or one above it, None where nobody is known to."""
        labels = host.lower().strip(".").split(".")
        for i in range(len(labels) - 1):
            if ".".join(labels[i:]) in self._domains:
                return self._domains[".".join(labels[i:])]
        registered = domain_of(host)
        return self._domains.get(registered) if registered else None

    def head(self, word: str) -> str | None:
        """The one outlet whose name begins with this word and goes on with a generic one: `Norda` for `Norda Press`."""
        return self._heads.get(word)

    def _known(self, token: str) -> str | None:
        """The first word of a form that a token is: itself, without a possessive, or before a dot without a space."""
        if token in self._by_first:
            return token
        if token.endswith(("'s", "’s")):
            token = token[:-2]
        head, dot, rest = token.partition(".")
        if dot and rest[:1].isupper() and token not in self._by_first:
            token = head
        return token if token in self._by_first else None

    def has_head(self, text: str) -> bool:
        """Whether any of the words that `head` knows may stand in a text."""
        return self._any_head is not None and self._any_head.search(text) is not None

    def find(self, text: str) -> Iterator[Match]:
        """Every name in a text, the longest form at each place, in order. Cost: about a look-up a word."""
        pattern = TOKEN if any(word in text for word in self._small) else _CAPITAL
        found, free = [], 0
        for token in pattern.finditer(text):
            start, word = token.start(), self._known(token[0])
            if word is None or start < free:
                continue
            for words, name in self._forms_at(text, start + len(word), word):
                end = _end(text, start + len(word), words)
                if end:
                    found.append(Match(start, end, name))
                    free = end
                    break
        for form, name in self._dense:
            at = text.find(form)
            while at >= 0:
                found.append(Match(at, at + len(form), name))
                at = text.find(form, at + len(form))
        yield from sorted(found)


def _by_second(
    forms: list[tuple[tuple[str, ...], str]],
) -> tuple[dict[str, list[tuple[tuple[str, ...], str]]], list[tuple[tuple[str, ...], str]]]:
    """(forms of several words by the letters that the second one begins with, forms of one word), in their order."""
    several: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, name in forms:
        if len(words) > 1:
            several.setdefault(_letters(words[1], 0), []).append((words, name))
    return several, [form for form in forms if len(form[0]) == 1]


def _letters(text: str, at: int) -> str:
    """The letters and digits from a place on."""
    match = _ALNUM.match(text, at)
    return match[0] if match else ""


def _end(text: str, end: int, words: tuple[str, ...]) -> int:
    """Where a form ends whose first word ends here; 0 where its other words do not follow."""
    for word in words[1:]:
        gap = _GAP.match(text, end)
        if not gap or not text.startswith(word, gap.end()):
            return 0
        end = gap.end() + len(word)
        if text[end : end + 1].isalnum():
            return 0
    return end


def _spellings(form: str) -> Iterator[str]:
    """A form without its article, and in capitals where that cannot be another word."""
    form = form.strip()
    if form.lower().startswith("the ") and " " in form[4:]:
        form = form[4:]  # "The Hill" keeps its article: without it, it is anybody of that name
    yield form
    if len(form) > 4 and form != form.upper():
        yield form.upper()


def _is_name(form: str) -> bool:
    words = form.split()
    return bool(words) and not all(word.lower() in GENERIC for word in words) and len(form) > 1


def brand_of(outlet: str) -> str:
    """What an outlet is called, without section and medium.

    >>> [brand_of(name) for name in ("Fox News (Online)", "New York Times - Opinion", "heise.de", "NPR Online News")]
    ['Fox News', 'New York Times', 'heise', 'NPR News']
    """
    brand = _TAIL.sub("", outlet.strip())
    if " " not in brand:
        return _SUFFIX.sub("", brand) or brand
    return " ".join(_WEB.sub(" ", brand).split()) or brand


@cache
def shipped() -> tuple[Agency, ...]:
    """The agencies of `agencies.json`."""
    path = Path(__file__).parent / "agencies.json"
    return _parse(json.loads(path.read_text(encoding="utf-8")), str(path))


def read_agencies(path: Path) -> tuple[Agency, ...]:
    """Agencies of a file of the user, in the form of `agencies.json`; a list of objects alone will do.

    Raises
    ------
    InputError
        Where it cannot be read, is not JSON, or an entry has no name.
    """
    try:
        return _parse(json.loads(path.read_text(encoding="utf-8-sig")), str(path))
    except OSError as error:
        raise InputError((error.strerror or str(error)).lower(), path=str(path)) from None
    except ValueError as error:
        raise InputError(f"is not JSON in UTF-8: {error}", path=str(path)) from None


def _parse(data: Any, path: str) -> tuple[Agency, ...]:
    entries = data.get("agencies") if isinstance(data, dict) else data
    if not isinstance(entries, list):
        raise InputError('is no list of agencies; write [{"name": "..", "forms": [..], "domains": [..]}]', path=path)
    made = []
    for i, entry in enumerate(entries, 1):
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name.strip():
            raise InputError("has no name; write {'name': '..', 'forms': [..], 'domains': [..]}", path=path, row=i)
        lists = [entry.get(key, []) for key in ("forms", "domains")]
        if not all(isinstance(x, list) and all(isinstance(y, str) for y in x) for x in lists):
            raise InputError("forms and domains must be lists of strings", path=path, row=i)
        made.append(Agency(name.strip(), tuple(lists[0]), tuple(lists[1])))
    return tuple(made)
