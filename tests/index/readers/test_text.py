"""Saved pages: the article comes out, the page around it stays behind."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from index.article import Article
from index.readers import ReadOptions, read_file
from index.readers.texts.saved_page import parse_page

LEAD = (
    "Sáng sớm, phiên chợ nổi ở làng Vân Hạ đã đông người; ghe thuyền chở đầy hoa trái "
    "từ các cồn phía trên xuôi về, tiếng mời chào rộn cả khúc sông."
)


def day_of(published: date | None) -> date | None:
    return published.date() if isinstance(published, datetime) else published


def test_the_seed_page_gives_exactly_the_right_answer(shared: Path) -> None:
    (path,) = (shared / "seeds").glob("*.txt")
    (article,) = read_file(path, ReadOptions())
    assert isinstance(article, Article)
    assert article.title == ('Hội thảo "Nâng cao chất lượng, hiệu quả công tác dân vận của Đảng"')
    assert article.published == date(2016, 5, 12)
    assert article.source == "baobackan.org.vn"
    assert article.body.startswith("Sau khi nghe")
    assert article.body.endswith("tỉnh Bắc Kạn./.")
    assert article.author == ""


def dumps(shared: Path) -> list[dict[str, str]]:
    lines = (shared / "fixtures/page-dumps.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def test_page_dumps_saved_as_text_never_take_the_banner_for_the_date(
    shared: Path, read: Callable[..., list[Article]]
) -> None:
    for number, dump in enumerate(dumps(shared)):
        (article,) = read(f"{number}.txt", dump["text"])
        found = day_of(article.published)
        if "Sáng nay, 19-10" in dump["text"]:
            assert found is None  # the year stands in the URL alone, which a text does not have
        else:
            assert (found.isoformat() if found else None) == dump["true_date_in_text"]


def test_page_dumps_as_records_get_titles_and_true_dates(shared: Path) -> None:
    articles = list(read_file(shared / "fixtures/page-dumps.jsonl", ReadOptions()))
    for article, dump in zip(articles, dumps(shared), strict=True):
        assert isinstance(article, Article)
        found = day_of(article.published)
        assert (found.isoformat() if found else None) == dump["true_date_in_text"]
    titles = [article.title for article in articles if isinstance(article, Article)]
    assert titles[0] == "Thường trực Tỉnh ủy làm việc với Ban Dân vận Tỉnh ủy"
    assert titles[3] == "CHUẨN BỊ KỸ LƯỠNG CHO NGÀY HỘI TOÀN DÂN"
    assert titles[5] == ""  # this page begins with its lead


def test_banner_source_and_navigation_are_no_part_of_the_article() -> None:
    page = parse_page(
        f"Thứ Ba, 7/6/2022\nChợ nổi vào mùa\n\n{LEAD}\n\nNguồn: baovanha.example, ngày 3/5/2017\n\n"
        "Gửi cho bạn bè\n\nCác tin khác\nMột tin hoàn toàn khác"
    )
    assert page.title == "Chợ nổi vào mùa"
    assert page.body == LEAD
    assert page.published == date(2017, 5, 3)
    assert page.source == "baovanha.example"


def test_a_date_line_below_the_title_is_the_date_and_leaves_the_body() -> None:
    page = parse_page(f"Chợ nổi vào mùa\nThứ năm, 20/10/2022, 10:22 (GMT+7)\n{LEAD}")
    assert isinstance(page.published, datetime)
    assert page.published.isoformat() == "2022-10-20T10:22:00+07:00"
    assert page.body == LEAD


def test_a_banner_is_never_the_date() -> None:
    assert parse_page(f"Thứ Ba, 7/6/2022\nChợ nổi vào mùa\n{LEAD}").published is None


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("BVH-Ngày 25/3/2016, đoàn ghe", date(2016, 3, 25)),
        ("(BVHO) - Chiều nay, 4/2/2019, đoàn ghe", date(2019, 2, 4)),
        ("Sáng ngày 4/2/2019, đoàn ghe", date(2019, 2, 4)),
        ("Ngày 25/3/2016, đoàn ghe", None),
        ("BVH - Ngày 3/2/1930, đoàn ghe", None),
        ("Trong 12/5/2016, đoàn ghe", None),
        ("Chủ nhật, ngày 23/5/2021, đoàn ghe", None),
    ],
)
def test_only_a_dateline_that_opens_the_lead_is_a_date(lead: str, expected: object) -> None:
    assert parse_page(f"Chợ nổi vào mùa\n\n{lead} về bến. {LEAD}").published == expected


def test_dates_of_events_in_running_text_are_not_taken() -> None:
    assert parse_page(f"Chợ nổi\n{LEAD} Hội mở vào Chủ nhật, ngày 23/5/2021.").published is None


def test_a_name_in_capitals_at_the_end_is_the_author() -> None:
    page = parse_page(f"Chợ nổi vào mùa\n{LEAD}\nLÊ THỊ BẾN\nBình luận (3)\nGửi bình luận")
    assert page.author == "LÊ THỊ BẾN"
    assert page.body == LEAD


def test_a_box_of_links_between_paragraphs_does_not_cut_the_article() -> None:
    page = parse_page(f"Chợ nổi vào mùa\n{LEAD}\nTin liên quan\nBến cũ\n{LEAD} Hết.")
    assert page.body.endswith("Hết.")


def test_plain_title_and_paragraphs_stay_as_they_are() -> None:
    page = parse_page("Chợ nổi vào mùa\n\nĐoạn một.\n\nĐoạn hai.")
    assert (page.title, page.body) == ("Chợ nổi vào mùa", "Đoạn một.\n\nĐoạn hai.")
    assert parse_page("Chỉ một dòng") == parse_page("\n\nChỉ một dòng\n")
