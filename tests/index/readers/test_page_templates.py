"""What templates of papers do around their articles: names, breadcrumbs, related articles in the
page's data, boxes without a class, dates of others, addresses that are none of the article's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from index.article import Article, Outcome, Reject

Read = Callable[..., list[Outcome]]
TITLE = "Lò gốm Gò Sành đỏ lửa trở lại sau mười năm"
FIRST = (
    "Mẻ gốm đầu tiên được dỡ lúc bốn giờ sáng, khói còn vương trên mái lá, chủ lò đếm từng chiếc "
    "chum rồi gõ nhẹ vào thành để nghe tiếng, chiếc nào trong mới cho xếp lên xe bò."
)
SECOND = (
    "Đất sét lấy từ bãi bồi phía dưới cầu, ủ ba tháng cho hết chua, nhào bằng chân hai lượt; thợ "
    "cả nói máy nhào nhanh hơn nhưng thành chum dễ rạn khi gặp lửa lớn vào ngày gió nồm."
)
DATE = '<span class="date">Thứ ba, 5/11/2024, 14:30 (GMT+7)</span>'
MOMENT = datetime.fromisoformat("2024-11-05T14:30:00+07:00")
ADDRESS = "https://bao.example/doi-song/lo-gom-go-sanh-1.html"


def page(
    head: str = "", body: str = "", *, own: str = "", date: str = DATE, h1: str = TITLE
) -> str:
    heading = f"<h1>{h1}</h1>" if h1 else ""
    title = "" if "<title>" in head else f"<title>{TITLE}</title>"
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8>{title}{head}</head><body>"
        f"<article>{heading}{date}<p>{FIRST}</p>{own}<p>{SECOND}</p></article>{body}</body></html>"
    )


def one(read: Read, text: str) -> Article:
    (article,) = read("a.html", text)
    assert isinstance(article, Article), article
    return article


def data(text: str) -> str:
    return f"<script type=application/ld+json>{text}</script>"


OTHER = (
    '{"@type": "NewsArticle", "headline": "Chợ phiên họp sớm", "datePublished": "2020-01-01", '
    '"author": {"name": "Trần Sông"}, "url": "https://bao.example/cho-phien-2.html"}'
)
OWN = (
    f'{{"@type": "NewsArticle", "headline": "{TITLE}", "datePublished": "2024-11-05T07:30:00Z", '
    f'"author": {{"@id": "#ben"}}, "mainEntityOfPage": {{"@id": "{ADDRESS}"}}}}'
)
BEN = '{"@type": "Person", "@id": "#ben", "name": "Lê Thị Bến"}'


@pytest.mark.parametrize(
    "head",
    [
        data(f"[{OTHER}, {OWN}, {BEN}]") + f'<link rel=canonical href="{ADDRESS}?ref=home">',
        data(OTHER) + data(f'{{"@graph": [{BEN}, {OWN}]}}'),
    ],
    ids=["by address", "by headline"],
)
def test_of_several_articles_in_the_data_the_pages_own_counts(read: Read, head: str) -> None:
    article = one(read, page(head, date=""))
    assert (article.title, article.author) == (TITLE, "Lê Thị Bến")
    assert article.published == MOMENT


@pytest.mark.parametrize(
    ("steps", "category"),
    [
        ('{"name": "Gò Sành", "position": 2}, {"name": "Làng nghề", "position": 1}', "Làng nghề"),
        ('{"name": "Tin Gò"}, {"name": "Làng nghề"}', "Làng nghề"),
        (f'{{"name": "Trang chủ"}}, {{"name": "{TITLE}"}}', ""),
    ],
    ids=["out of order", "the paper first", "the article alone"],
)
def test_a_section_is_no_paper_and_no_headline(read: Read, steps: str, category: str) -> None:
    crumbs = data(f'{{"@type": "BreadcrumbList", "itemListElement": [{steps}]}}')
    article = one(read, page('<meta property="og:site_name" content="Tin Gò">' + crumbs))
    assert article.category == category


@pytest.mark.parametrize(
    "title",
    [
        f"Tin Gò | {TITLE}",
        f"Tin Gò - {TITLE}",
        f"[Tin Gò] {TITLE}",
        f"bao.example: {TITLE}",
        f"Báo Gò Sành | {TITLE}",
        f"{TITLE} · Tin Gò",
        f"{TITLE} – Báo điện tử Gò Sành",
    ],
)
def test_the_papers_name_leaves_either_end_of_a_title(read: Read, title: str) -> None:
    head = f'<meta property="og:site_name" content="Tin Gò"><link rel=canonical href="{ADDRESS}">'
    assert one(read, page(f"{head}<title>{title}</title>", h1="")).title == TITLE


@pytest.mark.parametrize("title", ["Lũ lên ở Gò Sành - báo động ba", "Gò Sành: lò gốm đỏ lửa"])
def test_what_only_looks_like_a_paper_stays(read: Read, title: str) -> None:
    head = '<link rel=canonical href="https://gosanh.example/a-1.html">'
    assert one(read, page(f"{head}<title>{title}</title>", h1="")).title == title


def test_a_title_that_is_the_papers_name_is_none(read: Read) -> None:
    head = (
        '<meta property="og:title" content="Tin Gò"><meta property="og:site_name" content="Tin Gò">'
    )
    assert one(read, page(head)).title == TITLE


@pytest.mark.parametrize(
    ("date", "body", "wanted"),
    [
        (('<time class=updated datetime="2024-11-06T09:00:00+07:00">6/11</time>'
         '<time class="entry-date published" datetime="2024-11-05T14:30:00+07:00">5/11</time>'), "",
         MOMENT),
        ('<time class="published updated" datetime="2024-11-05T14:30:00+07:00">5/11</time>', "",
         MOMENT),
        ("", '<div class=comment-list><p>Đẹp quá <span class=time>7/11/2024 10:00</span></p></div>',
         None),
        ("", ('<div class=tin-lien-quan><a href="/b">Chợ phiên họp sớm</a> <i class=date>1/2/2020</i>'  # noqa: E501
         "</div>"), None),
    ],
    ids=["update first", "never changed", "of a comment", "of another article"],
)  # fmt: skip
def test_a_date_is_the_articles_own(
    read: Read, date: str, body: str, wanted: datetime | None
) -> None:
    assert one(read, page(body=body, date=date)).published == wanted


def test_a_marked_date_without_a_headline_is_read_and_not_sure(read: Read) -> None:
    article = one(read, page(h1=""))
    assert (article.published, article.published_sure) == (MOMENT, False)
    assert article.body.startswith(FIRST)


@pytest.mark.parametrize(
    "box",
    [
        '<p><a href="/b"><b>Giá lúa nếp tăng mạnh ở chợ đầu mối</b></a></p>',
        '<div class=subscribe-box><p>Nhận Giá lúa mỗi sáng trong hộp thư của bạn, miễn phí.</p></div>',  # noqa: E501
        "<p>Đăng ký nhận bản tin Giá lúa mỗi sáng.</p>",
        "<p>QUẢNG CÁO</p><p>- Giá lúa -</p>".replace("- Giá lúa -", "Quảng cáo"),
        "<p>Mời các bạn theo dõi Giá lúa trên Google News</p>",
        '<p>Từ khóa: <a href="/t/1">Giá lúa</a>, <a href="/t/2">nếp cái</a></p>',
        "<p>© Bản quyền Giá lúa. Cấm sao chép dưới mọi hình thức khi chưa được chấp thuận.</p>",
        ('<section class=list-bottom><h2>Cùng chuyên mục</h2><div><h3><a href="/b">Chợ phiên</a></h3>'  # noqa: E501
        "<p>Giá lúa nếp ở chợ phiên cao gấp đôi năm ngoái vì mất mùa cả vùng.</p></div></section>"),
    ],
    ids=["link", "newsletter", "its line", "ad", "follow", "tags", "copyright", "headed box"],
)  # fmt: skip
def test_what_templates_put_into_a_text_is_no_part_of_it(read: Read, box: str) -> None:
    body = one(read, page(own=box)).body
    assert body == f"{FIRST}\n{SECOND}"


def test_many_links_in_a_text_are_its_own(read: Read) -> None:
    links = "".join(
        f'<p><a href="/{n}">Hồ sơ làng nghề quyển thứ {n} trong kho lưu trữ</a></p>'
        for n in range(9)
    )
    assert "quyển thứ 8" in one(read, page(own=links)).body


def test_teasers_without_headings_are_a_list_whatever_they_call_themselves(read: Read) -> None:
    teasers = "".join(
        f'<div class=item><div class=t><a href="/{n}.html">Tin thứ {n} trong ngày ở Gò Sành</a></div>'  # noqa: E501
        f"<div class=d>{'Mấy lời giới thiệu cho tin này, kể việc mới xảy ra ở làng. ' * 2}{n}</div></div>"  # noqa: E501
        for n in range(12)
    )
    head = '<meta charset=utf-8><meta property="og:type" content="article"><title>Đời sống</title>'
    (reject,) = read("a.html", f"<!DOCTYPE html>{head}<h1>Đời sống</h1>{teasers}")
    assert isinstance(reject, Reject)
    assert "list page" in reject.reason


def test_three_short_sentences_below_a_date_are_an_article(read: Read) -> None:
    text = f"<!DOCTYPE html><meta charset=utf-8><article><h1>{TITLE}</h1>{DATE}"
    rest = (
        "<p>Lò gốm đỏ lửa từ sáng nay.</p><p>Mẻ đầu có trăm chiếc chum.</p><p>Khách đặt từ rằm.</p>"
    )
    article = one(read, text + rest)
    assert article.published == MOMENT
    assert "Khách đặt từ rằm." in article.body


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ((f'<link rel=canonical href="https://bao.example/doi-song"><meta property="og:url" '
         f'content="{ADDRESS}">'), ADDRESS),
        ('<link rel=canonical href="https://bao.example/doi-song/">' + data(OWN), ADDRESS),
        (f'<link rel=canonical href="{ADDRESS}"><meta property="og:url" content="{ADDRESS}/anh">',
         ADDRESS),
        (('<link rel=canonical href="https://archive.ph/Xy1"><link rel=bookmark '
         f'href="http://archive.today/20241106010203/{ADDRESS}">'), ADDRESS),
        ('<link rel=canonical href="https://archive.ph/Xy1">', ""),
        (f'<base href="{ADDRESS}">', ADDRESS),
        ('<base href="https://bao.example/doi-song/">', ""),
    ],
    ids=["section and og", "section and data", "article", "archive.today", "nothing but that",
         "cached", "a folder"],
)  # fmt: skip
def test_the_address_is_no_section_and_no_archive(read: Read, head: str, url: str) -> None:
    assert one(read, page(head)).url == url


def test_what_the_data_say_of_the_article_is_read_where_tags_are_silent(read: Read) -> None:
    said = data(
        f'{{"@type": "NewsArticle", "headline": "{TITLE}", "description": "Mẻ đầu trăm chiếc chum.", '  # noqa: E501
        '"keywords": ["gốm", "làng nghề"], "publisher": {"@type": "Organization", "name": "Tin Gò"}}'  # noqa: E501
    )
    article = one(read, page(said))
    assert (article.summary, article.source) == ("Mẻ đầu trăm chiếc chum.", "Tin Gò")
    assert article.tags == ("gốm", "làng nghề")
    tags = '<meta property="article:tag" content="gốm"><meta property="article:tag" content="chum">'
    assert one(read, page(tags)).tags == ("gốm", "chum")


def test_a_section_is_read_from_the_breadcrumb_that_readers_see(read: Read) -> None:
    crumbs = '<ul class=breadcrumb><li><a href="/">Trang chủ</a><li><a href="/l">Làng nghề</a></ul>'
    assert one(read, page(body=crumbs)).category == "Làng nghề"


@pytest.mark.parametrize(
    "line",
    [
        "<div><a href='/l'>Làng nghề</a> <span>Thứ Ba, 05/11/2024 | 14:30</span></div>",
        "<div><b>05/11/2024 14:30</b> <b>1.234 lượt xem</b></div>",
        "<p>5/11/2024 14:30</p><p>Cỡ chữ: A- A A+</p>",
        "<p>5/11/2024 14:30</p><div>Chia sẻ | In bài | Gửi email</div>",
        "<p>5/11/2024 14:30</p><div>Nghe đọc bài 3:45</div>",
    ],
)
def test_lines_of_dates_and_buttons_open_no_text(read: Read, line: str) -> None:
    article = one(read, page(date=line))
    assert article.published is not None
    assert article.body.startswith(FIRST)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (f'<link rel=canonical href="/web/20241106000000/{ADDRESS}">', ADDRESS),
        (
            f'<link rel=canonical href="http://replay.example/coll/20241106000000mp_/{ADDRESS}">',
            ADDRESS,
        ),
        (
            f'<link rel=canonical href="undefined"><meta property="og:url" content="{ADDRESS}">',
            ADDRESS,
        ),
        (
            (
                '<link rel=canonical href="http://localhost:3000/a"><meta property="og:url" '
                f'content="{ADDRESS}">'
            ),
            ADDRESS,
        ),
        ('<link rel=canonical href="http://192.168.1.5/a-1.html">', ""),
    ],
)
def test_an_address_is_one_that_others_can_look_up(read: Read, head: str, url: str) -> None:
    assert one(read, page(head)).url == url


@pytest.mark.parametrize(
    "title", ["Just a moment...", "Sorry, you have been blocked", "404 - Tin Gò"]
)
def test_what_a_server_answers_instead_of_a_page_is_no_article(read: Read, title: str) -> None:
    (reject,) = read("a.html", page(f"<title>{title}</title>", h1=title))
    assert isinstance(reject, Reject)


def test_a_count_that_looks_like_an_errors_number_opens_a_headline(read: Read) -> None:
    title = "404 hộ dân Gò Sành nhận nhà mới trước Tết"
    assert one(read, page(f"<title>{title}</title>", h1=title)).title == title
