"""Do versions say what each added and left out?"""

from __future__ import annotations

from index.article import Article
from search.versions import versions

FIRST = Article("a", "Cháy chợ", "Lửa bùng lên lúc nửa đêm.", "Không ai bị thương. Chợ cháy rụi.")
LATER = Article(
    "b", "Cháy chợ Khê", "", "Lửa bùng lên lúc nửa đêm! Một người bị thương.\nCHỢ CHÁY RỤI"
)


def test_each_is_compared_with_the_one_before() -> None:
    first, second, third = versions([FIRST, LATER, FIRST])
    assert (first.added, first.left_out) == ((), ())
    assert second.added == ("Một người bị thương.",)
    assert second.left_out == ("Không ai bị thương.",)
    assert (third.added, third.left_out) == (second.left_out, second.added)
    assert [one.hit.id for one in (first, second, third)] == ["a", "b", "a"]
    assert second.hit.article.body == ""


def test_one_alone_and_one_without_texts() -> None:
    assert versions([]) == []
    (alone,) = versions([Article("a", "Chỉ có tiêu đề")])
    assert (alone.added, alone.left_out) == ((), ())
    _, second = versions([FIRST, Article("b", "Chỉ có tiêu đề")])
    assert second.added == ()
    assert len(second.left_out) == 3
