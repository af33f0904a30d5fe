"""Do later versions of articles wait as they came, whichever came between?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from index.article import Article
from index.run.later import Later, LaterVersions

FIRST = Article("a", "Lúa chín", "", "Cả xóm ra đồng.", date(2020, 5, 1), tags=("lúa", "mùa"))
SECOND = Article("b", "Mưa lớn", "Ngập", "Đường ngập.", datetime(2020, 5, 1, 7, tzinfo=UTC))
CHANGED = replace(FIRST, body="Cả xóm đã về.")


def waiting() -> LaterVersions:
    later = LaterVersions()
    assert not later
    for article, path in ((FIRST, "x"), (SECOND, "x"), (CHANGED, "y")):
        later.add(Later(article, path, "duplicates" if path == "x" else "updated"))
    return later


def test_the_versions_of_an_article_wait_in_their_order() -> None:
    later = waiting()
    assert later
    assert later.ids() == ["a", "b"]
    assert list(later.articles("a")) == [FIRST, CHANGED]
    assert list(later.of("b")) == [Later(SECOND, "x", "duplicates")]
    assert later.paths("a") == {"x", "y"}
    assert [later.is_former(one) for one in ("a", "b")] == [True, False]


def test_the_last_version_with_a_body_counts() -> None:
    later = waiting()
    assert later.last("a") == CHANGED
    later.add(Later(replace(FIRST, body=""), "z", "duplicates"))
    assert later.last("a") == CHANGED


def test_what_is_dropped_is_gone() -> None:
    later = waiting()
    later.drop("a")
    later.drop("never seen")
    assert later.ids() == ["b"]
    assert list(later.of("a")) == []
