"""Are the dates that people write among the words understood, and nothing else taken for one?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese import clean_text
from search import SearchRequest, open_engine
from search.query.spoken_spans import find_dates
from search.request import DateSpan
from search.results import DateInQuery, Suggestion

TODAY = date(2016, 5, 12)  # a Thursday


def dates(text: str) -> list[tuple[str, str, str]]:
    return [
        (text[d.start : d.end], d.span.first.isoformat(), d.span.last.isoformat())
        for d in find_dates(text, TODAY)
        if not d.unsure
    ]


@pytest.mark.parametrize(
    ("text", "stretch", "first", "last"),
    [
        ("lũ 12/5/2016", "12/5/2016", "2016-05-12", "2016-05-12"),
        ("lũ ngày 01-05-2016 ở Huế", "ngày 01-05-2016", "2016-05-01", "2016-05-01"),
        ("12.5.2016", "12.5.2016", "2016-05-12", "2016-05-12"),
        ("Ngày 12 tháng 5 năm 2016", "Ngày 12 tháng 5 năm 2016", "2016-05-12", "2016-05-12"),
        ("ngay 12 thang 5 nam 2016", "ngay 12 thang 5 nam 2016", "2016-05-12", "2016-05-12"),
        ("bão tháng 2/2016", "tháng 2/2016", "2016-02-01", "2016-02-29"),
        ("bão tháng 12 năm 2015", "tháng 12 năm 2015", "2015-12-01", "2015-12-31"),
        ("5/2016", "5/2016", "2016-05-01", "2016-05-31"),
        ("bão T5/2016", "T5/2016", "2016-05-01", "2016-05-31"),
        ("12 tháng 5 2016", "12 tháng 5 2016", "2016-05-12", "2016-05-12"),
        ("chứng khoán quí II/2016", "quí II/2016", "2016-04-01", "2016-06-30"),
        ("Q2/2016", "Q2/2016", "2016-04-01", "2016-06-30"),
        ("hai tuần qua", "hai tuần qua", "2016-04-29", "2016-05-12"),
        ("3 năm nay", "3 năm nay", "2013-05-13", "2016-05-12"),
        ("lũ trong vòng 7 ngày qua", "trong vòng 7 ngày qua", "2016-05-06", "2016-05-12"),
        ("gia vang tuan truoc", "tuan truoc", "2016-05-02", "2016-05-08"),
        ("lũ tháng 4 năm ngoái", "tháng 4 năm ngoái", "2015-04-01", "2015-04-30"),
        ("quý 1 năm nay", "quý 1 năm nay", "2016-01-01", "2016-03-31"),
        ("Việt Nam năm nay", "năm nay", "2016-01-01", "2016-12-31"),
        ("Bùi Văn Ba tuần qua", "tuần qua", "2016-05-02", "2016-05-08"),
        ("thứ 2 tuần này", "tuần này", "2016-05-09", "2016-05-15"),
        ("lũ 30/4/75", "30/4/75", "1975-04-30", "1975-04-30"),
        ("lũ từ 1/1/2016 đến nay", "từ 1/1/2016 đến nay", "2016-01-01", "2016-05-12"),
        ("xuất khẩu quý 4/2015", "quý 4/2015", "2015-10-01", "2015-12-31"),
        ("HÔM NAY", "HÔM NAY", "2016-05-12", "2016-05-12"),
        ("mưa hôm qua", "hôm qua", "2016-05-11", "2016-05-11"),
        ("mua hom kia", "hom kia", "2016-05-10", "2016-05-10"),
        ("tuần này", "tuần này", "2016-05-09", "2016-05-15"),
        ("giá vàng tuần trước", "tuần trước", "2016-05-02", "2016-05-08"),
        ("tháng trước", "tháng trước", "2016-04-01", "2016-04-30"),
        ("năm ngoái", "năm ngoái", "2015-01-01", "2015-12-31"),
        ("lũ 12/5/16", "12/5/16", "2016-05-12", "2016-05-12"),
        ("2016-05-12 lũ", "2016-05-12", "2016-05-12", "2016-05-12"),
        ("bão tháng 5 2016", "tháng 5 2016", "2016-05-01", "2016-05-31"),
        ("quý I/2016", "quý I/2016", "2016-01-01", "2016-03-31"),
        ("quy IV nam 2015", "quy IV nam 2015", "2015-10-01", "2015-12-31"),
        ("lũ 7 ngày qua", "7 ngày qua", "2016-05-06", "2016-05-12"),
        ("2 tuan qua", "2 tuan qua", "2016-04-29", "2016-05-12"),
        ("3 tháng qua", "3 tháng qua", "2016-02-13", "2016-05-12"),
        ("2 năm qua", "2 năm qua", "2014-05-13", "2016-05-12"),
    ],
)
def test_a_date_is_understood(text: str, stretch: str, first: str, last: str) -> None:
    assert dates(text) == [(stretch, first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "31/2/2016", "12/5", "2016", "112/5/2016", "12/5/20161", "điều 5/2016/NĐ-CP",
        "3.500.2016", "tháng 13/2016", "hôm quan", "date:2016-05-12", "12/5-2016", "",
        "bão 5/2016", "quyết định 10/2016", "kỳ 1/2016", "lớp 10-2016", "quỹ 1/2016",
        "thắng 5/2016", "chiến thắng nay", "tuấn trước", "Anh Tuấn qua đời", "tuan qua doi",
        "Việt Nam qua ảnh", "từ Bắc đến Nam qua Huế", "viet nam qua anh", "quang nam qua",
        "mien nam truoc", "NAM QUA", "gap anh Tuan qua", "miền Nam trước 1975",
        "3 năm trước", "nhiều năm qua", "mấy tháng qua", "hai tuần trước", "viet nam ngoai",
        "anh tuan qua", "đảo Hai Nam qua", "Audi Q3 2016", "lũ NOT 12/5/2016", "U23 Nam ngày qua",
        "20/11", "31/2/16", "2016-13-01", "quý V/2016", "100 ngày qua",
        '"hôm qua"', "title:12/5/2016", "-12/5/2016", "(lũ 12/5/2016)", "lũ OR hôm qua",
    ],
)  # fmt: skip
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert dates(text) == []


def test_offsets_hold_where_folding_changes_the_length() -> None:
    assert dates("İİ 12/5/2016") == [("12/5/2016", "2016-05-12", "2016-05-12")]


def test_the_month_before_january_is_december() -> None:
    (found,) = find_dates("tháng trước", date(2016, 1, 31))
    assert found.span.first == date(2015, 12, 1)


@given(st.text(max_size=60).map(clean_text))
def test_any_text_is_read_without_an_error(text: str) -> None:
    end = 0
    for found in find_dates(text, TODAY):
        assert end <= found.start < found.end <= len(text)
        end = found.end


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]) -> Any:
    records = [
        {"id": "may", "title": "Lũ lớn ở Huế", "published": "2016-05-12"},
        {"id": "june", "title": "Lũ lớn ở Vinh", "published": "2016-06-01"},
        {"id": "about", "title": "Nhớ trận lũ 12/7/2014", "published": "2015-01-01"},
        {"id": "undated", "title": "Lũ quét"},
        {"id": "yesterday", "title": "Hôm qua mưa 5 phút", "published": "2014-02-02"},
    ]
    with open_engine(build_index(tmp_path_factory.mktemp("dated"), records)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("q", "expected", "understood"),
    [
        ("lũ 12/5/2016", {"may"}, 'lũ (date:2016-05-12 OR "12 5 2016")'),
        ("lũ tháng 6/2016", {"june"}, 'lũ (date:2016-06-01..2016-06-30 OR "tháng 6 2016")'),
        ("tháng 5 năm 2016", {"may"}, "date:2016-05-01..2016-05-31"),
        ("lu ngay 12/5/2016", {"may"}, '(lũ OR lu) (date:2016-05-12 OR "ngay 12 5 2016")'),
        ("lũ 12/7/2014", {"about"}, 'lũ (date:2014-07-12 OR "12 7 2014")'),
        ("lũ năm 2016", {"may", "june"}, 'lũ (date:2016-01-01..2016-12-31 OR "năm 2016")'),
        (
            "lũ 12/5 và 1/6/2016",
            {"may", "june"},
            'lũ (date:2016-05-12 OR date:2016-06-01 OR "12 5 và 1 6 2016")',
        ),
        ('lũ "12/5/2016"', set(), 'lũ "12 5 2016"'),
        ("lũ lớn 13/7/2014", set(), 'lũ · lớn (date:2014-07-13 OR "13 7 2014")'),  # not any flood
        ("lũ hôm qua", {"may", "june", "about", "undated"}, "lũ"),  # none of yesterday: any flood
        ("mưa 5 phút hôm qua", {"yesterday"}, None),
        # a headline is looked for as it stands
        ("hôm qua lũ lớn ở Huế, lũ lớn ở Vinh", {"may", "june"}, None),
    ],
)
def test_a_date_among_the_words_limits_the_days(
    engine: Any, q: str, expected: set[str], understood: str | None
) -> None:
    results = engine.search(SearchRequest(q))
    assert {hit.id for hit in results.hits} == expected
    assert results.total + results.near == len(expected)
    if understood is None:
        return  # it depends on the day
    assert results.query.understood == understood
    again = engine.search(SearchRequest(understood))
    assert {hit.id for hit in again.hits} == expected


ABOUT = {
    "whole": ("Nhớ trận lũ ngày 10 tháng 10 năm 2017", "2020-01-01"),
    "numbers": ("Trận lũ 10-10-2017 qua ảnh", "2021-01-01"),
    "short": ("Lũ rút từ sáng 10/10", "2017-10-12"),
    "later": ("Lũ rút từ sáng 10/10", "2019-10-12"),
    "apart": ("Ngày 10 mưa, tháng 10 lũ, năm 2017 hạn", "2017-11-01"),
    "third": ("Lũ cuốn 1/3 cầu", "2017-04-01"),
    "zeros": ("Sau lũ: chiều 01/03 nắng", "2017-03-02"),
    "month": ("Chuyện lũ tháng 3 năm 2014", "2016-02-02"),
    "in it": ("Chuyện lũ 20/3/2014", "2016-02-02"),
    "quarter": ("Hạn quý 2/2014, lũ quý I năm 2014", "2016-02-02"),
}


def _records(articles: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"id": name, "title": title, "published": published}
        for name, (title, published) in articles.items()
    ]


def test_taken_exactly_a_date_that_no_article_is_of_is_words(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    with open_engine(build_index(tmp_path, _records(ABOUT))) as engine:
        request = SearchRequest("lũ ngày 10 tháng 10 năm 2017", match="exact")
        assert {hit.id for hit in engine.search(request).hits} == {"whole", "apart"}


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        # that which has all the words, though apart, is not hidden either
        ("lũ ngày 10 tháng 10 năm 2017", {"whole", "numbers", "short", "apart"}),
        ("lũ 10/10/2017", {"whole", "numbers", "short"}),
        ("lu 10/10/2017", {"whole", "numbers", "short"}),
        ("lũ 1/3/2017", {"zeros"}),
        ("lũ tháng 3/2014", {"month", "in it"}),
        ("lũ quý 1/2014", {"quarter"}),
        ("10/10/2017", {"whole", "numbers", "short"}),
        ("lũ 11/10/2017", set()),
        ("lũ trước 1/1/1990", set()),
    ],
)
def test_articles_about_a_day_write_it_down(
    tmp_path: Path, build_index: Callable[..., Path], q: str, expected: set[str]
) -> None:
    with open_engine(build_index(tmp_path, _records(ABOUT))) as engine:
        for match in ("words", "syllables"):
            results = engine.search(SearchRequest(q, match=match))
            assert {hit.id for hit in results.hits} == expected, match


def test_where_no_article_is_dated_no_date_limits_anything(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    records = [{"id": f"{n}", "body": "Giá vàng hôm nay tăng."} for n in range(3)]
    with open_engine(build_index(tmp_path, records)) as undated:
        results = undated.search(SearchRequest("giá vàng hôm nay"))
        assert (results.total, results.query.dates) == (3, ())


def test_a_suggestion_that_becomes_a_date_and_finds_nothing_is_none(engine: Any) -> None:
    for q in ("lu tuan qua", "nhieu nam qua", "lũ nam ngoai"):
        found = engine.search(SearchRequest(q)).suggestion
        assert found is None or engine.search(SearchRequest(found.q)).hits


def test_the_date_is_told_with_the_query_without_it(engine: Any) -> None:
    (found,) = engine.search(SearchRequest("lũ tháng 5/2016 lớn")).query.dates
    assert found == DateInQuery("tháng 5/2016", date(2016, 5, 1), date(2016, 5, 31), "lũ lớn")


def test_facets_count_within_the_date_among_the_words(engine: Any) -> None:
    facets = engine.search(SearchRequest("lũ 12/5/2016")).facets
    assert [(bucket.start, bucket.count) for bucket in facets.date.buckets] == [("2016-05-12", 1)]
    assert facets.date.undated == 0


def test_a_suggestion_keeps_the_date_where_it_was_typed(engine: Any) -> None:
    for q, meant in (
        ("lu 12/5/2016", "lũ 12/5/2016"),
        ("tháng 5/2016 lu lon", "tháng 5/2016 lũ lớn"),
    ):
        assert engine.search(SearchRequest(q)).suggestion == Suggestion(meant, "accents")


@pytest.mark.parametrize(
    ("text", "stretch", "first", "last"),
    [
        ("lũ từ 1/5/2016 đến 5/5/2016", "từ 1/5/2016 đến 5/5/2016", "2016-05-01", "2016-05-05"),
        ("tu thang 5/2016 den thang 8/2016", "tu thang 5/2016 den thang 8/2016",
         "2016-05-01", "2016-08-31"),
        ("tháng 5 - tháng 8/2016", "tháng 5 - tháng 8/2016", "2016-05-01", "2016-08-31"),
        ("lũ 1/5 đến hết 5/5/2016", "1/5 đến hết 5/5/2016", "2016-05-01", "2016-05-05"),
        ("từ 1 đến 5/5/2016", "từ 1 đến 5/5/2016", "2016-05-01", "2016-05-05"),
        ("ngày 1 - 5/5/2016", "ngày 1 - 5/5/2016", "2016-05-01", "2016-05-05"),
        ("từ quý I đến quý III/2016", "từ quý I đến quý III/2016", "2016-01-01", "2016-09-30"),
        ("từ hôm qua đến hôm nay", "từ hôm qua đến hôm nay", "2016-05-11", "2016-05-12"),
        ("từ 5/5/2016 đến 1/5/2016", "từ 5/5/2016 đến 1/5/2016", "2016-05-01", "2016-05-05"),
        ("lũ trước 12/5/2016", "trước 12/5/2016", "0001-01-01", "2016-05-11"),
        ("truoc tuan truoc", "truoc tuan truoc", "0001-01-01", "2016-05-01"),
        ("sau ngày 12/5/2016 lũ", "sau ngày 12/5/2016", "2016-05-13", "9999-12-31"),
        ("kể từ tháng 5/2016", "kể từ tháng 5/2016", "2016-05-01", "9999-12-31"),
        ("từ 5/2016 đến 6/2016", "từ 5/2016 đến 6/2016", "2016-05-01", "2016-06-30"),
        ("lũ trước 5/2016", "trước 5/2016", "0001-01-01", "2016-04-30"),
        ("từ tháng 5/2016 đến 12/5/2016", "từ tháng 5/2016 đến 12/5/2016",
         "2016-05-01", "2016-05-12"),
        ("từ tháng này đến hôm nay", "từ tháng này đến hôm nay", "2016-05-01", "2016-05-12"),
        ("từ 28/12 đến 3/1/2016", "từ 28/12 đến 3/1/2016", "2015-12-28", "2016-01-03"),
        ("tháng 11 - tháng 2/2016", "tháng 11 - tháng 2/2016", "2015-11-01", "2016-02-29"),
        ("quý IV - quý I/2016", "quý IV - quý I/2016", "2015-10-01", "2016-03-31"),
        ("từ 28 đến 3/5/2016", "từ 28 đến 3/5/2016", "2016-04-28", "2016-05-03"),
        ("từ 6 đến tháng 5/2016", "đến tháng 5/2016", "0001-01-01", "2016-05-31"),
        ("den 12/5/2016", "12/5/2016", "2016-05-12", "2016-05-12"),
        ("hôm qua (lũ)", "hôm qua", "2016-05-11", "2016-05-11"),
        ('"a OR b" hôm qua', "hôm qua", "2016-05-11", "2016-05-11"),
        ("den het 12/5/2016", "den het 12/5/2016", "0001-01-01", "2016-05-12"),
        # no word that limits, or none for certain
        ("đầu tư tháng 5/2016", "tháng 5/2016", "2016-05-01", "2016-05-31"),
        ("dau tu tháng 5/2016", "tháng 5/2016", "2016-05-01", "2016-05-31"),
        ("sáu 12/5/2016", "12/5/2016", "2016-05-12", "2016-05-12"),
        ("toi 12/5/2016", "12/5/2016", "2016-05-12", "2016-05-12"),
        ("tuần trước", "tuần trước", "2016-05-02", "2016-05-08"),
        ("U23 3 - 5/5/2016", "5/5/2016", "2016-05-05", "2016-05-05"),
        ("iPhone 6 đến 5/2016", "đến 5/2016", "0001-01-01", "2016-05-31"),
    ],
)  # fmt: skip
def test_words_between_and_before_dates_make_them_spans(
    text: str, stretch: str, first: str, last: str
) -> None:
    assert dates(text) == [(stretch, first, last)]


def test_a_word_belongs_to_one_date_only() -> None:
    assert dates("tuần trước 12/5/2016") == [
        ("tuần trước", "2016-05-02", "2016-05-08"),
        ("12/5/2016", "2016-05-12", "2016-05-12"),
    ]
    assert dates("từ 1/5/2016 đến 5/5/2016 trước 3/5/2016") == [
        ("từ 1/5/2016 đến 5/5/2016", "2016-05-01", "2016-05-05"),
        ("trước 3/5/2016", "0001-01-01", "2016-05-02"),
    ]


@pytest.mark.parametrize(
    ("q", "expected", "understood", "ends"),
    [
        (
            "lũ sau 12/5/2016",
            {"june"},
            'lũ (date:2016-05-13.. OR "sau 12 5 2016")',
            (date(2016, 5, 13), None),
        ),
        (
            "lũ trước 12/5/2016",
            {"about"},
            'lũ (date:..2016-05-11 OR "trước 12 5 2016")',
            (None, date(2016, 5, 11)),
        ),
    ],
)
def test_a_span_may_be_open(
    engine: Any, q: str, expected: set[str], understood: str, ends: tuple[date | None, date | None]
) -> None:
    results = engine.search(SearchRequest(q))
    assert {hit.id for hit in results.hits} == expected
    assert results.query.understood == understood
    (found,) = results.query.dates
    assert (found.start, found.end) == ends
    assert {hit.id for hit in engine.search(SearchRequest(understood)).hits} == expected


@pytest.mark.parametrize(
    ("q", "same"),
    [
        ("date:12/5/2016", "date:2016-05-12"),
        ("date:12/5/16", "date:2016-05-12"),
        ("before:1/6/2016", "before:2016-06-01"),
        ("after:5/2016", "after:2016-05"),
        ("date:1/5/2016..1/6/2016", "date:2016-05-01..2016-06-01"),
    ],
)
def test_a_filter_takes_a_day_as_people_write_it(engine: Any, q: str, same: str) -> None:
    found = {hit.id for hit in engine.search(SearchRequest(q)).hits}
    assert found
    assert found == {hit.id for hit in engine.search(SearchRequest(same)).hits}


MIDSUMMER = date(2018, 7, 12)  # a Thursday


@pytest.mark.parametrize(
    ("text", "stretch", "days", "kind"),
    [
        ("1-5/5/2018", "1-5/5/2018", "2018-05-01..2018-05-05", "exact"),
        ("tháng 5 và tháng 6/2018", "tháng 5 và tháng 6/2018", "2018-05-01..2018-06-30", "exact"),
        ("năm 2016", "năm 2016", "2016-01-01..2016-12-31", "year"),
        ("tháng mười hai", "tháng mười hai", "2017-12-01..2017-12-31", "vague"),
        ("1/5 và 3/5/2018", "1/5 và 3/5/2018", "2018-05-01 2018-05-03", "exact"),
        ("quý I và quý II/2018", "quý I và quý II/2018", "2018-01-01..2018-06-30", "exact"),
        ("năm 2016 và 2017", "năm 2016 và 2017", "2016-01-01..2017-12-31", "year"),
        ("tháng 5, 6/2018", "tháng 5, 6/2018", "2018-05-01..2018-06-30", "exact"),
        ("năm 2016-2018", "năm 2016-2018", "2016-01-01..2018-12-31", "year"),
        ("giai đoạn 2016-2018", "giai đoạn 2016-2018", "2016-01-01..2018-12-31", "year"),
        ("tháng mười hai năm 2018", "tháng mười hai năm 2018", "2018-12-01..2018-12-31", "exact"),
        ("tháng mười hai/2018", "tháng mười hai/2018", "2018-12-01..2018-12-31", "exact"),
        ("tháng giêng 2018", "tháng giêng 2018", "2018-01-01..2018-01-31", "exact"),
        ("đầu năm nay", "đầu năm nay", "2018-01-01..2018-04-30", "vague"),
        ("cuối tháng 5/2018", "cuối tháng 5/2018", "2018-05-21..2018-05-31", "exact"),
        ("thập niên 1990", "thập niên 1990", "1990-01-01..1999-12-31", "year"),
        ("những năm 90", "những năm 90", "1990-01-01..1999-12-31", "year"),
        ("3 ngày qua", "3 ngày qua", "2018-07-10..2018-07-12", "vague"),
        ("sáng 12/5/2018", "sáng 12/5/2018", "2018-05-12", "exact"),
        ("ngày 12 tháng năm năm 2018", "ngày 12 tháng năm năm 2018", "2018-05-12", "exact"),
        ("12.5.2018", "12.5.2018", "2018-05-12", "exact"),
        ("12-05-2018", "12-05-2018", "2018-05-12", "exact"),
        ("T5/2018", "T5/2018", "2018-05-01..2018-05-31", "exact"),
        ("Q1-2018", "Q1-2018", "2018-01-01..2018-03-31", "exact"),
        ("quý 1 năm 2018", "quý 1 năm 2018", "2018-01-01..2018-03-31", "exact"),
        ("nửa đầu năm 2018", "nửa đầu năm 2018", "2018-01-01..2018-06-30", "year"),
        ("6 tháng đầu năm 2018", "6 tháng đầu năm 2018", "2018-01-01..2018-06-30", "exact"),
        ("9 tháng đầu năm nay", "9 tháng đầu năm nay", "2018-01-01..2018-09-30", "vague"),
        ("cuối tuần qua", "cuối tuần qua", "2018-07-07..2018-07-08", "vague"),
        ("30/4-1/5/2018", "30/4-1/5/2018", "2018-04-30..2018-05-01", "exact"),
        ("30/4 - 1/5/2018", "30/4 - 1/5/2018", "2018-04-30..2018-05-01", "exact"),
        ("28/12-3/1/2018", "28/12-3/1/2018", "2017-12-28..2018-01-03", "exact"),
        ("1/5/2018-5/5/2018", "1/5/2018-5/5/2018", "2018-05-01..2018-05-05", "exact"),
        ("tháng 5-8/2018", "tháng 5-8/2018", "2018-05-01..2018-08-31", "exact"),
        ("quý I-III/2018", "quý I-III/2018", "2018-01-01..2018-09-30", "exact"),
        ("quý I, II/2018", "quý I, II/2018", "2018-01-01..2018-06-30", "exact"),
        ("ngày 1, 2 và 3/5/2018", "ngày 1, 2 và 3/5/2018", "2018-05-01..2018-05-03", "exact"),
        ("từ tháng 3 đến tháng 5", "từ tháng 3 đến tháng 5", "2018-03-01..2018-05-31", "vague"),
        ("tháng 11 đến tháng 2", "tháng 11 đến tháng 2", "2017-11-01..2018-02-28", "vague"),
        ("tháng 3 đến tháng 8", "tháng 3 đến tháng 8", "2017-03-01..2017-08-31", "vague"),
        ("tháng 5", "tháng 5", "2018-05-01..2018-05-31", "vague"),
        ("lũ tháng 5 ở Huế", "tháng 5", "2018-05-01..2018-05-31", "vague"),
        ("hôm qua và hôm nay", "hôm qua và hôm nay", "2018-07-11..2018-07-12", "vague"),
        ("12/5/2018 và 13/5/2018", "12/5/2018 và 13/5/2018", "2018-05-12..2018-05-13", "exact"),
        ("12/5/2018, 15/5/2018", "12/5/2018, 15/5/2018", "2018-05-12 2018-05-15", "exact"),
        ("tháng 5 và tháng 8/2018", "tháng 5 và tháng 8/2018",
         "2018-05-01..2018-05-31 2018-08-01..2018-08-31", "exact"),
        ("từ 2016 đến 2018", "từ 2016 đến 2018", "2016-01-01..2018-12-31", "year"),
        ("từ năm 2016 đến năm 2018", "từ năm 2016 đến năm 2018", "2016-01-01..2018-12-31", "year"),
        ("từ năm 2016", "từ năm 2016", "2016-01-01..9999-12-31", "year"),
        ("trước năm 2016", "trước năm 2016", "0001-01-01..2015-12-31", "year"),
        ("sau tháng 5/2018", "sau tháng 5/2018", "2018-06-01..9999-12-31", "exact"),
        ("sáng thứ hai, 12/5/2018", "sáng thứ hai, 12/5/2018", "2018-05-12", "exact"),
        ("trưa nay", "trưa nay", "2018-07-12", "vague"),
        ("đêm qua", "đêm qua", "2018-07-11", "vague"),
        ("năm rồi", "năm rồi", "2017-01-01..2017-12-31", "vague"),
        ("quý II", "quý II", "2018-04-01..2018-06-30", "vague"),
        ("GDP quý 2", "quý 2", "2018-04-01..2018-06-30", "vague"),
        ("tháng ba", "tháng ba", "2018-03-01..2018-03-31", "vague"),
        ("Tháng Ba", "Tháng Ba", "2018-03-01..2018-03-31", "vague"),
        ("8/3 năm 2018", "8/3 năm 2018", "2018-03-08", "exact"),
        ("năm 2016 đến nay", "năm 2016", "2016-01-01..2016-12-31", "year"),
        ("từ năm 2016 đến nay", "từ năm 2016 đến nay", "2016-01-01..2018-07-12", "year"),
        ("2018/05/12", "2018/05/12", "2018-05-12", "exact"),
        ("tháng 5.2018", "tháng 5.2018", "2018-05-01..2018-05-31", "exact"),
        ("ngày hôm qua", "ngày hôm qua", "2018-07-11", "vague"),
        ("thứ 2 ngày 12/5/2018", "thứ 2 ngày 12/5/2018", "2018-05-12", "exact"),
        ("tháng 5/2018 và năm 2016", "tháng 5/2018 và năm 2016",
         "2016-01-01..2016-12-31 2018-05-01..2018-05-31", "year"),
        ("6 tháng cuối năm 2018", "6 tháng cuối năm 2018", "2018-07-01..2018-12-31", "exact"),
        ("đầu tháng 5 năm ngoái", "đầu tháng 5 năm ngoái", "2017-05-01..2017-05-10", "vague"),
        ("đầu tháng 5", "đầu tháng 5", "2018-05-01..2018-05-10", "vague"),
        ("quý IV/2017 và quý I/2018", "quý IV/2017 và quý I/2018",
         "2017-10-01..2018-03-31", "exact"),
        ("1-5-2018", "1-5-2018", "2018-05-01", "exact"),
        ("giữa năm 2018", "giữa năm 2018", "2018-05-01..2018-08-31", "year"),
        ("ngày 1-5 tháng 5 năm 2018", "ngày 1-5 tháng 5 năm 2018",
         "2018-05-01..2018-05-05", "exact"),
        ("từ ngày 1 đến ngày 5 tháng 5 năm 2018", "từ ngày 1 đến ngày 5 tháng 5 năm 2018",
         "2018-05-01..2018-05-05", "exact"),
        ("mười năm qua", "mười năm qua", "2008-07-13..2018-07-12", "vague"),
        ("10 năm qua", "10 năm qua", "2008-07-13..2018-07-12", "vague"),
        ("tháng tư đen", "tháng tư", "2018-04-01..2018-04-30", "vague"),
        ("năm 2016, 2017", "năm 2016, 2017", "2016-01-01..2017-12-31", "year"),
        ("năm 2016 tháng 5", "năm 2016", "2016-01-01..2016-12-31", "year"),
        ("1/5, 3/5/2018", "1/5, 3/5/2018", "2018-05-01 2018-05-03", "exact"),
        ("tháng 1, 2, 3 năm 2018", "tháng 1, 2, 3 năm 2018", "2018-01-01..2018-03-31", "exact"),
        ("tháng 10 và 11/2017", "tháng 10 và 11/2017", "2017-10-01..2017-11-30", "exact"),
    ],
)  # fmt: skip
def test_rows_parts_and_spelt_months_are_understood(
    text: str, stretch: str, days: str, kind: str
) -> None:
    (found,) = find_dates(text, MIDSUMMER)
    assert (text[found.start : found.end], found.kind, found.unsure) == (stretch, kind, False)
    assert " ".join(map(_said, found.spans)) == days


def _said(span: DateSpan) -> str:
    return str(span.first) if span.first == span.last else f"{span.first}..{span.last}"


@pytest.mark.parametrize("text", [
    "2016 và 2017",
    "Việt Nam 2016",
    "tết 2018",
    "10/2017/TT",
    "quyết định 10/2017",
    "10/2023/NĐ-CP",
    "68-NQ/TW",
    "cuối tuần",
    "1 tháng 5",
    "ngày 8 tháng 3",
    "ngày tháng năm sinh",
    "những tháng năm",
    "năm học 2016-2017",
    "kế hoạch 5 năm 2016-2020",
    "đến năm 2020",
    "tháng 13",
    "31-32/5/2018",
    "những năm qua",
    "nhiệm kỳ 2016-2021",
])  # fmt: skip
def test_numbers_and_words_beside_years_and_months_are_no_dates(text: str) -> None:
    assert list(find_dates(text, MIDSUMMER)) == []


@pytest.mark.parametrize(
    "text", ["nam ngoai", "viet nam 2016", "ke hoach nam 2016", "sang nay", "toi qua", "thang 5"]
)
def test_what_may_be_other_words_is_unsure(text: str) -> None:
    assert [one.unsure for one in find_dates(text, MIDSUMMER)] == [True]
