"""Is an axis of time cut where the calendar has it, into as many stretches as there is room for?"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.request import DateSpan, SearchRequest
from search.results import Bucket
from web.pages.bins import UNITS, Tally, Unit, cut, unit_for, whole, written

spans = st.tuples(st.dates(), st.dates()).map(lambda two: DateSpan(min(two), max(two)))
near = st.tuples(st.dates(date(2015, 1, 1), date(2016, 12, 31)), st.integers(0, 2000)).map(
    lambda two: DateSpan(two[0], two[0] + timedelta(days=two[1]))
)


@given(st.one_of(spans, near), st.sampled_from([12, 32]))
def test_stretches_follow_each_other_and_are_not_too_many(axis: DateSpan, most: int) -> None:
    unit = unit_for(axis, most)
    stretches = cut(axis, unit)
    assert 1 <= len(stretches) <= most
    assert (stretches[0].first, stretches[-1].last) == (axis.first, axis.last)
    for one, following in pairwise(stretches):
        assert one.first <= one.last
        assert following.first - one.last == timedelta(days=1)
    finer = UNITS[UNITS.index(unit) - 1]
    assert unit == UNITS[0] or len(cut(axis, finer)) > most


@given(st.one_of(spans, near))
def test_what_is_written_asks_for_exactly_that(span: DateSpan) -> None:
    start, end = written(span)
    assert SearchRequest(start=start, end=end).days == span


@pytest.mark.parametrize(
    ("first", "last", "unit", "starts"),
    [
        ((2016, 5, 1), (2016, 5, 31), Unit("day", 1), None),
        ((2016, 5, 12), (2016, 7, 3), Unit("day", 7), "2016-05-12 2016-05-16 2016-05-23"),
        ((2015, 2, 3), (2016, 12, 1), Unit("month", 1), "2015-02-03 2015-03-01 2015-04-01"),
        ((2015, 2, 3), (2018, 12, 1), Unit("month", 3), "2015-02-03 2015-04-01 2015-07-01"),
        ((1999, 2, 3), (2026, 1, 1), Unit("year", 1), "1999-02-03 2000-01-01 2001-01-01"),
        ((1951, 1, 1), (2026, 1, 1), Unit("year", 5), "1951-01-01 1955-01-01 1960-01-01"),
    ],
)
def test_a_longer_time_is_cut_into_longer_stretches(
    first: tuple[int, int, int], last: tuple[int, int, int], unit: Unit, starts: str | None
) -> None:
    axis = DateSpan(date(*first), date(*last))
    assert unit_for(axis, 32) == unit
    if starts:
        assert [str(one.first) for one in cut(axis, unit)][:3] == starts.split()


@pytest.mark.parametrize("unit", UNITS)
@given(st.dates())
def test_a_whole_stretch_holds_its_day_and_no_other_stretch(unit: Unit, day: date) -> None:
    around = whole(DateSpan(day, day), unit)
    assert around.first <= day <= around.last
    assert unit.place(around.first) == unit.place(around.last) == unit.place(day)


def test_the_shortest_unit_is_the_interval_asked_for() -> None:
    month = DateSpan(date(2016, 5, 1), date(2016, 5, 31))
    assert unit_for(month, 32, "month") == Unit("month", 1)
    assert unit_for(month, 32, "year") == Unit("year", 1)


@given(st.lists(st.tuples(st.dates(), st.integers(1, 9)), max_size=20), spans)
def test_a_tally_counts_what_is_within(dated: list[tuple[date, int]], span: DateSpan) -> None:
    counts: dict[str, int] = {}
    for day, count in dated:
        counts[day.isoformat()] = counts.get(day.isoformat(), 0) + count
    tally = Tally([Bucket(start, counts[start]) for start in sorted(counts)], "day")
    assert tally.total == sum(count for _, count in dated)
    assert tally.within(span) == sum(n for day, n in dated if span.first <= day <= span.last)
