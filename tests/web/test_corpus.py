"""Does the page on the archive say what is in it, and nothing of the machine it lies on?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from answers import json_of
from flask.testing import FlaskClient
from lxml import html

from web import create_app
from web.engine import engine_of


def page(client: FlaskClient, url: str = "/kho-bao") -> html.HtmlElement:
    answer = client.get(url)
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_every_number_leads_to_so_many_articles(client: FlaskClient) -> None:
    root = page(client)
    followed = 0
    rows = [(row.xpath("./th/a/@href"), row.xpath("./td[1]")) for row in root.xpath("//table//tr")]
    rows += [(one.xpath("./a/@href"), one.xpath(".//*[@class='count']")) for one in
             root.xpath("//section[contains(@class, 'facet')]//li")]  # fmt: skip
    for href, number in rows:
        if href:
            total = json_of(client.get(href[0].replace("/search", "/api/search", 1)))["total"]
            assert said(number[0]) == str(total), href
            followed += 1
    assert followed > 20
    for one in root.xpath("//section[@aria-labelledby='lacking']//li[a]"):
        href = one.xpath("./a/@href")[0]
        total = json_of(client.get(href.replace("/search", "/api/search", 1)))["total"]
        assert said(one).split()[0] == str(total), href


def test_the_years_are_all_years(client: FlaskClient) -> None:
    rows = page(client).xpath("//table//tbody/tr")
    years = [int(said(row.xpath("./th")[0])) for row in rows]
    assert years == list(range(years[0], years[-1] + 1))
    numbers = [int(said(row.xpath("./td[1]")[0])) for row in rows]
    stats = json_of(client.get("/api/stats"))
    assert sum(numbers) == stats["articles"] - stats["undated"]
    lengths = [float(row.xpath(".//*[local-name()='rect']/@width")[0]) for row in rows]
    assert lengths == pytest.approx([100 * number / max(numbers) for number in numbers], abs=0.01)


def test_where_the_files_lie_is_not_told(client: FlaskClient) -> None:
    (folder,) = engine_of(client.application).stats().built_from
    assert "/" in folder
    text = client.get("/kho-bao").text
    assert folder not in text
    assert str(Path(folder).parent) not in text
    assert f">{Path(folder).name}<" in text
    assert "chỉ mục" not in text
    assert "index" not in html.fromstring(client.get("/kho-bao?lang=en").text).text_content()


def test_an_archive_that_knows_little_says_what_it_lacks(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    root = build_index(tmp_path, [{"id": "a", "title": "Lúa"}, {"id": "b", "body": "Nước lên."}])
    client = create_app({"INDEX": str(root)}).test_client()
    lacking = page(client).xpath("//section[@aria-labelledby='lacking']//li")
    assert sorted(map(said, lacking)) == [
        "1 bài không có nội dung", "1 bài không có tiêu đề", "2 bài không có tóm tắt",
        "2 bài không rõ báo nào đăng", "2 bài không rõ chuyên mục", "2 bài không rõ ngày đăng",
    ]  # fmt: skip
    assert client.get("/dem?q=l%C3%BAa").status_code == 200
    assert client.get("/dem.svg?q=l%C3%BAa").mimetype == "text/html"  # nothing is dated
    assert client.get("/cach-tim").status_code == 200


def test_without_an_index_it_says_so(client_without_index: FlaskClient) -> None:
    assert client_without_index.get("/kho-bao").status_code == 503


def test_the_pages_are_linked_from_every_page(client: FlaskClient) -> None:
    for url in ("/", "/search?q=a", "/kho-bao", "/none"):
        links = html.fromstring(client.get(url).text).xpath("//footer//a/@href")
        assert {"/cach-tim", "/dem", "/kho-bao"} <= set(links), url


def test_results_can_be_followed(client: FlaskClient) -> None:
    (link,) = html.fromstring(client.get("/search?q=l%C5%A9&from=2016").text).xpath(
        "//p[@class='follow']/a"
    )
    assert said(link) == "Theo dõi"
    feed = client.get(link.get("href"))
    assert feed.mimetype == "application/atom+xml"
    assert "from=2016" in link.get("href")
