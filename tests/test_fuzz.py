"""Whatever a file of an index holds, and whatever is typed: an error of ours, or an answer.

The files are real ones, changed at places that are drawn; queries are drawn of the language's own
signs and words.  More of them: ``TIMBAO_FUZZ=N``, N times as many.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.codec.segment_infos import find_segment_infos, read_segment_infos
from index.errors import SegmentDamaged, StoreError
from index.store.layout import GENERATIONS, MANIFEST
from index.store.manifest import Manifest, read_manifest
from index.store.pointer import current_pointer, pointer_in
from search import Engine, SearchRequest, open_engine
from search.errors import InvalidRequest
from search.request import Match, Sort

_TIMES = int(os.environ.get("TIMBAO_FUZZ", "1"))
_TOKENS = (
    *(b"null", b"true", b"-1", b"0", b"1e999", b"9" * 30, b"[]", b"{}", b'""', b'"files"', b"\0"),
    *(b"\xff", b"\\ud800", b"[" * 2000, b'{"a":' * 2000, b",", b'"', b"}", b"../", b"/etc/passwd"),
)
_SIGNS = (
    *('"', "(", ")", "-", "*", "~", ":", " ", " ", " ", "/", "..", "|", "^2", "?", "[", "]"),
    *("OR ", "AND ", "NOT ", " NEAR ", " NEAR/5 ", "title:", "tag:", "date:", "before:", "after:"),
    *("2016", "2016-05", "31/12/2024", "9999-99", "thang 5", "hom nay", "tu 2015 den 2016"),
    *("ba", "thủ tướng", "dan van", "Đ", "TP.HCM", "covid-19", "x", "thuowr", "ngày", "k\u0301"),
    *("\u200b", "\n", "\x00", "\ud800", "“", "»", "＝", "\U0001f600", "ý" * 100, "www.a.vn/b"),
)
queries = st.lists(st.sampled_from(_SIGNS) | st.text(max_size=3), max_size=25).map("".join)
edits = st.lists(
    st.tuples(
        st.floats(0, 1), st.integers(0, 40), st.sampled_from(_TOKENS) | st.binary(max_size=4)
    ),
    min_size=1,
    max_size=6,
)
each_time = settings(
    max_examples=100 * _TIMES, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def edited(whole: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """``whole`` with stretches of it taken out and others put in."""
    for where, left_out, put_in in changes:
        at = int(where * len(whole))
        whole = whole[:at] + put_in + whole[at + left_out :]
    return whole


@pytest.fixture(scope="module")
def generation(sample_index: Path) -> Path:
    pointer = current_pointer(sample_index)
    assert pointer is not None
    return sample_index / GENERATIONS / pointer.name


@given(changes=edits)
@each_time
def test_any_manifest_is_read_or_damaged(
    generation: Path, tmp_path: Path, changes: list[tuple[float, int, bytes]]
) -> None:
    (tmp_path / MANIFEST).write_bytes(edited((generation / MANIFEST).read_bytes(), changes))
    for sha256 in (None, "0" * 64):
        with pytest.raises(StoreError):
            read_manifest(tmp_path, tmp_path, sha256)
    with suppress(StoreError):  # one that no line vouches for is read only of an older schema
        assert isinstance(read_manifest(tmp_path, tmp_path, None, oldest=1), Manifest)


@given(changes=edits)
@each_time
def test_any_current_leads_somewhere_or_nowhere(
    sample_index: Path, tmp_path: Path, changes: list[tuple[float, int, bytes]]
) -> None:
    path = tmp_path / "CURRENT"
    path.write_bytes(edited((sample_index / "CURRENT").read_bytes(), changes))
    try:
        pointer = pointer_in(path)
    except OSError:
        return
    assert pointer is None or (pointer.name.isdecimal() and len(pointer.manifest or "0" * 64) == 64)


@given(changes=edits)
@each_time
def test_any_list_of_segments_is_read_or_damaged(
    generation: Path, tmp_path: Path, changes: list[tuple[float, int, bytes]]
) -> None:
    real = find_segment_infos(generation)
    assert real is not None
    whole = read_segment_infos(real)
    path = tmp_path / real.name
    path.write_bytes(edited(real.read_bytes(), changes))
    try:
        found = read_segment_infos(path)
    except SegmentDamaged:
        return
    assert all(type(one) is type(whole[0]) for one in found)
    for one in found:
        assert one.articles >= 0


@pytest.fixture(scope="module")
def engine(sample_index: Path) -> Iterator[Engine]:
    opened = open_engine(sample_index)
    yield opened
    opened.close()


@given(
    query=queries,
    match=st.sampled_from(get_args(Match)),
    sort=st.sampled_from(get_args(Sort)),
)
@example(query="ba NEAR *AND", match="words", sort="relevance")
@example(query="ba NEAR *AND", match="exact", sort="relevance")
@each_time
def test_any_query_is_planned_answered_and_said(
    engine: Engine, query: str, match: Match, sort: Sort
) -> None:
    try:
        request = SearchRequest(q=query, match=match, sort=sort, alternatives=True)
    except InvalidRequest:
        return
    found = engine.search(request)
    assert 0 <= len(found.hits) <= request.size
    assert isinstance(found.query.understood, str)
    # what was understood can be typed itself, however it came to be
    said = found.query.understood
    if len(said) < 500:
        engine.search(SearchRequest(q=said))
