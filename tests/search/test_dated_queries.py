"""Does a date among the words hide nothing that has all of them, and still prefer its days?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from brute_force import BruteForceSearcher
from indexes import live_folder

from index.lexicon import open_lexicon
from index.vietnamese import fold
from search import Engine, SearchRequest, open_engine
from search.answer import search
from search.request import Match

TODAY = date(2018, 5, 12)
DAYS = ("2018-05-12", "2018-05-01", "2016-08-20", "2017-12-15", "2012-03-03")
MENTIONS = (
    "",
    "hôm nay",
    "năm nay",
    "ngày 12/5/2018",
    "tháng 8/2016",
    "quý III/2016",
    "năm 2016",
    "năm ngoái",
    "tháng mười hai năm 2017",
    "10 năm qua",
)
TOPICS = ("Giá mận", "Chợ nổi", "Học sinh nghỉ Tết")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.answering.today", lambda: TODAY)


@pytest.fixture(scope="module")
def records() -> list[dict[str, str]]:
    """Each topic on each day with each mention, or none."""
    return [
        {"id": f"{n}", "title": f"{topic} {mention}".strip(), "published": day}
        for n, (topic, mention, day) in enumerate(product(TOPICS, MENTIONS, DAYS))
    ]


@pytest.fixture(scope="module")
def index_folder(
    tmp_path_factory: pytest.TempPathFactory,
    build_index: Callable[..., Path],
    records: list[dict[str, str]],
) -> Path:
    return build_index(tmp_path_factory.mktemp("dated"), records)


@pytest.fixture(scope="module")
def engine(index_folder: Path) -> Iterator[Engine]:
    with open_engine(index_folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def brute(engine: Engine, index_folder: Path) -> BruteForceSearcher:
    articles = list(engine.stream(SearchRequest()))
    return BruteForceSearcher(articles, open_lexicon(live_folder(index_folder)))


@pytest.fixture
def opened(tmp_path: Path, build_index: Callable[..., Path]) -> Iterator[Callable[..., Engine]]:
    engines: list[Engine] = []

    def of(*articles: tuple[str, str, str]) -> Engine:
        records = [{"id": i, "title": title, "published": day} for i, title, day in articles]
        engines.append(open_engine(build_index(tmp_path / f"{len(engines)}", records)))
        return engines[-1]

    yield of
    for one in engines:
        one.close()


def found(engine: Engine, q: str, **more: Any) -> list[str]:
    return [hit.id for hit in engine.search(SearchRequest(q, size=100, **more)).hits]


IN = {
    "hôm nay": ("2018-05-12",),
    "năm nay": ("2018-05-12", "2018-05-01"),
    "12/5/2018": ("2018-05-12",),
    "tháng 8/2016": ("2016-08-20",),
    "quý III/2016": ("2016-08-20",),
    "năm 2016": ("2016-08-20",),
    "năm ngoái": ("2017-12-15",),
    "tháng mười hai năm 2017": ("2017-12-15",),
    "10 năm qua": DAYS,
}
NAMED = {
    "12/5/2018": ("12/5/2018",),
    "tháng 8/2016": ("tháng 8/2016",),
    "quý III/2016": ("quý III/2016",),
}


@pytest.mark.parametrize("said", list(IN))
@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("typed", [str, lambda q: fold(q).lower()], ids=["accents", "bare"])
def test_what_is_found_is_of_these_days_or_says_so(
    engine: Engine,
    records: list[dict[str, str]],
    topic: str,
    said: str,
    typed: Callable[[str], str],
) -> None:
    """Counted article by article, without any engine."""
    expected = {
        one["id"]
        for one in records
        if one["title"].startswith(topic)
        and (
            one["published"] in IN[said]
            or any(text in one["title"] for text in NAMED.get(said, (said,)))
        )
    }
    results = engine.search(SearchRequest(typed(f"{topic} {said}"), size=100))
    assert {hit.id for hit in results.hits} == expected
    assert (results.total, results.near) == (len(expected), 0)
    assert [one.text for one in results.query.dates] == [typed(said)]


@pytest.mark.parametrize("match", ["words", "syllables", "exact"])
def test_an_engine_that_looks_at_every_article_finds_the_same(
    engine: Engine, brute: BruteForceSearcher, match: Match
) -> None:
    for topic, said in product(TOPICS, (*IN, "12/5 và 1/5/2018", "từ năm 2016", "tháng 5")):
        for q in (f"{topic} {said}", fold(f"{said} {topic}").lower()):
            request = SearchRequest(q, size=100, interval="year", match=match)
            expected = search(request, brute, TODAY, time.perf_counter())
            results = engine.search(request)
            assert {hit.id for hit in results.hits} == {hit.id for hit in expected.hits}, q
            assert results.query.understood == expected.query.understood
            assert results.facets == expected.facets


def test_what_is_counted_listed_and_exported_is_the_same(engine: Engine) -> None:
    for said in IN:
        q = f"chợ nổi {said}"
        results = engine.search(SearchRequest(q, interval="year"))
        assert sum(1 for _ in engine.stream(SearchRequest(q))) == results.total
        (trend,) = engine.trends([q], SearchRequest(interval="year"))
        assert trend.total == results.total == sum(b.count for b in results.facets.date.buckets)
        understood = SearchRequest(results.query.understood, size=100)
        assert engine.search(understood).total == results.total, results.query.understood


def test_all_days_are_one_of_the_other_counts(engine: Engine) -> None:
    ways = engine.search(SearchRequest("chợ nổi hôm nay", alternatives=True)).alternatives or ()
    (other,) = (one for one in ways if one.kind == "dates")
    assert (other.params, other.total) == ({"q": "chợ nổi"}, len(MENTIONS) * len(DAYS))


def test_articles_of_the_day_come_before_those_that_only_mention_it(
    opened: Callable[..., Engine],
) -> None:
    engine = opened(
        *((f"day{n}", f"Giá mận ở chợ thứ {n}", "2018-05-12") for n in range(3)),
        *((f"old{n}", f"Giá mận hôm nay ở chợ thứ {n}", "2012-05-12") for n in range(3)),
        *((f"other{n}", f"Chuyện hôm nay ở làng thứ {n}", "2012-05-12") for n in range(40)),
    )
    for q in ("giá mận hôm nay", "gia man hom nay"):
        ids = found(engine, q)
        assert set(ids[:3]) == {"day0", "day1", "day2"}
        assert set(ids[3:]) == {"old0", "old1", "old2"}


def test_a_headline_that_has_a_date_is_found_by_it_years_later(
    opened: Callable[..., Engine],
) -> None:
    engine = opened(
        ("old", "Học sinh năm nay nghỉ Tết chín ngày", "2012-01-20"),
        *((f"{n}", f"Học sinh miền núi nghỉ Tết đợt {n}", "2018-01-10") for n in range(12)),
        *((f"o{n}", f"Chuyện làng số {n}", "2018-01-10") for n in range(12)),
    )
    for q in ("Học sinh năm nay nghỉ Tết chín ngày", "hoc sinh nam nay nghi tet chin ngay"):
        assert found(engine, q)[0] == "old"


def test_times_that_count_from_today_limit_nothing_where_that_leaves_nothing(
    opened: Callable[..., Engine],
) -> None:
    engine = opened(("a", "Giá mận tăng", "2012-05-12"), ("b", "Giá mận giảm", "2013-05-12"))
    for said in ("hôm nay", "tuần trước", "3 năm qua", "tháng này", "sáng nay"):
        results = engine.search(SearchRequest(f"giá mận {said}"))
        assert {hit.id for hit in results.hits} == {"a", "b"}
        assert (results.total, results.query.relaxed, results.query.dates) == (2, False, ())
    assert found(engine, "giá mận 12/5/2018") == []
    assert found(engine, "giá mận tháng 5/2018") == []


def test_a_month_without_its_year_is_the_latest_and_hides_nothing(
    opened: Callable[..., Engine],
) -> None:
    engine = opened(
        ("text", "Mưa mận tháng 4", "2012-01-01"),
        ("day", "Mưa mận rơi", "2018-04-02"),
        ("other", "Mưa mận rụng", "2018-03-02"),
    )
    for said in ("tháng 4", "tháng tư", "thang 4"):
        assert set(found(engine, f"mưa mận {said}")) >= {"day"}
    assert set(found(engine, "mưa mận tháng 4")) == {"text", "day"}


def test_what_has_no_accents_is_a_date_if_the_words_say_so(opened: Callable[..., Engine]) -> None:
    engine = opened(
        ("nephew", "Ông Nam ngoại giao giỏi", "2012-01-01"),
        ("year", "Kế hoạch năm 2016 của làng", "2015-12-01"),
        ("in it", "Kế hoạch làng", "2016-06-01"),
        ("vn", "Việt Nam 2016 nhìn lại", "2017-01-01"),
        ("land", "Đất Việt rộng", "2016-06-01"),
        ("last", "Kế hoạch làng", "2017-06-01"),
        *((f"v{n}", "Việt Nam, Việt Nam năm ngoái", "2012-01-01") for n in range(9)),
    )
    assert set(found(engine, "ke hoach nam 2016")) == {"year", "in it"}
    assert set(found(engine, "viet nam 2016")) == {"vn"}
    assert engine.search(SearchRequest("viet nam 2016")).query.dates == ()
    assert found(engine, "ong nam ngoai") == ["nephew"]
    assert "last" in found(engine, "ke hoach nam ngoai")


def test_words_that_no_article_has_are_those_of_the_date_they_look_like(
    opened: Callable[..., Engine],
) -> None:
    engine = opened(("last", "Mưa mận rơi", "2017-06-01"), ("old", "Mưa mận rụng", "2012-06-01"))
    assert found(engine, "mua man nam ngoai") == ["last"]


@pytest.mark.parametrize("q", ["hôm nay", "tháng 8/2016", "12/5/2018", "năm 2016"])
def test_dates_alone_show_their_days_the_newest_first(engine: Engine, q: str) -> None:
    results = engine.search(SearchRequest(q, size=100))
    days = [str(hit.published)[:10] for hit in results.hits]
    assert set(days) == set(IN[q])
    assert days == sorted(days, reverse=True)
    assert (results.total, results.hits[0].score) == (len(days), None)


def test_dates_alone_that_no_article_is_of_are_words(opened: Callable[..., Engine]) -> None:
    engine = opened(("a", "Trận lũ ngày 1/2/2003", "2012-01-01"), ("b", "Trận lũ", "2012-01-02"))
    for q in ("1/2/2003", "tháng 2/2003 ?", "ngay 1/2/2003"):
        assert found(engine, q) == ["a"] or q.startswith("tháng"), q


def test_with_operators_the_days_and_the_texts_are_found_too(engine: Engine) -> None:
    both = set(found(engine, "mận hôm nay")) | set(found(engine, "chợ hôm nay"))
    assert both
    only = set(found(engine, 'hôm nay "chợ nổi" -mận'))
    assert only == set(found(engine, "chợ nổi hôm nay"))
    assert set(found(engine, "title:chợ hôm nay")) == only


def test_dates_beyond_the_eighth_are_words(engine: Engine) -> None:
    days = " ".join(f"{day}/5/2018" for day in range(1, 29))
    assert len(engine.search(SearchRequest(f"lũ {days}")).query.dates) == 8
