"""Are times shown as Vietnam's clocks had them on that day?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from web.api.feed import _moment, _written
from web.pages.display import news_time


def test_an_hour_is_shown_as_vietnams_clocks_had_it_on_that_day() -> None:
    assert news_time(datetime(2016, 5, 12, 1, tzinfo=UTC)) == "08:00"
    assert news_time(datetime(1970, 1, 1, 0, tzinfo=UTC)) == "08:00"  # seven in today's zone
    assert news_time(date(1970, 1, 1)) == ""


@pytest.mark.parametrize(
    ("published", "written"),
    [
        (date(2016, 5, 12), "2016-05-12T00:00:00+07:00"),
        (datetime(2016, 5, 12, 1, tzinfo=UTC), "2016-05-12T08:00:00+07:00"),
        (date(1970, 1, 1), "1970-01-01T00:00:00+08:00"),
        (datetime(1970, 1, 1, 0, 0, tzinfo=UTC), "1970-01-01T08:00:00+08:00"),
        (date(1905, 1, 1), "1904-12-31T16:53:30+00:00"),  # an offset of seconds is no RFC 3339
    ],
)
def test_times_in_a_feed_are_those_of_vietnam_on_that_day(published: date, written: str) -> None:
    assert _written(_moment(published)) == written
