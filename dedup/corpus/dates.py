"""Columns of dates -> ISO 8601 text, as precise as it was given, and instants.

Rules, all of them:

- ISO 8601 in its usual forms, RFC 2822, RFC 850, ctime, English month names, 年月日, epoch seconds to nanoseconds,
  `20180829`, and the real dates and timestamps of Parquet. A zone stays in the text; a time without one counts as UTC.
- `8/29/18`: where one of the two numbers is above 12 the value decides. `3/4/2018` is decided by its column (one file
  is one column): if the values that decide themselves are all, or all but one in a hundred, of one order, that order
  holds. Otherwise only the year is sure, and only the year is given. `29.08.2018` is day first unless its column says
  month first. Two-digit years from 69 are 19xx.
- A Parquet timestamp at midnight without zone is taken for a day.
- What is not understood is null and counted. Nothing is guessed.
"""

from __future__ import annotations

import contextlib
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from dedup.corpus.dateforms import NO_DATE, Order, Parsed, parse
from dedup.corpus.strings import as_text

INSTANT = pa.timestamp("us", tz="UTC")
# What Arrow itself parses to the same answer as `parse`, but at a hundred times its speed.
_FAST = r"^[12]\d{3}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-][01]\d:[0-5]\d)?)?$"
_ZONED = r"(?:Z|[+-]\d{2}:\d{2})$"


class DateColumn(NamedTuple):
    """A parsed column, and what it says about the order of day and month."""

    iso: pa.Array
    instant: pa.Array
    unparsed: np.ndarray
    """int64: rows whose value was not understood."""
    evidence: tuple[int, int]
    """Rows that prove day first, and rows that prove month first."""
    ambiguous: int
    """Rows that only the order decides."""


def parse_date(value: str, order: Order | None = None) -> tuple[str, int] | None:
    """Read one date.

    Parameters
    ----------
    value : str
        In any of the forms above.
    order : {"day", "month"}, optional
        Which comes first in `3/4/2018`. Without it only the year of such a value is sure.

    Returns
    -------
    (str, int) or None
        ISO 8601 text, and the first microsecond since 1970 UTC that it can mean; None where the value is no date.

    Examples
    --------
    >>> parse_date("26-FEB-1987 15:01:01.79")
    ('1987-02-26T15:01:01.79', 541350061790000)
    >>> parse_date("Wed, 29 Aug 2018 10:00:00 +0200")[0]
    '2018-08-29T10:00:00+02:00'
    >>> parse_date("3/4/2018")[0], parse_date("3/4/2018", "day")[0], parse_date("soon")
    ('2018', '2018-04-03', None)
    """
    parsed = parse(value, order)
    return None if parsed is None else (parsed.iso, parsed.instant_us)


def parse_dates(values: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Read a column of dates; the column itself decides the order of day and month.

    Parameters
    ----------
    values : pa.Array
        Strings, integers, floats, dates or timestamps.

    Returns
    -------
    (pa.Array, pa.Array)
        ISO 8601 text (large_string) and instants (timestamp[us, UTC]); null where unknown. Linear; a million distinct
        ISO timestamps take about a second, other forms about five microseconds a distinct value.

    Examples
    --------
    >>> parse_dates(pa.array(["3/4/2018", "8/29/18", "no"]))[0].to_pylist()
    ['2018-03-04', '2018-08-29', None]
    """
    column = read_dates(values)
    order = decide(column.evidence)
    if column.ambiguous and order:
        column = read_dates(values, order)
    return column.iso, column.instant


def decide(evidence: tuple[int, int]) -> Order | None:
    """The order that a column's own values prove; None where they prove none, or both.

    >>> decide((0, 7)), decide((1, 100)), decide((3, 100)), decide((0, 0))
    ('month', 'month', None, None)
    """
    day, month = evidence
    if max(day, month) == 0 or min(day, month) * 100 > max(day, month):
        return None
    return "day" if day > month else "month"


def read_dates(values: pa.Array, order: Order | None = None) -> DateColumn:
    """Parse a column, or a part of one, with the order of day and month as far as it is known."""
    kind = values.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        iso, instant = _typed(values)
        return DateColumn(iso, instant, np.zeros(0, np.int64), (0, 0), 0)
    coded = None
    if not pa.types.is_temporal(kind):  # a duration, a time of day: no date in any form
        with contextlib.suppress(pa.ArrowNotImplementedError, pa.ArrowInvalid):  # nor is a list, a struct
            coded = as_text(values).dictionary_encode()
    if coded is None:
        missing = np.flatnonzero(values.is_valid().to_numpy(zero_copy_only=False))
        return DateColumn(pa.nulls(len(values), pa.large_string()), pa.nulls(len(values), INSTANT), missing, (0, 0), 0)
    return _coded(coded, order)


def _coded(coded: pa.DictionaryArray, order: Order | None) -> DateColumn:
    """Each distinct value once."""
    import pyarrow.compute as pc

    iso, instant, slow = _fast(coded.dictionary)
    codes = pc.fill_null(coded.indices, -1).to_numpy()
    counts = np.bincount(codes[codes >= 0], minlength=len(coded.dictionary))
    parsed: list[Parsed | None] = [None] * len(coded.dictionary)
    bad = np.zeros(len(coded.dictionary) + 1, bool)  # one more, for the null code -1
    seen = {"": 0, "day": 0, "month": 0, "open": 0}
    for k in slow:
        value = coded.dictionary[int(k)].as_py()
        found = parsed[k] = parse(value, order)
        if found is None:
            bad[k] = value.strip().lower() not in NO_DATE
        else:
            seen[found.order] += int(counts[k])
    if len(slow):
        iso = pc.coalesce(iso, pa.array([p and p.iso for p in parsed], pa.large_string()))
        instant = pc.coalesce(instant, pa.array([p and p.instant_us for p in parsed], pa.int64()).cast(INSTANT))
    unparsed = np.flatnonzero(bad[codes])
    return DateColumn(
        iso.take(coded.indices), instant.take(coded.indices), unparsed, (seen["day"], seen["month"]), seen["open"]
    )


def _fast(values: pa.Array) -> tuple[pa.Array, pa.Array, np.ndarray]:
    """ISO text and instants of the values in the commonest forms; null elsewhere, and which those are (int64)."""
    import pyarrow.compute as pc

    fast = pc.match_substring_regex(values, _FAST)
    zoned = pc.match_substring_regex(values, _ZONED)
    null = pa.scalar(None, pa.large_string())
    try:
        naive = pc.if_else(pc.and_not(fast, zoned), values, null).cast(pa.timestamp("us")).cast(INSTANT)
        aware = pc.if_else(pc.and_(fast, zoned), values, null).cast(INSTANT)
    except pa.ArrowInvalid:  # one of them is the 30th of February: find out which, one by one
        n = len(values)
        return pa.nulls(n, pa.large_string()), pa.nulls(n, INSTANT), np.arange(n)
    iso = pc.replace_substring(pc.if_else(fast, values, null), " ", "T", max_replacements=1)
    slow = np.flatnonzero(~fast.to_numpy(zero_copy_only=False)) if len(values) else np.zeros(0, np.int64)
    return iso, pc.coalesce(naive, aware), slow


def _typed(values: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Dates and timestamps that the file itself types."""
    import pyarrow.compute as pc

    if pa.types.is_date(values.type):
        return pc.strftime(values, "%Y-%m-%d").cast(pa.large_string()), values.cast(pa.timestamp("us")).cast(INSTANT)
    naive = values.type.tz is None
    micros = pc.cast(values, pa.timestamp("us", tz=values.type.tz), safe=False).cast(pa.int64())
    plain = micros.cast(pa.timestamp("us"))
    seconds = pc.cast(plain, pa.timestamp("s"), safe=False)
    whole = pc.equal(pc.multiply(pc.cast(seconds, pa.int64()), 1_000_000), micros)
    short = pc.strftime(seconds, "%Y-%m-%dT%H:%M:%S")
    long = pc.replace_substring_regex(pc.strftime(plain, "%Y-%m-%dT%H:%M:%S"), r"0+$", "")
    iso = pc.if_else(whole, short, long).cast(pa.large_string())
    if naive:
        iso = pc.replace_substring_regex(iso, r"T00:00:00$", "")
    else:
        iso = pc.binary_join_element_wise(iso, pa.scalar("Z", pa.large_string()), pa.scalar("", pa.large_string()))
    return iso, micros.cast(INSTANT)
