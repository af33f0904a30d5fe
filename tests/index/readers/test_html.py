"""Saved HTML pages: articles come out whole, lists are turned away."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.article import Article, Outcome, Reject
from index.readers import ReadOptions, read_file

Read = Callable[..., list[Outcome]]
PARAGRAPH = (
    "Người làng Vân Hạ kể rằng chợ nổi có từ thời khai hoang, khi ghe thuyền còn là lối đi duy "
    "nhất nối các cồn với nhau, và mỗi phiên chợ là một ngày hội của cả vùng sông nước."
)


def page(head: str, body: str) -> str:
    return f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("name", "title", "moment", "category", "ends"),
    [
        ("baodautu", "Xử phạt Giám đốc tài chính", "2026-03-07T08:47:00+07:00", "",
         ("Uỷ ban Chứng khoán", "2 năm trước.")),
        ("dantri", "Giá vàng giảm, vẫn cao hơn", "2026-03-07T08:07:18+07:00", "Kinh doanh",
         ("(Dân trí) - Giá vàng", "23.855-26.259 đồng.")),
        ("tuoitre", "Chiến sự đẩy giá hoa", "2026-03-07T08:01:53+07:00", "Kinh doanh",
         ("Nhiều chuyến bay", "bảo quản lâu như hoa.")),
        ("vnexpress", "Cách các nước đối phó", "2026-03-07T00:05:00+07:00", "Kinh doanh",
         ("Xung đột giữa Mỹ", "Hà Thu (tổng hợp)")),
    ],
)  # fmt: skip
def test_saved_articles_come_out_without_the_page_around_them(  # noqa: PLR0917
    shared: Path, name: str, title: str, moment: str, category: str, ends: tuple[str, str]
) -> None:
    (article,) = read_file(shared / f"fixtures/html/{name}_article.html", ReadOptions())
    assert isinstance(article, Article)
    assert article.title.startswith(title)
    assert article.published is not None
    assert article.published.isoformat() == moment
    assert article.category == category
    assert article.body.startswith(ends[0])
    assert article.body.endswith(ends[1])
    assert article.source.startswith(name)
    assert name not in article.author.lower()
    assert article.tags


@pytest.mark.parametrize("name", ["dantri", "vnexpress"])
def test_saved_section_pages_are_rejected(shared: Path, name: str) -> None:
    (reject,) = read_file(shared / f"fixtures/html/{name}_list.html", ReadOptions())
    assert isinstance(reject, Reject)
    assert "list page" in reject.reason


def test_a_page_of_links_is_no_article_whatever_it_calls_itself(read: Read) -> None:
    links = "".join(f"<li><a href='/{n}'>{PARAGRAPH} {n}</a></li>" for n in range(9))
    meta = "<meta property='og:type' content='article'><title>Tin mới</title>"
    (reject,) = read("a.html", page(meta, f"<ul>{links}</ul>"))
    assert isinstance(reject, Reject)
    assert "list page" in reject.reason


def test_json_ld_gives_date_author_and_section(read: Read) -> None:
    head = """<link rel=canonical href='https://www.vanha.example/cho-noi'>
    <script type='application/ld+json'>{"@graph": [{"@type": "NewsArticle",
    "headline": "Ch&amp;#7907; n&amp;#7893;i", "datePublished": "2020-02-03T04:05:06Z",
    "articleSection": ["Văn hóa"], "author": [{"@type": "Person", "name": "Lê Thị Bến"}]}]}</script>
    <script type='application/ld+json'>{hỏng</script>"""
    body = f"<article><h1>Chợ nổi</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH} Hết.</p></article>"
    (article,) = read("a.html", page(head, body))
    assert isinstance(article, Article)
    assert article.title == "Chợ nổi"
    assert article.published == datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert (article.category, article.author) == ("Văn hóa", "Lê Thị Bến")
    assert (article.url, article.source) == ("https://www.vanha.example/cho-noi", "vanha.example")
    assert article.body.startswith(PARAGRAPH)


def test_a_declared_legacy_encoding_is_read(read: Read) -> None:
    text = page("<title>Cho noi</title>", f"<article><p>{'Đường cong. ' * 40}</p></article>")
    data = text.replace("charset=utf-8", "charset=windows-1258").encode("cp1258", "ignore")
    (article,) = read("a.html", data)
    assert isinstance(article, Article)
    assert "Đư" in article.body


@pytest.mark.parametrize("data", ["<html></html>", "<html><body><p>Ngắn", "<", "<!-- -->"])
def test_a_page_without_text_is_a_reject(read: Read, data: str) -> None:
    (reject,) = read("a.html", data)
    assert isinstance(reject, Reject)
