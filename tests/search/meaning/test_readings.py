"""Are queries read as the words that articles are made of, in all accents that are likely?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from indexes import live_folder
from no_index import NothingKnown

from index.lexicon import Lexicon, open_lexicon
from search import Engine, SearchRequest, open_engine
from search.meaning.interpreter import Interpreter
from search.meaning.readings import CLOSE, NEAR, SIDE_BY_SIDE, TOGETHER, Reading, readings_of
from search.meaning.units import Segmenter
from search.query.atoms import runs_of
from search.query.parser import parse
from search.query.synonyms import with_equivalents

SENTENCES = (
    "Thủ tướng Chính phủ họp bàn về công tác dân vận.",
    "Thủ quỹ gặp thiếu tướng về hưu.",
    "Người dân vẫn chờ mưa, còn đó những cánh đồng.",
    "Nhóm côn đồ đập phá quán ăn.",
    "Bể bơi của trường mới xây xong.",
    "Vụ bê bối của hãng xe lan rộng.",
    "Đèn chiếu sáng cả sân vận động.",
    "Đến chiều trời mới tạnh mưa.",
    "Học sinh lớp 10 thi môn toán.",
    "Nhà nhà trồng rau sạch.",
    "UBND xã họp, ủy ban nhân dân huyện dự.",
)

SYLLABLES = ("thủ", "tướng", "chính", "phủ", "dân", "vận", "côn", "đồ", "còn", "10", "zz")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]) -> Path:
    records = [
        {"id": f"{n}-{copy}", "body": sentence}
        for n, sentence in enumerate(SENTENCES)
        for copy in range(4)
    ]
    return build_index(tmp_path_factory.mktemp("readings"), records)


@pytest.fixture(scope="module")
def lexicon(root: Path) -> Lexicon:
    return open_lexicon(live_folder(root))


@pytest.fixture(scope="module")
def engine(root: Path) -> Iterator[Engine]:
    with open_engine(root) as opened:
        yield opened


def read(q: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    """The readings of the first run of ``q``; articles are counted by their sentences."""
    node = parse(q)
    assert node is not None
    run = next(runs_of(with_equivalents(node, NothingKnown())))

    def articles_with(terms: tuple[str, ...]) -> int:
        row = " ".join(terms)
        return sum(4 for sentence in SENTENCES if row in sentence.lower())

    return readings_of(run, Interpreter(lexicon), articles_with)


def said(q: str, lexicon: Lexicon) -> list[list[str]]:
    return [[unit.said for unit in reading.units] for reading in read(q, lexicon)]


@pytest.mark.parametrize(
    ("q", "units"),
    [
        ("công tác dân vận", ["công tác", "dân vận"]),
        ("Công Tác Dân Vận", ["công tác", "dân vận"]),
        ("cong tac dan van", ["công tác", "dân vận"]),
        ("côn đồ chính phủ", ["côn đồ", "chính phủ"]),
        ("thi lớp 10", ["thi", "lớp 10"]),
        ("ủy ban nhân dân xã", ["(ủy ban nhân dân OR ubnd)", "xã"]),
        ("con do", ["côn đồ"]),
    ],
)
def test_a_query_is_cut_into_words(lexicon: Lexicon, q: str, units: list[str]) -> None:
    assert said(q, lexicon)[0] == units


def test_two_real_words_are_both_read(lexicon: Lexicon) -> None:
    readings = read("be boi", lexicon)
    assert {reading.units[0].said for reading in readings} == {"bể bơi", "bê bối"}
    assert sum(reading.share for reading in readings) <= 1
    assert all(reading.share >= 0.05 for reading in readings)


def test_typed_accents_are_not_read_otherwise(lexicon: Lexicon) -> None:
    assert said("bể bơi", lexicon) == [["bể bơi"]]


def test_the_same_syllable_twice_stands_side_by_side(lexicon: Lexicon) -> None:
    (reading,) = read("mưa mưa", lexicon)
    assert reading.gaps == (SIDE_BY_SIDE,)


def test_lone_common_syllables_stand_near_their_neighbours(lexicon: Lexicon) -> None:
    (reading, *_) = read("mưa công tác", lexicon)
    assert reading.gaps == (NEAR,)
    (reading,) = read("mưa rau", lexicon)
    assert reading.gaps == (CLOSE,)
    (reading,) = read("trồng rau", lexicon)
    assert reading.gaps == (TOGETHER,)


def test_a_words_syllables_apart_are_not_it(engine: Engine) -> None:
    for q in ("thủ tướng", "thu tuong"):
        results = engine.search(SearchRequest(q, size=100, sort="newest"))
        assert {hit.id.split("-")[0] for hit in results.hits} == {"0"}, q
        assert results.total == 4


@given(
    st.lists(
        st.sampled_from(
            ["thủ", "tướng", "chính", "phủ", "dân", "vận", "côn", "đồ", "còn", "đó", "10", "zz"]
        )
    )
)
def test_units_cover_a_row_without_gaps_or_overlaps(lexicon: Lexicon, terms: list[str]) -> None:
    spans = Segmenter(lexicon, lambda _: 0).cut(terms)
    assert [first for first, _ in spans[:1]] == [0] * bool(terms)
    assert all(a[1] == b[0] for a, b in pairwise(spans))
    assert sum(end - first for first, end in spans) == len(terms)
