"""Are completions whole, written as articles write them, and do they leave the operators alone?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search import Engine, SearchRequest, open_engine

TITLES = (
    "Xóm Bàu đề xuất đắp đê",
    "Xóm Bàu đề xuất xây cầu",
    "Xóm Bàu đề xuất trồng tre",
    "Hình ảnh của chợ nổi",
    "Hình ảnh của làng gốm",
    "Hình ảnh của bến cũ",
    "Ai lo chợ nổi",
    "Mùa nước ở chợ nổi",
    "Mưa to, ghe về chợ nổi",
    "Ghé thăm xóm Bàu",
    "Mưa to ở xóm Bàu",
    "Thuyền về xóm Bàu",
    "Thủ tướng Fooland Jan Kowal thăm làng",
    "Gặp thủ tướng Fooland Jan Kowal ở bến",
    "Tàu của thủ tướng Fooland Jan Kowal ghé cảng",
)
BODIES = (
    "Chỉ số VN-Index tăng. Nay VN-Index giảm nhẹ. Dịch COVID-19 đã qua, COVID-19 để lại bài học.",
    "Hãng Rolls-Royce mở xưởng. Ông Kim Jong-un gặp người H’Mông. Thương chiến Mỹ-Trung kéo dài.",
    "Ông Jan Kowal vui. Bà kể về Jan Kowal và xóm Bàu. Ta nói ở Fooland có chợ nổi.",
    "Công ty gốm sứ bán hàng. Ông làm ở công ty gốm. Tag ảnh lên mạng, ai cũng tag.",
)


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Engine]:
    records = [
        {"id": f"{n}-{copy}", "title": title, "body": BODIES[n % len(BODIES)]}
        for n, title in enumerate(TITLES)
        for copy in range(8)
    ]
    with open_engine(build_index(tmp_path_factory.mktemp("whole"), records)) as opened:
        yield opened


def texts(engine: Engine, typed: str) -> list[str]:
    return [one.text for one in engine.complete(typed, 8)]


@pytest.mark.parametrize(
    ("typed", "whole", "fragment"),
    [
        ("xom b", "xóm bàu", "xóm bàu đề xuất"),
        ("cho n", "chợ nổi", "chợ nổi của"),
        ("hinh anh c", "", "hình ảnh của"),
        ("jan k", "jan kowal", "jan kowal thăm"),
        ("foolan", "fooland", "fooland jan kowal"),
    ],
)
def test_what_hardly_any_title_ends_with_is_no_completion(
    engine: Engine, typed: str, whole: str, fragment: str
) -> None:
    found = [text.lower() for text in texts(engine, typed)]
    assert fragment not in found
    assert not whole or whole in found


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("VN-In", "VN-Index"),
        ("vn-", "VN-Index"),
        ("vn in", "VN-Index"),
        ("covid-1", "COVID-19"),
        ("covid", "COVID-19"),
        ("COVID 1", "COVID-19"),
        ("kim jong-u", "Kim Jong-un"),
        ("Jong-u", "Jong-un"),
        ("rolls-r", "Rolls-Royce"),
        ("h'm", "H’Mông"),
        ("H’M", "H’Mông"),
        ("My-T", "Mỹ-Trung"),
        ("title:VN-In", None),
        ("body:VN-In", "body:VN-Index"),
        ("lũ -VN-In", "lũ -VN-Index"),
        ('"VN-In', '"VN-Index"'),
        ("lũ OR vn-in", "lũ OR VN-Index"),
    ],
)
def test_a_word_with_a_sign_is_completed_with_it(
    engine: Engine, typed: str, expected: str | None
) -> None:
    found = texts(engine, typed)
    assert found == [] if expected is None else expected in found


@pytest.mark.parametrize("typed", ["VN-In", "vn-", "covid-1", "jong-u", "rolls-r"])
def test_a_word_with_a_sign_counts_its_articles(engine: Engine, typed: str) -> None:
    found = engine.complete(typed, 8)
    assert found
    for one in found:
        assert one.count == engine.search(SearchRequest(f'"{one.text}"')).total > 0


@pytest.mark.parametrize(
    ("typed", "head"),
    [
        ("title:cho n", 'title:"'),
        ("-cho n", '-"'),
        ("NOT cho n", 'NOT "'),
        ('"cho n', '"'),
        ("(mua OR cho n", "(mua OR "),
        ("TITLE:cho n", 'TITLE:"'),
        ("mưa -cho n", 'mưa -"'),
    ],
)
def test_what_stands_before_the_open_end_stays_as_it_was_typed(
    engine: Engine, typed: str, head: str
) -> None:
    found = texts(engine, typed)
    assert any("chợ nổi" in text for text in found)
    assert all(text.startswith(head) for text in found)


@pytest.mark.parametrize(
    "typed", ["titel:cho n", "title", "titl", "category:cho", "tag:cho n", "source:x", "date:20"]
)
def test_the_name_of_a_field_is_not_mended(engine: Engine, typed: str) -> None:
    """There is no word that begins so, and a field that is none has no words."""
    assert texts(engine, typed) == []


def test_no_capitals_are_shown_that_no_article_has(engine: Engine) -> None:
    bodies = " ".join((*TITLES, *BODIES)).replace("’", "'")
    for typed in ("cong t", "ong l", "xom b", "jan", "ai c", "ta n", "gom s", "thu tuong f"):
        for text in texts(engine, typed):
            inner = text[1:].replace("’", "'")  # a sentence may begin with it
            assert inner in bodies, text


def test_a_word_with_a_sign_behind_many_words_is_not_completed_without_them(engine: Engine) -> None:
    for words in range(1, 20):
        typed = "chợ nổi " * words + "VN-In"
        assert all(text.startswith("chợ nổi") for text in texts(engine, typed))


@pytest.mark.parametrize("sign", ["-", "'", "’", "–", ".", "/"])
def test_rows_of_signs_are_completed_or_not_without_an_error(engine: Engine, sign: str) -> None:
    for typed in (
        sign * 40,
        f"vn{sign}" * 30,
        f"{sign}vn{sign}in",
        f"vn {sign} in",
        f"a{sign}1{sign}",
    ):
        assert len(texts(engine, typed)) <= 8
