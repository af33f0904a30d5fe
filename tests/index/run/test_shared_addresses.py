"""An address that a template puts into every page names none of them; one article that changed
under its address stays one."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from indexes import Cli, assert_adds_up, counts, titles

from search import SearchRequest, open_engine

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def cli(reindex_here: Cli) -> Run:
    """The report of a run."""
    return lambda root, *arguments: dict(reindex_here(root, *arguments).report)


FERRY = (
    "Bến đò Cồn Sậy chở khách qua sông từ bốn giờ sáng, người lái cho biết nước lên cao hơn mọi "
    "năm nên phải thêm dây neo. Khách đi chợ đứng chật hai mạn, xe đạp dựng giữa khoang."
)
LOOM = (
    "Làng dệt Hạ Vân còn mười hai khung cửi, thợ trẻ học nghề ba năm mới đứng máy một mình. Vải "
    "nhuộm củ nâu phơi dọc bờ đê, lái buôn miền ngược về lấy hàng vào phiên chợ cuối tháng."
)
ORCHARD = (
    "Vườn cam nhà ông Tư cho quả sớm, mỗi gốc hái được nửa tạ, thương lái đặt cọc từ tháng tám. "
    "Năm nay mưa nhiều, đất trũng phải đào thêm mương thoát nước trước khi bón lót."
)
BODIES = {"Đò ngang sông Sậy": FERRY, "Khung cửi Hạ Vân": LOOM, "Cam sớm được giá": ORCHARD}
SECTION = "https://bao.example/doi-song"


def page(title: str, body: str, address: str = SECTION) -> str:
    return (
        f"<!doctype html><meta charset=utf-8><link rel=canonical href='{address}'>"
        f"<meta property='og:type' content='article'><title>{title}</title><article>"
        f"<h1>{title}</h1><p>{body}</p><p>{body} Hết.</p></article>"
    )


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("order", list(itertools.permutations("abc")), ids="".join)
def test_pages_of_one_address_are_articles_of_their_own(
    cli: Run, tmp_path: Path, order: tuple[str, ...]
) -> None:
    found: set[frozenset[str]] = set()
    for jobs in ("1", "2"):
        pages, root = tmp_path / f"pages{jobs}", tmp_path / f"index{jobs}"
        for name, (title, body) in zip(order, BODIES.items(), strict=True):
            write(pages, f"{name}.html", page(title, body))
        report = cli(root, "--jobs", jobs, pages)
        assert_adds_up(report)
        assert counts(report, "indexed", "duplicates", "articles") == (3, 0, 3)
        assert any(SECTION in note for note in report["notes"])
        again = cli(root, "--jobs", jobs, pages)
        assert counts(again, "unchanged", "articles") == (3, 3)
        by_id = titles(root)
        assert set(by_id.values()) == set(BODIES)
        found.add(frozenset(by_id))
    assert len(found) == 1
    assert all(one.startswith("p-") for one in next(iter(found)))


def test_a_page_that_comes_later_replaces_none_of_another_text(cli: Run, tmp_path: Path) -> None:
    pages, root = tmp_path / "pages", tmp_path / "index"
    for number, (title, body) in enumerate(BODIES.items()):
        write(pages, f"{number}.html", page(title, body))
        report = cli(root, pages)
        assert counts(report, "indexed", "updated", "deleted") == (1, 0, 0)
        assert_adds_up(report, skipped=number)
        assert report["articles"] == number + 1
    fresh = tmp_path / "fresh"
    cli(fresh, pages)
    assert titles(root) == titles(fresh)
    (pages / "1.html").unlink()
    report = cli(root, "--prune", pages)
    assert counts(report, "deleted", "articles") == (1, 2)
    write(pages, "0.html", page("Đò ngang sông Sậy", FERRY + " Bến nghỉ ngày rằm."))
    report = cli(root, pages)
    assert counts(report, "indexed", "deleted", "articles") == (1, 1, 2)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Nước lên, bến Cồn Sậy thêm dây neo", FERRY + " Chiều cùng ngày nước rút."),  # a new title
        ("Đò ngang sông Sậy nghỉ chạy", LOOM),  # a new text under a title with a word more
        ("Đò ngang sông Sậy", ORCHARD),
    ],
)
@pytest.mark.parametrize("runs", [1, 2])
def test_an_article_that_changed_stays_one(
    cli: Run, tmp_path: Path, title: str, body: str, runs: int
) -> None:
    pages, root = tmp_path / "pages", tmp_path / "index"
    address = "https://bao.example/do-ngang-1.html"
    write(pages, "1/a.html", page("Đò ngang sông Sậy", FERRY, address))
    if runs == 2:
        cli(root, pages)
    record = page(title, body, address)
    write(pages, "2/a.html", record)
    report = cli(root, pages)
    assert report["articles"] == 1
    assert counts(report, "duplicates", "updated") == ((1, 0) if runs == 1 else (0, 1))
    assert list(titles(root).values()) == [title]
    (article_id,) = titles(root)
    assert article_id.startswith("u-")


def test_a_file_whose_page_was_replaced_is_an_update(cli: Run, tmp_path: Path) -> None:
    pages, root = tmp_path / "pages", tmp_path / "index"
    write(pages, "a.html", page("Đò ngang sông Sậy", FERRY))
    cli(root, pages)
    write(pages, "a.html", page("Khung cửi Hạ Vân", LOOM))
    report = cli(root, pages)
    assert counts(report, "updated", "articles") == (1, 1)
    write(pages, "0.html", page("Cam sớm được giá", ORCHARD))
    write(pages, "a.html", page("Đò ngang sông Sậy", FERRY))  # and its former text is gone
    report = cli(root, pages)
    assert set(titles(root).values()) == {"Đò ngang sông Sậy", "Cam sớm được giá"}
    assert counts(report, "indexed", "deleted", "articles") == (2, 1, 2)


def test_records_of_one_file_with_one_address_all_stay(cli: Run, tmp_path: Path) -> None:
    items = "".join(
        f"<item><title>{title}</title><link>{SECTION}?utm_source={number}</link>"
        f"<description>{body}</description></item>"
        for number, (title, body) in enumerate(BODIES.items())
    )
    path = write(tmp_path, "tin.rss", f"<rss version='2.0'><channel>{items}</channel></rss>")
    report = cli(tmp_path / "index", path)
    assert counts(report, "indexed", "articles") == (3, 3)
    (article_id, *_) = titles(tmp_path / "index")
    report = cli(tmp_path / "index", "--delete", article_id, path)
    assert counts(report, "deleted", "articles") == (1, 2)
    report = cli(tmp_path / "index", "--fresh", path)
    assert counts(report, "articles") == (2,)
    assert_adds_up(report)


def test_a_few_words_do_not_tell_one_article_from_another(cli: Run, tmp_path: Path) -> None:
    records = [
        {"url": "https://bao.example/1.html", "title": title, "body": "Bến đò tạm nghỉ."}
        for title in BODIES
    ]
    lines = "\n".join(json.dumps(record) for record in records)
    report = cli(tmp_path / "index", write(tmp_path, "tin.jsonl", lines))
    assert counts(report, "indexed", "duplicates", "articles") == (1, 2, 1)
    assert list(titles(tmp_path / "index").values()) == [records[-1]["title"]]


@pytest.mark.parametrize("name", ["0.rss", "z.rss"])
def test_a_feeds_entry_takes_no_text_from_the_page_that_it_announces(
    cli: Run, tmp_path: Path, name: str
) -> None:
    files, root = tmp_path / "files", tmp_path / "index"
    address = "https://bao.example/do-ngang-1.html"
    write(files, "a.html", page("Đò ngang sông Sậy", FERRY, address))
    for number, title in enumerate(("Đò ngang sông Sậy", "Đò ngang", "Đò sông Sậy")):
        entry = f"<item><title>{title}</title><link>{address}?utm_source=rss</link></item>"
        write(files, name, f"<rss version='2.0'><channel>{entry}</channel></rss>")
        report = cli(root, files)
        assert_adds_up(report, skipped=bool(number))
        assert report["articles"] == 1
        with open_engine(root) as engine:
            (hit,) = engine.search(SearchRequest("dây neo")).hits
        assert hit.title == "Đò ngang sông Sậy"
    (files / "a.html").unlink()
    report = cli(root, "--prune", files)
    assert report["articles"] == 1
    assert list(titles(root).values()) == ["Đò sông Sậy"]  # what the feed has of it
