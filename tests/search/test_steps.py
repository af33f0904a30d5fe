"""Does each step of a widened query find all that the steps before it find?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from search.deadline import Deadline
from search.engines.whoosh.holder import SnapshotHolder
from search.engines.whoosh.searcher import WhooshSearcher
from search.known_words import KnownWords
from search.planner import plan_steps
from search.query.parser import parse
from search.searcher import NO_FILTERS

BODIES = [
    "Tuyến xe buýt mới chạy.",
    "Tuyến xe bus cũ nghỉ.",
    "Xe đò có nút bấm như xe buýt.",
    "Xe đi tới bến, buýt chưa về.",
    "Đắk Lắk mưa to.",
    "Đăk Lăk nắng.",
    "Lắk là một huyện, Đắk là nước.",
    "Họp Đại hội XII.",
    "Họp đại hội lần thứ 12.",
    "Đại lý mở hội, có 12 tổ.",
    "Nghị sĩ họp ở Việt Nam.",
    "Nghị sĩ họp ở Vietnam.",
]


@pytest.fixture(scope="module")
def searcher(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> Iterator[WhooshSearcher]:
    records = [{"id": str(n), "body": body} for n, body in enumerate(BODIES)]
    root = build_index(tmp_path_factory.mktemp("steps"), records)
    with closing(SnapshotHolder(root)) as holder, holder.use() as snapshot:
        yield WhooshSearcher(snapshot, Deadline.after(60))


@pytest.mark.parametrize(
    "q", ["xe buyt", "xe buýt", "dak lak", "Đắk Lắk mưa", "dai hoi 12", "nghi si viet nam"]
)
def test_a_step_finds_what_those_before_it_find(searcher: WhooshSearcher, q: str) -> None:
    parsed = parse(q)
    assert parsed is not None
    node, meaning = KnownWords(searcher).meant(parsed, q)
    sets = [
        (plan.understood, set(searcher.filtered_ids(plan, NO_FILTERS).tolist()))
        for plan in plan_steps(node, meaning)
    ]
    # of the syllables of several readings, one alone is taken
    wider = [found for said, found in sets if not said.startswith("syllables")]
    wider += [found for said, found in sets if said.startswith("syllables")][:1]
    assert len(wider) > 1
    assert all(narrow <= wide for narrow, wide in pairwise(wider))
