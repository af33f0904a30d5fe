"""Are names kept whole, and nothing else taken for one?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.compounds import read_compounds
from index.vietnamese import segment


def words(*texts: str) -> list[list[str]]:
    found = read_compounds(texts)
    bounds, numbers = found.tokens.bounds.tolist(), found.tokens.ordinals.tolist()
    return [
        [found.terms[n].replace("_", " ") for n in numbers[bounds[i] : bounds[i + 1]]]
        for i in range(len(texts))
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hôm qua ông Nguyễn Phú Trọng đã tới.", "nguyễn phú trọng"),
        ("Cô Lê Âu Ngân Anh đăng quang.", "lê âu ngân anh"),
        ("Nhà ở quận Cầu Giấy, gần chợ.", "cầu giấy"),
        ("Chị ấy mua Air Blade mới.", "air blade"),
        ("Ông ấy, Donald Trump, nói vậy.", "donald trump"),
    ],
)
def test_a_name_is_one_word(text: str, name: str) -> None:
    assert name in words(text)[0]


@pytest.mark.parametrize(
    ("text", "no_name"),
    [
        ("Nhưng Hoàng đã tới.", "nhưng hoàng"),  # the capital only begins the sentence
        ("Gặp UBND Nha Trang hôm nay.", "ubnd nha trang"),
        ("ĐÊM HỘI TRĂNG RẰM", "đêm hội trăng rằm"),
        ("Anh gặp Hoàng. Lan đã về.", "hoàng lan"),
        ("Anh gặp Hoàng, Lan và Huệ.", "hoàng lan"),
        ("Có Một Hai Ba Bốn Năm Sáu người.", "một hai ba bốn năm sáu"),
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str, no_name: str) -> None:
    assert no_name not in words(text)[0]


def test_a_name_does_not_reach_into_the_next_text() -> None:
    first, second = words("anh gặp Hoàng", "Lan Huệ đã về")
    assert not any("hoàng" in word for word in first)
    assert not any("hoàng" in word for word in second)


tokens = st.lists(
    st.sampled_from(["Lan", "Huệ", "và", "ở", ",", ".", "\n", "UBND", "Hà Nội", "đi", "H5"]),
    max_size=30,
)


@given(tokens)
@settings(deadline=None, max_examples=200)
def test_every_word_beside_those_of_pyvi_is_a_run_of_capitals(pieces: list[str]) -> None:
    text = " ".join(pieces)
    joined = {w.lower().replace("_", " ") for w in segment(text).split() if "_" in w}
    for word in words(text)[0]:
        as_name = " ".join(syllable.capitalize() for syllable in word.split())
        assert word in joined or as_name in text
