"""Dates: day first, Vietnam's zone, nothing filled in."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.days import LOCAL_ZONE, today
from index.readers.dates.reading import date_of_line, parse_date, url_year


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
        ("1970-01-02 08:00", "1970-01-02T08:00:00+08:00"),
        ("2/1/1970 08:00", "1970-01-02T08:00:00+08:00"),
        ("02-01-1970_08-00-00", "1970-01-02T08:00:00+08:00"),
        ("1950-01-01 08:00", "1950-01-01T08:00:00+08:00"),
        ("1976-01-01 08:00", "1976-01-01T08:00:00+07:00"),
        ("1970-01-02 08:00 +0700", "1970-01-02T08:00:00+07:00"),
        ("2/1/1970 08:00 (GMT+7)", "1970-01-02T08:00:00+07:00"),
    ],
)
def test_a_time_without_a_zone_has_the_offset_of_its_day(raw: str, iso: str) -> None:
    found = parse_date(raw)
    assert isinstance(found, datetime)
    assert found.isoformat() == iso


@pytest.mark.parametrize(
    "raw",
    ["", "hôm qua", "13 giờ trước", "31/2/2020", "5/23/2016", "12/5/1800", "12/5/2999", "2016",
     "5/2016", "12/5", "0000-00-00 00:00:00", "1900-01-01", "01/01/0001 00:00:00", "1970-01-01",
     "1970-01-01T00:00:00Z", "1969-12-31T19:00:00-05:00", "1/1/1970 08:00", "5 giờ trước",
     20990000, 10000000, 0, 7, -5, True, None, float("nan"),
     [], 10**400, "9" * 5000, pytest.param(10**5000, id="huge"), float("inf"), "x" * 999],
)  # fmt: skip
def test_what_is_relative_partial_or_impossible_is_no_date(raw: object) -> None:
    assert parse_date(raw) is None


@given(st.one_of(st.text(), st.integers(), st.floats(), st.from_regex(r"[0-9/:. TZ+-]{4,30}")))
def test_no_value_raises_and_every_time_has_a_zone(raw: object) -> None:
    found = parse_date(raw)
    assert not isinstance(found, datetime) or found.tzinfo is not None


@given(st.dates(date(1971, 1, 1), date(2025, 12, 31)))
def test_day_comes_before_month_on_every_day(day: date) -> None:
    assert parse_date(f"{day.day}/{day.month}/{day.year}") == day
    assert parse_date(f"{day:%Y/%m/%d}") == day


_MOMENTS = st.integers(10_520_000, 29_450_000).map(  # minutes, of the years 1990 to 2025
    lambda minute: datetime.fromtimestamp(minute * 60, LOCAL_ZONE)
)
_NAMES = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một",
          "Mười Hai")  # fmt: skip


@given(_MOMENTS)
def test_each_form_of_a_moment_is_read_back(moment: datetime) -> None:
    day = f"{moment.day}/{moment.month}/{moment.year}"
    seconds = int(moment.timestamp())
    half = "CH" if moment.hour >= 12 else "SA"
    for written in (
        f"{moment:%a, %d %b %Y %H:%M:%S} GMT+7",
        f"{moment:%a, %d %b %Y %H:%M:%S} GMT+0700",
        f"{moment:%a, %d %b %Y %H:%M:%S} UTC+07:00",
        f"{moment:%a, %d %b %Y %H:%M:%S} ICT",
        f"{moment:%a, %d %b %Y %H:%M:%S} +07",
        f"{moment.astimezone(UTC):%a, %d %b %Y %H:%M:%S} GMT",
        f"{moment.astimezone(UTC):%a %b %d %H:%M:%S} +0000 {moment.astimezone(UTC):%Y}",
        f"{moment:%a %b %d %Y %H:%M:%S} GMT+0700 (Indochina Time)",
        f"{moment:%a %b %d %H:%M:%S} ICT {moment:%Y}",
        f"{moment:%B %d, %Y %I:%M %p}",
        f"{moment:%H:%M} | {day}",
        f"{moment:%I:%M} {half} {day}",
        f"{moment:%Y-%m-%d %H:%M:%S}.000000000",
        f"{moment:%H:%M} {moment.day} Tháng {_NAMES[moment.month - 1]}, {moment.year}",
        f"{moment:%H:%M} {moment.day} thg {moment.month}, {moment.year}",
        f"/Date({seconds * 1000}+0700)/",
        f"{seconds}.0",
        seconds * 10**3,
        seconds * 10**6,
        str(seconds * 10**9),
    ):
        assert parse_date(written) == moment, written


@given(st.dates(date(1990, 1, 1), date(2025, 12, 31)))
def test_each_form_of_a_day_is_read_back(day: date) -> None:
    name = _NAMES[day.month - 1]
    for written in (
        f"{day:%d/%m/%y}",
        f"{day.day}.{day.month}.{day:%y}",
        f"{day.day} Tháng {name}, {day.year}",
        f"{day.day} tháng {name.lower()} năm {day.year}",
        f"Tháng {name} {day.day}, {day.year}",
        f"{day.day:02} Th{day.month} {day.year}",
        f"{day.day} thg {day.month}, {day.year}",
        f"ngày {day.day:02} tháng {day.month:02} năm {day.year}",
        f"{day:%d %b %Y}",
        f"{day:%b %d, %Y}",
        f"{day:%d-%b-%Y}",
        f"{day:%A, %B %d, %Y}",
    ):
        assert parse_date(written) == day, written


@pytest.mark.parametrize(
    ("raw", "hour", "minute"),
    [
        ("2:26 chiều 05/11/2024", 14, 26),
        ("05/11/2024 02:26 CH", 14, 26),
        ("9h sáng ngày 5/11/2024", 9, 0),
        ("12h trưa 5/11/2024", 12, 0),
        ("1 giờ 30 phút trưa ngày 5/11/2024", 13, 30),
        ("11h đêm 5/11/2024", 23, 0),
        ("2h đêm 5/11/2024", 2, 0),
        ("14:26 chiều 5/11/2024", 14, 26),
        ("12:05 SA 5/11/2024", 0, 5),
        ("2024-11-05 09:57:00 GMT+7", 9, 57),
    ],
)
def test_an_hour_goes_with_its_half_of_the_day(raw: str, hour: int, minute: int) -> None:
    assert parse_date(raw) == datetime(2024, 11, 5, hour, minute, tzinfo=LOCAL_ZONE)


def test_a_weekday_says_which_number_is_the_month() -> None:
    assert parse_date("Friday, 8/6/2021") == date(2021, 8, 6)
    assert parse_date("Sunday, 8/6/2021 9:57 AM") == datetime(2021, 6, 8, 9, 57, tzinfo=LOCAL_ZONE)
    assert parse_date("Thứ sáu, 6/8/2021") == date(2021, 8, 6)


def test_what_lies_ahead_is_no_date_beyond_two_days() -> None:
    assert parse_date((today() + timedelta(days=1)).isoformat()) == today() + timedelta(days=1)
    assert parse_date((today() + timedelta(days=4)).isoformat()) is None
    assert parse_date(int((datetime.now(UTC) + timedelta(days=4)).timestamp())) is None


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
