"""Are the tags of articles found, by ``tag:`` and by plain words, each tag for itself?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from search import Engine, SearchRequest, open_engine

ARTICLES = [
    {"id": "phien", "title": "Chợ phiên bản Pá mở lại", "body": "Bà con xuống chợ từ sớm.",
     "tags": ["du lịch cộng đồng", "Q&A", "bản Pá"]},
    {"id": "chu", "title": "Du lịch cộng đồng ở xóm Đình", "body": "Khách ngủ nhà dân."},
    {"id": "hai", "title": "Bến đò ngang", "body": "Đò chở khách.",
     "tags": ["du lịch", "cộng đồng mạng"]},
    {"id": "khong", "title": "Giá mận tăng", "body": "Mận đắt hàng.", "tags": ["cho phien"]},
    {"id": "trong", "title": "Mưa đá", "body": "Mưa đá trong đêm."},
]  # fmt: skip


@pytest.fixture(scope="module")
def engine(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[Engine]:
    with open_engine(build_index(tmp_path_factory.mktemp("tags"), ARTICLES)) as engine:
        yield engine


def answering(engine: Engine, q: str, **asked: Any) -> set[str]:
    results = engine.search(SearchRequest(q, size=100, **asked))
    found = {hit.id for hit in results.hits if not hit.near}
    assert results.total == len(found)
    return found


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ('tag:"du lịch cộng đồng"', {"phien"}), ('tag:"du lich cong dong"', {"phien"}),
        ('TAG:"Du Lịch"', {"phien", "hai"}), ("tag:q", {"phien"}), ('tag:"Q&A"', {"phien"}),
        ('tag:"cộng đồng q"', set()), ('tag:"lịch cộng"', {"phien"}), ("tag:mưa", set()),
        ("tag:(mạng OR pá)", {"phien", "hai"}), ('chợ tag:"bản pá"', {"phien"}),
        ('-tag:"du lịch" khách', {"chu"}), ("tag:mạn*", {"hai"}), ('tag:"cho phien"', {"khong"}),
    ],
)  # fmt: skip
def test_a_tag_is_found_by_its_field(engine: Engine, q: str, expected: set[str]) -> None:
    assert answering(engine, q) == expected


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("du lịch cộng đồng", {"phien", "chu", "hai"}), ("đò du lịch", {"hai"}),
        ("du lich cong dong", {"phien", "chu", "hai"}),
        ("chợ phiên du lịch", {"phien"}), ("mưa đá", {"trong"}), ("cộng đồng mạng", {"hai"}),
        ("khách -mạng", {"chu"}), ("mạng", {"hai"}), ('"du lịch"', {"chu"}),
        ("title:mạng", set()),
    ],
)  # fmt: skip
def test_plain_words_find_tags_too(engine: Engine, q: str, expected: set[str]) -> None:
    assert answering(engine, q) == expected


@pytest.mark.parametrize("match", ["syllables", "exact"])
def test_syllables_are_looked_for_in_tags_too(engine: Engine, match: str) -> None:
    assert answering(engine, "mạng cộng đồng", match=match) == {"hai"}


def test_the_title_counts_for_more_than_a_tag_which_scores_too(engine: Engine) -> None:
    hits = engine.search(SearchRequest("du lịch cộng đồng")).hits
    assert hits[0].id == "chu"
    for hit in hits[1:]:
        assert hit.score is not None
        assert hit.score > 0
        assert hit.highlights is not None
        assert hit.highlights.title is not None
        assert hit.highlights.title.marks == ()


def test_what_was_understood_names_the_field_as_it_is_typed(engine: Engine) -> None:
    understood = engine.search(SearchRequest('Tag:"Du lịch"')).query.understood
    assert understood == 'tag:"du lịch"'
