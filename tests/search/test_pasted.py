"""Does the address of an article find it, however it is pasted?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from brute_force import found_by_looking
from hypothesis import given, settings
from hypothesis import strategies as st
from indexes import live_folder

from index.lexicon import open_lexicon
from search import Engine, SearchRequest, open_engine
from search.query.addresses import address_in

BASE = "https://tinlang.example"
ARTICLES = [
    {"id": "hua", "title": "Lời hứa ở bản Pá", "url": f"{BASE}/doi-song/loi-hua-o-ban-pa-123.html"},
    {"id": "lu", "title": "Sau lũ, ai ở lại", "url": "https://www.tinlang.example/lũ/?id=7&utm_x=1"},
    {"id": "lu8", "title": "Trước lũ, ai ra đi", "url": f"{BASE}/l%C5%A9?id=8"},
    {"id": "do", "title": "Bến đò ngang", "url": ""},
    {"id": "hcm", "title": "Chợ đêm Hà Nội và TP.HCM", "body": "TP.HCM/Hà Nội."},
    {"id": "xa", "title": "Mưa đá ở Đồng Xa", "url": "https://khac.example/mua-da-4567.htm"},
]  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]) -> Path:
    """Two segments, one of them without addresses, and one with a deleted article."""
    gone = [{"id": "cu", "title": "Bài cũ", "url": f"{BASE}/doi-song/loi-hua-o-ban-pa-123.html"}]
    return build_index(
        tmp_path_factory.mktemp("pasted"),
        {"a.jsonl": ARTICLES, "gone.jsonl": gone},
        {"gone.jsonl": None, "b.jsonl": [{"id": "khong", "title": "Không địa chỉ"}]},
    )


@pytest.fixture(scope="module")
def engine(root: Path) -> Iterator[Engine]:
    with open_engine(root) as engine:
        yield engine


PASTED = [
    (f"{BASE}/doi-song/loi-hua-o-ban-pa-123.html", {"hua"}),
    ("http://m.tinlang.example/doi-song/loi-hua-o-ban-pa-123.html?utm_x=zalo#binh-luan", {"hua"}),
    (" <https://tinlang.example/doi-song/loi-hua-o-ban-pa-123.html>. ", {"hua"}),
    ('"www.tinlang.example/doi-song/loi-hua-o-ban-pa-123.html"', {"hua"}),
    ("tinlang.example/doi-song/loi-hua-o-ban-pa-123.html", {"hua"}),
    ("HTTPS://TINLANG.EXAMPLE/lũ?id=7", {"lu"}),
    ("https://tinlang.example/l%C5%A9/?gclid=1&id=8", {"lu8"}),
    (f"Lời hứa ở bản Pá {BASE}/doi-song/loi-hua-o-ban-pa-123.html", {"hua"}),
    (f"{BASE}/lũ?id=7 {BASE}/lũ?id=8", {"lu", "lu8"}),
    ("https://bao.example/ben-do-ngang-99.html", {"do"}),
    ("https://bao.example/xa-hoi/ben-do-ngang/99.html?x=1", {"do"}),
    ("Mưa đá https://bao.example/khong-dau-ca-1.html", {"xa"}),
    ("TP.HCM/Hà Nội", {"hcm"}),
]  # fmt: skip


@pytest.mark.parametrize(("q", "expected"), PASTED)
def test_a_pasted_address_finds_its_article(engine: Engine, q: str, expected: set[str]) -> None:
    results = engine.search(SearchRequest(q, size=100))
    assert {hit.id for hit in results.hits if not hit.near} == expected
    assert results.total == len(expected)
    assert results.suggestion is None


@pytest.mark.parametrize(("q", "expected"), PASTED)
def test_another_engine_finds_the_same(
    root: Path, engine: Engine, q: str, expected: set[str]
) -> None:
    lexicon = open_lexicon(live_folder(root))
    assert found_by_looking(q, list(engine.stream(SearchRequest())), lexicon) == expected


def test_what_was_understood_says_the_address_or_that_no_article_has_it(engine: Engine) -> None:
    def understood(q: str) -> str:
        return engine.search(SearchRequest(q)).query.understood

    address = "tinlang.example/doi-song/loi-hua-o-ban-pa-123.html"
    assert understood(f"https://www.{address}?utm_source=x") == f"address: {address}"
    said = understood("https://bao.example/ben-do-ngang-99.html")
    assert said.startswith("no such address: bao.example/ben-do-ngang-99.html; words: ")
    assert "bến đò ngang" in said.replace(" ·", "").replace("-", " ")


@pytest.mark.parametrize("q", ["TP.HCM", "3.500", "1/5/2016", "and/or", "km/h", "a@b.vn", "tin.vn"])
def test_words_are_no_address(q: str) -> None:
    assert address_in(q) is None


@given(
    st.lists(
        st.sampled_from(["https://", "http://www.", "www.", "a.vn", "/", "?", "&", "%", "é", "[",
                         "]", " ", '"', "-", "(", "OR", "title:", "#", ":", "@", "1", "xn--"]),
        max_size=20,
    ).map("".join)
)  # fmt: skip
@settings(deadline=None, max_examples=150)
def test_nothing_pasted_raises(engine: Engine, q: str) -> None:
    results = engine.search(SearchRequest(q))
    assert results.total >= 0
