"""Dates as news texts write them, with their whole value; all sentences are written for this file."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.claims.alignment.values import Agree, Conflict, NotComparable, agree_dates
from dedup.claims.dates.calendar import easter, feast, season, shift
from dedup.claims.dates.find import find_dates
from dedup.claims.frames import DateSpan

# Day of publication (as precise as known, "" unknown), the sentence with each date in its marks -> first and last day,
# precision, part of the day, second reading.
DATES = [
    ("2022-01-23", "The ferry sank on ‹Friday night›.", "2022-01-21 | part | night"),
    ("2022-01-20", "The council will meet on ‹Thursday›.", "2022-01-20 | day | or 2022-01-27 2022-01-27"),
    ("2022-01-20", "Officials said ‹Tuesday, Jan. 18›, that it was over.", "2022-01-18 | day"),
    ("2022-01-20", "It began on ‹19 January›.", "2022-01-19 | day"),
    ("2022-01-20", "The fair is open ‹19-20 January 2022›.", "2022-01-19 2022-01-20 | range"),
    ("2022-01-20", "The fair was held ‹Jan 3-5›.", "2022-01-03 2022-01-05 | range"),
    ("2022-01-20", "He left ‹Jan. 19, 2022›, for Skerra.", "2022-01-19 | day"),
    ("2022-01-20", "The file is dated ‹2022-01-19›.", "2022-01-19 | day"),
    ("2022-01-20", "It was due on ‹19/01/2022›.", "2022-01-19 | day"),
    ("2018-10-24", "The letter of ‹3/4/2018› was lost.", "2018-03-04 | day | or 2018-04-03 2018-04-03"),
    ("2018-10-24", "The letter of ‹3.4.2018› was lost.", "2018-04-03 | day"),
    ("2018-10-24", "It was sent ‹Sunday, Oct. 21, 2018›, by post.", "2018-10-21 | day"),
    ("2018-10-24", "The bridge opened on the ‹21st of October›.", "2018-10-21 | day"),
    ("2018-10-24", "‹October 21› was a cold day.", "2018-10-21 | day"),
    ("2018-10-24", "It closed on ‹Oct. 1›.", "2018-10-01 | day"),
    ("2018-10-24", "The trial begins ‹Nov. 5›.", "2018-11-05 | day"),
    ("2018-10-24", "They will vote on ‹Nov. 6›.", "2018-11-06 | day"),
    ("2018-01-10", "He resigned on ‹Dec. 21›.", "2017-12-21 | day"),
    ("2018-12-28", "The law will take effect ‹Jan. 1›.", "2019-01-01 | day"),
    ("2022-01-20", "He was seen ‹last Friday›.", "2022-01-14 | day"),
    ("2022-01-22", "He was seen ‹last Friday›.", "2022-01-21 | day | or 2022-01-14 2022-01-14"),
    ("2022-01-18", "They will leave ‹next Friday›.", "2022-01-28 | day | or 2022-01-21 2022-01-21"),
    ("2022-01-21", "They will leave ‹next Thursday›.", "2022-01-27 | day"),
    ("2022-01-20", "They will leave ‹this Saturday›.", "2022-01-22 | day"),
    ("2022-01-20", "‹This past Sunday› it rained.", "2022-01-16 | day"),
    ("2022-01-20", "She said on ‹Monday› that it was false.", "2022-01-17 | day"),
    ("2022-01-20", "The mayor told reporters ‹Wednesday›.", "2022-01-19 | day"),
    ("2022-01-20", "A hearing is scheduled for ‹Monday›.", "2022-01-24 | day"),
    ("2022-01-20", "The strike is expected to end ‹Sunday›.", "2022-01-23 | day"),
    ("2022-01-20", "He is to appear in court on ‹Friday›.", "2022-01-21 | day"),
    ("2022-01-20", "Police arrested him ‹Thursday morning›.", "2022-01-20 | part | morning"),
    ("2022-01-20", "‹Late Tuesday› the dam broke.", "2022-01-18 | day"),
    ("2022-01-20", "A storm hit ‹early Wednesday›.", "2022-01-19 | day"),
    ("2022-01-20", "The vote was held ‹yesterday›.", "2022-01-19 | day"),
    ("2022-01-20", "‹Yesterday evening› the lights failed.", "2022-01-19 | part | evening"),
    ("2022-01-20", "The port is closed ‹today›.", "2022-01-20 | day"),
    ("2022-01-20", "She will speak ‹tonight›.", "2022-01-20 | part | night"),
    ("2022-01-20", "It reopens ‹tomorrow morning›.", "2022-01-21 | part | morning"),
    ("2022-01-20", "‹This morning› the road was clear.", "2022-01-20 | part | morning"),
    ("2022-01-20", "The shop burned ‹last night›.", "2022-01-19 | part | night"),
    ("2022-01-20", "It rained ‹the day before yesterday›.", "2022-01-18 | day"),
    ("2022-01-20", "They sail ‹the day after tomorrow›.", "2022-01-22 | day"),
    ("2022-01-20", "The mine closed ‹last month›.", "2021-12-01 2021-12-31 | month"),
    ("2022-01-20", "Prices rose ‹last week›.", "2022-01-10 2022-01-16 | week"),
    ("2022-01-20", "They meet ‹next week›.", "2022-01-24 2022-01-30 | week"),
    ("2022-01-20", "‹This week› the court sat.", "2022-01-17 2022-01-23 | week"),
    ("2022-01-20", "It was decided ‹earlier this week›.", "2022-01-17 2022-01-20 | range"),
    ("2022-01-20", "A report is due ‹later this month›.", "2022-01-20 2022-01-31 | range"),
    ("2022-01-20", "He died ‹early last month›.", "2021-12-01 2021-12-10 | range"),
    ("2022-01-20", "Rents rose ‹this year›.", "2022-01-01 2022-12-31 | year"),
    ("2022-01-03", "Rents rose ‹last year›.", "2021-01-01 2021-12-31 | year | or 2020-01-01 2020-12-31"),
    ("2022-05-20", "Rents rose ‹last year›.", "2021-01-01 2021-12-31 | year"),
    ("2022-05-20", "A new bridge is planned for ‹next year›.", "2023-01-01 2023-12-31 | year"),
    ("2022-05-20", "It was built ‹late last year›.", "2021-09-01 2021-12-31 | range"),
    ("2022-05-20", "The bonds fall due at ‹the end of the month›.", "2022-05-31 | range"),
    ("2022-05-20", "He was mayor ‹two years ago›.", "2020-01-01 2020-12-31 | year"),
    ("2022-05-20", "She came ‹two weeks ago›.", "2022-05-03 2022-05-09 | week"),
    ("2022-05-20", "He left ‹three days ago›.", "2022-05-17 | day"),
    ("2022-05-20", "They met ‹a month ago›.", "2022-04-01 2022-04-30 | month"),
    ("2022-05-20", "It began ‹a decade ago›.", "2007-01-01 2017-12-31 | range"),
    ("2022-05-20", "He called ‹a couple of days ago›.", "2022-05-18 | day"),
    ("2022-05-20", "She called ‹a few days ago›.", "unresolved | day"),
    ("2022-05-20", "It fell ‹nearly two years ago›.", "2019-01-01 2021-12-31 | range"),
    ("2022-05-20", "It opens ‹10 days from now›.", "2022-05-30 | day"),
    ("2022-05-20", "Over ‹the past two weeks› it rained.", "2022-05-06 2022-05-20 | range"),
    ("2022-05-20", "In ‹the last 24 hours› nobody died.", "2022-05-19 2022-05-20 | range"),
    ("2022-05-20", "Over ‹the next decade› it will grow.", "2022-05-20 2032-05-20 | range"),
    ("2022-05-20", "For ‹the past year› it has been shut.", "2021-05-20 2022-05-20 | range"),
    ("2022-05-20", "In ‹the next three months› they will sell it.", "2022-05-20 2022-08-20 | range"),
    ("2022-05-20", "It fell in ‹the previous two months›.", "unresolved | range"),
    ("2022-05-20", "They met over ‹the weekend›.", "2022-05-14 2022-05-15 | range"),
    ("2022-05-20", "They met ‹last weekend›.", "2022-05-14 2022-05-15 | range"),
    ("2022-05-20", "They will meet ‹this weekend›.", "2022-05-21 2022-05-22 | range"),
    ("2022-05-20", "On ‹3 March› he came; ‹two days later› he left.", "2022-03-03 | day", "2022-03-05 | day"),
    ("2022-05-20", "‹Two days earlier› he had left.", "unresolved | day"),
    (
        "2022-05-20",
        "She won in ‹2015› and lost ‹two years later›.",
        "2015-01-01 2015-12-31 | year",
        "2017-01-01 2017-12-31 | year",
    ),
    ("2022-05-20", "He was fined on ‹May 2, 2021›, and freed ‹the next day›.", "2021-05-02 | day", "2021-05-03 | day"),
    ("2022-05-20", "He called ‹two days after May 2, 2021›.", "2021-05-04 | day"),
    ("2022-05-20", "‹The day before›, nobody knew.", "unresolved | day"),
    ("2022-05-20", "It rained ‹from Monday to Wednesday›.", "2022-05-16 2022-05-18 | range"),
    ("2022-05-20", "It grew ‹between 2015 and 2018›.", "2015-01-01 2018-12-31 | range"),
    ("2022-05-20", "It has stood ‹since 1979›.", "1979-01-01 2022-05-20 | range"),
    ("2022-05-20", "It has rained ‹since Monday›.", "2022-05-16 2022-05-20 | range"),
    ("2022-05-20", "He served ‹from 2009 to 2013›.", "2009-01-01 2013-12-31 | range"),
    ("2022-05-20", "The ‹1989-2013› senator died.", "1989-01-01 2013-12-31 | range"),
    ("2022-05-20", "The ‹2015-16› season was long.", "2015-01-01 2016-12-31 | range"),
    ("2022-05-20", "It ran ‹from September 2016 to July 2017›.", "2016-09-01 2017-07-31 | range"),
    ("2022-05-20", "It ran ‹between March and May 2018›.", "2018-03-01 2018-05-31 | range"),
    ("2022-05-20", "It was closed ‹from Jan. 30 to Feb. 2›.", "2022-01-30 2022-02-02 | range"),
    ("2022-05-20", "The fair runs ‹June 3 to June 5›.", "2022-06-03 2022-06-05 | range"),
    ("2022-05-20", "Open ‹Monday to Friday›.", "2022-05-16 2022-05-20 | range"),
    ("2022-05-20", "The town was rich in the ‹1990s›.", "1990-01-01 1999-12-31 | decade"),
    ("2022-05-20", "It was built in the ‹mid-1970s›.", "1974-01-01 1976-12-31 | range"),
    ("2022-05-20", "He came in the ‹late 1980s›.", "1987-01-01 1989-12-31 | range"),
    ("2022-05-20", "Music of the ‹'80s› is back.", "1980-01-01 1989-12-31 | decade"),
    ("2022-05-20", "In ‹2016› she won.", "2016-01-01 2016-12-31 | year"),
    ("2022-05-20", "The ‹2016› election was close.", "2016-01-01 2016-12-31 | year"),
    ("2022-05-20", "By ‹the end of 2019› it was over.", "2019-12-01 2019-12-31 | range"),
    ("2022-05-20", "In ‹early 2020› it began.", "2020-01-01 2020-04-30 | range"),
    ("2022-05-20", "It was founded in ‹1871›.", "1871-01-01 1871-12-31 | year"),
    ("2022-05-20", "In ‹March› he resigned.", "2022-03-01 2022-03-31 | month"),
    ("2022-05-20", "In ‹March 2018› he resigned.", "2018-03-01 2018-03-31 | month"),
    ("2022-05-20", "The vote will be held in ‹November›.", "2022-11-01 2022-11-30 | month"),
    ("2022-05-20", "It was sold ‹last March›.", "2022-03-01 2022-03-31 | month"),
    ("2022-05-20", "It happened in ‹January of last year›.", "2021-01-01 2021-01-31 | month"),
    ("2022-05-20", "In ‹early April› he left.", "2022-04-01 2022-04-10 | range"),
    ("2022-05-20", "By ‹mid-June› it will be done.", "2022-06-11 2022-06-20 | range"),
    ("2022-05-20", "In ‹May› it rained.", "2022-05-01 2022-05-31 | month"),
    ("2018-10-20", "Growth slowed in the ‹third quarter of 2018›.", "2018-07-01 2018-09-30 | quarter"),
    ("2018-10-20", "Profit fell in the ‹third quarter›.", "2018-07-01 2018-09-30 | quarter"),
    ("2018-10-20", "Sales rose 3 percent ‹last quarter›.", "2018-07-01 2018-09-30 | quarter"),
    ("2018-10-20", "Sales rose in ‹Q3 2018›.", "2018-07-01 2018-09-30 | quarter"),
    (
        "2018-10-20",
        "The deficit for ‹fiscal year 2019› is larger.",
        "2019-01-01 2019-12-31 | year | or 2018-10-01 2019-09-30",
    ),
    ("2018-10-20", "In ‹fiscal 2017› it was less.", "2017-01-01 2017-12-31 | year | or 2016-10-01 2017-09-30"),
    ("2018-10-20", "‹FY2019› begins.", "2019-01-01 2019-12-31 | year | or 2018-10-01 2019-09-30"),
    ("2018-10-20", "‹Last summer› it burned.", "2018-06-01 2018-08-31 | season"),
    ("2018-10-20", "In the ‹summer of 2012› it burned.", "2012-06-01 2012-08-31 | season"),
    ("2018-10-20", "In the ‹winter of 2018› it froze.", "2018-12-01 2019-02-28 | season | or 2017-12-01 2018-02-28"),
    ("2018-10-20", "They will sail ‹next spring›.", "2019-03-01 2019-05-31 | season"),
    ("2018-11-29", "They met on ‹Thanksgiving›.", "2018-11-22 | day"),
    ("2018-11-29", "It will open on ‹Christmas Eve›.", "2018-12-24 | day"),
    ("2018-11-29", "It was sold on ‹Independence Day›.", "2018-07-04 | day"),
    ("2018-11-29", "They left on ‹New Year's Day 2017›.", "2017-01-01 | day"),
    ("2018-04-11", "It closed on ‹Good Friday›.", "2018-03-30 | day"),
    ("2018-10-24", "It struck at ‹5:15 a.m. on Tuesday›.", "2018-10-23 | minute | 05:15"),
    ("2018-10-24", "He called ‹Tuesday at 5:15 a.m.›", "2018-10-23 | minute | 05:15"),
    ("2018-10-24", "The ship sailed at ‹10am Monday›.", "2018-10-22 | minute | 10:00"),
    ("2018-10-24", "The gates close at ‹quarter past five›.", "unresolved | minute | 05:15"),
    ("2018-10-24", "They met at ‹noon›.", "unresolved | minute | 12:00"),
    ("2018-10-24", "The vault opens at ‹14:30 GMT›.", "unresolved | minute | 14:30"),
    ("2018-10-24", "The strike began at ‹midnight Oct. 21›.", "2018-10-21 | minute | 00:00"),
    ("2018-10-24", "Doors open ‹from 9 a.m. to 5 p.m.›", "unresolved | minute | 09:00-17:00"),
    ("2018-10-24", "On the ‹morning of Oct. 3› it snowed.", "2018-10-03 | part | morning"),
    ("2014-12-28", "He has been in office since his oath in ‹January›.", "2014-01-01 2014-01-31 | month"),
    (
        "2018-10-24",
        "His statement on ‹Monday› about the law that would close the port was read out.",
        "2018-10-22 | day",
    ),
    ("2018-10-24", "The minister is meeting them ‹Friday›.", "2018-10-26 | day"),
    ("2018-10-24", "The ‹9/11› attacks changed that.", "2001-09-11 | day"),
    ("2018-10-24", "The ‹Sept. 11› attacks changed that.", "2001-09-11 | day"),
    ("2018-10-24", "He spoke ‹Thursday of last week›.", "2018-10-18 | day"),
    ("", "She said on ‹Monday› that it was false.", "unresolved | day"),
    ("", "It closed ‹last year›.", "unresolved | year"),
    ("", "It closed in ‹2016›.", "2016-01-01 2016-12-31 | year"),
    ("", "It closed in ‹March›.", "unresolved | month"),
    ("", "It has stood ‹since 1979›.", "unresolved | range"),
    ("2018-08", "It closed ‹last month›.", "2018-07-01 2018-07-31 | month"),
    ("2018-08", "It closed on ‹Monday›.", "unresolved | day"),
    ("2018", "It closed ‹last year›.", "2017-01-01 2017-12-31 | year"),
    ("2018", "It closed ‹last month›.", "unresolved | month"),
]
# Names, verbs, scores, verses, and what happens every week.
NONE = [
    "It rained over nothing.",
    "Theresa May may march with them.",
    "Wait a second; a March on Lenna was planned.",
    "The Women's March was large.",
    "Do not fall; spring is a verb.",
    "Every Tuesday they meet.",
    "The Sunday Times and Fox News Sunday said so.",
    "Flight 1549 landed with 2,016 boxes and 1500 people.",
    "Call 555-2016 or pay $2016.",
    "She reads USA Today.",
    "He spoke on “This Week” at length.",
    "Psalm 3:16 was read.",
    "An august lady and a sun hat.",
    "The score was 3-2 and then 10.5.",
]
AGREEMENTS = [
    ("on Friday", "on Jan. 21, 2022", Agree),
    ("on Friday", "on Jan. 20, 2022", Conflict),
    ("last month", "on Dec. 5, 2021", Agree),
    ("last month", "on Nov. 5, 2021", Conflict),
    ("in 2021", "in March 2021", Agree),
    ("in 2021", "in March 2020", Conflict),
    ("since 1979", "in 1985", Agree),
    ("a few days ago", "in 1985", NotComparable),
    ("on 3/4/2018", "on April 3, 2018", Agree),
    ("on Jan. 3 at 5 p.m.", "on Jan. 3 at 6 p.m.", Conflict),
    ("on Jan. 3 at 5 p.m.", "on Jan. 3", Agree),
]


def show(d: DateSpan) -> str:
    """A date in one line: first day, last where it differs, precision, part of the day, second reading."""
    days = "unresolved" if d.first is None else f"{d.first}" if d.first == d.last else f"{d.first} {d.last}"
    parts = [days, d.precision, d.part or "", "or " + " ".join(map(str, d.other)) if d.other else ""]
    return " | ".join(part for part in parts if part)


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


@pytest.mark.parametrize("row", DATES, ids=lambda row: f"{row[0]} {row[1]}")
def test_a_date_is_read_with_its_whole_value(row: tuple[str, ...]) -> None:
    text, spans = unmark(row[1])
    found = find_dates(text, row[0] or None)
    assert [(d.start, d.end) for d in found] == spans
    assert [show(d) for d in found] == list(row[2:])


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date_is_none(text: str) -> None:
    assert find_dates(text, "2018-10-24") == []


def test_the_tables_are_as_large_as_they_should_be() -> None:
    assert len(DATES) + len(NONE) >= 150
    assert len(set(NONE)) == len(NONE)


@pytest.mark.parametrize(("left", "right", "outcome"), AGREEMENTS)
def test_two_dates_agree_or_not(left: str, right: str, outcome: type) -> None:
    a, b = (find_dates(text, "2022-01-23")[0] for text in (left, right))
    assert type(agree_dates(a, b)) is type(agree_dates(b, a)) is outcome


def test_the_anchor_may_be_a_day_an_iso_text_or_less() -> None:
    text = "It closed last month, on Friday."
    day = find_dates(text, date(2022, 1, 20))
    assert day == find_dates(text, "2022-01-20T10:00:00+02:00") == find_dates(text, "2022-01-20")
    assert find_dates(text, date(2022, 1, 20), "month") == find_dates(text, "2022-01")
    assert [d.first for d in find_dates(text, "soon")] == [None, None]


def test_feasts_and_seasons_are_those_of_the_calendar() -> None:
    assert easter(2019) == date(2019, 4, 21)
    assert feast(2021, "labor day") == date(2021, 9, 6)
    assert feast(2021, "unknown") is None
    assert season(2019, "autumn") == (date(2019, 9, 1), date(2019, 11, 30))
    assert shift(date(1, 1, 1), -1, "day") is None
    assert shift(date(9999, 12, 1), 2, "month") is None


PIECES = """
Monday Friday Jan. January May March may fall spring 3 19 31 2015 1979 1990s '80s 9/11 3/4/2018 2018-02-31
5:15 p.m. noon last next this the past two days week weeks year ago earlier later before after since from
between to and - – , . \n early late end of on in at weekend quarter first fiscal Christmas Easter yesterday
today morning night 0001 9999 a few couple hours decade Feb. 29 30
"""
WORDS = st.sampled_from(PIECES.split(" "))
ANCHORS = st.one_of(
    st.none(), st.dates(), st.sampled_from(["2018", "2018-08", "0001-01-01", "9999-12-31", "2020-02-29", "?"])
)


def check(text: str, anchor: date | str | None) -> None:
    """Spans in order and inside the text, first day before last, both or neither."""
    end = 0
    for d in find_dates(text, anchor):
        assert end <= d.start < d.end <= len(text)
        end = d.end
        assert (d.first is None) == (d.last is None)
        for days in ((d.first, d.last), d.other):
            if days and days[0] and days[1]:
                assert days[0] <= days[1]


@given(st.text(), ANCHORS)
def test_any_text_can_be_read(text: str, anchor: date | str | None) -> None:
    check(text, anchor)


@given(st.lists(WORDS, max_size=30), ANCHORS)
def test_any_words_in_any_order_can_be_read(words: list[str], anchor: date | str | None) -> None:
    check(" ".join(words), anchor)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_a_whole_date_is_itself(day: date) -> None:
    for form in ("%B %d, %Y", "%d %B %Y", "%Y-%m-%d"):
        (found,) = find_dates(f"It closed on {day.strftime(form)}.")
        assert (found.first, found.last, found.precision) == (day, day, "day")


@given(st.dates(min_value=date(1900, 1, 8), max_value=date(2099, 12, 24)))
def test_a_weekday_is_within_a_week_on_the_side_of_its_verb(day: date) -> None:
    for name in ("Monday", "Thursday", "Sunday"):
        (past,) = find_dates(f"They met on {name}.", day)
        (future,) = find_dates(f"They will meet on {name}.", day)
        assert past.first is not None
        assert future.first is not None
        assert 0 <= (day - past.first).days <= 6
        assert 0 <= (future.first - day).days <= 6
        assert past.first.strftime("%A") == future.first.strftime("%A") == name


HOSTILE = [
    "May 1 ", "Monday ", "two days ago ", "2015 ", "from 2015 to ", "the last ", "the end of the week ", "5:15 ",
    "1/2/", "Jan. 3-", "in the ", "1990s ", "since ", "19-20 January ", "Monday and ", "year later ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_linear_in_hostile_text(piece: str) -> None:
    begun = time.perf_counter()
    find_dates(piece * (200_000 // len(piece)), "2020-01-01")
    assert time.perf_counter() - begun < 20  # seconds, on any machine; a square would take hours
