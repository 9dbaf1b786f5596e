"""Who says what: each way in which a news text attributes, on sentences written for the project."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.claims.frames import Attribution, Mention, Name
from dedup.claims.speech.attribution import Speeches, attributions, speech_of
from dedup.claims.speech.cues import CUES
from dedup.claims.text.sentences import split_sentences

PEOPLE = {
    "Ana Sol": "person", "Orrin": "person", "Helka Virtan": "person", "Dariu Ostrevan": "person",
    "Corvane Bank": "organisation", "Norda Post": "organisation", "Maravel": "place", "Sarnova": "place",
}  # fmt: skip
FORMS = {**{name: name for name in PEOPLE}, "Sol": "Ana Sol", "Virtan": "Helka Virtan", "Ostrevan": "Dariu Ostrevan"}
NAMES = {name: Name(name, name, (name,), kind) for name, kind in PEOPLE.items()}
_FORM = re.compile(r"\b(?:" + "|".join(sorted(FORMS, key=len, reverse=True)) + r")\b")


def mentions(text: str) -> list[Mention]:
    return [Mention(m.start(), m.end(), m.group(), FORMS[m.group()]) for m in _FORM.finditer(text)]


def read(text: str, headline: bool = False) -> list[Attribution]:
    spans = [(0, len(text))] if headline else split_sentences(text)
    return attributions(text, spans, mentions(text), NAMES, headline=headline)


def last(text: str) -> tuple[str | None, str | None, str]:
    """Speaker, cue and quote type of the last sentence."""
    speech = speech_of(split_sentences(text)[-1], read(text))
    return speech.speaker, speech.cue, speech.quote


# text | speaker of its last sentence ("" for none) | cue | quote
TABLE = r"""
“It holds,” said Ana Sol.|Ana Sol|said|direct
“It holds,” Ana Sol said.|Ana Sol|said|direct
"It holds," Orrin said on Monday.|Orrin|said|direct
Ana Sol said: “It holds.”|Ana Sol|said|direct
Ana Sol said, “It holds.”|Ana Sol|said|direct
“It holds,” Ana Sol said, “and it will hold.”|Ana Sol|said|direct
“It holds,” Ana Sol told reporters in Maravel.|Ana Sol|told|direct
“It holds,” Ana Sol, the county engineer, said.|Ana Sol|said|direct
“It holds,” said Ana Sol, who leads the works.|Ana Sol|said|direct
“Does it hold?” asked Ana Sol.|Ana Sol|asked|direct
Ana Sol said the bridge was safe.|Ana Sol|said|indirect
Ana Sol said that the bridge was safe.|Ana Sol|said|indirect
Ana Sol on Monday said the bridge was safe.|Ana Sol|said|indirect
Ana Sol has repeatedly said the bridge is safe.|Ana Sol|said|indirect
The bridge is safe, Ana Sol said.|Ana Sol|said|indirect
The bridge is safe, said Ana Sol.|Ana Sol|said|indirect
The bridge, Ana Sol said, is safe.|Ana Sol|said|indirect
In a statement on Monday, Ana Sol said the bridge was safe.|Ana Sol|said|indirect
In a statement Ana Sol said the bridge was safe.|Ana Sol|said|indirect
Ana Sol, 54, said the bridge was safe.|Ana Sol|said|indirect
The engineer, Ana Sol, said the bridge was safe.|Ana Sol|said|indirect
Ana Sol, who leads the works, said the bridge was safe.|Ana Sol|said|indirect
Ana Sol said the bridge was “as safe as a house”.|Ana Sol|said|mixed
Ana Sol called the bridge “a disgrace”.|Ana Sol|called|mixed
Ana Sol described the works as slow.|Ana Sol|described|indirect
Ana Sol accused the county of lying.|Ana Sol|accused|indirect
Ana Sol denied that the bridge was shut.|Ana Sol|denied|indirect
Ana Sol demanded a new survey.|Ana Sol|demanded|indirect
Ana Sol urged drivers to stay away.|Ana Sol|urged|indirect
Ana Sol believes the bridge will hold.|Ana Sol|believes|indirect
Ana Sol expressed hope that the bridge would hold.|Ana Sol|expressed hope|indirect
According to Ana Sol, the bridge is safe.|Ana Sol|According to|indirect
The bridge is safe, according to Ana Sol.|Ana Sol|according to|indirect
In the words of Ana Sol, the bridge is “a disgrace”.|Ana Sol|In the words of|mixed
The bridge is a disgrace, as Ana Sol put it.|Ana Sol|put it|indirect
Ana Sol was quoted as saying the bridge was safe.|Ana Sol|quoted as saying|indirect
The plan was described by Ana Sol as slow.|Ana Sol|described|indirect
Ana Sol spoke in Maravel, adding that the bridge was safe.|Ana Sol|adding|indirect
Ana Sol visited the works and added: “It holds.”|Ana Sol|added|direct
Ana Sol and Helka Virtan said the bridge was safe.|Ana Sol; Helka Virtan|said|indirect
Corvane Bank said it had no plan to sell.|Corvane Bank|said|indirect
The report said the bridge was safe.|The report|said|indirect
Police said the road was shut.|Police|said|indirect
The coastguard said everyone was ashore.|The coastguard|said|indirect
Everyone was ashore, the coastguard said.|the coastguard|said|indirect
A senior official who declined to be named said the road was shut.|A senior official|said|indirect
A spokesman for Ana Sol said the road was shut.|A spokesman for Ana Sol|said|indirect
The Norda Post reported that the road was shut.|Norda Post|reported|indirect
Police put the crowd at 12,000.|Police|put|indirect
Sarnova has promised more water, the delegation said.|the delegation|said|indirect
Virtan arrived on Monday. She said the talks were over.|Helka Virtan|said|indirect
“It holds,” said Ana Sol. She added that the road was open.|Ana Sol|added|indirect
“It holds,” said Ana Sol. “It will hold for years.”|Ana Sol||direct
“It holds. It will hold for years,” said Ana Sol.|Ana Sol|said|direct
“It holds,” said Ana Sol.\n\n“It will hold for years.”|Ana Sol||direct
Ostrevan met Virtan. “The talks are over,” he said.|Dariu Ostrevan|said|direct
Minister Helka Virtan met Ostrevan. The minister said the talks were over.|Helka Virtan|said|indirect
A police officer said the road was shut. The officer added that two cars were hit.|A police officer|added|indirect
The survey was long. It said the bridge was safe.|The survey|said|indirect
Ana Sol opened the bridge.|||none
The road was shut.|||none
Ana Sol added sugar to the tea.|||none
The so-called “reform” was late.|||none
Ana Sol did not say when the bridge would open.|||none
The claims were dropped.|||none
The United States called off the talks.|||none
"""
ROWS = [tuple(line.replace("\\n", "\n").split("|")) for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("text", "speaker", "cue", "quote"), ROWS, ids=[row[0][:70] for row in ROWS])
def test_a_text(text: str, speaker: str, cue: str, quote: str) -> None:
    assert last(text) == (speaker or None, cue or None, quote)


@pytest.mark.parametrize(
    ("title", "speaker", "content"),
    [
        ("Ana Sol: bridge is safe", "Ana Sol", "bridge is safe"),
        ("Ana Sol in Maravel: bridge is safe", "Ana Sol", "bridge is safe"),
        ("'No deal': Ostrevan", "Dariu Ostrevan", "'No deal'"),
        ("Bridge is safe, says Ana Sol", "Ana Sol", "Bridge is safe"),
        ("Bridge is safe, Ana Sol says", "Ana Sol", "Bridge is safe"),
    ],
)
def test_headlines(title: str, speaker: str, content: str) -> None:
    found = read(title, headline=True)
    assert [(one.speaker, title[one.start : one.end]) for one in found] == [(speaker, content)]


def test_a_place_before_a_colon_says_nothing() -> None:
    assert read("Maravel: bridge is safe", headline=True) == []


def test_a_quote_over_paragraphs_has_one_speaker() -> None:
    text = "“The first part is long.\n\n“The second part is long too.\n\n“The third ends here,” Ana Sol said."
    assert [(one.speaker, one.quote) for one in read(text)] == [("Ana Sol", "direct")] * 3


def test_the_spans_of_a_split_quote() -> None:
    text = "“It holds,” Ana Sol said, “and it will hold.”"
    found = read(text)
    assert [text[one.start : one.end] for one in found] == ["“It holds,”", "“and it will hold.”"]
    assert {(text[one.speaker_start : one.speaker_end], one.name_id) for one in found} == {("Ana Sol", "Ana Sol")}


def test_two_speakers_of_one_sentence_keep_their_own_words() -> None:
    text = "Ana Sol said the bridge was safe, and Helka Virtan warned that it would be shut."
    speeches = Speeches(read(text))
    assert speeches.of((0, 32)).speaker == "Ana Sol"
    assert speeches.of((34, len(text))).speaker == "Helka Virtan"


def test_a_role_is_resolved_only_where_it_fits() -> None:
    text = "Foreign Minister Helka Virtan met Health Minister Dariu Ostrevan. The health minister said it was late."
    assert last(text)[0] == "Dariu Ostrevan"


def test_no_form_stands_for_two_verbs_by_chance() -> None:
    assert CUES["said"].lemma == "say"
    assert CUES["told"].lemma == "tell"
    assert CUES["added"].kind == "strict"
    assert all(word == word.lower() for word in CUES)


def slow_speech(span: tuple[int, int], found: list[Attribution]) -> tuple[str | None, str]:
    """What `speech_of` gives, the obvious way."""
    shared = [(min(span[1], one.end) - max(span[0], one.start), one) for one in found]
    inside = [(n, one) for n, one in shared if n > 0]
    if not inside:
        return None, "none"
    first = next(one for n, one in inside if 2 * n >= max(m for m, _ in inside))
    kinds = {one.quote for _, one in inside if one.speaker == first.speaker}
    return first.speaker, kinds.pop() if len(kinds) == 1 else "mixed"


SPANS = st.tuples(
    st.integers(0, 60), st.integers(1, 30), st.sampled_from("ab"), st.sampled_from(["direct", "indirect"])
)


@given(st.lists(SPANS, max_size=12), st.integers(0, 60), st.integers(1, 40))
def test_speech_of_equals_the_slow_way(spans: list[tuple[int, int, str, str]], start: int, length: int) -> None:
    found = [Attribution(a, a + n, who, 0, 1, None, None, kind) for a, n, who, kind in spans]  # type: ignore[arg-type] # drawn from the literals
    found.sort(key=lambda one: (one.start, -one.end))
    speech = speech_of((start, start + length), found)
    assert (speech.speaker, speech.quote) == slow_speech((start, start + length), found)


PIECES = st.lists(
    st.sampled_from(
        ["Ana Sol", "said", "“", "”", '"', "'", ", ", ". ", "\n\n", "he", "according to", "that", ":", "and",
         "the minister", "who", "(", ")", "—", "added", "saying", "by", "was quoted as", "Virtan", "they", " "]
    ),
    max_size=40,
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), PIECES.map(" ".join), PIECES.map("".join)), st.booleans())
def test_any_text(text: str, headline: bool) -> None:
    found = read(text, headline)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert 0 <= one.speaker_start <= one.speaker_end <= len(text)
        assert one.quote in ("direct", "indirect", "mixed")
    assert found == read(text, headline)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["Ana Sol said the bridge was safe and added that he was late, ", "“It holds, ” he said. "]
)
def test_time_grows_with_the_length(piece: str) -> None:
    def seconds(n: int) -> float:
        text = piece * n
        named = mentions(text)
        begin = time.process_time()
        attributions(text, [(0, len(text))], named, NAMES)
        return time.process_time() - begin

    seconds(100)
    assert seconds(16_000) < 12 * max(seconds(4_000), 0.02)
