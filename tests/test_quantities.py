"""Quantities as news texts write them, with their whole value; all sentences are written for this file."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.claims.alignment.values import Agree, Conflict, NotComparable, agree, comparable
from dedup.claims.dates.find import find_dates
from dedup.claims.frames import Quantity
from dedup.claims.numbers.numerals import read_numeral
from dedup.claims.quantities.find import find_quantities

# The sentence with each quantity in its marks -> value, bounds where they differ from it, kind and unit, what is
# counted (of), what it is measured over (over), what befell those counted (is). "-" is open, "~" approximate.
QUANTITIES = [
    ("‹Four bodies› were pulled from the Lenna on Monday.", "4 | count person | of bodies | is killed"),
    ("The ferry carried ‹140 people from Skerra›.", "140 | count person | of people from skerra"),
    ("‹Two dozen boats› were lost in the storm.", "24 | count boat | of boats"),
    ("‹A hundred houses› burned in Vessby.", "100 | count house | of houses"),
    ("‹Half a million people› live along the bay.", "500,000 | count person | of people"),
    ("The hearing lasted ‹one and a half hours›.", "1.5 | duration hour"),
    ("The quake left ‹19 injured›.", "19 | count person | of injured | is injured"),
    (
        "A gunman opened fire, killing ‹three› and wounding ‹12 people›.",
        "3 | count person | is killed",
        "12 | count person | of people | is injured",
    ),
    ("‹At least 12 dead› after the dam broke.", "12 [12, -] | count person | of dead | is killed"),
    ("‹Twenty-one miners› were trapped.", "21 | count miner | of miners"),
    ("‹Three hundred and five workers› signed the letter.", "305 | count worker | of workers"),
    ("The company employs ‹12,500 people› in Port Ansel.", "12,500 | count person | of people"),
    ("‹1,00,000 farmers› marched on the capital.", "100,000 | count farmer | of farmers"),
    ("The fleet has ‹9 ships›.", "9 | count ship | of ships"),
    ("‹Seven crew members› are still missing.", "7 | count member | of crew members | is missing"),
    ("The firm will cut ‹two thousand jobs›.", "2,000 | count job | of jobs"),
    ("The archive holds ‹1.2 million photographs›.", "1200000 | count photograph | of photographs"),
    ("‹Six masked men› robbed the bank.", "6 | count man | of masked men"),
    ("‹Eight› of the ‹12 jurors› voted to convict.", "8 | count juror | of jurors", "12 | count juror | of jurors"),
    ("‹Five of them› were released.", "5 | count | of of them"),
    ("The union has ‹350-odd members›.", "~350 [332.5, 367.5] | count member | of members"),
    ("‹40+ members› attended the meeting.", "40 [40, -] | count member | of members"),
    ("‹12 or more cars› were burned.", "12 [12, -] | count car | of cars"),
    ("The court heard ‹11 witnesses›.", "11 | count witness | of witnesses"),
    ("‹Nine others› were hurt.", "9 | count person | of others | is injured"),
    ("‹One person› was killed in the blast.", "1 | count person | of person | is killed"),
    ("‹One Liberal senator› voted against.", "1 | count senator | of liberal senator"),
    ("The death toll rose to ‹45›.", "45 | count person | is killed"),
    ("The ‹19-member› panel meets in June.", "19 | count member | of member"),
    ("The president took the ‹35-word› oath.", "35 | count word | of word"),
    ("The budget was ‹$2 billion›.", "2e+09 | money USD"),
    ("The loan of ‹1.84 bln crowns› was approved.", "1.84e+09 | money crowns"),
    ("It cost ‹30 Czech crowns› and ‹40 Mexican pesos›.", "30 | money CZK", "40 | money MXN"),
    ("They raised ‹€3m› for the museum.", "3000000 | money EUR"),
    ("The state set aside ‹Rs 5 crore› for the school.", "5e+07 | money INR"),
    ("The fine was ‹300 dollars›.", "300 | money USD"),
    ("The bank lent ‹EUR 20m› to the port.", "2e+07 | money EUR"),
    ("A loaf costs ‹50 cents›.", "0.5 | money USD"),
    ("She left ‹2 million pounds› to the church.", "2000000 | money GBP"),
    ("The ticket cost ‹C$5›.", "5 | money CAD"),
    ("It is worth ‹A$1.5 billion›.", "1.5e+09 | money AUD"),
    ("The fund lost ‹£40,000› in a day.", "40,000 | money GBP | over in a day"),
    ("The bridge cost ‹¥3 billion›.", "3e+09 | money JPY"),
    ("They pay ‹$15 an hour›.", "15 | money USD | over an hour"),
    ("The grant is ‹$84,000›.", "84,000 | money USD"),
    ("The tunnel will cost ‹between $19 and $22 million›.", "- [1.9e+07, 2.2e+07] | money USD"),
    ("A room costs ‹$800 to $1,000 per night›.", "- [800, 1,000] | money USD | over per night"),
    ("He owes ‹nearly $500 million›.", "~5e+08 [4.5e+08, 5e+08] | money USD"),
    ("The firm paid ‹more than $600,000› in fines.", "600,000 [600,000, -] | money USD"),
    ("Donors gave ‹less than $200›.", "200 [-, 200] | money USD"),
    ("‹An estimated $40 billion› was lost.", "~4e+10 [3.5e+10, 4.5e+10] | money USD"),
    ("Revenue was ‹$1.375 billion in 2019›.", "1.375e+09 | money USD | over in 2019"),
    ("The port charges ‹12 Canadian dollars›.", "12 | money CAD"),
    ("A clerk earns ‹900 Swiss francs a week›.", "900 | money CHF | over a week"),
    ("The subsidy is ‹5 lakh rupees›.", "500,000 | money INR"),
    ("It sold for ‹3.5 billion yen›.", "3.5e+09 | money JPY"),
    ("They spent ‹up to €10,000›.", "10,000 [-, 10,000] | money EUR"),
    ("The levy brings in ‹$5 million a year›.", "5000000 | money USD | over a year"),
    ("The deal is valued at ‹USD 12 million›.", "1.2e+07 | money USD"),
    ("The rent is ‹$1,200 per month›.", "1,200 | money USD | over per month"),
    ("Turnout was ‹35.7 percent›.", "35.7 | percent %"),
    ("‹12% of voters› stayed home.", "12 | percent % | of voters"),
    ("Prices rose ‹3 percentage points›.", "3 | points percentage point"),
    ("The bank raised the rate by ‹25 basis points›.", "25 | points basis point"),
    ("Growth was ‹between 3 and 5 percent›.", "- [3, 5] | percent %"),
    ("Unemployment stands at ‹10-15 percent›.", "- [10, 15] | percent %"),
    ("She leads by ‹nine points›.", "9 | points point"),
    ("Exports fell ‹2.4 per cent in March›.", "2.4 | percent % | over in March"),
    ("Wages rose ‹about 4 percent a year›.", "~4 [3.5, 4.5] | percent % | over a year"),
    ("‹Nearly 80 percent of the roads› are closed.", "~80 [75, 80] | percent % | of roads"),
    ("He holds a ‹10-point› lead in Vessby.", "10 | points point"),
    ("Inflation was ‹5 pct›.", "5 | percent %"),
    ("‹One in three women› had been threatened.", "0.3333333 | ratio | of women"),
    ("‹Two-thirds of the vote› went to Arden.", "0.6666667 | ratio | of vote"),
    ("‹3 out of 4 doctors› agreed.", "0.75 | ratio | of doctors"),
    ("‹Half of the budget› goes to roads.", "0.5 | ratio | of budget"),
    ("‹A quarter of the seats› were empty.", "0.25 | ratio | of seats"),
    ("‹A third of the population› fled.", "0.3333333 | ratio | of population"),
    ("‹Nearly half the houses› were damaged.", "~0.5 [0.475, 0.5] | ratio | of houses"),
    ("‹Three-quarters of the members› voted yes.", "0.75 | ratio | of members"),
    ("The motion passed by a ‹2-to-1› margin.", "2 | ratio"),
    ("‹Nine in 10 residents› have no power.", "0.9 | ratio | of residents"),
    ("‹One-fifth of the land› is under water.", "0.2 | ratio | of land"),
    ("The truce held for ‹four decades›.", "4 | duration decade"),
    ("The ‹10-year-old› plan was dropped.", "10 | duration year"),
    ("A ‹three-day› strike began.", "3 | duration day"),
    ("He was jailed for ‹25 years›.", "25 | duration year"),
    ("She waited ‹two months›.", "2 | duration month"),
    ("The flight takes ‹two hours and 15 minutes›.", "2.25 | duration hour"),
    ("The talks lasted ‹more than a year›.", "1 [1, -] | duration year"),
    ("He gave ‹an hour-long› speech, or so it seemed.", "1 | duration hour"),
    ("They held it for nothing; it took ‹six weeks›.", "6 | duration week"),
    ("The siege lasted ‹almost 900 days›.", "~900 [850, 900] | duration day"),
    ("The lease runs for ‹99 years›.", "99 | duration year"),
    ("The outage lasted ‹about 20 minutes›.", "~20 [16, 24] | duration minute"),
    ("The ceasefire is for ‹72 hours›.", "72 | duration hour"),
    ("The pilot had ‹a couple of days› left.", "~2 [2, 3] | duration day"),
    ("He served ‹two and a half years›.", "2.5 | duration year"),
    ("It has been closed for the past ‹19 months›.", "19 | duration month"),
    ("The ban lasts ‹10 to 12 weeks›.", "- [10, 12] | duration week"),
    ("They stayed ‹half an hour›.", "0.5 | duration hour"),
    ("The term is ‹six more years›.", "6 | duration year"),
    ("The suspect is ‹aged 34›.", "34 | age year"),
    ("A ‹34-year-old› man was held.", "34 | age year"),
    ("Mira Holt, ‹34›, was found alive.", "34 | age year"),
    ("Arno Vell, now ‹53›, runs a shop.", "53 | age year"),
    ("It began when she was ‹14›.", "14 | age year"),
    ("Those ‹58 and older› are exempt.", "58 [58, -] | age year"),
    ("The law covers girls ‹between the ages of 12 and 16›.", "- [12, 16] | age year"),
    ("Swimming is free for children ‹under 5›.", "5 [-, 5] | age year"),
    ("The boy, ‹9›, was alone.", "9 | age year"),
    ("The driver was in her ‹late 40s›.", "~- [47, 49] | age year"),
    ("The raise applies from ‹age 26›.", "26 | age year"),
    ("A ‹five-month-old› baby survived.", "5 | age month"),
    ("He is ‹81 years old›.", "81 | age year"),
    ("Ansel City won ‹3-2› on Saturday.", "- [2, 3] | score"),
    ("Vessby beat Lenna ‹24-17›.", "- [17, 24] | score"),
    ("It passed in a ‹396-9 vote›.", "- [9, 396] | score vote"),
    ("The court ruled ‹5-4› against the mine.", "- [4, 5] | score vote"),
    ("The teams drew ‹1-1›.", "- [1, 1] | score"),
    ("They lost ‹4 to 2› at home.", "- [2, 4] | score"),
    ("It reached ‹40C› in the shade.", "40 | temperature degree C"),
    ("It was ‹100 degrees Fahrenheit› at noon.", "100 | temperature degree F"),
    ("The night fell to ‹minus 5 degrees›.", "-5 | temperature degree"),
    ("Water boils at ‹100°C›.", "100 | temperature degree C"),
    ("The road is ‹35 km› long.", "35 | measure kilometre"),
    ("The fire covered ‹6,000 acres›.", "6,000 | measure acre"),
    ("They seized ‹two tonnes› of ivory.", "2 | measure tonne"),
    ("The hall has ‹6,000 square feet›.", "6,000 | measure square foot"),
    ("The ship was ‹12 nautical miles› off Skerra.", "12 | measure nautical mile"),
    ("A ‹magnitude 6.4› earthquake struck.", "6.4 | measure magnitude"),
    ("A ‹7.1-magnitude› quake followed.", "7.1 | measure magnitude"),
    ("The wind reached ‹120 mph›.", "120 | measure mph"),
    ("The spill released ‹40,000 barrels› of oil.", "40,000 | measure barrel"),
    ("He is ‹6 feet 2 inches› tall.", "6.166667 | measure foot"),
    ("The reef lies ‹10 to 15 metres› down.", "- [10, 15] | measure metre"),
    ("The park covers ‹3 square kilometres›.", "3 | measure square kilometre"),
    ("The plant makes ‹450 megawatts›.", "450 | measure megawatt"),
    ("He weighs ‹200 pounds›.", "200 | measure pound"),
    ("She visited ‹twice›.", "2 | times time"),
    ("They meet ‹twice a week›.", "2 | times time | over a week"),
    ("He was fined ‹three times›.", "3 | times time"),
    ("The price rose ‹tenfold›.", "10 | times time"),
    ("She calls ‹once a week›.", "1 | times time | over a week"),
    ("The stock is worth ‹six times› its old price.", "6 | times time"),
    ("‹Dozens of boats› were lost.", "~- [24, 100] | count boat | of boats"),
    ("‹Scores of people› were hurt.", "~- [40, 200] | count person | of people | is injured"),
    ("‹Hundreds of protesters› marched.", "~- [200, 1,000] | count protester | of protesters"),
    ("‹Thousands of letters› arrived.", "~- [2,000, 100,000] | count letter | of letters"),
    ("‹Tens of thousands of workers› struck.", "~- [20,000, 100,000] | count worker | of workers"),
    ("‹Hundreds of thousands of birds› died.", "~- [200,000, 1000000] | count bird | of birds | is killed"),
    ("‹Millions of voters› have no card.", "~- [2000000, 1e+09] | count voter | of voters"),
    ("‹Several hundred students› sat down.", "~- [200, 900] | count student | of students"),
    ("‹A few thousand soldiers› remain.", "~- [2,000, 9,000] | count soldier | of soldiers"),
    ("‹A couple of boats› came back.", "~2 [2, 3] | count boat | of boats"),
    ("‹More than 40 people› fled.", "40 [40, -] | count person | of people"),
    ("‹Up to 50 tons› of sand fell.", "50 [-, 50] | measure ton"),
    ("‹Nearly 90 professors› signed.", "~90 [85, 90] | count professor | of professors"),
    ("‹Fewer than 12 members› came.", "12 [-, 12] | count member | of members"),
    ("He raised the age limit over ‹16 years›.", "16 | duration year"),
    ("It stood for ‹over 16 years›.", "16 [16, -] | duration year"),
    ("‹Over 3,000 houses› were damaged.", "3,000 [3,000, -] | count house | of houses"),
    ("‹No more than 10 guests› are allowed.", "10 [-, 10] | count guest | of guests"),
    ("‹As many as 300 sheep› drowned.", "300 [-, 300] | count sheep | of sheep"),
    ("‹Some 300 people› gathered.", "~300 [250, 350] | count person | of people"),
    ("‹About 2,000 residents› left.", "~2,000 [1,600, 2,400] | count resident | of residents"),
    ("‹Roughly 60,000 emails› were kept.", "~60,000 [55,000, 65,000] | count email | of emails"),
    ("‹Just over 100 delegates› remain.", "~100 [100, 120] | count delegate | of delegates"),
    ("‹Around a dozen trucks› crossed.", "~12 [10, 14] | count truck | of trucks"),
    ("‹Well over 500 ships› passed.", "500 [500, -] | count ship | of ships"),
    ("‹Between 3 and 5 days› will pass.", "- [3, 5] | duration day"),
    ("‹Two or three houses› fell.", "- [2, 3] | count house | of houses"),
    ("‹10-15 boats› are at sea.", "- [10, 15] | count boat | of boats"),
    ("‹10 to 12 ships› wait outside.", "- [10, 12] | count ship | of ships"),
    ("‹Not more than 4 litres› is needed.", "4 [-, 4] | measure litre"),
    ("The mine has ‹at least 200 tonnes› of ore.", "200 [200, -] | measure tonne"),
    ("There were ‹12 deaths in 2020›.", "12 | count person | of deaths | over in 2020 | is killed"),
    ("They counted ‹3 accidents in March›.", "3 | count accident | of accidents | over in March"),
    ("The clinic sees ‹40 patients a day›.", "40 | count patient | of patients | over a day"),
    ("The line carries ‹9,000 passengers per day›.", "9,000 | count passenger | of passengers | over per day"),
    ("‹22 million more people› will be insured.", "2.2e+07 | count person | of more people"),
    (
        "‹15 people› were killed; ‹15 people› were arrested.",
        "15 | count person | of people | is killed",
        "15 | count person | of people | is arrested",
    ),
    ("Police arrested ‹60 demonstrators›.", "60 | count demonstrator | of demonstrators | is arrested"),
    ("The storm displaced ‹4,000 families›.", "4,000 | count family | of families | is displaced"),
    ("He is in his ‹third term›.", "3 | ordinal | of term"),
    ("She won the ‹27th district›.", "27 | ordinal | of district"),
    ("The index stood at ‹54.1›.", "54.1 | number"),
    ("The wreck lies at ‹34.05 N›, far from land.", "34.05 | coordinate"),
    ("They gave ‹one last chance› to him.", "1 | count chance | of last chance"),
    ("‹Six months› passed before anyone called.", "6 | duration month"),
    ("The house has ‹four bedrooms›.", "4 | count bedroom | of bedrooms"),
    ("He scored ‹30 points› and left.", "30 | points point"),
    ("The vote was ‹43 percent› to ‹42 percent›.", "43 | percent %", "42 | percent %"),
    ("It shrank from ‹12 percent a year›.", "12 | percent % | over a year"),
    ("She outspent him ‹$5.4 million› to ‹$200,000›.", "5400000 | money USD", "200,000 | money USD"),
    ("The ratio was ‹1 in 5›, doctors said.", "0.2 | ratio"),
    ("‹Eleven-year-old›? No: Phase 2 began.", "11 | age year"),
]
# Numbers that are names, dates, marks and pronouns.
NONE = [
    "The plane, Flight 370, vanished.",
    "They fly a Boeing 737 to Skerra.",
    "The AR-15 was bought in Lenna.",
    "Article 50 was signed.",
    "He lives at 10 Downing Street.",
    "Call 555-0123 for details.",
    "Psalm 23 and John 3:16 were read.",
    "In 2015 the mine closed.",
    "It opens at 5 p.m. on Jan. 3.",
    "The shop is open 24/7.",
    "She dialed 911 at once.",
    "Highway 61 is closed.",
    "The 5G network is down.",
    "COVID-19 closed the school.",
    "Resolution 2231 was passed.",
    "He is the No. 2 man in the party.",
    "Version 3.2.1 was released.",
    "The class of '98 met again.",
    "1. Do not run.\n2. Do not shout.",
    "No one was there; one of the reasons was rain.",
    "One day he will come back.",
    "The two met at the port.",
    "The 2016 election was close.",
    "See page 12 and chapter 4.",
    "The F-16 crashed near Vessby.",
    "His number is +44 20 7946 0958.",
    "The id is 2018/0123-45.",
    "They once ruled the coast.",
    "At first nobody spoke.",
    "It was the 1990s, or the '80s.",
    "The A320 landed.",
    "Room 12 is empty.",
    "A two-tiered system, a one-off: see § 1015(a).",
    "The 2020 Democrats are many.",
]
AGREEMENTS = [
    ("about 2,000 people", "1,987 people", Agree),
    ("2,000 people", "1,987 people", Agree),
    ("more than 40 years", "four decades", Agree),
    ("dozens of people", "45 people", Agree),
    ("12 dead", "15 dead", Conflict),
    ("10 people", "12 people", Conflict),
    ("at least 12 dead", "15 dead", Agree),
    ("at least 12 dead", "9 dead", Conflict),
    ("up to 50 boats", "60 boats", Conflict),
    ("nearly 90 members", "88 members", Agree),
    ("nearly 90 members", "93 members", Conflict),
    ("$1.4 billion", "$1.375 billion", Agree),
    ("$1.4 billion", "$1.3 billion", Conflict),
    ("$5 million", "€5 million", NotComparable),
    ("36 percent", "35.7 percent", Agree),
    ("35 percent", "36 percent", Conflict),
    ("two-thirds of voters", "67 percent of voters", Agree),
    ("two-thirds of voters", "40 percent of voters", Conflict),
    ("12 percent of voters", "12 percent of houses", NotComparable),
    ("3 percent in 2020", "5 percent in 2021", NotComparable),
    ("3 percent in 2020", "5 percent in 2020", Conflict),
    ("$12 a year", "$12 annually", Agree),
    ("$12 a year", "$1 a month", NotComparable),
    ("$12 a year", "$30", NotComparable),
    ("10 km", "six miles", Agree),
    ("10 km", "10 miles", Conflict),
    ("40C", "104F", Agree),
    ("40C", "80F", Conflict),
    ("72 hours", "three days", Agree),
    ("three weeks", "a 21-day truce", Agree),
    ("12 people were killed", "12 people were injured", NotComparable),
    ("12 soldiers", "9 people", NotComparable),
    ("12 soldiers", "12 people", Agree),
    ("12 soldiers", "12 boats", NotComparable),
    ("12 soldiers", "9 boats", NotComparable),
    ("12 people", "12 percent", NotComparable),
    ("10-15 boats", "12 boats", Agree),
    ("10-15 boats", "20 boats", Conflict),
    ("They won 3-2", "They won 3-2", Agree),
    ("They won 3-2", "They won 4-2", Conflict),
    ("the third term", "the fourth term", Conflict),
    ("the third term", "the fourth seat", NotComparable),
    ("hundreds of people", "1,500 people", Conflict),
    ("thousands of people", "15,000 people", Agree),
]


def number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.7g}" if abs(value) < 1e6 else f"{value:.7g}"


def show(q: Quantity) -> str:
    """A quantity in one line: value, bounds where they differ, kind and unit, and what else it has."""
    bounds = "" if q.low == q.high == q.value else f" [{number(q.low)}, {number(q.high)}]"
    parts = [f"{'~' * q.approximate}{number(q.value)}{bounds}", f"{q.kind} {q.unit}".strip()]
    parts += [f"{name} {value}" for name, value in (("of", q.noun), ("over", q.period), ("is", q.state)) if value]
    return " | ".join(parts)


def unmark(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The sentence without its marks, and the spans that they set."""
    spans: list[tuple[int, int]] = []
    plain = ""
    for part in re.split("([‹›])", marked):
        if part == "‹":
            spans.append((len(plain), 0))
        elif part == "›":
            spans[-1] = (spans[-1][0], len(plain))
        else:
            plain += part
    return plain, spans


@pytest.mark.parametrize("row", QUANTITIES, ids=lambda row: row[0])
def test_a_quantity_is_read_with_its_whole_value(row: tuple[str, ...]) -> None:
    text, spans = unmark(row[0])
    found = find_quantities(text)
    assert [(q.start, q.end) for q in found] == spans
    assert [show(q) for q in found] == list(row[1:])


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_quantity_is_none(text: str) -> None:
    assert find_quantities(text) == []


def test_the_tables_are_as_large_as_they_should_be() -> None:
    assert len(QUANTITIES) + len(NONE) >= 200
    assert len(set(NONE)) == len(NONE)


@pytest.mark.parametrize(("left", "right", "outcome"), AGREEMENTS)
def test_two_quantities_agree_or_not(left: str, right: str, outcome: type) -> None:
    a, b = find_quantities(left)[0], find_quantities(right)[0]
    assert type(agree(a, b)) is type(agree(b, a)) is outcome
    assert agree(a, b).reason
    assert (comparable(a, b) is None) == (comparable(b, a) is None)


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("12 people", "12 people", "both are 12"),
        ("72 hours", "three days", "72 hours is 3 days"),
        ("40C", "104F", "40 degree C is 104 degree F"),
        ("10 km", "six miles", "10 kilometres and 6 miles are one value, rounded"),
        ("about 2,000 people", "1,987 people", "1,987 is within what about 2,000 allows"),
        ("1,987 people", "about 2,000 people", "1,987 is within what about 2,000 allows"),
        ("10-15 boats", "12-20 boats", "10 to 15 and 12 to 20 leave room for one value"),
        ("at least 12 dead", "9 dead", "9 is outside what at least 12 allows"),
        ("up to 50 boats", "60 boats", "60 is outside what at most 50 allows"),
        ("hundreds of people", "1,500 people", "1,500 is outside what between 200 and 1,000 allows"),
        ("1 foot", "9 feet", "1 foot is not 9 feet"),
        ("two centuries", "three centuries", "2 centuries is not 3 centuries"),
        ("90 mph", "60 mph", "90 mph is not 60 mph"),
        ("12 percent", "14 percent", "12% is not 14%"),
        ("$5 million", "€5 million", "the currencies differ: USD, EUR"),
        ("12 soldiers", "9 people", "those counted may be a part of each other: soldier, person"),
        ("12 soldiers", "12 boats", "the units differ: soldier, boat"),
        ("-20C", "-20.4C", "-20 degree C and -20.4 degree C are one value, rounded"),
    ],
)
def test_the_reason_says_both_values(left: str, right: str, reason: str) -> None:
    assert agree(find_quantities(left)[0], find_quantities(right)[0]).reason == reason


def test_a_share_in_words_is_rounded_on_either_side() -> None:
    third, percent = find_quantities("one-third of voters")[0], find_quantities("35 percent of voters")[0]
    assert isinstance(agree(third, percent), Agree)
    assert isinstance(agree(percent, third), Agree)


def test_a_range_of_shares_holds_percentages_to_its_very_ends() -> None:
    share = replace(find_quantities("one-third of voters")[0], value=None, low=0.3, high=0.4)
    for text, inside in (("30 percent", True), ("30.1 percent", True), ("39.9 percent", True), ("47 percent", False)):
        percent = find_quantities(f"{text} of voters")[0]
        assert isinstance(agree(share, percent), Agree) is inside
        assert isinstance(agree(percent, share), Agree) is inside
        if inside:
            assert "within what 0.3 to 0.4 allows" in agree(share, percent).reason


def test_at_most_reaches_down_without_an_end_only_where_values_may_be_negative() -> None:
    frost = replace(find_quantities("-10C")[0], low=None)
    assert agree(frost, find_quantities("-20C")[0]).reason == "-20 degree C is within what at most -10 degree C allows"
    assert isinstance(agree(frost, find_quantities("-5C")[0]), Conflict)
    boats = find_quantities("up to 50 boats")[0]
    below = replace(find_quantities("7 boats")[0], value=-7.0, low=-7.0, high=-7.0)
    assert isinstance(agree(boats, below), Conflict)


def test_a_quantity_agrees_with_itself() -> None:
    for row in QUANTITIES:
        for q in find_quantities(unmark(row[0])[0]):
            assert isinstance(agree(q, q), Agree), q


def test_dates_that_are_given_are_not_looked_for_again() -> None:
    text = "On 5 May 2016 and in 2017, 12 boats sank within the last 19 months."
    assert find_quantities(text, find_dates(text)) == find_quantities(text)
    assert [show(q) for q in find_quantities(text, [])] != [show(q) for q in find_quantities(text)]


def test_a_table_is_not_read_and_its_place_is_told() -> None:
    prose = "The ferry carried four sheep and nine men to the port of Skerra. " * 40
    table = "12 7 103 " * 200
    skipped: list[tuple[int, int]] = []
    found = find_quantities(prose + table + prose, skipped=skipped)
    assert len(found) >= 120
    assert skipped
    for start, end in skipped:
        assert not any(start <= q.start < end for q in found)


PIECES = """
1 2 12 19 40 1,987 2,000 2015 3.5 ½ 5th one two half third dozen dozens hundred thousand million bn m k % $ €
Rs US$ percent points people dead injured killed year years old hours km of in to and or - – , . ; ( ) \n
about more than at least up nearly between from a an the per aged he was won times twice degrees C N minus +
th ' ’ \" : /
"""
WORDS = st.sampled_from(PIECES.split(" "))


def check(text: str) -> None:
    """Spans in order and inside the text, bounds around the value."""
    last = 0
    for q in find_quantities(text):
        assert last <= q.start < q.end <= len(text)
        last = q.end
        known = [x for x in (q.low, q.value, q.high) if x is not None]
        assert known == sorted(known)
        assert known


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    check(text)


@given(st.lists(WORDS, max_size=40), st.sampled_from(["", " ", "  "]))
def test_any_words_in_any_order_can_be_read(words: list[str], joint: str) -> None:
    check(joint.join(words))


@given(st.integers(0, 10**12))
def test_digits_with_and_without_commas_are_one_number(value: int) -> None:
    for written in (str(value), f"{value:,}"):
        number = read_numeral(written, 0)
        assert number is not None
        assert (number.value, number.end) == (value, len(written))


HOSTILE = [
    "1234567890", "1,", "1,222,33,", "one two three ", "hundred and ", "$1 ", "12 ", "1-", "a hundred ", "half of ",
    "killed at least ", "more than ", "1.\n", "5 minutes ", "1:1:", "one in ", "(", "twenty-",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear_in_hostile_text(piece: str) -> None:
    begun = time.perf_counter()
    find_quantities(piece * (300_000 // len(piece)), [])
    assert time.perf_counter() - begun < 10  # seconds, on any machine; a square would take hours
