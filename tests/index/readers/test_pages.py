"""What a saved page is: its headline, its day, its address, its text, nothing from around it."""

import json
from collections.abc import Callable

import pytest

from index.article import Article, Outcome, Reject

Read = Callable[..., list[Outcome]]
TITLE = "Làng gốm Bến Đục thắp lò sau ba mùa nước"
TEXT = "".join(
    f"<p>{line}</p>"
    for line in (
        "Sau ba năm tắt lò vì nước lên, làng gốm Bến Đục nhóm lại mẻ lửa đầu tiên vào sáng nay.",
        "Chín hộ góp đất, góp củi, chung một lò bầu dài mười hai mét do cụ Sáu Lành đứng bếp.",
        "Mẻ gốm mất bốn ngày đêm, cho ra chừng hai nghìn chiếc ấm, phần lớn đã có người đặt mua.",
        "Xã đang tính chuyện làm con đường nhỏ ra bến để ghe lớn vào được, khỏi phải trung chuyển.",
    )
)

FRONT_PAGE = '<link rel=canonical href="https://bao.example/">'


def page(body: str = TEXT, head: str = "", top: str = "") -> str:
    opening = f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head>"
    return f"{opening}<body>{top}{body}</body></html>"


def one(read: Read, text: str) -> Article:
    (article,) = read("a.html", text)
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize(
    "text",
    [
        page(head=f"<title>{TITLE} - Báo Bến Đục</title>"),
        page(head=f"<title>{TITLE} | bendu.example</title>", top=f"<h1>{TITLE}</h1>"),
        page(head=f'<meta property="og:title" content="{TITLE} | Bến Đục Online">'
                  '<meta property="og:site_name" content="Bến Đục Online">'),
        page(head=f'<title>Trang chủ</title><meta property="og:title" content="{TITLE}">'),
        page(top=f"<h1>{TITLE}</h1>"),
        page(head=f"<title>{TITLE} | Làng nghề | Báo Bến Đục</title>"),
        page(top="<h1>Báo Bến Đục</h1>", head=f"<title>{TITLE} - Báo Bến Đục</title>"),
        page(head=f'<meta name="twitter:title" content="{TITLE}">'),
        page(top=f"<h1>{TITLE}</h1>", head=f'<meta property="og:title" content="{TITLE[:18]}...">'),
    ],
    ids=["title", "heading", "site", "og", "heading alone", "section", "logo", "twitter", "cut"],
)  # fmt: skip
def test_the_headline_comes_without_the_papers_name(read: Read, text: str) -> None:
    assert one(read, text).title == TITLE


def test_a_headline_with_a_dash_stays_whole(read: Read) -> None:
    title = "Bến Đục - Tám Khê: chuyến đò cuối"
    assert one(read, page(head=f"<title>{title}</title>")).title == title


@pytest.mark.parametrize(
    ("text", "day", "sure"),
    [
        (page(top=f"<h1>{TITLE}</h1><div class=time>Thứ Ba, 05/11/2024 - 14:30</div>"),
         "2024-11-05 14:30:00+07:00", True),
        (page(top=f"<div class=today>Thứ Năm, 6/8/2026</div><h1>{TITLE}</h1>"
                  "<span>05/11/2024</span>"), "2024-11-05", True),
        (page(top=f"<h1>{TITLE}</h1><time datetime=2024-11-05T07:30:00Z>hôm qua</time>"),
         "2024-11-05 07:30:00+00:00", True),
        (page(top=f"<h1>{TITLE}</h1><p class=date>Cập nhật: 06/11/2024 08:00</p>"),
         "2024-11-06 08:00:00+07:00", False),
        (page(top=f"<h1>{TITLE}</h1>", body=TEXT + "<footer>Cập nhật 6/8/2026</footer>"), "None",
         True),
    ],
    ids=["below", "header", "time", "update", "footer"],
)  # fmt: skip
def test_the_day_is_the_one_beside_the_headline(
    read: Read, text: str, day: str, sure: bool
) -> None:
    article = one(read, text)
    assert (str(article.published), article.published_sure) == (day, sure)
    assert article.published_from == ("byline" if article.published else "")


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel=canonical href="https://web.archive.org/web/2015/http://bao.example/a.html">',
         "http://bao.example/a.html"),
        ("<!-- url: https://bao.example/a.html -->", "https://bao.example/a.html"),
        ("<!-- saved from url=(0026)https://bao.example/a.html -->", "https://bao.example/a.html"),
        ('<!-- url: https://bao.example/b/ --><link rel=canonical href="/a.html">',
         "https://bao.example/a.html"),
        (FRONT_PAGE + '<meta property="og:url" content="https://bao.example/a.html">',
         "https://bao.example/a.html"),
        (FRONT_PAGE, ""),
        ('<link rel=canonical href="https://bao.example/trang-chu.html">', ""),
        ('<link rel=Canonical href="//bao.example/a.html">', "https://bao.example/a.html"),
        ('<base href="https://bao.example/b/"><link rel=canonical href="/a.html">',
         "https://bao.example/a.html"),
        ('<link rel=canonical href="/a.html"><meta property="og:url" content="http://bao.example/">',
         "http://bao.example/a.html"),
        ("<script type=application/ld+json>{\"@type\": \"Report\", \"url\": \"http://b.example/a\"}</script>",
         "http://b.example/a"),
        ("<!-- Mirrored from bao.example/a.html by HTTrack Website Copier/3.x, 2024 -->",
         "http://bao.example/a.html"),
    ],
    ids=["wayback", "singlefile", "saved from", "relative", "front page", "only front page",
         "named front page", "no scheme", "base", "og", "json-ld", "httrack"],
)  # fmt: skip
def test_the_address_is_the_pages_own(read: Read, head: str, url: str) -> None:
    if not head.startswith("<!-- url"):
        assert one(read, page(head=head)).url == url
    else:
        assert one(read, "<!DOCTYPE html>" + head + page(head=head)).url == url


def test_what_tracks_the_reader_makes_no_second_article(read: Read) -> None:
    ids = {
        one(read, page(head=f'<link rel=canonical href="https://bao.example/a.html{query}">')).id
        for query in ("", "?utm_source=zalo&utm_medium=x", "?fbclid=IwAR1", "#binh-luan")
    }
    assert len(ids) == 1
    other = page(head='<link rel=canonical href="https://bao.example/a.html?id=2&utm_source=x">')
    assert one(read, other).id not in ids


def test_boxes_of_other_articles_are_no_text_and_tables_are(read: Read) -> None:
    box = "<div class='tin-lien-quan'><a href=/b>Giá</a> <p>Xăng giảm lần thứ tư.</p></div>"
    more = "<p><a href=/c>&gt;&gt; Xem thêm: Hồ đầy nước trước mùa</a></p>"
    table = "<table><tr><td>Ấm tích</td><td>120.000 đồng</td></tr></table>"
    article = one(read, page(f"<article><h1>{TITLE}</h1>{TEXT}{more}{table}{box}</article>"))
    assert "120.000" in article.body
    assert "Xăng" not in article.body
    assert "Hồ đầy" not in article.body


@pytest.mark.parametrize(
    "block",
    ["//<![CDATA[\n{}\n//]]>", "{};", "[{}]", "{}", '{"@type": "WebPage", "mainEntity": {}}',
     "<!--\n{}\n-->"],
)  # fmt: skip
def test_data_of_a_page_are_read_however_they_are_wrapped(read: Read, block: str) -> None:
    data = (
        f'{{"@type": "NewsArticle", "headline": "{TITLE}", '
        '"datePublished": "2024-11-05T14:30:00+07:00",}'
    )
    script = f"<script type='application/ld+json'>{block.replace('{}', data)}</script>"
    article = one(read, page(head=script))
    assert (article.title, article.published_from) == (TITLE, "field")


def test_a_page_of_linked_headlines_is_no_article(read: Read) -> None:
    items = "".join(
        f"<div><h3><a href=/{n}.html>Chuyện {n} ở bến sông quê</a></h3>{TEXT[:80]}</p></div>"
        for n in range(6)
    )
    (reject,) = read("a.html", page(items, head='<meta property="og:type" content="website">'))
    assert isinstance(reject, Reject)


def test_a_page_that_needs_its_scripts_is_read_from_their_data(read: Read) -> None:
    data = f'{{"props": {{"post": {{"content": "{TEXT}"}}}}}}'
    script = f"<script id=__NEXT_DATA__ type=application/json>{data}</script>"
    article = one(read, page(f"<div id=__next></div>{script}", head=f"<title>{TITLE}</title>"))
    assert "cụ Sáu Lành" in article.body


@pytest.mark.parametrize(
    "rest",
    ['"description": "nói "chợ" họp"', '"description": "a" "b": 1', r'"description": "a\'b"'],
    ids=["quotes", "comma", "escape"],
)
def test_data_that_a_template_broke_give_what_is_whole_in_them(read: Read, rest: str) -> None:
    data = (
        f'{{"@type": "NewsArticle", "headline": "{TITLE}", "datePublished": "2024-11-05", {rest}}}'
    )
    script = f"<script type='application/LD+json; charset=utf-8'>{data}</script>"
    article = one(read, page(head=script))
    assert (article.title, str(article.published)) == (TITLE, "2024-11-05")


BELOW = f"<h1>{TITLE}</h1>"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("<p class=author>Lê Thị Bến</p>", "Lê Thị Bến"),
        ("<a rel=author href=/tg/ben>Theo Lê Thị Bến</a>", "Lê Thị Bến"),
        ("<span itemprop=author><span itemprop=name>Lê Thị Bến</span></span>", "Lê Thị Bến"),
        ("<div class=byline>Tác giả: Lê Thị Bến - Y Moan, 05/11/2024</div>", "Lê Thị Bến, Y Moan"),
        ("<p class=author>Theo dõi chúng tôi trên Zalo</p>", ""),
        ("<div class=box-comment><span class=author>Trần Văn Đọc</span></div>", ""),
    ],
)
def test_the_author_is_read_from_the_line_that_names_one(
    read: Read, line: str, author: str
) -> None:
    assert one(read, page(top=BELOW + line)).author == author


def test_a_name_that_closes_the_text_in_bold_or_at_the_right_is_the_authors(read: Read) -> None:
    for last in ("<p><strong>Lê Thị Bến</strong></p>", "<p align=right>Lê Thị Bến (ghi)</p>"):
        assert one(read, page(f"<article>{BELOW}{TEXT}{last}</article>")).author == "Lê Thị Bến"
    heading = "<p><strong>Lửa đã nhóm lại</strong></p>"
    assert not one(read, page(f"<article>{BELOW}{TEXT}{heading}</article>")).author


def test_the_papers_own_name_in_the_data_leaves_the_byline_its_word(read: Read) -> None:
    head = (
        '<meta name=author content="Báo Bến Đục"><meta property="og:site_name"'
        ' content="Báo Bến Đục"><meta property="article:author" content="https://fb.example/bd">'
    )
    article = one(read, page(head=head, top=BELOW + "<p class=author>Lê Thị Bến</p>"))
    assert article.author == "Lê Thị Bến"


MODIFIED = '<meta property="article:modified_time" content="2024-11-07T08:00:00+07:00">'


@pytest.mark.parametrize(
    ("text", "day", "origin", "sure"),
    [
        (page(top=BELOW, head=MODIFIED), "2024-11-07", "field", False),
        (page(top=BELOW + "<i>5/11/2024</i>", head=MODIFIED), "2024-11-05", "byline", True),
        (page(top=f"{BELOW}<p class=meta>Lê Thị Bến - 05/11/2024 14:30</p>"), "2024-11-05",
         "byline", True),
        (page(top=f"{BELOW}<p>Cập nhật lúc 08:00 07/11/2024 | Đăng lúc 14:30 05/11/2024</p>"),
         "2024-11-05", "byline", True),
        (page(top=f"{BELOW}<p>Cập nhật: <time>07/11/2024</time></p><p>Đăng: 05/11/2024</p>"),
         "2024-11-05", "byline", True),
        (page(top=f"<div class=title>{TITLE}</div><span>05/11/2024</span>",
              head=f"<title>{TITLE}</title>"), "2024-11-05", "byline", True),
        (page(head="<link rel=canonical href=https://bao.example/2024/11/05/lo-gom.html>"),
         "2024-11-05", "url", True),
        (page(head="<link rel=canonical href=https://bao.example/lo-gom-20241105143000123.htm>"),
         "2024-11-05", "url", True),
        (page(head="<link rel=canonical href=https://bao.example/lo-gom-2024110599.htm>"),
         "None", "", True),
        (page(top='<span itemprop="datePublished" content="2024-11-05">hôm qua</span>'),
         "2024-11-05", "field", True),
    ],
    ids=["modified", "beside", "behind a name", "after an update", "label", "no h1", "address",
         "stamp", "number", "microdata"],
)  # fmt: skip
def test_publication_goes_before_modification_and_says_where_it_was_read(
    read: Read, text: str, day: str, origin: str, sure: bool
) -> None:
    article = one(read, text)
    assert str(article.published)[:10] == day
    assert (article.published_from, article.published_sure) == (origin, sure)


@pytest.mark.parametrize(
    "box",
    [
        "<div class=box-tinmoi><h4><a href=/b>Xăng giảm</a></h4><p>Xăng giảm lần tư.</p></div>",
        "<div class=x type=RelatedOneNews><a href=/b>Xăng giảm</a><p>Xăng giảm lần tư.</p></div>",
        "<div class=quang-cao><p>Xăng giảm, mua nhà ven sông giá tốt nhất năm nay.</p></div>",
        "<section id=comment_list><p>Bài hay, mong Xăng giảm để chở gốm cho rẻ.</p></section>",
        "<amp-consent id=c><div>Xăng giảm: chấp nhận điều khoản sử dụng.</div></amp-consent>",
        "<p>Theo dõi Xăng giảm trên Google News</p>",
    ],
)
def test_what_stands_around_an_article_is_no_text_of_it(read: Read, box: str) -> None:
    paragraphs = TEXT.split("<p>")
    within = "<p>".join([*paragraphs[:3], paragraphs[3] + box, *paragraphs[4:]])
    for text in (TEXT + box, within):
        body = one(read, page(f"<article>{BELOW}{text}</article>")).body
        assert "Xăng" not in body
        assert "khỏi phải trung chuyển" in body


@pytest.mark.parametrize(
    "text",
    [
        f"<table><tr><td><a href=/>Trang chủ</a></td><td>{BELOW}{TEXT}</td></tr></table>",
        (
            f"<table><tr><td><a href=/k>Kinh tế</a><br><a href=/x>Xã hội</a></td><td><b>{TITLE}</b>"
            f"<br>{TEXT.replace('<p>', '').replace('</p>', '<br><br>')}</td></tr></table>"
        ),
        (
            f"<article>{BELOW}{TEXT}<table><tr><td><img src=a.jpg></td></tr>"
            "<tr><td>Lò bầu ngày nhóm lửa.</td></tr></table></article>"
        ),
    ],
    ids=["paragraphs", "breaks", "picture"],
)
def test_a_table_that_lays_the_page_out_leaves_no_bars(read: Read, text: str) -> None:
    body = one(read, page(text, head=f"<title>{TITLE}</title>")).body
    assert "khỏi phải trung chuyển" in body
    assert "|" not in body
    assert "Trang chủ" not in body


def test_a_table_of_prices_inside_the_layouts_table_stays_a_table(read: Read) -> None:
    rows = [("Ấm tích", "120.000"), ("Chum", "90.000")]
    cells = "".join(f"<tr><td>{what}</td><td>{price}</td></tr>" for what, price in rows)
    text = f"<table><tr><td>{BELOW}{TEXT}<table>{cells}</table></td></tr></table>"
    assert "Ấm tích | 120.000" in one(read, page(text)).body


SHORT = "<p>Sáng nay, làng gốm Bến Đục nhóm lò sau ba năm vắng lửa.</p>"


def test_a_short_item_with_its_day_or_type_is_an_article(read: Read) -> None:
    dated = page(f"<article>{BELOW}<time datetime=2024-11-05>5/11</time>{SHORT}</article>")
    typed = page(f"<article>{BELOW}{SHORT}</article>", '<meta property="og:type" content=article>')
    for text in (dated, typed):
        assert one(read, text).body.endswith("vắng lửa.")
    (reject,) = read("a.html", page(f"<div>{BELOW}{SHORT}</div>"))
    assert isinstance(reject, Reject)


@pytest.mark.parametrize(
    "script",
    [
        "<script id=__NEXT_DATA__ type=application/json>{}</script>",
        "<script type='application/json; charset=utf-8'>{}</script>",
        "<script>window.__NUXT__={};(function(){var a})()</script>",
    ],
)
def test_the_data_of_a_page_without_text_give_the_other_fields_too(read: Read, script: str) -> None:
    record = {
        "title": TITLE, "publishedAt": "2024-11-05T07:30:00Z", "content": TEXT,
        "author": {"name": "Lê Thị Bến"}, "category": "Làng nghề",
    }  # fmt: skip
    data = json.dumps({"props": {"post": record, "menu": [{"title": "Trang chủ"}]}})
    head = "<title>Báo Bến Đục</title><link rel=canonical href=https://bao.example/a.html>"
    script = script.replace("{}", data, 1)
    article = one(read, page(f"<div id=__next></div>{script}", head=head))
    assert (article.title, article.author) == (TITLE, "Lê Thị Bến")
    assert (article.category, article.url) == ("Làng nghề", "https://bao.example/a.html")
    assert str(article.published) == "2024-11-05 07:30:00+00:00"
    assert article.published_from == "field"
    assert article.body.count("\n") == 3
