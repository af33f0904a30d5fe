"""Are the completions what people may want to type, and are they counted as they are used?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from indexes import live_folder

from index.codec.counted import CountedSegment
from index.codec.segment_infos import read_segments
from index.lexicon.completions import find_completions
from index.lexicon.counts import count_language
from index.run.corpus import count_corpus

TITLES = {
    "Giá vàng": "Giá vàng lên. Bán vàng, hỏi giá.",
    "Người đàn ông": "Người đàn ông ấy. Đàn ông kia. Mọi người.",
    "Mạng xã hội": "Mạng xã hội mới. Mạng nhện. Xã hội ta.",
    "Ăn no": "Ăn no. " * 200,
    "Hà Nội: Sài Gòn": "Hà Nội đẹp. Sài Gòn vui.",
    "Nhà to": "Nhà kia. Vườn to. " * 120,
}
RHYMES = ("ao", "im", "ung", "êt")
FILLER = " ".join(onset + rhyme for onset in "bdghklmnrstvx" for rhyme in RHYMES)


@pytest.fixture(scope="module")
def counts(
    tmp_path_factory: pytest.TempPathFactory, build_index: Callable[..., Path]
) -> dict[str, int]:
    records = [
        {"id": f"{title}-{word}", "title": f"{title} {word}", "body": body}
        for title, body in TITLES.items()
        for word in ("tăng", "giảm", "mới", "cũ", "đẹp", "xấu", "nhanh", "chậm")
    ]
    records += [
        {"id": f"{word}-{n}", "title": f"Sống xã {word} {n}", "body": "Xã hội. Xã viên."}
        for word in ("hội", "viên")
        for n in range(4)
    ]
    records += [{"id": f"filler-{n}", "body": FILLER} for n in range(300)]
    root = build_index(tmp_path_factory.mktemp("completions"), records)
    segments = [CountedSegment(data) for data, _ in read_segments(live_folder(root))]
    corpus = count_corpus(segments)
    found = find_completions(corpus, count_language(corpus))
    return {one.text.lower(): one.count for one in found}


@pytest.mark.parametrize("phrase", ["giá vàng", "người đàn ông", "mạng xã hội"])
def test_a_phrase_of_titles_is_there(counts: dict[str, int], phrase: str) -> None:
    assert phrase in counts


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("mạng xã", "cut off from a longer word"),
        ("ăn no", "in all texts more than in titles"),
        ("nhà to", "no oftener together than by chance"),
        ("sống xã", "cut off from two longer words"),
        ("hà nội sài gòn", "a sign stands between"),
    ],
)
def test_a_run_of_titles_that_is_none_is_not(counts: dict[str, int], phrase: str, why: str) -> None:
    assert phrase not in counts, why


def test_a_phrase_counts_its_uses_in_all_texts(counts: dict[str, int]) -> None:
    assert counts["giá vàng"] == 16
    assert counts["người đàn ông"] == 16
