"""Is a merged segment the segment that would have been built at once, and is merging worth it?"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import compaction, writer
from index.article import Article
from index.batch import BatchAnalyser
from index.build import reindex
from index.codec.build import build_segment
from index.codec.layout import SYLLABLE_FIELDS, unaccented_column
from index.codec.merge import Part, merge_segments
from index.codec.segment import Lists, SegmentData
from index.codec.union import read_places, read_union
from index.codec.whoosh_codec import ArraySegment
from index.codec.whoosh_terms import ArrayTermsReader
from index.plan import Plan
from index.readers import ReadOptions, find_files, read_file
from index.writer import read_segments

SYLLABLES = ["dân", "dẫn", "dan", "vận", "van", "hòa", "Công-an", "công an", "TP.HCM", "3,5", "an."]

text = st.lists(st.sampled_from(SYLLABLES), max_size=12).map(" ".join)
article = st.builds(
    Article, id=st.just(""), title=text, summary=text, body=text, category=st.sampled_from("ab"),
    source=st.sampled_from(["", "c"]),
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
            lists = data.lists(field, term)
            union = read_union(lists)
            terms[field, term] = union.ids.tolist(), union.tfs.tolist()
            if lists.field.sized:
                places = read_places(lists, union.ids.astype(np.int32))
                terms[field, term] += (places.tolist(),)
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
        "found": [data.find_article(text.decode()) for text in data.ids],
    }


def merged(folder: Path, parts: list[tuple[list[Article], list[bool]]]) -> SegmentData:
    made = [
        Part(built(folder / f"{n}.arrays", articles), np.array(alive))
        for n, (articles, alive) in enumerate(parts)
    ]
    assert merge_segments(folder / "m.arrays", made) == sum(sum(alive) for _, alive in parts)
    return SegmentData(folder / "m.arrays")


@given(corpora)
@settings(deadline=None, max_examples=60)
def test_merging_is_building_at_once(
    tmp_path_factory: pytest.TempPathFactory, corpus: list[list[tuple[Article, bool]]]
) -> None:
    from dataclasses import replace

    folder = tmp_path_factory.mktemp("merge")
    parts = [
        ([replace(a, id=f"{n}-{i}") for i, (a, _) in enumerate(part)], [alive for _, alive in part])
        for n, part in enumerate(corpus)
    ]
    living = [a for articles, alive in parts for a, lives in zip(articles, alive, strict=True)
              if lives]  # fmt: skip
    found, expected = (
        contents(merged(folder, parts)),
        contents(built(folder / "whole.arrays", living)),
    )
    assert found == expected


def test_the_sample_in_three_parts_is_the_sample(tmp_path: Path, sample_folder: Path) -> None:
    made = (a for path in find_files(sample_folder) for a in read_file(path, ReadOptions()))
    articles = [a for a in made if isinstance(a, Article)]
    parts = [(articles[n : n + 40], [True] * len(articles[n : n + 40])) for n in (0, 40, 80)]
    whole = built(tmp_path / "whole.arrays", articles)
    assert contents(merged(tmp_path, parts)) == contents(whole)


def segments(sizes: list[int]) -> list[ArraySegment]:
    return [ArraySegment("MAIN", size) for size in sizes]


def test_after_many_runs_there_are_few_segments_and_little_was_written() -> None:
    pick = random.Random(11)
    held: list[ArraySegment] = []
    added = rewritten = 0
    for _ in range(400):
        held += segments([size := pick.choice([1, 3, 10, 200])])
        added += size
        chosen = compaction._worth_merging(held)
        rewritten += sum(segment.doc_count() for segment in chosen)
        if chosen:
            held = [s for s in held if s not in chosen]
            held += segments([sum(s.doc_count() for s in chosen)])
    assert sum(segment.doc_count() for segment in held) == added
    assert len(held) <= 2 * np.log2(added)
    assert rewritten <= added * 2 * np.log2(added)


def test_a_small_run_does_not_rewrite_a_large_segment() -> None:
    assert compaction._worth_merging(segments([50_000, 10])) == []


def test_a_segment_with_many_deleted_articles_is_rewritten() -> None:
    large, small = segments([1000, 10])
    for number in range(201):
        large.delete_document(number)
    assert compaction._worth_merging([large, small]) == [large]


def test_no_merged_segment_is_larger_than_one_may_be() -> None:
    many = segments([100_000] * 7)
    groups = list(compaction._groups(compaction._worth_merging(many)))
    assert sum(len(group) for group in groups) == 7
    assert all(sum(s.doc_count() for s in group) <= 250_000 for group in groups)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_any_number_of_workers_makes_the_same_index(
    tmp_path: Path,
    sample_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    jobs: int,
    same: Callable[[bytes], bool],
) -> None:
    monkeypatch.setattr(writer, "_MOST_CHARACTERS", 20_000)  # so that there are many batches
    root = tmp_path / "index"
    reindex(Plan(root, (str(sample_folder),), ReadOptions(), fresh=True, jobs=jobs))
    ((data, alive),) = read_segments(root / "generations" / "000001")
    assert alive.all()
    (file,) = (root / "generations" / "000001").glob("*.arrays")
    assert data.articles == 111
    assert same(file.read_bytes())


@pytest.fixture(scope="module")
def same() -> Callable[[bytes], bool]:
    """Whether all that it is asked about is the same."""
    seen: list[bytes] = []

    def is_same(content: bytes) -> bool:
        seen.append(content)
        return content == seen[0]

    return is_same


def test_pairs_in_a_field_are_found_by_their_two_signs(tmp_path: Path) -> None:
    data = built(
        tmp_path / "s.arrays", [Article("a", title="công tác dân vận", body="tác, dân tác")]
    )
    for field, term, count in (
        ("title_pairs", "tác dân", 1), ("title_pairs", "tác|dân", 0), ("body_pairs", "tác|dân", 1),
        ("body_pairs", "dân tác", 1), ("body_pairs", "vận dân", 0),
    ):  # fmt: skip
        lists = data.lists(field, term.encode())
        assert isinstance(lists, Lists)
        assert len(read_union(lists).ids) == count
