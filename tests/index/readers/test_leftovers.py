"""What lies beside articles is passed over in folders and archives, and nothing else is."""

import io
import zipfile
from pathlib import Path, PurePath

import pytest

from index.article import Article, Outcome, Reject, Skipped
from index.readers import ReadOptions, read_file
from index.readers.sources.leftovers import leftover


@pytest.mark.parametrize(
    "name",
    ["Thumbs.db", "~$bang.xlsx", "robots.txt", "style.css?v=3", "app.js.download", "a/anh.JPG"],
)
def test_what_browsers_desktops_and_crawlers_leave_is_passed_over(name: str) -> None:
    assert leftover(PurePath(name), lambda _: False)


@pytest.mark.parametrize(
    "head",
    [b"\xff\xd8\xff\xe0\x00", b"\x89PNG\r\n\x1a\n", b"<svg xmlns='a'><title>B</title></svg>",
     b"\x00\x00\x00\x1cftypavif", b"wOF2\x00\x01"],
)  # fmt: skip
def test_a_picture_without_a_suffix_is_passed_over_where_it_is_met(
    tmp_path: Path, head: bytes
) -> None:
    (tmp_path / "anh").write_bytes(head)
    (outcome,) = read(tmp_path / "anh", "anh")
    assert isinstance(outcome, Skipped)


@pytest.mark.parametrize(
    "name",
    ["wp-json/wp/v2/posts", "tin.txt", "bai_files/tin.html", "robots/tin.txt", "tin.html?a=1"],
)
def test_articles_are_not(name: str) -> None:
    assert not leftover(PurePath(name), lambda _: False)


def read(path: Path, below: str | None = None) -> list[Outcome]:
    return list(read_file(path, ReadOptions(), below=PurePath(below) if below else None))


def test_a_folder_of_a_page_is_passed_over_only_beside_its_page(tmp_path: Path) -> None:
    inner = tmp_path / "tin_files" / "khung.txt"
    inner.parent.mkdir()
    inner.write_text("Tựa\n\nThân bài.")
    assert isinstance(read(inner, "tin_files/khung.txt")[0], Article)
    (tmp_path / "tin.html").write_text("<html>")
    assert isinstance(read(inner, "tin_files/khung.txt")[0], Skipped)


def test_named_outright_it_is_read_or_rejected(tmp_path: Path) -> None:
    (tmp_path / "robots.txt").write_text("User-agent: *")
    assert isinstance(read(tmp_path / "robots.txt")[0], Article)
    (tmp_path / "anh.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    (reject,) = read(tmp_path / "anh.png")
    assert isinstance(reject, Reject)
    assert "PNG picture" in reject.reason


def test_a_list_page_is_a_reject_only_if_it_was_named(tmp_path: Path) -> None:
    links = "".join(f"<li><a href=/{n}>Tin thứ {n} của bến sông quê</a></li>" for n in range(9))
    page = tmp_path / "muc.html"
    page.write_text(f"<html><body><ul>{links}</ul></body></html>")
    assert isinstance(read(page)[0], Reject)
    assert isinstance(read(page, "muc.html")[0], Skipped)


def test_members_of_an_archive_are_met_and_not_named(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("kho/tin.txt", "Tựa\n\nThân bài.")
        archive.writestr("kho/style.css", "p {}")
    (tmp_path / "kho.zip").write_bytes(buffer.getvalue())
    assert [type(one) for one in read(tmp_path / "kho.zip")] == [Article, Skipped]


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [(b"%PDF-1.4\x00", "a.bin", "PDF"), (b"PK\x03\x04\x00", "a.docx", "Word"),
     (b"Rar!\x1a\x00", "a.rar", "RAR")],
)  # fmt: skip
def test_a_file_of_another_kind_is_named_as_what_it_is(
    tmp_path: Path, head: bytes, name: str, kind: str
) -> None:
    (tmp_path / name).write_bytes(head)
    (reject,) = read(tmp_path / name, name)
    assert isinstance(reject, Reject)
    assert kind in reject.reason


@pytest.mark.parametrize(
    "name",
    ["wget-log.1", "errors.log.2024-11-05", "error.log.gz", "a/cookies.txt", "cdx/tin.cdx.gz",
     "tin.db-wal", "tin.csv~", "#tin.txt#", "anh.jpg@w=300", "SHA256SUMS", "tin.jsonl.sha256",
     "xmlrpc.php?rsd", "wp-json/index.html", "wp-json/oembed/1.0/embed?url=a",
     "feeds.opml", "phim.vtt", "tin.html.aria2", "crawl.pid", "pom.xml"],
)  # fmt: skip
def test_what_programs_keep_for_themselves_is_passed_over(name: str) -> None:
    assert leftover(PurePath(name), lambda _: False)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tin.jsonl", ""),
        ("tin.html", " \n\n"),
        ("dia-chi.txt", "https://bao.example/1.html\nhttps://bao.example/2.html\n"),
        ("may.txt", "bao.example\ntin.example"),
        ("sitemap.xml", "<urlset><url><loc>https://bao.example/1.html</loc></url></urlset>"),
        (
            "muc.xml",
            "<sitemapindex><sitemap><loc>https://bao.example/s</loc></sitemap></sitemapindex>",
        ),
        ("nguon.xml", '<?xml version="1.0"?><opml><body><outline text="Báo"/></body></opml>'),
        ("tin.rss", "<!DOCTYPE html><html><head><title>502</title></head><h1>502</h1></html>"),
        ("feed.json", '{"version": "https://jsonfeed.org/version/1", "title": "Báo", "items": []}'),
    ],
)
def test_what_crawlers_keep_beside_articles_is_passed_over(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    (outcome,) = read(path, name)
    assert isinstance(outcome, Skipped)


def test_a_feed_is_one_under_a_pages_name(tmp_path: Path) -> None:
    path = tmp_path / "rss.html"
    path.write_text("<rss><channel><item><title>Chợ phiên</title></item></channel></rss>")
    (article,) = read(path)
    assert isinstance(article, Article)
    assert article.title == "Chợ phiên"


def test_a_feeds_author_is_named_without_an_address_of_mail(tmp_path: Path) -> None:
    item = "<item><title>Chợ phiên</title><author>toasoan@bao.example (Lê Bến)</author></item>"
    path = tmp_path / "a.rss"
    path.write_text(f"<rss version='2.0'><channel>{item}</channel></rss>", "utf-8")
    (article,) = read(path)
    assert isinstance(article, Article)
    assert article.author == "Lê Bến"


def test_a_record_of_xml_may_be_called_as_a_text_is(tmp_path: Path) -> None:
    record = "<article id='7'><tieu_de>Chợ phiên</tieu_de><noi_dung>Họp sớm.</noi_dung></article>"
    path = tmp_path / "a.xml"
    path.write_text(f'<?xml version="1.0"?><articles>{record}</articles>', "utf-8")
    (article,) = read(path)
    assert isinstance(article, Article)
    assert (article.id, article.title, article.body) == ("7", "Chợ phiên", "Họp sớm.")
