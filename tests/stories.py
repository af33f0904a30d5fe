"""Articles made up for the tests of groups: stories at random, and what becomes of one."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from index.article import Article

_SYLLABLES = """
xã huyện tỉnh dân đường cầu chợ lúa vườn trường lớp thầy trò nhà máy điện nước sông biển
núi rừng mưa nắng gió bão lũ hạn xe tàu thuyền bến ga phố làng xóm hội họp bàn việc kế
hoạch chi thu vốn vay trả mua bán giá hàng thuế luật án tòa xử phạt giữ bắt tìm thấy mất
còn được thua thắng đá bóng sân đội giải vòng cúp bàn thủ môn phút hiệp chiếu phim nhạc
hát múa sách báo
"""
_NAMES = """
Khê Vạn Lạc Thượng Hạ Bình An Phú Lộc Tân Hưng Thịnh Đông Hòa Mỹ Long Thạch Trúc Quế Sen
Giang Sơn Hải Minh Đức Quang Hiếu Nghĩa
"""
DAY = date(2016, 5, 12)


def sentence(pick: random.Random) -> str:
    """A sentence of ten to thirty syllables, at times with a name or a number."""
    words = pick.choices(_SYLLABLES.split(), k=pick.randrange(10, 30))
    if pick.random() < 0.4:
        words[5:5] = pick.sample(_NAMES.split(), 2)
    if pick.random() < 0.3:
        words[3:3] = [str(pick.randrange(2, 5000))]
    return " ".join(words).capitalize().replace("  ", " ") + "."


def story(pick: random.Random, name: str, sentences: int = 14) -> Article:
    """An article of its own."""
    body = [sentence(pick) for _ in range(sentences)]
    place = " ".join(pick.sample(_NAMES.split(), 2))
    title = " ".join(pick.choices(_SYLLABLES.split(), k=6)).capitalize() + f" ở {place}"
    body[0] = f"Tin từ {place} cho hay {body[0].lower()}"
    day = DAY + timedelta(pick.randrange(300))
    return Article(name, title=title, summary=sentence(pick), body="\n".join(body), published=day)


def retitled(pick: random.Random, one: Article, name: str) -> Article:
    """As another paper brings it, under a title of its own that is about the same."""
    words = one.body.split()
    start = pick.randrange(max(1, len(words) // 3))
    title = " ".join(words[start : start + 9]).strip(" .").capitalize()
    numbers = [word for word in title.split() if not any(map(str.isdigit, word))]
    return replace(one, id=name, title=" ".join(numbers), source="baokhac.example")


def shortened(pick: random.Random, one: Article, name: str, share: float = 0.5) -> Article:
    """With so much of its sentences, the first ones rather."""
    lines = one.body.split("\n")
    kept = max(4, round(len(lines) * share))
    dropped = set(pick.sample(range(1, len(lines)), len(lines) - kept))
    left = [line for n, line in enumerate(lines) if n not in dropped]
    return replace(one, id=name, body="\n".join(left))


def extended(pick: random.Random, one: Article, name: str, more: float = 0.6) -> Article:
    """With so many sentences more, somewhere between the others."""
    lines = one.body.split("\n")
    for _ in range(round(len(lines) * more)):
        lines.insert(pick.randrange(1, len(lines) + 1), sentence(pick))
    return replace(one, id=name, body="\n".join(lines))
