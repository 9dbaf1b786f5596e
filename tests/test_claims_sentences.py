"""Sentences, written for the project: `|` is where one ends."""

from __future__ import annotations

import time

import pytest

from dedup.claims.text.sentences import split_sentences

TEXTS = """
Nobody came.| The hall was cold.
Mr. Brekk and Dr. Lund came.| Ms. Voll did not.
Gen. Nils Arvane spoke.| Lt. Col. Ruud did not.
The U.S. agreed.| The U.N. did not.
He lives in the U.S.| She does not.
He lives in the U.S. and works there.
The U.S. Senate met at 9 a.m. on Monday.| It rose at 5 p.m.| Nobody spoke.
At 9 a.m. ET the bell rang.
It cost $6.83.| Shares fell 4.5 percent to 15.2.| Nobody bought.
J. R. Petrel drew it.| So did J.K. Voll.
Ansel Lines Inc. said so.| So did Corvane Corp.| The bank did not.
Rambus Inc. (RMB) rose.| Corvane Co. (CRV) fell.
It has offices in Wash. and Calif.| The rest is elsewhere.
No. 2 is better than No. 3.| No.| It is not.
She said no.| He said yes.
It is the sun.| The moon is dark.
He paid, e.g. for bread, i.e. for food, etc. and left.
"I saw it.| Twice," he said.
"We lost a week.| We cannot lose a month."| He left.
“We lost a week.| We cannot lose a month,” Wender said.
He asked, "Why?"| She left.
"Why?" he asked.
"Stop!" he cried.| Nobody did.
He left (she did not).| It rained.
He left.| (She did not.)| It rained.
Wait... for it.| Well...| It came.
What?!| Yes!| No.
See www.echo.example.| Or ask ruud@echo.example.
The site echo.example/news.html is down.
Version 2.0.1 is out.| So is 3.0.
The dam held.“| They left.
It ended.The hall was empty.
Illinois v. Telmar is the case.
The year 1998.| The ship was new.
He was born in 1998.| 2009 was a bad year.
Pfc. Jo Petrel and Det.-Sgt. Dave Voll came.
The meeting is on Sept. 11.| Nobody knows why.
Alpha Inc.'s boss left.
St. Brigid's hospital is full.| Port St. Ann is not.
他来了。|她走了。
क्या हुआ।| कुछ नहीं।
""".strip().splitlines()


@pytest.mark.parametrize("row", TEXTS)
def test_sentences_end_where_they_should(row: str) -> None:
    text = row.replace("|", "")
    wanted = [piece.strip() for piece in row.split("|")]
    if row.startswith("It ended.The"):
        wanted = ["It ended.", "The hall was empty."]  # a lost blank
    assert [text[start:end] for start, end in split_sentences(text)] == wanted


def test_an_empty_line_ends_a_sentence_and_a_line_break_does_not() -> None:
    text = "The lower\nvillages waited\n\nin vain"
    assert [text[start:end] for start, end in split_sentences(text)] == ["The lower\nvillages waited", "in vain"]


def test_a_long_paragraph_takes_time_by_its_length() -> None:
    text = 'Mr. Brekk said the U.S. would pay $6.83 at 5 p.m. "It is late," he said. '
    split_sentences(text)
    begun = time.perf_counter()
    spans = split_sentences(text * 7000)  # half a megabyte
    assert time.perf_counter() - begun < 4
    assert len(spans) == 14000


@pytest.mark.parametrize("piece", [".", ". ", '"', "! ", "\n", "\n ", "...", "A. ", "a.B ", "。", "\ud800. "])
def test_hostile_text_takes_time_by_its_length(piece: str) -> None:
    begun = time.perf_counter()
    split_sentences(piece * 60_000)
    assert time.perf_counter() - begun < 4
