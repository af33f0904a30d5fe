"""Does the page of an article say what it was found by, where, what differs, and how to cite it?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from answers import json_of
from flask.testing import FlaskClient
from lxml import html

from index.article import Article
from index.days import today
from search import SearchTimeout
from web import create_app
from web.engine import engine_of
from web.pages.citation import json_ld

SENTENCE = "Nước về sớm nên bà con xã Đông Khê kịp xuống giống trước ngày rằm."
HOSTILE = "</script><b>Lúa & ngô</b>\u2028<!--"
ARTICLES = [
    {"id": "run-on", "title": "Lúa sớm", "summary": "Bà con xuống giống sớm.",
     "body": "Bà con xuống giống sớm. " + " ".join([SENTENCE] * 40), "published": "2024-05-12",
     "source": "bao.example", "author": "Lò Văn Lúa", "category": "Nông nghiệp",
     "url": "https://bao.example/lua-som.html", "tags": ["lúa sớm", "chỉ một bài", "Đông Khê"]},
    {"id": "untitled", "body": f"Đông Khê vào vụ. {SENTENCE}", "tags": ["Đông Khê"]},
    {"id": "hostile", "title": HOSTILE, "body": f"{HOSTILE} xuống giống", "author": HOSTILE,
     "source": HOSTILE, "category": HOSTILE, "tags": [HOSTILE], "url": "javascript:alert(1)"},
    {"id": "dated/đêm?#", "title": "Lúa đêm", "body": "Lúa.", "published": "2024-05-12T17:30:00Z"},
    *({"id": f"other-{n}", "title": f"Ngô ở bản {n}", "body": f"Ngô xuống giống lần {n}."}
      for n in range(25)),
]  # fmt: skip


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]) -> FlaskClient:
    app = create_app({"INDEX": str(build_index(tmp_path_factory.mktemp("own"), ARTICLES))})
    app.testing = True
    return app.test_client()


def page(client: FlaskClient, url: str) -> html.HtmlElement:
    response = client.get(url)
    assert response.status_code == 200, url
    return html.fromstring(response.data.decode())


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def hits(client: FlaskClient, url: str) -> list[str]:
    return [str(href) for href in page(client, url).xpath("//li[@class='hit']//h3/a/@href")]


# What it was found by


@pytest.mark.parametrize("q", ["dân vận", "dan van", "thời tiêt", '"học sinh"', "tr*"])
def test_the_words_are_marked_as_the_engine_marks_them(client: FlaskClient, q: str) -> None:
    for href in hits(client, f"/search?{urlencode({'q': q})}"):
        article = page(client, href)
        marks = article.xpath("//article//mark")
        assert marks
        count = article.xpath("string(//a[@class='to-marks'])")
        assert count.startswith(f"{len(marks)} đoạn khớp")


def test_every_mark_has_an_anchor_and_steps_to_its_neighbours(own: FlaskClient) -> None:
    article = page(own, "/article/run-on?q=xu%E1%BB%91ng+gi%E1%BB%91ng")
    marks = article.xpath("//article//mark")
    assert [mark.get("id") for mark in marks] == [f"m{n}" for n in range(1, len(marks) + 1)]
    assert len(marks) > 20
    for n, mark in enumerate(marks, 1):
        steps = mark.getnext()
        assert steps.get("hidden") is not None
        assert steps.xpath("a/@href") == [
            f"#m{to}" for to in (n - 1, n + 1) if 1 <= to <= len(marks)
        ]
    assert article.xpath("//a[@class='to-marks']/@href") == ["#m1"]


def test_an_article_that_nothing_was_asked_of_has_no_marks(own: FlaskClient) -> None:
    for url in ("/article/run-on", "/article/run-on?q=", "/article/run-on?q=%3F%21&sort=newest"):
        article = page(own, url)
        assert not article.xpath("//mark | //a[@class='to-marks']")


def test_the_box_keeps_the_query_and_the_filters(own: FlaskClient) -> None:
    article = page(
        own, "/article/run-on?q=l%C3%BAa&source=bao.example&sort=oldest&from=2024&page=2"
    )
    assert article.xpath("//input[@id='q']/@value") == ["lúa"]
    kept = article.xpath("//search//input[@type='hidden']")
    assert {(field.get("name"), field.get("value")) for field in kept} == {
        ("source", "bao.example"),
        ("sort", "oldest"),
        ("from", "2024"),
    }


def test_a_search_that_is_given_up_takes_nothing_but_what_stands_around_the_text(
    own: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(*_: object, **__: object) -> None:
        raise SearchTimeout(1.0)

    engine = engine_of(own.application)
    for name in ("marks", "search", "similar", "trends"):
        monkeypatch.setattr(type(engine), name, give_up)
    article = page(own, "/article/run-on?q=l%C3%BAa&n=1")
    assert article.xpath("//div[@class='body']/p")
    assert article.xpath("//p[@class='back']/a")
    assert not article.xpath("//mark")


# Where it is among the results


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "dân"}, {"q": "dân vận", "size": "3"},
        {"q": "người", "sort": "oldest", "group": "off"},
        {"q": "xây dựng cầu đường ở miền núi", "size": "4"}, {"sort": "newest", "from": "2020"},
        {"page": "2"},
    ],
)  # fmt: skip
def test_articles_are_walked_through_in_the_order_of_the_results(
    client: FlaskClient, asked: dict[str, str]
) -> None:
    listed: list[str] = []
    for number in range(1, 4):
        listed += hits(client, f"/search?{urlencode({**asked, 'page': number})}")
    first = json_of(client.get(f"/api/search?{urlencode({**asked, 'page': 1, 'size': 1})}"))
    ids = [urlsplit(href).path for href in listed]
    numbers = [int(parse_qs(urlsplit(href).query).get("n", ["0"])[0]) for href in listed]
    if asked == {"page": "2"}:  # the front page is no search
        listed, ids, numbers = listed[10:], ids[10:], numbers[10:]
    assert numbers == list(range(numbers[0], numbers[0] + len(listed)))
    for n, href in enumerate(listed):
        article = page(client, href)
        back = article.xpath("//p[@class='back']/a")[0]
        assert text_of(back) == f"Kết quả {numbers[n]}/{first['pages']}"
        size = int(asked.get("size", "10"))
        on = int(parse_qs(urlsplit(back.get("href")).query).get("page", ["1"])[0])
        assert on == (numbers[n] - 1) // size + 1
        for rel, to in (("prev", n - 1), ("next", n + 1)):
            (link,) = article.xpath(f"//nav[@class='among']/a[@rel='{rel}']/@href") or [""]
            if 0 <= to < len(listed):
                assert urlsplit(link).path == ids[to]
                assert sorted(parse_qsl(urlsplit(link).query)) == sorted(
                    parse_qsl(urlsplit(listed[to]).query)
                )
            elif numbers[n] in (1, first["pages"]):
                assert (link == "") == (rel == ("prev" if numbers[n] == 1 else "next"))


@pytest.mark.parametrize("n", ["2", "0", "-1", "x", "999999999", "9999999999", "", "1%00", "１"])
def test_where_the_number_is_no_longer_right_only_the_way_back_is_left(
    own: FlaskClient, n: str
) -> None:
    article = page(own, f"/article/run-on?q=l%C3%BAa+s%E1%BB%9Bm&n={n}")
    assert text_of(article.xpath("//p[@class='back']/a")[0]) == "← Về kết quả tìm"
    assert not article.xpath("//nav[@class='among']/a[@rel] | //link[@rel='prev' or @rel='next']")


def test_without_a_search_there_is_nothing_to_go_back_to(own: FlaskClient) -> None:
    assert not page(own, "/article/run-on").xpath("//nav[@class='among']")


def test_numbers_are_those_of_the_readers_language(own: FlaskClient) -> None:
    (href, *_) = hits(own, "/search?q=l%C3%BAa+s%E1%BB%9Bm")
    back = page(own, f"{href}&lang=en").xpath("//p[@class='back']/a")[0]
    assert re.fullmatch(r"Result 1 of \d", text_of(back))


# Its text


def test_a_body_that_runs_on_has_paragraphs_and_its_lead_is_said_once(own: FlaskClient) -> None:
    article = page(own, "/article/run-on")
    assert text_of(article.xpath("//p[@class='lead']")[0]) == "Bà con xuống giống sớm."
    paragraphs = article.xpath("//div[@class='body']/p")
    assert len(paragraphs) > 3
    assert " ".join(map(text_of, paragraphs)) == " ".join([SENTENCE] * 40)


def test_an_untitled_article_is_called_by_its_first_sentence(own: FlaskClient) -> None:
    article = page(own, "/article/untitled")
    assert text_of(article.xpath("//h1")[0]) == "Đông Khê vào vụ"
    assert article.xpath("string(//title)") == "Đông Khê vào vụ – Tìm Báo"
    assert [text_of(one) for one in article.xpath("//div[@class='body']/p")] == [SENTENCE]
    similar = page(own, "/article/run-on").xpath("//aside[@id='alike']//a")
    assert "Đông Khê vào vụ" in map(text_of, similar)


def test_the_time_is_that_of_vietnam(own: FlaskClient) -> None:
    article = page(own, "/article/dated/%C4%91%C3%AAm%3F%23")
    assert text_of(article.xpath("//header//time")[0]) == "13/5/2024, 00:30"


# What is around it


def test_a_tag_leads_to_as_many_articles_as_it_says_and_to_more_than_this_one(
    own: FlaskClient, client: FlaskClient
) -> None:
    tags = page(own, "/article/run-on").xpath("//article//ul[@class='chips']//a")
    assert [text_of(tag).rpartition(" ")[0] for tag in tags] == ["Đông Khê"]
    tags += page(client, "/article/ds-014").xpath("//article//ul[@class='chips']//a")
    assert len(tags) > 1
    for tag in tags:
        site = own if tag is tags[0] else client
        found = json_of(site.get(tag.get("href").replace("/search", "/api/search", 1)))
        assert found["total"] == int(tag.xpath("string(span)")) > 1


def test_similar_articles_and_other_versions_keep_the_search(client: FlaskClient) -> None:
    article = page(client, "/article/tt-04b?q=%E1%BA%BFch&from=2020&n=2&lang=en")
    links = article.xpath("//aside//a/@href")
    assert links
    for link in links:
        assert parse_qs(urlsplit(link).query) == {"q": ["ếch"], "from": ["2020"], "lang": ["en"]}


def test_the_versions_of_a_story_say_what_differs(client: FlaskClient) -> None:
    known = json_of(client.get("/api/articles/tt-04a/versions"))["versions"]
    article = page(client, "/article/tt-04a")
    items = article.xpath("//aside[@id='versions']/ol/li")
    assert len(items) == len(known) == 2
    assert items[0].xpath("strong[@aria-current='true']")
    assert not items[0].xpath("a | details")
    (details,) = items[1].xpath("details")
    assert details.xpath(".//ins/text()") == known[1]["added"]
    assert details.xpath(".//del/text()") == known[1]["left_out"]
    counts = f"thêm {len(known[1]['added'])} câu, bỏ {len(known[1]['left_out'])} câu"
    assert text_of(details.xpath("summary")[0]) == f"Khác bài đăng trước: {counts}"


def test_a_story_says_who_printed_it_first(client: FlaskClient) -> None:
    (told,) = page(client, "/article/tt-04b").xpath("//aside[@id='versions']/p")
    assert text_of(told) == "Bản đầu tiên: caonguyenonline.example đăng sớm nhất"
    assert told.xpath("a/@href") == ["/article/tt-04a"]
    (told,) = page(client, "/article/tt-04a?lang=en").xpath("//aside[@id='versions']/p")
    assert text_of(told) == "Printed first: caonguyenonline.example (this article) by time"
    assert not told.xpath("a")


def test_a_story_of_an_agency_says_so(tmp_path: Path, build_index: Callable[..., Path]) -> None:
    body = "\n".join(
        f"Câu thứ {n} kể rằng chợ nổi số {n * 7} họp từ {n} giờ sáng." for n in range(20)
    )
    records = [
        {"id": "a", "title": "Chợ nổi họp sớm", "body": body, "source": "vnexpress.net",
         "published": "2016-05-12T08:00:00+07:00"},
        {"id": "b", "title": "Chợ nổi họp từ sáng sớm", "body": f"{body}\n(Theo TTXVN)",
         "source": "tuoitre.vn", "published": "2016-05-12T09:00:00+07:00"},
    ]  # fmt: skip
    client = create_app({"INDEX": str(build_index(tmp_path, records))}).test_client()
    for name in ("a", "b"):
        (told,) = page(client, f"/article/{name}").xpath("//aside[@id='versions']/p")
        said = "Bản đầu tiên: TTXVN (không có trong kho) theo dòng “(Theo TTXVN)”"
        assert text_of(told) == said
    first = json_of(client.get("/api/articles/a/versions"))["first"]
    assert (first["id"], first["source"], first["said_by"]) == (None, "vnanet.vn", "b")


# What others read of it


def test_a_citation_names_author_title_paper_day_address_and_today(own: FlaskClient) -> None:
    day = today()
    cited = page(own, "/article/run-on").xpath("//p[@class='citation']")[0]
    assert text_of(cited) == (
        "Lò Văn Lúa, “Lúa sớm”, bao.example, ngày 12/5/2024, https://bao.example/lua-som.html, "
        f"truy cập ngày {day.day}/{day.month}/{day.year}."
    )
    english = page(own, "/article/run-on?lang=en").xpath("//p[@class='citation']")[0]
    assert "12 May 2024" in text_of(english)
    assert "accessed" in text_of(english)


def test_the_address_that_is_cited_says_no_language(own: FlaskClient) -> None:
    cited = page(own, "/article/untitled?lang=en").xpath("//p[@class='citation']")[0]
    assert "http://localhost/article/untitled, accessed" in text_of(cited)


def test_what_an_article_lacks_is_not_cited(own: FlaskClient) -> None:
    cited = text_of(page(own, "/article/untitled").xpath("//p[@class='citation']")[0])
    assert cited.startswith("“Đông Khê vào vụ”, http://localhost/article/untitled, truy cập")


def test_programs_read_a_news_article(own: FlaskClient) -> None:
    article = page(own, "/article/run-on?q=l%C3%BAa")
    known = json.loads(article.xpath("string(//script[@type='application/ld+json'])"))
    assert known == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Lúa sớm",
        "description": "Bà con xuống giống sớm.",
        "inLanguage": "vi",
        "datePublished": "2024-05-12",
        "author": {"@type": "Person", "name": "Lò Văn Lúa"},
        "publisher": {"@type": "NewsMediaOrganization", "name": "bao.example"},
        "isPartOf": {"@type": "Newspaper", "name": "bao.example"},
        "articleSection": "Nông nghiệp",
        "keywords": ["lúa sớm", "chỉ một bài", "Đông Khê"],
        "url": "https://bao.example/lua-som.html",
        "mainEntityOfPage": "http://localhost/article/run-on",
    }
    graph = {
        meta.get("property"): meta.get("content") for meta in article.xpath("//meta[@property]")
    }
    assert graph["og:type"] == "article"
    assert graph["og:title"] == "Lúa sớm"
    assert graph["og:url"] == article.xpath("//link[@rel='canonical']/@href")[0]
    assert graph["article:published_time"] == "2024-05-12"


def test_programs_that_keep_references_find_them(own: FlaskClient) -> None:
    article = page(own, "/article/run-on?lang=en")
    said = [
        (one.get("name"), one.get("content"))
        for one in article.xpath("//head/meta[contains(@name, '.') or contains(@name, ':')]")
    ]
    assert said == [
        ("DC.title", "Lúa sớm"),
        ("DC.creator", "Lò Văn Lúa"),
        ("DC.publisher", "bao.example"),
        ("DC.date", "2024-05-12"),
        ("DC.identifier", "https://bao.example/lua-som.html"),
        ("DC.language", "vi"),
        ("DC.type", "Text"),
        ("DC.subject", "lúa sớm"),
        ("DC.subject", "chỉ một bài"),
        ("DC.subject", "Đông Khê"),
        ("DCTERMS.abstract", "Bà con xuống giống sớm."),
        ("prism.publicationName", "bao.example"),
        ("z:itemType", "newspaperArticle"),
    ]
    declared = {one.get("rel") for one in article.xpath("//head/link[starts-with(@rel, 'schema')]")}
    assert declared == {f"schema.{re.split('[.:]', name)[0]}" for name, _ in said}
    # what Zotero takes for an article of a journal, and where it would cut names
    assert not article.xpath("//meta[starts-with(@name, 'citation_')]")


def test_references_are_linked_and_found_by_unapi(own: FlaskClient) -> None:
    article = page(own, "/article/run-on?q=l%C3%BAa&lang=en")
    kinds = {"application/x-research-info-systems": b"TY  - NEWS", "application/x-bibtex": b"@art"}
    for media, start in kinds.items():
        (head,) = article.xpath(f"//head/link[@rel='alternate'][@type='{media}']/@href")
        (body,) = article.xpath(f"//p[@class='references']/a[@type='{media}']/@href")
        assert head == body
        assert own.get(head).data.startswith(start)
    (server,) = article.xpath("//head/link[@rel='unapi-server']/@href")
    (name,) = article.xpath("//abbr[@class='unapi-id']/@title")
    found = own.get(server, query_string={"id": name, "format": "ris"})
    assert found.data == own.get(f"/api/articles/{name}/citation").data


@pytest.mark.parametrize(
    ("author", "known"),
    [
        ("TTXVN", {"@type": "Organization", "name": "TTXVN"}),
        ("Nhóm PV", {"@type": "Organization", "name": "Nhóm PV"}),
        (
            "Lò Văn Lúa, Hà Thị Mến",
            [{"@type": "Person", "name": "Lò Văn Lúa"}, {"@type": "Person", "name": "Hà Thị Mến"}],
        ),
    ],
)
def test_an_author_is_a_person_or_an_organization(author: str, known: object) -> None:
    block = json.loads(
        json_ld(Article("x", "Lúa", author=author), "Lúa", "", "https://kho.example")
    )
    assert block["author"] == known


def test_no_text_of_an_article_gets_out_of_its_place(own: FlaskClient) -> None:
    text = own.get("/article/hostile?q=l%C3%BAa").text
    assert "<b>" not in text
    assert "javascript:" not in text.replace('<p class="hint">javascript:', "")
    article = html.fromstring(text)
    known = json.loads(article.xpath("string(//script[@type='application/ld+json'])"))
    assert known["url"] == known["mainEntityOfPage"]
    assert len(article.xpath("//script")) == 2


def test_a_block_of_data_ends_nowhere_but_at_its_end() -> None:
    strange = Article("x", HOSTILE, author=HOSTILE, source=HOSTILE, tags=(HOSTILE,))
    block = json_ld(strange, HOSTILE, HOSTILE, "https://kho.example/x")
    assert not re.search("[<>&\u2028]", block)
    known = json.loads(block)
    assert known["headline"] == known["keywords"][0] == HOSTILE
    assert known["author"]["name"] == " ".join(HOSTILE.split())


def test_a_deleted_article_is_said_to_be_gone(
    tmp_path: Path, build_index: Callable[..., Path], reindex_here: Callable[..., object]
) -> None:
    root = build_index(tmp_path, ARTICLES[:2])
    reindex_here(root, "--delete", "run-on")
    client = create_app({"INDEX": str(root)}).test_client()
    gone = client.get("/article/run-on?q=l%C3%BAa&n=1")
    assert gone.status_code == 410
    assert "Bài này đã bị gỡ khỏi kho" in gone.text
    missing = client.get("/article/never-there")
    assert missing.status_code == 404
    assert "hoặc bài đã bị gỡ khỏi kho" in missing.text
