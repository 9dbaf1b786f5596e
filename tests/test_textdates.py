from __future__ import annotations

import time

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.corpus.datephrases import phrases, plain
from dedup.corpus.textdates import ACCEPT, CONFIDENCE, EVIDENCE, FLOOR, fill_dates, find_date
from dedup.schema import DOCUMENTS

PROSE = (
    "The council of Port Ansel has agreed to rebuild the harbour wall, which the winter storms had broken in two "
    "places, and will pay for it with a loan over twenty years, the mayor said."
)

# What stands on a line -> the date it states.
WRITTEN = [
    ("22 June 2022 - 23:39", "2022-06-22T23:39"),
    ("Wed, 22 Jun 2022 23:39", "2022-06-22T23:39"),
    ("Wed, 22 Jun 2022 23:39:05 +0330", "2022-06-22T23:39:05+03:30"),
    ("2022/06/22", "2022-06-22"),
    ("2022-06-22", "2022-06-22"),
    ("2022-06-22T10:05:00Z", "2022-06-22T10:05:00Z"),
    ("2022-06-22 10:05", "2022-06-22T10:05"),
    ("2022.06.22", "2022-06-22"),
    ("22.06.2022", "2022-06-22"),
    ("22.06.2022, 10:05 Uhr", "2022-06-22T10:05"),
    ("06/22/2022", "2022-06-22"),
    ("22/06/2022", "2022-06-22"),
    ("Tuesday 3/4/2018", "2018-04-03"),
    ("Sunday 3/4/2018", "2018-03-04"),
    ("3/4/2018", "2018"),
    ("4/4/2018", "2018-04-04"),
    ("Thursday 20 January 2022", "2022-01-20"),
    ("Thursday, January 20, 2022", "2022-01-20"),
    ("Jan. 20, 2022", "2022-01-20"),
    ("20-Jan-2022", "2022-01-20"),
    ("20 Jan, 2022", "2022-01-20"),
    ("January 20th, 2022", "2022-01-20"),
    ("20th of January 2022", "2022-01-20"),
    ("Sept. 5, 2019", "2019-09-05"),
    ("January 2022", "2022-01"),
    ("10:05 AM EST, Thu January 20, 2022", "2022-01-20T10:05-05:00"),
    ("January 20, 2022 10:05 p.m. ET", "2022-01-20T22:05"),
    ("January 20, 2022 at 5 p.m.", "2022-01-20T17:00"),
    ("Mon 20 Jan 2020 06.05 GMT", "2020-01-20T06:05Z"),
    ("10:05 | 20.01.2022", "2022-01-20T10:05"),
    ("20 January 2022 (Thursday)", "2022-01-20"),
    ("Donnerstag, 20. Januar 2022, 10.05 Uhr", "2022-01-20T10:05"),
    ("20. März 2014", "2014-03-20"),
    ("le 20 janvier 2022 à 10h05", "2022-01-20T10:05"),
    ("1er février 2022", "2022-02-01"),
    ("jueves, 20 de enero de 2022", "2022-01-20"),
    ("giovedì 20 gennaio 2022", "2022-01-20"),
    ("20 de março de 2022", "2022-03-20"),
    ("donderdag 20 januari 2022", "2022-01-20"),
    ("20 января 2022, 10:05", "2022-01-20T10:05"),
    ("22 czerwca 2022", "2022-06-22"),
    ("20 Ocak 2022 Perşembe", "2022-01-20"),
    ("20 maj 2022", "2022-05-20"),
    ("2022年6月22日", "2022-06-22"),
    ("2022년 6월 22일", "2022-06-22"),
    ("الخميس 20 يناير 2022", "2022-01-20"),
    ("٢٠ يناير ٢٠٢٢", "2022-01-20"),
    ("20 كانون الثاني 2022", "2022-01-20"),
    ("20 يناير/كانون الثاني 2022", "2022-01-20"),
    ("20 يناير (كانون الثاني) 2022", "2022-01-20"),
    ("۲۰ ژانویه ۲۰۲۲", "2022-01-20"),
    ("۱۴۰۱/۰۴/۰۱", "2022-06-22"),
    ("۱۴۰۱/۰۴/۰۱ ۲۳:۳۹", "2022-06-22T23:39"),
    ("چهارشنبه ۱ تیر ۱۴۰۱", "2022-06-22"),
    ("چهارشنبه ۱ تیر ۱۴۰۱ - ۲۳:۳۹", "2022-06-22T23:39"),
    ("1 Tir 1401", "2022-06-22"),
    ("۳۰ اسفند ۱۳۹۹", "2021-03-20"),
]


def line(first: str, text: str = PROSE) -> str:
    return f"Harbour wall to be rebuilt\n{first}\n\n{text}"


@pytest.mark.parametrize(("written", "value"), WRITTEN)
def test_a_line_of_its_own_before_the_text_is_the_date(written: str, value: str) -> None:
    text = line(written)
    found = find_date(None, text)
    assert found is not None
    assert (found.value, found.source, found.field) == (value, "header", "text")
    assert text[found.start : found.end] in written
    assert found.confidence >= (ACCEPT if len(value) >= 10 else FLOOR)


# Texts -> value, source, whether `fill_dates` takes it.
STATED = [
    (line("Published: 20 January 2022"), "2022-01-20", "header", True),
    (line("Published on January 20, 2022"), "2022-01-20", "header", True),
    (line("Published\n20 January 2022"), "2022-01-20", "header", True),
    (line("Posted by Signe Rasko on Jan 20, 2022"), "2022-01-20", "header", True),
    (line("First published on Thu 20 Jan 2022 09.30 GMT"), "2022-01-20T09:30Z", "header", True),
    (line("Date: 20.01.2022"), "2022-01-20", "header", True),
    (line("Veröffentlicht am 20. Januar 2022"), "2022-01-20", "header", True),
    (line("Publié le 20 janvier 2022 à 10h05"), "2022-01-20T10:05", "header", True),
    (line("Publicado: 20 de enero de 2022"), "2022-01-20", "header", True),
    (line("Опубликовано 20 января 2022"), "2022-01-20", "header", True),
    (line("تاریخ انتشار: ۱ تیر ۱۴۰۱ - ۲۳:۳۹"), "2022-06-22T23:39", "header", True),
    (line("Updated: January 21, 2022\nPublished: January 20, 2022"), "2022-01-20", "header", True),
    (line("Published January 20, 2022 | Updated January 22, 2022"), "2022-01-20", "header", True),
    (line("Updated January 21, 2022"), "2022-01-21", "header", False),
    (line("Last updated on 21 January 2022 at 10:05"), "2022-01-21T10:05", "header", False),
    (line("Mis à jour le 21 janvier 2022"), "2022-01-21", "header", False),
    (line("This column was originally published on May 3, 1984."), "1984-05-03", "header", False),
    (line("By Signe Rasko, January 20, 2022"), "2022-01-20", "header", True),
    (line("By Signe Rasko - January 20, 2022"), "2022-01-20", "header", True),
    (line("Signe Rasko | Ansel Courier | 20 Jan 2022 | 3 min read"), "2022-01-20", "header", True),
    (line("News · 20 January 2022 · 4 comments"), "2022-01-20", "header", True),
    (line("PORT ANSEL, 20 January 2022"), "2022-01-20", "header", True),
    (line("[20 January 2022]"), "2022-01-20", "header", True),
    (line("Friday 20 January 2022"), None, "", False),  # it was a Thursday
    (line("20 January 2022\n14 March 2023"), "2022-01-20", "header", False),
    (line("14 March 2023\nPublished: 20 January 2022"), "2022-01-20", "header", True),
    (f"{PROSE}\n\n20 January 2022\n\n{PROSE}", "2022-01-20", "header", False),
    (f"{PROSE * 12}\n\nPublished: 20 January 2022", "2022-01-20", "header", True),
    (f"{PROSE * 12}\n\nFirst published on January 20, 2022 at 10:05", "2022-01-20T10:05", "header", True),
    (line("1401/04/01"), "2022-06-22", "header", False),  # Persian, or Islamic and 1981
    (line("15 Ramadan 1443"), "2022-04-17", "header", False),  # the moon decides
    (f"Ansel Courier 20 January 2022 - 23:39 {PROSE}", "2022-01-20T23:39", "header", True),
    (f"Bridge shut\n\nRadio Skerra, 20 January 2022\n\n{PROSE}", "2022-01-20", "header", True),
    (f"Bridge shut\n\n— Radio Skerra, 20 January 2022\n\n{PROSE}", None, "", False),  # whose words stand above
    # datelines
    (f"SKERRA, 20 January 2022 — {PROSE}", "2022-01-20", "dateline", True),
    (f"SKERRA, Jan. 20, 2022 (Norda Press) – {PROSE}", "2022-01-20", "dateline", True),
    (f"PORT ANSEL, January 20, 2022 /NordaWire/ -- {PROSE}", "2022-01-20", "dateline", True),
    (f"SKERRA, January 20, 2022. /NOP/. {PROSE}", "2022-01-20", "dateline", True),
    (f"Skerra (20 January 2022) – {PROSE}", "2022-01-20", "dateline", True),
    (f"Skerra, le 20 janvier 2022 - {PROSE}", "2022-01-20", "dateline", True),
    (f"Skerra, 20 ene 2022 (NOP).- {PROSE}", "2022-01-20", "dateline", True),
    (f"СКЕРРА, 20 января 2022 - НОП. {PROSE}", "2022-01-20", "dateline", True),
    (f"الميناء، 20 يناير 2022 (نوردا) – {PROSE}", "2022-01-20", "dateline", True),
    (f"Norda Press\n\nPORT ANSEL, Thursday, 20 January 2022, NOP - {PROSE}", "2022-01-20", "dateline", True),
    (f"**PORT ANSEL, Jan. 20, 2022** — {PROSE}", None, "", False),
    (f"SKERRA, Jan. 20 (NOP) – {PROSE}", None, "", False),
    (f"SKERRA, Jan. 20 (NOP) – {PROSE}\n\n© 2022 Norda Press", "2022-01-20", "dateline", False),
    (f"SKERRA, Thursday, Jan. 20 (NOP) – {PROSE}\n\n© 2022 Norda Press", "2022-01-20", "dateline", False),
    (f"SKERRA, Jan. 20 (NOP) – {PROSE}\n\nThe wall broke in December 2021 and again in January 2022.", "2022-01-20",
     "dateline", False),
    (f"SKERRA, April 8 (NOP) – {PROSE}\n\nThe wall was opened in March 2009.\n\n© 2024 Norda Press", None, "", False),
    (f"SKERRA, April 8 (NOP) – {PROSE}\n\nThe wall was built in 1987.", None, "", False),
    (f"Updated: 21 January 2022\nSKERRA, Jan. 20 (NOP) – {PROSE}", "2022-01-20", "dateline", True),
    (f"Updated: 2 January 2022\nSKERRA, Dec. 31 (NOP) – {PROSE}", "2021-12-31", "dateline", True),
    (f"Jan. 20, 2022 (NOP) -- {PROSE}", "2022-01-20", "dateline", True),
    # captions
    (f"Workers at the wall on Thursday, January 20, 2022. (Photo by J. Petrel)\n\n{PROSE}\n\nOn Thursday it rained.",
     "2022-01-20", "caption", True),
    (f"Workers at the wall, January 20, 2022. (J. Petrel/Reuters)\n\n{PROSE}\n\nOn Thursday it rained.", "2022-01-20",
     "caption", False),
    ("Mayor (1st R) at the wall on Thursday, January 20, 2022. (via Norda)\n\nShe spoke in a Thursday meeting.",
     "2022-01-20", "caption", True),
    (f"Workers at the wall on Thursday, January 20, 2022. (Photo by J. Petrel)\n\n{PROSE}", None, "", False),
    (f"Workers at the wall, January 20, 2022. (J. Petrel/Reuters)\n\n{PROSE}\n\nOn Monday it rained.", None, "", False),
    ("FILE - In this Thursday, Jan. 20, 2022 file photo, a dog. (AP Photo/J. Petrel)\n\nOn Thursday it rained.", None,
     "", False),
    ("In this file photo dated January 20, 2022. (Photo: J. Petrel)\n\nOn Thursday it rained.", None, "", False),
    ("Archive picture: wall, Thursday, January 20, 2022. (Photo: J. Petrel)\n\nOn Thursday it rained.", None, "",
     False),
    # body
    (f"The wall was closed today, Thursday 20 January 2022, and {PROSE}", "2022-01-20", "body", False),
    (f"Heute, den 20. Januar 2022, wurde die Mauer gesperrt. {PROSE}", "2022-01-20", "body", False),
    (f"The mayor spoke on Thursday (January 20, 2022) at the wall. {PROSE}", "2022-01-20", "body", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "source", "taken"), STATED)
def test_the_text_states_its_date_or_it_does_not(text: str, value: str | None, source: str, taken: bool) -> None:
    found = find_date(None, text)
    if value is None:
        assert found is None or found.confidence < ACCEPT
        return
    assert found is not None
    assert (found.value, found.source, found.confidence >= ACCEPT) == (value, source, taken)


TRAPS = [
    PROSE,
    "",
    "The wall was built after the flood of January 20, 2012.",
    "The mayor was born on January 20, 1962, in Stave.",
    "Mayor Jane Rasko (January 20, 1962 – March 3, 2020) was a docker.",
    "Jane Rasko (February 3, 1973 – ",
    "On the anniversary of the attack of September 11, 2001, the bells rang.",
    "The deadline is January 20, 2023.",
    "It has been closed since 1979.",
    "The Harbour Act of 20 January 1999 says otherwise.",
    "The work will begin on Thursday, January 20, 2022.",
    "The law of July 4, 2016 is in force until December 31, 2030.",
    "Wie der Bürgermeister am 20. Januar 2012 sagte, ist die Mauer alt.",
    "So good! — Jane Rasko (@janerasko) January 20, 2022",
    "That same day, June 3, the mayor Jane Rasko — who is no docker — spoke.",
    "A report released Dec. 9, 2019, largely cleared the builders.",
    "Its first version was first released on December 3, 2008.",
    "In an e-mail dated June 3, 2016, a builder promised a new wall.",
    "Page 20 of 2022 had 20,000 words, 10.05.20 of them new.",
    "Tickets: 20 January 2022",
    "Deadline: 20 January 2022",
    "Born: 20 January 1962",
    "Accessed 20 January 2022",
    "Valid until 20 January 2022",
    "Event date: 20 January 2022",
    "Remembering January 6, 2021",
    "The attack of January 6, 2021",
    "Inside January 6, 2021",
    "20-25 January 2022",
    "20 January 2022 - 25 January 2022",
    "January 20, 2022 to January 25, 2022",
    "31 February 2022",
    "30/02/2022",
    "February 29, 2023",
    "20 Jan",
    "2022",
    "12 (2022)",
    "20 Smarch 2022",
    "3.5.2",
    "192.168.20.22",
    "+31 20 2022 2022",
    "$20.01.2022",
    "http://example.org/a-20.01.2022.html",
    "Last Thursday the wall broke again.",
    "Tehran (IP) - The minister arrived on Tuesday evening.",
    "Copyright 2022 Norda Press",
    "13/13/2022",
    "Call 0120 20 2022 today.",
    "At 4:18 a.m. on February 1, 1997, a fire broke out.",
    "Editors' Note, June 5, 2020:",
    "The Wall in Port Ansel, November 13, 2018 (J. Petrel/Reuters)",
    "Season 2, Episode 20, January 2022",
    "In May 2018 the wall broke.",
    "1 May Day 2022 marchers",
]


@pytest.mark.parametrize("text", TRAPS)
@pytest.mark.parametrize("where", ["alone", "before", "after"])
def test_another_day_is_no_date_of_publication(text: str, where: str) -> None:
    whole = {"alone": text, "before": f"{text}\n\n{PROSE}", "after": f"{PROSE}\n\n{text}"}[where]
    found = find_date(None, whole)
    assert found is None, (found, whole[found.start : found.end])


URLS = [
    ("https://a.example/2016/09/20/wall", "2016-09-20"),
    ("https://a.example/2016/9/5/wall", "2016-09-05"),
    ("https://a.example/news/2014/jan/6/wall/", "2014-01-06"),
    ("https://a.example/2016-09-20/wall", "2016-09-20"),
    ("https://a.example/USA/2020/0430/Wall", "2020-04-30"),
    ("https://a.example/20200430/wall", "2020-04-30"),
    ("https://a.example/2016/04/wall-221443", "2016-04"),
    ("https://a.example/2016/13/wall", None),
    ("https://a.example/2016/02/31/wall", "2016-02"),
    ("https://a.example/wall?date=2016/09/20/", None),
    ("https://2016.example/wall-20-09", None),
    ("https://a.example/story/20160920123/wall", None),
    ("http://[oops/2016/09/20/", None),
    ("", None),
]


@pytest.mark.parametrize(("url", "value"), URLS)
def test_the_path_of_a_url_is_where_outlets_file(url: str, value: str | None) -> None:
    found = find_date(None, PROSE, url)
    assert (found and found.value) == value
    if found is not None:
        assert (found.source, found.field) == ("url", "url")
        assert url[found.start : found.end].replace("/", "").startswith(found.value[:4])


def test_a_sure_header_goes_before_the_url_and_an_unsure_one_behind_it() -> None:
    url = "https://a.example/2022/01/20/wall"
    published, updated = (
        find_date(None, line("Published: 19 January 2022"), url),
        find_date(None, line("Updated: 22 January 2022"), url),
    )
    assert published is not None
    assert (published.value, published.source) == ("2022-01-19", "header")
    assert updated is not None
    assert (updated.value, updated.source) == ("2022-01-20", "url")


def test_the_month_in_a_url_gives_a_dateline_its_year_over_the_turn_of_a_year() -> None:
    for day, value in [("Dec. 31", "2021-12-31"), ("Jan. 20", "2022-01-20")]:
        found = find_date(None, f"SKERRA, {day} (NOP) - {PROSE}", "https://a.example/2022/01/wall")
        assert found is not None
        assert (found.value, found.source, found.confidence >= ACCEPT) == (value, "dateline", True)


def test_a_title_gives_its_date_only_where_a_template_put_it() -> None:
    found = find_date("The wall  By Signe Rasko   Wednesday Oct 04, 2017 · 9:20 AM EDT", PROSE)
    assert found is not None
    assert (found.value, found.field, found.start) == ("2017-10-04T09:20-04:00", "title", 27)
    assert find_date("Where were you on Sept. 11, 2001?", PROSE) is None


@given(st.text() | st.text(alphabet="0123456789 /-.:,()–—\nJanuaryMy۱۴٠٢تیرThsdPubliedAP@©"), st.text(), st.text())
def test_any_text_has_a_date_with_evidence_or_none(text: str, title: str, url: str) -> None:
    found = find_date(title, text, url)
    if found is not None:
        field = {"text": text, "title": title, "url": url}[found.field]
        assert 0 <= found.start < found.end <= len(field)
        assert FLOOR <= found.confidence <= max(CONFIDENCE.values())


@given(st.sampled_from(WRITTEN), st.text(max_size=40).filter(lambda t: not any(c.isdigit() for c in t)))
def test_the_evidence_alone_states_the_value(case: tuple[str, str], other: str) -> None:
    written, value = case
    text = f"{other}\n{written}\n{PROSE}"
    found = find_date(None, text)
    if found is not None and found.value == value:
        evidence = text[found.start : found.end]
        again = [p.parsed() for p in phrases(plain(evidence), text)]
        assert value in [p.iso for p in again if p is not None]


@pytest.mark.parametrize(
    "unit", ["1", "a ", "20 ", "May ", "(", "/", "2022/", "Published ", "on Thursday ", "\n", "۱", "January 20, 2022 "]
)
def test_five_megabytes_on_one_line_take_less_than_a_second(unit: str) -> None:
    text = unit * (5_000_000 // len(unit))
    begun = time.perf_counter()
    find_date(text, text, text)
    find_date(None, "SKERRA, Jan. 20 (NOP) - " + text)
    assert time.perf_counter() - begun < 1


def documents(*rows: dict[str, object]) -> pa.Table:
    full = [{"id": str(k), "text": PROSE, "source": "s", "row": k + 1, **row} for k, row in enumerate(rows)]
    return pa.table({f.name: pa.array([row.get(f.name) for row in full], f.type) for f in DOCUMENTS}, schema=DOCUMENTS)


def test_rows_without_a_date_are_filled_and_all_say_where_it_is_from() -> None:
    table = documents(
        {"published": "2020-05", "published_at": 0},
        {"text": line("Published: 20 January 2022, 10:05")},
        {"text": line("Updated: 20 January 2022")},
        {"text": line("January 2022")},
        {},
        {"url": "https://a.example/2022/01/20/wall"},
    )
    filled = fill_dates(pa.concat_tables([table, table]))
    assert filled.column("text").num_chunks == 2
    assert filled.schema.names == [*DOCUMENTS.names, *EVIDENCE.names]
    rows = filled.to_pylist()[:6]
    assert [row["published"] for row in rows] == ["2020-05", "2022-01-20T10:05", None, None, None, "2022-01-20"]
    assert [row["date_source"] for row in rows] == ["column", "header", None, None, None, "url"]
    assert [row["date_precision"] for row in rows] == ["month", "minute", None, None, None, "day"]
    assert [row["date_field"] for row in rows] == [None, "text", None, None, None, "url"]
    assert rows[0]["date_confidence"] == 1
    assert rows[1]["published_at"].isoformat() == "2022-01-20T10:05:00+00:00"
    start, end = rows[1]["date_start"], rows[1]["date_end"]
    assert rows[1]["text"][start:end] == "20 January 2022, 10:05"


def test_a_table_without_rows_and_a_slice_are_filled_too() -> None:
    assert fill_dates(documents()).num_rows == 0
    table = documents({}, {"text": line("Published: 20 January 2022")}).slice(1)
    assert fill_dates(table).column("published").to_pylist() == ["2022-01-20"]
