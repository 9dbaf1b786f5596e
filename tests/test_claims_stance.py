"""Polarity, modality and status of clauses: a table written for the project, and what must hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.claims.speech.stance import Stance, stance

# clause | + or - | modality | status ("" for none)
TABLE = """
The two ministers signed the water accord in Ilvane.|+|fact|signed
The two ministers did not sign the water accord.|-|fact|signed
The water accord has not been signed.|-|fact|signed
The water accord was never signed.|-|fact|signed
The accord will be signed in June.|+|plan|intended
The accord will not be signed before June.|-|plan|intended
The accord was signed not by the ministers but by their deputies.|-|fact|signed
Sarnova and Maravel have agreed on the text of an accord.|+|fact|agreed
Sarnova and Maravel have yet to agree on a text.|+|fact|agreed
The deal has been finalised.|+|fact|agreed
Both sides reached an agreement on Tuesday night.|+|fact|agreed
No agreement was reached.|-|fact|
The parliament approved the accord by 61 votes to 40.|+|fact|agreed
The parliament rejected the accord.|-|refusal|
The accord entered into force on 1 May.|+|fact|in force
The new tariff takes effect in September.|+|fact|in force
The ban is no longer in force.|-|fact|in force
The accord expired in 2021.|+|fact|expired
The accord, which expired in 2021, was renewed.|+|fact|extended
The treaty has twice been extended for five years.|+|fact|extended
The treaty was not extended.|-|fact|extended
The treaty will be extended by two years.|+|plan|intended
They are determined to update the treaty.|+|plan|intended
The schedule was updated on Friday.|+|fact|updated
The company revised its forecast.|+|fact|updated
The treaty signed in 2001 has expired.|+|fact|expired
The deal signed in 2001 was extended.|+|fact|extended
The state mediator proposed a rise of 6 per cent.|+|fact|proposed
Corvane has offered 1.84 billion crowns for Tilsen.|+|fact|proposed
The county is considering a bridge at Orrin.|+|fact|proposed
The two banks are in talks on a merger.|+|fact|negotiated
The union is negotiating with the steelworks.|+|fact|negotiated
Negotiators discussed a ceasefire through the night.|+|fact|negotiated
The city plans to build a second bridge.|+|plan|intended
The city does not plan to build a second bridge.|-|plan|intended
The operator intends to lower the water level.|+|plan|intended
The minister vowed to reopen the line.|+|plan|intended
The ministry aims to hire 200 nurses.|+|plan|intended
Virtan pledged to publish the report.|+|plan|intended
Virtan will visit Maravel on Wednesday.|+|plan|
Virtan will not visit Maravel.|-|plan|
Virtan won't visit Maravel.|-|plan|
Virtan is scheduled to meet her counterpart.|+|plan|
Virtan is expected to arrive on Tuesday.|+|plan|
The trial is due to begin in March.|+|plan|
The vote is set to be repeated.|+|plan|
He said he would resign.|+|plan|
He said he would not resign.|-|plan|
The dam is going to be drained.|+|plan|
Virtan visited Maravel on Wednesday.|+|fact|
Virtan did not visit Maravel.|-|fact|
Virtan didn't visit Maravel.|-|fact|
Virtan didn’t visit Maravel.|-|fact|
Virtan has never visited Maravel.|-|fact|
Virtan failed to visit Maravel.|-|fact|
Virtan was unable to visit Maravel.|-|fact|
Virtan cancelled her visit to Maravel.|-|fact|
The visit was called off.|-|fact|
Nobody was hurt.|-|fact|
No one was hurt.|-|fact|
None of the passengers was hurt.|-|fact|
Neither the captain nor the mate was hurt.|-|fact|
There is no crack in the spillway.|-|fact|
Engineers found no crack in the spillway.|-|fact|
Engineers found a crack in the spillway.|+|fact|
The engineers have not yet found the crack.|-|fact|
There was hardly any water in the basin.|-|fact|
The operator cannot rule out a leak.|+|fact|
The operator ruled out a leak.|-|refusal|
The operator did not rule out a leak.|+|fact|
The operator denied a leak.|-|fact|denied
The operator denies that the dam leaks.|-|fact|denied
The operator did not deny the leak.|+|fact|
No one denied the leak.|+|fact|
Moe denied having been warned.|-|fact|denied
The allegation was refuted by the court.|-|doubt|denied
The minister disavowed the letter.|-|fact|denied
The minister refused to sign the accord.|-|refusal|intended
The minister declined to comment.|-|refusal|
The minister did not refuse to sign the accord.|+|fact|intended
The board rejected the offer.|-|refusal|
The board turned down the offer.|-|refusal|
The president vetoed the bill.|-|refusal|
The train left without delay.|+|fact|
The train left not without delay.|+|fact|
It was not only signed but printed.|+|fact|signed
There is no doubt that the dam leaks.|+|fact|
No fewer than forty people came.|+|fact|
No more than forty people came.|+|fact|
Furnace no. 2 was shut down.|+|fact|
The minister, who did not attend the talks, signed the accord.|+|fact|signed
The ship, which never carried passengers, sank.|+|fact|
The works closed because it did not make money.|+|fact|
He walked rather than take the bus.|+|fact|
The line was not closed until midnight.|+|fact|
It is not impossible.|-|fact|
The claim is untrue.|-|fact|
The claim is not untrue.|+|fact|
The report is false.|-|fact|
The mayor never fails to attend.|+|fact|
The accord must be signed this year.|+|demand|intended
The union demanded a rise of 9 per cent.|+|demand|
The governor urged drivers to stay at home.|+|demand|
Maravel called on Sarnova to open the sluices.|+|demand|
The union insisted on a vote.|+|demand|
The press federation asked for their release.|+|demand|
The county should close the road.|+|demand|
The county should not close the road.|-|demand|
The rules require a second signature.|+|demand|
The minister stressed the need to finalise a road map.|+|demand|intended
The accord may be signed in June.|+|possible|intended
The dam might break.|+|possible|
The dam could break.|+|possible|
The dam could not break.|-|possible|
The strike is likely to last a month.|+|possible|
Perhaps the strike is over.|+|possible|
The fire possibly began on the lower deck.|+|possible|
The fire probably began in a lorry.|+|possible|
There is a risk of flooding.|+|possible|
The fire appears to have begun in a lorry.|+|possible|
The rain stopped in May.|+|fact|
The rain stopped on 3 May.|+|fact|
It is unclear how the fire began.|+|doubt|
It remains to be seen how long the truce holds.|+|doubt|
The minister doubted the figures.|+|doubt|
The strike is unlikely to end soon.|+|doubt|
The driver allegedly ran a red light.|+|doubt|
There is no evidence of a leak.|-|doubt|
If the board agrees, the sale goes ahead.|+|conditional|intended
The sale goes ahead if the board agrees.|+|conditional|intended
Unless the rain stops, the fair is lost.|+|conditional|
The sale depends on the regulator.|+|conditional|
The ship would have sunk.|+|conditional|
The union will accept the offer provided that no one is dismissed.|+|conditional|intended
Four people were killed.|+|fact|
Four people were reportedly killed.|+|fact|reported
Four people are feared dead.|+|fact|feared
Two sailors are missing, presumed drowned.|+|fact|feared
Police confirmed that four people had died.|+|fact|confirmed
Four deaths were officially recorded.|+|fact|confirmed
Four people are said to have died.|+|fact|reported
The death toll has not been confirmed.|-|fact|confirmed
Some 40 people were reported injured.|+|fact|reported
Fears for two missing divers grew.|+|fact|feared
The ministry confirmed the date.|+|fact|confirmed
The sale is reportedly off.|+|fact|reported
The treaty was amended in 2014.|+|fact|updated
The pact lapsed last year.|+|fact|expired
The contract was terminated.|+|fact|expired
The members ratified the contract.|+|fact|signed
The council endorsed the plan.|+|fact|agreed
The insurer accepted the claim.|+|fact|agreed
The insurer did not accept the claim.|-|fact|agreed
Nothing has been decided.|-|fact|
The bridge lacks a railing.|-|fact|
The bridge has a railing.|+|fact|
The mayor abandoned the plan.|-|fact|
"""
ROWS = [tuple(line.split("|")) for line in TABLE.strip().splitlines()]


def test_the_table_is_as_long_as_it_says() -> None:
    assert len(ROWS) >= 150
    assert len({row[0] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("clause", "sign", "modality", "status"), ROWS, ids=[row[0] for row in ROWS])
def test_a_clause(clause: str, sign: str, modality: str, status: str) -> None:
    found = stance(clause, 0, len(clause))
    assert (("-" if found.polarity == "negative" else "+"), found.modality, found.status or "") == (
        sign,
        modality,
        status,
    )


@pytest.mark.parametrize(
    ("clause", "polarity", "status"),
    [
        ("The accord will not be signed before June.", "not", "will not be signed"),
        ("The operator denied a leak.", "denied", "denied"),
        ("It has twice been extended for five years.", None, "extended"),
        ("The deal signed in 2001 has expired.", None, "expired"),
    ],
)
def test_the_spans_are_the_words_that_decide(clause: str, polarity: str | None, status: str) -> None:
    found = stance(f"Earlier. {clause}", 9, 9 + len(clause))
    text = f"Earlier. {clause}"
    assert (text[slice(*found.polarity_span)] if found.polarity_span else None) == polarity
    assert found.status_span is not None
    assert text[slice(*found.status_span)] == status


def test_only_the_span_is_read() -> None:
    text = "They did not sign. They signed. They will sign."
    assert stance(text, 19, 31) == Stance(status="signed", status_span=(24, 30))


@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_any_text(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    found = stance(text, start, end)
    for span in (found.polarity_span, found.modality_span, found.status_span):
        assert span is None or start <= span[0] < span[1] <= end
    assert (found.polarity == "negative") == (found.polarity_span is not None)
    assert (found.status is None) == (found.status_span is None)
    assert (found.modality == "fact") == (found.modality_span is None)


@given(st.lists(st.sampled_from([row[0] for row in ROWS]), max_size=6).map(" ".join))
def test_prose_of_many_clauses(text: str) -> None:
    found = stance(text, 0, len(text))
    assert found == stance(text, 0, len(text))
    assert found.polarity_span is None or found.polarity == "negative"
