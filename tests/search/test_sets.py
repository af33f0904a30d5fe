"""Is what is counted what was meant, and is everything said that was counted?"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.vietnamese import fold
from search import Engine, SearchRequest, SearchResults, open_engine

OTHER = "Chợ phiên đông người."


@pytest.fixture(scope="module")
def sample(sample_index: Path) -> Iterator[Engine]:
    with open_engine(sample_index) as opened:
        yield opened


@pytest.fixture(scope="module")
def titles(sample: Engine) -> list[str]:
    return [article.title for article in sample.stream(SearchRequest()) if article.title]


@pytest.fixture(scope="module")
def parts(titles: list[str]) -> list[str]:
    """Stretches of titles of one to six syllables, half of them without accents."""
    chance = random.Random(3)
    found: list[str] = []
    for title in titles:
        words = title.split()
        length = chance.randint(1, min(6, len(words)))
        first = chance.randrange(len(words) - length + 1)
        part = " ".join(words[first : first + length]).strip(' .,:;"“”?!')
        found.append(fold(part) if len(found) % 2 else part)
    return found


def built(folder: Path, build_index: Callable[..., Path], bodies: dict[str, str]) -> Engine:
    records = [{"id": name, "body": body} for name, body in bodies.items()]
    return open_engine(build_index(folder, records))


def ids(results: SearchResults) -> set[str]:
    return {hit.id for hit in results.hits}


def all_ids(engine: Engine, request: SearchRequest) -> list[str]:
    first = engine.search(request)
    pages = (engine.search(replace(request, page=n)) for n in range(1, first.pages + 1))
    return [hit.id for page in pages for hit in page.hits]


def test_facets_count_the_articles_that_answer_and_no_near_ones(
    sample: Engine, parts: list[str]
) -> None:
    near = 0
    for q in parts:
        results = sample.search(SearchRequest(q, interval="month", highlight=False))
        near += results.near > 0
        facets = results.facets
        assert sum(value.count for value in facets.category) == results.total, q
        assert sum(value.count for value in facets.source) == results.total, q
        dated = sum(bucket.count for bucket in facets.date.buckets)
        assert dated + facets.date.undated == results.total, q
    assert near


def test_pages_go_over_what_answers_and_what_comes_near(sample: Engine, parts: list[str]) -> None:
    for q in parts[::5]:
        request = SearchRequest(q, size=7, highlight=False, group=False)
        results = sample.search(request)
        found = all_ids(sample, request)
        assert len(found) == len(set(found)) == results.total + results.near, q


def test_near_matches_are_marked_and_only_in_the_order_of_relevance(
    sample: Engine, parts: list[str]
) -> None:
    for q in parts:
        request = SearchRequest(q, size=100, highlight=False, group=False)
        results = sample.search(request)
        newest = sample.search(replace(request, sort="newest"))
        assert newest.near == 0
        assert newest.total == results.total
        assert results.query.relaxed == (results.near > 0)
        if results.total + results.near <= 100:
            answering = {hit.id for hit in results.hits if not hit.near}
            assert answering == ids(newest), q


def test_exports_trends_and_lists_count_alike(sample: Engine, parts: list[str]) -> None:
    for q in parts[::5]:
        total = sample.search(SearchRequest(q)).total
        assert sum(1 for _ in sample.stream(SearchRequest(q))) == total, q
        (trend,) = sample.trends([q], SearchRequest(interval="month"))
        assert trend.total == total, q


def test_who_narrows_down_by_a_phrase_never_gets_more(sample: Engine, parts: list[str]) -> None:
    """And exactly as many as a key term says."""
    told = 0
    for q in parts:
        total = sample.search(SearchRequest(q)).total
        for term in sample.key_terms(SearchRequest(q), 3):
            told += 1
            assert sample.search(SearchRequest(f'{q} "{term.text}"')).total == term.count < total
    assert told > 20


def test_other_counts_are_those_of_asking_for_them(sample: Engine, parts: list[str]) -> None:
    kinds = set()
    for q in [*parts[::3], "lũ tháng 5/2016"]:
        request = SearchRequest(q, highlight=False)
        assert sample.search(request).alternatives is None
        for other in sample.search(replace(request, alternatives=True)).alternatives or ():
            kinds.add(other.kind)
            params: dict[str, Any] = dict(other.params)
            assert sample.search(replace(request, **params)).total == other.total, (q, other)
    assert kinds >= {"phrase", "syllables", "dates"}


def test_taken_exactly_a_syllable_has_the_accents_typed(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    bodies = {"dan": "dan van", "dân": "dân vận", "apart": "vận hội của dân", "both": "dân van"}
    with built(tmp_path, build_index, bodies) as engine:
        for q, expected in (
            ("dân vận", {"dân", "apart"}),
            ("dan van", {"dan"}),
            ("van dân", {"both"}),
            ("dann", set()),
        ):
            results = engine.search(SearchRequest(q, match="exact"))
            assert (ids(results), results.suggestion) == (expected, None), q


def test_words_are_looked_for_anywhere_where_too_few_articles_have_them_near(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    gap = " ".join(["chuyện"] * 12)
    bodies = {f"{n}": OTHER for n in range(8)} | {
        "near": "Suối bên cầu.",
        "far": f"Cầu {gap} suối.",
    }
    with built(tmp_path, build_index, bodies) as engine:
        results = engine.search(SearchRequest("cầu suối"))
        assert ids(results) == {"near", "far"}
        assert results.query.understood == "anywhere: cầu · suối"
    enough = bodies | {f"n{n}": "Suối bên cầu." for n in range(3)}
    with built(tmp_path / "enough", build_index, enough) as engine:
        results = engine.search(SearchRequest("cầu suối"))
        assert "far" not in ids(results)
        assert (results.total, results.query.understood) == (4, "cầu · suối")


def test_where_no_article_has_a_word_its_syllables_count_apart(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    bodies = {f"{n}": "Công tác dân vận tốt." for n in range(3)} | {
        "apart": "Tác giả kể chuyện công."
    }
    with built(tmp_path, build_index, bodies) as engine:
        assert ids(engine.search(SearchRequest("công tác"))) == {"0", "1", "2"}
        results = engine.search(SearchRequest("công tác chuyện"))
        assert ids(results) == {"apart"}
        assert results.query.understood == "syllables anywhere: công tác · chuyện"


@pytest.mark.parametrize(
    ("q", "meant"),
    [
        ("thời tiêt", "thời tiết"),
        ("Đa Nẵng", "Đà Nẵng"),
        ("tieengs vieejt", "tiếng việt"),
        ("thoi72 tie61t", "thời tiết"),
    ],
)
def test_a_certain_correction_is_answered_at_once_with_a_way_back(
    tmp_path: Path, build_index: Callable[..., Path], q: str, meant: str
) -> None:
    bodies = {f"t{n}": "Thời tiết hôm nay đẹp." for n in range(5)}
    bodies |= {f"d{n}": "Đà Nẵng đón khách, đa số hài lòng." for n in range(5)}
    bodies |= {f"v{n}": "Tiếng Việt giàu và đẹp." for n in range(5)}
    with built(tmp_path, build_index, bodies) as engine:
        results = engine.search(SearchRequest(q))
        assert results.suggestion is not None
        assert (results.suggestion.q, results.suggestion.applied) == (meant, True)
        assert results.total == engine.search(SearchRequest(meant)).total == 5
        assert results.near == 0
        as_typed = engine.search(SearchRequest(q, match="exact"))
        assert (as_typed.suggestion, as_typed.near) == (None, 0)


def test_words_that_were_typed_apart_correct_no_mark_of_each_other(sample: Engine) -> None:
    q = 'áo -"hướng" -"dân"'  # hướng dẫn is a word
    results = sample.search(SearchRequest(q))
    assert results.suggestion is None or not results.suggestion.applied
    assert results.total > 0
    assert results.query.understood == q


def test_what_forbids_it_has_no_near_matches(sample: Engine, titles: list[str]) -> None:
    for title in titles[::10]:
        first, second, *rest = title.replace('"', "").split()
        for q in (
            f'{" ".join(rest)} "{first} {second}"',  # in another order than the headline
            f"title:{first} zz",
            f"{title} -zz",
            f"{first} OR zz",
        ):
            assert sample.search(SearchRequest(q)).near == 0, q


def test_a_wrong_guess_that_some_articles_answer_keeps_nothing_out(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    """What is read as *đàm phán* was *dám phản*; many have *đàm* and *phán* somewhere."""
    bodies = {f"talks{n}": "Họ không đàm phán nữa, hay đàm phán lại?" for n in range(20)}
    bodies |= {
        f"by chance {n}": "Bài đàm hay, họ phán, không ai thề thốt, lại về." for n in range(12)
    }
    bodies["meant"] = "Họ thề không dám phản lại."
    with built(tmp_path, build_index, bodies) as engine:
        results = engine.search(SearchRequest("ho the khong dam phan lai", size=20))
        assert results.query.understood.startswith(
            "syllables anywhere: họ · thề · không · đàm phán"
        )
        assert (results.total, results.near) == (12, 1)
        assert {hit.id for hit in results.hits if hit.near} == {"meant"}
        typed = engine.search(SearchRequest("họ thề không đàm phán lại"))
        assert (typed.total, typed.near) == (12, 0)


def test_names_with_a_sign_between_them_are_found_without_it(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    alone = "Mỹ xa, Mỹ giàu, Mỹ đẹp, Mỹ lạ, Mỹ mới. Triều đình họp ở Trung tâm."
    bodies = {f"alone {n}": alone for n in range(30)}
    bodies |= {f"beside {n}": "Mỹ trừng phạt hãng xe." for n in range(2)}
    trung = {f"trung {n}": f"Đến Mỹ{sign}Trung." for n, sign in enumerate(["-", " - "] * 4)}
    korea = {f"triều {n}": f"Đàm phán Mỹ{sign}Triều." for n, sign in enumerate(["-", " – "] * 10)}
    joined = {f"joined {n}": "Hội đàm Mỹ Triều." for n in range(6)}
    with built(tmp_path, build_index, bodies | trung | korea | joined) as engine:
        for q, expected in (
            ("My Trung", set(trung)),
            ("Mỹ Trung", set(trung)),
            ("My Trieu", {*korea, *joined}),
            ("Mỹ Triều", {*korea, *joined}),
        ):
            found = engine.search(SearchRequest(q, size=100))
            assert ids(found) >= expected, q
        assert engine.search(SearchRequest("Mỹ Triều")).query.understood == "mỹ triều"


def test_a_slip_that_some_article_has_too_is_suggested(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    bodies = {f"risk {n}": "Nguy cơ cháy, trách nhiệm của ai? " * 50 for n in range(5)}
    bodies |= {"có": "Lâm nguy có người cứu.", "tránh": "Hãy tránh nhiệm vụ khó."}
    with built(tmp_path, build_index, bodies) as engine:
        for q, meant, holder in (
            ("Nguy có", "Nguy cơ", "có"),
            ("tránh nhiệm", "trách nhiệm", "tránh"),
        ):
            results = engine.search(SearchRequest(q))
            assert results.suggestion is not None, q
            assert results.suggestion.q == meant
            assert ids(results) == {holder}
        for q in ("nguy cơ", "người cứu", '"nguy có"', "nguy OR có"):
            assert engine.search(SearchRequest(q)).suggestion is None, q


def test_what_many_articles_have_is_no_slip(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    bodies = {f"risk {n}": "Nguy cơ cháy. " * 2_500 for n in range(5)}
    bodies |= {f"có {n}": "Lâm nguy có người cứu." for n in range(50)}
    with built(tmp_path, build_index, bodies) as engine:
        results = engine.search(SearchRequest("nguy có"))
        assert (results.total, results.suggestion) == (50, None)
