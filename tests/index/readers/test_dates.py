"""Dates: day first, Vietnam's zone, nothing filled in."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.days import LOCAL_ZONE
from index.readers.dates import date_of_line, parse_date, url_year


def test_every_messy_date_is_read_as_its_fixture_says(shared: Path) -> None:
    rows = (shared / "fixtures/messy-dates.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert rows
    for row in rows:
        raw, iso = row.split("\t")[:2]
        found = parse_date(raw)
        if not iso:
            assert found is None, raw
        elif "T" in iso:
            expected = datetime.fromisoformat(iso)
            assert isinstance(found, datetime), raw
            # The fixture tells some moments to the minute only.
            assert found.replace(second=0, microsecond=0) == expected.replace(second=0), raw
        else:
            assert found == date.fromisoformat(iso), raw
            assert not isinstance(found, datetime), raw


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("12/5/2016", date(2016, 5, 12)),
        ("ngày 12 tháng 5 năm 2016", date(2016, 5, 12)),
        ("Ngày 2 tháng 9, 2020", date(2020, 9, 2)),
        ("2016-05-12", date(2016, 5, 12)),
        ("20160512", date(2016, 5, 12)),
        (20160512, date(2016, 5, 12)),
        ("31-12-2018_00-00-00", date(2018, 12, 31)),
        ("2016-05-12T01:02:03Z", datetime(2016, 5, 12, 1, 2, 3, tzinfo=UTC)),
        ("2016-05-12 01:02:03 +0900", datetime(2016, 5, 11, 16, 2, 3, tzinfo=UTC)),
        ("2016-05-12T08:00:00.250+07:00", datetime(2016, 5, 12, 1, 0, 0, 250000, tzinfo=UTC)),
        ("Thu, 12 May 2016 08:00:00 +0700", datetime(2016, 5, 12, 1, tzinfo=UTC)),
        ("12 May 2016 08:00:00 GMT", datetime(2016, 5, 12, 8, tzinfo=UTC)),
        (1463014800, datetime(2016, 5, 12, 1, tzinfo=UTC)),
        (1463014800000, datetime(2016, 5, 12, 1, tzinfo=UTC)),
        ("1463014800", datetime(2016, 5, 12, 1, tzinfo=UTC)),
        ("6:16 PM, 07/02/2023", datetime(2023, 2, 7, 18, 16, tzinfo=LOCAL_ZONE)),
        ("07/02/2023 8h05", datetime(2023, 2, 7, 8, 5, tzinfo=LOCAL_ZONE)),
        ("24/11/2022 17:31 (GMT-5)", datetime(2022, 11, 24, 22, 31, tzinfo=UTC)),
        ("24/11/2022 17:31 (GMT+8)",
         datetime(2022, 11, 24, 17, 31, tzinfo=timezone(timedelta(hours=8)))),
    ],
)  # fmt: skip
def test_each_way_of_writing_a_date_is_read(raw: object, expected: date) -> None:
    assert parse_date(raw) == expected


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("1970-01-01 08:00", "1970-01-01T08:00:00+08:00"),
        ("1/1/1970 08:00", "1970-01-01T08:00:00+08:00"),
        ("01-01-1970_08-00-00", "1970-01-01T08:00:00+08:00"),
        ("1950-01-01 08:00", "1950-01-01T08:00:00+08:00"),
        ("1976-01-01 08:00", "1976-01-01T08:00:00+07:00"),
        ("1970-01-01 08:00 +0700", "1970-01-01T08:00:00+07:00"),
        ("1/1/1970 08:00 (GMT+7)", "1970-01-01T08:00:00+07:00"),
    ],
)
def test_a_time_without_a_zone_has_the_offset_of_its_day(raw: str, iso: str) -> None:
    found = parse_date(raw)
    assert isinstance(found, datetime)
    assert found.isoformat() == iso


@pytest.mark.parametrize(
    "raw",
    ["", "hôm qua", "13 giờ trước", "31/2/2020", "5/23/2016", "12/5/1800", "12/5/2999", "2016",
     "5/2016", "12/5", "31-01-21", 20990000, 10000000, 0, 7, -5, True, None, float("nan"),
     [], 10**400, "9" * 5000, pytest.param(10**5000, id="huge"), float("inf"), "x" * 999],
)  # fmt: skip
def test_what_is_relative_partial_or_impossible_is_no_date(raw: object) -> None:
    assert parse_date(raw) is None


@given(st.one_of(st.text(), st.integers(), st.floats(), st.from_regex(r"[0-9/:. TZ+-]{4,30}")))
def test_no_value_raises_and_every_time_has_a_zone(raw: object) -> None:
    found = parse_date(raw)
    assert not isinstance(found, datetime) or found.tzinfo is not None


@given(st.dates(date(1900, 1, 1), date(2025, 12, 31)))
def test_day_comes_before_month_on_every_day(day: date) -> None:
    assert parse_date(f"{day.day}/{day.month}/{day.year}") == day
    assert parse_date(f"{day:%Y/%m/%d}") == day


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Thứ Hai, 6/12/2021", date(2021, 12, 6)),
        ("Cập nhật lúc: 09:47 ngày 15/03/2021", datetime(2021, 3, 15, 9, 47, tzinfo=LOCAL_ZONE)),
        ("Lễ hội ngày 15/03/2021", None),
        ("0912345678", None),
    ],
)
def test_a_line_is_a_date_only_if_it_holds_nothing_else(line: str, expected: object) -> None:
    assert date_of_line(line) == expected


def test_a_url_lends_its_year_only_where_the_month_agrees() -> None:
    assert url_year("https://bao.example/tin/202110/hoi-lang", 10) == 2021
    assert url_year("https://bao.example/2019/03/hoi-lang", 3) == 2019
    assert url_year("https://bao.example/hoi-lang-20220307080054340.htm", 3) == 2022
    assert url_year("https://bao.example/tin/202110/hoi-lang", 11) is None
    assert url_year("", 1) is None
