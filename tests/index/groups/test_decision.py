"""Is what looks alike told apart, and what looks different found to be the same?"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from stories import extended, retitled, sentence, shortened, story

from index.article import Article
from index.groups.decision import strength
from index.groups.stories import Link, group
from index.groups.texts import StoryText
from index.groups.titles import differ, names_in, numbers_in


def same(one: Article, other: Article) -> bool:
    found = strength(StoryText(one), StoryText(other))
    assert found == strength(StoryText(other), StoryText(one))
    return found > 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Kết quả xổ số miền Bắc 12/5/2016", "Kết quả xổ số miền Bắc 13/5/2016"),
        ("Cháy chợ Khê, 5 người bị thương", "Cháy chợ Khê: 13 người bị thương"),
        ("Thời tiết Hà Nội ngày mai", "Thời tiết Đà Nẵng ngày mai"),
        ("Lịch cắt điện thứ hai ở Vạn Lạc", "Lịch cắt điện thứ ba ở Vạn Lạc"),
        ("Cháy chợ Khê, hai người bị thương", "Cháy chợ Khê, ba người bị thương"),
        ("Sông Khê thắng Vạn Lạc 2-1", "Sông Khê thắng Vạn Lạc 1-2"),
        ("Sông Khê gặp Vạn Lạc ở tứ kết", "Sông Khê gặp Bình An ở tứ kết"),
        ("Giá vàng tăng mạnh sáng nay", "Giá vàng giảm mạnh sáng nay"),
        ("THỜI TIẾT HÀ NỘI NGÀY MAI", "THỜI TIẾT ĐÀ NẴNG NGÀY MAI"),
        ("Nhóm 17 hộ: 3 người bị thương", "Nhóm 17 hộ: 17 người bị thương"),
        ("Bản tin sáng ở Vạn Lạc", "Bản tin chiều ở Vạn Lạc"),
    ],
)
def test_titles_that_differ(first: str, second: str) -> None:
    assert differ(first, second)
    assert differ(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Cháy chợ Khê, 5 người bị thương", "Cháy chợ Khê"),
        ("Xã Khê mở đường ngày 5/12", "Xã Khê mở đường ngày 05-12-2016"),
        ("Chi 1.500 tỷ làm cầu", "Chi 1500 tỷ làm cầu"),
        ("Cháy chợ Khê lúc nửa đêm", "Hỏa hoạn lúc nửa đêm thiêu rụi một ngôi chợ"),
        ("Chợ Khê bốc cháy dữ dội", "Chợ Khê cháy dữ dội"),
        ("", "Cháy chợ Khê"),
    ],
)
def test_titles_that_do_not_differ(first: str, second: str) -> None:
    assert not differ(first, second)
    assert not differ(second, first)


def test_numbers_and_names_of_titles() -> None:
    assert numbers_in("Từ 05/12/2016 chi 1.500 tỷ, thắng 2-1") == {
        "5/12",
        "5/12/2016",
        "1500",
        "2/1",
    }
    assert names_in("Chợ ở Vạn Lạc") == {"vạn", "lạc"}
    assert names_in("Hà Nội mở chợ") == {"hà", "nội"}
    assert names_in("HÀ NỘI MỞ CHỢ") == frozenset()


def test_a_copy_under_another_title_is_the_same(drawn: random.Random) -> None:
    one = story(drawn, "a")
    other = retitled(drawn, one, "b")
    assert same(one, replace(other, title="Chuyện ở xã lại được nhắc"))


def test_a_shortened_and_an_extended_text_are_the_same(drawn: random.Random) -> None:
    one = story(drawn, "a", sentences=20)
    assert same(one, shortened(drawn, one, "b"))
    assert same(one, extended(drawn, one, "c"))


def test_a_story_is_not_the_digest_that_holds_it(drawn: random.Random) -> None:
    one = story(drawn, "a")
    digest = extended(drawn, one, "b", more=8)
    assert not same(one, replace(digest, title="Tin trong ngày"))


def test_a_follow_up_that_repeats_what_happened_is_another_story(drawn: random.Random) -> None:
    one = story(drawn, "a")
    news = [sentence(drawn) for _ in range(14)]
    repeated = one.body.split("\n")[:6]
    later = replace(one, id="b", summary=sentence(drawn), body="\n".join(news + repeated))
    assert not same(one, replace(later, title=f"Diễn biến mới: {one.title}"))


WEATHER = (
    "Trung tâm dự báo cho biết {place} ngày mai nhiều mây, có mưa rào và dông vài nơi.\n"
    "Nhiệt độ ở {place} thấp nhất {low} độ, cao nhất {high} độ, độ ẩm {wet} phần trăm.\n"
    "Gió nhẹ, trong mưa dông có khả năng xảy ra lốc, sét và gió giật mạnh.\n"
    "Người dân ra đường nên mang theo áo mưa, tránh trú dưới cây cao khi có dông.\n"
    "Các chủ phương tiện cần chú ý quan sát khi đi qua những đoạn đường thường ngập nước.\n"
    "Các hộ dân ven sông suối theo dõi mực nước và các bản tin tiếp theo trong ngày.\n"
)


def weather(name: str, title: str, day: int, **values: object) -> Article:
    return Article(name, title, body=WEATHER.format(**values), published=date(2016, 5, day))


def test_pages_of_one_template_stay_apart() -> None:
    one = weather("a", "Thời tiết ngày mai", 12, place="Vạn Lạc", low=23, high=31, wet=70)
    elsewhere = weather("b", "Thời tiết ngày mai", 12, place="Bình An", low=25, high=34, wet=82)
    later = weather("c", "Thời tiết ngày mai", 13, place="Vạn Lạc", low=24, high=33, wet=75)
    again = replace(one, id="d", title="Dự báo: mai có mưa rào và dông")
    assert not same(one, elsewhere)
    assert not same(one, later)
    assert same(one, again)


def test_one_notice_under_different_titles_is_no_story() -> None:
    notice = "Nội dung này dành cho bạn đọc đã mua gói tháng. Xin mời đăng nhập để xem tiếp."
    one = Article("a", "Giá lúa mùa này ở Vạn Lạc", body=notice)
    other = Article("b", "Bóng chuyền nữ vào chung kết", body=notice)
    assert not same(one, other)
    assert same(one, replace(one, id="c"))


def test_a_group_never_holds_titles_that_differ() -> None:
    titles = {1: "Cháy chợ Khê", 2: "Cháy chợ Khê, 5 người chết", 3: "Cháy chợ Khê, 13 người chết"}
    links = [Link(1, 2, 800), Link(3, 1, 900)]
    expected = {1: 1, 3: 1}
    assert group(links, titles.__getitem__) == expected
    assert group(links[::-1], titles.__getitem__) == expected
    assert group([], titles.__getitem__) == {}


def test_a_notice_under_many_titles_makes_no_large_group() -> None:
    titles = {n: f"{'Tin' * n} của bạn đọc" for n in range(1, 400)}
    links = [Link(n, n + step, 1000) for n in titles for step in (1, 2, 3) if n + step in titles]
    names = group(links, titles.__getitem__)
    assert max(list(names.values()).count(name) for name in set(names.values())) <= 50
