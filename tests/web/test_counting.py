"""Does the counting page count what searching finds, and does it keep whatever was typed?"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from answers import json_of
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from late import no_time_from
from lxml import etree, html

from search.request import MAX_QUERY_CHARS
from web import create_app
from web.pages.charts import bars, round_top, slots_between
from web.pages.count_form import MAX_BODY, MAX_IN_ADDRESS, MAX_QUERIES

QUERIES = [
    "dân vận", "dan van", '"học sinh"', "người -bão", "lũ OR bão", "title:lũ", "tr*",
    "lũ tháng 5/2016", "thời tiêt", "xây dựng cầu đường ở miền núi", "không có gì như thế này cả",
    "lũ^2", "năm 2018",
]  # fmt: skip
FILTERS: list[dict[str, Any]] = [
    {},
    {"category": ["Thể thao", "Giáo dục", ""], "from": "3/2016", "to": "15/10/2021"},
    {"source": ["", "baosongtien.example"], "interval": "month"},
    {"not_source": "baosongtien.example", "not_category": "", "match": "syllables"},
    {"undated": "only"},
]
SVG = "{http://www.w3.org/2000/svg}"


def lines(number: int) -> str:
    return "\r\n".join(f"dân {n}" for n in range(number))


def root_of(text: str) -> html.HtmlElement:
    return html.fromstring(text)


def said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def typed(text: str) -> str:
    (area,) = root_of(text).xpath("//textarea")
    return str(area.text or "").lstrip("\n")


def tables(text: str) -> list[html.HtmlElement]:
    return list(root_of(text).xpath("//table[@class='counts']"))


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_every_number_leads_to_so_many_articles(
    client: FlaskClient, filters: dict[str, Any]
) -> None:
    answer = client.get("/dem", query_string={"q": QUERIES, **filters})
    assert answer.status_code == 200
    followed = 0
    for table in tables(answer.text):
        rows = table.xpath(".//tbody/tr")
        assert [said(row.xpath("./th/span")[0]) for row in rows] == QUERIES
        for link in table.xpath(".//td/a"):
            path = link.get("href").replace("/search", "/api/search", 1)
            assert json_of(client.get(path))["total"] == int(link.text), path
            followed += 1
    assert followed > 20


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_rows_and_shares_add_up(client: FlaskClient, filters: dict[str, Any]) -> None:
    found = client.get("/dem.csv", query_string={"q": QUERIES, "lang": "en", **filters})
    head, everything, *rows = csv.reader(io.StringIO(found.text.lstrip("\ufeff")))
    labels = (len(head) - 6) // 2
    by_source = head.index(next(name for name in head if "example" in name or name == "Others"))
    kept = {name: value for name, value in filters.items() if name != "interval"}
    for q, row in zip(QUERIES, rows, strict=True):
        results = json_of(client.get("/api/search", query_string={"q": q, **kept}))
        assert int(row[3]) == results["total"], q
        assert int(row[5]) == results["groups"], q
        numbers = list(map(int, row[6 : 6 + labels]))
        assert sum(numbers[: by_source - 6]) in (results["total"], 0), q
        assert sum(numbers[by_source - 6 :]) >= results["total"] - 8, q
        for n in (3, *range(6, 6 + labels)):
            share = row[4] if n == 3 else row[n + labels]
            assert float(share) == pytest.approx(
                1000 * int(row[n]) / max(int(everything[n]), 1), abs=1e-4
            )


def test_a_short_list_becomes_an_address_that_says_all_of_it(client: FlaskClient) -> None:
    form = {
        "queries": "dân vận\r\n\r\n  lũ   lụt \r\n", "from": "2016", "to": "", "interval": "month",
        "value": "per1000", "category": ["Thể thao", ""],
    }  # fmt: skip
    answer = client.post("/dem?lang=en", data=form)
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert page.status_code == 200
    assert typed(page.text) == "dân vận\nlũ lụt"
    root = root_of(page.text)
    assert root.get("lang") == "en"
    ticked = root.xpath("//input[@name='category'][@checked]/@value")
    assert set(ticked) == {"Thể thao", ""}
    assert root.xpath("//option[@selected]/@value") == ["month", "per1000"]
    assert root.xpath("//input[@name='from']/@value") == ["2016"]


def test_a_long_list_is_counted_at_once_and_downloaded_by_posting(client: FlaskClient) -> None:
    form = {"queries": lines(MAX_QUERIES), "from": "2012"}
    answer = client.post("/dem", data=form)
    assert answer.status_code == 200
    assert len(tables(answer.text)[0].xpath(".//tbody/tr")) == MAX_QUERIES
    root = root_of(answer.text)
    (form_element,) = root.xpath("//form[@id='counting']")
    assert form_element.get("method") == "post"
    assert root.xpath("//button[@form='counting']/@formaction") == ["/dem.csv", "/dem.svg"]
    table = client.post("/dem.csv", data=form)
    assert table.mimetype == "text/csv"
    assert "attachment" in table.headers["Content-Disposition"]
    assert len(list(csv.reader(io.StringIO(table.text)))) == MAX_QUERIES + 2
    figure = client.post("/dem.svg", data=form)
    assert figure.mimetype == "image/svg+xml"
    assert len(etree.fromstring(figure.data).findall(f"{SVG}g")) == MAX_QUERIES


def test_a_formula_is_no_formula_in_the_table(client: FlaskClient) -> None:
    rows = csv.reader(
        io.StringIO(client.get("/dem.csv", query_string={"q": ["=1+1", "-bão"]}).text)
    )
    assert [row[0] for row in rows][2:] == ["'=1+1", "'-bão"]


def test_the_charts_have_one_scale(client: FlaskClient) -> None:
    """The bar of a year is as high as its share of the highest number of all charts."""
    query = {"q": ["người", "lũ", "zzz qqq"]}
    figure = etree.fromstring(client.get("/dem.svg", query_string=query).data)
    counted = list(csv.reader(io.StringIO(client.get("/dem.csv", query_string=query).text)))
    years = [n for n, name in enumerate(counted[0]) if name.isdecimal()]
    top = round_top(max(int(row[n]) for row in counted[2:] for n in years))
    slots = slots_between(counted[0][n] for n in years)
    for group, row in zip(figure.findall(f"{SVG}g"), counted[2:], strict=True):
        numbers = {counted[0][n]: int(row[n]) for n in years}
        drawn = [path.get("d") for path in group.findall(f"{SVG}path") if path.get("transform")]
        expected = bars([numbers.get(slot, 0) for slot in slots], top)
        assert drawn == ([expected] if expected else [])


def test_lines_are_counted_once_and_that_is_said(client: FlaskClient) -> None:
    text = client.get("/dem", query_string={"q": ["lũ", "", "dân", " lũ "]}).text
    assert [said(row) for row in tables(text)[0].xpath(".//tbody/tr/th")] == ["lũ", "dân"]
    assert "1 câu có hơn một lần, chỉ đếm một: “lũ”" in text


def test_what_was_corrected_or_widened_is_said(client: FlaskClient) -> None:
    query = {"q": ["thời tiêt", "dan van", "lũ^2", "tieengs vieejt", "lũ OR bão"]}
    rows = tables(client.get("/dem", query_string=query).text)[0].xpath(".//tbody/tr/th")
    corrected, read, ignored, _, typed_so = map(said, rows)
    assert "Không có bài nào đúng như đã gõ, nên đếm “thời tiết”." in corrected
    assert "Tìm cả: dân vận" in read
    assert "^2 không có nghĩa gì" in ignored
    assert typed_so == "lũ OR bão"


@pytest.mark.parametrize("path", ["/dem", "/dem.csv", "/dem.svg"])
def test_too_many_or_too_long_says_which_and_keeps_all(client: FlaskClient, path: str) -> None:
    many = client.post(path, data={"queries": lines(MAX_QUERIES + 12), "from": "2016"})
    assert many.status_code == 422
    assert "Hãy bớt 12 câu" in many.text
    assert len(typed(many.text).split("\n")) == MAX_QUERIES + 12
    assert 'name="from" value="2016"' in many.text
    long = client.post(path, data={"queries": f"lũ\r\n\r\n{'a' * (MAX_QUERY_CHARS + 1)}\r\nbão"})
    assert long.status_code == 422
    assert "Dòng 3 dài 2.001 ký tự" in long.text
    assert len(typed(long.text)) == MAX_QUERY_CHARS + 9
    wrong = client.get(path, query_string={"q": "lũ", "from": "30/2/2016", "to": "x<y"})
    assert wrong.status_code == 400
    assert "“30/2/2016”" in wrong.text
    assert "“x&lt;y”" in wrong.text
    assert typed(wrong.text) == "lũ"
    over = client.get(path, query_string={"q": [f"dân {n}" for n in range(MAX_IN_ADDRESS + 1)]})
    assert over.status_code == 400
    assert "Bấm Đếm để đếm cả 21 câu" in over.text
    assert len(typed(over.text).split("\n")) == MAX_IN_ADDRESS + 1


def test_a_list_beyond_all_measure_is_refused(client: FlaskClient) -> None:
    answer = client.post("/dem", data={"queries": "a" * (MAX_BODY + 1)})
    assert answer.status_code == 413
    assert "Hãy chia nhỏ" in answer.text
    longest = "\n".join(f"{n} {'ỗ' * (MAX_QUERY_CHARS - 4)}" for n in range(MAX_QUERIES))
    assert len(urlencode({"queries": longest})) < MAX_BODY


def test_other_shapes_are_refused(client: FlaskClient) -> None:
    assert client.post("/dem", json={"queries": ["lũ"]}).status_code == 415
    assert client.post("/dem", data={"x": (io.BytesIO(b"a"), "a.txt")}).status_code == 415
    crowd = "&".join(["a=b"] * 2000)
    form = "application/x-www-form-urlencoded"
    assert client.post("/dem", data=crowd, content_type=form).status_code == 400
    assert client.put("/dem").status_code == 405


def test_months_that_no_page_has_room_for_are_in_the_download(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = {"q": ["người", "lũ"], "interval": "month"}
    by_month = tables(client.get("/dem", query_string=query).text)[0]
    monkeypatch.setattr("web.pages.count_table.MAX_CELLS", 3)
    text = client.get("/dem", query_string=query).text
    assert "bảng tải về có đủ các tháng" in text
    by_year = tables(text)[0]
    assert len(by_year.xpath(".//thead//th")) < len(by_month.xpath(".//thead//th"))
    total = [said(row.xpath("./td/a")[0]) for row in by_month.xpath(".//tbody/tr")]
    assert total == [said(row.xpath("./td/a")[0]) for row in by_year.xpath(".//tbody/tr")]
    assert "5/2016" in client.get("/dem.csv", query_string=query).text


def test_what_there_was_no_time_for_is_named(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_time_from(monkeypatch, "bão")
    query = {"q": ["lũ", "dân", "bão", "gạo"]}
    answer = client.get("/dem", query_string=query)
    assert answer.status_code == 200
    assert "còn 2 câu chưa đếm: “bão”, “gạo”" in answer.text
    assert len(tables(answer.text)[0].xpath(".//tbody/tr")) == 2
    assert "bão,,chưa đếm" in client.get("/dem.csv", query_string=query).text
    nothing = client.get("/dem", query_string={"q": ["bão", "gạo"]})
    assert nothing.status_code == 503
    assert typed(nothing.text) == "bão\ngạo"


def test_too_little_time_for_anything_is_a_503(sample_index: Path) -> None:
    client = create_app({"INDEX": str(sample_index), "TIMEOUT": 1e-9}).test_client()
    assert client.get("/dem?q=d%C3%A2n").status_code == 503


def test_without_an_index_it_says_so(client_without_index: FlaskClient) -> None:
    for answer in (client_without_index.get("/dem"), client_without_index.post("/dem")):
        assert answer.status_code in (503, 415)


def test_an_empty_form_asks_for_something_to_count(client: FlaskClient) -> None:
    for answer in (client.get("/dem"), client.post("/dem", data={"queries": " \r\n"})):
        assert answer.status_code == 200
        assert not tables(answer.text)
    (example,) = root_of(client.get("/dem").text).xpath("//p[@id='queries-hint']/a[2]/@href")
    assert tables(client.get(example).text)


TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["dân", "\x00", "“", "-", "OR", "lũ\x0b\x1cbão", "\u2028", "\ud800"]),
)
FIELDS = st.lists(
    st.tuples(
        st.sampled_from(
            ["queries", "q", "from", "to", "interval", "value", "category", "source", "undated",
             "match", "not_source", "lang", "size", "page"]
        ),
        st.one_of(TEXTS, st.sampled_from(["2016", "month", "only", "9" * 30, "exact"])),
    ),
    max_size=6,
)  # fmt: skip


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(fields=FIELDS, raw=st.binary(max_size=40))
def test_any_form_is_answered_or_refused(
    app: Flask, fields: list[tuple[str, str]], raw: bytes
) -> None:
    client = app.test_client()
    form = "application/x-www-form-urlencoded"
    for body in (urlencode(fields, errors="surrogatepass").encode(), raw):
        for path in ("/dem", "/dem.csv", "/dem.svg"):
            posted = client.post(path, data=body, content_type=form)
            assert posted.status_code in {200, 303, 422}, (path, body)
            query = {"QUERY_STRING": body.decode("latin-1")}
            asked = client.get(path, environ_overrides=query)
            assert asked.status_code in {200, 400}, (path, body)
