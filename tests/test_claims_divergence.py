"""Two reports of one question -> the kind of divergence and the verdict that a reader would give."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.claims.compare import compare
from dedup.claims.comparison import Document, Group, Published
from dedup.claims.divergence.judge import judge
from dedup.claims.frames import Article
from dedup.claims.read import read_articles

DAY = "2024-04-09"
NEXT = "2024-04-10"


def judged(texts: list[str], days: list[str | None] | None = None, origins: list[str] | None = None) -> Group:
    """All claims of these texts as one group, judged."""
    days = days or [DAY] * len(texts)
    ids = [f"d{n}" for n in range(len(texts))]
    origins = origins or ids
    outlets = ["Kelder Valley Echo", "Norda Press", "Ilvane Herald", "The Ledger"]
    read = read_articles(
        [Article(i, text, outlet=o, published=d) for i, text, o, d in zip(ids, texts, outlets, days, strict=False)],
        processes=1,
    )
    documents = {
        i: Document(i, o, "", Published(d, "day") if d else None, "", origin, i)
        for i, o, d, origin in zip(ids, outlets, days, origins, strict=False)
    }
    members = tuple(claim.id for claim in read.claims)
    group = Group("g", "", "", members, "corroborated", tuple(outlets[: len(ids)]), tuple(dict.fromkeys(origins)))
    return judge(group, read.claims, documents, {name.id: name for name in read.names})


HARD = [
    ("The fire in Port Ansel injured 19 people.", "The fire in Port Ansel injured 29 people.", "numeric"),
    ("The accord gives Maravel 120 million cubic metres of water a year.",
     "The accord gives Maravel 150 million cubic metres of water a year.", "numeric"),
    ("Corvane Bank will cut 600 jobs in Brenholm.", "Corvane Bank will cut 900 jobs in Brenholm.", "numeric"),
    ("Police arrested 17 marchers in Brenholm.", "Police arrested 31 marchers in Brenholm.", "numeric"),
    ("The bridge at Lowmere cost $40 million.", "The bridge at Lowmere cost $65 million.", "numeric"),
    ("The mayor won 52 per cent of the vote.", "The mayor won 58 per cent of the vote.", "numeric"),
    ("The strike at Vessary began on Monday.", "The strike at Vessary began on Sunday.", "date"),
    ("The minister arrived in Brenholm on 3 April.", "The minister arrived in Brenholm on 4 April.", "date"),
    ("The fire broke out at 5:40 a.m. in the hold.", "The fire broke out at 5:10 a.m. in the hold.", "date"),
    ("The school was founded in 1887 by dockers.", "The school was founded in 1878 by dockers.", "date"),
    ("The ministry said it had hired contract workers for the strike.",
     "The ministry denied that it had hired contract workers for the strike.", "polarity"),
    ("There is a crack in the spillway of the dam.", "There is no crack in the spillway of the dam.", "polarity"),
    ("Police used a water cannon on Saturday.", "Police did not use a water cannon on Saturday.", "polarity"),
    ("Sarnova and Maravel signed an accord on the river Lissa.",
     "Sarnova and Maravel have agreed on an accord on the river Lissa.", "status"),
    ("He said the school plan was suspended.", "He said the school plan was withdrawn.", "status"),
    ("Tilsen was advised by Osmund Partners in the sale.", "Tilsen was advised by Ravel Brothers in the sale.",
     "participant"),
    ("The minister was accompanied by Petra Sonn.", "The minister was accompanied by Jonas Kale.", "participant"),
    ("The old sluice at Mill End could hold up to 40 barges.", "The old sluice at Mill End could hold up to 60 barges.",
     "numeric"),
    ("Engineers said two in seven sluices of the river Lissa leak.",
     "Engineers said two in nine sluices of the river Lissa leak.", "numeric"),
    ("The county inspector Ruth Ellery, 54, closed the old mill.",
     "The county inspector Ruth Ellery, 61, closed the old mill.",
     "numeric"),
    ("Since Wednesday the dockers of Port Ansel have faced the police.",
     "Since Sunday the dockers of Port Ansel have faced the police.", "date"),
    ("The reservoir above Lowmere rose overnight, engineers of the county found.",
     "The reservoir above Lowmere fell overnight, engineers of the county found.", "polarity"),
    ("The county should pay the farmers of Mill End this year.",
     "The county should not pay the farmers of Mill End this year.", "polarity"),
    ("The shipping line Norda Ferries signed the dockers' contract in Skerra.",
     "The shipping line Norda Ferries will sign the dockers' contract in Skerra.", "status"),
    ("The harbour master of Skerra was charged over the fire in the hold.",
     "The harbour master of Skerra was convicted over the fire in the hold.", "status"),
    ("The ferry was steered by the second mate, and captain Petra Sonn slept in her cabin.",
     "The ferry was steered by the second mate, and captain Jonas Kale slept in her cabin.", "participant"),
]  # fmt: skip

NONE = [
    ("The fire injured about 2,000 people.", "The fire injured 1,987 people."),
    ("He ruled Sarnova for more than 40 years.", "He ruled Sarnova for four decades."),
    ("Twelve people died in the fire.", "The fire killed 12 people."),
    ("The ferry carried 143 people.", "The ferry carried about 140 people."),
    ("The road is 10 km long.", "The road is six miles long."),
    ("Twelve people were killed and 29 injured.", "Twelve people were killed in the fire."),
    ("The fire killed 12 people.", "The fire injured 19 people."),
    ("The trip cost $1.4 billion.", "The trip cost $1.375 billion."),
    ("The strike began on Monday.", "The strike began on 8 April."),
    (
        "The council met on Monday, the mayor said on Tuesday.",
        "On Monday the council met in the mill, a clerk of the mayor said on Wednesday.",
    ),
    ("The accord was signed in June 2020.", "The accord was signed in 2020."),
    ("The minister did not deny that he met the union.", "The minister met the union."),
    ("No later than Monday the gates will open.", "The gates will open on Monday."),
    ("The mayor was quoted by Norda Press on the plan.", "The mayor was quoted by The Ledger on the plan."),
    ("President Ebrahim Raisi arrived in Brenholm.", "President Raeisi arrived in Brenholm."),
    ("The talks were held in Brenholm.", "The talks were held in the capital."),
    ("The minister said the accord was signed.", "The minister said the accord was signed on the quay."),
    ("One of the sailors was rescued.", "Two sailors were rescued by one boat."),
    (
        "Twelve dockers of Norda were arrested in Skerra on Monday.",
        "Nine dockers of Maravel were arrested in Port Ansel.",
    ),
    (
        "The harbour master Moammar Stilling closed the gates of the port.",
        "The harbour master Muammar Stilling closed the gates of the port.",
    ),
    (
        "The council of Lowmere should cancel the march “until” the mayor is back.",
        "The council of Lowmere said the march should not take place until the mayor is back.",
    ),
    (
        "The sluice was opened not only for barges on the river Lissa.",
        "The sluice was opened for barges on the river Lissa.",
    ),
    ("A first fire broke out in the hold.", "A second fire broke out in the hold."),
    ("She asked whether there was a crack in the spillway.", "There is no crack in the spillway."),
]


@pytest.mark.parametrize(("one", "other", "kind"), HARD)
def test_what_cannot_both_be_true_is_hard(one: str, other: str, kind: str) -> None:
    found = judged([one, other])
    assert found.verdict == "divergent"
    assert kind in [each.kind for each in found.divergences if each.severity == "hard"]


@pytest.mark.parametrize(("one", "other"), NONE)
def test_what_can_both_be_true_is_no_hard_divergence(one: str, other: str) -> None:
    assert not [each for each in judged([one, other]).divergences if each.severity == "hard"]


def test_a_toll_that_rises_from_day_to_day_is_a_development() -> None:
    found = judged(["The fire killed 12 people.", "The fire killed 15 people."], [DAY, NEXT])
    assert (found.verdict, found.divergences) == ("development", ())
    assert found.notes[0].kind == "numeric"
    assert [value.value for value in found.notes[0].values] == ["12 people", "15 people"]


def test_a_step_taken_later_is_a_development() -> None:
    texts = ["Both sides agreed on an accord on the river Lissa.", "Both sides signed an accord on the river Lissa."]
    assert judged(texts, [DAY, NEXT]).verdict == "development"
    assert judged(texts, [NEXT, DAY]).verdict == "divergent"


def test_growth_in_two_years_is_not_comparable() -> None:
    found = judged(["Trade with Maravel grew by 3 percent in 2020.", "Trade with Maravel grew by 5 percent in 2021."])
    assert (found.verdict, found.divergences) == ("not-comparable", ())


def test_a_change_inside_one_origin_is_told_as_an_edit() -> None:
    texts = ["The fire in Port Ansel injured 29 people.", "The fire in Port Ansel injured 19 people."]
    [found] = judged(texts, origins=["d1", "d1"]).divergences
    assert "the reprint (Kelder Valley Echo) says “29 people”, its source (Norda Press) “19 people”" in found.reason


def test_values_are_spans_of_the_text() -> None:
    texts = ["The fire in Port Ansel injured 29 people.", "The fire in Port Ansel injured 19 people."]
    for value in judged(texts).divergences[0].values:
        text = texts[int(value.claim_id[1])]
        assert text[value.start : value.end] == value.value


def test_one_origin_alone_is_a_single_source() -> None:
    assert judged(["The fire killed 12.", "The fire killed 12."], origins=["d0", "d0"]).verdict == "single-source"


SENTENCES = sorted({text for pair in HARD for text in pair[:2]} | {text for pair in NONE for text in pair})


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(SENTENCES), st.text(max_size=60)), min_size=2, max_size=4), st.randoms())
def test_the_order_of_the_claims_does_not_matter(texts: list[str], chance: random.Random) -> None:
    read = read_articles([Article(f"d{n}", text, published=DAY) for n, text in enumerate(texts)], processes=1)
    names = {name.id: name for name in read.names}
    documents = {f"d{n}": Document(f"d{n}", None, "", None, "", f"d{n}", f"d{n}") for n in range(len(texts))}
    group = Group("g", "", "", tuple(claim.id for claim in read.claims), "corroborated", (), tuple(documents))
    shuffled = list(read.claims)
    chance.shuffle(shuffled)
    one, other = judge(group, read.claims, documents, names), judge(group, shuffled, documents, names)
    assert one == other


def compared(texts: list[str], days: list[str] | None = None) -> list[Group]:
    """The groups that divide texts that are compared as two articles of one story."""
    ids = [f"d{n}" for n in range(len(texts))]
    days = days or [DAY] * len(texts)
    articles = [Article(i, text, outlet=i, published=d) for i, text, d in zip(ids, texts, days, strict=True)]
    read = read_articles(articles, processes=1)
    return [group for group in compare(read.readings, names=read.names, judge=judge).groups if group.divergences]


CLASHES = [
    ("Seventeen people were detained after bottles were thrown outside the ministry in Brenholm.",
     "Riot night in Brenholm ends with 31 arrests.", "numeric"),
    ("Foreign minister Dario Ostrevan, who had arrived on Tuesday evening, worked with the experts until three.",
     "Dario Ostrevan, the foreign minister of Maravel, came to Brenholm on Wednesday morning with nineteen clerks.",
     "date"),
    ("The Sea Marigold was last inspected in January, according to the public ship register.",
     "The ferry Sea Marigold passed her last inspection on 14 November without remarks, he said.", "date"),
    ("A Tarnhelm spokesman denied that any contract workers had been hired for the duration of the strike.",
     "Ms Dolk said the Tarnhelm company had hired 150 contract workers from abroad.", "polarity"),
]  # fmt: skip
APART = [
    ("The march in the capital on Saturday made that loss likely.",
     "The alliance called for a second march in the capital on April 20."),
    ("Job growth bounced back forcefully from its poor February performance in Sarnova.",
     "Job growth in Sarnova bounced back in March, a slowdown all the same."),
    ("In Brenholm he resigned in November, citing his health.", "She resigned last month in Brenholm."),
    ("The owners of the mill had begun at 4.5 per cent, then at 5 per cent.",
     "The union of the mill demanded 9 per cent."),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "kind"), CLASHES)
def test_claims_that_alignment_leaves_apart_can_clash(one: str, other: str, kind: str) -> None:
    found = compared([one, other])
    assert kind in [each.kind for group in found for each in group.divergences]
    for group in found:
        assert group.verdict == "divergent"
        assert len(group.outlets) == 2


@pytest.mark.parametrize(("one", "other"), APART)
def test_claims_on_two_things_do_not_clash(one: str, other: str) -> None:
    assert not [each for group in compared([one, other]) for each in group.divergences if each.severity == "hard"]


def test_what_a_document_says_too_is_no_clash() -> None:
    """The other outlet has the first one's count as well, so its second count is of something else."""
    one = "Seventeen people were detained after bottles were thrown outside the ministry in Brenholm."
    both = "Riot night in Brenholm ends with 31 arrests. Seventeen were arrested outside the ministry."
    assert "numeric" not in [each.kind for group in compared([one, both]) for each in group.divergences]


def test_nobody_hurt_clashes_with_somebody_dead_where_the_article_tells_of_no_other() -> None:
    calm = "The gates of the Orrin dam were opened at noon. No one was injured, the ministry said."
    dead = "A pensioner was drowned below the Orrin dam when he went back for his bees."
    assert [each.kind for group in compared([calm, dead]) for each in group.divergences] == ["polarity"]
    both = f"{calm} Two years ago a woman was drowned in the lake."
    assert compared([both, dead]) == []


def test_a_fate_is_counted_however_it_is_worded() -> None:
    texts = [
        "Seven children escaped and fled the scene, Mr Arvane added.",
        "Six children were found alive, the county said.",
    ]
    [found] = [each for group in compared(texts) for each in group.divergences]
    assert (found.kind, sorted(value.value for value in found.values)) == (
        "numeric",
        ["Seven children", "Six children"],
    )


def test_an_amount_of_which_the_first_digits_are_given_agrees() -> None:
    texts = [
        "The Tilsens paid $43,885,310 in taxes for the mill.",
        "The Tilsens paid $43 million in taxes for the mill.",
    ]
    assert not [each for each in judged(texts).divergences if each.severity == "hard"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Eight states allow the sale of cider and another 21 states allow it on Sundays.",
         "The sale of cider is allowed in 29 states."),
        ("The inquiry covered six of Sarnova's eight dioceses, from Vessary to Skerra.",
         "In six dioceses, Vessary and Skerra among them, the inquiry heard 400 people."),
        ("Omdal signs $2T rescue bill after the vote.", "Omdal signs $2.2T rescue bill after the vote."),
        ("Vessary Yards lost 5.2 percent on the exchange, Kelder Mills 4 percent.",
         "On the exchange in Brenholm Vessary Yards was off 5.3 percent by noon."),
        ("On Sunday, Omdal said he had learned of the secret offer by Brekk.",
         "Omdal had learned on Friday of the secret offer by Brekk."),
        ("Judges Brekk and Solvang dissented.", "Judges Brekk and Solvang would have sided with the minister."),
        ("My wife gives the same speech and people get on her case and I don't get it.",
         "My wife gives the same speech and people get on her case."),
    ],
)  # fmt: skip
def test_what_real_articles_say_otherwise_of_one_thing_is_no_conflict(one: str, other: str) -> None:
    assert not [found for found in judged([one, other]).divergences if found.severity == "hard"]
