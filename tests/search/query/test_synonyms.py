"""Is the same thing found under each of its spellings, and marked in the article's own?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from no_index import NothingKnown

from search import SearchRequest, open_engine
from search.query.parser import parse
from search.query.synonyms import with_equivalents
from search.query.tree import Words

ARTICLES = {
    "short": "UBND xã họp.",
    "long": "Uỷ ban nhân dân xã họp bàn.",
    "apart": "Ban của nhân dân và ủy viên xã họp bàn.",
    "saigon": "Kẹt xe ở TP. HCM chiều nay.",
    "saigon-one": "Kẹt xe ở TPHCM chiều nay.",
    "saigon-long": "Kẹt xe ở Thành phố Hồ Chí Minh chiều nay.",
    "saigon-half": "Kẹt xe ở TP Hồ Chí Minh chiều nay.",
    "points": "Làng có 3.500 hộ, cách chợ 3,5 cây số.",
    "no-points": "Làng có 3500 hộ, cách chợ 3.5 cây số.",
    "year": "Năm 2016 mưa to.",
    "finance": "Bộ Tài chính trả lời.",
    "host": "Ban tổ chức trả lời.",
    "btc": "BTC trả lời.",
    "y": "Kĩ sư giỏi Mĩ học vật lí và quí trọng tỉ lệ.",
    "officer": "Sĩ quan trẻ.",
    "officer-y": "Sỹ quan già.",
    "road": "Ùn tắc trên QL5 sáng nay.",
    "road-apart": "Ùn tắc trên QL 5 sáng nay.",
    "wifi": "Quán có wi-fi mạnh.",
    "area": "Nhà rộng 90 m².",
    "wide": "Hãng ＡＢＣ ở İstanbul.",
    "plain": "Hãng ABC ở Istanbul.",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]) -> Any:
    records = [{"id": name, "body": body} for name, body in ARTICLES.items()]
    with open_engine(build_index(tmp_path_factory.mktemp("same"), records)) as opened:
        yield opened


def test_syllables_of_another_spelling_count_apart_where_they_are_asked_for(engine: Any) -> None:
    results = engine.search(SearchRequest("uy ban nhan dan", match="syllables"))
    assert {hit.id for hit in results.hits} == {"short", "long", "apart"}


def found(engine: Any, q: str) -> set[str]:
    results = engine.search(SearchRequest(q, size=100))
    assert results.total == len(results.hits)
    return {hit.id for hit in results.hits}


CITY = {"saigon", "saigon-one", "saigon-long", "saigon-half"}


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("ubnd", {"short", "long"}),
        ("UBND xã", {"short", "long"}),
        ("ủy ban nhân dân", {"short", "long"}),
        ("uy ban nhan dan", {"short", "long"}),
        ('"ubnd"', {"short"}),
        ('"ủy ban nhân dân"', {"long"}),
        ("body:ubnd", {"short", "long"}),
        ("TP.HCM", CITY),
        ("TP. HCM", CITY),
        ("tp hcm kẹt xe", CITY),
        ("tphcm", CITY),
        ("thanh pho ho chi minh", CITY),
        ("TP Hồ Chí Minh", CITY),
        ('"TP HCM"', {"saigon"}),
        ("xe -tphcm", set()),
        ("3.500", {"points", "no-points"}),
        ("3500", {"points", "no-points"}),
        ("3,5", {"points", "no-points"}),
        ("2016", {"year"}),
        ("btc", {"btc", "finance", "host"}),
        ("bộ tài chính", {"finance"}),
        ("kỹ sư", {"y"}),
        ("mỹ vật lý quý tỷ", {"y"}),
        ("ki su", {"y"}),
        ("sỹ quan", {"officer", "officer-y"}),
        ("sĩ quan", {"officer", "officer-y"}),
        ("ql5", {"road", "road-apart"}),
        ("QL 5 ùn tắc", {"road", "road-apart"}),
        ("wifi", {"wifi"}),
        ("m2", {"area"}),
        ("mét vuông", {"area"}),
        ("abc istanbul", {"wide", "plain"}),
        ("ａｂｃ İstanbul", {"wide", "plain"}),
    ],
)
def test_every_spelling_finds_every_other(engine: Any, q: str, expected: set[str]) -> None:
    assert found(engine, q) == expected


@pytest.mark.parametrize(
    ("q", "where", "marked"),
    [
        ("ủy ban nhân dân", "short", ["UBND"]),
        ("ubnd", "long", ["Uỷ ban nhân dân"]),
        ("tphcm", "saigon", ["TP. HCM"]),
        ("TP.HCM", "saigon-long", ["Thành phố Hồ Chí Minh"]),
        ("3500", "points", ["3.500"]),
        ("kỹ sư", "y", ["Kĩ sư"]),
        ("ql5", "road-apart", ["QL 5"]),
        ("m2", "area", ["m²"]),
    ],
)
def test_another_spelling_is_marked_whole(
    engine: Any, q: str, where: str, marked: list[str]
) -> None:
    hit = next(h for h in engine.search(SearchRequest(q, size=100)).hits if h.id == where)
    (snippet,) = hit.highlights.body
    assert snippet.text in ARTICLES[where]
    assert [snippet.text[start:end] for start, end in snippet.marks] == marked


@pytest.mark.parametrize(
    ("q", "understood"),
    [
        ("UBND xã", '(ubnd OR "ủy ban nhân dân") · xã'),
        ("3.500 hộ", '("3 500" OR 3500) · hộ'),
        ('"UBND" xã', '"ubnd" xã'),
    ],
)
def test_what_was_understood_says_so_and_finds_the_same(
    engine: Any, q: str, understood: str
) -> None:
    assert engine.search(SearchRequest(q)).query.understood == understood
    assert found(engine, understood) == found(engine, q)


@pytest.mark.parametrize(
    ("q", "others"),
    [
        ("ql5", (("quốc", "lộ", "5"), ("ql", "5"))),
        ("u23", (("u", "23"),)),
        ("lớp5", (("lớp", "5"),)),
        ("a2", (("a", "2"),)),
        ("to6", ()),  # the keys of *tô*
    ],
)
def test_letters_and_a_number_are_a_sign_unless_they_are_raw_keys(
    q: str, others: tuple[tuple[str, ...], ...]
) -> None:
    node = parse(q)
    assert node is not None
    words = with_equivalents(node, NothingKnown())
    assert isinstance(words, Words)
    assert words.others == others
