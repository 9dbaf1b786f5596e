"""Paragraphs in the styles of wire, tabloid, local paper, live blog, ..: who says what, and how it is put."""

from __future__ import annotations

import pytest

from dedup.claims.frames import Article, Claim, Reading
from dedup.claims.read import read_articles

WIRE = (
    "STAVEN, March 4 (Norda Press) - Sarnova will cut its fishing quota by 12 percent from July, Fisheries "
    "Minister Ilse Brandt told reporters on Wednesday, after scientists warned that cod stocks had fallen to a "
    '30-year low. "We are out of time," Brandt said. Shares in Ansel Seafood fell 3.4 percent to 18.20 crowns.'
)
TABLOID = (
    "'I'm lucky to be alive': Mum-of-three Kelly Marsh, 34, was left fighting for life after a runaway trolley "
    "smashed into her outside Vessary market. She told The Lantern: 'It came out of nowhere.' A pal said the "
    "dad of her kids, Wayne Tully, 36, was 'in bits'."
)
LOCAL = (
    "The Kelder Valley school board voted 5-2 on Monday night to close two elementary schools, despite the "
    "objections of more than 200 parents who packed the gymnasium. Superintendent Ada Quill said the district "
    'faces a $3.1 million shortfall. Board member Tom Reyes, who voted no, said, "We are balancing the budget '
    'on the backs of children."'
)
LIVE = (
    "10:42 — Police have closed the Harbour Bridge in both directions.\n\n10:55 — Ambulance service confirms "
    'three people taken to hospital.\n\n11:20 — Transport minister Ole Vik says the bridge "will not reopen '
    'today".\n\n11:45 - Vik has arrived at the scene, our reporter Mia Lund says.'
)
DENIAL = (
    'The ministry denied that any ship had been seized. A spokesman, Karl Amund, called the report "pure '
    'invention". But two officials, speaking on condition of anonymity because they were not authorised to '
    "talk, said the vessel was held on Sunday."
)
SECONDARY = (
    "The bank plans to shed 400 jobs, the Ilvane Herald reported on Friday, citing people familiar with the "
    "matter. As the Meridian first reported, the chairman offered to resign. The Ledger quoted an adviser as "
    "saying the board was split. According to Radio Sarnova, talks will resume on Thursday."
)
BUSINESS = (
    'Orrin Steel reported a quarterly loss of 41 million crowns. Revenue rose 2% to 1.3 billion. "Demand is '
    'soft," chief executive Lena Torp said on a call with analysts. The company, which employs about 9,000 '
    "people, expects to return to profit in 2025."
)
COURT = (
    "A Staven court sentenced Ruben Falk, 52, to six years in prison on Thursday for taking bribes of at least "
    "2 million crowns. Falk, a former deputy minister, has denied wrongdoing. His lawyer, Nora Wick, said he "
    "would appeal."
)
POSTS = (
    '"The strike is over," the union wrote on Twitter late on Sunday. Its leader, Britt Sand, tweeted that '
    "members would be back at work by Monday. The company declined to comment."
)
SPORT = (
    'Ansel United beat Vessary Rovers 3-1 on Saturday. "She is the best I have coached," manager Dag Eik said. '
    "United are fourth with 34 points, seven behind Staven."
)
ANSWERS = "Q: When did you first see the documents?\n\nA: In October.\n\nQ: Who put them there?\n\nA: I do not know."
COUNTS = (
    "In 2011, women in those five neighbouring states – Skerra and Staven among them – had 1,204 operations, according "
    "to the Brandis Institute. Kelder Valley broke records again, with nearly 5,000 new cases reported."
)
LETTER = (
    "I read your piece on the dam with dismay. The valley has waited nine years for repairs.\n\n— Jane Doe, Port Ansel"
)


def reading(text: str) -> Reading:
    return read_articles([Article("a", text, published="2024-03-06")]).readings[0]


def claim(text: str, words: str) -> Claim:
    (found,) = [one for one in reading(text).claims if words in one.text]
    return found


@pytest.mark.parametrize(
    ("text", "words", "speaker", "quote"),
    [
        (WIRE, "fishing quota", "Ilse Brandt", "indirect"),
        (WIRE, "out of time", "Ilse Brandt", "direct"),
        (WIRE, "Shares", None, "none"),
        (TABLOID, "out of nowhere", "Mum-of-three Kelly Marsh", "direct"),
        (TABLOID, "in bits", "A pal", "mixed"),
        (LOCAL, "shortfall", "Ada Quill", "indirect"),
        (LOCAL, "balancing", "Tom Reyes", "direct"),
        (LOCAL, "voted 5-2", None, "none"),
        (LIVE, "three people", "Ambulance service", "indirect"),
        (LIVE, "reopen", "Ole Vik", "mixed"),
        (LIVE, "arrived", "Mia Lund", "indirect"),
        (DENIAL, "seized", "The ministry", "indirect"),
        (DENIAL, "invention", "Karl Amund", "mixed"),
        (DENIAL, "vessel", "two officials", "indirect"),
        (SECONDARY, "400 jobs", "Ilvane Herald", "indirect"),
        (SECONDARY, "resign", "Meridian", "indirect"),
        (SECONDARY, "split", "an adviser", "indirect"),
        (SECONDARY, "resume", "Radio Sarnova", "indirect"),
        (BUSINESS, "soft", "Lena Torp", "direct"),
        (BUSINESS, "Revenue", None, "none"),
        (COURT, "wrongdoing", "Ruben Falk", "indirect"),
        (COURT, "appeal", "Nora Wick", "indirect"),
        (COURT, "six years", None, "none"),
        (POSTS, "strike", "the union", "direct"),
        (POSTS, "back at work", "Britt Sand", "indirect"),
        (SPORT, "coached", "Dag Eik", "direct"),
        (SPORT, "fourth", None, "none"),
        (COUNTS, "women", "Brandis Institute", "indirect"),
        (COUNTS, "records", None, "none"),
    ],
)
def test_who_says_it(text: str, words: str, speaker: str | None, quote: str) -> None:
    found = claim(text, words)
    assert (found.speaker, found.quote) == (speaker, quote)


@pytest.mark.parametrize(
    ("text", "words", "stance"),
    [
        (WIRE, "fishing quota", ("positive", "plan", None)),
        (TABLOID, "out of nowhere", ("positive", "fact", None)),
        (LIVE, "reopen", ("negative", "plan", None)),
        (DENIAL, "seized", ("negative", "fact", "denied")),
        (DENIAL, "vessel", ("positive", "fact", None)),
        (BUSINESS, "soft", ("positive", "fact", None)),
        (COURT, "wrongdoing", ("negative", "fact", "denied")),
        (POSTS, "declined", ("negative", "refusal", None)),
        (ANSWERS, "know", ("negative", "fact", None)),
    ],
)
def test_how_it_is_put(text: str, words: str, stance: tuple[str, str, str | None]) -> None:
    found = claim(text, words)
    assert (found.polarity, found.modality, found.status) == stance


@pytest.mark.parametrize(
    ("text", "words", "values"),
    [
        (WIRE, "fishing quota", [(12.0, "%"), (30.0, "year")]),
        (LOCAL, "shortfall", [(3_100_000.0, "USD")]),
        (LOCAL, "voted 5-2", [(None, "vote"), (2.0, "school"), (200.0, "parent")]),
        (BUSINESS, "employs", [(9_000.0, "person")]),
        (COURT, "six years", [(52.0, "year"), (6.0, "year"), (2_000_000.0, "crowns")]),
    ],
)
def test_its_numbers(text: str, words: str, values: list[tuple[float | None, str]]) -> None:
    assert [(one.value, one.unit) for one in claim(text, words).quantities] == values


def test_a_signature_is_no_sentence() -> None:
    read = reading(LETTER)
    assert read.article.text[slice(*(read.byline or (0, 0)))] == "— Jane Doe, Port Ansel"
    assert len(read.claims) == 2
