"""Are names left alone by suggestions, and what was typed rightly?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from search import Engine, SearchRequest, open_engine
from search.meaning.doubts import is_name

SENTENCES = (
    "Cơn bão đổ vào vùng ven biển miền Trung sáng nay.",
    "Bà con ở vùng lân cận lo cho phụ nữ và trẻ em.",
    "Cột lan can bên cầu bị gãy.",
    "Sẽ mở chợ đêm ở bến sông.",
    "Vẻ đẹp của bến sông quê.",
    "Tờ báo kể tên của anh lính.",
    "Đêm nhạc có 3 ca sĩ và 4 nhóm múa.",
    "Mạng 5 lớp, giá 4 đồng.",
    "Thời tiết xấu, tiếng Việt đẹp.",
    "Bóng đá nữ xứ Wales có fan teen.",
    "Hãng Yamaha bán xe mới.",
    "Đoàn Mỹ họp bàn ở phố núi.",
    "Hai bà Trưng có đền thờ ở quê.",
    "Thương chiến Mỹ-Trung chưa dứt.",
    "Nói lệch giờ, lệch bến.",
)


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Engine]:
    records = [
        {"id": f"{n}-{copy}", "title": sentence, "body": sentence}
        for n, sentence in enumerate(SENTENCES)
        for copy in range(8)
    ]
    with open_engine(build_index(tmp_path_factory.mktemp("names"), records)) as opened:
        yield opened


def suggested(engine: Engine, q: str) -> str | None:
    found = engine.search(SearchRequest(q)).suggestion
    return found.q if found else None


@pytest.mark.parametrize(
    "name",
    [
        "3G", "4K", "5G", "U2", "A320", "5kg", "13m", "iPhone15", "Covid19", "F0", "QL5",
        "VAR", "BTS", "EVN", "SEA Games", "SEA Games 31", "NSND", "UBTVQH",
        "iPad", "eSIM", "YouTube", "VAN", "CHO", "xem CHO ở phố", "nhóm BTS",
        "xem VAR ở chợ đêm", "giá của EVN", "Bóng đá SEA Games",
    ],
)  # fmt: skip
def test_acronyms_and_letters_with_numbers_are_left_alone(engine: Engine, name: str) -> None:
    """There is much that is one key from each: *Sẽ*, *vẻ*, *5*."""
    assert suggested(engine, name) is None


@pytest.mark.parametrize(
    "name", ["Walesa", "Lech Walesa", "Lech Walesa ở bến sông", "BlackPink", "đêm nhạc BlackPink"]
)
def test_a_foreign_name_is_not_taken_for_one_like_it_or_for_a_word(
    engine: Engine, name: str
) -> None:
    assert suggested(engine, name) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Yamha", "Yamaha"),
        ("tie61ng", "tiếng"),
        ("tie61ng vie65t", "tiếng việt"),
        ("tieengs vieejt", "tiếng việt"),
        ("TIẾNG VIẸT", "TIẾNG VIỆT"),
        ("thoi tiết", "thời tiết"),
        ("thời tiêt", "thời tiết"),
        ("bóng đa", "bóng đá"),
        ("BONG DA", "BÓNG ĐÁ"),
        ("THOI TIET", "THỜI TIẾT"),
        ("thoi tiet", "thời tiết"),
    ],
)
def test_what_is_no_name_is_still_mended(engine: Engine, typed: str, meant: str) -> None:
    assert suggested(engine, typed) == meant


@pytest.mark.parametrize(
    ("surface", "expected"),
    [("iPad", True), ("TikTok", True), ("4K", True), ("rTung", False), ("xTrung", False)],
)
def test_a_swapped_first_letter_makes_no_name(engine: Any, surface: str, *, expected: bool) -> None:
    with engine._searcher() as (_, searcher):
        assert is_name(surface, is_shouted=False, lexicon=searcher.lexicon) == expected


@pytest.mark.parametrize("typed", ["lan can phụ nữ", "cột lan can", "fan bóng đá", "teen"])
def test_what_is_a_word_as_it_stands_is_right(engine: Engine, typed: str) -> None:
    """*Lân cận*, too, stands near *phụ nữ*, and *teen* are the raw keys of *tên*."""
    assert suggested(engine, typed) is None


def test_who_typed_most_accents_did_not_forget_one(engine: Engine) -> None:
    """*Con* alone says little; where half of the accents are missing, it does."""
    assert suggested(engine, "Sáng nay con bão đổ vào vùng ven biển miền Trung") is None
    assert suggested(engine, "con bao đổ vao vùng ven biên miền Trung") == (
        "cơn bão đổ vào vùng ven biển miền Trung"
    )


@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_articles_say_draws_no_suggestion(engine: Engine, sentence: str) -> None:
    assert suggested(engine, sentence) is None
    assert suggested(engine, sentence.upper()) is None
    words = sentence.rstrip(".").split()
    for first in range(len(words) - 2):
        typed = " ".join(words[first : first + 3])
        assert suggested(engine, typed) is None, typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("My-Trung", "Mỹ-Trung"), ("thương chiến My-Trung", "thương chiến Mỹ-Trung")],
)
def test_words_with_a_sign_between_them_are_what_articles_have_so(
    engine: Engine, typed: str, meant: str
) -> None:
    """Not *Trưng*, which is what stands behind *bà* with a space."""
    assert suggested(engine, typed) == meant
