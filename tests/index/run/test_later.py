"""Do later versions of articles wait as they came, whichever came between?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from index.article import Article
from index.run.later import LaterVersions

FIRST = Article("a", "Lúa chín", "", "Cả xóm ra đồng.", date(2020, 5, 1), tags=("lúa", "mùa"))
SECOND = Article("b", "Mưa lớn", "Ngập", "Đường ngập.", datetime(2020, 5, 1, 7, tzinfo=UTC))


def test_the_last_version_waits_in_the_place_of_the_first() -> None:
    later = LaterVersions()
    assert list(later) == []
    for article in (FIRST, SECOND, replace(FIRST, body="Cả xóm đã về.")):
        later.put(article)
    assert len(later) == 2
    assert list(later) == [replace(FIRST, body="Cả xóm đã về."), SECOND]


def test_what_is_dropped_is_gone() -> None:
    later = LaterVersions()
    later.put(FIRST)
    later.put(SECOND)
    later.drop(FIRST.id)
    later.drop("never seen")
    assert list(later) == [SECOND]
