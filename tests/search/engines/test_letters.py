"""Are names of other languages found in their own letters, in plain ones and within a row?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search import Engine, SearchRequest, open_engine

TITLES = {
    "pl": "Ông Lech Wałęsa thăm Łódź",
    "plain": "Ông Lech Walesa đến Lodz",
    "no": "Đội bóng của Ødegaard thắng ở Tromsø",
    "de": "Quán phở trên phố Große Straße",
    "is": "Núi lửa gần Þórshöfn và Æsir",
    "tr": "Cung điện Topkapı mở cửa",
    "zh": "Hội đàm với 習近平主席 tại Hà Nội",
    "apart": "Chữ 平 và chữ 近 trên bia đá",
    "ja": "Triển lãm ドラえもん ở Huế",
    "ko": "Nhóm 방탄소년단 đến Việt Nam",
}


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Engine]:
    records = [{"id": name, "title": title} for name, title in TITLES.items()]
    with open_engine(build_index(tmp_path_factory.mktemp("letters"), records)) as engine:
        yield engine


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("Walesa", {"pl", "plain"}), ("Wałęsa", {"pl", "plain"}), ("lodz", {"pl", "plain"}),
        ("Łódź", {"pl", "plain"}), ('"Lech Wałęsa"', {"pl", "plain"}),
        ("Lech Wałęsa", {"pl", "plain"}), ("odegaard", {"no"}), ("tromso", {"no"}),
        ("grosse strasse", {"de"}), ("GROSSE STRASSE", {"de"}), ("STRAẞE", {"de"}),
        ("thorshofn", {"is"}), ("aesir", {"is"}), ("topkapi", {"tr"}),
        ("習近平", {"zh"}), ("主席", {"zh"}), ("近", {"zh", "apart"}), ("平近", set()),
        ("ドラ", {"ja"}), ("えもん", {"ja"}), ("방탄소년단", {"ko"}), ("방탄", set()),
        ("title:習近平", {"zh"}), ("strass*", {"de"}),
    ],
)  # fmt: skip
def test_letters_of_others_have_plain_spellings(engine: Engine, q: str, expected: set[str]) -> None:
    results = engine.search(SearchRequest(q, size=100))
    assert {hit.id for hit in results.hits if not hit.near} == expected
    assert results.total == len(expected)
