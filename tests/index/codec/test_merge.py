"""Is a merged segment the segment that would have been built at once, and is merging worth it?"""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import CHECKOUT
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.batch import BatchAnalyser
from index.article import Article
from index.codec import joining
from index.codec.build import build_segment
from index.codec.layout import SYLLABLE_FIELDS, unaccented_column
from index.codec.merge import Part, merge_segments
from index.codec.segment import PostingLists, SegmentData
from index.codec.stored import train
from index.codec.union import read_occurrences, read_union
from index.codec.whoosh.terms import ArrayTermsReader
from index.readers import ReadOptions, find_files, read_file
from index.run import compaction
from index.run.compaction import WritableSegment

SYLLABLES = ["dân", "dẫn", "dan", "vận", "van", "hòa", "Công-an", "công an", "TP.HCM", "3,5", "an."]

text = st.lists(st.sampled_from(SYLLABLES), max_size=12).map(" ".join)
article = st.builds(
    Article, id=st.just(""), title=text, summary=text, body=text, category=st.sampled_from("ab"),
    source=st.sampled_from(["", "c"]), author=text, tags=st.lists(text, max_size=2).map(tuple),
    published=st.sampled_from([None, date(2016, 5, 12), datetime(2016, 5, 12, 20, tzinfo=UTC)]),
)  # fmt: skip
corpora = st.lists(st.lists(st.tuples(article, st.booleans()), min_size=1, max_size=8), min_size=2,
                   max_size=4)  # fmt: skip


def built(path: Path, articles: list[Article], dictionary: bytes = b"") -> SegmentData:
    build_segment(path, BatchAnalyser().analyse(articles), dictionary)
    return SegmentData(path)


def contents(data: SegmentData) -> dict[str, Any]:
    """All that a segment holds, by texts and not by numbers of terms."""
    terms: dict[Any, Any] = {}
    reader = ArrayTermsReader(data)
    for field, term in reader.terms():
        if field != "id":
            lists = data.postings(field, term)
            union = read_union(lists)
            terms[field, term] = union.ids.tolist(), union.tfs.tolist()
            if lists.field.has_positions:
                found = read_occurrences(lists, union.ids.astype(np.int32))
                terms[field, term] += (found.tolist(),)
    columns = ["published", *(f"{name}.lengths" for name in SYLLABLE_FIELDS)]
    columns += [unaccented_column(name) for name in SYLLABLE_FIELDS]
    facets = {
        name: [data.facet_values(name)[code] for code in data.column(f"{name}.codes")]
        for name in ("category", "source")
    }
    return {
        "terms": terms,
        "columns": {name: data.column(name).tolist() for name in columns},
        "facets": facets,
        "articles": [data.stored.article(n) for n in range(data.articles)],
        "found": [data.doc_id_of(text.decode()) for text in data.ids],
    }


Shares = list[tuple[list[Article], list[bool]]]
"""Articles, and which of them are alive."""


def merged(folder: Path, parts: Shares, dictionaries: tuple[bytes, ...] = (b"",)) -> SegmentData:
    made = [
        Part(
            built(folder / f"{n}.arrays", articles, dictionaries[n % len(dictionaries)]),
            np.array(alive),
        )
        for n, (articles, alive) in enumerate(parts)
    ]
    assert merge_segments(folder / "m.arrays", made) == sum(sum(alive) for _, alive in parts)
    return SegmentData(folder / "m.arrays")


def living(parts: Shares) -> list[Article]:
    return [
        a for articles, alive in parts for a, lives in zip(articles, alive, strict=True) if lives
    ]


@pytest.mark.slow
@given(corpora)
@settings(deadline=None, max_examples=60)
def test_merging_is_building_at_once(
    tmp_path_factory: pytest.TempPathFactory, corpus: list[list[tuple[Article, bool]]]
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    parts = [
        ([replace(a, id=f"{n}-{i}") for i, (a, _) in enumerate(part)], [alive for _, alive in part])
        for n, part in enumerate(corpus)
    ]
    whole = built(folder / "whole.arrays", living(parts))
    assert contents(merged(folder, parts)) == contents(whole)


def key_words(data: SegmentData) -> list[list[bytes]]:
    """The key words of each article."""
    codes, bounds = data.keywords.codes.tolist(), data.keywords.bounds.tolist()
    return [[data.keyword(code) for code in codes[a:b]] for a, b in pairwise(bounds)]


def test_articles_keep_their_key_words_words_and_names_alike(tmp_path: Path) -> None:
    bodies = ("Chiếc Ducati đỏ và công an xã.", "Máy iPhone của học sinh.", "Bà Zara mua xe máy.")
    parts: Shares = [([Article(f"{n}", body=body)], [True]) for n, body in enumerate(bodies)]
    joined = key_words(merged(tmp_path, parts))
    apart = [key_words(SegmentData(tmp_path / f"{n}.arrays"))[0] for n in range(len(bodies))]
    assert joined == apart
    names = [{b"ducati"}, {b"iphone"}, {b"zara"}]
    assert all(name <= set(own) for name, own in zip(names, joined, strict=True))


def test_an_analyser_that_knows_other_batches_chooses_the_same_key_words(tmp_path: Path) -> None:
    """pyvi drops a mark that our syllables keep: the word it makes is none of the article's."""
    odd = [Article("a", body="Hãng Ducati\u0331 và anh bán xe.")]
    fresh, used = BatchAnalyser(), BatchAnalyser()
    used.analyse([Article("b", body="Xe Ducati đẹp.")])
    found = []
    for name, analyser in (("fresh", fresh), ("used", used)):
        build_segment(tmp_path / name, analyser.analyse(odd), b"")
        found.append(key_words(SegmentData(tmp_path / name)))
    assert found[0] == found[1]


@pytest.fixture(scope="module")
def articles(sample_folder: Path) -> list[Article]:
    made = (a for path in find_files(sample_folder) for a in read_file(path, ReadOptions()))
    return [a for a in made if isinstance(a, Article)]


@pytest.fixture(scope="module")
def thirds(articles: list[Article]) -> Shares:
    """The sample in three parts: all alive, every third, none but the last."""
    first, second, third = articles[:40], articles[40:80], articles[80:]
    return [
        (first, [True] * len(first)),
        (second, [n % 3 == 0 for n in range(len(second))]),
        (third, [n == len(third) - 1 for n in range(len(third))]),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("keys", "size"), [(1_000_000, 8 << 20), (1000, 8 << 20), (500, 100)])
def test_the_sample_in_parts_is_the_sample_however_little_is_joined_at_once(
    tmp_path: Path, thirds: Shares, monkeypatch: pytest.MonkeyPatch, keys: int, size: int
) -> None:
    monkeypatch.setattr(joining, "_MAX_KEYS_AT_ONCE", keys)
    monkeypatch.setattr(joining, "_CHUNK_BYTES", size)
    whole = built(tmp_path / "whole.arrays", living(thirds))
    assert contents(merged(tmp_path, thirds)) == contents(whole)


def test_parts_of_other_dictionaries_give_back_their_articles(
    tmp_path: Path, articles: list[Article], thirds: Shares
) -> None:
    dictionaries = (train(articles[:70]), train(articles[30:]), b"")
    assert len(set(dictionaries)) == 3
    data = merged(tmp_path, thirds, dictionaries)
    assert [data.stored.article(n) for n in range(data.articles)] == living(thirds)
    again = Part(data, np.ones(data.articles, bool))
    merge_segments(tmp_path / "again.arrays", [again])
    assert contents(SegmentData(tmp_path / "again.arrays")) == contents(data)


@pytest.mark.slow
def test_a_part_of_which_nothing_is_alive_leaves_nothing_behind(
    tmp_path: Path, thirds: Shares
) -> None:
    (first, alive), (second, _), _ = thirds
    for parts in (
        [(second, [False] * len(second)), (first, alive)],
        [(first, alive), (second, [False] * len(second))],
    ):
        whole = built(tmp_path / "whole.arrays", first)
        assert contents(merged(tmp_path, parts)) == contents(whole)


# Measured in a process of its own: what was used before hides what is used now.
_REFUSED = """
import resource, sys
import numpy as np
from index.codec import packing
from index.errors import SegmentDamaged

count = 50_000
lists, other = np.full(1, 255, np.uint8), np.zeros(1, np.uint16)
remap, bounds, sources = np.zeros(1, np.int32), np.array([0, 1]), np.zeros(1, np.int32)
work, out = np.empty(1, np.uint32), np.empty(100, np.uint8)
starts, made = np.zeros(1, np.int64), np.zeros(1, np.int64)

def refused(last, error):
    blobs, remaps = [lists] * count + [last], [remap] * (count + 1)
    try:
        packing.merge(
            blobs, remaps, bounds, 0, sources, starts, False, work, work, work, out, made)
    except error:
        return
    raise AssertionError("nothing was raised")

def refuse_both():
    refused(other, ValueError)  # no array of bytes
    refused(lists, SegmentDamaged)  # a list that breaks off

refuse_both()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for _ in range(10):
    refuse_both()
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(grown // (1024 if sys.platform == "darwin" else 1))
"""


def test_merging_gives_back_its_memory_whatever_is_raised() -> None:
    """Each call takes 1.6 MB to say where 50,000 blobs are."""
    command = [sys.executable, "-c", _REFUSED]
    ran = subprocess.run(
        command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) < 16_000, "kilobytes: what ten or more of the twenty calls took is kept"


def segments(sizes: list[int]) -> list[WritableSegment]:
    return [WritableSegment(size) for size in sizes]


@pytest.mark.parametrize("sizes", [[1, 3, 10, 200], [1], [1000, 1], list(range(1, 400))], ids=str)
def test_after_many_runs_there_are_few_segments_and_little_was_written(sizes: list[int]) -> None:
    pick = random.Random(11)
    held: list[WritableSegment] = []
    added = rewritten = 0
    for _ in range(400):
        held += segments([size := pick.choice(sizes)])
        added += size
        chosen = compaction.worth_merging(held)
        rewritten += sum(segment.living for segment in chosen)
        if chosen:
            held = [s for s in held if s not in chosen]
            held += segments([sum(s.living for s in chosen)])
        assert len(held) <= 2 * np.log2(added) + 1
    assert sum(segment.living for segment in held) == added
    assert rewritten <= added * 2 * np.log2(added)


def test_a_small_run_does_not_rewrite_a_large_segment() -> None:
    assert compaction.worth_merging(segments([50_000, 10])) == []


def test_a_segment_with_many_deleted_articles_is_rewritten() -> None:
    large, small = segments([1000, 10])
    for number in range(201):
        large.deleted.add(number)
    assert compaction.worth_merging([large, small]) == [large]
    large.deleted.remove(200)
    assert compaction.worth_merging([large, small]) == [], "a fifth is still bearable"


@given(st.lists(st.tuples(st.integers(1, compaction.MAX_ARTICLES), st.booleans()), max_size=12))
def test_no_merged_segment_is_larger_than_one_may_be(made: list[tuple[int, bool]]) -> None:
    many = segments([size for size, _ in made])
    for segment, (size, holed) in zip(many, made, strict=True):
        segment.deleted = set(range(size // 4 + 1)) if holed else set()
    chosen = compaction.worth_merging(many)
    groups = list(compaction.groups_of(chosen))
    assert [one for group in groups for one in group] == [one for one in chosen if one.living]
    assert all(sum(s.living for s in group) <= compaction.MAX_ARTICLES for group in groups)
    for segment, (_, holed) in zip(many, made, strict=True):
        assert not holed or segment in chosen, "what has many holes is rewritten"


def test_pairs_in_a_field_are_found_by_their_two_signs(tmp_path: Path) -> None:
    data = built(
        tmp_path / "s.arrays", [Article("a", title="công tác dân vận", body="tác, dân tác")]
    )
    for field, term, count in (
        ("title_pairs", "tác dân", 1), ("title_pairs", "tác|dân", 0), ("body_pairs", "tác|dân", 1),
        ("body_pairs", "dân tác", 1), ("body_pairs", "vận dân", 0),
    ):  # fmt: skip
        lists = data.postings(field, term.encode())
        assert isinstance(lists, PostingLists)
        assert len(read_union(lists).ids) == count
