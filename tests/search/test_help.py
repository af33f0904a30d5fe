"""Is there help while typing, beside an article and beside results, and is it true?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.vietnamese import fold
from search import Engine, SearchRequest, open_engine

SUBJECTS = {
    "flood": (
        "Nước lũ tràn về miền Trung",
        "Nước lũ dâng cao, bão lũ tàn phá nhà cửa ở miền Trung.",
    ),
    "match": ("Đội tuyển thắng trận", "Đội tuyển bóng đá thắng trận đấu, cầu thủ ăn mừng."),
    "school": (
        "Học sinh tựu trường",
        "Học sinh tựu trường, thầy giáo là ông Nguyễn Văn Bình đón ở cổng.",
    ),
}


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Engine]:
    records = [
        {
            "id": f"{name}{n}",
            "title": f"{title} lần {n}",
            "body": f"{body} {body}",
            "published": f"2016-{1 + n:02d}-10",
            "category": name,
        }
        for name, (title, body) in SUBJECTS.items()
        for n in range(6)
    ]
    opened = open_engine(build_index(tmp_path_factory.mktemp("help"), records))
    yield opened
    opened.close()


def texts(engine: Engine, typed: str) -> list[str]:
    return [one.text for one in engine.complete(typed, 8)]


@pytest.mark.parametrize("typed", ["đội t", "doi t", "Đội", "ĐỘI TU", "đôi tu", "ddooij tu"])
def test_a_word_is_completed_with_and_without_accents_and_capitals(
    engine: Engine, typed: str
) -> None:
    assert "đội tuyển" in [text.lower() for text in texts(engine, typed)]


def test_accents_that_were_typed_have_to_be_there(engine: Engine) -> None:
    assert not any("đội" in text for text in texts(engine, "đói t"))


def test_the_most_used_comes_first(engine: Engine) -> None:
    counts = [one.count for one in engine.complete("t", 8)]
    assert counts == sorted(counts, reverse=True)


def test_the_last_words_are_completed_behind_the_others(engine: Engine) -> None:
    assert "thắng trận đấu" in texts(engine, "thang tran d")
    assert "tàn phá nhà cửa" in texts(engine, "tan pha nha c")


def test_what_comes_behind_a_word_is_what_the_index_has_behind_it(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    """Not what is used most, nor what takes a syllable of one word for the next."""
    sentences = (
        "Em là học sinh giỏi.",
        "Ai lo an toàn giao thông?",
        "Xe đi an toàn.",
        "Họ hỏi công an tỉnh.",
        "Nhờ giao thông tốt.",
    )
    records = [
        {"id": f"{n}-{copy}", "body": text} for n, text in enumerate(sentences) for copy in "abcd"
    ]
    engine = open_engine(build_index(tmp_path, records))
    assert texts(engine, "hoc sinh gi") == ["học sinh giỏi"]
    assert texts(engine, "cong an t") == ["công an tỉnh"]
    assert texts(engine, "an t")[0] == "an toàn"
    assert texts(engine, "gi") == ["giao thông"]
    engine.close()


@pytest.mark.parametrize("typed", ["thang tran d", "tan pha nha c", "hoc sinh t", "doi tuyen b"])
def test_a_completion_behind_other_words_is_written_so_somewhere(
    engine: Engine, typed: str
) -> None:
    for one in engine.complete(typed, 8):
        assert engine.search(SearchRequest(f'"{one.text}"')).total > 0


def test_a_completion_never_leaves_out_what_was_typed_before(engine: Engine) -> None:
    for words in range(1, 16):
        typed = " ".join(["thắng", "trận"] * words)[: -len("ận")]
        assert all(text.lower().startswith(typed) for text in texts(engine, typed))


def test_a_name_is_written_with_its_capitals(engine: Engine) -> None:
    assert "Văn Bình" in texts(engine, "van b")


@given(st.text(max_size=40))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_typed_is_completed_or_not_without_an_error(engine: Engine, typed: str) -> None:
    found = texts(engine, typed)
    assert len(found) == len({fold(text) for text in found}) <= 8


@pytest.mark.parametrize("name", SUBJECTS)
def test_similar_articles_are_of_the_same_subject_and_never_the_article_itself(
    engine: Engine, name: str
) -> None:
    found = engine.similar(f"{name}0", 5)
    assert found is not None
    assert [hit.id.rstrip("0123456789") for hit in found] == [name] * 5
    assert f"{name}0" not in [hit.id for hit in found]


def test_nothing_is_like_an_article_that_does_not_exist(engine: Engine) -> None:
    assert engine.similar("none", 5) is None


def test_key_terms_are_words_of_the_results_and_of_few_others(engine: Engine) -> None:
    found = engine.key_terms(SearchRequest(category=("match",)), 10)
    assert "đội tuyển" in [term.text.lower() for term in found]
    bodies = [article.body.lower() for article in engine.stream(SearchRequest())]
    for term in found:
        holders = sum(term.text.lower() in body for body in bodies)
        assert term.count <= holders <= 6


def test_key_terms_of_everything_are_none(engine: Engine) -> None:
    assert engine.key_terms(SearchRequest(), 10) == []


def test_trends_count_as_searching_does(engine: Engine) -> None:
    request = SearchRequest(interval="month", start="2016-02", end="2016-05")
    trends = engine.trends(["nước lũ", "hoc sinh", "không có"], request)
    for trend in trends:
        hits = engine.search(SearchRequest(trend.q, size=100, start="2016-02", end="2016-05")).hits
        months = Counter((hit.published or "")[:7] for hit in hits)
        assert {b.start: b.count for b in trend.dates.buckets} == months
        assert trend.total == len(hits)
    assert [trend.total for trend in trends] == [4, 4, 0]
