"""Is what somebody meant worked out from the index, and is it only a help, never a hindrance?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from search import SearchRequest, open_engine
from search.results import Suggestion
from search.typed_query import finds_any, plan_typed, with_near

DAY = date(2026, 1, 1)

SENTENCES = (
    "Chính phủ họp bàn về công tác dân vận.",
    "Công tác dân vận khéo ở xã miền núi.",
    "Bí thư chi bộ kể chuyện làm dân vận.",
    "Người dân vẫn chờ mưa trên cánh đồng.",
    "Tiếng Việt là tiếng mẹ đẻ của chúng ta.",
    "Cô giáo dạy tiếng Việt cho trẻ em vùng cao.",
    "Bóng đá trẻ vào mùa giải mới.",
    "Đội bóng đá nữ giành chiến thắng.",
    "Nông dân sử dụng giống lúa mới.",
    "Nhà máy sử dụng điện mặt trời.",
    "Sinh viên dự hội thi áo dài rất xinh.",
    "Nữ sinh viên trồng trúc ở vườn cư xá.",
    "Chung cư mới nằm giữa trung tâm.",
    "Con vi vút bay, công trường và tên nỏ.",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]) -> Any:
    records = [
        {"id": f"{n}-{copy}", "title": sentence}
        for n, sentence in enumerate(SENTENCES)
        for copy in range(3)
    ]
    with open_engine(build_index(tmp_path_factory.mktemp("reading"), records)) as opened:
        yield opened


def suggestion(engine: Any, q: str) -> Suggestion | None:
    """What is suggested, whether it was answered at once or not."""
    found: Suggestion | None = engine.search(SearchRequest(q)).suggestion
    return replace(found, applied=False) if found else None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cong tac dan van", "công tác dân vận"),
        ("nguoi dan van cho", "người dân vẫn chờ"),
        ("Tieng Viet", "Tiếng Việt"),
        ("BONG DA", "BÓNG ĐÁ"),
        ("tiếng viet", "tiếng việt"),
        ('"dan van" -bong', '"dân vận" -bóng'),
        ("title:giong -category:moi", "title:giống -category:moi"),
    ],
)
def test_accents_are_given_back_by_what_stands_together_in_the_index(
    engine: Any, typed: str, meant: str
) -> None:
    assert suggestion(engine, typed) == Suggestion(meant, "accents")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tieengs vieejt", "tiếng việt"),
        ("tie61ng Vie6t5", "tiếng Việt"),
        ("sữ dụng", "sử dụng"),
        ("xử dụng", "sử dụng"),
        ("bóng đás", "bóng đá"),
        ("tiếgn việt", "tiếng việt"),
        ("tiêng việt", "tiếng việt"),
        ("giành triến thắng", "giành chiến thắng"),
        ("lông dân", "nông dân"),
        ("ngườ dân", "người dân"),
        ("cong tca dan van", "công tác dân vận"),
        ("tiéng viẹt", "tiếng việt"),
        ("bóng dá", "bóng đá"),
        ("truwongf", "trường"),
    ],
)
def test_an_error_is_corrected_in_the_light_of_its_neighbours(
    engine: Any, typed: str, meant: str
) -> None:
    assert suggestion(engine, typed) == Suggestion(meant, "spelling")


@pytest.mark.parametrize(
    "q",
    [
        "công tác dân vận",
        "Tiếng Việt",
        "date:2016",
        "",
        "…",
        "tr*",
        "3.500",
        "category:moi",
        "½",
        "m²",
        "wi-fi",
        "công-ten-nơ",
    ],
)
def test_nothing_is_suggested_where_nothing_is_wrong(engine: Any, q: str) -> None:
    assert suggestion(engine, q) is None


def test_a_suggestion_leads_to_what_was_meant_and_is_not_corrected_again(engine: Any) -> None:
    first = suggestion(engine, "cong tca dan van")
    assert first is not None
    results = engine.search(SearchRequest(first.q))
    assert results.suggestion is None
    assert {hit.title for hit in results.hits[:3]} <= set(SENTENCES[:2])


def test_likely_accents_rank_first_where_any_are_found(engine: Any) -> None:
    titles = [hit.title for hit in engine.search(SearchRequest("lam dan van", size=100)).hits]
    assert titles[0] == SENTENCES[2]
    both = engine.search(SearchRequest("dan van", size=100, match="syllables"))
    assert {hit.title for hit in both.hits} == {*SENTENCES[:4]}
    assert both.hits[-1].title == SENTENCES[3]


def test_taken_as_it_stands_a_misspelt_word_finds_what_was_typed(engine: Any) -> None:
    assert engine.search(SearchRequest("tieengs", match="exact")).total == 0


def test_a_snippet_shows_what_was_meant_rather_than_other_accents(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    body = "Người dân vẫn đợi ở bến. Cán bộ làm dân vận khéo. Ai cũng vẫn dẫn trâu về."
    records = [{"id": "a", "body": body}, *({"id": str(n), "body": "dân vận"} for n in range(5))]
    with open_engine(build_index(tmp_path, records)) as engine:
        hit = next(h for h in engine.search(SearchRequest("dan van")).hits if h.id == "a")
        assert hit.highlights is not None
        assert any("dân vận" in snippet.text for snippet in hit.highlights.body)
        (excluded,) = (h for h in engine.search(SearchRequest("nguoi -vanh")).hits if h.id == "a")
        assert excluded.highlights is not None
        marked = excluded.highlights.body
        assert [s.text[a:b] for s in marked for a, b in s.marks] == ["Người"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("xinh viên", "sinh viên"),
        ("xinh vien", "sinh viên"),
        ("trung cư mới", "chung cư mới"),
        ("nữ xinh viên trồng trúc", "nữ sinh viên trồng trúc"),
    ],
)
def test_a_word_that_never_stands_so_is_taken_for_what_sounds_alike(
    engine: Any, typed: str, meant: str
) -> None:
    assert suggestion(engine, typed) == Suggestion(meant, "spelling")
    assert suggestion(engine, typed.split(maxsplit=1)[0]) is None  # alone it may well be meant


@pytest.mark.parametrize("q", ["giong category:moi", '"lua moi mat troi"', "dien moi dan"])
def test_a_suggestion_that_finds_nothing_is_none(engine: Any, q: str) -> None:
    found = engine.search(SearchRequest(q))
    assert found.suggestion is None or engine.search(SearchRequest(found.suggestion.q)).hits


def test_a_few_articles_that_have_a_mistake_do_not_make_it_right(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    """Of syllables that are common, which stand together less often than by chance."""
    right = ("Sở xử lý vi phạm.", "Họ xử lý rác.", "Cách sử dụng máy.", "Thầy dạy vật lý.")
    records = [{"id": f"{n}", "body": right[n % 4]} for n in range(400)]
    records += [{"id": f"w{n}", "body": "Sở sử lý rác."} for n in range(2)]
    with open_engine(build_index(tmp_path, records)) as engine:
        assert suggestion(engine, "Sở sử lý") == Suggestion("Sở xử lý", "spelling")
        assert suggestion(engine, "sử dụng máy") is None
        assert suggestion(engine, "vật lý") is None


def test_marks_are_forgotten_in_a_syllable_that_is_common_without_them(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    texts = ("Đuôi áo thòi ra ngoài.", "Tin thời tiết hôm nay.", "Bất động sản tăng giá.",
             "Gió mùa đông bắc.")  # fmt: skip
    records = [{"id": f"{n}", "body": texts[n % 4]} for n in range(200)]
    with open_engine(build_index(tmp_path, records)) as engine:
        assert suggestion(engine, "tin thòi tiết") == Suggestion("tin thời tiết", "spelling")
        assert suggestion(engine, "bất đông sản") == Suggestion("bất động sản", "spelling")
        assert suggestion(engine, "thòi ra") is None
        assert suggestion(engine, "mùa đông") is None


def test_another_spelling_is_right_as_it_stands(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    records = [{"id": f"{n}", "body": "Ai công tên nơ ấy."} for n in range(60)]
    records.append({"id": "own", "body": "Xe công ten nơ chạy."})
    with open_engine(build_index(tmp_path, records)) as engine:
        assert suggestion(engine, "công ten nơ") is None


def test_an_abbreviation_that_articles_have_is_no_error(
    tmp_path: Path, build_index: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "search.meaning.candidates._RARE_IN_SYLLABLES", 100
    )  # as in an index of millions of words
    filler = "Tin vui là. " * 40
    records = [
        {"id": f"{n}", "body": filler + ("Hãng LG mở bán." if n < 4 else "")} for n in range(400)
    ]
    with open_engine(build_index(tmp_path, records)) as engine:
        assert suggestion(engine, "LG") is None
        assert suggestion(engine, "lag") is not None


def test_of_likely_interpretations_the_one_that_articles_have_is_taken(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    """*Dân vẫn* is the commoner pair, but nobody does *công tác dân vẫn*."""
    records = [{"id": f"v{n}", "body": "Người dân vẫn chờ."} for n in range(40)]
    records += [{"id": f"c{n}", "body": "Nói về công tác dân sự."} for n in range(20)]
    records += [{"id": f"d{n}", "body": "Lo công tác dân vận."} for n in range(8)]
    with open_engine(build_index(tmp_path, records)) as engine:
        assert suggestion(engine, "cong tac dan van") == Suggestion("công tác dân vận", "accents")
        assert suggestion(engine, "nguoi dan van") == Suggestion("người dân vẫn", "accents")


def test_alone_an_unknown_word_is_taken_for_one_that_is_used(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    filler = "Đó là tin vui của mọi người ở làng này. " * 40
    records = [{"id": f"{n}", "body": filler + "Xe Yamaha mới." * (n < 6)} for n in range(300)]
    records.append({"id": "once", "body": "Xe cvid lạ."})
    with open_engine(build_index(tmp_path, records)) as engine:
        assert suggestion(engine, "Yamha") == Suggestion("Yamaha", "spelling")
        assert suggestion(engine, "covid") is None
        assert suggestion(engine, "cvid") is None


@pytest.mark.parametrize("sentence", SENTENCES)
def test_whether_a_query_finds_anything_is_told_without_planning_it_in_full(
    engine: Any, sentence: str
) -> None:
    words = sentence.split()
    told = set()
    with engine._searcher() as (_, searcher):
        for other in ("", "bóng", "tỏi", "khéo trồng", '"dân vận"', "2016"):
            for q in (f"{words[1]} {words[2]} {other}", f"{words[0]} {other}", f"{other} zz"):
                found = with_near(plan_typed(q, searcher, DAY), searcher)[1] > 0
                assert finds_any(q, searcher, DAY) == found, q
                told.add(found)
    assert told == {False, True}
