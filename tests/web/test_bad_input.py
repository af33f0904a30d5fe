"""Does a page of trouble keep what was typed, say what was not understood, and lead on?"""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from answers import json_of
from flask.testing import FlaskClient
from lxml import html

from web.params import read_what_is_right


def refused(client: FlaskClient, query: str) -> html.HtmlElement:
    response = client.get(f"/search?{query}")
    assert (response.status_code, response.mimetype) == (400, "text/html"), query
    return html.fromstring(response.data.decode())


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def misread(page: html.HtmlElement) -> list[str]:
    return [text_of(one) for one in page.xpath("//p[@class='misread']")]


def typed(page: html.HtmlElement) -> str:
    (box,) = page.xpath("//input[@id='q']/@value")
    return str(box)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("from=abc", "Không hiểu “abc” ở ngày bắt đầu. Ngày bắt đầu phải là"),
        ("to=32/13/2016", "Không hiểu “32/13/2016” ở ngày kết thúc. Ngày kết thúc phải là"),
        ("page=x", "Không hiểu “x” ở số trang. Số trang phải là"),
        ("page=0", "Không hiểu “0” ở số trang."),
        ("page=" + "9" * 30, "Không hiểu “" + "9" * 30 + "” ở số trang."),
        ("size=101", "Không hiểu “101” ở số bài mỗi trang."),
        ("sort=foo", "Không hiểu “foo” ở cách sắp xếp."),
        ("interval=week", "Không hiểu “week” ở bước thời gian."),
        ("match=all", "Không hiểu “all” ở cách hiểu câu tìm."),
        ("recency=1", "Không hiểu “1” ở recency."),
        ("from=" + "a" * 500, "Không hiểu “" + "a" * 80 + "…” ở ngày bắt đầu."),
        ("from=%3Cb%3E%22", "Không hiểu “<b>\"” ở ngày bắt đầu."),
        ("sort=%00%FF", "Không hiểu “ \N{REPLACEMENT CHARACTER}” ở cách sắp xếp."),
    ],
)  # fmt: skip
def test_what_was_not_understood_is_said_and_all_else_kept(
    client: FlaskClient, wrong: str, said: str
) -> None:
    page = refused(client, f"q=h%E1%BB%8Dc+sinh&category=&{wrong}")
    (one,) = misread(page)
    assert one.startswith(" ".join(said.split()))
    assert typed(page) == "học sinh"
    hidden = page.xpath("//search//input[@type='hidden']")
    assert [(one.get("name"), one.get("value")) for one in hidden] == [("category", "")]
    (out,) = page.xpath("//p[@class='way-out']/a")
    asked = parse_qs(urlsplit(out.get("href")).query, keep_blank_values=True)
    assert asked == {"q": ["học sinh"], "category": [""]}
    found = json_of(client.get(out.get("href").replace("/search", "/api/search", 1)))["total"]
    assert text_of(out) == f"Tìm “học sinh”, bỏ qua phần không hiểu {found} bài báo"


def test_several_wrong_parameters_are_all_said(client: FlaskClient) -> None:
    page = refused(client, "q=a&from=x&to=y&page=z&sort=newest")
    assert len(misread(page)) == 3
    (out,) = page.xpath("//p[@class='way-out']/a/@href")
    assert out == "/search?q=a&sort=newest"


def test_both_boxes_of_the_dates_keep_what_stood_in_them(client: FlaskClient) -> None:
    page = refused(client, "q=a&from=31/2/2016&to=5/2017&source=x")
    form = page.xpath("//form[@class='dates']")[0]
    fields = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    assert fields == {"from": "31/2/2016", "to": "5/2017", "q": "a", "source": "x"}
    assert not refused(client, "q=a&page=x").xpath("//form[@class='dates']")


def test_a_query_that_is_too_long_stays_in_the_box(client: FlaskClient) -> None:
    q = "đò " * 700
    page = refused(client, f"q={quote(q)}&from=2016")
    assert typed(page) == q
    assert misread(page) == ["Câu tìm kiếm quá dài: tối đa 2000 ký tự."]
    (out,) = page.xpath("//p[@class='way-out']/a/@href")
    assert out == "/search?from=2016"


def test_too_many_filters_are_said(client: FlaskClient) -> None:
    page = refused(client, "q=a&" + "&".join(f"category={n}" for n in range(51)))
    assert "quá nhiều bộ lọc" in misread(page)[0]
    assert typed(page) == "a"


def test_it_is_said_in_english_too_and_links_stay_english(client: FlaskClient) -> None:
    page = refused(client, "q=a&from=abc&lang=en")
    assert text_of(page.xpath("//h1")[0]) == "Invalid request"
    assert misread(page)[0].startswith("“abc” was not understood as the first day.")
    (out,) = page.xpath("//p[@class='way-out']/a/@href")
    assert out == "/search?q=a&lang=en"


def test_without_an_index_what_is_wrong_is_said_all_the_same(
    client_without_index: FlaskClient,
) -> None:
    page = refused(client_without_index, "q=a&page=x")
    (out,) = page.xpath("//p[@class='way-out']/a")
    assert text_of(out) == "Tìm “a”, bỏ qua phần không hiểu"
    response = client_without_index.get("/search?q=a&category=b")
    assert response.status_code == 503
    assert typed(html.fromstring(response.data.decode())) == "a"


def test_a_page_that_is_not_there_keeps_what_was_typed(client: FlaskClient) -> None:
    response = client.get("/article/none?q=%C4%91%C3%B2&from=abc")
    assert response.status_code == 404
    page = html.fromstring(response.data.decode())
    assert (typed(page), misread(page)) == ("đò", [])


@pytest.mark.parametrize(
    "q", ["", "%00", "%FF%FE", "\U0001f600", "\u202eabc", '"', "((", "a" * 2000, "%22%3E%3Cb%3E"]
)
def test_any_text_is_a_page_that_keeps_it(client: FlaskClient, q: str) -> None:
    response = client.get(f"/search?q={q}")
    assert response.status_code == 200
    box = typed(html.fromstring(response.data.decode()))
    assert bool(box) == bool(q)


def test_what_is_right_is_read_however_much_is_wrong() -> None:
    request, wrong = read_what_is_right(
        [("page", "x"), ("page", "2"), ("q", "a"), ("size", "0"), ("sort", "oldest"), ("to", "?")]
    )
    assert (request.q, request.sort, request.page, request.size) == ("a", "oldest", 1, 10)
    assert [(one.parameter, one.value) for one in wrong] == [
        ("page", "x"), ("size", "0"), ("to", "?")
    ]  # fmt: skip
