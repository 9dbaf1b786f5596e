from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.corpus.dates import decide, parse_date, parse_dates, read_dates

FORMS = {
    "2018": "2018",
    "2018-08": "2018-08",
    "2018-8-9": "2018-08-09",
    "2018/08/29": "2018-08-29",
    "20180829": "2018-08-29",
    "2018-08-29T10:00Z": "2018-08-29T10:00Z",
    "2018-08-29T10Z": "2018-08-29T10:00Z",
    "2018-W35-3": "2018-08-29",
    "2018-241": "2018-08-29",
    "2018-08-29 10:00:00.5 +0200": "2018-08-29T10:00:00.5+02:00",
    "2018-08-29T10:00:00.123456789Z": "2018-08-29T10:00:00.123456789Z",
    "20180829T103000Z": "2018-08-29T10:30:00Z",
    "20180829103000": "2018-08-29T10:30:00",
    "Wed, 29 Aug 2018 10:00:00 GMT": "2018-08-29T10:00:00Z",
    "Sunday, 29-Aug-18 10:00:00 GMT": "2018-08-29T10:00:00Z",
    "Wed Aug 29 17:12:58 +0000 2018": "2018-08-29T17:12:58+00:00",
    "Wed Aug 29 17:12:58 2018": "2018-08-29T17:12:58",
    "Wed Aug 29 2018 10:00:00 GMT+0200 (CEST)": "2018-08-29T10:00:00+02:00",
    "Thu, 4 Jul 2019 21:00:00 EST": "2019-07-04T21:00:00-05:00",
    "26-FEB-1987 15:01:01.79": "1987-02-26T15:01:01.79",
    "August 29, 2018": "2018-08-29",
    "29 August 2018": "2018-08-29",
    "29th of August 2018": "2018-08-29",
    "Aug. 29, 2018 10:05 p.m. ET": "2018-08-29T22:05",
    "12:00 AM May 5, 2018": "2018-05-05T00:00",
    "8/29/18": "2018-08-29",
    "29/8/2018": "2018-08-29",
    "29.08.2018": "2018-08-29",
    "3.4.2018": "2018-04-03",
    "5/5/2018": "2018-05-05",
    "3/4/2018": "2018",
    "8/29/2018, 10:30:00 PM": "2018-08-29T22:30:00",
    "May 2018": "2018-05",
    "2018年8月29日 10:00": "2018-08-29T10:00",
    "1535500800": "2018-08-29T00:00:00Z",
    "1535500800123": "2018-08-29T00:00:00.123Z",
    "1535500800.25": "2018-08-29T00:00:00.25Z",
    "20180829.0": "2018-08-29",
    " 2018-08-29 ": "2018-08-29",
    "2018-08-29T10:00:00+05:30": "2018-08-29T10:00:00+05:30",
}
NO_DATES = [
    "",
    "soon",
    "12",
    "18-08-29",
    "30 Feb 2018",
    "2018-02-30",
    "2018-13-01",
    "2018-08-29T25:00",
    "0000-00-00",
    "99999999999",
    "13/13/2018",
    "24 hours ago",
    "1/2/2018 foo",
    "13:00 PM 5 May 2018",
    "NaT",
    "10:00",
    "2018-366",
    "May",
    "x" * 1000,
    "٣/٤/٢٠١٨x",
]


@pytest.mark.parametrize(("value", "iso"), FORMS.items())
def test_forms(value: str, iso: str) -> None:
    parsed = parse_date(value)
    assert parsed is not None
    assert parsed[0] == iso


@pytest.mark.parametrize("value", NO_DATES)
def test_no_date(value: str) -> None:
    assert parse_date(value) is None


def test_columns_agree_with_single_values() -> None:
    values = [*FORMS, *NO_DATES, None]
    column = read_dates(pa.array(values))
    expected = [None if v is None else parse_date(v) for v in values]
    assert column.iso.to_pylist() == [e and e[0] for e in expected]
    assert column.instant.cast(pa.int64()).to_pylist() == [e and e[1] for e in expected]
    assert column.ambiguous == 2
    blank = sum(v in ("", "NaT") for v in NO_DATES)
    assert len(column.unparsed) == len(NO_DATES) - blank


MOMENTS = st.datetimes(
    datetime(1600, 1, 1), datetime(2900, 1, 1), timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))])
)


@given(st.lists(MOMENTS, max_size=20))
def test_iso_and_rfc_2822_round_trip(moments: list[datetime]) -> None:
    for form in (datetime.isoformat, format_datetime):
        texts = [form(m) for m in moments]
        iso, instants = parse_dates(pa.array(texts, pa.string()))
        exact = [m if form is datetime.isoformat else m.replace(microsecond=0) for m in moments]
        assert [datetime.fromisoformat(text) for text in iso.to_pylist()] == exact
        micros = [(m - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) for m in exact]
        assert instants.cast(pa.int64()).to_pylist() == micros


@given(st.lists(st.text(max_size=30) | st.from_regex(r"[0-9T:./ +-]{1,25}", fullmatch=True), max_size=30))
def test_any_text_is_parsed_alike_by_value_and_by_column(values: list[str]) -> None:
    column = read_dates(pa.array(values, pa.string()))
    assert column.iso.to_pylist() == [(parse_date(v) or (None,))[0] for v in values]


@given(st.lists(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), min_size=1))
def test_typed_timestamps(moments: list[datetime]) -> None:
    iso, instants = parse_dates(pa.array(moments, pa.timestamp("us")))
    read_back = [datetime.fromisoformat(text) for text in iso.to_pylist()]
    assert read_back == moments
    assert instants.cast(pa.timestamp("us")).to_pylist() == moments


def test_other_types() -> None:
    assert parse_dates(pa.array([date(2018, 8, 29), None]))[0].to_pylist() == ["2018-08-29", None]
    assert parse_dates(pa.array([1535500800, None]))[0].to_pylist() == ["2018-08-29T00:00:00Z", None]
    assert parse_dates(pa.array([1535500800.0, 1535500800.5, float("nan")]))[0].to_pylist() == [
        "2018-08-29T00:00:00Z",
        "2018-08-29T00:00:00.5Z",
        None,
    ]
    assert parse_dates(pa.array([0], pa.timestamp("ns", "Asia/Tokyo")))[0].to_pylist() == ["1970-01-01T00:00:00Z"]
    assert len(read_dates(pa.array([[1], None])).unparsed) == 1
    assert parse_dates(pa.array([], pa.string()))[0].to_pylist() == []


def test_the_column_decides() -> None:
    assert parse_dates(pa.array(["3/4/2018", "13/4/2018"]))[0].to_pylist() == ["2018-04-03", "2018-04-13"]
    assert parse_dates(pa.array(["3/4/2018", "4/13/2018"]))[0].to_pylist() == ["2018-03-04", "2018-04-13"]
    assert parse_dates(pa.array(["3/4/2018", "4/13/2018", "13/4/2018"]))[0].to_pylist() == [
        "2018",
        "2018-04-13",
        "2018-04-13",
    ]
    assert decide((200, 2)) == "day"
    assert decide((2, 199)) is None
