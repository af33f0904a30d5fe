"""Which articles are like those of no newspaper?  Those that lack what others have, those that have
too much of it, and stories of several papers."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

from stories import extended, retitled, shortened, story

from index.article import Article

Record = dict[str, Any]

_SECTIONS = ("Thể thao", "THỂ THAO", "the-thao", "Thể Thao ", "Thể thao/Bóng đá", "")
LONG_WORD = "khooong" * 43
"""Of 301 characters."""
_LONG_ID = "dài-" * 150
LATER: Record = {
    "title": "Dân vận về sau",
    "body": "Bài này đến sau, khi kho đã có, và nói về công tác dân vận ở xã.",
    "published": "2016-05-20",
}
"""What a second run brings: so little that averages stay what they are."""


def odd_articles() -> list[Record]:
    """A few dozen, each with an id of its own."""
    return [*_lacking(), *_unaccented(), *_labelled(), *_written_oddly(), *_named_oddly()]


def stories(seed: int = 5, count: int = 6) -> list[Record]:
    """Stories that several papers bring, some all on one day, some without any."""
    pick = random.Random(seed)
    made = []
    for number in range(count):
        one = replace(story(pick, f"story-{number}"), source="baodau.example")
        versions = [
            one,
            retitled(pick, one, f"story-{number}-b"),
            replace(shortened(pick, one, f"story-{number}-c", 0.8), source="baoba.example"),
            replace(extended(pick, one, f"story-{number}-d", 0.2), source="baobon.example"),
        ]
        for place, version in enumerate(versions[: 2 + number % 3]):
            day = date(2016, 5, 12 + (place if number % 2 else 0))
            made.append(_record(replace(version, published=day if number % 4 != 3 else None)))
    return made


def _record(article: Article) -> Record:
    return {
        "id": article.id, "title": article.title, "summary": article.summary, "body": article.body,
        "source": article.source,
        "published": str(article.published) if article.published else None,
    }  # fmt: skip


def _lacking() -> list[Record]:
    return [
        {"id": "no-date", "title": "Dân vận khéo", "body": "Công tác dân vận ở xã.",
         "source": "a.vn"},
        {"id": "no-title", "body": "Dân vận là việc của cả xóm, không ai đứng ngoài.",
         "published": "2016-05-12"},
        {"id": "no-body", "title": "Lũ lớn ở miền Trung", "published": "2016-05-12T20:30:00Z"},
        {"id": "no-category", "title": "Bão vào bờ", "body": "Bão số 3 vào bờ đêm qua.",
         "source": "b.vn", "published": "2016-05-12"},
        {"id": "summary-alone", "title": "?", "summary": "Dân vận và lũ, bão", "published": "2015"},
        {"id": "signs-alone", "title": "?!…"},
    ]  # fmt: skip


def _unaccented() -> list[Record]:
    texts = ("Dan van kheo o xa", "Lu lon o mien Trung, dan van van", "UBND tinh hop ban ve lu bao")
    return [
        {"id": f"bare-{n}", "title": text, "body": f"{text}. {text} - cong tac dan van.",
         "category": "the thao", "source": f"{n}.vn", "published": f"2016-0{n + 1}-01"}
        for n, text in enumerate(texts)
    ] + [
        {"id": "bare-title", "title": "Dan van", "body": "Công tác dân vận của tỉnh."}
    ]  # fmt: skip


def _labelled() -> list[Record]:
    made: list[Record] = [
        {"id": f"section-{n}", "title": f"Bóng đá tỉnh {n}", "category": section,
         "author": "Nguyễn Văn An; Trần Bình" if n % 2 else "Nguyễn An", "source": "Báo Thể Thao",
         "body": "Đội bóng của tỉnh thắng ba bàn.", "published": f"2016-05-{12 + n}"}
        for n, section in enumerate(_SECTIONS)
    ]  # fmt: skip
    tags = (
        ["dân vận", "lũ"],
        ["vận", "dân"],
        ["công tác", "dân vận khéo"],
        ["dan van"],
        ["lũ bão"],
    )
    made += [
        {"id": f"tags-{n}", "title": f"Việc làng số {n}", "tags": own, "published": "2015-12-31"}
        for n, own in enumerate(tags)
    ]
    years = ("2031-01-01", "2031-05-05T23:59:00+07:00", "2099-12-31", "1916-05-12", "1945")
    made += [
        {
            "id": f"year-{n}",
            "title": "Chuyện dân vận năm nào",
            "body": "Lũ về làng.",
            "published": own,
        }
        for n, own in enumerate(years)
    ]
    return made


def _written_oddly() -> list[Record]:
    numbers = ("3,5 tấn", "3.5 tấn", "3.500 người", "3500 người", "3 500 người", "ngày 30.4",
               "ngày 30/4", "3, 5 tấn", "3-5 tấn", "1.234.567,8 đồng")  # fmt: skip
    made = [
        {"id": f"number-{n}", "title": f"Thu được {own}", "body": f"Cả xã có {own}, hơn năm ngoái.",
         "published": f"2016-06-{n + 1:02}"}
        for n, own in enumerate(numbers)
    ]  # fmt: skip
    signs = ("công tác dân vận", "công tác, dân vận", "công-tác dân-vận", "công tác. Dân vận",
             "công tác\ndân vận", "công tác (dân) vận", "CÔNG TÁC DÂN VẬN",
             "công  tác dân|vận")  # fmt: skip
    made += [
        {
            "id": f"sign-{n}",
            "title": f"Về {own}",
            "summary": own,
            "body": f"Nói về {own} ở đây. {own}",
        }
        for n, own in enumerate(signs)
    ]
    made += [
        {"id": "long-word", "title": f"Từ {LONG_WORD}",
         "body": f"dân {LONG_WORD} vận {LONG_WORD}"},
        {"id": "many-times", "title": "dân " * 40, "body": "dân vận, " * 400, "published": "2016"},
        {"id": "letters", "title": "a.b c|d e:f #g ^h _i",
         "body": "tp.hcm TP.HCM kĩ sư kỹ sư hoà hòa"},
        {"id": "composed", "title": "da\u0302n va\u0323\u0302n",
         "body": "Dân vận \u200bkhéo\u00a0lắm"},
    ]  # fmt: skip
    return made


def _named_oddly() -> list[Record]:
    names = ("a/b c", 'ê|:"*?#%', "..,", "%2F", "x" * 200, _LONG_ID, "'; --", "日本", "A", "a")
    return [
        {"id": own, "title": f"Tên bài lạ số {n}", "body": "Dân vận khéo ở làng.",
         "source": "lạ.vn",
         "url": f"https://lạ.vn/bai-{n}.html?x=1", "published": "2016-07-01"}
        for n, own in enumerate(names)
    ]  # fmt: skip
