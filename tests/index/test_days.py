"""Days: cut at Vietnam's midnight, counted from year 1, with the offsets that Vietnam had."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.days import LOCAL_ZONE, MINUTES_A_DAY, UNDATED, day_of, iso_day, minutes, today


@given(st.dates())
def test_a_day_and_its_number_are_one(day: date) -> None:
    assert iso_day(day_of(day)) == day.isoformat()
    assert minutes(day) == day_of(day) * MINUTES_A_DAY


def test_day_zero_is_the_first_of_year_one_and_no_date_is_below_every_real_one() -> None:
    assert day_of(date(1, 1, 1)) == 0
    assert minutes(None) == UNDATED < minutes(date(1900, 1, 1))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2016, 5, 12, 16, 59, tzinfo=UTC), "2016-05-12"),
        (datetime(2016, 5, 12, 17, 0, tzinfo=UTC), "2016-05-13"),
        (datetime(2016, 5, 12, 23, 0, tzinfo=timezone(timedelta(hours=-5))), "2016-05-13"),
        # until 1975 clocks in the South were an hour ahead of today's
        (datetime(1970, 1, 1, 15, 59, tzinfo=UTC), "1970-01-01"),
        (datetime(1970, 1, 1, 16, 0, tzinfo=UTC), "1970-01-02"),
        (datetime(1970, 1, 1, 8, 0, tzinfo=LOCAL_ZONE), "1970-01-01"),
    ],
)
def test_a_day_is_cut_at_the_midnight_that_vietnam_had(moment: datetime, day: str) -> None:
    assert iso_day(minutes(moment) // MINUTES_A_DAY) == day


def test_today_is_the_day_it_is_in_vietnam() -> None:
    before = datetime.now(UTC)
    found = today()
    after = datetime.now(UTC)
    assert before.astimezone(LOCAL_ZONE).date() <= found <= after.astimezone(LOCAL_ZONE).date()
