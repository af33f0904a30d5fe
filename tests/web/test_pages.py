"""Does the page say, in plain HTML, what was found and what can be done next?"""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from answers import json_of
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import html

from search.results import Snippet
from web import create_app
from web.__main__ import main as serve
from web.engine import EngineSlot
from web.errors import InvalidSetting
from web.escaping import web_link
from web.pages.display import marked


def page(client: FlaskClient, url: str, **headers: str) -> html.HtmlElement:
    response = client.get(url, headers=headers)
    assert response.status_code == 200, url
    return html.fromstring(response.data.decode())


def every(root: html.HtmlElement, path: str) -> list[html.HtmlElement]:
    """What matches an XPath in which ``.name`` stands for "has the class name"."""
    has_class = r"[contains(concat(' ', normalize-space(@class), ' '), ' \1 ')]"
    return list(root.xpath(".//" + re.sub(r"\.([a-z]+)", has_class, path)))


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_front_page_shows_the_newest_articles(client: FlaskClient) -> None:
    front = page(client, "/")
    newest = json_of(client.get("/api/search"))["hits"][0]["title"]
    assert text_of(every(front, "*.hit//h3")[0]) == newest
    assert not every(front, "meta[@name='robots']")


def test_a_search_tells_how_many_and_marks_the_words(client: FlaskClient) -> None:
    found = page(client, "/search?q=d%C3%A2n+v%E1%BA%ADn")
    total = json_of(client.get("/api/search?q=d%C3%A2n+v%E1%BA%ADn"))["total"]
    assert f"{total} bài báo" in text_of(every(found, "*[@role='status']")[0])
    assert any("vận" in mark.text.lower() for mark in every(found, "*.hit//mark"))
    assert every(found, "meta[@name='robots']")[0].get("content").startswith("noindex")


@pytest.mark.parametrize(
    ("q", "match"),
    [
        ("người", "words"), ("năm", "words"), ("con đường", "words"), ("người OR năm", "words"),
        ("hoc sinh", "words"), ("học sinh", "syllables"), ("người -bão", "words"),
    ],
)  # fmt: skip
def test_a_related_term_leads_to_as_many_articles_as_it_says(
    client: FlaskClient, q: str, match: str
) -> None:
    asked = {"q": q, "match": match}
    everything = json_of(client.get("/api/search", query_string=asked))
    links = related(page(client, f"/search?{urlencode(asked)}"))
    assert links
    for link in links:
        narrowed = json_of(client.get(link.get("href").replace("/search", "/api/search", 1)))
        assert 0 < narrowed["total"] < everything["total"], link.get("href")
        assert text_of(link).endswith(f" {narrowed['total']}"), link.get("href")


def related(root: html.HtmlElement) -> list[html.HtmlElement]:
    return list(root.xpath("//nav[@aria-label='Thu hẹp kết quả']/a"))


@pytest.mark.parametrize(
    ("q", "narrowed"), [("hoc sinh", "hoc sinh"), ("lũ OR học sinh", "(lũ OR học sinh)")]
)
def test_a_related_term_is_asked_for_beside_the_query_and_its_filters(
    client: FlaskClient, q: str, narrowed: str
) -> None:
    asked = {"q": q, "from": "2012", "sort": "newest", "match": "syllables"}
    links = related(page(client, f"/search?{urlencode(asked)}"))
    assert links
    for link in links:
        term = text_of(link).rpartition(" ")[0]
        kept = parse_qs(urlsplit(link.get("href")).query)
        assert kept == {name: [value] for name, value in asked.items()} | {
            "q": [f'{narrowed} "{term}"']
        }


def test_three_articles_have_no_related_terms(client: FlaskClient) -> None:
    assert json_of(client.get("/api/search?q=sông+tiền"))["total"] == 3
    assert not related(page(client, "/search?q=s%C3%B4ng+ti%E1%BB%81n"))


@pytest.mark.parametrize(("match", "label"), [("syllables", "Đủ từng tiếng"), ("exact", "Đúng")])
def test_how_a_query_is_matched_is_a_chip_that_takes_it_back(
    client: FlaskClient, match: str, label: str
) -> None:
    (chip,) = every(
        page(client, f"/search?q=h%E1%BB%8Dc+sinh&from=2012&match={match}"), "*.chips//a"
    )[1:]
    assert label in text_of(chip)
    assert chip.get("href") == "/search?q=h%E1%BB%8Dc+sinh&from=2012"


def test_words_need_no_chip(client: FlaskClient) -> None:
    assert not every(page(client, "/search?q=h%E1%BB%8Dc+sinh&match=words"), "*.chips")


def test_links_of_the_page_keep_how_it_is_matched(client: FlaskClient) -> None:
    found = page(client, "/search?q=h%E1%BB%8Dc+sinh&match=syllables&size=2")
    paths = ("*.facet//li/a", "*.sorts/a[@href]", "*.pages//a", "svg//a", "*.hit//h3/a")
    for path in paths:
        assert every(found, path), path
        assert all("match=syllables" in one.get("href") for one in every(found, path)), path
    article = page(client, every(found, "*.hit//h3/a")[0].get("href"))
    assert "match=syllables" in every(article, "*.back/a")[0].get("href")


def test_a_new_query_is_read_anew_while_other_days_keep_how_it_is_matched(
    client: FlaskClient,
) -> None:
    found = page(client, "/search?q=a&match=exact")
    assert not every(found, "search//input[@name='match']")
    assert [one.get("value") for one in every(found, "form.dates//input[@name='match']")] == [
        "exact"
    ]


def test_the_slash_and_search_are_the_same_page(client: FlaskClient) -> None:
    assert text_of(every(page(client, "/?q=lua"), "main")[0]) == text_of(
        every(page(client, "/search?q=lua"), "main")[0]
    )


def test_a_facet_link_leads_to_as_many_articles_as_it_says(client: FlaskClient) -> None:
    front = page(client, "/")
    links = every(front, "*.facet//li/a")
    assert any("Chưa phân loại" in text_of(link) for link in links)
    assert any("Không rõ nguồn" in text_of(link) for link in links)
    for link in links:
        if link.get("class") == "exclude":
            continue
        count = every(link, "*.count")[0].text
        status = every(page(client, link.get("href")), "*[@role='status']")[0]
        assert f"{count} bài báo" in text_of(status), link.get("href")


def test_a_bar_leads_to_as_many_articles_as_it_says_at_every_zoom(client: FlaskClient) -> None:
    url = "/search"
    for _ in range(3):
        bars = every(page(client, url), "svg.wide//a")
        label = max(bars, key=lambda bar: int(bar.get("aria-label").split()[-2]))
        count = label.get("aria-label").split()[-2]
        url = label.get("href")
        assert f"{count} bài báo" in text_of(every(page(client, url), "*[@role='status']")[0])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", parse_qs(urlsplit(url).query)["from"][0])


def test_bars_outside_of_the_selected_days_are_not_drawn(client: FlaskClient) -> None:
    bars = every(page(client, "/search?from=2014&to=2016"), "svg//a")
    assert bars
    assert all(re.search(r"201[456]: ", bar.get("aria-label")) for bar in bars)


def test_every_bar_stands_in_the_table_too(client: FlaskClient) -> None:
    front = page(client, "/")
    rows = every(front, "*.figures//tbody/tr")
    bars = [bar.get("aria-label") for bar in every(front, "svg.wide//a")]
    assert [f"{text_of(row[0])}: {text_of(row[1])} bài" for row in rows] == bars
    assert bars


def test_a_chip_removes_its_filter(client: FlaskClient) -> None:
    found = page(client, "/search?q=d%C3%A2n&category=&from=2012&to=2030")
    chips = {text_of(chip): chip.get("href") for chip in every(found, "*.chips//a")}
    assert chips.pop("bỏ tất cả") == "/search?q=d%C3%A2n"
    assert len(chips) == 2
    missing = next(href for label, href in chips.items() if "Chưa phân loại" in label)
    assert missing == "/search?q=d%C3%A2n&from=2012&to=2030"


def test_the_form_keeps_the_filters_and_never_adds_an_empty_one(client: FlaskClient) -> None:
    plain = every(page(client, "/search?q=a&from=&to="), "search//input[@type='hidden']")
    assert plain == []
    found = page(client, "/search?q=a&category=&source=B&sort=newest&page=3")
    hidden = every(found, "search//input[@type='hidden']")
    fields = [(field.get("name"), field.get("value")) for field in hidden]
    assert fields == [("category", ""), ("source", "B"), ("sort", "newest")]


def total_behind(client: FlaskClient, href: str) -> int:
    total = json_of(client.get(href.replace("/search", "/api/search", 1)))["total"]
    assert isinstance(total, int)
    return total


@pytest.mark.parametrize(
    ("asked", "label", "href"),
    [
        ("q=l%C5%A9&to=1/1/1990", "Mọi ngày đăng", "/search?q=l%C5%A9"),
        ("q=l%C5%A9&category=X", "Mọi chuyên mục", "/search?q=l%C5%A9"),
        ("q=l%C5%A9&source=X&sort=newest", "Mọi nguồn báo", "/search?q=l%C5%A9&sort=newest"),
        ("q=%22v%E1%BA%ADn+d%C3%A2n%22&size=5", "Không cần liền nhau: \"vận dân\"",
         "/search?q=v%E1%BA%ADn+d%C3%A2n&size=5"),
        ("q=l%C5%A9+-l%C5%A9", "Không loại trừ lũ", "/search?q=l%C5%A9"),
        ("q=title:zzz+l%C5%A9&match=exact", "Bỏ mọi điều kiện", None),
    ],
)  # fmt: skip
def test_nothing_found_offers_what_one_restriction_less_finds(
    client: FlaskClient, asked: str, label: str, href: str | None
) -> None:
    found = page(client, f"/search?{asked}")
    assert text_of(every(found, "*[@role='status']")[0]).startswith("0 bài báo")
    assert text_of(every(found, "*.nothing/h2")[0]) == "Không tìm thấy bài nào"
    offered = every(found, "ul.wider//a")
    if href is None:
        assert all(not text_of(one).startswith("Mọi") for one in offered)
        return
    assert href in [one.get("href") for one in offered]
    for one in offered:
        count = re.fullmatch(r"(.*): ([\d.]+) bài", text_of(one))
        assert count is not None
        total = int(count[2].replace(".", ""))
        assert total_behind(client, one.get("href")) == total > 0
        if one.get("href") == href:
            assert count[1] == label


def test_where_only_near_matches_are_found_on_a_day_all_days_are_offered(
    client: FlaskClient,
) -> None:
    q = urlencode({"q": "Tín chỉ carbon từ ruộng"})
    found = page(client, f"/search?{q}&from=2020&to=2020")
    (offered,) = every(found, "nav.others//a")
    assert every(found, "*.hit")
    assert text_of(offered) == "Mọi ngày đăng: 1 bài"
    assert offered.get("href") == f"/search?{q}"


def test_words_that_nothing_has_still_get_advice(client: FlaskClient) -> None:
    found = page(client, "/search?q=zzzqqq&from=1990&category=X")
    assert not every(found, "ul.wider")
    assert every(found, "*.nothing//a")[0].get("href") == "/"
    assert every(found, "input[@id='q']")[0].get("value") == "zzzqqq"


def test_a_page_past_the_last_leads_back_and_keeps_everything(client: FlaskClient) -> None:
    found = page(client, "/search?page=999")
    assert every(found, "*.nothing//a")[0].get("href") == "/search"
    asked = "q=h%E1%BB%8Dc+sinh&from=2012&sort=newest&size=5"
    found = page(client, f"/search?{asked}&page=999")
    pages = json_of(client.get(f"/api/search?{asked}"))["pages"]
    hrefs = [one.get("href") for one in every(found, "*.nothing//a")]
    assert hrefs == [f"/search?{asked}", f"/search?{asked}&page={pages}"]
    assert every(found, "input[@id='q']")[0].get("value") == "học sinh"
    assert "trang 999" not in text_of(every(found, "*[@role='status']")[0])


def test_pages_are_numbered_in_words(client: FlaskClient) -> None:
    pages = json_of(client.get("/api/search?size=5"))["pages"]
    found = page(client, "/search?size=5&page=2")
    assert f"trang 2/{pages}" in text_of(every(found, "*[@role='status']")[0])
    assert f"trang 2/{pages}" in text_of(every(found, "nav.pages")[0])
    english = page(client, "/search?size=5&page=2&lang=en")
    assert f"page 2/{pages}" in text_of(every(english, "nav.pages")[0])


def test_an_article_leads_back_to_its_results(client: FlaskClient) -> None:
    results = "/search?q=d%C3%A2n&sort=newest&page=2"
    href = every(page(client, results), "*.hit//h3/a")[0].get("href")
    article = page(client, href)
    assert every(article, "*.back/a")[0].get("href") == results
    assert "?" not in every(article, "link[@rel='canonical']")[0].get("href")
    assert every(article, "*.body/p")


def test_an_article_survives_a_damaged_way_back(client: FlaskClient) -> None:
    identity = json_of(client.get("/api/search"))["hits"][0]["id"]
    assert not every(page(client, f"/article/{identity}?page=abc"), "*.back")


def test_an_unknown_article_is_a_404_page(client: FlaskClient) -> None:
    response = client.get("/article/none")
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert "Không tìm thấy" in response.text


def test_days_may_be_written_as_people_write_them(client: FlaskClient) -> None:
    found = page(client, "/search?from=1/2016&to=31/12/2016")
    assert [one.get("value") for one in every(found, "input[@id='from']")] == ["1/2016"]
    assert "1/2016 – 31/12/2016" in found.text_content()


def test_a_bad_parameter_gets_a_friendly_page(client: FlaskClient) -> None:
    response = client.get("/search?from=2016-13")
    assert (response.status_code, response.mimetype) == (400, "text/html")
    assert "Ngày bắt đầu" in response.text


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        ("match=x", "words, syllables hoặc exact"), ("group=x", "group phải là on hoặc off"),
        ("recency=x", "recency phải là on hoặc off"), ("alternatives=x", "phải là 1 hoặc 0"),
    ],
)  # fmt: skip
def test_the_friendly_page_says_what_a_parameter_may_be(
    client: FlaskClient, query: str, advice: str
) -> None:
    response = client.get(f"/search?{query}")
    assert response.status_code == 400
    assert advice in response.text


def test_without_an_index_the_page_says_what_to_run(client_without_index: FlaskClient) -> None:
    response = client_without_index.get("/")
    assert response.status_code == 503
    assert "reindex --sample" in response.text


def test_an_index_built_later_is_found_without_a_restart(
    tmp_path: Path, sample_index: Path
) -> None:
    client = create_app({"INDEX": str(tmp_path / "index")}).test_client()
    assert client.get("/").status_code == 503
    shutil.copytree(sample_index, tmp_path / "index")
    assert client.get("/").status_code == 200


def test_the_index_is_opened_once_however_many_ask_at_once(sample_index: Path) -> None:
    slot = EngineSlot(sample_index, "whoosh", 10.0)
    with ThreadPoolExecutor(8) as threads:
        engines = set(threads.map(lambda _: id(slot.get()), range(32)))
    assert len(engines) == 1


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ENGINE", "nope", "whoosh"),
        *[
            ("TIMEOUT", value, "a number of seconds above 0")
            for value in ("soon", "", "nan", "inf", "-inf", "0", "-0.0", "-1")
        ],
    ],
)
def test_a_wrong_setting_fails_when_the_app_is_made(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    message = rf"{name} \(TIMBAO_{name}\) is '{value}': expected .*{expected}"
    with pytest.raises(InvalidSetting, match=message):
        create_app({name: value})
    monkeypatch.setenv(f"TIMBAO_{name}", value)
    with pytest.raises(InvalidSetting, match=message):
        create_app()
    ran = CliRunner().invoke(serve, [])  # nothing is served, and nobody sees a traceback
    assert (ran.exit_code, ran.output.count("\n")) == (1, 1)
    assert re.search(message, ran.output)


def test_settings_come_from_the_environment_and_the_argument_wins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TIMBAO_INDEX", "1")
    assert create_app().config["INDEX"] == "1"
    assert create_app({"INDEX": "2"}).config["INDEX"] == "2"


def test_text_from_outside_is_never_markup(client: FlaskClient) -> None:
    evil = '"><script>alert(1)</script>'
    for url in ("/search", "/", "/article/none"):
        text = client.get(url, query_string={"q": evil, "category": evil, "source": evil}).text
        assert "<script>alert" not in text
    assert marked(Snippet("<b>&x</b>", ((3, 5),))) == "&lt;b&gt;<mark>&amp;x</mark>&lt;/b&gt;"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.vn", "", "http:"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert web_link(url) is None


def test_the_head_names_the_other_forms(client: FlaskClient) -> None:
    found = page(client, "/search?size=5&page=2")
    rels = {link.get("rel"): link.get("href") for link in every(found, "link")}
    assert {"canonical", "alternate", "search", "prev", "next"} <= set(rels)
    assert rels["next"] == "/search?size=5&page=3"


def test_pages_hold_nothing_inline(client: FlaskClient) -> None:
    for url in ("/", "/search?q=d%C3%A2n", "/search?page=x"):
        document = html.fromstring(client.get(url).data.decode())
        assert not document.xpath("//style | //@style | //@onclick | //script[not(@src)]")


def test_every_response_carries_the_security_headers(client: FlaskClient) -> None:
    for url in ("/", "/api/search", "/api/nope", "/search?page=x", "/static/style.css"):
        with client.get(url) as response:  # a file stays open until its response is closed
            headers = response.headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert {"Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy"} <= set(
            headers.keys()
        )
    assert client.get("/search").headers["Server-Timing"].startswith("search;dur=")


def test_a_bad_host_is_not_a_500(client: FlaskClient) -> None:
    for url in ("/", "/search.atom", "/article/none"):
        assert client.get(url, headers={"Host": "a b<"}).status_code < 500
        with_body = client.get(url, headers={"Host": "a b<"}, data="x")
        assert with_body.status_code == 400, "a page of it would have links"


def test_a_hit_opens_the_other_papers_of_its_story(client: FlaskClient) -> None:
    found = page(client, "/search?q=%E1%BA%BFch+hang")
    (details,) = every(found, "details.same")
    assert text_of(every(details, "summary")[0]) == "và 1 báo khác"
    (link,) = every(details, "li/a")
    title = every(details.getparent(), "h3/a")[0].get("href")
    assert {urlsplit(url).path for url in (link.get("href"), title)} == {
        "/article/tt-04a", "/article/tt-04b"
    }  # fmt: skip
    assert re.search(r"· \d+/\d+/\d{4} \(.* trước\)$", text_of(every(details, "li")[0])) or (
        re.search(r"\d+/\d+/\d{4}", text_of(every(details, "li")[0]))
    )
    article = page(client, link.get("href"))  # which leads back to the results
    assert every(article, "*.back/a")[0].get("href") == "/search?q=%E1%BA%BFch+hang"
    assert article.xpath("//*[@id='versions']//a")
