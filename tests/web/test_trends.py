"""Is every number of a trend what a search for it finds, and can each share be worked out again?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from answers import json_of
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.counts import PER_DIGITS, SHARE_DIGITS
from search.request import parse_date_span
from web.intervals import count_between, intervals_between

QUERIES = (
    "", "dân vận", "dan van", '"học sinh"', "người -bão", "lũ OR bão", "title:lũ", "tr*",
    "năm 2018", "lũ tháng 5/2016", "thời tiêt", "xây dựng cầu đường ở miền núi",
    "không có gì như thế này cả",
    "người", "=1+1", "trường",
)  # fmt: skip
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "category": st.lists(st.sampled_from(["Thể thao", "GIÁO DỤC", ""]), max_size=2),
        "source": st.lists(st.sampled_from(["", "baosongtien.example"]), max_size=2),
        "not_category": st.just("Thể thao"),
        "not_source": st.sampled_from(["", "thoibaovenbien.example"]),
        "from": st.sampled_from(["2014", "3/2016", "2016-05-12", "2019"]),
        "to": st.sampled_from(["2016", "2018-02", "15/10/2021", "2013"]),
        "match": st.sampled_from(["syllables", "exact"]),
    },
)
DRAWN = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
MOST_ASKED = 12  # numbers of one answer that are asked for alone


def get(client: FlaskClient, query: Mapping[str, Any]) -> Any:
    answer = client.get("/api/trends", query_string=query)
    assert answer.status_code == 200, answer.text
    return json_of(answer)


def total(client: FlaskClient, query: Mapping[str, Any]) -> int:
    found: int = json_of(client.get("/api/search", query_string=query))["total"]
    return found


def within(filters: Mapping[str, Any], start: str) -> dict[str, Any]:
    """The filters of ``start``, which the days that are asked for may cut."""
    span = parse_date_span(start)
    low, high = (parse_date_span(filters.get(name, "")) for name in ("from", "to"))
    assert span is not None
    first = max(span.first, low.first) if low else span.first
    last = min(span.last, high.last) if high else span.last
    return {**filters, "from": first.isoformat(), "to": last.isoformat()}


def numbers(answer: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str, Mapping[str, Any]]]:
    """Query, value, interval and what is told of them."""
    for trend in answer["trends"]:
        for bucket in trend["buckets"]:
            yield trend["q"], None, bucket["start"], bucket
        for series in trend.get("series", ()):
            for bucket in series["buckets"]:
                yield trend["q"], series["value"], bucket["start"], bucket


@DRAWN
@given(
    queries=st.lists(st.sampled_from(QUERIES), min_size=1, max_size=3),
    filters=FILTERS,
    shape=st.fixed_dictionaries(
        {
            "interval": st.sampled_from(["year", "month", "day"]),
            "value": st.sampled_from(["count", "share", "per1000"]),
        },
        optional={"by": st.sampled_from(["source", "category"]), "size": st.integers(1, 9)},
    ),
    draw=st.randoms(use_true_random=False),
)
def test_every_number_is_the_total_of_a_search(
    app: Flask, queries: list[str], filters: dict[str, Any], shape: dict[str, Any], draw: Any
) -> None:
    by, value = shape.get("by"), shape["value"]
    client = app.test_client()
    answer = get(client, {"q": queries, **filters, **shape})
    plain = {name: said for name, said in filters.items() if by is None or by not in name}
    for trend in answer["trends"]:
        assert trend["total"] == total(client, {"q": trend["q"], **filters})
        assert sum(b["count"] for b in trend["buckets"]) + trend["undated"] == trend["total"]
        if by is not None:
            listed = [series["total"] for series in trend["series"]]
            assert sum(listed) + trend["rest"] == trend["total"]
            assert len(listed) == min(shape.get("size", 20), answer["values"])
    told = list(numbers(answer))
    for q, facet_value, start, bucket in draw.sample(told, min(len(told), MOST_ASKED)):
        narrowed = within(filters, start)
        if facet_value is not None:
            if plain != filters:
                continue  # a second value of the facet would join the first by OR
            narrowed |= {str(by): facet_value}
        assert bucket["count"] == total(client, {"q": q, **narrowed}), (q, narrowed)
        if value == "count":
            assert set(bucket) == {"start", "count"}
            continue
        assert bucket["of"] == total(client, {**narrowed, "q": ""}), narrowed
        per, digits = (1, SHARE_DIGITS) if value == "share" else (1000, PER_DIGITS)
        expected = per * bucket["count"] / bucket["of"] if bucket["of"] else None
        assert bucket[value] == (None if expected is None else round(expected, digits))


@DRAWN
@given(
    queries=st.lists(st.sampled_from(QUERIES), min_size=1, max_size=3),
    filters=FILTERS,
    interval=st.sampled_from(["year", "month", "day"]),
)
def test_empty_intervals_are_filled_over_the_whole_span(
    app: Flask, queries: list[str], filters: dict[str, Any], interval: str
) -> None:
    client = app.test_client()
    asked = {"q": queries, **filters, "interval": interval}
    found, filled = get(client, asked), get(client, {**asked, "empty": 1})
    length = {"year": 4, "month": 7, "day": 10}[interval]
    low, high = (parse_date_span(filters.get(name, "")) for name in ("from", "to"))
    for one, whole in zip(found["trends"], filled["trends"], strict=True):
        counts = {bucket["start"]: bucket["count"] for bucket in one["buckets"]}
        starts = [bucket["start"] for bucket in whole["buckets"]]
        first = low.first.isoformat()[:length] if low else min(counts, default=None)
        last = high.last.isoformat()[:length] if high else max(counts, default=None)
        if first is None or last is None:
            assert not starts
        else:
            assert starts == every(first, last)
        told = {bucket["start"]: bucket["count"] for bucket in whole["buckets"]}
        assert told == {start: counts.get(start, 0) for start in starts}


def every(first: str, last: str) -> list[str]:
    """All days from one to another, cut to their intervals, each once."""
    low, high = parse_date_span(first), parse_date_span(last)
    assert low is not None
    assert high is not None
    days = (high.last - low.first).days + 1
    written = ((low.first + timedelta(n)).isoformat()[: len(first)] for n in range(max(days, 0)))
    return list(dict.fromkeys(written))


@given(st.dates(), st.dates(), st.sampled_from([4, 7, 10]))
def test_intervals_are_those_of_the_calendar(one: date, other: date, length: int) -> None:
    low, high = sorted((one, other))
    high = min(high, low + timedelta(800))
    first, last = low.isoformat()[:length], high.isoformat()[:length]
    found = list(intervals_between(first, last))
    assert found == every(first, last)
    assert len(found) == count_between(first, last)
    assert count_between(last, first) == (1 if first == last else max(0, 2 - len(found)))
    assert all(a < b for a, b in pairwise(found))


@pytest.mark.parametrize("by", [None, "source"])
@pytest.mark.parametrize("value", ["count", "share", "per1000"])
def test_the_table_has_the_same_numbers(client: FlaskClient, by: str | None, value: str) -> None:
    asked = {"q": ["người", "=1+1", "bão"], "value": value, "interval": "year", "from": "2014"}
    if by is not None:
        asked |= {"by": by, "size": "3"}
    answer = get(client, asked)
    table = client.get("/api/trends", query_string={**asked, "format": "csv"})
    assert table.mimetype == "text/csv"
    assert table.text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table.text.lstrip("\ufeff"))))
    assert {row["q"] for row in rows} == {"người", "'=1+1", "bão"}
    found = {(row["q"], row.get(by or "", "(all)"), row["start"]): row for row in rows}
    for q, facet_value, start, bucket in numbers(answer):
        said = "(all)" if facet_value is None else facet_value
        row = found.pop(("'=1+1" if q == "=1+1" else q, said, start))
        for name in bucket.keys() - {"start"}:
            assert row[name] == ("" if bucket[name] is None else str(bucket[name])), name
    # what is left are the values without a series: with them all numbers add up
    assert {key[1] for key in found} == (set() if by is None else {"(others)"})
    for (q, _, start), row in found.items():
        for name in ("count", "of") if value != "count" else ("count",):
            parts = [int(r[name]) for r in rows if (r["q"], r["start"]) == (q, start)]
            assert 2 * max(parts) == sum(parts), (q, start, row)


def test_what_is_cut_is_told(client: FlaskClient) -> None:
    answer = get(client, {"q": "người", "by": "source", "size": 2, "interval": "year"})
    assert (answer["by"], answer["size"]) == ("source", 2)
    assert answer["values"] > 2
    assert answer["trends"][0]["rest"] > 0
    stats = json_of(client.get("/api/stats"))
    most = [one["value"] for one in stats["sources"][:2]]
    assert [series["value"] for series in answer["trends"][0]["series"]] == most


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"q": "a", "by": "author"}, "by"),
        ({"q": "a", "value": "percent"}, "value"),
        ({"q": "a", "empty": "yes"}, "empty"),
        ({"q": "a", "format": "xml"}, "format"),
        ({"q": "a", "by": "source", "size": "101"}, "size"),
        ({"q": "a", "size": "0"}, "size"),
        ({"q": "a", "interval": "day", "empty": "1", "from": "0001", "to": "9999"}, "interval"),
        ({"q": ["a"] * 20, "by": "source", "size": "100", "interval": "day"}, "interval"),
        ({"q": ["a"] * 21}, "q"),
    ],
)
def test_a_wrong_parameter_is_named(client: FlaskClient, query: dict[str, Any], name: str) -> None:
    answer = client.get("/api/trends", query_string=query)
    assert answer.status_code == 400
    assert json_of(answer)["parameter"] == name


def test_twenty_queries_are_counted(client: FlaskClient) -> None:
    answer = get(client, {"q": [*QUERIES, *QUERIES][:20], "interval": "year"})
    assert [trend["q"] for trend in answer["trends"]] == [*QUERIES, *QUERIES][:20]
    (corrected,) = (one for one in answer["trends"][:16] if "suggestion" in one)
    assert (corrected["q"], corrected["suggestion"]["q"]) == ("thời tiêt", "thời tiết")


def test_the_page_of_counting_has_the_same_numbers(client: FlaskClient) -> None:
    asked = {"q": ["người", "lũ OR bão"], "interval": "month", "from": "2016", "to": "2020"}
    answer = get(client, {**asked, "value": "per1000"})
    page = client.get("/dem.csv", query_string={**asked, "lang": "vi"}).text.lstrip("\ufeff")
    head, _, *rows = csv.reader(io.StringIO(page))
    for trend, row in zip(answer["trends"], rows, strict=True):
        assert (int(row[3]), shown(row[4])) == (trend["total"], trend["per1000"])
        for bucket in trend["buckets"]:
            year, month = bucket["start"].split("-")
            label = f"{int(month)}/{year}"
            assert int(row[head.index(label)]) == bucket["count"]
            (share,) = (n for n, name in enumerate(head) if name.startswith(f"{label}, "))
            assert shown(row[share]) == bucket["per1000"]


def shown(number: str) -> float:
    """A number as it stands in a table in Vietnamese."""
    return float(number.replace(",", "."))
