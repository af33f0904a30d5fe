"""Is there help while typing, beside an article and beside results, and is it true?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
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
    with open_engine(build_index(tmp_path_factory.mktemp("help"), records)) as opened:
        yield opened


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
    with open_engine(build_index(tmp_path, records)) as engine:
        assert texts(engine, "hoc sinh gi") == ["học sinh giỏi"]
        assert texts(engine, "cong an t") == ["công an tỉnh"]
        assert texts(engine, "an t")[0] == "an toàn"
        assert texts(engine, "gi") == ["giao thông"]


@pytest.fixture(scope="module")
def pairs_only(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Engine]:
    """*Ăn cơm* and *cơm ngon* there are, often, and never *ăn cơm ngon*."""
    sentences = ("Em ăn cơm rồi.", "Bát cơm ngon lắm.", "Tin bão số ba.", "Lo lũ sớm.")
    records = [
        {"id": f"{n}-{copy}", "body": text}
        for n, text in enumerate(sentences)
        for copy in "abcdefgh"
    ]
    with open_engine(build_index(tmp_path_factory.mktemp("pairs"), records)) as opened:
        yield opened


def test_a_completion_behind_other_words_is_written_so_somewhere(pairs_only: Engine) -> None:
    assert texts(pairs_only, "an com n") == []
    assert any("cơm ngon" in text for text in texts(pairs_only, "bat com n"))
    for typed in ("an com r", "com n", "lu s", "tin bao s"):
        for one in pairs_only.complete(typed, 8):
            assert one.count == pairs_only.search(SearchRequest(f'"{one.text}"')).total > 0


def test_what_titles_and_summaries_have_behind_the_words_is_offered(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    """Also where the pair of syllables is too rare to tell."""
    records = [
        {"id": f"{n}", "title": f"Bảo hiểm y tế tự nguyện {n}", "body": "Thế giới, thế kỷ. Tế lễ."}
        for n in range(2)
    ]
    records += [{"id": f"b{n}", "body": "Kinh tế thế giới. Người tự nguyện."} for n in range(60)]
    with open_engine(build_index(tmp_path, records)) as engine:
        assert "bảo hiểm y tế tự nguyện" in texts(engine, "bảo hiểm y tế t")
        assert "bảo hiểm y tế tự nguyện" in texts(engine, "bao hiem y te ")
        assert texts(engine, "bảo hiểm y tế x") == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lũ OR doi t", "lũ OR đội tuyển"),
        ('"doi t', '"đội tuyển"'),
        ("title:doi t", 'title:"đội tuyển"'),
        ("lũ -doi t", 'lũ -"đội tuyển"'),
        ("NOT doi t", 'NOT "đội tuyển"'),
        ("(lũ OR doi t", "(lũ OR đội tuyển"),
        ("đội-t", "đội tuyển"),
    ],
)
def test_what_stands_behind_an_operator_is_completed(
    engine: Engine, typed: str, expected: str
) -> None:
    assert expected in [text.replace("Đội", "đội") for text in texts(engine, typed)]


@pytest.mark.parametrize(
    "typed",
    [
        '"x OR doi t',
        "category:doi t",
        "title:nuoc l t",
        "x - OR",
        '"doi tuyen" ',
        "doi*",
        "(doi)",
        "",
        " ",
        '"',
        "title:",
        "-",
    ],
)
def test_where_nothing_has_begun_nothing_is_completed(engine: Engine, typed: str) -> None:
    assert texts(engine, typed) == []


def test_two_words_that_are_collocated_are_completed(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    """*Giá vàng*, which pyvi does not join; but not *mạng xã*, which is cut off."""
    records = [
        {"id": word, "title": f"Giá vàng {word}", "body": "Giá vàng hạ. Bán vàng, giá rẻ."}
        for word in ("tăng", "giảm", "mới", "cũ", "lên", "xuống")
    ]
    records += [
        {"id": f"m{n}", "title": f"Mạng xã hội {n}", "body": f"Tin {n} ở trên đời. " * 20}
        for n in range(20)
    ]
    with open_engine(build_index(tmp_path, records)) as engine:
        assert "giá vàng" in [text.lower() for text in texts(engine, "gia v")]
        assert "mạng xã" not in [text.lower() for text in texts(engine, "mang x")]


def test_capitals_of_a_few_titles_do_not_make_a_name(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    records = [
        {"id": f"{n}", "title": "Gặp Chủ Tịch Nước", "body": "Ông chủ tịch nước. Vị chủ tịch xã. "}
        for n in range(3)
    ]
    records += [{"id": f"b{n}", "body": "Ông chủ tịch xã nói. Bà chủ tịch đi."} for n in range(12)]
    with open_engine(build_index(tmp_path, records)) as engine:
        found = texts(engine, "chu tich n")
        assert [text.lower() for text in found] == ["chủ tịch nước"]
        assert found != ["Chủ Tịch Nước"]


def test_what_comes_behind_is_ordered_by_the_articles_that_have_it(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    records = [{"id": f"t{n}", "title": "Chọn xe buýt Phương Trang"} for n in range(2)]
    records += [{"id": f"b{n}", "title": "Tin", "summary": "Đi xe buýt Phú Lâm."} for n in range(9)]
    records += [{"id": f"f{n}", "body": "Hãng Phương Trang. Quán Phú Lâm."} for n in range(9)]
    with open_engine(build_index(tmp_path, records)) as engine:
        found = engine.complete("xe buyt ph", 8)
        assert {one.text for one in found} >= {"xe buýt Phương Trang", "xe buýt Phú Lâm"}
        assert [one.count for one in found] == sorted((one.count for one in found), reverse=True)


def test_a_long_name_is_completed_whole(tmp_path: Path, build_index: Callable[..., Path]) -> None:
    records = [
        {"id": f"{n}", "body": "Hôm qua ông Nguyễn Phú Trọng tới. Ông Nguyễn Phú Trọng nói."}
        for n in range(4)
    ]
    with open_engine(build_index(tmp_path, records)) as engine:
        assert texts(engine, "nguyen phu t") == ["Nguyễn Phú Trọng"]


def test_what_begins_one_longer_name_is_not_offered_beside_it(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    """pyvi makes *Lê Âu* and *Ngân Anh* of it."""
    body = "Hôm qua cô Lê Âu Ngân Anh tới. Cô Lê Âu Ngân Anh nói."
    with open_engine(
        build_index(tmp_path, [{"id": f"{n}", "body": body} for n in range(4)])
    ) as engine:
        assert texts(engine, "le a") == ["Lê Âu Ngân Anh"]


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


def test_what_an_article_is_about_most_counts_most(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    records = [
        {"id": "one", "body": "Ducati chạy. Ducati đẹp. Ducati đỏ. Rồi ghé Zurich."},
        {"id": "bike", "body": "Ducati mới về."},
        {"id": "town", "body": "Zurich mới mưa."},
        {"id": "bike2", "body": "Ducati cũ về."},
        {"id": "town2", "body": "Zurich cũ mưa."},
    ]
    records += [{"id": f"{n}", "body": "Mưa về đẹp, rồi chạy ghé đỏ."} for n in range(9)]
    with open_engine(build_index(tmp_path, records)) as engine:
        found = [hit.id for hit in engine.similar("one", 4) or ()]
        assert sorted(found[:2]) == ["bike", "bike2"]
        assert sorted(found[2:]) == ["town", "town2"]


def test_nothing_is_like_an_article_that_does_not_exist(engine: Engine) -> None:
    assert engine.similar("none", 5) is None


def test_key_terms_are_words_of_the_results_and_of_few_others(engine: Engine) -> None:
    categories = ("match", next(name for name in SUBJECTS if name != "match"))
    found = engine.key_terms(SearchRequest(category=categories), 10)
    assert any(term.text.lower().startswith("đội tuyển") for term in found)
    for term in found:
        narrowed = engine.search(SearchRequest(f'"{term.text}"', category=categories))
        assert term.count == narrowed.total == 6


def test_what_is_in_all_results_or_in_few_is_no_key_term(engine: Engine) -> None:
    assert engine.key_terms(SearchRequest(category=("match",)), 10) == []
    assert engine.key_terms(SearchRequest(end="2016-02", category=("match",)), 10) == []


def test_a_key_term_is_no_fragment(tmp_path: Path, build_index: Callable[..., Path]) -> None:
    """pyvi makes one word of *bảo hành chính*."""
    others = ("Trời mưa to ở phố.", "Cô bán hoa ngoài chợ.", "Anh sửa xe cũ.", "Bé tới trường.")
    body = "Điện thoại có bảo hành chính hãng. Máy mới được bảo hành chính hãng hai năm."
    records = [{"id": f"{n}", "body": body if n < 4 else others[n % 4]} for n in range(24)]
    records += [{"id": f"xe{n}", "body": "Xe cũ hết hạn bảo hành."} for n in range(2)]
    with open_engine(build_index(tmp_path, records)) as engine:
        found = [term.text for term in engine.key_terms(SearchRequest("bảo hành"), 10)]
        assert "bảo hành chính hãng" in found
        assert not any(
            f" {one} " in f" {other} " for one in found for other in found[: found.index(one)]
        )


def test_a_name_of_one_syllable_is_a_key_term_and_tells_what_is_alike(
    tmp_path: Path, build_index: Callable[..., Path]
) -> None:
    """In articles that have no other word in common, be they new or merged long ago."""
    about = {
        "Ducati": ("Chiếc Ducati màu đỏ.", "Họ bán Ducati rẻ.", "Anh ấy mua Ducati."),
        "iPhone": ("Máy iPhone tốt.", "Pin iPhone yếu.", "Cô ấy bán iPhone."),
    }
    records = [
        {"id": f"{name}-{n}", "body": text, "category": "xe máy"}
        for name, texts in about.items()
        for n, text in enumerate(texts)
    ]
    records += [{"id": f"{n}", "body": "Máy tốt, giá giảm, anh mua, cô bán."} for n in range(9)]
    records.append(
        {"id": "cut", "body": "Xe Ducati mới."}
    )  # where pyvi makes one word of *xe Ducati*
    with open_engine(build_index(tmp_path, records)) as engine:
        for name in about:
            similar = engine.similar(f"{name}-0", 2)
            assert {hit.id for hit in similar or ()} <= {f"{name}-1", f"{name}-2", "cut"}
        terms = engine.key_terms(SearchRequest(category=("xe máy",)), 9)
        assert {(term.text, term.count) for term in terms} >= {(name, 3) for name in about}
        alike = engine.similar("cut", 3) or []
        assert {hit.id for hit in alike} == {f"Ducati-{n}" for n in range(3)}


def test_key_terms_asked_for_with_the_results_are_those_asked_for_alone(engine: Engine) -> None:
    categories = ("match", next(name for name in SUBJECTS if name != "match"))
    request = SearchRequest(category=categories, terms=9)
    terms = engine.search(request).terms
    assert terms
    assert list(terms) == engine.key_terms(request, 9)
    assert engine.search(replace(request, terms=0)).terms is None


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
