"""WARC and MHTML: the pages in them are articles, what is around the pages is passed over."""

import gzip
import zlib
from collections.abc import Callable

import pytest

from index.article import Article, Outcome, Reject, Skipped

Read = Callable[..., list[Outcome]]

TEXT = "".join(
    f"<p>Đoạn {number}: sáng nay chợ họp ven sông, người bán rau và cá ngồi kín hai bên lối đi.</p>"
    for number in range(6)
)
HEAD = (
    '<meta property="og:type" content="article"><meta property="og:title" content="Chợ ven sông">'
)
PAGE = f"<!DOCTYPE html><html><head>{HEAD}</head><body><article>{TEXT}</article></body></html>"
LINKS = "".join(
    f'<p><a href="/{n}">Một tiêu đề dài của bài số {n} ở đây</a></p>' for n in range(20)
)
LIST = f"<html><body>{LINKS}</body></html>"
ADDRESS = "https://bao.example/1.html"


def record(http: str, body: bytes, kind: str = "response", uri: str = ADDRESS) -> bytes:
    data = http.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body if http else body
    content = "application/http; msgtype=response" if http else "text/html"
    head = (
        f"WARC/1.0\nWARC-Type: {kind}\nWARC-Target-URI: {uri}\nWARC-Date: 2024-01-01T00:00:00Z\n"
        f"WARC-Record-ID: <urn:uuid:1>\nContent-Type: {content}\nContent-Length: {len(data)}\n\n"
    )
    return head.replace("\n", "\r\n").encode() + data + b"\r\n\r\n"


def ok(body: bytes, *headers: str, kind: str = "text/html") -> bytes:
    return record("\n".join(["HTTP/1.1 200 OK", f"Content-Type: {kind}", *headers]), body)


def chunked(data: bytes) -> bytes:
    parts = (data[at : at + 300] for at in range(0, len(data), 300))
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def bare_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


@pytest.mark.parametrize(
    "data",
    [
        ok(PAGE.encode()),
        ok(chunked(PAGE.encode()), "Transfer-Encoding: chunked"),
        ok(gzip.compress(PAGE.encode()), "Content-Encoding: gzip"),
        ok(
            chunked(gzip.compress(PAGE.encode())),
            "Transfer-Encoding: chunked",
            "Content-Encoding: gzip",
        ),
        ok(zlib.compress(PAGE.encode()), "Content-Encoding: deflate"),
        ok(bare_deflate(PAGE.encode()), "Content-Encoding: deflate"),
        ok(PAGE.encode(), "Transfer-Encoding: chunked", "Content-Encoding: gzip"),
        ok(PAGE.encode("cp1258", "ignore"), kind="text/html; charset=windows-1258"),
        record("HTTP/1.1 200 OK", PAGE.encode()),
        record("", PAGE.encode(), "resource"),
        gzip.compress(ok(PAGE.encode())),
    ],
    ids=[
        *("plain", "chunked", "gzip", "chunked gzip", "deflate", "bare deflate", "undone already"),
        *("charset of the header", "no type", "resource", "compressed"),
    ],
)
def test_a_page_is_read_whatever_its_transfer_did_to_it(read: Read, data: bytes) -> None:
    (article,) = read("a.warc", data)
    assert isinstance(article, Article)
    assert article.title.startswith("Ch")
    assert "ven s" in article.body
    assert article.url == ADDRESS
    assert article.source == "bao.example"


def test_what_is_no_page_is_skipped_and_said(read: Read) -> None:
    made = read(
        "a.warc",
        record("", b"software: x", "warcinfo")
        + record("HTTP/1.1 301 Moved\nLocation: /2", b"")
        + record("HTTP/1.1 404 Not Found\nContent-Type: text/html", PAGE.encode())
        + record("HTTP/1.1 200 OK\nContent-Type: text/html", b"", "revisit")
        + ok(b"\x89PNG", kind="image/png")
        + ok(LIST.encode())
        + record("", b"Cho ven song", "conversion").replace(b"text/html", b"text/plain")
        + ok(PAGE.encode()),
    )
    assert [type(one) for one in made] == [Skipped] * 6 + [Article]
    whats = [one.what for one in made if isinstance(one, Skipped)]
    for what, says in zip(
        whats, ("301", "404", "before", "image/png", "list", "text/plain"), strict=True
    ):
        assert says in what
        assert ADDRESS in what


def test_a_feed_in_an_archive_is_read(read: Read) -> None:
    feed = "<rss version='2.0'><channel><item><title>Chợ</title></item></channel></rss>"
    (article,) = read("a.warc", ok(feed.encode(), kind="application/rss+xml; charset=utf-8"))
    assert isinstance(article, Article)
    assert article.title == "Chợ"


def test_what_is_damaged_is_a_reject_and_the_rest_is_read(read: Read) -> None:
    damaged = ok(gzip.compress(PAGE.encode())[:40] + b"hong", "Content-Encoding: gzip")
    reject, article, cut = read("a.warc", damaged + ok(PAGE.encode()) + ok(PAGE.encode())[:-500])
    assert isinstance(reject, Reject)
    assert "damaged" in reject.reason
    assert isinstance(article, Article)
    assert isinstance(cut, Reject)
    assert "cut off" in cut.reason


@pytest.mark.parametrize(
    "data", [b"WARC/1.0\r\nhong\r\n", b"Tin\n" * 9, record("", b"", "request")]
)
def test_an_archive_without_pages_is_one_reject(read: Read, data: bytes) -> None:
    (reject,) = read("a.warc", data)
    assert isinstance(reject, Reject)


def mhtml(page: str, head: str = "", part: str = "") -> str:
    return (
        f"{head}MIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=B\n\n--B\n"
        "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n--B\n"
        f"Content-Type: text/html; charset=utf-8\n{part}\n{page}\n--B--\n"
    )


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (f"Snapshot-Content-Location: {ADDRESS}\n", ""),
        ("", f"Content-Location: {ADDRESS[:20]}\n {ADDRESS[20:]}\n"),
    ],
)
@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "trang"])
def test_the_main_part_of_an_mhtml_file_is_its_page(
    read: Read, name: str, head: str, part: str
) -> None:
    (article,) = read(name, mhtml(PAGE, head, part))
    assert isinstance(article, Article)
    assert article.title == "Chợ ven sông"
    assert article.url == ADDRESS


def test_an_mhtml_file_with_a_list_is_skipped_and_one_without_a_page_rejected(read: Read) -> None:
    (skipped,) = read("a.mhtml", mhtml(LIST))
    (reject,) = read("b.mhtml", mhtml(PAGE).replace("text/html", "text/css"))
    assert isinstance(skipped, Skipped)
    assert isinstance(reject, Reject)
