"""Is what many queries are counted as what each of them finds when it is searched for alone?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from late import no_time_from

from search import Engine, SearchRequest, SearchTimeout, open_engine
from search.counts import Lacking, Split, per_thousand, share_of

QUERIES = (
    "", "dân vận", "dan van", "cong tac dan van", '"học sinh"', "người -bão", "lũ OR bão",
    "(lũ OR bão) miền", "title:lũ", "giá NEAR/5 gạo", "tr*", "binh~", "date:2016", "U-23",
    "lũ tháng 5/2016", "thời tiêt", "tieengs vieejt", "xây dựng cầu đường ở miền núi", "?!", '"',
    "không có gì như thế này ở đây cả đâu", "UBND tỉnh", "lũ^2", "trước 12/5/2016 dân",
)  # fmt: skip
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"category": ("Thể thao", "Giáo dục"), "start": "2016"},
    {"source": ("",)},
    {"not_category": ("Thể thao",), "not_source": ("baosongtien.example",)},
    {"undated": True},
    {"start": "3/2018", "end": "15/10/2021"},
    {"match": "syllables"},
    {"match": "exact"},
)


@pytest.fixture(scope="module")
def sample(sample_index: Path) -> Iterator[Engine]:
    with open_engine(sample_index) as opened:
        yield opened


@pytest.mark.parametrize("filters", FILTERS, ids=str)
@pytest.mark.parametrize("interval", ["year", "month"])
def test_each_query_is_counted_as_it_is_found(
    sample: Engine, filters: dict[str, Any], interval: Any
) -> None:
    request = SearchRequest(**filters, interval=interval)
    counts = sample.count(QUERIES, request, Split("source"))
    assert counts.left == ()
    for q, counted in zip(QUERIES, counts.counts, strict=True):
        found = sample.search(SearchRequest(q, **filters, highlight=False))
        assert (counted.total, counted.groups) == (found.total, found.groups), q
        assert counted.spoken == found.query.dates, q
        articles = list(sample.stream(SearchRequest(q, **filters)))
        length = {"year": 4, "month": 7}[interval]
        days = [one.published.isoformat()[:length] for one in articles if one.published]
        buckets = {bucket.start: bucket.count for bucket in counted.dates.buckets}
        assert buckets == Counter(days), q
        assert counted.dates.undated == len(articles) - len(days), q
        sources = {one.value: one.total for one in counted.series}
        assert counted.values == len(sources), q
        assert sum(sources.values()) == found.total, q
        if not filters.keys() & {"source", "not_source"}:
            facet = {value.value: value.count for value in found.facets.source if value.count}
            assert sources == facet, q
        if found.suggestion is not None and found.suggestion.applied:
            assert counted.suggestion == found.suggestion, q
        else:
            assert counted.suggestion is None, q
    assert counts.everything == counts.counts[0]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
@pytest.mark.parametrize("facet", ["category", "source"])
def test_each_value_is_counted_in_each_interval_as_it_is_found(
    sample: Engine, filters: dict[str, Any], facet: Any
) -> None:
    request = SearchRequest(**filters, interval="year")
    counts = sample.count(QUERIES[:12], request, Split(facet, dates=True))
    for counted in (counts.everything, *counts.counts):
        articles = list(sample.stream(SearchRequest(counted.q, **filters)))
        assert sum(one.total for one in counted.series) == len(articles)
        if facet in filters:
            continue  # another filter of the same facet would join it by OR
        for one in counted.series:
            narrowed = SearchRequest(counted.q, **{**filters, facet: (one.value,)})
            years = [a.published and str(a.published.year) for a in sample.stream(narrowed)]
            assert one.total == len(years) > 0
            assert one.dates is not None
            buckets = {bucket.start: bucket.count for bucket in one.dates.buckets}
            assert buckets == Counter(filter(None, years)), (counted.q, one.value)
            assert one.dates.undated == years.count(None)


def test_of_many_values_those_are_taken_that_most_articles_have(sample: Engine) -> None:
    request = SearchRequest(interval="year", start="2014")
    every = sample.count(QUERIES, request, Split("source", dates=True))
    some = sample.count(QUERIES, request, Split("source", dates=True, limit=3))
    totals = [one.total for one in every.everything.series]
    assert totals == sorted(totals, reverse=True)
    assert len(totals) == every.everything.values > 3
    taken = [one.value for one in every.everything.series[:3]]
    whole_and_cut = zip(
        (every.everything, *every.counts), (some.everything, *some.counts), strict=True
    )
    for whole, cut in whole_and_cut:
        assert list(cut.series) == [one for one in whole.series if one.value in taken], whole.q
        assert cut.values == whole.values


def test_nothing_is_split_that_nobody_asked_for(sample: Engine) -> None:
    (counted,) = sample.count(["dân"], SearchRequest(interval="year")).counts
    assert (counted.series, counted.values) == ((), 0)
    (counted,) = sample.count(["dân"], SearchRequest(interval="year"), Split("source")).counts
    assert [one.dates for one in counted.series] == [None] * counted.values


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_share_and_how_many_of_a_thousand_say_the_same(count: int, more: int) -> None:
    everything = count + more
    share, per = share_of(count, everything), per_thousand(count, everything)
    if not everything:
        assert share is per is None
    else:
        assert share is not None
        assert per == pytest.approx(1000 * share, abs=1e-9)
        assert share == pytest.approx(count / everything, abs=5e-8)


def test_trends_are_these_counts(sample: Engine) -> None:
    request = SearchRequest(interval="month", start="2016")
    assert tuple(sample.trends(QUERIES, request)) == sample.count(QUERIES, request).counts


def test_a_correction_is_told(sample: Engine) -> None:
    (counted,) = sample.count(["thời tiêt"], SearchRequest(interval="year")).counts
    assert counted.suggestion is not None
    assert counted.suggestion.q == "thời tiết"
    assert counted.total > 0


def test_queries_for_which_there_is_no_time_are_left(
    sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_time_from(monkeypatch, "bão")
    request = SearchRequest(interval="year")
    with open_engine(sample_index, seconds=10) as engine:
        counts = engine.count(["lũ", "dân", "bão", "gạo"], request)
        assert [one.q for one in counts.counts] == ["lũ", "dân"]
        assert counts.left == ("bão", "gạo")
        with pytest.raises(SearchTimeout):
            engine.trends(["lũ", "dân", "bão", "gạo"], request)


def test_what_articles_lack_is_counted(
    tmp_path: Path, build_index: Callable[..., Path], sample: Engine
) -> None:
    records = [
        {"id": "a", "title": "Lúa", "summary": "Được mùa", "category": "Kinh tế"},
        {"id": "b", "body": "Nước lên.", "published": "2016-05-12", "source": "bao.example"},
        {"id": "c", "title": "…", "body": "Chợ phiên.", "category": "Xã hội"},
        {"id": "d", "title": "Đã gỡ"},
    ]
    runs = {"a.jsonl": records[:3], "b.jsonl": records[3:]}, {"b.jsonl": None}
    with open_engine(build_index(tmp_path, *runs)) as engine:
        lacking = engine.stats().without
    assert lacking == Lacking(title=2, summary=2, body=1, date=2, category=1, source=2)
    articles = list(sample.stream(SearchRequest()))
    lacking = sample.stats().without
    assert lacking.summary == sum(not one.summary for one in articles) > 0
    assert lacking.date == sum(one.published is None for one in articles) > 0
    assert lacking.category == sum(not one.category for one in articles) > 0
    assert lacking.source == sum(not one.source for one in articles) > 0
