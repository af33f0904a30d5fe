"""Are totals, facets, order and pages exact?  Counted again here, article by article."""

from __future__ import annotations

import pickle
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import InvalidRequest, SearchRequest, open_engine
from search.request import DateSpan

CATEGORIES = ["Thời sự", "Thể thao", "Đời sống", ""]
SOURCES = ["Báo Sông", "Báo Núi", ""]
WORDS = ["lúa", "cá", "mưa", "chợ", "đò"]
# The day of an article with a time is the day in Vietnam.
DAYS = {
    "2014-02-28": "2014-02-28",
    "2016-05-12": "2016-05-12",
    "2016-05-12T18:00:00Z": "2016-05-13",
    "2016-05-13T06:30:00": "2016-05-13",
    "2016-06-30": "2016-06-30",
    "2017-01-01": "2017-01-01",
    None: None,
}


def made(prefix: str, count: int) -> list[dict[str, Any]]:
    pick = random.Random(prefix)
    return [
        {
            "id": f"{prefix}{n}",
            "title": " ".join(pick.sample(WORDS, 2)),
            "body": " ".join(pick.choices(WORDS, k=6)),
            "category": pick.choice(CATEGORIES),
            "source": pick.choice(SOURCES),
            "published": pick.choice(list(DAYS)),
        }
        for n in range(count)
    ]


FIRST, SECOND, GONE, THIRD = made("a", 40), made("b", 25), made("g", 9), made("a", 12)
LIVE = {r["id"]: r for r in [*FIRST, *SECOND, *THIRD]}


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Any]:
    root = build_index(
        tmp_path_factory.mktemp("facets"),
        {"a.jsonl": FIRST, "gone.jsonl": GONE},
        {"b.jsonl": SECOND, "gone.jsonl": None},
        {"newer.jsonl": THIRD},
    )
    with open_engine(root) as engine:
        yield engine


def day(article: dict[str, Any]) -> str | None:
    return DAYS[article["published"]]


def has(article: dict[str, Any], q: str) -> bool:
    return not q or q in (article["title"] + " " + article["body"]).split()


def passes(article: dict[str, Any], request: SearchRequest, ignoring: str = "") -> bool:
    if ignoring != "category" and request.category and article["category"] not in request.category:
        return False
    if ignoring != "source" and request.source and article["source"] not in request.source:
        return False
    if ignoring != "category" and article["category"] in request.not_category:
        return False
    if ignoring != "source" and article["source"] in request.not_source:
        return False
    that = day(article)
    if request.undated and ignoring != "days":
        return that is None
    if ignoring == "days" or (request.start is None and request.end is None):
        return True
    if that is None:
        return False
    low, high = request.start or "0001", request.end or "9999"
    return that[: len(low)] >= low and that[: len(high)] <= high


def some(values: list[str], most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


days = st.fixed_dictionaries(
    {
        "start": st.sampled_from([None, "2014", "2016", "2016-05", "2016-05-13", "2017-01-01"]),
        "end": st.sampled_from([None, None, "2014", "2016", "2016-05", "2016-05-12", "2018"]),
    }
)
requests = st.builds(
    lambda days, **others: SearchRequest(**days, **others),
    st.one_of(days, st.just({"undated": True})),
    q=st.sampled_from(["", *WORDS]),
    size=st.just(100),
    category=some([*CATEGORIES, "Không có"], 3),
    source=some(SOURCES, 2),
    not_category=some([*CATEGORIES, "Không có"], 2),
    not_source=some(SOURCES, 1),
    interval=st.sampled_from(["year", "month", "day"]),
    highlight=st.just(False),
)


@given(requests)
@settings(deadline=None, max_examples=150)
def test_totals_and_facets_are_what_counting_gives(engine: Any, request_: SearchRequest) -> None:
    results = engine.search(request_)
    matching = [a for a in LIVE.values() if has(a, request_.q)]
    kept = {a["id"] for a in matching if passes(a, request_)}
    assert results.total == len(kept)
    assert {hit.id for hit in results.hits} == kept
    for name, selected, left_out in (
        ("category", request_.category, request_.not_category),
        ("source", request_.source, request_.not_source),
    ):
        counted = Counter(a[name] for a in matching if passes(a, request_, ignoring=name))
        facet = getattr(results.facets, name)
        assert {v.value: v.count for v in facet} == {
            **dict.fromkeys(selected + left_out, 0),
            **counted,
        }
        assert {v.value for v in facet if v.selected} == set(selected)
        assert {v.value for v in facet if v.excluded} == set(left_out)
        assert [v.count for v in facet] == sorted((v.count for v in facet), reverse=True)
    chars = {"year": 4, "month": 7, "day": 10}[request_.interval]
    dates = [day(a) for a in matching if passes(a, request_, ignoring="days")]
    buckets = Counter(d[:chars] for d in dates if d)
    assert [(b.start, b.count) for b in results.facets.date.buckets] == sorted(buckets.items())
    assert results.facets.date.undated == dates.count(None)
    assert results.facets.date.interval == request_.interval


def test_the_empty_value_selects_articles_that_have_none(engine: Any) -> None:
    hits = engine.search(SearchRequest(category=("",), size=100)).hits
    assert {hit.id for hit in hits} == {i for i, a in LIVE.items() if a["category"] == ""}
    assert all(hit.category is None for hit in hits)


SPELLINGS = [
    ("Văn hóa", "tinlang.example"),
    ("Văn hoá", "www.tinlang.example"),
    ("Văn hoá", "TinLang.example"),
    ("VĂN HÓA", "https://tinlang.example/"),
    ("Văn  hoa", "tinlang.example.vn"),
    ("Kĩ thuật - Số", ""),
    ("kỹ thuật – số", "https://www."),
]


@pytest.fixture(scope="module")
def spelt(tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]) -> Any:
    records = [
        {"id": f"s{n}", "title": "Hội làng", "category": category, "source": source}
        for n, (category, source) in enumerate(SPELLINGS)
    ]
    gone = [{"id": f"g{n}", "title": "Hội", "category": "VĂN HOÁ"} for n in range(9)]
    root = build_index(
        tmp_path_factory.mktemp("spelt"),
        {"a.jsonl": records[:3], "gone.jsonl": gone},
        {"b.jsonl": records[3:], "gone.jsonl": None},
    )
    with open_engine(root) as engine:
        yield engine


def test_spellings_of_one_value_are_counted_as_one_in_the_spelling_of_most(spelt: Any) -> None:
    facets = spelt.search(SearchRequest("hội làng")).facets
    counted = [(value.value, value.count) for value in facets.category]
    assert counted == [("Văn hoá", 4), ("Kĩ thuật - Số", 2), ("Văn hoa", 1)]
    assert (facets.source[0].value, facets.source[0].count) == ("tinlang.example", 4)
    stats = spelt.stats()
    assert stats.categories == facets.category
    assert stats.sources == facets.source


@pytest.mark.parametrize("asked", ["văn hóa", "VĂN HOÁ", " Văn hóa ", "vănhóa"])
def test_a_value_is_selected_in_any_spelling_hits_keep_their_own(spelt: Any, asked: str) -> None:
    results = spelt.search(SearchRequest(category=(asked, "Không có"), size=100))
    assert {hit.id for hit in results.hits} == {"s0", "s1", "s2", "s3"}
    assert {hit.category for hit in results.hits} == {"Văn hóa", "Văn hoá", "VĂN HÓA"}
    selected = {value.value: value.count for value in results.facets.category if value.selected}
    assert selected == {"Văn hoá": 4, "Không có": 0}


@pytest.mark.parametrize(
    "asked", ["tinlang.example", "WWW.TinLang.example", "http://tinlang.example"]
)
def test_a_source_is_selected_with_and_without_www(spelt: Any, asked: str) -> None:
    hits = spelt.search(SearchRequest(source=(asked,), size=100)).hits
    assert {hit.id for hit in hits} == {"s0", "s1", "s2", "s3"}


@pytest.mark.parametrize("asked", ["văn hóa", "VĂN HOÁ", " Văn hóa ", "vănhóa"])
def test_a_value_is_left_out_in_any_spelling(spelt: Any, asked: str) -> None:
    results = spelt.search(SearchRequest(not_category=(asked, "Không có"), size=100))
    assert {hit.id for hit in results.hits} == {"s4", "s5", "s6"}
    assert results.total == sum(bucket.count for bucket in results.facets.source) == 3
    left_out = {value.value: value.count for value in results.facets.category if value.excluded}
    assert left_out == {"Văn hoá": 4, "Không có": 0}
    assert not any(value.selected for value in results.facets.category)


def test_leaving_out_the_empty_value_leaves_out_what_has_none(engine: Any) -> None:
    hits = engine.search(SearchRequest(not_source=("",), size=100)).hits
    assert {hit.id for hit in hits} == {i for i, a in LIVE.items() if a["source"]}


def test_what_is_left_out_is_left_out_of_streams_trends_and_terms(engine: Any) -> None:
    asked = SearchRequest("lúa", not_category=("Thể thao",), interval="year")
    kept = {i for i, a in LIVE.items() if has(a, "lúa") and a["category"] != "Thể thao"}
    assert {article.id for article in engine.stream(asked)} == kept
    (trend,) = engine.trends(["lúa"], asked)
    assert trend.total == len(kept)
    assert all(term.count <= len(kept) for term in engine.key_terms(asked, 9))


def test_undated_articles_alone_have_no_days(engine: Any) -> None:
    asked = SearchRequest(undated=True, size=100)
    results = engine.search(asked)
    undated = {i for i, a in LIVE.items() if a["published"] is None}
    assert {hit.id for hit in results.hits} == undated
    assert results.total == results.facets.date.undated == len(undated)
    (trend,) = engine.trends([""], asked)
    assert (trend.total, trend.dates.undated, trend.dates.buckets) == (len(undated),) * 2 + ((),)
    with pytest.raises(InvalidRequest, match="undated"):
        SearchRequest(undated=True, end="2016")


def test_the_automatic_interval_is_finer_for_shorter_spans(engine: Any) -> None:
    def interval(q: str) -> str:
        return str(engine.search(SearchRequest(q)).facets.date.interval)

    assert interval("date:2016-05") == "day"
    assert interval("date:2016..2017") == "month"
    assert interval("") == "month"


@pytest.mark.parametrize("q", ["", "lúa", "chợ OR đò"])
@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_dates_are_in_order_and_undated_articles_come_last(engine: Any, q: str, sort: Any) -> None:
    hits = engine.search(SearchRequest(q, size=100, sort=sort)).hits
    times = [LIVE[hit.id]["published"] for hit in hits]
    dated = [t for t in times if t is not None]
    assert times == dated + [None] * (len(times) - len(dated))
    order = [list(DAYS).index(t) for t in dated]  # DAYS is written in order of time
    assert order == sorted(order, reverse=sort == "newest")


@pytest.mark.parametrize("q", ["lúa", "lúa cá", "mưa OR đò", "chợ*"])
def test_relevance_is_in_order_of_score(engine: Any, q: str) -> None:
    scores = [hit.score for hit in engine.search(SearchRequest(q, size=100)).hits]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 10
    assert scores[0] > 0


def test_without_a_query_the_newest_come_first(engine: Any) -> None:
    plain = engine.search(SearchRequest(size=100))
    newest = engine.search(SearchRequest(size=100, sort="newest"))
    assert [h.id for h in plain.hits] == [h.id for h in newest.hits]
    assert plain.hits[0].published == "2017-01-01"
    assert plain.hits[0].score is None


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "indexed"])
@pytest.mark.parametrize(("q", "size"), [("", 7), ("lúa", 1), ("cá OR đò", 10), ("mưa", 100)])
def test_pages_part_the_results_without_gap_or_overlap(
    engine: Any, q: str, size: int, sort: Any
) -> None:
    whole = [hit.id for hit in engine.search(SearchRequest(q, size=100, sort=sort)).hits]
    pages = engine.search(SearchRequest(q, size=size)).pages
    joined: list[str] = []
    for page in range(1, pages + 1):
        results = engine.search(SearchRequest(q, page=page, size=size, sort=sort))
        assert results.page == page
        assert results.total == len(whole)
        joined += [hit.id for hit in results.hits]
    assert joined == whole
    assert pages == -(-len(whole) // size)


@pytest.mark.parametrize("page", [9, 1000, 2**31, 2**63, 10**30])
def test_a_page_beyond_the_end_is_empty_with_the_right_total(engine: Any, page: int) -> None:
    results = engine.search(SearchRequest("lúa", page=page, size=10))
    assert results.hits == ()
    assert results.total == sum(has(a, "lúa") for a in LIVE.values())
    assert sum(v.count for v in results.facets.category) == results.total


def test_nothing_found_has_empty_facets(engine: Any) -> None:
    results = engine.search(SearchRequest("khôngđâucó"))
    assert (results.total, results.pages, results.hits) == (0, 0, ())
    assert results.facets.category == ()
    assert results.facets.date.buckets == ()


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("page", 0), ("page", -1), ("size", 0), ("size", 101), ("sort", "best"),
        ("interval", "week"), ("start", "2016-13"), ("end", "2016-02-30"), ("start", "32/12/2024"),
        ("end", "30/02/2025"), ("start", "13/2024"), ("start", "12/24"), ("end", "1/5-2016"),
        ("end", ""), ("start", "0000"), ("q", "a" * 2001),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_refused_by_its_name(parameter: str, value: Any) -> None:
    with pytest.raises(InvalidRequest) as error:
        SearchRequest(**{parameter: value})
    assert error.value.parameter == {"start": "from", "end": "to"}.get(parameter, parameter)


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        ("32/12/2024", "month 12 of 2024 has the days 1 to 31"),
        ("30/02/2025", "month 2 of 2025 has the days 1 to 28"),
        ("13/2024", "there is no month 13"),
        ("0000", "there is no year 0"),
    ],
)
def test_a_day_that_does_not_exist_is_refused_with_what_is_wrong(day: str, wrong: str) -> None:
    with pytest.raises(InvalidRequest, match=f"; {wrong}$"):
        SearchRequest(end=day)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (None, None, None),
        ("2016", None, (date(2016, 1, 1), date.max)),
        (None, "2016-02", (date.min, date(2016, 2, 29))),
        ("2016-05-12", "2016-05-12", (date(2016, 5, 12), date(2016, 5, 12))),
        ("31/12/2024", "1-1-2025", (date(2024, 12, 31), date(2025, 1, 1))),
        ("2/2024", "12.2024", (date(2024, 2, 1), date(2024, 12, 31))),
        ("01/02/68", "1/2/69", (date(2068, 2, 1), date(1969, 2, 1))),
        ("2024/12/31", "ngày 31 tháng 12 năm 2024", (date(2024, 12, 31), date(2024, 12, 31))),
        ("năm 2023", "Tháng 2/2024", (date(2023, 1, 1), date(2024, 2, 29))),
    ],
)
def test_a_request_knows_the_days_it_selects_also_when_it_is_made_from_another(
    start: str | None, end: str | None, days: tuple[date, date] | None
) -> None:
    request = SearchRequest("lúa", start=start, end=end)
    assert request.days == (days and DateSpan(*days))
    assert replace(SearchRequest("lúa", start="2014"), start=start, end=end) == request
    assert replace(SearchRequest("lúa", start="2014"), start=start, end=end).days == request.days
    assert pickle.loads(pickle.dumps(request)).days == request.days
