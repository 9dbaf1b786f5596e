"""Furniture by its wording, and prose that looks like it; all lines are written for the project."""

from __future__ import annotations

import re
import time

import pytest

from dedup.claims.frames import Article
from dedup.claims.text.body import Body, clean
from dedup.claims.text.datelines import read_opening
from dedup.claims.text.furniture import KINDS, inside, wording

PROSE = "The ferry was late on Monday, and the people of the lower villages waited on the quay until noon."

FURNITURE = {
    "advertisement": ["Advertisement", "ADVERTISEMENT:", "Story continues below", "Article continues after the ad"],
    "address line": ["The Echo's website can also be reached at the following addresses:", "Alternate addresses:"],
    "app link": ["Download our app for free", "CLICK HERE TO GET THE ECHO NEWS APP"],
    "captcha": ["3 + 4 =", "12 x 2 = ?", "This site is protected by reCAPTCHA and the terms of its maker apply."],
    "comment form": ["Your comment", "Your email address *", "12 Comments", "Leave a reply", "View all 14 comments",
                     "You are replying to: Ana.", "Comments are closed.", "Be the first to comment",
                     "Enter the characters shown in the picture", "Log in to leave a comment"],
    "contact line": ["Got a tip? Write to desk@valleyecho.example", "Contact the author at ruud@echo.example",
                     "Ring the newsdesk on 0555 2040.", "newsdesk@valleyecho.example"],
    "copyright": ["© 2024 Norda Press", "(c) 2024 Norda Press. All rights reserved.",
                  "This material may not be published, broadcast or rewritten."],
    "counter": ["0 Persons", "1,204 views", "3 min read", "12 shares"],
    "credit line": ["Reporting by Ana Relka and Olaf Brandis; editing by Ruth Ellery", "Source: Telmar Agency",
                    "Ana Relka in Ilvane contributed to this report.", "With reporting by Norda", "Source:",
                    "This report includes material from Norda Press.", "Additional reporting by Nils Arvane"],
    "date line": ["9 April 2024", "Tuesday, 9 April 2024 6:45 a.m. ET", "Updated: April 9, 2024", "2 hours ago",
                  "This article is more than 1 year old", "2024-04-09 06:45"],
    "disclaimer": ["[Disclaimer]", "The views expressed in this article are those of the author.",
                   "Read our terms of use.", "Privacy policy", "This is not investment advice."],
    "follow prompt": ["Follow us on Twitter", "Follow Ana Relka on Facebook",
                      "Like us on Facebook and never miss a story"],
    "letter prompt": ["Write to the editor: letters@echo.example", "Letters to the editor"],
    "market line": ["LEDGER 30 index: 1,204.6 (-0.3%)"],
    "news id": ["News ID 884120", "NP 240408-117", "Story code: 55321"],
    "newsletter prompt": ["Sign up for our morning newsletter", "Get our best stories delivered to your inbox",
                          "Sign up for the Meridian Briefing and have the day explained.", "Manage Newsletters"],
    "ornament": ["---", "* * *", "•", "[pullquote]"],
    "photo credit": ["Photo: Ansel Courier / J. Petrel", "Image copyright Norda Press", "Jo Petrel/Getty Images",
                     "Photograph by Jo Petrel", "(Jo Petrel/Reuters)", "(Norda photo: Jo Petrel)", "Getty Images"],
    "player line": ["Listen to this report", "Play video", "The dam, explained (2:05)", "Slideshow (3 Images)",
                    "JUST WATCHED Mayor says the dam will hold Replay More Videos ... MUST WATCH Mayor says so 01:59",
                    "Media playback is unsupported on your device"],
    "post line": ["— Ana Relka (@anarelka) April 9, 2024"],
    "related block": ["Related stories", "Read more:", "More on this story", "You may also like", "Most read"],
    "related headline": ["Read more: Islanders without a boat", "RELATED: How a spillway works",
                         "More on this story: Which trams run on Thursday", "( WATCH: the march in pictures )",
                         "Five bells that were lost on a tram Read more", "Click here to read the full report"],
    "share line": ["Email | Print | Copy link", "Share on Facebook", "Share this story", "Tweet"],
    "source link": ["<https://echo.example/news/841/ferry>", "www.valleyecho.example/news"],
    "subscription prompt": ["Subscribe to the Courier from 9 crowns a month.", "Become a member today",
                            "Local journalism needs you. Subscribe to the Courier.", "Already a subscriber? Sign in."],
    "tags": ["Tags", "Tags: dam | bees", "Filed under: Politics, Water", "#dam #bees"],
}  # fmt: skip

LOOK_ALIKES = """
The views expressed by the mayor were shared by most of the council.
The company changed its privacy policy on Monday.
The drug may not be used in children under two.
Roku shares fell 5 percent.
Use of the dating app Grindle fell by half.
Like many on Facebook, Sonn was angry.
The document can be found at the town library.
This video shows a man being carried out of the hold.
Sorry, the mayor is wrong, and everyone on the council knows it.
Research from the University of Ilvane shows that bees sleep.
Reporting by two newspapers led to the arrests.
He now writes a weekly newsletter.
The village can be reached by boat only.
Call it the lesson of 2016, and it is still not learnt.
In Iowa, support the plan or leave the party, delegates were told.
Copyright law is older than the printing press.
Read the sentence twice and it still means nothing.
Subscribers to the two largest networks fell by a tenth.
Sources close to the talks were silent.
Share prices rose, and with them the hopes of the bank.
Related companies were not searched.
Published figures show a fall of 4 per cent.
Photographs of the bridge were taken down.
By noon it was over.
By Tuesday the two sides had stopped talking.
In 2024 the ferry burnt.
Nobody came.
More than 40 people were hurt.
Listen to the people, the bishop said.
Follow the money, as they say.
Advertising revenue fell by a third in April.
Comments by the minister angered the union.
Tweets by the mayor were read aloud in court.
Contact between the two governments was broken off in 2009.
Video of the march shows three policemen.
Story after story was told in the hall that night.
Continued rain has filled the lake.
Tags on the whales showed that they had come from the south.
""".strip().splitlines()


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in FURNITURE.items() for line in lines])
def test_furniture_is_known_by_its_wording(kind: str, line: str) -> None:
    assert kind in KINDS
    assert wording(line) == kind


@pytest.mark.parametrize("line", LOOK_ALIKES)
def test_prose_that_begins_like_furniture_is_kept(line: str) -> None:
    assert wording(line) is None
    assert line in clean(Article("1", f"{PROSE}\n\n{line}\n\n{PROSE}")).text


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Arvane (2nd R) on the quay on Monday. (Photo: Jo Petrel)", "Arvane on the quay on Monday."),
        ("Arvane (right) on the quay. (Jo Petrel/Reuters)", "Arvane on the quay."),
        ("Senator Lund (R) spoke first, then Senator Voll (D).", None),
        ("The fire was out by noon. (AP)", "The fire was out by noon."),
        ("FILE PHOTO: The ferry leaves Skerra in 2019. REUTERS/Jo Petrel", "The ferry leaves Skerra in 2019."),
        ("The bells are home. https://t.co/a1b2c3 — Ana Relka (@anarelka) April 9, 2024", "The bells are home."),
        ("Image caption The old bridge was closed in 2010", "The old bridge was closed in 2010"),
        ("The bells are home. | Jo Petrel/Getty Images", "The bells are home."),
        ("Image copyright AFP The bells of Stave came home", "The bells of Stave came home"),
        ("He paid 40 crowns (about 4 euros).", None),
        ("Story highlights The ferry burnt on Monday", "The ferry burnt on Monday"),
    ],
)
def test_furniture_inside_a_line_is_cut_out(line: str, kept: str | None) -> None:
    body = clean(Article("1", line))
    assert body.text == (line if kept is None else kept)
    assert bool(body.boilerplate) == (kept is not None)
    assert len(inside(line)) == len(body.boilerplate)


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("PORT ANSEL, April 8 (Norda Press) - Four people died.", "Four people died."),
        ("PORT ANSEL — Four people died.", "Four people died."),
        ("Port Ansel (Norda Press) - Four people died.", "Four people died."),
        ("Port Ansel, Sarnova (AP) — Four people died.", "Four people died."),
        ("Ilvane, Dec 20, IRNA – Four people died.", "Four people died."),
        ("BRENHOLM, April 11. Four people died.", "Four people died."),
        ("(Reuters) - Four people died.", "Four people died."),
        ("ILVANE: Four people died.", "Four people died."),
        ("New Ansel (CNN) Four people died.", "Four people died."),
        ("Ilvane — The mayor left.", "The mayor left."),
        ("Valley Echo commentary: Four people died.", "Four people died."),
        ("The mayor - as he always does - left.", None),
        ("Four people died - or so it was said.", None),
        ("Ansel United — who else — won.", None),
        ("His analysis: the dam will hold.", None),
        ("A U.S. official — he gave no name — agreed.", None),
    ],
)
def test_datelines_are_read(line: str, rest: str | None) -> None:
    opening = read_opening(line)
    assert (line[opening.end :] if opening else None) == rest
    assert clean(Article("1", line)).text == (rest or line)


def body_of(*paragraphs: str, **rest: str) -> Body:
    return clean(Article("1", "\n\n".join(paragraphs), **rest))


def test_a_headline_that_stands_twice_is_taken_out_once() -> None:
    assert body_of("Ferry burns off Ansel", "Ferry burns off Ansel", PROSE).text == f"Ferry burns off Ansel\n\n{PROSE}"
    assert body_of("Ferry burns off Ansel", PROSE, title="Ferry burns off Ansel!").text == PROSE


def test_headlines_under_a_related_block_go_with_it() -> None:
    body = body_of(PROSE, "Related News:", "Islanders without a boat", "Five questions to ask your bank", PROSE)
    assert body.text == f"{PROSE}\n\n{PROSE}"
    assert [item.kind for item in body.boilerplate] == ["related block", "related headline", "related headline"]


def test_marks_of_markdown_leave_the_text_where_it_is() -> None:
    text = (
        f"# **Ferry** burns\n\n{PROSE}\n\n## What is known\n\n* The [ship](http://a.example/b) is *gone*.\n* So it is."
    )
    body = clean(Article("1", text))
    assert body.text == f"Ferry burns\n\n{PROSE}\n\nThe ship is gone.\n\nSo it is."
    assert [(text[i.start : i.end], i.kind) for i in body.boilerplate] == [("## What is known", "subheading")]


def test_false_paragraph_breaks_are_joined() -> None:
    assert body_of("The men of the Echo (VE)", "newsroom left.").text == "The men of the Echo (VE) newsroom left."
    assert body_of("It was the", "Ansel Lines that paid.").text == "It was the Ansel Lines that paid."
    assert body_of("It burnt.", "and how").text == "It burnt.\n\nand how"
    assert body_of("The lower", "Advertisement", "villages waited.").text == "The lower villages waited."
    wrapped = "The ferry was late on Monday, and the people of\nthe lower villages waited on the quay. Nobody from\n"
    wrapped += "Ansel Lines had told them why. The master of the\nAnna Grete brought soup."
    assert "\n" not in clean(Article("1", wrapped)).text


def test_lines_of_an_outlet_are_taken_out_unless_they_are_most_of_the_text_or_prose() -> None:
    article = Article(
        "1", f"Ring Ana\n\n{PROSE}\n\nEcho of the Valley Ltd", outlet_lines=frozenset({"Ring Ana", PROSE})
    )
    assert clean(article).text.endswith("Echo of the Valley Ltd")
    some = frozenset({"Bells for Stave"})
    assert (
        clean(Article("1", f"{PROSE}\n\nBells for Stave\n\n{PROSE}", outlet_lines=some)).text == f"{PROSE}\n\n{PROSE}"
    )
    repeated = frozenset({PROSE})
    assert clean(Article("1", f"{PROSE}\n\n{PROSE} {PROSE}", outlet_lines=repeated)).text.startswith(PROSE)


def test_bylines_and_datelines_are_metadata() -> None:
    text = f"By Signe Rasko and Tor Anneland\n\nPORT ANSEL, April 8 (Norda Press) - {PROSE}"
    body = clean(Article("1", text))
    assert body.text == PROSE
    assert text[slice(*body.byline)] == "By Signe Rasko and Tor Anneland"
    assert text[slice(*body.dateline)] == "PORT ANSEL, April 8 (Norda Press) -"


@pytest.mark.parametrize(
    "piece", ["\n", '"', "a", " ", "*", "[", "(", "<", "- ", "A ", "A, ", "1 ", ".", "Share ", "a\n"]
)
def test_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    clean(Article("1", "warm"))
    spent = []
    for length in (20_000, 80_000):
        begun = time.perf_counter()
        clean(Article("1", piece * (length // len(piece))))
        spent.append(time.perf_counter() - begun)
    assert spent[1] < 12 * spent[0] + 0.5


def test_every_rule_is_bounded() -> None:
    from dedup.claims.text.furniture import _line_rules

    for rule in _line_rules():
        assert not re.search(r"\.\*|\.\+", rule.pattern.pattern.replace(r"[\w.+-]", "")), rule.kind


def test_speakers_of_an_interview_are_no_datelines() -> None:
    text = f"{PROSE}\n\nANA RELKA: Thank you.\n\nOLAF BRANDIS: It is on the table.\n\nANA RELKA: Still?"
    assert clean(Article("1", text)).text == text


def test_who_is_quoted_below_a_quotation_is_kept() -> None:
    text = f"“{PROSE}”\n\nAna Relka, Valley Echo\n\n{PROSE}\n\n{PROSE} So it was."
    assert clean(Article("1", text, outlet_lines=frozenset({"Ana Relka, Valley Echo"}))).text == text


def test_the_model_judges_lines_that_no_rule_knows_but_no_sentence() -> None:
    lines = [
        "( Valley Echo's Election Centre)",
        "The ferry burnt and nobody knows why the sprinklers failed",
        "Nobody came.",
    ]
    body = body_of(PROSE, *lines, PROSE + " So it was.")
    assert [line in body.text for line in lines] == [False, True, True]
    assert [item.kind for item in body.boilerplate] == ["other"]


def test_a_post_inside_a_line_ends_its_paragraph() -> None:
    body = clean(Article("1", "It is gone — Ana Relka (@anarelka) April 9, 2024 Then she left."))
    assert body.text == "It is gone\n\nThen she left."
