"""Garbled text is put right and counted; sound text is never touched."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Outcome, Repaired
from index.readers.encoding import repaired_text

Read = Callable[..., list[Outcome]]
TITLE = "Nước về sớm, làng chài kéo lưới trước mùa"
TEXT = (
    f"{TITLE}\n\n"
    + (
        "Người làng bảo năm nay con nước về sớm hơn nửa tháng, cá theo nước vào tận ruộng. "
        "Những nhà có ghe đã chia nhau thức đêm, đặt lưới dọc bờ kênh để đón mẻ cá đầu tiên. "
    )
    * 3
)


@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_utf8_that_was_read_as_latin1_is_put_right(read: Read, codec: str) -> None:
    garbled = TITLE.encode().decode(codec, "ignore" if codec == "cp1252" else "strict")
    if codec == "cp1252":
        garbled = "S\u00c3\u00b4ng n\u00c6\u00b0\u00e1\u00bb\u203ac"
    repair, article = read("a.jsonl", json.dumps({"title": garbled}))
    assert isinstance(repair, Repaired)
    assert isinstance(article, Article)
    assert article.title in (TITLE, "Sông nước")
    assert repair.encoding == "utf-8 twice"


def test_a_line_with_broken_bytes_among_others_is_read(read: Read) -> None:
    whole = json.dumps({"title": TITLE, "body": TEXT}, ensure_ascii=False).encode()
    made = read("a.jsonl", whole + b"\n" + whole.replace("cá".encode(), b"c\xc3", 1) + b"\n")
    assert [type(one) for one in made] == [Article, Repaired, Article]


SOUND = {
    "vietnamese": TEXT,
    "sign": "Samsung® ra máy mới, 12 µm",
    "french": "Café à la carte, déjà vu à l\u2019hôtel " * 20,
    "plain": "Plain " * 50,
    "short": "Hà Nội, Huế, bài cũ",
}


@pytest.mark.parametrize("kind", SOUND)
def test_sound_text_comes_back_as_it_is(kind: str) -> None:
    decoded = repaired_text(SOUND[kind])
    assert (decoded.text, decoded.repaired) == (SOUND[kind], "")


@given(st.text())
def test_no_text_raises(text: str) -> None:
    decoded = repaired_text(text)
    assert decoded.repaired or decoded.text == text
