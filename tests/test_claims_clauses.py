"""Clauses, on sentences written for the project: `|` is where one begins, `{...}` the subject that it carries."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.claims.text.clauses import split_clauses

SENTENCES = """
The mayor closed the bridge.
The mayor closed the bridge, | but the buses still ran.
The mayor closed the bridge, | and he said it would stay closed until May.
The mayor closed the bridge | and he said it would stay closed until May.
The mayor closed the bridge; | the buses took the long way round.
The dam held; | nobody was hurt.
The dam held, | and nobody was hurt.
The dam held, | so the villages were spared.
Arvane said the fire was out.
Arvane said that the fire was out.
Arvane said that the fire was out | and that divers were waiting.
Arvane said that the fire was out, | but that three people were missing.
Arvane said the fire was out, | adding that divers were waiting. {Arvane}
The harbour chief said the fire was out, | adding that divers were waiting. {The harbour chief}
The harbour chief praised the crew, | saying they had gone back twice. {The harbour chief}
Sonn rejected the offer, | noting that it had come late. {Sonn}
The ministry denied the report, | calling it invented. {The ministry}
The union wants 9 per cent, | while the company has offered four.
The police counted 14,000 people, | while the organisers spoke of 40,000.
The police counted 14,000 people, | whereas the organisers said there were 40,000.
The bank made an offer, | although its board was divided.
The bank made an offer, | though two directors voted against it.
The bank agreed terms in April, | and will pay in cash. {The bank}
The bank agreed terms in April | and will pay in cash. {The bank}
The company has lost 14,000 tonnes | and is counting. {The company}
The company had paid a fine | and did not appeal. {The company}
Ruud went back twice | and found two more drivers. {Ruud}
Ruud went back twice, found two more drivers, | and was hurt. {Ruud}
Ruud went back twice, found two drivers and carried them out.
The Sea Marigold was built in 1998 | and has been refitted twice. {The Sea Marigold}
Four people were killed and 19 injured.
Four people were killed and 19 injured when fire swept through the deck.
Lendal, Sonn, and Virtan met in Ilvane.
Lendal, Sonn and Virtan met in Ilvane.
Lendal met Sonn, Virtan, and the mayor.
The crew carried out blankets, lamps, and a stove.
The fair brings visitors and money to the town.
The fair brings visitors and money to the town, | and the town needs both.
The minister came on Tuesday | and left on Thursday. {The minister}
The minister came on Tuesday | and said he would stay. {The minister}
On Monday the minister came, and on Thursday he left.
On Monday, the minister signed the accord | and said it was fair. {the minister}
In a letter to the bank, the union said it would sue, | and the bank said it would wait.
Lavik, who will travel to Brenholm, is expected on Friday.
Lavik, who will travel to Brenholm, is expected on Friday | and will meet the mayor. {Lavik}
The accord, which was signed in May, has lapsed.
The accord, which was signed in May, has lapsed, | and nobody has asked for a new one.
The man who sold the tickets said he had seen nothing.
The man who sold the tickets said he had seen nothing, | and his wife said the same.
Divers have not found Torvall, who kept the office and was on her way home.
Police said the strike had begun on Monday and had spread to the yards.
Police said the strike had begun on Monday, | and told drivers to turn back. {Police}
Police said the strike had begun | and told drivers to turn back. {Police}
"We lost a week, and we cannot lose a month," he said.
"We lost a week," he said, | and he asked for help.
"We lost a week," said the mayor, | adding that help had come late. {the mayor}
"We lost a week," the mayor said, | but the minister was not moved.
“It is on the table; it will stay there,” Brandis said.
“It is on the table,” Brandis told reporters, | saying that nobody had left. {Brandis}
The bridge (it was built in 1911, and it was never mended) is closed.
The bridge is closed (and will stay closed).
He came, | but she had left.
He came | and she had left.
They have a boat, | but it is in dock.
It rained | and it was cold.
It rained and the hall was cold.
It rained, | and the hall was cold.
Rain and snow fell.
The rain was heavy and cold.
The hall was cold, damp and dark.
The offer is final, | and the union knows it.
The offer is final, and binding.
The union has until Friday, | or the offer will lapse.
The lake was calm, | yet nobody swam.
The talks were to resume on Wednesday, | but neither side came.
Neither the union nor the company came.
Both the union and the company have signed.
The council voted to close the school and to sell the land.
The council plans to close the school, sell the land and build a hall.
The council has voted to close the school, | and parents have called a strike.
The company makes rails, ship plate and wire rod, and sells abroad.
The film is about a man who builds a boat and sails it to the moon.
Some 80 soldiers came from Tolm | and have not sat down since. {Some 80 soldiers}
Three people were missing at noon, | and divers were waiting.
Three people were missing at noon; | two of them were found in the evening.
The price rose by 4 per cent; in May it fell.
The price rose in April: it was the third rise.
The bill passed, but not before the opposition had walked out.
Not all were there, | but most were.
Nobody came | and nobody called.
Virtan has been warned, | and has promised to answer. {Virtan}
Ms Virtan has been warned | and has promised to answer. {Ms Virtan}
Finance minister Olga Mirten, 58, came out | and took one of the beets. {Finance minister Olga Mirten}
The three accused, all drivers, were freed | and will be heard in June. {The three accused}
Speaking in Ilvane, Mirten defended the plan, | but she did not name a date.
Asked about the plan, Mirten said it stood, | and she left.
The plan would cost 33 million euros, the minister said, | and would start in May. {The plan}
Norda reported on Friday that the accord had been signed | and that it would be in force in June.
The accord was signed so that both sides could plant.
The siren was heard as far as Tolm.
It was as cold as ever, | and the wind was rising.
"""


@pytest.mark.parametrize("row", SENTENCES.strip().splitlines())
def test_a_sentence_is_split_where_it_should_be(row: str) -> None:
    marked = re.sub(r" ?\{[^{}]*\}", "", row)
    wanted = [piece.strip() for piece in marked.split("|")]
    carried = re.findall(r"\{([^{}]*)\}", row)
    text = " ".join(wanted)
    clauses = split_clauses(text, 0, len(text))
    assert [text[clause.start : clause.end] for clause in clauses] == wanted
    assert [text[slice(*clause.subject)] for clause in clauses if clause.subject] == carried


WORDS = [
    "he",
    "said",
    "and",
    "but",
    "that",
    ",",
    ";",
    "“",
    "”",
    '"',
    "(",
    ")",
    ".",
    "was",
    "Ana",
    "the",
    "12",
    "which",
    "\n",
]


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=40))
@settings(max_examples=300, deadline=None)
def test_clauses_cover_the_sentence(pieces: list[str]) -> None:
    text = " ".join(pieces).strip()
    clauses = split_clauses(text, 0, len(text))
    if not text:
        assert clauses == []
        return
    assert clauses[0].start == 0
    assert clauses[-1].end == len(text)
    assert all(clause.start < clause.end for clause in clauses)
    between = "".join(text[a.end : b.start] for a, b in itertools.pairwise(clauses))
    assert between.strip() == ""
    assert all(0 <= c.subject[0] < c.subject[1] <= c.start for c in clauses if c.subject)
